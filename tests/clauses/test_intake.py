"""Intake: 3.1, 3.1.1-3.1.4, 3.2-3.5."""

from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.intake import EMAIL, FORUM, HELPDESK, OFFICIAL, PHONE, PROPER, SMS, judge, outcome, possible
from tests.support.tables import internal_names

from netpoint_stp.channels.contacts.contact import Channel
from netpoint_stp.errors import UsageError
from netpoint_stp.policy.identification.requirements import CONTRACT_NUMBER, LOGIN, NOTHING, PASSPORT
from netpoint_stp.policy.intake.mail_services import MailLiability
from netpoint_stp.policy.intake.policy import (
    AddressedTo,
    Ask,
    Form,
    Intake,
    IntakePolicy,
    SubscriberDetails,
    Task,
)
from netpoint_stp.rules import UNKNOWN, Decision, Edition, Undetermined
from netpoint_stp.subjects.account import AccountDetail
from netpoint_stp.wording import LANGUAGES, Language, say

IRREGULAR = IntakePolicy(unlisted_mailbox="official_irregular", other_number="official_irregular")
ONLY_IN_HOURS = IntakePolicy(call_out_of_hours="not_a_request")
FULL = IntakePolicy(email_details="always_full")
CASES: list[dict[str, Any]] = [{}, {"task": Task.MISSING}, {"automatic": UNKNOWN}]
NOTHING_KNOWN: dict[str, Any] = dict.fromkeys(PROPER, UNKNOWN)
DOMAINS: dict[str, tuple[Any, ...]] = {
    "automatic": (True, False),
    "destination": tuple(AddressedTo),
    "taken_by_person": (True, False),
    "within_hours": (True, False),
    "own_account": (True, False),
    "details": tuple(SubscriberDetails),
    "task": tuple(Task),
}


class TestClause_3_1:
    """The ground for work is a request of a client, in one of four forms."""

    @pytest.mark.parametrize("channel", OFFICIAL, ids=lambda channel: channel.clauses[0])
    def test_a_request_in_its_form_is_official(self, channel: Channel) -> None:
        """By each of the four channels, what has the proper form has to be dealt with."""
        answer = judge(channel)

        assert outcome(answer) is Intake.OFFICIAL
        assert {"2.1", "3.1"} <= set(answer.clauses)
        assert answer.asks == ()

    @pytest.mark.parametrize("channel", [*OFFICIAL, FORUM], ids=lambda channel: channel.clauses[0])
    def test_what_no_person_wrote_is_no_request(self, channel: Channel) -> None:
        """No client speaks through an automatic message (reading I-33), so nobody is asked for anything."""
        answer = judge(channel, **NOTHING_KNOWN | {"automatic": True})

        assert outcome(answer) is Intake.AUTOMATIC
        assert answer.clauses == ("3.1",)
        assert "I-33" in answer.readings
        assert answer.asks == ()

    def test_whether_a_person_wrote_it_matters(self) -> None:
        """As long as that is unknown nothing is decided, and nobody is asked for anything yet."""
        answer = judge(EMAIL, automatic=UNKNOWN, details=SubscriberDetails.LACKING)

        assert possible(answer) == {Intake.AUTOMATIC, Intake.INCOMPLETE}
        assert answer.missing == {"automatic"}
        assert answer.asks == ()

    def test_facts_that_do_not_concern_the_channel_stay_unknown(self) -> None:
        """Each channel is decided from what concerns it."""
        concerning = {
            PHONE: {"taken_by_person"},
            HELPDESK: {"own_account"},
            EMAIL: {"destination", "details"},
            SMS: {"destination"},
            FORUM: set[str](),
        }
        for channel, names in concerning.items():
            unknown: dict[str, Any] = {name: UNKNOWN for name in PROPER if name not in {*names, "automatic", "task"}}

            assert isinstance(judge(channel, **unknown).answer, Decision), channel

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_an_answer_is_told_to_the_sender(self, lang: Language) -> None:
        """The outcome, why, what to do and the clauses, without internal names, for what is decided and what is not."""
        for channel, facts in product((*OFFICIAL, FORUM), CASES):
            told = judge(channel, **facts).explain(lang)

            assert internal_names(str(told)) == []
            assert told.grounds
            assert bool(told.because) is isinstance(judge(channel, **facts).answer, Decision)
            assert bool(told.unknown) is not bool(told.because)

    def test_an_answer_names_the_edition(self) -> None:
        """A policy under another edition answers under it."""
        edition = Edition("second", date(2027, 1, 1))
        policy = IntakePolicy().under(edition)

        assert judge(EMAIL, policy).answer.edition == edition
        assert [table.edition for table in policy.tables] == [edition] * 3

    def test_an_answer_has_no_truth_value(self) -> None:
        """`if judge(...)` is an error."""
        with pytest.raises(TypeError, match="no truth value"):
            bool(judge(EMAIL))

    @given(st.fixed_dictionaries({name: st.sampled_from((*domain, UNKNOWN)) for name, domain in DOMAINS.items()}))
    def test_what_is_asked_for_is_known_to_lack(self, facts: dict[str, Any]) -> None:
        """Nobody is asked for what is there or what nobody has looked for, and only where asking helps."""
        for channel in (*OFFICIAL, FORUM):
            answer = judge(channel, **facts)
            asks = set(answer.asks)

            assert Ask.TASK not in asks or facts["task"] is Task.MISSING
            assert Ask.OWN_ACCOUNT not in asks or (channel.own_account_needed and facts["own_account"] is False)
            assert Ask.DETAILS not in asks or (
                channel.details_needed and facts["details"] not in (UNKNOWN, SubscriberDetails.SUFFICIENT)
            )
            assert Ask.OFFICIAL_CHANNEL not in asks or possible(answer) == {Intake.UNOFFICIAL}
            if possible(answer) & {Intake.AUTOMATIC, Intake.COMPLAINT, Intake.NOT_TAKEN}:
                assert asks == set()
            if possible(answer) in ({Intake.INCOMPLETE}, {Intake.UNOFFICIAL}):
                assert asks or not isinstance(judge(channel, **facts).judgement.parts["form"], Decision)


