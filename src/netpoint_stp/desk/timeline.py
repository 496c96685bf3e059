"""The timeline of a case (3.1, 3.11, 3.13): what happened, when, by whom, under which clauses; told to people."""

from collections.abc import Iterator
from datetime import datetime

import attrs

from netpoint_stp.backends.journal import ActorKind, Event
from netpoint_stp.backends.ports import Reading
from netpoint_stp.backends.records import kind_of
from netpoint_stp.backends.steps import CaseKind, EventKind
from netpoint_stp.errors import ForbiddenStepError, NotFoundError
from netpoint_stp.wording import Language, say

_SHOWN = (
    "why",
    "reason",
    "grounds",
    "details",
    "asks",
    "links",
    "into",
    "level",
    "queue",
    "whose",
    "waits_for",
    "note",
)
"""The fields of an event's data that a timeline shows: none of them holds an identifier of a client."""


_OF_STORE = {EventKind.TAKEN: ("3.13",), EventKind.RETURNED: ("3.13",)}
"""Under which clauses the store itself acts: it hands requests out in the order of arrival, and in no other."""


@attrs.frozen(kw_only=True)
class Entry:
    """One line of a timeline."""

    at: datetime
    what: str
    by: str
    state: str
    clauses: tuple[str, ...]
    readings: tuple[str, ...]
    decision_id: str | None
    more: str = ""

    kind: EventKind


def timeline(store: Reading, case_id: str, lang: Language, *, viewer: str | None = None) -> tuple[Entry, ...]:
    """Return what happened to a case, in order; raises `NotFoundError`.

    A complaint is kept from a `viewer` whom it is about (`ForbiddenStepError`).
    """
    if kind_of(case_id) is CaseKind.COMPLAINT and viewer is not None:
        record = store.complaint(case_id)
        if record is not None and viewer in record.hidden_from:
            raise ForbiddenStepError(
                f"complaint `{case_id}` is about `{viewer}`; somebody else may look at it", ("3.10",)
            )
    events = store.events(case_id.strip().upper())
    if not events:
        raise NotFoundError(f"there is no case `{case_id}`; give the number of one, such as `R-17`")
    return tuple(_entries(events, lang))


def _entries(events: tuple[Event, ...], lang: Language) -> Iterator[Entry]:
    for event in events:
        yield Entry(
            at=event.at,
            what=say(f"desk.event.{event.kind.value}", lang),
            by=event.by.id if event.by.kind is ActorKind.STAFF else say(f"desk.actor.{event.by.kind.value}", lang),
            state=say(f"desk.state.{event.state.value}", lang),
            clauses=event.clauses or _OF_STORE.get(event.kind, ()),
            readings=event.readings,
            decision_id=event.decision_id,
            more=_more(event),
            kind=event.kind,
        )


def _more(event: Event) -> str:
    told = {name: event.data[name] for name in _SHOWN if event.data.get(name)}
    return "; ".join(
        f"{name}: {', '.join(map(str, value)) if isinstance(value, list) else value}" for name, value in told.items()
    )
