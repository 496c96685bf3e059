"""Until when the law behind a calendar is known, by what, and what a doubt decides (3.12; reading I-15)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import product

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from netpoint_stp.errors import MomentError, UsageError
from netpoint_stp.moments import KYIV, first_instant, parse_moment, zone
from netpoint_stp.policy.complaints.policy import ComplaintsPolicy
from netpoint_stp.policy.complaints.tables import ComplaintStatus
from netpoint_stp.regulation.profile import example_profile, read_profile
from netpoint_stp.rules import Decision, still_possible
from netpoint_stp.subjects.complaints import Complaint, ComplaintRoute, ComplaintSubject
from netpoint_stp.subjects.people import Standing
from netpoint_stp.working_days import NamedCalendar, WorkingCalendar
from netpoint_stp.working_days.bounds import DayView, term_bounds
from netpoint_stp.working_days.days import FIRST_DAY, LAST_DAY, Doubt
from netpoint_stp.working_days.known import known

pytestmark = pytest.mark.no_cover

UKRAINE = WorkingCalendar.named("ukraine")
PEACETIME = WorkingCalendar.named("ukraine_peacetime")
LODGED = parse_moment("2026-05-04T12:00+03:00")
TICK = timedelta(microseconds=1)


def complaint(lodged_at: datetime, answered_at: datetime) -> Complaint:
    """Make a complaint that was lodged and answered."""
    return Complaint(
        id="c1",
        channel="email",
        lodged_at=lodged_at,
        answered_at=answered_at,
        route=ComplaintRoute.COMPLAINTS_ADDRESS,
        marked=True,
        complainant=Standing.HOLDER,
        about=ComplaintSubject.CARRYING_OUT,
    )


class TestWhatShips:
    """The data that come with the library, and their sources."""

    def test_the_last_prolongation_that_two_sources_tell_of(self) -> None:
        """Law 4757-IX: 90 days from 05:30 on 3 February 2026, so 3 May is the last whole day known."""
        begins = parse_moment("2026-02-03T05:30", KYIV)
        ends = begins + timedelta(days=90)

        assert known().martial_law.day == ends.date() - timedelta(days=1) == date(2026, 5, 3)
        assert "4757-IX" in known().martial_law.source
        assert (UKRAINE.vouches_until, UKRAINE.known_by) == (known().martial_law.day, known().martial_law.source)
        assert PEACETIME.vouches_until == known().statutes.day == date(2026, 12, 31)

    def test_the_transfer_of_june_2022(self) -> None:
        """Order 1004-р of 26.08.2021 holds in peacetime alone: the suspension took transfers away with the holidays."""
        assert not PEACETIME.is_working(date(2022, 6, 27))
        assert PEACETIME.is_working(date(2022, 7, 2))
        assert PEACETIME.reason(date(2022, 6, 27)).text("en") == "day off in exchange for working on 2 July 2022"
        assert PEACETIME.reason(date(2022, 7, 2)).text("uk") == "робочий день замість вихідного 27 червня 2022"
        assert UKRAINE.is_working(date(2022, 6, 27))
        assert not UKRAINE.is_working(date(2022, 7, 2))

    def test_a_deadline_carries_what_makes_it_known(self) -> None:
        """The record and the explanation name the day and the law."""
        record = UKRAINE.deadline(LODGED, working_days=7).as_dict("en")
        told = ComplaintsPolicy().deadline(LODGED).explain("en").because[1]

        assert (record["calendar_known_until"], record["source"]) == ("2026-05-03", known().martial_law.source)
        assert "until 3 May 2026 (№ 4757-IX, № 40/2026)" in told
        assert "knows the law" not in str(
            ComplaintsPolicy(calendar=WorkingCalendar.named("every_day")).deadline(LODGED).explain("en")
        )


class TestKnownUntil:
    """The operator knows of a later law."""

    @pytest.mark.parametrize(("until", "doubt"), [("2026-05-07", "suspension_may_end"), ("2026-05-08", None)])
    def test_the_day_itself_is_known(self, until: str, doubt: str | None) -> None:
        """8 May 2026 would be a day off in peacetime: known from the day that is told on, not from the day before."""
        longer = UKRAINE.vouching_until(until, source="decree X")

        assert longer.doubt(date(2026, 5, 8)) == doubt
        assert longer.deadline(LODGED, working_days=7).provisional is (doubt is not None)

    @pytest.mark.parametrize(
        ("calendar", "shipped"), [(UKRAINE, known().martial_law.day), (PEACETIME, known().statutes.day)]
    )
    def test_the_day_that_ships_may_rest_on_another_source(self, calendar: WorkingCalendar, shipped: date) -> None:
        """By name and by the calendar alike: that day and the last one are taken, and none outside them."""
        for day in (shipped, LAST_DAY):
            made = NamedCalendar(calendar.name, day, "decree X").made()
            assert made == calendar.vouching_until(day, source="decree X")
            assert (made.vouches_until, made.known_by) == (day, "decree X")
        for day in (shipped - timedelta(days=1), LAST_DAY + timedelta(days=1)):
            with pytest.raises(MomentError):
                NamedCalendar(calendar.name, day, "decree X")
            with pytest.raises(MomentError):
                calendar.vouching_until(day, source="decree X")

    def test_in_a_profile(self) -> None:
        """`complaints.calendar_known_until` and `source` give what the API gives, and are told with each deadline."""
        plain = example_profile()
        told = plain.replace(
            'calendar = "ukraine" ', 'calendar_known_until = 2026-10-30\nsource = "decree X"\ncalendar = "ukraine" '
        )
        regulation = read_profile(told)
        computed = regulation.complaint_deadline(LODGED)

        assert regulation.complaints.calendar == UKRAINE.vouching_until(date(2026, 10, 30), source="decree X")
        assert not computed.value.provisional
        assert "30 October 2026 (decree X)" in computed.explain("en").because[1]

    @pytest.mark.parametrize(
        ("lines", "problem"),
        [
            ("calendar_known_until = 2026-10-30", "give the source"),
            ('source = "decree X"', "give both"),
            ('calendar_known_until = 2026-04-30\nsource = "X"', "no later day"),
            ('calendar_known_until = 2126-04-30\nsource = "X"', "no later day"),
            ('calendar_known_until = 20261030\nsource = "X"', "is not a date"),
            ('calendar_known_until = 2026-10-30\nsource = "X"\ncalendar = "every_day"', "rests on no law"),
            (
                'calendar_known_until = 2026-10-30\nsource = "X"\n'
                'calendar = {name = "own", version = "1", first_known = 2026-01-01, last_known = 2026-12-31}',
                "`last_known`",
            ),
        ],
    )
    def test_what_a_profile_cannot_say(self, lines: str, problem: str) -> None:
        """A day without its source, one that is known already, a calendar without a law: each is told."""
        with pytest.raises(UsageError, match=problem):
            read_profile(f'name = "x"\n[complaints]\n{lines}\n')

    def test_the_calendar_is_known_by_something(self) -> None:
        """Without a source there is nothing to look up."""
        with pytest.raises(UsageError, match="give the source"):
            UKRAINE.vouching_until(date(2026, 10, 30), source=" ")
        with pytest.raises(MomentError, match="counts from"):
            UKRAINE.vouching_until(date(2126, 10, 30), source="X")
        assert NamedCalendar("ukraine").made() is UKRAINE

    def test_a_new_source_is_another_calendar(self) -> None:
        """Records tell apart what was known by what."""
        by_x, by_y = (UKRAINE.vouching_until("2026-10-30", source=source) for source in "XY")

        assert len({UKRAINE.digest, by_x.digest, by_y.digest}) == 3


class TestWhatADoubtDecides:
    """Between the earliest and the latest end of a term, nobody can tell whether an answer is late."""

    @pytest.mark.parametrize(
        ("lodged", "answered", "possible"),
        [
            ("2026-05-04T12:00+03:00", "2026-05-13T23:59+03:00", {ComplaintStatus.ANSWERED_IN_TIME}),
            (
                "2026-05-04T12:00+03:00",
                "2026-05-14T00:30+03:00",
                {ComplaintStatus.ANSWERED_IN_TIME, ComplaintStatus.ANSWERED_LATE},
            ),
            ("2026-05-04T12:00+03:00", "2026-05-15T00:00+03:00", {ComplaintStatus.ANSWERED_LATE}),
            (
                "2027-05-03T12:00+03:00",
                "2027-05-13T00:30+03:00",
                {ComplaintStatus.ANSWERED_IN_TIME, ComplaintStatus.ANSWERED_LATE},
            ),
            ("2027-05-03T12:00+03:00", "2027-06-13T00:30+03:00", {ComplaintStatus.ANSWERED_LATE}),
            ("2025-05-05T12:00+03:00", "2025-05-15T00:00+03:00", {ComplaintStatus.ANSWERED_LATE}),
        ],
    )
    def test_status(self, lodged: str, answered: str, possible: set[ComplaintStatus]) -> None:
        """Late by `ukraine` and in time by `ukraine_peacetime` is open while nobody knows which of them will hold."""
        lodged_at, answered_at = parse_moment(lodged), parse_moment(answered)
        found = ComplaintsPolicy().status_of(complaint(lodged_at, answered_at), answered_at)

        assert still_possible(found.answer) == possible

    def test_once_known_it_is_decided(self) -> None:
        """The same answer is late when the law is known."""
        policy = ComplaintsPolicy(calendar=NamedCalendar("ukraine", date(2026, 10, 30), "decree X"))
        at = parse_moment("2026-05-14T00:30+03:00")
        found = policy.status_of(complaint(LODGED, at), at).answer

        assert isinstance(found, Decision)
        assert found.outcome is ComplaintStatus.ANSWERED_LATE

    @given(st.dates(date(2026, 4, 1), date(2026, 12, 10)), st.integers(1, 40))
    def test_law_the_bounds_are_those_of_every_end_of_martial_law(self, lodged: date, n: int) -> None:
        """Whenever martial law ends after what is known, the last day lies within the bounds; both are reached."""
        until, foreseen = UKRAINE.vouches_until, UKRAINE.foreseen_until
        ends = [until + timedelta(days=more) for more in range((foreseen - until).days + 1)]
        worlds = set()
        for end in ends[:: max(1, len(ends) // 60)]:
            day, left = lodged, n
            while left:
                day += timedelta(days=1)
                left -= (UKRAINE if day <= end else PEACETIME).is_working(day)
            worlds.add(day)
        bounds = UKRAINE.bounds(lodged, n)

        if max(worlds) <= foreseen:
            assert bounds.counted == bounds.earliest == min(worlds)
            assert bounds.latest == max(worlds) or bounds.latest > foreseen
            assert bounds.open or worlds == {bounds.counted}

    @given(st.dates(date(1993, 1, 1), date(2099, 12, 1)), st.integers(1, 30), st.sampled_from([UKRAINE, PEACETIME]))
    def test_law_bounds_hold_what_is_counted(self, lodged: date, n: int, calendar: WorkingCalendar) -> None:
        """Earliest, counted, latest stand in order, open only where provisional, and a deadline says the same."""
        bounds = calendar.bounds(lodged, n)
        deadline = calendar.deadline(first_instant(lodged, zone(KYIV)), working_days=n)

        assert bounds.earliest <= bounds.counted <= bounds.latest
        assert bounds.provisional is deadline.provisional
        assert bounds.provisional or not bounds.open
        ends = (bounds.earliest, bounds.counted, bounds.latest)
        dues = tuple(first_instant(day + timedelta(days=1), zone(KYIV)) for day in ends)
        assert dues == (deadline.due_earliest, deadline.due_before, deadline.due_latest)
        for due, off in product(dues, (-TICK, timedelta())):
            at = due + off
            assert deadline.doubt_decides(at) is (deadline.due_earliest <= at < deadline.due_latest)
            assert deadline.surely_late(at) + deadline.surely_in_time(at) + deadline.doubt_decides(at) == 1

    @given(st.dates(date(2027, 1, 1), date(2028, 12, 1)), st.integers(1, 8), st.data())
    def test_law_single_unknown_days(self, lodged: date, n: int, data: st.DataObject) -> None:
        """Where the law is not known, one working day more or one day off more stays within the bounds."""
        day = lodged + timedelta(days=data.draw(st.integers(1, 10)))
        week = WorkingCalendar.from_table(name="w", version="1", first_known="2020-01-01", last_known="2026-12-31")
        if week.is_working(day):
            other = attrs.evolve(week, notes={day: PEACETIME.reason(date(2026, 8, 24)).note})
            assert week.bounds(lodged, n).earliest <= other.nth_working_day(lodged, n) <= week.bounds(lodged, n).latest


class TestUntilWhichDayADoubtCounts:
    """A term is provisional for the days that it counts, the last one among them, and for no later day."""

    @pytest.mark.parametrize(("n", "last", "provisional"), [(3, 7, False), (4, 8, True), (5, 11, True)])
    def test_the_day_after_the_last_is_none_of_it(self, n: int, last: int, *, provisional: bool) -> None:
        """8 May 2026 may turn out a day off: a term that ends on the day before does not care."""
        bounds = UKRAINE.bounds(date(2026, 5, 4), n)

        assert (bounds.counted.day, bounds.provisional) == (last, provisional)

    @pytest.mark.parametrize(("n", "latest"), [(1, 15), (2, 17), (3, 21), (4, 23), (5, 27)])
    def test_where_no_law_is_known_every_other_working_day_counts(self, n: int, latest: int) -> None:
        """In March 2090, of which nothing is known yet: more than every other day off no law has ever taken."""
        assert PEACETIME.bounds(date(2090, 3, 13), n).latest == date(2090, 3, latest)


class TestWhatIsKnownIsNoDoubt:
    """A day off that the law gives is off, though another day of the term is in doubt."""

    def test_the_earliest_last_day_counts_no_day_off_that_is_known(self) -> None:
        """New Year is in doubt where the law ends with the year before it; Wednesday's holiday is none."""
        holidays = {date(2026, 12, 30), date(2027, 1, 1)}

        def view(day: date) -> DayView:
            weekend = day.weekday() > 4
            doubt: Doubt | None = "law_not_known" if day.year == 2027 else None
            return DayView(working=not weekend and day not in holidays, doubt=doubt, weekend=weekend)

        # 28, 29, 31 December, then 1 January, if it turns out to be worked on
        found = term_bounds(date(2026, 12, 27), 4, date(2027, 1, 4), view)
        assert (found.earliest, found.counted, found.provisional) == (date(2027, 1, 1), date(2027, 1, 4), True)

    @pytest.mark.parametrize("name", ["ukrain", "", "Ukraine"])
    def test_an_unknown_name_is_refused_before_anything_is_counted(self, name: str) -> None:
        """When the settings are read, not when the first complaint comes."""
        with pytest.raises(UsageError, match="calendar"):
            NamedCalendar(name)


