"""Facts are typed and finite; whatever is misspelt about them is an error where it is written."""

from typing import Any, Literal

import pytest
from tests.support.random_tables import Four, Out, Pair, facts_class

from netpoint_stp.errors import RuleError
from netpoint_stp.rules import UNKNOWN, Fact, FactEnum, Facts, Rule, RuleTable, UnknownFactError


class Light(Facts[Out]):
    """A small table's facts."""

    lit: Fact[bool] = Fact("it is lit")
    side: Fact[Pair] = Fact("on which side it is")
    heading: Fact[Literal[Four.NORTH, Four.SOUTH]] = Fact("where it points")


class BrightLight(Light):
    """The same with one fact more."""

    bright: Fact[bool] = Fact("it is bright")


L: Any = Light
"""The class as somebody without a type checker sees it."""
LIGHT = RuleTable("light", Light, Rule("3.1", Out.A, when=Light.lit), Rule("3.1", Out.B))


def test_domains_are_read_from_the_annotations() -> None:
    """A yes-or-no fact, an enumeration and a choice of its members each have their values, in order."""
    assert LIGHT.domains == {"lit": (True, False), "side": (Pair.LEFT, Pair.RIGHT), "heading": (Four.NORTH, Four.SOUTH)}


def test_facts_are_inherited_in_order() -> None:
    """A derived class has the facts of its base first, then its own."""
    table = RuleTable("bright", BrightLight, Rule("3.1", Out.A))

    assert list(table.domains) == ["lit", "side", "heading", "bright"]
    assert table.outcomes() == tuple(Out)


def test_a_misspelt_fact_names_the_one_that_is_meant() -> None:
    """A fact that the class does not have is an error where the condition is written."""
    with pytest.raises(UnknownFactError, match="no fact `lightt`"):
        _ = Light.lightt  # type: ignore[attr-defined]  # the error is what is tested
    with pytest.raises(RuleError, match="did you mean `heading`"):
        _ = Light.haeding  # type: ignore[attr-defined]  # as above


def test_an_impossible_value_is_an_error_in_the_condition() -> None:
    """A value outside the domain, and a comparison with nothing, are errors where they are written."""
    with pytest.raises(RuleError, match=r"can never be `Four\.EAST`"):
        Light.heading.is_in(Four.EAST)  # type: ignore[arg-type]  # the error is what is tested
    with pytest.raises(RuleError, match="can never be `1`"):
        Light.lit.is_in(1)  # type: ignore[arg-type]  # as above
    with pytest.raises(RuleError, match="compared with no value"):
        Light.side.is_in()


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: L.lit & L.side,
        lambda: L.side & L.lit,
        lambda: L.side | L.lit,
        lambda: ~L.side,
        lambda: L.lit and L.lit,
        lambda: not L.lit,
        lambda: not L.side,
        lambda: L.lit & (L.side == Pair.LEFT),
        lambda: L.lit | True,
    ],
)
def test_only_conditions_are_combined(wrong: Any) -> None:
    """A fact of several values, a comparison with `==`, `and`, `or` and `not` are no conditions."""
    with pytest.raises((RuleError, TypeError), match=r"is_in|no truth value|no condition"):
        wrong()


def test_facts_have_finite_domains() -> None:
    """A text or a number cannot be a fact, nor can an enumeration without members."""

    class Empty(FactEnum):
        pass

    for kind in (str, int, Empty, Literal["a"]):
        with pytest.raises(RuleError, match="no finite domain"):
            _class("Wrong", {"name": kind})


def test_a_fact_needs_its_annotation_and_its_value() -> None:
    """A fact without its type, or announced without `= Fact(...)`, is an error where the class is written."""
    with pytest.raises(RuleError, match=r"write `Fact\[bool\]`"):

        class Bare(Facts[Out]):
            lit = Fact("it is lit")  # type: ignore[var-annotated]  # the error is what is tested

    with pytest.raises(RuleError, match=r"fact `lit` of `Announced` is only announced"):

        class Announced(Facts[Out]):
            lit: Fact[bool]


@pytest.mark.parametrize("name", ["facts", "_hidden"])
def test_some_names_are_not_for_facts(name: str) -> None:
    """A name that the class itself needs cannot be a fact."""
    with pytest.raises(RuleError, match=f"fact called `{name}`"):
        facts_class({name: "bool"})


@pytest.mark.parametrize("name", ["answers", "settle", "decide", "table", "self", "values", "name", "rules"])
def test_any_other_name_is(name: str) -> None:
    """No fact's name clashes with what the table uses inside."""
    facts = facts_class({name: "bool", "other": "pair"})
    table: RuleTable[..., Out] = RuleTable(
        "named", facts, Rule("3.1", Out.A, when=getattr(facts, name)), Rule("3.1", Out.B)
    )

    assert [table.decide(**{name: lit, "other": UNKNOWN}).clauses for lit in (True, False)] == [("3.1",), ("3.1",)]
    assert table.decide(**{name: True, "other": UNKNOWN}).facts == {name: True, "other": UNKNOWN}


def test_values_that_a_log_cannot_tell_apart_are_refused() -> None:
    """Two values written alike, or one written as `unknown`, cannot be a domain."""

    class Left(FactEnum):
        SAME = "same"

    class Right(FactEnum):
        SAME = "same"

    class Shrug(FactEnum):
        KNOWN = "known"
        NOT_KNOWN = "unknown"

    with pytest.raises(RuleError, match="told apart when written down: `same`"):
        _class("Alike", {"fact": Literal[Left.SAME, Right.SAME]})
    with pytest.raises(RuleError, match="told apart when written down: `unknown`"):
        _class("Shrugging", {"fact": Shrug})


def test_a_class_of_facts_stays_as_it_was_written() -> None:
    """It is never instantiated, and its facts are not set afterwards."""
    with pytest.raises(RuleError, match="hand the facts to the table's `decide`"):
        Light(lit=True, side=Pair.LEFT, heading=Four.NORTH)
    with pytest.raises(RuleError, match="are fixed"):
        Light.lit = None  # type: ignore[assignment]  # the error is what is tested


def test_unknown_shows_as_itself() -> None:
    """In logs and errors, what is not known reads `UNKNOWN`, and a fact's value by its names."""
    assert repr(UNKNOWN) == "UNKNOWN"
    assert repr(Pair.LEFT) == "Pair.LEFT"


def _class(name: str, kinds: dict[str, Any]) -> Any:
    fact: Any = Fact
    namespace: dict[str, Any] = {
        "__module__": __name__,
        "__annotations__": {key: fact[kind] for key, kind in kinds.items()},
        **{key: Fact("a fact") for key in kinds},
    }
    kind: Any = type(Facts)
    return kind(name, (Facts,), namespace)


def test_unknown_is_neither_yes_nor_no() -> None:
    """Whoever asks whether it is true would take what nobody knows for a yes."""
    with pytest.raises(TypeError, match="neither yes nor no; compare it with `is UNKNOWN`"):
        bool(UNKNOWN)
