"""What a check of the audit is: one clause asked of all records of a table, with four answers."""

from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from functools import cached_property
from typing import Final

import narwhals as nw
from attrs import field, frozen

from netpoint_stp.audit.checks.unasked import Counts, Unasked
from netpoint_stp.audit.frames.bits import bits_of
from netpoint_stp.audit.frames.calendars import DAY
from netpoint_stp.audit.frames.engines import Frame, let_go, noting_tables, settled
from netpoint_stp.audit.frames.expressions import UNDETERMINED, TableExpr
from netpoint_stp.audit.frames.truths import BoolFactExpr, CodeColumn, ConstantFact, FirstOf, Possible
from netpoint_stp.audit.records.columns import ColumnKind
from netpoint_stp.audit.records.log import ROW, Log, empty_cell
from netpoint_stp.audit.records.tables import record_table
from netpoint_stp.clauses import Bearer, note_implementation
from netpoint_stp.errors import UsageError
from netpoint_stp.regulation import Regulation
from netpoint_stp.rules import UNKNOWN


class Answer(Enum):
    """What a check says of one row."""

    KEPT = "kept"
    BROKEN = "broken"
    UNDETERMINED = "undetermined"
    """Facts or settings are missing: the row may be one of the others."""
    NOT_APPLICABLE = "not_applicable"
    """The clause asks nothing of this row, or not yet."""

    __hash__ = object.__hash__


class FindingGrade(Enum):
    """How much a finding weighs."""

    BREACH = "breach"
    TO_JUSTIFY = "to_justify"
    """No breach if the reason that is on record is a good one: somebody has to look (reading I-6)."""

    __hash__ = object.__hash__


JUDGED: Final = (
    ROW,
    "id",
    "at",
    "answer",
    "outcome",
    "due_us",
    "actual_us",
    "late_us",
    "other",
    "left_open",
    "provisional",
)
"""The columns of what a check makes of its table.

`id` and `at` are key and moment of the record, `outcome` what the rule table says, `due_us` the last or first moment
that matters, `actual_us` when what was due was done, `late_us` by how much it came too late, each in microseconds and
empty where there is none; `other` is another record that has to do with it; `left_open` tells of a row that is
undetermined what it leaves open, as a code that `VerdictFrame.missing` reads, or as one below zero for a cell alone
(`audit.unsettled`); `provisional` says that a day of the term may turn out otherwise than it was counted.
"""
ANSWERS: Final = tuple(answer.value for answer in Answer)
"""The codes of answers, by the number that stands for each until it is told."""
_UNDETERMINED: Final = ANSWERS.index(Answer.UNDETERMINED.value)


@frozen
class VerdictFrame:
    """What a check makes of its table, and the rule table that it read.

    `coded` has the columns of `JUDGED`, but numbers for answers, outcomes and what is left open, which `texts` tells:
    all rows are counted, and few of them are read. Nothing left open is 0, or an empty text where the codes of that are
    texts (`is_wide`).
    """

    coded: Frame = field(repr=False)
    outcomes: Mapping[int, str] = field(factory=dict)
    """The codes of the outcomes, by their number; one that has none is undetermined."""
    reading: TableExpr | None = None
    facts: tuple[str, ...] = ()
    """The facts that are missing in every undetermined row of which no rule table says any."""
    unasked: Unasked | None = None
    """The rows of the table of which nothing is asked; None where something is asked of every row."""
    open_facts: tuple[str, ...] = ()
    """Facts beside those of the reading of which each row says for itself whether they are missing."""
    answers: "Mapping[object, object] | None" = None
    """What each outcome of the reading is told as: outcomes with one answer are told alike; None: each as itself."""
    settled_by: Mapping[str, str] = field(factory=dict)
    """Facts of the reading that are known with another one: what lacks is then that other one alone."""
    names_broken: bool = False
    """Whether `other` is told of broken rows alone: whom the breach was about."""

    @property
    def rows(self) -> Frame:
        """Return what it says of each row that it asks about: columns `JUDGED`."""
        return self.texts(self.coded)

    def missing(self, left_open: int | str | None) -> tuple[str, ...]:
        """Return the facts that can change the answer of an undetermined row, by the code of its `left_open`."""
        if not left_open:
            return self.facts
        own: tuple[str, ...] = ()
        if self.open_facts:
            bits = int(left_open)
            own = tuple(name for at, name in enumerate(self.open_facts) if bits >> at & 1)
            left_open = bits >> len(self.open_facts)
        told = () if self.reading is None or not left_open else self.reading.missing(left_open, self.answers)
        lacking = (*own, *(self.settled_by.get(name, name) for name in told))
        return tuple(dict.fromkeys(lacking)) or self.facts

    @property
    def is_wide(self) -> bool:
        """Return whether the codes of `left_open` are texts, not numbers."""
        return self.reading is not None and self.reading.is_wide

    def texts(self, rows: Frame, **more: nw.Expr) -> Frame:
        """Return rows with the texts that their numbers stand for; what is left open is empty where nothing is.

        With `more` columns beside them.
        """
        left_open = nw.col("left_open")
        is_open = left_open != ("" if self.is_wide else 0)
        return rows.with_columns(
            answer=_text("answer", dict(enumerate(ANSWERS[:-1])), ANSWERS[-1]),
            outcome=_text("outcome", self.outcomes, UNDETERMINED),
            left_open=nw.when(is_open).then(left_open.cast(nw.String)),
            **more,
        )


