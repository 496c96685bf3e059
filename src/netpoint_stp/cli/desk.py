"""`netpoint-stp desk`: the service desk over a store of requests: receiving, looking, and the store itself."""

from collections import Counter as Counts
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import click

from netpoint_stp.backends.cases import RequestRecord
from netpoint_stp.backends.steps import OPEN_STATES
from netpoint_stp.channels.forms import read_files
from netpoint_stp.channels.mailboxes import messages
from netpoint_stp.cli.desk_context import DEFAULT_STORE, Counter, plain_outcome, tell_table
from netpoint_stp.cli.desk_steps import STEPS
from netpoint_stp.cli.desk_store import STORE_COMMANDS
from netpoint_stp.cli.options import dumps, json_option, lang_option, printable, profile_option, warn_of_examples
from netpoint_stp.desk.agenda import DueItem
from netpoint_stp.desk.timeline import timeline
from netpoint_stp.moments import parse_moment
from netpoint_stp.wording import Language, say


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
@click.option("--clock", help="For trials: the moment at which the store's clock stands, as 2026-11-23T10:00:00+02:00.")
@click.option("--keys", type=click.Path(dir_okay=False, path_type=Path), help="File with the keys for raw messages.")
@profile_option
@click.pass_context
def desk_group(
    context: click.Context,
    store_url: str,
    directory_url: str | None,
    staff: str | None,
    clock: str | None,
    keys: Path | None,
    profile: Path | None,
) -> None:
    """Work at the service desk, over a store of requests.

    Options that say where and who stand before the command: netpoint-stp desk --as andriy take
    """
    context.obj = Counter(
        store_url=store_url, directory_url=directory_url, profile=profile, staff=staff, clock=clock, keys=keys
    )
    context.call_on_close(lambda: _close(context.obj))


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
    totals: Counts[str] = Counts()
    rows = []
    for name, row in _received(counter, files, channel):
        totals[row["became"]] += 1
        if as_json:
            click.echo(dumps({"file": name} | row, indent=None))
        else:
            why = [say(f"desk.why.{each}", lang) for each in row["waits_for"]]
            told = {"became": say(f"desk.became.{row['became']}", lang), "why": why}
            rows.append({"file": Path(name).name} | row | told)
    if not as_json:
        tell_table(("file", "became", "case", "messages", "why", "clauses"), rows, lang, as_json=False)
        for became, count in totals.most_common():
            click.echo(f"{count:>8}  {say(f'desk.became.{became}', lang)}")


def _received(counter: Counter, files: tuple[Path, ...], channel: str | None) -> Iterator[tuple[str, dict[str, Any]]]:
    """Receive message by message; the bytes of each are held until it was received, those of SMS parts to the end."""
    raw: dict[str, bytes] = {}
    used: set[str] = set()

    def reading() -> Iterator[tuple[str, bytes]]:
        for path in files:
            for message in messages(path):
                for name in used:
                    raw.pop(name, None)
                used.clear()
                raw[message.source] = message.read()
                yield message.source, raw[message.source]

    for name, read in read_files(reading(), counter.regulation.reading, channel=channel):
        yield name, plain_outcome(counter.desk.receive(read, raw.get(name)))
        used.add(name)


@desk_group.command("queue")
@click.argument("name", required=False)
@click.option("--all", "everything", is_flag=True, help="All open requests, also those that are not free.")
@click.option("--limit", default=100, show_default=True, type=click.IntRange(1, 10_000))
@lang_option
@json_option
@click.pass_obj
def queue_command(
    counter: Counter, name: str | None, everything: bool, limit: int, lang: Language, as_json: bool
) -> None:
    """Show the requests that are free in the queue NAME (without it, in each one), in the order of their turn."""
    if everything:
        found = counter.store.requests(frozenset(OPEN_STATES), limit=limit).items
    else:
        queues = [queue.name for queue in counter.regulation.queue.queues] if name is None else [name]
        found = tuple(record for queue in queues for record in counter.store.waiting(queue, limit))
    columns = ("number", "state", "turn", "queue", "channel", "received", "taken_by")
    tell_table(columns, (_request(counter, record, lang, as_json) for record in found), lang, as_json=as_json)


