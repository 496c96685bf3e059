"""When the database fails: full, busy, gone, restarted under load. A clear error, nothing half-written or shown."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import psycopg
import pymysql
import pytest
from sqlalchemy import Connection, event
from tests.backends.sql import hammer, history, trials
from tests.backends.sql.conftest import Opener
from tests.servers.running import MariadbServer, PostgresqlServer, Server, free_port, running

from netpoint_stp.backends.registry import open_store
from netpoint_stp.backends.sql import SqlStore
from netpoint_stp.backends.sql.faults import meaning_of_driver
from netpoint_stp.backends.sql.session import Session
from netpoint_stp.errors import BackendError, NetPointError, UnavailableError, UsageError
from netpoint_stp.ports.clocks import ClockBounds, SetClock
from netpoint_stp.testing.conformance.trial import HOUR, START, Trial, message

FULL: dict[str, Callable[[], Exception]] = {
    "postgresql": lambda: psycopg.errors.DiskFull('could not extend file "base/5/16384": No space left on device'),
    "mariadb": lambda: pymysql.err.OperationalError(1114, "The table 'stp_journal' is full"),
}


@contextmanager
def failing(error: Callable[[], Exception], table: str) -> Iterator[None]:
    """Have the driver fail whenever something is written into a table."""

    class Failing(Session):
        def __init__(self, connection: Connection) -> None:
            super().__init__(connection)
            self._cursor = FailingCursor(self._cursor)  # type: ignore[misc]  # what stands for a driver that fails

    class FailingCursor:
        def __init__(self, cursor: Any) -> None:
            self._real = cursor

        def __getattr__(self, name: str) -> Any:
            return getattr(self._real, name)

        def execute(self, sql: str, parameters: Any) -> None:
            if sql.startswith("INSERT") and table in sql:
                raise error()
            self._real.execute(sql, parameters)

    with patch("netpoint_stp.backends.sql.store.Session", Failing):
        yield


@pytest.mark.parametrize("table", ["stp_interactions", "stp_raws", "stp_journal", "stp_cases", "stp_line"])
@pytest.mark.parametrize("name", FULL)
def test_a_full_disk_of_a_server_is_told_and_leaves_nothing(
    name: str, table: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """Wherever in a unit of work the disk is full, the error says so, and nothing of the unit is there."""
    from tests.backends.sql.conftest import fresh_url

    store = SqlStore(fresh_url(request, name, tmp_path))
    trial = Trial(store, SetClock(START))
    with failing(FULL[name], table), pytest.raises(UnavailableError, match="no room left on its disk"):
        _receive(store)

    assert store.interaction("I-1") is None
    assert store.requests().items == ()
    assert store.waiting("desk") == ()
    assert trial.open() == "R-1"
    store.close()


def test_a_full_disk_under_a_file_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    """SQLite with no more pages to be had: the error says so, and what was there before still is."""
    store = SqlStore(f"sqlite:///{tmp_path}/store.db")
    trial = Trial(store, SetClock(START))
    trial.record(message("<0>"), b"before")
    event.listen(
        store._database.writer, "begin", lambda connection: connection.exec_driver_sql("PRAGMA max_page_count = 90")
    )
    kept = 0

    def until_full() -> None:
        nonlocal kept
        for number in range(1, 100):
            trial.record(message(f"<{number}>", "x" * 2000), b"y" * 2000)
            kept = number

    with pytest.raises(UnavailableError, match="no room left on its disk"):
        until_full()

    assert 0 < kept < 99
    assert store.raw("I-1") == b"before"
    assert store.interaction(f"I-{kept + 1}") is not None
    assert store.interaction(f"I-{kept + 2}") is None
    assert store.verify() == ()
    store.close()


def unreadable() -> sqlite3.OperationalError:
    """Return the error of a disk that cannot be read, with the name that SQLite gives it."""
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorname = "SQLITE_IOERR"
    return error


def test_after_a_failure_nothing_of_the_unit_of_work_can_be_kept(tmp_path: Path) -> None:
    """Whoever swallows the error inside the unit of work gets one again at the end, and nothing is written."""
    store = SqlStore(f"sqlite:///{tmp_path}/store.db")

    def swallow() -> None:
        broken = failing(unreadable, "stp_interactions")
        with broken, store.transaction() as work:
            work.record(message("<1>"))
            with pytest.raises(UnavailableError):
                work.record(message("<2>"))  # looks for the first, which so has to be written
            with pytest.raises(UnavailableError, match="begin anew"):
                work.record(message("<3>"))

    with pytest.raises(UnavailableError, match="nothing of it is kept"):
        swallow()

    assert store.interaction("I-1") is None
    store.close()


def test_a_store_busy_beyond_its_patience_is_unavailable(opened: Opener) -> None:
    """While somebody else writes, a writer waits as long as it was told to, and readers do not wait at all."""
    patient, impatient = opened(), opened(patience=timedelta(seconds=1))
    with patient.transaction() as work:
        work.record(message("<1>"))
        begun = time.monotonic()
        with pytest.raises(UnavailableError, match="busy"), impatient.transaction():
            pass
        waited = time.monotonic() - begun
        assert impatient.requests().items == ()

    assert 0.9 < waited < 15
    with impatient.transaction() as work:
        assert work.record(message("<2>")).id == "I-2"


def test_a_writer_gets_its_turn_when_the_other_is_done(opened: Opener) -> None:
    """Two who write at once do so one after the other, each on what the other has left."""
    one, other = opened(), opened()
    told: list[str] = []

    def write(store: SqlStore, key: str) -> None:
        for number in range(5):
            with store.transaction() as work:
                told.append(work.record(message(f"<{key}{number}>")).id)

    threads = [threading.Thread(target=write, args=each) for each in ((one, "a"), (other, "b"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(told) == sorted(f"I-{number}" for number in range(1, 11))


def test_the_moment_never_goes_back(opened: Opener) -> None:
    """Where the clock is set back, time stands still until it has caught up; for other stores of the data too."""
    clock, bounds = SetClock(START), ClockBounds(back=2 * HOUR)
    one, other = opened(clock=clock, clock_bounds=bounds), opened(clock=clock, clock_bounds=bounds)
    with one.transaction() as work:
        assert work.now == START
        work.record(message("<1>"))
    clock.advance(-HOUR)
    for store in (one, other):
        with store.transaction() as work:
            assert work.now == START
    clock.advance(2 * HOUR)
    with other.transaction() as work:
        assert work.now == START + HOUR
    clock.advance(-HOUR)
    with other.transaction() as work:  # nothing was written at that moment, and this store still knows of it
        assert work.now == START + HOUR


def test_the_store_has_a_clock_of_its_own(store: SqlStore) -> None:
    """Without a clock given, the server's counts, or the machine's: both are this machine's here."""
    from netpoint_stp.ports.clocks import SystemClock

    before = SystemClock().now()
    with store.transaction() as work:
        now = work.now
    after = SystemClock().now()

    assert before - timedelta(milliseconds=5) <= now <= after + timedelta(milliseconds=5)


