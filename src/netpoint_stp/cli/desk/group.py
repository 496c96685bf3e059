"""`netpoint-stp desk`: the service desk over a store of requests: what comes in, and the group of all its commands."""

from collections import Counter as Counts
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import click

from netpoint_stp.channels.files.forms import File, read_files
from netpoint_stp.channels.files.mailboxes import messages
from netpoint_stp.cli.desk.answers import ANSWERS
from netpoint_stp.cli.desk.complaints import COMPLAINTS
from netpoint_stp.cli.desk.context import DEFAULT_STORE, Counter, plain_outcome, purpose, tell_table
from netpoint_stp.cli.desk.incidents import INCIDENTS
from netpoint_stp.cli.desk.instructions import INSTRUCTIONS
from netpoint_stp.cli.desk.look import LOOKS
from netpoint_stp.cli.desk.outbox import OUTBOX
from netpoint_stp.cli.desk.steps import STEPS
from netpoint_stp.cli.desk.store import STORE_COMMANDS
from netpoint_stp.cli.desk.triage import TRIAGE
from netpoint_stp.cli.options import dumps, json_option, lang_option, printable, profile_option, warn_of_examples
from netpoint_stp.moments import parse_duration
from netpoint_stp.ports.clocks import ClockBounds
from netpoint_stp.wording import Language, say

_BEGINNING: Final = frozenset({"receive", "alert", "maintenance"})
"""What can be the first thing in an empty store; a slip in its URL must not look as if nothing waited."""


@click.group("desk")
@click.option(
    "--store",
    "store_url",
    default=DEFAULT_STORE,
    show_default=True,
    envvar="NETPOINT_STP_STORE",
    help="URL of the store: sqlite:///file.db, postgresql://user@host/name, memory: for trying.",
)
@click.option(
    "--directory",
    "directory_url",
    envvar="NETPOINT_STP_DIRECTORY",
    help="URL of billing's subscribers: ubilling+mysql://…",
)
@click.option("--as", "staff", envvar="NETPOINT_STP_STAFF", help="Who is at the desk: the id of one of the staff.")
@click.option(
    "--clock",
    help="For trials: the moment at which the clock stands, as 2026-11-23T10:00:00+02:00; for stores begun with it.",
)
@click.option(
    "--clock-back",
    envvar="NETPOINT_STP_CLOCK_BACK",
    help="How far the clock may stand before the newest entry for anything to be written, as 10m (the default).",
)
@click.option(
    "--clock-ahead",
    envvar="NETPOINT_STP_CLOCK_AHEAD",
    help="How far the clock may stand after the newest entry, as 31d (the default); see the command clock.",
)
@click.option("--keys", type=click.Path(dir_okay=False, path_type=Path), help="File with the keys for raw messages.")
@click.option(
    "--names",
    type=click.Path(dir_okay=False, path_type=Path),
    envvar="NETPOINT_STP_NAMES",
    help='TOML file with the names under which clients know the staff, as andriy = "Андрій" (3.11).',
)
@click.option(
    "--passport-key",
    type=click.Path(dir_okay=False, path_type=Path),
    envvar="NETPOINT_STP_PASSPORT_KEY",
    help="File with the key under which passports are compared with billing.",
)
@profile_option
@click.pass_context
def desk_group(
    context: click.Context,
    store_url: str,
    directory_url: str | None,
    staff: str | None,
    clock: str | None,
    clock_back: str | None,
    clock_ahead: str | None,
    keys: Path | None,
    names: Path | None,
    passport_key: Path | None,
    profile: Path | None,
) -> None:
    """Work at the service desk, over a store of requests.

    Options that say where and who stand before the command: netpoint-stp desk --as andriy take
    """
    context.obj = Counter(
        store_url=store_url,
        directory_url=directory_url,
        profile=profile,
        staff=staff,
        clock=clock,
        clock_bounds=_bounds(clock_back, clock_ahead),
        keys=keys,
        names=names,
        passport_key=passport_key,
        begins=context.invoked_subcommand in _BEGINNING,
    )
    context.call_on_close(lambda: _close(context.obj))


def _bounds(back: str | None, ahead: str | None) -> ClockBounds | None:
    given = {"back": back, "ahead": ahead}
    lengths = {name: parse_duration(length) for name, length in given.items() if length is not None}
    return ClockBounds(**lengths) if lengths else None


def _close(counter: Counter) -> None:
    if "store" in vars(counter):
        counter.store.close()


@desk_group.command("receive")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--channel", help="Channel by which all of it came; else each file tells. Any name: phone, icq, ...")
@lang_option
@json_option
@click.pass_obj
def receive_command(
    counter: Counter, files: tuple[Path, ...], channel: str | None, lang: Language, as_json: bool
) -> None:
    """Receive FILES: mail messages, mbox files, Maildirs, SMS spools, call records, helpdesk and chat records, folders.

    Each is recorded once, however often it is given. With --json, one record a message, a line each.
    """
    warn_of_examples(counter.regulation, lang)
    for odd in _unreadable(files):
        click.secho(say("desk.cli.no_file", lang, name=printable(str(odd))), fg="yellow", err=True)
    totals: Counts[str] = Counts()
    rows = []
    try:
        for name, row in _received(counter, files, channel):
            totals[row["became"]] += 1
            if as_json:
                click.echo(dumps({"file": name} | row, indent=None))
            else:
                why = [say(f"desk.why.{each}", lang) for each in row["waits_for"]]
                sent = [purpose(each, lang) for each in row["messages"]]
                sent += [say("desk.cli.to_tell", lang, what=purpose(each, lang)) for each in row["to_tell"]]
                told = {"became": say(f"desk.became.{row['became']}", lang), "why": why, "messages": sent}
                rows.append({"file": Path(name).name} | row | told)
    finally:  # what was received before something failed is told all the same
        if not as_json:
            tell_table(("file", "became", "case", "messages", "why", "clauses"), rows, lang, as_json=False)
            for became, count in totals.most_common():
                click.echo(f"{count:>8}  {say(f'desk.became.{became}', lang)}")


def _unreadable(files: tuple[Path, ...]) -> Iterator[Path]:
    """Yield what lies in the folders given and is neither file nor folder: links that lead nowhere, pipes, sockets."""
    for folder in (path for path in files if path.is_dir()):
        yield from (each for each in sorted(folder.rglob("*")) if not each.is_file() and not each.is_dir())


def _received(counter: Counter, files: tuple[Path, ...], channel: str | None) -> Iterator[tuple[str, dict[str, Any]]]:
    """Receive message by message; the bytes of each are held until it was received, those of SMS parts to the end."""
    raw: dict[str, bytes] = {}
    used: set[str] = set()

    def reading() -> Iterator[File]:
        for path in files:
            for message in messages(path):
                for name in used:
                    raw.pop(name, None)
                used.clear()
                raw[message.source] = message.read()
                yield message.source, raw[message.source], message.remarks

    for name, read in read_files(reading(), counter.regulation.reading, channel=channel):
        yield name, plain_outcome(counter.desk.receive(read, raw.get(name)))
        used.add(name)


for _command in (*LOOKS, *STEPS, *ANSWERS, *TRIAGE, *COMPLAINTS, *INCIDENTS, *INSTRUCTIONS, *OUTBOX, *STORE_COMMANDS):
    desk_group.add_command(_command)
