"""A mapping applied: raw tables become canonical tables of the engine, each cell beside what is wrong with it."""

from collections.abc import Mapping
from typing import Final
from uuid import uuid4

from attrs import field, frozen

from netpoint_stp.audit.frames.embedded import Engine, literals, quoted
from netpoint_stp.audit.mapping.cells import CODES, Parts, cleaned, parts_of
from netpoint_stp.audit.mapping.model import Cell, LogMapping, TableMapping
from netpoint_stp.audit.mapping.moments import END, FIRST, UTC_MARK, clock_table
from netpoint_stp.audit.mapping.raw import CellKind, Raw
from netpoint_stp.audit.records.columns import Column, ColumnKind, RecordTable
from netpoint_stp.audit.records.provenance import ProblemKind
from netpoint_stp.errors import UsageError
from netpoint_stp.moments import zone as zone_named

_DAY: Final = 86_400_000_000
_SQL: Final = {ColumnKind.FLAG: "BOOLEAN", ColumnKind.NUMBER: "BIGINT"}


@frozen(kw_only=True)
class Filled:
    """A canonical table of the engine: `columns` are those that it has.

    Moments stand there as microseconds under their name with `_us`, and under the name with `_p` the number (`CODES`)
    of what is wrong with a cell.
    """

    table: RecordTable
    name: str
    columns: tuple[str, ...]


@frozen
class Clocks:
    """The clocks of zones in the engine, each made once."""

    engine: Engine
    _made: dict[str, str] = field(factory=dict)

    def of(self, zone: str) -> str:
        """Return the table of a zone's clock."""
        if zone not in self._made:
            self._made[zone] = clock_table(self.engine, zone_named(zone))
        return self._made[zone]


def lacking(part: TableMapping, raw: Raw) -> list[str]:
    """Return what a mapping names and the source does not have, in words."""
    names = [name for cell in part.cells.values() for name in cell.columns]
    problems = []
    for name in dict.fromkeys([*names, *part.only, *part.without]):
        try:
            raw.column(name)
        except UsageError as error:
            problems.append(str(error))
    return problems


def selected(
    part: TableMapping,
    table: RecordTable,
    raw: Raw,
    mapping: LogMapping,
    clocks: Clocks,
    events: str | None,
    *,
    extra: Mapping[str, str] | None = None,
) -> str:
    """Return the question for all that a raw table gives to a canonical one; `events` is the table of events made.

    `extra` are columns of the source that come along as cleaned texts, by the names that they get.
    """
    more = extra or {}
    plain = {name: cell for name, cell in part.cells.items() if not cell.of_events}
    parts = {
        name: parts_of(cell, table.column(name), raw, mapping.empty, decimal=mapping.file.decimal)
        for name, cell in plain.items()
    }
    given = {f"t_{name}": each.text for name, each in parts.items()}
    given |= {name: cleaned(_text(raw, column), mapping.empty) for name, column in more.items()}
    texts = ", ".join(f"{text} AS {name}" for name, text in given.items())
    cleaned_rows = f"SELECT row, {texts} FROM ({raw.select}){_where(part, raw, mapping)}"  # noqa: S608
    steps = ["row", *given, *_steps(parts)]
    read_rows = f"SELECT {', '.join(steps)} FROM ({cleaned_rows})"  # noqa: S608 - names are canonical
    joins, cells = list[str](), ["row", *more]
    for name, each in parts.items():
        if table.column(name).kind is ColumnKind.MOMENT:
            zone = part.cells[name].zone or mapping.zone
            joins += _clock_join(name, zone, clocks)
            cells += _moment(name, zone)
        else:
            cells += [
                f"v_{name} AS {name}",
                f"p_{name}::UTINYINT AS {name}_p" if each.problem else f"{_NONE} AS {name}_p",
            ]
    if by_event := {name: cell for name, cell in part.cells.items() if cell.of_events}:
        joins.append(_events_join(by_event, events))
        cells += [cell for name in by_event for cell in (f"happened.e_{name} AS {name}_us", f"{_NONE} AS {name}_p")]
    return f"SELECT {', '.join(cells)} FROM ({read_rows}) AS given {' '.join(joins)}"  # noqa: S608


_NONE: Final = "NULL::UTINYINT"


def _steps(parts: Mapping[str, Parts]) -> list[str]:
    found = []
    for name, each in parts.items():
        if each.value is not None:
            found.append(f"{each.value} AS v_{name}")
        if each.aware is not None:
            found += [f"{each.aware} AS u_{name}", f"{each.local} AS l_{name}"]
        if each.problem is not None:
            found.append(f"{each.problem} AS p_{name}")
    return found


