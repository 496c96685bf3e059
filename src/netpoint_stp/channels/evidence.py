"""What the reading of an interaction rests on: decodings, sender checks, automatic signs, calls, accounts (3.1)."""

from datetime import datetime
from enum import Enum

from attrs import field, frozen


class Certainty(Enum):
    """Whether the characters of a part are surely the ones written."""

    CERTAIN = "certain"
    UNCERTAIN = "uncertain"
    """Possibly wrongly guessed: a person should look at the text."""


class CharsetBasis(Enum):
    """On what the choice of a charset rests."""

    LABEL = "label"
    STRUCTURE = "structure"
    """The bytes themselves can hardly be anything else (ASCII, UTF-8, UTF-16)."""
    LETTERS = "letters"
    """How well the letters make Russian or Ukrainian."""
    STATISTICS = "statistics"
    """A general guess by chardet."""
    FALLBACK = "fallback"
    """Nothing fits: every byte kept as some character."""


@frozen(kw_only=True)
class Decoding:
    """How one part was decoded."""

    path: str
    content_type: str
    transfer_encoding: str
    transfer_damage: str | None = None
    """What was wrong with the transfer encoding; None where nothing was."""
    charset_label: str | None = None
    """As labelled, cut to 40 characters; None where it had no label or is no text."""
    charset: str | None = None
    """The codec used; None where the part is no text."""
    basis: CharsetBasis | None = None
    certainty: Certainty = Certainty.CERTAIN


class SenderCheck(Enum):
    """What the Company's own server found out about the domain of the sender."""

    VERIFIED = "verified"
    """DMARC passed, or SPF or DKIM passed for the sender's own domain."""
    FAILED = "failed"
    NOT_VERIFIED = "not_verified"
    """No trusted server said anything that counts; or its lines contradict each other."""


@frozen(kw_only=True)
class AuthResult:
    """One result of a trusted server's check (RFC 8601)."""

    method: str
    """`spf`, `dkim`, `dmarc` …, lower case."""
    result: str
    """`pass`, `fail`, `none` …, lower case."""
    domain: str | None = field(default=None, repr=False)
    """The domain that was checked, lower case."""
    server: str
    """The trusted server that says so."""


@frozen(kw_only=True)
class Authentication:
    """What trusted servers said about the sender; nothing said means not verified. It never identifies a person."""

    verdicts: tuple[AuthResult, ...] = ()
    sender: SenderCheck = SenderCheck.NOT_VERIFIED


class AutomaticReason(Enum):
    """What says that no person wrote it."""

    AUTO_SUBMITTED = "auto_submitted"
    """`Auto-Submitted` other than `no` (RFC 3834)."""
    NULL_SENDER = "null_sender"
    """The empty return path of bounces and receipts."""
    DELIVERY_REPORT = "delivery_report"
    """RFC 3464."""
    READ_RECEIPT = "read_receipt"
    """RFC 8098."""
    ABUSE_REPORT = "abuse_report"
    """ARF, RFC 5965."""
    OTHER_REPORT = "other_report"
    CALENDAR_REPLY = "calendar_reply"
    """A calendar's answer to an invitation (RFC 5546)."""
    REACTION = "reaction"
    """An emoji set under an earlier message, sent as a message of its own; it says nothing that can be asked about."""
    MAILING_LIST = "mailing_list"
    PRECEDENCE = "precedence"
    VENDOR_HEADER = "vendor_header"
    """A header with which one kind of software marks its automatic answers."""
    MAIL_SYSTEM = "mail_system"
    """Sent by a mailer daemon."""
    SUBJECT = "subject"
    """The subject which a mail program puts on its automatic answers."""
    TEXT = "text"
    """It begins by saying of itself that it is automatic."""
    CALL_NOTICE = "call_notice"
    """A modem's note of a call."""
    SERVICE_SENDER = "service_sender"
    """An SMS from a word or a short code: no client's telephone sends so."""


@frozen(kw_only=True)
class AutomaticSign:
    """One sign that it is automatic, and where it stands."""

    reason: AutomaticReason
    header: str
    value: str = field(default="", repr=False)
    """What stood there, cut to 200 characters."""


class Taken(Enum):
    """Whether a call was taken, and by whom (reading I-24)."""

    BY_PERSON = "by_person"
    MISSED = "missed"
    """It rang and nobody took it, or the caller gave up while it rang."""
    LEFT_QUEUE = "left_queue"
    """The caller gave up in the queue, or the queue let go of the call."""
    ANNOUNCEMENT_ONLY = "announcement_only"
    VOICEMAIL = "voicemail"
    BUSY = "busy"
    FAILED = "failed"
    UNKNOWN = "unknown"
    """The records do not tell a person from a machine."""


class CallDirection(Enum):
    """Who called."""

    INCOMING = "incoming"
    CALL_BACK = "call_back"
    """The Company called somebody."""
    INTERNAL = "internal"
    """Between two of the Company's own numbers."""


@frozen(kw_only=True)
class Call:
    """What the exchange's records say about a call."""

    taken: Taken
    direction: CallDirection = CallDirection.INCOMING
    taken_at: datetime | None = None
    taken_by: str | None = field(default=None, repr=False)
    """The agent or extension that took it."""
    ended_at: datetime | None = None


class Registration(Enum):
    """Under whose account a helpdesk message was registered (3.1.3)."""

    OWN_ACCOUNT = "own_account"
    ON_BEHALF = "on_behalf"
    """Entered by staff for somebody."""
    UNKNOWN = "unknown"
