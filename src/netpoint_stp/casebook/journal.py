"""The journal (3.1, 3.13): what happened to a case, when by the store's clock, who did it, under which clauses.

Events are only ever added. Each carries the digest of the one before it in the same case, so that a later edit, a row
taken out or one put in between shows; the case itself keeps its last digest, so that a cut-off end shows too.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from enum import Enum
from hashlib import sha256
from typing import Any, Final, TypeAlias

from attrs import Attribute, Factory, field, frozen

from netpoint_stp.casebook.steps import CaseKind, EventKind, State, next_state
from netpoint_stp.errors import IllegalStepError, UsageError
from netpoint_stp.moments import in_zone, zone
from netpoint_stp.subjects.fields import aware, ids, not_blank

Json: TypeAlias = "str | int | bool | list[Json] | dict[str, Json] | None"
"""What data may hold: no fractions, for not every database gives them back as they were."""

NO_DIGEST: Final = "0" * 64
"""What stands before the first event of a case."""

_UTC: Final = zone("UTC")


class ActorKind(Enum):
    """What kind of actor did it."""

    STAFF = "staff"
    CLIENT = "client"
    SYSTEM = "system"

    __hash__ = object.__hash__


@frozen
class Actor:
    """Who did it: one of the staff by their id, the client, or the library itself; the id is never shown."""

    kind: ActorKind
    id: str = field(default="", repr=False)


SYSTEM: Final = Actor(ActorKind.SYSTEM)
"""The library itself: what it records without a person."""


def _checked_json(_instance: object, _attribute: "Attribute[Any]", value: Mapping[str, Any]) -> None:
    require_json(value)


def require_json(data: Mapping[str, Any]) -> None:
    """Refuse (`UsageError`) data that holds what no journal can keep; see `Json`."""
    wrong = sorted(set(_unfit(data, "data")))
    if wrong:
        raise UsageError(
            f"the data of an event holds what no journal can keep: {', '.join(wrong)}; "
            "give texts, whole numbers, yes or no, lists and tables with named fields"
        )


def _unfit(value: object, path: str) -> Iterator[str]:
    match value:
        case str() | bool() | int() | None:
            return
        case list():
            for part in value:
                yield from _unfit(part, f"{path}[]")
        case dict():
            for key, part in value.items():
                if isinstance(key, str):
                    yield from _unfit(part, f"{path}.{key}")
                else:
                    yield f"`{path}` with a key that is no text"
        case _:
            yield f"`{path}` of type `{type(value).__name__}`"


def _plain(data: Mapping[str, Any]) -> dict[str, Json]:
    return dict(data)


@frozen(kw_only=True)
class NewEvent:
    """Something to be written into the journal; the store adds when, its number, the state and the digest.

    `to` is the state it leads to, where there is a choice. `data` is JSON-able (`Json`), redacted by the store, and
    never holds passport data; `casebook.events` says which fields mean something. `key` makes a repeat safe: the same
    key in the same case is the same event. `decision_id` names the record of the decision log that it rests on.
    """

    kind: EventKind
    by: Actor = SYSTEM
    to: State | None = None
    data: Mapping[str, Any] = field(factory=dict, converter=_plain, validator=_checked_json, repr=False, hash=False)
    clauses: tuple[str, ...] = field(default=(), converter=ids)
    readings: tuple[str, ...] = field(default=(), converter=ids)
    edition: str = ""
    decision_id: str | None = None
    key: str | None = field(default=None, repr=False)


@frozen(kw_only=True)
class Event:
    """One row of the journal; see `NewEvent` for what the caller gave.

    `seq` counts over the whole store and `number` within the case, both from 1 without gaps. `at` is UTC by the store's
    clock, to the microsecond. `state` is that of the case after the event.
    """

    seq: int
    case: CaseKind
    case_id: str = field(validator=not_blank)
    number: int
    kind: EventKind
    at: datetime = field(validator=aware)
    by: Actor
    state: State
    data: Mapping[str, Any] = field(factory=dict, converter=_plain, repr=False, hash=False)
    clauses: tuple[str, ...] = field(default=(), converter=ids)
    readings: tuple[str, ...] = field(default=(), converter=ids)
    edition: str = ""
    decision_id: str | None = None
    key: str | None = field(default=None, repr=False)
    prev_digest: str
    digest: str = field(default=Factory(lambda self: digest_of(self), takes_self=True))
    """As it was written; the right one where none is given."""

    @property
    def digest_holds(self) -> bool:
        """Whether the row is as it was written."""
        return self.digest == digest_of(self)


def canonical_json(value: object) -> str:
    """Return JSON in one fixed spelling: keys sorted, no white space, ASCII (any text, lone surrogates too)."""
    return _ENCODER.encode(value)


_ENCODER: Final = json.JSONEncoder(ensure_ascii=True, sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest_of(event: Event) -> str:
    """Return the digest that the event must have: SHA-256 over all but `seq` and the digest itself, hexadecimal."""
    told = {
        "case": event.case.value,
        "case_id": event.case_id,
        "number": event.number,
        "kind": event.kind.value,
        "at": in_zone(event.at, _UTC).isoformat(timespec="microseconds"),
        "by": [event.by.kind.value, event.by.id],
        "state": event.state.value,
        "data": event.data,
        "clauses": event.clauses,
        "readings": event.readings,
        "edition": event.edition,
        "decision_id": event.decision_id,
        "key": event.key,
        "prev_digest": event.prev_digest,
    }
    return sha256(canonical_json(told).encode("ascii")).hexdigest()


def written(new: NewEvent, *, seq: int, case: CaseKind, case_id: str, last: Event | None, at: datetime) -> Event:
    """Return the row that a store writes for a new event after `last`, the case's latest one (None: it is the first).

    Raises `IllegalStepError` where the state of the case does not allow it. Tokens and leases are the store's to check.
    """
    from_state = None if last is None else last.state
    state = next_state(case, from_state, new.kind, new.to, case_id=case_id if last is not None else "")
    return Event(
        seq=seq,
        case=case,
        case_id=case_id,
        number=1 if last is None else last.number + 1,
        kind=new.kind,
        at=in_zone(at, _UTC),
        by=new.by,
        state=state,
        data=new.data,
        clauses=new.clauses,
        readings=new.readings,
        edition=new.edition,
        decision_id=new.decision_id,
        key=new.key,
        prev_digest=NO_DIGEST if last is None else last.digest,
    )


class BreakKind(Enum):
    """What is wrong with a row of the journal."""

    CHANGED = "changed"
    """The row is not as it was written."""
    OUT_OF_CHAIN = "out_of_chain"
    """It does not follow the row before it: one was taken out, put in, or written anew."""
    IMPOSSIBLE_STEP = "impossible_step"
    """The state of the case did not allow it."""
    END_MISSING = "end_missing"
    """The case ended otherwise than the journal does: the last rows were cut off, or the case's own row was edited."""
    LEFT_OUT = "left_out"
    """A number is not there, or several from it on: cases, or (with `seq`) events were taken out without a trace."""

    __hash__ = object.__hash__


