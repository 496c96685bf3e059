"""What was made of what came in: 2.1.5, 3.1, 3.1.4, 3.2, 3.4, 4.1.1."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.intake import EMAIL, FORUM, HELPDESK, OFFICIAL, PHONE, SMS, judge, outcome, possible
from tests.support.tables import internal_names

from netpoint_stp.channels.contacts.contact import Channel
from netpoint_stp.policy.intake.policy import AddressedTo, Intake, SubscriberDetails, Task
from netpoint_stp.policy.reception.policy import BASIS, ReceptionPolicy, best_basis
from netpoint_stp.policy.reception.tables import (
    Acceptance,
    Basis,
    MadeOf,
    MailTaken,
    Personal,
    Reached,
    Sent,
    WorkGround,
)
from netpoint_stp.regulation import Regulation
from netpoint_stp.regulation.channels import EMAIL as PUBLISHED_EMAIL
from netpoint_stp.regulation.channels import SMS as PUBLISHED_SMS
from netpoint_stp.rules import UNKNOWN, Edition, Undetermined, Unknown
from netpoint_stp.wording import LANGUAGES, Language

POLICY = ReceptionPolicy()
NO_OTHER = frozenset({Basis.NOTHING})
IN_WORK: dict[str, Any] = {"made_of": MadeOf.REQUEST, "worked": True, "made_good": False, "beside": NO_OTHER}
LACKING = judge(EMAIL, details=SubscriberDetails.LACKING).judgement
COMPLETE = judge(EMAIL).judgement
TALK = judge(FORUM).judgement


class TestClause_2_1_5:
    """The service desk is there from 08:00 to 24:00 every day: whoever rings then finds somebody."""

    @pytest.mark.parametrize(
        ("taken", "within_hours", "reached"),
        [
            (True, True, Reached.SOMEBODY),
            (False, True, Reached.NOBODY),
            (False, False, Reached.NOT_ASKED),
            (True, False, Reached.NOT_ASKED),
        ],
    )
    def test_a_call_within_hours_finds_a_person(self, taken: bool, within_hours: bool, reached: Reached) -> None:
        """A missed one is a breach within hours alone; whoever takes it at night does more than must be (I-24)."""
        form = judge(PHONE, taken_by_person=taken).judgement.parts["form"]
        found = POLICY.found_somebody(PHONE, form, within_hours=within_hours)

        assert outcome(found) is reached
        assert "2.1.5" in found.clauses

    def test_a_letter_finds_nobody_and_need_not(self) -> None:
        """Hours bind those who speak with the service desk."""
        form = judge(EMAIL).judgement.parts["form"]

        assert outcome(POLICY.found_somebody(EMAIL, form, within_hours=True)) is Reached.NOT_ASKED

    def test_a_program_at_the_line_makes_no_difference(self) -> None:
        """Who rang cannot be known where nobody took the call, so it is not asked."""
        form = judge(PHONE, taken_by_person=False, automatic=UNKNOWN).judgement.parts["form"]

        assert outcome(POLICY.found_somebody(PHONE, form, within_hours=True)) is Reached.NOBODY

    def test_what_is_not_known_is_told(self) -> None:
        """Whether a person took it settles a call within hours, and nothing at night."""
        form = judge(PHONE, taken_by_person=UNKNOWN).judgement.parts["form"]

        assert POLICY.found_somebody(PHONE, form, within_hours=True).missing == {"form.taken_by_person"}
        assert outcome(POLICY.found_somebody(PHONE, form, within_hours=False)) is Reached.NOT_ASKED


class TestClause_3_1:
    """The ground for work is a request of a client."""

    @pytest.mark.parametrize("channel", OFFICIAL, ids=lambda channel: channel.clauses[0])
    def test_each_of_the_four_forms_is_a_ground(self, channel: Channel) -> None:
        """One message in due form is enough, whatever else was put with it."""
        basis = best_basis([possible(judge(channel)), frozenset({Intake.AUTOMATIC}), frozenset({Intake.UNOFFICIAL})])

        assert outcome(POLICY.ground_for_work(basis, worked=True, made_good=UNKNOWN)) is WorkGround.REQUEST

    @pytest.mark.parametrize("intake", [Intake.AUTOMATIC, Intake.NOT_TAKEN, Intake.UNOFFICIAL, Intake.INCOMPLETE])
    def test_work_on_anything_else_has_none(self, intake: Intake) -> None:
        """A program's message, a missed call, talk in a messenger, an unfinished message that nobody asked about."""
        basis = best_basis([frozenset({intake})])
        found = POLICY.ground_for_work(basis, worked=True, made_good=False)

        assert outcome(found) is WorkGround.NONE
        assert "3.1" in found.clauses

    def test_what_lacked_may_be_asked_for(self) -> None:
        """An incomplete message is a ground once what lacks is asked for or came in (I-5)."""
        found = POLICY.ground_for_work(frozenset({Basis.INCOMPLETE}), worked=True, made_good=True)

        assert outcome(found) is WorkGround.COMPLETED
        assert "I-5" in found.readings

    def test_without_work_no_ground_is_needed(self) -> None:
        """Nothing was done, so nothing can lack a ground, though it is not known what came in."""
        assert outcome(POLICY.ground_for_work(UNKNOWN, worked=False, made_good=UNKNOWN)) is WorkGround.NO_WORK

    def test_each_kind_of_message_is_some_ground_or_none(self) -> None:
        """No outcome of intake is left out."""
        assert set(BASIS) == set(Intake)

    @given(st.lists(st.frozensets(st.sampled_from(Intake), min_size=1), min_size=1, max_size=4))
    def test_another_message_never_makes_the_ground_worse(self, messages: list[frozenset[Intake]]) -> None:
        """What all but one can be for the worst, all can only better."""
        order = list(Basis)
        whole, fewer = best_basis(messages), best_basis(messages[1:] or [frozenset(Intake)])
        assert not isinstance(whole, Unknown)
        assert not isinstance(fewer, Unknown)

        assert max(map(order.index, whole)) <= max(map(order.index, fewer))

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_an_answer_is_told(self, lang: Language) -> None:
        """For people, without internal names."""
        told = POLICY.ground_for_work(frozenset({Basis.NOTHING}), worked=True, made_good=UNKNOWN).explain(lang)

        assert internal_names(str(told)) == []
        assert told.because


