"""Alerts and monitoring: 2.4, 2.5, 4.1.2, 4.1.3."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from netpoint_stp.clauses import implementations
from netpoint_stp.errors import MomentError, ProfileError, UsageError
from netpoint_stp.policy.alerts.policy import AlertDuty, AlertsPolicy, EquipmentOwner, Watch
from netpoint_stp.policy.alerts.roster import AlertScope, Monitored, Roster, RosterEntry
from netpoint_stp.rules import UNKNOWN, Decision, Undetermined, Unknown, still_possible
from netpoint_stp.subjects.interruptions import Extent, Outage, Silence, TroubleWith

KYIV = ZoneInfo("Europe/Kyiv")
NOTICED = datetime(2026, 3, 2, 12, tzinfo=KYIV)
HALF_AN_HOUR = timedelta(minutes=30)
DUE = NOTICED + HALF_AN_HOUR
TICK = timedelta(microseconds=1)
SECOND = timedelta(seconds=1)
DUTY_ENGINEER = RosterEntry(role="engineer on duty", address="canary-7713")
MAIL_TEAM = RosterEntry(role="mail team", scope=AlertScope(services=["mail"]))
BACKBONE_TEAM = RosterEntry(role="backbone team", scope=AlertScope(extent=Extent.BACKBONE))
PROGRAMMERS = RosterEntry(role="programmers", scope=AlertScope(trouble_with=[TroubleWith.SOFTWARE]))
POLICY = AlertsPolicy(good_time=HALF_AN_HOUR, roster=Roster([DUTY_ENGINEER]))
FIVE = timedelta(minutes=5)
WATCHING = AlertsPolicy(monitored=[Monitored(what="routers", kind=TroubleWith.EQUIPMENT, every=FIVE)])
OUTAGE = Outage(id="o-1", noticed_at=NOTICED, trouble_with=TroubleWith.EQUIPMENT)


def alerted(at: datetime) -> Outage:
    """Return the outage as one of which somebody was told at that moment."""
    return attrs.evolve(OUTAGE, alerted_at=at)


def duty(outage: Outage, now: datetime, policy: AlertsPolicy = POLICY) -> AlertDuty:
    """Return what became of the duty, from complete records."""
    answer = policy.judge(outage, now=now, silence=Silence.NOT_YET)
    assert isinstance(answer, Decision), answer
    return answer.outcome


class TestClause_2_4:
    """The service desk monitors hardware and software."""

    def test_what_is_watched_is_listed(self) -> None:
        """The profile says what is watched and how often, and the duty is told with it."""
        router = Monitored(what="edge router", kind=TroubleWith.EQUIPMENT, every=timedelta(minutes=5))
        billing = Monitored(what="billing", kind=TroubleWith.SOFTWARE)
        listed = AlertsPolicy(monitored=[router, billing]).monitoring()
        told = listed.explain("en")

        assert listed.value == (router, billing)
        assert listed.clauses == ("2.4", "4.1.2")
        assert told.outcome.startswith("The service desk watches 2 pieces")
        assert told.outcome.endswith("edge router (once in 5 minutes), billing (without a break).")
        assert AlertsPolicy().monitoring().explain("en").outcome.startswith("It is not laid down what")

    @pytest.mark.parametrize("every", [timedelta(), -SECOND])
    def test_an_interval_is_a_length_of_time(self, every: timedelta) -> None:
        """Looking every zero or minus one seconds means nothing."""
        with pytest.raises(UsageError, match="interval"):
            Monitored(what="edge router", kind=TroubleWith.EQUIPMENT, every=every)

    def test_monitoring_knows_no_hours(self) -> None:
        """Reading I-16: watching goes on at all hours, whatever the service hours say."""
        assert "I-16" in AlertsPolicy().monitoring().readings


class TestClause_2_5:
    """The persons concerned are told of problems with the Company's equipment or software."""

    @pytest.mark.parametrize("owner", [EquipmentOwner.CLIENT, EquipmentOwner.THIRD_PARTY])
    def test_only_the_companys_own_counts(self, owner: EquipmentOwner) -> None:
        """A problem with what belongs to somebody else is nobody's alert under this clause."""
        answer = POLICY.judge(OUTAGE, now=NOTICED, owner=owner)

        assert isinstance(answer, Decision)
        assert answer.outcome is AlertDuty.NOT_DUE
        assert answer.clauses == ("2.5",)

    def test_there_must_be_a_problem(self) -> None:
        """A false alarm is nothing to tell anybody of."""
        answer = POLICY.judge(OUTAGE, now=NOTICED, established=False)

        assert isinstance(answer, Decision)
        assert answer.outcome is AlertDuty.NOT_DUE

    def test_the_roster_says_who(self) -> None:
        """Reading I-26: the persons concerned are those whom the roster names for such a trouble, in its order."""
        roster = Roster([MAIL_TEAM, PROGRAMMERS, DUTY_ENGINEER, BACKBONE_TEAM])
        policy = AlertsPolicy(roster=roster)
        outage = attrs.evolve(OUTAGE, services=["mail", "hosting"], extent=Extent.LOCAL)
        who = policy.who(outage)

        assert who.value == (MAIL_TEAM, DUTY_ENGINEER)
        assert policy.who(attrs.evolve(outage, services=["hosting"])).value == (DUTY_ENGINEER,)
        assert policy.who(attrs.evolve(outage, extent=Extent.BACKBONE)).value == (
            MAIL_TEAM,
            DUTY_ENGINEER,
            BACKBONE_TEAM,
        )
        assert who.readings == ("I-26",)
        assert who.explain("en").outcome == "2 persons concerned are to be told: mail team, engineer on duty."
        assert who.explain("ru").outcome == "Нужно оповестить 2 лица: mail team, engineer on duty."

    def test_what_is_not_known_of_an_outage_is_not_guessed(self) -> None:
        """Entries for a service or an extent are neither in nor out while the outage does not say which it is."""
        policy = AlertsPolicy(good_time=HALF_AN_HOUR, roster=Roster([MAIL_TEAM, BACKBONE_TEAM]))
        answer = policy.judge(OUTAGE, now=NOTICED, silence=Silence.NOT_YET)

        assert policy.who(OUTAGE).value == ()
        assert policy.who(OUTAGE).explain("en").outcome == (
            "Nobody is named who is certainly to be told of this problem. "
            "Too little is known of the problem to say whether 2 more are to be told."
        )
        assert isinstance(answer, Undetermined)
        assert answer.missing == {"named"}

    def test_a_roster_that_names_nobody_is_said(self) -> None:
        """Where the roster has nobody for such a trouble, that is the finding, whatever was sent to whomever."""
        policy = AlertsPolicy(good_time=HALF_AN_HOUR, roster=Roster([PROGRAMMERS]))

        assert duty(alerted(NOTICED), NOTICED, policy) is AlertDuty.NOBODY_NAMED

    def test_without_a_roster_who_is_unknown(self) -> None:
        """A profile without a roster leaves it open who is concerned, so nothing is kept and nothing is broken."""
        policy = AlertsPolicy(good_time=HALF_AN_HOUR)
        answer = policy.judge(alerted(NOTICED), now=DUE)

        assert policy.who(OUTAGE).value is UNKNOWN
        assert isinstance(answer, Undetermined)
        assert answer.missing == {"named"}
        assert answer.possible == {AlertDuty.NOBODY_NAMED, AlertDuty.KEPT}

    def test_addresses_are_not_shown(self) -> None:
        """Where to reach somebody stays out of every `repr`, that of an answer included."""
        assert "canary" not in repr(POLICY) + repr(POLICY.who(OUTAGE)) + str(POLICY.who(OUTAGE).explain("en"))


