"""Street addresses compared (3.6): Russian, Ukrainian and English spellings, abbreviations.

The name of a street may be spelt in many ways; likeness of letters alone makes no name the same (`street_names`).
Numbers may not: building, block, section and flat must be the same, letter included (12 is not 12А). Whatever was not
understood on either side leaves it open. Nothing here looks into a street register.
"""

from collections.abc import Sequence
from enum import Enum
from typing import Final

from attrs import frozen

from netpoint_stp.channels.contacts.street_names import holds, is_one_name, is_one_word, likeness
from netpoint_stp.channels.contacts.street_parts import AddressParts, address_parts
from netpoint_stp.errors import UsageError

USUAL_LIKENESS: Final = 85.0
"""The least likeness of names of streets that can be one street, in points of a hundred."""
USUAL_UNLIKENESS: Final = 60.0
"""Below it names are those of two streets; between the two nobody can tell."""
CLEAR_LEAD: Final = 4.0
"""By how much likeness the best candidate must lead the next one, in points of a hundred."""


class AddressPart(Enum):
    """What two addresses can differ in."""

    CITY = "city"
    STREET = "street"
    BUILDING = "building"
    BLOCK = "block"
    FLAT = "flat"

    __hash__ = object.__hash__


class AddressOutcome(Enum):
    """What comparing two addresses comes to."""

    SAME = "same"
    """The street is alike, every number is the same."""
    INCOMPLETE = "incomplete"
    """Nothing differs, but one side has a number or a street name that the other lacks, or what was not understood."""
    UNCERTAIN = "uncertain"
    """Nothing differs for sure: the streets are too like to be two, and not like enough to be one."""
    DIFFERENT = "different"

    __hash__ = object.__hash__


@frozen(kw_only=True)
class AddressMatch:
    """How two addresses compare: `likeness` of the street names, 0 to 100, and what differs or lacks on one side."""

    outcome: AddressOutcome
    likeness: float
    differing: tuple[AddressPart, ...] = ()
    lacking: tuple[AddressPart, ...] = ()
    uncertain: tuple[AddressPart, ...] = ()
    unread: bool = False
    """Whether one of the addresses has something that was not understood."""


@frozen(kw_only=True)
class Match:
    """One candidate is the address given."""

    index: int
    likeness: float


@frozen(kw_only=True)
class Ambiguous:
    """Several candidates could be the address given; `lacking` is what would settle it, where that is known."""

    indices: tuple[int, ...]
    lacking: tuple[AddressPart, ...] = ()


@frozen(kw_only=True)
class NoMatch:
    """No candidate is the address given; `near` are those from which nothing surely differs."""

    near: tuple[int, ...] = ()
    lacking: tuple[AddressPart, ...] = ()


def compare_addresses(
    first: str, second: str, threshold: float = USUAL_LIKENESS, *, unlike: float = USUAL_UNLIKENESS
) -> AddressMatch:
    """Compare two addresses; `threshold` is the least likeness of street names that can be one street, 0 to 100.

    Beyond that, names are one where they differ by their language, their ending, a known translation, an abbreviation
    or two letters that changed places; a first letter that differs makes them two. Names less like than `threshold`
    and more than `unlike`, and those that are like but not one, are uncertain: neither the same street nor another.
    A name that is the other and a word more (`Шевченка`, `Тараса Шевченка`) is neither: it lacks that word. Kinds of
    street (street, avenue, lane, …), cities and regions differ only where both sides name one; a postcode decides
    nothing but that others are uncertain. `12/5` with no flat beside it and building 12, flat 5 are the same, `12/2`
    and building 12, block 2 too where both have the flat. Entrances differ where both sides name one; floors then
    leave it open. Any text will do. Raises `UsageError` for likenesses outside their range.
    """
    return _compare(address_parts(first), address_parts(second), _checked(threshold), min(unlike, threshold))


def best_address(
    given: str, candidates: Sequence[str], threshold: float = USUAL_LIKENESS
) -> Match | Ambiguous | NoMatch:
    """Return the candidate that is the address `given`, by its place in `candidates`.

    A tie, or a lead below `CLEAR_LEAD` points, is ambiguous, and so are several candidates of which only a part is
    known. One candidate that is merely incomplete is no match, and named as near.
    """
    limit = _checked(threshold)
    sought = address_parts(given)
    unlike = min(USUAL_UNLIKENESS, limit)
    compared = [_compare(sought, address_parts(candidate), limit, unlike) for candidate in candidates]
    same = [index for index, match in enumerate(compared) if match.outcome is AddressOutcome.SAME]
    if same:
        best = max(compared[index].likeness for index in same)
        rivals = tuple(index for index in same if best - compared[index].likeness < CLEAR_LEAD)
        return Match(index=rivals[0], likeness=best) if len(rivals) == 1 else Ambiguous(indices=rivals)
    near = tuple(index for index, match in enumerate(compared) if match.outcome is not AddressOutcome.DIFFERENT)
    lacked = {part for index in near for part in (*compared[index].lacking, *compared[index].uncertain)}
    lacking = tuple(part for part in AddressPart if part in lacked)
    return Ambiguous(indices=near, lacking=lacking) if len(near) > 1 else NoMatch(near=near, lacking=lacking)


