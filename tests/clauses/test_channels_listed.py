"""The channels of consultation: 2.1, 2.1.1-2.1.4."""

from itertools import product

import pytest
from tests.support.intake import FORUM, OFFICIAL, PROPER, judge, outcome

from netpoint_stp.channels.contacts.contact import Channel, unofficial
from netpoint_stp.channels.interaction import PartyKind, Role
from netpoint_stp.errors import UsageError
from netpoint_stp.policy.intake.policy import Intake
from netpoint_stp.regulation.channels import PUBLISHED_CHANNELS, PUBLISHED_SMS_NUMBER
from netpoint_stp.rules import UNKNOWN


def listing(clause: str) -> Channel:
    """Return the one published channel that a clause lists."""
    (channel,) = (channel for channel in PUBLISHED_CHANNELS.values() if clause in channel.clauses)
    return channel


def needs(channel: Channel) -> set[str]:
    """Return what a channel needs of a message."""
    return {
        name
        for name in ("addressed", "own_account_needed", "details_needed", "person_needed")
        if getattr(channel, name)
    }


class TestClause_2_1:
    """The service desk consults from afar, by any of the channels that the text lists."""

    @pytest.mark.parametrize("channel", PUBLISHED_CHANNELS.values(), ids=lambda channel: channel.name)
    def test_every_published_channel_takes_requests(self, channel: Channel) -> None:
        """What came in by a listed channel, in its proper form, is an official request."""
        answer = judge(channel)

        assert outcome(answer) is Intake.OFFICIAL
        assert "2.1" in answer.clauses

    def test_the_text_lists_four(self) -> None:
        """The published edition has the four channels of the text and no other."""
        listed = [
            clause for channel in PUBLISHED_CHANNELS.values() for clause in channel.clauses if clause[:4] == "2.1."
        ]

        assert sorted(listed) == ["2.1.1", "2.1.2", "2.1.3", "2.1.4"]
        assert all(channel.official for channel in PUBLISHED_CHANNELS.values())

    def test_an_answer_cites_the_clauses_that_list_its_channel(self) -> None:
        """By which channel it came stands among the grounds, in the order of the text."""
        for channel in OFFICIAL:
            answer = judge(channel)

            assert set(channel.clauses) <= set(answer.clauses)
            assert list(answer.clauses) == sorted(answer.clauses, key=lambda id_: [int(n) for n in id_.split(".")])

    def test_no_rule_looks_at_a_name(self) -> None:
        """Two channels with the same properties are judged alike, whatever they are called."""
        for flags in product((True, False), repeat=4):
            addressed, own_account, details, person = flags
            one, other = (
                Channel(
                    name=name,
                    official=True,
                    addressed=addressed,
                    own_account_needed=own_account,
                    details_needed=details,
                    person_needed=person,
                    clauses=("2.1",),
                )
                for name in ("email", "pigeon")
            )
            for facts in (PROPER, dict.fromkeys(PROPER, UNKNOWN)):
                assert judge(one, **facts).judgement == judge(other, **facts).judgement

    def test_an_official_channel_names_the_clause_that_lists_it(self) -> None:
        """A channel without a clause, without a name or with an unknown clause is refused, and all faults are told."""
        with pytest.raises(UsageError, match="channel `fax` is official but names no clause"):
            Channel(name="fax", official=True)
        with pytest.raises(UsageError, match=r"clause `2\.1\.7` is unknown.*a channel has no name"):
            Channel(name=" ", official=True, clauses=("2.1.7",))

    def test_a_channel_that_is_not_listed_needs_no_clause_of_its_own(self) -> None:
        """Any other channel is known by 3.4 alone."""
        assert unofficial("messenger").clauses == ("3.4",)
        assert not FORUM.official


class TestClause_2_1_1:
    """One of the channels is the telephone; its number is masked in the published copy."""

    def test_the_telephone_is_spoken(self) -> None:
        """Somebody of the service desk has to take the call; there is no address to get wrong and no account to use."""
        phone = listing("2.1.1")

        assert needs(phone) == {"person_needed"}

    def test_the_masked_number_is_an_example(self) -> None:
        """What ships in its place says that it is none to be used."""
        assert [(point.kind, point.is_example) for point in listing("2.1.1").contacts] == [(PartyKind.PHONE, True)]


class TestClause_2_1_2:
    """One of the channels is the online ticket system."""

    def test_the_ticket_system_wants_the_own_account(self) -> None:
        """What is registered there must be under the client's own account."""
        helpdesk = listing("2.1.2")

        assert needs(helpdesk) == {"own_account_needed"}

    def test_its_address_is_an_example(self) -> None:
        """The address that ships is none to be used."""
        assert all(point.is_example for point in listing("2.1.2").contacts)


class TestClause_2_1_3:
    """One of the channels is e-mail; its address is masked in the published copy."""

    def test_e_mail_has_an_address_and_needs_details(self) -> None:
        """It must go to the right address and carry the details of the subscriber."""
        email = listing("2.1.3")

        assert needs(email) == {"addressed", "details_needed"}

    def test_the_masked_addresses_are_examples_for_each_purpose(self) -> None:
        """There is one for requests and one for complaints, and both are marked as examples."""
        points = listing("2.1.3").contacts

        assert {Role.REQUESTS, Role.COMPLAINTS} <= {role for point in points for role in point.roles}
        assert all(point.is_example and point.kind is PartyKind.EMAIL for point in points)


class TestClause_2_1_4:
    """One of the channels is SMS to 8(099)761-91-38."""

    def test_sms_has_a_number_and_needs_nothing_else(self) -> None:
        """It must go to the right number; who writes is settled by 3.6 where it matters."""
        sms = listing("2.1.4")

        assert needs(sms) == {"addressed"}

    def test_the_number_is_the_published_one(self) -> None:
        """Both spellings of the text are this one number (reading I-30), and it is no example."""
        (point,) = listing("2.1.4").contacts

        assert point.address == PUBLISHED_SMS_NUMBER == "+380997619138"
        assert not point.is_example
