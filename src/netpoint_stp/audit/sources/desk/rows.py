"""A case of the desk's store as rows of the canonical tables; enumerations by their codes."""

import json
from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from typing import Any, Final

from netpoint_stp.audit.records.tables import INTERACTIONS, RecordedDisposition, WorksKind
from netpoint_stp.audit.sources.desk.found import Row, RowsOf, code, codes, inner
from netpoint_stp.audit.sources.desk.line import in_journal_order, line_of
from netpoint_stp.audit.sources.desk.requests import break_row, event_rows, hold_rows, reaction_rows, request_row
from netpoint_stp.backends.sql.columns import moment, moment_or_none
from netpoint_stp.casebook.events import happened_at, meant
from netpoint_stp.casebook.journal import Event
from netpoint_stp.casebook.projection import Case, ComplaintRecord, IncidentRecord, RequestRecord
from netpoint_stp.casebook.records import INTERACTION_LETTER, QUARANTINE_LETTER, judged_again, made_id
from netpoint_stp.casebook.serialization import interaction_from_json
from netpoint_stp.casebook.steps import EventKind, State
from netpoint_stp.channels.evidence import CallDirection as CallDirection
from netpoint_stp.channels.evidence import Registration, Taken
from netpoint_stp.regulation.assessment import destination_of
from netpoint_stp.rules import UNKNOWN, Unknown
from netpoint_stp.subjects.interruptions import Outage

K = EventKind
_DECIDED: Final = ("destination", "details", "task")
"""What is decided of an interaction when it comes in: no row tells it better than the decision."""
_ANSWERS: Final = frozenset({K.ANSWERED, K.INTERIM_ANSWERED, K.ADVICE_DECLINED, K.REFUSED, K.RESOLVED, K.ASKED})


def case_rows(case: Case, events: list[Event], rows: RowsOf) -> None:
    """Add the rows of a case."""
    if any(event.kind in _ANSWERS for event in events):
        rows.answered.add(case.id)
    match case:
        case RequestRecord():
            became: RecordedDisposition | None = None
            if case.state is State.MERGED and case.merged_into is not None:
                rows.merged[case.id], became = case.merged_into, RecordedDisposition.MERGED
            elif case.state is State.NOT_A_REQUEST:
                rows.none.add(case.id)
                became = RecordedDisposition.NO_REQUEST
            _request(case, events, rows, became)
        case ComplaintRecord():
            rows.add("complaints", _complaint(case))
        case IncidentRecord():
            _incident(case, events, rows)


def _request(record: RequestRecord, events: list[Event], rows: RowsOf, became: RecordedDisposition | None) -> None:
    """Add the rows of a request; what is none of its own stays one for 3.19, by its own receipt, and is in no line."""
    own: dict[str, Any] = {} if became is None else {"became": became.value, "in_line": False}
    first, information = reaction_rows(record)
    rows.add("requests", {**request_row(record, events, rows), **first, **own})
    apart = () if became else line_of(record, events).apart
    if became is None:
        break_row(record, rows)
    if (again := judged_again(events)) is not None:
        rows.looked_at_again[record.request.interactions[0]] = again
    for row in (*event_rows(record, events), *information, *in_journal_order(apart, hold_rows(record, events))):
        rows.add("events", {"request_id": record.id, **row})


def _complaint(record: ComplaintRecord) -> Row:
    complaint = record.complaint
    lacking = {each.value for each in complaint.lacking}
    return {
        "complaint_id": complaint.id,
        **{name: getattr(complaint, name) for name in ("lodged_at", "answered_at", "interim_answer_at", "marked")},
        **{name: code(getattr(complaint, name)) for name in ("route", "complainant", "about")},
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
        codes = {"trouble_with": code(incident.trouble_with), "extent": code(incident.extent)}
        watch = None if record.noticed_by is None else record.noticed_by.by_own_watch
        said = {"owner": code(record.owner), "emergency": record.emergency, "noticed_by_monitoring": watch}
        rows.add("incidents", {"incident_id": record.id, **row, **codes, **said, "established": True})
    else:
        row = {"began_at": incident.start, "ended_at": incident.end, "service": service}
        rows.add("works", {"works_id": record.id, **row, "emergency": record.emergency})
    about = WorksKind.FAILURE if outage else WorksKind.MAINTENANCE
    for event in events:
        happened = happened_at(event, meant(event))
        if event.kind is K.ALERTED and outage:
            for role in event.data.get("roles") or [None]:
                rows.add("alerts", {"incident_id": record.id, "sent_at": happened, "role": role})
        if event.kind is K.PUBLISHED:
            rows.add("notices", {"about_id": record.id, "about": about.value, "published_at": happened})


def interaction_row(row: Any, cases: list[str], rows: RowsOf) -> Row:
    """Return what came in as a row: of the request that its case is in the end, and of its complaint."""
    interaction = interaction_from_json(row.body)
    id_ = made_id(INTERACTION_LETTER, row.number)
    own = [each for each in cases if each.startswith("R")]
    requests = [*dict.fromkeys(found for each in own if (found := rows.request(each)) is not None)]
    destination = destination_of(interaction, None)
    call = interaction.call
    taken_in = rows.intake(id_)
    for each in requests[1:]:
        rows.messages_of[each] = requests[0]
    return {
        "interaction_id": id_,
        "received_at": taken_in.get("counts_from") or interaction.received_at or moment(row.recorded_at),
        "direction": _direction(None if call is None else call.direction),
        "channel": interaction.channel,
        "request_id": requests[0] if requests else None,
        "complaint_id": next((each for each in cases if each.startswith("C")), None),
        "quarantined": False,
        "dismissed": bool(own and not requests),
        "automatic": bool(interaction.automatic),
        "destination": None if isinstance(destination, Unknown) else code(destination),
        "taken_by_person": _is(None if call is None else call.taken, Taken.BY_PERSON, Taken.UNKNOWN),
        "own_account": _is(interaction.registration, Registration.OWN_ACCOUNT, Registration.UNKNOWN),
        **{name: taken_in[name] for name in _DECIDED if name in taken_in},
        "answered": any(case in rows.answered for case in cases) or None,
        "sender": None if interaction.sender is None else interaction.sender.normalised,
    }


def _is(found: Enum | None, wanted: Enum, unknown: Enum) -> bool | None:
    """Return whether what was found is what is wanted; None where nothing was found, or nothing that is known."""
    return None if found is None or found is unknown else found is wanted


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
    scope = seen.get("scope")
    if isinstance(scope, Mapping) and scope.get("service") is not None:
        seen = {**seen, "service": scope["service"]}
    outcome = result.get("outcome", result.get("possible"))
    return {**given, "outcome": outcome, "received_at": seen.get("received_at"), "seen": seen}


def intake_facts(row: Any) -> Row:
    """Return of a decision at intake the facts that rows are filled from; one left open names all that it may be."""
    given, seen = json.loads(row.input), json.loads(row.observations)
    facts = {**given.get("facts", {}), "details": inner(given, "form").get("details")}
    known: dict[str, Any] = {}
    for name in _DECIDED:
        match facts.get(name):
            case str(found) if found != UNKNOWN.value:
                known[name] = found
            case list(found) if INTERACTIONS.column(name).several:
                known[name] = codes(found)
    if seen.get("counts_from") is not None:
        known["counts_from"] = datetime.fromisoformat(seen["counts_from"])
    return known


def _direction(given: CallDirection | None) -> str:
    """Return whether it came in: a call back, or one inside the Company, did not."""
    return "incoming" if given in (None, CallDirection.INCOMING) else "outgoing"
