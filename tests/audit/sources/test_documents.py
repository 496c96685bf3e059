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
from netpoint_stp.audit.sources.suggesting import suggest_mapping
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
    """Lists that are there, without what they need."""
    with pytest.raises(UsageError, match="has not the shape of an OCEL"):
        read_log(written(tmp_path / "b.json", '{"objectTypes": [1], "objects": [], "events": []}'))


OCEL_XML = """<?xml version="1.0"?>
<log>
  <object-types><object-type name="ticket"><attributes><attribute name="level"/></attributes></object-type>
    <object-type name="client"/></object-types>
  <event-types><event-type name="create"/><event-type name="close"/></event-types>
  <objects>
    <object id="t1" type="ticket"><attributes>
      <attribute name="level" time="2026-03-02T09:00:00Z">gold</attribute>
      <attribute name="level" time="1970-01-01T00:00:00Z">plain</attribute></attributes></object>
    <object id="p" type="client"/>
  </objects>
  <events>
    <event id="e2" type="close" time="2026-03-02T10:00:00Z">
      <attributes><attribute name="who">ira</attribute></attributes>
      <objects><relationship object-id="t1" qualifier="of"/></objects></event>
    <event id="e1" type="create" time="2026-03-02T08:00:00Z">
      <objects><relationship object-id="t1" qualifier="of"/>
        <relationship object-id="p" qualifier="by"/></objects></event>
  </events>
</log>
"""


@pytest.mark.parametrize("name", ["log.xmlocel", "log.xml", "log"])
def test_ocel_as_xml_says_what_it_says_as_json(tmp_path: Path, name: str) -> None:
    """The third form of the standard, told by its elements, whatever the file is called."""
    as_json = mapped(written(tmp_path / "log.json", json.dumps(OCEL)), OCEL_MAPPING)
    as_xml = mapped(written(tmp_path / name, OCEL_XML), OCEL_MAPPING)

    assert rows(as_xml) == rows(as_json) != []
    assert rows(as_xml, "events") == rows(as_json, "events") != []


def test_ocel_as_xml_without_its_shape_is_told(tmp_path: Path) -> None:
    """Events without a moment, and a document type."""
    lame = OCEL_XML.replace('time="2026-03-02T10:00:00Z"', "")
    with pytest.raises(UsageError, match="has not the shape of an OCEL"):
        mapped(written(tmp_path / "a.xml", lame), OCEL_MAPPING)
    typed = OCEL_XML.replace("<log>", '<!DOCTYPE log [<!ENTITY a "b">]><log>')
    with pytest.raises(UsageError, match="document type"):
        mapped(written(tmp_path / "b.xml", typed), OCEL_MAPPING)


@pytest.mark.parametrize("shape", ["a list", "a list in an object"])
def test_lists_of_objects_are_tables(tmp_path: Path, shape: str) -> None:
    """As interfaces of helpdesks give them; what is no object is told with its place."""
    records = [{"id": 1, "opened": "2026-03-02T08:00:00Z", "more": {"a": [1]}}, 17, {"id": 2, "opened": None}]
    found = records if shape == "a list" else {"result": records, "count": 3}
    log = mapped(
        written(tmp_path / "a.json", json.dumps(found)),
        '[requests]\nrequest_id = "id"\nreceived_at = "opened"\nservice = "more"',
    )

    assert [(row["request_id"], row["service"]) for row in rows(log)] == [("1", '{"a": [1]}')]
    assert ("", "unreadable_row", 1, (2,)) in problems(log)


def test_json_without_records_is_told(tmp_path: Path) -> None:
    """A number, an object of plain values or of none, an empty list."""
    for number, text in enumerate(("17", "{}", '{"a": 1}', "[]", '{"a": [1, 2]}')):
        with pytest.raises(UsageError, match="holds no records"):
            read_log(written(tmp_path / f"{number}.json", text))


def test_old_workbooks_are_told(tmp_path: Path) -> None:
    """They begin as no text does; so do those with a password."""
    (tmp_path / "a.xls").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600))

    with pytest.raises(UsageError, match=r"old or locked Excel workbook; save it as \.xlsx"):
        read_log(tmp_path / "a.xls")


def test_rows_before_the_header_of_a_sheet_are_skipped_where_the_mapping_says_so(tmp_path: Path) -> None:
    """As before the header of a text; a draft finds out how many."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["Звіт"], [], ["Номер", "Створено"], [1, datetime(2026, 3, 2, 10)]):  # noqa: DTZ001 - sheets have no zones
        sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    text = suggest_mapping(tmp_path / "a.xlsx")

    assert "skip = 2" in text
    assert rows(read_log(tmp_path / "a.xlsx", read_mapping(text)))[0]["received_at"].hour == 8
