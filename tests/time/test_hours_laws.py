"""Service hours: what stays true for every schedule, moment and zone."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from netpoint_stp.errors import MomentError, ProfileError
from netpoint_stp.hours import ServiceHours
from netpoint_stp.hours.offsets import FIRST_YEAR, LAST_YEAR, instant_of, spans

pytestmark = pytest.mark.no_cover

ZONES = (
    "Africa/Casablanca",
    "America/New_York",
    "America/Sao_Paulo",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Europe/Kyiv",
    "Pacific/Apia",
    "UTC",
)
# Days on which the clocks of one of these zones change, Kyiv's of 1983, 1984 and 1990 and Samoa's lost day among them.
CHANGES = (
    date(1983, 9, 30),
    date(1984, 4, 1),
    date(1985, 12, 31),
    date(1990, 7, 1),
    date(2010, 9, 26),
    date(2011, 12, 30),
    date(2018, 2, 18),
    date(2018, 11, 4),
    date(2026, 3, 8),
    date(2026, 3, 22),
    date(2026, 3, 29),
    date(2026, 4, 5),
    date(2026, 10, 4),
    date(2026, 10, 25),
    date(2026, 11, 1),
    date(2026, 12, 31),
)
MINUTE = timedelta(minutes=1)
Windows = list[tuple[int, int]]
"""Minutes since midnight, the end beyond 1440 across midnight."""


def clock(minute: int) -> str:
    """Write minutes since midnight as people do."""
    hours, minutes = divmod(minute, 60) if minute <= 1440 else divmod(minute - 1440, 60)
    return f"{hours:02}:{minutes:02}"


def written(windows: Windows) -> list[str]:
    """Write the windows of a day."""
    return [f"{clock(start)}-{clock(end)}" for start, end in windows]


@st.composite
def windows_of_a_day(draw: st.DrawFn) -> Windows:
    """Draw up to three windows that neither touch nor overlap; the last may run across midnight."""
    marks = sorted(draw(st.sets(st.integers(0, 96), min_size=2, max_size=6)))
    found = [(start * 15, end * 15) for start, end in zip(marks[::2], marks[1::2], strict=False)]
    if len(marks) % 2 and marks[-1] < 96:
        found.append((marks[-1] * 15, 1440 + draw(st.integers(1, marks[-1] or 1)) * 15))
    return [(start, end) for start, end in found if (start < 1440 and end - start < 1440) or (start, end) == (0, 1440)]


class Model:
    """A schedule in the plainest words: asked minute by minute what the clock on the wall shows."""

    def __init__(self, zone: str, week: list[Windows], closed: set[date], special: dict[date, Windows]) -> None:
        self.zone = ZoneInfo(zone)
        self.week, self.closed, self.special = week, closed, special
        names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
        self.hours = ServiceHours.weekly(
            {name: written(windows) for name, windows in zip(names, week, strict=True)},
            zone=zone,
            closed=closed,
            special_days={day: written(windows) for day, windows in special.items()},
        )

    def __repr__(self) -> str:
        return repr(self.hours)

    def begins(self, day: date) -> Windows:
        """Return what begins on `day`, by precedence."""
        if day in self.special:
            return self.special[day]
        return [] if day in self.closed else self.week[day.weekday()]

    def is_open(self, moment: datetime) -> bool:
        """Say whether the wall clock shows a time in a window of its day or of the day before."""
        local = moment.astimezone(self.zone)
        minute = local.hour * 60 + local.minute
        today, yesterday = local.date(), local.date() - timedelta(days=1)
        return any(start <= minute < end for start, end in self.begins(today)) or any(
            start <= minute + 1440 < end for start, end in self.begins(yesterday)
        )


@st.composite
def near_changes(draw: st.DrawFn) -> datetime:
    """Draw a moment, in UTC, often near a clock change or the end of a year."""
    day = draw(st.sampled_from(CHANGES) | st.dates(date(1975, 1, 1), date(2040, 12, 31)))
    start = datetime.combine(day, time(), UTC) - timedelta(days=1)
    return (
        start
        + timedelta(seconds=draw(st.integers(0, 3 * 86_400)))
        + timedelta(microseconds=draw(st.sampled_from([0, 1, 999_999])))
    )


@st.composite
def models(draw: st.DrawFn) -> Model:
    """Draw a schedule with closed and special days, mostly near the changes."""
    days = st.sampled_from([day + timedelta(days=n) for day in CHANGES for n in (-1, 0, 1)])
    week = draw(st.lists(st.just([]) | windows_of_a_day(), min_size=7, max_size=7))
    try:
        return Model(
            draw(st.sampled_from(ZONES)),
            week,
            draw(st.sets(days, max_size=4)),
            draw(st.dictionaries(days, st.just([]) | windows_of_a_day(), max_size=4)),
        )
    except ProfileError:
        assume(False)
        raise


@given(models(), near_changes(), st.integers(0, 48 * 60))
def test_walking_minute_by_minute(model: Model, start: datetime, minutes: int) -> None:
    """Service time is the number of minutes at which the clock shows a time of service."""
    start = start.replace(second=0, microsecond=0)
    walked = [start + n * MINUTE for n in range(minutes)]
    end = start + minutes * MINUTE

    open_minutes = [moment for moment in walked if model.is_open(moment)]

    assert model.hours.service_time(start, end) == len(open_minutes) * MINUTE
    assert all(model.hours.contains(moment) is model.is_open(moment) for moment in walked[::17])
    from_intervals = sum(
        (b.astimezone(UTC) - a.astimezone(UTC) for a, b in model.hours.intervals(start, end)), timedelta()
    )
    assert from_intervals == len(open_minutes) * MINUTE
    if open_minutes:
        assert model.hours.next_opening(start).astimezone(UTC) == open_minutes[0]


@given(models(), near_changes(), st.integers(0, 30 * 86_400), st.integers(0, 30 * 86_400))
def test_additive(model: Model, start: datetime, first: int, second: int) -> None:
    """The service of two intervals that follow each other is that of both together."""
    middle = start + timedelta(seconds=first)
    end = middle + timedelta(seconds=second)
    served = model.hours.service_time

    assert served(start, middle) + served(middle, end) == served(start, end)
    assert timedelta(0) <= served(start, end) <= end - start


@given(models(), near_changes(), st.integers(0, 200 * 3_600_000_000))
def test_inverse(model: Model, start: datetime, microseconds: int) -> None:
    """`after` is the first moment by which so much service time has passed, to the microsecond."""
    amount = timedelta(microseconds=microseconds)
    try:
        end = model.hours.after(start, amount)
    except MomentError:
        assert not any(model.week)
        return

    assert model.hours.service_time(start, end) == amount
    assert (type(end), end.tzinfo) == (datetime, model.zone)
    if amount:
        before = end.astimezone(UTC) - timedelta(microseconds=1)
        assert model.hours.service_time(start, before) == amount - timedelta(microseconds=1)
    else:
        assert end.astimezone(UTC) == start


@given(models(), near_changes(), st.integers(0, 10**11), st.integers(0, 10**11))
def test_monotone(model: Model, start: datetime, less: int, more: int) -> None:
    """More service time never ends earlier, and the terms of two parts follow each other."""
    assume(any(model.week))
    small, great = sorted((timedelta(microseconds=less), timedelta(microseconds=more)))
    first = model.hours.after(start, small)

    assert start <= first.astimezone(UTC) <= model.hours.after(start, great).astimezone(UTC)
    assert model.hours.after(first, great - small).astimezone(UTC) == model.hours.after(start, great).astimezone(
        UTC
    ) or (great == small)


@given(models(), near_changes(), st.integers(0, 10 * 86_400), st.sampled_from(ZONES), st.sampled_from(ZONES))
def test_zone_independent(model: Model, start: datetime, seconds: int, one: str, other: str) -> None:
    """In which zone a moment is written does not matter."""
    end = start + timedelta(seconds=seconds)
    seen_from, seen_until = start.astimezone(ZoneInfo(one)), end.astimezone(ZoneInfo(other))

    assert model.hours.service_time(seen_from, seen_until) == model.hours.service_time(start, end)
    assert model.hours.contains(seen_from) is model.hours.contains(start)


@given(models(), near_changes())
def test_openings_and_closings(model: Model, moment: datetime) -> None:
    """An opening is open and nothing before it was; a closing is closed and all before it, from then on, was open."""
    assume(any(model.week))
    opening = model.hours.next_opening(moment).astimezone(UTC)

    assert opening >= moment
    assert model.hours.contains(opening)
    assert model.hours.service_time(moment, opening) == timedelta(0)
    try:
        closing = model.hours.closing(moment).astimezone(UTC)
    except MomentError:
        return
    assert not model.hours.contains(closing)
    assert model.hours.service_time(moment, closing) == closing - opening


@given(
    st.sampled_from(ZONES),
    st.tuples(st.integers(0, 95), st.integers(1, 96)).filter(lambda pair: pair[0] < pair[1]),
    near_changes(),
    st.integers(0, 400 * 86_400_000_000),
)
def test_closed_form_and_general_form(zone: str, window: tuple[int, int], start: datetime, length: int) -> None:
    """The closed form of a daily window and the general form agree everywhere, to the microsecond."""
    opens, closes = (clock(mark * 15) for mark in window)
    hours = ServiceHours.daily(opens, closes, zone=zone)
    # A special day far away takes the closed form from the same schedule.
    general = hours.with_special_days({"2190-01-01": []})
    there = ZoneInfo(zone)
    begin, end = start.astimezone(there), (start + timedelta(microseconds=length)).astimezone(there)

    served = hours.service_microseconds(begin, end)

    assert served == general.service_microseconds(begin, end)
    assert served == hours._served(instant_of(begin), instant_of(end))
    assert hours.service_time(begin, end) == general.service_time(begin, end) == timedelta(microseconds=served)
    amount = timedelta(microseconds=length)
    assert hours.after(begin, amount).isoformat() == general.after(begin, amount).isoformat()


def test_the_published_hours_take_the_closed_form() -> None:
    """In Kyiv no clock change touches 08:00–24:00 from 2 April 1984 to 2037, so the closed form holds there."""
    form = ServiceHours.published()._form

    assert form.anchor.isoformat() == "1984-04-02T08:00:00+04:00"
    assert (form.anchor + timedelta(days=form.days)).year == 2037
    assert form.width == 57_600


@pytest.mark.parametrize(
    ("name", "window", "first"),
    [
        ("America/Sao_Paulo", "08:00-24:00", 2019),  # summer time ended at midnight, last in February 2019
        ("Pacific/Apia", "08:00-24:00", 2012),  # the lost day is 30 December 2011
        ("Europe/Kyiv", "03:00-12:00", 2037),  # over the change every year
    ],
)
def test_where_the_closed_form_begins(name: str, window: str, first: int) -> None:
    """The closed form begins after the last clock change that touches the window."""
    form = ServiceHours.weekly(window, zone=name)._form

    assert form.anchor.year == first


def test_different_days_have_no_closed_form() -> None:
    """Two windows, different weekdays, special days and windows across midnight go the general way."""
    for hours in (
        ServiceHours.weekly(["08:00-12:00", "13:00-24:00"]),
        ServiceHours.weekly({"mon-fri": "08:00-24:00"}),
        ServiceHours.weekly("22:00-06:00"),
        ServiceHours.published().with_closed(["2026-12-31"]),
    ):
        assert hours._form.days == 0


@pytest.mark.parametrize("year", [1916, 1981, 2026])
def test_stretches_of_one_offset_meet_and_none_is_empty(year: int) -> None:
    """From each of their ends to each, whichever way a year is cut."""
    kyiv = ZoneInfo("Europe/Kyiv")
    first, last = (instant_of(datetime(at, 1, 1, tzinfo=UTC)) for at in (year, year + 2))
    ends = sorted({first, last, *(each.end for each in spans(kyiv, first, last))})
    for start in ends:
        for end in ends:
            found = [*spans(kyiv, start, end)]
            assert all(each.start < each.end for each in found)
            assert [each.end for each in found][:-1] == [each.start for each in found][1:]
            assert (not found) if start >= end else (found[0].start, found[-1].end) == (start, end)


def test_years_that_are_counted_end_where_the_next_begins() -> None:
    """The last microsecond is counted, the first one after it is refused; so at the beginning."""
    tick = timedelta(microseconds=1)
    first, after = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC), datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC)

    assert instant_of(first) < instant_of(after - tick)
    for outside in (first - tick, after):
        with pytest.raises(MomentError, match="too far away"):
            instant_of(outside)
