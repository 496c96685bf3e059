"""Street addresses compared (3.6): Russian, Ukrainian and English spellings, abbreviations; the one room of rapidfuzz.

The name of a street may be spelt in many ways, so its likeness is measured. Numbers may not: building, block and flat
must be the same, letter included (12 is not 12А). Nothing here looks into a street register.
"""

from collections.abc import Sequence
from enum import Enum
from typing import Final

from attrs import frozen
from rapidfuzz import fuzz

from netpoint_stp.channels.street_parts import AddressParts, address_parts
from netpoint_stp.errors import UsageError

USUAL_LIKENESS: Final = 85.0
CLEAR_LEAD: Final = 4.0
"""By how much likeness the best candidate must lead the next one, in points of a hundred."""

_SHORT_NAME: Final = 5
_BUT_FOR_ENDING: Final = 90.0


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
    """Nothing differs, but one side has a number or a street name that the other lacks."""
    DIFFERENT = "different"

    __hash__ = object.__hash__


@frozen(kw_only=True)
class AddressMatch:
    """How two addresses compare: `likeness` of the street names, 0 to 100, and what differs or lacks on one side."""

    outcome: AddressOutcome
    likeness: float
    differing: tuple[AddressPart, ...] = ()
    lacking: tuple[AddressPart, ...] = ()


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
    """No candidate is the address given; `near` are those from which nothing differs but something is missing."""

    near: tuple[int, ...] = ()
    lacking: tuple[AddressPart, ...] = ()


def compare_addresses(first: str, second: str, threshold: float = USUAL_LIKENESS) -> AddressMatch:
    """Compare two addresses; `threshold` is the least likeness of street names that counts as one street, 0 to 100.

    Names of up to five letters must be equal once folded, but for a last vowel: there one letter more makes
    another street. A name that is the other and a word more (`Шевченка`, `Тараса Шевченка`) is neither the same nor
    different: it lacks that word. Kinds of street (street, avenue, lane, …) and cities differ only where both sides
    name one. `12/5` with no flat beside it and
    building 12, flat 5 are the same. Entrance and floor do not count. Any text will do.
    """
    return _compare(address_parts(first), address_parts(second), _checked(threshold))


def best_address(
    given: str, candidates: Sequence[str], threshold: float = USUAL_LIKENESS
) -> Match | Ambiguous | NoMatch:
    """Return the candidate that is the address `given`, by its place in `candidates`.

    A tie, or a lead below `CLEAR_LEAD` points, is ambiguous, and so are several candidates of which only a part is
    known. One candidate that is merely incomplete is no match, and named as near.
    """
    limit = _checked(threshold)
    sought = address_parts(given)
    compared = [_compare(sought, address_parts(candidate), limit) for candidate in candidates]
    same = [index for index, match in enumerate(compared) if match.outcome is AddressOutcome.SAME]
    if same:
        best = max(compared[index].likeness for index in same)
        rivals = tuple(index for index in same if best - compared[index].likeness < CLEAR_LEAD)
        return Match(index=rivals[0], likeness=best) if len(rivals) == 1 else Ambiguous(indices=rivals)
    near = tuple(index for index, match in enumerate(compared) if match.outcome is AddressOutcome.INCOMPLETE)
    lacked = {part for index in near for part in compared[index].lacking}
    lacking = tuple(part for part in AddressPart if part in lacked)
    return Ambiguous(indices=near, lacking=lacking) if len(near) > 1 else NoMatch(near=near, lacking=lacking)


def _checked(threshold: float) -> float:
    if not 0 < threshold <= 100:
        raise UsageError(f"likeness `{threshold}` is not above 0 and up to 100; 85 is usual")
    return threshold


def _compare(one: AddressParts, other: AddressParts, threshold: float) -> AddressMatch:
    if bool(one.flat) != bool(other.flat) and one.building != other.building:
        one, other = one.with_flat_taken_apart(), other.with_flat_taken_apart()
    likeness = _likeness(one.street, other.street)
    differing: list[AddressPart] = []
    lacking: list[AddressPart] = []
    if one.city and other.city and _likeness((one.city,), (other.city,)) < threshold:
        differing.append(AddressPart.CITY)
    if not one.street or not other.street:
        lacking.append(AddressPart.STREET)
    elif one.ordinal != other.ordinal or (one.kind and other.kind and one.kind != other.kind):
        differing.append(AddressPart.STREET)
    elif likeness < threshold:
        (lacking if _holds(one.street, other.street, threshold) else differing).append(AddressPart.STREET)
    for part, left, right in (
        (AddressPart.BUILDING, one.building, other.building),
        (AddressPart.BLOCK, one.block, other.block),
        (AddressPart.FLAT, one.flat, other.flat),
    ):
        if left and right and left != right:
            differing.append(part)
        elif bool(left) != bool(right) or (part is AddressPart.BUILDING and not left):
            lacking.append(part)
    outcome = AddressOutcome.DIFFERENT if differing else AddressOutcome.SAME
    if lacking and not differing:
        outcome = AddressOutcome.INCOMPLETE
    return AddressMatch(outcome=outcome, likeness=likeness, differing=tuple(differing), lacking=tuple(lacking))


def _likeness(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """Return the likeness of names word by word in any order; an abbreviation is like the word that it begins."""
    if not one or not other:
        return 0.0
    letters = sum(len(word) for word in (*one, *other))
    alike = sum(_word_likeness(*pair) * (len(pair[0]) + len(pair[1])) for pair in _paired(one, other))
    return round(alike / letters, 2) if letters else 0.0


def _holds(one: tuple[str, ...], other: tuple[str, ...], threshold: float) -> bool:
    """Whether one name is the other and a word more, such as a first name: no proof of one street, nor of two."""
    return len(one) != len(other) and all(_word_likeness(*pair) >= threshold for pair in _paired(one, other))


def _paired(one: tuple[str, ...], other: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return each word of the shorter name with the word of the longer one that is most like it."""
    shorter, longer = sorted((one, other), key=lambda words: (len(words), words))
    left = list(longer)
    paired: list[tuple[str, str]] = []
    for word in shorter:
        best = max(left, key=lambda candidate: _word_likeness(word, candidate))
        left.remove(best)
        paired.append((word, best))
    return paired


def _word_likeness(one: str, other: str) -> float:
    bare, whole = sorted((one.rstrip("."), other.rstrip(".")), key=len)
    if bare == whole or (bare and whole.startswith(bare) and (len(bare) == 1 or "." in one + other)):
        return 100.0
    if len(whole) <= _SHORT_NAME:  # only the last vowel may differ: `Миру` and `Мира`
        return _BUT_FOR_ENDING if _stem(bare) == _stem(whole) else 0.0
    return float(fuzz.ratio(bare, whole))


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] in "aeiou" else word
