"""What `netpoint-stp audit` says once the records are read: every check asked, and the reports written."""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, TextIO
from zoneinfo import ZoneInfo

import narwhals as nw
from rich.console import Console

from netpoint_stp.audit.comparison import Comparison, compare
from netpoint_stp.audit.records.log import Log
from netpoint_stp.audit.records.provenance import ProblemKind, RowProblem
from netpoint_stp.audit.report.content import Progress, Report
from netpoint_stp.audit.report.words import Words
from netpoint_stp.audit.report.writing import FORMS, write, write_file
from netpoint_stp.audit.result import AuditResult, audit
from netpoint_stp.cli.audit.told import tell_report
from netpoint_stp.cli.options import write_text
from netpoint_stp.errors import UsageError
from netpoint_stp.regulation import Regulation, RegulationHistory
from netpoint_stp.wording import Language

_KEPT: Final = 5_000_000
"""Up to how many records what is said of each is kept; of more it is worked out again where it is looked at."""


def reported(
    log: Log,
    source: str,
    regulation: Regulation | RegulationHistory,
    what_if: Regulation | None,
    *,
    moments: Mapping[str, Any],
    progress: Progress,
) -> Report:
    """Ask every check of a log that was read, and count."""
    counts = _rows(log)
    _some_of_each(log, counts)
    small = sum(counts.values()) <= _KEPT
    result = audit(log, regulation, **moments)
    result = result.keeping_rows() if small else result
    report = Report(
        result=result,
        name=_name(source, log),
        what_if=None if what_if is None else _compared(result, audit(log, what_if, **moments), small=small),
        progress=progress,
    )
    _ = report.clauses
    return report


def _name(source: str, log: Log) -> str:
    """Return what a source is called in reports: a file's name without its folders, never the password of a URL."""
    if "://" not in source:
        return Path(source).name or source
    return ", ".join(sorted({origin.name for origin in log.origins.values()}))


def _compared(result: AuditResult, other: AuditResult, *, small: bool) -> Comparison:
    return compare(result, other.keeping_rows() if small else other)


def _rows(log: Log) -> Mapping[str, int]:
    return {name: int(frame.select(n=nw.len()).collect().item()) for name, frame in log.frames.items()}


def _some_of_each(log: Log, counts: Mapping[str, int]) -> None:
    """Raise `UsageError` where not one row of a table could be used: an audit of none of them would find no breach."""
    words = Words("en", ZoneInfo("UTC"))
    lost = {
        name: [each for each in log.problems if each.table == name]
        for name, origin in log.origins.items()
        if not counts[name] and any(each.table == name for each in log.problems) and not _unnamed(name, log)
    }
    if not lost:
        return
    told = [
        f"`{each.table}.{each.column}`: {words('problem.' + each.kind.value)} ({words.number(each.count)})"
        if each.column
        else f"`{each.table}`: {words('problem.' + each.kind.value)} ({words.number(each.count)})"
        for problems in lost.values()
        for each in problems
    ]
    names = ", ".join(f"`{log.origins[name].name}`" for name in lost)
    raise UsageError(f"no row of {names} can be used: {'; '.join(told)}; {_advice(lost)}")


def _unnamed(name: str, log: Log) -> bool:
    """Return whether activities that nobody gave a meaning are all that is wrong, and no moment rests on them."""
    rests = {"taken_at", "reacted_at", "refused_at", "closed_at"} & log.columns.get("requests", frozenset())
    return name == "events" and not rests and {each.column for each in log.problems if each.table == name} == {"kind"}


def _advice(lost: Mapping[str, list[RowProblem]]) -> str:
    problems = [each for several in lost.values() for each in several]
    if any(each.kind is ProblemKind.NO_ZONE for each in problems):
        return "state `--zone`, or give a `--mapping`"
    if any((each.table, each.column) == ("events", "kind") for each in problems):
        return "say in the mapping, under `[log.kinds]`, what the activities mean"
    if all(each.kind is ProblemKind.UNREADABLE_ROW for each in problems):
        return "state in a mapping, under `[file]`, how its cells are parted: `delimiter`, `quote`"
    return "give a `--mapping`; `--suggest-mapping` writes a first one"


def show(report: Report, form: str, path: Path | None, lang: Language, to: TextIO) -> None:
    """Write a report in one form, to a file or to a stream."""
    known = next((each for each in FORMS if each == form), None)
    if known is not None:
        if path is None:
            write(report, known, to, lang)
        else:
            write_file(report, known, path, lang)
        return
    words = Words(lang, report.zone)
    if path is None:
        console = Console(file=to, width=None if Console().is_terminal else 160)
        tell_report(report, words, console)
        return
    text = io.StringIO()
    tell_report(report, words, Console(file=text, width=160))
    write_text(path, text.getvalue())
