"""What an audit says: clause by clause how often it was kept and broken, and each breach with its figures."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from functools import cache, cached_property
from os import PathLike
from typing import Any, Final

import narwhals as nw
from attrs import evolve, field, frozen

from netpoint_stp.audit.checks import ANSWERS, CHECKS, JUDGED, Answer, Case, Check, FindingGrade, VerdictFrame
from netpoint_stp.audit.checks.queue.lines import unknown_names
from netpoint_stp.audit.editions import Governing, Stretch, governing
from netpoint_stp.audit.findings import as_findings, proxies, with_request
from netpoint_stp.audit.frames.calendars import DAY, FIRST_DAY, day_number, day_of, microseconds
from netpoint_stp.audit.frames.engines import collected, let_go, noting_tables, settled
from netpoint_stp.audit.frames.expressions import UNDETERMINED
from netpoint_stp.audit.frames.instants import Frame
from netpoint_stp.audit.records.log import Log, log_of
from netpoint_stp.audit.records.provenance import RowProblem
from netpoint_stp.audit.records.tables import record_table
from netpoint_stp.audit.records.unknown_values import unknown_values
from netpoint_stp.audit.unsettled import left_open_by_cells, unsettled_cell
from netpoint_stp.clauses import Bearer
from netpoint_stp.errors import UsageError, did_you_mean
from netpoint_stp.regulation import Regulation, RegulationHistory
from netpoint_stp.subjects.interruptions import Silence

_BROKEN: Final = ANSWERS.index(Answer.BROKEN.value)
KEPT: Final = 5_000_000
"""Up to how many records what is said of each is kept for a look; of more it is worked out anew for each question."""
_EARLIEST: Final = day_number(FIRST_DAY) * DAY
"""As of when a log without any moment is judged: any moment does that calendar tables have."""


@frozen(kw_only=True)
class Tally:
    """How many rows of one UTC day under one edition have the same answer, outcome and open facts."""

    day: date | None
    edition: str
    answer: Answer
    outcome: str
    missing: tuple[str, ...]
    """The facts that can change the answer; none unless it is undetermined."""
    count: int


@frozen(kw_only=True)
class EditionVerdicts:
    """What a check says of the rows that one edition governs."""

    by: Governing
    case: Case = field(repr=False)
    judged: VerdictFrame
    coded: Frame = field(repr=False)
    """Columns `JUDGED`, with the numbers that `judged` tells."""
    calendar: str
    """By which calendar or clock its figures are counted; empty where by none."""
    unasked: Frame | None = field(default=None, repr=False)
    """The rows of which it asks nothing, as `Unasked.rows` has them; None where there are none."""

    def told(self, rows: Frame) -> Frame:
        """Return rows of it as they are read: columns `JUDGED`, `edition` and `calendar`."""
        return self.judged.texts(rows, edition=nw.lit(self.by.name), calendar=nw.lit(self.calendar))

    def told_unasked(self, check: Check) -> Frame | None:
        """Return the rows of which it asks nothing, as `told` does."""
        if self.judged.unasked is None or self.unasked is None:
            return None
        rows = evolve(self.judged.unasked, rows=self.unasked)
        names = {"edition": nw.lit(self.by.name), "calendar": nw.lit(self.calendar)}
        return rows.texts(check.table, Answer.NOT_APPLICABLE.value, JUDGED).with_columns(**names)


@frozen(kw_only=True)
class ClauseResult:
    """What one check says of a log; worked out when it is looked at.

    `not_observable` are the columns for want of which it could not be asked at all, none where it could.
    """

    check: Check
    log: Log = field(repr=False)
    now: int
    cases: tuple[tuple[Governing, Case], ...] = field(repr=False)
    """Each edition that judges, with the log as it looks at it."""
    not_observable: tuple[str, ...]
    kept: bool = False
    """Whether what is said of the rows is worked out once and kept, for those who look at it several times."""
    tables: list[Any] | None = field(default=None, repr=False, eq=False)
    """Where tables that were worked out for it are noted, to be let go of."""
    counted: dict[str, tuple[Tally, ...]] = field(factory=dict, repr=False, eq=False)
    """Its answers once they were counted, for every copy of it."""

    @cached_property
    def parts(self) -> tuple[EditionVerdicts, ...]:
        """Return what is said under each edition that governs any of the records; none where it is not observable."""
        first, last = self.log.span or (self.now, self.now)
        if self.not_observable:
            return ()
        reached = [(by, case) for by, case in self.cases if by.stretch.meets(first, last)]
        return tuple(self._judged(by, case) for by, case in reached or self.cases[-1:])

    def _judged(self, by: Governing, case: Case) -> EditionVerdicts:
        # what was said of the rows would else be worked out for each look
        kept = self.kept or self.log.in_memory or (self.tables is not None and self.log.size <= KEPT)
        with noting_tables() as made:
            judged = self.check.judge(case)
            governed = by.stretch.holds("at")
            rows = judged.coded if governed is None else judged.coded.filter(governed)
            rows = left_open_by_cells(self.check, judged, rows, self.log)
            rows = settled(rows) if kept else rows
        unasked = None if judged.unasked is None else judged.unasked.rows
        unasked = unasked if unasked is None or governed is None else unasked.filter(governed)
        if kept:
            let_go(made[:-1])
        if self.tables is not None:
            self.tables.extend(made[-1:] if kept else made)
        counted_by = self.check.counted_by
        calendar = "" if counted_by is None else counted_by(by.regulation)
        return EditionVerdicts(by=by, case=case, judged=judged, coded=rows, calendar=calendar, unasked=unasked)

    @contextmanager
    def in_passing(self) -> Iterator["ClauseResult"]:
        """Give the same result for one look, after which the room of all that was worked out for it is given back.

        For logs so large that what lies between would fill the disk. Frames taken from it end with the look; of a
        result whose rows are kept it is that result itself.
        """
        if self.kept:
            yield self
            return
        tables: list[Any] = []
        try:
            yield evolve(self, tables=tables)
        finally:
            let_go(tables)

    @property
    def rows(self) -> Frame | None:
        """Return what it says of each row that it asks about, lazy: columns `JUDGED`, `edition` and `calendar`.

        None where it is not observable. With `unasked` these are all rows of the table that an edition governs.
        """
        return _together([part.told(part.coded) for part in self.parts])

    @property
    def unasked(self) -> Frame | None:
        """Return the rows of its table of which it asks nothing, as `rows`: all not applicable, and why in `outcome`.

        None where it asks about every row, or is not observable.
        """
        return _together([told for part in self.parts if (told := part.told_unasked(self.check)) is not None])

    @property
    def tallies(self) -> tuple[Tally, ...]:
        """Return all answers, counted; the one question that summaries, shares over time and reports are made of."""
        if "answers" not in self.counted:
            self.counted["answers"] = tuple(
                tally for part in self.parts for tally in _tallied(self.check, part, self.log)
            )
        return self.counted["answers"]

    @cached_property
    def counts(self) -> Mapping[Answer, int]:
        """Return how many rows have each answer, all rows of its table together; empty where it is not observable."""
        if self.not_observable:
            return {}
        found = Counter[Answer]()
        for tally in self.tallies:
            found[tally.answer] += tally.count
        return {answer: found[answer] for answer in Answer}

    @cached_property
    def missing(self) -> Mapping[str, int]:
        """Return of how many undetermined rows each missing fact could change the answer, most first."""
        found = Counter[str]()
        for tally in self.tallies:
            found.update(dict.fromkeys(tally.missing, tally.count))
        return dict(sorted(found.items(), key=lambda each: (-each[1], each[0])))

    @property
    def breaches(self) -> int:
        """Return how many broken rows are breaches, not merely to be justified."""
        return sum(
            tally.count
            for tally in self.tallies
            if tally.answer is Answer.BROKEN and self.check.severity(tally.outcome) is FindingGrade.BREACH
        )

    @property
    def proxies(self) -> tuple[str, ...]:
        """Return the columns that it looks at for which something else stands in, written `table.column`."""
        return proxies(self.check, self.log)

    @property
    def findings(self) -> Frame | None:
        """Return its breaches, lazy: columns `FINDING`; None where it is not observable."""
        return _together([self._told(part, self._broken(part)) for part in self.parts])

    def settled_findings(self) -> Frame | None:
        """Return its breaches, worked out once and kept apart from all else that it says: columns `FINDING`."""
        return _together([self._told(part, settled(self._broken(part))) for part in self.parts])

    def _broken(self, part: EditionVerdicts) -> Frame:
        return with_request(self.check, part.coded.filter(nw.col("answer") == _BROKEN), self.log)

    def _told(self, part: EditionVerdicts, broken: Frame) -> Frame:
        return as_findings(self.check, part.told(broken), self.log)


@frozen(kw_only=True)
class AuditResult:
    """What was found in a log by the moment `now`, under one edition or several; worked out when it is looked at."""

    log: Log
    cases: tuple[tuple[Governing, Case], ...] = field(repr=False)
    """The editions that judge, one after the other, each what was triggered in its stretch of time; and the log as each
    looks at it."""
    now: int
    """Microseconds since 1970."""
    summary: tuple[ClauseResult, ...]
    """A result for each check, in the order of the text."""
    asked: Stretch = field(factory=Stretch)
    """What was triggered in it is judged, nothing else."""
    in_force: Stretch = field(factory=Stretch)
    """From the first edition to the last; of a regulation alone, all time."""

    def keeping_rows(self) -> "AuditResult":
        """Return the same, with what is said of every row kept once it is worked out.

        For reports, which look at it several times. Takes room for every row of every check.
        """
        return evolve(self, summary=tuple(evolve(each, kept=True) for each in self.summary))

    @property
    def editions(self) -> tuple[Governing, ...]:
        """Return the editions that judge, one after the other."""
        return tuple(by for by, _ in self.cases)

    def by_clause(self, clause: str) -> ClauseResult:
        """Return the result of the check of that id; raise `UsageError` with the nearest where there is none."""
        found = next((each for each in self.summary if each.check.id == clause), None)
        if found is None:
            checked = [each.check.id for each in self.summary]
            raise UsageError(f"no check is named `{clause}`{did_you_mean(clause, checked)}")
        return found

    @property
    def findings(self) -> Any:
        """Return every breach as a native frame of the kind that came in, lazy where the records were.

        Its columns are those of `findings.FINDING`. None where no clause could be asked.
        """
        together = self.found
        return None if together is None else self.log.given_back(together)

    @property
    def found(self) -> Frame | None:
        """Return the findings as the audit itself looks at them, lazy; None where no clause could be asked."""
        return _together([found for each in self.summary if (found := each.findings) is not None])

    @cached_property
    def ungoverned(self) -> Mapping[str, int]:
        """Return by table how many records were triggered when no edition was in force: nothing judges them."""
        first, last = self.in_force.begins, self.in_force.ends
        found: dict[str, int] = {}
        for name in dict.fromkeys(each.check.table for each in self.summary if not each.not_observable):
            moment = nw.col(f"{record_table(name).moment}_us")
            before = moment < nw.lit(first) if first is not None else moment != moment
            after = moment >= nw.lit(last) if last is not None else moment != moment
            records = self.log.frames[name].filter(before | after)
            within = self.asked.holds(record_table(name).moment)
            records = records if within is None else records.filter(within)
            count = records.select(n=nw.len()).collect().item()
            if count:
                found[name] = int(count)
        return found

    @cached_property
    def problems(self) -> tuple[RowProblem, ...]:
        """Return what is wrong with the rows: what reading them showed, and names that no edition knows."""
        policies = [case.regulation.queue for _, case in self.cases]
        regulations = [case.regulation for _, case in self.cases]
        return (*self.log.problems, *unknown_names(self.log, policies), *unknown_values(self.log, regulations))

    @property
    def is_kept(self) -> bool:
        """Return whether there is no breach by the service desk or the Company; a client's do not count."""
        return not any(each.breaches for each in self.summary if each.check.whose is not Bearer.CLIENT)


