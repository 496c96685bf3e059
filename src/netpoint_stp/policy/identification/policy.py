"""Persons and identification (1.2, 3.6, 4.3.2): who somebody is, what they may do, and what may be asked of them."""

from collections.abc import Iterable, Mapping
from itertools import product
from typing import Literal

import attrs

from netpoint_stp.kinds import of_declared_kinds
from netpoint_stp.policy.identification.identity import Identity
from netpoint_stp.policy.identification.requirements import IdentificationRequirement, Matched, Ways
from netpoint_stp.policy.topic import Topic
from netpoint_stp.rules import (
    UNKNOWN,
    Decision,
    Explanation,
    Fact,
    FactEnum,
    Facts,
    Rule,
    RuleResult,
    RuleTable,
    Undetermined,
    Unknown,
)
from netpoint_stp.rules.explanation import tell
from netpoint_stp.subjects.account import AccountDetail
from netpoint_stp.subjects.people import Standing
from netpoint_stp.wording import Language, Message


class Candidates(FactEnum):
    """How many accounts the details that were given lead to."""

    NONE = "none"
    ONE = "one"
    CONTRACTS_OF_ONE = "contracts_of_one"
    """Several contracts of one subscriber, who is one person."""
    SEVERAL = "several"
    """Accounts of several subscribers."""


class GivenInformation(Facts[Identity]):
    """The account information given, compared with billing."""

    given: Fact[bool] = Fact("some account information was given")
    contradiction: Fact[bool] = Fact("the details given belong to different subscribers")
    candidates: Fact[Candidates] = Fact("how many accounts they lead to")
    contract_matters: Fact[bool] = Fact("the action concerns one certain contract")
    requirement_met: Fact[bool] = Fact("the details that agree are all that the action needs")


class Act(FactEnum):
    """What somebody wants to do, as far as it matters who they are (reading I-1)."""

    CONSULTATION = "consultation"
    ACCOUNT_ACTION = "account_action"
    COMPLAINT = "complaint"


class Permission(FactEnum):
    """Whether somebody of that standing may have it done."""

    PERMITTED = "permitted"
    ONLY_SUBSCRIBER = "only_subscriber"
    NOT_A_CLIENT = "not_a_client"


class Acting(Facts[Permission]):
    """Who wants what."""

    act: Fact[Act] = Fact("what is wanted")
    standing: Fact[Standing] = Fact("how the person stands to the subscriber")


class Asking(FactEnum):
    """Whether the service desk may ask for something."""

    MAY_ASK = "may_ask"
    ALREADY_KNOWN = "already_known"
    MORE_THAN_NEEDED = "more_than_needed"
    NOT_ACCOUNT_INFORMATION = "not_account_information"


class Question(Facts[Asking]):
    """What the service desk asks a client for, and for which action."""

    listed: Fact[bool] = Fact("it is one of the four details that the text lists")
    needed: Fact[bool] = Fact("the action needs it")
    known: Fact[bool] = Fact("it was given already and agrees")


F, A, Q = GivenInformation, Acting, Question

IDENTITY = RuleTable(
    "identity",
    GivenInformation,
    Rule(("3.6", "I-4"), Identity.ABSENT, when=~F.given),
    Rule(("3.6", "I-7"), Identity.CONTRADICTORY, when=F.contradiction),
    Rule("3.6", Identity.INSUFFICIENT, when=F.candidates.is_in(Candidates.NONE)),
    Rule("3.6", Identity.AMBIGUOUS, when=F.candidates.is_in(Candidates.SEVERAL)),
    Rule(
        "3.6",
        Identity.AMBIGUOUS,
        when=F.candidates.is_in(Candidates.CONTRACTS_OF_ONE) & F.contract_matters,
    ),
    Rule(("3.6", "I-3"), Identity.INSUFFICIENT, when=~F.requirement_met),
    Rule(("3.6", "I-3"), Identity.IDENTIFIED),
)

PERMISSION = RuleTable(
    "permission",
    Acting,
    Rule(("1.2", "I-1"), Permission.NOT_A_CLIENT, when=A.standing.is_in(Standing.OUTSIDER)),
    Rule(("1.2", "4.4.1", "I-1"), Permission.PERMITTED, when=A.act.is_in(Act.CONSULTATION)),
    Rule(("1.2", "3.6", "I-1"), Permission.ONLY_SUBSCRIBER, when=A.standing.is_in(Standing.USER)),
    Rule(("1.2", "I-1"), Permission.PERMITTED),
)

