"""The clauses on the queue: 3.13, 3.14, 3.20, with the readings I-5 and I-20 to I-23."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from netpoint_stp.errors import ProfileError
from netpoint_stp.policy.queue.overtaking import Overtaken, OvertakingKind, overtaken
from netpoint_stp.policy.queue.policy import QueuePolicy, QueueSettings
from netpoint_stp.policy.queue.request_states import earlier_request, in_line, waits_for
from netpoint_stp.policy.queue.tables import (
    Arrival,
    EarlierRequest,
    Further,
    MessageContent,
    Overtaking,
    Recorded,
    Serving,
    Turn,
)
from netpoint_stp.rules import PUBLISHED, UNKNOWN, Decision, Edition, Undetermined
from netpoint_stp.subjects.course import CourseStep, Happening
from netpoint_stp.subjects.interruptions import Silence
from netpoint_stp.subjects.requests import Hold, Request, Severity, SeverityLevel, SpecialNeed, WhoseTime
from netpoint_stp.wording import LANGUAGES, Language

T0 = datetime(2026, 3, 2, 9, tzinfo=UTC)
END = T0 + timedelta(days=2)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
TICK = timedelta(microseconds=1)
POLICY = QueuePolicy()


def at(minutes: float) -> datetime:
    """Return the moment so many minutes after nine."""
    return T0 + minutes * MINUTE


def request(name: str, received: float, taken: float | None = None, **more: Any) -> Request:
    """Return a request by mail, received and taken so many minutes after nine."""
    more = {"channel": "email"} | more
    return Request(id=name, received_at=at(received), taken_at=None if taken is None else at(taken), **more)


def critical(set_at: datetime, level: SeverityLevel = SeverityLevel.CRITICAL, *needs: SpecialNeed) -> Severity:
    """Return a severity with emergency action as its need, unless others are named."""
    return Severity(
        level=level, reason="exchange down", set_by="s-1", set_at=set_at, needs=needs or {SpecialNeed.EMERGENCY_ACTION}
    )


def found(*requests: Request, policy: QueuePolicy = POLICY, until: datetime = END) -> tuple[Overtaken, ...]:
    """Return what was overtaken."""
    return overtaken(policy, requests, until).value


def pairs(*requests: Request, policy: QueuePolicy = POLICY) -> list[tuple[str, str, OvertakingKind]]:
    """Return who was overtaken by whom, and how."""
    return [(each.request_id, each.by, each.kind) for each in found(*requests, policy=policy)]


def order(*requests: Request, policy: QueuePolicy = POLICY, now: datetime = END) -> list[tuple[str, int]]:
    """Return ids and ranks in order."""
    return [(place.request_id, place.rank) for place in policy.order(requests, now).value]


class TestClause_3_13:
    """What comes in is handled in the order in which it came."""

    def test_order_of_arrival(self) -> None:
        """Mail, SMS and helpdesk stand in one line, by arrival."""
        line = [request("c", 3), request("a", 1, channel="sms"), request("b", 2, channel="helpdesk")]

        assert order(*line) == [("a", 1), ("b", 2), ("c", 3)]

    def test_ties_share_a_rank(self) -> None:
        """What arrived at one moment ties, and the next rank is left out."""
        assert order(request("b", 1), request("a", 1), request("c", 2)) == [("a", 1), ("b", 1), ("c", 3)]

    def test_the_arrival_number_settles_a_moment(self) -> None:
        """Within one moment the arrival number orders, and who has none comes after those who have one."""
        line = [request("c", 1), request("b", 1, arrival_number=2), request("a", 1, arrival_number=7)]

        assert order(*line) == [("b", 1), ("a", 2), ("c", 3)]

    def test_queues_stand_apart(self) -> None:
        """With a queue per channel each has its own ranks, in the order of the profile."""
        apart = QueuePolicy(
            queues=[QueueSettings(name="sms", channels=["sms"]), QueueSettings(name="rest", channels=["email"])]
        )
        line = [request("mail", 1), request("late sms", 3, channel="sms"), request("sms", 2, channel="sms")]

        assert order(*line, policy=apart) == [("sms", 1), ("late sms", 2), ("mail", 1)]

    def test_queues_by_level(self) -> None:
        """A queue can be for some levels; whose level is not known has no certain queue there."""
        levels = QueuePolicy(
            queues=[
                QueueSettings(name="business", channels=["email"], support_levels=["business"]),
                QueueSettings(name="home", channels=["email"], support_levels=["home"]),
            ]
        )

        assert levels.queue_of(request("a", 1, support_level="home")) == "home"
        assert levels.queue_of(request("a", 1, support_level="other")) is None
        assert levels.queue_of(request("a", 1)) is UNKNOWN
        assert isinstance(levels.served(request("a", 1)), Undetermined)
        assert order(request("a", 1), policy=levels) == []

    def test_a_recorded_queue_goes_first(self) -> None:
        """The queue on record goes before the channel, if the profile has it."""
        assert POLICY.queue_of(request("a", 1, channel="forum", queue="desk")) == "desk"
        assert POLICY.queue_of(request("a", 1, queue="gone")) is None

    @pytest.mark.parametrize(
        ("channel", "serving"),
        [
            ("email", Serving.WAITS_IN_QUEUE),
            ("phone", Serving.SERVED_AS_IT_RINGS),
            ("forum", Serving.NO_QUEUE),
        ],
    )
    def test_where_something_waits(self, channel: str, serving: Serving) -> None:
        """A live call is served as it rings (I-20), and what no queue takes is said to have none."""
        answer = POLICY.served(request("a", 1, channel=channel))

        assert isinstance(answer, Decision)
        assert answer.outcome is serving

    def test_a_live_call_overtakes_nobody(self) -> None:
        """A call taken while mail waits is no inversion; neither is it in the line."""
        call = request("call", 5, 5, channel="phone")

        assert pairs(request("mail", 1, 20), call) == []
        assert order(request("mail", 1), request("call", 5, channel="phone")) == [("mail", 1)]

    def test_who_is_left_out_of_the_line(self) -> None:
        """What is not there yet, taken, refused or closed does not wait."""
        line = [
            request("later", 11),
            request("taken", 1, 9),
            request("refused", 1, refused_at=at(9)),
            request("closed", 1, closed_at=at(10)),
            request("taken later", 2, 11),
        ]

        assert order(*line, now=at(10)) == [("taken later", 1)]

    def test_waiting_for_the_client_keeps_the_place(self) -> None:
        """Who waits for the client keeps the place and is marked: the next free one may be taken."""
        held = request("held", 1, holds=[Hold(whose=WhoseTime.CLIENT, start=at(2))])
        first, second = POLICY.order([held, request("free", 3)], at(10)).value

        assert (first.request_id, first.waits_for) == ("held", WhoseTime.CLIENT)
        assert (second.request_id, second.waits_for) == ("free", None)

    @pytest.mark.parametrize(
        ("moment", "whom"),
        [
            (at(2) - TICK, None),
            (at(2), WhoseTime.CLIENT),
            (at(4) - TICK, WhoseTime.CLIENT),
            (at(4), None),
        ],
    )
    def test_the_edges_of_waiting(self, moment: datetime, whom: WhoseTime | None) -> None:
        """A span of waiting has its start and has not its end."""
        held = request("held", 1, holds=[Hold(whose=WhoseTime.CLIENT, start=at(2), end=at(4))])

        assert waits_for(held, moment) is whom

    def test_while_it_lacks_something_it_waits_for_the_client(self) -> None:
        """Until it is complete a request waits for its sender, also without a span on record."""
        lacking = request("a", 1, completed_at=at(5))

        assert waits_for(lacking, at(3)) is WhoseTime.CLIENT
        assert waits_for(lacking, at(5)) is None
        assert waits_for(request("b", 1, holds=[Hold(whose=WhoseTime.DESK, start=at(2))]), at(3)) is None

    @pytest.mark.parametrize(
        ("completed", "arrival"),
        [
            (at(31) - SECOND, Arrival.FIRST_MOMENT),
            (at(31), Arrival.FIRST_MOMENT),
            (at(31) + SECOND, Arrival.COMPLETION),
        ],
    )
    def test_the_first_moment_is_kept_for_a_time(self, completed: datetime, arrival: Arrival) -> None:
        """Asked at 09:01 and given half an hour, the sender keeps the first moment up to 09:31 (I-5)."""
        policy = QueuePolicy(completion_time=30 * MINUTE)
        asked = Hold(whose=WhoseTime.CLIENT, start=at(1), end=completed)
        answer = policy.arrival_of(request("a", 0, completed_at=completed, holds=[asked]))

        assert isinstance(answer, Decision)
        assert answer.outcome is arrival

    def test_no_time_set_is_undetermined(self) -> None:
        """With no time set, what was completed later has no certain moment; what lacked nothing has."""
        late = request("a", 0, completed_at=at(50))

        assert isinstance(POLICY.arrival_of(late), Undetermined)
        assert POLICY.arrival_span(late) == (at(0), at(50))
        assert isinstance(POLICY.arrival_of(request("a", 0)), Decision)
        assert isinstance(POLICY.arrival_of(request("a", 0, completed_at=at(0))), Decision)

    def test_when_it_was_asked_may_be_unknown(self) -> None:
        """Completed within the time of receipt is in time whenever it was asked; a later completion is unknown."""
        policy = QueuePolicy(completion_time=30 * MINUTE)

        assert isinstance(policy.arrival_of(request("a", 0, completed_at=at(30))), Decision)
        assert isinstance(policy.arrival_of(request("a", 0, completed_at=at(31))), Undetermined)

    def test_an_undetermined_arrival_counts_for_the_sender(self) -> None:
        """In the line, an undetermined arrival counts from the first moment."""
        assert order(request("b", 5), request("a", 0, completed_at=at(50))) == [("a", 1), ("b", 2)]

    def test_queues_that_contradict_each_other(self) -> None:
        """All that is wrong with the queues of a profile is said at once."""
        with pytest.raises(ProfileError) as error:
            QueuePolicy(
                queues=[
                    QueueSettings(name="a", channels=["email", "phone"]),
                    QueueSettings(name="a", channels=["email"]),
                    QueueSettings(name="b", channels=[]),
                ]
            )

        assert len(error.value.problems) == 4

    def test_channels_are_told_in_one_order(self) -> None:
        """Whatever order their sets have in this run of the program."""
        channels = ["callcentre", "chat", "counter", "desk", "phone", "radio", "visit"]
        with pytest.raises(ProfileError) as live:
            QueuePolicy(queues=[QueueSettings(name="a", channels=channels)], live_channels=channels)
        with pytest.raises(ProfileError) as shared:
            QueuePolicy(queues=[QueueSettings(name=name, channels=channels) for name in "ab"], live_channels=())

        assert [problem.split("`")[1] for problem in live.value.problems] == channels
        assert shared.value.problems[0].split("`")[5::2] == channels

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_the_order_is_told(self, lang: Language) -> None:
        """How many wait and by what rule is told."""
        told = POLICY.order([request("a", 1), request("b", 2)], END).explain(lang)

        assert "2" in told.outcome
        assert len(told.because) == 1


NO_TURNS = [each for each in Happening if each not in (Happening.TAKEN, Happening.RETURNED)]


class TestInLine:
    """Whether a request stands in its line at a moment (3.13): arrived, not taken up, not over."""

    @pytest.mark.parametrize("end", ["taken_at", "reacted_at", "refused_at", "closed_at"])
    def test_it_stands_there_from_receipt_until_somebody_acts(self, end: str) -> None:
        """Both edges are exact: in line with its receipt, and no longer with the act."""
        changes: dict[str, Any] = {end: at(5)}
        waiting = attrs.evolve(request("a", 0), **changes)

        assert [in_line(waiting, moment) for moment in (T0 - TICK, T0, at(5) - TICK, at(5))] == [
            *(False, True, True, False)
        ]

    def test_what_was_given_back_stands_there_again(self) -> None:
        """Until it is taken again; given back before it was ever taken changes nothing, nor does what comes later."""
        turns = (Happening.TAKEN, Happening.RETURNED, Happening.TAKEN)
        course = tuple(CourseStep(what, at(5 * number)) for number, what in enumerate(turns, 1))
        waiting = request("a", 0, 5, course=course)

        assert [in_line(waiting, at(minutes)) for minutes in (4, 5, 9, 10, 14, 15)] == [
            *(True, False, False, True, True, False)
        ]

    @pytest.mark.parametrize("what", NO_TURNS, ids=lambda what: what.value)
    def test_nothing_else_gives_it_back(self, what: Happening) -> None:
        """Whatever else happened to it after it was taken, it is in somebody's hands."""
        course = (CourseStep(Happening.TAKEN, at(5)), CourseStep(what, at(6)))

        assert not in_line(request("a", 0, 5, course=course), at(7))
        returned = (*course, CourseStep(Happening.RETURNED, at(8)))
        assert in_line(request("a", 0, 5, course=returned), at(8))

    @pytest.mark.parametrize("end", ["reacted_at", "refused_at", "closed_at"])
    def test_what_was_acted_on_is_not_given_back_to_the_line(self, end: str) -> None:
        """Only a taking of which nothing came can be undone."""
        course = (CourseStep(Happening.TAKEN, at(5)), CourseStep(Happening.RETURNED, at(6)))

        assert not in_line(request("a", 0, 5, course=course, **{end: at(5)}), at(7))


