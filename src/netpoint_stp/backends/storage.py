"""What a store of requests keeps (3.1, 3.13): the primitives that its rules need, and nothing of the rules.

Whoever writes a store fills `StorageReader` and `StorageWriter`; `backends.unit_of_work` and `backends.store` do the
rest, the same for every store. For all primitives:

- Numbers are whole and below 2**63; those of things that are there are above 0. Moments are aware, and UTC when given
  back. Texts and bytes come back as they were given. Lookups compare texts letter by letter, without trimming.
- A reader sees one moment of the store. A writer also sees what it has written itself, and is alone: the store's one
  lock is taken before `position` is read, and held until everything is committed or nothing is (`Store.writing`).
- No primitive judges. What it is asked to add is new and allowed; unique keys may be enforced, and need not be.
- A primitive that raises has changed nothing. It raises `UsageError` for what is larger than the store takes, and
  `UnavailableError` if the store cannot be reached; `failed` is then True until the end of the unit of work.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from enum import Enum
from typing import Final, Generic, NamedTuple, Protocol, TypeVar

from attrs import field, frozen

from netpoint_stp.backends.digests import lookup_digest
from netpoint_stp.casebook.journal import Event
from netpoint_stp.casebook.messages import OutboxItem
from netpoint_stp.casebook.records import CaseKey, DecisionRecord, Lease, Purged, StoredInteraction, StoredQuarantined
from netpoint_stp.casebook.steps import CaseKind, State
from netpoint_stp.channels.identity import MessageKey
from netpoint_stp.ports.clocks import LastEntry

ItemT = TypeVar("ItemT")


class Numbered(Enum):
    """What is numbered, each from 1 upwards; the values of cases are those of `CaseKind`."""

    INTERACTION = "I"
    QUARANTINED = "Q"
    REQUEST = "R"
    COMPLAINT = "C"
    INCIDENT = "N"
    EVENT = "event"
    OUTBOX = "outbox"
    DECISION = "decision"

    __hash__ = object.__hash__


class StoragePosition(NamedTuple):
    """How far a store has come, and what time it is there."""

    clock: datetime | None
    """The moment by the store's own clock; None if the clock of this machine counts."""
    last: Mapping[Numbered, LastEntry]
    """The last number given of everything, 0 before the first, with the moment of that entry (None for cases)."""


@frozen(eq=False)
class EntryLog(Generic[ItemT]):
    """Something that is only added to, read page by page in the order of its numbers."""

    name: str


JOURNAL: Final[EntryLog[Event]] = EntryLog("journal")
QUARANTINED: Final[EntryLog[StoredQuarantined]] = EntryLog("quarantined")
OUTBOX: Final[EntryLog[OutboxItem]] = EntryLog("outbox")
PENDING: Final[EntryLog[OutboxItem]] = EntryLog("pending")
"""The outbox without what was sent or given up."""
DECISIONS: Final[EntryLog[DecisionRecord]] = EntryLog("decisions")


@frozen(eq=False)
class UniqueKey(Generic[ItemT]):
    """A key by which at most one thing of the whole store is known."""

    name: str


OPENED: Final[UniqueKey[int]] = UniqueKey("opened")
"""The number of a case, by its kind (the letter) and the key of its opening event."""
LEASE: Final[UniqueKey[Lease]] = UniqueKey("lease")
"""By the number of the request."""
CONTENT: Final[UniqueKey[StoredQuarantined]] = UniqueKey("content")
"""A quarantined item, by its channel and the digest of its content."""
POSTED: Final[UniqueKey[OutboxItem]] = UniqueKey("posted")
"""By the key of the message."""
ITEM: Final[UniqueKey[OutboxItem]] = UniqueKey("item")
"""By the number in the outbox."""
DECIDED: Final[UniqueKey[DecisionRecord]] = UniqueKey("decided")
"""By the id of the decision."""


class CaseLink(Enum):
    """By what cases are looked up."""

    INTERACTION = "interaction"
    """Numbers of interactions that belong to them."""
    MESSAGE = "message"
    """Canonical ids of messages that belong to them, or were posted for them."""
    SENDER = "sender"
    """The sender's normalised form, of an interaction that belongs to them."""
    SUBSCRIBER = "subscriber"
    """The subscriber whose request it is at present."""

    __hash__ = object.__hash__


class LinkedCase(NamedTuple):
    """A case with what was looked up; `channel` is that of the message, None for the other links."""

    case: CaseKey
    channel: str | None = None


class QueuePlace(NamedTuple):
    """What orders a queue (3.13, 3.14): those out of turn first, then by moment, arrival, and number."""

    queue: str
    in_turn: bool
    placed_at: datetime
    arrival: int
    number: int


class IdentityDigests(NamedTuple):
    """By what a message is recognised, whatever its texts hold: digests of id and content, each with the channel."""

    key: bytes
    content: bytes
    suffices: bool

    @classmethod
    def of(cls, identity: MessageKey) -> "IdentityDigests":
        """Return the digests of an identity."""
        key, content = (lookup_digest(identity.channel, each) for each in (identity.key, identity.content))
        return cls(key, content, identity.content_suffices)

    @property
    def identity(self) -> MessageKey:
        """Return an identity that is related to those of other digests as the real ones are (`same_message`)."""
        return MessageKey(channel="", key=self.key.hex(), content=self.content.hex(), content_suffices=self.suffices)


