"""Scope of support: 2.2, 2.3, 3.7."""

import pytest

from netpoint_stp.policy.scope import DemandFor, DemandMatter, Offer, Scope, ScopePolicy
from netpoint_stp.rules import UNKNOWN, Decision, Edition, Undetermined, Unknown
from netpoint_stp.subjects.people import Contract
from netpoint_stp.wording import LANGUAGES

POLICY = ScopePolicy()
CONTRACT = Contract(id="c-1", services=frozenset({"internet", "hosting"}))
MATTERS_OF_3_7 = (
    DemandMatter.SETTINGS_NOT_IN_CONTRACT,
    DemandMatter.PROGRAMMING,
    DemandMatter.WEB_DESIGN,
    DemandMatter.SCRIPTS_PROGRAMS_EQUIPMENT,
    DemandMatter.OTHER,
)


def judge(
    matter: DemandMatter | Unknown,
    *,
    service: str | Unknown = "internet",
    contract: Contract | Unknown = CONTRACT,
    concerns_working: bool | Unknown = False,
    wanted: DemandFor | Unknown = DemandFor.ADVICE,
) -> Decision[Scope] | Undetermined[Scope]:
    """Judge a demand for advice on the internet service, unless said otherwise."""
    return POLICY.judge(
        service=service, contract=contract, matter=matter, concerns_working=concerns_working, wanted=wanted
    )


def outcome(answer: Decision[Scope] | Undetermined[Scope]) -> Scope:
    """Return the outcome of what must be a decision."""
    assert isinstance(answer, Decision), answer
    return answer.outcome


class TestClause_2_2:
    """The service desk gives proper service within what the contract covers."""

    @pytest.mark.parametrize("wanted", DemandFor)
    def test_settings_named_in_the_contract_are_covered(self, wanted: DemandFor) -> None:
        """Settings that the contract names are covered, whether advice or work is wanted."""
        answer = judge(DemandMatter.SETTINGS_IN_CONTRACT, wanted=wanted)

        assert outcome(answer) is Scope.COVERED
        assert answer.clauses == ("2.2",)

    @pytest.mark.parametrize("matter", DemandMatter)
    def test_work_for_a_service_outside_the_contract_is_not_covered(self, matter: DemandMatter) -> None:
        """Work for a service that the contract does not name is not covered, whatever it is about."""
        answer = judge(matter, service="television", concerns_working=True, wanted=DemandFor.WORK)

        assert outcome(answer) is Scope.NOT_COVERED

    def test_not_covered_is_no_refusal(self) -> None:
        """That something is not covered cites 2.2; whether it may be refused is left to the grounds of 3.9."""
        answer = judge(DemandMatter.WORKING_OF_SERVICE, service="television")

        assert not any(clause.startswith("3.9") for clause in answer.clauses)

    def test_an_unknown_contract_leaves_it_open(self) -> None:
        """Without the contract it cannot be told whether the working of a service is covered."""
        answer = judge(DemandMatter.WORKING_OF_SERVICE, contract=UNKNOWN)

        assert isinstance(answer, Undetermined)
        assert answer.missing == {"service_in_contract"}
        assert answer.possible == {Scope.COVERED, Scope.NOT_COVERED}

    def test_a_contract_that_names_no_service_is_not_known_well_enough(self) -> None:
        """A contract without a single service says nothing of what it covers."""
        assert isinstance(judge(DemandMatter.WORKING_OF_SERVICE, contract=Contract(id="c-2")), Undetermined)

    def test_the_edition_is_named(self) -> None:
        """Answers of the policy of an edition name that edition."""
        edition = Edition("second")
        policy = POLICY.under(edition)
        answer = policy.judge(
            service=UNKNOWN, contract=UNKNOWN, matter=UNKNOWN, concerns_working=UNKNOWN, wanted=UNKNOWN
        )

        assert answer.edition == edition
        assert policy.offers(Scope.COVERED).edition == edition


class TestClause_2_3:
    """The service desk helps with problems of the contracted services."""

    def test_the_working_of_a_contracted_service_is_covered(self) -> None:
        """A problem with the working of a service of the contract is helped with."""
        answer = judge(DemandMatter.WORKING_OF_SERVICE)

        assert outcome(answer) is Scope.COVERED
        assert answer.clauses == ("2.3",)

    def test_help_is_what_is_offered(self) -> None:
        """Where the demand is covered, help is offered, and no links in its place."""
        offered = POLICY.offers(Scope.COVERED)

        assert offered.value == (Offer.HELP,)
        assert offered.clauses == ("2.2", "2.3")

    @pytest.mark.parametrize("scope", Scope)
    def test_something_is_always_offered(self, scope: Scope) -> None:
        """Nobody goes away with nothing: each outcome has an offer, told in every language."""
        offered = POLICY.offers(scope)

        assert offered.value
        assert len({offered.explain(lang).outcome for lang in LANGUAGES}) == len(LANGUAGES)


class TestClause_3_7:
    """No advice is owed on programming, web design, settings not in the contract, servicing of scripts, programs,
    equipment and the like, where that does not concern the working of the services themselves."""

    @pytest.mark.parametrize("matter", MATTERS_OF_3_7)
    def test_advice_on_these_matters_is_not_owed(self, matter: DemandMatter) -> None:
        """On each matter of the list advice may be declined, whatever the contract covers."""
        answers = [judge(matter, service=service) for service in ("internet", "television", UNKNOWN)]

        assert [outcome(answer) for answer in answers] == [Scope.ADVICE_DECLINED] * 3

    @pytest.mark.parametrize("matter", MATTERS_OF_3_7)
    def test_it_bites_only_where_the_services_themselves_work(self, matter: DemandMatter) -> None:
        """The same matter is covered once it concerns the working of a service of the contract."""
        assert outcome(judge(matter, concerns_working=True)) is Scope.COVERED

    @pytest.mark.parametrize("matter", MATTERS_OF_3_7)
    def test_it_speaks_of_advice_alone(self, matter: DemandMatter) -> None:
        """Work on these matters is not freed by 3.7: it is a demand that the contract does not cover."""
        answer = judge(matter, wanted=DemandFor.WORK)

        assert outcome(answer) is Scope.NOT_COVERED
        assert "3.7" not in answer.clauses

    def test_whether_the_service_is_concerned_decides(self) -> None:
        """Not knowing whether the working of the service is concerned, nothing is declined."""
        answer = judge(DemandMatter.PROGRAMMING, concerns_working=UNKNOWN)

        assert isinstance(answer, Undetermined)
        assert answer.missing == {"concerns_working"}

    def test_declining_is_no_ground_of_refusal(self) -> None:
        """Reading I-9: declined advice is an outcome of its own, cites no ground, and says what is offered instead."""
        answer = judge(DemandMatter.WEB_DESIGN)
        offered = POLICY.offers(outcome(answer))

        assert answer.clauses == ("3.7",)
        assert answer.readings == ("I-9",)
        assert offered.value == (Offer.CHECK_OF_SERVICES, Offer.LINKS)
        assert {"3.7", "3.8"} <= set(offered.clauses)

    def test_it_can_be_told_to_a_client(self) -> None:
        """The explanation gives the outcome, its reasons and its grounds in words."""
        told = judge(DemandMatter.WEB_DESIGN).explain("en")

        assert "not obliged" in told.outcome
        assert "the question is about web design" in told.because
        assert any(line.startswith("clause 3.7") for line in told.grounds)
