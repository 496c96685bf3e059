"""Asking and refusing (3.6, 3.9, 4.3.2; I-3, I-6, I-7, I-8): questions, refusals with their grounds."""

from collections.abc import Iterable

import attrs

from netpoint_stp.casebook.journal import Json
from netpoint_stp.casebook.projection import RequestRecord
from netpoint_stp.casebook.steps import EventKind, State
from netpoint_stp.desk.decisions.decided import DeskDecision
from netpoint_stp.desk.ground import on_ground
from netpoint_stp.desk.known import action_of, break_of, contract_of, last_asked, match_of
from netpoint_stp.desk.messages import contact_of, language_of
from netpoint_stp.desk.outcomes import Outcome
from netpoint_stp.desk.room import Room, Told, Unit, staff
from netpoint_stp.desk.turn import in_turn
from netpoint_stp.desk.use_cases.handling import must_reach, tell
from netpoint_stp.errors import ForbiddenStepError, UsageError
from netpoint_stp.policy.identification.policy import Asking
from netpoint_stp.policy.refusal.policy import Demand, Ground, RefusalAnswer, Refusing
from netpoint_stp.policy.scope import DemandFor, DemandMatter
from netpoint_stp.regulation import Regulation
from netpoint_stp.regulation.judging import judge_refusal
from netpoint_stp.regulation.observations.accounts import AskingObservations
from netpoint_stp.regulation.observations.requests import (
    RefusalGivenObservations,
    RefusalObservations,
    ScopeObservations,
)
from netpoint_stp.rules import UNKNOWN
from netpoint_stp.subjects.account import AccountDetail
from netpoint_stp.wording import say

K = EventKind


@attrs.frozen(kw_only=True)
class Wanted:
    """What a request demands, as a person judges it; None: not known.

    `demand` says outright how it stands to the contract; without it, that follows from `matter`, `concerns_working`,
    `wanted` and the service (2.2, 2.3, 3.7).
    """

    action: str | None = None
    service: str | None = None
    demand: Demand | None = None
    matter: DemandMatter | None = None
    concerns_working: bool | None = None
    wanted: DemandFor | None = None


NOTHING_MORE = Wanted()


