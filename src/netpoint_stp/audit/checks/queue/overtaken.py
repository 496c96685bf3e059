"""The queue (3.13, 3.14): which requests were overtaken, stated on the request that was, never on those that follow.

A request is overtaken if some later ordinary arrival of its queue was taken before it, while it was free. No pair is
looked at: of all that arrived later, only the earliest taking matters, and that is a minimum running backwards over the
order of arrival. Only those that were not free all the time are asked stretch by stretch (`waiting`).
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

import narwhals as nw

from netpoint_stp.audit.checks.check import Answer, Case, Check, VerdictFrame, judged
from netpoint_stp.audit.checks.queue.closings import with_closings
from netpoint_stp.audit.checks.queue.from_line import LINE, placed, taken_from_line
from netpoint_stp.audit.checks.queue.lines import WHICH, of_requests, with_unknown_lines
from netpoint_stp.audit.checks.queue.overtakers import OPEN, TURN_OPEN, with_overtakers, with_reasons
from netpoint_stp.audit.checks.queue.waiting import WAYS, put_right
from netpoint_stp.audit.checks.unasked import Unasked
from netpoint_stp.audit.frames.calendars import DAY
from netpoint_stp.audit.frames.engines import Frame, settled
from netpoint_stp.audit.frames.expressions import TableExpr, read
from netpoint_stp.audit.frames.truths import BoolFactExpr, Choice, ConstantFact, FirstOf, as_column, opposite
from netpoint_stp.clauses import Bearer
from netpoint_stp.policy.queue.policy import QueuePolicy
from netpoint_stp.policy.queue.tables import ARRIVAL, OVERTAKING, Arrival, Recorded, Turn
from netpoint_stp.rules import UNKNOWN
from netpoint_stp.subjects.interruptions import Silence

_TICK: Final = timedelta(microseconds=1)
COLUMNS: Final = (
    *("taken_at", "reacted_at", "refused_at", "completed_at", "closed_at", "asked_at"),
    *("channel", "queue", "support_level", "bulk", "severity", "severity_set_at"),
    *("emergency_action", "specialist_advice", *LINE),
)
_ARRIVAL: Final = ("lacked", "earliest", "latest", "free_us")
_KEPT: Final = (
    *("row", "request_id", "received_at", "received_at_us", "closed_at_us", "queue_number", "taken_us", "bulk"),
    *("severity", "severity_set_at_us", "emergency_action", "specialist_advice", *_ARRIVAL),
)
_LINE: Final = (
    *("row", "request_id", "received_at", "received_at_us", "queue_number", "taken_us", "end_us", "until_us"),
    *("taking_untold", "act_earliest", "act_latest", "in_turn_sure", "in_turn_maybe", *_ARRIVAL),
)
"""What is looked at once the queue and the taking are known: narrow tables are passed on much faster."""
NEVER: Final = 2**62
"""Later than every moment, in microseconds: a running minimum stops at empty cells on some engines."""


def overtaken(case: Case) -> VerdictFrame:
    """Judge whether each request of a queue was overtaken by the moment of judging (3.13, 3.14; readings I-20, I-21).

    `due_us` is when the first later arrival was taken instead, `actual_us` when this one was taken itself, `late_us`
    how long it still waited after that; findings name who was taken instead in `other`. One that was overtaken and
    never taken has an outcome of its own; where it may have been taken without a record, it cannot be told. Of live
    calls nothing is asked; of whom no queue is known it cannot be told, and under an edition that changed the table of
    overtaking itself, which these windows stand for, of nobody.
    """
    policy = case.regulation.queue
    if (policy.overtaking.digest, policy.arrival.digest) != (OVERTAKING.digest, ARRIVAL.digest):
        return _by_another_table(case)
    line = entries(case)
    frame = settled(_earliest_later(line, apart=may_be_apart(case)))
    frame = put_right(case, frame)
    frame = frame.with_columns(
        **{way: (nw.col(f"{way}_us") < nw.col("until_us")).fill_null(value=False) for way in WAYS}
    )
    turn = out_of_turn(case, policy)
    frame = with_reasons(case, frame, line, turn)
    passed_by, untold = nw.col("sure"), nw.col("taking_untold")
    sure = passed_by & ~untold
    frame = with_overtakers(frame, line, sure)
    maybe = passed_by | nw.col("maybe")
    never = nw.col("taken_us").is_null()
    passed = nw.when(passed_by).then(nw.col("sure_us")).otherwise(nw.col("maybe_us"))
    outcome = FirstOf(
        [(sure & never, "never_taken"), (sure, "overtaken"), (maybe, _UNTOLD)],
        "not_overtaken",
    )
    answer = FirstOf([(sure, Answer.BROKEN.value), (maybe, Answer.UNDETERMINED.value)], Answer.KEPT.value)
    told = judged(
        frame,
        "requests",
        answer=answer,
        outcome=outcome,
        due=nw.when(maybe).then(passed),
        actual=nw.col("taken_us"),
        late=nw.when(maybe & ~untold).then(nw.col("end_us") - passed),
        reading=turn,
        open_facts={WHICH: nw.col("row") < 0, "taken": untold, **{name: nw.col(name) for name in OPEN}},
        open_code=nw.col(TURN_OPEN),
        unasked=waiting(case)[1],
        other=nw.col("other"),
        names_broken=True,
    )
    return with_unknown_lines(told, unlined(case), _UNTOLD)


_UNTOLD: Final = "cannot_be_told"


def _by_another_table(case: Case) -> VerdictFrame:
    """Say of every request that waits that it cannot be told: what the edition changed is not counted here."""
    frame, unasked = waiting(case)
    return judged(
        frame,
        "requests",
        answer=FirstOf([], Answer.UNDETERMINED.value),
        outcome=FirstOf([], _UNTOLD),
        actual=nw.col("up_us"),
        facts=("table_changed",),
        unasked=unasked,
    )


def waiting(case: Case) -> tuple[Frame, Unasked]:
    """Return the requests that wait in some line, with `up_us`, when a person took each up; and all others."""
    frame = with_closings(case, case.narrow("requests", COLUMNS))
    frame, unasked = of_requests(case, frame)
    up = taken_from_line(case)
    return frame.with_columns(up_us=nw.when(up <= case.now).then(up)), unasked


def unlined(case: Case) -> Frame:
    """Return the requests of which no line is known; of most logs none."""
    return case.shared("unlined", lambda: waiting(case)[0].filter(nw.col("queue_number").is_null()))


def entries(case: Case) -> Frame:
    """Return the requests of queues with their queue, span of arrival, taking and end; acts as one (reading I-20)."""
    return case.shared("entries", lambda: _entries(case, case.regulation.queue))


def _entries(case: Case, policy: QueuePolicy) -> Frame:
    frame = waiting(case)[0].filter(~nw.col("queue_number").is_null())
    frame = frame.with_columns(taken_us=nw.col("up_us"))
    frame = _arrival(case, frame, policy)
    own = {"act_us": nw.col("taken_us"), "act_earliest": nw.col("earliest"), "act_latest": nw.col("latest")}
    if case.log.has("requests.bulk"):
        frame = settled(frame.select(*_KEPT))
        acts = {name: each.min() for name, each in own.items()}
        frame = _with_acts(frame, frame, acts)
        own = {name: nw.when(_IN_ACT).then(nw.col(f"its_{name}")).otherwise(each) for name, each in own.items()}
    frame = frame.with_columns(**own)
    frame = frame.with_columns(taken_us=nw.col("act_us"))
    closed = nw.when(nw.col("taken_us").is_null() & (nw.col("closed_at_us") <= case.now)).then(nw.col("closed_at_us"))
    frame = frame.with_columns(gone_us=closed)
    # nobody closes what nobody took up; and where silence says nothing, that no taking is recorded says nothing either
    silent = case.log.silence is Silence.NOT_KNOWN
    untold = nw.col("taken_us").is_null() if silent else ~nw.col("gone_us").is_null()
    end = nw.when(nw.col("taken_us").is_null()).then(nw.col("gone_us")).otherwise(nw.col("taken_us"))
    frame = frame.with_columns(end_us=end.fill_null(case.now), taking_untold=untold)
    turn = out_of_turn(case, policy)
    frame = frame.with_columns(
        until_us=nw.col("end_us") - policy.tie_tolerance // _TICK,
        in_turn_sure=as_column(opposite(turn.may_be(frozenset({Turn.MAY_GO_OUT_OF_TURN})))),
        in_turn_maybe=as_column(turn.may_be(frozenset({Turn.IN_TURN}))),
    )
    if case.log.has("requests.bulk"):
        frame = settled(frame.select(*_LINE, "bulk"))
        frame = _with_acts(frame, frame, {f"turn_{way}": nw.col(f"in_turn_{way}").all() for way in WAYS})
        frame = frame.with_columns(
            **{
                f"in_turn_{way}": nw.when(_IN_ACT).then(nw.col(f"its_turn_{way}")).otherwise(nw.col(f"in_turn_{way}"))
                for way in WAYS
            }
        )
    return frame.select(*_LINE)


_IN_ACT: Final = ~nw.col("bulk").is_null() & ~nw.col("taken_us").is_null()


def _with_acts(frame: Frame, of: Frame, together: Mapping[str, nw.Expr]) -> Frame:
    """Return the frame with what holds of each act together, named with `its_`."""
    acts = of.filter(_IN_ACT).group_by("queue_number", "bulk")
    named = acts.agg(**{f"its_{name}": each for name, each in together.items()})
    return frame.join(settled(named), on=["queue_number", "bulk"], how="left")


def may_be_apart(case: Case) -> bool:
    """Return whether anything in the log can make a request count as arrived at more than one moment."""
    return case.log.has("requests.completed_at") or case.log.has("requests.bulk")


def _arrival(case: Case, frame: Frame, policy: QueuePolicy) -> Frame:
    """Return the frame with the earliest and the latest moment that may count as arrival (reading I-5)."""
    received, completed = nw.col("received_at_us"), nw.col("completed_at_us")
    frame = frame.with_columns(lacked=(completed > received).fill_null(value=False))
    in_time = BoolFactExpr(true=True, false=True)
    if policy.completion_time is not None:
        asked = nw.col("asked_at_us")
        since = nw.when(asked.is_null()).then(received).otherwise(asked)
        timely = (completed - since <= policy.completion_time // _TICK).fill_null(value=True)
        in_time = BoolFactExpr(true=timely | asked.is_null(), false=~timely)
    reading = read(policy.arrival, lacked=BoolFactExpr.of(nw.col("lacked")), in_time=in_time)
    counted = reading.among({"first": (Arrival.FIRST_MOMENT,), "completion": (Arrival.COMPLETION,)})
    frame = frame.with_columns(counted=counted)
    return frame.with_columns(
        earliest=placed(case, nw.when(nw.col("counted") == "completion").then(completed).otherwise(received)),
        latest=placed(case, nw.when(nw.col("counted") == "first").then(received).otherwise(completed)),
        free_us=nw.when(nw.col("lacked")).then(completed).otherwise(received),
    )


def out_of_turn(case: Case, policy: QueuePolicy) -> TableExpr:
    """Return the table of 3.14 for requests with their severity and `end_us`, when they were taken."""
    has = case.log.has("requests.severity")
    set_at, none = nw.col("severity_set_at_us"), nw.col("severity").is_null()
    before = (set_at <= nw.col("end_us")).fill_null(value=True)
    silent = case.log.silence is not Silence.NOT_YET
    recorded = Choice(
        {
            Recorded.BEFORE: (before & ~none) | (none & silent),
            Recorded.AFTERWARDS: (~((set_at <= nw.col("end_us")).fill_null(value=False)) & ~none) | (none & silent),
            Recorded.NEVER: none,
        }
    )
    return read(
        policy.out_of_turn,
        level=case.fact("requests.severity"),
        emergency_action=case.fact("requests.emergency_action"),
        specialist_advice=case.fact("requests.specialist_advice"),
        recorded=recorded if has else ConstantFact(UNKNOWN),
    )


def _earliest_later(frame: Frame, *, apart: bool) -> Frame:
    """Return the frame with the earliest taking, in its queue, of an ordinary arrival that came later.

    For certain: one whose earliest arrival lies after this one's latest; maybe: whose latest after this one's earliest.
    Where it is this one's own taking, or one that is later, nobody's was.
    """
    taken = {way: nw.when(nw.col(f"in_turn_{way}")).then(nw.col("taken_us")).fill_null(NEVER) for way in WAYS}
    columns = [*_LINE, "sure_us", "maybe_us"]
    if not apart:
        return _running(frame.with_columns(**_at("earliest", "end_us"), **_others(taken))).select(*columns)
    one = nw.col("earliest") == nw.col("latest")
    one = one & (nw.col("act_earliest") == nw.col("earliest")) & (nw.col("act_latest") == nw.col("earliest"))
    many = settled(frame.filter(~one))
    never = {way: nw.col("row") * 0 + NEVER for way in WAYS}
    line = nw.concat(
        [
            frame.filter(one).with_columns(kind=nw.lit(0), **_at("earliest", "end_us"), **_others(taken)),
            # those that arrived at several moments are on the line once for each: as ones that others may have come
            # before, first of all that came at that moment, and as ones that look behind them, last of all
            many.with_columns(kind=nw.lit(1), **_at("act_earliest", 0), **_others({**never, "sure": taken["sure"]})),
            many.with_columns(kind=nw.lit(1), **_at("act_latest", 0), **_others({**never, "maybe": taken["maybe"]})),
            many.with_columns(kind=nw.lit(2), **_at("latest", NEVER), **_others(never)),
            many.with_columns(kind=nw.lit(3), **_at("earliest", NEVER), **_others(never)),
        ]
    )
    line = settled(_running(line))
    maybe = line.filter(nw.col("kind") == 3).select("row", by_earliest_us=nw.col("maybe_us"))
    several = line.filter(nw.col("kind") == 2).join(maybe, on="row", how="left")
    return nw.concat(
        [
            line.filter(nw.col("kind") == 0).select(*columns),
            several.with_columns(maybe_us=nw.col("by_earliest_us")).select(*columns),
        ]
    )


def _at(moment: str, after: str | int) -> dict[str, nw.Expr]:
    """Return a place on the line: the moment, and what parts those of one moment."""
    tie = nw.col(after) if isinstance(after, str) else nw.col("row") * 0 + after
    return {"moment": nw.col(moment), "tie": tie, "day": nw.col(moment) // DAY}


def _others(taken: Mapping[str, nw.Expr]) -> dict[str, nw.Expr]:
    return {f"next_{way}": taken[way] for way in WAYS}


def _running(line: Frame) -> Frame:
    """Return the line with the earliest taking from each place on to its end; empty where there is none.

    Day by day, and then over the days, so that no machine has to see a whole queue. Of those that came at one moment
    the one that was taken first stands first, so that none of them counts against the others.
    """
    order = ["moment", "tie"]
    line = line.with_columns(
        **{
            f"that_day_{way}": nw.col(f"next_{way}").cum_min(reverse=True).over("queue_number", "day", order_by=order)
            for way in WAYS
        }
    )
    days = line.group_by("queue_number", "day").agg(**{f"least_{way}": nw.col(f"next_{way}").min() for way in WAYS})
    days = days.with_columns(
        **{
            f"least_{way}": nw.col(f"least_{way}").cum_min(reverse=True).over("queue_number", order_by="day")
            for way in WAYS
        }
    )
    days = days.select(
        "queue_number",
        "day",
        **{f"then_{way}": nw.col(f"least_{way}").shift(-1).over("queue_number", order_by="day") for way in WAYS},
    )
    line = line.join(days, on=["queue_number", "day"], how="left")
    first = {way: nw.min_horizontal(f"that_day_{way}", nw.col(f"then_{way}").fill_null(NEVER)) for way in WAYS}
    return line.with_columns(**{f"{way}_us": nw.when(each < NEVER).then(each) for way, each in first.items()})


ORDER: Final = Check(
    id="3.13",
    clauses=("3.13", "3.14"),
    readings=("I-5", "I-20", "I-21"),
    whose=Bearer.STP,
    table="requests",
    needs=("requests.queue|channel", "requests.taken_at|reacted_at|refused_at"),
    asks=("requests.severity", "requests.severity_set_at", "requests.emergency_action", "requests.specialist_advice"),
    judge=overtaken,
)