class TestClause_3_1_4:
    """An e-mail is a request if its details tell exactly which subscriber it is about, and what is asked."""

    def mail(self, counts_as: Any, channel: Channel = EMAIL, **facts: Any) -> Any:
        """Judge an e-mail that was taken as a request and worked on, unless a test says otherwise."""
        given: dict[str, Any] = {"task": Task.STATED, "made_good": False, **IN_WORK, **facts}
        return POLICY.mail_taken(channel, counts_as, **given)

    def test_a_complete_one_is_taken(self) -> None:
        """Left lying it is a breach, unless it does not say what is to be done (I-10)."""
        assert outcome(self.mail(COMPLETE)) is MailTaken.TAKEN
        assert outcome(self.mail(COMPLETE, made_of=MadeOf.NOTHING)) is MailTaken.COMPLETE_NOT_TAKEN
        assert outcome(self.mail(COMPLETE, made_of=MadeOf.NOTHING, task=Task.MISSING)) is MailTaken.LEFT

    @pytest.mark.parametrize("details", [each for each in SubscriberDetails if each.value != "sufficient"])
    def test_one_without_details_is_not_worked_on(self, details: SubscriberDetails) -> None:
        """Lacking, ambiguous and contradictory details are no details; not taking such a mail is right."""
        counts_as = judge(EMAIL, details=details).judgement
        found = self.mail(counts_as)

        assert outcome(found) is MailTaken.WITHOUT_DETAILS
        assert "3.1.4" in found.clauses
        assert outcome(self.mail(counts_as, made_of=MadeOf.NOTHING)) is MailTaken.LEFT
        assert outcome(self.mail(counts_as, worked=False)) is MailTaken.NO_WORK

    @pytest.mark.parametrize(
        ("facts", "said"),
        [
            ({"made_good": True}, MailTaken.COMPLETED),
            ({"beside": frozenset({Basis.REQUEST})}, MailTaken.JOINED),
            ({"beside": frozenset({Basis.COMPLAINT})}, MailTaken.COMPLAINT),
            ({"beside": frozenset({Basis.INCOMPLETE})}, MailTaken.WITHOUT_DETAILS),
        ],
    )
    def test_details_may_come_another_way(self, facts: dict[str, Any], said: MailTaken) -> None:
        """They were asked for, or came in, or the request rests on another message (I-5, I-22)."""
        assert outcome(self.mail(LACKING, EMAIL, **facts)) is said

    @pytest.mark.parametrize("channel", [PHONE, HELPDESK, SMS, FORUM], ids=lambda channel: channel.name)
    def test_the_condition_is_for_e_mail_alone(self, channel: Channel) -> None:
        """The other forms rest on 3.6 (I-2)."""
        assert outcome(self.mail(judge(channel).judgement, channel)) is MailTaken.NOT_ASKED

    def test_of_an_unknown_channel_nothing_is_said(self) -> None:
        """It may be an e-mail or not."""
        answer = POLICY.mail_taken(UNKNOWN, LACKING, task=Task.STATED, **IN_WORK)

        assert possible(answer) == {MailTaken.NOT_ASKED, MailTaken.WITHOUT_DETAILS}


