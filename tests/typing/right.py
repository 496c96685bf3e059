# pyright: strict
"""What a user writes, as the type checkers see it: nothing here may be flagged, and the revealed types hold."""

from typing import Literal, assert_type

from netpoint_stp.policy.intake.policy import INTAKE, AddressedTo, Form, Intake, IntakePolicy, Task
from netpoint_stp.policy.refusal.policy import INTERRUPTION, GroundOrNot
from netpoint_stp.rules import (
    UNKNOWN,
    Condition,
    Decision,
    Fact,
    FactEnum,
    Facts,
    Rule,
    RuleTable,
    Undetermined,
)
from netpoint_stp.subjects.interruptions import Agreement


class Side(FactEnum):
    LEFT = "left"
    RIGHT = "right"


class Answer(FactEnum):
    YES = "yes"
    NO = "no"


class Sides(Facts[Answer]):
    lit: Fact[bool] = Fact("it is lit")
    side: Fact[Side] = Fact("on which side it is")
    only: Fact[Literal[Side.LEFT]] = Fact("a narrowed domain")


S = Sides
assert_type(S.lit & S.side.is_in(Side.LEFT) | ~S.lit, Condition)
assert_type(S.lit.is_in(True), Condition)
assert_type(S.only.is_in(Side.LEFT), Condition)

TABLE = RuleTable("sides", Sides, Rule("3.1", Answer.YES, when=S.lit), Rule(("3.1", "I-7"), Answer.NO))
AMENDED = TABLE.replace("I-7", Rule("3.2", Answer.NO))

answer = TABLE.decide(lit=True, side=UNKNOWN, only=Side.LEFT)
assert_type(answer, Decision[Answer] | Undetermined[Answer])
match answer:
    case Decision():
        assert_type(answer.outcome, Answer)
    case Undetermined():
        assert_type(answer.possible, frozenset[Answer])
        assert_type(answer.missing, frozenset[str])
assert_type(AMENDED.decide(lit=False, side=Side.RIGHT, only=UNKNOWN), Decision[Answer] | Undetermined[Answer])

wider: RuleTable[..., Answer] = TABLE
general: Decision[Answer | Form] | Undetermined[Answer | Form] = answer

assert_type(
    INTAKE.decide(
        automatic=False,
        official=True,
        addressed=True,
        destination=AddressedTo.REQUESTS,
        other_address_counts=False,
        unlisted_address_counts=False,
        form=Form.PROPER,
        task=Task.STATED,
    ),
    Decision[Intake] | Undetermined[Intake],
)
assert_type(
    INTERRUPTION.decide(
        in_break=True,
        same_service=UNKNOWN,
        reasoned=True,
        agreement=Agreement.INDIVIDUALLY,
        for_debt=False,
        debt_suspension_agreed=False,
    ),
    Decision[GroundOrNot] | Undetermined[GroundOrNot],
)
assert_type(IntakePolicy().intake, RuleTable[..., Intake])
