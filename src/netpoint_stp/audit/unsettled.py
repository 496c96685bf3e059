"""Moments that stand in the source and cannot be read, or cannot be: what rests on them is left open, never broken."""

from typing import Final

import narwhals as nw

from netpoint_stp.audit.checks import Answer, Check
from netpoint_stp.audit.engines import Frame
from netpoint_stp.audit.log import ROW, Log

_CELL: Final = "cell "
"""What stands before the name of a column, where a row is left open for a cell of it alone."""
_OPENED: Final = (Answer.KEPT.value, Answer.BROKEN.value)


def left_open_by_cells(check: Check, rows: Frame, log: Log) -> Frame:
    """Return what a check says of its rows, with those undetermined of which a moment that it looks at is unsettled.

    Such a moment counts as empty, and empty says that nothing was done: a finding would rest on a slip of the pen.
    """
    names = [name for name in log.unsettled_columns(check.table) if f"{check.table}.{name}" in check.columns]
    if not names:
        return rows
    column = nw.lit("")
    for name in reversed(names):
        column = nw.when(nw.col(name).fill_null(value=False)).then(nw.lit(_CELL + name)).otherwise(column)
    cells = log.unsettled[check.table].select(ROW, cell=column).filter(nw.col("cell") != "")
    columns = rows.collect_schema().names()
    rows = rows.join(cells, on=ROW, how="left")
    opened = ~nw.col("cell").is_null() & nw.col("answer").is_in(_OPENED)
    return rows.with_columns(
        answer=nw.when(opened).then(nw.lit(Answer.UNDETERMINED.value)).otherwise(nw.col("answer")),
        outcome=nw.when(opened).then(nw.lit(Answer.UNDETERMINED.value)).otherwise(nw.col("outcome")),
        left_open=nw.when(opened).then(nw.col("cell")).otherwise(nw.col("left_open")),
    ).select(*columns)


def unsettled_cell(check: Check, left_open: str | None) -> str | None:
    """Return the column, written `table.column`, whose cell alone leaves a row open; None where it is no cell."""
    if left_open is None or not left_open.startswith(_CELL):
        return None
    return f"{check.table}.{left_open.removeprefix(_CELL)}"
