"""The clauses on complaints: 3.10, 3.11, 3.12, with the readings I-1 and I-11 to I-15."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from netpoint_stp.channels.contacts.contact import Channel
from netpoint_stp.channels.interaction import Destination, Party, PartyKind, Role
from netpoint_stp.errors import MomentError, UsageError
from netpoint_stp.policy.complaints.policy import ComplaintsPolicy, complaint_route
from netpoint_stp.policy.complaints.tables import AnswerGiven, ComplaintStatus, Contents, Hearing, Lodging
from netpoint_stp.rules import UNKNOWN, Composed, Decision, Edition, Undetermined, still_possible
from netpoint_stp.subjects.complaints import Complaint, ComplaintElement, ComplaintRoute, ComplaintSubject
from netpoint_stp.subjects.interruptions import Silence
from netpoint_stp.subjects.people import Standing
from netpoint_stp.wording import LANGUAGES, Language, say
from netpoint_stp.working_days import WorkingCalendar

KYIV = ZoneInfo("Europe/Kyiv")
POLICY = ComplaintsPolicy()
LODGED_AT = datetime(2026, 11, 20, 15, tzinfo=KYIV)
FIRST_LATE = datetime(2026, 12, 2, tzinfo=KYIV)
TICK = timedelta(microseconds=1)
SECOND = timedelta(seconds=1)
COMPLAINT = Complaint(
    id="c-1",
    lodged_at=LODGED_AT,
    channel="email",
    complainant=Standing.HOLDER,
    request_date=date(2026, 11, 1),
    taker_name="Operator",
    request_text="No link since the morning",
    about=ComplaintSubject.CARRYING_OUT,
    route=ComplaintRoute.COMPLAINTS_ADDRESS,
)
NAMED = ("ukraine", "ukraine_peacetime", "weekends_only", "every_day")


def lodging(policy: ComplaintsPolicy = POLICY, **changes: Any) -> Lodging:
    """Return what becomes of the usual complaint with some changes."""
    answer = policy.lodging_of(attrs.evolve(COMPLAINT, **changes))
    assert isinstance(answer, Decision)
    return answer.outcome


def status(answer: Composed[ComplaintStatus]) -> ComplaintStatus:
    """Return the outcome of a status that is decided."""
    assert isinstance(answer.answer, Decision)
    return answer.answer.outcome


def answered(at: datetime | None, now: datetime = datetime(2027, 1, 1, tzinfo=KYIV)) -> ComplaintStatus:
    """Return the status of the usual complaint answered at a moment."""
    return status(POLICY.status_of(attrs.evolve(COMPLAINT, answered_at=at), now))


class TestClause_3_10:
    """The subscriber may complain to the management of how requests were carried out, by e-mail to one address."""

    @pytest.mark.parametrize("standing", [Standing.HOLDER, Standing.REPRESENTATIVE])
    def test_subscriber_and_representative_lodge(self, standing: Standing) -> None:
        """The subscriber and a proven representative lodge a complaint at the address for complaints."""
        assert lodging(complainant=standing) is Lodging.LODGED

    @pytest.mark.parametrize("standing", [Standing.USER, Standing.OUTSIDER])
    def test_others_are_answered_without_term(self, standing: Standing) -> None:
        """Others are answered, without the term, and told that it is because of who they are (I-1, I-11)."""
        answer = POLICY.lodging_of(attrs.evolve(COMPLAINT, complainant=standing))

        assert isinstance(answer, Decision)
        assert answer.outcome is Lodging.ANSWERED_WITHOUT_TERM
        assert {"I-1", "I-11"} <= set(answer.readings)
        assert any("who" in line for line in answer.explain("en").because)

    def test_a_complaint_about_something_else_has_no_term(self) -> None:
        """What is not about requests is answered without the term."""
        assert lodging(about=ComplaintSubject.SOMETHING_ELSE) is Lodging.ANSWERED_WITHOUT_TERM

    def test_a_refusal_is_a_way_of_carrying_out(self) -> None:
        """A refusal can be complained of (I-11), unless the profile reads the clause otherwise."""
        strict = ComplaintsPolicy(complaint_about_refusal=False)

        assert lodging(about=ComplaintSubject.REFUSAL) is Lodging.LODGED
        assert lodging(strict, about=ComplaintSubject.REFUSAL) is Lodging.ANSWERED_WITHOUT_TERM
        assert lodging(strict, about=ComplaintSubject.CARRYING_OUT) is Lodging.LODGED

    def test_another_mailbox_lodges_irregularly(self) -> None:
        """E-mail to another mailbox lodges, marked irregular (I-12), unless the profile reads the clause otherwise."""
        strict = ComplaintsPolicy(complaint_other_mailbox="not_lodged")
        changed_later = attrs.evolve(POLICY, complaint_other_mailbox="not_lodged")

        assert lodging(route=ComplaintRoute.OTHER_MAILBOX) is Lodging.LODGED_IRREGULARLY
        assert lodging(strict, route=ComplaintRoute.OTHER_MAILBOX) is Lodging.NOT_LODGED_TELL_ADDRESS
        assert lodging(changed_later, route=ComplaintRoute.OTHER_MAILBOX) is Lodging.NOT_LODGED_TELL_ADDRESS

    @pytest.mark.parametrize("route", [ComplaintRoute.OTHER_OFFICIAL_CHANNEL, ComplaintRoute.UNOFFICIAL_CHANNEL])
    def test_other_channels_do_not_lodge(self, route: ComplaintRoute) -> None:
        """By another channel nothing is lodged: it is kept, and the address is told."""
        answer = POLICY.lodging_of(attrs.evolve(COMPLAINT, route=route))

        assert isinstance(answer, Decision)
        assert answer.outcome is Lodging.NOT_LODGED_TELL_ADDRESS
        assert "address for complaints" in answer.explain("en").outcome

    def test_a_shared_address_goes_by_the_mark(self) -> None:
        """At an address that serves requests too, a mark by staff or subject decides (I-12)."""
        shared = ComplaintRoute.SHARED_ADDRESS

        assert lodging(route=shared, marked=True) is Lodging.LODGED
        assert lodging(route=shared, marked=False) is Lodging.HANDLED_AS_REQUEST
        assert isinstance(POLICY.lodging_of(attrs.evolve(COMPLAINT, route=shared)), Undetermined)

    def test_the_mark_matters_at_a_shared_address_alone(self) -> None:
        """At the address for complaints nobody needs to call it a complaint."""
        assert lodging(marked=None) is lodging(marked=False) is Lodging.LODGED

    def test_unknown_standing_is_asked_for(self) -> None:
        """Nobody's standing is guessed: unknown, it is what is missing."""
        answer = POLICY.lodging_of(attrs.evolve(COMPLAINT, complainant=None))

        assert isinstance(answer, Undetermined)
        assert answer.missing == {"complainant"}
        assert answer.possible == {Lodging.LODGED, Lodging.ANSWERED_WITHOUT_TERM}

    def test_an_unofficial_channel_needs_nothing_else(self) -> None:
        """By a channel that is not the Company's it does not matter who complains of what."""
        bare = Complaint(id="c-2", lodged_at=LODGED_AT, channel="forum", route=ComplaintRoute.UNOFFICIAL_CHANNEL)

        assert isinstance(POLICY.lodging_of(bare), Decision)


