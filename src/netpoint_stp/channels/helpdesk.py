"""Helpdesk messages (2.1.2, 3.1.3): under the client's own account, or entered by staff on somebody's behalf."""

from collections.abc import Mapping, Sequence

from attrs import field, frozen

from netpoint_stp.channels.evidence import Registration
from netpoint_stp.channels.identity import content_digest
from netpoint_stp.channels.interaction import (
    Interaction,
    MessageKey,
    Party,
    PartyKind,
    Quarantined,
    QuarantineReason,
    Remark,
    Text,
    TimestampSource,
)
from netpoint_stp.channels.phone.reader import CHANNEL as PHONE
from netpoint_stp.channels.phone.reader import call_key
from netpoint_stp.channels.record_fields import (
    Fields,
    NumberSettings,
    account,
    attachments_of,
    digest_of,
    moment_of,
    read_fields,
    text_of,
)
from netpoint_stp.clauses import implements
from netpoint_stp.kinds import of_declared_kinds
from netpoint_stp.subjects.fields import names

CHANNEL = "helpdesk"
_ORIGINATORS = frozenset(
    {"originator", "submitter", "reporter", "requestor", "requester", "creator", "initiator", "author", "owner"}
)
_CLIENTS = frozenset({"customer", "client", "subscriber", "user", "enduser", "contact", "accountholder"})
_STAFF = frozenset({"agent", "operator", "staff", "employee", "supportagent", "csr", "technician", "serviceprovider"})


@frozen(kw_only=True, field_transformer=of_declared_kinds)
class HelpdeskSettings:
    """What reading helpdesk messages needs to know."""

    staff: frozenset[str] = field(default=frozenset(), converter=names)
    """Accounts of the staff: what they register is on somebody's behalf."""
    times: NumberSettings = field(factory=NumberSettings)
    """Its zone is the clock of moments without one."""


def read_helpdesk(record: bytes | str | Fields, settings: HelpdeskSettings | None = None) -> Interaction | Quarantined:
    """Read a neutral record, a mapping or JSON: `id`, `account` (under which it was registered), `entered_by` (staff),
    `on_behalf_of`, `subject`, `text`, `created_at`, `ticket`, `answers`, `call_id`, `attachments`.

    With a `call_id` it is a note on that call, not a second interaction: see `phone.with_note`.
    """
    settings = settings or HelpdeskSettings()
    found = read_fields(record, CHANNEL)
    if isinstance(found, Quarantined):
        return found
    fields, raw = found
    own, staff = text_of(fields, "account"), text_of(fields, "entered_by")
    if own and own.strip() in settings.staff:
        staff, own = staff or own, ""
    behalf = text_of(fields, "on_behalf_of") or (own if staff else "")
    return _interaction(
        fields,
        raw,
        settings,
        sender=account(behalf or own) if behalf or own else None,
        entered_by=account(staff) if staff else None,
        registration=Registration.ON_BEHALF if staff else Registration.OWN_ACCOUNT if own else Registration.UNKNOWN,
        subject=text_of(fields, "subject", "title"),
        text=text_of(fields, "text", "body", "description"),
        created_at=fields.get("created_at"),
        id_=text_of(fields, "id"),
    )


def ticket_in_event(fields: Fields) -> Fields | None:
    """Return the ticket within an event of TMF621 as a hub sends it (`event.troubleTicket`); None in any other record.

    A ticket that does not say when it was made was made when its event of creation happened.
    """
    event = fields.get("event")
    ticket = event.get("troubleTicket") if isinstance(event, Mapping) else None
    if not isinstance(ticket, Mapping):
        return None
    created = text_of(fields, "eventType").lower().endswith("createevent")
    if created and not ticket.get("creationDate") and (at := fields.get("eventTime")):
        return {**ticket, "creationDate": at}
    return ticket


