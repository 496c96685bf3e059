"""Passports and ID cards in a text (3.6): only by their word, or by the shape that only a passport booklet has.

Nine digits are an ID card only with its word nearby and with no word that makes them something else; eight
and ten digits (register code of a legal entity, tax number) never are.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Final

from attrs import frozen

from netpoint_stp.channels.details import vocabulary
from netpoint_stp.channels.details.findings import Confidence
from netpoint_stp.channels.details.folding import FoldedText, is_odd
from netpoint_stp.channels.details.lookup import Spans, Words, any_of
from netpoint_stp.channels.details.patterns import DetailPatterns
from netpoint_stp.subjects.documents import DocumentKind, canonical_document

BLANK: Final = "█"
"""Stands in the place of what is blanked; in a gap it counts as a digit, so blanking twice changes nothing."""

_LETTER: Final = "A-Za-zА-Яа-яІЇЄҐЁіїєґё"
_DIGIT: Final = "0-9OoОоЗз"
_BETWEEN: Final = r"[\s\-–—−.,:;_/\\()\"'«»“”№#*|]{0,4}+"
_NUMBER_WORD: Final = r"(?:(?i:номером|номер|number|num|ном|no|n)(?![^\W_])\.?)?"
_BOOKLET: Final = (
    rf"(?<![^\W_])[{_LETTER}][\s.\-]{{0,2}}+[{_LETTER}]{_BETWEEN}{_NUMBER_WORD}{_BETWEEN}"
    rf"(?:[{_DIGIT}]{{6}}|[{_DIGIT}](?:[\s\-–.]{{0,2}}+[{_DIGIT}]){{5}}(?![\s\-–.]{{1,2}}[0-9]{{3}}(?![0-9])))(?![^\W_])"
)
_NO_PHONE: Final = r"(?<!\+[0-9][\s\-(])(?<!\+[0-9]{2}[\s\-(])(?<!\+[0-9]{3}[\s\-(])(?<!380[\s\-(])(?<![^0-9]8[\s\-(])"
_CARD: Final = (
    rf"(?<![^\W_]){_NO_PHONE}(?:[0-9]{{9}}(?![\-–.][0-9])"
    rf"|(?<![0-9{BLANK}][\s\-(.])[0-9](?:[\s\-–]{{0,2}}+[0-9]){{8}}(?![\s\-–.]{{0,2}}[0-9]))(?![^\W_])"
)
_RECORD: Final = r"(?<![^\W_])[0-9]{8}\s?[\-–—−]\s?[0-9]{5}(?![^\W_])"
_DOCUMENT: Final = re.compile(f"(?P<record>{_RECORD})|(?P<card>{_CARD})|(?P<booklet>{_BOOKLET})")
_SERIES: Final = re.compile(rf"([{_LETTER}])[\s.\-]*+([{_LETTER}])")
_SIX: Final = re.compile(rf"[{_DIGIT}](?:[\s\-–.]{{0,2}}+[{_DIGIT}]){{5}}$")
_SIX_DIGITS: Final = re.compile(r"[0-9][0-9]{5}")
_SHAPE_BEFORE: Final = re.compile(rf"(?<![\w:/.\-#@])[{_LETTER}]{{2}}[ ]?[№-]?[ ]?$")
_SHAPE_AFTER: Final = re.compile(r"[\w:/\-@]|[.,][0-9]")
_FIRST_DIGIT: Final = re.compile(r"[0-9]")
_SOME_DIGITS: Final = re.compile(r"[0-9](?:[^0-9]{0,15}+[0-9]){3}")
_INTERRUPTED: Final = re.compile(rf"[0-9{BLANK}]")
_SENTENCE_END: Final = re.compile(r"[!?]|[.](?=\s+[^\W\d_]{3})")
_TIES: Final = re.compile(r"[\s\-–—()\"«»*]{0,4}+(?:(?:это|ето|це|мои|мій|is|my|мы)\s{1,2})?$")

LONGEST_GAP: Final = 60
LONGEST_DOCUMENT: Final = 48
_BEFORE: Final = 30
_NEXT_GAP: Final = 20
_SMALL_WORDS: Final = frozenset(vocabulary.SMALL_WORDS)


def may_hold_document(text: str) -> bool:
    """Whether a text can hold a document at all: the shortest has four digits, a few signs apart at the most.

    Much faster than to look for one; a text with odd characters, which may be digits, is always to be looked at.
    """
    return _SOME_DIGITS.search(text) is not None or is_odd(text)


@frozen
class DocumentPlace:
    """Where a document stands in the plain text, which it is and how sure that is; its value is in clear."""

    start: int
    end: int
    confidence: Confidence
    kind: DocumentKind
    canonical: str

    def __repr__(self) -> str:
        return f"DocumentPlace({self.start}, {self.end}, {self.kind.value})"


class DocumentFinder:
    """Finds documents by the words of a profile."""

    def __init__(self, patterns: DetailPatterns) -> None:
        self.words = (
            Words(patterns.passport_words, 7),
            Words(patterns.series_words, 0),
            Words(vocabulary.TAX_NUMBER_WORDS, 0),
        )
        self._other = re.compile(any_of(patterns.other_number_words, whole=False))
        self._unit = re.compile(r"\s{0,2}" + any_of(vocabulary.UNITS, whole=False))

    def find(self, text: FoldedText, named: Spans, series: Spans) -> Iterator[DocumentPlace]:
        """Yield what is found, given where `words` stand; places may come more than once and overlap."""
        ends = sorted({end for _, end in named})
        for start, end in named:
            yield from self._after(text, end, _next(ends, end, text), only_booklets=False)
            yield from self._before(text, start)
        ends = sorted({*ends, *(end for _, end in series)})
        for _, end in series:
            yield from self._after(text, end, _next(ends, end, text), only_booklets=True)
        yield from self._by_shape(text)

    def _after(self, text: FoldedText, end: int, until: int, *, only_booklets: bool) -> Iterator[DocumentPlace]:
        """Yield the documents that follow a word, one after the other while nothing else comes between.

        From `until`, the end of the next such word, they are that word's: the time stays linear in the text.
        """
        card_gap = LONGEST_GAP
        while _FIRST_DIGIT.search(text.plain, end, end + LONGEST_GAP + LONGEST_DOCUMENT):
            found = _DOCUMENT.search(text.plain, end, end + LONGEST_GAP + LONGEST_DOCUMENT)
            if found is None or found.start() - end > LONGEST_GAP or found.start() >= until:
                return
            gap = text.folded[end : found.start()]
            booklet = found.lastgroup == "booklet"
            if self._other.search(gap) or (only_booklets and not booklet):
                return
            interrupted = _SENTENCE_END.search(gap) or _INTERRUPTED.search(gap) or len(gap) > card_gap
            if interrupted and not booklet:
                return
            confidence = Confidence.STATED if len(gap.split()) < 5 else Confidence.LIKELY
            place = _place(text, found.start(), Confidence.POSSIBLE if interrupted else confidence)
            if place is not None:
                yield place
            end, card_gap = found.end(), _NEXT_GAP

    def _before(self, text: FoldedText, start: int) -> Iterator[DocumentPlace]:
        """Yield the document that stands just before its word: `МЕ 123456 (паспорт)`."""
        first = max(0, start - _BEFORE)
        if not _FIRST_DIGIT.search(text.plain, first, start):
            return
        for found in _DOCUMENT.finditer(text.plain, first, start):
            if _TIES.fullmatch(text.folded, found.end(), start) and not self._is_other(text, found.start()):
                place = _place(text, found.start(), Confidence.LIKELY)
                if place is not None:
                    yield place

    def _by_shape(self, text: FoldedText) -> Iterator[DocumentPlace]:
        """Yield what has two capitals with Cyrillic look-alikes, six digits and no word that says otherwise."""
        known: dict[str, tuple[DocumentKind, str] | None] = {}
        for digits in _SIX_DIGITS.finditer(text.plain):
            start, end = digits.span()
            letters = _SHAPE_BEFORE.search(text.plain, max(0, start - 6), start)
            if letters is None or _SHAPE_AFTER.match(text.plain, end) or self._unit.match(text.folded, end):
                continue
            series = letters[0][:2]
            if not series.isupper():
                continue
            value = series + digits[0]
            if value not in known:
                known[value] = canonical_document(value)
            document = known[value]
            if document is None or document[0] is not DocumentKind.BOOKLET:
                continue
            if not self._is_other(text, letters.start()):
                yield DocumentPlace(letters.start(), end, Confidence.POSSIBLE, *document)

    def _is_other(self, text: FoldedText, start: int) -> bool:
        return self._other.search(text.folded, max(0, start - 25), start) is not None


def _next(ends: Sequence[int], end: int, text: FoldedText) -> int:
    """Return the first of `ends`, in order, that is past `end`; past the text where none is."""
    place = bisect_right(ends, end)
    return ends[place] if place < len(ends) else len(text.plain) + 1


def _place(text: FoldedText, start: int, confidence: Confidence) -> DocumentPlace | None:
    """Return the document that begins at `start`; the whole text is looked at, so nothing is cut short."""
    found = _DOCUMENT.match(text.plain, start)
    if found is None:
        return None
    value = found[0]
    if found.lastgroup == "booklet":
        letters = _SERIES.match(value)
        number = _SIX.search(value)
        if letters is None or number is None or sum(character.isdigit() for character in number[0]) < 4:
            return None
        value = letters[1] + letters[2] + number[0]
        if letters[1] + letters[2] in _SMALL_WORDS:
            confidence = Confidence.POSSIBLE
    known = canonical_document(value)
    return None if known is None else DocumentPlace(start, found.end(), confidence, *known)
