"""Rule tables read as column expressions: what each row of a frame decides, or that it does not determine it.

With `audit.instants` and `audit.checks` the one room of narwhals. Nothing of a rule is written here: an outcome is
possible for a row if one of the table's winning regions, taken from the rules' own conditions, meets what the row
leaves open. An engine that compares, and knows `and` and `or`, can therefore run every table.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache, reduce
from itertools import product
from operator import and_, or_
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeAlias

import narwhals as nw
from attrs import frozen

from netpoint_stp.audit.engines import Frame
from netpoint_stp.errors import RuleError, did_you_mean
from netpoint_stp.rules import UNKNOWN, AllOf, Condition, Decision, RuleTable, code
from netpoint_stp.rules.conditions import Cube

if TYPE_CHECKING:
    from netpoint_stp.rules import Unknown

Truth: TypeAlias = "nw.Expr | bool"
"""A yes or no for each row, never empty; a plain `bool` where it is the same for all rows."""
Values: TypeAlias = frozenset[Any]

UNDETERMINED: Final = "undetermined"
"""What stands in place of an outcome where the row leaves several possible."""
_UNKNOWN: Final = str(UNKNOWN.value)
_WORD: Final = 60
"""How many bits go into one number."""


class Possible(Protocol):
    """What each row leaves open of one fact."""

    def may_be(self, values: Values) -> Truth:
        """Say for each row whether the fact may have one of the values; no value: it may not."""
        ...


@frozen
class Known:
    """A fact that is the same for all rows: a figure of the profile, a property of a channel; or unknown in all."""

    value: Any

    def may_be(self, values: Values) -> Truth:
        """Return whether the value is one of these; all may be where it is unknown."""
        if self.value is UNKNOWN:
            return bool(values)
        return bool(self.value & values) if isinstance(self.value, frozenset) else self.value in values


@frozen
class Column:
    """A fact in a column of codes, `true` and `false` for a yes-or-no fact; empty and `unknown` are not known."""

    name: str

    def may_be(self, values: Values) -> Truth:
        """Return for each row whether its code is one of these values', or not known."""
        if not values:
            return False
        return nw.col(self.name).fill_null(_UNKNOWN).is_in([*sorted(map(written, values)), _UNKNOWN])


