"""The demonstration runs from beginning to end, and leaves a log that is decided again the same."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.servers.fixtures import postgresql_server

__all__ = ["postgresql_server"]

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_the_demonstration_ends_with_an_identical_replay(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """Sample mails of all kinds: received, identified, taken, asked, refused, settled, complained."""
    store = "" if kind == "sqlite" else request.getfixturevalue("postgresql_server").create("demonstration")
    settings = os.environ | {"BIN": str(Path(sys.executable).parent), "OUT": str(tmp_path / "out"), "STORE": store}
    settings["REQUESTS"] = "200"
    command = ["sh", "examples/demo.sh"]
    shown = subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, text=True, check=False)  # noqa: S603

    assert shown.returncode == 0, shown.stderr
    assert "identical: 26 decisions" in shown.stdout
    assert "may not be refused yet" in shown.stdout
    assert {"billing.db", "decisions.jsonl"} <= {file.name for file in (tmp_path / "out").iterdir()}
    for page in ("desk-audit.html", "audit.html"):
        assert (tmp_path / "out" / page).read_text(encoding="utf-8").startswith("<!doctype html>")
    assert (tmp_path / "out" / "desk.db").exists() is (kind == "sqlite")
