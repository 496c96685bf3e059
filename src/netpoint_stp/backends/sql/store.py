"""Requests on SQLite, PostgreSQL and MariaDB (3.1, 3.13): one writer at a time, any number of readers."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from threading import local
from typing import Any, Final

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from netpoint_stp.backends.capabilities import StoreCapability
from netpoint_stp.backends.clocks import (
    DEFAULT_BOUNDS,
    TRIAL_MARK,
    ClockBounds,
    ClockState,
    is_trial,
    moment_of_work,
    trial_refused,
)
from netpoint_stp.backends.journal import SYSTEM, Actor, Break, Event, NewEvent
from netpoint_stp.backends.ports import Clock
from netpoint_stp.backends.records import Purged
from netpoint_stp.backends.sql import keeping, schema
from netpoint_stp.backends.sql.answers import Answers
from netpoint_stp.backends.sql.columns import stamp
from netpoint_stp.backends.sql.databases import Database, database_at
from netpoint_stp.backends.sql.faults import told
from netpoint_stp.backends.sql.schema import Migrated
from netpoint_stp.backends.sql.sealing import RawKey, Sealer, read_keys
from netpoint_stp.backends.sql.session import Session
from netpoint_stp.backends.sql.sqlite_file import is_missing
from netpoint_stp.backends.sql.transaction import SqlTransaction
from netpoint_stp.backends.sql.work import MomentOf, Remembered, Work, clock_state, marks
from netpoint_stp.backends.steps import EventKind
from netpoint_stp.channels.details import DEFAULT_PATTERNS, DetailPatterns
from netpoint_stp.errors import SchemaMismatchError, UnavailableError, UsageError
from netpoint_stp.moments import require_aware

PATIENCE: Final = timedelta(seconds=30)


class SqlStore(Answers):
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
        self._sealer: Final = Sealer((*keys, *(read_keys(Path(key_file)) if key_file is not None else ())))
        self._clock: Final = clock
        self._bounds: Final = clock_bounds
        self._patterns: Final = patterns
        self._retention: Final = retention
        self._here: Final = local()
        self._remembered: Final = Remembered()
        self._latest: datetime | None = None
        self._closed = False
        self._database: Final[Database] = connected(url, patience, there=not lay_out)
        try:
            if lay_out and schema.version_of(self._database.reader) == 0:
                schema.migrate(self._database, from_empty_only=True)
            self._version: Final = schema.check(self._database.reader)
            with told(), self._database.reader.connect() as connection:
                self._largest: Final = self._database.largest(connection)
            if trial:
                self._be_for_trials()
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
        """As `RequestStore.schema_version`."""
        return self._version

    @property
    def sealer(self) -> Sealer:
        """As `Answers.sealer`."""
        return self._sealer

    @contextmanager
    def looking(self) -> Iterator[Session]:
        """As `Answers.looking`."""
        self._open()
        with told(), self._database.reader.connect() as connection, connection.begin():
            yield Session(connection)

    @contextmanager
    def transaction(self) -> Iterator[SqlTransaction]:
        """As `RequestStore.transaction`."""
        with self._begun(moment_of_work) as transaction:
            yield transaction

    def clock_state(self) -> ClockState:
        """As `RequestStore.clock_state`."""
        with self.looking() as session:
            return clock_state(session, self._clock, self._database, self._bounds)

    def accept_clock(self, *, by: Actor) -> Event | None:
        """As `RequestStore.accept_clock`."""
        with self._begun(lambda state, _latest, _bounds: state.clock) as transaction:
            return transaction.accept_clock(by)

    @contextmanager
    def _begun(self, rule: MomentOf) -> Iterator[SqlTransaction]:
        """Begin a unit of work at a moment, unless one is under way in this thread."""
        self._open()
        if getattr(self._here, "busy", False):
            raise UsageError("a unit of work is under way in this thread; end it before beginning another one")
        self._here.busy = True
        try:
            yield from self._unit_of_work(rule)
        finally:
            self._here.busy = False

    def _unit_of_work(self, rule: MomentOf) -> Iterator[SqlTransaction]:
        with told():
            connection = self._database.writer.connect()
        try:
            with told():
                under_way = connection.begin()
            work = Work(
                Session(connection),
                clock=self._clock,
                bounds=self._bounds,
                rule=rule,
                latest=self._latest,
                database=self._database,
                largest=self._largest,
                patterns=self._patterns,
                sealer=self._sealer,
                remembered=self._remembered,
            )
            self._latest = work.now
            transaction = SqlTransaction(work)
            try:
                yield transaction
                transaction.usable()
                with told():
                    work.session.flush(under_way.commit)
            finally:
                transaction.ended = True
        finally:
            with told():
                connection.close()  # which takes back what was not committed

    def verify(self) -> tuple[Break, ...]:
        """As `RequestStore.verify`."""
        with self.looking() as session:
            return tuple(keeping.verify(session))

    def purge(self, before: datetime, *, by: Actor) -> Purged:
        """As `RequestStore.purge`; then has the database let go of the bytes (see the howto on stores)."""
        until = stamp(require_aware(before))
        with self.transaction() as transaction:
            found = transaction.erase(until, by)
        with told():
            self._database.scrub()
        return found

    def purge_due(self, *, by: Actor) -> Purged:
        """Erase what has lain longer than `retention`; raises `UsageError` where none was set."""
        if self._retention is None:
            raise UsageError("no retention time was set for raw messages; give one, or purge before a moment")
        with self.transaction() as transaction:
            before = transaction.now - self._retention
        return self.purge(before, by=by)

    def close(self) -> None:
        """As `RequestStore.close`."""
        self._closed = True
        self._database.close()

    def _be_for_trials(self) -> None:
        """Mark an empty store as made for trials; refuse (`UsageError`) another one that is not marked."""
        with self.looking() as session:
            made_for_it = is_trial(marks(session))
            empty = clock_state(session, self._clock, self._database, self._bounds).newest is None
        if empty and not made_for_it:
            with self.transaction() as transaction:
                transaction.store_event(TRIAL_MARK)
        elif not made_for_it:
            raise trial_refused()

    def _open(self) -> None:
        if self._closed:
            raise UnavailableError("the store is closed; open it again")


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
