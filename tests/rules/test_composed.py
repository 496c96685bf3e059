"""Answers beyond one table: compositions are exact where their parts are independent; computed values carry grounds."""

from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.random_tables import Out, Sample, Triple, Written, built, facts_class, samples, written_conditions
from tests.support.reference import settle_slowly

from netpoint_stp.policy.identification.identity import Identity
from netpoint_stp.rules import (
    UNKNOWN,
    Computed,
    Decision,
    Edition,
    Rule,
    RuleTable,
    Undetermined,
    compose,
    still_possible,
)
from netpoint_stp.wording import LANGUAGES, Message, say

pytestmark = pytest.mark.no_cover


@st.composite
def wholes(draw: st.DrawFn) -> Sample:
    """Draw a table over the outcomes of two parts and a fact of its own."""
    kinds = {"left": "out", "right": "out", "own": "bool"}
    facts = facts_class(kinds)
    whens: list[Written | None] = [*draw(st.lists(written_conditions(kinds), max_size=4)), None]
    rules = tuple((when, draw(st.sampled_from(Out))) for when in whens)
    table: RuleTable[..., Out] = RuleTable(
        "whole",
        facts,
        *(Rule("3.9", out, when=None if when is None else built(when, facts)) for when, out in rules),
    )
    return Sample(table=table, rules=rules)


@st.composite
def partial_facts(draw: st.DrawFn, sample: Sample) -> dict[str, Any]:
    """Draw facts for a table, some of them unknown."""
    return {name: draw(st.sampled_from((*domain, UNKNOWN))) for name, domain in sample.table.domains.items()}


@given(wholes(), samples(most_facts=3), samples(most_facts=3), st.data())
def test_independent_parts_compose_exactly(whole: Sample, left: Sample, right: Sample, data: st.DataObject) -> None:
    """The composed answer, and the facts said to be missing, are what going through all completions gives."""
    facts = {
        "left": data.draw(partial_facts(left), label="left"),
        "right": data.draw(partial_facts(right), label="right"),
    }
    own = data.draw(st.sampled_from((True, False, UNKNOWN)), label="own")
    parts = {"left": left.table.decide(**facts["left"]), "right": right.table.decide(**facts["right"])}
    composed = compose(whole.table, parts, own=own)

    domains: dict[str, tuple[Any, ...]] = {"own": (True, False)}
    given_: dict[str, Any] = {"own": own}
    for side, sample in (("left", left), ("right", right)):
        for name, domain in sample.table.domains.items():
            domains[f"{side}.{name}"], given_[f"{side}.{name}"] = domain, facts[side][name]

    def outcome(complete: Any) -> Out | None:
        of = {
            side: sample.outcome({name: complete[f"{side}.{name}"] for name in sample.table.domains})
            for side, sample in (("left", left), ("right", right))
        }
        return whole.outcome({**of, "own": complete["own"]})

    possible, missing = settle_slowly(domains, given_, outcome)

    assert still_possible(composed) == possible
    assert composed.missing == missing
    assert isinstance(composed.answer, Decision) is (len(possible) == 1)


@given(wholes(), samples(most_facts=3), samples(most_facts=3), st.data())
def test_a_composed_answer_rests_on_its_deciding_parts(
    whole: Sample, left: Sample, right: Sample, data: st.DataObject
) -> None:
    """The parts it rests on settle it whatever the other parts say, and their clauses stand among its own."""
    parts = {
        "left": left.table.decide(**data.draw(partial_facts(left), label="left")),
        "right": right.table.decide(**data.draw(partial_facts(right), label="right")),
    }
    composed = compose(whole.table, parts, own=data.draw(st.sampled_from((True, False, UNKNOWN)), label="own"))
    deciding = composed.deciding

    for part in deciding.values():
        assert set(part.clauses) <= set(composed.clauses)
        assert set(part.readings) <= set(composed.readings)
    assert set(composed.answer.clauses) <= set(composed.clauses)
    if isinstance(composed.answer, Decision):
        facts = dict(composed.answer.facts)
        for name in parts.keys() - deciding.keys():
            facts[name] = UNKNOWN
        again = whole.table.decide(**facts)
        assert isinstance(again, Decision)
        assert again.outcome is composed.answer.outcome
    else:
        assert all(isinstance(part, Undetermined) for part in deciding.values())


