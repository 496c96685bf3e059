"""A request of the desk's store as rows: what became of it, what happened to it, and by what it was refused."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import pairwise
from typing import Any, Final

from netpoint_stp.audit.records.tables import ActivityKind as Kind
from netpoint_stp.audit.sources.desk.found import Row, RowsOf, code, codes, inner
from netpoint_stp.audit.sources.desk.line import DONE, WAITS, line_of
from netpoint_stp.casebook.course import act_of
from netpoint_stp.casebook.events import asks_for_account, happened_at, meant
from netpoint_stp.casebook.journal import ActorKind, Event
from netpoint_stp.casebook.projection import RequestRecord
from netpoint_stp.casebook.steps import EventKind
from netpoint_stp.policy.reaction.owed import owed
from netpoint_stp.rules import UNKNOWN
from netpoint_stp.subjects.course import Happening
from netpoint_stp.subjects.interruptions import InterruptionKind
from netpoint_stp.subjects.requests import SeverityLevel, SpecialNeed

K = EventKind
_PLAIN: Final[Mapping[EventKind, Kind]] = {
    K.TAKEN: Kind.TAKEN,
    K.REACTED: Kind.REACTED,
    K.ACKNOWLEDGED: Kind.ACKNOWLEDGED,
    K.ADVICE_DECLINED: Kind.ADVICE_DECLINED,
    K.NOT_A_REQUEST: Kind.NOT_A_REQUEST,
    K.ANSWERED: Kind.ANSWERED,
    K.INTERIM_ANSWERED: Kind.ANSWERED,
    K.RESOLVED: Kind.RESOLVED,
    K.CLOSED: Kind.CLOSED,
}


def request_row(record: RequestRecord, events: list[Event], rows: RowsOf) -> Row:
    """Return a request as a row, with what it was refused by as the decision log has it."""
    request, line = record.request, line_of(record, events)
    level, needs, set_at = _severity_then(record, events, line.left)
    since = max((each.number for each in events if each.kind is K.REOPENED), default=0)  # what was before is over
    since_then = [each for each in events if each.number > since]
    refused = next((each for each in reversed(since_then) if each.kind is K.REFUSED), None)
    refusal = rows.decided.get((record.id, "refusal"), {}) if refused is not None else {}
    asked = next((each.at for each in since_then if asks_for_account(each)), None)
    named: tuple[str, ...] = ("received_at", "arrival_number", "channel", "queue", "support_level")
    named += ("taken_at", "reacted_at", "refused_at", "closed_at", "action", "service", "contract_id", "taken_by")
    seen = refusal.get("seen", {})
    told = {name: seen.get(name) for name in ("action", "service") if seen.get(name) is not None}
    return {
        "request_id": request.id,
        **{name: getattr(request, name) for name in named},
        **told,
        "contract_id": request.contract_id or _contract(record, refusal),
        # what came in once is not lost by being taken up again: it is on record from then on
        "completed_at": request.completed_at or (request.received_at if _ever_completed(record) else None),
        "placed_at": None if record.placed_at == request.received_at else record.placed_at,
        "in_line": line.stood,
        "left_line_at": line.left_at,
        "asked_at": asked,
        "asked_last_at": _moment_of(seen.get("asked_at")),
        "bulk": line.bulk,
        **_severity(level, needs),
        # what was on record when it was taken up again was on record from then on
        "severity_set_at": None if set_at is None else max(set_at, request.received_at),
        "refusal_reason": None if refused is None else bool(str(refused.data.get("why") or "").strip()),
        "identity": _identity(record, refusal, rows),
        "demand": _demand(refusal),
    }


def _identity(record: RequestRecord, refusal: Mapping[str, Any], rows: RowsOf) -> str | None:
    """Return whom its sender was taken for, as the refusal was decided, else as the request was."""
    decided = rows.decided.get((record.id, "identity"), {})
    identity = inner(refusal, "information").get("identity") or decided.get("outcome")
    return codes(identity) if isinstance(identity, list) else identity


def _ever_completed(record: RequestRecord) -> bool:
    return any(step.what is Happening.COMPLETED for step in record.request.course)


def _severity_then(
    record: RequestRecord, events: list[Event], left: Event | None
) -> tuple[SeverityLevel | None, Iterable[SpecialNeed], datetime | None]:
    """Return how critical it was found by the time at which it was taken from its line, else how it is now (3.14)."""
    if left is not None:
        for event in reversed([each for each in events if each.number <= left.number]):
            data = meant(event)
            if event.kind in (K.SEVERITY_SET, K.TRIAGED) and data.get("level") is not None:
                return data["level"], data.get("needs") or (), event.at
    severity = record.request.severity
    return (None, (), None) if severity is None else (severity.level, severity.needs, severity.set_at)


def _demand(refusal: Mapping[str, Any]) -> str | None:
    """Return how what was demanded stands to the contract, as the refusal was decided; None where it was open."""
    found = inner(refusal, "contract").get("demand")
    return found if isinstance(found, str) and found != UNKNOWN.value else None


def _contract(record: RequestRecord, refusal: Mapping[str, Any]) -> str | None:
    """Return a name for the contract that billing was asked about when it was refused; None where it was not."""
    seen = refusal.get("seen", {})
    return None if not seen or seen.get("break") == UNKNOWN.value else f"{record.id}: contract"


def break_row(record: RequestRecord, rows: RowsOf) -> None:
    """Add the break in the services that the refusal was decided by (3.9.3): the one that billing told of then."""
    request = record.request
    seen = rows.decided.get((record.id, "refusal"), {}).get("seen", {})
    told = seen.get("break")
    if request.refused_at is None or not isinstance(told, Mapping) or told["same_service"] is False:
        return
    for_debt = told["for_debt"]
    kinds = {True: InterruptionKind.DEBT_SUSPENSION, False: InterruptionKind.OTHER}
    rows.add(
        "interruptions",
        {
            "interruption_id": f"{record.id}: break",
            "began_at": request.refused_at,
            "service": (seen.get("service") or request.service) if told["same_service"] is True else None,
            "contract_id": request.contract_id or f"{record.id}: contract",
            "kind": code(kinds.get(for_debt)) if isinstance(for_debt, bool) else None,
            "reasoned": told["reasoned"] if isinstance(told["reasoned"], bool) else None,
            "agreement": None if told["agreement"] == UNKNOWN.value else told["agreement"],
        },
    )


def _severity(level: SeverityLevel | None, needs: Iterable[SpecialNeed]) -> Row:
    if level is None:
        return {}
    found = set(needs)
    return {
        "severity": code(level),
        "emergency_action": SpecialNeed.EMERGENCY_ACTION in found,
        "specialist_advice": SpecialNeed.SPECIALIST_ADVICE in found,
    }


def event_rows(record: RequestRecord, events: list[Event]) -> Iterator[Row]:
    """Yield what happened to a request as rows of events."""
    for event in events:
        data = meant(event)
        row: dict[str, Any] = {
            "at": happened_at(event, data),
            "event_id": f"{event.case_id}.{event.number}",
            "actor": event.by.id or None,
            "automatic": event.by.kind is not ActorKind.STAFF,
        }
        if event.kind is K.REFUSED:
            for ground in event.data.get("grounds") or ["other"]:
                yield row | {"kind": Kind.REFUSED.value, "ground": ground}
        elif (told := _asked(event, data) if event.kind is K.ASKED else _told(event, data)) is not None:
            yield {**row, **told}


def _asked(event: Event, data: Mapping[str, Any]) -> Row:
    if not asks_for_account(event):  # a question in words is for 4.3.1, not for 3.6
        return {"kind": Kind.REACTED.value}
    if event.by.kind is not ActorKind.STAFF:  # by nature for what 3.1.4 wants, not for an action
        return {"kind": Kind.ACKNOWLEDGED.value}
    asked_for = "&".join(sorted(data.get("details") or ()))
    return {"kind": Kind.ASKED.value, "action": data.get("action"), "asked_for": asked_for}


def _told(event: Event, data: Mapping[str, Any]) -> Row | None:
    """Return what a row says of an event of any other kind; None for those that the audit asks nothing of."""
    match event.kind:
        case K.COMPLETED:
            return {"kind": Kind.COMPLETED.value, "at": data.get("completed_at") or event.at}
        case K.INSTRUCTED:
            return {"kind": Kind.INSTRUCTED.value, "helps": data.get("helps")}
        case K.FOLLOWED:
            follows = f"{event.case_id}.{data['instruction']}" if data.get("instruction") else None
            return {"kind": Kind.FOLLOWED.value, "at": data.get("followed_at") or event.at, "refers_to": follows}
        case K.SEVERITY_SET | K.TRIAGED if "level" in data:
            needs = _severity(data["level"], data.get("needs") or ())
            return {"kind": Kind.SEVERITY_SET.value, **{name: needs[name] for name in needs if name != "severity"}}
        case kind if kind in _PLAIN:
            return {"kind": _PLAIN[kind].value}
        case _ if (act := act_of(event, data)) is not None and act is not Happening.HELD:
            # what is held has its own row: see `hold_rows`
            return {"kind": act.value, "at": data.get("reacted_at") or event.at}
        case _:
            return None


def hold_rows(record: RequestRecord, events: list[Event]) -> Iterator[Row]:
    """Yield when the request began to wait for somebody and when it went on, as the fold has it.

    What was done with while it waited did not go on.
    """
    by_people = {event.at for event in events if act_of(event, meant(event)) is Happening.HELD}
    pairs = pairwise(events)
    done = {event.at for before, event in pairs if before.state in WAITS and event.state in DONE}
    for number, hold in enumerate(record.request.holds, start=1):
        place = f"{record.id}.hold{number}"
        told = {"whose": code(hold.whose), "event_id": place, "automatic": hold.start not in by_people}
        yield {"kind": Kind.HELD.value, "at": hold.start, **told}
        if hold.end is not None and hold.end not in done:
            yield {"kind": Kind.RESUMED.value, "at": hold.end, "event_id": place, "automatic": True}


def reaction_rows(record: RequestRecord) -> tuple[Row, tuple[Row, ...]]:
    """Return from when a first reaction was owed and until when (3.19), and what a further one is owed to, as events.

    Which acts are reactions is for the edition by which the rows are judged, so none is looked at here.
    """
    first, *further = owed(record.request.course, ()) or (None,)
    if first is None:
        return {"owed_from": None, "lapsed_at": record.first_received_at}, ()
    information = []
    for number, each in enumerate(further, start=1):
        kind = Kind.REOPENED if each.to is Happening.REOPENED else Kind.INFORMATION
        place = {"event_id": f"{record.id}.information{number}", "automatic": True}
        information.append({"kind": kind.value, "at": each.since, "lapsed_at": each.lapsed_at, **place})
    return {"owed_from": first.since, "lapsed_at": first.lapsed_at}, tuple(information)


def _moment_of(told: str | None) -> datetime | None:
    return None if told is None else datetime.fromisoformat(told)
