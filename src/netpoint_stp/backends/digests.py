"""Digests of texts, by which a store looks them up (3.1): of one length, whatever the texts hold.

So no collation, no trailing blank and no bound of an index ever makes two texts one.
"""

from hashlib import sha256
from json.encoder import encode_basestring_ascii


def lookup_digest(*parts: str) -> bytes:
    """Return 32 bytes that stand for these texts in this order, and for no others."""
    # as `canonical_json` of them all, and a good deal faster
    listed = ",".join(map(encode_basestring_ascii, parts))
    return sha256(f"[{listed}]".encode("ascii")).digest()


def lookup_digest_or_none(text: str | None) -> bytes | None:
    """Return `lookup_digest` of a text, None for None."""
    return None if text is None else lookup_digest(text)
