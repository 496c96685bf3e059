"""Refusal (3.9): which grounds hold, what must be asked first, and how a refusal that was given is to be judged."""

from datetime import UTC, datetime, timedelta
from typing import Final, Literal, TypeAlias, assert_never

import attrs

from netpoint_stp.clauses.marking import implements
from netpoint_stp.errors import UsageError
from netpoint_stp.kinds import of_declared_kinds
from netpoint_stp.moments import plain_duration_or_none, require_aware
from netpoint_stp.policy.identification.identity import Identity
from netpoint_stp.policy.refusal.breaks import BreakInService as BreakInService
from netpoint_stp.policy.refusal.given import REFUSAL_GIVEN, RefusalGiven
from netpoint_stp.policy.terms import term_or_none
from netpoint_stp.policy.topic import Topic
from netpoint_stp.rules import (
    UNKNOWN,
    Decision,
    Explanation,
    Fact,
    FactEnum,
    Facts,
    Judged,
    Part,
    Rule,
    RuleTable,
    Undetermined,
    Unknown,
    compose,
    in_order,
    still_possible,
)
from netpoint_stp.rules.explanation import tell, tell_grounds
from netpoint_stp.subjects.interruptions import Agreement
from netpoint_stp.wording import Language, Message, say


class Ground(FactEnum):
    """The main grounds of 3.9."""

    INFORMATION_ABSENT = "information_absent"
    OUTSIDE_CONTRACT = "outside_contract"
    AGREED_INTERRUPTION = "agreed_interruption"


class GroundVerdict(FactEnum):
    """What is to be said of one ground."""

    HOLDS = "holds"
    ASK_FIRST = "ask_first"
    WAIT = "wait"
    DOES_NOT_HOLD = "does_not_hold"
    ADVICE_NOT_OWED = "advice_not_owed"
    """No ground of refusal, and nothing that is owed: advice that the service desk may decline (3.7, reading I-9)."""


OfInformation: TypeAlias = Literal[
    GroundVerdict.HOLDS, GroundVerdict.ASK_FIRST, GroundVerdict.WAIT, GroundVerdict.DOES_NOT_HOLD
]
"""The verdicts on the ground of 3.9.1."""
OfContract: TypeAlias = Literal[GroundVerdict.HOLDS, GroundVerdict.ADVICE_NOT_OWED, GroundVerdict.DOES_NOT_HOLD]
"""The verdicts on the ground of 3.9.2."""
GroundOrNot: TypeAlias = Literal[GroundVerdict.HOLDS, GroundVerdict.DOES_NOT_HOLD]
"""The verdicts on the ground of 3.9.3, before which nothing has to be asked."""


class Asked(FactEnum):
    """Whether the account information was asked for (reading I-7)."""

    NOT_ASKED = "not_asked"
    WAITING = "waiting"
    AND_WAITED = "and_waited"


class Demand(FactEnum):
    """How what is demanded stands to the contract."""

    WITHIN_CONTRACT = "within_contract"
    OUTSIDE_CONTRACT = "outside_contract"
    ADVICE_ONLY = "advice_only"
    """Advice that 3.7 lets the service desk decline: that is no ground of refusal (reading I-9)."""


class Refusing(FactEnum):
    """What the service desk may do."""

    MAY_REFUSE = "may_refuse"
    ADVICE_NOT_OWED = "advice_not_owed"
    """Advice that 3.7 lets the service desk decline: neither a refusal nor a request to be dealt with (reading I-9)."""
    ASK_FIRST = "ask_first"
    WAIT = "wait"
    PROCEED = "proceed"


class AbsentInformation(Facts[OfInformation]):
    """Facts for 3.9.1."""

    needed: Fact[bool] = Fact("account information is necessary for this action")
    identity: Fact[Identity] = Fact("what the information given amounts to")
    asked: Fact[Asked] = Fact("whether it was asked for and the time to answer is over")


class DemandedService(Facts[OfContract]):
    """Facts for 3.9.2."""

    demand: Fact[Demand] = Fact("how what is demanded stands to the contract")


class Interruption(Facts[GroundOrNot]):
    """Facts for 3.9.3."""

    in_break: Fact[bool] = Fact("the services are interrupted")
    same_service: Fact[bool] = Fact("the service asked about is among those interrupted")
    reasoned: Fact[bool] = Fact("the interruption has a reason")
    agreement: Fact[Agreement] = Fact("whether the client agreed to it, and how")
    for_debt: Fact[bool] = Fact("the service is suspended for debt")
    debt_suspension_agreed: Fact[bool] = Fact("the profile says that the contract provides for suspension for debt")


