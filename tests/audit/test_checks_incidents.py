"""Checks of problems and notices: on every engine, row by row, what the policies say (2.5, 4.1.3, 4.5)."""

from datetime import datetime, timedelta
from typing import Any

import attrs
import pytest
from tests.audit.engines import ENGINES, Columns, engines, rows
from tests.audit.objects import NOW, START, naive
from tests.audit.troubles import (
    TICK,
    Trouble,
    alert_columns,
    maintenance,
    notice_columns,
    trouble_columns,
    troubles,
)

from netpoint_stp.audit.checks.check import Case, Check
from netpoint_stp.audit.checks.incidents import alerts as incidents
from netpoint_stp.audit.checks.incidents import notices
from netpoint_stp.audit.frames.calendars import microseconds
from netpoint_stp.audit.records.log import log_of
from netpoint_stp.policy.alerts.policy import AlertsPolicy
from netpoint_stp.policy.alerts.roster import AlertScope, Monitored, Roster, RosterEntry
from netpoint_stp.regulation import Regulation
from netpoint_stp.rules import UNKNOWN, Decision, Unknown
from netpoint_stp.subjects.interruptions import Extent, Outage, Silence, TroubleWith

EXAMPLE = Regulation.example()
TERM = timedelta(minutes=30)
NARROW = Roster(
    [
        RosterEntry(
            role="network engineer on duty",
            scope=AlertScope(trouble_with={TroubleWith.EQUIPMENT}, services={"internet"}),
        ),
        RosterEntry(role="head of the service desk", scope=AlertScope(extent=Extent.BACKBONE)),
    ]
)


def alerting(**changes: Any) -> Regulation:
    """Return the example regulation with other settings of alerts."""
    return attrs.evolve(EXAMPLE, alerts=attrs.evolve(EXAMPLE.alerts, **changes))


REGULATIONS = {
    "example": EXAMPLE,
    "narrow roster": alerting(roster=NARROW),
    "no roster": alerting(roster=None),
    "nobody named": alerting(roster=Roster([])),
    "no term": alerting(good_time=None),
    "service time": alerting(hours_bind_alerts=True, roster=NARROW, good_time=timedelta(hours=9)),
}
TERMLESS = attrs.evolve(EXAMPLE, notices=attrs.evolve(EXAMPLE.notices, lead_time=None, failure_time=None))
CASES = [
    *(("example", Silence.NOT_YET), ("example", Silence.NOT_KNOWN), ("narrow roster", Silence.NOT_YET)),
    *(("service time", Silence.NOT_KNOWN), ("no term", Silence.NOT_KNOWN), ("no roster", Silence.NOT_YET)),
    ("nobody named", Silence.NOT_YET),
]
cases = pytest.mark.parametrize(("regulation", "silence"), CASES, ids=[f"{name} {each.value}" for name, each in CASES])
silences = pytest.mark.parametrize("silence", Silence, ids=lambda silence: silence.value)


def run(
    check: Check, given: dict[str, Any], regulation: Regulation, silence: Silence = Silence.NOT_YET
) -> list[dict[str, Any]]:
    """Return what a check says of native frames, by id."""
    case = Case(log=log_of(given, silence=silence), regulation=regulation, now=microseconds(NOW))
    assert check.not_observable(case.log) == ()
    return rows(check.judge(case).rows, by="id")


def alerts(engine: str, made: list[Trouble], *, roles: bool = True) -> dict[str, Any]:
    """Return problems and alerts as native frames."""
    make = ENGINES[engine]
    return {"incidents": make(trouble_columns(made)), "alerts": make(alert_columns(made, roles=roles))}


def by_policy(policy: AlertsPolicy, trouble: Trouble, told: datetime | None, silence: Silence) -> str:
    """Return what the policy says of the first alert, whatever is not known of the problem."""
    kinds = list(TroubleWith) if trouble.trouble_with is None else [trouble.trouble_with]
    found = {
        code(
            policy.judge(
                attrs.evolve(trouble.outage, trouble_with=kind, alerted_at=told),
                now=NOW,
                owner=trouble.owner or UNKNOWN,
                established=UNKNOWN if trouble.established is None else trouble.established,
                silence=silence,
            )
        )
        for kind in kinds
    }
    return found.pop() if len(found) == 1 else "undetermined"


