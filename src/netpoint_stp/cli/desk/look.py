"""`netpoint-stp desk queue`, `due`, `overdue`, `show`, `read`: looking at requests; nothing is written."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice

import click

from netpoint_stp.casebook.journal import ActorKind
from netpoint_stp.casebook.projection import RequestRecord
from netpoint_stp.casebook.records import QUARANTINE_LETTER, StoredInteraction, kind_of
from netpoint_stp.casebook.steps import OPEN_STATES, CaseKind
from netpoint_stp.cli.desk.context import Counter, tell_table
from netpoint_stp.cli.desk.step import telling
from netpoint_stp.cli.options import dumps, printable
from netpoint_stp.desk.agenda import DueItem
from netpoint_stp.desk.timeline import may_look, timeline
from netpoint_stp.errors import NotFoundError, UsageError, did_you_mean
from netpoint_stp.moments import parse_moment
from netpoint_stp.regulation.figures.values import tell_channel
from netpoint_stp.wording import Language, say

_LATE = {True: "yes", False: "no", None: "unknown"}
_TASK_SHOWN = 60
_RAW_SHOWN = 20_000


@click.command("queue")
@click.argument("name", required=False)
@click.option("--all", "everything", is_flag=True, help="All open requests, also those that are not free.")
@click.option("--limit", default=100, show_default=True, type=click.IntRange(1, 10_000))
@telling
def queue_command(
    counter: Counter, name: str | None, everything: bool, limit: int, lang: Language, as_json: bool
) -> None:
    """Show the requests that are free in the queue NAME (without it, in each one), in the order of their turn."""
    queues = [queue.name for queue in counter.regulation.queue.queues] if name is None else [_known(counter, name)]
    if everything:
        found = [*islice((each for each in _open(counter) if name is None or each.queue == name), limit)]
    else:
        found = [record for queue in queues for record in counter.store.waiting(queue, limit)]
    columns = ("number", "state", "turn", "queue", "channel", "received", "taken_by", "task")
    tell_table(columns, (_request(counter, record, lang, as_json) for record in found), lang, as_json=as_json)


def _open(counter: Counter) -> Iterator[RequestRecord]:
    after: str | None = None
    while True:
        page = counter.store.requests(frozenset(OPEN_STATES), after)
        yield from page.items
        after = page.after
        if after is None:
            return


def _known(counter: Counter, name: str) -> str:
    """Return the name of a queue of the profile; refuse (`UsageError`) another one."""
    known = [queue.name for queue in counter.regulation.queue.queues]
    if name not in known:
        raise UsageError(f"the profile has no queue `{name}`{did_you_mean(name, known)}")
    return name


def _request(counter: Counter, record: RequestRecord, lang: Language, as_json: bool) -> dict[str, object]:
    request = record.request
    task = " ".join((request.task or "").split())
    short = task if len(task) <= _TASK_SHOWN else f"{task[: _TASK_SHOWN - 1]}…"
    return {
        "number": record.id,
        "state": record.state.value if as_json else say(f"desk.state.{record.state.value}", lang),
        "turn": record.turn.value if as_json else say(f"desk.turn.{record.turn.value}", lang),
        "queue": record.queue,
        "channel": request.channel if as_json else tell_channel(request.channel, lang),
        "received": counter.shown(record.placed_at),
        "taken_by": request.taken_by,
        "task": request.task if as_json else short,
    }


@click.command("due")
@click.option("--before", help="Until which moment, as 2026-12-01T00:00:00+02:00; else the next seven days.")
@telling
def due_command(counter: Counter, before: str | None, lang: Language, as_json: bool) -> None:
    """Show what is due: reactions, answers to complaints, alerts, notices; what has no figure stands at the end."""
    until = counter.now + timedelta(days=7) if before is None else parse_moment(before)
    _tell_due(counter, counter.desk.due(until, viewer=counter.staff), lang, as_json)


@click.command("overdue")
@telling
def overdue_command(counter: Counter, lang: Language, as_json: bool) -> None:
    """Show what should have been done by now."""
    _tell_due(counter, counter.desk.overdue(viewer=counter.staff), lang, as_json)


def _without_moment(item: DueItem, lang: Language) -> str:
    return say("desk.due_uncounted" if item.uncountable else "desk.no_figure", lang)


def _tell_due(counter: Counter, items: tuple[DueItem, ...], lang: Language, as_json: bool) -> None:
    rows: list[dict[str, object]] = [
        {
            "number": item.case_id,
            "duty": item.duty.value if as_json else say(f"desk.due.{item.duty.value}", lang),
            "due": counter.shown(item.due) or (None if as_json else _without_moment(item, lang)),
            "late": item.late if as_json else say(f"desk.yesno.{_LATE[item.late]}", lang),
            "clauses": [*item.clauses, *item.readings],
            "provisional": item.provisional,
            "due_earliest": counter.shown(item.due_earliest),
            "due_latest": counter.shown(item.due_latest),
            "doubts": [*item.doubts(lang)],
            "from_complaints_address": counter.shown(item.from_complaints_address),
        }
        for item in items
    ]
    if not rows and not as_json:
        click.echo(say("desk.nothing_due", lang))
        return
    tell_table(("number", "duty", "due", "late", "clauses"), rows, lang, as_json=as_json)
    for item in () if as_json else items:
        if item.provisional or item.uncountable:
            click.echo(_doubt(counter, item, lang))
        if item.from_complaints_address is not None:
            due = counter.shown(item.from_complaints_address)
            click.echo(say("desk.due_from_complaints_address", lang, number=item.case_id, due=due))


def _doubt(counter: Counter, item: DueItem, lang: Language) -> str:
    """Return why the term of an item is provisional and, where the doubt moves it, between which moments it ends."""
    said = {"number": item.case_id, "doubts": "; ".join(item.doubts(lang))}
    if item.uncountable:
        return say("desk.due_uncountable", lang, **said)
    if item.due_earliest == item.due_latest:
        return say("desk.due_doubted", lang, **said)
    earliest, latest = counter.shown(item.due_earliest), counter.shown(item.due_latest)
    return say("desk.due_between", lang, earliest=earliest, latest=latest, **said)


@click.command("show")
@click.argument("case_id")
@telling
def show_command(counter: Counter, case_id: str, lang: Language, as_json: bool) -> None:
    """Show the timeline of the case CASE_ID (R-17, C-3, N-2): what happened, when, by whom, under which clauses.

    Of a request it says besides whose time it was, from its receipt to its closing or until now (3.16).
    """
    rows = [
        {
            "at": counter.shown(entry.at),
            "what": entry.kind.value if as_json else entry.what(lang),
            "state": entry.state.value if as_json else entry.state_told(lang),
            "by": _by(entry.by.kind, entry.by.id) if as_json else entry.who(lang),
            "clauses": [*entry.clauses, *entry.readings],
            "more": dict(entry.more) if as_json else entry.more_told(lang),
            "decision_id": entry.decision_id,
        }
        for entry in timeline(counter.store, case_id, viewer=_viewer(counter, case_id))
    ]
    tell_table(("at", "what", "state", "by", "clauses", "more"), rows, lang, as_json=as_json)
    if kind_of(case_id) is CaseKind.REQUEST and not as_json:
        told = counter.desk.whose_time(case_id).explain(lang)
        click.echo("\n".join((told.outcome, *(f"  {line}" for line in told.because))))


def _viewer(counter: Counter, case_id: str) -> str | None:
    """Return who looks; at a complaint nobody looks without saying who they are (`UsageError`)."""
    return counter.by if kind_of(case_id) is CaseKind.COMPLAINT else counter.staff


def _by(kind: ActorKind, id_: str | None) -> str:
    return id_ or "" if kind is ActorKind.STAFF else kind.value


@click.command("read")
@click.argument("case_id")
@click.option("--raw", "as_raw", is_flag=True, help="Of an item put aside: its bytes as they came, for a file.")
@telling
def read_command(counter: Counter, case_id: str, as_raw: bool, lang: Language, as_json: bool) -> None:
    """Show what came in to the case CASE_ID, in order, passport data blanked; a complaint not to whom it is about.

    The whole text is shown: the writer's own words, then under headings the signature and what is quoted.
    CASE_ID may be an item that was put aside (Q-1): it is shown as it came, and who looked is written down. To give it
    into reading again: `read Q-1 --raw > Q-1.eml`, then `receive Q-1.eml`.
    """
    if case_id.strip().upper().startswith(f"{QUARANTINE_LETTER}-"):
        _aside(counter, case_id, as_raw=as_raw)
        return
    may_look(counter.store, case_id, _viewer(counter, case_id))
    found = [each for each in map(counter.store.interaction, _came(counter, case_id)) if each is not None]
    if as_json:
        click.echo(dumps([_plain(counter, each) for each in found]))
        return
    for each in found:
        plain = _plain(counter, each)
        at, subject = (printable(str(plain[name] or "")) for name in ("at", "subject"))
        channel = printable(tell_channel(each.interaction.channel, lang))
        click.secho(f"{each.id}  {say('desk.cli.read', lang, at=at, channel=channel, subject=subject)}", bold=True)
        for heading, words in _parts(each):
            if heading:
                click.secho(say(f"desk.cli.{heading}", lang), dim=True)
            click.echo("\n".join(printable(line) for line in words.split("\n")) + "\n")
    if not found:
        click.echo(say("desk.cli.no_messages", lang))


def _parts(stored: StoredInteraction) -> Iterator[tuple[str, str]]:
    """Yield every part of a text that has words, with its heading: the own words first, and they without one."""
    text, forward = stored.interaction.text, stored.interaction.forward
    yield "", text.own
    for heading, words in (("read_signature", text.signature), ("read_quoted", text.quoted)):
        if words:
            yield heading, words
    if forward is not None and forward.note:
        yield "read_note", forward.note


def _aside(counter: Counter, item_id: str, *, as_raw: bool) -> None:
    raw = counter.desk.read_aside(item_id, by=counter.by)
    if as_raw:
        click.echo(raw, nl=False)
        return
    text = raw[:_RAW_SHOWN].decode("utf-8", "replace")
    click.echo("\n".join(printable(line) for line in text.splitlines()))
    if len(raw) > _RAW_SHOWN:
        click.echo(f"… {len(raw)} B")


def _came(counter: Counter, case_id: str) -> tuple[str, ...]:
    request = counter.store.request(case_id)
    if request is not None:
        return request.request.interactions
    complaint = counter.store.complaint(case_id)
    if complaint is not None:
        return complaint.interactions
    raise NotFoundError(f"there is no request or complaint `{case_id}`; give the number of one, such as `R-17`")


def _plain(counter: Counter, stored: StoredInteraction) -> dict[str, object]:
    came = stored.interaction
    return {
        "interaction": stored.id,
        "at": counter.shown(came.received_at or stored.recorded_at),
        "channel": came.channel,
        "from": None if came.sender is None else came.sender.received,
        "subject": came.subject,
        "text": came.text.full,
        "own": came.text.own,
        "signature": came.text.signature,
        "quoted": came.text.quoted,
        "note": None if came.forward is None else came.forward.note,
        "attachments": len(came.attachments),
        "raw_kept": stored.raw_kept,
    }


LOOKS = (queue_command, due_command, overdue_command, show_command, read_command)
