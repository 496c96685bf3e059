"""A generated log in files: one for each table, and the truth beside them, to be read by `audit` without a mapping.

Moments are written in ISO 8601 with `Z`, flags as `true` and `false`, and an empty cell says "not known".
"""

import csv
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

from netpoint_stp.audit.frames.embedded import connection
from netpoint_stp.audit.records.columns import ColumnKind
from netpoint_stp.audit.records.tables import record_table
from netpoint_stp.errors import UsageError
from netpoint_stp.testing.generator.clock import DAY, moment
from netpoint_stp.testing.generator.making import Making
from netpoint_stp.testing.generator.plan import Plan
from netpoint_stp.testing.generator.rows import ROWS, TABLE_OF, TRUTH, Row

FileFormat: TypeAlias = Literal["csv", "parquet"]

_AT_ONCE: Final = 20_000
"""How many rows of a table are written together."""
_CLOCK: Final = tuple(
    f"T{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}Z" for second in range(DAY)
)  # every second of a day: a year's log has tens of millions of moments
_SQL: Final = {
    ColumnKind.TEXT: "VARCHAR",
    ColumnKind.CODE: "VARCHAR",
    ColumnKind.FLAG: "BOOLEAN",
    ColumnKind.MOMENT: "TIMESTAMPTZ",
    ColumnKind.NUMBER: "BIGINT",
}


def write(
    plan: Plan,
    folder: Path,
    *,
    file_format: FileFormat = "csv",
    progress: Callable[[int], object] | None = None,
) -> dict[str, int]:
    """Write the log of a plan into a folder and return how many rows each table has; memory stays bounded.

    The folder is made where there is none. The truth is `truth.csv`, and the settings `truth.json`. `progress` is
    called with the number of requests written since it was last called. Raises `UsageError` where the folder holds
    something already, so that no log is mixed with another.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise UsageError(f"folder `{folder}` is not empty; name a new one, so that no log is mixed with another")
    counts = _tables(Making(plan).rows(), folder, progress)
    (folder / "truth.json").write_text(json.dumps(_settings(plan, counts), indent=2, ensure_ascii=False) + "\n")
    if file_format == "parquet":
        for table in counts:
            if table != TRUTH:
                _as_parquet(table, folder / f"{table}.csv")
    return counts


def _tables(rows: Iterator[Row], folder: Path, progress: Callable[[int], object] | None) -> dict[str, int]:
    counts = dict.fromkeys(ROWS, 0)
    waiting: dict[str, list[Row]] = {table: [] for table in ROWS}
    with ExitStack() as files:
        writers = {}
        for table, kind in ROWS.items():
            file = files.enter_context((folder / f"{table}.csv").open("w", encoding="utf-8", newline=""))
            writers[table] = csv.writer(file, lineterminator="\n")
            writers[table].writerow(kind._fields)

        def out(table: str) -> None:
            made, waiting[table] = waiting[table], []
            counts[table] += len(made)
            writers[table].writerows(_cells(table, made))
            if table == "requests" and progress is not None:
                progress(len(made))

        for row in rows:
            table = TABLE_OF[type(row)]
            waiting[table].append(row)
            if len(waiting[table]) >= _AT_ONCE:
                out(table)
        for table in ROWS:
            out(table)
    return counts


def _cells(table: str, rows: list[Row]) -> Iterator[tuple[Any, ...]]:
    """Yield rows as they are written: column by column, which is far quicker than cell by cell."""
    if not rows:
        return iter(())
    columns: list[Any] = list(zip(*rows, strict=True))
    for at, name in enumerate(ROWS[table]._fields):
        kind = ColumnKind.TEXT if table == TRUTH else record_table(table).column(name).kind
        if kind is ColumnKind.MOMENT:
            columns[at] = _moments(columns[at])
        elif kind is ColumnKind.FLAG:
            columns[at] = [_FLAGS[cell] for cell in columns[at]]
    return zip(*columns, strict=True)


_FLAGS: Final = {True: "true", False: "false", None: ""}


def _moments(column: tuple[int | None, ...]) -> list[str]:
    days: dict[int, str] = {}
    made = []
    for at in column:
        if at is None:
            made.append("")
            continue
        number, of_day = divmod(at, DAY)
        day = days.get(number)
        if day is None:
            day = days[number] = moment(at).date().isoformat()
        made.append(day + _CLOCK[of_day])
    return made


def _settings(plan: Plan, counts: dict[str, int]) -> dict[str, object]:
    edition = plan.regulation.edition
    return {
        "requests": plan.requests,
        "seed": plan.seed,
        "breaches": dict(plan.breaches),
        "first_day": plan.first_day.isoformat(),
        "days": plan.days,
        "edition": edition.name,
        "regulation_digest": plan.regulation.digest,
        "calendar": plan.regulation.complaints.calendar.name,
        "version": version("netpoint-stp"),
        "rows": counts,
    }


def _as_parquet(table: str, written: Path) -> None:
    columns = {name: _SQL[record_table(table).column(name).kind] for name in ROWS[table]._fields}
    engine = connection()
    engine.execute(
        "COPY (SELECT * FROM read_csv($source, header = true, nullstr = '', columns = $columns)) "
        "TO $target (FORMAT parquet, COMPRESSION zstd)".replace("$columns", _struct(columns))
        .replace("$source", _quoted(str(written)))
        .replace("$target", _quoted(str(written.with_suffix(".parquet"))))
    )
    engine.close()
    written.unlink()


def _struct(columns: dict[str, str]) -> str:
    return "{" + ", ".join(f"{_quoted(name)}: {_quoted(kind)}" for name, kind in columns.items()) + "}"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
