"""What a directory of subscribers answers (1.2, 3.6, 3.9.3): matches with the agreement of each detail, candidates."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import Enum

from attrs import field, frozen

from netpoint_stp.channels.contacts.streets import AddressOutcome, compare_addresses
from netpoint_stp.rules import UNKNOWN, Unknown
from netpoint_stp.subjects.account import (
    AccountDetail,
    AccountInformation,
    comparable_contract_number,
    comparable_login,
)
from netpoint_stp.subjects.fields import not_blank, plain_date_or_none
from netpoint_stp.subjects.people import Person


def _agreement(given: Mapping[AccountDetail, bool | Unknown]) -> Mapping[AccountDetail, bool | Unknown]:
    return {detail: given[detail] for detail in AccountDetail if detail in given}


@frozen(kw_only=True)
class AccountMatch:
    """A contract with which at least one of the details given agrees; `agreement` says of each detail whether it does.

    `UNKNOWN` where billing has no such detail registered, where it was not comparable (a passport digest under another
    key, an address that lacks a part on one side or has a part that is not understood, streets that are like each other
    but not one), and where the directory cannot observe it. Ids are never shown.
    """

    subscriber_id: str = field(validator=not_blank, repr=False)
    contract_id: str = field(validator=not_blank, repr=False)
    agreement: Mapping[AccountDetail, bool | Unknown] = field(converter=_agreement, hash=False)


def compare_account(given: AccountInformation, registered: AccountInformation) -> dict[AccountDetail, bool | Unknown]:
    """Return, for each detail given, whether it agrees with what billing has registered; as `SubscriberDirectory.find`.

    `UNKNOWN` where nothing is registered, the addresses can be the same but one lacks a part or the streets are only
    like each other, or the passport digests were made under different keys.
    """
    return {detail: _compare(detail, given, registered) for detail in AccountDetail if detail in given.given}


def _compare(detail: AccountDetail, given: AccountInformation, registered: AccountInformation) -> bool | Unknown:
    if detail not in registered.given:
        return UNKNOWN
    match detail:
        case AccountDetail.LOGIN:
            return comparable_login(given.login or "") == comparable_login(registered.login or "")
        case AccountDetail.CONTRACT_NUMBER:
            one, other = given.contract_number or "", registered.contract_number or ""
            return comparable_contract_number(one) == comparable_contract_number(other)
        case AccountDetail.CONNECTION_ADDRESS:
            return _same_address(given.connection_address or "", registered.connection_address or "")
        case AccountDetail.PASSPORT:
            one_digest, other_digest = given.passport, registered.passport
            if one_digest is None or other_digest is None or not one_digest.comparable(other_digest):
                return UNKNOWN
            return one_digest == other_digest


def _same_address(one: str, other: str) -> bool | Unknown:
    match compare_addresses(one, other).outcome:
        case AddressOutcome.SAME:
            return True
        case AddressOutcome.INCOMPLETE | AddressOutcome.UNCERTAIN:
            return UNKNOWN
        case AddressOutcome.DIFFERENT:
            return False


def _in_order(matches: Iterable[AccountMatch]) -> tuple[AccountMatch, ...]:
    return tuple(sorted(matches, key=lambda match: (match.subscriber_id, match.contract_id)))


@frozen(kw_only=True)
class Found:
    """All contracts that the details given lead to, in the order of subscriber and contract ids; never "the first".

    `unsearched` are the details given from which this directory could not search: that nothing was found says nothing
    about them.
    """

    matches: tuple[AccountMatch, ...] = field(default=(), converter=_in_order)
    unsearched: frozenset[AccountDetail] = frozenset()

    @property
    def subscribers(self) -> tuple[str, ...]:
        """Return the ids of the subscribers matched, each once, in order."""
        return tuple(dict.fromkeys(match.subscriber_id for match in self.matches))


def _sorted_ids(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(values)))


@frozen(kw_only=True)
class Proposal:
    """A subscriber for whom a phone number or e-mail address is registered: proposed, never identified (I-4)."""

    subscriber_id: str = field(validator=not_blank, repr=False)
    contract_ids: tuple[str, ...] = field(default=(), converter=_sorted_ids, repr=False)


class PassportCheck(Enum):
    """What comparing a passport with billing comes to."""

    AGREES = "agrees"
    DIFFERS = "differs"
    NOT_REGISTERED = "not_registered"
    """Billing has none, or something that is no passport, ID-card or record number."""
    NOT_COMPARABLE = "not_comparable"
    """The digest given was made under a key that the directory does not have."""
    NOT_OBSERVABLE = "not_observable"
    """The directory has no passports (`VERIFY_PASSPORT` is not among its capabilities)."""

    __hash__ = object.__hash__


@frozen(kw_only=True)
class Representative:
    """Somebody who has proved to act for a subscriber: from `since` until before `until`, days; None is not bounded."""

    person: Person
    since: date | None = field(default=None, validator=plain_date_or_none)
    until: date | None = field(default=None, validator=plain_date_or_none)

    def on(self, day: date) -> bool:
        """Return whether they act for the subscriber on a day."""
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)
