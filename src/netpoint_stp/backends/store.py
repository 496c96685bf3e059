"""A store of requests over a storage (3.1, 3.13): whoever writes a store inherits `Store`, and fills three members."""

from abc import abstractmethod
from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from threading import Lock, local
from typing import Final, TypeAlias

from netpoint_stp.backends.queries import Queries
from netpoint_stp.backends.snapshots import CaseSnapshot
from netpoint_stp.backends.storage import StoragePosition, StorageReader, StorageWriter
from netpoint_stp.backends.unit_of_work import UnitOfWork, last_entries
from netpoint_stp.casebook.journal import Actor, Break, BreakKind, Event, gaps, verify_chain
from netpoint_stp.casebook.records import STORE_CASE, CaseKey, Purged, case_key, made_id
from netpoint_stp.casebook.redaction import Redaction
from netpoint_stp.casebook.steps import CaseKind, EventKind
from netpoint_stp.channels.details import DEFAULT_PATTERNS, DetailPatterns
from netpoint_stp.errors import UnavailableError, UsageError
from netpoint_stp.moments import in_zone, require_aware, zone
from netpoint_stp.ports.capabilities import StoreCapability
from netpoint_stp.ports.clocks import (
    DEFAULT_BOUNDS,
    TRIAL_MARK,
    ClockBounds,
    ClockState,
    SystemClock,
    is_trial,
    moment_of_work,
    state_of,
    trial_refused,
)
from netpoint_stp.ports.directories import Clock

__all__ = ["StorageReader", "StorageWriter", "Store", "UnitOfWork"]

_CHAINS_AT_ONCE: Final = 500
_MOST_SNAPSHOTS: Final = 2048
_UTC: Final = zone("UTC")
_FIRST_CHAIN: Final = -(2**63) + 1
MomentOf: TypeAlias = Callable[[ClockState, datetime | None, ClockBounds], datetime]
"""Which moment a unit of work bears, given the clock's state, the latest moment of this process, and the bounds."""


