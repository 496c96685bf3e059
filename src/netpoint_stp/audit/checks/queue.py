"""The queue (3.13, 3.14): which requests were overtaken, stated on the request that was, never on those that follow.

A request is overtaken if some later ordinary arrival of its queue was taken before it, while it was free. No pair is
looked at: of all that arrived later, only the earliest taking matters, and that is a minimum running backwards over the
order of arrival. Only those that were not free all the time are asked stretch by stretch (`audit.checks.waiting`).
"""

from datetime import timedelta
from typing import Final

import narwhals as nw

from netpoint_stp.audit.checks.check import Answer, Case, Check, Judged, judged, nothing
from netpoint_stp.audit.checks.reaction import taken_up
from netpoint_stp.audit.checks.waiting import earliest_while_free, waited
from netpoint_stp.audit.expressions import Choice, Column, Flag, Known, Reading, read
from netpoint_stp.audit.instants import Frame, settled
from netpoint_stp.clauses import Bearer
from netpoint_stp.errors import UsageError
from netpoint_stp.policy.queue import QueuePolicy
from netpoint_stp.policy.queue_tables import ARRIVAL, OVERTAKING, Arrival, Recorded, Turn
from netpoint_stp.rules import UNKNOWN
from netpoint_stp.subjects.interruptions import Silence

_TICK: Final = timedelta(microseconds=1)
_COLUMNS: Final = (
    *("taken_at", "reacted_at", "refused_at", "completed_at", "closed_at", "asked_at"),
    *("channel", "queue", "support_level", "bulk", "severity", "severity_set_at"),
    *("emergency_action", "specialist_advice"),
)
_KEPT: Final = (
    *("row", "request_id", "received_at", "received_at_us", "completed_at_us", "asked_at_us", "closed_at_us"),
    *("queue_name", "taken_us", "bulk", "severity", "severity_set_at_us", "emergency_action", "specialist_advice"),
)
"""What is looked at once the queue and the taking are known: narrow tables are passed on much faster."""
NEVER: Final = 2**62
"""Later than every moment, in microseconds: a running minimum stops at empty cells on some engines."""
_WAYS: Final = ("sure", "maybe")
"""That a request was overtaken for certain, and that it may have been."""


def overtaken(case: Case) -> Judged:
    """Judge whether each request of a queue was overtaken by the moment of judging (3.13, 3.14; readings I-20, I-21).

    `due_us` is when the first later arrival was taken instead, `actual_us` when this one was taken itself, `late_us`
    how long it still waited after that. One that was overtaken and never taken has an outcome of its own. Left out are
    live calls and what no queue certainly takes. Raises `UsageError` under a regulation that changed the table of
    overtaking itself, which these windows stand for.
    """
    policy = case.regulation.queue
    if (policy.overtaking.digest, policy.arrival.digest) != (OVERTAKING.digest, ARRIVAL.digest):
        raise UsageError("the audit counts overtaking by the published tables; audit under an edition that has them")
    frame = _entries(case, policy)
    tolerance = policy.tie_tolerance // _TICK
    frame = settled(frame.with_columns(until_us=nw.col("end_us") - tolerance))
    for way in _WAYS:
        frame = _earliest_later(frame, way)
    special, stretches = waited(case, frame)
    for way in _WAYS:
        frame = settled(earliest_while_free(frame, special, stretches, way))
        frame = frame.with_columns(**{way: (nw.col(f"{way}_us") < nw.col("until_us")).fill_null(value=False)})
    sure = nw.col("sure") & ~nw.col("closed_untaken")
    maybe = nw.col("sure") | nw.col("maybe")
    never = nw.col("taken_us").is_null()
    passed = nw.when(nw.col("sure")).then(nw.col("sure_us")).otherwise(nw.col("maybe_us"))
    outcome = (
        nw.when(sure & never)
        .then(nw.lit("never_taken"))
        .otherwise(
            nw.when(sure)
            .then(nw.lit("overtaken"))
            .otherwise(nw.when(maybe).then(nw.lit("cannot_be_told")).otherwise(nw.lit("not_overtaken")))
        )
    )
    answer = (
        nw.when(sure)
        .then(nw.lit(Answer.BROKEN.value))
        .otherwise(nw.when(maybe).then(nw.lit(Answer.UNDETERMINED.value)).otherwise(nw.lit(Answer.KEPT.value)))
    )
    return judged(
        frame,
        "requests",
        answer=answer,
        outcome=outcome,
        due=nw.when(maybe).then(passed),
        actual=nw.col("taken_us"),
        late=nw.when(maybe & ~nw.col("closed_untaken")).then(nw.col("end_us") - passed),
        facts=("severity", "queue", "arrival"),
    )


