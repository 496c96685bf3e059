"""What a mapping's columns and joins mean together (3.6); all that is wrong with it is said at once."""

from netpoint_stp.backends.billing.mapping.model import (
    Address,
    AddressField,
    BillingMapping,
    Chosen,
    ColumnRef,
    Detail,
    Interruptions,
    Join,
    SuspensionRule,
    Value,
)
from netpoint_stp.backends.billing.mapping.references import ReferenceReader, leads_to
from netpoint_stp.backends.billing.mapping.written import (
    AddressData,
    DetailsData,
    InterruptionsData,
    JoinData,
    LevelsData,
    MappingData,
    ServicesData,
    StateData,
)
from netpoint_stp.errors import ProfileError, did_you_mean
from netpoint_stp.settings_files import structure
from netpoint_stp.settings_files.files import Table
from netpoint_stp.settings_files.problems import place_of, shown

_NOWHERE = "?"
"""In the place of a column that could not be read, so that the rest can be looked at."""


def mapping_of(table: Table, source: str) -> BillingMapping:
    """Return the mapping that a TOML table describes; raises `ProfileError` that lists everything wrong with it."""
    read = structure(MappingData, table)
    if not read.is_whole("account", "table"):
        raise ProfileError(source, read.problems)  # every column would be said to be of an unknown table
    reader = _MappingReader(read.data, read.problems)
    mapping = reader.mapping()
    if reader.problems:
        raise ProfileError(source, dict.fromkeys(reader.problems))
    return mapping


class _MappingReader(ReferenceReader):
    """One reading of a mapping."""

    def __init__(self, data: MappingData, problems: list[str]) -> None:
        super().__init__(data.account.table, problems)
        self.data = data

    def mapping(self) -> BillingMapping:
        """Return the mapping without what is wrong."""
        data = self.data
        self._read_joins(data.joins)
        mapping = BillingMapping(
            name=data.name,
            table=self.account,
            key=data.account.key,
            subscriber=self.value(data.account.subscriber, "account.subscriber"),
            only=self.conditions(data.account.only, "account.only", self.account),
            joins=self.joins,
            optional=frozenset(data.optional),
            details=self._details(data.details),
            holder_name=self.value(data.holder.name, "holder.name"),
            legal=self.condition(data.holder.legal, "holder.legal"),
            services=self._chosen(data.services, "services"),
            support_levels=self._chosen(data.support_levels, "support_levels"),
            interruptions=self._interruptions(data.interruptions),
            absent=frozenset(text.casefold() for text in data.absent),
            area_code=data.area_code,
            zone=data.zone,
        )
        if not self.problems:
            self._check(mapping)
        return mapping

    def _check(self, mapping: BillingMapping) -> None:
        """Note what only the whole mapping shows."""
        if mapping.subscriber is not None and len(mapping.subscriber.columns) > 1:
            self.problem("account.subscriber", "it has several columns; take one by which accounts belong together")
        known = {*mapping.joins, *(str(column) for column in mapping.used())}
        for name in sorted(mapping.optional - known):
            self.problem("optional", f"{shown(name)} is no join or column of this mapping{did_you_mean(name, known)}")

    def _read_joins(self, given: dict[str, JoinData]) -> None:
        for name, data in given.items():
            place = place_of(["joins", name])
            source, _, field = data.to.rpartition(".")
            if name == self.account:
                self.problem(place, "it has the name of the account table; give it another and say its `table`")
                continue
            if data.to and not (source and field):
                self.problem(f"{place}.to", f"{shown(data.to)} is no column; write it as `table.column`")
            to = ColumnRef(source, field) if source and field else ColumnRef(self.account, _NOWHERE)
            self.joins[name] = Join(name=name, table=data.table or name, column=data.column or _NOWHERE, to=to)
        for name, end in [(name, leads_to(self.account, self.joins, name)) for name in self.joins]:
            if end is not None:
                self._no_way(name, end)
        for name, join in self.joins.items():
            only = self.conditions(given[name].only, f"{place_of(['joins', name])}.only", name)
            self.joins[name] = Join(name=name, table=join.table, column=join.column, to=join.to, only=only)

    def _no_way(self, name: str, end: str) -> None:
        """Say why a join does not lead to the account table, and let it hang there for the rest of the reading."""
        known = {self.account, *self.joins} - {name}
        missing = f"there is no table {shown(end)}{did_you_mean(end, known)}"
        reason = "it leads round in a circle" if end in self.joins else missing
        self.problem(f"{place_of(['joins', name])}.to", f"{reason}; joins must lead to {shown(self.account)}")
        self.joins[name] = Join(name=name, table=name, column=_NOWHERE, to=ColumnRef(self.account, _NOWHERE))

    def _details(self, data: DetailsData) -> dict[Detail, tuple[Value | Address, ...]]:
        details: dict[Detail, tuple[Value | Address, ...]] = {}
        for detail in Detail:
            place, given = f"details.{detail.value}", getattr(data, detail.value)
            if given is None:
                continue
            if isinstance(given, AddressData) and given.columns is None:
                details[detail] = self._address(given, place)
            else:
                values = [self.value(one, place) for one in (given if isinstance(given, list) else [given])]
                details[detail] = tuple(value for value in values if value is not None)
        return details

    def _address(self, data: AddressData, place: str) -> tuple[Address, ...]:
        read = {part: self.value(getattr(data, part.value), f"{place}.{part.value}") for part in AddressField}
        parts = {part: value for part, value in read.items() if value is not None}
        self.check_row({column.source for value in parts.values() for column in value.columns}, place)
        return (Address(parts=parts),) if parts else ()

    def _chosen(self, data: ServicesData | LevelsData | None, name: str) -> Chosen | None:
        value = None if data is None else self.value(data.column, f"{name}.column")
        if data is None or value is None:
            return None
        by_value = {key: _names(names) for key, names in data.by_value.items()}
        return Chosen(value=value, by_value=by_value, otherwise=_names(data.otherwise or []))

    def _interruptions(self, data: InterruptionsData | None) -> Interruptions | None:
        if data is None:
            return None
        return Interruptions(
            states=tuple(
                self._state(state, f"interruptions.states[{number}]") for number, state in enumerate(data.states, 1)
            ),
            complete=data.complete,
            services=tuple(data.services),
            holds_for=data.holds_for,
        )

    def _state(self, data: StateData, place: str) -> SuspensionRule:
        said = data.when is not None or data.start is not None or data.total
        if not said and not self.has_gap(place, "when", "total", "start"):
            self.problem(place, "nothing says when it holds; give `when`, `total` or `start`")
        state = SuspensionRule(
            kind=data.kind,
            when=self.condition(data.when, f"{place}.when"),
            total=self.columns(data.total, f"{place}.total"),
            below=data.below,
            start=self.value(data.start, f"{place}.start"),
            end=self.value(data.end, f"{place}.end"),
            service=self.value(data.service, f"{place}.service"),
            reason=data.reason,
            agreement=data.agreement,
        )
        self.check_row({column.source for column in state.columns}, place)
        return state


def _names(given: str | list[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)
