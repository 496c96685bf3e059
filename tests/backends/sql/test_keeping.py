"""What is kept holds: edits by hand are named, raw messages go when their time is over, passports are nowhere."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, delete, insert, select, update
from tests.backends.sql.conftest import Opener
from tests.servers.running import Server

from netpoint_stp.backends.sql import RawKey, SqlStore
from netpoint_stp.backends.sql.store import connected
from netpoint_stp.backends.sql.tables import CASES, JOURNAL
from netpoint_stp.casebook.journal import Actor, ActorKind, BreakKind, NewEvent
from netpoint_stp.casebook.records import STORE_CASE
from netpoint_stp.casebook.steps import EventKind, State
from netpoint_stp.channels.interaction import Quarantined, QuarantineReason
from netpoint_stp.errors import BackendError, IllegalStepError, NotFoundError, UsageError
from netpoint_stp.ports.clocks import SetClock
from netpoint_stp.testing.conformance.trial import HOUR, START, Trial, message, outgoing

BY = Actor(ActorKind.STAFF, "admin")
EDITS: dict[str, Any] = {
    "at": 1,
    "event": "acknowledged",
    "by_kind": "client",
    "by_id": "somebody else",
    "data": '{"note":"as somebody would rather have it"}',
    "clauses": '["3.9.9"]',
    "readings": '["I-1"]',
    "edition": "other",
    "decision_id": "d-9",
    "event_key": "k-9",
    "state": "closed",
    "prev_digest": "1" * 64,
    "digest": "2" * 64,
}
RUINS: dict[str, Any] = {
    "event": "no such thing",
    "state": "nowhere",
    "by_kind": "ghost",
    "data": "{",
    "clauses": '"3.1"',
    "readings": "[1]",
    "at": 2**62,
}


def edited(url: str, statement: Any) -> None:
    """Do something to the tables behind the store's back."""
    database = connected(url)
    with database.writer.begin() as connection:
        connection.execute(statement)
    database.close()


def row(table: Table, number: int) -> Any:
    """Return the condition for an event of R-1."""
    return (table.c.kind == "R") & (table.c.case_number == 1) & (table.c.number == number)


@pytest.fixture
def told(store: SqlStore) -> SqlStore:
    """A store with two requests of four events each."""
    trial = Trial(store, SetClock(START))
    for _ in range(2):
        case_id = trial.open()
        for note in range(3):
            trial.step(case_id, EventKind.NOTED, note=str(note))
    return store


@pytest.mark.parametrize("column", EDITS)
def test_an_edited_row_is_named(told: SqlStore, url: str, column: str) -> None:
    """Whatever column somebody edits, `verify` names the case and the row."""
    edited(url, update(JOURNAL).where(row(JOURNAL, 2)).values({column: EDITS[column]}))
    broken = told.verify()

    assert broken[0].case_id == "R-1"
    assert broken[0].number == 2
    assert {each.case_id for each in broken} == {"R-1"}


@pytest.mark.parametrize("column", RUINS)
def test_a_row_edited_out_of_shape_is_named_and_stops_nothing(told: SqlStore, url: str, column: str) -> None:
    """`verify` names a row that cannot even be read; reading its case says so, the others are read as ever."""
    edited(url, update(JOURNAL).where(row(JOURNAL, 2)).values({column: RUINS[column]}))

    assert (told.verify()[0].case_id, told.verify()[0].number) == ("R-1", 2)
    assert told.verify()[0].kind is BreakKind.CHANGED
    if column != "at":
        with pytest.raises(BackendError, match="edited by hand; verify the store"):
            told.request("R-1")
    assert told.request("R-2") is not None


def test_a_row_taken_out_is_missed(told: SqlStore, url: str) -> None:
    """The row after the gap is out of the chain."""
    edited(url, delete(JOURNAL).where(row(JOURNAL, 2)))

    expected = [(BreakKind.OUT_OF_CHAIN, 3, 3), (BreakKind.LEFT_OUT, 0, 2)]
    assert [(each.kind, each.number, each.seq) for each in told.verify()] == expected


