"""Findings as objects, read from frames in an order that is the same however the rows lay."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import narwhals as nw
from attrs import frozen

from netpoint_stp.audit.editions import aware
from netpoint_stp.audit.findings import FINDING
from netpoint_stp.audit.frames.engines import collected
from netpoint_stp.audit.frames.instants import Frame

_BATCH: Final = 50_000
_READ: Final = tuple(name for name in FINDING if name not in ("answer", "left_open"))


@frozen(kw_only=True)
class Finding:
    """One breach: what was broken by whom, the figures, and where in the source the record stands.

    `due` is the last or first moment that matters, `actual` when what was due was done, `late` by how much it came too
    late by `calendar`; each None where there is none. `other` is what else has to do with it, such as another record.
    """

    check: str
    clause: str
    whose: str
    severity: str
    edition: str
    calendar: str
    records: str
    row: int
    id: str
    request: str
    at: datetime
    outcome: str
    due: datetime | None
    actual: datetime | None
    late: timedelta | None
    other: str
    source: str
    rests_on: tuple[str, ...]
    provisional: bool
    """Whether a day of the term may turn out otherwise than it was counted (reading I-15)."""


def in_order(frame: Frame) -> Iterator[Finding]:
    """Yield all findings by clause and then by their moment; ties by their place in the source, and then by `other`."""
    yield from _read(frame.sort("check", "at", "row", "other"))


def latest_by_check(frame: Frame, count: int) -> dict[str, list[Finding]]:
    """Return by check the findings with the greatest delay, at most so many of each; without a delay come last."""
    ordered = frame.with_columns(early_us=0 - nw.col("late_us").fill_null(-1))
    place = (nw.col("row") * 0 + 1).cum_sum().over("check", order_by=["early_us", "at", "row", "other"])
    found: dict[str, list[Finding]] = {}
    chosen = ordered.with_columns(place=place).filter(nw.col("place") <= count)
    for each in _read(chosen):
        found.setdefault(each.check, []).append(each)
    return {check: sorted(rows, key=_latest_first) for check, rows in found.items()}


def _latest_first(each: Finding) -> tuple[bool, timedelta, datetime, int, str]:
    return each.late is None, -(each.late or timedelta()), each.at, each.row, each.other


def _read(frame: Frame) -> Iterator[Finding]:
    chosen = frame.select(*_READ)
    if chosen.implementation.is_duckdb():
        # batch by batch: there may be more findings than memory holds as objects
        relation = chosen.to_native()
        for batch in getattr(relation, "to_arrow_reader", relation.fetch_arrow_reader)(_BATCH):
            yield from map(_finding, zip(*(column.to_pylist() for column in batch.columns), strict=True))
    else:
        yield from map(_finding, collected(chosen).select(*_READ).iter_rows())


def _finding(row: tuple[Any, ...]) -> Finding:
    cell = dict(zip(_READ, row, strict=True))
    late = cell["late_us"]
    return Finding(
        **{name: _text(cell[name]) for name in ("check", "clause", "whose", "severity", "edition", "calendar")},
        **{name: _text(cell[name]) for name in ("records", "id", "request", "outcome", "other", "source")},
        row=int(cell["row"]),
        at=_moment(cell["at"]),
        due=_instant(cell["due_us"]),
        actual=_instant(cell["actual_us"]),
        late=None if late is None else timedelta(microseconds=int(late)),
        rests_on=tuple(_text(cell["rests_on"]).split()),
        provisional=bool(cell["provisional"]),
    )


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell)


def _moment(cell: Any) -> datetime:
    made: datetime = cell
    return made.replace(tzinfo=UTC)


def _instant(cell: Any) -> datetime | None:
    return None if cell is None else aware(int(cell))
