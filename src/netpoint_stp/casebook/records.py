"""What a store of requests holds beside its journals (3.1, 3.13): interactions, leases, decisions, pages of them."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from enum import Enum
from hashlib import sha256
from typing import Any, Final, Generic, NamedTuple, TypeVar

from attrs import field, frozen

from netpoint_stp.casebook.journal import Event, canonical_json
from netpoint_stp.casebook.steps import CaseKind, EventKind, State
from netpoint_stp.channels.interaction import Interaction, Quarantined, QuarantineReason
from netpoint_stp.errors import UsageError
from netpoint_stp.subjects.fields import aware, ids, not_blank

ItemT = TypeVar("ItemT")

INTERACTION_LETTER: Final = "I"
QUARANTINE_LETTER: Final = "Q"
STORE_CASE: Final = "S-1"
"""The case of the store itself, whose journal tells what was erased."""


def made_id(letter: str, number: int) -> str:
    """Return an id as every store makes it: `R-17` for the seventeenth request, `C`, `N`, `I`, `Q` for the others."""
    return f"{letter}-{number}"


def number_of(made: str, letter: str) -> int | None:
    """Return the number in an id of that letter, None for any other text; letter case and blanks do not matter."""
    head, dash, digits = made.strip().upper().partition("-")
    if head != letter or not dash or not digits.isascii() or not digits.isdigit() or len(digits) > 15:
        return None
    return int(digits)


class Repeat(Enum):
    """Whether the store had it already."""

    FIRST = "first"
    REPEAT = "repeat"
    """The same message, delivered again: nothing was written, and the id is that of the first."""
    REUSED_ID = "reused_id"
    """Another message under an id that was already used: kept as one of its own, and linked."""

    __hash__ = object.__hash__


@frozen(kw_only=True)
class RecordResult:
    """That an interaction, or a quarantined item, is in the store.

    `interaction` is the interaction as it is kept, redacted; None for a repeat and for a quarantined item.
    `arrival_number` and `recorded_at` are those of the first recording. Arrival numbers grow by at least one with each
    recording; they break ties between what arrived at one moment. `reused_id_of` is the interaction that had the id.
    """

    id: str
    arrival_number: int
    recorded_at: datetime = field(validator=aware)
    repeat: Repeat = Repeat.FIRST
    reused_id_of: str | None = None
    interaction: Interaction | None = field(default=None, repr=False, eq=False)


@frozen(kw_only=True)
class StoredInteraction:
    """An interaction as the store keeps it, redacted; the raw message lies apart until it is purged."""

    id: str
    interaction: Interaction
    arrival_number: int
    recorded_at: datetime = field(validator=aware)
    reused_id_of: str | None = None
    raw_kept: bool


@frozen(kw_only=True)
class StoredQuarantined:
    """A quarantined item; `raw` is empty once it was purged, and `item.digest` still tells what it was."""

    id: str
    item: Quarantined
    recorded_at: datetime = field(validator=aware)
    raw_kept: bool

    @property
    def reason(self) -> QuarantineReason:
        """Return why no interaction could be made of it."""
        return self.item.reason


@frozen(kw_only=True)
class Lease:
    """That somebody has taken a request: until before `until` nobody else can, unless it is given back.

    `token` grows with every taking of the request; a step under an older one, or at `until` or later, is refused.
    """

    request_id: str
    queue: str | None
    worker: str = field(repr=False)
    token: int
    taken_at: datetime = field(validator=aware)
    until: datetime = field(validator=aware)


def _states(values: Iterable[State]) -> frozenset[State]:
    return frozenset(values)


@frozen(kw_only=True)
class Query:
    """Which requests to find; each part that is given must agree, and a request is found by any of its interactions.

    `sender` is a party's normalised form (`Party.normalised`) of any interaction of the request. `thread` are
    canonical message ids (`MessageKey.key`), of which one must be that of an interaction of the request, or of a
    message posted for it; they are unique within a `channel` only, so name it where it is known. `interaction` is the
    store's id of one. `states` empty takes all.
    """

    subscriber_id: str | None = field(default=None, repr=False)
    sender: str | None = field(default=None, repr=False)
    thread: tuple[str, ...] = field(default=(), converter=ids, repr=False)
    channel: str | None = None
    interaction: str | None = None
    states: frozenset[State] = field(default=frozenset(), converter=_states)

    def __attrs_post_init__(self) -> None:
        if not (self.subscriber_id or self.sender or self.thread or self.interaction):
            raise UsageError("nothing to find requests by; give a subscriber, a sender, a thread or an interaction")


@frozen(kw_only=True)
class Page(Generic[ItemT]):
    """Some items in their order, and where to go on; `after` is None where there are no more."""

    items: tuple[ItemT, ...]
    after: str | None = None


def _object(values: Mapping[str, Any]) -> dict[str, Any]:
    return dict(values)


@frozen(kw_only=True)
class DecisionRecord:
    """A decision as the decision log holds it; the names are those of OPA's decision logs where they fit.

    `path` is the table or the use case, `revision` the edition and the digest of the regulation, `labels` whatever
    tells installations apart. `observations` are what no edition changes (moments, channel, which attributes matched;
    never identifiers), `input` the facts reduced from them, `result` the outcome with its clauses. All three are JSON-
    able without fractions. `timestamp` is the store's; None until it is written. `decision_id` makes a repeat safe.
    """

    decision_id: str = field(validator=not_blank)
    path: str = field(validator=not_blank)
    revision: str = ""
    labels: Mapping[str, str] = field(factory=dict, converter=_object, hash=False)
    observations: Mapping[str, Any] = field(factory=dict, converter=_object, repr=False, hash=False)
    input: Mapping[str, Any] = field(factory=dict, converter=_object, repr=False, hash=False)
    result: Mapping[str, Any] = field(factory=dict, converter=_object, repr=False, hash=False)
    case_id: str | None = None
    timestamp: datetime | None = None


def decision_id_of(path: str, scope: str) -> str:
    """Return the id of a decision by a path: a repeat of the same operation (`scope`) has the same."""
    return f"{path}-{sha256(canonical_json([path, scope]).encode()).hexdigest()[:24]}"


def scope_of(operation: str, about: str, number: int = 0) -> str:
    """Return the scope of the `number`th decision of an operation, which is about one thing: an interaction, say."""
    return f"{operation}:{about}:{number}"


def intake_decision_of(interaction_id: str) -> str:
    """Return the id of the decision on an interaction when it came in: the first of all that are made of it."""
    return decision_id_of("intake", scope_of("receive", interaction_id))


def judged_again(events: Iterable[Event]) -> str | None:
    """Return the id of the last decision on what came in that was made once billing could be asked; None: none was."""
    found = [event.decision_id for event in events if event.kind is EventKind.IDENTIFIED and event.decision_id]
    return next((each for each in reversed(found) if each.startswith("intake-")), None)


@frozen(kw_only=True)
class Purged:
    """What was erased: how many raw messages, and how many quarantined items lost their content."""

    raw_messages: int
    quarantined: int


LONGEST_LEASE: Final = timedelta(days=1)


def checked_lease(lease: timedelta) -> timedelta:
    """Return the length of a lease; refuse (`UsageError`) one that is not above zero or longer than a day."""
    if not timedelta() < lease <= LONGEST_LEASE:
        raise UsageError(f"a lease of `{lease}` is no length of time up to a day; give one such as 15 minutes")
    return lease


class CaseKey(NamedTuple):
    """A case by its kind and number."""

    kind: CaseKind
    number: int

    @property
    def id(self) -> str:
        """Return its id as every store makes it."""
        return made_id(self.kind.value, self.number)


def case_key(case_id: str) -> CaseKey | None:
    """Return the case that an id names, in any spelling; None for what is no id of a case."""
    for kind in CaseKind:
        if (number := number_of(case_id, kind.value)) is not None:
            return CaseKey(kind, number)
    return None


def kind_of(case_id: str) -> CaseKind | None:
    """Return the kind of the case that an id names, None for what is no id of a case."""
    case = case_key(case_id)
    return None if case is None else case.kind


MOST_AT_ONCE: Final = 10_000


def checked_limit(limit: int) -> int:
    """Return how many items to give at once; refuse (`UsageError`) less than one and more than ten thousand."""
    if not 1 <= limit <= MOST_AT_ONCE:
        raise UsageError(f"`{limit}` items at once is not between 1 and {MOST_AT_ONCE}; give another number")
    return limit