def _text(number: str, texts: Mapping[int, str], otherwise: str) -> nw.Expr:
    return FirstOf([(nw.col(number) == at, text) for at, text in texts.items()], otherwise).text()


@frozen(kw_only=True)
class Case:
    """What a check looks at: a log, an edition, and the moment at which all is judged, in microseconds since 1970."""

    log: Log
    regulation: Regulation
    now: int
    _shared: dict[str, Frame] = field(factory=dict, init=False, repr=False, eq=False)
    _left_out: dict[str, Counts] = field(factory=dict, init=False, repr=False, eq=False)

    def shared(self, name: str, make: "Callable[[], Frame]") -> Frame:
        """Return a frame that several checks look at, worked out for the first of them."""
        if name not in self._shared:
            with noting_tables() as made:
                self._shared[name] = settled(make())
            let_go(made[:-1])  # what led to it; all that is looked at lies in it
        return self._shared[name]

    def left_out(self, unasked: Unasked, rows: Frame, table: str) -> Counts:
        """Return how many rows of each day are not asked about, and why; counted once where several checks share them.

        `rows` are those of them that the edition governs.
        """
        if unasked.name in self._left_out:
            return self._left_out[unasked.name]
        counts = unasked.counted(rows, table)
        if unasked.name:
            self._left_out[unasked.name] = counts
        return counts

    @property
    def days(self) -> tuple[int, int]:
        """Return the numbers of the first and the last UTC day that calendar tables must have."""
        first, last = self.log.span or (self.now, self.now)
        return min(first, self.now) // DAY, max(last, self.now) // DAY

    @cached_property
    def recorded(self) -> frozenset[str]:
        """Return the kinds of events of which the log has any: of all others its silence says nothing."""
        if not self.log.has("events"):
            return frozenset()
        kinds = self.log.frames["events"].select("kind").unique().collect()
        return frozenset(kind for kind in kinds["kind"].to_list() if kind is not None)

    def fact(self, name: str) -> Possible:
        """Return a column, written `table.column`, as a fact; unknown in all rows where the log does not have it."""
        if not self.log.has(name):
            return ConstantFact(UNKNOWN)
        table, _, column = name.partition(".")
        known = record_table(table).column(column)
        if known.kind is ColumnKind.FLAG:
            return BoolFactExpr.of(nw.col(column))
        return CodeColumn(column, frozenset(known.codes), several=known.several)

    def missing_as_empty(self, table: str, names: Iterable[str]) -> Frame:
        """Return the frame of a table with those of the columns that the log lacks added, empty in every row."""
        known = record_table(table)
        made: dict[str, nw.Expr] = {}
        for name in names:
            if self.log.has(f"{table}.{name}"):
                continue
            made[name] = empty_cell(known, name)
            if known.column(name).kind is ColumnKind.MOMENT:
                made[f"{name}_us"] = nothing(f"{known.moment}_us")
        frame = self.log.frames[table]
        return frame.with_columns(**made) if made else frame

    def narrow(self, table: str, names: Iterable[str]) -> Frame:
        """Return these columns of a table and those that every log has, empty in every row where the log lacks them.

        Each step of a check costs by the columns that it passes on, so those who take many begin with these.
        """
        known = record_table(table)
        wanted = dict.fromkeys((*known.required, *names))
        moments = (f"{name}_us" for name in wanted if known.column(name).kind is ColumnKind.MOMENT)
        return self.missing_as_empty(table, names).select(ROW, *wanted, *moments)


