"""Generated logs made hostile: cells that are not known, ties, other codes, moments moved, rows in any order."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from tests.audit.reference.open_facts import Row, Tables

from netpoint_stp.audit.records.columns import ColumnKind
from netpoint_stp.audit.records.tables import record_table
from netpoint_stp.testing.generator import BREAKABLE, TRUTH, columns, generate
from netpoint_stp.testing.generator.rows import ROWS

_KEPT = {
    *("requests.channel", "interactions.channel", "interactions.request_id", "interactions.complaint_id"),
    *("interactions.direction", "events.refers_to", "events.event_id", "requests.action"),
    *("notices.about", "notices.about_id", "alerts.role", "complaints.request_id", "complaints.interaction_id"),
    *("requests.arrival_number", "requests.contract_id", "requests.service", "incidents.trouble_with"),
}
"""What is left as it is: what ties rows together, and what no reading says anything about where it is not known."""
_OFTENER = {**dict.fromkeys(("2.4", "2.5", "3.10", "3.12", "4.1.2", "4.1.3", "4.5", "4.5-failures"), 2), "3.6": 4}
"""What is asked of few rows is broken in more of them, so that a small log has every kind of breach."""
_ACTS = ("completed_at", "asked_at", "taken_at", "reacted_at", "refused_at", "closed_at")


def log(seed: int, requests: int, *, breaches: float = 0.15, days: int = 24) -> Tables:
    """Return a generated log as lists of rows, the truth among them."""
    shares = {check: min(1.0, breaches * _OFTENER.get(check, 1)) for check in BREAKABLE}
    every = generate(requests, seed=seed, breaches=shares, days=days)
    return as_rows(columns(every))


def as_rows(tables: dict[str, dict[str, list[Any]]]) -> Tables:
    """Return tables of columns as lists of rows."""
    return {
        name: [dict(zip(table, cells, strict=True)) for cells in zip(*table.values(), strict=True)]
        for name, table in tables.items()
    }


def as_columns(tables: Tables) -> dict[str, dict[str, list[Any]]]:
    """Return lists of rows as tables of columns, without the truth."""
    return {
        name: {column: [row[column] for row in rows] for column in ROWS[name]._fields if not rows or column in rows[0]}
        for name, rows in tables.items()
        if name != TRUTH
    }


def made_hostile(tables: Tables, seed: int, *, share: float) -> Tables:
    """Return the log with so many cells of each row changed, and its rows in another order."""
    random = Random(seed)
    changed = {
        name: [_changed(name, row, rows, random, share) for row in rows]
        for name, rows in tables.items()
        if name != TRUTH
    }
    for rows in changed.values():
        random.shuffle(rows)
    return changed


def _changed(table: str, row: Row, rows: list[Row], random: Random, share: float) -> Row:
    found = dict(row)
    known = record_table(table)
    for name in row:
        column = known.column(name)
        if column.required or f"{table}.{name}" in _KEPT or random.random() >= share:
            continue
        if column.kind is ColumnKind.MOMENT:
            found[name] = _moment(row, name, known.moment, rows, random)
        else:
            found[name] = random.choice([None, random.choice(rows)[name], random.choice([None, *_values(column)])])
    received = found.get("received_at")
    if received is not None:
        for name in _ACTS:
            if found.get(name) is not None and found[name] < received:
                found[name] = received
    return found


def _values(column: Any) -> list[Any]:
    if column.kind is ColumnKind.FLAG:
        return [True, False]
    return [code for code in column.codes if code != "unknown"] if column.kind is ColumnKind.CODE else []


def _moment(row: Row, name: str, first: str, rows: list[Row], random: Random) -> datetime | None:
    """Return another moment: none, that of another row, so that ties happen, or one an hour or a tick away."""
    at: datetime | None = row[name]
    other: datetime | None = random.choice(rows)[name]
    if at is None:
        start: datetime = row[first]
        return start + timedelta(minutes=random.randrange(5000))
    by = random.choice([timedelta(hours=1), timedelta(hours=-1), timedelta(days=3), timedelta(microseconds=1)])
    found: datetime | None = random.choice([None, other, at + by])
    return found