class TestHearing:
    """Whether a complaint was dealt with as what it is (3.10; readings I-11, I-12)."""

    NOT_LODGED = attrs.evolve(COMPLAINT, route=ComplaintRoute.OTHER_OFFICIAL_CHANNEL)
    BEFORE = FIRST_LATE - TICK

    def heard(self, complaint: Complaint, now: datetime, silence: Silence = Silence.NOT_YET) -> set[Hearing]:
        """Return what may be said of a complaint."""
        return set(still_possible(POLICY.heard(complaint, now, silence=silence)))

    def test_what_is_lodged_is_taken_up(self) -> None:
        """Whoever has the answer to wait for need not be told anything else."""
        assert self.heard(COMPLAINT, self.BEFORE) == self.heard(COMPLAINT, FIRST_LATE) == {Hearing.TAKEN_UP}

    @pytest.mark.parametrize("name", ["answered_at", "interim_answer_at"])
    def test_any_answer_tells_that_nothing_was_lodged(self, name: str) -> None:
        """From its moment on, and not before it."""
        at = LODGED_AT + SECOND
        changes: dict[str, Any] = {name: at}
        complaint = attrs.evolve(self.NOT_LODGED, **changes)

        assert self.heard(complaint, at) == {Hearing.TOLD}
        assert self.heard(complaint, at - TICK) == {Hearing.STILL_TIME}

    def test_there_is_time_as_long_as_an_answer_would_have(self) -> None:
        """To the last instant; not told after that."""
        assert self.heard(self.NOT_LODGED, self.BEFORE) == {Hearing.STILL_TIME}
        assert self.heard(self.NOT_LODGED, FIRST_LATE) == {Hearing.NOT_TOLD}

    def test_a_record_that_may_lack_answers_leaves_it_open(self) -> None:
        """No answer in the record is none only where the record would have it; two answers lack in none."""
        silence = Silence.NOT_KNOWN
        later = FIRST_LATE + SECOND
        both = attrs.evolve(self.NOT_LODGED, answered_at=later, interim_answer_at=later)

        assert self.heard(self.NOT_LODGED, FIRST_LATE, silence) == {Hearing.TOLD, Hearing.NOT_TOLD}
        assert self.heard(self.NOT_LODGED, self.BEFORE, silence) == {Hearing.TOLD, Hearing.STILL_TIME}
        assert self.heard(both, FIRST_LATE, silence) == {Hearing.NOT_TOLD}

    def test_a_letter_that_staff_called_a_request_is_none(self) -> None:
        """At an address that serves both, the mark decides."""
        request = attrs.evolve(COMPLAINT, route=ComplaintRoute.SHARED_ADDRESS, marked=False)

        assert self.heard(request, FIRST_LATE) == {Hearing.NO_COMPLAINT}


