"""The gateways in memory keep every promise of their ports."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

import pytest

from netpoint_stp.backends.memory import (
    MemoryAlerter,
    MemoryCallLog,
    MemoryDecisionLog,
    MemoryMailbox,
    MemoryMailSender,
    MemoryMonitoring,
    MemoryNoticeBoard,
    MemorySmsGateway,
)
from netpoint_stp.casebook.messages import Fetched
from netpoint_stp.channels.task import TaskClassifier
from netpoint_stp.errors import MomentError
from netpoint_stp.ports.capabilities import SendingCapability, SourceCapability
from netpoint_stp.ports.clocks import SetClock, SystemClock
from netpoint_stp.ports.directories import Clock
from netpoint_stp.ports.gateways import Alerter, CallLog, Mailbox, MailSender, MonitoringSource, NoticeBoard, SmsGateway
from netpoint_stp.ports.stores import DecisionLog
from netpoint_stp.subjects.interruptions import Outage
from netpoint_stp.testing.conformance import (
    REFUSED_ADDRESS,
    REFUSED_NUMBER,
    AlerterConformance,
    CallLogConformance,
    ClockConformance,
    DecisionLogConformance,
    MailboxConformance,
    MailSenderConformance,
    MonitoringSourceConformance,
    NoticeBoardConformance,
    SmsGatewayConformance,
    TaskClassifierConformance,
)
from netpoint_stp.testing.conformance.sources import fetched

DEDUPLICATES = frozenset({SendingCapability.DEDUPLICATES})
TELLS_WHEN = frozenset({SourceCapability.OWN_RECEIPT_TIME})


def coming(raw: bytes, received_at: datetime | None = None) -> Fetched:
    """Return a message that comes in."""
    return fetched(raw.hex(), raw, received_at=received_at)


class TestMemoryMailSender(MailSenderConformance):
    capabilities: ClassVar = DEDUPLICATES

    def make(self) -> MailSender:
        """Make one."""
        return MemoryMailSender(refuses=[REFUSED_ADDRESS])

    def texts(self, sender: MailSender) -> Iterable[str]:
        """Return what it was handed."""
        assert isinstance(sender, MemoryMailSender)
        return [message.text for message in sender.sent]


class TestMemorySmsGateway(SmsGatewayConformance):
    capabilities: ClassVar = DEDUPLICATES | TELLS_WHEN

    def make(self) -> SmsGateway:
        """Make one."""
        return MemorySmsGateway(refuses=[REFUSED_NUMBER])

    def texts(self, sender: SmsGateway) -> Iterable[str]:
        """Return what it was handed."""
        assert isinstance(sender, MemorySmsGateway)
        return [message.text for message in sender.sent]

    def put(self, box: Any, raw: bytes, received_at: datetime) -> None:
        """Let an SMS come in."""
        box.put(coming(raw, received_at))


class TestMemoryAlerter(AlerterConformance):
    capabilities: ClassVar = DEDUPLICATES

    def make(self) -> Alerter:
        """Make one."""
        return MemoryAlerter(refuses=[REFUSED_ADDRESS])

    def texts(self, sender: Alerter) -> Iterable[str]:
        """Return what it was handed."""
        assert isinstance(sender, MemoryAlerter)
        return [message.text for message in sender.sent]


class TestMemoryNoticeBoard(NoticeBoardConformance):
    capabilities: ClassVar = DEDUPLICATES | {SendingCapability.WITHDRAWS}

    def make(self) -> NoticeBoard:
        """Make one."""
        return MemoryNoticeBoard()


class TestMemoryMailbox(MailboxConformance):
    capabilities: ClassVar = TELLS_WHEN

    def make(self) -> Mailbox:
        """Make one."""
        return MemoryMailbox()

    def put(self, box: Any, raw: bytes, received_at: datetime) -> None:
        """Let a mail come in."""
        box.put(coming(raw, received_at))


class TestMemoryCallLog(CallLogConformance):
    capabilities: ClassVar = TELLS_WHEN

    def make(self) -> CallLog:
        """Make one."""
        return MemoryCallLog()

    def put(self, log: CallLog, raw: bytes) -> None:
        """Let the exchange write."""
        assert isinstance(log, MemoryCallLog)
        log.put(coming(raw))


class TestMemoryMonitoring(MonitoringSourceConformance):
    capabilities: ClassVar = frozenset()

    def make(self, outages: Iterable[Outage]) -> MonitoringSource:
        """Make one."""
        source = MemoryMonitoring()
        for outage in outages:
            source.put(outage)
        return source


class TestMemoryDecisionLog(DecisionLogConformance):
    capabilities: ClassVar = frozenset()

    def make(self) -> DecisionLog:
        """Make one."""
        return MemoryDecisionLog()


class TestSystemClock(ClockConformance):
    capabilities: ClassVar = frozenset()

    def make(self) -> Clock:
        """Make one."""
        return SystemClock()

    def test_a_set_clock_wants_a_zone(self) -> None:
        """A clock cannot be set to a moment without a zone."""
        with pytest.raises(MomentError):
            SetClock(datetime(2026, 11, 20, 15, 0))  # noqa: DTZ001  # that is the point


class Undecided:
    """A classifier that never has an opinion."""

    def task_stated(self, subject: str, text: str) -> bool | None:
        """Return no opinion."""
        del subject, text
        return None


class TestUndecided(TaskClassifierConformance):
    capabilities: ClassVar = frozenset()

    def make(self) -> TaskClassifier:
        """Make one."""
        return Undecided()
