"""A log brought to canonical records: frames with the columns of `audit.records.tables`, typed and told apart.

Frames stay what they were (DuckDB, Polars, pandas, pyarrow, Spark) and stay lazy.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from numbers import Integral
from typing import Any, Final

import narwhals as nw
from attrs import evolve, field, frozen

from netpoint_stp.audit.frames.embedded import connection, relation
from netpoint_stp.audit.frames.engines import (
    LARGE,
    Eager,
    Frame,
    as_arrow,
    brought,
    given_back,
    in_polars,
    numbered,
    quickest,
    session_of,
    settled,
    with_instants,
)
from netpoint_stp.audit.records.columns import UNKNOWN_CODE, Column, ColumnKind, RecordTable
from netpoint_stp.audit.records.impossible import done_before_received
from netpoint_stp.audit.records.provenance import Origin, Proxy, RowProblem
from netpoint_stp.audit.records.tables import TABLES, record_table
from netpoint_stp.errors import UsageError, did_you_mean
from netpoint_stp.subjects.interruptions import Silence

ROW: Final = "row"
"""The column that says where a row stands in its source, from 1; all frames of a log have it."""

_BY_ANOTHER: Final = ("pandas", "pyarrow")
"""Engines whose tables another one looks at."""
_NO_ENGINE: Final = frozenset({"dask", "ibis", "modin", "cudf"})


def _tables(frames: Mapping[str, Frame]) -> dict[str, Frame]:
    return {name: frames[name] for name in TABLES if name in frames}


@frozen(kw_only=True)
class Log:
    """Canonical records: `frames` by table, each with the canonical columns that it has, and `row`.

    Moments are there twice: as timestamps in UTC, and under the name with `_us` as microseconds since 1970. `silence`
    says what an empty moment of something done means: not done, or not known. `eager` is the engine whose frames were
    given worked out (`polars`, `pandas`, `pyarrow`), and are given back; None where they were lazy.
    """

    frames: Mapping[str, Frame] = field(converter=_tables, repr=False)
    columns: Mapping[str, frozenset[str]]
    silence: Silence = Silence.NOT_YET
    eager: Eager | None = None
    origins: Mapping[str, Origin] = field(factory=dict)
    """By table, where it was read from; empty for frames."""
    session: Any | None = field(default=None, repr=False, eq=False)
    """The connection of DuckDB whose relations were brought to Polars; findings are given back as relations of it."""
    proxies: tuple[Proxy, ...] = ()
    problems: tuple[RowProblem, ...] = ()
    unsettled: Mapping[str, Frame] = field(factory=dict, repr=False)
    """By table, the rows with a moment that cannot be read, or lies before the record itself: `row`, and flags by
    column."""
    held: object = field(default=None, repr=False, eq=False)
    """What must not go before the frames do: the folder to which their engine spills."""

    def has(self, name: str) -> bool:
        """Return whether the log has a column, written `table.column`, or a table."""
        table, _, column = name.partition(".")
        return table in self.columns and (not column or column in self.columns[table])

    def unsettled_columns(self, table: str) -> list[str]:
        """Return the columns of which some moment cannot be read, or lies before the record itself."""
        if table not in self.unsettled:
            return []
        return [name for name in self.unsettled[table].collect_schema().names() if name != ROW]

    @property
    def in_memory(self) -> bool:
        """Return whether its frames lie in memory, and so may all that is said of their rows."""
        worked_out = self.eager is not None or self.session is not None
        return worked_out and not any(each.implementation.is_duckdb() for each in self.frames.values())

    def given_back(self, frame: Frame) -> Any:
        """Return a frame as a native one of the kind that came in, lazy where the records were."""
        if self.session is not None:
            return self.session.from_arrow(frame.collect(backend="pyarrow").to_native())
        return given_back(frame, self.eager)

    @property
    def span(self) -> tuple[int, int] | None:
        """Return the first and the last moment of all records, in microseconds; None where there is none."""
        return self._extent[0]

    @property
    def size(self) -> int:
        """Return how many records there are, of all tables together."""
        return self._extent[1]

    @cached_property
    def _extent(self) -> tuple[tuple[int, int] | None, int]:
        ends: list[int] = []
        size = 0
        for name, frame in self.frames.items():
            moments = [f"{column}_us" for column in _moments(record_table(name), self.columns[name])]
            rows, *found = (
                frame.select(
                    rows=nw.len(),
                    **{f"first_{each}": nw.col(each).min() for each in moments},
                    **{f"last_{each}": nw.col(each).max() for each in moments},
                )
                .collect()
                .rows()[0]
            )
            size += int(rows)
            # engines differ in what an empty cell is, so what is there is told by its kind
            ends += [int(value) for value in found if isinstance(value, Integral)]
        return ((min(ends), max(ends)) if ends else None), size


def log_of(
    tables: Mapping[str, object],
    *,
    silence: Silence = Silence.NOT_YET,
    large: int = LARGE,
    bring: bool = False,
) -> Log:
    """Return native frames that have the canonical columns already as a log, by the name of their table.

    Every frame must be of one engine. The tables of pandas and pyarrow are looked at where they lie, by the engine that
    is done first: Polars, or DuckDB from `large` records on and where Polars is not installed. With `bring`, so are
    relations of DuckDB, read once; without, DuckDB itself looks at them, however few. Columns that no table
    of records has are left out of sight but for `row`, the number of the row in its source, which is counted where it
    is missing. What was done before it came in is told in `problems`, and settles nothing, as in a file. Raises
    `UsageError` with everything wrong: unknown tables, required columns that are missing, cells of another kind, an
    engine on which the checks cannot run.
    """
    wrong: list[str] = []
    frames: dict[str, Frame] = {}
    columns: dict[str, frozenset[str]] = {}
    engines: set[str] = set()
    lying: list[Any] = [each for each in tables.values() if _eager(each) in _BY_ANOTHER]
    session = session_of(tables.values()) if bring else None
    session = None if session is None or quickest(_size(tables), large) == "duckdb" else session
    embedded = connection() if lying and quickest(sum(map(len, lying)), large) == "duckdb" else None
    for name, native in tables.items():
        if name not in TABLES:
            wrong.append(f"there is no table of records `{name}`{did_you_mean(name, TABLES)}")
            continue
        frame = _frame(native, name, embedded, wrong)
        if frame is None:
            continue
        engines.add(_engine(native))
        frames[name], columns[name] = _conformed(frame, TABLES[name], wrong)
        if not wrong and session is not None:
            frames[name] = brought(frames[name])
        elif not wrong and _is_counted_anew(native, frame):
            frames[name] = settled(frames[name])
    if len(engines) > 1:
        wrong.append(f"the tables are frames of several engines, {' and '.join(sorted(engines))}; bring them to one")
    if wrong:
        raise UsageError("these frames cannot be audited: " + "; ".join(wrong))
    eager = next((kind for kind in map(_eager, tables.values()) if kind), None)
    problems, unsettled = done_before_received(frames, columns)
    log = Log(frames=frames, columns=columns, silence=silence, eager=eager, problems=problems, unsettled=unsettled)
    return log if session is None else evolve(log, session=session)


def _size(tables: Mapping[str, object]) -> int:
    lazy: list[Frame] = [nw.from_native(each).lazy() for each in tables.values()]  # type: ignore[call-overload]
    return sum(int(each.select(n=nw.len()).collect().item()) for each in lazy)


def _engine(native: Any) -> str:
    return str(nw.from_native(native).implementation)


def _eager(native: object) -> Eager | None:
    frame = nw.from_native(native, pass_through=True)
    if not isinstance(frame, nw.DataFrame):
        return None
    kinds: tuple[Eager, ...] = ("pandas", "polars", "pyarrow")
    return next((kind for kind in kinds if kind == frame.implementation.value), None)


def _is_counted_anew(native: object, frame: Frame) -> bool:
    """Return whether every look at a frame would count its rows, or take its moments apart, anew.

    One that was given worked out lies in memory anyway; DuckDB keeps the other beside it, as it keeps what is spilled.
    """
    if frame.implementation.is_duckdb():
        return ROW not in frame.collect_schema()
    return _eager(native) is not None


def _frame(native: object, name: str, embedded: Any | None, wrong: list[str]) -> Frame | None:
    """Return a native frame; what another engine looks at is by `embedded`, or by Polars where that is None."""
    try:
        frame: Any = nw.from_native(native)
    except TypeError:
        wrong.append(f"table `{name}` is no data frame but `{type(native).__name__}`")
        return None
    engine = frame.implementation.value
    if engine in _NO_ENGINE:
        wrong.append(
            f"table `{name}` is a frame of `{engine}`, which has no ordered windows; give it as Polars or Parquet"
        )
        return None
    if engine in _BY_ANOTHER:
        # pyarrow has no ordered windows either, and each step of a check costs pandas five times what it costs Polars
        table = as_arrow(frame.to_native())
        frame = nw.from_native(in_polars(table) if embedded is None else relation(embedded, table))
    lazy: Frame = frame.lazy()
    return lazy


def _conformed(frame: Frame, table: RecordTable, wrong: list[str]) -> tuple[Frame, frozenset[str]]:
    schema = frame.collect_schema()
    there = frozenset(name for name in schema if name in table.columns)
    wrong += [f"table `{table.name}` lacks `{name}`" for name in table.required if name not in there]
    wrong += [
        f"column `{name}` of `{table.name}` holds `{schema[name]}`, not {table.columns[name].kind.value}s"
        for name in sorted(there)
        if not _fits(table.columns[name], schema[name]) and not _is_empty(schema[name])
    ]
    if wrong:
        return frame, there
    # a table without rows may have columns without kind: those that it must have get theirs all the same
    filled = [name for name in sorted(there) if table.columns[name].required or not _is_empty(schema[name])]
    cells = [_cell(table.columns[name], schema[name]) for name in filled]
    frame = frame.select(*([nw.col(ROW).cast(nw.Int64)] if ROW in schema else []), *cells)
    frame = with_instants(frame, _moments(table, filled))
    if ROW not in schema:
        others = [name for name in table.required if name != table.moment]
        frame = numbered(frame, ROW, moment=f"{table.moment}_us", order=others)
    if empty := sorted(there.difference(filled)):
        frame = frame.with_columns(**{name: empty_cell(table, name) for name in empty})
        frame = with_instants(frame, _moments(table, empty))
    return frame, there


def _moments(table: RecordTable, there: Iterable[str]) -> Iterator[str]:
    return (name for name in sorted(there) if table.columns[name].kind is ColumnKind.MOMENT)


def empty_cell(table: RecordTable, name: str) -> nw.Expr:
    """Return an empty cell of a column's kind in every row; engines differ in what a bare empty cell is."""
    never = nw.when(nw.col(ROW) < 0)
    match table.columns[name].kind:
        case ColumnKind.MOMENT:
            return never.then(nw.col(table.moment))
        case ColumnKind.NUMBER:
            return never.then(nw.col(ROW))
        case ColumnKind.FLAG:
            at = nw.col(table.moment)
            return never.then(at < at)  # pandas would make an object of a bare literal, and `~` of it a number
        case ColumnKind.TEXT | ColumnKind.CODE:
            return never.then(nw.lit(""))


