"""Receiving (3.1–3.5, 3.10, 3.13, 3.20): recorded first, then judged; what only a person can tell waits for triage."""

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property

import attrs

from netpoint_stp.casebook.events import moment_text
from netpoint_stp.casebook.journal import SYSTEM, Actor, ActorKind, Json
from netpoint_stp.casebook.records import RecordResult, Repeat
from netpoint_stp.casebook.steps import EventKind, State
from netpoint_stp.channels.evidence import AutomaticReason, Call, Taken
from netpoint_stp.channels.interaction import Interaction, Quarantined, Role
from netpoint_stp.channels.unofficial import courteous_answer
from netpoint_stp.desk.decisions.decided import DeskDecision
from netpoint_stp.desk.decisions.observing import ObservedInteraction, counts_from, read
from netpoint_stp.desk.known import level_of
from netpoint_stp.desk.messages import (
    can_be_sent,
    day_key,
    language_of,
    message,
    official_ways,
    text_of,
    told_asks,
    told_moment,
)
from netpoint_stp.desk.outcomes import Became, Outcome, Why
from netpoint_stp.desk.room import CLIENT, Room, Told, Unit, staff
from netpoint_stp.desk.use_cases.following import follow
from netpoint_stp.desk.use_cases.joining import Earlier, earlier_complaint, earlier_request, subscriber_of
from netpoint_stp.desk.use_cases.lodging import may_be_complaint, open_complaint
from netpoint_stp.errors import BackendError, MomentError
from netpoint_stp.policy.intake.policy import Ask, Intake, IntakeAnswer
from netpoint_stp.policy.queue.tables import MessageContent, Serving
from netpoint_stp.regulation import Regulation
from netpoint_stp.regulation.assessment import judge_intake
from netpoint_stp.regulation.observations.arrivals import NOTHING_SAID, Said
from netpoint_stp.rules import Unknown, still_possible
from netpoint_stp.subjects.requests import Request
from netpoint_stp.wording import Language

K = EventKind


@attrs.frozen(kw_only=True)
class Hints:
    """What whoever hands an interaction over knows of it; None: nothing is said.

    `marked_as` calls it a request or a complaint (I-12), `content` says what a further message says (I-22), `said`
    corrects what was read, `action` and `service` are what is wanted (names of the profile), `by` is the one of the
    staff who says all this.
    """

    marked_as: Role | None = None
    content: MessageContent | None = None
    said: Said = NOTHING_SAID
    action: str | None = None
    service: str | None = None
    by: str | None = None

    @property
    def actor(self) -> Actor:
        """Return who hands it over."""
        return SYSTEM if self.by is None else staff(self.by)


NO_HINTS = Hints()


class Receiving(Room):
    """The use case with which everything begins."""

    def receive(self, arrived: Interaction | Quarantined, raw: bytes | None = None, hints: Hints = NO_HINTS) -> Outcome:
        """Record what arrived, exactly once however often it is delivered, then judge what it is and act on that.

        It becomes a request (official, incomplete, or before a person where only one can tell), a complaint, a further
        message of a case that is there, or stays personal communication, automatic mail, a call that nobody took.
        Whoever can be answered is; automatic mail never is. A repeat tells the case of the first, and writes nothing.
        """
        with self.unit("receive", None) as unit:
            return _receive(unit, arrived, raw, hints)

    def receive_many(
        self, arrived: Iterable[tuple[Interaction | Quarantined, bytes | None]], hints: Hints = NO_HINTS
    ) -> tuple[Outcome, ...]:
        """Receive several in one transaction, in their order: all of them are kept, or none where something fails."""
        found = []
        with self.transaction() as tx:
            for each, raw in arrived:
                found.append(_receive(Unit(self, tx, "receive", None), each, raw, hints))
        return tuple(found)