@pytest.mark.parametrize("name", ["postgresql", "mariadb"])
def test_a_server_that_is_not_there_is_told_without_its_password(name: str) -> None:
    """Nobody listens: the error says so, and shows nothing of the URL."""
    with pytest.raises(UnavailableError, match="cannot be reached") as told:
        open_store(f"{name}://desk:s3cret@127.0.0.1:{free_port()}/desk", patience=timedelta(seconds=2))

    assert "s3cret" not in str(told.value)
    assert told.value.__cause__ is None


def test_a_wrong_database_is_told(postgresql_server: Server, mariadb_server: Server) -> None:
    """What will not pass by itself is no `UnavailableError`: the database of that name is not there."""
    for server in (postgresql_server, mariadb_server):
        with pytest.raises(BackendError, match=r"let the store in") as told:
            SqlStore(server.url("no_such_database"))
        assert "no_such_database" not in str(told.value)


@pytest.mark.parametrize(
    "url",
    ["sqlite://", "sqlite:///:memory:", "sqlite:///x.db?mode=ro", "oracle://x/y", "postgresql://host:port/x", "no url"],
)
def test_a_url_of_something_else_is_refused(url: str) -> None:
    """The error says how to write one."""
    with pytest.raises(UsageError, match=r"give it as|give a URL|write it as"):
        SqlStore(url)


def test_a_file_that_is_no_store_is_told(tmp_path: Path) -> None:
    """A text file, a folder, a folder that is not there: each is refused in words."""
    (tmp_path / "notes.txt").write_text("not a database " * 100)
    for name, words in (("notes.txt", "no SQLite database"), ("", "give it as|cannot be opened"), ("no/x", "opened")):
        with pytest.raises(NetPointError, match=words):
            SqlStore(f"sqlite:///{tmp_path}/{name}")


