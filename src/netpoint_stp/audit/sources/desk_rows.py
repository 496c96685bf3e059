"""A case of the desk's store as rows of the canonical tables; enumerations by their codes."""

import json
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from typing import Any, Final

from attrs import field, frozen

from netpoint_stp.audit.records import EventKind as Kind
from netpoint_stp.audit.records import WorksKind
from netpoint_stp.backends.cases import Case, ComplaintRecord, IncidentRecord, RequestRecord
from netpoint_stp.backends.fields import meant
from netpoint_stp.backends.journal import ActorKind, Event
from netpoint_stp.backends.records import INTERACTION_LETTER, QUARANTINE_LETTER, made_id
from netpoint_stp.backends.sql.columns import moment, moment_or_none
from netpoint_stp.backends.steps import EventKind, State
from netpoint_stp.backends.stored import interaction_from_json
from netpoint_stp.channels.evidence import Direction as CallDirection
from netpoint_stp.channels.evidence import Registration, Taken
from netpoint_stp.regulation.assessment import destination_of
from netpoint_stp.rules import UNKNOWN
from netpoint_stp.subjects.interruptions import Outage
from netpoint_stp.subjects.requests import SeverityLevel, SpecialNeed

K = EventKind
Row = Mapping[str, Any]
NO_REQUEST: Final = frozenset({State.NOT_A_REQUEST, State.MERGED})
"""The states of a request that is no row of `requests`."""
_PLAIN: Final[Mapping[EventKind, Kind]] = {
    K.TAKEN: Kind.TAKEN,
    K.COMPLETED: Kind.COMPLETED,
    K.JOINED: Kind.INFORMATION,
    K.REACTED: Kind.REACTED,
    K.ADVICE_DECLINED: Kind.ANSWERED,
    K.ANSWERED: Kind.ANSWERED,
    K.INTERIM_ANSWERED: Kind.ANSWERED,
    K.RESOLVED: Kind.RESOLVED,
    K.CLOSED: Kind.CLOSED,
    K.REOPENED: Kind.REOPENED,
}
_ANSWERS: Final = frozenset({K.ANSWERED, K.INTERIM_ANSWERED, K.ADVICE_DECLINED, K.REFUSED, K.RESOLVED, K.ASKED})


@frozen
class RowsOf:
    """The rows of every table, as they are found; `decided` are the facts of the decision log, by case and path."""

    tables: dict[str, list[Row]] = field(factory=dict)
    decided: dict[tuple[str, str], Mapping[str, Any]] = field(factory=dict)
    merged: dict[str, str] = field(factory=dict)
    """What a request was found to be the same thing as."""
    none: set[str] = field(factory=set)
    """What was found to be no request."""
    answered: set[str] = field(factory=set)
    """Cases that somebody answered."""

    def add(self, table: str, row: Row) -> None:
        """Add a row."""
        self.tables.setdefault(table, []).append(row)

    def request(self, case_id: str) -> str | None:
        """Return the request that a case is in the end; None where it is none."""
        seen = set[str]()
        while case_id in self.merged and case_id not in seen:
            seen.add(case_id)
            case_id = self.merged[case_id]
        return None if case_id in self.none else case_id


def case_rows(case: Case, events: list[Event], rows: RowsOf) -> None:
    """Add the rows of a case."""
    if any(event.kind in _ANSWERS for event in events):
        rows.answered.add(case.id)
    match case:
        case RequestRecord():
            if case.state is State.MERGED and case.merged_into is not None:
                rows.merged[case.id] = case.merged_into
            elif case.state is State.NOT_A_REQUEST:
                rows.none.add(case.id)
            else:
                rows.add("requests", _request(case, events, rows))
                for row in (*_events(case, events), *_holds(case)):
                    rows.add("events", {"request_id": case.id, **row})
        case ComplaintRecord():
            rows.add("complaints", _complaint(case))
        case IncidentRecord():
            _incident(case, events, rows)


