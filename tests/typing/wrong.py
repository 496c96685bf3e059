# pyright: reportUnnecessaryTypeIgnoreComment=error
"""Mistakes that the type checkers must flag: each line carries what mypy and pyright say of it.

A checker that no longer flags a line reports its comment as unnecessary, so that this file fails either way.
"""

from netpoint_stp.policy.identification.identity import Identity
from netpoint_stp.policy.identification.requirements import LOGIN
from netpoint_stp.policy.refusal.policy import ABSENT_INFORMATION, Asked
from netpoint_stp.rules import UNKNOWN, Fact, FactEnum, Facts, Rule, RuleTable


class Side(FactEnum):
    LEFT = "left"
    RIGHT = "right"


class Answer(FactEnum):
    YES = "yes"
    NO = "no"


class Strange(FactEnum):
    OTHER = "other"


class Sides(Facts[Answer]):
    lit: Fact[bool] = Fact("it is lit")
    side: Fact[Side] = Fact("on which side it is")


S = Sides
TABLE = RuleTable("sides", Sides, Rule("3.1", Answer.YES, when=S.lit), Rule("3.1", Answer.NO))


def facts_handed_in() -> None:
    """A fact misspelt, left out, of another type, None, or given by its place."""
    TABLE.decide(lit=True, syde=Side.LEFT)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    TABLE.decide(lit=True)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    TABLE.decide(lit=True, side=Side.LEFT, more=True)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    TABLE.decide(lit="yes", side=Side.LEFT)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    TABLE.decide(lit=None, side=Side.LEFT)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    TABLE.decide(lit=True, side="left")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    TABLE.decide(lit=True, side=Strange.OTHER)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    TABLE.decide(True, Side.LEFT)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    ABSENT_INFORMATION.decide(needed=True, identity=Asked.WAITING, asked=UNKNOWN)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    ABSENT_INFORMATION.decide(needed=True, identity=Identity.ABSENT)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


def conditions() -> None:
    """A fact misspelt, compared with another domain's value, or used as if it were yes or no."""
    _ = S.litt  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    _ = S.side.is_in(Strange.OTHER)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    _ = S.lit.is_in("yes")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    _ = S.lit & S.side  # type: ignore[operator]  # pyright: ignore[reportOperatorIssue]
    _ = S.side & S.lit  # type: ignore[operator]  # pyright: ignore[reportOperatorIssue]
    _ = S.side | S.side  # type: ignore[operator]  # pyright: ignore[reportOperatorIssue]
    _ = ~S.side  # type: ignore[operator]  # pyright: ignore[reportOperatorIssue]
    _ = S.lit & (S.side == Side.LEFT)  # type: ignore[comparison-overlap, operator]  # pyright: ignore[reportOperatorIssue]
    Rule("3.1", Answer.YES, when=S.side)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Rule("3.1", Answer.YES, when=S.lit.is_in)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def outcomes() -> None:
    """An outcome outside the family that the facts declare."""
    RuleTable("sides", Sides, Rule("3.1", Strange.OTHER))  # type: ignore[misc]  # pyright: ignore[reportArgumentType]
    TABLE.replace("3.1", Rule("3.1", Strange.OTHER))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def requirements() -> None:
    """A requirement composed with what is none."""
    _ = LOGIN & "contract_number"  # type: ignore[operator]  # pyright: ignore[reportOperatorIssue]
