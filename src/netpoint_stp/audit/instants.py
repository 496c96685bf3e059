"""Moments in frames as whole numbers: one line of time for every engine, and service time and terms on it.

Part of the room of narwhals. Engines differ in what they do with zones, lengths of time and rounding; whole
microseconds since 1970-01-01T00:00Z are the same on all of them.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias
from uuid import uuid4

import narwhals as nw

from netpoint_stp.audit.calendars import DAY, DAY_COLUMN, MIDNIGHT_COLUMN, CalendarTable, ServiceColumns, TermColumns

Frame: TypeAlias = nw.LazyFrame[Any]

_DAYS_IN_YEAR: Final = 365


def since_epoch(moment: nw.Expr) -> nw.Expr:
    """Return timestamps in UTC without zone as microseconds since 1970-01-01T00:00Z; empty stays empty.

    Counted out of year, day of the year and time of day, since no shorter way is understood by all engines.
    """
    year = moment.dt.year().cast(nw.Int64)
    leap_days = (year - 1969) // 4 - (year - 1901) // 100 + (year - 1601) // 400
    days = (year - 1970) * _DAYS_IN_YEAR + leap_days + moment.dt.ordinal_day().cast(nw.Int64) - 1
    minutes = (days * 24 + moment.dt.hour().cast(nw.Int64)) * 60 + moment.dt.minute().cast(nw.Int64)
    seconds = minutes * 60 + moment.dt.second().cast(nw.Int64)
    return seconds * 1_000_000 + moment.dt.microsecond().cast(nw.Int64)


def beside(frame: Frame, columns: Mapping[str, Sequence[int]]) -> Frame:
    """Return whole numbers by column as a frame of the same engine, to be joined with `frame`."""
    if frame.implementation.is_duckdb():
        # a relation can be joined with one of its own connection only, and this is the way to that;
        # one text for each column is read a hundred times faster than as many literals
        lists = ", ".join(
            f"unnest(string_split('{','.join(map(str, values))}', ',')::BIGINT[]) AS {name}"
            for name, values in columns.items()
        )
        made: Frame = nw.from_native(frame.to_native().query("frame", f"SELECT {lists}")).lazy()
        return made
    eager = nw.from_dict({name: list(values) for name, values in columns.items()}, backend=frame.implementation)
    if frame.implementation.is_pandas():
        # else a day that finds no partner would turn all whole numbers into floats
        whole: Frame = nw.from_native(eager.to_native().convert_dtypes(dtype_backend="pyarrow")).lazy()
        return whole
    return eager.lazy()


def settled(frame: Frame) -> Frame:
    """Return the frame worked out once, where several later steps look at it: in DuckDB a table of the session's own.

    Engines that take a chain of steps as one question would else work it out anew for each look, and each look doubles.
    """
    if not frame.implementation.is_duckdb():
        return frame.collect().lazy()
    relation = frame.to_native()
    name = f"settled_{uuid4().hex}"
    relation.query("frame", f"CREATE TEMP TABLE {name} AS SELECT * FROM frame")  # noqa: S608 - the name is our own
    made: Frame = nw.from_native(relation.query("frame", f"SELECT * FROM {name}")).lazy()  # noqa: S608 - as above
    return made


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


def due_before(instant: str, table: TermColumns, number: int, *, prefix: str) -> nw.Expr:
    """Return the first instant that is too late for what was lodged at a column of microseconds, by one calendar."""
    before, after = nw.col(prefix + table.before(number)), nw.col(prefix + table.after(number))
    return nw.when(nw.col(instant) < nw.col(prefix + MIDNIGHT_COLUMN)).then(before).otherwise(after)


def _within(at: nw.Expr, opens: nw.Expr, closes: nw.Expr) -> nw.Expr:
    return nw.when(at <= opens).then(opens).otherwise(nw.when(at >= closes).then(closes).otherwise(at))