def mailbox(*roles: Role, kind: PartyKind = PartyKind.EMAIL) -> Destination:
    """Return an address of the given uses."""
    return Destination(party=Party(kind=kind, normalised="a", received="a"), via="To", roles=frozenset(roles))


class TestRouteOfComplaint:
    """Where a complaint went, by the channel's properties and the uses of the addresses."""

    EMAIL = Channel(name="post", official=True, addressed=True, clauses=("2.1.3",))
    CALL = Channel(name="call", official=True, person_needed=True, clauses=("2.1.1",))
    FORUM = Channel(name="forum", official=False)

    @pytest.mark.parametrize(
        ("destinations", "route"),
        [
            ((mailbox(Role.COMPLAINTS),), ComplaintRoute.COMPLAINTS_ADDRESS),
            ((mailbox(Role.REQUESTS), mailbox(Role.COMPLAINTS)), ComplaintRoute.COMPLAINTS_ADDRESS),
            ((mailbox(Role.REQUESTS, Role.COMPLAINTS),), ComplaintRoute.SHARED_ADDRESS),
            ((mailbox(Role.REQUESTS),), ComplaintRoute.OTHER_MAILBOX),
            ((mailbox(Role.REQUESTS, kind=PartyKind.PHONE),), ComplaintRoute.OTHER_OFFICIAL_CHANNEL),
        ],
    )
    def test_addresses_tell_the_route(self, destinations: tuple[Destination, ...], route: object) -> None:
        """Of several addresses the one nearest to what the clause names counts; none known leaves it unknown."""
        assert complaint_route(self.EMAIL, destinations) is route

    @pytest.mark.parametrize("destinations", [(), (mailbox(),)])
    def test_it_is_one_of_those_of_the_channel_where_no_address_is_known(
        self, destinations: tuple[Destination, ...]
    ) -> None:
        """A blind copy by a channel that is the Company's came by that channel, to whichever address."""
        found = complaint_route(self.EMAIL, destinations)
        assert found == frozenset(ComplaintRoute) - {ComplaintRoute.UNOFFICIAL_CHANNEL}

    def test_channels_without_addresses(self) -> None:
        """A call is another official channel; what is not the Company's is unofficial whatever it was sent to."""
        assert complaint_route(self.CALL, ()) is ComplaintRoute.OTHER_OFFICIAL_CHANNEL
        assert complaint_route(self.FORUM, (mailbox(Role.COMPLAINTS),)) is ComplaintRoute.UNOFFICIAL_CHANNEL


