"""Columns, values and conditions as a mapping writes them (3.6), such as `users.login`."""

from collections.abc import Mapping

from netpoint_stp.backends.billing.mapping.model import Column, Condition, Join, Normaliser, Value
from netpoint_stp.backends.billing.mapping.tables import Table, TableReader
from netpoint_stp.errors import did_you_mean


class ReferenceReader(TableReader):
    """Reads what refers to columns of the account table and of the joins that are known by then."""

    def __init__(self) -> None:
        super().__init__()
        self.account = ""
        self.joins: dict[str, Join] = {}

    def column(self, given: object, place: str) -> Column | None:
        """Return a column written as `table.column`, where the table is the account table or a join."""
        source, dot, name = given.rpartition(".") if isinstance(given, str) else ("", "", "")
        if not (source and dot and name):
            self.problem(place, f"`{given}` is no column; write it as `table.column`")
            return None
        known = {self.account, *self.joins} - {""}
        if source not in known:
            self.problem(place, f"no join is called `{source}`{did_you_mean(source, known)}")
            return None
        return Column(source, name)

    def value(self, given: object, place: str) -> Value | None:
        """Return a value: a column, or several with what is done to them."""
        if not isinstance(given, dict):
            column = self.column(given, place)
            return None if column is None else Value(columns=(column,))
        table = self.known(given, place, ["columns", "normalise"])
        columns = [self.column(one, place) for one in self.several(table.get("columns", []), f"{place}.columns")]
        normalise = [
            self.choice({"normalise": one}, "normalise", place, Normaliser)
            for one in self.several(table.get("normalise", []), f"{place}.normalise")
        ]
        if not columns:
            self.problem(f"{place}.columns", "it names no column; give at least one")
        kept = tuple(column for column in columns if column is not None)
        if not kept or len(kept) < len(columns):
            return None
        if not self.in_one_row({column.source for column in kept}):
            self.problem(place, "its columns lie in tables that hang side by side; take one and those it hangs on")
        return Value(columns=kept, normalise=frozenset(one for one in normalise if one is not None))

    def value_at(self, table: Table, name: str, place: str) -> Value | None:
        """Return the value under a key, None where there is none."""
        return self.value(table[name], f"{place}.{name}") if name in table else None

    def condition(self, given: object, place: str) -> Condition | None:
        """Return a condition: a column, and the texts of which it has one (`is`) or none (`is_not`)."""
        table = self.known(given, place, ["column", "is", "is_not"])
        column = self.column(table.get("column", ""), f"{place}.column")
        if ("is" in table) == ("is_not" in table):
            self.problem(place, 'give either `is` or `is_not`, as in `{ column = "users.deleted", is = ["0"] }`')
            return None
        holds = "is" in table
        values = self.texts(table, "is" if holds else "is_not", place)
        return None if column is None else Condition(column=column, values=values, holds=holds)

    def conditions(self, given: object, place: str) -> tuple[Condition, ...]:
        """Return a list of conditions."""
        read = [self.condition(one, place) for one in self.several(given, place)]
        return tuple(condition for condition in read if condition is not None)

    def in_one_row(self, sources: set[str]) -> bool:
        """Return whether one row can hold columns of all these tables: each hangs on the others or they on it."""
        return any(sources <= self._line(source) for source in sources) or not sources

    def _line(self, source: str) -> set[str]:
        """Return a table and those that it hangs on."""
        found = {source}
        while source in self.joins:
            source = self.joins[source].to.source
            found.add(source)
        return found


def leads_to(account: str, joins: Mapping[str, Join], name: str) -> str | None:
    """Return None where a join leads to the account table, else the table at which it ends or comes round again."""
    seen, at = {name}, joins[name].to.source
    while at != account:
        if at in seen or at not in joins:
            return at
        seen.add(at)
        at = joins[at].to.source
    return None
