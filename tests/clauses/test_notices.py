"""Notices on the Company's site: 4.5."""

from datetime import UTC, datetime, timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from netpoint_stp.errors import ProfileError
from netpoint_stp.policy.notices import NoticeDuty, NoticesPolicy
from netpoint_stp.rules import UNKNOWN, Decision, Undetermined, Unknown
from netpoint_stp.subjects.interruptions import Extent, Outage, PlannedMaintenance, Silence, TroubleWith

START = datetime(2026, 3, 5, 2, tzinfo=UTC)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
TICK = timedelta(microseconds=1)
SECOND = timedelta(seconds=1)
POLICY = NoticesPolicy(lead_time=DAY, failure_time=HOUR)
MAINTENANCE = PlannedMaintenance(id="m-1", start=START, end=START + 4 * HOUR)
FAILURE = Outage(id="o-1", noticed_at=START, trouble_with=TroubleWith.EQUIPMENT, extent=Extent.BACKBONE)


def duty(
    event: PlannedMaintenance | Outage,
    now: datetime,
    *,
    emergency: bool | Unknown = True,
    policy: NoticesPolicy = POLICY,
) -> NoticeDuty:
    """Return what became of the duty, from complete records."""
    answer = policy.judge(event, now=now, emergency=emergency, silence=Silence.NOT_YET)
    assert isinstance(answer, Decision), answer
    return answer.outcome


