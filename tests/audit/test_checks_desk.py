"""Checks of what the desk asks and instructs: on every engine, as the policies judge each (3.6, 4.2.2)."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

import attrs
import pytest
from tests.audit.engines import ENGINES, Columns, engines, rows
from tests.audit.objects import NOW, START, after, at, naive, some

from netpoint_stp.audit.checks.check import Case, Check
from netpoint_stp.audit.checks.incidents.instructions import FOLLOWED
from netpoint_stp.audit.checks.refusal.asking import ASKED
from netpoint_stp.audit.frames.calendars import microseconds
from netpoint_stp.audit.records.log import log_of
from netpoint_stp.policy.errors_notified.notes import Instruction
from netpoint_stp.policy.identification.policy import Asking
from netpoint_stp.regulation import Regulation
from netpoint_stp.rules import UNKNOWN, Decision, Unknown
from netpoint_stp.subjects.account import AccountDetail
from netpoint_stp.subjects.interruptions import Silence

EXAMPLE = Regulation.example()
TERMLESS = attrs.evolve(EXAMPLE, errors_notified=attrs.evolve(EXAMPLE.errors_notified, instruction_time=None))
TERM = timedelta(days=1)
TICK = timedelta(microseconds=1)
silences = pytest.mark.parametrize("silence", Silence, ids=lambda silence: silence.value)


def run(
    check: Check, events: Any, regulation: Regulation = EXAMPLE, silence: Silence = Silence.NOT_YET
) -> list[dict[str, Any]]:
    """Return what a check says of a native frame of events, by row."""
    case = Case(log=log_of({"events": events}, silence=silence), regulation=regulation, now=microseconds(NOW))
    assert check.not_observable(case.log) == ()
    return rows(check.judge(case).rows, by="row")


def code(answer: Any) -> str:
    """Return the code of an answer's outcome."""
    return str(answer.outcome.value) if isinstance(answer, Decision) else "undetermined"


def questions(engine: str, asked: list[tuple[str | None, str | None]]) -> Any:
    """Return questions, each for an action and for details, as a native frame."""
    return ENGINES[engine](
        {
            "row": list(range(len(asked))),
            "request_id": ["r"] * len(asked),
            "kind": ["asked"] * len(asked),
            "at": [naive(START)] * len(asked),
            "action": [action for action, _ in asked],
            "asked_for": [details for _, details in asked],
        }
    )


@engines
def test_each_question_is_judged_detail_by_detail_as_the_policy_does(engine: str) -> None:
    """Every set of details, for every action of the profile, one that it does not list, and none: the worst counts."""
    policy = EXAMPLE.identification
    wanted: list[AccountDetail | str] = [*AccountDetail, "tax_number"]
    sets = [[each for at_, each in enumerate(wanted) if number >> at_ & 1] for number in range(1, 32)]
    cases = [(action, each) for action in (*policy.actions, "no such action", None) for each in sets]
    names = [[each.value if isinstance(each, AccountDetail) else each for each in details] for _, details in cases]

    found = run(ASKED, questions(engine, [(case[0], "&".join(each)) for case, each in zip(cases, names, strict=True)]))

    for row, (action, details) in zip(found, cases, strict=True):
        each = {code(policy.may_ask(action or UNKNOWN, detail, matched={})) for detail in details}
        worst = [Asking.NOT_ACCOUNT_INFORMATION.value, Asking.MORE_THAN_NEEDED.value, "undetermined"]
        expected = next((outcome for outcome in worst if outcome in each), Asking.MAY_ASK.value)
        assert row["outcome"] == expected, (action, details)
    assert {row["answer"] for row in found} == {"kept", "broken", "undetermined"}


@engines
def test_a_question_is_read_however_it_is_written(engine: str) -> None:
    """Spaces, commas and capitals change nothing; a question that does not say what was asked for is open."""
    asked = [
        ("change tariff", " Login , PASSPORT"),
        ("report a fault", "login;contract_number|passport"),
        ("report a fault", "log"),
        ("report a fault", None),
        ("consultation", None),
    ]

    found = run(ASKED, questions(engine, [*asked]))

    assert [row["outcome"] for row in found] == [
        "may_ask",
        "more_than_needed",
        "not_account_information",
        "undetermined",
        "undetermined",
    ]
    assert [row["answer"] for row in found][-2:] == ["undetermined"] * 2


