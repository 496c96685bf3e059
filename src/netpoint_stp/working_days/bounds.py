"""Where the last day of a term lies, whatever the days in doubt turn out to be (3.12; reading I-15).

The one place that says what a doubt can change. A deadline, a status, the columns of an audit and what a desk has to
do all ask here, so that none of them calls late what another calls provisional.
"""

from collections.abc import Callable
from datetime import date, timedelta

import attrs

from netpoint_stp.working_days.days import Doubt

_DAY = timedelta(days=1)


@attrs.frozen
class TermBounds:
    """The last day of a term as counted, and the earliest and the latest that it can turn out to be.

    All three are one day where no day of the term is in doubt; they may be one day too where doubts change nothing.
    What was done after `latest` is late whatever the law turns out to be, what was done up to `earliest` is in time;
    between them, the doubt decides.
    """

    counted: date
    earliest: date
    latest: date
    provisional: bool = False
    """Whether a day of the term is in doubt, as `Deadline.provisional` says."""

    @property
    def open(self) -> bool:
        """Whether the days in doubt can move the last day at all."""
        return self.earliest != self.latest


@attrs.frozen
class DayView:
    """One day as the bounds look at it."""

    working: bool
    doubt: Doubt | None
    weekend: bool


def term_bounds(lodged: date, n: int, counted: date, view: Callable[[date], DayView | None]) -> TermBounds:
    """Return the bounds of the term of `n` working days after `lodged` whose last day is `counted`.

    `view` tells of a day, None beyond the days that are counted, where the bounds stop. What each doubt leaves open:

    - a suspension that may end: the day is working or off, each such day by itself;
    - law not known, before or after the days that are: a day off from Monday to Friday may be working; and of the
      working days, every other one may be off. More than that no law has ever taken, and without such an end nothing
      at all could be told to be late; weekends stay off.
    """
    seen: list[DayView] = []
    day = lodged
    while day < counted:
        day += _DAY
        if (each := view(day)) is not None:
            seen.append(each)
    if not any(each.doubt for each in seen):
        return TermBounds(counted, counted, counted)
    earliest = _reached(lodged, n, view, lambda each: each.working or (each.doubt is not None and not each.weekend))
    return TermBounds(counted, earliest, _reached(lodged, n, view, _sparing()), provisional=True)


def _reached(lodged: date, n: int, view: Callable[[date], DayView | None], works: Callable[[DayView], bool]) -> date:
    day = lodged
    while n:
        each = view(day + _DAY)
        if each is None:
            return day
        day += _DAY
        n -= works(each)
    return day


def _sparing() -> Callable[[DayView], bool]:
    unknown = 0

    def works(each: DayView) -> bool:
        nonlocal unknown
        if not each.working or each.doubt == "suspension_may_end":
            return False
        if each.doubt is None:
            return True
        unknown += 1
        return unknown % 2 == 0

    return works
