"""Moments: what is read, what is refused, what people are told."""

import subprocess
import sys
import zoneinfo
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pendulum
import pytest
from hypothesis import given
from hypothesis import strategies as st

from netpoint_stp.errors import MomentError
from netpoint_stp.moments import (
    KYIV,
    first_instant,
    in_zone,
    parse_date,
    parse_duration,
    parse_moment,
    plain_date,
    require_aware,
    since_1970,
    tell_date,
    tell_duration,
    tell_moment,
    tell_weekday,
    tz_data_version,
    wall_moment,
    zone,
)

KYIV_ZONE = ZoneInfo(KYIV)
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


class TestReading:
    """Text becomes a moment only where it says one."""

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("2026-11-20T15:00:00+02:00", datetime(2026, 11, 20, 13, tzinfo=UTC)),
            ("2026-11-20t15:00z", datetime(2026, 11, 20, 15, tzinfo=UTC)),
            ("2026-11-20 15:00+0200", datetime(2026, 11, 20, 13, tzinfo=UTC)),
            ("2026-11-20T15:00-03", datetime(2026, 11, 20, 18, tzinfo=UTC)),
            ("2026-11-20T15:00:00,123456789Z", datetime(2026, 11, 20, 15, 0, 0, 123456, tzinfo=UTC)),
            ("2026-12-31T24:00:00Z", datetime(2027, 1, 1, tzinfo=UTC)),
        ],
    )
    def test_accepted_forms(self, text: str, expected: datetime) -> None:
        """A full moment is read with its offset; 24:00 is the end of its day."""
        moment = parse_moment(text)

        assert moment == expected
        assert type(moment) is datetime

    @pytest.mark.parametrize(
        "text",
        [
            "now",
            "today",
            "",
            "2026-11-20",
            "15:00Z",
            "20.11.2026 15:00",
            "2026-11-20T25:00Z",
            "2026-11-20T24:00:01Z",
            "2026-11-20T24:00:00.5Z",
            "2026-06-30T23:59:60Z",
            "2026-02-29T10:00Z",
            "2026-11-20T15:00+25:00",
            "２０２６-11-20T15:00Z",
            "9999-12-31T24:00Z",
            "2026-11-20T15:00:00Z" + " " * 100,
        ],
    )
    def test_refused_forms(self, text: str) -> None:
        """Words, parts of moments, times that no clock shows and other forms are refused, never guessed."""
        with pytest.raises(MomentError):
            parse_moment(text)

    def test_a_moment_without_zone_is_refused(self) -> None:
        """Text without an offset is no moment, and above all not one in UTC."""
        with pytest.raises(MomentError, match=r"has no zone; give it with its offset"):
            parse_moment("2026-11-20T15:00:00")

    def test_a_zone_given_reads_the_clock_there(self) -> None:
        """With a zone, clock time without an offset is read there, and a moment comes back in it."""
        assert parse_moment("2026-11-20T15:00", KYIV) == datetime(2026, 11, 20, 15, tzinfo=KYIV_ZONE)
        assert parse_moment("2026-11-20T13:00Z", zone=KYIV).tzinfo is KYIV_ZONE

    def test_skipped_and_repeated_times(self) -> None:
        """A time that the clocks skip is refused; one that they show twice needs its offset."""
        with pytest.raises(MomentError, match="skip"):
            parse_moment("2026-03-29T03:30", KYIV)
        with pytest.raises(MomentError, match=r"twice; say which by its offset, `\+03:00` or `\+02:00`"):
            parse_moment("2026-10-25T03:30", KYIV)

        assert parse_moment("2026-10-25T03:30+02:00", KYIV).astimezone(UTC) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)

    @given(st.datetimes(timezones=st.sampled_from([ZoneInfo(name) for name in ZONES])))
    def test_what_is_written_is_read(self, moment: datetime) -> None:
        """Reading what `isoformat` wrote gives the same instant, where its offset is of whole minutes."""
        offset = moment.utcoffset()
        if offset is not None and not offset % timedelta(minutes=1):
            assert parse_moment(moment.isoformat()) - datetime(2000, 1, 1, tzinfo=UTC) == moment - datetime(
                2000, 1, 1, tzinfo=UTC
            )

    @given(st.text(max_size=80))
    def test_any_text_is_read_or_refused(self, text: str) -> None:
        """No text gets another error than the one for the person at the desk."""
        for read in (parse_moment, parse_date, parse_duration):
            with suppress(MomentError):
                read(text)

    def test_dates(self) -> None:
        """A date is read in one form only, and exists."""
        assert parse_date("2028-02-29") == date(2028, 2, 29)
        for text in ("2026-02-29", "2026-2-1", "20260201", "2026-02-01T00:00", "0000-01-01"):
            with pytest.raises(MomentError):
                parse_date(text)

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("PT4H", timedelta(hours=4)),
            ("PT1H30M", timedelta(minutes=90)),
            ("P1DT1S", timedelta(days=1, seconds=1)),
            ("P2W", timedelta(weeks=2)),
            ("90m", timedelta(minutes=90)),
            ("30 min", timedelta(minutes=30)),
            ("4 h", timedelta(hours=4)),
            ("7d", timedelta(days=7)),
            ("PT0S", timedelta(0)),
        ],
    )
    def test_durations(self, text: str, expected: timedelta) -> None:
        """ISO durations of fixed length and the short forms are read."""
        assert parse_duration(text) == expected

    @pytest.mark.parametrize(
        "text", ["P1Y", "P1M", "P", "PT", "-PT4H", "-4h", "4", "4 parsecs", "P999999999W", "P10000000000D", ""]
    )
    def test_refused_durations(self, text: str) -> None:
        """Years, months, negative and endless lengths are refused."""
        with pytest.raises(MomentError):
            parse_duration(text)


