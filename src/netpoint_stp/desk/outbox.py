"""Sending what the desk has posted (2.5, 3.8, 3.12, 4.5): after the commit, at least once, under an idempotency key."""

from collections.abc import Mapping
from datetime import timedelta
from enum import Enum
from typing import Final, Protocol

import attrs

from netpoint_stp.backends.journal import NewEvent
from netpoint_stp.backends.messages import AlertMessage, OutboxItem, Outgoing, Receipt
from netpoint_stp.backends.ports import Alerter, MailSender, NoticeBoard, RequestStore, SmsGateway
from netpoint_stp.backends.steps import EventKind
from netpoint_stp.desk.incidents import notice_of
from netpoint_stp.errors import DeliveryRefusedError, NotFoundError, UnavailableError

_CLAIM: Final = timedelta(minutes=5)
_SOONEST: Final = timedelta(minutes=1)
_LATEST: Final = timedelta(hours=6)


class Sender(Protocol):
    """What hands a message on: a mail server, an SMS gateway, a helpdesk."""

    def send(self, message: Outgoing) -> Receipt:
        """Hand a message on; see `MailSender.send`."""


class Fate(Enum):
    """What became of a message that was tried."""

    SENT = "sent"
    AGAIN = "again"
    """The gateway could not be reached: it is tried again later."""
    GIVEN_UP = "given_up"
    """It will never be delivered as it is: its case says so, for a person to look."""
    NO_GATEWAY = "no_gateway"

    __hash__ = object.__hash__


@attrs.frozen(kw_only=True)
class Tried:
    """One message that was handed out, and what became of it."""

    item: OutboxItem
    fate: Fate


@attrs.frozen(kw_only=True)
class Dispatcher:
    """Sends pending messages: one transaction claims them, each is sent outside of any, another one notes the receipt.

    A dispatcher that dies between sending and noting leaves the message to be sent once more, under the same key: a
    gateway that knows keys sends it once. Alerts and notices are written into the journal of their incident when they
    were taken. Gateways that are None leave their messages pending.
    """

    store: RequestStore
    mail: MailSender | None = None
    sms: SmsGateway | None = None
    helpdesk: Sender | None = None
    alerter: Alerter | None = None
    board: NoticeBoard | None = None

    def send_pending(self, limit: int = 100) -> tuple[Tried, ...]:
        """Try up to `limit` pending messages, the earliest posted first; safe to repeat and to run several of."""
        with self.store.transaction() as tx:
            claimed = tx.claim_outbox(limit, _CLAIM)
        return tuple(Tried(item=item, fate=self._try(item)) for item in claimed)

    def _try(self, item: OutboxItem) -> Fate:
        try:
            receipt = self._hand_on(item.message)
        except UnavailableError as error:
            self._failed(item, str(error), again=True)
            return Fate.AGAIN
        except DeliveryRefusedError as error:
            self._failed(item, str(error), again=False)
            return Fate.GIVEN_UP
        if receipt is None:
            self._failed(item, f"there is no gateway for `{item.message.channel}`", again=True)
            return Fate.NO_GATEWAY
        with self.store.transaction() as tx:
            tx.mark_sent(item.id, receipt)
            event = _after(item.message)
            if event is not None and item.message.case_id is not None:
                tx.append(item.message.case_id, event)
        return Fate.SENT

    def _hand_on(self, message: Outgoing) -> Receipt | None:
        senders: Mapping[str, Sender | None] = {"email": self.mail, "sms": self.sms, "helpdesk": self.helpdesk}
        if message.channel == "alert":
            return None if self.alerter is None else self.alerter.alert(_alert(message))
        if message.channel == "notice":
            return None if self.board is None else self._publish(self.board, message)
        sender = senders.get(message.channel)
        return None if sender is None else sender.send(message)

    def _publish(self, board: NoticeBoard, message: Outgoing) -> Receipt:
        case_id, _, number = message.key.partition("/notice/")
        for event in self.store.events(case_id):
            if str(event.number) == number:
                return board.publish(notice_of(event.data["notice"]))
        raise NotFoundError(f"the journal of `{case_id}` has no notice {number}; publish it anew")

    def _failed(self, item: OutboxItem, trouble: str, *, again: bool) -> None:
        with self.store.transaction() as tx:
            wait = min(_SOONEST * 2 ** min(item.attempts, 10), _LATEST)
            tx.mark_failed(item.id, trouble, tx.now + wait if again else None)
            case_id = item.message.case_id
            if not again and case_id is not None:
                data = {"not_delivered": item.message.purpose, "trouble": trouble}
                tx.append(case_id, NewEvent(kind=EventKind.NOTED, data=data, key=f"undelivered:{item.id}"))


def _alert(message: Outgoing) -> AlertMessage:
    party = message.to[0]
    return AlertMessage(
        key=message.key,
        incident_id=message.case_id or "",
        role=party.name,
        address=party.received or None,
        title=message.subject,
        text=message.text,
    )


def _after(message: Outgoing) -> NewEvent | None:
    """Return what the journal is to say once a message was taken, None where nothing."""
    key = f"sent:{message.key}"
    match message.channel:
        case "alert":
            data = {"roles": [message.to[0].name]}
            return NewEvent(kind=EventKind.ALERTED, data=data, clauses=("2.5", "4.1.3"), key=key)
        case "notice":
            return NewEvent(kind=EventKind.PUBLISHED, clauses=("4.5",), key=key)
        case _ if message.purpose in ("complaint_answer", "complaint_interim"):
            return NewEvent(kind=EventKind.NOTED, data={"sent": message.purpose}, clauses=("3.12",), key=key)
        case _:
            return None
