"""What readers need to know of the Company (2.1, 3.2, 3.10), from the contacts of its channels."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from netpoint_stp.channels.contact import Channel
from netpoint_stp.channels.email.settings import EmailSettings
from netpoint_stp.channels.helpdesk import HelpdeskSettings
from netpoint_stp.channels.interaction import PartyKind, Role
from netpoint_stp.channels.records import NumberSettings
from netpoint_stp.channels.settings import ReadingSettings
from netpoint_stp.moments import KYIV
from netpoint_stp.moments import zone as zone_named


def reading_settings(
    channels: Mapping[str, Channel], zone: ZoneInfo | None = None, area_code: str | None = None
) -> ReadingSettings:
    """Return what reading needs to know of the Company's mailboxes and numbers, from the contacts of the channels.

    A number is for requests by the channel that lists it, and another number of the Company by every other channel.
    """
    points = [(name, point) for name, channel in channels.items() for point in channel.contacts]
    mailboxes = {point.address: point.roles for _, point in points if point.kind is PartyKind.EMAIL}

    def numbers(channel: str) -> NumberSettings:
        roles = {
            point.address: point.roles if name == channel else frozenset({Role.OTHER})
            for name, point in sorted(points, key=lambda named: named[0] == channel)
            if point.kind is PartyKind.PHONE
        }
        return NumberSettings(numbers=roles, area_code=area_code, zone=zone or zone_named(KYIV))

    return ReadingSettings(
        email=EmailSettings(mailboxes=mailboxes),
        calls=numbers("phone"),
        sms=numbers("sms"),
        helpdesk=HelpdeskSettings(times=numbers("helpdesk")),
    )
