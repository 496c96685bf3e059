"""Fingerprints of the sentences of the text: digests and lengths, never the words; for every clause.

A sentence that holds several clauses is cut where one ends and the next begins, so that a changed word
names only its own clause. To take the fingerprints of another edition, mark a copy of it by hand and call
`fingerprint`.
"""

import hashlib
import re
from collections.abc import Iterable
from typing import Final, TypeAlias

from attrs import frozen

from netpoint_stp.clauses.masks import Mask
from netpoint_stp.clauses.normal import normalise
from netpoint_stp.errors import UsageError, did_you_mean

_MARK: Final = re.compile(r"\{\{([^{}]+)\}\}")
_MASKED: Final = re.compile(r"\{(\w+):([^{}]+)\}")
_MASKS: Final = frozenset(mask.value for mask in Mask)
_DIGEST_LENGTH: Final = 16
_USUAL_CONTACT: Final = 14


@frozen
class Literal:
    """A run of text that must stand word for word: its length in characters that matter, and its digest."""

    length: int
    digest: str


Part: TypeAlias = Literal | Mask
Variant: TypeAlias = tuple[Part, ...]


@frozen(kw_only=True)
class Anchor:
    """One sentence, or part of one, of an entry: the ways in which it may be written.

    `goes_on` says that the sentence goes on in the next anchor.
    """

    entry: str
    variants: tuple[Variant, ...]
    goes_on: bool = False

    @property
    def length(self) -> int:
        """The usual length in characters that matter."""
        return sum(part.length if isinstance(part, Literal) else _USUAL_CONTACT for part in self.variants[0])


def digest_of(normal_text: str) -> str:
    """Return the first 64 bits of the SHA-256 of a text that `normalise` has reduced, in hexadecimal."""
    return hashlib.sha256(normal_text.encode()).hexdigest()[:_DIGEST_LENGTH]


def fingerprint(marked: str) -> tuple[Anchor, ...]:
    """Return the anchors of a document that was marked by hand, in its order.

    `{{3.12}}` stands before each sentence or part of one and names its entry; everything up to the next
    mark belongs to it. A masked contact is written `{email:what the copy shows}`, `{phone:…}`, or
    `{link:…}`; for a link the words shown match too, besides any address of a page. Raises `UsageError`
    naming every mark that is unknown or empty, and any text before the first mark.
    """
    pieces = _MARK.split(marked)
    problems = []
    if normalise(pieces[0]).text:
        problems.append(f"text stands before the first mark: `{pieces[0].strip()[:40]}`")
    anchors = []
    for entry, body in zip(pieces[1::2], pieces[2::2], strict=True):
        plain = _MASKED.sub("x", body)
        unknown = [m.group(1) for m in _MASKED.finditer(body) if m.group(1) not in _MASKS]
        problems += [f"mask `{name}` is unknown{did_you_mean(name, _MASKS)}" for name in unknown]
        variants = () if unknown else _variants(body)
        if any(not variant or isinstance(variant[0], Mask) for variant in variants):
            problems.append(f"mark `{entry}` is followed by no text; move or remove it")
        ends = normalise(plain)
        closed = ends.sentence_ends_before(len(ends.text)) or "\n" in plain[len(plain.rstrip()) :]
        anchors.append(Anchor(entry=entry, variants=variants, goes_on=not closed))
    if problems:
        raise UsageError("; ".join(problems))
    if anchors:
        anchors[-1] = Anchor(entry=anchors[-1].entry, variants=anchors[-1].variants)
    return tuple(anchors)


def _variants(body: str) -> tuple[Variant, ...]:
    as_masked = _parts(_MASKED.split(body))
    if Mask.LINK not in as_masked:
        return (as_masked,)
    as_shown = _MASKED.sub(lambda m: m.group(2) if m.group(1) == Mask.LINK else m.group(), body)
    return (_parts(_MASKED.split(as_shown)), as_masked)


def _parts(pieces: list[str]) -> Variant:
    parts: list[Part] = []
    for number, piece in enumerate(pieces):
        if number % 3 == 1:
            parts.append(Mask(piece))
        elif number % 3 == 0 and (text := normalise(piece).text):
            parts.append(Literal(len(text), digest_of(text)))
    return tuple(parts)


def as_plain(anchor: Anchor) -> dict[str, object]:
    """Return an anchor as lists and strings for TOML: `12:0123456789abcdef` a literal, `email` a mask."""
    plain: dict[str, object] = {
        "entry": anchor.entry,
        "variants": [
            [f"{part.length}:{part.digest}" if isinstance(part, Literal) else str(part) for part in variant]
            for variant in anchor.variants
        ],
    }
    if anchor.goes_on:
        plain["goes_on"] = True
    return plain


def from_plain(entry: str, variants: Iterable[Iterable[str]], *, goes_on: bool = False) -> Anchor:
    """Return the anchor that `as_plain` wrote; raise `ValueError` for what it cannot have written."""
    return Anchor(entry=entry, variants=tuple(tuple(map(_part, v)) for v in variants), goes_on=goes_on)


def _part(plain: str) -> Part:
    length, colon, digest = plain.partition(":")
    return Literal(int(length), digest) if colon else Mask(plain)