@frozen
class Flag:
    """A yes-or-no fact by two conditions on the row: that it may be so, and that it may not be so.

    `Flag.of` makes it of one condition that is empty where it is not known.
    """

    true: Truth
    false: Truth

    @classmethod
    def of(cls, condition: nw.Expr) -> "Flag":
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
class Reading:
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
        _check_parted(self.table, parted)
        return chosen([(name, self.may_be(outcomes)) for name, outcomes in parted.items()], otherwise)

    def outcome(self) -> nw.Expr:
        """Return for each row the code of the outcome, or `undetermined`."""
        return self.among({written(outcome): (outcome,) for outcome in _outcomes(self.table)})

    def told(self, frame: Frame, groups: Mapping[str, Iterable[object]]) -> "Told":
        """Return `among`, `outcome` and `left_open` for the rows of a frame, which gets columns of its own for them.

        Every condition on the rows is then asked once, however often the rules name it.
        """
        parted = {name: frozenset(outcomes) for name, outcomes in groups.items()}
        _check_parted(self.table, parted)
        frame, leaves = self._step_by_step(frame, "possible")
        bit = {outcome: 1 << at for at, outcome in enumerate(_outcomes(self.table))}
        return Told(
            frame=frame,
            answer=_named({name: _sums([bit[each] for each in group]) for name, group in parted.items()}),
            outcome=_named({written(outcome): [bit[outcome]] for outcome in bit}),
            left_open=_packed(leaves, self._widths()),
        )

    def _step_by_step(self, frame: Frame, possible: str) -> tuple[Frame, list[nw.Expr]]:
        """Return the frame with columns of bits for leaves, inner tables and what is `possible`; and the leaves."""
        leaves = {f"open_{at}": leaf for at, leaf in enumerate(self._leaves())}
        frame = frame.with_columns(**{name: _bits(fact, domain) for name, (fact, domain) in leaves.items()})
        inner: dict[str, Reading] = {}
        over = self._over(iter([(name, fact) for name, (fact, _) in leaves.items()]), inner)
        for name, reading in inner.items():  # the innermost first: each looks at columns that are there by then
            frame = frame.with_columns(_sum(_each(reading)).alias(name))
        return frame.with_columns(_sum(_each(over)).alias(possible)), [nw.col(name) for name in leaves]

    def _over(self, columns: "Iterator[tuple[str, Possible]]", inner: "dict[str, Reading]") -> "Reading":
        """Return the same table over columns of bits, for each leaf and each inner table; `inner` collects those."""
        facts: dict[str, Possible] = {}
        for name, domain in self.table.domains.items():
            fact = self.facts[name]
            if isinstance(fact, Reading | Whether):
                reading = fact if isinstance(fact, Reading) else fact.reading
                over = reading._over(columns, inner)
                column = f"inner_{len(inner)}"
                inner[column] = over
                bits = _Bits(column, _outcomes(reading.table))
                facts[name] = bits if isinstance(fact, Reading) else _whether(bits, fact.outcomes)
            else:
                column, leaf = next(columns)
                there = isinstance(leaf, Known | Noted)
                facts[name] = leaf if there else _Bits(column, domain, told=isinstance(leaf, Column))
        return Reading(self.table, facts)

    def left_open(self) -> nw.Expr:
        """Return for each row what it leaves open of the facts, as a code that `missing` reads."""
        return _packed([_bits(fact, domain) for fact, domain in self._leaves()], self._widths())

    def missing(self, left_open: str) -> tuple[str, ...]:
        """Return the names of the facts that can change the outcome of a row with this code of `left_open`, sorted."""
        return tuple(sorted(self._look_into(_unpacked(left_open, self._widths()))[1]))

    def _widths(self) -> list[int]:
        """Return how many bits tell what a row leaves open of each leaf."""
        return [fact.width if isinstance(fact, Noted) else len(domain) for fact, domain in self._leaves()]

    def _leaves(self) -> Iterator[tuple[Possible, tuple[Any, ...]]]:
        """Yield every fact that is no reading itself, with its values; those of inner readings in their place."""
        for name, domain in self.table.domains.items():
            fact = self.facts[name]
            if isinstance(fact, Reading):
                yield from fact._leaves()
            elif isinstance(fact, Whether):
                yield from fact.reading._leaves()
            else:
                yield fact, domain

    def _look_into(self, masks: Iterator[int], among: Values | None = None) -> tuple[Values, set[str]]:
        """Return the outcomes that are possible, and the facts that can change which it is.

        With `among`: whether the outcome is one of those, and the facts that can change that.
        """
        ways: dict[str, list[Any]] = {}
        inner: dict[str, set[str]] = {}
        for name, domain in self.table.domains.items():
            fact = self.facts[name]
            if isinstance(fact, Reading):
                possible, inner[name] = fact._look_into(masks)
            elif isinstance(fact, Whether):
                possible, inner[name] = fact.reading._look_into(masks, fact.outcomes)
            elif isinstance(fact, Noted):
                possible, inner[name] = fact.reading._look_into(_split(next(masks), fact.reading._widths()))
            else:
                mask = next(masks)
                possible = frozenset(value for at, value in enumerate(domain) if mask >> at & 1)
            ways[name] = [value for value in domain if value in possible]
        outcomes = _outcomes_over(self.table, tuple(map(tuple, ways.values())))
        if among is not None:
            outcomes = {values: outcome in among for values, outcome in outcomes.items()}
        names = list(ways)
        changing = {name for at, name in enumerate(names) if len(ways[name]) > 1 and _changes(outcomes, at)}
        told = set[str]().union(*(inner.get(name) or {name} for name in changing))
        return frozenset(outcomes.values()), told

    def _meets(self, cube: Cube) -> Truth:
        return both(
            self.facts[name].may_be(allowed)
            for name, allowed in cube.items()
            if len(allowed) < len(self.table.domains[name])
        )


@frozen
class Whether:
    """A yes-or-no fact: that another table's outcome is one of these."""

    reading: Reading
    outcomes: Values

    def may_be(self, values: Values) -> Truth:
        """Return for each row whether it may be one of these of yes and no."""
        others = frozenset(_outcomes(self.reading.table)) - self.outcomes
        parts = ((self.outcomes, True), (others, False))
        return either(self.reading.may_be(part) for part, wanted in parts if wanted in values)