def _request(record: RequestRecord, events: list[Event], rows: RowsOf) -> Row:
    request, severity = record.request, record.request.severity
    refused = next((event for event in reversed(events) if event.kind is K.REFUSED), None)
    refusal = rows.decided.get((record.id, "refusal"), {})
    named: tuple[str, ...] = ("received_at", "arrival_number", "channel", "queue", "support_level", "completed_at")
    named += ("taken_at", "reacted_at", "refused_at", "closed_at", "action", "service", "contract_id", "taken_by")
    return {
        "request_id": request.id,
        **{name: getattr(request, name) for name in named},
        "asked_at": record.asked[0].at if record.asked else None,
        "bulk": request.taken_in_bulk,
        **_severity(None if severity is None else severity.level, () if severity is None else severity.needs),
        "severity_set_at": None if severity is None else severity.set_at,
        "refusal_reason": None if refused is None else bool(str(refused.data.get("why") or "").strip()),
        "identity": rows.decided.get((record.id, "identity"), {}).get("outcome"),
        "demand": _inner(refusal, "contract").get("demand"),
    }


def _severity(level: SeverityLevel | None, needs: Iterable[SpecialNeed]) -> Row:
    if level is None:
        return {}
    found = set(needs)
    return {
        "severity": _code(level),
        "emergency_action": SpecialNeed.EMERGENCY_ACTION in found,
        "specialist_advice": SpecialNeed.SPECIALIST_ADVICE in found,
    }


def _events(record: RequestRecord, events: list[Event]) -> Iterator[Row]:
    for event in events:
        data = meant(event)
        row: dict[str, Any] = {
            "at": event.at,
            "event_id": f"{event.case_id}.{event.number}",
            "actor": event.by.id or None,
        }
        match event.kind:
            case K.ACKNOWLEDGED:
                # by a person it is a reaction: see `EventKind` of the audit
                by_person = event.by.kind is ActorKind.STAFF
                yield row | {"kind": (Kind.REACTED if by_person else Kind.ACKNOWLEDGED).value}
            case K.ASKED:
                asked_for = "&".join(sorted(data.get("details") or ()))
                yield row | {"kind": Kind.ASKED.value, "action": data.get("action"), "asked_for": asked_for}
            case K.REFUSED:
                for ground in event.data.get("grounds") or ["other"]:
                    yield row | {"kind": Kind.REFUSED.value, "ground": ground}
            case K.SEVERITY_SET | K.TRIAGED if "level" in data:
                needs = _severity(data["level"], data.get("needs") or ())
                yield row | {
                    "kind": Kind.SEVERITY_SET.value,
                    **{name: needs[name] for name in needs if name != "severity"},
                }
            case kind if kind in _PLAIN:
                yield row | {"kind": _PLAIN[kind].value}
            case _:
                continue


def _holds(record: RequestRecord) -> Iterator[Row]:
    """Yield when the request began to wait for somebody and when it went on, as the fold has it."""
    for number, hold in enumerate(record.request.holds, start=1):
        place = f"{record.id}.hold{number}"
        yield {"kind": Kind.HELD.value, "at": hold.start, "whose": _code(hold.whose), "event_id": place}
        if hold.end is not None:
            yield {"kind": Kind.RESUMED.value, "at": hold.end, "event_id": place}


def _complaint(record: ComplaintRecord) -> Row:
    complaint = record.complaint
    lacking = {each.value for each in complaint.lacking}
    return {
        "complaint_id": complaint.id,
        **{name: getattr(complaint, name) for name in ("lodged_at", "answered_at", "interim_answer_at", "marked")},
        **{name: _code(getattr(complaint, name)) for name in ("route", "complainant", "about")},
        "names_request_date": "request_date" not in lacking,
        "names_taker": "taker_name" not in lacking,
        "names_request_text": "request_text" not in lacking,
        "request_id": complaint.request_id,
        "interaction_id": record.interactions[0] if record.interactions else None,
    }


