"""Databases as sources: SQLite, PostgreSQL, MariaDB and MySQL by SQLAlchemy, DuckDB files by the engine; read-only."""

import sqlite3
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from sqlalchemy import Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from netpoint_stp.audit.embedded import EngineError, Workspace, literal, quoted, rows
from netpoint_stp.audit.mapping.raw import Raw, typed_columns, typed_select
from netpoint_stp.audit.provenance import Origin
from netpoint_stp.audit.sources.limits import Limits
from netpoint_stp.audit.sources.opened import Tables
from netpoint_stp.audit.sources.scan import digest_of
from netpoint_stp.audit.sources.spool import spooled
from netpoint_stp.errors import UnavailableError, UsageError

DRIVERS: Final = {
    "sqlite": "sqlite",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
    "mysql": "mysql+pymysql",
    "mariadb": "mysql+pymysql",
}
_AT_ONCE: Final = 5_000
_PATIENCE: Final = 10
"""Seconds in which a server must answer to a connection."""


def is_url(source: str) -> bool:
    """Return whether a source is the URL of a database."""
    head, colon, _ = source.partition("://")
    return bool(colon) and head.partition("+")[0] in {*DRIVERS, "duckdb"}


def opened_url(source: str, work: Workspace, limits: Limits) -> Tables:
    """Open a database by its URL; raise `UsageError` or `UnavailableError`, neither of which shows the URL."""
    try:
        url = make_url(source)
    except ArgumentError:
        raise UsageError("the URL of the database cannot be read; write it as `postgresql://user@host/name`") from None
    kind = url.drivername.partition("+")[0]
    if kind == "duckdb":
        return duckdb_file(Path(url.database or ""), work, limits)
    if kind == "sqlite":
        return sqlite_file(Path(url.database or ""), work, limits)
    if not url.database:
        raise UsageError(f"the URL names no database; write it as `{kind}://user@host/name`")
    timeout = {"connect_timeout": _PATIENCE}
    engine = create_engine(url.set(drivername=DRIVERS[kind]), hide_parameters=True, connect_args=timeout)
    event.listen(engine, "connect", _postgresql if kind.startswith("postgres") else _mysql)
    return _tables(engine, url.database, None, work, limits)


def sqlite_file(path: Path, work: Workspace, limits: Limits) -> Tables:
    """Open an SQLite file; what is asked of it cannot change it."""
    return _tables(sqlite_engine(path), path.name, path, work, limits)


def sqlite_engine(path: Path) -> Engine:
    """Return an engine that can only read a file; raise `UsageError` where there is none."""
    if not path.is_file():
        raise UsageError(f"there is no SQLite file `{path.name}`; name one that exists")
    address = f"file:{quote(str(path.resolve()))}?mode=ro"

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(address, uri=True, check_same_thread=False)
        connection.text_factory = lambda raw: raw.decode(errors="replace")
        connection.execute("PRAGMA query_only = ON")
        connection.execute("PRAGMA trusted_schema = OFF")
        return connection

    return create_engine(URL.create("sqlite"), creator=connect, hide_parameters=True)


def _postgresql(connection: Any, _record: object) -> None:
    connection.read_only = True


