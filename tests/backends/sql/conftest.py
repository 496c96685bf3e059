"""What the tests of the SQL store share: the three databases, empty for each test."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from sqlalchemy import delete
from tests.servers.fixtures import mariadb_server, postgresql_server
from tests.servers.running import Server

from netpoint_stp.backends.sql import SqlStore
from netpoint_stp.backends.sql.databases import Database
from netpoint_stp.backends.sql.store import connected
from netpoint_stp.backends.sql.tables import METADATA, WRITER

__all__ = ["mariadb_server", "postgresql_server"]

Opener: TypeAlias = Callable[..., SqlStore]
DATABASES = ("sqlite", "postgresql", "mariadb")


def emptied(url: str) -> None:
    """Empty every table of a store, faster than making a new database."""
    with _kept(url).writer.begin() as connection:
        for table in METADATA.sorted_tables:
            if table is not WRITER:
                connection.execute(delete(table))


@cache
def _kept(url: str) -> Database:
    return connected(url)


@pytest.fixture(params=DATABASES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty store, on each of the databases."""
    return fresh_url(request, request.param, tmp_path)


def fresh_url(request: pytest.FixtureRequest, name: str, tmp_path: Path) -> str:
    """Return the URL of an empty store on a database of this name."""
    if name == "sqlite":
        return f"sqlite:///{tmp_path}/store.db"
    server: Server = request.getfixturevalue(f"{name}_server")
    made: set[str] = server.__dict__.setdefault("made_databases", set())
    if "store" not in made:
        SqlStore(server.create("store")).close()
        made.add("store")
    emptied(server.url("store"))
    return server.url("store")


@pytest.fixture
def opened(url: str) -> Iterator[Opener]:
    """Open the store of `url`, with settings; all are closed at the end."""
    stores: list[SqlStore] = []

    def opener(**settings: Any) -> SqlStore:
        stores.append(SqlStore(url, **settings))
        return stores[-1]

    yield opener
    for store in stores:
        store.close()


@pytest.fixture
def store(opened: Opener) -> SqlStore:
    """An open, empty store on each of the databases."""
    return opened()
