"""What a client did counts from when it reached the Company, what the Company did from when it left (I-5, I-14)."""

import json
from datetime import datetime, timedelta
from typing import Any

import attrs
import pytest
from tests.desk.scene import REGULATION, desk, mail

from netpoint_stp.backends.memory import MemoryMailSender, MemoryStore, SetClock
from netpoint_stp.casebook.messages import Receipt
from netpoint_stp.casebook.projection import RequestRecord
from netpoint_stp.casebook.steps import EventKind
from netpoint_stp.channels.interaction import Interaction
from netpoint_stp.channels.phone.reader import read_call
from netpoint_stp.desk.agenda import DueItem, Duty
from netpoint_stp.desk.office import Desk
from netpoint_stp.desk.outbox import Dispatcher
from netpoint_stp.policy.alerts.policy import EquipmentOwner
from netpoint_stp.policy.reaction.tables import Reaction
from netpoint_stp.rules import still_possible
from netpoint_stp.subjects.complaints import ComplaintSubject
from netpoint_stp.subjects.interruptions import Extent, Outage, TroubleWith
from netpoint_stp.subjects.people import Standing
from netpoint_stp.subjects.requests import WhoseTime

DETAILS = "Договір 100245, логін prykladko."


def at(text: str) -> datetime:
    """Return a moment in Kyiv in winter."""
    return datetime.fromisoformat(f"2026-{text}+02:00")


def open_desk(moment: datetime) -> tuple[Desk, SetClock]:
    """Return a desk whose clock stands at a moment."""
    clock = SetClock(moment)
    return desk(store=MemoryStore(clock=clock)), clock


def move(clock: SetClock, moment: datetime) -> None:
    """Let time pass until a moment."""
    clock.advance(moment - clock.now())


def of(made: Desk, id_: str = "R-1") -> RequestRecord:
    """Return a request."""
    found = made.store.request(id_)
    assert found is not None
    return found


def call(moment: datetime, *, taken_at: datetime | None, by: str = "andriy") -> Interaction:
    """Return a call that somebody answered."""
    record = {"id": "x1", "from": "+380501112233", "to": "+380440000000", "started_at": moment.isoformat()}
    record |= {"taken": "by_person", "taken_by": by, "note": "Договір 100245, немає мережі."}
    found = read_call(json.dumps(record).encode(), REGULATION.reading.calls)
    assert isinstance(found, Interaction)
    assert found.call is not None
    return attrs.evolve(found, call=attrs.evolve(found.call, taken_at=taken_at))


def items(made: Desk, duty: Duty, now: datetime) -> list[DueItem]:
    """Return what is due of a kind."""
    return [item for item in made.due(now + timedelta(days=90)) if item.duty is duty]


