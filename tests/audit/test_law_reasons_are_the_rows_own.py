"""The law that reasons are the row's own: what is named as missing would change that row's answer if it were known.

For undetermined rows of generated logs the facts that are named are filled in, in every way: there must be two values
of each that give different answers. All completions are copies of one log, side by side in one audit.
"""

from collections import defaultdict
from datetime import UTC, datetime
from functools import cache
from itertools import product
from typing import Any

import pytest
from tests.audit.engines import ENGINES
from tests.audit.reference.comparing import EXAMPLE
from tests.audit.reference.hostile import as_columns, log, made_hostile
from tests.audit.reference.open_facts import Row, Tables

from netpoint_stp.audit.records import record_table
from netpoint_stp.audit.result import audit

FLAG = (True, False)
MOST = 60
"""In how many ways a row may be completed to be tried."""
CELLS: dict[str, tuple[str, tuple[Any, ...]]] = {
    **{name: (name, FLAG) for name in ("taken_by_person", "automatic", "own_account", "answered")},
    **{name: (name, FLAG) for name in ("established", "emergency", "helps", "marked")},
    "by_monitoring": ("noticed_by_monitoring", FLAG),
    "request_text": ("names_request_text", FLAG),
    "request_date": ("names_request_date", FLAG),
    "taker": ("names_taker", FLAG),
    "destination": ("destination", ("requests", "complaints", "other_of_company", "not_of_company")),
    "details": ("details", ("sufficient", "lacking")),
    "task": ("task", ("stated", "missing")),
    "owner": ("owner", ("company", "client", "third_party")),
    "extent": ("extent", ("backbone", "local")),
    "complainant": ("complainant", ("holder", "outsider")),
    "about": ("about", ("carrying_out", "refusal", "something_else")),
    "route": ("route", ("complaints_address", "other_mailbox", "unofficial_channel")),
}
"""Facts that stand in a cell of the row that is judged, and what they can be."""
Completions = dict[tuple[str, str, tuple[str, ...]], dict[tuple[Any, ...], str]]


def named(name: str, cell: Any, copy: int) -> Any:
    """Return a cell of a copy of a log: what names a record names that of the same copy."""
    names = name.endswith("_id") or name == "refers_to"
    return f"{copy}~{cell}" if names and cell is not None else cell


def completed(tables: Tables, table: str, id_: str, cells: Row, copy: int) -> Tables:
    """Return a copy of a log with some cells of one row filled in."""
    key = record_table(table).key
    return {
        name: [
            {
                column: named(column, cells.get(column, cell) if name == table and row[key] == id_ else cell, copy)
                if key in row
                else named(column, cell, copy)
                for column, cell in row.items()
            }
            for row in rows
        ]
        for name, rows in tables.items()
    }


def answers(tables: Tables) -> dict[tuple[str, str], tuple[str, tuple[str, ...]]]:
    """Return by check and id the answer, and what is named as missing; of those alone that have one answer."""
    frames = {name: ENGINES["polars"](table) for name, table in as_columns(tables).items()}
    result = audit(frames, EXAMPLE, now=datetime(2026, 6, 1, tzinfo=UTC))
    found: dict[tuple[str, str], tuple[str, tuple[str, ...]]] = {}
    for each in result.summary:
        if each.check.id in {"3.13", "3.14"} or record_table(each.check.table).key is None or each.check.by_other:
            continue
        for part in each.parts:
            rows = part.told(part.coded).select("id", "answer").collect(backend="polars").to_native().rows()
            codes = part.coded.select("left_open").collect(backend="polars").to_native()["left_open"].to_list()
            for (id_, answer), code in zip(rows, codes, strict=True):
                lacks = part.judged.missing(code) if answer == "undetermined" else ()
                found[each.check.id, id_] = (answer, lacks)
    return found


@cache
def by_row() -> Completions:
    """Return by check, row and what it lacks the answer that each way to fill that in gives."""
    tables = made_hostile(log(3, 10, breaches=0.2), 5, share=0.25)
    tables = {name: rows for name, rows in tables.items() if rows}
    tables_of = {each.check.id: each.check.table for each in audit(frames_of(tables), EXAMPLE).summary}
    tried: list[tuple[str, str, tuple[str, ...], tuple[Any, ...]]] = []
    together: Tables = defaultdict(list)
    for (check, id_), (_, lacks) in answers(tables).items():
        if not lacks or not set(lacks) <= set(CELLS):
            continue
        ways = [*product(*(CELLS[fact][1] for fact in lacks))]
        for way in ways if len(ways) <= MOST else ():
            cells = {CELLS[fact][0]: value for fact, value in zip(lacks, way, strict=True)}
            for name, rows in completed(tables, tables_of[check], id_, cells, len(tried)).items():
                together[name].extend(rows)
            tried.append((check, id_, lacks, way))
    told = answers(dict(together))
    found: Completions = defaultdict(dict)
    for copy, (check, id_, lacks, way) in enumerate(tried):
        found[check, id_, lacks][way] = told[check, f"{copy}~{id_}"][0]
    return found


