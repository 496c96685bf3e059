"""Alternatives of one text (RFC 2046, 5.1.4): which is read, and whether another has words that it lacks."""

import re
from collections.abc import Sequence
from html import unescape

from attrs import field, frozen

_STUB = re.compile(
    r"(?is)(?:html.{0,80}(?:message|mail|e-mail|viewer|client|format)"
    r"|(?:не поддерживает|не підтримує|does not support).{0,60}html"
    r"|this is a multi-?part message|view (?:this|the) (?:e-?mail|message) in)"
)
_UNSEEN = re.compile(r"(?i)</?(?:style|script|title)(?![a-z0-9])[^<>]{0,2000}>")
_TAG = re.compile(r"<[^<>]{0,2000}>")
_WORD = re.compile(r"\w{2,}")
_SHORT = 300
_MOST_TAGS = 3000
_MOST_PARTED = 1000
"""Of so many words each is looked for as a part of another: a tag may stand within it."""


@frozen(kw_only=True)
class Piece:
    """One decoded text part, not yet turned from HTML."""

    html: bool
    text: str = field(repr=False)

    @property
    def says_something(self) -> bool:
        """Whether it is more than white space, or than a hint that the real text is the HTML."""
        stripped = self.text.strip()
        return bool(stripped) and (self.html or len(stripped) > _SHORT or _STUB.search(stripped) is None)


def chosen(alternatives: Sequence[list[Piece]]) -> list[Piece]:
    """Choose among alternatives: the first plain one that says something, else the last that does."""
    speaking = [pieces for pieces in alternatives if any(piece.says_something for piece in pieces)]
    if not speaking:
        return next((pieces for pieces in reversed(alternatives) if pieces), [])
    return next((pieces for pieces in speaking if not pieces[0].html), speaking[-1])


def differ(alternatives: Sequence[list[Piece]], read: list[Piece]) -> bool:
    """Whether one of the alternatives has words that the one that is read lacks: they are not told otherwise."""
    others = [piece for pieces in alternatives if pieces is not read for piece in pieces if piece.says_something]
    if not others:
        return False
    known = "\n".join(_seen(piece) for piece in read).lower()
    told = frozenset(known.split())
    left = {token for piece in others for token in _seen(piece).lower().split()} - told
    lacking = {word for token in left for word in _WORD.findall(token)}
    return len(lacking) > _MOST_PARTED or any(word not in known for word in lacking)


def _seen(piece: Piece) -> str:
    """Return about what a person sees of it, words parted where a tag stands within them: much faster than to lay it
    out. Long HTML goes without the parser, whose time may grow with the square of the depth.
    """
    if not piece.html:
        return piece.text
    if piece.text.count("<") > _MOST_TAGS:
        seen = _TAG.sub(" ", "".join(_UNSEEN.split(piece.text)[::2]))
        return unescape(seen) if "&" in seen else seen
    from selectolax.lexbor import LexborHTMLParser

    parser = LexborHTMLParser(piece.text.replace("\x00", " "))
    parser.strip_tags(["style", "script", "title"])
    return parser.root.text(separator=" ") if parser.root is not None else ""
