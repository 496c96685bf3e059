"""Accounts of billing as contracts and subscribers (1.2, 3.6), with everything registered for them.

Ids. A contract has the id of its account; where an account has several contract numbers, each is a contract of its
own, with `/#` and the number behind. A subscriber has the id of the account, or, where accounts belong together, what
they have in common. Every id leads back to one account or subscriber.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeVar
from urllib.parse import quote

from attrs import field, frozen
from sqlalchemy import Connection

from netpoint_stp.backends.billing.mapping.model import Address, Chosen, ColumnRef, Detail, RowFilter, Value
from netpoint_stp.backends.billing.schema import Schema
from netpoint_stp.backends.billing.values import Row, each_once, holds, text_of
from netpoint_stp.errors import UsageError
from netpoint_stp.subjects.account import (
    AccountDetail,
    AccountInformation,
    comparable_contract_number,
    comparable_login,
)
from netpoint_stp.subjects.documents import DigestKey, PassportDigest
from netpoint_stp.subjects.people import Contract

T = TypeVar("T")

_NUMBERED: Final = "/#"
_ALONE: Final = "account:"
_GROUP: Final = "group:"


Registered = Mapping[AccountDetail, tuple[AccountInformation, ...]]
"""Every value of each detail that is registered for a contract, one by one."""


@frozen(kw_only=True)
class BillingAccount:
    """An account with everything registered for it; a detail with several values is no one value. Nothing shows."""

    key: str = field(repr=False)
    subscriber_id: str = field(repr=False)
    logins: tuple[str, ...] = field(default=(), repr=False)
    numbers: tuple[str, ...] = field(default=(), repr=False)
    addresses: tuple[str, ...] = field(default=(), repr=False)
    passports: tuple[PassportDigest, ...] = field(default=(), repr=False)
    services: frozenset[str] | None = None
    """None: it is not known which; empty: it covers none."""
    support_level: str | None = None
    holder_name: str | None = field(default=None, repr=False)
    legal: bool | None = None

    @property
    def contract_ids(self) -> tuple[str, ...]:
        """The ids of its contracts, one at least."""
        if len(self.numbers) > 1 or _NUMBERED in self.key:
            return tuple(f"{self.key}{_NUMBERED}{quote(number, safe='')}" for number in self.numbers or ("",))
        return (self.key,)

    def contracts(self) -> Iterator[tuple[Contract, Registered]]:
        """Yield its contracts, each with every registered value of each detail."""
        for contract_id, number in zip(self.contract_ids, self.numbers or (None,), strict=True):
            registered = {
                AccountDetail.LOGIN: tuple(AccountInformation(login=login) for login in self.logins),
                AccountDetail.CONTRACT_NUMBER: (AccountInformation(contract_number=number),) if number else (),
                AccountDetail.CONNECTION_ADDRESS: tuple(
                    AccountInformation(connection_address=one) for one in self.addresses
                ),
                AccountDetail.PASSPORT: tuple(AccountInformation(passport=passport) for passport in self.passports),
            }
            account = AccountInformation(
                login=_only(self.logins),
                contract_number=number,
                connection_address=_only(self.addresses),
                passport=_only(self.passports),
            )
            services = self.services or frozenset()
            contract = Contract(id=contract_id, account=account, services=services, support_level=self.support_level)
            yield contract, registered


def key_of_contract(contract_id: str) -> str:
    """Return the key of the account to which a contract id can belong; whether there is such a one is to be seen."""
    key, numbered, _ = contract_id.rpartition(_NUMBERED)
    return key if numbered else contract_id


class Accounts:
    """Reads accounts by their keys."""

    def __init__(self, schema: Schema, key: DigestKey | None) -> None:
        self._schema = schema
        self._mapping = schema.mapping
        self._digest_key = key

    def by_keys(self, connection: Connection, keys: Iterable[str]) -> tuple[BillingAccount, ...]:
        """Return the accounts of these keys that there are, in the order of subscriber ids, then of keys."""
        account = ColumnRef(self._mapping.table, self._mapping.key)
        looked_at = [account, *(condition.column for condition in self._mapping.only)]
        wanted = set(keys)
        known = {key for key, row in self._schema.rows_of(connection, looked_at, wanted) if self._counts(row)}
        same = _Same(known)
        asked = {found for key in wanted if (found := same.key(key)) is not None}
        return self._read(connection, asked, same)

    def of_subscriber(self, connection: Connection, subscriber_id: str) -> tuple[BillingAccount, ...]:
        """Return all accounts of a subscriber, in the order of their keys; empty where there is none of that id."""
        group = self._mapping.subscriber
        if group is None:
            keys: list[str] = [subscriber_id]
        elif subscriber_id.startswith(_ALONE):
            keys = [subscriber_id.removeprefix(_ALONE)]
        else:
            equal = self._schema.equals(group.columns[0], subscriber_id.removeprefix(_GROUP))
            rows = () if equal is None else self._schema.rows(connection, group.columns, equal)
            keys = [key for key, _ in rows]
        found = self.by_keys(connection, keys)
        return tuple(account for account in found if account.subscriber_id == subscriber_id)

    def passport(self, text: str | None) -> PassportDigest | None:
        """Return the digest of what billing has as a passport; None for what is none, and without a key."""
        if text is None or self._digest_key is None:
            return None
        try:
            return self._digest_key.digest(text)
        except UsageError:
            return None

    def _read(self, connection: Connection, keys: set[str], same: "_Same") -> tuple[BillingAccount, ...]:
        def texts(values: Sequence[Value | Address]) -> dict[str, list[str | None]]:
            found: dict[str, list[str | None]] = defaultdict(list)
            for value in values:
                for key, row in self._schema.rows_of(connection, value.columns, keys):
                    found[same.key(key) or ""].append(text_of(value, row, self._mapping))
            return found

        details = self._mapping.details
        logins = texts(details.get(Detail.LOGIN, ()))
        numbers = texts(details.get(Detail.CONTRACT_NUMBER, ()))
        addresses = texts(details.get(Detail.CONNECTION_ADDRESS, ()))
        passports = texts(details.get(Detail.PASSPORT, ()) if self._digest_key else ())
        groups = texts(_given(self._mapping.subscriber))
        names = texts(_given(self._mapping.holder_name))
        services, levels = self._mapping.services, self._mapping.support_levels
        services_by, levels_by = (texts(_given(one.value if one else None)) for one in (services, levels))
        legal = self._conditions(connection, self._mapping.legal, keys, same)
        found = [
            BillingAccount(
                key=key,
                subscriber_id=self._subscriber_id(key, groups[key]),
                logins=each_once(login for login in logins[key] if login and comparable_login(login)),
                numbers=_each_number(number for number in numbers[key] if number),
                addresses=each_once(addresses[key]),
                passports=_each_digest(self.passport(text) for text in passports[key]),
                services=_chosen(services, services_by[key]),
                support_level=_only(tuple(_chosen(levels, levels_by[key]) or ())),
                holder_name=_only(each_once(names[key])),
                legal=_only(tuple(legal[key])),
            )
            for key in keys
        ]
        return tuple(sorted(found, key=lambda account: (account.subscriber_id, account.key)))

    def _conditions(
        self, connection: Connection, condition: RowFilter | None, keys: set[str], same: "_Same"
    ) -> dict[str, set[bool]]:
        found: dict[str, set[bool]] = defaultdict(set)
        if condition is not None:
            for key, row in self._schema.rows_of(connection, [condition.column], keys):
                truth = holds(condition, row)
                found[same.key(key) or ""].update(() if truth is None else {truth})
        return found

    def _counts(self, row: Row) -> bool:
        """Return whether a row of the account table counts; one without a value has none of any values."""
        return all(not one.holds if row[one.column] is None else holds(one, row) is True for one in self._mapping.only)

    def _subscriber_id(self, key: str, groups: Sequence[str | None]) -> str:
        if self._mapping.subscriber is None:
            return key
        group = _only(each_once(groups))
        if group is None:
            return f"{_ALONE}{key}"
        return f"{_GROUP}{group}" if group.startswith((_ALONE, _GROUP)) else group


class _Same:
    """Keys as other tables spell them: exactly, or as a database has it that takes letter case for no difference."""

    def __init__(self, known: set[str]) -> None:
        self._known = known
        self._folded = {key.casefold().rstrip(): key for key in known}

    def key(self, spelt: str) -> str | None:
        return spelt if spelt in self._known else self._folded.get(spelt.casefold().rstrip())


def _given(value: Value | None) -> tuple[Value, ...]:
    return () if value is None else (value,)


def _only(values: Sequence[T]) -> T | None:
    return values[0] if len(values) == 1 else None


def _each_number(numbers: Iterable[str]) -> tuple[str, ...]:
    """Return contract numbers, each once however it is spelt, in the order of letters."""
    found: dict[str, str] = {}
    for number in each_once(numbers):
        found.setdefault(comparable_contract_number(number), number)
    return tuple(number for comparable, number in found.items() if comparable)


def _each_digest(digests: Iterable[PassportDigest | None]) -> tuple[PassportDigest, ...]:
    return tuple(sorted({one for one in digests if one is not None}, key=lambda digest: digest.stored()))


def _chosen(chosen: Chosen | None, texts: Sequence[str | None]) -> frozenset[str] | None:
    """Return the profile's names for all that an account has; None where billing or the mapping does not tell."""
    found = each_once(texts)
    if chosen is None or not found:
        return None
    named = [chosen.by_value.get(text, chosen.otherwise or None) for text in found]
    known = [names for names in named if names is not None]
    return frozenset(name for names in known for name in names) if len(known) == len(named) else None
