"""What only shows at an edge: at the very moment, with nothing set, with one thing left of several."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import pytest

from netpoint_stp.channels.contacts.contact import Channel, ContactPoint
from netpoint_stp.channels.interaction import PartyKind
from netpoint_stp.errors import RuleError, UsageError
from netpoint_stp.hours import ServiceHours
from netpoint_stp.policy.complaints.policy import ComplaintsPolicy, complaint_route
from netpoint_stp.policy.complaints.tables import AnswerGiven, Hearing
from netpoint_stp.policy.errors_notified.notes import Instruction
from netpoint_stp.policy.errors_notified.policy import ErrorsNotifiedPolicy
from netpoint_stp.policy.identification.identity import Identity
from netpoint_stp.policy.identification.policy import asks_of
from netpoint_stp.policy.identification.requirements import parse_requirement
from netpoint_stp.policy.queue.overtaking import overtaken
from netpoint_stp.policy.queue.policy import QueuePolicy
from netpoint_stp.policy.reaction.owed import Owed
from netpoint_stp.policy.reaction.policy import ReactionPolicy, SupportLevel
from netpoint_stp.policy.reaction.tables import Reacted, Reaction
from netpoint_stp.policy.statements import of_time_limit
from netpoint_stp.policy.topic import Shared, Topic
from netpoint_stp.regulation import Regulation
from netpoint_stp.rules import PUBLISHED, UNKNOWN, Composed, Decision, Fact, Facts, Rule, RuleTable
from netpoint_stp.subjects.complaints import Complaint, ComplaintRoute, ComplaintSubject
from netpoint_stp.subjects.course import CourseStep, Happening
from netpoint_stp.subjects.interruptions import Silence
from netpoint_stp.subjects.people import Standing
from netpoint_stp.subjects.requests import Request
from netpoint_stp.wording import Message
from netpoint_stp.working_days import NamedCalendar, WorkingCalendar

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
TICK = timedelta(microseconds=1)
LEVELS = (SupportLevel(name="one hour", max_reaction=HOUR), SupportLevel(name="no figure"))
REACTIONS = ReactionPolicy(levels=LEVELS, reaction_clock="clock_time")
COMPLAINTS = ComplaintsPolicy()
LODGED = Complaint(
    id="c-1", lodged_at=NOON, channel="email", complainant=Standing.HOLDER, about=ComplaintSubject.CARRYING_OUT,
    route=ComplaintRoute.COMPLAINTS_ADDRESS,
)  # fmt: skip
NOT_LODGED = attrs.evolve(LODGED, route=ComplaintRoute.UNOFFICIAL_CHANNEL)
TOPICS = tuple(Regulation.published().topics.values())


class Foreign(Facts[bool]):
    """Facts of no table of the library."""

    so: Fact[bool] = Fact("it is so")


FOREIGN: RuleTable[..., bool] = RuleTable("foreign", Foreign, Rule("3.1", outcome=True))


class TestTopics:
    """What all policies have in common."""

    @pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: type(topic).__name__)
    def test_no_other_table_stands_where_one_is_wanted(self, topic: Topic) -> None:
        """Neither one of other facts, nor what is no table, in any field of any policy."""
        fields = [each for each in attrs.fields(type(topic)) if isinstance(each.default, RuleTable)]

        assert len(fields) == len(topic.tables)
        for field in fields:
            for wrong, named in ((FOREIGN, "table `foreign`"), ("3.1", "a `str`")):
                with pytest.raises(RuleError, match=f"{named} is no table for `{field.default.name}`"):
                    attrs.evolve(topic, **as_given(field.alias, wrong))

    @pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: type(topic).__name__)
    def test_what_is_shared_already_changes_nothing(self, topic: Topic) -> None:
        """The same policy is given back; with other settings it is another one."""
        assert topic.sharing(topic.shared) is topic
        assert topic.sharing(attrs.evolve(topic.shared, line=frozenset({"nowhere"}))) is not topic

    def test_a_figure_changed_twice_says_its_last_and_what_the_edition_says_besides(self) -> None:
        """Sentences of the policy before are gone, those of the edition stay (3.12 and 3.11)."""
        others = Message("value.yes")
        edition = attrs.evolve(PUBLISHED, statements={"3.11": others})
        once = attrs.evolve(COMPLAINTS.under(edition), working_days=5)
        twice = attrs.evolve(once, working_days=6)

        assert twice.edition.statements["3.12"] == twice.statements["3.12"] != once.statements["3.12"]
        assert [each.edition.statements["3.11"] for each in (once, twice)] == [others, others]

    def test_what_is_said_already_is_not_said_anew(self) -> None:
        """A policy made again with the same settings keeps its edition, whose sentences so do not pile up."""
        for once in (attrs.evolve(COMPLAINTS, working_days=5), COMPLAINTS):
            assert attrs.evolve(once).edition is once.edition
            assert attrs.evolve(once, contents=once.contents).edition is once.edition

    def test_the_zone_is_that_of_the_hours_that_are_shared(self) -> None:
        """Kyiv where none are; a zone of the policy's own goes before."""
        lisbon = attrs.evolve(ServiceHours.published(), zone=ZoneInfo("Europe/Lisbon"))
        shared = COMPLAINTS.sharing(Shared(hours=lisbon))

        assert (str(COMPLAINTS.zone), str(shared.zone)) == ("Europe/Kyiv", "Europe/Lisbon")
        assert str(attrs.evolve(shared, zone="Europe/Rome").zone) == "Europe/Rome"


