"""What walking every combination of a table's facts shows: gaps, shadowed rules, outcomes out of reach."""

from collections.abc import Mapping
from functools import lru_cache
from itertools import combinations, product
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import attrs

from netpoint_stp.rules.codes import code
from netpoint_stp.rules.decision import Decision, Undetermined
from netpoint_stp.rules.facts import UNKNOWN, is_known

if TYPE_CHECKING:
    from netpoint_stp.rules.table import RuleTable

Example = Mapping[str, Any]


@attrs.frozen(kw_only=True)
class ShadowedRule:
    """A rule that never wins: earlier rules take all its cases.

    `example` is a case in which it would hold, and `by` the number of the rule that takes it; both None where its
    condition never holds at all.
    """

    number: int
    by: int | None
    example: Example | None


@attrs.frozen(kw_only=True)
class UnreachableOutcome:
    """An outcome that no combination of facts leads to.

    `example` is a case that a rule with this outcome would take but for an earlier rule; None where no rule has it.
    """

    outcome: object
    example: Example | None


@attrs.frozen(kw_only=True)
class Analysis:
    """All that was found; `gaps` are complete combinations that no rule decides, the first hundred of `gap_count`."""

    table: str
    combinations: int
    gap_count: int
    gaps: tuple[Example, ...]
    shadowed: tuple[ShadowedRule, ...]
    unreachable: tuple[UnreachableOutcome, ...]
    reached: Mapping[object, Example]

    @property
    def problems(self) -> int:
        """Return how many faults were found; 0 for a sound table."""
        return self.gap_count + len(self.shadowed) + len(self.unreachable)


def analyse(table: "RuleTable[..., Any]") -> Analysis:
    """Walk every complete combination and return the faults of the table, each with an example."""
    gaps: list[Example] = []
    gap_count = 0
    won: set[int] = set()
    held: dict[int, tuple[Example, int]] = {}
    reached: dict[object, Example] = {}
    total = 0
    for facts in table.combinations():
        total += 1
        winner = table.fired(tuple(facts.values()))
        if winner < 0:
            gap_count += 1
            if len(gaps) < 100:
                gaps.append(facts)
            continue
        won.add(winner)
        reached.setdefault(table.rules[winner].outcome, facts)
        for at in range(winner + 1, len(table.rules)):
            condition = table.rules[at].when
            if at not in held and (condition is None or condition.holds(facts)):
                held[at] = (facts, winner + 1)
    lost = [at for at in range(len(table.rules)) if at not in won]
    # what stands for a rule that never held is nothing: no combination meets its condition
    shadowed = tuple(
        ShadowedRule(number=at + 1, by=held[at][1] if at in held else None, example=held[at][0] if at in held else None)
        for at in lost
    )
    return Analysis(
        table=table.name,
        combinations=total,
        gap_count=gap_count,
        gaps=tuple(gaps),
        shadowed=shadowed,
        unreachable=_unreachable(table, reached, shadowed),
        reached=reached,
    )


def _unreachable(
    table: "RuleTable[..., Any]", reached: Mapping[object, Example], shadowed: tuple[ShadowedRule, ...]
) -> tuple[UnreachableOutcome, ...]:
    """Return the outcomes that no combination leads to, each with one that met the condition of a rule for it."""
    expected = [outcome for outcome in table.outcomes() if not isinstance(outcome, type)]
    kinds = [outcome for outcome in table.outcomes() if isinstance(outcome, type)]
    expected += [kind for kind in kinds if not any(isinstance(rule.outcome, kind) for rule in table.rules)]
    expected += [rule.outcome for rule in table.rules]
    return tuple(
        UnreachableOutcome(
            outcome=outcome,
            example=next((s.example for s in shadowed if table.rules[s.number - 1].outcome == outcome), None),
        )
        for outcome in dict.fromkeys(expected)
        if outcome not in reached
    )


def counterfactual(answer: Decision[Any] | Undetermined[Any], outcome: object) -> tuple[Mapping[str, Any], ...]:
    """Return the smallest changes of facts after which the same table gives `outcome`: what would have to be different.

    Each change maps facts to their new values; learning an unknown fact counts as a change. All changes of the smallest
    number of facts are given, in the order of the facts. One empty change where the outcome is that already; none where
    the table cannot give it.
    """
    table = answer.table
    if isinstance(answer, Decision) and answer.outcome == outcome:
        return ({},)
    if outcome not in (rule.outcome for rule in table.rules):
        return ()
    for size, _ in enumerate(table.domains, 1):
        found = tuple(
            change
            for names in combinations(table.domains, size)
            for change in _changes(answer, names)
            if _gives(table, {**answer.facts, **change}, outcome)
        )
        if found:
            return found
    return ()


def _changes(answer: Decision[Any] | Undetermined[Any], names: tuple[str, ...]) -> list[Mapping[str, Any]]:
    choices = [[value for value in answer.table.domains[name] if value is not answer.facts[name]] for name in names]
    return [dict(zip(names, values, strict=True)) for values in product(*choices)]


def _gives(table: "RuleTable[..., Any]", facts: Mapping[str, Any], outcome: object) -> bool:
    """Return whether every completion of the facts leads to the outcome; a gap of the table leads nowhere."""
    winners = {table.fired(completion) for completion in table.completions(tuple(facts.values()))}
    return -1 not in winners and {table.rules[at].outcome for at in winners} == {outcome}


@lru_cache(maxsize=2048)
def settling(answer: Decision[Any]) -> Mapping[str, Any]:
    """Return a smallest-by-inclusion part of what is known that alone gives the decision's outcome.

    A fact of which only a set of values is known counts with that set. Remembered, for equal questions have one answer.
    """
    facts = dict(answer.facts)
    for name in reversed(list(facts)):
        without = {**facts, name: UNKNOWN}
        if facts[name] is not UNKNOWN and _gives(answer.table, without, answer.outcome):
            facts = without
    return MappingProxyType({name: value for name, value in facts.items() if value is not UNKNOWN})


def sufficient(answer: Decision[Any]) -> Mapping[str, Any]:
    """Return the facts with one value among those that settle the decision: what can be told as its reasons."""
    return {name: value for name, value in settling(answer).items() if is_known(value)}


def vectors(table: "RuleTable[..., Any]") -> list[dict[str, Any]]:
    """Return portable test vectors: every combination, unknowns included, with the answer, all as JSON can carry it."""
    found = []
    for facts in table.combinations(unknowns=True):
        answer = table.decide(**facts)
        vector: dict[str, Any] = {"facts": {name: code(value) for name, value in facts.items()}}
        if isinstance(answer, Decision):
            vector |= {"outcome": code(answer.outcome), "clauses": list(answer.clauses)}
        else:
            vector |= {
                "missing": sorted(answer.missing),
                "possible": sorted(str(code(outcome)) for outcome in answer.possible),
            }
        found.append(vector)
    return found
