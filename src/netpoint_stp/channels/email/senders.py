"""Who a message is from, where its headers say it badly: names with commas, and addresses that a list wrote anew."""

from collections.abc import Iterable, Mapping, Sequence

from attrs import evolve

from netpoint_stp.channels.email.addressing import address_list
from netpoint_stp.channels.email.mime.headers import ascii_text
from netpoint_stp.channels.email.settings import EmailSettings
from netpoint_stp.channels.interaction import Party

Headers = Mapping[str, Sequence[bytes]]
_WRITERS = ("x-original-from", "x-original-sender", "x-google-original-from", "reply-to")
"""Where lists and gateways keep the writer whose `From` they replaced by their own address, the surest first."""


def parties_of(headers: Headers, *names: str) -> tuple[Party, ...]:
    """Return every address in these fields, in their order."""
    return tuple(party for name in names for value in headers.get(name, ()) for party in address_list(value))


def with_addresses(parties: Iterable[Party]) -> tuple[Party, ...]:
    """Return the parties once each; words without an address name the one that has one, where there is such."""
    once = tuple(dict.fromkeys(parties))
    addressed = tuple(party for party in once if party.normalised is not None)
    if not addressed or len(addressed) == len(once):
        return once
    if len(addressed) > 1 or addressed[0].name:
        return addressed
    name = ", ".join(party.name or party.received for party in once if party.normalised is None)
    return (evolve(addressed[0], name=name),)


def rewritten(headers: Headers, settings: EmailSettings) -> tuple[Party, ...]:
    """Return the writer of a message whose `From` is a mailbox of the Company, as a list or a form puts it there.

    A list that must not break DMARC writes itself as the sender; the writer stands in `X-Original-From` or, alone, in
    `Reply-To`. Empty where `From` is nobody's but the writer's. What servers verified is never about the writer.
    """
    own_list = any(list_id(value) in settings.own_lists for value in headers.get("list-id", ()))
    senders = parties_of(headers, "from")
    if len(senders) != 1 or not _of_company(senders[0], settings, own_list=own_list):
        return ()
    for name in _WRITERS:
        named = {party.normalised: party for party in parties_of(headers, name) if party.normalised is not None}
        writers = [party for address, party in named.items() if not settings.roles_of(address)]
        if len(writers) == 1:
            return tuple(writers)
    return ()


def _of_company(party: Party, settings: EmailSettings, *, own_list: bool) -> bool:
    """Whether an address is one of the Company's mailboxes, or through an own list any address of its domains."""
    address = party.normalised
    if address is None:
        return False
    return settings.mailbox_of(address) in settings.mailboxes or (own_list and bool(settings.roles_of(address)))


def list_id(value: bytes) -> str:
    """Return a list's id in small letters, without the words before it (RFC 2919)."""
    inner = ascii_text(value).rpartition("<")[2].partition(">")[0]
    return inner.strip().rstrip(".").lower()