def _request(counter: Counter, record: RequestRecord, lang: Language, as_json: bool) -> dict[str, object]:
    request = record.request
    return {
        "number": record.id,
        "state": record.state.value if as_json else say(f"desk.state.{record.state.value}", lang),
        "turn": record.turn.value if as_json else say(f"desk.turn.{record.turn.value}", lang),
        "queue": record.queue,
        "channel": request.channel,
        "received": counter.shown(record.placed_at),
        "taken_by": request.taken_by,
    }


@desk_group.command("due")
@click.option("--before", help="Until which moment, as 2026-12-01T00:00:00+02:00; else the next seven days.")
@lang_option
@json_option
@click.pass_obj
def due_command(counter: Counter, before: str | None, lang: Language, as_json: bool) -> None:
    """Show what is due: reactions, answers to complaints, alerts, notices; what has no figure stands at the end."""
    until = _now(counter) + timedelta(days=7) if before is None else parse_moment(before)
    _tell_due(counter, counter.desk.due(until, viewer=counter.staff), lang, as_json)


@desk_group.command("overdue")
@lang_option
@json_option
@click.pass_obj
def overdue_command(counter: Counter, lang: Language, as_json: bool) -> None:
    """Show what should have been done by now."""
    _tell_due(counter, counter.desk.overdue(viewer=counter.staff), lang, as_json)


def _now(counter: Counter) -> Any:
    with counter.store.transaction() as transaction:
        return transaction.now


def _tell_due(counter: Counter, items: tuple[DueItem, ...], lang: Language, as_json: bool) -> None:
    rows = [
        {
            "number": item.case_id,
            "duty": item.duty.value if as_json else say(f"desk.due.{item.duty.value}", lang),
            "due": counter.shown(item.due) or (None if as_json else say("desk.no_figure", lang)),
            "late": item.late if as_json else say(f"desk.yesno.{_LATE[item.late]}", lang),
            "clauses": [*item.clauses, *item.readings],
        }
        for item in items
    ]
    if not rows and not as_json:
        click.echo(say("desk.nothing_due", lang))
        return
    tell_table(("number", "duty", "due", "late", "clauses"), rows, lang, as_json=as_json)


_LATE = {True: "yes", False: "no", None: "unknown"}


@desk_group.command("show")
@click.argument("case_id")
@lang_option
@json_option
@click.pass_obj
def show_command(counter: Counter, case_id: str, lang: Language, as_json: bool) -> None:
    """Show the timeline of the case CASE_ID (R-17, C-3, N-2): what happened, when, by whom, under which clauses."""
    rows = [
        {
            "at": counter.shown(entry.at),
            "what": entry.kind.value if as_json else entry.what,
            "state": entry.state,
            "by": entry.by,
            "clauses": [*entry.clauses, *entry.readings],
            "more": printable(entry.more),
            "decision_id": entry.decision_id,
        }
        for entry in timeline(counter.store, case_id, lang, viewer=counter.staff)
    ]
    tell_table(("at", "what", "state", "by", "clauses", "more"), rows, lang, as_json=as_json)


@desk_group.command("complaints")
@click.option("--settled", is_flag=True, help="Also those that are answered.")
@lang_option
@json_option
@click.pass_obj
def complaints_command(counter: Counter, settled: bool, lang: Language, as_json: bool) -> None:
    """Show the complaints that whoever is at the desk (--as) may see: none that is about them."""
    rows = []
    for record in counter.desk.complaints(counter.by, settled=settled):
        deadline = counter.desk.edition_of(record).complaint_deadline(record.complaint.lodged_at).value
        rows.append(
            {
                "number": record.id,
                "state": record.state.value if as_json else say(f"desk.state.{record.state.value}", lang),
                "received": counter.shown(record.complaint.lodged_at),
                "due": counter.shown(deadline.due_before),
                "channel": record.complaint.channel,
            }
        )
    tell_table(("number", "state", "received", "due", "channel"), rows, lang, as_json=as_json)


for _command in (*STEPS, *STORE_COMMANDS):
    desk_group.add_command(_command)
