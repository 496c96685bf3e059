"""From an opened source and its mapping to a log: tables filled, faults counted, frames of the engine asked for."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, cast

import narwhals as nw
from attrs import evolve

from netpoint_stp.audit.columns import ColumnKind
from netpoint_stp.audit.embedded import EngineError, Workspace, rows, sealed
from netpoint_stp.audit.instants import Frame
from netpoint_stp.audit.log import Eager, Log
from netpoint_stp.audit.mapping.applied import Clocks, Filled, fill, lacking, selected
from netpoint_stp.audit.mapping.faults import SHOWN, faults
from netpoint_stp.audit.mapping.model import LogMapping, TableMapping
from netpoint_stp.audit.mapping.raw import Raw
from netpoint_stp.audit.provenance import Origin, ProblemKind, Proxy, RowProblem
from netpoint_stp.audit.records import TABLES
from netpoint_stp.audit.sources.limits import Limits
from netpoint_stp.audit.sources.opened import Opened, resolve
from netpoint_stp.errors import UsageError
from netpoint_stp.subjects.interruptions import Silence

if TYPE_CHECKING:
    from types import ModuleType

EngineName: TypeAlias = Literal["duckdb", "polars", "pandas", "pyarrow"]
"""The engines on which the checks can run once a source is read."""
ENGINES: Final[tuple[EngineName, ...]] = ("duckdb", "polars", "pandas", "pyarrow")


def log_from(
    opened: Opened,
    mapping: LogMapping,
    work: Workspace,
    limits: Limits,
    *,
    engine: EngineName = "duckdb",
    silence: Silence | None = None,
) -> Log:
    """Return the log that a source is by a mapping; raise `UsageError` with everything that the source lacks."""
    parts = [(part, resolve(opened, mapping, part.source, part.table)) for part in mapping.tables]
    if missing := list(dict.fromkeys(problem for part, raw in parts for problem in lacking(part, raw))):
        raise UsageError(f"the mapping `{mapping.name}` does not fit: {'; '.join(missing)}")
    clocks, problems = Clocks(work.engine), list[RowProblem]()
    filled, origins = dict[str, Filled](), dict[str, Origin]()
    # events first, since moments of requests may be taken from them
    for name in sorted(
        {part.table for part, _ in parts}, key=lambda each: (each != "events", list(TABLES).index(each))
    ):
        own = [(part, raw) for part, raw in parts if part.table == name]
        events = filled["events"].name if "events" in filled else None
        made = _filled(work, name, own, mapping, clocks, events)
        ((count,),) = rows(work.engine, f"SELECT count(*) FROM {made.name}")  # noqa: S608
        problems += faults(work.engine, made)
        problems += _unreadable_rows(work, name, [raw for _, raw in own], limits)
        filled[name] = made
        origins[name] = evolve(_origin([raw for _, raw in own]), rows=int(count))
    sealed(work.engine)
    return Log(
        frames={name: _frame(work, each, engine) for name, each in filled.items()},
        columns={name: frozenset(each.columns) for name, each in filled.items()},
        silence=mapping.silence if silence is None else silence,
        eager=None if engine == "duckdb" else engine,
        origins=origins,
        proxies=tuple(_proxies(mapping)),
        problems=tuple(problems),
        held=work,
    )


def _filled(
    work: Workspace,
    name: str,
    parts: list[tuple[TableMapping, Raw]],
    mapping: LogMapping,
    clocks: Clocks,
    events: str | None,
) -> Filled:
    table = TABLES[name]
    selects = [(selected(part, table, raw, mapping, clocks, events), frozenset(part.cells)) for part, raw in parts]
    try:
        return fill(work.engine, table, selects)
    except EngineError:
        raise UsageError(
            f"{' and '.join(f'`{raw.origin.name}`' for _, raw in parts)} cannot be read: it is broken, or has "
            "another form than its first lines say; state `delimiter`, `quote` and `encoding` under `[file]`"
        ) from None


def _unreadable_rows(work: Workspace, table: str, raws: list[Raw], limits: Limits) -> Iterator[RowProblem]:
    for raw in raws:
        if raw.bad_rows is None:
            continue
        found = sorted({(int(row), int(lines or 1)) for row, lines in rows(work.engine, raw.bad_rows)})
        if len(found) >= limits.bad_rows:
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


def _origin(raws: list[Raw]) -> Origin:
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


def _frame(work: Workspace, filled: Filled, engine: EngineName) -> Frame:
    cells = ["row"]
    for name in filled.columns:
        if filled.table.column(name).kind is ColumnKind.MOMENT:
            cells += [f"make_timestamp({name}_us) AS {name}", f"{name}_us"]
        else:
            cells.append(name)
    relation = work.engine.sql(f"SELECT {', '.join(cells)} FROM {filled.name}")  # noqa: S608 - names are our own
    return cast("Frame", nw.from_native(_native(relation, engine)).lazy())


def _native(relation: Any, engine: EngineName) -> Any:
    if engine in ("duckdb", "pyarrow"):  # pyarrow's own windows have no order: see `log_of`
        return relation
    if engine == "polars":
        return _library("polars").DataFrame(relation)
    arrow = relation.to_arrow_table() if hasattr(relation, "to_arrow_table") else relation.arrow()
    return arrow.to_pandas(types_mapper=_library("pandas").ArrowDtype)


def _library(name: Eager) -> "ModuleType":
    from importlib import import_module

    try:
        return import_module(name)
    except ImportError:
        raise UsageError(f"engine `{name}` is not installed; install `{name}`, or take `duckdb`") from None


def checked_engine(name: str) -> EngineName:
    """Return the name of an engine; raise `UsageError` for another."""
    known: Mapping[str, EngineName] = {each: each for each in ENGINES}
    if name not in known:
        raise UsageError(f"engine `{name}` is unknown; take one of {', '.join(f'`{each}`' for each in ENGINES)}")
    return known[name]
