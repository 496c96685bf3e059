"""The structure of a raw message: headers and parts as spans of the bytes (RFC 2045, 2046, 5322), nothing copied.

The standard library's parser turns the bytes into lists of lines: eight to ten times the message in
memory. Here a part is a span, so that a large attachment costs nothing until it is measured.
"""

import re

from attrs import define, field, frozen

from netpoint_stp.channels.email.mime.headers import ContentHeader, content_header
from netpoint_stp.channels.email.mime.transfer import decode
from netpoint_stp.channels.email.settings import Bounds
from netpoint_stp.channels.interaction import QuarantineReason

_FIELD = re.compile(rb"([!-9;-~]{1,120})[ \t]*:[ \t]*(.*)", re.DOTALL)
_KNOWN = re.compile(
    rb"(?i)(?:from|to|cc|subject|date|received|message-id|return-path|delivered-to|mime-version|sender|reply-to"
    rb"|content-type|x-original-to|x-envelope-from|envelope-to|in-reply-to|references|content-transfer-encoding)"
    rb"[ \t]*:"
)
_INK = re.compile(rb"[^\s\x00]")
_PREAMBLE = re.compile(rb"(?i)multi-?part|\bmime\b|not understand")
_LONGEST_PREAMBLE = 600
_FIRST_LINE = re.compile(rb"(?:[ \t]*\r?\n)+")
_INDENTED = re.compile(rb"[ \t]+(?=[!-9;-~]{1,120}[ \t]*:)")
_GUESSED = re.compile(rb"^--([^\r\n]{1,200}?)[ \t]*\r?\nContent-", re.IGNORECASE | re.MULTILINE)

Fields = tuple[tuple[str, bytes], ...]


