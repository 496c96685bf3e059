"""The decisions that the desk makes, each a function of a regulation and of observations as JSON has them.

The desk decides by these and by nothing else, so a replay under another edition reduces the same observations by the
same functions. An observation that was not made is None; a fact that nobody knows is `"unknown"`.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final, TypeAlias

from netpoint_stp.channels.pieces import Role
from netpoint_stp.desk.decisions.seen import Seen, agreement, at, break_in_service, contracts, fact, flag, moment, name
from netpoint_stp.desk.decisions.shadows import destinations, details_of, shadow, task_seen
from netpoint_stp.policy.alerts.policy import EquipmentOwner
from netpoint_stp.policy.answers.policy import QuestionKind
from netpoint_stp.policy.complaints.policy import complaint_route
from netpoint_stp.policy.errors_notified.notes import Instruction
from netpoint_stp.policy.identification.policy import Act, Candidates, Identification
from netpoint_stp.policy.intake.policy import IntakeAnswer
from netpoint_stp.policy.queue.tables import EarlierRequest, MessageContent
from netpoint_stp.policy.refusal.policy import Demand, RefusalAnswer
from netpoint_stp.policy.scope import DemandFor, DemandMatter
from netpoint_stp.regulation import Regulation
from netpoint_stp.rules import UNKNOWN, Composed, Computed, Decision, Undetermined, Unknown
from netpoint_stp.subjects.account import AccountDetail
from netpoint_stp.subjects.complaints import Complaint, ComplaintElement, ComplaintSubject
from netpoint_stp.subjects.interruptions import Extent, NoticedBy, Outage, PlannedMaintenance, Silence, TroubleWith
from netpoint_stp.subjects.people import Contract, Standing
from netpoint_stp.subjects.requests import Hold, Request, Severity, SeverityLevel, SpecialNeed, WhoseTime

Answered: TypeAlias = Decision[Any] | Undetermined[Any] | Composed[Any] | Computed[Any]
Path: TypeAlias = Callable[[Regulation, Seen], Answered]

_EPOCH: Final = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def intake(regulation: Regulation, seen: Seen) -> Composed[Any]:
    """Whether what came in is a request (3.1–3.5)."""
    judgement: Composed[Any] = assessed(regulation, seen).judgement
    return judgement


def assessed(regulation: Regulation, seen: Seen) -> IntakeAnswer:
    """Return the whole judgement on what came in, with what the sender is to be asked for."""
    marked = None if seen["marked_as"] is None else Role(seen["marked_as"])
    return regulation.assess(
        shadow(regulation, seen), details=details_of(regulation, seen), task=task_seen(seen), marked_as=marked
    ).intake


def identity(regulation: Regulation, seen: Seen) -> Decision[Any] | Undetermined[Any]:
    """What the account information given amounts to for an action (3.6)."""
    return identification(regulation, seen).answer


def identification(regulation: Regulation, seen: Seen) -> Identification:
    """Return the whole identification, with what is lacking and the question that would settle it."""
    match = seen["match"] or NOTHING_GIVEN
    return regulation.identification.identify(
        name(seen["action"]),
        matched=agreement(match["agreement"]),
        contracts=contracts(match),
        candidates=fact(Candidates, match["candidates"]),
        contradiction=flag(match["contradiction"]),
        contract_matters=flag(seen["contract_matters"]),
        sender_known=flag(match["sender_known"]),
    )


NOTHING_GIVEN: Final[Seen] = {
    "agreement": {},
    "candidates": Candidates.NONE.value,
    "contradiction": False,
    "sender_known": False,
}
"""What a comparison with billing comes to where no account information was given."""


def permission(regulation: Regulation, seen: Seen) -> Decision[Any] | Undetermined[Any]:
    """Whether somebody of a standing may have it done (1.2, I-1)."""
    return regulation.identification.permits(fact(Act, seen["act"]), fact(Standing, seen["standing"]))


def asking(regulation: Regulation, seen: Seen) -> Decision[Any] | Undetermined[Any]:
    """Whether a detail may be asked for (3.6, 4.3.2)."""
    detail = AccountDetail(seen["detail"]) if seen["listed"] else "something else"
    match = seen["match"] or NOTHING_GIVEN
    return regulation.identification.may_ask(
        name(seen["action"]), detail, matched=agreement(match["agreement"]), contracts=contracts(match)
    )


def further(regulation: Regulation, seen: Seen) -> Decision[Any] | Undetermined[Any]:
    """What a further message does (3.20)."""
    return regulation.queue.further(
        earlier=fact(EarlierRequest, seen["earlier"]),
        same_subscriber=flag(seen["same_subscriber"]),
        content=fact(MessageContent, seen["content"]),
    )


def arrival(regulation: Regulation, seen: Seen) -> Decision[Any] | Undetermined[Any]:
    """Which moment counts as arrival (3.13, I-5)."""
    asked = moment(seen["asked_at"])
    hold = () if asked is None else (Hold(whose=WhoseTime.CLIENT, start=asked),)
    received, completed = at(seen["received_at"]), moment(seen["completed_at"])
    request = Request(id="R", received_at=received, channel=seen["channel"], completed_at=completed, holds=hold)
    return regulation.queue.arrival_of(request)


def out_of_turn(regulation: Regulation, seen: Seen) -> Decision[Any] | Undetermined[Any]:
    """Whether a request may be handled out of turn (3.14)."""
    severity = Severity(
        level=SeverityLevel(seen["level"]),
        reason="recorded",
        set_by="staff",
        set_at=at(seen["set_at"]),
        needs=(SpecialNeed(need) for need in seen["needs"]),
    )
    request = Request(id="R", received_at=_EPOCH, channel="any", severity=severity)
    return regulation.queue.turn_of(request, at(seen["at"]))


def scope(regulation: Regulation, seen: Seen) -> Decision[Any] | Undetermined[Any]:
    """How a demand lies to what the service desk owes (2.2, 2.3, 3.7)."""
    services = seen["services"]
    contract: Contract | Unknown = UNKNOWN if services is None else Contract(id="any", services=services)
    return regulation.scope.judge(
        service=name(seen["service"]),
        contract=contract,
        matter=fact(DemandMatter, seen["matter"]),
        concerns_working=flag(seen["concerns_working"]),
        wanted=fact(DemandFor, seen["wanted"]),
    )


def refusal(regulation: Regulation, seen: Seen) -> Composed[Any]:
    """Whether carrying out a request may be refused (3.9)."""
    judgement: Composed[Any] = refusal_answer(regulation, seen).judgement
    return judgement


def refusal_answer(regulation: Regulation, seen: Seen) -> RefusalAnswer:
    """Return the whole answer, with the grounds that hold."""
    demand = scope(regulation, seen["scope"]) if seen["demand"] is None else fact(Demand, seen["demand"])
    return regulation.may_refuse(
        action=name(seen["action"]),
        identity=identification(regulation, seen),
        asked_at=moment(seen["asked_at"]),
        now=at(seen["now"]),
        demand=demand,
        break_in_service=break_in_service(seen["break"]),
    )


def refusal_given(regulation: Regulation, seen: Seen) -> Decision[Any] | Undetermined[Any]:
    """What a refusal that is given amounts to (3.9, I-6)."""
    return regulation.refusal.judge_given(
        refusal_answer(regulation, seen["refusal"]), other_reason=flag(seen["other_reason"])
    )


def answer_by_link(regulation: Regulation, seen: Seen) -> Decision[Any] | Undetermined[Any]:
    """Whether a link may stand for an answer (3.8)."""
    link = f"https://{seen['host']}/" if seen["host"] else "no link"
    return regulation.answers.judge(fact(QuestionKind, seen["question"]), link, words=flag(seen["words"]))


def lodging(regulation: Regulation, seen: Seen) -> Decision[Any] | Undetermined[Any]:
    """What becomes of a complaint (3.10)."""
    route = complaint_route(regulation.channel(seen["channel"]), destinations(regulation, seen))
    return regulation.complaints.lodge(
        route=route,
        marked=flag(seen["marked"]),
        complainant=fact(Standing, seen["complainant"]),
        about=fact(ComplaintSubject, seen["about"]),
    )


def contents(regulation: Regulation, seen: Seen) -> Decision[Any] | Undetermined[Any]:
    """Whether a complaint names what it must (3.11)."""
    named = {ComplaintElement(each) for each in seen["named"]}
    complaint = Complaint(
        id="C",
        lodged_at=_EPOCH,
        channel="any",
        request_date=_EPOCH.date() if ComplaintElement.REQUEST_DATE in named else None,
        taker_name="named" if ComplaintElement.TAKER_NAME in named else None,
        request_text="named" if ComplaintElement.REQUEST_TEXT in named else None,
    )
    unread = [ComplaintElement(each) for each in seen["unread"]]
    return regulation.complaints.contents_of(complaint, unread=unread)


def complaint_deadline(regulation: Regulation, seen: Seen) -> Computed[Any]:
    """Until when a complaint must be answered (3.12)."""
    return regulation.complaint_deadline(at(seen["lodged_at"]))


def reaction_due(regulation: Regulation, seen: Seen) -> Computed[Any]:
    """Until when somebody must react (3.19)."""
    return regulation.reaction.reaction_due(at(seen["start"]), seen["level"])


def alert(regulation: Regulation, seen: Seen) -> Decision[Any] | Undetermined[Any]:
    """How the duty to tell the persons concerned stands (2.5, 4.1.3)."""
    return regulation.alerts.judge(
        outage_of(seen),
        now=at(seen["now"]),
        owner=fact(EquipmentOwner, seen["owner"]),
        silence=Silence.NOT_YET,
    )


def notice(regulation: Regulation, seen: Seen) -> Decision[Any] | Undetermined[Any]:
    """How the duty to publish stands (4.5)."""
    event: Outage | PlannedMaintenance
    if seen["incident"] == "maintenance":
        published = moment(seen["published_at"])
        event = PlannedMaintenance(id="N", start=at(seen["start"]), end=at(seen["end"]), published_at=published)
    else:
        event = outage_of(seen)
    return regulation.notices.judge(
        event, now=at(seen["now"]), emergency=flag(seen["emergency"]), silence=Silence.NOT_YET
    )


def watch(regulation: Regulation, seen: Seen) -> Decision[Any] | Undetermined[Any]:
    """How a problem came to the Company's notice (2.4, 4.1.2)."""
    outage = Outage(
        id="N",
        noticed_at=at(seen["noticed_at"]),
        began_at=moment(seen["began_at"]),
        trouble_with=TroubleWith(seen["trouble_with"]),
    )
    return regulation.alerts.watched(
        outage,
        by_monitoring=NoticedBy(seen["noticed_by"]).by_own_watch,
        owner=fact(EquipmentOwner, seen["owner"]),
    )


