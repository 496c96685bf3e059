"""The store on MariaDB keeps every promise of its port."""

from typing import ClassVar

from tests.backends.sql.conforming import OnSql


class TestOnMariadb(OnSql):
    """Durable, shared and, under a key, encrypted: a server."""

    database: ClassVar = "mariadb"
