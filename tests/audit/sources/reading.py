"""What the tests of sources share: files written, logs read, rows and problems told plainly."""

from datetime import datetime
from pathlib import Path
from typing import Any

from netpoint_stp.audit.mapping.model import LogMapping
from netpoint_stp.audit.mapping.reading import read_mapping
from netpoint_stp.audit.records.log import Log
from netpoint_stp.audit.sources.opening import read_log

HEADER = "request_id,received_at,taken_at\n"


def utc(text: str) -> datetime:
    """Return a moment as the canonical records have it."""
    return datetime.fromisoformat(text)


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    """Write a text into a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode(encoding))
    return path


def rows(log: Log, table: str = "requests") -> list[dict[str, Any]]:
    """Return the rows of a table in their order, without those cells that are empty."""
    found = log.frames[table].sort("row").collect(backend="pyarrow").to_native().to_pylist()
    return [{name: value for name, value in row.items() if value is not None} for row in found]


def problems(log: Log) -> list[tuple[str, str, int, tuple[int, ...]]]:
    """Return what is wrong, as column, kind, count and places."""
    return [(each.column, each.kind.value, each.count, each.rows) for each in log.problems]


def mapped(source: Any, mapping: str, **settings: Any) -> Log:
    """Read a source by a mapping in TOML."""
    return read_log(source, read(mapping), **settings)


def read(mapping: str) -> LogMapping:
    """Return a mapping in TOML."""
    return read_mapping(mapping)