class TestClause_3_1_1:
    """A request may be spoken, by telephone to the service desk."""

    def test_a_call_that_somebody_took_is_a_request(self) -> None:
        """A person of the service desk answered (reading I-24)."""
        assert outcome(judge(PHONE)) is Intake.OFFICIAL

    def test_a_call_that_nobody_took_is_none(self) -> None:
        """A menu or a recording is no person; the call is kept as one that nobody took, and nobody can be asked."""
        answer = judge(PHONE, taken_by_person=False, task=UNKNOWN)

        assert outcome(answer) is Intake.NOT_TAKEN
        assert "3.1.1" in answer.clauses
        assert "I-24" in answer.readings
        assert answer.asks == ()

    def test_whether_somebody_took_it_may_be_unknown(self) -> None:
        """Records that do not say who answered settle nothing."""
        answer = judge(PHONE, taken_by_person=UNKNOWN)

        assert possible(answer) == {Intake.OFFICIAL, Intake.NOT_TAKEN}
        assert answer.missing == {"form.taken_by_person"}

    @pytest.mark.parametrize("within_hours", [True, False, UNKNOWN])
    def test_a_call_taken_out_of_hours_counts_by_default(self, within_hours: Any) -> None:
        """Whoever takes it takes it, whatever the clock says."""
        assert outcome(judge(PHONE, within_hours=within_hours)) is Intake.OFFICIAL

    def test_the_profile_can_let_only_calls_in_hours_count(self) -> None:
        """Under the other reading a call out of hours is none, and the hour may be what is missing."""
        assert outcome(judge(PHONE, ONLY_IN_HOURS, within_hours=True)) is Intake.OFFICIAL
        assert outcome(judge(PHONE, ONLY_IN_HOURS, within_hours=False)) is Intake.NOT_TAKEN
        assert outcome(judge(PHONE, ONLY_IN_HOURS, within_hours=UNKNOWN, taken_by_person=False)) is Intake.NOT_TAKEN
        assert outcome(judge(PHONE, ONLY_IN_HOURS, within_hours=False, taken_by_person=UNKNOWN)) is Intake.NOT_TAKEN
        open_ = judge(PHONE, ONLY_IN_HOURS, within_hours=UNKNOWN)
        assert possible(open_) == {Intake.OFFICIAL, Intake.NOT_TAKEN}

    def test_the_hours_bind_no_written_message(self) -> None:
        """A mail of the night is a request under either reading."""
        for channel in (HELPDESK, EMAIL, SMS):
            assert outcome(judge(channel, ONLY_IN_HOURS, within_hours=False)) is Intake.OFFICIAL

    def test_a_caller_gives_no_details_to_be_official(self) -> None:
        """What 3.1.4 wants of a mail is not wanted of a call (reading I-2)."""
        assert outcome(judge(PHONE, details=SubscriberDetails.LACKING)) is Intake.OFFICIAL


