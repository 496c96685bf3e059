"""Cases as their journals tell them (3.1, 3.10–3.14, 2.5, 4.5): requests, complaints, incidents, folded from events.

What the fields of an event's data mean is said in `casebook.events`.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final, TypeAlias, cast

import attrs

from netpoint_stp.casebook.course import act_of, corrected, course_steps
from netpoint_stp.casebook.events import happened_at, meant
from netpoint_stp.casebook.journal import Event
from netpoint_stp.casebook.steps import OPEN_STATES, CaseKind, EventKind, State
from netpoint_stp.errors import BackendError
from netpoint_stp.moments import zone
from netpoint_stp.policy.alerts.policy import EquipmentOwner
from netpoint_stp.policy.queue.tables import Turn
from netpoint_stp.subjects.complaints import Complaint
from netpoint_stp.subjects.interruptions import NoticedBy, Outage, PlannedMaintenance
from netpoint_stp.subjects.requests import Hold, Request, Severity, WhoseTime

K = EventKind
_UTC: Final = zone("UTC")


@attrs.frozen(kw_only=True)
class AskedFor:
    """That the client was asked for something, when, and for which action; `details` are codes of account details."""

    at: datetime
    details: tuple[str, ...] = ()
    action: str | None = None


@attrs.frozen(kw_only=True)
class RequestRecord:
    """A request as its journal tells it: `request` is what the policies judge, the rest is what the desk needs.

    `placed_at` and `request.arrival_number` are its place in the queue, `turn` says whether it may go before that.
    `token` is the fencing token of the last taking, 0 before the first. `triage_wanted`: something came in that a
    person should judge, while it goes on; `waits_for`, what a person is to say of it before it goes on, as the desk
    calls it. `first_received_at` stays when a reopened one gets a new place.
    `number` and `digest` are those of the last event.
    """

    request: Request
    state: State
    placed_at: datetime
    first_received_at: datetime
    turn: Turn = Turn.IN_TURN
    token: int = 0
    triage_wanted: bool = False
    waits_for: tuple[str, ...] = ()
    asked: tuple[AskedFor, ...] = ()
    merged_into: str | None = None
    links: tuple[str, ...] = ()
    acknowledged_at: datetime | None = None
    resolved_at: datetime | None = None
    number: int
    digest: str = attrs.field(repr=False)

    @property
    def id(self) -> str:
        """Return the id of the request."""
        return self.request.id

    @property
    def queue(self) -> str | None:
        """Return the queue it waits in, None where it is in none (a live call)."""
        return self.request.queue


@attrs.frozen(kw_only=True)
class ComplaintRecord:
    """A complaint as its journal tells it; `hidden_from` are the staff whom it is about, who must not answer it."""

    complaint: Complaint
    state: State
    interactions: tuple[str, ...] = attrs.field(default=(), repr=False)
    hidden_from: frozenset[str] = attrs.field(default=frozenset(), repr=False)
    links: tuple[str, ...] = ()
    number: int
    digest: str = attrs.field(repr=False)

    @property
    def id(self) -> str:
        """Return the id of the complaint."""
        return self.complaint.id


@attrs.frozen(kw_only=True)
class IncidentRecord:
    """An outage or planned maintenance as its journal tells it, with the roles that were alerted.

    `noticed_by`, `owner` and `emergency` are what staff said of it (2.4, 2.5, 4.5); None: nobody said.
    """

    incident: Outage | PlannedMaintenance
    state: State
    alerted: tuple[str, ...] = ()
    noticed_by: NoticedBy | None = None
    owner: EquipmentOwner | None = None
    emergency: bool | None = None
    links: tuple[str, ...] = ()
    number: int
    digest: str = attrs.field(repr=False)

    @property
    def id(self) -> str:
        """Return the id of the incident."""
        return self.incident.id


Case: TypeAlias = RequestRecord | ComplaintRecord | IncidentRecord


def apply(case: Case | None, event: Event) -> Case:
    """Return the case after one more event; None is the case before its first. Pure, and the same in every store."""
    data = meant(event)
    last: dict[str, Any] = {"state": event.state, "number": event.number, "digest": event.digest}
    match event.case:
        case CaseKind.REQUEST if case is None or isinstance(case, RequestRecord):
            return _request(case, event, data, last)
        case CaseKind.COMPLAINT if case is None or isinstance(case, ComplaintRecord):
            return _complaint(case, event, data, last)
        case CaseKind.INCIDENT if case is None or isinstance(case, IncidentRecord):
            return _incident(case, event, data, last)
        case _:
            raise BackendError(f"event {event.number} of `{event.case_id}` belongs to another kind of case")


def fold(events: Iterable[Event], case: Case | None = None) -> Case:
    """Return the case after these events of it, in the order of their numbers; `case` is what it was before them.

    Raises `BackendError` for no case and no events, and for a journal that does not begin with the opening of its case.
    """
    for event in events:
        case = apply(case, event)
    if case is None:
        raise BackendError("a journal without events tells nothing; name a case that was opened")
    return case


def _request(record: RequestRecord | None, event: Event, data: dict[str, Any], last: dict[str, Any]) -> RequestRecord:
    if record is None:
        return _opened(event, data, last)
    request = record.request
    changes = last | {name: data[name] for name in _AS_GIVEN if name in data} | _changes(record, event, data)
    fields = _given(request, event, data) | _fields(request, event, data)
    if event.kind is K.REOPENED:
        fields = dict.fromkeys(_GONE) | fields
    if event.kind is K.OVERRIDDEN:
        fields |= _overridden(request, record.state, event)
    if event.kind is not K.TAKEN and act_of(event, data) is not None and request.reacted_at is None:
        fields.setdefault("reacted_at", event.at)
    fields["holds"] = _holds(request.holds, record.state, event, data)
    course = corrected(request.course, data) if event.kind is K.CORRECTED else request.course
    fields["course"] = (*course, *course_steps(record.state, event, data))
    return attrs.evolve(record, request=attrs.evolve(request, **fields), **changes)


_AS_GIVEN: Final = ("placed_at", "turn", "triage_wanted", "resolved_at")
_GONE: Final = ("taken_at", "taken_by", "taken_in_bulk", "reacted_at", "refused_at", "closed_at", "completed_at")
"""What a request that is opened anew no longer has; its course keeps it (I-17)."""


def _opened(event: Event, data: dict[str, Any], last: dict[str, Any]) -> RequestRecord:
    if event.kind is not K.OPENED:
        raise BackendError(f"the journal of `{event.case_id}` does not begin with its opening; verify the store")
    lacking = event.state is State.INCOMPLETE
    holds = (Hold(whose=WhoseTime.CLIENT, start=event.at),) if lacking else ()
    course = tuple(course_steps(None, event, data))
    request = Request(id=event.case_id, holds=holds, course=course, **_of(Request, data))
    return RequestRecord(
        request=request,
        placed_at=data.get("placed_at", request.received_at),
        first_received_at=request.received_at,
        waits_for=data.get("waits_for") or (),
        **last,
    )


def _given(request: Request, event: Event, data: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a request that the data of an event name."""
    fields = {name: value for name, value in _of(Request, data).items() if name != "interactions"}
    if more := tuple(each for each in data.get("interactions", ()) if each not in request.interactions):
        fields["interactions"] = (*request.interactions, *more)
    if event.kind in (K.ASKED, K.HELD):
        fields.pop("action", None)
    if event.kind is K.NOTED and request.reacted_at is not None:  # who answers a further call is not the first to react
        fields.pop("reacted_at", None)
    return fields