class EarlierInteraction(NamedTuple):
    """An interaction of the store, as far as a repeat of it needs to know; `reused` is the number that had its id."""

    number: int
    recorded_at: datetime
    reused: int | None
    digests: IdentityDigests


class JournalChain(NamedTuple):
    """The journal of a case, and the digest of its last event that is kept apart; None if that is not there."""

    number: int
    head: str | None
    events: Sequence[Event]


@frozen(kw_only=True)
class NewInteraction:
    """An interaction to be kept, redacted, with the bytes that it arrived as."""

    number: int
    stored: StoredInteraction
    digests: IdentityDigests
    raw: bytes | None = field(repr=False)


@frozen(kw_only=True)
class Consequences:
    """What follows from an event beside the journal: the projections by which cases are looked up and handed out."""

    opened: bool
    """Whether it is the first event of its case."""
    subscriber_id: str | None = field(default=None, repr=False)
    """Whose request it is from now on."""
    left: QueuePlace | None = None
    entered: QueuePlace | None = None
    """The places in queues that the request gives up, and gets; never the same."""
    joined: tuple[int, ...] = ()
    """The numbers of interactions that belong to the case from now on, and did not before."""
    ends_lease: bool = False


class StorageReader(Protocol):
    """What a store can be asked, at one moment of it."""

    def position(self) -> StoragePosition:
        """Return the clock and the last numbers; a writer: those of the moment at which it got the lock."""

    def interactions(self, numbers: Collection[int]) -> Mapping[int, StoredInteraction]:
        """Return the interactions of these numbers, by number; unknown ones are left out."""

    def raw(self, letter: str, number: int) -> bytes | None:
        """Return the raw message of an interaction (`I`) or a quarantined item (`Q`), None if there is none."""

    def journals(self, kind: CaseKind, numbers: Collection[int], since: int = 1) -> Mapping[int, Sequence[Event]]:
        """Return the events of cases from their own number `since` on, in order, by number of the case.

        Cases that are unknown, or have no event from there on, may be left out. Raises `BackendError` for an event
        that was edited so that it cannot be read.
        """

    def cases(self, kind: CaseKind, states: frozenset[State], after: int, limit: int) -> Sequence[int]:
        """Return the first numbers of cases above `after`, ascending; only those in `states` if it is not empty."""

    def linked(self, link: CaseLink, values: Collection[str | int], states: frozenset[State]) -> Collection[LinkedCase]:
        """Return the cases with any of these values, repeats allowed; only those in `states` if it is not empty."""

    def line(self, queue: str, limit: int) -> Sequence[int]:
        """Return the numbers of the first requests that wait in a queue, in the order of their `QueuePlace`s."""

    def leases(self, lapsed_by: datetime | None = None, limit: int | None = None) -> Sequence[Lease]:
        """Return all leases by (`taken_at`, number); with `lapsed_by` the first by (`until`, `taken_at`, number)."""

    def page(self, log: EntryLog[ItemT], after: int, limit: int) -> Sequence[tuple[int, ItemT]]:
        """Return the first entries of a log with numbers above `after`, ascending, each with its number."""

    def chains(self, kind: CaseKind, after: int, limit: int) -> Sequence[JournalChain]:
        """Return the journals of the first cases above `after`, as they lie there, edited by hand or not.

        About `limit` of them, ascending; empty only if there are no more. A journal without a case of its own, and a
        case without a journal, are among them.
        """


class StorageWriter(StorageReader, Protocol):
    """What a store is asked and told under its one lock; see `Store.writing`."""

    @property
    def failed(self) -> bool:
        """Whether the store failed, so that nothing of this unit of work may be committed."""

    def unique(self, index: UniqueKey[ItemT], *key: str | int) -> ItemT | None:
        """Return the thing with this key, None if there is none."""

    def alike(self, digests: Sequence[IdentityDigests]) -> Collection[EarlierInteraction]:
        """Return the interactions that have the key or the content of any of these, each once."""

    def due(self, at: datetime, limit: int, channels: frozenset[str] | None) -> Sequence[OutboxItem]:
        """Return the first messages, by number, that are pending and wait for no moment after `at`.

        Only those of `channels`, unless that is None.
        """

    def add_interactions(self, new: Sequence[NewInteraction]) -> None:
        """Keep interactions, and their raw messages apart from them."""

    def add_quarantined(self, number: int, stored: StoredQuarantined, raw: bytes) -> None:
        """Keep a quarantined item, and its raw message apart from it."""

    def add_event(self, case: CaseKey, event: Event, consequences: Consequences) -> None:
        """Write an event, and everything that follows from it."""

    def put_lease(self, lease: Lease, *, new: bool) -> None:
        """Set the lease of a request; `new`: it has none. Otherwise only `until` may differ from the one it has."""

    def put_item(self, item: OutboxItem, *, new: bool) -> None:
        """Put a message into the outbox; unless `new`, note what became of it: the message itself is the same."""

    def add_decision(self, number: int, record: DecisionRecord) -> None:
        """Write a decision."""

    def erase(self, before: datetime) -> Purged:
        """Erase the raw messages that were recorded before a moment; return how many there were."""
