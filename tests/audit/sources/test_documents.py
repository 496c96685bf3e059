"""Workbooks and event logs: Excel, XES, OCEL 2.0."""

import gzip
import json
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
from tests.audit.sources.reading import mapped, problems, rows, written

from netpoint_stp.audit.mapping.reading import read_mapping
from netpoint_stp.audit.sources.opening import read_log
from netpoint_stp.errors import UsageError


def test_sheets_of_a_workbook_are_tables(tmp_path: Path) -> None:
    """Numbers and dates have types there; a formula is what was last worked out, never run and never echoed."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Заявки"
    sheet.append(["№", "Створено", "Канал", None])
    sheet.append([17, datetime(2026, 3, 2, 10, tzinfo=UTC).replace(tzinfo=None), "пошта", None])
    sheet.append([None, None, None, None])
    sheet.append([18.0, "02.03.2026", '=HYPERLINK("x")', None])
    book.create_sheet("Інше").append(["x"])
    book.save(tmp_path / "a.xlsx")
    log = mapped(
        tmp_path / "a.xlsx",
        """
zone = "Europe/Kyiv"
[requests]
from = "Заявки"
request_id = "№"
received_at = "Створено"
channel = "Канал"
""",
    )

    assert [(row["request_id"], row["received_at"].hour, row["channel"]) for row in rows(log)] == [("17", 8, "пошта")]
    assert problems(log) == [
        ("request_id", "required_empty", 1, (2,)),
        ("received_at", "unreadable_moment", 1, (3,)),
        ("received_at", "required_empty", 2, (2, 3)),
    ]
    assert log.origins["requests"].name == "a.xlsx: Заявки"


XES = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xmlns="http://www.xes-standard.org/">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <global scope="event"><string key="concept:name" value="name"/></global>
  <string key="source" value="a tool"/>
  <trace>
    <string key="concept:name" value="c1"/>
    <event>
      <string key="concept:name" value="Created"/>
      <date key="time:timestamp" value="2026-03-02T10:00:00.000+02:00"/>
      <string key="org:resource" value="web"/>
      <list key="notes"><values><string key="concept:name" value="inner"/></values></list>
    </event>
    <event>
      <string key="concept:name" value="Closed &amp; done"/>
      <date key="time:timestamp" value="2026-03-02T12:00:00.000+02:00"/>
    </event>
    <string key="level" value="gold"/>
  </trace>
  <trace><string key="concept:name" value="c2"/>
    <event><string key="concept:name" value="Created"/><date key="time:timestamp" value="2026-03-03T10:00:00Z"/></event>
  </trace>
</log>
"""


@pytest.mark.parametrize("packed", [False, True])
def test_xes_logs_are_cases_and_events(tmp_path: Path, packed: bool) -> None:
    """By the standard extensions, through the preset; attributes of a case may stand behind its events."""
    path = written(tmp_path / "log.xes", XES)
    if packed:
        path = tmp_path / "log.xes.gz"
        path.write_bytes(gzip.compress(XES.encode()))
    mapping = read_mapping(
        'extends = "xes"\n[log.kinds]\n"Closed & done" = "closed"\n[requests]\nsupport_level = "case:level"\n'
        'closed_at = { last = "Closed & done" }'
    )
    log = read_log(path, mapping)
    first, second = rows(log)

    assert (first["request_id"], first["support_level"]) == ("c1", "gold")
    assert [first[name].hour for name in ("received_at", "closed_at")] == [8, 10]
    assert second["request_id"] == "c2"
    assert [row["kind"] for row in rows(log, "events")] == ["closed"]
    assert problems(log)[0] == ("kind", "unknown_value", 2, (1, 3))
    assert log.proxies[0].stands_for == "the first event of the case"


def test_what_is_no_xes_is_told(tmp_path: Path) -> None:
    """Broken XML with its line, XML of another kind for what it lacks."""
    with pytest.raises(UsageError, match=r"no well-formed XML \(line 2\)"):
        read_log(written(tmp_path / "a.xes", "<log>\n<trace></log>"), "xes")
    with pytest.raises(UsageError, match="holds no events of a case"):
        read_log(written(tmp_path / "b.xml", "<rss/>"), "xes")