def _fields(request: Request, event: Event, data: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a request that follow from the kind of an event."""
    match event.kind:
        case K.TAKEN:
            taken = {"taken_by": event.by.id or None}
            if request.taken_at is not None:  # what was done stays done (I-17): taking it anew is no first taking
                return taken
            return taken | {"taken_at": happened_at(event, data), "taken_in_bulk": data.get("bulk")}
        case K.RETURNED if request.reacted_at is None:
            return {"taken_by": None}
        case K.SEVERITY_SET | K.TRIAGED if "level" in data:
            return {"severity": _severity(event, data)}
        case K.REFUSED:
            return {"refused_at": event.at}
        case K.CLOSED | K.NOT_A_REQUEST:
            return {"closed_at": request.closed_at or event.at}
        case K.RESOLVED | K.MERGED:
            return {"closed_at": event.at}
        case _:
            return {}


def _changes(record: RequestRecord, event: Event, data: dict[str, Any]) -> dict[str, Any]:
    """Return what changes of the record beside its request."""
    changes: dict[str, Any] = {}
    if "links" in data:
        changes["links"] = tuple(dict.fromkeys((*record.links, *data["links"])))
    match event.kind:
        case K.TAKEN:
            changes["token"] = event.number
        case K.SEVERITY_SET:
            changes["triage_wanted"] = False
        case K.TRIAGED:
            changes |= {"triage_wanted": False, "waits_for": ()}
        case K.IDENTIFIED if "waits_for" in data:
            changes["waits_for"] = data["waits_for"]
        case K.ASKED:
            asked = AskedFor(at=event.at, details=data.get("details", ()), action=data.get("action"))
            changes["asked"] = (*record.asked, asked)
        case K.ACKNOWLEDGED:
            changes["acknowledged_at"] = record.acknowledged_at or event.at
        case K.MERGED:
            changes["merged_into"] = data["into"]
        case K.RESOLVED:
            changes["resolved_at"] = event.at
        case K.REOPENED:
            placed = data.get("placed_at", data["received_at"])
            changes |= {"placed_at": placed, "merged_into": None, "resolved_at": None}
        case K.OVERRIDDEN:
            changes["merged_into"] = record.merged_into if event.state is State.MERGED else None
        case _:
            pass
    return changes


_OVER: Final = frozenset({State.REFUSED, State.RESOLVED, State.CLOSED, State.NOT_A_REQUEST})


def _overridden(request: Request, before: State, event: Event) -> dict[str, Any]:
    """Return the moments that follow from deciding against the library: as the step to that state would set them."""
    if event.state in _OVER:
        done = {"closed_at": request.closed_at or event.at}
        return {"refused_at": request.refused_at or event.at} if event.state is State.REFUSED else done
    if before not in OPEN_STATES and event.state in OPEN_STATES:
        return {"closed_at": None, "refused_at": None}
    completes = before is State.INCOMPLETE and event.state in OPEN_STATES and event.state is not State.INCOMPLETE
    return {"completed_at": request.completed_at or event.at} if completes else {}


def _severity(event: Event, data: Mapping[str, Any]) -> Severity:
    return Severity(
        level=data["level"],
        reason=data.get("reason") or "not recorded",
        set_by=event.by.id or event.by.kind.value,
        set_at=event.at,
        needs=data.get("needs", ()),
    )


def _holds(holds: tuple[Hold, ...], before: State, event: Event, data: Mapping[str, Any]) -> tuple[Hold, ...]:
    """Return the spans of waiting: one opens when it comes to wait for somebody, and ends when it goes on."""
    waits = {State.HELD, State.INCOMPLETE}
    turned = event.kind is K.HELD or (before in waits) != (event.state in waits)
    if not turned:
        return holds
    came = data.get("completed_at") or happened_at(event, data)
    # neither a message from before the hold, nor a false clock, ends it before it began
    ended = tuple(each if each.end is not None else attrs.evolve(each, end=max(each.start, came)) for each in holds)
    if event.state not in waits:
        return ended
    whose = data.get("whose", WhoseTime.CLIENT)
    return (*ended, Hold(whose=whose, start=event.at, reason=data.get("reason") if event.kind is K.HELD else None))


_AWAITS_SENDING: Final = frozenset({State.ANSWERED, State.SETTLED})
"""The states of a complaint in which an answer that left is the one to the substance that was written last."""


def _complaint(
    record: ComplaintRecord | None, event: Event, data: dict[str, Any], last: dict[str, Any]
) -> ComplaintRecord:
    fields = _of(Complaint, data)
    seen = () if record is None else record.interactions
    changes = last | {"interactions": tuple(dict.fromkeys((*seen, *data.get("interactions", ()))))}
    if "hidden_from" in data:
        changes["hidden_from"] = frozenset(data["hidden_from"])
    if record is None:
        if event.kind is not K.LODGED:
            raise BackendError(f"the journal of `{event.case_id}` does not begin with its opening; verify the store")
        return ComplaintRecord(complaint=Complaint(id=event.case_id, **fields), **changes)
    if "links" in data:
        changes["links"] = tuple(dict.fromkeys((*record.links, *data["links"])))
    match event.kind:
        case K.ANSWERED if event.data.get("said"):
            fields["answered_at"] = record.complaint.answered_at or event.at
        case K.INTERIM_ANSWERED if event.data.get("said"):
            fields["interim_answer_at"] = event.at
        case K.NOTED if record.state in _AWAITS_SENDING and event.data.get("sent") == "complaint_answer":
            # an answer is given when it is dispatched, not when it is written (I-14); reopening takes none back
            fields["answered_at"] = record.complaint.answered_at or happened_at(event, data)
        case K.NOTED if event.data.get("sent") == "complaint_interim":
            fields["interim_answer_at"] = happened_at(event, data)
        case _:
            pass
    return attrs.evolve(record, complaint=attrs.evolve(record.complaint, **fields), **changes)


def _incident(
    record: IncidentRecord | None, event: Event, data: dict[str, Any], last: dict[str, Any]
) -> IncidentRecord:
    said = ("noticed_by", "owner", "emergency")
    changes = last | {name: data[name] for name in said if data.get(name) is not None}
    if record is None:
        if event.kind is not K.NOTICED:
            raise BackendError(f"the journal of `{event.case_id}` does not begin with its opening; verify the store")
        kind: type[Any] = PlannedMaintenance if data["incident"] == "maintenance" else Outage
        return IncidentRecord(incident=kind(id=event.case_id, **_of(kind, data)), **changes)
    fields = _of(type(record.incident), data)
    if event.kind is K.PUBLISHED:
        fields["published_at"] = record.incident.published_at or happened_at(event, data)
    if event.kind is K.ALERTED and isinstance(record.incident, Outage):
        fields["alerted_at"] = record.incident.alerted_at or happened_at(event, data)
        changes["alerted"] = tuple(dict.fromkeys((*record.alerted, *data.get("roles", ()))))
    if event.kind is K.REOPENED and isinstance(record.incident, Outage):
        fields["ended_at"] = None
    if event.kind is K.ENDED and isinstance(record.incident, Outage):
        fields.setdefault("ended_at", event.at)
    if "links" in data:
        changes["links"] = tuple(dict.fromkeys((*record.links, *data["links"])))
    return attrs.evolve(record, incident=attrs.evolve(record.incident, **fields), **changes)


def _of(kind: type[Any], data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the part of the data that are fields of a class of subjects."""
    known = cast("Any", attrs.fields_dict(kind))
    return {name: value for name, value in data.items() if name in known}
