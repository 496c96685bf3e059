"""What a unit of work knew of a case is kept for the next one, and never believed longer than it holds (3.13)."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

import pytest
from sqlalchemy import delete, update

from netpoint_stp.backends.sql import SqlStore
from netpoint_stp.backends.sql.prepared import Row, Statement
from netpoint_stp.backends.sql.session import Parameters, Session
from netpoint_stp.backends.sql.store import connected
from netpoint_stp.backends.sql.tables import CASES, JOURNAL
from netpoint_stp.casebook.journal import NewEvent
from netpoint_stp.casebook.steps import EventKind
from netpoint_stp.errors import NotFoundError
from netpoint_stp.ports.clocks import SetClock
from netpoint_stp.testing.conformance.trial import START, Trial

NOTES = 300


class Counting(Session):
    """A session that counts the rows of the journal that it was given."""

    rows_read: ClassVar[list[int]] = []

    def rows(self, statement: Statement, parameters: Parameters = {}) -> Sequence[Row]:  # noqa: B006 - not changed
        """Return all rows."""
        found = super().rows(statement, parameters)
        if found and hasattr(found[0], "prev_digest"):
            self.rows_read.append(len(found))
        return found


@pytest.fixture
def url(tmp_path: Path) -> str:
    """The URL of an empty store on SQLite, for what is asked for is the same on the others."""
    return f"sqlite:///{tmp_path}/store.db"


@pytest.fixture
def store(url: str, monkeypatch: pytest.MonkeyPatch) -> SqlStore:
    """A store with one request, of many events."""
    monkeypatch.setattr("netpoint_stp.backends.sql.store.Session", Counting)
    made = SqlStore(url, clock=SetClock(START))
    trial = Trial(made, SetClock(START))
    request_id = trial.open()
    with trial.work() as work:
        for number in range(NOTES):
            work.append(request_id, NewEvent(kind=EventKind.NOTED, key=f"k{number}", data={"note": str(number)}))
    Counting.rows_read.clear()
    return made


def noted(store: SqlStore) -> int:
    """Read the request and write a note in one unit of work; return the number of the note."""
    with store.transaction() as work:
        request = work.request("R-1")
        number = work.append("R-1", NewEvent(kind=EventKind.NOTED)).number
        assert request is not None
        assert request.number == number - 1
        return number


def edited(url: str, *statements: Any) -> None:
    """Do something to the tables behind the store's back."""
    database = connected(url)
    with database.writer.begin() as connection:
        for statement in statements:
            connection.execute(statement)
    database.close()


def test_a_step_of_a_deep_case_reads_one_event(store: SqlStore) -> None:
    """However many events a case has, the next unit of work reads the last one and those since; a key is known too."""
    assert [noted(store), noted(store)] == [NOTES + 2, NOTES + 3]
    assert Counting.rows_read == [1, 1]
    with store.transaction() as work:
        assert work.event_under("R-1", "unknown") is None
        assert Counting.rows_read == [1, 1, 1]
        repeated = work.append("R-1", NewEvent(kind=EventKind.NOTED, key="k7"))
    assert repeated.data == {"note": "7"}
    store.close()


def test_what_another_opening_wrote_is_read(store: SqlStore, url: str) -> None:
    """Events that somebody else has written since are read, and nothing more."""
    other = SqlStore(url, clock=SetClock(START))
    assert noted(other) == NOTES + 2
    other.close()
    Counting.rows_read.clear()
    assert noted(store) == NOTES + 3
    assert Counting.rows_read == [2]
    assert store.verify() == ()
    store.close()


def test_a_copy_that_was_put_back_is_read_anew(store: SqlStore, url: str) -> None:
    """Where the last event that was known is there no more, or is another one, the whole journal is read."""
    cut = JOURNAL.c.number > NOTES
    edited(url, delete(JOURNAL).where(cut), update(CASES).values(events=NOTES))
    with store.transaction() as work:
        request = work.request("R-1")
        assert request is not None
        assert request.number == NOTES
        assert work.append("R-1", NewEvent(kind=EventKind.NOTED, data={"note": "another"})).number == NOTES + 1
    edited(url, update(JOURNAL).where(JOURNAL.c.number == NOTES + 1).values(digest="4" * 64))
    Counting.rows_read.clear()
    with store.transaction() as work:
        assert work.request("R-1") is not None
    assert Counting.rows_read == [1, NOTES + 1]
    store.close()


def test_a_case_that_is_gone_is_gone(store: SqlStore, url: str) -> None:
    """What was known of a case does not stand for it where its rows were taken out."""
    edited(url, delete(JOURNAL), delete(CASES))
    with store.transaction() as work:
        assert work.request("R-1") is None
        with pytest.raises(NotFoundError):
            work.append("R-1", NewEvent(kind=EventKind.NOTED))
    store.close()
