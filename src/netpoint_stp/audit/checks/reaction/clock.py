"""The clock of reactions (3.17, 3.19; reading I-18): how much of it passed, and when it had run out."""

import narwhals as nw

from netpoint_stp.audit.checks.check import Case
from netpoint_stp.audit.frames.calendars import day_of, due_columns, service_columns
from netpoint_stp.audit.frames.instants import Frame, joined, served_at, served_until, with_slots

_BY_THEN = "due_"


def passed(case: Case, frame: Frame, start: str, end: str) -> Frame:
    """Return the frame with `passed_us`: the time between two columns of microseconds, by the profile's clock.

    `begun_us` is where the clock stood at the start: since 1970, or in service time since the first day of the log.
    """
    if _runs_always(case):
        return frame.with_columns(begun_us=nw.col(start), passed_us=nw.col(end) - nw.col(start))
    first, last = (day_of(number) for number in case.days)
    table = service_columns(case.regulation.reaction.hours, first, last)
    for instant, prefix in ((start, "s_"), (end, "e_")):
        frame = joined(frame, instant, table, prefix=prefix)
    frame = frame.with_columns(begun_us=served_until(start, table, prefix="s_"))
    return frame.with_columns(passed_us=served_until(end, table, prefix="e_") - nw.col("begun_us"))


def with_due(case: Case, frame: Frame, late: nw.Expr) -> Frame:
    """Return the frame with `due_us`, the last moment in time, where `late` says that it is over; else empty."""
    reading = nw.when(late).then(nw.col("begun_us") + nw.col("figure_us"))
    if _runs_always(case):
        return frame.with_columns(due_us=reading)
    first, last = (day_of(number) for number in case.days)
    table = due_columns(case.regulation.reaction.hours, first, last)
    if not table.pieces:  # no service on any of these days: nothing is late
        return frame.with_columns(due_us=reading)
    frame = with_slots(frame.with_columns(due_served=reading), "due_served", table, prefix=_BY_THEN)
    return frame.with_columns(due_us=served_at("due_served", table, prefix=_BY_THEN))


def _runs_always(case: Case) -> bool:
    return case.regulation.reaction.reaction_clock == "clock_time"