class TestComplaints:
    """3.10 and 3.12."""

    def test_the_routes_that_lodge_follow_the_reading(self) -> None:
        """I-12: another mailbox lodges only where the profile says so."""
        routes = {
            choice: ComplaintsPolicy(complaint_other_mailbox=choice).lodging_routes
            for choice in ("irregular", "not_lodged")
        }

        assert routes["irregular"] - routes["not_lodged"] == {ComplaintRoute.OTHER_MAILBOX}
        assert routes["not_lodged"] == {ComplaintRoute.COMPLAINTS_ADDRESS, ComplaintRoute.SHARED_ADDRESS}

    @pytest.mark.parametrize("name", ["ukraine", "weekends_only", "every_day"])
    def test_a_calendar_says_the_same_by_its_name_and_as_it_is(self, name: str) -> None:
        """I-15: a text, a name with its day, and the calendar itself."""
        told = [
            ComplaintsPolicy(calendar=calendar).statements
            for calendar in (name, NamedCalendar(name), WorkingCalendar.named(name))
        ]

        assert told[0] == told[1] == told[2]
        assert (told[0]["I-15"] is None) is (name == "ukraine")

    def test_no_term_runs_for_what_was_not_lodged(self) -> None:
        """It is no fact of the answer; for what was lodged it is."""
        assert facts(COMPLAINTS.status_of(NOT_LODGED, NOON))["term"] is UNKNOWN
        assert facts(COMPLAINTS.status_of(LODGED, NOON))["term"] is not UNKNOWN

    @pytest.mark.parametrize("silence", Silence)
    @pytest.mark.parametrize("which", ["answered_at", "interim_answer_at"])
    def test_what_was_sent_at_the_very_moment_tells(self, which: str, silence: Silence) -> None:
        """From the moment of the complaint to now; a microsecond before or after, it tells nobody of it yet."""
        now = NOON + HOUR

        def told(at: datetime) -> object:
            return facts(COMPLAINTS.heard(attrs.evolve(NOT_LODGED, **at_moment(which, at)), now, silence=silence))[
                "told"
            ]

        assert [told(at) for at in (NOON, now)] == [True, True]
        assert told(NOON - TICK) is UNKNOWN
        assert told(now + TICK) is (False if silence is Silence.NOT_YET else UNKNOWN)
        answer = COMPLAINTS.heard(attrs.evolve(NOT_LODGED, **at_moment(which, NOON)), now, silence=silence).answer
        assert isinstance(answer, Decision)
        assert answer.outcome is Hearing.TOLD

    def test_what_is_sent_later_has_not_been_sent_yet(self) -> None:
        """A record that keeps an answer of tomorrow says that there is none today, whatever its silence means."""
        for silence in Silence:
            later = attrs.evolve(LODGED, answered_at=NOON + DAY)

            assert facts(COMPLAINTS.status_of(later, NOON + HOUR, silence=silence))["answer"] is AnswerGiven.NONE
            assert facts(COMPLAINTS.status_of(later, NOON + DAY, silence=silence))["answer"] is AnswerGiven.SUBSTANTIVE

    def test_an_answer_at_the_moment_of_lodging_can_be_counted(self) -> None:
        """By each calendar it is in time."""
        calendars = [WorkingCalendar.named(name) for name in ("ukraine", "every_day")]

        assert len(COMPLAINTS.late_under(NOON, NOON, calendars).value) == 2

    def test_of_one_route_left_it_is_that(self) -> None:
        """A channel without mailboxes leaves one, and no set of one."""
        point = ContactPoint(kind=PartyKind.PHONE, address="+380440000000")
        channel = Channel(name="sms", official=True, addressed=True, clauses=("2.1.4",), contacts=(point,))

        assert complaint_route(channel, ()) is ComplaintRoute.OTHER_OFFICIAL_CHANNEL