def code(answer: Any) -> str:
    """Return the code of an answer's outcome."""
    return str(answer.outcome.value) if isinstance(answer, Decision) else "undetermined"


@cases
@engines
def test_whether_somebody_was_told_is_judged_as_the_policy_judges_it(
    engine: str, regulation: str, silence: Silence
) -> None:
    """2.5 by the first alert: told, not told, nothing to tell, nobody to tell, no roster, no term."""
    rules = REGULATIONS[regulation]
    made = [each for each in troubles(21, 250, rules.alerts.good_time or TERM) if each.outage.noticed_at <= NOW]

    found = run(incidents.TOLD, alerts(engine, made), rules, silence)

    assert [row["id"] for row in found] == [each.outage.id for each in made]
    for row, each in zip(found, made, strict=True):
        assert row["outcome"] == by_policy(rules.alerts, each, each.outage.alerted_at, silence), (row, each)
        if each.alerts and row["outcome"] in ("kept", "late"):
            assert row["answer"] == "kept"


@cases
@engines
def test_in_good_time_is_judged_as_the_policy_judges_it(engine: str, regulation: str, silence: Silence) -> None:
    """4.1.3 by the first alert, where alerts do not say to whom they went: to the tick, by either clock."""
    rules = REGULATIONS[regulation]
    made = [each for each in troubles(22, 250, rules.alerts.good_time or TERM) if each.outage.noticed_at <= NOW]

    found = run(incidents.IN_GOOD_TIME, alerts(engine, made, roles=False), rules, silence)

    assert [row["id"] for row in found] == [each.outage.id for each in made]
    for row, each in zip(found, made, strict=True):
        assert row["outcome"] == by_policy(rules.alerts, each, each.outage.alerted_at, silence), (row, each)
        due = rules.alerts.alert_due(each.outage).value
        if not isinstance(due, Unknown) and due < NOW:
            assert row["due_us"] == microseconds(due)


@engines
def test_a_term_that_ends_at_closing_time_ends_there(engine: str) -> None:
    """Nine hours of service time from 15:00 are over at 24:00, not at the next opening."""
    rules = alerting(hours_bind_alerts=True, good_time=timedelta(hours=9))
    noticed = START + timedelta(hours=13)  # 15:00 in Kyiv
    due = noticed + timedelta(hours=9)
    made: Columns = {
        "incident_id": ["kept", "late"],
        "noticed_at": [naive(noticed)] * 2,
        "owner": ["company"] * 2,
        "established": [True] * 2,
        "trouble_with": ["software"] * 2,
    }
    told: Columns = {"incident_id": ["kept", "late"], "sent_at": [naive(due), naive(due + TICK)]}

    found = run(incidents.IN_GOOD_TIME, {"incidents": ENGINES[engine](made), "alerts": ENGINES[engine](told)}, rules)

    assert [(row["id"], row["outcome"], row["due_us"]) for row in found] == [
        ("kept", "kept", microseconds(due)),
        ("late", "late", microseconds(due)),
    ]


