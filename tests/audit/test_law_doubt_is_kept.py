"""The law that doubt is kept: what the scalar calls provisional or unknown is no plain breach in columns (3.12)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.audit.engines import ENGINES, rows
from tests.audit.objects import complaint_columns, naive

from netpoint_stp.audit.checks import Answer
from netpoint_stp.audit.records.log import log_of
from netpoint_stp.audit.result import AuditResult, audit
from netpoint_stp.policy.complaints.tables import ComplaintStatus, Hearing
from netpoint_stp.regulation import Regulation
from netpoint_stp.rules import still_possible
from netpoint_stp.subjects.complaints import Complaint, ComplaintRoute, ComplaintSubject
from netpoint_stp.subjects.people import Standing
from netpoint_stp.working_days import WorkingCalendar

pytestmark = pytest.mark.no_cover

PUBLISHED = Regulation.published()
NOW = datetime(2029, 1, 1, tzinfo=UTC)
_MEANS = {
    ComplaintStatus.ANSWERED_IN_TIME: Answer.KEPT,
    ComplaintStatus.ANSWERED_LATE: Answer.BROKEN,
    ComplaintStatus.OVERDUE: Answer.BROKEN,
    ComplaintStatus.RUNNING: Answer.NOT_APPLICABLE,
}


def complaint(number: int, lodged: datetime, answered: datetime | None) -> Complaint:
    """Return a complaint that is certainly lodged."""
    return Complaint(
        id=f"c{number}",
        lodged_at=lodged,
        channel="email",
        answered_at=answered,
        route=ComplaintRoute.COMPLAINTS_ADDRESS,
        marked=True,
        complainant=Standing.HOLDER,
        about=ComplaintSubject.CARRYING_OUT,
    )


def audited(made: list[Complaint], regulation: Regulation, engine: str = "polars") -> AuditResult:
    """Audit complaints that are certainly lodged."""
    columns: dict[str, list[Any]] = {
        "complaint_id": [each.id for each in made],
        "lodged_at": [naive(each.lodged_at) for each in made],
        "answered_at": [naive(each.answered_at) for each in made],
        "route": ["complaints_address"] * len(made),
        "marked": [True] * len(made),
        "complainant": ["holder"] * len(made),
        "about": ["carrying_out"] * len(made),
    }
    return audit(log_of({"complaints": ENGINES[engine](columns)}), regulation, now=NOW)


def assert_as_the_policy(made: list[Complaint], regulation: Regulation, engine: str = "polars") -> set[Answer]:
    """Hold the column form against the scalar one, row by row, and return the answers there were."""
    told = audited(made, regulation, engine).by_clause("3.12").rows
    assert told is not None
    found = {row["id"]: row for row in rows(told, by="id")}
    for each in made:
        status = still_possible(regulation.complaints.status_of(each, NOW))
        wanted = {_MEANS[one] for one in status}
        answer = wanted.pop() if len(wanted) == 1 else Answer.UNDETERMINED
        deadline = regulation.complaints.deadline(each.lodged_at).value
        row = found[each.id]
        assert row["answer"] == answer.value, (each, row)
        assert row["provisional"] == deadline.provisional, (each, row)
    return {Answer(row["answer"]) for row in found.values()}


CALENDARS = [WorkingCalendar.named(name) for name in ("ukraine", "ukraine_peacetime", "weekends_only")]
LATER = WorkingCalendar.named("ukraine").vouching_until("2026-10-30", source="a decree")
moments = st.datetimes(datetime(2025, 11, 1), datetime(2028, 6, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds it
offsets = st.one_of(
    st.none(),
    st.integers(0, 30 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes)),
    st.sampled_from(["due_earliest", "due_before", "due_latest", "before due_latest", "lodged_at", "before lodged_at"]),
)


@settings(max_examples=12)
@given(st.sampled_from([*CALENDARS, LATER]), st.lists(st.tuples(moments, offsets), min_size=20, max_size=40))
def test_columns_say_of_each_complaint_what_the_policy_says(
    calendar: WorkingCalendar, drawn: list[tuple[datetime, timedelta | str | None]]
) -> None:
    """Years whose law is known, years in doubt and beyond: broken, undetermined and provisional are the same rows."""
    complaints = attrs.evolve(PUBLISHED.complaints, calendar=calendar)
    regulation = attrs.evolve(PUBLISHED, complaints=complaints)
    made = []
    for number, (lodged, offset) in enumerate(drawn):
        answered: datetime | None = None
        if isinstance(offset, timedelta):
            answered = lodged + offset
        elif offset is not None:
            edge = offset.removeprefix("before ")
            answered = lodged if edge == "lodged_at" else getattr(complaints.deadline(lodged).value, edge)
            answered = answered - timedelta(microseconds=1) if offset.startswith("before") else answered
        made.append(complaint(number, lodged, answered))

    assert_as_the_policy(made, regulation)


def test_an_answer_older_than_the_complaint_is_none_to_it() -> None:
    """What answer it had is then not known, within its term and long after: neither kept nor broken (3.12, 3.10)."""
    made = []
    for number, lodged in enumerate([datetime(2026, 3, 2, 9, tzinfo=UTC), NOW - timedelta(days=1)]):
        made.append(complaint(number, lodged, lodged - timedelta(microseconds=1)))

    assert assert_as_the_policy(made, PUBLISHED) == {Answer.UNDETERMINED}
    result = audited(made, PUBLISHED)
    assert result.by_clause("3.12").missing == {"complaints.answered_at": 2}
    assert [problem.column for problem in result.problems] == ["answered_at"]
    assert result.by_clause("3.10").counts[Answer.KEPT] == 2, "they are lodged, whatever was sent before"


def test_what_was_sent_before_a_complaint_tells_nobody_of_it() -> None:
    """Whoever complained otherwise than 3.10 has it may or may not have heard of that; the policy says so too."""
    lodged = datetime(2026, 3, 2, 9, tzinfo=UTC)
    older = attrs.evolve(complaint(0, lodged, lodged - timedelta(days=1)), route=ComplaintRoute.OTHER_OFFICIAL_CHANNEL)
    told = attrs.evolve(older, interim_answer_at=lodged + timedelta(days=1))

    for now in (lodged + timedelta(days=2), NOW):
        assert len(still_possible(PUBLISHED.complaints.heard(older, now))) == 2
        assert still_possible(PUBLISHED.complaints.heard(told, now)) == {Hearing.TOLD}
        found = audit(log_of({"complaints": pl.DataFrame(complaint_columns([older, told]))}), PUBLISHED, now=now)
        rows_ = found.by_clause("3.10").rows
        assert rows_ is not None
        assert [row["answer"] for row in rows(rows_, by="row")] == ["undetermined", "kept"]


@pytest.mark.parametrize("engine", ["duckdb", "pandas"])
def test_the_day_in_doubt_decides_on_every_engine(engine: str) -> None:
    """8 May 2026 is a day off if martial law has ended by then: late by one reading is in time by the other."""
    lodged = datetime(2026, 5, 4, 9, tzinfo=UTC)
    deadline = PUBLISHED.complaints.deadline(lodged).value
    edges = [deadline.due_earliest, deadline.due_before, deadline.due_latest]
    made = [complaint(number, lodged, at) for number, at in enumerate([*edges, edges[0] - timedelta(microseconds=1)])]

    assert assert_as_the_policy(made, PUBLISHED, engine) == {Answer.KEPT, Answer.BROKEN, Answer.UNDETERMINED}
