"""Faults are planted where they are said to be, and the same ones each time."""

import ast
from pathlib import Path
from random import Random

from tests.mutation.planting import every_mutant
from tests.mutation.rooms import PARTS, ROOT
from tests.mutation.run import explained

import netpoint_stp

RULES = '''"""A table."""

TABLE = RuleTable(
    "late",
    Rule(("3.12", "I-14"), LATE, when=days & (open_ | late)),
    Rule(("3.12",), IN_TIME),
)
'''
SOURCE = '''"""A module."""

LIMIT = 7
GROUNDS = ("3.12", "I-14")


def late(days, open_):
    """Return whether it is late."""
    if not open_ and days > LIMIT:
        print(days)
    return any((days < 0, max(days, 1) == 2))
'''


class TestPlanting:
    """What can be planted in a module."""

    def test_each_kind_is_found(self, tmp_path: Path) -> None:
        """A number, grounds, a condition and a part of it, logic, comparisons, calls, and a step that is left out."""
        (tmp_path / "late.py").write_text(SOURCE)

        kinds = [mutant.kind for mutant in every_mutant(tmp_path, "*.py", Random(1))]

        assert set(kinds) == {"number", "ground", "condition", "logic", "part", "comparison", "call", "step"}
        assert kinds.count("ground") == 3
        assert kinds.count("comparison") == 3

    def test_each_fault_is_another_module(self, tmp_path: Path) -> None:
        """With a fault planted the text still is Python, and means something else."""
        (tmp_path / "late.py").write_text(SOURCE)
        mutants = list(every_mutant(tmp_path, "*.py", Random(1)))

        assert mutants
        for mutant in mutants:
            planted = ast.dump(ast.parse(mutant.planted(SOURCE.encode())))
            assert planted != ast.dump(ast.parse(SOURCE)), mutant.name

    def test_a_part_is_left_out(self, tmp_path: Path) -> None:
        """A clause or a reading of several, a part of a condition, a rule of a table."""
        (tmp_path / "table.py").write_text(RULES)

        planted = [each.planted(RULES.encode()).decode() for each in every_mutant(tmp_path, "*.py", Random(1))]
        told = [next(line.strip() for line in text.splitlines() if line not in RULES) for text in planted[1:]]

        assert RULES.replace('    Rule(("3.12", "I-14"), LATE, when=days & (open_ | late)),\n', "") in planted
        assert any(line.startswith(('Rule(("3.12",), LATE', 'Rule(("I-14",), LATE')) for line in told)
        assert any("when=((days))" in line or "when=((open_ | late))" in line for line in told)
        assert any("(((open_)))" in line or "(((late)))" in line or "((open_))" in line for line in told)

    def test_the_same_faults_are_drawn_each_time(self) -> None:
        """A part of the source gives as many as it names; the same seed gives the same."""
        part = next(part for part in PARTS if part.name == "hours")

        assert part.drawn(Random(5)) == part.drawn(Random(5))
        assert len(part.drawn(Random(5))) == part.count

    def test_as_many_are_planted_as_are_promised(self) -> None:
        """127 in all, from every room but the tests' own."""
        rooms = {path.relative_to(ROOT).parts[0] for part in PARTS for file in part.files for path in ROOT.glob(file)}

        assert sum(part.count for part in PARTS) == 127
        assert rooms == {path.name for path in ROOT.iterdir() if path.is_dir()} - {"testing", "__pycache__"}

    def test_no_module_is_left_out(self) -> None:
        """Each is in a part, but those of the tests' own room and the steps of migrations, which are run once."""
        drawn = {path for part in PARTS for file in part.files for path in ROOT.glob(file)}
        modules = {path for path in ROOT.rglob("*.py") if path.parent != ROOT}
        left = {path.relative_to(ROOT).as_posix() for path in modules - drawn}

        assert {name for name in left if not name.startswith(("testing/", "backends/sql/migrations/"))} == set()

    def test_each_part_is_there(self) -> None:
        """No part has lost its files or its near tests."""
        for part in PARTS:
            assert all(list(ROOT.glob(file)) for file in part.files), part.name
            assert all((ROOT.parents[1] / tests).exists() for tests in (*part.tests, *part.wider)), part.name

    def test_whatever_may_live_says_why(self) -> None:
        """A fault that may live has a reason of more than a word."""
        assert all(len(reason.split()) > 3 for reason in explained().values())


def test_the_library_is_that_of_the_copy() -> None:
    """Nothing would be noticed by tests of another copy of the library than the one with the fault."""
    assert Path(netpoint_stp.__file__).parent == ROOT
