"""The masked places of the text (2.1.1, 2.1.2, 2.1.3, 3.2, 3.10): what may stand where a contact is masked."""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Final


class Mask(StrEnum):
    """What kind of contact is masked in a place of the text."""

    EMAIL = "email"
    """An e-mail address, masked or filled in: anything without a space, or several addresses."""
    PHONE = "phone"
    """A telephone number: at least five digits or signs that hide a digit."""
    LINK = "link"
    """The address of a page."""


_SPACE: Final = r"[\s\u200b\ufeff]"
_HIDDEN: Final = r"\[[^\[\]]{1,60}\](?:\([^()\s]{1,300}\))?"
_ADDRESS: Final = r"[^\s@,;\[\]]{1,100}@[^\s@,;\[\]]{1,255}"
_SPELT: Final = (
    r"[\w.+-]{1,64}\s?[\[({]?\s?(?:at|@|собака)\s?[\])}]?\s?[\w-]{1,63}"
    r"(?:(?:\s?[\[({]?\s?(?:dot|точка)\s?[\])}]?\s?|\.)[\w-]{1,63}){1,4}"
)
_NUMBER: Final = r"[+(]?[\dXxХх*_#][\dXxХх*_#()\s.\-‐-―−/]{3,40}"
_PAGE: Final = r"(?:https?://|www\.)\S{1,500}|[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}(?:/\S{0,500})?"

_SHAPES: Final = {
    Mask.EMAIL: re.compile(f"{_HIDDEN}|{_ADDRESS}|{_SPELT}", re.IGNORECASE),
    Mask.PHONE: re.compile(_NUMBER),
    Mask.LINK: re.compile(_PAGE, re.IGNORECASE),
}
_LEADING: Final = re.compile(_SPACE + r"{0,200}")
_AND: Final = re.compile(r"\s{0,20}(?:[,;/]|или|и|або|та|or|and)\s{1,20}", re.IGNORECASE)
_ANYTHING: Final = re.compile(r"\S{1,255}")
_TRAILING: Final = ".,;:!?»”\"'"
_DIGITS: Final = re.compile(r"[\dXxХх*_#]+")
_FEWEST_DIGITS: Final = 5
_MOST_CONTACTS: Final = 5


def contact_ends(mask: Mask, raw: str, offset: int) -> Iterator[int]:
    """Yield each offset at which a contact (or a list of two to five) that starts at `offset` may end.

    White space before it is passed over. Nothing is yielded where no contact of that kind stands.
    """
    start = _after_space(raw, offset)
    for _ in range(_MOST_CONTACTS):
        ends = _ends(mask, raw, start)
        yield from ends
        joined = _AND.match(raw, ends[-1]) if ends else None
        if joined is None:
            return
        start = joined.end()


def anything_end(raw: str, offset: int) -> int | None:
    """Return where the next run without white space ends, its closing punctuation left out; else `None`."""
    found = _ANYTHING.match(raw, _after_space(raw, offset))
    if found is None:
        return None
    return found.start() + len(found.group().rstrip(_TRAILING)) or None


def _after_space(raw: str, offset: int) -> int:
    found = _LEADING.match(raw, offset)
    return offset if found is None else found.end()


def _ends(mask: Mask, raw: str, start: int) -> tuple[int, ...]:
    found = _SHAPES[mask].match(raw, start)
    if found is None:
        return ()
    text = found.group()
    if mask is Mask.PHONE:
        runs = [(run.end(), _count_digits(text[: run.end()])) for run in _DIGITS.finditer(text)]
        return tuple(start + end for end, digits in runs if digits >= _FEWEST_DIGITS)
    kept = text.rstrip(_TRAILING)
    return (start + len(kept),) if kept else ()


def _count_digits(text: str) -> int:
    return sum(len(run.group()) for run in _DIGITS.finditer(text))
