"""What is due, by when, and what is overdue (2.5, 3.12, 3.19, 4.1.3, 4.5): over all open cases of the store."""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime
from enum import Enum
from functools import partial
from typing import Any, Final, TypeVar

import attrs

from netpoint_stp.casebook.projection import ComplaintRecord, IncidentRecord, RequestRecord
from netpoint_stp.casebook.records import Page
from netpoint_stp.casebook.steps import INCIDENT_STATES, OPEN_STATES, State
from netpoint_stp.desk.room import Room
from netpoint_stp.errors import MomentError, NotFoundError, UsageError
from netpoint_stp.policy.alerts.policy import AlertDuty, EquipmentOwner
from netpoint_stp.policy.complaints.tables import ComplaintStatus
from netpoint_stp.policy.notices import NoticeDuty
from netpoint_stp.policy.reaction.ledger import Ledger
from netpoint_stp.policy.reaction.tables import Reaction
from netpoint_stp.regulation import Regulation
from netpoint_stp.rules import UNKNOWN, Computed, Decision, Undetermined, Unknown, still_possible
from netpoint_stp.subjects.interruptions import Outage, Silence
from netpoint_stp.wording import Language, say
from netpoint_stp.working_days import Deadline

ItemT = TypeVar("ItemT")


class Duty(Enum):
    """What is due."""

    REACTION = "reaction"
    FURTHER_REACTION = "further_reaction"
    COMPLAINT_ANSWER = "complaint_answer"
    ALERT = "alert"
    NOTICE = "notice"

    __hash__ = object.__hash__


@attrs.frozen(kw_only=True)
class DueItem:
    """Something that is due: for which case, what, until when, under which clauses.

    `due` is the last moment that is in time (of a complaint: the first that is too late), None where the profile sets
    no figure. `late` says whether it is overdue, None where nobody can tell. Where days of the term are in doubt
    `provisional` says so; the term ends between `due_earliest` and `due_latest`, and `late` is None between the two.
    """

    case_id: str
    duty: Duty
    due: datetime | None
    late: bool | None
    clauses: tuple[str, ...]
    readings: tuple[str, ...]
    term: Deadline | None = None
    """The term in working days by which it is due, with the days in doubt (3.12); None where it is no such term."""
    from_complaints_address: datetime | None = None
    """When the term would end that is counted from when a complaint reached its own address (I-12): shown, not due."""
    uncountable: bool = False
    """Whether a moment of the case cannot be right, so that nothing can be counted from it; `doubts` says so."""
    hidden_from: frozenset[str] = attrs.field(default=frozenset(), repr=False)

    @property
    def provisional(self) -> bool:
        """Whether a day of the term may turn out otherwise than the calendar has it."""
        return self.term is not None and self.term.provisional

    @property
    def due_earliest(self) -> datetime | None:
        """`due` as early as the days in doubt allow: who is done before it is in time whatever they turn out to be."""
        return self.due if self.term is None else self.term.due_earliest

    @property
    def due_latest(self) -> datetime | None:
        """`due` as late as the days in doubt allow: from then on it is overdue whatever they turn out to be."""
        return self.due if self.term is None else self.term.due_latest

    def doubts(self, lang: Language) -> tuple[str, ...]:
        """Return why `due` is provisional, and the days it is about."""
        told = () if self.term is None else self.term.doubts(lang)
        return (say("desk.uncountable", lang), *told) if self.uncountable else told


_TERM_RUNS: Final = frozenset({State.LODGED, State.ANSWERED, State.SETTLED})
"""The states of a complaint that had to be answered."""


