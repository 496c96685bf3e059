"""Gateways in memory (2.5, 3.2, 4.5): they keep what was handed to them, and give what a test or a trial put in."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from threading import RLock
from typing import Final, Generic, TypeVar

from netpoint_stp.backends.memory.store import MemoryStore
from netpoint_stp.casebook.messages import AlertMessage, Fetched, NoticeMessage, Outgoing, Receipt
from netpoint_stp.casebook.records import DecisionRecord, Page, checked_limit
from netpoint_stp.errors import DeliveryRefusedError
from netpoint_stp.moments import in_zone, zone
from netpoint_stp.policy.instants import instant
from netpoint_stp.ports.capabilities import SendingCapability, SourceCapability
from netpoint_stp.ports.clocks import ClockBounds, SystemClock
from netpoint_stp.ports.directories import Clock
from netpoint_stp.rules import Unknown
from netpoint_stp.subjects.interruptions import Outage

MessageT = TypeVar("MessageT", Outgoing, AlertMessage)
_UTC: Final = zone("UTC")


class _Sender(Generic[MessageT]):
    """Keeps what it was handed, once per key."""

    def __init__(self, *, clock: Clock | None = None, refuses: Iterable[str] = ()) -> None:
        """Refuse for good whatever goes to one of the addresses (of an alert without one: to one of the roles)."""
        self._clock: Final[Clock] = clock or SystemClock()
        self._refuses: Final = frozenset(refuses)
        self._lock: Final = RLock()
        self._sent: Final[dict[str, tuple[MessageT, Receipt]]] = {}

    @property
    def capabilities(self) -> frozenset[SendingCapability]:
        """It does not hand on the same message twice."""
        return frozenset({SendingCapability.DEDUPLICATES})

    @property
    def sent(self) -> tuple[MessageT, ...]:
        """What it was handed, in order."""
        with self._lock:
            return tuple(message for message, _ in self._sent.values())

    def _hand_on(self, message: MessageT, addresses: Iterable[str | None]) -> Receipt:
        """Take a message for at least one address."""
        with self._lock:
            known = self._sent.get(message.key)
            if known is not None:
                return Receipt(id=known[1].id, at=known[1].at, repeat=True)
            to = [address for address in addresses if address]
            if not to or self._refuses.intersection(to):
                raise DeliveryRefusedError("nobody can be reached at that address; give another one")
            receipt = Receipt(id=f"memory-{len(self._sent) + 1}", at=in_zone(self._clock.now(), _UTC))
            self._sent[message.key] = message, receipt
            return receipt


class MemoryMailSender(_Sender[Outgoing]):
    """See `ports.MailSender`; `sent` is what it was handed."""

    def send(self, message: Outgoing) -> Receipt:
        """As `MailSender.send`."""
        return self._hand_on(message, (party.normalised for party in message.to))


class MemoryAlerter(_Sender[AlertMessage]):
    """See `ports.Alerter`; `sent` is what it was handed."""

    def alert(self, message: AlertMessage) -> Receipt:
        """As `Alerter.alert`; without an address it knows the role."""
        return self._hand_on(message, (message.address or message.role,))


class MemoryMailbox:
    """See `ports.Mailbox`; `put` is how something comes in."""

    def __init__(self, messages: Iterable[Fetched] = ()) -> None:
        """Begin with these messages, in their order."""
        self._lock: Final = RLock()
        self._messages: Final = {message.id: message for message in messages}
        self._done: Final[set[str]] = set()

    @property
    def capabilities(self) -> frozenset[SourceCapability]:
        """It knows when each came in, as far as whoever put it in said so."""
        return frozenset({SourceCapability.OWN_RECEIPT_TIME})

    def put(self, message: Fetched) -> None:
        """Let a message come in; one of the same id comes in once."""
        with self._lock:
            self._messages.setdefault(message.id, message)

    def fetch(self, limit: int = 100) -> tuple[Fetched, ...]:
        """As `Mailbox.fetch`."""
        checked_limit(limit)
        with self._lock:
            return tuple(each for key, each in self._messages.items() if key not in self._done)[:limit]

    def done(self, fetched_id: str) -> None:
        """As `Mailbox.done`."""
        with self._lock:
            self._done.add(fetched_id)


class MemorySmsGateway(MemoryMailSender):
    """See `ports.SmsGateway`; `sent` is what it was handed, `put` is how something comes in."""

    def __init__(self, *, clock: Clock | None = None, refuses: Iterable[str] = ()) -> None:
        super().__init__(clock=clock, refuses=refuses)
        self._inbox: Final = MemoryMailbox()

    @property
    def capabilities(self) -> "frozenset[SendingCapability | SourceCapability]":  # type: ignore[override]  # a wider set
        """Those of a sender and of a source."""
        return frozenset({SendingCapability.DEDUPLICATES, SourceCapability.OWN_RECEIPT_TIME})

    def put(self, message: Fetched) -> None:
        """As `MemoryMailbox.put`."""
        self._inbox.put(message)

    def fetch(self, limit: int = 100) -> tuple[Fetched, ...]:
        """As `SmsGateway.fetch`."""
        return self._inbox.fetch(limit)

    def done(self, fetched_id: str) -> None:
        """As `SmsGateway.done`."""
        self._inbox.done(fetched_id)


class MemoryCallLog:
    """See `ports.CallLog`; `put` is how the exchange writes."""

    def __init__(self) -> None:
        self._lock: Final = RLock()
        self._records: Final[list[Fetched]] = []

    @property
    def capabilities(self) -> frozenset[SourceCapability]:
        """It knows when each call came, as far as whoever put it in said so."""
        return frozenset({SourceCapability.OWN_RECEIPT_TIME})

    def put(self, record: Fetched) -> None:
        """Let the exchange write a record; its cursor is given here."""
        with self._lock:
            cursor = str(len(self._records) + 1)
            self._records.append(
                Fetched(
                    id=record.id,
                    raw=record.raw,
                    channel=record.channel,
                    name=record.name,
                    received_at=record.received_at,
                    cursor=cursor,
                )
            )

    def calls(self, after: str | None = None, limit: int = 100) -> tuple[Fetched, ...]:
        """As `CallLog.calls`."""
        checked_limit(limit)
        with self._lock:
            return tuple(self._records[int(after or 0) :][:limit])


class MemoryNoticeBoard:
    """See `ports.NoticeBoard`."""

    def __init__(self, *, clock: Clock | None = None) -> None:
        self._clock: Final[Clock] = clock or SystemClock()
        self._lock: Final = RLock()
        self._notices: Final[dict[str, NoticeMessage]] = {}
        self._first: Final[dict[str, datetime]] = {}

    @property
    def capabilities(self) -> frozenset[SendingCapability]:
        """It publishes a notice once, and takes it back."""
        return frozenset({SendingCapability.DEDUPLICATES, SendingCapability.WITHDRAWS})

    def publish(self, notice: NoticeMessage) -> Receipt:
        """As `NoticeBoard.publish`."""
        with self._lock:
            repeat = self._notices.get(notice.key) == notice
            if notice.key not in self._notices:
                self._first[notice.key] = in_zone(self._clock.now(), _UTC)
            self._notices[notice.key] = notice
            return Receipt(id=f"notice-{notice.key}", at=self._first[notice.key], repeat=repeat)

    def withdraw(self, key: str) -> bool | Unknown:
        """As `NoticeBoard.withdraw`."""
        with self._lock:
            return self._notices.pop(key, None) is not None

    def published(self) -> tuple[NoticeMessage, ...]:
        """As `NoticeBoard.published`."""
        with self._lock:
            return tuple(sorted(self._notices.values(), key=lambda each: (self._first[each.key], each.key)))


class MemoryMonitoring:
    """See `ports.MonitoringSource`; `put` is how the watching reports."""

    def __init__(self, outages: Iterable[Outage] = ()) -> None:
        """Begin with these outages."""
        self._lock: Final = RLock()
        self._outages: Final = {outage.id: outage for outage in outages}

    @property
    def capabilities(self) -> frozenset[SourceCapability]:
        """Nothing beyond giving problems."""
        return frozenset()

    def put(self, outage: Outage) -> None:
        """Let an outage be noticed, or more be known of it."""
        with self._lock:
            self._outages[outage.id] = outage

    def outages(self, since: datetime) -> tuple[Outage, ...]:
        """As `MonitoringSource.outages`."""
        moment = instant(since)
        with self._lock:
            known = tuple(self._outages.values())
        recent = (each for each in known if _latest(each) >= moment)
        return tuple(sorted(recent, key=lambda each: (instant(each.noticed_at), each.id)))


def _latest(outage: Outage) -> datetime:
    noticed = instant(outage.noticed_at)
    return noticed if outage.ended_at is None else max(noticed, instant(outage.ended_at))


_ANY_TIME: Final = ClockBounds(back=timedelta(days=40_000), ahead=timedelta(days=40_000))
"""For a log alone, which hands nothing out and orders nothing by its clock."""


class MemoryDecisionLog:
    """See `ports.DecisionLog`: one that stands by itself, without the rest of a store."""

    def __init__(self, *, clock: Clock | None = None) -> None:
        self._store: Final = MemoryStore(clock=clock, clock_bounds=_ANY_TIME)

    def log(self, record: DecisionRecord) -> DecisionRecord:
        """See `DecisionLog.log`."""
        with self._store.transaction() as work:
            return work.log(record)

    def decisions(self, after: str | None = None, limit: int = 1000) -> Page[DecisionRecord]:
        """See `DecisionLog.decisions`."""
        return self._store.decisions(after, limit)