class Grounds(Facts[Refusing]):
    """The verdicts on the three grounds."""

    information: Fact[OfInformation] = Fact("the ground of 3.9.1")
    contract: Fact[OfContract] = Fact("the ground of 3.9.2")
    interruption: Fact[GroundOrNot] = Fact("the ground of 3.9.3")


F, B, G = AbsentInformation, Interruption, Grounds
HOLDS: Final = GroundVerdict.HOLDS
DOES_NOT_HOLD: Final = GroundVerdict.DOES_NOT_HOLD
InformationRule: TypeAlias = Rule[OfInformation]
ContractRule: TypeAlias = Rule[OfContract]
GroundRule: TypeAlias = Rule[GroundOrNot]

ABSENT_INFORMATION = RuleTable(
    "absent information",
    AbsentInformation,
    InformationRule("3.6", DOES_NOT_HOLD, when=~F.needed | F.identity.is_in(Identity.IDENTIFIED)),
    InformationRule(("3.9.1", "I-7"), HOLDS, when=F.asked.is_in(Asked.AND_WAITED)),
    InformationRule(("3.6", "3.9.1", "I-7"), GroundVerdict.WAIT, when=F.asked.is_in(Asked.WAITING)),
    InformationRule(("3.6", "3.9.1", "I-7"), GroundVerdict.ASK_FIRST),
)

DEMANDED_SERVICE = RuleTable(
    "demanded service",
    DemandedService,
    ContractRule("3.9.2", HOLDS, when=DemandedService.demand.is_in(Demand.OUTSIDE_CONTRACT)),
    ContractRule(("3.7", "I-9"), GroundVerdict.ADVICE_NOT_OWED, when=DemandedService.demand.is_in(Demand.ADVICE_ONLY)),
    ContractRule("2.2", DOES_NOT_HOLD),
)

INTERRUPTION = RuleTable(
    "interruption",
    Interruption,
    GroundRule(("3.9.3", "I-8"), DOES_NOT_HOLD, when=~B.in_break | ~B.same_service),
    GroundRule(("3.9.3", "I-8"), DOES_NOT_HOLD, when=~B.reasoned),
    GroundRule(("3.9.3", "I-8"), HOLDS, when=B.agreement.is_in(Agreement.INDIVIDUALLY)),
    GroundRule(("3.9.3", "I-8"), HOLDS, when=B.for_debt & B.debt_suspension_agreed),
    GroundRule(("3.9.3", "I-8"), HOLDS, when=~B.for_debt & B.agreement.is_in(Agreement.BY_CONTRACT)),
    GroundRule(("3.9.3", "I-8"), DOES_NOT_HOLD),
)

REFUSAL = RuleTable(
    "refusal",
    Grounds,
    Rule(
        ("3.9", "I-6"),
        Refusing.MAY_REFUSE,
        when=G.information.is_in(HOLDS) | G.contract.is_in(HOLDS) | G.interruption.is_in(HOLDS),
    ),
    Rule(("3.7", "I-9"), Refusing.ADVICE_NOT_OWED, when=G.contract.is_in(GroundVerdict.ADVICE_NOT_OWED)),
    Rule("3.6", Refusing.ASK_FIRST, when=G.information.is_in(GroundVerdict.ASK_FIRST)),
    Rule(("3.6", "I-7"), Refusing.WAIT, when=G.information.is_in(GroundVerdict.WAIT)),
    Rule(("2.2", "3.1"), Refusing.PROCEED),
)

_PARTS = {
    "information": Ground.INFORMATION_ABSENT,
    "contract": Ground.OUTSIDE_CONTRACT,
    "interruption": Ground.AGREED_INTERRUPTION,
}


