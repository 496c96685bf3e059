"""Working days: the calendars, the terms counted in them, and how sure they are (3.12; readings I-14, I-15)."""

import copy
import pickle
import tomllib
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import attrs
import pendulum
import pytest
from holidays import country_holidays

from netpoint_stp.errors import MomentError, ProfileError, UsageError
from netpoint_stp.moments import KYIV, parse_moment
from netpoint_stp.wording import say
from netpoint_stp.working_days import WorkingCalendar
from netpoint_stp.working_days.calendar import NAMES
from netpoint_stp.working_days.ukraine import moved_rest_days, ukrainian_days

UKRAINE = WorkingCalendar.named("ukraine")
PEACETIME = WorkingCalendar.named("ukraine_peacetime")
WEEKENDS = WorkingCalendar.named("weekends_only")
EVERY_DAY = WorkingCalendar.named("every_day")
MICROSECOND = timedelta(microseconds=1)


def own(**changes: object) -> WorkingCalendar:
    """Make a small calendar of a table."""
    table: dict[str, object] = {
        "name": "own",
        "version": "2026-1",
        "first_known": "2026-01-01",
        "last_known": "2026-12-31",
    }
    return WorkingCalendar.from_toml(table | changes)


class TestDeadlines:
    """A term of seven working days, from the lodging to the first instant that is too late."""

    @pytest.mark.parametrize(
        ("calendar", "lodged", "last_day"),
        [
            (UKRAINE, "2026-11-20T15:00:00+02:00", "2026-12-01"),
            (UKRAINE, "2026-11-22T22:30:00+00:00", "2026-12-02"),
            (UKRAINE, "2021-08-25T12:00:00+03:00", "2021-09-02"),
            (UKRAINE, "2021-08-13T12:00:00+03:00", "2021-08-26"),
            (UKRAINE, "2022-03-04T12:00:00+02:00", "2022-03-16"),
            (UKRAINE, "2026-08-21T12:00:00+03:00", "2026-09-01"),
            (PEACETIME, "2026-08-21T12:00:00+03:00", "2026-09-02"),
            (PEACETIME, "2026-03-06T12:00:00+02:00", "2026-03-18"),
            (WEEKENDS, "2021-08-13T12:00:00+03:00", "2021-08-24"),
            (EVERY_DAY, "2026-11-20T15:00:00+02:00", "2026-11-27"),
        ],
    )
    def test_last_days(self, calendar: WorkingCalendar, lodged: str, last_day: str) -> None:
        """The seventh working day after the day of lodging, by the clocks of Kyiv, is the last."""
        deadline = calendar.deadline(parse_moment(lodged), working_days=7)

        assert deadline.last_day.isoformat() == last_day
        assert deadline.calendar == calendar.name
        assert deadline.days[-1].number == 7

    def test_due_before(self) -> None:
        """The term ends at 24:00 of the last day: that instant is too late, the microsecond before is not."""
        deadline = UKRAINE.deadline(parse_moment("2026-11-20T15:00:00+02:00"), working_days=7)

        assert deadline.due_before.isoformat() == "2026-12-02T00:00:00+02:00"
        assert not deadline.late(deadline.due_before - MICROSECOND)
        assert deadline.late(deadline.due_before)
        assert deadline.late(deadline.due_before.astimezone(UTC) + MICROSECOND)
        assert deadline.left(deadline.due_before - timedelta(hours=2)) == timedelta(hours=2)

    def test_midnight_decides_the_day_of_lodging(self) -> None:
        """A complaint at 23:59:59 in Kyiv is of that day, one at 24:00 of the next, whatever day it is elsewhere."""
        before, after = "2026-11-19T23:59:59", "2026-11-19T24:00:00"

        assert UKRAINE.deadline(parse_moment(before, KYIV), working_days=7).last_day == date(2026, 11, 30)
        assert UKRAINE.deadline(parse_moment(after, KYIV), working_days=7).last_day == date(2026, 12, 1)
        assert UKRAINE.deadline(parse_moment(after, KYIV), working_days=7, zone="America/New_York").last_day == date(
            2026, 11, 30
        )

    def test_late_is_told_by_the_instant(self) -> None:
        """Where the clocks go back over midnight (00:01 to 23:01), the term ends at the second midnight."""
        newfoundland = "America/St_Johns"
        lodged = parse_moment("2010-11-05T12:00", newfoundland)
        deadline = EVERY_DAY.deadline(lodged, working_days=1, zone=newfoundland)
        first_time_past_midnight = datetime(2010, 11, 7, 0, 0, 30, tzinfo=deadline.due_before.tzinfo)

        assert deadline.due_before.isoformat() == "2010-11-07T00:00:00-03:30"
        assert not deadline.late(first_time_past_midnight)
        assert deadline.left(first_time_past_midnight) == timedelta(minutes=59, seconds=30)
        assert deadline.late(first_time_past_midnight.replace(fold=1))

    def test_pendulum_moments(self) -> None:
        """A pendulum moment gives the same deadline in the standard library's types."""
        moment = pendulum.datetime(2026, 11, 20, 15, tz=KYIV)
        deadline = UKRAINE.deadline(moment, working_days=7)

        assert deadline == UKRAINE.deadline(parse_moment("2026-11-20T15:00+02:00"), working_days=7)
        assert type(deadline.due_before) is datetime
        assert type(deadline.last_day) is date

    @pytest.mark.parametrize(
        "moment",
        [
            datetime(2026, 11, 20),  # noqa: DTZ001 - the case under test
            datetime(1, 1, 1, tzinfo=UTC),
            datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC),
            datetime(1991, 12, 31, 12, tzinfo=UTC),
            datetime(2100, 12, 30, 12, tzinfo=UTC),
        ],
    )
    def test_moments_that_cannot_be_counted_from(self, moment: datetime) -> None:
        """Moments without a zone and at the ends of the days counted are refused in words."""
        with pytest.raises(MomentError):
            UKRAINE.deadline(moment, working_days=7)

    def test_as_dict(self) -> None:
        """A deadline goes out as plain values, with its grounds in the language asked for."""
        told = UKRAINE.deadline(parse_moment("2026-11-20T15:00:00+02:00"), working_days=7).as_dict("ru")

        assert {"last_day", "due_before", "days", "calendar", "provisional"} <= told.keys()
        assert (told["last_day"], told["due_before"]) == ("2026-12-01", "2026-12-02T00:00:00+02:00")
        assert (told["calendar"], told["provisional"]) == ("ukraine", False)
        days = told["days"]
        assert isinstance(days, list)
        assert [day["number"] for day in days] == [None, None, 1, 2, 3, 4, 5, None, None, 6, 7]
        assert days[0]["reason"] == "выходной"


