"""JSON files that are read whole: an OCEL 2.0 log, or lists of objects, as the interfaces of helpdesks give them."""

import json
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

from netpoint_stp.audit.frames.embedded import Workspace
from netpoint_stp.audit.mapping.raw import Raw
from netpoint_stp.audit.records.provenance import Origin
from netpoint_stp.audit.sources.event_logs.ocel import is_ocel, ocel_log
from netpoint_stp.audit.sources.limits import Limits
from netpoint_stp.audit.sources.opened import Tables
from netpoint_stp.audit.sources.scan import digest_of, unpacked
from netpoint_stp.audit.sources.spool import spooled
from netpoint_stp.errors import UsageError

_NEEDED: Final = "give an OCEL 2.0 log, a list of objects, or an object that holds such a list"


def json_file(path: Path, work: Workspace, limits: Limits) -> Tables:
    """Return the tables of a JSON file; raise `UsageError` where it has none, or is too large to be read whole."""
    document = _document(path, limits)
    if is_ocel(document):
        return ocel_log(path, document, work, limits)
    parts: Mapping[str, Any] = document if isinstance(document, dict) else {_stem(path): document}
    lists = {name: part for name, part in parts.items() if isinstance(part, list) and _objects(part)}
    if not lists:
        raise UsageError(f"`{path.name}` holds no records; {_NEEDED}")
    origin = Origin(name=path.name, digest=digest_of(path))
    return Tables(
        name=path.name,
        readers={name: partial(_table, name, part, work, limits, origin) for name, part in lists.items()},
    )


def _document(path: Path, limits: Limits) -> Any:
    whole = bytearray()
    for piece in unpacked(path, limits):
        whole += piece
        if len(whole) > limits.document_bytes:
            raise UsageError(
                f"`{path.name}` has more than {limits.document_bytes} bytes and can only be read whole; "
                "export it as JSON lines or SQLite, or raise the limit"
            )
    try:
        return json.loads(whole)
    except (ValueError, RecursionError):
        raise UsageError(f"`{path.name}` is no JSON; lines with an object each belong into a file `.jsonl`") from None


def _stem(path: Path) -> str:
    return path.name.removesuffix(".gz").rpartition(".")[0] or path.name


def _objects(part: Sequence[Any]) -> list[dict[str, Any]]:
    return [each for each in part if isinstance(each, dict)]


def _table(name: str, part: Sequence[Any], work: Workspace, limits: Limits, origin: Origin) -> Raw:
    columns = list(dict.fromkeys(key for record in _objects(part) for key in record))
    if len(columns) > limits.columns:
        raise UsageError(f"`{origin.name}` has more than {limits.columns} columns; it is no table of requests")
    bad = [number for number, record in enumerate(part, start=1) if not isinstance(record, dict)]
    rows = ([_cell(record.get(key)) for key in columns] if isinstance(record, dict) else [] for record in part)
    return spooled(name, columns, rows, work, limits, origin, bad_rows=bad)


def _cell(value: Any) -> Any:
    """Return a value as it is, one that holds others as a text of JSON."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value
