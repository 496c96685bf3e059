"""Several yeses and noes of a row in one number, a bit each, or in a text of several numbers."""

from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from operator import add
from typing import Final

import narwhals as nw

from netpoint_stp.audit.frames.truths import Truth

WORD: Final = 60
"""How many bits go into one number."""


def bits_of(truths: Iterable[Truth]) -> nw.Expr:
    """Return which of the conditions hold in each row, a bit each."""
    same, parts = 0, list[nw.Expr]()
    for at, truth in enumerate(truths):
        if isinstance(truth, bool):
            same += (1 << at) if truth else 0
        else:
            parts.append(truth.cast(nw.Int64) * (1 << at))
    total = reduce(add, parts) if parts else nw.lit(0).cast(nw.Int64)
    return total + same if same else total


def every_sum(bits: Sequence[int]) -> list[int]:
    """Return every number that some of the bits make together, one of them at least."""
    found = [0]
    for bit in bits:
        found += [each + bit for each in found]
    return sorted(found)[1:]


def number(bits: Sequence[nw.Expr], widths: Sequence[int]) -> nw.Expr:
    """Return bits one beside the other as one number."""
    total: nw.Expr = nw.lit(0).cast(nw.Int64)
    shift = 0
    for each, width in zip(bits, widths, strict=True):
        total = total + each * (1 << shift)
        shift += width
    return total


def split(number: int, widths: Sequence[int]) -> Iterator[int]:
    """Yield the bits that `number` put into a number."""
    for width in widths:
        yield number & ((1 << width) - 1)
        number >>= width


def packed(bits: Sequence[nw.Expr], widths: Sequence[int]) -> nw.Expr:
    """Return bits one beside the other: as a number, or as a text of several where they need more than 60 bits."""
    words = [number([bits[at] for at in group], [widths[at] for at in group]) for group in _words(widths)]
    return words[0] if len(words) == 1 else nw.concat_str([word.cast(nw.String) for word in words], separator=" ")


def unpacked(code: int | str, widths: Sequence[int]) -> Iterator[int]:
    """Yield the bits that `packed` put into a number or a text."""
    for word, group in zip(str(code).split(), _words(widths), strict=True):
        yield from split(int(word), [widths[at] for at in group])


def is_wide(widths: Sequence[int]) -> bool:
    """Return whether bits of these widths are a text for `packed`."""
    return len(_words(widths)) > 1


def _words(widths: Sequence[int]) -> list[list[int]]:
    """Return which of the facts share a number."""
    words: list[list[int]] = [[]]
    for at, width in enumerate(widths):
        if sum(widths[each] for each in words[-1]) + width > WORD:
            words.append([])
        words[-1].append(at)
    return words
