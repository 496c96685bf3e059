"""The channels of the published text (2.1, 2.1.1–2.1.4, 3.1.1–3.1.4), with reserved addresses for the masked ones."""

from collections.abc import Iterable, Mapping
from typing import Final

from netpoint_stp.channels.contacts.contact import Channel, ContactPoint
from netpoint_stp.channels.interaction import PartyKind, Role

PUBLISHED_SMS_NUMBER: Final = "+380997619138"
"""The one contact that the published copy does not mask: `8(099)761-91-38` and `099-761-91-38` (reading I-30)."""

_REQUESTS: Final = frozenset({Role.REQUESTS})

PHONE: Final = Channel(
    name="phone",
    official=True,
    person_needed=True,
    clauses=("2.1.1", "3.1.1"),
    contacts=(ContactPoint(kind=PartyKind.PHONE, address="+380440000000", roles=_REQUESTS, is_example=True),),
)
HELPDESK: Final = Channel(
    name="helpdesk",
    official=True,
    own_account_needed=True,
    clauses=("2.1.2", "3.1.3"),
    contacts=(
        ContactPoint(kind=PartyKind.NAME, address="https://netpoint.example/tickets", roles=_REQUESTS, is_example=True),
    ),
)
EMAIL: Final = Channel(
    name="email",
    official=True,
    addressed=True,
    details_needed=True,
    clauses=("2.1.3", "3.1.4", "3.2"),
    contacts=(
        ContactPoint(kind=PartyKind.EMAIL, address="support@netpoint.example", roles=_REQUESTS, is_example=True),
        ContactPoint(
            kind=PartyKind.EMAIL,
            address="complaints@netpoint.example",
            roles=frozenset({Role.COMPLAINTS}),
            is_example=True,
        ),
        ContactPoint(
            kind=PartyKind.EMAIL, address="sales@netpoint.example", roles=frozenset({Role.OTHER}), is_example=True
        ),
    ),
)
SMS: Final = Channel(
    name="sms",
    official=True,
    addressed=True,
    clauses=("2.1.4", "3.1.2"),
    contacts=(ContactPoint(kind=PartyKind.PHONE, address=PUBLISHED_SMS_NUMBER, roles=_REQUESTS),),
)


def by_name(channels: Iterable[Channel]) -> Mapping[str, Channel]:
    """Return the channels by their names."""
    return {channel.name: channel for channel in channels}


PUBLISHED_CHANNELS: Final[Mapping[str, Channel]] = by_name((PHONE, HELPDESK, EMAIL, SMS))
"""The four channels of 2.1; any other is unofficial (3.4)."""
