"""Checks of refusals: row by row, on every engine, what the policies say of the same refusals as objects (3.9)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from random import Random
from typing import Any

import attrs
import pytest
from tests.audit.engines import ENGINES, Columns, engines, rows
from tests.audit.objects import NOW, START, after, at, naive, some

from netpoint_stp.audit.checks.check import JUDGED, Case, Check, FindingGrade
from netpoint_stp.audit.checks.refusal import refused as refusal
from netpoint_stp.audit.frames.calendars import microseconds
from netpoint_stp.audit.records.log import log_of
from netpoint_stp.policy.identification.identity import Identity
from netpoint_stp.policy.refusal.policy import BreakInService, Demand, Ground, GroundVerdict, RefusalAnswer, Refusing
from netpoint_stp.regulation import Regulation
from netpoint_stp.rules import UNKNOWN, Decision, still_possible
from netpoint_stp.subjects.interruptions import Agreement, InterruptionKind, ServiceInterruption, Silence
from netpoint_stp.subjects.people import Contract

EXAMPLE = Regulation.example()
REGULATIONS = {
    "example": EXAMPLE,
    "without a term": attrs.evolve(EXAMPLE, refusal=attrs.evolve(EXAMPLE.refusal, answer_time=None)),
    "debt agreed": attrs.evolve(EXAMPLE, refusal=attrs.evolve(EXAMPLE.refusal, debt_suspension_agreed=True)),
}
SERVICES = ("internet", "television")
CONTRACTS = ("c1", "c2", "c3")
CHECK_OF = {
    Ground.INFORMATION_ABSENT: refusal.INFORMATION,
    Ground.OUTSIDE_CONTRACT: refusal.CONTRACT,
    Ground.AGREED_INTERRUPTION: refusal.INTERRUPTION,
}


@attrs.frozen(kw_only=True)
class Refused:
    """A request that was refused, with what is known of it."""

    id: str
    received_at: datetime
    refused_at: datetime
    asked_at: datetime | None
    action: str | None
    identity: Identity | None
    demand: Demand | None
    service: str | None
    contract_id: str | None
    reason: bool | None
    named: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Scene:
    """Refusals, and the breaks in the services and the contracts at that time."""

    refused: Sequence[Refused]
    breaks: Sequence[tuple[str | None, ServiceInterruption]]
    contracts: Sequence[tuple[str, str, datetime, datetime | None]]


@cache
def scene(seed: int = 3, count: int = 600) -> Scene:
    """Return random refusals: asked to the tick in time, contracts that end, breaks of one contract or of all."""
    random = Random(seed)
    refused = []
    term = timedelta(days=3)
    for number in range(count):
        received = at(random, 28)
        at_ = after(random, received, 200)
        asked = some(random, [at_ - term, at_ - term + timedelta(microseconds=1), received, at_ + term], 0.3)
        refused.append(
            Refused(
                id=f"r{number:04}",
                received_at=received,
                refused_at=at_,
                asked_at=asked,
                action=some(random, ["consultation", "report a fault", "suspend service", "no such action"]),
                identity=some(random, list(Identity)),
                demand=some(random, list(Demand), 0.3),
                service=some(random, SERVICES, 0.1),
                contract_id=some(random, CONTRACTS, 0.1),
                reason=some(random, [True, False]),
                named=tuple(random.sample([*(each.value for each in Ground), "other"], random.choice([0, 1, 1, 1, 2]))),
            )
        )
    return Scene(refused=refused, breaks=[_break(random) for _ in range(14)], contracts=_contracts(random))


def _break(random: Random) -> tuple[str | None, ServiceInterruption]:
    start = at(random, 30)
    return some(random, CONTRACTS, 0.3), ServiceInterruption(
        service=random.choice(SERVICES),
        kind=random.choice(list(InterruptionKind)),
        start=start,
        end=some(random, [after(random, start, 300)], 0.3),
        reason=some(random, ["works", "works", ""], 0.2),
        agreement=some(random, list(Agreement), 0.2),
    )


def _contracts(random: Random) -> list[tuple[str, str, datetime, datetime | None]]:
    return [
        ("c1", "internet", START, None),
        ("c1", "television", START, START + timedelta(days=12)),
        ("c2", "television", START + timedelta(days=6), None),
    ]


def tables(engine: str, drawn: Scene) -> dict[str, Any]:
    """Return the scene as native frames."""
    make = ENGINES[engine]
    mine = drawn.refused
    requests: Columns = {
        "request_id": [each.id for each in mine],
        **{name: [naive(getattr(each, name)) for each in mine] for name in ("received_at", "refused_at", "asked_at")},
        **{name: [getattr(each, name) for each in mine] for name in ("action", "service", "contract_id")},
        **{
            name: [getattr(each, name) and getattr(each, name).value for each in mine]
            for name in ("identity", "demand")
        },
        "refusal_reason": [each.reason for each in mine],
    }
    events = [(each.id, each.refused_at, ground) for each in mine for ground in each.named or (None,)]
    return {
        "requests": make(requests),
        "events": make(
            {
                "request_id": [event[0] for event in events],
                "kind": ["refused"] * len(events),
                "at": [naive(event[1]) for event in events],
                "ground": [event[2] for event in events],
            }
        ),
        "interruptions": make(
            {
                "interruption_id": [f"i{number}" for number, _ in enumerate(drawn.breaks)],
                "contract_id": [contract for contract, _ in drawn.breaks],
                "service": [each.service for _, each in drawn.breaks],
                "began_at": [naive(each.start) for _, each in drawn.breaks],
                "ended_at": [naive(each.end) for _, each in drawn.breaks],
                "kind": [each.kind.value for _, each in drawn.breaks],
                "reasoned": [None if each.reason is None else bool(each.reason) for _, each in drawn.breaks],
                "agreement": [each.agreement and each.agreement.value for _, each in drawn.breaks],
            }
        ),
        "contracts": make(
            {
                "contract_id": [each[0] for each in drawn.contracts],
                "service": [each[1] for each in drawn.contracts],
                "since": [naive(each[2]) for each in drawn.contracts],
                "until": [naive(each[3]) for each in drawn.contracts],
            }
        ),
    }


def lasts(start: datetime, end: datetime | None, moment: datetime) -> bool:
    """Say whether `[start, end)` holds the moment."""
    return start <= moment and (end is None or moment < end)


def by_objects(drawn: Scene, each: Refused, regulation: Regulation, silence: Silence) -> RefusalAnswer:
    """Return what the policy says of a refusal, by the break that speaks most for it."""
    covers = frozenset(
        service
        for contract, service, since, until in drawn.contracts
        if contract == each.contract_id and lasts(since, until, each.refused_at)
    )
    scope = regulation.scope.judge(
        service=each.service or UNKNOWN,
        contract=Contract(id=each.contract_id, services=covers) if each.contract_id else UNKNOWN,
        matter=UNKNOWN,
        concerns_working=UNKNOWN,
        wanted=UNKNOWN,
    )
    found: list[BreakInService | Any] = [
        BreakInService.of(one, each.service)
        for contract, one in drawn.breaks
        if contract in (None, each.contract_id) and lasts(one.start, one.end, each.refused_at)
    ] or [None]
    if each.contract_id is None:
        found.append(UNKNOWN)
    judged = {one: still_possible(regulation.refusal.judge_break(one)) for one in found}
    best = max(found, key=lambda one: (judged[one] == {GroundVerdict.HOLDS}, GroundVerdict.HOLDS in judged[one]))
    unsaid = each.asked_at is None and silence is Silence.NOT_KNOWN
    return regulation.may_refuse(
        action=each.action or UNKNOWN,
        identity=each.identity or UNKNOWN,
        asked_at=UNKNOWN if unsaid else each.asked_at,
        now=each.refused_at,
        demand=each.demand or scope,
        break_in_service=best,
    )


def run(
    check: Check, given: dict[str, Any], regulation: Regulation = EXAMPLE, silence: Silence = Silence.NOT_YET
) -> list[dict[str, Any]]:
    """Return what a check says of native frames, by id."""
    case = Case(log=log_of(given, silence=silence), regulation=regulation, now=microseconds(NOW))
    assert check.not_observable(case.log) == ()
    return rows(check.judge(case).rows, by="id")


def code(answer: Any) -> str:
    """Return the code of an answer's outcome."""
    return str(answer.outcome.value) if isinstance(answer, Decision) else "undetermined"