def _mysql(connection: Any, _record: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET SESSION TRANSACTION READ ONLY")


def _tables(engine: Engine, name: str, path: Path | None, work: Workspace, limits: Limits) -> Tables:
    try:
        names = [*inspect(engine).get_table_names(), *inspect(engine).get_view_names()]
    except SQLAlchemyError as error:
        raise _unavailable(name, error) from None
    digest = None if path is None else digest_of(path)
    origin = partial(Origin, digest=digest)
    return Tables(
        name=name,
        engine=engine,
        readers={each: partial(_table, engine, each, work, limits, origin(name=each)) for each in names},
        query=lambda asked: _read(engine, asked, "query", work, limits, origin(name="query")),
    )


def _table(engine: Engine, name: str, work: Workspace, limits: Limits, origin: Origin) -> Raw:
    """Read a table as the driver gives it, without types: a moment that is none is a problem of its row, no error."""
    quote_name = engine.dialect.identifier_preparer.quote
    try:
        looked_at = inspect(engine)
        columns = [str(column["name"]) for column in looked_at.get_columns(name)]
        key = looked_at.get_pk_constraint(name)["constrained_columns"] if name in looked_at.get_table_names() else []
    except SQLAlchemyError as error:
        raise _unavailable(name, error) from None
    # in the order of the key, so that a row is the same row the next time
    order = f" ORDER BY {', '.join(map(quote_name, key))}" if key else ""
    asked = f"SELECT {', '.join(map(quote_name, columns))} FROM {quote_name(name)}{order}"  # noqa: S608 - quoted
    return _read(engine, asked, name, work, limits, origin)


def _read(engine: Engine, asked: str, name: str, work: Workspace, limits: Limits, origin: Origin) -> Raw:
    try:
        with engine.connect().execution_options(stream_results=True, yield_per=_AT_ONCE) as connection:
            result = connection.execute(text(asked.replace(":", r"\:")))  # a colon there is no parameter
            return spooled(name, list(result.keys()), _rows(result), work, limits, origin)
    except SQLAlchemyError as error:
        raise _unavailable(name, error) from None


def _rows(result: Any) -> Iterator[Sequence[Any]]:
    for part in result.partitions(_AT_ONCE):
        yield from part


def _unavailable(name: str, error: SQLAlchemyError) -> UnavailableError:
    """Return the error without what the driver says, which may repeat values and passwords."""
    original = error.orig if isinstance(error, DBAPIError) else error
    return UnavailableError(f"`{name}` cannot be read from the database ({type(original).__name__}); see its own log")


def duckdb_file(path: Path, work: Workspace, limits: Limits) -> Tables:
    """Open a DuckDB file beside the engine's own tables."""
    if not path.is_file():
        raise UsageError(f"there is no DuckDB file `{path.name}`; name one that exists")
    digest = digest_of(path)
    schema = work.new_name("given")
    try:
        work.engine.execute(f"ATTACH {literal(str(path))} AS {schema} (READ_ONLY)")
    except EngineError:
        raise UsageError(f"`{path.name}` is no DuckDB file that this version of DuckDB can read") from None
    # no views: those of a file from elsewhere could look at the machine's own files
    asked = f"SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = {literal(schema)}"  # noqa: S608
    found = rows(work.engine, asked)

    def read(inner: str, table: str) -> Raw:
        relation = f"{schema}.{quoted(inner)}.{quoted(table)}"
        return _duckdb(work, relation, table, limits, Origin(name=table, digest=digest))

    names = {table if inner == "main" else f"{inner}.{table}": (inner, table) for inner, table in found}
    return Tables(
        name=path.name,
        readers={name: partial(read, *place) for name, place in names.items()},
        query=lambda asked: _duckdb_query(work, schema, asked, limits, Origin(name="query", digest=digest)),
    )


def _duckdb(work: Workspace, relation: str, name: str, limits: Limits, origin: Origin) -> Raw:
    typed = typed_columns(work.engine, relation)
    if len(typed) > limits.columns:
        raise UsageError(f"`{name}` has more than {limits.columns} columns; it is no table of requests")
    chosen, columns = typed_select(relation, typed, "row_number() OVER ()")
    return Raw(name=name, select=chosen, columns=columns, origin=origin)


def _duckdb_query(work: Workspace, schema: str, asked: str, limits: Limits, origin: Origin) -> Raw:
    name = work.new_name("asked")
    own = rows(work.engine, "SELECT current_database()")[0][0]
    try:
        work.engine.execute(f"USE {schema}")
        select_only = asked.strip().rstrip(";")
        work.engine.execute(f"CREATE TEMP TABLE {name} AS SELECT * FROM ({select_only})")  # noqa: S608 - the user's own
    except EngineError:
        raise UsageError("the query of the mapping cannot be answered; try it in DuckDB itself") from None
    finally:
        work.engine.execute(f"USE {quoted(str(own))}")
    return _duckdb(work, f"temp.{name}", "query", limits, origin)
