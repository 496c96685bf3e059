"""Requests on SQLite, PostgreSQL and MariaDB (3.1, 3.13): one writer at a time, any number of readers."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from netpoint_stp.backends.sql import schema
from netpoint_stp.backends.sql.databases import Database, database_at
from netpoint_stp.backends.sql.faults import told
from netpoint_stp.backends.sql.reader import SqlReader
from netpoint_stp.backends.sql.schema import Migrated
from netpoint_stp.backends.sql.sealing import RawKey, Sealer, read_keys
from netpoint_stp.backends.sql.session import Session
from netpoint_stp.backends.sql.sqlite_file import is_missing
from netpoint_stp.backends.sql.writer import SqlWriter
from netpoint_stp.backends.store import Store
from netpoint_stp.casebook.journal import SYSTEM, Actor, NewEvent
from netpoint_stp.casebook.records import Purged
from netpoint_stp.casebook.steps import EventKind
from netpoint_stp.channels.details import DEFAULT_PATTERNS, DetailPatterns
from netpoint_stp.errors import SchemaMismatchError, UsageError
from netpoint_stp.ports.capabilities import StoreCapability
from netpoint_stp.ports.clocks import DEFAULT_BOUNDS, ClockBounds
from netpoint_stp.ports.directories import Clock

PATIENCE: Final = timedelta(seconds=30)


class SqlStore(Store):
    """See `ports.RequestStore`.

    `url` is as SQLAlchemy writes it, without the driver: `sqlite:////var/lib/desk.db`, `postgresql://desk@db/desk`,
    `mariadb://desk@db/desk`. An empty database is laid out when it is first opened, unless `lay_out` is False.
    `keys` encrypt raw messages, the first of them, and open those under the others; `key_file` has them one a line.
    `patience` is how long to wait for a connection and for another writer. `clock` replaces the store's own: that of
    the server, and for SQLite that of the machine; `clock_bounds` is how far it may stand from the newest entry.
    `trial`: an empty store is marked as made for trials, whose clock may be set at will, and another store is refused
    (`UsageError`). `patterns` say what passport data looks like in texts. `retention` is how long `purge_due` lets raw
    messages lie.

    Raises `UsageError` for a URL of something else, `SchemaMismatchError` for a layout of another version,
    `UnavailableError` where the database cannot be reached.
    """

    def __init__(
        self,
        url: str | URL,
        *,
        clock: Clock | None = None,
        clock_bounds: ClockBounds = DEFAULT_BOUNDS,
        trial: bool = False,
        patterns: DetailPatterns = DEFAULT_PATTERNS,
        keys: Iterable[RawKey] = (),
        key_file: Path | str | None = None,
        retention: timedelta | None = None,
        patience: timedelta = PATIENCE,
        lay_out: bool = True,
    ) -> None:
        super().__init__(clock=clock, clock_bounds=clock_bounds, patterns=patterns)
        self._sealer: Final = Sealer((*keys, *(read_keys(Path(key_file)) if key_file is not None else ())))
        self._retention: Final = retention
        self._database: Final[Database] = connected(url, patience, there=not lay_out)
        try:
            if lay_out and schema.version_of(self._database.reader) == 0:
                schema.migrate(self._database, from_empty_only=True)
            self._version: Final = schema.check(self._database.reader)
            with told(), self._database.reader.connect() as connection:
                self._largest: Final = self._database.largest(connection)
            if trial:
                self.begin_trial()
        except BaseException:
            self._database.close()
            raise

    @property
    def capabilities(self) -> frozenset[StoreCapability]:
        """Durable and shared; and it encrypts where it has a key."""
        always = frozenset({StoreCapability.DURABLE, StoreCapability.SHARED})
        return always | {StoreCapability.ENCRYPTS_RAW} if self._sealer.encrypts else always

    @property
    def schema_version(self) -> int:
        """See `RequestStore.schema_version`."""
        return self._version

    @contextmanager
    def reading(self) -> Iterator[SqlReader]:
        """See `Store.reading`."""
        with told(), self._database.reader.connect() as connection, connection.begin():
            yield SqlReader(Session(connection), self._sealer, self._database.clock)

    @contextmanager
    def writing(self) -> Iterator[SqlWriter]:
        """See `Store.writing`."""
        with told():
            connection = self._database.writer.connect()
        try:
            with told():
                under_way = connection.begin()
            storage = SqlWriter(Session(connection), self._sealer, self._database, self._largest)
            yield storage
            with told():
                storage.session.flush(under_way.commit)
        finally:
            with told():
                connection.close()  # which takes back what was not committed

    def scrub(self) -> None:
        """See `Store.scrub`, and the howto on stores for what each database can do."""
        with told():
            self._database.scrub()

    def shut(self) -> None:
        """See `Store.shut`."""
        self._database.close()

    def purge_due(self, *, by: Actor) -> Purged:
        """Erase what has lain longer than `retention`; raises `UsageError` where none was set."""
        if self._retention is None:
            raise UsageError("no retention time was set for raw messages; give one, or purge before a moment")
        with self.transaction() as transaction:
            before = transaction.now - self._retention
        return self.purge(before, by=by)


def connected(url: str | URL, patience: timedelta = PATIENCE, *, there: bool = False) -> Database:
    """Return the database of a URL; raises `UsageError` for what is none.

    `there`: refuse (`SchemaMismatchError`) a file that is not there, in place of making it.
    """
    try:
        found = make_url(url)
        if there and is_missing(found):
            raise SchemaMismatchError(schema.NO_STORE)
        return database_at(found, patience)
    except (ArgumentError, ValueError):
        raise UsageError(
            "the store's URL cannot be understood; write it as `sqlite:///folder/name.db` or `postgresql://user@host/name`"
        ) from None


def migrate(
    url: str | URL,
    to: int = schema.LATEST,
    *,
    patience: timedelta = PATIENCE,
    drop_data: bool = False,
    store_name: str | None = None,
    by: Actor = SYSTEM,
    clock: Clock | None = None,
) -> Migrated:
    """Bring the tables of a store to a version, up or down; see `schema.migrate`.

    A way down that drops rows is refused (`UsageError`), with what would be lost, unless `drop_data` says that it is
    wanted and `store_name` names the store: its file or its database. What was dropped, and by whom, stands in the
    store's own journal, where the version gone to still has one.
    """
    database = connected(url, patience)
    try:
        lost = schema.lost_by(database, to) if drop_data else {}
        if lost and store_name != (name := schema.name_of(database.url)):
            raise UsageError(
                f"this drops {schema.listed(lost)} for ever, and the store is named `{name}`; give that name"
            )
        if lost and 0 < to < schema.version_of(database.reader) == schema.LATEST:
            _write_down(url, {"layout": to, "dropped": dict(lost)}, by=by, clock=clock, patience=patience)
        return schema.migrate(database, to, drop_data=drop_data)
    finally:
        database.close()


def _write_down(url: str | URL, data: dict[str, Any], *, by: Actor, clock: Clock | None, patience: timedelta) -> None:
    """Write into the own journal of a store what is about to be done to it."""
    store = SqlStore(url, clock=clock, patience=patience, lay_out=False)
    try:
        with store.transaction() as transaction:
            transaction.store_event(NewEvent(kind=EventKind.NOTED, by=by, data=data))
    finally:
        store.close()
