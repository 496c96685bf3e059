"""What the rows of a frame leave open of one fact, and yes or no for each row, joined.

With `audit.frames.instants`, `audit.frames.expressions` and `audit.checks` the one room of narwhals.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce
from operator import and_, or_
from typing import Any, Final, Protocol, TypeAlias

import narwhals as nw
from attrs import frozen

from netpoint_stp.audit.choices import joined_choices
from netpoint_stp.rules import UNKNOWN, code

Truth: TypeAlias = "nw.Expr | bool"
"""A yes or no for each row, never empty; a plain `bool` where it is the same for all rows."""
Values: TypeAlias = frozenset[Any]

_UNKNOWN: Final = str(UNKNOWN.value)


class Possible(Protocol):
    """What each row leaves open of one fact."""

    def may_be(self, values: Values) -> Truth:
        """Say for each row whether the fact may have one of the values; no value: it may not."""
        ...


@frozen
class ConstantFact:
    """A fact that is the same for all rows: a figure of the profile, a property of a channel; or unknown in all."""

    value: Any

    def may_be(self, values: Values) -> Truth:
        """Return whether the value is one of these; all may be where it is unknown."""
        if self.value is UNKNOWN:
            return bool(values)
        return bool(self.value & values) if isinstance(self.value, frozenset) else self.value in values


@frozen
class CodeColumn:
    """A fact in a column of codes, `true` and `false` for a yes-or-no fact.

    Empty cells and `unknown` are not known, nor is, where `codes` lists all that there are, any other code. A cell that
    names `several` of them is one of these.
    """

    name: str
    codes: frozenset[str] | None = None
    several: bool = False

    def may_be(self, values: Values) -> Truth:
        """Return for each row whether its code is one of these values', or not known."""
        if not values:
            return False
        if self.codes is None:
            return nw.col(self.name).fill_null(_UNKNOWN).is_in([*sorted(map(written, values)), _UNKNOWN])
        others = self.codes - frozenset(map(written, values)) - {_UNKNOWN}
        none = joined_choices(others) if self.several else sorted(others)
        return ~nw.col(self.name).is_in(none).fill_null(value=False) if others else True


@frozen
class BoolFactExpr:
    """A yes-or-no fact by two conditions on the row: that it may be so, and that it may not be so.

    `BoolFactExpr.of` makes it of one condition that is empty where it is not known.
    """

    true: Truth
    false: Truth

    @classmethod
    def of(cls, condition: nw.Expr) -> "BoolFactExpr":
        """Return the fact that a condition holds; rows where the condition is empty leave it open."""
        return cls(condition.fill_null(value=True), ~condition.fill_null(value=False))

    def may_be(self, values: Values) -> Truth:
        """Return for each row whether it may be one of these of yes and no."""
        return either(each for each, wanted in ((self.true, True), (self.false, False)) if wanted in values)


@frozen
class Choice:
    """A fact by a condition on the row for each of its values: that it may be that one.

    A value that is left out is never possible; in each row at least one must be.
    """

    ways: Mapping[Any, Truth]

    def may_be(self, values: Values) -> Truth:
        """Return for each row whether one of these values is possible."""
        return either(truth for value, truth in self.ways.items() if value in values)


@frozen
class FirstOf:
    """One of a few names for each row: of the first of the conditions, never empty, that holds in it.

    Kept as a number where there are many rows: a column of numbers is made and counted ten times as fast as one of
    texts.
    """

    ways: Sequence[tuple[Truth, str]]
    otherwise: str

    @property
    def names(self) -> tuple[str, ...]:
        """Return every name that there is, each once."""
        return tuple(dict.fromkeys((*(name for _, name in self.ways), self.otherwise)))

    def number(self, names: Sequence[str]) -> nw.Expr:
        """Return for each row where its name stands among these, which must have them all."""
        return self._chosen({name: at for at, name in enumerate(names)})

    def text(self) -> nw.Expr:
        """Return for each row its name."""
        return self._chosen({name: name for name in self.names})

    def _chosen(self, told: Mapping[str, int | str]) -> nw.Expr:
        result: nw.Expr = nw.lit(told[self.otherwise])
        for condition, name in reversed(self.ways):
            result = nw.when(as_column(condition)).then(nw.lit(told[name])).otherwise(result)
        return result


def written(value: object) -> str:
    """Return the code of a value as a column of texts has it: `true` and `false` in small letters."""
    return str(code(value)).lower() if isinstance(value, bool) else str(code(value))


def both(truths: Iterable[Truth]) -> Truth:
    """Return that all of them hold; true of none."""
    return _joined(truths, and_, settles=False)


def either(truths: Iterable[Truth]) -> Truth:
    """Return that one of them holds; false of none."""
    return _joined(truths, or_, settles=True)


def opposite(truth: Truth) -> Truth:
    """Return that it does not hold."""
    return not truth if isinstance(truth, bool) else ~truth


def chosen(ways: Sequence[tuple[str, Truth]], otherwise: str) -> nw.Expr:
    """Return for each row the name of the one way that is possible in it, `otherwise` where several are."""
    cases = [
        (name, both(opposite(other) for at, (_, other) in enumerate(ways) if at != number))
        for number, (name, truth) in enumerate(ways)
        if truth is not False
    ]
    certain = next((name for name, alone in cases if alone is True), None)
    if certain is not None:
        return nw.lit(certain)
    result: nw.Expr = nw.lit(otherwise)
    for name, alone in reversed(cases):
        if not isinstance(alone, bool):
            result = nw.when(alone).then(nw.lit(name)).otherwise(result)
    return result


def as_column(truth: Truth) -> nw.Expr:
    """Return a truth as a column, where it is the same for all rows too."""
    return nw.lit(truth) if isinstance(truth, bool) else truth


def _joined(truths: Iterable[Truth], join: Callable[[Any, Any], Any], *, settles: bool) -> Truth:
    parts = []
    for truth in truths:
        if not isinstance(truth, bool):
            parts.append(truth)
        elif truth is settles:
            return settles
    return reduce(join, parts) if parts else not settles
