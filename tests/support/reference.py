"""Unknown facts settled by going through their completions, for references that are plain functions of known facts."""

from collections.abc import Callable, Mapping
from itertools import product
from typing import Any, TypeAlias

from netpoint_stp.rules import UNKNOWN, Decision, RuleTable, Undetermined

Domains: TypeAlias = Mapping[str, tuple[Any, ...]]
Partial: TypeAlias = Mapping[str, Any]


def complete(domains: Domains, facts: Partial) -> list[dict[str, Any]]:
    """Return every way in which the unknown facts can turn out; a set says that a fact is one of several."""
    choices = []
    for name, domain in domains.items():
        value = facts[name]
        choices.append(domain if value is UNKNOWN else tuple(value) if isinstance(value, frozenset) else (value,))
    return [dict(zip(domains, values, strict=True)) for values in product(*choices)]


def settle_slowly(
    domains: Domains, facts: Partial, rule: Callable[[Partial], object]
) -> tuple[frozenset[object], frozenset[str]]:
    """Return the outcomes that the completions lead to, and the facts a change of which alone changes the outcome."""
    ways = [(way, rule(way)) for way in complete(domains, facts)]
    missing = {
        name
        for name in domains
        for one, first in ways
        for other, second in ways
        if first != second and all(one[key] is other[key] for key in domains if key != name)
    }
    return frozenset(outcome for _, outcome in ways), frozenset(missing)


class Settled:
    """`settle_slowly` remembered: each unknown fact is fixed in turn, so that all partial inputs can be walked."""

    def __init__(self, domains: Domains, rule: Callable[..., object]) -> None:
        self.domains = {name: tuple(domain) for name, domain in domains.items()}
        self.rule = rule
        self._possible: dict[tuple[Any, ...], frozenset[object]] = {}
        self._missing: dict[tuple[Any, ...], frozenset[int]] = {}

    def possible(self, **facts: Any) -> frozenset[object]:
        """Return the outcomes that the facts leave possible."""
        return self._outcomes(tuple(facts[name] for name in self.domains))

    def missing(self, **facts: Any) -> frozenset[str]:
        """Return the unknown facts that can change the outcome."""
        names = list(self.domains)
        return frozenset(names[at] for at in self._turning(tuple(facts[name] for name in self.domains)))

    def _fixed(self, values: tuple[Any, ...], at: int) -> list[tuple[Any, ...]]:
        value = values[at]
        domain = tuple(value) if isinstance(value, frozenset) else list(self.domains.values())[at]
        return [(*values[:at], choice, *values[at + 1 :]) for choice in domain]

    def _open(self, values: tuple[Any, ...]) -> list[int]:
        return [at for at, value in enumerate(values) if value is UNKNOWN or isinstance(value, frozenset)]

    def _outcomes(self, values: tuple[Any, ...]) -> frozenset[object]:
        found = self._possible.get(values)
        if found is None:
            unknown = self._open(values)
            if unknown:
                found = frozenset[object]().union(*map(self._outcomes, self._fixed(values, unknown[0])))
            else:
                found = frozenset((self.rule(**dict(zip(self.domains, values, strict=True))),))
            self._possible[values] = found
        return found

    def _turning(self, values: tuple[Any, ...]) -> frozenset[int]:
        found = self._missing.get(values)
        if found is None:
            unknown = self._open(values)
            if not unknown or len(self._outcomes(values)) == 1:
                found = frozenset()
            elif len(unknown) == 1:
                found = frozenset(unknown)
            else:
                first, second = unknown[:2]
                rest = frozenset[int]().union(*map(self._turning, self._fixed(values, first)))
                whether = frozenset[int]().union(*map(self._turning, self._fixed(values, second)))
                found = rest | (whether & {first})
            self._missing[values] = found
        return found


def walk(table: RuleTable[..., Any], rule: Callable[..., object]) -> int:
    """Compare the table with a plain rule on every combination, unknowns included; return how many there were."""
    reference = Settled(table.domains, rule)
    walked = 0
    for facts in table.combinations(unknowns=True):
        walked += 1
        answer = table.decide(**facts)
        expected = reference.possible(**facts)
        match answer:
            case Decision():
                assert {answer.outcome} == expected, facts
            case Undetermined():
                assert answer.possible == expected, facts
                assert len(expected) > 1, facts
                assert answer.missing == reference.missing(**facts), facts
        assert answer.facts == facts
        assert answer.clauses or answer.readings
    return walked
