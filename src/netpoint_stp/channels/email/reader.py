"""E-mail: raw bytes become an Interaction, or Quarantined; never an exception, never a cut (3.1.4, 3.2, 3.10)."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from attrs import evolve

from netpoint_stp.channels.email.addressing import address_list, message_id, message_ids
from netpoint_stp.channels.email.authentication import authentication
from netpoint_stp.channels.email.automatic import automatic_signs
from netpoint_stp.channels.email.mime.bodies import Body
from netpoint_stp.channels.email.mime.headers import ascii_text, decode_words
from netpoint_stp.channels.email.mime.parts import BoundExceeded, MimePart, Structure
from netpoint_stp.channels.email.own_words.forwards import Original, as_first_senders, inline_original
from netpoint_stp.channels.email.own_words.quoting import ANSWERS, split
from netpoint_stp.channels.email.received import ReceiptTime, mail_date, receipt
from netpoint_stp.channels.email.senders import parties_of, rewritten, with_addresses
from netpoint_stp.channels.email.settings import EmailSettings
from netpoint_stp.channels.identity import content_digest
from netpoint_stp.channels.interaction import (
    Destination,
    ForwardKind,
    Interaction,
    MessageKey,
    Party,
    Quarantined,
    QuarantineReason,
    Remark,
    SenderCheck,
    TimestampSource,
)
from netpoint_stp.clauses import implements
from netpoint_stp.errors import MomentError

CHANNEL = "email"
_RECIPIENTS = (
    "to", "cc", "bcc", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to",
    "apparently-to", "resent-to", "resent-cc",
)  # fmt: skip
_OUTLOOK_FILE = bytes.fromhex("d0cf11e0a1b11ae1")
_BY_PROGRAM = "by a program"
_LATE = timedelta(days=10)
_EARLY = timedelta(days=1)

Headers = Mapping[str, Sequence[bytes]]


@implements("2.1.3", "3.1.4", "3.2", "3.10")
def read_email(
    raw: bytes, settings: EmailSettings | None = None, *, received_at: datetime | None = None
) -> Interaction | Quarantined:
    """Read one message as it came (RFC 5322 bytes, an mbox `From ` line before it allowed).

    `received_at` is for a caller who knows it, such as an IMAP server's internal date; it wins over
    what the message says. Quarantined: no bytes, no header that mail has, more than the settings'
    bounds allow. Raises `MomentError` for a `received_at` without zone, and nothing else.
    """
    if received_at is not None and received_at.utcoffset() is None:
        raise MomentError("the moment of receipt has no zone; give it with its offset, such as `+02:00`")
    settings = settings or EmailSettings()
    try:
        return _read(raw, settings, received_at)
    except BoundExceeded as exceeded:
        return Quarantined.of(CHANNEL, exceeded.reason, exceeded.detail, raw, received_at)


def _read(raw: bytes, settings: EmailSettings, received_at: datetime | None) -> Interaction | Quarantined:
    if len(raw) > settings.bounds.size:
        raise BoundExceeded(QuarantineReason.TOO_LARGE, f"the message is larger than {settings.bounds.size} bytes")
    structure = Structure(settings.bounds)
    root = structure.read(raw)
    if root is None:
        reason = QuarantineReason.NOT_A_MESSAGE if raw.strip() else QuarantineReason.EMPTY
        detail = _not_a_message(raw) if raw.strip() else "it is empty"
        return Quarantined.of(CHANNEL, reason, detail, raw, received_at)
    interaction = _message(root, raw, settings, received_at)
    remarks = set()
    if structure.broken_parts:
        remarks.add(Remark.STRUCTURE_BROKEN)
    if structure.broken_headers:
        remarks.add(Remark.HEADERS_BROKEN)
    if structure.outside_parts:
        remarks.add(Remark.OUTSIDE_PARTS)
    return interaction.with_remarks(*remarks) if remarks else interaction


def _not_a_message(raw: bytes) -> str:
    if raw.startswith(_OUTLOOK_FILE):
        return "it is a file of Outlook (.msg), no mail as it travels; save the message as .eml, or forward it"
    return "it has no header that mail has"


def _message(root: MimePart, raw: bytes, settings: EmailSettings, received_at: datetime | None) -> Interaction:
    headers = _by_name(root)
    body = Body(settings.bounds.text)
    text = body.read(root)
    remarks = body.remarks
    subject = decode_words(_first(headers, "subject"), body.charset)
    if not subject.certain and subject.charset != body.certain_charset:
        remarks.add(Remark.CHARSET_UNCERTAIN)
    writers = rewritten(headers, settings)
    senders = _senders(writers or with_addresses(parties_of(headers, "from")), remarks)
    sender = _sender(headers, senders, remarks)
    destinations = _destinations(headers, settings)
    if not destinations:
        remarks.add(Remark.NO_DESTINATION)
    told = _receipt(headers, settings, received_at)
    sent_at = _sent(headers, told, remarks)
    if told.at is None and sent_at is not None:
        told = ReceiptTime(at=sent_at, clock=TimestampSource.SENDER)
    subject_text = " ".join(subject.text.split())
    references = _references(headers)
    parted = split(text, answers=bool(references) or ANSWERS.match(subject_text) is not None)
    if parted.uncertain:
        remarks.add(Remark.OWN_WORDS_UNCERTAIN)
    automatic = automatic_signs(headers, root, sender, subject_text, text, settings.own_lists, parted.text.own)
    identity = _identity(headers, sender, subject_text, body, by_program=bool(automatic))
    if identity.own_id is None:
        remarks.add(Remark.ID_ABSENT)
    interaction = Interaction(
        channel=CHANNEL,
        sender=sender,
        other_senders=tuple(party for party in senders if party is not sender),
        reply_to=parties_of(headers, "reply-to"),
        destinations=destinations,
        subject=subject_text,
        text=parted.text,
        attachments=tuple(body.attachments),
        received_at=told.at,
        clock=told.clock,
        sent_at=sent_at,
        identity=identity,
        references=references,
        authentication=authentication(
            _trusted_block(root, told),
            settings.trusted_servers,
            senders or ((sender,) if sender else ()),
            about_writer=not writers,
        ),
        automatic=automatic,
        decodings=tuple(body.decodings),
        remarks=frozenset(remarks),
        raw_digest=sha256(raw).hexdigest(),
        raw_size=len(raw),
    )
    colleague = sender is not None and settings.is_colleague(sender.normalised)
    spoofed = interaction.authentication.sender is SenderCheck.FAILED
    if colleague and not spoofed and not interaction.automatic:
        return _first_sender(interaction, text, body, raw, settings)
    return interaction


def _by_name(root: MimePart) -> dict[str, list[bytes]]:
    headers: dict[str, list[bytes]] = {}
    for name, value in root.fields:
        headers.setdefault(name.lower(), []).append(value)
    return headers


def _first(headers: Headers, name: str) -> bytes:
    return headers.get(name, (b"",))[0]


def _senders(senders: tuple[Party, ...], remarks: set[Remark]) -> tuple[Party, ...]:
    if len({party.normalised for party in senders}) > 1:
        remarks.add(Remark.SEVERAL_SENDERS)
    return senders


def _sender(headers: Headers, senders: Sequence[Party], remarks: set[Remark]) -> Party | None:
    if len(senders) > 1:
        named = {party.normalised for party in parties_of(headers, "sender")}
        return next((party for party in senders if party.normalised in named), senders[0])
    if senders:
        return senders[0]
    remarks.add(Remark.NO_SENDER)
    others = parties_of(headers, "sender", "return-path", "x-envelope-from", "envelope-from")
    return next((party for party in others if party.normalised is not None), None)


def _destinations(headers: Headers, settings: EmailSettings) -> tuple[Destination, ...]:
    found: dict[str, Destination] = {}
    for name in _RECIPIENTS:
        for value in headers.get(name, ()):
            for party in address_list(value):
                key = party.normalised or party.received
                if key not in found:
                    found[key] = Destination(party=party, via=name.title(), roles=settings.roles_of(party.normalised))
    return tuple(found.values())


def _receipt(headers: Headers, settings: EmailSettings, received_at: datetime | None) -> ReceiptTime:
    told = receipt(headers.get("received", ()), settings.own_hosts)
    if received_at is not None:
        return evolve(told, at=received_at.astimezone(UTC), clock=TimestampSource.GIVEN)
    return told


def _sent(headers: Headers, told: ReceiptTime, remarks: set[Remark]) -> datetime | None:
    if "date" not in headers:
        remarks.add(Remark.DATE_ABSENT)
        return None
    sent = mail_date(ascii_text(_first(headers, "date")))
    if sent is None or (told.at is not None and not -_EARLY <= told.at - sent <= _LATE):
        remarks.add(Remark.DATE_ABSURD)
    return sent


def _references(headers: Headers) -> tuple[str, ...]:
    answered = [found for value in headers.get("in-reply-to", ()) for found in message_ids(value)]
    thread = [found for value in headers.get("references", ()) for found in message_ids(value)]
    return tuple(dict.fromkeys(answered + thread[::-1]))


def _trusted_block(root: MimePart, told: ReceiptTime) -> list[bytes]:
    """Return the `Authentication-Results` that the Company's side can have written.

    They stand above the first `Received` line that is not its own; below it anybody can have written them.
    """
    block: list[bytes] = []
    lines = 0
    for name, value in root.fields:
        lowered = name.lower()
        if lowered == "received":
            lines += 1
            if lines > max(told.own_lines, 1):
                break
        elif lowered == "authentication-results":
            block.append(value)
    return block


def _identity(headers: Headers, sender: Party | None, subject: str, body: Body, *, by_program: bool) -> MessageKey:
    """Return by what a repeat is recognised.

    What a list or a program sent on is no copy of the client's own message: else a request that comes directly as well
    would be lost behind its automatic copy, which nobody answers (I-33). Nor is what was written to another address: a
    complaint is none of the request of the same words and second (3.10).
    """
    written_to = {
        party.normalised or party.received
        for name in ("to", "cc")
        for value in headers.get(name, ())
        for party in address_list(value)
    }
    date = ascii_text(_first(headers, "date"))
    moment = mail_date(date)
    content = content_digest(
        (
            (sender.normalised or sender.received) if sender is not None else "",
            moment.isoformat() if moment is not None else " ".join(date.split()),
            subject,
            *sorted(written_to),
            *body.digests,
            *((_BY_PROGRAM,) if by_program else ()),
        )
    )
    key = message_id(_first(headers, "message-id"))
    dated = moment is not None
    return MessageKey(channel=CHANNEL, key=key or f"content:{content}", content=content, content_suffices=dated)


def _first_sender(outer: Interaction, text: str, body: Body, raw: bytes, settings: EmailSettings) -> Interaction:
    original = _attached(outer, body, raw, settings) or inline_original(outer, text)
    return outer if original is None else as_first_senders(outer, original)


def _attached(outer: Interaction, body: Body, raw: bytes, settings: EmailSettings) -> Original | None:
    inner = [message for message in body.messages if message.children]
    if len(inner) != 1:
        return None
    found = _message(inner[0].children[0], raw, settings, None)
    if found.sender is None:
        return None
    note = "\n\n".join(part for part in (outer.text.own, outer.text.signature) if part)
    identity = found.identity
    if outer.text.own:
        identity = evolve(identity, content=content_digest((identity.content, outer.text.own)))
    others = tuple(
        attachment
        for attachment in outer.attachments
        if attachment.path != inner[0].path and not attachment.path.startswith(inner[0].path + ".")
    )
    found = evolve(found, identity=identity, attachments=found.attachments + others)
    return Original(interaction=found, kind=ForwardKind.ATTACHED, note=note, written_at=found.sent_at)