class Store(Queries):
    """See `ports.RequestStore`; a store fills `capabilities`, `reading` and `writing`, and inherits the rest.

    `clock` replaces the store's own, and `clock_bounds` is how far it may stand from the newest entry. `patterns` say
    what passport data looks like in texts.
    """

    # Attributes with two underscores are this class's alone, so that no store can take one of its names by accident.

    def __init__(
        self,
        *,
        clock: Clock | None = None,
        clock_bounds: ClockBounds = DEFAULT_BOUNDS,
        patterns: DetailPatterns = DEFAULT_PATTERNS,
    ) -> None:
        self.__clock: Final = clock
        self.__bounds: Final = clock_bounds
        self.__patterns: Final = patterns
        self.__thread: Final = local()
        self.__latest: datetime | None = None
        self.__closed = False
        self.__snapshots: Final[dict[CaseKey, CaseSnapshot]] = {}
        self.__keeping: Final = Lock()

    @property
    @abstractmethod
    def capabilities(self) -> frozenset[StoreCapability]:
        """See `RequestStore.capabilities`."""

    @abstractmethod
    def reading(self) -> AbstractContextManager[StorageReader]:
        """Give a reader that sees one moment of what is committed."""

    @abstractmethod
    def writing(self) -> AbstractContextManager[StorageWriter]:
        """Take the store's one lock, and give a writer; at the end commit all, or nothing if an error leaves it.

        Raises `UnavailableError` if the lock cannot be got in time, and if committing fails.
        """

    @property
    def schema_version(self) -> int:
        """See `RequestStore.schema_version`; 0: nothing is laid out anywhere."""
        return 0

    def scrub(self) -> None:
        """Let go of the bytes of what was erased, as far as the store can."""

    def shut(self) -> None:
        """Let go of connections and files; safe to repeat."""

    @contextmanager
    def reader(self) -> Iterator[StorageReader]:
        """See `Queries.reader`."""
        self.__check_open()
        with self.reading() as storage:
            yield storage

    @contextmanager
    def transaction(self, patterns: Iterable[DetailPatterns] = ()) -> Iterator[UnitOfWork]:
        """See `RequestStore.transaction`."""
        with self.__begun(moment_of_work, patterns) as work:
            yield work

    def clock_state(self) -> ClockState:
        """See `RequestStore.clock_state`."""
        with self.reader() as storage:
            return self.__state(storage, storage.position())

    def accept_clock(self, *, by: Actor) -> Event | None:
        """See `RequestStore.accept_clock`."""
        with self.__begun(lambda state, _latest, _bounds: state.clock) as work:
            return work.accept_clock(by)

    def verify(self) -> tuple[Break, ...]:
        """See `RequestStore.verify`; some cases are read at a time."""
        with self.reader() as storage:
            return tuple(_breaks(storage))

    def purge(self, before: datetime, *, by: Actor) -> Purged:
        """See `RequestStore.purge`."""
        until = in_zone(require_aware(before), _UTC)
        with self.transaction() as work:
            if until > work.now:
                raise UsageError(
                    f"{before.isoformat()} is still to come; give a moment that has passed, up to which to erase"
                )
            erased = work.erase(until, by)
        self.scrub()
        return erased

    def close(self) -> None:
        """See `RequestStore.close`."""
        self.__closed = True
        self.shut()

    def begin_trial(self) -> None:
        """Mark an empty store as made for trials, so that its clock may be set; raises `UsageError` for another one."""
        with self.reader() as storage:
            made_for_it = is_trial(_marks(storage))
            empty = self.__state(storage, storage.position()).newest is None
        if empty and not made_for_it:
            with self.transaction() as work:
                work.store_event(TRIAL_MARK)
        elif not made_for_it:
            raise trial_refused()

    @contextmanager
    def __begun(self, moment_of: MomentOf, patterns: Iterable[DetailPatterns] = ()) -> Iterator[UnitOfWork]:
        """Begin a unit of work, unless one is under way in this thread."""
        self.__check_open()
        if getattr(self.__thread, "busy", False):
            raise UsageError("a unit of work is under way in this thread; end it before beginning another one")
        self.__thread.busy = True
        try:
            with self.writing() as storage:
                position = storage.position()
                state = self.__state(storage, position)
                self.__latest = now = moment_of(state, self.__latest, self.__bounds)
                work = UnitOfWork(
                    storage,
                    now=now,
                    state=state,
                    position=position,
                    redaction=Redaction((self.__patterns, *patterns)),
                    snapshots=self.__snapshots,
                )
                try:
                    yield work
                    _ = work.storage  # nothing is committed after the store failed, even if that error was caught
                finally:
                    work.end()
            self.__remember(work)
        finally:
            self.__thread.busy = False

    def __state(self, storage: StorageReader, position: StoragePosition) -> ClockState:
        if self.__clock is not None:
            clock = in_zone(require_aware(self.__clock.now()), _UTC)
        else:
            clock = position.clock or SystemClock().now()
        return state_of(clock, dict(last_entries(position)), lambda: _marks(storage), self.__bounds)

    def __remember(self, work: UnitOfWork) -> None:
        """Keep what a committed unit of work knew of its cases; with too many the earliest kept are let go of."""
        with self.__keeping:
            for case, snapshot in work.snapshots.items():
                self.__snapshots.pop(case, None)
                if snapshot is not None:
                    self.__snapshots[case] = snapshot
            while len(self.__snapshots) > _MOST_SNAPSHOTS:
                del self.__snapshots[next(iter(self.__snapshots))]

    def __check_open(self) -> None:
        if self.__closed:
            raise UnavailableError("the store is closed; open it again")


def _marks(storage: StorageReader) -> Iterator[Event]:
    """Yield the first event of the store's own journal, and those that acknowledge its clock."""
    case = case_key(STORE_CASE)
    events = storage.journals(case.kind, (case.number,)).get(case.number, ()) if case is not None else ()
    for event in events:
        if event.number == 1 or event.kind is EventKind.CLOCK_ACCEPTED:
            yield event


def _breaks(storage: StorageReader) -> Iterator[Break]:
    """Yield every place where a journal does not hold, and where numbers of cases or of events are not there."""
    events = array("q")
    for kind in CaseKind:
        after, known = _FIRST_CHAIN, 0
        while chains := storage.chains(kind, after, _CHAINS_AT_ONCE):
            for chain in chains:
                case_id = made_id(kind.value, chain.number)
                if chain.head is not None:
                    for gap in gaps((chain.number,), known):
                        yield Break(kind=BreakKind.LEFT_OUT, case_id=made_id(kind.value, gap.start), number=0)
                    known = chain.number
                events.extend(event.seq for event in chain.events)
                yield from verify_chain(case_id, chain.events, head=chain.head)
            after = chains[-1].number
    if len(events) != max(events, default=0):  # sorting them takes memory, and nearly always there is no need
        for gap in gaps(sorted(events)):
            yield Break(kind=BreakKind.LEFT_OUT, case_id=STORE_CASE, number=0, seq=gap.start)