class TestOvertaking:
    """A breach is stated on the request that was overtaken (I-20)."""

    def test_a_later_one_taken_first(self) -> None:
        """A later ordinary arrival taken first overtakes: by whom, when and the delay are said."""
        (finding,) = found(request("first", 0, 30), request("second", 5, 10))

        assert (finding.request_id, finding.by, finding.kind) == ("first", "second", OvertakingKind.OVERTAKEN)
        assert (finding.passed_at, finding.delay) == (at(10), 20 * MINUTE)
        assert isinstance(finding.answer.answer, Decision)
        assert finding.answer.answer.outcome is Overtaking.OVERTAKEN

    def test_the_first_who_passed_is_named(self) -> None:
        """Of several who passed, the first is named, once."""
        assert pairs(request("a", 0, 30), request("c", 6, 12), request("b", 5, 10)) == [
            ("a", "b", OvertakingKind.OVERTAKEN)
        ]

    def test_in_order_nothing_is_found(self) -> None:
        """Taken in the order of arrival, nobody is overtaken."""
        assert pairs(request("a", 0, 10), request("b", 5, 11), request("c", 6, 12)) == []

    def test_ties_are_no_inversion(self) -> None:
        """What arrived at one moment may be taken in any order, whatever its number."""
        line = [request("a", 0, 30, arrival_number=1), request("b", 0, 10, arrival_number=2)]

        assert pairs(*line) == []

    @pytest.mark.parametrize(
        ("taken", "inversions"), [(12 - 1 / 60, 0), (12, 0), (12 + 1 / 60, 1)], ids=["before", "edge", "after"]
    )
    def test_takings_near_each_other(self, taken: float, inversions: int) -> None:
        """Takings within the tolerance of the profile count as simultaneous, the edge included."""
        policy = QueuePolicy(tie_tolerance=2 * MINUTE)

        assert len(pairs(request("a", 0, taken), request("b", 5, 10), policy=policy)) == inversions

    def test_without_tolerance_a_moment_counts(self) -> None:
        """Without tolerance the same moment is simultaneous and the next microsecond is not."""
        second = request("b", 5, 10)
        just_after = attrs.evolve(request("a", 0), taken_at=at(10) + TICK)

        assert pairs(request("a", 0, 10), second) == []
        assert len(pairs(just_after, second)) == 1

    def test_who_waits_for_the_client_holds_nobody_up(self) -> None:
        """While the first waits for its client, others go on; once it is free again it counts."""
        held = request("a", 0, 60, holds=[Hold(whose=WhoseTime.CLIENT, start=at(1), end=at(20))])

        assert pairs(held, request("b", 5, 10)) == []
        assert pairs(held, request("b", 5, 10), request("c", 6, 20)) == [("a", "c", OvertakingKind.OVERTAKEN)]

    def test_a_bulk_answer_is_one_act(self) -> None:
        """An answer to one outage covers late and early arrivals alike, and passes nobody by its late ones."""
        early = request("early", 0, 10, taken_in_bulk="outage")
        late = request("late", 8, 10.5, taken_in_bulk="outage")
        between = request("between", 4, 30)

        assert pairs(early, late, between) == []
        assert pairs(attrs.evolve(early, taken_in_bulk=None), late, between) == [
            ("between", "late", OvertakingKind.OVERTAKEN)
        ]

    def test_members_of_a_bulk_answer_pass_each_other_not(self) -> None:
        """Within one act the order of the single answers does not matter."""
        early = request("early", 0, 10, taken_in_bulk="outage")
        late = request("late", 8, 9, taken_in_bulk="outage")

        assert pairs(early, late) == []

    def test_never_taken_is_its_own_finding(self) -> None:
        """One forgotten request is one finding, and condemns nobody who follows in order."""
        forgotten = request("forgotten", 0)
        others = [request(str(number), number, 10 + number) for number in range(1, 9)]
        (finding,) = found(forgotten, *others)

        assert (finding.request_id, finding.by, finding.kind) == ("forgotten", "1", OvertakingKind.NEVER_TAKEN)
        assert finding.delay == END - at(11)

    def test_waiting_with_nobody_passing_is_no_finding(self) -> None:
        """What is not taken yet, and was not passed, merely waits."""
        assert pairs(request("a", 0, 10), request("b", 5)) == []

    def test_closed_and_taken_by_nobody_on_record(self) -> None:
        """Closed with no record of who took it up: whether it was overtaken cannot be told."""
        (finding,) = found(request("a", 0, closed_at=at(40)), request("b", 5, 10))

        assert finding.kind is OvertakingKind.CANNOT_BE_TOLD
        assert finding.delay is None
        assert finding.answer.missing == {"taken"}

    def test_closed_after_the_moment_of_asking(self) -> None:
        """What is closed only later was open then: passed and not taken."""
        (finding,) = found(request("a", 0, closed_at=at(40)), request("b", 5, 10), until=at(20))

        assert finding.kind is OvertakingKind.NEVER_TAKEN

    def test_a_reaction_or_refusal_is_a_taking(self) -> None:
        """Whoever reacts to a request, or refuses it, has taken it up."""
        for act in ("reacted_at", "refused_at"):
            taken_up: dict[str, Any] = {act: at(10)}

            assert pairs(request("a", 0, 30), request("b", 5, **taken_up)) == [("a", "b", OvertakingKind.OVERTAKEN)]
            assert pairs(request("a", 0, **taken_up), request("b", 5, 12)) == []

    def test_other_queues_do_not_matter(self) -> None:
        """Who stands in another line overtakes nobody in this one."""
        apart = QueuePolicy(
            queues=[QueueSettings(name="sms", channels=["sms"]), QueueSettings(name="mail", channels=["email"])]
        )

        assert pairs(request("a", 0, 30), request("b", 5, 10, channel="sms"), policy=apart) == []

    def test_an_uncertain_arrival_leaves_it_open(self) -> None:
        """Completed late with no time set: whether it lost its place, and so was overtaken, cannot be told."""
        completed = request("a", 0, 30, completed_at=at(7))
        (finding,) = found(completed, request("b", 5, 10))

        assert finding.kind is OvertakingKind.CANNOT_BE_TOLD
        assert finding.answer.missing == {"arrived"}
        assert pairs(completed, request("b", 8, 10)) == [("a", "b", OvertakingKind.OVERTAKEN)]
        assert pairs(completed, request("b", 5, 10), policy=QueuePolicy(completion_time=7 * MINUTE)) == [
            ("a", "b", OvertakingKind.OVERTAKEN)
        ]

    def test_what_is_certain_goes_before_what_is_not(self) -> None:
        """One who certainly passed is named before an earlier one of whom it cannot be told."""
        line = [request("a", 0, 30, completed_at=at(7)), request("b", 5, 10), request("c", 8, 12)]

        assert pairs(*line) == [("a", "c", OvertakingKind.OVERTAKEN)]

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_findings_are_told(self, lang: Language) -> None:
        """Each finding is a sentence with both requests, in every language."""
        line = [
            request("r-first", 0, 30),
            request("r-second", 5, 10),
            request("r-lost", 1),
            request("r-closed", 2, closed_at=at(50)),
        ]
        told = overtaken(POLICY, line, END).explain(lang)

        assert "3" in told.outcome
        assert len(told.because) == 3
        assert all("r-second" in line for line in told.because)

    def test_the_edition_is_named(self) -> None:
        """Findings name the edition of the policy."""
        edition = Edition("second")

        assert overtaken(POLICY.under(edition), [], END).edition == edition
        assert overtaken(POLICY, [], END).edition == PUBLISHED

    @given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8) | st.none()), max_size=7), st.integers(0, 3))
    def test_law_agrees_with_comparing_everybody(self, moments: list[tuple[int, int | None]], tolerance: int) -> None:
        """The sweep finds exactly whom a plain comparison of everybody with everybody finds."""
        policy = QueuePolicy(tie_tolerance=tolerance * MINUTE)
        line = [
            request(str(number), received, None if waited is None else received + waited)
            for number, (received, waited) in enumerate(moments)
        ]
        expected = {
            this.id
            for this in line
            for other in line
            if other.taken_at is not None
            and other.received_at > this.received_at
            and (this.taken_at or END) - other.taken_at > policy.tie_tolerance
        }

        assert {each.request_id for each in found(*line, policy=policy)} == expected

    @given(st.lists(st.integers(0, 60), max_size=12))
    def test_law_taking_in_order_passes_nobody(self, arrivals: list[int]) -> None:
        """Whoever always takes the first free one of the order overtakes nobody."""
        waiting = [request(str(number), minute) for number, minute in enumerate(arrivals)]
        done: list[Request] = []
        for minute in range(100, 100 + len(waiting)):
            first = POLICY.order(waiting, at(minute)).value[0].request_id
            done += [attrs.evolve(each, taken_at=at(minute)) for each in waiting if each.id == first]
            waiting = [each for each in waiting if each.id != first]

        assert len(done) == len(arrivals)
        assert found(*done) == ()

    @given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3) | st.none()), max_size=9), st.randoms())
    def test_law_the_order_does_not_depend_on_how_it_is_given(self, moments: list[Any], random: Any) -> None:
        """The line is the same however the requests are listed, and ranks never go down."""
        line = [request(str(number), minute, arrival_number=n) for number, (minute, n) in enumerate(moments)]
        shuffled = random.sample(line, len(line))

        assert order(*line) == order(*shuffled)
        assert all(before <= after for (_, before), (_, after) in pairwise(order(*line)))

    def test_the_hour_that_comes_twice(self) -> None:
        """In the hour that the clocks show twice, what arrived the second time arrived later."""
        first = datetime(2026, 10, 25, 3, 30, tzinfo=ZoneInfo("Europe/Kyiv"))
        early = Request(id="early", received_at=first, channel="email")
        late = Request(id="late", received_at=first.replace(minute=10, fold=1), channel="email")

        assert order(late, early, now=first + timedelta(days=1)) == [("early", 1), ("late", 2)]


