"""Requests in memory (3.1, 3.13): one lock, one unit of work at a time, lost when the process ends."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import RLock, get_ident
from typing import Final

from attrs import evolve

from netpoint_stp.backends.capabilities import StoreCapability
from netpoint_stp.backends.clocks import SystemClock
from netpoint_stp.backends.journal import Actor, Break, verify_chain
from netpoint_stp.backends.memory.answers import Answers
from netpoint_stp.backends.memory.reading import order
from netpoint_stp.backends.memory.tables import Tables
from netpoint_stp.backends.memory.transaction import MemoryTransaction
from netpoint_stp.backends.ports import Clock
from netpoint_stp.backends.records import STORE_CASE, Purged
from netpoint_stp.channels.details import DEFAULT_PATTERNS, DetailPatterns
from netpoint_stp.errors import UnavailableError, UsageError
from netpoint_stp.moments import in_zone, require_aware, zone

_UTC: Final = zone("UTC")


class MemoryStore(Answers):
    """See `ports.RequestStore`. `clock` is the store's own, `patterns` say what passport data looks like in texts."""

    def __init__(self, *, clock: Clock | None = None, patterns: DetailPatterns = DEFAULT_PATTERNS) -> None:
        self._clock: Final[Clock] = clock or SystemClock()
        self._patterns: Final = patterns
        self._lock: Final = RLock()
        self._tables: Final = Tables()
        self._latest: datetime | None = None
        self._busy_in: int | None = None
        self._closed = False

    @property
    def capabilities(self) -> frozenset[StoreCapability]:
        """None: it is neither kept nor shared nor encrypted."""
        return frozenset()

    @property
    def schema_version(self) -> int:
        """0: nothing of it is laid out anywhere."""
        return 0

    @contextmanager
    def looking(self) -> Iterator[Tables]:
        """As `Answers.looking`."""
        with self._lock:
            if self._closed:
                raise UnavailableError("the store is closed; open it again")
            yield self._tables

    @contextmanager
    def transaction(self) -> Iterator[MemoryTransaction]:
        """As `RequestStore.transaction`."""
        if self._busy_in == get_ident():
            raise UsageError("a unit of work is under way in this thread; end it before beginning another one")
        with self.looking() as tables:
            self._busy_in = get_ident()
            work = MemoryTransaction(tables, self._patterns, self._now())
            try:
                with work.writing.all_or_nothing():
                    yield work
            finally:
                work.ended = True
                self._busy_in = None

    def verify(self) -> tuple[Break, ...]:
        """As `RequestStore.verify`."""
        with self.looking() as tables:
            return tuple(
                broken
                for case_id in sorted(tables.events.keys() | tables.cases.keys(), key=order)
                for broken in verify_chain(case_id, tables.events.get(case_id, ()), head=_head(tables, case_id))
            )

    def purge(self, before: datetime, *, by: Actor) -> Purged:
        """As `RequestStore.purge`."""
        until = in_zone(require_aware(before), _UTC)
        with self.transaction() as work:
            tables, writing = self._tables, work.writing
            old = [each for each in tables.interactions.values() if each.raw_kept and each.recorded_at < until]
            items = [each for each in tables.quarantined.values() if each.raw_kept and each.recorded_at < until]
            for each in old:
                writing.put(tables.interactions, each.id, evolve(each, raw_kept=False))
                writing.drop(tables.raw, each.id)
            for item in items:
                writing.put(tables.quarantined, item.id, evolve(item, raw_kept=False))
                writing.drop(tables.raw, item.id)
            found = Purged(raw_messages=len(old), quarantined=len(items))
            if old or items:
                told = {"raw_messages": found.raw_messages, "quarantined": found.quarantined}
                work.purged(told | {"before": until.isoformat()}, by, STORE_CASE)
        return found

    def close(self) -> None:
        """As `RequestStore.close`."""
        with self._lock:
            self._closed = True

    def _now(self) -> datetime:
        now = in_zone(require_aware(self._clock.now()), _UTC)
        self._latest = now if self._latest is None else max(now, self._latest)
        return self._latest


def _head(tables: Tables, case_id: str) -> str | None:
    case = tables.cases.get(case_id)
    return None if case is None else case.digest
