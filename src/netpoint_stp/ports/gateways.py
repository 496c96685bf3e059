"""The ports that send and give (2.4, 2.5, 3.1–3.4, 3.12, 4.5): mail, SMS, calls, alerts, notices, monitoring."""

from datetime import datetime
from typing import Protocol

from netpoint_stp.casebook.messages import AlertMessage, Fetched, NoticeMessage, Outgoing, Receipt
from netpoint_stp.ports.capabilities import SendingCapability, SourceCapability
from netpoint_stp.rules import Unknown
from netpoint_stp.subjects.interruptions import Outage


class MailSender(Protocol):
    """Sends mail."""

    @property
    def capabilities(self) -> frozenset[SendingCapability]:
        """What it does beyond handing messages on."""

    def send(self, message: Outgoing) -> Receipt:
        """Hand a message on; it was taken once this returns.

        A repeat under the same key is sent again unless it `DEDUPLICATES`, and then gives the first receipt, as a
        repeat. Raises `DeliveryRefusedError` for what will never be delivered as it is, `UnavailableError` for what may
        be tried again.
        """


class Mailbox(Protocol):
    """Mail that has come in."""

    @property
    def capabilities(self) -> frozenset[SourceCapability]:
        """What it does beyond giving messages."""

    def fetch(self, limit: int = 100) -> tuple[Fetched, ...]:
        """Return messages that are not done, the earliest first; the same ones again until they are `done`.

        Empty where there are none. Safe to repeat.
        """

    def done(self, fetched_id: str) -> None:
        """Note that a message was recorded; safe to repeat, and for ids that are not known (any more)."""


class SmsGateway(Protocol):
    """Sends SMS, and gives those that have come in."""

    @property
    def capabilities(self) -> frozenset[SendingCapability | SourceCapability]:
        """What it does beyond sending and giving."""

    def send(self, message: Outgoing) -> Receipt:
        """Hand a message on, as `MailSender.send`; the subject is left out."""

    def fetch(self, limit: int = 100) -> tuple[Fetched, ...]:
        """Return messages that have come in, as `Mailbox.fetch`."""

    def done(self, fetched_id: str) -> None:
        """Note that a message was recorded, as `Mailbox.done`."""


class CallLog(Protocol):
    """Calls, as the exchange recorded them; read only."""

    @property
    def capabilities(self) -> frozenset[SourceCapability]:
        """What it does beyond giving records."""

    def calls(self, after: str | None = None, limit: int = 100) -> tuple[Fetched, ...]:
        """Return records in the order in which the exchange wrote them, from the first one after a record's `cursor`.

        Safe to repeat: the same cursor gives the same records, and those written since. None begins at the beginning.
        """


class Alerter(Protocol):
    """Tells the persons concerned of problems (2.5, 4.1.3)."""

    @property
    def capabilities(self) -> frozenset[SendingCapability]:
        """What it does beyond handing alerts on."""

    def alert(self, message: AlertMessage) -> Receipt:
        """Hand an alert on; repeats and errors as `MailSender.send`.

        Without an address the role says whom to tell; an alerter that knows no roles raises `DeliveryRefusedError`.
        """


class NoticeBoard(Protocol):
    """The part of the Company's site where maintenance and failures are published (4.5)."""

    @property
    def capabilities(self) -> frozenset[SendingCapability]:
        """What it does beyond publishing."""

    def publish(self, notice: NoticeMessage) -> Receipt:
        """Publish a notice, or replace the one under its key; the receipt's moment is that of the first publishing.

        The same notice again changes nothing and is a repeat. Raises `UnavailableError`.
        """

    def withdraw(self, key: str) -> bool | Unknown:
        """Take a notice back; return whether there was one, `UNKNOWN` without `WITHDRAWS`. Safe to repeat."""

    def published(self) -> tuple[NoticeMessage, ...]:
        """Return the notices that stand there, in the order of their first publishing, then of keys."""


class MonitoringSource(Protocol):
    """Problems that the watching of the Company's equipment and software has found (2.4, 4.1.2); read only."""

    @property
    def capabilities(self) -> frozenset[SourceCapability]:
        """What it does beyond giving problems."""

    def outages(self, since: datetime) -> tuple[Outage, ...]:
        """Return the outages noticed or ended at `since` or later, by the moment of noticing, then by id.

        The id of an outage stays, so that its end is known by it. Empty where there are none. Safe to repeat.
        """
