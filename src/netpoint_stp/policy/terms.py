"""Terms of the text that carry no figure ("in good time": 4.1.3, 4.2.2, 4.5; reading I-25), and whether they were kept.

A term is a setting of the profile. While none is set, only what is in time (or too late) under every term is known.
"""

from datetime import datetime, timedelta, tzinfo
from typing import Any

import attrs

from netpoint_stp.errors import MomentError, ProfileError
from netpoint_stp.moments import in_zone, plain_duration, zone
from netpoint_stp.policy.instants import instant
from netpoint_stp.rules import UNKNOWN, Unknown
from netpoint_stp.subjects.interruptions import Silence


@attrs.frozen(kw_only=True)
class TimeLimitStatus:
    """Two facts: whether it was done, and whether that (or, while it is not done, the present) is in time."""

    done: bool | Unknown
    in_time: bool | Unknown


@attrs.frozen(kw_only=True)
class Term:
    """The last moment that is in time: `due`, or None where the profile sets no term.

    Without it, a moment up to `surely_in_time` is in time whatever the term is, and one after `surely_late` is late;
    both None where nothing of the kind is known. The edge itself is in time, the next microsecond is late.
    """

    due: datetime | None
    surely_in_time: datetime | None = None
    surely_late: datetime | None = None

    def keeps(self, at: datetime) -> bool | Unknown:
        """Return whether `at` is in time, `UNKNOWN` where that hangs on a term that is not set."""
        moment = instant(at)
        if self.due is not None:
            return moment <= instant(self.due)
        if self.surely_in_time is not None and moment <= instant(self.surely_in_time):
            return True
        if self.surely_late is not None and moment > instant(self.surely_late):
            return False
        return UNKNOWN

    def course(self, done_at: datetime | None, *, now: datetime, silence: Silence) -> TimeLimitStatus:
        """Return how far things are at `now`; what was done later than `now` is not done yet.

        Where `done_at` is None, `silence` says whether it is not done yet or not known.
        """
        if done_at is not None:
            done = instant(done_at) <= instant(now)
            return TimeLimitStatus(done=done, in_time=self.keeps(done_at if done else now))
        if silence is Silence.NOT_YET:
            return TimeLimitStatus(done=False, in_time=self.keeps(now))
        by_now = self.keeps(now)  # what is in time now was in time before
        return TimeLimitStatus(done=UNKNOWN, in_time=by_now if by_now is True else UNKNOWN)


def shifted(moment: datetime, by: timedelta, its_zone: str | tzinfo) -> datetime:
    """Return the moment so much elapsed time later (earlier, for a negative length), shown in a zone.

    Raises `MomentError` for a moment without zone, and at the ends of the calendar.
    """
    try:
        return in_zone(instant(moment) + plain_duration(by), zone(its_zone))
    except OverflowError as error:
        raise MomentError(
            f"moment `{moment.isoformat()}` is too near the ends of the calendar; give one nearer to the present"
        ) from error


def term_or_none(_instance: object, field: "attrs.Attribute[Any]", value: timedelta | None) -> None:
    """Attrs validator: a length of time that is not negative, or None where none is set (`ProfileError`)."""
    if value is not None and value < timedelta():
        label = field.name.replace("_", " ")
        raise ProfileError("the profile", [f"{label} `{value}` is negative; give one such as `30m`"])