@attrs.frozen(kw_only=True)
class RefusalAnswer(Judged[Refusing]):
    """Whether a request may be refused, with every ground that holds and every one that still may.

    A refusal tells its ground, how to cure it and where to complain: `explain` says all three. `asks` is what the
    client is to give or answer while information lacks.
    """

    asks: tuple[Message, ...] = ()
    unlisted: tuple[Message, ...] = ()
    """What names the question used that the profile does not have."""

    @property
    def grounds(self) -> frozenset[Ground]:
        """Return the grounds that certainly hold."""
        return frozenset(
            ground for name, ground in _PARTS.items() if still_possible(self.judgement.parts[name]) == {HOLDS}
        )

    @property
    def open_grounds(self) -> frozenset[Ground]:
        """Return the grounds of which it cannot be told yet whether they hold."""
        return (
            frozenset(ground for name, ground in _PARTS.items() if HOLDS in still_possible(self.judgement.parts[name]))
            - self.grounds
        )

    @property
    def clauses(self) -> tuple[str, ...]:
        """Return the clauses that say so, those of every ground that holds included."""
        return in_order((*self.judgement.clauses, *(id_ for part in self._holding for id_ in part.clauses)))

    @property
    def readings(self) -> tuple[str, ...]:
        """Return the readings that the answer rests on."""
        return in_order((*self.judgement.readings, *(id_ for part in self._holding for id_ in part.readings)))

    def explain(self, lang: Language) -> Explanation:
        """Return the sentences that explain this to the client: grounds, cure, and where to complain.

        Where nothing may be refused yet: what to give. Where advice is not owed: what is offered instead.
        """
        explanation = self.judgement.explain(lang)
        if isinstance(self.answer, Undetermined):
            names = (tell(message, lang) for message in self.unlisted)
            return attrs.evolve(explanation, unknown=(*explanation.unknown, *names))
        asks = tuple(tell(message, lang) for message in self.asks)
        match self.answer.outcome:
            case Refusing.ASK_FIRST | Refusing.WAIT:
                return attrs.evolve(explanation, to_do=asks, grounds=self._grounds_told(lang, "information"))
            case Refusing.ADVICE_NOT_OWED:
                offered = (say("scope.offered.advice_declined", lang),)
                return attrs.evolve(explanation, to_do=offered, grounds=self._grounds_told(lang, "contract"))
            case Refusing.PROCEED:
                return attrs.evolve(explanation, grounds=self._grounds_told(lang))
            case Refusing.MAY_REFUSE:
                return self._refusing(explanation, asks)
            case _:
                assert_never(self.answer.outcome)

    def _grounds_told(self, lang: Language, *parts: str) -> tuple[str, ...]:
        """Return the grounds of the answer and of those parts: what does not hold is not told as a ground."""
        answers = [self.answer, *(self.judgement.parts[name] for name in parts)]
        clauses = in_order(id_ for answer in answers for id_ in answer.clauses)
        readings = in_order(id_ for answer in answers for id_ in answer.readings)
        return tell_grounds(clauses, readings, lang, self.edition)

    def _refusing(self, explanation: Explanation, asks: tuple[str, ...]) -> Explanation:
        lang = explanation.language
        cures: list[str] = []
        for ground in Ground:
            if ground in self.grounds:
                cures.append(say(f"refusal.cure.{ground.value}", lang))
                cures += asks if ground is Ground.INFORMATION_ABSENT else ()
        lines = [line for part in self._holding for line in part.explain(lang).because]
        return attrs.evolve(
            explanation,
            because=tuple(dict.fromkeys(lines)) or explanation.because,
            to_do=(*cures, self._where_to_complain(lang)),
            grounds=tell_grounds(self.clauses, self.readings, lang, self.edition),
        )

    def _where_to_complain(self, lang: Language) -> str:
        address = self.edition.statements.get("complaints_address")
        if address is None:
            return say("refusal.where_to_complain", lang)
        return say("refusal.where_to_complain_at", lang, address=tell(address, lang))

    @property
    def _holding(self) -> list[Part]:
        parts = self.judgement.parts
        return [parts[name] for name, ground in _PARTS.items() if ground in self.grounds]


