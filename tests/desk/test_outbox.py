"""Sending after the commit, at least once, under a key; what was taken is written down, what never will be is told."""

import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import attrs
from tests.desk.scene import NOON, REGULATION, clock, desk, mail

from netpoint_stp.backends.memory import (
    MemoryAlerter,
    MemoryMailSender,
    MemoryNoticeBoard,
    MemorySmsGateway,
    MemoryStore,
    SetClock,
)
from netpoint_stp.backends.sql import SqlStore
from netpoint_stp.casebook.journal import Event
from netpoint_stp.casebook.messages import Outgoing, Receipt
from netpoint_stp.casebook.steps import EventKind
from netpoint_stp.desk.office import Desk
from netpoint_stp.desk.outbox import Dispatcher, Fate
from netpoint_stp.errors import DeliveryRefusedError, NotFoundError, UnavailableError
from netpoint_stp.policy.alerts.roster import Roster, RosterEntry
from netpoint_stp.ports.capabilities import SendingCapability
from netpoint_stp.subjects.interruptions import Extent, Outage, PlannedMaintenance, TroubleWith


class Down:
    """A mail server that cannot be reached."""

    capabilities: frozenset[SendingCapability] = frozenset()

    def send(self, message: Outgoing) -> Receipt:
        """Refuse."""
        raise UnavailableError("the mail server does not answer")


class Poisoned:
    """A gateway that fails for one case: with something else than its port allows, or with an error that is given."""

    capabilities: frozenset[SendingCapability] = frozenset()

    def __init__(self, case_id: str, error: Exception | None = None) -> None:
        self.case_id, self.error = case_id, error
        self.sent: list[str | None] = []

    def send(self, message: Outgoing) -> Receipt:
        """Fail with an address in the text, or take the message."""
        if message.case_id == self.case_id:
            raise self.error or ConnectionResetError(f"while sending to {message.to[0].normalised}")
        self.sent.append(message.case_id)
        return Receipt(id=message.key, at=NOON)


class Slow:
    """A gateway that takes its time, while another dispatcher runs on its own timer."""

    capabilities: frozenset[SendingCapability] = frozenset()

    def __init__(self, at: SetClock, takes: timedelta) -> None:
        self.at, self.takes = at, takes
        self.sent: list[str] = []
        self.meanwhile: Dispatcher | None = None

    def send(self, message: Outgoing) -> Receipt:
        """Take the message, and have the other one run."""
        self.at.advance(self.takes)
        self.sent.append(message.key)
        if self.meanwhile is not None and len(self.sent) == 18:
            other, self.meanwhile = self.meanwhile, None
            other.send_pending()
        return Receipt(id=message.key, at=self.at.now())


def several(made: Desk, count: int) -> None:
    """Receive several mails, of which each is answered with a receipt."""
    for number in range(count):
        text = f"Договір {100300 + number}, немає мережі."
        made.receive(mail(text, id_=f"m{number}", sender=f"client{number}@mail.example"))


def kinds(events: tuple[Event, ...]) -> list[EventKind]:
    """Return what happened."""
    return [event.kind for event in events]


def test_a_message_is_sent_once() -> None:
    """The receipt is noted, and a second run has nothing to do."""
    made = desk()
    made.receive(mail())
    mails = MemoryMailSender()
    sender = Dispatcher(store=made.store, mail=mails)

    assert [each.fate for each in sender.send_pending()] == [Fate.SENT]
    assert sender.send_pending() == ()
    assert [message.purpose for message in mails.sent] == ["receipt"]
    assert made.store.outbox(pending=False).items[0].sent_at is not None


def test_a_sender_that_dies_leaves_its_message_to_be_sent_again_under_the_same_key() -> None:
    """Claimed and never noted: after the claim is over it is handed out once more, and the gateway knows the key."""
    at = clock()
    made = desk(store=MemoryStore(clock=at))
    made.receive(mail())
    mails = MemoryMailSender()
    with made.store.transaction() as tx:
        (claimed,) = tx.claim_outbox(10, timedelta(minutes=5))
    mails.send(claimed.message)
    sender = Dispatcher(store=made.store, mail=mails)

    assert sender.send_pending() == ()
    at.advance(timedelta(minutes=5))
    assert [each.fate for each in sender.send_pending()] == [Fate.SENT]
    assert len(mails.sent) == 1


def test_a_server_that_is_down_is_tried_again_ever_later() -> None:
    """A minute, two, four …: nothing is lost, and nobody is hammered."""
    at = clock()
    made = desk(store=MemoryStore(clock=at))
    made.receive(mail())
    sender = Dispatcher(store=made.store, mail=Down())
    waits = []
    for _ in range(3):
        assert [each.fate for each in sender.send_pending()] == [Fate.AGAIN]
        (item,) = made.store.outbox().items
        waits.append(item.not_before - at.now())
        at.advance(waits[-1])

    assert waits == sorted(set(waits))
    assert Dispatcher(store=made.store, mail=MemoryMailSender()).send_pending()[0].fate is Fate.SENT


