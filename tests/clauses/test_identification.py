"""Persons and identification: 1.2, 3.6, 4.3.2."""

from datetime import date
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.intake import outcome, possible
from tests.support.tables import internal_names

from netpoint_stp.errors import UsageError
from netpoint_stp.policy.identification.identity import Identity
from netpoint_stp.policy.identification.policy import (
    Act,
    Asking,
    Candidates,
    IdentificationPolicy,
    Permission,
    SettlingQuestion,
)
from netpoint_stp.policy.identification.requirements import (
    CONNECTION_ADDRESS,
    CONTRACT_NUMBER,
    EVERYTHING,
    LOGIN,
    NOTHING,
    PASSPORT,
    IdentificationRequirement,
    parse_requirement,
    told_to_give,
)
from netpoint_stp.rules import UNKNOWN, Edition, Undetermined
from netpoint_stp.subjects.account import AccountDetail
from netpoint_stp.subjects.people import Standing
from netpoint_stp.wording import LANGUAGES, Language, say

POLICY = IdentificationPolicy(
    actions={
        "consultation": NOTHING,
        "balance": LOGIN | CONTRACT_NUMBER & CONNECTION_ADDRESS,
        "new_password": LOGIN & PASSPORT,
    }
)
SUFFICES = IdentificationPolicy(actions=POLICY.actions, sender_identifies="suffices")
SUBSETS = [frozenset(some) for size in range(5) for some in combinations(AccountDetail, size)]
L, N, A, P = AccountDetail

MATCHED = st.dictionaries(st.sampled_from(AccountDetail), st.sampled_from((True, False, UNKNOWN)))
REQUIREMENTS: st.SearchStrategy[IdentificationRequirement] = st.recursive(
    st.sampled_from([LOGIN, CONTRACT_NUMBER, CONNECTION_ADDRESS, PASSPORT, NOTHING]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda two: two[0] & two[1]),
        st.tuples(inner, inner).map(lambda two: two[0] | two[1]),
    ),
    max_leaves=6,
)


def identify(policy: IdentificationPolicy = POLICY, action: Any = "balance", **facts: Any) -> Any:
    """Identify somebody whose details lead to one account without contradiction, unless said otherwise."""
    return policy.identify(action, **{"matched": {}, "candidates": Candidates.ONE, **facts})


class TestClause_1_2:
    """A client is any natural or legal person who uses the services, so also one of the family or an employee."""

    @pytest.mark.parametrize("standing", [Standing.HOLDER, Standing.REPRESENTATIVE, Standing.USER])
    def test_every_user_gets_consultation(self, standing: Standing) -> None:
        """Whoever uses the services is a client, party to the contract or not (reading I-1)."""
        answer = POLICY.permits(Act.CONSULTATION, standing)

        assert outcome(answer) is Permission.PERMITTED
        assert "1.2" in answer.clauses
        assert "I-1" in answer.readings

    @pytest.mark.parametrize("act", [Act.ACCOUNT_ACTION, Act.COMPLAINT])
    @pytest.mark.parametrize("standing", [Standing.HOLDER, Standing.REPRESENTATIVE])
    def test_the_subscriber_and_representatives_act_on_the_account(self, act: Act, standing: Standing) -> None:
        """The party to the contract, or who has proved to act for it."""
        assert outcome(POLICY.permits(act, standing)) is Permission.PERMITTED

    @pytest.mark.parametrize("act", [Act.ACCOUNT_ACTION, Act.COMPLAINT])
    def test_another_user_does_not(self, act: Act) -> None:
        """Somebody of the family may ask, not change the account nor complain in the subscriber's name."""
        assert outcome(POLICY.permits(act, Standing.USER)) is Permission.ONLY_SUBSCRIBER

    @pytest.mark.parametrize("act", [*Act, UNKNOWN])
    def test_an_outsider_is_no_client(self, act: Any) -> None:
        """Whatever is wanted, somebody who has nothing to do with the account is none."""
        assert outcome(POLICY.permits(act, Standing.OUTSIDER)) is Permission.NOT_A_CLIENT

    @pytest.mark.parametrize("standing", [None, UNKNOWN])
    def test_an_unknown_standing_settles_nothing(self, standing: Any) -> None:
        """Nobody is turned away, or let in, because nobody has looked."""
        consultation = POLICY.permits(Act.CONSULTATION, standing)
        action = POLICY.permits(Act.ACCOUNT_ACTION, standing)

        assert possible(consultation) == {Permission.PERMITTED, Permission.NOT_A_CLIENT}
        assert possible(action) == set(Permission)
        assert isinstance(action, Undetermined)
        assert action.missing == {"standing"}

    def test_standing_is_never_inferred_from_details(self) -> None:
        """Whoever knows every detail of an account is identified as the account, and no nearer to its holder."""
        everything = identify(action="new_password", matched=dict.fromkeys(AccountDetail, True))

        assert outcome(everything) is Identity.IDENTIFIED
        assert "standing" not in POLICY.identity.domains
        assert "identity" not in POLICY.permission.domains


