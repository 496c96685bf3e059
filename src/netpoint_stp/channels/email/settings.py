"""What the e-mail reader has to know about the Company, and its bounds (3.1.4, 3.2, 3.10)."""

from collections.abc import Iterable, Mapping

from attrs import field, frozen

from netpoint_stp.channels.contacts.addresses import comparable_address
from netpoint_stp.channels.interaction import Role
from netpoint_stp.errors import UsageError
from netpoint_stp.kinds import of_declared_kinds


def _lower(names: Iterable[str]) -> frozenset[str]:
    return frozenset(name.strip().rstrip(".").lower() for name in names)


def _addresses(addresses: Iterable[str]) -> frozenset[str]:
    return frozenset(_address(address) for address in addresses)


def _mailboxes(mailboxes: Mapping[str, Iterable[Role]]) -> dict[str, frozenset[Role]]:
    return {_address(address).lower(): frozenset(roles) for address, roles in mailboxes.items()}


def _address(text: str) -> str:
    address = comparable_address(text)
    if address is None:
        raise UsageError(f"`{text}` is no e-mail address; give it as `name@domain`")
    return address


def _one_mark(_instance: object, _attribute: object, mark: str) -> None:
    if len(mark) > 1 or mark.isalnum() or mark in ("@", ".", '"', " "):
        raise UsageError(f"`{mark}` parts no subaddress from its mailbox; give one sign such as `+`, or nothing")


@frozen(kw_only=True, field_transformer=of_declared_kinds)
class Bounds:
    """How much one message may be; beyond any of them it is quarantined whole, never cut."""

    size: int = 64 * 1024 * 1024
    """Bytes of the raw message."""
    depth: int = 32
    """Parts within parts."""
    parts: int = 10_000
    header_bytes: int = 1024 * 1024
    """Bytes of one header block."""
    headers: int = 2000
    """Fields of one header block."""
    text: int = 4 * 1024 * 1024
    """Bytes of all text parts after undoing the transfer encoding."""


@frozen(kw_only=True, field_transformer=of_declared_kinds)
class EmailSettings:
    """The Company's mailboxes, servers and people, as far as reading mail needs them.

    Without any settings a message is still read; then no address counts as the Company's, no sender
    as verified, no moment as told by the Company's own server.
    """

    mailboxes: Mapping[str, frozenset[Role]] = field(factory=dict, converter=_mailboxes, hash=False)
    """The Company's addresses and what each is for; one address may serve several uses."""
    company_domains: frozenset[str] = field(default=frozenset(), converter=_lower)
    """Any other address in them is the Company's too, with the role `UNLISTED` (reading I-32)."""
    trusted_servers: frozenset[str] = field(default=frozenset(), converter=_lower)
    """The names (authserv-id) under which the Company's own servers write `Authentication-Results`."""
    own_hosts: frozenset[str] = field(default=frozenset(), converter=_lower)
    """Host names and IP addresses of the Company's own mail servers, as in `Received: … by HOST`."""
    colleagues: frozenset[str] = field(default=frozenset(), converter=_addresses)
    """Addresses whose forwards are taken for the message of the first sender (reading I-23)."""
    colleague_domains: frozenset[str] = field(default=frozenset(), converter=_lower)
    """Every address in them is a colleague's."""
    own_lists: frozenset[str] = field(default=frozenset(), converter=_lower)
    """`List-Id`s through which the Company distributes its own mailboxes: no sign of automatic mail."""
    subaddress: str = field(default="+", validator=_one_mark)
    """What parts a mailbox's name from a detail within it, as in `support+web@…` (RFC 5233); empty: nothing does."""
    bounds: Bounds = Bounds()

    def roles_of(self, address: str | None) -> frozenset[Role]:
        """Return what the Company uses the address for; empty where it is not the Company's.

        Of its own mailboxes the letter case does not matter: its own server took the message.
        """
        if address is None:
            return frozenset()
        roles = self.mailboxes.get(self.mailbox_of(address))
        if roles is not None:
            return roles
        if address.rpartition("@")[2] in self.company_domains:
            return frozenset({Role.UNLISTED})
        return frozenset()

    def mailbox_of(self, address: str) -> str:
        """Return the address in small letters, and where it is a subaddress of one of the mailboxes, that mailbox."""
        lowered = address.lower()
        if lowered in self.mailboxes or not self.subaddress:
            return lowered
        local, at, domain = lowered.rpartition("@")
        whole = f"{local.partition(self.subaddress)[0]}{at}{domain}"
        return whole if whole in self.mailboxes else lowered

    def is_colleague(self, address: str | None) -> bool:
        """Whether forwards from the address are the first sender's message."""
        return address is not None and (
            address in self.colleagues or address.rpartition("@")[2] in self.colleague_domains
        )
