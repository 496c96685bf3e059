"""Which parts of a message are its text and which came along: alternatives, mixed, related, reports (RFC 2046)."""

import re
from hashlib import sha256

from attrs import define, field

from netpoint_stp.channels.email.html import html_text
from netpoint_stp.channels.email.mime.alternatives import Piece, chosen, differ
from netpoint_stp.channels.email.mime.charsets import CharsetChoice, decode_text
from netpoint_stp.channels.email.mime.headers import ContentHeader, file_name
from netpoint_stp.channels.email.mime.parts import BoundExceeded, MimePart
from netpoint_stp.channels.email.mime.transfer import Decoded, decode, measure
from netpoint_stp.channels.email.mime.undeclared import is_smime, smime_kind, undeclared_base64
from netpoint_stp.channels.email.mime.uuencode import UuFile, files_within
from netpoint_stp.channels.evidence import Certainty, CharsetBasis, Decoding
from netpoint_stp.channels.interaction import Attachment, AttachmentKind, QuarantineReason, Remark

_META = re.compile(rb"""(?i)<meta[^>]{0,300}?charset\s*=\s*["']?\s*([a-z0-9_.:-]{2,40})""")
_KINDS = {
    "application/ms-tnef": AttachmentKind.OUTLOOK_WRAPPER,
    "application/vnd.ms-tnef": AttachmentKind.OUTLOOK_WRAPPER,
    "application/pgp-encrypted": AttachmentKind.ENCRYPTED,
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
    AttachmentKind.SIGNED_WRAPPER: Remark.SIGNED_WRAPPER,
    AttachmentKind.ELSEWHERE: Remark.ELSEWHERE,
}
_MOST_GUESSES = 20
_SMIME_HEAD = 80
_UNKNOWN_TYPE = "application/octet-stream"
_TEXTS = frozenset({"text/plain", "text/html", "text/enriched", "text/x-amp-html", "text/watch-html"})


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
    """How often chardet was asked: it is slow, and thousands of parts would make it a bomb."""
    messages: list[MimePart] = field(factory=list)
    """Whole messages that came along at the top level."""
    has_unnamed: bool = False
    """Whether a text part without a name is there: then those with one are files, shown or not (RFC 2183, 2.1)."""

    def read(self, root: MimePart) -> str:
        """Gather everything; return the text that a person would read. Raises BoundExceeded."""
        self.has_unnamed = _has_unnamed(root)
        pieces = self._gather(root, top=True)
        texts = [html_text(piece.text) if piece.html else piece.text for piece in pieces]
        return "\n\n".join(text for text in (_clean(text) for text in texts) if text)

    def _gather(self, part: MimePart, *, top: bool, alternative: bool = False) -> list[Piece]:
        kind = part.content.type
        if kind.startswith("multipart/") and part.children:
            return self._gather_parts(part, kind, top=top)
        if kind in ("message/rfc822", "message/global"):
            self._attach(part)
            if top:
                self.messages.append(part)
            for child in part.children:
                self._gather(child, top=False)
            return []
        if kind.startswith("multipart/") or self._is_text(part, alternative=alternative):
            return self._text(part)
        self._attach(part)
        return []

    def _gather_parts(self, part: MimePart, kind: str, *, top: bool) -> list[Piece]:
        alternative = kind == "multipart/alternative"
        gathered = [self._gather(child, top=top, alternative=alternative) for child in part.children]
        if alternative:
            read = chosen(gathered)
            if top and differ(gathered, read):
                self.remarks.add(Remark.ALTERNATIVES_DIFFER)
            return read
        if kind == "multipart/encrypted":
            self.remarks.add(Remark.ENCRYPTED)
        return [piece for pieces in gathered for piece in pieces]

    def _is_text(self, part: MimePart, *, alternative: bool) -> bool:
        content = part.content
        if content.type not in _TEXTS or content.disposition == "attachment":
            return False
        if not content.name or (alternative and content.disposition == "inline"):
            return True
        return not self.has_unnamed and not self.decodings

    def _text(self, part: MimePart) -> list[Piece]:
        content = part.content
        html = content.type not in ("text/plain", "text/enriched") and not content.type.startswith("multipart/")
        decoded = decode(part.body(), content.transfer_encoding)
        if not content.transfer_encoding and (inner := undeclared_base64(decoded.data, content.charset)) is not None:
            decoded = Decoded(inner, damage="base64 that no header declares")
        data, files = (decoded.data, ()) if html else files_within(decoded.data)
        self.text_size += len(data)
        if self.text_size > self.text_bound:
            raise BoundExceeded(QuarantineReason.TOO_MUCH_TEXT, f"the text is longer than {self.text_bound} bytes")
        decision = _decided(data, content.charset, html=html, guess=self.guesses < _MOST_GUESSES)
        self.guesses += decision.basis in (CharsetBasis.STATISTICS, CharsetBasis.FALLBACK)
        if decision.charset != "ascii" and self.charset is None:
            self.charset = decision.charset
            self.certain_charset = decision.charset if decision.certain else None
        if not decision.certain:
            self.remarks.add(Remark.CHARSET_UNCERTAIN)
        self._decoded(part, decoded.damage, decision)
        words = " ".join(decision.text.split())
        self.digests.append(f"{content.type} {sha256(words.encode('utf-8', 'surrogatepass')).hexdigest()}")
        for number, file in enumerate(files, 1):
            self._attach_within(file, f"{part.path}.uu{number}")
        return [Piece(html=html, text=decision.text)]

    def _decoded(self, part: MimePart, damage: str | None, decision: CharsetChoice | None = None) -> None:
        """Put down how a part was decoded; `decision` is of its charset, where it is text."""
        content = part.content
        if damage is not None:
            self.remarks.add(Remark.TRANSFER_DAMAGED)
        label = content.charset[:40] if content.charset and decision is not None else None
        certain = decision is None or decision.certain
        self.decodings.append(
            Decoding(
                path=part.path,
                content_type=content.type,
                transfer_encoding=content.transfer_encoding,
                transfer_damage=damage,
                charset_label=label,
                charset=decision.charset if decision is not None else None,
                basis=decision.basis if decision is not None else None,
                certainty=Certainty.CERTAIN if certain else Certainty.UNCERTAIN,
            )
        )

    def _attach(self, part: MimePart) -> None:
        content = part.content
        measured = measure(part.body(), content.transfer_encoding)
        self._decoded(part, measured.damage)
        self._add(
            Attachment(
                name=content.name,
                type=content.type,
                size=measured.size,
                digest=measured.digest,
                kind=_smime(part) if is_smime(content) else _kind(content),
                path=part.path,
            )
        )

    def _attach_within(self, file: UuFile, path: str) -> None:
        """Attach a file that stood within a text."""
        content = ContentHeader(type=_UNKNOWN_TYPE, name=file_name(decode_text(file.name, guess=False).text))
        if file.damage is not None:
            self.remarks.add(Remark.TRANSFER_DAMAGED)
        self._add(
            Attachment(
                name=content.name,
                type=content.type,
                size=len(file.data),
                digest=sha256(file.data).hexdigest(),
                kind=_kind(content),
                path=path,
            )
        )

    def _add(self, attachment: Attachment) -> None:
        if remark := _REMARKS.get(attachment.kind):
            self.remarks.add(remark)
        self.attachments.append(attachment)
        self.digests.append(f"{attachment.type} {attachment.digest}")