def _entries(case: Case, policy: QueuePolicy) -> Frame:
    """Return the requests of queues with their queue, span of arrival, taking and end; acts as one (reading I-20)."""
    frame = case.missing_as_empty("requests", _COLUMNS)
    frame = frame.with_columns(queue_name=_queue(policy), up_us=taken_up())
    frame = frame.filter((nw.col("received_at_us") <= case.now) & ~nw.col("queue_name").is_null())
    frame = frame.with_columns(taken_us=nw.when(nw.col("up_us") <= case.now).then(nw.col("up_us")))
    frame = _arrival(settled(frame.select(*_KEPT)), policy)
    own = {"act_earliest": nw.col("earliest"), "act_latest": nw.col("latest")}
    if case.log.has("requests.bulk"):
        lone = nw.concat_str([nw.lit("r "), nw.col("request_id")])
        together = nw.concat_str([nw.lit("b "), nw.col("bulk")])
        in_act = ~nw.col("bulk").is_null() & ~nw.col("taken_us").is_null()
        frame = frame.with_columns(act=nw.when(in_act).then(together).otherwise(lone))
        act = ("queue_name", "act")
        frame = frame.with_columns(taken_us=nw.col("taken_us").min().over(*act))
        own = {name: each.min().over(*act) for name, each in own.items()}
    closed = nw.when(nw.col("taken_us").is_null() & (nw.col("closed_at_us") <= case.now)).then(nw.col("closed_at_us"))
    frame = frame.with_columns(**own, gone_us=closed)
    end = nw.when(nw.col("taken_us").is_null()).then(nw.col("gone_us")).otherwise(nw.col("taken_us"))
    frame = frame.with_columns(end_us=end.fill_null(case.now), closed_untaken=~nw.col("gone_us").is_null())
    turn = _out_of_turn(case, policy).among({"in": (Turn.IN_TURN,), "out": (Turn.MAY_GO_OUT_OF_TURN,)})
    frame = frame.with_columns(turn=turn)
    frame = frame.with_columns(in_turn_sure=nw.col("turn") == "in", in_turn_maybe=nw.col("turn") != "out")
    if case.log.has("requests.bulk"):
        frame = frame.with_columns(
            **{f"in_turn_{way}": nw.col(f"in_turn_{way}").all().over("queue_name", "act") for way in _WAYS}
        )
    return frame


def _queue(policy: QueuePolicy) -> nw.Expr:
    """Return the name of the queue that certainly takes a request, empty where none does; as `QueuePolicy.queue_of`."""
    found: nw.Expr = nothing("queue")
    level = nw.col("support_level")
    for queue in reversed(policy.queues):
        rivals = [each for each in policy.queues if each.channels & queue.channels and each.support_levels]
        fits = nw.col("channel").is_in(sorted(queue.channels))
        if queue.support_levels:
            fits = fits & level.is_in(sorted(queue.support_levels))
        if rivals:
            parted = sorted(frozenset[str]().union(*(each.channels for each in rivals)))
            fits = fits & (~level.is_null() | ~nw.col("channel").is_in(parted))
        found = nw.when(fits).then(nw.lit(queue.name)).otherwise(found)
    named = nw.col("queue")
    known = nw.when(named.is_in([queue.name for queue in policy.queues])).then(named)
    return nw.when(named.is_null()).then(found).otherwise(known)


def _arrival(frame: Frame, policy: QueuePolicy) -> Frame:
    """Return the frame with the earliest and the latest moment that may count as arrival (reading I-5)."""
    received, completed = nw.col("received_at_us"), nw.col("completed_at_us")
    frame = frame.with_columns(lacked=(completed > received).fill_null(value=False))
    in_time = Flag(true=True, false=True)
    if policy.completion_time is not None:
        asked = nw.col("asked_at_us")
        since = nw.when(asked.is_null()).then(received).otherwise(asked)
        timely = (completed - since <= policy.completion_time // _TICK).fill_null(value=True)
        in_time = Flag(true=timely | asked.is_null(), false=~timely)
    reading = read(policy.arrival, lacked=Flag.of(nw.col("lacked")), in_time=in_time)
    counted = reading.among({"first": (Arrival.FIRST_MOMENT,), "completion": (Arrival.COMPLETION,)})
    frame = frame.with_columns(counted=counted)
    return frame.with_columns(
        earliest=nw.when(nw.col("counted") == "completion").then(completed).otherwise(received),
        latest=nw.when(nw.col("counted") == "first").then(received).otherwise(completed),
        free_us=nw.when(nw.col("lacked")).then(completed).otherwise(received),
    )


def _out_of_turn(case: Case, policy: QueuePolicy) -> Reading:
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
        level=Column("severity") if has else Known(UNKNOWN),
        emergency_action=case.fact("requests.emergency_action"),
        specialist_advice=case.fact("requests.specialist_advice"),
        recorded=recorded if has else Known(UNKNOWN),
    )


def _earliest_later(frame: Frame, way: str) -> Frame:
    """Return the frame with the earliest taking, in its queue, of an ordinary arrival that came later.

    For certain: one whose earliest arrival lies after this one's latest; maybe: whose latest after this one's earliest.
    """
    theirs, own = ("act_earliest", "latest") if way == "sure" else ("act_latest", "earliest")
    others = frame.filter(nw.col(f"in_turn_{way}") & ~nw.col("taken_us").is_null())
    # both kinds on one line: at each moment of somebody's arrival, what is taken earliest of those that came after it
    steps = nw.concat(
        [
            others.select("queue_name", moment=nw.col(theirs), taken=nw.col("taken_us")),
            frame.select("queue_name", moment=nw.col(own), taken=nw.col("end_us") * 0 + NEVER),
        ]
    )
    steps = steps.group_by("queue_name", "moment").agg(nw.col("taken").min())
    running = nw.col("taken").cum_min(reverse=True).over("queue_name", order_by="moment")
    steps = steps.with_columns(running=running)
    steps = steps.with_columns(later=nw.col("running").shift(-1).over("queue_name", order_by="moment"))
    somebody = nw.when(nw.col("later") < NEVER).then(nw.col("later"))
    steps = steps.select("queue_name", nw.col("moment").alias(own), somebody.alias(f"{way}_us"))
    return settled(frame.join(steps, on=["queue_name", own], how="left"))


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
