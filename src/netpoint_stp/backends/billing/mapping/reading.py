"""Mappings read from TOML (3.6): tables, joins, details, tariffs, states; all that is wrong is said at once."""

import re
from typing import Final

from netpoint_stp.backends.billing.mapping.model import (
    STATE_HOLDS_FOR,
    Address,
    BillingMapping,
    Chosen,
    Column,
    Detail,
    Interruptions,
    Join,
    Part,
    State,
    Value,
)
from netpoint_stp.backends.billing.mapping.references import ReferenceReader, leads_to
from netpoint_stp.backends.billing.mapping.tables import Table
from netpoint_stp.errors import MomentError, ProfileError, did_you_mean
from netpoint_stp.moments import KYIV, parse_duration
from netpoint_stp.moments import zone as zone_named
from netpoint_stp.subjects.interruptions import Agreement, InterruptionKind

_OF_ALL: Final = ("name", "extends", "optional", "absent", "area_code", "zone")
_PARTS: Final = ("account", "joins", "details", "holder", "services", "support_levels", "interruptions")
_OF_STATES: Final = ("kind", "when", "total", "below", "start", "end", "service", "reason", "agreement")
_AREA_CODE: Final = re.compile(r"0?[1-9][0-9]{1,4}", re.ASCII)


def mapping_of(table: Table, source: str) -> BillingMapping:
    """Return the mapping that a TOML table describes; raises `ProfileError` that lists everything wrong with it."""
    reader = _MappingReader()
    mapping = reader.mapping(table)
    if mapping is None:
        raise ProfileError(source, dict.fromkeys(reader.problems))
    return mapping