class TestGrounds:
    """Each day of a term says what it is, why, and on what that rests."""

    def test_days_of_2021(self) -> None:
        """The transfers of August 2021 come out: 23 August off for working on Saturday the 28th."""
        told = [day.told("en") for day in UKRAINE.explain(date(2021, 8, 20), 4)]

        assert told == [
            "Saturday, 21 August 2021: weekend",
            "Sunday, 22 August 2021: weekend",
            "Monday, 23 August 2021: day off in exchange for working on 28 August 2021",
            "Tuesday, 24 August 2021: public holiday: Independence Day of Ukraine",
            "Wednesday, 25 August 2021: ordinary working day",
            "Thursday, 26 August 2021: ordinary working day",
            "Friday, 27 August 2021: ordinary working day",
            "Saturday, 28 August 2021: working day in exchange for 23 August 2021",
        ]

    @pytest.mark.parametrize(
        ("calendar", "day", "kind", "working", "source"),
        [
            (UKRAINE, date(2026, 11, 20), "ordinary", True, "weekly rhythm of the calendar"),
            (UKRAINE, date(2026, 11, 21), "weekend", False, "weekly rhythm of the calendar"),
            (UKRAINE, date(2021, 8, 24), "holiday", False, "Labour Code of Ukraine, art. 73"),
            (UKRAINE, date(2021, 5, 4), "rest_day_moved", False, "Labour Code of Ukraine, art. 67 part 3"),
            (UKRAINE, date(2021, 10, 23), "extra_working_day", True, "order of the Cabinet of Ministers"),
            (UKRAINE, date(2022, 3, 8), "holiday", False, "Labour Code of Ukraine, art. 73"),
            (UKRAINE, date(2022, 5, 9), "holiday_suspended", True, "Law of Ukraine 2136-IX, art. 6"),
            (UKRAINE, date(2022, 5, 1), "weekend", False, "weekly rhythm of the calendar"),
            (PEACETIME, date(2022, 5, 2), "rest_day_moved", False, "Labour Code of Ukraine, art. 67 part 3"),
            (PEACETIME, date(2026, 3, 9), "rest_day_moved", False, "Labour Code of Ukraine, art. 67 part 3"),
            (PEACETIME, date(2026, 8, 24), "holiday", False, "Labour Code of Ukraine, art. 73"),
        ],
    )
    def test_kinds_and_sources(
        self, calendar: WorkingCalendar, day: date, kind: str, working: bool, source: str
    ) -> None:
        """Each kind of day rests on its law, and names the calendar and its data."""
        reason = calendar.reason(day)

        assert (reason.kind, reason.working) == (kind, working)
        assert calendar.is_working(day) is working
        assert reason.source("en").startswith(source)
        assert reason.source("en").endswith(f"({say(f'value.calendar.{calendar.name}', 'en')}, {calendar.version})")

    def test_three_languages(self) -> None:
        """Reasons are told in three languages, with the holiday's name in each."""
        moved = PEACETIME.reason(date(2026, 3, 9))

        assert moved.text("ru") == "выходной, перенесённый с праздника 8 марта 2026 (Международный женский день)"
        assert moved.text("uk") == "вихідний, перенесений зі свята 8 березня 2026 (Міжнародний жіночий день)"
        assert moved.text("en") == "rest day moved from the holiday on 8 March 2026 (International Women's Day)"

    def test_every_holiday_is_named_in_each_language(self) -> None:
        """No holiday of the data is left with its Ukrainian name in Russian and English."""
        days = ukrainian_days(1992, 2100)
        names = {name for notes in (days.now, days.peacetime) for note in notes.values() for name in note.names}

        assert len(names) > 15
        assert not [name.uk for name in names if name.en == name.uk]

    def test_two_holidays_on_one_day(self) -> None:
        """A day that is two holidays names both."""
        assert PEACETIME.reason(date(2005, 5, 1)).text("en") == (
            "public holiday: Easter Sunday; International Workers' Solidarity Day"
        )


