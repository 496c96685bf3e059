"""`netpoint-stp replay`: decide a decision log again, under the same edition or another one (I-28)."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click

from netpoint_stp.casebook.records import DecisionRecord
from netpoint_stp.cli.desk.context import tell_table
from netpoint_stp.cli.options import dumps, json_option, lang_option, profile_option, regulation_of
from netpoint_stp.desk.decisions.replay import Replayed, ReplayStatus, read_log, replay
from netpoint_stp.errors import UsageError
from netpoint_stp.regulation.observations.form import PATHS
from netpoint_stp.wording import Language, say


@click.command("replay")
@click.argument("log", type=click.Path(dir_okay=False, path_type=Path))
@profile_option
@lang_option
@json_option
@click.pass_context
def replay_command(context: click.Context, log: Path, profile: Path | None, lang: Language, as_json: bool) -> None:
    """Decide each decision of LOG (JSON lines, as `netpoint-stp desk log` writes them) again.

    Under the same edition from its facts, bit for bit; under another one from its observations: each outcome that
    changes is listed with the clauses behind it before and now, and what cannot be replayed with what it would need.
    Exit code 0: identical, or the same outcomes; 1: something changed or could not be replayed. With --json, one
    record a decision, a line each, and the totals.
    """
    totals: Counter[ReplayStatus] = Counter()
    rows = []
    for each in replay(_records(log), regulation_of(profile, lang)):
        totals[each.fate] += 1
        if as_json:
            click.echo(dumps(_plain(each), indent=None))
        elif each.fate in (ReplayStatus.CHANGED, ReplayStatus.NOT_REPLAYABLE):
            rows.append(_row(each, lang))
    if not totals:
        raise UsageError(f"`{log}` holds no decision; give a log that `netpoint-stp desk log` wrote")
    if as_json:
        click.echo(dumps({"totals": {fate.value: totals[fate] for fate in ReplayStatus}}, indent=None))
    else:
        if rows:
            tell_table(("case", "path", "before", "after", "why"), rows, lang, as_json=False)
        for fate in ReplayStatus:
            if totals[fate]:
                click.echo(say(f"desk.replay.{fate.value}", lang, n=totals[fate]))
    context.exit(1 if totals[ReplayStatus.CHANGED] or totals[ReplayStatus.NOT_REPLAYABLE] else 0)


def _records(log: Path) -> Iterator[DecisionRecord]:
    try:
        with log.open(encoding="utf-8") as file:
            yield from read_log(file)
    except OSError as error:
        raise UsageError(f"`{log}` cannot be read: {error.strerror}; name a log") from error
    except UnicodeDecodeError:
        raise UsageError(f"`{log}` is not UTF-8; give a log that `netpoint-stp desk log` wrote") from None


def _plain(each: Replayed) -> dict[str, object]:
    return {
        "decision_id": each.decision_id,
        "path": each.path,
        "case_id": each.case_id,
        "fate": each.fate.value,
        "before": each.before,
        "after": each.after,
        "clauses_before": [*each.clauses_before],
        "clauses_after": [*each.clauses_after],
        "why": each.why,
    }


def _row(each: Replayed, lang: Language) -> dict[str, object]:
    before = f"{each.before} [{', '.join(each.clauses_before)}]"
    after = f"{each.after} [{', '.join(each.clauses_after)}]" if each.after else ""
    path = say(f"desk.path.{each.path}", lang) if each.path in PATHS else each.path
    return {"case": each.case_id or each.decision_id, "path": path, "before": before, "after": after, "why": each.why}
