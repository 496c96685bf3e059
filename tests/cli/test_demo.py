"""The demonstration runs from beginning to end, and leaves a log that is decided again the same."""

import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from tests.servers.fixtures import postgresql_server

from netpoint_stp import Regulation
from netpoint_stp.audit import audit
from netpoint_stp.backends.registry import open_store
from netpoint_stp.desk.agenda import Duty
from netpoint_stp.desk.office import Desk
from netpoint_stp.moments import parse_moment
from netpoint_stp.rules import Unknown

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
    if kind == "sqlite":
        _hold_reactions_against_the_agenda(tmp_path / "out" / "desk.db")


def _hold_reactions_against_the_agenda(path: Path) -> None:
    """Hold the breaches of 3.19 that the audit finds in the store against its agenda: no other than were overdue."""
    now = parse_moment("2026-12-01T10:55:00+02:00")
    regulation = Regulation.example()
    with closing(open_store(f"sqlite:///{path}")) as store:
        desk = Desk(regulation, store)
        overdue = {item.case_id for item in desk.overdue(now) if item.duty in (Duty.REACTION, Duty.FURTHER_REACTION)}
        was = set()
        for record in store.requests().items:
            for each in regulation.reaction.owed(record.request):
                due = regulation.reaction.reaction_due(each.since, record.request.support_level).value
                done = each.reacted_at or each.lapsed_at
                if not isinstance(due, Unknown) and done is not None and done > due:
                    was.add(record.id)  # the agenda called it overdue from `due` until somebody did it
    result = audit(f"sqlite:///{path}", regulation, now=now)
    broken = set()
    for check in ("3.19", "3.19-further"):
        rows = result.by_clause(check).rows
        assert rows is not None
        broken |= {row["id"] for row in rows.collect().rows(named=True) if row["answer"] == "broken"}
    assert len(overdue) > 2
    assert broken == overdue | was
