"""The line by which a mail program announces a quotation, told from a sentence that only looks like one (3.5).

A program writes a date, a name, perhaps an address, perhaps a verb, and nothing else; who writes "on the 28th your
operator wrote:" says more. So what is left of a line without dates, addresses and the words programs use has to be a
name, or the line is the writer's own.
"""

import re
from collections.abc import Sequence
from enum import Enum
from typing import Final

from attrs import frozen

from netpoint_stp.channels.email.own_words.attribution_words import (
    BARE_ADDRESS,
    BRACKETED_ADDRESS,
    CONNECTING,
    DATE,
    GREETED,
    MACHINE_VERB,
    PRONOUNS,
    TIME,
    VERB,
    VERB_AT_END,
)

_ENDS: Final = (":", "：")
_LONGEST: Final = 400
_MOST_LINES: Final = 4
_MOST_NAMES: Final = 6
_TOKEN: Final = re.compile(r"[^\s,;:|/()\[\]\"'«»“”„<>=*_]+")
_ZONE: Final = re.compile(r"(?i)(?:gmt|utc)?[+-]\d{1,2}:?\d{0,2}|\d{1,4}")
_BEFORE_NAME: Final = re.compile(r",\s*\S[^,]{0,80}$")
_WITHOUT_COLON: Final = re.compile(
    r"\s*(?:19|20)\d{2}/\d{1,2}/\d{1,2}\s[^<>\n]{0,80}<[^<>\s]{1,120}@[^<>\s]{1,120}>\s*"
)
_THEN_WORDS: Final = re.compile(
    r"\s*([^<>\n]{6,150}<[^<>\s]{1,120}@[^<>\s]{1,120}>,? [^\W\d_]{3,10}(?:\(-?[^\W\d_]{1,2}\))?:)[ \xa0]{2,}\S"
)
"""As Yahoo's program for telephones writes it: the quotation begins on the line of its announcement."""
_BETWEEN_DASHES: Final = re.compile(r"\s*-{2,20}\s?([^\s-].{5,380}?[^\s-])\s?-{2,20}\s*", re.DOTALL)


class Strength(Enum):
    """How surely a line announces a quotation."""

    NONE = 0
    UNDATED = 1
    """A name with a verb or an address, no date, or a date and an address alone: only above lines marked as quoted."""
    WEAK = 2
    """A date, a name and a verb: also within an answer, on a paragraph of its own."""
    FAIR = 3
    """A date with an address, or with a verb as only programs write it: also within an answer."""
    STRONG = 4
    """A date, a name and an address in brackets."""

    __hash__ = object.__hash__


@frozen
class Attribution:
    """Where an announcement begins and ends, as numbers of lines, and how sure it is."""

    first: int
    last: int
    strength: Strength


def attribution_at(lines: Sequence[str], place: int) -> Attribution | None:
    """Return the announcement that ends with the line `place`: the shortest that has a date, else one without."""
    if _WITHOUT_COLON.fullmatch(lines[place][:_LONGEST]):
        return Attribution(place, place, Strength.STRONG)
    if not lines[place].rstrip().endswith(_ENDS):
        found = _THEN_WORDS.match(lines[place])
        sure = found is not None and VERB_AT_END.search(found[1]) and strength_of(found[1]) is Strength.STRONG
        return Attribution(place, place, Strength.STRONG) if sure else None
    undated: Attribution | None = None
    joined = ""
    for first in range(place, max(place - _MOST_LINES, -1), -1):
        line = lines[first].strip()
        joined = f"{line} {joined}".strip()
        if not line or len(joined) > _LONGEST:
            break
        strength = strength_of(joined)
        if strength.value > Strength.UNDATED.value:
            return Attribution(first, place, strength)
        if undated is None and strength is Strength.UNDATED:
            undated = Attribution(first, place, strength)
    return undated


def between_dashes(lines: Sequence[str], place: int) -> Attribution | None:
    """Return the announcement `---- On … wrote ----` that begins with the line `place`, as Zoho writes it."""
    if not lines[place].lstrip().startswith("--"):
        return None
    joined = ""
    for last in range(place, min(place + 3, len(lines))):
        joined = f"{joined} {lines[last].strip()}".strip()
        found = _BETWEEN_DASHES.fullmatch(joined) if len(joined) <= _LONGEST else None
        if found is not None:
            sure = strength_of(f"{found[1]}:").value >= Strength.WEAK.value
            return Attribution(place, last, Strength.STRONG) if sure else None
    return None


def strength_of(joined: str) -> Strength:
    """Tell how surely a line, put together where it was wrapped, announces a quotation."""
    body = joined.rstrip(" \t:：")
    rest, bracketed = BRACKETED_ADDRESS.subn(" ", body)
    rest, bare = BARE_ADDRESS.subn(" ", rest)
    rest, dates = DATE.subn(" ", rest)
    rest = TIME.sub(" ", rest)
    verb = VERB.search(rest) is not None
    names = _names(VERB.sub(" ", rest))
    if names is None:
        return Strength.NONE
    named = all(name[0].isupper() or not name[0].isalpha() for name in names)
    if not named and not (bracketed and len(names) <= 3):
        return Strength.NONE
    at_end = VERB_AT_END.search(body) is not None
    if not dates:
        return Strength.UNDATED if named and (at_end or bracketed) else Strength.NONE
    if bracketed:
        return Strength.STRONG if named else Strength.FAIR
    if MACHINE_VERB.search(body):
        return Strength.FAIR
    if verb:
        return Strength.WEAK
    return Strength.UNDATED if bare and named else Strength.NONE


def stands_alone(lines: Sequence[str], found: Attribution) -> bool:
    """Whether a weak announcement has the form of a program's: a paragraph of its own, a comma before the name."""
    above = found.first == 0 or not lines[found.first - 1].strip()
    below = found.last + 1 >= len(lines) or not lines[found.last + 1].strip()
    joined = " ".join(line.strip() for line in lines[found.first : found.last + 1])
    return above and below and (GREETED.match(joined) is not None or _BEFORE_NAME.search(joined) is not None)


def _names(text: str) -> list[str] | None:
    """Return the words that can only be a name; None where they are too many, or one of them can be none."""
    words = [word.strip(".-–—") for word in _TOKEN.findall(text)]
    words = [word for word in words if word and _ZONE.fullmatch(word) is None and word.lower() not in CONNECTING]
    if len(words) > _MOST_NAMES or any(word.lower() in PRONOUNS for word in words):
        return None
    return words
