"""Which faults are drawn from which part of the source, and which tests are near it."""

from functools import cache
from itertools import chain
from pathlib import Path
from random import Random
from typing import Final

import attrs
from tests.mutation.planting import Mutant, every_mutant

PROJECT: Final = Path(__file__).parents[2]
ROOT: Final = PROJECT / "src" / "netpoint_stp"
BY_NAMES: Final = "tests/policy/test_made_by_names.py"
"""Whether records are made by names, in every room."""
WIDER: Final = (
    BY_NAMES,
    "tests/regulation",
    "tests/situations",
    *(f"tests/audit/test_checks_{name}.py" for name in ("queue", "times", "refusal", "hearing", "reception")),
    "tests/audit/test_reference.py",
    "tests/audit/test_by_hand.py",
    "tests/desk",
    "tests/cli",
    "tests/wording",
)
"""What is run last where the near tests let a fault live."""

OTHER_ENGINES: Final = ("duckdb", "pandas", "pyarrow", "polars_lazy", "spark", "mariadb", "postgresql")


def _files(*tests: str) -> dict[str, None]:
    """Return the files of tests, each once, in the order in which they or their folders are named."""
    below = (
        [PROJECT / each] if each.endswith(".py") else sorted((PROJECT / each).rglob("test_*.py")) for each in tests
    )
    return dict.fromkeys(path.relative_to(PROJECT).as_posix() for path in chain.from_iterable(below))


def _words(stem: str) -> set[str]:
    """Return the beginnings of the words of a module's name."""
    return {word[:5] for word in stem.split("_") if len(word) > 2} - {"test"}


@cache
def _text(test: str) -> str:
    return (PROJECT / test).read_text(encoding="utf-8")


@attrs.frozen(kw_only=True)
class Part:
    """A part of the source: its files, how many faults are drawn from it, of which kinds, and its near tests."""

    name: str
    files: tuple[str, ...]
    count: int
    tests: tuple[str, ...]
    """The quick ones first."""
    grounds: bool = False
    """Whether clause and reading ids alone are exchanged or left out, or everything else alone."""
    wider: tuple[str, ...] = WIDER

    def steps(self, mutant: Mutant) -> tuple[list[str], list[str], list[str]]:
        """Return the files of tests: the nearest, other near ones, wider ones.

        The nearest have a word of the module's name, import it, or have a word of its folder's name.
        """
        near, wider = _files(*self.tests), _files(*self.wider)
        path, nearest = Path(mutant.path), list(_files(self.tests[0]))
        if not self.grounds:
            module = ".".join(path.with_suffix("").parts)
            named, of_folder = (
                [test for test in near if words & _words(Path(test).stem)]
                for words in (_words(path.stem), _words(path.parent.name))
            )
            nearest = named or [test for test in near if module in _text(test)] or of_folder or nearest
        others = [test for test in near if test not in nearest]
        again = [test for test in near if any(name in _text(test) for name in ("engine", "mariadb", "hypothesis"))]
        return nearest, others, [*(test for test in wider if test not in near), *again]

    def chosen(self, step: int) -> str:
        """Return which of the tests to run: before the last step on one engine of data frames and one database."""
        return "" if step == 2 else " and ".join(f"not {name}" for name in OTHER_ENGINES)

    def drawn(self, chance: Random) -> list[Mutant]:
        """Return the faults drawn, in the order of files and lines."""
        every = chain.from_iterable(every_mutant(ROOT, pattern, chance) for pattern in self.files)
        fitting = [each for each in every if (each.kind == "ground") == self.grounds]
        return sorted(chance.sample(fitting, min(self.count, len(fitting))), key=lambda each: (each.path, each.start))


GROUNDS: Final = ("tests/clauses/test_grounds.py", "tests/clauses")
CHECKS: Final = tuple(f"tests/audit/test_{name}.py" for name in ("checks_queue", "checks_times", "checks_refusal",
    "checks_reception", "checks_incidents", "checks_desk", "checks_further", "checks_hearing", "checks_out_of_turn",
    "checks_acts", "checks_doubt", "missing", "by_hand", "reference", "law_nothing_is_passed_over",
    "law_reasons_are_the_rows_own", "law_doubt_is_kept"))  # fmt: skip
DESK: Final = tuple(f"tests/desk/test_{name}.py" for name in ("steps", "edges", "asking_leaves", "decisions", "once",
    "account_only", "messages", "places", "outbox", "billing_down", "when_it_counts", "doubt_of_terms",
    "what_steps_write", "words_of_staff"))  # fmt: skip
PARTS: Final = (
    Part(name="policy", files=("policy/**/*.py",), count=24, tests=("tests/clauses", "tests/policy")),
    Part(name="policy grounds", files=("policy/**/*.py",), count=16, grounds=True, tests=GROUNDS),
    Part(name="desk grounds", files=("desk/**/*.py",), count=4, grounds=True, tests=GROUNDS),
    Part(name="check grounds", files=("audit/checks/**/*.py",), count=4, grounds=True, tests=GROUNDS),
    Part(name="rules", files=("rules/*.py",), count=8, tests=("tests/rules",)),
    Part(
        name="regulation",
        files=("regulation/**/*.py", "settings_files/*.py"),
        count=7,
        tests=("tests/regulation", BY_NAMES),
    ),
    Part(name="hours", files=("hours/*.py",), count=5, tests=("tests/time",)),
    Part(name="working days", files=("working_days/*.py",), count=5, tests=("tests/time",)),
    Part(name="moments", files=("moments/*.py",), count=3, tests=("tests/time",)),
    Part(
        name="clauses",
        files=("clauses/*.py",),
        count=3,
        tests=("tests/clauses_registry",),
        wider=(BY_NAMES, "tests/clauses", "tests/cli"),
    ),
    Part(name="wording", files=("wording/*.py",), count=2, tests=("tests/wording", "tests/desk/test_messages.py")),
    Part(name="subjects", files=("subjects/*.py",), count=3, tests=("tests/subjects", "tests/clauses", "tests/policy")),
    Part(name="channels", files=("channels/**/*.py",), count=9, tests=("tests/channels",)),
    Part(name="checks", files=("audit/checks/**/*.py",), count=8, tests=CHECKS),
    Part(
        name="audit",
        files=tuple(
            f"audit/{part}*.py" for part in ("", "frames/", "records/", "sources/**/", "mapping/**/", "report/")
        ),
        count=5,
        tests=("tests/audit/sources", "tests/audit"),
        wider=("tests/cli",),
    ),
    Part(name="desk", files=("desk/**/*.py",), count=11, tests=(*DESK, "tests/situations")),
    Part(
        name="sql",
        files=("backends/sql/*.py",),
        count=4,
        tests=("tests/backends/sql/test_conformance_sqlite.py", "tests/backends/sql"),
        wider=("tests/desk", "tests/cli"),
    ),
    Part(
        name="stores",
        files=("casebook/*.py", "ports/*.py", "backends/*.py", "backends/memory/*.py", "backends/billing/**/*.py"),
        count=4,
        tests=("tests/backends/test_memory_store.py", "tests/backends/billing", "tests/backends", "tests/desk"),
        wider=(BY_NAMES, "tests/cli"),
    ),
    Part(name="commands", files=("cli/**/*.py",), count=2, tests=("tests/cli",), wider=()),
)
