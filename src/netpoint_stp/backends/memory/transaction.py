"""Cases and the queue in a unit of work of the memory store (3.1, 3.13, 3.14)."""

from datetime import datetime, timedelta

from attrs import evolve

from netpoint_stp.backends.cases import RequestRecord, apply
from netpoint_stp.backends.fields import check_data
from netpoint_stp.backends.holding import check_live, check_token, taking
from netpoint_stp.backends.journal import SYSTEM, Actor, ActorKind, Event, NewEvent, written
from netpoint_stp.backends.memory import reading
from netpoint_stp.backends.memory.recording import Recording
from netpoint_stp.backends.memory.sending import Sending
from netpoint_stp.backends.memory.work import call
from netpoint_stp.backends.records import (
    STORE_CASE,
    Lease,
    checked_lease,
    checked_limit,
    kind_of,
    made_id,
    number_of,
)
from netpoint_stp.backends.steps import BY_STORE, OPENING, CaseKind, EventKind, State
from netpoint_stp.errors import NotFoundError, UsageError


class MemoryTransaction(Recording, Sending):
    """See `ports.Transaction`; the store makes it, and holds its lock while it lasts."""

    @call
    def open_case(self, event: NewEvent) -> Event:
        """As `Transaction.open_case`."""
        kind = OPENING.get(event.kind)
        if kind is None:
            raise UsageError(f"no case begins with `{event.kind.value}`; begin with `opened`, `lodged` or `noticed`")
        if event.key is not None and (kind, event.key) in self.tables.opened_under_key:
            return self.tables.opened_under_key[kind, event.key]
        check_data(kind, event)
        opened = self._write(kind, made_id(kind.value, self.writing.number(kind.value)), event)
        if event.key is not None:
            self.writing.put(self.tables.opened_under_key, (kind, event.key), opened)
        return opened

    @call
    def append(self, case_id: str, event: NewEvent, *, token: int | None = None) -> Event:
        """As `Transaction.append`."""
        kind, number = kind_of(case_id), 0
        if kind is not None:
            number = number_of(case_id, kind.value) or 0
        case_id = case_id if kind is None else made_id(kind.value, number)
        case = self.tables.cases.get(case_id)
        if kind is None or case is None:
            raise NotFoundError(f"there is no case `{case_id}`; look the number up again")
        if event.key is not None and (case_id, event.key) in self.tables.under_key:
            return self.tables.under_key[case_id, event.key]
        if event.kind in BY_STORE:
            raise UsageError(f"`{event.kind.value}` is written by the store alone; take, release or purge instead")
        lease = self.tables.leases.get(case_id)
        check_token(case_id, case.state, event.kind, lease=lease, token=token, now=self.clock)
        check_data(kind, event)
        return self._write(kind, case_id, event)

    @call
    def take_next(self, queue: str, worker: str, lease: timedelta) -> Lease | None:
        """As `Transaction.take_next`."""
        length = checked_lease(lease)
        waiting = self.tables.queues.get(queue)
        return self._take(waiting[0][-1], worker, length, None) if waiting else None

    @call
    def take(
        self, request_id: str, worker: str, lease: timedelta, *, bulk: str | None = None, at: datetime | None = None
    ) -> Lease:
        """As `Transaction.take`."""
        length = checked_lease(lease)
        return self._take(self._known(request_id).id, worker, length, bulk, at)

    @call
    def renew(self, request_id: str, token: int, lease: timedelta) -> Lease:
        """As `Transaction.renew`."""
        length = checked_lease(lease)
        known = self._known(request_id).id
        held = check_live(known, self.tables.leases.get(known), token, self.clock)
        renewed = evolve(held, until=self.clock + length)
        self.writing.put(self.tables.leases, known, renewed)
        return renewed

    @call
    def release(self, request_id: str, token: int, *, by: Actor | None = None) -> Event:
        """As `Transaction.release`."""
        known = self._known(request_id).id
        held = check_live(known, self.tables.leases.get(known), token, self.clock)
        return self._give_back(known, by or Actor(ActorKind.STAFF, held.worker), "released")

    @call
    def return_lapsed(self, limit: int = 100) -> tuple[str, ...]:
        """As `Transaction.return_lapsed`."""
        checked_limit(limit)
        lapsed = sorted(
            (lease.until, lease.taken_at, lease.request_id)
            for lease in self.tables.leases.values()
            if lease.until <= self.clock
        )[:limit]
        for *_, request_id in lapsed:
            self._give_back(request_id, SYSTEM, "lapsed")
        return tuple(request_id for *_, request_id in lapsed)

    @call
    def store_event(self, new: NewEvent) -> Event:
        """As `ClockRepair.store_event`."""
        return self._write(CaseKind.STORE, STORE_CASE, new)

    @call
    def set_lease_end(self, lease: Lease, until: datetime) -> None:
        """As `ClockRepair.set_lease_end`."""
        self.writing.put(self.tables.leases, lease.request_id, evolve(lease, until=until))

    def _known(self, request_id: str) -> RequestRecord:
        found = reading.case(self.tables, request_id, RequestRecord, CaseKind.REQUEST)
        if found is None:
            raise NotFoundError(f"there is no request `{request_id}`; look the number up again")
        return found

    def _take(
        self, request_id: str, worker: str, length: timedelta, bulk: str | None, at: datetime | None = None
    ) -> Lease:
        until = self.clock + length
        event = taking(worker, until, bulk=bulk, at=at, now=self.moment)
        taken = self._write(CaseKind.REQUEST, request_id, event)
        lease = Lease(
            request_id=request_id,
            queue=self._known(request_id).queue,
            worker=worker,
            token=taken.number,
            taken_at=self.moment,
            until=until,
        )
        self.writing.put(self.tables.leases, request_id, lease)
        return lease

    def _give_back(self, request_id: str, by: Actor, cause: str) -> Event:
        event = NewEvent(kind=EventKind.RETURNED, by=by, data={"cause": cause})
        return self._write(CaseKind.REQUEST, request_id, event)

    def _write(self, kind: CaseKind, case_id: str, new: NewEvent) -> Event:
        """Write an event, and everything that follows from it."""
        tables, writing = self.tables, self.writing
        events = tables.events.get(case_id, ())
        for interaction_id in new.data.get("interactions") or ():
            if interaction_id not in tables.interactions:
                raise NotFoundError(f"there is no interaction `{interaction_id}`; record it first")
        last = events[-1] if events else None
        event = written(new, seq=writing.number("seq"), case=kind, case_id=case_id, last=last, at=self.moment)
        writing.put(tables.events, case_id, (*events, event))
        writing.put(tables.journal, event.seq, event)
        if new.key is not None:
            writing.put(tables.under_key, (case_id, new.key), event)
        if kind is not CaseKind.STORE:
            self._follow(case_id, event)
        return event

    def _follow(self, case_id: str, event: Event) -> None:
        tables, writing = self.tables, self.writing
        case = apply(tables.cases.get(case_id), event)
        writing.case(case_id, case)
        if case.state is not State.TAKEN:
            writing.drop(tables.leases, case_id)
        for interaction_id in event.data.get("interactions") or ():
            writing.add(tables.cases_of, interaction_id, case_id)
        if isinstance(case, RequestRecord) and case.request.subscriber_id is not None:
            writing.add(tables.by_subscriber, case.request.subscriber_id, case_id)