def test_a_cut_off_end_is_missed(told: SqlStore, url: str) -> None:
    """The case itself knows how its journal ended."""
    edited(url, delete(JOURNAL).where(row(JOURNAL, 4)))

    expected = [(BreakKind.END_MISSING, "R-1"), (BreakKind.LEFT_OUT, STORE_CASE)]
    assert [(each.kind, each.case_id) for each in told.verify()] == expected


def test_a_case_taken_out_whole_is_missed(told: SqlStore, url: str) -> None:
    """Its number is not there, nor are those of its events; of the last case only the events would tell."""
    edited(url, delete(JOURNAL).where(JOURNAL.c.case_number == 1))
    edited(url, delete(CASES).where(CASES.c.number == 1))
    found = [(each.kind, each.case_id, each.seq) for each in told.verify()]

    assert found == [(BreakKind.LEFT_OUT, "R-1", None), (BreakKind.LEFT_OUT, STORE_CASE, 1)]


def test_calls_that_are_refused_leave_no_gap(opened: Opener) -> None:
    """A unit of work in which something is refused gives the next numbers without a gap."""
    trial = Trial(opened(), SetClock(START))
    with trial.work() as work:
        wrong = {"channel": "email", "received_at": START.isoformat(), "arrival_number": 1, "interactions": ["I-9"]}
        right = {name: value for name, value in wrong.items() if name != "interactions"}
        with pytest.raises(NotFoundError):
            work.open_case(NewEvent(kind=EventKind.OPENED, to=State.WAITING, data=wrong))
        case_id = work.open_case(NewEvent(kind=EventKind.OPENED, to=State.WAITING, data=right)).case_id
        with pytest.raises(IllegalStepError):
            work.append(case_id, NewEvent(kind=EventKind.RESUMED))
        assert work.append(case_id, NewEvent(kind=EventKind.NOTED)).seq == 2

    assert case_id == "R-1"
    assert trial.store.verify() == ()


def test_a_row_put_in_is_named(told: SqlStore, url: str) -> None:
    """Events that no store wrote show, of a case there is and of one there is not."""
    database = connected(url)
    with database.writer.begin() as connection:
        found = connection.execute(select(JOURNAL).where(row(JOURNAL, 4))).one()._asdict()
        connection.execute(insert(JOURNAL).values(found | {"seq": 900, "number": 5}))
        connection.execute(insert(JOURNAL).values(found | {"seq": 901, "case_number": 77}))
    database.close()

    assert {each.case_id for each in told.verify()} == {"R-1", "R-77", STORE_CASE}


def test_a_case_edited_itself_is_named(told: SqlStore, url: str) -> None:
    """The digest in the row of the case must be that of its last event."""
    edited(url, update(CASES).where(CASES.c.number == 2).values(digest="3" * 64))

    assert [(each.kind, each.case_id) for each in told.verify()] == [(BreakKind.END_MISSING, "R-2")]