@pytest.mark.parametrize("regulation", REGULATIONS)
@engines
def test_each_refusal_is_judged_as_the_policy_judges_it(engine: str, regulation: str) -> None:
    """3.9 row by row: on a main ground, outside them, without any, undetermined; declined advice is no refusal."""
    drawn, rules = scene(), REGULATIONS[regulation]

    found = {row["id"]: row for row in run(refusal.ANY_GROUND, tables(engine, drawn), rules)}

    answers: dict[str, str] = {}
    assert found.keys() == {each.id for each in drawn.refused if each.refused_at <= NOW}
    for each in drawn.refused:
        if each.id not in found:
            continue
        row, answer = found[each.id], by_objects(drawn, each, rules, Silence.NOT_YET)
        reason = True if "other" in each.named else UNKNOWN if each.reason is None else each.reason
        given = rules.refusal.judge_given(answer, other_reason=reason)
        expected = code(given)
        if still_possible(answer.judgement) == {Refusing.ADVICE_NOT_OWED}:
            expected = "advice_declined"
        assert row["outcome"] == expected, (each, row)
        assert row["other"].split() == [ground.value for ground in Ground if ground in answer.grounds]
        answers[expected] = row["answer"]
    assert answers == {
        "on_main_ground": "kept",
        "outside_main_grounds": "broken",
        "without_ground": "broken",
        "undetermined": "undetermined",
        "advice_declined": "not_applicable",
    }


