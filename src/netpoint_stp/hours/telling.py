"""Service hours in words (2.1.5): weekdays with the same windows together, `Mon–Fri 08:00–20:00; closed: Sat, Sun`."""

from itertools import groupby

from netpoint_stp.hours.week import Week, Windows
from netpoint_stp.wording import Language, say


def tell_week(week: Week, lang: Language, *, otherwise: bool) -> str:
    """Return the windows of a week in words; `otherwise` says that some dates have hours of their own."""
    if all(week) and len(set(week)) == 1:
        parts = [say("edition.hours.daily", lang, windows=_windows(week[0]))]
    else:
        runs = [(windows, [day for day, _ in days]) for windows, days in groupby(enumerate(week), lambda day: day[1])]
        parts = [
            say("edition.hours.of_days", lang, days=_days(days, lang), windows=_windows(windows))
            for windows, days in runs
            if windows
        ]
        closed = [_days(days, lang) for windows, days in runs if not windows]
        if closed:
            parts.append(say("edition.hours.closed", lang, days=", ".join(closed)))
    if otherwise:
        parts.append(say("edition.hours.otherwise", lang))
    return "; ".join(parts)


def _days(days: list[int], lang: Language) -> str:
    first, last = (say(f"edition.weekday.{day}", lang) for day in (days[0], days[-1]))
    return first if len(days) == 1 else f"{first}–{last}"


def _windows(windows: Windows) -> str:
    return ", ".join(f"{_clock(start)}–{_clock(end)}" for start, end in windows)


def _clock(second: int) -> str:
    """Return a second of a day as a clock shows it: its end is 24:00, and what lies beyond is of the next day."""
    minutes, rest = divmod(second if second <= 86_400 else second - 86_400, 60)
    text = f"{minutes // 60:02}:{minutes % 60:02}"
    return f"{text}:{rest:02}" if rest else text
