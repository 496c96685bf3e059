"""Out of turn (3.14; readings I-20, I-21): whether what was called highly critical went ahead with the right to.

3.13 is stated on each request that was overtaken, by whatever. This is the other side, and asks only of requests that
staff called highly critical: one that went ahead of somebody needed the need for emergency action or a specialist's
advice on record before. What went ahead without being called critical is found under 3.13; here one forgotten request
would condemn all that follow, so nobody who was never taken counts as gone ahead of.
"""

from typing import Final

import narwhals as nw

from netpoint_stp.audit.calendars import DAY
from netpoint_stp.audit.checks.check import Answer, Case, Check, Judged, judged
from netpoint_stp.audit.checks.queue import entries, may_be_apart, out_of_turn
from netpoint_stp.audit.checks.terms import TICK
from netpoint_stp.audit.checks.waiting import WAYS
from netpoint_stp.audit.engines import Frame, settled
from netpoint_stp.audit.records import EventKind
from netpoint_stp.audit.truths import as_column, first_of
from netpoint_stp.clauses import Bearer
from netpoint_stp.policy.queue_tables import Turn
from netpoint_stp.subjects.requests import SeverityLevel

_CRITICAL: Final = (SeverityLevel.HIGH.value, SeverityLevel.CRITICAL.value)
_SEVERITY: Final = ("severity", "severity_set_at", "emergency_action", "specialist_advice")
_NOBODY: Final = -1
"""Earlier than every taking, in microseconds: nobody was there to be gone ahead of."""


def went_ahead(case: Case) -> Judged:
    """Judge each highly critical request that was taken before one that had arrived earlier (3.14).

    `actual_us` is when it was taken, `due_us` when the last of those that it certainly went ahead of was taken. Who
    waited for somebody then, or lacked something, may not have been free to be taken: then it cannot be told. What was
    taken with others in one act came when the first of them did (reading I-20).
    """
    line = entries(case)
    known = case.missing_as_empty("requests", _SEVERITY).select("row", *_SEVERITY, "severity_set_at_us")
    critical = known.filter(nw.col("severity").is_in(_CRITICAL).fill_null(value=False))
    frame = line.filter(~nw.col("taken_us").is_null()).join(critical, on="row", how="inner")
    taken = line.filter(~nw.col("taken_us").is_null())
    frame = settled(_last_of_earlier(frame, _free(case, taken), way="sure", theirs="latest", own="act_earliest"))
    if may_be_apart(case) or _waits(case):
        frame = settled(_last_of_earlier(frame, taken, way="maybe", theirs="earliest", own="act_latest"))
    else:  # every moment of arrival is sure, and everybody was free
        frame = frame.with_columns(maybe_us=nw.col("sure_us"))
    tolerance = case.regulation.queue.tie_tolerance // TICK
    sure, maybe = (nw.col(f"{way}_us") - tolerance > nw.col("taken_us") for way in WAYS)
    reading = out_of_turn(case, case.regulation.queue)
    frame = frame.with_columns(
        ahead=sure,
        perhaps=sure | maybe,
        rightly=as_column(reading.may_be(frozenset({Turn.MAY_GO_OUT_OF_TURN}))),
        wrongly=as_column(reading.may_be(frozenset({Turn.IN_TURN}))),
        turn=reading.outcome(),
    )
    rightly, wrongly = nw.col("rightly"), nw.col("wrongly")
    answer = first_of(
        [
            (~nw.col("perhaps"), Answer.NOT_APPLICABLE.value),
            (rightly & ~wrongly, Answer.KEPT.value),
            (nw.col("ahead") & ~rightly, Answer.BROKEN.value),
        ],
        Answer.UNDETERMINED.value,
    )
    return judged(
        frame,
        "requests",
        answer=answer,
        outcome=nw.when(nw.col("perhaps")).then(nw.col("turn")).otherwise(nw.lit("ahead_of_nobody")),
        due=nw.when(nw.col("ahead")).then(nw.col("sure_us")),
        actual=nw.col("taken_us"),
        reading=reading,
        facts=("free",),
    )


def _free(case: Case, line: Frame) -> Frame:
    """Return those that were free to be taken all the time from arrival until they were taken."""
    whole = line.filter(~nw.col("lacked"))
    if not _waits(case):
        return whole
    held = case.log.frames["events"].filter(nw.col("kind") == EventKind.HELD.value)
    # only a wait that began before it was taken could keep it from being taken
    held = held.group_by("request_id").agg(held_us=nw.col("at_us").min())
    held = held.join(whole.select("request_id", "taken_us"), on="request_id").filter(
        nw.col("held_us") < nw.col("taken_us")
    )
    return whole.join(held.select("request_id"), on="request_id", how="anti")


def _waits(case: Case) -> bool:
    return EventKind.HELD.value in case.recorded


def _last_of_earlier(frame: Frame, others: Frame, *, way: str, theirs: str, own: str) -> Frame:
    """Return the frame with the last taking, in its queue, of those that arrived earlier; `_NOBODY` without any.

    A maximum running over the order of arrival, day by day and then over the days.
    """
    steps = nw.concat(
        [
            others.select("queue_number", moment=nw.col(theirs), last=nw.col("taken_us")),
            frame.select("queue_number", moment=nw.col(own), last=nw.col("taken_us") * 0 + _NOBODY),
        ]
    )
    steps = steps.group_by("queue_number", "moment").agg(nw.col("last").max())
    steps = steps.with_columns(day=nw.col("moment") // DAY)
    days = steps.group_by("queue_number", "day").agg(of_day=nw.col("last").max())
    days = days.with_columns(running=nw.col("of_day").cum_max().over("queue_number", order_by="day"))
    days = days.with_columns(before=nw.col("running").shift(1).over("queue_number", order_by="day"))
    steps = steps.with_columns(running=nw.col("last").cum_max().over("queue_number", "day", order_by="moment"))
    steps = steps.with_columns(that_day=nw.col("running").shift(1).over("queue_number", "day", order_by="moment"))
    steps = steps.join(days.select("queue_number", "day", "before"), on=["queue_number", "day"], how="left")
    last = nw.max_horizontal(nw.col("that_day").fill_null(_NOBODY), nw.col("before").fill_null(_NOBODY))
    steps = steps.select("queue_number", nw.col("moment").alias(own), last.alias(f"{way}_us"))
    return frame.join(steps, on=["queue_number", own], how="left")


OUT_OF_TURN: Final = Check(
    id="3.14",
    clauses=("3.14",),
    readings=("I-20", "I-21"),
    whose=Bearer.STP,
    table="requests",
    needs=("requests.queue|channel", "requests.severity", "requests.taken_at|reacted_at|refused_at"),
    asks=("requests.severity_set_at", "requests.emergency_action", "requests.specialist_advice"),
    judge=went_ahead,
)
