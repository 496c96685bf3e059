"""Event logs in OCEL 2.0, as JSON or SQLite: a table for each type of objects, a row for each event of such an object.

The columns are `object`, `event`, `activity`, `time`, `qualifier`, those of the event's attributes under `event:…`, and
those of the object's, with their last values, under `object:…`.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from netpoint_stp.audit.embedded import Workspace
from netpoint_stp.audit.mapping.raw import Raw
from netpoint_stp.audit.provenance import Origin
from netpoint_stp.audit.sources.databases import sqlite_engine
from netpoint_stp.audit.sources.limits import Limits
from netpoint_stp.audit.sources.opened import Tables
from netpoint_stp.audit.sources.scan import digest_of, unpacked
from netpoint_stp.audit.sources.spool import spooled
from netpoint_stp.errors import UsageError

_OWN: Final = ("object", "event", "activity", "time", "qualifier")
_SQLITE_TABLES: Final = frozenset({"event", "object", "event_object", "event_map_type", "object_map_type"})
_SHAPE: Final = "has not the shape of an OCEL 2.0 log; export it anew"
_AT_ONCE: Final = 5_000

Event = Mapping[str, Any]


def ocel_json(path: Path, work: Workspace, limits: Limits) -> Tables:
    """Return the log of a JSON file; raise `UsageError` where it is none, or too large to be read whole."""
    document = _document(path, limits)
    try:
        types = [str(each["name"]) for each in document["objectTypes"]]
        objects = {str(each["id"]): each for each in document["objects"]}
        events = sorted(document["events"], key=lambda each: (str(each["time"]), str(each["id"])))
        rows = {kind: [*_json_rows(kind, events, objects)] for kind in types}
    except (KeyError, TypeError, AttributeError):
        raise UsageError(f"`{path.name}` {_SHAPE}") from None
    return _tables(path, rows, work, limits)


def _document(path: Path, limits: Limits) -> Any:
    whole = bytearray()
    for piece in unpacked(path, limits):
        whole += piece
        if len(whole) > limits.document_bytes:
            raise UsageError(
                f"`{path.name}` has more than {limits.document_bytes} bytes and can only be read whole; "
                "export it as SQLite, or raise the limit"
            )
    try:
        found = json.loads(whole)
    except (ValueError, RecursionError):
        raise UsageError(f"`{path.name}` is no JSON; lines with an object each belong into a file `.jsonl`") from None
    if not isinstance(found, dict) or not {"objectTypes", "objects", "events"} <= found.keys():
        raise UsageError(f"`{path.name}` {_SHAPE}")
    return found


def _json_rows(kind: str, events: Iterable[Event], objects: Mapping[str, Event]) -> Iterator[dict[str, Any]]:
    for event in events:
        own = {f"event:{each['name']}": each["value"] for each in event.get("attributes", ())}
        for relation in event.get("relationships", ()):
            found = objects.get(str(relation["objectId"]))
            if found is None or found["type"] != kind:
                continue
            yield {
                "object": found["id"],
                "event": event["id"],
                "activity": event["type"],
                "time": event["time"],
                "qualifier": relation.get("qualifier"),
                **own,
                **_last_values(found.get("attributes", ())),
            }


def _last_values(attributes: Iterable[Event]) -> dict[str, Any]:
    return {
        f"object:{each['name']}": each["value"] for each in sorted(attributes, key=lambda one: str(one.get("time")))
    }


def is_ocel(engine: Engine) -> bool:
    """Return whether a database has the tables of an OCEL 2.0 log."""
    return set(inspect(engine).get_table_names()) >= _SQLITE_TABLES


def ocel_sqlite(path: Path, work: Workspace, limits: Limits) -> Tables:
    """Return the log of an SQLite file; raise `UsageError` where it is none."""
    engine = sqlite_engine(path)
    try:
        with engine.connect() as connection:
            kinds = _pairs(connection, "SELECT ocel_type, ocel_type_map FROM object_map_type ORDER BY ocel_type")
            events = _pairs(connection, "SELECT ocel_type, ocel_type_map FROM event_map_type ORDER BY ocel_type")
            rows = {kind: [*_sqlite_rows(connection, kind, table, events)] for kind, table in kinds}
    except (SQLAlchemyError, KeyError):
        raise UsageError(f"`{path.name}` {_SHAPE}") from None
    return _tables(path, rows, work, limits)


def _pairs(connection: Connection, asked: str) -> list[tuple[str, str]]:
    return [(str(kind), str(table)) for kind, table in connection.execute(text(asked))]


def _sqlite_rows(
    connection: Connection, kind: str, table: str, events: list[tuple[str, str]]
) -> Iterator[dict[str, Any]]:
    quote = connection.dialect.identifier_preparer.quote_identifier
    values: dict[str, dict[str, Any]] = {}
    for row in connection.execute(text(f"SELECT * FROM {quote(f'object_{table}')} ORDER BY ocel_time")).mappings():  # noqa: S608
        named = {f"object:{name}": value for name, value in row.items() if not name.startswith("ocel_")}
        values.setdefault(row["ocel_id"], {}).update(
            {name: value for name, value in named.items() if value is not None}
        )
    found: list[dict[str, Any]] = []
    for activity, mapped in events:
        asked = (
            "SELECT eo.ocel_object_id, eo.ocel_qualifier, e.* FROM event_object AS eo "  # noqa: S608 - names are quoted
            f"JOIN object AS o ON o.ocel_id = eo.ocel_object_id JOIN {quote(f'event_{mapped}')} AS e "
            "ON e.ocel_id = eo.ocel_event_id WHERE o.ocel_type = :kind"
        )
        found += [
            {
                "object": row["ocel_object_id"],
                "event": row["ocel_id"],
                "activity": activity,
                "time": row["ocel_time"],
                "qualifier": row["ocel_qualifier"],
                **{f"event:{name}": value for name, value in row.items() if not name.startswith("ocel_")},
                **values.get(row["ocel_object_id"], {}),
            }
            for row in connection.execute(text(asked), {"kind": kind}).mappings()
        ]
    yield from sorted(found, key=lambda each: (str(each["time"]), str(each["event"])))


def _tables(path: Path, rows: Mapping[str, list[dict[str, Any]]], work: Workspace, limits: Limits) -> Tables:
    origin = Origin(name=path.name, place="event", digest=digest_of(path))
    return Tables(
        name=path.name,
        readers={kind: partial(_raw, kind, own, work, limits, origin) for kind, own in rows.items()},
    )


def _raw(kind: str, rows: list[dict[str, Any]], work: Workspace, limits: Limits, origin: Origin) -> Raw:
    names = list(dict.fromkeys([*_OWN, *(name for row in rows for name in row)]))
    return spooled(kind, names, ([row.get(name) for name in names] for row in rows), work, limits, origin)
