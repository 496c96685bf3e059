"""Plant faults drawn by chance into copies of the project, and count those that its tests notice.

    PYTHONPATH=. python -m tests.mutation.run                 # 127 faults; an hour on two cores
    PYTHONPATH=. python -m tests.mutation.run --parts policy rules --seed 3

Each fault lies alone in a copy of its own; the tests near it are run, and where these let it live, the wider ones.
A fault that nothing notices must stand in `survivors.toml` with the reason why that is right. Exits 1 where fewer than
95 of 100 of the others are noticed.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from queue import Queue
from random import Random
from typing import Final

from tests.mutation.planting import Mutant
from tests.mutation.rooms import PARTS, Part

HERE: Final = Path(__file__).parent
PROJECT: Final = HERE.parents[1]
GOAL: Final = 0.95
PATIENCE: Final = 600
"""Seconds that one run of tests may take: a fault that makes them run on is noticed by whoever waits."""


class Fate(Enum):
    """What became of a fault."""

    NEAR = "noticed by the near tests"
    WIDER = "noticed by wider tests"
    HUNG = "the tests did not end"
    ALIVE = "noticed by nothing"


@contextmanager
def copies(workers: int) -> Iterator["Queue[Path]"]:
    """Give that many copies of all files under version control."""
    names = subprocess.run(["git", "ls-files", "-z"], cwd=PROJECT, check=True, capture_output=True, text=True).stdout  # noqa: S607
    with tempfile.TemporaryDirectory() as folder:
        free: Queue[Path] = Queue()
        for number in range(workers):
            for name in filter(None, names.split("\0")):
                target = Path(folder, str(number), name)
                target.parent.mkdir(parents=True, exist_ok=True)
                if (PROJECT / name).exists():
                    shutil.copy2(PROJECT / name, target)
            free.put(Path(folder, str(number)))
        yield free


def passes(copy: Path, tests: Sequence[str]) -> bool | None:
    """Return whether the tests pass in a copy; None where they do not end."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "--no-header", "-p", "no:cacheprovider", "-p", "no:xdist"]
    environment = {**os.environ, "PYTHONPATH": str(copy / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(  # noqa: S603
            [*command, *(test for test in tests if (copy / test).exists())],
            cwd=copy, env=environment, capture_output=True, timeout=PATIENCE, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return None
    if done.returncode > 2:  # no tests, wrong use: an answer about nothing
        raise RuntimeError(done.stdout.decode()[-2000:])
    return done.returncode == 0


def tried(part: Part, mutant: Mutant, free: "Queue[Path]") -> tuple[Fate, float]:
    """Return what became of a fault, and after how many seconds."""
    copy, began = free.get(), time.monotonic()
    path = copy / "src" / "netpoint_stp" / mutant.path
    source = path.read_bytes()
    try:
        path.write_bytes(mutant.planted(source))
        named = part.named_after(mutant)
        for fate, tests in ((Fate.NEAR, named), (Fate.NEAR, part.tests), (Fate.WIDER, part.wider)):
            match passes(copy, tests) if tests else True:
                case False:
                    return fate, time.monotonic() - began
                case None:
                    return Fate.HUNG, time.monotonic() - began
                case True:
                    pass
        return Fate.ALIVE, time.monotonic() - began
    finally:
        path.write_bytes(source)
        free.put(copy)


def explained() -> dict[str, str]:
    """Return the reasons why faults may live, by their names."""
    entries = tomllib.loads((HERE / "survivors.toml").read_text(encoding="utf-8"))["survivor"]
    return {entry["fault"]: entry["reason"] for entry in entries}


def place(part: Part, mutant: Mutant) -> str:
    """Return a fault on one line, with the part of the source that it is in."""
    change = f"{mutant.before} -> {mutant.after}"
    return f"{part.name:15} {mutant.path}:{mutant.line} {mutant.kind}: {change}"


def main() -> int:
    """Run it."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--workers", type=int, default=2)
    options.add_argument(
        "--parts", nargs="*", default=[part.name for part in PARTS], choices=[part.name for part in PARTS]
    )
    options.add_argument(
        "--no-baseline", action="store_true", help="the near tests were just seen to pass without a fault"
    )
    options.add_argument("--list", action="store_true", help="print the faults, and try none")
    given = options.parse_args()
    parts = [part for part in PARTS if part.name in given.parts]
    work = [(part, mutant) for part in parts for mutant in part.drawn(Random(f"{given.seed} {part.name}"))]
    if given.list:
        for part, mutant in work:
            print(place(part, mutant))
        return 0
    with copies(given.workers) as free, ThreadPoolExecutor(given.workers) as pool:
        pristine = free.get()
        for tests in set() if given.no_baseline else {part.tests for part in parts}:
            if passes(pristine, tests) is not True:
                print(f"{' '.join(tests)} fail where nothing is planted")
                return 2
        free.put(pristine)
        fates = []
        for (part, mutant), (fate, seconds) in zip(
            work, pool.map(lambda each: tried(each[0], each[1], free), work), strict=True
        ):
            fates.append((part, mutant, fate))
            print(f"{fate.name:6} {seconds:6.0f} s  {place(part, mutant)}", flush=True)
    return summary(fates)


def summary(fates: list[tuple[Part, Mutant, Fate]]) -> int:
    """Print the count of each part and all that live; return 1 where the goal is missed."""
    reasons = explained()
    print()
    for part in dict.fromkeys(part for part, _, _ in fates):
        counts = Counter(fate for other, _, fate in fates if other is part)
        print(f"{part.name:15} " + ", ".join(f"{counts[fate]} {fate.value}" for fate in Fate if counts[fate]))
    alive = [mutant for _, mutant, fate in fates if fate is Fate.ALIVE]
    unexplained = [mutant for mutant in alive if mutant.name not in reasons]
    for mutant in alive:
        print(f"alive: {mutant.path}:{mutant.line} {mutant.name}: {reasons.get(mutant.name, 'NO REASON GIVEN')}")
    counted = len(fates) - (len(alive) - len(unexplained))
    share = 1 - len(unexplained) / counted if counted else 1.0
    print(f"{len(fates)} planted, {len(alive)} alive, {len(unexplained)} of them without a reason: {share:.1%} noticed")
    return 0 if share >= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
