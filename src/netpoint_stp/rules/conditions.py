"""Conditions over facts: two-valued on complete facts, built with `&`, `|`, `~` and `is_in`, and open to inspection."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from itertools import product
from typing import TYPE_CHECKING, Any, Generic, NoReturn, TypeAlias, TypeVar

import attrs

from netpoint_stp.errors import RuleError

T = TypeVar("T")
Cube: TypeAlias = Mapping[str, frozenset[Any]]
"""One way for a condition to hold: for each fact named, the values it may have."""


Reason: TypeAlias = tuple[bool | None, frozenset[str]]


class Condition(ABC):
    """The base of all conditions; combine with `&`, `|` and `~`. It has no truth value: a table evaluates it."""

    __slots__ = ()

    def __and__(self, other: "Condition") -> "Condition":
        return AllOf((*_parts(AllOf, self), *_parts(AllOf, _condition(other))))

    def __or__(self, other: "Condition") -> "Condition":
        return AnyOf((*_parts(AnyOf, self), *_parts(AnyOf, _condition(other))))

    def __invert__(self) -> "Condition":
        return Not(_condition(self))

    def __bool__(self) -> NoReturn:
        raise TypeError(
            "a condition has no truth value; combine conditions with `&`, `|` and `~`, not with and, or, not"
        )

    @abstractmethod
    def holds(self, values: Mapping[str, object]) -> bool:
        """Return whether the condition holds for these complete values."""

    @abstractmethod
    def names(self) -> frozenset[str]:
        """Return the names of the facts that the condition looks at."""

    @abstractmethod
    def reason(self, known: Mapping[str, object]) -> Reason:
        """Return whether the known facts settle the condition (None: they do not), and which of them do."""

    @abstractmethod
    def cubes(self, domains: Mapping[str, tuple[Any, ...]], wanted: bool = True) -> list[Cube]:
        """Return the ways in which it holds (or, for `wanted=False`, fails), each as allowed values by fact."""


def _condition(value: object) -> Condition:
    if isinstance(value, Reference):
        _not_yes_or_no(value.name)
    if not isinstance(value, Condition):
        raise RuleError(f"`{value!r}` is no condition; combine facts with `&`, `|`, `~` and `is_in(...)`")
    return value


def _parts(kind: type["AllOf | AnyOf"], condition: Condition) -> tuple[Condition, ...]:
    return condition.parts if isinstance(condition, kind) else (_condition(condition),)


@attrs.frozen(slots=True)
class IsIn(Condition):
    """Holds when the fact has one of the values."""

    name: str
    values: frozenset[Any]

    def holds(self, values: Mapping[str, object]) -> bool:
        """Return whether the fact's value is among those named."""
        return values[self.name] in self.values

    def names(self) -> frozenset[str]:
        """Return the one fact's name."""
        return frozenset((self.name,))

    def reason(self, known: Mapping[str, object]) -> Reason:
        """Return what the fact's value says, if it is known."""
        return (known[self.name] in self.values, self.names()) if self.name in known else (None, frozenset())

    def cubes(self, domains: Mapping[str, tuple[Any, ...]], wanted: bool = True) -> list[Cube]:
        """Return the one way, or none where no value is left."""
        allowed = self.values if wanted else frozenset(domains[self.name]) - self.values
        return [{self.name: allowed}] if allowed else []


@attrs.frozen(slots=True, init=False)
class Flag(IsIn):
    """A yes-or-no fact; by itself the condition that it is so."""

    def __init__(self, name: str) -> None:
        self.__attrs_init__(name, frozenset((True,)))

    def is_in(self, *values: bool) -> Condition:
        """Return the condition that the fact has one of the values."""
        return Reference[bool](self.name, (True, False)).is_in(*values)


@attrs.frozen(slots=True)
class Not(Condition):
    """Holds when the part does not."""

    part: Condition

    def holds(self, values: Mapping[str, object]) -> bool:
        """Return whether the part fails."""
        return not self.part.holds(values)

    def names(self) -> frozenset[str]:
        """Return the facts of the part."""
        return self.part.names()

    def reason(self, known: Mapping[str, object]) -> Reason:
        """Return the part's answer turned round."""
        settled, names = self.part.reason(known)
        return (None if settled is None else not settled), names

    def cubes(self, domains: Mapping[str, tuple[Any, ...]], wanted: bool = True) -> list[Cube]:
        """Return the ways in which the part fails."""
        return self.part.cubes(domains, not wanted)


