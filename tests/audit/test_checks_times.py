"""Checks of terms: row by row, on every engine, what the policies say of the same records as objects (3.12, 3.19)."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import attrs
import pytest
from tests.audit.engines import ENGINES, Columns, engines, rows
from tests.audit.objects import NOW, START, complaint_columns, complaints, naive, request_columns, requests

from netpoint_stp.audit.checks.check import JUDGED, Case, Check
from netpoint_stp.audit.checks.complaints import answers as complaint_checks
from netpoint_stp.audit.checks.reaction import first as reaction_checks
from netpoint_stp.audit.frames.calendars import microseconds
from netpoint_stp.audit.frames.truths import written
from netpoint_stp.audit.records.log import log_of
from netpoint_stp.audit.result import audit
from netpoint_stp.policy.complaints.tables import ComplaintStatus
from netpoint_stp.policy.reaction.policy import SupportLevel
from netpoint_stp.regulation import Regulation
from netpoint_stp.rules import Decision, still_possible
from netpoint_stp.subjects.interruptions import Silence

PUBLISHED = Regulation.published()
LEVELS = (
    SupportLevel(name="standard", max_reaction=timedelta(hours=4)),
    SupportLevel(name="business", max_reaction=timedelta(hours=1), applies_to_first=False),
    SupportLevel(name="without figure"),
)
SERVICE = attrs.evolve(PUBLISHED, reaction=attrs.evolve(PUBLISHED.reaction, levels=LEVELS))
CLOCK = attrs.evolve(
    SERVICE,
    reaction=attrs.evolve(
        SERVICE.reaction,
        reaction_clock="clock_time",
        maximum_applies_to_first_reaction=False,
        levels=(attrs.evolve(LEVELS[0], applies_to_first=True), *LEVELS[1:]),
    ),
)
silences = pytest.mark.parametrize("silence", Silence, ids=lambda silence: silence.value)


def run(
    check: Check, tables: dict[str, Any], regulation: Regulation, silence: Silence = Silence.NOT_YET
) -> list[dict[str, Any]]:
    """Return what a check says of native frames, by id."""
    case = Case(log=log_of(tables, silence=silence), regulation=regulation, now=microseconds(NOW))
    assert check.not_observable(case.log) == ()
    return rows(check.judge(case).rows, by="id")


@silences
@engines
def test_answers_to_complaints_are_judged_as_the_policy_judges_them(engine: str, silence: Silence) -> None:
    """3.12 row by row: in time, late by a microsecond, not answered, answered before it was lodged, much unknown."""
    made = [each for each in complaints(1, 800) if each.lodged_at <= NOW]
    frame = ENGINES[engine](complaint_columns(made))

    told = audit(log_of({"complaints": frame}, silence=silence), PUBLISHED, now=NOW).by_clause("3.12").rows
    assert told is not None
    found = rows(told, by="id")

    assert [each["id"] for each in found] == [each.id for each in made]
    calendars = complaint_checks.calendars_of(Case(log=log_of({}), regulation=PUBLISHED, now=0))
    for row, complaint in zip(found, made, strict=True):
        answered = complaint.answered_at
        if row["other"] and answered is not None and complaint.lodged_at <= answered <= NOW:
            under = PUBLISHED.complaints.late_under(complaint.lodged_at, answered, calendars).value
            late = [each.deadline.calendar for each in under if each.status is ComplaintStatus.ANSWERED_LATE]
            assert row["other"].split() == late, (complaint, row)
        status = PUBLISHED.complaints.status_of(complaint, NOW, silence=silence)
        answer = status.answer
        expected = written(answer.outcome) if isinstance(answer, Decision) else "undetermined"
        assert row["outcome"] == expected, (complaint, row, still_possible(status))
        assert row["due_us"] == microseconds(PUBLISHED.complaint_deadline(complaint.lodged_at).value.due_before)
    assert len({row["outcome"] for row in found}) >= 6
    assert {row["answer"] for row in found} == {"kept", "broken", "undetermined", "not_applicable"}


@engines
def test_a_late_answer_says_by_how_much_and_under_which_calendars(engine: str) -> None:
    """The figures behind a finding: due, actual, late by, and each calendar by which it is late (reading I-15)."""
    lodged = START
    due = PUBLISHED.complaint_deadline(lodged).value.due_before
    columns: Columns = {
        "complaint_id": ["a", "b"],
        "lodged_at": [naive(lodged)] * 2,
        "answered_at": [naive(due + timedelta(minutes=5)), naive(due - timedelta(microseconds=1))],
        "route": ["complaints_address"] * 2,
        "marked": [True] * 2,
        "complainant": ["holder"] * 2,
        "about": ["carrying_out"] * 2,
    }

    late, timely = run(complaint_checks.ANSWER, {"complaints": ENGINES[engine](columns)}, PUBLISHED)

    assert list(late) == list(JUDGED)
    assert (late["answer"], timely["answer"]) == ("broken", "kept")
    assert (late["late_us"], timely["late_us"]) == (300_000_000, None)
    assert late["actual_us"] == microseconds(due + timedelta(minutes=5))
    assert late["at"] == naive(lodged)
    assert late["other"] == "ukraine ukraine_peacetime weekends_only every_day"
    assert timely["other"] == "every_day"


@silences
@pytest.mark.parametrize("regulation", [SERVICE, CLOCK], ids=["service time", "clock time"])
@engines
def test_first_reactions_are_judged_as_the_policy_judges_them(
    engine: str, regulation: Regulation, silence: Silence
) -> None:
    """3.19 row by row: in time, late, running, no figure, no maximum, level unknown, by either clock."""
    made = [each for each in requests(2, 1000) if each.complete_from <= NOW]
    frame = ENGINES[engine](request_columns(made))

    found = run(reaction_checks.FIRST_REACTION, {"requests": frame}, regulation, silence)

    counts: Counter[str] = Counter()
    assert [each["id"] for each in found] == [each.id for each in made]
    for row, request in zip(found, made, strict=True):
        judged = regulation.reaction.first_reaction(request, NOW, silence=silence)
        expected = written(judged.outcome) if isinstance(judged, Decision) else "undetermined"
        assert row["outcome"] == expected, (request, row)
        if expected == "broken":
            due = regulation.reaction.reaction_due(request.complete_from, request.support_level).value
            assert isinstance(due, datetime)
            assert row["due_us"] == microseconds(due), (request, row)
        counts[expected] += 1
    assert {"kept", "broken"} < counts.keys()
    assert counts.total() == len(made)


@engines
def test_without_a_figure_nothing_is_fine(engine: str) -> None:
    """The published text names no maximum: every reaction is undetermined, and none is kept or broken (I-19)."""
    frame = ENGINES[engine](request_columns(requests(3, 50)))

    found = run(reaction_checks.FIRST_REACTION, {"requests": frame}, PUBLISHED)

    assert {each["outcome"] for each in found} == {"undetermined"}


def test_a_log_without_the_columns_is_not_asked() -> None:
    """What lacks is named; where one of several columns would do, all of them are."""
    columns: Columns = {"request_id": ["a"], "received_at": [datetime(2024, 1, 1)]}  # noqa: DTZ001 - as frames have it
    log = log_of({"requests": ENGINES["polars"](columns)})

    assert reaction_checks.FIRST_REACTION.not_observable(log) == (
        "requests.taken_at|reacted_at|refused_at|events.kind",
    )
    assert complaint_checks.ANSWER.not_observable(log) == (
        "complaints.complaint_id",
        "complaints.lodged_at",
        "complaints.answered_at",
    )
