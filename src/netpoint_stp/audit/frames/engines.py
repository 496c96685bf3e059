"""What engines do each in their own way: read moments, hold whole numbers beside a frame, work a frame out once.

Part of the room of narwhals: what narwhals does alike for all of them stands elsewhere. Spark is imported only where a
frame of Spark came in.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from importlib.util import find_spec
from typing import Any, Final, Literal, TypeAlias
from uuid import uuid4

import narwhals as nw

from netpoint_stp.audit.frames.calendars import DAY

Frame: TypeAlias = nw.LazyFrame[Any]
Eager: TypeAlias = Literal["pandas", "polars", "pyarrow"]
"""The engines whose frames are worked out as they stand."""

LARGE: Final = 5_000_000
"""From how many records, of all tables together, DuckDB looks at them, which can go on on the disk.

So many took Polars two fifths of the time that they took DuckDB, and 2.5 GiB of memory (`docs/benchmarks.md`).
"""

_UNZONED_OF_SPARK: Final = (  # a cast to an instant would go by the session's zone
    f"unix_date(CAST({{0}} AS DATE)) * {DAY}L"
    " + CAST(hour({0}) * 3600000000L + minute({0}) * 60000000L + extract(SECOND FROM {0}) * 1000000 AS BIGINT)"
)
_MADE: Final[ContextVar[list[Any] | None]] = ContextVar("tables made", default=None)
_SPARK: Final = (nw.Implementation.PYSPARK, nw.Implementation.PYSPARK_CONNECT)


def quickest(records: int, large: int = LARGE) -> Literal["duckdb", "polars"]:
    """Return the engine that is done first, and has the room: DuckDB takes long to plan the checks."""
    return "duckdb" if records >= large or find_spec("polars") is None else "polars"


def as_arrow(native: Any) -> Any:
    """Return a frame of pandas as a table of pyarrow, its index left out; one of pyarrow as it is."""
    if not hasattr(native, "convert_dtypes"):
        return native
    from pyarrow import Table

    # pandas' own columns turn whole numbers with gaps into floats
    return Table.from_pandas(native.convert_dtypes(dtype_backend="pyarrow"), preserve_index=False)


def in_polars(table: Any) -> Any:
    """Return a table of pyarrow as a frame of Polars, without a copy where that can be."""
    from polars import from_arrow

    return from_arrow(table)


def session_of(natives: Iterable[object]) -> Any | None:
    """Return the connection of frames that are all relations of DuckDB; None where it cannot be told."""
    sessions = [getattr(each, "_con", None) if _is_relation(each) else None for each in natives]
    return sessions[0] if sessions and all(each is not None for each in sessions) else None


def _is_relation(native: object) -> bool:
    frame = nw.from_native(native, pass_through=True)
    return isinstance(frame, nw.LazyFrame) and frame.implementation.is_duckdb()


def brought(frame: Frame) -> Frame:
    """Return a frame as one of Polars, in memory."""
    return _lazy(in_polars(frame.collect(backend="pyarrow").to_native()))


def given_back(frame: Frame, eager: Eager | None) -> Any:
    """Return a frame as a native one, lazy where the records were, else of the kind that came in."""
    if eager is None:
        return frame.to_native()
    if eager != "pandas":
        return frame.collect(backend=eager).to_native()
    from pandas import ArrowDtype

    return frame.collect(backend="pyarrow").to_native().to_pandas(types_mapper=ArrowDtype)


def is_spark(frame: Frame) -> bool:
    """Return whether a frame is one of Spark, whose work is shared among machines."""
    return frame.implementation in _SPARK


def with_instants(frame: Frame, names: Iterable[str]) -> Frame:
    """Return the frame with these columns of timestamps in UTC without zone, to the microsecond.

    Beside each stands, under its name with `_us`, the same as microseconds since 1970-01-01T00:00Z; empty stays empty.
    A timestamp without zone is one in UTC already.
    """
    schema = frame.collect_schema()
    zoned = {name: _has_zone(schema[name]) for name in names}
    if not zoned:
        return frame
    if frame.implementation.is_duckdb():
        return _instants_of_duckdb(frame, zoned)
    if is_spark(frame):
        return _instants_of_spark(frame, zoned)
    cells = {
        name: nw.col(name).dt.convert_time_zone("UTC").dt.replace_time_zone(None) if has_zone else nw.col(name)
        for name, has_zone in zoned.items()
    }
    frame = frame.with_columns(**{name: cell.cast(nw.Datetime("us")) for name, cell in cells.items()})
    return frame.with_columns(**{f"{name}_us": nw.col(name).dt.timestamp("us").cast(nw.Int64) for name in zoned})


def _has_zone(kind: "nw.dtypes.DType") -> bool:
    return isinstance(kind, nw.Datetime) and kind.time_zone is not None


def _instants_of_duckdb(frame: Frame, zoned: Mapping[str, bool]) -> Frame:
    cells, whole = {}, []
    for name, has_zone in zoned.items():
        # a cast of a moment with zone would take it to the session's zone; its microseconds have none
        microseconds = f'epoch_us("{name}"{"" if has_zone else "::TIMESTAMP"})'
        cells[name] = f'make_timestamp({microseconds}) AS "{name}"' if has_zone else f'"{name}"::TIMESTAMP AS "{name}"'
        whole.append(f'{microseconds} AS "{name}_us"')
    items = [cells.get(name, f'"{name}"') for name in frame.collect_schema()]
    return _lazy(frame.to_native().project(", ".join([*items, *whole])))


def _instants_of_spark(frame: Frame, zoned: Mapping[str, bool]) -> Frame:
    cells, whole = {}, []
    for name, has_zone in zoned.items():
        microseconds = f"unix_micros({name})" if has_zone else _UNZONED_OF_SPARK.format(name)
        if has_zone:  # without zone it is to be the one of UTC, whatever the session's zone is
            seconds = f"CAST({microseconds} AS DECIMAL(26, 6)) / 1e6BD"
            cells[name] = f"TIMESTAMP_NTZ'1970-01-01' + make_dt_interval(0, 0, 0, {seconds}) AS {name}"
        whole.append(f"{microseconds} AS {name}_us")
    items = [cells.get(name, name) for name in frame.collect_schema()]
    return _lazy(frame.to_native().selectExpr(*items, *whole))


def numbered(frame: Frame, name: str, *, moment: str, order: Sequence[str]) -> Frame:
    """Return the frame with its rows numbered from 1, by a column of microseconds and then by `order`.

    On Spark the numbers are counted day by day, so that no machine has to see all rows.
    """
    if not is_spark(frame):
        return frame.with_row_index(name, order_by=[moment, *order]).with_columns(nw.col(name).cast(nw.Int64) + 1)
    frame = frame.with_columns(its_day=(nw.col(moment) // DAY).fill_null(-1))
    days = frame.group_by("its_day").agg(of_day=nw.len())
    before = (nw.col("of_day").cum_sum().over(order_by="its_day") - nw.col("of_day")).alias("before_day")
    frame = frame.join(days.select("its_day", before), on="its_day", how="left")
    within = (nw.col("its_day") * 0 + 1).cum_sum().over("its_day", order_by=[moment, *order])
    frame = frame.with_columns((nw.col("before_day") + within).cast(nw.Int64).alias(name))
    return settled(frame.drop("its_day", "before_day"))


def beside(frame: Frame, columns: Mapping[str, Sequence[int]]) -> Frame:
    """Return whole numbers by column as a frame of the same engine, to be joined with `frame`."""
    if frame.implementation.is_duckdb():
        # a relation can be joined with one of its own connection only, so it is made of nothing of this one;
        # one text for each column is read a hundred times faster than as many literals
        lists = ", ".join(
            f"unnest(string_split('{','.join(map(str, values))}', ',')::BIGINT[]) AS \"{name}\""
            for name, values in columns.items()
        )
        one = frame.to_native().limit(0).aggregate("count(*) AS none")
        return _lazy(one.project(lists))
    if is_spark(frame):
        # lists written out, not rows sent: those would need a Python beside each executor
        arrays = [
            f"transform(split('{','.join(map(str, values))}', ','), each -> CAST(each AS BIGINT)) AS {name}"
            for name, values in columns.items()
        ]
        made = frame.to_native().sparkSession.range(1).selectExpr(*arrays)
        made = made.selectExpr(f"inline(arrays_zip({', '.join(columns)}))")
        return _lazy(made.hint("broadcast"))
    eager = nw.from_dict({name: list(values) for name, values in columns.items()}, backend=frame.implementation)
    if frame.implementation.is_pandas():
        # else a day that finds no partner would turn all whole numbers into floats
        return _lazy(eager.to_native().convert_dtypes(dtype_backend="pyarrow"))
    return eager.lazy()


@contextmanager
def noting_tables() -> Iterator[list[Any]]:
    """Give a list of the tables that `settled` makes meanwhile in DuckDB, the last of them last, for `let_go`.

    What is noted within another such stretch is noted there alone. Where something goes wrong they are let go of.
    """
    made: list[Any] = []
    token = _MADE.set(made)
    try:
        yield made
    except BaseException:
        let_go(made)
        raise
    finally:
        _MADE.reset(token)


def let_go(tables: Iterable[Any]) -> None:
    """Give back the room of tables that were noted; no frame may look at them any more."""
    for relation, name in tables:
        relation.query("frame", f"DROP TABLE IF EXISTS {name}")  # the name is our own


def settled(frame: Frame) -> Frame:
    """Return the frame worked out once, where several later steps look at it: in DuckDB a table of the session's own.

    Engines that take a chain of steps as one question would else work it out anew for each look, and each look doubles.
    Spark keeps it where its machines work, or in `spark.checkpoint.dir`, where one is set.
    """
    native = frame.to_native()
    if frame.implementation.is_duckdb():
        return _lazy(_table_of(native))
    if is_spark(frame):
        kept = native.sparkSession.conf.get("spark.checkpoint.dir", None) is not None
        return _lazy(native.checkpoint(eager=False) if kept else native.localCheckpoint(eager=False))
    return frame.collect().lazy()


def collected(frame: Frame) -> "nw.DataFrame[Any]":
    """Return a small frame worked out here: its rows are of Python's own kinds, and an empty cell is None."""
    # Polars can do without pyarrow, which takes long to load
    return frame.collect(backend="polars" if frame.implementation.is_polars() else "pyarrow")


def _table_of(relation: Any) -> Any:
    from netpoint_stp.audit.frames.embedded import HELD  # the engine is loaded by now

    name = f"settled_{uuid4().hex}"
    session = getattr(relation, "_con", None)  # to ask it, where it is there, leads through none of the frame's steps
    asked = "SELECT current_database()"
    ((default,),) = (relation.query("frame", asked) if session is None else session.sql(asked)).fetchall()
    kind = "TABLE" if default == HELD else "TEMP TABLE"  # nothing is written into a database that is not ours
    relation.query("frame", f"CREATE {kind} {name} AS SELECT * FROM frame")  # noqa: S608 - the name is our own
    # free of the steps that led to the table: else each of them would be looked up anew after every statement
    table = relation.query("frame", f"SELECT * FROM {name}") if session is None else session.table(name)  # noqa: S608 - as above
    noted = _MADE.get()
    if noted is not None:
        noted.append((table, name))
    return table


def _lazy(native: Any) -> Frame:
    frame: Frame = nw.from_native(native).lazy()
    return frame
