"""Service hours: the edges of windows, the ways to write them, and defects that other helpdesks have had."""

import pickle
import re
import tomllib
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import attrs
import pendulum
import pytest

from netpoint_stp.errors import MomentError, ProfileError
from netpoint_stp.hours import ServiceHours
from netpoint_stp.moments import KYIV, parse_moment
from netpoint_stp.wording import LANGUAGES

KYIV_ZONE = ZoneInfo(KYIV)
PUBLISHED = ServiceHours.published()


def kyiv(text: str) -> datetime:
    """Read clock time in Kyiv."""
    return parse_moment(text, KYIV)


class TestPublishedHours:
    """2.1.5: open 08:00–24:00 every day."""

    @pytest.mark.parametrize(
        ("text", "is_open"),
        [
            ("2026-11-20T07:59:59.999999", False),
            ("2026-11-20T08:00", True),
            ("2026-11-20T23:59:59.999999", True),
            ("2026-11-20T24:00", False),
            ("2026-12-31T23:59:59", True),
            ("2027-01-01T00:00", False),
        ],
    )
    def test_edges(self, text: str, is_open: bool) -> None:
        """The desk opens at 08:00 sharp and is closed from 24:00 sharp, on the last day of the year too."""
        assert PUBLISHED.contains(kyiv(text)) is is_open

    def test_a_service_day_is_sixteen_hours(self) -> None:
        """Each day has 57,600 seconds of service, those of both clock changes too."""
        for day in (date(2026, 3, 29), date(2026, 10, 25), date(2026, 11, 20), date(2028, 2, 29)):
            start = datetime(day.year, day.month, day.day, tzinfo=KYIV_ZONE)

            assert PUBLISHED.service_time(start, start + timedelta(days=1)) == timedelta(seconds=57_600)

    def test_the_first_second_after_closing_is_no_service(self) -> None:
        """What begins in it waits for the next opening, what ends in it has had no more than the day."""
        after = kyiv("2026-11-21T00:00:00.5")

        assert PUBLISHED.service_time(after, kyiv("2026-11-21T09:00")) == timedelta(hours=1)
        assert PUBLISHED.service_time(kyiv("2026-11-20T23:00"), after) == timedelta(hours=1)
        assert PUBLISHED.service_time(after, after + timedelta(days=2)) == timedelta(hours=32)

    def test_next_opening(self) -> None:
        """While open it is the moment itself; at night, 08:00; at 24:00, 08:00 of the day that begins."""
        assert PUBLISHED.next_opening(kyiv("2026-11-20T15:00")) == kyiv("2026-11-20T15:00")
        assert PUBLISHED.next_opening(kyiv("2026-11-20T03:00")) == kyiv("2026-11-20T08:00")
        assert PUBLISHED.next_opening(kyiv("2026-11-20T24:00")) == kyiv("2026-11-21T08:00")

    def test_closing(self) -> None:
        """The service that runs ends at 24:00; at night the next one's end is given."""
        assert PUBLISHED.closing(kyiv("2026-11-20T08:00")) == kyiv("2026-11-20T24:00")
        assert PUBLISHED.closing(kyiv("2026-11-20T24:00")) == kyiv("2026-11-21T24:00")

    @pytest.mark.parametrize(
        ("start", "hours", "expected"),
        [
            ("2026-11-20T15:00", 0, "2026-11-20T15:00"),
            ("2026-11-20T03:00", 0, "2026-11-20T03:00"),
            ("2026-11-20T15:00", 9, "2026-11-20T24:00"),
            ("2026-11-20T15:00", 10, "2026-11-21T09:00"),
            ("2026-11-20T03:00", 1, "2026-11-20T09:00"),
            ("2026-11-20T08:00", 32, "2026-11-21T24:00"),
            ("2026-10-24T20:00", 8, "2026-10-25T12:00"),
            ("2036-12-31T23:00", 2, "2037-01-01T09:00"),
            ("2037-12-31T23:00", 2, "2038-01-01T09:00"),
        ],
    )
    def test_after(self, start: str, hours: int, expected: str) -> None:
        """Service time runs out at 24:00 where it fits, not at the next opening; none leaves the moment alone."""
        end = PUBLISHED.after(kyiv(start), timedelta(hours=hours))

        assert end == kyiv(expected)
        assert end.tzinfo is KYIV_ZONE
        assert PUBLISHED.service_time(kyiv(start), end) == timedelta(hours=hours)

    def test_intervals(self) -> None:
        """Stretches of service are cut at both ends and half open."""
        found = list(PUBLISHED.intervals(kyiv("2026-11-20T22:00"), kyiv("2026-11-22T08:00")))

        assert found == [
            (kyiv("2026-11-20T22:00"), kyiv("2026-11-20T24:00")),
            (kyiv("2026-11-21T08:00"), kyiv("2026-11-21T24:00")),
        ]

    def test_any_aware_moment_is_taken(self) -> None:
        """Moments in other zones and of pendulum give the same; results are the standard library's, in Kyiv."""
        start, end = kyiv("2026-10-24T15:00:00.25"), kyiv("2026-10-26T09:30")
        expected = timedelta(hours=9 + 16 + 1, minutes=30) - timedelta(seconds=0.25)

        for view in (lambda m: m, lambda m: m.astimezone(UTC), pendulum.instance):
            assert PUBLISHED.service_time(view(start), view(end)) == expected
            assert PUBLISHED.service_microseconds(view(start), view(end)) == expected // timedelta(microseconds=1)
            result = PUBLISHED.after(view(start), expected)
            assert (type(result), result.tzinfo, result) == (datetime, KYIV_ZONE, end)

    def test_a_pendulum_moment_with_the_same_zone(self) -> None:
        """A pendulum moment that carries the plain zone is not mistaken for a plain moment."""
        start, end = (pendulum.DateTime(2026, 10, day, 15, 0, 0, 250_000, tzinfo=KYIV_ZONE) for day in (24, 26))

        assert PUBLISHED.service_time(start, end) == timedelta(hours=32)
        assert type(PUBLISHED.after(start, timedelta(hours=1))) is datetime

    def test_wrong_questions(self) -> None:
        """Naive moments, intervals that run backwards and negative amounts are refused, open or not."""
        open_, night = kyiv("2026-11-20T15:00"), kyiv("2026-11-20T03:00")
        naive = open_.replace(tzinfo=None)

        for question in (
            lambda: PUBLISHED.contains(naive),
            lambda: PUBLISHED.next_opening(naive),
            lambda: PUBLISHED.closing(naive),
            lambda: PUBLISHED.after(naive, timedelta(0)),
            lambda: PUBLISHED.service_time(naive, open_),
            lambda: PUBLISHED.service_time(open_, naive),
            lambda: PUBLISHED.service_time(naive, naive),
        ):
            with pytest.raises(MomentError, match="has no zone"):
                question()
        for later, earlier in (
            (open_, night),
            (night, night - timedelta(seconds=1)),
            (open_, open_ - timedelta(days=9)),
        ):
            with pytest.raises(MomentError, match="earlier moment first"):
                PUBLISHED.service_time(later, earlier)
            with pytest.raises(MomentError, match="earlier moment first"):
                list(PUBLISHED.intervals(later, earlier))
        with pytest.raises(MomentError, match="negative"):
            PUBLISHED.after(open_, timedelta(microseconds=-1))

    def test_order_within_the_hour_that_comes_twice(self) -> None:
        """Which of two moments is earlier is told by the instant, not by the clock."""
        first, second = (
            datetime(2026, 10, 25, 3, minute, tzinfo=KYIV_ZONE, fold=fold) for minute, fold in ((40, 0), (20, 1))
        )

        assert PUBLISHED.service_time(first, second) == timedelta(0)
        with pytest.raises(MomentError, match="earlier moment first"):
            PUBLISHED.service_time(second, first)

    @pytest.mark.parametrize("edge", [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)])
    def test_first_and_last_instants(self, edge: datetime) -> None:
        """The ends of the calendar get words instead of an overflow."""
        near = kyiv("2026-11-20T15:00")

        for question in (
            lambda: PUBLISHED.contains(edge),
            lambda: PUBLISHED.next_opening(edge),
            lambda: PUBLISHED.closing(edge),
            lambda: PUBLISHED.after(edge, timedelta(hours=1)),
            lambda: PUBLISHED.service_time(min(edge, near), max(edge, near)),
            lambda: PUBLISHED.after(near, timedelta.max),
        ):
            with pytest.raises(MomentError):
                question()

    def test_clock_changes_inside_the_window_before_1984(self) -> None:
        """In autumn 1983 the clocks of Kyiv went from 24:00 back to 23:00: that evening had 17 hours of service."""
        start = kyiv("1983-09-30T08:00")

        assert PUBLISHED.service_time(start, kyiv("1983-10-01T00:00")) == timedelta(hours=17)
        assert PUBLISHED.after(start, timedelta(hours=17)) == kyiv("1983-10-01T00:00")

    def test_the_day_on_which_24_00_was_skipped(self) -> None:
        """On 1 April 1984 the clocks went from 00:00 to 01:00: the day before ends where the new one begins."""
        end = PUBLISHED.after(kyiv("1984-03-31T08:00"), timedelta(hours=16))

        assert end.isoformat() == "1984-04-01T01:00:00+04:00"


