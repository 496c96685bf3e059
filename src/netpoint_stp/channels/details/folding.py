"""Text made ready for finding account information in it (3.6): odd characters folded, look-alike letters made one.

Three texts of one length belong together: `plain` keeps letters and letter case and folds only what no
reader can see (widths, digits of other scripts, kinds of space, invisible marks); `folded` is for looking
words up: one letter case, Latin and Cyrillic look-alikes and the spellings of Russian and Ukrainian made
one. Both are indexed alike, and `position` leads back to the text as it came.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from attrs import field, frozen

_ODD: Final = re.compile(
    "[\u00ad\u0130\u0300-\u036f\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u1680\u180e\u2000-\u200f\u2028-\u202f"
    "\u205f-\u206f\u2070-\u209c\u2100-\u2115\u2117-\u214f\u2460-\u24ff\u3000\ufe00-\ufe0f\ufeff\uff00-\uffef"
    "\U0001d400-\U0001d7ff]"
)
"""What needs the slow way; № (U+2116) does not."""

_SPACES: Final = ("\xa0", "\t", "\r", "\v", "\f", "\x85")
_ONE_LETTER: Final = tuple(zip("aeopcxyikmtbhіїйёєэґ’ʼ`‘", "аеорсхуикмтвниииееег''''", strict=True))
"""Latin look-alikes to Cyrillic, then what Russian and Ukrainian write differently, then apostrophes."""


@frozen
class FoldedText:
    """A text in its two foldings; see the module."""

    plain: str = field(repr=False)
    folded: str = field(repr=False)
    _origins: Sequence[int] | None = field(repr=False)

    def position(self, index: int) -> int:
        """Return where the character at `index` of `plain` stands in the text as it came."""
        return index if self._origins is None else self._origins[index]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the text as it came for `[start, end)` of `plain`; not for an empty one."""
        return self.position(start), self.position(end - 1) + 1


def is_odd(text: str) -> bool:
    """Whether a text has characters of which `fold` makes others, digits among them."""
    return _ODD.search(text) is not None


def fold(text: str) -> FoldedText:
    """Return the two foldings of `text`."""
    origins = None
    plain = text
    if is_odd(text):
        plain, origins = _without_odd_characters(text)
    for space in _SPACES:
        if space in plain:
            plain = plain.replace(space, " ")
    return FoldedText(plain, fold_word(plain), origins)


def fold_word(word: str) -> str:
    """Return a word as it is looked up in `folded`; of the same length unless there are odd characters in it."""
    folded = word.lower()
    for letter, other in _ONE_LETTER:
        folded = folded.replace(letter, other)
    return folded


def _without_odd_characters(text: str) -> tuple[str, list[int]]:
    kept: list[str] = []
    origins: list[int] = []
    last = 0
    for odd in _ODD.finditer(text):
        kept.append(text[last : odd.start()])
        origins += range(last, odd.start())
        plain = _one_plain(odd[0])
        kept.append(plain)
        origins += [odd.start()] * len(plain)
        last = odd.end()
    kept.append(text[last:])
    origins += range(last, len(text))
    return "".join(kept), origins


@lru_cache(maxsize=4096)
def _one_plain(character: str) -> str:
    """Return what a reader sees in a character: nothing for marks without width, ASCII digits, plain widths."""
    category = unicodedata.category(character)
    if category == "Cf" or unicodedata.combining(character) or "\ufe00" <= character <= "\ufe0f":
        return ""
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if category in {"Zs", "Zl", "Zp"}:
        return "\n" if category in {"Zl", "Zp"} else " "
    plain = unicodedata.normalize("NFKC", character)
    return plain if len(plain.lower()) == len(plain) else plain.lower()[0]
