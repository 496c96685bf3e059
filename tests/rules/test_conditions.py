"""Conditions are two-valued on complete facts and open to inspection."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.support.random_tables import KINDS, VALUES, Written, built, facts_class, holds, written_conditions
from tests.support.reference import complete

NAMES = {kind: kind for kind in KINDS}
FACTS = facts_class(NAMES)
ALL = complete(VALUES, dict(zip(VALUES, map(frozenset, VALUES.values()), strict=True)))


@given(written_conditions(NAMES))
def test_a_condition_holds_as_it_is_written(written: Written) -> None:
    """The operators build what the plain reading says, for every combination of facts."""
    condition = built(written, FACTS)

    assert all(condition.holds(facts) is holds(written, facts) for facts in ALL)


@given(written_conditions(NAMES), st.booleans())
def test_cubes_say_exactly_when_it_holds(written: Written, wanted: bool) -> None:
    """Some cube fits the facts if and only if the condition holds (or fails, where that is asked for)."""
    condition = built(written, FACTS)
    cubes = condition.cubes(VALUES, wanted)

    for facts in ALL:
        fits = any(all(facts[name] in allowed for name, allowed in cube.items()) for cube in cubes)
        assert fits is (condition.holds(facts) is wanted)
    assert all(allowed and allowed <= set(VALUES[name]) for cube in cubes for name, allowed in cube.items())


@given(written_conditions(NAMES), st.data())
def test_a_reason_alone_settles_the_condition(written: Written, data: st.DataObject) -> None:
    """When known facts settle it, those named as the reason do so however all others turn out."""
    condition = built(written, FACTS)
    known = {
        name: data.draw(st.sampled_from(values), label=name)
        for name, values in VALUES.items()
        if data.draw(st.booleans(), label=f"{name} is known")
    }
    settled, names = condition.reason(known)

    assert names <= known.keys()
    assert names <= condition.names()
    if settled is not None:
        agreeing = [facts for facts in ALL if all(facts[name] is known[name] for name in names)]
        assert {condition.holds(facts) for facts in agreeing} == {settled}


@given(written_conditions(NAMES))
def test_complete_facts_always_settle_it(written: Written) -> None:
    """With every fact known the reason is the condition's own value."""
    condition = built(written, FACTS)

    assert all(condition.reason(facts)[0] is condition.holds(facts) for facts in ALL)


@given(written_conditions(NAMES), written_conditions(NAMES), written_conditions(NAMES))
def test_conditions_obey_the_laws_of_logic(one: Written, two: Written, three: Written) -> None:
    """`&` and `|` are associative and distribute, `~` turns one into the other."""
    a, b, c = (built(written, FACTS) for written in (one, two, three))

    _same(a & b, b & a)
    _same((a | b) | c, a | (b | c))
    _same(a & (b | c), (a & b) | (a & c))
    _same(~(a & b), ~a | ~b)
    _same(~~a, a)


@given(written_conditions(NAMES))
def test_a_condition_names_the_facts_it_looks_at(written: Written) -> None:
    """Facts that it does not name never change it."""
    condition = built(written, FACTS)
    by_named: dict[tuple[Any, ...], bool] = {}

    for facts in ALL:
        key = tuple(facts[name] for name in sorted(condition.names()))
        assert by_named.setdefault(key, condition.holds(facts)) is condition.holds(facts)


def _same(one: Any, other: Any) -> None:
    assert all(one.holds(facts) == other.holds(facts) for facts in ALL)
