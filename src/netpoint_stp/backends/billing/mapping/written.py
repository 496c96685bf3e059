"""Mappings as TOML writes them (3.6): tables, joins, details, tariffs, states; columns as `table.column`."""

from datetime import timedelta
from typing import TypeAlias

from attrs import field, frozen

from netpoint_stp.backends.billing.mapping.model import STATE_HOLDS_FOR, Normaliser
from netpoint_stp.moments import KYIV
from netpoint_stp.settings_files import AreaCode, Name, Printable, ZoneName, needed
from netpoint_stp.subjects.interruptions import Agreement, InterruptionKind


@frozen(kw_only=True)
class ValueData:
    """One column or several, and what is done to their texts."""

    columns: list[str] | None = None
    normalise: list[Normaliser] = field(factory=list)


Written: TypeAlias = str | ValueData


@frozen(kw_only=True)
class AddressData(ValueData):
    """A connection address: in columns for its parts, or else as any value."""

    city: Written | None = None
    street: Written | None = None
    building: Written | None = None
    block: Written | None = None
    flat: Written | None = None


@frozen(kw_only=True)
class ConditionData:
    """The texts of which a column has one (`is`) or none (`is_not`)."""

    column: Name = needed(stand_in="")
    holds_one: list[Printable] | None = field(default=None, metadata={"key": "is"})
    is_not: list[Printable] | None = None


@frozen(kw_only=True)
class AccountData:
    """The table with one row per account."""

    table: Name = needed(stand_in="")
    key: Name = needed(stand_in="")
    subscriber: Written | None = None
    only: list[ConditionData] = field(factory=list)


@frozen(kw_only=True)
class JoinData:
    """A table that hangs on another: `column` of it equals the column `to`."""

    table: Name | None = None
    column: Name = needed(stand_in="")
    to: Name = needed(stand_in="")
    only: list[ConditionData] = field(factory=list)


@frozen(kw_only=True)
class DetailsData:
    """Where what can be looked for stands; a list gives several places."""

    login: Written | list[Written] = field(factory=list)
    contract_number: Written | list[Written] = field(factory=list)
    connection_address: str | AddressData | list[Written] = field(factory=list)
    passport: Written | list[Written] = field(factory=list)
    phone: Written | list[Written] = field(factory=list)
    email: Written | list[Written] = field(factory=list)


@frozen(kw_only=True)
class HolderData:
    """The holder of an account, and what says that it is a legal person."""

    name: Written | None = None
    legal: ConditionData | None = None


@frozen(kw_only=True)
class ServicesData:
    """Services by what stands in a column."""

    column: Written = needed(stand_in="")
    by_value: dict[str, list[Name]] = field(factory=dict)
    otherwise: list[Name] = field(factory=list)


@frozen(kw_only=True)
class LevelsData:
    """A support level by what stands in a column."""

    column: Written = needed(stand_in="")
    by_value: dict[str, Name] = field(factory=dict)
    otherwise: Name | None = None


@frozen(kw_only=True)
class StateData:
    """A state of an account in which its services stand still (3.9.3)."""

    kind: InterruptionKind = needed(stand_in=InterruptionKind.OTHER)
    when: ConditionData | None = None
    total: list[str] = field(factory=list)
    below: float = 0.0
    start: Written | None = None
    end: Written | None = None
    service: Written | None = None
    reason: Name | None = None
    agreement: Agreement | None = None


@frozen(kw_only=True)
class InterruptionsData:
    """The states, and whether nothing else stops a service (`complete`)."""

    complete: bool = needed(stand_in=False)
    services: list[Printable] = field(factory=list)
    holds_for: timedelta = STATE_HOLDS_FOR
    states: list[StateData] = field(factory=list)


@frozen(kw_only=True)
class MappingData:
    """A whole mapping."""

    name: Name = needed(stand_in="unnamed")
    extends: str | None = None
    optional: list[Name] = field(factory=list)
    absent: list[Printable] = field(factory=list)
    area_code: AreaCode | None = None
    zone: ZoneName = KYIV
    account: AccountData = needed(stand_in=AccountData())
    joins: dict[str, JoinData] = field(factory=dict)
    details: DetailsData = field(factory=DetailsData)
    holder: HolderData = field(factory=HolderData)
    services: ServicesData | None = None
    support_levels: LevelsData | None = None
    interruptions: InterruptionsData | None = None