@attrs.frozen(slots=True)
class AllOf(Condition):
    """Holds when every part does."""

    parts: tuple[Condition, ...]

    def holds(self, values: Mapping[str, object]) -> bool:
        """Return whether every part holds."""
        return all(part.holds(values) for part in self.parts)

    def names(self) -> frozenset[str]:
        """Return the facts of all parts."""
        return frozenset().union(*(part.names() for part in self.parts))

    def reason(self, known: Mapping[str, object]) -> Reason:
        """Return the first part that fails, or all parts together."""
        return _settled((part.reason(known) for part in self.parts), by=False)

    def cubes(self, domains: Mapping[str, tuple[Any, ...]], wanted: bool = True) -> list[Cube]:
        """Return the ways in which all parts hold, or some part fails."""
        ways = [part.cubes(domains, wanted) for part in self.parts]
        return _meet(ways, domains) if wanted else _join(ways)


@attrs.frozen(slots=True)
class AnyOf(Condition):
    """Holds when at least one part does."""

    parts: tuple[Condition, ...]

    def holds(self, values: Mapping[str, object]) -> bool:
        """Return whether some part holds."""
        return any(part.holds(values) for part in self.parts)

    def names(self) -> frozenset[str]:
        """Return the facts of all parts."""
        return frozenset().union(*(part.names() for part in self.parts))

    def reason(self, known: Mapping[str, object]) -> Reason:
        """Return the first part that holds, or all parts together."""
        return _settled((part.reason(known) for part in self.parts), by=True)

    def cubes(self, domains: Mapping[str, tuple[Any, ...]], wanted: bool = True) -> list[Cube]:
        """Return the ways in which some part holds, or all parts fail."""
        ways = [part.cubes(domains, wanted) for part in self.parts]
        return _join(ways) if wanted else _meet(ways, domains)


@attrs.frozen(slots=True)
class Reference(Generic[T]):
    """A fact with more than two values, named in a condition: `F.identity.is_in(Identity.ABSENT)`."""

    name: str
    domain: tuple[Any, ...]

    def is_in(self, *values: T) -> Condition:
        """Return the condition that the fact has one of the values; none or an impossible one is a `RuleError`."""
        if not values:
            raise RuleError(f"fact `{self.name}` is compared with no value; name at least one")
        wrong = [value for value in values if not any(value is known for known in self.domain)]
        if wrong:
            shown = ", ".join(f"`{value!r}`" for value in wrong)
            known = ", ".join(f"`{value!r}`" for value in self.domain)
            raise RuleError(f"fact `{self.name}` can never be {shown}; it is one of {known}")
        return IsIn(self.name, frozenset(values))

    if not TYPE_CHECKING:  # a type checker is to say that there are no such operators

        def __and__(self, other: object) -> NoReturn:
            _not_yes_or_no(self.name)

        def __or__(self, other: object) -> NoReturn:
            _not_yes_or_no(self.name)

        def __invert__(self) -> NoReturn:
            _not_yes_or_no(self.name)

    def __bool__(self) -> NoReturn:
        _not_yes_or_no(self.name)


def _not_yes_or_no(name: str) -> NoReturn:
    raise RuleError(f"fact `{name}` is not yes or no; say which values are meant with `is_in(...)`")


def _settled(reasons: Iterable[Reason], by: bool) -> Reason:
    """Return the shortest reason that alone settles the whole, or the union where no part is `by`."""
    found = list(reasons)
    alone = [names for settled, names in found if settled is by]
    if alone:
        return by, min(alone, key=len)
    everything = frozenset().union(*(names for _, names in found))
    return (None if any(settled is None for settled, _ in found) else not by), everything


def _join(ways: Iterable[list[Cube]]) -> list[Cube]:
    joined: list[Cube] = []
    for cubes in ways:
        joined.extend(cube for cube in cubes if cube not in joined)
    return joined


def _meet(ways: list[list[Cube]], domains: Mapping[str, tuple[Any, ...]]) -> list[Cube]:
    met: list[Cube] = []
    for combination in product(*ways):
        cube: dict[str, frozenset[Any]] = {}
        for part in combination:
            for name, allowed in part.items():
                cube[name] = cube.get(name, frozenset(domains[name])) & allowed
        if all(cube.values()) and cube not in met:
            met.append(cube)
    return met
