"""Refusal: 3.9, 3.9.1-3.9.3."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.intake import outcome, possible
from tests.support.tables import internal_names

from netpoint_stp.errors import MomentError, UsageError
from netpoint_stp.policy.identification.identity import Identity
from netpoint_stp.policy.refusal.given import RefusalGiven
from netpoint_stp.policy.refusal.policy import (
    Asked,
    BreakInService,
    Demand,
    Ground,
    GroundVerdict,
    RefusalAnswer,
    RefusalPolicy,
    Refusing,
)
from netpoint_stp.policy.scope import DemandFor, DemandMatter, Scope
from netpoint_stp.regulation import Regulation
from netpoint_stp.rules import UNKNOWN, Decision, Edition, Undetermined
from netpoint_stp.subjects.interruptions import Agreement, InterruptionKind, ServiceInterruption
from netpoint_stp.subjects.people import Contract
from netpoint_stp.wording import LANGUAGES, Language, Message, say

POLICY = RefusalPolicy(answer_time=timedelta(days=3))
NO_FIGURE = RefusalPolicy()
DEBT_AGREED = RefusalPolicy(debt_suspension_agreed=True)
MAINTENANCE = BreakInService(same_service=True, reasoned=True, agreement=Agreement.INDIVIDUALLY, for_debt=False)
NO_GROUND: dict[str, Any] = {
    "needed": True,
    "identity": Identity.IDENTIFIED,
    "asked": Asked.NOT_ASKED,
    "demand": Demand.WITHIN_CONTRACT,
    "break_in_service": None,
}
NO_REFUSALS: list[dict[str, Any]] = [
    {},
    {"identity": Identity.ABSENT},
    {"identity": Identity.ABSENT, "asked": Asked.WAITING},
]
ASKED_AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
OPEN_IDENTITIES = [identity for identity in Identity if identity is not Identity.IDENTIFIED]


def refuse(policy: RefusalPolicy = POLICY, **facts: Any) -> RefusalAnswer:
    """Ask whether a request may be refused for which no ground holds, unless said otherwise."""
    return policy.may_refuse(**{**NO_GROUND, **facts})


def broken(policy: RefusalPolicy = POLICY, **facts: Any) -> Any:
    """Judge the ground of an interruption with a reason and an agreement, unless said otherwise."""
    known = {"same_service": True, "reasoned": True, "agreement": Agreement.INDIVIDUALLY, "for_debt": False}
    return policy.judge_break(BreakInService(**{**known, **facts}))


class TestClause_3_9:
    """Carrying out a request may be refused on these main grounds."""

    def test_without_a_ground_it_is_to_be_dealt_with(self) -> None:
        """No ground, no refusal."""
        answer = refuse()

        assert outcome(answer) is Refusing.PROCEED
        assert answer.grounds == answer.open_grounds == frozenset()

    def test_one_ground_is_enough(self) -> None:
        """Each of the three alone lets it be refused, and is named with its clause."""
        cases: dict[Ground, tuple[str, dict[str, Any]]] = {
            Ground.INFORMATION_ABSENT: ("3.9.1", {"identity": Identity.ABSENT, "asked": Asked.AND_WAITED}),
            Ground.OUTSIDE_CONTRACT: ("3.9.2", {"demand": Demand.OUTSIDE_CONTRACT}),
            Ground.AGREED_INTERRUPTION: ("3.9.3", {"break_in_service": MAINTENANCE}),
        }
        for ground, (clause, facts) in cases.items():
            answer = refuse(**facts)

            assert outcome(answer) is Refusing.MAY_REFUSE
            assert answer.grounds == {ground}
            assert {"3.9", clause} <= set(answer.clauses)
            assert "I-6" in answer.readings

    def test_every_ground_that_holds_is_named(self) -> None:
        """All three at once: all three clauses, all three reasons, all three cures."""
        answer = refuse(
            identity=Identity.ABSENT,
            asked=Asked.AND_WAITED,
            demand=Demand.OUTSIDE_CONTRACT,
            break_in_service=MAINTENANCE,
        )
        told = answer.explain("en")

        assert answer.grounds == set(Ground)
        assert {"3.9", "3.9.1", "3.9.2", "3.9.3"} <= set(answer.clauses)
        assert {"I-6", "I-7", "I-8"} <= set(answer.readings)
        assert len(told.to_do) == 4
        for sentence in (
            "fact.absent_information.asked.and_waited",
            "fact.demanded_service.demand.outside_contract",
            "fact.interruption.agreement.individually",
        ):
            assert say(sentence, "en") in told.because
        assert [line for line in told.grounds if "3.9.2" in line]

    def test_a_demand_outside_the_contract_with_missing_information(self) -> None:
        """It may be refused on both grounds, or on the one that is certain where the other is not."""
        both = refuse(demand=Demand.OUTSIDE_CONTRACT, identity=Identity.ABSENT, asked=Asked.AND_WAITED)
        never_asked = refuse(demand=Demand.OUTSIDE_CONTRACT, identity=Identity.ABSENT, asked=Asked.NOT_ASKED)
        perhaps = refuse(demand=Demand.OUTSIDE_CONTRACT, identity=Identity.ABSENT, asked=UNKNOWN)

        assert [outcome(answer) for answer in (both, never_asked, perhaps)] == [Refusing.MAY_REFUSE] * 3
        assert both.grounds == {Ground.INFORMATION_ABSENT, Ground.OUTSIDE_CONTRACT}
        assert never_asked.grounds == perhaps.grounds == {Ground.OUTSIDE_CONTRACT}
        assert never_asked.open_grounds == frozenset()
        assert perhaps.open_grounds == {Ground.INFORMATION_ABSENT}
        assert perhaps.missing == frozenset()

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_a_refusal_says_how_to_cure_it_and_where_to_complain(self, lang: Language) -> None:
        """One cure for each ground, then the way to the management."""
        told = refuse(demand=Demand.OUTSIDE_CONTRACT).explain(lang)

        assert told.to_do == (
            say("refusal.cure.outside_contract", lang),
            say("refusal.where_to_complain", lang),
        )
        assert internal_names(str(told)) == []

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_what_is_no_refusal_is_told_without_a_cure(self, lang: Language) -> None:
        """To proceed, to ask, to wait and not to know are told too, without internal names."""
        for facts in NO_REFUSALS:
            told = refuse(**facts).explain(lang)
            assert told.to_do == ()
            assert told.because
            assert internal_names(str(told)) == []
        unknown = refuse(demand=UNKNOWN).explain(lang)
        assert unknown.unknown == (say("fact.demanded_service.demand.label", lang),)
        assert unknown.to_do == ()

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_what_to_give_is_told_while_information_lacks(self, lang: Language) -> None:
        """Asked first, waited for, or given as the cure; whoever may be dealt with is asked for nothing."""
        asks = (Message("identification.question.which_contract"),)
        wanted = say("identification.question.which_contract", lang)
        lacking: dict[str, Any] = {"identity": Identity.AMBIGUOUS}

        assert refuse(**lacking, asks=asks).explain(lang).to_do == (wanted,)
        assert refuse(**lacking, asked=Asked.WAITING, asks=asks).explain(lang).to_do == (wanted,)
        assert refuse(**lacking, asked=Asked.AND_WAITED, asks=asks).explain(lang).to_do == (
            say("refusal.cure.information_absent", lang),
            wanted,
            say("refusal.where_to_complain", lang),
        )
        assert wanted not in refuse(**lacking, demand=Demand.OUTSIDE_CONTRACT, asks=asks).explain(lang).to_do
        assert refuse(asks=asks).explain(lang).to_do == ()

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_whoever_wants_advice_that_is_not_owed_hears_what_is_offered(self, lang: Language) -> None:
        """By reading I-9 it is no refusal; the client is told what the service desk does offer."""
        told = refuse(demand=Demand.ADVICE_ONLY).explain(lang)

        assert told.to_do == (say("scope.offered.advice_declined", lang),)
        assert say("fact.demanded_service.demand.advice_only", lang) in told.because

    def test_what_would_have_to_be_different_is_said(self) -> None:
        """Each smallest change leads to the outcome, and names the fact of the ground it belongs to."""
        answer = refuse(demand=Demand.OUTSIDE_CONTRACT)

        assert answer.counterfactual(Refusing.MAY_REFUSE) == ({},)
        assert answer.counterfactual(Refusing.PROCEED) == ({"contract.demand": Demand.WITHIN_CONTRACT},)
        assert answer.counterfactual(Refusing.ADVICE_NOT_OWED) == ({"contract.demand": Demand.ADVICE_ONLY},)
        assert all(len(change) == 2 for change in answer.counterfactual(Refusing.ASK_FIRST))

    def test_only_what_can_change_the_answer_is_missing(self) -> None:
        """Facts of a ground that can no longer matter are not asked about."""
        answer = refuse(needed=False, identity=UNKNOWN, asked=UNKNOWN, demand=UNKNOWN)

        assert possible(answer) == {Refusing.MAY_REFUSE, Refusing.ADVICE_NOT_OWED, Refusing.PROCEED}
        assert answer.missing == {"contract.demand"}
        assert answer.open_grounds == {Ground.OUTSIDE_CONTRACT}

    def test_a_refusal_that_was_given_is_judged_by_its_ground(self) -> None:
        """On a main ground it stands, outside them with a reason it is another matter, without any it is a breach."""
        on_ground = refuse(demand=Demand.OUTSIDE_CONTRACT)
        none = refuse()

        for other_reason in (True, False, UNKNOWN):
            judged = POLICY.judge_given(on_ground, other_reason=other_reason)
            assert outcome(judged) is RefusalGiven.ON_MAIN_GROUND
        assert outcome(POLICY.judge_given(none, other_reason=True)) is RefusalGiven.OUTSIDE_MAIN_GROUNDS
        assert outcome(POLICY.judge_given(none, other_reason=False)) is RefusalGiven.WITHOUT_GROUND
        assert possible(POLICY.judge_given(none, other_reason=UNKNOWN)) == {
            RefusalGiven.OUTSIDE_MAIN_GROUNDS,
            RefusalGiven.WITHOUT_GROUND,
        }

    def test_a_ground_that_is_open_judges_no_refusal(self) -> None:
        """Whether a breach happened cannot be told from records that leave the ground open."""
        open_ = POLICY.judge_given(refuse(demand=UNKNOWN), other_reason=False)

        assert possible(open_) == {RefusalGiven.ON_MAIN_GROUND, RefusalGiven.WITHOUT_GROUND}

    def test_a_ground_not_asked_for_in_time_is_no_ground(self) -> None:
        """A refusal for information that was never asked for rests on nothing."""
        too_soon = refuse(identity=Identity.ABSENT, asked=Asked.NOT_ASKED)

        assert outcome(POLICY.judge_given(too_soon, other_reason=False)) is RefusalGiven.WITHOUT_GROUND

    def test_an_answer_names_its_edition_and_has_no_truth_value(self) -> None:
        """Under another edition it is said which; `if may_refuse(...)` is an error."""
        edition = Edition("second", date(2027, 1, 1))

        assert refuse(POLICY.under(edition)).answer.edition == edition
        assert POLICY.under(edition).answer_time == POLICY.answer_time
        with pytest.raises(TypeError, match="no truth value"):
            bool(refuse())


class TestClause_3_9_1:
    """Ground: account information is absent where it was necessary."""

    def test_needed_absent_and_never_asked_for_is_asked_for_first(self) -> None:
        """Neither refused nor carried out: asked (reading I-7)."""
        answer = refuse(identity=Identity.ABSENT, asked=Asked.NOT_ASKED)

        assert outcome(answer) is Refusing.ASK_FIRST
        assert {"3.6", "3.9.1"} <= set(answer.clauses)
        assert "I-7" in answer.readings
        assert answer.grounds == frozenset()

    def test_as_long_as_the_client_has_time_it_is_waited_for(self) -> None:
        """Asked and not yet over: wait."""
        assert outcome(refuse(identity=Identity.ABSENT, asked=Asked.WAITING)) is Refusing.WAIT

    @pytest.mark.parametrize("identity", OPEN_IDENTITIES)
    def test_what_still_does_not_identify_after_asking_is_absent(self, identity: Identity) -> None:
        """Insufficient, ambiguous and contradictory information count as absent once asked and waited (reading I-7)."""
        answer = refuse(identity=identity, asked=Asked.AND_WAITED)

        assert outcome(answer) is Refusing.MAY_REFUSE
        assert answer.grounds == {Ground.INFORMATION_ABSENT}

    @pytest.mark.parametrize("asked", [*Asked, UNKNOWN])
    def test_whoever_is_identified_is_not_refused_for_it(self, asked: Any) -> None:
        """However often they were asked before."""
        assert outcome(refuse(identity=Identity.IDENTIFIED, asked=asked)) is Refusing.PROCEED

    @pytest.mark.parametrize("identity", [*Identity, UNKNOWN])
    def test_where_no_information_is_needed_none_is_absent(self, identity: Any) -> None:
        """An action that needs nothing is carried out for whoever asks."""
        assert outcome(refuse(needed=False, identity=identity, asked=Asked.AND_WAITED)) is Refusing.PROCEED

    def test_whether_it_is_needed_may_be_unknown(self) -> None:
        """An action of which nobody has said what it needs is undetermined (reading I-3), not refused."""
        answer = refuse(needed=UNKNOWN, identity=Identity.ABSENT, asked=Asked.AND_WAITED)

        assert possible(answer) == {Refusing.MAY_REFUSE, Refusing.PROCEED}
        assert answer.missing == {"information.needed"}

    def test_an_identity_may_be_one_of_several(self) -> None:
        """What an open identification leaves possible is enough where all of it leads to one answer."""
        either = frozenset({Identity.ABSENT, Identity.INSUFFICIENT})
        perhaps = frozenset({Identity.IDENTIFIED, Identity.INSUFFICIENT})

        assert outcome(refuse(identity=either)) is Refusing.ASK_FIRST
        assert possible(refuse(identity=perhaps)) == {Refusing.ASK_FIRST, Refusing.PROCEED}

    def test_the_time_to_answer_is_over_at_its_last_instant(self) -> None:
        """A second before there is time left, at the instant and a second after it is over."""
        over = ASKED_AT + timedelta(days=3)
        second = timedelta(seconds=1)

        assert POLICY.asked(ASKED_AT, over - second) is Asked.WAITING
        assert POLICY.asked(ASKED_AT, over) is Asked.AND_WAITED
        assert POLICY.asked(ASKED_AT, over + second) is Asked.AND_WAITED

    def test_the_zone_in_which_a_moment_is_told_does_not_matter(self) -> None:
        """Only the instants count."""
        kyiv, lima = timezone(timedelta(hours=2)), timezone(timedelta(hours=-5))
        over = ASKED_AT + timedelta(days=3)

        assert POLICY.asked(ASKED_AT.astimezone(lima), over.astimezone(kyiv)) is Asked.AND_WAITED
        assert POLICY.asked(ASKED_AT.astimezone(kyiv), (over - timedelta(seconds=1)).astimezone(lima)) is Asked.WAITING

    def test_without_a_figure_nobody_can_say_that_the_time_is_over(self) -> None:
        """None set: undetermined, however long ago it was (reading I-7)."""
        asked = NO_FIGURE.asked(ASKED_AT, ASKED_AT + timedelta(days=365))
        answer = refuse(NO_FIGURE, identity=Identity.ABSENT, asked=asked)

        assert asked == frozenset({Asked.WAITING, Asked.AND_WAITED})
        assert possible(answer) == {Refusing.WAIT, Refusing.MAY_REFUSE}
        assert answer.missing == {"information.asked"}

    def test_what_was_never_asked_is_not_asked_under_any_setting(self) -> None:
        """Without a question there is nothing to wait for; a question of which nothing is known settles nothing."""
        for policy in (POLICY, NO_FIGURE):
            assert policy.asked(None, ASKED_AT) is Asked.NOT_ASKED
            assert policy.asked(UNKNOWN, ASKED_AT) is UNKNOWN

    def test_what_was_asked_later_had_not_been_asked_then(self) -> None:
        """A refusal before the question is judged as one without: a second before, at the instant, a second after."""
        second = timedelta(seconds=1)
        for policy, then in ((POLICY, Asked.WAITING), (NO_FIGURE, frozenset({Asked.WAITING, Asked.AND_WAITED}))):
            assert policy.asked(ASKED_AT, ASKED_AT - second) is Asked.NOT_ASKED
            assert policy.asked(ASKED_AT, ASKED_AT) == then
            assert policy.asked(ASKED_AT, ASKED_AT + second) == then

    @pytest.mark.parametrize("which", ["asked_at", "now"])
    def test_a_moment_without_a_zone_is_refused(self, which: str) -> None:
        """No machine's own zone is put in its place."""
        moments = {"asked_at": ASKED_AT, "now": ASKED_AT, which: ASKED_AT.replace(tzinfo=None)}
        for policy in (POLICY, NO_FIGURE):
            with pytest.raises(MomentError):
                policy.asked(**moments)

    @given(
        st.timedeltas(min_value=timedelta(), max_value=timedelta(days=400)),
        st.timedeltas(max_value=timedelta(days=400), min_value=-timedelta(days=9)),
    )
    def test_time_only_runs_forwards(self, answer_time: timedelta, passed: timedelta) -> None:
        """Once over it stays over, and until it is over a longer time to answer changes nothing."""
        policy, longer = RefusalPolicy(answer_time=answer_time), RefusalPolicy(answer_time=answer_time + timedelta(1))
        order = [Asked.NOT_ASKED, Asked.WAITING, Asked.AND_WAITED]
        now, later = (policy.asked(ASKED_AT, ASKED_AT + passed + more) for more in (timedelta(), timedelta(hours=1)))
        with_longer = longer.asked(ASKED_AT, ASKED_AT + passed)

        assert order.index(now) <= order.index(later)  # type: ignore[arg-type]  # a figure is set, so one is told
        assert order.index(with_longer) <= order.index(now)  # type: ignore[arg-type]  # as above