class TestClause_3_11:
    """A complaint names the date of the request, the employee who took it, and what the request was."""

    def test_all_three_named(self) -> None:
        """With all three the complaint is complete."""
        answer = POLICY.contents_of(COMPLAINT)

        assert isinstance(answer, Decision)
        assert answer.outcome is Contents.COMPLETE

    @pytest.mark.parametrize("element", ["request_date", "taker_name", "request_text"])
    def test_any_one_lacking_is_asked_for(self, element: str) -> None:
        """Whichever is lacking is asked for, and the explanation says which."""
        without: dict[str, Any] = {element: None}
        answer = POLICY.contents_of(attrs.evolve(COMPLAINT, **without))

        assert isinstance(answer, Decision)
        assert answer.outcome is Contents.ASK_FOR_THE_REST
        assert answer.facts == {name: name != element for name in answer.facts}
        assert len(answer.explain("en").because) == 1

    def test_the_term_runs_all_the_same(self) -> None:
        """What is lacking does not keep the term from running (I-13)."""
        bare = attrs.evolve(COMPLAINT, request_date=None, taker_name=" ", request_text=None)

        assert status(POLICY.status_of(bare, LODGED_AT)) is ComplaintStatus.RUNNING
        assert "I-13" in POLICY.contents_of(bare).readings

    def test_what_nobody_read_is_unknown(self) -> None:
        """An element that nobody has looked for is unknown, one that is recorded is not."""
        bare = attrs.evolve(COMPLAINT, taker_name=None)
        answer = POLICY.contents_of(bare, unread=tuple(ComplaintElement))

        assert isinstance(answer, Undetermined)
        assert answer.missing == {"taker_name"}