def test_what_will_never_arrive_is_told_in_the_journal() -> None:
    """The message is given up; the request says so, without the address."""
    made = desk()
    made.receive(mail())
    sender = Dispatcher(store=made.store, mail=MemoryMailSender(refuses=["ivan.pryklad@mail.example"]))

    assert [each.fate for each in sender.send_pending()] == [Fate.GIVEN_UP]
    note = made.store.events("R-1")[-1]
    assert (note.kind, note.data["not_delivered"]) == (EventKind.NOTED, "receipt")
    assert "ivan" not in str(note.data)
    assert sender.send_pending() == ()


def test_without_a_gateway_a_message_stays_pending() -> None:
    """Somebody else, or a later run with a gateway, sends it."""
    made = desk()
    made.receive(mail())

    assert [each.fate for each in Dispatcher(store=made.store).send_pending()] == [Fate.NO_GATEWAY]
    assert len(made.store.outbox().items) == 1


def test_a_message_without_a_gateway_waits_as_if_nobody_had_tried() -> None:
    """No attempt is counted and nothing is put off: the day a gateway is there, it goes out at once."""
    made = desk()
    made.receive(mail())
    for _ in range(8):
        assert [each.fate for each in Dispatcher(store=made.store, sms=MemorySmsGateway()).send_pending()] == [
            Fate.NO_GATEWAY
        ]
    (item,) = made.store.outbox().items

    assert (item.attempts, item.not_before, item.trouble) == (0, item.posted_at, "there is no gateway for `email`")
    assert Dispatcher(store=made.store, mail=MemoryMailSender()).send_pending()[0].fate is Fate.SENT


def test_one_message_that_its_gateway_cannot_take_blocks_no_other() -> None:
    """Whatever it raises is noted without its text, and tried again until it is given up; the others are sent."""
    at = clock()
    made = desk(store=MemoryStore(clock=at))
    several(made, 5)
    gateway = Poisoned("R-1")
    sender = Dispatcher(store=made.store, mail=gateway)
    fates = [each.fate for each in sender.send_pending()]
    (item,) = made.store.outbox().items

    assert fates == [Fate.AGAIN, *[Fate.SENT] * 4]
    assert gateway.sent == ["R-2", "R-3", "R-4", "R-5"]
    assert item.trouble == "the gateway failed with `ConnectionResetError`; see to it"
    for _ in range(11):
        at.advance(timedelta(hours=6))
        fates = [each.fate for each in sender.send_pending()]
    assert fates == [Fate.GIVEN_UP]
    note = made.store.events("R-1")[-1]
    assert (note.kind, note.data["trouble"]) == (EventKind.NOTED, item.trouble)
    assert "client0" not in str(note.data)


def test_a_fault_of_the_library_in_one_message_is_told_and_blocks_no_other() -> None:
    """A message that cannot even be made ready comes with what went wrong; those behind it are sent."""
    made = desk()
    with made.store.transaction() as tx:
        tx.post(Outgoing(key="broken", channel="alert", to=(), language="en"))
        tx.post(Outgoing(key="N-7/notice/3", channel="notice", to=(), language="en"))
    made.receive(mail())
    sender = Dispatcher(store=made.store, mail=MemoryMailSender(), alerter=MemoryAlerter(), board=MemoryNoticeBoard())
    tried = sender.send_pending()

    assert [each.fate for each in tried] == [Fate.AGAIN, Fate.GIVEN_UP, Fate.SENT]
    assert [type(each.fault) for each in tried] == [IndexError, type(None), type(None)]


def test_a_case_that_takes_no_event_blocks_no_other_message(tmp_path: Path) -> None:
    """A message that was refused, and whose journal cannot say so, is given up all the same; that is told with it."""
    made = desk(store=SqlStore(f"sqlite:///{tmp_path}/desk.db", clock=clock()))
    several(made, 3)
    with closing(sqlite3.connect(tmp_path / "desk.db")) as edited, edited:
        edited.execute("DELETE FROM stp_journal WHERE kind = 'R' AND case_number = 1")
    gateway = Poisoned("R-1", DeliveryRefusedError("there is no such mailbox"))
    tried = Dispatcher(store=made.store, mail=gateway).send_pending()

    assert [each.fate for each in tried] == [Fate.GIVEN_UP, Fate.SENT, Fate.SENT]
    assert [type(each.fault) for each in tried] == [NotFoundError, type(None), type(None)]
    assert gateway.sent == ["R-2", "R-3"]
    assert made.store.outbox().items == ()


