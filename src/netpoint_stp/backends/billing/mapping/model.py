"""What a mapping says of a billing database (3.6, 3.9.3): which tables and columns hold what."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from enum import Enum
from typing import Final

from attrs import field, frozen

from netpoint_stp.moments import KYIV
from netpoint_stp.subjects.interruptions import Agreement, InterruptionKind

STATE_HOLDS_FOR: Final = timedelta(hours=1)
"""How far from the present a state without dates may be asked about, unless the mapping says otherwise."""


class Normaliser(Enum):
    """What is done to a text of the database before it is looked at; white space around it always goes."""

    NOT_ZERO = "not_zero"
    """`0` stands for nothing."""
    UNESCAPE_HTML = "unescape_html"
    """`&quot;` and the like were written by a web form."""


class AddressField(Enum):
    """The parts from which a connection address is put together, in the order in which they are written."""

    CITY = "city"
    STREET = "street"
    BUILDING = "building"
    BLOCK = "block"
    FLAT = "flat"

    __hash__ = object.__hash__


class Detail(Enum):
    """What can be looked for: the account information of 3.6, and the contacts that only propose (I-4)."""

    LOGIN = "login"
    CONTRACT_NUMBER = "contract_number"
    CONNECTION_ADDRESS = "connection_address"
    PASSPORT = "passport"
    PHONE = "phone"
    EMAIL = "email"

    __hash__ = object.__hash__


@frozen(order=True)
class ColumnRef:
    """A column of the account table or of a join, by the name of that table or join."""

    source: str
    name: str

    def __str__(self) -> str:
        return f"{self.source}.{self.name}"


@frozen(kw_only=True)
class Value:
    """A text: what stands in one column, or in several with a space between."""

    columns: tuple[ColumnRef, ...]
    normalise: frozenset[Normaliser] = frozenset()


@frozen(kw_only=True)
class Address:
    """A connection address in columns of its own for its parts."""

    parts: Mapping[AddressField, Value] = field(hash=False)

    @property
    def columns(self) -> tuple[ColumnRef, ...]:
        """All columns, in the order in which the parts are written."""
        return tuple(column for value in self.parts.values() for column in value.columns)


@frozen(kw_only=True)
class RowFilter:
    """Whether a column holds one of some texts, or none of them; the database's NULL is none of any."""

    column: ColumnRef
    values: tuple[str, ...]
    holds: bool = True
    """False: the condition is that the column has none of `values`."""


@frozen(kw_only=True)
class Join:
    """A table that hangs on another by equal columns; an account may have no row there, or several."""

    name: str
    table: str
    column: str
    to: ColumnRef
    only: tuple[RowFilter, ...] = ()


@frozen(kw_only=True)
class Chosen:
    """Names of the profile (services, a support level) by what stands in a column of billing."""

    value: Value
    by_value: Mapping[str, tuple[str, ...]] = field(hash=False)
    otherwise: tuple[str, ...] = ()
    """For every value that is not in `by_value`; empty: it is not known then."""


@frozen(kw_only=True)
class SuspensionRule:
    """A state of an account in which its services stand still (3.9.3).

    It holds where `when` does (always, without it) and, with `total`, where the columns of `total` add up to less
    than `below`. `start` and `end` are its moments where billing has them: a day alone is its first instant.
    """

    kind: InterruptionKind
    when: RowFilter | None = None
    total: tuple[ColumnRef, ...] = ()
    below: float = 0.0
    start: Value | None = None
    end: Value | None = None
    service: Value | None = None
    reason: str | None = None
    agreement: Agreement | None = None

    @property
    def columns(self) -> tuple[ColumnRef, ...]:
        """All columns that it looks at."""
        moments = tuple(column for value in (self.start, self.end, self.service) if value for column in value.columns)
        return ((self.when.column,) if self.when else ()) + self.total + moments


@frozen(kw_only=True)
class Interruptions:
    """The states in which services stand still, and what it means that none holds."""

    states: tuple[SuspensionRule, ...]
    complete: bool
    """Whether an account in none of the states has no interruption; otherwise that is not known."""
    services: tuple[str, ...] = ()
    """What stands still, by the profile's names, where the contract's services are not known."""
    holds_for: timedelta = STATE_HOLDS_FOR
    """How far from the present a state without dates says something."""


@frozen(kw_only=True)
class BillingMapping:
    """A whole mapping."""

    name: str
    table: str
    """The table with one row per account."""
    key: str
    """The column by which the account is known."""
    subscriber: Value | None = None
    """What accounts of one subscriber have in common; None: every account is a subscriber of its own."""
    only: tuple[RowFilter, ...] = ()
    """Which rows of the account table count."""
    joins: Mapping[str, Join] = field(factory=dict, hash=False)
    optional: frozenset[str] = frozenset()
    """Joins and columns (`join.column`) that some installations lack: what needs them is left out there."""
    details: Mapping[Detail, tuple[Value | Address, ...]] = field(factory=dict, hash=False)
    holder_name: Value | None = None
    legal: RowFilter | None = None
    """Where it holds, the holder is a legal person."""
    services: Chosen | None = None
    support_levels: Chosen | None = None
    interruptions: Interruptions | None = None
    absent: frozenset[str] = frozenset()
    """Texts that stand for nothing, letter case aside, beside those that every mapping has."""
    area_code: str | None = None
    """For phone numbers written without one."""
    zone: str = KYIV
    """In which the database writes moments without an offset."""

    def chain(self, source: str) -> tuple[Join, ...]:
        """Return the joins that lead from the account table to a source, in their order; empty for the table itself."""
        links: list[Join] = []
        while source != self.table:
            links.insert(0, self.joins[source])
            source = self.joins[source].to.source
        return tuple(links)

    def way(self, source: str) -> Iterator[ColumnRef]:
        """Yield the columns by which a source hangs on the account table."""
        for join in self.chain(source):
            yield from (join.to, ColumnRef(join.name, join.column))
            yield from (condition.column for condition in join.only)

    def used(self) -> Iterator[ColumnRef]:
        """Yield every column that anything of the mapping looks at, joins included; some more than once."""
        direct = [ColumnRef(self.table, self.key), *(condition.column for condition in self.only)]
        for values in self.details.values():
            for value in values:
                direct += value.columns
        for one in (self.subscriber, self.holder_name):
            direct += one.columns if one else ()
        for chosen in (self.services, self.support_levels):
            direct += chosen.value.columns if chosen else ()
        direct += (self.legal.column,) if self.legal else ()
        for state in self.interruptions.states if self.interruptions else ():
            direct += state.columns
        for column in direct:
            yield column
            yield from self.way(column.source)
