"""Moments that cannot be: something done before it came in; judged alike in a file and in a frame."""

from collections.abc import Mapping
from typing import Final

import narwhals as nw

from netpoint_stp.audit.frames.engines import Frame, collected
from netpoint_stp.audit.records.provenance import SHOWN, ProblemKind, RowProblem
from netpoint_stp.audit.records.tables import record_table

DONE: Final[Mapping[str, tuple[str, ...]]] = {
    "requests": ("completed_at", "asked_at", "taken_at", "reacted_at", "refused_at", "closed_at", "severity_set_at"),
    "complaints": ("answered_at", "interim_answer_at"),
}
"""By table, the moments of what is done about a record, which cannot lie before the record itself."""


def done_before_received(
    frames: Mapping[str, Frame], columns: Mapping[str, frozenset[str]]
) -> tuple[tuple[RowProblem, ...], dict[str, Frame]]:
    """Return what was done before it came in, and by table the rows with such moments: `row`, and flags by column."""
    problems: list[RowProblem] = []
    unsettled: dict[str, Frame] = {}
    for table, names in DONE.items():
        there = [name for name in names if table in frames and name in columns[table]]
        if not there:
            continue
        received = nw.col(f"{record_table(table).moment}_us")
        flags = {name: (nw.col(f"{name}_us") < received).fill_null(value=False) for name in there}
        asked = frames[table].select("row", **flags)
        counted = collected(asked.select(**{name: nw.col(name).cast(nw.Int64).sum() for name in there}))
        counts = {name: int(counted[name][0] or 0) for name in there}
        impossible = [name for name in there if counts[name]]
        for name in impossible:
            first = collected(asked.filter(nw.col(name)).select("row").sort("row").head(SHOWN))
            problems.append(
                RowProblem(
                    table=table,
                    column=name,
                    kind=ProblemKind.DONE_BEFORE_RECEIVED,
                    count=counts[name],
                    rows=tuple(int(row) for row in first["row"].to_list()),
                )
            )
        if impossible:
            some = nw.any_horizontal(*impossible, ignore_nulls=True)
            unsettled[table] = asked.filter(some).select("row", *impossible)
    return tuple(problems), unsettled
