"""Databases as sources: SQLite, PostgreSQL, MariaDB and MySQL, by SQLAlchemy; nothing is ever written to them."""

import sqlite3
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from sqlalchemy import Engine, NullPool, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DBAPIError,
    OperationalError,
    ResourceClosedError,
    SQLAlchemyError,
)

from netpoint_stp.audit.frames.embedded import Workspace
from netpoint_stp.audit.mapping.raw import Raw
from netpoint_stp.audit.records.provenance import Origin
from netpoint_stp.audit.sources.limits import Limits
from netpoint_stp.audit.sources.opened import Tables
from netpoint_stp.audit.sources.scan import digest_of
from netpoint_stp.audit.sources.spool import spooled
from netpoint_stp.backends.patience import patient_connect
from netpoint_stp.errors import UnavailableError, UsageError, did_you_mean

DRIVERS: Final = {
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
    "mysql": "mysql+pymysql",
    "mariadb": "mysql+pymysql",
}
_AT_ONCE: Final = 5_000
_PATIENCE: Final = 10
"""Seconds in which a server must answer to a connection."""
_SILENCE: Final = 600
"""Seconds in which it must answer to a question: a server that has gone without a word holds nobody for ever."""
_ONLY_READS: Final = 1792
"""MariaDB's number for a statement that a session which only reads cannot execute."""


def opened_url(source: str, work: Workspace, limits: Limits) -> Tables:
    """Open a database by its URL; raise `UsageError` or `UnavailableError`, neither of which shows the URL."""
    try:
        url = make_url(source)
    except (ArgumentError, ValueError):  # the latter where its port is no number
        raise UsageError("the URL of the database cannot be read; write it as `postgresql://user@host/name`") from None
    kind = url.drivername.partition("+")[0]
    if kind not in DRIVERS:
        raise UsageError(f"`{kind}://` is no kind of database that can be read{did_you_mean(kind, DRIVERS)}")
    if not url.database:
        raise UsageError(f"the URL names no database; write it as `{kind}://user@host/name`")
    timeouts = {"connect_timeout": _PATIENCE}
    if not (is_postgresql := kind.startswith("postgres")):
        timeouts |= {"read_timeout": _SILENCE, "write_timeout": _SILENCE}
    engine = create_engine(
        url.set(drivername=DRIVERS[kind]), hide_parameters=True, connect_args=timeouts, poolclass=NullPool
    )
    if is_postgresql:
        event.listen(engine, "do_connect", patient_connect(_SILENCE))
    event.listen(engine, "connect", _postgresql if is_postgresql else _mysql)
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
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA query_only = ON")
        connection.set_authorizer(_reads_only)
        return connection

    return create_engine(URL.create("sqlite"), creator=connect, hide_parameters=True, poolclass=NullPool)


_READING: Final = frozenset(
    {
        *(sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_RECURSIVE),
        *(sqlite3.SQLITE_TRANSACTION, sqlite3.SQLITE_SAVEPOINT),
    }
)
_ASKING: Final = frozenset(
    {
        *("table_info", "table_xinfo", "table_list", "index_list", "index_info", "index_xinfo"),
        *("foreign_key_list", "database_list", "encoding", "user_version", "application_id", "read_uncommitted"),
    }
)
"""The pragmas that tell something; with a value, others set something."""
_NOT_ASKED: Final = frozenset({"load_extension", "fts3_tokenizer"})


def _reads_only(action: int, first: str | None, second: str | None, _schema: str | None, _by: str | None) -> int:
    """Allow what reads the database itself, whoever wrote the question: no other file is made, attached or loaded."""
    if action == sqlite3.SQLITE_PRAGMA:
        allowed = (first or "").lower() in _ASKING
    elif action == sqlite3.SQLITE_FUNCTION:
        allowed = (second or "").lower() not in _NOT_ASKED
    else:
        allowed = action in _READING
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY


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
        query=lambda asked: _asked(engine, asked, work, limits, origin(name="query")),
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


def _asked(engine: Engine, asked: str, work: Workspace, limits: Limits, origin: Origin) -> Raw:
    """Answer a mapping's own query; raise `UsageError` where the database does not take it."""
    try:
        return _answered(engine, asked, "query", work, limits, origin)
    except (DatabaseError, ResourceClosedError) as error:
        answered = isinstance(error, DBAPIError) and (
            isinstance(error.orig, sqlite3.Error) or _refuses_to_write(error.orig)
        )
        silent = isinstance(error, DBAPIError) and not answered
        if silent and (isinstance(error, OperationalError) or getattr(error, "connection_invalidated", False)):
            raise _unavailable("query", error) from None
        raise UsageError(
            "the query of the mapping cannot be answered by the database; it may only read, and only the database "
            "itself: try it there"
        ) from None
    except SQLAlchemyError as error:
        raise _unavailable("query", error) from None


def _refuses_to_write(error: BaseException | None) -> bool:
    """Return whether MariaDB says that a session only reads: its driver raises that as it does a lost connection."""
    return error is not None and error.args[:1] == (_ONLY_READS,)


def _read(engine: Engine, asked: str, name: str, work: Workspace, limits: Limits, origin: Origin) -> Raw:
    try:
        return _answered(engine, asked, name, work, limits, origin)
    except SQLAlchemyError as error:
        raise _unavailable(name, error) from None


def _answered(engine: Engine, asked: str, name: str, work: Workspace, limits: Limits, origin: Origin) -> Raw:
    with engine.connect().execution_options(stream_results=True, yield_per=_AT_ONCE) as connection:
        result = connection.execute(text(asked.replace(":", r"\:")))  # a colon there is no parameter
        return spooled(name, list(result.keys()), _rows(result), work, limits, origin)


def _rows(result: Any) -> Iterator[Sequence[Any]]:
    for part in result.partitions(_AT_ONCE):
        yield from part


def _unavailable(name: str, error: SQLAlchemyError) -> UnavailableError:
    """Return the error without what the driver says, which may repeat values and passwords."""
    original = error.orig if isinstance(error, DBAPIError) else error
    return UnavailableError(f"`{name}` cannot be read from the database ({type(original).__name__}); see its own log")
