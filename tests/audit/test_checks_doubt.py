"""Law 7, doubt is kept: what nobody can tell yet of a term is never a plain breach in columns (3.10, 3.12, I-15)."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import attrs
import pytest
from tests.audit.engines import ENGINES, rows
from tests.audit.objects import complaint_columns

from netpoint_stp.audit import audit
from netpoint_stp.audit.checks.check import Case
from netpoint_stp.audit.checks.complaints import answers as complaint_checks
from netpoint_stp.audit.checks.complaints import hearing as hearing_checks
from netpoint_stp.audit.frames.calendars import microseconds
from netpoint_stp.audit.frames.truths import written
from netpoint_stp.audit.records.log import log_of
from netpoint_stp.moments import parse_moment
from netpoint_stp.regulation import Regulation
from netpoint_stp.rules import Decision
from netpoint_stp.subjects.complaints import Complaint, ComplaintRoute, ComplaintSubject
from netpoint_stp.subjects.interruptions import Silence
from netpoint_stp.subjects.people import Standing
from netpoint_stp.working_days import NamedCalendar, WorkingCalendar

pytestmark = pytest.mark.no_cover

PUBLISHED = Regulation.published()
NOW = datetime(2027, 7, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)
CALENDARS: tuple[WorkingCalendar | NamedCalendar | str, ...] = (
    "ukraine",
    "ukraine_peacetime",
    NamedCalendar("ukraine", date(2026, 10, 30), "decree X"),
    WorkingCalendar.from_table(name="own", version="1", first_known="2026-06-01", last_known="2026-12-31"),
)


def with_calendar(calendar: WorkingCalendar | NamedCalendar | str) -> Regulation:
    """Return the published text with another calendar."""
    return attrs.evolve(PUBLISHED, complaints=attrs.evolve(PUBLISHED.complaints, calendar=calendar))


def complaint(number: int, lodged_at: datetime, answered_at: datetime | None, route: ComplaintRoute) -> Complaint:
    """Make a complaint."""
    return Complaint(
        id=f"c{number:06}",
        lodged_at=lodged_at,
        channel="email",
        answered_at=answered_at,
        interim_answer_at=None,
        route=route,
        marked=True,
        complainant=Standing.HOLDER,
        about=ComplaintSubject.CARRYING_OUT,
    )


def around_the_edges(regulation: Regulation, count: int) -> list[Complaint]:
    """Return complaints from April 2026 to June 2027, answered around each end that their term can have, or never."""
    random = Random(7)
    made = []
    for number in range(count):
        lodged = datetime(2026, 4, 20, tzinfo=UTC) + timedelta(minutes=random.randrange(430 * 1440))
        deadline = regulation.complaint_deadline(lodged).value
        edge = random.choice([deadline.due_earliest, deadline.due_before, deadline.due_latest])
        answered = random.choice([None, edge, edge - TICK, edge + timedelta(hours=random.randrange(100))])
        route = random.choice([ComplaintRoute.COMPLAINTS_ADDRESS] * 3 + [ComplaintRoute.OTHER_OFFICIAL_CHANNEL])
        made.append(complaint(number, lodged, answered, route))
    return made


def judged(check: Any, frame: Any, regulation: Regulation, now: datetime, silence: Silence) -> list[dict[str, Any]]:
    """Return what a check says of a native frame, by id."""
    case = Case(log=log_of({"complaints": frame}, silence=silence), regulation=regulation, now=microseconds(now))
    return rows(check.judge(case).rows, by="id")


@pytest.mark.parametrize("silence", Silence, ids=lambda silence: silence.value)
@pytest.mark.parametrize(
    ("engine", "calendar"), [*(("polars", calendar) for calendar in CALENDARS), ("duckdb", CALENDARS[0])]
)
def test_law_columns_doubt_what_the_policy_doubts(
    calendar: WorkingCalendar | NamedCalendar | str, engine: str, silence: Silence
) -> None:
    """Row by row the answer of the scalar; and none that a possible law would change is told as kept or broken."""
    regulation = with_calendar(calendar)
    made = around_the_edges(regulation, 300)
    frame = ENGINES[engine](complaint_columns(made))
    found = judged(complaint_checks.ANSWER, frame, regulation, NOW, silence)
    open_ = 0

    for row, each in zip(found, made, strict=True):
        answer = regulation.complaints.status_of(each, NOW, silence=silence).answer
        expected = written(answer.outcome) if isinstance(answer, Decision) else "undetermined"
        assert row["outcome"] == expected, (each, row)
        deadline = regulation.complaint_deadline(each.lodged_at).value
        if each.answered_at is not None and deadline.doubt_decides(each.answered_at):
            open_ += each.route is ComplaintRoute.COMPLAINTS_ADDRESS
            assert row["answer"] in {"undetermined", "not_applicable"}
        if row["answer"] == "broken":
            assert row["provisional"] is deadline.provisional
            assert "provisional" not in row["other"].split(), "the flag says it, and nothing else does"
    assert open_ > 10


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_law_hearing_doubts_too(engine: str) -> None:
    """3.10: when it would be time to ask for what was told is in doubt where the term is."""
    regulation = with_calendar("ukraine")
    made = [
        complaint(number, parse_moment(lodged, "Europe/Kyiv"), None, ComplaintRoute.OTHER_OFFICIAL_CHANNEL)
        for number, lodged in enumerate(["2026-05-01T12:00", "2026-05-04T12:00", "2026-05-05T12:00"])
    ]
    frame = ENGINES[engine](complaint_columns(made))
    for now in ("2026-05-13T00:00", "2026-05-14T00:30", "2026-05-15T00:00"):
        at = parse_moment(now, "Europe/Kyiv")
        found = judged(hearing_checks.DEALT_WITH, frame, regulation, at, Silence.NOT_YET)
        told = [regulation.complaints.heard(each, at).answer for each in made]
        assert [row["outcome"] for row in found] == [
            written(each.outcome) if isinstance(each, Decision) else "undetermined" for each in told
        ]


@pytest.mark.parametrize(
    ("lodged", "answered", "answer"),
    [
        ("2026-05-04T12:00+03:00", "2026-05-14T00:30+03:00", "undetermined"),
        ("2027-05-03T12:00+03:00", "2027-05-13T00:30+03:00", "undetermined"),
        ("2026-05-04T12:00+03:00", "2026-05-20T00:30+03:00", "broken"),
        ("2026-05-04T12:00+03:00", "2026-05-13T23:30+03:00", "kept"),
    ],
)
def test_an_answer_late_by_one_law_alone(lodged: str, answered: str, answer: str) -> None:
    """Late by `ukraine`, in time by `ukraine_peacetime`: undetermined; late by both: a breach, with its doubt."""
    one = complaint(1, parse_moment(lodged), parse_moment(answered), ComplaintRoute.COMPLAINTS_ADDRESS)
    log = {"complaints": ENGINES["polars"](complaint_columns([one]))}
    result = audit(log, PUBLISHED, now=NOW).by_clause("3.12")

    assert {each.value: count for each, count in result.counts.items() if count} == {answer: 1}