def _incident(record: IncidentRecord, events: list[Event], rows: RowsOf) -> None:
    incident = record.incident
    service = next(iter(incident.services)) if len(incident.services) == 1 else None
    outage = isinstance(incident, Outage)
    if isinstance(incident, Outage):
        told = ("noticed_at", "began_at", "ended_at")
        row = {name: getattr(incident, name) for name in told} | {"service": service}
        codes = {"trouble_with": _code(incident.trouble_with), "extent": _code(incident.extent)}
        rows.add("incidents", {"incident_id": record.id, **row, **codes, "established": True})
    else:
        row = {"began_at": incident.start, "ended_at": incident.end, "service": service}
        rows.add("works", {"works_id": record.id, **row})
    about = WorksKind.FAILURE if outage else WorksKind.MAINTENANCE
    for event in events:
        if event.kind is K.ALERTED and outage:
            for role in event.data.get("roles") or [None]:
                rows.add("alerts", {"incident_id": record.id, "sent_at": event.at, "role": role})
        if event.kind is K.PUBLISHED:
            rows.add("notices", {"about_id": record.id, "about": about.value, "published_at": event.at})


def interaction_row(row: Any, cases: list[str], rows: RowsOf) -> Row:
    """Return what came in as a row: of the request that its case is in the end, and of its complaint."""
    interaction = interaction_from_json(row.body)
    requests = [found for each in cases if each.startswith("R") and (found := rows.request(each)) is not None]
    destination = destination_of(interaction, None)
    call = interaction.call
    known_taker = call is not None and call.taken is not Taken.UNKNOWN
    registered = interaction.registration
    intakes = (rows.decided.get((case, "intake")) for case in cases)
    first: Mapping[str, Any] = next((intake for intake in intakes if intake is not None), {})
    # the intake decision of a case is about the interaction that opened it
    own = interaction.received_at is not None and interaction.received_at.isoformat() == first.get("received_at")
    return {
        "interaction_id": made_id(INTERACTION_LETTER, row.number),
        "received_at": interaction.received_at or moment(row.recorded_at),
        "direction": _direction(None if call is None else call.direction),
        "channel": interaction.channel,
        "request_id": requests[0] if requests else None,
        "complaint_id": next((each for each in cases if each.startswith("C")), None),
        "quarantined": False,
        "automatic": bool(interaction.automatic),
        "destination": None if destination is UNKNOWN else _code(destination),
        "taken_by_person": call.taken is Taken.BY_PERSON if call is not None and known_taker else None,
        "own_account": None if registered in (None, Registration.UNKNOWN) else registered is Registration.OWN_ACCOUNT,
        "details": _inner(first, "form").get("details") if own else None,
        "task": first.get("facts", {}).get("task") if own else None,
        "answered": any(case in rows.answered for case in cases) or None,
        "sender": None if interaction.sender is None else interaction.sender.normalised,
    }


def quarantined_row(row: Any) -> Row:
    """Return what came in and could not be read as a row."""
    return {
        "interaction_id": made_id(QUARANTINE_LETTER, row.number),
        "received_at": moment_or_none(row.received_at) or moment(row.recorded_at),
        "channel": row.channel,
        "quarantined": True,
    }


def decided_facts(row: Any) -> Mapping[str, Any]:
    """Return of a row of the decision log what rows are filled from."""
    given, result = json.loads(row.input), json.loads(row.result)
    seen = json.loads(row.observations)
    return {**given, "outcome": result.get("outcome"), "received_at": seen.get("received_at")}


def _inner(decided: Mapping[str, Any], part: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = decided.get("parts", {}).get(part, {}).get("facts", {})
    return found


def _direction(given: CallDirection | None) -> str:
    """Return whether it came in: a call back, or one inside the Company, did not."""
    return "incoming" if given in (None, CallDirection.INCOMING) else "outgoing"


def _code(value: Enum | None) -> str | None:
    return None if value is None else str(value.value)
