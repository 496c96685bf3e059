"""The databases on which billing is tried: SQLite always, real servers where they are installed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.backends.billing.databases import Billed, SqliteFiles
from tests.servers.fixtures import mariadb_server, postgresql_server
from tests.servers.running import Server

__all__ = ["mariadb_server", "postgresql_server"]


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Billed]:
    """An empty SQLite database."""
    database = Billed(SqliteFiles(tmp_path)())
    yield database
    database.close()


@pytest.fixture(params=["sqlite", "mariadb", "postgresql"])
def billed(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Billed]:
    """An empty database of every kind."""
    if request.param == "sqlite":
        database = Billed(SqliteFiles(tmp_path)())
    else:
        server: Server = request.getfixturevalue(f"{request.param}_server")
        database = Billed(server.create("billing_trial"))
    yield database
    database.close()


@pytest.fixture
def mariadb(request: pytest.FixtureRequest) -> Iterator[Billed]:
    """An empty MariaDB database, where a test is about what only MySQL and its kin do."""
    server: Server = request.getfixturevalue("mariadb_server")
    database = Billed(server.create("billing_trial"))
    yield database
    database.close()
