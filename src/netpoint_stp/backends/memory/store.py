"""Requests in memory (3.1, 3.13): one lock, one unit of work at a time, lost when the process ends."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import RLock
from typing import Final

from netpoint_stp.backends.memory.storage import MemoryStorage, MemoryTables
from netpoint_stp.backends.store import Store
from netpoint_stp.casebook.journal import Event
from netpoint_stp.casebook.projection import Case
from netpoint_stp.casebook.records import CaseKey
from netpoint_stp.channels.details import DEFAULT_PATTERNS, DetailPatterns
from netpoint_stp.ports.capabilities import StoreCapability
from netpoint_stp.ports.clocks import DEFAULT_BOUNDS, ClockBounds
from netpoint_stp.ports.directories import Clock


class MemoryStore(Store):
    """See `ports.RequestStore`.

    `clock` is the store's own, `clock_bounds` how far it may jump; `trial` marks the store as made for trials, so that
    its clock may go ahead as far as it likes. `patterns` say what passport data looks like in texts.
    """

    def __init__(
        self,
        *,
        clock: Clock | None = None,
        clock_bounds: ClockBounds = DEFAULT_BOUNDS,
        trial: bool = False,
        patterns: DetailPatterns = DEFAULT_PATTERNS,
    ) -> None:
        super().__init__(clock=clock, clock_bounds=clock_bounds, patterns=patterns)
        self._lock: Final = RLock()
        self.tables: Final = MemoryTables()
        self._folded: Final[dict[CaseKey, tuple[Sequence[Event], Case]]] = {}
        if trial:
            self.begin_trial()

    @property
    def capabilities(self) -> frozenset[StoreCapability]:
        """None: it is neither kept nor shared nor encrypted."""
        return frozenset()

    def fold_case(self, case: CaseKey, events: Sequence[Event]) -> Case:
        """See `Queries.fold_case`; a journal is a tuple here, so that the very same one tells the very same case."""
        known = self._folded.get(case)
        if known is None or known[0] is not events:
            known = self._folded[case] = events, super().fold_case(case, events)
        return known[1]

    @contextmanager
    def reading(self) -> Iterator[MemoryStorage]:
        """See `Store.reading`; nobody writes meanwhile."""
        with self._lock:
            yield MemoryStorage(self.tables)

    @contextmanager
    def writing(self) -> Iterator[MemoryStorage]:
        """See `Store.writing`."""
        with self._lock:
            storage = MemoryStorage(self.tables)
            try:
                yield storage
            except BaseException:
                storage.take_back()
                raise
