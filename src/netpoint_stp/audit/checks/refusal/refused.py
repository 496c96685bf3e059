"""Refusals (3.9, 3.9.1–3.9.3): whether a main ground held when they were given, and whether the one they name did.

3.9 asks whether any main ground held; 3.9.1 to 3.9.3 ask, each of the refusals that name its ground, whether that one
did: a refusal that rests on something else than it says is told nothing that its client could cure.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Final

import narwhals as nw
from attrs import evolve, frozen

from netpoint_stp.audit.checks.check import Answer, Case, Check, VerdictFrame, judged
from netpoint_stp.audit.checks.refusal.breaks import broken_off, demanded
from netpoint_stp.audit.checks.unasked import Unasked, parted
from netpoint_stp.audit.frames.expressions import UNDETERMINED, TableExpr, Whether, read
from netpoint_stp.audit.frames.instants import Frame, settled
from netpoint_stp.audit.frames.regions import outcomes_of
from netpoint_stp.audit.frames.truths import (
    BoolFactExpr,
    Choice,
    ConstantFact,
    FirstOf,
    Possible,
    Truth,
    as_column,
    both,
    either,
    opposite,
    written,
)
from netpoint_stp.audit.records.tables import ActivityKind, NamedGround
from netpoint_stp.clauses import Bearer
from netpoint_stp.policy.refusal.given import RefusalGiven
from netpoint_stp.policy.refusal.policy import Asked, Demand, Ground, GroundVerdict, Refusing
from netpoint_stp.policy.scope import Scope
from netpoint_stp.rules import UNKNOWN
from netpoint_stp.subjects.account import AccountDetail
from netpoint_stp.subjects.interruptions import Silence

_TICK: Final = timedelta(microseconds=1)
_HOLDS: Final = frozenset({GroundVerdict.HOLDS})
_ANSWERS: Final = {
    RefusalGiven.ON_MAIN_GROUND.value: Answer.KEPT.value,
    RefusalGiven.OUTSIDE_MAIN_GROUNDS.value: Answer.BROKEN.value,
    RefusalGiven.WITHOUT_GROUND.value: Answer.BROKEN.value,
}
_COLUMNS: Final = (
    *("refused_at", "asked_at", "asked_last_at", "action", "service", "contract_id"),
    *("identity", "demand", "refusal_reason"),
)
_KEPT: Final = (
    *(
        "row",
        "request_id",
        "received_at",
        "received_at_us",
        "refused_at_us",
        "asked_at_us",
        "asked_last_at_us",
        "action",
    ),
    *("service", "contract_id", "identity", "demand", "refusal_reason"),
)
_OF_CONTRACT: Final = ("requests.service", "requests.contract_id")
_OF_BREAK: Final = (
    *("interruptions.service", "interruptions.contract_id", "interruptions.ended_at"),
    *("interruptions.kind", "interruptions.reasoned", "interruptions.agreement"),
)
_ASKS: Final = (
    *("requests.identity", "requests.asked_at", "requests.action", "requests.asked_last_at", "requests.demand"),
    *(*_OF_CONTRACT, "contracts.service", *_OF_BREAK),
)


@frozen
class _Refusals:
    """The refusals of a log, a row each, and what they say of the three grounds."""

    rows: Frame
    grounds: dict[Ground, Possible]


def _refusals(case: Case) -> _Refusals:
    """Return the refusals with what they say of the three grounds; worked out once for all who ask about them."""
    policy = case.regulation.refusal
    return _Refusals(
        rows=case.shared("refusals", lambda: _looked_up(case)),
        grounds={
            Ground.INFORMATION_ABSENT: read(
                policy.absent_information,
                needed=_needed(case),
                identity=case.fact("requests.identity"),
                asked=_asked_by_then(case),
            ),
            Ground.OUTSIDE_CONTRACT: read(
                policy.demanded_service,
                demand=Choice({each: nw.col(f"demand_{each.value}") for each in Demand}),
            ),
            Ground.AGREED_INTERRUPTION: Choice(
                {GroundVerdict.HOLDS: nw.col("break_maybe"), GroundVerdict.DOES_NOT_HOLD: ~nw.col("break_sure")}
            ),
        },
    )


def _looked_up(case: Case) -> Frame:
    frame, _ = _parted(case)
    frame = settled(_asked(case, _named(case, frame.select(*_KEPT))))
    return broken_off(case, demanded(case, frame))


def _parted(case: Case) -> tuple[Frame, Unasked]:
    """Return the requests that were refused by the moment of judging, and those that were not."""
    not_refused = ~(nw.col("refused_at_us") <= case.now).fill_null(value=False)
    frame, unasked = parted(case.narrow("requests", _COLUMNS), "requests", not_refused=not_refused)
    return frame, evolve(unasked, name="not_refused")


def _asked(case: Case, frame: Frame) -> Frame:
    """Return the frame with `since_us`, when what lacks was last asked for, and `may_be_asked` unrecorded (I-7).

    Where a log does not say itself when that was (`asked_last_at`), it is the last question, by the time of the
    refusal, about a detail that the action may need.
    """
    asked = nw.col("asked_at_us")
    since: nw.Expr = nw.when(asked <= nw.col("refused_at_us")).then(asked)
    in_events = ActivityKind.ASKED.value in case.recorded
    if in_events:
        frame = frame.join(_last_question(case, frame), on="row", how="left")
        since = nw.max_horizontal(since, "event_us")
    if case.log.has("requests.asked_last_at"):
        since = nw.when(nw.col("asked_last_at_us").is_null()).then(since).otherwise(nw.col("asked_last_at_us"))
    told = case.log.silence is Silence.NOT_YET and (in_events or case.log.has("requests.asked_at"))
    frame = frame.with_columns(since_us=since)
    return frame.with_columns(
        may_be_asked=nw.col("row") < 0 if told else nw.col("since_us").is_null() & asked.is_null()
    )


def _last_question(case: Case, frame: Frame) -> Frame:
    """Return by `row` of the refusals `event_us`, when a detail was last asked for that the action may need."""
    asked = case.narrow("events", ("asked_for",))
    asked = asked.filter(nw.col("kind") == ActivityKind.ASKED.value).select("request_id", "asked_for", event_us="at_us")
    pairs = frame.select("row", "request_id", "refused_at_us", "action").join(asked, on="request_id", how="inner")
    actions = case.regulation.identification.actions
    action, said = nw.col("action").fill_null(""), nw.col("asked_for").fill_null("").str.to_lowercase()
    needed = nw.col("asked_for").is_null() | ~action.is_in(list(actions))
    for detail in AccountDetail:
        of = [name for name, requirement in actions.items() if detail in requirement.details]
        needed = needed | (said.str.contains(detail.value, literal=True) & action.is_in(of))
    pairs = pairs.filter((nw.col("event_us") <= nw.col("refused_at_us")) & needed)
    return pairs.group_by("row").agg(nw.col("event_us").max())


def _asked_by_then(case: Case) -> Possible:
    """Return whether information had been asked for and waited for when the request was refused (reading I-7)."""
    since, refused, unsaid = nw.col("since_us"), nw.col("refused_at_us"), nw.col("may_be_asked")
    by_then = (since <= refused).fill_null(value=False)
    over = within = by_then
    figure = case.regulation.refusal.answer_time
    if figure is not None:
        waited = (refused - since >= figure // _TICK).fill_null(value=False)
        over, within = by_then & waited, by_then & ~waited
    return Choice({Asked.NOT_ASKED: ~by_then, Asked.WAITING: within | unsaid, Asked.AND_WAITED: over | unsaid})


def _needed(case: Case) -> Possible:
    """Return whether the action needs account information, by the profile's table; unknown for others (I-3)."""
    actions = case.regulation.identification.actions
    if not case.log.has("requests.action"):
        return ConstantFact(UNKNOWN)
    free = [name for name, requirement in actions.items() if requirement.is_nothing]
    action = nw.col("action").fill_null("")
    return BoolFactExpr(true=~action.is_in(free), false=~action.is_in([name for name in actions if name not in free]))