class TestClause_3_19:
    """Further information is owed a reaction from when it came in, whenever the desk looked for it."""

    def test_an_answer_fetched_late_completed_the_request_when_it_was_received(self) -> None:
        """The place stays that of the first mail, the clock starts with the answer, and the client had 49 minutes."""
        made, clock = open_desk(at("11-23T21:41"))
        made.receive(mail("Не працює.", id_="m1", at=at("11-23T21:40:55")))
        move(clock, at("11-27T09:00"))
        made.receive(mail(DETAILS, id_="m2", at=at("11-23T22:30"), answers="m1@mail.example"))

        record = of(made)
        (hold,) = record.request.holds
        assert record.request.completed_at == at("11-23T22:30")
        assert record.placed_at == at("11-23T21:40:55")
        assert (hold.whose, hold.end) == (WhoseTime.CLIENT, at("11-23T22:30"))
        (item,) = items(made, Duty.REACTION, clock.now())
        assert (item.due, item.late) == (at("11-24T10:30"), True)

    def test_an_answer_that_lay_with_the_mail_server_ends_the_hold_when_it_came(self) -> None:
        """Taken, held, answered at noon, fetched in the evening: the wait ended at noon, and a reaction is overdue."""
        made, clock = open_desk(at("11-23T10:00"))
        made.receive(mail(DETAILS + " Перевірте лінію.", at=at("11-23T10:00")))
        move(clock, at("11-23T10:05"))
        taken = made.take("R-1", "a")
        assert taken.lease is not None
        made.hold_for_client("R-1", "перезапустіть", by="a", token=taken.lease.token)
        move(clock, at("11-23T21:00"))
        made.receive(mail("Перезапустив, не допомогло.", id_="m2", at=at("11-23T12:00"), answers="m1@mail.example"))

        (item,) = items(made, Duty.FURTHER_REACTION, clock.now())
        joined = next(event for event in made.store.events("R-1") if event.kind is EventKind.JOINED)
        assert [hold.end for hold in of(made).request.holds] == [at("11-23T12:00")]
        assert (item.due, item.late) == (at("11-23T16:00"), True)
        assert joined.at == at("11-23T21:00")
        assert "3.19" in joined.clauses

    def test_what_answers_a_question_is_due_a_reaction(self) -> None:
        """Asked, answered, and nobody: the agenda says what the audit finds."""
        made, clock = open_desk(at("11-23T11:00"))
        made.receive(mail(DETAILS + " Змініть тариф.", at=at("11-23T11:00")))
        taken = made.take("R-1", "a")
        assert taken.lease is not None
        made.ask("R-1", by="a", text="Який саме?", token=taken.lease.token)
        move(clock, at("11-23T12:00"))
        made.receive(mail("Другий.", id_="m2", at=at("11-23T12:00"), answers="m1@mail.example"))
        move(clock, at("11-24T20:00"))

        assert [(item.case_id, item.late) for item in items(made, Duty.FURTHER_REACTION, clock.now())] == [
            ("R-1", True)
        ]
        assert [item.duty for item in made.overdue()] == [Duty.FURTHER_REACTION]

    def test_neither_giving_back_nor_reopening_nor_merging_changes_what_was_said(self) -> None:
        """Kept stays kept after a release, broken stays broken after a reopening, and after a merger."""
        made, clock = open_desk(at("11-23T10:00"))
        for number in (1, 2, 3):
            text = f"Договір 100245. Перевірте лінію {number}."
            made.receive(mail(text, id_=f"n{number}", sender=f"c{number}@mail.example", at=at("11-23T10:00")))
        taken = made.take("R-1", "a", out_of_turn="так треба")
        assert taken.lease is not None
        made.release("R-1", taken.lease.token)
        move(clock, at("11-24T01:00"))
        for id_ in ("R-2", "R-3"):
            if of(made, id_).state.value == "triage":
                made.triage(id_, by="a", queue="desk")
        made.merge("R-3", "R-2", by="a")
        taken = made.take("R-2", "a", out_of_turn="так треба")
        assert taken.lease is not None
        made.resolve("R-2", "Готово.", by="a", token=taken.lease.token)
        made.reopen("R-2", "знову", by="a")

        said = {
            id_: getattr(
                made.edition_of(of(made, id_)).reaction.first_reaction(of(made, id_).request, clock.now()),
                "outcome",
                None,
            )
            for id_ in ("R-1", "R-2", "R-3")
        }
        assert said == {"R-1": Reaction.KEPT, "R-2": Reaction.BROKEN, "R-3": Reaction.BROKEN}


