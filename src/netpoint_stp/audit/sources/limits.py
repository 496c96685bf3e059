"""How much an export may ask of the machine before it is refused: an export may be broken, or meant to do harm."""

from typing import Final

from attrs import frozen

from netpoint_stp.audit.frames.engines import LARGE

MIB: Final = 1024 * 1024


@frozen(kw_only=True)
class Limits:
    """Bounds on what is read; beyond them the source is refused with a clear error."""

    columns: int = 2_000
    """Columns of a table."""
    line_bytes: int = 8 * MIB
    """Bytes of one line of a text file, the header among them."""
    bad_rows: int = 100_000
    """Rows that have not the shape of their table."""
    unpacked_bytes: int = 8 * 1024 * MIB
    """Bytes that a packed file (gz, xlsx) may unpack to, or that a file may take in another encoding."""
    unpacked_ratio: int = 200
    """How many times its size a packed file may unpack to, beyond the first 64 MiB."""
    cell_characters: int = 1_000_000
    """Characters of one cell of a sheet, an event log or a database."""
    depth: int = 64
    """How deep elements of an XML file may be nested."""
    document_bytes: int = 256 * MIB
    """Bytes of a file that can only be read whole (JSON)."""
    on_disk_from: int = 512 * MIB
    """Bytes of input from which on records are kept in a file, not in memory."""
    large: int = LARGE
    """From how many records, of all tables together, `auto` takes DuckDB, which can go on on the disk."""