@frozen(kw_only=True)
class Check:
    """One clause asked of the rows of a table.

    `needs` are columns, written `table.column`, without which the question cannot be asked of a log at all, or
    `table.column|column`, where one of several will do (`table.column|other.column` where it may be in another table);
    `asks` those that can settle a row, of which `asks_of_silence` matter only where nothing was done (`actual_us` is
    empty): that a request was closed tells that its silence is none. `judge` returns the columns of `JUDGED`.
    `to_justify` are outcomes of broken rows that are no breach yet (`FindingGrade.TO_JUSTIFY`);
    `counted_by` names the calendar or clock of an edition by which `due_us` and `late_us` are counted, None for plain
    clock time. `by_other` says that a record is judged once for each `other`, such as each role that is to be told. The
    question itself stands in the catalogues under `audit.check.` and the id, dots as underscores. The
    id is the clause; where a clause is asked of two tables, the second has a word after it, such as `3.19-further`.
    """

    id: str
    clauses: tuple[str, ...]
    readings: tuple[str, ...] = ()
    whose: Bearer
    table: str
    needs: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    asks_of_silence: frozenset[str] = frozenset()
    to_justify: frozenset[str] = frozenset()
    counted_by: Callable[[Regulation], str] | None = field(default=None, eq=False)
    by_other: bool = False
    judge: Callable[[Case], VerdictFrame] = field(eq=False)

    def __attrs_post_init__(self) -> None:
        for name in (*self.needs, *self.asks):
            for each in alternatives(name):
                table, _, column = each.partition(".")
                record_table(table).column(column)
        note_implementation(
            f"{self.judge.__module__}.{self.judge.__name__}", clauses=self.clauses, readings=self.readings
        )

    @property
    def clause(self) -> str:
        """Return the clause that a finding is of."""
        return self.clauses[0]

    @property
    def key(self) -> str:
        """Return the key of the question in the catalogues."""
        return f"audit.check.{self.id.replace('.', '_').replace('-', '_')}"

    @property
    def columns(self) -> tuple[str, ...]:
        """Return every column that it looks at, written `table.column`."""
        table = record_table(self.table)
        named = [each for name in (*self.needs, *self.asks) for each in alternatives(name)]
        return tuple(dict.fromkeys((*(f"{table.name}.{name}" for name in table.required), *named)))

    def severity(self, outcome: str) -> FindingGrade:
        """Return how much a broken row with this outcome weighs."""
        return FindingGrade.TO_JUSTIFY if outcome in self.to_justify else FindingGrade.BREACH

    def not_observable(self, log: Log) -> tuple[str, ...]:
        """Return the columns that are lacking where the question cannot be asked of this log; none where it can."""
        table = record_table(self.table)
        needed = (*(f"{table.name}.{name}" for name in table.required), *self.needs)
        return tuple(name for name in needed if not any(map(log.has, alternatives(name))))


def alternatives(name: str) -> list[str]:
    """Return the columns of which one will do, each written `table.column`, by what `needs` says."""
    table, _, columns = name.partition(".")
    return [column if "." in column else f"{table}.{column}" for column in columns.split("|")]


def nothing(like: str) -> nw.Expr:
    """Return an empty cell in every row, of the kind of another column (engines differ in what a bare empty is)."""
    return nw.when(nw.col(ROW) < 0).then(nw.col(like))


