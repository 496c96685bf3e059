"""What the commands of `netpoint-stp desk` share: the store and the desk, who is at it, and how outcomes are told."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import attrs
import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from netpoint_stp.backends.clocks import SetClock
from netpoint_stp.backends.ports import RequestStore, SubscriberDirectory
from netpoint_stp.backends.registry import open_directory, open_store
from netpoint_stp.backends.steps import State
from netpoint_stp.cli.options import dumps, printable, regulation_of
from netpoint_stp.desk.decisions import result_of
from netpoint_stp.desk.office import Desk
from netpoint_stp.desk.outcomes import Outcome
from netpoint_stp.errors import UsageError
from netpoint_stp.moments import in_zone, parse_moment
from netpoint_stp.regulation import Regulation
from netpoint_stp.wording import Language, say

DEFAULT_STORE = "sqlite:///netpoint-stp.db"


@attrs.define(slots=False, kw_only=True)
class Counter:
    """The desk as one command works at it; store and directory are opened when they are first needed."""

    store_url: str
    directory_url: str | None
    profile: Path | None
    staff: str | None
    clock: str | None
    keys: Path | None

    @cached_property
    def regulation(self) -> Regulation:
        """Return the regulation of the profile, or the example one."""
        return regulation_of(self.profile)

    @cached_property
    def store(self) -> RequestStore:
        """Open the store."""
        settings = self._timed
        if self.keys is not None:
            settings["key_file"] = self.keys
        return open_store(self.store_url, **settings)

    @cached_property
    def directory(self) -> SubscriberDirectory | None:
        """Open the directory of subscribers, where one is named."""
        return None if self.directory_url is None else open_directory(self.directory_url, **self._timed)

    @property
    def _timed(self) -> dict[str, Any]:
        return {} if self.clock is None else {"clock": SetClock(parse_moment(self.clock))}

    @cached_property
    def desk(self) -> Desk:
        """Return the desk over the store."""
        return Desk(self.regulation, self.store, directory=self.directory)

    @property
    def by(self) -> str:
        """Return who is at the desk; raises `UsageError` where nobody said so."""
        if self.staff is None or not self.staff.strip():
            raise UsageError("it is not said who does this; name one of the staff with --as, before the command")
        return self.staff

    def token_for(self, request_id: str) -> int | None:
        """Return the token of the lease under which whoever is at the desk holds a request, None where they do not."""
        record = self.store.request(request_id)
        if record is None or record.state is not State.TAKEN:
            return None
        return next((each.token for each in self.store.leases(self.by) if each.request_id == record.id), None)

    def shown(self, moment: datetime | None) -> str:
        """Return a moment in the zone of the regulation, to the second; empty for None."""
        return "" if moment is None else f"{in_zone(moment, self.regulation.hours.zone):%Y-%m-%d %H:%M:%S %z}"


def tell_outcome(outcome: Outcome, lang: Language, *, as_json: bool) -> None:
    """Print what a step came to: the case, the messages, what a person has to tell, the clauses."""
    if as_json:
        click.echo(dumps(plain_outcome(outcome)))
        return
    if outcome.case is not None:
        state = say(f"desk.state.{outcome.case.state.value}", lang)
        click.secho(f"{outcome.case.id}  {state}", bold=True)
    if outcome.repeat:
        click.echo(say("desk.repeat", lang))
    if outcome.lease is not None:
        click.echo(say("desk.cli.token", lang, token=outcome.lease.token, until=outcome.lease.until.isoformat()))
    for message in (*outcome.messages, *outcome.to_tell):
        click.echo(f"  {message.purpose}: {printable(message.subject)}")
    for why in outcome.waits_for:
        click.echo(f"  {say('desk.waits', lang, what=say(f'desk.why.{why.value}', lang))}")
    if outcome.clauses:
        click.echo(f"  [{', '.join((*outcome.clauses, *outcome.readings))}]")


def plain_outcome(outcome: Outcome) -> dict[str, Any]:
    """Return an outcome as JSON has it; of messages only what they are for."""
    return {
        "case": outcome.case_id,
        "state": None if outcome.state is None else outcome.state.value,
        "became": None if outcome.became is None else outcome.became.value,
        "interaction": outcome.interaction_id,
        "repeat": outcome.repeat,
        "token": None if outcome.lease is None else outcome.lease.token,
        "messages": [*outcome.purposes],
        "waits_for": [why.value for why in outcome.waits_for],
        "clauses": [*outcome.clauses],
        "readings": [*outcome.readings],
        "decisions": [
            {"decision_id": each.decision_id, "path": each.path} | result_of(each.answer) for each in outcome.grounds
        ],
    }


def tell_table(columns: Sequence[str], rows: Iterable[Mapping[str, object]], lang: Language, *, as_json: bool) -> None:
    """Print rows as a table with translated captions, or as JSON."""
    found = [*rows]
    if as_json:
        click.echo(dumps(found))
        return
    table = Table()
    for name in columns:
        table.add_column(say(f"desk.column.{name}", lang), overflow="fold")
    for row in found:
        table.add_row(*(Text(_cell(row.get(name))) for name in columns))
    Console(width=None if Console().is_terminal else 160).print(table)


def _cell(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(printable(str(part)) for part in value)
    return "" if value is None else "\n".join(printable(line) for line in str(value).split("\n"))
