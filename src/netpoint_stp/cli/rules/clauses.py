"""`netpoint-stp clauses`: the registry of the text, all of it or one clause or reading."""

import pkgutil
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from typing import Final

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from netpoint_stp.clauses import (
    Clause,
    Language,
    Reading,
    clause,
    clauses,
    conditions_of,
    implementations,
    place_in_words,
    reading,
    reading_implementations,
    readings,
    words,
)
from netpoint_stp.cli.options import dumps, json_option, lang_option
from netpoint_stp.regulation import Regulation
from netpoint_stp.rules import slug

_MARKED: Final = ("channels", "hours", "policy", "regulation", "subjects", "working_days")
"""The rooms whose code is marked with what it carries out; beside them the checks of the audit, an extra."""


@click.command("clauses")
@click.argument("entry_id", metavar="[ID]", required=False)
@lang_option
@json_option
def clauses_command(entry_id: str | None, lang: Language, as_json: bool) -> None:
    """List the clauses of the regulation, or show one clause (3.12) or reading (I-7) in detail.

    JSON: without ID one object with the key `clauses`. A clause has id, kind, bearer, place, summary,
    handling, breach_by, reason, parts, readings, code; a reading has id, concerns, title, doubt, default,
    why, alternatives, settings, choices, code.
    """
    if entry_id is None:
        rows = [clause_as_plain(one, lang) for one in clauses()]
        if as_json:
            click.echo(dumps({"clauses": rows}))
        else:
            Console().print(_table(rows, lang))
        return
    plain = _found(entry_id.strip(), lang)
    if as_json:
        click.echo(dumps(plain))
    else:
        Console().print(_details(plain, lang))


def _found(entry_id: str, lang: Language) -> dict[str, object]:
    if entry_id[:1].upper() == "I":
        return reading_as_plain(reading(entry_id.upper()), lang)
    return clause_as_plain(clause(entry_id), lang)


def clause_as_plain(one: Clause, lang: Language) -> dict[str, object]:
    """Return a clause as strings and lists for JSON; kinds and parties are the registry's own words."""
    return {
        "id": one.id,
        "kind": one.kind.value,
        "bearer": one.bearer.value,
        "place": place_in_words(one.place, lang),
        "summary": one.summary[lang],
        "handling": sorted(way.value for way in one.handling),
        "breach_by": one.breach_by.value if one.breach_by else None,
        "reason": one.reason[lang] if one.reason else None,
        "parts": [part.id for part in conditions_of(one.id)],
        "readings": [doubt.id for doubt in readings(one.id)],
        "code": _code(one.id, lang),
    }


def _code(entry_id: str, lang: Language) -> list[str]:
    """Return what carries out a clause, or rests on a reading: rules of the published tables, channels, marked code."""
    _see_all_marks()
    regulation, captions = Regulation.published(), words("report", lang)
    rules = [
        captions["rule_of_table"].format(table=slug(table.name), number=number)
        for table in regulation.tables.values()
        for number, rule in enumerate(table.rules, 1)
        if entry_id in rule.cites
    ]
    channels = [
        captions["channel_of_text"].format(name=name)
        for name, channel in regulation.channels.items()
        if entry_id in channel.clauses
    ]
    marked = (*implementations().get(entry_id, ()), *reading_implementations().get(entry_id, ()))
    return [*rules, *channels, *sorted(marked)]


@cache
def _see_all_marks() -> None:
    """Import all code that is marked, for only what is imported is seen; without its extra the audit is not."""
    for room in _MARKED:
        path = import_module(f"netpoint_stp.{room}").__path__
        for module in pkgutil.walk_packages(path, f"netpoint_stp.{room}."):
            import_module(module.name)
    try:
        import_module("netpoint_stp.audit.checks")
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("netpoint_stp"):
            raise


def reading_as_plain(one: Reading, lang: Language) -> dict[str, object]:
    """Return a reading as strings and lists for JSON."""
    return {
        "id": one.id,
        "concerns": list(one.concerns),
        "title": one.title[lang],
        "doubt": one.doubt[lang],
        "default": one.default[lang],
        "why": one.why[lang],
        "alternatives": one.alternatives[lang],
        "settings": list(one.settings),
        "choices": list(one.choices),
        "code": _code(one.id, lang),
    }


def _table(rows: Iterable[dict[str, object]], lang: Language) -> Table:
    captions = words("report", lang)
    table = Table()
    for name in ("clause", "kind", "bearer", "handling", "summary"):
        table.add_column(captions[name], no_wrap=name == "clause")
    for row in rows:
        shown = (row["id"], *(_shown(name, row[name], lang) for name in ("kind", "bearer", "handling")))
        table.add_row(*(Text(str(cell)) for cell in (*shown, row["summary"])))
    return table


def _details(plain: dict[str, object], lang: Language) -> Table:
    captions = words("report", lang)
    table = Table(show_header=False, box=None, title=Text(str(plain["id"])), title_justify="left")
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in plain.items():
        if name == "readings" and isinstance(value, list):
            value = [f"{i}: {reading(i).title[lang]}" for i in value]
        if name in captions and value:
            table.add_row(Text(captions[name]), Text(_shown(name, value, lang)))
    if "title" in plain:
        table.title = Text(f"{plain['id']}. {plain['title']}")
    return table


def _shown(name: str, value: object, lang: Language) -> str:
    """Return a value as a person reads it: the words for enums, one line each for names and readings."""
    group = {"breach_by": "bearer"}.get(name, name)
    named = words(group, lang) if group in ("kind", "bearer", "handling") else {}
    if isinstance(value, list):
        separator = "\n" if name in ("code", "readings") else ", "
        return separator.join(named.get(str(one), str(one)) for one in value)
    return named.get(str(value), str(value))