def _named(case: Case, frame: Frame) -> Frame:
    """Return the frame with `names_…` for each ground: whether the refusal names it; `names_unsaid` where it may be.

    What a request was refused for before it was taken up again is no ground of the refusal that is judged.
    """
    codes = [each.value for each in NamedGround]
    if not case.log.has("events.ground"):
        return frame.with_columns(names_unsaid=nw.lit(1), **{f"names_{each}": nw.lit(0) for each in codes})
    refused = (nw.col("kind") == ActivityKind.REFUSED.value) & (nw.col("at_us") <= case.now)
    named = case.log.frames["events"].filter(refused)
    named = named.join(frame.select("request_id", "received_at_us"), on="request_id", how="inner")
    named = named.filter((nw.col("at_us") >= nw.col("received_at_us")).fill_null(value=True))
    ground = nw.col("ground")
    flags = {f"names_{each}": (ground == each).fill_null(value=False) for each in codes}
    flags["names_unsaid"] = ~ground.is_in(codes).fill_null(value=False)
    named = named.with_columns(
        **{name: nw.when(flag).then(nw.lit(1)).otherwise(nw.lit(0)) for name, flag in flags.items()}
    )
    named = named.group_by("request_id").agg(**{name: nw.col(name).max() for name in flags})
    frame = frame.join(named, on="request_id", how="left")
    return frame.with_columns(
        **{name: nw.col(name).fill_null(1 if name == "names_unsaid" else 0) for name in flags},
    )


