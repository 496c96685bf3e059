"""The clauses on reaction: 3.15 to 3.19, and 2.1.5 as it binds reaction, with the readings I-5 and I-16 to I-19."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from netpoint_stp.clauses import clause
from netpoint_stp.errors import MomentError, ProfileError
from netpoint_stp.hours import ServiceHours
from netpoint_stp.policy.queue.request_states import waits_for
from netpoint_stp.policy.reaction.ledger import WHOSE_TIME, Ledger
from netpoint_stp.policy.reaction.policy import ReactionPolicy, SupportLevel
from netpoint_stp.policy.reaction.tables import Complexity, Reacted, Reaction, ReactionFactors, SolutionFactors
from netpoint_stp.rules import UNKNOWN, Decision, Edition, Undetermined
from netpoint_stp.subjects.course import ACTS, CourseStep, Happening
from netpoint_stp.subjects.interruptions import Silence
from netpoint_stp.subjects.requests import Hold, Request, SeverityLevel, WhoseTime
from netpoint_stp.wording import LANGUAGES, Language

KYIV = ZoneInfo("Europe/Kyiv")
TICK = timedelta(microseconds=1)
SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)
LEVELS = (SupportLevel(name="four hours", max_reaction=4 * HOUR), SupportLevel(name="no figure"))
POLICY = ReactionPolicy(levels=LEVELS)
CLOCK = ReactionPolicy(levels=LEVELS, reaction_clock="clock_time")
NOON = datetime(2026, 3, 2, 12, tzinfo=KYIV)
NEXT_YEAR = datetime(2027, 1, 1, tzinfo=KYIV)
REQUEST = Request(id="r-1", received_at=NOON, channel="email", support_level="four hours")


def outcome(answer: Decision[Reaction] | Undetermined[Reaction]) -> Reaction:
    """Return the outcome of what must be a decision."""
    assert isinstance(answer, Decision), answer
    return answer.outcome


def first(policy: ReactionPolicy = POLICY, now: datetime = NEXT_YEAR, **changes: Any) -> Reaction:
    """Return how it stands with the first reaction to the usual request with some changes."""
    return outcome(policy.first_reaction(attrs.evolve(REQUEST, **changes), now))


class TestClause_2_1_5:
    """The service desk is open from 08:00 to 24:00 every day: outside these hours no time to react passes (I-18)."""

    @pytest.mark.parametrize(
        ("at", "starts"),
        [
            (NOON, NOON),
            (NOON.replace(hour=8) - SECOND, NOON.replace(hour=8)),
            (NOON.replace(hour=8), NOON.replace(hour=8)),
            (NOON.replace(hour=8) + SECOND, NOON.replace(hour=8) + SECOND),
            (datetime(2026, 3, 3, tzinfo=KYIV) - SECOND, datetime(2026, 3, 3, tzinfo=KYIV) - SECOND),
            (datetime(2026, 3, 3, tzinfo=KYIV), datetime(2026, 3, 3, 8, tzinfo=KYIV)),
        ],
    )
    def test_the_clock_starts_at_the_next_opening(self, at: datetime, starts: datetime) -> None:
        """What arrives out of hours starts at the next opening; 24:00 is closed already."""
        assert POLICY.clock_starts(at).value == starts
        assert "2.1.5" in POLICY.clock_starts(at).clauses

    def test_in_clock_time_it_starts_at_once(self) -> None:
        """By the other reading the clock runs at once, whatever the hours."""
        at = NOON.replace(hour=3)

        assert CLOCK.clock_starts(at).value == at
        assert CLOCK.clock_starts(at).clauses == ("3.19",)

    def test_the_hours_are_the_profiles(self) -> None:
        """Other hours, with a break, move the start."""
        policy = ReactionPolicy(hours=ServiceHours.weekly({"mon-fri": ["09:00-12:00", "13:00-18:00"]}), levels=LEVELS)

        assert policy.clock_starts(NOON).value == NOON.replace(hour=13)
        assert policy.reaction_due(NOON, "four hours").value == NOON.replace(hour=17)


class TestClause_3_15:
    """The time to a solution may depend on criticality, complexity and whether a specialist must go out."""

    def test_a_typed_record_carries_it(self) -> None:
        """The three are on record, each of them possibly unknown, and nothing is computed from them."""
        factors = SolutionFactors(severity=SeverityLevel.HIGH, complexity=Complexity.COMPLEX, field_visit_needed=True)

        assert attrs.asdict(SolutionFactors()) == dict.fromkeys(attrs.asdict(factors))
        assert SolutionFactors.__clauses__ == ("3.15",)  # type: ignore[attr-defined]  # set by the mark


def ledger(*holds: Hold, start: datetime = NOON, end: datetime = NOON + 2 * HOUR) -> Ledger:
    """Return whose time it was."""
    return POLICY.solution_time(attrs.evolve(REQUEST, received_at=start, holds=holds), end).value


def spans(found: Ledger) -> list[tuple[str, float]]:
    """Return party and hours of each entry."""
    return [(entry.whose.value, entry.length / HOUR) for entry in found.entries]


def hold(whose: WhoseTime, start: float, end: float | None = None) -> Hold:
    """Return a hold by hours after noon."""
    return Hold(whose=whose, start=NOON + start * HOUR, end=None if end is None else NOON + end * HOUR)


class TestClause_3_16:
    """No time to a solution is promised, for others than the service desk have their share in it."""

    def test_without_holds_it_is_the_desks(self) -> None:
        """In hours, with nobody waited for, it is the desk's own time."""
        assert spans(ledger()) == [("desk", 2)]

    def test_each_has_its_share(self) -> None:
        """Client, visit and third party have the time in which they are waited for; neighbours are joined."""
        found = ledger(
            hold(WhoseTime.CLIENT, 0.5, 1),
            hold(WhoseTime.CLIENT, 1, 1.25),
            hold(WhoseTime.FIELD_VISIT, 1.5, 1.75),
            hold(WhoseTime.THIRD_PARTY, 1.75),
        )

        assert spans(found) == [
            ("desk", 0.5),
            ("client", 0.75),
            ("desk", 0.25),
            ("field_visit", 0.25),
            ("third_party", 0.25),
        ]
        assert found.total(WhoseTime.DESK) == 0.75 * HOUR

    def test_what_it_lacked_was_for_the_client_to_give(self) -> None:
        """Until the last detail came in, it waited for the client, also where no span says so, and no longer."""
        done = NOON + 5 * HOUR
        lacking = attrs.evolve(REQUEST, received_at=NOON, completed_at=done, closed_at=done + HOUR)
        found = POLICY.solution_time(lacking, done + 2 * HOUR).value

        assert spans(found) == [("client", 5), ("desk", 1)]
        assert [waits_for(lacking, entry.start) for entry in found.entries] == [WhoseTime.CLIENT, None]
        complete = attrs.evolve(lacking, completed_at=NOON)
        assert spans(POLICY.solution_time(complete, done + 2 * HOUR).value) == [("desk", 6)]

    @given(
        st.integers(-3, 9),
        st.lists(st.tuples(st.sampled_from(WhoseTime), st.integers(0, 8), st.integers(1, 4)), max_size=4),
        st.integers(0, 9),
    )
    def test_law_the_ledger_and_the_line_wait_for_the_same(
        self, completed: int, spans: list[tuple[WhoseTime, int, int]], at: int
    ) -> None:
        """The ledger gives the time to whom the line says that the request waits for, also among several."""
        holds = tuple(
            Hold(whose=whose, start=NOON + starts * HOUR, end=NOON + (starts + length) * HOUR)
            for whose, starts, length in spans
        )
        received = NOON + min(completed, 0) * HOUR
        request = attrs.evolve(
            REQUEST, received_at=received, completed_at=NOON + completed * HOUR, holds=holds, closed_at=None
        )
        moment = NOON + at * HOUR + HOUR / 2
        told = POLICY.solution_time(request, moment + HOUR).value
        (whose,) = (entry.whose for entry in told.entries if entry.start <= moment < entry.end)
        waited = waits_for(request, moment)

        others = (WhoseTime.CLIENT, WhoseTime.FIELD_VISIT, WhoseTime.THIRD_PARTY)
        assert waited is (whose if whose in others else None)

    def test_the_night_is_outside_hours(self) -> None:
        """From 24:00 to 08:00 it is nobody's share but the closed hours', unless somebody else is waited for."""
        evening = NOON.replace(hour=22)
        found = ledger(start=evening, end=evening + 12 * HOUR)
        waiting = ledger(hold(WhoseTime.CLIENT, 11, 14), start=evening, end=evening + 12 * HOUR)

        assert spans(found) == [("desk", 2), ("outside_hours", 8), ("desk", 2)]
        assert spans(waiting) == [("desk", 1), ("client", 3), ("outside_hours", 6), ("desk", 2)]

    def test_the_stated_precedence(self) -> None:
        """Waited for at once: the client before a visit, a visit before a third party, these before closed hours."""
        everybody = [hold(whose, 0) for whose in WhoseTime]

        assert spans(ledger(*everybody)) == [("client", 2)]
        assert spans(ledger(*(each for each in everybody if each.whose is not WhoseTime.CLIENT))) == [
            ("field_visit", 2)
        ]

    def test_the_precedence_can_be_amended(self) -> None:
        """An edition that counts closed hours first has another ledger."""
        rules = WHOSE_TIME.rules
        table = WHOSE_TIME.replace("2.1.5").replace("3.16", rules[3], rules[0], number=1)
        policy = ReactionPolicy(whose_time=table)
        night = attrs.evolve(REQUEST, received_at=NOON.replace(hour=3), holds=[hold(WhoseTime.CLIENT, -9, 0)])

        assert spans(policy.solution_time(night, NOON).value) == [("outside_hours", 5), ("client", 4)]

    def test_it_ends_with_closing(self) -> None:
        """A closed request has its ledger up to closing; asked about before, up to then."""
        closed = attrs.evolve(REQUEST, closed_at=NOON + HOUR)

        assert POLICY.solution_time(closed, NOON + 2 * HOUR).value.length == HOUR
        assert POLICY.solution_time(closed, NOON + HOUR / 2).value.length == HOUR / 2

    def test_an_empty_span(self) -> None:
        """At the moment of receipt there is nothing to share out; before it, there is no ledger."""
        assert POLICY.solution_time(REQUEST, NOON).value.entries == ()
        with pytest.raises(MomentError, match="lies before the start"):
            POLICY.solution_time(REQUEST, NOON - TICK)

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_nothing_is_promised(self, lang: Language) -> None:
        """The first sentence says that no time to a solution is promised; then each share that there is."""
        held = attrs.evolve(REQUEST, holds=[hold(WhoseTime.CLIENT, 0.5, 1)])
        answer = POLICY.solution_time(held, NOON + 2 * HOUR)

        assert answer.clauses == ("3.16",)
        assert len(answer.explain(lang).because) == 1 + 2

    def test_the_promise_in_words(self) -> None:
        """It is said plainly."""
        assert "No time to a solution is promised" in POLICY.solution_time(REQUEST, NOON).explain("en").outcome

    @given(
        holds=st.lists(
            st.tuples(
                st.sampled_from(list(WhoseTime)),
                st.integers(-5_000, 100_000),
                st.integers(0, 50_000) | st.none(),
            ),
            max_size=6,
        ),
        start=st.datetimes(datetime(2026, 3, 20), datetime(2026, 11, 5), timezones=st.just(UTC)),  # noqa: DTZ001
        seconds=st.integers(0, 100_000),
    )
    def test_law_the_spans_add_up(
        self, holds: list[tuple[WhoseTime, int, int | None]], start: datetime, seconds: int
    ) -> None:
        """Whatever overlaps, the entries follow each other and add up exactly to the whole, over clock changes too."""
        recorded = [
            Hold(
                whose=whose,
                start=start + begin * SECOND,
                end=None if length is None else start + (begin + length) * SECOND,
            )
            for whose, begin, length in holds
        ]
        found = ledger(*recorded, start=start, end=start + seconds * SECOND)

        assert found.length == seconds * SECOND
        assert sum((entry.length for entry in found.entries), timedelta()) == found.length
        assert sum((found.total(whose) for whose in WhoseTime), timedelta()) == found.length
        assert all(entry.length > timedelta() for entry in found.entries)
        for before, after in pairwise(found.entries):
            assert before.end == after.start
            assert before.whose is not after.whose
        if not holds:
            served = POLICY.hours.service_time(start, start + seconds * SECOND)
            assert found.total(WhoseTime.DESK) == served


