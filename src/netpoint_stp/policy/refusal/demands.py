"""What an answer on scope (2.2, 2.3, 3.7) is for the ground of 3.9.2: how what is demanded stands to the contract."""

from collections.abc import Mapping
from typing import Final

from netpoint_stp.errors import UsageError
from netpoint_stp.policy.refusal.policy import Demand
from netpoint_stp.policy.scope import Scope
from netpoint_stp.rules import Decision, Undetermined, still_possible

DEMANDS: Final[Mapping[Scope, Demand]] = {
    Scope.COVERED: Demand.WITHIN_CONTRACT,
    Scope.NOT_COVERED: Demand.OUTSIDE_CONTRACT,
    Scope.ADVICE_DECLINED: Demand.ADVICE_ONLY,
}


def demand_of(scope: Decision[Scope] | Undetermined[Scope]) -> Demand | frozenset[Demand]:
    """Return the demand that an answer on scope tells of, or the set of those that it leaves open.

    Raises `UsageError` for what is no answer.
    """
    if not isinstance(scope, Decision | Undetermined):
        raise UsageError(
            f"`{scope!r}` does not say how the demand stands to the contract; "
            "give one of its kinds, the answer on scope, or unknown"
        )
    possible = frozenset(DEMANDS[each] for each in still_possible(scope))
    return next(iter(possible)) if len(possible) == 1 else possible
