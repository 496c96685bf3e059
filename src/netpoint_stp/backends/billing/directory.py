"""Subscribers as a billing database has them (1.2, 3.6, 3.9.3): `SubscriberDirectory` over any mapping, read only."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final, TypeVar

from sqlalchemy import Connection

from netpoint_stp.backends.billing.accounts import Accounts, BillingAccount, key_of_contract
from netpoint_stp.backends.billing.answers import holder, matches
from netpoint_stp.backends.billing.database import ReadOnlyDatabase
from netpoint_stp.backends.billing.mapping.model import BillingMapping, Detail, SuspensionRule
from netpoint_stp.backends.billing.schema import Schema, bound_schema
from netpoint_stp.backends.billing.search import Search
from netpoint_stp.backends.billing.states import InterruptionQuery, interruptions
from netpoint_stp.backends.billing.values import Row
from netpoint_stp.channels.interaction import Party
from netpoint_stp.errors import NotFoundError
from netpoint_stp.moments import require_aware
from netpoint_stp.ports.accounts import (
    Found,
    PassportCheck,
    Proposal,
    Representative,
)
from netpoint_stp.ports.capabilities import DirectoryCapability
from netpoint_stp.ports.clocks import SystemClock
from netpoint_stp.ports.directories import Clock
from netpoint_stp.rules import UNKNOWN, Unknown
from netpoint_stp.subjects.account import (
    AccountDetail,
    AccountInformation,
)
from netpoint_stp.subjects.documents import DigestKey, PassportDigest
from netpoint_stp.subjects.interruptions import ServiceInterruption
from netpoint_stp.subjects.people import Subscriber

T = TypeVar("T")
C = DirectoryCapability

_FINDS: Final[Mapping[Detail, DirectoryCapability]] = {
    Detail.LOGIN: C.FIND_BY_LOGIN,
    Detail.CONTRACT_NUMBER: C.FIND_BY_CONTRACT_NUMBER,
    Detail.CONNECTION_ADDRESS: C.FIND_BY_ADDRESS,
    Detail.PASSPORT: C.FIND_BY_PASSPORT,
    Detail.PHONE: C.PROPOSE_BY_PHONE,
    Detail.EMAIL: C.PROPOSE_BY_EMAIL,
}


class BillingDirectory:
    """A directory over a billing database; `left_out` names what an optional join or column of the mapping lacks.

    What it can observe follows from the mapping and from what the database has of it. Passports are compared under
    `key`, and without one not at all. `clock` tells what the present is, for states that billing keeps without dates.
    May be used by several threads; `close` it when done.
    """

    def __init__(
        self,
        database: ReadOnlyDatabase,
        mapping: BillingMapping,
        *,
        key: DigestKey | None = None,
        clock: Clock | None = None,
    ) -> None:
        """Hold the mapping against the schema; raises `SchemaMismatchError` and `UnavailableError`."""
        self._database = database
        self._schema: Schema = database.read(lambda connection: bound_schema(connection, mapping))
        self._mapping = self._schema.mapping
        self._key = key
        self._clock = clock or SystemClock()
        self._accounts = Accounts(self._schema, key)
        self._search = Search(self._schema, self._accounts, database.kind)
        self._capabilities = frozenset(_observed(self._mapping, key))

    @property
    def capabilities(self) -> frozenset[DirectoryCapability]:
        """What the mapping, the database and the key together can observe."""
        return self._capabilities

    @property
    def left_out(self) -> tuple[str, ...]:
        """The optional tables, and columns as `table.column`, that this database does not have."""
        return self._schema.left_out

    def __repr__(self) -> str:
        return f"BillingDirectory({self._mapping.name} on {self._database.kind})"

    def close(self) -> None:
        """Let go of all connections; safe to repeat. Every later call raises `UnavailableError`."""
        self._database.close()

    def find(self, given: AccountInformation) -> Found:
        """Return every contract with which at least one of the details given agrees; see `SubscriberDirectory`."""
        unsearched = frozenset(detail for detail in given.given if not self._searches(detail, given))

        def work(connection: Connection) -> tuple[BillingAccount, ...]:
            keys = {
                key for detail in given.given - unsearched for key in self._search.agreeing(connection, detail, given)
            }
            return self._accounts.by_keys(connection, keys)

        accounts = self._database.read(work) if given.given - unsearched else ()
        return Found(matches=matches(accounts, given), unsearched=unsearched)

    def propose(self, contact: Party) -> tuple[Proposal, ...]:
        """Return every subscriber for whom a contact is registered; see `SubscriberDirectory`."""
        accounts = self._database.read(
            lambda connection: self._accounts.by_keys(connection, set(self._search.reached_by(connection, contact)))
        )
        ids: dict[str, list[str]] = {}
        for account in accounts:
            ids.setdefault(account.subscriber_id, []).extend(account.contract_ids)
        return tuple(Proposal(subscriber_id=one, contract_ids=ids[one]) for one in sorted(ids))

    def subscriber(self, subscriber_id: str) -> Subscriber | None:
        """Return a subscriber with all contracts; None where there is none of that id."""
        accounts = self._of_subscriber(subscriber_id)
        if not accounts:
            return None
        contracts = [contract for account in accounts for contract, _ in account.contracts()]
        return Subscriber(
            id=subscriber_id,
            contracts=sorted(contracts, key=lambda contract: contract.id),
            holder=holder(subscriber_id, accounts),
        )

    def verify_passport(self, contract_id: str, given: PassportDigest) -> PassportCheck:
        """Compare a passport with the one registered for a contract; see `SubscriberDirectory`."""
        account = self._account(contract_id)
        if C.VERIFY_PASSPORT not in self._capabilities or self._key is None:
            return PassportCheck.NOT_OBSERVABLE
        if not account.passports:
            return PassportCheck.NOT_REGISTERED
        if given.key_id != self._key.id:
            return PassportCheck.NOT_COMPARABLE
        return PassportCheck.AGREES if given in account.passports else PassportCheck.DIFFERS

    def representatives(self, subscriber_id: str) -> tuple[Representative, ...] | Unknown:
        """Return `UNKNOWN`: billing does not keep who proved to act for a subscriber."""
        if not self._of_subscriber(subscriber_id):
            raise NotFoundError("billing has no such subscriber; look it up again by what the client gives")
        return UNKNOWN

    def covers(self, contract_id: str, service: str) -> bool | Unknown:
        """Return whether the contract covers a service, by what the mapping says of its tariff."""
        services = self._account(contract_id).services
        return UNKNOWN if services is None else service in services

    def interruptions(self, contract_id: str, at: datetime) -> tuple[ServiceInterruption, ...] | Unknown:
        """Return the breaks that cover a moment, as far as billing tells; see `billing.states.interruptions`."""
        require_aware(at)
        account = self._account(contract_id)
        settings = self._mapping.interruptions
        if settings is None:
            return UNKNOWN
        rows = self._database.read(lambda connection: list(self._states(connection, account, settings.states)))
        asked = InterruptionQuery(at=at, now=self._clock.now(), services=account.services)
        return interruptions(rows, asked, self._mapping)

    def _states(
        self, connection: Connection, account: BillingAccount, states: Iterable[SuspensionRule]
    ) -> Iterator[tuple[SuspensionRule, list[Row]]]:
        for state in states:
            yield state, [row for _, row in self._schema.rows_of(connection, state.columns, [account.key])]

    def _searches(self, detail: AccountDetail, given: AccountInformation) -> bool:
        if _FINDS[Detail(detail.value)] not in self._capabilities:
            return False
        return (
            given.passport is None
            or self._key is None
            or detail is not AccountDetail.PASSPORT
            or (given.passport.key_id == self._key.id)
        )

    def _account(self, contract_id: str) -> BillingAccount:
        """Return the account of a contract; an account with several numbers also by its own id."""
        key = key_of_contract(contract_id)
        for account in self._database.read(lambda connection: self._accounts.by_keys(connection, [key])):
            if contract_id in (*account.contract_ids, account.key):
                return account
        raise NotFoundError("billing has no such contract; look it up again by what the client gives")

    def _of_subscriber(self, subscriber_id: str) -> tuple[BillingAccount, ...]:
        return self._database.read(lambda connection: self._accounts.of_subscriber(connection, subscriber_id))


def _observed(mapping: BillingMapping, key: DigestKey | None) -> Iterator[DirectoryCapability]:
    for detail, capability in _FINDS.items():
        if mapping.details.get(detail) and (detail is not Detail.PASSPORT or key is not None):
            yield capability
            if detail is Detail.PASSPORT:
                yield C.VERIFY_PASSPORT
    if mapping.subscriber is not None:
        yield C.SEVERAL_CONTRACTS
    if mapping.legal is not None:
        yield C.HOLDER
    if mapping.services is not None and (mapping.services.by_value or mapping.services.otherwise):
        yield C.SERVICES
    if mapping.support_levels is not None and (mapping.support_levels.by_value or mapping.support_levels.otherwise):
        yield C.SUPPORT_LEVELS
    if mapping.interruptions is not None and mapping.interruptions.complete:
        yield C.INTERRUPTIONS
