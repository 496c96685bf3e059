"""What a report draws: shares kept over time, times against their limits, load against the service hours."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import narwhals as nw
from attrs import frozen

from netpoint_stp.audit.checks import Answer, Case
from netpoint_stp.audit.checks.reaction.first import reaction_times
from netpoint_stp.audit.editions import Governing, aware
from netpoint_stp.audit.frames.calendars import DAY
from netpoint_stp.audit.frames.engines import collected
from netpoint_stp.audit.records.log import Log
from netpoint_stp.audit.result import AuditResult, ClauseResult, Tally
from netpoint_stp.hours.offsets import spans
from netpoint_stp.moments import in_zone
from netpoint_stp.regulation import Regulation

_SLOT: Final = 15 * 60 * 1_000_000
"""Microseconds of the slots in which load is counted: every zone's offset is a whole number of them."""
_HOUR: Final = 4 * _SLOT
_THURSDAY: Final = 3
"""The weekday of 1 January 1970, from which days are counted; Monday is 0."""
_EDGES: Final = (0, 1, 2, 5, 10, 25, 50, 100, 200, 400)
"""Where bars of reactions begin, in per cent of their maximum: most reactions take a small part of it."""
_MOST_DAYS: Final = 14


@frozen
class Period:
    """A week or a month, by its first UTC day, and how many rows were kept and broken in it."""

    first_day: date
    kept: int
    broken: int


@frozen
class Bar:
    """How many lie from `start` on and before `end`; an end of None is open. `over` says that the limit was passed."""

    start: int | None
    end: int | None
    count: int
    over: bool


@frozen
class Load:
    """How many requests came in by local weekday (Monday first) and hour, and which hours are service hours."""

    counts: Sequence[Sequence[int]]
    open: Sequence[Sequence[bool]]

    @property
    def by_hour(self) -> list[int]:
        """Return the counts of all weekdays together."""
        return [sum(day[hour] for day in self.counts) for hour in range(24)]

    @property
    def total(self) -> int:
        """Return how many there are in all."""
        return sum(map(sum, self.counts))

    @property
    def outside(self) -> int:
        """Return how many came in outside the service hours, by the usual week."""
        return sum(
            count
            for counts, opens in zip(self.counts, self.open, strict=True)
            for count, is_open in zip(counts, opens, strict=True)
            if not is_open
        )


def over_time(result: ClauseResult, *, by_month: bool = False) -> list[Period]:
    """Return how a clause was kept, week by week or month by month."""
    dated = [each for each in result.tallies if each.day is not None]
    found: defaultdict[date, Counter[Answer]] = defaultdict(Counter)
    for tally in dated:
        found[_period(tally, by_month=by_month)][tally.answer] += tally.count
    made = [Period(day, counts[Answer.KEPT], counts[Answer.BROKEN]) for day, counts in sorted(found.items())]
    return [each for each in made if each.kept + each.broken]


def _period(tally: Tally, *, by_month: bool) -> date:
    day = tally.day or date.min
    return day.replace(day=1) if by_month else day - timedelta(days=day.weekday())


def reactions(result: AuditResult) -> list[Bar]:
    """Return reactions by how many per cent of the maximum of their level had passed.

    Only where a person reacted and there is a maximum.
    """
    if result.by_clause("3.19").not_observable:
        return []
    found = Counter[int]()
    for by, case in _reached(result):
        found.update(_reacted(by, case))
    if not found:
        return []
    ends = (*_EDGES[1:], None)
    return [Bar(edge, end, found[edge], over=edge >= 100) for edge, end in zip(_EDGES, ends, strict=True)]


def _reached(result: AuditResult) -> Iterable[tuple[Governing, Case]]:
    first, last = result.log.span or (result.now, result.now)
    return [(by, case) for by, case in result.cases if by.stretch.meets(first, last)]


def _reacted(by: Governing, case: Case) -> Mapping[int, int]:
    """Return how many reactions each bar has, by where it begins."""
    frame = reaction_times(case)
    governed = by.stretch.holds("received_at")
    frame = frame if governed is None else frame.filter(governed)
    frame = frame.filter(nw.col("by_then") & ~nw.col("figure_us").is_null() & (nw.col("passed_us") >= 0))
    # a reaction at the very end of a bar is still within it, as one at the maximum is in time
    passed = nw.col("passed_us") * 100
    begun = [(passed > nw.col("figure_us") * edge).cast(nw.Int64) for edge in _EDGES[1:]]
    counted = collected(frame.with_columns(bar=nw.sum_horizontal(*begun)).group_by("bar").agg(n=nw.len()))
    return {_EDGES[int(each)]: int(count) for each, count in counted.select("bar", "n").rows()}


def replies(result: AuditResult) -> list[Bar]:
    """Return answers to complaints by how many days they came before the term was over, or after it."""
    rows = result.by_clause("3.12").rows
    if rows is None:
        return []
    answered = rows.filter(~nw.col("actual_us").is_null() & ~nw.col("due_us").is_null())
    answered = answered.filter(nw.col("answer").is_in([Answer.KEPT.value, Answer.BROKEN.value]))
    days = ((nw.col("actual_us") - nw.col("due_us") + 4_000 * DAY) // DAY - 4_000).alias("days")
    counted = collected(answered.with_columns(days).group_by("days").agg(n=nw.len()))
    found = {int(day): int(count) for day, count in counted.select("days", "n").rows()}
    if not found:
        return []
    first, last = max(min(*found, -1), -_MOST_DAYS), min(max(*found, 0), _MOST_DAYS)
    bars = [Bar(day, day + 1, found.get(day, 0), over=day >= 0) for day in range(first, last + 1)]
    earlier = sum(count for day, count in found.items() if day < first)
    later = sum(count for day, count in found.items() if day > last)
    head = [Bar(None, first, earlier, over=False)] if earlier else []
    return [*head, *bars, *([Bar(last + 1, None, later, over=True)] if later else [])]


def load(log: Log, regulation: Regulation, upto: int) -> Load | None:
    """Return when requests came in, by the local clock; None for a log without requests."""
    if not log.has("requests"):
        return None
    slot = (nw.col("received_at_us") // _SLOT).alias("slot")
    frame = log.frames["requests"].filter(nw.col("received_at_us") <= upto)
    counted = collected(frame.with_columns(slot).group_by("slot").agg(n=nw.len()))
    zone = regulation.hours.zone
    counts = [[0] * 24 for _ in range(7)]
    slots = {int(at) * _SLOT: int(count) for at, count in counted.select("slot", "n").rows() if at is not None}
    filled = sorted(slots)
    for stretch in spans(zone, filled[0], filled[-1] + 1) if filled else ():
        for at in filled[bisect_left(filled, stretch.start) : bisect_left(filled, stretch.end)]:
            day, within = divmod(at + stretch.offset, DAY)
            counts[(day + _THURSDAY) % 7][within // _HOUR] += slots[at]
    return Load(counts=counts, open=_usual_week(regulation, aware(upto)))


def _usual_week(regulation: Regulation, upto: datetime) -> list[list[bool]]:
    """Return the service hours of the last week, each hour by its middle."""
    zone = regulation.hours.zone
    last = in_zone(upto, zone).date()
    monday = last - timedelta(days=last.weekday())
    return [
        [regulation.hours.contains(_middle(monday + timedelta(days=day), hour, zone)) for hour in range(24)]
        for day in range(7)
    ]


def _middle(day: date, hour: int, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, hour, 30, tzinfo=zone)
