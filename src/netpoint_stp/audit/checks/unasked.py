"""Of which rows of its table a check asks nothing, and why: they count as not applicable, and none is passed over.

A check takes rows out of its table by `parted` alone. The same conditions then say which rows are judged and which are
counted as not applicable, so that all four answers together are the rows of the table.
"""

from collections.abc import Iterable, Mapping
from functools import reduce
from operator import or_
from typing import Any, Final, TypeAlias

import narwhals as nw
from attrs import field, frozen

from netpoint_stp.audit.frames.calendars import DAY
from netpoint_stp.audit.frames.engines import Frame, collected
from netpoint_stp.audit.frames.truths import FirstOf
from netpoint_stp.audit.records.columns import RecordTable
from netpoint_stp.audit.records.tables import record_table

WHY: Final = "why"
"""The column that says by its number among the reasons why a row is not asked about."""
_ROW: Final = "row"
_ASKED: Final = "asked"


Counts: TypeAlias = Mapping[tuple[int | None, int], int]
"""How many rows there are, by the number of their UTC day, None where it is not known, and that of a reason."""


@frozen(kw_only=True)
class Unasked:
    """Rows of which a check asks nothing: columns `row`, `id`, `at` and `why`, the number of one of the `reasons`."""

    rows: Frame = field(repr=False)
    reasons: tuple[str, ...]
    name: str = ""
    """What these rows are called where several checks ask nothing of the same ones, which then are counted once."""

    def __add__(self, other: "Unasked") -> "Unasked":
        """Return both together, of one table."""
        later = other.rows.with_columns(**{WHY: nw.col(WHY) + len(self.reasons)})
        return Unasked(rows=nw.concat([self.rows, later]), reasons=(*self.reasons, *other.reasons))

    def counted(self, rows: Frame, table: str) -> Counts:
        """Return by day, and by the number of the reason, how many of these rows there are; some of its own."""
        # often these are most rows of the table: whole days of microseconds are counted much faster than moments
        days = rows.select(WHY, day=nw.col(f"{record_table(table).moment}_us") // DAY)
        counted = collected(days.group_by("day", WHY).agg(n=nw.len()))
        return {
            (None if day is None else int(day), int(why)): int(count)
            for day, why, count in counted.select("day", WHY, "n").rows()
        }

    def texts(self, table: str, answer: str, columns: Iterable[str]) -> Frame:
        """Return the rows with these columns as a check tells them: the answer, the reason, and else empty cells."""
        none = nw.when(nw.col(_ROW) < 0)
        moment = nw.col(f"{record_table(table).moment}_us")
        text = none.then(nw.lit(""))
        told: dict[str, Any] = {
            "answer": nw.lit(answer),
            "outcome": FirstOf(
                [(nw.col(WHY) == at, reason) for at, reason in enumerate(self.reasons[:-1])], self.reasons[-1]
            ).text(),
            **{name: none.then(moment) for name in ("due_us", "actual_us", "late_us")},
            **dict.fromkeys(("other", "left_open"), text),
            "provisional": nw.col(_ROW) < 0,
        }
        return self.rows.with_columns(**told).select(*columns)


def parted(frame: Frame, table: str, **unasked: nw.Expr) -> tuple[Frame, Unasked]:
    """Return the rows that a check asks about, and those of which it asks nothing, by the first reason that holds.

    The frame has the columns of a canonical table. A condition that is empty for a row does not hold.
    """
    known = record_table(table)
    conditions = {reason: each.fill_null(value=False) for reason, each in unasked.items()}
    out = reduce(or_, conditions.values())
    left = frame.filter(out).select(*_columns(known), **{WHY: FirstOf(*_ways(conditions)).number([*conditions])})
    return frame.filter(~out), Unasked(rows=left, reasons=tuple(conditions))


def _ways(conditions: dict[str, nw.Expr]) -> tuple[list[tuple[nw.Expr | bool, str]], str]:
    *first, last = conditions
    return [(conditions[reason], reason) for reason in first], last


def _columns(known: RecordTable) -> list[nw.Expr]:
    return [
        nw.col(_ROW),
        nw.col(known.key or known.required[0]).alias("id"),
        nw.col(known.moment).alias("at"),
        nw.col(f"{known.moment}_us"),
    ]


def to_come(table: str, now: int) -> dict[str, nw.Expr]:
    """Return the reason that holds of what is triggered after the moment of judging."""
    return {"not_yet": nw.col(f"{record_table(table).moment}_us") > now}
