"""Rows that Python reads (sheets, databases, XML) as a raw table: written to a file, which the engine reads."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from netpoint_stp.audit.frames.embedded import Workspace, literal
from netpoint_stp.audit.mapping.raw import Raw, inner_names
from netpoint_stp.audit.records.provenance import Origin
from netpoint_stp.audit.sources.limits import Limits
from netpoint_stp.errors import UsageError

_NONE: Final = timedelta(0)
_MOST: Final = 2**63


def spooled(
    name: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    work: Workspace,
    limits: Limits,
    origin: Origin,
    *,
    bad_rows: list[int] | None = None,
) -> Raw:
    """Return rows as a raw table of texts; moments become ISO 8601, with their offset where they have one.

    The first row is row 1. `bad_rows` may be filled while `rows` are read: the places of those that could not be.
    Raises `UsageError` for too many columns and for cells longer than the limit.
    """
    if len(columns) > limits.columns:
        raise UsageError(f"`{origin.name}` has more than {limits.columns} columns; it is no table of requests")
    inner = inner_names(columns)
    path = work.new_path("csv")
    size = 0
    with open(path, "w", encoding="utf-8", newline="", errors="replace") as out:
        writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerow([column.name for column in inner.values()])
        for row in rows:
            cells = [written(cell) for cell in row]
            longest = max(map(len, cells), default=0)
            size += sum(map(len, cells))
            if longest > limits.cell_characters:
                raise UsageError(f"`{origin.name}` has a cell longer than {limits.cell_characters} characters")
            if size > limits.unpacked_bytes:
                raise UsageError(f"`{origin.name}` holds more than {limits.unpacked_bytes} characters; give less of it")
            writer.writerow(cells + [""] * (len(inner) - len(cells)))
    texts = ", ".join(f"{literal(column.name)}: 'VARCHAR'" for column in inner.values())
    line = (limits.cell_characters * 4 + 16) * max(1, min(len(inner), 8))
    options = (
        "auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"', "
        f"columns = {{{texts}}}, max_line_size = {line}"
    )
    bad = None
    if bad_rows is not None:
        bad = f"SELECT unnest([{', '.join(map(str, bad_rows))}]::BIGINT[]), 1"
    return Raw(
        name=name,
        select=f"SELECT row_number() OVER () AS row, * FROM read_csv({literal(path)}, {options})",  # noqa: S608
        columns=inner,
        origin=origin,
        bad_rows=bad,
    )


def written(value: Any) -> str:
    """Return a value of Python as a raw table has it."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case datetime():
            return (
                value.isoformat(sep="T") if value.utcoffset() != _NONE else f"{value.replace(tzinfo=None).isoformat()}Z"
            )
        case date():
            return value.isoformat()
        case float() | Decimal():
            number = float(value)
            whole = number.is_integer() and abs(number) < _MOST
            return str(int(value)) if whole else str(value)
        case bytes() | bytearray() | memoryview():
            return bytes(value).decode("utf-8", "replace")
        case _:
            return str(value)