@frozen
class Noted:
    """What a table says of the rows of a frame that has it in columns of its own: several tables can look at those.

    The columns are `name`, what is possible, a bit for each outcome, and what the row leaves open of the facts. Raises
    `RuleError` for a table whose facts do not go into one number.
    """

    name: str
    reading: Reading

    def __attrs_post_init__(self) -> None:
        if self.width > _WORD:
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
        return frame.with_columns(_number(leaves, self.reading._widths()).alias(self.left_open))

    def may_be(self, values: Values) -> Truth:
        """Return for each row whether the table may give one of these outcomes."""
        return _Bits(self.name, _outcomes(self.reading.table)).may_be(values)


@frozen
class Told:
    """What a table says of the rows of `frame`; see `Reading.told`."""

    frame: Frame
    answer: nw.Expr
    outcome: nw.Expr
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


def _whether(bits: _Bits, outcomes: Values) -> Flag:
    """Return the fact that the outcome in a column of bits is one of these."""
    return Flag(true=bits.may_be(outcomes), false=bits.may_be(frozenset(bits.domain) - outcomes))


def _each(reading: Reading) -> Iterator[Truth]:
    """Yield for each outcome of a table whether it is possible."""
    return (reading.may_be(frozenset((outcome,))) for outcome in _outcomes(reading.table))


def _packed(bits: Sequence[nw.Expr], widths: Sequence[int]) -> nw.Expr:
    """Return bits one beside the other as one text: a number, or several where they need more than 60 bits."""
    words = [
        _number([bits[at] for at in group], [widths[at] for at in group]).cast(nw.String) for group in _words(widths)
    ]
    return words[0] if len(words) == 1 else nw.concat_str(words, separator=" ")


def _number(bits: Sequence[nw.Expr], widths: Sequence[int]) -> nw.Expr:
    """Return bits one beside the other as one number."""
    total: nw.Expr = nw.lit(0).cast(nw.Int64)
    shift = 0
    for each, width in zip(bits, widths, strict=True):
        total = total + each * (1 << shift)
        shift += width
    return total


def _unpacked(text: str, widths: Sequence[int]) -> Iterator[int]:
    """Yield the bits that `_packed` put into a text."""
    for word, group in zip(text.split(), _words(widths), strict=True):
        yield from _split(int(word), [widths[at] for at in group])


def _split(number: int, widths: Sequence[int]) -> Iterator[int]:
    """Yield the bits that `_number` put into a number."""
    for width in widths:
        yield number & ((1 << width) - 1)
        number >>= width


def _words(widths: Sequence[int]) -> list[list[int]]:
    """Return which of the facts share a number."""
    words: list[list[int]] = [[]]
    for at, width in enumerate(widths):
        if sum(widths[each] for each in words[-1]) + width > _WORD:
            words.append([])
        words[-1].append(at)
    return words


def _bits(fact: Possible, domain: Sequence[Any]) -> nw.Expr:
    """Return for each row which of the values are possible, a bit each."""
    if isinstance(fact, Noted):
        return nw.col(fact.left_open)
    if not isinstance(fact, Column):
        return _sum(fact.may_be(frozenset({value})) for value in domain)
    cell = nw.col(fact.name)
    total = nw.when(cell.is_null() | (cell == _UNKNOWN)).then(nw.lit((1 << len(domain)) - 1)).otherwise(nw.lit(0))
    for at, value in reversed(list(enumerate(domain))):
        total = nw.when(cell == written(value)).then(nw.lit(1 << at)).otherwise(total)
    return total.cast(nw.Int64)


def _sum(truths: Iterable[Truth]) -> nw.Expr:
    """Return which of the conditions hold in each row, a bit each."""
    total = nw.lit(0)
    for at, truth in enumerate(truths):
        if isinstance(truth, bool):
            total = total + nw.lit((1 << at) if truth else 0)
        else:
            total = total + nw.when(truth).then(nw.lit(1 << at)).otherwise(nw.lit(0))
    return total.cast(nw.Int64)


def _sums(bits: Sequence[int]) -> list[int]:
    """Return every number that some of the bits make together, one of them at least."""
    found = [0]
    for bit in bits:
        found += [each + bit for each in found]
    return sorted(found)[1:]


def _named(numbers: Mapping[str, Sequence[int]]) -> nw.Expr:
    """Return for each row the name under which the number of its possible outcomes stands; else `undetermined`."""
    result: nw.Expr = nw.lit(UNDETERMINED)
    for name, those in reversed(list(numbers.items())):
        is_one = nw.col("possible") == those[0] if len(those) == 1 else nw.col("possible").is_in(list(those))
        result = nw.when(is_one).then(nw.lit(name)).otherwise(result)
    return result


