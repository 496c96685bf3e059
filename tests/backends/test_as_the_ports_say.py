"""Whatever store is behind a port, its methods take what the port says, with the same defaults."""

import inspect
from typing import Any

import pytest

from netpoint_stp.backends.memory import MemoryStore
from netpoint_stp.backends.sql.store import SqlStore
from netpoint_stp.backends.unit_of_work import UnitOfWork
from netpoint_stp.ports.stores import RequestStore, Transaction


def taken(owner: type, name: str) -> list[tuple[str, Any, Any]]:
    """Return name, kind and default of what a method takes."""
    return [
        (each.name, each.kind, each.default) for each in inspect.signature(getattr(owner, name)).parameters.values()
    ]


@pytest.mark.parametrize(
    ("port", "store"),
    [
        (RequestStore, MemoryStore),
        (RequestStore, SqlStore),
        (Transaction, UnitOfWork),
    ],
    ids=lambda each: each.__name__,
)
def test_a_method_takes_what_its_port_says(port: type, store: type) -> None:
    """How many are on a page, above all: who asks for the next one counts on it."""
    names = [name for name, _ in inspect.getmembers(port, inspect.isfunction) if not name.startswith("_")]

    assert len(names) > 10
    assert {name: taken(store, name) for name in names} == {name: taken(port, name) for name in names}
