"""Errors that Clients notify: 4.2.1, 4.2.2, 4.3.1."""

from datetime import UTC, datetime, timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from netpoint_stp.errors import MomentError, ProfileError
from netpoint_stp.policy.errors_notified.notes import DEFAULT_FIELDS, ErrorField, ErrorNotification, Instruction
from netpoint_stp.policy.errors_notified.policy import (
    ErrorsNotifiedPolicy,
    Fullness,
    InstructionState,
    NotificationState,
    RequiredOfClient,
    Requirement,
)
from netpoint_stp.rules import UNKNOWN, Decision, Undetermined, Unknown
from netpoint_stp.subjects.interruptions import Silence

GIVEN = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)
TICK = timedelta(microseconds=1)
SECOND = timedelta(seconds=1)
POLICY = ErrorsNotifiedPolicy(instruction_time=DAY)
FULL = {
    "what": "canary-7713",
    "since_when": "this morning",
    "where": "at home",
    "what_was_tried": "nothing",
    "message_shown": "none",
}
INSTRUCTION = Instruction(id="i-1", given_at=GIVEN, text="canary-7713")


def notification(**given: str) -> ErrorNotification:
    """Return a notification that says these things."""
    return ErrorNotification(id="n-1", given=given)


def state(given: ErrorNotification, *, exact: bool | Unknown, policy: ErrorsNotifiedPolicy = POLICY) -> object:
    """Return the outcome, or that it is undetermined."""
    answer = policy.judge(given, exact=exact)
    return answer.outcome if isinstance(answer, Decision) else UNKNOWN


class TestClause_4_2_1:
    """The Client gives exact and full information about errors in the form of notifications."""

    def test_exact_and_full_is_complete(self) -> None:
        """A notification that fills every field and is exact lacks nothing."""
        answer = POLICY.judge(notification(**FULL), exact=True)

        assert isinstance(answer, Decision)
        assert answer.outcome is NotificationState.COMPLETE
        assert (answer.clauses, answer.readings) == (("4.2.1",), ("I-27",))
        assert POLICY.ask(notification(**FULL)).value == ()

    @pytest.mark.parametrize("field", FULL)
    @pytest.mark.parametrize("said", [None, "", " \t\n"])
    @pytest.mark.parametrize("exact", [True, False, UNKNOWN])
    def test_one_missing_field_is_asked_for(self, field: str, said: str | None, exact: bool | Unknown) -> None:
        """A field that is absent or blank is asked for, by its name, whether or not the rest is exact."""
        given = {key: text for key, text in FULL.items() if key != field} | ({} if said is None else {field: said})

        assert state(notification(**given), exact=exact) is NotificationState.ASK_FOR_THE_REST
        assert [lacking.code for lacking in POLICY.ask(notification(**given)).value] == [field]

    def test_nothing_said_is_asked_for_in_order(self) -> None:
        """Where nothing is said, all fields are asked for, in the order of the profile and in the client's language."""
        asked = POLICY.ask(notification())

        assert state(notification(), exact=UNKNOWN) is NotificationState.ASK_FOR_THE_REST
        assert asked.value == DEFAULT_FIELDS
        assert asked.explain("ru").outcome.startswith(
            "Чтобы выявить причину, службе технической поддержки нужно ещё 5 ответов: "
        )
        assert ": що саме не працює, відколи це відбувається, " in asked.explain("uk").outcome

    @pytest.mark.parametrize(
        ("given", "fullness"),
        [(FULL, Fullness.FULL), ({"what": "x"}, Fullness.PARTIAL), ({"other": "x"}, Fullness.NOTHING)],
    )
    def test_how_much_is_said_is_told(self, given: dict[str, str], fullness: Fullness) -> None:
        """All, part or nothing of the fields: the answer says which; what is in no field counts for nothing."""
        assert POLICY.judge(notification(**given), exact=True).facts["fullness"] is fullness

    def test_full_and_not_exact_is_asked_again(self) -> None:
        """What is full and not exact is asked to be made exact."""
        assert state(notification(**FULL), exact=False) is NotificationState.ASK_TO_BE_EXACT

    def test_whether_it_is_exact_is_for_a_person(self) -> None:
        """No program sees from a text whether it is exact: until somebody says so, a full notification is open."""
        answer = POLICY.judge(notification(**FULL), exact=UNKNOWN)

        assert isinstance(answer, Undetermined)
        assert answer.missing == {"exact"}
        assert answer.possible == {NotificationState.COMPLETE, NotificationState.ASK_TO_BE_EXACT}

    def test_an_unknown_notification_that_is_not_exact_is_asked_about(self) -> None:
        """Without the notification at hand it is open what is to be asked for."""
        answer = POLICY.judge(UNKNOWN, exact=False)

        assert isinstance(answer, Undetermined)
        assert answer.missing == {"fullness"}

    def test_the_fields_are_a_setting(self) -> None:
        """Reading I-27: the profile says what a notification must say, in words of its own where it likes."""
        policy = ErrorsNotifiedPolicy(fields=[ErrorField("what"), ErrorField("modem", "what the modem's lamps show")])
        asked = policy.ask(notification(**FULL))

        assert state(notification(**FULL), exact=True, policy=policy) is NotificationState.ASK_FOR_THE_REST
        assert state(notification(what="x", modem="y"), exact=True, policy=policy) is NotificationState.COMPLETE
        assert asked.explain("uk").outcome.endswith("ще 1 відповідь: what the modem's lamps show.")

    def test_wrong_fields_are_refused(self) -> None:
        """A field without label, with an odd code, named twice, or no field at all: each is said."""
        for fields in ([], [ErrorField("what"), ErrorField("what")]):
            with pytest.raises(ProfileError):
                ErrorsNotifiedPolicy(fields=fields)
        for code, label in (("modem", None), ("modem", " "), ("Modem!", "lamps"), ("", "lamps")):
            with pytest.raises(ProfileError):
                ErrorField(code, label)

    def test_what_a_client_wrote_is_not_shown(self) -> None:
        """The texts of a notification stay out of its `repr`, and out of answers about it."""
        given = notification(**FULL)

        assert "canary" not in repr(given) + repr(POLICY.judge(given, exact=True)) + repr(POLICY.ask(given))

    @given(st.dictionaries(st.sampled_from(sorted(FULL)), st.text(max_size=5)), st.sampled_from([True, False]))
    def test_complete_is_when_nothing_is_asked(self, given_texts: dict[str, str], exact: bool) -> None:
        """Law: complete or to be made exact exactly where nothing is asked for."""
        given = notification(**given_texts)

        assert (state(given, exact=exact) is NotificationState.ASK_FOR_THE_REST) == (POLICY.ask(given).value != ())


