"""A row of the outbox that somebody edited blocks no other: it is told, and put aside (3.8, 3.12)."""

import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.desk.scene import clock, desk, mail

from netpoint_stp.backends.memory import MemoryMailSender
from netpoint_stp.backends.sql import SqlStore
from netpoint_stp.cli.main import group
from netpoint_stp.desk.outbox import Dispatcher, Fate

EDITS = (
    ("UPDATE stp_outbox SET body = ? WHERE id = 2", "no JSON"),
    ("UPDATE stp_outbox SET body = ? WHERE id = 2", "{}"),
    ("UPDATE stp_outbox SET body = ? WHERE id = 2", '{"to": 7}'),
    ("UPDATE stp_outbox SET not_before = ? WHERE id = 2", 9 * 10**18),
    ("UPDATE stp_outbox SET not_before = ? WHERE id = 2", -(9 * 10**18)),
    ("UPDATE stp_outbox SET posted_at = ? WHERE id = 2", 9 * 10**18),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a store with three messages that wait."""
    found = tmp_path / "desk.db"
    at = clock()
    made = desk(store=SqlStore(f"sqlite:///{found}", clock=at))
    for number in range(3):
        made.receive(mail(f"Договір 100245, лінія {number}.", id_=f"m{number}"))
    made.store.close()
    return found


@pytest.mark.parametrize(("edit", "value"), EDITS)
def test_the_others_are_sent_and_it_is_told(path: Path, edit: str, value: object) -> None:
    """It is listed as what cannot be read, given up by the dispatcher, and noted with its case."""
    with sqlite3.connect(path) as connection:
        connection.execute(edit, (value,))
    at = clock()
    store = SqlStore(f"sqlite:///{path}", clock=at)
    assert [item.id for item in store.outbox().items if item.unreadable] == [2]

    tried = Dispatcher(store=store, mail=MemoryMailSender()).send_pending()

    assert {each.item.id: each.fate for each in tried} == {1: Fate.SENT, 2: Fate.GIVEN_UP, 3: Fate.SENT}
    assert store.outbox().items == ()
    (kept,) = (item for item in store.outbox(pending=False).items if item.id == 2)
    assert kept.given_up_at is not None
    told = [event.data for event in store.events("R-2") if "not_delivered" in event.data]
    assert [each["not_delivered"] for each in told] == ["unreadable"]
    assert Dispatcher(store=store, mail=MemoryMailSender()).send_pending() == ()
    store.close()


def test_the_command_lists_it(path: Path) -> None:
    """Whoever looks at what waits is told that a message cannot be read."""
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE stp_outbox SET body = 'x' WHERE id = 2")
    done = CliRunner().invoke(group, ["desk", "--store", f"sqlite:///{path}", "outbox", "--lang", "en"])

    assert done.exit_code == 0, done.output
    assert "cannot be read" in " ".join(done.output.split()) or "unreadable" in done.output
