"""Passport data as it may be kept (3.6, 4.3.2): a keyed digest to compare and a mask to show."""

import hmac
import re
import secrets
import unicodedata
from enum import Enum
from functools import lru_cache
from typing import Final

from attrs import Factory, field, frozen

from netpoint_stp.errors import UsageError

_TO_CYRILLIC: Final = str.maketrans("ABCEHIKMOPTX", "АВСЕНІКМОРТХ")
_TO_LATIN: Final = str.maketrans("АВСЕНІКМОРТХ", "ABCEHIKMOPTX")
_AS_DIGITS: Final = str.maketrans("OОЗ", "003")
_SEPARATORS: Final = re.compile(r"[\W_]+")
_SERIES: Final = re.compile(r"([^\W\d_]{2})([0-9OОЗ]{6})")
_PLAIN: Final = re.compile(r"[A-Za-z0-9А-Яа-яІЇЄҐіїєґ .,-]+")
"""Signs that are as they are in every compatible form."""
_CYRILLIC: Final = re.compile("[\u0400-\u04ff]{2}")
_MINIMUM_KEY_BYTES: Final = 32
_LONGEST: Final = 64


class DocumentKind(Enum):
    """Which document a value has the shape of; the shape alone never proves that it is one."""

    BOOKLET = "booklet"
    """Passport booklet: two Cyrillic letters and six digits."""
    TRAVEL = "travel"
    """Passport for travel abroad: two letters that are not all Cyrillic look-alikes, and six digits."""
    ID_CARD = "id_card"
    """Passport in the form of a card: nine digits."""
    RECORD = "record"
    """Number of the record in the demographic register (УНЗР): date of birth and five digits."""

    __hash__ = object.__hash__


def canonical_document(value: str) -> tuple[DocumentKind, str] | None:
    """Return kind and canonical spelling of a passport, ID-card or record number; None for any other shape.

    Letters come out in upper case and, where each of them has a Cyrillic look-alike, in Cyrillic:
    `ме 123456`, `ME№123456` and `МЕ-123456` are one value. Spaces, dashes and other punctuation go. Tax
    numbers (ten digits) and register codes of legal entities (eight digits) have none of these shapes.
    The result is personal data in clear: digest it and let it go.
    """
    if len(value) > _LONGEST:
        return None
    folded = value.upper() if _PLAIN.fullmatch(value) else unicodedata.normalize("NFKC", value.replace("№", "")).upper()
    compact = folded if folded.isalnum() else _SEPARATORS.sub("", folded)
    if compact.isascii() and compact.isdigit():
        if len(compact) == 9:
            return DocumentKind.ID_CARD, compact
        if len(compact) == 13 and "01" <= compact[4:6] <= "12" and "01" <= compact[6:8] <= "31":
            return DocumentKind.RECORD, f"{compact[:8]}-{compact[8:]}"
        return None
    found = _SERIES.fullmatch(compact)
    if found is None:
        return None
    number = found[2].translate(_AS_DIGITS)
    series = found[1].translate(_TO_CYRILLIC)
    if _CYRILLIC.fullmatch(series):
        return DocumentKind.BOOKLET, series + number
    return DocumentKind.TRAVEL, found[1].translate(_TO_LATIN) + number


def masked(value: str, *, shown: int = 2) -> str:
    """Return `value` with all but its last `shown` letters and digits as dots, such as `••••••56`.

    At most a quarter of the letters and digits is ever shown, so short values vanish whole; punctuation and
    spaces go too.
    """
    compact = value if value.isalnum() else _SEPARATORS.sub("", value)
    visible = min(shown, len(compact) // 4)
    return "•" * (len(compact) - visible) + (compact[-visible:] if visible else "")


def _keyed(secret: bytes, text: bytes) -> str:
    made = _prepared(secret).copy()
    made.update(text)
    return made.hexdigest()


@lru_cache(maxsize=4)
def _prepared(secret: bytes) -> hmac.HMAC:
    """Return HMAC-SHA256 with the key in it: a text of many numbers is digested in half the time."""
    return hmac.new(secret, digestmod="sha256")


def _key_id(secret: bytes) -> str:
    return _keyed(secret, b"netpoint-stp key id")[:8]


@frozen
class DigestKey:
    """The secret under which passport data is digested; at least 32 bytes (`UsageError`), never shown.

    A passport number has so few possible values that whoever holds the key can find it from its digest:
    keep the key apart from the digests.
    """

    secret: bytes = field(repr=False)
    id: str = field(init=False, default=Factory(lambda self: _key_id(self.secret), takes_self=True))
    """A name for the key that does not give it away; each digest carries it."""

    @secret.validator
    def _long_enough(self, _field: object, value: bytes) -> None:
        if len(value) < _MINIMUM_KEY_BYTES:
            raise UsageError(
                f"the key for passport digests is shorter than {_MINIMUM_KEY_BYTES} bytes; "
                "make one of random bytes and keep it apart from the digests"
            )

    @classmethod
    def fresh(cls) -> "DigestKey":
        """Return a new random key; `secret` is what to keep."""
        return cls(secrets.token_bytes(_MINIMUM_KEY_BYTES))

    def digest(self, document: str) -> "PassportDigest":
        """Return the keyed digest (HMAC-SHA256) of a passport, ID-card or record number in any spelling.

        A value of no such shape is refused (`UsageError`); the message does not repeat it.
        """
        known = canonical_document(document)
        if known is None:
            raise UsageError(
                "the passport data is no passport, ID-card or record number; "
                "give two letters and six digits, or nine digits"
            )
        return self.digest_canonical(*known)

    def digest_canonical(self, kind: DocumentKind, canonical: str) -> "PassportDigest":
        """Return the keyed digest of what `canonical_document` returned."""
        text = f"netpoint-stp passport\0{canonical}".encode()
        return PassportDigest(kind=kind, key_id=self.id, value=_keyed(self.secret, text))


@frozen(kw_only=True, eq=False)
class PassportDigest:
    """A passport or ID-card number that can be compared and not read.

    Two digests are equal when kind, key and value agree (value in constant time). Digests under different
    keys are never equal, and nothing follows from that: see `comparable`.
    """

    kind: DocumentKind
    key_id: str
    value: str = field(repr=False)

    def comparable(self, other: "PassportDigest") -> bool:
        """Whether both were made under one key; if not, whether they mean one document is unknown."""
        return self.key_id == other.key_id

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, PassportDigest):
            return NotImplemented
        return (
            self.key_id == other.key_id
            and self.kind is other.kind
            and hmac.compare_digest(self.value.encode(), other.value.encode())
        )

    def __hash__(self) -> int:
        return hash(self.value)

    def stored(self) -> str:
        """Return one line of text to keep: kind, key and digest; `from_stored` reads it back."""
        return f"{self.kind.value}:{self.key_id}:{self.value}"

    @classmethod
    def from_stored(cls, text: str) -> "PassportDigest":
        """Read what `stored` wrote; anything else is refused (`UsageError`)."""
        parts = re.fullmatch(r"([a-z_]+):([0-9a-f]{8}):([0-9a-f]{64})", text)
        if parts is None or parts[1] not in {kind.value for kind in DocumentKind}:
            raise UsageError("the stored passport digest is damaged; make it again from the billing record")
        return cls(kind=DocumentKind(parts[1]), key_id=parts[2], value=parts[3])
