"""Header fields: encoded words (RFC 2047), parameters (RFC 2231), raw 8-bit text, content headers (RFC 2045, 2183)."""

import binascii
import re
from urllib.parse import unquote_to_bytes

from attrs import field, frozen

from netpoint_stp.channels.email.mime.charsets import CharsetChoice, decode_text

_WORD = re.compile(
    rb"=\?([^?\s*]{1,40})(?:\*[^?\s]{0,40})?\?([bBqQ])\?"
    rb"([^?]*(?=\?=(?![0-9A-Fa-f]{2}(?:(?!=\?)\S){0,120}?\?=))|[^\r\n]{0,400}?(?=\?=(?:[\s\"(),;:<>]|=\?|$)))\?="
)
"""An encoded word (RFC 2047); of its letters one may be a bare `?`, which some programs forget to encode."""
_BETWEEN = re.compile(rb"[ \t\r\n]*")
_COMMENTED = re.compile(rb'"[^"\\]*+(?>(?:\\.[^"\\]*+)*)"?|[()]|\\.|[^"()\\]++|\\', re.DOTALL)
_LINE_END = re.compile(rb"\r?\n(?=[ \t])")
_FOLD = re.compile(rb"[ \t]*\r?\n[ \t]*")
_PARAMETER = re.compile(
    rb"""[;\s]*([A-Za-z0-9!#$%&'*+.^_`{|}~-]{1,60})[ \t\r\n]*=[ \t\r\n]*(?:"((?:[^"\\]|\\.)*)"?|([^;\r\n]*))""",
    re.DOTALL,
)
_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,80}/[a-z0-9!#$&^_.+-]{1,80}")
_QUOTED_PAIR = re.compile(rb"\\(.)", re.DOTALL)
_SECTION = re.compile(r"(.+?)\*(\d{1,3})(\*?)")
_LONGEST = 65536


@frozen(kw_only=True)
class ContentHeader:
    """What the content headers of a part say, cleaned; the default where they say nothing usable."""

    type: str
    boundaries: tuple[bytes, ...] = ()
    """What may be meant by the boundary, the likeliest first: mail programs fold it and write comments after it."""
    charset: str | None = None
    report_type: str = ""
    method: str = ""
    """What a calendar part is for, lower case (RFC 5546)."""
    smime_type: str = ""
    """What an S/MIME part is said to be, lower case (RFC 8551)."""
    name: str = field(default="", repr=False)
    disposition: str = ""
    transfer_encoding: str = ""
    content_id: str = field(default="", repr=False)
    well_formed: bool = True


def unfold(value: bytes) -> bytes:
    """Put the lines of a field together, each fold one space."""
    return _FOLD.sub(b" ", value) if b"\n" in value else value


def decode_words(value: bytes, hint: str | None = None) -> CharsetChoice:
    """Decode a field's text: encoded words of one charset next to each other are decoded together,
    since mail programs split letters between them. `hint` is a charset for raw 8-bit text.
    """
    value = unfold(value)
    if b"=?" not in value:
        return decode_text(value, hint, guess=False)
    texts: list[str] = []
    sure = True
    first: CharsetChoice | None = None
    run: bytes = b""
    run_charset: bytes | None = None
    position = 0

    def flush() -> None:
        nonlocal run, run_charset, sure, first
        if run_charset is not None:
            decision = decode_text(run, run_charset.decode("ascii", "replace"), guess=False)
            first = first or decision
            sure = sure and decision.certain
            texts.append(decision.text)
        run, run_charset = b"", None

    for match in _WORD.finditer(value):
        between = value[position : match.start()]
        if run_charset is None or _BETWEEN.fullmatch(between) is None:
            flush()
            if between:
                plain = decode_text(between, hint, guess=False)
                sure = sure and plain.certain
                texts.append(plain.text)
        charset = match[1].lower()
        if charset != run_charset:
            flush()
            run_charset = charset
        run += _word_bytes(match[2], match[3])
        position = match.end()
    flush()
    if position < len(value):
        plain = decode_text(value[position:], hint, guess=False)
        sure = sure and plain.certain
        texts.append(plain.text)
    text = "".join(texts)
    if first is None:
        return decode_text(value, hint, guess=False)
    return CharsetChoice(text=text, charset=first.charset, basis=first.basis, certain=sure)


def _word_bytes(encoding: bytes, text: bytes) -> bytes:
    if encoding in b"qQ":
        return binascii.a2b_qp(text.replace(b"_", b" "), header=True)
    letters = re.sub(rb"[^A-Za-z0-9+/]", b"", text)
    if len(letters) % 4 == 1:
        letters = letters[:-1]
    return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))


def header_text(value: bytes, hint: str | None = None) -> str:
    """Decode a field's text without saying how; white space at both ends removed."""
    return decode_words(value, hint).text.strip()


def ascii_text(value: bytes) -> str:
    """Return a structured field as text: unfolded, every byte kept as a character."""
    return unfold(value).decode("utf-8", "replace").strip()