@pytest.mark.parametrize("silence", Silence, ids=lambda silence: silence.value)
@pytest.mark.parametrize("ground", Ground, ids=lambda ground: ground.value)
@engines
def test_the_ground_that_is_named_is_held_against_those_that_held(
    engine: str, ground: Ground, silence: Silence
) -> None:
    """3.9.1 to 3.9.3: asked of the refusals that name it, and of those that do not say what they rest on."""
    drawn = scene()
    if silence is Silence.NOT_KNOWN:  # a break whose end is not recorded may be over: that is another test
        ended = [(contract, attrs.evolve(each, end=each.end or NOW)) for contract, each in drawn.breaks]
        open_ = [(*each[:3], each[3] or NOW + timedelta(days=9)) for each in drawn.contracts]
        drawn = attrs.evolve(drawn, breaks=ended, contracts=open_)

    found = {row["id"]: row for row in run(CHECK_OF[ground], tables(engine, drawn), EXAMPLE, silence)}

    seen = set()
    for each in (each for each in drawn.refused if each.id in found):
        row, answer = found[each.id], by_objects(drawn, each, EXAMPLE, silence)
        holds = ground in answer.grounds
        may = holds or ground in answer.open_grounds
        if each.named and ground.value not in each.named:
            expected = "not_applicable"
        elif holds:
            expected = "kept"
        else:
            expected = "undetermined" if may or not each.named else "broken"
        assert row["answer"] == expected, (each, row)
        seen.add(expected)
    assert seen == {"kept", "broken", "undetermined", "not_applicable"}
    assert list(next(iter(found.values()))) == list(JUDGED)


@engines
def test_the_outcome_says_what_a_refusal_for_want_of_information_came_before(engine: str) -> None:
    """3.9.1: that nothing was asked, and that the time to answer was not over, are outcomes of their own (I-7)."""
    refused = START + timedelta(days=1)
    long_ago = refused - timedelta(days=30)
    asked: dict[str, datetime | None] = {"a": None, "b": refused, "c": long_ago, "d": None, "e": None}
    requests: Columns = {
        "request_id": list(asked),
        "received_at": [naive(START)] * 5,
        "refused_at": [naive(refused)] * 5,
        "asked_at": [naive(each) for each in asked.values()],
        "action": ["suspend service"] * 5,
        "identity": ["absent", "absent", "absent", "identified", None],
    }
    named: Columns = {
        "request_id": list(asked),
        "at": [naive(refused)] * 5,
        "kind": ["refused"] * 5,
        "ground": [Ground.INFORMATION_ABSENT.value] * 5,
    }

    found = run(refusal.INFORMATION, {"requests": ENGINES[engine](requests), "events": ENGINES[engine](named)})

    assert [(row["outcome"], row["answer"]) for row in found] == [
        ("ask_first", "broken"),
        ("wait", "broken"),
        ("holds", "kept"),
        ("does_not_hold", "broken"),
        ("undetermined", "broken"),
    ]


