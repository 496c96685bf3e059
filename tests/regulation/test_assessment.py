"""What is observed of an interaction, and the facts reduced from it (2.1, 3.1-3.5; readings I-12, I-32)."""

from datetime import UTC, date, datetime
from typing import Any

import attrs
import pytest

from netpoint_stp.channels.evidence import AutomaticReason
from netpoint_stp.channels.interaction import (
    AutomaticSign,
    Destination,
    Interaction,
    Party,
    PartyKind,
    Registration,
    Role,
    Text,
)
from netpoint_stp.channels.interaction import MessageKey as MessageIdentity
from netpoint_stp.errors import MomentError
from netpoint_stp.policy.intake.policy import AddressedTo, Intake
from netpoint_stp.regulation import Regulation, RegulationHistory
from netpoint_stp.regulation.assessment import destination_of
from netpoint_stp.rules import UNKNOWN, Decision, Edition, still_possible
from netpoint_stp.wording import LANGUAGES, Language, say

PARTY = Party(kind=PartyKind.EMAIL, normalised="a@b.example", received="a@b.example")
BY_SMS = Destination(
    party=Party(kind=PartyKind.PHONE, normalised="+380997619138", received="1"),
    via="To",
    roles=frozenset({Role.REQUESTS}),
)
REGULATION = Regulation.published()


def message(*roles: Role, via: str = "To", **fields: Any) -> Interaction:
    """Return a mail with account information and a task, sent to addresses of these roles (none: to a stranger)."""
    sent_to = [frozenset({role}) for role in roles] or [frozenset()]
    known: dict[str, Any] = {
        "channel": "email",
        "sender": None,
        "destinations": tuple(Destination(party=PARTY, via=via, roles=each) for each in sent_to),
        "text": Text(own="Договір № 123456. Прошу перевірити лінію, зникає інтернет."),
        "identity": MessageIdentity(channel="email", key="1", content="c"),
        "raw_digest": "d",
        "raw_size": 1,
    }
    return Interaction(**known | fields)


@pytest.mark.parametrize(
    ("roles", "marked_as", "destination"),
    [
        ((Role.REQUESTS,), None, AddressedTo.REQUESTS),
        ((Role.COMPLAINTS,), None, AddressedTo.COMPLAINTS),
        ((Role.OTHER,), None, AddressedTo.OTHER_OF_COMPANY),
        ((Role.UNLISTED,), None, AddressedTo.UNLISTED),
        ((Role.UNLISTED, Role.OTHER), None, AddressedTo.OTHER_OF_COMPANY),
        ((Role.UNLISTED, Role.REQUESTS), None, AddressedTo.REQUESTS),
        ((Role.UNLISTED,), Role.COMPLAINTS, AddressedTo.COMPLAINTS),
        ((Role.UNLISTED,), Role.REQUESTS, AddressedTo.UNLISTED),
        ((Role.OTHER, Role.REQUESTS), None, AddressedTo.REQUESTS),
        ((Role.OTHER, Role.COMPLAINTS), None, AddressedTo.COMPLAINTS),
        ((), None, UNKNOWN),
        ((Role.REQUESTS,), Role.COMPLAINTS, AddressedTo.COMPLAINTS),
        ((Role.OTHER,), Role.COMPLAINTS, AddressedTo.COMPLAINTS),
        ((), Role.COMPLAINTS, UNKNOWN),
        ((Role.REQUESTS,), Role.REQUESTS, AddressedTo.REQUESTS),
        ((Role.COMPLAINTS,), Role.REQUESTS, AddressedTo.OTHER_OF_COMPANY),
        ((Role.OTHER,), Role.REQUESTS, AddressedTo.OTHER_OF_COMPANY),
    ],
)
def test_addresses_and_the_mark_of_staff_are_reduced_to_one_notion(
    roles: tuple[Role, ...], marked_as: Role | None, destination: Any
) -> None:
    """A complaint is one at any mailbox (I-12), a request only at the one for requests (I-32)."""
    assert destination_of(message(*roles), marked_as) is destination


def test_an_envelope_to_strangers_says_that_it_went_elsewhere() -> None:
    """Unlike the headers, which do not name those who get a blind copy."""
    assert destination_of(message(via="Delivered-To"), None) is AddressedTo.NOT_OF_COMPANY


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_staff_mark_as_a_complaint_is_assessed_as_one(lang: Language) -> None:
    """Though it went to the mailbox for requests and looks like one."""
    plain = REGULATION.assess(message(Role.REQUESTS))
    marked = REGULATION.assess(message(Role.REQUESTS), marked_as=Role.COMPLAINTS)

    assert still_possible(plain.answer) == {Intake.OFFICIAL}
    assert still_possible(marked.answer) == {Intake.COMPLAINT}
    assert say("fact.incoming.destination.complaints", lang) in marked.explain(lang).because


