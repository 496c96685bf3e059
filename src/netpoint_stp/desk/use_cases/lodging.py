"""How a complaint is opened (3.10–3.12; I-11–I-14), what it names, and what its sender is told."""

from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from netpoint_stp.casebook.events import moment_text
from netpoint_stp.casebook.journal import Actor, Json
from netpoint_stp.casebook.projection import ComplaintRecord, RequestRecord
from netpoint_stp.casebook.records import kind_of
from netpoint_stp.casebook.steps import CaseKind, EventKind, State
from netpoint_stp.channels.complaint import NamedInComplaint, days_told, named_in_complaint
from netpoint_stp.channels.interaction import Interaction, Role
from netpoint_stp.desk.accepting import accepted_by
from netpoint_stp.desk.decisions.decided import DeskDecision
from netpoint_stp.desk.decisions.observing import ObservedInteraction, holds_words
from netpoint_stp.desk.messages import about_complaint, contact_of, language_of, message, text_of
from netpoint_stp.desk.room import Told, Unit
from netpoint_stp.desk.use_cases.joining import case_numbers, thread_cases
from netpoint_stp.moments import in_zone, tell_date
from netpoint_stp.policy.complaints.tables import Lodging
from netpoint_stp.regulation import Regulation
from netpoint_stp.regulation.judging import route_of
from netpoint_stp.regulation.observations.complaints import (
    ComplaintDeadlineObservations,
    ContentsObservations,
    LodgingObservations,
)
from netpoint_stp.regulation.observations.form import as_json, from_json
from netpoint_stp.rules import UNKNOWN, Unknown
from netpoint_stp.subjects.complaints import ComplaintElement, ComplaintRoute, ComplaintSubject
from netpoint_stp.subjects.people import Standing
from netpoint_stp.wording import Language, say

K = EventKind
TERM_MAY_RUN = frozenset({Lodging.LODGED, Lodging.LODGED_IRREGULARLY})
"""What became of a complaint for whose answer the term of 3.12 runs."""


def may_be_complaint(reading: ObservedInteraction) -> bool:
    """Return whether words call something a complaint that did not go to the address for complaints (I-12)."""
    return reading.complains and reading.observations.marked_as is None


def open_complaint(
    unit: Unit,
    regulation: Regulation,
    reading: ObservedInteraction,
    interaction_id: str,
    *,
    by: Actor,
    complainant: Standing | None = None,
    about: ComplaintSubject | None = None,
    request_id: str | None = None,
    marked: bool | None = None,
) -> str | None:
    """Open a complaint of an interaction, tell its sender what follows; None where it is to be handled as a request.

    While it is not known who complains of what, the term runs.
    """
    came = reading.interaction
    of_intake = reading.observations
    observations = LodgingObservations(
        channel=came.channel,
        addresses=of_intake.addresses,
        other_addresses=of_intake.other_addresses,
        delivery_known=of_intake.delivery_known,
        marked=marked or reading.complains or of_intake.marked_as is Role.COMPLAINTS,
        complainant=UNKNOWN if complainant is None else complainant,
        about=UNKNOWN if about is None else about,
    )
    lodging = unit.judge(observations, regulation)
    route = route_of(observations, regulation)
    if lodging.possible == {Lodging.HANDLED_AS_REQUEST}:
        return None
    state = State.LODGED if lodging.possible & TERM_MAY_RUN else State.NOT_LODGED
    request = request_meant(unit, came, request_id)
    named = _named(unit, regulation, reading, request)
    hidden = hidden_from(unit, request) | unit.room.staff_called(named.taker_name)
    comparison = reading.comparison
    sent_to = next((each.party.normalised for each in came.destinations if each.roles), None)
    data: dict[str, Any] = {
        "channel": came.channel,
        "lodged_at": moment_text(reading.counts_from),
        "sent_to": sent_to,
        "interactions": [interaction_id],
        "subscriber_id": comparison.subscriber_id,
        "complainant": None if complainant is None else complainant.value,
        "about": None if about is None else about.value,
        "marked": observations.marked,
        "route": _written(route),
        "request_id": None if request is None else request.id,
        "request_date": None if named.request_date is None else named.request_date.isoformat(),
        "taker_name": named.taker_name,
        "request_text": named.request_text,
        "hidden_from": sorted(hidden),
        "seen": as_json(observations),
    }
    told = {name: value for name, value in data.items() if value is not None}
    key = f"interaction {interaction_id}"
    if state is State.LODGED:
        unit.judge(ComplaintDeadlineObservations(lodged_at=reading.counts_from), regulation)
    lacking = frozenset(element for element in ComplaintElement if element.value not in told)
    contents(unit, regulation, lacking, unread=lacking)
    complaint_id = unit.open(K.LODGED, regulation, by=by, to=state, data=told, key=key)
    tell_lodging(unit, regulation, unit.complaint(complaint_id), came, lodging)
    return complaint_id


def _written(route: ComplaintRoute | frozenset[ComplaintRoute] | Unknown) -> Json:
    """Return where a complaint went as the journal has it: one code, several of which it is one, or nothing."""
    match route:
        case ComplaintRoute():
            return str(route.value)
        case Unknown():
            return None
        case several:
            return [*sorted(each.value for each in several)]


def contents(
    unit: Unit,
    regulation: Regulation,
    lacking: frozenset[ComplaintElement],
    *,
    unread: frozenset[ComplaintElement] = frozenset(),
) -> DeskDecision:
    """Judge whether a complaint names what it must (3.11); of what lacks, nobody has looked for the `unread`."""
    observations = ContentsObservations(
        named=tuple(each for each in ComplaintElement if each not in lacking),
        unread=tuple(each for each in ComplaintElement if each in unread),
    )
    return unit.judge(observations, regulation)


