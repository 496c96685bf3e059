"""Who accepted a request (3.11, I-34): answered the call, registered the message, else took it up."""

import json
from datetime import timedelta
from typing import Any

import pytest
from tests.desk.scene import NOON, REGULATION, desk, mail
from tests.situations.stage import STAFF

from netpoint_stp.backends.memory import MemoryStore, SetClock
from netpoint_stp.channels.helpdesk import read_helpdesk
from netpoint_stp.channels.interaction import Interaction
from netpoint_stp.channels.phone.reader import read_call
from netpoint_stp.desk.messages import about_request
from netpoint_stp.desk.office import Desk
from netpoint_stp.errors import ForbiddenStepError
from netpoint_stp.subjects.complaints import ComplaintElement


def opened() -> tuple[Desk, SetClock]:
    """Return a desk that knows the names of its staff, and its clock."""
    clock = SetClock(NOON)
    return desk(store=MemoryStore(clock=clock), staff_names=STAFF), clock


def called(by: str) -> Interaction:
    """Return a call that somebody answered."""
    record = {"id": "x1", "from": "+380501112233", "to": "+380440000000", "started_at": NOON.isoformat()}
    record |= {"taken": "by_person", "taken_by": by, "note": "Договір 100245, немає мережі."}
    return _read(read_call(json.dumps(record).encode(), REGULATION.reading.calls))


def registered(by: str) -> Interaction:
    """Return a message that somebody of the staff wrote down for a client."""
    record = {"id": "t1", "account": "prykladko", "entered_by": by, "on_behalf_of": "prykladko", "subject": "Лінія"}
    record |= {"text": "Договір 100245, немає мережі.", "created_at": NOON.isoformat()}
    return _read(read_helpdesk(json.dumps(record).encode(), REGULATION.reading.helpdesk))


def _read(found: Any) -> Interaction:
    assert isinstance(found, Interaction)
    return found


def complain(made: Desk, name: str) -> Any:
    """Complain about the first request, naming one of the staff; return the complaint."""
    text = f"Скаржуся, як виконано R-1. Заявку прийняв {name}."
    made.receive(mail(text, subject="Скарга", to="complaints@netpoint.example", id_="c1", at=NOON))
    record = made.store.complaint("C-1")
    assert record is not None
    return record


class TestClause_3_11:
    """A complaint names the member of staff who accepted the request; a client cannot see who took it up later."""

    def test_who_answered_the_call_may_be_named_after_another_took_it(self) -> None:
        """Both accepted it: either name is right, and the complaint is kept from both."""
        made, clock = opened()
        outcome = made.receive(called("andriy"))
        assert outcome.lease is not None
        made.release("R-1", outcome.lease.token)
        clock.advance(timedelta(minutes=5))
        made.take("R-1", "bohdana", out_of_turn="так треба")

        record = complain(made, "Андрій")
        assert ComplaintElement.TAKER_NAME not in record.complaint.lacking
        assert record.hidden_from == {"andriy", "bohdana"}
        with pytest.raises(ForbiddenStepError):
            made.answer_complaint("C-1", "Вибачте.", by="andriy")

    def test_who_had_it_before_is_known_too(self) -> None:
        """Taken by one, given back, taken by another: the first one's name is right, and it is about both."""
        made, clock = opened()
        made.receive(mail("Договір 100245, немає мережі.", at=NOON))
        for by in ("andriy", "bohdana"):
            taken = made.take("R-1", by)
            assert taken.lease is not None
            clock.advance(timedelta(minutes=5))
            made.release("R-1", taken.lease.token)

        record = complain(made, "Андрій")
        assert record.complaint.taker_name == "Андрій"
        assert record.hidden_from == {"andriy", "bohdana"}

    def test_who_registered_the_message_accepted_it(self) -> None:
        """Nobody has taken it up yet: whoever wrote it down for the client is the one whom the client knows."""
        made, _ = opened()
        made.receive(registered("andriy"))

        record = complain(made, "Андрій")
        assert record.complaint.taker_name == "Андрій"
        assert "andriy" in record.hidden_from

    def test_messages_name_who_answered_the_call(self) -> None:
        """While nobody has taken it up anew, the message names who accepted it."""
        made, _ = opened()
        outcome = made.receive(called("andriy"))
        assert outcome.lease is not None
        made.release("R-1", outcome.lease.token)
        with made.unit("look", None) as unit:
            values = about_request(unit, unit.request("R-1"), REGULATION)
        assert values["taker"] == "Андрій"
