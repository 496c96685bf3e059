"""`netpoint-stp audit`: what a whole log says about the regulation, clause by clause."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from netpoint_stp.cli.options import lang_option, regulation_of, warn_of_cautions, warn_of_examples
from netpoint_stp.errors import UsageError
from netpoint_stp.moments import parse_moment
from netpoint_stp.regulation import Regulation, RegulationHistory
from netpoint_stp.wording import Language

if TYPE_CHECKING:
    from netpoint_stp.audit.report.content import Report

_FORMATS = ("table", "json", "csv", "junit", "html")
_SUFFIXES = {".txt": "table", ".json": "json", ".csv": "csv", ".xml": "junit", ".html": "html", ".htm": "html"}


@click.command("audit")
@click.argument("source")
@click.option("--mapping", help="TOML file, or the name of a preset, that says which column is what.")
@click.option(
    "--profile",
    "profiles",
    type=click.Path(dir_okay=False, path_type=Path),
    multiple=True,
    help="TOML file with the settings of your company; several are editions that follow each other. Without it, the "
    "example profile.",
)
@click.option("--format", "forms", type=click.Choice(_FORMATS), multiple=True, help="Form of the report; repeatable.")
@click.option(
    "--out",
    "outs",
    type=click.Path(dir_okay=False, path_type=Path),
    multiple=True,
    help="File for the report, one for each --format in their order; without --format its suffix says the form.",
)
@click.option("--since", metavar="MOMENT", help="Judge only what was triggered at this moment or later.")
@click.option("--until", metavar="MOMENT", help="Judge only what was triggered before this moment.")
@click.option("--now", metavar="MOMENT", help="Judge as of this moment; without it, as of the last one recorded.")
@click.option("--zone", help="IANA zone of moments without an offset, as in Europe/Kyiv.")
@click.option(
    "--what-if",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Another profile: judge the same records by it as well, and tell what changes.",
)
@click.option(
    "--engine",
    default="auto",
    show_default=True,
    help="duckdb, polars, pandas or pyarrow; auto is polars where it is installed and the log is not large, else "
    "duckdb.",
)
@click.option("--memory", help="How much memory DuckDB may use before it goes on on the disk, as in 4GB.")
@click.option(
    "--require",
    metavar="CLAUSES",
    help="Clauses or checks, as in 3.13,3.19: exit with 3 where one of them judged nothing.",
)
@click.option("--suggest-mapping", is_flag=True, help="Print a first mapping for SOURCE, and audit nothing.")
@lang_option
@click.pass_context
def audit_command(
    context: click.Context,
    source: str,
    mapping: str | None,
    profiles: tuple[Path, ...],
    forms: tuple[str, ...],
    outs: tuple[Path, ...],
    since: str | None,
    until: str | None,
    now: str | None,
    zone: str | None,
    what_if: Path | None,
    engine: str,
    memory: str | None,
    require: str | None,
    suggest_mapping: bool,
    lang: Language,
) -> None:
    """Audit SOURCE: a file, a folder of canonical records, the desk's store, or the URL of a database.

    MOMENT is date, time and zone, as in 2026-11-20T15:00:00+02:00. Exit code 0: no breach by the service desk or the
    Company was found; 1: some were; 2: it could not be read; 3: no record was kept or broken by any clause, or by one
    that --require names, so that nothing found says nothing; 70: the audit itself failed. A client's breaches are
    shown, and set no exit code.
    """
    written = [] if suggest_mapping else _written(forms, outs)
    required = tuple(name for each in (require or "").split(",") if (name := each.strip()))
    try:
        from netpoint_stp.cli.audit.run import bounded, check_required, exit_code, run, suggested
    except ModuleNotFoundError as error:
        raise UsageError(
            f"an audit needs `{error.name}`, which is not there; install it with: pip install 'netpoint-stp[audit]'"
        ) from error
    if suggest_mapping:
        if len(outs) > 1:
            raise UsageError("one mapping is suggested; name one file")
        suggested(source, _editions(_history(profiles))[-1], zone, outs[0] if outs else None, sys.stdout)
        return
    moments = {
        name: parse_moment(value)
        for name, value in {"since": since, "until": until, "now": now}.items()
        if value is not None
    }
    regulation = _history(profiles)
    for edition in _editions(regulation)[:-1]:
        warn_of_cautions(edition, lang)
    warn_of_examples(_editions(regulation)[-1], lang)
    with bounded():
        check_required(required)
        report = run(
            source,
            regulation,
            None if what_if is None else Regulation.load(what_if),
            moments=moments,
            reading={"mapping": mapping, "zone": zone, "engine": engine, "memory": memory},
            forms={form for form, _ in written},
        )
        _write(report, written, lang)
        code = exit_code(report, required)
    context.exit(code)


def _history(profiles: Sequence[Path]) -> Regulation | RegulationHistory:
    if len(profiles) < 2:
        return regulation_of(profiles[0] if profiles else None)
    return RegulationHistory(Regulation.load(each) for each in profiles)


def _editions(regulation: Regulation | RegulationHistory) -> tuple[Regulation, ...]:
    return (regulation,) if isinstance(regulation, Regulation) else regulation.editions


def _written(forms: Sequence[str], outs: Sequence[Path]) -> list[tuple[str, Path | None]]:
    """Return which form goes where, None for standard output; raise `UsageError` where that cannot be told."""
    if not forms:
        unknown = [each.name for each in outs if each.suffix.lower() not in _SUFFIXES]
        if unknown:
            told = ", ".join(f"`{name}`" for name in unknown)
            raise UsageError(f"the suffix of {told} does not say the form of the report; say it with --format")
        return [("table", None), *((_SUFFIXES[each.suffix.lower()], each) for each in outs)]
    if len(forms) - len(outs) not in (0, 1):
        raise UsageError(
            f"there are {len(forms)} forms for {len(outs)} files; give a file for each, but for one that is printed"
        )
    return [*zip(forms, [*outs, None], strict=False)]


def _write(report: "Report", written: Sequence[tuple[str, Path | None]], lang: Language) -> None:
    from netpoint_stp.cli.audit.report import show  # loaded by now

    # files first: whoever reads what is printed may stop at its head
    for form, path in sorted(written, key=lambda each: each[1] is None):
        if path is not None and path.resolve().is_dir():
            raise UsageError(f"`{path}` is a folder; name a file")
        show(report, form, path, lang, sys.stdout)
