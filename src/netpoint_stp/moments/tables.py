"""Days and weekdays as settings write them, all mistakes noted at once; for 2.1.5 and 3.12."""

from collections.abc import Iterable
from datetime import date
from typing import Final, TypeVar

from netpoint_stp.errors import MomentError, did_you_mean
from netpoint_stp.moments.reading import parse_date
from netpoint_stp.moments.zones import plain_date, shown

Shape = TypeVar("Shape")

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""The weekdays as settings name them, from Monday on, in the order of `date.weekday()`."""


def weekday_number(name: str) -> int:
    """Return 0 for `mon` … 6 for `sun`; raise `MomentError` for another name."""
    if name not in WEEKDAYS:
        raise MomentError(f"weekday {shown(name)} is unknown{did_you_mean(name, WEEKDAYS)}")
    return WEEKDAYS.index(name)


def read_day(written: date | str) -> date:
    """Return the date that is given or written; raise `MomentError` for a moment or another form."""
    return parse_date(written) if isinstance(written, str) else plain_date(written)


def read_days(written: Iterable[date | str], problems: list[str]) -> frozenset[date]:
    """Return the dates, a date twice as one, and add what is wrong with them to `problems`."""
    days: set[date] = set()
    for day in written:
        try:
            days.add(read_day(day))
        except MomentError as error:
            problems.append(str(error))
    return frozenset(days)
