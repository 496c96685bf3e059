"""Both type checkers pass what is right and flag what is wrong: facts, conditions, outcomes, requirements."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FILES = [str(HERE / "right.py"), str(HERE / "wrong.py")]
CHECKERS = {
    "mypy": ["-m", "mypy", "--strict", "--no-incremental", "--config-file", str(ROOT / "pyproject.toml"), *FILES],
    "basedpyright": ["-m", "basedpyright", "--pythonpath", sys.executable, *FILES],
}


@pytest.mark.parametrize("checker", CHECKERS)
def test_type_checkers_see_what_the_library_promises(checker: str) -> None:
    """In `right.py` nothing is flagged; in `wrong.py` every mistake is, or its comment is reported as unnecessary."""
    if find_spec(checker) is None:
        pytest.skip(f"{checker} is not installed")
    found = subprocess.run(  # noqa: S603 - fixed arguments
        [sys.executable, *CHECKERS[checker]], cwd=ROOT, capture_output=True, text=True, check=False, timeout=300
    )

    assert found.returncode == 0, found.stdout + found.stderr


def test_every_mistake_is_expected_of_both_checkers() -> None:
    """No line of `wrong.py` is left to one checker alone, and there are plenty."""
    lines = (HERE / "wrong.py").read_text(encoding="utf-8").splitlines()
    expected = [(line.count("# type: ignore["), line.count("# pyright: ignore[")) for line in lines]

    assert [pair for pair in expected if pair[0] != pair[1]] == []
    assert expected.count((1, 1)) > 20