class Agenda(Room):
    """The views over time."""

    def due(self, before: datetime, *, viewer: str | None = None) -> tuple[DueItem, ...]:
        """Return what is due before a moment and not done, the most pressing first; what is overdue too.

        A term with days in doubt counts by the earliest moment that they allow. What has no figure, or lacks the fact
        that decides, stands at the end, for nobody can say whether it is late. A complaint is kept from a `viewer`
        whom it is about.
        """
        _zoned(before)
        items = [each for each in self._items(viewer) if each.due_earliest is None or each.due_earliest < before]
        return tuple(sorted(items, key=_pressing))

    def overdue(self, now: datetime | None = None, *, viewer: str | None = None) -> tuple[DueItem, ...]:
        """Return what should have been done by now, the longest overdue first; the store's clock tells `now`."""
        return tuple(sorted((each for each in self._items(viewer, now) if each.late is True), key=_pressing))

    def whose_time(self, request_id: str, now: datetime | None = None) -> Computed[Ledger]:
        """Return whose time it was from the receipt of a request to its closing, or until now (3.16).

        The store's clock tells `now`. Raises `NotFoundError`.
        """
        record = self.store.request(request_id)
        if record is None:
            raise NotFoundError(f"there is no request `{request_id}`; give the number of one, such as `R-17`")
        at = max(self._now() if now is None else now, record.request.received_at)
        return self.edition_of(record).reaction.solution_time(record.request, at)

    def _items(self, viewer: str | None, now: datetime | None = None) -> Iterator[DueItem]:
        at = self._now() if now is None else now
        _zoned(at)
        for request in _all(self.store.requests, frozenset(OPEN_STATES)):
            of_request = partial(self._of_request, request, self.edition_of(request), at)
            yield from _told_of(request.id, Duty.REACTION, of_request)
        for complaint in _all(self.store.complaints, _TERM_RUNS):
            if complaint.complaint.answered_at is None and (viewer is None or viewer not in complaint.hidden_from):
                of_complaint, hidden = partial(self._of_complaint, complaint, at), complaint.hidden_from
                yield from _told_of(complaint.id, Duty.COMPLAINT_ANSWER, of_complaint, hidden)
        for incident in _all(self.store.incidents, frozenset(INCIDENT_STATES)):
            duty = Duty.ALERT if isinstance(incident.incident, Outage) else Duty.NOTICE
            yield from _told_of(incident.id, duty, partial(self._of_incident, incident, self.edition_of(incident), at))

    def _now(self) -> datetime:
        return self.store.clock_state().present

    def _of_request(self, record: RequestRecord, regulation: Regulation, at: datetime) -> Iterator[DueItem]:
        """Yield the first reaction that is owed, and the further one that is owed longest: one act settles all."""
        policy, level = regulation.reaction, record.request.support_level
        owed = [each for each in policy.owed(record.request) if each.is_open]
        first = [each for each in owed if each.first]
        further = sorted((each for each in owed if not each.first), key=lambda each: each.since)
        for each in (*first, *further[:1]):
            judged = policy.judge(each, level, max(at, each.since))
            if still_possible(judged) != {Reaction.NO_MAXIMUM}:
                duty = Duty.REACTION if each.first else Duty.FURTHER_REACTION
                yield _item(record.id, duty, policy.reaction_due(each.since, level), judged, {Reaction.BROKEN})

    def _of_complaint(self, record: ComplaintRecord, at: datetime) -> Iterator[DueItem]:
        """Yield the answer that is due: also one that was written and has not been dispatched (I-14)."""
        policy, complaint = self.edition_of(record).complaints, record.complaint
        judged = policy.status_of(complaint, max(at, complaint.lodged_at))
        if still_possible(judged) <= {ComplaintStatus.NOT_LODGED, ComplaintStatus.NO_TERM}:
            return
        computed = policy.deadlines(complaint)
        term, other = computed.value.binding, computed.value.from_complaints_address
        possible = still_possible(judged)
        late = possible == {ComplaintStatus.OVERDUE} if len(possible) == 1 else None
        yield DueItem(
            case_id=record.id,
            duty=Duty.COMPLAINT_ANSWER,
            due=term.due_before,
            late=late if late is not None or ComplaintStatus.OVERDUE in possible else False,
            clauses=computed.clauses,
            readings=computed.readings,
            term=term,
            from_complaints_address=None if other is None else other.due_before,
            hidden_from=record.hidden_from,
        )

    def _of_incident(self, record: IncidentRecord, regulation: Regulation, at: datetime) -> Iterator[DueItem]:
        """Yield who is still to be told (2.5, 4.1.3) and what is still to be published (4.5), also when it is over."""
        incident = record.incident
        if isinstance(incident, Outage):
            told = self._told(record, regulation)
            owner = UNKNOWN if record.owner is None else record.owner
            judged = regulation.alerts.judge(told, now=at, owner=owner, silence=Silence.NOT_YET)
            if told.alerted_at is None and not still_possible(judged) <= {AlertDuty.NOT_DUE}:
                due = regulation.alerts.alert_due(incident)
                yield _item(record.id, Duty.ALERT, due, judged, {AlertDuty.OVERDUE})
        ours = record.owner in (None, EquipmentOwner.COMPANY)  # else it is no failure of the Company's backbone (4.5)
        if incident.published_at is None and ours:
            emergency = UNKNOWN if record.emergency is None else record.emergency
            published = regulation.notices.judge(incident, now=at, emergency=emergency, silence=Silence.NOT_YET)
            if not still_possible(published) <= {NoticeDuty.NOT_REQUIRED}:
                due = regulation.notices.notice_due(incident)
                yield _item(record.id, Duty.NOTICE, due, published, {NoticeDuty.OVERDUE})

    def _told(self, record: IncidentRecord, regulation: Regulation) -> Outage:
        """Return an outage as told only where everybody was whom it certainly concerns: each of them is to be."""
        incident = record.incident
        assert isinstance(incident, Outage)  # noqa: S101 - the caller's own condition
        roster = regulation.alerts.roster
        certain = set() if roster is None else {entry.role for entry in roster.concerned(incident)}
        return attrs.evolve(incident, alerted_at=None) if certain - set(record.alerted) else incident


