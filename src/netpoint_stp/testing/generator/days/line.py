"""The line at the desk (3.13, 3.14, 3.19): who is taken when, in order of arrival but where a breach is planted."""

from collections.abc import Iterator, Mapping
from heapq import heappop, heappush
from random import Random
from typing import Final, TypeAlias

from netpoint_stp.subjects.requests import SeverityLevel
from netpoint_stp.testing.generator.breaking import Breaches
from netpoint_stp.testing.generator.clock import HOUR, MINUTE, ElapsedClock
from netpoint_stp.testing.generator.drafts import Draft

_HIGH: Final[str] = SeverityLevel.HIGH.value
_CRITICAL: Final = (_HIGH, SeverityLevel.CRITICAL.value)
_Entry: TypeAlias = tuple[int, int, int, Draft]


class QueueSimulation:
    """One queue: whoever is free and arrived first is taken next, and all that one outage concerns in one act.

    `figures` are the maxima of reaction by level, in seconds; the desk works faster the more wait, so that none is
    passed by itself. `pace` is the usual time from one taking to the next, `apart` how far apart two takings must be
    to count as one after the other.
    """

    def __init__(
        self,
        name: str,
        *,
        clock: ElapsedClock,
        figures: Mapping[str, int],
        pace: int,
        apart: int,
        breaches: Breaches,
        random: Random,
    ) -> None:
        self._name, self._clock, self._figures, self._apart = name, clock, figures, apart
        self._breaches, self._random, self._pace = breaches, random, pace
        self._shortest = min(figures.values(), default=4 * HOUR)
        self._coming: list[tuple[int, int, Draft]] = []
        self._free: list[_Entry] = []
        self._outages: dict[str, list[Draft]] = {}
        self._acts = 0
        self._last = self._not_before = 0

    def add(self, draft: Draft) -> None:
        """Let a request wait from the moment at which it is free."""
        heappush(self._coming, (draft.free, draft.arrival_number, draft))

    def taken(self, until: int, *, breaking: bool) -> Iterator[Draft]:
        """Yield the requests that are taken before `until` by the desk's clock, in the order of taking.

        Whoever is free before `until` must have been added. Breaches of order and of reaction are planted while
        `breaking`.
        """
        while self._free or self._coming:
            slot = self._slot()
            if slot >= until:
                return
            while self._coming and self._coming[0][0] <= slot:
                self._set_free(heappop(self._coming)[2])
            first = self._first()
            if first is None:
                continue
            if breaking and self._stalls(first):
                continue
            heappop(self._free)
            self._last = slot
            yield from self._act(self._instead(first, slot) if breaking else first, slot)

    def waiting(self) -> Iterator[Draft]:
        """Yield those that still wait, in order of arrival."""
        left = [entry[3] for entry in self._free if entry[3].taken_at is None]
        left += [draft for _, _, draft in self._coming]
        yield from sorted(left, key=lambda draft: draft.arrival_number)

    def _slot(self) -> int:
        random = self._random.random
        if not self._free:
            ready = self._coming[0][0] + int(5 + random() * 2 * MINUTE)
            return max(ready, self._last + 1, self._not_before)
        pace = min(self._pace, self._shortest // 4 // (len(self._free) + 1))
        if self._last - self._free[0][3].free > self._shortest // 2:
            pace = 1
        return max(self._last + int(pace * (0.4 + 0.6 * random())), self._not_before)

    def _set_free(self, draft: Draft) -> None:
        if draft.outage is not None:
            self._outages.setdefault(draft.outage, []).append(draft)
        heappush(self._free, (0 if draft.expedited else 1, draft.received_at, draft.arrival_number, draft))

    def _first(self) -> Draft | None:
        """Return whose turn it is, those left out that were taken together with another."""
        while self._free:
            draft = self._free[0][3]
            if draft.taken_at is None:
                return draft
            heappop(self._free)
        return None

    def _stalls(self, first: Draft) -> bool:
        """Return whether the desk stands still until the maximum of the first in the line has passed (3.19)."""
        figure = self._figures.get(first.support_level)
        if figure != self._shortest or self._not_before > first.free or not self._breaches.due("3.19"):
            return False
        self._not_before = first.free + figure + self._random.randrange(1, 5 * MINUTE)
        return True

    def _instead(self, first: Draft, slot: int) -> Draft:
        """Return the first, or the next, who arrived later and goes ahead of it: a breach of 3.13.

        Where one of 3.14 is due, that was for being highly critical, as was written down only afterwards.
        """
        if not first.plain or first.passed_over:
            return first
        excused = self._breaches.due("3.14")
        if not excused and not self._breaches.due("3.13"):
            return first
        second = self._first()
        if second is None or not second.plain or second.received_at <= first.received_at:
            return first  # whoever stood between them would be passed over too
        if second.severity in _CRITICAL:
            return first  # that would be a breach of 3.14 whether one is due or not
        heappop(self._free)
        first.passed_over = first.spoilt = True
        heappush(self._free, (1, first.received_at, first.arrival_number, first))
        self._not_before = slot + self._apart + 1
        if excused:
            second.severity, second.emergency_action, second.specialist_advice = _HIGH, True, False
            second.severity_set_at = self._clock.at(slot) + 1 + self._random.randrange(HOUR)
            second.spoilt = True
            self._breaches.planted("3.14", second.request_id)
            self._breaches.tell("3.13", first.request_id)
        else:
            self._breaches.planted("3.13", first.request_id)
        return second

    def _act(self, draft: Draft, slot: int) -> Iterator[Draft]:
        """Yield what is taken at once: a request, or all those that wait for the same outage to be over."""
        together = [draft]
        if draft.outage is not None:
            together = self._outages.pop(draft.outage)
            self._acts += 1
        at = self._clock.at(slot)
        for each in together:
            each.taken_at = at
            if len(together) > 1:
                each.bulk = f"{each.outage}-{self._name}-{self._acts}"
            figure = self._figures.get(each.support_level)
            if figure is not None and slot - each.free > figure:
                each.spoilt = True
                self._breaches.planted("3.19", each.request_id)
            yield each
