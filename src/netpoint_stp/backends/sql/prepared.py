"""Statements made ready once for a driver: their SQL, the order of their parameters, the shape of their rows (3.13)."""

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, TypeAlias

from attrs import field, frozen
from sqlalchemy import Delete, Dialect, Insert, Select, Table, Update, insert
from sqlalchemy.sql.visitors import iterate

from netpoint_stp.backends.sql.columns import AnyText, escaped, unescaped

Row: TypeAlias = Any
"""A row by the names of its columns; their types are those of the tables."""
Statement: TypeAlias = Select[Any] | Update | Delete
_MOST: Final = 512
_ROW: Final[Any] = namedtuple
"""Its fields are those of the statement, known only at runtime."""


@frozen
class Prepared:
    """A statement as a driver takes it; values are always bound."""

    tables: frozenset[str]
    _compiled: Any = field(repr=False)
    _names: tuple[str, ...] | None
    """The order of the parameters; None for a driver that takes them by name."""
    _lists: tuple[str, ...]
    """The parameters that are lists."""
    _fixed: Mapping[str, Any] = field(repr=False)
    """Values that stand in the statement itself."""
    _texts: tuple[str, ...]
    """The parameters of any text, which is escaped where a database would refuse it."""
    _row: Callable[[Iterable[Any]], Row] = field(repr=False)
    _read: tuple[int, ...]
    """The places of any text in a row."""

    def bound(self, given: Mapping[str, Any]) -> tuple[str, Any]:
        """Return the SQL and the parameters as the driver wants them; a list is written out, one for each value."""
        values = {**self._fixed, **given}
        for name in self._texts:
            values[name] = escaped(values[name])
        sql, names = self._compiled.string, self._names
        if self._lists:
            lengths = tuple((name, len(values[name])) for name in self._lists)
            sql, names, parts = _written_out(self._compiled, lengths)
            for name, of_one in parts.items():
                values.update(zip(of_one, values.pop(name), strict=True))
        return sql, values if names is None else tuple([values[name] for name in names])

    def row(self, found: Iterable[Any]) -> Row:
        """Return a row that the driver gave."""
        if not self._read:
            return self._row(found)
        values = list(found)
        for place in self._read:
            values[place] = unescaped(values[place])
        return self._row(values)


@lru_cache(maxsize=_MOST)
def prepared(statement: Statement, dialect: Dialect) -> Prepared:
    """Make a statement ready."""
    return _prepared(statement, statement.compile(dialect=dialect))


@lru_cache(maxsize=_MOST)
def prepared_insert(table: Table, names: tuple[str, ...], dialect: Dialect) -> Prepared:
    """Make an insert into these columns of a table ready."""
    statement = insert(table)
    return _prepared(statement, statement.compile(dialect=dialect, column_keys=names))


@lru_cache(maxsize=_MOST)
def _written_out(
    compiled: Any, lengths: tuple[tuple[str, int], ...]
) -> tuple[str, tuple[str, ...] | None, Mapping[str, Sequence[str]]]:
    """Return the SQL for lists of these lengths, the order of its parameters, and their names for each list."""
    values = dict.fromkeys(compiled.bind_names.values()) | {name: [None] * length for name, length in lengths}
    state = compiled.construct_expanded_state(values)
    return state.statement, tuple(state.positiontup) if compiled.positional else None, state.parameter_expansion


# `post_compile_params`, `construct_expanded_state` and `positiontup` are SQLAlchemy's own matter: without them each
# statement would be compiled anew, at 1.4 to 1.7 times the cost; pyproject.toml bounds the version for them.
def _prepared(statement: Statement | Insert, compiled: Any) -> Prepared:
    columns = statement.selected_columns.items() if isinstance(statement, Select) else []
    return Prepared(
        tables=frozenset(each.name for each in iterate(statement) if isinstance(each, Table)),
        compiled=compiled,
        names=tuple(compiled.positiontup) if compiled.positional else None,
        lists=tuple(compiled.bind_names[each] for each in compiled.post_compile_params),
        fixed={name: each.value for each, name in compiled.bind_names.items() if not each.required},
        texts=tuple(name for each, name in compiled.bind_names.items() if isinstance(each.type, AnyText)),
        row=_ROW("Row", [name for name, _ in columns], rename=True)._make,
        read=tuple(place for place, (_, each) in enumerate(columns) if isinstance(each.type, AnyText)),
    )