def judged(
    frame: Frame,
    table: str,
    *,
    answer: FirstOf | Mapping[str, Iterable[object]],
    outcome: FirstOf | None = None,
    due: nw.Expr | None = None,
    actual: nw.Expr | None = None,
    late: nw.Expr | None = None,
    other: nw.Expr | None = None,
    reading: TableExpr | None = None,
    facts: tuple[str, ...] = (),
    unasked: Unasked | None = None,
    open_facts: Mapping[str, nw.Expr] | None = None,
    open_code: nw.Expr | None = None,
    answers: Mapping[object, object] | None = None,
    settled_by: Mapping[str, str] | None = None,
    names_broken: bool = False,
    provisional: nw.Expr | None = None,
) -> VerdictFrame:
    """Return the columns of `JUDGED`; figures that are left out are empty.

    `answer` may be, by answer, the outcomes of the `reading` that make it; `outcome` is then read from it too, where
    none is given. `reading` is the table that the answer was read from, so that it can be told which facts an
    undetermined row lacks; `facts` names them where there is none, or where it names none. `unasked` are the rows of
    the table that are not in the frame. `open_facts` says by name of facts beside the table's in which rows each is
    missing; `open_code` is what a row leaves open of the reading, where it is not the row's own facts that do.
    `answers` says of each outcome of the reading what answer it makes, where `answer` does not: what cannot change
    that is not missing. `settled_by` names facts of the reading that are known as soon as another one is.
    `names_broken` says that `other` is told of broken rows alone.
    """
    known = record_table(table)
    figures = {"due_us": due, "actual_us": actual, "late_us": late, "other": other, "provisional": provisional}
    carried = {
        ROW: nw.col(ROW),
        "id": nw.col(known.key or known.required[0]),
        "at": nw.col(known.moment),
        "none_us": nothing(f"{known.moment}_us"),
        **{name: each for name, each in figures.items() if each is not None},
    }
    if open_code is not None:
        carried["open_code"] = open_code
    if open_facts:
        carried["open_facts"] = bits_of(open_facts.values())
    outcomes: Mapping[int, str] = {}
    if outcome is not None:
        carried["outcome"], outcomes = outcome.number(outcome.names), dict(enumerate(outcome.names))
    elif not isinstance(answer, Mapping):
        raise UsageError("an answer that is not read from a table needs its outcome; give it")
    if isinstance(answer, Mapping):
        if reading is None:
            raise UsageError("answers by outcome need the reading whose outcomes they are; give it")
        answers = {outcome: name for name, outcomes in answer.items() for outcome in outcomes}
        told = reading.told(frame, answer, carried)
        open_ = told.left_open if open_code is None else nw.col("open_code")
        frame = told.frame.with_columns(answer=told.answer.number(ANSWERS))
        number, outcomes = (nw.col("possible"), told.outcomes) if outcome is None else (nw.col("outcome"), outcomes)
    else:
        if open_code is None:
            carried["open_code"] = nw.lit(0) if reading is None else reading.left_open()
        frame = frame.select(**carried, answer=answer.number(ANSWERS))
        open_, number = nw.col("open_code"), nw.col("outcome")
    if open_facts:
        open_ = _beside(open_, len(open_facts), reading)
    none_open = nw.lit("" if reading is not None and reading.is_wide else 0)
    empty = nw.col("none_us")
    never = nw.col(ROW) < 0
    rows = frame.select(
        *(ROW, "id", "at", "answer"),
        outcome=number,
        **{name: nw.col(name) if name in carried else empty for name in ("due_us", "actual_us", "late_us")},
        other=nw.col("other") if other is not None else nw.when(never).then(nw.lit("")),
        left_open=nw.when(nw.col("answer") == _UNDETERMINED).then(open_).otherwise(none_open),
        provisional=nw.col("provisional") if provisional is not None else never,
    )
    return VerdictFrame(
        rows, outcomes, reading, facts, unasked, tuple(open_facts or ()), answers, settled_by or {}, names_broken
    )


def _beside(code: nw.Expr, facts: int, reading: TableExpr | None) -> nw.Expr:
    """Return what a row leaves open of a reading, as its code, and of so many other facts, a bit each below that."""
    if reading is not None and reading.is_wide:
        raise UsageError(f"table `{reading.table.name}` has too many facts for others to stand beside them")
    return nw.col("open_facts") + code.cast(nw.Int64) * (1 << facts)