class TestClause_4_5:
    """Maintenance, and in emergencies failures on the backbone, are published on the Company's site."""

    @pytest.mark.parametrize("emergency", [True, False, UNKNOWN])
    def test_maintenance_is_always_published(self, emergency: bool | Unknown) -> None:
        """Maintenance has to be published whether or not anything about it is an emergency."""
        assert duty(MAINTENANCE, START - 2 * DAY, emergency=emergency) is NoticeDuty.MUST_PUBLISH

    @pytest.mark.parametrize("emergency", [True, False, UNKNOWN])
    def test_urgent_maintenance_alone_is_published_where_the_profile_says_so(self, emergency: bool | Unknown) -> None:
        """Under the other reading of I-35 the words on emergencies belong to maintenance too; the ground says so."""
        policy = attrs.evolve(POLICY, notices_in_emergencies="maintenance_too")
        answer = policy.judge(MAINTENANCE, now=START - 2 * DAY, emergency=emergency, silence=Silence.NOT_YET)

        if emergency is UNKNOWN:
            assert isinstance(answer, Undetermined)
            assert answer.missing == {"emergency"}
            return
        assert isinstance(answer, Decision)
        assert answer.outcome is (NoticeDuty.MUST_PUBLISH if emergency else NoticeDuty.NOT_REQUIRED)
        assert "I-35" in answer.readings

    @pytest.mark.parametrize(
        ("extent", "emergency", "outcome"),
        [
            (Extent.BACKBONE, True, NoticeDuty.MUST_PUBLISH),
            (Extent.BACKBONE, False, NoticeDuty.NOT_REQUIRED),
            (Extent.LOCAL, True, NoticeDuty.NOT_REQUIRED),
            (Extent.LOCAL, UNKNOWN, NoticeDuty.NOT_REQUIRED),
            (Extent.LOCAL, False, NoticeDuty.NOT_REQUIRED),
            (None, False, NoticeDuty.NOT_REQUIRED),
        ],
    )
    def test_of_failures_only_backbone_emergencies(
        self, extent: Extent | None, emergency: bool | Unknown, outcome: NoticeDuty
    ) -> None:
        """A failure has to be published only on the backbone and only in an emergency."""
        assert duty(attrs.evolve(FAILURE, extent=extent), START, emergency=emergency) is outcome

    def test_what_is_not_known_of_a_failure_is_not_guessed(self) -> None:
        """Where it is unknown whether it is an emergency, it is open whether anything must be published."""
        answer = POLICY.judge(FAILURE, now=START, silence=Silence.NOT_YET)

        assert isinstance(answer, Undetermined)
        assert answer.missing == {"emergency"}
        assert answer.possible == {NoticeDuty.NOT_REQUIRED, NoticeDuty.MUST_PUBLISH}

    def test_how_far_a_failure_reaches_can_decide(self) -> None:
        """In an emergency it is open whether anything must be published until the extent is known."""
        failure = attrs.evolve(FAILURE, extent=None)
        answer = POLICY.judge(failure, now=START, emergency=True, silence=Silence.NOT_YET)

        assert isinstance(answer, Undetermined)
        assert answer.missing == {"extent"}

    @pytest.mark.parametrize(
        ("published", "outcome"),
        [
            (START - DAY - SECOND, NoticeDuty.PUBLISHED_IN_TIME),
            (START - DAY, NoticeDuty.PUBLISHED_IN_TIME),
            (START - DAY + TICK, NoticeDuty.PUBLISHED_LATE),
            (START - DAY + SECOND, NoticeDuty.PUBLISHED_LATE),
            (START + SECOND, NoticeDuty.PUBLISHED_LATE),
        ],
    )
    def test_maintenance_is_published_the_lead_time_before(self, published: datetime, outcome: NoticeDuty) -> None:
        """Reading I-25: a notice at exactly the lead time before the start is in time, a microsecond later late."""
        assert duty(attrs.evolve(MAINTENANCE, published_at=published), START + DAY) is outcome

    @pytest.mark.parametrize(
        ("published", "outcome"),
        [
            (START, NoticeDuty.PUBLISHED_IN_TIME),
            (START + HOUR, NoticeDuty.PUBLISHED_IN_TIME),
            (START + HOUR + TICK, NoticeDuty.PUBLISHED_LATE),
        ],
    )
    def test_a_failure_is_published_within_its_time(self, published: datetime, outcome: NoticeDuty) -> None:
        """The time for a failure runs from the moment at which it was noticed, its last moment included."""
        assert duty(attrs.evolve(FAILURE, published_at=published), START + DAY) is outcome

    @pytest.mark.parametrize(
        ("event", "due"),
        [(MAINTENANCE, START - DAY), (FAILURE, START + HOUR)],
    )
    def test_running_and_overdue(self, event: PlannedMaintenance | Outage, due: datetime) -> None:
        """While nothing is published there is time until the last moment, and the next one is too late."""
        assert duty(event, due) is NoticeDuty.MUST_PUBLISH
        assert duty(event, due + TICK) is NoticeDuty.OVERDUE

    def test_the_last_moment_is_told(self) -> None:
        """The answer names the last moment for a notice and what it was counted from."""
        before, after = POLICY.notice_due(MAINTENANCE), POLICY.notice_due(FAILURE)

        assert before.value == START - DAY
        assert after.value == START + HOUR
        assert before.explain("en").outcome.endswith("not later than 4 March 2026, 04:00 (UTC+2).")
        assert "1 day" in before.explain("en").because[0]
        assert (before.clauses, before.readings) == (("4.5",), ("I-25",))

    def test_without_a_lead_time_nothing_is_guessed(self) -> None:
        """With no setting, a notice before the start is neither in time nor late, and no last moment is given."""
        policy = NoticesPolicy()
        answer = policy.judge(attrs.evolve(MAINTENANCE, published_at=START - HOUR), now=START)

        assert isinstance(answer, Undetermined)
        assert answer.missing == {"in_time"}
        assert answer.possible == {NoticeDuty.PUBLISHED_IN_TIME, NoticeDuty.PUBLISHED_LATE}
        assert policy.notice_due(MAINTENANCE).value is UNKNOWN
        assert policy.notice_due(FAILURE).value is UNKNOWN
        assert "before maintenance" in policy.notice_due(MAINTENANCE).explain("en").outcome
        assert "of a failure" in policy.notice_due(FAILURE).explain("en").outcome

    def test_some_things_hold_under_every_setting(self) -> None:
        """A notice after maintenance ended is late, one at the moment of a failure in time, whatever the setting."""
        policy = NoticesPolicy()
        end = MAINTENANCE.end
        late = attrs.evolve(MAINTENANCE, published_at=end + TICK)
        prompt = attrs.evolve(FAILURE, published_at=START)

        assert duty(late, end + DAY, policy=policy) is NoticeDuty.PUBLISHED_LATE
        assert duty(MAINTENANCE, end + TICK, policy=policy) is NoticeDuty.OVERDUE
        assert duty(prompt, START + DAY, policy=policy) is NoticeDuty.PUBLISHED_IN_TIME

    @pytest.mark.parametrize("after", [timedelta(minutes=10), MAINTENANCE.end - START])
    def test_works_under_way_are_not_late_of_themselves(self, after: timedelta) -> None:
        """The text speaks of works that are being carried out, not of planned ones: with no lead time set, a notice
        after they began, up to their end, is neither in time nor late.
        """
        answer = NoticesPolicy().judge(attrs.evolve(MAINTENANCE, published_at=START + after), now=START + 2 * DAY)

        assert isinstance(answer, Undetermined)
        assert answer.missing == {"in_time"}

    def test_a_silent_record_is_no_breach(self) -> None:
        """Where publishing may not have been recorded, an absent moment leaves open whether it was."""
        answer = POLICY.judge(MAINTENANCE, now=START + DAY)

        assert isinstance(answer, Undetermined)
        assert {"published", "in_time"} == answer.missing

    def test_negative_settings_are_refused(self) -> None:
        """A profile with a negative term does not load, and the error names the setting."""
        with pytest.raises(ProfileError, match="lead time"):
            NoticesPolicy(lead_time=-TICK)
        with pytest.raises(ProfileError, match="failure time"):
            NoticesPolicy(failure_time=-TICK)

    @given(
        st.timedeltas(timedelta(), timedelta(days=9)),
        st.timedeltas(-timedelta(days=9), timedelta(days=9)),
        st.timedeltas(timedelta(), timedelta(days=9)),
    )
    def test_a_longer_lead_time_never_helps(self, lead: timedelta, published: timedelta, more: timedelta) -> None:
        """Law: what is late under one lead time is late under every longer one."""
        event = attrs.evolve(MAINTENANCE, published_at=START + published)
        later = START + timedelta(days=30)
        short, long = NoticesPolicy(lead_time=lead), NoticesPolicy(lead_time=lead + more)

        if duty(event, later, policy=short) is NoticeDuty.PUBLISHED_LATE:
            assert duty(event, later, policy=long) is NoticeDuty.PUBLISHED_LATE

    @given(
        st.sampled_from([MAINTENANCE, FAILURE]),
        st.none() | st.timedeltas(-timedelta(days=3), timedelta(days=3)),
        st.timedeltas(timedelta(), timedelta(days=3)),
        st.timedeltas(-timedelta(days=3), timedelta(days=3)),
        st.sampled_from(Silence),
    )
    def test_not_knowing_never_contradicts_knowing(
        self,
        event: PlannedMaintenance | Outage,
        published: timedelta | None,
        term: timedelta,
        now: timedelta,
        silence: Silence,
    ) -> None:
        """Law: what is answered without any setting stays possible under every setting."""
        told = event if published is None else attrs.evolve(event, published_at=START + published)
        answers = [
            policy.judge(told, now=START + now, emergency=True, silence=silence)
            for policy in (NoticesPolicy(), NoticesPolicy(lead_time=term, failure_time=term))
        ]
        without, known = ({each.outcome} if isinstance(each, Decision) else each.possible for each in answers)

        assert known <= without
