"""Account information found in a text (3.6): what, where, how sure; passport data never in clear."""

import re
from collections.abc import Iterable
from enum import Enum
from typing import Final

from attrs import field, frozen

from netpoint_stp.errors import UsageError
from netpoint_stp.subjects.account import (
    AccountDetail,
    AccountInformation,
    comparable_contract_number,
    comparable_login,
)
from netpoint_stp.subjects.documents import DocumentKind, PassportDigest, masked


class Confidence(Enum):
    """How sure it is that a finding is what it is said to be."""

    STATED = "stated"
    """The text says so: `логин: …`, `договор № …`, `паспорт …`."""
    LIKELY = "likely"
    """The word stands there, and its value follows in a less plain way."""
    POSSIBLE = "possible"
    """Only the shape speaks for it. Good for blanking, never for identifying."""

    __hash__ = object.__hash__

    def reaches(self, other: "Confidence") -> bool:
        """Whether this is as sure as `other`, or surer."""
        return _RANK[self] >= _RANK[other]


_BETWEEN_LETTERS: Final = re.compile(r"[\W_]+")
_RANK: Final = {Confidence.POSSIBLE: 0, Confidence.LIKELY: 1, Confidence.STATED: 2}


@frozen(kw_only=True)
class DetectedDetail:
    """One detail found in a text.

    `start` and `end` are the half-open span of the value in the text as it came. `value` is what stands
    there with odd characters folded; passport data has none: it has a `document` kind and, where a key was
    given, a keyed digest. `repr` shows neither.
    """

    detail: AccountDetail
    start: int
    end: int
    confidence: Confidence
    value: str | None = field(default=None, repr=False)
    document: DocumentKind | None = None
    passport: PassportDigest | None = field(default=None, repr=False)
    mask: str = field(default="", repr=False)
    stands_in: bool = False
    """Whether it counts only where no other finding gives the detail."""

    def __attrs_post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise UsageError(f"the span {self.start} to {self.end} of a finding is empty or lies outside the text")
        is_passport = self.detail is AccountDetail.PASSPORT
        given = (self.value is not None, self.document is not None, self.passport is not None)
        if given != (not is_passport, is_passport, is_passport):
            raise UsageError(
                "passport data has a kind of document and a digest and no value in clear; every other detail a value"
            )

    @property
    def span(self) -> tuple[int, int]:
        """The span of the value in the text as it came."""
        return self.start, self.end

    @property
    def masked(self) -> str:
        """The value for logs and screens: its last two characters at most."""
        return self.mask or masked(self.value or "")

    def at_least(self, confidence: Confidence) -> bool:
        """Whether the finding is as sure as that, or surer."""
        return self.confidence.reaches(confidence)

    def says_the_same_as(self, other: "DetectedDetail") -> bool:
        """Whether both name one detail with one value, in whatever spelling."""
        return self.detail is other.detail and _comparable(self) == _comparable(other)


def stated_information(
    findings: Iterable[DetectedDetail], *, at_least: Confidence = Confidence.LIKELY
) -> AccountInformation:
    """Return what the findings say of an account; a detail given in several values is left out.

    Those are named by `contradictory_details`. Findings less sure than `at_least` do not count. Of several
    spellings of one value the surest stands, of equally sure ones the first.
    """
    counted = _surest(findings, at_least)
    several = _in_several(counted)
    first: dict[AccountDetail, DetectedDetail] = {}
    for finding in counted:
        other = first.get(finding.detail)
        if finding.detail not in several and (other is None or _standing(finding) < _standing(other)):
            first[finding.detail] = finding
    passport = first.get(AccountDetail.PASSPORT)
    return AccountInformation(
        login=_value(first.get(AccountDetail.LOGIN)),
        contract_number=_value(first.get(AccountDetail.CONTRACT_NUMBER)),
        connection_address=_value(first.get(AccountDetail.CONNECTION_ADDRESS)),
        passport=passport.passport if passport else None,
    )


def contradictory_details(
    findings: Iterable[DetectedDetail], *, at_least: Confidence = Confidence.LIKELY
) -> frozenset[AccountDetail]:
    """Return the details that the findings give in more than one value: which one is meant has to be asked.

    A passport and an ID card of one person are two values too.
    """
    return _in_several(_surest(findings, at_least))


def _in_several(surest: Iterable[DetectedDetail]) -> frozenset[AccountDetail]:
    values: dict[AccountDetail, set[object]] = {}
    for finding in surest:
        values.setdefault(finding.detail, set()).add(_comparable(finding))
    return frozenset(detail for detail, given in values.items() if len(given) > 1)


def _surest(findings: Iterable[DetectedDetail], at_least: Confidence) -> list[DetectedDetail]:
    """Return of each detail and value, letter by letter, the surest finding, of equally sure ones the first."""
    surest: dict[tuple[AccountDetail, object], DetectedDetail] = {}
    least = _RANK[at_least]
    for finding in findings:
        if _RANK[finding.confidence] < least:
            continue
        key = (finding.detail, finding.passport if finding.value is None else finding.value)
        other = surest.get(key)
        if other is None or _standing(finding) < _standing(other):
            surest[key] = finding
    return [*surest.values()]


def _standing(finding: DetectedDetail) -> tuple[int, int]:
    """Sort key: the surest first, of those the first in the text."""
    return -_RANK[finding.confidence], finding.start


def surest_first(finding: DetectedDetail) -> tuple[int, int, int]:
    """Sort key: the surest first, of those the longest, then the first in the text."""
    return -_RANK[finding.confidence], finding.start - finding.end, finding.start


def _value(finding: DetectedDetail | None) -> str | None:
    return None if finding is None else finding.value


def _comparable(finding: DetectedDetail) -> object:
    value = finding.value or ""
    match finding.detail:
        case AccountDetail.LOGIN:
            return comparable_login(value)
        case AccountDetail.CONTRACT_NUMBER:
            return comparable_contract_number(value)
        case AccountDetail.CONNECTION_ADDRESS:
            return _BETWEEN_LETTERS.sub("", value.casefold())
        case AccountDetail.PASSPORT:
            return finding.passport
