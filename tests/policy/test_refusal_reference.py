"""Refusal (3.9-3.9.3) against a plain reading of the clauses, on every combination, unknowns included."""

from itertools import product
from typing import Any

import pytest
from tests.support.intake import possible
from tests.support.reference import Settled, walk

from netpoint_stp.policy.identification.identity import Identity
from netpoint_stp.policy.refusal.given import REFUSAL_GIVEN, RefusalGiven
from netpoint_stp.policy.refusal.policy import (
    ABSENT_INFORMATION,
    DEMANDED_SERVICE,
    INTERRUPTION,
    REFUSAL,
    Asked,
    BreakInService,
    Demand,
    Ground,
    GroundVerdict,
    RefusalPolicy,
    Refusing,
)
from netpoint_stp.rules import UNKNOWN
from netpoint_stp.subjects.interruptions import Agreement

pytestmark = pytest.mark.no_cover

HOLDS, DOES_NOT_HOLD = GroundVerdict.HOLDS, GroundVerdict.DOES_NOT_HOLD
YES_NO: tuple[Any, ...] = (True, False, UNKNOWN)
DOMAINS: dict[str, tuple[Any, ...]] = {
    "information.needed": (True, False),
    "information.identity": tuple(Identity),
    "information.asked": tuple(Asked),
    "contract.demand": tuple(Demand),
    "interruption.in_break": (True, False),
    "interruption.same_service": (True, False),
    "interruption.reasoned": (True, False),
    "interruption.agreement": tuple(Agreement),
    "interruption.for_debt": (True, False),
}


def information(*, needed: bool, identity: Identity, asked: Asked) -> GroundVerdict:
    """Say what 3.9.1 gives for facts that are all known."""
    if not needed or identity is Identity.IDENTIFIED:
        return DOES_NOT_HOLD
    if asked is Asked.NOT_ASKED:
        return GroundVerdict.ASK_FIRST
    return GroundVerdict.WAIT if asked is Asked.WAITING else HOLDS


def contract(*, demand: Demand) -> GroundVerdict:
    """Say what 3.9.2 gives for facts that are all known."""
    if demand is Demand.ADVICE_ONLY:
        return GroundVerdict.ADVICE_NOT_OWED
    return HOLDS if demand is Demand.OUTSIDE_CONTRACT else DOES_NOT_HOLD


def interruption(
    *,
    in_break: bool,
    same_service: bool,
    reasoned: bool,
    agreement: Agreement,
    for_debt: bool,
    debt_suspension_agreed: bool,
) -> GroundVerdict:
    """Say what 3.9.3 gives for facts that are all known."""
    if not (in_break and same_service and reasoned):
        return DOES_NOT_HOLD
    if agreement is Agreement.INDIVIDUALLY:
        return HOLDS
    agreed = debt_suspension_agreed if for_debt else agreement is Agreement.BY_CONTRACT
    return HOLDS if agreed else DOES_NOT_HOLD


def refusing(*, information: GroundVerdict, contract: GroundVerdict, interruption: GroundVerdict) -> Refusing:
    """Say what 3.9 gives when the verdicts on its grounds are known."""
    if HOLDS in (information, contract, interruption):
        return Refusing.MAY_REFUSE
    if contract is GroundVerdict.ADVICE_NOT_OWED:
        return Refusing.ADVICE_NOT_OWED
    if information is GroundVerdict.ASK_FIRST:
        return Refusing.ASK_FIRST
    return Refusing.WAIT if information is GroundVerdict.WAIT else Refusing.PROCEED


def given_refusal(*, main_ground_holds: bool, other_reason: bool) -> RefusalGiven:
    """Say what a refusal that was given amounts to (reading I-6)."""
    if main_ground_holds:
        return RefusalGiven.ON_MAIN_GROUND
    return RefusalGiven.OUTSIDE_MAIN_GROUNDS if other_reason else RefusalGiven.WITHOUT_GROUND


def test_absent_information_agrees_with_the_plain_reading() -> None:
    """Every combination of facts about the first ground."""
    assert walk(ABSENT_INFORMATION, information) == 3 * 6 * 4


def test_demanded_service_agrees_with_the_plain_reading() -> None:
    """Every demand."""
    assert walk(DEMANDED_SERVICE, contract) == 4


