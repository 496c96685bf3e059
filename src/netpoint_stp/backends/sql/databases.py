"""The three databases: how to connect, how its one writer gets the lock, whose clock counts, what it erases."""

import random
import re
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from sqlite3 import Error as SqliteError
from sqlite3 import connect as open_sqlite
from typing import Any, Final
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event, text
from sqlalchemy.exc import ArgumentError, DBAPIError

from netpoint_stp.backends.patience import patient_connect
from netpoint_stp.backends.sql.faults import NO_RIGHT, NOT_ERASED, STILL_READ, meaning, meaning_of_driver
from netpoint_stp.backends.sql.sqlite_file import is_busy, make_private, only_readable
from netpoint_stp.backends.sql.sqlite_file import set_up as set_up_sqlite
from netpoint_stp.backends.sql.tables import RAWS, WRITER
from netpoint_stp.errors import BackendError, UnavailableError, UsageError

_ANSWER: Final = 2.0
"""Seconds beyond the patience that a server has for an answer, since it waits as long as that for a lock itself."""
_IDLE_WRITER: Final = timedelta(minutes=5)
"""How long a writer may do nothing before a server takes its lock away: a process that hangs holds nobody up."""
_NUMBER: Final = re.compile(r"[0-9]+")
_LOCK: Final = 0x6E70_7374_7000
_LAYOUT_LOCK: Final = _LOCK + 1


class Database(ABC):
    """What differs between the databases; `writer` and `reader` are engines, of which the latter sees one moment."""

    def __init__(self, url: URL, patience: timedelta) -> None:
        self._url: Final = url
        self._patience: Final = patience
        self.writer: Final = self._engine()
        self.reader: Final = self._reader()

    @property
    def url(self) -> URL:
        """Where it is; holds a password, and is not to be shown."""
        return self._url

    @abstractmethod
    def _engine(self) -> Engine:
        raise NotImplementedError

    @property
    def _greeting(self) -> float:
        """Seconds for a server to answer whether it is there; with those to connect anew they are the patience."""
        return max(1.0, self._patience.total_seconds() / 3)

    @property
    def _connecting(self) -> int:
        """Whole seconds for a connection to be made; libpq takes no less than two."""
        return max(2, round(self._patience.total_seconds() * 2 / 3))

    def _made_patient(self, engine: Engine) -> None:
        """Have connections that lie in the pool wait a short time for an answer, and those that work a longer one."""
        longest = self._patience.total_seconds() + _ANSWER

        def back(driver: Any, _record: object) -> None:
            if driver is not None:  # one that was thrown away is none any more
                self._wait_at_most(driver, self._greeting)

        event.listen(engine, "checkin", back)
        event.listen(engine, "checkout", lambda driver, _record, _proxy: self._wait_at_most(driver, longest))

    @abstractmethod
    def _wait_at_most(self, driver: Any, seconds: float | None) -> None:
        """Have a driver's connection wait for an answer no longer than that, None: as long as it takes."""
        raise NotImplementedError

    @contextmanager
    def _unhurried(self) -> Iterator[Connection]:
        """Give a connection outside of any transaction for what may take its time."""
        with self.writer.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            self._wait_at_most(connection.connection.driver_connection, None)
            yield connection

    def _reader(self) -> Engine:
        return self.writer.execution_options(isolation_level="REPEATABLE READ")

    @property
    @abstractmethod
    def lock(self) -> str:
        """SQL that waits until this is the store's only writer, until the end of the transaction; empty: it is."""
        raise NotImplementedError

    @property
    @abstractmethod
    def clock(self) -> str:
        """SQL for the moment at which it is asked, in microseconds since 1970; empty: the machine's clock counts."""
        raise NotImplementedError

    @abstractmethod
    def lock_layout(self, connection: Connection) -> None:
        """Wait until nobody else changes the tables."""
        raise NotImplementedError

    @abstractmethod
    def unlock_layout(self, connection: Connection) -> None:
        """Let others change the tables, where the end of the transaction does not."""
        raise NotImplementedError

    def largest(self, connection: Connection) -> int:
        """Return how many bytes a row may have."""
        return 256 * 1024 * 1024

    @abstractmethod
    def scrub(self) -> None:
        """Have the database let go of the bytes of what was erased."""
        raise NotImplementedError

    def close(self) -> None:
        """Close all connections."""
        self.reader.dispose()
        self.writer.dispose()


