"""Moments for every clause with a time: read strictly, told to people, zones; the one room of pendulum."""

from netpoint_stp.moments.durations import plain_duration, plain_duration_or_none
from netpoint_stp.moments.reading import has_offset, parse_date, parse_duration, parse_moment
from netpoint_stp.moments.telling import tell_date, tell_duration, tell_moment, tell_weekday
from netpoint_stp.moments.zones import (
    KYIV,
    first_instant,
    in_zone,
    plain_date,
    require_aware,
    since_1970,
    tz_data_version,
    wall_moment,
    zone,
)

__all__ = [
    "KYIV",
    "first_instant",
    "has_offset",
    "in_zone",
    "parse_date",
    "parse_duration",
    "parse_moment",
    "plain_date",
    "plain_duration",
    "plain_duration_or_none",
    "require_aware",
    "since_1970",
    "tell_date",
    "tell_duration",
    "tell_moment",
    "tell_weekday",
    "tz_data_version",
    "wall_moment",
    "zone",
]