def any_ground(case: Case) -> VerdictFrame:
    """Judge each refusal by whether a main ground held when it was given (3.9; reading I-6).

    `other` names the grounds that held for certain, `actual_us` is the refusal. Advice that 3.7 lets the desk
    decline is no refusal (reading I-9), where none of the grounds may have held beside it.
    """
    found = _refusals(case)
    policy = case.regulation.refusal
    refusing = read(
        policy.refusal,
        information=found.grounds[Ground.INFORMATION_ABSENT],
        contract=found.grounds[Ground.OUTSIDE_CONTRACT],
        interruption=found.grounds[Ground.AGREED_INTERRUPTION],
    )
    reason, named = nw.col("refusal_reason"), nw.col("names_other") == 1
    # of advice that is declined no reason is asked
    unasked = opposite(refusing.may_be(frozenset(Refusing) - {Refusing.ADVICE_NOT_OWED, Refusing.MAY_REFUSE}))
    reasoned, unreasoned = reason.fill_null(value=True), ~reason.fill_null(value=False)
    reading = read(
        policy.refusal_given,
        main_ground_holds=Whether(refusing, frozenset({Refusing.MAY_REFUSE})),
        other_reason=BoolFactExpr(
            true=either((named, reasoned, unasked)), false=both((~named, unreasoned, opposite(unasked)))
        ),
    )
    holding = [
        nw.when(as_column(opposite(_may_fail(ground)))).then(nw.lit(f"{name.value} ")).otherwise(nw.lit(""))
        for name, ground in found.grounds.items()
    ]
    no_refusal = opposite(refusing.may_be(frozenset(Refusing) - {Refusing.ADVICE_NOT_OWED}))
    told = reading.told(found.rows, {each.value: (each,) for each in RefusalGiven})
    ways = told.outcome.ways
    answers = [(condition, _ANSWERS[name]) for condition, name in ways]
    return judged(
        told.frame,
        "requests",
        answer=FirstOf([(no_refusal, Answer.NOT_APPLICABLE.value), *answers], Answer.UNDETERMINED.value),
        outcome=FirstOf([(no_refusal, Scope.ADVICE_DECLINED.value), *ways], UNDETERMINED),
        actual=nw.col("refused_at_us"),
        other=nw.concat_str(holding).str.strip_chars(),
        reading=reading,
        unasked=_parted(case)[1],
    )


def _may_fail(ground: Possible) -> "nw.Expr | bool":
    return ground.may_be(frozenset(GroundVerdict) - _HOLDS)


