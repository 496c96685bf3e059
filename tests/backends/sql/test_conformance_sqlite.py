"""The store on SQLite keeps every promise of its port."""

from typing import ClassVar

from tests.backends.sql.conforming import OnSql


class TestOnSqlite(OnSql):
    """Durable, shared and, under a key, encrypted: one file."""

    database: ClassVar = "sqlite"
