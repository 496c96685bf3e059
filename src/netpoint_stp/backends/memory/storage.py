"""The primitives of a store in the memory of one process: dictionaries, and how their changes are taken back."""

from bisect import bisect_left, insort
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, MutableMapping, Sequence
from datetime import datetime
from typing import Any, Final, TypeVar

from attrs import define, evolve, field

from netpoint_stp.backends.storage import (
    CONTENT,
    DECIDED,
    DECISIONS,
    ITEM,
    JOURNAL,
    LEASE,
    OPENED,
    OUTBOX,
    PENDING,
    POSTED,
    QUARANTINED,
    CaseLink,
    Consequences,
    EarlierInteraction,
    EntryLog,
    IdentityDigests,
    JournalChain,
    LinkedCase,
    NewInteraction,
    Numbered,
    QueuePlace,
    StoragePosition,
    UniqueKey,
)
from netpoint_stp.casebook.journal import Event
from netpoint_stp.casebook.messages import OutboxItem
from netpoint_stp.casebook.records import (
    INTERACTION_LETTER,
    QUARANTINE_LETTER,
    CaseKey,
    DecisionRecord,
    Lease,
    Purged,
    StoredInteraction,
    StoredQuarantined,
    case_key,
    number_of,
)
from netpoint_stp.casebook.steps import CaseKind, State
from netpoint_stp.ports.clocks import LastEntry

KeyT = TypeVar("KeyT")
ValueT = TypeVar("ValueT")


@define(kw_only=True, repr=False)  # clients and what they wrote stand in it
class MemoryTables:
    """The contents of a store; whoever touches them holds its lock. Tuples hold numbers, or keys of cases."""

    last: dict[Numbered, LastEntry] = field(factory=lambda: dict.fromkeys(Numbered, LastEntry(number=0, at=None)))
    interactions: dict[int, StoredInteraction] = field(factory=dict)
    earlier: dict[int, EarlierInteraction] = field(factory=dict)
    by_digest: dict[bytes, tuple[int, ...]] = field(factory=dict)
    by_message: dict[str, tuple[int, ...]] = field(factory=dict)
    by_sender: dict[str, tuple[int, ...]] = field(factory=dict)
    raw: dict[tuple[str, int], bytes] = field(factory=dict)
    quarantined: dict[int, StoredQuarantined] = field(factory=dict)
    by_content: dict[tuple[str, str], int] = field(factory=dict)
    journals: dict[CaseKey, tuple[Event, ...]] = field(factory=dict)
    heads: dict[CaseKey, tuple[State, str]] = field(factory=dict)
    """The state and the last digest of a case, as its own row would hold them."""
    opened: dict[tuple[str, str], int] = field(factory=dict)
    joined: dict[int, tuple[CaseKey, ...]] = field(factory=dict)
    """The cases of an interaction."""
    subscriber_of: dict[CaseKey, str | None] = field(factory=dict)
    by_subscriber: dict[str, tuple[CaseKey, ...]] = field(factory=dict)
    events: dict[int, Event] = field(factory=dict)
    lines: dict[str, list[tuple[bool, datetime, int, int]]] = field(factory=dict)
    leases: dict[int, Lease] = field(factory=dict)
    outbox: dict[int, OutboxItem] = field(factory=dict)
    posted: dict[str, int] = field(factory=dict)
    by_posted_message: dict[str, tuple[int, ...]] = field(factory=dict)
    decisions: dict[int, DecisionRecord] = field(factory=dict)
    decided: dict[str, int] = field(factory=dict)


