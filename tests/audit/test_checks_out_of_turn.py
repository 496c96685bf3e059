"""The check of going out of turn: on every engine, request by request, what a look at every pair finds (3.14)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import attrs
import pytest
from tests.audit.engines import ENGINES, Columns, engines, rows
from tests.audit.objects import NOW, START, held, hold_columns, naive, request_columns, requests

from netpoint_stp.audit.checks.check import Case
from netpoint_stp.audit.checks.queue.out_of_turn import OUT_OF_TURN
from netpoint_stp.audit.frames.calendars import microseconds
from netpoint_stp.audit.records.log import log_of
from netpoint_stp.policy.queue.request_states import waits_for
from netpoint_stp.policy.queue.tables import Turn
from netpoint_stp.regulation import Regulation
from netpoint_stp.rules import still_possible
from netpoint_stp.subjects.requests import Hold, Request, Severity, SeverityLevel, WhoseTime

PUBLISHED = Regulation.published()
TOLERANT = attrs.evolve(PUBLISHED, queue=attrs.evolve(PUBLISHED.queue, tie_tolerance=timedelta(minutes=20)))
CRITICAL = (SeverityLevel.HIGH, SeverityLevel.CRITICAL)


@cache
def drawn() -> list[Request]:
    """Return random requests, a third of them with a severity, taken one by one."""
    return [attrs.evolve(each, taken_in_bulk=None) for each in held(6, requests(9, 250, severe=0.35))]


def run(tables: dict[str, Any], regulation: Regulation = PUBLISHED) -> list[dict[str, Any]]:
    """Return what the check says of native frames, by id."""
    case = Case(log=log_of(tables), regulation=regulation, now=microseconds(NOW))
    assert OUT_OF_TURN.not_observable(case.log) == ()
    return rows(OUT_OF_TURN.judge(case).rows, by="id")


def pairs(regulation: Regulation, made: Sequence[Request]) -> dict[str, tuple[str, str]]:
    """Return answer and outcome for each highly critical request, by looking at every other one."""
    policy = regulation.queue
    line = [
        (each, policy.queue_of(each), policy.arrival_span(each), each.taken_up_at)
        for each in made
        if each.received_at <= NOW and each.channel not in policy.live_channels
    ]
    found = {}
    for mine, queue, (earliest, latest), taken in line:
        if mine.severity is None or mine.severity.level not in CRITICAL or taken is None or taken > NOW:
            continue
        if queue is None:
            found[mine.id] = ("undetermined", "undetermined")
            continue
        sure = maybe = False
        for other, its_queue, (its_earliest, its_latest), its_taken in line:
            if its_queue != queue or its_taken is None or its_taken > NOW:
                continue
            if its_taken - policy.tie_tolerance <= taken:
                continue
            free = waits_for(other, taken) is None and other.received_at < taken
            sure = sure or (its_latest < earliest and free)
            maybe = maybe or (its_earliest < latest and free)
        turns = still_possible(policy.turn_of(mine, taken))
        turn = next(iter(turns)).value if len(turns) == 1 else "undetermined"
        if not (sure or maybe):
            found[mine.id] = ("not_applicable", "ahead_of_nobody")
        elif turns == {Turn.MAY_GO_OUT_OF_TURN}:
            found[mine.id] = ("kept", turn)
        else:
            found[mine.id] = ("broken" if sure and turns == {Turn.IN_TURN} else "undetermined", turn)
    return found


@pytest.mark.parametrize("regulation", [PUBLISHED, TOLERANT], ids=["published", "tolerant"])
@engines
def test_each_is_found_as_a_look_at_every_pair_finds_it(engine: str, regulation: Regulation) -> None:
    """Ties, completions and spans of waiting, severity recorded before or after, with the needs or without."""
    make, made = ENGINES[engine], drawn()

    found = run({"requests": make(request_columns(made)), "events": make(hold_columns(made))}, regulation)

    assert {row["id"]: (row["answer"], row["outcome"]) for row in found} == pairs(regulation, made)
    assert {row["outcome"] for row in found} > {"undetermined", *(turn.value for turn in Turn)}
    assert {"kept", "broken", "undetermined", "not_applicable"} == {row["answer"] for row in found}


def at(hours: float) -> datetime:
    """Return a moment so many hours after the start."""
    moment = naive(START + timedelta(hours=hours))
    assert moment is not None
    return moment


def line(**severe: Any) -> Columns:
    """Return one that waited and one that was called highly critical and taken before it."""
    values: dict[str, Any] = {"severity": "high", "severity_set_at": at(2.5), "emergency_action": True, **severe}
    return {
        "request_id": ["waits", "urgent"],
        "received_at": [at(1), at(2)],
        "taken_at": [at(4), at(3)],
        "channel": ["email"] * 2,
        **{name: [None, value] for name, value in values.items()},
        "specialist_advice": [None, False],
    }


@engines
def test_the_need_must_be_on_record_before(engine: str) -> None:
    """At the moment of taking is before; a microsecond later, or without any need, had no right to; unknown is open."""
    late = at(3) + timedelta(microseconds=1)

    changes: list[dict[str, Any]] = [{}, {"severity_set_at": at(3)}, {"severity_set_at": late}]
    changes += [{"emergency_action": False}, {"emergency_action": None}]
    found = [run({"requests": ENGINES[engine](line(**change))})[0] for change in changes]

    assert [row["answer"] for row in found] == ["kept", "kept", "broken", "broken", "undetermined"]
    assert [row["outcome"] for row in found] == [
        *("may_go_out_of_turn", "may_go_out_of_turn", "in_turn", "in_turn", "undetermined")
    ]


@engines
def test_a_forgotten_request_condemns_nobody(engine: str) -> None:
    """Who was never taken is a finding of 3.13; what was taken in its turn after it did not go out of turn."""
    columns = {**line(emergency_action=False), "taken_at": [None, at(3)]}

    (row,) = run({"requests": ENGINES[engine](columns)})

    assert (row["answer"], row["outcome"]) == ("not_applicable", "ahead_of_nobody")


@engines
def test_who_is_taken_with_others_came_when_the_first_of_them_did(engine: str) -> None:
    """A bulk answer to one outage is one act (I-20): nobody in it went ahead of who came after the first of them."""
    columns: dict[str, Any] = {
        "request_id": ["first", "waits", "urgent"],
        "received_at": [at(1), at(2), at(3)],
        "taken_at": [at(4), at(5), at(4)],
        "channel": ["email"] * 3,
        "severity": ["ordinary", "ordinary", "high"],
        "emergency_action": [False] * 3,
        "specialist_advice": [False] * 3,
    }

    together = run({"requests": ENGINES[engine]({**columns, "bulk": ["outage", None, "outage"]})})
    apart = run({"requests": ENGINES[engine]({**columns, "bulk": [None, None, None]})})

    assert [row["answer"] for row in together] == ["not_applicable"]
    assert [row["answer"] for row in apart] == ["broken"]


@pytest.mark.parametrize("earlier", [-1, 0, 1], ids=["after it", "with it", "before it"])
@pytest.mark.parametrize("waits", [True, False], ids=["that waited later", "that never waited"])
@engines
def test_nobody_is_passed_who_came_with_the_taking(engine: str, earlier: int, *, waits: bool) -> None:
    """What was asked what it lacked may have come later than it was taken (I-5): it still passed only who was there.

    Beside it stands one that was there and waited for its client, so that each other one is looked at by itself.
    """
    hour, tick = timedelta(hours=1), timedelta(microseconds=1)
    severity = Severity(level=SeverityLevel.HIGH, reason="r", set_by="s", set_at=START + 2 * hour)
    urgent = Request(id="u", received_at=START, completed_at=START + 5 * hour, channel="email")
    taken = START + 3 * hour
    before, later = (Hold(whose=WhoseTime.CLIENT, start=at, end=at + 2 * hour) for at in (taken - hour, taken + hour))
    other = Request(id="o", received_at=taken - earlier * tick, taken_at=taken + 3 * hour, channel="email")
    made = [
        attrs.evolve(urgent, taken_at=taken, severity=severity),
        attrs.evolve(other, holds=[later] if waits else []),
        Request(id="w", received_at=START + hour, taken_at=taken + 4 * hour, channel="email", holds=[before]),
    ]
    make = ENGINES[engine]

    found = run({"requests": make(request_columns(made)), "events": make(hold_columns(made))})

    assert {row["id"]: (row["answer"], row["outcome"]) for row in found} == pairs(PUBLISHED, made)
    assert (found[0]["answer"] == "not_applicable") is (earlier <= 0)