class TestClause_4_1_2:
    """The service desk watches over the Company's hardware and software."""

    def test_the_records_and_the_listing_carry_it(self) -> None:
        """What is watched is a record of the profile, and its listing an answer."""
        names = implementations()["4.1.2"]

        assert {name.rpartition(".")[2] for name in names} >= {"Monitored", "monitoring"}

    @pytest.mark.parametrize(
        ("began", "outcome"),
        [
            (NOTICED - FIVE, Watch.NOTICED),
            (NOTICED - FIVE - TICK, Watch.NOTICED_LATE),
            (NOTICED + SECOND, Watch.NOTICED),
        ],
    )
    def test_a_gap_of_the_watch_shows(self, began: datetime, outcome: Watch) -> None:
        """Noticed at the end of the interval is in time; a microsecond later the watch had a gap."""
        outage = attrs.evolve(OUTAGE, began_at=began)

        assert still_possible(WATCHING.watched(outage, by_monitoring=True)) == {outcome}

    def test_what_a_client_told_first_may_have_been_no_gap(self) -> None:
        """Before the next look nobody is to blame; after it, the watch left the problem to a client."""
        quick, slow = (attrs.evolve(OUTAGE, began_at=NOTICED - each) for each in (FIVE, FIVE + TICK))

        assert still_possible(WATCHING.watched(quick, by_monitoring=False)) == {Watch.CLIENT_WAS_QUICKER}
        assert still_possible(WATCHING.watched(slow, by_monitoring=False)) == {Watch.LEFT_TO_CLIENTS}

    @pytest.mark.parametrize(
        "policy",
        [AlertsPolicy(), AlertsPolicy(monitored=[Monitored(what="routers", kind=TroubleWith.EQUIPMENT)])],
        ids=["nothing watched", "without a break"],
    )
    def test_without_an_interval_no_gap_is_certain(self, policy: AlertsPolicy) -> None:
        """Where the profile names none, nobody can say that the watch came too late."""
        outage = attrs.evolve(OUTAGE, began_at=NOTICED - timedelta(days=1))

        assert still_possible(policy.watched(outage, by_monitoring=True)) == {Watch.NOTICED, Watch.NOTICED_LATE}

    def test_which_of_several_it_was_is_not_guessed(self) -> None:
        """In time for the shortest interval is in time, too late for the longest is too late; between is open."""
        policy = AlertsPolicy(monitored=[*WATCHING.monitored, attrs.evolve(WATCHING.monitored[0], every=HALF_AN_HOUR)])
        found = [
            still_possible(policy.watched(attrs.evolve(OUTAGE, began_at=NOTICED - each), by_monitoring=True))
            for each in (FIVE, FIVE + TICK, HALF_AN_HOUR, HALF_AN_HOUR + TICK)
        ]

        assert [len(each) for each in found] == [1, 2, 2, 1]
        assert found[-1] == {Watch.NOTICED_LATE}

    @pytest.mark.parametrize("owner", [EquipmentOwner.CLIENT, UNKNOWN])
    def test_only_the_companys_own_is_watched(self, owner: EquipmentOwner | Unknown) -> None:
        """What is a client's own is nothing to watch; whose it is must be known."""
        outage = attrs.evolve(OUTAGE, began_at=NOTICED)
        answer = WATCHING.watched(outage, by_monitoring=True, owner=owner)

        assert Watch.NOTHING_TO_WATCH in still_possible(answer)
        assert isinstance(answer, Undetermined) is (owner is UNKNOWN)