class MemoryStorage:
    """See `storage.StorageWriter`, whose docstrings say what each primitive gives; changes note how they are undone."""

    failed: Final = False

    def __init__(self, tables: MemoryTables) -> None:
        self._tables: Final = tables
        self._undo: Final[list[Callable[[], object]]] = []

    def take_back(self) -> None:
        """Undo every change, the last one first."""
        while self._undo:
            self._undo.pop()()

    # Looking

    def position(self) -> StoragePosition:
        """See `StorageReader`; the clock is that of the machine."""
        return StoragePosition(None, dict(self._tables.last))

    def interactions(self, numbers: Collection[int]) -> Mapping[int, StoredInteraction]:
        """See `StorageReader`."""
        return {each: self._tables.interactions[each] for each in numbers if each in self._tables.interactions}

    def raw(self, letter: str, number: int) -> bytes | None:
        """See `StorageReader`."""
        return self._tables.raw.get((letter, number))

    def journals(self, kind: CaseKind, numbers: Collection[int], since: int = 1) -> Mapping[int, Sequence[Event]]:
        """See `StorageReader`."""
        cases = (CaseKey(kind, number) for number in numbers)
        return {
            case.number: self._tables.journals[case][since - 1 :] for case in cases if case in self._tables.journals
        }

    def cases(self, kind: CaseKind, states: frozenset[State], after: int, limit: int) -> Sequence[int]:
        """See `StorageReader`."""
        fitting = (case.number for case in self._in(states, self._tables.heads) if case.kind is kind)
        return sorted(number for number in fitting if number > after)[:limit]

    def linked(self, link: CaseLink, values: Collection[str | int], states: frozenset[State]) -> Collection[LinkedCase]:
        """See `StorageReader`."""
        linked = [each for value in values for each in self._linked(link, value)]
        fitting = set(self._in(states, (each.case for each in linked)))
        return [each for each in linked if each.case in fitting]

    def line(self, queue: str, limit: int) -> Sequence[int]:
        """See `StorageReader`."""
        return [number for *_, number in self._tables.lines.get(queue, ())[:limit]]

    def leases(self, lapsed_by: datetime | None = None, limit: int | None = None) -> Sequence[Lease]:
        """See `StorageReader`."""
        held = self._tables.leases
        if lapsed_by is None:
            return [held[number] for number in sorted(held, key=lambda number: (held[number].taken_at, number))]
        lapsed = (number for number, lease in held.items() if lease.until <= lapsed_by)
        order = sorted(lapsed, key=lambda number: (held[number].until, held[number].taken_at, number))
        return [held[number] for number in order[:limit]]

    def page(self, log: EntryLog[ValueT], after: int, limit: int) -> Sequence[tuple[int, ValueT]]:
        """See `StorageReader`."""
        logs: dict[EntryLog[Any], Mapping[int, Any]] = {
            JOURNAL: self._tables.events,
            QUARANTINED: self._tables.quarantined,
            OUTBOX: self._tables.outbox,
            DECISIONS: self._tables.decisions,
        }
        entries: Mapping[int, Any] = self._pending() if log is PENDING else logs[log]
        numbers = sorted(number for number in entries if number > after)
        return [(number, entries[number]) for number in numbers[:limit]]

    def chains(self, kind: CaseKind, after: int, limit: int) -> Sequence[JournalChain]:
        """See `StorageReader`."""
        tables = self._tables
        cases = sorted(case for case in {*tables.heads, *tables.journals} if case.kind is kind and case.number > after)
        heads = {case: digest for case, (_, digest) in tables.heads.items()}
        return [JournalChain(each.number, heads.get(each), tables.journals.get(each, ())) for each in cases[:limit]]

    def unique(self, index: UniqueKey[ValueT], *key: Any) -> ValueT | None:
        """See `StorageWriter`."""
        tables = self._tables
        look: Callable[[], Any] = {
            OPENED: lambda: tables.opened.get(key),
            LEASE: lambda: tables.leases.get(key[0]),
            CONTENT: lambda: tables.quarantined.get(tables.by_content.get(key, 0)),
            POSTED: lambda: tables.outbox.get(tables.posted.get(key[0], 0)),
            ITEM: lambda: tables.outbox.get(key[0]),
            DECIDED: lambda: tables.decisions.get(tables.decided.get(key[0], 0)),
        }[index]
        value: ValueT | None = look()
        return value

    def alike(self, digests: Sequence[IdentityDigests]) -> Collection[EarlierInteraction]:
        """See `StorageWriter`."""
        wanted = {digest for each in digests for digest in (each.key, each.content)}
        numbers = {number for digest in wanted for number in self._tables.by_digest.get(digest, ())}
        return [self._tables.earlier[number] for number in numbers]

    def due(self, at: datetime, limit: int, channels: frozenset[str] | None) -> Sequence[OutboxItem]:
        """See `StorageWriter`."""
        due = (item for item in self._pending().values() if item.not_before <= at)  # they lie in the order of numbers
        return [item for item in due if channels is None or item.message.channel in channels][:limit]

    # Writing

    def add_interactions(self, new: Sequence[NewInteraction]) -> None:
        """See `StorageWriter`."""
        tables = self._tables
        for each in new:
            stored, identity, sender = each.stored, each.stored.interaction.identity, each.stored.interaction.sender
            reused = None if stored.reused_id_of is None else number_of(stored.reused_id_of, INTERACTION_LETTER)
            self._put(tables.interactions, each.number, stored)
            self._put(
                tables.earlier, each.number, EarlierInteraction(each.number, stored.recorded_at, reused, each.digests)
            )
            for digest in (each.digests.key, each.digests.content):
                self._add(tables.by_digest, digest, each.number)
            self._add(tables.by_message, identity.key, each.number)
            if sender is not None and sender.normalised is not None:
                self._add(tables.by_sender, sender.normalised, each.number)
            if each.raw is not None:
                self._put(tables.raw, (INTERACTION_LETTER, each.number), bytes(each.raw))
            self._number(Numbered.INTERACTION, each.number, stored.recorded_at)

    def add_quarantined(self, number: int, stored: StoredQuarantined, raw: bytes) -> None:
        """See `StorageWriter`."""
        self._put(self._tables.quarantined, number, stored)
        self._put(self._tables.by_content, (stored.item.channel, stored.item.digest), number)
        self._put(self._tables.raw, (QUARANTINE_LETTER, number), raw)
        self._number(Numbered.QUARANTINED, number, stored.recorded_at)

    def add_event(self, case: CaseKey, event: Event, consequences: Consequences) -> None:
        """See `StorageWriter`."""
        tables = self._tables
        self._put(tables.journals, case, (*tables.journals.get(case, ()), event))
        self._put(tables.events, event.seq, event)
        self._put(tables.heads, case, (event.state, event.digest))
        self._number(Numbered.EVENT, event.seq, event.at)
        if consequences.opened and case.kind is not CaseKind.STORE:
            self._number(Numbered(case.kind.value), case.number, None)
            if event.key is not None:
                self._put(tables.opened, (case.kind.value, event.key), case.number)
        self._set_subscriber(case, consequences.subscriber_id)
        if consequences.left is not None:
            self._leave(consequences.left)
        if consequences.entered is not None:
            self._enter(consequences.entered)
        for number in consequences.joined:
            self._add(tables.joined, number, case)
        if consequences.ends_lease:
            self._drop(tables.leases, case.number)

    def put_lease(self, lease: Lease, *, new: bool) -> None:
        """See `StorageWriter`."""
        del new
        self._put(self._tables.leases, number_of(lease.request_id, CaseKind.REQUEST.value) or 0, lease)

    def put_item(self, item: OutboxItem, *, new: bool) -> None:
        """See `StorageWriter`."""
        self._put(self._tables.outbox, item.id, item)
        if new:
            self._put(self._tables.posted, item.message.key, item.id)
            self._number(Numbered.OUTBOX, item.id, item.posted_at)
            if item.message.message_id is not None:
                self._add(self._tables.by_posted_message, item.message.message_id, item.id)

    def add_decision(self, number: int, record: DecisionRecord) -> None:
        """See `StorageWriter`."""
        self._put(self._tables.decisions, number, record)
        self._put(self._tables.decided, record.decision_id, number)
        self._number(Numbered.DECISION, number, record.timestamp)

    def erase(self, before: datetime) -> Purged:
        """See `StorageWriter`."""
        return Purged(
            raw_messages=self._erase(self._tables.interactions, INTERACTION_LETTER, before),
            quarantined=self._erase(self._tables.quarantined, QUARANTINE_LETTER, before),
        )

    def _erase(self, table: dict[int, Any], letter: str, before: datetime) -> int:
        old = [number for number, each in table.items() if each.raw_kept and each.recorded_at < before]
        for number in old:
            self._put(table, number, evolve(table[number], raw_kept=False))
            self._drop(self._tables.raw, (letter, number))
        return len(old)

    def _pending(self) -> Mapping[int, OutboxItem]:
        items = self._tables.outbox.items()
        return {number: item for number, item in items if item.sent_at is None and item.given_up_at is None}

    def _in(self, states: frozenset[State], cases: Iterable[CaseKey]) -> Iterable[CaseKey]:
        return (case for case in cases if not states or self._tables.heads[case][0] in states)

    def _linked(self, link: CaseLink, value: Any) -> Iterator[LinkedCase]:
        tables = self._tables
        match link:
            case CaseLink.INTERACTION:
                yield from map(LinkedCase, tables.joined.get(value, ()))
            case CaseLink.SUBSCRIBER:
                yield from map(LinkedCase, tables.by_subscriber.get(value, ()))
            case CaseLink.SENDER:
                for number in tables.by_sender.get(value, ()):
                    yield from map(LinkedCase, tables.joined.get(number, ()))
            case CaseLink.MESSAGE:
                for number in tables.by_message.get(value, ()):
                    channel = tables.interactions[number].interaction.channel
                    yield from (LinkedCase(case, channel) for case in tables.joined.get(number, ()))
                for number in tables.by_posted_message.get(value, ()):
                    message = tables.outbox[number].message
                    case = None if message.case_id is None else case_key(message.case_id)
                    if case is not None:
                        yield LinkedCase(case, message.channel)

    def _set_subscriber(self, case: CaseKey, subscriber_id: str | None) -> None:
        tables, before = self._tables, self._tables.subscriber_of.get(case)
        if before == subscriber_id:
            return
        if before is not None:
            others = tuple(each for each in tables.by_subscriber[before] if each != case)
            self._put(tables.by_subscriber, before, others)
        if subscriber_id is not None:
            self._add(tables.by_subscriber, subscriber_id, case)
        self._put(tables.subscriber_of, case, subscriber_id)

    def _enter(self, place: QueuePlace) -> None:
        line, order = self._tables.lines.setdefault(place.queue, []), place[1:]
        insort(line, order)
        self._undo.append(lambda: line.__delitem__(bisect_left(line, order)))

    def _leave(self, place: QueuePlace) -> None:
        line, order = self._tables.lines[place.queue], place[1:]
        del line[bisect_left(line, order)]
        self._undo.append(lambda: insort(line, order))

    def _number(self, numbered: Numbered, number: int, at: datetime | None) -> None:
        self._put(self._tables.last, numbered, LastEntry(number=number, at=at))

    def _put(self, table: MutableMapping[KeyT, ValueT], key: KeyT, value: ValueT) -> None:
        if key in table:
            old = table[key]
            self._undo.append(lambda: table.__setitem__(key, old))
        else:
            self._undo.append(lambda: table.__delitem__(key))
        table[key] = value

    def _drop(self, table: MutableMapping[KeyT, ValueT], key: KeyT) -> None:
        if key in table:
            old = table.pop(key)
            self._undo.append(lambda: table.__setitem__(key, old))

    def _add(self, table: MutableMapping[KeyT, tuple[ValueT, ...]], key: KeyT, value: ValueT) -> None:
        values = table.get(key, ())
        if value not in values:
            self._put(table, key, (*values, value))
