"""`read_log`: any export as a log of canonical records, and what kind of source it is."""

from collections.abc import Mapping
from functools import partial
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import cast

from attrs import evolve

from netpoint_stp.audit.frames.embedded import Workspace
from netpoint_stp.audit.mapping.identity import identity
from netpoint_stp.audit.mapping.model import FileForm, LogMapping
from netpoint_stp.audit.mapping.raw import Raw
from netpoint_stp.audit.mapping.reading import mapping_of
from netpoint_stp.audit.records.log import Log, log_of
from netpoint_stp.audit.records.tables import TABLES
from netpoint_stp.audit.sources.delimited import lines_before_header as lines_in_text
from netpoint_stp.audit.sources.duckdb_files import duckdb_file
from netpoint_stp.audit.sources.event_logs.documents import json_file
from netpoint_stp.audit.sources.event_logs.ocel_xml import is_ocel_xml, ocel_xml
from netpoint_stp.audit.sources.event_logs.xes import xes
from netpoint_stp.audit.sources.files import folder, kind_of_file, table_of_file
from netpoint_stp.audit.sources.frames import are_lazy, by_name, frame_tables, kind_of_frames
from netpoint_stp.audit.sources.limits import Limits
from netpoint_stp.audit.sources.opened import Opened, Tables
from netpoint_stp.audit.sources.reading import checked_engine, log_from
from netpoint_stp.audit.sources.sheets import rows_before_header, workbook
from netpoint_stp.errors import UsageError
from netpoint_stp.moments import zone as zone_named
from netpoint_stp.subjects.interruptions import Silence


def read_log(
    source: str | Path | object,
    mapping: LogMapping | Path | str | None = None,
    *,
    zone: str | None = None,
    engine: str | None = None,
    silence: Silence | None = None,
    limits: Limits | None = None,
    memory: str | None = None,
    threads: int | None = None,
) -> Log:
    """Read a source into a log: a file, a folder, the URL of a database, a frame or frames by their names.

    A folder of canonical files, one of requests, frames with the canonical columns and the desk's own store need no
    mapping.

    `mapping` is one that was read, a TOML file, or the name of a preset.

    `zone` is for moments without an offset, in place of the mapping's; without either they cannot be read.
    `engine` is where the checks will run: `duckdb`, `polars`, or `auto`: Polars where it is installed and the log is
    not large, else DuckDB; None: DuckDB, or that of the frames. `pandas` and `pyarrow` run as `auto` does, and are what
    frames are given back as.
    `memory` (as `4GB`) bounds what DuckDB keeps before it spills to disk, so `auto` is DuckDB then.

    Raises `UsageError` with what is wrong with source or mapping; what is wrong with single rows is in `Log.problems`.
    """
    stated_mapping = mapping_of(mapping)
    bounds = limits or Limits()
    if memory:
        bounds = evolve(bounds, large=0)
    stated = None if zone is None else zone_named(zone).key
    work = Workspace(memory=memory, threads=threads)
    opened: Opened
    lazy = False
    if isinstance(source, str | Path):
        chosen = checked_engine(engine or "duckdb")
        opened = opened_source(source, work, bounds, stated_mapping.file if stated_mapping else FileForm())
    else:
        frames = by_name(source)
        if stated_mapping is None and engine is None:
            return log_of(frames, silence=silence or Silence.NOT_YET)
        chosen = checked_engine(engine or kind_of_frames(frames))
        opened = frame_tables(frames, work)
        lazy = are_lazy(frames)
    whole = _canonical(opened, stated) if stated_mapping is None else _zoned(stated_mapping, stated)
    log = log_from(opened, whole, work, bounds, engine=chosen, silence=silence)
    return evolve(log, eager=None) if lazy and engine is None else log


def _zoned(mapping: LogMapping, zone: str | None) -> LogMapping:
    return mapping if zone is None else evolve(mapping, zone=zone)


def opened_source(source: str | Path, work: Workspace, limits: Limits, form: FileForm) -> Opened:
    """Return what a path or the URL of a database stands for; raise `UsageError` where there is nothing."""
    if isinstance(source, str) and "://" in source:
        kind, _, rest = source.partition("://")
        if kind not in ("sqlite", "duckdb"):
            return cast("Opened", _databases().server(source, work, limits))
        source = Path(rest.removeprefix("/"))
    path = Path(source)
    if not path.exists():
        raise UsageError(f"there is no `{path.name}`; name a file, a folder or a database")
    if _size(path) >= limits.on_disk_from:
        work.keep_on_disk()
    if path.is_dir():
        return folder(path, work, limits, form)
    match kind_of_file(path):
        case "sqlite":
            return cast("Opened", _databases().sqlite_source(path, work, limits))
        case "duckdb":
            return duckdb_file(path, work, limits)
        case "zip":
            return workbook(path, work, limits, form.skip)
        case "xml":
            return ocel_xml(path, work, limits) if is_ocel_xml(path, limits) else xes(path, work, limits)
        case "json":
            return json_file(path, work, limits)
        case _:
            name = path.name.removesuffix(".gz").rpartition(".")[0] or path.name
            reader = partial(table_of_file, path, work, limits, form, name=name)
            return Tables(name=path.name, readers={name: reader})


def lines_before_header(source: str | Path, work: Workspace, limits: Limits) -> int:
    """Return how many lines of a text file or rows of a workbook stand before its header; 0 for all other sources."""
    path = Path(source)
    if not path.is_file():
        return 0
    match kind_of_file(path):
        case "zip":
            return rows_before_header(path, limits)
        case "csv":
            return lines_in_text(path, work, limits)
        case _:
            return 0


def _size(path: Path) -> int:
    files = path.iterdir() if path.is_dir() else [path]
    return sum(each.stat().st_size for each in files if each.is_file())


def _databases() -> ModuleType:
    """Return the room of SQLAlchemy, which is loaded for databases alone."""
    try:
        return import_module("netpoint_stp.audit.sources.recognised")
    except ImportError:
        raise UsageError("databases need SQLAlchemy; run `pip install 'netpoint-stp[audit,sql]'`") from None


def _canonical(opened: Opened, zone: str | None) -> LogMapping:
    named = {name: name for name in opened.names if name in TABLES}
    if not named:
        if len(opened.names) != 1:
            raise UsageError(
                f"`{opened.name}` has no table `requests`, but {', '.join(f'`{name}`' for name in opened.names[:20])}; "
                "give a mapping (`netpoint-stp audit --suggest-mapping` writes a first one)"
            )
        named = {"requests": opened.names[0]}
    raws: Mapping[str, Raw] = {table: opened.raw(name) for table, name in named.items()}
    return identity(raws, name=opened.name, zone=zone)
