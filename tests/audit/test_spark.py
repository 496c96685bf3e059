"""Spark: the same checks, the same answers as other engines give; few jobs, for each costs it part of a second."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from math import prod
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.audit.engines import ENGINES, FIGURES, Columns, lazy, rows, said
from tests.audit.objects import (
    NOW,
    complaint_columns,
    complaints,
    held,
    hold_columns,
    naive,
    request_columns,
    requests,
)
from tests.audit.sparks import SETTINGS, require_java, spark_frame, spark_session
from tests.audit.test_calendars import moments
from tests.audit.test_expressions import TABLES, of_columns, walked

from netpoint_stp.audit.checks import Answer
from netpoint_stp.audit.frames.calendars import microseconds
from netpoint_stp.audit.frames.engines import numbered, with_instants
from netpoint_stp.audit.result import audit
from netpoint_stp.regulation import Regulation
from netpoint_stp.testing.generator import BREAKABLE, TRUTH, columns, generate

pytestmark = pytest.mark.no_cover

EXAMPLE = Regulation.example()


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    """Spark on two threads of this machine."""
    with spark_session() as session:
        yield session


def generated() -> dict[str, Columns]:
    """Return realistic records of every table with breaches of every kind, a tenth of what may be empty empty."""
    random = Random(3)
    made = columns(generate(requests=250, seed=3, breaches=dict.fromkeys(BREAKABLE, 0.05)))
    required = {"at", "received_at", "kind", "about", "about_id", "lodged_at", "noticed_at", "sent_at", "began_at"}
    return {
        table: {
            name: values
            if name in required or name.endswith("_id") or name in ("since", "published_at")
            else [None if random.random() < 0.1 else value for value in values]
            for name, values in by_name.items()
        }
        for table, by_name in made.items()
        if table != TRUTH and any(by_name.values())
    }


def drawn() -> dict[str, Columns]:
    """Return random records, much of them unknown."""
    made = held(5, requests(4, 300))
    return {
        "requests": request_columns(made),
        "events": hold_columns(made),
        "complaints": complaint_columns([each for each in complaints(8, 200) if each.lodged_at <= NOW]),
    }


def together() -> dict[str, Columns]:
    """Return both in one log: one audit asks of them, for Spark plans each check once."""
    tables = [generated(), drawn()]
    count = [{name: len(next(iter(columns.values()))) for name, columns in each.items()} for each in tables]
    return {
        name: {
            column: [
                cell
                for each, rows in zip(tables, count, strict=True)
                for cell in each.get(name, {}).get(column, [None] * rows.get(name, 0))
            ]
            for column in dict.fromkeys(column for each in tables for column in each.get(name, {}))
        }
        for name in dict.fromkeys(name for each in tables for name in each)
    }


def test_every_check_says_of_each_row_what_it_says_on_other_engines(spark: Any) -> None:
    """All checks in one audit, every kind of breach and much unknown among the records, row by row."""
    tables = {name: {"row": range(len(next(iter(each.values())))), **each} for name, each in together().items()}

    result = audit({name: spark_frame(spark, each) for name, each in tables.items()}, EXAMPLE, now=NOW)
    found = said(result)

    assert type(result.findings).__module__.startswith("pyspark.")
    expected = said(audit({name: ENGINES["polars"](each) for name, each in tables.items()}, EXAMPLE, now=NOW))
    assert found.keys() == expected.keys()
    for check, answers in expected.items():
        assert found[check] == answers, check
    told = {row[FIGURES.index("answer")] for answers in expected.values() for row in answers}
    assert told == {answer.value for answer in Answer}


def test_every_combination_of_a_table_is_decided_as_the_table_decides_it(spark: Any) -> None:
    """Each rule table a column of its own beside the others, so that one job walks them all, unknowns included.

    But for the three largest, which take half of the time: checks read them here, and other engines walk them.
    """
    tables = sorted(TABLES, key=lambda table: prod(len(domain) + 1 for domain in table.domains.values()))[:-3]
    longest = max(len(walked(table)[1]) for table in tables)
    cells: dict[str, list[Any]] = {"row": list(range(longest))}
    readings = {}
    for number, table in enumerate(tables):
        combinations, expected = walked(table)
        short = [None] * (longest - len(expected))
        cells |= {f"t{number}_{name}": combinations[name] + short for name in table.domains}
        readings[f"out_{number}"] = of_columns(table, prefix=f"t{number}_").outcome()

    found = rows(lazy(spark_frame(spark, cells)).select("row", **readings), by="row")

    for number, table in enumerate(tables):
        expected = walked(table)[1]
        assert [row[f"out_{number}"] for row in found][: len(expected)] == expected, table.name


@pytest.mark.parametrize("zone", ["UTC", "Europe/Kyiv"])
def test_moments_are_the_same_instants_whatever_the_zone_of_the_session(spark: Any, zone: str) -> None:
    """To the microsecond, around clock changes and before 1970; with a zone or without, and empty ones."""
    told = [*moments(1), datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC), None]
    us = [None if at is None else microseconds(at) for at in told]
    plain: Columns = {"row": range(len(told)), "zoned": told, "us": us}
    spark.conf.set("spark.sql.session.timeZone", zone)
    frame = spark_frame(spark, plain).selectExpr(
        "row", "zoned", "us", "TIMESTAMP_NTZ'1970-01-01' + make_dt_interval(0, 0, 0, us / 1e6BD) AS at"
    )

    found = rows(with_instants(lazy(frame), ["zoned", "at"]), by="row")
    spark.conf.set("spark.sql.session.timeZone", "UTC")

    assert [row["zoned_us"] for row in found] == [row["at_us"] for row in found] == us
    assert [row["zoned"] for row in found] == [row["at"] for row in found] == [naive(each) for each in told]


def test_rows_are_numbered_over_the_days(spark: Any) -> None:
    """Numbers run from 1 in the order of moments, without one machine that sees all rows."""
    at = [microseconds(moment) for moment in moments(2)]
    cells: Columns = {"id": [f"{number:05}" for number in range(len(at))], "at_us": at}

    found = rows(numbered(lazy(spark_frame(spark, cells)), "row", moment="at_us", order=["id"]), by="row")

    assert [row["row"] for row in found] == list(range(1, len(at) + 1))
    assert [(row["at_us"], row["id"]) for row in found] == sorted(zip(at, cells["id"], strict=True))


def test_the_example_runs_under_spark_submit(tmp_path: Path) -> None:
    """The job of the how-to, as `spark-submit` runs it: Parquet in, findings and a summary out."""
    require_java()
    pq.write_table(pa.table(dict(request_columns(requests(4, 60)))), tmp_path / "requests.parquet")
    settings = [part for name, value in SETTINGS.items() for part in ("--conf", f"{name}={value}")]
    job = Path(__file__).parents[2] / "examples" / "audit" / "spark_job.py"
    command: list[str | Path] = [Path(sys.executable).with_name("spark-submit"), "--master", "local[2]", *settings]

    run = subprocess.run(  # noqa: S603 - our own example
        [*command, job, tmp_path, tmp_path],
        env={**os.environ, "SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )

    assert run.returncode == 0, run.stderr[-2000:]
    summary = json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))
    findings = pq.read_table(tmp_path / "findings.parquet").to_pylist()
    assert summary["3.13"]["broken"] == sum(row["clause"] == "3.13" for row in findings) > 0
    assert "complaints.complaint_id" in summary["3.12"]["not_observable"]
