"""Calendars of the library as settings name them: by name, and until when and by what the law is known (I-15)."""

from datetime import date
from functools import lru_cache

import attrs

from netpoint_stp.errors import MomentError, UsageError
from netpoint_stp.moments import plain_date
from netpoint_stp.working_days.calendar import WITHOUT_LAW, WorkingCalendar, calendar_name
from netpoint_stp.working_days.days import LAST_DAY
from netpoint_stp.working_days.known import known


@attrs.frozen
class NamedCalendar:
    """A calendar of the library by its name, perhaps known until a later day by a source; `made` loads its data.

    Raises `UsageError` for an unknown name, a calendar that rests on no law, a day without a source and the other way
    round, `MomentError` for a day that is known already.
    """

    name: str
    known_until: date | None = None
    source: str = ""

    def __attrs_post_init__(self) -> None:
        calendar_name(self.name)
        if self.known_until is None:
            if self.source:
                raise UsageError("a source is given, but no day until which it makes the calendar known; give both")
            return
        if self.name in WITHOUT_LAW:
            raise UsageError(f"calendar `{self.name}` rests on no law; leave out until when it is known")
        if not self.source.strip():
            raise UsageError(f"nothing says by what the calendar is known until `{self.known_until}`; give the source")
        shipped = known().martial_law.day if self.name == "ukraine" else known().statutes.day
        if not shipped <= plain_date(self.known_until) <= LAST_DAY:
            raise MomentError(
                f"`{self.known_until}` is no later day; calendar `{self.name}` is known until `{shipped}` as it comes, "
                f"and counts until `{LAST_DAY}`"
            )

    def made(self) -> WorkingCalendar:
        """Return the calendar; equal names give the same object."""
        return _made(self)


@lru_cache(maxsize=64)  # each deadline asks for it, and one calendar takes 18 ms to lay out
def _made(named: NamedCalendar) -> WorkingCalendar:
    plain = WorkingCalendar.named(named.name)
    return plain if named.known_until is None else plain.vouching_until(named.known_until, source=named.source)
