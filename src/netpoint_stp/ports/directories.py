"""The ports `SubscriberDirectory` (1.2, 3.6, 3.9.3) and `Clock`. What holds for all ports stands in `ports`."""

from datetime import datetime
from typing import Protocol, runtime_checkable

from netpoint_stp.channels.interaction import Party
from netpoint_stp.ports.accounts import Found, PassportCheck, Proposal, Representative
from netpoint_stp.ports.capabilities import DirectoryCapability
from netpoint_stp.rules import Unknown
from netpoint_stp.subjects.account import AccountInformation
from netpoint_stp.subjects.documents import PassportDigest
from netpoint_stp.subjects.interruptions import ServiceInterruption
from netpoint_stp.subjects.people import Subscriber


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Return the present moment, aware. It may be set back; whoever needs an order keeps it otherwise."""


@runtime_checkable
class SubscriberDirectory(Protocol):
    """Subscribers and their contracts, as billing has them; read only, so that every call may be repeated."""

    @property
    def capabilities(self) -> frozenset[DirectoryCapability]:
        """What this directory can observe; does not change."""

    def find(self, given: AccountInformation) -> Found:
        """Return every contract with which at least one of the details given agrees, and how each of them compares.

        The details are those of `given.given`. Logins and contract numbers agree by `comparable_login` and
        `comparable_contract_number`, addresses where `channels.contacts.streets.compare_addresses` says `SAME`
        (`INCOMPLETE` is `UNKNOWN`, and leads to no match by itself), passports where the digests are equal under one
        key. A detail that billing has not registered is `UNKNOWN`. Nothing given, nothing found. A detail from which
        this directory cannot search stands in `unsearched`, and is compared all the same where it can be.
        """

    def propose(self, contact: Party) -> tuple[Proposal, ...]:
        """Return every subscriber for whom this phone number, e-mail address or helpdesk account is registered.

        By the party's kind: a number in any spelling, its extension aside; an address, letter case aside, for nothing
        more than a candidate hangs on it; an account as a login. Several are several; none is empty, and so is what
        cannot be compared, a name, and a kind of contact that is not among the capabilities. In the order of ids, with
        the ids of the contracts that it is registered for, or of all contracts where it belongs to the subscriber.
        """

    def subscriber(self, subscriber_id: str) -> Subscriber | None:
        """Return a subscriber with all contracts, in the order of ids; None where there is none of that id.

        What is not registered is None. Passports as keyed digests, and only with `VERIFY_PASSPORT`. `services` is
        empty without `SERVICES`, `support_level` None without `SUPPORT_LEVELS`, `holder` None without `HOLDER`.
        """

    def verify_passport(self, contract_id: str, given: PassportDigest) -> PassportCheck:
        """Compare a passport with the one registered for the contract; gives nothing of it away.

        Raises `NotFoundError` for an unknown contract.
        """

    def representatives(self, subscriber_id: str) -> tuple[Representative, ...] | Unknown:
        """Return all who proved to act for a subscriber, past ones too, in the order of the persons' ids.

        Empty: there are none. `UNKNOWN`: the directory cannot observe it. Raises `NotFoundError` for an unknown
        subscriber.
        """

    def covers(self, contract_id: str, service: str) -> bool | Unknown:
        """Return whether the contract covers a service of the profile; `UNKNOWN` where that cannot be observed.

        Raises `NotFoundError` for an unknown contract.
        """

    def interruptions(self, contract_id: str, at: datetime) -> tuple[ServiceInterruption, ...] | Unknown:
        """Return the breaks in the contract's services that cover a moment, by their start, then by service.

        Empty: there is none. `UNKNOWN`: it cannot be observed. Raises `NotFoundError` for an unknown contract.
        """
