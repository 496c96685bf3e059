"""The store on PostgreSQL keeps every promise of its port."""

from typing import ClassVar

from tests.backends.sql.conforming import OnSql


class TestOnPostgresql(OnSql):
    """Durable, shared and, under a key, encrypted: a server."""

    database: ClassVar = "postgresql"