def _named_ground(case: Case, ground: Ground) -> VerdictFrame:
    """Judge each refusal that names a ground by whether that ground held when it was given (3.9.1–3.9.3).

    `due_us` is, for 3.9.1, the first moment at which the time to answer was over; `actual_us` is the refusal.
    """
    found = _refusals(case)
    fact = found.grounds[ground]
    holds, fails = as_column(fact.may_be(_HOLDS)), as_column(_may_fail(fact))
    frame, verdict = _verdict(found.rows.with_columns(holds=holds, fails=fails), fact)
    sure = nw.col("holds") & ~nw.col("fails")
    named = nw.col(f"names_{ground.value}") == 1
    unnamed = ~named & (nw.col("names_unsaid") == 0)
    broken = named & ~nw.col("holds")
    answer = FirstOf(
        [(unnamed, Answer.NOT_APPLICABLE.value), (sure, Answer.KEPT.value), (broken, Answer.BROKEN.value)],
        Answer.UNDETERMINED.value,
    )
    figure = case.regulation.refusal.answer_time
    due = None
    if ground is Ground.INFORMATION_ABSENT and figure is not None:
        due = nw.col("since_us") + figure // _TICK
    return judged(
        frame,
        "requests",
        answer=answer,
        outcome=FirstOf([(unnamed, "not_named"), *verdict], UNDETERMINED),
        due=due,
        actual=nw.col("refused_at_us"),
        reading=fact if isinstance(fact, TableExpr) else None,
        answers={each: each is GroundVerdict.HOLDS for each in GroundVerdict},
        open_facts={
            "ground": ~named & ~unnamed,
            **({} if isinstance(fact, TableExpr) else {"interruption": nw.col("holds") & nw.col("fails")}),
        },
        unasked=_parted(case)[1],
    )


def _verdict(frame: Frame, fact: Possible) -> tuple[Frame, Sequence[tuple[Truth, str]]]:
    """Return the frame and, by conditions on its rows, what is to be said of a ground, also why it holds not yet."""
    if isinstance(fact, TableExpr):
        told = fact.told(frame, {written(each): (each,) for each in outcomes_of(fact.table)})
        return told.frame, told.outcome.ways
    sure = nw.col("holds") & ~nw.col("fails")
    return frame, [(sure, GroundVerdict.HOLDS.value), (~nw.col("holds"), GroundVerdict.DOES_NOT_HOLD.value)]


def information_absent(case: Case) -> VerdictFrame:
    """Judge each refusal that names the lack of account information: asked, waited, and still lacking (3.9.1; I-7)."""
    return _named_ground(case, Ground.INFORMATION_ABSENT)


def outside_contract(case: Case) -> VerdictFrame:
    """Judge each refusal that names a demand outside the contract (3.9.2); declined advice is none (I-9)."""
    return _named_ground(case, Ground.OUTSIDE_CONTRACT)


def agreed_interruption(case: Case) -> VerdictFrame:
    """Judge each refusal that names a break: with a reason, agreed, lasting then, of that very service (3.9.3; I-8)."""
    return _named_ground(case, Ground.AGREED_INTERRUPTION)


def _of(
    clause: str, judge: Callable[[Case], VerdictFrame], *, readings: tuple[str, ...], asks: tuple[str, ...]
) -> Check:
    return Check(
        id=clause,
        clauses=(clause,),
        readings=readings,
        whose=Bearer.STP,
        table="requests",
        needs=("requests.refused_at", "events.ground"),
        asks=asks,
        judge=judge,
    )


ANY_GROUND: Final = Check(
    id="3.9",
    clauses=("3.9",),
    readings=("I-6", "I-9"),
    whose=Bearer.STP,
    table="requests",
    needs=("requests.refused_at",),
    asks=("requests.refusal_reason", *_ASKS),
    to_justify=frozenset({RefusalGiven.OUTSIDE_MAIN_GROUNDS.value}),
    judge=any_ground,
)
INFORMATION: Final = _of("3.9.1", information_absent, readings=("I-3", "I-7"), asks=_ASKS[:4])
CONTRACT: Final = _of(
    "3.9.2", outside_contract, readings=("I-9",), asks=("requests.demand", *_OF_CONTRACT, "contracts.service")
)
INTERRUPTION: Final = _of("3.9.3", agreed_interruption, readings=("I-8",), asks=(*_OF_CONTRACT, *_OF_BREAK))
