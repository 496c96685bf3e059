"""Writing events in a unit of work (3.1, 3.9–3.14): judged by what the journal holds, with all that follows from them.

Every call looks first, judges, and writes last; so one that is refused has changed nothing, and nothing need be undone.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final

from attrs import evolve

from netpoint_stp.backends.queries import Queries
from netpoint_stp.backends.snapshots import CaseSnapshot, first_snapshot, queue_place, snapshot_of
from netpoint_stp.backends.storage import Consequences, Numbered, StoragePosition, StorageReader, StorageWriter
from netpoint_stp.casebook.journal import Event, NewEvent, written
from netpoint_stp.casebook.projection import Case, RequestRecord, apply
from netpoint_stp.casebook.records import INTERACTION_LETTER, STORE_CASE, CaseKey, case_key, made_id, number_of
from netpoint_stp.casebook.redaction import Redaction
from netpoint_stp.casebook.steps import CaseKind, State
from netpoint_stp.errors import NotFoundError, UnavailableError, UsageError
from netpoint_stp.ports.clocks import ClockState

_STORE: Final = CaseKey(CaseKind.STORE, number_of(STORE_CASE, CaseKind.STORE.value) or 0)


class Journaling(Queries):
    """A unit of work while it lasts: its moment, the next numbers of everything, the cases that it has looked at."""

    def __init__(
        self,
        storage: StorageWriter,
        *,
        now: datetime,
        state: ClockState,
        position: StoragePosition,
        redaction: Redaction,
        snapshots: Mapping[CaseKey, CaseSnapshot],
    ) -> None:
        self._storage: Final = storage
        self._now: Final = now
        self._state: Final = state
        self.redaction: Final = redaction
        self._earlier: Final = snapshots
        self._position: Final = position
        self._last: Final = {numbered: entry.number for numbered, entry in position.last.items()}
        # An identity map: under the store's one lock nobody else can add to a journal that was read.
        self._snapshots: Final[dict[CaseKey, CaseSnapshot | None]] = {}
        self._recorded: Final[set[int]] = set()
        self._ended = False

    @property
    def storage(self) -> StorageWriter:
        """The storage; raises `UsageError` after the end, `UnavailableError` after the store failed."""
        if self._ended:
            raise UsageError("this unit of work has ended; begin another one")
        if self._storage.failed:
            raise UnavailableError("the database failed in this unit of work, and nothing of it is kept; begin anew")
        return self._storage

    @property
    def snapshots(self) -> Mapping[CaseKey, CaseSnapshot | None]:
        """The cases that this unit of work has looked at, as they are now; None for those that there are not."""
        return self._snapshots

    def end(self) -> None:
        """Refuse every later call."""
        self._ended = True

    @contextmanager
    def reader(self) -> Iterator[StorageReader]:
        """See `Queries.reader`; it also sees what was written here."""
        yield self.storage

    @property
    def now(self) -> datetime:
        """See `Transaction.now`."""
        _ = self.storage
        return self._now

    @property
    def clock_now(self) -> datetime:
        """See `Transaction.clock_now`."""
        _ = self.storage
        return self._state.clock

    def case_of(self, storage: StorageReader, case: CaseKey) -> Case | None:
        """See `Queries.case_of`; read and folded once."""
        snapshot = self.snapshot(case)
        return None if snapshot is None else snapshot.case

    def fold_case(self, case: CaseKey, events: Sequence[Event]) -> Case:
        """See `Queries.fold_case`."""
        known = self._snapshots.get(case) or self._earlier.get(case)
        if known is not None and known.case is not None and known.ends(events):
            return known.case
        return super().fold_case(case, events)

    def event_under(self, case_id: str, key: str) -> Event | None:
        """See `StoreReader.event_under`; the journal is read only if there is such an event."""
        case = case_key(case_id)
        snapshot = None if case is None else self.snapshot(case)
        return super().event_under(case_id, key) if snapshot is not None and key in snapshot.keys else None

    def next(self, numbered: Numbered) -> int:
        """Return the next number of a kind; it counts as given once `give` is told that it was written."""
        return self._last[numbered] + 1

    def give(self, numbered: Numbered, number: int) -> None:
        """Note the last number that was given."""
        self._last[numbered] = number

    def snapshot(self, case: CaseKey) -> CaseSnapshot | None:
        """Return a case as it is, None if it is unknown.

        Of a case that an earlier unit of work knew, only the events since are read: the digest of its last event then
        stands for the rest, so that neither another process nor a copy that was put back can mislead.
        """
        storage = self.storage
        if case not in self._snapshots:
            earlier = self._earlier.get(case)
            since = 1 if earlier is None else earlier.last.number
            events = storage.journals(case.kind, (case.number,), since).get(case.number, ())
            if earlier is not None and (not events or events[0].digest != earlier.last.digest):
                earlier, events = None, storage.journals(case.kind, (case.number,)).get(case.number, ())
            self._snapshots[case] = snapshot_of(events, earlier)
        return self._snapshots[case]

    def store_event(self, new: NewEvent) -> Event:
        """See `ClockRepair.store_event`."""
        return self.write(_STORE, new)

    def write_first(self, kind: CaseKind, new: NewEvent) -> Event:
        """Open a case of a kind with its first event."""
        numbered = Numbered(kind.value)
        case = CaseKey(kind, self.next(numbered))
        self._snapshots[case] = None  # its number is new: there is nothing to ask for
        event = self.write(case, new)
        self.give(numbered, case.number)
        return event

    def write(self, case: CaseKey, new: NewEvent) -> Event:
        """Write an event and everything that follows from it; nothing before everything is known to be right."""
        before = self.snapshot(case)
        data = self.redaction.data(new.data)
        new = new if data == new.data else evolve(new, data=data)
        new, named = self._with_interactions(new)
        last = None if before is None else before.last
        seq = self.next(Numbered.EVENT)
        event = written(new, seq=seq, case=case.kind, case_id=case.id, last=last, at=self._now)
        old = None if before is None else before.case
        # `apply` and not `folded`: what the new event itself lacks is the caller's mistake, not an edited journal
        present = None if case.kind is CaseKind.STORE else apply(old, event)
        left, entered = queue_place(case.number, old), queue_place(case.number, present)
        consequences = Consequences(
            opened=last is None,
            subscriber_id=present.request.subscriber_id if isinstance(present, RequestRecord) else None,
            left=left if left != entered else None,
            entered=entered if left != entered else None,
            joined=tuple(sorted(named if before is None else named - before.interactions)),
            ends_lease=last is not None and last.state is State.TAKEN and event.state is not State.TAKEN,
        )
        self.storage.add_event(case, event, consequences)
        self.give(Numbered.EVENT, seq)
        self._snapshots[case] = first_snapshot(event, present) if before is None else before.after(event, present)
        return event

    def note_recorded(self, numbers: set[int]) -> None:
        """Note interactions that are known to be there."""
        self._recorded.update(numbers)

    def _with_interactions(self, new: NewEvent) -> tuple[NewEvent, set[int]]:
        """Return an event with the interactions it names as the store's ids, and their numbers.

        Raises `NotFoundError` for one that was not recorded.
        """
        named: list[Any] = list(new.data.get("interactions") or ())
        numbers = [_interaction_number(each) for each in named]
        unknown = {*numbers} - self._recorded
        if unknown:
            self._recorded.update(self.storage.interactions(unknown))
        for each, number in zip(named, numbers, strict=True):
            if number not in self._recorded:
                raise NotFoundError(f"there is no interaction `{each}`; record it first")
        ids = [made_id(INTERACTION_LETTER, number) for number in numbers]
        changed = new if ids == named else evolve(new, data={**new.data, "interactions": ids})
        return changed, set(numbers)


def _interaction_number(made: object) -> int:
    """Return the number in the id of an interaction; one that none has for anything else."""
    number = number_of(made, INTERACTION_LETTER) if isinstance(made, str) else None
    return 0 if number is None else number
