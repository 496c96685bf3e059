"""The questions that the memory store and its transactions answer alike (`ports.Reading`)."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager

from netpoint_stp.backends.cases import ComplaintRecord, IncidentRecord, RequestRecord
from netpoint_stp.backends.journal import Event
from netpoint_stp.backends.memory import reading
from netpoint_stp.backends.memory.tables import Tables
from netpoint_stp.backends.messages import OutboxItem
from netpoint_stp.backends.records import DecisionRecord, Lease, Page, Query, StoredInteraction, StoredQuarantined
from netpoint_stp.backends.steps import CaseKind, State

_ALL: frozenset[State] = frozenset()


class Answers(ABC):
    """See `ports.Reading`, method by method."""

    @contextmanager
    @abstractmethod
    def looking(self) -> Iterator[Tables]:
        """Give the tables while it is safe to look at them."""
        raise NotImplementedError

    def interaction(self, interaction_id: str) -> StoredInteraction | None:
        """As `Reading.interaction`."""
        with self.looking() as tables:
            return tables.interactions.get(interaction_id)

    def raw(self, interaction_id: str) -> bytes | None:
        """As `Reading.raw`."""
        with self.looking() as tables:
            return tables.raw.get(interaction_id)

    def quarantined(self, after: str | None = None, limit: int = 100) -> Page[StoredQuarantined]:
        """As `Reading.quarantined`."""
        with self.looking() as tables:
            return reading.quarantined(tables, after, limit)

    def request(self, request_id: str) -> RequestRecord | None:
        """As `Reading.request`."""
        with self.looking() as tables:
            return reading.case(tables, request_id, RequestRecord, CaseKind.REQUEST)

    def complaint(self, complaint_id: str) -> ComplaintRecord | None:
        """As `Reading.complaint`."""
        with self.looking() as tables:
            return reading.case(tables, complaint_id, ComplaintRecord, CaseKind.COMPLAINT)

    def incident(self, incident_id: str) -> IncidentRecord | None:
        """As `Reading.incident`."""
        with self.looking() as tables:
            return reading.case(tables, incident_id, IncidentRecord, CaseKind.INCIDENT)

    def requests(
        self, states: frozenset[State] = _ALL, after: str | None = None, limit: int = 100
    ) -> Page[RequestRecord]:
        """As `Reading.requests`."""
        with self.looking() as tables:
            return reading.cases(tables, RequestRecord, states, after, limit)

    def complaints(
        self, states: frozenset[State] = _ALL, after: str | None = None, limit: int = 100
    ) -> Page[ComplaintRecord]:
        """As `Reading.complaints`."""
        with self.looking() as tables:
            return reading.cases(tables, ComplaintRecord, states, after, limit)

    def incidents(
        self, states: frozenset[State] = _ALL, after: str | None = None, limit: int = 100
    ) -> Page[IncidentRecord]:
        """As `Reading.incidents`."""
        with self.looking() as tables:
            return reading.cases(tables, IncidentRecord, states, after, limit)

    def find(self, query: Query, limit: int = 100) -> tuple[RequestRecord, ...]:
        """As `Reading.find`."""
        with self.looking() as tables:
            return reading.find(tables, query, limit)

    def cases_of(
        self, *, interaction: str | None = None, thread: tuple[str, ...] = (), channel: str | None = None
    ) -> tuple[str, ...]:
        """As `Reading.cases_of`."""
        with self.looking() as tables:
            return reading.cases_of(tables, interaction, thread, channel)

    def waiting(self, queue: str, limit: int = 100) -> tuple[RequestRecord, ...]:
        """As `Reading.waiting`."""
        with self.looking() as tables:
            return reading.waiting(tables, queue, limit)

    def leases(self, worker: str | None = None) -> tuple[Lease, ...]:
        """As `Reading.leases`."""
        with self.looking() as tables:
            return reading.leases(tables, worker)

    def events(self, case_id: str) -> tuple[Event, ...]:
        """As `Reading.events`."""
        with self.looking() as tables:
            return tables.events.get(case_id, ())

    def event_under(self, case_id: str, key: str) -> Event | None:
        """As `Reading.event_under`."""
        with self.looking() as tables:
            return tables.under_key.get((case_id, key))

    def journal(self, after: str | None = None, limit: int = 1000) -> Page[Event]:
        """As `Reading.journal`."""
        with self.looking() as tables:
            return reading.journal(tables, after, limit)

    def outbox(self, *, pending: bool = True, after: str | None = None, limit: int = 100) -> Page[OutboxItem]:
        """As `Reading.outbox`."""
        with self.looking() as tables:
            return reading.outbox(tables, after, limit, pending=pending)

    def decisions(self, after: str | None = None, limit: int = 1000) -> Page[DecisionRecord]:
        """As `Reading.decisions`."""
        with self.looking() as tables:
            return reading.decisions(tables, after, limit)
