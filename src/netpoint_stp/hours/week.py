"""Windows of service hours as people write them: `08:00-24:00`, by weekday, with breaks; for 2.1.5."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, TypeAlias

import attrs

from netpoint_stp.errors import MomentError
from netpoint_stp.moments.tables import WEEKDAYS, read_day, weekday_number
from netpoint_stp.moments.zones import shown
from netpoint_stp.settings_files import Structured, ZoneName

Window: TypeAlias = tuple[int, int]
"""Seconds since local midnight; the end is exclusive and, across midnight, beyond 86,400."""
Windows: TypeAlias = tuple[Window, ...]
Week: TypeAlias = tuple[Windows, ...]
"""The windows that open on each of the seven weekdays, from Monday on."""
Written: TypeAlias = str | Sequence[str]
"""A window as written, or several; none at all is an empty sequence."""
WrittenWeek: TypeAlias = Written | Mapping[str, Written]
"""One day for all seven, or by weekday: `mon` … `sun`, ranges such as `mon-fri`, or `daily`."""
DAY_SECONDS: Final = 86_400
SOME_WEEK: Final = "00:00-24:00"
"""In the place of a week that could not be read."""
WindowsData: TypeAlias = str | list[str]
_WINDOW: Final = re.compile(
    r"(\d\d):(\d\d)(?::(\d\d))? ?[-–] ?(\d\d):(\d\d)(?::(\d\d))?",
    re.ASCII,
)


@attrs.frozen(kw_only=True)
class HoursData:
    """Service hours as TOML writes them: the arguments of `ServiceHours.weekly`."""

    zone: ZoneName | None = None
    week: WindowsData | dict[str, WindowsData] = attrs.field(factory=list)
    breaks: WindowsData | dict[str, WindowsData] = attrs.field(factory=list)
    closed: list[date] = attrs.field(factory=list)
    special_days: dict[date, WindowsData] = attrs.field(factory=dict)


def without_gap(read: Structured[HoursData]) -> Structured[HoursData]:
    """Return the data with some week if theirs could not be read, so that they are not said to be never open."""
    return read if read.is_whole("week") else attrs.evolve(read, data=attrs.evolve(read.data, week=SOME_WEEK))


def read_windows(written: Written) -> Windows:
    """Return the windows of one day, sorted; those that touch are joined. Raises `MomentError`.

    An end not later than its start lies on the next day. A window is at most a day long, and `08:00-08:00` is
    refused: it could be a whole day or nothing.
    """
    texts = [written] if isinstance(written, str) else written
    joined: list[Window] = []
    for start, end in sorted(_read_window(text) for text in texts):
        if joined and start < joined[-1][1]:
            raise MomentError(f"windows {shown(', '.join(texts))} overlap; write each hour once")
        if joined and start == joined[-1][1]:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return tuple(joined)


def _read_window(text: str) -> Window:
    found = _WINDOW.fullmatch(text.strip()) if len(text) <= 40 else None
    if found is None:
        raise MomentError(f"{shown(text)} is not a window; write it as in `08:00-24:00`")
    numbers = [int(number or 0) for number in found.groups()]
    start, end = (_seconds(numbers[at : at + 3], text) for at in (0, 3))
    if start == DAY_SECONDS:
        raise MomentError(f"window {shown(text)} opens at 24:00; that is 00:00 of the next day")
    if start == end:
        raise MomentError(f"window {shown(text)} opens when it closes; write a whole day as `00:00-24:00`")
    return (start, end) if end > start else (start, end + DAY_SECONDS)


def _seconds(clock: list[int], text: str) -> int:
    hours, minutes, seconds = clock
    total = hours * 3_600 + minutes * 60 + seconds
    if minutes > 59 or seconds > 59 or total > DAY_SECONDS:
        raise MomentError(f"window {shown(text)} has a time that no clock shows; 24:00 is the last one")
    return total


def read_week(written: WrittenWeek, problems: list[str]) -> Week:
    """Return the windows of each weekday from Monday on, and add what is wrong with them to `problems`.

    A weekday that is not named has no window.
    """
    if not isinstance(written, Mapping):
        written = {"daily": written} if written else {}
    days: dict[int, Windows] = {}
    for name, windows in written.items():
        try:
            named, read = _weekdays(name), read_windows(windows)
        except MomentError as error:
            problems.append(str(error))
            continue
        problems += (f"`{WEEKDAYS[each]}` is named twice; give each weekday once" for each in named if each in days)
        days.update(dict.fromkeys(named, read))
    return tuple(days.get(number, ()) for number in range(7))


def _weekdays(name: str) -> range:
    if name == "daily":
        return range(7)
    first, _, last = name.partition("-")
    named = range(weekday_number(first), weekday_number(last or first) + 1)
    if not named:
        raise MomentError(f"{shown(name)} runs backwards; give it from the earlier weekday to the later")
    return named


def read_special_days(
    written: Mapping[date, Written] | Mapping[str, Written], problems: list[str]
) -> tuple[tuple[date, Windows], ...]:
    """Return the dates that have windows of their own, in order, and add what is wrong to `problems`."""
    days: dict[date, Windows] = {}
    for day, windows in written.items():
        try:
            days[read_day(day)] = read_windows(windows)
        except MomentError as error:
            problems.append(str(error))
    return tuple(sorted(days.items()))


def cut(windows: Windows, breaks: Windows) -> Windows:
    """Return `windows` without what lies in `breaks`, both on one line of seconds."""
    left = list(windows)
    for start, end in breaks:
        left = [
            piece
            for opens, closes in left
            for piece in ((opens, min(closes, start)), (max(opens, end), closes))
            if piece[0] < piece[1]
        ]
    return tuple(left)


def cut_week(week: Week, breaks: Week) -> Week:
    """Return the week without its breaks; a break also cuts what runs over from the day before."""

    def day(number: int) -> Windows:
        shifts = ((-DAY_SECONDS, number - 1), (0, number), (DAY_SECONDS, (number + 1) % 7))
        around = tuple((start + shift, end + shift) for shift, other in shifts for start, end in breaks[other])
        return cut(week[number], around)

    return tuple(map(day, range(7)))
