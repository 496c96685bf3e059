"""Statements made ready once for a driver: their SQL, the order of their parameters, the shape of their rows."""

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, Final, TypeAlias

from attrs import field, frozen
from sqlalchemy import Delete, Dialect, Select, Table, Update, insert
from sqlalchemy.sql.visitors import iterate

from netpoint_stp.backends.sql.columns import AnyText, escaped, unescaped

Row: TypeAlias = Any
"""A row by the names of its columns; their types are those of the tables."""
Statement: TypeAlias = "Select[Any] | Update | Delete"
_MOST: Final = 512


@frozen
class Prepared:
    """A statement as a driver takes it; values are always bound."""

    sql: str
    tables: frozenset[str]
    _names: tuple[str, ...] | None
    """The order of the parameters; None for a driver that takes them by name."""
    _fixed: Mapping[str, Any] = field(repr=False)
    """Values that stand in the statement itself."""
    _texts: tuple[str, ...]
    """The parameters of any text, which is escaped where a database would refuse it."""
    _row: Callable[[Iterable[Any]], Row] | None = field(repr=False)
    _read: tuple[int, ...]
    """The places of any text in a row."""

    def bound(self, given: Mapping[str, Any]) -> Any:
        """Return the parameters as the driver wants them."""
        values = {**self._fixed, **given}
        for name in self._texts:
            values[name] = escaped(values[name])
        return values if self._names is None else tuple([values[name] for name in self._names])

    def row(self, found: Iterable[Any]) -> Row:
        """Return a row that the driver gave."""
        if self._row is None:
            return found
        if not self._read:
            return self._row(found)
        values = list(found)
        for place in self._read:
            values[place] = unescaped(values[place])
        return self._row(values)


def _named(names: Iterable[str]) -> Callable[[Iterable[Any]], Row]:
    """Return what makes a row of these columns."""
    kind: Any = namedtuple("Row", list(names))
    made: Callable[[Iterable[Any]], Row] = kind._make
    return made


@lru_cache(maxsize=_MOST)
def prepared(statement: Statement, dialect: Dialect) -> Prepared:
    """Make a statement ready; lists of values are written out, one parameter each."""
    compiled = statement.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
    row: Callable[[Iterable[Any]], Row] | None = None
    read: tuple[int, ...] = ()
    if isinstance(statement, Select):
        columns = statement.selected_columns
        row = namedtuple("Row", columns.keys(), rename=True)._make
        read = tuple(place for place, column in enumerate(columns) if isinstance(column.type, AnyText))
    return Prepared(
        sql=compiled.string,
        tables=frozenset(each.name for each in iterate(statement) if isinstance(each, Table)),
        names=tuple(compiled.positiontup or ()) if compiled.positional else None,
        fixed=dict(compiled.params),
        texts=tuple(compiled.bind_names[bound] for bound in compiled.bind_names if isinstance(bound.type, AnyText)),
        row=row,
        read=read,
    )


@lru_cache(maxsize=_MOST)
def prepared_insert(table: Table, names: tuple[str, ...], dialect: Dialect) -> Prepared:
    """Make an insert into these columns of a table ready."""
    compiled = insert(table).compile(dialect=dialect, column_keys=names)
    return Prepared(
        sql=compiled.string,
        tables=frozenset({table.name}),
        names=tuple(compiled.positiontup or ()) if compiled.positional else None,
        fixed={},
        texts=tuple(name for name in names if isinstance(table.c[name].type, AnyText)),
        row=None,
        read=(),
    )
