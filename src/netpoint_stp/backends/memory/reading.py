"""What the memory store answers; the same for the store and for a transaction."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from netpoint_stp.backends.cases import ComplaintRecord, IncidentRecord, RequestRecord
from netpoint_stp.backends.clocks import LastEntry
from netpoint_stp.backends.journal import Event
from netpoint_stp.backends.memory.tables import Tables
from netpoint_stp.backends.messages import OutboxItem
from netpoint_stp.backends.records import (
    STORE_CASE,
    DecisionRecord,
    Lease,
    Page,
    Query,
    StoredQuarantined,
    checked_limit,
    kind_of,
    made_id,
    number_of,
)
from netpoint_stp.backends.steps import CaseKind, EventKind, State
from netpoint_stp.errors import UsageError

KeyT = TypeVar("KeyT")
ItemT = TypeVar("ItemT")
RecordT = TypeVar("RecordT", RequestRecord, ComplaintRecord, IncidentRecord)


def quarantined(tables: Tables, after: str | None, limit: int) -> Page[StoredQuarantined]:
    """As `Reading.quarantined`."""
    return _page(tables.quarantined, after, limit)


def case(tables: Tables, case_id: str, kind: type[RecordT], letter: CaseKind) -> RecordT | None:
    """Return a case of one kind, None where there is none of that id."""
    number = number_of(case_id, letter.value)
    found = None if number is None else tables.cases.get(made_id(letter.value, number))
    return found if isinstance(found, kind) else None


def cases(
    tables: Tables, kind: type[RecordT], states: frozenset[State], after: str | None, limit: int
) -> Page[RecordT]:
    """As `Reading.requests`."""
    fitting = {
        case_id: case
        for case_id, case in tables.cases.items()
        if isinstance(case, kind) and (not states or case.state in states)
    }
    return _page(fitting, after, limit)


def find(tables: Tables, query: Query, limit: int) -> tuple[RequestRecord, ...]:
    """As `Reading.find`."""
    checked_limit(limit)
    sets: list[set[str]] = []
    if query.subscriber_id is not None:
        sets.append(set(tables.by_subscriber.get(query.subscriber_id, ())))
    if query.sender is not None:
        sets.append(_cases_of(tables, tables.by_sender.get(query.sender, ())))
    if query.thread:
        sets.append(_in_thread(tables, query.thread, query.channel))
    if query.interaction is not None:
        sets.append(_cases_of(tables, (query.interaction,)))
    found = (tables.cases[case_id] for case_id in set.intersection(*sets))
    fitting = [
        record
        for record in found
        if isinstance(record, RequestRecord)
        and (not query.states or record.state in query.states)
        and (query.subscriber_id is None or record.request.subscriber_id == query.subscriber_id)
    ]
    return tuple(sorted(fitting, key=lambda record: -order(record.id)[1])[:limit])


def cases_of(
    tables: Tables, interaction_id: str | None, thread: tuple[str, ...], channel: str | None
) -> tuple[str, ...]:
    """As `Reading.cases_of`."""
    found = _in_thread(tables, thread, channel)
    if interaction_id is not None:
        found |= _cases_of(tables, (interaction_id,))
    return tuple(sorted(found, key=order))


def waiting(tables: Tables, queue: str, limit: int) -> tuple[RequestRecord, ...]:
    """As `Reading.waiting`."""
    first = tables.queues.get(queue, [])[: checked_limit(limit)]
    return tuple(record for *_, case_id in first if isinstance(record := tables.cases[case_id], RequestRecord))


def leases(tables: Tables, worker: str | None) -> tuple[Lease, ...]:
    """As `Reading.leases`."""
    held = (lease for lease in tables.leases.values() if worker is None or lease.worker == worker)
    return tuple(sorted(held, key=lambda lease: (lease.taken_at, order(lease.request_id))))


def journal(tables: Tables, after: str | None, limit: int) -> Page[Event]:
    """As `Reading.journal`."""
    return _page(tables.journal, after, limit)


def outbox(tables: Tables, after: str | None, limit: int, *, pending: bool) -> Page[OutboxItem]:
    """As `Reading.outbox`."""
    items = {
        number: item
        for number, item in tables.outbox.items()
        if not pending or (item.sent_at is None and item.given_up_at is None)
    }
    return _page(items, after, limit)


def decisions(tables: Tables, after: str | None, limit: int) -> Page[DecisionRecord]:
    """As `DecisionLog.decisions`."""
    return _page(dict(enumerate(tables.decisions.values(), 1)), after, limit)


def _cases_of(tables: Tables, interactions: Iterable[str]) -> set[str]:
    return {case_id for each in interactions for case_id in tables.cases_of.get(each, ())}


def _in_thread(tables: Tables, thread: tuple[str, ...], channel: str | None) -> set[str]:
    found: set[str] = set()
    for message_id in thread:
        received = (tables.interactions[each] for each in tables.by_message_id.get(message_id, ()))
        found |= _cases_of(tables, (each.id for each in received if channel in (None, each.interaction.channel)))
        sent = (tables.outbox[number].message for number in tables.posted_as.get(message_id, ()))
        found |= {each.case_id for each in sent if each.case_id is not None and channel in (None, each.channel)}
    return found


def order(case_id: str) -> tuple[int, int]:
    """Sort key of case ids: by kind, then by number."""
    kind = kind_of(case_id) or CaseKind.STORE
    return list(CaseKind).index(kind), number_of(case_id, kind.value) or 0


def last_entries(tables: Tables) -> Mapping[str, LastEntry]:
    """Return the last entry of each of `LISTS`."""
    event, item = _last(tables.journal), _last(tables.outbox)
    interaction, odd, decision = _last(tables.interactions), _last(tables.quarantined), _last(tables.decisions)
    return {
        "journal": LastEntry(number=event.seq if event else 0, at=event.at if event else None),
        "interactions": LastEntry(
            number=interaction.arrival_number if interaction else 0, at=interaction.recorded_at if interaction else None
        ),
        "quarantined": LastEntry(number=len(tables.quarantined), at=odd.recorded_at if odd else None),
        "decisions": LastEntry(number=len(tables.decisions), at=decision.timestamp if decision else None),
        "outbox": LastEntry(number=item.id if item else 0, at=item.posted_at if item else None),
    }


def marks(tables: Tables) -> tuple[Event, ...]:
    """Return the first event of the store's own journal, and those that acknowledge its clock."""
    events = tables.events.get(STORE_CASE, ())
    return tuple(each for each in events if each.number == 1 or each.kind is EventKind.CLOCK_ACCEPTED)


def _last(table: dict[KeyT, ItemT]) -> ItemT | None:
    """Return what was put in last, None where there is nothing."""
    return next(reversed(table.values()), None)


def _page(items: Mapping[str, ItemT] | Mapping[int, ItemT], after: str | None, limit: int) -> Page[ItemT]:
    """Return a page of items whose keys are numbers, or ids that end in one; the cursor is the last number given."""
    checked_limit(limit)
    if after is not None and not (after.isascii() and after.isdigit()):
        raise UsageError("the place to go on from is none that a page gave; begin anew")
    start = 0 if after is None else int(after)
    numbered = ((int(str(key).rpartition("-")[2]), value) for key, value in items.items())
    rest = sorted((entry for entry in numbered if entry[0] > start), key=lambda entry: entry[0])
    page = rest[:limit]
    return Page(items=tuple(value for _, value in page), after=str(page[-1][0]) if len(rest) > limit else None)
