"""Holding a copy of the document against the fingerprints of the published text; for every clause."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from itertools import pairwise
from typing import Final

from attrs import frozen

from netpoint_stp.clauses.alignment import AnchorMatch, Span, assign, in_order, occurrences, pieces
from netpoint_stp.clauses.fingerprints import Anchor
from netpoint_stp.clauses.normal import NormalText, normalise
from netpoint_stp.clauses.registry import anchors as published_anchors
from netpoint_stp.errors import UsageError

MOST_BYTES: Final = 500_000
"""The largest copy that is read; the document itself has some twelve thousand bytes."""

_CODECS: Final = ("cp1251", "koi8-u", "cp866", "mac-cyrillic", "iso8859-5", "utf-16-le", "utf-16-be")
_BYTE_ORDER_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_WHOLE_SENTENCE: Final = 600
"""Characters of a changed sentence that are shown: which word changed is not known, so no middle is left out."""
_NOT_TEXT: Final = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf", b"\x7fELF", b"\x89PNG")


class Status(StrEnum):
    """What became of an entry of the text in a copy."""

    MATCHES = "matches"
    MOVED = "moved"
    """Word for word, but not in its place."""
    CHANGED = "changed"
    MISSING = "missing"


@frozen(kw_only=True)
class EntryResult:
    """What became of one entry; `lines` are the first and last of the copy (from 1), `None` when missing.

    `excerpt` shows the words that changed or moved, and is empty for the others.
    """

    entry: str
    status: Status
    lines: tuple[int, int] | None
    excerpt: str


@frozen(kw_only=True)
class Extra:
    """Text of the copy that belongs to no entry: its lines (from 1), a short excerpt, and its neighbours.

    `after` and `before` are the nearest entries recognised in the copy, `None` at its ends.
    """

    lines: tuple[int, int]
    excerpt: str
    after: str | None
    before: str | None


@frozen(kw_only=True)
class Verification:
    """A copy held against the fingerprints: one result an entry in the order of the text, and the rest."""

    results: tuple[EntryResult, ...]
    extras: tuple[Extra, ...]
    encoding: str | None = None

    def entries(self, status: Status) -> tuple[str, ...]:
        """Return the ids of the entries with that status, in the order of the text."""
        return tuple(result.entry for result in self.results if result.status is status)

    @property
    def differing(self) -> tuple[str, ...]:
        """The ids of the entries that changed, moved or are missing, in the order of the text."""
        return tuple(result.entry for result in self.results if result.status is not Status.MATCHES)

    @property
    def is_faithful(self) -> bool:
        """Whether every entry stands in its place word for word, and nothing else does."""
        return not self.differing and not self.extras


def verify(text: str, anchors: Sequence[Anchor] | None = None) -> Verification:
    """Hold a copy of the document against the fingerprints of the published text.

    `anchors` are the fingerprints of another document, in its order (see `fingerprint`). White space, line
    ends, quotation marks, dashes, letter case and "ё" do not matter, masked contacts match whatever is
    filled in. A word added at the edge of a sentence counts as a change of it; a whole sentence that
    is not in the text belongs to none. Any text is accepted.
    """
    known = published_anchors() if anchors is None else tuple(anchors)
    return _Reading(normalise(text), known).verification()


def verify_bytes(raw: bytes, anchors: Sequence[Anchor] | None = None) -> Verification:
    """As `verify`, for the bytes of a text file; the encoding under which most matches is taken and named.

    Raises `UsageError` for more than `MOST_BYTES`, and for files that are no plain text.
    """
    if len(raw) > MOST_BYTES:
        raise UsageError(
            f"the file has {len(raw)} bytes, and a copy of the regulation at most {MOST_BYTES}; "
            "give the regulation alone"
        )
    if raw.startswith(_NOT_TEXT) or raw[:200].lstrip().lower().startswith((b"<!doctype html", b"<html")):
        raise UsageError("the file is no plain text; save the document as plain text first")
    for mark, codec in _BYTE_ORDER_MARKS:
        if raw.startswith(mark):
            return _under(raw, codec, anchors) or _unreadable()
    if b"\x00" not in raw and (result := _under(raw, "utf-8", anchors)):
        return result
    results = []
    for codec in _CODECS:
        if result := _under(raw, codec, anchors):
            results.append((len(result.entries(Status.MATCHES)), result))
            if 2 * results[-1][0] > len(result.results):
                break
    return max(results, key=lambda found: found[0])[1] if results else _unreadable()


def _under(raw: bytes, codec: str, anchors: Sequence[Anchor] | None) -> Verification | None:
    try:
        text = raw.decode(codec)
    except UnicodeDecodeError:
        return None
    result = verify(text, anchors)
    return Verification(results=result.results, extras=result.extras, encoding=codec)


def _unreadable() -> Verification:
    raise UsageError("the file is in no encoding that is known here; save it as UTF-8 text")


class _Reading:
    """One copy while it is held against the anchors."""

    def __init__(self, copy: NormalText, anchors: tuple[Anchor, ...]) -> None:
        self.copy = copy
        self.anchors = anchors
        self.status = dict.fromkeys(range(len(anchors)), Status.MISSING)
        self.spans: dict[int, list[Span]] = {number: [] for number in range(len(anchors))}
        self.extras: list[Span] = []

    def verification(self) -> Verification:
        found = occurrences(self.copy, self.anchors)
        placed = in_order(found)
        moved = self._moved(found, placed)
        for status, these in ((Status.MATCHES, placed), (Status.MOVED, moved)):
            for one in these:
                self._set(one.anchor, status, Span(one.start, one.end))
        ends: list[AnchorMatch | None] = [None, *placed, None]
        for before, after in pairwise(ends):
            self._between(before, after, moved)
        return Verification(results=self._results(), extras=self._described_extras())

    def _set(self, anchor: int, status: Status, *spans: Span) -> None:
        self.status[anchor] = status
        self.spans[anchor] = sorted((*self.spans[anchor], *spans), key=lambda span: span.start)

    def _moved(self, found: Iterable[AnchorMatch], placed: Sequence[AnchorMatch]) -> list[AnchorMatch]:
        """Choose a place for anchors that stand word for word, though out of order: the longest first."""
        moved: list[AnchorMatch] = []
        for one in sorted(found, key=lambda f: -f.weight):
            used = [*placed, *moved]
            if all(one.anchor != u.anchor and (one.end <= u.start or u.end <= one.start) for u in used):
                moved.append(one)
        return moved

    def _between(self, before: AnchorMatch | None, after: AnchorMatch | None, moved: Iterable[AnchorMatch]) -> None:
        """Judge what is left between two anchors in their place."""
        start, end = before.end if before else 0, after.start if after else len(self.copy.text)
        left: list[Span] = []
        for one in sorted((m for m in moved if start <= m.start < end), key=lambda m: m.start):
            left.append(Span(start, one.start))
            start = one.end
        left = [span for span in (*left, Span(start, end)) if span.length]
        first, last = before.anchor + 1 if before else 0, after.anchor if after else len(self.anchors)
        missing = [n for n in range(first, last) if self.status[n] is Status.MISSING]
        if not left:
            return
        if missing:
            finely = any(self.anchors[n].goes_on or self.anchors[n - 1].goes_on for n in missing)
            shared, rest = assign(
                [self.anchors[n].length for n in missing], pieces(self.copy, left, within_sentences=finely)
            )
            for index, spans in shared.items():
                self._set(missing[index], Status.CHANGED, *spans)
        else:
            rest = tuple(left)
            if len(rest) == 1 and rest[0].length == end - start:
                rest = self._added_to_neighbours(before, after, rest[0])
        self.extras += rest

    def _added_to_neighbours(
        self, before: AnchorMatch | None, after: AnchorMatch | None, span: Span
    ) -> tuple[Span, ...]:
        """Count words that were added to the end or the beginning of a sentence as a change of it."""
        copy = self.copy
        parts = pieces(copy, [span], within_sentences=False)
        if before and not (
            self.anchors[before.anchor].goes_on
            or copy.sentence_ends_before(span.start)
            or copy.line_broken_before(span.start)
        ):
            line = next((i for i, p in enumerate(parts, 1) if copy.line_broken_before(p.end)), len(parts))
            self._set(before.anchor, Status.CHANGED, *parts[:line])
            parts = parts[line:]
        within = before is not None and self.anchors[before.anchor].goes_on
        ended = copy.sentence_ends_before(span.end) or (within and not copy.text[span.end - 1].isalnum())
        glued = not ended and not copy.line_broken_before(span.end)
        if parts and after and glued:
            self._set(after.anchor, Status.CHANGED, parts.pop())
        return tuple(parts)

    def _described_extras(self) -> tuple[Extra, ...]:
        """Join what belongs to no entry where it hangs together, and name its neighbours."""
        joined: list[Span] = []
        for span in sorted(self.extras, key=lambda extra: extra.start):
            if joined and joined[-1].end == span.start:
                joined[-1] = Span(joined[-1].start, span.end)
            else:
                joined.append(span)
        known = sorted((s.start, s.end, n) for n, spans in self.spans.items() for s in spans)
        return tuple(
            Extra(
                lines=self.copy.lines(span.start, span.end),
                excerpt=self.copy.excerpt(span.start, span.end),
                after=next((self.anchors[n].entry for _, end, n in reversed(known) if end <= span.start), None),
                before=next((self.anchors[n].entry for start, _, n in known if start >= span.end), None),
            )
            for span in joined
        )

    def _results(self) -> tuple[EntryResult, ...]:
        by_entry: dict[str, list[int]] = {}
        for number, anchor in enumerate(self.anchors):
            by_entry.setdefault(anchor.entry, []).append(number)
        return tuple(self._result(entry, by_entry[entry]) for entry in by_entry)

    def _result(self, entry: str, numbers: Sequence[int]) -> EntryResult:
        states = {self.status[number] for number in numbers}
        status = states.pop() if len(states) == 1 else Status.CHANGED
        if states and states | {status} == {Status.MATCHES, Status.MOVED}:
            status = Status.MOVED
        spans = sorted((s for n in numbers for s in self.spans[n]), key=lambda span: span.start)
        if not spans:
            return EntryResult(entry=entry, status=status, lines=None, excerpt="")
        start, end = spans[0].start, spans[-1].end
        shown = [s for n in numbers if self.status[n] is not Status.MATCHES for s in self.spans[n]]
        excerpt = self.copy.excerpt(shown[0].start, shown[-1].end, width=_WHOLE_SENTENCE) if shown else ""
        return EntryResult(entry=entry, status=status, lines=self.copy.lines(start, end), excerpt=excerpt)
