"""Damaged base64 read line by line: which lines are data, and where the data ends (RFC 2045, 6.8).

Signs outside the alphabet are passed over and `=` ends the data. What antivirus programs and mailing lists write in
plain words around it is no data, though most letters of those words are in the alphabet.
"""

import binascii
import re
from collections.abc import Iterator

from attrs import define, field, frozen

ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_ENDS = re.compile(rb"=+")
_FOREIGN = bytes(sorted(set(range(256)) - set(ALPHABET + b"=")))
_SPACE = b" \t\r\n\x00"
_WHOLE_LINES = re.compile(
    rb"(?>(?:[^A-Za-z0-9+/=\r\n]{0,3}[A-Za-z0-9+/]{40,996}[^A-Za-z0-9+/=\r\n]{0,9}\r?\n){1,4096})"
)
"""Lines that can be nothing else, many at a time: a large attachment costs no loop of its own."""
_BETWEEN = re.compile(rb"[^A-Za-z0-9+/=]+")
_WORD = re.compile(rb"[A-Za-z]?[a-z]{0,15}|[A-Z]{2,15}|[0-9]{1,16}")
_MOST_FOREIGN = 3
"""One sign in so many may be foreign in a line of data."""
_SHORT = 16
_FEW = 60
_LONG = 40


@frozen
class Base64Lines:
    """The data as stretches of letters, each decoded by itself, and whether other words stood around it."""

    stretches: list[bytes] = field(repr=False)
    other_words: bool
    short: bool
    """Whether there is so little of it that a word of plain text could look so."""


def padded(letters: bytes) -> bytes:
    """Decode as many letters as make whole bytes."""
    if len(letters) % 4 == 1:
        letters = letters[:-1]
    return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))


def base64_lines(raw: bytes) -> Base64Lines | None:
    """Return the data among the lines of a body that is labelled base64; None where it holds other words instead."""
    gathered = _Gathered()
    for line, whole in _lines(raw):
        letters = line.translate(None, _FOREIGN)
        if whole:
            gathered.add(letters, _LONG)
        elif not line.strip(_SPACE):
            gathered.gap = True
        elif _is_data(line, letters) and not gathered.is_below(letters):
            gathered.add(letters, len(letters))
        else:
            gathered.pass_over(letters)
    return gathered.result()


@define
class _Gathered:
    """The data as it grows, line by line."""

    stretches: list[bytes] = field(factory=list)
    open: list[bytes] = field(factory=list)
    """The letters of the stretch that no `=` has ended yet."""
    widest: int = 0
    size: int = 0
    above: int = 0
    """Letters of other words before the first line of data."""
    other_words: bool = False
    interrupted: bool = False
    ended: bool = False
    gap: bool = False

    def add(self, letters: bytes, width: int) -> None:
        """Add a line; below other words only one as wide as lines of data are."""
        if self.interrupted and width < min(self.widest or _LONG, _LONG):
            return
        self.interrupted = self.gap = self.ended = False
        self.widest = max(self.widest, width)
        self.size += len(letters)
        *closed, last = (piece for piece in _ENDS.split(letters))
        for piece in closed:
            self.open.append(piece)
            self._close()
            self.ended = True
        if last:
            self.open.append(last)
            self.ended = False

    def pass_over(self, letters: bytes) -> None:
        """Leave out a line of other words."""
        self.other_words = self.interrupted = True
        self.above += 0 if self.size else len(letters)

    def is_below(self, letters: bytes) -> bool:
        """Whether a line below a blank one comes after the end of the data: a word of a footer, not its last line."""
        if not self.gap or not self.size:
            return False
        bare = letters.rstrip(b"=")
        mixed = not bare.isalpha() or not (bare.islower() or bare.isupper() or bare[1:].islower())
        if self.ended:
            return len(letters) % 4 != 0 or len(letters) < _SHORT or not mixed
        return len(letters) < _SHORT and not mixed

    def result(self) -> Base64Lines | None:
        """Return what was gathered; None where more letters stand above the data than in it."""
        self._close()
        if self.size <= self.above:
            return None
        return Base64Lines(self.stretches, other_words=self.other_words, short=self.size < _FEW)

    def _close(self) -> None:
        if self.open:
            self.stretches.append(b"".join(self.open))
            self.open.clear()


def _lines(raw: bytes) -> Iterator[tuple[bytes, bool]]:
    """Yield the lines, those that can be nothing but data together and marked so."""
    position = 0
    while position < len(raw):
        if found := _WHOLE_LINES.match(raw, position):
            yield found[0], True
            position = found.end()
            continue
        end = raw.find(b"\n", position)
        end = len(raw) if end < 0 else end + 1
        yield raw[position:end], False
        position = end


def _is_data(line: bytes, letters: bytes) -> bool:
    """Whether a line is data: hardly any foreign sign but for spaces, and not made of words."""
    signs = line.translate(None, _SPACE)
    if not letters or (len(signs) - len(letters)) * _MOST_FOREIGN > len(signs):
        return False
    if len(letters) >= _LONG and len(line) - len(letters) <= _SHORT // 4:
        return True
    words = [word for word in _BETWEEN.split(line) if word]
    plain = sum(len(word) for word in words if _WORD.fullmatch(word))
    return plain * 2 <= len(letters) or (len(words) == 1 and letters.endswith(b"="))
