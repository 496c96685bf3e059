"""Where records come from, what stands in for what they lack, and what is wrong with them: told in every report."""

from enum import Enum
from typing import Final

from attrs import field, frozen

SHOWN: Final = 10
"""How many places of a problem are noted."""


class ProblemKind(Enum):
    """What can be wrong with a cell or a row. It is counted and shown; no row is dropped in silence."""

    UNREADABLE_MOMENT = "unreadable_moment"
    """The cell holds no moment, or one outside 1993-2099; what rests on it is undetermined."""
    NO_ZONE = "no_zone"
    """The moment has no zone, and none is stated for the source; what rests on it is undetermined."""
    NO_SUCH_TIME = "no_such_time"
    """The clock skipped that local time; the moment after the change is taken."""
    AMBIGUOUS_TIME = "ambiguous_time"
    """The clock showed that local time twice; the first is taken."""
    UNKNOWN_VALUE = "unknown_value"
    """The mapping does not say what the value means; it counts as not known."""
    UNREADABLE_NUMBER = "unreadable_number"
    """The cell holds no whole number; it counts as empty."""
    REQUIRED_EMPTY = "required_empty"
    """An id or a moment without which the row cannot be judged is missing; the row is left out of every check."""
    DUPLICATE_ID = "duplicate_id"
    """An earlier row has the same id; the later ones are left out of every check."""
    DONE_BEFORE_RECEIVED = "done_before_received"
    """Something was done about it before it came in; what rests on that is undetermined."""
    UNREADABLE_ROW = "unreadable_row"
    """The row has not the shape of its source; it is left out."""

    __hash__ = object.__hash__


@frozen(kw_only=True)
class RowProblem:
    """One kind of problem in one column: how many rows have it, and the first rows, by their place in the source."""

    table: str
    column: str
    """Empty where the row as a whole is meant."""
    kind: ProblemKind
    count: int
    rows: tuple[int, ...]
    """Places of the first ones, from 1, ten at most; cells are never repeated, since they may hold anything.

    Of rows that cannot be read, the lines of a text file: such rows are not counted among its rows.
    """


@frozen(kw_only=True)
class Origin:
    """Where a table of records was read from, so that a finding leads to its row and a report can be repeated."""

    name: str
    """A file's name without its folders, a table or a query; never a password."""
    place: str = "row"
    """What `row` counts: `line` of a text file, `row` of a sheet, table or frame, `event`."""
    rows: int | None = None
    digest: str | None = None
    """SHA-256 of what was read, in hexadecimal; None for a frame."""
    encoding: str | None = None
    """How the texts of a file are written, as stated or found; None where it says so itself."""


@frozen(kw_only=True)
class Proxy:
    """What stands in for a column that the log lacks: named in every finding that rests on it."""

    column: str
    """Written `table.column`."""
    stands_for: str = field()
    """In the words of the mapping: what is taken instead."""
