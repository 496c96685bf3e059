"""The kinds of single values: how each is recognised, and how to write it if it is not.

`Annotated[kind, check]` narrows a kind: `check` takes the value, returns what it means, and raises `UsageError` or
`WrongValueError` if it is none.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from math import isfinite
from typing import Annotated, Any, Final, TypeVar

import attrs

from netpoint_stp.moments import parse_duration
from netpoint_stp.moments import zone as zone_named
from netpoint_stp.moments.tables import read_day
from netpoint_stp.settings_files.problems import WrongValueError, shown

T = TypeVar("T")
NEEDED: Final = "needed"
KEY: Final = "key"
_AREA_CODE: Final = re.compile("0?[1-9][0-9]{1,4}", re.ASCII)


def needed(*, stand_in: T | Callable[[], T], key: str | None = None) -> T:
    """Return the field of a key that must be given; `stand_in` is in its place while the other problems are gathered.

    A function stands for what it returns. `key` is how the file writes the key, if the field has another name.
    """
    default: Any = attrs.Factory(stand_in) if callable(stand_in) else stand_in
    made: T = attrs.field(default=default, metadata={NEEDED: True} | ({KEY: key} if key else {}))
    return made


def _of(kind: type | tuple[type, ...], told: str) -> Callable[[object], Any]:
    kinds = kind if isinstance(kind, tuple) else (kind,)

    def check(value: object) -> Any:
        if type(value) not in kinds:
            raise WrongValueError(value, f"is not {told}")
        return value

    return check


def _number(value: object) -> float:
    if type(value) not in (int, float) or not isinstance(value, int | float) or not _finite(value):
        raise WrongValueError(value, "is not a number; write it as 12.5")
    return float(value)


def _finite(value: float) -> bool:
    try:
        return isfinite(value)
    except OverflowError:  # a whole number that no float holds
        return False


def _day(value: object) -> date:
    if not isinstance(value, str | date):
        raise WrongValueError(value, "is not a date; give it as in `2026-11-20`")
    return read_day(value)


def _duration(value: object) -> timedelta:
    return parse_duration(value if isinstance(value, str) else shown(value).strip("`"))


PLAIN: Final[Mapping[Any, Callable[[object], Any]]] = {
    bool: _of(bool, "true or false; write it without quotes"),
    int: _of(int, "a whole number; write it without quotes"),
    float: _number,
    str: _of(str, "a text; put it into quotes"),
    date: _day,
    timedelta: _duration,
}
"""By the type that a value becomes."""


def _name(text: str) -> str:
    if not text.strip():
        raise WrongValueError(text, "is blank; give a text")
    return _without_odd_signs(text)


def _without_odd_signs(text: str) -> str:
    if not text.isprintable():
        raise WrongValueError(text, "has signs that cannot be printed; leave them out")
    return text


def _area_code(text: str) -> str:
    if not _AREA_CODE.fullmatch(text):
        raise WrongValueError(text, "is no area code; give its digits, as in `44`")
    return text


def _zone_name(text: str) -> str:
    return zone_named(text).key


@attrs.frozen
class Between:
    """A check that a whole number lies between two others, both allowed."""

    least: int
    most: int

    def __call__(self, number: int) -> int:
        """Return the number."""
        if not self.least <= number <= self.most:
            raise WrongValueError(number, f"is not between {self.least} and {self.most}")
        return number


Name = Annotated[str, _name]
"""A text of printable signs, not blank."""
Printable = Annotated[str, _without_odd_signs]
"""A text of printable signs; it may be empty."""
AreaCode = Annotated[str, _area_code]
"""The code of a town for phone numbers written without one, with or without the leading nought."""
ZoneName = Annotated[str, _zone_name]
"""The name of a time zone, as in the IANA data."""
WholeNumber = Annotated[int, Between(0, 1000)]
"""A small count."""
