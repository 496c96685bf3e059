"""Addresses of connection points in a text (3.6): by the word for address, or by the mark of a street."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import Final

from attrs import field, frozen

from netpoint_stp.channels.contacts.street_words import ORDINAL_ENDINGS, ORDINALS, ORDINALS_AFTER
from netpoint_stp.channels.details import vocabulary
from netpoint_stp.channels.details.findings import Confidence
from netpoint_stp.channels.details.folding import FoldedText
from netpoint_stp.channels.details.lookup import KeywordSet, Spans, any_of, ends_of
from netpoint_stp.channels.details.patterns import DetailPatterns
from netpoint_stp.channels.details.place_signs import BUILDING, HOUSE_MARK, LETTER, TAIL, WORD
from netpoint_stp.channels.details.unmarked_places import unmarked_places

_MARKS: Final = "буд|будинок|дом|кв|квартира|корп|корпус|оф|офіс|офис|під|под|поверх|эт|apt|flat|kv|bud"
_NO_NAME: Final = rf"(?!(?i:{_MARKS}|д|к)(?![^\W\d_]))"
_NOT_NEXT: Final = rf"(?!(?i:{_MARKS})(?![^\W\d_]))"
_NAME: Final = (
    rf"(?:[0-9]{{1,3}}(?:-?[{LETTER}]{{1,3}})?[ \-]{{1,2}}{_NO_NAME})?{WORD}(?:[ \-]{{1,2}}{_NOT_NEXT}{WORD}){{0,3}}?"
)
_ORDINAL_AFTER: Final = rf"(?:[ ]{{1,2}}[0-9]{{1,3}}-(?:{'|'.join(ORDINALS_AFTER.split())})(?![{LETTER}]))?"
"""`пров. Тихий 3-й`: no building has such a letter."""
_AFTER_MARK: Final = re.compile(
    rf"[.\s]{{0,3}}+[\"'«“]?(?P<name>{_NAME})[\"'»”]?{_ORDINAL_AFTER}"
    rf"(?:[,\s]{{1,3}}{HOUSE_MARK}(?P<house>{BUILDING})(?P<tail>{TAIL}{{0,4}}))"
)
_AFTER_WORD: Final = re.compile(
    rf"(?P<name>{_NAME})(?:,\s?{_NAME}){{0,2}}?"
    rf"(?:[,\s]{{1,3}}{HOUSE_MARK}(?P<house>{BUILDING})(?P<tail>{TAIL}{{0,4}}))"
)
_BEFORE_MARK: Final = re.compile(
    rf"(?:(?<![^\W_])(?P<house>[0-9]{{1,4}}[A-Za-z]?)(?P<comma>,)?\s+)?"
    r"(?P<name>(?:[0-9]{1,3}-(?:ий|ій|й|ша|га|тя|та|ма|ая|я|а|st|nd|rd|th)\s{1,2})?"
    rf"(?:[A-ZА-ЯІЇЄҐ][{LETTER}'’ʼ\-]{{1,24}}+\s+){{1,3}})$"
)
_THEN_HOUSE: Final = re.compile(rf"\.?[,\s]{{1,3}}{HOUSE_MARK}(?P<house>{BUILDING})(?P<tail>{TAIL}{{0,4}})")
_THEN_FLAT: Final = re.compile(rf"\.?(?P<tail>{TAIL}{{0,4}})")
_LINK: Final = re.compile(
    r"[^\W_]{0,9}+(?:[\s:=\-–—.,(]{1,4}+(?:(?:подключения|пидключення|точки|моя|мои|моеи|is|это|ето|це|по|за|дома|my|"
    r"адрес[^\W\d_]{0,4}|of|connection|point|сети|мережи|мережі|в|у)(?![^\W_]))?){1,6}"
)
_CITY_NAME: Final = rf"[A-ZА-ЯІЇЄҐ][{LETTER}'’ʼ\-]{{1,24}}+"
_CITY: Final = re.compile(
    rf"(?:(?:м|г|гор|с|місто|город|село|смт|пгт)\.?\s?{_CITY_NAME}(?:,|\n)|{_CITY_NAME},)\s{{0,2}}$"
)
_CITY_MARK: Final = re.compile(r"(?:м|г|гор|с|місто|город|село|смт|пгт)(?:\.\s?|\s)(?=[A-ZА-ЯІЇЄҐ])")
_BEFORE: Final = 60
_LONGEST_ORDINAL: Final = 16
_NEAR: Final = 45
_APOSTROPHE: Final = re.compile("(?<=[пв])(?=ят)")
_WITH_APOSTROPHE: Final = "['’ʼ]?"
_ORDINAL_BEFORE: Final = re.compile(
    rf"(?<![^\W_])(?:[0-9]{{1,3}}-?(?:{'|'.join(ORDINAL_ENDINGS.split())})"
    rf"|(?i:{'|'.join(_APOSTROPHE.sub(_WITH_APOSTROPHE, word) for words in ORDINALS.values() for word in words)}))"
    r"\s{1,2}$"
)
"""Which of the streets of one name: `3-й пров.`, `Третій пров.`"""
_WITHIN_NAME: Final = "'’ʼ-"


@frozen
class StreetPlace:
    """Where an address stands in the plain text and how sure that is."""

    start: int
    end: int
    confidence: Confidence = field(repr=False)


class StreetFinder:
    """Finds addresses by the words of a profile."""

    def __init__(self, patterns: DetailPatterns) -> None:
        self.words = (KeywordSet(patterns.address_words, 4), KeywordSet(vocabulary.STREET_MARKS, 0))
        self._unit = re.compile(r"\s{0,2}" + any_of(vocabulary.UNITS, whole=False))
        self._none = re.compile(any_of(vocabulary.NO_STREET_ADDRESS, whole=False))

    def find(self, text: FoldedText, words: Spans, marks: Spans, *, most: int | None = None) -> Iterator[StreetPlace]:
        """Yield what is found, given where `words` stand; places may come more than once and overlap.

        `most` bounds how many words, marks and places without one are read.
        """
        words, marks = ends_of(words, most), ends_of(marks, most)
        named = sorted(end for start, end in words if self._of_street(text, start, end))
        for end in named:
            yield from self._after_word(text, end)
        for start, end in marks:
            for place in self._at_mark(text, start, end):
                near = bisect_right(named, place.start) > bisect_left(named, place.start - _NEAR)
                yield StreetPlace(place.start, place.end, Confidence.STATED if near else place.confidence)
        for start, end in unmarked_places(text, most):
            yield StreetPlace(start, end, Confidence.LIKELY)

    def _of_street(self, text: FoldedText, start: int, end: int) -> bool:
        return not (
            self._none.search(text.folded, max(0, start - 14), start) or self._none.search(text.folded, end, end + 14)
        )

    def _after_word(self, text: FoldedText, end: int) -> Iterator[StreetPlace]:
        link = _LINK.match(text.folded, end)
        found = link and _AFTER_WORD.match(text.plain, link.end())
        if found is None:
            return
        named = found["name"][:1].isupper() or _CITY_MARK.match(found["name"]) is not None
        if found["tail"] or (named and not self._unit.match(text.folded, found.end())):
            yield StreetPlace(found.start(), found.end(), Confidence.STATED)

    def _at_mark(self, text: FoldedText, start: int, end: int) -> Iterator[StreetPlace]:
        found = _AFTER_MARK.match(text.plain, end)
        if found:
            plain_enough = found["name"][:1].isupper() or found["name"][:1].isdigit() or found["tail"]
            ordinal = _ORDINAL_BEFORE.search(text.plain, max(0, start - _LONGEST_ORDINAL), start)
            first = self._with_city(text, start if ordinal is None else ordinal.start())
            yield StreetPlace(first, found.end(), Confidence.LIKELY if plain_enough else Confidence.POSSIBLE)
            return
        before = self._name_before(text, start)
        if before:
            house = _THEN_HOUSE.match(text.plain, end)
            after = house or (before["house"] and _THEN_FLAT.match(text.plain, end))
            if after:
                first = before.start() if before["house"] and not house else before.start("name")
                yield StreetPlace(self._with_city(text, first), after.end(), Confidence.LIKELY)

    def _name_before(self, text: FoldedText, start: int) -> re.Match[str] | None:
        """Return the name that stands before a mark; a digit or a comma there says at once that there is none."""
        last = text.plain[max(0, start - 4) : start].rstrip()[-1:]
        if last and not (last.isalpha() or last in _WITHIN_NAME):
            return None
        return _BEFORE_MARK.search(text.plain, max(0, start - _BEFORE), start)

    def _with_city(self, text: FoldedText, start: int) -> int:
        if not text.plain[max(0, start - 3) : start].rstrip(" ").endswith((",", "\n")):
            return start
        city = _CITY.search(text.plain, max(0, start - _BEFORE), start)
        return city.start() if city else start
