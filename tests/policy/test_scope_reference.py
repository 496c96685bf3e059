"""The table of scope against 2.2, 2.3 and 3.7 written plainly, on every combination, unknowns included."""

from tests.support.reference import walk

from netpoint_stp.policy.scope import SCOPE, DemandFor, DemandMatter, Offer, Scope, ScopePolicy
from netpoint_stp.rules import RuleTable
from netpoint_stp.rules.explanation import wording_keys
from netpoint_stp.wording import LANGUAGES, knows


def reference(*, service_in_contract: bool, matter: DemandMatter, concerns_working: bool, wanted: DemandFor) -> Scope:
    """Say what 2.2, 2.3 and 3.7 give for facts that are all known."""
    if matter is DemandMatter.WORKING_OF_SERVICE:
        return Scope.COVERED if service_in_contract else Scope.NOT_COVERED
    if matter is DemandMatter.SETTINGS_IN_CONTRACT:
        return Scope.COVERED if service_in_contract else Scope.NOT_COVERED
    if concerns_working:
        return Scope.COVERED if service_in_contract else Scope.NOT_COVERED
    return Scope.ADVICE_DECLINED if wanted is DemandFor.ADVICE else Scope.NOT_COVERED


def test_scope_agrees_with_the_plain_reading() -> None:
    """Every combination of facts, unknowns included, gives what the plain reading gives."""
    assert walk(SCOPE, reference) == 3 * 8 * 3 * 3


def test_the_table_of_scope_is_sound() -> None:
    """No gap, no rule that never wins, no outcome out of reach."""
    assert SCOPE.analyse().problems == 0


def test_scope_can_be_told_in_every_language() -> None:
    """Each label, value and outcome has its sentence, and each enumeration its short words."""
    tables: tuple[RuleTable[..., object], ...] = ScopePolicy().tables
    keys = [key for table in tables for key in wording_keys(table)]
    keys += [f"value.demand_matter.{matter.value}" for matter in DemandMatter]
    keys += [f"value.demand_for.{wanted.value}" for wanted in DemandFor]
    keys += [f"value.scope.{scope.value}" for scope in Scope]
    keys += [f"value.offer.{offer.value}" for offer in Offer]

    assert [key for key in keys for lang in LANGUAGES if not knows(key, lang)] == []
