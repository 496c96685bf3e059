"""Which faults are drawn from which part of the source, and which tests are near it."""

from pathlib import Path
from random import Random
from typing import Final

import attrs
from tests.mutation.planting import Mutant, every_mutant

ROOT: Final = Path(__file__).parents[2] / "src" / "netpoint_stp"
WIDER: Final = (
    "tests/situations",
    "tests/regulation",
    "tests/desk",
    "tests/cli",
    "tests/wording",
    "tests/audit/test_reference.py",
)
"""What is run beside the near tests where these let a fault live."""


def _files(tests: Path) -> list[Path]:
    return [tests] if tests.suffix else sorted(tests.rglob("test_*.py"))


@attrs.frozen(kw_only=True)
class Part:
    """A part of the source: its files, how many faults are drawn from it, of which kinds, and its near tests."""

    name: str
    pattern: str
    count: int
    tests: tuple[str, ...]
    grounds: bool = False
    """Whether clause and reading ids alone are exchanged, or everything else alone."""
    wider: tuple[str, ...] = WIDER

    def named_after(self, mutant: Mutant) -> list[str]:
        """Return those of the near tests that have the name of the module: they are the ones to ask first."""
        words = {word[:6] for word in Path(mutant.path).stem.split("_") if len(word) > 3}
        files = [path for tests in self.tests for path in _files(ROOT.parents[1] / tests)]
        return [path.relative_to(ROOT.parents[1]).as_posix() for path in files if any(w in path.stem for w in words)]

    def drawn(self, chance: Random) -> list[Mutant]:
        """Return the faults drawn, in the order of files and lines."""
        all_ = [each for each in every_mutant(ROOT, self.pattern, chance) if (each.kind == "ground") == self.grounds]
        return sorted(chance.sample(all_, min(self.count, len(all_))), key=lambda each: (each.path, each.start))


AUDIT: Final = tuple(f"tests/audit/test_{name}.py" for name in ("reference", "by_hand", "checks_queue", "checks_times",
    "checks_refusal", "checks_reception", "checks_incidents", "checks_desk", "checks_further", "checks_hearing",
    "checks_out_of_turn", "missing"))  # fmt: skip
PARTS: Final = (
    Part(name="policy", pattern="policy/**/*.py", count=34, tests=("tests/policy", "tests/clauses")),
    Part(
        name="policy grounds", pattern="policy/**/*.py", count=20, grounds=True, tests=("tests/clauses", "tests/policy")
    ),
    Part(name="desk grounds", pattern="desk/**/*.py", count=4, grounds=True, tests=("tests/clauses", "tests/desk")),
    Part(name="check grounds", pattern="audit/checks/*.py", count=4, grounds=True, tests=("tests/clauses", *AUDIT)),
    Part(name="rules", pattern="rules/*.py", count=10, tests=("tests/rules", "tests/clauses")),
    Part(name="regulation", pattern="regulation/*.py", count=9, tests=("tests/regulation", "tests/clauses")),
    Part(name="hours", pattern="hours/*.py", count=6, tests=("tests/time", "tests/clauses")),
    Part(name="working days", pattern="working_days/*.py", count=6, tests=("tests/time", "tests/clauses")),
    Part(name="checks", pattern="audit/checks/*.py", count=9, tests=AUDIT),
    Part(name="desk", pattern="desk/*.py", count=15, tests=("tests/desk", "tests/situations")),
    Part(
        name="sql",
        pattern="backends/sql/*.py",
        count=5,
        tests=("tests/backends/sql",),
        wider=("tests/desk", "tests/cli"),
    ),
    Part(name="cases", pattern="backends/[a-z]*.py", count=5, tests=("tests/backends", "tests/desk")),
)