class TestWriting:
    """Hours are written as people write them, and every mistake is told."""

    def test_week_with_breaks(self) -> None:
        """Several windows a day, ranges of weekdays, breaks; weekdays not named are closed."""
        hours = ServiceHours.weekly(
            {"mon-fri": ["08:00-12:00", "12:30 – 20:00"], "sat": "10:00-15:00"}, breaks={"mon": "09:00-09:15"}
        )

        assert hours.contains(kyiv("2026-11-20T12:30"))
        assert not hours.contains(kyiv("2026-11-20T12:00"))
        assert not hours.contains(kyiv("2026-11-23T09:14:59"))
        assert hours.next_opening(kyiv("2026-11-21T15:00")) == kyiv("2026-11-23T08:00")
        assert hours == ServiceHours.weekly(
            {"mon-fri": ["12:30-20:00", "08:00-12:00"], "sat": "10:00-15:00"}
        ).with_breaks({"mon": "09:00-09:15"})

    def test_special_day_before_closed_date_before_week(self) -> None:
        """A special day has its windows even where the date is closed; a closed date beats the week."""
        day = date(2026, 12, 31)
        closed = PUBLISHED.with_closed([day])
        special = closed.with_special_days({day: "08:00-18:00"})

        assert PUBLISHED.contains(kyiv("2026-12-31T19:00"))
        assert not closed.contains(kyiv("2026-12-31T12:00"))
        assert special.contains(kyiv("2026-12-31T12:00"))
        assert not special.contains(kyiv("2026-12-31T19:00"))
        assert ServiceHours.published() == PUBLISHED

    def test_a_special_day_without_windows_is_closed(self) -> None:
        """An empty list of windows closes its day."""
        hours = PUBLISHED.with_special_days({"2026-12-31": []})

        assert hours.next_opening(kyiv("2026-12-31T12:00")) == kyiv("2027-01-01T08:00")

    def test_breaks_leave_special_days_alone(self) -> None:
        """A break of the week does not cut a special day."""
        hours = PUBLISHED.with_special_days({"2026-12-31": "08:00-18:00"}).with_breaks("13:00-14:00")

        assert hours.contains(kyiv("2026-12-31T13:30"))
        assert not hours.contains(kyiv("2026-12-30T13:30"))

    def test_from_toml(self) -> None:
        """A profile writes hours as a TOML table."""
        table = tomllib.loads(
            """
            zone = "Europe/Kiev"
            week = { mon-fri = ["08:00-24:00"], sat = "10:00-15:00" }
            breaks = "13:00-13:30"
            closed = [2026-12-25, "2027-01-01"]
            special_days = { "2026-12-31" = "08:00-12:00" }
            """
        )
        hours = ServiceHours.from_toml(table)

        assert hours.zone.key == KYIV
        assert not hours.contains(kyiv("2026-12-25T10:00"))
        assert hours.closing(kyiv("2026-12-31T10:00")) == kyiv("2026-12-31T12:00")

    def test_every_mistake_is_told(self) -> None:
        """Everything that is wrong with written hours is said at once."""
        with pytest.raises(ProfileError) as caught:
            ServiceHours.weekly(
                {"mon": "8-24", "tuu": "08:00-24:00", "wed": "25:00-26:00", "fri-mon": "08:00-12:00"},
                zone="Europe/Kyev",
                breaks={"sun": "12:00-12:00"},
                closed=["2026-02-30"],
                special_days={"2026-12-31": "24:00-06:00"},
            )

        assert len(caught.value.problems) == 8

    @pytest.mark.parametrize(
        ("table", "problem"),
        [
            ({}, "nothing is ever open"),
            ({"week": 5}, "`week`: `5` is neither a text nor a list nor a table"),
            ({"week": {"mon": [8, 24]}}, "`week.mon[1]`: `8` is not a text"),
            ({"week": "08:00-24:00", "brakes": "12:00-13:00"}, "did you mean `breaks`"),
            ({"week": "08:00-24:00", "zone": 3}, "`zone`: `3` is not a text"),
            ({"week": "08:00-24:00", "closed": "2026-12-31"}, "`closed`: `2026-12-31` is not a list"),
            ({"week": "08:00-24:00", "special_days": ["2026-12-31"]}, "`special_days`: `[2026-12-31]` is not a table"),
        ],
    )
    def test_tables_of_another_shape(self, table: dict[str, object], problem: str) -> None:
        """A table of another shape says which key is wrong and what belongs there."""
        with pytest.raises(ProfileError) as caught:
            ServiceHours.from_toml(table)

        assert problem in str(caught.value)

    @pytest.mark.parametrize(
        "windows",
        [["08:00-12:00", "11:00-13:00"], ["08:00-08:00"], ["08:00-24:01"], ["24:00-02:00"], ["08:60-09:00"], [""]],
    )
    def test_windows_that_cannot_be(self, windows: list[str]) -> None:
        """Overlaps, windows without length and times beyond 24:00 are refused."""
        with pytest.raises(ProfileError):
            ServiceHours.weekly(windows)

    def test_a_weekday_twice(self) -> None:
        """A weekday that is named twice is told."""
        with pytest.raises(ProfileError, match="`wed` is named twice"):
            ServiceHours.weekly({"mon-fri": "08:00-12:00", "wed": "08:00-13:00"})

    @pytest.mark.parametrize(
        "make",
        [
            lambda: ServiceHours.weekly({}),
            lambda: ServiceHours.weekly({"mon": []}),
            lambda: ServiceHours.daily("08:00", "12:00").with_breaks("07:00-13:00"),
            lambda: ServiceHours.weekly("22:00-06:00").with_breaks(["21:00-24:00", "00:00-07:00"]),
            lambda: ServiceHours(zone=KYIV_ZONE, week=((),) * 7, special_days=((date(2026, 1, 1), ()),)),
        ],
    )
    def test_hours_that_never_open(self, make: Callable[[], ServiceHours]) -> None:
        """Hours without a window are refused when they are made, also where breaks took the last one."""
        with pytest.raises(ProfileError, match="nothing is ever open"):
            make()

    def test_frozen_and_picklable(self) -> None:
        """Hours cannot be changed, compare by value and survive pickling."""
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            PUBLISHED.week = ()  # type: ignore[misc]  # the case under test
        again = pickle.loads(pickle.dumps(PUBLISHED))  # noqa: S301 - our own bytes

        assert again == PUBLISHED
        assert hash(again) == hash(PUBLISHED)
        assert again.contains(kyiv("2026-11-20T15:00"))


