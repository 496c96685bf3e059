"""A `SubscriberDirectory` against a model (1.2, 3.6): whatever billing holds, however somebody asks."""

from collections.abc import Callable, Iterable
from typing import Final

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from netpoint_stp.channels.contacts.addresses import email_or_none, parse_phones
from netpoint_stp.errors import UsageError
from netpoint_stp.ports.accounts import AccountMatch, Found, PassportCheck, Proposal, compare_account
from netpoint_stp.ports.capabilities import DirectoryCapability
from netpoint_stp.ports.directories import SubscriberDirectory
from netpoint_stp.rules import UNKNOWN, Unknown
from netpoint_stp.subjects.account import AccountDetail, AccountInformation
from netpoint_stp.subjects.documents import DigestKey
from netpoint_stp.testing.conformance.billing import (
    LOGINS,
    NUMBERS,
    PASSPORTS,
    PLACES,
    BilledAccount,
    Billing,
    account,
    billed,
    email,
    phone,
)
from netpoint_stp.testing.conformance.suite import equal

C = DirectoryCapability
SEARCHED_BY: Final = {
    AccountDetail.LOGIN: C.FIND_BY_LOGIN,
    AccountDetail.CONTRACT_NUMBER: C.FIND_BY_CONTRACT_NUMBER,
    AccountDetail.CONNECTION_ADDRESS: C.FIND_BY_ADDRESS,
    AccountDetail.PASSPORT: C.FIND_BY_PASSPORT,
}
_ASKED_ADDRESSES: Final = ("IVAN@example.com", "olha@example.org", "olha@xn--80a1acn3a.xn--j1amh", "x@example.com")
Ids = Callable[[BilledAccount], str]


def found_in(
    billing: Billing, given: AccountInformation, capabilities: frozenset[C], subscriber: Ids, contract: Ids
) -> Found:
    """Return what a directory with these capabilities finds in the billing."""
    searched = {detail for detail, capability in SEARCHED_BY.items() if capability in capabilities}
    matches = []
    for row in billing.accounts:
        agreement: dict[AccountDetail, bool | Unknown] = compare_account(given, row.information(billing.key))
        if C.VERIFY_PASSPORT not in capabilities and AccountDetail.PASSPORT in agreement:
            agreement[AccountDetail.PASSPORT] = UNKNOWN
        if any(agreement[detail] is True for detail in agreement.keys() & searched):
            match = AccountMatch(subscriber_id=subscriber(row), contract_id=contract(row), agreement=agreement)
            matches.append(match)
    return Found(matches=matches, unsearched=given.given - searched)


def same_found(found: Found, expected: Found) -> None:
    """Compare what was found; a detail that cannot be searched by may be `UNKNOWN` all the same."""
    ids = [(each.subscriber_id, each.contract_id) for each in found.matches]
    equal(ids, [(each.subscriber_id, each.contract_id) for each in expected.matches], "all that agree, in order")
    equal(found.unsearched, expected.unsearched, "what could not be searched by")
    for one, other in zip(found.matches, expected.matches, strict=True):
        equal(set(one.agreement), set(other.agreement), "every detail given is compared")
        for detail, agrees in one.agreement.items():
            if not (agrees is UNKNOWN and detail in expected.unsearched):
                equal((detail, agrees), (detail, other.agreement[detail]), "whether a detail agrees")


def check_in(row: BilledAccount, key: DigestKey, given: str) -> PassportCheck:
    """Return what comparing a passport with a row comes to, by a directory that can."""
    registered = row.information(key).passport
    if registered is None:
        return PassportCheck.NOT_REGISTERED
    return PassportCheck.AGREES if registered == key.digest(given) else PassportCheck.DIFFERS


def numbers_of(texts: Iterable[str]) -> set[str]:
    """Return the numbers that stand in fields of billing; rubbish has none."""
    found: set[str] = set()
    for text in texts:
        try:
            found |= {number.e164 for number in parse_phones(text)}
        except UsageError:
            continue
    return found


def addresses_of(texts: Iterable[str]) -> set[str]:
    """Return the addresses that stand in fields of billing, in one letter case; rubbish has none."""
    parsed = (email_or_none(text) for text in texts)
    return {each.comparable.casefold() for each in parsed if each is not None}


