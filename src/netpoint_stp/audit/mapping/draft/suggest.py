"""A first draft of a mapping, from the names of columns and some values; comments say what was guessed from what.

A draft is to be of use as it stands. What it has to assume, by which clock moments were written, it states and says
so; what stands in for what the source lacks is a proxy, which every finding that rests on it names.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from attrs import frozen

from netpoint_stp.audit.mapping.draft.drafting import Names, cells, comments, found_of, one_line, text_of
from netpoint_stp.audit.mapping.draft.event_log import log_lines, log_of
from netpoint_stp.audit.mapping.draft.likeness import ColumnGuess, matched, speaks_of_requests
from netpoint_stp.audit.mapping.draft.sample import SampledTable
from netpoint_stp.audit.records.tables import record_table

_LOG: Final = 40
"""How much better than a table of requests an event log fits: it tells far more."""
_REQUIRED: Final = 10
_NAMED: Final = 5
"""How much it tells that a table is called after requests."""


@frozen
class _Draft:
    fits: int
    rows: int
    lines: list[str]
    local: bool
    table: SampledTable


def suggestion(source: str, tables: Sequence[SampledTable], names: Names) -> str:
    """Return a mapping in TOML for the table that looks most like requests, or like an event log.

    Another table that looks like complaints is mapped beside it. What could not be guessed stands there as a comment,
    to be filled in by somebody who knows the source.
    """
    drafts = [_draft(table, names) for table in tables]
    best = max(drafts, key=lambda draft: (draft.fits, draft.rows), default=None)
    lines = [
        "# A first draft, guessed from the names of columns and some of their values: look at every line, and put",
        "# right what is wrong. Lines that begin with # are not read.",
        f"name = {text_of(source)}",
    ]
    if best is None or best.fits == 0:
        told = "; ".join(f"{table.name}: {', '.join(column.name for column in table.columns)}" for table in tables)
        return "\n".join([*lines, "", *comments(f"Nothing looks like requests. There is: {told}"), "# [requests]", ""])
    used = [best, *_complaints(tables, best.table, names)]
    if any(draft.local for draft in used):
        lines += [
            *comments("Some moments have no offset. Assumed: they were written by this clock. Put it right if not."),
            f"zone = {text_of(names.zone)}",
        ]
    empty = sorted({text for draft in used for column in draft.table.columns for text in column.empty})
    if empty:
        lines.append(f"empty = [{', '.join(map(text_of, empty))}]")
    if best.table.skip:
        lines += ["", "[file]", f"skip = {best.table.skip}   # lines before the names of the columns"]
    for draft in used:
        lines += ["", *draft.lines]
    return "\n".join([*lines, ""])


def _draft(table: SampledTable, names: Names) -> _Draft:
    where = _from(table)
    told = _NAMED if speaks_of_requests(table.name) else 0
    if (log := log_of(table)) is not None:
        lines, local = log_lines(table, log, names, where)
        return _Draft(_LOG + len(log) + told, log["case"].column.different, lines, local, table)
    found = found_of(table, "requests")
    required = record_table("requests").required
    there = sum(name in found for name in required)
    if there == 0 and not any(each.word for each in found.values()):
        return _Draft(0, 0, [], False, table)  # noqa: FBT003 - a class of this room
    drafted = cells("requests", found, names)
    lines = [f"[requests]{where}", *drafted.lines]
    lines += [f'# {name} = "…"   # required, and no column looks like it' for name in required if name not in found]
    lines += [*one_line(drafted.filled, names), *drafted.tables, *_left(table, found)]
    return _Draft(there * _REQUIRED + len(found) + told, table.rows, lines, drafted.local, table)


def _complaints(tables: Sequence[SampledTable], taken: SampledTable, names: Names) -> list[_Draft]:
    for table in tables:
        found = matched(table, "complaints")
        if table is taken or not {*record_table("complaints").required} <= found.keys():
            continue
        drafted = cells("complaints", found, names)
        lines = [f"[complaints]{_from(table)}", *drafted.lines, *_left(table, found)]
        return [_Draft(0, table.rows, lines, drafted.local, table)]
    return []


def _left(table: SampledTable, found: Mapping[str, ColumnGuess]) -> list[str]:
    left = [column.name for column in table.columns if column not in [each.column for each in found.values()]]
    return ["", *comments(f"Not used: {', '.join(left)}")] if left else []


def _from(table: SampledTable) -> str:
    return f"\nfrom = {text_of(table.name)}" if table.name else ""