class TestTold:
    """Hours in words: days with the same windows together, minutes and seconds as a clock shows them."""

    @pytest.mark.parametrize(
        ("hours", "told"),
        [
            (ServiceHours.published(), "every day 08:00–24:00"),
            (ServiceHours.daily("22:00", "06:00"), "every day 22:00–06:00"),
            (ServiceHours.daily("00:00", "24:00"), "every day 00:00–24:00"),
            (
                ServiceHours.weekly({"mon-fri": ["09:00-12:30", "13:05-18:00"], "sat": ["10:00-20:59:30"]}),
                "Mon–Fri 09:00–12:30, 13:05–18:00; Sat 10:00–20:59:30; closed: Sun",
            ),
            (
                ServiceHours.weekly({"mon": ["08:00-20:00"], "wed-thu": ["08:00-20:00"]}),
                "Mon 08:00–20:00; Wed–Thu 08:00–20:00; closed: Tue, Fri–Sun",
            ),
        ],
    )
    def test_examples(self, hours: ServiceHours, told: str) -> None:
        """In English; every language says the same figures."""
        assert hours.told("en") == told
        for lang in LANGUAGES:
            assert re.findall(r"[\d:]+\d", hours.told(lang)) == re.findall(r"[\d:]+\d", told)

    def test_dates_with_hours_of_their_own_are_said(self) -> None:
        """That there are some, not which."""
        closed = ServiceHours.published().with_closed([date(2026, 12, 31)])

        assert closed.told("en").startswith("every day 08:00–24:00; ")


