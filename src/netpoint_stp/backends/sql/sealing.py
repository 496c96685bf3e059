"""Raw messages as they lie in the store (3.1): in pieces, encrypted under a key; the one room of cryptography."""

import base64
import binascii
import hmac
import secrets
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from attrs import Factory, field, frozen

from netpoint_stp.errors import BackendError, UsageError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12
PIECE: Final = 512 * 1024
"""Bytes of one piece: small enough for the default bounds of every database, encoded too."""


def _key_id(secret: bytes) -> str:
    return hmac.digest(secret, b"netpoint-stp raw key id", "sha256").hex()[:8]


@frozen
class RawKey:
    """A key for raw messages and quarantined items: 32 bytes (`UsageError`), never shown.

    Keep it apart from the database: whoever has both can read everything, and without it nothing comes back.
    """

    secret: bytes = field(repr=False)
    id: str = field(init=False, default=Factory(lambda self: _key_id(self.secret), takes_self=True))
    """A name for the key that does not give it away; each piece carries it."""

    @secret.validator
    def _right_length(self, _field: object, value: bytes) -> None:
        if len(value) != _KEY_BYTES:
            raise UsageError(f"a key for raw messages has {_KEY_BYTES} bytes; make one with `RawKey.fresh()`")

    @classmethod
    def fresh(cls) -> "RawKey":
        """Return a new random key."""
        return cls(secrets.token_bytes(_KEY_BYTES))

    @property
    def text(self) -> str:
        """The key as one line of a key file; a secret."""
        return base64.urlsafe_b64encode(self.secret).decode("ascii")

    @classmethod
    def from_text(cls, text: str) -> "RawKey":
        """Read what `text` gives; anything else is refused (`UsageError`), and not repeated."""
        try:
            secret = base64.b64decode(text.strip(), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            raise UsageError("a key for raw messages is not written in base64; give it as it was made") from None
        return cls(secret)


def read_keys(path: Path) -> tuple[RawKey, ...]:
    """Return the keys of a file, one a line, empty lines aside: the first is for writing, the others open older pieces.

    Raises `UsageError` where the file cannot be read or holds no key.
    """
    try:
        lines = path.read_text("ascii").splitlines()
    except (OSError, UnicodeDecodeError):
        raise UsageError("the file with the keys for raw messages cannot be read; check its place and rights") from None
    keys = tuple(RawKey.from_text(line) for line in lines if line.strip())
    if not keys:
        raise UsageError("the file with the keys for raw messages is empty; put a key into it")
    return keys


@frozen
class Chunk:
    """Some bytes of a raw message; `key_id` is None where they lie in clear."""

    number: int
    key_id: str | None
    data: bytes = field(repr=False)


class Sealer:
    """Cuts raw messages into pieces, and puts them together again."""

    def __init__(self, keys: Iterable[RawKey] = ()) -> None:
        self._keys: Final = tuple(keys)
        self._by_id: Final = {key.id: key for key in self._keys}

    @property
    def encrypts(self) -> bool:
        """Whether what is written is encrypted."""
        return bool(self._keys)

    def pieces(self, owner: str, raw: bytes) -> Iterator[Chunk]:
        """Yield the pieces of a raw message, one for an empty one; `owner` is the id that it belongs to."""
        for number, start in enumerate(range(0, max(len(raw), 1), PIECE)):
            part = raw[start : start + PIECE]
            if not self._keys:
                yield Chunk(number, None, part)
                continue
            key, nonce = self._keys[0], secrets.token_bytes(_NONCE_BYTES)
            sealed = _cipher(key).encrypt(nonce, part, _bound_to(owner, number, last=start + PIECE >= len(raw)))
            yield Chunk(number, key.id, nonce + sealed)

    def joined(self, owner: str, pieces: Iterable[Chunk]) -> bytes:
        """Return the raw message; raises `BackendError` without its key, and where a piece is not as it was written."""
        given = list(pieces)
        end = len(given) - 1
        return b"".join(self._opened(owner, piece, place, last=place == end) for place, piece in enumerate(given))

    def _opened(self, owner: str, piece: Chunk, place: int, *, last: bool) -> bytes:
        if piece.key_id is None:
            return piece.data
        from cryptography.exceptions import InvalidTag

        key = self._by_id.get(piece.key_id)
        if key is None:
            raise BackendError(
                f"the raw message of `{owner}` is encrypted under key `{piece.key_id}`; give that key to the store"
            )
        nonce, sealed = piece.data[:_NONCE_BYTES], piece.data[_NONCE_BYTES:]
        try:
            return _cipher(key).decrypt(nonce, sealed, _bound_to(owner, place, last=last))
        except (InvalidTag, ValueError):
            raise BackendError(f"the raw message of `{owner}` is not as it was written; put a copy back") from None


def _bound_to(owner: str, number: int, *, last: bool) -> bytes:
    """Return what a piece is encrypted along with: it opens in its own place alone, and a cut-off end shows."""
    return f"{owner} {number}{' end' if last else ''}".encode("ascii")


@cache
def _cipher(key: RawKey) -> "AESGCM":
    """Return the cipher of a key (AES-256-GCM); `cryptography` is loaded with the first one."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(key.secret)