_CLAUSES: Final = {
    Duty.REACTION: ("3.19",),
    Duty.COMPLAINT_ANSWER: ("3.12",),
    Duty.ALERT: ("2.5", "4.1.3"),
    Duty.NOTICE: ("4.5",),
}


def _told_of(
    case_id: str, duty: Duty, items: Callable[[], Iterable[DueItem]], hidden_from: frozenset[str] = frozenset()
) -> Iterator[DueItem]:
    """Yield what is due of a case; where its moments cannot be counted, one item that says so: it hides no other."""
    try:
        yield from [*items()]
    except MomentError:
        clauses = _CLAUSES[duty]
        yield DueItem(
            case_id=case_id,
            duty=duty,
            due=None,
            late=None,
            clauses=clauses,
            readings=(),
            uncountable=True,
            hidden_from=hidden_from,
        )


def _zoned(moment: datetime) -> None:
    if moment.utcoffset() is None:
        raise UsageError("the moment has no zone; give it with its offset, such as `+02:00`")


def _item(
    case_id: str,
    duty: Duty,
    due: Computed[Any],
    judged: Decision[Any] | Undetermined[Any],
    broken: Collection[object],
) -> DueItem:
    """Return an item that is late where only broken outcomes are possible, and not where none is."""
    possible = still_possible(judged)
    late = None if possible & {*broken} and not possible <= {*broken} else bool(possible & {*broken})
    value = None if isinstance(due.value, Unknown) else due.value
    return DueItem(case_id=case_id, duty=duty, due=value, late=late, clauses=judged.clauses, readings=judged.readings)


def _pressing(item: DueItem) -> tuple[bool, float, str]:
    due = item.due_earliest
    return due is None or item.late is None, 0.0 if due is None else due.timestamp(), item.case_id


def _all(ask: Callable[[frozenset[State], str | None], Page[ItemT]], states: frozenset[State]) -> Iterator[ItemT]:
    after: str | None = None
    while True:
        page = ask(states, after)
        yield from page.items
        after = page.after
        if after is None:
            return
