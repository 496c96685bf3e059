"""Addresses without the word for a street (3.6): `Липова 5/12`, `1-ша Садова 17`, `Шевченка 10, кв. 3`, `ЖК «…», кв. 5`

A name and a number are too little: many things have both. So a flat must follow, or the name must be one that streets
have and the place one that addresses have: between commas or ends of lines, or after `на`, `по`.
"""

import re
from collections.abc import Iterator
from typing import Final

from netpoint_stp.channels.details import vocabulary
from netpoint_stp.channels.details.folding import FoldedText, fold_word
from netpoint_stp.channels.details.lookup import any_of, ends_of
from netpoint_stp.channels.details.place_signs import BUILDING, HOUSE_MARK, LETTER, TAIL

_CAPITAL: Final = rf"[A-ZА-ЯІЇЄҐЁ][{LETTER}'’ʼ-]{{2,24}}+"
_CANDIDATE: Final = re.compile(
    rf"(?<![^\W_])(?P<name>{_CAPITAL})(?:,?[ ]{{1,2}}|,){HOUSE_MARK}"
    rf"(?P<house>{BUILDING})(?P<tail>{TAIL}{{0,4}})"
)
_COMPLEX: Final = re.compile(
    r"(?<![^\W_])(?:ЖК|жк|Жк|Ж/К|ZhK|(?:[Жж]итлов|[Жж]ил)[^\W\d_]{2,3} комплекс[^\W\d_]{0,2}) {0,2}"
    rf"(?:(?P<quote>[\"'«“„])[^\"'»”\n]{{2,40}}[\"'»”]|{_CAPITAL}(?: {_CAPITAL}){{0,2}})"
    rf"(?:[,\s]{{1,3}}{HOUSE_MARK}(?P<house>{BUILDING}))?(?P<tail>{TAIL}{{0,4}})"
)
_FLAT: Final = re.compile(r"(?i)(?:квартира|кв|apartment|apt|flat|kvartyra|kvartira|kv)(?![^\W\d_])")
_ORDINAL: Final = re.compile(r"(?<![^\W_])[0-9]{1,3}[-–]?(?:ша|га|тя|та|ма|ая|я|а|sha|ha|ya|a)[ ]{1,2}$")
_FIRST_NAME: Final = re.compile(rf"(?<![^\W_]){_CAPITAL} $")
_STEM: Final = r"(?:[оеє]в|ськ|цьк|зьк|ск|цк|ov|ev|sk|ck)"
_SURE_STREET: Final = re.compile(rf"{_STEM}(?:а|ая|a|aya|aia)$", re.IGNORECASE)
_STREET: Final = re.compile(rf"{_SURE_STREET.pattern}|(?:[рьчлджз]н)(?:а|ая|a)$", re.IGNORECASE)
_LOCATIVE: Final = re.compile(rf"{_STEM}(?:ій|ой|ij|oj|oi|ii)$", re.IGNORECASE)
_TWO: Final = re.compile(r"([0-9]{1,4})/([0-9]{1,4})")
_CLOSED: Final = re.compile(r"[ ]{0,2}(?:$|[\n,;.!?)])")
_PREPOSITIONS: Final = frozenset({"на", "по", "na", "po"})
_NO_STREET: Final = re.compile(any_of(vocabulary.NO_STREET_NAMES, whole=False))
_COMMON: Final = frozenset(map(fold_word, vocabulary.COMMON_STREETS))
_UNIT: Final = re.compile(r"\s{0,2}" + any_of(vocabulary.UNITS, whole=False))
_BEFORE: Final = 30


def unmarked_places(text: FoldedText, most: int | None = None) -> Iterator[tuple[int, int]]:
    """Yield the spans in the plain text, in their order; of more than `most` candidates the first and the last."""
    for found in ends_of(_CANDIDATE.finditer(text.plain), most):
        start = _start(text, found)
        if start is not None:
            yield start, found.end()
    for found in ends_of(_COMPLEX.finditer(text.plain), most):
        if found["tail"] or (found["quote"] and found["house"]):
            yield found.span()


def _start(text: FoldedText, found: "re.Match[str]") -> int | None:
    """Return where the address begins; None where it is none."""
    name, start = found["name"], found.start()
    before = text.plain[max(0, start - _BEFORE) : start]
    ordinal, flat = _ORDINAL.search(before), _has_flat(found)
    if not flat and ordinal is None and "/" not in found["house"]:
        return None
    if _NO_STREET.match(text.folded, start, found.end("name")) or _UNIT.match(text.folded, found.end()):
        return None
    if ordinal is not None:
        named = _STREET.search(name) and _CLOSED.match(text.plain, found.end())
        return start - len(ordinal[0]) if named or flat else None
    if flat:
        first = _FIRST_NAME.search(before)
        more = first is not None and not _NO_STREET.match(fold_word(first[0]))
        return start - len(first[0]) if first is not None and more else start
    return start if _is_alone(text, found, before) else None


def _is_alone(text: FoldedText, found: "re.Match[str]", before: str) -> bool:
    """Whether a name and two numbers stand as addresses do, and are no speeds."""
    two, name = _TWO.fullmatch(found["house"]), found["name"]
    if two is None or _is_speed(two):
        return False
    sure = _SURE_STREET.search(name) is not None or text.folded[found.start() : found.end("name")] in _COMMON
    words = before.split()
    if words and words[-1].casefold() in _PREPOSITIONS and _LOCATIVE.search(name):
        return True
    opened = not before.strip(" ") or before.rstrip(" ").endswith(("\n", ",", ";", ":", ".", "("))
    opened = opened or words[-1].casefold() in _PREPOSITIONS
    return sure and opened and _CLOSED.match(text.plain, found.end()) is not None


def _has_flat(found: "re.Match[str]") -> bool:
    return _FLAT.search(found["tail"]) is not None


def _is_speed(two: "re.Match[str]") -> bool:
    """Whether two numbers are speeds down and up rather than a building and a flat: round and large."""
    return all(int(number) >= 50 and int(number) % 10 == 0 for number in two.groups())