class TestClause_3_14:
    """Out of turn: the highly critical ones that need emergency action or the advice of specialists."""

    @staticmethod
    def turn(severity: Severity | None, moment: datetime = END, silence: Silence = Silence.NOT_YET) -> Any:
        """Return the answer on a request of that severity."""
        return POLICY.turn_of(request("a", 0, severity=severity), moment, silence=silence)

    @pytest.mark.parametrize("level", list(SeverityLevel))
    @pytest.mark.parametrize("needs", [(), (SpecialNeed.EMERGENCY_ACTION,), (SpecialNeed.SPECIALIST_ADVICE,)])
    def test_both_are_needed(self, level: SeverityLevel, needs: tuple[SpecialNeed, ...]) -> None:
        """High criticality alone does not do, nor does a need alone."""
        severity = attrs.evolve(critical(T0, level), needs=needs)
        expected = level in (SeverityLevel.HIGH, SeverityLevel.CRITICAL) and bool(needs)

        assert (self.turn(severity).outcome is Turn.MAY_GO_OUT_OF_TURN) == expected

    @pytest.mark.parametrize(
        ("set_at", "expected"),
        [
            (at(10) - SECOND, Turn.MAY_GO_OUT_OF_TURN),
            (at(10), Turn.MAY_GO_OUT_OF_TURN),
            (at(10) + TICK, Turn.IN_TURN),
            (at(10) + SECOND, Turn.IN_TURN),
        ],
    )
    def test_recorded_beforehand(self, set_at: datetime, expected: Turn) -> None:
        """It is recorded before the overtaking (I-21): at that moment is still in time, a microsecond later is not."""
        assert self.turn(critical(set_at), at(10)).outcome is expected

    def test_nothing_recorded(self) -> None:
        """Nothing on record: in turn; where severities are not kept: undetermined, never fine."""
        assert self.turn(None).outcome is Turn.IN_TURN
        assert self.turn(None).facts["recorded"] is Recorded.NEVER
        assert isinstance(self.turn(None, silence=Silence.NOT_KNOWN), Undetermined)

    def test_it_stands_first_in_the_line(self) -> None:
        """Who may go out of turn stands before all others of the queue, among themselves by arrival."""
        line = [
            request("a", 0),
            request("d", 3, severity=critical(at(4))),
            request("c", 2, severity=critical(at(4))),
            request("not needed", 1, severity=attrs.evolve(critical(at(4)), needs=())),
        ]

        assert order(*line) == [("c", 1), ("d", 2), ("a", 3), ("not needed", 4)]
        assert order(*line, now=at(3.5)) == [("a", 1), ("not needed", 2), ("c", 3), ("d", 4)]

    def test_it_overtakes_rightfully(self) -> None:
        """A highly critical one recorded beforehand overtakes rightfully; recorded afterwards it does not."""
        first = request("a", 0, 30)

        assert pairs(first, request("b", 5, 10, severity=critical(at(9)))) == []
        assert pairs(first, request("b", 5, 10, severity=critical(at(11)))) == [("a", "b", OvertakingKind.OVERTAKEN)]

    def test_a_bulk_answer_with_a_critical_one(self) -> None:
        """A bulk answer may go out of turn when one of those it answers may."""
        first = request("a", 0, 30)
        bulk = [
            request("b", 5, 10, taken_in_bulk="x"),
            request("c", 6, 10, taken_in_bulk="x", severity=critical(at(9))),
        ]

        assert pairs(first, *bulk) == []

    def test_severities_not_on_record(self) -> None:
        """Where severities are not kept, whether a later one passed rightfully cannot be told."""
        line = [request("a", 0, 30), request("b", 5, 10)]
        (finding,) = overtaken(POLICY, line, END, silence=Silence.NOT_KNOWN).value

        assert finding.kind is OvertakingKind.CANNOT_BE_TOLD
        assert "turn.recorded" in finding.answer.missing


