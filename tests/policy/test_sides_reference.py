"""The table of the right to advice against 4.4.1 written plainly, and the catalogues of these topics side by side."""

from importlib.resources import files
from string import Formatter
from tomllib import loads
from typing import Any

import pytest
from tests.support.reference import walk

from netpoint_stp.policy.sides import CONSULTATION, Consultation, Side, SidesPolicy
from netpoint_stp.rules.explanation import wording_keys
from netpoint_stp.subjects.people import Standing
from netpoint_stp.wording import LANGUAGES, knows

TOPICS = ("alerts", "answers", "errors_notified", "notices", "scope", "sides")


def reference(*, standing: Standing, exempt: bool, official_channel: bool, open: bool) -> Consultation:  # noqa: A002
    """Say what 4.4.1 gives for facts that are all known."""
    if standing is Standing.OUTSIDER:
        return Consultation.NOT_A_CLIENT
    if not exempt:
        if official_channel:
            return Consultation.ENTITLED if open else Consultation.WHEN_OPEN
        return Consultation.OFFICIAL_CHANNEL
    return Consultation.ADVICE_NOT_OWED


def test_the_right_to_advice_agrees_with_the_plain_reading() -> None:
    """Every combination of facts, unknowns included, gives what the plain reading gives."""
    assert walk(CONSULTATION, reference) == 5 * 3**3


def test_the_table_of_the_right_to_advice_is_sound() -> None:
    """No gap, no rule that never wins, no outcome out of reach."""
    assert CONSULTATION.analyse().problems == 0


def test_the_right_to_advice_can_be_told_in_every_language() -> None:
    """Each label, value and outcome has its sentence, each side its headings."""
    keys = [key for table in SidesPolicy().tables for key in wording_keys(table)]
    keys += [f"value.standing.{standing.value}" for standing in Standing]
    keys += [f"sides.{kind}.{side.value}" for kind in ("duties", "rights", "exemptions") for side in Side]

    assert [key for key in keys for lang in LANGUAGES if not knows(key, lang)] == []


def sentences(topic: str, lang: str) -> dict[str, set[str]]:
    """Return each key of a catalogue with the values that its sentences need."""
    text = (files("netpoint_stp.wording") / lang / f"{topic}.toml").read_text(encoding="utf-8")
    found: dict[str, set[str]] = {}

    def read(entry: dict[str, Any] | str, key: str) -> None:
        if isinstance(entry, str):
            found[key] = {name for _, name, _, _ in Formatter().parse(entry) if name}
            return
        for name, part in entry.items():
            if name != "few":  # English has no such form
                read(part, f"{key}.{name}")

    read(loads(text), "")
    return found


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("lang", ["ru", "uk"])
def test_the_catalogues_say_the_same_in_every_language(topic: str, lang: str) -> None:
    """The three catalogues of a topic have the same keys, and their sentences need the same values."""
    english = sentences(topic, "en")

    assert english
    assert sentences(topic, lang) == english


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("lang", ["ru", "uk"])
def test_slavic_plurals_have_three_forms(topic: str, lang: str) -> None:
    """An entry that counts something has the form for few wherever it has those for one and many."""
    text = (files("netpoint_stp.wording") / lang / f"{topic}.toml").read_text(encoding="utf-8")

    def lacking(entry: Any) -> bool:
        if not isinstance(entry, dict):
            return False
        return (entry.keys() & {"one", "many"} and "few" not in entry) or any(map(lacking, entry.values()))

    assert not lacking(loads(text))
