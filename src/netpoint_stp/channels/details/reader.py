"""Finding the account information in a text (3.6), and blanking it."""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import Final

from netpoint_stp.channels.details import vocabulary
from netpoint_stp.channels.details.documents import BLANK, DocumentFinder, DocumentPlace, may_hold_document
from netpoint_stp.channels.details.findings import Confidence, DetectedDetail, surest_first
from netpoint_stp.channels.details.folding import FoldedText, fold, fold_word
from netpoint_stp.channels.details.lookup import KeywordSet, Spans, WordIndex, any_of, ends_of
from netpoint_stp.channels.details.patterns import LONGEST_VALUE, DetailPattern, DetailPatterns
from netpoint_stp.channels.details.places import StreetFinder, StreetPlace
from netpoint_stp.channels.details.private_numbers import private_numbers
from netpoint_stp.subjects.account import AccountDetail
from netpoint_stp.subjects.documents import DigestKey, PassportDigest, masked

DEFAULT_PATTERNS: Final = DetailPatterns()
_MOST: Final = 10_000
"""After so many places of one kind no more are read: a text of 4 MB of nothing else takes seconds, not a minute."""
_ONLY_PASSPORTS: Final = frozenset({AccountDetail.PASSPORT})


def find_details(
    text: str, patterns: DetailPatterns = DEFAULT_PATTERNS, *, key: DigestKey | None = None
) -> tuple[DetectedDetail, ...]:
    """Return the account information found in `text`, in its order, without overlaps.

    Of findings that overlap the surest stays, of equally sure ones the longest. Passport data
    carries its digest under `key`; without one, under a key of this process alone: good for comparing two
    findings and for nothing else. Any text will do; nothing is raised for its content. The time it takes
    grows with the length of the text, and a pattern of the profile cannot make it explode (see `safety`).
    Of a text that names a detail more than 10,000 times the first and the last 5,000 places are read; `redact`
    blanks all.
    """
    return tuple(_chosen(_finder(patterns).find(text, key or _passing_key()), len(text)))


def redact(
    text: str,
    patterns: DetailPatterns = DEFAULT_PATTERNS,
    *,
    details: Iterable[AccountDetail] = _ONLY_PASSPORTS,
) -> str:
    """Return `text`, just as long, with the `details` found in it blanked: passports and ID cards unless said.

    Whatever could be passport data goes, down to the findings that are only possible; with it go tax numbers, bank
    cards and the like, which `find_details` does not give (see `private_numbers`). White space stays where it is, so
    places in the text remain valid.
    """
    wanted = frozenset(details)
    if wanted == _ONLY_PASSPORTS and not may_hold_document(text):
        return text
    pieces: list[str] = []
    last = 0
    spans = sorted(_finder(patterns).blanked(text, wanted))
    for start, end in spans:
        first = max(start, last)
        if first < end:
            pieces += [text[last:first], _VISIBLE.sub(BLANK, text[first:end])]
            last = end
    return "".join(pieces) + text[last:]


_VISIBLE: Final = re.compile(r"\S")
_STRONG: Final = re.compile(any_of(vocabulary.LINK_STRONG, whole=True))
_LINK: Final = re.compile(
    rf"(?:[ \n]{{0,4}}+(?:{any_of(vocabulary.LINK_STRONG + vocabulary.LINK_WEAK, whole=True)}"
    rf"|n(?=[0-9])|[{re.escape(vocabulary.LINK_QUOTES)}])){{0,8}}[ \n]{{0,4}}+"
)
_DATE: Final = r"[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{2,4}"
_DATED: Final = re.compile(
    rf"[ \n]{{1,3}}+(?:{any_of(vocabulary.DATED, whole=True)}[ \n]{{1,2}}+)?{_DATE}"
    rf"(?:[ ]?(?:{'|'.join(map(fold_word, vocabulary.YEAR))})(?![^\W_])[.]?)?,?"
    rf"(?=[ \n]{{0,2}}{any_of((*vocabulary.LINK_NUMBER, 'n'), whole=True)})"
)
_FAR_LINK: Final = re.compile(r"(?:[ /]{1,3}[^\W\d_]{1,16}){1,3}[ ]?[:=][ \n]{0,3}")
_FAR_NUMBER: Final = re.compile(
    r"(?:[ ]{1,3}[^\W\d_]{1,16}){1,5}?[ ]{1,2}"
    rf"(?:{any_of((*vocabulary.LINK_NUMBER, 'n'), whole=True)})[ ]{{0,2}}"
)
"""As `договір про надання послуг № 77120`: words between say what the contract is about."""
_AFTER_VALUE: Final = re.compile(r"\w|[.,:][0-9]|@")
_UNIT: Final = re.compile(r"[ \n]{0,2}" + any_of(vocabulary.UNITS, whole=False))


