"""Looking up words in folded text: fast for many words at once, with their inflections."""

import re
from collections import deque
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Final, TypeAlias, TypeVar

from attrs import field, frozen

from netpoint_stp.channels.details.folding import fold_word

_UNINFLECTED: Final = 3
"""So short a word begins too many others: `ник`, `никто`."""
_MOST_KNOWN: Final = 10_000
"""So many different runs of letters are remembered, which bounds the memory that a text takes."""
_LETTERS: Final = re.compile(r"[^\W\d_]*+")
T = TypeVar("T")
_Entry: TypeAlias = tuple[str, int, int]
"""A word, how long its ending may be, the number of its meaning."""
Spans: TypeAlias = list[tuple[int, int]]


def _folded(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({fold_word(word) for word in words}, key=lambda word: (-len(word), word)))


@frozen
class KeywordSet:
    """Words of one meaning, folded, and how many letters of an inflection may follow one."""

    words: tuple[str, ...] = field(converter=_folded)
    ending: int


class WordIndex:
    """Finds where the words of several meanings stand, in one pass over a text."""

    def __init__(self, meanings: Sequence[KeywordSet]) -> None:
        self._meanings = len(meanings)
        every = [
            (word, 0 if len(word) <= _UNINFLECTED else meaning.ending, number)
            for number, meaning in enumerate(meanings)
            for word in meaning.words
        ]
        roots = _roots({word for word, _, _ in every})
        # The sign before a word comes first: `re` skips fast to a set of signs, and slowly to a boundary.
        self._beginning = re.compile(r"\W(" + _tree(roots) + r")[^\W\d_]*+")
        entries = {root: [entry for entry in every if entry[0].startswith(root)] for root in roots}
        self._of_letters = {root: [each for each in found if each[0].isalpha()] for root, found in entries.items()}
        self._others: dict[str, list[_Entry]] = {}
        for root, found in entries.items():
            for entry in found:
                if not entry[0].isalpha():
                    self._others.setdefault(_key(root, _letters_and_sign(entry[0])), []).append(entry)

    def find(self, folded: str) -> list[Spans]:
        """Return, for each meaning in its order, the spans of its words in `folded`, inflections included.

        A word begins where no letter, digit or underscore stands before it. Where more letters follow than
        an inflection may have, it is another word. Of two words that begin at one place the longest counts.
        """
        spans: list[Spans] = [[] for _ in range(self._meanings)]
        adds = [one.append for one in spans]
        known: dict[str, tuple[tuple[int, int], ...]] = {}
        for hit in self._beginning.finditer(" " + folded):
            start, after = hit.span()
            run = folded[start:after]  # and the sign after it
            lengths = known.get(run)
            if lengths is None:
                lengths = self._lengths(hit[1], run, folded, start)
                if _key(hit[1], run) not in self._others:
                    if len(known) == _MOST_KNOWN:
                        known.clear()
                    known[run] = lengths
            for number, length in lengths:
                adds[number]((start, start + length))
        return spans

    def _lengths(self, root: str, run: str, folded: str, start: int) -> tuple[tuple[int, int], ...]:
        """Return each meaning with the length of its longest word that stands at `start`, where `run` begins.

        `run` is a run of letters and the sign after it: a word with other signs than letters has its first one there.
        """
        longest: dict[int, int] = {}
        for word, ending, number in (*self._of_letters[root], *self._others.get(_key(root, run), ())):
            length = _end_of(word, ending, folded, start) - start
            if length > longest.get(number, 0):
                longest[number] = length
        return tuple(longest.items())


def _letters_and_sign(text: str) -> str:
    """Return the letters with which a text begins, and the sign after them."""
    found = _LETTERS.match(text)
    return text[: found.end() + 1] if found else text[:1]


def _key(root: str, run: str) -> str:
    """Return by what the words with other signs than letters are looked up that `root` begins."""
    return run if root.isalpha() else root


def _roots(words: Iterable[str]) -> list[str]:
    """Return the words that no other word begins."""
    roots: list[str] = []
    for word in sorted(words):
        if not (roots and word.startswith(roots[-1])):
            roots.append(word)
    return roots


def _tree(words: Iterable[str]) -> str:
    """Return a regular expression for words none of which begins another, so that each letter is looked at once."""
    rests: dict[str, list[str]] = {}
    for word in words:
        rests.setdefault(word[0], []).append(word[1:])
    branches = [re.escape(letter) + (_tree(rest) if rest != [""] else "") for letter, rest in rests.items()]
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"


def _end_of(word: str, ending: int, folded: str, start: int) -> int:
    """Return where the word that begins at `start` ends with its inflection, or 0 where it does not stand there."""
    if not folded.startswith(word, start):
        return 0
    end = start + len(word)
    if not word[-1].isalpha():
        return end
    rest = _LETTERS.match(folded, end)
    last = rest.end() if rest else end
    return last if last - end <= ending else 0


def ends_of(found: Iterable[T], most: int | None) -> list[T]:
    """Return all of what was found; of more than `most` the first and the last half, where people state things."""
    if most is None:
        return [*found]
    rest = iter(found)
    return [*islice(rest, most // 2), *deque(rest, maxlen=most - most // 2)]


def any_of(words: Iterable[str], *, whole: bool) -> str:
    """Return a regular expression for any of `words` in folded text, each at a word's beginning if it is of letters.

    `whole` wants a word's end too, and tries the longest first. Without it the expression tells whether one of them
    begins there, not which: each letter is looked at once, however many words there are.
    """
    if whole:
        return "(?:" + "|".join(_bounded(word) for word in _folded(words)) + ")"
    roots = _roots(_folded(words))
    kinds = (
        (_WORD_START, [root for root in roots if root[0].isalnum()]),
        ("", [root for root in roots if not root[0].isalnum()]),
    )
    return "(?:" + "|".join(before + _tree(found) for before, found in kinds if found) + ")"


_WORD_START: Final = r"(?<![^\W_])"


def _bounded(word: str) -> str:
    before = _WORD_START if word[0].isalnum() else ""
    after = r"(?![^\W_])" if word[-1].isalnum() else ""
    return before + re.escape(word) + after
