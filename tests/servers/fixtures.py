"""Fixtures of real servers; skipped where one is not installed, unless `NETPOINT_STP_SERVERS=required` forbids it."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.servers.running import MariadbServer, PostgresqlServer, Server, ServerMissingError, running


def _served(kind: Callable[[Path], Server]) -> Iterator[Server]:
    try:
        with running(kind) as server:
            yield server
    except ServerMissingError as missing:
        if os.environ.get("NETPOINT_STP_SERVERS") == "required":
            pytest.fail(str(missing))
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Server]:
    """A PostgreSQL server, started once."""
    yield from _served(PostgresqlServer)


@pytest.fixture(scope="session")
def mariadb_server() -> Iterator[Server]:
    """A MariaDB server, started once."""
    yield from _served(MariadbServer)
