"""TOML tables taken apart (3.6): what fits is taken, what does not is named with its place, all at once."""

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any, TypeVar

from netpoint_stp.errors import did_you_mean

E = TypeVar("E", bound=Enum)
Table = Mapping[str, Any]


class TableReader:
    """Reads values from tables; `problems` gathers what is wrong, in the order in which it was met."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def problem(self, place: str, told: str) -> None:
        """Note what is wrong at a place, such as `joins.contracts.to`."""
        self.problems.append(f"`{place}`: {told}" if place else told)

    def known(self, table: object, place: str, keys: Iterable[str]) -> Table:
        """Return a table without the keys that there are none of; empty for what is no table."""
        if not isinstance(table, dict):
            self.problem(place, f"`{table}` is no table")
            return {}
        names = list(keys)
        for key in table:
            if key not in names:
                self.problem(place, f"there is no key `{key}`{did_you_mean(key, names)}")
        return {key: value for key, value in table.items() if key in names}

    def inner(self, table: Table, name: str, place: str) -> Table:
        """Return the table under a key; empty where there is none."""
        given = table.get(name, {})
        if isinstance(given, dict):
            return given
        self.problem(_at(place, name), f"`{given}` is no table")
        return {}

    def choice(self, table: Table, name: str, place: str, kind: type[E]) -> E | None:
        """Return the member of an enumeration that a key names by its value; None for none."""
        choices = {one.value: one for one in kind}
        given = self.text(table, name, place)
        if given is not None and given not in choices:
            self.problem(_at(place, name), f"there is no `{given}`{did_you_mean(given, choices)}")
        return choices.get(given or "")

    def text(self, table: Table, name: str, place: str, *, needed: bool = True) -> str | None:
        """Return the text under a key, None where there is none; blank and unprintable ones are wrong."""
        if name not in table:
            if needed:
                self.problem(_at(place, name), "it is missing; give it")
            return None
        given = table[name]
        if isinstance(given, str) and given.strip() and given.isprintable():
            return given
        self.problem(_at(place, name), f"{ascii(given)[:80]} is no text of printable signs; put one into quotes")
        return None

    def texts(self, table: Table, name: str, place: str) -> tuple[str, ...]:
        """Return the list of texts under a key; empty where there is none."""
        found: list[str] = []
        for one in self.several(table.get(name, []), _at(place, name)):
            if isinstance(one, str) and (one.isprintable() or not one):
                found.append(one)
            else:
                self.problem(_at(place, name), f"{ascii(one)[:80]} is no text of printable signs; put it into quotes")
        return tuple(found)

    def several(self, given: object, place: str) -> list[Any]:
        """Return a list; empty for what is none."""
        if isinstance(given, list):
            return given
        self.problem(place, f"`{given}` is no list; put it into square brackets")
        return []


def _at(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name
