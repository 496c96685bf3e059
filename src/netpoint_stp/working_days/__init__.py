"""Working days (3.12; readings I-14 and I-15): calendars by name or from a table, and deadlines with their grounds."""

from netpoint_stp.working_days.bounds import TermBounds
from netpoint_stp.working_days.calendar import WorkingCalendar, calendar_name
from netpoint_stp.working_days.days import Authority, DayKind, DayReason, Doubt, HolidayName
from netpoint_stp.working_days.deadlines import Deadline
from netpoint_stp.working_days.named import NamedCalendar

__all__ = [
    "Authority",
    "DayKind",
    "DayReason",
    "Deadline",
    "Doubt",
    "HolidayName",
    "NamedCalendar",
    "TermBounds",
    "WorkingCalendar",
    "calendar_name",
]
