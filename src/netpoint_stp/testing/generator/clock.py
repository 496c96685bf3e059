"""The time of the generator (2.1.5, 3.12, 3.19): service time, days and terms, in whole seconds since 1970."""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from typing import Final, Protocol

from netpoint_stp.hours import ServiceHours
from netpoint_stp.moments import first_instant
from netpoint_stp.regulation import Regulation

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MINUTE: Final = 60
HOUR: Final = 3600
DAY: Final = 86_400
_SPARE: Final = timedelta(days=40)
"""How far beyond the log service time is known, so that whatever begins in it can be planned to its end."""


def second(moment: datetime) -> int:
    """Return a moment as whole seconds since 1970."""
    return (moment - _EPOCH) // timedelta(seconds=1)


def moment(at: int) -> datetime:
    """Return the moment of a second, in UTC."""
    return _EPOCH + timedelta(seconds=at)


def seconds(length: timedelta) -> int:
    """Return a length of time in whole seconds."""
    return length // timedelta(seconds=1)


class ElapsedClock(Protocol):
    """A clock that runs at times: how much it has run by a second, and when it has run so much."""

    def run(self, at: int) -> int:
        """Return how many seconds it has run by then."""
        ...

    def at(self, run: int) -> int:
        """Return the first second of running at which it has run so much: after a pause, the end of the pause."""
        ...


class Running:
    """A clock that never stops."""

    def run(self, at: int) -> int:
        """Return the second itself."""
        return at

    def at(self, run: int) -> int:
        """Return the second itself."""
        return run


class ServiceClock:
    """A clock that runs in service hours alone."""

    def __init__(self, hours: ServiceHours, first: date, last: date) -> None:
        start = first_instant(first, hours.zone) - timedelta(days=1)
        end = first_instant(last, hours.zone) + _SPARE
        stretches = [(second(opens), second(closes)) for opens, closes in hours.intervals(start, end)]
        self._opens = [opens for opens, _ in stretches]
        self._closes = [closes for _, closes in stretches]
        lengths: Iterable[int] = (closes - opens for opens, closes in stretches)
        self._before = [0, *accumulate(lengths)]

    def run(self, at: int) -> int:
        """Return the service time until then."""
        place = bisect_right(self._opens, at) - 1
        if place < 0:
            return 0
        return self._before[place] + min(at, self._closes[place]) - self._opens[place]

    def at(self, run: int) -> int:
        """Return the first second of service after so much service time."""
        place = bisect_right(self._before, run, hi=len(self._opens)) - 1
        return self._opens[place] + run - self._before[place]

    def is_open(self, at: int) -> bool:
        """Return whether service runs at a second."""
        place = bisect_right(self._opens, at) - 1
        return place >= 0 and at < self._closes[place]


class Terms:
    """The first second that is too late for the answer to a complaint, by the day on which it was lodged (3.12)."""

    def __init__(self, regulation: Regulation) -> None:
        self._policy = regulation.complaints
        self._known: dict[int, int] = {}

    def due_before(self, lodged: int, local_day: int) -> int:
        """Return the end of the term; `local_day` tells lodgings of one local day from those of another."""
        if local_day not in self._known:
            deadline = self._policy.calendar.deadline(
                moment(lodged), working_days=self._policy.working_days, zone=self._policy.zone
            )
            self._known[local_day] = second(deadline.due_before)
        return self._known[local_day]
