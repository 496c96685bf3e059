"""Agenda = audit for what is owed beside reactions: answers to complaints, alerts, notices (2.5, 3.12, 4.1.3, 4.5)."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, TypeAlias

import attrs
import pytest
from tests.desk.days import REFUSED, STEPS, Days
from tests.situations.stage import REGULATION

from netpoint_stp.audit.checks import CHECKS, Case
from netpoint_stp.audit.sources.opening import read_log
from netpoint_stp.casebook.steps import State
from netpoint_stp.desk.agenda import DueItem, Duty
from netpoint_stp.desk.office import Desk
from netpoint_stp.policy.alerts.policy import EquipmentOwner
from netpoint_stp.policy.complaints.tables import Lodging
from netpoint_stp.rules import still_possible
from netpoint_stp.subjects.complaints import ComplaintSubject
from netpoint_stp.subjects.interruptions import Extent, Outage, TroubleWith
from netpoint_stp.subjects.people import Standing

pytestmark = pytest.mark.no_cover

SEEDS: Final = (1,)
HOUR: Final = timedelta(hours=1)
WITH_FIGURES: Final = attrs.evolve(
    REGULATION,
    complaints=attrs.evolve(REGULATION.complaints, calendar="every_day"),
    alerts=attrs.evolve(REGULATION.alerts, good_time=2 * HOUR),
    notices=attrs.evolve(REGULATION.notices, lead_time=30 * HOUR, failure_time=3 * HOUR),
)
NAMED: Final = ("read complaint", "answer complaint", "alert", "publish 0", "maintenance", "end")
AUDITED: Final = {
    Duty.COMPLAINT_ANSWER: ("3.12",),
    Duty.ALERT: ("2.5", "4.1.3"),
    Duty.NOTICE: ("4.5", "4.5-failures"),
}
DUTY_OF: Final = {clause: duty for duty, clauses in AUDITED.items() for clause in clauses}
LATE: Final = {"broken": True, "undetermined": None, "kept": False, "not_applicable": False}
_SAYS: Final = ("not_applicable", "kept", "undetermined", "broken")
Verdicts: TypeAlias = dict[tuple[str, str], str]
"""What the audit says, by case and clause."""


def verdicts(days: Days, regulation: Any) -> Verdicts:
    """Return what the audit of the store says now of each case under each clause; of several rows, what says most."""
    log = read_log(days.url)
    case = Case(log=log, regulation=regulation, now=int(days.now.timestamp() * 1_000_000))
    found: Verdicts = {}
    for check in (each for each in CHECKS if each.id in DUTY_OF):
        for row in check.judge(case).rows.collect(backend="pyarrow").to_native().to_pylist():
            key = (row["id"], check.id)
            found[key] = max(found.get(key, "not_applicable"), row["answer"], key=_SAYS.index)
    return found


@attrs.define
class Called:
    """What the agenda ever said of a duty of a case: that it was overdue, or that nobody could tell."""

    overdue: set[tuple[str, Duty]] = attrs.field(factory=set)
    doubted: set[tuple[str, Duty]] = attrs.field(factory=set)

    def look(self, days: Days) -> None:
        """Note what it says now."""
        for item in _due(days):
            if item.late is not False:
                (self.overdue if item.late else self.doubted).add((item.case_id, item.duty))


def days_of(url: str, seed: int, regulation: Any) -> Iterator[tuple[Days, Called]]:
    """Yield the days now and then, with what the agenda ever said."""
    days = Days(url, seed)
    days.desk = days.stage.desk = Desk(
        regulation, days.store, directory=days.desk.directory, passport_key=days.desk.passport_key
    )
    called = Called()
    for number in range(1, 121):
        called.look(days)
        if number % 10 == 0:
            _lodge(days)
            _read(days)
        try:
            days.arrive() if number % 3 == 0 else days.some(*OWN_STEPS, *(STEPS[each] for each in NAMED))(days)
        except REFUSED:
            continue
        called.look(days)
        days.stage.clock.advance(timedelta(hours=days.some(0, 0.5, 1, 3, 8, 40)))
        called.look(days)
        if days.random.random() < 0.15:
            days.outbox.send_pending()
        if number % 40 == 20:  # somebody is told at once, of what happens next nobody is
            _fail(days)
            days.outbox.send_pending()
        if number % 40 == 0:
            failed = days.desk.alert(_cut(days), "обрив", by="a", owner=EquipmentOwner.COMPANY).case_id or ""
            days.stage.clock.advance(4 * HOUR)
            days.desk.publish(failed, by="a", emergency=True)  # which is not sent yet
            called.look(days)
            yield days, called


def _send(days: Days) -> None:
    """Send what waits, but for alerts: whoever is to be told waits longer."""
    attrs.evolve(days.outbox, alerter=None).send_pending()


def _cut(days: Days) -> Outage:
    days.number += 1
    return Outage(
        id=f"cut-{days.number}",
        noticed_at=days.now,
        trouble_with=TroubleWith.EQUIPMENT,
        extent=Extent.BACKBONE,
    )


def _fail(days: Days) -> object:
    """Let the Company's own backbone fail."""
    done = days.desk.alert(_cut(days), "обрив", by="a", owner=EquipmentOwner.COMPANY)
    if days.some(True, False):
        days.desk.publish(done.case_id or "", by="a", emergency=True)
        _send(days)
    return done


