"""The demonstration runs from beginning to end, and leaves a log that is decided again the same."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_demonstration_ends_with_an_identical_replay(tmp_path: Path) -> None:
    """Sample mails of all kinds on SQLite: received, identified, taken, asked, refused, settled, complained."""
    settings = os.environ | {"BIN": str(Path(sys.executable).parent), "OUT": str(tmp_path / "out"), "STORE": ""}
    command = ["sh", "examples/demo.sh"]
    shown = subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, text=True, check=False)  # noqa: S603

    assert shown.returncode == 0, shown.stderr
    assert "identical: 24 decisions" in shown.stdout.splitlines()[-1]
    assert "may not be refused yet" in shown.stdout
    assert {"billing.db", "decisions.jsonl", "desk.db"} <= {file.name for file in (tmp_path / "out").iterdir()}