def ask_for_the_rest(unit: Unit, regulation: Regulation, record: ComplaintRecord, came: Interaction | None) -> None:
    """Ask for what 3.11 wants and the complaint does not name, unless it was asked for just so before."""
    lacking = [each for each in ComplaintElement if each in record.complaint.lacking]
    if not lacking or record.state not in (State.LODGED, State.NOT_LODGED):
        return
    elements: list[Json] = [each.value for each in lacking]
    asked = [event.data["elements"] for event in unit.tx.events(record.id) if event.kind is K.ASKED]
    if asked and asked[-1] == elements:
        return
    lang = language_of(came, unit.room.language)
    told = tell_complainant(
        unit, "complaint_asks", regulation, record, key=f"{record.number}", asks=asks(lacking, lang)
    )
    if told is Told.POSTED:
        unit.step(record.id, K.ASKED, regulation, data={"elements": elements}, cites=("3.11", "I-13"))


def asks(lacking: Iterable[ComplaintElement], lang: Language, *, unread: bool = False) -> str:
    """Return the sentence that asks for what lacks, or, where nobody has looked, for what may; empty for nothing."""
    told = ", ".join(say(f"value.complaint_element.{each.value}", lang) for each in lacking)
    key = "desk.asks_unread" if unread else "desk.asks_complaint"
    return say(key, lang, elements=told) if told else ""


def tell_lodging(
    unit: Unit, regulation: Regulation, record: ComplaintRecord, came: Interaction | None, lodging: DeskDecision
) -> None:
    """Tell whoever complained what became of it: the term, the right address, or why no term runs."""
    lang = language_of(came, unit.room.language)
    values: Mapping[str, object]
    if lodging.possible & TERM_MAY_RUN:
        deadline = regulation.complaint_deadline(record.complaint.lodged_at).value
        rest = asks([each for each in ComplaintElement if each in record.complaint.lacking], lang, unread=True)
        day = tell_date(deadline.last_day, lang)
        day = say("desk.provisional_day", lang, day=day) if deadline.provisional else day
        purpose, values = "complaint_receipt", {"day": day, "asks": rest}
    elif Lodging.NOT_LODGED_TELL_ADDRESS in lodging.possible:
        purpose, values = "complaint_not_lodged", {}
    else:
        purpose, values = "complaint_without_term", {"because": _bullets(lodging.explain(lang).because)}
    all_values = about_complaint(unit, record, came, regulation, **values)
    sent = message(unit, purpose, regulation, to=came, case_id=record.id, key=f"{record.number}", **all_values)
    unit.must_tell(purpose, unit.post(sent))


def tell_complainant(
    unit: Unit, purpose: str, regulation: Regulation, record: ComplaintRecord, *, key: str, **values: object
) -> Told:
    """Send a message about a complaint to whoever wrote last."""
    came = contact_of(unit, record.interactions, regulation)
    all_values = about_complaint(unit, record, came, regulation) | values
    told = unit.post(message(unit, purpose, regulation, to=came, case_id=record.id, key=key, **all_values))
    unit.must_tell(purpose, told)
    return told


def _bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def lodging_observations(unit: Unit, record: ComplaintRecord) -> LodgingObservations:
    """Return the observations of the first lodging with what is known by now of who complains, and of what."""
    first = unit.tx.events(record.id)[0]
    complaint = record.complaint
    return attrs.evolve(
        from_json(LodgingObservations, first.data["seen"]),
        complainant=UNKNOWN if complaint.complainant is None else complaint.complainant,
        about=UNKNOWN if complaint.about is None else complaint.about,
    )


def request_meant(unit: Unit, came: Interaction, request_id: str | None) -> RequestRecord | None:
    """Return the request that is complained of: the one named, the one whose thread it is in; None where none is."""
    if request_id is not None:
        return unit.request(request_id)
    for case_id in (*thread_cases(unit, came), *case_numbers(came)):
        record = unit.tx.request(case_id) if kind_of(case_id) is CaseKind.REQUEST else None
        if record is not None:
            return record
    return None


def _named(
    unit: Unit, regulation: Regulation, reading: ObservedInteraction, request: RequestRecord | None
) -> NamedInComplaint:
    """Return what a complaint names of the request (3.11): what its words say outright, or repeat of that request."""
    came = reading.interaction
    lodged_on = in_zone(reading.counts_from, regulation.hours.zone).date()
    named = named_in_complaint(came.subject, came.text.own, lodged_on=lodged_on)
    if request is None:
        return named
    text = f"{came.subject}\n{came.text.own}\n{came.text.quoted}"
    sent_on = in_zone(request.first_received_at, regulation.hours.zone).date()
    names = [unit.room.name_of(each) for each in accepted_by(unit, request)]
    first = unit.interaction(request.request.interactions[0]) if request.request.interactions else None
    said = text_of(None if first is None else first.interaction)
    return NamedInComplaint(
        request_date=named.request_date or (sent_on if sent_on in days_told(text, latest=lodged_on) else None),
        taker_name=named.taker_name or next((name for name in names if holds_words(text, name)), None),
        request_text=named.request_text or (said if holds_words(text, said) else None),
    )


def hidden_from(unit: Unit, request: RequestRecord | None) -> frozenset[str]:
    """Return the staff from whom a complaint about a request is kept: whoever accepted that (I-34)."""
    return frozenset() if request is None else frozenset(accepted_by(unit, request))