def follow(
    instruction: Instruction, now: datetime, *, helps: bool | Unknown = True, policy: ErrorsNotifiedPolicy = POLICY
) -> InstructionState:
    """Return what became of an instruction, from complete records."""
    answer = policy.follow(instruction, now=now, helps=helps, silence=Silence.NOT_YET)
    assert isinstance(answer, Decision), answer
    return answer.outcome


class TestClause_4_2_2:
    """The Client follows in good time the instructions that help to find the causes of an error."""

    @pytest.mark.parametrize(
        ("at", "outcome"),
        [
            (GIVEN, InstructionState.FOLLOWED_IN_TIME),
            (GIVEN + DAY - SECOND, InstructionState.FOLLOWED_IN_TIME),
            (GIVEN + DAY, InstructionState.FOLLOWED_IN_TIME),
            (GIVEN + DAY + TICK, InstructionState.FOLLOWED_LATE),
            (GIVEN + DAY + SECOND, InstructionState.FOLLOWED_LATE),
        ],
    )
    def test_followed_in_time_or_late(self, at: datetime, outcome: InstructionState) -> None:
        """The last moment of the time is in time, the next microsecond is late."""
        assert follow(attrs.evolve(INSTRUCTION, followed_at=at), GIVEN + 9 * DAY) is outcome

    def test_running_and_overdue(self) -> None:
        """Until the last moment there is time; after it, the Client is late."""
        assert follow(INSTRUCTION, GIVEN + DAY) is InstructionState.RUNNING
        assert follow(INSTRUCTION, GIVEN + DAY + TICK) is InstructionState.OVERDUE

    def test_only_what_helps_to_find_a_cause_binds(self) -> None:
        """An instruction that does not help to find a cause is nothing the Client can be late with."""
        assert follow(INSTRUCTION, GIVEN + 9 * DAY, helps=False) is InstructionState.NOT_BINDING

    def test_whether_it_helps_can_decide(self) -> None:
        """Not knowing whether it helps, an instruction that is not followed is no breach yet."""
        answer = POLICY.follow(INSTRUCTION, now=GIVEN + 9 * DAY, helps=UNKNOWN, silence=Silence.NOT_YET)

        assert isinstance(answer, Undetermined)
        assert answer.missing == {"helps"}

    def test_no_time_set_is_undetermined(self) -> None:
        """Reading I-25: without a setting for "in good time", following a month later is neither in time nor late."""
        policy = ErrorsNotifiedPolicy()
        followed = attrs.evolve(INSTRUCTION, followed_at=GIVEN + 30 * DAY)
        answer = policy.follow(followed, now=GIVEN + 31 * DAY, helps=True)

        assert isinstance(answer, Undetermined)
        assert answer.missing == {"in_time"}
        assert policy.instruction_due(INSTRUCTION).value is UNKNOWN

    def test_followed_at_once_is_in_time_whatever_the_setting(self) -> None:
        """Followed while it was given: in good time under every setting, so under none too."""
        followed = attrs.evolve(INSTRUCTION, followed_at=GIVEN)

        assert follow(followed, GIVEN + DAY, policy=ErrorsNotifiedPolicy()) is InstructionState.FOLLOWED_IN_TIME

    def test_a_silent_record_is_no_breach(self) -> None:
        """Where it is not recorded whether it was followed, that stays open."""
        answer = POLICY.follow(INSTRUCTION, now=GIVEN + 9 * DAY, helps=True)

        assert isinstance(answer, Undetermined)
        assert answer.missing == {"followed", "in_time"}

    def test_the_last_moment_is_told(self) -> None:
        """The answer names the last moment and what it was counted from, in the zone of the profile."""
        due = POLICY.instruction_due(INSTRUCTION)

        assert due.value == GIVEN + DAY
        assert (
            due.explain("en").outcome == "The instruction is to be followed not later than 3 March 2026, 14:00 (UTC+2)."
        )
        assert due.explain("uk").because

    def test_a_negative_time_is_refused(self) -> None:
        """A profile whose time ends before it begins does not load."""
        with pytest.raises(ProfileError, match="instruction time"):
            ErrorsNotifiedPolicy(instruction_time=-TICK)

    def test_moments_have_a_zone_and_texts_stay_hidden(self) -> None:
        """An instruction is dated by a moment with a zone, and its text is not shown."""
        with pytest.raises(MomentError):
            attrs.evolve(INSTRUCTION, given_at=datetime(2026, 3, 2, 12))  # noqa: DTZ001 - what is tested
        assert "canary" not in repr(INSTRUCTION)


