"""What stands in a billing database, made plain (3.6): nothing told apart from something, addresses, sums, moments."""

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Final

from netpoint_stp.backends.billing.mapping.model import (
    Address,
    AddressField,
    BillingMapping,
    ColumnRef,
    Normaliser,
    RowFilter,
    Value,
)
from netpoint_stp.channels.contacts.addresses import PhoneNumber, email_or_none, parse_phones
from netpoint_stp.errors import MomentError, UsageError
from netpoint_stp.moments import first_instant, parse_date, parse_moment, zone

Row = Mapping[ColumnRef, str | None]
"""One row of the database: what stands in each column, as text; None is the database's NULL."""

_ZERO_MOMENT: Final = re.compile(r"0000-00-00(?:[ T]00:00(?::00(?:\.0+)?)?)?")
_NO_TEXT: Final = re.compile(r"[\W_]*")
_SEVERAL: Final = re.compile(r"[\s,;/|]+")
_MARKS: Final[Mapping[AddressField, str]] = {
    AddressField.CITY: "",
    AddressField.STREET: "",
    AddressField.BUILDING: "буд. ",
    AddressField.BLOCK: "корп. ",
    AddressField.FLAT: "кв. ",
}
_BEGINS_WITH_LETTERS: Final = re.compile(r"\s*[^\W\d_]")


def plain(text: str | None, normalise: frozenset[Normaliser], absent: frozenset[str] = frozenset()) -> str | None:
    """Return a text of the database without white space around it, None where it stands for nothing.

    Nothing are NULL, the word `NULL`, what has neither letters nor digits, zero dates, and the words of `absent` (in
    lower case, whatever case the text has).
    """
    if text is None:
        return None
    if Normaliser.UNESCAPE_HTML in normalise:
        text = html.unescape(text)
    text = text.strip()
    nothing = text == "NULL" or text.casefold() in absent or _NO_TEXT.fullmatch(text) or _ZERO_MOMENT.fullmatch(text)
    if nothing or (Normaliser.NOT_ZERO in normalise and not text.strip("0")):
        return None
    return text


def text_of(value: Value | Address, row: Row, mapping: BillingMapping) -> str | None:
    """Return what a row has for a value or an address, None for nothing.

    Columns stand with a space between. An address has a comma between its parts, and words for building and flat, so
    that `channels.contacts.streets` reads each part as what it is.
    """
    if isinstance(value, Value):
        pieces = [plain(row[column], value.normalise, mapping.absent) for column in value.columns]
        return " ".join(piece for piece in pieces if piece) or None
    parts = [(part, text_of(one, row, mapping)) for part, one in value.parts.items()]
    written = [_marked(part, text) for part, text in parts if text]
    return ", ".join(written) or None


def _marked(part: AddressField, text: str) -> str:
    return text if _BEGINS_WITH_LETTERS.match(text) else f"{_MARKS[part]}{text}"


def phones_of(text: str, area_code: str | None) -> tuple[PhoneNumber, ...]:
    """Return the phone numbers of a field, without what cannot be read in it."""
    try:
        return parse_phones(text, area_code=area_code)
    except UsageError:
        pieces = [piece for piece in re.split(r"[/;,\n|]", text) if piece.strip()]
        return tuple(number for piece in pieces if len(pieces) > 1 for number in phones_of(piece, area_code))


def emails_of(text: str) -> tuple[str, ...]:
    """Return the e-mail addresses of a field as they are compared for a proposal: letter case aside."""
    whole = email_or_none(text)
    found = [whole] if whole else [email_or_none(piece) for piece in _SEVERAL.split(text)]
    return tuple(address.comparable.casefold() for address in found if address)


def holds(condition: RowFilter, row: Row) -> bool | None:
    """Return whether a condition holds in a row; None where the database has nothing to tell."""
    text = row[condition.column]
    return None if text is None else (text.strip() in condition.values) is condition.holds


def total(columns: Sequence[ColumnRef], row: Row) -> Decimal | None:
    """Return the sum of columns; None where one of them has no number."""
    numbers = [_number(row[column]) for column in columns]
    found = [number for number in numbers if number is not None]
    return sum(found, Decimal()) if len(found) == len(numbers) else None


def _number(text: str | None) -> Decimal | None:
    try:
        number = Decimal((text or "").strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def moment_of(text: str | None, zone_name: str) -> datetime | None:
    """Return a moment of the database: in the mapping's zone where it has no offset; a day is its first instant.

    None for nothing and for what is no moment.
    """
    if text is None:
        return None
    try:
        if len(text) <= len("0000-00-00"):
            return first_instant(parse_date(text), zone(zone_name))
        return parse_moment(text, None if _has_offset(text) else zone_name)
    except MomentError:
        return None


def _has_offset(text: str) -> bool:
    return re.search(r"(?:[Zz]|[+-]\d\d(?::?\d\d)?)$", text[len("0000-00-00T00:00") - 1 :]) is not None


def each_once(texts: Iterable[str | None]) -> tuple[str, ...]:
    """Return the texts that there are, each once and in the order of letters, so that no row is the first."""
    return tuple(sorted({text for text in texts if text}))
