"""Random rule tables over random finite facts, with a plain account of their rules to compare them with."""

from collections.abc import Mapping
from types import new_class
from typing import Any, Literal, TypeAlias

from attrs import frozen
from hypothesis import strategies as st

from netpoint_stp.rules import Condition, Fact, FactEnum, Facts, Rule, RuleTable


class Out(FactEnum):
    """Outcomes."""

    A = "a"
    B = "b"
    C = "c"


class Sole(FactEnum):
    """A domain of one value."""

    ONLY = "only"


class Pair(FactEnum):
    """A domain of two values that are no booleans."""

    LEFT = "left"
    RIGHT = "right"


class Triple(FactEnum):
    """A domain of three values."""

    RED = "red"
    GREEN = "green"
    BLUE = "blue"


class Four(FactEnum):
    """A domain of four values."""

    NORTH = "north"
    EAST = "east"
    SOUTH = "south"
    WEST = "west"


Written: TypeAlias = tuple[Any, ...]
"""A condition in plain tuples: `("in", name, values)`, `("not", c)`, `("all", c, d)`, `("any", c, d)`."""

KINDS: Mapping[str, Any] = {
    "bool": bool,
    "sole": Sole,
    "out": Out,
    "pair": Pair,
    "triple": Triple,
    "four": Four,
    "two_of_four": Literal[Four.NORTH, Four.SOUTH],
}
VALUES: Mapping[str, tuple[Any, ...]] = {
    "bool": (True, False),
    "sole": (Sole.ONLY,),
    "out": (Out.A, Out.B, Out.C),
    "pair": (Pair.LEFT, Pair.RIGHT),
    "triple": (Triple.RED, Triple.GREEN, Triple.BLUE),
    "four": (Four.NORTH, Four.EAST, Four.SOUTH, Four.WEST),
    "two_of_four": (Four.NORTH, Four.SOUTH),
}


@frozen(kw_only=True)
class Sample:
    """A table and what was put into it."""

    table: RuleTable[..., Out]
    rules: tuple[tuple[Written | None, Out], ...]

    def outcome(self, facts: Mapping[str, Any]) -> Out | None:
        """Return what the rules say of complete facts; None in a gap."""
        return next((outcome for when, outcome in self.rules if when is None or holds(when, facts)), None)


def holds(written: Written, facts: Mapping[str, Any]) -> bool:
    """Return whether a written condition holds, in the plainest way."""
    kind, *parts = written
    if kind == "in":
        name, values = parts
        return any(facts[name] is value for value in values)
    if kind == "not":
        return not holds(parts[0], facts)
    if kind == "all":
        return holds(parts[0], facts) and holds(parts[1], facts)
    return holds(parts[0], facts) or holds(parts[1], facts)


def built(written: Written, facts: Any) -> Condition:
    """Build the condition by the operators of the library."""
    kind, *parts = written
    if kind == "in":
        name, values = parts
        fact = getattr(facts, name)
        if values == (True,):
            return fact  # type: ignore[no-any-return]  # a flag by itself is a condition; the class is made at run time
        return fact.is_in(*values)  # type: ignore[no-any-return]  # as above
    if kind == "not":
        return ~built(parts[0], facts)
    left, right = built(parts[0], facts), built(parts[1], facts)
    return left & right if kind == "all" else left | right


def facts_class(kinds: Mapping[str, str]) -> Any:
    """Return a class of facts with these names and kinds of domain."""
    fact: Any = Fact
    base: Any = Facts

    def body(namespace: dict[str, Any]) -> None:
        namespace["__module__"] = __name__
        namespace["__annotations__"] = {name: fact[KINDS[kind]] for name, kind in kinds.items()}
        namespace.update({name: Fact("a fact") for name in kinds})

    return new_class("Drawn", (base[Out],), {}, body)


def written_conditions(kinds: Mapping[str, str]) -> st.SearchStrategy[Written]:
    """Draw conditions over these facts."""
    leaves = st.sampled_from(sorted(kinds)).flatmap(
        lambda name: st.lists(st.sampled_from(VALUES[kinds[name]]), min_size=1, unique_by=id).map(
            lambda values: ("in", name, tuple(values))
        )
    )
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.tuples(st.just("not"), inner),
            st.tuples(st.just("all"), inner, inner),
            st.tuples(st.just("any"), inner, inner),
        ),
        max_leaves=5,
    )


@st.composite
def samples(draw: st.DrawFn, gaps: bool = False, most_facts: int = 4) -> Sample:
    """Draw a table of up to `most_facts` facts; with `gaps` its last rule may have a condition too."""
    kinds: dict[str, str] = draw(
        st.dictionaries(st.sampled_from("abcde"), st.sampled_from(sorted(KINDS)), min_size=1, max_size=most_facts)
    )
    facts = facts_class(kinds)
    conditions = draw(st.lists(written_conditions(kinds), max_size=4))
    whens: list[Written | None] = [*conditions]
    if not gaps or not whens or draw(st.booleans()):
        whens.append(None)
    rules = tuple((when, draw(st.sampled_from(Out))) for when in whens)
    table: RuleTable[..., Out] = RuleTable(
        "drawn",
        facts,
        *(Rule(("3.9.1", "I-7"), out, when=None if when is None else built(when, facts)) for when, out in rules),
    )
    return Sample(table=table, rules=rules)
