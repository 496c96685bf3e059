"""Reducers and readers of a regulation, each way in which their observations can stand."""

from itertools import product

import pytest

from netpoint_stp.channels.contacts.contact import Channel, ContactPoint
from netpoint_stp.channels.interaction import PartyKind, Role, TimestampSource
from netpoint_stp.channels.task import TaskReading
from netpoint_stp.policy.identification.policy import Candidates
from netpoint_stp.policy.intake.policy import SubscriberDetails
from netpoint_stp.regulation import Regulation
from netpoint_stp.regulation.assessment import details_of
from netpoint_stp.regulation.observations.accounts import BillingMatch
from netpoint_stp.regulation.observations.arrivals import IntakeObservations, Said
from netpoint_stp.regulation.reading import reading_settings
from netpoint_stp.rules import UNKNOWN, Unknown
from netpoint_stp.subjects.account import AccountDetail

REGULATION = Regulation.example()
NUMBER = "+380440000000"


def observed(
    match: BillingMatch | None, *, stated: AccountDetail | None, contradictory: bool, said: SubscriberDetails | None
) -> IntakeObservations:
    """Return what was observed of a mail."""
    return IntakeObservations(
        channel="email", received_at=None, clock=TimestampSource.OWN_SERVER, automatic=(), addresses=(),
        other_addresses=0,
        delivery_known=True, subject_complains=False, marked_as=None, call=None, registration=None,
        stated=(stated,) if stated else (), contradictory=(stated,) if contradictory and stated else (), match=match,
        task=TaskReading.STATED, said=Said(details=said, task=None),
    )  # fmt: skip


class TestClause_3_1_4:
    """What the details of a message amount to."""

    @pytest.mark.parametrize("said", [None, SubscriberDetails.SUFFICIENT, SubscriberDetails.LACKING])
    @pytest.mark.parametrize("candidates", [*Candidates, UNKNOWN, None])
    def test_in_every_case(self, candidates: Candidates | Unknown | None, said: SubscriberDetails | None) -> None:
        """What a person said goes first, then a contradiction, then whom billing finds, then what was stated."""
        for contradictory, contradiction, agrees in product((False, True), (False, True), (True, False)):
            stated = AccountDetail.CONTRACT_NUMBER
            match = None
            if candidates is not None:
                match = BillingMatch(
                    agreement={stated: agrees}, candidates=candidates, contradiction=contradiction, sender_known=False
                )
            found = details_of(observed(match, stated=stated, contradictory=contradictory, said=said), REGULATION)

            plain = REGULATION.intake.details_stated([stated])
            if said is not None:
                expected = said
            elif contradictory:
                expected = SubscriberDetails.CONTRADICTORY
            elif candidates is None or candidates is UNKNOWN:
                expected = plain
            elif contradiction:
                expected = SubscriberDetails.CONTRADICTORY
            elif candidates is Candidates.SEVERAL:
                expected = SubscriberDetails.AMBIGUOUS
            elif candidates is Candidates.NONE or not agrees:
                expected = SubscriberDetails.LACKING
            else:
                expected = plain
            assert found is expected
            assert plain is SubscriberDetails.SUFFICIENT


class TestReading:
    """Whose a number of the Company is."""

    @pytest.mark.parametrize("order", [("phone", "sms"), ("sms", "phone")])
    def test_a_number_of_two_channels_is_for_each_what_it_is_there(self, order: tuple[str, str]) -> None:
        """In whatever order the profile lists them; for a channel without it, it is another number of the Company."""
        roles = {"phone": frozenset({Role.REQUESTS}), "sms": frozenset({Role.COMPLAINTS})}
        channels = {
            name: Channel(
                name=name,
                official=True,
                clauses=("2.1.1",),
                contacts=(ContactPoint(kind=PartyKind.PHONE, address=NUMBER, roles=roles[name]),),
            )
            for name in order
        }
        settings = reading_settings(channels)

        assert settings.calls.numbers == {NUMBER: roles["phone"]}
        assert settings.sms.numbers == {NUMBER: roles["sms"]}
        assert settings.helpdesk.times.numbers == {NUMBER: frozenset({Role.OTHER})}