class TestClause_4_3_1:
    """The service desk may require information, and actions at the Client's own workplaces, needed to find causes."""

    @pytest.mark.parametrize(
        ("wanted", "needed", "at_workplace", "outcome"),
        [
            (RequiredOfClient.INFORMATION, True, UNKNOWN, Requirement.MAY_REQUIRE),
            (RequiredOfClient.ACTION, True, True, Requirement.MAY_REQUIRE),
            (RequiredOfClient.ACTION, True, False, Requirement.NOT_COVERED),
            (RequiredOfClient.INFORMATION, False, UNKNOWN, Requirement.NOT_COVERED),
            (RequiredOfClient.ACTION, False, True, Requirement.NOT_COVERED),
            (UNKNOWN, False, UNKNOWN, Requirement.NOT_COVERED),
            (UNKNOWN, True, True, Requirement.MAY_REQUIRE),
        ],
    )
    def test_what_may_be_required(
        self,
        wanted: RequiredOfClient | Unknown,
        needed: bool | Unknown,
        at_workplace: bool | Unknown,
        outcome: Requirement,
    ) -> None:
        """Only what is needed to find a cause; information anywhere, actions at the Client's own workplaces alone."""
        answer = POLICY.may_require(wanted, needed=needed, at_workplace=at_workplace)

        assert isinstance(answer, Decision)
        assert answer.outcome is outcome
        assert answer.clauses == ("4.3.1",)

    def test_whether_it_is_needed_decides(self) -> None:
        """Nothing is required of a Client while nobody can say that it is needed."""
        answer = POLICY.may_require(RequiredOfClient.INFORMATION, needed=UNKNOWN, at_workplace=UNKNOWN)

        assert isinstance(answer, Undetermined)
        assert answer.missing == {"needed"}
