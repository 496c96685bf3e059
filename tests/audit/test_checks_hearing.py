"""Checks of complaints that went astray: on every engine, as the policies judge each (3.10)."""

from datetime import timedelta
from typing import Any

import pytest
from tests.audit.engines import ENGINES, Columns, engines, rows
from tests.audit.objects import NOW, START, complaint_columns, complaints, naive

from netpoint_stp.audit.checks.check import Case, Check, FindingGrade
from netpoint_stp.audit.checks.complaints import hearing
from netpoint_stp.audit.frames.calendars import microseconds
from netpoint_stp.audit.records.log import log_of
from netpoint_stp.policy.complaints.tables import Hearing
from netpoint_stp.policy.reception.tables import Filed
from netpoint_stp.regulation import Regulation
from netpoint_stp.rules import Decision
from netpoint_stp.subjects.interruptions import Silence

EXAMPLE = Regulation.example()
silences = pytest.mark.parametrize("silence", Silence, ids=lambda silence: silence.value)


def run(
    check: Check, given: dict[str, Any], *, silence: Silence = Silence.NOT_YET, now: Any = NOW
) -> dict[str, dict[str, Any]]:
    """Return what a check says of native frames, by id."""
    case = Case(log=log_of(given, silence=silence), regulation=EXAMPLE, now=microseconds(now))
    assert check.not_observable(case.log) == ()
    return {row["id"]: row for row in rows(check.judge(case).rows, by="id")}


@silences
@engines
def test_each_complaint_is_judged_as_the_policy_judges_it(engine: str, silence: Silence) -> None:
    """Taken up, told, not told, still time, no complaint: whatever is not known of it."""
    made = [each for each in complaints(53, 500) if each.lodged_at <= NOW]

    found = run(hearing.DEALT_WITH, {"complaints": ENGINES[engine](complaint_columns(made))}, silence=silence)

    assert found.keys() == {each.id for each in made}
    seen = set()
    for each in made:
        answer = EXAMPLE.complaints.heard(each, NOW, silence=silence).answer
        expected = answer.outcome.value if isinstance(answer, Decision) else "undetermined"
        assert found[each.id]["outcome"] == expected, (each, found[each.id])
        seen.add(expected)
    assert {"taken_up", "told", "still_time", "no_complaint", "undetermined"} <= seen
    assert ("not_told" in seen) is (silence is Silence.NOT_YET)


@engines
def test_what_was_not_told_is_asked_about_only_when_the_term_would_be_over(engine: str) -> None:
    """A complaint by telephone is not lodged, and its maker is to hear so; until its term would end there is time."""
    columns: Columns = {
        "complaint_id": ["c"],
        "lodged_at": [naive(START)],
        "answered_at": [None],
        "route": ["other_official_channel"],
        "complainant": ["holder"],
        "about": ["carrying_out"],
    }
    given = {"complaints": ENGINES[engine](columns)}
    due = EXAMPLE.complaint_deadline(START).value.due_before

    before = run(hearing.DEALT_WITH, given, now=due - timedelta(microseconds=1))["c"]
    after = run(hearing.DEALT_WITH, given, now=due)["c"]

    assert (before["outcome"], before["answer"]) == (Hearing.STILL_TIME.value, "not_applicable")
    assert (after["outcome"], after["answer"]) == (Hearing.NOT_TOLD.value, "broken")
    assert hearing.DEALT_WITH.severity(after["outcome"]) is FindingGrade.TO_JUSTIFY


def messages(engine: str, **changes: list[Any]) -> dict[str, Any]:
    """Return five messages to the address for complaints, of which different things were made."""
    columns: dict[str, list[Any]] = {
        "interaction_id": ["filed", "named", "request", "lost", "aside"],
        "received_at": [naive(START)] * 5,
        "channel": ["email"] * 5,
        "automatic": [False] * 5,
        "destination": ["complaints"] * 5,
        "complaint_id": ["c1", None, None, None, None],
        "request_id": ["r1", None, "r2", None, None],
        "quarantined": [False, False, False, False, True],
    }
    columns.update(changes)
    lodged: Columns = {
        "complaint_id": ["c1", "c2"],
        "lodged_at": [naive(START)] * 2,
        "interaction_id": [None, "named"],
    }
    return {"interactions": ENGINES[engine](columns), "complaints": ENGINES[engine](lodged)}


@engines
def test_what_reached_the_address_for_complaints_must_have_become_one(engine: str) -> None:
    """Linked from either side it did; one of which a request was made is to be justified; one lost is a breach."""
    found = run(hearing.FILED, messages(engine))

    assert {name: (row["outcome"], row["answer"]) for name, row in found.items()} == {
        "filed": ("filed", "kept"),
        "named": ("filed", "kept"),
        "request": ("taken_as_request", "broken"),
        "lost": ("lost", "broken"),
        "aside": ("not_asked", "not_applicable"),
    }
    assert hearing.FILED.severity(Filed.TAKEN_AS_REQUEST.value) is FindingGrade.TO_JUSTIFY
    assert hearing.FILED.severity(Filed.LOST.value) is FindingGrade.BREACH


@engines
def test_only_people_who_write_to_that_address_are_asked_about(engine: str) -> None:
    """Bounces, and what went to another address, were never complaints; a sender not known for a person is open."""
    machine = run(hearing.FILED, messages(engine, automatic=[True] * 5))
    elsewhere = run(hearing.FILED, messages(engine, destination=["requests"] * 5))
    unknown = run(hearing.FILED, messages(engine, automatic=[None] * 5))

    assert {row["answer"] for row in machine.values()} == {"not_applicable"}
    assert {row["answer"] for row in elsewhere.values()} == {"not_applicable"}
    assert unknown["lost"]["answer"] == "undetermined"


@engines
def test_where_silence_says_nothing_nobody_lost_a_complaint(engine: str) -> None:
    """An empty link may be one that was not recorded."""
    found = run(hearing.FILED, messages(engine), silence=Silence.NOT_KNOWN)

    assert {found[name]["answer"] for name in ("request", "lost")} == {"undetermined"}
    assert found["filed"]["answer"] == "kept"