class TestClause_3_6:
    """For certain actions further account information may be asked for: login, contract, address, passport data."""

    def test_the_text_lists_four_details(self) -> None:
        """Those four and no other are account information."""
        assert {detail.value for detail in AccountDetail} == {
            "login",
            "contract_number",
            "connection_address",
            "passport",
        }

    def test_nothing_given_is_absent(self) -> None:
        """Somebody who gave nothing is told all ways in which to identify themselves."""
        found = identify()

        assert outcome(found) is Identity.ABSENT
        assert found.lacking == (frozenset({L}), frozenset({N, A}))

    def test_all_that_the_action_needs_identifies(self) -> None:
        """Either way of meeting the requirement will do."""
        assert outcome(identify(matched={L: True})) is Identity.IDENTIFIED
        assert outcome(identify(matched={N: True, A: True})) is Identity.IDENTIFIED
        assert identify(matched={L: True}).lacking == ()

    def test_less_than_the_action_needs_is_insufficient_and_says_what_is_missing(self) -> None:
        """Only what is still missing is asked for, never again what agrees."""
        found = identify(matched={N: True})

        assert outcome(found) is Identity.INSUFFICIENT
        assert found.lacking == (frozenset({L}), frozenset({A}))
        assert found.question is None

    def test_a_detail_that_does_not_agree_counts_for_nothing(self) -> None:
        """A wrong login is as good as none, and is needed anew."""
        found = identify(matched={L: False, N: True})

        assert outcome(found) is Identity.INSUFFICIENT
        assert found.lacking == (frozenset({L}), frozenset({A}))

    def test_details_that_lead_nowhere_are_insufficient(self) -> None:
        """Where no account fits, more is needed, not a refusal."""
        assert outcome(identify(matched={L: UNKNOWN}, candidates=Candidates.NONE)) is Identity.INSUFFICIENT

    def test_details_that_fit_several_subscribers_are_ambiguous(self) -> None:
        """One more detail would settle it, and is asked for."""
        found = identify(matched={A: True}, candidates=Candidates.SEVERAL)

        assert outcome(found) is Identity.AMBIGUOUS
        assert found.question is SettlingQuestion.WHICH_SUBSCRIBER

    def test_several_contracts_of_one_person_are_not_several_persons(self) -> None:
        """The person is one; which contract is meant is asked only where the action concerns one of them."""
        facts: dict[str, Any] = {"matched": {L: True}, "candidates": Candidates.CONTRACTS_OF_ONE}
        one_contract = identify(**facts, contract_matters=True)

        assert outcome(one_contract) is Identity.AMBIGUOUS
        assert one_contract.question is SettlingQuestion.WHICH_CONTRACT
        assert outcome(identify(**facts, contract_matters=False)) is Identity.IDENTIFIED
        assert possible(identify(**facts, contract_matters=UNKNOWN)) == {Identity.AMBIGUOUS, Identity.IDENTIFIED}

    @given(
        MATCHED.filter(bool),
        st.sampled_from([*Candidates, UNKNOWN]),
        st.sampled_from([True, False, UNKNOWN]),
        st.sampled_from([*POLICY.actions, "unlisted", UNKNOWN]),
        st.sampled_from([POLICY, SUFFICES]),
    )
    def test_contradictory_details_never_identify(
        self, matched: Any, candidates: Any, contract_matters: Any, action: Any, policy: IdentificationPolicy
    ) -> None:
        """Details of different subscribers identify nobody, whatever else is known."""
        found = identify(
            policy,
            action,
            matched=matched,
            candidates=candidates,
            contract_matters=contract_matters,
            contradiction=True,
            sender_known=True,
        )

        assert outcome(found) is Identity.CONTRADICTORY
        assert found.question is SettlingQuestion.WHICH_DETAIL_IS_RIGHT
        assert found.lacking == ()

    def test_whether_they_contradict_may_be_unknown(self) -> None:
        """Then nobody is identified yet."""
        assert possible(identify(matched={L: True}, contradiction=UNKNOWN)) == {
            Identity.IDENTIFIED,
            Identity.CONTRADICTORY,
        }

    @pytest.mark.parametrize("action", ["unlisted", UNKNOWN])
    def test_an_action_that_the_profile_does_not_list_is_undetermined(self, action: Any) -> None:
        """What it needs nobody has said (reading I-3), so nobody is asked for anything in particular."""
        found = identify(action=action, matched={L: True})

        assert isinstance(found.answer, Undetermined)
        assert found.answer.missing == {"requirement_met"}
        assert found.lacking == ()
        assert POLICY.requirement(action) is UNKNOWN

    def test_a_detail_that_nobody_checked_settles_nothing(self) -> None:
        """A login that could not be compared may be right or wrong."""
        assert possible(identify(matched={L: UNKNOWN})) == {Identity.IDENTIFIED, Identity.INSUFFICIENT}

    @pytest.mark.parametrize("sender_known", [True, False, UNKNOWN])
    def test_a_senders_address_only_proposes(self, sender_known: Any) -> None:
        """A registered address or number is none of the four details (reading I-4)."""
        assert outcome(identify(sender_known=sender_known)) is Identity.ABSENT
        assert outcome(identify(sender_known=sender_known, matched={N: True})) is Identity.INSUFFICIENT

    def test_the_profile_can_let_a_senders_address_suffice(self) -> None:
        """Under the other reading it identifies, and whether it is registered may be what is missing."""
        assert outcome(identify(SUFFICES, sender_known=True)) is Identity.IDENTIFIED
        assert outcome(identify(SUFFICES, sender_known=True, matched={L: False})) is Identity.IDENTIFIED
        assert outcome(identify(SUFFICES, sender_known=False)) is Identity.ABSENT
        assert possible(identify(SUFFICES, sender_known=UNKNOWN)) == {Identity.IDENTIFIED, Identity.ABSENT}
        assert possible(identify(SUFFICES, sender_known=UNKNOWN, matched={N: True})) == {
            Identity.IDENTIFIED,
            Identity.INSUFFICIENT,
        }

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_the_client_is_told_what_to_give(self, lang: Language) -> None:
        """The ways are named in words, joined as one would say it, and a question is asked where one helps."""
        lacking = identify().explain(lang)
        ambiguous = identify(matched={A: True}, candidates=Candidates.SEVERAL).explain(lang)

        assert say("value.account_detail.login", lang) in lacking.to_do[0]
        assert say("identification.or", lang) in lacking.to_do[0]
        assert ambiguous.to_do == (say("identification.question.which_subscriber", lang),)
        assert internal_names(str(lacking) + str(ambiguous)) == []
        assert told_to_give([frozenset({A, N})], lang).startswith(say("value.account_detail.contract_number", lang))

    def test_an_answer_names_its_edition_and_has_no_truth_value(self) -> None:
        """Under another edition it is said which; `if identify(...)` is an error."""
        edition = Edition("second", date(2027, 1, 1))
        policy = POLICY.under(edition)

        assert identify(policy).answer.edition == edition
        assert policy.actions == POLICY.actions
        with pytest.raises(TypeError, match="no truth value"):
            bool(identify(policy))


