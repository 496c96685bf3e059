"""Which parts of a message are its text and which came along: alternatives, mixed, related, reports (RFC 2046)."""

import re
from hashlib import sha256

from attrs import define, field, frozen

from netpoint_stp.channels.email.charsets import Decision, decode_text
from netpoint_stp.channels.email.html import html_text
from netpoint_stp.channels.email.parts import BoundExceeded, Part
from netpoint_stp.channels.email.transfer import decode, measure
from netpoint_stp.channels.evidence import Basis, Certainty, Decoding
from netpoint_stp.channels.interaction import Attachment, AttachmentKind, QuarantineReason, Remark

_META = re.compile(rb"""(?i)<meta[^>]{0,300}?charset\s*=\s*["']?\s*([a-z0-9_.:-]{2,40})""")
_STUB = re.compile(
    r"(?is)(?:html.{0,80}(?:message|mail|e-mail|viewer|client|format)"
    r"|(?:не поддерживает|не підтримує|does not support).{0,60}html"
    r"|this is a multi-?part message|view (?:this|the) (?:e-?mail|message) in)"
)
_KINDS = {
    "application/ms-tnef": AttachmentKind.OUTLOOK_WRAPPER,
    "application/vnd.ms-tnef": AttachmentKind.OUTLOOK_WRAPPER,
    "application/pgp-encrypted": AttachmentKind.ENCRYPTED,
    "application/pkcs7-mime": AttachmentKind.ENCRYPTED,
    "application/x-pkcs7-mime": AttachmentKind.ENCRYPTED,
    "application/pgp-signature": AttachmentKind.SIGNATURE,
    "application/pkcs7-signature": AttachmentKind.SIGNATURE,
    "application/x-pkcs7-signature": AttachmentKind.SIGNATURE,
    "text/calendar": AttachmentKind.CALENDAR,
    "application/ics": AttachmentKind.CALENDAR,
    "message/rfc822": AttachmentKind.MESSAGE,
    "message/global": AttachmentKind.MESSAGE,
    "message/news": AttachmentKind.MESSAGE,
    "message/external-body": AttachmentKind.ELSEWHERE,
    "message/partial": AttachmentKind.ELSEWHERE,
    "text/rfc822-headers": AttachmentKind.REPORT,
}
_REMARKS = {
    AttachmentKind.OUTLOOK_WRAPPER: Remark.OUTLOOK_WRAPPER,
    AttachmentKind.ENCRYPTED: Remark.ENCRYPTED,
    AttachmentKind.ELSEWHERE: Remark.ELSEWHERE,
}
_MOST_GUESSES = 20
_TEXTS = frozenset({"text/plain", "text/html", "text/enriched", "text/x-amp-html", "text/watch-html"})


@frozen(kw_only=True)
class Piece:
    """One decoded text part, not yet turned from HTML."""

    html: bool
    text: str = field(repr=False)

    @property
    def says_something(self) -> bool:
        """Whether it is more than white space, or than a hint that the real text is the HTML."""
        stripped = self.text.strip()
        return bool(stripped) and (self.html or len(stripped) > 300 or _STUB.search(stripped) is None)


