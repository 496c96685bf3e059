"""How a report says things: outcomes, facts, moments, lengths of time, shares; in the reader's language."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from netpoint_stp.audit.checks import Answer, Check, FindingGrade
from netpoint_stp.audit.checks.check import alternatives
from netpoint_stp.audit.frames.expressions import TableExpr
from netpoint_stp.audit.report.found import Finding
from netpoint_stp.audit.result import ClauseResult
from netpoint_stp.moments import in_zone
from netpoint_stp.rules import RuleTable
from netpoint_stp.rules.explanation import tell_label, wording_keys
from netpoint_stp.wording import Language, knows, say
from netpoint_stp.working_days.calendar import NAMES

_UNITS: Final = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))
NONE: Final = "–"


class Words:
    """The words of one language and the local time of one zone."""

    def __init__(self, lang: Language, zone: ZoneInfo) -> None:
        self.lang = lang
        self.zone = zone
        self._outcomes: dict[tuple[str, str], str] = {}

    def __call__(self, key: str, /, **values: object) -> str:
        """Return a sentence of the report's own."""
        return say(f"report.{key}", self.lang, **values)

    def question(self, check: Check) -> str:
        """Return what a check asks."""
        return say(check.key, self.lang)

    def title(self, check: Check) -> str:
        """Return in a few words what a check is about."""
        return say(check.key.replace(".check.", ".title."), self.lang)

    def outcome(self, result: ClauseResult, outcome: str) -> str:
        """Return the sentence on an outcome: the check's own, else the rule table's, else the code itself."""
        key = (result.check.id, outcome)
        if key not in self._outcomes:  # many findings have one outcome
            self._outcomes[key] = self._outcome(result, outcome)
        return self._outcomes[key]

    def _outcome(self, result: ClauseResult, outcome: str) -> str:
        own = f"{result.check.key.replace('.check.', '.outcome.')}.{outcome}"
        if knows(own, self.lang):
            return say(own, self.lang)
        for table in _tables(result):
            ends = (key for key in wording_keys(table) if key.startswith("outcome.") and key.endswith(f".{outcome}"))
            if (key := next(ends, None)) is not None:
                return say(key, self.lang)
        return outcome

    def found(self, result: ClauseResult, finding: Finding) -> str:
        """Return what was found: the outcome, its weight, and what else it has to do with where there are words for it.

        Such as the calendars by which an answer is late (I-15), or the role of whoever was not told.
        """
        told = [self.outcome(result, finding.outcome)]
        other = result.check.key.replace(".check.", ".other.")
        if finding.other and knows(other, self.lang):
            told.append(say(other, self.lang, other=self._other(finding)))
        if finding.provisional:
            own = result.check.key.replace(".check.", ".provisional.")
            told.append(say(own if knows(own, self.lang) else "audit.provisional.late_in_any_case", self.lang))
        if finding.severity != FindingGrade.BREACH.value:
            told.append(f"({self('severity.' + finding.severity)})")
        return " ".join(told)

    def _other(self, finding: Finding) -> str:
        """Return what else a finding has to do with: in words where codes say it, else as the records call it."""
        match finding.clause:
            case "3.9":
                return ", ".join(self._value("ground", code) for code in finding.other.split())
            case "3.12":
                return "; ".join(self._value("calendar", name) for name in _calendars(finding.other))
            case _:
                return finding.other

    def _value(self, kind: str, code: str) -> str:
        key = f"value.{kind}.{code}"
        return say(key, self.lang) if knows(key, self.lang) else code

    def table(self, name: str) -> str:
        """Return what the records of a table are."""
        return self(f"table.{name}")

    def hold(self, names: Iterable[str]) -> str:
        """Return what columns hold, in words."""
        keys = {name: f"column.{name}" for name in names}
        return "; ".join(say(key, self.lang) if knows(key, self.lang) else name for name, key in keys.items())

    def columns(self, names: Iterable[str]) -> str:
        """Return the names of columns; where one of several would do, such as `table.a|b`, each of them in full."""
        return ", ".join(f" {self('or')} ".join(alternatives(name)) for name in names)

    def told(self, name: str, value: str) -> str:
        """Return what a column of a request says: in words where it is a code, as the profile names it where not."""
        kinds = {"severity": "severity_level", "channel": "channel"}
        return self._value(kinds[name], value) if name in kinds else value

    def fact(self, result: ClauseResult, name: str) -> str:
        """Return what a missing fact is: in the check's own words, else as its rule table asks, else by name."""
        of_check = f"{result.check.key.replace('.check.', '.missing.')}.{name}"
        if knows(of_check, self.lang):
            return say(of_check, self.lang)
        for table in _tables(result):
            if name in table.domains:
                return tell_label(table, name, self.lang)
        if "." in name:  # a cell that cannot be read, or cannot be
            return self("cell", holds=say(f"column.{name}", self.lang))
        own = f"report.fact.{name}"
        return say(own, self.lang) if knows(own, self.lang) else name

    def moment(self, moment: datetime | None) -> str:
        """Return a moment by the clock of the zone, as it sorts: `2026-03-02 10:00`; seconds where there are any."""
        if moment is None:
            return NONE
        at = in_zone(moment, self.zone)
        return at.strftime("%Y-%m-%d %H:%M:%S" if at.second else "%Y-%m-%d %H:%M")

    def length(self, length: timedelta | None) -> str:
        """Return a length of time by its two largest units, cut, not rounded: `5 h 12 min`."""
        if length is None:
            return NONE
        rest = length // timedelta(seconds=1)
        told: list[tuple[str, int]] = []
        for unit, size in _UNITS:
            count, rest = divmod(rest, size)
            if count or told:
                told.append((unit, count))
        shown = [(unit, count) for unit, count in told[:2] if count] or [("second", 0)]
        return "\N{NO-BREAK SPACE}".join(f"{count}\N{NO-BREAK SPACE}{self('unit.' + unit)}" for unit, count in shown)

    def number(self, number: int) -> str:
        """Return a whole number with its thousands apart."""
        return f"{number:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")

    def kept(self, counts: Mapping[Answer, int]) -> str:
        """Return the share kept of what was judged: a range where rows are undetermined, for these may be either."""
        kept, broken, open_ = (counts.get(each, 0) for each in (Answer.KEPT, Answer.BROKEN, Answer.UNDETERMINED))
        whole = kept + broken + open_
        least, most = self.share(kept, whole), self.share(kept + open_, whole)
        return f"{least}–{most}" if open_ else least

    def share(self, part: int, whole: int) -> str:
        """Return a share in per cent; never 100 % unless it is all, never 0 % unless it is none."""
        if whole == 0:
            return NONE
        tenths = min(part * 1000 // whole, 999 if part < whole else 1000) or (1 if part else 0)
        return f"{tenths // 10}{self('decimal_mark')}{tenths % 10}\N{NO-BREAK SPACE}%"


def _calendars(joined: str) -> list[str]:
    """Return the names of calendars, of which one of the Company's own may have blanks and comes first."""
    names = joined.split(" ")
    shipped = next((at for at in range(len(names)) if all(name in NAMES for name in names[at:])), len(names))
    own = " ".join(names[:shipped])
    return [*([own] if own else []), *names[shipped:]]


def _tables(result: ClauseResult) -> list[RuleTable[..., Any]]:
    """Return the rule tables that the answers were read from, the outermost first."""
    found: list[RuleTable[..., Any]] = []
    waiting = [part.judged.reading for part in result.parts if part.judged.reading is not None]
    while waiting:
        reading = waiting.pop(0)
        found.append(reading.table)
        waiting += [fact for fact in reading.facts.values() if isinstance(fact, TableExpr)]
    return found
