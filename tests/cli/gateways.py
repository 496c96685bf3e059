"""Gateways that a test may name on the command line, as a package that delivers would announce them."""

from netpoint_stp.backends.memory import MemoryAlerter, MemoryMailSender, MemoryNoticeBoard
from netpoint_stp.backends.registry import Backend, Port, making
from netpoint_stp.casebook.messages import Outgoing, Receipt


class Failing(MemoryMailSender):
    """A mail sender with a fault of its own."""

    def send(self, message: Outgoing) -> Receipt:
        """Fail."""
        raise ConnectionResetError(message.to[0].normalised)


BACKEND = Backend(
    "delivers",
    {
        Port.MAIL_SENDER: making(MemoryMailSender),
        Port.ALERTER: making(MemoryAlerter),
        Port.NOTICE_BOARD: making(MemoryNoticeBoard),
    },
)
FAILING = Backend("fails", {Port.MAIL_SENDER: making(Failing)})
