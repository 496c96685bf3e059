"""The directory in memory keeps every promise of its port, whatever it is told that it cannot observe."""

from typing import ClassVar

from netpoint_stp.backends.memory import Account, MemoryDirectory
from netpoint_stp.ports.capabilities import DirectoryCapability
from netpoint_stp.ports.directories import SubscriberDirectory
from netpoint_stp.subjects.people import Contract, Person, Subscriber
from netpoint_stp.testing.conformance.billing import BilledAccount, Billing
from netpoint_stp.testing.conformance.directory import SubscriberDirectoryConformance

C = DirectoryCapability


def accounts(billing: Billing) -> list[Account]:
    """Return the accounts of a billing as the directory in memory takes them."""
    rows: dict[str, list[BilledAccount]] = {}
    for row in billing.accounts:
        rows.setdefault(row.subscriber_id, []).append(row)
    return [_account(own, billing) for own in rows.values()]


def _account(rows: list[BilledAccount], billing: Billing) -> Account:
    first = rows[0]
    contracts = [
        Contract(
            id=row.contract_id,
            account=row.information(billing.key),
            services=row.services,
            support_level=row.support_level,
        )
        for row in rows
    ]
    holder = Person(id=f"holder of {first.subscriber_id}", kind=first.holder)
    return Account(
        subscriber=Subscriber(id=first.subscriber_id, contracts=contracts, holder=holder),
        phones=[phone for row in rows for phone in row.phones],
        emails=[email for row in rows for email in row.emails],
        representatives=first.representatives,
        interruptions={row.contract_id: row.interruptions for row in rows},
    )


class TestMemoryDirectory(SubscriberDirectoryConformance):
    """One that observes everything."""

    capabilities: ClassVar = frozenset(C)

    def make(self, billing: Billing) -> SubscriberDirectory:
        """Make one."""
        return MemoryDirectory(accounts(billing))


class TestPoorDirectory(SubscriberDirectoryConformance):
    """One that knows logins and passports, and nothing else."""

    capabilities: ClassVar = frozenset({C.FIND_BY_LOGIN, C.VERIFY_PASSPORT})

    def make(self, billing: Billing) -> SubscriberDirectory:
        """Make one."""
        return MemoryDirectory(accounts(billing), capabilities=self.capabilities)


class TestBlindDirectory(SubscriberDirectoryConformance):
    """One that observes nothing at all."""

    capabilities: ClassVar = frozenset()

    def make(self, billing: Billing) -> SubscriberDirectory:
        """Make one."""
        return MemoryDirectory(accounts(billing), capabilities=())
