"""Rule tables read as column expressions: what each row of a frame decides, or that it does not determine it.

With the other rooms of `audit.frames` and with `audit.checks` the one room of narwhals. Nothing of a rule is
written here: an outcome is possible for a row if one of the table's winning regions, taken from the rules' own
conditions, meets what the row leaves open. An engine that compares, and knows `and` and `or`, can therefore run
every table.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import narwhals as nw
from attrs import frozen

from netpoint_stp.audit.frames.bits import WORD, bits_of, every_sum, is_wide, number, packed, split, unpacked
from netpoint_stp.audit.frames.engines import Frame
from netpoint_stp.audit.frames.regions import Left, check_parted, outcomes_of, regions
from netpoint_stp.audit.frames.truths import (
    BoolFactExpr,
    CodeColumn,
    ConstantFact,
    FirstOf,
    Possible,
    Truth,
    Values,
    both,
    chosen,
    either,
    written,
)
from netpoint_stp.errors import RuleError, did_you_mean
from netpoint_stp.rules import UNKNOWN, RuleTable
from netpoint_stp.rules.conditions import Cube

if TYPE_CHECKING:
    from netpoint_stp.rules import Unknown

UNDETERMINED: Final = "undetermined"
"""What stands in place of an outcome where the row leaves several possible."""
_UNKNOWN: Final = str(UNKNOWN.value)


@frozen
class TableExpr:
    """A rule table over the rows of a frame; itself what another table's fact may be, where tables are composed."""

    table: RuleTable[..., Any]
    facts: Mapping[str, Possible]

    def may_be(self, values: Values) -> Truth:
        """Return for each row whether the table may give one of these outcomes."""
        return either(self._meets(cube) for cube in regions(self.table, values))

    def among(self, groups: Mapping[str, Iterable[object]], otherwise: str = UNDETERMINED) -> nw.Expr:
        """Return for each row the name of the group to which all outcomes belong that it leaves possible.

        Rows that leave outcomes of several groups possible get `otherwise`. Raises `RuleError` where the groups do not
        part the table's outcomes among them.
        """
        parted = {name: frozenset(outcomes) for name, outcomes in groups.items()}
        check_parted(self.table, parted)
        return chosen([(name, self.may_be(outcomes)) for name, outcomes in parted.items()], otherwise)

    def outcome(self) -> nw.Expr:
        """Return for each row the code of the outcome, or `undetermined`."""
        return self.among({written(outcome): (outcome,) for outcome in outcomes_of(self.table)})

    def told(
        self, frame: Frame, groups: Mapping[str, Iterable[object]], carried: Mapping[str, nw.Expr] | None = None
    ) -> "EvaluatedTable":
        """Return `among`, `outcome` and `left_open` for the rows of a frame, which gets columns of its own for them.

        Every condition on the rows is then asked once, however often the rules name it. Of the frame's other columns
        those alone stay that are `carried`, worked out on the way; None: all stay. Each step costs by the columns that
        it passes on.
        """
        parted = {name: frozenset(outcomes) for name, outcomes in groups.items()}
        check_parted(self.table, parted)
        frame, leaves = self._step_by_step(frame, "possible", carried)
        bit = {outcome: 1 << at for at, outcome in enumerate(outcomes_of(self.table))}
        return EvaluatedTable(
            frame=frame,
            answer=_named({name: every_sum([bit[each] for each in group]) for name, group in parted.items()}),
            outcome=_named({written(outcome): [bit[outcome]] for outcome in bit}),
            outcomes={number: written(outcome) for outcome, number in bit.items()},
            left_open=packed(leaves, self._widths()),
        )

    def _step_by_step(
        self, frame: Frame, possible: str, carried: Mapping[str, nw.Expr] | None = None
    ) -> tuple[Frame, list[nw.Expr]]:
        """Return the frame with columns of bits for leaves, inner tables and what is `possible`; and the leaves."""
        leaves = {f"open_{at}": leaf for at, leaf in enumerate(self._leaves())}
        bits = {name: _bits(fact, domain) for name, (fact, domain) in leaves.items()}
        if carried is None:
            frame = frame.with_columns(**bits)
        else:
            noted = (fact.name for fact, _ in leaves.values() if isinstance(fact, Noted))
            frame = frame.select(*dict.fromkeys(noted), **carried, **bits)
        inner: dict[str, TableExpr] = {}
        over = self._over(iter([(name, fact) for name, (fact, _) in leaves.items()]), inner)
        for name, reading in inner.items():  # the innermost first: each looks at columns that are there by then
            frame = frame.with_columns(bits_of(_each(reading)).alias(name))
        return frame.with_columns(bits_of(_each(over)).alias(possible)), [nw.col(name) for name in leaves]

    def _over(self, columns: "Iterator[tuple[str, Possible]]", inner: "dict[str, TableExpr]") -> "TableExpr":
        """Return the same table over columns of bits, for each leaf and each inner table; `inner` collects those."""
        facts: dict[str, Possible] = {}
        for name, domain in self.table.domains.items():
            fact = self.facts[name]
            if isinstance(fact, TableExpr | Whether):
                reading = fact if isinstance(fact, TableExpr) else fact.reading
                over = reading._over(columns, inner)
                column = f"inner_{len(inner)}"
                inner[column] = over
                bits = _Bits(column, outcomes_of(reading.table))
                facts[name] = bits if isinstance(fact, TableExpr) else _whether(bits, fact.outcomes)
            else:
                column, leaf = next(columns)
                there = isinstance(leaf, ConstantFact | Noted)
                told = isinstance(leaf, CodeColumn) and not leaf.several
                facts[name] = leaf if there else _Bits(column, domain, told=told)
        return TableExpr(self.table, facts)

    def left_open(self) -> nw.Expr:
        """Return for each row what it leaves open of the facts, as a code that `missing` reads."""
        return packed([_bits(fact, domain) for fact, domain in self._leaves()], self._widths())

    @property
    def is_wide(self) -> bool:
        """Return whether the codes of `left_open` are texts, not numbers."""
        return is_wide(self._widths())

    def missing(self, left_open: int | str, answers: Mapping[object, object] | None = None) -> tuple[str, ...]:
        """Return the names of the facts that can change what a row with this code of `left_open` is told, sorted.

        `answers` says of each outcome what it is told as; outcomes that are told alike are one. Left out, each is its
        own. Of a table that stands for a fact those facts alone are named that can change it in a way that matters.
        """
        told = {outcome: outcome for outcome in outcomes_of(self.table)} if answers is None else answers
        return tuple(sorted(self._left(unpacked(left_open, self._widths())).missing(told)))

    def _widths(self) -> list[int]:
        """Return how many bits tell what a row leaves open of each leaf."""
        return [fact.width if isinstance(fact, Noted) else len(domain) for fact, domain in self._leaves()]

    def _leaves(self) -> Iterator[tuple[Possible, tuple[Any, ...]]]:
        """Yield every fact that is no reading itself, with its values; those of inner readings in their place."""
        for name, domain in self.table.domains.items():
            fact = self.facts[name]
            if isinstance(fact, TableExpr):
                yield from fact._leaves()
            elif isinstance(fact, Whether):
                yield from fact.reading._leaves()
            else:
                yield fact, domain

    def _left(self, masks: Iterator[int]) -> "Left":
        """Return what a row leaves open of the table, by the bits of its leaves."""
        ways: dict[str, tuple[Any, ...]] = {}
        inner: dict[str, tuple[Left, Values | None]] = {}
        for name, domain in self.table.domains.items():
            fact = self.facts[name]
            if isinstance(fact, TableExpr | Whether | Noted):
                among = fact.outcomes if isinstance(fact, Whether) else None
                its = split(next(masks), fact.reading._widths()) if isinstance(fact, Noted) else masks
                left = (fact if isinstance(fact, TableExpr) else fact.reading)._left(its)
                inner[name] = left, among
                possible = left.outcomes if among is None else {each in among for each in left.outcomes}
                ways[name] = tuple(value for value in domain if value in possible)
            else:
                mask = next(masks)
                ways[name] = tuple(value for at, value in enumerate(domain) if mask >> at & 1)
        return Left(self.table, ways, inner)

    def _meets(self, cube: Cube) -> Truth:
        return both(
            self.facts[name].may_be(allowed)
            for name, allowed in cube.items()
            if len(allowed) < len(self.table.domains[name])
        )