@attrs.frozen(kw_only=True, field_transformer=of_declared_kinds)
class RefusalPolicy(Topic):
    """When carrying out a request may be refused (3.9).

    `answer_time` is how long a client has to give account information that was asked for (reading I-7); None: no
    figure is set, so that nobody can say that the time is over. `debt_suspension_agreed`: the contract provides for
    suspension for debt (reading I-8).
    """

    answer_time: timedelta | None = attrs.field(default=None, converter=plain_duration_or_none, validator=term_or_none)
    debt_suspension_agreed: bool = False
    absent_information: RuleTable[..., OfInformation] = ABSENT_INFORMATION
    demanded_service: RuleTable[..., OfContract] = DEMANDED_SERVICE
    interruption: RuleTable[..., GroundOrNot] = INTERRUPTION
    refusal: RuleTable[..., Refusing] = REFUSAL
    refusal_given: RuleTable[..., RefusalGiven] = REFUSAL_GIVEN

    def may_refuse(
        self,
        *,
        needed: bool | Unknown,
        identity: Identity | Unknown | frozenset[Identity],
        asked: Asked | Unknown | frozenset[Asked],
        demand: Demand | Unknown | frozenset[Demand],
        break_in_service: BreakInService | Unknown | None,
        asks: tuple[Message, ...] = (),
        unlisted: tuple[Message, ...] = (),
    ) -> RefusalAnswer:
        """Answer whether a request may be refused; every fact may be `UNKNOWN`.

        `identity`, `asked` and `demand` may be sets: one of several. `break_in_service` is None where the services are
        not interrupted. `asks` is what the client is to give or answer, if anything lacks; where what was given no
        longer matters, nobody is asked. `unlisted` names what the profile does not have.
        """
        judgement = compose(
            self.refusal,
            {
                "information": self.absent_information.decide(needed=needed, identity=identity, asked=asked),
                "contract": self.demanded_service.decide(demand=demand),
                "interruption": self.judge_break(break_in_service),
            },
        )
        settled = still_possible(judgement) <= {Refusing.ADVICE_NOT_OWED, Refusing.PROCEED}
        return RefusalAnswer(judgement=judgement, asks=() if settled else asks, unlisted=unlisted)

    def judge_break(
        self, break_in_service: BreakInService | Unknown | None
    ) -> Decision[GroundOrNot] | Undetermined[GroundOrNot]:
        """Judge the ground of 3.9.3 alone; raises `UsageError` for what does not tell of a break."""
        if not isinstance(break_in_service, BreakInService | Unknown | None):
            raise UsageError(
                f"`{break_in_service!r}` tells nothing of a break in the services; "
                "give what is known of it, none where there is none, or unknown"
            )
        if not isinstance(break_in_service, BreakInService):
            return self.interruption.decide(
                in_break=UNKNOWN if break_in_service is UNKNOWN else False,
                same_service=UNKNOWN,
                reasoned=UNKNOWN,
                agreement=UNKNOWN,
                for_debt=UNKNOWN,
                debt_suspension_agreed=self.debt_suspension_agreed,
            )
        return self.interruption.decide(
            in_break=True,
            same_service=break_in_service.same_service,
            reasoned=break_in_service.reasoned,
            agreement=break_in_service.agreement,
            for_debt=break_in_service.for_debt,
            debt_suspension_agreed=self.debt_suspension_agreed,
        )

    @implements("3.9.1", readings=("I-7",))
    def asked(self, asked_at: datetime | Unknown | None, now: datetime) -> Asked | Unknown | frozenset[Asked]:
        """Reduce the moment at which information was asked for (None: never) to the fact; both moments are aware.

        The time to answer is over from the first instant at which it has passed in full. Without a figure for it, it is
        one of waiting and over. What was asked only after `now` had not been asked then. Raises `MomentError` for a
        moment without a zone.
        """
        require_aware(now)
        if asked_at is None:
            return Asked.NOT_ASKED
        if isinstance(asked_at, Unknown):
            return UNKNOWN
        require_aware(asked_at)
        if asked_at.astimezone(UTC) > now.astimezone(UTC):
            return Asked.NOT_ASKED
        if self.answer_time is None:
            return frozenset((Asked.WAITING, Asked.AND_WAITED))
        over = now.astimezone(UTC) - asked_at.astimezone(UTC) >= self.answer_time
        return Asked.AND_WAITED if over else Asked.WAITING

    def judge_given(
        self, judgement: RefusalAnswer, *, other_reason: bool | Unknown
    ) -> Decision[RefusalGiven] | Undetermined[RefusalGiven]:
        """Judge a refusal that was given, by the answer at that time and whether another reason was recorded."""
        holds: bool | Unknown = UNKNOWN
        if judgement.grounds:
            holds = True
        elif not judgement.open_grounds:
            holds = False
        return self.refusal_given.decide(main_ground_holds=holds, other_reason=other_reason)
