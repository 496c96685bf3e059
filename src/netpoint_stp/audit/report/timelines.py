"""The worst requests, each with what happened to it and when."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

import narwhals as nw
from attrs import frozen

from netpoint_stp.audit.checks import FindingGrade
from netpoint_stp.audit.editions import aware
from netpoint_stp.audit.frames.engines import collected
from netpoint_stp.audit.frames.instants import Frame
from netpoint_stp.audit.records.columns import ColumnKind
from netpoint_stp.audit.records.log import Log
from netpoint_stp.audit.records.tables import REQUESTS
from netpoint_stp.audit.report.found import Finding, in_order
from netpoint_stp.clauses import Bearer

_MOST: Final = 8
_MOST_STEPS: Final = 40
_SHOWN: Final = ("channel", "queue", "support_level", "service", "action", "severity")
"""What is told of a request beside its moments; nothing that tells a person."""


@frozen
class TimelineStep:
    """Something that happened: the column of `requests` or the kind of event that says so, and when."""

    what: str
    at: datetime
    whose: str = ""


@frozen(kw_only=True)
class Timeline:
    """A request, what is told of it, its steps in order, and the breaches it suffered."""

    request: str
    told: dict[str, str]
    steps: Sequence[TimelineStep]
    findings: Sequence[Finding]
    cut: bool
    """Whether there were more steps."""


def worst(log: Log, found: Frame, most: int = _MOST) -> list[Timeline]:
    """Return the requests that suffered most: by how many checks they fail, then by their greatest delay."""
    if not log.has("requests"):
        return []
    known = log.frames["requests"].select(nw.col("request_id").alias("request"))
    ours = found.filter((nw.col("whose") != Bearer.CLIENT.value) & (nw.col("severity") == FindingGrade.BREACH.value))
    named = ours.join(known, on="request", how="semi")
    ranked = named.group_by("request").agg(checks=nw.col("check").n_unique(), late=nw.col("late_us").max())
    ranked = ranked.sort("checks", "late", "request", descending=[True, True, False], nulls_last=True).head(most)
    ids = [str(each) for each in collected(ranked)["request"].to_list()]
    if not ids:
        return []
    findings = list(in_order(found.filter(nw.col("request").is_in(ids))))
    rows = {str(row["request_id"]): row for row in _rows(log, "requests", ids)}
    events = _rows(log, "events", ids) if log.has("events") else []
    return [
        _timeline(each, rows[each], [event for event in events if str(event["request_id"]) == each], findings)
        for each in ids
    ]


def _rows(log: Log, table: str, ids: list[str]) -> list[dict[str, Any]]:
    frame = log.frames[table].filter(nw.col("request_id").is_in(ids)).sort("row")
    return collected(frame).rows(named=True)


def _timeline(
    request: str, row: dict[str, Any], events: Iterable[dict[str, Any]], findings: Iterable[Finding]
) -> Timeline:
    moments = [column.name for column in REQUESTS if column.kind is ColumnKind.MOMENT]
    steps = [TimelineStep(name, aware(int(row[f"{name}_us"]))) for name in moments if row.get(f"{name}_us") is not None]
    at = {(step.what, step.at) for step in steps}
    for event in events:
        if event.get("at_us") is None or event.get("kind") is None:
            continue
        step = TimelineStep(str(event["kind"]), aware(int(event["at_us"])), str(event.get("whose") or ""))
        if (f"{step.what}_at", step.at) not in at:
            steps.append(step)
    steps.sort(key=lambda step: step.at)
    return Timeline(
        request=request,
        told={name: str(row[name]) for name in _SHOWN if row.get(name) is not None},
        steps=steps[:_MOST_STEPS],
        findings=[each for each in findings if each.request == request],
        cut=len(steps) > _MOST_STEPS,
    )
