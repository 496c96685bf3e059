"""`suggest_mapping`: a source looked at, and a first mapping written for it."""

from pathlib import Path
from typing import Final

from attrs import evolve

from netpoint_stp.audit.frames.embedded import EngineError, Workspace, literals, rows
from netpoint_stp.audit.mapping.draft.drafting import Names
from netpoint_stp.audit.mapping.draft.sample import SampledColumn, SampledTable
from netpoint_stp.audit.mapping.draft.suggest import suggestion
from netpoint_stp.audit.mapping.model import FileForm
from netpoint_stp.audit.mapping.raw import CellKind, Raw, RawColumn
from netpoint_stp.audit.sources.limits import Limits
from netpoint_stp.audit.sources.opening import lines_before_header, opened_source
from netpoint_stp.errors import UsageError
from netpoint_stp.regulation import Regulation

_ROWS: Final = 20_000
_VALUES: Final = 300
_TABLES: Final = 50
_NOTHING: Final = ("?", "-", "--", "n/a", "#n/a", "na", "null", "(null)", "nan", "\\n", "0000-00-00 00:00:00")
"""What exports write into cells that are empty, in small letters."""


def suggest_mapping(
    source: str | Path, *, regulation: Regulation | None = None, zone: str | None = None, limits: Limits | None = None
) -> str:
    """Return a first mapping of a source as TOML, guessed from names and values; comments say from what.

    It repeats values of columns that look like levels, channels or activities, and no other cell. Moments without
    offset are assumed to be by the clock of `zone`, else of the regulation, by default the example's; queues and
    support levels are those that it names. Raises `UsageError` as `read_log` does.
    """
    work, bounds = Workspace(), limits or Limits()
    skip = lines_before_header(source, work, bounds)
    opened = opened_source(source, work, bounds, evolve(FileForm(), skip=skip))
    names = opened.names[:_TABLES]
    tables = [_sampled(opened.raw(name), work, name if len(names) > 1 else "", skip) for name in names]
    by = regulation or Regulation.example()
    return suggestion(
        opened.name,
        tables,
        Names(
            zone=zone or by.hours.zone.key,
            queues=tuple(queue.name for queue in by.queue.queues),
            support_levels=tuple(level.name for level in by.reaction.levels),
        ),
    )


def _sampled(raw: Raw, work: Workspace, name: str, skip: int) -> SampledTable:
    table = work.new_name("sample")
    try:
        work.engine.execute(f"CREATE TABLE {table} AS SELECT * FROM ({raw.select}) LIMIT {_ROWS}")  # noqa: S608
    except EngineError:
        raise UsageError(f"`{raw.origin.name}` cannot be read; state `delimiter` and `encoding` in a mapping") from None
    ((count,),) = rows(work.engine, f"SELECT count(*) FROM {table}")  # noqa: S608
    columns = tuple(_column(table, given, column, work) for given, column in raw.columns.items())
    work.engine.execute(f"DROP TABLE {table}")
    return SampledTable(name, int(count), columns, skip)


def _column(table: str, given: str, column: RawColumn, work: Workspace) -> SampledColumn:
    cell = f"trim(CAST({column.name} AS VARCHAR))"
    nothing = f"lower({cell}) IN ({literals(_NOTHING)})"
    all_cells = f"SELECT {cell} AS value, {nothing} AS nothing FROM {table} WHERE coalesce({cell}, '') != ''"  # noqa: S608
    ((filled, different),) = rows(
        work.engine,
        f"SELECT count(*), count(DISTINCT value) FROM ({all_cells}) WHERE NOT nothing",  # noqa: S608
    )
    empty = rows(work.engine, f"SELECT DISTINCT value FROM ({all_cells}) WHERE nothing ORDER BY value")  # noqa: S608
    # of many, some from everywhere: the first in order would all be of one month
    some = f"SELECT DISTINCT value FROM ({all_cells}) WHERE NOT nothing ORDER BY md5(value) LIMIT {_VALUES}"  # noqa: S608
    return SampledColumn(
        given,
        tuple(sorted(str(value) for (value,) in rows(work.engine, some))),
        complete=different <= _VALUES,
        typed="" if column.kind is CellKind.TEXT else column.kind.value,
        different=int(different),
        filled=int(filled),
        empty=tuple(str(value) for (value,) in empty),
    )
