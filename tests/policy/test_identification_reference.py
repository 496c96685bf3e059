"""Identification (1.2, 3.6, 4.3.2) against a plain reading of the clauses, on every combination, unknowns included."""

from itertools import product
from typing import Any

import pytest
from tests.support.intake import possible
from tests.support.reference import Settled, walk

from netpoint_stp.policy.identification.identity import Identity
from netpoint_stp.policy.identification.policy import (
    ASKING,
    IDENTITY,
    PERMISSION,
    Act,
    Asking,
    Candidates,
    IdentificationPolicy,
    Permission,
)
from netpoint_stp.policy.identification.requirements import CONNECTION_ADDRESS, CONTRACT_NUMBER, LOGIN, NOTHING
from netpoint_stp.rules import UNKNOWN
from netpoint_stp.subjects.account import AccountDetail
from netpoint_stp.subjects.people import Standing

ACTIONS = {"nothing": NOTHING, "login": LOGIN, "either": LOGIN | CONTRACT_NUMBER & CONNECTION_ADDRESS}
ENOUGH: dict[str, list[set[str]]] = {
    "nothing": [set()],
    "login": [{"login"}],
    "either": [{"login"}, {"contract_number", "connection_address"}],
}


def identity(
    *, given: bool, contradiction: bool, candidates: Candidates, contract_matters: bool, requirement_met: bool
) -> Identity:
    """Say what 3.6 gives for facts that are all known."""
    if not given:
        return Identity.ABSENT
    if contradiction:
        return Identity.CONTRADICTORY
    if candidates is Candidates.SEVERAL or (candidates is Candidates.CONTRACTS_OF_ONE and contract_matters):
        return Identity.AMBIGUOUS
    if candidates is Candidates.NONE or not requirement_met:
        return Identity.INSUFFICIENT
    return Identity.IDENTIFIED


def permission(*, act: Act, standing: Standing) -> Permission:
    """Say what 1.2 gives (reading I-1) for facts that are all known."""
    if standing is Standing.OUTSIDER:
        return Permission.NOT_A_CLIENT
    if standing is Standing.USER and act is not Act.CONSULTATION:
        return Permission.ONLY_SUBSCRIBER
    return Permission.PERMITTED


def asking(*, listed: bool, needed: bool, known: bool) -> Asking:
    """Say what 3.6 and 4.3.2 give for facts that are all known."""
    if not listed:
        return Asking.NOT_ACCOUNT_INFORMATION
    if known:
        return Asking.ALREADY_KNOWN
    return Asking.MAY_ASK if needed else Asking.MORE_THAN_NEEDED


def test_identity_agrees_with_the_plain_reading() -> None:
    """Every combination of facts about the information given."""
    assert walk(IDENTITY, identity) == 3 * 3 * 5 * 3 * 3


def test_permission_agrees_with_the_plain_reading() -> None:
    """Every act and standing."""
    assert walk(PERMISSION, permission) == 4 * 5


def test_asking_agrees_with_the_plain_reading() -> None:
    """Every question."""
    assert walk(ASKING, asking) == 27


@pytest.mark.parametrize("suffices", [False, True])
@pytest.mark.parametrize("action", ACTIONS)
def test_identifying_agrees_with_the_plain_reading(action: str, suffices: bool) -> None:
    """Every combination of details that agree, do not, are unchecked or not given, in both positions of I-4."""
    policy = IdentificationPolicy(actions=ACTIONS, sender_identifies="suffices" if suffices else "proposes")
    details = (AccountDetail.LOGIN, AccountDetail.CONTRACT_NUMBER, AccountDetail.CONNECTION_ADDRESS)
    walked = 0
    for stated in product((True, False, UNKNOWN, None), repeat=len(details)):
        matched: dict[AccountDetail, Any] = {
            detail: agrees for detail, agrees in zip(details, stated, strict=True) if agrees is not None
        }
        plain = _plain(action, suffices, tuple(detail.value for detail in matched))
        for values in product(
            (True, False, UNKNOWN), (*Candidates, UNKNOWN), (True, False, UNKNOWN), (True, False, UNKNOWN)
        ):
            facts = dict(zip(("contradiction", "candidates", "contract_matters", "sender_known"), values, strict=True))
            found = policy.identify(action, matched=matched, **facts)
            known = {detail.value: agrees for detail, agrees in matched.items()}

            assert possible(found) == plain.possible(**facts, **known), (matched, facts)
            walked += 1

    assert walked == 4**3 * 3 * 5 * 3 * 3


def _plain(action: str, suffices: bool, stated: tuple[str, ...]) -> Settled:
    domains: dict[str, tuple[Any, ...]] = {
        "contradiction": (True, False),
        "candidates": tuple(Candidates),
        "contract_matters": (True, False),
        "sender_known": (True, False),
        **dict.fromkeys(stated, (True, False)),
    }

    def rule(
        *, contradiction: bool, candidates: Candidates, contract_matters: bool, sender_known: bool, **agrees: bool
    ) -> Identity:
        by_sender = suffices and sender_known
        right = {name for name in stated if agrees[name]}
        return identity(
            given=bool(stated) or by_sender,
            contradiction=contradiction,
            candidates=candidates,
            contract_matters=contract_matters,
            requirement_met=by_sender or any(way <= right for way in ENOUGH[action]),
        )

    return Settled(domains, rule)
