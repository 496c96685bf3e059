"""`netpoint-stp assess`: is what came in an official request, what does it lack, which clauses say so (3.1–3.5)."""

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress

from netpoint_stp.channels.files.forms import File, read_files
from netpoint_stp.channels.files.mailboxes import RawMessage, count_messages, messages
from netpoint_stp.channels.interaction import Quarantined, QuarantineReason
from netpoint_stp.cli.options import (
    dumps,
    json_option,
    lang_option,
    printable,
    profile_option,
    regulation_of,
    warn_of_examples,
)
from netpoint_stp.errors import MomentError
from netpoint_stp.moments import in_zone
from netpoint_stp.regulation import Regulation
from netpoint_stp.regulation.assessment import Assessment
from netpoint_stp.rules import Decision, code
from netpoint_stp.subjects.account import AccountDetail
from netpoint_stp.wording import Language, say


@click.command("assess")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--channel", help="Channel by which all of it came; else each file tells. Any name: phone, icq, ...")
@profile_option
@lang_option
@json_option
def assess_command(
    files: tuple[Path, ...], channel: str | None, profile: Path | None, lang: Language, as_json: bool
) -> None:
    """Assess FILES: mail messages, mbox files, SMS spools, call records, helpdesk and chat records, folders of them.

    One message is explained in full; several get a line each, and totals. With --json, one record a message, a line
    each. What cannot be read is put aside whole, never lost: it has its line too.
    """
    regulation = regulation_of(profile)
    warn_of_examples(regulation, lang)
    total = sum(count_messages(path) for path in files)
    found = (message for path in files for message in messages(path))
    if total != 1:
        _show(found, total, lambda each: _lines(_judge(each, channel, regulation), regulation, lang, as_json=as_json))
        return
    judged = _judge(found, channel, regulation)
    first = list(islice(judged, 2))
    if len(first) == 1 and not as_json:
        _tell(first[0][1], lang)
    else:
        for line in _lines(chain(first, judged), regulation, lang, as_json=as_json):
            click.echo(line)


def _show(found: Iterable[RawMessage], total: int, lines: Callable[[Iterable[RawMessage]], Iterable[str]]) -> None:
    """Print line by line, with a progress bar below where there is a terminal: that of the lines, else of errors."""
    within = sys.stdout.isatty()
    console = Console(stderr=not within)
    with Progress(*Progress.get_default_columns(), console=console, transient=True) as progress:
        for line in lines(progress.track(found, total=total, description="")):
            if within:
                console.print(line, markup=False, emoji=False, highlight=False, soft_wrap=True)
            else:
                click.echo(line)


def _judge(
    found: Iterable[RawMessage], channel: str | None, regulation: Regulation
) -> Iterator[tuple[str, Assessment | Quarantined]]:
    unread: list[tuple[str, Quarantined]] = []
    for name, read in read_files(_read(found, channel, unread), regulation.reading, channel=channel):
        yield name, read if isinstance(read, Quarantined) else regulation.assess(read)
    yield from unread


def _read(found: Iterable[RawMessage], channel: str | None, unread: list[tuple[str, Quarantined]]) -> Iterator[File]:
    """Read file by file; one that the disk does not give goes to `unread`, and stops nothing."""
    for message in found:
        try:
            raw = message.read()
        except OSError as error:
            by, detail = channel or "unknown", error.strerror or "unknown error"
            unread.append((message.source, Quarantined.of(by, QuarantineReason.UNREADABLE, detail, b"")))
            continue
        yield message.source, raw, message.remarks


def _outcome(judged: Assessment | Quarantined) -> str:
    if isinstance(judged, Quarantined):
        return "quarantined"
    return str(code(judged.answer.outcome)) if isinstance(judged.answer, Decision) else "undetermined"


def _record(name: str, judged: Assessment | Quarantined, regulation: Regulation, lang: Language) -> dict[str, Any]:
    record: dict[str, Any] = {"file": name, "channel": _channel(judged), "outcome": _outcome(judged)}
    if isinstance(judged, Quarantined):
        return record | {"reason": judged.reason.value, "detail": judged.detail, "digest": judged.digest}
    came, answer = judged.interaction, judged.answer
    return record | {
        "clauses": list(judged.clauses),
        "readings": list(judged.readings),
        "missing": sorted(judged.missing),
        "possible": [] if isinstance(answer, Decision) else sorted(str(code(each)) for each in answer.possible),
        "asks": [ask.value for ask in judged.intake.asks],
        "stated": [detail.value for detail in AccountDetail if detail in judged.stated],
        "automatic": bool(came.automatic),
        "may_be_complaint": judged.may_be_complaint,
        "automatic_reasons": sorted({sign.reason.value for sign in came.automatic}),
        "remarks": sorted(remark.value for remark in came.remarks),
        "received_at": _moment(came.received_at, regulation),
        "clock": came.clock.value,
        "digest": came.raw_digest,
        "edition": answer.edition.name,
        "example_contacts": bool(regulation.example_contacts),
        "explanation": str(judged.explain(lang)),
    }


def _moment(moment: datetime | None, regulation: Regulation) -> str | None:
    """Return a moment in the zone of the regulation; one that no calendar has there, as it was received."""
    if moment is None:
        return None
    try:
        return in_zone(moment, regulation.hours.zone).isoformat()
    except MomentError:
        return moment.isoformat()


def _channel(judged: Assessment | Quarantined) -> str:
    return judged.channel if isinstance(judged, Quarantined) else judged.interaction.channel


def _tell(judged: Assessment | Quarantined, lang: Language) -> None:
    if isinstance(judged, Quarantined):
        click.echo(say("cli.quarantined", lang, reason=say(f"value.quarantine_reason.{judged.reason.value}", lang)))
        return
    explanation = judged.explain(lang)
    headline, _, rest = str(explanation).partition("\n")
    click.secho(headline, bold=True)
    click.echo(rest)
    if judged.may_be_complaint:
        click.echo(say("cli.may_be_complaint", lang))
    reasons = dict.fromkeys(sign.reason for sign in judged.interaction.automatic)
    if reasons:
        told = "; ".join(say(f"value.automatic_reason.{reason.value}", lang) for reason in reasons)
        click.echo(say("cli.automatic", lang, reasons=told))


def _lines(
    judged: Iterable[tuple[str, Assessment | Quarantined]], regulation: Regulation, lang: Language, *, as_json: bool
) -> Iterator[str]:
    """Yield a line each; as JSON a record each, else totals at the end."""
    totals: Counter[str] = Counter()
    for name, each in judged:
        if as_json:
            yield dumps(_record(name, each, regulation, lang), indent=None)
            continue
        outcome = _outcome(each)
        totals[outcome] += 1
        clauses = "" if isinstance(each, Quarantined) else ", ".join(each.clauses)
        yield f"{say(f'value.assessed.{outcome}', lang):<24} {printable(name)}  {clauses}".rstrip()
    if as_json:
        return
    yield ""
    for outcome, count in totals.most_common():
        yield f"{count:>8}  {say(f'value.assessed.{outcome}', lang)}"
    yield f"{sum(totals.values()):>8}  {say('cli.total', lang, n=sum(totals.values()))}"
