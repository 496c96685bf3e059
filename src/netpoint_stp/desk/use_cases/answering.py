"""Answering (3.7, 3.8, 3.16, 3.18; I-9): answers and links, advice declined, settling, reopening, closing."""

from collections.abc import Iterable
from uuid import uuid4

from netpoint_stp.casebook.events import moment_text
from netpoint_stp.casebook.journal import Json
from netpoint_stp.casebook.projection import RequestRecord
from netpoint_stp.casebook.steps import EventKind, State
from netpoint_stp.desk.ground import on_ground, state_without_asking
from netpoint_stp.desk.known import contract_of
from netpoint_stp.desk.messages import contact_of, language_of, told_moment
from netpoint_stp.desk.outcomes import Outcome
from netpoint_stp.desk.room import Room, Unit, staff
from netpoint_stp.desk.turn import in_turn, let_ahead
from netpoint_stp.desk.use_cases.handling import tell
from netpoint_stp.errors import ForbiddenStepError, UsageError
from netpoint_stp.policy.answers.policy import AnswerForm, QuestionKind
from netpoint_stp.policy.scope import DemandFor, DemandMatter, Scope
from netpoint_stp.regulation.observations.requests import AnswerByLinkObservations, ScopeObservations
from netpoint_stp.rules import UNKNOWN

K = EventKind


