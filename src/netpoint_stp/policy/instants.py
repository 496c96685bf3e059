"""Moments on one line of time, for every rule that compares two of them (3.12–3.19).

Two moments of one zone compare, and subtract, by what the clock shows: an hour that the clocks show twice would count
once. In UTC they compare by when they were.
"""

from datetime import datetime, timedelta
from typing import Final

from netpoint_stp.moments import in_zone, since_1970, zone

UTC: Final = zone("UTC")


def instant(moment: datetime) -> datetime:
    """Return the moment in UTC, to compare it with others; raises `MomentError` for one without zone."""
    return in_zone(moment, UTC)


def elapsed(start: datetime, end: datetime) -> timedelta:
    """Return the time that passed from `start` to `end`, negative where `end` is the earlier one."""
    return since_1970(end) - since_1970(start)
