"""Problems with equipment and software (2.4, 2.5, 4.1.2, 4.1.3): who noticed them, and who was told in good time."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Final

import narwhals as nw

from netpoint_stp.audit.checks.check import Answer, Case, Check, VerdictFrame, judged
from netpoint_stp.audit.checks.terms import TICK, course, in_service_time, shifted
from netpoint_stp.audit.checks.unasked import Unasked, parted, to_come
from netpoint_stp.audit.frames.expressions import read
from netpoint_stp.audit.frames.instants import Frame, settled
from netpoint_stp.audit.frames.truths import BoolFactExpr, ConstantFact, Possible, as_column
from netpoint_stp.clauses import Bearer
from netpoint_stp.policy.alerts.policy import AlertDuty, AlertsPolicy, Watch
from netpoint_stp.policy.alerts.roster import RosterEntry
from netpoint_stp.rules import UNKNOWN
from netpoint_stp.subjects.interruptions import TroubleWith

_COLUMNS: Final = ("established", "owner", "trouble_with", "extent", "service", "began_at", "noticed_by_monitoring")
_TOLD: Final = (AlertDuty.KEPT, AlertDuty.LATE)
_NOT_YET: Final = (AlertDuty.NOT_DUE, AlertDuty.RUNNING)


def somebody_told(case: Case) -> VerdictFrame:
    """Judge of each problem whether anybody was told of it at all (2.5; readings I-25, I-26).

    `actual_us` is the first alert. That it came too late is for 4.1.3, which says until when.
    """
    frame = _noticed(case)
    first = case.log.frames["alerts"].group_by("incident_id").agg(told_us=nw.col("sent_at_us").min())
    frame = frame.join(first, on="incident_id", how="left").with_columns(perhaps_us=nw.col("told_us"))
    roster = case.regulation.alerts.roster
    named: Possible = ConstantFact(UNKNOWN)
    if roster is not None:
        named = _any(_covers(entry) for entry in roster.entries)
    return _judged(case, frame, named, kept=_TOLD, broken=(AlertDuty.OVERDUE,))


def each_told_in_time(case: Case) -> VerdictFrame:
    """Judge of each problem and each role of the roster that it concerns whether it was told in good time (4.1.3).

    `other` is the role, `due_us` the last moment that was in time, `actual_us` when the role was first told. An alert
    that names no role may have been to any. Where the log names none at all, or the profile has no roster, the first
    alert to anybody counts, and there is one row for each problem.
    """
    roster = case.regulation.alerts.roster
    if roster is None or not case.log.has("alerts.role"):
        named: Possible = ConstantFact(UNKNOWN)
        if roster is not None:
            named = _any(_covers(entry) for entry in roster.entries)
        frame = _first_alert(case, _noticed(case), None)
        return _judged(case, frame, named, kept=(AlertDuty.KEPT,), broken=(AlertDuty.LATE, AlertDuty.OVERDUE))
    frame = settled(_noticed(case))
    concerned = [_covers(entry) for entry in roster.entries]
    parts = []
    for entry, covers in zip(roster.entries, concerned, strict=True):
        mine = _first_alert(case, frame, entry.role)
        mine = mine.with_columns(
            role=nw.lit(entry.role), named_maybe=as_column(covers.true), named_never=as_column(covers.false)
        )
        parts.append(mine.filter(nw.col("named_maybe")))
    nobody = _any(concerned)
    alone = _first_alert(case, frame, "")
    no_role = nw.when(nw.col("row") < 0).then(nw.lit(""))
    alone = alone.with_columns(role=no_role, named_maybe=as_column(nobody.true), named_never=as_column(nobody.false))
    parts.append(alone.filter(~nw.col("named_maybe")))
    return _judged(
        case,
        nw.concat(parts),
        BoolFactExpr(true=nw.col("named_maybe"), false=nw.col("named_never")),
        kept=(AlertDuty.KEPT,),
        broken=(AlertDuty.LATE, AlertDuty.OVERDUE),
        other=nw.col("role"),
    )


def noticed_by_the_watch(case: Case) -> VerdictFrame:
    """Judge of each problem whether the Company's own watch noticed it, not a client (2.4).

    A client who told of it before the watch was due to look took nothing from it.
    """
    return _watched(
        case,
        {
            Answer.KEPT.value: (Watch.NOTICED, Watch.NOTICED_LATE),
            Answer.BROKEN.value: (Watch.LEFT_TO_CLIENTS,),
            Answer.NOT_APPLICABLE.value: (Watch.NOTHING_TO_WATCH, Watch.CLIENT_WAS_QUICKER),
        },
    )


def noticed_within_interval(case: Case) -> VerdictFrame:
    """Judge of each problem whether it was noticed within the interval of the watch (4.1.2; reading I-16).

    `due_us` is the last moment of the longest interval, `actual_us` when it was noticed.
    """
    return _watched(
        case,
        {
            Answer.KEPT.value: (Watch.NOTICED, Watch.CLIENT_WAS_QUICKER),
            Answer.BROKEN.value: (Watch.NOTICED_LATE, Watch.LEFT_TO_CLIENTS),
            Answer.NOT_APPLICABLE.value: (Watch.NOTHING_TO_WATCH,),
        },
    )


def _watched(case: Case, groups: Mapping[str, tuple[Watch, ...]]) -> VerdictFrame:
    frame, unasked = _parted(case)
    shortest, longest = _intervals(case)
    frame = frame.with_columns(shortest_us=shortest, longest_us=longest)
    noticed, began = nw.col("noticed_at_us"), nw.col("began_at_us")
    within = (noticed - began <= nw.col("shortest_us")).fill_null(value=False)
    beyond = (noticed - began > nw.col("longest_us")).fill_null(value=False)
    reading = read(
        case.regulation.alerts.watch,
        owner=case.fact("incidents.owner"),
        established=case.fact("incidents.established"),
        by_monitoring=case.fact("incidents.noticed_by_monitoring"),
        overdue=BoolFactExpr(true=~within, false=~beyond),
    )
    due = began + nw.col("longest_us")
    return judged(
        frame,
        "incidents",
        answer=groups,
        due=due,
        actual=noticed,
        late=nw.when(beyond).then(noticed - due),
        reading=reading,
        unasked=unasked,
    )


def _intervals(case: Case) -> tuple[nw.Expr, nw.Expr]:
    """Return the shortest and the longest interval of what is watched of each problem's kind, in microseconds.

    Both are empty where nothing of the kind is watched, the longest also where something is watched without a break.
    """
    nothing_: nw.Expr = nw.when(nw.col("row") < 0).then(nw.col("row"))
    shortest, longest = nothing_, nothing_
    kinds = [(each, (each.value,)) for each in TroubleWith]
    watched = case.regulation.alerts.monitored
    cell = nw.col("trouble_with").fill_null("unknown")
    for among, codes in (*(([kind], codes) for kind, codes in kinds), (list(TroubleWith), ("unknown",))):
        every = [each.every for each in watched if each.kind in among]
        covered = all(any(each.kind is kind for each in watched) for kind in among)
        if covered:
            least = min((each or timedelta()) for each in every) // TICK
            shortest = nw.when(cell.is_in(codes)).then(nw.lit(least)).otherwise(shortest)
            lengths = [each for each in every if each is not None]
            if len(lengths) == len(every):
                longest = nw.when(cell.is_in(codes)).then(nw.lit(max(lengths) // TICK)).otherwise(longest)
    return shortest, longest


def _parted(case: Case) -> tuple[Frame, Unasked]:
    """Return the problems that were noticed by the moment of judging, and those that are noticed later."""
    return parted(case.missing_as_empty("incidents", _COLUMNS), "incidents", **to_come("incidents", case.now))


def _noticed(case: Case) -> Frame:
    """Return the problems that were noticed by the moment of judging, with `due_us` where a good time is set."""
    policy = case.regulation.alerts
    frame, _ = _parted(case)
    if policy.good_time is not None and policy.hours_bind_alerts:
        return in_service_time(case, frame, "noticed_at_us", policy.good_time, policy.hours)
    due = shifted("noticed_at_us", policy.good_time)
    return frame if due is None else frame.with_columns(due_us=due)


def _first_alert(case: Case, frame: Frame, role: str | None) -> Frame:
    """Return the frame with `told_us`, the first alert to a role, and `perhaps_us`, the first that may have been to it.

    For no role: the first alert to anybody.
    """
    alerts = case.log.frames["alerts"]
    sure = maybe = alerts
    if role is not None:
        named = nw.col("role")
        sure = alerts.filter((named == role).fill_null(value=False))
        maybe = alerts.filter(named.is_null() | (named == role).fill_null(value=False))
    for of, name in ((sure, "told_us"), (maybe, "perhaps_us")):
        first = of.group_by("incident_id").agg(nw.col("sent_at_us").min().alias(name))
        frame = frame.join(first, on="incident_id", how="left")
    return frame


def _covers(entry: RosterEntry) -> BoolFactExpr:
    """Return whether a problem is one that the entry of the roster is for."""
    scope = entry.scope
    never = nw.col("row") < 0
    other, unsaid = never, never
    narrowed = (
        ("trouble_with", [each.value for each in scope.trouble_with]),
        ("service", sorted(scope.services)),
        ("extent", [] if scope.extent is None else [scope.extent.value]),
    )
    for column, wanted in narrowed:
        if wanted:
            cell = nw.col(column).fill_null("unknown")
            unknown = cell == "unknown"
            other, unsaid = other | (~unknown & ~cell.is_in(wanted)), unsaid | unknown
    return BoolFactExpr(true=~other, false=other | unsaid)


def _any(flags: Iterable[BoolFactExpr]) -> BoolFactExpr:
    """Return that one of them is so; of none it is not."""
    never = nw.col("row") < 0
    true, false = never, ~never
    for flag in flags:
        true, false = true | flag.true, false & flag.false
    return BoolFactExpr(true=true, false=false)


def _judged(
    case: Case,
    frame: Frame,
    named: Possible,
    *,
    kept: tuple[AlertDuty, ...],
    broken: tuple[AlertDuty, ...],
    other: nw.Expr | None = None,
) -> VerdictFrame:
    policy: AlertsPolicy = case.regulation.alerts
    due = None if policy.good_time is None else nw.col("due_us")
    stands = course(case, done="told_us", maybe="perhaps_us", due=due, surely_in_time=nw.col("noticed_at_us"))
    reading = read(
        policy.alert,
        owner=case.fact("incidents.owner"),
        established=case.fact("incidents.established"),
        named=named,
        alerted=stands.done,
        in_time=stands.in_time,
    )
    groups = {
        Answer.KEPT.value: kept,
        Answer.BROKEN.value: broken,
        Answer.NOT_APPLICABLE.value: _NOT_YET,
        Answer.UNDETERMINED.value: (AlertDuty.NOBODY_NAMED,),
    }
    counted = nw.when(stands.by_then).then(nw.col("told_us")).otherwise(nw.lit(case.now))
    late = None if due is None else nw.when(stands.surely_late & (due < counted)).then(counted - due)
    return judged(
        frame,
        "incidents",
        answer=groups,
        due=due,
        actual=nw.when(stands.by_then).then(nw.col("told_us")),
        late=late,
        other=other,
        reading=reading,
        settled_by={"in_time": "alerted"} if stands.follows else None,
        facts=("named",),
        unasked=_parted(case)[1],
    )


_WATCH: Final = ("incidents.began_at", "incidents.owner", "incidents.established", "incidents.trouble_with")
BY_THE_WATCH: Final = Check(
    id="2.4",
    clauses=("2.4",),
    readings=("I-16",),
    whose=Bearer.STP,
    table="incidents",
    needs=("incidents.noticed_by_monitoring",),
    asks=_WATCH,
    judge=noticed_by_the_watch,
)
WITHIN_INTERVAL: Final = Check(
    id="4.1.2",
    clauses=("4.1.2",),
    readings=("I-16",),
    whose=Bearer.STP,
    table="incidents",
    needs=("incidents.began_at",),
    asks=("incidents.noticed_by_monitoring", *_WATCH[1:]),
    judge=noticed_within_interval,
)
TOLD: Final = Check(
    id="2.5",
    clauses=("2.5",),
    readings=("I-16", "I-25", "I-26"),
    whose=Bearer.STP,
    table="incidents",
    needs=("alerts.sent_at",),
    asks=("incidents.owner", "incidents.established", "incidents.trouble_with", "incidents.extent"),
    judge=somebody_told,
)
IN_GOOD_TIME: Final = Check(
    id="4.1.3",
    clauses=("4.1.3", "2.5"),
    readings=("I-16", "I-25", "I-26"),
    whose=Bearer.STP,
    table="incidents",
    needs=("alerts.sent_at",),
    asks=("alerts.role", "incidents.owner", "incidents.established", "incidents.trouble_with", "incidents.extent"),
    counted_by=lambda regulation: "service_time" if regulation.alerts.hours_bind_alerts else "clock_time",
    by_other=True,
    judge=each_told_in_time,
)
