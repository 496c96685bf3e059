"""The layout of a store's tables: its version, laying out an empty database, migrating up and down."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, Select, column, inspect, select, table

from netpoint_stp.backends.sql.databases import Database
from netpoint_stp.backends.sql.faults import told
from netpoint_stp.errors import SchemaMismatchError, UsageError

LATEST: Final = 2
"""The version that this library writes; the versions are the numbers of the migrations."""
NO_STORE: Final = "there is no store yet; check the URL for a slip, or lay one out with: netpoint-stp desk migrate"
VERSION_TABLE: Final = "stp_version"
_MIGRATIONS: Final = Path(__file__).parent / "migrations"
_VERSION: Final[Select[Any]] = select(column("version_num")).select_from(table(VERSION_TABLE))


def version_of(engine: Engine) -> int:
    """Return the version of the layout, 0 for a database without one."""
    with told(), engine.connect() as connection:
        return _version(connection)


def check(engine: Engine) -> int:
    """Return the version; refuse (`SchemaMismatchError`) one that this library does not write."""
    found = version_of(engine)
    if found == 0:
        raise SchemaMismatchError(NO_STORE)
    if found < LATEST:
        raise SchemaMismatchError(
            f"the store has layout {found}, and this version of the library needs {LATEST}; "
            "copy it, then run: netpoint-stp desk migrate"
        )
    if found > LATEST:
        raise SchemaMismatchError(
            f"the store has layout {found}, and this version of the library knows {LATEST} at most; update the library"
        )
    return found


def migrate(database: Database, to: int = LATEST, *, from_empty_only: bool = False) -> int:
    """Bring the tables to a version, up or down, and return which it was before; 0 takes everything away.

    `from_empty_only`: leave alone what was laid out before. Nothing else may use the store meanwhile. Raises
    `UsageError` for a version that there is not.
    """
    if not 0 <= to <= LATEST:
        raise UsageError(f"there is no layout {to}; give a number from 0 to {LATEST}")
    with told(), _alone(database) as connection:
        found = _version(connection)
        if from_empty_only and found:
            return found
        if found > LATEST:
            raise SchemaMismatchError(f"the store has layout {found}, of a later version; update the library")
        _run(connection, found, to)
        return found


@contextmanager
def _alone(database: Database) -> Iterator[Connection]:
    with database.writer.begin() as connection:
        database.lock_layout(connection)
        try:
            yield connection
        finally:
            if not connection.invalidated:
                database.unlock_layout(connection)


def _run(connection: Connection, found: int, to: int) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    if to > found:
        command.upgrade(config, f"{to:04}")
    elif to < found:
        command.downgrade(config, f"{to:04}" if to else "base")


def _version(connection: Connection) -> int:
    if not inspect(connection).has_table(VERSION_TABLE):
        return 0
    found = connection.execute(_VERSION).scalar()
    return int(found) if isinstance(found, str) and found.isdigit() else 0
