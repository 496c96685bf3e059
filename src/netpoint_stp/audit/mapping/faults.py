"""What is wrong with the rows of a canonical table: counted, its first places noted, the unusable left out."""

from collections.abc import Iterable, Iterator
from typing import Final

from netpoint_stp.audit.frames.embedded import Engine, rows
from netpoint_stp.audit.mapping.applied import Filled
from netpoint_stp.audit.mapping.cells import CODES
from netpoint_stp.audit.records.columns import ColumnKind
from netpoint_stp.audit.records.impossible import DONE
from netpoint_stp.audit.records.provenance import SHOWN, ProblemKind, RowProblem

_SETTLE_NOTHING: Final = (
    *(ProblemKind.UNREADABLE_MOMENT, ProblemKind.NO_ZONE),
    ProblemKind.DONE_BEFORE_RECEIVED,
)
_OF_CELLS: Final = {
    ColumnKind.MOMENT: (
        *(ProblemKind.UNREADABLE_MOMENT, ProblemKind.NO_ZONE),
        *(ProblemKind.NO_SUCH_TIME, ProblemKind.AMBIGUOUS_TIME),
    ),
    ColumnKind.NUMBER: (ProblemKind.UNREADABLE_NUMBER,),
}


def faults(engine: Engine, filled: Filled) -> tuple[RowProblem, ...]:
    """Return what is wrong with the rows, and take out those that no check may look at."""
    conditions = list(_conditions(filled))
    counts: tuple[int, ...] = ()
    if conditions:
        asked = ", ".join(f"count(*) FILTER ({condition})" for _, _, condition in conditions)
        counts = rows(engine, f"SELECT {asked} FROM {filled.name}")[0]  # noqa: S608 - names are our own
    found = [
        _problem(engine, filled, column, kind, condition, count)
        for (column, kind, condition), count in zip(conditions, counts, strict=True)
        if count
    ]
    if any(each.kind is ProblemKind.REQUIRED_EMPTY for each in found):
        empty = " OR ".join(f"{_inner(filled, name)} IS NULL" for name in filled.table.required)
        engine.execute(f"DELETE FROM {filled.name} WHERE {empty}")  # noqa: S608
    if filled.table.key is not None and filled.table.key in filled.columns:
        found += _duplicates(engine, filled, filled.table.key)
    return tuple(found)


def unsettled(filled: Filled, problems: Iterable[RowProblem]) -> str | None:
    """Return the question for the rows with moments that settle nothing, a flag for each column; None without any."""
    names = dict.fromkeys(
        each.column for each in problems if each.table == filled.table.name and each.kind in _SETTLE_NOTHING
    )
    flags = {name: _settles_nothing(filled, name) for name in names if name not in filled.table.required}
    if not flags:
        return None
    cells = ", ".join(f"{condition} AS {name}" for name, condition in flags.items())
    return f"SELECT row, {cells} FROM {filled.name} WHERE {' OR '.join(flags.values())}"  # noqa: S608 - our own


def _settles_nothing(filled: Filled, name: str) -> str:
    codes = ", ".join(str(CODES[kind]) for kind in (ProblemKind.UNREADABLE_MOMENT, ProblemKind.NO_ZONE))
    condition = f"coalesce({name}_p IN ({codes}), false)"
    if name not in DONE.get(filled.table.name, ()):
        return condition
    return f"({condition} OR coalesce({name}_us < {filled.table.moment}_us, false))"


def _inner(filled: Filled, column: str) -> str:
    return f"{column}_us" if filled.table.column(column).kind is ColumnKind.MOMENT else column


def _conditions(filled: Filled) -> Iterator[tuple[str, ProblemKind, str]]:
    table = filled.table
    for name in filled.columns:
        for kind in _OF_CELLS.get(table.column(name).kind, (ProblemKind.UNKNOWN_VALUE,)):
            yield name, kind, f"{name}_p = {CODES[kind]}"
        if name in table.required:
            yield name, ProblemKind.REQUIRED_EMPTY, f"{_inner(filled, name)} IS NULL"
    for name in DONE.get(table.name, ()):
        if name in filled.columns:
            yield name, ProblemKind.DONE_BEFORE_RECEIVED, f"{name}_us < {table.moment}_us"


def _problem(engine: Engine, filled: Filled, column: str, kind: ProblemKind, condition: str, count: int) -> RowProblem:
    first = rows(engine, f"SELECT row FROM {filled.name} WHERE {condition} ORDER BY row LIMIT {SHOWN}")  # noqa: S608
    return RowProblem(
        table=filled.table.name, column=column, kind=kind, count=count, rows=tuple(int(row) for (row,) in first)
    )


def _duplicates(engine: Engine, filled: Filled, key: str) -> list[RowProblem]:
    several = f"SELECT {key}, min(row) AS first FROM {filled.name} GROUP BY {key} HAVING count(*) > 1"  # noqa: S608
    engine.execute(f"CREATE OR REPLACE TEMP TABLE several AS {several}")
    condition = f"EXISTS (FROM several s WHERE s.{key} = {filled.name}.{key} AND {filled.name}.row > s.first)"
    if not rows(engine, "SELECT 1 FROM several LIMIT 1"):
        return []
    ((count,),) = rows(engine, f"SELECT count(*) FROM {filled.name} WHERE {condition}")  # noqa: S608
    found = _problem(engine, filled, key, ProblemKind.DUPLICATE_ID, condition, int(count))
    engine.execute(f"DELETE FROM {filled.name} WHERE {condition}")  # noqa: S608
    return [found]