class TestClause_3_2:
    """Requests by e-mail are sent to one given address."""

    def test_the_published_channels_say_which_of_them_it_binds(self) -> None:
        """E-mail, as the text says; SMS has a number of its own (3.1.2)."""
        for channel, sent in ((PUBLISHED_EMAIL, Sent.ELSEWHERE), (PUBLISHED_SMS, Sent.NOT_ASKED)):
            answer = POLICY.sent_rightly(channel, automatic=False, destination=AddressedTo.OTHER_OF_COMPANY)
            assert outcome(answer) is sent

    def test_a_complaint_and_a_program_s_message_have_no_such_address(self) -> None:
        """3.10 has an address of its own, and programs keep no rules (I-33)."""
        complaint = POLICY.sent_rightly(PUBLISHED_EMAIL, automatic=False, destination=AddressedTo.COMPLAINTS)
        program = POLICY.sent_rightly(PUBLISHED_EMAIL, automatic=True, destination=AddressedTo.OTHER_OF_COMPANY)

        assert outcome(complaint) is outcome(program) is Sent.NOT_ASKED

    def test_where_it_went_may_be_unknown(self) -> None:
        """Then nothing is held against the client."""
        answer = POLICY.sent_rightly(PUBLISHED_EMAIL, automatic=False, destination=UNKNOWN)

        assert possible(answer) == set(Sent)
        assert isinstance(answer, Undetermined)
        assert answer.missing == {"destination"}


