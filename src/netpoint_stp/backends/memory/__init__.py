"""The reference: every port filled in the memory of one process, thread-safe, lost when it ends.

For tests, trials and demonstrations, and to read when a port's docstring leaves a question.
"""

from netpoint_stp.backends.clocks import SetClock, SystemClock
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
from netpoint_stp.backends.registry import Backend, Port

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
        Port.STORE: lambda _url, **settings: MemoryStore(**settings),
        Port.DIRECTORY: lambda _url, **settings: MemoryDirectory(**settings),
        Port.MAIL_SENDER: lambda _url, **settings: MemoryMailSender(**settings),
        Port.MAILBOX: lambda _url, **settings: MemoryMailbox(**settings),
        Port.SMS_GATEWAY: lambda _url, **settings: MemorySmsGateway(**settings),
        Port.CALL_LOG: lambda _url, **settings: MemoryCallLog(**settings),
        Port.ALERTER: lambda _url, **settings: MemoryAlerter(**settings),
        Port.NOTICE_BOARD: lambda _url, **settings: MemoryNoticeBoard(**settings),
        Port.MONITORING: lambda _url, **settings: MemoryMonitoring(**settings),
    },
)