class TestCountingBackwards:
    """The n-th working day before a day: reminders and what was due so long ago."""

    def test_examples(self) -> None:
        """The day itself does not count."""
        assert UKRAINE.nth_working_day_before(date(2026, 12, 1), 7) == date(2026, 11, 20)
        assert UKRAINE.nth_working_day_before(date(2026, 11, 23), 1) == date(2026, 11, 20)
        assert UKRAINE.nth_working_day_before(date(2026, 11, 22), 1) == date(2026, 11, 20)
        assert PEACETIME.nth_working_day_before(date(2026, 8, 25), 1) == date(2026, 8, 21)

    @given(st.dates(date(1993, 1, 1), date(2100, 6, 1)), st.integers(1, 60), st.sampled_from([UKRAINE, PEACETIME]))
    def test_law_there_and_back(self, day: date, n: int, calendar: WorkingCalendar) -> None:
        """Forwards and back by as many leads to the last working day up to where it began, and so the other way."""
        there = calendar.nth_working_day(day, n)
        back = calendar.nth_working_day_before(there, n)

        assert back <= day
        assert calendar.is_working(back) or back == day
        assert back == day or calendar.count(back, day) == 0
        before = calendar.nth_working_day_before(day, n)
        assert calendar.is_working(before)
        assert calendar.count(before, day - timedelta(days=1)) == n - 1

    @given(st.dates(date(1995, 1, 1), date(2099, 1, 1)), st.integers(1, 90))
    def test_law_numpy_counts_the_same(self, day: date, n: int) -> None:
        """With the holidays of peacetime, numpy's negative offsets agree where no Saturday works."""
        holidays = [at for at, note in PEACETIME.notes.items() if not note.working]
        extra = [at for at, note in PEACETIME.notes.items() if note.working and at.weekday() > 4]
        found = PEACETIME.nth_working_day_before(day, n)
        theirs = np.busday_offset(day, -n, roll="forward", holidays=holidays).astype(date)

        assert found == theirs or any(theirs <= at <= day for at in extra)

    @pytest.mark.parametrize("n", [0, -1, 1.0, True, "1"])
    def test_wrong_numbers(self, n: int) -> None:
        """A number of working days is a whole number from 1 on."""
        for count in (UKRAINE.nth_working_day, UKRAINE.nth_working_day_before, UKRAINE.bounds):
            with pytest.raises(MomentError):
                count(date(2026, 11, 20), n)

    def test_both_ends_are_counted(self) -> None:
        """The first and the last working day that a calendar has can be reached, and no day outside them."""
        every = [day for n in range(9) if UKRAINE.is_working(day := FIRST_DAY + timedelta(days=n))]
        latest = [day for n in range(9) if UKRAINE.is_working(day := LAST_DAY - timedelta(days=n))]

        assert UKRAINE.nth_working_day_before(every[3], 3) == every[0]
        assert UKRAINE.nth_working_day(latest[3], 3) == latest[0]
        with pytest.raises(MomentError, match="give fewer"):
            UKRAINE.nth_working_day_before(every[3], 4)
        with pytest.raises(MomentError, match="count no further"):
            UKRAINE.nth_working_day(latest[3], 4)

    def test_before_the_first_day(self) -> None:
        """Calendars count no further back than they begin."""
        with pytest.raises(MomentError, match="give fewer"):
            UKRAINE.nth_working_day_before(date(1992, 1, 3), 5)


class TestWrongKinds:
    """Texts, moments and zone names."""

    def test_texts_for_days(self) -> None:
        """A text is refused with advice, never an `AttributeError`; `vouching_until` reads it."""
        questions: tuple[Callable[[date], object], ...] = (
            UKRAINE.is_working,
            UKRAINE.reason,
            lambda day: UKRAINE.nth_working_day(day, 7),
        )
        for question in questions:
            with pytest.raises(MomentError, match="parse_date"):
                question("2026-11-30")  # type: ignore[arg-type]  # the case under test

    def test_a_zone_by_its_name(self) -> None:
        """As everywhere else."""
        by_name = UKRAINE.due_before(date(2026, 11, 20), working_days=7, zone="Europe/Kyiv")

        assert by_name == UKRAINE.due_before(date(2026, 11, 20), working_days=7, zone=zone(KYIV))