class _LabelledFinder:
    """Finds logins and contract numbers by one pattern of the profile."""

    def __init__(self, pattern: DetailPattern, other_number_words: Iterable[str]) -> None:
        self._other = re.compile(any_of(other_number_words, whole=False))
        self.detail = pattern.detail
        self.words = KeywordSet(pattern.words, 3)
        self._value = re.compile(pattern.value)
        self._loose = None if pattern.loose is None else re.compile(pattern.loose)
        self._stands_in = pattern.stands_in

    def find(self, text: FoldedText, words: Spans) -> Iterator[DetectedDetail]:
        """Yield what follows the words that stand in `words`."""
        for _, end in words:
            place = self._near(text, end) or self._far(text, end)
            if place is not None:
                start, stop, confidence = place
                first, last = text.span(start, stop)
                value = text.plain[start:stop]
                yield DetectedDetail(
                    detail=self.detail,
                    start=first,
                    end=last,
                    confidence=confidence,
                    value=value,
                    stands_in=self._stands_in,
                )

    def _near(self, text: FoldedText, end: int) -> tuple[int, int, Confidence] | None:
        """Return the value that follows its word directly, after a link, or after a date and a link."""
        if dated := _DATED.match(text.folded, end):
            end = dated.end()
        link = _LINK.match(text.folded, end)
        if link is None or (link.end() == end and text.folded[end - 1].isalnum()):
            return None
        stop = self._end_of(self._value if link[0].strip() else self._loose, text, link.end())
        confidence = Confidence.STATED if _STRONG.search(link[0]) else Confidence.LIKELY
        return (link.end(), stop, confidence) if stop else None

    def _far(self, text: FoldedText, end: int) -> tuple[int, int, Confidence] | None:
        """Return the value that follows its word after a few more words and a colon or a number sign."""
        for expression, value in ((_FAR_LINK, self._value), (_FAR_NUMBER, self._loose)):
            link = expression.match(text.folded, end)
            if link is None or self._other.search(link[0]):
                continue
            if stop := self._end_of(value, text, link.end()):
                return link.end(), stop, Confidence.LIKELY
        return None

    def _end_of(self, expression: re.Pattern[str] | None, text: FoldedText, start: int) -> int:
        """Return where the value that begins at `start` ends, or 0 where there is none."""
        found = expression and expression.match(text.plain, start, start + LONGEST_VALUE)
        return found.end() if found and self._stands_alone(text, start, found.end()) else 0

    def _stands_alone(self, text: FoldedText, start: int, end: int) -> bool:
        if end <= start or _AFTER_VALUE.match(text.plain, end):
            return False
        value = text.plain[start:end]
        if value.isdigit():
            return not _UNIT.match(text.folded, end)
        return value.lower() not in vocabulary.NO_VALUES