def further(
    earlier: EarlierRequest, content: MessageContent, same_subscriber: bool = True, policy: QueuePolicy = POLICY
) -> Further:
    """Return what a further message does."""
    answer = policy.further(earlier=earlier, same_subscriber=same_subscriber, content=content)
    assert isinstance(answer, Decision)
    return answer.outcome


class TestClause_3_20:
    """Chasing by phone or e-mail is not needed and as a rule does not speed things up."""

    def test_a_chaser_joins_and_keeps_the_place(self) -> None:
        """A further message on an open request joins it, from whatever channel (I-22), and the client is told."""
        answer = POLICY.further(earlier=EarlierRequest.OPEN, same_subscriber=True, content=MessageContent.CHASES)

        assert isinstance(answer, Decision)
        assert answer.outcome is Further.JOINS
        assert answer.readings == ("I-22",)
        assert "does not speed things up" in answer.explain("en").outcome

    def test_what_was_asked_for_joins_too(self) -> None:
        """An answer to a question joins the open request."""
        assert further(EarlierRequest.OPEN, MessageContent.COMPLETES) is Further.JOINS

    def test_new_facts_go_to_triage_again(self) -> None:
        """New facts, such as that now the whole office is down, go to triage again."""
        assert further(EarlierRequest.OPEN, MessageContent.NEW_FACTS) is Further.TRIAGE_AGAIN

    def test_the_same_by_two_channels_is_linked(self) -> None:
        """The same thing by two channels is one request with the earliest moment (I-23)."""
        assert further(EarlierRequest.OPEN, MessageContent.SAME_TASK) is Further.DUPLICATE

    @pytest.mark.parametrize("content", [MessageContent.COMPLETES, MessageContent.NEW_FACTS])
    def test_a_refused_one_is_reopened_when_completed(self, content: MessageContent) -> None:
        """A refused request that is completed later is reopened, with a new place (I-23)."""
        assert further(EarlierRequest.REFUSED, content) is Further.REOPENS

    @pytest.mark.parametrize("content", [MessageContent.CHASES, MessageContent.SAME_TASK])
    def test_a_refusal_stands_when_nothing_changes(self, content: MessageContent) -> None:
        """Asking again about what was refused changes nothing."""
        assert further(EarlierRequest.REFUSED, content) is Further.STAYS_REFUSED

    @pytest.mark.parametrize("earlier", list(EarlierRequest))
    def test_another_task_is_another_request(self, earlier: EarlierRequest) -> None:
        """Something else is a request of its own: one interaction may carry several (I-23)."""
        assert further(earlier, MessageContent.OTHER_TASK) is Further.NEW_REQUEST

    @pytest.mark.parametrize("content", list(MessageContent))
    def test_no_open_request_no_joining(self, content: MessageContent) -> None:
        """With nothing earlier, with something settled, or of another subscriber it is a new request."""
        assert further(EarlierRequest.NONE, content) is Further.NEW_REQUEST
        assert further(EarlierRequest.SETTLED, content) is Further.NEW_REQUEST
        assert further(EarlierRequest.OPEN, content, same_subscriber=False) is Further.NEW_REQUEST

    def test_unread_content_matters(self) -> None:
        """What nobody has read yet may be anything but a reopening of an open request."""
        answer = POLICY.further(earlier=EarlierRequest.OPEN, same_subscriber=True, content=UNKNOWN)

        assert isinstance(answer, Undetermined)
        assert answer.missing == {"content"}
        assert answer.possible == {Further.NEW_REQUEST, Further.JOINS, Further.TRIAGE_AGAIN, Further.DUPLICATE}

    @pytest.mark.parametrize(
        ("moment", "expected"),
        [
            (at(10) - SECOND, EarlierRequest.OPEN),
            (at(10), EarlierRequest.REFUSED),
            (at(10) + SECOND, EarlierRequest.REFUSED),
        ],
    )
    def test_what_had_become_of_it(self, moment: datetime, expected: EarlierRequest) -> None:
        """The earlier request is judged as it stood when the message came."""
        assert earlier_request(request("a", 0, refused_at=at(10), closed_at=at(20)), moment) is expected

    def test_settled_or_none(self) -> None:
        """A closed one is settled; a message that concerns none has none."""
        assert earlier_request(request("a", 0, closed_at=at(10)), at(10)) is EarlierRequest.SETTLED
        assert earlier_request(None, at(10)) is EarlierRequest.NONE
