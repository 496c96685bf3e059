"""Moments in frames as whole numbers: one line of time for every engine, and service time and terms on it.

Part of the room of narwhals. Engines differ in what they do with zones, lengths of time and rounding; whole
microseconds since 1970-01-01T00:00Z are the same on all of them.
"""

import narwhals as nw

from netpoint_stp.audit.frames.calendars import (
    DAY,
    DAY_COLUMN,
    MIDNIGHT_COLUMN,
    SLOT,
    SLOT_COLUMN,
    CalendarTable,
    DueColumns,
    ServiceColumns,
    TermColumns,
)
from netpoint_stp.audit.frames.engines import Frame, beside, settled

__all__ = [
    "Frame",
    "beside",
    "due_before",
    "joined",
    "served_at",
    "served_until",
    "settled",
    "with_slots",
]


def joined(frame: Frame, instant: str, table: CalendarTable, *, prefix: str) -> Frame:
    """Return the frame with the columns of a calendar table beside it, by the UTC day of a column of microseconds.

    Names of the table's columns get the prefix. Rows whose instant is empty, or on a day that the table does not have,
    find them empty.
    """
    key = f"{prefix}{DAY_COLUMN}"
    calendar = beside(frame, {f"{prefix}{name}": values for name, values in table.columns.items()})
    return frame.with_columns((nw.col(instant) // DAY).alias(key)).join(calendar, on=key, how="left")


def served_until(instant: str, table: ServiceColumns, *, prefix: str) -> nw.Expr:
    """Return the service time from the table's first day to a column of microseconds, joined with that prefix."""
    at = nw.col(instant)
    total = nw.col(f"{prefix}served")
    for number in range(table.windows):
        opens, closes = nw.col(prefix + table.opens(number)), nw.col(prefix + table.closes(number))
        total = total + _within(at, opens, closes) - opens
    return total


def with_slots(frame: Frame, served: str, table: DueColumns, *, prefix: str) -> Frame:
    """Return the frame with the columns of that table beside it, by a column of service time; empty where it is."""
    key = f"{prefix}{SLOT_COLUMN}"
    slots = beside(frame, {f"{prefix}{name}": values for name, values in table.columns.items()})
    return frame.with_columns(((nw.col(served) - 1) // SLOT).alias(key)).join(slots, on=key, how="left")


def served_at(served: str, table: DueColumns, *, prefix: str) -> nw.Expr:
    """Return the instant at which a column of service time was over, joined with that prefix."""
    time = nw.col(served)
    found: nw.Expr = time + nw.col(f"{prefix}shift_{table.pieces - 1}")
    for number in reversed(range(table.pieces - 1)):
        here = time + nw.col(f"{prefix}shift_{number}")
        found = nw.when(time <= nw.col(f"{prefix}upto_{number}")).then(here).otherwise(found)
    return found


def due_before(instant: str, table: TermColumns, number: int | str, *, prefix: str) -> nw.Expr:
    """Return the first instant that is too late for what was lodged at a column of microseconds, by one calendar.

    `number` is its place, or one of the labels of the first one's doubt.
    """
    before, after = nw.col(prefix + table.before(number)), nw.col(prefix + table.after(number))
    return nw.when(nw.col(instant) < nw.col(prefix + MIDNIGHT_COLUMN)).then(before).otherwise(after)


def _within(at: nw.Expr, opens: nw.Expr, closes: nw.Expr) -> nw.Expr:
    return nw.when(at <= opens).then(opens).otherwise(nw.when(at >= closes).then(closes).otherwise(at))
