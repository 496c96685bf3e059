"""What an audit says: clause by clause how often it was kept and broken, and each breach with its figures."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

import narwhals as nw
from attrs import field, frozen

from netpoint_stp.audit.calendars import microseconds
from netpoint_stp.audit.checks import CHECKS, Answer, Case, Check, Judged
from netpoint_stp.audit.instants import Frame
from netpoint_stp.audit.log import Log, log_of
from netpoint_stp.errors import UsageError, did_you_mean
from netpoint_stp.regulation import Regulation
from netpoint_stp.subjects.interruptions import Silence


@frozen(kw_only=True)
class ClauseResult:
    """What one check says of a log.

    `not_observable` are the columns for want of which it could not be asked at all, none where it could; `rows` are
    then what it says of each row (see `JUDGED`), lazy, and None otherwise.
    """

    check: Check
    not_observable: tuple[str, ...]
    judged: Judged | None = field(repr=False, eq=False)

    @property
    def rows(self) -> Frame | None:
        """Return what it says of each row; see `JUDGED`."""
        return None if self.judged is None else self.judged.rows

    @cached_property
    def missing(self) -> Mapping[str, int]:
        """Return of how many undetermined rows each missing fact could change the answer, most first."""
        if self.judged is None:
            return {}
        open_ = self.judged.rows.filter(nw.col("answer") == Answer.UNDETERMINED.value)
        counted = open_.group_by("left_open").agg(n=nw.len()).collect()
        found = Counter[str]()
        for row in counted.rows(named=True):
            found.update(dict.fromkeys(self.judged.missing(row["left_open"]), int(row["n"])))
        return dict(sorted(found.items(), key=lambda each: (-each[1], each[0])))

    @cached_property
    def counts(self) -> Mapping[Answer, int]:
        """Return how many rows have each answer; empty where the clause is not observable."""
        if self.rows is None:
            return {}
        counted = self.rows.group_by("answer").agg(n=nw.len()).collect()
        found = {Answer(row["answer"]): int(row["n"]) for row in counted.rows(named=True)}
        return {answer: found.get(answer, 0) for answer in Answer}


@frozen(kw_only=True)
class AuditResult:
    """What was found in a log under one edition, by the moment `now`; worked out when it is looked at."""

    log: Log
    regulation: Regulation
    now: int
    summary: tuple[ClauseResult, ...]
    """A result for each check, in the order of the text."""

    def by_clause(self, clause: str) -> ClauseResult:
        """Return the result of the check of a clause; raise `UsageError` with the nearest where none checks it."""
        found = next((each for each in self.summary if each.check.id == clause), None)
        if found is None:
            checked = [each.check.id for each in self.summary]
            raise UsageError(f"no check is named `{clause}`{did_you_mean(clause, checked)}")
        return found

    @property
    def findings(self) -> Any:
        """Return every breach as a native frame of the kind that came in, lazy where the records were.

        Its columns are those of `JUDGED`, then `clause` and `whose`. None where no clause could be asked.
        """
        broken = [
            result.rows.filter(nw.col("answer") == Answer.BROKEN.value).with_columns(
                clause=nw.lit(result.check.id), whose=nw.lit(result.check.whose.value)
            )
            for result in self.summary
            if result.rows is not None
        ]
        if not broken:
            return None
        together = nw.concat(broken) if len(broken) > 1 else broken[0]
        if self.log.eager is None:
            return together.to_native()
        return together.collect(backend=self.log.eager).to_native()


def audit(
    records: Log | Mapping[str, object] | object,
    regulation: Regulation,
    *,
    now: datetime | None = None,
    silence: Silence = Silence.NOT_YET,
) -> AuditResult:
    """Ask every check of a log: of canonical tables by name, of a frame of requests alone, or of a `Log`.

    All is judged as of `now`, the last moment in the records where it is left out. `silence` says what an empty moment
    of something done means, and is for frames; a `Log` says it itself. Raises `UsageError` with all that is wrong with
    the frames, and `MomentError` for a moment without zone.
    """
    log = records if isinstance(records, Log) else log_of(_by_name(records), silence=silence)
    span = log.span
    at = microseconds(now) if now is not None else span[1] if span is not None else 0
    case = Case(log=log, regulation=regulation, now=at)
    return AuditResult(log=log, regulation=regulation, now=at, summary=tuple(_asked(check, case) for check in CHECKS))


def _by_name(records: object) -> Mapping[str, object]:
    return records if isinstance(records, Mapping) else {"requests": records}


def _asked(check: Check, case: Case) -> ClauseResult:
    lacking = check.not_observable(case.log)
    return ClauseResult(check=check, not_observable=lacking, judged=None if lacking else check.judge(case))