class TestClause_3_1_2:
    """A request may be an SMS to the published number."""

    def test_an_sms_to_the_number_is_a_request(self) -> None:
        """It needs the right number and a task, no details of the subscriber."""
        assert outcome(judge(SMS, details=SubscriberDetails.LACKING, own_account=False)) is Intake.OFFICIAL

    def test_an_sms_to_another_number_is_none(self) -> None:
        """Another number of the Company's is not the one of the text, unless the profile lets it count (I-32)."""
        elsewhere: dict[str, Any] = {"destination": AddressedTo.OTHER_OF_COMPANY}

        assert outcome(judge(SMS, **elsewhere)) is Intake.UNOFFICIAL
        assert outcome(judge(SMS, IRREGULAR, **elsewhere)) is Intake.OFFICIAL
        assert outcome(judge(SMS, IntakePolicy(other_mailbox="official_irregular"), **elsewhere)) is Intake.UNOFFICIAL


class TestClause_3_1_3:
    """A request may be a message registered in the ticket system under the client's account."""

    def test_a_message_under_the_own_account_is_a_request(self) -> None:
        """The account says who writes."""
        assert outcome(judge(HELPDESK, details=SubscriberDetails.LACKING)) is Intake.OFFICIAL

    def test_a_message_under_no_or_another_account_is_incomplete(self) -> None:
        """It is kept, and the sender is asked to register it under their own account."""
        answer = judge(HELPDESK, own_account=False)

        assert outcome(answer) is Intake.INCOMPLETE
        assert "3.1.3" in answer.clauses
        assert answer.asks == (Ask.OWN_ACCOUNT,)

    def test_whose_account_it_was_may_be_unknown(self) -> None:
        """Then it cannot be told, and nobody is asked for what may be there."""
        answer = judge(HELPDESK, own_account=UNKNOWN)

        assert possible(answer) == {Intake.OFFICIAL, Intake.INCOMPLETE}
        assert answer.missing == {"form.own_account"}
        assert answer.asks == ()


