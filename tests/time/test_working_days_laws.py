"""Working days: what stays true for every calendar, day and zone."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netpoint_stp.working_days import WorkingCalendar
from netpoint_stp.working_days.calendar import NAMES

pytestmark = pytest.mark.no_cover

FIRST, LAST = date(2020, 1, 1), date(2030, 12, 31)
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ZONES = (
    "Africa/Casablanca",
    "America/New_York",
    "America/Sao_Paulo",
    "Australia/Lord_Howe",
    "Europe/Kyiv",
    "Pacific/Apia",
)
days = st.dates(FIRST, date(2029, 12, 31))
counts = st.integers(1, 60)
built_in = st.sampled_from([WorkingCalendar.named(name) for name in NAMES])


def table(holidays: set[date], extra: set[date], weekend: set[str]) -> WorkingCalendar:
    """Make a calendar of a table."""
    return WorkingCalendar.from_table(
        name="drawn",
        version="1",
        first_known=FIRST,
        last_known=LAST,
        holidays=holidays,
        extra_working_days=extra - holidays,
        weekend=weekend,
    )


# Making a calendar lays out a century, so a handful is drawn once, and many questions are asked of each.
@st.composite
def tables(draw: st.DrawFn) -> tuple[set[date], set[date], set[str], date]:
    """Draw holidays, extra working days and a weekend near one day, and that day."""
    day = draw(days)
    near = st.sets(
        st.integers(-5, 40).map(lambda n: day + timedelta(days=n)).filter(lambda d: FIRST <= d <= LAST), max_size=12
    )
    weekend = draw(st.sets(st.sampled_from(WEEK), max_size=5))
    return draw(near), draw(near), weekend, day


@given(built_in, days, counts, counts)
def test_additive(calendar: WorkingCalendar, day: date, first: int, second: int) -> None:
    """Counting on from where a count ended is counting all at once."""
    nth = calendar.nth_working_day

    assert nth(nth(day, first), second) == nth(day, first + second)


@given(built_in, days, counts)
def test_inverse(calendar: WorkingCalendar, day: date, n: int) -> None:
    """Counting the days of a term gives the term back, and its last day is a working day."""
    last = calendar.nth_working_day(day, n)

    assert calendar.count(day, last) == n
    assert calendar.count(day, last - timedelta(days=1)) == n - 1
    assert calendar.is_working(last)


@given(built_in, days, st.integers(0, 30), counts)
def test_monotone(calendar: WorkingCalendar, day: date, later: int, n: int) -> None:
    """What was lodged later is never due earlier, and a longer term never ends earlier."""
    assert calendar.nth_working_day(day, n) <= calendar.nth_working_day(day + timedelta(days=later), n)
    assert calendar.nth_working_day(day, n) < calendar.nth_working_day(day, n + 1)


@given(built_in, days, counts)
def test_explained_day_by_day(calendar: WorkingCalendar, day: date, n: int) -> None:
    """The explanation names each day once and in order, and its numbered days are the working days."""
    explained = calendar.explain(day, n)

    assert [each.day for each in explained] == [day + timedelta(days=k + 1) for k in range(len(explained))]
    assert [each.number for each in explained if each.working] == list(range(1, n + 1))
    assert explained[-1].day == calendar.nth_working_day(day, n)
    assert all(each.text(lang) and each.source(lang) for each in explained for lang in ("ru", "uk", "en"))


@given(tables(), st.integers(1, 15))
def test_a_walk_from_day_to_day(drawn: tuple[set[date], set[date], set[str], date], n: int) -> None:
    """The prefix table gives what walking from day to day and asking each one gives."""
    holidays, extra, weekend, day = drawn
    calendar = table(holidays, extra, weekend)
    walked, left = day, n
    while left:
        walked += timedelta(days=1)
        off = walked in holidays or (WEEK[walked.weekday()] in weekend and walked not in extra)
        left -= not off

    assert calendar.nth_working_day(day, n) == walked


@given(tables(), st.integers(-5, 40), st.integers(1, 15))
def test_a_holiday_never_brings_a_deadline_nearer(
    drawn: tuple[set[date], set[date], set[str], date], offset: int, n: int
) -> None:
    """One more holiday leaves a last day where it is or moves it away."""
    holidays, extra, weekend, day = drawn
    more = {*holidays, min(max(day + timedelta(days=offset), FIRST), LAST)}

    assert table(holidays, extra, weekend).nth_working_day(day, n) <= table(more, extra, weekend).nth_working_day(
        day, n
    )


@given(tables(), st.integers(-5, 40), st.integers(1, 15))
def test_an_extra_working_day_never_moves_a_deadline_away(
    drawn: tuple[set[date], set[date], set[str], date], offset: int, n: int
) -> None:
    """One more working day leaves a last day where it is or brings it nearer."""
    holidays, extra, weekend, day = drawn
    more = {*extra, min(max(day + timedelta(days=offset), FIRST), LAST)}

    assert table(holidays, more, weekend).nth_working_day(day, n) <= table(holidays, extra, weekend).nth_working_day(
        day, n
    )


@given(days, counts)
def test_peace_never_brings_a_deadline_nearer(day: date, n: int) -> None:
    """The suspension takes holidays away, so since it began no term of peacetime ends earlier."""
    now, peacetime = (WorkingCalendar.named(name) for name in ("ukraine", "ukraine_peacetime"))
    day = max(day, date(2022, 3, 15))

    assert now.nth_working_day(day, n) <= peacetime.nth_working_day(day, n)


@given(built_in, days, st.integers(0, 86_399), counts, st.sampled_from(ZONES), st.sampled_from(ZONES))
def test_zone_independent(calendar: WorkingCalendar, day: date, second: int, n: int, seen: str, zone: str) -> None:
    """In which zone a moment is written does not matter; the term ends where its last day does, in its own zone."""
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(seconds=second)
    deadline = calendar.deadline(moment.astimezone(ZoneInfo(seen)), working_days=n, zone=zone)
    just_before = deadline.due_before.astimezone(UTC) - timedelta(microseconds=1)

    assert deadline == calendar.deadline(moment, working_days=n, zone=zone)
    assert just_before.astimezone(ZoneInfo(zone)).date() == deadline.last_day
    assert (deadline.late(just_before), deadline.late(deadline.due_before)) == (False, True)