def test_a_new_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    """What may hold personal data is not readable by everybody, nor is its log."""
    store = SqlStore(f"sqlite:///{tmp_path}/store.db")
    Trial(store, SetClock(START)).open()

    assert [path.stat().st_mode & 0o077 for path in tmp_path.glob("store.db*")] == [0, 0, 0]
    store.close()


def test_a_connection_that_died_is_replaced(
    opened: Opener, url: str, postgresql_server: Server, mariadb_server: Server
) -> None:
    """A server that was restarted between two units of work is not noticed."""
    store = opened()
    trial = Trial(store, SetClock(START))
    trial.record(message("<1>"))
    server = {"postgresql": postgresql_server, "mariadb": mariadb_server}.get(url.partition(":")[0])
    if server is not None:
        server.stop()
        server.start()
    trial.record(message("<2>"))

    assert store.interaction("I-2") is not None


@pytest.mark.parametrize("kind", [PostgresqlServer, MariadbServer])
def test_a_server_restarted_under_load_loses_nothing(
    kind: type[Server], tmp_path: Path, postgresql_server: Server, mariadb_server: Server
) -> None:
    """While three processes work, the server is ended and killed; they try again, and everything is there once."""
    assert postgresql_server.port != mariadb_server.port  # both are installed, or this is skipped
    import signal

    messages = 240
    with running(kind, ()) as server:
        url = server.create("store")
        SqlStore(url).close()
        jobs = [
            hammer.Job(
                url=url,
                worker=f"w{number}",
                log=f"{tmp_path}/{number}.log",
                deliver=share,
                seed=number,
                lease_seconds=2.0,
                patience_seconds=10.0,
                retry=True,
            )
            for number, share in enumerate(trials.shares(messages, 3))
        ]
        processes = [trials.started(job) for job in jobs]
        for sign in (signal.SIGINT if kind is PostgresqlServer else signal.SIGTERM, signal.SIGKILL):
            _wait_for_work(tmp_path)
            server.stop(sign)
            server.start()
        wrong = trials.ended(processes, 120)
        lines = hammer.lines(tmp_path)
        store = SqlStore(url)
        wrong += history.loss(store, lines, range(messages))
        store.close()

    assert wrong == []


def _wait_for_work(folder: Path) -> None:
    """Wait until some more was acknowledged."""
    before = len(hammer.lines(folder))
    last = time.monotonic() + 20
    while len(hammer.lines(folder)) < before + 30 and time.monotonic() < last:
        time.sleep(0.02)


def _receive(store: SqlStore) -> None:
    from netpoint_stp.casebook.events import moment_text
    from netpoint_stp.casebook.journal import NewEvent
    from netpoint_stp.casebook.steps import EventKind, State

    with store.transaction() as work:
        recorded = work.record(message("<1>"), b"raw")
        data = {
            "channel": "email",
            "queue": "desk",
            "received_at": moment_text(START),
            "arrival_number": recorded.arrival_number,
        }
        work.open_case(NewEvent(kind=EventKind.OPENED, to=State.WAITING, data=data))


def test_a_copy_that_may_only_be_read_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Queue and journals of a store on a medium that takes nothing: no file is made beside it; writing says why not."""
    url = f"sqlite:///{tmp_path}/store.db"
    store = SqlStore(url)
    Trial(store, SetClock(START)).open()
    store.close()
    monkeypatch.setattr("netpoint_stp.backends.sql.sqlite_file.os.access", lambda *_: False)
    copy = SqlStore(url, lay_out=False)

    assert [each.id for each in copy.waiting("desk")] == ["R-1"]
    assert copy.verify() == ()
    assert copy.clock_state().present > START
    assert [path.name for path in tmp_path.iterdir()] == ["store.db"]
    copy.close()


def test_what_an_error_without_a_code_means() -> None:
    """A connection that was cut is gone, a file with unreadable texts is damaged; only the rest is about rights."""
    cut = psycopg.OperationalError("the connection is lost")
    damaged = sqlite3.OperationalError("Could not decode to UTF-8 column")

    assert "has just gone" in str(meaning_of_driver(cut, gone=True))
    assert "check user, password" in str(meaning_of_driver(cut))
    assert "is damaged" in str(meaning_of_driver(damaged))
    assert type(meaning_of_driver(damaged)) is BackendError
