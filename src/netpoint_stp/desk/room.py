"""The room in which the use cases work: the editions, the store, the directory; and a unit of work in it."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from enum import Enum
from functools import cached_property
from typing import Any, assert_never
from uuid import uuid4

import attrs

from netpoint_stp.casebook.journal import SYSTEM, Actor, ActorKind, Event, Json, NewEvent
from netpoint_stp.casebook.messages import Outgoing
from netpoint_stp.casebook.projection import Case, ComplaintRecord, IncidentRecord, RequestRecord
from netpoint_stp.casebook.records import Lease, StoredInteraction, kind_of, scope_of
from netpoint_stp.casebook.steps import CaseKind, EventKind, State
from netpoint_stp.channels.details import DetailPatterns
from netpoint_stp.channels.task import TaskClassifier
from netpoint_stp.desk.decisions.decided import DeskDecision, judged, revision_of
from netpoint_stp.desk.decisions.observing import read_with, same_words
from netpoint_stp.desk.guarded import guarded
from netpoint_stp.desk.outcomes import Became, Outcome, Why
from netpoint_stp.errors import ForbiddenStepError, MomentError, NotFoundError, UsageError
from netpoint_stp.ports.directories import SubscriberDirectory
from netpoint_stp.ports.stores import RequestStore, Transaction
from netpoint_stp.regulation import Regulation, RegulationHistory
from netpoint_stp.regulation.observations.form import Observations
from netpoint_stp.rules import in_order
from netpoint_stp.subjects.documents import DigestKey
from netpoint_stp.subjects.interruptions import Outage
from netpoint_stp.wording import Language
from netpoint_stp.wording.templates import Templates

CLIENT = Actor(ActorKind.CLIENT)


class Told(Enum):
    """What becomes of a message to somebody outside."""

    POSTED = "posted"
    """The outbox sends it to an address."""
    TO_SAY = "to_say"
    """No gateway carries it: a person has to say it."""
    NOBODY = "nobody"
    """Nobody is known who could be written to."""

    __hash__ = object.__hash__


def staff(by: str) -> Actor:
    """Return one of the staff by their id; refuse (`UsageError`) a blank one."""
    if not by.strip():
        raise UsageError("it is not said who does this; give the id of one of the staff")
    return Actor(ActorKind.STAFF, by)


def _history(regulation: Regulation | RegulationHistory) -> RegulationHistory:
    return regulation if isinstance(regulation, RegulationHistory) else RegulationHistory((regulation,))


def _texts(values: Mapping[str, str]) -> dict[str, str]:
    return dict(values)


@attrs.define(frozen=True, slots=False, eq=False)
class Room:
    """What the use cases need; every one of them is one transaction of the store.

    `directory` may be missing: then details count as stated, and nobody is identified. Where it cannot be asked, what
    comes in waits to be identified; whatever it raises is an error of this library. `templates` are those of the
    edition unless others are given. `staff_names` are the names under which clients know the staff (3.11 asks for
    them), by id. `passport_key` is that under which billing digests passports. `lease` is how long somebody who took a
    request has it, `language` that of messages to clients whose language their text does not tell, `labels` whatever
    tells installations apart in the decision log.
    """

    history: RegulationHistory = attrs.field(converter=_history)
    store: RequestStore
    directory: SubscriberDirectory | None = attrs.field(default=None, converter=guarded, kw_only=True)
    templates: Templates | None = attrs.field(default=None, kw_only=True)
    staff_names: Mapping[str, str] = attrs.field(factory=dict, converter=_texts, kw_only=True, repr=False)
    passport_key: DigestKey | None = attrs.field(default=None, kw_only=True)
    classifier: TaskClassifier | None = attrs.field(default=None, kw_only=True)
    lease: timedelta = attrs.field(default=timedelta(minutes=30), kw_only=True)
    language: Language = attrs.field(default="uk", kw_only=True)
    labels: Mapping[str, str] = attrs.field(factory=dict, converter=_texts, kw_only=True)

    @cached_property
    def revisions(self) -> Mapping[str, str]:
        """Return what records call each edition, by its name."""
        return {each.edition.name: revision_of(each) for each in self.history.editions}

    @cached_property
    def settings(self) -> Mapping[str, Mapping[str, str]]:
        """Return the digests of the settings for reading, by the edition's name."""
        return {each.edition.name: read_with(each) for each in self.history.editions}

    def edition_for(self, trigger: datetime) -> Regulation:
        """Return the edition in force at the trigger of an obligation (I-28); raises `MomentError` where none is."""
        return self.history.at(trigger)

    def edition_of(self, case: Case) -> Regulation:
        """Return the edition by which a case is judged: the one in force when it reached the Company.

        Where none was, the earliest one; the desk has put such a case before a person.
        """
        match case:
            case RequestRecord():
                trigger = case.first_received_at
            case ComplaintRecord():
                trigger = case.complaint.lodged_at
            case IncidentRecord():
                incident = case.incident
                trigger = incident.noticed_at if isinstance(incident, Outage) else incident.start
            case _:
                assert_never(case)
        try:
            return self.history.at(trigger)
        except MomentError:
            return self.history.editions[0]

    def name_of(self, by: str | None) -> str:
        """Return the name under which clients know one of the staff: the id where none is given."""
        return "" if by is None else self.staff_names.get(by, by)

    def staff_called(self, name: str | None) -> frozenset[str]:
        """Return the ids of the staff whom clients know under a name; empty where none is, and for None."""
        called = {by for by, known in self.staff_names.items() if name is not None and same_words(known, name)}
        return frozenset(called)

    def write(self, purpose: str, regulation: Regulation, lang: Language, **values: object) -> tuple[str, str]:
        """Return subject and text of a message, from the templates of the desk or of the edition."""
        return (self.templates or regulation.templates).write(purpose, lang, **values)

    @contextmanager
    def unit(self, operation: str, key: str | None) -> Iterator["Unit"]:
        """Begin a unit of work for an operation; with a `key` it can be repeated and is done once."""
        with self.transaction() as tx:
            yield Unit(self, tx, operation, key)

    def transaction(self) -> AbstractContextManager[Transaction]:
        """Begin a transaction of the store that blanks passport data by the words of every edition."""
        return self.store.transaction(self._patterns)

    @cached_property
    def _patterns(self) -> tuple[DetailPatterns, ...]:
        return tuple(dict.fromkeys(each.details for each in self.history.editions))


