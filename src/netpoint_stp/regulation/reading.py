"""What readers need to know of the Company (2.1, 3.2, 3.10): its addresses, from the contacts of its channels.

The addresses stand once, in `channels`, and the zone in `hours`; what a regulation keeps of the settings for reading
is the rest: mail servers, colleagues, staff accounts, the area code, the zone of the telephone exchange.
"""

from collections.abc import Iterator, Mapping
from zoneinfo import ZoneInfo

import attrs

from netpoint_stp.channels.contacts.contact import Channel
from netpoint_stp.channels.interaction import PartyKind, Role
from netpoint_stp.channels.record_fields import NumberSettings
from netpoint_stp.channels.settings import ReadingSettings
from netpoint_stp.moments import KYIV
from netpoint_stp.moments import zone as zone_named


def reading_settings(
    channels: Mapping[str, Channel],
    zone: ZoneInfo | None = None,
    own: ReadingSettings | None = None,
) -> ReadingSettings:
    """Return what reading needs to know: the Company's mailboxes and numbers beside what is set for reading alone.

    A number is for requests by the channel that lists it, and another number of the Company by every other channel.
    """
    own = own or ReadingSettings()
    points = [(name, point) for name, channel in channels.items() for point in channel.contacts]
    mailboxes = {point.address: point.roles for _, point in points if point.kind is PartyKind.EMAIL}

    def numbers(channel: str, settings: NumberSettings) -> NumberSettings:
        roles = {
            point.address: point.roles if name == channel else frozenset({Role.OTHER})
            for name, point in sorted(points, key=lambda named: named[0] == channel)
            if point.kind is PartyKind.PHONE
        }
        return attrs.evolve(settings, numbers=roles, zone=settings.given_zone or zone or zone_named(KYIV))

    return ReadingSettings(
        email=attrs.evolve(own.email, mailboxes=mailboxes),
        calls=numbers("phone", own.calls),
        sms=numbers("sms", own.sms),
        helpdesk=attrs.evolve(own.helpdesk, times=numbers("helpdesk", own.helpdesk.times)),
    )


def alone(
    given: ReadingSettings, channels: Mapping[str, Channel], zone: ZoneInfo
) -> tuple[ReadingSettings, tuple[str, ...]]:
    """Return the settings without what stands elsewhere in the edition, and what of them contradicts that."""
    plain = ReadingSettings(
        email=attrs.evolve(given.email, mailboxes={}),
        calls=attrs.evolve(given.calls, numbers={}, zone=_another(given.calls, zone)),
        sms=attrs.evolve(given.sms, numbers={}, zone=None),
        helpdesk=attrs.evolve(given.helpdesk, times=attrs.evolve(given.helpdesk.times, numbers={}, zone=None)),
    )
    return plain, tuple(_differing(given, reading_settings(channels, zone, plain)))


def _another(calls: NumberSettings, zone: ZoneInfo) -> ZoneInfo | None:
    """Return the zone of the telephone exchange, where it is another than the edition's."""
    return None if calls.given_zone == zone else calls.given_zone


def _differing(given: ReadingSettings, derived: ReadingSettings) -> Iterator[str]:
    if given.email.mailboxes and given.email.mailboxes != derived.email.mailboxes:
        yield "`reading.email.mailboxes`: the mailboxes stand once, as contacts of `channels`; change them there"
    for name, mine, theirs in (
        ("calls", given.calls, derived.calls),
        ("sms", given.sms, derived.sms),
        ("helpdesk.times", given.helpdesk.times, derived.helpdesk.times),
    ):
        if mine.numbers and mine.numbers != theirs.numbers:
            yield f"`reading.{name}.numbers`: the numbers stand once, as contacts of `channels`; change them there"
        if mine.given_zone not in (None, theirs.zone):
            yield f"`reading.{name}.zone`: the zone stands once, in `hours`; change it there"
        if mine.area_code != given.calls.area_code:
            yield f"`reading.{name}.area_code`: the area code is another than that of `reading.calls`; give one to all"
