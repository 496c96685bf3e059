"""The layout of the tables: laid out once, checked at the start, migrated up and down, the same as the code says."""

import multiprocessing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, make_url, text
from tests.backends.sql.conftest import DATABASES
from tests.servers.running import Server

from netpoint_stp.backends.sql import LATEST, SqlStore, migrate
from netpoint_stp.backends.sql.store import connected
from netpoint_stp.backends.sql.tables import METADATA
from netpoint_stp.casebook.journal import Actor, ActorKind
from netpoint_stp.casebook.records import STORE_CASE, DecisionRecord
from netpoint_stp.errors import SchemaMismatchError, UsageError
from netpoint_stp.ports.clocks import SetClock
from netpoint_stp.testing.conformance.trial import HOUR, START, Trial, message, outgoing


@pytest.fixture(params=DATABASES)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database in which nothing was ever laid out."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/store.db"
    server: Server = request.getfixturevalue(f"{request.param}_server")
    return server.create("laid_out")


def test_an_empty_database_is_laid_out_when_it_is_first_opened(empty: str) -> None:
    """The first opening makes the tables, the next ones find them."""
    first, second = SqlStore(empty), SqlStore(empty, lay_out=False)

    assert first.schema_version == second.schema_version == LATEST
    for store in (first, second):
        store.close()


def test_an_empty_database_is_left_alone_where_that_is_asked(empty: str) -> None:
    """Without leave to lay it out, the error says what to run; and a file that was not there is not made."""
    with pytest.raises(SchemaMismatchError, match=r"no store yet; check the URL .* with: netpoint-stp desk migrate"):
        SqlStore(empty, lay_out=False)
    file = make_url(empty).database

    assert not empty.startswith("sqlite") or not Path(str(file)).exists()


def test_the_migrations_make_what_the_code_expects(empty: str) -> None:
    """The tables, columns and indexes that the migrations leave are those of `tables`, on every database."""
    migrate(empty)
    database = connected(empty)
    with database.reader.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"version_table": "stp_version", "compare_type": False, "compare_server_default": False}
        )
        differences = compare_metadata(context, METADATA)
        tables = set(inspect(connection).get_table_names())
    database.close()

    assert set(METADATA.tables) == tables - {"stp_version"}
    assert differences == []


def test_an_old_store_says_so_and_opens_after_a_migration(empty: str) -> None:
    """A store of the first layout is refused with the way out; migrated, it holds what it held and does what is new."""
    first = SqlStore(empty, clock=SetClock(START))
    recorded = Trial(first, SetClock(START)).record(message("<1>"), b"raw")
    first.close()
    assert migrate(empty, 1).before == LATEST
    with pytest.raises(SchemaMismatchError, match=rf"has layout 1, .* needs {LATEST}; copy it, then run: netpoint-stp"):
        SqlStore(empty)
    assert migrate(empty).before == 1
    store = SqlStore(empty)
    with store.transaction() as work:
        work.log(DecisionRecord(decision_id="d1", path="intake"))

    assert store.raw(recorded.id) == b"raw"
    assert store.verify() == ()
    store.close()


def test_migrations_go_down_to_nothing_and_up_again(empty: str) -> None:
    """Down to 0 no table of the store is left; up again it is as new."""
    SqlStore(empty).close()
    assert migrate(empty, 0).before == LATEST
    database = connected(empty)
    left = set(inspect(database.reader).get_table_names())
    database.close()

    assert left <= {"stp_version"}
    assert migrate(empty).before == 0
    store = SqlStore(empty, clock=SetClock(START))
    assert Trial(store, SetClock(START)).open() == "R-1"
    store.close()


def written_in(url: str) -> str:
    """Write something of every version into a store, and return its name."""
    store = SqlStore(url, clock=SetClock(START))
    trial = Trial(store, SetClock(START))
    trial.record(message("<1>"), b"raw")
    trial.open()
    with store.transaction() as work:
        work.post(outgoing("a"))
        work.log(DecisionRecord(decision_id="d1", path="intake"))
    store.close()
    return Path(str(make_url(url).database)).name


@pytest.mark.parametrize("to", [0, 1])
def test_no_way_down_drops_rows_without_being_told_so(empty: str, to: int) -> None:
    """The refusal tells what would be lost, with counts; without the store's name it is refused too."""
    name = written_in(empty)
    lost = "1 messages of the outbox, 1 decisions"
    with pytest.raises(UsageError, match=rf"would drop .*{lost}, for ever: copy .* --drop-data --store-name {name}"):
        migrate(empty, to)
    for typed in (None, "", "another"):
        with pytest.raises(UsageError, match=f"drops .*{lost} for ever, and the store is named `{name}`"):
            migrate(empty, to, drop_data=True, store_name=typed)
    store = SqlStore(empty)

    assert len(store.outbox().items) == len(store.decisions().items) == len(store.requests().items) == 1
    assert store.raw("I-1") == b"raw"
    store.close()


def test_a_way_down_that_is_wanted_leaves_a_trace(empty: str) -> None:
    """The store's own journal tells who dropped what, where there is one left to tell it."""
    name, by = written_in(empty), Actor(ActorKind.STAFF, "admin")
    clock = SetClock(START)
    done = migrate(empty, 1, drop_data=True, store_name=name, by=by, clock=clock)

    assert (done.before, done.version, done.lost) == (LATEST, 1, {"stp_outbox": 1, "stp_decisions": 1})
    migrate(empty)
    store = SqlStore(empty, clock=clock)
    (event,) = store.events(STORE_CASE)
    assert (event.by, event.data) == (by, {"layout": 1, "dropped": {"stp_outbox": 1, "stp_decisions": 1}})
    assert store.verify() == ()
    store.close()
    gone = migrate(empty, 0, drop_data=True, store_name=name, by=by)
    assert gone.lost["stp_interactions"] == 1
    assert migrate(empty).before == 0


def test_a_store_of_a_later_version_is_not_touched(empty: str) -> None:
    """What a later version has laid out is neither opened nor migrated."""
    SqlStore(empty).close()
    database = connected(empty)
    with database.writer.begin() as connection:
        connection.execute(text("UPDATE stp_version SET version_num = '0099'"))
    database.close()
    with pytest.raises(SchemaMismatchError, match=r"has layout 99, .* knows 2 at most; update the library"):
        SqlStore(empty)
    with pytest.raises(SchemaMismatchError, match="of a later version; update the library"):
        migrate(empty)


def test_a_version_that_there_is_not_is_refused(tmp_path: Path) -> None:
    """The numbers that there are are told."""
    for version in (-1, LATEST + 1):
        with pytest.raises(UsageError, match=f"give a number from 0 to {LATEST}"):
            migrate(f"sqlite:///{tmp_path}/store.db", version)


def _opened(url: str) -> int:
    store = SqlStore(url)
    with store.transaction() as work:
        taken = work.take_next("desk", "olga", HOUR)
    store.close()
    return store.schema_version if taken is None else 0


def test_processes_that_open_an_empty_database_at_once_lay_it_out_once(empty: str) -> None:
    """Whoever comes second finds it laid out, and nobody meets half of it."""
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        assert pool.map(_opened, [empty] * 8) == [LATEST] * 8
