"""Columns, values and conditions as a mapping writes them (3.6), such as `users.login`, and what they refer to."""

from collections.abc import Iterable, Mapping

from netpoint_stp.backends.billing.mapping.model import ColumnRef, Join, RowFilter, Value
from netpoint_stp.backends.billing.mapping.written import ConditionData, ValueData, Written
from netpoint_stp.errors import did_you_mean
from netpoint_stp.settings_files.problems import at, shown


class ReferenceReader:
    """Reads what refers to columns of the account table and of the joins; adds what is wrong to `problems`."""

    def __init__(self, account: str, problems: list[str]) -> None:
        self.problems = problems
        self.account = account
        self.joins: dict[str, Join] = {}

    def problem(self, place: str, told: str) -> None:
        """Note what is wrong at a place, such as `joins.contracts.to`."""
        self.problems.append(at(place, told))

    def has_gap(self, place: str, *keys: str) -> bool:
        """Say whether a value under one of these keys could not be read, so that it is not missing."""
        starts = tuple(f"`{place}.{key}" for key in keys)
        return any(problem.startswith(starts) for problem in self.problems)

    def column(self, given: str, place: str) -> ColumnRef | None:
        """Return a column written as `table.column`, where the table is the account table or a join."""
        source, _, name = given.rpartition(".")
        if not (source and name):
            self.problem(place, f"{shown(given)} is no column; write it as `table.column`")
            return None
        known = {self.account, *self.joins}
        if source not in known:
            self.problem(place, f"no join is called {shown(source)}{did_you_mean(source, known)}")
            return None
        return ColumnRef(source, name)

    def columns(self, given: Iterable[str], place: str) -> tuple[ColumnRef, ...]:
        """Return those columns of a list that there are."""
        return tuple(column for one in given if (column := self.column(one, place)) is not None)

    def value(self, given: Written | None, place: str) -> Value | None:
        """Return a value, a column or several with what is done to them; None for none, and for what is wrong."""
        if not given:
            return None
        if isinstance(given, str):
            column = self.column(given, place)
            return None if column is None else Value(columns=(column,))
        return self._several(given, place)

    def _several(self, given: ValueData, place: str) -> Value | None:
        written = given.columns or []
        kept = self.columns(written, f"{place}.columns")
        if not written and not self.has_gap(place, "columns"):
            self.problem(f"{place}.columns", "it names no column; give at least one")
        if not kept or len(kept) < len(written):
            return None
        self.check_row({column.source for column in kept}, place)
        return Value(columns=kept, normalise=frozenset(given.normalise))

    def condition(self, given: ConditionData | None, place: str) -> RowFilter | None:
        """Return a condition; None for none, and for what is wrong."""
        if given is None or not given.column:
            return None
        column = self.column(given.column, f"{place}.column")
        values = given.is_not if given.holds_one is None else given.holds_one
        if values is None or None not in (given.holds_one, given.is_not):
            if not self.has_gap(place, "is", "is_not"):
                told = 'give either `is` or `is_not`, as in `{ column = "users.deleted", is = ["0"] }`'
                self.problem(place, told)
            return None
        if column is None:
            return None
        return RowFilter(column=column, values=tuple(values), holds=given.is_not is None)

    def conditions(self, given: Iterable[ConditionData], place: str, source: str) -> tuple[RowFilter, ...]:
        """Return a list of conditions on columns of one table."""
        made = [self.condition(one, f"{place}[{number}]") for number, one in enumerate(given, 1)]
        read = tuple(condition for condition in made if condition is not None)
        if any(condition.column.source != source for condition in read):
            self.problem(place, f"it looks at another table; take columns of {shown(source)} alone")
        return read

    def check_row(self, sources: set[str], place: str) -> None:
        """Note if no row can hold columns of all these tables: none of them hangs on all the others."""
        if sources and not any(sources <= self._line(source) for source in sources):
            self.problem(place, "its columns lie in tables that hang side by side; take one and those it hangs on")

    def _line(self, source: str) -> set[str]:
        """Return a table and those that it hangs on."""
        found = {source}
        while source in self.joins:
            source = self.joins[source].to.source
            found.add(source)
        return found


def leads_to(account: str, joins: Mapping[str, Join], name: str) -> str | None:
    """Return None where a join leads to the account table, else the table at which it ends or comes round again."""
    seen, end = {name}, joins[name].to.source
    while end != account:
        if end in seen or end not in joins:
            return end
        seen.add(end)
        end = joins[end].to.source
    return None
