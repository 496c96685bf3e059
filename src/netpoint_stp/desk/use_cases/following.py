"""Further messages on a request that is there (3.9, 3.13, 3.20; I-5, I-22, I-23)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from netpoint_stp.casebook.events import moment_text
from netpoint_stp.casebook.journal import Actor, Json
from netpoint_stp.casebook.projection import RequestRecord
from netpoint_stp.casebook.records import RecordResult
from netpoint_stp.casebook.steps import OPEN_STATES, EventKind, State
from netpoint_stp.desk.decisions.decided import DeskDecision
from netpoint_stp.desk.decisions.observing import ObservedInteraction, read, told_of
from netpoint_stp.desk.known import level_of
from netpoint_stp.desk.messages import about_request, language_of, message, told_moment
from netpoint_stp.desk.outcomes import Became, Why
from netpoint_stp.desk.room import CLIENT, Unit
from netpoint_stp.desk.use_cases.joining import Earlier, combined, subscriber_of
from netpoint_stp.policy.intake.policy import Intake
from netpoint_stp.policy.queue.tables import Arrival, Further
from netpoint_stp.regulation import Regulation
from netpoint_stp.regulation.observations.arrivals import IntakeObservations
from netpoint_stp.regulation.observations.form import as_json
from netpoint_stp.regulation.observations.requests import ArrivalObservations
from netpoint_stp.subjects.course import Happening
from netpoint_stp.subjects.requests import WhoseTime

K = EventKind
Followed = tuple[str, Became, tuple[Why, ...]]
"""The case that a message belongs to, what became of the message, and what a person has to tell."""


def follow(
    unit: Unit, regulation: Regulation, earlier: Earlier, reading: ObservedInteraction, recorded: RecordResult
) -> Followed | None:
    """Do with a further message what 3.20 says; None where it is a request of its own, or only a person can tell.

    What certainly belongs to the request, yet says nobody knows what, joins it and waits for a person to read it.
    """
    record = earlier.record
    judged = unit.judge(earlier.observations, unit.room.edition_of(record))
    match judged.outcome:
        case Further.NEW_REQUEST:
            return None
        case Further.REOPENS:
            return _reopened(unit, record, reading, recorded)
        case Further.DUPLICATE:
            return _joined(unit, record, reading, recorded, earliest=True)
        case Further.JOINS if record.state is State.INCOMPLETE:
            return _completed(unit, record, reading, recorded)
        case Further.JOINS | Further.STAYS_REFUSED:
            return _joined(unit, record, reading, recorded)
        case Further.TRIAGE_AGAIN:
            return _joined(unit, record, reading, recorded, why=(Why.FURTHER,))
        case _ if not earlier.certain:
            return None
        case _ if record.state is State.INCOMPLETE:
            return _completed(unit, record, reading, recorded)
        case _ if Further.JOINS in judged.possible or Further.STAYS_REFUSED in judged.possible:
            return _joined(unit, record, reading, recorded, why=(Why.FURTHER,))
        case _:
            return None


def _joined(
    unit: Unit,
    record: RequestRecord,
    reading: ObservedInteraction,
    recorded: RecordResult,
    *,
    why: tuple[Why, ...] = (),
    earliest: bool = False,
) -> Followed:
    regulation = unit.room.edition_of(record)
    came = moment_text(max(reading.counts_from, record.first_received_at))
    data: dict[str, Json] = {"interactions": [recorded.id], "counts_from": came, **reading.told}
    if why:
        data["triage_wanted"] = True
    unit.step(record.id, K.JOINED, regulation, by=CLIENT, data=data, cites=_cites_of_information(record))
    if earliest and reading.counts_from < record.placed_at:
        place = _place(reading, recorded)
        unit.step(record.id, K.PLACED, regulation, by=CLIENT, data=place, cites=("3.13", "I-23"))
    waits = [hold.whose for hold in record.request.holds if hold.end is None]
    if record.state is State.HELD and waits[-1:] == [WhoseTime.CLIENT]:
        unit.step(record.id, K.RESUMED, regulation, by=CLIENT, data={"counts_from": came})
    return record.id, Became.JOINED, why


def _cites_of_information(record: RequestRecord) -> tuple[str, ...]:
    """Return what is cited beside 3.20: what comes in while it is dealt with is owed a reaction (3.19)."""
    return ("3.19", "I-14") if record.state in OPEN_STATES and record.state is not State.INCOMPLETE else ()


def _completed(unit: Unit, record: RequestRecord, reading: ObservedInteraction, recorded: RecordResult) -> Followed:
    """Put together what an incomplete request and its further messages say; complete it if that is enough."""
    if reading.comparison.unavailable:  # whether it gives what lacked, billing has to tell
        return _joined(unit, record, reading, recorded, why=(Why.FURTHER,))
    regulation = unit.room.edition_of(record)
    observations = combined(unit, record, readings_of(unit, record, regulation), reading)
    judged = unit.judge(observations, regulation)
    if judged.possible != {Intake.OFFICIAL}:
        return _joined(unit, record, reading, recorded, why=(Why.FURTHER,))
    data = _about(reading, observations) | {"interactions": [recorded.id]} | reading.told
    if record.request.support_level is None:
        data["support_level"] = level_of(unit, reading.comparison)
    complete(unit, record, regulation, by=CLIENT, data=data, at=reading.counts_from)
    return record.id, Became.COMPLETED, ()


def complete(
    unit: Unit,
    record: RequestRecord,
    regulation: Regulation,
    *,
    by: Actor,
    data: Mapping[str, Json],
    at: datetime | None = None,
) -> None:
    """Complete a request that lacked something: it is free to be taken, in the place that 3.13 and I-5 give it.

    `at` is when what lacked reached the Company (I-14), None for now; never before it was found to lack it.
    """
    completed_at = unit.now if at is None else max(at, _lacked_from(record))
    judged = arrival(unit, record, regulation, completed_at)
    placed: dict[str, Json] = {}
    if judged.outcome is Arrival.COMPLETION:
        placed["placed_at"] = moment_text(completed_at)
    told = {name: value for name, value in data.items() if value is not None}
    completed: dict[str, Json] = {"completed_at": moment_text(completed_at)}
    unit.step(record.id, K.COMPLETED, regulation, by=by, to=State.WAITING, data=completed | placed | told)
    sent = receipt(unit, record, regulation)
    unit.post(sent)


def _lacked_from(record: RequestRecord) -> datetime:
    """Return from when a request lacked something: from its receipt, or from when a person found it so."""
    found = [step.at for step in record.request.course if step.what is Happening.LACKING]
    return max((record.first_received_at, *found))


def receipt(unit: Unit, record: RequestRecord, regulation: Regulation) -> Any:
    """Return the message that a request is complete and registered, for whoever sent it first."""
    first = unit.interaction(record.request.interactions[0]) if record.request.interactions else None
    return message(
        unit,
        "receipt",
        regulation,
        to=None if first is None else first.interaction,
        case_id=record.id,
        key=f"complete-{record.number}",
        **about_request(unit, record, regulation),
    )


def arrival(unit: Unit, record: RequestRecord, regulation: Regulation, completed_at: datetime) -> DeskDecision:
    """Judge which moment counts as the arrival of a request that was completed at a moment."""
    observations = ArrivalObservations(
        received_at=record.first_received_at,
        completed_at=completed_at,
        asked_at=record.asked[0].at if record.asked else None,
        channel=record.request.channel,
    )
    return unit.judge(observations, regulation)


def _reopened(unit: Unit, record: RequestRecord, reading: ObservedInteraction, recorded: RecordResult) -> Followed:
    """Take a refused request up again, in a new place (I-23): what it was refused for the lack of has come in."""
    regulation = unit.room.edition_of(record)
    observations = combined(unit, record, readings_of(unit, record, regulation), reading)
    whole = unit.judge(observations, regulation).possible == {Intake.OFFICIAL}
    about = {name: value for name, value in _about(reading, observations).items() if value is not None}
    data = _place(reading, recorded) | {"interactions": [recorded.id]} | about | reading.told
    unit.step(record.id, K.REOPENED, regulation, by=CLIENT, to=State.WAITING if whole else State.TRIAGE, data=data)
    lang = language_of(reading.interaction, unit.room.language)
    values = about_request(unit, record, regulation, date=told_moment(reading.counts_from, regulation, lang))
    key = f"reopened-{recorded.id}"
    sent = message(unit, "reopened", regulation, to=reading.interaction, case_id=record.id, key=key, **values)
    unit.post(sent)
    return record.id, Became.REOPENED, () if whole else (Why.UNDETERMINED,)


def _place(reading: ObservedInteraction, recorded: RecordResult) -> dict[str, Json]:
    at = moment_text(reading.counts_from)
    return {"received_at": at, "placed_at": at, "arrival_number": recorded.arrival_number}


def _about(reading: ObservedInteraction, observations: IntakeObservations) -> dict[str, Json]:
    comparison = reading.comparison
    return {
        "subscriber_id": subscriber_of(reading),
        "contract_id": comparison.contract_id,
        "match": None if observations.match is None else as_json(observations.match),
    }


def readings_of(unit: Unit, record: RequestRecord, regulation: Regulation) -> list[ObservedInteraction]:
    """Return the messages of a request read again, as the store keeps them: redacted, so without passports.

    What a person said of a message when it was handed over still holds.
    """
    found = []
    for each in record.request.interactions:
        stored = unit.interaction(each)
        if stored is None:
            continue
        cases = unit.tx.cases_of(interaction=each)
        marked_as, said = told_of((event for case in cases for event in unit.tx.events(case)), each)
        found.append(
            read(
                stored.interaction,
                regulation,
                unit.now,
                directory=unit.room.directory,
                key=unit.room.passport_key,
                classifier=unit.room.classifier,
                marked_as=marked_as,
                said=said,
                settings=unit.room.settings[regulation.edition.name],
            )
        )
    return found
