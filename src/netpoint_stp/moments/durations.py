"""Lengths of time as the standard library has them, whatever library made them; for every clause with a time.

Durations of pendulum, and timedeltas of pandas, are `timedelta` by their type but not in what they can: the one crashes
when it is divided, the other counts nanoseconds. So each length is made plain at the door, here, and nowhere else.
"""

from datetime import timedelta
from typing import Any

from netpoint_stp.errors import MomentError
from netpoint_stp.moments.zones import shown


def plain_duration(length: timedelta) -> timedelta:
    """Return `length` as a plain `timedelta`, to the microsecond; an interval is the time that elapses in it.

    Raises `MomentError` for what is no length of time (a number of which nobody knows the unit, text, NaT), and for a
    duration in years or months, which have no length of their own.
    """
    if type(length) is timedelta:
        return length
    if not isinstance(length, timedelta):
        raise MomentError(
            f"{shown(length)} is not a length of time; give a `datetime.timedelta`, or read a text by `parse_duration`"
        )
    if not hasattr(length, "start") and (_count(length, "years") or _count(length, "months")):
        raise MomentError(f"{shown(length)} counts years or months, which have no length of their own; give days")
    # What the type itself keeps, past whatever a subclass calls days or seconds.
    kept: Any = timedelta
    try:
        return timedelta(*(getattr(kept, unit).__get__(length) for unit in ("days", "seconds", "microseconds")))
    except (ValueError, OverflowError) as error:
        raise MomentError(f"{shown(length)} is longer than the calendar; give a shorter one") from error


def plain_duration_or_none(length: timedelta | None) -> timedelta | None:
    """Return what `plain_duration` does, or None for None: a figure that is not set."""
    return None if length is None else plain_duration(length)


def _count(length: timedelta, unit: str) -> object:
    return getattr(length, unit, 0)
