"""What a client is asked for follows from what the details amount to (3.6, 3.9.1)."""

from datetime import UTC, datetime

import pytest

from netpoint_stp.policy.identification.identity import Identity
from netpoint_stp.policy.identification.policy import ask_for
from netpoint_stp.policy.refusal.policy import Demand
from netpoint_stp.regulation import Regulation
from netpoint_stp.wording import Message

REGULATION = Regulation.example()
WAYS = ask_for(REGULATION.identification.actions["change tariff"].ways())
ACCOUNT = Message("identification.question.which_account")
RIGHT = Message("identification.question.which_detail_is_right")


@pytest.mark.parametrize(
    ("action", "identity", "asks"),
    [
        ("change tariff", Identity.ABSENT, (WAYS,)),
        ("change tariff", Identity.INSUFFICIENT, (WAYS,)),
        ("change tariff", Identity.AMBIGUOUS, (ACCOUNT,)),
        ("change tariff", Identity.CONTRADICTORY, (RIGHT,)),
        ("change tariff", Identity.IDENTIFIED, ()),
        ("consultation", Identity.ABSENT, ()),
        ("consultation", Identity.CONTRADICTORY, ()),
        ("not in the profile", Identity.ABSENT, ()),
    ],
)
def test_what_to_give_or_to_answer(action: str, identity: Identity, asks: tuple[Message, ...]) -> None:
    """Details where they lack, a question where they do not agree, nothing where the action needs none."""
    answer = REGULATION.may_refuse(
        action=action,
        identity=identity,
        asked_at=None,
        now=datetime(2026, 11, 23, 10, tzinfo=UTC),
        demand=Demand.WITHIN_CONTRACT,
        break_in_service=None,
    )

    assert answer.asks == asks
