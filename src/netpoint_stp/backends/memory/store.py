"""Requests in memory (3.1, 3.13): one lock, one unit of work at a time, lost when the process ends."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import RLock, get_ident
from typing import Final

from attrs import evolve

from netpoint_stp.backends.capabilities import StoreCapability
from netpoint_stp.backends.clock_jumps import accept_clock
from netpoint_stp.backends.clocks import (
    DEFAULT_BOUNDS,
    TRIAL_MARK,
    ClockBounds,
    ClockState,
    SystemClock,
    moment_of_work,
    state_of,
)
from netpoint_stp.backends.journal import Actor, Break, BreakKind, Event, NewEvent, gaps, verify_chain
from netpoint_stp.backends.memory import reading
from netpoint_stp.backends.memory.answers import Answers
from netpoint_stp.backends.memory.reading import order
from netpoint_stp.backends.memory.tables import Tables
from netpoint_stp.backends.memory.transaction import MemoryTransaction
from netpoint_stp.backends.ports import Clock
from netpoint_stp.backends.records import STORE_CASE, Purged, kind_of, made_id
from netpoint_stp.backends.steps import CaseKind, EventKind
from netpoint_stp.channels.details import DEFAULT_PATTERNS, DetailPatterns
from netpoint_stp.errors import UnavailableError, UsageError
from netpoint_stp.moments import in_zone, require_aware, zone

_UTC: Final = zone("UTC")


class MemoryStore(Answers):
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
        self._clock: Final[Clock] = clock or SystemClock()
        self._bounds: Final = clock_bounds
        self._patterns: Final = patterns
        self._lock: Final = RLock()
        self._tables: Final = Tables()
        self._latest: datetime | None = None
        self._busy_in: int | None = None
        self._closed = False
        if trial:
            with self.transaction() as work:
                work.store_event(TRIAL_MARK)

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
        with self._begun(moment_of_work) as work:
            yield work

    def clock_state(self) -> ClockState:
        """As `RequestStore.clock_state`."""
        with self.looking() as tables:
            return self._state(tables)

    def accept_clock(self, *, by: Actor) -> Event | None:
        """As `RequestStore.accept_clock`."""
        with self._begun(lambda state, _latest, _bounds: state.clock) as work:
            return accept_clock(work, work.state, reading.last_entries(self._tables), by)

    @contextmanager
    def _begun(
        self, moment: Callable[[ClockState, datetime | None, ClockBounds], datetime]
    ) -> Iterator[MemoryTransaction]:
        """Begin a unit of work at a moment."""
        if self._busy_in == get_ident():
            raise UsageError("a unit of work is under way in this thread; end it before beginning another one")
        with self.looking() as tables:
            state = self._state(tables)
            self._latest = now = moment(state, self._latest, self._bounds)
            self._busy_in = get_ident()
            work = MemoryTransaction(tables, self._patterns, now=now, state=state)
            try:
                with work.writing.all_or_nothing():
                    yield work
            finally:
                work.ended = True
                self._busy_in = None

    def verify(self) -> tuple[Break, ...]:
        """As `RequestStore.verify`."""
        with self.looking() as tables:
            return tuple(_breaks(tables))

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
                data = told | {"before": until.isoformat()}
                work.store_event(NewEvent(kind=EventKind.PURGED, by=by, data=data))
        return found

    def close(self) -> None:
        """As `RequestStore.close`."""
        with self._lock:
            self._closed = True

    def _state(self, tables: Tables) -> ClockState:
        now = in_zone(require_aware(self._clock.now()), _UTC)
        return state_of(now, reading.last_entries(tables), lambda: reading.marks(tables), self._bounds)


def _breaks(tables: Tables) -> Iterator[Break]:
    """Yield every place where a journal does not hold, and where numbers are not there."""
    known: dict[CaseKind | None, int] = {}
    for case_id in sorted(tables.events.keys() | tables.cases.keys(), key=order):
        kind, (_, number) = kind_of(case_id), order(case_id)
        for gap in gaps((number,), known.get(kind, 0)):
            yield Break(kind=BreakKind.LEFT_OUT, case_id=made_id(kind.value if kind else "", gap.start), number=0)
        known[kind] = number
        yield from verify_chain(case_id, tables.events.get(case_id, ()), head=_head(tables, case_id))
    for gap in gaps(sorted(tables.journal)):
        yield Break(kind=BreakKind.LEFT_OUT, case_id=STORE_CASE, number=0, seq=gap.start)


def _head(tables: Tables, case_id: str) -> str | None:
    case = tables.cases.get(case_id)
    return None if case is None else case.digest
