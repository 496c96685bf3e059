"""Sending what the desk has posted (2.5, 3.8, 3.12, 4.5): after the commit, at least once, under an idempotency key."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from enum import Enum
from functools import partial
from typing import Final, Protocol, TypeAlias

import attrs

from netpoint_stp.casebook.events import moment_text
from netpoint_stp.casebook.journal import Json, NewEvent
from netpoint_stp.casebook.messages import UNREADABLE, AlertMessage, OutboxItem, Outgoing, Receipt
from netpoint_stp.casebook.records import checked_limit
from netpoint_stp.casebook.steps import EventKind
from netpoint_stp.desk.use_cases.incidents import notice_of
from netpoint_stp.errors import DeliveryRefusedError, UnavailableError
from netpoint_stp.ports.gateways import Alerter, MailSender, NoticeBoard, SmsGateway
from netpoint_stp.ports.stores import RequestStore, Transaction

_CLAIM: Final = timedelta(minutes=5)
_SOONEST: Final = timedelta(minutes=1)
_LATEST: Final = timedelta(hours=6)
_MOST: Final = 12
"""After so many attempts, in some thirty hours, what a gateway fails with is taken for the message's own fault."""
_AT_ONCE: Final = 1000


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
    fault: Exception | None = attrs.field(default=None, repr=False)
    """What went wrong in the library itself with this message, None where nothing did; the others went on."""


@attrs.frozen(kw_only=True)
class Dispatcher:
    """Sends pending messages one by one: one transaction claims it, it is sent outside of any, another notes it.

    A dispatcher that dies between sending and noting leaves the message to be sent once more, under the same key: a
    gateway that knows keys sends it once. A gateway has five minutes for a message, however many there are; another
    dispatcher takes up what is not noted by then. Whatever a gateway raises stops no other message. Alerts and notices
    are written into the journal of their incident when they were taken. Gateways that are None leave their messages
    pending, as if nobody had tried.
    """

    store: RequestStore
    mail: MailSender | None = None
    sms: SmsGateway | None = None
    helpdesk: Sender | None = None
    alerter: Alerter | None = None
    board: NoticeBoard | None = None

    def send_pending(self, limit: int = 100) -> tuple[Tried, ...]:
        """Try up to `limit` pending messages, the earliest posted first; safe to repeat and to run several of.

        Those without a gateway are told last. Raises `UnavailableError` where the store itself cannot be reached.
        """
        checked_limit(limit)
        tried: list[Tried] = []
        channels = frozenset(self._gateways)
        while len(tried) < limit:
            with self.store.transaction() as tx:
                claimed = tx.claim_outbox(1, _CLAIM, channels=channels)
            if not claimed:
                break
            tried.append(self._try(claimed[0]))
        return (*tried, *self._without_gateway(limit - len(tried)))

    @property
    def _gateways(self) -> "Mapping[str, _Gateway]":
        """Return, by channel, what makes a message ready to be handed on; the channels that have a gateway."""
        given: dict[str, _Gateway | None] = {
            "email": None if self.mail is None else _sending(self.mail),
            "sms": None if self.sms is None else _sending(self.sms),
            "helpdesk": None if self.helpdesk is None else _sending(self.helpdesk),
            "alert": None if self.alerter is None else _alerting(self.alerter),
            "notice": None if self.board is None else self._publishing(self.board),
        }
        return {channel: gateway for channel, gateway in given.items() if gateway is not None}

    def _try(self, item: OutboxItem) -> Tried:
        if item.unreadable:
            return self._failed(item, UNREADABLE, again=False)
        try:
            hand_on = self._gateways[item.message.channel](item.message)
        except DeliveryRefusedError as error:
            return self._failed(item, str(error), again=False)
        except Exception as error:  # noqa: BLE001 - a fault of ours in one message must not stop those behind it
            trouble = f"the library failed with `{type(error).__name__}`; report it"
            return self._failed(item, trouble, again=item.attempts < _MOST, fault=error)
        try:
            receipt = hand_on()
        except UnavailableError as error:
            return self._failed(item, str(error), again=True)
        except DeliveryRefusedError as error:
            return self._failed(item, str(error), again=False)
        except Exception as error:  # noqa: BLE001 - whatever a gateway raises; its text may name addresses
            trouble = f"the gateway failed with `{type(error).__name__}`; see to it"
            return self._failed(item, trouble, again=item.attempts < _MOST)
        return Tried(item=item, fate=Fate.SENT, fault=self._sent(item, receipt))

    def _sent(self, item: OutboxItem, receipt: Receipt) -> Exception | None:
        """Note that a message was taken; where its journal cannot say so, it counts as sent all the same."""
        with self.store.transaction() as tx:
            tx.mark_sent(item.id, receipt)
            return _written_down(tx, item, _after(item, receipt, tx.now))

    def _failed(self, item: OutboxItem, trouble: str, *, again: bool, fault: Exception | None = None) -> Tried:
        with self.store.transaction() as tx:
            wait = min(_SOONEST * 2 ** min(item.attempts, 10), _LATEST)
            tx.mark_failed(item.id, trouble, tx.clock_now + wait if again else None)
            if not again:
                data = {"not_delivered": item.message.purpose, "trouble": trouble}
                told = NewEvent(kind=EventKind.NOTED, data=data, key=f"undelivered:{item.id}")
                fault = _written_down(tx, item, told) or fault
        return Tried(item=item, fate=Fate.AGAIN if again else Fate.GIVEN_UP, fault=fault)

    def _without_gateway(self, most: int) -> Iterator[Tried]:
        """Yield pending messages that nothing could hand on: no attempt is counted, and none is put off."""
        channels, after = frozenset(self._gateways), None
        while most > 0:
            page = self.store.outbox(pending=True, after=after, limit=_AT_ONCE)
            stuck = [item for item in page.items if item.unreadable or item.message.channel not in channels][:most]
            waiting = [item for item in stuck if not item.unreadable]
            with self.store.transaction() as tx:
                for item in waiting:
                    trouble = f"there is no gateway for `{item.message.channel}`"
                    if item.trouble != trouble:
                        tx.mark_failed(item.id, trouble, item.not_before)
            yield from (Tried(item=item, fate=Fate.NO_GATEWAY) for item in waiting)
            yield from [self._try(item) for item in stuck if item.unreadable]
            most, after = most - len(stuck), page.after
            if after is None:
                return

    def _publishing(self, board: NoticeBoard) -> "_Gateway":
        def ready(message: Outgoing) -> Callable[[], Receipt]:
            case_id, _, number = message.key.partition("/notice/")
            for event in self.store.events(case_id):
                if str(event.number) == number:
                    return partial(board.publish, notice_of(event.data["notice"]))
            raise DeliveryRefusedError(f"the journal of `{case_id}` has no notice {number}; publish it anew")

        return ready


