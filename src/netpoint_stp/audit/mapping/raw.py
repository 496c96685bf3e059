"""A table of a source as it was read: columns by the names that the source gives them, and nothing understood yet."""

from collections.abc import Iterable, Mapping
from enum import Enum

from attrs import field, frozen

from netpoint_stp.audit.frames.embedded import Engine, kinds, quoted
from netpoint_stp.audit.records.provenance import Origin
from netpoint_stp.errors import UsageError, did_you_mean


class CellKind(Enum):
    """What the cells of a column of a source are."""

    TEXT = "text"
    LOCAL = "local"
    """Moments without zone."""
    INSTANT = "instant"
    """Moments with one."""

    __hash__ = object.__hash__


@frozen
class RawColumn:
    """A column of a source: its name in `Raw.select`, and what its cells are."""

    name: str
    kind: CellKind = CellKind.TEXT


@frozen(kw_only=True)
class Raw:
    """A table of a source: `select` is the question that gives `row`, from 1, and the columns by their inner names.

    `columns` has them by the names of the source, which may be any text. `bad_rows` asks the
    engine, once all was read, for the numbers of rows that have not the shape of the table. Some can be asked
    `anywhere`, by every connection of the engine.
    """

    name: str
    select: str = field(repr=False)
    columns: Mapping[str, RawColumn]
    origin: Origin
    bad_rows: str | None = field(default=None, repr=False)
    anywhere: bool = False

    def column(self, name: str) -> RawColumn:
        """Return a column by the name that the source gives it; letter case alone may differ where it is clear."""
        if name in self.columns:
            return self.columns[name]
        alike = [each for each in self.columns if each.lower() == name.lower()]
        if len(alike) == 1:
            return self.columns[alike[0]]
        raise UsageError(f"`{self.name}` has no column `{name}`{did_you_mean(name, self.columns)}")

    def has(self, name: str) -> bool:
        """Return whether it has a column of that name."""
        return name in self.columns or sum(each.lower() == name.lower() for each in self.columns) == 1


def inner_names(names: Iterable[str]) -> dict[str, RawColumn]:
    """Return columns of texts with inner names by their number, for names that may be any text.

    A name that comes twice gets a number behind it: `date`, `date (2)`; one that is empty is `column 3`.
    """
    columns: dict[str, RawColumn] = {}
    for number, given in enumerate(names):
        base = given.strip() or f"column {number + 1}"
        name, times = base, 1
        while name in columns:
            times += 1
            name = f"{base} ({times})"
        columns[name] = RawColumn(f"c{number}")
    return columns


def typed_columns(engine: Engine, relation: str, *, without: frozenset[str] = frozenset()) -> dict[str, RawColumn]:
    """Return the columns of a table of the engine, by their own names; moments stay what they are, else are texts."""
    found: dict[str, RawColumn] = {}
    for name, kind in kinds(engine, f"SELECT * FROM {relation}").items():  # noqa: S608 - quoted by whoever made it
        if name in without:
            continue
        if kind == "TIMESTAMP WITH TIME ZONE":
            found[name] = RawColumn(name, CellKind.INSTANT)
        elif kind.startswith("TIMESTAMP"):
            found[name] = RawColumn(name, CellKind.LOCAL)
        else:
            found[name] = RawColumn(name)
    return found


def typed_select(relation: str, columns: Mapping[str, RawColumn], row: str) -> tuple[str, dict[str, RawColumn]]:
    """Return the question for a table of typed columns, and its columns under inner names; `row` says how to count."""
    inner = {name: RawColumn(f"c{number}", column.kind) for number, (name, column) in enumerate(columns.items())}
    cells = ", ".join(f"{_cell(columns[name])} AS {inner[name].name}" for name in columns)
    return f"SELECT {row} AS row, {cells} FROM {relation}", inner  # noqa: S608 - names are quoted


def _cell(column: RawColumn) -> str:
    match column.kind:
        case CellKind.TEXT:
            return f"CAST({quoted(column.name)} AS VARCHAR)"
        case CellKind.LOCAL:
            return f"CAST({quoted(column.name)} AS TIMESTAMP)"
        case CellKind.INSTANT:
            return quoted(column.name)
