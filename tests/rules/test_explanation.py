"""Answers and tables told to people: in three languages, without an internal name."""

import re
from datetime import date
from typing import Any

import pytest
from tests.support.tables import every_table, internal_names

from netpoint_stp.clauses import CLAUSE_IDS, READING_IDS, reading
from netpoint_stp.policy.identification.identity import Identity
from netpoint_stp.policy.intake.policy import FORM, INTAKE
from netpoint_stp.policy.refusal.policy import ABSENT_INFORMATION, INTERRUPTION, REFUSAL, Asked
from netpoint_stp.rules import (
    PUBLISHED,
    UNKNOWN,
    Decision,
    Edition,
    Fact,
    FactEnum,
    Facts,
    Rule,
    RuleTable,
    Undetermined,
)
from netpoint_stp.rules.codes import snake
from netpoint_stp.rules.explanation import as_markdown, tell_fact, tell_grounds, tell_label, tell_outcome, wording_keys
from netpoint_stp.wording import LANGUAGES, Language, knows, say

TABLES = every_table()
LANGS = pytest.mark.parametrize("lang", LANGUAGES)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_words_of_its_own_go_before_shared_ones(table: RuleTable[..., Any]) -> None:
    """What a table has a sentence for is never told by the sentence that several tables share."""
    shared = [key.split(".", 2) for key in wording_keys(table) if key.split(".")[1] == "any"]

    assert [name for kind, _, name in shared if knows(f"{kind}.{snake(table.facts.__name__)}.{name}")] == []


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
@LANGS
def test_every_table_explains_every_outcome_without_internal_names(table: RuleTable[..., Any], lang: Language) -> None:
    """A case of each outcome, and one with nothing known, are told in sentences for a client."""
    cases = [*table.analyse().reached.values(), dict.fromkeys(table.domains, UNKNOWN)]
    assert len(cases) > 1
    for facts in cases:
        told = table.decide_on(facts).explain(lang)

        assert internal_names(str(told)) == []
        assert told.outcome.endswith((".", "!"))
        assert told.outcome[0].isupper()
        assert told.grounds


@LANGS
def test_a_decision_is_told_with_what_suffices_for_it(lang: Language) -> None:
    """The reasons are the facts that settle it; those that do not matter stay out."""
    facts: Any = {"needed": False, "identity": UNKNOWN, "asked": Asked.WAITING}
    told = ABSENT_INFORMATION.decide(**facts).explain(lang)

    assert told.because == (tell_fact(ABSENT_INFORMATION, "needed", False, lang),)
    assert told.unknown == told.possible == ()
    assert any("3.6" in ground for ground in told.grounds)


@LANGS
def test_what_is_not_settled_is_told_with_what_would_settle_it(lang: Language) -> None:
    """The questions that matter and the outcomes still possible are said, those possible in the order of the rules."""
    facts: Any = dict.fromkeys(ABSENT_INFORMATION.domains, UNKNOWN)
    answer = ABSENT_INFORMATION.decide(**facts)
    told = answer.explain(lang)

    assert isinstance(answer, Undetermined)
    assert told.unknown == tuple(tell_label(ABSENT_INFORMATION, name, lang) for name in ABSENT_INFORMATION.domains)
    assert set(told.possible) == {tell_outcome(ABSENT_INFORMATION, outcome, lang) for outcome in answer.possible}
    assert told.because == ()


@LANGS
def test_the_edition_is_named_with_its_day(lang: Language) -> None:
    """With a first day in force that day is told, without one the name alone."""
    facts: Any = dict.fromkeys(FORM.domains, UNKNOWN)
    undated = FORM.decide(**facts).explain(lang)
    dated = FORM.under(Edition("second", date(2027, 5, 4))).decide(**facts).explain(lang)

    assert "published" in undated.edition
    assert "second" in dated.edition
    assert "2027" in dated.edition
    assert str(dated).endswith(dated.edition)


@LANGS
def test_the_support_service_is_spelt_out_once(lang: Language) -> None:
    """In the first line that shortens it, wherever that stands, and in no other."""
    abbreviation, meant = say("explanation.stp", lang), say("explanation.stp_is", lang)
    for first in range(len(CLAUSE_IDS)):
        lines = tell_grounds(CLAUSE_IDS[first:], READING_IDS, lang, PUBLISHED)
        shortened = [line for line in lines if abbreviation in line]

        assert len(shortened) > 1
        assert [line for line in lines if meant and meant in line] == (shortened[:1] if meant else [])


@LANGS
def test_the_text_has_a_heading_for_each_part(lang: Language) -> None:
    """Printed, the outcome comes first, and each part that is there has its heading."""
    facts: Any = {"information": UNKNOWN, "contract": UNKNOWN, "interruption": UNKNOWN}
    lines = str(REFUSAL.decide(**facts).explain(lang)).splitlines()

    assert lines[0] == say("explanation.undetermined", lang)
    assert say("explanation.unknown", lang) in lines
    assert say("explanation.possible", lang) in lines
    assert say("explanation.grounds", lang) in lines
    assert say("explanation.because", lang) not in lines


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
@LANGS
def test_markdown_is_a_table_without_internal_names(table: RuleTable[..., Any], lang: Language) -> None:
    """Every row has as many cells as the head, and people's words in them."""
    text = as_markdown(table, lang)
    rows = [line for line in text.splitlines() if line.startswith("|")]
    widths = {len(re.findall(r"(?<!\\)\|", row)) for row in rows}

    assert len(rows) >= len(table.rules) + 2
    assert widths == {len(table.domains) + 4}
    assert internal_names(text) == []


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
@LANGS
def test_a_yes_in_a_cell_says_what_its_column_says(table: RuleTable[..., Any], lang: Language) -> None:
    """The column of a fact that is yes or no is headed by the sentence that is true for yes, never by its contrary."""
    head = next(line for line in as_markdown(table, lang).splitlines() if line.startswith("|"))
    columns = [cell.strip() for cell in head.strip("|").split(" | ")][1 : 1 + len(table.domains)]
    for column, (name, domain) in zip(columns, table.domains.items(), strict=True):
        wanted = tell_fact(table, name, domain[0], lang) if domain == (True, False) else tell_label(table, name, lang)

        assert column == wanted


