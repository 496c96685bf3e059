"""What the commands of `netpoint-stp desk` share: the store and the desk, who is at it, and how outcomes are told."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import attrs
import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from netpoint_stp.backends.registry import load, open_directory, open_store
from netpoint_stp.casebook.steps import State
from netpoint_stp.cli.options import dumps, printable, regulation_of
from netpoint_stp.desk.decisions.decided import result_of
from netpoint_stp.desk.guarded import GuardedDirectory
from netpoint_stp.desk.office import Desk
from netpoint_stp.desk.outcomes import Outcome
from netpoint_stp.errors import LeaseLostError, UnavailableError, UsageError
from netpoint_stp.moments import in_zone, parse_moment
from netpoint_stp.ports.clocks import ClockBounds, SetClock
from netpoint_stp.ports.directories import SubscriberDirectory
from netpoint_stp.ports.stores import RequestStore
from netpoint_stp.regulation import Regulation
from netpoint_stp.settings_files import Name, load_toml, structure
from netpoint_stp.subjects.documents import DigestKey
from netpoint_stp.wording import Language, knows, say

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
    clock_bounds: ClockBounds | None = None
    names: Path | None = None
    passport_key: Path | None = None
    begins: bool = True
    """Whether the command may be the first one over its store, so that an empty database is laid out for it."""

    @cached_property
    def regulation(self) -> Regulation:
        """Return the regulation of the profile, or the example one."""
        return regulation_of(self.profile)

    @cached_property
    def store(self) -> RequestStore:
        """Open the store."""
        settings: dict[str, Any] = {} if self.clock is None else {**self._timed, "trial": True}
        if self.clock_bounds is not None:
            settings["clock_bounds"] = self.clock_bounds
        if self.keys is not None:
            settings["key_file"] = self.keys
        if not self.begins and keeps_tables(self.store_url):
            settings["lay_out"] = False
        return open_store(self.store_url, **settings)

    @cached_property
    def directory(self) -> SubscriberDirectory | None:
        """Open the directory of subscribers, where one is named."""
        if self.directory_url is None:
            return None
        keyed = {} if self._digest_key is None else {"key": self._digest_key}
        url = self.directory_url
        directory = GuardedDirectory(lambda: open_directory(url, **keyed, **self._timed))
        with suppress(UnavailableError):  # what comes in is recorded all the same, and waits to be identified
            directory.open()
        return directory

    @cached_property
    def _digest_key(self) -> DigestKey | None:
        return None if self.passport_key is None else DigestKey(_content(self.passport_key))

    @property
    def set_clock(self) -> SetClock | None:
        """Return the clock that was set by hand, None where the real one counts."""
        return None if self.clock is None else SetClock(parse_moment(self.clock))

    @property
    def _timed(self) -> dict[str, Any]:
        return {} if self.clock is None else {"clock": self.set_clock}

    @cached_property
    def desk(self) -> Desk:
        """Return the desk over the store."""
        return Desk(
            self.regulation,
            self.store,
            directory=self.directory,
            staff_names={} if self.names is None else _names(self.names),
            passport_key=self._digest_key,
        )

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

    def held(self, request_id: str) -> int:
        """Return the token as `token_for`; raises `LeaseLostError` where whoever is at the desk does not hold it."""
        token = self.token_for(request_id)
        if token is None:
            raise LeaseLostError(f"`{self.by}` does not hold request `{request_id}`; take it first")
        return token

    @property
    def now(self) -> datetime:
        """Return the present moment by the store's clock."""
        return self.store.clock_state().present

    def shown(self, moment: datetime | None) -> str:
        """Return a moment in the zone of the regulation, to the second; empty for None."""
        return "" if moment is None else f"{in_zone(moment, self.regulation.hours.zone):%Y-%m-%d %H:%M:%S %z}"


def keeps_tables(store_url: str) -> bool:
    """Whether a store has tables, which have to be laid out; raises `UsageError` for the URL of no backend."""
    return load(store_url.partition(":")[0].lower()).name == "sql"


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"`{path}` cannot be read: {error.strerror}; name another file") from None


def _names(path: Path) -> Mapping[str, str]:
    """Return what clients call the staff; problems do not quote it, as it tells persons."""
    return structure(dict[str, Name], load_toml(path), shows_values=False).or_raise(path.name)


def tell_outcome(counter: Counter, outcome: Outcome, lang: Language, *, as_json: bool, indent: int | None = 2) -> None:
    """Print what a step came to: the case, the messages, what a person has to tell, the clauses."""
    if as_json:
        click.echo(dumps(plain_outcome(outcome), indent=indent))
        return
    if outcome.case is not None:
        state = say(f"desk.state.{outcome.case.state.value}", lang)
        click.secho(f"{outcome.case.id}  {state}", bold=True)
    if outcome.repeat:
        click.echo(say("desk.repeat", lang))
    if outcome.lease is not None:
        click.echo(say("desk.cli.token", lang, token=outcome.lease.token, until=counter.shown(outcome.lease.until)))
    for message in outcome.messages:
        click.echo(f"  {purpose(message.purpose, lang)}: {printable(message.subject)}")
    for message in outcome.to_tell:
        click.echo(f"  {say('desk.cli.to_tell', lang, what=purpose(message.purpose, lang))}")
        click.echo("\n".join(f"    {printable(line)}" for line in message.text.splitlines()))
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
        "messages": [message.purpose for message in outcome.messages],
        "to_tell": [message.purpose for message in outcome.to_tell],
        "waits_for": [why.value for why in outcome.waits_for],
        "clauses": [*outcome.clauses],
        "readings": [*outcome.readings],
        "decisions": [
            {"decision_id": each.decision_id, "path": each.path} | result_of(each.answer) for each in outcome.grounds
        ],
    }


def purpose(name: str, lang: Language) -> str:
    """Return what a message is for, in words; a purpose of somebody else's own as it is."""
    key = f"desk.purpose.{name}"
    return say(key, lang) if knows(key, lang) else printable(name)


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
