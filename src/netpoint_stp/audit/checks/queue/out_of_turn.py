"""Out of turn (3.14; readings I-20, I-21): whether what was called highly critical went ahead with the right to.

3.13 is stated on each request that was overtaken, by whatever. This is the other side, and asks only of requests that
staff called highly critical: one that went ahead of somebody needed the need for emergency action or a specialist's
advice on record before. What went ahead without being called critical is found under 3.13; here one forgotten request
would condemn all that follow, so nobody who was never taken counts as gone ahead of.
"""

from typing import Final

import narwhals as nw

from netpoint_stp.audit.checks.check import Answer, Case, Check, VerdictFrame, judged
from netpoint_stp.audit.checks.queue.from_line import taken_from_line
from netpoint_stp.audit.checks.queue.gone_ahead import passed_while_free
from netpoint_stp.audit.checks.queue.lines import WHICH, of_requests, with_unknown_lines
from netpoint_stp.audit.checks.queue.overtaken import COLUMNS, entries, may_be_apart, out_of_turn, unlined
from netpoint_stp.audit.checks.queue.overtakers import with_the_passed
from netpoint_stp.audit.checks.queue.waiting import WAYS, holds_of
from netpoint_stp.audit.checks.terms import TICK
from netpoint_stp.audit.checks.unasked import Unasked
from netpoint_stp.audit.frames.calendars import DAY
from netpoint_stp.audit.frames.engines import Frame, settled
from netpoint_stp.audit.frames.expressions import UNDETERMINED
from netpoint_stp.audit.frames.truths import FirstOf, as_column
from netpoint_stp.audit.records.columns import UNKNOWN_CODE
from netpoint_stp.audit.records.tables import ActivityKind
from netpoint_stp.clauses import Bearer
from netpoint_stp.policy.queue.tables import Turn
from netpoint_stp.subjects.interruptions import Silence
from netpoint_stp.subjects.requests import SeverityLevel

_APART: Final = (ActivityKind.HELD.value, ActivityKind.OUT_OF_LINE.value)
"""With what a time begins in which a request is not free."""
_CRITICAL: Final = (SeverityLevel.HIGH.value, SeverityLevel.CRITICAL.value)
_SEVERITY: Final = ("severity", "severity_set_at", "emergency_action", "specialist_advice")
_TAKEN: Final = (
    *("row", "request_id", "received_at", "received_at_us", "queue_number", "taken_us", "end_us"),
    *("earliest", "latest", "act_earliest", "act_latest", "lacked", "free_us", "until_us"),
)
_NOBODY: Final = -1
"""Earlier than every taking, in microseconds: nobody was there to be gone ahead of."""


