"""The generator of logs: the same plan gives the same log, files can be read back, and nothing is broken unasked."""

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.audit.reference.comparing import broken, last_moment, reference, truth
from tests.audit.reference.hostile import as_rows

from netpoint_stp.audit.records.tables import TABLES
from netpoint_stp.audit.sources.opening import read_log
from netpoint_stp.cli.main import group
from netpoint_stp.errors import UsageError
from netpoint_stp.testing.generator import BREAKABLE, ROWS, TRUTH, Plan, TruthRow, columns, generate, read_breaches
from netpoint_stp.testing.generator.rows import EventRow, RequestRow
from netpoint_stp.testing.generator.writing import write

EVERY = dict.fromkeys(BREAKABLE, 0.2)


def generated(folder: Path, *options: str) -> str:
    """Run the command and return what it printed."""
    done = CliRunner().invoke(group, ["generate", "--out", str(folder), *options])
    assert done.exit_code == 0, done.output
    return done.output


def test_columns_are_those_of_the_canonical_records() -> None:
    """A table that is generated is one of the records, with columns of theirs, all required ones among them."""
    for name, kind in ROWS.items():
        if name != TRUTH:
            assert set(TABLES[name].required) <= set(kind._fields) <= set(TABLES[name].columns)


def test_the_same_plan_gives_the_same_log() -> None:
    """Nothing but the plan decides: neither the clock nor what was generated before."""
    one = list(generate(300, seed=5, breaches=EVERY))
    other = list(generate(300, seed=5, breaches=EVERY))

    assert one == other
    assert one != list(generate(300, seed=6, breaches=EVERY))


@pytest.mark.parametrize("seed", [1, 10, 16])
def test_a_late_reply_is_planted_only_where_nobody_acted_before(seed: int) -> None:
    """Severity that was set too late to go ahead (3.14) is an act all the same, so 3.19 is kept then."""
    tables = as_rows(columns(generate(400, seed=seed, breaches={"3.14": 1.0, "3.19-further": 1.0}, days=6)))
    found = broken(reference(tables, "3.19-further", last_moment(tables)))

    assert found == truth(tables, "3.19-further")
    assert found


@given(requests=st.integers(1, 120), seed=st.integers(0, 10**6), days=st.integers(1, 40))
@settings(max_examples=25, deadline=None)
def test_a_log_is_whole(requests: int, seed: int, days: int) -> None:
    """Every request is there once, in one order of events; every row that names a request names one of them."""
    tables = columns(generate(requests, seed=seed, days=days))
    ids = tables["requests"]["request_id"]

    assert len(ids) == len(set(ids)) == requests
    assert set(tables["events"]["request_id"]) <= set(ids)
    assert {each for each in tables["interactions"]["request_id"] if each} == set(ids)
    assert not tables[TRUTH]["id"]
    for name in ("taken_at", "refused_at", "closed_at", "completed_at"):
        done = zip(tables["requests"]["received_at"], tables["requests"][name], strict=True)
        assert all(at is None or received <= at for received, at in done), name


def test_without_a_share_nothing_is_broken() -> None:
    """A share of nothing plants nothing."""
    rows = generate(200, breaches=dict.fromkeys(BREAKABLE, 0.0))

    assert not any(isinstance(row, TruthRow) for row in rows)


def test_a_share_is_about_kept() -> None:
    """Of many calls about so many find nobody as were to."""
    rows = list(generate(4000, seed=2, breaches={"2.1.5": 0.1}))
    planted = Counter(row.check for row in rows if isinstance(row, TruthRow))
    calls = sum(isinstance(row, RequestRow) and row.channel == "phone" for row in rows)

    assert 0.07 < planted["2.1.5"] / calls < 0.13
    assert planted["4.1.1"] == planted["2.1.5"]


def test_load_goes_by_day_and_hour() -> None:
    """More comes in on a working day than on a Sunday, and more in the afternoon than at night."""
    at = columns(generate(3000, seed=1, days=14))["requests"]["received_at"]
    weekday, hour = Counter(each.weekday() for each in at), Counter(each.hour for each in at)

    assert weekday[0] > 1.5 * weekday[6]
    assert hour[12] > 5 * hour[1]


