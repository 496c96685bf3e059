"""Calls (2.1.1, 3.1.1; reading I-24): a call is an oral request only when a person of the service desk took it."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from attrs import evolve, field, frozen

from netpoint_stp.channels.evidence import Call, CallDirection, Taken
from netpoint_stp.channels.identity import content_digest
from netpoint_stp.channels.interaction import (
    Destination,
    Interaction,
    MessageKey,
    Party,
    Quarantined,
    QuarantineReason,
    Remark,
    Role,
    Text,
    TimestampSource,
)
from netpoint_stp.channels.record_fields import Fields, NumberSettings, digest_of, moment_of, read_fields, text_of
from netpoint_stp.clauses import implements
from netpoint_stp.errors import UsageError

CHANNEL = "phone"
_SHORTEST_FULL = 7
_SOONEST_CALL_BACK = timedelta(0)


@frozen(kw_only=True)
class CallRecord:
    """One call, put together from whatever legs and events the exchange wrote about it."""

    id: str = field(repr=False)
    caller: str = field(repr=False)
    called: str = field(repr=False)
    caller_name: str = field(default="", repr=False)
    started_at: datetime | None = None
    ended_at: datetime | None = None
    taken: Taken = Taken.UNKNOWN
    taken_at: datetime | None = None
    taken_by: str | None = field(default=None, repr=False)
    note: str = field(default="", repr=False)
    """What the operator wrote down about it."""
    direction: CallDirection | None = None
    """None: told from the numbers."""
    raw: bytes = field(default=b"", repr=False)


def read_call(record: bytes | str | Fields, settings: NumberSettings | None = None) -> Interaction | Quarantined:
    """Read a neutral record: `id`, `from`, `to`, `started_at`, `ended_at`, `taken`, `taken_at`, `taken_by`,
    `direction`, `note`; a mapping or JSON. `taken` is a value of `Taken`, `true`, `false`; without it, `taken_by` says
    that a person took it. An unknown value is quarantined, never guessed.
    """
    settings = settings or NumberSettings()
    found = read_fields(record, CHANNEL)
    if isinstance(found, Quarantined):
        return found
    fields, raw = found
    started = moment_of(fields.get("started_at"), settings.zone)
    taken_by = text_of(fields, "taken_by") or None
    try:
        taken = _taken(fields.get("taken"), taken_by)
        direction = CallDirection(text_of(fields, "direction")) if text_of(fields, "direction") else None
    except ValueError:
        detail = f"`taken` must be one of {_listed(Taken)}, `direction` one of {_listed(CallDirection)}"
        return Quarantined.of(CHANNEL, QuarantineReason.FIELDS_UNREADABLE, detail, raw, started)
    return call_interaction(
        CallRecord(
            id=text_of(fields, "id", "call_id"),
            caller=text_of(fields, "from", "caller"),
            called=text_of(fields, "to", "called"),
            caller_name=text_of(fields, "name"),
            started_at=started,
            ended_at=moment_of(fields.get("ended_at"), settings.zone),
            taken=taken,
            taken_at=moment_of(fields.get("taken_at"), settings.zone),
            taken_by=taken_by,
            note=text_of(fields, "note", "text"),
            direction=direction,
            raw=raw,
        ),
        settings,
    )


def _listed(kind: type[Taken] | type[CallDirection]) -> str:
    return ", ".join(f"`{value.value}`" for value in kind)


def _taken(value: object, taken_by: str | None) -> Taken:
    if value is None or value == "":
        return Taken.BY_PERSON if taken_by else Taken.UNKNOWN
    if isinstance(value, bool):
        return Taken.BY_PERSON if value else Taken.MISSED
    return Taken(str(value).strip().lower())


@implements("2.1.1", "3.1.1", readings=("I-24",))
def call_interaction(record: CallRecord, settings: NumberSettings) -> Interaction | Quarantined:
    """Make an interaction of a call; quarantined where it has neither an id nor any number."""
    if not record.id.strip() and not record.caller.strip() and not record.called.strip():
        return Quarantined.of(
            CHANNEL, QuarantineReason.FIELDS_MISSING, "it has neither an id nor a number", record.raw, record.started_at
        )
    caller = settings.party(record.caller, record.caller_name) if record.caller.strip() else None
    destination = settings.destination(record.called, "called")
    direction = record.direction or _direction(caller, destination, settings)
    remarks = set() if record.called.strip() else {Remark.NO_DESTINATION}
    if direction is CallDirection.INCOMING and destination.roles and Role.REQUESTS not in destination.roles:
        remarks.add(Remark.NOT_REQUESTS_NUMBER)
    if not record.id.strip():
        remarks.add(Remark.ID_ABSENT)
    content = content_digest(
        (
            (caller.normalised or caller.received) if caller is not None else "",
            destination.party.normalised or destination.party.received,
            record.started_at.isoformat() if record.started_at is not None else "",
        )
    )
    return Interaction(
        channel=CHANNEL,
        sender=caller,
        destinations=(destination,) if record.called.strip() else (),
        text=Text(own=record.note),
        received_at=record.started_at,
        clock=TimestampSource.RECORD if record.started_at is not None else TimestampSource.NONE,
        identity=MessageKey(channel=CHANNEL, key=call_key(record.id) or f"content:{content}", content=content),
        call=Call(
            taken=record.taken,
            direction=direction,
            taken_at=record.taken_at,
            taken_by=record.taken_by,
            ended_at=record.ended_at,
        ),
        remarks=frozenset(remarks),
        raw_digest=digest_of(record.raw),
        raw_size=len(record.raw),
    )


def call_key(call_id: str) -> str:
    """Return the canonical form of a call id: letter case and white space do not matter."""
    return "".join(call_id.split()).casefold()


def _direction(caller: Party | None, destination: Destination, settings: NumberSettings) -> CallDirection:
    from_own = caller is not None and _own(caller, settings)
    to_own = bool(destination.roles) or _own(destination.party, settings)
    if from_own:
        return CallDirection.INTERNAL if to_own else CallDirection.CALL_BACK
    return CallDirection.INCOMING


def _own(party: Party, settings: NumberSettings) -> bool:
    """Whether a number is the Company's: listed, or an extension too short to be anybody else's."""
    if party.normalised is not None:
        return party.normalised in settings.numbers
    digits = party.received.strip()
    return digits.isdecimal() and 2 <= len(digits) < _SHORTEST_FULL


def with_note(call: Interaction, note: Interaction) -> Interaction:
    """Join a note typed into the helpdesk to its call: one interaction, received when the call came in.

    Raises `UsageError` where the note is on another call.
    """
    if note.note_on is None or note.note_on != call.identity.key:
        raise UsageError("the note is not on this call; join it to the call whose id it carries")
    texts = [text for text in (call.text.own, note.text.own) if text]
    return evolve(
        call,
        text=Text(own="\n\n".join(dict.fromkeys(texts))),
        subject=call.subject or note.subject,
        attachments=call.attachments + note.attachments,
        registration=note.registration,
        entered_by=note.entered_by,
    )


def joined_notes(interactions: Iterable[Interaction]) -> tuple[Interaction, ...]:
    """Join every note to its call, in the order of the calls; a note whose call is not among them stays as it is."""
    found = list(interactions)
    calls = {call.identity.key: place for place, call in enumerate(found) if call.call is not None}
    left: list[int] = []
    for place, note in enumerate(found):
        if note.note_on is not None and (of := calls.get(note.note_on)) is not None:
            found[of] = with_note(found[of], note)
        else:
            left.append(place)
    return tuple(found[place] for place in left)


@implements("3.1.1", readings=("I-24",))
def call_backs(missed: Interaction, calls: Sequence[Interaction]) -> tuple[Interaction, ...]:
    """Return the calls by which the Company called the same number back, the earliest first; those that were taken."""
    number = missed.sender.normalised if missed.sender is not None else None
    if number is None or missed.received_at is None:
        return ()
    found = [
        (call.received_at, place, call)
        for place, call in enumerate(calls)
        if call.call is not None
        and call.call.direction is CallDirection.CALL_BACK
        and call.call.taken is Taken.BY_PERSON
        and call.received_at is not None
        and call.received_at - missed.received_at >= _SOONEST_CALL_BACK
        and any(destination.party.normalised == number for destination in call.destinations)
    ]
    return tuple(call for _, _, call in sorted(found, key=lambda entry: entry[:2]))
