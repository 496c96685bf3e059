"""Presets: what the library says of databases that others made."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text
from tests.audit.sources.reading import problems, read, rows, utc
from tests.servers.fixtures import mariadb_server
from tests.servers.running import Server

from netpoint_stp.audit.sources.databases import DRIVERS
from netpoint_stp.audit.sources.opening import read_log
from netpoint_stp.subjects.interruptions import Silence

__all__ = ["mariadb_server"]

DJANGO = Path(__file__).with_name("django_helpdesk.sql")


@pytest.fixture
def django(tmp_path: Path) -> Path:
    """A database that django-helpdesk filled."""
    with sqlite3.connect(tmp_path / "helpdesk.sqlite3") as connection:
        connection.executescript(DJANGO.read_text(encoding="utf-8"))
    return tmp_path / "helpdesk.sqlite3"


def test_tickets_of_django_helpdesk(django: Path) -> None:
    """When staff took and answered them, as its follow-ups and changes tell; a duplicate is no request."""
    log = read_log(django, "django-helpdesk")
    first, second = rows(log)

    assert problems(log) == []
    assert first["received_at"] == utc("2026-03-02T08:00:00")
    assert first["reacted_at"] == utc("2026-03-02T14:00:00")
    assert first["closed_at"] == utc("2026-03-03T10:00:00")
    assert (first["severity"], first["queue"]) == ("ordinary", "s")
    assert "taken_at" not in first
    assert second["taken_at"] == utc("2026-03-02T09:10:00")
    assert second["severity_set_at"] == utc("2026-03-03T12:00:00")
    assert (second["severity"], second["taken_by"]) == ("high", "andriy")


def test_events_of_django_helpdesk(django: Path) -> None:
    """In the words of the audit, whatever the language of the site."""
    events = rows(read_log(django, "django-helpdesk"), "events")
    told = {(row["request_id"], row["kind"], row["at"].hour) for row in events}

    assert told == {
        *(("1", "answered", 14), ("1", "resolved", 15), ("1", "reopened", 16), ("1", "closed", 10)),
        *(("2", "taken", 9), ("2", "reacted", 9), ("2", "reacted", 12), ("2", "severity_set", 12)),
        ("3", "closed", 11),
    }


def test_queues_of_django_helpdesk_get_the_names_of_the_profile(django: Path) -> None:
    """By a line of one's own over the preset."""
    mapping = read('extends = "django-helpdesk"\n[requests.queue.values]\ns = "desk"\n')

    assert {row["queue"] for row in rows(read_log(django, mapping))} == {"desk"}


UBILLING = (
    "CREATE TABLE ticketing (id int PRIMARY KEY, date datetime, replyid int, status int, `from` varchar(255), "
    "`to` varchar(255), text text, admin varchar(255))",
    "INSERT INTO ticketing VALUES (1, '2026-03-02 10:00:00', NULL, 1, 'ivan', NULL, 'x', NULL)",
    "INSERT INTO ticketing VALUES (2, '2026-03-02 11:00:00', 1, 1, 'NULL', 'ivan', 'x', 'andriy')",
    "INSERT INTO ticketing VALUES (3, '2026-03-02 12:00:00', 1, 1, 'ivan', NULL, 'x', NULL)",
    "INSERT INTO ticketing VALUES (4, '2026-03-02 13:00:00', NULL, 0, 'NULL', 'olga', 'x', 'andriy')",
    "INSERT INTO ticketing VALUES (5, '2026-03-02 14:00:00', NULL, 0, 'olga', NULL, 'x', NULL)",
)
ABILLS = (
    "CREATE TABLE msgs_messages (id int PRIMARY KEY, uid int, chapter int, subject varchar(40), message text, "
    "state int, priority int, date datetime, closed_date datetime, resposible int)",
    "CREATE TABLE msgs_reply (main_msg int, datetime datetime, uid int, aid int, status int, text text)",
    "INSERT INTO msgs_messages VALUES (1, 7, 1, 's', 'm', 2, 2, '2026-03-02 10:00:00', '2026-03-02 18:00:00', 3)",
    "INSERT INTO msgs_messages VALUES (2, 8, 1, 's', 'm', 0, 2, '2026-03-02 11:00:00', '0000-00-00 00:00:00', 0)",
    "INSERT INTO msgs_reply VALUES (1, '2026-03-02 12:00:00', 0, 3, 1, 'a'), (1, '2026-03-02 13:00:00', 7, 0, 0, 'b')",
)


@pytest.fixture(params=["sqlite", "mariadb"])
def billing(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/billing.db"
    server: Server = request.getfixturevalue("mariadb_server")
    return server.create(f"tickets_{tmp_path.name}".replace("-", "_")[:60])


def filled(url: str, statements: tuple[str, ...]) -> None:
    """Run statements on a database, zero dates allowed."""
    engine = create_engine(make_url(url).set(drivername=DRIVERS.get(url.partition(":")[0], "sqlite")))
    with engine.begin() as connection:
        if engine.name != "sqlite":
            connection.execute(text("SET SESSION sql_mode = ''"))
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def test_tickets_of_ubilling(billing: str) -> None:
    """What came in by the cabinet, and when staff first answered; its silence says nothing."""
    filled(billing, UBILLING)
    log = read_log(billing, "ubilling")
    first, second = rows(log)

    assert (first["request_id"], first["received_at"].hour, first["reacted_at"].hour) == ("1", 8, 9)
    assert second["request_id"] == "5"
    assert "reacted_at" not in second
    assert [(row["request_id"], row["kind"]) for row in rows(log, "events")] == [
        ("1", "answered"),
        ("1", "information"),
    ]
    assert log.silence is Silence.NOT_KNOWN
    assert [proxy.column for proxy in log.proxies] == ["requests.channel"]


def test_tickets_of_abills(billing: str) -> None:
    """A zero date is none, and nobody with the number 0 took anything."""
    filled(billing, ABILLS)
    log = read_log(billing, "abills")
    first, second = rows(log)

    assert (first["received_at"].hour, first["reacted_at"].hour, first["closed_at"].hour) == (8, 10, 16)
    assert first["taken_by"] == "3"
    assert "closed_at" not in second
    assert "taken_by" not in second
    assert problems(log) == []
