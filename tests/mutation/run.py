"""Plant faults drawn by chance into copies of the project, and count those that its tests notice.

    PYTHONPATH=. python -m tests.mutation.run                 # 127 faults; hours
    PYTHONPATH=. python -m tests.mutation.run --parts policy rules --seed 3
    PYTHONPATH=. python -m tests.mutation.run --kept /tmp/mutants.jsonl   # goes on where it was stopped

Each fault lies alone in a copy of its own. The tests named after its module are run for all faults first, then the
other near ones for those that live, and wider ones last. A fault that nothing notices must stand in `survivors.toml`
with the reason why that is right. Exits 1 where fewer than 95 of 100 of the others are noticed. It needs pytest 9.
"""

import argparse
import json
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from enum import Enum
from functools import partial
from pathlib import Path
from queue import Queue
from random import Random
from typing import Final

import attrs
from tests.mutation.copied import Said, copies, tested
from tests.mutation.planting import Mutant
from tests.mutation.rooms import PARTS, Part

HERE: Final = Path(__file__).parent
GOAL: Final = 0.95


class Fate(Enum):
    """What became of a fault."""

    NEAR = "noticed by the near tests"
    WIDER = "noticed by wider tests"
    HUNG = "the tests did not end"
    ALIVE = "noticed by nothing"


STEPS: Final = (("nearest", Fate.NEAR), ("near", Fate.NEAR), ("wider", Fate.WIDER))
"""The tests that are run one after another, as long as a fault lives, and what it is to be noticed by them."""
LAST: Final = len(STEPS) - 1
"""The step with every engine, database and example; the others make do with few."""


@attrs.define(eq=False)
class Trial:
    """A fault of a part, and what became of it; None where it was not tried yet."""

    part: Part
    mutant: Mutant
    fate: Fate | None = None
    by: str = ""
    """The first test that noticed it."""
    steps: int = 0
    """How many of the three steps it has gone through."""

    @property
    def place(self) -> str:
        """Return the fault on one line, with the part of the source that it is in."""
        return f"{self.part.name:15} line {self.mutant.line}, {self.mutant.kind}: {self.mutant.name}"


def tried(trial: Trial, step: int, free: "Queue[Path]") -> tuple[Trial, float]:
    """Plant a fault and let the tests of a step look for it; return it and the seconds that this took."""
    if not (tests := trial.part.steps(trial.mutant)[step]):
        return trial, 0.0
    copy, began = free.get(), time.monotonic()
    path = copy / "src" / "netpoint_stp" / trial.mutant.path
    source = path.read_bytes()
    try:
        path.write_bytes(trial.mutant.planted(source))
        said, trial.by = tested(copy, tests, trial.part.chosen(step), "ci" if step == LAST else "few")
        trial.fate = {Said.PASSED: Fate.ALIVE, Said.FAILED: STEPS[step][1], Said.HUNG: Fate.HUNG}[said]
        return trial, time.monotonic() - began
    finally:
        path.write_bytes(source)
        free.put(copy)


def explained() -> dict[str, str]:
    """Return the reasons why faults may live, by their names."""
    entries = tomllib.loads((HERE / "survivors.toml").read_text(encoding="utf-8"))["survivor"]
    return {entry["fault"]: entry["reason"] for entry in entries}


@attrs.frozen
class Kept:
    """What became of the faults that were tried before, a line each; with no file nothing is kept."""

    path: Path | None

    def recall(self, trials: Iterable[Trial]) -> None:
        """Let each fault have the fate that it had last, and not be tried by the tests that let it live then."""
        lines = self.path.read_text(encoding="utf-8").splitlines() if self.path and self.path.exists() else []
        entries = {(entry["part"], entry["fault"], entry["start"]): entry for entry in map(json.loads, lines)}
        for trial in trials:
            if (entry := entries.get((trial.part.name, trial.mutant.name, trial.mutant.start))) is not None:
                trial.fate, trial.by, trial.steps = Fate[entry["fate"]], entry["by"], entry["steps"]

    def keep(self, trial: Trial) -> None:
        """Write what became of a fault."""
        if self.path is not None and trial.fate is not None:
            entry = {"part": trial.part.name, "fault": trial.mutant.name, "start": trial.mutant.start}
            entry |= {"fate": trial.fate.name, "by": trial.by, "steps": trial.steps}
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(entry) + "\n")


def try_all(trials: list[Trial], workers: int, kept: Kept, steps: int) -> None:
    """Try the faults step by step: those that the nearest tests let live go to the near ones, and then to the wider."""
    kept.recall(trials)
    with copies(workers) as free, ThreadPoolExecutor(workers) as pool:
        for step, (name, _) in enumerate(STEPS[:steps]):
            asked = [trial for trial in trials if trial.steps == step and trial.fate in (None, Fate.ALIVE)]
            for trial, seconds in pool.map(partial(tried, step=step, free=free), asked):
                trial.steps = step + 1
                kept.keep(trial)
                fate = trial.fate.name if trial.fate else ""
                print(f"{name:7} {fate:5} {seconds:5.0f} s  {trial.place}  {trial.by}", flush=True)


def main() -> int:
    """Run it."""
    names = [part.name for part in PARTS]
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--parts", nargs="*", default=names, choices=names)
    options.add_argument("--kept", type=Path, help="a file for what became of each fault; those in it are not tried")
    options.add_argument(
        "--steps", type=int, default=3, help="1: the nearest tests alone, 2: all near ones, 3: wider ones"
    )
    options.add_argument("--list", action="store_true", help="print the faults, and try none")
    given = options.parse_args()
    trials = [
        Trial(part, mutant)
        for part in PARTS
        if part.name in given.parts
        for mutant in part.drawn(Random(f"{given.seed} {part.name}"))
    ]
    if given.list:
        print("\n".join(trial.place for trial in trials))
        return 0
    began = time.monotonic()
    try_all(trials, given.workers, Kept(given.kept), given.steps)
    print(f"\nseed {given.seed}, {(time.monotonic() - began) / 60:.0f} minutes")
    return summary(trials)


def summary(trials: list[Trial]) -> int:
    """Print the count of each part and all that live; return 1 where the goal is missed."""
    reasons = explained()
    for part in dict.fromkeys(trial.part for trial in trials):
        counts = Counter(trial.fate for trial in trials if trial.part is part)
        print(f"{part.name:15} " + ", ".join(f"{counts[fate]} {fate.value}" for fate in Fate if counts[fate]))
    alive = [trial for trial in trials if trial.fate is Fate.ALIVE]
    unexplained = [trial for trial in alive if trial.mutant.name not in reasons]
    for trial in alive:
        print(f"alive: {trial.place}: {reasons.get(trial.mutant.name, 'NO REASON GIVEN')}")
    counted = len(trials) - (len(alive) - len(unexplained))
    share = 1 - len(unexplained) / counted if counted else 1.0
    counts = Counter(trial.fate for trial in trials)
    print(f"{len(trials)} planted: " + ", ".join(f"{counts[fate]} {fate.value}" for fate in Fate))
    print(f"{len(alive)} alive, {len(unexplained)} of them without a reason: {share:.1%} noticed")
    return 0 if share >= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
