"""Tables in text files: CSV and TSV, and JSON lines; read by the engine, their form found out in Python first."""

import csv
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from shutil import copyfileobj
from typing import Final

from attrs import evolve

from netpoint_stp.audit.frames.embedded import EngineError, Workspace, literal, rows
from netpoint_stp.audit.mapping.model import FileForm
from netpoint_stp.audit.mapping.raw import Raw, RawColumn, inner_names
from netpoint_stp.audit.records.provenance import Origin
from netpoint_stp.audit.sources.limits import MIB, Limits
from netpoint_stp.audit.sources.scan import Scanned, scan
from netpoint_stp.errors import UsageError

_DELIMITERS: Final = ",;\t|"
LOOKED_AT: Final = 30
"""How many lines or rows may stand before the names of columns."""
_NO_SIGN: Final = "\x01"
"""Stands in no line of JSON, where it would have to be escaped."""
_WHITE: Final = "\t\r\n"
_BAD: Final = "bad_rows"
_PIECE: Final = 8 * MIB


def read_delimited(path: Path, work: Workspace, limits: Limits, form: FileForm, *, name: str | None = None) -> Raw:
    """Return a CSV or TSV file with a header as a raw table; raise `UsageError` where it is none.

    The delimiter is found from the header where the mapping does not state it: whichever of comma, semicolon, tab and
    bar parts it most.
    """
    scanned = scan(path, limits, work.new_path("csv"), encoding=form.encoding, lines=form.skip + LOOKED_AT)
    skip, lines = form.skip, scanned.head.split("\n")
    stated = _stated_delimiter(lines[0])
    if stated is not None:  # the engine reads no row at all below such a line in quotes
        scanned, lines, skip = _without_first_line(scanned, work), lines[1:], max(skip - 1, 0)
    lines = lines[skip:]
    header = lines[0] if lines else ""
    delimiter = (
        form.delimiter or stated or max(_DELIMITERS, key=lambda each: (header.count(each), -_DELIMITERS.index(each)))
    )
    _few_enough(path, header.count(delimiter) + 1, limits)
    try:
        names = next(csv.reader(lines, delimiter=delimiter, quotechar=form.quote, strict=True), [])
    except csv.Error:
        raise UsageError(f"the header of `{path.name}` cannot be read; state `delimiter` and `quote`") from None
    if any(sign < " " and sign not in _WHITE for each in names for sign in each):
        raise UsageError(f"`{path.name}` is no text: its header has signs that no text has; give the export itself")
    if not any(each.strip() for each in names):
        raise UsageError(f"`{path.name}` has no header; give it a first line with the names of its columns")
    columns = inner_names(names)
    bad = work.new_name(_BAD)
    select = _select(scanned, columns, limits, delimiter=delimiter, quote=form.quote, skip=skip, bad=bad)
    return Raw(
        name=name or path.stem,
        select=select,
        anywhere=True,
        columns=columns,
        origin=Origin(name=path.name, digest=scanned.digest, encoding=scanned.encoding),
        bad_rows=(
            f"SELECT line + {int(stated is not None)}, "  # noqa: S608 - a number of our own
            f"len(csv_line) - len(replace(csv_line, chr(10), '')) + 1 FROM {bad}"
        ),
    )


def _stated_delimiter(line: str) -> str | None:
    """Return the sign by which a first line tells spreadsheets to part cells, as `sep=;` does; None in all others."""
    said = line.strip().strip('"')
    return said[4] if len(said) == 5 and said.lower().startswith("sep=") else None


def _without_first_line(scanned: Scanned, work: Workspace) -> Scanned:
    """Return the same file without its first line, as a file of our own."""
    path = work.new_path("csv")
    with Path(scanned.path).open("rb") as source, Path(path).open("wb") as target:
        source.readline()
        copyfileobj(source, target)
    return evolve(scanned, path=path)


def lines_before_header(path: Path, work: Workspace, limits: Limits) -> int:
    """Return how many lines stand before the names of columns: titles of a report, and lines without anything."""
    lines = scan(path, limits, work.new_path("csv")).head.split("\n")[:LOOKED_AT]
    parted = max((_parted(lines, each) for each in _DELIMITERS), key=_alike)
    return before_header(parted)


def _parted(lines: list[str], delimiter: str) -> list[list[str]]:
    return [next(csv.reader([line], delimiter=delimiter), []) for line in lines]