class TestUkrainianLaw:
    """The calendars against the data that they come from."""

    def test_the_law_as_it_stands(self) -> None:
        """`ukraine` is the data's own answer for each day of thirty years."""
        data = country_holidays("UA", years=range(1999, 2031))
        first, last = date(1999, 1, 1), date(2030, 12, 31)
        days = [first + timedelta(days=n) for n in range((last - first).days)]

        assert [day for day in days if data.is_working_day(day) is not UKRAINE.is_working(day)] == []

    def test_moved_rest_days(self) -> None:
        """Moving rest days by our own rule gives what the data has for the years that it computes itself."""
        years = range(2000, 2023)
        data, named = (country_holidays("UA", years=years, observed=observed) for observed in (True, False))
        exchanged = [day for day, name in named.items() if "substituted" in name]
        holidays = [day for day in named if day not in exchanged]

        assert len(holidays) > 200
        assert set(moved_rest_days(holidays, exchanged)) == set(data) - set(named)

    def test_peacetime_and_now_agree_before_the_suspension(self) -> None:
        """Up to 14 March 2022 both calendars are one."""
        start, days = date(1999, 1, 1), (date(2022, 3, 15) - date(1999, 1, 1)).days

        assert all(
            UKRAINE.is_working(start + timedelta(days=n)) is PEACETIME.is_working(start + timedelta(days=n))
            for n in range(days)
        )
        assert UKRAINE.is_working(date(2022, 5, 9)) is not PEACETIME.is_working(date(2022, 5, 9))