def _where(part: TableMapping, raw: Raw, mapping: LogMapping) -> str:
    conditions = []
    for holds, named in ((True, part.only), (False, part.without)):
        for column, values in named.items():
            met = f"coalesce({cleaned(_text(raw, column), mapping.empty)}, '') IN ({literals(values)})"
            conditions.append(met if holds else f"NOT {met}")
    return f" WHERE {' AND '.join(conditions)}" if conditions else ""


def _text(raw: Raw, name: str) -> str:
    inner = raw.column(name)
    return inner.name if inner.kind is CellKind.TEXT else f"CAST({inner.name} AS VARCHAR)"


def _clock_join(name: str, zone: str | None, clocks: Clocks) -> list[str]:
    if zone is None or zone == UTC_MARK:
        return []
    return [f"LEFT JOIN {clocks.of(zone)} AS k_{name} ON k_{name}.day = given.l_{name} // {_DAY}"]


def _moment(name: str, zone: str | None) -> list[str]:
    """Return the cells of a moment: its microseconds, and the number of what is wrong."""
    aware, local, clock = f"given.u_{name}", f"given.l_{name}", f"k_{name}"
    wrong: list[str] = []
    if zone is None:
        instant = aware
        wrong.append(f"WHEN {aware} IS NULL AND {local} IS NOT NULL THEN {CODES[ProblemKind.NO_ZONE]}")
    elif zone == UTC_MARK:
        instant = f"coalesce({aware}, {local})"
    else:
        here = f"{local} - CASE WHEN {local} < {clock}.until THEN {clock}.before ELSE {clock}.after END"
        instant = f"coalesce({aware}, {here})"
    inside = f"{instant} >= {FIRST} AND {instant} < {END}"
    wrong.append(f"WHEN ({inside}) IS NOT TRUE THEN {CODES[ProblemKind.UNREADABLE_MOMENT]}")
    if zone is not None and zone != UTC_MARK:
        there = f"{local} >= {clock}.since AND {local} < {clock}.until AND {clock}.twice"
        wrong.append(f"WHEN {there} = 1 THEN {CODES[ProblemKind.AMBIGUOUS_TIME]}")
        wrong.append(f"WHEN {there} = 0 THEN {CODES[ProblemKind.NO_SUCH_TIME]}")
    filled = f"CASE WHEN given.t_{name} IS NULL THEN NULL {' '.join(wrong)} END"
    return [f"CASE WHEN {inside} THEN {instant} END AS {name}_us", f"{filled}::UTINYINT AS {name}_p"]


def _events_join(cells: Mapping[str, Cell], events: str | None) -> str:
    if events is None:
        raise UsageError("moments are to be taken from events, and the mapping makes none; map the table `events`")
    found = [
        f"{'min' if cell.first_event else 'max'}(at_us) FILTER (kind IN ({literals(cell.of_events)})) AS e_{name}"
        for name, cell in cells.items()
    ]
    grouped = f"SELECT request_id, {', '.join(found)} FROM {events} GROUP BY request_id"  # noqa: S608
    return f"LEFT JOIN ({grouped}) AS happened ON happened.request_id = given.v_request_id"


def fill(engine: Engine, table: RecordTable, selects: list[tuple[str, frozenset[str]]]) -> Filled:
    """Make a canonical table of what one or several raw tables give to it, one after the other."""
    columns = tuple(name for name in table.columns if any(name in has for _, has in selects))
    name = quoted(f"filled_{table.name}_{uuid4().hex}")
    several = len(selects) > 1
    asked = [
        f"SELECT {'row' if not several else f'{number}::BIGINT AS part, row'}, "  # noqa: S608
        + ", ".join(_there(table.column(each), each in has) for each in columns)
        + f" FROM ({select})"
        for number, (select, has) in enumerate(selects)
    ]
    question = " UNION ALL ".join(asked)
    if several:  # rows are then counted over all of them, in their order
        question = f"SELECT * EXCLUDE (part) REPLACE (row_number() OVER (ORDER BY part, row) AS row) FROM ({question})"  # noqa: S608
    engine.execute(f"CREATE TABLE {name} AS {question}")
    return Filled(table=table, name=name, columns=columns)


def _there(column: Column, has: bool) -> str:
    inner = f"{column.name}_us" if column.kind is ColumnKind.MOMENT else column.name
    kind = "BIGINT" if column.kind is ColumnKind.MOMENT else _SQL.get(column.kind, "VARCHAR")
    return f"{inner}, {column.name}_p" if has else f"NULL::{kind} AS {inner}, NULL::UTINYINT AS {column.name}_p"