def _checked(threshold: float) -> float:
    if not 0 < threshold <= 100:
        raise UsageError(f"likeness `{threshold}` is not above 0 and up to 100; 85 is usual")
    return threshold


def _compare(one: AddressParts, other: AddressParts, threshold: float, unlike: float) -> AddressMatch:
    one, other = _taken_apart(one, other)
    found = _Found()
    _compare_places(one, other, found, threshold)
    alike = _compare_streets(one, other, found, threshold, unlike)
    for part, left, right in (
        (AddressPart.BUILDING, one.building, other.building),
        (AddressPart.BLOCK, one.block, other.block),
        (AddressPart.BLOCK, one.section, other.section),
        (AddressPart.FLAT, one.flat, other.flat),
        (AddressPart.FLAT, one.room, other.room),
    ):
        if left and right and left != right:
            found.differing.add(part)
        elif bool(left) != bool(right) or (part is AddressPart.BUILDING and not left):
            found.lacking.add(part)
    if one.entrance and other.entrance and one.entrance != other.entrance:
        found.differing.add(AddressPart.BLOCK)
    if one.floor and other.floor and one.floor != other.floor:
        found.uncertain.add(AddressPart.FLAT)
    return found.match(alike, unread=bool(one.unread or other.unread))


def _taken_apart(one: AddressParts, other: AddressParts) -> tuple[AddressParts, AddressParts]:
    """Return both with `12/5` taken apart where the other side says building and flat, or block, apart."""
    if one.building == other.building:
        return one, other
    if bool(one.flat) != bool(other.flat):
        return one.with_flat_taken_apart(), other.with_flat_taken_apart()
    if bool(one.block) != bool(other.block) and one.flat:
        return one.with_block_taken_apart(), other.with_block_taken_apart()
    return one, other


class _Found:
    """What comparing part by part comes to."""

    def __init__(self) -> None:
        self.differing: set[AddressPart] = set()
        self.lacking: set[AddressPart] = set()
        self.uncertain: set[AddressPart] = set()

    def match(self, alike: float, *, unread: bool) -> AddressMatch:
        if self.differing:
            outcome = AddressOutcome.DIFFERENT
        elif self.uncertain:
            outcome = AddressOutcome.UNCERTAIN
        elif self.lacking or unread:
            outcome = AddressOutcome.INCOMPLETE
        else:
            outcome = AddressOutcome.SAME
        return AddressMatch(
            outcome=outcome,
            likeness=alike,
            differing=_in_order(self.differing),
            lacking=_in_order(self.lacking),
            uncertain=_in_order(self.uncertain),
            unread=unread,
        )


def _in_order(parts: set[AddressPart]) -> tuple[AddressPart, ...]:
    return tuple(part for part in AddressPart if part in parts)


def _compare_places(one: AddressParts, other: AddressParts, found: _Found, threshold: float) -> None:
    if one.city and other.city and one.city != other.city:
        alike = likeness((one.city,), (other.city,))
        (found.differing if alike < threshold else found.uncertain).add(AddressPart.CITY)
    if one.region and other.region and not is_one_word(one.region, other.region):
        found.uncertain.add(AddressPart.CITY)
    if one.postcode and other.postcode and one.postcode != other.postcode:
        found.uncertain.add(AddressPart.CITY)


def _compare_streets(one: AddressParts, other: AddressParts, found: _Found, threshold: float, unlike: float) -> float:
    alike = likeness(one.name, other.name)
    if not one.name or not other.name:
        found.lacking.add(AddressPart.STREET)
    elif (one.ordinal and other.ordinal and one.ordinal != other.ordinal) or (
        one.kind and other.kind and one.kind != other.kind
    ):
        found.differing.add(AddressPart.STREET)
    elif one.ordinal != other.ordinal and is_one_name(one.name, other.name):
        found.lacking.add(AddressPart.STREET)  # which of several of that name is not said
    elif holds(one.name, other.name):
        found.lacking.add(AddressPart.STREET)
    elif alike < unlike:
        found.differing.add(AddressPart.STREET)
    elif alike < threshold or not is_one_name(one.name, other.name):
        found.uncertain.add(AddressPart.STREET)
    return alike