@given(wholes(), samples(most_facts=2), st.data())
def test_counterfactuals_of_a_composition_are_the_smallest_changes(
    whole: Sample, left: Sample, data: st.DataObject
) -> None:
    """They are exactly those that trying every change of every fact finds, for each outcome."""
    facts = data.draw(partial_facts(left), label="left")
    own = data.draw(st.sampled_from((True, False, UNKNOWN)), label="own")
    composed = compose(whole.table, {"left": left.table.decide(**facts)}, own=own, right=Out.A)
    given_ = {**{f"left.{name}": value for name, value in facts.items()}, "own": own, "right": Out.A}
    domains = {**{f"left.{name}": domain for name, domain in left.table.domains.items()}}
    domains |= {"own": (True, False), "right": tuple(Out)}

    def outcome(complete: Any) -> Out | None:
        of_left = left.outcome({name: complete[f"left.{name}"] for name in left.table.domains})
        return whole.outcome({"left": of_left, "own": complete["own"], "right": complete["right"]})

    tried: dict[Out, list[dict[str, Any]]] = {}
    for changed in product(*((given_[name], *domain) for name, domain in domains.items())):
        change = {name: value for name, value in zip(domains, changed, strict=True) if value is not given_[name]}
        possible, _ = settle_slowly(domains, {**given_, **change}, outcome)
        if len(possible) == 1:
            tried.setdefault(next(iter(possible)), []).append(change)  # type: ignore[arg-type]  # outcomes are Out

    for wanted in Out:
        found = composed.counterfactual(wanted)
        least = min((len(change) for change in tried.get(wanted, ())), default=0)
        smallest = {frozenset(change.items()) for change in tried.get(wanted, ()) if len(change) == least}
        assert {frozenset(change.items()) for change in found} == smallest
        assert len(found) == len(smallest)


@given(samples(most_facts=3), st.data())
def test_a_composition_of_nothing_has_the_counterfactuals_of_its_table(sample: Sample, data: st.DataObject) -> None:
    """Without parts the two ways of looking for the smallest changes find the same."""
    facts = data.draw(partial_facts(sample), label="facts")
    composed = compose(sample.table, {}, **facts)

    for wanted in Out:
        plain = sample.table.decide(**facts).counterfactual(wanted)
        assert {frozenset(change.items()) for change in composed.counterfactual(wanted)} == {
            frozenset(change.items()) for change in plain
        }


@given(wholes(), wholes(), samples(most_facts=2), st.data())
def test_compositions_nest(outer: Sample, inner: Sample, leaf: Sample, data: st.DataObject) -> None:
    """A composed answer can be a part itself, and the path to a missing fact leads through it, exactly."""
    facts = data.draw(partial_facts(leaf), label="leaf")
    part = compose(inner.table, {"left": leaf.table.decide(**facts)}, right=Out.A, own=True)
    composed = compose(outer.table, {"left": part}, right=Out.B, own=False)

    def outcome(complete: Any) -> Out | None:
        found = inner.outcome({"left": leaf.outcome(complete), "right": Out.A, "own": True})
        return outer.outcome({"left": found, "right": Out.B, "own": False})

    possible, missing = settle_slowly(leaf.table.domains, facts, outcome)

    assert still_possible(composed) == possible
    assert composed.missing == {f"left.left.{name}" for name in missing}


def test_a_part_that_is_open_narrows_instead_of_hiding() -> None:
    """A part of which one outcome is excluded already enters with the others, so that the whole can be settled."""
    part_facts, whole_facts = facts_class({"one": "triple"}), facts_class({"left": "out", "own": "bool"})
    part: RuleTable[..., Out] = RuleTable(
        "part",
        part_facts,
        Rule("3.1", Out.A, when=part_facts.one.is_in(Triple.RED)),
        Rule("3.1", Out.B, when=part_facts.one.is_in(Triple.GREEN)),
        Rule("3.1", Out.C),
    )
    whole: RuleTable[..., Out] = RuleTable(
        "whole",
        whole_facts,
        Rule("3.9", Out.A, when=whole_facts.left.is_in(Out.A, Out.B)),
        Rule("3.9", Out.C),
    )
    composed = compose(whole, {"left": _either(part, frozenset({Triple.RED, Triple.GREEN}))}, own=UNKNOWN)

    assert isinstance(composed.answer, Decision)
    assert composed.missing == frozenset()
    assert composed.clauses == ("3.1", "3.9")


