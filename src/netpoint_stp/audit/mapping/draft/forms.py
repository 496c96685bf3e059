"""In which form the moments of a column are written, told from its values: for the first draft of a mapping."""

import re
from collections.abc import Sequence
from typing import Final

from attrs import frozen

_ISO: Final = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?"
_OFFSET: Final = r"\s?(?:Z|z|UTC|[+-]\d\d(?::?\d\d)?)"
_TIME: Final = (
    r"(?P<clock>(?P<gap>,? |T)\d{1,2}:\d\d(?P<seconds>:\d\d)?(?P<part>[.]\d{1,6})?(?P<half> ?[AaPp][Mm])?"
    r"(?P<offset> ?[+-]\d\d:?\d\d)?)?"
)
_NUMBERS: Final = re.compile(
    rf"(?P<one>\d{{1,2}})(?P<sign>[./-])(?P<two>\d{{1,2}})(?P=sign)(?P<year>\d{{4}}|\d\d){_TIME}"
)
_YEAR_FIRST: Final = re.compile(rf"(?P<year>\d{{4}})(?P<sign>[./-])\d{{1,2}}(?P=sign)\d{{1,2}}{_TIME}")
_MONTH: Final = r"Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_WEEKDAY: Final = r"(?P<weekday>(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?"
_NAMED: Final = re.compile(rf"{_WEEKDAY}\d{{1,2}}(?P<sign>[ /-])(?:{_MONTH})(?P=sign)(?P<year>\d{{4}}|\d\d){_TIME}")
_MONTH_FIRST: Final = re.compile(rf"(?P<month>(?:{_MONTH})[a-z]*) \d{{1,2}}, (?P<year>\d{{4}}){_TIME}")
_SHORT: Final = 3
"""Letters of the short name of a month."""
_WITH_OFFSET: Final = re.compile(_ISO + _OFFSET)
_ISO_ANY: Final = re.compile(f"{_ISO}(?:{_OFFSET})?")
_SECONDS: Final = re.compile("1[0-9]{9}")
_MILLISECONDS: Final = re.compile("1[0-9]{12}")
_ENOUGH: Final = 0.9
"""Which share of the values must be of the forms found."""
_MOST_FORMS: Final = 4
_MONTHS: Final = 12


@frozen(kw_only=True)
class TimestampFormat:
    """How moments are written: `formats` as a mapping has them, none for ISO 8601; `local`: they have no offset."""

    formats: tuple[str, ...] = ()
    local: bool = False
    days: bool = False
    """They are days without a time."""
    doubt: bool = False
    """Nothing tells whether the day or the month stands first."""


def form_of(values: Sequence[str]) -> TimestampFormat | None:
    """Return the form of the moments among some values of a column; None where most of them are no moments."""
    if not values:
        return None
    for unix, digits in (("unix_seconds", _SECONDS), ("unix_milliseconds", _MILLISECONDS)):
        if _all_like(values, digits):
            return TimestampFormat(formats=(unix,))
    if _all_like(values, _WITH_OFFSET):
        return TimestampFormat()
    if _all_like(values, _ISO_ANY):
        return TimestampFormat(local=True)
    order = _order(values)
    if order is None:
        return None
    found = dict.fromkeys(form for value in values if (form := _written(value, order)) is not None)
    known = sum(_written(value, order) is not None for value in values)
    if known < len(values) * _ENOUGH or len(found) > _MOST_FORMS:
        return None
    return TimestampFormat(
        formats=tuple(found),
        local=not all("%z" in form for form in found),
        days=not any("%M" in form for form in found),
        doubt=order == "either",
    )


def _all_like(values: Sequence[str], pattern: re.Pattern[str]) -> bool:
    return sum(pattern.fullmatch(value) is not None for value in values) >= len(values) * _ENOUGH


def _order(values: Sequence[str]) -> str | None:
    """Return what stands first where all are numbers: `day`, `month`, `either`; None where it is now this, now that."""
    parted = [match for value in values if (match := _NUMBERS.fullmatch(value)) is not None]
    day_first = any(int(match["one"]) > _MONTHS for match in parted)
    month_first = any(int(match["two"]) > _MONTHS for match in parted)
    if day_first and month_first:
        return None
    if day_first or month_first:
        return "day" if day_first else "month"
    if any(match["half"] for match in parted):
        return "month"
    return "either" if any(match["sign"] != "." for match in parted) else "day"


def _written(value: str, order: str) -> str | None:
    """Return the form in which one moment is written."""
    if (match := _NUMBERS.fullmatch(value)) is not None:
        first, second = ("%m", "%d") if order == "month" else ("%d", "%m")
        day = match["sign"].join((first, second, _year(match)))
    elif (match := _YEAR_FIRST.fullmatch(value)) is not None:
        day = match["sign"].join(("%Y", "%m", "%d"))
    elif (match := _NAMED.fullmatch(value)) is not None:
        day = f"{'%a, ' if match['weekday'] else ''}{match['sign'].join(('%d', '%b', _year(match)))}"
    elif (match := _MONTH_FIRST.fullmatch(value)) is not None:
        day = f"{'%b' if len(match['month']) == _SHORT else '%B'} %d, %Y"
    else:
        return None
    return day if match["clock"] is None else day + _clock(match)


def _year(match: re.Match[str]) -> str:
    return "%Y" if len(match["year"]) > len("26") else "%y"


def _clock(match: re.Match[str]) -> str:
    half, offset = match["half"], match["offset"]
    return "".join(
        (
            *(match["gap"], "%I:%M" if half else "%H:%M", ":%S" if match["seconds"] else ""),
            ".%f" if match["part"] else "",
            *(" " if half and half.startswith(" ") else "", "%p" if half else ""),
            *(" " if offset and offset.startswith(" ") else "", "%z" if offset else ""),
        )
    )
