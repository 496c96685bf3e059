"""A user of the database with as few rights as can be: what it may not do fails, and is not told as done (3.6)."""

from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from sqlalchemy import make_url, text
from tests.backends.sql.conftest import fresh_url
from tests.backends.sql.test_keeping import BY, CANARY, files_of, found_in, settled, written
from tests.servers.running import Server

from netpoint_stp.backends.sql import SqlStore
from netpoint_stp.backends.sql.store import connected
from netpoint_stp.backends.sql.tables import METADATA
from netpoint_stp.errors import BackendError, UnavailableError
from netpoint_stp.ports.clocks import SetClock
from netpoint_stp.testing.conformance.trial import HOUR, START


def as_owner(url: str, *statements: str) -> None:
    """Do something as the owner of the tables."""
    database = connected(url)
    with database.writer.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    database.close()


@pytest.fixture
def postgresql(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """The URLs of a store: its owner's, and that of a user who may read and write rows and owns nothing."""
    url = fresh_url(request, "postgresql", tmp_path)
    rights = "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO clerk"
    as_owner(url, "DROP ROLE IF EXISTS clerk", "CREATE ROLE clerk LOGIN", rights)
    yield url, make_url(url).set(username="clerk").render_as_string()
    as_owner(url, "DROP OWNED BY clerk", "DROP ROLE clerk")


@pytest.fixture
def mariadb(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """The URLs of a store: its owner's, and that of a user who may put nothing into the table of raw messages."""
    url = fresh_url(request, "mariadb", tmp_path)
    names = [name for name in METADATA.tables if name != "stp_raws"]
    grants = [f"GRANT SELECT, INSERT, UPDATE, DELETE ON store.{name} TO clerk@'%'" for name in (*names, "stp_version")]
    grants.append("GRANT SELECT, DELETE ON store.stp_raws TO clerk@'%'")
    as_owner(url, "DROP USER IF EXISTS clerk@'%'", "CREATE USER clerk@'%'", *grants)
    yield url, make_url(url).set(username="clerk").render_as_string()
    as_owner(url, "DROP USER clerk@'%'")


@pytest.mark.parametrize("name", ["postgresql", "mariadb"])
def test_a_purge_that_erased_nothing_from_the_files_fails(name: str, request: pytest.FixtureRequest) -> None:
    """Under a user who may not write the table anew: it says which right lacks, and with that right it is done."""
    owner, clerk = request.getfixturevalue(name)
    server: Server = request.getfixturevalue(f"{name}_server")
    clock = SetClock(START)
    first = SqlStore(owner, clock=clock)
    written(first, clock)
    first.close()
    clock.advance(HOUR)
    store = SqlStore(clerk, clock=clock)
    with pytest.raises(BackendError, match=r"still stands in the files .* `stp_raws`.* purge again"):
        store.purge(START + HOUR, by=BY)
    store.close()
    settled(owner, server)
    assert found_in(files_of(owner, server), CANARY) == [CANARY]
    again = SqlStore(owner, clock=clock)
    again.purge(START + HOUR, by=BY)
    again.close()
    settled(owner, server)

    assert found_in(files_of(owner, server), CANARY) == []


@pytest.mark.parametrize("name", ["postgresql", "mariadb"])
def test_a_purge_under_a_reader_is_done_or_says_that_it_is_not(name: str, request: pytest.FixtureRequest) -> None:
    """PostgreSQL keeps erased rows for whoever looks at an earlier moment, be it at another table; that is told."""
    owner, _ = request.getfixturevalue(name)
    server: Server = request.getfixturevalue(f"{name}_server")
    clock = SetClock(START)
    store = SqlStore(owner, clock=clock)
    written(store, clock)
    clock.advance(HOUR)
    report = connected(owner)
    with report.reader.begin() as connection:
        connection.execute(text("SELECT count(*) FROM stp_cases")).scalar()
        for _ in range(2):  # the second finds nothing to erase, and what was erased still stands there
            with (
                pytest.raises(UnavailableError, match="somebody is reading") if name == "postgresql" else nullcontext()
            ):
                store.purge(START + HOUR, by=BY)
    report.close()
    store.purge(START + HOUR, by=BY)
    store.close()
    settled(owner, server)

    assert found_in(files_of(owner, server), CANARY) == []


def test_a_user_of_mariadb_who_may_write_rows_may_erase_them(mariadb: tuple[str, str]) -> None:
    """There the rights to read and to put in are enough to write the table anew."""
    owner, clerk = mariadb
    as_owner(owner, "GRANT INSERT ON store.stp_raws TO clerk@'%'")
    clock = SetClock(START)
    store = SqlStore(clerk, clock=clock)
    written(store, clock)
    clock.advance(HOUR)

    assert store.purge(START + HOUR, by=BY).raw_messages == 1
    store.close()