def test_an_outage_is_answered_in_one_act() -> None:
    """Requests about one outage are taken together, and the act has a name."""
    rows = [row for row in generate(4000, seed=1, days=14) if isinstance(row, RequestRow)]
    acts = Counter(row.bulk for row in rows if row.bulk is not None)

    assert acts
    assert all(count > 1 for count in acts.values())
    assert all(len({row.taken_at for row in rows if row.bulk == act}) == 1 for act in acts)


@pytest.mark.parametrize("file_format", ["csv", "parquet"])
def test_a_folder_is_read_back_as_it_was_generated(tmp_path: Path, file_format: Any) -> None:
    """What is written is read without a mapping, without a problem, row for row."""
    plan = Plan(requests=150, seed=3, breaches=EVERY)
    counts = write(plan, tmp_path / "log", file_format=file_format)
    log = read_log(tmp_path / "log")
    made = columns(generate(150, seed=3, breaches=EVERY))

    assert not log.problems
    for name in ROWS:
        if name == TRUTH:
            continue
        frame = log.frames[name].sort("row").select(*ROWS[name]._fields).collect(backend="pyarrow").to_native()
        assert frame.num_rows == counts[name], name
        assert frame.to_pydict() == made[name], name


def test_truth_lies_beside_the_log(tmp_path: Path) -> None:
    """The truth is a table of breaches, and the settings with which the log can be generated again."""
    generated(tmp_path / "log", "--requests", "200", "--seed", "7", "--breach", "3.12=0.5", "--breach", "all=0.1")
    with (tmp_path / "log" / "truth.csv").open(encoding="utf-8", newline="") as file:
        truth = [tuple(row.values()) for row in csv.DictReader(file)]
    told = json.loads((tmp_path / "log" / "truth.json").read_text(encoding="utf-8"))
    shares = {**dict.fromkeys(BREAKABLE, 0.1), "3.12": 0.5}
    again = [tuple(row) for row in generate(200, seed=7, breaches=shares) if isinstance(row, TruthRow)]

    assert truth == again
    assert told["breaches"] == shares
    assert (told["requests"], told["seed"], told["edition"]) == (200, 7, "example")


def test_a_folder_with_something_in_it_is_refused(tmp_path: Path) -> None:
    """No log is mixed with another."""
    (tmp_path / "requests.csv").write_text("request_id\n")
    done = CliRunner().invoke(group, ["generate", "--out", str(tmp_path)])

    assert done.exit_code == 2
    assert "is not empty" in done.output


def test_all_that_is_wrong_with_shares_is_said_at_once() -> None:
    """A misspelt clause, a share that is none, and no share at all."""
    with pytest.raises(UsageError, match=r"`3\.12` is no clause with a share; .*`=` is no clause"):
        read_breaches(["3.12", "="])
    with pytest.raises(UsageError, match=r"no breach of `3\.112` can be planted; did you mean `3\.12`.*the share `2"):
        Plan(requests=1, breaches={"3.112": 0.1, "3.12": 2})


def test_what_was_refused_names_its_ground() -> None:
    """A refusal says on which ground, as the records can hold it."""
    rows = generate(2000, seed=1, breaches=EVERY)
    grounds = {row.ground for row in rows if isinstance(row, EventRow) and row.kind == "refused"}

    assert grounds == {"information_absent", "outside_contract", "agreed_interruption", "other"}


def test_parquet_holds_moments_and_flags_as_such(tmp_path: Path) -> None:
    """Other tools see instants, flags and numbers, not texts."""
    generated(tmp_path / "log", "--requests", "20", "--format", "parquet")
    relation = duckdb.read_parquet(str(tmp_path / "log" / "requests.parquet"))
    kinds = dict(zip(relation.columns, map(str, relation.types), strict=True))

    assert kinds["received_at"] == "TIMESTAMP WITH TIME ZONE"
    assert kinds["emergency_action"] == "BOOLEAN"
    assert kinds["arrival_number"] == "BIGINT"