class _MappingReader(ReferenceReader):
    """One reading of a mapping."""

    def mapping(self, given: Table) -> BillingMapping | None:
        """Return the mapping; None where anything is wrong with it."""
        top = self.known(given, "", (*_OF_ALL, *_PARTS))
        account = self.known(top.get("account", {}), "account", ("table", "key", "subscriber", "only"))
        self.account = self.text(account, "table", "account") or ""
        self._read_joins(self.inner(top, "joins", ""))
        holder = self.known(top.get("holder", {}), "holder", ("name", "legal"))
        mapping = BillingMapping(
            name=self.text(top, "name", "") or "",
            table=self.account,
            key=self.text(account, "key", "account") or "",
            subscriber=self.value_at(account, "subscriber", "account"),
            only=self.conditions(account.get("only", []), "account.only"),
            joins=self.joins,
            optional=frozenset(self.texts(top, "optional", "")),
            details=self._details(self.inner(top, "details", "")),
            holder_name=self.value_at(holder, "name", "holder"),
            legal=self.condition(holder["legal"], "holder.legal") if "legal" in holder else None,
            services=self._chosen(top, "services", several=True),
            support_levels=self._chosen(top, "support_levels", several=False),
            interruptions=self._interruptions(top) if "interruptions" in top else None,
            absent=frozenset(text.casefold() for text in self.texts(top, "absent", "")),
            area_code=self._area_code(top),
            zone=self._zone(top),
        )
        if not self.problems:
            self._check(mapping)
        return None if self.problems else mapping

    def _check(self, mapping: BillingMapping) -> None:
        """Note what only the whole mapping shows."""
        if mapping.subscriber is not None and len(mapping.subscriber.columns) > 1:
            self.problem("account.subscriber", "it has several columns; take one by which accounts belong together")
        if any(condition.column.source != mapping.table for condition in mapping.only):
            self.problem("account.only", f"it looks at another table; take columns of `{mapping.table}` alone")
        known = {*mapping.joins, *(str(column) for column in mapping.used())}
        for name in sorted(mapping.optional - known):
            self.problem("optional", f"`{name}` is no join or column of this mapping{did_you_mean(name, known)}")

    def _read_joins(self, table: Table) -> None:
        given: dict[str, object] = {}
        for name, fields in table.items():
            place = f"joins.{name}"
            read = self.known(fields, place, ("table", "column", "to", "only"))
            column, to = self.text(read, "column", place), self.text(read, "to", place) or ""
            source, _, field = to.rpartition(".")
            if name == self.account:
                self.problem(place, "it has the name of the account table; give it another and say its `table`")
            elif to and not (source and field):
                self.problem(f"{place}.to", f"`{to}` is no column; write it as `table.column`")
            elif column and to:
                real = self.text(read, "table", place, needed=False) or name
                self.joins[name] = Join(name=name, table=real, column=column, to=Column(source, field))
                given[name] = read.get("only", [])
        for name, end in [(name, leads_to(self.account, self.joins, name)) for name in self.joins]:
            if end is not None:
                self._no_way(name, end)
        for name, conditions in given.items():
            self._narrow_join(name, conditions)

    def _no_way(self, name: str, end: str) -> None:
        """Say why a join does not lead to the account table, and let it hang there for the rest of the reading."""
        known = {self.account, *self.joins} - {name, ""}
        missing = f"there is no table `{end}`{did_you_mean(end, known)}"
        reason = "it leads round in a circle" if end in self.joins else missing
        self.problem(f"joins.{name}.to", f"{reason}; joins must lead to `{self.account}`")
        self.joins[name] = Join(name=name, table=name, column="?", to=Column(self.account, "?"))

    def _narrow_join(self, name: str, given: object) -> None:
        only, join = self.conditions(given, f"joins.{name}.only"), self.joins[name]
        if any(condition.column.source != name for condition in only):
            self.problem(f"joins.{name}.only", f"it looks at another table; take columns of `{name}` alone")
        self.joins[name] = Join(name=name, table=join.table, column=join.column, to=join.to, only=only)

    def _details(self, table: Table) -> dict[Detail, tuple[Value | Address, ...]]:
        details: dict[Detail, tuple[Value | Address, ...]] = {}
        for name, given in self.known(table, "details", [detail.value for detail in Detail]).items():
            place, detail = f"details.{name}", Detail(name)
            if detail is Detail.CONNECTION_ADDRESS and isinstance(given, dict) and "columns" not in given:
                details[detail] = self._address(given, place)
            else:
                values = [self.value(one, place) for one in (given if isinstance(given, list) else [given])]
                details[detail] = tuple(value for value in values if value is not None)
        return details

    def _address(self, given: Table, place: str) -> tuple[Address, ...]:
        table = self.known(given, place, [part.value for part in Part])
        read = {part: self.value(table[part.value], f"{place}.{part.value}") for part in Part if part.value in table}
        parts = {part: value for part, value in read.items() if value is not None}
        if not self.in_one_row({column.source for value in parts.values() for column in value.columns}):
            self.problem(place, "its columns lie in tables that hang side by side; take one and those it hangs on")
        return (Address(parts=parts),) if parts else ()

    def _chosen(self, top: Table, name: str, *, several: bool) -> Chosen | None:
        if name not in top:
            return None
        table = self.known(top[name], name, ("column", "by_value", "otherwise"))
        value = self.value(table.get("column", ""), f"{name}.column")
        by_value = {
            key: self._names(given, f"{name}.by_value.{key}", several=several)
            for key, given in self.inner(table, "by_value", name).items()
        }
        otherwise = table.get("otherwise")
        others = () if otherwise is None else self._names(otherwise, f"{name}.otherwise", several=several)
        return None if value is None else Chosen(value=value, by_value=by_value, otherwise=others)

    def _names(self, given: object, place: str, *, several: bool) -> tuple[str, ...]:
        if several and isinstance(given, list) and all(isinstance(one, str) and one.strip() for one in given):
            return tuple(given)
        if not several and isinstance(given, str) and given.strip():
            return (given,)
        wanted = 'a list of names, such as `["internet"]`' if several else "a name in quotes"
        self.problem(place, f"`{given}` is not {wanted}")
        return ()

    def _interruptions(self, top: Table) -> Interruptions:
        place = "interruptions"
        table = self.known(top[place], place, ("complete", "services", "holds_for", "states"))
        complete = table.get("complete")
        if not isinstance(complete, bool):
            self.problem(f"{place}.complete", "say `true` or `false`: whether nothing else stops a service")
        holds_for, text = STATE_HOLDS_FOR, self.text(table, "holds_for", place, needed=False)
        try:
            holds_for = parse_duration(text) if text else STATE_HOLDS_FOR
        except MomentError as error:
            self.problem(f"{place}.holds_for", str(error))
        states = self.several(table.get("states", []), f"{place}.states")
        return Interruptions(
            states=tuple(self._state(one, f"{place}.states[{number}]") for number, one in enumerate(states, 1)),
            complete=complete is True,
            services=self.texts(table, "services", place),
            holds_for=holds_for,
        )

    def _state(self, given: object, place: str) -> State:
        table = self.known(given, place, _OF_STATES)
        kind = self.choice(table, "kind", place, InterruptionKind)
        below = table.get("below", 0)
        if isinstance(below, bool) or not isinstance(below, int | float):
            self.problem(f"{place}.below", f"`{below}` is no number")
            below = 0
        total = [self.column(one, f"{place}.total") for one in self.several(table.get("total", []), f"{place}.total")]
        if not {"when", "total", "start"} & table.keys():
            self.problem(place, "nothing says when it holds; give `when`, `total` or `start`")
        state = State(
            kind=kind or InterruptionKind.OTHER,
            when=self.condition(table["when"], f"{place}.when") if "when" in table else None,
            total=tuple(column for column in total if column is not None),
            below=float(below),
            start=self.value_at(table, "start", place),
            end=self.value_at(table, "end", place),
            service=self.value_at(table, "service", place),
            reason=self.text(table, "reason", place, needed=False),
            agreement=self.choice(table, "agreement", place, Agreement) if "agreement" in table else None,
        )
        if not self.in_one_row({column.source for column in state.columns}):
            self.problem(place, "its columns lie in tables that hang side by side; take one and those it hangs on")
        return state

    def _zone(self, top: Table) -> str:
        name = self.text(top, "zone", "", needed=False) or KYIV
        try:
            zone_named(name)
        except MomentError as error:
            self.problem("zone", str(error))
        return name

    def _area_code(self, top: Table) -> str | None:
        code = self.text(top, "area_code", "", needed=False)
        if code is not None and not _AREA_CODE.fullmatch(code):
            self.problem("area_code", f"`{code}` is no area code; give its digits, such as `44`")
        return code