class Sqlite(Database):
    """One file beside its write-ahead log; a commit is on the disk before it is told of."""

    def _engine(self) -> Engine:
        path = self._url.database
        if not path or path == ":memory:" or path.startswith("file:") or self._url.query:
            raise UsageError("a store on SQLite is one file; give it as `sqlite:///folder/name.db`")
        with suppress(OSError):  # the database itself will say what is wrong with the place
            make_private(Path(path))
        return self._made("BEGIN IMMEDIATE")

    def _reader(self) -> Engine:
        path = Path(str(self._url.database))
        return self._looking(path) if only_readable(path) else self._made("BEGIN")

    def _looking(self, path: Path) -> Engine:
        """Return an engine for a file that may only be read, of which SQLite would make its log beside it else."""
        log = path.with_name(f"{path.name}-wal")
        how = "mode=ro" if log.exists() and log.stat().st_size else "mode=ro&immutable=1"

        def connect(*_: object) -> SqliteConnection:
            opened = open_sqlite(f"file:{quote(str(path.absolute()))}?{how}", uri=True, check_same_thread=False)
            opened.isolation_level = None
            return opened

        engine = create_engine(self._url, hide_parameters=True, poolclass=QueuePool)
        event.listen(engine, "do_connect", connect)
        event.listen(engine, "begin", lambda connection: self._begin(connection, "BEGIN"))
        return engine

    def _made(self, begin: str) -> Engine:
        engine = create_engine(
            self._url, hide_parameters=True, poolclass=QueuePool, pool_timeout=self._patience.total_seconds()
        )
        event.listen(engine, "connect", set_up_sqlite)
        event.listen(engine, "begin", lambda connection: self._begin(connection, begin))
        return engine

    def _begin(self, connection: Connection, begin: str) -> None:
        """Begin, asking often and at uneven times: SQLite has no line of its own for those who wait to write."""
        driver: Any = connection.connection.driver_connection
        last = time.monotonic() + self._patience.total_seconds()
        while True:
            try:
                driver.execute(begin)
            except SqliteError as error:
                if not is_busy(error) or time.monotonic() >= last:
                    raise meaning_of_driver(error) from None
                time.sleep(random.uniform(0.0005, 0.004))  # noqa: S311 - no secret hangs on it
            else:
                return

    @property
    def lock(self) -> str:
        """Nothing to do: `BEGIN IMMEDIATE` has it."""
        return ""

    @property
    def clock(self) -> str:
        """The machine's: it runs where the file is."""
        return ""

    def lock_layout(self, connection: Connection) -> None:
        """Nothing to do: `BEGIN IMMEDIATE` has it."""

    def unlock_layout(self, connection: Connection) -> None:
        """Nothing to do: the end of the transaction lets go."""

    def _wait_at_most(self, driver: Any, seconds: float | None) -> None:
        """Nothing to do: it is a file of this machine."""

    def scrub(self) -> None:
        """Freed pages were overwritten (`secure_delete`); the write-ahead log is emptied into the file and cut off."""
        with self.reader.connect() as connection:
            raw = connection.connection.driver_connection
            assert raw is not None  # noqa: S101 - a connection that is checked out has one
            raw.execute(f"PRAGMA busy_timeout = {int(self._patience.total_seconds() * 1000)}")
            busy, *_ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            raw.execute("PRAGMA busy_timeout = 50")
        if busy:
            raise UnavailableError(STILL_READ)


class Postgresql(Database):
    """PostgreSQL by psycopg 3; the server's clock."""

    def _engine(self) -> Engine:
        patience = int(self._patience.total_seconds() * 1000)
        idle = int(_IDLE_WRITER.total_seconds() * 1000)
        engine = create_engine(
            self._url,
            hide_parameters=True,
            isolation_level="READ COMMITTED",
            pool_pre_ping=True,
            pool_timeout=self._patience.total_seconds(),
            connect_args={
                "connect_timeout": self._connecting,
                "keepalives_idle": 30,
                "keepalives_interval": 10,
                "keepalives_count": 3,
                "tcp_user_timeout": 60_000,
            },
        )

        event.listen(engine, "do_connect", patient_connect(self._greeting))
        self._made_patient(engine)

        def set_up(connection: Any, _record: object) -> None:
            connection.autocommit = True
            connection.execute(f"SET lock_timeout = {patience}")
            connection.execute(f"SET idle_in_transaction_session_timeout = {idle}")
            connection.autocommit = False

        event.listen(engine, "connect", set_up)
        return engine

    @property
    def lock(self) -> str:
        """The advisory lock of stores, which the end of the transaction lets go."""
        return f"SELECT pg_advisory_xact_lock({_LOCK})"

    @property
    def clock(self) -> str:
        """The server's."""
        return "CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS bigint)"

    def lock_layout(self, connection: Connection) -> None:
        """Take another advisory lock; what follows may take its time."""
        self._wait_at_most(connection.connection.driver_connection, None)
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LAYOUT_LOCK})")

    def unlock_layout(self, connection: Connection) -> None:
        """Nothing to do: the end of the transaction lets go."""

    def scrub(self) -> None:
        """Write the table of raw messages anew, without what was erased; the server's own logs are the operator's."""
        with self._unhurried() as connection:
            place = f"SELECT pg_relation_filepath('{RAWS.name}')"
            before = connection.exec_driver_sql(place).scalar()
            kept = self._vacuumed(connection)
            if connection.exec_driver_sql(place).scalar() == before:  # of a right that lacks PostgreSQL warns alone
                raise BackendError(NOT_ERASED)
        if kept:
            raise UnavailableError(STILL_READ)

    def _vacuumed(self, connection: Connection) -> bool:
        """Write the table anew; return whether rows that were erased went over, since somebody may still see them.

        The server tells how many in the detail of a notice, in its own language: they are the first number there.
        """
        details: list[str] = []
        driver: Any = connection.connection.driver_connection

        def hear(notice: Any) -> None:
            details.append(notice.message_detail or "")

        driver.add_notice_handler(hear)
        try:
            connection.exec_driver_sql(f"VACUUM (FULL, VERBOSE) {RAWS.name}")
        finally:
            driver.remove_notice_handler(hear)
        return any(int(found.group()) for found in map(_NUMBER.search, details) if found)

    def _wait_at_most(self, driver: Any, seconds: float | None) -> None:
        driver.limit = seconds


