"""What the memory store holds, and how a unit of work that failed is taken back."""

from bisect import bisect_left, insort
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from datetime import datetime
from typing import Final, TypeAlias, TypeVar

from attrs import define, field

from netpoint_stp.backends.cases import Case, RequestRecord
from netpoint_stp.backends.journal import Event
from netpoint_stp.backends.messages import OutboxItem
from netpoint_stp.backends.records import DecisionRecord, Lease, StoredInteraction, StoredQuarantined
from netpoint_stp.backends.steps import CaseKind, State
from netpoint_stp.policy.queue_tables import Turn

KeyT = TypeVar("KeyT")
ValueT = TypeVar("ValueT")
Place: TypeAlias = tuple[bool, datetime, int, str]
"""What orders a queue: in turn or not, the place, the arrival number; the id only makes it one of its kind."""


@define(kw_only=True, repr=False)  # clients and what they wrote stand in it
class Tables:
    """The contents; whoever touches them holds the store's lock. Sets hold ids."""

    interactions: dict[str, StoredInteraction] = field(factory=dict)
    raw: dict[str, bytes] = field(factory=dict)
    by_key: dict[tuple[str, str], tuple[str, ...]] = field(factory=dict)
    by_content: dict[tuple[str, str], tuple[str, ...]] = field(factory=dict)
    by_message_id: dict[str, tuple[str, ...]] = field(factory=dict)
    by_sender: dict[str, tuple[str, ...]] = field(factory=dict)
    quarantined: dict[str, StoredQuarantined] = field(factory=dict)
    quarantined_content: dict[tuple[str, str], str] = field(factory=dict)
    cases: dict[str, Case] = field(factory=dict)
    cases_of: dict[str, tuple[str, ...]] = field(factory=dict)
    """By the id of an interaction."""
    by_subscriber: dict[str, tuple[str, ...]] = field(factory=dict)
    events: dict[str, tuple[Event, ...]] = field(factory=dict)
    under_key: dict[tuple[str, str], Event] = field(factory=dict)
    opened_under_key: dict[tuple[CaseKind, str], Event] = field(factory=dict)
    journal: dict[int, Event] = field(factory=dict)
    leases: dict[str, Lease] = field(factory=dict)
    outbox: dict[int, OutboxItem] = field(factory=dict)
    posted: dict[str, int] = field(factory=dict)
    posted_as: dict[str, tuple[int, ...]] = field(factory=dict)
    """By message id."""
    decisions: dict[str, DecisionRecord] = field(factory=dict)
    queues: dict[str, list[Place]] = field(factory=dict)
    counters: dict[str, int] = field(factory=dict)
    """The last numbers given; those of a call that was refused are given again, so that there are no gaps."""


def place_of(record: RequestRecord) -> Place:
    """Return what orders a request in its queue."""
    in_turn = record.turn is not Turn.MAY_GO_OUT_OF_TURN
    return in_turn, record.placed_at, record.request.arrival_number or 0, record.id


class Writing:
    """Changes that can be taken back, in the opposite order."""

    def __init__(self, tables: Tables) -> None:
        self._tables: Final = tables
        self._undo: list[Callable[[], object]] = []

    def put(self, table: MutableMapping[KeyT, ValueT], key: KeyT, value: ValueT) -> None:
        """Set an entry."""
        if key in table:
            old = table[key]
            self._undo.append(lambda: table.__setitem__(key, old))
        else:
            self._undo.append(lambda: table.__delitem__(key))
        table[key] = value

    def drop(self, table: MutableMapping[KeyT, ValueT], key: KeyT) -> None:
        """Take an entry out, if it is there."""
        if key in table:
            old = table.pop(key)
            self._undo.append(lambda: table.__setitem__(key, old))

    def add(self, table: MutableMapping[KeyT, tuple[ValueT, ...]], key: KeyT, value: ValueT) -> None:
        """Add to the values under a key, once."""
        values = table.get(key, ())
        if value not in values:
            self.put(table, key, (*values, value))

    def number(self, counter: str) -> int:
        """Return the next number of a kind."""
        counters = self._tables.counters
        before = counters.get(counter, 0)
        self._undo.append(lambda: counters.__setitem__(counter, before))
        counters[counter] = before + 1
        return before + 1

    def case(self, case_id: str, case: Case) -> None:
        """Set a case, and its place in its queue."""
        before = self._tables.cases.get(case_id)
        if isinstance(before, RequestRecord):
            self._leave(before)
        self.put(self._tables.cases, case_id, case)
        if isinstance(case, RequestRecord):
            self._enter(case)

    @contextmanager
    def all_or_nothing(self) -> Iterator[None]:
        """Take back what is done within, where an exception leaves it."""
        begun = len(self._undo)
        try:
            yield
        except BaseException:
            self.take_back(begun)
            raise

    def take_back(self, to: int = 0) -> None:
        """Undo everything after the first `to` changes."""
        while len(self._undo) > to:
            self._undo.pop()()

    def _enter(self, record: RequestRecord) -> None:
        if record.state is State.WAITING and record.queue is not None:
            queue, place = self._tables.queues.setdefault(record.queue, []), place_of(record)
            insort(queue, place)
            self._undo.append(lambda: _take_out(queue, place))

    def _leave(self, record: RequestRecord) -> None:
        if record.state is State.WAITING and record.queue is not None:
            queue, place = self._tables.queues[record.queue], place_of(record)
            _take_out(queue, place)
            self._undo.append(lambda: insort(queue, place))


def _take_out(queue: list[Place], place: Place) -> None:
    del queue[bisect_left(queue, place)]
