"""The line of time of one zone, cut where its offset changes; for the service hours of 2.1.5.

Instants are integer microseconds since 1970-01-01T00:00Z; offsets are microseconds to add for the wall clock.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from netpoint_stp.errors import MomentError
from netpoint_stp.moments import since_1970

SECOND: Final = 1_000_000
DAY: Final = 86_400 * SECOND
FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2199
"""Service time is counted from the start of `FIRST_YEAR` to the end of `LAST_YEAR`, in UTC."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_TICK: Final = timedelta(microseconds=1)
# No two changes of one zone in the tz data lie nearer to each other than 3.9 days (Freetown, 1939).
_STEP: Final = 2 * 86_400


class OffsetSpan(NamedTuple):
    """A stretch of time with one offset: `start` inclusive, `end` exclusive."""

    start: int
    end: int
    offset: int


def instant_of(moment: datetime) -> int:
    """Return `moment` as an instant; raise `MomentError` without a zone or outside the years counted."""
    instant = since_1970(moment) // _TICK
    if not START <= instant < END:
        raise MomentError(
            f"moment `{moment.isoformat()}` is too far away to count service time; "
            f"give one in the years {FIRST_YEAR} to {LAST_YEAR}"
        )
    return instant


def moment_of(instant: int, zone: ZoneInfo) -> datetime:
    """Return the instant as a moment in `zone`."""
    return (_EPOCH + timedelta(microseconds=instant)).astimezone(zone)


def _start_of(year: int) -> int:
    return int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) * SECOND


START: Final = _start_of(FIRST_YEAR)
END: Final = _start_of(LAST_YEAR + 1)


def spans(zone: ZoneInfo, start: int, end: int) -> Iterator[OffsetSpan]:
    """Yield the stretches of one offset that make up [start, end), in order; a new year may cut one."""
    year = moment_of(start, zone).astimezone(UTC).year
    while start < end:
        for span in _year_of_spans(zone, year):
            if span.end > start:
                upto = min(span.end, end)
                yield OffsetSpan(start, upto, span.offset)
                start = upto
                if start >= end:
                    return
        year += 1


def spans_back(zone: ZoneInfo, start: int, end: int) -> Iterator[OffsetSpan]:
    """Yield what `spans` does from the last to the first."""
    year = moment_of(max(start, end - 1), zone).astimezone(UTC).year
    while start < end:
        for span in reversed(_year_of_spans(zone, year)):
            if span.start < end:
                since = max(span.start, start)
                yield OffsetSpan(since, end, span.offset)
                end = since
                if start >= end:
                    return
        year -= 1


@cache
def _year_of_spans(zone: ZoneInfo, year: int) -> tuple[OffsetSpan, ...]:
    start, end = _start_of(year) // SECOND, _start_of(year + 1) // SECOND
    found: list[OffsetSpan] = []
    here, seen = start, start
    offset = _offset(zone, start)
    while seen < end:
        ahead = min(seen + _STEP, end)
        if _offset(zone, ahead) != offset:
            ahead = _change(zone, seen, ahead)
            found.append(OffsetSpan(here * SECOND, ahead * SECOND, offset * SECOND))
            here, offset = ahead, _offset(zone, ahead)
        seen = ahead
    if here < end:
        found.append(OffsetSpan(here * SECOND, end * SECOND, offset * SECOND))
    return tuple(found)


def _change(zone: ZoneInfo, before: int, after: int) -> int:
    """Return the second in (before, after] from which another offset holds."""
    old = _offset(zone, before)
    while after - before > 1:
        middle = (before + after) // 2
        if _offset(zone, middle) == old:
            before = middle
        else:
            after = middle
    return after


def _offset(zone: ZoneInfo, second: int) -> int:
    return int((datetime.fromtimestamp(second, zone).utcoffset() or timedelta()).total_seconds())
