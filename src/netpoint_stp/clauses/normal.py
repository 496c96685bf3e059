"""What does not matter when two copies of the text are compared, and what remains; for every clause.

White space, line ends, quotation marks, dashes, list bullets, letter case, "ё" and the way a character is
composed do not matter. Letters, digits and every other punctuation mark do.
"""

import re
import unicodedata
from bisect import bisect_left
from typing import Final

from attrs import field, frozen

_CLUSTER: Final = re.compile(r".[\u0300-\u036f]*", re.DOTALL)
_QUOTES: Final = frozenset("\"'`´«»‹›„“”‟‘’‚‛′″\uff02\uff07")
_BULLETS: Final = frozenset("•◦‣▪▫●○·∙−⁃")
_NEITHER: Final = frozenset({"Cf", "Cc", "Mn", "Me"})
_SENTENCE_ENDS: Final = frozenset(".;:!?")


def _kept(cluster: str) -> tuple[str, bool]:
    """Return what remains of one character, and whether its absence parts the words beside it."""
    if cluster[0].isspace():
        return "", True
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", cluster).casefold())
    folded = folded.replace("ё", "е")
    remains = "".join(
        c
        for c in folded
        if not c.isspace()
        and c not in _QUOTES
        and c not in _BULLETS
        and unicodedata.category(c) not in _NEITHER
        and unicodedata.category(c) != "Pd"
    )
    parts_words = not remains and unicodedata.category(cluster[0]) not in _NEITHER
    return remains, parts_words


@frozen(kw_only=True)
class NormalText:
    """A text reduced to the characters that matter, each with its place in the text as it was.

    `borders[i]` is 1 where a word or punctuation mark starts at, or the text ends before, character `i`.
    """

    raw: str = field(repr=False)
    text: str = field(repr=False)
    starts: tuple[int, ...] = field(repr=False)
    ends: tuple[int, ...] = field(repr=False)
    borders: bytes = field(repr=False)

    def raw_end(self, position: int) -> int:
        """Return where, in the raw text, the characters before `position` end (0 at the beginning)."""
        return self.ends[position - 1] if position else 0

    def position_at(self, raw_offset: int) -> int:
        """Return the first position whose character starts at `raw_offset` or later."""
        return bisect_left(self.starts, raw_offset)

    def line_broken_before(self, position: int) -> bool:
        """Say whether a line end (or an end of the text) lies just before `position`."""
        if position in (0, len(self.text)):
            return True
        return "\n" in self._between(position) or "\r" in self._between(position)

    def sentence_ends_before(self, position: int) -> bool:
        """Say whether what stands before `position` ends a sentence or list item by its punctuation."""
        return position > 0 and self.text[position - 1] in _SENTENCE_ENDS

    def lines(self, start: int, end: int) -> tuple[int, int]:
        """Return the first and last line (from 1) of the characters from `start` up to `end`."""
        first, last = self.starts[start], self.starts[max(start, end - 1)]
        return _line_of(self.raw, first), _line_of(self.raw, last)

    def excerpt(self, start: int, end: int, *, width: int = 80) -> str:
        """Return the raw text of those characters on one line, cut in the middle when it is longer."""
        words = " ".join(self.raw[self.starts[start] : self.raw_end(end)].split())
        if len(words) <= width:
            return words
        half = (width - 3) // 2
        beginning, _, _ = words[:half].rpartition(" ")
        _, _, ending = words[-half:].partition(" ")
        return f"{beginning or words[:half]} … {ending or words[-half:]}"

    def _between(self, position: int) -> str:
        return self.raw[self.ends[position - 1] : self.starts[position]]


def _line_of(raw: str, offset: int) -> int:
    before = raw[:offset]
    return before.count("\n") + before.count("\r") - before.count("\r\n") + 1


def normalise(raw: str) -> NormalText:
    """Reduce `raw` to what matters; any text is accepted, and an empty one gives an empty result."""
    known: dict[str, tuple[str, bool]] = {}
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    borders = bytearray()
    parted, word_before = True, False
    for match in _CLUSTER.finditer(raw):
        cluster = match.group()
        if cluster not in known:
            known[cluster] = _kept(cluster)
        remains, parts_words = known[cluster]
        parted = parted or parts_words
        for character in remains:
            is_word = character.isalnum()
            characters.append(character)
            starts.append(match.start())
            ends.append(match.end())
            borders.append(parted or not (is_word and word_before))
            parted, word_before = False, is_word
    borders.append(1)
    return NormalText(
        raw=raw,
        text="".join(characters),
        starts=tuple(starts),
        ends=tuple(ends),
        borders=bytes(borders),
    )