_Gateway: TypeAlias = Callable[[Outgoing], Callable[[], Receipt]]
"""Makes a message ready, and returns what hands it on: only the latter is the gateway's own."""


def _written_down(tx: Transaction, item: OutboxItem, event: NewEvent | None) -> Exception | None:
    """Write into the journal of a message's case what became of it; return what is wrong where it takes no event.

    That is told with the message: to try it again would not put the journal right, and must not stop those behind it.
    """
    case_id = item.message.case_id
    if event is None or case_id is None:
        return None
    try:
        tx.append(case_id, event)
    except UnavailableError:
        raise
    except Exception as error:  # noqa: BLE001 - told with the message, see above
        return error
    return None


def _sending(sender: Sender) -> _Gateway:
    return lambda message: partial(sender.send, message)


def _alerting(alerter: Alerter) -> _Gateway:
    return lambda message: partial(alerter.alert, _alert(message))


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


def _after(item: OutboxItem, receipt: Receipt, now: datetime) -> NewEvent | None:
    """Return what the journal is to say once a message was taken, None where nothing.

    It counts from when the gateway took it (I-14), as its receipt has it, where that can be: after it was posted, and
    not later than now.
    """
    message, key = item.message, f"sent:{item.message.key}"
    data: dict[str, Json] = {}
    if item.posted_at <= receipt.at <= now:
        data["counts_from"] = moment_text(receipt.at)
    match message.channel:
        case "alert":
            data["roles"] = [message.to[0].name]
            return NewEvent(kind=EventKind.ALERTED, data=data, clauses=("2.5", "4.1.3"), key=key)
        case "notice":
            return NewEvent(kind=EventKind.PUBLISHED, data=data, clauses=("4.5",), key=key)
        case _ if message.purpose in ("complaint_answer", "complaint_interim"):
            data["sent"] = message.purpose
            return NewEvent(kind=EventKind.NOTED, data=data, clauses=("3.12",), key=key)
        case _:
            return None
