"""The rows of every canonical table, as they are found in a store of the desk."""

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any

from attrs import field, frozen

from netpoint_stp.audit.choices import SEVERAL
from netpoint_stp.casebook.records import intake_decision_of

Row = Mapping[str, Any]


@frozen
class RowsOf:
    """The rows of every table, as they are found.

    `decided` are the facts of the decision log by case and path, `taken_in` those of intake by the id of the decision.
    """

    tables: dict[str, list[Row]] = field(factory=dict)
    decided: dict[tuple[str, str], Mapping[str, Any]] = field(factory=dict)
    taken_in: dict[str, Row] = field(factory=dict)
    looked_at_again: dict[str, str] = field(factory=dict)
    """The decision on an interaction that was made when billing could be asked again, by the interaction."""
    messages_of: dict[str, str] = field(factory=dict)
    """The request with which a message stands that is of this one too (I-23)."""
    merged: dict[str, str] = field(factory=dict)
    """What a request was found to be the same thing as."""
    none: set[str] = field(factory=set)
    """What was found to be no request."""
    answered: set[str] = field(factory=set)
    """Cases that somebody answered."""

    def intake(self, interaction_id: str) -> Row:
        """Return what was decided of an interaction when it came in, or when billing could be asked; empty: nothing."""
        decision = self.looked_at_again.get(interaction_id) or intake_decision_of(interaction_id)
        return self.taken_in.get(decision, {})

    def add(self, table: str, row: Row) -> None:
        """Add a row."""
        self.tables.setdefault(table, []).append(row)

    def request(self, case_id: str) -> str | None:
        """Return the request that a case is in the end; None where it is none."""
        seen = set[str]()
        while case_id in self.merged and case_id not in seen:
            seen.add(case_id)
            case_id = self.merged[case_id]
        return None if case_id in self.none else case_id


def inner(decided: Mapping[str, Any], part: str) -> Mapping[str, Any]:
    """Return the facts from which a part of a decision was decided."""
    found: Mapping[str, Any] = decided.get("parts", {}).get(part, {}).get("facts", {})
    return found


def code(value: Enum | frozenset[Enum] | None) -> str | None:
    """Return the code of an enumeration's value; of several that it may be, the cell that names them all."""
    if isinstance(value, frozenset):
        return codes(str(each.value) for each in value)
    return None if value is None else str(value.value)


def codes(several: Iterable[str]) -> str:
    """Return the cell that names several codes, of which nobody knows which it is (`Column.several`)."""
    return SEVERAL.join(sorted(several))
