"""What an interaction is made of: parties, destinations, text, attachments (3.1, 3.2, 3.10)."""

from enum import Enum

from attrs import field, frozen


class PartyKind(Enum):
    """What kind of address a party has."""

    EMAIL = "email"
    PHONE = "phone"
    ACCOUNT = "account"
    NAME = "name"


@frozen(kw_only=True)
class Party:
    """Somebody or something that can send or be sent to; nothing of it shows in `repr`."""

    kind: PartyKind
    normalised: str | None = field(repr=False)
    """The comparable form; None where what was received cannot be made comparable."""
    received: str = field(repr=False)
    """The address as it stood in the input."""
    name: str = field(default="", repr=False)
    """The display name; says nothing about who it is."""


class Role(Enum):
    """What the Company uses an address for (3.2, 3.10)."""

    REQUESTS = "requests"
    COMPLAINTS = "complaints"
    OTHER = "other"
    """Another address among the Company's contact details."""
    UNLISTED = "unlisted"
    """An address in a domain of the Company that is no contact point of it."""


@frozen(kw_only=True)
class Destination:
    """An address it was sent to, by which field that is known, and what the Company uses it for."""

    party: Party
    via: str
    """The header or field that names it, such as `To` or `Delivered-To`."""
    roles: frozenset[Role] = frozenset()
    """Empty: an address that is not the Company's. Several: one address serves several uses."""


@frozen(kw_only=True)
class Text:
    """The words, apart: the writer's own, quoted ones, the signature. Nothing of it shows in `repr`."""

    own: str = field(default="", repr=False)
    quoted: str = field(default="", repr=False)
    signature: str = field(default="", repr=False)

    @property
    def full(self) -> str:
        """All of it: own words, then signature, then quoted text, with a blank line between."""
        return "\n\n".join(part for part in (self.own, self.signature, self.quoted) if part)


class AttachmentKind(Enum):
    """What an attachment is, as far as it matters before anybody opens it."""

    FILE = "file"
    INLINE = "inline"
    """A picture shown within the text."""
    MESSAGE = "message"
    REPORT = "report"
    """The machine-readable part of a bounce, a read receipt or a complaint about abuse."""
    OUTLOOK_WRAPPER = "outlook_wrapper"
    """`winmail.dat` (TNEF): the real text and attachments may lie inside."""
    ENCRYPTED = "encrypted"
    SIGNED_WRAPPER = "signed_wrapper"
    """S/MIME that is signed or packed as a whole: the text and attachments lie inside, and nothing is secret."""
    SIGNATURE = "signature"
    CALENDAR = "calendar"
    ELSEWHERE = "elsewhere"
    """A pointer to something that was not sent along (`message/external-body`, `message/partial`)."""


@frozen(kw_only=True)
class Attachment:
    """A file that came along: never opened here, only named, measured and fingerprinted."""

    name: str = field(repr=False)
    """As sent, without any path; empty where it has none."""
    type: str
    size: int
    """Bytes after undoing the transfer encoding."""
    digest: str
    """SHA-256 of those bytes, hexadecimal."""
    kind: AttachmentKind = AttachmentKind.FILE
    path: str = ""
    """Where it stands in the message, such as `2.1`."""