@frozen(kw_only=True)
class Break:
    """A place where a journal does not hold; `number` is that of the row, or of the last row that is there.

    For `LEFT_OUT` it is 0: `case_id` is the case that is not there, or the store's own, and `seq` the first event.
    """

    kind: BreakKind
    case_id: str
    number: int
    seq: int | None = None


def verify_chain(case_id: str, events: Iterable[Event], *, head: str | None = None) -> Iterator[Break]:
    """Yield every row of one case's journal, given in the order of numbers, that does not hold.

    A row edited by hand is named itself; the rows after it are judged against what they claim to follow. `head` is the
    digest that the case's own row keeps of its last event.
    """
    last: Event | None = None
    for event in events:
        if not event.digest_holds:
            yield _broken(BreakKind.CHANGED, case_id, event)
        previous, number = (NO_DIGEST, 1) if last is None else (last.digest, last.number + 1)
        if event.prev_digest != previous or event.number != number or event.case_id != case_id:
            yield _broken(BreakKind.OUT_OF_CHAIN, case_id, event)
        elif not _could_follow(last, event):
            yield _broken(BreakKind.IMPOSSIBLE_STEP, case_id, event)
        last = event
    if head is not None and head != (NO_DIGEST if last is None else last.digest):
        yield Break(kind=BreakKind.END_MISSING, case_id=case_id, number=0 if last is None else last.number)


def gaps(numbers: Iterable[int], after: int = 0) -> Iterator[range]:
    """Yield the numbers that are not there among ascending ones that should follow each other, and `after`."""
    for number in numbers:
        if number > after + 1:
            yield range(after + 1, number)
        after = number


def _broken(kind: BreakKind, case_id: str, event: Event) -> Break:
    return Break(kind=kind, case_id=case_id, number=event.number, seq=event.seq)


def _could_follow(last: Event | None, event: Event) -> bool:
    try:
        next_state(event.case, None if last is None else last.state, event.kind, event.state)
    except IllegalStepError:
        return False
    return True
