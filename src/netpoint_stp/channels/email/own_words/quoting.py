"""The writer's own words apart from what is quoted and from the signature, in Russian, Ukrainian and English (3.5).

Losing words of the writer is worse than taking quoted ones for them: without a mark of a reply or forward a message
keeps all of its words as own, and so does one of which nothing else would be own.
"""

import re
from collections.abc import Sequence
from typing import Final

from attrs import field, frozen

from netpoint_stp.channels.email.own_words.attributions import (
    Attribution,
    Strength,
    attribution_at,
    between_dashes,
    stands_alone,
)
from netpoint_stp.channels.email.own_words.copied_headers import (
    FORWARD,
    QUOTE,
    REPLY_ABOVE,
    RULE,
    SEPARATOR,
    CopiedHeader,
    copied_header,
    header_follows,
    label_of,
    starts_header,
)
from netpoint_stp.channels.email.own_words.signatures import put_in_by_program, without_signature
from netpoint_stp.channels.interaction import Text

ANSWERS: Final = re.compile(
    r"(?i)\s*(?:re|aw|sv|ha|fwd?|fw|wg|tr|отв(?:ет)?|відп(?:овідь)?|на|пересл(?:ано)?|пер)\s*(?:\[\d+\])?\s*:"
)
"""The beginning of a subject that says that the message answers another one, or passes it on."""
_INITIALS: Final = re.compile(r"[ \t]{0,8}([A-ZА-ЯІЇЄҐ][\w.-]{0,11})>{1,9}(?: |$)")
_SUPERCITE: Final = re.compile(r"\s*>{2,9}\s*\"([^\"\n]{1,20})\"\s*==?\s.{1,120}")
"""As Gnus and others announce the initials that mark what follows: `>>>>> "NS" == NetPoint Support writes:`."""
_ENDS: Final = (":", "：")
_SHORTEST_MARK: Final = 12
"""No line that says that all below is quoted or forwarded has fewer signs."""
_MAY_ANNOUNCE: Final = re.compile(r"[:：@>]|^\s*--")
"""What each shorter line has that announces a quotation: most have none of it, and are looked at no more."""
_TRIES: Final = 300
"""After so many places that look like the start of a quotation and are none, no more are looked at."""


@frozen(kw_only=True)
class Split:
    """A text in its parts."""

    text: Text = field(repr=False)
    uncertain: bool = False
    """Whether words that may be quoted were left among the writer's own."""


def split_text(text: str, *, answers: bool = False) -> Text:
    """Part a message's text into own words, quoted words and signature; every line lands in one of the three.

    `answers` says that the message itself tells of another one: by its subject, or by the ids it answers.
    """
    return split(text, answers=answers).text


def split(text: str, *, answers: bool = False) -> Split:
    """Part a message's text, and say whether that was uncertain; see `split_text`."""
    lines = text.split("\n")
    tail = _quoted_tail(lines, answers=answers)
    marked = answers or tail.marked
    above, below = lines[: tail.first], lines[tail.first :]
    quotes = _without_quotes(above)
    own, quoted = quotes.own, quotes.quoted
    uncertain = False
    if not _says(own) and tail.after is not None and not _says(quoted):
        rest = _without_quotes(lines[tail.after :])
        quoted, below = [*lines[tail.first : tail.after], *rest.quoted], []
        own, uncertain = [*own, *rest.own], _says(rest.own)
    own, signature = without_signature(own)
    if not _says(own) and not (marked or quotes.marked) and not put_in_by_program(signature):
        own, quoted, below, signature = lines, [], [], []
        uncertain = any(QUOTE.match(line) for line in lines)
    parts = Text(own=_joined(own), quoted=_joined([*quoted, *below]), signature=_joined(signature))
    return Split(text=parts, uncertain=uncertain)


@frozen(kw_only=True)
class _Tail:
    """From which line on all is quoted without any mark on the lines."""

    first: int
    marked: bool = False
    """Whether what announces it says that the message answers or passes on another one."""
    after: int | None = None
    """The line after the announcement, where a writer may have answered below what was quoted."""


@frozen(kw_only=True, repr=False)
class _Quotes:
    own: list[str]
    quoted: list[str]
    marked: bool


def _says(lines: Sequence[str]) -> bool:
    return any(any(character.isalnum() for character in line) for line in lines)


def _joined(lines: Sequence[str]) -> str:
    return "\n".join(lines).strip("\n \t")


def _quoted_tail(lines: Sequence[str], *, answers: bool) -> _Tail:
    """Find the line from which on all is quoted without any mark on the lines; past the last one where none is."""
    tries = 0
    for place, line in enumerate(lines):
        if len(line) < _SHORTEST_MARK and not _MAY_ANNOUNCE.search(line):
            continue
        if not line.strip() or QUOTE.match(line):
            continue
        if len(line) >= _SHORTEST_MARK and _is_mark(lines, place):
            return _Tail(first=place, marked=True)
        start = ":" in line and starts_header(line)
        dashes = line.lstrip().startswith("--") and not RULE.fullmatch(line)
        if not (start or dashes or line.rstrip().endswith((*_ENDS, ">")) or "@" in line):
            continue
        tries += 1
        if tries > _TRIES:  # what is looked at more closely costs time, and a text of such lines alone is no mail
            break
        if dashes and (dashed := between_dashes(lines, place)) is not None:
            return _Tail(first=place, marked=True, after=dashed.last + 1)
        if start and _is_copied_header(lines, place, answers=answers):
            return _Tail(first=_with_rule(lines, place), marked=True)
        if (found := _announced(lines, place, answers=answers)) is not None:
            return _Tail(first=_above_labels(lines, found.first), marked=True, after=found.last + 1)
    return _Tail(first=len(lines))