OCEL = {
    "objectTypes": [{"name": "ticket", "attributes": []}, {"name": "client", "attributes": []}],
    "eventTypes": [{"name": "create", "attributes": []}, {"name": "close", "attributes": []}],
    "objects": [
        {
            "id": "t1",
            "type": "ticket",
            "attributes": [
                {"name": "level", "time": "2026-03-02T09:00:00Z", "value": "gold"},
                {"name": "level", "time": "1970-01-01T00:00:00Z", "value": "plain"},
            ],
        },
        {"id": "p", "type": "client"},
    ],
    "events": [
        {
            "id": "e2",
            "type": "close",
            "time": "2026-03-02T10:00:00Z",
            "attributes": [{"name": "who", "value": "ira"}],
            "relationships": [{"objectId": "t1", "qualifier": "of"}],
        },
        {
            "id": "e1",
            "type": "create",
            "time": "2026-03-02T08:00:00Z",
            "relationships": [{"objectId": "t1", "qualifier": "of"}, {"objectId": "p", "qualifier": "by"}],
        },
    ],
}
OCEL_MAPPING = """
zone = "UTC"
[log]
from = "ticket"
case = "object"
activity = "activity"
at = "time"
actor = "event:who"
[log.kinds]
close = "closed"
[requests]
received_at = { first = "create" }
closed_at = { last = "close" }
support_level = "object:level"
"""


def ocel_sqlite(path: Path) -> Path:
    """Write the same log in the SQLite form."""
    with sqlite3.connect(path) as connection:
        connection.executescript(
            """
            CREATE TABLE event (ocel_id TEXT PRIMARY KEY, ocel_type TEXT);
            CREATE TABLE event_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT);
            CREATE TABLE event_object (ocel_event_id TEXT, ocel_object_id TEXT, ocel_qualifier TEXT);
            CREATE TABLE object (ocel_id TEXT PRIMARY KEY, ocel_type TEXT);
            CREATE TABLE object_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT);
            CREATE TABLE object_object (ocel_source_id TEXT, ocel_target_id TEXT, ocel_qualifier TEXT);
            CREATE TABLE event_Create (ocel_id TEXT, ocel_time TIMESTAMP);
            CREATE TABLE event_Close (ocel_id TEXT, ocel_time TIMESTAMP, who TEXT);
            CREATE TABLE object_Ticket (ocel_id TEXT, ocel_time TIMESTAMP, ocel_changed_field TEXT, level TEXT);
            CREATE TABLE object_Client (ocel_id TEXT, ocel_time TIMESTAMP, ocel_changed_field TEXT);
            INSERT INTO event VALUES ('e1', 'create'), ('e2', 'close');
            INSERT INTO event_map_type VALUES ('create', 'Create'), ('close', 'Close');
            INSERT INTO object VALUES ('t1', 'ticket'), ('p', 'client');
            INSERT INTO object_map_type VALUES ('ticket', 'Ticket'), ('client', 'Client');
            INSERT INTO event_object VALUES ('e1', 't1', 'of'), ('e2', 't1', 'of'), ('e1', 'p', 'by');
            INSERT INTO event_Create VALUES ('e1', '2026-03-02 08:00:00');
            INSERT INTO event_Close VALUES ('e2', '2026-03-02 10:00:00', 'ira');
            INSERT INTO object_Ticket VALUES ('t1', '1970-01-01 00:00:00', NULL, 'plain');
            INSERT INTO object_Ticket VALUES ('t1', '2026-03-02 09:00:00', 'level', 'gold');
            """
        )
    return path


@pytest.mark.parametrize("form", ["json", "sqlite"])
def test_ocel_logs_are_the_events_of_one_type_of_objects(tmp_path: Path, form: str) -> None:
    """In both forms, with the last value of each attribute of an object."""
    if form == "json":
        path = written(tmp_path / "log.jsonocel", json.dumps(OCEL))
    else:
        path = ocel_sqlite(tmp_path / "log.sqlite")
    log = mapped(path, OCEL_MAPPING)
    (request,) = rows(log)

    assert (request["request_id"], request["support_level"]) == ("t1", "gold")
    assert [request[name].hour for name in ("received_at", "closed_at")] == [8, 10]
    assert [(row["kind"], row["actor"]) for row in rows(log, "events")] == [("closed", "ira")]


def test_what_is_no_ocel_is_told(tmp_path: Path) -> None:
    """JSON of another kind, and lists without what they need."""
    with pytest.raises(UsageError, match="has not the shape of an OCEL"):
        read_log(written(tmp_path / "a.json", "{}"))
    with pytest.raises(UsageError, match="has not the shape of an OCEL"):
        read_log(written(tmp_path / "b.json", '{"objectTypes": [1], "objects": [], "events": []}'))