class AskingAndRefusing(Room):
    """The use cases of asking and refusing."""

    def ask(
        self,
        request_id: str,
        details: Iterable[AccountDetail] = (),
        *,
        by: str,
        action: str | None = None,
        text: str = "",
        reason: str | None = None,
        said: bool = False,
        token: int | None = None,
        key: str | None = None,
    ) -> Outcome:
        """Ask the client for account information that an action needs (3.6, 4.3.2), or anything else in `text`.

        Each detail is judged: what the action does not need is refused (`ForbiddenStepError`) unless a `reason` is
        given, which is recorded; so is a detail that is known already. An action that the profile does not list leaves
        it undetermined, and the question is asked. The request waits for the client. Refused too where nobody can be
        written to, unless whoever asks has `said` it to the client: what was asked of nobody was not asked (3.9.1).
        """
        wanted = [detail for detail in AccountDetail if detail in set(details)]
        if not wanted and not text.strip():
            raise UsageError("nothing to ask for; name a detail or write a question")
        with self.unit("ask", key) as unit:
            if (done := unit.before(request_id)) is not None:
                return done
            record = unit.request(request_id)
            regulation = self.edition_of(record)
            act = action_of(record, action)
            if record.state is State.WAITING and not wanted:  # asking for account information takes no turn (I-5)
                in_turn(unit, record)
            on_ground(unit, record, asks=bool(wanted))
            self._judge_questions(unit, record, regulation, wanted, act, reason)
            codes: list[Json] = [detail.value for detail in wanted]
            data: dict[str, Json] = {"details": codes, "action": act, "whose": "client", "why": reason}
            to = State.HELD if record.state in (State.TAKEN, State.WAITING) else None
            cites = ("3.6", "4.3.2") if wanted else ("4.3.1",)
            lang = language_of(contact_of(unit, record.request.interactions, regulation), self.language)
            named = say("identification.and", lang).join(
                say(f"identification.detail.{detail.value}", lang) for detail in wanted
            )
            give = say("identification.give", lang, details=named) if wanted else ""
            question = "\n".join(part for part in (give, text.strip()) if part)
            told = tell(unit, "question", record, regulation, key=f"{record.number}", question=question)
            must_reach(unit, told, request_id, said=said, clauses=cites)
            data |= {"said": True} if said or told is Told.TO_SAY else {}
            unit.step(request_id, K.ASKED, regulation, by=staff(by), to=to, data=data, token=token, cites=cites)
            return unit.done(request_id)

    def may_refuse(self, request_id: str, wanted: Wanted = NOTHING_MORE) -> RefusalAnswer:
        """Say whether a request may be refused now, on which grounds, or what has to be done first (3.9).

        Nothing is written.
        """
        with self.unit("may_refuse", None) as unit:
            record = unit.request(request_id)
            return judge_refusal(self._observations(unit, record, wanted), self.edition_of(record))

    def refuse(
        self,
        request_id: str,
        *,
        by: str,
        wanted: Wanted = NOTHING_MORE,
        reason: str | None = None,
        token: int | None = None,
        key: str | None = None,
    ) -> Outcome:
        """Refuse a request on the main grounds that hold (3.9.1–3.9.3), and tell them, the cure, and where to complain.

        Advice that is not owed is declined (`decline_advice`), not refused (3.7, I-9): `ForbiddenStepError`. Where none
        holds it is refused only for another `reason`, and marked as outside the main grounds (I-6); without
        one, `ForbiddenStepError` says what has to be done first.
        """
        with self.unit("refuse", key) as unit:
            if (done := unit.before(request_id)) is not None:
                return done
            record = unit.request(request_id)
            regulation = self.edition_of(record)
            in_turn(unit, record)
            on_ground(unit, record)
            observations = self._observations(unit, record, wanted)
            judged = unit.judge(observations, regulation)
            answer = judge_refusal(observations, regulation)
            if judged.outcome is Refusing.ADVICE_NOT_OWED:
                raise ForbiddenStepError(
                    f"request `{request_id}` asks for advice that is not owed: decline that, saying what is offered; "
                    "it is no refusal",
                    judged.clauses,
                )
            holds = judged.outcome is Refusing.MAY_REFUSE
            if not holds and not (reason or "").strip():
                raise ForbiddenStepError(_not_yet(request_id, judged), judged.clauses)
            other = bool((reason or "").strip())
            unit.judge(RefusalGivenObservations(refusal=observations, other_reason=other), regulation)
            grounds: list[Json] = [ground.value for ground in Ground if ground in answer.grounds]
            data: dict[str, Json] = {"grounds": grounds, "outside_main_grounds": not grounds, "why": reason}
            self._tell_refusal(unit, record, regulation, answer, reason)
            unit.step(request_id, K.REFUSED, regulation, by=staff(by), data=data, token=token)
            return unit.done(request_id)

    def _judge_questions(
        self,
        unit: Unit,
        record: RequestRecord,
        regulation: Regulation,
        details: list[AccountDetail],
        action: str | None,
        reason: str | None,
    ) -> None:
        match = match_of(unit, record)
        for detail in details:
            observations = AskingObservations(action=action, detail=detail, listed=True, match=match)
            judged = unit.judge(observations, regulation)
            if judged.outcome not in (Asking.MAY_ASK, None) and not (reason or "").strip():
                name = say(f"value.account_detail.{detail.value}", "en")
                raise ForbiddenStepError(
                    f"the client of request `{record.id}` may not be asked for the {name}: "
                    f"{judged.explain('en').outcome.rstrip('.').lower()}; give a reason to ask all the same",
                    judged.clauses,
                )

    def _observations(self, unit: Unit, record: RequestRecord, wanted: Wanted) -> RefusalObservations:
        match = match_of(unit, record)
        action = action_of(record, wanted.action)
        asked_at = last_asked(unit.room.edition_of(record), record, action, match)
        contract = contract_of(unit, record)
        service = wanted.service or record.request.service
        named = attrs.evolve(record, request=attrs.evolve(record.request, service=service))
        return RefusalObservations(
            action=action,
            match=match,
            contract_matters=UNKNOWN,
            asked_at=asked_at,
            now=unit.now,
            demand=wanted.demand,
            scope=ScopeObservations(
                service=service,
                services=None if contract is None else tuple(sorted(contract.services)),
                matter=UNKNOWN if wanted.matter is None else wanted.matter,
                concerns_working=UNKNOWN if wanted.concerns_working is None else wanted.concerns_working,
                wanted=UNKNOWN if wanted.wanted is None else wanted.wanted,
            ),
            break_=break_of(unit, named, unit.now),
        )

    def _tell_refusal(
        self, unit: Unit, record: RequestRecord, regulation: Regulation, answer: RefusalAnswer, reason: str | None
    ) -> None:
        lang = language_of(contact_of(unit, record.request.interactions, regulation), self.language)
        key = f"{record.number}"
        if not answer.grounds:
            tell(unit, "refusal_other", record, regulation, key=key, because=reason or "")
            return
        because = [*answer.explain(lang).because, *([reason] if reason else [])]
        cures = [say(f"refusal.cure.{ground.value}", lang) for ground in Ground if ground in answer.grounds]
        tell(unit, "refusal", record, regulation, key=key, because=_bullets(because), cure=_bullets(cures))


def _bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _not_yet(request_id: str, judged: DeskDecision) -> str:
    told = judged.explain("en")
    first = "; ".join((told.outcome.rstrip("."), *(f"unknown is {each}" for each in told.unknown)))
    return f"request `{request_id}` is not refused: {first[:1].lower()}{first[1:]}; another reason has to be given"
