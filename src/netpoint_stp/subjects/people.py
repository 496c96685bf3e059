"""People and accounts (1.2, 3.6, 3.10): who uses the services and who is party to the contract.

Reading I-1: a Client is whoever uses the services; a Subscriber is the party to the contract, an account in
billing. Standing is a fact about a person that somebody established: knowing a passport number gives nobody
a standing.
"""

from collections.abc import Iterable
from enum import Enum

from attrs import field, frozen

from netpoint_stp.clauses import implements
from netpoint_stp.subjects.account import AccountInformation
from netpoint_stp.subjects.fields import names, not_blank


class Standing(Enum):
    """How a person stands to a subscriber; that it is unknown is said by the rules' `UNKNOWN`, not here."""

    HOLDER = "holder"
    """The subscriber in person."""
    REPRESENTATIVE = "representative"
    """Somebody who has proved to act for the subscriber."""
    USER = "user"
    """Somebody who uses the services: a member of the family, an employee."""
    OUTSIDER = "outsider"
    """Somebody who has nothing to do with the account."""

    __hash__ = object.__hash__


class PersonKind(Enum):
    """Natural or legal person (1.2)."""

    NATURAL = "natural"
    LEGAL = "legal"

    __hash__ = object.__hash__


@frozen(kw_only=True)
class Person:
    """A natural or legal person, by an id of the caller's own choosing; the name is never shown."""

    id: str = field(validator=not_blank, repr=False)
    kind: PersonKind = PersonKind.NATURAL
    name: str | None = field(default=None, repr=False)


@frozen(kw_only=True)
class Contract:
    """One contract of a subscriber: the account information registered for it and what it covers.

    `services` are names of the profile; `support_level` is None where the contract gives none (reading
    I-19).
    """

    id: str = field(validator=not_blank, repr=False)
    account: AccountInformation = field(factory=AccountInformation)
    services: frozenset[str] = field(default=frozenset(), converter=names)
    support_level: str | None = None


def _as_tuple(contracts: Iterable[Contract]) -> tuple[Contract, ...]:
    return tuple(contracts)


@implements("1.2", readings=("I-1",))
@frozen(kw_only=True)
class Subscriber:
    """The party to one or more contracts, an account in billing; several contracts are one subscriber."""

    id: str = field(validator=not_blank, repr=False)
    contracts: tuple[Contract, ...] = field(default=(), converter=_as_tuple)
    holder: Person | None = None


@implements("1.2", readings=("I-1",))
@frozen(kw_only=True)
class Client:
    """Whoever uses the services (1.2), with the subscriber whose services they are and the standing to it.

    None for `subscriber`, `person` or `standing` says that it is not known.
    """

    person: Person | None = None
    subscriber: Subscriber | None = None
    standing: Standing | None = None
