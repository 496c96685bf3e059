"""Whatever reached the Company (2.1, 3.1–3.4, 3.13): Interaction, or Quarantined where none can be made."""

from datetime import datetime
from enum import Enum
from hashlib import sha256

from attrs import Attribute, evolve, field, frozen

from netpoint_stp.channels.evidence import (
    Authentication,
    AutomaticSign,
    Call,
    CallDirection,
    Decoding,
    Registration,
    SenderCheck,
    Taken,
)
from netpoint_stp.channels.identity import MessageKey, Sameness, same_message
from netpoint_stp.channels.pieces import Attachment, AttachmentKind, Destination, Party, PartyKind, Role, Text
from netpoint_stp.errors import MomentError

__all__ = [
    "Attachment",
    "AttachmentKind",
    "Authentication",
    "AutomaticSign",
    "Call",
    "TimestampSource",
    "Decoding",
    "Destination",
    "CallDirection",
    "Forward",
    "ForwardKind",
    "MessageKey",
    "Interaction",
    "Party",
    "PartyKind",
    "QuarantineReason",
    "Quarantined",
    "Registration",
    "Remark",
    "Role",
    "Sameness",
    "SenderCheck",
    "Taken",
    "Text",
    "same_message",
]

_NO_EVIDENCE = Authentication()
_NO_TEXT = Text()


class TimestampSource(Enum):
    """Whose clock told the moment of receipt, the most trustworthy first."""

    GIVEN = "given"
    """The caller said it (an IMAP server's internal date, a spool's time)."""
    OWN_SERVER = "own_server"
    """The line which the Company's own server wrote on receipt."""
    RECORD = "record"
    """The record of the exchange, gateway or helpdesk."""
    SOME_SERVER = "some_server"
    """The newest server line, of a server that the settings do not know as the Company's own."""
    SENDER = "sender"
    """The sender's own clock (`Date:`), which proves nothing."""
    NONE = "none"
    """Nothing tells it."""


class Remark(Enum):
    """Something that staff or an audit should know about how the input was read."""

    CHARSET_UNCERTAIN = "charset_uncertain"
    TRANSFER_DAMAGED = "transfer_damaged"
    STRUCTURE_BROKEN = "structure_broken"
    HEADERS_BROKEN = "headers_broken"
    ALTERNATIVES_DIFFER = "alternatives_differ"
    """Of several alternatives of one text the one that was not read has words that the one read lacks."""
    OUTSIDE_PARTS = "outside_parts"
    """Words stand above the first part or below the last one, where no mail program shows them (RFC 2046, 5.1.1)."""
    SEVERAL_SENDERS = "several_senders"
    NO_SENDER = "no_sender"
    NO_DESTINATION = "no_destination"
    MBOX_UNCLEAR = "mbox_unclear"
    """In an mbox it is not clear where the message ends: it has a line `From ` in it that may begin another, or none
    above it."""
    DATE_ABSENT = "date_absent"
    DATE_ABSURD = "date_absurd"
    """The sender's date is unreadable, or days away from the moment of receipt."""
    ID_ABSENT = "id_absent"
    ENCRYPTED = "encrypted"
    SIGNED_WRAPPER = "signed_wrapper"
    """The text lies inside a part that is signed as a whole; it is not encrypted (RFC 8551, 3.5.2)."""
    OUTLOOK_WRAPPER = "outlook_wrapper"
    ELSEWHERE = "elsewhere"
    PARTS_MISSING = "parts_missing"
    """Of a text in several parts not all have come."""
    OWN_WORDS_UNCERTAIN = "own_words_uncertain"
    """Among the writer's own words may be some that he quoted: nothing marks where the quotation ends."""
    PARTS_MIXED = "parts_mixed"
    """Parts of another text under the same reference came in between: which belongs to which is not sure."""
    NOT_REQUESTS_NUMBER = "not_requests_number"
    """A call or SMS to a number of the Company that is not for this."""


class ForwardKind(Enum):
    """How a colleague passed a message on."""

    ATTACHED = "attached"
    INLINE = "inline"


@frozen(kw_only=True)
class Forward:
    """A colleague of the Company passed it on (reading I-23): the interaction is the first sender's."""

    by: Party
    kind: ForwardKind
    note: str = field(default="", repr=False)
    """What the colleague wrote above it."""
    subject: str = field(default="", repr=False)
    """The subject under which it was passed on."""
    written_at: datetime | None = None
    """When the first sender wrote it, by the copied header: that says nothing about receipt."""
    authentication: Authentication = _NO_EVIDENCE
    """The evidence about the *colleague*; about the first sender there is none."""