def test_a_slow_batch_sends_no_message_twice() -> None:
    """Twenty messages at twenty seconds each last longer than any claim; another dispatcher takes none twice."""
    at = clock()
    made = desk(store=MemoryStore(clock=at))
    several(made, 20)
    gateway = Slow(at, timedelta(seconds=20))
    gateway.meanwhile = Dispatcher(store=made.store, mail=gateway)
    Dispatcher(store=made.store, mail=gateway).send_pending()

    assert len(gateway.sent) == 20
    assert len(set(gateway.sent)) == 20
    assert made.store.outbox().items == ()


def test_alerts_count_from_when_the_alerter_took_them() -> None:
    """Only then were the persons concerned told, each once, by role."""
    roster = Roster([RosterEntry(role="engineer", address="pager:1"), RosterEntry(role="head", address="pager:2")])
    alerts = attrs.evolve(REGULATION.alerts, roster=roster)
    made = desk(regulation=REGULATION.amend(name="pagers", in_force_from=date(2026, 1, 1), alerts=alerts))
    outage = Outage(id="probe", noticed_at=NOON, trouble_with=TroubleWith.EQUIPMENT)
    case_id = made.alert(outage, "the core switch is silent").case_id
    assert case_id is not None
    alerter = MemoryAlerter()
    assert made.store.incident(case_id).alerted == ()  # type: ignore[union-attr]  # it was opened above
    Dispatcher(store=made.store, alerter=alerter).send_pending()

    record = made.store.incident(case_id)
    assert record is not None
    assert record.alerted == ("engineer", "head")
    assert [message.incident_id for message in alerter.sent] == [case_id, case_id]
    assert made.overdue(NOON + timedelta(days=1)) == ()


def test_nobody_was_told_whom_no_alert_reaches() -> None:
    """An alert that cannot be handed on is told in the journal, and stays overdue."""
    made = desk()
    outage = Outage(id="probe", noticed_at=NOON, trouble_with=TroubleWith.EQUIPMENT)
    made.alert(outage, "the core switch is silent")
    alerter = MemoryAlerter(refuses=["network engineer on duty", "head of the service desk"])
    fates = [each.fate for each in Dispatcher(store=made.store, alerter=alerter).send_pending()]

    assert fates == [Fate.GIVEN_UP, Fate.GIVEN_UP]
    assert [item.case_id for item in made.overdue(NOON + timedelta(days=1))] == ["N-1"]


def test_notices_count_from_when_the_board_took_them() -> None:
    """Published in three languages; published again it replaces the first."""
    made = desk()
    work = PlannedMaintenance(
        id="w", start=NOON + timedelta(days=4), end=NOON + timedelta(days=4, hours=2), services=["internet"]
    )
    case_id = made.publish(work, {"en": "Twice ten minutes."}, by="a").case_id
    board = MemoryNoticeBoard()
    Dispatcher(store=made.store, board=board).send_pending()
    made.publish(str(case_id), {"en": "Once ten minutes."}, by="a")
    Dispatcher(store=made.store, board=board).send_pending()

    (notice,) = board.published()
    assert set(notice.texts) == {"ru", "uk", "en"}
    assert "Once ten minutes." in notice.texts["en"]
    assert EventKind.PUBLISHED in kinds(made.store.events(str(case_id)))


def test_the_dispatch_of_a_complaints_answer_is_written_down() -> None:
    """3.12 asks for it: when the answer left is in the journal of the complaint."""
    made = desk()
    made.receive(mail(to="complaints@netpoint.example", subject="Скарга"))
    made.answer_complaint("C-1", "Розібралися.", by="b")
    Dispatcher(store=made.store, mail=MemoryMailSender()).send_pending()

    assert made.store.events("C-1")[-1].data == {"sent": "complaint_answer"}


def test_a_backbone_failure_can_be_published_and_a_local_one_cannot() -> None:
    """The kind of the failure decides (4.5)."""
    made = desk()
    outage = Outage(id="p", noticed_at=NOON, trouble_with=TroubleWith.EQUIPMENT, extent=Extent.BACKBONE)
    case_id = made.alert(outage, "the backbone is down").case_id

    assert made.publish(str(case_id), by="a", emergency=True).purposes == ("notice",)


def test_a_problem_reported_again_at_the_same_moment_is_the_same() -> None:
    """The clock need not have moved: the id of the outage tells."""
    made = desk()
    outage = Outage(id="probe", noticed_at=NOON, trouble_with=TroubleWith.EQUIPMENT)
    first, again = (made.alert(outage, "the core switch is silent") for _ in range(2))

    assert (first.repeat, again.repeat, again.messages) == (False, True, ())
    assert len(made.store.decisions().items) == 1
