"""What billing answers (1.2, 3.6): matches with the agreement of each detail, and who the holder is."""

from collections.abc import Iterable, Iterator

from netpoint_stp.backends.billing.accounts import BillingAccount, Registered
from netpoint_stp.ports.accounts import AccountMatch, compare_account
from netpoint_stp.rules import UNKNOWN, Unknown
from netpoint_stp.subjects.account import AccountDetail, AccountInformation
from netpoint_stp.subjects.people import Contract, Person, PersonKind


def matches(accounts: Iterable[BillingAccount], given: AccountInformation) -> Iterator[AccountMatch]:
    """Yield the contracts of some accounts with which at least one of the details given agrees."""
    for account in accounts:
        for contract, registered in account.contracts():
            agreement = _agreement(given, contract, registered)
            if True in agreement.values():
                yield AccountMatch(subscriber_id=account.subscriber_id, contract_id=contract.id, agreement=agreement)


def _agreement(
    given: AccountInformation, contract: Contract, registered: Registered
) -> dict[AccountDetail, bool | Unknown]:
    """Return how each detail given compares; where several values are registered for one, with the nearest of them."""
    agreement = compare_account(given, contract.account)
    for detail in agreement:
        outcomes = [compare_account(given, value)[detail] for value in registered[detail]]
        for nearest in (False, UNKNOWN, True):
            if nearest in outcomes:
                agreement[detail] = nearest
    return agreement


def holder(subscriber_id: str, accounts: Iterable[BillingAccount]) -> Person | None:
    """Return the holder where all accounts agree whether it is a legal person; the name where they agree on it."""
    kinds = {account.legal for account in accounts}
    names = {account.holder_name for account in accounts}
    if len(kinds) != 1 or None in kinds:
        return None
    kind = PersonKind.LEGAL if True in kinds else PersonKind.NATURAL
    return Person(id=subscriber_id, kind=kind, name=names.pop() if len(names) == 1 else None)