def went_ahead(case: Case) -> VerdictFrame:
    """Judge each highly critical request that was taken before one that had arrived earlier (3.14).

    `actual_us` is when it was taken, `due_us` when the last of those that it certainly went ahead of was taken, of
    those that were free all along if there is any; findings name that one in `other`. Who waited for somebody then, or
    lacked something, was not free to be taken; where nobody knows for whom it waited, it cannot be told. What was taken
    with others in one act came when the first of them did (reading I-20). One that may have been called critical, or
    may have been taken, is left open, and so is one of which no queue is known.
    """
    asked, unasked = _critical(case)
    frame = settled(_in_line(case, asked))
    line = entries(case)
    taken = line.filter(~nw.col("taken_us").is_null()).select(*_TAKEN)
    free = _free(case, taken)
    frame = settled(_last_of_earlier(frame, free, way="sure", theirs="latest", own="act_earliest"))
    tolerance = case.regulation.queue.tie_tolerance // TICK
    waited: Frame | None = None
    if may_be_apart(case) or _waits(case):
        frame = settled(_last_of_earlier(frame, taken, way="maybe", theirs="earliest", own="passing_latest"))
        frame, waited = _with_those_that_waited(case, frame, taken, free, tolerance)
    else:  # every moment of arrival is sure, and everybody was free
        frame = frame.with_columns(maybe_us=nw.col("sure_us"))
    untold = nw.col("taken_us").is_null()
    sure, maybe = (_later(way, tolerance) for way in WAYS)
    reading = out_of_turn(case, case.regulation.queue)
    frame = frame.with_columns(
        ahead=sure,
        perhaps=sure | maybe | untold,
        called=nw.col("severity").is_in(_CRITICAL).fill_null(value=False),
        rightly=as_column(reading.may_be(frozenset({Turn.MAY_GO_OUT_OF_TURN}))),
        wrongly=as_column(reading.may_be(frozenset({Turn.IN_TURN}))),
    )
    rightly, wrongly, called = nw.col("rightly"), nw.col("wrongly"), nw.col("called")
    broken = called & nw.col("ahead") & ~rightly
    frame = with_the_passed(frame, free if waited is None else _beside(free, taken, waited), broken)
    answer = FirstOf(
        [
            (~nw.col("perhaps"), Answer.NOT_APPLICABLE.value),
            (called & rightly & ~wrongly & ~untold, Answer.KEPT.value),
            (broken, Answer.BROKEN.value),
        ],
        Answer.UNDETERMINED.value,
    )
    outcome = FirstOf(
        [
            (~nw.col("perhaps"), "ahead_of_nobody"),
            (called & rightly & ~wrongly & ~untold, Turn.MAY_GO_OUT_OF_TURN.value),
            (called & ~rightly & ~untold, Turn.IN_TURN.value),
        ],
        UNDETERMINED,
    )
    told = judged(
        frame,
        "requests",
        answer=answer,
        outcome=outcome,
        due=nw.when(nw.col("ahead")).then(nw.col("sure_us")),
        actual=nw.col("taken_us"),
        reading=reading,
        open_facts={WHICH: nw.col("row") < 0, "taken": untold, "free": ~nw.col("ahead") & ~untold, "severity": ~called},
        settled_by={"level": "severity"},
        unasked=unasked,
        other=nw.col("other"),
        names_broken=True,
    )
    return with_unknown_lines(told, unlined(case).filter(*_perhaps_critical(case)), UNDETERMINED)


def _later(way: str, tolerance: int) -> nw.Expr:
    """Return whether the last of the earlier arrivals was taken later, by more than what counts as the same time."""
    return (nw.col(f"{way}_us") - tolerance > nw.col("taken_us")).fill_null(value=False)


def _with_those_that_waited(
    case: Case, frame: Frame, taken: Frame, free: Frame, tolerance: int
) -> tuple[Frame, Frame | None]:
    """Return the frame put right where it is open whether those that were passed were free, and which surely were.

    Asked of the takings that passed nobody who was free all along, yet somebody who waited or lacked something.
    """
    open_ = frame.filter(_later("maybe", tolerance) & ~_later("sure", tolerance))
    if not len(open_.head(1).collect()):
        return frame, None
    open_ = settled(open_.drop("sure_us", "maybe_us"))
    pairs = passed_while_free(case, taken, open_)
    last = pairs.group_by("row", "way").agg(nw.col("passed_us").max())
    found = _last_of_earlier(open_, free, way="maybe", theirs="earliest", own="passing_latest")
    found = found.select("row", nw.col("maybe_us").alias("free_us"))
    for number, way in enumerate(WAYS):
        mine = last.filter(nw.col("way") == number).select("row", nw.col("passed_us").alias(f"its_{way}"))
        found = found.join(mine, on="row", how="left")
    found = found.with_columns(
        its_maybe=nw.max_horizontal("its_maybe", "its_sure", "free_us"), asked=nw.lit(value=True)
    ).select("row", "asked", "its_sure", "its_maybe")
    frame = frame.join(settled(found), on="row", how="left")
    asked = nw.col("asked").fill_null(value=False)
    better = {f"{way}_us": nw.when(asked).then(nw.col(f"its_{way}")).otherwise(nw.col(f"{way}_us")) for way in WAYS}
    return settled(frame.with_columns(**better)), pairs.filter(nw.col("way") == 0)


def _beside(free: Frame, taken: Frame, waited: Frame) -> Frame:
    """Return those that were free all along, and those that surely were when they were passed."""
    return nw.concat([free, taken.join(waited.select(row=nw.col("who")).unique(), on="row", how="semi")])


