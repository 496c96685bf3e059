"""Service time counted backwards (2.1.5), lengths of time of other libraries, and what is no moment or length."""

from datetime import UTC, datetime, timedelta

import pandas as pd
import pendulum
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.time.test_hours_laws import Model, models, near_changes

from netpoint_stp.errors import MomentError, NetPointError
from netpoint_stp.hours import ServiceHours
from netpoint_stp.moments import in_zone, parse_moment, plain_duration, require_aware, tell_duration, zone
from netpoint_stp.policy.errors_notified.policy import ErrorsNotifiedPolicy
from netpoint_stp.policy.notices import NoticesPolicy
from netpoint_stp.policy.queue.policy import QueuePolicy
from netpoint_stp.policy.reaction.policy import ReactionPolicy, SupportLevel
from netpoint_stp.policy.refusal.policy import RefusalPolicy

pytestmark = pytest.mark.no_cover

PUBLISHED = ServiceHours.published()
HOUR = timedelta(hours=1)
TICK = timedelta(microseconds=1)


def at(text: str) -> datetime:
    """Return a moment in Kyiv."""
    return parse_moment(text, "Europe/Kyiv")


class TestBefore:
    """The moment so much service time earlier: reminders."""

    @pytest.mark.parametrize(
        ("end", "hours", "found"),
        [
            ("2026-11-23T10:30", 1, "2026-11-23T09:30"),
            ("2026-11-23T08:30", 1, "2026-11-22T23:30"),
            ("2026-11-23T24:00", 16, "2026-11-23T08:00"),
            ("2026-11-23T03:00", 1, "2026-11-22T23:00"),
            ("2026-11-23T09:00", 1, "2026-11-23T08:00"),
            ("2026-11-23T03:00", 0, "2026-11-23T03:00"),
            ("2026-11-23T12:00", 32, "2026-11-21T12:00"),
            ("2026-10-26T09:00", 17, "2026-10-25T08:00"),
        ],
    )
    def test_published_hours(self, end: str, hours: int, found: str) -> None:
        """The last moment from which so much service time passes: an opening rather than the closing before it."""
        assert PUBLISHED.before(at(end), hours * HOUR).isoformat() == at(found).isoformat()

    def test_the_last_opening(self) -> None:
        """While open, when that began; while closed, when the last service did; at the opening itself, that."""
        openings = {
            "2026-11-23T10:00": "2026-11-23T08:00",
            "2026-11-23T08:00": "2026-11-23T08:00",
            "2026-11-23T07:59": "2026-11-22T08:00",
            "2026-11-23T24:00": "2026-11-23T08:00",
        }
        assert {moment: PUBLISHED.last_opening(at(moment)) for moment in openings} == {
            moment: at(opening) for moment, opening in openings.items()
        }
        weekend = ServiceHours.weekly({"sat": "22:00-24:00", "sun": "00:00-06:00"}).with_closed(
            [f"2026-0{month}-{day:02}" for month in range(1, 10) for day in range(1, 29)]
        )
        assert weekend.last_opening(at("2026-09-28T12:00")).isoformat() < at("2026-09-28T12:00").isoformat()

    def test_without_an_opening(self) -> None:
        """Hours that never close never opened; and before they first open there is nothing to count."""
        always = ServiceHours.daily("00:00", "24:00")
        once = ServiceHours.weekly((), special_days={"2026-11-23": "08:00-10:00"})

        with pytest.raises(MomentError, match="no opening"):
            always.last_opening(at("2026-11-23T12:00"))
        with pytest.raises(MomentError, match="no opening"):
            once.last_opening(at("2026-11-23T07:00"))
        with pytest.raises(MomentError, match="as much service time"):
            once.before(at("2026-11-24T12:00"), 3 * HOUR)
        assert once.before(at("2036-11-24T12:00"), HOUR) == at("2026-11-23T09:00")
        with pytest.raises(MomentError, match="is negative"):
            PUBLISHED.before(at("2026-11-23T12:00"), -HOUR)

    @given(models(), near_changes(), st.integers(0, 200 * 3_600_000_000))
    def test_law_before_is_the_last_such_moment(self, model: Model, end: datetime, microseconds: int) -> None:
        """Exactly so much service time passes from it, and less from a microsecond later on."""
        amount = timedelta(microseconds=microseconds)
        assume(any(model.week))
        start = model.hours.before(end, amount).astimezone(UTC)

        assert model.hours.service_time(start, end) == amount
        if amount:
            assert model.hours.service_time(start + TICK, end) == amount - TICK
            assert model.hours.contains(start)
        else:
            assert start == end

    @given(models(), near_changes(), st.integers(1, 90 * 3_600_000_000))
    def test_law_there_and_back(self, model: Model, moment: datetime, microseconds: int) -> None:
        """Forwards and back leads to the next opening, back and forwards to the end of the service before."""
        amount = timedelta(microseconds=microseconds)
        assume(any(model.week))
        there = model.hours.after(moment, amount)
        back = model.hours.before(moment, amount)

        assert model.hours.before(there, amount) == model.hours.next_opening(moment)
        again = model.hours.after(back, amount).astimezone(UTC)
        assert again <= moment
        assert model.hours.service_time(again, moment) == timedelta()
        assert model.hours.service_time(again - TICK, again) == TICK

    @given(models(), near_changes())
    def test_law_the_last_opening(self, model: Model, moment: datetime) -> None:
        """It is open, was closed the microsecond before, and nothing opens between it and the moment."""
        assume(any(model.week))
        try:
            opened = model.hours.last_opening(moment).astimezone(UTC)
        except MomentError:
            assume(False)
            raise
        assert opened <= moment
        assert model.hours.contains(opened)
        assert not model.hours.contains(opened - TICK)
        openings = [start for start, _ in model.hours.intervals(opened, moment + TICK)]
        assert [each.astimezone(UTC) for each in openings] == [opened]


