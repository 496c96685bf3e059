"""Plant faults drawn by chance into copies of the project, and count those that its tests notice.

    PYTHONPATH=. python -m tests.mutation.run                 # 127 faults; two hours
    PYTHONPATH=. python -m tests.mutation.run --parts policy rules --seed 3
    PYTHONPATH=. python -m tests.mutation.run --kept /tmp/mutants.jsonl   # goes on where it was stopped

Each fault lies alone in a copy of its own; the tests near it are run first, and the wider ones last, for those that the
near ones let live. Such a fault must stand in `survivors.toml` with the reason why that is right. Exits 1 where fewer
than 95 of 100 of the others are noticed. It needs pytest 9.
"""

import argparse
import json
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from enum import Enum
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


@attrs.define(eq=False)
class Trial:
    """A fault of a part, and what became of it; None where it was not tried yet."""

    part: Part
    mutant: Mutant
    fate: Fate | None = None
    by: str = ""
    """The first test that noticed it."""

    @property
    def place(self) -> str:
        """Return the fault on one line, with the part of the source that it is in."""
        change = " ".join(f"{self.mutant.before} -> {self.mutant.after}".split())
        return f"{self.part.name:15} {self.mutant.path}:{self.mutant.line} {self.mutant.kind}: {change}"


def tried(trial: Trial, tests: Iterable[list[str]], noticed: Fate, free: "Queue[Path]") -> tuple[Trial, float]:
    """Plant a fault, let the lists of tests look for it one after another; return it and the seconds that this took."""
    copy, began = free.get(), time.monotonic()
    path = copy / "src" / "netpoint_stp" / trial.mutant.path
    source = path.read_bytes()
    trial.fate = Fate.ALIVE
    try:
        path.write_bytes(trial.mutant.planted(source))
        for names in filter(None, tests):
            said, trial.by = tested(copy, names)
            if said is not Said.PASSED:
                trial.fate = noticed if said is Said.FAILED else Fate.HUNG
                break
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
        """Let each fault have the fate that it had; those that only the near tests let live are tried again."""
        lines = self.path.read_text(encoding="utf-8").splitlines() if self.path and self.path.exists() else []
        fates = {(entry["part"], entry["fault"], entry["start"]): entry for entry in map(json.loads, lines)}
        for trial in trials:
            if (entry := fates.get((trial.part.name, trial.mutant.name, trial.mutant.start))) is not None:
                trial.fate, trial.by = Fate[entry["fate"]], entry["by"]

    def keep(self, trial: Trial) -> None:
        """Write what became of a fault."""
        if self.path is not None and trial.fate is not None:
            entry = {"part": trial.part.name, "fault": trial.mutant.name, "start": trial.mutant.start}
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps({**entry, "fate": trial.fate.name, "by": trial.by}) + "\n")


def try_all(trials: list[Trial], workers: int, kept: Kept, *, near_alone: bool) -> None:
    """Try the faults that were not tried yet: the near tests of each, then the wider ones of those that live."""
    kept.recall(trials)
    with copies(workers) as free, ThreadPoolExecutor(workers) as pool:

        def ask(asked: list[Trial], tests: Callable[[Trial], Iterable[list[str]]], noticed: Fate, name: str) -> None:
            for trial, seconds in pool.map(lambda each: tried(each, tests(each), noticed, free), asked):
                fate = trial.fate.name if trial.fate else ""
                print(f"{name} {fate:6} {seconds:5.0f} s  {trial.place}  {trial.by}", flush=True)
                if trial.fate is not Fate.ALIVE or name == "wider":
                    kept.keep(trial)

        untried = [trial for trial in trials if trial.fate is None]
        ask(untried, lambda each: each.part.near(each.mutant), Fate.NEAR, "near ")
        if not near_alone:
            alive = [trial for trial in untried if trial.fate is Fate.ALIVE]
            ask(alive, lambda each: [each.part.further()], Fate.WIDER, "wider")


def main() -> int:
    """Run it."""
    names = [part.name for part in PARTS]
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--parts", nargs="*", default=names, choices=names)
    options.add_argument("--kept", type=Path, help="a file for what became of each fault; those in it are not tried")
    options.add_argument("--near", action="store_true", help="do not run the wider tests")
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
    try_all(trials, given.workers, Kept(given.kept), near_alone=given.near)
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
