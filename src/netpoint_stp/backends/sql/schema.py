"""The layout of a store's tables: its version, laying out an empty database, migrating up and down."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from attrs import field, frozen
from sqlalchemy import URL, Connection, Engine, Select, column, func, inspect, select, table

from netpoint_stp.backends.sql.databases import Database
from netpoint_stp.backends.sql.faults import told
from netpoint_stp.errors import SchemaMismatchError, UsageError

LATEST: Final = 2
"""The version that this library writes; the versions are the numbers of the migrations."""
NO_STORE: Final = "there is no store yet; check the URL for a slip, or lay one out with: netpoint-stp desk migrate"
VERSION_TABLE: Final = "stp_version"
_CALLED: Final[Mapping[str, str]] = {
    "stp_interactions": "interactions",
    "stp_quarantined": "quarantined items",
    "stp_raws": "pieces of raw messages",
    "stp_cases": "cases",
    "stp_journal": "events of the journal",
    "stp_leases": "leases",
    "stp_outbox": "messages of the outbox",
    "stp_decisions": "decisions",
}
_MADE_BY: Final[Mapping[int, tuple[str, ...]]] = {1: tuple(_CALLED)[:6], 2: tuple(_CALLED)[6:]}
"""For each version, the tables that hold what can be had nowhere else; the others follow from them."""
_MIGRATIONS: Final = Path(__file__).parent / "migrations"
_VERSION: Final[Select[Any]] = select(column("version_num")).select_from(table(VERSION_TABLE))


@frozen(kw_only=True)
class Migrated:
    """What a migration came to: from which version to which, and how many rows of which tables were dropped."""

    before: int
    version: int
    lost: Mapping[str, int] = field(factory=dict, hash=False)


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


def migrate(
    database: Database, to: int = LATEST, *, from_empty_only: bool = False, drop_data: bool = False
) -> Migrated:
    """Bring the tables to a version, up or down; 0 takes everything away.

    `from_empty_only`: leave alone what was laid out before. Nothing else may use the store meanwhile. Raises
    `UsageError` for a version that there is not, and where rows would be lost without `drop_data`: it tells which.
    """
    if not 0 <= to <= LATEST:
        raise UsageError(f"there is no layout {to}; give a number from 0 to {LATEST}")
    with told(), _alone(database) as connection:
        found = _version(connection)
        if from_empty_only and found:
            return Migrated(before=found, version=found)
        if found > LATEST:
            raise SchemaMismatchError(f"the store has layout {found}, of a later version; update the library")
        lost = _lost(connection, found, to)
        if lost and not drop_data:
            raise UsageError(
                f"to go back to layout {to} would drop {listed(lost)}, for ever: copy the store first; "
                f"if that is what you want, say so with --drop-data --store-name {name_of(database.url)}"
            )
        _run(connection, found, to)
        return Migrated(before=found, version=to, lost=lost)


def name_of(url: URL) -> str:
    """Return the name of a store: of its file, or of its database."""
    return Path(url.database or "").name


def lost_by(database: Database, to: int) -> Mapping[str, int]:
    """Return how many rows of which tables a way down to a version would drop; empty: none."""
    with told(), database.reader.connect() as connection:
        return _lost(connection, _version(connection), to)


def listed(lost: Mapping[str, int]) -> str:
    """Return what is lost in words: `3 interactions, 1 case`."""
    return ", ".join(f"{count} {_CALLED[name]}" for name, count in lost.items())


def _lost(connection: Connection, found: int, to: int) -> Mapping[str, int]:
    names = [name for version in range(to + 1, found + 1) for name in _MADE_BY.get(version, ())]
    counts = {name: connection.execute(select(func.count()).select_from(table(name))).scalar() or 0 for name in names}
    return {name: count for name, count in counts.items() if count}


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