class TestDefectsOfOtherHelpdesks:
    """What other helpdesks got wrong again and again about time."""

    def test_24_00_against_23_59_and_00_00(self) -> None:
        """24:00 and 00:00 as a closing are one: no minute is lost, and nothing loops for ever."""
        start, end = kyiv("2026-11-20T23:59"), kyiv("2026-11-21T00:01")
        for closes in ("24:00", "00:00"):
            hours = ServiceHours.daily("08:00", closes)

            assert hours.service_time(start, end) == timedelta(minutes=1)
            assert hours.after(start, timedelta(minutes=2)) == kyiv("2026-11-21T08:01")
        assert ServiceHours.daily("08:00", "23:59").service_time(start, end) == timedelta(0)

    def test_round_the_clock(self) -> None:
        """A desk that never closes serves every second, has one interval, and no closing to give."""
        always = ServiceHours.daily("00:00", "24:00")
        start, end = kyiv("2026-10-24T12:00"), kyiv("2026-10-26T12:00")

        assert always.service_time(start, end) == timedelta(hours=49)
        assert list(always.intervals(start, end)) == [(start, end)]
        with pytest.raises(MomentError, match="do not close"):
            always.closing(start)

    def test_a_window_across_midnight(self) -> None:
        """A window across midnight is one window, and belongs to the day on which it opens."""
        night = ServiceHours.weekly({"fri": "22:00-06:00"})

        assert night.contains(kyiv("2026-11-21T05:59:59"))
        assert not night.contains(kyiv("2026-11-20T05:00"))
        assert list(night.intervals(kyiv("2026-11-20T00:00"), kyiv("2026-11-22T00:00"))) == [
            (kyiv("2026-11-20T22:00"), kyiv("2026-11-21T06:00"))
        ]
        assert night.with_closed(["2026-11-21"]).contains(kyiv("2026-11-21T05:00"))
        assert not night.with_closed(["2026-11-20"]).contains(kyiv("2026-11-21T05:00"))
        assert not night.with_breaks({"sat": "00:30-01:00"}).contains(kyiv("2026-11-21T00:45"))

    def test_todays_offset_used_for_old_dates(self) -> None:
        """Each moment has the offset of its own day: summer 08:00 is 05:00 in UTC, winter 08:00 is 06:00."""
        assert PUBLISHED.contains(datetime(2026, 7, 1, 5, 0, tzinfo=UTC))
        assert not PUBLISHED.contains(datetime(2026, 12, 1, 5, 0, tzinfo=UTC))
        assert PUBLISHED.contains(datetime(2026, 12, 1, 6, 0, tzinfo=UTC))
        assert PUBLISHED.contains(datetime(1991, 1, 1, 5, 0, tzinfo=UTC))

    def test_days_mixed_with_seconds(self) -> None:
        """Service over days is counted in full, not by the `seconds` that is left beside the days."""
        start = kyiv("2026-11-20T08:00")

        assert PUBLISHED.service_time(start, kyiv("2026-11-23T08:00")).total_seconds() == 3 * 57_600
        assert PUBLISHED.after(start, timedelta(days=2)) == kyiv("2026-11-22T24:00")

    def test_hold_time_added_as_wall_time(self) -> None:
        """An hour on hold overnight moves a term by the service time held, not by the hours on the wall."""
        held = PUBLISHED.service_time(kyiv("2026-11-20T23:30"), kyiv("2026-11-21T08:30"))

        assert held == timedelta(hours=1)
        assert PUBLISHED.after(kyiv("2026-11-20T22:00"), timedelta(hours=2) + held) == kyiv("2026-11-21T09:00")

    def test_special_days_that_are_used_up(self) -> None:
        """Hours of special days only say that they do not open again, instead of looking for ever."""
        once = ServiceHours.weekly({}, special_days={"2026-12-31": "08:00-12:00"})

        assert once.next_opening(kyiv("2026-11-20T15:00")) == kyiv("2026-12-31T08:00")
        assert once.after(kyiv("2026-11-20T15:00"), timedelta(hours=4)) == kyiv("2026-12-31T12:00")
        over = kyiv("2026-12-31T12:00")
        with pytest.raises(MomentError, match="do not open again"):
            once.next_opening(over)
        with pytest.raises(MomentError, match="do not open again"):
            once.closing(over)
        with pytest.raises(MomentError, match="do not hold as much"):
            once.after(kyiv("2026-11-20T15:00"), timedelta(hours=4, microseconds=1))

    def test_years_of_closed_days(self) -> None:
        """A year of closed dates is passed over."""
        hours = PUBLISHED.with_closed(
            date.fromordinal(n) for n in range(date(2027, 1, 1).toordinal(), date(2028, 1, 1).toordinal())
        )

        assert hours.next_opening(kyiv("2026-12-31T24:00")) == kyiv("2028-01-01T08:00")
        assert hours.after(kyiv("2026-12-31T23:00"), timedelta(hours=2)) == kyiv("2028-01-01T09:00")