class TestClause_3_9_2:
    """Ground: what is demanded does not match the contract."""

    def test_a_demand_outside_the_contract_may_be_refused(self) -> None:
        """What the contract does not cover need not be done."""
        answer = refuse(demand=Demand.OUTSIDE_CONTRACT)

        assert outcome(answer) is Refusing.MAY_REFUSE
        assert "3.9.2" in answer.clauses

    def test_a_demand_within_it_may_not(self) -> None:
        """What the contract covers is dealt with."""
        assert outcome(refuse(demand=Demand.WITHIN_CONTRACT)) is Refusing.PROCEED

    def test_advice_that_may_be_declined_is_no_ground(self) -> None:
        """Declining advice under 3.7 is its own outcome, no refusal (reading I-9)."""
        answer = refuse(demand=Demand.ADVICE_ONLY)

        assert outcome(answer) is Refusing.ADVICE_NOT_OWED
        assert answer.grounds == frozenset()
        assert "3.7" in answer.clauses
        assert "I-9" in answer.readings

    @pytest.mark.parametrize("asked", list(Asked))
    @pytest.mark.parametrize("identity", list(Identity))
    def test_nobody_is_asked_who_he_is_for_advice_that_will_be_declined(self, identity: Identity, asked: Asked) -> None:
        """3.6 lets information be asked for *for certain actions*: where none will be carried out, none is needed.

        Only where the time to give it is over does the ground of 3.9.1 hold, as every ground does that holds.
        """
        asks = (Message("refusal.cure.information_absent"),)
        answer = refuse(demand=Demand.ADVICE_ONLY, identity=identity, asked=asked, asks=asks)
        ground = asked is Asked.AND_WAITED and identity is not Identity.IDENTIFIED

        assert outcome(answer) is (Refusing.MAY_REFUSE if ground else Refusing.ADVICE_NOT_OWED)
        assert answer.asks == (asks if ground else ())

    @pytest.mark.parametrize("matter", list(DemandMatter))
    @pytest.mark.parametrize("working", [True, False])
    @pytest.mark.parametrize("wanted", list(DemandFor))
    def test_what_scope_says_and_what_refusal_says_agree(
        self, matter: DemandMatter, working: bool, wanted: DemandFor
    ) -> None:
        """Advice that 3.7 exempts is declined by both, what the contract does not cover may be refused, by both."""
        regulation = Regulation.published()
        contract = Contract(id="K-1", services=("internet",))
        scope = regulation.scope.judge(
            service="internet", contract=contract, matter=matter, concerns_working=working, wanted=wanted
        )
        now = datetime(2026, 3, 2, 12, tzinfo=UTC)
        answer = regulation.may_refuse(
            action=UNKNOWN,
            identity=Identity.IDENTIFIED,
            asked_at=None,
            now=now,
            demand=scope,
            break_in_service=None,
        )
        wanted_outcome = {
            Scope.COVERED: Refusing.PROCEED,
            Scope.NOT_COVERED: Refusing.MAY_REFUSE,
            Scope.ADVICE_DECLINED: Refusing.ADVICE_NOT_OWED,
        }[outcome(scope)]

        assert outcome(answer) is wanted_outcome

    def test_how_it_stands_to_the_contract_may_be_unknown(self) -> None:
        """Nothing is refused because nobody has looked."""
        answer = refuse(demand=UNKNOWN)

        assert isinstance(answer.answer, Undetermined)
        assert answer.missing == {"contract.demand"}

    def test_absent_information_does_not_save_it_from_asking(self) -> None:
        """An unknown contract with information never asked for: ask, or refuse; it cannot be told yet."""
        answer = refuse(demand=UNKNOWN, identity=Identity.ABSENT)

        assert possible(answer) == {Refusing.MAY_REFUSE, Refusing.ADVICE_NOT_OWED, Refusing.ASK_FIRST}


