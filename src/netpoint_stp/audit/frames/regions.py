"""Where rule tables give which outcomes: boxes of facts' values, and every completion of what is left open."""

from collections.abc import Mapping
from functools import cache, lru_cache
from itertools import product
from typing import Any

from attrs import frozen

from netpoint_stp.audit.frames.truths import Values, written
from netpoint_stp.errors import RuleError
from netpoint_stp.rules import AllOf, Condition, Decision, RuleTable
from netpoint_stp.rules.conditions import Cube


def outcomes_of(table: RuleTable[..., Any]) -> tuple[object, ...]:
    """Return the outcomes that a table has, in the order of its rules."""
    return tuple(dict.fromkeys(rule.outcome for rule in table.rules))


@cache
def regions(table: RuleTable[..., Any], outcomes: Values) -> tuple[Cube, ...]:
    """Return boxes of facts' values that together are where the table gives one of `outcomes`.

    They may overlap. A fact that a box does not name may have any value there.
    """
    domains = table.domains
    before: list[Condition] = []
    found: list[Cube] = []
    for rule in table.rules:
        parts = (*(~each for each in before), *((rule.when,) if rule.when is not None else ()))
        if rule.outcome in outcomes:
            found += AllOf(parts).cubes(domains) if parts else [{}]
        if rule.when is not None:
            before.append(rule.when)
    return tuple(_widest([{**_all(domains), **cube} for cube in found]))


def _all(domains: Mapping[str, tuple[Any, ...]]) -> dict[str, Values]:
    return {name: frozenset(domain) for name, domain in domains.items()}


def _widest(cubes: list[dict[str, Values]]) -> list[Cube]:
    """Return fewer boxes that cover the same: neighbours along one fact made one, and those inside others left out."""
    joined = True
    while joined:
        joined = False
        cubes = [
            cube
            for at, cube in enumerate(cubes)
            if not any(
                _within(cube, other) and (at > number or not _within(other, cube))
                for number, other in enumerate(cubes)
                if number != at
            )
        ]
        for at, one in enumerate(cubes):
            for other in cubes[:at]:
                apart = [name for name in one if one[name] != other[name]]
                if len(apart) == 1:
                    cubes.append({**one, apart[0]: one[apart[0]] | other[apart[0]]})
                    joined = True
                    break
            if joined:
                break
    return list(cubes)


def _within(one: Cube, other: Cube) -> bool:
    return all(one[name] <= other[name] for name in one)


def check_parted(table: RuleTable[..., Any], groups: Mapping[str, Values]) -> None:
    """Raise `RuleError` unless each outcome of the table is in exactly one of the groups."""
    problems = []
    for outcome in outcomes_of(table):
        holding = [name for name, outcomes in groups.items() if outcome in outcomes]
        if len(holding) != 1:
            where = " and ".join(f"`{name}`" for name in holding) or "none"
            problems.append(f"outcome `{written(outcome)}` is in {where}; put it in exactly one group")
    if problems:
        raise RuleError(f"table `{table.name}`: " + "; ".join(problems))


@frozen
class Left:
    """What a row leaves open of a table: the `ways` that each fact may be, and of the tables that stand for facts.

    An `inner` table stands beside the outcomes of which the fact says whether it gave one; None where the fact is its
    outcome itself.
    """

    table: RuleTable[..., Any]
    ways: Mapping[str, tuple[Any, ...]]
    inner: "Mapping[str, tuple[Left, Values | None]]"

    @property
    def outcomes(self) -> Values:
        """Return the outcomes that are possible."""
        return frozenset(self._completions().values())

    def missing(self, told: Mapping[object, object]) -> set[str]:
        """Return the facts of which two values, all others alike in some way, are told differently.

        `told` says of each outcome what it is told as. Of an inner table two outcomes are alike where, however the
        other facts are, what follows is told alike.
        """
        completions = {values: told[outcome] for values, outcome in self._completions().items()}
        found: set[str] = set()
        for at, name in enumerate(self.ways):
            follows = {value: _following(completions, at, value) for value in self.ways[name]}
            if all(each == follows[self.ways[name][0]] for each in follows.values()):
                continue
            if name not in self.inner:
                found.add(name)
                continue
            left, among = self.inner[name]
            found |= left.missing({each: follows[each if among is None else each in among] for each in left.outcomes})
        return found

    def _completions(self) -> dict[tuple[Any, ...], Any]:
        return outcomes_over(self.table, tuple(self.ways.values()))


def _following(completions: Mapping[tuple[Any, ...], object], at: int, value: object) -> tuple[object, ...]:
    """Return what is told where a fact has this value, in the order of all the ways in which the others may be."""
    return tuple(told for values, told in completions.items() if values[at] == value)


@lru_cache(maxsize=1024)
def outcomes_over(table: RuleTable[..., Any], ways: tuple[tuple[Any, ...], ...]) -> dict[tuple[Any, ...], Any]:
    """Return the outcome of every completion: of every choice of one of the values of each fact."""
    outcomes: dict[tuple[Any, ...], Any] = {}
    for values in product(*ways):
        decided = table.decide_on(dict(zip(table.domains, values, strict=True)))
        if isinstance(decided, Decision):  # every fact is given: it always is
            outcomes[values] = decided.outcome
    return outcomes