def _critical(case: Case) -> tuple[Frame, Unasked]:
    """Return the requests that wait in a line, were or may have been called critical, and were or may have been taken.

    And all others, of which nothing is asked.
    """
    frame = case.narrow("requests", COLUMNS)
    called, taken = _perhaps_critical(case)
    frame, unasked = of_requests(case, frame, not_critical=~called, not_taken=~taken)
    up = taken_from_line(case)
    return frame.with_columns(up_us=nw.when(up <= case.now).then(up)), unasked


def _perhaps_critical(case: Case) -> tuple[nw.Expr, nw.Expr]:
    """Return whether a request was or may have been called critical, and whether it was or may have been taken."""
    silent = case.log.silence is Silence.NOT_KNOWN
    called = nw.col("severity").is_in([*_CRITICAL, UNKNOWN_CODE]).fill_null(value=silent)
    return called, (taken_from_line(case) <= case.now).fill_null(value=silent)


def _in_line(case: Case, asked: Frame) -> Frame:
    """Return those of which the line is known, as they stand in it.

    `passing_latest` is until when others that it may have passed had come: before it did, and before it was taken.
    """
    known = asked.select("row", *_SEVERITY, "severity_set_at_us")
    frame = entries(case).select(*_TAKEN).join(known, on="row", how="inner")
    return frame.with_columns(passing_latest=nw.min_horizontal("act_latest", "taken_us"))


def _free(case: Case, line: Frame) -> Frame:
    """Return those that were free to be taken all the time from arrival until they were taken."""
    whole = line.filter(~nw.col("lacked"))
    if not _waits(case):
        return whole
    # only a wait that began before it was taken could keep it from being taken
    held = holds_of(case).group_by("request_id").agg(held_us=nw.col("hold_us").min())
    held = held.join(whole.select("request_id", "taken_us"), on="request_id").filter(
        nw.col("held_us") < nw.col("taken_us")
    )
    return whole.join(held.select("request_id"), on="request_id", how="anti")


def _waits(case: Case) -> bool:
    return not case.recorded.isdisjoint(_APART)


def _last_of_earlier(frame: Frame, others: Frame, *, way: str, theirs: str, own: str) -> Frame:
    """Return the frame with the last taking, in its queue, of those that arrived earlier; `_NOBODY` without any.

    A maximum running over the order of arrival, day by day and then over the days. Of those that came at one moment,
    those that look back stand first, so that none of them counts as earlier.
    """
    nobody = nw.col("taken_us") * 0 + _NOBODY
    steps = nw.concat(
        [
            others.select("queue_number", its_row=nobody, step=nw.col(theirs) * 2 + 1, last=nw.col("taken_us")),
            frame.select("queue_number", its_row=nw.col("row"), step=nw.col(own) * 2, last=nobody),
        ]
    )
    steps = steps.with_columns(day=nw.col("step") // (2 * DAY))
    days = steps.group_by("queue_number", "day").agg(of_day=nw.col("last").max())
    days = days.with_columns(running=nw.col("of_day").cum_max().over("queue_number", order_by="day"))
    days = days.select("queue_number", "day", before=nw.col("running").shift(1).over("queue_number", order_by="day"))
    steps = steps.with_columns(that_day=nw.col("last").cum_max().over("queue_number", "day", order_by="step"))
    steps = steps.filter(nw.col("its_row") != _NOBODY).join(days, on=["queue_number", "day"], how="left")
    last = nw.max_horizontal("that_day", nw.col("before").fill_null(_NOBODY))
    steps = steps.select(nw.col("its_row").alias("row"), last.alias(f"{way}_us"))
    return frame.join(steps, on="row", how="left")


OUT_OF_TURN: Final = Check(
    id="3.14",
    clauses=("3.14",),
    readings=("I-5", "I-20", "I-21"),
    whose=Bearer.STP,
    table="requests",
    needs=("requests.queue|channel", "requests.severity", "requests.taken_at|reacted_at|refused_at"),
    asks=("requests.severity_set_at", "requests.emergency_action", "requests.specialist_advice"),
    judge=went_ahead,
)