class TestDoubt:
    """A calendar says how far it can be trusted, and reads no clock."""

    def test_a_holiday_after_the_known_end_of_martial_law(self) -> None:
        """A term over a suspended holiday is provisional when martial law may have ended by then, and says so."""
        deadline = UKRAINE.deadline(parse_moment("2026-12-21T12:00+02:00"), working_days=7)

        assert deadline.last_day == date(2026, 12, 30)
        assert deadline.provisional
        assert deadline.doubts("en") == ("25 December 2026: becomes a day off if martial law has ended by then",)

    def test_no_day_that_could_differ(self) -> None:
        """After that day a term without such a day counts the same in war and peace: it is not provisional."""
        deadline = UKRAINE.deadline(parse_moment("2026-11-20T15:00+02:00"), working_days=7)

        assert deadline.last_day > UKRAINE.vouches_until
        assert not deadline.provisional
        assert deadline.doubts("en") == ()

    def test_a_moved_rest_day_could_differ_too(self) -> None:
        """Monday 1 June 2026 would be off for Pentecost in peacetime."""
        assert UKRAINE.doubt(date(2026, 6, 1)) == "suspension_may_end"
        assert UKRAINE.doubt(date(2026, 6, 2)) is None

    @pytest.mark.parametrize("calendar", [UKRAINE, PEACETIME])
    def test_a_year_whose_law_is_not_known(self, calendar: WorkingCalendar) -> None:
        """Beyond the year looked up every day is in doubt."""
        deadline = calendar.deadline(parse_moment("2026-12-28T12:00+02:00"), working_days=7)

        assert deadline.provisional
        assert deadline.doubts("en")[-1] == (
            f"1 January 2027 – {deadline.last_day.day} January 2027: "
            "the calendar does not yet know the law for this day"
        )

    def test_what_is_past_is_sure(self) -> None:
        """Terms within the days vouched for are final, over suspended holidays too."""
        deadline = UKRAINE.deadline(parse_moment("2025-12-22T12:00+02:00"), working_days=7)

        assert not deadline.provisional
        assert any(day.kind == "holiday_suspended" for day in deadline.days)

    @pytest.mark.parametrize("name", ["weekends_only", "every_day"])
    def test_calendars_that_need_no_law(self, name: str) -> None:
        """Calendars without a law vouch for all days that are counted."""
        assert not WorkingCalendar.named(name).deadline(parse_moment("2099-01-01T12:00Z"), working_days=7).provisional

    def test_vouching_until_a_later_day(self) -> None:
        """An operator who knows that martial law was extended says so, with the source on record."""
        longer = UKRAINE.vouching_until(date(2026, 12, 26), source="law X")
        lodged = parse_moment("2026-12-21T12:00+02:00")

        assert not longer.deadline(lodged, working_days=7).provisional
        assert longer.deadline(lodged, working_days=7).data_version.endswith("≤ 2026-12-26: law X")
        assert longer != UKRAINE
        assert longer.doubt(date(2027, 1, 1)) == "law_not_known"
        with pytest.raises(MomentError, match="give a later day"):
            longer.vouching_until(date(2026, 1, 1), source="law Y")

    def test_a_table_beyond_its_days(self) -> None:
        """Outside its known days a table counts by its weekend alone, and says that this is provisional."""
        before = own().deadline(parse_moment("2025-12-30T12:00Z"), working_days=3)
        after = own().deadline(parse_moment("2026-12-30T12:00Z"), working_days=3)

        assert [before.provisional, after.provisional] == [True, True]
        assert before.doubts("en") == ("31 December 2025: before the first day that the calendar knows",)
        assert not own().deadline(parse_moment("2026-11-20T12:00Z"), working_days=7).provisional


def test_a_calendar_shows_what_it_was_made_of() -> None:
    """Nothing that is worked out from it, such as how many working days lie before each day."""
    assert "array(" not in repr(own())


