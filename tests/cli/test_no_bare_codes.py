"""What the command line tells a person has words of their language, and no code; JSON has the codes."""

import re
from collections.abc import Iterator
from enum import Enum
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Final

import pytest
from click.testing import CliRunner
from tests.cli.shop import Shop
from tests.desk.days import Days

from netpoint_stp.casebook.journal import Event
from netpoint_stp.clauses import CLAUSE_IDS, READING_IDS
from netpoint_stp.cli.main import group
from netpoint_stp.desk.timeline import timeline
from netpoint_stp.regulation import Regulation
from netpoint_stp.wording import LANGUAGES, Language
from netpoint_stp.working_days.calendar import NAMES

pytestmark = pytest.mark.no_cover

CORE: Final = ("casebook", "policy", "subjects", "channels", "desk", "ports", "rules", "working_days", "hours")
WORD: Final = re.compile(r"(?<![\w.@/:=<>«“\"-])[a-z]+(?:_[a-z]+)*(?![\w@/:=(»”\"-])")
OF_OTHERS: Final = frozenset({"desk", "standard", "business", "internet", "tv", "andriy", "bohdana", "library"})
"""Names that the profile, billing or the staff gave: nobody translates them."""


def codes() -> frozenset[str]:
    """Return the codes of all closed families of the core, of channels and of calendars."""
    found = {*Regulation.example().channels, *NAMES, "alert", "notice"}
    for room in CORE:
        package = import_module(f"netpoint_stp.{room}")
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            for kind in vars(import_module(module.name)).values():
                if isinstance(kind, type) and issubclass(kind, Enum) and kind.__module__.startswith("netpoint_stp"):
                    found |= {each.value for each in kind if isinstance(each.value, str)}
    return frozenset(found)


def bare(told: str, lang: Language, known: frozenset[str], allowed: frozenset[str] = OF_OTHERS) -> set[str]:
    """Return the codes that stand in a text: in English, where a code is often its own word, those of two words."""
    words = set(WORD.findall(re.sub(r"`[^`]+`", "", told))) & known - allowed
    return {word for word in words if "_" in word} if lang == "en" else words


@pytest.fixture(scope="module")
def known() -> frozenset[str]:
    """Every code; there are many."""
    found = codes()
    assert len(found) > 250
    assert {"waiting", "information_absent", "email", "ukraine_peacetime", "asked", "client"} <= found
    return found


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Days]:
    """A store in which every use case left something."""
    made = Days(f"sqlite:///{tmp_path_factory.mktemp('codes')}/desk.db", 5)
    made.pass_by(400)
    made.come_near_the_figures()
    yield made
    made.store.close()


def tell(days: Days, *arguments: str, lang: str) -> str:
    """Return what a command of the desk tells somebody of the staff."""
    head = ["desk", "--store", days.url, "--as", "zina"]
    result = CliRunner().invoke(group, [*head, *arguments, "--lang", lang])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_a_code_is_noticed(known: frozenset[str]) -> None:
    """Of one word where the language has other letters, of two in any; what one has to type, in backticks, is none."""
    assert bare("│ R-1 │ phone │ desk │", "uk", known) == {"phone"}
    assert bare("канал: email, information_absent", "ru", known) == {"email", "information_absent"}
    assert bare("by information_absent, waiting", "en", known) == {"information_absent"}
    assert bare("за замовчуванням `weekends_only`", "uk", known) == set()
    assert bare("support@netpoint.example, --all", "uk", known) == set()


@pytest.mark.parametrize("lang", LANGUAGES)
class TestDesk:
    """Tables of the desk, and the timeline of every case."""

    @pytest.mark.parametrize(
        "command",
        [("due",), ("overdue",), ("complaints", "--settled"), ("outbox", "--all"), ("aside",), ("verify",)],
        ids=" ".join,
    )
    def test_tables(self, days: Days, known: frozenset[str], command: tuple[str, ...], lang: Language) -> None:
        """States, duties, channels, purposes, fates, what lacks."""
        told = tell(days, *command, lang=lang)

        assert told.strip()
        assert bare(told, lang, known) == set(), told

    def test_queue(self, days: Days, known: frozenset[str], lang: Language) -> None:
        """All but what clients wrote, which stands in the last column."""
        told = tell(days, "queue", "--all", "--limit", "10000", lang=lang)
        assert len(told.splitlines()) > 20
        rows = "\n".join(line.rpartition("│")[0].rpartition("│")[0] for line in told.splitlines()[3:])

        assert bare(rows, lang, known) == set(), rows

    def test_timelines(self, days: Days, known: frozenset[str], lang: Language) -> None:
        """What happened, the state, who did it, and each detail but the free words."""
        written = OF_OTHERS | {"report", "a", "fault", "change", "tariff", "suspend", "service", "consultation", "boss"}
        seen = set()
        for case_id in _cases(days):
            for entry in timeline(days.store, case_id):
                seen.add(entry.kind)
                told = "\n".join((entry.what(lang), entry.state_told(lang), entry.more_told(lang)))
                assert bare(told, lang, known, written) == set(), (case_id, entry.kind, told)
        assert len(seen) > 25

    def test_reading(self, days: Days, known: frozenset[str], lang: Language) -> None:
        """The line above each message."""
        shown = 0
        for case_id in [*_cases(days)][:24]:
            if case_id.startswith("R"):
                heads = [line for line in tell(days, "read", case_id, lang=lang).splitlines() if line.startswith("I-")]
                shown += len(heads)
                told = "\n".join(line.partition(": ")[0] for line in heads)
                assert bare(told, lang, known) == set(), told
        assert shown > 12