class TestClause_3_12:
    """An answer to a complaint is given when it is dispatched (I-14)."""

    def test_an_answer_that_waits_in_the_outbox_is_not_given(self) -> None:
        """Written in time and stuck: overdue until the outbox sends it, and late from then on."""
        made, clock = open_desk(at("11-20T15:00"))
        made.receive(mail("Скаржуся.", to="complaints@netpoint.example", at=at("11-20T15:00")))
        known: dict[str, Any] = {"complainant": Standing.HOLDER, "about": ComplaintSubject.CARRYING_OUT}
        made.complete_complaint("C-1", by="a", **known)
        move(clock, at("12-01T20:00"))
        made.answer_complaint("C-1", "Вибачте.", by="a")
        move(clock, at("12-20T09:00"))

        waiting = made.store.complaint("C-1")
        assert waiting is not None
        assert waiting.complaint.answered_at is None
        assert [(item.duty, item.due) for item in made.overdue()] == [(Duty.COMPLAINT_ANSWER, at("12-02T00:00"))]
        Dispatcher(store=made.store, mail=MemoryMailSender()).send_pending()
        sent = made.store.complaint("C-1")
        assert sent is not None
        assert sent.complaint.answered_at == at("12-20T09:00")
        assert made.overdue() == ()
        status = made.edition_of(sent).complaints.status_of(sent.complaint, clock.now())
        assert {each.value for each in still_possible(status)} == {"answered_late"}


class TestCalls:
    """What a person of the desk did is counted from when it was done, where the channel tells that (3.19, I-17)."""

    def test_a_call_whose_record_is_fetched_late_was_taken_when_it_was_taken(self) -> None:
        """Answered at noon, fetched in the evening: somebody reacted at once, and nobody is charged with nine hours."""
        made, clock = open_desk(at("11-23T10:00"))
        move(clock, at("11-23T21:00"))
        outcome = made.receive(call(at("11-23T12:00"), taken_at=at("11-23T12:00:07")))

        record = of(made)
        assert outcome.lease is not None
        assert outcome.lease.taken_at == at("11-23T21:00")
        assert record.request.taken_at == at("11-23T12:00:07")
        (owed,) = made.edition_of(record).reaction.owed(record.request)
        assert (owed.since, owed.reacted_at) == (at("11-23T12:00"), at("11-23T12:00:07"))

    @pytest.mark.parametrize("taken_at", [None, at("11-23T11:59"), at("11-23T21:01")])
    def test_a_moment_that_cannot_be_gives_way_to_that_of_the_call(self, taken_at: datetime | None) -> None:
        """Before the call, or still to come: the exchange's clock is wrong, and the call itself was answered."""
        made, clock = open_desk(at("11-23T10:00"))
        move(clock, at("11-23T21:00"))
        made.receive(call(at("11-23T12:00"), taken_at=taken_at))

        assert of(made).request.taken_at == at("11-23T12:00")


class TestSent:
    """What left counts from when its gateway took it, also where that was written down only later (I-14)."""

    def test_an_answer_counts_from_its_receipt(self) -> None:
        """The dispatcher died between sending and noting; the next one hears when the gateway had taken it."""
        made, clock = open_desk(at("11-20T12:00"))
        made.receive(mail("Скаржуся.", to="complaints@netpoint.example", at=at("11-20T11:00")))
        made.answer_complaint("C-1", "Вибачте.", by="bohdana")
        move(clock, at("12-20T09:00"))

        class Sent:
            capabilities: frozenset[Any] = frozenset()

            def send(self, message: object) -> Receipt:
                assert message
                return Receipt(id="1", at=at("11-20T12:01"), repeat=True)

        Dispatcher(store=made.store, mail=Sent()).send_pending()
        record = made.store.complaint("C-1")
        assert record is not None
        assert record.complaint.answered_at == at("11-20T12:01")


class TestClause_4_5:
    """A failure on the backbone is to be published; whether it is an emergency decides."""

    def test_a_failure_that_nobody_published_is_due(self) -> None:
        """It stands at the end while it is not known whether it is an emergency."""
        made, clock = open_desk(at("11-23T10:00"))
        made.alert(
            Outage(id="x", noticed_at=at("11-23T10:00"), trouble_with=TroubleWith.EQUIPMENT, extent=Extent.BACKBONE),
            "обрив",
            owner=EquipmentOwner.COMPANY,
        )
        move(clock, at("11-25T10:00"))

        (item,) = items(made, Duty.NOTICE, clock.now())
        assert (item.case_id, item.late) == ("N-1", None)
        assert made.due(clock.now() + timedelta(days=9))[-1].duty is Duty.NOTICE
