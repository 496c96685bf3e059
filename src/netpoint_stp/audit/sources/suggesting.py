"""`suggest_mapping`: a source looked at, and a first mapping written for it."""

from pathlib import Path
from typing import Final

from netpoint_stp.audit.embedded import EngineError, Workspace, rows
from netpoint_stp.audit.mapping.model import FileForm
from netpoint_stp.audit.mapping.raw import CellKind, Raw, RawColumn
from netpoint_stp.audit.mapping.suggest import SampledColumn, SampledTable, suggestion
from netpoint_stp.audit.sources.limits import Limits
from netpoint_stp.audit.sources.opening import opened_source
from netpoint_stp.errors import UsageError

_ROWS: Final = 20_000
_VALUES: Final = 60
_TABLES: Final = 50


def suggest_mapping(source: str | Path, *, limits: Limits | None = None) -> str:
    """Return a first mapping of a source as TOML, guessed from names and values; comments say from what.

    It repeats values of columns that look like levels, channels or activities, and no other cell. Raises `UsageError`
    as `read_log` does.
    """
    work = Workspace()
    opened = opened_source(source, work, limits or Limits(), FileForm())
    names = opened.names[:_TABLES]
    tables = [_sampled(opened.raw(name), work, name if len(names) > 1 else "") for name in names]
    return suggestion(opened.name, tables)


def _sampled(raw: Raw, work: Workspace, name: str) -> SampledTable:
    table = work.new_name("sample")
    try:
        work.engine.execute(f"CREATE TABLE {table} AS SELECT * FROM ({raw.select}) LIMIT {_ROWS}")  # noqa: S608
    except EngineError:
        raise UsageError(f"`{raw.origin.name}` cannot be read; state `delimiter` and `encoding` in a mapping") from None
    ((count,),) = rows(work.engine, f"SELECT count(*) FROM {table}")  # noqa: S608
    columns = tuple(_column(table, given, column, work) for given, column in raw.columns.items())
    work.engine.execute(f"DROP TABLE {table}")
    return SampledTable(name, int(count), columns)


def _column(table: str, given: str, column: RawColumn, work: Workspace) -> SampledColumn:
    asked = f"SELECT DISTINCT CAST({column.name} AS VARCHAR) AS value FROM {table} WHERE {column.name} IS NOT NULL"  # noqa: S608
    found = sorted(str(value) for (value,) in rows(work.engine, f"{asked} ORDER BY value LIMIT {_VALUES + 1}"))
    typed = "" if column.kind is CellKind.TEXT else column.kind.value
    return SampledColumn(given, tuple(found[:_VALUES]), len(found) <= _VALUES, typed)
