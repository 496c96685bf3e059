"""The embedded engine: DuckDB, in memory, spilling to disk; the one room of duckdb."""

from collections.abc import Iterable, Mapping
from itertools import count
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any, Final, TypeAlias
from weakref import finalize

import duckdb

from netpoint_stp.errors import UsageError

Engine: TypeAlias = duckdb.DuckDBPyConnection
EngineError: Final = (
    duckdb.InvalidInputException,
    duckdb.IOException,
    duckdb.ConversionException,
    duckdb.OutOfRangeException,
    duckdb.SerializationException,
)
"""What the engine raises where data is broken; its text may repeat cells, so it is never shown."""
_UTC: Final = "SET TimeZone = 'UTC'"
QueryError: Final = duckdb.Error
"""What the engine raises where a query from elsewhere cannot be answered."""
EngineFull: Final = duckdb.OutOfMemoryException
"""What the engine raises where neither the memory that it may use nor the disk is enough."""


def connection(*, memory: str | None = None, threads: int | None = None, spill: str | None = None) -> Engine:
    """Return a new engine, whose clock is UTC and which loads nothing from the network.

    `memory` bounds what it keeps before it spills, such as `4GB`; `threads` how many processors it uses; `spill` is
    the folder that it spills to.
    """
    engine = duckdb.connect(
        ":memory:", config={"autoinstall_known_extensions": False, "autoload_known_extensions": False}
    )
    engine.execute(_UTC)
    if memory is not None:
        try:
            engine.execute("SET memory_limit = ?", [memory])
        except duckdb.Error:
            raise UsageError(f"`{memory}` is no size of memory; write it as `4GB` or `500MB`") from None
    if threads is not None:
        engine.execute("SET threads = ?", [threads])
    if spill is not None:
        engine.execute("SET temp_directory = ?", [spill])
    return engine


def sealed(engine: Engine) -> None:
    """Take away the engine's sight of files and networks, once all is read; it still spills."""
    engine.execute("SET enable_external_access = false")


HELD: Final = "netpoint_stp_held"
"""The name of the engine's database in a file of ours."""


class Workspace:
    """A folder of temporary files and an engine that spills there; both go when nobody holds it any more."""

    def __init__(self, *, memory: str | None = None, threads: int | None = None) -> None:
        self.path = mkdtemp(prefix="netpoint-stp-")
        finalize(self, rmtree, self.path, ignore_errors=True)
        self.engine = connection(memory=memory, threads=threads, spill=f"{self.path}/spill")
        self._numbers = count(1)
        self._held = False

    def another(self) -> Engine:
        """Return another connection to the engine, for work in a thread of its own."""
        engine = self.engine.cursor()
        engine.execute(_UTC)
        if self._held:
            engine.execute(f"USE {HELD}")
        return engine

    def new_name(self, kind: str) -> str:
        """Return a name that no other table or file has."""
        return f"{kind}_{next(self._numbers)}"

    def new_path(self, ending: str) -> str:
        """Return the path of a new file."""
        return f"{self.path}/{self.new_name('file')}.{ending}"

    def keep_on_disk(self) -> None:
        """Let tables made from now on lie in a file: for records that are large beside the memory.

        There they are packed, which what is spilled is not.
        """
        self.engine.execute(f"ATTACH {literal(self.new_path('duckdb'))} AS {HELD}")
        self.engine.execute(f"USE {HELD}")
        self._held = True


def is_one_question(engine: Engine, sql: str) -> bool:
    """Return whether a text of SQL is a single `SELECT`; raise `QueryError` where it is no SQL."""
    statements = engine.extract_statements(sql)
    return len(statements) == 1 and statements[0].type == duckdb.StatementType.SELECT


def relation(engine: Engine, table: Any) -> duckdb.DuckDBPyRelation:
    """Return a pyarrow table as a relation of the engine, without a copy."""
    return engine.from_arrow(table)


def quoted(name: str) -> str:
    """Return a name as SQL has it."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Return a text as SQL has it."""
    if "\0" in text:  # no text of SQL can hold one
        parts = " || chr(0) || ".join(literal(part) for part in text.split("\0"))
        return f"({parts})"
    return "'" + text.replace("'", "''") + "'"


def literals(texts: Iterable[str]) -> str:
    """Return texts as an SQL list of values, without its brackets."""
    return ", ".join(map(literal, texts))


def rows(engine: Engine, sql: str) -> list[tuple[Any, ...]]:
    """Return all rows of a question whose answer is small."""
    return engine.execute(sql).fetchall()


def kinds(engine: Engine, select: str) -> Mapping[str, str]:
    """Return the type of each column of a question, by its name."""
    return {str(name): str(kind) for name, kind, *_ in engine.execute(f"DESCRIBE {select}").fetchall()}
