"""Acknowledging that a store's clock had jumped (3.1, 3.13): what was to end or come due by it is put right.

The same in every store; `clocks` says when a clock has jumped.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Protocol

from netpoint_stp.casebook.events import moment_text
from netpoint_stp.casebook.journal import Actor, Event, NewEvent
from netpoint_stp.casebook.messages import OutboxItem
from netpoint_stp.casebook.projection import RequestRecord
from netpoint_stp.casebook.records import LONGEST_LEASE, MOST_AT_ONCE, Lease
from netpoint_stp.casebook.steps import OPEN_STATES, EventKind
from netpoint_stp.ports.clocks import ClockState, LastEntry
from netpoint_stp.ports.stores import Transaction


class ClockRepair(Transaction, Protocol):
    """What a store's unit of work does besides, so that a jump can be acknowledged in it."""

    def store_event(self, new: NewEvent) -> Event:
        """Write into the store's own journal."""

    def set_lease_end(self, lease: Lease, until: datetime) -> None:
        """Have a lease end at another moment."""

    def set_not_before(self, item: OutboxItem, at: datetime) -> None:
        """Have a pending message wait for another moment."""


def accept_clock(work: ClockRepair, state: ClockState, last: Mapping[str, LastEntry], by: Actor) -> Event | None:
    """Acknowledge in a unit of work whose moment is the clock's that the clock is right; None where it has not jumped.

    Leases and messages keep what they had left by the newest entry, so that they end and come due again. Requests that
    wait in a place that is yet to come get that of this moment: they stand behind those before, by arrival number
    among themselves, and before whoever comes later (3.13).
    """
    if not state.jumped or state.newest is None:
        return None
    numbers = {name: each.number for name, each in last.items()}
    placed = _placed_after(work, state.clock) if state.clock < state.newest else ()
    data = {"from": moment_text(state.newest), "to": moment_text(state.clock), "numbers": numbers}
    event = work.store_event(NewEvent(kind=EventKind.CLOCK_ACCEPTED, by=by, data={**data, "placed": len(placed)}))
    for lease in work.leases():
        end = _put_right(lease.until, lease.taken_at, was=state.newest, now=state.clock)
        if end != lease.until:
            work.set_lease_end(lease, end)
    for item in tuple(_pending(work)):
        due = _put_right(item.not_before, item.posted_at, was=state.newest, now=state.clock)
        if due != item.not_before:
            work.set_not_before(item, due)
    for record in placed:
        place = {"placed_at": moment_text(state.clock), "arrival_number": record.request.arrival_number}
        new = NewEvent(kind=EventKind.PLACED, by=by, data=place, clauses=("3.13",), key=f"clock:{event.number}")
        work.append(record.id, new)
    return event


def _put_right(end: datetime, began: datetime, *, was: datetime, now: datetime) -> datetime:
    """Return when something ends that was to end at a moment by a clock that stood at `was` and stands at `now`.

    What was still to come by then has as much left as it had; what was not, and can only be of the other clock, is due
    at once; the rest ends when it would.
    """
    if now > was:
        return end
    if end > was:
        return now + (end - was)
    return now if began > now or end - now > LONGEST_LEASE else end


def _placed_after(work: Transaction, moment: datetime) -> tuple[RequestRecord, ...]:
    """Return the open requests whose place is later than a moment."""
    placed: list[RequestRecord] = []
    after: str | None = None
    while True:
        page = work.requests(frozenset(OPEN_STATES), after, MOST_AT_ONCE)
        placed += [record for record in page.items if record.placed_at > moment]
        if (after := page.after) is None:
            return tuple(placed)


def _pending(work: Transaction) -> Iterator[OutboxItem]:
    after: str | None = None
    while True:
        page = work.outbox(pending=True, after=after, limit=MOST_AT_ONCE)
        yield from page.items
        if (after := page.after) is None:
            return