class Answering(Room):
    """The use cases that give the client an answer."""

    def answer(
        self,
        request_id: str,
        text: str = "",
        *,
        by: str,
        links: Iterable[str] = (),
        question: QuestionKind | None = None,
        token: int | None = None,
        key: str | None = None,
    ) -> Outcome:
        """Answer a request in words, or with links alone where 3.8 lets a link stand for an answer.

        Refused (`ForbiddenStepError`) where it takes words: the question is no standard one, or a link leads to none of
        the pages that 3.8 names. The request stays as it is; `resolve` settles it. Links are sent as they are written.
        """
        with self.unit("answer", key) as unit:
            if (done := unit.before(request_id)) is not None:
                return done
            self._answer(unit, request_id, text, links=[*links], question=question, by=by, token=token)
            return unit.done(request_id)

    def answer_all(
        self,
        request_ids: Iterable[str],
        text: str,
        *,
        by: str,
        incident_id: str | None = None,
        settles: bool = False,
        out_of_turn: str | None = None,
        key: str | None = None,
    ) -> tuple[Outcome, ...]:
        """Give many requests one answer in one act (I-20), such as to an outage, to which they are linked.

        Those that wait are taken together for it and, unless it `settles` them, go back to their places. All of it is
        one transaction. A repeat under the key does each request once. Refused (`ForbiddenStepError`) while a request
        that came before the first of them is free (3.13), unless it is said why they go `out_of_turn`.
        """
        act = key or uuid4().hex
        found = []
        ids = [*dict.fromkeys(each.strip().upper() for each in request_ids)]
        with self.transaction() as tx:
            _first_in_turn(Unit(self, tx, "answer_all", act), ids, out_of_turn, by=by)
            for request_id in ids:
                unit = Unit(self, tx, "answer_all", act)
                if (done := unit.before(request_id)) is not None:
                    found.append(done)
                    continue
                record = unit.request(request_id)
                token = None
                if record.state is State.WAITING:
                    token = tx.take(request_id, staff(by).id, self.lease, bulk=f"act-{act[:12]}").token
                self._answer(unit, request_id, text, links=[], question=None, by=by, token=token)
                regulation = self.edition_of(record)
                if incident_id is not None:
                    linked: list[Json] = [unit.incident(incident_id).id]
                    unit.step(request_id, K.LINKED, regulation, by=staff(by), data={"links": linked})
                if token is not None and settles:
                    unit.step(request_id, K.RESOLVED, regulation, by=staff(by), token=token, cites=("2.2",))
                elif token is not None:
                    unit.events.append(tx.release(request_id, token))
                found.append(unit.done(request_id))
        return tuple(found)

    def decline_advice(
        self,
        request_id: str,
        *,
        by: str,
        matter: DemandMatter,
        concerns_working: bool | None,
        service: str | None = None,
        wanted: DemandFor = DemandFor.ADVICE,
        text: str = "",
        token: int | None = None,
        key: str | None = None,
    ) -> Outcome:
        """Decline advice on a matter of 3.7, saying what is offered instead; that is no refusal (I-9).

        Refused (`ForbiddenStepError`) where support covers the matter, or that is not known: `concerns_working` None.
        """
        with self.unit("decline_advice", key) as unit:
            if (done := unit.before(request_id)) is not None:
                return done
            record = unit.request(request_id)
            regulation = self.edition_of(record)
            contract = contract_of(unit, record)
            observations = ScopeObservations(
                service=service or record.request.service,
                services=None if contract is None else tuple(sorted(contract.services)),
                matter=matter,
                concerns_working=UNKNOWN if concerns_working is None else concerns_working,
                wanted=wanted,
            )
            judged = unit.judge(observations, regulation)
            if judged.outcome is not Scope.ADVICE_DECLINED:
                raise ForbiddenStepError(
                    f"advice on request `{request_id}` may not be declined: {judged.explain('en').outcome}",
                    judged.clauses,
                )
            lang = language_of(contact_of(unit, record.request.interactions, regulation), self.language)
            offer = regulation.scope.offers(Scope.ADVICE_DECLINED).explain(lang).outcome
            tell(unit, "advice_declined", record, regulation, key=f"{record.number}", offer=offer, text=text)
            in_turn(unit, record)
            on_ground(unit, record)
            unit.step(request_id, K.ADVICE_DECLINED, regulation, by=staff(by), token=token)
            return unit.done(request_id)

    def resolve(
        self, request_id: str, text: str, *, by: str, token: int | None = None, key: str | None = None
    ) -> Outcome:
        """Settle a request and tell the client what was done: its holder does so, or anybody while it is on hold."""
        if not text.strip():
            raise UsageError("the answer is empty; tell the client what was done")
        with self.unit("resolve", key) as unit:
            if (done := unit.before(request_id)) is not None:
                return done
            record = unit.request(request_id)
            regulation = self.edition_of(record)
            tell(unit, "resolution", record, regulation, key=f"{record.number}", text=text)
            unit.step(request_id, K.RESOLVED, regulation, by=staff(by), token=token, cites=("2.2", "2.3"))
            return unit.done(request_id)

    def reopen(self, case_id: str, reason: str, *, by: str, key: str | None = None) -> Outcome:
        """Take up again what was done with; a request so gets a new place, of now (I-23), and its client is told.

        It is free to be taken unless it lacks something still (3.1.4), or is no request as far as is known (3.1).
        """
        if not reason.strip():
            raise UsageError("the reason is empty; say why it is taken up again")
        with self.unit("reopen", key) as unit:
            if (done := unit.before(case_id)) is not None:
                return done
            case = unit.case(case_id)
            regulation = self.edition_of(case)
            data: dict[str, Json] = {"why": reason}
            if not case_id.upper().startswith("R"):
                unit.step(case_id, K.REOPENED, regulation, by=staff(by), data=data)
                return unit.done(case_id)
            record = unit.request(case_id)
            data |= {"received_at": moment_text(unit.now), "arrival_number": record.request.arrival_number}
            cites = ("3.13", "I-23")
            to = state_without_asking(unit, record)
            lang = language_of(contact_of(unit, record.request.interactions, regulation), self.language)
            date = told_moment(unit.now, regulation, lang)
            tell(unit, "reopened", record, regulation, key=f"{record.number}", date=date)
            unit.step(case_id, K.REOPENED, regulation, by=staff(by), to=to, data=data, cites=cites)
            return unit.done(case_id)

    def close(self, case_id: str, reason: str, *, by: str, key: str | None = None) -> Outcome:
        """Be done with a case: settled or refused and nobody objects, or the client never answered; nobody is told."""
        if not reason.strip():
            raise UsageError("the reason is empty; say why nothing more is to be done")
        with self.unit("close", key) as unit:
            if (done := unit.before(case_id)) is not None:
                return done
            regulation = self.edition_of(unit.case(case_id))
            unit.step(case_id, K.CLOSED, regulation, by=staff(by), data={"why": reason}, cites=("3.16",))
            return unit.done(case_id)

    def _answer(
        self,
        unit: Unit,
        request_id: str,
        text: str,
        *,
        links: list[str],
        question: QuestionKind | None,
        by: str,
        token: int | None,
    ) -> None:
        if not text.strip() and not links:
            raise UsageError("the answer is empty; give words or a link")
        record = unit.request(request_id)
        in_turn(unit, record)
        on_ground(unit, record)
        regulation = self.edition_of(record)
        for link in links:
            observations = AnswerByLinkObservations(
                question=UNKNOWN if question is None else question,
                host=regulation.answers.read(link).host,
                words=bool(text.strip()),
            )
            judged = unit.judge(observations, regulation)
            if judged.outcome is AnswerForm.WORDS_NEEDED:
                raise ForbiddenStepError(
                    f"a link alone does not answer request `{request_id}`: {judged.explain('en').outcome}",
                    judged.clauses,
                )
        told = "\n".join(part for part in (text.strip(), *links) if part)
        tell(unit, "answer", record, regulation, key=f"{record.number}", text=told, taker=self.name_of(by))
        unit.step(request_id, K.ANSWERED, regulation, by=staff(by), token=token, cites=("2.2",))


def _first_in_turn(unit: Unit, ids: list[str], out_of_turn: str | None, *, by: str) -> None:
    """See to it that the first of each queue is next in its line: together they are one act, in its place (I-20)."""
    first: dict[str | None, RequestRecord] = {}
    for record in (unit.request(each) for each in ids):
        if record.state is State.WAITING and (
            record.queue not in first or record.placed_at < first[record.queue].placed_at
        ):
            first[record.queue] = record
    for record in first.values():
        let_ahead(unit, record, out_of_turn, by=by, together=ids)