class TestClause_3_1_4:
    """A request may be an e-mail to the Company's address, with all that tells the subscriber and what is asked."""

    @pytest.mark.parametrize(
        "details", [SubscriberDetails.LACKING, SubscriberDetails.AMBIGUOUS, SubscriberDetails.CONTRADICTORY]
    )
    def test_details_that_do_not_tell_the_subscriber_are_asked_for(self, details: SubscriberDetails) -> None:
        """Without them the mail is incomplete, nothing is lost, and the sender is asked (reading I-5)."""
        answer = judge(EMAIL, details=details)

        assert outcome(answer) is Intake.INCOMPLETE
        assert "3.1.4" in answer.clauses
        assert {"I-2", "I-5"} <= set(answer.readings)
        assert answer.asks == (Ask.DETAILS,)

    @pytest.mark.parametrize("detail", AccountDetail)
    def test_any_detail_that_tells_the_subscriber_will_do(self, detail: AccountDetail) -> None:
        """By default the subscriber must be determinable, no more (reading I-2)."""
        assert IntakePolicy().details_stated([detail]) is SubscriberDetails.SUFFICIENT

    def test_a_mail_without_any_detail_lacks_them(self) -> None:
        """The sender's address alone tells no subscriber (reading I-4)."""
        assert IntakePolicy().details_stated([]) is SubscriberDetails.LACKING

    def test_the_profile_can_want_full_identification(self) -> None:
        """Under the other reading every one of the four details has to be there."""
        for missing in AccountDetail:
            stated = [detail for detail in AccountDetail if detail is not missing]
            assert FULL.details_stated(stated) is SubscriberDetails.LACKING
        assert FULL.details_stated(AccountDetail) is SubscriberDetails.SUFFICIENT

    def test_the_profile_says_what_tells_a_subscriber(self) -> None:
        """Which details do is the profile's own requirement."""
        policy = IntakePolicy(determinable=LOGIN & CONTRACT_NUMBER)

        assert policy.details_stated([AccountDetail.LOGIN]) is SubscriberDetails.LACKING
        assert (
            policy.details_stated([AccountDetail.LOGIN, AccountDetail.CONTRACT_NUMBER]) is SubscriberDetails.SUFFICIENT
        )
        with pytest.raises(UsageError, match="must tell the subscriber"):
            IntakePolicy(determinable=NOTHING)

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_the_sender_is_told_what_would_do_and_no_more(self, lang: Language) -> None:
        """Passport data is asked for only where nothing else does; all is named where all is wanted."""
        passport = say("value.account_detail.passport", lang)
        login = say("value.account_detail.login", lang)
        lacking: dict[str, Any] = {"details": SubscriberDetails.LACKING}
        (usual,) = judge(EMAIL, **lacking).explain(lang).to_do
        (full,) = judge(EMAIL, FULL, **lacking).explain(lang).to_do
        (only,) = judge(EMAIL, IntakePolicy(determinable=PASSPORT), **lacking).explain(lang).to_do

        assert login in usual
        assert passport not in usual
        assert passport in full
        assert login in full
        assert passport in only

    def test_details_and_task_are_asked_for_together(self) -> None:
        """All that lacks is said at once."""
        answer = judge(EMAIL, details=SubscriberDetails.LACKING, task=Task.MISSING)

        assert answer.asks == (Ask.DETAILS, Ask.TASK)
        assert len(answer.explain("en").to_do) == 2

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_all_that_lacks_has_its_reason_and_its_clause(self, lang: Language) -> None:
        """The first thing lacking settles it, and yet the second is told and grounded as well."""
        answer = judge(EMAIL, details=SubscriberDetails.AMBIGUOUS, task=Task.MISSING)
        told = answer.explain(lang)

        assert {"3.1.4", "3.5"} <= set(answer.clauses)
        assert {"I-2", "I-5", "I-10"} <= set(answer.readings)
        assert say("fact.form_of_request.details.ambiguous", lang) in told.because
        assert say("fact.incoming.task.missing", lang) in told.because
        assert len(told.because) == len(set(told.because))
        alone = judge(EMAIL, details=SubscriberDetails.AMBIGUOUS)
        assert "3.5" not in alone.clauses
        assert say("fact.incoming.task.missing", lang) not in alone.explain(lang).because

    def test_what_its_details_amount_to_may_be_unknown(self) -> None:
        """Then it is open whether the mail is complete, and the details are what is missing."""
        answer = judge(EMAIL, details=UNKNOWN)

        assert possible(answer) == {Intake.OFFICIAL, Intake.INCOMPLETE}
        assert answer.missing == {"form.details"}
        assert answer.asks == ()

    def test_a_mail_without_a_task_is_incomplete_whatever_its_details(self) -> None:
        """What is certain is said, though the details are unknown."""
        answer = judge(EMAIL, details=UNKNOWN, task=Task.MISSING)

        assert outcome(answer) is Intake.INCOMPLETE
        assert answer.missing == frozenset()
        assert answer.asks == (Ask.TASK,)