def _has_unnamed(root: MimePart) -> bool:
    """Whether one of the parts of the message itself is a text without a name, to be shown."""
    waiting = [root]
    while waiting:
        part = waiting.pop()
        content = part.content
        if content.type.startswith("multipart/"):
            waiting.extend(part.children)
        elif content.type in _TEXTS and content.disposition != "attachment" and not content.name:
            return True
    return False


def _smime(part: MimePart) -> AttachmentKind:
    head = decode(part.body()[:_SMIME_HEAD], part.content.transfer_encoding).data
    return smime_kind(part.content, head)


def _kind(content: ContentHeader) -> AttachmentKind:
    if content.name.lower() == "winmail.dat":
        return AttachmentKind.OUTLOOK_WRAPPER
    if found := _KINDS.get(content.type):
        return found
    if content.type.startswith("message/"):
        return AttachmentKind.REPORT
    if content.type.startswith("image/") and (content.disposition == "inline" or content.content_id):
        return AttachmentKind.INLINE
    return AttachmentKind.FILE


def _decided(data: bytes, label: str | None, *, html: bool, guess: bool) -> CharsetChoice:
    if html and label in (None, "us-ascii", "ascii", "iso-8859-1") and (match := _META.search(data, 0, 4096)):
        label = match[1].decode("ascii")
    return decode_text(data, label, guess=guess)


def _clean(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join(line.rstrip() if line != "-- " else line for line in text.split("\n")).strip("\n")
