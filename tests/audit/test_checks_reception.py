"""What came in and what was made of it: on every engine, row by row, what the policies say (2.1.5, 3.1–3.4, 4.1.1)."""

from collections import defaultdict
from collections.abc import Callable
from functools import cache
from typing import Any

import attrs
import pytest
from tests.audit.arrivals import (
    Arrival,
    Judge,
    Recorded,
    arrival_columns,
    arrivals,
    edges,
    form_of,
    in_sight,
    recorded,
    recorded_columns,
)
from tests.audit.engines import ENGINES, engines, rows
from tests.audit.objects import NOW

from netpoint_stp.audit.checks.check import Case, Check
from netpoint_stp.audit.checks.complaints import hearing
from netpoint_stp.audit.checks.intake import arrivals as intake
from netpoint_stp.audit.checks.intake import grounds
from netpoint_stp.audit.frames.calendars import microseconds
from netpoint_stp.audit.frames.truths import written
from netpoint_stp.audit.records.log import log_of
from netpoint_stp.hours import ServiceHours
from netpoint_stp.policy.intake.policy import Task
from netpoint_stp.policy.reception.tables import MadeOf
from netpoint_stp.regulation import Regulation
from netpoint_stp.rules import UNKNOWN, Decision
from netpoint_stp.subjects.interruptions import Silence

PUBLISHED = Regulation.published()
OTHER = attrs.evolve(
    PUBLISHED,
    intake=attrs.evolve(
        PUBLISHED.intake,
        other_mailbox="unofficial",
        unlisted_mailbox="official_irregular",
        call_out_of_hours="not_a_request",
    ),
    hours=ServiceHours.weekly({"mon-fri": ["08:00-12:00", "13:00-24:00"], "sat": "10:00-15:00"}),
)
REGULATIONS = {"published": PUBLISHED, "other readings": OTHER}
CHECKS = (
    *(intake.SOMEBODY_THERE, grounds.GROUND, grounds.MAIL, intake.ADDRESS, grounds.PERSONAL, intake.ACCEPTED),
    hearing.FILED,
)
silences = pytest.mark.parametrize("silence", Silence, ids=lambda silence: silence.value)


def run(
    check: Check, tables: dict[str, Any], regulation: Regulation = PUBLISHED, silence: Silence = Silence.NOT_YET
) -> list[dict[str, Any]]:
    """Return what a check says of native frames, by id."""
    case = Case(log=log_of(tables, silence=silence), regulation=regulation, now=microseconds(NOW))
    assert check.not_observable(case.log) == ()
    return rows(check.judge(case).rows, by="id")


@cache
def drawn() -> tuple[list[Arrival], list[Recorded]]:
    """Return random arrivals and requests; some requests have no message, some messages a request out of sight."""
    requests = recorded(11, 160)
    return arrivals(12, 500, requests, edges=edges()), requests[:150]


@cache
def expected(check: str, regulation: str, silence: Silence) -> dict[str, Any]:
    """Return the answers of the policies by the id of the record."""
    made, requests = drawn()
    judge = Judge(regulation=REGULATIONS[regulation], silence=silence)
    reception = judge.regulation.reception
    seen, by_id = in_sight(made), {each.id: each for each in requests}
    messages: dict[str | None, list[Arrival]] = defaultdict(list)
    for each in seen:
        messages[each.request].append(each)

    def request_of(each: Arrival) -> dict[str, Any]:
        return {**judge.about_request(by_id.get(each.request or "")), "made_of": judge.made_of(each)}

    ask: dict[str, Callable[[Arrival], Any]] = {
        "2.1.5": lambda each: reception.found_somebody(
            judge.channel(each), form_of(judge.intake(each, task=each.task)), within_hours=judge.within(each)
        ),
        "3.1.4": lambda each: reception.mail_taken(
            judge.channel(each),
            judge.intake(each, task=Task.STATED),
            task=_known(each.task),
            beside=judge.beside(each, messages[each.request]),
            **request_of(each),
        ),
        "3.2": lambda each: reception.sent_rightly(
            judge.channel(each), automatic=_known(each.automatic), destination=_known(each.destination)
        ),
        "3.4": lambda each: reception.stayed_personal(
            judge.intake(each, task=Task.STATED),
            beside=judge.beside(each, messages[each.request]),
            **request_of(each),
            answered=_known(each.answered),
        ),
        "3.10-filed": lambda each: reception.filed(
            judge.intake(each, task=each.task), made_of=_filed_as(each, silence)
        ),
        "4.1.1": lambda each: reception.accepted(
            judge.intake(each, task=each.task), made_of=judge.made_of(each), within_hours=judge.within(each)
        ),
    }
    if check == "3.1":
        return {
            each.id: reception.ground_for_work(judge.basis(messages[each.id]), **judge.about_request(each))
            for each in requests
            if each.received_at <= NOW
        }
    return {each.id: ask[check](each) for each in seen}


def _filed_as(each: Arrival, silence: Silence) -> Any:
    """Return what was made of a message to the address for complaints: a complaint first of all (3.10)."""
    if each.complaint is not None:
        return MadeOf.COMPLAINT
    aside = MadeOf.PUT_ASIDE if each.quarantined else MadeOf.NO_REQUEST if each.dismissed else MadeOf.NOTHING
    made = aside if each.request is None else MadeOf.REQUEST
    return made if each.quarantined or silence is Silence.NOT_YET else frozenset({made, MadeOf.COMPLAINT})


def _known(value: Any) -> Any:
    return UNKNOWN if value is None else value


@silences
@pytest.mark.parametrize("regulation", REGULATIONS)
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
@engines
def test_each_record_is_judged_as_the_policy_judges_it(
    engine: str, check: Check, regulation: str, silence: Silence
) -> None:
    """Everything that may be known or not, several messages of one request, edges of hours: the same outcomes."""
    made, requests = drawn()
    make = ENGINES[engine]
    wanted = expected(check.id, regulation, silence)

    found = run(
        check,
        {"interactions": make(arrival_columns(made)), "requests": make(recorded_columns(requests))},
        REGULATIONS[regulation],
        silence,
    )

    assert [row["id"] for row in found] == sorted(wanted)
    for row in found:
        answer = getattr(wanted[row["id"]], "answer", wanted[row["id"]])
        outcome = written(answer.outcome) if isinstance(answer, Decision) else "undetermined"
        assert row["outcome"] == outcome, (row, answer)
    answers = {row["answer"] for row in found}
    if silence is Silence.NOT_YET:  # else hardly anything is certain to have been left undone
        assert answers == {"kept", "broken", "undetermined", "not_applicable"}
