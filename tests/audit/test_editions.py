"""Editions in an audit (I-28): each obligation by the edition in force at its trigger; and what a finding says."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import attrs
import narwhals as nw
import pytest
from tests.audit.engines import ENGINES, Columns, engines
from tests.audit.objects import naive
from tests.audit.test_audit import plain

from netpoint_stp.audit.checks import CHECKS, Answer, FindingGrade
from netpoint_stp.audit.findings import FINDING
from netpoint_stp.audit.frames.calendars import microseconds
from netpoint_stp.audit.records.log import Log, log_of
from netpoint_stp.audit.records.provenance import Origin, Proxy
from netpoint_stp.audit.report.content import Report
from netpoint_stp.audit.result import audit
from netpoint_stp.regulation import Regulation, RegulationHistory

FIRST = Regulation.example()
SECOND = FIRST.amend(
    name="five days", in_force_from=date(2026, 7, 1), complaints=attrs.evolve(FIRST.complaints, working_days=5)
)
HISTORY = RegulationHistory((FIRST, SECOND))
CHANGE = datetime(2026, 6, 30, 21, tzinfo=UTC)
"""Midnight in Kyiv, at which the second edition comes into force."""
TICK = timedelta(microseconds=1)


def complaints(engine: str, *lodged: datetime) -> dict[str, Any]:
    """Return complaints each answered eight days later: at the first instant too late for five working days."""
    columns: Columns = {
        "complaint_id": [f"c{number}" for number in range(len(lodged))],
        "lodged_at": [naive(each) for each in lodged],
        "answered_at": [naive(each + timedelta(days=8)) for each in lodged],
        "marked": [True] * len(lodged),
        "route": ["complaints_address"] * len(lodged),
        "complainant": ["holder"] * len(lodged),
        "about": ["carrying_out"] * len(lodged),
        "request_id": ["r7"] * len(lodged),
    }
    return {"complaints": ENGINES[engine](columns)}


@engines
def test_a_complaint_is_judged_by_the_edition_of_the_day_on_which_it_was_lodged(engine: str) -> None:
    """One lodged a tick before the five days came into force keeps its seven, though they run into July."""
    given = complaints(engine, CHANGE - TICK, CHANGE)
    result = audit(log_of(given), HISTORY).by_clause("3.12")

    assert result.rows is not None
    told = {row["id"]: (row["edition"], row["answer"]) for row in result.rows.collect().rows(named=True)}
    assert told == {"c0": ("example", "kept"), "c1": ("five days", "broken")}
    assert [(each.edition, each.answer) for each in result.tallies] == [
        ("example", Answer.KEPT),
        ("five days", Answer.BROKEN),
    ]


def test_a_regulation_alone_judges_all() -> None:
    """Whoever asks how the records would have fared under five days gets that for all of them."""
    result = audit(complaints("polars", CHANGE - TICK, CHANGE), SECOND)

    assert result.by_clause("3.12").counts[Answer.BROKEN] == 2
    assert result.ungoverned == {}


@engines
def test_what_no_edition_governs_is_counted(engine: str) -> None:
    """The first edition begins in January 2026: a complaint of the year before is judged by nothing, and told so."""
    before = datetime(2025, 12, 31, 21, 59, tzinfo=UTC)
    result = audit(log_of(complaints(engine, before, before + timedelta(minutes=1))), HISTORY)

    assert sum(result.by_clause("3.12").counts.values()) == 1
    assert result.ungoverned == {"complaints": 1}


@engines
def test_only_what_was_triggered_in_the_span_is_judged(engine: str) -> None:
    """From `since` on, and before `until`."""
    moments = [CHANGE + timedelta(days=number) for number in range(4)]
    given = complaints(engine, *moments)
    result = audit(log_of(given), HISTORY, since=moments[1], until=moments[3])

    assert sorted(row["id"] for row in plain(result.findings)) == ["c1", "c2"]


def test_an_edition_that_governs_no_record_costs_nothing() -> None:
    """A log of one day is judged by one edition, however long the history."""
    result = audit(complaints("duckdb", CHANGE + timedelta(days=3)), HISTORY).by_clause("3.12")

    assert [part.by.name for part in result.parts] == ["five days"]


@engines
def test_a_finding_says_all_that_is_behind_it(engine: str) -> None:
    """Clause, whose, weight, request, figures, calendar, edition, and the row of the source it rests on."""
    log = attrs.evolve(
        log_of(complaints(engine, CHANGE)),
        origins={"complaints": Origin(name="complaints.csv", place="line")},
        proxies=(Proxy(column="complaints.answered_at", stands_for="the last comment"),),
    )
    found = nw.from_native(audit(log, HISTORY).findings).lazy().collect(backend="polars")
    (finding,) = found.rows(named=True)

    assert set(FINDING) == set(found.columns)
    assert finding["clause"] == "3.12"
    assert finding["whose"] == "company"
    assert finding["severity"] == "breach"
    assert (finding["edition"], finding["calendar"]) == ("five days", "ukraine")
    assert (finding["records"], finding["id"], finding["request"]) == ("complaints", "c0", "r7")
    assert (finding["source"], finding["row"]) == ("complaints.csv", 1)
    assert finding["rests_on"] == "complaints.answered_at"
    assert finding["due_us"] == finding["actual_us"] == microseconds(CHANGE + timedelta(days=8))
    assert finding["late_us"] == 0


def test_what_is_to_be_justified_is_no_breach() -> None:
    """A finding that somebody has to look at first does not make the audit fail."""
    log = log_of(complaints("polars", CHANGE))
    result = audit(log, HISTORY)
    lenient = attrs.evolve(result.by_clause("3.12").check, to_justify=frozenset({"answered_late"}))
    changed = attrs.evolve(
        result,
        summary=tuple(
            attrs.evolve(each, check=lenient) if each.check.id == "3.12" else each for each in result.summary
        ),
    )

    assert not result.is_kept
    assert changed.is_kept
    assert [row["severity"] for row in plain(changed.findings)] == [FindingGrade.TO_JUSTIFY.value]


def test_a_breach_by_the_client_alone_is_none_of_the_company() -> None:
    """A complaint that names nothing breaks 3.11, which is the client's."""
    columns: Columns = {
        "complaint_id": ["c"],
        "lodged_at": [naive(CHANGE)],
        **{name: [False] for name in ("names_request_date", "names_taker", "names_request_text")},
    }
    result = audit(log_of({"complaints": ENGINES["polars"](columns)}), FIRST)

    assert result.by_clause("3.11").breaches == 1
    assert result.is_kept


def test_a_log_of_nothing_is_answered() -> None:
    """No row, no moment: every count is none, and nothing is broken."""
    empty = log_of({name: frame.head(0) for name, frame in complaints("polars", CHANGE).items()})
    result = audit(empty, HISTORY)

    assert isinstance(empty, Log)
    assert result.is_kept
    assert sum(result.by_clause("3.12").counts.values()) == 0
    assert len(result.summary) == len(CHECKS)


@pytest.mark.parametrize(
    ("lodged", "expected"),
    [(CHANGE - timedelta(days=8), True), (CHANGE - TICK, True), (CHANGE, False), (CHANGE + timedelta(days=1), False)],
)
def test_records_judged_outside_the_days_of_an_edition_are_pointed_out(lodged: datetime, *, expected: bool) -> None:
    """A regulation alone judges all, and the report says so where it was not in force; a history never does that."""
    given = complaints("polars", lodged)

    assert Report(result=audit(given, SECOND), name="x").reaches_beyond is expected
    assert not Report(result=audit(given, HISTORY), name="x").reaches_beyond
