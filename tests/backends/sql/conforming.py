"""The conformance suite of stores, made ready for the three databases, each of which has a file of its own."""

from pathlib import Path
from typing import ClassVar

import pytest
from sqlalchemy import update
from tests.backends.sql.conftest import emptied, fresh_url

from netpoint_stp.backends.sql import RawKey, SqlStore
from netpoint_stp.backends.sql.store import connected
from netpoint_stp.backends.sql.tables import JOURNAL
from netpoint_stp.casebook.records import case_key
from netpoint_stp.ports.capabilities import StoreCapability
from netpoint_stp.ports.clocks import SetClock
from netpoint_stp.ports.stores import RequestStore
from netpoint_stp.testing.conformance import RequestStoreConformance

KEY = RawKey(bytes(range(32)))


class OnSql(RequestStoreConformance):
    """What the three have in common: durable, shared, and here with a key."""

    capabilities: ClassVar = frozenset(StoreCapability)
    database: ClassVar[str]
    url: str

    @pytest.fixture(autouse=True)
    def _place(self, request: pytest.FixtureRequest, tmp_path: Path) -> None:
        self.url = fresh_url(request, self.database, tmp_path)
        SqlStore(self.url).close()

    def make(self, clock: SetClock) -> RequestStore:
        """Make an empty one."""
        emptied(self.url)
        return SqlStore(self.url, clock=clock, keys=[KEY])

    def another(self, store: RequestStore, clock: SetClock) -> RequestStore | None:
        """Open the same database once more."""
        del store
        return SqlStore(self.url, clock=clock, keys=[KEY])

    def tamper(self, store: RequestStore, case_id: str, number: int) -> bool:
        """Edit a row as somebody with the password of the database could."""
        placed = case_key(case_id)
        assert placed is not None
        assert store.event_under(case_id, "none") is None
        database = connected(self.url)
        with database.writer.begin() as connection:
            edited = update(JOURNAL).where(
                JOURNAL.c.kind == placed[0].value, JOURNAL.c.case_number == placed[1], JOURNAL.c.number == number
            )
            connection.execute(edited.values(data='{"note":"as somebody would rather have it"}'))
        database.close()
        return True
