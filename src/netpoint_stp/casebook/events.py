"""The data of events (3.1, 3.10–3.14): which fields mean something, which events may carry them, how they are written.

Any other field of data is kept and means nothing to the fold. Moments in data are ISO 8601 with offset (`moment_text`),
enumerations stand by their values, dates as `2026-11-20`.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from netpoint_stp.casebook.journal import Event, NewEvent
from netpoint_stp.casebook.steps import CaseKind, EventKind
from netpoint_stp.errors import UsageError
from netpoint_stp.moments import in_zone, zone
from netpoint_stp.policy.alerts.policy import EquipmentOwner
from netpoint_stp.policy.queue.tables import Turn
from netpoint_stp.subjects.complaints import ComplaintRoute, ComplaintSubject
from netpoint_stp.subjects.interruptions import Extent, NoticedBy, TroubleWith
from netpoint_stp.subjects.people import Standing
from netpoint_stp.subjects.requests import SeverityLevel, SpecialNeed, WhoseTime

K = EventKind
_UTC: Final = zone("UTC")

_ABOUT: Final = frozenset({"subscriber_id", "contract_id", "action", "service", "task", "support_level"})
_PLACE: Final = frozenset({"received_at", "arrival_number", "placed_at"})
_SEVERITY: Final = frozenset({"level", "reason", "needs", "turn"})
_COMPLAINT: Final = frozenset(
    {"lodged_at", "sent_to", "complainant", "subscriber_id", "request_id", "request_date", "taker_name"}
    | {"request_text", "about", "route", "marked", "reached_complaints_address_at", "hidden_from"}
)
_INCIDENT: Final = frozenset(
    {"incident", "noticed_at", "trouble_with", "extent", "services", "began_at", "ended_at", "start", "end"}
    | {"noticed_by", "owner", "emergency"}
)

FIELDS: Final[Mapping[CaseKind, Mapping[EventKind, frozenset[str]]]] = {
    CaseKind.REQUEST: {
        K.OPENED: _ABOUT | _PLACE | {"channel", "queue", "interactions", "completed_at", "waits_for"},
        K.TRIAGED: _ABOUT | _SEVERITY | {"queue"},
        K.COMPLETED: _ABOUT | {"completed_at", "placed_at", "interactions"},
        K.IDENTIFIED: _ABOUT | {"waits_for"},
        K.SEVERITY_SET: _SEVERITY,
        K.JOINED: frozenset({"interactions", "triage_wanted", "counts_from"}),
        K.MOVED: frozenset({"queue", "support_level"}),
        K.PLACED: _PLACE,
        K.TAKEN: frozenset({"token", "until", "bulk", "counts_from"}),
        K.RETURNED: frozenset({"cause"}),
        K.ASKED: frozenset({"details", "action", "whose"}),
        K.INSTRUCTED: frozenset({"helps", "whose"}),
        K.FOLLOWED: frozenset({"followed_at", "instruction"}),
        K.HELD: frozenset({"whose", "reason"}),
        K.RESUMED: frozenset({"interactions", "counts_from"}),
        K.REOPENED: _ABOUT | _PLACE | {"queue", "interactions"},
        K.MERGED: frozenset({"into"}),
        K.SPLIT: frozenset({"links"}),
        K.LINKED: frozenset({"links"}),
        K.NOTED: frozenset({"reacted_at"}),
        K.CORRECTED: _ABOUT | _PLACE | {"queue", "completed_at", "reacted_at", "resolved_at"},
    },
    CaseKind.COMPLAINT: {
        K.LODGED: _COMPLAINT | {"channel", "interactions"},
        K.COMPLETED: _COMPLAINT | {"interactions"},
        K.IDENTIFIED: frozenset({"subscriber_id", "complainant"}),
        K.JOINED: frozenset({"interactions"}),
        K.REOPENED: frozenset({"interactions"}),
        K.LINKED: frozenset({"links", "request_id"}),
        K.NOTED: frozenset({"counts_from"}),
        K.CORRECTED: _COMPLAINT,
    },
    CaseKind.INCIDENT: {
        K.NOTICED: _INCIDENT,
        K.ALERTED: frozenset({"roles", "counts_from"}),
        K.PUBLISHED: frozenset({"counts_from"}),
        K.NOTED: frozenset({"emergency"}),
        K.ENDED: frozenset({"ended_at"}),
        K.LINKED: frozenset({"links"}),
        K.JOINED: frozenset({"links"}),
        K.CORRECTED: _INCIDENT - {"incident"},
    },
    CaseKind.STORE: {},
}
"""For each kind of case and event, the fields of data that mean something; elsewhere these names are refused."""

NEEDED: Final[Mapping[tuple[CaseKind, EventKind], frozenset[str]]] = {
    (CaseKind.REQUEST, K.OPENED): frozenset({"channel", "received_at", "arrival_number"}),
    (CaseKind.REQUEST, K.SEVERITY_SET): frozenset({"level", "reason"}),
    (CaseKind.REQUEST, K.PLACED): frozenset({"placed_at", "arrival_number"}),
    (CaseKind.REQUEST, K.HELD): frozenset({"whose"}),
    (CaseKind.REQUEST, K.REOPENED): frozenset({"received_at", "arrival_number"}),
    (CaseKind.REQUEST, K.MERGED): frozenset({"into"}),
    (CaseKind.REQUEST, K.MOVED): frozenset({"queue"}),
    (CaseKind.COMPLAINT, K.LODGED): frozenset({"channel", "lodged_at"}),
    (CaseKind.INCIDENT, K.NOTICED): frozenset({"incident"}),
}
"""The fields without which an event cannot be written."""

_MEANT: Final = {case: frozenset().union(*table.values()) for case, table in FIELDS.items()}
_MOMENTS: Final = frozenset(
    {"received_at", "placed_at", "completed_at", "reacted_at", "resolved_at", "lodged_at", "counts_from"}
    | {"reached_complaints_address_at", "noticed_at", "began_at", "ended_at", "start", "end"}
    | {"followed_at"}
)
_LISTS: Final = frozenset(
    {"interactions", "links", "needs", "details", "services", "roles", "hidden_from", "waits_for"}
)
_CODES: Final[Mapping[str, type[Any]]] = {
    "level": SeverityLevel,
    "turn": Turn,
    "whose": WhoseTime,
    "complainant": Standing,
    "about": ComplaintSubject,
    "route": ComplaintRoute,
    "trouble_with": TroubleWith,
    "extent": Extent,
    "noticed_by": NoticedBy,
    "owner": EquipmentOwner,
}


def moment_text(moment: datetime) -> str:
    """Return a moment as data holds it: ISO 8601 in UTC, to the microsecond; raises `MomentError` without a zone."""
    return in_zone(moment, _UTC).isoformat(timespec="microseconds")


def check_data(case: CaseKind, new: NewEvent) -> None:
    """Refuse (`UsageError`) data that lacks a field it needs, or sets one that this event cannot; says all of it."""
    allowed = FIELDS[case].get(new.kind, frozenset())
    problems = [f"`{name}` is missing" for name in sorted(NEEDED.get((case, new.kind), frozenset()) - new.data.keys())]
    problems += [f"`{name}` cannot be set by it" for name in sorted((new.data.keys() & _MEANT[case]) - allowed)]
    for name in sorted(new.data.keys() & allowed):
        try:
            _value(name, new.data[name])
        except (ValueError, TypeError):
            problems.append(f"`{name}` cannot be read")
    if problems:
        raise UsageError(f"the event `{new.kind.value}` cannot be written: {', '.join(problems)}")


def meant(event: Event) -> dict[str, Any]:
    """Return the fields of an event's data that mean something, read: moments, enumerations, tuples."""
    names = FIELDS[event.case].get(event.kind, frozenset())
    return {name: _value(name, event.data[name]) for name in names & event.data.keys()}


def asks_for_account(event: Event) -> bool:
    """Return whether an event asks for account information, or for all that a message lacks (3.1.4, 3.6)."""
    return event.kind is K.ASKED and bool(event.data.get("details") or event.data.get("asks"))


def happened_at(event: Event, data: Mapping[str, Any]) -> datetime:
    """Return when what an event tells of happened, where its channel tells that: else when it was written down.

    Of a message that came in it is its receipt, of one that went out when its gateway took it (I-14), of a call when a
    person took it.

    `data` is what `meant` says of the event. The event itself keeps both moments: `at` is by the store's clock.
    """
    counts: datetime | None = data.get("counts_from")
    return event.at if counts is None else counts


def _value(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in _MOMENTS:
        return in_zone(datetime.fromisoformat(value), _UTC)
    if name in _LISTS:
        if isinstance(value, str):
            raise TypeError(name)
        parts = tuple(value)
        return tuple(SpecialNeed(part) for part in parts) if name == "needs" else parts
    if name == "request_date":
        return date.fromisoformat(value)
    if name == "route" and isinstance(value, list | tuple):  # one of several, nobody knows which
        return frozenset(map(ComplaintRoute, value))
    return _CODES[name](value) if name in _CODES else value