class TestAskingNoMore:
    """3.6 and reading I-3: what may be asked for is what the action still needs."""

    def test_what_is_needed_may_be_asked(self) -> None:
        """Each detail of a way that is still open."""
        for detail, expected in zip(AccountDetail, ("may_ask", "may_ask", "may_ask", "more_than_needed"), strict=True):
            assert outcome(POLICY.may_ask("balance", detail, matched={})) is Asking(expected)

    def test_more_than_the_action_needs_may_not(self) -> None:
        """A consultation needs nothing, so nothing may be asked; reading I-3 is cited."""
        for detail in AccountDetail:
            answer = POLICY.may_ask("consultation", detail, matched={})

            assert outcome(answer) is Asking.MORE_THAN_NEEDED
            assert "I-3" in answer.readings

    def test_once_the_requirement_is_met_nothing_more_is_needed(self) -> None:
        """A login that agrees ends the asking."""
        assert outcome(POLICY.may_ask("balance", N, matched={L: True})) is Asking.MORE_THAN_NEEDED

    def test_what_is_known_is_not_asked_again(self) -> None:
        """What agreed already is known; what did not agree may be asked for anew."""
        assert outcome(POLICY.may_ask("balance", N, matched={N: True})) is Asking.ALREADY_KNOWN
        assert outcome(POLICY.may_ask("balance", N, matched={N: False})) is Asking.MAY_ASK

    def test_what_is_no_account_information_is_never_asked_for(self) -> None:
        """A tax number is not on the list of 3.6, whatever the action."""
        for action in ("balance", "unlisted", UNKNOWN):
            assert outcome(POLICY.may_ask(action, "tax number", matched={})) is Asking.NOT_ACCOUNT_INFORMATION

    def test_an_unlisted_action_is_undetermined(self) -> None:
        """Nobody has said what it needs."""
        answer = POLICY.may_ask("unlisted", L, matched={})

        assert possible(answer) == {Asking.MAY_ASK, Asking.MORE_THAN_NEEDED}
        assert isinstance(answer, Undetermined)
        assert answer.missing == {"needed"}

    def test_an_unchecked_detail_may_make_another_needless(self) -> None:
        """Whether the contract number may be asked for depends on whether the login that was given agrees."""
        assert possible(POLICY.may_ask("balance", N, matched={L: UNKNOWN})) == {Asking.MAY_ASK, Asking.MORE_THAN_NEEDED}
        assert outcome(POLICY.may_ask("new_password", P, matched={L: UNKNOWN})) is Asking.MAY_ASK
        assert possible(POLICY.may_ask("balance", L, matched={L: UNKNOWN})) == {Asking.MAY_ASK, Asking.ALREADY_KNOWN}

    @given(REQUIREMENTS, st.sampled_from(AccountDetail), MATCHED)
    def test_what_may_be_asked_is_exactly_what_may_still_be_needed(
        self, requirement: IdentificationRequirement, detail: AccountDetail, matched: Any
    ) -> None:
        """For every way in which unchecked details turn out, the plain reading gives the outcomes."""
        policy = IdentificationPolicy(actions={"act": requirement})
        unchecked = [name for name, agrees in matched.items() if agrees is UNKNOWN]
        expected = set()
        for agreeing in product((True, False), repeat=len(unchecked)):
            settled = {**matched, **dict(zip(unchecked, agreeing, strict=True))}
            right = {name for name, agrees in settled.items() if agrees}
            if detail in right:
                expected.add(Asking.ALREADY_KNOWN)
            elif any(way <= right for way in requirement.ways()):
                expected.add(Asking.MORE_THAN_NEEDED)
            elif any(detail in lacking for lacking in requirement.lacking(settled)):
                expected.add(Asking.MAY_ASK)
            else:
                expected.add(Asking.MORE_THAN_NEEDED)

        assert possible(policy.may_ask("act", detail, matched=matched)) == expected


