"""The page on writing a backend is run as a stranger would: its files saved, its commands given."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "howto" / "write-a-backend.md"
SAVED = re.compile(r"Save this as `([a-z_]+\.py)`:\n+(?:<!--[^\n]*-->\n+)?```python\n([^`]*(?:`(?!``)[^`]*)*)```")


def saved(folder: Path) -> dict[str, str]:
    """Save the files of the page into a folder; return them by name."""
    files: dict[str, str] = dict(SAVED.findall(PAGE.read_text("utf-8")))
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    return files


def run(folder: Path, *more: str, suite: str = "test_my_directory.py") -> tuple[int, str]:
    """Give a command of the page; return its code and what it said."""
    command = f"python -m pytest {suite}"
    assert command in PAGE.read_text("utf-8")
    done = subprocess.run(  # noqa: S603  # the page's own command, under this Python
        [sys.executable, *command.split()[1:], "-q", "-rs", "-p", "no:cacheprovider", *more],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_the_page_passes(tmp_path: Path) -> None:
    """With the files as they stand on the page, the suite passes; what is skipped names its capability."""
    assert set(saved(tmp_path)) == {"my_directory.py", "test_my_directory.py", "my_store.py", "test_my_store.py"}
    code, said = run(tmp_path)

    assert code == 0, said
    assert re.search(r"\b1[0-9] passed", said), said
    assert "`find_by_address` not among its capabilities" in said


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("sorted(fitting)", "sorted(fitting)[:1]"),
        ("PassportCheck.AGREES if registered == given", "PassportCheck.AGREES if registered"),
        ("unsearched=given.given - SEARCHED", "unsearched=()"),
        ("parse_phones(text)}", "parse_phones(text)} if text.startswith('+') else set()"),
    ],
    ids=["the first alone", "any passport", "searched by everything", "one spelling"],
)
def test_a_mistake_does_not_pass(tmp_path: Path, right: str, wrong: str) -> None:
    """With a mistake that a stranger might make, the suite fails and says which promise is not kept."""
    text = saved(tmp_path)["my_directory.py"]
    assert right in text
    (tmp_path / "my_directory.py").write_text(text.replace(right, wrong), "utf-8")
    code, said = run(tmp_path, "-k", "not agrees_with_the_model")  # a machine that fails takes long to shrink

    assert code == 1, said
    assert "not kept" in said


@pytest.mark.no_cover
def test_the_store_of_the_page_passes(tmp_path: Path) -> None:
    """A store over one file in at most sixty lines keeps every promise, for the rules are inherited."""
    text = saved(tmp_path)["my_store.py"]
    code, said = run(tmp_path, suite="test_my_store.py")

    assert code == 0, said
    assert re.search(r"\b7[0-9] passed", said), said
    assert "skipped" not in said
    assert len(text.splitlines()) <= 60
