"""`netpoint-stp desk verify`, `purge`, `migrate`, `log`: the store itself, and the export of its decision log."""

import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import click

from netpoint_stp.casebook.records import MOST_AT_ONCE
from netpoint_stp.cli.desk.context import Counter, keeps_tables, tell_table
from netpoint_stp.cli.options import dumps, json_option, lang_option
from netpoint_stp.desk.decisions.replay import log_lines
from netpoint_stp.desk.room import staff
from netpoint_stp.errors import UsageError
from netpoint_stp.moments import parse_duration, parse_moment
from netpoint_stp.ports.clocks import SystemClock
from netpoint_stp.wording import Language, say

_SQLITE: Final = b"SQLite format 3\0"
_NOT_LOOKED_AT: Final = (
    "interactions",
    "raw_messages",
    "quarantined",
    "outbox",
    "decisions",
    "queue",
    "leases",
    "states",
)
_NOT_NOTICED: Final = (
    "a_chain_written_anew",
    "the_last_cases_taken_out",
    "events_renumbered",
    "an_older_copy_put_back",
)


@click.command("verify")
@lang_option
@json_option
@click.pass_context
def verify_command(context: click.Context, lang: Language, as_json: bool) -> None:
    """Hold every journal against its digests. Exit code 0: all of them hold; 1: it names what does not.

    It looks at the events of each case, their order and their end, and for numbers that are not there. It cannot notice
    a chain that was written anew as a whole, the last cases taken out, or an older copy put back, and does not look at
    texts of clients, messages that go out, decisions, and what is kept for looking up.
    """
    counter: Counter = context.obj
    breaks = counter.store.verify()
    looked_at = None if breaks else _looked_at(counter)
    rows = [{"case": each.case_id, "row": each.number, "wrong": each.kind.value, "seq": each.seq} for each in breaks]
    if as_json:
        not_looked_at = {"not_looked_at": _NOT_LOOKED_AT, "not_noticed": _NOT_NOTICED}
        click.echo(dumps({"breaks": rows, "looked_at": looked_at} | not_looked_at))
    elif looked_at is not None:
        click.echo(say("desk.cli.holds", lang, **looked_at))
        click.echo(say("desk.cli.not_looked_at", lang))
    else:
        told = [row | {"wrong": say(f"desk.break.{row['wrong']}", lang)} for row in rows]
        tell_table(("case", "row", "wrong"), told, lang, as_json=False)
        click.echo(say("desk.cli.not_looked_at", lang))
    context.exit(1 if breaks else 0)


def _looked_at(counter: Counter) -> dict[str, int]:
    """Return how many cases and events there are."""
    cases, events, after = set(), 0, None
    while True:
        page = counter.store.journal(after, MOST_AT_ONCE)
        cases |= {event.case_id for event in page.items}
        events += len(page.items)
        if (after := page.after) is None:
            return {"cases": len(cases), "events": events}


@click.command("purge")
@click.option("--before", help="Erase what was recorded before this moment, as 2026-11-01T00:00:00+02:00.")
@click.option("--older-than", help="Erase what was recorded longer ago than this, as 90d.")
@lang_option
@json_option
@click.pass_obj
def purge_command(counter: Counter, before: str | None, older_than: str | None, lang: Language, as_json: bool) -> None:
    """Erase raw messages and quarantined items whose time is over; what was read of them stays, redacted."""
    if (before is None) == (older_than is None):
        raise UsageError("say either --before with a moment or --older-than with a length of time")
    until = _before(counter, before, older_than)
    purged = counter.store.purge(until, by=staff(counter.by))
    if as_json:
        click.echo(dumps({"raw_messages": purged.raw_messages, "quarantined": purged.quarantined}))
    else:
        click.echo(say("desk.cli.purged", lang, raw=purged.raw_messages, items=purged.quarantined))


def _before(counter: Counter, before: str | None, older_than: str | None) -> datetime:
    if before is not None:
        return parse_moment(before)
    length = parse_duration(older_than or "")
    if length <= timedelta():
        raise UsageError(f"`{older_than}` is no length of time; give one such as 90d")
    now = SystemClock().now() if counter.clock is None else parse_moment(counter.clock)
    try:
        return now - length
    except OverflowError:
        raise UsageError(f"`{older_than}` ago there was no calendar yet; give a length of time such as 90d") from None


