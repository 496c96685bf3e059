"""What the staff do in situations: each act of a table, as the use case of the desk that it is."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final

from tests.situations.cast import KEY
from tests.situations.stage import Stage, moment

from netpoint_stp.casebook.steps import State
from netpoint_stp.desk.outcomes import Outcome
from netpoint_stp.desk.use_cases.refusing import Wanted
from netpoint_stp.desk.use_cases.triaging import Part
from netpoint_stp.policy.answers.policy import QuestionKind
from netpoint_stp.policy.identification.policy import Act
from netpoint_stp.policy.intake.policy import SubscriberDetails, Task
from netpoint_stp.policy.refusal.policy import Demand
from netpoint_stp.policy.scope import DemandMatter
from netpoint_stp.subjects.account import AccountDetail, AccountInformation
from netpoint_stp.subjects.complaints import ComplaintSubject
from netpoint_stp.subjects.interruptions import Extent, Outage, PlannedMaintenance, TroubleWith
from netpoint_stp.subjects.people import Standing
from netpoint_stp.subjects.requests import SeverityLevel, SpecialNeed

Step = Mapping[str, Any]


def take(stage: Stage, step: Step, _at: datetime) -> Outcome:
    """Somebody takes the next request, or a certain one."""
    if "request" in step:
        outcome = stage.desk.take(step["request"], step["by"])
    else:
        found = stage.desk.take_next(step.get("queue", "desk"), step["by"])
        assert found is not None, "no request is free"
        outcome = found
    assert outcome.lease is not None
    stage.tokens[outcome.lease.request_id] = outcome.lease.token
    return outcome


def identify(stage: Stage, step: Step, _at: datetime) -> Outcome:
    """Somebody enters the account information that the client gives."""
    given = AccountInformation(
        login=step.get("login"),
        contract_number=step.get("contract"),
        connection_address=step.get("address"),
        passport=KEY.digest(step["passport"]) if "passport" in step else None,
    )
    return stage.desk.identify(step["request"], given, by=step["by"], action=step.get("action"))


def permit(stage: Stage, step: Step, _at: datetime) -> Outcome:
    """Somebody writes down who the person is."""
    standing = Standing(step["standing"]) if "standing" in step else None
    return stage.desk.permit(step["request"], Act(step["act"]), standing, by=step["by"])


def complete(stage: Stage, step: Step, _at: datetime) -> Outcome:
    """Somebody learns by telephone what was lacking."""
    details = SubscriberDetails(step["details"]) if "details" in step else None
    task = Task(step["task"]) if "task" in step else None
    return stage.desk.complete(step["request"], by=step["by"], details=details, task=task)


def triage(stage: Stage, step: Step, _at: datetime) -> Outcome:
    """Somebody looks and judges."""
    return stage.desk.triage(
        step["request"],
        by=step["by"],
        level=SeverityLevel(step["level"]) if "level" in step else None,
        reason=step.get("reason"),
        needs=[SpecialNeed(need) for need in step.get("needs", [])],
        queue=step.get("queue"),
        action=step.get("action"),
        service=step.get("service"),
        lacking=step.get("lacking", False),
    )


def ask(stage: Stage, step: Step, _at: datetime) -> Outcome:
    """Somebody asks the client."""
    return stage.desk.ask(
        step["request"],
        [AccountDetail(name) for name in step.get("details", [])],
        by=step["by"],
        action=step.get("action"),
        text=step.get("text", ""),
        reason=step.get("reason"),
        token=_token(stage, step),
    )


def refuse(stage: Stage, step: Step, _at: datetime) -> Outcome:
    """Somebody refuses."""
    wanted = Wanted(
        action=step.get("action"),
        service=step.get("service"),
        demand=Demand(step["demand"]) if "demand" in step else None,
    )
    return stage.desk.refuse(
        step["request"], by=step["by"], wanted=wanted, reason=step.get("reason"), token=_token(stage, step)
    )


def decline(stage: Stage, step: Step, _at: datetime) -> Outcome:
    """Somebody declines to advise."""
    return stage.desk.decline_advice(
        step["request"],
        by=step["by"],
        matter=DemandMatter(step["matter"]),
        concerns_working=step.get("concerns_working"),
        service=step.get("service", "internet"),
        text=step.get("text", ""),
        token=_token(stage, step),
    )


def answer(stage: Stage, step: Step, _at: datetime) -> Outcome:
    """Somebody answers, in words or with links."""
    return stage.desk.answer(
        step["request"],
        step.get("text", ""),
        by=step["by"],
        links=step.get("links", []),
        question=QuestionKind(step["question"]) if "question" in step else None,
        token=_token(stage, step),
    )


def answer_all(stage: Stage, step: Step, _at: datetime) -> Outcome:
    """Somebody answers several in one act."""
    found = stage.desk.answer_all(
        step["requests"],
        step["text"],
        by=step["by"],
        incident_id=step.get("incident"),
        settles=step.get("settles", False),
    )
    assert len(found) == len(step["requests"])
    return found[-1]


def alert(stage: Stage, step: Step, at: datetime) -> Outcome:
    """The watching of the equipment finds something."""
    outage = Outage(
        id=step.get("id", "probe-1"),
        noticed_at=at,
        trouble_with=TroubleWith(step.get("trouble", "equipment")),
        extent=Extent(step["extent"]) if "extent" in step else None,
        services=step.get("services", ["internet"]),
    )
    return stage.desk.alert(outage, step["text"])


def publish(stage: Stage, step: Step, _at: datetime) -> Outcome:
    """Somebody publishes on the site."""
    if "incident" in step:
        return stage.desk.publish(step["incident"], by=step["by"], emergency=step.get("emergency"))
    planned = PlannedMaintenance(
        id="work-1", start=moment(step["start"]), end=moment(step["end"]), services=["internet"]
    )
    return stage.desk.publish(planned, by=step["by"])


def lodge(stage: Stage, step: Step, _at: datetime) -> Outcome:
    """Somebody reads a message as a complaint."""
    return stage.desk.lodge_complaint(
        step["interaction"],
        by=step["by"],
        complainant=Standing(step["complainant"]) if "complainant" in step else None,
        about=ComplaintSubject(step["about"]) if "about" in step else None,
        request_id=step.get("request"),
    )


def read_complaint(stage: Stage, step: Step, _at: datetime) -> Outcome:
    """Somebody reads a complaint and writes down what it names."""
    return stage.desk.complete_complaint(
        step["complaint"],
        by=step["by"],
        complainant=Standing(step["complainant"]) if "complainant" in step else None,
        about=ComplaintSubject(step["about"]) if "about" in step else None,
        request_id=step.get("request"),
        request_date=date.fromisoformat(step["date"]) if "date" in step else None,
        taker_name=step.get("taker"),
        request_text=step.get("text"),
    )


ACTS: Final[Mapping[str, Callable[[Stage, Step, datetime], Outcome]]] = {
    "take": take,
    "identify": identify,
    "permit": permit,
    "complete": complete,
    "triage": triage,
    "ask": ask,
    "refuse": refuse,
    "decline": decline,
    "answer": answer,
    "answer all": answer_all,
    "alert": alert,
    "publish": publish,
    "lodge": lodge,
    "read complaint": read_complaint,
    "answer complaint": lambda stage, step, _at: stage.desk.answer_complaint(
        step["complaint"], step["text"], by=step["by"], interim=step.get("interim", False)
    ),
    "react": lambda stage, step, _at: stage.desk.react(step["request"], by=step["by"], token=_token(stage, step)),
    "hold": lambda stage, step, _at: stage.desk.hold_for_client(
        step["request"], step["reason"], by=step["by"], token=_token(stage, step)
    ),
    "visit": lambda stage, step, _at: stage.desk.visit(
        step["request"], step["reason"], by=step["by"], token=_token(stage, step)
    ),
    "resume": lambda stage, step, _at: stage.desk.resume(step["request"], by=step["by"]),
    "resolve": lambda stage, step, _at: stage.desk.resolve(
        step["request"], step["text"], by=step["by"], token=_token(stage, step)
    ),
    "reopen": lambda stage, step, _at: stage.desk.reopen(step["case"], step["reason"], by=step["by"]),
    "close": lambda stage, step, _at: stage.desk.close(step["case"], step["reason"], by=step["by"]),
    "dismiss": lambda stage, step, _at: stage.desk.dismiss(step["request"], step["reason"], by=step["by"]),
    "merge": lambda stage, step, _at: stage.desk.merge(step["request"], step["into"], by=step["by"]),
    "split": lambda stage, step, _at: stage.desk.split(
        step["request"], [Part(task=part) for part in step["parts"]], by=step["by"]
    ),
    "reassign": lambda stage, step, _at: stage.desk.reassign(
        step["request"], step["queue"], by=step["by"], token=_token(stage, step)
    ),
    "release": lambda stage, step, _at: stage.desk.release(step["request"], stage.tokens.pop(step["request"])),
    "override": lambda stage, step, _at: stage.desk.override(
        step["case"], State(step["to"]), step["reason"], by=step["by"]
    ),
    "end": lambda stage, step, at: stage.desk.end(step["incident"], at, by=step["by"]),
}


def _token(stage: Stage, step: Step) -> int | None:
    """Return the token of whoever holds the request; a step that says `without_token` is done by somebody else."""
    request = stage.store.request(step["request"])
    held = request is not None and request.state is State.TAKEN and not step.get("without_token", False)
    return stage.tokens.get(step["request"]) if held else None
