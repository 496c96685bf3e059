"""A desk from the command line, on SQLite in a folder."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result
from tests.desk.scene import raw

from netpoint_stp.backends.registry import open_store
from netpoint_stp.cli.main import group
from netpoint_stp.moments import parse_moment

MONDAY = "2026-11-23T12:00:00+02:00"


class Shop:
    """A desk in a folder."""

    def __init__(self, folder: Path) -> None:
        """Begin with nothing."""
        self.folder = folder
        self.store = f"sqlite:///{folder / 'desk.db'}"
        self.options: list[str] = []

    def run(self, *arguments: str | Path, clock: str = MONDAY, by: str = "andriy") -> Result:
        """Run a command of the desk."""
        head = ["desk", "--store", self.store, "--clock", clock, "--as", by, *self.options]
        return CliRunner().invoke(group, [*head, *(str(argument) for argument in arguments)])

    def json(self, *arguments: str | Path, clock: str = MONDAY, by: str = "andriy") -> Any:
        """Run a command with --json and return what it printed."""
        result = self.run(*arguments, "--json", clock=clock, by=by)
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    def mail(self, name: str, text: str, **fields: str) -> Path:
        """Write a mail."""
        given = {"subject": "Інтернет", "sender": "ivan@mail.example", "to": "support@netpoint.example"} | fields
        path = self.folder / name
        path.write_bytes(raw(text, id_=name, at=parse_moment("2026-11-23T10:00:00+02:00"), **given))
        return path

    def outbox_texts(self) -> list[str]:
        """Return the texts that wait to be sent."""
        with closing(open_store(self.store)) as store:
            return [item.message.text for item in store.outbox().items]

    def edit(self, statement: str) -> None:
        """Change the database by hand."""
        with closing(sqlite3.connect(self.folder / "desk.db")) as database, database:
            assert database.execute(statement).rowcount == 1