def instruction(regulation: Regulation, seen: Seen) -> Decision[Any] | Undetermined[Any]:
    """How an instruction to a client stands (4.2.2)."""
    given = Instruction(id="I", given_at=at(seen["given_at"]), followed_at=moment(seen["followed_at"]))
    return regulation.errors_notified.follow(
        given, now=at(seen["now"]), helps=flag(seen["helps"]), silence=Silence.NOT_YET
    )


def outage_of(seen: Seen) -> Outage:
    """Return an outage as far as its observations tell it."""
    return Outage(
        id="N",
        noticed_at=at(seen["noticed_at"]),
        trouble_with=TroubleWith(seen["trouble_with"]),
        extent=None if seen["extent"] is None else Extent(seen["extent"]),
        services=seen["services"],
        alerted_at=moment(seen["alerted_at"]),
        published_at=moment(seen["published_at"]),
    )


PATHS: Final[Mapping[str, Path]] = {
    path.__name__: path
    for path in (
        intake,
        identity,
        permission,
        asking,
        further,
        arrival,
        out_of_turn,
        scope,
        refusal,
        refusal_given,
        answer_by_link,
        lodging,
        contents,
        complaint_deadline,
        reaction_due,
        alert,
        notice,
        watch,
        instruction,
    )
}
"""Every kind of decision that the desk writes into its log, by its name there."""
