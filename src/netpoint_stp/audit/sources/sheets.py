"""Excel workbooks as sources: each sheet a table, its first row the header; formulas are what was last worked out."""

import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from netpoint_stp.audit.frames.embedded import Workspace
from netpoint_stp.audit.mapping.raw import Raw
from netpoint_stp.audit.records.provenance import Origin
from netpoint_stp.audit.sources.delimited import LOOKED_AT, before_header
from netpoint_stp.audit.sources.limits import MIB, Limits
from netpoint_stp.audit.sources.opened import Tables
from netpoint_stp.audit.sources.scan import digest_of
from netpoint_stp.audit.sources.spool import spooled
from netpoint_stp.errors import UsageError

if TYPE_CHECKING:
    from openpyxl import Workbook

_FREE: Final = 64 * MIB
_NOT_EXCEL: Final = "is no Excel workbook (.xlsx) that can be read; save it anew, or as CSV"


def workbook(path: Path, work: Workspace, limits: Limits, skip: int = 0) -> Tables:
    """Return the sheets of a workbook, `skip` rows of each before its header.

    Raises `UsageError` where it is none, or unpacks to more than the limits.
    """
    _check_packing(path, limits)
    with _opened(path) as book:
        names = [sheet.title for sheet in book.worksheets]
    digest = digest_of(path)
    return Tables(
        name=path.name,
        readers={
            name: partial(_sheet, path, name, work, limits, Origin(name=f"{path.name}: {name}", digest=digest), skip)
            for name in names
        },
    )


def _check_packing(path: Path, limits: Limits) -> None:
    """Refuse a file that swells: by what its directory says, before anything is unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            sizes = [each.file_size for each in archive.infolist()]
    except (zipfile.BadZipFile, OSError, ValueError):
        raise UsageError(f"`{path.name}` {_NOT_EXCEL}") from None
    most = min(limits.unpacked_bytes, max(_FREE, path.stat().st_size * limits.unpacked_ratio))
    if sum(sizes) > most:
        raise UsageError(f"`{path.name}` unpacks to more than {most} bytes; save the sheet as CSV and look at it")


@contextmanager
def _opened(path: Path) -> "Iterator[Workbook]":
    """Open a workbook; its file is closed whatever comes, which the reader itself does not do where one is broken."""
    try:
        from openpyxl import load_workbook
    except ImportError:
        raise UsageError("Excel workbooks need openpyxl; run `pip install 'netpoint-stp[excel]'`") from None
    with path.open("rb") as file:
        try:
            book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        except _BROKEN:
            raise UsageError(f"`{path.name}` {_NOT_EXCEL}") from None
        try:
            yield book
        finally:
            book.close()


_BROKEN: Final = (KeyError, ValueError, TypeError, OSError, SyntaxError, IndexError, AttributeError, zipfile.BadZipFile)
"""What a workbook that is broken makes the reader raise: it has no error of its own for that."""


def _sheet(path: Path, name: str, work: Workspace, limits: Limits, origin: Origin, skip: int) -> Raw:
    with _opened(path) as book:
        rows = _rows(book[name].iter_rows(values_only=True), origin)
        header = next(islice(rows, skip, None), ())
        names = [str(cell).strip() if cell is not None else "" for cell in header]
        while names and not names[-1]:
            names.pop()
        if not names:
            raise UsageError(f"`{origin.name}` has no header; give it a first row with the names of its columns")
        return spooled(name, names, (row[: len(names)] for row in rows), work, limits, origin)


def rows_before_header(path: Path, limits: Limits) -> int:
    """Return how many rows stand before the names of columns in the first sheet of a workbook."""
    _check_packing(path, limits)
    with _opened(path) as book:
        sheet = book.worksheets[0]
        rows = _rows(sheet.iter_rows(values_only=True), Origin(name=f"{path.name}: {sheet.title}"))
        return before_header([*islice(rows, LOOKED_AT)])


def _rows(rows: Iterator[Sequence[Any]], origin: Origin) -> Iterator[Sequence[Any]]:
    """Yield the rows; an empty one stays, so that rows are counted as the sheet counts them."""
    try:
        yield from rows
    except _BROKEN:
        raise UsageError(f"`{origin.name}` is broken in the middle; save the workbook anew, or as CSV") from None