class TestClause_4_3_2:
    """The service desk may ask for further account information (without 3.6's "for certain actions")."""

    def test_asking_rests_on_both_clauses(self) -> None:
        """What may be asked for cites the two of them; that 4.3.2 names no actions opens no other list."""
        answer = POLICY.may_ask("balance", L, matched={})

        assert outcome(answer) is Asking.MAY_ASK
        assert answer.clauses == ("3.6", "4.3.2")
        assert POLICY.may_ask("balance", "mother's name", matched={}).clauses == ("3.6", "4.3.2")

    def test_no_action_may_ask_for_what_it_does_not_need(self) -> None:
        """The right to ask is read together with 3.6 (reading I-3)."""
        assert outcome(POLICY.may_ask("consultation", P, matched={})) is Asking.MORE_THAN_NEEDED


class TestRequirements:
    """3.6 and 4.3.2: requirements compose with `&` and `|`, by the laws that these promise."""

    @given(REQUIREMENTS, REQUIREMENTS, REQUIREMENTS)
    def test_laws(self, a: Any, b: Any, c: Any) -> None:
        """Order and grouping do not matter, what adds nothing is absorbed, and `&` distributes over `|`."""
        assert (a & b).ways() == (b & a).ways()
        assert (a | b).ways() == (b | a).ways()
        assert ((a & b) & c).ways() == (a & (b & c)).ways()
        assert ((a | b) | c).ways() == (a | (b | c)).ways()
        assert (a & (a | b)).ways() == (a | (a & b)).ways() == a.ways()
        assert (a & (b | c)).ways() == ((a & b) | (a & c)).ways()
        assert (a & NOTHING).ways() == a.ways()
        assert (a | NOTHING).ways() == NOTHING.ways()

    @given(REQUIREMENTS)
    def test_ways_are_smallest(self, a: IdentificationRequirement) -> None:
        """No way contains another, the shortest comes first, and together they name all details that can matter."""
        ways = a.ways()

        assert ways
        assert not any(one < other for one in ways for other in ways)
        assert len(set(ways)) == len(ways)
        assert [len(way) for way in ways] == sorted(len(way) for way in ways)
        assert a.details == frozenset().union(*ways)
        assert a.is_nothing is (ways == (frozenset(),))

    @given(REQUIREMENTS, REQUIREMENTS)
    def test_both_needs_both_and_either_needs_one(self, a: Any, b: Any) -> None:
        """For every set of details that agree."""
        for agreeing in SUBSETS:
            given_ = dict.fromkeys(agreeing, True)

            assert (a & b).met(given_) is (a.met(given_) and b.met(given_))
            assert (a | b).met(given_) is (a.met(given_) or b.met(given_))

    @given(REQUIREMENTS, MATCHED)
    def test_met_is_settled_over_what_is_unchecked(self, a: Any, matched: Any) -> None:
        """Met or not where every outcome of the checks says so, unknown otherwise."""
        unchecked = [name for name, agrees in matched.items() if agrees is UNKNOWN]
        found = {
            a.met({**matched, **dict(zip(unchecked, agreeing, strict=True))})
            for agreeing in product((True, False), repeat=len(unchecked))
        }

        assert a.met(matched) is (found.pop() if len(found) == 1 else UNKNOWN)

    @given(REQUIREMENTS, MATCHED, st.sampled_from(AccountDetail))
    def test_more_details_never_undo(self, a: Any, matched: Any, detail: AccountDetail) -> None:
        """A requirement that is met stays met when another detail agrees."""
        assert a.met(matched) is not True or a.met({**matched, detail: True}) is True
        assert a.met({**matched, detail: True}) is not False or a.met(matched) is False

    @given(REQUIREMENTS, MATCHED)
    def test_what_is_lacking_is_enough_and_no_more(self, a: Any, matched: Any) -> None:
        """Giving any one of the sets meets the requirement, nothing less does; what agrees is not asked again."""
        agreeing = {detail for detail, agrees in matched.items() if agrees is True}
        lacking = a.lacking(matched)

        assert (lacking == ()) is (a.met(dict.fromkeys(agreeing, True)) is True)
        for some in SUBSETS:
            enough = a.met(dict.fromkeys(agreeing | some, True)) is True
            assert enough is (lacking == () or any(needed <= some for needed in lacking))
        assert not any(needed & agreeing for needed in lacking)
        assert not any(one < other for one in lacking for other in lacking)

    @given(REQUIREMENTS)
    def test_a_profile_writes_and_reads_the_same(self, a: IdentificationRequirement) -> None:
        """What is printed reads back as the same requirement."""
        assert parse_requirement(str(a)).ways() == a.ways()

    @pytest.mark.parametrize(
        ("text", "same"),
        [
            ("login", LOGIN),
            (" login|contract_number & connection_address ", LOGIN | CONTRACT_NUMBER & CONNECTION_ADDRESS),
            ("(login | contract_number) & passport", (LOGIN | CONTRACT_NUMBER) & PASSPORT),
            ("((login))", LOGIN),
            ("nothing", NOTHING),
            ("login & contract_number & connection_address & passport", EVERYTHING),
            ("(" * 20 + "login" + ")" * 20, LOGIN),
        ],
    )
    def test_requirements_are_read_as_profiles_write_them(self, text: str, same: IdentificationRequirement) -> None:
        """`&` binds more tightly than `|`, and brackets are allowed."""
        assert parse_requirement(text).ways() == same.ways()

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("", "ends too early"),
            ("login &", "ends too early"),
            ("(login", "lacks a closing bracket"),
            ("login)", r"goes wrong at `\)`"),
            ("login passport", "goes wrong at `passport`"),
            ("logn", "did you mean `login`"),
            ("nothing | login", "names `nothing`, no account information"),
            ("& login", "names `&`"),
            ("login + passport", "cannot be read at"),
            ("логин", "cannot be read at"),
            ("Login", "cannot be read at"),
            ("login " * 100, "longer than 500 characters"),
            ("(" * 250 + "login", "more than 20 pairs of brackets"),
        ],
    )
    def test_a_faulty_requirement_says_where(self, text: str, told: str) -> None:
        """The error says what is wrong and never runs away, however many brackets there are."""
        with pytest.raises(UsageError, match=told):
            parse_requirement(text)

    @given(st.text(alphabet="login()&| _pasrt", max_size=60))
    def test_no_text_breaks_the_reader(self, text: str) -> None:
        """Any text is a requirement or a usage error."""
        try:
            found = parse_requirement(text)
        except UsageError:
            return
        assert parse_requirement(str(found)).ways() == found.ways()
