"""Zones, aware moments and where a local day begins; for every clause with a time."""

import re
import zoneinfo
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from difflib import get_close_matches
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from netpoint_stp.errors import MomentError, one_line

KYIV: Final = "Europe/Kyiv"
"""The zone of the regulation (reading I-29)."""

_OLD_NAMES: Final = {"Europe/Kiev": KYIV}
_MACHINE_DEPENDENT: Final = frozenset({"localtime", "posixrules", "Factory"})
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND: Final = timedelta(seconds=1)
_TICK: Final = timedelta(microseconds=1)
_RELEASE: Final = re.compile(r"(?P<year>\d{4})(?:(?P<letter>[a-z])|\.(?P<number>\d{1,3}))", re.ASCII)


def shown(text: object) -> str:
    """Return `text` in backticks for an error, on one line, cut after 40 characters."""
    return f"`{one_line(str(text), 40)}`"


def zone(name: str | tzinfo) -> ZoneInfo:
    """Return the zone of an IANA name; a `ZoneInfo` or a pendulum zone comes back as the plain `ZoneInfo`.

    `Europe/Kiev`, the name in older data, gives `Europe/Kyiv`. Raises `MomentError` for an unknown name, for
    a fixed offset other than UTC (it has no rules for summer time), and for names that mean another zone on
    each machine (`localtime`) or count leap seconds (`right/…`).
    """
    if isinstance(name, ZoneInfo) and name.key is None:
        return name
    key = name.key if isinstance(name, ZoneInfo) else _name_of(name) if isinstance(name, tzinfo) else name
    if not isinstance(key, str):
        raise MomentError(f"{shown(key)} is not a zone; give an IANA name such as `{KYIV}`")
    return _zone_by_key(_OLD_NAMES.get(key, key))


def _name_of(fixed: tzinfo) -> str:
    """Return the name of UTC, or of a zone of another library that tells it (`zone` of pytz)."""
    named = getattr(fixed, "key", None) or getattr(fixed, "name", None) or getattr(fixed, "zone", None)
    if fixed is UTC or named in {"UTC", "Z"}:
        return "UTC"
    if fixed.utcoffset(None) is None:
        if isinstance(named, str):
            return named
        raise MomentError(f"{shown(fixed)} does not tell its name; give the IANA name of the zone, such as `{KYIV}`")
    raise MomentError(f"{shown(fixed)} is an offset, not a zone; give an IANA name such as `{KYIV}`")


@cache
def _zone_by_key(key: str) -> ZoneInfo:
    if key in _MACHINE_DEPENDENT or key.startswith(("right/", "posix/")):
        raise MomentError(f"zone {shown(key)} is not one of the IANA names; give one such as `{KYIV}`")
    try:
        return ZoneInfo(key)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        names = [name for name in zoneinfo.available_timezones() if name not in _MACHINE_DEPENDENT]
        near = get_close_matches(key[:60], names, n=1, cutoff=0.6)
        hint = f"did you mean `{near[0]}`?" if near else f"give an IANA name such as `{KYIV}`"
        raise MomentError(f"zone {shown(key)} is unknown; {hint}") from error


def require_aware(moment: datetime) -> datetime:
    """Return `moment` as the standard library's `datetime`, in the same zone; a pendulum one is converted.

    Raises `MomentError` when it has no zone, or is a date without a time.
    """
    if type(moment) is datetime:
        if moment.tzinfo is not None and moment.utcoffset() is not None:
            return moment
    elif isinstance(moment, datetime):
        if moment != moment:  # a missing moment of pandas is not even itself
            raise MomentError(f"{shown(moment)} is no moment: it is missing; leave it out, or give the moment")
        if (offset := moment.utcoffset()) is not None and moment.tzinfo is not None:
            return _plain(moment, moment.tzinfo, offset)
    else:
        raise MomentError(f"{shown(moment)} is not a moment; give a day with a time and a zone")
    raise MomentError(
        f"moment {shown(moment.isoformat())} has no zone; give it with its offset, as in `2026-11-20T15:00:00+02:00`"
    )


def _plain(moment: datetime, its_zone: tzinfo, offset: timedelta) -> datetime:
    if isinstance(its_zone, ZoneInfo):
        its_zone = zone(its_zone)
    elif not isinstance(its_zone, timezone):
        its_zone = timezone(offset) if offset else UTC
    return datetime.combine(date(moment.year, moment.month, moment.day), moment.time(), its_zone).replace(
        fold=moment.fold
    )


def plain_date(day: date) -> date:
    """Return `day` as the standard library's `date`; raise `MomentError` for a moment, a text, or anything else."""
    if isinstance(day, datetime):
        raise MomentError(f"{shown(day)} is a moment; give the date alone, in the zone that is meant")
    if not isinstance(day, date):
        raise MomentError(f"{shown(day)} is not a date; give a `datetime.date`, or read a text with `parse_date`")
    return day if type(day) is date else date(day.year, day.month, day.day)


