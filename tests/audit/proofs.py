"""The long proofs of the audit: a million requests a seed with every kind of breach, and the audit finds exactly those.

    python -m tests.audit.proofs --requests 1000000 --seeds 10

The truth is held against all findings; the plain reference against all answers, on a part cut out of each log and on
small logs as they are. What differs is printed, and the exit code is 1.
"""

import argparse
import csv
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import narwhals as nw
from tests.audit.reference.comparing import answers, audited, broken, differences, last_moment, reference, truth
from tests.audit.reference.hostile import log, made_hostile
from tests.audit.reference.open_facts import Row, Tables

from netpoint_stp.audit.checks import CHECKS
from netpoint_stp.audit.records.log import Log
from netpoint_stp.audit.result import audit
from netpoint_stp.audit.sources.opening import read_log
from netpoint_stp.testing.generator import BREAKABLE, TRUTH, Plan
from netpoint_stp.testing.generator.rows import ROWS
from netpoint_stp.testing.generator.writing import write

_SMALL = 200
_CUT = 250
_DAY = 86_400_000_000
_TIED = {
    "events": "request_id",
    "interactions": "request_id",
    "complaints": "request_id",
    "interruptions": "contract_id",
    "contracts": "contract_id",
}
_SHOWN = 5


def main() -> int:
    """Run the proofs and return how many failed, as an exit code."""
    given = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    given.add_argument("--requests", type=int, default=1_000_000)
    given.add_argument("--seeds", type=int, default=10)
    given.add_argument("--share", type=float, default=0.01)
    given.add_argument("--small", type=int, default=20, help="how many small logs, half of them hostile")
    options = given.parse_args()
    wrong = 0
    for seed in range(options.seeds):
        with tempfile.TemporaryDirectory() as folder:
            for line in large(seed, options.requests, options.share, Path(folder) / "log"):
                wrong += _say(line)
    for seed in range(options.small):
        for line in small(seed):
            wrong += _say(line)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    _say(f"ok: {options.seeds} large logs, {options.small} small ones, {wrong} differences, {peak} MB at most")
    return min(wrong, 1)


def large(seed: int, requests: int, share: float, folder: Path) -> Iterator[str]:
    """Yield what was found of a large log: held against the truth in whole, against the reference in part."""
    began = time.perf_counter()
    plan = Plan(requests=requests, seed=seed, breaches=dict.fromkeys(BREAKABLE, share))
    write(plan, folder)
    made = time.perf_counter()
    read = read_log(folder)
    found = _findings(audit(read, plan.regulation).findings)
    judged = time.perf_counter()
    with (folder / "truth.csv").open(encoding="utf-8", newline="") as file:
        planted = Counter((row["check"], row["id"]) for row in csv.DictReader(file))
    yield (
        f"ok: seed {seed}, {requests:,} requests made in {made - began:.0f} s, judged in {judged - made:.0f} s: "
        f"{planted.total():,} planted, {found.total():,} found"
    )
    for name, left in (("missed", planted - found), ("invented", found - planted)):
        for each in sorted(left)[:_SHOWN]:
            yield f"wrong: seed {seed}, {name} {each}, and {len(left)} such"
    yield from _compared(f"seed {seed}, a part", _cut(read, seed))


def _findings(findings: Any) -> Counter[tuple[str, str]]:
    frame: nw.LazyFrame[Any] = nw.from_native(findings).lazy()
    rows = frame.select("check", "id").collect(backend="pyarrow").to_native().to_pylist()
    return Counter((row["check"], row["id"]) for row in rows)


def small(seed: int) -> Iterator[str]:
    """Yield what was found of a small log, every other one of them hostile."""
    tables = log(seed, _SMALL, breaches=0.1)
    if seed % 2:
        tables = {**made_hostile(tables, seed, share=0.05 * (1 + seed % 7)), TRUTH: tables[TRUTH]}
    yield from _compared(f"small log {seed}", tables, planted=not seed % 2)


def _compared(name: str, tables: Tables, *, planted: bool = False) -> Iterator[str]:
    now = last_moment(tables)
    result = audited(tables, "duckdb", now)
    for check in CHECKS:
        found = answers(result, check.id)
        for line in list(differences(check.id, found, reference(tables, check.id, now)))[:_SHOWN]:
            yield f"wrong: {name}, {check.id}, {line}"
        if planted and broken(found) != truth(tables, check.id):
            yield f"wrong: {name}, {check.id} is not as planted"
    yield f"ok: {name}, {len(tables['requests'])} requests, audit and reference alike"


def _cut(log_: Log, seed: int) -> Tables:
    """Return the requests of some hours of a log with all that belongs to them, and the problems of its first days."""
    at = nw.col("received_at_us")
    (ends,) = log_.frames["requests"].select(first=at.min(), last=at.max()).collect().rows()
    since = Random(seed).randrange(ends[0], ends[1] - _DAY)
    requests = _plain(log_, "requests", (at >= since) & (at < since + _DAY))[:_CUT]
    cut: Tables = {"requests": requests}
    for table, by in _TIED.items():
        cut[table] = _plain(log_, table, nw.col(by).is_in(list({row[by] for row in requests})))
    for table in ("incidents", "works"):
        cut[table] = _plain(log_, table, nw.col("row") <= _CUT)
    for table in ("alerts", "notices"):
        cut[table] = _plain(log_, table, nw.col("row") <= 3 * _CUT)
    return cut


def _plain(log_: Log, table: str, kept: nw.Expr) -> list[Row]:
    frame = log_.frames[table].filter(kept).sort("row").select(*ROWS[table]._fields)
    rows: list[Row] = frame.collect(backend="pyarrow").to_native().to_pylist()
    return rows


def _say(line: str) -> int:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
    return line.startswith("wrong")


if __name__ == "__main__":
    sys.exit(main())
