"""Intake (2.1, 3.1-3.5) against a plain reading of the clauses, on every combination, unknowns included."""

from functools import cache
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.intake import EMAIL, FORUM, HELPDESK, PHONE, SMS, possible
from tests.support.reference import Settled, walk

from netpoint_stp.channels.contacts.contact import Channel
from netpoint_stp.policy.intake.mail_services import MAIL_TROUBLE, MailLiability
from netpoint_stp.policy.intake.policy import (
    FORM,
    INTAKE,
    AddressedTo,
    Form,
    Intake,
    IntakePolicy,
    SubscriberDetails,
    Task,
)
from netpoint_stp.rules import UNKNOWN

pytestmark = pytest.mark.no_cover

DOMAINS: dict[str, tuple[Any, ...]] = {
    "automatic": (True, False),
    "destination": tuple(AddressedTo),
    "taken_by_person": (True, False),
    "within_hours": (True, False),
    "own_account": (True, False),
    "details": tuple(SubscriberDetails),
    "task": tuple(Task),
}
SOURCES = {
    "automatic": "automatic",
    "destination": "destination",
    "form.taken_by_person": "taken_by_person",
    "form.own_account": "own_account",
    "form.details": "details",
    "task": "task",
}
"""Where a fact of the answer comes from; with calls out of hours excluded the hours too decide `taken_by_person`."""


def form(
    *,
    person_needed: bool,
    taken_by_person: bool,
    own_account_needed: bool,
    own_account: bool,
    details_needed: bool,
    details: SubscriberDetails,
) -> Form:
    """Say what 3.1.1 to 3.1.4 give for facts that are all known."""
    if person_needed and not taken_by_person:
        return Form.NOT_TAKEN
    if own_account_needed and not own_account:
        return Form.NOT_UNDER_OWN_ACCOUNT
    if details_needed and details is not SubscriberDetails.SUFFICIENT:
        return Form.LACKS_DETAILS
    return Form.PROPER


def intake(
    *,
    automatic: bool,
    official: bool,
    addressed: bool,
    destination: AddressedTo,
    other_address_counts: bool,
    unlisted_address_counts: bool,
    form: Form,
    task: Task,
) -> Intake:
    """Say what 3.1 to 3.5 give for facts that are all known."""
    if automatic:
        return Intake.AUTOMATIC
    if not official:
        return Intake.UNOFFICIAL
    if addressed:
        if destination is AddressedTo.COMPLAINTS:
            return Intake.COMPLAINT
        if destination is AddressedTo.NOT_OF_COMPANY:
            return Intake.UNOFFICIAL
        if destination is AddressedTo.OTHER_OF_COMPANY and not other_address_counts:
            return Intake.UNOFFICIAL
        if destination is AddressedTo.UNLISTED and not unlisted_address_counts:
            return Intake.UNOFFICIAL
    if form is Form.NOT_TAKEN:
        return Intake.NOT_TAKEN
    if form is Form.PROPER and task is Task.STATED:
        return Intake.OFFICIAL
    return Intake.INCOMPLETE


def whole(channel: Channel, policy: IntakePolicy, facts: dict[str, Any]) -> Intake:
    """Say what becomes of something that came in by a channel, all facts known, in one piece."""
    if facts["automatic"]:
        return Intake.AUTOMATIC
    if not channel.official:
        return Intake.UNOFFICIAL
    if channel.addressed and facts["destination"] is not AddressedTo.REQUESTS:
        if facts["destination"] is AddressedTo.COMPLAINTS:
            return Intake.COMPLAINT
        if facts["destination"] is AddressedTo.NOT_OF_COMPANY:
            return Intake.UNOFFICIAL
        if "3.2" not in channel.clauses:
            setting = policy.other_number
        elif facts["destination"] is AddressedTo.UNLISTED:
            setting = policy.unlisted_mailbox
        else:
            setting = policy.other_mailbox
        if setting == "unofficial":
            return Intake.UNOFFICIAL
    if channel.person_needed:
        if not facts["taken_by_person"]:
            return Intake.NOT_TAKEN
        if policy.call_out_of_hours == "not_a_request" and not facts["within_hours"]:
            return Intake.NOT_TAKEN
    if channel.own_account_needed and not facts["own_account"]:
        return Intake.INCOMPLETE
    if channel.details_needed and facts["details"] is not SubscriberDetails.SUFFICIENT:
        return Intake.INCOMPLETE
    return Intake.OFFICIAL if facts["task"] is Task.STATED else Intake.INCOMPLETE


