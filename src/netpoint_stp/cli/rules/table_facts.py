"""`netpoint-stp tables NAME --fact ...`: an answer of a rule table, and what would have to be different for another."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import click

from netpoint_stp.cli.options import dumps
from netpoint_stp.errors import UsageError
from netpoint_stp.rules import Decision, RuleTable, Undetermined, code, slug
from netpoint_stp.rules.explanation import tell_fact, tell_label, tell_outcome
from netpoint_stp.wording import Language, say

_SHOWN: Final = 3
"""The most changes told for an outcome; JSON has them all."""


def tell_facts(table: RuleTable[..., Any], lang: Language) -> None:
    """Print the facts that `--fact` takes, with their values and what they ask."""
    click.echo(say("cli.facts", lang))
    for name, domain in table.domains.items():
        values = "|".join(str(code(value)).lower() for value in domain)
        click.echo(f"  {name}={values}  ({tell_label(table, name, lang)})")


def tell_answer(table: RuleTable[..., Any], written: Iterable[str], lang: Language, *, as_json: bool) -> None:
    """Decide by the facts as they were written on the command line and print the answer; what is left out is unknown.

    Raises `UsageError` for a fact that is not written as `name=value`, or twice, and `RuleError` for one that the table
    does not have or a value that it cannot have.
    """
    answer = table.decide_on(dict.fromkeys(table.domains, "unknown") | _read(written))
    outcomes = dict.fromkeys(rule.outcome for rule in table.rules)
    if isinstance(answer, Decision):
        outcomes.pop(answer.outcome)
    otherwise = {outcome: answer.counterfactual(outcome) for outcome in outcomes}
    if as_json:
        click.echo(dumps(_record(answer, otherwise, lang)))
        return
    click.echo(str(answer.explain(lang)))
    for outcome, changes in otherwise.items():
        _tell_changes(table, tell_outcome(table, outcome, lang), changes, lang)


def _record(
    answer: Decision[Any] | Undetermined[Any],
    otherwise: Mapping[Any, tuple[Mapping[str, Any], ...]],
    lang: Language,
) -> dict[str, object]:
    record: dict[str, object] = {"table": slug(answer.table.name), "facts": _plain(answer.facts)}
    match answer:
        case Decision(outcome=outcome):
            record |= {"outcome": code(outcome), "missing": [], "possible": []}
        case Undetermined(missing=missing, possible=possible):
            codes = sorted(str(code(outcome)) for outcome in possible)
            record |= {"outcome": None, "missing": sorted(missing), "possible": codes}
    return record | {
        "clauses": list(answer.clauses),
        "readings": list(answer.readings),
        "edition": answer.edition.name,
        "otherwise": [
            {"outcome": code(outcome), "changes": [_plain(change) for change in changes]}
            for outcome, changes in otherwise.items()
        ],
        "explanation": str(answer.explain(lang)),
    }


def _tell_changes(
    table: RuleTable[..., Any], outcome: str, changes: tuple[Mapping[str, Any], ...], lang: Language
) -> None:
    click.echo()
    click.echo(say("cli.otherwise" if changes else "cli.never", lang, outcome=outcome))
    for change in changes[:_SHOWN]:
        click.echo("  - " + "; ".join(tell_fact(table, name, value, lang) for name, value in change.items()))
    if len(changes) > _SHOWN:
        click.echo(f"  - {say('cli.more_changes', lang, n=len(changes) - _SHOWN)}")


def _read(written: Iterable[str]) -> dict[str, object]:
    facts: dict[str, object] = {}
    problems = []
    for each in written:
        name, equals, value = (part.strip() for part in each.partition("="))
        if not equals or not name or not value:
            problems.append(f"`{each}` says no fact; write it as `name=value`")
        elif name in facts:
            problems.append(f"fact `{name}` is said twice; say it once")
        facts[name] = {"true": True, "yes": True, "false": False, "no": False}.get(value.lower(), value)
    if problems:
        raise UsageError("; ".join(problems))
    return facts


def _plain(facts: Mapping[str, Any]) -> dict[str, object]:
    return {name: code(value) for name, value in facts.items()}
