"""The questions of `ports.Reading`, answered once for every store and for its units of work (3.10, 3.13, 3.20)."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Final, TypeVar

from netpoint_stp.backends.storage import (
    DECISIONS,
    JOURNAL,
    OUTBOX,
    PENDING,
    QUARANTINED,
    CaseLink,
    EntryLog,
    StorageReader,
)
from netpoint_stp.casebook.journal import Event
from netpoint_stp.casebook.messages import OutboxItem
from netpoint_stp.casebook.projection import Case, ComplaintRecord, IncidentRecord, RequestRecord, fold
from netpoint_stp.casebook.records import (
    INTERACTION_LETTER,
    QUARANTINE_LETTER,
    CaseKey,
    DecisionRecord,
    Lease,
    Page,
    Query,
    StoredInteraction,
    StoredQuarantined,
    case_key,
    checked_limit,
    number_of,
)
from netpoint_stp.casebook.steps import CaseKind, State
from netpoint_stp.errors import BackendError, UsageError

ItemT = TypeVar("ItemT")
RecordT = TypeVar("RecordT", RequestRecord, ComplaintRecord, IncidentRecord)
_ALL: Final[frozenset[State]] = frozenset()
_KINDS: Final = {
    RequestRecord: CaseKind.REQUEST,
    ComplaintRecord: CaseKind.COMPLAINT,
    IncidentRecord: CaseKind.INCIDENT,
}
_ORDER: Final = {kind: place for place, kind in enumerate(CaseKind)}


class Queries(ABC):
    """See `ports.Reading`, method by method."""

    # Names with two underscores are this class's alone: no store that inherits it can take one by accident.

    @abstractmethod
    def reader(self) -> AbstractContextManager[StorageReader]:
        """Give a reader that sees one moment of the store."""

    def case_of(self, storage: StorageReader, case: CaseKey) -> Case | None:
        """Return a case, None if it is unknown."""
        events = storage.journals(case.kind, (case.number,)).get(case.number)
        return self.fold_case(case, events) if events else None

    def fold_case(self, case: CaseKey, events: Sequence[Event]) -> Case:
        """Return the case that its journal tells; whoever knows it already need not fold it.

        Raises `BackendError` for a journal that was edited out of shape.
        """
        del case
        return folded(events)

    def interaction(self, interaction_id: str) -> StoredInteraction | None:
        """See `StoreReader.interaction`."""
        number = number_of(interaction_id, INTERACTION_LETTER)
        with self.reader() as storage:
            return None if number is None else storage.interactions((number,)).get(number)

    def raw(self, interaction_id: str) -> bytes | None:
        """See `StoreReader.raw`."""
        with self.reader() as storage:
            for letter in (INTERACTION_LETTER, QUARANTINE_LETTER):
                if (number := number_of(interaction_id, letter)) is not None:
                    return storage.raw(letter, number)
            return None

    def quarantined(self, after: str | None = None, limit: int = 100) -> Page[StoredQuarantined]:
        """See `StoreReader.quarantined`."""
        return self.__page(QUARANTINED, after, limit)

    def request(self, request_id: str) -> RequestRecord | None:
        """See `StoreReader.request`."""
        return self.__case(request_id, RequestRecord)

    def complaint(self, complaint_id: str) -> ComplaintRecord | None:
        """See `StoreReader.complaint`."""
        return self.__case(complaint_id, ComplaintRecord)

    def incident(self, incident_id: str) -> IncidentRecord | None:
        """See `StoreReader.incident`."""
        return self.__case(incident_id, IncidentRecord)

    def requests(
        self, states: frozenset[State] = _ALL, after: str | None = None, limit: int = 100
    ) -> Page[RequestRecord]:
        """See `StoreReader.requests`."""
        return self.__cases(RequestRecord, states, after, limit)

    def complaints(
        self, states: frozenset[State] = _ALL, after: str | None = None, limit: int = 100
    ) -> Page[ComplaintRecord]:
        """See `StoreReader.complaints`."""
        return self.__cases(ComplaintRecord, states, after, limit)

    def incidents(
        self, states: frozenset[State] = _ALL, after: str | None = None, limit: int = 100
    ) -> Page[IncidentRecord]:
        """See `StoreReader.incidents`."""
        return self.__cases(IncidentRecord, states, after, limit)

    def find(self, query: Query, limit: int = 100) -> tuple[RequestRecord, ...]:
        """See `StoreReader.find`."""
        most = checked_limit(limit)
        parts: list[tuple[CaseLink, Sequence[str | int]]] = []
        if query.subscriber_id is not None:
            parts.append((CaseLink.SUBSCRIBER, (query.subscriber_id,)))
        if query.sender is not None:
            parts.append((CaseLink.SENDER, (query.sender,)))
        if query.thread:
            parts.append((CaseLink.MESSAGE, query.thread))
        if query.interaction is not None:
            number = number_of(query.interaction, INTERACTION_LETTER)
            parts.append((CaseLink.INTERACTION, () if number is None else (number,)))
        with self.reader() as storage:
            sets = (_linked(storage, link, values, query.channel, query.states) for link, values in parts)
            numbers = sorted(case.number for case in set.intersection(*sets) if case.kind is CaseKind.REQUEST)
            return tuple(self.__folded(storage, RequestRecord, numbers[: -most - 1 : -1]))

    def cases_of(
        self, *, interaction: str | None = None, thread: tuple[str, ...] = (), channel: str | None = None
    ) -> tuple[str, ...]:
        """See `StoreReader.cases_of`."""
        number = None if interaction is None else number_of(interaction, INTERACTION_LETTER)
        with self.reader() as storage:
            cases = _linked(storage, CaseLink.MESSAGE, thread, channel, _ALL)
            if number is not None:
                cases |= _linked(storage, CaseLink.INTERACTION, (number,), None, _ALL)
        return tuple(case.id for case in sorted(cases, key=lambda case: (_ORDER[case.kind], case.number)))

    def waiting(self, queue: str, limit: int = 100) -> tuple[RequestRecord, ...]:
        """See `StoreReader.waiting`."""
        most = checked_limit(limit)
        with self.reader() as storage:
            return tuple(self.__folded(storage, RequestRecord, storage.line(queue, most)))

    def leases(self, worker: str | None = None) -> tuple[Lease, ...]:
        """See `StoreReader.leases`."""
        with self.reader() as storage:
            return tuple(lease for lease in storage.leases() if worker is None or lease.worker == worker)

    def events(self, case_id: str) -> tuple[Event, ...]:
        """See `StoreReader.events`."""
        case = case_key(case_id)
        with self.reader() as storage:
            return () if case is None else tuple(storage.journals(case.kind, (case.number,)).get(case.number, ()))

    def event_under(self, case_id: str, key: str) -> Event | None:
        """See `StoreReader.event_under`."""
        return next((event for event in self.events(case_id) if event.key == key), None)

    def journal(self, after: str | None = None, limit: int = 1000) -> Page[Event]:
        """See `StoreReader.journal`."""
        return self.__page(JOURNAL, after, limit)

    def outbox(self, *, pending: bool = True, after: str | None = None, limit: int = 100) -> Page[OutboxItem]:
        """See `StoreReader.outbox`."""
        return self.__page(PENDING if pending else OUTBOX, after, limit)

    def decisions(self, after: str | None = None, limit: int = 1000) -> Page[DecisionRecord]:
        """See `StoreReader.decisions`."""
        return self.__page(DECISIONS, after, limit)

    def __case(self, case_id: str, record: type[RecordT]) -> RecordT | None:
        kind = _KINDS[record]
        number = number_of(case_id, kind.value)
        with self.reader() as storage:
            case = None if number is None else self.case_of(storage, CaseKey(kind, number))
        return case if isinstance(case, record) else None

    def __cases(self, record: type[RecordT], states: frozenset[State], after: str | None, limit: int) -> Page[RecordT]:
        start, most = cursor(after), checked_limit(limit)
        with self.reader() as storage:
            numbers = storage.cases(_KINDS[record], states, start, most + 1)  # one more says that there is more
            items = tuple(self.__folded(storage, record, numbers[:most]))
        return Page(items=items, after=str(numbers[most - 1]) if len(numbers) > most else None)

    def __folded(self, storage: StorageReader, record: type[RecordT], numbers: Sequence[int]) -> Iterator[RecordT]:
        """Yield the cases of these numbers, in their order."""
        kind = _KINDS[record]
        journals = storage.journals(kind, numbers) if numbers else {}
        for number in numbers:
            events = journals.get(number)
            case = self.fold_case(CaseKey(kind, number), events) if events else None
            if isinstance(case, record):
                yield case

    def __page(self, log: EntryLog[ItemT], after: str | None, limit: int) -> Page[ItemT]:
        start, most = cursor(after), checked_limit(limit)
        with self.reader() as storage:
            entries = storage.page(log, start, most + 1)  # one more says that there is more
        given = entries[:most]
        return Page(items=tuple(item for _, item in given), after=str(given[-1][0]) if len(entries) > most else None)


def cursor(after: str | None) -> int:
    """Return the number in a cursor, 0 for the beginning; raises `UsageError` for one that no page gave."""
    if after is None:
        return 0
    if not (after.isascii() and after.isdigit() and len(after) < 19):
        raise UsageError("the place to go on from is none that a page gave; begin anew")
    return int(after)


def folded(events: Sequence[Event], case: Case | None = None) -> Case:
    """Return the case after its events, `case` before them; raises `BackendError` for a journal edited out of shape."""
    try:
        return fold(events, case)
    except (ValueError, TypeError, KeyError):
        raise BackendError(
            f"the journal of `{events[0].case_id}` cannot be read: it was edited by hand; verify the store"
        ) from None


def _linked(
    storage: StorageReader,
    link: CaseLink,
    values: Sequence[str | int],
    channel: str | None,
    states: frozenset[State],
) -> set[CaseKey]:
    """Return the cases with any of these values; those of a message in one channel alone, if it is named."""
    if not values:
        return set()
    linked = storage.linked(link, tuple(dict.fromkeys(values)), states)
    only = channel if link is CaseLink.MESSAGE else None
    return {each.case for each in linked if only is None or each.channel == only}