@engines
def test_each_role_that_a_problem_concerns_is_told_for_itself(engine: str) -> None:
    """4.1.3 role by role: for each of the roster, what the policy says of a roster of that one and its own alerts."""
    rules = REGULATIONS["narrow roster"]
    made = [
        each
        for each in troubles(23, 300, TERM)
        if each.outage.noticed_at <= NOW and all(role is not None for _, role in each.alerts)
    ]

    found = run(incidents.IN_GOOD_TIME, alerts(engine, made), rules)

    wanted = []
    for each in made:
        concerned = []
        for entry in NARROW.entries:
            policy = attrs.evolve(rules.alerts, roster=Roster([entry]))
            kinds = list(TroubleWith) if each.trouble_with is None else [each.trouble_with]
            outages: list[Outage] = [attrs.evolve(each.outage, trouble_with=kind) for kind in kinds]
            if all(entry.scope.covers(outage) is False for outage in outages):
                continue
            told = min((when for when, role in each.alerts if role == entry.role), default=None)
            concerned.append((each.outage.id, entry.role, by_policy(policy, each, told, Silence.NOT_YET)))
        alone = by_policy(rules.alerts, each, None, Silence.NOT_YET)
        wanted += concerned or [(each.outage.id, "", alone)]
    assert sorted((row["id"], row["other"] or "", row["outcome"]) for row in found) == sorted(wanted)
    assert {"kept", "late", "overdue", "not_due", "undetermined", "nobody_named"} == {row["outcome"] for row in found}
    assert {row["answer"] for row in found if row["outcome"] == "nobody_named"} == {"undetermined"}


@engines
def test_an_alert_to_nobody_in_particular_may_have_been_to_any(engine: str) -> None:
    """Where an alert names no role, it cannot be told who was; one that is named afterwards counts for sure."""
    incident: Columns = {
        "incident_id": ["i"],
        "noticed_at": [naive(START)],
        "owner": ["company"],
        "established": [True],
    }
    kinds: Columns = {"trouble_with": ["software"], "extent": ["local"]}
    given = {
        "incidents": ENGINES[engine]({**incident, **kinds}),
        "alerts": ENGINES[engine]({"incident_id": ["i"], "sent_at": [naive(START)], "role": [None]}),
    }
    later: Columns = {"incident_id": ["i"] * 2, "sent_at": [naive(START), naive(START + TERM + TICK)]}
    named: Columns = {**later, "role": [None, "head of the service desk"]}

    (row,) = run(incidents.IN_GOOD_TIME, given, EXAMPLE)
    assert (row["other"], row["answer"]) == ("head of the service desk", "undetermined")

    (row,) = run(incidents.IN_GOOD_TIME, {**given, "alerts": ENGINES[engine](named)}, EXAMPLE)
    assert (row["outcome"], row["late_us"]) == ("undetermined", None)


WATCHES = {
    "example": EXAMPLE,
    "both kinds": alerting(
        monitored=[
            Monitored(what="routers", kind=TroubleWith.EQUIPMENT, every=timedelta(minutes=5)),
            Monitored(what="links", kind=TroubleWith.EQUIPMENT, every=timedelta(hours=1)),
            Monitored(what="billing", kind=TroubleWith.SOFTWARE),
        ]
    ),
    "nothing watched": alerting(monitored=[]),
}


@pytest.mark.parametrize("regulation", WATCHES)
@engines
def test_how_problems_came_to_notice_is_judged_as_the_policy_judges_it(engine: str, regulation: str) -> None:
    """2.4 and 4.1.2: by the watch or by a client, at the end of its interval or a tick later, or with none set."""
    rules = WATCHES[regulation]
    made = [each for each in troubles(24, 300, TERM) if each.outage.noticed_at <= NOW]
    given = {"incidents": ENGINES[engine](trouble_columns(made))}

    by_watch, in_time = (run(check, given, rules) for check in (incidents.BY_THE_WATCH, incidents.WITHIN_INTERVAL))

    for first, second, each in zip(by_watch, in_time, made, strict=True):
        if each.trouble_with is None:  # the policy is never asked without knowing that
            continue
        answer = rules.alerts.watched(
            each.outage,
            by_monitoring=UNKNOWN if each.by_monitoring is None else each.by_monitoring,
            owner=each.owner or UNKNOWN,
            established=UNKNOWN if each.established is None else each.established,
        )
        assert first["outcome"] == second["outcome"] == code(answer), (each, first)
    answers = {(row["outcome"], row["answer"]) for row in in_time}
    assert ("noticed_late", "broken") in answers or regulation == "nothing watched"
    assert ("noticed_late", "kept") not in answers
    assert ("noticed_late", "broken") not in {(row["outcome"], row["answer"]) for row in by_watch}