def _is_empty(kind: "nw.dtypes.DType") -> bool:
    """Return whether a column has no kind at all, since all its cells are empty."""
    return isinstance(kind, nw.Unknown)


def _fits(column: Column, kind: "nw.dtypes.DType") -> bool:
    match column.kind:
        case ColumnKind.MOMENT:
            return isinstance(kind, nw.Datetime)
        case ColumnKind.FLAG:
            return isinstance(kind, nw.Boolean)
        case ColumnKind.NUMBER:
            return kind.is_integer()
        case ColumnKind.TEXT | ColumnKind.CODE:
            return isinstance(kind, nw.String | nw.Categorical | nw.Enum) or kind.is_integer()


def _cell(column: Column, kind: "nw.dtypes.DType") -> nw.Expr:
    cell = nw.col(column.name)
    match column.kind:
        case ColumnKind.NUMBER:
            return cell.cast(nw.Int64)
        case ColumnKind.TEXT | ColumnKind.CODE if column.blank_says:
            told = cell.cast(nw.String)
            strange = ~told.is_null() & ~told.is_in(column.codes)
            return nw.when(strange).then(nw.lit(UNKNOWN_CODE)).otherwise(told).alias(column.name)
        case ColumnKind.TEXT | ColumnKind.CODE:
            return cell.cast(nw.String)
        case ColumnKind.FLAG | ColumnKind.MOMENT:
            return cell
