"""Service hours written down as people and profiles write them (2.1.5): the way back from `hours.week`."""

from itertools import groupby
from typing import Final

from netpoint_stp.hours.week import DAY_SECONDS, Week, Windows
from netpoint_stp.moments.tables import WEEKDAYS

NO_WINDOW: Final = "-"
"""What stands where nothing opens."""


def write_windows(windows: Windows) -> str:
    """Return the windows of one day, as `08:00-13:00, 14:00-20:00`; a dash where nothing opens."""
    return ", ".join(f"{_clock(opens)}-{_clock(closes)}" for opens, closes in windows) or NO_WINDOW


def write_week(week: Week) -> str:
    """Return the windows of a week, as `08:00-24:00` where all days are alike, else `mon-fri 08:00-20:00; sat …`."""
    runs = [(windows, [number for number, _ in days]) for windows, days in groupby(enumerate(week), lambda day: day[1])]
    if len(runs) == 1:
        return write_windows(week[0])
    return "; ".join(f"{_days(numbers)} {write_windows(windows)}" for windows, numbers in runs)


def _days(numbers: list[int]) -> str:
    first, last = WEEKDAYS[numbers[0]], WEEKDAYS[numbers[-1]]
    return first if first == last else f"{first}-{last}"


def _clock(second: int) -> str:
    if second > DAY_SECONDS:
        second -= DAY_SECONDS
    hours, rest = divmod(second, 3_600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours:02}:{minutes:02}" + (f":{seconds:02}" if seconds else "")
