"""From an opened source and its mapping to a log: tables filled, faults counted, frames of the engine asked for."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, TypeVar, cast

import narwhals as nw
from attrs import evolve, frozen

from netpoint_stp.audit.frames.embedded import Engine, EngineError, Workspace, rows, sealed
from netpoint_stp.audit.frames.engines import Eager, Frame, quickest
from netpoint_stp.audit.mapping.applied import Clocks, Filled, fill, lacking, selected
from netpoint_stp.audit.mapping.cases import cases_of, events_select, requests_raw
from netpoint_stp.audit.mapping.faults import faults, unsettled
from netpoint_stp.audit.mapping.model import LogMapping, TableMapping
from netpoint_stp.audit.mapping.raw import Raw
from netpoint_stp.audit.records.columns import ColumnKind
from netpoint_stp.audit.records.log import Log
from netpoint_stp.audit.records.provenance import SHOWN, Origin, ProblemKind, Proxy, RowProblem
from netpoint_stp.audit.records.tables import TABLES
from netpoint_stp.audit.sources.limits import Limits
from netpoint_stp.audit.sources.opened import Opened, resolve
from netpoint_stp.errors import UsageError
from netpoint_stp.subjects.interruptions import Silence

if TYPE_CHECKING:
    from types import ModuleType

T = TypeVar("T")
EngineName: TypeAlias = Literal["duckdb", "polars", "pandas", "pyarrow"]
"""The engines on which the checks can run once a source is read."""
ENGINES: Final[tuple[EngineName, ...]] = ("duckdb", "polars", "pandas", "pyarrow")
Auto: TypeAlias = Literal["auto"]
AUTO: Final[Auto] = "auto"
"""Leave it to the library: Polars for a log that is not large, DuckDB for one that is."""
_BY_THE_QUICKEST: Final = (AUTO, "pandas", "pyarrow")
"""What is looked at by the engine that is done first: frames of the latter two are only given back (see `log_of`)."""
_AT_A_TIME: Final = 2
"""How many tables are filled at a time: a short one keeps a single processor busy."""


def log_from(
    opened: Opened,
    mapping: LogMapping,
    work: Workspace,
    limits: Limits,
    *,
    engine: EngineName | Auto = "duckdb",
    silence: Silence | None = None,
) -> Log:
    """Return the log that a source is by a mapping; raise `UsageError` with everything that the source lacks."""
    clocks, problems = Clocks(work.engine), list[RowProblem]()
    parts, from_log = _parts(opened, mapping, work, clocks)
    if missing := list(dict.fromkeys(problem for part, raw in parts for problem in lacking(part, raw))):
        raise UsageError(f"the mapping `{mapping.name}` does not fit: {'; '.join(missing)}")
    filled = dict[str, Filled]()
    origins = dict[str, Origin]()
    for made in _made(parts, from_log, mapping, work, limits, clocks):
        name = made.filled.table.name
        filled[name], origins[name] = made.filled, made.origin
        problems += made.problems
    sealed(work.engine)
    by: Literal["duckdb", "polars"] = "duckdb" if engine == "duckdb" else "polars"
    if engine in _BY_THE_QUICKEST:
        by = quickest(sum(each.rows or 0 for each in origins.values()), limits.large)
    given = by if engine == AUTO else engine
    if given != "duckdb":
        _library(given)
    return Log(
        frames=_frames(work, filled, by),
        columns={name: frozenset(each.columns) for name, each in filled.items()},
        silence=mapping.silence if silence is None else silence,
        eager=None if given == "duckdb" else given,
        origins=origins,
        proxies=tuple(_proxies(mapping)),
        problems=tuple(problems),
        unsettled=dict(_unsettled(work, filled.values(), problems, by)),
        held=work,
    )


@frozen(kw_only=True)
class _Made:
    """A table of the log, once it is filled."""

    filled: Filled
    origin: Origin
    problems: tuple[RowProblem, ...]


@frozen(kw_only=True)
class _FromLog:
    """The events of an event log: the question for them, and where they come from."""

    select: tuple[str, frozenset[str]]
    raw: Raw


def _parts(
    opened: Opened, mapping: LogMapping, work: Workspace, clocks: Clocks
) -> tuple[list[tuple[TableMapping, Raw]], _FromLog | None]:
    """Return what fills which table, the cases of an event log among it."""
    event_log = mapping.log
    if event_log is None:
        return [(part, resolve(opened, mapping, part.source, part.table)) for part in mapping.tables], None
    raw = resolve(opened, mapping, event_log.source, "log")
    cases = _reading((raw,), lambda: cases_of(work, event_log, raw, mapping, clocks))
    parts, requests = [], None
    for part in mapping.tables:
        if part.table == "requests" and requests is None:
            requests = part
            made, moved = requests_raw(cases, part)
            parts.append((moved, made))
        else:
            parts.append((part, resolve(opened, mapping, part.source, part.table)))
    if requests is None:
        raise UsageError(f"the mapping `{mapping.name}` says nothing of `requests`; say which moment is `received_at`")
    place = evolve(raw, origin=evolve(raw.origin, place="event"))
    return parts, _FromLog(select=events_select(cases, requests), raw=place)


def _made(
    parts: Sequence[tuple[TableMapping, Raw]],
    from_log: _FromLog | None,
    mapping: LogMapping,
    work: Workspace,
    limits: Limits,
    clocks: Clocks,
) -> Iterator[_Made]:
    """Yield each table of a log, filled; several at a time where none waits for another."""
    tables = {part.table for part, _ in parts} | ({"events"} if from_log else set())
    # events first, since moments of requests may be taken from them
    names = sorted(tables, key=lambda each: (each != "events", list(TABLES).index(each)))
    if from_log is None and all(raw.anywhere for _, raw in parts) and not any(_of_events(part) for part, _ in parts):
        planned = [_planned(name, parts, None, mapping, clocks, None) for name in names]
        with ThreadPoolExecutor(max_workers=_AT_A_TIME) as threads:
            yield from threads.map(lambda plan: plan.carried_out(work.another(), limits), planned)
        return
    events = None
    for name in names:
        made = _planned(name, parts, from_log, mapping, clocks, events).carried_out(work.engine, limits)
        if name == "events":
            events = made.filled.name
        yield made


def _of_events(part: TableMapping) -> bool:
    return any(cell.of_events for cell in part.cells.values())


@frozen(kw_only=True)
class _Plan:
    """How a table is filled: the questions for its rows, each with the columns that it has."""

    table: str
    raws: Sequence[Raw]
    selects: list[tuple[str, frozenset[str]]]

    def carried_out(self, engine: Engine, limits: Limits) -> _Made:
        """Fill the table; raise `UsageError` where a source is broken."""
        filled = _reading(self.raws, lambda: fill(engine, TABLES[self.table], self.selects))
        ((count,),) = rows(engine, f"SELECT count(*) FROM {filled.name}")  # noqa: S608
        found = (*faults(engine, filled), *_unreadable_rows(engine, self.table, self.raws, limits))
        return _Made(filled=filled, origin=evolve(_origin(self.raws), rows=int(count)), problems=found)


def _planned(
    table: str,
    parts: Sequence[tuple[TableMapping, Raw]],
    from_log: _FromLog | None,
    mapping: LogMapping,
    clocks: Clocks,
    events: str | None,
) -> _Plan:
    raws = [raw for part, raw in parts if part.table == table]
    selects = [
        (selected(part, TABLES[table], raw, mapping, clocks, events), frozenset(part.cells))
        for part, raw in parts
        if part.table == table
    ]
    if table == "events" and from_log is not None:
        selects.insert(0, from_log.select)
        raws.insert(0, from_log.raw)
    return _Plan(table=table, raws=raws, selects=selects)


def _reading(raws: Sequence[Raw], read: Callable[[], T]) -> T:
    """Return what is read; raise `UsageError` where the engine finds the source broken."""
    try:
        return read()
    except EngineError:
        raise UsageError(
            f"{' and '.join(f'`{raw.origin.name}`' for raw in raws)} cannot be read: it is broken, or has "
            "another form than its first lines say; state `delimiter`, `quote` and `encoding` under `[file]`"
        ) from None


def _unreadable_rows(engine: Engine, table: str, raws: Sequence[Raw], limits: Limits) -> Iterator[RowProblem]:
    for raw in raws:
        if raw.bad_rows is None:
            continue
        noted = rows(engine, raw.bad_rows)
        found = sorted({(int(row), int(lines or 1)) for row, lines in noted})
        if len(noted) >= limits.bad_rows:  # the engine notes no more than that, and some rows several times
            raise UsageError(
                f"`{raw.origin.name}` has {limits.bad_rows} rows or more that have not the shape of its header; "
                "state `delimiter` and `quote` under `[file]`"
            )
        if found:
            yield RowProblem(
                table=table,
                column="",
                kind=ProblemKind.UNREADABLE_ROW,
                count=sum(lines for _, lines in found),
                rows=tuple(row for row, _ in found[:SHOWN]),
            )


def _origin(raws: Sequence[Raw]) -> Origin:
    """Return where a table comes from; several sources are named together."""
    first = raws[0].origin
    others = [raw.origin for raw in raws[1:] if raw.origin != first]
    if not others:
        return first
    digests = sorted({each.digest for each in (first, *others) if each.digest})
    return Origin(
        name=", ".join(dict.fromkeys(each.name for each in (first, *others))),
        digest=digests[0] if len(digests) == 1 else None,
    )


def _proxies(mapping: LogMapping) -> Iterator[Proxy]:
    for part in mapping.tables:
        for name, cell in part.cells.items():
            if cell.proxy is not None:
                yield Proxy(column=f"{part.table}.{name}", stands_for=cell.proxy)


def _frames(work: Workspace, filled: Mapping[str, Filled], engine: EngineName) -> dict[str, Frame]:
    if engine == "duckdb":
        return {name: _frame(work.engine, each, engine) for name, each in filled.items()}
    with ThreadPoolExecutor(max_workers=_AT_A_TIME) as threads:
        frames = threads.map(lambda each: _frame(work.another(), each, engine), filled.values())
        return dict(zip(filled, frames, strict=True))


def _frame(connection: Engine, filled: Filled, engine: EngineName) -> Frame:
    cells = ["row"]
    for name in filled.columns:
        if filled.table.column(name).kind is ColumnKind.MOMENT:
            cells += [f"make_timestamp({name}_us) AS {name}", f"{name}_us"]
        else:
            cells.append(name)
    relation = connection.sql(f"SELECT {', '.join(cells)} FROM {filled.name}")  # noqa: S608 - names are our own
    return cast("Frame", nw.from_native(_native(relation, engine)).lazy())


def _unsettled(
    work: Workspace, tables: Iterable[Filled], problems: list[RowProblem], engine: EngineName
) -> Iterator[tuple[str, Frame]]:
    """Yield for each table that has moments which settle nothing which rows have them."""
    for filled in tables:
        if (question := unsettled(filled, problems)) is not None:
            yield filled.table.name, cast("Frame", nw.from_native(_native(work.engine.sql(question), engine)).lazy())


def _native(relation: Any, engine: EngineName) -> Any:
    return relation if engine == "duckdb" else _library("polars").DataFrame(relation)


def _library(name: Eager) -> "ModuleType":
    from importlib import import_module

    try:
        return import_module(name)
    except ImportError:
        raise UsageError(f"engine `{name}` is not installed; install `{name}`, or take `duckdb`") from None


def checked_engine(name: str) -> EngineName | Auto:
    """Return the name of an engine, or `auto`; raise `UsageError` for another."""
    known: Mapping[str, EngineName | Auto] = {**{each: each for each in ENGINES}, AUTO: AUTO}
    if name not in known:
        raise UsageError(f"engine `{name}` is unknown; take one of {', '.join(f'`{each}`' for each in known)}")
    return known[name]