def test_interruption_agrees_with_the_plain_reading() -> None:
    """Every combination of facts about a break."""
    assert walk(INTERRUPTION, interruption) == 3**5 * 4


def test_refusal_agrees_with_the_plain_reading() -> None:
    """Every combination of verdicts."""
    assert walk(REFUSAL, refusing) == 5 * 4 * 3


def test_a_refusal_given_agrees_with_the_plain_reading() -> None:
    """Every refusal that was given."""
    assert walk(REFUSAL_GIVEN, given_refusal) == 9


@pytest.mark.parametrize("debt_suspension_agreed", [True, False])
def test_judgements_agree_with_the_plain_reading(debt_suspension_agreed: bool) -> None:
    """Every combination of facts on all three grounds at once: outcomes, missing facts, grounds that hold or may."""
    policy = RefusalPolicy(debt_suspension_agreed=debt_suspension_agreed)
    plain = Settled(DOMAINS, lambda **facts: _whole(facts, debt_suspension_agreed))
    grounds = {ground: _settled(ground, debt_suspension_agreed) for ground in Ground}
    either = frozenset({Asked.WAITING, Asked.AND_WAITED})
    walked = 0
    for needed, identity, asked, demand, interrupted in product(
        YES_NO, (*Identity, UNKNOWN), (*Asked, UNKNOWN, either), (*Demand, UNKNOWN), _breaks()
    ):
        answer = policy.may_refuse(
            needed=needed, identity=identity, asked=asked, demand=demand, break_in_service=interrupted
        )
        facts = {
            "information.needed": needed,
            "information.identity": identity,
            "information.asked": asked,
            "contract.demand": demand,
            **_of_break(interrupted),
        }
        walked += 1
        assert possible(answer) == plain.possible(**facts), facts
        assert answer.missing == plain.missing(**facts), facts
        verdicts = {ground: settled.possible(**facts) for ground, settled in grounds.items()}
        assert answer.grounds == {ground for ground, found in verdicts.items() if found == {HOLDS}}
        assert answer.open_grounds == {
            ground for ground, found in verdicts.items() if HOLDS in found and found != {HOLDS}
        }

    assert walked == 3 * 6 * 5 * 4 * 110


def _of(part: str, facts: dict[str, Any]) -> dict[str, Any]:
    return {name.removeprefix(f"{part}."): value for name, value in facts.items() if name.startswith(f"{part}.")}


def _verdict(ground: Ground, facts: dict[str, Any], debt_suspension_agreed: bool) -> GroundVerdict:
    match ground:
        case Ground.INFORMATION_ABSENT:
            return information(**_of("information", facts))
        case Ground.OUTSIDE_CONTRACT:
            return contract(**_of("contract", facts))
        case Ground.AGREED_INTERRUPTION:
            return interruption(**_of("interruption", facts), debt_suspension_agreed=debt_suspension_agreed)


def _settled(ground: Ground, debt_suspension_agreed: bool) -> Settled:
    return Settled(DOMAINS, lambda **facts: _verdict(ground, facts, debt_suspension_agreed))


def _whole(facts: dict[str, Any], debt_suspension_agreed: bool) -> Refusing:
    absent, outside, broken = (_verdict(ground, facts, debt_suspension_agreed) for ground in Ground)
    return refusing(information=absent, contract=outside, interruption=broken)


def _of_break(broken: BreakInService | Any) -> dict[str, Any]:
    names = [name for name in DOMAINS if name.startswith("interruption.")]
    if not isinstance(broken, BreakInService):
        return {**dict.fromkeys(names, UNKNOWN), "interruption.in_break": UNKNOWN if broken is UNKNOWN else False}
    known = (True, broken.same_service, broken.reasoned, broken.agreement, broken.for_debt)
    return dict(zip(names, known, strict=True))


def _breaks() -> list[BreakInService | Any]:
    return [
        None,
        UNKNOWN,
        *(
            BreakInService(same_service=same, reasoned=reasoned, agreement=agreement, for_debt=for_debt)
            for same, reasoned, agreement, for_debt in product(YES_NO, YES_NO, (*Agreement, UNKNOWN), YES_NO)
        ),
    ]