class DirectoryMachine(RuleBasedStateMachine):
    """Billing grows and changes, and somebody asks."""

    capabilities: frozenset[C]
    subscriber: Ids
    contract: Ids
    make: Callable[[Billing], SubscriberDirectory]

    def __init__(self) -> None:
        super().__init__()
        self.billing = Billing(accounts=(), key=DigestKey(b"k" * 32))
        self.directory: SubscriberDirectory | None = None

    @rule(data=st.data())
    def add(self, data: st.DataObject) -> None:
        """A contract is concluded."""
        several = C.SEVERAL_CONTRACTS in self.capabilities
        row = data.draw(billed(len(self.billing.accounts), several=several))
        self.billing = Billing(accounts=(*self.billing.accounts, row), key=self.billing.key)
        self.directory = None

    @rule(
        login=st.none() | st.tuples(st.sampled_from(LOGINS), st.integers(0, 4)),
        number=st.none() | st.sampled_from((*NUMBERS, "a-7", "999")),
        place=st.none() | st.sampled_from([each.text for each in PLACES]) | st.just("Садовая 12"),
        passport=st.none() | st.sampled_from(PASSPORTS[:4]),
    )
    def find(self, login: tuple[str, int] | None, number: str | None, place: str | None, passport: str | None) -> None:
        """Somebody gives account information."""
        given = AccountInformation(
            login=None if login is None else f" {login[0].upper()}{login[1]}",
            contract_number=number,
            connection_address=place,
            passport=None if passport is None else self.billing.key.digest(passport),
        )
        expected = found_in(self.billing, given, self.capabilities, type(self).subscriber, type(self).contract)
        same_found(self.asked().find(given), expected)

    @rule(number=st.sampled_from(["+380997619138", "+380442849092", "+48221234567", "+380441112233"]))
    def propose_by_phone(self, number: str) -> None:
        """Somebody calls."""
        fitting = {self.subscriber_of(row) for row in self.billing.accounts if number in numbers_of(row.phones)}
        expected = fitting if C.PROPOSE_BY_PHONE in self.capabilities else set()
        self.proposed(self.asked().propose(phone(number)), expected)

    @rule(
        address=st.sampled_from(
            ["IVAN@example.com", "olha@example.org", "olha@xn--80a1acn3a.xn--j1amh", "x@example.com"]
        )
    )
    def propose_by_email(self, address: str) -> None:
        """Somebody writes."""
        sought = addresses_of([address])
        fitting = {self.subscriber_of(row) for row in self.billing.accounts if sought & addresses_of(row.emails)}
        expected = fitting if C.PROPOSE_BY_EMAIL in self.capabilities else set()
        self.proposed(self.asked().propose(email(address)), expected)

    @rule(login=st.sampled_from(LOGINS), index=st.integers(0, 4))
    def propose_by_account(self, login: str, index: int) -> None:
        """Somebody writes in the helpdesk."""
        name = f"{login}{index}"
        fitting = {self.subscriber_of(row) for row in self.billing.accounts if row.login == name}
        expected = fitting if C.FIND_BY_LOGIN in self.capabilities else set()
        self.proposed(self.asked().propose(account(name)), expected)

    @rule(data=st.data(), given=st.sampled_from(PASSPORTS[:4]))
    def verify(self, data: st.DataObject, given: str) -> None:
        """Somebody shows a passport."""
        if not self.billing.accounts:
            return
        row = data.draw(st.sampled_from(self.billing.accounts))
        able = C.VERIFY_PASSPORT in self.capabilities
        expected = check_in(row, self.billing.key, given) if able else PassportCheck.NOT_OBSERVABLE
        found = self.asked().verify_passport(type(self).contract(row), self.billing.key.digest(given))
        equal(found, expected, "the passport agrees or differs")

    @rule(data=st.data())
    def read(self, data: st.DataObject) -> None:
        """Somebody looks a subscriber up."""
        if not self.billing.accounts:
            return
        name = self.subscriber_of(data.draw(st.sampled_from(self.billing.accounts)))
        found = self.asked().subscriber(name)
        rows = {type(self).contract(row): row for row in self.billing.accounts if self.subscriber_of(row) == name}
        equal(found and [each.id for each in found.contracts], sorted(rows), "all contracts, in order")
        for each in found.contracts if found else ():
            equal(each.account.login, rows[each.id].login, "with their logins")
            services = frozenset(rows[each.id].services) if C.SERVICES in self.capabilities else frozenset()
            equal(each.services, services, "and services")

    def asked(self) -> SubscriberDirectory:
        """Return a directory that holds what billing holds now."""
        if self.directory is None:
            self.directory = type(self).make(self.billing)
        return self.directory

    def subscriber_of(self, row: BilledAccount) -> str:
        """Return the id under which the directory knows the subscriber of a row."""
        return type(self).subscriber(row)

    def proposed(self, found: tuple[Proposal, ...], expected: set[str]) -> None:
        """Compare proposals with the subscribers expected."""
        equal([each.subscriber_id for each in found], sorted(expected), "all of them, in the order of ids")


def run(
    make: Callable[[Billing], SubscriberDirectory],
    capabilities: frozenset[C],
    subscriber: Ids,
    contract: Ids,
    trials: settings,
) -> None:
    """Run the machine against directories made by `make`."""

    class OfThisDirectory(DirectoryMachine):
        pass

    OfThisDirectory.make = staticmethod(make)
    OfThisDirectory.capabilities = capabilities
    OfThisDirectory.subscriber = staticmethod(subscriber)
    OfThisDirectory.contract = staticmethod(contract)
    run_state_machine_as_test(OfThisDirectory, settings=trials)
