"""The report as JSON, by the schema in `docs/audit-report.schema.json`; the findings last, written one by one."""

import json
from collections.abc import Iterator
from typing import Any, Final, TextIO

import attrs

from netpoint_stp.audit.checks import Answer
from netpoint_stp.audit.comparison import ClauseChange, Comparison
from netpoint_stp.audit.editions import Governing, aware
from netpoint_stp.audit.report.as_csv import iso
from netpoint_stp.audit.report.content import Report
from netpoint_stp.audit.report.distributions import Bar
from netpoint_stp.audit.report.found import Finding
from netpoint_stp.audit.result import AuditResult, ClauseResult

FORMAT: Final = "netpoint-stp audit report 1"
"""Changes where a reader of the former could stumble; what is added does not change it."""


def write_json(report: Report, to: TextIO) -> None:
    """Write the whole report; one finding a line, so that a million of them need no more memory than one."""
    head = _dumped(dict(_head(report)))
    to.write(head[: head.rindex("\n}")])
    to.write(',\n  "findings": [')
    before = "\n    "
    for finding in report.findings():
        to.write(before + json.dumps(told(finding), ensure_ascii=False))
        before = ",\n    "
    to.write("\n  ]\n}\n" if before.startswith(",") else "]\n}\n")


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _head(report: Report) -> Iterator[tuple[str, Any]]:
    result, log = report.result, report.result.log
    yield "format", FORMAT
    yield "audited", report.name
    yield "as_of", iso(aware(result.now))
    yield "span", None if report.span is None else {"first": iso(report.span[0]), "last": iso(report.span[1])}
    since, until = report.judged_span or (None, None)
    yield "judged", {"since": iso(since) or None, "until": iso(until) or None}
    yield "kept_by_company_and_service_desk", result.is_kept
    yield "breaches", {bearer.value: count for bearer, count in report.breaches.items()}
    yield "answers", {answer.value: count for answer, count in report.totals.items()}
    yield "editions", [_edition(each) for each in result.editions]
    yield "ungoverned", dict(result.ungoverned)
    yield "digest", report.digest
    yield "sources", [{"records": name, **attrs.asdict(origin)} for name, origin in sorted(log.origins.items())]
    yield "versions", dict(report.versions)
    yield "clauses", [_clause(report, each) for each in report.clauses]
    yield "problems", [attrs.asdict(each) | {"kind": each.kind.value, "rows": [*each.rows]} for each in result.problems]
    yield "proxies", [attrs.asdict(each) for each in log.proxies]
    yield "reactions_by_per_cent_of_maximum", [_bar(each) for each in report.reactions]
    yield "replies_by_day_from_deadline", [_bar(each) for each in report.replies]
    yield "requests_by_weekday_and_hour", None if report.load is None else [[*day] for day in report.load.counts]
    yield "what_if", None if report.what_if is None else _what_if(report.what_if)


def _edition(by: Governing) -> dict[str, Any]:
    edition = by.regulation.edition
    return {
        "name": edition.name,
        "in_force_from": None if edition.in_force_from is None else edition.in_force_from.isoformat(),
        "in_force_until": None if edition.in_force_until is None else edition.in_force_until.isoformat(),
        "digest": by.regulation.digest,
        "figures": [figure.as_dict() for figure in by.regulation.figures],
    }


def _clause(report: Report, each: ClauseResult) -> dict[str, Any]:
    return {
        "check": each.check.id,
        "clauses": [*each.check.clauses],
        "readings": [*each.check.readings],
        "whose": each.check.whose.value,
        "records": each.check.table,
        "observable": not each.not_observable,
        "lacking": [*each.not_observable],
        "answers": {answer.value: each.counts.get(answer, 0) for answer in Answer},
        "breaches": each.breaches,
        "share_kept": _share(each),
        "undetermined_for_want_of": dict(each.missing),
        "rests_on": [*each.proxies],
        "over_time": [
            {"from": period.first_day.isoformat(), "kept": period.kept, "broken": period.broken}
            for period in report.over_time.get(each.check.id, ())
        ],
    }


def _share(each: ClauseResult) -> dict[str, float] | None:
    """Return the least and the greatest share kept of what was judged, for what is undetermined may be either."""
    kept, broken, open_ = (each.counts.get(one, 0) for one in (Answer.KEPT, Answer.BROKEN, Answer.UNDETERMINED))
    whole = kept + broken + open_
    return None if not whole else {"least": round(kept / whole, 6), "most": round((kept + open_) / whole, 6)}


def _bar(bar: Bar) -> dict[str, Any]:
    return {"from": bar.start, "before": bar.end, "count": bar.count, "over": bar.over}


def _what_if(comparison: Comparison) -> dict[str, Any]:
    after: AuditResult = comparison.after
    return {
        "editions": [_edition(each) for each in after.editions],
        "clauses": [_change(each) for each in comparison.clauses],
    }


def _change(each: ClauseChange) -> dict[str, Any]:
    return {
        "check": each.check.id,
        "answers_before": {answer.value: each.before.counts.get(answer, 0) for answer in Answer},
        "answers_after": {answer.value: each.after.counts.get(answer, 0) for answer in Answer},
        "moves": [
            {"before": before and before.value, "after": after and after.value, "count": count}
            for (before, after), count in each.moves.items()
        ],
    }


def told(each: Finding) -> dict[str, Any]:
    """Return a finding as JSON has it; moments in ISO 8601 by UTC, the delay in seconds."""
    made = attrs.asdict(each)
    for name in ("at", "due", "actual"):
        made[name] = iso(made[name]) or None
    late = made.pop("late")
    made["late_seconds"] = None if late is None else late.total_seconds()
    made["rests_on"] = [*each.rests_on]
    return made