class Unit:
    """One use case at work: what it writes in one transaction, and the grounds on which."""

    def __init__(self, room: Room, tx: Transaction, operation: str, key: str | None) -> None:
        """Take the transaction; `key` names the operation where it may be repeated."""
        self.room = room
        self.tx = tx
        self.now = tx.now
        self.key = None if key is None else f"{operation}:{key}"
        self._operation, self._about = operation, key or uuid4().hex
        self.events: list[Event] = []
        self.grounds: list[DeskDecision] = []
        self.messages: list[Outgoing] = []
        self.to_tell: list[Outgoing] = []
        self.untold: list[Json] = []
        self._main: str | None = None
        self._interactions: dict[str, StoredInteraction] = {}

    def named(self, about: str) -> None:
        """Name what the decisions of this unit are about, so that the same ones have the same ids when done again."""
        self._about = about

    def before(self, case_id: str) -> Outcome | None:
        """Return what the same operation came to when it was done before, None where it was not."""
        self._main = case_id
        event = None if self.key is None else self.tx.event_under(case_id, self.key)
        return None if event is None else Outcome(case=self.case(case_id), events=(event,), repeat=True)

    def interaction(self, interaction_id: str) -> StoredInteraction | None:
        """Return what came in, read once: what was recorded stays as it is while the unit is at work."""
        found = self._interactions.get(interaction_id) or self.tx.interaction(interaction_id)
        if found is not None:
            self._interactions[interaction_id] = found
        return found

    def request(self, request_id: str) -> RequestRecord:
        """Return a request; raises `NotFoundError`."""
        found = self.tx.request(request_id)
        if found is None:
            raise NotFoundError(f"there is no request `{request_id}`; give the number of one, such as `R-17`")
        return found

    def complaint(self, complaint_id: str) -> ComplaintRecord:
        """Return a complaint; raises `NotFoundError`."""
        found = self.tx.complaint(complaint_id)
        if found is None:
            raise NotFoundError(f"there is no complaint `{complaint_id}`; give the number of one, such as `C-3`")
        return found

    def incident(self, incident_id: str) -> IncidentRecord:
        """Return an incident; raises `NotFoundError`."""
        found = self.tx.incident(incident_id)
        if found is None:
            raise NotFoundError(f"there is no incident `{incident_id}`; give the number of one, such as `N-2`")
        return found

    def case(self, case_id: str) -> Case:
        """Return a case of any kind; raises `NotFoundError`."""
        match kind_of(case_id):
            case CaseKind.COMPLAINT:
                return self.complaint(case_id)
            case CaseKind.INCIDENT:
                return self.incident(case_id)
            case _:
                return self.request(case_id)

    def judge(self, observations: Observations, regulation: Regulation) -> DeskDecision:
        """Decide, and keep the decision for the log."""
        scope = scope_of(self._operation, self._about, len(self.grounds))
        revision = self.room.revisions[regulation.edition.name]
        found = judged(
            observations,
            regulation,
            scope=scope,
            revision=revision,
            redacted=self.tx.redacted,
        )
        self.grounds.append(found)
        return found

    def open(
        self,
        kind: EventKind,
        regulation: Regulation,
        *,
        by: Actor = SYSTEM,
        to: State | None = None,
        data: Mapping[str, Any],
        key: str | None = None,
        cites: Iterable[str] = (),
    ) -> str:
        """Open a case on the grounds so far, under a key of its own; return its id."""
        event = self._event(kind, regulation, by=by, to=to, data=data, key=key, cites=cites)
        written = self.tx.open_case(event)
        self.events.append(written)
        return written.case_id

    def step(
        self,
        case_id: str,
        kind: EventKind,
        regulation: Regulation,
        *,
        by: Actor = SYSTEM,
        to: State | None = None,
        data: Mapping[str, Any] | None = None,
        token: int | None = None,
        cites: Iterable[str] = (),
    ) -> Event:
        """Write an event on the grounds so far; the first one of the case in hand bears the key of the operation.

        Refused (`ForbiddenStepError`) to staff whom a complaint is about.
        """
        if kind_of(case_id) is CaseKind.COMPLAINT and by.id in self.complaint(case_id).hidden_from:
            raise ForbiddenStepError(
                f"complaint `{case_id}` is about `{by.id}`; somebody else has to deal with it", ("3.10",)
            )
        key = self.key if case_id == self._main else None
        self._main = self._main if key is None else None
        event = self._event(kind, regulation, by=by, to=to, data=data or {}, key=key, cites=cites)
        written = self.tx.append(case_id, event, token=token)
        self.events.append(written)
        return written

    def _event(
        self,
        kind: EventKind,
        regulation: Regulation,
        *,
        by: Actor,
        to: State | None,
        data: Mapping[str, Any],
        key: str | None,
        cites: Iterable[str],
    ) -> NewEvent:
        cited = [*cites]
        if self.untold:
            data = {**data, "untold": [*self.untold]}
        clauses = [cite for cite in cited if not cite.startswith("I-")]
        readings = [cite for cite in cited if cite.startswith("I-")]
        return NewEvent(
            kind=kind,
            by=by,
            to=to,
            data=data,
            clauses=in_order((*clauses, *(clause for each in self.grounds for clause in each.clauses))),
            readings=in_order((*readings, *(reading for each in self.grounds for reading in each.readings))),
            edition=regulation.edition.name,
            decision_id=self.grounds[-1].decision_id if self.grounds else None,
            key=key,
        )

    def post(self, message: Outgoing | None) -> Told:
        """Put a message into the outbox; one that no gateway carries is for a person to say. None is no message."""
        if message is None:
            return Told.NOBODY
        if message.to and message.channel in CARRIED:
            self.messages.append(self.tx.post(message).message)
            return Told.POSTED
        self.to_tell.append(message)
        return Told.TO_SAY

    def must_tell(self, purpose: str, told: Told) -> None:
        """Note that nobody could be told something, for the next event of this unit and for a person to see."""
        if told is Told.NOBODY:
            self.untold.append(purpose)

    def done(
        self,
        case_id: str | None,
        *,
        became: Became | None = None,
        interaction_id: str | None = None,
        waits_for: Iterable[Why] = (),
        lease: Lease | None = None,
    ) -> Outcome:
        """Write the grounds into the decision log and return what the use case came to."""
        for each in self.grounds:
            self.tx.log(each.record(case_id, self.room.labels))
        return Outcome(
            case=None if case_id is None else self.case(case_id),
            became=became,
            interaction_id=interaction_id,
            events=tuple(self.events),
            grounds=tuple(self.grounds),
            messages=tuple(self.messages),
            to_tell=tuple(self.to_tell),
            waits_for=(*waits_for, *([Why.NOBODY_TO_TELL] if self.untold else [])),
            lease=lease,
        )


CARRIED = frozenset({"email", "sms", "helpdesk", "alert", "notice"})
"""The channels by which the outbox sends; what else is to be said, a person says."""
