"""Subscribers in memory (1.2, 3.6): a list of accounts, compared one by one."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from attrs import field, frozen

from netpoint_stp.channels.contacts.addresses import email_or_none, parse_phones, phone_or_none
from netpoint_stp.channels.interaction import Party, PartyKind
from netpoint_stp.errors import NotFoundError, UsageError
from netpoint_stp.policy.instants import instant
from netpoint_stp.ports.accounts import AccountMatch, Found, PassportCheck, Proposal, Representative, compare_account
from netpoint_stp.ports.capabilities import DirectoryCapability
from netpoint_stp.rules import UNKNOWN, Unknown
from netpoint_stp.subjects.account import AccountDetail, AccountInformation, comparable_login
from netpoint_stp.subjects.documents import PassportDigest
from netpoint_stp.subjects.interruptions import ServiceInterruption
from netpoint_stp.subjects.people import Contract, Subscriber

C = DirectoryCapability
_SEARCHABLE: Final = {
    AccountDetail.LOGIN: C.FIND_BY_LOGIN,
    AccountDetail.CONTRACT_NUMBER: C.FIND_BY_CONTRACT_NUMBER,
    AccountDetail.CONNECTION_ADDRESS: C.FIND_BY_ADDRESS,
    AccountDetail.PASSPORT: C.FIND_BY_PASSPORT,
}


def _texts(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(values)


@frozen(kw_only=True)
class Account:
    """A subscriber with what else billing keeps: contacts as written down, representatives, breaks by contract id."""

    subscriber: Subscriber
    phones: tuple[str, ...] = field(default=(), converter=_texts, repr=False)
    emails: tuple[str, ...] = field(default=(), converter=_texts, repr=False)
    representatives: tuple[Representative, ...] = field(default=(), repr=False)
    interruptions: Mapping[str, tuple[ServiceInterruption, ...]] = field(factory=dict, repr=False, hash=False)


class MemoryDirectory:
    """See `ports.SubscriberDirectory`; leave capabilities out to have a directory that observes less.

    Raises `UsageError` where two accounts, or two contracts, have one id.
    """

    def __init__(
        self, accounts: Iterable[Account] = (), *, capabilities: Iterable[DirectoryCapability] = DirectoryCapability
    ) -> None:
        self._capabilities: Final = frozenset(capabilities)
        everyone = tuple(accounts)
        self._accounts: Final = {each.subscriber.id: each for each in sorted(everyone, key=lambda a: a.subscriber.id)}
        pairs = [(contract.id, (each, contract)) for each in everyone for contract in each.subscriber.contracts]
        self._contracts: Final = dict(pairs)
        if len(self._accounts) < len(everyone) or len(self._contracts) < len(pairs):
            raise UsageError("two subscribers, or two contracts, have one id; give each its own")

    @property
    def capabilities(self) -> frozenset[DirectoryCapability]:
        """As `SubscriberDirectory.capabilities`."""
        return self._capabilities

    def find(self, given: AccountInformation) -> Found:
        """As `SubscriberDirectory.find`."""
        searchable = {detail for detail, capability in _SEARCHABLE.items() if capability in self._capabilities}
        matches = []
        for account, contract in self._contracts.values():
            agreement: dict[AccountDetail, bool | Unknown] = {}
            agreement |= compare_account(given, contract.account)
            if AccountDetail.PASSPORT in agreement and C.VERIFY_PASSPORT not in self._capabilities:
                agreement[AccountDetail.PASSPORT] = UNKNOWN
            if any(agreement[detail] is True for detail in agreement.keys() & searchable):
                ids = {"subscriber_id": account.subscriber.id, "contract_id": contract.id}
                matches.append(AccountMatch(**ids, agreement=agreement))
        return Found(matches=matches, unsearched=given.given - searchable)

    def propose(self, contact: Party) -> tuple[Proposal, ...]:
        """As `SubscriberDirectory.propose`."""
        if contact.normalised is None:
            return ()
        found = (self._proposed(account, contact.kind, contact.normalised) for account in self._accounts.values())
        return tuple(proposal for proposal in found if proposal is not None)

    def subscriber(self, subscriber_id: str) -> Subscriber | None:
        """As `SubscriberDirectory.subscriber`."""
        account = self._accounts.get(subscriber_id)
        if account is None:
            return None
        contracts = sorted(account.subscriber.contracts, key=lambda contract: contract.id)
        holder = account.subscriber.holder if C.HOLDER in self._capabilities else None
        return Subscriber(id=subscriber_id, contracts=[self._shown(each) for each in contracts], holder=holder)

    def verify_passport(self, contract_id: str, given: PassportDigest) -> PassportCheck:
        """As `SubscriberDirectory.verify_passport`."""
        _, contract = self._contract(contract_id)
        registered = contract.account.passport
        if C.VERIFY_PASSPORT not in self._capabilities:
            return PassportCheck.NOT_OBSERVABLE
        if registered is None:
            return PassportCheck.NOT_REGISTERED
        if not registered.comparable(given):
            return PassportCheck.NOT_COMPARABLE
        return PassportCheck.AGREES if registered == given else PassportCheck.DIFFERS

    def representatives(self, subscriber_id: str) -> tuple[Representative, ...] | Unknown:
        """As `SubscriberDirectory.representatives`."""
        account = self._accounts.get(subscriber_id)
        if account is None:
            raise NotFoundError("there is no such subscriber; look the account up again")
        if C.REPRESENTATIVES not in self._capabilities:
            return UNKNOWN
        return tuple(sorted(account.representatives, key=lambda each: each.person.id))

    def covers(self, contract_id: str, service: str) -> bool | Unknown:
        """As `SubscriberDirectory.covers`."""
        _, contract = self._contract(contract_id)
        return service in contract.services if C.SERVICES in self._capabilities else UNKNOWN

    def interruptions(self, contract_id: str, at: datetime) -> tuple[ServiceInterruption, ...] | Unknown:
        """As `SubscriberDirectory.interruptions`."""
        account, contract = self._contract(contract_id)
        if C.INTERRUPTIONS not in self._capabilities:
            return UNKNOWN
        moment = instant(at)
        covering = (
            each
            for each in account.interruptions.get(contract.id, ())
            if instant(each.start) <= moment and (each.end is None or moment < instant(each.end))
        )
        return tuple(sorted(covering, key=lambda each: (instant(each.start), each.service)))

    def _contract(self, contract_id: str) -> tuple[Account, Contract]:
        if contract_id not in self._contracts:
            raise NotFoundError("there is no such contract; look the account up again")
        return self._contracts[contract_id]

    def _shown(self, contract: Contract) -> Contract:
        account = contract.account
        return Contract(
            id=contract.id,
            account=AccountInformation(
                login=account.login,
                contract_number=account.contract_number,
                connection_address=account.connection_address,
                passport=account.passport if C.VERIFY_PASSPORT in self._capabilities else None,
            ),
            services=contract.services if C.SERVICES in self._capabilities else (),
            support_level=contract.support_level if C.SUPPORT_LEVELS in self._capabilities else None,
        )

    def _proposed(self, account: Account, kind: PartyKind, value: str) -> Proposal | None:
        contracts, fits = account.subscriber.contracts, False
        match kind:
            case PartyKind.PHONE:
                fits = C.PROPOSE_BY_PHONE in self._capabilities and _has_phone(account.phones, value)
            case PartyKind.EMAIL:
                fits = C.PROPOSE_BY_EMAIL in self._capabilities and _has_email(account.emails, value)
            case PartyKind.ACCOUNT:
                named = (each for each in contracts if each.account.login and C.FIND_BY_LOGIN in self._capabilities)
                sought = comparable_login(value)
                contracts = tuple(each for each in named if comparable_login(each.account.login or "") == sought)
                fits = bool(contracts) and bool(sought)
            case PartyKind.NAME:
                pass
        if not fits:
            return None
        return Proposal(subscriber_id=account.subscriber.id, contract_ids=(each.id for each in contracts))


def _has_phone(written: Iterable[str], value: str) -> bool:
    sought = phone_or_none(value)
    return sought is not None and any(sought.e164 == number for text in written for number in _numbers(text))


def _numbers(text: str) -> tuple[str, ...]:
    try:
        return tuple(number.e164 for number in parse_phones(text))
    except UsageError:
        return ()


def _has_email(written: Iterable[str], value: str) -> bool:
    sought = email_or_none(value)
    if sought is None:
        return False
    known = (email_or_none(text) for text in written)
    return any(each is not None and each.comparable.casefold() == sought.comparable.casefold() for each in known)
