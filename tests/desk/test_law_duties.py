"""Agenda = audit for what is owed beside reactions: answers to complaints, alerts, notices (2.5, 3.12, 4.1.3, 4.5)."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import attrs
import pytest
from tests.desk.days import REFUSED, STEPS, Days
from tests.situations.stage import REGULATION

from netpoint_stp.audit.checks import CHECKS, Case
from netpoint_stp.audit.sources.opening import read_log
from netpoint_stp.backends.steps import State
from netpoint_stp.desk.agenda import DueItem, Duty
from netpoint_stp.desk.office import Desk
from netpoint_stp.subjects.complaints import ComplaintSubject
from netpoint_stp.subjects.people import Standing

SEEDS: Final = (1,)
HOUR: Final = timedelta(hours=1)
WITH_FIGURES: Final = attrs.evolve(
    REGULATION,
    complaints=attrs.evolve(REGULATION.complaints, calendar="every_day"),
    alerts=attrs.evolve(REGULATION.alerts, good_time=2 * HOUR),
    notices=attrs.evolve(REGULATION.notices, lead_time=30 * HOUR, failure_time=3 * HOUR),
)
STEPS_OF_DUTIES: Final = ("read complaint", "answer complaint", "alert", "publish 0", "maintenance", "end")
AUDITED: Final = {
    Duty.COMPLAINT_ANSWER: ("3.12",),
    Duty.ALERT: ("4.1.3",),
    Duty.NOTICE: ("4.5", "4.5-failures"),
}
LATE: Final = {"broken": True, "undetermined": None, "kept": False, "not_applicable": False}


def verdicts(days: Days, regulation: Any) -> dict[tuple[str, Duty], str]:
    """Return what the audit of the store says now of each duty; of several rows of one, what says most."""
    log = read_log(days.url)
    case = Case(log=log, regulation=regulation, now=int(days.now.timestamp() * 1_000_000))
    found: dict[tuple[str, Duty], str] = {}
    for duty, ids in AUDITED.items():
        for check in (each for each in CHECKS if each.id in ids):
            for row in check.judge(case).rows.collect(backend="pyarrow").to_native().to_pylist():
                key = (row["id"], duty)
                found[key] = max(found.get(key, "not_applicable"), row["answer"], key=_SAYS.index)
    return found


_SAYS: Final = ("not_applicable", "kept", "undetermined", "broken")


def days_of(url: str, seed: int, regulation: Any) -> Iterator[tuple[Days, set[tuple[str, Duty]]]]:
    """Yield the days now and then, with what the agenda ever had called overdue, or could not tell of."""
    days = Days(url, seed)
    days.desk = days.stage.desk = Desk(
        regulation, days.store, directory=days.desk.directory, passport_key=days.desk.passport_key
    )
    called: set[tuple[str, Duty]] = set()
    for number in range(1, 121):
        called |= {(item.case_id, item.duty) for item in _due(days) if item.late is not False}
        if number % 10 == 0:
            _read(days)
        try:
            days.arrive() if number % 3 == 0 else STEPS[days.some(*STEPS_OF_DUTIES)](days)
        except REFUSED:
            continue
        called |= {(item.case_id, item.duty) for item in _due(days) if item.late is not False}
        days.stage.clock.advance(timedelta(hours=days.some(0, 0.5, 1, 3, 8, 40)))
        called |= {(item.case_id, item.duty) for item in _due(days) if item.late is not False}
        if days.random.random() < 0.3:
            days.outbox.send_pending()
        if number % 60 == 0:
            yield days, called


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
    """At each moment: late as the audit says, in doubt at the end of both, and nothing broken that was never due."""
    seen = set()
    for days, called in days_of(f"sqlite:///{tmp_path}/desk.db", seed, regulation):
        said, due = verdicts(days, regulation), _due(days)
        told = [(item, said.get((item.case_id, item.duty), "not_applicable")) for item in due]
        assert not [each for each in told if each[0].late is not LATE[each[1]]]
        overdue = {(item.case_id, item.duty) for item in days.desk.overdue() if item.duty in AUDITED}
        assert overdue == {(item.case_id, item.duty) for item in due if item.late}
        broken = {key for key, each in said.items() if each == "broken"}
        assert broken - called - _done_when_written(days) == set()
        assert [item.late is None for item in due] == sorted(item.late is None or item.due is None for item in due)
        seen |= {(item.duty, item.late) for item in due} | set(said.values())
    assert (Duty.NOTICE, None) in seen
    assert {"broken", "kept"} <= seen or regulation is REGULATION


def _done_when_written(days: Days) -> set[tuple[str, Duty]]:
    """Return what was written down only when it was already late and done: nobody could have been told before."""
    found = set()
    for record in days.store.incidents(states=frozenset(), limit=1000).items:
        first, *_ = days.store.events(record.id)
        if record.incident.published_at == first.at:
            found.add((record.id, Duty.NOTICE))
    return found
