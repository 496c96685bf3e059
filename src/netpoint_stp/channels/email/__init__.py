"""E-mail (2.1.3, 3.1.4, 3.2, 3.3, 3.10): the settings, and the reader of raw messages, which is loaded on first use."""

from typing import TYPE_CHECKING

from netpoint_stp.channels.email.settings import Bounds, EmailSettings
from netpoint_stp.faces import face

if TYPE_CHECKING:
    from netpoint_stp.channels.email.reader import CHANNEL, read_email

__all__ = ["CHANNEL", "Bounds", "EmailSettings", "read_email"]

__getattr__, __dir__ = face(__name__, {"netpoint_stp.channels.email.reader": ("CHANNEL", "read_email")})
