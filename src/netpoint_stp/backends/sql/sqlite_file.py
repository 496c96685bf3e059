"""The one file of a store on SQLite: making it, whether it may be written to, and how its connections are set up."""

import os
from pathlib import Path
from sqlite3 import Connection
from sqlite3 import Error as SqliteError

from sqlalchemy import URL


def is_missing(url: URL) -> bool:
    """Whether a URL names a file of SQLite that is not there."""
    return url.get_backend_name() == "sqlite" and bool(url.database) and not Path(str(url.database)).exists()


def only_readable(path: Path) -> bool:
    """Whether a file is there that may be read and not written, or lies where nothing may be written."""
    return path.exists() and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))


def set_up(connection: Connection, _record: object) -> None:
    """Have a connection write ahead and be on the disk before it says so; freed pages are overwritten."""
    connection.isolation_level = None  # transactions begin where we say, and no earlier
    connection.execute("PRAGMA busy_timeout = 10000")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA busy_timeout = 50")


def is_busy(error: SqliteError) -> bool:
    """Whether somebody else holds the file."""
    return str(getattr(error, "sqlite_errorname", "")).startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def make_private(path: Path) -> None:
    """Make the file, readable by its owner alone, where there is none yet."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