Event = tuple[str, str, datetime, str | None, str | None, bool | None]


def instructions(engine: str, events: list[Event]) -> Any:
    """Return events as a native frame."""
    names = ("request_id", "kind", "at", "event_id", "refers_to", "helps")
    columns: Columns = {
        name: [naive(each[2]) if name == "at" else each[number] for each in events] for number, name in enumerate(names)
    }
    return ENGINES[engine]({**columns, "row": list(range(len(events)))})


@silences
@pytest.mark.parametrize("regulation", [EXAMPLE, TERMLESS], ids=["a term", "no term"])
@engines
def test_instructions_are_judged_as_the_policy_judges_them(
    engine: str, regulation: Regulation, silence: Silence
) -> None:
    """4.2.2 by the event that refers to it: at the end of the time, a tick later, before it was given, or never."""
    random = Random(41)
    events: list[Event] = []
    first: dict[str, datetime] = {}
    for number in range(300):
        request, id_, given = f"r{number % 90}", f"e{number}", at(random)
        events.append((request, "instructed", given, id_, None, some(random, [True, True, False])))
        for when in random.choice([[], [given + TERM], [given + TERM + TICK], [given], [after(random, given, 90)] * 2]):
            events.append((request, "followed", when, None, id_, None))
            first[id_] = min(first.get(id_, when), when)
        events.append((request, "followed", given - TICK, None, id_, None))
    random.shuffle(events)

    found = {row["other"]: row for row in run(FOLLOWED, instructions(engine, events), regulation, silence)}

    seen = set()
    for _, kind, given, name, _, helps in events:
        if kind != "instructed" or name is None:
            continue
        if given > NOW:
            assert name not in found
            continue
        instruction = Instruction(id=name, given_at=given, followed_at=first.get(name))
        known = UNKNOWN if helps is None else helps
        answer = regulation.errors_notified.follow(instruction, now=NOW, helps=known, silence=silence)
        assert found[name]["outcome"] == code(answer), (instruction, found[name])
        due = regulation.errors_notified.instruction_due(instruction).value
        assert found[name]["due_us"] == (None if isinstance(due, Unknown) else microseconds(due))
        seen.add(found[name]["answer"])
    assert {"kept", "undetermined", "not_applicable"} <= seen
    assert "broken" in seen or regulation is TERMLESS


@engines
def test_what_refers_to_nothing_follows_the_one_that_stands_open(engine: str) -> None:
    """One after the other is plain; of two that stand open, which one was followed cannot be told."""
    hours = [START + timedelta(hours=number) for number in range(8)]
    plain: list[Event] = [
        ("plain", "followed", hours[0], None, None, None),
        ("plain", "instructed", hours[1], "one", None, True),
        ("plain", "followed", hours[2], None, None, None),
        ("plain", "instructed", hours[3], "two", None, True),
        ("plain", "followed", hours[3] + TERM + TICK, None, None, None),
    ]
    mixed: list[Event] = [
        ("mixed", "instructed", hours[1], "three", None, True),
        ("mixed", "instructed", hours[2], "four", None, True),
        ("mixed", "followed", hours[3], None, None, None),
        ("named", "instructed", hours[1], "five", None, True),
        ("named", "instructed", hours[2], "six", None, True),
        ("named", "followed", hours[3], None, "five", None),
        ("named", "followed", hours[4], None, None, None),
    ]

    found = {row["other"]: row for row in run(FOLLOWED, instructions(engine, [*plain, *mixed]))}

    assert {name: row["outcome"] for name, row in found.items()} == {
        "one": "followed_in_time",
        "two": "followed_late",
        "three": "undetermined",
        "four": "undetermined",
        "five": "followed_in_time",
        "six": "followed_in_time",
    }
    assert found["two"]["late_us"] == 1
    assert found["six"]["actual_us"] == microseconds(hours[4])


def test_a_log_that_never_tells_of_following_accuses_no_client() -> None:
    """Instructions alone do not show that nobody followed them."""
    events: list[Event] = [("r", "instructed", START, "one", None, True)]
    elsewhere: list[Event] = [("another", "followed", START, None, None, None)]

    assert run(FOLLOWED, instructions("polars", events))[0]["answer"] == "undetermined"
    assert run(FOLLOWED, instructions("polars", [*events, *elsewhere]))[0]["answer"] == "broken"
