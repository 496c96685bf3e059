"""The questions that a store and its transactions answer alike (`ports.Reading`)."""

from abc import ABC, abstractmethod
from contextlib import AbstractContextManager

from netpoint_stp.backends.cases import ComplaintRecord, IncidentRecord, RequestRecord
from netpoint_stp.backends.journal import Event
from netpoint_stp.backends.messages import OutboxItem
from netpoint_stp.backends.records import DecisionRecord, Lease, Page, Query, StoredInteraction, StoredQuarantined
from netpoint_stp.backends.sql import cases, reading
from netpoint_stp.backends.sql.sealing import Sealer
from netpoint_stp.backends.sql.session import Session
from netpoint_stp.backends.steps import CaseKind, State

_ALL: frozenset[State] = frozenset()


class Answers(ABC):
    """See `ports.Reading`, method by method."""

    @property
    @abstractmethod
    def sealer(self) -> Sealer:
        """What opens raw messages."""
        raise NotImplementedError

    @abstractmethod
    def looking(self) -> AbstractContextManager[Session]:
        """Give a session that sees one moment of the store."""
        raise NotImplementedError

    def interaction(self, interaction_id: str) -> StoredInteraction | None:
        """As `Reading.interaction`."""
        with self.looking() as session:
            return reading.interaction(session, interaction_id)

    def raw(self, interaction_id: str) -> bytes | None:
        """As `Reading.raw`."""
        with self.looking() as session:
            return reading.raw(session, self.sealer, interaction_id)

    def quarantined(self, after: str | None = None, limit: int = 100) -> Page[StoredQuarantined]:
        """As `Reading.quarantined`."""
        with self.looking() as session:
            return reading.quarantined(session, after, limit)

    def request(self, request_id: str) -> RequestRecord | None:
        """As `Reading.request`."""
        with self.looking() as session:
            return cases.case(session, request_id, CaseKind.REQUEST, RequestRecord)

    def complaint(self, complaint_id: str) -> ComplaintRecord | None:
        """As `Reading.complaint`."""
        with self.looking() as session:
            return cases.case(session, complaint_id, CaseKind.COMPLAINT, ComplaintRecord)

    def incident(self, incident_id: str) -> IncidentRecord | None:
        """As `Reading.incident`."""
        with self.looking() as session:
            return cases.case(session, incident_id, CaseKind.INCIDENT, IncidentRecord)

    def requests(
        self, states: frozenset[State] = _ALL, after: str | None = None, limit: int = 100
    ) -> Page[RequestRecord]:
        """As `Reading.requests`."""
        with self.looking() as session:
            return cases.cases(session, CaseKind.REQUEST, RequestRecord, states, after, limit)

    def complaints(
        self, states: frozenset[State] = _ALL, after: str | None = None, limit: int = 100
    ) -> Page[ComplaintRecord]:
        """As `Reading.complaints`."""
        with self.looking() as session:
            return cases.cases(session, CaseKind.COMPLAINT, ComplaintRecord, states, after, limit)

    def incidents(
        self, states: frozenset[State] = _ALL, after: str | None = None, limit: int = 100
    ) -> Page[IncidentRecord]:
        """As `Reading.incidents`."""
        with self.looking() as session:
            return cases.cases(session, CaseKind.INCIDENT, IncidentRecord, states, after, limit)

    def find(self, query: Query, limit: int = 100) -> tuple[RequestRecord, ...]:
        """As `Reading.find`."""
        with self.looking() as session:
            return cases.find(session, query, limit)

    def cases_of(
        self, *, interaction: str | None = None, thread: tuple[str, ...] = (), channel: str | None = None
    ) -> tuple[str, ...]:
        """As `Reading.cases_of`."""
        with self.looking() as session:
            return cases.cases_of(session, interaction, thread, channel)

    def waiting(self, queue: str, limit: int = 100) -> tuple[RequestRecord, ...]:
        """As `Reading.waiting`."""
        with self.looking() as session:
            return cases.waiting(session, queue, limit)

    def leases(self, worker: str | None = None) -> tuple[Lease, ...]:
        """As `Reading.leases`."""
        with self.looking() as session:
            return cases.leases(session, worker)

    def events(self, case_id: str) -> tuple[Event, ...]:
        """As `Reading.events`."""
        with self.looking() as session:
            return cases.events(session, case_id)

    def event_under(self, case_id: str, key: str) -> Event | None:
        """As `Reading.event_under`."""
        with self.looking() as session:
            return cases.event_under(session, case_id, key)

    def journal(self, after: str | None = None, limit: int = 1000) -> Page[Event]:
        """As `Reading.journal`."""
        with self.looking() as session:
            return cases.journal(session, after, limit)

    def outbox(self, *, pending: bool = True, after: str | None = None, limit: int = 100) -> Page[OutboxItem]:
        """As `Reading.outbox`."""
        with self.looking() as session:
            return reading.outbox(session, after, limit, pending=pending)

    def decisions(self, after: str | None = None, limit: int = 1000) -> Page[DecisionRecord]:
        """As `Reading.decisions`."""
        with self.looking() as session:
            return reading.decisions(session, after, limit)
