"""DuckDB files as sources: looked at by the engine itself, read-only, their tables but no views."""

from functools import partial
from pathlib import Path

from netpoint_stp.audit.frames.embedded import (
    EngineError,
    EngineFull,
    QueryError,
    Workspace,
    is_one_question,
    literal,
    quoted,
    rows,
    sealed,
)
from netpoint_stp.audit.mapping.raw import Raw, typed_columns, typed_select
from netpoint_stp.audit.records.provenance import Origin
from netpoint_stp.audit.sources.limits import Limits
from netpoint_stp.audit.sources.opened import Tables
from netpoint_stp.audit.sources.scan import digest_of
from netpoint_stp.errors import UsageError


def duckdb_file(path: Path, work: Workspace, limits: Limits) -> Tables:
    """Open a DuckDB file beside the engine's own tables."""
    if not path.is_file():
        raise UsageError(f"there is no DuckDB file `{path.name}`; name one that exists")
    digest = digest_of(path)
    schema = work.new_name("given")
    try:
        work.engine.execute(f"ATTACH {literal(str(path))} AS {schema} (READ_ONLY)")
    except EngineError:
        raise UsageError(f"`{path.name}` is no DuckDB file that this version of DuckDB can read") from None
    # no views: those of a file from elsewhere could look at the machine's own files
    asked = f"SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = {literal(schema)}"  # noqa: S608
    found = rows(work.engine, asked)

    def read(inner: str, table: str) -> Raw:
        relation = f"{schema}.{quoted(inner)}.{quoted(table)}"
        return _duckdb(work, relation, table, limits, Origin(name=table, digest=digest))

    names = {table if inner == "main" else f"{inner}.{table}": (inner, table) for inner, table in found}
    return Tables(
        name=path.name,
        readers={name: partial(read, *place) for name, place in names.items()},
        query=lambda asked: _duckdb_query(work, schema, asked, limits, Origin(name="query", digest=digest)),
    )


def _duckdb(work: Workspace, relation: str, name: str, limits: Limits, origin: Origin) -> Raw:
    typed = typed_columns(work.engine, relation)
    if len(typed) > limits.columns:
        raise UsageError(f"`{name}` has more than {limits.columns} columns; it is no table of requests")
    chosen, columns = typed_select(relation, typed, "row_number() OVER ()")
    return Raw(name=name, select=chosen, columns=columns, origin=origin)


def _duckdb_query(work: Workspace, schema: str, asked: str, limits: Limits, origin: Origin) -> Raw:
    """Answer a mapping's own query: it sees the tables of its file, and no other file, network or setting."""
    name = work.new_name("asked")
    sealed(work.engine)
    own = rows(work.engine, "SELECT current_database()")[0][0]
    try:
        work.engine.execute(f"USE {schema}")
        select_only = asked.strip().rstrip(";")
        if not is_one_question(work.engine, select_only):
            raise UsageError("the query of the mapping is no single `SELECT`; give it one question that only reads")
        work.engine.execute(f"CREATE TEMP TABLE {name} AS SELECT * FROM ({select_only}\n)")  # noqa: S608 - the user's own
    except EngineFull:
        raise
    except QueryError:
        raise UsageError(
            "the query of the mapping cannot be answered; it may read the tables of its own file and nothing else: "
            "try it in DuckDB itself"
        ) from None
    finally:
        work.engine.execute(f"USE {quoted(str(own))}")
    return _duckdb(work, f"temp.{name}", "query", limits, origin)
