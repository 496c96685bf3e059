"""Places in the queue, and who is told what: earliest moments count, nobody is told twice, nothing hidden shows."""

from datetime import timedelta

import pytest
from tests.desk.scene import NOON, clock, desk, mail

from netpoint_stp.backends.memory import MemoryStore
from netpoint_stp.casebook.projection import RequestRecord
from netpoint_stp.casebook.steps import State
from netpoint_stp.desk.office import Desk
from netpoint_stp.desk.outcomes import Became, Why
from netpoint_stp.desk.use_cases.receiving import Hints
from netpoint_stp.policy.queue.tables import MessageContent, Turn
from netpoint_stp.regulation.observations.arrivals import NOTHING_SAID
from netpoint_stp.subjects.complaints import ComplaintSubject
from netpoint_stp.subjects.people import Standing
from netpoint_stp.subjects.requests import SeverityLevel, SpecialNeed


def request(made: Desk, request_id: str) -> RequestRecord:
    """Return a request that is there."""
    found = made.store.request(request_id)
    assert found is not None
    return found


def test_a_duplicate_that_came_earlier_gives_its_place() -> None:
    """Delivered late, received early: the earlier moment counts (I-23)."""
    made = desk()
    made.receive(mail(at=NOON - timedelta(hours=1)))
    again = made.receive(mail(id_="m2", at=NOON - timedelta(hours=2)))

    assert (again.became, again.case_id) == (Became.JOINED, "R-1")
    assert request(made, "R-1").placed_at == NOON - timedelta(hours=2)


def test_a_duplicate_that_came_later_takes_nothing_away() -> None:
    """The place stays that of the first."""
    made = desk()
    made.receive(mail(at=NOON - timedelta(hours=2)))
    made.receive(mail(id_="m2", at=NOON - timedelta(hours=1)))

    assert request(made, "R-1").placed_at == NOON - timedelta(hours=2)


@pytest.mark.parametrize(("one", "into"), [("R-1", "R-2"), ("R-2", "R-1")])
def test_merged_requests_have_the_earlier_place(one: str, into: str) -> None:
    """Whichever of the two goes on (I-23), with the messages of both."""
    made = desk()
    made.receive(mail(at=NOON - timedelta(hours=2)))
    made.receive(mail("Договір 100245. Роутер блимає.", id_="m2", at=NOON - timedelta(hours=1)))
    made.merge(one, into, by="a")

    assert request(made, one).state is State.MERGED
    assert request(made, into).placed_at == NOON - timedelta(hours=2)
    assert set(request(made, into).request.interactions) == {"I-1", "I-2"}


def test_the_client_is_told_once_who_takes_the_request() -> None:
    """Given back and taken by somebody else, no second acknowledgement goes out."""
    made = desk()
    made.receive(mail())
    first = made.take_next("desk", "a")
    assert first is not None
    assert first.lease is not None
    made.release("R-1", first.lease.token)
    second = made.take_next("desk", "b", key="k")

    assert second is not None
    assert (first.purposes, second.purposes) == (("acknowledgement",), ())


def test_what_is_due_of_a_complaint_is_kept_from_whom_it_is_about() -> None:
    """Not even that there is one."""
    made = desk()
    made.receive(mail())
    made.take_next("desk", "andriy")
    made.receive(mail("По R-1 ніхто не прийшов.", id_="m2", to="complaints@netpoint.example", subject="Скарга"))
    end = NOON + timedelta(days=30)

    assert [item.case_id for item in made.due(end, viewer="andriy")] == []
    assert [item.case_id for item in made.due(end, viewer="bohdana")] == ["C-1"]
    assert made.overdue(end) == ()  # nobody knows yet whose complaint it is, nor about what
    made.complete_complaint("C-1", by="bohdana", complainant=Standing.HOLDER, about=ComplaintSubject.CARRYING_OUT)
    assert [item.case_id for item in made.overdue(end)] == ["C-1"]


def test_new_facts_are_due_a_reaction() -> None:
    """Told while somebody has it: further information has its own maximum (3.19), until somebody reacts."""
    at = clock()
    made = desk(store=MemoryStore(clock=at))
    made.receive(mail())
    taken = made.take_next("desk", "a")
    assert taken is not None
    assert taken.lease is not None
    hints = Hints(content=MessageContent.NEW_FACTS, said=NOTHING_SAID, by="a")
    came = at.advance(timedelta(minutes=1))
    told = made.receive(mail("Тепер стоїть увесь будинок.", id_="m2", at=came, answers="m1@mail.example"), None, hints)
    end = NOON + timedelta(days=30)

    assert told.waits_for == (Why.FURTHER,)
    assert [item.duty.value for item in made.overdue(end)] == ["further_reaction"]
    at.advance(timedelta(minutes=1))
    made.react("R-1", by="a", token=taken.lease.token)
    assert made.overdue(end) == ()


def test_severity_moves_a_request_before_the_others_and_back() -> None:
    """Out of turn by level and need (3.14); judged lower later, it waits in its own place again."""
    made = desk()
    made.receive(mail())
    made.receive(mail("Договір 100311, немає мережі.", id_="m2", sender="halyna.zrazok@mail.example"))
    need = [SpecialNeed.SPECIALIST_ADVICE]
    made.triage("R-2", by="a", level=SeverityLevel.HIGH, reason="ten flats", needs=need)
    assert [each.id for each in made.store.waiting("desk")] == ["R-2", "R-1"]
    made.triage("R-2", by="a", level=SeverityLevel.LOW, reason="one flat after all")

    assert request(made, "R-2").turn is Turn.IN_TURN
    assert [each.id for each in made.store.waiting("desk")] == ["R-1", "R-2"]


def test_a_moment_before_every_edition_is_put_before_a_person() -> None:
    """No edition was in force: nothing is decided by one that was not, and nothing is lost."""
    made = desk()
    outcome = made.receive(mail(at=NOON - timedelta(days=700)))

    assert outcome.became is Became.TRIAGE
    assert Why.NO_EDITION in outcome.waits_for
    assert made.triage("R-1", by="a", queue="desk").state is State.WAITING
