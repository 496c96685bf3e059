"""A mapping held against the live schema (3.6): one error lists all that is missing; what is there is ready to be read.

Names come from a file, so they are never put into SQL as text: each must be a table or column that the database has,
and is quoted.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from attrs import evolve, field, frozen
from sqlalchemy import (
    ColumnClause,
    ColumnElement,
    Connection,
    FromClause,
    String,
    and_,
    cast,
    column,
    or_,
    select,
    table,
)
from sqlalchemy import inspect as inspect_database
from sqlalchemy.sql import quoted_name
from sqlalchemy.types import TypeEngine

from netpoint_stp.backends.billing.mapping.model import (
    Address,
    BillingMapping,
    Chosen,
    ColumnRef,
    Detail,
    Interruptions,
    RowFilter,
    SuspensionRule,
    Value,
)
from netpoint_stp.backends.billing.values import Row
from netpoint_stp.errors import SchemaMismatchError, did_you_mean

KEYS_AT_ONCE: Final = 400
_LARGEST_WHOLE: Final = 2**63 - 1

Rows = Iterator[tuple[str, Row]]


@frozen(kw_only=True)
class Schema:
    """The part of a mapping that the database has, and its tables; `left_out` is what an optional join lacks."""

    mapping: BillingMapping
    left_out: tuple[str, ...]
    _sources: Mapping[str, FromClause] = field(alias="sources")
    _names: Mapping[ColumnRef, str] = field(alias="names")
    _types: Mapping[ColumnRef, TypeEngine[Any]] = field(alias="types")

    def element(self, one: ColumnRef) -> ColumnElement[Any]:
        """Return a column as it is."""
        return self._sources[one.source].c[self._names[one]]

    def text(self, one: ColumnRef) -> ColumnElement[str]:
        """Return a column as text, whatever its type."""
        return cast(self.element(one), String)

    def rows(
        self, connection: Connection, columns: Sequence[ColumnRef], where: ColumnElement[bool] | None = None
    ) -> Rows:
        """Yield account keys and what stands in `columns`, for the rows where a condition holds.

        The tables read are those of the columns and what lies between them. The account table is among them only
        where it has to be: whether there is such an account is for the caller to see.
        """
        key, tables = self._from(columns)
        statement = select(cast(key, String), *(self.text(one) for one in columns)).select_from(tables)
        if where is not None:
            statement = statement.where(where)
        for found in connection.execute(statement):
            if found[0] is not None:
                yield found[0], dict(zip(columns, found[1:], strict=True))

    def rows_of(self, connection: Connection, columns: Sequence[ColumnRef], keys: Iterable[str]) -> Rows:
        """Yield as `rows`, for accounts of these keys; more may come where the database takes them for the same."""
        wanted = sorted(set(keys))
        key, _ = self._from(columns)
        whole = self._is_whole(ColumnRef(self.mapping.table, self.mapping.key))
        bound: list[Any] = [int(one) for one in wanted if _whole(one)] if whole else [o for o in wanted if _storable(o)]
        for first in range(0, len(bound), KEYS_AT_ONCE):
            yield from self.rows(connection, columns, key.in_(bound[first : first + KEYS_AT_ONCE]))

    def equals(self, one: ColumnRef, text: str) -> ColumnElement[bool] | None:
        """Return the condition that a column has a text; None where it never can."""
        if self._is_whole(one):
            return self.element(one) == int(text) if _whole(text) else None
        return self.text(one) == text if _storable(text) else None

    def counted(self) -> ColumnElement[bool] | None:
        """Return the condition for rows of the account table that count; None for all."""
        return and_(*map(self._condition, self.mapping.only)) if self.mapping.only else None

    def _from(self, columns: Sequence[ColumnRef]) -> tuple[ColumnElement[Any], FromClause]:
        """Return the column with the account's key, and the tables joined."""
        chains = [self.mapping.chain(one.source) for one in columns]
        joins = list(dict.fromkeys(join for chain in chains for join in chain))
        account = ColumnRef(self.mapping.table, self.mapping.key)
        near = [join for join in joins if join.to.source == self.mapping.table]
        if len(near) == 1 and all(chains) and near[0].to == account and not near[0].only:
            root = ColumnRef(near[0].name, near[0].column)
            joins.remove(near[0])
        else:
            root = account
        tables: FromClause = self._sources[root.source]
        for join in joins:
            equal = self.element(ColumnRef(join.name, join.column)) == self.element(join.to)
            tables = tables.outerjoin(self._sources[join.name], and_(equal, *map(self._condition, join.only)))
        return self.element(root), tables

    def _condition(self, condition: RowFilter) -> ColumnElement[bool]:
        text = self.text(condition.column)
        if condition.holds:
            return text.in_(condition.values)
        return or_(text.is_(None), text.not_in(condition.values))

    def _is_whole(self, one: ColumnRef) -> bool:
        try:
            return self._types[one].python_type is int
        except NotImplementedError:
            return False


def _whole(text: str) -> bool:
    return text.isascii() and text.removeprefix("-").isdigit() and str(int(text[:20])) == text and _fits(text)


def _fits(text: str) -> bool:
    return -_LARGEST_WHOLE <= int(text) <= _LARGEST_WHOLE


def _storable(text: str) -> bool:
    """Return whether a text can be a key of any database: no NUL, no half of a surrogate pair, not endless."""
    return "\0" not in text and len(text) <= 1000 and not any("\ud800" <= letter <= "\udfff" for letter in text)