def _aware(_instance: object, attribute: "Attribute[datetime | None]", value: datetime | None) -> None:
    if value is not None and value.utcoffset() is None:
        raise MomentError(f"the moment `{attribute.name}` has no zone; give it with its offset, such as `+02:00`")


@frozen(kw_only=True)
class Interaction:
    """Something that reached the Company; whether it is a request is for the policies to say.

    `repr` shows no text, address, number or name. One interaction may carry several requests: staff
    or a port split it, nothing here does.
    """

    channel: str
    sender: Party | None
    """The one it comes from; None where it names none. With several writers, the one who sent it, else the first."""
    other_senders: tuple[Party, ...] = ()
    reply_to: tuple[Party, ...] = ()
    destinations: tuple[Destination, ...] = ()
    subject: str = field(default="", repr=False)
    text: Text = _NO_TEXT
    attachments: tuple[Attachment, ...] = ()
    received_at: datetime | None = field(default=None, validator=_aware)
    clock: TimestampSource = TimestampSource.NONE
    sent_at: datetime | None = field(default=None, validator=_aware)
    """By the sender's clock."""
    identity: MessageKey
    references: tuple[str, ...] = field(default=(), repr=False)
    """Canonical ids of the messages it answers or follows, the nearest first."""
    authentication: Authentication = _NO_EVIDENCE
    automatic: tuple[AutomaticSign, ...] = ()
    """Why it is automatic mail, every sign found; empty: nothing says that it is."""
    decodings: tuple[Decoding, ...] = ()
    """How each part was decoded, in order."""
    remarks: frozenset[Remark] = frozenset()
    forward: Forward | None = None
    call: Call | None = None
    registration: Registration | None = None
    entered_by: Party | None = None
    """The one of the staff who entered it on somebody's behalf."""
    note_on: str | None = field(default=None, repr=False)
    """The canonical id of the call that it is a note on; then it is no interaction of its own: join it to the call."""
    personal_communication: bool = False
    """True only where the channel is none of the Company's (3.4)."""
    raw_digest: str
    """SHA-256 of the raw input, hexadecimal."""
    raw_size: int
    """Bytes of the raw input."""

    @property
    def is_automatic(self) -> bool:
        """Whether any sign says that no person wrote it."""
        return bool(self.automatic)

    @property
    def addressed_as(self) -> frozenset[Role]:
        """All uses of the Company addresses it was sent to; empty where none is the Company's."""
        return frozenset(role for destination in self.destinations for role in destination.roles)

    def with_remarks(self, *remarks: Remark) -> "Interaction":
        """Return the same interaction with more remarks."""
        return evolve(self, remarks=self.remarks | frozenset(remarks))


class QuarantineReason(Enum):
    """Why no interaction could be made of it."""

    EMPTY = "empty"
    NOT_A_MESSAGE = "not_a_message"
    TOO_LARGE = "too_large"
    TOO_DEEP = "too_deep"
    TOO_MANY_PARTS = "too_many_parts"
    TOO_MUCH_TEXT = "too_much_text"
    TOO_MANY_HEADERS = "too_many_headers"
    FIELDS_MISSING = "fields_missing"
    FIELDS_UNREADABLE = "fields_unreadable"
    UNREADABLE = "unreadable"
    """The file itself cannot be read: no rights, gone, a broken disk. Then there are no raw bytes."""


@frozen(kw_only=True)
class Quarantined:
    """What arrived and could not be made an interaction: kept whole, with the reason, for a person to look at."""

    channel: str
    reason: QuarantineReason
    detail: str
    """For the person at the desk: what is wrong and where; nothing of the content."""
    raw: bytes = field(repr=False)
    digest: str
    """SHA-256 of `raw`, hexadecimal."""
    received_at: datetime | None = field(default=None, validator=_aware)

    @classmethod
    def of(
        cls,
        channel: str,
        reason: QuarantineReason,
        detail: str,
        raw: bytes,
        received_at: datetime | None = None,
    ) -> "Quarantined":
        """Make one, with its digest."""
        digest = sha256(raw).hexdigest()
        return cls(channel=channel, reason=reason, detail=detail, raw=raw, digest=digest, received_at=received_at)