class TestLengthsOfOtherLibraries:
    """A length of time of pendulum or pandas is one like any other."""

    @pytest.mark.parametrize(
        "five",
        [
            pendulum.duration(hours=5),
            pendulum.datetime(2026, 11, 23, 15) - pendulum.datetime(2026, 11, 23, 10),
            pd.Timedelta(hours=5),
            pd.Timestamp("2026-11-23T15:00Z") - pd.Timestamp("2026-11-23T10:00Z"),
            timedelta(hours=5),
        ],
    )
    def test_five_hours(self, five: timedelta) -> None:
        """Plain at each door: service hours, words, levels, figures of the policies."""
        moment = at("2026-11-23T10:00")
        level = SupportLevel(name="standard", max_reaction=five)
        figures = (
            plain_duration(five),
            level.max_reaction,
            NoticesPolicy(lead_time=five).lead_time,
            NoticesPolicy(failure_time=five).failure_time,
            ErrorsNotifiedPolicy(instruction_time=five).instruction_time,
            RefusalPolicy(answer_time=five).answer_time,
            QueuePolicy(completion_time=five).completion_time,
            QueuePolicy(tie_tolerance=five).tie_tolerance,
        )

        assert {(type(figure), figure) for figure in figures} == {(timedelta, timedelta(hours=5))}
        assert PUBLISHED.after(moment, five) == at("2026-11-23T15:00")
        assert PUBLISHED.before(at("2026-11-23T15:00"), five) == moment
        assert tell_duration(five, "uk") == "5 годин"
        assert hash(ReactionPolicy(hours=PUBLISHED, levels=[level])) == hash(
            ReactionPolicy(hours=PUBLISHED, levels=[SupportLevel(name="standard", max_reaction=timedelta(hours=5))])
        )

    @given(st.timedeltas(timedelta(days=-90_000), timedelta(days=90_000)))
    def test_law_nothing_is_lost(self, length: timedelta) -> None:
        """To the microsecond, also of a negative length."""
        theirs = pendulum.duration(days=length.days, seconds=length.seconds, microseconds=length.microseconds)

        assert plain_duration(theirs) == length
        assert plain_duration(pd.Timedelta(length)) == length
        assert type(plain_duration(theirs)) is timedelta

    @pytest.mark.parametrize("length", [3600, 3.5, "PT1H", None, True, pd.NaT, pendulum.duration(months=1)])
    def test_what_is_no_length(self, length: timedelta) -> None:
        """A number has no unit; a month has no length of its own."""
        for door in (
            lambda: plain_duration(length),
            lambda: PUBLISHED.after(at("2026-11-23T10:00"), length),
            lambda: PUBLISHED.before(at("2026-11-23T10:00"), length),
            lambda: tell_duration(length, "en"),
        ):
            with pytest.raises(MomentError):
                door()
        if length is not None:
            with pytest.raises(NetPointError):
                SupportLevel(name="standard", max_reaction=length)


class TestKinds:
    """What is no moment, and no zone, is told with what to give."""

    def test_nat_is_no_moment(self) -> None:
        """A missing moment of pandas is refused in the library's own terms."""
        for door in (require_aware, PUBLISHED.contains, PUBLISHED.next_opening):
            with pytest.raises(MomentError):
                door(pd.NaT)  # type: ignore[arg-type]  # the case under test

    def test_zone_names_everywhere(self) -> None:
        """A name does where a zone does."""
        assert in_zone(at("2026-11-23T10:00"), "UTC").isoformat() == "2026-11-23T08:00:00+00:00"

    def test_hints_that_help(self) -> None:
        """No hint names what would be refused too; a zone of dateutil is called a zone."""
        dateutil = pytest.importorskip(
            "dateutil.tz", reason="dateutil is here with pandas alone; its zones are told apart where it is"
        )
        with pytest.raises(MomentError) as localtime:
            zone("/etc/localtime")
        with pytest.raises(MomentError, match="IANA name") as theirs:
            zone(dateutil.gettz("Europe/Kyiv"))

        assert "did you mean" not in str(localtime.value)
        assert "is an offset" not in str(theirs.value)
        with pytest.raises(MomentError, match="is an offset"):
            zone(dateutil.tzoffset(None, 7200))
        for odd in (5, None, b"UTC", ["UTC"]):
            with pytest.raises(MomentError):
                zone(odd)  # type: ignore[arg-type]  # the case under test