class TestClause_3_9_3:
    """Ground: a break in the services, with a reason and agreed with the client."""

    def test_a_reasoned_and_agreed_break_is_a_ground(self) -> None:
        """Both are needed, for the service asked about (reading I-8)."""
        verdict = broken()

        assert outcome(verdict) is GroundVerdict.HOLDS
        assert verdict.clauses == ("3.9.3",)
        assert verdict.readings == ("I-8",)

    @pytest.mark.parametrize(
        "lacking", [{"same_service": False}, {"reasoned": False}, {"agreement": Agreement.NOT_AGREED}]
    )
    def test_without_one_of_them_it_is_none(self, lacking: dict[str, Any]) -> None:
        """Another service, no reason or no agreement: no ground."""
        assert outcome(broken(**lacking)) is GroundVerdict.DOES_NOT_HOLD

    @pytest.mark.parametrize("unknown", ["same_service", "reasoned", "agreement"])
    def test_what_is_not_known_leaves_it_open(self, unknown: str) -> None:
        """Each of the three can settle it."""
        facts: dict[str, Any] = {unknown: UNKNOWN}
        verdict = broken(**facts)

        assert isinstance(verdict, Undetermined)
        assert verdict.missing == {unknown}

    def test_a_contract_may_have_agreed_beforehand(self) -> None:
        """Maintenance that the contract provides for is agreed."""
        assert outcome(broken(agreement=Agreement.BY_CONTRACT)) is GroundVerdict.HOLDS

    @pytest.mark.parametrize("agreement", [Agreement.BY_CONTRACT, Agreement.NOT_AGREED])
    def test_suspension_for_debt_is_agreed_only_if_the_profile_says_so(self, agreement: Agreement) -> None:
        """Both positions of the setting (reading I-8)."""
        assert outcome(broken(for_debt=True, agreement=agreement)) is GroundVerdict.DOES_NOT_HOLD
        assert outcome(broken(DEBT_AGREED, for_debt=True, agreement=agreement)) is GroundVerdict.HOLDS

    def test_a_client_may_agree_to_a_suspension_for_debt(self) -> None:
        """Then the setting does not matter."""
        for policy in (POLICY, DEBT_AGREED):
            assert outcome(broken(policy, for_debt=True)) is GroundVerdict.HOLDS

    def test_the_setting_agrees_to_nothing_else(self) -> None:
        """Maintenance that nobody agreed to stays none."""
        assert outcome(broken(DEBT_AGREED, agreement=Agreement.NOT_AGREED)) is GroundVerdict.DOES_NOT_HOLD

    @pytest.mark.parametrize("said", [True, False, "maintenance", 0])
    def test_a_yes_or_no_is_no_account_of_a_break(self, said: Any) -> None:
        """Whoever says only that there is one has not said what matters, and is not taken to say that there is none."""
        with pytest.raises(UsageError, match="tells nothing of a break"):
            POLICY.judge_break(said)

    def test_no_break_is_no_ground(self) -> None:
        """Where the services run there is nothing to judge; where it is not known it is open."""
        assert outcome(POLICY.judge_break(None)) is GroundVerdict.DOES_NOT_HOLD
        unknown = refuse(break_in_service=UNKNOWN)
        assert possible(unknown) == {Refusing.PROCEED, Refusing.MAY_REFUSE}
        assert "interruption.in_break" in unknown.missing

    @pytest.mark.parametrize(("reason", "reasoned"), [("cable", True), ("", False), ("  ", False), (None, UNKNOWN)])
    def test_a_recorded_break_is_reduced_to_its_facts(self, reason: str | None, reasoned: Any) -> None:
        """A blank reason is none, one that the records do not have is not known, and so with the agreement."""
        recorded = ServiceInterruption(
            service="internet", kind=InterruptionKind.DEBT_SUSPENSION, start=ASKED_AT, reason=reason
        )
        found = BreakInService.of(recorded, "internet")

        assert found == BreakInService(same_service=True, reasoned=reasoned, agreement=UNKNOWN, for_debt=True)
        assert BreakInService.of(recorded, "telephony").same_service is False
        assert BreakInService.of(recorded, None).same_service is UNKNOWN

    @pytest.mark.parametrize("kind", InterruptionKind)
    @pytest.mark.parametrize("agreement", Agreement)
    def test_every_kind_of_break_is_judged_by_its_record(self, kind: InterruptionKind, agreement: Agreement) -> None:
        """Only debt is judged by the contract's clause on debt."""
        recorded = ServiceInterruption(
            service="internet", kind=kind, start=ASKED_AT, reason="cable", agreement=agreement
        )
        verdict = POLICY.judge_break(BreakInService.of(recorded, "internet"))
        agreed = agreement is Agreement.INDIVIDUALLY or (
            agreement is Agreement.BY_CONTRACT and kind is not InterruptionKind.DEBT_SUSPENSION
        )

        assert isinstance(verdict, Decision)
        assert verdict.outcome is (GroundVerdict.HOLDS if agreed else GroundVerdict.DOES_NOT_HOLD)
