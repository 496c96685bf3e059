"""Moments that stand in the source and cannot be read, or cannot be: what rests on them is left open, never broken."""

from typing import Final

import narwhals as nw

from netpoint_stp.audit.checks import ANSWERS, Answer, Check, VerdictFrame
from netpoint_stp.audit.frames.engines import Frame
from netpoint_stp.audit.records.log import ROW, Log

_OPENED: Final = tuple(ANSWERS.index(each.value) for each in (Answer.KEPT, Answer.BROKEN))

_NO_OUTCOME: Final = -1
"""The number of no outcome: undetermined."""


def left_open_by_cells(check: Check, judged: VerdictFrame, rows: Frame, log: Log) -> Frame:
    """Return what a check says of its rows, with those undetermined of which a moment that it looks at is unsettled.

    Such a moment counts as empty, and empty says that nothing was done: a finding would rest on a slip of the pen. What
    is left open is then the cell alone, of which `unsettled_cell` tells the column.
    """
    names = _columns(check, log)
    if not names:
        return rows
    always = [name for name in names if f"{check.table}.{name}" not in check.asks_of_silence]
    cells = log.unsettled[check.table].select(ROW, cell=_first_of(names, names), cell_of_done=_first_of(always, names))
    cells = cells.filter(nw.col("cell") < 0)
    columns = rows.collect_schema().names()
    rows = rows.join(cells, on=ROW, how="left")
    found = nw.col("cell")
    if len(always) < len(names):
        found = nw.when(nw.col("actual_us").is_null()).then(found).otherwise(nw.col("cell_of_done"))
    opened = (found < 0).fill_null(value=False) & nw.col("answer").is_in(_OPENED)
    cell = found.cast(nw.String) if judged.is_wide else found
    other = {"other": nw.when(~opened).then(nw.col("other"))} if judged.names_broken else {}
    return rows.with_columns(
        **other,
        answer=nw.when(opened).then(nw.lit(ANSWERS.index(Answer.UNDETERMINED.value))).otherwise(nw.col("answer")),
        outcome=nw.when(opened).then(nw.lit(_NO_OUTCOME)).otherwise(nw.col("outcome")),
        left_open=nw.when(opened).then(cell).otherwise(nw.col("left_open")),
    ).select(*columns)


def _first_of(names: list[str], numbered: list[str]) -> nw.Expr:
    """Return the number of the first of these columns whose cell is unsettled, from -1 downwards; 0 for none."""
    none = nw.col(ROW) * 0  # of the kind of another column: of a bare number pandas makes a float where rows are joined
    column = none
    for name in reversed(names):
        column = nw.when(nw.col(name).fill_null(value=False)).then(none - 1 - numbered.index(name)).otherwise(column)
    return column


def unsettled_cell(check: Check, log: Log, left_open: int | str) -> str | None:
    """Return the column, written `table.column`, whose cell alone leaves a row open; None where it is no cell."""
    code = int(left_open) if str(left_open).startswith("-") else 0
    return f"{check.table}.{_columns(check, log)[-1 - code]}" if code else None


def _columns(check: Check, log: Log) -> list[str]:
    return [name for name in log.unsettled_columns(check.table) if f"{check.table}.{name}" in check.columns]
