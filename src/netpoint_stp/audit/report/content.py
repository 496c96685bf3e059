"""All that a report says of an audit, worked out once for whatever forms it is written in."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import cached_property
from importlib.metadata import version
from typing import Final
from zoneinfo import ZoneInfo

import narwhals as nw
from attrs import field, frozen

from netpoint_stp.audit.checks import Answer
from netpoint_stp.audit.comparison import Comparison
from netpoint_stp.audit.editions import aware
from netpoint_stp.audit.frames.calendars import microseconds
from netpoint_stp.audit.frames.engines import collected
from netpoint_stp.audit.frames.instants import Frame
from netpoint_stp.audit.records.tables import record_table
from netpoint_stp.audit.report.distributions import Bar, Load, Period, load, over_time, reactions, replies
from netpoint_stp.audit.report.found import Finding, in_order, latest_by_check
from netpoint_stp.audit.report.timelines import Timeline, worst
from netpoint_stp.audit.result import AuditResult, ClauseResult
from netpoint_stp.clauses import Bearer
from netpoint_stp.moments import tz_data_version
from netpoint_stp.regulation import Regulation

WORST: Final = 3
"""How many of a check's worst cases are shown where there is little room."""
MOST_SHOWN: Final = 100
"""How many are shown of a check at most, wherever; the CSV and the JSON have all."""

HALF_A_YEAR: Final = timedelta(days=190)
STANDS_OUT: Final = 7
"""How many clauses are told first of those that were broken most often."""

Progress = Callable[[str, int, int], None]
"""Told the check that is asked, how many were before it, and how many there are."""


