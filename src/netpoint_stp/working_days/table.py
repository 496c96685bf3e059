"""Working-day calendars as people write them in a table, every mistake told at once; for 3.12, reading I-15."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TypeAlias

import attrs

from netpoint_stp.errors import MomentError, ProfileError
from netpoint_stp.moments.tables import read_day, weekday_number
from netpoint_stp.moments.zones import shown
from netpoint_stp.settings_files import needed
from netpoint_stp.working_days.days import FIRST_DAY, LAST_DAY, DayNote, HolidayName

WrittenDays: TypeAlias = Iterable[date | str] | Mapping[date, str] | Mapping[str, str]
"""Days, or days with their names."""


@attrs.frozen(kw_only=True)
class CalendarData:
    """A calendar as TOML writes it: the arguments of `WorkingCalendar.from_table`."""

    name: str = needed(stand_in="unnamed")
    version: str = needed(stand_in="unnamed")
    first_known: date = needed(stand_in=FIRST_DAY)
    last_known: date = needed(stand_in=LAST_DAY)
    holidays: list[date] | dict[date, str] = attrs.field(factory=list)
    extra_working_days: list[date] = attrs.field(factory=list)
    weekend: list[str] = attrs.field(factory=lambda: ["sat", "sun"])
    source: str = ""


@attrs.frozen(kw_only=True)
class ReadTable:
    """What a table says, read."""

    weekend: frozenset[int]
    notes: Mapping[date, DayNote]
    first_known: date
    last_known: date


def read_table(
    *,
    name: str,
    version: str,
    first_known: date | str,
    last_known: date | str,
    holidays: WrittenDays,
    extra_working_days: Iterable[date | str],
    weekend: Iterable[str],
    taken_names: Iterable[str],
) -> ReadTable:
    """Return what the table says; raise `ProfileError` with all that is wrong with it."""
    problems = [f"`{what}` is empty; give a text" for what, text in (("name", name), ("version", version)) if not text]
    if name in taken_names:
        problems.append(f"`{name}` is the name of a built-in calendar; give another")
    first, last = (_day(written, problems) for written in (first_known, last_known))
    named = holidays if isinstance(holidays, Mapping) else dict.fromkeys(holidays, "")
    off = {day: text for written, text in named.items() if (day := _day(written, problems))}
    extra = {day for written in extra_working_days if (day := _day(written, problems))}
    numbers = _weekend(weekend, problems)
    problems += (
        f"`{day}` is a holiday and an extra working day; keep one of them" for day in sorted(off.keys() & extra)
    )
    if len(numbers) == 7:
        problems.append("every weekday is off; leave at least one working")
    if first and last:
        if not FIRST_DAY <= first <= last <= LAST_DAY:
            problems.append(f"`{first}` to `{last}` are no days to know; give them in order, {FIRST_DAY} to {LAST_DAY}")
        problems += (
            f"`{day}` lies outside the known days `{first}` to `{last}`; move it or them"
            for day in sorted(off.keys() | extra)
            if not first <= day <= last
        )
    if problems or first is None or last is None:
        raise ProfileError(f"working calendar {shown(name)}", problems)
    notes = {day: DayNote(kind="extra_working_day", authority="table") for day in extra}
    notes |= {day: DayNote(kind="holiday", authority="table", names=_name(text)) for day, text in off.items()}
    return ReadTable(weekend=numbers, notes=notes, first_known=first, last_known=last)


def _name(text: str) -> tuple[HolidayName, ...]:
    """Return the name as written, in whatever language; a day without one is told by its date."""
    return (HolidayName(ru=text, uk=text, en=text),) if text else ()


def _day(written: date | str, problems: list[str]) -> date | None:
    try:
        return read_day(written)
    except MomentError as error:
        problems.append(str(error))
        return None


def _weekend(names: Iterable[str], problems: list[str]) -> frozenset[int]:
    numbers = set()
    for name in names:
        try:
            numbers.add(weekday_number(name))
        except MomentError as error:
            problems.append(str(error))
    return frozenset(numbers)