class TestClause_3_17:
    """The reaction time follows from the load of the service desk and the complexity of the problem."""

    def test_a_typed_record_carries_it(self) -> None:
        """Load and complexity are on record, each possibly unknown; counts are never negative."""
        assert ReactionFactors(open_requests=0, staff_on_duty=2, complexity=Complexity.SIMPLE).open_requests == 0
        assert ReactionFactors().open_requests is None
        with pytest.raises(ValueError, match="open_requests"):
            ReactionFactors(open_requests=-1)
        with pytest.raises(ValueError, match="staff_on_duty"):
            ReactionFactors(staff_on_duty=-1)

    @pytest.mark.parametrize("act", ["taken_at", "reacted_at", "refused_at"])
    def test_the_first_act_of_a_person_is_the_reaction(self, act: str) -> None:
        """Taking, asking, answering or refusing: the first of them is the reaction (I-17)."""
        acts: dict[str, Any] = {"taken_at": NEXT_YEAR, "reacted_at": NEXT_YEAR, "refused_at": NEXT_YEAR}

        assert first(**acts | {act: NOON + HOUR}) is Reaction.KEPT

    @pytest.mark.parametrize(
        ("course", "reacted", "lapsed"),
        [
            ({Happening.ANSWERED: 1, Happening.LACKING: 2}, 1, None),
            ({Happening.LACKING: 1, Happening.ANSWERED: 2}, None, 1),
            ({Happening.LACKING: 1, Happening.ANSWERED: 1}, 1, None),
            ({Happening.ANSWERED: 1}, 1, None),
            ({Happening.MERGED: 1}, None, 1),
            ({}, None, None),
        ],
    )
    def test_what_lapsed_later_was_reacted_to(
        self, course: dict[Happening, int], reacted: int | None, lapsed: int | None
    ) -> None:
        """Found to lack something, or joined to another, a request ends only what nobody had reacted to yet (I-5)."""
        steps = (
            CourseStep(Happening.ARRIVED, NOON),
            *(CourseStep(what, NOON + n * HOUR) for what, n in course.items()),
        )
        (owed,) = POLICY.owed(attrs.evolve(REQUEST, course=steps))

        assert owed.reacted_at == (None if reacted is None else NOON + reacted * HOUR)
        assert owed.lapsed_at == (None if lapsed is None else NOON + lapsed * HOUR)

    @pytest.mark.parametrize("left_out", sorted(ACTS, key=str), ids=str)
    def test_an_act_that_the_profile_leaves_out_is_no_reaction(self, left_out: Happening) -> None:
        """Taking and refusing count where they are among the acts, with a course of the request and without one."""
        policy = ReactionPolicy(levels=LEVELS, acts=ACTS - {left_out})
        moments = {Happening.TAKEN: "taken_at", Happening.REFUSED: "refused_at"}

        for act in (left_out, *moments):
            course = (CourseStep(Happening.ARRIVED, NOON), CourseStep(act, NOON + HOUR))
            by_course = attrs.evolve(REQUEST, course=course)
            changes: dict[str, Any] = {moments[act]: NOON + HOUR} if act in moments else {"course": course}
            plain = attrs.evolve(REQUEST, **changes)
            reacted = [each.reacted_at for request in (by_course, plain) for each in policy.owed(request)]

            assert reacted == [None if act is left_out else NOON + HOUR] * 2, act

    def test_an_automatic_acknowledgement_is_none(self) -> None:
        """An automatic acknowledgement is no reaction (I-17), and the explanation says so."""
        answer = POLICY.first_reaction(REQUEST, NOON + 5 * HOUR, automatic=True)

        assert outcome(answer) is Reaction.BROKEN
        assert answer.facts["reacted"] is Reacted.AUTOMATICALLY
        assert outcome(POLICY.first_reaction(REQUEST, NOON + HOUR, automatic=UNKNOWN)) is Reaction.RUNNING


