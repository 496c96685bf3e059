"""Copies of the project, in each of which one fault at a time is planted, and what the tests say of one."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from queue import Queue
from typing import Final

PROJECT: Final = Path(__file__).parents[2]
A_TEST: Final = 300
"""Seconds that one test may take: a fault that makes it run on is noticed by whoever waits."""
ALL_TESTS: Final = 7200
"""Seconds that one run of tests may take, however slow the machine is."""
NO_TESTS: Final = 5
"""What pytest ends with where there was nothing to run."""


class Said(Enum):
    """What the tests say of a copy."""

    PASSED = "passed"
    FAILED = "failed"
    HUNG = "did not end"


@contextmanager
def copies(number: int) -> Iterator["Queue[Path]"]:
    """Give that many copies of all files under version control, whose tests are seen to test the copy."""
    names = subprocess.run(["git", "ls-files", "-z"], cwd=PROJECT, check=True, capture_output=True, text=True).stdout  # noqa: S607
    with tempfile.TemporaryDirectory() as folder:
        free: Queue[Path] = Queue()
        for copy in (Path(folder, str(each)) for each in range(number)):
            for name in filter(None, names.split("\0")):
                if (PROJECT / name).exists():
                    (copy / name).parent.mkdir(parents=True, exist_ok=True)
                    shutil.copy2(PROJECT / name, copy / name)
            said, last = tested(
                copy, ["tests/mutation/test_planting.py::test_the_library_is_that_of_the_copy"], "", "ci"
            )
            if said is not Said.PASSED:
                raise RuntimeError(f"the tests of a copy do not test it: {last}")
            free.put(copy)
        yield free


def tested(copy: Path, tests: Sequence[str], chosen: str, profile: str) -> tuple[Said, str]:
    """Return what the tests say of a copy, and the first that fails: those chosen by name, by a Hypothesis profile."""
    limits = ("-o", f"faulthandler_timeout={A_TEST}", "-o", "faulthandler_exit_on_timeout=true")
    command = [sys.executable, "-m", "pytest", "-x", "-q", "--no-header", "--tb=no", "-p", "no:cacheprovider", *limits]
    environment = {**os.environ, "PYTHONPATH": str(copy / "src"), "HYPOTHESIS_PROFILE": profile}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # half of what a short run takes
    try:
        done = subprocess.run(  # noqa: S603
            [*command, "-p", "no:xdist", "-p", "no:cov", "-k", chosen, *tests],
            cwd=copy, env=environment, capture_output=True, timeout=ALL_TESTS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return Said.HUNG, ""
    told = (done.stdout + done.stderr).decode(errors="replace")
    if done.returncode == NO_TESTS:
        raise RuntimeError(told[-2000:])
    if done.returncode == 0:
        return Said.PASSED, ""
    if "Timeout (0:" in told:
        return Said.HUNG, ""
    failed = [line for line in told.splitlines() if line.startswith(("FAILED", "ERROR", "ImportError"))]
    return Said.FAILED, failed[0].split(" - ")[0] if failed else f"pytest ended with {done.returncode}"
