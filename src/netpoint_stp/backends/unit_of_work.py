"""The rules of a store, once (3.1, 3.10–3.14): stepped legally, held by one, sent and decided once, erased in time."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final

from attrs import evolve

from netpoint_stp.backends.clock_jumps import accept_clock
from netpoint_stp.backends.recording import Recording
from netpoint_stp.backends.storage import DECIDED, ITEM, LEASE, OPENED, POSTED, Numbered, StoragePosition
from netpoint_stp.casebook.events import check_data
from netpoint_stp.casebook.journal import SYSTEM, Actor, ActorKind, Event, Json, NewEvent, require_json
from netpoint_stp.casebook.leases import check_live, check_token, taking
from netpoint_stp.casebook.messages import OutboxItem, Outgoing, Receipt
from netpoint_stp.casebook.projection import RequestRecord
from netpoint_stp.casebook.records import (
    CaseKey,
    DecisionRecord,
    Lease,
    Purged,
    case_key,
    checked_lease,
    checked_limit,
)
from netpoint_stp.casebook.steps import BY_STORE, OPENING, CaseKind, EventKind, State
from netpoint_stp.errors import NotFoundError, UsageError
from netpoint_stp.moments import in_zone, require_aware, zone
from netpoint_stp.ports.clocks import LISTS, LastEntry

_UTC: Final = zone("UTC")


class UnitOfWork(Recording):
    """See `ports.Transaction` and `clock_jumps.ClockRepair`; the store makes it, and holds its lock while it lasts."""

    # Cases

    def open_case(self, event: NewEvent) -> Event:
        """See `Transaction.open_case`."""
        kind = OPENING.get(event.kind)
        if kind is None:
            raise UsageError(f"no case begins with `{event.kind.value}`; begin with `opened`, `lodged` or `noticed`")
        if event.key is not None:
            number = self.storage.unique(OPENED, kind.value, event.key)
            if number is not None:
                return self.storage.journals(kind, (number,))[number][0]
        check_data(kind, event)
        return self.write_first(kind, event)

    def append(self, case_id: str, event: NewEvent, *, token: int | None = None) -> Event:
        """See `Transaction.append`."""
        case, last = self._case_with_last(case_id)
        if event.key is not None and (earlier := self.event_under(case_id, event.key)) is not None:
            return earlier
        if event.kind in BY_STORE:
            raise UsageError(f"`{event.kind.value}` is written by the store alone; take, release or purge instead")
        lease = self.storage.unique(LEASE, case.number) if last.state is State.TAKEN else None
        check_token(last.case_id, last.state, event.kind, lease=lease, token=token, now=self.clock_now)
        check_data(case.kind, event)
        return self.write(case, event)

    # The queue

    def take_next(self, queue: str, worker: str, lease: timedelta) -> Lease | None:
        """See `Transaction.take_next`."""
        length = checked_lease(lease)
        first = self.storage.line(queue, 1)
        return self._take(CaseKey(CaseKind.REQUEST, first[0]), worker, length) if first else None

    def take(
        self, request_id: str, worker: str, lease: timedelta, *, bulk: str | None = None, at: datetime | None = None
    ) -> Lease:
        """See `Transaction.take`."""
        length = checked_lease(lease)
        return self._take(self._request_key(request_id), worker, length, bulk=bulk, at=at)

    def renew(self, request_id: str, token: int, lease: timedelta) -> Lease:
        """See `Transaction.renew`."""
        length = checked_lease(lease)
        return self._lease_until(self._live_lease(self._request_key(request_id), token), self.clock_now + length)

    def release(self, request_id: str, token: int, *, by: Actor | None = None) -> Event:
        """See `Transaction.release`."""
        case = self._request_key(request_id)
        lease = self._live_lease(case, token)
        return self._give_back(case, by or Actor(ActorKind.STAFF, lease.worker), "released")

    def return_lapsed(self, limit: int = 100) -> tuple[str, ...]:
        """See `Transaction.return_lapsed`."""
        lapsed = self.storage.leases(lapsed_by=self.clock_now, limit=checked_limit(limit))
        for lease in lapsed:
            self._give_back(self._request_key(lease.request_id), SYSTEM, "lapsed")
        return tuple(lease.request_id for lease in lapsed)

    def set_lease_end(self, lease: Lease, until: datetime) -> None:
        """See `ClockRepair.set_lease_end`."""
        self._lease_until(lease, until)

    # The outbox and the decision log

    def post(self, message: Outgoing) -> OutboxItem:
        """See `Transaction.post`."""
        posted = self.storage.unique(POSTED, message.key)
        if posted is not None:
            return posted
        kept = self.redaction.message(message)
        if message.case_id is not None:
            kept = evolve(kept, case_id=self._case_with_last(message.case_id)[0].id)
        number = self.next(Numbered.OUTBOX)
        item = OutboxItem(id=number, message=kept, posted_at=self.now, not_before=self.clock_now)
        self.storage.put_item(item, new=True)
        self.give(Numbered.OUTBOX, number)
        return item

    def claim_outbox(
        self, limit: int, lease: timedelta, *, channels: frozenset[str] | None = None
    ) -> tuple[OutboxItem, ...]:
        """See `Transaction.claim_outbox`."""
        most, until = checked_limit(limit), self.clock_now + checked_lease(lease)
        due = self.storage.due(self.clock_now, most, channels)
        return tuple(self._put(evolve(item, attempts=item.attempts + 1, not_before=until)) for item in due)

    def mark_sent(self, item_id: int, receipt: Receipt) -> OutboxItem:
        """See `Transaction.mark_sent`."""
        item = self._item(item_id)
        if item.sent_at is not None:
            return item
        return self._put(evolve(item, sent_at=self.now, receipt=receipt.id, trouble=None, given_up_at=None))

    def mark_failed(self, item_id: int, trouble: str, retry_at: datetime | None) -> OutboxItem:
        """See `Transaction.mark_failed`."""
        item = self._item(item_id)
        if item.sent_at is not None:
            return item
        if retry_at is None:
            return self._put(evolve(item, trouble=trouble, given_up_at=self.now))
        return self._put(evolve(item, trouble=trouble, not_before=in_zone(require_aware(retry_at), _UTC)))

    def set_not_before(self, item: OutboxItem, at: datetime) -> None:
        """See `ClockRepair.set_not_before`."""
        self._put(evolve(item, not_before=at))

    def log(self, record: DecisionRecord) -> DecisionRecord:
        """See `DecisionLog.log`."""
        observations, input_ = self.redaction.data(record.observations), self.redaction.data(record.input)
        if (observations, input_) != (record.observations, record.input):
            record = evolve(record, observations=observations, input=input_)
        for part in (record.labels, record.observations, record.input, record.result):
            require_json(part)
        logged = self.storage.unique(DECIDED, record.decision_id)
        if logged is None:
            number, logged = self.next(Numbered.DECISION), evolve(record, timestamp=self.now)
            self.storage.add_decision(number, logged)
            self.give(Numbered.DECISION, number)
        elif evolve(logged, timestamp=None) != evolve(record, timestamp=None):
            raise UsageError(
                f"decision `{record.decision_id}` was logged with another content; give this one another id"
            )
        return logged

    def redacted(self, data: Mapping[str, Json]) -> dict[str, Json]:
        """See `Transaction.redacted`."""
        return self.redaction.data(data)

    def decision(self, decision_id: str) -> DecisionRecord | None:
        """See `Transaction.decision`."""
        return self.storage.unique(DECIDED, decision_id)

    # Looking after the store

    def erase(self, before: datetime, by: Actor) -> Purged:
        """Erase raw messages recorded before a moment in UTC, and write that into the store's own journal."""
        erased = self.storage.erase(before)
        if erased.raw_messages or erased.quarantined:
            counts = {"raw_messages": erased.raw_messages, "quarantined": erased.quarantined}
            data = {**counts, "before": before.isoformat()}
            self.store_event(NewEvent(kind=EventKind.PURGED, by=by, data=data))
        return erased

    def accept_clock(self, by: Actor) -> Event | None:
        """Acknowledge the clock; for `RequestStore.accept_clock`, in a unit of work whose moment is the clock's."""
        return accept_clock(self, self._state, dict(last_entries(self._position)), by)

    def _case_with_last(self, case_id: str) -> tuple[CaseKey, Event]:
        case = case_key(case_id)
        snapshot = None if case is None else self.snapshot(case)
        if case is None or snapshot is None:
            raise NotFoundError(f"there is no case `{case_id}`; look the number up again")
        return case, snapshot.last

    def _request_key(self, request_id: str) -> CaseKey:
        case = case_key(request_id)
        if case is None or case.kind is not CaseKind.REQUEST or self.snapshot(case) is None:
            raise NotFoundError(f"there is no request `{request_id}`; look the number up again")
        return case

    def _live_lease(self, case: CaseKey, token: int) -> Lease:
        return check_live(case.id, self.storage.unique(LEASE, case.number), token, self.clock_now)

    def _lease_until(self, lease: Lease, until: datetime) -> Lease:
        renewed = evolve(lease, until=until)
        self.storage.put_lease(renewed, new=False)
        return renewed

    def _take(
        self, case: CaseKey, worker: str, length: timedelta, *, bulk: str | None = None, at: datetime | None = None
    ) -> Lease:
        record, until = self.case_of(self.storage, case), self.clock_now + length
        taken = self.write(case, taking(worker, until, bulk=bulk, at=at, now=self.now))
        lease = Lease(
            request_id=taken.case_id,
            queue=record.queue if isinstance(record, RequestRecord) else None,
            worker=worker,
            token=taken.number,
            taken_at=self.now,
            until=until,
        )
        self.storage.put_lease(lease, new=True)
        return lease

    def _give_back(self, case: CaseKey, by: Actor, cause: str) -> Event:
        return self.write(case, NewEvent(kind=EventKind.RETURNED, by=by, data={"cause": cause}))

    def _item(self, item_id: int) -> OutboxItem:
        item = self.storage.unique(ITEM, item_id) if 0 < item_id < 2**63 else None
        if item is None:
            raise NotFoundError(f"there is no message `{item_id}` in the outbox; list it again")
        return item

    def _put(self, item: OutboxItem) -> OutboxItem:
        self.storage.put_item(item, new=False)
        return item


_NUMBERED: Final = (Numbered.EVENT, Numbered.INTERACTION, Numbered.QUARANTINED, Numbered.DECISION, Numbered.OUTBOX)
"""As `clocks.LISTS` names them."""


def last_entries(position: StoragePosition) -> Iterator[tuple[str, LastEntry]]:
    """Yield the last entry of each of `LISTS`, by its name."""
    for name, numbered in zip(LISTS, _NUMBERED, strict=True):
        yield name, position.last[numbered]