def _alike(rows: list[list[str]]) -> tuple[int, int]:
    """Return how many rows have as many cells as most, of those with several; and how many cells these are."""
    wide = Counter(len(row) for row in rows if len(row) > 1)
    return max(((times, width) for width, times in wide.items()), default=(0, 0))


def before_header(rows: Sequence[Sequence[object]]) -> int:
    """Return how many rows stand before the first that is filled about as far as any."""
    filled = [sum(cell is not None and str(cell).strip() != "" for cell in row) for row in rows]
    most = max(filled, default=0)
    return next((at for at, count in enumerate(filled) if count * 4 >= most * 3), 0) if most > 1 else 0


def _select(
    scanned: Scanned,
    columns: dict[str, RawColumn],
    limits: Limits,
    *,
    delimiter: str,
    quote: str,
    skip: int,
    bad: str,
) -> str:
    texts = ", ".join(f"{literal(column.name)}: 'VARCHAR'" for column in columns.values())
    options = (
        f"auto_detect = false, header = true, skip = {skip}, delim = {literal(delimiter)}, quote = {literal(quote)}, "
        f"escape = {literal(quote)}, columns = {{{texts}}}, {_pieces(limits)}, store_rejects = true, "
        f"rejects_table = '{bad}', rejects_scan = '{bad}_scan', rejects_limit = {limits.bad_rows}"
    )
    return f"SELECT row_number() OVER () AS row, * FROM read_csv({literal(scanned.path)}, {options})"  # noqa: S608


def _pieces(limits: Limits) -> str:
    """Return in what pieces the engine reads: it would else take some that are sixteen times the longest line."""
    return f"max_line_size = {limits.line_bytes}, buffer_size = {max(limits.line_bytes, _PIECE)}"


def read_json_lines(path: Path, work: Workspace, limits: Limits, form: FileForm, *, name: str | None = None) -> Raw:
    """Return a file with a JSON object in each line as a raw table; nested values are texts of JSON."""
    scanned = scan(path, limits, work.new_path("jsonl"), encoding=form.encoding)
    table = work.new_name("lines")
    source = (
        f"read_csv({literal(scanned.path)}, auto_detect = false, header = false, delim = {literal(_NO_SIGN)}, "
        f"quote = '', escape = '', columns = {{'line': 'VARCHAR'}}, {_pieces(limits)})"
    )
    line = "CASE WHEN json_valid(line) AND json_type(line) = 'OBJECT' THEN line END AS line"
    view = f"SELECT row_number() OVER () AS row, {line}, line IS NULL AS blank FROM {source}"  # noqa: S608
    work.engine.execute(f"CREATE OR REPLACE TEMP VIEW {table} AS {view}")
    try:
        keys = rows(
            work.engine,
            f"SELECT DISTINCT unnest(json_keys(line)) AS key FROM {table} LIMIT {limits.columns + 1}",  # noqa: S608
        )
    except EngineError:
        raise UsageError(f"`{path.name}` cannot be read as JSON lines; give one object a line") from None
    _few_enough(path, len(keys), limits)
    names = sorted(str(key) for (key,) in keys)
    if not names:
        raise UsageError(f"`{path.name}` holds no line with a JSON object; give one object a line")
    columns = inner_names(names)
    paths = ", ".join(literal(_pointer(key)) for key in names)
    cells = ", ".join(f"cells[{number}] AS {column.name}" for number, column in enumerate(columns.values(), start=1))
    return Raw(
        name=name or path.stem,
        select=(
            f"SELECT row, {cells} FROM (SELECT row, json_extract_string(line, [{paths}]) AS cells "  # noqa: S608
            f"FROM {table} WHERE line IS NOT NULL)"
        ),
        columns=columns,
        origin=Origin(name=path.name, place="line", digest=scanned.digest, encoding=scanned.encoding),
        bad_rows=f"SELECT row, 1 FROM {table} WHERE line IS NULL AND NOT blank LIMIT {limits.bad_rows}",  # noqa: S608
    )


def _pointer(key: str) -> str:
    return "/" + key.replace("~", "~0").replace("/", "~1")


def _few_enough(path: Path, count: int, limits: Limits) -> None:
    if count > limits.columns:
        raise UsageError(f"`{path.name}` has more than {limits.columns} columns; it is no table of requests")
