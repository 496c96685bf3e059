"""The calendar table: by one join, on every engine, what the clocks and calendars of the library say of each moment."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from random import Random

import narwhals as nw
import pytest
from tests.audit.engines import ENGINES, Columns, every_engine, lazy, rows

from netpoint_stp.audit.frames.calendars import (
    DAY,
    CalendarTable,
    TermColumns,
    day_number,
    day_of,
    due_columns,
    microseconds,
    service_columns,
    term_columns,
)
from netpoint_stp.audit.frames.engines import with_instants
from netpoint_stp.audit.frames.instants import due_before, joined, served_at, served_until, with_slots
from netpoint_stp.errors import MomentError, UsageError
from netpoint_stp.hours import ServiceHours
from netpoint_stp.working_days import WorkingCalendar

KYIV = "Europe/Kyiv"
FIRST, LAST = date(2019, 1, 1), date(2026, 12, 31)
SCHEDULES = {
    "published": ServiceHours.published(),
    "with breaks": ServiceHours.weekly(
        {"mon-fri": ["08:00-12:00", "13:00-20:00"], "sat": "10:00-15:00"},
        closed=["2024-01-01"],
        special_days={"2024-03-31": "00:00-24:00"},
    ),
    "across midnight": ServiceHours.weekly({"fri": "22:00-06:00", "sun": "01:00-05:00"}),
    "round the clock": ServiceHours.daily("00:00", "24:00"),
    "New York": ServiceHours.daily("09:00", "17:30", zone="America/New_York"),
}
CLOCK_CHANGES = [
    datetime(2024, 3, 31, 1, tzinfo=UTC),
    datetime(2024, 10, 27, 1, tzinfo=UTC),
    datetime(2024, 3, 10, 7, tzinfo=UTC),
    datetime(2024, 11, 3, 6, tzinfo=UTC),
]


def moments(seed: int, count: int = 400) -> list[datetime]:
    """Return random moments of eight years, the ticks around clock changes, openings and midnights among them."""
    random = Random(seed)
    start = datetime(2019, 1, 10, tzinfo=UTC)
    found = [start + timedelta(microseconds=random.randrange(2_800 * DAY)) for _ in range(count)]
    for change in CLOCK_CHANGES:
        found += [change + timedelta(microseconds=random.randrange(-2 * DAY, 2 * DAY)) for _ in range(25)]
        for hours in range(-30, 31):
            found += [change + timedelta(hours=hours, microseconds=tick) for tick in (-1, 0, 1)]
    return found


def naive(moment: datetime | None) -> datetime | None:
    """Return the moment as the canonical records have it."""
    return None if moment is None else moment.astimezone(UTC).replace(tzinfo=None)


@every_engine
def test_instants_are_counted_alike_everywhere(engine: str) -> None:
    """To the microsecond, before 1970 too, and what is empty stays empty."""
    told = [
        *moments(1),
        datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
        datetime(2000, 2, 29, tzinfo=UTC),
        None,
    ]
    columns: Columns = {"row": list(range(len(told))), "at": [naive(each) for each in told]}

    found = rows(with_instants(lazy(ENGINES[engine](columns)), ["at"]), by="row")

    assert [each["at"] for each in found] == columns["at"]
    assert [each["at_us"] for each in found] == [None if each is None else microseconds(each) for each in told]


@every_engine
@pytest.mark.parametrize("schedule", SCHEDULES)
def test_service_time_is_that_of_the_hours(schedule: str, engine: str) -> None:
    """The service time between any two moments, clock changes among them, is what `ServiceHours` says."""
    hours = SCHEDULES[schedule]
    table = service_columns(hours, FIRST, LAST)
    spans = list(pairwise(sorted(moments(2))))
    columns: Columns = {
        "row": list(range(len(spans))),
        "start": [microseconds(start) for start, _ in spans],
        "end": [microseconds(end) for _, end in spans],
    }
    frame = joined(joined(lazy(ENGINES[engine](columns)), "start", table, prefix="s_"), "end", table, prefix="e_")
    served = served_until("end", table, prefix="e_") - served_until("start", table, prefix="s_")

    found = rows(frame.select("row", served=served), by="row")

    assert [each["served"] for each in found] == [hours.service_microseconds(start, end) for start, end in spans]


@every_engine
@pytest.mark.parametrize("schedule", SCHEDULES)
def test_service_time_is_over_when_the_hours_say_so(schedule: str, engine: str) -> None:
    """So much service time after any moment, up to weeks of it: at the close of a day, not at the next opening."""
    hours, random = SCHEDULES[schedule], Random(9)
    service, table = service_columns(hours, FIRST, LAST), due_columns(hours, FIRST, LAST)
    starts = moments(3, 200)[:700]
    lengths = [timedelta(hours=random.choice([1, 4, 16]) * random.randrange(1, 20)) for _ in starts]
    lengths[::2] = [timedelta(microseconds=random.randrange(1, DAY)) for _ in lengths[::2]]
    columns: Columns = {
        "row": list(range(len(starts))),
        "start": [microseconds(start) for start in starts],
        "length": [length // timedelta(microseconds=1) for length in lengths],
    }
    frame = joined(lazy(ENGINES[engine](columns)), "start", service, prefix="s_")
    frame = frame.with_columns(served=served_until("start", service, prefix="s_") + nw.col("length"))
    frame = with_slots(frame, "served", table, prefix="d_")

    found = rows(frame.select("row", due=served_at("served", table, prefix="d_")), by="row")

    due = [hours.after(start, length) for start, length in zip(starts, lengths, strict=True)]
    assert [each["due"] for each in found] == [microseconds(each) for each in due]


@cache
def terms() -> tuple[TermColumns, list[list[int]]]:
    """Return the table of three calendars, and what each of them says of the moments lodged, one by one."""
    calendars = [WorkingCalendar.named(name) for name in ("ukraine", "ukraine_peacetime", "weekends_only")]
    told = [
        [microseconds(calendar.deadline(each, working_days=7, zone=KYIV).due_before) for each in moments(3)]
        for calendar in calendars
    ]
    return term_columns(calendars, 7, FIRST, LAST, its_zone=KYIV), told


@every_engine
def test_terms_are_those_of_the_working_days(engine: str) -> None:
    """The first instant that is too late, by each calendar, for complaints lodged at any moment."""
    table, expected = terms()
    lodged = moments(3)
    columns: Columns = {"row": list(range(len(lodged))), "lodged": [microseconds(each) for each in lodged]}
    frame = joined(lazy(ENGINES[engine](columns)), "lodged", table, prefix="c_")
    due = {f"due_{number}": due_before("lodged", table, number, prefix="c_") for number in range(3)}

    found = rows(frame.select("row", **due), by="row")

    assert table.calendars == ("ukraine", "ukraine_peacetime", "weekends_only")
    for number in range(3):
        assert [each[f"due_{number}"] for each in found] == expected[number]


@every_engine
def test_a_day_that_the_table_does_not_have_finds_nothing(engine: str) -> None:
    """Neither a guess nor a lost row: the service time is empty."""
    table = service_columns(ServiceHours.published(), date(2024, 1, 1), date(2024, 1, 3))
    noon = microseconds(datetime(2024, 1, 2, 12, tzinfo=UTC))
    columns: Columns = {"row": [0, 1, 2], "at": [noon, noon + 7 * DAY, None]}
    frame = joined(lazy(ENGINES[engine](columns)), "at", table, prefix="c_")

    found = rows(frame.select("row", served=served_until("at", table, prefix="c_")), by="row")

    assert [each["served"] for each in found] == [22 * DAY // 24, None, None]


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_the_windows_of_a_day_lie_on_it_in_order(schedule: str) -> None:
    """Whatever the zone and the schedule, no window leaves its UTC day, and none overlaps the next."""
    table = service_columns(SCHEDULES[schedule], FIRST, LAST)

    assert 1 <= table.windows <= 4
    assert len(table) == (LAST - FIRST).days + 1
    for at, number in enumerate(table.columns["utc_day"]):
        edges = [
            table.columns[name][at]
            for window in range(table.windows)
            for name in (table.opens(window), table.closes(window))
        ]
        assert edges == sorted(edges)
        assert number * DAY <= edges[0]
        assert edges[-1] <= (number + 1) * DAY


def test_zones_with_no_midnight_or_two_on_a_day_are_refused() -> None:
    """London's winter midnight is UTC's: where summer begins, one UTC day has two; Kyiv has always one."""
    calendars = [WorkingCalendar.named("every_day")]
    year = (date(2024, 1, 1), date(2024, 12, 31))

    with pytest.raises(UsageError, match=r"zone `Europe/London` .* 2024-03-31 has two by UTC"):
        term_columns(calendars, 7, *year, its_zone="Europe/London")
    with pytest.raises(UsageError, match=r"2024-10-27 has none by UTC"):
        term_columns(calendars, 7, date(2024, 5, 1), date(2024, 12, 31), its_zone="Europe/London")
    assert len(term_columns(calendars, 7, *year, its_zone=KYIV)) == 366
    assert len(term_columns(calendars, 7, *year, its_zone="America/New_York")) == 366
    assert len(term_columns(calendars, 7, *year, its_zone="UTC")) == 366


def test_days_that_no_table_has_are_refused() -> None:
    """A log with the year 0001 or 9999 in it makes no table of three million days."""
    hours = ServiceHours.published()

    with pytest.raises(UsageError, match="not all between `1993-01-01` and `2099-12-31`"):
        service_columns(hours, date(1992, 12, 31), date(2024, 1, 1))
    with pytest.raises(UsageError, match="give the earlier one first"):
        service_columns(hours, date(2024, 1, 2), date(2024, 1, 1))
    with pytest.raises(MomentError, match="has no zone"):
        microseconds(datetime(2024, 1, 1))  # noqa: DTZ001 - that is what is wrong with it


def test_days_are_numbered_from_1970() -> None:
    """Numbers lead back to their days."""
    assert day_number(date(1970, 1, 2)) == 1
    assert all(day_of(day_number(each)) == each for each in (FIRST, LAST, date(1969, 12, 31)))
    assert len(CalendarTable(columns={"utc_day": [1, 2]})) == 2