@frozen
class Whether:
    """A yes-or-no fact: that another table's outcome is one of these."""

    reading: TableExpr
    outcomes: Values

    def may_be(self, values: Values) -> Truth:
        """Return for each row whether it may be one of these of yes and no."""
        others = frozenset(outcomes_of(self.reading.table)) - self.outcomes
        parts = ((self.outcomes, True), (others, False))
        return either(self.reading.may_be(part) for part, wanted in parts if wanted in values)


@frozen
class Noted:
    """What a table says of the rows of a frame that has it in columns of its own: several tables can look at those.

    The columns are `name`, what is possible, a bit for each outcome, and what the row leaves open of the facts. Raises
    `RuleError` for a table whose facts do not go into one number.
    """

    name: str
    reading: TableExpr

    def __attrs_post_init__(self) -> None:
        if self.width > WORD:
            raise RuleError(f"table `{self.reading.table.name}` has too many facts to be noted; read it as it is")

    @property
    def left_open(self) -> str:
        """Return the name of the column of what each row leaves open."""
        return f"{self.name}_open"

    @property
    def columns(self) -> tuple[str, str]:
        """Return the names of both columns."""
        return self.name, self.left_open

    @property
    def width(self) -> int:
        """Return how many bits tell what a row leaves open."""
        return sum(self.reading._widths())

    def onto(self, frame: Frame) -> Frame:
        """Return the frame with the columns; it also has those of single facts, of which nothing else may be read."""
        frame, leaves = self.reading._step_by_step(frame, self.name)
        return frame.with_columns(number(leaves, self.reading._widths()).alias(self.left_open))

    def may_be(self, values: Values) -> Truth:
        """Return for each row whether the table may give one of these outcomes."""
        return _Bits(self.name, outcomes_of(self.reading.table)).may_be(values)


