"""What a table shows about itself: faults with examples, what would have to differ, what suffices, test vectors."""

import json
from itertools import combinations, product
from typing import Any

import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st
from tests.support.random_tables import Out, Pair, Sample, Triple, samples
from tests.support.reference import complete, settle_slowly

from netpoint_stp.rules import UNKNOWN, Decision, Fact, Facts, Rule, RuleTable, Undetermined, code, sufficient


class Case(Facts[Out]):
    """Facts of the small tables below."""

    flag: Fact[bool] = Fact("it is so")
    colour: Fact[Triple] = Fact("which colour it has")


@frozen
class Redirected:
    """An outcome that is an object."""

    to: str


class Mixed(Facts[Out | Redirected]):
    """Facts of a table with outcomes of two kinds."""

    flag: Fact[bool] = Fact("it is so")


def test_a_sound_table_has_no_problems() -> None:
    """Every rule wins somewhere, every outcome is reached, and an example of each is shown."""
    table = RuleTable(
        "sound",
        Case,
        Rule("3.1", Out.A, when=Case.flag),
        Rule("3.1", Out.B, when=Case.colour.is_in(Triple.RED)),
        Rule("3.1", Out.C),
    )
    analysis = table.analyse()

    assert (analysis.problems, analysis.combinations) == (0, 6)
    assert set(analysis.reached) == set(Out)
    assert all(table.decide_on(facts).outcome is outcome for outcome, facts in analysis.reached.items())  # type: ignore[union-attr]  # complete facts are decided


def test_a_gap_is_reported_with_an_example() -> None:
    """The combinations that no rule decides are counted and shown."""
    table = RuleTable(
        "gap",
        Case,
        Rule("3.1", Out.A, when=Case.flag),
        Rule("3.1", Out.B, when=Case.colour.is_in(Triple.RED)),
        Rule("3.1", Out.C, when=Case.colour.is_in(Triple.BLUE)),
    )
    analysis = table.analyse()

    assert (analysis.gap_count, analysis.problems) == (1, 1)
    assert analysis.gaps == ({"flag": False, "colour": Triple.GREEN},)


def test_a_shadowed_rule_is_reported_with_what_hides_it() -> None:
    """A rule that never wins is shown with a case of its own and the rule that takes it."""
    table = RuleTable(
        "shadow",
        Case,
        Rule("3.1", Out.A, when=Case.flag),
        Rule("3.1", Out.B, when=Case.flag & Case.colour.is_in(Triple.RED)),
        Rule("3.1", Out.C, when=Case.flag & ~Case.flag),
        Rule("3.1", Out.C),
    )
    shadowed = table.analyse().shadowed

    assert [(rule.number, rule.by, rule.example) for rule in shadowed] == [
        (2, 1, {"flag": True, "colour": Triple.RED}),
        (3, None, None),
    ]


def test_an_unreachable_outcome_is_reported() -> None:
    """Outcomes declared but never given, or given only by hidden rules, are shown, the latter with an example."""
    table = RuleTable(
        "unreachable",
        Case,
        Rule("3.1", Out.A, when=Case.flag),
        Rule("3.1", Out.B, when=Case.flag & Case.colour.is_in(Triple.GREEN)),
        Rule("3.1", Out.A),
    )
    analysis = table.analyse()

    assert [(found.outcome, found.example) for found in analysis.unreachable] == [
        (Out.B, {"flag": True, "colour": Triple.GREEN}),
        (Out.C, None),
    ]
    assert analysis.problems == 3


def test_outcomes_may_be_objects() -> None:
    """A class declared as an outcome is reached by any object of it."""
    rules = [Rule("3.1", Out.A, when=Mixed.flag), Rule("3.1", Out.B)]
    without = RuleTable("without", Mixed, *rules).analyse()
    table = RuleTable("with", Mixed, rules[0], Rule("3.2", Redirected("b")))

    assert [found.outcome for found in without.unreachable] == [Out.C, Redirected]
    assert [found.outcome for found in table.analyse().unreachable] == [Out.B, Out.C]
    answer = table.decide(flag=False)
    assert isinstance(answer, Decision)
    assert answer.outcome == Redirected("b")
    assert code(answer.outcome) == "redirected(b)" or code(answer.outcome) == "redirected('b')"


