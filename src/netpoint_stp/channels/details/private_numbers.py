"""Personal numbers that identify nobody here and are blanked all the same (3.6): tax numbers, bank cards, passports
without their series, records of the demographic register by their shape.

They are no account information: 3.6 does not list them, and `find_details` does not give them.
"""

import re
from collections.abc import Iterator
from itertools import chain
from typing import Final

from netpoint_stp.channels.details import vocabulary
from netpoint_stp.channels.details.folding import FoldedText
from netpoint_stp.channels.details.lookup import Spans, any_of

_WORDS: Final = (
    "номером", "номер", "ном", "number", "num", "nomer", "no", "n", "серія", "серии", "код", "code", "это", "це", "is",
    "мой", "мій", "моя",
)  # fmt: skip
# An atomic group, for Python before 3.11.5 goes wrong where a possessive repeat holds what can be tried in two ways.
_LINK: Final = re.compile(rf"(?>(?:[\s:№#.,=()–—-]|{any_of(_WORDS, whole=True)}){{1,12}})")
_SIX: Final = re.compile(r"[0-9]{3}[ ]?[0-9]{3}(?![^\W_]|[.,:/-][0-9]|[ ][0-9])")
_TEN: Final = re.compile(r"[0-9](?:[ -]?[0-9]){9}(?![^\W_]|[.,:/-][0-9]|[ ][0-9])")
_RECORD: Final = re.compile(
    r"(?<![^\W_])(?<![#\[№-])(?<!# )(?:19[0-9]{2}|200[0-9]|201[0-5])(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
    r" ?[\-–—−] ?[0-9]{5}(?![^\W_]|-[0-9])"
)
"""By its shape a record is that of somebody born up to 2015: later dates begin the numbers of tickets."""
_CARD: Final = re.compile(
    r"(?<![0-9])(?<![0-9][ .,-])[2-69][0-9]{3}([ -]?)[0-9]{4}\1[0-9]{4}\1[0-9]{4}(?![0-9]|[ .,-][0-9])"
)
_UNIT: Final = re.compile(r"[ \n]{0,2}" + any_of(vocabulary.UNITS, whole=False))
_MANY_DIGITS: Final = re.compile(r"[0-9]{4}[ -]?[0-9]{4}")
"""What every card and every record holds: where it is nowhere, the slower expressions need not look."""


def private_numbers(text: FoldedText, passports: Spans, taxes: Spans) -> Iterator[tuple[int, int]]:
    """Yield the spans in the plain text, given where words for passports and tax numbers stand; they may overlap."""
    for words, number in ((passports, _SIX), (taxes, _TEN)):
        for _, end in words:
            link = _LINK.match(text.folded, end)
            found = link and number.match(text.plain, link.end())
            if found is not None and not _UNIT.match(text.folded, found.end()):
                yield found.span()
    if _MANY_DIGITS.search(text.plain) is None:
        return
    for card in _CARD.finditer(text.plain):
        if _is_card(card[0]):
            yield card.span()
    yield from (record.span() for record in _RECORD.finditer(text.plain))


def _is_card(number: str) -> bool:
    """Whether the last digit is the one that the others ask for (ISO/IEC 7812-1, annex B)."""
    digits = [int(sign) for sign in reversed(number) if sign.isdigit()]
    doubled = (digit * 2 - (9 if digit > 4 else 0) for digit in digits[1::2])
    return sum(chain(digits[::2], doubled)) % 10 == 0