class Mariadb(Database):
    """MariaDB by PyMySQL; the server's clock."""

    def _engine(self) -> Engine:
        seconds = max(1, int(self._patience.total_seconds()))
        idle = int(_IDLE_WRITER.total_seconds())
        engine = create_engine(
            self._url,
            hide_parameters=True,
            isolation_level="READ COMMITTED",
            pool_pre_ping=True,
            pool_timeout=self._patience.total_seconds(),
            connect_args={
                "charset": "utf8mb4",
                "connect_timeout": self._connecting,
                "read_timeout": self._greeting,
                "write_timeout": self._greeting,
            },
        )
        self._made_patient(engine)

        def set_up(connection: Any, _record: object) -> None:
            with connection.cursor() as cursor:
                cursor.execute(
                    f"SET SESSION innodb_lock_wait_timeout = {seconds}, time_zone = '+00:00', "
                    f"idle_write_transaction_timeout = {idle}"
                )

        event.listen(engine, "connect", set_up)
        return engine

    def _reader(self) -> Engine:
        """Said anew for each transaction: an isolation level set on the connection fails past all error handling."""
        reader = self.writer.execution_options()
        event.listen(
            reader,
            "begin",
            lambda connection: connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"),
        )
        return reader

    @property
    def lock(self) -> str:
        """The one row that is there for it."""
        return f"SELECT {WRITER.c.id.name} FROM {WRITER.name} WHERE {WRITER.c.id.name} = 1 FOR UPDATE"  # noqa: S608

    @property
    def clock(self) -> str:
        """The server's, when it is asked and not when the statement began."""
        return "CAST(UNIX_TIMESTAMP(SYSDATE(6)) * 1000000 AS SIGNED)"

    def lock_layout(self, connection: Connection) -> None:
        """Take a named lock of the server, for changes of tables end transactions."""
        self._wait_at_most(connection.connection.driver_connection, None)
        name = f"{WRITER.name}.layout.{self._url.database}"
        wait = int(self._patience.total_seconds())
        if connection.execute(text("SELECT GET_LOCK(:name, :wait)"), {"name": name[:64], "wait": wait}).scalar() != 1:
            raise UnavailableError("somebody else is migrating the store; try again when that is over")

    def unlock_layout(self, connection: Connection) -> None:
        """Let go of it."""
        name = f"{WRITER.name}.layout.{self._url.database}"
        connection.execute(text("SELECT RELEASE_LOCK(:name)"), {"name": name[:64]})

    def largest(self, connection: Connection) -> int:
        """What the server takes in one statement."""
        return int(connection.execute(text("SELECT @@max_allowed_packet")).scalar() or 0) - 64 * 1024

    def scrub(self) -> None:
        """Write the table of raw messages anew, without what was erased; the server's own logs are the operator's."""
        with self._unhurried() as connection:
            try:
                told = connection.exec_driver_sql(f"OPTIMIZE TABLE {RAWS.name}").fetchall()
            except DBAPIError as error:
                if meaning(error).args != (NO_RIGHT,):
                    raise
                raise BackendError(NOT_ERASED) from None
            kinds = {str(kind).lower(): str(text) for _, _, kind, text in told}
            if "error" in kinds or kinds.get("status") != "OK":
                raise BackendError(NOT_ERASED)

    def _wait_at_most(self, driver: Any, seconds: float | None) -> None:
        driver._read_timeout = driver._write_timeout = seconds  # it reads both before each use, and has no other way


_DATABASES: Final[dict[str, tuple[str, type[Database]]]] = {
    "sqlite": ("sqlite+pysqlite", Sqlite),
    "postgresql": ("postgresql+psycopg", Postgresql),
    "mariadb": ("mariadb+pymysql", Mariadb),
    "mysql": ("mariadb+pymysql", Mariadb),
}


def database_at(url: URL, patience: timedelta) -> Database:
    """Return the database of a URL, not yet connected to; raises `UsageError` for another kind of database."""
    name = url.get_backend_name()
    if name not in _DATABASES:
        raise UsageError(f"a store cannot lie in `{name}`; give a URL of `sqlite:`, `postgresql:` or `mariadb:`")
    driver, kind = _DATABASES[name]
    try:
        return kind(url.set(drivername=driver), patience)
    except ArgumentError:
        raise UsageError("the store's URL cannot be understood; write it as `postgresql://user@host/name`") from None
