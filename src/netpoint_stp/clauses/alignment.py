"""Finding the anchors of the text in a copy whose wording is not known beforehand; for every clause.

Only lengths and digests are known, so every run of the copy that begins at a word and has the length of an
anchor is digested and looked up. How the copy is cut into lines or sentences plays no part in that.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from heapq import heappop, heappush
from typing import Final

from attrs import frozen

from netpoint_stp.clauses.fingerprints import Anchor, Literal, Variant, digest_of
from netpoint_stp.clauses.masks import Mask, anything_end, contact_ends
from netpoint_stp.clauses.normal import NormalText

_MOST_PIECES: Final = 1_500
_LONGEST_GROUP: Final = 12


@frozen(kw_only=True)
class AnchorMatch:
    """Anchor number `anchor`, word for word, at the characters from `start` up to `end`."""

    anchor: int
    start: int
    end: int
    weight: int


@frozen
class Span:
    """The characters from `start` up to `end` of a normal text."""

    start: int
    end: int

    @property
    def length(self) -> int:
        """How many characters that matter."""
        return self.end - self.start


def occurrences(copy: NormalText, anchors: Sequence[Anchor]) -> list[AnchorMatch]:
    """Return every place where an anchor stands word for word, in the order of the copy."""
    heads: dict[int, dict[str, list[tuple[int, Variant]]]] = defaultdict(lambda: defaultdict(list))
    for number, anchor in enumerate(anchors):
        for variant in anchor.variants:
            if isinstance(variant[0], Literal):
                heads[variant[0].length][variant[0].digest].append((number, variant))
    text, borders, size = copy.text, copy.borders, len(copy.text)
    begun: list[tuple[int, int, int, Variant]] = []
    for start in range(size):
        if not borders[start]:
            continue
        for length, known in heads.items():
            end = start + length
            if end <= size and borders[end]:
                begun += [(start, end, n, v) for n, v in known.get(digest_of(text[start:end]), ())]
    starts = {start for start, *_ in begun}
    found = [
        AnchorMatch(anchor=number, start=start, end=last, weight=1_000 * _literal_length(variant) + last - start)
        for start, end, number, variant in begun
        for last in _ends(copy, end, variant[1:], starts)
    ]
    return sorted(found, key=lambda f: (f.start, f.end))


def in_order(found: Iterable[AnchorMatch]) -> list[AnchorMatch]:
    """Return the heaviest choice that keeps the order of the text, without overlaps, one place an anchor."""
    best: dict[int, tuple[int, _Chain | None]] = {}
    waiting: list[tuple[int, int, int, _Chain]] = []
    for serial, candidate in enumerate(sorted(found, key=lambda f: (f.start, f.end))):
        while waiting and waiting[0][0] <= candidate.start:
            _, _, total, chain = heappop(waiting)
            if total > best.get(chain.last.anchor, (0, None))[0]:
                best[chain.last.anchor] = (total, chain)
        earlier = max(
            (kept for anchor, kept in best.items() if anchor < candidate.anchor),
            key=lambda kept: kept[0],
            default=(0, None),
        )
        total = earlier[0] + candidate.weight
        heappush(waiting, (candidate.end, serial, total, _Chain(candidate, earlier[1])))
    ends = [*best.values(), *((total, chain) for _, _, total, chain in waiting)]
    heaviest = max(ends, key=lambda kept: kept[0], default=(0, None))[1]
    return list(heaviest.in_text_order()) if heaviest else []


@frozen
class _Chain:
    last: AnchorMatch
    before: "_Chain | None"

    def in_text_order(self) -> Iterator[AnchorMatch]:
        links = []
        link: _Chain | None = self
        while link:
            links.append(link.last)
            link = link.before
        return reversed(links)


def pieces(copy: NormalText, spans: Iterable[Span], *, within_sentences: bool) -> list[Span]:
    """Cut what is left over where it may belong to another anchor: at sentence ends and line ends.

    `within_sentences` cuts at commas and brackets too. The number of a list item stays with its item.
    """
    cut: list[Span] = []
    for span in spans:
        start, lettered = span.start, False
        for position in range(span.start + 1, span.end):
            lettered = lettered or copy.text[position - 1].isalpha()
            ended = copy.line_broken_before(position) or (
                copy.text[position].isalnum()
                and not copy.text[position - 1].isalnum()
                and (within_sentences or copy.sentence_ends_before(position))
                and not _is_abbreviated(copy, position)
            )
            if ended and lettered and copy.borders[position]:
                cut.append(Span(start, position))
                start, lettered = position, False
        if start < span.end:
            cut.append(Span(start, span.end))
    return cut


def _is_abbreviated(copy: NormalText, position: int) -> bool:
    """Say whether a full stop before `position` only shortens a word: a single letter, and no capital after it."""
    return (
        position > 1
        and copy.text[position - 1] == "."
        and copy.text[position - 2].isalpha()
        and bool(copy.borders[position - 2])
        and not copy.raw[copy.starts[position]].isupper()
    )


def assign(lengths: Sequence[int], left_over: Sequence[Span]) -> tuple[dict[int, tuple[Span, ...]], tuple[Span, ...]]:
    """Share what is left over among the anchors missing there: (index → its pieces, pieces of none).

    `lengths` are those of the missing anchors, in their order. The order is kept, each anchor gets
    neighbouring pieces or none, and the differences of length are made least. A copy that is far too
    long for that is not shared out at all.
    """
    if not lengths or not left_over:
        return {}, tuple(left_over)
    if len(left_over) > _MOST_PIECES:
        return {}, tuple(left_over)
    step = _cheapest_steps(lengths, left_over)
    shared: dict[int, tuple[Span, ...]] = {}
    extra: list[Span] = []
    slot, piece = len(lengths), len(left_over)
    while slot or piece:
        taken = step[slot][piece]
        if taken == _EXTRA:
            piece -= 1
            extra.append(left_over[piece])
            continue
        slot -= 1
        if taken:
            shared[slot] = tuple(left_over[piece - taken : piece])
            piece -= taken
    return shared, tuple(reversed(extra))


_EXTRA: Final = -1
_EXTRA_COST: Final = 0.99


def _cheapest_steps(lengths: Sequence[int], left_over: Sequence[Span]) -> list[list[int]]:
    """Return, for the first so many anchors and pieces, the last step of the cheapest way to share them.

    A step is the number of pieces that the last anchor takes (0: it is missing), or `_EXTRA` where the
    last piece belongs to no anchor.
    """
    sizes = [piece.length for piece in left_over]
    cost = [[0.0] * (len(sizes) + 1) for _ in range(len(lengths) + 1)]
    step = [[_EXTRA] * (len(sizes) + 1) for _ in range(len(lengths) + 1)]
    for piece, size in enumerate(sizes, 1):
        cost[0][piece] = cost[0][piece - 1] + _EXTRA_COST * size
    for slot, length in enumerate(lengths, 1):
        for piece in range(len(sizes) + 1):
            options = [(cost[slot - 1][piece] + length, 0)]
            if piece:
                options.append((cost[slot][piece - 1] + _EXTRA_COST * sizes[piece - 1], _EXTRA))
            together = 0
            for taken in range(1, min(piece, _LONGEST_GROUP) + 1):
                together += sizes[piece - taken]
                options.append((cost[slot - 1][piece - taken] + abs(together - length), taken))
            cost[slot][piece], step[slot][piece] = min(options)
    return step


def _literal_length(variant: Variant) -> int:
    return sum(part.length for part in variant if isinstance(part, Literal))


def _ends(copy: NormalText, start: int, parts: Variant, heads: set[int]) -> Iterator[int]:
    """Yield each end that the rest of a variant can have when it begins at `start`."""
    if not parts:
        yield start
        return
    part, rest = parts[0], parts[1:]
    if isinstance(part, Literal):
        end = start + part.length
        if end <= len(copy.text) and copy.borders[end] and digest_of(copy.text[start:end]) == part.digest:
            yield from _ends(copy, end, rest, heads)
        return
    for end in sorted(_contact_ends(copy, start, part, heads)):
        yield from _ends(copy, end, rest, heads)


def _contact_ends(copy: NormalText, start: int, mask: Mask, heads: set[int]) -> set[int]:
    """Return where a contact that starts at `start` may end; it never reaches into words of the text."""
    offset = copy.raw_end(start)
    ends = {copy.position_at(raw_end) for raw_end in contact_ends(mask, copy.raw, offset)}
    if not ends and mask is Mask.EMAIL:
        anything = anything_end(copy.raw, offset)
        ends = set() if anything is None else {copy.position_at(anything)}
    return {end for end in ends if end > start and heads.isdisjoint(range(start, end))}
