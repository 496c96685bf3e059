"""What clauses and readings say by figures that are not those of the published text (2.1.5, 3.12; I-14, I-15, I-29).

A sentence about a clause is told by whoever applied it, so each policy gives the sentences that its own figures change.
"""

from collections.abc import Mapping
from typing import Final

from netpoint_stp.hours import ServiceHours
from netpoint_stp.wording import Coded, Message

PUBLISHED_WORKING_DAYS: Final = 7
"""The figure of 3.12."""
PUBLISHED_CALENDAR: Final = "ukraine"


def of_hours(hours: ServiceHours) -> Mapping[str, Message | None]:
    """Return what 2.1.5 and I-29 say by these hours; None where they say what the text says."""
    if hours == ServiceHours.published():
        return {"2.1.5": None, "I-29": None}
    return {
        "2.1.5": Message("edition.clause.2_1_5", {"hours": hours}),
        "I-29": Message("edition.interpretation.I-29", {"hours": hours, "zone": hours.zone.key}),
    }


def length_of(days: int, *, every_day: bool) -> Message:
    """Return a number of days as they are counted: working days, or calendar days where every day counts."""
    return Message(f"complaints.length.{'calendar' if every_day else 'working'}", {"n": days})


def of_time_limit(days: int, calendar: str, *, every_day: bool) -> Mapping[str, Message | None]:
    """Return what 3.12, I-14 and I-15 say by a number of days on a calendar; None where they say what the text says."""
    published = days == PUBLISHED_WORKING_DAYS and not every_day
    length = {"length": length_of(days, every_day=every_day)}
    on_calendar = Message("edition.interpretation.I-15", {"calendar": Coded("value.calendar", calendar)})
    return {
        "3.12": None if published else Message("edition.clause.3_12", length),
        "I-14": None if published else Message("edition.interpretation.I-14", length),
        "I-15": None if calendar == PUBLISHED_CALENDAR else on_calendar,
    }
