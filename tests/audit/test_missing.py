"""Which facts an undetermined row lacks, told from the code of what it leaves open."""

from datetime import datetime
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
from tests.audit.engines import ENGINES, every_engine, lazy, rows

from netpoint_stp import Regulation
from netpoint_stp.audit.frames.expressions import read
from netpoint_stp.audit.frames.truths import CodeColumn, ConstantFact
from netpoint_stp.audit.report.words import Words
from netpoint_stp.audit.result import audit
from netpoint_stp.policy.complaints.tables import AnswerGiven, TermState
from netpoint_stp.rules import UNKNOWN, Undetermined

POLICY = Regulation.example().complaints
QUEUE = Regulation.example().queue.queues[0].name


@every_engine
def test_every_combination_lacks_what_the_table_says(engine: str) -> None:
    """For every combination of known and unknown facts the missing ones are those that the rule table names."""
    table = POLICY.contents
    cells: list[tuple[str | None, ...]] = list(product(("true", "false", None), repeat=len(table.domains)))
    names = list(table.domains)
    columns: dict[str, list[Any]] = {name: [row[at] for row in cells] for at, name in enumerate(names)}
    columns["row"] = list(range(len(cells)))
    reading = read(table, **{name: CodeColumn(name) for name in names})
    found = rows(lazy(ENGINES[engine](columns)).with_columns(left_open=reading.left_open()), by="row")

    assert len(found) == 3 ** len(names)
    for cell, row in zip(cells, found, strict=True):
        facts = {name: UNKNOWN if value is None else value == "true" for name, value in zip(names, cell, strict=True)}
        decided = table.decide_on(facts)
        missing = decided.missing if isinstance(decided, Undetermined) else ()
        assert reading.missing(row["left_open"]) == tuple(sorted(missing))


def test_the_facts_of_an_inner_table_are_named_in_its_place() -> None:
    """Where another table's outcome is what is open, its own missing facts are told, and only those that matter."""
    lodging = read(
        POLICY.lodging,
        route=CodeColumn("route"),
        marked=ConstantFact(True),
        complainant=CodeColumn("complainant"),
        about=CodeColumn("about"),
        refusal_counts=ConstantFact(True),
        other_mailbox_counts=ConstantFact(True),
    )
    status = read(
        POLICY.status, lodging=lodging, answer=ConstantFact(AnswerGiven.NONE), term=ConstantFact(TermState.OVER)
    )
    columns: dict[str, list[Any]] = {"row": [1], "route": ["unknown"], "complainant": ["unknown"], "about": ["refusal"]}
    (row,) = rows(lazy(ENGINES["polars"](columns)).with_columns(left_open=status.left_open()), by="row")

    assert set(status.missing(row["left_open"])) == {"route", "complainant"}


def test_what_a_profile_or_a_log_could_add_is_told_to_who_reads_the_report() -> None:
    """A first reaction is open for want of a level, not of its answer; a queue that is given is not asked for."""
    at = [datetime(2026, 3, 2, hour) for hour in (8, 9, 10, 12)]  # noqa: DTZ001 - moments in frames are UTC without zone
    columns = {"request_id": ["1", "2"], "received_at": at[:2], "taken_at": at[:1:-1], "queue": [QUEUE] * 2}
    result = audit(pl.DataFrame(columns), Regulation.example())
    words = Words("en", ZoneInfo("UTC"))

    told = {
        clause: [words.fact(result.by_clause(clause), name) for name in result.by_clause(clause).missing]
        for clause in ("3.13", "3.19")
    }

    assert set(told["3.13"]) == {
        *("how critical the request is", "whether it needs emergency action"),
        *("whether it needs the advice of a specialist", "when staff recorded this"),
    }
    (within,) = told["3.19"]
    assert within.startswith("whether the maximum was over by then: when somebody reacted, or which support level")