class TestClause_3_2:
    """Requests by e-mail must be sent to one given address."""

    def test_a_mail_to_the_address_is_a_request(self) -> None:
        """The address for requests is the one."""
        assert outcome(judge(EMAIL, destination=AddressedTo.REQUESTS)) is Intake.OFFICIAL

    def test_a_mail_to_another_listed_contact_is_one_all_the_same(self) -> None:
        """It was sent to the Company's contact details (3.1); that the client broke 3.2 takes nothing away (I-32)."""
        answer = judge(EMAIL, destination=AddressedTo.OTHER_OF_COMPANY)
        strict = judge(EMAIL, IntakePolicy(other_mailbox="unofficial"), destination=AddressedTo.OTHER_OF_COMPANY)

        assert outcome(answer) is Intake.OFFICIAL
        assert "I-32" in answer.readings
        assert outcome(strict) is Intake.UNOFFICIAL

    def test_a_mail_to_an_address_that_is_listed_nowhere_is_none(self) -> None:
        """It is kept as personal communication, and the sender is told where to write (reading I-32)."""
        answer = judge(EMAIL, destination=AddressedTo.UNLISTED)

        assert outcome(answer) is Intake.UNOFFICIAL
        assert {"3.2", "3.4"} <= set(answer.clauses)
        assert "I-32" in answer.readings
        assert answer.asks == (Ask.OFFICIAL_CHANNEL,)

    def test_the_profile_can_let_any_mailbox_count(self) -> None:
        """Under the other reading it is taken; a stranger's mailbox is still none."""
        taken = judge(EMAIL, IRREGULAR, destination=AddressedTo.UNLISTED)

        assert outcome(taken) is Intake.OFFICIAL
        assert "I-32" in taken.readings
        assert "I-32" not in judge(EMAIL, IRREGULAR).readings
        assert outcome(judge(EMAIL, IRREGULAR, destination=AddressedTo.NOT_OF_COMPANY)) is Intake.UNOFFICIAL

    @pytest.mark.parametrize("policy", [IntakePolicy(), IRREGULAR])
    def test_what_goes_to_the_address_for_complaints_is_a_complaint(self, policy: IntakePolicy) -> None:
        """It is for the management, and nobody is asked to complete it as a request."""
        answer = judge(EMAIL, policy, destination=AddressedTo.COMPLAINTS, details=SubscriberDetails.LACKING)

        assert outcome(answer) is Intake.COMPLAINT
        assert "3.10" in answer.clauses
        assert not {"3.1.4", "3.2"} & set(answer.clauses)  # how a request is sent is no ground for it
        assert answer.asks == ()

    def test_whether_a_person_wrote_a_complaint_does_not_make_its_form_matter(self) -> None:
        """Complaint or automatic: by either, what 3.1 and 3.2 want of the form of a request is no ground."""
        answer = judge(EMAIL, automatic=UNKNOWN, destination=AddressedTo.COMPLAINTS)

        assert possible(answer) == {Intake.COMPLAINT, Intake.AUTOMATIC}
        assert not {"3.1.4", "3.2"} & set(answer.clauses)

    def test_where_it_was_sent_may_be_unknown(self) -> None:
        """Then three things are possible, and the destination is what is missing."""
        answer = judge(EMAIL, destination=UNKNOWN)

        assert possible(answer) == {Intake.OFFICIAL, Intake.COMPLAINT, Intake.UNOFFICIAL}
        assert answer.missing == {"destination"}


class TestClause_3_3:
    """The Company does not answer for the mail services of third parties; its own are its own."""

    def test_a_third_partys_failure_is_not_the_companys(self) -> None:
        """Mail lost by somebody else's server is not held against the Company."""
        answer = IntakePolicy().answerable_for_mail(third_party=True)

        assert outcome(answer) is MailLiability.NOT_ANSWERABLE
        assert answer.clauses == ("3.3",)

    def test_its_own_server_and_filter_are(self) -> None:
        """What its own filter threw away, the Company answers for."""
        assert outcome(IntakePolicy().answerable_for_mail(third_party=False)) is MailLiability.ANSWERABLE

    def test_whose_service_failed_may_be_unknown(self) -> None:
        """Then nobody can say."""
        answer = IntakePolicy().answerable_for_mail(third_party=UNKNOWN)

        assert isinstance(answer, Undetermined)
        assert answer.missing == {"third_party"}


