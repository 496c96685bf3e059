"""Conformance suites: one class per port, to be subclassed in three lines; see `docs/howto/write-a-backend.md`."""

from netpoint_stp.testing.conformance.billing import BilledAccount, Billing, Place
from netpoint_stp.testing.conformance.directory import SubscriberDirectoryConformance
from netpoint_stp.testing.conformance.gateways import (
    REFUSED_ADDRESS,
    REFUSED_NUMBER,
    AlerterConformance,
    MailSenderConformance,
    NoticeBoardConformance,
    SmsGatewayConformance,
)
from netpoint_stp.testing.conformance.sources import (
    CallLogConformance,
    ClockConformance,
    DecisionLogConformance,
    MailboxConformance,
    MonitoringSourceConformance,
    TaskClassifierConformance,
)
from netpoint_stp.testing.conformance.store.suite import RequestStoreConformance

__all__ = [
    "REFUSED_ADDRESS",
    "REFUSED_NUMBER",
    "AlerterConformance",
    "BilledAccount",
    "Billing",
    "CallLogConformance",
    "ClockConformance",
    "DecisionLogConformance",
    "MailSenderConformance",
    "MailboxConformance",
    "MonitoringSourceConformance",
    "NoticeBoardConformance",
    "Place",
    "RequestStoreConformance",
    "SmsGatewayConformance",
    "SubscriberDirectoryConformance",
    "TaskClassifierConformance",
]
