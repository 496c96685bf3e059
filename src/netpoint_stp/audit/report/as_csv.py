"""Findings as CSV: UTF-8, a line each, safe to open in a spreadsheet."""

import csv
from datetime import UTC, datetime
from typing import Final, TextIO

from netpoint_stp.audit.report.content import Report
from netpoint_stp.audit.report.found import Finding

COLUMNS: Final = (
    *("check", "clause", "whose", "severity", "records", "id", "request", "at", "outcome", "due", "actual"),
    *("late_seconds", "calendar", "other", "edition", "source", "row", "rests_on", "provisional"),
)
# wide signs start a formula as well
_LIVE: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def write_csv(report: Report, to: TextIO) -> None:
    """Write every finding; moments in ISO 8601 by UTC, delays in seconds. Nothing that a spreadsheet would run."""
    writer = csv.writer(to, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for finding in report.findings():
        writer.writerow(_row(finding))


def inert(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: with an apostrophe before the sign that makes it one."""
    return f"'{text}" if text.lstrip(" \ufeff").startswith(_LIVE) or text.startswith(_LIVE) else text


def _row(each: Finding) -> list[object]:
    return [
        *(each.check, each.clause, each.whose, each.severity, each.records),
        *map(inert, (each.id, each.request)),
        iso(each.at),
        each.outcome,
        *map(iso, (each.due, each.actual)),
        "" if each.late is None else f"{each.late.total_seconds():.6f}".rstrip("0").rstrip("."),
        *map(inert, (each.calendar, each.other, each.edition, each.source)),
        each.row,
        " ".join(each.rests_on),
        "true" if each.provisional else "false",
    ]


def iso(moment: datetime | None) -> str:
    """Return a moment in ISO 8601 by UTC; nothing for None."""
    return "" if moment is None else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
