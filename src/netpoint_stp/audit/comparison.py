"""What if: the same records under another edition or profile, and what changes (reading I-28)."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final

import narwhals as nw
from attrs import evolve, frozen

from netpoint_stp.audit.checks import Answer, Check
from netpoint_stp.audit.frames.engines import collected
from netpoint_stp.audit.frames.instants import Frame
from netpoint_stp.audit.records.log import ROW
from netpoint_stp.audit.result import AuditResult, ClauseResult
from netpoint_stp.errors import UsageError

CHANGE: Final = (
    *("clause", ROW, "id", "at"),
    *("before", "after", "outcome_before", "outcome_after", "late_us_before", "late_us_after"),
)
"""The columns of changes: a record, what is said of it before and after. Empty where one does not look at it."""

Move = tuple[Answer | None, Answer | None]
"""From which answer to which; None where a record is not looked at."""


@frozen(kw_only=True)
class ClauseChange:
    """What changes for one clause; worked out when it is looked at."""

    before: ClauseResult
    after: ClauseResult

    @property
    def check(self) -> Check:
        """Return the check that both are results of."""
        return self.before.check

    @property
    def rows(self) -> Frame | None:
        """Return the records of which something else is said, lazy: columns `CHANGE`; None if never looked at."""
        before, after = self.before.rows, self.after.rows
        if before is None or after is None:
            return None
        apart = nw.col("other").fill_null("") if self.check.by_other else nw.lit("")
        old = before.select(ROW, "id", "at", apart=apart, **_said("before"))
        new = after.select(ROW, "id", "at", apart=apart, **_said("after"))
        key = [ROW, "apart"]
        both = old.join(new.drop("id", "at"), on=key, how="left")
        added = new.join(old.select(*key), on=key, how="anti").join(old.drop("id", "at"), on=key, how="left")
        together = nw.concat([each.select(*CHANGE[1:]) for each in (both, added)])
        other_answer = nw.col("before").fill_null("") != nw.col("after").fill_null("")
        other_delay = nw.col("late_us_before").fill_null(-1) != nw.col("late_us_after").fill_null(-1)
        both_broken = (nw.col("before") == Answer.BROKEN.value) & (nw.col("after") == Answer.BROKEN.value)
        changed = together.filter(other_answer | (other_delay & both_broken.fill_null(value=False)))
        return changed.with_columns(clause=nw.lit(self.check.id)).select(*CHANGE)

    @cached_property
    def moves(self) -> Mapping[Move, int]:
        """Return how many records go from one answer to another, or stay broken by another delay; most first."""
        with self.before.in_passing() as before, self.after.in_passing() as after:
            rows = evolve(self, before=before, after=after).rows
            if rows is None:
                return {}
            counted = collected(rows.group_by("before", "after").agg(n=nw.len()))
        found = {
            (_answer(before), _answer(after)): int(count)
            for before, after, count in counted.select("before", "after", "n").rows()
        }
        return dict(sorted(found.items(), key=lambda each: (-each[1], _order(each[0]))))


@frozen(kw_only=True)
class Comparison:
    """Two audits of the same records, clause by clause."""

    before: AuditResult
    after: AuditResult
    clauses: tuple[ClauseChange, ...]
    """In the order of the text."""

    @property
    def changes(self) -> Any:
        """Return every record of which something else is said, as a native frame of the kind that came in.

        Its columns are those of `CHANGE`. None where no clause could be asked.
        """
        found = [each.rows for each in self.clauses if each.rows is not None]
        if not found:
            return None
        return self.before.log.given_back(nw.concat(found))


def compare(before: AuditResult, after: AuditResult) -> Comparison:
    """Hold two audits of one log against each other; raise `UsageError` where they are of different records."""
    if before.log is not after.log:
        raise UsageError("these audits are of different records; audit one `Log` twice")
    pairs = zip(before.summary, after.summary, strict=True)
    return Comparison(
        before=before, after=after, clauses=tuple(ClauseChange(before=one, after=other) for one, other in pairs)
    )


def _said(when: str) -> dict[str, nw.Expr]:
    return {
        when: nw.col("answer"),
        f"outcome_{when}": nw.col("outcome"),
        f"late_us_{when}": nw.col("late_us"),
    }


def _answer(told: str | None) -> Answer | None:
    return None if told is None else Answer(told)


def _order(move: Move) -> tuple[str, ...]:
    return tuple("" if each is None else each.value for each in move)