class TestClause_3_12:
    """The answer is given not later than seven working days after the complaint was lodged."""

    @pytest.mark.parametrize(
        ("lodged_at", "calendar", "last_day"),
        [
            (datetime(2026, 11, 20, 15, tzinfo=KYIV), "ukraine", date(2026, 12, 1)),
            (datetime(2026, 11, 22, 22, 30, tzinfo=UTC), "ukraine", date(2026, 12, 2)),
            (datetime(2021, 8, 25, 12, tzinfo=KYIV), "ukraine", date(2021, 9, 2)),
            (datetime(2021, 8, 13, 12, tzinfo=KYIV), "ukraine", date(2021, 8, 26)),
            (datetime(2026, 8, 21, 12, tzinfo=KYIV), "ukraine_peacetime", date(2026, 9, 2)),
            (datetime(2026, 3, 6, 12, tzinfo=KYIV), "ukraine_peacetime", date(2026, 3, 18)),
        ],
    )
    def test_the_last_day(self, lodged_at: datetime, calendar: str, last_day: date) -> None:
        """The day of lodging, by the clock of Kyiv, does not count; transfers and moved rest days do."""
        found = ComplaintsPolicy(calendar=WorkingCalendar.named(calendar)).deadline(lodged_at)

        assert found.value.last_day == last_day
        assert found.value.calendar == calendar
        assert sum(day.working for day in found.value.days) == 7

    def test_it_ends_with_the_day(self) -> None:
        """The first late instant is the midnight after the last day, in Kyiv."""
        assert POLICY.deadline(LODGED_AT).value.due_before == FIRST_LATE

    @pytest.mark.parametrize(
        ("at", "expected"),
        [
            (LODGED_AT, ComplaintStatus.ANSWERED_IN_TIME),
            (FIRST_LATE - SECOND, ComplaintStatus.ANSWERED_IN_TIME),
            (FIRST_LATE - TICK, ComplaintStatus.ANSWERED_IN_TIME),
            (FIRST_LATE, ComplaintStatus.ANSWERED_LATE),
            (FIRST_LATE + SECOND, ComplaintStatus.ANSWERED_LATE),
        ],
    )
    def test_the_edge_of_the_answer(self, at: datetime, expected: ComplaintStatus) -> None:
        """An answer at 00:00:00 of the next day is late, one microsecond before it is in time (I-14)."""
        assert answered(at) is expected

    @pytest.mark.parametrize(
        ("now", "expected"),
        [
            (FIRST_LATE - SECOND, ComplaintStatus.RUNNING),
            (FIRST_LATE - TICK, ComplaintStatus.RUNNING),
            (FIRST_LATE, ComplaintStatus.OVERDUE),
            (FIRST_LATE + SECOND, ComplaintStatus.OVERDUE),
        ],
    )
    def test_the_edge_without_answer(self, now: datetime, expected: ComplaintStatus) -> None:
        """Without an answer the term runs up to that edge, and from it on the answer is overdue."""
        assert answered(None, now) is expected

    def test_an_interim_answer_is_none(self) -> None:
        """An interim answer keeps no term (I-14)."""
        interim = attrs.evolve(COMPLAINT, interim_answer_at=LODGED_AT + SECOND)

        assert status(POLICY.status_of(interim, FIRST_LATE)) is ComplaintStatus.OVERDUE
        assert POLICY.status_of(interim, FIRST_LATE).answer.facts["answer"] is AnswerGiven.INTERIM
        assert POLICY.status_of(interim, LODGED_AT).answer.facts["answer"] is AnswerGiven.NONE

    def test_what_comes_after_now_has_not_come_yet(self) -> None:
        """Asked about the day before the answer, the term still ran."""
        assert answered(FIRST_LATE - SECOND, now=FIRST_LATE - 2 * SECOND) is ComplaintStatus.RUNNING

    def test_nothing_lodged_no_term(self) -> None:
        """What is not lodged has no term, and the status says why."""
        answer = POLICY.status_of(attrs.evolve(COMPLAINT, route=ComplaintRoute.OTHER_OFFICIAL_CHANNEL), FIRST_LATE)

        assert status(answer) is ComplaintStatus.NOT_LODGED
        assert "3.10" in answer.clauses
        assert any("not by e-mail" in line for line in answer.explain("en").because)

    def test_no_term_for_others(self) -> None:
        """Others are answered without the term: nothing is late."""
        answer = POLICY.status_of(attrs.evolve(COMPLAINT, complainant=Standing.USER), FIRST_LATE)

        assert status(answer) is ComplaintStatus.NO_TERM

    def test_unknown_standing_leaves_it_open(self) -> None:
        """Not knowing who complains, the answer is late or owes no term: undetermined, and says so."""
        late = attrs.evolve(COMPLAINT, complainant=None, answered_at=FIRST_LATE)
        answer = POLICY.status_of(late, FIRST_LATE)

        assert isinstance(answer.answer, Undetermined)
        assert answer.missing == {"lodging.complainant"}
        assert answer.answer.possible == {ComplaintStatus.ANSWERED_LATE, ComplaintStatus.NO_TERM}

    @pytest.mark.parametrize(
        ("now", "possible"),
        [
            (FIRST_LATE - TICK, {ComplaintStatus.ANSWERED_IN_TIME, ComplaintStatus.RUNNING}),
            (
                FIRST_LATE,
                {
                    ComplaintStatus.ANSWERED_IN_TIME,
                    ComplaintStatus.ANSWERED_LATE,
                    ComplaintStatus.RUNNING,
                    ComplaintStatus.OVERDUE,
                },
            ),
        ],
    )
    def test_records_without_answers(self, now: datetime, possible: set[ComplaintStatus]) -> None:
        """Where the records do not keep answers, none on record is not read as none given."""
        answer = POLICY.status_of(COMPLAINT, now, silence=Silence.NOT_KNOWN)

        assert isinstance(answer.answer, Undetermined)
        assert answer.answer.possible == possible

    def test_an_answer_before_lodging_is_none(self) -> None:
        """An answer older than the complaint answers something else: what answer this one had is not known."""
        odd = attrs.evolve(COMPLAINT, answered_at=LODGED_AT - SECOND)

        assert POLICY.status_of(odd, LODGED_AT).answer.facts["answer"] is UNKNOWN
        assert answered(LODGED_AT) is ComplaintStatus.ANSWERED_IN_TIME

    def test_now_lies_after_lodging(self) -> None:
        """A status before lodging is refused, with what to do."""
        with pytest.raises(MomentError, match="give one from `2026-11-20T15:00:00"):
            POLICY.status_of(COMPLAINT, LODGED_AT - TICK)

    def test_both_terms_of_an_irregular_lodging(self) -> None:
        """Lodged at another mailbox: the term from there binds, the one from the right address is shown too."""
        irregular = attrs.evolve(
            COMPLAINT,
            route=ComplaintRoute.OTHER_MAILBOX,
            reached_complaints_address_at=LODGED_AT + timedelta(days=3),
        )
        terms = POLICY.deadlines(irregular)

        assert terms.value.binding == POLICY.deadline(LODGED_AT).value
        assert terms.value.from_complaints_address == POLICY.deadline(LODGED_AT + timedelta(days=3)).value
        assert "I-12" in terms.readings
        assert "2 December 2026" in str(terms.explain("en"))

    def test_one_term_where_it_went_right(self) -> None:
        """Without such a moment there is one term."""
        assert POLICY.deadlines(COMPLAINT).value.from_complaints_address is None

    def test_calendars_differ(self) -> None:
        """An answer can be late by one calendar and in time by another: each is named with its term (I-15)."""
        calendars = [WorkingCalendar.named(name) for name in NAMED]
        lodged_at = datetime(2026, 8, 21, 12, tzinfo=KYIV)
        found = POLICY.late_under(lodged_at, datetime(2026, 9, 2, 12, tzinfo=KYIV), calendars)

        assert {each.deadline.calendar: each.status for each in found.value} == {
            "ukraine": ComplaintStatus.ANSWERED_LATE,
            "ukraine_peacetime": ComplaintStatus.ANSWERED_IN_TIME,
            "weekends_only": ComplaintStatus.ANSWERED_LATE,
            "every_day": ComplaintStatus.ANSWERED_LATE,
        }
        assert found.explain("en").outcome == "By 3 of 4 calendars of working days the answer is late."

    def test_an_answer_before_lodging_is_refused(self) -> None:
        """Comparing calendars wants the moments in their order."""
        with pytest.raises(MomentError, match="before the complaint was lodged"):
            POLICY.late_under(LODGED_AT, LODGED_AT - TICK, [])

    @pytest.mark.parametrize(("number", "last_day"), [(1, date(2026, 11, 23)), (10, date(2026, 12, 4))])
    def test_the_figure_is_a_setting(self, number: int, last_day: date) -> None:
        """Another number of working days is another term."""
        assert ComplaintsPolicy(working_days=number).deadline(LODGED_AT).value.last_day == last_day

    def test_no_term_of_no_days(self) -> None:
        """A term of no working days is refused."""
        with pytest.raises(UsageError, match="`0` working days are no term"):
            ComplaintsPolicy(working_days=0)

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_the_days_are_listed(self, lang: Language) -> None:
        """The explanation lists each day with its reason, the calendar and its data."""
        told = POLICY.deadline(LODGED_AT).explain(lang)

        assert len([line for line in told.because if line[1:2] == ")"]) == 7
        assert len(told.because) == 2 + 11  # by which calendar, until when that knows the law, and each day
        assert say("value.calendar.ukraine", lang) in told.because[0]

    def test_a_provisional_term_says_so(self) -> None:
        """A term over days that may turn out otherwise is provisional, and the explanation says so."""
        found = POLICY.deadline(datetime(2027, 8, 20, 12, tzinfo=KYIV))

        assert found.value.provisional
        assert "provisional" in found.explain("en").because[-1]
        assert not any("provisional" in line for line in POLICY.deadline(LODGED_AT).explain("en").because)

    def test_a_moment_without_zone_is_refused(self) -> None:
        """A moment without zone names no day."""
        with pytest.raises(MomentError, match="no zone"):
            POLICY.deadline(datetime(2026, 11, 20, 15))  # noqa: DTZ001 - that is what is tested

    def test_the_edition_is_named(self) -> None:
        """Under another edition every answer names that one."""
        edition = Edition("second", date(2026, 1, 1))
        policy = POLICY.under(edition)

        assert policy.deadline(LODGED_AT).edition == policy.lodging_of(COMPLAINT).edition == edition

    @given(
        lodged_at=st.datetimes(datetime(2010, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
        later=st.timedeltas(timedelta(), timedelta(days=40)),
        name=st.sampled_from(NAMED),
    )
    def test_law_a_later_answer_is_no_earlier(self, lodged_at: datetime, later: timedelta, name: str) -> None:
        """In time up to one edge and late from it on, whatever the calendar; a later lodging has no earlier edge.

        Where a day in doubt decides, nobody can tell (I-15).
        """
        policy = ComplaintsPolicy(calendar=WorkingCalendar.named(name))
        deadline = policy.deadline(lodged_at).value
        edge = deadline.due_before
        at = lodged_at + later
        complaint = attrs.evolve(COMPLAINT, lodged_at=lodged_at, answered_at=at)
        possible = still_possible(policy.status_of(complaint, at).answer)
        told = ComplaintStatus.ANSWERED_LATE if at >= edge else ComplaintStatus.ANSWERED_IN_TIME

        assert told in possible
        assert (len(possible) == 1) is not deadline.doubt_decides(at)
        assert policy.deadline(at).value.due_before >= edge

    @given(st.integers(0, 3599), st.integers(0, 3599))
    def test_law_the_repeated_hour(self, lodged: int, asked: int) -> None:
        """In the hour that the clocks show twice, lodging and asking compare by when they were."""
        shown_first = datetime(2026, 10, 25, 3, tzinfo=KYIV)
        shown_again = shown_first.replace(fold=1)
        early, again = shown_first + timedelta(seconds=lodged), shown_again + timedelta(seconds=asked)
        lodged_early = attrs.evolve(COMPLAINT, lodged_at=early.replace(fold=0))
        lodged_again = attrs.evolve(COMPLAINT, lodged_at=again.replace(fold=1))

        assert status(POLICY.status_of(lodged_early, again.replace(fold=1))) is ComplaintStatus.RUNNING
        with pytest.raises(MomentError):
            POLICY.status_of(lodged_again, early.replace(fold=0))


def test_the_status_is_told() -> None:
    """The status is one sentence."""
    told = POLICY.status_of(COMPLAINT, FIRST_LATE).explain("en")

    assert told.outcome == "The complaint is not answered, and the time limit is over."