def in_zone(moment: datetime, its_zone: str | tzinfo) -> datetime:
    """Return the same instant in `its_zone`; raise `MomentError` at the ends of the calendar and as `zone` does."""
    aware = require_aware(moment)
    try:
        return aware.astimezone(zone(its_zone))
    except OverflowError as error:
        raise _outside(aware) from error


def _outside(moment: datetime | date) -> MomentError:
    return MomentError(f"{shown(moment.isoformat())} is too near the ends of the calendar (years 1 to 9999)")


def since_1970(moment: datetime) -> timedelta:
    """Return the time elapsed since 1970-01-01T00:00Z; raise `MomentError` without a zone.

    Comparing two moments of one zone looks at their clocks alone, which go back once a year; comparing these does
    not.
    """
    return require_aware(moment) - _EPOCH


def wall_moment(wall: datetime, its_zone: str | tzinfo) -> datetime:
    """Return the moment at which a clock in `its_zone` shows `wall` (given without a zone).

    Raises `MomentError` when the clock skips that time, or shows it twice: a guess could be an hour wrong.
    """
    its_zone = zone(its_zone)
    first, second = (wall.replace(tzinfo=its_zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return first
    told = f"{shown(wall.isoformat())} in `{its_zone.key}`"
    try:
        skipped = first.astimezone(UTC).astimezone(its_zone).replace(tzinfo=None) != wall
    except OverflowError as error:
        raise _outside(wall) from error
    either = " or ".join(_offset_name(each) for each in (first, second))
    if skipped:
        raise MomentError(f"the clocks skip {told}; give a time that they show, or say by which offset, {either}")
    raise MomentError(f"the clocks show {told} twice; say which by its offset, {either}")


def _offset_name(moment: datetime) -> str:
    return f"`{moment.isoformat()[19:].lstrip('.0123456789')}`"


def first_instant(day: date, its_zone: str | tzinfo) -> datetime:
    """Return the instant at which `day` begins in `its_zone`: when the day before is over for good.

    That is local midnight; where the clocks skip midnight (or the whole day), the instant of the change;
    where they go back across midnight, the second midnight. Raises `MomentError` at the ends of the calendar.
    """
    day = plain_date(day)
    its_zone = its_zone if isinstance(its_zone, ZoneInfo) else zone(its_zone)
    midnight = datetime.combine(day, time(), its_zone)
    try:
        first, second = (midnight.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
        for candidate in (second, first):
            if _day_of(candidate - _TICK, its_zone) < day <= _day_of(candidate, its_zone):
                return candidate.astimezone(its_zone)
        return _change_between(second, first, its_zone).astimezone(its_zone)
    except OverflowError as error:
        raise _outside(day) from error


def _day_of(moment: datetime, its_zone: ZoneInfo) -> date:
    return moment.astimezone(its_zone).date()


def _change_between(before: datetime, after: datetime, its_zone: ZoneInfo) -> datetime:
    """Return the UTC second in (before, after] at which the offset changes; it changes once there."""
    old = before.astimezone(its_zone).utcoffset()
    while after - before > _SECOND:
        middle = before + (after - before) // (2 * _SECOND) * _SECOND
        if middle.astimezone(its_zone).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after


@cache
def tz_data_version(name: str = KYIV) -> str:
    """Return which time-zone data answers for `name`: `system 2025b` or `tzdata 2025.2`.

    The system's data comes before the package's, and before a newer package too: then that is said beside it, as in
    `system 2025b (older than tzdata 2026.6)`. Where the system does not state a version, the beginning of the SHA-256
    digest of the zone's file stands for it. A record of a deadline keeps this beside its result.
    """
    from importlib import metadata  # slow to load

    package = metadata.version("tzdata")
    key = zone(name).key
    for folder in map(Path, zoneinfo.TZPATH):
        if (folder / key).is_file():
            stated = _stated_version(folder)
            if not stated:
                return f"system sha256:{sha256((folder / key).read_bytes()).hexdigest()[:16]}"
            older = _release(stated) < _release(package)
            return f"system {stated} (older than tzdata {package})" if older else f"system {stated}"
    return f"tzdata {package}"


def _release(version: str) -> tuple[int, int]:
    """Return `2025b` of the system and `2025.2` of the package as year and number; the latest for anything else."""
    found = _RELEASE.fullmatch(version)
    if found is None:
        return (9999, 0)
    letter = found["letter"]
    return int(found["year"]), ord(letter) - ord("a") + 1 if letter else int(found["number"])


def _stated_version(folder: Path) -> str:
    for name in ("tzdata.zi", "+VERSION", "version"):
        if (path := folder / name).is_file():
            with path.open(encoding="utf-8") as lines:
                return lines.readline().removeprefix("# version").strip()[:20]
    return ""
