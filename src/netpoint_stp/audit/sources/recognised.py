"""What a database is, by its tables: a store of the desk, an OCEL 2.0 log, or any other."""

from pathlib import Path

from netpoint_stp.audit.frames.embedded import Workspace
from netpoint_stp.audit.sources.databases import opened_url, sqlite_engine, sqlite_file
from netpoint_stp.audit.sources.desk.source import desk_store, is_desk
from netpoint_stp.audit.sources.event_logs.ocel_sqlite import is_ocel, ocel_sqlite
from netpoint_stp.audit.sources.limits import Limits
from netpoint_stp.audit.sources.opened import Opened
from netpoint_stp.audit.sources.scan import digest_of


def sqlite_source(path: Path, work: Workspace, limits: Limits) -> Opened:
    """Open an SQLite file."""
    engine = sqlite_engine(path)
    opened = sqlite_file(path, work, limits)
    if is_desk(engine):
        return desk_store(engine, path.name, digest_of(path), work, limits)
    return ocel_sqlite(path, work, limits) if is_ocel(engine) else opened


def server(url: str, work: Workspace, limits: Limits) -> Opened:
    """Open a database on a server by its URL."""
    opened = opened_url(url, work, limits)
    engine = opened.engine
    return desk_store(engine, opened.name, None, work, limits) if engine is not None and is_desk(engine) else opened
