"""What only shows at an edge: first and last days, days in doubt, a text that is just short enough."""

import itertools
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Any

import pytest

from netpoint_stp.errors import MomentError, ProfileError
from netpoint_stp.moments import parse_moment
from netpoint_stp.moments.durations import plain_duration
from netpoint_stp.moments.reading import has_offset
from netpoint_stp.moments.zones import require_aware, zone
from netpoint_stp.settings_files import structure
from netpoint_stp.wording import LANGUAGES, Language
from netpoint_stp.working_days import WorkingCalendar
from netpoint_stp.working_days.bounds import DayView, term_bounds
from netpoint_stp.working_days.calendar import _TERMS_REMEMBERED
from netpoint_stp.working_days.days import FIRST_DAY, LAST_DAY, DayNote
from netpoint_stp.working_days.known import known
from netpoint_stp.working_days.table import CalendarData

DAY = timedelta(days=1)
NAMES = ("ukraine", "ukraine_peacetime", "weekends_only", "every_day")
OFF = DayNote(kind="holiday", authority="table")
EXTRA = DayNote(kind="extra_working_day", authority="table")
KNOWN = (date(2026, 1, 1), date(2026, 6, 30))


def calendar(**changes: Any) -> WorkingCalendar:
    """Return a calendar of half a year, with some changes."""
    given: dict[str, Any] = {
        "name": "own", "version": "1", "weekend": frozenset({5, 6}), "notes": {}, "first_known": KNOWN[0],
        "vouches_until": KNOWN[1], "foreseen_until": date(2026, 9, 30),
    }  # fmt: skip
    return WorkingCalendar(**(given | changes))


def table(**changes: Any) -> WorkingCalendar:
    """Return the calendar of a table, with some changes."""
    given: dict[str, Any] = {"name": "own", "version": "1", "first_known": KNOWN[0], "last_known": KNOWN[1]}
    return WorkingCalendar.from_table(**(given | changes))


