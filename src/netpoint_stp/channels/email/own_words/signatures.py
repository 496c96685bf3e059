"""The signature below a message, told from sentences that begin or look like one (3.5, RFC 3676 4.3)."""

import re
from collections.abc import Sequence
from typing import Final

from netpoint_stp.channels.email.own_words.signature_words import (
    CLOSING,
    DEVICE,
    POSTSCRIPT,
    ROLES,
    SAYING,
    TAGLINE,
    WRITTEN_BY,
)

_EXACT: Final = "-- "
_DASHES: Final = re.compile(r"(?:--|—|–|__|---)[ \xa0]?")
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*")
_SENTENCE_END: Final = re.compile(r"[.!?…]['\"»”)]?\s*$")
_LONGEST_CLOSING: Final = 10
_LONGEST_SIGNATURE: Final = 500
_MOST_LINES: Final = 25
_LONGEST_TAGLINE: Final = 120


def without_signature(lines: list[str]) -> tuple[list[str], list[str]]:
    """Part lines into words and signature: what a program or a closing marks, as far as it reads like one.

    Sentences below a closing, a dash or a tagline stay with the words; only the exact separator of RFC 3676 takes all.
    """
    for place in range(len(lines) - 1, max(len(lines) - _MOST_LINES - 1, -1), -1):
        if lines[place] == _EXACT:
            return lines[:place], lines[place:]
    lines, taglines = _without_taglines(lines)
    start = _start(lines)
    words = lines[:start]
    signature: list[str] = []
    for number, paragraph in enumerate(_paragraphs(lines[start:])):
        mine = reads_as_words(paragraph, first=number == 0)
        (words if mine else signature).extend(paragraph)
    return words, [*signature, *taglines]


def put_in_by_program(signature: Sequence[str]) -> bool:
    """Whether a signature is there without anybody having written it: a program's separator, or only taglines."""
    filled = [line for line in signature if line.strip()]
    return bool(filled) and (_EXACT in signature or all(map(_tagline, filled)))


def reads_as_words(lines: Sequence[str], *, first: bool = False) -> bool:
    """Whether a paragraph says something, and is not only names, roles and contacts; `first` has the closing."""
    if any(POSTSCRIPT.match(line) for line in lines):
        return True
    rest = lines[1:] if first else lines
    return any(says_something(line) for line in rest)


def says_something(line: str) -> bool:
    """Whether a line reads as a sentence: one that ends as one, or has a word that only sentences have."""
    words = _WORD.findall(line)
    small = [word for word in words if word[0].islower() and len(word) > 1 and word.lower() not in ROLES]
    if any(word.lower() in SAYING for word in words):
        return len(words) > 1
    if _SENTENCE_END.search(line) is not None:
        return len(small) >= 3
    return len(small) >= 5


def _start(lines: Sequence[str]) -> int:
    """Return the line from which on a signature may stand; the number of lines where none does."""
    filled = [place for place, line in enumerate(lines) if line.strip()]
    dashes = sum(_DASHES.fullmatch(lines[place]) is not None for place in filled[-_MOST_LINES:])
    for place in reversed(filled[-_MOST_LINES:]) if dashes == 1 else ():
        if _DASHES.fullmatch(lines[place]) and not any(says_something(line) for line in lines[place + 1 :]):
            return place
    for place in filled[-_LONGEST_CLOSING:]:
        rest = sum(len(lines[below]) for below in filled if below >= place)
        if rest <= _LONGEST_SIGNATURE and _closes(lines[place]):
            return place
    return len(lines)


def _closes(line: str) -> bool:
    """Whether a line is a closing and nothing more than a name: "with regards to your rules …" is a sentence."""
    found = CLOSING.match(line)
    if found is None:
        return False
    words = _WORD.findall(line[found.end() :])
    if not words:
        return True
    begins = words[0][0].isupper() or words[0].lower() in ROLES
    small = [word for word in words if word[0].islower() and word.lower() not in ROLES]
    return begins and len(small) <= 1 and len(words) <= 8 and not any(word.lower() in SAYING for word in words)


def _paragraphs(lines: Sequence[str]) -> list[list[str]]:
    paragraphs: list[list[str]] = []
    for number, line in enumerate(lines):
        fresh = number == 0 or (line.strip() and not lines[number - 1].strip()) or POSTSCRIPT.match(line)
        if fresh or not paragraphs:
            paragraphs.append([])
        paragraphs[-1].append(line)
    return paragraphs


def _without_taglines(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """Move lines that a program put in by itself out of the words, wherever words stand below them.

    A single line below the last one goes with it, unless it says something: a name, a link.
    """
    kept: list[str] = []
    moved: list[str] = []
    filled = [place for place, line in enumerate(lines) if line.strip()]
    last = filled[-1] if filled else 0
    for place, line in enumerate(lines):
        if not line:
            kept.append(line)
            continue
        alone = place == 0 or not lines[place - 1].strip()
        goes_with = place == last and len(filled) > 1 and moved[-1:] == [lines[filled[-2]]] and not _informs(line)
        (moved if (alone and _tagline(line)) or goes_with else kept).append(line)
    return kept, moved


def _informs(line: str) -> bool:
    return says_something(line) or any(character.isdigit() for character in line)


def _tagline(line: str) -> bool:
    """Whether a line is what a mail program says of itself: "Sent from my iPhone", and no more."""
    if len(line) > _LONGEST_TAGLINE or (found := TAGLINE.match(line)) is None:
        return False
    rest = line[found.end() :]
    return DEVICE.search(rest) is not None and WRITTEN_BY.search(rest) is None and len(_WORD.findall(rest)) <= 8