ASKING = RuleTable(
    "asking for account information",
    Question,
    Rule(("3.6", "4.3.2"), Asking.NOT_ACCOUNT_INFORMATION, when=~Q.listed),
    Rule(("3.6", "I-3"), Asking.ALREADY_KNOWN, when=Q.known),
    Rule(("3.6", "I-3"), Asking.MORE_THAN_NEEDED, when=~Q.needed),
    Rule(("3.6", "4.3.2"), Asking.MAY_ASK),
)


class SettlingQuestion(FactEnum):
    """The question that would settle an identity which is open."""

    WHICH_CONTRACT = "which_contract"
    WHICH_SUBSCRIBER = "which_subscriber"
    WHICH_DETAIL_IS_RIGHT = "which_detail_is_right"


@attrs.frozen(kw_only=True)
class Identification(RuleResult):
    """What the account information given amounts to, what is still lacking, and the question that would settle it.

    `lacking` holds the smallest sets of details of which one is still needed; `question` is None where none helps.
    """

    answer: Decision[Identity] | Undetermined[Identity]
    lacking: tuple[frozenset[AccountDetail], ...] = ()
    question: SettlingQuestion | None = None

    @property
    def asks(self) -> tuple[Message, ...]:
        """Return what the client is to give or answer, as sentences to tell."""
        given = (ask_for(self.lacking),) if self.lacking else ()
        if self.question is None:
            return given
        return (*given, Message(f"identification.question.{self.question.value}"))

    def explain(self, lang: Language) -> Explanation:
        """Return the sentences that explain this to the client, with what to give or answer."""
        return attrs.evolve(self.answer.explain(lang), to_do=tuple(tell(message, lang) for message in self.asks))


def ask_for(lacking: tuple[frozenset[AccountDetail], ...]) -> Message:
    """Return the sentence that asks for one of the sets of details."""
    return Message("identification.give", {"details": Ways(lacking)})


def asks_of(identity: Identity, requirement: IdentificationRequirement) -> tuple[Message, ...]:
    """Return what to ask a client for of whose details only the result is known, for an action that needs some."""
    match identity:
        case Identity.IDENTIFIED:
            return ()
        case Identity.ABSENT | Identity.INSUFFICIENT:
            return (ask_for(requirement.ways()),)
        case Identity.AMBIGUOUS:
            return (Message("identification.question.which_account"),)
        case Identity.CONTRADICTORY:
            return (Message(f"identification.question.{SettlingQuestion.WHICH_DETAIL_IS_RIGHT.value}"),)


def _actions(actions: Mapping[str, IdentificationRequirement]) -> Mapping[str, IdentificationRequirement]:
    return dict(actions)


