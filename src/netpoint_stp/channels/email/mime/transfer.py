"""Transfer encodings undone: base64, quoted-printable, uuencode, and what is damaged of them (RFC 2045)."""

import binascii
import re
from hashlib import sha256

from attrs import field, frozen

from netpoint_stp.channels.email.mime.base64_lines import base64_lines, padded
from netpoint_stp.channels.email.mime.uuencode import uudecode

_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_NOT_ENCODED = "labelled base64 but is not"
_DAMAGED = "base64 damaged"
_WITH_WORDS = "other words around the base64"
_SPACE = b" \t\r\n\x00"
_SLICE = 1 << 18
_HEX = re.compile(rb"=(?![0-9A-Fa-f]{2}|[ \t]*\r?\n|[ \t]*$)")
_KNOWN = frozenset({"", "7bit", "8bit", "binary", "base64", "quoted-printable", "x-uuencode", "uuencode"})


@frozen
class Decoded:
    """The bytes, and what was wrong with their encoding (None where nothing was)."""

    data: bytes = field(repr=False)
    damage: str | None = None


@frozen(kw_only=True)
class Measured:
    """Size in bytes, SHA-256 and damage of a body that is not kept."""

    size: int
    digest: str
    damage: str | None = None


def decode(body: memoryview, encoding: str) -> Decoded:
    """Undo the transfer encoding; whatever is damaged is decoded as far as it goes, never dropped."""
    match encoding:
        case "base64":
            return _base64(body)
        case "quoted-printable":
            raw = bytes(body)
            damage = "stray `=` in quoted-printable" if _HEX.search(raw) else None
            return Decoded(binascii.a2b_qp(raw), damage)
        case "x-uuencode" | "uuencode" | "x-uue":
            return Decoded(*uudecode(bytes(body)))
        case _:
            damage = None if encoding in _KNOWN else "transfer encoding unknown"
            return Decoded(bytes(body), damage)


def measure(body: memoryview, encoding: str) -> Measured:
    """Measure and fingerprint a body after undoing its transfer encoding, in slices."""
    if encoding == "base64" and len(body) > _SLICE and (measured := _measure_base64(body)):
        return measured
    if encoding in ("", "7bit", "8bit", "binary"):
        return Measured(size=len(body), digest=sha256(body).hexdigest())
    decoded = decode(body, encoding)
    return Measured(size=len(decoded.data), digest=sha256(decoded.data).hexdigest(), damage=decoded.damage)


def _base64(body: memoryview) -> Decoded:
    raw = bytes(body)
    packed = raw.translate(None, _SPACE)
    try:
        return Decoded(binascii.a2b_base64(packed, strict_mode=True))
    except binascii.Error:
        pass
    found = base64_lines(raw)
    if found is None:
        return Decoded(raw, _NOT_ENCODED)
    data = b"".join(map(padded, found.stretches))
    if found.short and not _is_plausible(data, raw, strict=found.other_words):
        return Decoded(raw, _NOT_ENCODED)
    return Decoded(data, _WITH_WORDS if found.other_words else _DAMAGED)


def _is_plausible(data: bytes, raw: bytes, *, strict: bool) -> bool:
    """Whether little data can be meant so: no control signs that the body has not, where `strict` UTF-8 only."""
    if _CONTROL.search(data) and not _CONTROL.search(raw):
        return False
    try:
        data.decode()
    except UnicodeDecodeError:
        return not strict
    return True


def _measure_base64(body: memoryview) -> Measured | None:
    """Measure in slices; None where it is damaged."""
    digest, size, rest = sha256(), 0, b""
    for start in range(0, len(body), _SLICE):
        packed = rest + bytes(body[start : start + _SLICE]).translate(None, _SPACE)
        last = start + _SLICE >= len(body)
        whole = len(packed) if last else max(len(packed) - len(packed) % 4 - 4, 0)
        try:
            data = binascii.a2b_base64(packed[:whole], strict_mode=True)
        except binascii.Error:
            return None
        if not last and len(data) * 4 != whole * 3:
            return None
        rest = packed[whole:]
        digest.update(data)
        size += len(data)
    return Measured(size=size, digest=digest.hexdigest())
