"""E-mail (2.1.3, 3.1.4, 3.2, 3.3, 3.10): the settings, and the reader of raw messages."""

from netpoint_stp.channels.email.reader import CHANNEL, read_email
from netpoint_stp.channels.email.settings import Bounds, EmailSettings

__all__ = ["CHANNEL", "Bounds", "EmailSettings", "read_email"]
