"""Reducers are exact: partial knowledge gives the values that some completion of the observations gives, no other."""

from datetime import UTC, datetime, timedelta
from itertools import chain, combinations, product
from typing import Any

import attrs
import pytest
from tests.support.tables import every_table

from netpoint_stp.channels.email import read_email
from netpoint_stp.channels.interaction import Destination, Interaction, Party, PartyKind, Role
from netpoint_stp.policy.complaints.policy import ComplaintsPolicy
from netpoint_stp.policy.complaints.tables import AnswerGiven
from netpoint_stp.policy.intake.policy import AddressedTo, Intake
from netpoint_stp.policy.refusal.policy import RefusalPolicy
from netpoint_stp.regulation import Regulation
from netpoint_stp.regulation.assessment import destination_of
from netpoint_stp.rules import UNKNOWN, Decision, RuleTable, still_possible
from netpoint_stp.subjects.complaints import Complaint
from netpoint_stp.subjects.interruptions import Silence

REGULATION = Regulation.example()
NOON = datetime(2026, 11, 23, 10, tzinfo=UTC)


def mail(to: str, subject: str = "No internet") -> Interaction:
    """Return a mail with a login and a plain fault to some addresses."""
    raw = (
        f"From: a@client.example\r\nTo: {to}\r\nSubject: {subject}\r\nMessage-ID: <1@client.example>\r\n"
        "Date: Mon, 23 Nov 2026 12:00:00 +0200\r\n\r\nNo internet since the morning, please fix it. Login: zrazok7\r\n"
    )
    read = read_email(raw.encode(), REGULATION.email)
    assert isinstance(read, Interaction)
    return read


def sent(channel: str, kind: PartyKind, *roles: set[Role]) -> Interaction:
    """Return a message to addresses with these uses."""
    plain = mail("support@netpoint.example")
    party = Party(kind=kind, normalised="x", received="x")
    found = tuple(Destination(party=party, via="given", roles=frozenset(each)) for each in roles)
    return attrs.evolve(plain, channel=channel, destinations=found)


class TestDestination:
    """Addresses to the one notion that rules look at (3.1.4, 3.2, 3.10)."""

    def test_a_mail_to_both_addresses_is_a_request_or_a_complaint(self) -> None:
        """It is known where it went: that it is personal communication only is out of the question (3.4)."""
        found = REGULATION.assess(mail("support@netpoint.example, complaints@netpoint.example"))

        assert still_possible(found.intake.judgement) == {Intake.OFFICIAL, Intake.COMPLAINT}
        assert found.missing == {"destination"}

    def test_what_is_not_known_is_for_which_of_the_two_it_counts(self) -> None:
        """The addresses are known; nobody is told that they are not."""
        answer = REGULATION.assess(mail("support@netpoint.example, complaints@netpoint.example")).answer

        assert answer.explain("en").unknown == ("for which of its addresses the message counts",)
        assert answer.explain("ru").unknown == ("на какой из адресов считать сообщение отправленным",)
        assert answer.explain("uk").unknown == ("на яку з адрес вважати повідомлення надісланим",)

    @pytest.mark.parametrize("third", [{Role.OTHER}, {Role.UNLISTED}, set()])
    def test_a_third_address_changes_nothing(self, third: set[Role]) -> None:
        """Neither another mailbox of the Company nor a stranger's."""
        both = sent("email", PartyKind.EMAIL, {Role.REQUESTS}, {Role.COMPLAINTS}, third)

        assert destination_of(both, None) == frozenset({AddressedTo.REQUESTS, AddressedTo.COMPLAINTS})

    def test_without_a_mark_it_is_what_some_mark_would_make_it(self) -> None:
        """For every set of uses of two addresses: what is open is settled by the mark, what is settled it leaves."""
        uses = [set(each) for n in range(4) for each in combinations(Role, n)]
        for first, second in product(uses, uses):
            message = sent("email", PartyKind.EMAIL, first, second)
            unmarked = destination_of(message, None)
            marked = {destination_of(message, mark) for mark in (Role.REQUESTS, Role.COMPLAINTS)}
            if isinstance(unmarked, frozenset):
                assert unmarked == marked
            else:
                assert not isinstance(unmarked, frozenset)
                assert unmarked is not UNKNOWN  # it was delivered there

    def test_complaints_go_by_e_mail(self) -> None:
        """3.10 says so: a number said to be for them is another one of the Company's."""
        assert destination_of(sent("sms", PartyKind.PHONE, {Role.COMPLAINTS}), None) is AddressedTo.OTHER_OF_COMPANY
        assert destination_of(sent("sms", PartyKind.PHONE, {*Role}), None) is AddressedTo.REQUESTS


class TestMoments:
    """Moments to the facts that they settle (3.9.1, 3.12)."""

    @pytest.mark.parametrize("answer_time", [None, timedelta(hours=1)])
    def test_asked_is_what_some_figure_would_make_it(self, answer_time: timedelta | None) -> None:
        """Where none is set, each that is possible under some figure (I-7)."""
        policy = RefusalPolicy(answer_time=answer_time)
        figures = [answer_time] if answer_time else [timedelta(microseconds=1), timedelta(days=9)]
        for asked_at in (None, NOON - timedelta(hours=2), NOON, NOON + timedelta(hours=2)):
            found = policy.asked(asked_at, NOON + timedelta(seconds=1))
            some = {
                RefusalPolicy(answer_time=figure).asked(asked_at, NOON + timedelta(seconds=1)) for figure in figures
            }
            assert (found if isinstance(found, frozenset) else {found}) == some
        assert policy.asked(UNKNOWN, NOON) is UNKNOWN

    def test_an_answer_that_may_be_missing_from_the_records_is_not_taken_back(self) -> None:
        """Whoever had an interim answer had that at least: it is that, or one to the substance."""
        policy = ComplaintsPolicy()
        complaint = Complaint(id="C", channel="email", lodged_at=NOON, interim_answer_at=NOON + timedelta(hours=1))
        later = NOON + timedelta(days=2)
        found = policy.status_of(complaint, later, silence=Silence.NOT_KNOWN)
        some: set[object] = set()
        for answered in (None, NOON + timedelta(hours=2)):
            whole = attrs.evolve(complaint, answered_at=answered)
            some |= still_possible(policy.status_of(whole, later, silence=Silence.NOT_YET))

        assert found.answer.facts["answer"] == {AnswerGiven.INTERIM, AnswerGiven.SUBSTANTIVE}
        assert still_possible(found) == some


@pytest.mark.parametrize("table", every_table(), ids=lambda table: table.name)
def test_one_of_one_is_known(table: RuleTable[..., Any]) -> None:
    """A set of one value is that value: the same answer, with the same reasons; of several, what these give."""
    first = {name: domain[0] for name, domain in table.domains.items()}
    for name, domain in table.domains.items():
        for value in domain:
            known = table.decide(**{**first, name: value})
            assert table.decide(**{**first, name: frozenset({value})}) == known
            assert table.decide(**{**first, name: frozenset({value})}).explain("en") == known.explain("en")
            assert isinstance(known, Decision)
        several = table.decide(**{**first, name: frozenset(domain)})
        each = chain.from_iterable(still_possible(table.decide(**{**first, name: value})) for value in domain)
        assert still_possible(several) == {*each}