def read_tmf621(record: bytes | str | Fields, settings: HelpdeskSettings | None = None) -> Interaction | Quarantined:
    """Read a trouble ticket of TMF621, version 4 or 5, alone or in an event, as its creation: later notes are
    messages of their own.

    Under whose account it was registered is told by the related parties' roles, read leniently: a staff role
    means on behalf; an originator who is no staff, the own account; only a customer, unknown.
    """
    settings = settings or HelpdeskSettings()
    found = read_fields(record, CHANNEL)
    if isinstance(found, Quarantined):
        return found
    fields, raw = found
    fields = ticket_in_event(fields) or fields
    originator = client = staff = None
    for role, party in _parties(fields.get("relatedParty")):
        if role in _STAFF or (party.normalised or "") in settings.staff:
            staff = staff or party
        elif role in _ORIGINATORS:
            originator = originator or party
        elif role in _CLIENTS:
            client = client or party
    if staff is not None:
        registration = Registration.ON_BEHALF
    elif originator is not None:
        registration = Registration.OWN_ACCOUNT
    else:
        registration = Registration.UNKNOWN
    return _interaction(
        fields,
        raw,
        settings,
        sender=originator or client,
        entered_by=staff,
        registration=registration,
        subject=text_of(fields, "name"),
        text=text_of(fields, "description"),
        created_at=fields.get("creationDate"),
        id_=text_of(fields, "id", "externalId") or _external(fields.get("externalIdentifier")),
    )


def _parties(value: object) -> list[tuple[str, Party]]:
    """Return role and party of `relatedParty`: version 5 keeps the party in `partyOrPartyRole`."""
    if not isinstance(value, Sequence) or isinstance(value, str | bytes):
        return []
    found = []
    for entry in value:
        if not isinstance(entry, Mapping):
            continue
        inner = entry.get("partyOrPartyRole")
        party = inner if isinstance(inner, Mapping) else entry
        id_, name = text_of(party, "id"), text_of(party, "name")
        role = "".join(char for char in text_of(entry, "role").lower() if char.isalpha())
        if id_ or name:
            named = account(id_, name) if id_ else Party(kind=PartyKind.NAME, normalised=None, received=name, name=name)
            found.append((role, named))
    return found


def _external(value: object) -> str:
    if not isinstance(value, Sequence) or isinstance(value, str | bytes):
        return ""
    return next((text_of(entry, "id") for entry in value if isinstance(entry, Mapping) and text_of(entry, "id")), "")


@implements("2.1.2", "3.1.3")
def _interaction(
    fields: Fields,
    raw: bytes,
    settings: HelpdeskSettings,
    *,
    sender: Party | None,
    entered_by: Party | None,
    registration: Registration,
    subject: str,
    text: str,
    created_at: object,
    id_: str,
) -> Interaction | Quarantined:
    attachments = attachments_of(fields.get("attachments", fields.get("attachment")))
    at = moment_of(created_at, settings.times.zone)
    if not subject and not text and not attachments and sender is None:
        detail = "it has neither a subject nor a text, an account, or an attachment"
        return Quarantined.of(CHANNEL, QuarantineReason.FIELDS_MISSING, detail, raw, at)
    remarks = set()
    if sender is None:
        remarks.add(Remark.NO_SENDER)
    if at is None:
        remarks.add(Remark.DATE_ABSENT if created_at in (None, "") else Remark.DATE_ABSURD)
    if not id_:
        remarks.add(Remark.ID_ABSENT)
    content = content_digest(
        (
            (sender.normalised or sender.received) if sender is not None else "",
            at.isoformat() if at is not None else "",
            subject,
            text,
            *(f"{attachment.name} {attachment.size} {attachment.digest}" for attachment in attachments),
        )
    )
    call = call_key(text_of(fields, "call_id"))
    links = (text_of(fields, "ticket"), text_of(fields, "answers"))
    return Interaction(
        channel=PHONE if call else CHANNEL,
        sender=sender,
        subject=subject,
        text=Text(own=text),
        attachments=attachments,
        received_at=at,
        clock=TimestampSource.RECORD if at is not None else TimestampSource.NONE,
        identity=MessageKey(
            channel=CHANNEL,
            key=id_.strip().casefold() or f"content:{content}",
            content=content,
            content_suffices=at is not None,
        ),
        references=tuple(dict.fromkeys(link.strip().casefold() for link in links if link.strip())),
        registration=registration,
        entered_by=entered_by,
        note_on=call or None,
        remarks=frozenset(remarks),
        raw_digest=digest_of(raw),
        raw_size=len(raw),
    )