class TestIdentification:
    """3.6 and 4.3.2."""

    @pytest.mark.parametrize("identity", Identity)
    def test_what_is_asked_for_by_what_the_details_amount_to(self, identity: Identity) -> None:
        """Nothing, the details, which account is meant, or which of the details is right."""
        keys = {
            Identity.IDENTIFIED: [],
            Identity.ABSENT: ["identification.give"],
            Identity.INSUFFICIENT: ["identification.give"],
            Identity.AMBIGUOUS: ["identification.question.which_account"],
            Identity.CONTRADICTORY: ["identification.question.which_detail_is_right"],
        }

        assert [each.key for each in asks_of(identity, parse_requirement("login"))] == keys[identity]


class TestTermsThatAreNotSet:
    """I-25: without a figure nothing is due, and no day is named."""

    @pytest.mark.parametrize("policy", [ErrorsNotifiedPolicy(), ErrorsNotifiedPolicy(instruction_time=HOUR)])
    def test_an_instruction(self, policy: ErrorsNotifiedPolicy) -> None:
        """4.2.2: one sentence that there is no time, or when it is due and since when that is counted."""
        due = policy.instruction_due(Instruction(id="i-1", given_at=NOON, text="replug the router"))

        unset = policy.instruction_time is None
        assert due.value == (UNKNOWN if unset else NOON + HOUR)
        assert [each.key.rpartition(".")[2] for each in due.because] == (["no_time"] if unset else ["by", "since"])


class TestReactions:
    """3.17 and 3.19."""

    def test_nothing_is_late_while_nothing_is_owed(self) -> None:
        """A request that lacks something has no reaction that is owed (I-5); its level still binds."""
        request = Request(id="r-1", received_at=NOON, channel="email", support_level="one hour")
        lacking = attrs.evolve(
            request, course=(CourseStep(Happening.LACKING, NOON), CourseStep(Happening.ARRIVED, NOON))
        )
        answer = REACTIONS.first_reaction(lacking, NOON + DAY)

        assert REACTIONS.owed(lacking) == ()
        assert isinstance(answer, Decision)
        assert answer.outcome is Reaction.RUNNING

    @pytest.mark.parametrize("level", ["one hour", "no figure", None])
    def test_what_lapsed_at_once_was_in_time(self, level: str | None) -> None:
        """With any figure, and with none; a microsecond later without a figure it is not known."""
        at_once, later = (
            REACTIONS.judge(Owed(first=True, since=NOON, lapsed_at=at), level, NOON + DAY) for at in (NOON, NOON + TICK)
        )

        assert at_once.facts["within"] is True
        assert later.facts["within"] is (True if level == "one hour" else UNKNOWN)

    @pytest.mark.parametrize(
        ("automatic", "reacted"),
        [
            (True, Reacted.AUTOMATICALLY),
            (False, Reacted.NOT_AT_ALL),
            (UNKNOWN, frozenset((Reacted.AUTOMATICALLY, Reacted.NOT_AT_ALL))),
        ],
    )
    def test_what_went_out_by_itself_is_said_as_it_is_known(self, automatic: object, reacted: object) -> None:
        """3.17: in no case is it a person."""
        answer = REACTIONS.judge(Owed(first=True, since=NOON), "one hour", NOON, automatic=automatic)  # type: ignore[arg-type]  # of the three

        assert answer.facts["reacted"] == reacted

    @pytest.mark.parametrize(
        ("closed", "outcome"), [(NOON, None), (NOON + HOUR, None), (NOON + HOUR + TICK, Reaction.RUNNING)]
    )
    def test_what_is_closed_later_is_not_closed_yet(self, closed: datetime, outcome: Reaction | None) -> None:
        """By what a closed request was dealt with is not known; at the moment of closing it is closed."""
        request = Request(id="r-1", received_at=NOON, channel="email", support_level="one hour", closed_at=closed)
        answer = REACTIONS.first_reaction(request, NOON + HOUR)

        assert getattr(answer, "outcome", None) is outcome


