"""`netpoint-stp text`: hold a copy of the document against the fingerprints of the published text."""

from typing import IO

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from netpoint_stp.clauses import (
    Extra,
    Language,
    Status,
    Verification,
    clauses,
    text_entries,
    verify_bytes,
    words,
)
from netpoint_stp.clauses.verification import MOST_BYTES
from netpoint_stp.cli.options import dumps, json_option, lang_option, printable
from netpoint_stp.errors import UsageError


@click.group("text")
def text_group() -> None:
    """Work with copies of the document."""


@text_group.command("verify")
@click.argument("file", type=click.File("rb"))
@lang_option
@json_option
@click.pass_context
def verify_command(context: click.Context, file: IO[bytes], lang: Language, as_json: bool) -> None:
    """Say what in FILE (`-`: standard input) matches the published text, and what does not.

    Exit code 0: all of it matches; 1: it differs; 2: it could not be read. White space, line ends, quotation
    marks, dashes, letter case and "ё" do not matter, and masked contacts may be filled in.

    JSON keys: faithful, encoding, and the ids under matches, moved, changed, missing; results (id, status,
    lines, excerpt, summary); extra (lines, excerpt, after, before): text that belongs to no entry.
    """
    try:
        content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise UsageError(f"`{file.name}` cannot be read: {error.strerror}; give a text file") from error
    result = verify_bytes(content)
    if as_json:
        click.echo(dumps(as_plain(result, lang)))
    else:
        _print(result, lang)
    context.exit(0 if result.is_faithful else 1)


def as_plain(result: Verification, lang: Language) -> dict[str, object]:
    """Return a verification as strings and lists for JSON."""
    summaries = _summaries(lang)
    return {
        "faithful": result.is_faithful,
        "encoding": result.encoding,
        **{status.value: list(result.entries(status)) for status in Status},
        "results": [
            {
                "id": one.entry,
                "status": one.status.value,
                "lines": list(one.lines) if one.lines else None,
                "excerpt": one.excerpt,
                "summary": summaries[one.entry],
            }
            for one in result.results
        ],
        "extra": [
            {"lines": list(one.lines), "excerpt": one.excerpt, "after": one.after, "before": one.before}
            for one in result.extras
        ],
    }


def _summaries(lang: Language) -> dict[str, str]:
    of_clauses = {one.id: one.summary[lang] for one in clauses()}
    return of_clauses | {one.id: one.summary[lang] for one in text_entries()}


def _print(result: Verification, lang: Language) -> None:
    captions, statuses = words("report", lang), words("status", lang)
    console = Console()
    counts = [f"{statuses[status]}: {len(result.entries(status))}" for status in Status]
    counts.append(f"{captions['none']}: {len(result.extras)}")
    verdict = captions["faithful" if result.is_faithful else "unfaithful"]
    console.print(Text(f"{verdict} ({captions['encoding']} {result.encoding})"))
    console.print(Text(", ".join(counts)))
    if result.is_faithful:
        return
    table = Table()
    for name in ("status", "clause", "lines", "text"):
        table.add_column(captions[name], no_wrap=name in ("clause", "lines"))
    summaries = _summaries(lang)
    for one in result.results:
        if one.status is not Status.MATCHES:
            shown = printable(one.excerpt) or summaries[one.entry]
            table.add_row(*map(Text, (statuses[one.status], one.entry, _lines(one.lines), shown)))
    for extra in result.extras:
        near = _neighbours(extra, lang)
        table.add_row(*map(Text, (captions["none"], near, _lines(extra.lines), printable(extra.excerpt))))
    console.print(table)


def _lines(lines: tuple[int, int] | None) -> str:
    if lines is None:
        return ""
    first, last = lines
    return str(first) if first == last else f"{first}–{last}"


def _neighbours(extra: Extra, lang: Language) -> str:
    captions = words("report", lang)
    if extra.after is not None:
        return captions["after"].format(extra.after)
    return captions["before"].format(extra.before) if extra.before is not None else ""
