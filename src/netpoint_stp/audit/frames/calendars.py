"""The calendar table of the audit: service time and terms in working days by UTC day (2.1.5, 3.12, 3.19).

A row for each UTC day. One join by the day number brings a whole column of moments to service time or to deadlines: no
zone is converted in a frame, and no row is looked at by itself. All numbers are whole: days since 1970-01-01,
microseconds since then for instants, microseconds for lengths of time.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from attrs import field, frozen

from netpoint_stp.clauses import implements
from netpoint_stp.errors import UsageError
from netpoint_stp.hours import ServiceHours
from netpoint_stp.moments import first_instant, since_1970, zone
from netpoint_stp.working_days import WorkingCalendar

FIRST_DAY: Final = date(1993, 1, 1)
LAST_DAY: Final = date(2099, 12, 31)
"""The UTC days that calendar tables can have; a record outside them is a fault of the data."""
DAY: Final = 86_400_000_000
"""Microseconds of a UTC day."""
DAY_COLUMN: Final = "utc_day"
MIDNIGHT_COLUMN: Final = "midnight"
SLOT: Final = DAY // 3
"""Microseconds of service time that have one row in the table of when they were over."""
SLOT_COLUMN: Final = "slot"
EARLIEST: Final = "earliest"
LATEST: Final = "latest"
PROVISIONAL: Final = "provisional"

_EPOCH: Final = date(1970, 1, 1)
_TICK: Final = timedelta(microseconds=1)
_REMEMBERED: Final = 16
"""How many tables of each kind are kept: several checks of an audit ask for the same, and so do audits of one span."""


def day_number(day: date) -> int:
    """Return the number of a UTC day, 0 for 1970-01-01."""
    return (day - _EPOCH).days


def day_of(number: int) -> date:
    """Return the UTC day of a number."""
    return _EPOCH + timedelta(days=number)


def microseconds(moment: datetime) -> int:
    """Return a moment as microseconds since 1970-01-01T00:00Z; raise `MomentError` without a zone."""
    return since_1970(moment) // _TICK


@frozen(kw_only=True)
class CalendarTable:
    """Columns by name, each with a whole number for every UTC day from the first to the last."""

    columns: Mapping[str, Sequence[int]] = field(repr=False)

    def __len__(self) -> int:
        return len(self.columns[DAY_COLUMN])


@frozen(kw_only=True)
class ServiceColumns(CalendarTable):
    """Service hours cut into UTC days: `served` is the service time before the day, from the first day of the table.

    `opens_N` and `closes_N` are the instants between which service runs on it, N from 0 to `windows` - 1; both at the
    end of the day where it has fewer.
    """

    windows: int

    def opens(self, number: int) -> str:
        """Return the column with the start of a window."""
        return f"opens_{number}"

    def closes(self, number: int) -> str:
        """Return the column with the end of a window."""
        return f"closes_{number}"


@frozen(kw_only=True)
class DueColumns:
    """The other way round: the instant at which so much service time was over, by slots of service time.

    A slot has up to `pieces` stretches of service: service time of more than that before a stretch, and of `upto_N` at
    most, was over `shift_N` after 1970-01-01T00:00Z plus itself. At the end of a stretch it was over when that closed.
    """

    columns: Mapping[str, Sequence[int]] = field(repr=False)
    pieces: int


@frozen(kw_only=True)
class TermColumns(CalendarTable):
    """The first instant that is too late, for what was lodged on a UTC day before and from local midnight on.

    `calendars` are the names of the calendars of working days; their columns go by their place among them, from 0. Of
    the first there are `EARLIEST` and `LATEST` too: between them, days in doubt decide (`WorkingCalendar.bounds`).
    `PROVISIONAL` is 1 where a day of its term is in doubt, else 0.
    """

    calendars: tuple[str, ...]

    def before(self, number: int | str) -> str:
        """Return the column for what was lodged before the local midnight that the UTC day has."""
        return f"due_before_midnight_{number}"

    def after(self, number: int | str) -> str:
        """Return the column for what was lodged at that midnight or after it."""
        return f"due_after_midnight_{number}"


@implements("2.1.5", "3.19", readings=("I-18", "I-29"))
def service_columns(hours: ServiceHours, first: date, last: date) -> ServiceColumns:
    """Return the table of service hours for the UTC days from `first` to `last`, both included.

    Raises `UsageError` for days that no table has, or none between them.
    """
    return _service_columns(hours, first, last)


@lru_cache(maxsize=_REMEMBERED)
def _service_columns(hours: ServiceHours, first: date, last: date) -> ServiceColumns:
    days = _days(first, last)
    start, end = _start(first), _start(last + timedelta(days=1))
    cut: dict[int, list[tuple[int, int]]] = {number: [] for number in days}
    for opens, closes in hours.intervals(start, end):
        for number, window in _by_day(microseconds(opens), microseconds(closes)):
            cut[number].append(window)
    windows = max((len(each) for each in cut.values()), default=0)
    columns: dict[str, list[int]] = {DAY_COLUMN: list(days), "served": []}
    for number in range(windows):
        columns[f"opens_{number}"] = []
        columns[f"closes_{number}"] = []
    served = 0
    for day in days:
        columns["served"].append(served)
        served += sum(closes - opens for opens, closes in cut[day])
        closed = ((day + 1) * DAY, (day + 1) * DAY)
        padded = [*cut[day], *[closed] * (windows - len(cut[day]))]
        for number, (opens_at, closes_at) in enumerate(padded):
            columns[f"opens_{number}"].append(opens_at)
            columns[f"closes_{number}"].append(closes_at)
    return ServiceColumns(columns=columns, windows=windows)


@implements("2.1.5", "3.19", readings=("I-18", "I-29"))
def due_columns(hours: ServiceHours, first: date, last: date) -> DueColumns:
    """Return when how much service time was over, for the UTC days from `first` to `last`, both included.

    Raises `UsageError` for days that no table has, or none between them.
    """
    return _due_columns(hours, first, last)


@lru_cache(maxsize=_REMEMBERED)
def _due_columns(hours: ServiceHours, first: date, last: date) -> DueColumns:
    _days(first, last)
    cut: dict[int, list[tuple[int, int]]] = {}
    served = 0
    for opens, closes in hours.intervals(_start(first), _start(last + timedelta(days=1))):
        begins, shift = served, microseconds(opens) - served
        served += microseconds(closes) - microseconds(opens)
        for slot in range(begins // SLOT, -(-served // SLOT)):
            cut.setdefault(slot, []).append((min(served, (slot + 1) * SLOT), shift))
    pieces = max((len(each) for each in cut.values()), default=0)
    columns: dict[str, list[int]] = {SLOT_COLUMN: list(cut)}
    for number in range(pieces):
        chosen = [each[min(number, len(each) - 1)] for each in cut.values()]
        columns[f"upto_{number}"] = [upto for upto, _ in chosen]
        columns[f"shift_{number}"] = [shift for _, shift in chosen]
    return DueColumns(columns=columns, pieces=pieces)


@implements("3.12", readings=("I-14", "I-15", "I-29"))
def term_columns(
    calendars: Iterable[WorkingCalendar], working_days: int, first: date, last: date, *, its_zone: str | ZoneInfo
) -> TermColumns:
    """Return the table of terms in working days for what was lodged on the UTC days from `first` to `last`.

    Raises `UsageError` for a zone in which some UTC day has no local midnight or two, such as `Europe/London`; and for
    days that no table has. `MomentError` where a calendar does not reach so far.
    """
    return _term_columns(tuple(calendars), working_days, first, last, zone(its_zone))


@lru_cache(maxsize=_REMEMBERED)
def _term_columns(
    counting: tuple[WorkingCalendar, ...], working_days: int, first: date, last: date, local: ZoneInfo
) -> TermColumns:
    days = _days(first, last)
    midnights = _midnights(days, local)
    columns: dict[str, list[int]] = {
        DAY_COLUMN: list(days),
        MIDNIGHT_COLUMN: [midnights[day][1] for day in days],
    }
    begins = [midnights[day][0] for day in days]
    before = [day - timedelta(days=1) for day in begins]
    lodged = sorted({*begins, *before})

    def add(label: str, values: Mapping[date, int]) -> None:
        columns[f"due_before_midnight_{label}"] = [values[day] for day in before]
        columns[f"due_after_midnight_{label}"] = [values[day] for day in begins]

    for number, calendar in enumerate(counting):
        due = {day: microseconds(calendar.due_before(day, working_days=working_days, zone=local)) for day in lodged}
        add(str(number), due)
        if not number:
            for label, values in _doubtful(calendar, working_days, local, due).items():
                add(label, values)
    return TermColumns(columns=columns, calendars=tuple(calendar.name for calendar in counting))


def _doubtful(
    calendar: WorkingCalendar, working_days: int, local: ZoneInfo, due: Mapping[date, int]
) -> dict[str, dict[date, int]]:
    """Return by label, for each day of lodging, between which instants the term can end, and whether it may at all."""
    bounds = {day: calendar.bounds(day, working_days) for day in due}

    def ends(day: date, last: date) -> int:
        return microseconds(first_instant(last + timedelta(days=1), local)) if bounds[day].open else due[day]

    return {
        EARLIEST: {day: ends(day, each.earliest) for day, each in bounds.items()},
        LATEST: {day: ends(day, each.latest) for day, each in bounds.items()},
        PROVISIONAL: {day: int(each.provisional) for day, each in bounds.items()},
    }


def _days(first: date, last: date) -> range:
    if first > last:
        raise UsageError(f"there is no day from `{first}` to `{last}`; give the earlier one first")
    if first < FIRST_DAY or last > LAST_DAY:
        raise UsageError(
            f"days from `{first}` to `{last}` are not all between `{FIRST_DAY}` and `{LAST_DAY}`; cut them"
        )
    return range(day_number(first), day_number(last) + 1)


def _start(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _by_day(opens: int, closes: int) -> Iterator[tuple[int, tuple[int, int]]]:
    """Yield what of a stretch of service lies on each UTC day, by the day's number."""
    while opens < closes:
        number = opens // DAY
        until = min(closes, (number + 1) * DAY)
        yield number, (opens, until)
        opens = until


def _midnights(days: range, local: ZoneInfo) -> dict[int, tuple[date, int]]:
    """Return for each UTC day the local day that begins on it, and when it does."""
    found: dict[int, tuple[date, int]] = {}
    for number in range(days.start - 1, days.stop + 1):
        begins = day_of(number)
        at = microseconds(first_instant(begins, local))
        if at // DAY in found:
            raise _refused(local, day_of(at // DAY), "two")
        found[at // DAY] = begins, at
    for number in days:
        if number not in found:
            raise _refused(local, day_of(number), "none")
    return found


def _refused(local: ZoneInfo, day: date, how_many: str) -> UsageError:
    return UsageError(
        f"zone `{local.key}` cannot be audited by UTC day: of its midnights, {day.isoformat()} has {how_many} by UTC; "
        "give a zone whose clocks never change at midnight by UTC, or cut the log there"
    )