def audit(
    records: Log | Mapping[str, object] | str | PathLike[str] | object,
    regulation: Regulation | RegulationHistory,
    *,
    now: datetime | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    silence: Silence = Silence.NOT_YET,
) -> AuditResult:
    """Ask every check of a log: of a `Log`, of frames by the name of their table, of a frame of requests, of a source.

    A source is what `read_log` takes without a mapping: a folder of canonical records, the desk's store, a file.
    Relations of DuckDB are brought to Polars where they hold few records, which takes a sixth of the time; give
    `log_of(tables)` to have DuckDB look at them all the same. Findings are relations either way.

    Under a history each record is judged by the edition in force at its trigger, such as the receipt of a request; a
    regulation alone judges all. All is judged as of `now`, the last moment in the records where it is left out. Where
    `since` and `until` are given, only what was triggered from the one on and before the other is judged, though the
    rest is looked at. `silence` says what an empty moment of something done means, and is for frames; a `Log` says it
    itself. Raises `UsageError` with all that is wrong with the frames, or where `until` is not after `since`, and
    `MomentError` for a moment without zone.
    """
    log = _log(records, silence)
    at = microseconds(now) if now is not None else log.span[1] if log.span is not None else _EARLIEST
    asked = Stretch(begins=_instant(since), ends=_instant(until))
    if since is not None and until is not None and until <= since:
        raise UsageError(f"no moment lies from `{since.isoformat()}` to `{until.isoformat()}`; give a later `until`")
    cases = tuple((by, Case(log=log, regulation=by.regulation, now=at)) for by in governing(regulation, asked))
    summary = (
        ClauseResult(check=check, log=log, now=at, cases=cases, not_observable=check.not_observable(log))
        for check in CHECKS
    )
    always = governing(regulation, Stretch())
    in_force = Stretch(begins=always[0].stretch.begins, ends=always[-1].stretch.ends)
    return AuditResult(log=log, cases=cases, now=at, summary=tuple(summary), asked=asked, in_force=in_force)


