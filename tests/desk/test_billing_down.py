"""What arrives while billing is down is recorded, and waits to be identified (4.1.1; readings I-4, I-5)."""

import sqlite3
from typing import Any

import pytest
from tests.desk.scene import clock, desk, mail
from tests.situations.cast import directory

from netpoint_stp.backends.memory import MemoryDirectory, MemoryStore
from netpoint_stp.casebook.steps import EventKind, State
from netpoint_stp.channels.interaction import Party, PartyKind, Role
from netpoint_stp.desk.outcomes import Became, Why
from netpoint_stp.desk.use_cases.receiving import Hints
from netpoint_stp.desk.use_cases.refusing import Wanted
from netpoint_stp.errors import BackendError, UnavailableError
from netpoint_stp.policy.intake.policy import SubscriberDetails, Task
from netpoint_stp.policy.queue.tables import MessageContent
from netpoint_stp.regulation.observations.arrivals import Said
from netpoint_stp.subjects.account import AccountInformation


class Breaking:
    """A directory whose database comes and goes, and whose driver tells the question in its errors."""

    def __init__(self) -> None:
        """Take the subscribers of the situations; it is down."""
        self.up = False
        self.silent: frozenset[str] = frozenset()
        self._directory: MemoryDirectory = directory()

    def __getattr__(self, name: str) -> Any:
        """Answer as the directory does, or fail as a driver does."""
        if not self.up or name in self.silent:
            raise sqlite3.OperationalError("unable to open database file: SELECT * WHERE login = 'prykladko'")
        return getattr(self._directory, name)


def test_it_is_recorded_and_waits() -> None:
    """Nothing that came in is lost: the message, its place and its receipt are there."""
    made = desk(directory=Breaking())
    outcome = made.receive(mail("Договір 100245, перевірте лінію."))

    assert (outcome.became, outcome.state) == (Became.TRIAGE, State.TRIAGE)
    assert Why.NOT_IDENTIFIED in outcome.waits_for
    assert made.store.interaction("I-1") is not None
    assert "receipt" in outcome.purposes


def test_it_is_identified_later_and_goes_on_in_its_place() -> None:
    """As it would have been: by its details, with its support level, in the place of its receipt."""
    billing, at = Breaking(), clock()
    made = desk(store=MemoryStore(clock=at), directory=billing)
    made.receive(mail("Договір 100245, перевірте лінію."))
    with pytest.raises(UnavailableError):
        made.identify_waiting()
    billing.up = True
    (outcome,) = made.identify_waiting()
    record = made.store.request("R-1")

    assert record is not None
    assert (outcome.state, record.waits_for) == (State.WAITING, ())
    assert (record.request.subscriber_id, record.request.support_level) == ("S-1", "standard")
    assert record.placed_at == record.first_received_at
    assert made.identify_waiting() == ()


def test_what_lacks_is_asked_for_once_it_is_known() -> None:
    """A contract that billing does not have identifies nobody (3.1.4): the client is asked."""
    billing = Breaking()
    made = desk(directory=billing)
    made.receive(mail("Договір 999999, перевірте лінію.", sender="nobody@else.example"))
    billing.up = True
    made.identify_again("R-1", by="a")

    assert [event.kind for event in made.store.events("R-1")][-1] is EventKind.ASKED
    record = made.store.request("R-1")
    assert record is not None
    assert record.state is State.INCOMPLETE


def test_no_error_of_a_driver_gets_out() -> None:
    """Its text holds the question; what is raised is an error of the library that names its kind alone."""
    made = desk(directory=Breaking())
    made.receive(mail())
    with pytest.raises(BackendError, match="OperationalError") as told:
        made.identify("R-1", AccountInformation(login="prykladko"), by="a")

    assert "prykladko" not in str(told.value)
    assert told.value.__cause__ is None


