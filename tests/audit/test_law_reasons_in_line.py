"""The same law of the order of arrival (3.13, 3.14): what is named would change who went ahead, if it were known.

A line of two requests, one for each way in which little is known of them: the second came later and was taken first.
Lines lie days apart and are empty in between, so that none bears on another.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import product
from typing import Any

import pytest
from tests.audit.engines import ENGINES
from tests.audit.reference.comparing import EXAMPLE
from tests.audit.reference.hostile import as_columns
from tests.audit.reference.open_facts import Row, Tables

from netpoint_stp.audit.result import audit
from netpoint_stp.testing.generator.rows import ROWS

pytestmark = pytest.mark.no_cover
START = datetime(2024, 1, 1, 10, tzinfo=UTC)
APART, DAY, HOUR = timedelta(days=9), timedelta(days=1), timedelta(hours=1)
CHECKS = ("3.13", "3.14")
Way = Callable[[Tables], None]


def row(table: str, **cells: Any) -> Row:
    """Return a row of a table; what is not told is empty."""
    return dict.fromkeys(ROWS[table]._fields) | cells


def two(first: Row, second: Row, *events: Row) -> Tables:
    """Return a line: a request of ten o'clock that waits for its turn, and one of the day after that goes first."""
    common: Row = {"queue": EXAMPLE.queue.queues[0].name, "severity": "ordinary"}
    return {
        "requests": [
            row("requests", **common | {"request_id": "1", "received_at": START} | first),
            row("requests", **common | {"request_id": "2", "received_at": START + DAY} | second),
        ],
        "events": [*events],
    }


def lines() -> list[Tables]:
    """Return the lines: of the second, all that may be known of its right to go first; of the first, how it waited."""
    later, closed = {"taken_at": START + 4 * DAY}, {"closed_at": START + 4 * DAY}
    incomplete = {"completed_at": START + 3 * DAY + HOUR, "taken_at": START + 4 * DAY}
    taken: Row = {"taken_at": START + 2 * DAY}
    set_at = (None, START + 2 * DAY - HOUR, START + 2 * DAY + HOUR)
    waits = [row("events", request_id="1", kind="held", at=START + HOUR, whose=None)]
    waits.append(row("events", request_id="1", kind="resumed", at=START + 3 * DAY))
    rights = [
        taken | {"severity": severity, "emergency_action": urgent, "specialist_advice": advice, "severity_set_at": at}
        for severity, urgent, advice, at in product(
            (None, "unknown", "ordinary", "critical"), (None, True, False), (None, False), set_at
        )
    ]
    return [
        *(two(first, second) for first, second in product((later, closed), rights)),
        *(two(later, second, *waits) for second in rights[::3]),
        *(two(incomplete, second) for second in rights[::3]),
    ]


def each_where(table: str, column: str, value: Any, where: Callable[[Row], bool]) -> Way:
    """Return the way to fill in a column wherever it is not known."""

    def way(line: Tables) -> None:
        for each in line[table]:
            if where(each):
                each[column] = value(each) if callable(value) else value

    return way


def requests_where(column: str, *values: Any, where: Callable[[Row], bool]) -> tuple[Way, ...]:
    """Return the ways to fill in a column of requests."""
    return tuple(each_where("requests", column, value, where) for value in values)


def is_free(event: Row) -> bool:
    """Return whether it is not known for whom a request waited."""
    return event["kind"] == "held" and event["whose"] is None


SEVERITIES = requests_where("severity", "ordinary", "critical", where=lambda each: each["severity"] == "unknown")
WAITED = tuple(each_where("events", "whose", value, is_free) for value in ("client", "desk"))
WAYS: Mapping[str, tuple[Way, ...]] = {
    "severity": SEVERITIES,
    "level": SEVERITIES,
    "emergency_action": requests_where(
        "emergency_action", True, False, where=lambda each: each["emergency_action"] is None
    ),
    "specialist_advice": requests_where(
        "specialist_advice", True, False, where=lambda each: each["specialist_advice"] is None
    ),
    "recorded": requests_where(
        "severity_set_at",
        lambda each: each["received_at"],
        lambda each: each["received_at"] + 5 * DAY,
        where=lambda each: each["severity_set_at"] is None,
    ),
    "taken": requests_where(
        "taken_at",
        lambda each: each["received_at"] + HOUR,
        lambda each: each["closed_at"],
        where=lambda each: each["taken_at"] is None,
    ),
    "arrival": requests_where(
        "asked_at",
        lambda each: each["received_at"],
        lambda each: each["completed_at"] - HOUR,
        where=lambda each: each["completed_at"] is not None,
    ),
    "whose": WAITED,
    "free": WAITED,
}
Told = dict[tuple[str, str], tuple[str, tuple[str, ...]]]


