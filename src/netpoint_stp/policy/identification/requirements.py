"""What account information an action needs (3.6, reading I-3): requirements composed with `&` and `|`."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from itertools import product
from typing import ClassVar, Final, Literal, TypeAlias

import attrs

from netpoint_stp.clauses.marking import implements
from netpoint_stp.errors import UsageError, did_you_mean
from netpoint_stp.rules import UNKNOWN, Unknown
from netpoint_stp.subjects.account import AccountDetail
from netpoint_stp.wording import Language, say

Matched: TypeAlias = Mapping[AccountDetail, bool | Unknown]
"""For each detail that was given: whether it agrees with the account; `UNKNOWN` where it could not be checked."""


@implements("3.6", "4.3.2", readings=("I-3",))
class IdentificationRequirement(ABC):
    """Which details an action needs; compose with `&` (both) and `|` (either)."""

    __slots__ = ()
    READ_BY: ClassVar[str] = "parse_requirement"

    def __and__(self, other: "IdentificationRequirement") -> "IdentificationRequirement":
        return _AllOf((self, other))

    def __or__(self, other: "IdentificationRequirement") -> "IdentificationRequirement":
        return _AnyOf((self, other))

    @abstractmethod
    def ways(self) -> tuple[frozenset[AccountDetail], ...]:
        """Return the smallest sets of details each of which meets the requirement; the shortest first."""

    @property
    def details(self) -> frozenset[AccountDetail]:
        """Return every detail that some way of meeting the requirement needs."""
        return frozenset().union(*self.ways())

    @property
    def is_nothing(self) -> bool:
        """Whether no account information is needed at all."""
        return frozenset() in self.ways()

    def met(self, matched: Matched) -> bool | Literal[Unknown.UNKNOWN]:
        """Return whether the details that agree with the account suffice; `UNKNOWN` where unchecked ones decide it."""
        agreeing = {detail for detail, agrees in matched.items() if agrees is True}
        perhaps = {detail for detail, agrees in matched.items() if agrees is not False}
        if any(way <= agreeing for way in self.ways()):
            return True
        return UNKNOWN if any(way <= perhaps for way in self.ways()) else False

    def lacking(self, matched: Matched) -> tuple[frozenset[AccountDetail], ...]:
        """Return the smallest sets of details that are still needed, never more than one way needs.

        Details given but not agreeing are needed anew. Empty where nothing is lacking.
        """
        agreeing = {detail for detail, agrees in matched.items() if agrees is True}
        rest = [way - agreeing for way in self.ways()]
        if frozenset() in rest:
            return ()
        return _smallest(rest)

    def __str__(self) -> str:
        """Return the requirement as a profile writes it."""
        if self.is_nothing:
            return "nothing"
        return " | ".join(" & ".join(detail.value for detail in AccountDetail if detail in way) for way in self.ways())


@attrs.frozen
class _Needs(IdentificationRequirement):
    detail: AccountDetail

    def ways(self) -> tuple[frozenset[AccountDetail], ...]:
        return (frozenset((self.detail,)),)


@attrs.frozen
class _Nothing(IdentificationRequirement):
    def ways(self) -> tuple[frozenset[AccountDetail], ...]:
        return (frozenset(),)


@attrs.frozen
class _AllOf(IdentificationRequirement):
    parts: tuple[IdentificationRequirement, ...]

    def ways(self) -> tuple[frozenset[AccountDetail], ...]:
        combined = product(*(part.ways() for part in self.parts))
        return _smallest([frozenset[AccountDetail]().union(*way) for way in combined])


@attrs.frozen
class _AnyOf(IdentificationRequirement):
    parts: tuple[IdentificationRequirement, ...]

    def ways(self) -> tuple[frozenset[AccountDetail], ...]:
        return _smallest([way for part in self.parts for way in part.ways()])


def _smallest(ways: list[frozenset[AccountDetail]]) -> tuple[frozenset[AccountDetail], ...]:
    order = list(AccountDetail)
    least = {way for way in ways if not any(other < way for other in ways)}
    return tuple(sorted(least, key=lambda way: (len(way), sorted(order.index(detail) for detail in way))))


LOGIN: Final[IdentificationRequirement] = _Needs(AccountDetail.LOGIN)
CONTRACT_NUMBER: Final[IdentificationRequirement] = _Needs(AccountDetail.CONTRACT_NUMBER)
CONNECTION_ADDRESS: Final[IdentificationRequirement] = _Needs(AccountDetail.CONNECTION_ADDRESS)
PASSPORT: Final[IdentificationRequirement] = _Needs(AccountDetail.PASSPORT)
NOTHING: Final[IdentificationRequirement] = _Nothing()
EVERYTHING: Final[IdentificationRequirement] = LOGIN & CONTRACT_NUMBER & CONNECTION_ADDRESS & PASSPORT

_WORD: Final = re.compile(r"\s*([a-z_]+|[&|()])")
_DEEPEST: Final = 20
_NAMES: Final = {detail.value: _Needs(detail) for detail in AccountDetail}


def parse_requirement(text: str) -> IdentificationRequirement:
    """Return the requirement written as in a profile: `login | contract_number & connection_address`, `nothing`.

    `&` binds more tightly than `|`; brackets are allowed. Raises `UsageError` that says where it goes wrong.
    """
    if len(text) > 500:
        raise UsageError("a requirement is longer than 500 characters; shorten it")
    words: list[str] = []
    at = 0
    while text[at:].strip():
        found = _WORD.match(text, at)
        if found is None:
            raise UsageError(
                f"requirement `{text}` cannot be read at `{text[at:].strip()[:20]}`; use names, &, | and brackets"
            )
        words.append(found.group(1))
        at = found.end()
    if words == ["nothing"]:
        return NOTHING
    if words.count("(") > _DEEPEST:
        raise UsageError(f"requirement `{text[:40]}…` has more than {_DEEPEST} pairs of brackets; write it plainly")
    requirement, rest = _either(words, text)
    if rest:
        raise UsageError(f"requirement `{text}` goes wrong at `{rest[0]}`; join names with & or |")
    return requirement


def _either(words: list[str], text: str) -> tuple[IdentificationRequirement, list[str]]:
    left, words = _both(words, text)
    while words[:1] == ["|"]:
        right, words = _both(words[1:], text)
        left = left | right
    return left, words


def _both(words: list[str], text: str) -> tuple[IdentificationRequirement, list[str]]:
    left, words = _one(words, text)
    while words[:1] == ["&"]:
        right, words = _one(words[1:], text)
        left = left & right
    return left, words


def _one(words: list[str], text: str) -> tuple[IdentificationRequirement, list[str]]:
    if not words:
        raise UsageError(f"requirement `{text}` ends too early; a name is missing")
    word, *rest = words
    if word == "(":
        inner, rest = _either(rest, text)
        if rest[:1] != [")"]:
            raise UsageError(f"requirement `{text}` lacks a closing bracket")
        return inner, rest[1:]
    if word not in _NAMES:
        raise UsageError(f"requirement `{text}` names `{word}`, no account information{did_you_mean(word, _NAMES)}")
    return _NAMES[word], rest


def told_to_give(ways: Iterable[frozenset[AccountDetail]], lang: Language) -> str:
    """Return the ways of identifying oneself as one phrase: "login; or contract number and connection address".

    Ways with passport data come last: nobody need give them who can give something else. The details stand in the
    case that "please give" asks for.
    """
    named = [
        say("identification.and", lang).join(
            say(f"identification.detail.{detail.value}", lang) for detail in AccountDetail if detail in way
        )
        for way in sorted(ways, key=lambda way: AccountDetail.PASSPORT in way)
    ]
    return say("identification.or", lang).join(named)


@attrs.frozen
class Ways:
    """Sets of details of which one is to be given; as a value of a message it tells itself as one phrase."""

    ways: tuple[frozenset[AccountDetail], ...]

    def told(self, lang: Language) -> str:
        """Return the ways in words."""
        return told_to_give(self.ways, lang)
