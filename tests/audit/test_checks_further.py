"""The check of reactions to further information: on every engine, as the policy judges each (3.19)."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

import attrs
import pytest
from tests.audit.engines import ENGINES, Columns, engines, rows
from tests.audit.objects import NOW, START, after, at, naive, some

from netpoint_stp.audit.checks.check import Case
from netpoint_stp.audit.checks.reaction.further import FURTHER
from netpoint_stp.audit.frames.calendars import microseconds
from netpoint_stp.audit.records.log import log_of
from netpoint_stp.audit.records.tables import ActivityKind
from netpoint_stp.regulation import Regulation
from netpoint_stp.rules import Decision
from netpoint_stp.subjects import course
from netpoint_stp.subjects.interruptions import Silence

EXAMPLE = Regulation.example()
ACTS = [ActivityKind(each.value) for each in course.ACTS]
CLOCK = attrs.evolve(EXAMPLE, reaction=attrs.evolve(EXAMPLE.reaction, reaction_clock="clock_time"))
Made = tuple[list[dict[str, Any]], list[tuple[str, ActivityKind, datetime]]]


def drawn(seed: int, count: int) -> Made:
    """Return random requests and their events: further information, acts of people, and what programs do."""
    random = Random(seed)
    others = [
        ActivityKind.ACKNOWLEDGED,
        ActivityKind.RESUMED,
        ActivityKind.CLOSED,
        ActivityKind.COMPLETED,
        ActivityKind.FOLLOWED,
    ]
    acts = sorted(ACTS, key=lambda kind: kind.value)
    made, events = [], []
    for number in range(count):
        received = at(random, 25)
        made.append(
            {
                "request_id": f"r{number:04}",
                "received_at": received,
                "taken_at": some(random, [after(random, received, 30)], 0.3),
                "refused_at": some(random, [after(random, received, 90)], 0.8),
                "closed_at": some(random, [after(random, received, 100)], 0.5),
                "support_level": some(random, ["standard", "business", "other"]),
            }
        )
        for _ in range(random.choice([0, 1, 2, 3])):
            moment = after(random, received, 60)
            events.append((f"r{number:04}", ActivityKind.INFORMATION, moment))
            if random.random() < 0.8:
                when = random.choice([moment, after(random, moment, 20), moment + timedelta(hours=4)])
                events.append((f"r{number:04}", random.choice([*acts, *others]), when))
    random.shuffle(events)
    return made, events


def frames(engine: str, made: Made) -> dict[str, Any]:
    """Return the log as native frames."""
    requests, events = made
    moments = ("received_at", "taken_at", "refused_at", "closed_at")
    columns: Columns = {
        name: [naive(each[name]) if name in moments else each[name] for each in requests] for name in requests[0]
    }
    names: Columns = {
        "request_id": [event[0] for event in events],
        "kind": [event[1].value for event in events],
        "at": [naive(event[2]) for event in events],
        "row": list(range(len(events))),
    }
    return {"requests": ENGINES[engine](columns), "events": ENGINES[engine](names)}


def run(given: dict[str, Any], regulation: Regulation, silence: Silence = Silence.NOT_YET) -> list[dict[str, Any]]:
    """Return what the check says of native frames, by row of the events."""
    case = Case(log=log_of(given, silence=silence), regulation=regulation, now=microseconds(NOW))
    assert FURTHER.not_observable(case.log) == ()
    return rows(FURTHER.judge(case).rows, by="row")


@pytest.mark.parametrize("silence", Silence, ids=lambda silence: silence.value)
@pytest.mark.parametrize("regulation", [EXAMPLE, CLOCK], ids=["service time", "clock time"])
@engines
def test_each_piece_of_information_is_judged_as_the_policy_judges_it(
    engine: str, regulation: Regulation, silence: Silence
) -> None:
    """The first act of a person from then on counts, whichever table tells of it; what programs do does not (I-17)."""
    made = drawn(11, 300)

    found = {row["row"]: row for row in run(frames(engine, made), regulation, silence)}

    seen = set()
    requests = {each["request_id"]: each for each in made[0]}
    for number, (request_id, kind, moment) in enumerate(made[1]):
        request = requests[request_id]
        ends = [request[name] for name in ("closed_at", "refused_at") if request[name] is not None]
        if kind is not ActivityKind.INFORMATION or moment > NOW or any(end <= moment for end in ends):
            assert number not in found
            continue
        acts = [each[2] for each in made[1] if each[0] == request_id and each[1] in ACTS]
        acts += [request[name] for name in ("taken_at", "refused_at") if request[name] is not None]
        reacted = min((each for each in acts if each >= moment), default=None)
        closed = request["closed_at"]
        untold = closed is not None and closed <= NOW and (reacted is None or reacted > NOW)
        says = Silence.NOT_KNOWN if untold else silence
        reacted = None if untold else reacted
        judged = regulation.reaction.further_reaction(moment, reacted, request["support_level"], NOW, silence=says)
        expected = judged.outcome.value if isinstance(judged, Decision) else "undetermined"
        assert found[number]["outcome"] == expected, (request, moment, reacted)
        assert found[number]["id"] == request_id
        if expected == "broken":
            due = regulation.reaction.reaction_due(moment, request["support_level"]).value
            assert isinstance(due, datetime)
            assert found[number]["due_us"] == microseconds(due)
        seen.add(expected)
    assert {"kept", "broken", "undetermined"} <= seen


@engines
def test_the_maximum_itself_is_kept_and_the_next_microsecond_is_late(engine: str) -> None:
    """Four hours of service time from the moment when it came in; what came in at night waits for the opening."""
    came = START + timedelta(hours=8)  # 10:00 in Kyiv
    due = came + timedelta(hours=4)
    night = START + timedelta(days=1, hours=-1)  # 01:00 in Kyiv, when the desk is closed
    opened = START + timedelta(days=1, hours=6)
    requests = [
        {"request_id": name, "received_at": START, "support_level": "standard", "taken_at": None}
        | {"refused_at": None, "closed_at": None}
        for name in ("edge", "late", "night")
    ]
    tick = timedelta(microseconds=1)
    events = [
        *[("edge", ActivityKind.INFORMATION, came), ("edge", ActivityKind.ANSWERED, due)],
        *[("late", ActivityKind.INFORMATION, came), ("late", ActivityKind.ANSWERED, due + tick)],
        *[("night", ActivityKind.INFORMATION, night), ("night", ActivityKind.REACTED, opened + timedelta(hours=4))],
    ]

    found = {row["id"]: row for row in run(frames(engine, (requests, events)), EXAMPLE)}

    assert {name: row["answer"] for name, row in found.items()} == {"edge": "kept", "late": "broken", "night": "kept"}
    assert found["late"]["late_us"] == 1
    assert found["late"]["due_us"] == microseconds(due)
    assert found["late"]["actual_us"] == microseconds(due + tick)


@engines
def test_what_comes_after_closing_is_not_asked_about(engine: str) -> None:
    """A microsecond before it was closed the request was open; at that moment it is no longer (I-22)."""
    closed = START + timedelta(hours=9)
    requests: list[dict[str, Any]] = [
        {"request_id": name, "received_at": START, "support_level": "standard", "taken_at": START}
        | {"refused_at": None, "closed_at": closed}
        for name in ("before", "at")
    ]
    events = [
        ("before", ActivityKind.INFORMATION, closed - timedelta(microseconds=1)),
        ("at", ActivityKind.INFORMATION, closed),
    ]

    found = run(frames(engine, (requests, events)), EXAMPLE)

    assert [row["id"] for row in found] == ["before"]


def test_a_log_that_tells_of_no_act_accuses_nobody() -> None:
    """Events of information alone do not say that nobody reacted; without the requests no level is known either."""
    columns: Columns = {"request_id": ["a"], "kind": ["information"], "at": [naive(START)]}

    (row,) = run({"events": ENGINES["polars"](columns)}, EXAMPLE)

    assert row["answer"] == "undetermined"