@pytest.mark.parametrize(
    ("fields", "may_be"),
    [
        ({}, False),
        ({"subject": "Скарга на відмову"}, True),
        ({"text": Text(own="Претензия: тариф не сменили. Договор № 123456.")}, True),
        ({"subject": "Немає інтернету", "text": Text(own="Скаржуся. Це скарга.")}, True),
        ({"subject": "Re: R-1", "text": Text(own="Це претензія!")}, True),
        ({"text": Text(own="Хочу поскаржитись на майстра.")}, True),
        ({"text": Text(own="Жалуюсь на вашего сотрудника.")}, True),
        ({"text": Text(own="I want to complain about the service.")}, True),
        ({"text": Text(own="Skarzhusia na majstra")}, True),
        ({"text": Text(own="На мою скаргу не маю відповіді.")}, True),
        ({"text": Text(own="Роутер скаржиться на DNS, без претензій до вас.")}, False),
        ({"text": Text(own="Жалоб нет, проверьте линию.")}, False),
        ({"text": Text(own="Претензій до вас не маю, просто інтернет повільний.")}, False),
        ({"text": Text(own="I have no complaints, the internet is slow.")}, False),
        ({"text": Text(own="Жодних скарг, змініть тариф.")}, False),
        ({"text": Text(own="Скарг моїх нікому розглянути.")}, True),
        ({"subject": "R-1", "text": Text(own="Дякую.", quoted="> Ваша скарга")}, False),
        ({"subject": "Скарга", "roles": (Role.OTHER,)}, True),
        ({"subject": "Скарга", "roles": (Role.COMPLAINTS,)}, False),
        ({"subject": "Скарга", "roles": ()}, False),
        ({"subject": "Скарга", "channel": "sms", "destinations": (BY_SMS,)}, False),
        ({"subject": "Скарга", "channel": "icq"}, False),
        (
            {
                "subject": "Complaint",
                "automatic": (AutomaticSign(reason=AutomaticReason.NULL_SENDER, header="Return-Path"),),
            },
            False,
        ),
    ],
)
def test_what_speaks_of_a_complaint_is_shown_to_a_person(fields: dict[str, Any], may_be: bool) -> None:
    """At any mailbox of the Company it would be lodged (I-12), yet no likeness of words makes it a complaint."""
    known = dict(fields)
    came = message(*known.pop("roles", (Role.REQUESTS,)), **known)

    assert REGULATION.assess(came).may_be_complaint is may_be
    assert not REGULATION.assess(came, marked_as=Role.REQUESTS).may_be_complaint


def test_where_only_the_one_address_lodges_nothing_else_may_be_a_complaint() -> None:
    """By the other reading of I-12 a message to the mailbox for requests is none, whatever it calls itself."""
    strict = attrs.evolve(
        REGULATION, complaints=attrs.evolve(REGULATION.complaints, complaint_other_mailbox="not_lodged")
    )

    assert not strict.assess(message(Role.REQUESTS, subject="Скарга")).may_be_complaint


@pytest.mark.parametrize(
    ("registration", "outcome"),
    [
        (Registration.OWN_ACCOUNT, {Intake.OFFICIAL}),
        (Registration.UNKNOWN, {Intake.OFFICIAL, Intake.INCOMPLETE}),
        (None, {Intake.OFFICIAL, Intake.INCOMPLETE}),
    ],
)
def test_whose_account_a_ticket_stands_under_is_taken_from_its_record(
    registration: Registration | None, outcome: set[Intake]
) -> None:
    """3.1.3 wants the client's own; where the record does not tell, the answer is open."""
    judged = REGULATION.assess(message(channel="helpdesk", destinations=(), registration=registration))

    assert still_possible(judged.answer) == outcome
    assert ("form.own_account" in judged.missing) is (len(outcome) > 1)


class TestHistory:
    """What came in is assessed by the edition in force when it was received (I-28)."""

    OLD = REGULATION.under(Edition("old"))
    LENIENT = attrs.evolve(REGULATION, intake=attrs.evolve(REGULATION.intake, unlisted_mailbox="official_irregular"))
    HISTORY = RegulationHistory((OLD, LENIENT.under(Edition("new", date(2026, 11, 1)))))

    @pytest.mark.parametrize(
        ("day", "edition", "outcome"), [(31, "old", Intake.UNOFFICIAL), (1, "new", Intake.OFFICIAL)]
    )
    def test_receipt_decides_the_edition(self, day: int, edition: str, outcome: Intake) -> None:
        """The day before, the same mail was judged by the old reading."""
        received = datetime(2026, 10 if day == 31 else 11, day, 12, tzinfo=UTC)
        judged = self.HISTORY.assess(message(Role.UNLISTED, received_at=received))

        assert isinstance(judged.answer, Decision)
        assert (judged.answer.edition.name, judged.answer.outcome) == (edition, outcome)

    def test_without_a_moment_of_receipt_no_edition_is_chosen(self) -> None:
        """Nobody guesses; whoever knows the edition takes it with `at`."""
        with pytest.raises(MomentError, match="the moment of receipt is not known"):
            self.HISTORY.assess(message(Role.UNLISTED))
