"""Moments, dates and durations read from text, nothing guessed; for every clause with a time."""

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Final

from netpoint_stp.errors import MomentError
from netpoint_stp.moments.zones import in_zone, shown, wall_moment
from netpoint_stp.moments.zones import zone as zone_named

_MOMENT: Final = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)[Tt ]"
    r"(?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"(?:(?P<utc>[Zz])|(?P<sign>[+-])(?P<off_hour>\d\d)(?::?(?P<off_minute>\d\d))?)?",
    re.ASCII,
)
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_UNITS: Final = {"w": 604_800, "d": 86_400, "h": 3_600, "m": 60, "min": 60, "s": 1}
_NUMBER: Final = r"\d{1,9}"
_ISO_DURATION: Final = re.compile(
    rf"P(?:(?P<w>{_NUMBER})W)?(?:(?P<d>{_NUMBER})D)?"
    rf"(?:T(?=\d)(?:(?P<h>{_NUMBER})H)?(?:(?P<m>{_NUMBER})M)?(?:(?P<s>{_NUMBER})S)?)?",
    re.ASCII,
)
_PLAIN_DURATION: Final = re.compile(rf"(?P<number>{_NUMBER}) ?(?P<unit>w|d|h|min|m|s)", re.ASCII)
_EXAMPLE: Final = "as in `2026-11-20T15:00:00+02:00`"


def parse_moment(text: str, zone: str | tzinfo | None = None) -> datetime:
    """Return the moment of an ISO 8601 / RFC 3339 text (`2026-11-20T15:00:00+02:00`).

    Without an offset in the text, its clock time is taken in `zone` when that is given, and refused
    otherwise. With `zone` the result is in that zone, else in the offset of the text. `24:00` is the end of
    its day. Digits beyond the microsecond are cut off. Raises `MomentError` for anything else: words such as
    `now`, a leap second, a time that the clocks of the zone skip or show twice.
    """
    found = _MOMENT.fullmatch(_short(text))
    if found is None:
        raise MomentError(f"{shown(text)} is not a moment; give the day, the time and the offset, {_EXAMPLE}")
    named = None if zone is None else zone_named(zone)
    wall = _wall(found, text)
    offset = _offset(found, text)
    if offset is not None:
        moment = wall.replace(tzinfo=offset)
        return moment if named is None else in_zone(moment, named)
    if named is None:
        raise MomentError(f"moment {shown(text)} has no zone; give it with its offset, {_EXAMPLE}")
    return wall_moment(wall, named)


def has_offset(text: str) -> bool:
    """Say whether the text of a moment gives its offset itself, rather than a clock time of some zone."""
    found = _MOMENT.fullmatch(_short(text))
    return found is not None and bool(found["utc"] or found["sign"])


def _short(text: object) -> str:
    """Return a text without the blanks round it; nothing for what is none, or is longer than any that is read."""
    return text.strip() if isinstance(text, str) and len(text) <= 64 else ""


def _wall(found: re.Match[str], text: str) -> datetime:
    day = parse_date(found["day"])
    hour, minute, second = int(found["hour"]), int(found["minute"]), int(found["second"] or 0)
    micro = int((found["fraction"] or "")[:6].ljust(6, "0"))
    end_of_day = hour == 24 and not (minute or second or int(found["fraction"] or 0))
    try:
        wall = datetime(day.year, day.month, day.day, 0 if end_of_day else hour, minute, second, micro)  # noqa: DTZ001
        return wall + timedelta(days=1) if end_of_day else wall
    except (ValueError, OverflowError) as error:
        raise MomentError(f"{shown(text)} is no time that a clock shows; hours go from 00:00 to 24:00") from error


def _offset(found: re.Match[str], text: str) -> timezone | None:
    if found["utc"]:
        return UTC
    if not found["sign"]:
        return None
    hours, minutes = int(found["off_hour"]), int(found["off_minute"] or 0)
    if hours > 18 or minutes > 59:
        raise MomentError(f"{shown(text)} has an offset that no place uses; give it {_EXAMPLE}")
    size = timedelta(hours=hours, minutes=minutes)
    return timezone(-size if found["sign"] == "-" else size) if size else UTC


def parse_date(text: str) -> date:
    """Return the day of `YYYY-MM-DD`; raise `MomentError` for any other form and for days that are none."""
    try:
        if _DATE.fullmatch(_short(text)):
            return date.fromisoformat(text.strip())
    except ValueError as error:
        raise MomentError(f"{shown(text)} is a day that does not exist; look at its month and day") from error
    raise MomentError(f"{shown(text)} is not a date; give it as in `2026-11-20`")


def parse_duration(text: str) -> timedelta:
    """Return the length of `PT4H`, `PT1H30M`, `P7D`, `P2W`, or of `4h`, `90m`, `30 min`, `7d`; never negative.

    A day is 24 hours here: neither a working day nor a calendar day across a clock change. Raises
    `MomentError` for anything else; years and months have no length of their own. (Not pendulum's reader: it
    takes a year for 365 days, a lone `PT` for nothing, and wraps large numbers round.)
    """
    stripped = _short(text)
    try:
        if plain := _PLAIN_DURATION.fullmatch(stripped):
            return timedelta(seconds=int(plain["number"]) * _UNITS[plain["unit"]])
        iso = _ISO_DURATION.fullmatch(stripped)
        if iso is not None and any(iso.groups()):
            parts = iso.groupdict(default="0")
            return timedelta(seconds=sum(int(parts[unit]) * _UNITS[unit] for unit in "wdhms"))
    except OverflowError as error:
        raise MomentError(f"duration {shown(text)} is longer than the calendar; give a shorter one") from error
    raise MomentError(f"{shown(text)} is not a duration; give it as in `PT4H`, `90m`, `4h` or `7d`")
