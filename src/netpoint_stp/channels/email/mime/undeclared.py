"""What parts are without saying so: base64 without its header, S/MIME that is signed and not encrypted (RFC 8551)."""

import binascii
import re
from typing import Final

from netpoint_stp.channels.email.mime.headers import ContentHeader
from netpoint_stp.channels.interaction import AttachmentKind

_BASE64: Final = re.compile(rb"\s*(?:[A-Za-z0-9+/]{4,1000}+\r?\n){0,100000}[A-Za-z0-9+/]{2,1000}+={0,2}\s*")
_SHORTEST: Final = 24
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SEVERAL_WORDS: Final = re.compile(r"\w\W+\w")
_SMIME_TYPES: Final = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_SMIME_NAMES: Final = ("smime.p7m", "smime.p7z")
_CONTENT_TYPES: Final = {
    bytes.fromhex("06092a864886f70d010702"): AttachmentKind.SIGNED_WRAPPER,
    bytes.fromhex("06092a864886f70d010703"): AttachmentKind.ENCRYPTED,
    bytes.fromhex("060b2a864886f70d0109100109"): AttachmentKind.SIGNED_WRAPPER,
    bytes.fromhex("060b2a864886f70d0109100117"): AttachmentKind.ENCRYPTED,
}
"""The kinds of content of RFC 5652, as they stand at the beginning: signed, enveloped, compressed, authenticated."""
_HEAD: Final = 40
_NAMED: Final = {
    "signed-data": AttachmentKind.SIGNED_WRAPPER,
    "compressed-data": AttachmentKind.SIGNED_WRAPPER,
    "certs-only": AttachmentKind.SIGNATURE,
}


def undeclared_base64(data: bytes, charset: str | None) -> bytes | None:
    """Return what a text of nothing but base64 says, where that is words; None where it is words as it stands."""
    if len(data) < _SHORTEST or b" " in data.strip() or _BASE64.fullmatch(data) is None:
        return None
    letters = b"".join(data.split()).rstrip(b"=")
    if len(letters) % 4 == 1:
        return None
    decoded = binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))
    try:
        text = decoded.decode(charset or "utf-8")
    except (UnicodeError, LookupError):
        return None
    return decoded if _CONTROL.search(text) is None and _SEVERAL_WORDS.search(text) is not None else None


def is_smime(content: ContentHeader) -> bool:
    """Whether a part is a message of S/MIME, by its type or, where a gateway lost that, by its name."""
    return content.type in _SMIME_TYPES or content.name.lower() in _SMIME_NAMES


def smime_kind(content: ContentHeader, data: bytes) -> AttachmentKind:
    """Return what a message of S/MIME is, by what it holds, else by what it says; encrypted where nothing tells."""
    held = next((kind for mark, kind in _CONTENT_TYPES.items() if mark in data[:_HEAD]), None)
    said = _NAMED.get(content.smime_type, AttachmentKind.ENCRYPTED)
    return AttachmentKind.SIGNATURE if said is AttachmentKind.SIGNATURE else held or said