def _instant(moment: datetime | None) -> int | None:
    return None if moment is None else microseconds(moment)


def _log(records: object, silence: Silence) -> Log:
    if isinstance(records, Log):
        return records
    if isinstance(records, str | PathLike):
        from netpoint_stp.audit.sources.opening import read_log  # it knows of many kinds of files

        return read_log(records, silence=None if silence is Silence.NOT_YET else silence)
    return log_of(_by_name(records), silence=silence, bring=True)


def _by_name(records: object) -> Mapping[str, object]:
    return records if isinstance(records, Mapping) else {"requests": records}


def _together(frames: list[Frame]) -> Frame | None:
    if not frames:
        return None
    return nw.concat(frames) if len(frames) > 1 else frames[0]


def _tallied(check: Check, part: EditionVerdicts, log: Log) -> Iterator[Tally]:
    rows = part.coded.with_columns(day=nw.col("at").dt.truncate("1d"))
    key = ("day", "answer", "outcome", "left_open")
    counted = collected(rows.group_by(*key).agg(n=nw.len()))
    missing = cache(part.judged.missing)  # most days leave the same open
    found = Counter[tuple[date | None, Answer, str, tuple[str, ...]]]()
    for day, answer, outcome, left_open, count in counted.select(*key, "n").rows():
        told = Answer(ANSWERS[int(answer)])
        cell = unsettled_cell(check, log, left_open)
        lacking = () if told is not Answer.UNDETERMINED else missing(left_open) if cell is None else (cell,)
        name = part.judged.outcomes.get(int(outcome), UNDETERMINED)
        found[None if day is None else day.date(), told, name, lacking] += int(count)
    if part.unasked is not None and part.judged.unasked is not None:
        left_out = part.case.left_out(part.judged.unasked, part.unasked, check.table)
        for (number, why), count in left_out.items():
            reason = part.judged.unasked.reasons[why]
            found[None if number is None else day_of(number), Answer.NOT_APPLICABLE, reason, ()] += count
    for (day, told, name, lacking), count in found.items():
        yield Tally(day=day, edition=part.by.name, answer=told, outcome=name, missing=lacking, count=count)