class TestSettings:
    """A setting of the wrong kind is no fault of a rule table."""

    @pytest.mark.parametrize(
        ("name", "value", "kind"), [("working_days", "7", UsageError), ("lodging", "7", RuleError)]
    )
    def test_which_error(self, name: str, value: object, kind: type[Exception]) -> None:
        """Of a figure a plain one, of a table that of tables."""
        with pytest.raises(UsageError) as told:
            ComplaintsPolicy(**as_given(name, value))

        assert type(told.value) is kind

    @pytest.mark.parametrize(("days", "every_day"), [(7, False), (7, True), (5, False), (5, True)])
    def test_what_a_time_limit_says(self, days: int, every_day: bool) -> None:
        """3.12, I-14: nothing of its own where it is the seven working days of the text."""
        told = of_time_limit(days, "ukraine", every_day=every_day)

        assert [told[name] is None for name in ("3.12", "I-14", "I-15")] == [days == 7 and not every_day] * 2 + [True]
        assert of_time_limit(days, "weekends_only", every_day=every_day)["I-15"] is not None


class TestQueue:
    """3.13."""

    def test_who_is_not_taken_yet_is_not_of_the_act(self) -> None:
        """I-20: of two that are one act in the end, the one that is taken later has not been taken by then."""
        two = [
            Request(id="a", received_at=NOON, channel="email", taken_at=NOON + 9 * HOUR, taken_in_bulk="act"),
            Request(
                id="c", received_at=NOON + 2 * HOUR, channel="email", taken_at=NOON + 3 * HOUR, taken_in_bulk="act"
            ),
        ]
        between = Request(id="b", received_at=NOON + HOUR, channel="email")

        def passed(until: datetime) -> list[str]:
            return [each.request_id for each in overtaken(QueuePolicy(), [*two, between], until).value]

        assert passed(NOON + 4 * HOUR) == ["a", "b"]

    def test_who_was_closed_or_refused_is_passed_no_more(self) -> None:
        """At the very moment of closing too; a microsecond before, it was."""
        first = Request(id="a", received_at=NOON, channel="email")
        later = Request(id="b", received_at=NOON + HOUR, channel="email", taken_at=NOON + 3 * HOUR)
        for ending in ("closed_at", "refused_at"):
            told = [
                len(overtaken(QueuePolicy(), [attrs.evolve(first, **at_moment(ending, at)), later], NOON + DAY).value)
                for at in (NOON + 2 * HOUR, NOON + 3 * HOUR, NOON + 3 * HOUR + TICK, None)
            ]

            assert told == [0, 0, 1, 1], ending


def at_moment(which: str, at: datetime | None) -> dict[str, Any]:
    """Return one change: of what a moment is, and the moment."""
    return {which: at}


def as_given(name: str, value: object) -> dict[str, Any]:
    """Return one change of a setting."""
    return {name: value}


def facts(answer: Composed[Any]) -> dict[str, object]:
    """Return the facts on which a composed answer was given."""
    return dict(answer.answer.facts)
