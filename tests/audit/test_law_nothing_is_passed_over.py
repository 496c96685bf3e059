"""The law that nothing is passed over: all four answers of a check together are the rows of its table.

For every check, every engine and every log: with queues and channels that no profile knows, live calls, cells that are
not known, moments that are still to come.
"""

from collections import Counter
from functools import cache
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.audit.engines import ENGINES, Said, every_engine, said
from tests.audit.reference.comparing import EXAMPLE
from tests.audit.reference.hostile import as_columns, log, made_hostile
from tests.audit.reference.open_facts import Tables

from netpoint_stp.audit.checks import Answer
from netpoint_stp.audit.editions import aware
from netpoint_stp.audit.records.log import log_of
from netpoint_stp.audit.result import AuditResult, audit
from netpoint_stp.subjects.interruptions import Silence

pytestmark = pytest.mark.no_cover

_ODD: dict[str, dict[str, list[Any]]] = {
    "requests": {
        "queue": [None, None, "desk", "Second line", ""],
        "channel": [None, "phone", "icq", "web form", "email", "EMAIL"],
        "severity": [None, "unknown", "critical", "very urgent", "ordinary"],
        "support_level": [None, "standard", "platinum"],
    },
    "interactions": {"channel": [None, "phone", "icq", "carrier pigeon"], "direction": [None, "outgoing", "sideways"]},
    "events": {"kind": ["asked", "information", "instructed", "dreamt of"], "whose": [None, "client", "nobody"]},
    "incidents": {"owner": [None, "company", "client", "the moon"], "established": [None, True, False]},
    "complaints": {"route": [None, "complaints_address", "complaints_address&other_mailbox", "by hand"]},
}

_LEFT_OUT = ("events", "interactions", "contracts", "interruptions", "incidents")


@cache
def generated(seed: int) -> Tables:
    """Return a generated log with breaches of every kind."""
    return log(seed, 60, breaches=0.2)


def odd(tables: Tables, seed: int, share: float) -> Tables:
    """Return the log with so many of the cells that say in which table or line a row is judged made odd."""
    random = Random(seed)
    return {
        name: [
            {
                column: random.choice(_ODD.get(name, {}).get(column, [cell])) if random.random() < share else cell
                for column, cell in row.items()
            }
            for row in rows
        ]
        for name, rows in tables.items()
    }


def rows_of(frame: Any) -> list[int]:
    """Return the numbers of the rows in a lazy frame, none where there is no frame."""
    return [] if frame is None else frame.select("row").collect(backend="pyarrow").to_native()["row"].to_pylist()


def assert_nothing_is_passed_over(result: AuditResult) -> None:
    """Hold every check of an audit of all moments against the law."""
    tables = {name: Counter(rows_of(frame)) for name, frame in result.log.frames.items()}
    for each in result.summary:
        check = each.check
        if each.not_observable:
            assert each.counts == {}
            continue
        table = tables[check.table]
        asked, unasked = Counter(rows_of(each.rows)), Counter(rows_of(each.unasked))

        assert set(table.values()) <= {1}, check.id
        assert not asked.keys() & unasked.keys(), check.id
        assert asked.keys() | unasked.keys() == table.keys(), check.id
        assert sum(each.counts.values()) == asked.total() + unasked.total(), check.id
        if not check.by_other:  # one that is judged once for each role has more answers than rows
            assert sum(each.counts.values()) == table.total(), check.id
        nameless = [tally for tally in each.tallies if tally.answer is Answer.UNDETERMINED and not tally.missing]
        assert not nameless, (check.id, nameless)


def audited(tables: Tables, engine: str, *, days: int = 0, silence: Silence = Silence.NOT_YET) -> AuditResult:
    """Audit a log on an engine, as of so many days before its last moment."""
    frames = {name: ENGINES[engine](table) for name, table in as_columns(tables).items()}
    records = log_of(frames, silence=silence)
    assert records.span is not None
    now = aware(records.span[1] - days * 86_400_000_000)
    return audit(records, EXAMPLE, now=now).keeping_rows()


@settings(max_examples=8)
@given(
    seed=st.integers(0, 5),
    other=st.integers(0, 10_000),
    share=st.sampled_from([0.0, 0.1, 0.5, 1.0]),
    days=st.sampled_from([0, 3, 20]),
    silence=st.sampled_from(list(Silence)),
    left_out=st.sets(
        st.sampled_from(["events", "interactions", "contracts", "interruptions", "incidents"]), max_size=2
    ),
)
def test_the_four_answers_are_the_rows_of_the_table(
    seed: int, other: int, share: float, days: int, silence: Silence, left_out: set[str]
) -> None:
    """Whatever a log holds, each row of a check's table gets one of the answers, and no open one lacks a reason."""
    tables = odd(made_hostile(generated(seed), other, share=share / 2), other, share)
    tables = {name: rows for name, rows in tables.items() if name not in left_out}

    assert_nothing_is_passed_over(audited(tables, "polars", days=days, silence=silence))


@cache
def on_polars() -> Said:
    """Return what the audit says of a hostile log on the engine that the others are compared with."""
    return said(audited(odd(made_hostile(generated(1), 7, share=0.1), 7, 0.3), "polars", days=2))


@every_engine
def test_on_every_engine_they_are(engine: str) -> None:
    """Engines differ in what an empty cell does to a condition; none loses a row, all frames are told the same."""
    tables = odd(made_hostile(generated(1), 7, share=0.1), 7, 0.3)
    result = audited(tables, engine, days=2)

    assert not [each.check.id for each in result.summary if each.not_observable]
    assert_nothing_is_passed_over(result)
    for check, rows in said(result).items():
        assert rows == on_polars()[check], check


def test_an_empty_log_has_no_answers() -> None:
    """A log whose tables have no rows gives each check no answer at all, and no error."""
    tables = as_columns({name: rows[:0] for name, rows in generated(1).items()})
    kinds = as_columns(generated(1))
    frames = {name: ENGINES["polars"]({**kinds[name]}).head(0) for name in tables}
    result = audit(frames, EXAMPLE)

    assert all(sum(each.counts.values()) == 0 for each in result.summary)