def parameters(value: bytes) -> tuple[str, dict[str, bytes]]:
    """Split a structured field into its value, lower case, and its parameters, RFC 2231 put together.

    The values of extended parameters come as `charset'language'bytes` with the percents undone.
    """
    value = value[:_LONGEST]
    head, _, tail = value.partition(b";")
    plain: dict[str, bytes] = {}
    sections: dict[str, dict[int, bytes]] = {}
    extended: set[str] = set()
    for match in _PARAMETER.finditer(tail):
        name = match[1].decode("ascii").lower()
        if match[2] is not None:
            content = _QUOTED_PAIR.sub(rb"\1", match[2]) if b"\\" in match[2] else match[2]
        else:
            content = match[3].strip()
        if numbered := _SECTION.fullmatch(name):
            if numbered[3]:
                extended.add(numbered[1])
                content = unquote_to_bytes(content)
            sections.setdefault(numbered[1], {}).setdefault(int(numbered[2]), content)
        elif name.endswith("*"):
            extended.add(name[:-1])
            sections.setdefault(name[:-1], {}).setdefault(0, unquote_to_bytes(content))
        else:
            plain.setdefault(name, content)
    for name, pieces in sections.items():
        joined = b"".join(pieces[number] for number in sorted(pieces))
        plain[name] = joined if name in extended else plain.get(name, joined)
        if name in extended:
            plain[name + "*"] = b""
    return unfold(head).decode("ascii", "replace").strip().lower(), plain


def parameter_text(values: dict[str, bytes], name: str) -> str:
    """Return a parameter's text: RFC 2231, RFC 2047 and raw 8-bit forms alike; empty where absent."""
    content = values.get(name)
    if content is None:
        return ""
    if name + "*" in values and content.count(b"'") >= 2:
        charset, _, encoded = content.split(b"'", 2)
        return decode_text(encoded, charset.decode("ascii", "replace") or None, guess=False).text
    return header_text(content)


def content_header(fields: "tuple[tuple[str, bytes], ...]", default: str) -> ContentHeader:
    """Read the content fields of a part; the first of each counts."""
    found: dict[str, bytes] = {}
    for name, value in fields:
        if name[:8].lower() == "content-":
            found.setdefault(name.lower(), value)
    if not found:
        return ContentHeader(type=default)
    value = found.get("content-type", b"")
    kind, values = parameters(uncommented(value))
    named = values if b"(" not in value else parameters(value)[1]
    disposition, more = parameters(found.get("content-disposition", b""))
    well_formed = _TYPE.fullmatch(kind) is not None
    encoding = (
        ascii_text(uncommented(found.get("content-transfer-encoding", b"")[:100]))
        .split(";")[0]
        .strip()
        .strip('"')
        .lower()
    )
    if not well_formed:
        kind = _repaired(kind, default, bool("content-type" in found))
    charset = values.get("charset")
    return ContentHeader(
        type=kind,
        boundaries=_boundaries(values, named),
        charset=charset.decode("utf-8", "replace").strip().strip("'\"").lower() if charset is not None else None,
        report_type=values.get("report-type", b"").decode("ascii", "replace").strip().lower(),
        method=_short(values.get("method", b"")),
        smime_type=_short(values.get("smime-type", b"")),
        name=file_name(parameter_text(more, "filename") or parameter_text(named, "name")),
        disposition=disposition.split(" ")[0][:40],
        transfer_encoding=encoding.split(" ")[0][:40],
        content_id=ascii_text(found.get("content-id", b"")[:1000]).strip("<> "),
        well_formed=well_formed or "content-type" not in found,
    )


def _short(value: bytes) -> str:
    return value[:40].decode("ascii", "replace").strip().lower()


def uncommented(value: bytes) -> bytes:
    """Return a structured field without its comments (RFC 2045, 5.1): what is in quotation marks stays."""
    if b"(" not in value:
        return value
    kept: list[bytes] = []
    depth = 0
    for match in _COMMENTED.finditer(value[:_LONGEST]):
        token = match[0]
        if token == b"(":
            depth += 1
        elif token == b")" and depth:
            depth -= 1
        elif not depth:
            kept.append(token)
    return value if depth else b"".join(kept)


def _boundaries(values: dict[str, bytes], with_comments: dict[str, bytes]) -> tuple[bytes, ...]:
    """Return the readings of a boundary: folds are no part of it (RFC 5322, 2.2.3), or one space, or vanish."""
    found: list[bytes] = []
    for told in (values, with_comments):
        boundary = told.get("boundary", b"")[:1000]
        if "boundary*" in told and boundary.count(b"'") >= 2:
            boundary = boundary.split(b"'", 2)[2]
        bare = boundary.split()[:1] if b'"' not in boundary else []
        found += [_LINE_END.sub(b"", boundary), unfold(boundary), _FOLD.sub(b"", boundary), *bare]
    return tuple(dict.fromkeys(each for each in (boundary.rstrip() for boundary in found) if each))


def _repaired(kind: str, default: str, given: bool) -> str:
    """Return a usable type for one that is not: `text` is text/plain, anything else an unknown file."""
    if not given:
        return default
    if kind.split("/")[0].strip() == "text" or not kind:
        return "text/plain"
    if kind.split("/")[0].strip() == "multipart":
        return "multipart/mixed"
    return "application/octet-stream"


def file_name(name: str) -> str:
    """Drop the path and whatever would break a line; keep the rest as sent."""
    name = re.split(r"[/\\]", name)[-1]
    return "".join(char if char.isprintable() else " " for char in name).strip()[:255]