class TestTheEndsOfACalendar:
    """Every calendar counts from its first day to its last, both included."""

    @pytest.mark.parametrize("name", NAMES)
    def test_the_last_day_is_counted(self, name: str) -> None:
        """It is the last that a term can have, and what lies beyond is refused."""
        days = WorkingCalendar.named(name)
        last = LAST_DAY if days.is_working(LAST_DAY) else days.nth_working_day_before(LAST_DAY, 1)

        assert days.nth_working_day(last - DAY, 1) == last
        assert days.count(last - DAY, LAST_DAY) == 1
        with pytest.raises(MomentError, match="lie beyond"):
            days.nth_working_day(last, 1)
        with pytest.raises(MomentError, match="lies outside"):
            days.is_working(LAST_DAY + DAY)

    @pytest.mark.parametrize("name", NAMES)
    def test_nothing_lies_before_the_first_working_day(self, name: str) -> None:
        """Neither from that day nor from a day off before it; from the next one it is the first back."""
        days = WorkingCalendar.named(name)
        first = FIRST_DAY if days.is_working(FIRST_DAY) else days.nth_working_day(FIRST_DAY, 1)

        assert days.nth_working_day_before(first + DAY, 1) == first
        for day in {FIRST_DAY, first}:
            with pytest.raises(MomentError, match="lie before"):
                days.nth_working_day_before(day, 1)

    @pytest.mark.parametrize("name", NAMES)
    def test_a_term_in_doubt_stops_at_the_last_day(self, name: str) -> None:
        """No later day is looked at, and no bound lies before the other."""
        for back in range(1, 12):
            bounds = WorkingCalendar.named(name).bounds(LAST_DAY - back * DAY, 1 + back // 4)

            assert LAST_DAY - back * DAY < bounds.earliest <= bounds.counted <= bounds.latest <= LAST_DAY

    def test_what_is_remembered_has_an_end(self) -> None:
        """Terms of that many lengths are kept and no more; those beyond are counted all the same."""
        days = calendar()
        monday = date(2026, 2, 2)
        found = [days.nth_working_day(monday, n) for n in range(1, _TERMS_REMEMBERED + 4)]

        assert len(days._terms) == _TERMS_REMEMBERED
        assert found == [days.nth_working_day(monday, n) for n in range(1, _TERMS_REMEMBERED + 4)]
        assert [days.count(monday, day) for day in found] == list(range(1, _TERMS_REMEMBERED + 4))
        days.nth_working_day(monday + DAY, 1)
        assert len(days._terms[1]) == 2


class TestDoubt:
    """Which days may turn out otherwise."""

    def test_at_both_ends_of_what_is_known(self) -> None:
        """The first and the last day vouched for are sure; the day before and the day after are not."""
        contested = date(2026, 7, 1)
        days = calendar(contested=frozenset({KNOWN[1], contested}))

        assert [days.doubt(day) for day in (KNOWN[0] - DAY, *KNOWN, contested, contested + DAY)] == [
            "before_first_known", None, None, "suspension_may_end", None,
        ]  # fmt: skip
        assert [days.doubt(date(2026, 9, 30) + n * DAY) for n in (0, 1)] == [None, "law_not_known"]

    def test_bounds_against_every_way_that_the_days_can_turn_out(self) -> None:
        """The earliest last day is that of the kindest law, with weekends off; none is later than every other day."""
        monday = date(2026, 6, 1)
        doubts = (None, "suspension_may_end", "law_not_known")
        for kinds in itertools.product(doubts, (True, False), repeat=3):
            pairs = itertools.islice(itertools.cycle(zip(kinds[::2], kinds[1::2], strict=True)), 5)
            views = [DayView(bool(working), doubt, weekend=False) for doubt, working in pairs]  # type: ignore[arg-type]  # doubts come first
            views += [DayView(working=False, doubt=kinds[0], weekend=True)] * 2  # type: ignore[arg-type]  # as above
            views += [DayView(working=True, doubt=None, weekend=False)] * 20
            counted = _reached(views, 2, lambda each: each.working)
            kindest = _reached(views, 2, lambda each: each.working or (each.doubt is not None and not each.weekend))
            told = [None, *views]
            bounds = term_bounds(monday, 2, monday + counted * DAY, lambda day, told=told: told[(day - monday).days])  # type: ignore[misc]  # bound now

            doubted = any(each.doubt for each in views[:counted])
            assert bounds.provisional is doubted
            assert bounds.earliest == monday + (kindest if doubted else counted) * DAY
            assert bounds.latest >= bounds.counted >= bounds.earliest

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_a_doubt_is_told_where_there_is_one(self, lang: Language) -> None:
        """In the line of the day and in JSON; a day without doubt has none, and says null."""
        days = calendar()
        told = days.deadline(datetime(2026, 9, 29, 12, tzinfo=UTC), working_days=3)
        listed: Any = told.as_dict(lang)["days"]

        assert [each["doubt"] for each in listed] == [each.doubt_text(lang) or None for each in told.days]
        assert listed[0]["doubt"] is None
        assert listed[-1]["doubt"]
        assert [each.told(lang).count(";") for each in told.days] == [1 if each.doubt else 0 for each in told.days]

    @pytest.mark.parametrize("name", NAMES)
    def test_when_the_days_of_a_calendar_are_calendar_days(self, name: str) -> None:
        """Only where no day is off: neither a weekday nor any day of its list."""
        kind = WorkingCalendar.named(name).reason(date(2026, 2, 4)).kind

        assert WorkingCalendar.named(name).counts_every_day is (name == "every_day")
        assert kind == ("every_day" if name == "every_day" else "ordinary")
        rest: list[tuple[tuple[int, ...], dict[date, DayNote], bool]] = [
            ((), {}, True),
            ((), {KNOWN[0]: EXTRA}, True),
            ((), {KNOWN[0]: EXTRA, KNOWN[1]: OFF}, False),
            ((6,), {KNOWN[0]: EXTRA}, False),
        ]
        for weekend, notes, every in rest:
            assert calendar(weekend=frozenset(weekend), notes=notes).counts_every_day is every


class TestWhatACalendarIs:
    """Digests and tables."""

    def test_a_digest_does_not_depend_on_the_order_in_which_days_are_given(self) -> None:
        """It was written down once: sets of days come in another order in each process."""
        days = [date(2026, 7, day) for day in (9, 3, 27, 1, 15, 21, 2, 30)]
        one = calendar(notes=dict.fromkeys(days, OFF), contested=frozenset(days))
        other = calendar(notes=dict.fromkeys(sorted(days), OFF), contested=frozenset(days))

        assert (one.digest, list(one.notes)) == (other.digest, sorted(days))
        assert one.digest == "61e09f9e985ca3f1"

    @pytest.mark.parametrize(
        ("value", "written"),
        [
            (["2026-01-01"], True),
            ({"2026-01-01": "New Year", "2026-01-07": ""}, True),
            ({"2026-01-01": "New Year", "2026-01-07": 7}, False),
            ({"2026-01-01": "New Year", 20260107: "x"}, False),
            (["2026-01-01", 20260107], False),
            ("2026-01-01", False),
        ],
    )
    def test_days_as_they_are_written(self, value: object, written: bool) -> None:
        """Every one of them must be a day, and each name a text."""
        read = structure(CalendarData, {"holidays": value})

        assert read.is_whole("holidays") is written

    def test_all_that_is_wrong_is_said_in_the_order_of_days(self) -> None:
        """Whichever list a day outside the known ones stands in."""
        both = [f"2026-05-{day:02}" for day in (9, 3, 27, 1, 15)]
        outside = [f"2026-07-{day:02}" for day in (9, 3, 27, 1)]
        with pytest.raises(ProfileError) as told:
            table(holidays=[*both, *outside[:2]], extra_working_days=[*both, *outside[2:]])

        said = str(told.value)
        assert [said.index(f"`{day}` is a holiday") for day in sorted(both)] == sorted(
            said.index(f"`{day}` is a holiday") for day in both
        )
        assert [said.index(f"`{day}` lies outside") for day in sorted(outside)] == sorted(
            said.index(f"`{day}` lies outside") for day in outside
        )

    @pytest.mark.parametrize("wrong", ["first_known", "last_known"])
    def test_a_day_that_cannot_be_read_is_the_only_fault_told(self, wrong: str) -> None:
        """With one end unknown, nothing is said of what lies outside."""
        with pytest.raises(ProfileError) as told:
            table(**{wrong: "some day"}, holidays=["2030-01-01"])

        assert "some day" in str(told.value)
        assert "lies outside" not in str(told.value)

    @pytest.mark.parametrize(
        ("first", "last", "fine"),
        [
            (FIRST_DAY, LAST_DAY, True),
            (KNOWN[0], KNOWN[0], True),
            (FIRST_DAY - DAY, LAST_DAY, False),
            (FIRST_DAY, LAST_DAY + DAY, False),
            (KNOWN[1], KNOWN[0], False),
        ],
    )
    def test_the_days_known_lie_within_those_counted(self, first: date, last: date, fine: bool) -> None:
        """Both ends included; one day alone will do."""
        if fine:
            assert table(first_known=first, last_known=last).first_known == first
        else:
            with pytest.raises(ProfileError, match="are no days to know"):
                table(first_known=first, last_known=last)

    def test_a_holiday_without_a_name_has_none(self) -> None:
        """One with a name has it in every language."""
        days = table(holidays={"2026-01-01": "New Year", "2026-01-07": ""})

        assert [len(note.names) for note in days.notes.values()] == [1, 0]


class Own(datetime):
    """A moment of another library."""


class Missing(Own):
    """A moment that is none."""

    def __ne__(self, other: object) -> bool:
        return True


class TwoHours(tzinfo):
    """A zone of another library."""

    def utcoffset(self, at: datetime | None, /) -> timedelta | None:
        """Return two hours."""
        return timedelta(hours=2)

    def dst(self, at: datetime | None, /) -> timedelta | None:
        """Return none."""
        return timedelta()

    def tzname(self, at: datetime | None, /) -> str | None:
        """Tell no name."""
        return None


class TestZonesOfOtherLibraries:
    """A zone may tell its IANA name in any of three places."""

    @pytest.mark.parametrize("told", [{"key"}, {"name"}, {"zone"}, {"key", "zone"}, {"name", "zone"}, set()])
    def test_where_it_tells_its_name(self, told: set[str]) -> None:
        """In any of them; one that tells it nowhere is refused."""

        class Foreign(tzinfo):
            def utcoffset(self, at: datetime | None, /) -> timedelta | None:
                return None if at is None else timedelta(hours=2)

            def dst(self, at: datetime | None, /) -> timedelta | None:
                return self.utcoffset(at)

            def tzname(self, at: datetime | None, /) -> str | None:
                return None

        foreign = Foreign()
        for place in told:
            setattr(foreign, place, "Europe/Kyiv")
        if told:
            assert zone(foreign).key == "Europe/Kyiv"
        else:
            with pytest.raises(MomentError, match="does not tell its name"):
                zone(foreign)


class TestMomentsOfOtherLibraries:
    """A moment of another kind is made a plain one of the same instant."""

    @pytest.mark.parametrize("its", [timezone(timedelta(hours=5), "X"), timezone.utc, TwoHours()])  # noqa: UP017
    def test_its_offset_stays(self, its: tzinfo) -> None:
        """A zone of the standard library as it is, of any other its offset."""
        plain = require_aware(Own(2026, 3, 2, 12, tzinfo=its))

        assert type(plain) is datetime
        assert plain == datetime(2026, 3, 2, 12, tzinfo=its)
        assert plain.tzinfo is its if isinstance(its, timezone) else plain.tzinfo == timezone(timedelta(hours=2))

    def test_a_missing_one_is_said_to_be_missing(self) -> None:
        """It is not even itself."""
        with pytest.raises(MomentError, match="it is missing"):
            require_aware(Missing(2026, 3, 2, 12, tzinfo=UTC))


class TestTransfersOfDaysOff:
    """Days off that the Cabinet moved are in the calendar, whether or not the data set of holidays has them."""

    def test_each_day_off_has_its_working_day(self) -> None:
        """In the calendar without martial law: both days of the pair; one of them alone would be no transfer."""
        days = WorkingCalendar.named("ukraine_peacetime")

        assert known().transfers
        for each in known().transfers:
            assert (days.is_working(each.day_off), days.is_working(each.working)) == (False, True)


class TestMomentsAsTexts:
    """Lengths and fractions."""

    def test_how_long_a_text_may_be(self) -> None:
        """64 signs with the blanks round it, and no more."""
        text = "2026-03-02T12:00:00+02:00"

        assert parse_moment(text.ljust(64)) == parse_moment(text)
        assert (has_offset(text.ljust(64)), has_offset(text.ljust(65))) == (True, False)
        with pytest.raises(MomentError):
            parse_moment(text.ljust(65))

    @pytest.mark.parametrize(
        ("text", "given"),
        [("2026-03-02T12:00Z", True), ("2026-03-02T12:00-02", True), ("2026-03-02T12:00", False), ("noon", False)],
    )
    def test_whether_a_text_has_its_offset(self, text: str, given: bool) -> None:
        """UTC or a sign; a text that is no moment has none."""
        assert has_offset(text) is given

    @pytest.mark.parametrize("digits", ["1", "12", "123456", "1234569"])
    def test_fractions_of_a_second(self, digits: str) -> None:
        """Read to the microsecond; what is smaller is cut off."""
        assert parse_moment(f"2026-03-02T12:00:00.{digits}Z").microsecond == int(f"{digits:0<6}"[:6])

    @pytest.mark.parametrize(
        ("offset", "fine"), [("+18:00", True), ("-18:59", True), ("+19:00", False), ("+02:60", False)]
    )
    def test_how_far_an_offset_goes(self, offset: str, fine: bool) -> None:
        """To 18 hours and 59 minutes; no clock of the world is further away."""
        if fine:
            assert parse_moment(f"2026-03-02T12:00{offset}").utcoffset() is not None
        else:
            with pytest.raises(MomentError):
                parse_moment(f"2026-03-02T12:00{offset}")

    def test_an_interval_has_a_length_though_it_spans_months(self) -> None:
        """Between two moments the time is known; of a number of months it is not."""

        class Counted(timedelta):
            months = 1
            years = 0

        class Interval(Counted):
            start = KNOWN[0]

        assert plain_duration(Interval(days=31)) == timedelta(days=31)
        with pytest.raises(MomentError, match="counts years or months"):
            plain_duration(Counted(days=31))


def _reached(views: list[DayView], n: int, works: Any) -> int:
    """Return how many days after the first the n-th working one comes."""
    return [at for at, each in enumerate(views, 1) if works(each)][n - 1]
