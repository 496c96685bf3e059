"""Tables and cells of a mapping file: what of a cell goes together, and what each kind of column can be."""

from collections.abc import Mapping
from typing import Any, Final

from netpoint_stp.audit.mapping.model import UNIX, Cell, TableMapping
from netpoint_stp.audit.mapping.written import CellData, GeneralData, RowsData, texts
from netpoint_stp.audit.records.columns import UNKNOWN_CODE, Column, ColumnKind, RecordTable
from netpoint_stp.audit.records.tables import ActivityKind
from netpoint_stp.errors import did_you_mean
from netpoint_stp.settings_files import Structured
from netpoint_stp.settings_files.problems import at, missing_key, place_of, shown

Path = tuple[str | int, ...]
_WAYS: Final = ("column", "columns", "constant", "first", "last", "first_event", "last_event")
_OF_MOMENTS: Final = ("first", "last", "first_event", "last_event", "format", "formats", "zone")
_NOT_OF_MOMENTS: Final = ("values", "otherwise", "keep", "constant")


class CellReader:
    """Reads tables and cells; adds what is wrong to `problems`."""

    def __init__(self, read: Structured[GeneralData]) -> None:
        self.read = read
        self.problems: list[str] = []

    def wrong(self, path: Path, problem: str) -> None:
        """Note what is wrong at a place."""
        self.problems.append(at(place_of(path), problem))

    def table(self, table: RecordTable, data: RowsData, path: Path, *, of_log: bool) -> TableMapping:
        """Return how a canonical table is filled; `of_log`: it is that of the cases of an event log."""
        given = {name: cell for name in table.columns if (cell := getattr(data, name)) is not None}
        cells = {
            name: self.cell(table.column(name), cell, (*path, name), of_log=of_log) for name, cell in given.items()
        }
        for name in table.required:
            if name not in given and self.read.is_whole(*path, name) and not (of_log and name == table.key):
                self.wrong(path, missing_key(name))
        for name, cell in cells.items():
            if (cell.of_activities or cell.of_events) and table.name != "requests":
                self.wrong((*path, name), "only moments of `requests` are those of events")
        return TableMapping(
            table=table.name,
            source=data.source or None,
            only={column: texts(values) for column, values in data.only.items()},
            without={column: texts(values) for column, values in data.without.items()},
            cells=cells,
        )

    def cell(self, column: Column, data: str | CellData, path: Path, *, of_log: bool) -> Cell:
        """Return what a column is filled from."""
        if isinstance(data, str):
            return Cell(columns=(data,))
        self._check_keys(column, data, path, of_log=of_log)
        made = Cell(
            columns=texts(data.columns) or texts(data.column),
            constant=self._meaning(column, data.constant, (*path, "constant")),
            values=self._values(column, data.values, (*path, "values")),
            otherwise=self._meaning(column, data.otherwise, (*path, "otherwise")),
            keep=data.keep is True,
            formats=texts(data.formats) or texts(data.format),
            zone=data.zone,
            first=texts(data.first),
            last=texts(data.last),
            first_event=_kinds(data.first_event),
            last_event=_kinds(data.last_event),
            proxy=data.proxy or None,
        )
        for form in made.formats:
            self._check_format(form, (*path, "format"))
        return made

    def _check_keys(self, column: Column, data: CellData, path: Path, *, of_log: bool) -> None:
        given = {
            name
            for name in CellData.__annotations__
            if getattr(data, name) is not None or not self.read.is_whole(*path, name)
        }
        moment = column.kind is ColumnKind.MOMENT
        if len(given.intersection(_WAYS)) != 1:
            self.wrong(path, f"give one of {', '.join(f'`{way}`' for way in _WAYS)}")
        for key in _OF_MOMENTS:
            if key in given and not moment:
                self.wrong((*path, key), f"it is for moments, and `{column.name}` holds {column.kind.value}s")
        if moment and (bad := [key for key in _NOT_OF_MOMENTS if key in given]):
            self.wrong(path, f"{', '.join(f'`{key}`' for key in bad)} is nothing for a moment")
        if given & {"first", "last"} and not of_log:
            self.wrong(path, "activities are those of an event log; describe it under `[log]`, or use `first_event`")

    def _check_format(self, form: str, path: Path) -> None:
        if form in UNIX:
            return
        if "%" not in form:
            near = did_you_mean(form[:80], UNIX)
            self.wrong(path, f"{shown(form)} is no form of a moment{near}; or write `%d.%m.%Y %H:%M`")
        elif not any(sign in form for sign in ("%Y", "%y", "%x", "%c")):
            self.wrong(path, f"{shown(form)} names no year")

    def _values(self, column: Column, given: Mapping[str, str | bool] | None, path: Path) -> dict[str, str] | None:
        if given is None:
            return None
        meanings = {value: self._meaning(column, meant, (*path, value)) for value, meant in given.items()}
        return {value: meant for value, meant in meanings.items() if meant is not None}

    def _meaning(self, column: Column, value: str | bool | None, path: Path) -> str | None:
        """Return what a value is to mean, as the column writes it; yes and no may be written without quotes."""
        if isinstance(value, bool):
            if column.kind is ColumnKind.FLAG:
                return "true" if value else "false"
            self.wrong(path, f"{shown(value)} is not a text; put it into quotes")
            return None
        known = {ColumnKind.FLAG: ("true", "false"), ColumnKind.CODE: column.cells}.get(column.kind)
        if value is not None and known is not None and value not in (*known, UNKNOWN_CODE):
            near = did_you_mean(value[:80], known)
            self.wrong(path, f"{shown(value)} is nothing that `{column.name}` can be{near}")
            return None
        return value


def _kinds(given: ActivityKind | list[ActivityKind] | None) -> tuple[Any, ...]:
    several = given if isinstance(given, list) else [] if given is None else [given]
    return tuple(kind.value for kind in several)