def test_many_cases_are_verified_some_at_a_time(store: SqlStore, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    """No page of cases hides a break, nor a journal without a case between two pages."""
    trial = Trial(store, SetClock(START))
    for _ in range(7):
        trial.open()
    monkeypatch.setattr("netpoint_stp.backends.store._CHAINS_AT_ONCE", 3)
    edited(url, update(JOURNAL).where(JOURNAL.c.case_number.in_([3, 4, 7])).values(edition="x"))
    edited(url, delete(CASES).where(CASES.c.number == 5))
    edited(url, delete(JOURNAL).where(JOURNAL.c.case_number == 6))

    assert [each.case_id for each in store.verify()] == ["R-3", "R-4", "R-5", "R-6", "R-7", STORE_CASE]


PASSPORT = "МЕ 123456"
CANARY = "canary-7fd1"


def written(store: SqlStore, clock: SetClock) -> None:
    """Write a passport into every place that people write into, and a raw message with a canary."""
    trial = Trial(store, clock)
    text = f"мой паспорт {PASSPORT}"
    recorded = trial.record(message("<1@example.com>", text, subject=text), f"{CANARY} {PASSPORT}".encode())
    trial.open(interactions=[recorded.id])
    with trial.work() as work:
        item = f"{CANARY} quarantined {PASSPORT}".encode()
        work.quarantine(Quarantined.of("email", QuarantineReason.NOT_A_MESSAGE, "no header at all", item))
        work.post(outgoing("k1", text=text, subject=text))


def files_of(url: str, server: Server | None) -> Iterator[bytes]:
    """Yield the database's own files; a server's logs of changes are not among them."""
    if server is None:
        place = Path(url.removeprefix("sqlite:///"))
        yield from (path.read_bytes() for path in place.parent.glob(f"{place.name}*"))
        return
    folders = [server.folder / "data" / "base", server.folder / "data" / "store"]
    for folder in folders:
        yield from (path.read_bytes() for path in folder.rglob("*") if path.is_file())


def settled(url: str, server: Server | None) -> None:
    """Have a server write its pages into its files."""
    if server is None:
        return
    if "postgresql" in url:
        database = connected(url)
        with database.writer.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("CHECKPOINT")
        database.close()
    else:
        server.stop()
        server.start()


def server_of(request: pytest.FixtureRequest, url: str) -> Server | None:
    """Return the server of a URL, None for a file."""
    name = url.partition(":")[0]
    return None if name == "sqlite" else request.getfixturevalue(f"{name}_server")


def found_in(files: Iterator[bytes], *texts: str) -> list[str]:
    """Return which of the texts stand in the files, in UTF-8 or escaped as in JSON."""
    wanted = {text: (text.encode(), text.encode("ascii", "backslashreplace")) for text in texts}
    every = list(files)
    assert every, "no files were found to look into"
    return [text for text, spellings in wanted.items() if any(each in data for data in every for each in spellings)]


def test_after_a_purge_no_raw_message_is_in_the_files(opened: Opener, url: str, request: pytest.FixtureRequest) -> None:
    """Before it the canary stands in the files (so that it would be found), after it nowhere, and no passport."""
    clock = SetClock(START)
    store, server = opened(clock=clock), server_of(request, url)
    written(store, clock)
    settled(url, server)

    assert found_in(files_of(url, server), CANARY) == [CANARY]
    clock.advance(HOUR)
    purged = store.purge(START + HOUR, by=BY)
    settled(url, server)
    assert (purged.raw_messages, purged.quarantined) == (1, 1)
    assert found_in(files_of(url, server), CANARY, "123456") == []
    assert store.raw("I-1") is None
    assert store.quarantined().items[0].reason is QuarantineReason.NOT_A_MESSAGE


def test_under_a_key_neither_canary_nor_passport_is_ever_in_the_files(
    opened: Opener, url: str, request: pytest.FixtureRequest
) -> None:
    """Raw messages and quarantined items lie encrypted, everything else is redacted."""
    clock = SetClock(START)
    store, server = opened(clock=clock, keys=[RawKey.fresh()]), server_of(request, url)
    written(store, clock)
    settled(url, server)

    assert found_in(files_of(url, server), CANARY, "123456") == []
    assert store.raw("I-1") == f"{CANARY} {PASSPORT}".encode()


def test_retention_says_what_is_due(opened: Opener) -> None:
    """`purge_due` erases what has lain longer than the retention time; at that time itself it stays."""
    clock = SetClock(START)
    store = opened(clock=clock, retention=timedelta(days=30))
    trial = Trial(store, clock)
    trial.record(message("<1>"), b"old")
    clock.advance(timedelta(days=30))
    trial.record(message("<2>"), b"new")

    assert store.purge_due(by=BY).raw_messages == 0
    clock.advance(timedelta(microseconds=1))
    assert store.purge_due(by=BY).raw_messages == 1
    assert (store.raw("I-1"), store.raw("I-2")) == (None, b"new")
    assert [event.data["raw_messages"] for event in store.events(STORE_CASE)] == [1]


def test_without_a_retention_time_nothing_is_due(store: SqlStore) -> None:
    """A purge of what is due needs to know what is."""
    with pytest.raises(UsageError, match="no retention time was set"):
        store.purge_due(by=BY)
