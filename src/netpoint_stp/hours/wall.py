"""Service time on the wall clock of one zone, in integers, without clock changes; for 2.1.5.

Wall time is microseconds since 1970-01-01 00:00 as the clock shows it. `served(wall)` is the service time
since then; all other questions are asked of that one rising function.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import accumulate
from typing import Final

from netpoint_stp.hours.offsets import DAY, END, SECOND, START
from netpoint_stp.hours.week import DAY_SECONDS, Week, Windows

_EPOCH: Final = date(1970, 1, 1).toordinal()
_FIRST_DAY: Final = START // DAY - 2
_LAST_DAY: Final = END // DAY + 2


class Wall:
    """The windows of a week, with the days that differ from it, on the wall clock."""

    __slots__ = ("_different", "_different_days", "_different_served", "_week", "_week_served")

    def __init__(self, week: Week, different: Mapping[date, Windows]) -> None:
        """Take the windows that *begin* on each weekday, and on each date that has its own."""
        own = {day.toordinal() - _EPOCH: windows for day, windows in different.items()}

        def begin(number: int) -> Windows:
            return own[number] if number in own else week[(number + 3) % 7]

        # 1970-01-01 was a Thursday; day 4 is the first Monday.
        self._week = tuple(_on_day(week[at], week[at - 1]) for at in (3, 4, 5, 6, 0, 1, 2))
        self._week_served = tuple(accumulate(map(_length, self._week), initial=0))
        touched = sorted({near for number in own for near in (number, number + 1)})
        self._different = {number: _on_day(begin(number), begin(number - 1)) for number in touched}
        self._different_days = tuple(touched)
        gained = (_length(self._different[number]) - _length(self._week[number % 7]) for number in touched)
        self._different_served = tuple(accumulate(gained, initial=0))

    def day(self, number: int) -> Windows:
        """Return what is open on day `number` (0 is 1970-01-01), in microseconds since its midnight."""
        different = self._different.get(number)
        return self._week[number % 7] if different is None else different

    def served_before(self, number: int) -> int:
        """Return the service time from day 0 to the start of day `number`."""
        weeks, rest = divmod(number, 7)
        return (
            weeks * self._week_served[7]
            + self._week_served[rest]
            + self._different_served[bisect_left(self._different_days, number)]
        )

    def served(self, wall: int) -> int:
        """Return the service time from day 0 to `wall`."""
        number, rest = divmod(wall, DAY)
        return self.served_before(number) + sum(
            min(rest, end) - start for start, end in self.day(number) if start < rest
        )

    def is_open(self, wall: int) -> bool:
        """Say whether `wall` lies in a window; the start of one does, its end does not."""
        number, rest = divmod(wall, DAY)
        return any(start <= rest < end for start, end in self.day(number))

    def reaches(self, served: int) -> int | None:
        """Return the first wall time at which `served` is reached, or None if never."""
        number = bisect_left(range(_FIRST_DAY, _LAST_DAY), served, key=self.served_before) - 1 + _FIRST_DAY
        return self._within(number, served, strictly=False)

    def passes(self, served: int) -> int | None:
        """Return the wall time from which more than `served` is served, or None if never: an opening."""
        number = bisect_right(range(_FIRST_DAY, _LAST_DAY), served, key=self.served_before) - 1 + _FIRST_DAY
        return self._within(number, served, strictly=True)

    def _within(self, number: int, served: int, *, strictly: bool) -> int | None:
        rest = served - self.served_before(number)
        for start, end in self.day(number):
            if rest < end - start or (rest == end - start and not strictly):
                return number * DAY + start + rest
            rest -= end - start
        return None

    def windows(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield what is open in [start, end), day by day, cut at its ends."""
        for number in range(start // DAY, -(-end // DAY)):
            for opens, closes in self.day(number):
                first, last = max(number * DAY + opens, start), min(number * DAY + closes, end)
                if first < last:
                    yield first, last


def _on_day(begun: Windows, day_before: Windows) -> Windows:
    """Return what is open on a day, in microseconds: its own windows and what runs over from the day before."""
    over = [(max(start - DAY_SECONDS, 0), end - DAY_SECONDS) for start, end in day_before if end > DAY_SECONDS]
    joined: list[tuple[int, int]] = []
    own = [(start, min(end, DAY_SECONDS)) for start, end in begun if start < DAY_SECONDS]
    for start, end in sorted(over + own):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple((start * SECOND, end * SECOND) for start, end in joined)


def _length(windows: Windows) -> int:
    return sum(end - start for start, end in windows)