class BoundExceeded(Exception):  # noqa: N818 - caught within the reader, which turns it into a quarantine
    """The message is more than the settings allow."""

    def __init__(self, reason: QuarantineReason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


@frozen(kw_only=True)
class MimePart:
    """One part: its header fields, and its body as a span of `source`."""

    path: str
    fields: Fields = field(repr=False)
    content: ContentHeader
    source: bytes = field(repr=False)
    start: int
    end: int
    children: "tuple[MimePart, ...]" = ()

    def body(self) -> memoryview:
        """Return the body as it travelled, without a copy."""
        return memoryview(self.source)[self.start : self.end]


@define
class Structure:
    """The parts of a message as they are found, within bounds."""

    bounds: Bounds
    count: int = 0
    broken_parts: bool = False
    broken_headers: bool = False
    outside_parts: bool = False
    """Whether words stand above a first part or below a last one."""

    def read(self, raw: bytes) -> MimePart | None:
        """Read a whole message; None where it has no header that mail has. Raises BoundExceeded."""
        if b"\n" not in raw:
            raw = raw.replace(b"\r", b"\n")
        start = 0
        if blank := _FIRST_LINE.match(raw):
            start = blank.end()
        if raw.startswith((b"\xef\xbb\xbf",), start):
            start += 3
        if space := _INDENTED.match(raw, start):
            start = space.end()
        part = self._message(raw, start, len(raw), path="", depth=0)
        return part if any(_KNOWN.match(name.encode("ascii") + b":") for name, _ in part.fields) else None

    def _message(self, raw: bytes, start: int, end: int, *, path: str, depth: int) -> MimePart:
        fields, body = self._header(raw, start, end)
        return self._part(raw, fields, body, end, path=path, depth=depth, default="text/plain")

    def _part(
        self, raw: bytes, fields: Fields, start: int, end: int, *, path: str, depth: int, default: str
    ) -> MimePart:
        self.count += 1
        if self.count > self.bounds.parts:
            raise BoundExceeded(QuarantineReason.TOO_MANY_PARTS, f"the message has more than {self.bounds.parts} parts")
        if depth > self.bounds.depth:
            raise BoundExceeded(QuarantineReason.TOO_DEEP, f"parts lie within parts more than {self.bounds.depth} deep")
        content = content_header(fields, default)
        children: tuple[MimePart, ...] = ()
        if content.type.startswith("multipart/"):
            children = self._multipart(raw, content, start, end, path=path, depth=depth)
            if not children and start < end:
                self.broken_parts = True
        elif content.type in ("message/rfc822", "message/global"):
            inner, inner_start, inner_end = raw, start, end
            if content.transfer_encoding in ("base64", "quoted-printable"):
                inner = decode(memoryview(raw)[start:end], content.transfer_encoding).data
                inner_start, inner_end = 0, len(inner)
            if inner_start < inner_end:
                below = f"{path}.1" if path else "1"
                children = (self._message(inner, inner_start, inner_end, path=below, depth=depth + 1),)
        return MimePart(
            path=path or "1",
            fields=fields,
            content=content,
            source=raw,
            start=start,
            end=end,
            children=children,
        )

    def _multipart(
        self, raw: bytes, content: ContentHeader, start: int, end: int, *, path: str, depth: int
    ) -> tuple[MimePart, ...]:
        spans: list[tuple[int, int]] = []
        for boundary in content.boundaries:
            if spans := self._spans(raw, b"--" + boundary, start, end):
                break
        if not spans and (guess := _GUESSED.search(raw, start, end)):
            self.broken_parts = True
            spans = self._spans(raw, b"--" + guess[1], start, end)
        default = "message/rfc822" if content.type == "multipart/digest" else "text/plain"
        children = []
        for number, (first, last) in enumerate(spans, 1):
            fields, body = self._header(raw, first, last)
            below = f"{path}.{number}" if path else str(number)
            children.append(self._part(raw, fields, body, last, path=below, depth=depth + 1, default=default))
        return tuple(children)

    def _spans(self, raw: bytes, delimiter: bytes, start: int, end: int) -> list[tuple[int, int]]:
        spans: list[tuple[int, int]] = []
        opened: int | None = None
        first: int | None = None
        closed = False
        last = end
        position = start
        while (found := raw.find(delimiter, position, end)) >= 0:
            line_end = raw.find(b"\n", found, end)
            line_end = end if line_end < 0 else line_end
            after = found + len(delimiter)
            position = after
            if found > start and raw[found - 1] != 0x0A:
                continue
            rest = raw[after : min(line_end, after + 200)].rstrip(b" \t\r")
            if rest not in (b"", b"--") or line_end - after > 200:
                continue
            first = found if first is None else first
            if opened is not None:
                spans.append((opened, _before_line(raw, found, opened)))
                if self.count + len(spans) > self.bounds.parts:
                    raise BoundExceeded(
                        QuarantineReason.TOO_MANY_PARTS,
                        f"the message has more than {self.bounds.parts} parts",
                    )
            closed = rest == b"--"
            last = line_end
            opened = None if closed else min(line_end + 1, end)
            position = line_end
        if opened is not None:
            spans.append((opened, end))
        if spans:
            self.broken_parts = self.broken_parts or not closed
            self._look_outside(raw, (start, first or start), (last if closed else end, end))
        return spans

    def _look_outside(self, raw: bytes, above: tuple[int, int], below: tuple[int, int]) -> None:
        """Notice words above and below the parts; above them mail programs explain themselves to older ones."""
        explained = above[1] - above[0] <= _LONGEST_PREAMBLE and _PREAMBLE.search(raw, *above)
        if _INK.search(raw, *below) or (_INK.search(raw, *above) and not explained):
            self.outside_parts = True

    def _header(self, raw: bytes, start: int, end: int) -> tuple[Fields, int]:
        """Read a header block; return its fields, unfolded, and where the body starts."""
        fields: list[tuple[str, list[bytes]]] = []
        position = start
        limit = start + self.bounds.header_bytes
        while position < end:
            line_end = raw.find(b"\n", position, end)
            after = end if line_end < 0 else line_end + 1
            if after > limit and fields:
                raise BoundExceeded(
                    QuarantineReason.TOO_MANY_HEADERS,
                    f"a header is longer than {self.bounds.header_bytes} bytes",
                )
            first = raw[position]
            if first == 0x0A or (first == 0x0D and after - position == 2):
                return self._fields(fields), after
            if first in b" \t" and fields:
                fields[-1][1].append(raw[position:after])
                position = after
                continue
            line = raw[position : min(after, position + self.bounds.header_bytes)]
            if match := _FIELD.match(line):
                fields.append((match[1].decode("ascii"), [match[2]]))
                if len(fields) > self.bounds.headers:
                    raise BoundExceeded(
                        QuarantineReason.TOO_MANY_HEADERS,
                        f"a header has more than {self.bounds.headers} fields",
                    )
            elif not fields and line.startswith((b"From ", b">From ")):
                pass
            elif fields and _KNOWN.match(raw, after, end):
                self.broken_headers = True
                fields[-1][1].append(line)
            else:
                if fields:
                    self.broken_headers = True
                return self._fields(fields), position
            position = after
        return self._fields(fields), end

    def _fields(self, fields: list[tuple[str, list[bytes]]]) -> Fields:
        return tuple((name, (lines[0] if len(lines) == 1 else b"".join(lines)).rstrip()) for name, lines in fields)


def _before_line(raw: bytes, line: int, start: int) -> int:
    """Return where the body ends whose delimiter line starts at `line`: its line end is the delimiter's."""
    end = line
    if end > start and raw[end - 1] == 0x0A:
        end -= 1
        if end > start and raw[end - 1] == 0x0D:
            end -= 1
    return end
