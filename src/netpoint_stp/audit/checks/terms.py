"""Terms that the profile sets ("in good time": 4.1.3, 4.2.2, 4.5; reading I-25) as columns: done, and done in time.

What `policy.terms` says of one moment, said of a column of them.
"""

from datetime import timedelta
from typing import Final

import narwhals as nw
from attrs import frozen

from netpoint_stp.audit.checks.check import Case
from netpoint_stp.audit.frames.calendars import day_of, service_columns
from netpoint_stp.audit.frames.instants import Frame, beside, joined, served_until
from netpoint_stp.audit.frames.truths import BoolFactExpr
from netpoint_stp.hours import ServiceHours
from netpoint_stp.subjects.interruptions import Silence

TICK: Final = timedelta(microseconds=1)
NEVER: Final = 2**62
"""Later than every moment, in microseconds."""


@frozen(kw_only=True)
class Course:
    """How far things are in each row: whether it was done, and whether that, or the present, is in time."""

    done: BoolFactExpr
    in_time: BoolFactExpr
    by_then: nw.Expr
    """That it certainly was done by the moment of judging."""
    surely_late: nw.Expr
    follows: bool
    """Whether it is known that it was in time as soon as it is known when it was done: the profile sets a term."""


def course(
    case: Case,
    *,
    done: str,
    maybe: str | None = None,
    due: nw.Expr | None,
    surely_in_time: nw.Expr | None = None,
    surely_late: nw.Expr | None = None,
    silence: Silence | None = None,
) -> Course:
    """Return how far things are, `done` being the column of microseconds of when it certainly was done first.

    `maybe` is the column of when it may have been done first, by records that do not say enough. `due` is the last
    moment that is in time, None where the profile sets none; then what is up to `surely_in_time` is in time, and what
    is after `surely_late` is not. `silence` says what an empty moment means; left out, what it means in the log.
    """
    silence = case.log.silence if silence is None else silence
    at, now = nw.col(done), nw.lit(case.now)
    by_then = (at <= case.now).fill_null(value=False)
    counted = nw.when(by_then).then(at).otherwise(now)
    keeps = _keeps(counted, due, surely_in_time, surely_late)
    # nothing recorded at all, where that does not say that it was not done; or what may have been it
    unsaid = at.is_null() if silence is Silence.NOT_KNOWN else nw.col("row") < 0
    perhaps, early = unsaid, unsaid
    if maybe is not None:
        other = nw.col(maybe)
        told = (other <= case.now).fill_null(value=False)
        perhaps = perhaps | (told & ~by_then)
        early = early | (told & _keeps(nw.when(told).then(other).otherwise(now), due, surely_in_time, surely_late).true)
    # what is in time now was in time before, so only what is not in time now is left open by silence
    return Course(
        done=BoolFactExpr(true=by_then | perhaps, false=~by_then),
        in_time=BoolFactExpr(true=keeps.true | early, false=keeps.false),
        by_then=by_then,
        surely_late=~(keeps.true | early),
        follows=due is not None,
    )


@frozen(kw_only=True)
class _Keeps:
    true: nw.Expr
    false: nw.Expr


def _keeps(at: nw.Expr, due: nw.Expr | None, surely_in_time: nw.Expr | None, surely_late: nw.Expr | None) -> _Keeps:
    if due is not None:
        within = (at <= due).fill_null(value=False)
        return _Keeps(true=within, false=~within)
    never = nw.col("row") < 0
    early = never if surely_in_time is None else (at <= surely_in_time).fill_null(value=False)
    late = never if surely_late is None else (at > surely_late).fill_null(value=False)
    return _Keeps(true=~late, false=~early)


def shifted(start: str, by: timedelta | None) -> nw.Expr | None:
    """Return a column of microseconds so much elapsed time later; None where no term is set."""
    return None if by is None else nw.col(start) + by // TICK


def in_service_time(case: Case, frame: Frame, start: str, by: timedelta, hours: ServiceHours) -> Frame:
    """Return the frame with `due_us`, when so much service time has passed since a column of microseconds.

    Later than every moment where that lies behind the last day of the log. Each row is held against every window of
    service, so this is for tables that are short.
    """
    if not by:
        return frame.with_columns(due_us=nw.col(start))
    table = service_columns(hours, *(day_of(number) for number in case.days))
    frame = joined(frame, start, table, prefix="from_")
    frame = frame.with_columns(goal=served_until(start, table, prefix="from_") + by // TICK)
    served: list[int] = []
    opens: list[int] = []
    lengths: list[int] = []
    for at, before in enumerate(table.columns["served"]):
        total = before
        for number in range(table.windows):
            first, last = table.columns[table.opens(number)][at], table.columns[table.closes(number)][at]
            if last > first:
                served.append(total)
                opens.append(first)
                lengths.append(last - first)
                total += last - first
    windows = beside(frame, {"before": served, "opens": opens, "length": lengths})
    goal, before_ = nw.col("goal"), nw.col("before")
    reached = frame.select("row", "goal").join(windows, how="cross")
    reached = reached.filter((before_ < goal) & (goal <= before_ + nw.col("length")))
    reached = reached.select("row", due_us=nw.col("opens") + goal - before_)
    return frame.join(reached, on="row", how="left").with_columns(due_us=nw.col("due_us").fill_null(NEVER))
