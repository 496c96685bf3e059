"""The reference: every port filled in the memory of one process, thread-safe, lost when it ends.

For tests, trials and demonstrations, and to read when a port's docstring leaves a question.
"""

from netpoint_stp.backends.memory.directory import Account, MemoryDirectory
from netpoint_stp.backends.memory.gateways import (
    MemoryAlerter,
    MemoryCallLog,
    MemoryDecisionLog,
    MemoryMailbox,
    MemoryMailSender,
    MemoryMonitoring,
    MemoryNoticeBoard,
    MemorySmsGateway,
)
from netpoint_stp.backends.memory.store import MemoryStore
from netpoint_stp.backends.registry import Backend, Port, making
from netpoint_stp.ports.clocks import SetClock, SystemClock

__all__ = [
    "BACKEND",
    "Account",
    "MemoryAlerter",
    "MemoryCallLog",
    "MemoryDecisionLog",
    "MemoryDirectory",
    "MemoryMailSender",
    "MemoryMailbox",
    "MemoryMonitoring",
    "MemoryNoticeBoard",
    "MemorySmsGateway",
    "MemoryStore",
    "SetClock",
    "SystemClock",
]


BACKEND = Backend(
    "memory",
    {
        Port.STORE: making(MemoryStore),
        Port.DIRECTORY: making(MemoryDirectory),
        Port.MAIL_SENDER: making(MemoryMailSender),
        Port.MAILBOX: making(MemoryMailbox),
        Port.SMS_GATEWAY: making(MemorySmsGateway),
        Port.CALL_LOG: making(MemoryCallLog),
        Port.ALERTER: making(MemoryAlerter),
        Port.NOTICE_BOARD: making(MemoryNoticeBoard),
        Port.MONITORING: making(MemoryMonitoring),
    },
    forgets=True,
)
