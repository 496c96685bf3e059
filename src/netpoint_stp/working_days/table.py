"""Working-day calendars as people write them in a table, every mistake told at once; for 3.12, reading I-15."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial
from typing import Final, TypeAlias, TypedDict, TypeGuard

import attrs

from netpoint_stp.errors import MomentError, ProfileError
from netpoint_stp.moments.tables import (
    is_day,
    is_list_of_days,
    is_list_of_texts,
    is_text,
    read_day,
    shaped,
    unknown_keys,
    weekday_number,
)
from netpoint_stp.moments.zones import shown
from netpoint_stp.working_days.days import DayNote, HolidayName

WrittenDays: TypeAlias = Iterable[date | str] | Mapping[date, str] | Mapping[str, str]
"""Days, or days with their names."""

_NEEDED: Final = ("name", "version", "first_known", "last_known")
_KEYS: Final = (*_NEEDED, "holidays", "extra_working_days", "weekend", "source")


class TableArguments(TypedDict):
    """The arguments of `WorkingCalendar.from_table`."""

    name: str
    version: str
    first_known: date | str
    last_known: date | str
    holidays: WrittenDays
    extra_working_days: Iterable[date | str]
    weekend: Iterable[str]
    source: str


@attrs.frozen(kw_only=True)
class ReadTable:
    """What a table says, read."""

    weekend: frozenset[int]
    notes: Mapping[date, DayNote]
    first_known: date
    last_known: date


def read_toml(table: Mapping[str, object]) -> TableArguments:
    """Return the arguments that a TOML table gives; raise `ProfileError` for missing, unknown and misshapen keys."""
    problems = unknown_keys(table, _KEYS)
    problems += (f"`{key}` is missing; a calendar needs it" for key in _NEEDED if key not in table)
    read = partial(shaped, table, problems)
    arguments = TableArguments(
        name=read("name", is_text, "", "give a text"),
        version=read("version", is_text, "", "give a text"),
        first_known=read("first_known", is_day, "", "give a day, as in `2026-01-01`"),
        last_known=read("last_known", is_day, "", "give a day, as in `2026-12-31`"),
        holidays=read("holidays", is_written_days, (), "give a list of days, or a table of names by day"),
        extra_working_days=read("extra_working_days", is_list_of_days, (), "give a list of days"),
        weekend=read("weekend", is_list_of_texts, ("sat", "sun"), "give a list such as `sat`, `sun`"),
        source=read("source", is_text, "", "give a text"),
    )
    if problems:
        raise ProfileError("working calendar", problems)
    return arguments


def is_written_days(value: object) -> TypeGuard[WrittenDays]:
    """Say whether `value` is a list of days, or a table of names by day."""
    return is_list_of_days(value) or (
        isinstance(value, Mapping) and all(is_day(key) and isinstance(name, str) for key, name in value.items())
    )


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
    limits: tuple[date, date],
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
        lowest, highest = limits
        if not lowest <= first <= last <= highest:
            problems.append(f"`{first}` to `{last}` are no days to know; give them in order, {lowest} to {highest}")
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