def test_a_complaint_is_lodged_whether_billing_answers_or_not() -> None:
    """3.12: its term runs from the receipt."""
    made = desk(directory=Breaking())
    outcome = made.receive(mail("Майстер не прийшов.", subject="Скарга", to="complaints@netpoint.example"))

    assert (outcome.became, outcome.state) == (Became.COMPLAINT, State.LODGED)


def test_a_further_message_joins_and_a_person_reads_it() -> None:
    """Whether it gives what lacked, billing has to tell."""
    billing = Breaking()
    billing.up = True
    made = desk(directory=billing)
    made.receive(mail("Змініть тариф.", sender="nobody@else.example"))
    billing.up = False
    outcome = made.receive(mail("R-1: договір 100311.", sender="nobody@else.example", id_="m2"))

    assert outcome.case_id == "R-1"
    assert (outcome.became, outcome.state) == (Became.JOINED, State.INCOMPLETE)


def test_the_guard_is_put_on_once() -> None:
    """A desk over the directory of another desk asks the same one."""
    made = desk()
    again = desk(directory=made.directory)

    assert again.directory is made.directory
    assert made.directory is not None
    assert made.directory.propose(Party(kind=PartyKind.EMAIL, normalised="nobody@x.example", received="")) == ()


def test_billing_that_falls_silent_on_the_way_loses_no_message() -> None:
    """It identified the further message, and not its support level: the request is completed all the same."""
    billing = Breaking()
    billing.up = True
    made = desk(directory=billing)
    made.receive(mail("Змініть тариф.", sender="nobody@else.example"))
    billing.silent = frozenset({"subscriber"})
    outcome = made.receive(
        mail("R-1: договір 100311.", sender="nobody@else.example", id_="m2", answers="m1@mail.example")
    )

    assert (outcome.case_id, outcome.became, outcome.state) == ("R-1", Became.COMPLETED, State.WAITING)
    record = made.store.request("R-1")
    assert record is not None
    assert record.request.support_level is None


def test_what_a_person_said_of_it_still_holds_when_it_is_read_again() -> None:
    """Staff called it a request though it went to the address for complaints, and heard the task on the telephone."""
    billing = Breaking()
    made = desk(directory=billing)
    hints = Hints(marked_as=Role.REQUESTS, said=Said(task=Task.STATED), by="andriy")
    made.receive(mail("Договір 100245.", to="complaints@netpoint.example"), None, hints)
    billing.up = True
    (outcome,) = made.identify_waiting()

    assert (outcome.state, outcome.waits_for) == (State.WAITING, ())


def test_what_completed_it_still_holds_when_it_is_taken_up_again() -> None:
    """What was told on the telephone is not asked for anew after a refusal: a further message reopens it."""
    made = desk()
    made.receive(mail("Перевірте лінію.", sender="someone@else.example", id_="m1"))
    made.complete("R-1", by="andriy", details=SubscriberDetails.SUFFICIENT)
    made.refuse("R-1", by="andriy", wanted=Wanted(), reason="немає майстра")
    hints = Hints(content=MessageContent.COMPLETES, by="andriy")
    outcome = made.receive(
        mail("Ось ще дані.", sender="someone@else.example", id_="m2", answers="m1@mail.example"), None, hints
    )

    assert (outcome.became, outcome.state) == (Became.REOPENED, State.WAITING)


def test_completing_looks_at_all_messages() -> None:
    """What the second message tells need not be told again by whoever completes the request."""
    made = desk()
    made.receive(mail("Немає мережі.", sender="someone@else.example", id_="m1"))
    second = mail("Моя адреса інша, потім.", sender="someone@else.example", id_="m2", answers="m1@mail.example")
    made.receive(second, None, Hints(said=Said(details=SubscriberDetails.SUFFICIENT), by="andriy"))
    record = made.store.request("R-1")
    assert record is not None
    if record.state is State.INCOMPLETE:
        made.complete("R-1", by="andriy", task=Task.STATED)
    record = made.store.request("R-1")
    assert record is not None
    assert record.state is State.WAITING
