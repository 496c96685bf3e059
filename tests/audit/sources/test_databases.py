"""Databases as sources: tables and queries of SQLite, PostgreSQL, MariaDB and DuckDB, read and never written."""

import sqlite3
from pathlib import Path
from uuid import uuid4

import duckdb
import pytest
from sqlalchemy import create_engine, make_url, text
from tests.audit.sources.reading import mapped, problems, rows
from tests.servers.fixtures import mariadb_server, postgresql_server
from tests.servers.running import Server

from netpoint_stp.audit.sources.databases import DRIVERS
from netpoint_stp.audit.sources.opening import read_log
from netpoint_stp.errors import UnavailableError, UsageError

__all__ = ["mariadb_server", "postgresql_server"]

TABLES = (
    "CREATE TABLE tickets (id integer PRIMARY KEY, created varchar(40), title varchar(200), state integer)",
    "CREATE TABLE notes (id integer PRIMARY KEY, ticket integer, made varchar(40))",
    "INSERT INTO tickets VALUES (2, '2026-03-02 10:30:00', 'a: b', 1), (1, '2026-03-02 10:00:00', 'x', 2)",
    "INSERT INTO tickets VALUES (3, 'not a moment', 'y', 1)",
    "INSERT INTO notes VALUES (1, 1, '2026-03-02 11:00:00')",
)
MAPPING = """
zone = "Europe/Kyiv"
[sources.answers]
query = "SELECT n.ticket, n.made, ':x' AS colon FROM notes n JOIN tickets t ON t.id = n.ticket"
[requests]
from = "tickets"
request_id = "id"
received_at = "created"
reacted_at = { first_event = "answered" }
[events]
from = "answers"
request_id = "ticket"
kind = { constant = "answered" }
at = "made"
"""


def filled(url: str) -> None:
    """Make the tables in a database."""
    engine = create_engine(make_url(url).set(drivername=DRIVERS.get(url.partition(":")[0], "sqlite")))
    with engine.begin() as connection:
        for statement in TABLES:
            connection.execute(text(statement))
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql", "mariadb", "duckdb"])
def source(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database with tickets, on each kind."""
    match request.param:
        case "sqlite":
            filled(f"sqlite:///{tmp_path}/t.db")
            return f"sqlite:///{tmp_path}/t.db"
        case "duckdb":
            with duckdb.connect(str(tmp_path / "t.duckdb")) as connection:
                for statement in TABLES:
                    connection.execute(statement)
            return f"duckdb:///{tmp_path}/t.duckdb"
        case name:
            server: Server = request.getfixturevalue(f"{name}_server")
            url = server.create(f"audit_{uuid4().hex[:8]}")
            filled(url)
            return url


def test_tables_and_queries_are_read_alike(source: str) -> None:
    """In the order of the key, a DuckDB file's in that of the file, with a moment that is none a problem of its row."""
    log = mapped(source, MAPPING)
    expected = [("2", 8), ("1", 8)] if source.startswith("duckdb") else [("1", 8), ("2", 8)]
    first = next(row for row in rows(log) if row["request_id"] == "1")

    assert [(row["request_id"], row["received_at"].hour) for row in rows(log)] == expected
    assert first["reacted_at"].hour == 9
    assert ("received_at", "unreadable_moment", 1, (3,)) in problems(log)
    assert log.origins["requests"].name == "tickets"
    assert log.origins["events"].name == "answers"


def test_a_table_that_is_not_there_is_told_with_the_nearest(source: str) -> None:
    """And neither URL nor password is."""
    with pytest.raises(UsageError, match=r"no table `ticket`; did you mean `tickets`\?"):
        mapped(source, '[requests]\nfrom = "ticket"\nrequest_id = "id"\nreceived_at = "created"')


def test_a_query_cannot_change_anything(tmp_path: Path) -> None:
    """The connection is one for reading, whatever a mapping asks."""
    filled(f"sqlite:///{tmp_path}/t.db")
    read_query = "SELECT n.ticket, n.made, ':x' AS colon FROM notes n JOIN tickets t ON t.id = n.ticket"
    asked = MAPPING.replace(read_query, "DELETE FROM tickets RETURNING id AS ticket, created AS made")

    with pytest.raises(UsageError, match="may only read"):
        mapped(tmp_path / "t.db", asked)
    with sqlite3.connect(tmp_path / "t.db") as connection:
        assert connection.execute("SELECT count(*) FROM tickets").fetchone() == (3,)


def test_a_server_cannot_be_written_to(postgresql_server: Server, mariadb_server: Server) -> None:
    """PostgreSQL and MariaDB are asked in sessions that only read."""
    asked = (
        'zone = "UTC"\n[sources.q]\nquery = "DELETE FROM tickets"\n'
        '[requests]\nfrom = "q"\nrequest_id = "id"\nreceived_at = "created"'
    )
    for server in (postgresql_server, mariadb_server):
        url = server.create(f"audit_{uuid4().hex[:8]}")
        filled(url)
        with pytest.raises(UsageError, match="may only read"):
            mapped(url, asked)


def test_what_a_driver_says_is_not_repeated() -> None:
    """It may hold the address and the password."""
    with pytest.raises(UnavailableError) as caught:
        read_log("postgresql://auditor:s3cret@127.0.0.1:1/log")

    assert "s3cret" not in str(caught.value)
    assert caught.value.__cause__ is None
    with pytest.raises(UsageError, match="names no database"):
        read_log("postgresql://auditor:s3cret@127.0.0.1:1")
    with pytest.raises(UsageError, match=r"`oracle://` is no kind of database"):
        read_log("oracle://x/y")


def test_a_database_that_nobody_knows_needs_a_mapping(tmp_path: Path) -> None:
    """It is told which tables there are."""
    filled(f"sqlite:///{tmp_path}/t.db")

    with pytest.raises(UsageError, match="has no table `requests`, but `notes`, `tickets`; give a mapping"):
        read_log(tmp_path / "t.db")
    with pytest.raises(UsageError, match="there is no"):
        read_log(f"sqlite:///{tmp_path}/nothing.db")
