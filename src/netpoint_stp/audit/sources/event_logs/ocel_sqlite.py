"""Event logs in OCEL 2.0, as SQLite: the same tables as of JSON, see `sources.ocel`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from netpoint_stp.audit.frames.embedded import Workspace
from netpoint_stp.audit.sources.databases import sqlite_engine
from netpoint_stp.audit.sources.event_logs.ocel import SHAPE, object_tables
from netpoint_stp.audit.sources.limits import Limits
from netpoint_stp.audit.sources.opened import Tables
from netpoint_stp.errors import UsageError

_TABLES: Final = frozenset({"event", "object", "event_object", "event_map_type", "object_map_type"})


def is_ocel(engine: Engine) -> bool:
    """Return whether a database has the tables of an OCEL 2.0 log."""
    return set(inspect(engine).get_table_names()) >= _TABLES


def ocel_sqlite(path: Path, work: Workspace, limits: Limits) -> Tables:
    """Return the log of an SQLite file; raise `UsageError` where it is none."""
    engine = sqlite_engine(path)
    try:
        with engine.connect() as connection:
            kinds = _pairs(connection, "SELECT ocel_type, ocel_type_map FROM object_map_type ORDER BY ocel_type")
            events = _pairs(connection, "SELECT ocel_type, ocel_type_map FROM event_map_type ORDER BY ocel_type")
            rows = {kind: [*_sqlite_rows(connection, kind, table, events)] for kind, table in kinds}
    except (SQLAlchemyError, KeyError):
        raise UsageError(f"`{path.name}` {SHAPE}") from None
    return object_tables(path, rows, work, limits)


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