@attrs.frozen(kw_only=True, field_transformer=of_declared_kinds)
class IdentificationPolicy(Topic):
    """Who must show what for which action (3.6, 4.3.2, readings I-1, I-3, I-4).

    `actions` is the table action → requirement of the profile; an action that is not in it is undetermined.
    `sender_identifies` says whether the sender's address, caller id or SMS number counts as account information.
    """

    actions: Mapping[str, IdentificationRequirement] = attrs.field(factory=dict, converter=_actions, hash=False)
    sender_identifies: Literal["proposes", "suffices"] = "proposes"
    identity: RuleTable[..., Identity] = IDENTITY
    permission: RuleTable[..., Permission] = PERMISSION
    asking: RuleTable[..., Asking] = ASKING

    def requirement(self, action: str | Unknown) -> IdentificationRequirement | Unknown:
        """Return what an action needs; `UNKNOWN` for an action that the profile does not list."""
        return UNKNOWN if isinstance(action, Unknown) else self.actions.get(action, UNKNOWN)

    def identify(
        self,
        action: str | Unknown,
        *,
        matched: Matched,
        contracts: Iterable[Matched] = (),
        candidates: Candidates | Unknown,
        contradiction: bool | Unknown = False,
        contract_matters: bool | Unknown = True,
        sender_known: bool | Unknown = False,
    ) -> Identification:
        """Say what the details given amount to for an action.

        `matched` says of each detail given whether it agrees with the account that the details lead to; `candidates`
        counts those accounts. Where details agree otherwise with each of several, `contracts` says how with each, and
        `matched` what they have in common.

        `sender_known` says that the sender's address or number is registered for one account:
        by reading I-4 that only proposes a candidate, unless the profile says that it suffices.
        """
        suffices = self.sender_identifies == "suffices"
        requirement = self.requirement(action)
        met: bool | Unknown = UNKNOWN
        if not isinstance(requirement, Unknown):
            met = _of_some({requirement.met(each) for each in (*contracts,) or (matched,)})
        if suffices and sender_known is not False and met is not True:
            met = sender_known if matched else True  # alone, it is either given and enough, or not given
        answer = self.identity.decide(
            given=True if matched else (sender_known if suffices else False),
            contradiction=contradiction,
            candidates=candidates,
            contract_matters=contract_matters,
            requirement_met=met,
        )
        return Identification(answer=answer, lacking=_lacking(answer, requirement, matched), question=_question(answer))

    def permits(
        self, act: Act | Unknown, standing: Standing | Unknown | None
    ) -> Decision[Permission] | Undetermined[Permission]:
        """Say whether somebody of this standing may have it done; a standing of None is not known."""
        return self.permission.decide(act=act, standing=UNKNOWN if standing is None else standing)

    def may_ask(
        self, action: str | Unknown, detail: AccountDetail | str, *, matched: Matched, contracts: Iterable[Matched] = ()
    ) -> Decision[Asking] | Undetermined[Asking]:
        """Say whether the service desk may ask for a detail for an action, given what agrees already.

        `contracts` says what agrees with each contract that may be meant, where that differs, as for `identify`.
        A `detail` that is a text is something which 3.6 does not list, such as a tax number.
        """
        listed = isinstance(detail, AccountDetail)
        requirement = self.requirement(action)
        needed: bool | Unknown = UNKNOWN
        if not isinstance(requirement, Unknown):
            needed = _of_some({_still_needed(requirement, detail, each) for each in (*contracts,) or (matched,)})
        known: bool | Unknown = matched.get(detail, False) if isinstance(detail, AccountDetail) else False
        return self.asking.decide(listed=listed, needed=needed, known=known)


def _of_some(found: set[bool | Unknown]) -> bool | Unknown:
    """Return what holds whichever of several contracts is meant; unknown where they differ."""
    return found.pop() if len(found) == 1 else UNKNOWN


def _still_needed(
    requirement: IdentificationRequirement, detail: AccountDetail | str, matched: Matched
) -> bool | Unknown:
    """Return whether the action needs the detail, unless it is known already; unchecked others may decide it."""
    others = {other: agrees for other, agrees in matched.items() if other is not detail}
    unchecked = [other for other, agrees in others.items() if agrees is UNKNOWN]
    found = {
        any(detail in way for way in requirement.lacking({**others, **dict(zip(unchecked, agreeing, strict=True))}))
        for agreeing in product((True, False), repeat=len(unchecked))
    }
    return found.pop() if len(found) == 1 else UNKNOWN


def _lacking(
    answer: Decision[Identity] | Undetermined[Identity],
    requirement: IdentificationRequirement | Unknown,
    matched: Matched,
) -> tuple[frozenset[AccountDetail], ...]:
    if isinstance(requirement, Unknown):
        return ()
    if isinstance(answer, Decision) and answer.outcome in (Identity.ABSENT, Identity.INSUFFICIENT):
        return requirement.lacking(matched)
    return ()


def _question(answer: Decision[Identity] | Undetermined[Identity]) -> SettlingQuestion | None:
    if isinstance(answer, Undetermined):
        return None
    match answer.outcome:
        case Identity.AMBIGUOUS if answer.facts["candidates"] is Candidates.SEVERAL:
            return SettlingQuestion.WHICH_SUBSCRIBER
        case Identity.AMBIGUOUS:
            return SettlingQuestion.WHICH_CONTRACT
        case Identity.CONTRADICTORY:
            return SettlingQuestion.WHICH_DETAIL_IS_RIGHT
        case _:
            return None