def _is_mark(lines: Sequence[str], place: int) -> bool:
    """Whether a line says of itself that another message stands below it."""
    line = lines[place]
    if SEPARATOR.fullmatch(line) or REPLY_ABOVE.fullmatch(line):
        return True
    return FORWARD.fullmatch(line) is not None and header_follows(lines, place)


def _announced(lines: Sequence[str], place: int, *, answers: bool) -> Attribution | None:
    """Return the announcement of a quote that stands at a line, where no line below says so itself."""
    found = attribution_at(lines, place)
    if found is None or _quote_follows(lines, found.last) or not _announces(lines, found, answers=answers):
        return None
    return found


def _with_rule(lines: Sequence[str], place: int) -> int:
    """Return where a copied header begins with the rule that stands above it, an empty line between them or none."""
    above = next((number for number in range(place - 1, max(place - 3, -1), -1) if lines[number].strip()), None)
    return above if above is not None and RULE.fullmatch(lines[above]) else place


def _is_copied_header(lines: Sequence[str], place: int, *, answers: bool) -> bool:
    """Whether a mail program copied the header that starts here; else it is the head of a letter, or a form (F2)."""
    head = copied_header(lines, place)
    if head is None or label_of(lines[place]) != "from":
        return False
    above = lines[place - 1].strip() if place else ""
    ruled = bool(above) and RULE.fullmatch(lines[place - 1]) is not None
    if (above or head.form) and not ruled:
        return False
    return (
        _answers(head, ruled=ruled) if answers else _copied(head, lines[: place - 1 if ruled else place], ruled=ruled)
    )


def _answers(head: CopiedHeader, *, ruled: bool) -> bool:
    """Whether a header in what answers a message stands above that: nearly any does."""
    return ruled or head.has_address or (_is_full(head) and head.has_time and len(head.values) >= 4)


def _copied(head: CopiedHeader, above: Sequence[str], *, ruled: bool) -> bool:
    """Whether a header in a message that answers nothing was copied: words come first, and none announces it."""
    before = [line.strip() for line in above if line.strip()]
    return bool(before) and not before[-1].endswith(_ENDS) and _is_full(head) and (ruled or head.has_address)


def _is_full(head: CopiedHeader) -> bool:
    return "date" in head.values and ("to" in head.values or "subject" in head.values)


def _announces(lines: Sequence[str], found: Attribution, *, answers: bool) -> bool:
    """Whether all below an announcement is quoted though no line says so."""
    if found.strength is Strength.STRONG:
        return True
    if not answers:
        return False
    return found.strength is Strength.FAIR or (found.strength is Strength.WEAK and stands_alone(lines, found))


def _above_labels(lines: Sequence[str], first: int) -> int:
    """Return where an announcement begins with the lines that Yandex puts above it: dashes, `Кому:`, `Тема:`."""
    place = first
    while place and label_of(lines[place - 1]) in ("to", "subject", "date", "more"):
        place -= 1
    if place and RULE.fullmatch(lines[place - 1]):
        return place - 1
    return first


def _quote_follows(lines: Sequence[str], place: int) -> bool:
    below = [line for line in lines[place + 1 : place + 6] if line.strip()][:2]
    return any(QUOTE.match(line) or _INITIALS.match(line) for line in below)


def _without_quotes(lines: Sequence[str]) -> _Quotes:
    """Part the lines that are marked as quoted, and what announces them, from the others."""
    if not any(">" in line or "|" in line or "&gt;" in line for line in lines):
        return _Quotes(own=[*lines], quoted=[], marked=False)
    own: list[str] = []
    quoted: list[str] = []
    marked = False
    initials: str | None = None
    tries = 0
    for place, line in enumerate(lines):
        cited = _INITIALS.match(line)
        if (cited is not None and cited[1] == initials) or QUOTE.match(line):
            if announced := _SUPERCITE.fullmatch(line):
                initials, marked = announced[1], True
            quoted.append(line)
            continue
        own.append(line)
        if tries >= _TRIES or not line.rstrip().endswith((*_ENDS, ">")):
            continue
        tries += 1
        if not _quote_follows(lines, place):
            continue
        found = attribution_at(lines, place)
        if found is None:
            continue
        marked = True
        initials = _initials_below(lines, place) or initials
        count = min(found.last - found.first + 1, len(own))
        quoted.extend(own[-count:])
        del own[-count:]
    return _Quotes(own=own, quoted=quoted, marked=marked)


def _initials_below(lines: Sequence[str], place: int) -> str | None:
    """Return the initials that mark the first line below `place` that is not empty; None where none do."""
    first = next((line for line in lines[place + 1 : place + 6] if line.strip()), "")
    found = _INITIALS.match(first)
    return None if found is None else found[1]