@given(samples(gaps=True))
def test_the_analysis_agrees_with_every_combination(sample: Sample) -> None:
    """Gaps, hidden rules and outcomes out of reach are what going through all cases finds; the examples fit."""
    table, analysis = sample.table, sample.table.analyse()
    cases = list(table.combinations())
    winners = [table.fired(tuple(case.values())) for case in cases]
    outcomes = {sample.outcome(case) for case in cases}

    assert analysis.combinations == len(cases)
    assert list(analysis.gaps) == [case for case in cases if sample.outcome(case) is None][:100]
    assert [rule.number - 1 for rule in analysis.shadowed] == [
        at for at in range(len(table.rules)) if at not in winners
    ]
    assert {found.outcome for found in analysis.unreachable} == set(Out) - outcomes
    for rule in analysis.shadowed:
        condition = table.rules[rule.number - 1].when
        if rule.example is None:
            assert condition is None or not any(
                condition.holds(case) for case in cases if sample.outcome(case) is not None
            )
        else:
            assert condition is None or condition.holds(rule.example)
            assert table.fired(tuple(rule.example.values())) == (rule.by or 0) - 1
    for outcome, example in analysis.reached.items():
        assert sample.outcome(example) is outcome


@given(samples(gaps=True, most_facts=3), st.sampled_from(Out), st.data())
def test_a_counterfactual_is_every_smallest_change(sample: Sample, wanted: Out, data: st.DataObject) -> None:
    """It holds all changes of the fewest facts that lead to the outcome, and nothing else."""
    table = sample.table
    facts = _facts(sample, data)
    if facts is None:
        return
    answer = table.decide(**facts)
    expected: list[dict[str, Any]] = []
    for size in range(len(table.domains) + 1):
        for names in combinations(table.domains, size):
            for values in product(*(table.domains[name] for name in names)):
                change = dict(zip(names, values, strict=True))
                possible, _ = settle_slowly(table.domains, {**facts, **change}, sample.outcome)
                if possible == {wanted} and all(facts[name] is not value for name, value in change.items()):
                    expected.append(change)
        if expected:
            break

    assert list(answer.counterfactual(wanted)) == expected
    assert list(table.counterfactual(answer, wanted)) == expected


def test_an_outcome_that_the_table_never_gives_has_no_counterfactual() -> None:
    """Nothing leads to an outcome without a rule; nothing has to change for the outcome that is there."""
    table = RuleTable("constant", Case, Rule("3.1", Out.A))
    answer = table.decide(flag=True, colour=UNKNOWN)

    assert answer.counterfactual(Out.B) == ()
    assert answer.counterfactual(Out.A) == ({},)


@given(samples(gaps=True), st.data())
def test_what_suffices_suffices_and_nothing_of_it_can_go(sample: Sample, data: st.DataObject) -> None:
    """The facts named give the outcome alone, however the others turn out, and without any one of them they do not."""
    facts = _facts(sample, data)
    if facts is None:
        return
    answer = sample.table.decide(**facts)
    if isinstance(answer, Undetermined):
        return
    named = sufficient(answer)
    domains = sample.table.domains

    assert all(facts[name] is value for name, value in named.items())
    alone = {name: named.get(name, UNKNOWN) for name in domains}
    assert settle_slowly(domains, alone, sample.outcome)[0] == {answer.outcome}
    for name in named:
        without = {**alone, name: UNKNOWN}
        assert settle_slowly(domains, without, sample.outcome)[0] != {answer.outcome}


@given(samples())
def test_vectors_survive_json(sample: Sample) -> None:
    """Every combination, written as JSON and read back, gives the answer that was written beside it."""
    vectors = json.loads(json.dumps(sample.table.vectors()))

    assert len(vectors) == len(list(sample.table.combinations(unknowns=True)))
    for vector in vectors:
        answer = sample.table.decide_on(vector["facts"])
        match answer:
            case Decision():
                assert (vector["outcome"], vector["clauses"]) == (answer.outcome.value, list(answer.clauses))
            case Undetermined():
                assert vector["missing"] == sorted(answer.missing)
                assert vector["possible"] == sorted(outcome.value for outcome in answer.possible)


@pytest.mark.parametrize("pair", list(Pair))
def test_codes_are_what_logs_call_things(pair: Pair) -> None:
    """A yes or no stays one, an enumeration member gives its value, a set the sorted codes."""
    assert code(pair) == pair.value
    assert code(True) is True
    assert code(UNKNOWN) == "unknown"
    assert code(frozenset(Pair)) == ["left", "right"]


def _facts(sample: Sample, data: st.DataObject) -> dict[str, Any] | None:
    """Draw partial facts outside any gap; None where those drawn fall into one."""
    facts = {
        name: data.draw(st.sampled_from((*domain, UNKNOWN)), label=name)
        for name, domain in sample.table.domains.items()
    }
    return None if any(sample.outcome(way) is None for way in complete(sample.table.domains, facts)) else facts
