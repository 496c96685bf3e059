"""Time as the text has it, counted day by day: service hours, working days, lengths (2.1.5, 3.12, 3.19)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

KYIV = ZoneInfo("Europe/Kyiv")
OPENS, CLOSES = 8, 24
"""The hours of 2.1.5, every day."""
WORKING_DAYS = 7
"""The term of 3.12."""
_DAY = timedelta(days=1)
_NO_TIME = timedelta()


def local_day(moment: datetime) -> date:
    """Return the day that the clocks of Kyiv show at a moment, which is naive and in UTC."""
    return moment.replace(tzinfo=UTC).astimezone(KYIV).date()


def at_hour(day: date, hour: int) -> datetime:
    """Return the moment at which it is so many hours by the clocks of Kyiv; 24 is the start of the next day."""
    if hour == 24:
        day, hour = day + _DAY, 0
    return datetime.combine(day, time(hour), KYIV).astimezone(UTC).replace(tzinfo=None)


def is_open(moment: datetime) -> bool:
    """Return whether the service desk is open: from 08:00 to the end of the day."""
    day = local_day(moment)
    return at_hour(day, OPENS) <= moment < at_hour(day, CLOSES)


def service_time(start: datetime, end: datetime) -> timedelta:
    """Return how much service time lies between two moments, none where the end is not later."""
    passed, day = _NO_TIME, local_day(start)
    while at_hour(day, 0) < end:
        opens, closes = max(start, at_hour(day, OPENS)), min(end, at_hour(day, CLOSES))
        passed += max(_NO_TIME, closes - opens)
        day += _DAY
    return passed


def complaint_due(lodged: datetime) -> datetime:
    """Return the first moment that is too late: the end of the seventh working day after the day of lodging.

    Monday to Friday are working days: since March 2022 no public holiday is off (reading I-15).
    """
    day, counted = local_day(lodged), 0
    while counted < WORKING_DAYS:
        day += _DAY
        counted += day.weekday() < 5
    return at_hour(day, 24)