@frozen
class EvaluatedTable:
    """What a table says of the rows of `frame`; see `TableExpr.told`.

    The outcome also stands in the column `possible`, as the number by which `outcomes` names it; one that it does not
    name is undetermined.
    """

    frame: Frame
    answer: FirstOf
    outcome: FirstOf
    outcomes: Mapping[int, str]
    left_open: nw.Expr


@frozen
class _Bits:
    """A fact in a column of bits, one for each value that is possible."""

    column: str
    domain: tuple[Any, ...]
    told: bool = False
    """Whether a row tells one value, or none: then few numbers can stand in it."""

    def may_be(self, values: Values) -> Truth:
        """Return for each row whether one of these values is possible."""
        wanted = sum(1 << at for at, value in enumerate(self.domain) if value in values)
        every = (1 << len(self.domain)) - 1
        numbers = [*(1 << at for at in range(len(self.domain))), every] if self.told else range(1, every + 1)
        return nw.col(self.column).is_in([each for each in numbers if each & wanted])


def _whether(bits: _Bits, outcomes: Values) -> BoolFactExpr:
    """Return the fact that the outcome in a column of bits is one of these."""
    return BoolFactExpr(true=bits.may_be(outcomes), false=bits.may_be(frozenset(bits.domain) - outcomes))


def _each(reading: TableExpr) -> Iterator[Truth]:
    """Yield for each outcome of a table whether it is possible."""
    return (reading.may_be(frozenset((outcome,))) for outcome in outcomes_of(reading.table))


def _bits(fact: Possible, domain: Sequence[Any]) -> nw.Expr:
    """Return for each row which of the values are possible, a bit each."""
    if isinstance(fact, Noted):
        return nw.col(fact.left_open)
    if not isinstance(fact, CodeColumn) or fact.several:
        return bits_of(fact.may_be(frozenset({value})) for value in domain)
    cell = nw.col(fact.name)
    total: nw.Expr = nw.lit((1 << len(domain)) - 1)  # also of a code that is none of these
    for at, value in reversed(list(enumerate(domain))):
        total = nw.when(cell == written(value)).then(nw.lit(1 << at)).otherwise(total)
    return total.cast(nw.Int64)


def _named(numbers: Mapping[str, Sequence[int]]) -> FirstOf:
    """Return for each row the name under which the number of its possible outcomes stands; else `undetermined`."""
    possible = nw.col("possible")
    return FirstOf(
        [
            (possible == those[0] if len(those) == 1 else possible.is_in(list(those)), name)
            for name, those in numbers.items()
        ],
        UNDETERMINED,
    )


def read(table: RuleTable[..., Any], **facts: "Possible | Unknown") -> TableExpr:
    """Return a table as expressions, each fact by what the rows leave open of it; `UNKNOWN` where no row tells.

    Facts are taken as independent of each other, as `compose` takes them. Raises `RuleError` that names every fact
    left out or unknown to the table.
    """
    problems = [
        f"there is no fact `{name}`{did_you_mean(name, table.domains)}" for name in facts.keys() - table.domains.keys()
    ]
    problems += [
        f"fact `{name}` is left out; say `UNKNOWN` where no column tells it"
        for name in table.domains.keys() - facts.keys()
    ]
    if problems:
        raise RuleError(f"table `{table.name}`: " + "; ".join(sorted(problems)))
    return TableExpr(
        table, {name: ConstantFact(UNKNOWN) if value is UNKNOWN else value for name, value in facts.items()}
    )
