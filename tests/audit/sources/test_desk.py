"""The desk's own store as a source: what it says of a case, the audit says too."""

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from tests.audit.sources.reading import problems, rows
from tests.desk.scene import NOON, REGULATION, clock, desk, mail
from tests.servers.fixtures import postgresql_server
from tests.servers.running import Server

from netpoint_stp.audit.result import audit
from netpoint_stp.audit.sources.opening import read_log
from netpoint_stp.backends.memory import SetClock
from netpoint_stp.backends.sql import SqlStore
from netpoint_stp.casebook.journal import NewEvent
from netpoint_stp.casebook.steps import EventKind
from netpoint_stp.channels.interaction import Quarantined, QuarantineReason
from netpoint_stp.desk.office import Desk
from netpoint_stp.desk.outcomes import Outcome
from netpoint_stp.desk.use_cases.refusing import Wanted
from netpoint_stp.policy.refusal.policy import Demand
from netpoint_stp.subjects.interruptions import Extent, Outage, PlannedMaintenance, TroubleWith
from netpoint_stp.subjects.requests import SeverityLevel, SpecialNeed

__all__ = ["postgresql_server"]

HOUR = timedelta(hours=1)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty store."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/desk.db"
    server: Server = request.getfixturevalue("postgresql_server")
    return server.create(f"audit_desk_{abs(hash(tmp_path.name)) % 10**8}")


@pytest.fixture
def worked(url: str) -> Iterator[Desk]:
    """A desk on which much has happened, to seven requests, a complaint, an outage and a maintenance."""
    time: SetClock = clock()
    store = SqlStore(url, clock=time)
    made = desk(store)
    for number in range(1, 7):
        at = NOON - timedelta(minutes=60 - number)
        made.receive(
            mail(f"Договір 100245, перевірте лінію {number}.", id_=f"m{number}", at=at, sender=f"s{number}@x.example")
        )
    made.receive(mail("Перевірте лінію.", id_="m7", sender="nobody@mail.example"))
    made.receive(mail("Майстер не прийшов 15 листопада.", subject="Скарга", to="complaints@netpoint.example", id_="c1"))
    made.receive(Quarantined.of("email", QuarantineReason.EMPTY, "nothing in it", b"", NOON))
    _work(made, time)
    yield made
    store.close()


def _token(taken: Outcome) -> int:
    assert taken.lease is not None
    return taken.lease.token


def _work(made: Desk, time: SetClock) -> None:
    first, second, third, fourth, fifth = [each.id for each in made.store.requests().items][:5]
    made.triage(
        first,
        by="ira",
        level=SeverityLevel.CRITICAL,
        reason="the office is down",
        needs=[SpecialNeed.SPECIALIST_ADVICE],
    )
    for case in (first, second, third, fourth, fifth):
        record = made.store.request(case)
        assert record is not None
        if record.state.value == "triage":
            made.triage(case, by="ira")
    time.advance(HOUR)
    token = _token(made.take(first, "oleh"))
    made.hold_for_client(first, "reboot it, please", by="oleh", token=token)
    time.advance(HOUR)
    made.resume(first, by="oleh")
    token = _token(made.take(first, "oleh"))
    made.resolve(first, "fixed", by="oleh", token=token)
    made.refuse(second, by="ira", wanted=Wanted(action="consultation", demand=Demand.OUTSIDE_CONTRACT))
    made.dismiss(third, "spam", by="ira")
    made.merge(fourth, fifth, by="ira")
    made.answer(fifth, "we look into it", by="ira")
    outage = Outage(id="x", noticed_at=NOON, trouble_with=TroubleWith.EQUIPMENT, extent=Extent.BACKBONE)
    incident = made.alert(outage, "the core switch is silent").case_id
    assert incident is not None
    work = PlannedMaintenance(id="y", start=NOON + 24 * HOUR, end=NOON + 25 * HOUR)
    maintenance = made.publish(work, {"en": "An hour without mail."}, by="ira").case_id
    assert maintenance is not None
    with made.store.transaction() as unit:  # as the outbox does when the messages have gone
        unit.append(incident, NewEvent(kind=EventKind.ALERTED, data={"roles": ["engineer on duty", "head"]}))
        unit.append(maintenance, NewEvent(kind=EventKind.PUBLISHED))