class TestTables:
    """Calendars of one's own."""

    def test_from_toml(self) -> None:
        """A TOML table gives holidays with names, extra working days, another weekend and its source."""
        calendar = WorkingCalendar.from_toml(
            tomllib.loads(
                """
                name = "company"
                version = "order 7"
                source = "order 7 of the director"
                first_known = 2026-01-01
                last_known = "2026-12-31"
                weekend = ["fri", "sat"]
                extra_working_days = [2026-11-27]
                [holidays]
                2026-11-24 = "Founders' Day"
                """
            )
        )

        assert calendar.nth_working_day(date(2026, 11, 22), 3) == date(2026, 11, 26)
        assert [calendar.is_working(date(2026, 11, day)) for day in (24, 27, 28, 29)] == [False, True, False, True]
        assert calendar.reason(date(2026, 11, 24)).text("ru") == "праздник: Founders' Day"
        assert calendar.reason(date(2026, 11, 24)).source("en") == "table (order 7 of the director)"
        assert calendar.reason(date(2026, 11, 27)).text("uk") == "додатковий робочий день"

    def test_a_holiday_whose_name_is_no_text(self) -> None:
        """It is told with the rest of what is wrong."""
        with pytest.raises(ProfileError, match=r"`holidays\.2026-11-24`: `7` is not a text"):
            own(holidays={"2026-11-24": 7})

    def test_a_holiday_without_a_name(self) -> None:
        """A plain list of days needs no names."""
        assert own(holidays=["2026-11-24"]).reason(date(2026, 11, 24)).text("en") == "public holiday"

    @pytest.mark.parametrize(
        ("changes", "problem"),
        [
            ({"holidays": ["2026-11-24"], "extra_working_days": ["2026-11-24"]}, "a holiday and an extra working day"),
            ({"holidays": ["2027-11-24"]}, "`2027-11-24` lies outside the known days"),
            ({"holidays": ["2026-02-30"]}, "`2026-02-30` is a day that does not exist"),
            ({"weekend": ["sat", "sunn"]}, "did you mean `sun`"),
            ({"weekend": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]}, "every weekday is off"),
            ({"name": "ukraine"}, "the name of a built-in calendar"),
            ({"version": ""}, "`version` is empty"),
            ({"last_known": "2025-12-31"}, "give them in order"),
            ({"last_known": "2500-12-31"}, "give them in order"),
            ({"last_known": datetime(2026, 12, 31, tzinfo=UTC)}, "is a moment"),
            ({"holidais": []}, "did you mean `holidays`"),
            ({"holidays": 5}, "`holidays`: `5` is neither a list nor a table"),
            ({"weekend": "sat"}, "`weekend`: `sat` is not a list"),
            ({"extra_working_days": [5]}, "`extra_working_days[1]`: `5` is not a date"),
        ],
    )
    def test_wrong_tables(self, changes: Mapping[str, object], problem: str) -> None:
        """A table that contradicts itself, or cannot be read, says what is wrong."""
        with pytest.raises(ProfileError) as caught:
            own(**changes)

        assert problem in str(caught.value)

    def test_every_mistake_is_told(self) -> None:
        """Everything that is wrong with a table is said at once."""
        with pytest.raises(ProfileError) as caught:
            own(name="ukraine", holidays=["2026-13-01", "2026-11-24"], extra_working_days=["2026-11-24"], weekend=["x"])
        with pytest.raises(ProfileError) as missing:
            WorkingCalendar.from_toml({})

        assert len(caught.value.problems) == 4
        assert len(missing.value.problems) == 4

    def test_names(self) -> None:
        """A misspelt calendar leads to the one that was meant; each name gives one calendar."""
        with pytest.raises(UsageError, match="did you mean `ukraine`"):
            WorkingCalendar.named("ukrain")

        assert [WorkingCalendar.named(name).name for name in NAMES] == list(NAMES)
        assert WorkingCalendar.named("ukraine") is UKRAINE