@define
class Body:
    """What lies in the parts of one message, gathered part by part."""

    text_bound: int
    attachments: list[Attachment] = field(factory=list)
    decodings: list[Decoding] = field(factory=list)
    remarks: set[Remark] = field(factory=set)
    digests: list[str] = field(factory=list)
    """Fingerprints of what was said, independent of charset and transfer encoding."""
    charset: str | None = None
    """The charset of the first text part that is not ASCII: a hint for raw 8-bit headers."""
    certain_charset: str | None = None
    """The same, where it was surely right: it bears out an unsure guess at a short header."""
    text_size: int = 0
    guesses: int = 0
    """How often charset-normalizer was asked: it is slow, and thousands of parts would make it a bomb."""
    messages: list[Part] = field(factory=list)
    """Whole messages that came along at the top level."""

    def read(self, root: Part) -> str:
        """Gather everything; return the text that a person would read. Raises BoundExceeded."""
        pieces = self._gather(root, top=True)
        texts = [html_text(piece.text) if piece.html else piece.text for piece in pieces]
        return "\n\n".join(text for text in (_clean(text) for text in texts) if text)

    def _gather(self, part: Part, *, top: bool) -> list[Piece]:
        kind = part.content.type
        if kind.startswith("multipart/") and part.children:
            gathered = [self._gather(child, top=top) for child in part.children]
            if kind == "multipart/alternative":
                return _chosen(gathered)
            if kind == "multipart/report":
                return gathered[0]
            if kind == "multipart/encrypted":
                self.remarks.add(Remark.ENCRYPTED)
            return [piece for pieces in gathered for piece in pieces]
        if kind in ("message/rfc822", "message/global"):
            self._attach(part)
            if top:
                self.messages.append(part)
            for child in part.children:
                self._gather(child, top=False)
            return []
        if kind.startswith("multipart/") or self._is_text(part):
            return [self._text(part)]
        self._attach(part)
        return []

    def _is_text(self, part: Part) -> bool:
        content = part.content
        if content.type not in _TEXTS or content.disposition == "attachment":
            return False
        return not content.name or content.disposition == "inline" or not self.decodings

    def _text(self, part: Part) -> Piece:
        content = part.content
        decoded = decode(part.body(), content.transfer_encoding)
        self.text_size += len(decoded.data)
        if self.text_size > self.text_bound:
            raise BoundExceeded(QuarantineReason.TOO_MUCH_TEXT, f"the text is longer than {self.text_bound} bytes")
        html = content.type not in ("text/plain", "text/enriched") and not content.type.startswith("multipart/")
        decision = _decided(decoded.data, content.charset, html=html, guess=self.guesses < _MOST_GUESSES)
        self.guesses += decision.basis in (Basis.STATISTICS, Basis.FALLBACK)
        if decision.charset != "ascii" and self.charset is None:
            self.charset = decision.charset
            self.certain_charset = decision.charset if decision.certain else None
        if not decision.certain:
            self.remarks.add(Remark.CHARSET_UNCERTAIN)
        if decoded.damage is not None:
            self.remarks.add(Remark.TRANSFER_DAMAGED)
        self.decodings.append(
            Decoding(
                path=part.path,
                content_type=content.type,
                transfer_encoding=content.transfer_encoding,
                transfer_damage=decoded.damage,
                charset_label=content.charset[:40] if content.charset else None,
                charset=decision.charset,
                basis=decision.basis,
                certainty=Certainty.CERTAIN if decision.certain else Certainty.UNCERTAIN,
            )
        )
        words = " ".join(decision.text.split())
        self.digests.append(f"{content.type} {sha256(words.encode('utf-8', 'surrogatepass')).hexdigest()}")
        return Piece(html=html, text=decision.text)

    def _attach(self, part: Part) -> None:
        content = part.content
        measured = measure(part.body(), content.transfer_encoding)
        kind = _kind(part)
        if remark := _REMARKS.get(kind):
            self.remarks.add(remark)
        if measured.damage is not None:
            self.remarks.add(Remark.TRANSFER_DAMAGED)
        self.decodings.append(
            Decoding(
                path=part.path,
                content_type=content.type,
                transfer_encoding=content.transfer_encoding,
                transfer_damage=measured.damage,
            )
        )
        self.attachments.append(
            Attachment(
                name=content.name,
                type=content.type,
                size=measured.size,
                digest=measured.digest,
                kind=kind,
                path=part.path,
            )
        )
        self.digests.append(f"{content.type} {measured.digest}")


def _kind(part: Part) -> AttachmentKind:
    content = part.content
    if content.name.lower() == "winmail.dat":
        return AttachmentKind.OUTLOOK_WRAPPER
    if found := _KINDS.get(content.type):
        return found
    if content.type.startswith("message/"):
        return AttachmentKind.REPORT
    if content.type.startswith("image/") and (content.disposition == "inline" or content.content_id):
        return AttachmentKind.INLINE
    return AttachmentKind.FILE


def _chosen(gathered: list[list[Piece]]) -> list[Piece]:
    """Choose among alternatives: the first plain one that says something, else the last that does."""
    speaking = [pieces for pieces in gathered if any(piece.says_something for piece in pieces)]
    if not speaking:
        return next((pieces for pieces in reversed(gathered) if pieces), [])
    return next((pieces for pieces in speaking if not pieces[0].html), speaking[-1])


def _decided(data: bytes, label: str | None, *, html: bool, guess: bool) -> Decision:
    if html and label in (None, "us-ascii", "ascii", "iso-8859-1") and (match := _META.search(data, 0, 4096)):
        label = match[1].decode("ascii")
    return decode_text(data, label, guess=guess)


def _clean(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join(line.rstrip() if line != "-- " else line for line in text.split("\n")).strip("\n")