class TestClause_3_4:
    """What came another way than by the contact details is personal communication only."""

    def test_it_is_not_taken_up_as_a_request(self) -> None:
        """Work on it alone is a breach; joined to an official request it is none (I-22)."""
        taken_up = POLICY.stayed_personal(TALK, answered=True, **IN_WORK)

        assert outcome(taken_up) is Personal.TAKEN_UP
        assert "3.4" in taken_up.clauses
        assert outcome(POLICY.stayed_personal(TALK, answered=True, **{**IN_WORK, "worked": False})) is Personal.NO_WORK

    @pytest.mark.parametrize(
        ("beside", "made_good", "said"),
        [
            (Basis.REQUEST, False, Personal.JOINED),
            (Basis.INCOMPLETE, True, Personal.JOINED),
            (Basis.INCOMPLETE, False, Personal.TAKEN_UP),
            (Basis.INCOMPLETE, UNKNOWN, None),
            (Basis.COMPLAINT, False, Personal.COMPLAINT),
            (Basis.NOTHING, True, Personal.TAKEN_UP),
        ],
    )
    def test_work_may_rest_on_another_message(
        self, beside: Basis, made_good: bool | Unknown, said: Personal | None
    ) -> None:
        """On one in due form, on one that lacked something until it was asked for or came (I-5), or on a complaint."""
        facts = {**IN_WORK, "made_good": made_good, "beside": frozenset({beside})}
        found = POLICY.stayed_personal(TALK, answered=UNKNOWN, **facts)

        if said is None:
            assert possible(found) == {Personal.JOINED, Personal.TAKEN_UP}
            assert found.missing == {"made_good"}
        else:
            assert outcome(found) is said

    @pytest.mark.parametrize(("answered", "said"), [(True, Personal.ANSWERED), (False, Personal.LEFT)])
    def test_whoever_wrote_may_be_answered(self, answered: bool, said: Personal) -> None:
        """Nobody must, and where to turn may be told."""
        facts: dict[str, Any] = {**IN_WORK, "made_of": MadeOf.NOTHING}

        assert outcome(POLICY.stayed_personal(TALK, answered=answered, **facts)) is said

    def test_a_letter_to_an_unlisted_mailbox_is_personal_too(self) -> None:
        """It went to no address among the contact details (I-32)."""
        letter = judge(EMAIL, destination=AddressedTo.UNLISTED).judgement

        assert outcome(POLICY.stayed_personal(letter, answered=UNKNOWN, **IN_WORK)) is Personal.TAKEN_UP


class TestClause_4_1_1:
    """The service desk accepts the client's support enquiries."""

    @pytest.mark.parametrize("channel", OFFICIAL, ids=lambda channel: channel.clauses[0])
    def test_what_is_a_request_leads_to_one(self, channel: Channel) -> None:
        """By each of the four channels, at any hour."""
        for within_hours in (True, False, UNKNOWN):
            lost = POLICY.accepted(judge(channel).judgement, made_of=MadeOf.NOTHING, within_hours=within_hours)
            assert outcome(lost) is Acceptance.LOST
            assert "4.1.1" in lost.clauses
            taken = POLICY.accepted(judge(channel).judgement, made_of=MadeOf.REQUEST, within_hours=within_hours)
            assert outcome(taken) is Acceptance.ACCEPTED

    @pytest.mark.parametrize(("within_hours", "said"), [(True, Acceptance.MISSED), (False, Acceptance.NOT_ASKED)])
    def test_a_call_within_hours_is_not_missed(self, within_hours: bool, said: Acceptance) -> None:
        """Unless it led to a request after all: somebody rang back (I-24)."""
        call = judge(PHONE, taken_by_person=False, task=UNKNOWN).judgement

        assert outcome(POLICY.accepted(call, made_of=MadeOf.NOTHING, within_hours=within_hours)) is said
        assert outcome(POLICY.accepted(call, made_of=MadeOf.REQUEST, within_hours=within_hours)) is Acceptance.ACCEPTED

    @pytest.mark.parametrize("made_of", [MadeOf.COMPLAINT, MadeOf.PUT_ASIDE, MadeOf.NO_REQUEST])
    def test_what_went_another_way_is_not_lost(self, made_of: MadeOf) -> None:
        """What belongs to a complaint is with it; what could not be read is kept whole, with the reason."""
        assert outcome(POLICY.accepted(COMPLETE, made_of=made_of, within_hours=True)) is Acceptance.NOT_ASKED

    def test_an_incomplete_message_is_not_yet_to_be_accepted(self) -> None:
        """What lacks is asked for (I-5); whether that was done is asked under 3.1.4."""
        assert outcome(POLICY.accepted(LACKING, made_of=MadeOf.NOTHING, within_hours=True)) is Acceptance.NOT_ASKED

    def test_an_answer_names_the_edition(self) -> None:
        """The policy of another edition answers under it."""
        edition = Edition("second", date(2027, 1, 1))
        policy = Regulation.published().under(edition).reception

        assert policy.accepted(COMPLETE, made_of=MadeOf.NOTHING, within_hours=True).edition == edition
        assert {table.edition for table in policy.tables} == {edition}
