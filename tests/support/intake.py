"""Channels for tests, and what came in by them: everything as 3.1 wants it, unless a test says otherwise."""

from typing import Any

from netpoint_stp.channels.contacts.contact import Channel, unofficial
from netpoint_stp.policy.intake.policy import AddressedTo, IntakeAnswer, IntakePolicy, SubscriberDetails, Task
from netpoint_stp.rules import Decision, still_possible

PHONE = Channel(name="a", official=True, person_needed=True, clauses=("2.1.1", "3.1.1"))
HELPDESK = Channel(name="b", official=True, own_account_needed=True, clauses=("2.1.2", "3.1.3"))
EMAIL = Channel(name="c", official=True, addressed=True, details_needed=True, clauses=("2.1.3", "3.1.4", "3.2"))
SMS = Channel(name="d", official=True, addressed=True, clauses=("2.1.4", "3.1.2"))
FORUM = unofficial("e")
OFFICIAL = (PHONE, HELPDESK, EMAIL, SMS)

PROPER: dict[str, Any] = {
    "automatic": False,
    "destination": AddressedTo.REQUESTS,
    "taken_by_person": True,
    "within_hours": True,
    "own_account": True,
    "details": SubscriberDetails.SUFFICIENT,
    "task": Task.STATED,
}


def judge(channel: Channel, policy: IntakePolicy | None = None, **facts: Any) -> IntakeAnswer:
    """Judge what came in by a channel, proper in all that is not said."""
    return (policy or IntakePolicy()).judge(channel, **{**PROPER, **facts})


def outcome(answer: Any) -> Any:
    """Return the outcome of what must be decided."""
    decision = getattr(answer, "answer", answer)
    assert isinstance(decision, Decision), decision
    return decision.outcome


def possible(answer: Any) -> frozenset[Any]:
    """Return the outcomes that an answer leaves open."""
    return still_possible(getattr(answer, "answer", answer))