@click.command("migrate")
@click.option("--to", type=click.IntRange(0), help="The version of the layout to bring it to; else the latest.")
@click.option("--drop-data", is_flag=True, help="Go down even where that drops what the store holds, for ever.")
@click.option("--store-name", help="With --drop-data: the name of the store's file or database; else it is asked for.")
@lang_option
@json_option
@click.pass_obj
def migrate_command(
    counter: Counter, to: int | None, drop_data: bool, store_name: str | None, lang: Language, as_json: bool
) -> None:
    """Lay out an empty database, or bring the store to this library's version, or to another one, up or down.

    A way down that would drop anything is refused, and tells what; copy the store first.
    """
    if not keeps_tables(counter.store_url):
        raise UsageError(f"a store of `{counter.store_url.partition(':')[0]}:` has no layout that could be migrated")
    from netpoint_stp.backends.sql import LATEST, migrate  # needs the extra; that it lacks has been told

    version = LATEST if to is None else to
    allowed: dict[str, Any] = {}
    if drop_data:
        name = store_name if store_name is not None else _typed_name()
        allowed = {"drop_data": True, "store_name": name, "by": staff(counter.by)}
    done = migrate(counter.store_url, version, clock=counter.set_clock, **allowed)
    if counter.clock is not None and done.before == 0 and version == LATEST:
        _ = counter.store  # which marks what is empty as made for trials
    if as_json:
        click.echo(dumps({"before": done.before, "version": version, "lost": dict(done.lost)}))
    else:
        for table, count in done.lost.items():
            click.echo(say("desk.cli.dropped", lang, table=table, count=count))
        click.echo(say("desk.cli.migrated", lang, version=version))


def _typed_name() -> str:
    if not sys.stdin.isatty():
        raise UsageError("--drop-data drops what the store holds, for ever; name the store with --store-name")
    return str(click.prompt("The name of the store (its file, or its database)", err=True))


@click.command("log")
@click.option(
    "--to", "target", type=click.Path(dir_okay=False, path_type=Path), help="File to write; else it is printed."
)
@click.pass_obj
def log_command(counter: Counter, target: Path | None) -> None:
    """Export the decision log as JSON lines, for `netpoint-stp replay`; it holds no identifiers of anybody."""
    if target is None:
        for line in log_lines(counter.store):
            click.echo(line)
        return
    try:
        _refuse_a_database(target)
        with target.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(f"{line}\n" for line in log_lines(counter.store))
    except OSError as error:
        raise UsageError(f"`{target}` cannot be written: {error.strerror}; name another file") from error


def _refuse_a_database(target: Path) -> None:
    """Refuse (`UsageError`) to write over a database, such as the store itself: what it holds would be gone."""
    if target.is_file() and target.stat().st_size:
        with target.open("rb") as file:
            if file.read(len(_SQLITE)) == _SQLITE:
                raise UsageError(f"`{target}` is a database, and writing would destroy it; name another file")


@click.group("clock")
def clock_group() -> None:
    """Look at the store's clock, and acknowledge that it is right after it has jumped.

    Where it stands too far from the newest entry, either way, nothing is written: it may be wrong now, or it was.
    """


@clock_group.command("show")
@lang_option
@json_option
@click.pass_obj
def clock_show_command(counter: Counter, lang: Language, as_json: bool) -> None:
    """Show what the clock says beside the newest entry. Exit code 1 where nothing is written for it."""
    state = counter.store.clock_state()
    if as_json:
        newest = None if state.newest is None else state.newest.isoformat()
        click.echo(dumps({"clock": state.clock.isoformat(), "newest": newest, "jumped": state.jumped}))
    else:
        told = {"clock": counter.shown(state.clock), "newest": counter.shown(state.newest) or "-"}
        click.echo(say("desk.cli.clock_jumped" if state.jumped else "desk.cli.clock_right", lang, **told))
    if state.jumped:
        raise click.exceptions.Exit(1)


@clock_group.command("accept")
@lang_option
@json_option
@click.pass_obj
def clock_accept_command(counter: Counter, lang: Language, as_json: bool) -> None:
    """Acknowledge that the clock is right now; the store's own journal (S-1) tells who did so, from and to what.

    Leases and messages keep the time that they had left; who was placed in the line by a false moment stands behind
    those who came before. What was written by the false clock keeps its moment: look at what is due.
    """
    event = counter.store.accept_clock(by=staff(counter.by))
    if as_json:
        click.echo(dumps(None if event is None else {"at": event.at.isoformat(), **event.data}))
    elif event is None:
        click.echo(say("desk.cli.clock_has_not_jumped", lang))
    else:
        moments = {name: counter.shown(parse_moment(event.data[name])) for name in ("from", "to")}
        told = {"before": moments["from"], "after": moments["to"], "placed": event.data["placed"]}
        click.echo(say("desk.cli.clock_accepted", lang, **told))


STORE_COMMANDS = (verify_command, purge_command, migrate_command, log_command, clock_group)