@frozen(kw_only=True)
class Report:
    """What is to be reported; each part is worked out when a form asks for it, and then kept."""

    result: AuditResult
    name: str
    """What was audited, as its reader knows it: a file's or a folder's name."""
    what_if: Comparison | None = None
    progress: Progress | None = field(default=None, repr=False)

    @property
    def regulation(self) -> Regulation:
        """Return the last edition, whose zone and hours the report uses."""
        return self.result.editions[-1].regulation

    @property
    def zone(self) -> ZoneInfo:
        """Return the zone in which moments are shown."""
        return self.regulation.hours.zone

    @property
    def clauses(self) -> tuple[ClauseResult, ...]:
        """Return all results, each with its rows counted."""
        _ = self._broken
        return self.result.summary

    @cached_property
    def _broken(self) -> list[Frame]:
        """Return the findings of every clause of which there are any, all rows having been counted by then.

        Each result is looked at once and in passing, so that of a large log no more than one lies between.
        """
        total = len(self.result.summary)
        found = []
        for number, each in enumerate(self.result.summary):
            if self.progress is not None:
                self.progress(each.check.id, number, total)
            with each.in_passing() as passing:
                if passing.counts.get(Answer.BROKEN) and (findings := passing.settled_findings()) is not None:
                    found.append(findings)
        if self.progress is not None:
            self.progress("", total, total)
        return found

    @cached_property
    def asked_of(self) -> Mapping[str, int]:
        """Return how many rows each table has of which some clause is asked, in the order of the clauses."""
        frames = self.result.log.frames
        names = dict.fromkeys(each.check.table for each in self.result.summary if each.check.table in frames)
        return {name: int(frames[name].select(n=nw.len()).collect().item()) for name in names}

    @cached_property
    def span(self) -> tuple[datetime, datetime] | None:
        """Return when the first and the last of them came in or happened; None where there is none."""
        frames = self.result.log.frames
        ends: list[datetime] = []
        for name, count in self.asked_of.items():
            if count:
                at = nw.col(f"{record_table(name).moment}_us")
                row = collected(frames[name].select(first=at.min(), last=at.max()))
                ends += [aware(int(each)) for each in row.rows()[0]]
        return (min(ends), max(ends)) if ends else None

    @property
    def by_month(self) -> bool:
        """Return whether time is cut into months, not weeks: where there is more than half a year of it."""
        return self.span is not None and self.span[1] - self.span[0] > HALF_A_YEAR

    @property
    def reaches_beyond(self) -> bool:
        """Return whether some of it is judged by an edition that was not in force at its moment."""
        if self.span is None:
            return False
        first, last = map(microseconds, self.span)
        return any(by.reaches_beyond(first, last) for by in self.result.editions)

    @cached_property
    def by_check(self) -> Mapping[str, ClauseResult]:
        """Return the results by the id of their check."""
        return {each.check.id: each for each in self.clauses}

    @cached_property
    def breaches(self) -> Mapping[Bearer, int]:
        """Return how many breaches each side answers for."""
        found = dict.fromkeys((Bearer.STP, Bearer.COMPANY, Bearer.CLIENT), 0)
        for each in self.clauses:
            found[each.check.whose] += each.breaches
        return found

    @cached_property
    def totals(self) -> Mapping[Answer, int]:
        """Return how many rows of all clauses have each answer."""
        return {answer: sum(each.counts.get(answer, 0) for each in self.clauses) for answer in Answer}

    @property
    def judged_span(self) -> tuple[datetime | None, datetime | None] | None:
        """Return from when and before when something must be triggered to be judged; None where all is."""
        asked = self.result.asked
        if asked.begins is None and asked.ends is None:
            return None
        begins, ends = (None if each is None else aware(each) for each in (asked.begins, asked.ends))
        return begins, ends

    @cached_property
    def stands_out(self) -> tuple[ClauseResult, ...]:
        """Return what the service desk or the Company broke most often, the most often first."""
        broken = [each for each in self.clauses if each.breaches and each.check.whose is not Bearer.CLIENT]
        return tuple(sorted(broken, key=lambda each: -each.breaches)[:STANDS_OUT])

    @property
    def judged_nothing(self) -> bool:
        """Return whether no record is said to keep or to break any clause, so that nothing found says nothing."""
        return not self.totals[Answer.KEPT] and not self.totals[Answer.BROKEN]

    @cached_property
    def _found(self) -> Frame | None:
        found = self._broken
        return nw.concat(found) if len(found) > 1 else found[0] if found else None

    def findings(self) -> Iterator[Finding]:
        """Yield every finding, by check and moment."""
        if self._found is not None:
            yield from in_order(self._found)

    @cached_property
    def _latest(self) -> Mapping[str, list[Finding]]:
        return {} if self._found is None else latest_by_check(self._found, MOST_SHOWN)

    def latest(self, check: str, count: int = WORST) -> list[Finding]:
        """Return the findings of a check with the greatest delay, at most `MOST_SHOWN`."""
        return self._latest.get(check, [])[:count]

    @cached_property
    def worst(self) -> list[Timeline]:
        """Return the requests that suffered most."""
        return [] if self._found is None else worst(self.result.log, self._found)

    @cached_property
    def over_time(self) -> Mapping[str, list[Period]]:
        """Return by check how it was kept over time."""
        asked = (each for each in self.clauses if not each.not_observable)
        return {each.check.id: over_time(each, by_month=self.by_month) for each in asked}

    @cached_property
    def reactions(self) -> list[Bar]:
        """Return reactions by how much of their maximum had passed."""
        return reactions(self.result)

    @cached_property
    def replies(self) -> list[Bar]:
        """Return answers to complaints by days before and after the end of their term."""
        return replies(self.result)

    @cached_property
    def load(self) -> Load | None:
        """Return when requests came in."""
        return load(self.result.log, self.regulation, self.result.now)

    @cached_property
    def digest(self) -> str | None:
        """Return one digest of all that was read; None where some of it has none, as frames have not."""
        origins = self.result.log.origins
        tables = sorted(self.result.log.frames)
        digests = [origins[name].digest if name in origins else None for name in tables]
        if not digests or None in digests:
            return None
        told = "\n".join(f"{name} {digest}" for name, digest in zip(tables, digests, strict=True))
        return hashlib.sha256(told.encode()).hexdigest()

    @cached_property
    def versions(self) -> Mapping[str, str]:
        """Return what has to be the same for the same report: the library, and the data that it counts by."""
        calendar = self.regulation.complaints.calendar
        return {
            "library": f"netpoint-stp {version('netpoint-stp')}",
            "calendar": f"{calendar.name}, {calendar.version}",
            "zones": f"{self.zone.key}, {tz_data_version(self.zone.key)}",
        }