def placed(line: Tables, number: int) -> Tables:
    """Return a line moved to its own days, with ids of its own."""
    found = deepcopy(line)
    for each in (each for rows in found.values() for each in rows):
        each["request_id"] = f"{number}~{each['request_id']}"
        for name, cell in each.items():
            if isinstance(cell, datetime):
                each[name] = cell + number * APART
    return found


def answers(tables: list[Tables]) -> Told:
    """Return by check and request the answer, and what is named as missing."""
    together: Tables = {"requests": [], "events": []}
    for number, line in enumerate(tables):
        for name, rows in placed(line, number).items():
            together[name].extend(rows)
    frames = {name: ENGINES["polars"](cells) for name, cells in as_columns(together).items()}
    result = audit(frames, EXAMPLE)
    found: Told = {}
    for check in CHECKS:
        (part,) = result.by_clause(check).parts
        told = part.told(part.coded).select("id", "answer").collect(backend="polars").to_native()
        codes = part.coded.select("left_open").collect(backend="polars").to_native()["left_open"].to_list()
        for (id_, answer), code in zip(told.rows(), codes, strict=True):
            found[check, id_] = (answer, part.judged.missing(code) if answer == "undetermined" else ())
    return found


@cache
def by_row() -> Mapping[tuple[str, str, tuple[str, ...]], dict[tuple[int, ...], str]]:
    """Return by check, request and what it lacks the answer that each way to fill that in gives."""
    known = lines()
    tried: list[tuple[str, str, tuple[str, ...], tuple[int, ...]]] = []
    copies: list[Tables] = []
    for (check, id_), (_, lacks) in answers(known).items():
        line, _, place = id_.partition("~")
        assert set(lacks) <= WAYS.keys(), (check, lacks, "name a way to fill each in")
        for chosen in product(*(range(len(WAYS[fact])) for fact in lacks)) if lacks else ():
            copies.append(deepcopy(known[int(line)]))
            for fact, at in zip(lacks, chosen, strict=True):
                WAYS[fact][at](copies[-1])
            tried.append((check, f"{line}~{place}", lacks, chosen))
    told = answers(copies)
    found: dict[tuple[str, str, tuple[str, ...]], dict[tuple[int, ...], str]] = defaultdict(dict)
    for number, (check, id_, lacks, chosen) in enumerate(tried):
        its = told.get((check, f"{number}~{id_.partition('~')[2]}"), ("not_applicable", ()))
        found[check, id_, lacks][chosen] = its[0]
    return found


@pytest.mark.parametrize("check", CHECKS)
def test_what_is_named_as_missing_would_change_the_answer(check: str) -> None:
    """Each fact that is named has two values that, with the others that are named filled in alike, differ."""
    mine = {key: ways for key, ways in by_row().items() if key[0] == check}
    assert len(mine) > 20
    idle = []
    for (_, id_, lacks), ways in mine.items():
        for at, fact in enumerate(lacks):
            sides: dict[tuple[int, ...], set[str]] = defaultdict(set)
            for way, answer in ways.items():
                sides[way[:at] + way[at + 1 :]].add(answer)
            if all(len(each) == 1 for each in sides.values()):
                idle.append((lines()[int(id_.partition("~")[0])], fact, lacks))
    assert [told[1:] for told in idle] == [], idle[0]


def test_with_all_that_is_named_the_answer_is_known() -> None:
    """Nothing else is missing than what is named."""
    assert [key for key, ways in by_row().items() if "undetermined" in ways.values()] == []
