"""Moments, dates and durations in Russian, Ukrainian and English words; for every clause with a time."""

from datetime import date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Final

from netpoint_stp.clauses import Language, language
from netpoint_stp.errors import MomentError
from netpoint_stp.moments.durations import plain_duration
from netpoint_stp.moments.zones import in_zone, plain_date, require_aware, shown
from netpoint_stp.moments.zones import zone as zone_named

if TYPE_CHECKING:
    from pendulum.locales.locale import Locale

_UKRAINIAN_WEEKDAYS: Final = ("понеділок", "вівторок", "середа", "четвер", "п’ятниця", "субота", "неділя")
_SECONDS: Final = {"day": 86_400, "hour": 3_600, "minute": 60, "second": 1}


def tell_weekday(day: date, lang: Language) -> str:
    """Return the name of the weekday in the nominative: `вторник`, `вівторок`, `Tuesday`."""
    if language(lang) == "uk":  # pendulum has these in the accusative
        return _UKRAINIAN_WEEKDAYS[day.weekday()]
    return str(_locale(lang).translation("days.wide")[day.weekday()])


def tell_date(day: date, lang: Language) -> str:
    """Return the day in words: `20 ноября 2026`, `20 листопада 2026`, `20 November 2026`."""
    day = plain_date(day)
    return f"{day.day} {_locale(language(lang)).translation('months.wide')[day.month]} {day.year}"


def tell_moment(moment: datetime, lang: Language, zone: str | tzinfo | None = None) -> str:
    """Return the moment in words, in `zone` when given: `20 November 2026, 15:00 (UTC+2)`.

    The offset is always said, so that an hour that comes twice is told apart; seconds only where there are
    any.
    """
    at = require_aware(moment) if zone is None else in_zone(moment, zone_named(zone))
    clock = at.strftime("%H:%M:%S" if at.second or at.microsecond else "%H:%M")
    return f"{tell_date(at.date(), lang)}, {clock} ({_offset(at)})"


def _offset(at: datetime) -> str:
    seconds = int((at.utcoffset() or timedelta()).total_seconds())
    hours, minutes = divmod(abs(seconds) // 60, 60)
    size = f"{hours}:{minutes:02}" if minutes else f"{hours}"
    return f"UTC{'-' if seconds < 0 else '+'}{size}" if seconds else "UTC"


def tell_duration(duration: timedelta, lang: Language) -> str:
    """Return the length in words, largest unit first: `1 day 2 hours`, `5 минут`, `0 seconds`.

    Days are of 24 hours; parts of a second are left out. Raises `MomentError` for a negative length.
    """
    duration = plain_duration(duration)
    rest = duration // timedelta(seconds=1)
    if rest < 0:
        raise MomentError(f"duration {shown(duration)} is negative; give the earlier moment first")
    counts = {}
    for unit, size in _SECONDS.items():
        counts[unit], rest = divmod(rest, size)
    told = [(unit, count) for unit, count in counts.items() if count] or [("second", 0)]
    locale = _locale(language(lang))
    return " ".join(
        str(locale.translation(f"units.{unit}.{locale.plural(count)}")).format(count) for unit, count in told
    )


def _locale(lang: Language) -> "Locale":
    from pendulum.locales.locale import Locale

    return Locale.load(lang)
