"""Deadlines in working days (3.12; readings I-14 and I-15), each with its days, their grounds and its doubts."""

from datetime import date, datetime, timedelta

import attrs

from netpoint_stp.clauses import Language
from netpoint_stp.moments import since_1970, tell_date
from netpoint_stp.working_days.days import DayReason


@attrs.frozen(kw_only=True)
class Deadline:
    """A term in working days: it ends at 24:00 of its last day, and names the calendar that counted it."""

    last_day: date
    due_before: datetime
    """The first instant that is too late: the first one after the last day, in the zone of the term."""
    days: tuple[DayReason, ...]
    """Each day after the day of lodging, which does not count, to the last day."""
    calendar: str
    data_version: str
    digest: str
    """The digest of the calendar that counted: an edited calendar has another."""
    tz_data: str
    """Which time-zone data told when the last day is over."""
    due_earliest: datetime
    """`due_before` if every day in doubt that may be a working day is one; the same where the doubt moves nothing."""
    due_latest: datetime
    """`due_before` if the days in doubt turn out as much later as they can (see `working_days.bounds`)."""
    known_until: date
    """The last day for which the calendar knows the law."""
    known_by: str
    """The law, decree or order that makes it known so far, or the source of a table; empty where none is needed."""

    @property
    def provisional(self) -> bool:
        """Whether a day of the term may turn out otherwise than the calendar has it."""
        return any(day.doubt for day in self.days)

    def late(self, at: datetime) -> bool:
        """Say whether `at` is too late: at `due_before` it is, a microsecond earlier it is not.

        Raises `MomentError` without a zone.
        """
        return self.left(at) <= timedelta(0)

    def surely_late(self, at: datetime) -> bool:
        """Say whether `at` is too late whatever the days in doubt turn out to be; as `late` where none is."""
        return since_1970(at) >= since_1970(self.due_latest)

    def surely_in_time(self, at: datetime) -> bool:
        """Say whether `at` is in time whatever the days in doubt turn out to be."""
        return since_1970(at) < since_1970(self.due_earliest)

    def doubt_decides(self, at: datetime) -> bool:
        """Say whether the days in doubt decide if `at` is too late: then nobody can tell yet."""
        return not self.surely_late(at) and not self.surely_in_time(at)

    def left(self, at: datetime) -> timedelta:
        """Return the time elapsing from `at` to `due_before`; zero or negative when late."""
        return since_1970(self.due_before) - since_1970(at)

    def doubts(self, lang: Language) -> tuple[str, ...]:
        """Return why the term is provisional: for each kind of doubt, what it is and the days it is about."""
        kinds = dict.fromkeys(day.doubt for day in self.days if day.doubt)
        told = []
        for kind in kinds:
            about = [day for day in self.days if day.doubt == kind]
            first, last = tell_date(about[0].day, lang), tell_date(about[-1].day, lang)
            told.append(f"{first if first == last else f'{first} – {last}'}: {about[0].doubt_text(lang)}")
        return tuple(told)

    def as_dict(self, lang: Language) -> dict[str, object]:
        """Return the deadline in plain values for JSON; days are `YYYY-MM-DD`, reasons in `lang`."""
        return {
            "last_day": self.last_day.isoformat(),
            "due_before": self.due_before.isoformat(),
            "days": [
                {
                    "day": day.day.isoformat(),
                    "working": day.working,
                    "number": day.number,
                    "kind": day.kind,
                    "reason": day.text(lang),
                    "source": day.source(lang),
                    "doubt": day.doubt_text(lang) or None,
                }
                for day in self.days
            ],
            "calendar": self.calendar,
            "data_version": self.data_version,
            "digest": self.digest,
            "tz_data": self.tz_data,
            "calendar_known_until": self.known_until.isoformat(),
            "source": self.known_by,
            "due_earliest": self.due_earliest.isoformat(),
            "due_latest": self.due_latest.isoformat(),
            "provisional": self.provisional,
            "doubts": list(self.doubts(lang)),
        }