def idle(check: str) -> list[tuple[str, str]]:
    """Return the rows of a check, each with a fact that is named and changes nothing, whatever the others are."""
    found = []
    for (its_check, id_, lacks), ways in by_row().items():
        for at, fact in enumerate(lacks if its_check == check else ()):
            sides: dict[tuple[Any, ...], set[str]] = defaultdict(set)
            for way, answer in ways.items():
                sides[way[:at] + way[at + 1 :]].add(answer)
            if all(len(each) == 1 for each in sides.values()):
                found.append((id_, fact))
    return found


CHECKS = ("2.4", "2.5", "3.1.4", "3.2", "3.4", "3.10-filed", "4.1.1", "4.1.2", "4.5-failures")
"""The checks of which the log has rows that lack nothing but such cells."""
NOT_YET = pytest.mark.xfail(
    strict=True, reason="what a message counts as is told in full, though parts of it do not matter to this check"
)
OPEN = ("3.1.4", "3.4", "3.10-filed")


@pytest.mark.parametrize("check", [pytest.param(each, marks=NOT_YET if each in OPEN else ()) for each in CHECKS])
def test_what_is_named_as_missing_would_change_the_answer(check: str) -> None:
    """Each fact that is named has two values that, with the others that are named filled in alike, differ."""
    assert any(its_check == check for its_check, _, _ in by_row()), "the log has a row for it"
    assert idle(check) == []


def test_with_all_that_is_named_the_answer_is_known() -> None:
    """Nothing else is missing than what is named."""
    assert not [row for row, ways in by_row().items() if "undetermined" in ways.values()]


def frames_of(tables: Tables) -> dict[str, Any]:
    """Return a log as native frames."""
    return {name: ENGINES["polars"](table) for name, table in as_columns(tables).items()}


def moment(hour: int, minute: int = 0) -> datetime:
    """Return a moment of a working Monday."""
    return datetime(2026, 3, 2, hour, minute, tzinfo=UTC)


def line(*rows: Row) -> dict[str, Any]:
    """Return what 3.13 counts and names of requests in one line, as of the evening."""
    columns = ("request_id", "received_at", "taken_at", "closed_at", "queue", "severity", "emergency_action")
    table: dict[str, list[Any]] = {name: [row.get(name) for row in rows] for name in columns}
    table = {name: cells for name, cells in table.items() if any(cell is not None for cell in cells)}
    frames = {"requests": ENGINES["polars"](table)}
    result = audit(frames, EXAMPLE, now=datetime(2026, 3, 2, 20, tzinfo=UTC)).by_clause("3.13")
    counts = {answer.value: count for answer, count in result.counts.items() if count}
    assert result.findings is not None
    others = result.findings.select("id", "other").collect(backend="polars").to_native().rows()
    return {"counts": counts, "missing": dict(result.missing), "others": dict(others)}


QUEUE = EXAMPLE.queue.queues[0].name


def test_the_one_who_went_ahead_is_named() -> None:
    """A request that was overtaken is told with the later ordinary arrival that was taken instead (I-20)."""
    first = {"request_id": "1", "received_at": moment(10), "taken_at": moment(12)}
    second = {"request_id": "2", "received_at": moment(10, 30), "taken_at": moment(11)}
    found = line(*({**each, "queue": QUEUE, "severity": "ordinary"} for each in (first, second)))

    assert found["others"] == {"1": "2"}


def test_whose_severity_is_known_lacks_none() -> None:
    """Both taken, both severities known: what is open is whether the critical one needed to go first, nothing else."""
    found = line(
        {"request_id": "1", "received_at": moment(10), "taken_at": moment(12), "queue": QUEUE, "severity": "ordinary"},
        {
            "request_id": "2",
            "received_at": moment(10, 30),
            "taken_at": moment(11),
            "queue": QUEUE,
            "severity": "critical",
        },
    )

    assert found["counts"] == {"kept": 1, "undetermined": 1}
    assert found["missing"]
    assert found["missing"].keys() <= {"emergency_action", "specialist_advice", "recorded"}


def test_closed_and_never_taken_lacks_its_taking_alone() -> None:
    """One that was closed, and may have been taken before: severities are known, and are not named."""
    found = line(
        {"request_id": "1", "received_at": moment(10), "closed_at": moment(13), "queue": QUEUE, "severity": "ordinary"},
        {
            "request_id": "2",
            "received_at": moment(10, 30),
            "taken_at": moment(11),
            "queue": QUEUE,
            "severity": "ordinary",
        },
    )

    assert found["counts"] == {"kept": 1, "undetermined": 1}
    assert found["missing"] == {"taken": 1}


def test_a_line_that_no_profile_knows_leaves_each_open() -> None:
    """No row is passed over where its queue has a name that the profile does not know (3.13)."""
    found = line(
        {"request_id": "1", "received_at": moment(10), "taken_at": moment(12), "queue": "Second line"},
        {"request_id": "2", "received_at": moment(10, 30), "taken_at": moment(11), "queue": "Second line"},
    )

    assert found["counts"] == {"undetermined": 2}
    assert found["missing"] == {"queue": 2}
