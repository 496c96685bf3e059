"""Grounds that are told are those that decide; what to do follows from what lacks (3.6, 3.7, 3.9; STP spelt out)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from netpoint_stp.policy.identification.identity import Identity
from netpoint_stp.policy.refusal.policy import BreakInService, Demand, Refusing
from netpoint_stp.regulation import Regulation
from netpoint_stp.rules import UNKNOWN, Decision
from netpoint_stp.subjects.interruptions import Agreement
from netpoint_stp.wording import LANGUAGES, Language

NOW = datetime(2026, 11, 20, 15, tzinfo=ZoneInfo("Europe/Kyiv"))
EXAMPLE = Regulation.example()
DEBT = BreakInService(same_service=True, reasoned=True, agreement=Agreement.NOT_AGREED, for_debt=True)


def refusing(
    identity: Identity, demand: Demand = Demand.WITHIN_CONTRACT, *, break_: BreakInService | None = None, days: int = -1
) -> object:
    """Return whether a change of tariff may be refused; `days` since the details were asked for, none if negative."""
    return EXAMPLE.may_refuse(
        action="change tariff",
        identity=identity,
        asked_at=None if days < 0 else NOW - timedelta(days=days),
        now=NOW,
        demand=demand,
        break_in_service=break_,
    )


def ids(answer: object, lang: Language = "en") -> list[str]:
    """Return the ids of the clauses and readings that are told as grounds."""
    return [line.split(":")[0].split(",")[0].split()[1] for line in answer.explain(lang).grounds]  # type: ignore[attr-defined]


class TestGroundsThatAreTold:
    """A ground for refusal is told as one where it holds, or where it is what is being asked about."""

    @pytest.mark.parametrize("break_", [None, DEBT])
    def test_whoever_is_asked_for_details_hears_nothing_of_debt(self, break_: BreakInService | None) -> None:
        """Account information has to be asked for first: 3.6 and 3.9.1 say so, and no interruption does."""
        asked = refusing(Identity.ABSENT, break_=break_)

        assert ids(asked) == ["3.6", "3.9.1", "I-7"]

    def test_whoever_is_to_be_served_hears_of_no_ground(self) -> None:
        """There is no main ground: what is told is what the request rests on."""
        assert ids(refusing(Identity.IDENTIFIED)) == ["2.2", "3.1"]

    def test_advice_not_owed_rests_on_3_7(self) -> None:
        """No detail is asked for advice that will be declined, and no ground for refusal is told."""
        told = ids(refusing(Identity.ABSENT, Demand.ADVICE_ONLY))

        assert "3.7" in told
        assert not {"3.9.1", "3.9.2", "3.9.3"} & set(told)

    def test_a_refusal_tells_each_ground_that_holds(self) -> None:
        """Outside the contract, and the details were waited for in vain: both grounds are told, the third is not."""
        told = ids(refusing(Identity.ABSENT, Demand.OUTSIDE_CONTRACT, days=10))

        assert {"3.9.1", "3.9.2"} <= set(told)
        assert "3.9.3" not in told

    @pytest.mark.parametrize("lang", LANGUAGES)
    @pytest.mark.parametrize("identity", [each for each in Identity if each is not Identity.IDENTIFIED])
    def test_each_result_of_identification_leads_to_something_to_do(self, identity: Identity, lang: Language) -> None:
        """Absent, insufficient, ambiguous or contradictory details: the client is told what to give or to check."""
        answer = refusing(identity)

        assert answer.explain(lang).to_do  # type: ignore[attr-defined]
        assert isinstance(answer.answer, Decision)  # type: ignore[attr-defined]
        assert answer.answer.outcome is Refusing.ASK_FIRST  # type: ignore[attr-defined]

    @pytest.mark.parametrize(("lang", "meant"), [("en", "technical support"), ("uk", "служба"), ("ru", "служба")])
    def test_the_abbreviation_is_spelt_out_once(self, lang: Language, meant: str) -> None:
        """STP stands for the service desk: said where it first occurs in the grounds, and not again."""
        grounds = EXAMPLE.reaction.clock_starts(NOW).explain(lang).grounds
        abbreviation = "STP" if lang == "en" else "СТП"

        assert sum(f"({abbreviation}: " in line and meant in line for line in grounds) == 1

    def test_nothing_certain_tells_all_that_matters(self) -> None:
        """Where nothing is decided, every clause that can still decide is told."""
        answer = EXAMPLE.may_refuse(
            action=UNKNOWN, identity=UNKNOWN, asked_at=None, now=NOW, demand=UNKNOWN, break_in_service=UNKNOWN
        )

        assert {"3.9.1", "3.9.2", "3.9.3"} <= set(ids(answer))
