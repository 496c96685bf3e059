"""The timeline of a case (3.1, 3.11, 3.13): what happened, when, by whom, under which clauses; told to people."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

import attrs

from netpoint_stp.casebook.journal import Actor, ActorKind, Event, Json
from netpoint_stp.casebook.records import kind_of
from netpoint_stp.casebook.steps import CaseKind, EventKind, State
from netpoint_stp.errors import ForbiddenStepError, NotFoundError
from netpoint_stp.ports.stores import StoreReader
from netpoint_stp.wording import Language, knows, say

_SHOWN: Final = (
    "channel",
    "waits_for",
    "asks",
    "details",
    "elements",
    "route",
    "action",
    "level",
    "needs",
    "queue",
    "whose",
    "grounds",
    "why",
    "reason",
    "note",
    "links",
    "into",
    "roles",
    "noticed_by",
    "owner",
    "emergency",
    "helps",
    "said",
    "read",
    "not_delivered",
    "untold",
    "sent",
)
"""The fields of an event's data that a timeline shows, in this order: none of them holds an identifier of a client."""

_NOTHING: Final[tuple[Json, ...]] = (None, "", [], {})

_CODES: Final[Mapping[str, str]] = {
    "channel": "value.channel",
    "waits_for": "desk.why",
    "asks": "desk.lacks",
    "details": "value.account_detail",
    "elements": "value.complaint_element",
    "level": "value.severity_level",
    "needs": "desk.need",
    "whose": "desk.whose",
    "grounds": "value.ground",
    "not_delivered": "desk.purpose",
    "sent": "desk.purpose",
    "untold": "desk.purpose",
    "noticed_by": "desk.noticed_by",
    "owner": "value.equipment_owner",
    "route": "value.complaint_route",
    "emergency": "desk.truth",
    "helps": "desk.truth",
    "said": "desk.truth",
}
"""The fields whose values are codes, with where the catalogue tells them; what it does not know stands as it is."""

_OF_STORE: Final = {EventKind.TAKEN: ("3.13",), EventKind.RETURNED: ("3.13",)}
"""Under which clauses the store itself acts: it hands requests out in the order of arrival, and in no other."""


@attrs.frozen(kw_only=True)
class Entry:
    """One line of a timeline: what happened, as codes; `told` in words says the same to a person."""

    at: datetime
    kind: EventKind
    state: State
    by: Actor
    clauses: tuple[str, ...]
    readings: tuple[str, ...]
    decision_id: str | None
    more: Mapping[str, Json] = attrs.field(factory=dict, hash=False)

    def what(self, lang: Language) -> str:
        """Return what happened, in words."""
        return say(f"desk.event.{self.kind.value}", lang)

    def state_told(self, lang: Language) -> str:
        """Return where the case stood then, in words."""
        return say(f"desk.state.{self.state.value}", lang)

    def who(self, lang: Language) -> str:
        """Return who did it: one of the staff by their id."""
        return self.by.id or "" if self.by.kind is ActorKind.STAFF else say(f"desk.actor.{self.by.kind.value}", lang)

    def more_told(self, lang: Language) -> str:
        """Return the details, in words, a line each."""
        return "\n".join(_line(name, value, lang) for name, value in self.more.items())


def timeline(store: StoreReader, case_id: str, *, viewer: str | None = None) -> tuple[Entry, ...]:
    """Return what happened to a case, in order; raises `NotFoundError`.

    A complaint is kept from a `viewer` whom it is about (`ForbiddenStepError`).
    """
    may_look(store, case_id, viewer)
    events = store.events(case_id)
    if not events:
        raise NotFoundError(f"there is no case `{case_id}`; give the number of one, such as `R-17`")
    return tuple(_entries(events))


def may_look(store: StoreReader, case_id: str, viewer: str | None) -> None:
    """Refuse (`ForbiddenStepError`) a look at a complaint to whom it is about; None is nobody of the staff."""
    if kind_of(case_id) is CaseKind.COMPLAINT and viewer is not None:
        record = store.complaint(case_id)
        if record is not None and viewer in record.hidden_from:
            raise ForbiddenStepError(
                f"complaint `{case_id}` is about `{viewer}`; somebody else may look at it", ("3.10",)
            )


def _entries(events: tuple[Event, ...]) -> Iterator[Entry]:
    for event in events:
        yield Entry(
            at=event.at,
            kind=event.kind,
            state=event.state,
            by=event.by,
            clauses=event.clauses or _OF_STORE.get(event.kind, ()),
            readings=event.readings,
            decision_id=event.decision_id,
            more={name: event.data[name] for name in _SHOWN if event.data.get(name) not in _NOTHING},
        )


def _line(name: str, value: Any, lang: Language) -> str:
    values = value if isinstance(value, list | tuple) else [value]
    return f"{say(f'desk.field.{name}', lang)}: {', '.join(_code(name, each, lang) for each in values)}"


def _code(name: str, value: object, lang: Language) -> str:
    plain = f"{value}".lower() if isinstance(value, bool) else value
    key = f"{_CODES[name]}.{plain}" if name in _CODES else ""
    return say(key, lang) if key and knows(key, lang) else str(value)
