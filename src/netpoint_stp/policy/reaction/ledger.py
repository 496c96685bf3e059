"""Whose time it was (3.16): the ledger of a request, in spans that add up to the whole without gap or overlap."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import chain, pairwise
from typing import Final

import attrs

from netpoint_stp.clauses import implements
from netpoint_stp.errors import MomentError
from netpoint_stp.hours import ServiceHours
from netpoint_stp.moments import in_zone
from netpoint_stp.policy.instants import elapsed, instant
from netpoint_stp.rules import Fact, Facts, Rule, RuleTable, still_possible
from netpoint_stp.subjects.requests import Hold, Request, WhoseTime


class WaitingAtMoment(Facts[WhoseTime]):
    """For whom a request waits at a moment, by its records, and whether the service desk is open."""

    client: Fact[bool] = Fact("it waits for the client")
    field_visit: Fact[bool] = Fact("it waits for a visit by a specialist")
    third_party: Fact[bool] = Fact("it waits for a third party")
    open: Fact[bool] = Fact("the service desk is open")


_F = WaitingAtMoment

WHOSE_TIME: Final = RuleTable(
    "whose time",
    WaitingAtMoment,
    Rule("3.16", WhoseTime.CLIENT, when=_F.client),
    Rule("3.16", WhoseTime.FIELD_VISIT, when=_F.field_visit),
    Rule("3.16", WhoseTime.THIRD_PARTY, when=_F.third_party),
    Rule(("2.1.5", "3.16", "I-18"), WhoseTime.OUTSIDE_HOURS, when=~_F.open),
    Rule("3.16", WhoseTime.DESK),
)
"""Who counts where several are waited for: in the order in which the text names them, then the closed hours, then the
desk itself. A hold that a record calls the desk's own, or outside hours, says nothing that the clock does not."""


@attrs.frozen(kw_only=True)
class LedgerEntry:
    """A span `[start, end)` and whose time it was."""

    start: datetime
    end: datetime
    whose: WhoseTime

    @property
    def length(self) -> timedelta:
        """How long it was, by elapsed time."""
        return elapsed(self.start, self.end)


@implements("3.16")
@attrs.frozen(kw_only=True)
class Ledger:
    """Whose time it was from `start` to `end`: entries in order, each beginning where the one before ends.

    Neighbours are never of one party. Moments are in the zone of the service hours.
    """

    start: datetime
    end: datetime
    entries: tuple[LedgerEntry, ...]

    @property
    def length(self) -> timedelta:
        """How long the whole was, by elapsed time: the sum of all entries."""
        return elapsed(self.start, self.end)

    def total(self, whose: WhoseTime) -> timedelta:
        """Return how much of it was the time of one party."""
        return sum((entry.length for entry in self.entries if entry.whose is whose), timedelta())


def waits(request: Request) -> tuple[Hold, ...]:
    """Return the spans during which a request waits for somebody: its holds, then what it lacked until completion.

    Who is waited for at a moment, and whose time it was in the ledger (3.16: «предоставление им уточняющей
    информации»), both rest on these. A completion that is not later than receipt makes no span.
    """
    done = request.completed_at
    if done is None or instant(done) <= instant(request.received_at):
        return request.holds
    return (*request.holds, Hold(whose=WhoseTime.CLIENT, start=request.received_at, end=done))


def ledger_of(
    holds: Iterable[Hold],
    start: datetime,
    end: datetime,
    *,
    hours: ServiceHours,
    table: RuleTable[..., WhoseTime] = WHOSE_TIME,
) -> Ledger:
    """Return whose time it was in `[start, end)`; where several are waited for at once, `table` says who counts.

    A hold without end lasts. Raises `MomentError` when the end lies before the start.
    """
    first, last = instant(start), instant(end)
    if last < first:
        raise MomentError(
            f"the end `{end.isoformat()}` lies before the start `{start.isoformat()}`; correct one of them"
        )
    spans = {
        whose: list(_clipped(((h.start, h.end) for h in holds_of), first, last))
        for whose, holds_of in _by_party(holds).items()
    }
    served = list(_clipped(hours.intervals(start, end), first, last))
    edges = {first, last, *chain.from_iterable(chain(served, *spans.values()))}
    entries: list[LedgerEntry] = []
    for left, right in pairwise(sorted(edges)):
        waited = [party for party, of_party in spans.items() if _within(left, of_party)]
        whose = whose_time(waited, is_open=_within(left, served), table=table)
        if entries and entries[-1].whose is whose:
            left = instant(entries.pop().start)
        begins, ends = in_zone(left, hours.zone), in_zone(right, hours.zone)
        entries.append(LedgerEntry(start=begins, end=ends, whose=whose))
    return Ledger(start=in_zone(first, hours.zone), end=in_zone(last, hours.zone), entries=tuple(entries))


def whose_time(
    waited: Collection[WhoseTime], *, is_open: bool, table: RuleTable[..., WhoseTime] = WHOSE_TIME
) -> WhoseTime:
    """Return whose time it is while all of `waited` are waited for at once (3.16): the one place that says who counts.

    `is_open` says whether the service desk is.
    """
    decided = table.decide(
        client=WhoseTime.CLIENT in waited,
        field_visit=WhoseTime.FIELD_VISIT in waited,
        third_party=WhoseTime.THIRD_PARTY in waited,
        open=is_open,
    )
    whose: WhoseTime
    (whose,) = still_possible(decided)  # all facts are known
    return whose


def _by_party(holds: Iterable[Hold]) -> dict[WhoseTime, list[Hold]]:
    found: dict[WhoseTime, list[Hold]] = {whose: [] for whose in WhoseTime}
    for hold in holds:
        found[hold.whose].append(hold)
    return found


def _clipped(
    spans: Iterable[tuple[datetime, datetime | None]], first: datetime, last: datetime
) -> Iterator[tuple[datetime, datetime]]:
    for start, end in spans:
        left, right = max(instant(start), first), last if end is None else min(instant(end), last)
        if left < right:
            yield left, right


def _within(moment: datetime, spans: Iterable[tuple[datetime, datetime]]) -> bool:
    return any(start <= moment < end for start, end in spans)