class TestClockChanges:
    """Windows are clock time, service is elapsed time."""

    def test_an_hour_that_comes_twice(self) -> None:
        """A window over the repeated hour is an hour longer."""
        hours = ServiceHours.daily("02:00", "05:00")

        assert hours.service_time(kyiv("2026-10-25T00:00"), kyiv("2026-10-25T12:00")) == timedelta(hours=4)
        assert hours.closing(kyiv("2026-10-25T02:00")) == kyiv("2026-10-25T05:00")

    def test_a_repeated_hour_that_opens_twice(self) -> None:
        """A window inside the repeated hour opens twice."""
        hours = ServiceHours.daily("03:15", "03:45")
        found = list(hours.intervals(kyiv("2026-10-25T00:00"), kyiv("2026-10-25T12:00")))

        assert [opens.isoformat()[11:] for opens, _ in found] == ["03:15:00+03:00", "03:15:00+02:00"]

    def test_an_hour_that_is_skipped(self) -> None:
        """A window that would open in the skipped hour opens at the change."""
        hours = ServiceHours.daily("03:30", "05:00")

        assert hours.next_opening(kyiv("2026-03-29T00:00")).isoformat() == "2026-03-29T04:00:00+03:00"
        assert hours.service_time(kyiv("2026-03-29T00:00"), kyiv("2026-03-29T12:00")) == timedelta(hours=1)

    def test_a_window_that_is_skipped(self) -> None:
        """A window inside the skipped hour does not open that day."""
        hours = ServiceHours.daily("03:15", "03:45")

        assert hours.next_opening(kyiv("2026-03-29T00:00")) == kyiv("2026-03-30T03:15")

    def test_a_day_that_never_was(self) -> None:
        """Samoa had no 30 December 2011: nothing was served on it."""
        hours = ServiceHours.daily("08:00", "24:00", zone="Pacific/Apia")
        start = parse_moment("2011-12-29T08:00", "Pacific/Apia")

        assert hours.after(start, timedelta(hours=17)).isoformat() == "2011-12-31T09:00:00+14:00"

    def test_half_an_hour_of_summer_time(self) -> None:
        """Lord Howe changes by half an hour, at 02:00."""
        hours = ServiceHours.daily("01:00", "03:00", zone="Australia/Lord_Howe")
        start, end = (parse_moment(f"2026-04-05T{clock}", "Australia/Lord_Howe") for clock in ("00:00", "12:00"))

        assert hours.service_time(start, end) == timedelta(hours=2, minutes=30)


def test_a_break_begins_and_ends_to_the_second() -> None:
    """Closed at its first instant, open again at its end: in hours of each day and of one weekday."""
    for breaks in ("13:00-13:30", {"fri": "13:00-13:30"}):
        hours = ServiceHours.published().with_breaks(breaks)
        told = [hours.contains(kyiv(f"2026-11-27T{clock}")) for clock in ("12:59:59", "13:00", "13:29:59", "13:30")]

        assert told == [True, False, False, True]


def test_touching_windows_are_one() -> None:
    """08:00-12:00 and 12:00-20:00 are no overlap: noon is in the second, and nothing is counted twice (2.1.5)."""
    hours = ServiceHours.weekly(["08:00-12:00", "12:00-20:00"])

    assert hours == ServiceHours.daily("08:00", "20:00")
