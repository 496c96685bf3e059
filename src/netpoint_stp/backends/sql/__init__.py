"""Requests on SQLite, PostgreSQL and MariaDB: `SqlStore`, its keys, and the migration of its tables."""

from typing import Any

from netpoint_stp.backends.registry import Backend, BackendUrl, Port
from netpoint_stp.backends.sql.schema import LATEST, Migrated
from netpoint_stp.backends.sql.sealing import RawKey, read_keys
from netpoint_stp.backends.sql.store import PATIENCE, SqlStore, migrate

__all__ = ["BACKEND", "LATEST", "Migrated", "PATIENCE", "RawKey", "SqlStore", "migrate", "read_keys"]


def _open(url: BackendUrl, **settings: Any) -> SqlStore:
    return SqlStore(url.text, **settings)


BACKEND = Backend("sql", {Port.STORE: _open})