class _Finder:
    """All finders of one profile, made ready once."""

    def __init__(self, patterns: DetailPatterns) -> None:
        self._labelled = [_LabelledFinder(pattern, patterns.other_number_words) for pattern in patterns.labelled]
        self._documents = DocumentFinder(patterns)
        self._streets = StreetFinder(patterns)
        labels = [labelled.words for labelled in self._labelled]
        self._index = WordIndex((*labels, *self._documents.words, *self._streets.words))

    def find(
        self, text: str, key: DigestKey, details: frozenset[AccountDetail] = frozenset(AccountDetail)
    ) -> Iterator[DetectedDetail]:
        """Yield all findings of these details, overlapping ones too."""
        if text:
            folded = fold(text)
            yield from self._find(folded, self._index.find(folded.folded), key, details, _MOST)

    def blanked(self, text: str, details: frozenset[AccountDetail]) -> Iterator[tuple[int, int]]:
        """Yield the spans of all findings of these details, and with passports those of other private numbers."""
        if not text:
            return
        folded = fold(text)
        spans = self._index.find(folded.folded)
        others = details - {AccountDetail.PASSPORT}
        yield from (finding.span for finding in self._find(folded, spans, _passing_key(), others, None))
        if AccountDetail.PASSPORT in details:
            *_, passports, series, taxes, _, _ = spans
            documents = self._documents.find(folded, passports, series)
            yield from (folded.span(document.start, document.end) for document in documents)
            yield from (folded.span(start, end) for start, end in private_numbers(folded, passports, taxes))

    def _find(
        self,
        folded: FoldedText,
        spans: list[Spans],
        key: DigestKey,
        details: frozenset[AccountDetail],
        most: int | None,
    ) -> Iterator[DetectedDetail]:
        *labels, passports, series, _, addresses, marks = spans
        for labelled, words in zip(self._labelled, labels, strict=True):
            if labelled.detail in details:
                yield from labelled.find(folded, ends_of(words, most))
        if AccountDetail.PASSPORT in details:
            yield from self._documents_in(folded, self._documents.find(folded, passports, series, most=most), key)
        if AccountDetail.CONNECTION_ADDRESS in details:
            yield from self._streets_in(folded, self._streets.find(folded, addresses, marks, most=most))

    def _documents_in(
        self, folded: FoldedText, documents: Iterable[DocumentPlace], key: DigestKey
    ) -> Iterator[DetectedDetail]:
        told: dict[str, tuple[PassportDigest, str]] = {}
        for document in documents:
            if document.canonical not in told:
                digest = key.digest_canonical(document.kind, document.canonical)
                told[document.canonical] = (digest, masked(document.canonical))
            digest, mask = told[document.canonical]
            start, end = folded.span(document.start, document.end)
            yield DetectedDetail(
                detail=AccountDetail.PASSPORT,
                start=start,
                end=end,
                confidence=document.confidence,
                document=document.kind,
                passport=digest,
                mask=mask,
            )

    def _streets_in(self, folded: FoldedText, streets: Iterable[StreetPlace]) -> Iterator[DetectedDetail]:
        for street in streets:
            start, end = folded.span(street.start, street.end)
            value = " ".join(folded.plain[street.start : street.end].split())
            yield DetectedDetail(
                detail=AccountDetail.CONNECTION_ADDRESS,
                start=start,
                end=end,
                confidence=street.confidence,
                value=value,
            )


@cache
def _passing_key() -> DigestKey:
    return DigestKey.fresh()


@lru_cache(maxsize=16)
def _finder(patterns: DetailPatterns) -> _Finder:
    return _Finder(patterns)


def _chosen(findings: Iterable[DetectedDetail], length: int) -> list[DetectedDetail]:
    taken = bytearray(length)
    chosen = []
    for finding in sorted(findings, key=surest_first):
        if not any(taken[finding.start : finding.end]):
            taken[finding.start : finding.end] = b"\x01" * (finding.end - finding.start)
            chosen.append(finding)
    given = {finding.detail for finding in chosen if not finding.stands_in and finding.at_least(Confidence.LIKELY)}
    chosen = [finding for finding in chosen if not (finding.stands_in and finding.detail in given)]
    return sorted(chosen, key=lambda finding: finding.start)