def test_the_line_of_time_begins_in_1970() -> None:
    """Whatever the zone of the moment."""
    assert since_1970(datetime(1970, 1, 1, 3, tzinfo=ZoneInfo("Europe/Kyiv"))) == timedelta()


class TestOffsets:
    """What clocks are ahead or behind."""

    def test_the_largest_that_is_written(self) -> None:
        """Eighteen hours, as in other libraries of time; more is a slip of the pen."""
        assert parse_moment("2026-11-20T15:00:00+18:00").utcoffset() == timedelta(hours=18)
        with pytest.raises(MomentError, match="no place uses"):
            parse_moment("2026-11-20T15:00:00+19:00")

    @pytest.mark.parametrize("name", ["localtime", "right/Europe/Kyiv"])
    def test_a_zone_of_each_machine_is_refused_as_an_object_too(self, name: str) -> None:
        """However it was made: the same instant would stand at another time of day elsewhere."""
        try:
            made = ZoneInfo(name)
        except zoneinfo.ZoneInfoNotFoundError:
            pytest.skip(f"no {name} here")
        with pytest.raises(MomentError, match="not one of the IANA names"):
            in_zone(datetime(2026, 11, 20, tzinfo=UTC), made)


class TestZones:
    """Zones are named, moments aware."""

    def test_names(self) -> None:
        """The old name of the zone is a link to the new one; a plain zone comes back from pendulum's."""
        assert zone("Europe/Kiev") is zone(KYIV) is zone(pendulum.timezone("Europe/Kiev"))
        assert zone(UTC).key == "UTC"
        assert type(zone(pendulum.timezone(KYIV))) is ZoneInfo

    @pytest.mark.parametrize("name", ["", "Europe", "../Kyiv", "/etc/localtime", "localtime", "right/UTC", "x" * 999])
    def test_unknown_names(self, name: str) -> None:
        """What is no zone name, or another zone on each machine, is refused."""
        with pytest.raises(MomentError):
            zone(name)

    def test_a_near_miss_is_named(self) -> None:
        """A misspelt zone leads to the one that was meant."""
        with pytest.raises(MomentError, match=r"did you mean `Europe/Kyiv`\?"):
            zone("Europe/Kyev")

    def test_an_offset_is_no_zone(self) -> None:
        """A fixed offset has no rules for summer time."""
        with pytest.raises(MomentError, match="offset, not a zone"):
            zone(timezone(timedelta(hours=2)))

    def test_naive_moments_are_refused(self) -> None:
        """A moment without a zone is refused, and so is a date."""
        with pytest.raises(MomentError, match="has no zone"):
            require_aware(datetime(2026, 11, 20))  # noqa: DTZ001 - the case under test
        with pytest.raises(MomentError, match="not a moment"):
            require_aware(date(2026, 11, 20))  # type: ignore[arg-type]  # the case under test

    @pytest.mark.parametrize(
        "moment",
        [
            pendulum.datetime(2026, 10, 25, 3, 30, tz=KYIV, fold=0),
            pendulum.datetime(2026, 10, 25, 3, 30, tz=KYIV, fold=1),
            pendulum.datetime(2026, 11, 20, tz="UTC"),
            pendulum.parse("2026-11-20T15:00:00+02:00"),
            pendulum.DateTime(2026, 11, 20, tzinfo=KYIV_ZONE),
        ],
    )
    def test_pendulum_moments(self, moment: datetime) -> None:
        """A pendulum moment becomes the standard library's of the same instant."""
        plain = require_aware(moment)

        assert type(plain) is datetime
        assert plain.timestamp() == moment.timestamp()
        assert plain.utcoffset() == moment.utcoffset()

    def test_dates_are_no_moments(self) -> None:
        """A moment is not a date; a pendulum date becomes a plain one."""
        assert type(plain_date(pendulum.date(2026, 11, 20))) is date
        with pytest.raises(MomentError, match="is a moment"):
            plain_date(datetime(2026, 11, 20, tzinfo=UTC))

    def test_the_ends_of_the_calendar(self) -> None:
        """The first and last instants get words instead of an overflow."""
        first, last = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)

        for moment, name in ((first, "America/New_York"), (last, "Pacific/Apia")):
            with pytest.raises(MomentError, match="ends of the calendar"):
                in_zone(moment, zone(name))
        with pytest.raises(MomentError, match="ends of the calendar"):
            first_instant(first.date(), zone("Pacific/Apia"))
        assert first_instant(last.date(), zone("Pacific/Apia")).day == 31

    def test_wall_moments_outside_changes(self) -> None:
        """Away from clock changes, each clock time is one moment."""
        wall = datetime(2026, 7, 1, 12)  # noqa: DTZ001 - on the wall clock

        assert wall_moment(wall, KYIV_ZONE) == datetime(2026, 7, 1, 9, tzinfo=UTC)

    @pytest.mark.parametrize(("length", "told"), [(40, "`" + "x" * 40 + "`"), (41, "`" + "x" * 40 + "…`")])
    def test_an_error_shows_a_line_of_what_was_given(self, length: int, told: str) -> None:
        """And no more of it than forty characters."""
        with pytest.raises(MomentError) as error:
            zone("x" * length)

        assert told in str(error.value)

    @pytest.mark.parametrize(
        ("name", "day", "expected"),
        [
            (KYIV, date(2026, 12, 2), "2026-12-02T00:00:00+02:00"),
            (KYIV, date(1983, 10, 1), "1983-10-01T00:00:00+03:00"),  # 24:00 → 23:00: the second midnight
            ("America/St_Johns", date(2010, 11, 7), "2010-11-07T00:00:00-03:30"),  # 00:01 → 23:01
            ("America/Havana", date(2023, 11, 5), "2023-11-05T00:00:00-04:00"),  # 01:00 → 00:00: the first
            ("America/Sao_Paulo", date(2018, 11, 4), "2018-11-04T01:00:00-02:00"),  # midnight is skipped
            ("America/Toronto", date(1919, 3, 31), "1919-03-31T00:30:00-04:00"),  # 23:30 → 00:30
            ("America/Toronto", date(1919, 10, 26), "1919-10-26T00:00:00-05:00"),  # 24:00 → 23:00
            ("Pacific/Apia", date(2011, 12, 30), "2011-12-31T00:00:00+14:00"),  # a day that never was
        ],
    )
    def test_where_days_begin(self, name: str, day: date, expected: str) -> None:
        """A day begins when the day before is over for good, whatever the clocks do at midnight."""
        assert first_instant(day, zone(name)).isoformat() == first_instant(day, name).isoformat() == expected

    @given(st.dates(date(1900, 1, 2), date(2199, 12, 30)), st.sampled_from(sorted(available_timezones())))
    def test_days_begin_once(self, day: date, name: str) -> None:
        """Just before its first instant the day has not begun, at it the day before is over; everywhere."""
        its_zone = ZoneInfo(name)
        first = first_instant(day, its_zone).astimezone(UTC)

        assert (first - timedelta(microseconds=1)).astimezone(its_zone).date() < day
        assert all((first + timedelta(minutes=15 * n)).astimezone(its_zone).date() >= day for n in range(192))

    def test_the_time_zone_data_is_named(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Which time-zone data is in use can be put on record: the system's, with its version, before the package's."""
        named = tz_data_version.__wrapped__
        (tmp_path / "Europe").mkdir()
        (tmp_path / "Europe" / "Kyiv").touch()

        monkeypatch.setattr(zoneinfo, "TZPATH", (str(tmp_path),))
        assert named() == f"system sha256:{sha256(b'').hexdigest()[:16]}"
        (tmp_path / "Europe" / "Kyiv").write_bytes(b"TZif")
        assert named() == f"system sha256:{sha256(b'TZif').hexdigest()[:16]}"
        monkeypatch.setattr(metadata, "version", lambda _: "2026.6")
        (tmp_path / "version").write_text("2025b")
        assert named() == "system 2025b (older than tzdata 2026.6)"
        (tmp_path / "version").write_text("2026f")
        assert named() == "system 2026f"
        (tmp_path / "tzdata.zi").write_text("# version 2099z\nR a\n")
        assert named("Europe/Kiev") == "system 2099z"
        monkeypatch.setattr(zoneinfo, "TZPATH", ())
        assert named() == f"tzdata {metadata.version('tzdata')}"
        assert tz_data_version().split()[0] in {"system", "tzdata"}

    def test_nothing_heavy_is_loaded_early(self) -> None:
        """Neither pendulum nor the data of holidays is loaded before someone needs them."""
        code = (
            "import sys, netpoint_stp.hours, netpoint_stp.working_days as days; "
            "days.WorkingCalendar.named('weekends_only'); "
            "sys.exit(len({'holidays', 'pendulum', 'phonenumbers'} & sys.modules.keys()))"
        )

        assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603 - our own


class TestTelling:
    """What people read, in three languages."""

    def test_dates_and_weekdays(self) -> None:
        """Months stand in the genitive and weekdays in the nominative."""
        day = date(2026, 11, 20)

        assert [tell_date(day, lang) for lang in ("ru", "uk", "en")] == [
            "20 ноября 2026",
            "20 листопада 2026",
            "20 November 2026",
        ]
        assert [tell_weekday(day, lang) for lang in ("ru", "uk", "en")] == ["пятница", "п’ятниця", "Friday"]

    def test_moments_say_their_offset(self) -> None:
        """An hour that comes twice is told apart by the offset."""
        first, second = (datetime(2026, 10, 25, 3, 30, tzinfo=KYIV_ZONE, fold=fold) for fold in (0, 1))

        assert tell_moment(first, "en") == "25 October 2026, 03:30 (UTC+3)"
        assert tell_moment(second, "ru") == "25 октября 2026, 03:30 (UTC+2)"
        assert tell_moment(first, "uk", "Asia/Kathmandu") == "25 жовтня 2026, 06:15 (UTC+5:45)"
        assert tell_moment(first.replace(second=7), "en", "UTC") == "25 October 2026, 00:30:07 (UTC)"

    @pytest.mark.parametrize(
        ("count", "ru", "uk", "en"),
        [
            (0, "0 секунд", "0 секунд", "0 seconds"),
            (1, "1 секунда", "1 секунда", "1 second"),
            (2, "2 секунды", "2 секунди", "2 seconds"),
            (5, "5 секунд", "5 секунд", "5 seconds"),
            (11, "11 секунд", "11 секунд", "11 seconds"),
            (21, "21 секунда", "21 секунда", "21 seconds"),
            (22, "22 секунды", "22 секунди", "22 seconds"),
            (
                93_784,
                "1 день 2 часа 3 минуты 4 секунды",
                "1 день 2 години 3 хвилини 4 секунди",
                "1 day 2 hours 3 minutes 4 seconds",
            ),
            (21 * 86_400, "21 день", "21 день", "21 days"),
        ],
    )
    def test_durations(self, count: int, ru: str, uk: str, en: str) -> None:
        """Numbers take the right plural; 21 days stay days."""
        length = timedelta(seconds=count)

        assert (tell_duration(length, "ru"), tell_duration(length, "uk"), tell_duration(length, "en")) == (ru, uk, en)

    def test_a_negative_length_is_refused(self) -> None:
        """There is nothing to tell people about a negative length."""
        with pytest.raises(MomentError, match="negative"):
            tell_duration(timedelta(seconds=-1), "en")


@pytest.mark.parametrize("read", [parse_moment, parse_date, parse_duration])
@pytest.mark.parametrize("other", [None, 3, True, b"2026-11-30", date(2026, 11, 30), timedelta(1), []])
def test_what_is_no_text_is_refused_with_advice(read: Any, other: object) -> None:
    """A value of another kind is an error of the library as any other text is, and says what to give."""
    with pytest.raises(MomentError, match="give"):
        read(other)
