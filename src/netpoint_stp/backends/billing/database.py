"""The way to a billing database (3.6): read only, no value in any error or log; one of the rooms of SQLAlchemy."""

import logging
import re
import sqlite3
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.pool import QueuePool

from netpoint_stp.backends.patience import patient_connect
from netpoint_stp.errors import UnavailableError, UsageError, did_you_mean

T = TypeVar("T")

DRIVERS: Final = {
    "mysql": "mysql+pymysql",
    "mariadb": "mariadb+pymysql",
    "postgresql": "postgresql+psycopg",
    "sqlite": "sqlite",
}
_PATIENCE: Final = {"connect_timeout": 5, "read_timeout": 30, "write_timeout": 30}
"""Seconds; a query of the URL (`?read_timeout=60`, on PostgreSQL `?connect_timeout=`) says otherwise."""

_LOG_NAME: Final = "netpoint_stp.billing"


class ReadOnlyDatabase:
    """A database that can only be read. Nothing of its URL but the kind of database is ever shown."""

    def __init__(self, url: URL, name: str) -> None:
        self._name = name
        self._kind = url.drivername.partition("+")[0]
        self._closed = False
        self._engine = _sqlite(url) if self._kind == "sqlite" else _server(url)
        event.listen(self._engine, "connect", _READ_ONLY[self._kind])

    @property
    def kind(self) -> str:
        """The kind of database: `sqlite`, `mysql`, `mariadb` or `postgresql`."""
        return self._kind

    def __repr__(self) -> str:
        return f"Database({self._name} on {self._kind})"

    def read(self, work: Callable[[Connection], T]) -> T:
        """Return what `work` reads in one transaction; raises `UnavailableError` where the database fails.

        The error of the driver goes no further: it may show parameters, rows or the password.
        """
        told = "it has been closed; open it again"
        if not self._closed:
            try:
                with self._connected() as connection:
                    return work(connection)
            except SQLAlchemyError as error:
                told = f"it does not answer{_code(error)}; see whether it runs and may be reached, then try again"
        raise UnavailableError(f"the billing database `{self._name}` on {self._kind} cannot be read: {told}")

    def _connected(self) -> Connection:
        try:
            return self._engine.connect()
        except (TypeError, ValueError, LookupError, AttributeError):  # what drivers raise for options unknown to them
            pass
        raise UsageError(f"the query of the URL has what the driver of {self._kind} does not know; correct it")

    def close(self) -> None:
        """Let go of all connections; safe to repeat."""
        self._closed = True
        self._engine.dispose()


def parse_url(text: str, kind: str) -> URL:
    """Return the URL of a database of a kind; raises `UsageError` that shows nothing of it but the kind."""
    driver = DRIVERS.get(kind)
    if driver is None:
        raise UsageError(f"billing is not read from `{kind}`{did_you_mean(kind, DRIVERS)}")
    try:
        url = make_url(f"{driver}:{text}")
    except (ArgumentError, ValueError):
        url = None
    if url is None:
        raise UsageError(f"the URL of the billing database cannot be understood; write it as {kind}://user@host/name")
    if kind == "sqlite" and not (url.database and Path(url.database).is_file()):
        raise UsageError("there is no such SQLite file; name one that exists, as in sqlite:////srv/billing.db")
    if kind != "sqlite" and not url.database:
        raise UsageError(f"the URL names no database; write it as {kind}://user@host/name")
    return url


def _sqlite(url: URL) -> Engine:
    address = f"file:{quote(str(Path(url.database or '').resolve()))}?mode=ro"

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(address, uri=True, check_same_thread=False)

    return _engine("sqlite://", creator=connect, poolclass=QueuePool)


def _server(url: URL) -> Engine:
    arguments: dict[str, Any] = {}
    if url.drivername.endswith("pymysql"):
        arguments = {name: value for name, value in _PATIENCE.items() if name not in url.query}
        if "charset" not in url.query:
            arguments["charset"] = "utf8mb4"
    elif "connect_timeout" not in url.query:
        arguments = {"connect_timeout": _PATIENCE["connect_timeout"]}
    engine = _engine(url, connect_args=arguments, pool_pre_ping=True, pool_recycle=1800)
    if url.drivername.endswith("psycopg"):
        event.listen(engine, "do_connect", patient_connect(_PATIENCE["read_timeout"]))
    return engine


def _engine(url: URL | str, **settings: Any) -> Engine:
    # SQLAlchemy logs rows at the level DEBUG, by the levels of the loggers above: a level of its own keeps them out of
    # the log whatever those are set to.
    logger = logging.getLogger(f"sqlalchemy.engine.Engine.{_LOG_NAME}")
    logger.setLevel(max(logger.level, logging.WARNING))
    missing = None
    try:
        return create_engine(url, hide_parameters=True, logging_name=_LOG_NAME, **settings)
    except ModuleNotFoundError as error:
        missing = error.name
    raise UsageError(
        f"reading billing needs `{missing}`, which is not installed; install netpoint-stp with extra `sql`"
    )


def _sqlite_read_only(connection: Any, _record: object) -> None:
    connection.text_factory = _decoded
    connection.create_function("regexp", 2, _found, deterministic=True)
    connection.execute("PRAGMA query_only = ON")


def _decoded(text: bytes) -> str:
    return text.decode(errors="replace")


def _found(pattern: str, text: str | None) -> bool | None:
    """Answer SQLite's operator REGEXP, for which it has no function of its own."""
    return None if text is None else _compiled(pattern).search(text) is not None


@lru_cache(maxsize=64)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _mysql_read_only(connection: Any, _record: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET SESSION TRANSACTION READ ONLY")


def _postgresql_read_only(connection: Any, _record: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY")
    connection.commit()


_READ_ONLY: Final[dict[str, Callable[[Any, object], None]]] = {
    "sqlite": _sqlite_read_only,
    "mysql": _mysql_read_only,
    "mariadb": _mysql_read_only,
    "postgresql": _postgresql_read_only,
}


def _code(error: SQLAlchemyError) -> str:
    """Return the driver's number or name of an error, which holds no values; empty where it has none."""
    original = error.orig if isinstance(error, DBAPIError) else None
    first = original.args[0] if original is not None and original.args else None
    code = first if isinstance(first, int) else None
    told = code or getattr(original, "sqlstate", None) or getattr(original, "sqlite_errorname", None)
    return f" (error {told})" if told else ""