def _receive(unit: Unit, arrived: Interaction | Quarantined, raw: bytes | None, hints: Hints) -> Outcome:
    if isinstance(arrived, Quarantined):
        put = unit.tx.quarantine(arrived)
        became = Became.REPEAT if put.repeat is Repeat.REPEAT else Became.QUARANTINED
        return unit.done(None, became=became, interaction_id=put.id, waits_for=[Why.QUARANTINED])
    recorded = unit.tx.record(arrived, raw)
    unit.named(recorded.id)
    if recorded.repeat is Repeat.REPEAT:
        cases = unit.tx.cases_of(interaction=recorded.id)
        first = unit.case(cases[0]) if cases else None
        return Outcome(case=first, became=Became.REPEAT, interaction_id=recorded.id, repeat=True)
    regulation, doubts = _edition(unit, arrived)
    reading = read(
        arrived,
        regulation,
        unit.now,
        directory=unit.room.directory,
        key=unit.room.passport_key,
        classifier=unit.room.classifier,
        marked_as=hints.marked_as,
        said=hints.said,
        settings=unit.room.settings[regulation.edition.name],
    )
    # details are read from what arrived; whatever is quoted from here on is what is kept, without passport data
    reading = attrs.evolve(reading, interaction=_kept(unit, recorded))
    return _Arrival(unit=unit, recorded=recorded, reading=reading, regulation=regulation, hints=hints).judge(doubts)


def _kept(unit: Unit, recorded: RecordResult) -> Interaction:
    stored = recorded.interaction
    if stored is None:
        raise BackendError("the store does not say what it kept of an interaction; see `Transaction.record`")
    return stored


def _edition(unit: Unit, arrived: Interaction) -> tuple[Regulation, tuple[Why, ...]]:
    """Return the edition in force on receipt; where none was, the one in force now, and a person has to look."""
    try:
        return unit.room.edition_for(counts_from(arrived, unit.now)), ()
    except MomentError:
        return unit.room.history.editions[-1], (Why.NO_EDITION,)


