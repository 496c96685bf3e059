"""Cells of frames that say what nobody knows: a code that no column lists, a name that no edition has.

What is read from files is told where it is read, and empty by then; a frame is taken as it is, and such a cell counts
as not known. Told they are here, so that nobody takes what cannot be judged for a gap in the records.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Final

import narwhals as nw

from netpoint_stp.audit.frames.engines import collected
from netpoint_stp.audit.records.columns import UNKNOWN_CODE, ColumnKind
from netpoint_stp.audit.records.log import ROW, Log
from netpoint_stp.audit.records.provenance import SHOWN, ProblemKind, RowProblem
from netpoint_stp.audit.records.tables import record_table
from netpoint_stp.regulation import Regulation

_LEVELS: Final = "requests.support_level"
_CHANNELS: Final = "interactions.channel"


def unknown_values(log: Log, regulations: Collection[Regulation]) -> Iterator[RowProblem]:
    """Yield by column how many cells no column and no edition knows, and in which rows the first of them stand.

    Queues and channels of requests are told where lines are (`checks.lines.unknown_names`).
    """
    names = {
        _LEVELS: {level.name for each in regulations for level in each.reaction.levels},
        _CHANNELS: {name for each in regulations for name in each.channels},
    }
    for table, frame in log.frames.items():
        conditions = dict(_conditions(log, table, names))
        if not conditions:
            continue
        counted = collected(frame.select(**{name: each.cast(nw.Int64).sum() for name, each in conditions.items()}))
        for name, count in counted.rows(named=True)[0].items():
            if count:
                first = collected(frame.filter(conditions[name]).select(ROW).sort(ROW).head(SHOWN))[ROW].to_list()
                yield RowProblem(
                    table=table, column=name, kind=ProblemKind.UNKNOWN_VALUE, count=int(count), rows=tuple(first)
                )


def _conditions(log: Log, table: str, names: Mapping[str, Collection[str]]) -> Iterator[tuple[str, nw.Expr]]:
    for column in record_table(table):
        known = names.get(f"{table}.{column.name}", column.cells if column.kind is ColumnKind.CODE else ())
        if known and log.has(f"{table}.{column.name}"):
            cell = nw.col(column.name).fill_null(UNKNOWN_CODE)
            yield column.name, ~cell.is_in(sorted({*known, UNKNOWN_CODE}))