def _cases(days: Days) -> Iterator[str]:
    """Yield every case once."""
    found: dict[str, Event] = {}
    page = days.store.journal(None)
    while True:
        found |= {event.case_id: event for event in page.items}
        if page.after is None:
            break
        page = days.store.journal(page.after)
    yield from found


@pytest.mark.parametrize("lang", LANGUAGES)
class TestSteps:
    """What a step tells of the case that it came to."""

    def test_each(self, shop: Shop, known: frozenset[str], lang: Language) -> None:
        """From receiving to closing, a complaint, an incident, with what has to be told by word of mouth."""
        steps: list[tuple[str | Path, ...]] = [
            ("receive", shop.mail("b.eml", "Чому повільно?", sender="b@mail.example")),
            ("receive", shop.mail("c.eml", "По R-1.", to="complaints@netpoint.example", subject="Скарга")),
            ("triage", "R-1", "--level", "critical", "--reason", "стоїть усе", "--need", "emergency_action"),
            ("take",),
            ("ask", "R-1", "--detail", "login"),
            ("hold", "R-1", "чекаємо"),
            ("resume", "R-1"),
            ("identify", "R-1", "--contract", "100245"),
            ("permit", "R-1", "change tariff"),
            ("refuse", "R-1", "--action", "change tariff", "--reason", "немає майстра"),
            ("alert", "p-1", "комутатор мовчить", "--owner", "company"),
            ("maintenance", "w-1", "--from", "2026-11-25T12:00:00+02:00", "--to", "2026-11-25T14:00:00+02:00"),
            ("queue", "--all"),
            ("show", "R-1"),
            ("show", "N-1"),
            ("outbox", "--all"),
        ]
        done = 0
        for step in steps:
            result = shop.run(*step, "--lang", lang)
            done += result.exit_code == 0
            told = "\n".join(line for line in result.stdout.splitlines() if "file" not in line)
            assert bare(told, lang, known, OF_OTHERS | {"eml", "change", "tariff"}) == set(), (step, told)
        assert done > 9


@pytest.mark.parametrize("lang", LANGUAGES)
class TestRules:
    """What the rules are, and what they come to."""

    def test_the_term_of_an_answer(self, known: frozenset[str], lang: Language) -> None:
        """By each calendar (I-15)."""
        for name in NAMES:
            arguments = ["deadline", "complaint", "2026-11-23T12:00:00+02:00", "--calendar", name, "--explain"]
            told = CliRunner().invoke(group, [*arguments, "--lang", lang])
            assert told.exit_code == 0
            assert bare(told.stdout, lang, known) == set(), told.stdout

    def test_clauses(self, known: frozenset[str], lang: Language) -> None:
        """The table of all, and each by itself, but for the names of code and of tables, which one asks for by them."""
        for entry in [(), *((id_,) for id_ in (*CLAUSE_IDS, *READING_IDS)[::6])]:
            told = CliRunner().invoke(group, ["clauses", *entry, "--lang", lang]).stdout
            told, *_ = re.split("netpoint_stp|таблиц[яа] ", told) if entry else [told]
            assert bare(told, lang, known, OF_OTHERS | {"helpdesk", "email"}) == set(), told  # words of the text

    def test_an_assessment(self, shop: Shop, known: frozenset[str], lang: Language) -> None:
        """Of a mail, and of one that lacks something."""
        for name, text in (("a1.eml", "Договір 100245, перевірте лінію."), ("b1.eml", "Чому повільно?")):
            told = CliRunner().invoke(group, ["assess", str(shop.mail(name, text)), "--lang", lang])
            assert told.exit_code in (0, 1), told.output
            assert bare(told.stdout, lang, known) == set(), told.stdout