class TestCounting:
    """The single questions, and what is refused."""

    def test_the_day_itself_does_not_count(self) -> None:
        """The first working day after a Friday is Monday, and after a Saturday too."""
        assert UKRAINE.nth_working_day(date(2026, 11, 20), 1) == date(2026, 11, 23)
        assert UKRAINE.nth_working_day(date(2026, 11, 21), 1) == date(2026, 11, 23)
        assert UKRAINE.count(date(2026, 11, 20), date(2026, 12, 1)) == 7
        assert UKRAINE.count(date(2026, 11, 20), date(2026, 11, 20)) == 0

    def test_year_ends(self) -> None:
        """A term runs over the end of a year, a leap day and the ends of the days counted."""
        assert WEEKENDS.nth_working_day(date(2026, 12, 31), 1) == date(2027, 1, 1)
        assert WEEKENDS.nth_working_day(date(2028, 2, 28), 1) == date(2028, 2, 29)
        assert WEEKENDS.nth_working_day(date(1992, 1, 1), 1) == date(1992, 1, 2)
        assert WEEKENDS.nth_working_day(date(2100, 12, 30), 1) == date(2100, 12, 31)

    @pytest.mark.parametrize("n", [0, -1, -10_000, 10**9])
    def test_numbers_that_cannot_be_counted(self, n: int) -> None:
        """Counting starts at 1 and ends with the days counted."""
        with pytest.raises(MomentError):
            UKRAINE.nth_working_day(date(2026, 11, 20), n)

    @pytest.mark.parametrize("day", [date.min, date.max, date(1991, 12, 31), date(2101, 1, 1)])
    def test_days_that_are_not_counted(self, day: date) -> None:
        """Days outside the years counted are refused by every question, in words."""
        for question in (
            lambda: UKRAINE.nth_working_day(day, 1),
            lambda: UKRAINE.is_working(day),
            lambda: UKRAINE.count(min(day, date(2026, 1, 1)), max(day, date(2026, 1, 1))),
            lambda: UKRAINE.explain(day, 1),
        ):
            with pytest.raises(MomentError, match="lies outside"):
                question()

    def test_a_moment_is_no_day(self) -> None:
        """A moment given for a day is refused: in which zone would it be that day?"""
        moment = datetime(2026, 11, 20, tzinfo=UTC)

        with pytest.raises(MomentError, match="is a moment"):
            UKRAINE.nth_working_day(moment, 1)
        with pytest.raises(MomentError, match="is a moment"):
            UKRAINE.is_working(moment)

    def test_pendulum_dates(self) -> None:
        """A pendulum date counts like a plain one, and a plain one comes back."""
        last = UKRAINE.nth_working_day(pendulum.date(2026, 11, 20), 7)

        assert (type(last), last) == (date, date(2026, 12, 1))

    def test_counting_backwards(self) -> None:
        """An interval that ends before it starts is refused."""
        with pytest.raises(MomentError, match="earlier day first"):
            UKRAINE.count(date(2026, 11, 20), date(2026, 11, 19))


class TestDefectsOfOtherHelpdesks:
    """What other helpdesks got wrong again and again about working days."""

    def test_the_calendar_edited_later_rewriting_the_past(self) -> None:
        """A calendar cannot be edited; a new edition is another calendar, and old deadlines name the old one."""
        holidays = {"2026-11-24": "Founders' Day"}
        first = own(holidays=holidays)
        deadline = first.deadline(parse_moment("2026-11-20T12:00Z"), working_days=7)
        holidays["2026-11-25"] = "Another Day"
        second = own(holidays=holidays)

        assert first.is_working(date(2026, 11, 25))
        assert first != second
        assert first != "own"
        assert deadline.digest == first.digest != second.digest
        assert own(holidays={"2026-11-24": "Founders' Day"}).digest == first.digest
        with pytest.raises(TypeError):
            first.notes[date(2026, 11, 25)] = first.notes[date(2026, 11, 24)]  # type: ignore[index]  # under test
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            first.version = "2026-2"  # type: ignore[misc]  # the case under test

    def test_an_empty_or_all_holiday_calendar(self) -> None:
        """A calendar without a working day is refused; one whose known days are all holidays ends its search."""
        with pytest.raises(ProfileError, match="every weekday is off"):
            own(weekend=["mon", "tue", "wed", "thu", "fri", "sat", "sun"])
        year = [(date(2026, 1, 1) + timedelta(days=n)).isoformat() for n in range(365)]

        assert own(holidays=year).nth_working_day(date(2026, 1, 1), 1) == date(2027, 1, 1)

    def test_copies(self) -> None:
        """A calendar survives pickling and copying."""
        for again in (pickle.loads(pickle.dumps(PEACETIME)), copy.deepcopy(PEACETIME)):  # noqa: S301 - our own bytes
            assert again == PEACETIME
            assert hash(again) == hash(PEACETIME)
            assert again.nth_working_day(date(2026, 8, 21), 7) == date(2026, 9, 2)