POLICIES = [
    IntakePolicy(),
    IntakePolicy(other_mailbox="unofficial", other_number="official_irregular"),
    IntakePolicy(call_out_of_hours="not_a_request"),
    IntakePolicy(unlisted_mailbox="official_irregular", call_out_of_hours="not_a_request"),
]
CHANNELS = [
    Channel(
        name="any",
        official=official,
        addressed=addressed,
        own_account_needed=own_account,
        details_needed=details,
        person_needed=person,
        clauses=clauses,
    )
    for official, addressed, own_account, details, person in product((True, False), repeat=5)
    for clauses in (("2.1",), ("2.1", "3.2"))
]


@cache
def reference(channel: Channel, policy: IntakePolicy) -> Settled:
    """Return the plain reading for a channel, with unknown facts settled."""
    return Settled(DOMAINS, lambda **facts: whole(channel, policy, facts))


def compare(channel: Channel, policy: IntakePolicy, facts: dict[str, Any]) -> None:
    """Compare one judgement with the plain reading: what is possible, and which facts are missing."""
    plain = reference(channel, policy)
    answer = policy.judge(channel, **facts)

    assert possible(answer) == plain.possible(**facts), (channel, facts)
    told = {SOURCES[name] for name in answer.missing}
    expected = plain.missing(**facts)
    if "within_hours" in expected:
        assert policy.call_out_of_hours == "not_a_request"
        expected = expected - {"within_hours"} | {"taken_by_person"}
    assert told == expected, (channel, facts)


def test_form_agrees_with_the_plain_reading() -> None:
    """Every combination of facts about the form."""
    assert walk(FORM, form) == 3**5 * 5


def test_intake_agrees_with_the_plain_reading() -> None:
    """Every combination of facts about something that came in."""
    assert walk(INTAKE, intake) == 3**5 * 6 * 5 * 3


def test_mail_trouble_agrees_with_the_plain_reading() -> None:
    """Only a third party's failure is not the Company's."""

    def trouble(*, third_party: bool) -> MailLiability:
        return MailLiability.NOT_ANSWERABLE if third_party else MailLiability.ANSWERABLE

    assert walk(MAIL_TROUBLE, trouble) == 3


@pytest.mark.parametrize("channel", [PHONE, HELPDESK, EMAIL, SMS, FORUM], ids=lambda channel: channel.clauses[0])
def test_judgements_agree_with_the_plain_reading(channel: Channel) -> None:
    """Every combination of facts for each channel of the text, in each position of the settings that concern it."""
    walked = 0
    hours_matter = channel.person_needed
    for policy in POLICIES:
        if policy.call_out_of_hours == "not_a_request" and not hours_matter:
            continue
        domains = {
            **DOMAINS,
            "within_hours": (True, False) if policy.call_out_of_hours == "not_a_request" else (),
        }
        choices = [(*domain, UNKNOWN) for domain in domains.values()]
        for values in product(*choices):
            compare(channel, policy, dict(zip(domains, values, strict=True)))
            walked += 1

    assert walked == 2 * 3 * 6 * 3 * 3 * 5 * 3 * (1 + 3 * hours_matter)


@settings(max_examples=1000)
@given(
    st.sampled_from(CHANNELS),
    st.sampled_from(POLICIES),
    st.fixed_dictionaries({name: st.sampled_from((*domain, UNKNOWN)) for name, domain in DOMAINS.items()}),
)
def test_any_channel_a_profile_may_add_agrees_too(
    channel: Channel, policy: IntakePolicy, facts: dict[str, Any]
) -> None:
    """A sample of all combinations of properties, settings and facts."""
    compare(channel, policy, facts)
