"""Files and folders of files as sources: what each is, by its first bytes before its name."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from attrs import evolve

from netpoint_stp.audit.frames.embedded import EngineError, Workspace, literal
from netpoint_stp.audit.mapping.model import FileForm
from netpoint_stp.audit.mapping.raw import Raw, typed_columns, typed_select
from netpoint_stp.audit.records.provenance import Origin
from netpoint_stp.audit.sources.delimited import read_delimited, read_json_lines
from netpoint_stp.audit.sources.limits import Limits
from netpoint_stp.audit.sources.opened import Tables
from netpoint_stp.audit.sources.scan import digest_of
from netpoint_stp.errors import UsageError

TABLE_ENDINGS: Final = (".csv", ".tsv", ".txt", ".jsonl", ".ndjson", ".parquet")
"""The endings of files that hold one table, also with `.gz` behind them where they are texts."""
_CSV: Final = "csv"
_OLD_EXCEL: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_BLANKS: Final = b"\xef\xbb\xbf \t\r\n"


def kind_of_file(path: Path) -> str:
    """Return what a file is: `parquet`, `sqlite`, `duckdb`, `zip`, `xml`, `json`, `jsonl` or `csv`.

    Other texts than XML are told apart by their names; a packed text by the name before `.gz`. Raises `UsageError` for
    workbooks of another kind than `.xlsx`.
    """
    with path.open("rb") as file:
        head = file.read(16)
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"SQLite format 3\0"):
        return "sqlite"
    if head[8:12] == b"DUCK":
        return "duckdb"
    if head.startswith(b"PK\x03\x04"):
        return "zip"
    if head.startswith(_OLD_EXCEL):
        raise UsageError(f"`{path.name}` is an old or locked Excel workbook; save it as .xlsx, without a password")
    endings = [ending.lower() for ending in path.suffixes if ending.lower() != ".gz"]
    last = endings[-1] if endings else ""
    if last in {".xes", ".xml", ".xmlocel"} or head.lstrip(_BLANKS).startswith((b"<?xml", b"<log")):
        return "xml"
    if last in {".jsonl", ".ndjson"}:
        return "jsonl"
    if last in {".json", ".jsonocel"}:
        return "json"
    return _CSV


def folder(path: Path, work: Workspace, limits: Limits, form: FileForm) -> Tables:
    """Return the tables in the files of a folder, by the names of the files with and without their endings."""
    readers: dict[str, Callable[[], Raw]] = {}
    for file in sorted(path.iterdir()):
        stem = file.name.removesuffix(".gz")
        if not file.is_file() or not stem.lower().endswith(TABLE_ENDINGS):
            continue
        short = stem.rpartition(".")[0]
        read = partial(table_of_file, file, work, limits, form, name=short)
        if short in readers:
            raise UsageError(f"folder `{path.name}` has `{short}` in several files; leave one of them there")
        readers[short] = read
    if not readers:
        raise UsageError(f"folder `{path.name}` has no tables; they end in {', '.join(TABLE_ENDINGS)}")
    return Tables(name=path.name, readers=readers)


def table_of_file(path: Path, work: Workspace, limits: Limits, form: FileForm, *, name: str) -> Raw:
    """Return the one table of a file."""
    match kind_of_file(path):
        case "parquet":
            return read_parquet(path, work, limits, name=name)
        case "jsonl":
            return read_json_lines(path, work, limits, form, name=name)
        case _:
            tsv = path.name.removesuffix(".gz").lower().endswith(".tsv")
            stated = evolve(form, delimiter="\t") if tsv and form.delimiter is None else form
            return read_delimited(path, work, limits, stated, name=name)


def read_parquet(path: Path, work: Workspace, limits: Limits, *, name: str) -> Raw:
    """Return a Parquet file as a raw table; its moments keep what the file says of their zone."""
    relation = f"read_parquet({literal(str(path))}, file_row_number = true)"
    try:
        typed = typed_columns(work.engine, relation, without=frozenset({"file_row_number"}))
    except EngineError:
        raise UsageError(f"`{path.name}` is no Parquet file that can be read; write it anew") from None
    if len(typed) > limits.columns:
        raise UsageError(f"`{path.name}` has more than {limits.columns} columns; it is no table of requests")
    select, columns = typed_select(relation, typed, "file_row_number + 1")
    origin = Origin(name=path.name, digest=digest_of(path))
    return Raw(name=name, select=select, columns=columns, origin=origin, anywhere=True)