def one(engine: str, **changes: Any) -> dict[str, Any]:
    """Return what 3.9 says of one refusal, three days after information was asked for."""
    values: dict[str, Any] = {
        "request_id": "r",
        "received_at": naive(START),
        "asked_at": naive(START),
        "refused_at": naive(START + timedelta(days=3)),
        "action": "suspend service",
        "identity": "absent",
        "demand": "within_contract",
        "refusal_reason": False,
        **changes,
    }
    given = {"requests": ENGINES[engine]({name: [value] for name, value in values.items()})}
    case = Case(
        log=log_of({**given, "interruptions": ENGINES[engine]({"interruption_id": ["i"], "began_at": [naive(NOW)]})}),
        regulation=EXAMPLE,
        now=microseconds(NOW),
    )
    judged = refusal.ANY_GROUND.judge(case)
    (row,) = rows(judged.rows, by="id")
    return {**row, "missing": judged.missing(row["left_open"])}


@engines
def test_the_time_to_answer_is_over_to_the_tick(engine: str) -> None:
    """Refused three days after asking it is on a ground; a microsecond sooner the client still had time (I-7)."""
    sooner = naive(START + timedelta(days=3) - timedelta(microseconds=1))

    assert one(engine)["outcome"] == "on_main_ground"
    assert one(engine, refused_at=sooner)["outcome"] == "without_ground"
    assert one(engine, asked_at=naive(START + timedelta(microseconds=1)))["outcome"] == "without_ground"
    assert one(engine)["other"] == "information_absent"


@engines
def test_a_reason_outside_the_main_grounds_weighs_less(engine: str) -> None:
    """A refusal for another reason is to be justified; one for none is a breach (I-6)."""
    outside, none = one(engine, identity="identified", refusal_reason=True), one(engine, identity="identified")

    assert (outside["answer"], none["answer"]) == ("broken", "broken")
    assert refusal.ANY_GROUND.severity(outside["outcome"]) is FindingGrade.TO_JUSTIFY
    assert refusal.ANY_GROUND.severity(none["outcome"]) is FindingGrade.BREACH


def test_what_would_settle_a_refusal_is_named() -> None:
    """The facts behind the grounds are told, not that a ground is open."""
    assert one("polars", identity=None)["missing"] == ("identity",)
    assert set(one("polars", identity=None, demand=None)["missing"]) == {"demand", "identity"}
    assert one("polars", identity="identified", refusal_reason=None)["missing"] == ("other_reason",)


def test_a_log_that_never_tells_of_asking_shows_no_refusal_without_it() -> None:
    """Where no request and no event ever says that something was asked, not having asked cannot be told (I-7)."""
    columns: Columns = {
        "request_id": ["r"],
        "received_at": [naive(START)],
        "refused_at": [naive(START + timedelta(days=1))],
        "action": ["suspend service"],
        "identity": ["absent"],
        "demand": ["within_contract"],
        "refusal_reason": [False],
    }
    breaks: Columns = {"interruption_id": ["i"], "began_at": [naive(NOW)]}
    quiet = {"requests": ENGINES["polars"](columns), "interruptions": ENGINES["polars"](breaks)}
    asked: Columns = {"request_id": ["another"], "kind": ["asked"], "at": [naive(START)]}

    (row,) = run(refusal.ANY_GROUND, quiet)
    assert row["answer"] == "undetermined"

    (row,) = run(refusal.ANY_GROUND, {**quiet, "events": ENGINES["polars"](asked)})
    assert row["outcome"] == "without_ground"


def test_a_break_without_end_may_be_over_where_silence_means_nothing() -> None:
    """With complete records an open end means that the break lasts; otherwise it cannot be told."""
    columns: Columns = {
        "request_id": ["r"],
        "received_at": [naive(START)],
        "refused_at": [naive(START + timedelta(days=1))],
        "service": ["internet"],
        "contract_id": ["c1"],
    }
    breaks: Columns = {
        "interruption_id": ["i"],
        "began_at": [naive(START)],
        "service": ["internet"],
        "reasoned": [True],
        "agreement": ["individually"],
        "contract_id": ["c1"],
    }
    events: Columns = {
        "request_id": ["r"],
        "kind": ["refused"],
        "at": [naive(START + timedelta(days=1))],
        "ground": ["agreed_interruption"],
    }
    frames = {"requests": columns, "interruptions": breaks, "events": events}
    given = {name: ENGINES["polars"](each) for name, each in frames.items()}

    assert run(refusal.INTERRUPTION, given)[0]["answer"] == "kept"
    assert run(refusal.INTERRUPTION, given, silence=Silence.NOT_KNOWN)[0]["answer"] == "undetermined"
