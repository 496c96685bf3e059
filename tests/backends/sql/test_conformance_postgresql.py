"""The store on PostgreSQL keeps every promise of its port."""

from typing import ClassVar

import pytest
from tests.backends.sql.conforming import OnSql

pytestmark = pytest.mark.no_cover


class TestOnPostgresql(OnSql):
    """Durable, shared and, under a key, encrypted: a server."""

    database: ClassVar = "postgresql"
    examples: ClassVar = 25  # SQLite runs them all; `make proofs` storms this one
