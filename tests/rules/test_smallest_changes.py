"""Counterfactuals by hand: few facts, so that a search that never ends is noticed at once."""

from typing import Any

from netpoint_stp.rules import UNKNOWN, Composed, Decision, Fact, FactEnum, Facts, Rule, RuleTable, compose


class Signal(FactEnum):
    """Three outcomes."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"


class Switches(Facts[Signal]):
    """Three switches."""

    one: Fact[bool] = Fact("the first is on")
    two: Fact[bool] = Fact("the second is on")
    three: Fact[bool] = Fact("the third is on")


class Crossing(Facts[Signal]):
    """What a part says, and a switch."""

    part: Fact[Signal] = Fact("what the part says")
    own: Fact[bool] = Fact("the own one is on")


S, C = Switches, Crossing
PART: RuleTable[..., Signal] = RuleTable(
    "switches",
    Switches,
    Rule("3.1", Signal.GREEN, when=S.one & S.two),
    Rule("3.1", Signal.AMBER, when=S.three),
    Rule("3.1", Signal.RED),
)
WHOLE: RuleTable[..., Signal] = RuleTable(
    "crossing",
    Crossing,
    Rule("3.9", Signal.GREEN, when=C.part.is_in(Signal.GREEN)),
    Rule("3.9", Signal.AMBER, when=C.own & C.part.is_in(Signal.AMBER)),
    Rule("3.9", Signal.RED),
)


def decided(**facts: Any) -> Decision[Signal]:
    """Decide by the part alone."""
    answer = PART.decide(**facts)
    assert isinstance(answer, Decision)
    return answer


def changes(answer: Composed[Signal], wanted: Signal) -> set[frozenset[tuple[str, Any]]]:
    """Return the smallest changes that lead to an outcome, in no order."""
    return {frozenset(change.items()) for change in answer.counterfactual(wanted)}


def test_one_change_is_given_before_two() -> None:
    """Every change of the smallest size, none of a larger one, in the order of the facts."""
    red = decided(one=False, two=True, three=False)

    assert red.counterfactual(Signal.GREEN) == ({"one": True},)
    assert red.counterfactual(Signal.AMBER) == ({"three": True},)
    assert decided(one=False, two=False, three=False).counterfactual(Signal.GREEN) == ({"one": True, "two": True},)
    assert decided(one=True, two=True, three=False).counterfactual(Signal.RED) == ({"one": False}, {"two": False})


def test_a_composition_changes_the_facts_of_its_parts() -> None:
    """The fewest facts over all, of the part and of the whole together."""
    red = compose(WHOLE, {"part": decided(one=False, two=False, three=False)}, own=False)
    open_ = compose(WHOLE, {"part": decided(one=True, two=False, three=True)}, own=UNKNOWN)

    assert changes(red, Signal.GREEN) == {frozenset({("part.one", True), ("part.two", True)})}
    assert changes(red, Signal.AMBER) == {frozenset({("part.three", True), ("own", True)})}
    assert open_.counterfactual(Signal.GREEN) == ({"part.two": True},)
    assert open_.counterfactual(Signal.AMBER) == ({"own": True},)
    assert changes(open_, Signal.RED) == {
        frozenset({("part.three", False)}),
        frozenset({("own", False)}),
    }