def test_a_fact_that_only_moves_within_a_part_is_not_missing() -> None:
    """What tells apart two outcomes of a part that lead to the same whole cannot change the whole, however it nests."""
    part_facts, whole_facts = facts_class({"first": "bool", "second": "bool"}), facts_class({"left": "out"})
    part: RuleTable[..., Out] = RuleTable(
        "part",
        part_facts,
        Rule("3.1", Out.A, when=part_facts.first),
        Rule("3.1", Out.B, when=part_facts.second),
        Rule("3.1", Out.C),
    )
    whole: RuleTable[..., Out] = RuleTable(
        "whole", whole_facts, Rule("3.9", Out.A, when=whole_facts.left.is_in(Out.A)), Rule("3.9", Out.B)
    )
    open_part = part.decide(first=UNKNOWN, second=UNKNOWN)
    composed = compose(whole, {"left": open_part})

    assert isinstance(open_part, Undetermined)
    assert open_part.missing == {"first", "second"}
    assert composed.missing == {"left.first"}
    assert compose(whole, {"left": composed}).missing == {"left.left.first"}


def test_composed_and_computed_answers_have_no_truth_value() -> None:
    """No kind of answer passes for a yes or a no."""
    facts = facts_class({"one": "bool"})
    table: RuleTable[..., Out] = RuleTable("one", facts, Rule("3.1", Out.A))
    composed = compose(table, {}, one=UNKNOWN)
    computed = Computed(value=7, clauses=("3.12",))

    for answer in (composed, computed):
        with pytest.raises(TypeError, match="no truth value"):
            bool(answer)


def test_a_composed_answer_names_the_edition_of_its_table() -> None:
    """Which edition decided is said of the whole."""
    facts = facts_class({"one": "bool"})
    edition = Edition("amended", date(2027, 1, 1))
    table: RuleTable[..., Out] = RuleTable("one", facts, Rule("3.1", Out.A)).under(edition)

    assert compose(table, {}, one=True).edition == edition


def test_a_combining_table_wants_all_its_facts() -> None:
    """A fact that neither a part nor the caller gives is an error."""
    facts = facts_class({"one": "bool", "two": "bool"})
    table: RuleTable[..., Out] = RuleTable("two", facts, Rule("3.1", Out.A))

    with pytest.raises(TypeError, match="two"):
        compose(table, {}, one=True)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_computed_value_tells_its_reasons(lang: Any) -> None:
    """The first sentence is on the value, the others are its reasons, and the grounds and edition are named."""
    computed = Computed(
        value=timedelta(hours=1),
        clauses=("3.12",),
        readings=("I-14",),
        edition=Edition("amended", date(2027, 1, 1)),
        because=(Message("intake.ask.task"), Message("explanation.edition", {"name": "x", "day": date(2026, 3, 1)})),
    )
    told = computed.explain(lang)

    assert told.outcome == say("intake.ask.task", lang)
    assert len(told.because) == 1
    assert "2026" in told.because[0]
    assert [ground for ground in told.grounds if "3.12" in ground]
    assert [ground for ground in told.grounds if "I-14" in ground]
    assert "2027" in told.edition
    assert "{" not in str(told)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_values_in_messages_are_told_in_words(lang: Any) -> None:
    """Moments, days, lengths of time, enumeration members, lists and messages inside messages are all told."""
    values: list[Any] = [
        Message("intake.ask.task"),
        datetime(2026, 11, 20, 15, tzinfo=UTC),
        date(2026, 11, 20),
        timedelta(hours=4),
        Identity.ABSENT,
        (Identity.ABSENT, Identity.IDENTIFIED),
        "words",
    ]
    told = [
        Computed(value=value, clauses=("3.12",), because=(Message("explanation.edition_undated", {"name": value}),))
        .explain(lang)
        .outcome
        for value in values
    ]

    assert all("Identity" not in line and "datetime" not in line for line in told)
    assert len(set(told)) == len(told)


def _either(table: RuleTable[..., Out], values: frozenset[Any]) -> Any:
    return table.decide(one=values)
