"""`read_log`: any export as a log of canonical records, and what kind of source it is."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from attrs import evolve

from netpoint_stp.audit.embedded import Workspace
from netpoint_stp.audit.log import Log
from netpoint_stp.audit.mapping.identity import identity
from netpoint_stp.audit.mapping.model import FileForm, LogMapping
from netpoint_stp.audit.mapping.raw import Raw
from netpoint_stp.audit.mapping.reading import mapping_of
from netpoint_stp.audit.records import TABLES
from netpoint_stp.audit.sources.databases import duckdb_file, is_url, opened_url, sqlite_engine, sqlite_file
from netpoint_stp.audit.sources.desk import desk_store, is_desk
from netpoint_stp.audit.sources.files import folder, kind_of_file, table_of_file
from netpoint_stp.audit.sources.limits import Limits
from netpoint_stp.audit.sources.ocel import is_ocel, ocel_json, ocel_sqlite
from netpoint_stp.audit.sources.opened import Opened, Tables
from netpoint_stp.audit.sources.reading import checked_engine, log_from
from netpoint_stp.audit.sources.scan import digest_of
from netpoint_stp.audit.sources.sheets import workbook
from netpoint_stp.audit.sources.xes import xes
from netpoint_stp.errors import UsageError
from netpoint_stp.moments import zone as zone_named
from netpoint_stp.subjects.interruptions import Silence


def read_log(
    source: str | Path,
    mapping: LogMapping | Path | str | None = None,
    *,
    zone: str | None = None,
    engine: str = "duckdb",
    silence: Silence | None = None,
    limits: Limits | None = None,
    memory: str | None = None,
    threads: int | None = None,
) -> Log:
    """Read a source into a log. A folder of canonical files, or one of requests, needs no mapping.

    `mapping` is one that was read, a TOML file, or the name of a preset.

    `zone` is for moments without an offset, where the mapping states none; without either they cannot be read.
    `memory` (as `4GB`) bounds what the engine keeps before it spills to disk. Raises `UsageError` with what is wrong
    with source or mapping; what is wrong with single rows is in `Log.problems`.
    """
    stated_mapping = mapping_of(mapping)
    chosen, bounds = checked_engine(engine), limits or Limits()
    stated = None if zone is None else zone_named(zone).key
    work = Workspace(memory=memory, threads=threads)
    form = stated_mapping.file if stated_mapping else FileForm()
    opened = opened_source(source, work, bounds, form)
    whole = _canonical(opened, stated) if stated_mapping is None else _zoned(stated_mapping, stated)
    return log_from(opened, whole, work, bounds, engine=chosen, silence=silence)


def _zoned(mapping: LogMapping, zone: str | None) -> LogMapping:
    return mapping if zone is None or mapping.zone is not None else evolve(mapping, zone=zone)


def opened_source(source: str | Path, work: Workspace, limits: Limits, form: FileForm) -> Opened:
    """Return what a path or the URL of a database stands for; raise `UsageError` where there is nothing."""
    if isinstance(source, str) and is_url(source):
        kind, _, rest = source.partition("://")
        if kind.partition("+")[0] != "sqlite":
            return _database(source, work, limits)
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
            return _sqlite(path, work, limits)
        case "duckdb":
            return duckdb_file(path, work, limits)
        case "zip":
            return workbook(path, work, limits)
        case "xml":
            return xes(path, work, limits)
        case "json":
            return ocel_json(path, work, limits)
        case _:
            name = path.name.removesuffix(".gz").rpartition(".")[0] or path.name
            reader = partial(table_of_file, path, work, limits, form, name=name)
            return Tables(name=path.name, readers={name: reader})


def _size(path: Path) -> int:
    files = path.iterdir() if path.is_dir() else [path]
    return sum(each.stat().st_size for each in files if each.is_file())


def _sqlite(path: Path, work: Workspace, limits: Limits) -> Opened:
    engine = sqlite_engine(path)
    if is_desk(engine):
        return desk_store(engine, path.name, digest_of(path), work, limits)
    return ocel_sqlite(path, work, limits) if is_ocel(engine) else sqlite_file(path, work, limits)


def _database(source: str, work: Workspace, limits: Limits) -> Opened:
    opened = opened_url(source, work, limits)
    engine = opened.engine
    return desk_store(engine, opened.name, None, work, limits) if engine is not None and is_desk(engine) else opened


def _canonical(opened: Opened, zone: str | None) -> LogMapping:
    named = {name: name for name in opened.names if name in TABLES}
    if not named:
        if len(opened.names) != 1:
            raise UsageError(
                f"`{opened.name}` has no table `requests`, but {', '.join(f'`{name}`' for name in opened.names[:20])}; "
                "give a mapping, or have one suggested"
            )
        named = {"requests": opened.names[0]}
    raws: Mapping[str, Raw] = {table: opened.raw(name) for table, name in named.items()}
    return identity(raws, name=opened.name, zone=zone)
