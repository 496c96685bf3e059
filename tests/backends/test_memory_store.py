"""The store in memory keeps every promise of its port."""

from typing import ClassVar

from attrs import evolve

from netpoint_stp.backends.memory import MemoryStore
from netpoint_stp.casebook.records import case_key
from netpoint_stp.ports.clocks import SetClock
from netpoint_stp.ports.stores import RequestStore
from netpoint_stp.testing.conformance.store.suite import RequestStoreConformance


class TestMemoryStore(RequestStoreConformance):
    """It is neither durable nor shared nor encrypted."""

    capabilities: ClassVar = frozenset()

    def make(self, clock: SetClock) -> RequestStore:
        """Make an empty one."""
        return MemoryStore(clock=clock)

    def tamper(self, store: RequestStore, case_id: str, number: int) -> bool:
        """Edit a row in the tables themselves."""
        assert isinstance(store, MemoryStore)
        case = case_key(case_id)
        assert case is not None
        rows = list(store.tables.journals[case])
        rows[number - 1] = evolve(rows[number - 1], data={"note": "as somebody would rather have it"})
        store.tables.journals[case] = tuple(rows)
        return True
