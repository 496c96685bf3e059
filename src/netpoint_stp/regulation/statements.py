"""What an edition says by its hours, channels and contacts (2.1, 2.1.4, 2.1.5, 3.1, 3.1.2, 3.4; I-29, I-30)."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from netpoint_stp.channels.contacts.contact import Channel
from netpoint_stp.channels.pieces import Role
from netpoint_stp.regulation.channels import PUBLISHED_CHANNELS
from netpoint_stp.regulation.figures.figures import FigureOrigin
from netpoint_stp.wording import Message

if TYPE_CHECKING:
    from netpoint_stp.regulation.regulation import Regulation

OFFICIAL_CHANNELS: Final = "official_channels"
"""The name of the phrase that lists how to reach the support service: channels with their contacts."""
COMPLAINTS_ADDRESS: Final = "complaints_address"
"""The name of the phrase that says where to complain."""


def statements(regulation: "Regulation") -> Mapping[str, Message | None]:
    """Return the sentences of an edition that are not those of the published text, each by what it is about.

    A reading that is not the default one is told as it is set, unless a policy has words of its own for it.
    """
    from netpoint_stp.policy.statements import of_hours  # an edition is made more often than it is told

    found: dict[str, Message | None] = {}
    for figure in regulation.figures:
        if figure.origin is FigureOrigin.READING and figure.differs:
            found |= {id_: Message("edition.interpretation.set", {"figure": figure}) for id_ in figure.readings}
    found |= of_hours(regulation.hours)
    for topic in regulation.topics.values():
        found |= topic.statements
    if regulation.channels != PUBLISHED_CHANNELS:
        found.update(_of_channels([channel for channel in regulation.channels.values() if channel.official]))
        found.update(_of_the_number(regulation.channels))
        found.update(_of_complaints(regulation.channels))
    return found


def _of_channels(official: list[Channel]) -> Iterator[tuple[str, Message]]:
    if official:
        listed = tuple(_with_contacts(channel) for channel in official)
        yield OFFICIAL_CHANNELS, Message("edition.channels", {"channels": listed})
    if {channel.name for channel in official} != PUBLISHED_CHANNELS.keys():
        yield "3.1", Message("edition.clause.3_1", {"channels": tuple(_name(channel) for channel in official)})
        yield "3.4", Message("edition.clause.3_4")


def _of_complaints(channels: Mapping[str, Channel]) -> Iterator[tuple[str, Message]]:
    contacts = (point for channel in channels.values() for point in channel.contacts)
    if addresses := tuple(point.address for point in contacts if Role.COMPLAINTS in point.roles):
        yield COMPLAINTS_ADDRESS, Message("edition.channels", {"channels": addresses})


def _of_the_number(channels: Mapping[str, Channel]) -> Iterator[tuple[str, Message]]:
    """Yield what the clauses and the reading on the number for SMS say where it is not the published one."""
    here, published = (_contacts(each["sms"]) if "sms" in each else "" for each in (channels, PUBLISHED_CHANNELS))
    if here and here != published:
        yield "2.1.4", Message("edition.clause.2_1_4", {"contacts": here})
        yield "3.1.2", Message("edition.clause.3_1_2", {"contacts": here})
        yield "I-30", Message("edition.interpretation.I-30", {"contacts": here})


def _with_contacts(channel: Channel) -> Message:
    contacts = _contacts(channel)
    if not contacts:
        return _name(channel)
    return Message("edition.channel.with_contacts", {"channel": _name(channel), "contacts": contacts})


def _name(channel: Channel) -> Message:
    if channel.name in PUBLISHED_CHANNELS:
        return Message(f"edition.channel.{channel.name}")
    return Message("edition.channel.other", {"name": channel.name})


def _contacts(channel: Channel) -> str:
    return ", ".join(point.address for point in channel.contacts if Role.REQUESTS in point.roles)