class TestClause_3_18:
    """Some questions are settled almost at once: a notice, in which there is nothing to compute."""

    def test_the_registry_says_why(self) -> None:
        """It is listed with the reason why no program can judge it, in every language."""
        assert {handling.value for handling in clause("3.18").handling} == {"declare"}
        assert all(clause("3.18").reason[lang] for lang in LANGUAGES)  # type: ignore[index]  # declared: has a reason


class TestClause_3_19:
    """Reacting to further information may take longer, yet never longer than the maximum of the support level."""

    @pytest.mark.parametrize(
        ("reacted_at", "expected"),
        [
            (NOON + TICK, Reaction.KEPT),
            (NOON + 4 * HOUR - SECOND, Reaction.KEPT),
            (NOON + 4 * HOUR, Reaction.KEPT),
            (NOON + 4 * HOUR + TICK, Reaction.BROKEN),
            (NOON + 4 * HOUR + SECOND, Reaction.BROKEN),
        ],
    )
    def test_the_edge(self, reacted_at: datetime, expected: Reaction) -> None:
        """At the maximum itself it is kept, a microsecond later it is broken; for the first reaction too (I-19)."""
        further = POLICY.further_reaction(NOON, reacted_at, "four hours", NEXT_YEAR)

        assert outcome(further) is expected
        assert first(reacted_at=reacted_at) is expected

    @pytest.mark.parametrize(
        ("now", "expected"),
        [(NOON + 4 * HOUR, Reaction.RUNNING), (NOON + 4 * HOUR + TICK, Reaction.BROKEN)],
    )
    def test_the_edge_without_reaction(self, now: datetime, expected: Reaction) -> None:
        """Without reaction it runs up to the maximum, and is broken after it."""
        assert outcome(POLICY.further_reaction(NOON, None, "four hours", now)) is expected
        assert first(now=now) is expected
        assert first(now=now, reacted_at=NEXT_YEAR) is expected

    @pytest.mark.parametrize("level", ["no figure", "never heard of", None])
    def test_no_figure_is_undetermined(self, level: str | None) -> None:
        """A level without figure, one that the profile does not have, or none on record: never fine (I-19)."""
        answer = POLICY.first_reaction(attrs.evolve(REQUEST, support_level=level, reacted_at=NOON + TICK), NEXT_YEAR)

        assert isinstance(answer, Undetermined)
        assert answer.missing == {"within"}
        assert POLICY.reaction_due(NOON, level).value is UNKNOWN
        told = POLICY.reaction_due(NOON, level).explain("en").outcome
        assert ("no support level “never heard of”" if level == "never heard of" else "nobody can say") in told

    def test_the_published_text_has_no_figure(self) -> None:
        """The text gives no figure, so under the published settings nothing is certain."""
        assert isinstance(ReactionPolicy().further_reaction(NOON, NOON, "any", NEXT_YEAR), Undetermined)

    def test_the_maximum_need_not_be_for_the_first(self) -> None:
        """By the other reading of I-19 no maximum is set for a first reaction; a level may say otherwise."""
        later_only = ReactionPolicy(levels=LEVELS, maximum_applies_to_first_reaction=False)
        levels = (SupportLevel(name="four hours", max_reaction=4 * HOUR, applies_to_first=True),)
        this_level_too = attrs.evolve(later_only, levels=levels)

        assert first(later_only, reacted_at=NEXT_YEAR) is Reaction.NO_MAXIMUM
        assert first(this_level_too, reacted_at=NEXT_YEAR) is Reaction.BROKEN
        assert outcome(later_only.further_reaction(NOON, NEXT_YEAR, "four hours", NEXT_YEAR)) is Reaction.BROKEN

    def test_the_clock_starts_with_completion(self) -> None:
        """The clock of a request that lacked something starts when it is complete (I-5)."""
        assert first(completed_at=NOON + 3 * HOUR, reacted_at=NOON + 7 * HOUR) is Reaction.KEPT
        assert first(completed_at=NOON + 3 * HOUR, reacted_at=NOON + 7 * HOUR + TICK) is Reaction.BROKEN
        assert first(completed_at=NOON + 3 * HOUR, reacted_at=NOON + HOUR) is Reaction.KEPT

    def test_service_time_and_clock_time(self) -> None:
        """At 22:00 four hours end at 10:00 in service time, and at 02:00 by the clock (I-18)."""
        evening = NOON.replace(hour=22)

        assert POLICY.reaction_due(evening, "four hours").value == datetime(2026, 3, 3, 10, tzinfo=KYIV)
        assert CLOCK.reaction_due(evening, "four hours").value == datetime(2026, 3, 3, 2, tzinfo=KYIV)
        assert first(POLICY, received_at=evening, reacted_at=evening + 11 * HOUR) is Reaction.KEPT
        assert first(CLOCK, received_at=evening, reacted_at=evening + 11 * HOUR) is Reaction.BROKEN

    def test_no_service_time_passes_at_night(self) -> None:
        """Used up at 24:00, the maximum is not passed before the desk opens: then, a microsecond later, it is."""
        evening = NOON.replace(hour=20)
        opening = datetime(2026, 3, 3, 8, tzinfo=KYIV)

        assert POLICY.reaction_due(evening, "four hours").value == datetime(2026, 3, 3, tzinfo=KYIV)
        assert first(received_at=evening, reacted_at=opening - 5 * HOUR) is Reaction.KEPT
        assert first(received_at=evening, reacted_at=opening) is Reaction.KEPT
        assert first(received_at=evening, reacted_at=opening + TICK) is Reaction.BROKEN

    def test_records_that_keep_no_reactions(self) -> None:
        """Where reactions are not kept, none on record is undetermined, never broken and never fine."""
        early = POLICY.first_reaction(REQUEST, NOON + HOUR, silence=Silence.NOT_KNOWN)
        late = POLICY.first_reaction(REQUEST, NEXT_YEAR, silence=Silence.NOT_KNOWN)

        assert isinstance(early, Undetermined)
        assert early.possible == {Reaction.KEPT, Reaction.RUNNING}
        assert isinstance(late, Undetermined)
        assert {Reaction.KEPT, Reaction.BROKEN} <= late.possible

    def test_a_reaction_before_the_information(self) -> None:
        """A reaction before the information was to something else, and is refused."""
        with pytest.raises(MomentError, match="before the information"):
            POLICY.further_reaction(NOON, NOON - TICK, "four hours", NEXT_YEAR)

    def test_levels_that_cannot_be(self) -> None:
        """Two levels of one name, or a maximum of nothing, are refused."""
        with pytest.raises(ProfileError, match="two levels are named `a`"):
            ReactionPolicy(levels=[SupportLevel(name="a"), SupportLevel(name="a")])
        with pytest.raises(ProfileError, match="not above zero"):
            SupportLevel(name="a", max_reaction=timedelta())

    @pytest.mark.parametrize("policy", [POLICY, CLOCK], ids=["service time", "clock time"])
    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_the_moment_is_explained(self, policy: ReactionPolicy, lang: Language) -> None:
        """Until when, from when and in what time it is counted are told."""
        told = policy.reaction_due(NOON, "four hours").explain(lang)

        assert "16:00" in told.outcome
        assert len(told.because) == 2

    def test_the_edition_is_named(self) -> None:
        """Under another edition every answer names that one."""
        edition = Edition("second")
        policy = POLICY.under(edition)

        assert policy.reaction_due(NOON, "four hours").edition == edition
        assert policy.first_reaction(REQUEST, NOON).edition == edition

    @given(
        start=st.datetimes(datetime(2026, 3, 20), datetime(2026, 11, 5), timezones=st.just(UTC)),  # noqa: DTZ001
        waited=st.timedeltas(timedelta(), timedelta(days=2)),
        figure=st.timedeltas(TICK, timedelta(days=1)),
        clock=st.sampled_from(["service_time", "clock_time"]),
    )
    def test_law_up_to_the_due_moment_it_is_kept(
        self, start: datetime, waited: timedelta, figure: timedelta, clock: Any
    ) -> None:
        """Up to the due moment it is kept; after it, it is broken once any more counted time has passed."""
        policy = ReactionPolicy(levels=[SupportLevel(name="four hours", max_reaction=figure)], reaction_clock=clock)
        due = policy.reaction_due(start, "four hours").value
        assert isinstance(due, datetime)
        at = start + waited
        kept = first(policy, received_at=start, reacted_at=at) is Reaction.KEPT
        counted = at - due if clock == "clock_time" else POLICY.hours.service_time(due, max(at, due))

        assert kept == (at <= due or counted <= timedelta())
