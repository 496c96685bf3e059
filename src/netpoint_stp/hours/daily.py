"""The closed form of one window that is the same every day, such as 08:00–24:00 of 2.1.5.

Where no clock change touches the window, each day has the same service time, and the wall clock alone tells
how much has passed. Clock changes are looked up in the tz data in use, from 1984 to 2037, when a schedule is
made; the form holds from the day after the last one that touches the window (Kyiv: from 2 April 1984, since
on 1 April the clocks skipped 24:00). Everything else goes the general way.
"""

from datetime import datetime, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from netpoint_stp.hours.offsets import DAY, spans
from netpoint_stp.hours.week import DAY_SECONDS, Week, Window

_LOOKED_UP: Final = (1984, 2037)
_TICK: Final = timedelta(microseconds=1)
_EPOCH: Final = datetime(1970, 1, 1)  # noqa: DTZ001 - on the wall clock


class Multiples(dict[int, timedelta]):
    """So many times a length of time; looked up, for that is ten times faster than multiplying."""

    def __init__(self, length: timedelta) -> None:
        """Take the length of one."""
        super().__init__()
        self._length = length

    def __missing__(self, count: int) -> timedelta:
        found = self[count] = self._length * count
        return found


class DailyForm:
    """The closed form for plain moments whose `tzinfo` *is* `zone`, from `anchor` (an opening) for `days` days.

    A moment's distance from `anchor` on the wall clock is whole days, each with `width` seconds of service at
    its start, and a rest. Without any day the form never holds.
    """

    __slots__ = ("anchor", "closed", "closes", "days", "whole", "width", "zone")

    def __init__(self, zone: ZoneInfo, anchor: datetime, days: int, width: int) -> None:
        """Take the window's `width` in seconds."""
        self.zone = zone
        self.anchor = anchor
        self.days = days
        self.width = width
        self.closes = timedelta(seconds=width)
        self.whole = Multiples(timedelta(days=1))
        self.closed = Multiples(timedelta(days=1) - self.closes)

    def after(self, start: datetime, amount: int) -> datetime | None:
        """Return the first moment by which `amount` > 0 microseconds are served, or None beyond the form."""
        since, width = start - self.anchor, self.width * 1_000_000
        if not 0 <= since.days < self.days:
            return None
        goal = since.days * width + min(since.seconds * 1_000_000 + since.microseconds, width) + amount
        days, rest = divmod(goal - 1, width)
        if days >= self.days:
            return None
        return self.anchor + timedelta(days, 0, rest + 1)


def daily_form(week: Week, zone: ZoneInfo) -> DailyForm:
    """Return the closed form of `week` in `zone`, or one that never holds where there is none."""
    windows = set(week)
    only = windows.pop()
    if windows or len(only) != 1 or only[0][1] > DAY_SECONDS:
        return DailyForm(zone, _EPOCH.replace(tzinfo=zone), 0, 0)
    return _form_of(only[0], zone)


@cache
def _form_of(window: Window, zone: ZoneInfo) -> DailyForm:
    opens, closes = window
    first_year, last_year = _LOOKED_UP
    start, end = (
        (datetime(year, 1, 2) - _EPOCH) // _TICK  # noqa: DTZ001 - on the wall clock
        for year in (first_year, last_year + 1)
    )
    first_day, last_day = start // DAY, end // DAY - 2
    before, *later = spans(zone, start, end)
    for span in later:
        low, high = sorted((span.start + before.offset, span.start + span.offset))
        if _touches(window, low, high):
            first_day = high // DAY + 1
        before = span
    anchor = (_EPOCH + timedelta(days=first_day, seconds=opens)).replace(tzinfo=zone)
    return DailyForm(zone, anchor, last_day - first_day, closes - opens)


def _touches(window: Window, low: int, high: int) -> bool:
    """Say whether the wall times from `low` to `high` meet the window, its closing included, on any day."""
    return any(
        low <= day * DAY + window[1] * 1_000_000 and day * DAY + window[0] * 1_000_000 < high
        for day in range(low // DAY - 1, high // DAY + 1)
        if low < high
    )
