"""The audit against the same checks written by hand, in SQL for DuckDB and in Polars. Run: `make bench`, or with
`[--requests N] [--memory SIZE] [--engines duckdb,polars] [--rounds N] [--json] [--quick]`.

Records are made by DuckDB itself, some 25,000 requests a day over as many days as it takes. Every side asks every
check, counts the answers and writes the breaches into a table; answers and breaches must be the same, row by row. In
turns, told as medians. `--memory` bounds DuckDB, which spills, and `--ours` leaves the yardstick out, as in
`--requests 100000000 --memory 5GB --engines duckdb --ours`.
"""

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
from benchmarks.audit_in_polars import in_polars
from benchmarks.audit_in_sql import by_sql
from benchmarks.audit_records import TABLES, made, prepared

from netpoint_stp import Regulation
from netpoint_stp.audit.frames.embedded import Workspace, connection
from netpoint_stp.audit.records.log import log_of
from netpoint_stp.audit.result import audit

GOAL = 1.5
REGULATION = Regulation.example()


def ours(tables: dict[str, Any], write: Callable[[Any], Any]) -> Any:
    """Audit frames, each where it lies; count all answers and write the breaches of each check."""
    counted = {}
    for each in audit(log_of(tables), REGULATION).summary:
        with each.in_passing() as passing:
            counted[each.check.id] = {answer.value: n for answer, n in passing.counts.items() if n}
            write(passing.findings)
    return counted


def seconds(act: Callable[[], Any]) -> tuple[float, float, Any]:
    """Return how long something took, how long the processors worked for it, and what it gave."""
    begun, worked = time.perf_counter(), time.process_time()
    found = act()
    return time.perf_counter() - begun, time.process_time() - worked, found


def on_duckdb(requests: int, rounds: int, memory: str | None, *, only_ours: bool = False) -> dict[str, Any]:
    """Measure against SQL; with `memory`, records lie in a file as the audit of a large export keeps them."""
    work = Workspace(memory=memory)
    engine = work.engine
    if memory is not None:
        work.keep_on_disk()
    made(engine, requests)
    tables = {name: engine.table(name) for name in TABLES}
    for name, frame in prepared(REGULATION).items():
        engine.from_arrow(frame.to_arrow()).create(name)

    def audited() -> Any:
        engine.execute("CREATE OR REPLACE TABLE ours (clause VARCHAR, id VARCHAR, late_us BIGINT)")
        return ours(tables, lambda found: found.select("check", "id", "late_us").to_native().insert_into("ours"))

    if only_ours:
        taken, worked, _ = seconds(audited)
        told: dict[str, Any] = {"ours_s": round(taken, 2), "ours_work_s": round(worked, 2)}
    else:
        told = in_turns(audited, lambda: by_sql(engine), rounds)
        apart = "(FROM ours EXCEPT ALL FROM by_hand) UNION ALL (FROM by_hand EXCEPT ALL FROM ours)"
        assert engine.execute(f"SELECT count(*) FROM ({apart})").fetchall() == [(0,)]
    told["breaches"] = engine.execute("SELECT count(*) FROM ours").fetchall()[0][0]
    engine.close()
    return told


def on_polars(requests: int, rounds: int) -> dict[str, Any]:
    """Measure against a pipeline of lazy frames."""
    engine = connection()
    made(engine, requests)
    tables = {name: engine.table(name).pl() for name in TABLES}
    engine.close()
    calendars = prepared(REGULATION)
    written: dict[str, pl.DataFrame] = {}

    def audited() -> Any:
        parts: list[pl.LazyFrame] = []
        counted = ours(tables, lambda found: parts.append(found.select("check", "id", "late_us").to_native()))
        written["ours"] = pl.concat(parts).collect().rename({"check": "clause"})
        return counted

    def handmade() -> Any:
        counted, written["by hand"] = in_polars(tables, calendars)
        return counted

    told = in_turns(audited, handmade, rounds)
    order = ["clause", "id", "late_us"]
    assert written["ours"].sort(order).equals(written["by hand"].sort(order))
    return {**told, "breaches": len(written["ours"])}


def in_turns(audited: Callable[[], Any], handmade: Callable[[], Any], rounds: int) -> dict[str, Any]:
    """Measure both in turns, and hold their counts against each other."""
    taken: list[tuple[float, float, float, float]] = []
    counted: dict[str, Any] = {}
    for number in range(rounds):
        *first, counted = seconds(audited)
        *second, expected = seconds(handmade)
        assert _asked(counted) == _asked(expected), (counted, expected)
        if number or rounds == 1:  # the first round warms both up
            taken.append((first[0], second[0], first[1], second[1]))
    ours, hand, our_work, hand_work = (statistics.median(each) for each in zip(*taken, strict=True))
    return {
        "ours_s": round(ours, 2),
        "by_hand_s": round(hand, 2),
        "checks": len(counted),
        "ratio": round(ours / hand, 2),
        "ratio_of_work": round(our_work / hand_work, 2),
    }


def _asked(counted: dict[str, Any]) -> dict[str, Any]:
    """Return the answers but for what does not apply: the yardstick does not look at rows of which nothing is asked."""
    return {
        check: {answer: count for answer, count in answers.items() if answer != "not_applicable"}
        for check, answers in counted.items()
    }


def from_the_command_line(requests: int) -> float:
    """Return how long `netpoint-stp audit` takes for a folder of Parquet, its page included."""
    with tempfile.TemporaryDirectory() as folder:
        engine = connection()
        made(engine, requests)
        for name in TABLES:
            engine.execute(f"COPY {name} TO '{folder}/{name}.parquet'")
        engine.close()
        ours = str(Path(sys.executable).with_name("netpoint-stp"))
        command = [ours, "audit", folder, "--format", "html", "--out", f"{folder}/page.html"]
        taken, _, run = seconds(lambda: subprocess.run(command, capture_output=True, check=False))  # noqa: S603 - our own
        assert run.returncode in (0, 1), run.stderr[-2000:]
    return round(taken, 2)


def main() -> int:
    """Print what was measured; exit 1 where a ratio is above the goal."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=1_000_000)
    parser.add_argument("--memory")
    parser.add_argument("--engines", default="duckdb,polars")
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--ours", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--quick", action="store_true")
    asked = parser.parse_args()
    requests, rounds = (20_000, 2) if asked.quick else (asked.requests, asked.rounds)
    result: dict[str, Any] = {}
    if "duckdb" in asked.engines:
        result["duckdb"] = on_duckdb(requests, rounds, asked.memory, only_ours=asked.ours)
    if "polars" in asked.engines:
        result["polars"] = on_polars(requests, rounds)
    if "cli" in asked.engines:
        result["cli, 100,000 requests"] = {"ours_s": from_the_command_line(100_000)}
    result["peak_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    late = [name for name, told in result.items() if isinstance(told, dict) and told.get("ratio", 0) > GOAL]
    if asked.json:
        print(json.dumps({"requests": requests, **result}, indent=2))
    else:
        print(f"{requests:,} requests; peak {result['peak_mib']:,} MiB")
        for name, told in result.items():
            if isinstance(told, dict):
                print(f"{name:<24}", *(f"{key} {value}" for key, value in told.items()), sep="  ")
    return 1 if late and not asked.quick else 0


if __name__ == "__main__":
    sys.exit(main())
