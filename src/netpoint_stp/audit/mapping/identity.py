"""The mapping of what is canonical already: every column by its own name."""

from collections.abc import Iterable, Mapping

from netpoint_stp.audit.mapping.model import Cell, LogMapping, TableMapping
from netpoint_stp.audit.mapping.moments import UTC_MARK
from netpoint_stp.audit.mapping.raw import CellKind, Raw
from netpoint_stp.audit.records.tables import TABLES
from netpoint_stp.errors import UsageError


def identity(raws: Mapping[str, Raw], *, name: str, zone: str | None) -> LogMapping:
    """Return the mapping of raw tables, by the name of the canonical table that each is.

    Columns that no table of records has are left out of sight. Raises `UsageError` with every required column that is
    missing.
    """
    problems = [
        f"table `{table}` lacks `{column}`"
        for table, raw in raws.items()
        for column in TABLES[table].required
        if not raw.has(column)
    ]
    if problems:
        raise UsageError(
            f"`{name}` has not the columns of a log: {'; '.join(problems)}; rename them, or give a mapping "
            "(`netpoint-stp audit --suggest-mapping` writes a first one)"
        )
    return LogMapping(
        name=name,
        zone=zone,
        tables=tuple(
            TableMapping(table=table, source=raw.name, cells=_cells(TABLES[table].columns, raw))
            for table, raw in raws.items()
        ),
    )


def _cells(columns: Iterable[str], raw: Raw) -> dict[str, Cell]:
    """Return the cells; moments that have a type of their own and no zone are UTC, as in every canonical frame."""
    return {name: Cell(columns=(name,), zone=_zone(raw, name)) for name in columns if raw.has(name)}


def _zone(raw: Raw, name: str) -> str | None:
    return UTC_MARK if raw.column(name).kind is CellKind.LOCAL else None