def _tell(days: Days) -> object:
    """Publish one of the latest incidents as an emergency; as often as not the outbox sends it at once."""
    last = len(days.store.incidents(states=frozenset(), limit=1000).items)
    done = days.desk.publish(f"N-{max(1, last - days.some(0, 0, 1))}", by="a", emergency=True)
    if days.some(True, False):
        _send(days)
    return done


def _answer(days: Days) -> object:
    """Answer the latest complaint, which is sent at once."""
    last = f"C-{len(days.store.complaints(states=frozenset(), limit=1000).items)}"
    days.desk.complete_complaint(last, by="a", complainant=Standing.HOLDER, about=ComplaintSubject.CARRYING_OUT)
    done = days.desk.answer_complaint(last, "Вибачте.", by="bohdana")
    _send(days)
    return done


OWN_STEPS: Final = (_fail, _tell, _answer)


def _lodge(days: Days) -> None:
    """Let a subscriber complain."""
    days.number += 1
    told = {"id": f"c{days.number}", "from": "ivan", "to": "complaints", "subject": "Скарга"}
    days.stage.arrive({"do": "mail", **told, "text": f"Скаржуся, нічого не зроблено. {days.number}"}, days.now)


def _read(days: Days) -> None:
    """Find of every complaint, but for the latest two, that it is one for whose answer the term runs."""
    for record in days.store.complaints(states=frozenset({State.LODGED}), limit=1000).items[:-2]:
        days.desk.complete_complaint(
            record.id, by="a", complainant=Standing.HOLDER, about=ComplaintSubject.CARRYING_OUT
        )


def _due(days: Days) -> list[DueItem]:
    return [item for item in days.desk.due(days.now + timedelta(days=900)) if item.duty in AUDITED]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("regulation", [REGULATION, WITH_FIGURES], ids=["no figures", "figures"])
def test_what_is_overdue_is_broken_and_what_is_broken_was_overdue(tmp_path: Path, seed: int, regulation: Any) -> None:
    """At each moment, of every duty and either way: late as the audit says, in doubt at the end of both."""
    seen: set[object] = set()
    for days, called in days_of(f"sqlite:///{tmp_path}/desk.db", seed, regulation):
        said, due = verdicts(days, regulation), _due(days)
        shown = {(item.case_id, item.duty): item.late for item in due}
        assert {(item.case_id, item.duty) for item in days.desk.overdue() if item.duty in AUDITED} == {
            key for key, late in shown.items() if late
        }
        for (case_id, duty), late in shown.items():
            assert {LATE[each] for each in _of(days, said, case_id, duty)} == {late}, (case_id, duty, late)
        for (case_id, clause), answer in said.items():
            key = (case_id, DUTY_OF[clause])
            if _is_open(days, case_id, clause):
                assert shown.get(key, False) is LATE[answer], (key, clause, answer)
            elif answer == "broken":
                assert key in called.overdue | called.doubted | _done_when_written(days), (key, clause)
        broken = {(case_id, DUTY_OF[clause]) for (case_id, clause), answer in said.items() if answer == "broken"}
        assert called.overdue - broken - _said_otherwise(days, regulation) == set(), "what was overdue stays broken"
        assert [item.late is None for item in due] == sorted(item.late is None or item.due is None for item in due)
        seen |= {(item.duty, item.late) for item in due} | {(clause, answer) for (_, clause), answer in said.items()}
    assert (Duty.NOTICE, None) in seen
    if regulation is WITH_FIGURES:
        assert {duty for _, duty in called.overdue} == {*AUDITED}
        assert {(clause, answer) for clause in DUTY_OF for answer in ("broken", "kept")} - seen == set()


def _of(days: Days, said: Verdicts, case_id: str, duty: Duty) -> list[str]:
    """Return what the audit says of what is still to be done: of an alert, 2.5 only asks while nobody was told."""
    clauses = [clause for clause in AUDITED[duty] if (case_id, clause) in said]
    if duty is Duty.ALERT:
        clauses = [clause for clause in clauses if clause == "4.1.3" or _is_open(days, case_id, clause)]
    return [said[case_id, clause] for clause in clauses] or ["not_applicable"]


def _is_open(days: Days, case_id: str, clause: str) -> bool:
    """Return whether what a clause asks for has certainly not been done, by the case alone."""
    if clause == "3.12":
        complaint = days.store.complaint(case_id)
        assert complaint is not None
        return complaint.complaint.answered_at is None
    record = days.store.incident(case_id)
    assert record is not None
    if clause == "2.5":
        return not record.alerted
    return clause != "4.1.3" and record.incident.published_at is None


def _done_when_written(days: Days) -> set[tuple[str, Duty]]:
    """Return what was written down only when it was already late and done: nobody could have been told before."""
    found = set()
    for record in days.store.incidents(states=frozenset(), limit=1000).items:
        first, *_ = days.store.events(record.id)
        if record.incident.published_at == first.at:
            found.add((record.id, Duty.NOTICE))
    return found


def _said_otherwise(days: Days, regulation: Any) -> set[tuple[str, Duty]]:
    """Return the duties of which a person said a fact later that ends them: no emergency, no subscriber's complaint."""
    found = set()
    for record in days.store.incidents(states=frozenset(), limit=1000).items:
        if record.emergency is False:
            found.add((record.id, Duty.NOTICE))
    for complaint in days.store.complaints(states=frozenset(), limit=1000).items:
        lodging = still_possible(regulation.complaints.lodging_of(complaint.complaint))
        if not lodging & {Lodging.LODGED, Lodging.LODGED_IRREGULARLY}:
            found.add((complaint.id, Duty.COMPLAINT_ANSWER))
    return found