@lru_cache(maxsize=1024)
def _outcomes_over(table: RuleTable[..., Any], ways: tuple[tuple[Any, ...], ...]) -> dict[tuple[Any, ...], Any]:
    """Return the outcome of every completion: of every choice of one of the values of each fact."""
    outcomes: dict[tuple[Any, ...], Any] = {}
    for values in product(*ways):
        decided = table.decide_on(dict(zip(table.domains, values, strict=True)))
        if isinstance(decided, Decision):  # every fact is given: it always is
            outcomes[values] = decided.outcome
    return outcomes


def _changes(outcomes: Mapping[tuple[Any, ...], Any], at: int) -> bool:
    """Return whether two completions that differ in one fact alone have different outcomes."""
    seen: dict[tuple[Any, ...], Any] = {}
    return any(
        seen.setdefault((*values[:at], *values[at + 1 :]), outcome) != outcome for values, outcome in outcomes.items()
    )


def read(table: RuleTable[..., Any], **facts: "Possible | Unknown") -> Reading:
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
    return Reading(table, {name: Known(UNKNOWN) if value is UNKNOWN else value for name, value in facts.items()})


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


def first_of(ways: Sequence[tuple[nw.Expr, str]], otherwise: nw.Expr | str) -> nw.Expr:
    """Return for each row the name of the first of the conditions, never empty, that holds in it."""
    result = nw.lit(otherwise) if isinstance(otherwise, str) else otherwise
    for condition, name in reversed(ways):
        result = nw.when(condition).then(nw.lit(name)).otherwise(result)
    return result


def _joined(truths: Iterable[Truth], join: Callable[[Any, Any], Any], *, settles: bool) -> Truth:
    parts = []
    for truth in truths:
        if not isinstance(truth, bool):
            parts.append(truth)
        elif truth is settles:
            return settles
    return reduce(join, parts) if parts else not settles


@cache
def regions(table: RuleTable[..., Any], outcomes: Values) -> tuple[Cube, ...]:
    """Return boxes of facts' values that together are where the table gives one of `outcomes`.

    They may overlap. A fact that a box does not name may have any value there.
    """
    domains = table.domains
    before: list[Condition] = []
    found: list[Cube] = []
    for rule in table.rules:
        parts = (*(~each for each in before), *((rule.when,) if rule.when is not None else ()))
        if rule.outcome in outcomes:
            found += AllOf(parts).cubes(domains) if parts else [{}]
        if rule.when is not None:
            before.append(rule.when)
    return tuple(_widest([{**_all(domains), **cube} for cube in found]))


def _all(domains: Mapping[str, tuple[Any, ...]]) -> dict[str, Values]:
    return {name: frozenset(domain) for name, domain in domains.items()}


def _widest(cubes: list[dict[str, Values]]) -> list[Cube]:
    """Return fewer boxes that cover the same: neighbours along one fact made one, and those inside others left out."""
    joined = True
    while joined:
        joined = False
        cubes = [
            cube
            for at, cube in enumerate(cubes)
            if not any(
                _within(cube, other) and (at > number or not _within(other, cube))
                for number, other in enumerate(cubes)
                if number != at
            )
        ]
        for at, one in enumerate(cubes):
            for other in cubes[:at]:
                apart = [name for name in one if one[name] != other[name]]
                if len(apart) == 1:
                    cubes.append({**one, apart[0]: one[apart[0]] | other[apart[0]]})
                    joined = True
                    break
            if joined:
                break
    return list(cubes)


def _within(one: Cube, other: Cube) -> bool:
    return all(one[name] <= other[name] for name in one)


def _outcomes(table: RuleTable[..., Any]) -> tuple[object, ...]:
    return tuple(dict.fromkeys(rule.outcome for rule in table.rules))


def _check_parted(table: RuleTable[..., Any], groups: Mapping[str, Values]) -> None:
    problems = []
    for outcome in _outcomes(table):
        holding = [name for name, outcomes in groups.items() if outcome in outcomes]
        if len(holding) != 1:
            where = " and ".join(f"`{name}`" for name in holding) or "none"
            problems.append(f"outcome `{written(outcome)}` is in {where}; put it in exactly one group")
    if problems:
        raise RuleError(f"table `{table.name}`: " + "; ".join(problems))