def bound_schema(connection: Connection, mapping: BillingMapping) -> Schema:
    """Return a mapping with the tables of a database.

    Raises `SchemaMismatchError` that lists every table and column that the database lacks and `mapping.optional` does
    not name, each with the nearest that there is.
    """
    found = _Live(connection)
    problems: dict[str, None] = {}
    lacking: set[ColumnRef] = set()
    always = {ColumnRef(mapping.table, mapping.key), *(condition.column for condition in mapping.only)}
    for one in dict.fromkeys(mapping.used()):
        problem = found.lacks(mapping, one)
        if problem is not None:
            lacking.add(one)
            if one in always or not mapping.optional & {one.source, str(one)}:
                problems[problem] = None
    if problems:
        lines = "".join(f"\n  - {problem}" for problem in problems)
        raise SchemaMismatchError(
            f"the database does not fit the mapping `{mapping.name}`, {len(problems)} to put right in the mapping "
            f"or in the rights of the database user:{lines}"
        )
    kept = _without(mapping, lacking)
    used = dict.fromkeys(kept.used())
    names = {one: found.actual(kept, one) for one in used}
    sources = {
        source: _quoted(
            _table_of(kept, source), sorted({names[one] for one in used if one.source == source}), f"t{number}"
        )
        for number, source in enumerate(dict.fromkeys(one.source for one in used))
    }
    left_out = tuple(sorted({one.source if found.no_table(mapping, one) else str(one) for one in lacking}))
    types = {one: found.type_of(kept, one) for one in used}
    return Schema(mapping=kept, left_out=left_out, sources=sources, names=names, types=types)


def _quoted(name: str, columns: Iterable[str], alias: str) -> FromClause:
    fields: list[ColumnClause[Any]] = [column(quoted_name(one, quote=True)) for one in columns]
    return table(quoted_name(name, quote=True), *fields).alias(alias)


def _table_of(mapping: BillingMapping, source: str) -> str:
    return source if source == mapping.table else mapping.joins[source].table


def _near(name: str, known: Iterable[str]) -> str:
    """Return the nearest known name, told; nothing where none is near: a billing has hundreds of tables."""
    told = did_you_mean(name, known)
    return told if told.startswith("; did you mean") else ""


class _Live:
    """The tables and columns that a database has, read when first asked for."""

    def __init__(self, connection: Connection) -> None:
        self._inspector = inspect_database(connection)
        self._tables = {*self._inspector.get_table_names(), *self._inspector.get_view_names()}
        self._columns: dict[str, dict[str, TypeEngine[Any]]] = {}

    def no_table(self, mapping: BillingMapping, one: ColumnRef) -> bool:
        return _table_of(mapping, one.source) not in self._tables

    def lacks(self, mapping: BillingMapping, one: ColumnRef) -> str | None:
        """Return what is missing for a column, told; None where it is there."""
        name = _table_of(mapping, one.source)
        if name not in self._tables:
            return f"there is no table `{name}`{_near(name, self._tables)}"
        if self._actual(name, one.name) is None:
            return f"table `{name}` has no column `{one.name}`{_near(one.name, self._of(name))}"
        return None

    def actual(self, mapping: BillingMapping, one: ColumnRef) -> str:
        """Return the name of a column as the database spells it."""
        return self._actual(_table_of(mapping, one.source), one.name) or one.name

    def type_of(self, mapping: BillingMapping, one: ColumnRef) -> TypeEngine[Any]:
        return self._of(_table_of(mapping, one.source))[self.actual(mapping, one)]

    def _of(self, name: str) -> dict[str, TypeEngine[Any]]:
        if name not in self._columns:
            self._columns[name] = {found["name"]: found["type"] for found in self._inspector.get_columns(name)}
        return self._columns[name]

    def _actual(self, name: str, wanted: str) -> str | None:
        columns = self._of(name)
        if wanted in columns:
            return wanted
        same = [one for one in columns if one.casefold() == wanted.casefold()]
        return same[0] if len(same) == 1 else None


def _without(mapping: BillingMapping, lacking: set[ColumnRef]) -> BillingMapping:
    """Return the mapping without what needs a column that is lacking."""

    def there(columns: Iterable[ColumnRef]) -> bool:
        return not any(one in lacking or lacking.intersection(mapping.way(one.source)) for one in columns)

    def value(one: Value | None) -> Value | None:
        return one if one is not None and there(one.columns) else None

    def detail(one: Value | Address) -> Value | Address | None:
        if isinstance(one, Value):
            return value(one)
        parts = {part: text for part, text in one.parts.items() if there(text.columns)}
        return Address(parts=parts) if parts else None

    def chosen(one: Chosen | None) -> Chosen | None:
        return one if one is not None and there(one.value.columns) else None

    def states(one: Interruptions | None) -> Interruptions | None:
        if one is None:
            return None
        left: tuple[SuspensionRule, ...] = tuple(state for state in one.states if there(state.columns))
        return evolve(one, states=left, complete=one.complete and len(left) == len(one.states)) if left else None

    details: dict[Detail, tuple[Value | Address, ...]] = {}
    for name, values in mapping.details.items():
        kept = [detail(one) for one in values]
        details[name] = tuple(one for one in kept if one is not None)
    legal = mapping.legal
    return evolve(
        mapping,
        subscriber=value(mapping.subscriber),
        details=details,
        holder_name=value(mapping.holder_name),
        legal=legal if legal is not None and there([legal.column]) else None,
        services=chosen(mapping.services),
        support_levels=chosen(mapping.support_levels),
        interruptions=states(mapping.interruptions),
    )
