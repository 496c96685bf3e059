"""`netpoint-stp tables`: the rule tables, for people, and what an analysis of every combination finds in them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from netpoint_stp.cli.options import dumps, json_option, lang_option, profile_option, regulation_of
from netpoint_stp.cli.rules.table_facts import tell_answer, tell_facts
from netpoint_stp.errors import UsageError
from netpoint_stp.rules import Analysis, RuleTable, code, in_order, slug
from netpoint_stp.wording import Language, say


@click.command("tables")
@click.argument("name", required=False)
@click.option(
    "--fact",
    "facts",
    multiple=True,
    metavar="FACT=VALUE",
    help="Decide by the table: a fact and its value. Again for each; what is left out is not known.",
)
@profile_option
@lang_option
@json_option
def tables_command(
    name: str | None, facts: tuple[str, ...], profile: Path | None, lang: Language, as_json: bool
) -> None:
    """Show the rule table NAME in Markdown with its analysis; without NAME, list all tables.

    With --fact, say what the table decides, why, and what would have to be different for each other outcome.

    Exit code 1 where an analysis finds a gap, a shadowed rule or an outcome out of reach.
    """
    regulation = regulation_of(profile, lang)
    if facts:
        if name is None:
            raise UsageError("facts are those of one table; name it, as in `tables refusal --fact information=holds`")
        tell_answer(regulation.table(name), facts, lang, as_json=as_json)
        return
    tables = list(regulation.tables.values()) if name is None else [regulation.table(name)]
    analyses = [(table, table.analyse()) for table in tables]
    if as_json:
        click.echo(dumps([_record(table, analysis) for table, analysis in analyses]))
    elif name is None:
        for table, analysis in analyses:
            cites = in_order(cite for rule in table.rules for cite in rule.cites)
            click.echo(f"{slug(table.name):<32} {_summary(table, analysis, lang)}  [{', '.join(cites)}]")
    else:
        for table, analysis in analyses:
            click.echo(table.as_markdown(lang))
            click.echo(_summary(table, analysis, lang))
            tell_problems(analysis, lang)
            tell_facts(table, lang)
    if any(analysis.problems for _, analysis in analyses):
        raise click.exceptions.Exit(1)


def _summary(table: RuleTable[..., Any], analysis: Analysis, lang: Language) -> str:
    rules = say("cli.rules", lang, n=len(table.rules))
    combinations = say("cli.combinations", lang, n=analysis.combinations)
    return f"{rules}, {combinations}: " + (
        say("cli.problems", lang, n=analysis.problems) if analysis.problems else say("cli.no_problems", lang)
    )


def tell_problems(analysis: Analysis, lang: Language) -> None:
    """Print each fault that an analysis found, with its example."""
    for gap in analysis.gaps:
        click.echo("  " + say("cli.gap", lang, facts=_facts(gap)))
    for rule in analysis.shadowed:
        if rule.example is None:
            click.echo("  " + say("cli.never_holds", lang, rule=rule.number))
        else:
            click.echo("  " + say("cli.never_wins", lang, rule=rule.number, by=rule.by, facts=_facts(rule.example)))
    for outcome in analysis.unreachable:
        click.echo("  " + say("cli.unreachable", lang, outcome=code(outcome.outcome)))


def _facts(facts: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}={str(code(value)).lower()}" for name, value in facts.items())


def _record(table: RuleTable[..., Any], analysis: Analysis) -> dict[str, Any]:
    def plain(facts: Mapping[str, Any] | None) -> dict[str, object] | None:
        return None if facts is None else {name: code(value) for name, value in facts.items()}

    return {
        "name": slug(table.name),
        "digest": table.digest,
        "facts": {name: [code(value) for value in domain] for name, domain in table.domains.items()},
        "rules": [
            {"number": number, "cites": list(rule.cites), "outcome": code(rule.outcome), "otherwise": rule.when is None}
            for number, rule in enumerate(table.rules, 1)
        ],
        "combinations": analysis.combinations,
        "gaps": [plain(gap) for gap in analysis.gaps],
        "gap_count": analysis.gap_count,
        "shadowed": [{"rule": r.number, "by": r.by, "example": plain(r.example)} for r in analysis.shadowed],
        "unreachable": [{"outcome": code(u.outcome), "example": plain(u.example)} for u in analysis.unreachable],
    }