@attrs.frozen(kw_only=True)
class _Arrival:
    """Something that was recorded and is now judged."""

    unit: Unit
    recorded: RecordResult
    reading: ObservedInteraction
    regulation: Regulation
    hints: Hints

    def judge(self, doubts: tuple[Why, ...]) -> Outcome:
        unit, came = self.unit, self.reading.interaction
        intake = unit.judge(self.reading.observations, self.regulation)
        if intake.possible == {Intake.AUTOMATIC}:
            return self._automatic()
        if (complaint := earlier_complaint(unit, came)) is not None:
            unit.step(complaint.id, K.JOINED, self.regulation, by=CLIENT, data={"interactions": [self.recorded.id]})
            return self._done(complaint.id, Became.JOINED, [Why.FURTHER])
        if not doubts and (intake.possible == {Intake.COMPLAINT} or self.hints.marked_as is Role.COMPLAINTS):
            lodged = open_complaint(unit, self.regulation, self.reading, self.recorded.id, by=self.hints.actor)
            if lodged is not None:
                return self._done(lodged, Became.COMPLAINT)
        earlier = earlier_request(unit, self.reading, self.recorded.id, content=self.hints.content)
        if earlier is not None:
            followed = follow(unit, self.regulation, earlier, self.reading, self.recorded)
            if followed is not None:
                case_id, became, waits_for = followed
                self._taken_up(case_id)
                return self._done(case_id, became, waits_for)
        return self._new(intake, earlier, doubts)

    def _done(self, case_id: str | None, became: Became, waits_for: Iterable[Why] = ()) -> Outcome:
        return self.unit.done(case_id, became=became, interaction_id=self.recorded.id, waits_for=waits_for)

    def _automatic(self) -> Outcome:
        """Keep automatic mail with the case that it answers; a report that our mail did not arrive goes to a person."""
        came = self.reading.interaction
        cases = self.unit.tx.cases_of(thread=came.references) if came.references else ()
        if not cases:
            return self._done(None, Became.AUTOMATIC)
        reasons: list[Json] = [*sorted({sign.reason.value for sign in came.automatic})]
        data: dict[str, Json] = {"interactions": [self.recorded.id], "automatic": reasons}
        if cases[0].startswith("R") and AutomaticReason.DELIVERY_REPORT.value in reasons:
            data["triage_wanted"] = True
        self.unit.step(cases[0], K.JOINED, self.regulation, by=CLIENT, data=data)
        return self._done(cases[0], Became.AUTOMATIC)

    def _new(self, intake: DeskDecision, earlier: Earlier | None, doubts: tuple[Why, ...]) -> Outcome:
        possible = intake.possible
        why = [*doubts]
        if may_be_complaint(self.reading):
            why.append(Why.MAY_BE_COMPLAINT)
        if not why and possible == {Intake.NOT_TAKEN}:
            return self._done(None, Became.NOT_TAKEN)
        if not why and possible == {Intake.UNOFFICIAL}:
            self._courtesy()
            return self._done(None, Became.UNOFFICIAL)
        if len(possible) > 1:
            why.append(Why.UNDETERMINED)
        if possible == {Intake.INCOMPLETE} and not can_be_sent(self.reading.interaction, self.regulation):
            why.append(Why.NOBODY_TO_ASK)
        settled = earlier is None or self.unit.grounds[-1].outcome is not None
        if not settled:
            why.append(Why.MAY_BELONG)
        queue, serving = self._queue()
        live = serving == {Serving.SERVED_AS_IT_RINGS}
        if self.reading.comparison.unavailable and not live:
            why.append(Why.NOT_IDENTIFIED)
        if not serving <= {Serving.SERVED_AS_IT_RINGS, Serving.WAITS_IN_QUEUE}:
            why.append(Why.NO_QUEUE)
        state = State.TRIAGE if why else State.INCOMPLETE if possible == {Intake.INCOMPLETE} else State.WAITING
        case_id = self._open(state, None if isinstance(queue, Unknown) else queue, why)
        if earlier is not None:
            links = [earlier.record.id, *earlier.others]
            self.unit.step(case_id, K.LINKED, self.regulation, data={"links": links}, cites=("I-23",))
        if state is State.INCOMPLETE or Why.NOBODY_TO_ASK in why:
            self.ask(case_id)
        else:
            self._receipt(case_id)
        lease = None
        call = self.reading.interaction.call
        if state is State.WAITING and live and call is not None and call.taken_by:
            lease = self.unit.tx.take(case_id, call.taken_by, self.unit.room.lease, at=self._taken_at(call))
        else:
            self._taken_up(case_id)
        became = {State.TRIAGE: Became.TRIAGE, State.INCOMPLETE: Became.INCOMPLETE}.get(state, Became.OFFICIAL)
        return self.unit.done(case_id, became=became, interaction_id=self.recorded.id, waits_for=why, lease=lease)

    def _taken_up(self, case_id: str) -> None:
        """Write down that a person answered a call, whatever became of it: an act on its request (I-17, I-24).

        It takes the request neither from its line nor from whoever has it.
        """
        call = self.reading.interaction.call
        if call is not None and call.taken is Taken.BY_PERSON:
            by = Actor(ActorKind.STAFF, call.taken_by or "")
            data: dict[str, Json] = {"reacted_at": moment_text(self._taken_at(call))}
            self.unit.step(case_id, K.NOTED, self.regulation, by=by, data=data, cites=("3.19", "I-17", "I-24"))

    def _taken_at(self, call: Call) -> datetime:
        """Return when a person took a call: as the exchange has it, else when it came in; never before that, nor later.

        So a call whose record is fetched late was taken in time, if it was (3.19).
        """
        came = self.reading.counts_from
        at = call.taken_at
        return at if at is not None and at.utcoffset() is not None and came <= at <= self.unit.now else came

    def _queue(self) -> tuple[str | Unknown | None, frozenset[Serving]]:
        """Return the queue that takes it, and how the desk may come to it: a live call is served as it rings (I-20)."""
        policy = self.regulation.queue
        channel = self.reading.interaction.channel
        probe = Request(
            id="R",
            received_at=self.reading.counts_from,
            channel=channel,
            support_level=level_of(self.unit, self.reading.comparison),
        )
        return policy.queue_of(probe), still_possible(policy.served(probe))

    def _open(self, state: State, queue: str | None, why: list[Why]) -> str:
        comparison = self.reading.comparison
        data: dict[str, Json] = {
            "channel": self.reading.interaction.channel,
            "received_at": moment_text(self.reading.counts_from),
            "arrival_number": self.recorded.arrival_number,
            "queue": queue,
            "interactions": [self.recorded.id],
            "subscriber_id": subscriber_of(self.reading),
            "contract_id": comparison.contract_id,
            "action": self.hints.action,
            "service": self.hints.service,
            "task": self._text[:500],
            "support_level": level_of(self.unit, comparison),
            "match": comparison.plain_match,
            "waits_for": [each.value for each in why],
            **self.reading.told,
        }
        key = f"interaction {self.recorded.id}"
        cites = self.regulation.channel(self.reading.interaction.channel).clauses
        return self.unit.open(K.OPENED, self.regulation, by=self.hints.actor, to=state, data=data, key=key, cites=cites)

    @cached_property
    def _text(self) -> str:
        """What was written, passports blanked: looked through once, however often it is told."""
        return text_of(self.reading.interaction)

    def _language(self) -> Language:
        return language_of(self.reading.interaction, self.unit.room.language)

    def _values(self, case_id: str) -> dict[str, object]:
        lang = self._language()
        return {
            "number": case_id,
            "date": told_moment(self.reading.counts_from, self.regulation, lang),
            "text": self._text,
        }

    def _receipt(self, case_id: str) -> None:
        sent = message(
            self.unit,
            "receipt",
            self.regulation,
            to=self.reading.interaction,
            case_id=case_id,
            key=self.recorded.id,
            **self._values(case_id),
        )
        self.unit.post(sent)

    def ask(self, case_id: str) -> None:
        """Ask for what lacks; that it was asked for is written down only where the question goes to an address."""
        answer = self._answer()
        wanted = sorted({detail.value for way in answer.details_wanted for detail in way})
        details: list[Json] = [*wanted] if Ask.DETAILS in answer.asks else []
        asks: list[Json] = [ask.value for ask in answer.asks]
        lang = self._language()
        sent = message(
            self.unit,
            "incomplete",
            self.regulation,
            to=self.reading.interaction,
            case_id=case_id,
            key=self.recorded.id,
            asks=told_asks(answer, lang),
            **self._values(case_id),
        )
        if self.unit.post(sent) is Told.POSTED:
            self.unit.step(case_id, K.ASKED, self.regulation, data={"details": details, "asks": asks})

    def _answer(self) -> IntakeAnswer:
        return judge_intake(self.reading.observations, self.regulation)

    def _courtesy(self) -> None:
        """Tell the official ways to whoever wrote by another one (3.4); once a day to one sender."""
        lang = self._language()
        sent = message(
            self.unit,
            "not_official",
            self.regulation,
            to=self.reading.interaction,
            case_id=None,
            key=day_key(self.unit.room, self.reading.interaction, self.unit.now, self.regulation),
            answer=courteous_answer(lang, official_ways(self.regulation)),
        )
        self.unit.post(sent)


def ask_for_the_rest(
    unit: Unit, regulation: Regulation, reading: ObservedInteraction, interaction_id: str, case_id: str
) -> None:
    """Ask for what a request lacks that was judged only after it had been received."""
    recorded = RecordResult(id=interaction_id, arrival_number=0, recorded_at=unit.now)
    _Arrival(unit=unit, recorded=recorded, reading=reading, regulation=regulation, hints=NO_HINTS).ask(case_id)
