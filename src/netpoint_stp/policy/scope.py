"""Scope (2.2, 2.3, 3.7): what the service desk must help with, and on what it need not advise."""

from typing import assert_never

import attrs

from netpoint_stp.clauses import implements
from netpoint_stp.kinds import of_declared_kinds
from netpoint_stp.policy.topic import Topic
from netpoint_stp.rules import (
    UNKNOWN,
    Computed,
    Decision,
    Fact,
    FactEnum,
    Facts,
    Rule,
    RuleTable,
    Undetermined,
    Unknown,
)
from netpoint_stp.subjects.people import Contract
from netpoint_stp.wording import Message


class DemandMatter(FactEnum):
    """What a demand is about; the last five are the matters of 3.7."""

    WORKING_OF_SERVICE = "working_of_service"
    SETTINGS_IN_CONTRACT = "settings_in_contract"
    SETTINGS_NOT_IN_CONTRACT = "settings_not_in_contract"
    PROGRAMMING = "programming"
    WEB_DESIGN = "web_design"
    SCRIPTS_PROGRAMS_EQUIPMENT = "scripts_programs_equipment"
    OTHER = "other"
    """Something like these: neither a service nor a setting of the contract."""


class DemandFor(FactEnum):
    """What is wanted: 3.7 speaks of advice alone."""

    ADVICE = "advice"
    WORK = "work"


class Scope(FactEnum):
    """How a demand lies to what the service desk owes; none of them is a refusal."""

    COVERED = "covered"
    ADVICE_DECLINED = "advice_declined"
    """Advice is not owed (3.7): neither a refusal nor a breach (reading I-9)."""
    NOT_COVERED = "not_covered"
    """Outside the contract; whether it may be refused is for 3.9.2."""


class Offer(FactEnum):
    """What the service desk does offer, whatever the demand is about."""

    HELP = "help"
    CHECK_OF_SERVICES = "check_of_services"
    LINKS = "links"


class ScopeFacts(Facts[Scope]):
    """Facts about a demand and the contract."""

    service_in_contract: Fact[bool] = Fact("the service asked about is one that the contract covers")
    matter: Fact[DemandMatter] = Fact("what the demand is about")
    concerns_working: Fact[bool] = Fact("it concerns the working of the services provided themselves")
    wanted: Fact[DemandFor] = Fact("whether advice or work is wanted")


F = ScopeFacts
OF_THE_CONTRACT = F.matter.is_in(DemandMatter.WORKING_OF_SERVICE, DemandMatter.SETTINGS_IN_CONTRACT)

SCOPE = RuleTable(
    "scope of support",
    ScopeFacts,
    Rule(
        "2.3",
        Scope.COVERED,
        when=F.service_in_contract & (F.matter.is_in(DemandMatter.WORKING_OF_SERVICE) | F.concerns_working),
    ),
    Rule("2.2", Scope.COVERED, when=F.service_in_contract & F.matter.is_in(DemandMatter.SETTINGS_IN_CONTRACT)),
    Rule(
        ("3.7", "I-9"),
        Scope.ADVICE_DECLINED,
        when=F.wanted.is_in(DemandFor.ADVICE) & ~F.concerns_working & ~OF_THE_CONTRACT,
    ),
    Rule("2.2", Scope.NOT_COVERED),
)


@attrs.frozen(kw_only=True, field_transformer=of_declared_kinds)
class ScopePolicy(Topic):
    """What the service desk must help with (2.2, 2.3) and on what it need not advise (3.7).

    The exemption of 3.7 bites only where the question does not concern the working of the services themselves, and
    only for advice: work on somebody's own scripts is a demand that the contract does not cover.
    """

    scope: RuleTable[..., Scope] = SCOPE

    @implements("2.2", "2.3", "3.7", readings=("I-9",))
    def judge(
        self,
        *,
        service: str | Unknown,
        contract: Contract | Unknown,
        matter: DemandMatter | Unknown,
        concerns_working: bool | Unknown,
        wanted: DemandFor | Unknown,
    ) -> Decision[Scope] | Undetermined[Scope]:
        """Judge a demand; each fact may be `UNKNOWN`.

        `service` is a name of the profile, as the contract has it, letter for letter. A contract that names no service
        at all counts as not known.
        """
        covered: bool | Unknown = UNKNOWN
        if service is not UNKNOWN and contract is not UNKNOWN and contract.services:
            covered = service in contract.services
        return self.scope.decide(
            service_in_contract=covered,
            matter=matter,
            concerns_working=concerns_working,
            wanted=wanted,
        )

    @implements("2.2", "2.3", "3.7", "3.8", readings=("I-9",))
    def offers(self, scope: Scope) -> Computed[tuple[Offer, ...]]:
        """Return what is offered to whoever makes a demand of this scope, most useful first; never nothing."""
        match scope:
            case Scope.COVERED:
                return self._offered(scope, Offer.HELP, cites=("2.2", "2.3"))
            case Scope.ADVICE_DECLINED:
                return self._offered(scope, Offer.CHECK_OF_SERVICES, Offer.LINKS, cites=("2.3", "3.7", "3.8", "I-9"))
            case Scope.NOT_COVERED:
                return self._offered(scope, Offer.CHECK_OF_SERVICES, cites=("2.2", "2.3"))
            case _:
                assert_never(scope)

    def _offered(self, scope: Scope, *offers: Offer, cites: tuple[str, ...]) -> Computed[tuple[Offer, ...]]:
        return Computed(
            value=offers,
            clauses=tuple(cite for cite in cites if not cite.startswith("I-")),
            readings=tuple(cite for cite in cites if cite.startswith("I-")),
            edition=self.edition,
            because=(Message(f"scope.offered.{scope.value}"),),
        )
