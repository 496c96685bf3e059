"""The algebra of rule tables: typed finite facts, conditions, rules, decisions with grounds, and their readings."""

from netpoint_stp.rules.analysis import Analysis, ShadowedRule, UnreachableOutcome, sufficient
from netpoint_stp.rules.codes import code, slug
from netpoint_stp.rules.composed import Composed, Computed, Judged, Part, compose, still_possible
from netpoint_stp.rules.conditions import AllOf, AnyOf, Condition, IsIn, Not
from netpoint_stp.rules.decision import PUBLISHED, Decision, Edition, RuleResult, Step, Undetermined, Verdict
from netpoint_stp.rules.explanation import Explanation
from netpoint_stp.rules.facts import UNKNOWN, Fact, FactEnum, Facts, Unknown, UnknownFactError
from netpoint_stp.rules.table import MOST_COMBINATIONS, IncompleteTableError, Rule, RuleTable, in_order

__all__ = [
    "MOST_COMBINATIONS",
    "PUBLISHED",
    "UNKNOWN",
    "AllOf",
    "RuleResult",
    "Analysis",
    "AnyOf",
    "Composed",
    "Computed",
    "Condition",
    "Decision",
    "Edition",
    "Explanation",
    "Fact",
    "FactEnum",
    "Facts",
    "IncompleteTableError",
    "IsIn",
    "Judged",
    "Not",
    "Part",
    "Rule",
    "RuleTable",
    "ShadowedRule",
    "Step",
    "Undetermined",
    "Unknown",
    "UnknownFactError",
    "UnreachableOutcome",
    "Verdict",
    "code",
    "compose",
    "in_order",
    "slug",
    "still_possible",
    "sufficient",
]
