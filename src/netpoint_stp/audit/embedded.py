"""The embedded engine: DuckDB, in memory, spilling to disk; the one room of duckdb."""

from typing import Any

import duckdb


def connection(*, memory: str | None = None, threads: int | None = None) -> duckdb.DuckDBPyConnection:
    """Return a new engine, whose clock is UTC and which loads nothing from the network.

    `memory` bounds what it keeps before it spills, such as `4GB`; `threads` how many processors it uses.
    """
    engine = duckdb.connect(
        ":memory:", config={"autoinstall_known_extensions": False, "autoload_known_extensions": False}
    )
    engine.execute("SET TimeZone = 'UTC'")
    if memory is not None:
        engine.execute("SET memory_limit = ?", [memory])
    if threads is not None:
        engine.execute("SET threads = ?", [threads])
    return engine


def relation(engine: duckdb.DuckDBPyConnection, table: Any) -> duckdb.DuckDBPyRelation:
    """Return a pyarrow table as a relation of the engine, without a copy."""
    return engine.from_arrow(table)