class TestClause_3_4:
    """What came another way than by the contact details is not official: personal communication only."""

    @given(st.fixed_dictionaries({name: st.sampled_from((*domain, UNKNOWN)) for name, domain in DOMAINS.items()}))
    def test_nothing_makes_an_unofficial_channel_official(self, facts: dict[str, Any]) -> None:
        """However complete the message is, a forum or a messenger is none of the channels."""
        for policy in (IntakePolicy(), IRREGULAR, FULL, ONLY_IN_HOURS):
            assert possible(judge(FORUM, policy, **facts)) <= {Intake.UNOFFICIAL, Intake.AUTOMATIC}

    def test_the_sender_is_told_the_official_channels(self) -> None:
        """Nothing is lost, and where to write is said."""
        answer = judge(FORUM)

        assert outcome(answer) is Intake.UNOFFICIAL
        assert "3.4" in answer.clauses
        assert answer.asks == (Ask.OFFICIAL_CHANNEL,)

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_the_sender_is_told_why(self, lang: Language) -> None:
        """That the channel is none of the official ones is said, not only the clause."""
        assert say("fact.incoming.official.false", lang) in judge(FORUM).explain(lang).because

    def test_a_letter_to_nobody_of_the_company_is_unofficial(self) -> None:
        """An address that is not the Company's is not among its contact details."""
        assert outcome(judge(EMAIL, destination=AddressedTo.NOT_OF_COMPANY)) is Intake.UNOFFICIAL

    def test_another_channel_becomes_official_by_its_properties_alone(self) -> None:
        """A profile that lists a channel makes it one, without a change of any rule."""
        chat = Channel(name="chat", official=True, own_account_needed=True, clauses=("2.1",))

        assert outcome(judge(chat)) is Intake.OFFICIAL
        assert outcome(judge(chat, own_account=False)) is Intake.INCOMPLETE


class TestClause_3_5:
    """A request states its tasks exactly and clearly."""

    @pytest.mark.parametrize("channel", OFFICIAL, ids=lambda channel: channel.clauses[0])
    def test_a_request_without_a_task_is_asked_for_one(self, channel: Channel) -> None:
        """It is incomplete, never refused for that (reading I-10)."""
        answer = judge(channel, task=Task.MISSING)

        assert outcome(answer) is Intake.INCOMPLETE
        assert "3.5" in answer.clauses
        assert "I-10" in answer.readings
        assert answer.asks == (Ask.TASK,)

    def test_whether_a_task_is_stated_may_be_unknown(self) -> None:
        """A text that nobody has read settles nothing."""
        answer = judge(PHONE, task=UNKNOWN)

        assert possible(answer) == {Intake.OFFICIAL, Intake.INCOMPLETE}
        assert answer.missing == {"task"}

    def test_form_comes_before_content(self) -> None:
        """A message with a faulty form and no task is incomplete for both, and both are asked for."""
        answer = judge(HELPDESK, own_account=False, task=Task.MISSING)

        assert outcome(answer) is Intake.INCOMPLETE
        assert answer.asks == (Ask.OWN_ACCOUNT, Ask.TASK)
        assert possible(answer.judgement.parts["form"]) == {Form.NOT_UNDER_OWN_ACCOUNT}


class TestClause_4_1_1:
    """The service desk accepts the client's support enquiries."""

    @pytest.mark.parametrize("channel", OFFICIAL, ids=lambda channel: channel.clauses[0])
    def test_an_official_request_is_accepted_by_duty(self, channel: Channel) -> None:
        """That it has to be dealt with rests on this duty too."""
        assert "4.1.1" in judge(channel).clauses

    @pytest.mark.parametrize("facts", [{"task": Task.MISSING}, {"automatic": True}])
    def test_what_is_no_request_yet_is_not_accepted_by_it(self, facts: dict[str, Any]) -> None:
        """An incomplete message and an automatic one are judged without it."""
        assert "4.1.1" not in judge(EMAIL, **facts).clauses