@pytest.mark.parametrize("table", [FORM, ABSENT_INFORMATION, INTERRUPTION, INTAKE], ids=lambda table: table.name)
@LANGS
def test_markdown_read_back_decides_alike(table: RuleTable[..., Any], lang: Language) -> None:
    """The first row whose cells fit the facts has the outcome that the table decides, for every combination."""
    rows = _rows(table, lang)
    words = {name: {value: _word(value, lang) for value in domain} for name, domain in table.domains.items()}
    for facts in table.combinations():
        answer = table.decide_on(facts)
        assert isinstance(answer, Decision)
        fits = next(
            row
            for row in rows
            if all(
                cell in ("–", words[name][facts[name]]) or words[name][facts[name]] in cell.split(" / ")
                for name, cell in zip(table.domains, row[1 : 1 + len(table.domains)], strict=True)
            )
        )

        assert fits[1 + len(table.domains)] == tell_outcome(table, answer.outcome, lang)
        assert set(fits[-1].split(", ")) <= {*answer.clauses, *answer.readings}


def test_pipes_in_cells_are_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    """A word with a pipe in it does not break the row."""
    monkeypatch.setattr("netpoint_stp.rules.explanation.tell_outcome", lambda *_: "this | that")
    text = as_markdown(REFUSAL, "en")

    assert "| this \\| that |" in text
    assert "| this | that |" not in text


@pytest.mark.parametrize("reading_id", READING_IDS)
@LANGS
def test_a_reading_is_told_so_that_it_can_be_understood_alone(reading_id: str, lang: Language) -> None:
    """Whoever has not seen the doubt reads what it is about; no answer to a question that nobody can see."""
    (told,) = tell_grounds((), (reading_id,), lang, PUBLISHED)

    assert reading(reading_id).title[lang][1:] in told
    assert reading(reading_id).default[lang] in told
    assert not reading(reading_id).default[lang].startswith(("Yes", "No:", "No,", "Да", "Нет:", "Так,", "Ні:"))


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
@LANGS
def test_labels_are_parts_of_sentences(table: RuleTable[..., Any], lang: Language) -> None:
    """A question begins in lower case and has no full stop, and so do the sentences on values."""
    for name, domain in table.domains.items():
        for told in (tell_label(table, name, lang), *(tell_fact(table, name, value, lang) for value in domain)):
            assert not told.endswith((".", ":", "?")), told
            assert told[0].islower(), told


def test_wording_keys_are_all_that_explaining_needs() -> None:
    """Each label, each value and each outcome of a table stands among its keys."""
    keys = wording_keys(ABSENT_INFORMATION)

    assert "fact.absent_information.asked.and_waited" in keys
    assert "fact.absent_information.needed.label" in keys
    assert "outcome.any.holds" in keys
    assert all(knows(key) for key in keys)


class Place(FactEnum):
    """Where something stands; its second value is also one of the library's."""

    HERE = "here"
    HOLDS = "holds"


class Absence(Facts[Place]):
    """Facts of somebody's own table."""

    lit: Fact[bool] = Fact("the lamp is lit")
    identity: Fact[Identity] = Fact("who somebody is")
    place: Fact[Place] = Fact("where it stands")


OWN: RuleTable[..., Place] = RuleTable(
    "own table",
    Absence,
    Rule("3.1", Place.HOLDS, when=~Absence.lit & Absence.place.is_in(Place.HERE)),
    Rule("3.2", Place.HERE, when=Absence.identity.is_in(Identity.ABSENT)),
    Rule("3.3", Place.HOLDS),
)


@pytest.mark.parametrize(("lang", "no", "absent"), [("en", "no", "absent"), ("uk", "ні", "відсутня")])
def test_a_table_of_ones_own_is_told_in_its_own_words(lang: Language, no: str, absent: str) -> None:
    """By the descriptions of its facts and the codes of its values; a type of the library's keeps its words."""
    decided = OWN.decide(lit=False, identity=UNKNOWN, place=Place.HERE).explain(lang)
    open_ = OWN.decide(lit=True, identity=UNKNOWN, place=Place.HOLDS).explain(lang)

    assert (decided.outcome, decided.because) == ("holds", (f"the lamp is lit: {no}", "where it stands: here"))
    assert (open_.unknown, open_.possible) == (("who somebody is",), ("holds", "here"))
    assert decided.grounds[0].startswith(say("explanation.clause", lang, id="3.1", summary=""))
    assert as_markdown(OWN, lang).splitlines()[::6] == ["### own table", "| 3 | – | – | – | holds | 3.3 |"]
    assert f"| 2 | – | {absent} | – | here | 3.2 |" in as_markdown(OWN, lang)


def _word(value: object, lang: Language) -> str:
    if isinstance(value, bool):
        return say("value.yes" if value else "value.no", lang)
    name = re.sub(r"(?<!^)(?=[A-Z])", "_", type(value).__name__).lower()
    return say(f"value.{name}.{value.value}", lang)  # type: ignore[attr-defined]  # facts that are no booleans are members


def _rows(table: RuleTable[..., Any], lang: Language) -> list[list[str]]:
    lines = [line for line in as_markdown(table, lang).splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