@engines
def test_of_what_kind_it_was_matters_only_where_intervals_differ(engine: str) -> None:
    """A problem of unknown kind is too late for the watch only if it is for every kind that is watched."""
    began = START - timedelta(minutes=10)
    columns: Columns = {
        "incident_id": ["i"],
        "noticed_at": [naive(START)],
        "began_at": [naive(began)],
        "owner": ["company"],
        "established": [True],
        "noticed_by_monitoring": [True],
    }
    five, hour = timedelta(minutes=5), timedelta(hours=1)
    both = [
        alerting(monitored=[Monitored(what=kind.value, kind=kind, every=each) for kind, each in pairs])
        for pairs in (
            [(TroubleWith.EQUIPMENT, five), (TroubleWith.SOFTWARE, five)],
            [(TroubleWith.EQUIPMENT, five), (TroubleWith.SOFTWARE, hour)],
            [(TroubleWith.EQUIPMENT, hour), (TroubleWith.SOFTWARE, hour)],
            [(TroubleWith.EQUIPMENT, five)],
        )
    ]
    given = {"incidents": ENGINES[engine](columns)}

    answers = [run(incidents.WITHIN_INTERVAL, given, each)[0]["answer"] for each in both]

    assert answers == ["broken", "undetermined", "kept", "undetermined"]


@silences
@pytest.mark.parametrize("regulation", [EXAMPLE, TERMLESS], ids=["terms", "no terms"])
@engines
def test_notices_are_judged_as_the_policy_judges_them(engine: str, regulation: Regulation, silence: Silence) -> None:
    """4.5 for maintenance and for failures: in time at the edge, late a tick after, not published, not required."""
    lead, soon = timedelta(days=2), timedelta(hours=1)
    works, made = maintenance(31, 200, lead), troubles(32, 300, soon)
    given = {
        "works": ENGINES[engine](
            {
                "works_id": [each.id for each in works],
                "began_at": [naive(each.start) for each in works],
                "ended_at": [naive(each.end) for each in works],
            }
        ),
        "incidents": ENGINES[engine](trouble_columns(made)),
        "notices": ENGINES[engine](notice_columns(works, made)),
    }

    told = {row["id"]: row for row in run(notices.MAINTENANCE, given, regulation, silence)}
    failed = {row["id"]: row for row in run(notices.FAILURES, given, regulation, silence)}

    assert told.keys() == {each.id for each in works}
    seen = set()
    for each in works:
        answer = regulation.notices.judge(each, now=NOW, silence=silence)
        assert told[each.id]["outcome"] == code(answer), (each, told[each.id])
        seen.add(told[each.id]["answer"])
    for trouble in made:
        outage = trouble.outage
        foreign = trouble.owner is not None and trouble.owner.value != "company"
        if outage.noticed_at > NOW or foreign or trouble.established is False:
            assert outage.id not in failed
            continue
        emergency = UNKNOWN if trouble.emergency is None else trouble.emergency
        answer = regulation.notices.judge(outage, now=NOW, emergency=emergency, silence=silence)
        assert failed[outage.id]["outcome"] == code(answer), (outage, failed[outage.id])
        seen.add(failed[outage.id]["answer"])
    assert "broken" in seen
    assert "undetermined" in seen or (regulation is EXAMPLE and silence is Silence.NOT_YET)


@engines
def test_maintenance_told_of_too_late_says_by_how_much(engine: str) -> None:
    """The last moment is two days before it begins; a microsecond later is late by that."""
    due = START + timedelta(days=8)
    given = {
        "works": ENGINES[engine]({"works_id": ["w"], "began_at": [naive(START + timedelta(days=10))]}),
        "notices": ENGINES[engine]({"about_id": ["w"], "about": ["maintenance"], "published_at": [naive(due + TICK)]}),
    }

    (row,) = run(notices.MAINTENANCE, given, EXAMPLE)

    assert (row["answer"], row["due_us"], row["late_us"]) == ("broken", microseconds(due), 1)
