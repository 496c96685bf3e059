"""Days and shapes in tables as TOML gives them, all mistakes noted at once; for the settings of 2.1.5 and 3.12."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Final, TypeGuard, TypeVar

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


def unknown_keys(table: Mapping[str, object], known: Iterable[str]) -> list[str]:
    """Return what is wrong with the keys of `table`, in words."""
    words = tuple(known)
    return [f"key {shown(key)} is unknown{did_you_mean(key, words)}" for key in table if key not in words]


def shaped(
    table: Mapping[str, object],
    problems: list[str],
    key: str,
    has_shape: Callable[[object], TypeGuard[Shape]],
    otherwise: Shape,
    advice: str,
) -> Shape:
    """Return what `table` has under `key`, or `otherwise`; a wrong shape is added to `problems` with `advice`."""
    value = table.get(key, otherwise)
    if has_shape(value):
        return value
    problems.append(f"`{key}` has another shape; {advice}")
    return otherwise


def is_text(value: object) -> TypeGuard[str]:
    """Say whether `value` is text."""
    return isinstance(value, str)


def is_list_of_texts(value: object) -> TypeGuard[Sequence[str]]:
    """Say whether `value` is a list of texts."""
    return isinstance(value, list | tuple) and all(isinstance(each, str) for each in value)


def is_day(value: object) -> TypeGuard[date | str]:
    """Say whether `value` is a date, as such or as text."""
    return isinstance(value, str | date)


def is_list_of_days(value: object) -> TypeGuard[Sequence[date | str]]:
    """Say whether `value` is a list of dates, as such or as text."""
    return isinstance(value, list | tuple) and all(is_day(each) for each in value)
