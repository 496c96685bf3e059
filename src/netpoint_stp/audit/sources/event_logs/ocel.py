"""Event logs in OCEL 2.0, as JSON or XML: a table for each type of objects, a row for each event of such an object.

The columns are `object`, `event`, `activity`, `time`, `qualifier`, those of the event's attributes under `event:…`, and
those of the object's, with their last values, under `object:…`.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

from netpoint_stp.audit.frames.embedded import Workspace
from netpoint_stp.audit.mapping.raw import Raw
from netpoint_stp.audit.records.provenance import Origin
from netpoint_stp.audit.sources.limits import Limits
from netpoint_stp.audit.sources.opened import Tables
from netpoint_stp.audit.sources.scan import digest_of
from netpoint_stp.audit.sources.spool import spooled
from netpoint_stp.errors import UsageError

_OWN: Final = ("object", "event", "activity", "time", "qualifier")
SHAPE: Final = "has not the shape of an OCEL 2.0 log; export it anew"

Event = Mapping[str, Any]


def ocel_log(path: Path, document: Any, work: Workspace, limits: Limits) -> Tables:
    """Return the log in a document of the shape that OCEL 2.0 has as JSON; raise `UsageError` where it has another."""
    try:
        types = [str(each["name"]) for each in document["objectTypes"]]
        objects = {str(each["id"]): each for each in document["objects"]}
        events = sorted(document["events"], key=lambda each: (str(each["time"]), str(each["id"])))
        rows = {kind: [*_json_rows(kind, events, objects)] for kind in types}
    except (KeyError, TypeError, AttributeError):
        raise UsageError(f"`{path.name}` {SHAPE}") from None
    return object_tables(path, rows, work, limits)


def is_ocel(document: Any) -> bool:
    """Return whether a document has the parts of an OCEL 2.0 log."""
    return isinstance(document, dict) and {"objectTypes", "objects", "events"} <= document.keys()


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


def object_tables(path: Path, rows: Mapping[str, list[dict[str, Any]]], work: Workspace, limits: Limits) -> Tables:
    """Return rows of events by type of object as tables."""
    origin = Origin(name=path.name, place="event", digest=digest_of(path))
    return Tables(
        name=path.name,
        readers={kind: partial(_raw, kind, own, work, limits, origin) for kind, own in rows.items()},
    )


def _raw(kind: str, rows: list[dict[str, Any]], work: Workspace, limits: Limits, origin: Origin) -> Raw:
    names = list(dict.fromkeys([*_OWN, *(name for row in rows for name in row)]))
    return spooled(kind, names, ([row.get(name) for name in names] for row in rows), work, limits, origin)
