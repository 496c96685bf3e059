"""What `netpoint-stp audit` does once it is known what is wanted; what it needs to load is heavy.

The engine reads in its own threads. Meanwhile what comes after is loaded, which takes about as long as a hundred
thousand requests do.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, Final, TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from netpoint_stp.audit.frames.embedded import EngineFull
from netpoint_stp.audit.sources.opening import read_log
from netpoint_stp.cli.options import write_text
from netpoint_stp.errors import UsageError, did_you_mean
from netpoint_stp.regulation import Regulation, RegulationHistory

if TYPE_CHECKING:
    from netpoint_stp.audit.report.content import Report

_PAGE: Final = "netpoint_stp.audit.report.as_page"
_HOLIDAYS: Final = "holidays.countries"
"""What calendars of working days load on first use: it takes longest of all."""


@contextmanager
def bounded() -> Iterator[None]:
    """Say what to do where the engine needs more room than it may take."""
    try:
        yield
    except EngineFull:
        raise UsageError(
            "the engine has not the room that this takes; give it more with --memory, or space for temporary files"
        ) from None


def run(
    source: str,
    regulation: Regulation | RegulationHistory,
    what_if: Regulation | None,
    *,
    moments: Mapping[str, Any],
    reading: Mapping[str, Any],
    forms: Collection[str],
) -> "Report":
    """Read the source, ask every check, and count; progress is shown on standard error where that is a terminal.

    `forms` are those in which it will be written.
    """
    on_polars = reading["engine"] == "polars" or (reading["engine"] == "auto" and not reading["memory"])
    later = (
        "polars" if on_polars else None,
        "netpoint_stp.cli.audit.report",
        _HOLIDAYS,
        _PAGE if "html" in forms else None,
    )
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    shown = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
    with _loading(later), shown:
        task = shown.add_task("", total=None)
        log = read_log(source, **reading)
        from netpoint_stp.cli.audit.report import reported  # loaded meanwhile

        return reported(
            log,
            source,
            regulation,
            what_if,
            moments=moments,
            progress=lambda check, done, total: shown.update(task, description=check, completed=done, total=total),
        )


NOTHING_JUDGED: Final = 3
"""The exit code where no row was kept or broken, so that "no breach" says nothing."""


def check_required(names: Collection[str]) -> None:
    """Raise `UsageError` for a name that is no check and no clause of one."""
    from netpoint_stp.audit.checks import CHECKS

    known = {each.id for each in CHECKS} | {each.clause for each in CHECKS}
    problems = [f"no check is named `{name}`{did_you_mean(name, known)}" for name in names if name not in known]
    if problems:
        raise UsageError("; ".join(problems))


def exit_code(report: "Report", required: Collection[str]) -> int:
    """Return 1 where the service desk or the Company broke something, 3 where nothing was judged, else 0.

    `required` are checks, or clauses with all their checks: where one judged no row, that is 3 as well, unless there is
    a breach.
    """
    from netpoint_stp.audit.checks import Answer

    if not report.result.is_kept:
        return 1
    judged = {each.check for each in report.clauses if each.counts.get(Answer.KEPT) or each.counts.get(Answer.BROKEN)}
    wanted = {each.check for each in report.clauses if {each.check.id, each.check.clause} & {*required}}
    return 0 if judged and wanted <= judged else NOTHING_JUDGED


@contextmanager
def _loading(modules: Iterable[str | None]) -> Iterator[None]:
    """Load modules meanwhile; all are there at the end, for nothing can be loaded while the interpreter ends."""
    thread = Thread(target=_load, args=(modules,))
    thread.start()
    try:
        yield
    finally:
        thread.join()


def _load(modules: Iterable[str | None]) -> None:
    for name in modules:
        if name is not None:
            with suppress(ImportError):  # whoever needs it says so
                loaded = import_module(name)
                if name == _PAGE:
                    loaded.template()


def suggested(source: str, regulation: Regulation, zone: str | None, path: Path | None, to: TextIO) -> None:
    """Write a first mapping for a source, to a file or to a stream."""
    from netpoint_stp.audit.sources.suggesting import suggest_mapping  # an audit has no use for it

    text = suggest_mapping(source, regulation=regulation, zone=zone)
    if path is None:
        to.write(text)
    else:
        write_text(path, text)
