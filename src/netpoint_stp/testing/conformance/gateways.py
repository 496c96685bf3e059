"""Conformance suites of the ports that send: `MailSender`, `SmsGateway`, `Alerter`, `NoticeBoard`."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any, ClassVar

from attrs import evolve

from netpoint_stp.casebook.messages import AlertMessage, NoticeMessage, Outgoing, Receipt
from netpoint_stp.channels.interaction import Party, PartyKind
from netpoint_stp.errors import DeliveryRefusedError
from netpoint_stp.ports.capabilities import SendingCapability, SourceCapability
from netpoint_stp.ports.gateways import Alerter, MailSender, NoticeBoard, SmsGateway
from netpoint_stp.rules import UNKNOWN
from netpoint_stp.testing.conformance.sources import Inbox
from netpoint_stp.testing.conformance.suite import Conformance, equal, holds, promise, promise_of, refused
from netpoint_stp.testing.conformance.trial import START, outgoing

REFUSED_ADDRESS = "nobody@refused.example.com"
REFUSED_NUMBER = "+380000000000"


class _Sending(Conformance):
    """What all senders promise; `send` is by keys, so that one set of tests serves them all."""

    capabilities: ClassVar[frozenset[SendingCapability | SourceCapability]]
    wrong: ClassVar[str] = REFUSED_ADDRESS

    def fresh(self) -> Any:
        """Return a sender that has sent nothing."""
        raise NotImplementedError

    def send(self, sender: Any, key: str, text: str = "text", to: str | None = None) -> Receipt:
        """Send a text under a key."""
        raise NotImplementedError

    def arrived(self, sender: Any) -> Iterable[str]:
        """Return the texts that the other side got, in order."""
        raise NotImplementedError

    @promise
    def test_declares_its_capabilities(self) -> None:
        """The backend itself says the capabilities that its suite was told."""
        equal(self.fresh().capabilities, self.capabilities, "the capabilities are those declared")

    @promise
    def test_hands_on(self) -> None:
        """What was sent arrives whole, in order, whatever script it is in; the receipt says when it was taken."""
        sender = self.fresh()
        texts = ["перше: «їжак»", "second\nwith a line", "третье \U0001f600"]
        receipts = [self.send(sender, str(number), text) for number, text in enumerate(texts)]

        equal(list(self.arrived(sender)), texts, "all of them")
        equal(len({each.id for each in receipts}), 3, "receipts have ids of their own")
        holds(all(each.at.utcoffset() is not None for each in receipts), "and aware moments")
        holds(not any(each.repeat for each in receipts), "none is a repeat")

    @promise_of(SendingCapability.DEDUPLICATES)
    def test_a_repeat_is_not_handed_on(self) -> None:
        """Under a key that was sent nothing is sent again, and the receipt is the first one."""
        sender = self.fresh()
        first = self.send(sender, "k", "one")
        again = self.send(sender, "k", "one")

        equal((again.id, again.at, again.repeat), (first.id, first.at, True), "the first receipt, as a repeat")
        equal(list(self.arrived(sender)), ["one"], "it arrived once")

    @promise
    def test_says_what_will_never_be_delivered(self) -> None:
        """An address that is refused for good is said to be, without showing it, and nothing arrives."""
        sender = self.fresh()
        told = refused(DeliveryRefusedError, partial(self.send, sender, "k", to=self.wrong), "it is refused")

        holds(self.wrong not in told, "the address is not shown")
        equal(list(self.arrived(sender)), [], "nothing arrived")


class MailSenderConformance(_Sending):
    """Every promise of `ports.MailSender`.

    Return from `make()` a sender that refuses mail to `REFUSED_ADDRESS` for good, and from `texts(sender)` the texts
    that arrived on the other side.
    """

    def make(self) -> MailSender:
        """Return a sender that has sent nothing."""
        raise NotImplementedError

    def texts(self, sender: MailSender) -> Iterable[str]:
        """Return the texts that arrived, in order."""
        raise NotImplementedError

    def fresh(self) -> Any:
        """As `make`."""
        return self.make()

    def arrived(self, sender: Any) -> Iterable[str]:
        """As `texts`."""
        return self.texts(sender)

    def send(self, sender: Any, key: str, text: str = "text", to: str | None = None) -> Receipt:
        """Send a mail."""
        return _sent(sender, outgoing(key, text=text), PartyKind.EMAIL, to)


class SmsGatewayConformance(_Sending, Inbox):
    """Every promise of `ports.SmsGateway`: as `MailSender` and as `Mailbox`; it refuses `REFUSED_NUMBER` for good."""

    wrong: ClassVar[str] = REFUSED_NUMBER

    def make(self) -> SmsGateway:
        """Return a gateway that has sent nothing, and to which nothing has come."""
        raise NotImplementedError

    def texts(self, sender: SmsGateway) -> Iterable[str]:
        """Return the texts that arrived, in order."""
        raise NotImplementedError

    def fresh(self) -> Any:
        """As `make`."""
        return self.make()

    def arrived(self, sender: Any) -> Iterable[str]:
        """As `texts`."""
        return self.texts(sender)

    def send(self, sender: Any, key: str, text: str = "text", to: str | None = None) -> Receipt:
        """Send an SMS."""
        return _sent(sender, outgoing(key, text=text, channel="sms"), PartyKind.PHONE, to or "+380501112233")


class AlerterConformance(_Sending):
    """Every promise of `ports.Alerter`; as for `MailSender`, the alerter refuses `REFUSED_ADDRESS`."""

    def make(self) -> Alerter:
        """Return an alerter that has told nobody."""
        raise NotImplementedError

    def texts(self, sender: Alerter) -> Iterable[str]:
        """Return the texts that arrived, in order."""
        raise NotImplementedError

    def fresh(self) -> Any:
        """As `make`."""
        return self.make()

    def arrived(self, sender: Any) -> Iterable[str]:
        """As `texts`."""
        return self.texts(sender)

    def send(self, sender: Any, key: str, text: str = "text", to: str | None = None) -> Receipt:
        """Send an alert."""
        address = to or "duty@example.com"
        told = AlertMessage(key=key, incident_id="N-1", role="engineer", address=address, title="outage", text=text)
        receipt: Receipt = sender.alert(told)
        return receipt

    @promise
    def test_without_an_address_the_role_says_whom_to_tell(self) -> None:
        """A roster may name roles alone: the alert arrives, or is refused for good, and is never lost in silence."""
        alerter = self.make()
        told = AlertMessage(key="k", incident_id="N-1", role="engineer", title="outage", text="by role")
        try:
            alerter.alert(told)
            expected = ["by role"]
        except DeliveryRefusedError:
            expected = []

        equal(list(self.texts(alerter)), expected, "it arrived where it was taken")


class NoticeBoardConformance(Conformance):
    """Every promise of `ports.NoticeBoard`; return from `make()` an empty one."""

    capabilities: ClassVar[frozenset[SendingCapability]]

    def make(self) -> NoticeBoard:
        """Return an empty board."""
        raise NotImplementedError

    @promise
    def test_declares_its_capabilities(self) -> None:
        """The board itself says the capabilities that its suite was told."""
        equal(self.make().capabilities, self.capabilities, "the capabilities are those declared")

    @promise
    def test_publishes(self) -> None:
        """What was published stands there whole, in the order of its first publishing."""
        board = self.make()
        first, second = notice("b", START), notice("a", None)
        receipts = [board.publish(first), board.publish(second)]

        equal(board.published(), (first, second), "both, as they were given")
        holds(all(each.at.utcoffset() is not None for each in receipts), "receipts have aware moments")

    @promise
    def test_publishing_anew_replaces(self) -> None:
        """Under the same key the new notice takes the place of the old one, with the moment of the first publishing."""
        board = self.make()
        first = board.publish(notice("a", START))
        board.publish(notice("b", START))
        changed = evolve(notice("a", START), texts={"uk": "довше", "ru": "дольше", "en": "longer"})
        again = board.publish(changed)

        equal(again.at, first.at, "the moment is that of the first")
        equal([each.key for each in board.published()], ["a", "b"], "in its old place")
        equal(board.published()[0], changed, "with the new text")
        holds(board.publish(changed).repeat, "the same again is a repeat")

    @promise_of(SendingCapability.WITHDRAWS)
    def test_withdraws(self) -> None:
        """A notice can be taken back, once; what is not there was not taken back."""
        board = self.make()
        board.publish(notice("a", START))

        holds(board.withdraw("a") is True, "it was there")
        holds(board.withdraw("a") is False, "it is not any more")
        equal(board.published(), (), "nothing stands there")

    @promise
    def test_says_if_it_cannot_withdraw(self) -> None:
        """Without that capability, withdrawing is `UNKNOWN` and changes nothing."""
        board = self.make()
        board.publish(notice("a", START))
        if SendingCapability.WITHDRAWS not in self.capabilities:
            equal(board.withdraw("a"), UNKNOWN, "it is not known")
            equal(len(board.published()), 1, "it stands there")


def notice(key: str, start: datetime | None) -> NoticeMessage:
    """Return a notice in three languages."""
    return NoticeMessage(
        key=key,
        incident_id="N-1",
        titles={"uk": "Роботи", "ru": "Работы", "en": "Works"},
        texts={"uk": "ремонт", "ru": "ремонт", "en": "repair"},
        services=["internet"],
        start=start,
    )


def _sent(sender: Any, message: Outgoing, kind: PartyKind, to: str | None) -> Receipt:
    if to is not None:
        message = evolve(message, to=(Party(kind=kind, normalised=to, received=to),))
    receipt: Receipt = sender.send(message)
    return receipt
