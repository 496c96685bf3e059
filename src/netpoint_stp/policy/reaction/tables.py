"""Reaction (3.15, 3.17, 3.19): the facts and the rule table, and what times depend on as far as the text says."""

from typing import Final

import attrs

from netpoint_stp.clauses import implements
from netpoint_stp.rules import Fact, FactEnum, Facts, Rule, RuleTable
from netpoint_stp.subjects.requests import SeverityLevel


class Reacted(FactEnum):
    """Whether anybody reacted (reading I-17): taking it, asking, answering are reactions of a person."""

    NOT_AT_ALL = "not_at_all"
    AUTOMATICALLY = "automatically"
    """Only an automatic acknowledgement went out, which is no reaction."""
    BY_PERSON = "by_person"


class Reaction(FactEnum):
    """How it stands with a reaction."""

    KEPT = "kept"
    BROKEN = "broken"
    RUNNING = "running"
    NO_MAXIMUM = "no_maximum"
    """By the profile's reading the maximum is not for a first reaction (reading I-19)."""


class ReactionTime(Facts[Reaction]):
    """Whether somebody reacted, and whether within the maximum of the support level."""

    bound: Fact[bool] = Fact("the maximum reaction time of the level is for this reaction")
    reacted: Fact[Reacted] = Fact("whether anybody reacted")
    within: Fact[bool] = Fact("the maximum was not passed by then or, without a reaction, is not passed now")


_F = ReactionTime

REACTION: Final = RuleTable(
    "reaction",
    ReactionTime,
    Rule(("3.17", "3.19", "I-19"), Reaction.NO_MAXIMUM, when=~_F.bound),
    Rule(("3.19", "I-17", "I-18"), Reaction.KEPT, when=_F.reacted.is_in(Reacted.BY_PERSON) & _F.within),
    Rule(("3.19", "I-17", "I-18"), Reaction.BROKEN, when=_F.reacted.is_in(Reacted.BY_PERSON)),
    Rule(("3.19", "I-17", "I-18"), Reaction.RUNNING, when=_F.within),
    Rule(("3.19", "I-17", "I-18"), Reaction.BROKEN),
)


class Complexity(FactEnum):
    """How complex a problem is, as staff judge it; the text names no grades (3.15, 3.17)."""

    SIMPLE = "simple"
    ORDINARY = "ordinary"
    COMPLEX = "complex"


@implements("3.15")
@attrs.frozen(kw_only=True)
class SolutionFactors:
    """What the time to a solution may depend on (3.15); None is "not known". Nothing is computed from it."""

    severity: SeverityLevel | None = None
    complexity: Complexity | None = None
    field_visit_needed: bool | None = None


@implements("3.17")
@attrs.frozen(kw_only=True)
class ReactionFactors:
    """What the reaction time follows from (3.17); None is "not known". Nothing is computed from it.

    `open_requests` and `staff_on_duty` are counts at the moment of receipt: together the load of the desk.
    """

    open_requests: int | None = attrs.field(default=None, validator=attrs.validators.optional(attrs.validators.ge(0)))
    staff_on_duty: int | None = attrs.field(default=None, validator=attrs.validators.optional(attrs.validators.ge(0)))
    complexity: Complexity | None = None
