"""Candidates picked out by the database before they are compared (3.6, I-4): never too few, as a rule not many more.

Whether two spellings are one is decided in Python. What the database is asked for is what every spelling has in common:
its letters and digits in their order, each in any of its guises. A pattern is made of these guises alone, and is bound
as a parameter; no other input reaches the database. Texts with signs that fold in more ways come along.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from sqlalchemy import ColumnElement, and_, or_, true

from netpoint_stp.backends.billing.mapping.model import Address, BillingMapping, Normaliser, Value
from netpoint_stp.backends.billing.schema import Schema
from netpoint_stp.channels.contacts.addresses import PhoneNumber
from netpoint_stp.channels.contacts.street_parts import address_parts
from netpoint_stp.subjects.account import comparable_login

LONGEST_PATTERN: Final = 60
"""Letters and digits; what is longer is narrowed by its beginning."""

_PLAIN: Final = "".join(map(chr, range(0x20, 0x7F))) + "".join(map(chr, range(0x400, 0x500))) + "\u00a0№«»“”’ʼ–—"
"""ASCII, Cyrillic and common punctuation: their guises are known one by one."""
_ODD: Final = "[^ -~\u0400-\u04ff\u00a0№«»“”’ʼ–—]"
"""Any other sign: it may fold into anything."""
_NATIONAL: Final = 9
"""Digits of a Ukrainian number with its area code, without the trunk 0."""
_LOCAL: Final = 7
_DIALLED: Final = {
    "0": "oOоО",
    "1": "lLiIіІ|",
    "2": "abcABC",
    "3": "defDEFзЗ",
    "4": "ghiGHI",
    "5": "jklJKL",
    "6": "mnoMNO",
    "7": "pqrsPQRS",
    "8": "tuvTUV",
    "9": "wxyzWXYZ",
}
"""Letters that stand for a digit: they look like it, or are on its key."""
_VANISHING: Final = "['’ʼ`\"«»“”()|]*"
"""Signs that `channels.contacts.street_parts` takes out of a number."""


def _guises() -> Mapping[str, str]:
    """Return, for each sign of the forms in which logins are compared, the plain signs that come out as it."""
    found: dict[str, str] = defaultdict(str)
    for sign in _PLAIN:
        found[comparable_login(sign)] += sign
    return {folded: signs for folded, signs in found.items() if len(folded) == 1}


_GUISES: Final = _guises()


class Narrowing:
    """The conditions for one database."""

    def __init__(self, schema: Schema, kind: str) -> None:
        self._schema = schema
        self._mapping: BillingMapping = schema.mapping
        self._operator = "~" if kind == "postgresql" else "REGEXP"

    def written_as(self, comparable: str, value: Value | Address) -> ColumnElement[bool]:
        """Return the condition for a login or contract number, by the form in which they are compared."""
        signs = [sign for sign in comparable if sign.isalnum()][:LONGEST_PATTERN]
        if all(sign in _GUISES for sign in signs):
            return self._in(value, f"{_in_order(_GUISES[sign] for sign in signs)}|{_ODD}")
        return self._in(value, _ODD)

    def phone(self, number: PhoneNumber, value: Value | Address) -> ColumnElement[bool]:
        """Return the condition for a phone number in a field that may hold several, with or without words."""
        code = (self._mapping.area_code or "").lstrip("0")
        digits = number.e164.lstrip("+")[-min(_LOCAL, _NATIONAL - len(code)) :]
        return self._in(value, f"{_in_order(digit + _DIALLED[digit] for digit in digits)}|{_ODD}")

    def email(self, address: str, value: Value | Address) -> ColumnElement[bool]:
        """Return the condition for an e-mail address in the form in which they are compared."""
        local, _, domain = address.rpartition("@")
        signs = [sign for sign in local + ("" if "xn--" in domain else domain) if sign.isascii() and sign.isalnum()]
        return self._in(value, f"{_in_order(sign + sign.upper() for sign in signs[:LONGEST_PATTERN])}|{_ODD}")

    def may_be_same(self, given: str) -> bool:
        """Return whether any address can be the same as one given: without a building none can."""
        return bool(address_parts(given).building)

    def address(self, given: str, value: Value | Address) -> ColumnElement[bool]:
        """Return the condition for a connection address.

        The numbers of building and flat must occur; they may stand in any of the columns, as in building `12/5`.
        """
        parts = address_parts(given)
        numbers = [re.sub("[^0-9]", "", number) for number in (*parts.building.split("/"), parts.flat, parts.block)]
        conditions = [
            self._in(value, f"(^|[^0-9]){_VANISHING.join(digits)}([^0-9]|$)|{_ODD}") for digits in numbers if digits
        ]
        return and_(true(), *conditions)

    def _in(self, value: Value | Address, pattern: str) -> ColumnElement[bool]:
        """Return that a pattern is found in one of the columns, or that several columns or entities may hide it."""
        values = value.parts.values() if isinstance(value, Address) else (value,)
        found: list[ColumnElement[bool]] = []
        for one in values:
            several = isinstance(value, Value) and len(one.columns) > 1  # it may be spread over the columns
            escaped = "|&" if Normaliser.UNESCAPE_HTML in one.normalise else ""
            for column in one.columns:
                text = self._schema.text(column)
                matching = text.op(self._operator, is_comparison=True)(pattern + escaped)
                found.append(text.is_not(None) if several else matching)
        return or_(*found)


def _in_order(signs: Iterable[str]) -> str:
    """Return the pattern of texts in which one of each set of signs stands after one of the set before.

    Made so that no matcher has to try again: what comes before a sign is anything but that sign.
    """
    return "^" + "".join(f"[^{_escaped(one)}]*[{_escaped(one)}]" for one in signs)


def _escaped(signs: str) -> str:
    return re.sub(r"([\\\]\[^|-])", r"\\\1", signs)
