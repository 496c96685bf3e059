"""Passports and ID cards in a text (3.6): only by their word, or by the shape that only a passport booklet has.

Nine digits are an ID card only with its word nearby and with no word that makes them something else; eight
and ten digits (register code of a legal entity, tax number) never are.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from attrs import frozen

from netpoint_stp.channels.details import vocabulary
from netpoint_stp.channels.details.findings import Confidence
from netpoint_stp.channels.details.folding import FoldedText, is_odd
from netpoint_stp.channels.details.lookup import KeywordSet, Spans, any_of, ends_of
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
_SHAPE: Final = re.compile(
    r"([A-ZА-ЯІЇЄҐЁ](?<![\w:/.\-#@].)[A-ZА-ЯІЇЄҐЁ])[ ]?[№-]?[ ]?([0-9]{6})(?![\w:/\-@]|[.,][0-9])"
)
"""Its first sign is looked for first, and what stands before that then: `re` skips fast to a set of signs."""
_FIRST_DIGIT: Final = re.compile(r"[0-9]")
_SOME_DIGITS: Final = re.compile(r"[0-9](?:[^0-9]{0,15}+[0-9]){3}")
_NO_DIGIT: Final = re.compile(r"[^0-9]")
_INTERRUPTED: Final = re.compile(rf"[0-9{BLANK}]")
_SENTENCE_END: Final = re.compile(r"[!?]|[.](?=\s+[^\W\d_]{3})")
_TIES: Final = re.compile(r"[\s\-–—()\"«»*]{0,4}+(?:(?:это|ето|це|мои|мій|is|my|мы)\s{1,2})?$")

LONGEST_GAP: Final = 60
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
            KeywordSet(patterns.passport_words, 7),
            KeywordSet(patterns.series_words, 0),
            KeywordSet(vocabulary.TAX_NUMBER_WORDS, 0),
        )
        self._other = re.compile(any_of(patterns.other_number_words, whole=False))
        self._unit = re.compile(r"\s{0,2}" + any_of(vocabulary.UNITS, whole=False))

    def find(
        self, text: FoldedText, named: Spans, series: Spans, *, most: int | None = None
    ) -> Iterator[DocumentPlace]:
        """Yield what is found, each place once and as sure as anything makes it, given where `words` stand.

        Places may overlap. Each shape in the text is looked for once, however many words lead to it. `most` bounds how
        many places are read that words lead to, and how many by their shape alone.
        """
        shapes = _Shapes(text, wanted=bool(named or series))
        ends = sorted({end for _, end in named})
        for start, end in named:
            self._after(shapes, end, _next(ends, end, text), only_booklets=False)
            self._before(shapes, start)
        ends = sorted({*ends, *(end for _, end in series)})
        for _, end in series:
            self._after(shapes, end, _next(ends, end, text), only_booklets=True)
        told: dict[int, int] = {}
        for place in shapes.places(most):
            told[place.start] = place.end
            yield place
        yield from self._by_shape(text, told, most)

    def _after(self, shapes: "_Shapes", end: int, until: int, *, only_booklets: bool) -> None:
        """Note the documents that follow a word, one after the other while nothing else comes between.

        From `until`, the end of the next such word, they are that word's: the time stays linear in the text.
        """
        card_gap = LONGEST_GAP
        text = shapes.text
        for start, stop, booklet in shapes.following(end):
            if start - end > LONGEST_GAP or start >= until or (only_booklets and not booklet):
                return
            gap = text.folded[end:start]
            plain = gap.isspace()
            if not plain and self._other.search(gap):
                return
            interrupted = len(gap) > card_gap or (
                not plain and (_SENTENCE_END.search(gap) is not None or _INTERRUPTED.search(gap) is not None)
            )
            if interrupted and not booklet:
                return
            confidence = Confidence.STATED if len(gap.split()) < 5 else Confidence.LIKELY
            shapes.note(start, Confidence.POSSIBLE if interrupted else confidence)
            end, card_gap = stop, _NEXT_GAP

    def _before(self, shapes: "_Shapes", start: int) -> None:
        """Note the document that stands just before its word: `МЕ 123456 (паспорт)`."""
        found = shapes.last_before(start)
        if found is None or found[0] < start - _BEFORE:
            return
        tied = _TIES.fullmatch(shapes.text.folded, found[1], start) is not None
        if tied and not self._is_other(shapes.text, found[0]):
            shapes.note(found[0], Confidence.LIKELY)

    def _by_shape(self, text: FoldedText, told: Mapping[int, int], most: int | None) -> Iterator[DocumentPlace]:
        """Yield what has two capitals with Cyrillic look-alikes, six digits and no word that says otherwise.

        Not what was `told` already: ends of places by their starts.
        """
        known: dict[str, tuple[DocumentKind, str] | None] = {}
        for found in ends_of(_SHAPE.finditer(text.plain), most):
            start, end = found.span()
            if told.get(start) == end or self._unit.match(text.folded, end):
                continue
            value = found[1] + found[2]
            if value not in known:
                known[value] = canonical_document(value)
            document = known[value]
            if document is None or document[0] is not DocumentKind.BOOKLET or self._is_other(text, start):
                continue
            yield DocumentPlace(start, end, Confidence.POSSIBLE, *document)

    def _is_other(self, text: FoldedText, start: int) -> bool:
        return self._other.search(text.folded, max(0, start - 25), start) is not None


class _Shapes:
    """What has the shape of a document in one text, in its order, and what is noted of it."""

    def __init__(self, text: FoldedText, *, wanted: bool) -> None:
        self.text = text
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._booklets = bytearray()
        self._noted: dict[int, Confidence] = {}
        if wanted and _FIRST_DIGIT.search(text.plain):
            for found in _DOCUMENT.finditer(text.plain):
                self._starts.append(found.start())
                self._ends.append(found.end())
                self._booklets.append(found.lastgroup == "booklet")

    def following(self, end: int) -> Iterator[tuple[int, int, bool]]:
        """Yield the shapes that begin at `end` or later: start, end, and whether it is that of a booklet."""
        for number in range(bisect_left(self._starts, end), len(self._starts)):
            yield self._starts[number], self._ends[number], bool(self._booklets[number])

    def last_before(self, start: int) -> tuple[int, int] | None:
        """Return the last shape that ends at `start` or before."""
        number = bisect_left(self._starts, start) - 1
        if number < 0 or self._ends[number] > start:
            return None
        return self._starts[number], self._ends[number]

    def note(self, start: int, confidence: Confidence) -> None:
        """Note how sure a word makes the shape that begins at `start`; what is known surer stays so."""
        known = self._noted.get(start)
        if known is None or not known.reaches(confidence):
            self._noted[start] = confidence

    def places(self, most: int | None) -> Iterator[DocumentPlace]:
        """Yield the documents noted, of more than `most` the first and the last in the text."""
        noted = self._noted.items() if most is None or len(self._noted) <= most else sorted(self._noted.items())
        for start, confidence in ends_of(noted, most):
            number = bisect_left(self._starts, start)
            place = _place(self.text, start, self._ends[number], confidence, booklet=self._booklets[number] == 1)
            if place is not None:
                yield place


def _next(ends: Sequence[int], end: int, text: FoldedText) -> int:
    """Return the first of `ends`, in order, that is past `end`; the end of the text where none is."""
    place = bisect_right(ends, end)
    return ends[place] if place < len(ends) else len(text.plain)


def _place(text: FoldedText, start: int, end: int, confidence: Confidence, *, booklet: bool) -> DocumentPlace | None:
    """Return the document of a shape; None where it is none."""
    value = text.plain[start:end]
    if booklet:
        letters = _SERIES.match(value)
        number = _SIX.search(value)
        if letters is None or number is None or len(_NO_DIGIT.sub("", number[0])) < 4:
            return None
        value = letters[1] + letters[2] + number[0]
        if letters[1] + letters[2] in _SMALL_WORDS:
            confidence = Confidence.POSSIBLE
    known = canonical_document(value)
    return None if known is None else DocumentPlace(start, end, confidence, *known)