class TestClause_4_1_3:
    """The persons concerned are told in good time when problems arise."""

    @pytest.mark.parametrize(
        ("at", "outcome"),
        [
            (NOTICED - SECOND, AlertDuty.KEPT),
            (NOTICED, AlertDuty.KEPT),
            (DUE - SECOND, AlertDuty.KEPT),
            (DUE, AlertDuty.KEPT),
            (DUE + TICK, AlertDuty.LATE),
            (DUE + SECOND, AlertDuty.LATE),
        ],
    )
    def test_told_in_time_or_late(self, at: datetime, outcome: AlertDuty) -> None:
        """The last moment of the good time is in time, the next microsecond is late."""
        assert duty(alerted(at), NOTICED + timedelta(days=1)) is outcome

    @pytest.mark.parametrize(
        ("now", "outcome"),
        [
            (NOTICED, AlertDuty.RUNNING),
            (DUE, AlertDuty.RUNNING),
            (DUE + TICK, AlertDuty.OVERDUE),
        ],
    )
    def test_not_told_yet(self, now: datetime, outcome: AlertDuty) -> None:
        """While nobody is told, the time runs until its last moment and is over after it."""
        assert duty(OUTAGE, now) is outcome

    def test_what_happened_later_has_not_happened_yet(self) -> None:
        """As of a moment before the alert the duty is running or overdue; from that moment on it is kept."""
        assert duty(alerted(DUE), DUE) is AlertDuty.KEPT
        assert duty(alerted(DUE + SECOND), DUE) is AlertDuty.RUNNING
        assert duty(alerted(DUE + 2 * SECOND), DUE + SECOND) is AlertDuty.OVERDUE

    def test_a_silent_record_is_no_breach(self) -> None:
        """Where alerts may not have been recorded, no moment of an alert is not the same as no alert."""
        running = POLICY.judge(OUTAGE, now=DUE)
        over = POLICY.judge(OUTAGE, now=DUE + SECOND)

        assert isinstance(running, Undetermined)
        assert running.possible == {AlertDuty.KEPT, AlertDuty.RUNNING}
        assert isinstance(over, Undetermined)
        assert over.possible == {AlertDuty.KEPT, AlertDuty.LATE, AlertDuty.RUNNING, AlertDuty.OVERDUE}

    def test_no_good_time_set_is_undetermined(self) -> None:
        """Reading I-25: without a setting for "in good time" an alert an hour later is neither kept nor late."""
        policy = AlertsPolicy(roster=POLICY.roster)
        answer = policy.judge(alerted(NOTICED + timedelta(hours=1)), now=DUE + timedelta(days=1))
        due = policy.alert_due(OUTAGE)

        assert isinstance(answer, Undetermined)
        assert answer.missing == {"in_time"}
        assert answer.possible == {AlertDuty.KEPT, AlertDuty.LATE}
        assert due.value is UNKNOWN
        assert due.readings == ("I-25",)
        assert due.explain("en").outcome.startswith("It is not laid down how much time")

    def test_an_alert_at_once_is_in_good_time_whatever_that_means(self) -> None:
        """Told at the moment at which it was noticed: in good time under every setting, so under none too."""
        policy = AlertsPolicy(roster=POLICY.roster)

        assert duty(alerted(NOTICED), DUE, policy) is AlertDuty.KEPT

    @pytest.mark.parametrize("good_time", [-TICK, -timedelta(days=1)])
    def test_a_negative_good_time_is_refused(self, good_time: timedelta) -> None:
        """A profile whose good time ends before it begins does not load."""
        with pytest.raises(ProfileError, match="negative"):
            AlertsPolicy(good_time=good_time)

    def test_the_clock_runs_at_night(self) -> None:
        """Reading I-16: the time of an alert is elapsed time, also while the service desk is closed."""
        night = attrs.evolve(OUTAGE, noticed_at=datetime(2026, 3, 2, 3, tzinfo=KYIV))
        due = POLICY.alert_due(night)

        assert due.value == datetime(2026, 3, 2, 3, 30, tzinfo=KYIV)
        assert due.readings == ("I-16", "I-25")
        assert "at all hours" in due.explain("en").because[0]

    def test_the_other_reading_counts_service_hours(self) -> None:
        """The other reading of I-16: the time begins with the next opening and stands still while closed."""
        policy = attrs.evolve(POLICY, hours_bind_alerts=True)
        night = attrs.evolve(OUTAGE, noticed_at=datetime(2026, 3, 2, 3, tzinfo=KYIV))
        evening = attrs.evolve(OUTAGE, noticed_at=datetime(2026, 3, 2, 23, 45, tzinfo=KYIV))
        due = policy.alert_due(night)

        assert due.value == datetime(2026, 3, 2, 8, 30, tzinfo=KYIV)
        assert "only the hours" in due.explain("en").because[0]
        assert policy.alert_due(evening).value == datetime(2026, 3, 3, 8, 15, tzinfo=KYIV)
        told = attrs.evolve(night, alerted_at=datetime(2026, 3, 2, 8, 30, tzinfo=KYIV))
        assert duty(told, DUE, policy) is AlertDuty.KEPT
        assert duty(told, DUE) is AlertDuty.LATE

    def test_elapsed_time_crosses_a_clock_change(self) -> None:
        """Half an hour that the clocks show twice is half an hour, not an hour and a half."""
        noticed = datetime(2026, 10, 25, 3, 45, tzinfo=KYIV)  # fold 0: still summer time, the clock goes back at 04:00
        due = POLICY.alert_due(attrs.evolve(OUTAGE, noticed_at=noticed)).value

        assert isinstance(due, datetime)
        assert due.astimezone(UTC) == datetime(2026, 10, 25, 1, 15, tzinfo=UTC)
        assert (due.hour, due.fold) == (3, 1)

    def test_the_ends_of_the_calendar_are_told(self) -> None:
        """A term that ends after the last year of the calendar is refused with what to do."""
        last = attrs.evolve(OUTAGE, noticed_at=datetime(9999, 12, 31, 12, tzinfo=UTC))

        with pytest.raises(MomentError, match="too near the ends"):
            attrs.evolve(POLICY, good_time=timedelta(days=1)).alert_due(last)

    @given(
        st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.timezones()),  # noqa: DTZ001
        st.timedeltas(timedelta(), timedelta(days=30)),
        st.timedeltas(timedelta(days=-1), timedelta(days=40)),
    )
    def test_the_zone_of_a_record_changes_nothing(self, noticed: datetime, term: timedelta, after: timedelta) -> None:
        """Law: whatever zone the moments are written in, the due instant and the outcome are the same."""
        policy = AlertsPolicy(good_time=term, roster=POLICY.roster)
        plain = noticed.astimezone(UTC)
        told = plain + after
        there = attrs.evolve(OUTAGE, noticed_at=noticed, alerted_at=told.astimezone(noticed.tzinfo))
        here = attrs.evolve(OUTAGE, noticed_at=plain, alerted_at=told)
        later = plain + timedelta(days=50)

        due = policy.alert_due(there).value
        assert isinstance(due, datetime)
        assert due.astimezone(UTC) == plain + term
        assert duty(there, later, policy) is duty(here, later, policy)
        assert duty(here, later, policy) is (AlertDuty.KEPT if after <= term else AlertDuty.LATE)

    @given(
        st.none() | st.timedeltas(timedelta(), timedelta(days=2)),
        st.timedeltas(timedelta(), timedelta(days=2)),
        st.timedeltas(timedelta(), timedelta(days=2)),
        st.sampled_from(Silence),
    )
    def test_not_knowing_never_contradicts_knowing(
        self, told: timedelta | None, term: timedelta, now: timedelta, silence: Silence
    ) -> None:
        """Law: what is answered without a good time stays possible under every good time."""
        outage = OUTAGE if told is None else alerted(NOTICED + told)
        without = AlertsPolicy(roster=POLICY.roster).judge(outage, now=NOTICED + now, silence=silence)
        known = AlertsPolicy(good_time=term, roster=POLICY.roster).judge(outage, now=NOTICED + now, silence=silence)
        possible = {without.outcome} if isinstance(without, Decision) else without.possible

        assert {known.outcome} if isinstance(known, Decision) else known.possible <= possible
