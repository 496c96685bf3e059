"""A server that falls silent: the desk waits as long as was promised, and says that nothing was done."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from tests.backends.sql.conftest import fresh_url
from tests.servers.running import Server
from tests.servers.silent import Way, way_to

from netpoint_stp.backends.sql import SqlStore
from netpoint_stp.errors import UnavailableError
from netpoint_stp.ports.clocks import SetClock
from netpoint_stp.testing.conformance.trial import HOUR, START, Trial, message

PATIENCE = timedelta(seconds=2)
SMALL = 4.0
"""Seconds beyond the patience, on a machine that has much else to do."""


def _writing(store: SqlStore, way: Way) -> None:
    """Write anew."""
    way.fall_silent()
    Trial(store, SetClock(START)).record(message("<2>"))


def _reading(store: SqlStore, way: Way) -> None:
    """Read anew."""
    way.fall_silent()
    store.requests()


def _in_a_unit_of_work(store: SqlStore, way: Way) -> None:
    """Write in a unit of work that is under way."""
    with store.transaction() as work:
        work.record(message("<3>"))
        way.fall_silent()
        work.take_next("desk", "olga", HOUR)


def _on_commit(store: SqlStore, way: Way) -> None:
    """End a unit of work."""
    with store.transaction() as work:
        work.record(message("<4>"))
        way.fall_silent()


@pytest.mark.parametrize("act", [_writing, _reading, _in_a_unit_of_work, _on_commit])
@pytest.mark.parametrize("name", ["postgresql", "mariadb"])
def test_a_silent_server_keeps_nobody(
    name: str, act: Callable[[SqlStore, Way], None], request: pytest.FixtureRequest, tmp_path: Any
) -> None:
    """Whatever is under way, within the patience and a little it is told that the server does not answer."""
    url = fresh_url(request, name, tmp_path)
    server: Server = request.getfixturevalue(f"{name}_server")
    with way_to(server.port) as way:
        store = SqlStore(url.replace(f":{server.port}/", f":{way.port}/"), patience=PATIENCE)
        Trial(store, SetClock(START)).record(message("<1>"))
        began = time.monotonic()
        with pytest.raises(UnavailableError, match="cannot be reached"):
            act(store, way)
        took = time.monotonic() - began
        store.close()

    assert took < PATIENCE.total_seconds() + SMALL


def test_a_server_that_is_silent_from_the_beginning_is_told(postgresql_server: Server, mariadb_server: Server) -> None:
    """Something takes the connection and says nothing."""
    for name, server in (("postgresql", postgresql_server), ("mariadb", mariadb_server)):
        with way_to(server.port) as way:
            way.fall_silent()
            began = time.monotonic()
            with pytest.raises(UnavailableError, match="cannot be reached"):
                SqlStore(f"{name}://stp@127.0.0.1:{way.port}/store", patience=PATIENCE)
            assert time.monotonic() - began < PATIENCE.total_seconds() + SMALL