def test_the_audit_tells_what_the_desk_tells(worked: Desk, url: str) -> None:
    """Every moment of every request is that of the fold which the desk itself works with."""
    log = read_log(url)
    found = {row["request_id"]: row for row in rows(log)}
    records = worked.store.requests(states=frozenset()).items

    assert problems(log) == []
    assert len(found) == len(records) > 3
    for record in records:
        request, row = record.request, found[record.id]
        for name in ("received_at", "taken_at", "reacted_at", "refused_at", "closed_at", "completed_at"):
            moment = getattr(request, name)
            told = None if moment is None else moment.replace(tzinfo=None)
            assert row.get(name) == told, (record.id, name)
        assert (row["channel"], row["queue"], row["arrival_number"]) == ("email", request.queue, request.arrival_number)


def test_what_was_no_request_or_another_stays_a_row_that_says_so(worked: Desk, url: str) -> None:
    """A reaction was owed to it (3.19); what came in with it belongs to the one that goes on, or to none."""
    log = read_log(url)
    became = {row["request_id"]: row.get("became") for row in rows(log)}
    of = {row["interaction_id"]: row.get("request_id") for row in rows(log, "interactions")}

    assert {id_: each for id_, each in became.items() if each} == {"R-3": "no_request", "R-4": "merged"}
    assert of["I-3"] is None
    assert of["I-4"] == "R-5"
    assert rows(log, "interactions")[-1]["quarantined"] is True


def test_events_complaints_and_incidents_have_their_tables(worked: Desk, url: str) -> None:
    """Waits as the fold has them, grounds of a refusal, alerts by role, notices by what they are about."""
    log = read_log(url)
    events = {(row["request_id"], row["kind"]): row for row in rows(log, "events")}

    assert events["R-1", "held"]["whose"] == "client"
    assert events["R-1", "severity_set"]["specialist_advice"] is True
    assert ("R-1", "resolved") in events
    assert ("R-1", "resumed") in events
    assert events["R-2", "refused"]["ground"] == "outside_contract"
    (complaint,) = rows(log, "complaints")
    assert (complaint["marked"], complaint["names_taker"]) == (True, False)
    assert complaint["interaction_id"].startswith("I-")
    assert [row["extent"] for row in rows(log, "incidents")] == ["backbone"]
    (incident,) = (row["incident_id"] for row in rows(log, "incidents"))
    assert [(row["incident_id"], row["role"]) for row in rows(log, "alerts")] == [
        (incident, "engineer on duty"),
        (incident, "head"),
    ]
    assert [row["about"] for row in rows(log, "notices")] == ["maintenance"]
    assert len(rows(log, "works")) == 1


def test_every_check_can_be_asked_of_it(worked: Desk, url: str) -> None:
    """What the store does not hold is not observable; all else is judged."""
    result = audit(read_log(url), REGULATION, now=worked.store.events("R-1")[-1].at)
    asked = {each.check.id for each in result.summary if not each.not_observable}

    assert {"3.11", "3.12", "3.13", "3.19", "4.1.1"} <= asked
    assert all(sum(result.by_clause(check).counts.values()) >= 0 for check in asked)


def test_a_journal_that_does_not_hold_is_a_row_that_cannot_be_read(tmp_path: Path) -> None:
    """The other cases are read all the same."""
    url = f"sqlite:///{tmp_path}/desk.db"
    store = SqlStore(url, clock=clock())
    made = desk(store)
    for number in (1, 2):
        made.receive(mail(f"Договір 100245, лінія {number}.", id_=f"m{number}", sender=f"s{number}@x.example"))
    store.close()
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE stp_journal SET event = 'nonsense' WHERE case_number = 1 AND kind = 'R'"))
    engine.dispose()
    log = read_log(url)

    assert [row["request_id"] for row in rows(log)] == ["R-2"]
    assert problems(log) == [("", "unreadable_row", 1, (1,))]


def test_nothing_is_written_to_the_store(tmp_path: Path) -> None:
    """Not even the time of the last look."""
    path = tmp_path / "desk.db"
    store = SqlStore(f"sqlite:///{path}", clock=clock())
    desk(store).receive(mail())
    store.close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode = DELETE")
    before = path.read_bytes()
    read_log(path)

    assert path.read_bytes() == before
