"""Judging observations (I-28): each kind of decision, a function of observations and of one edition.

The library, the desk and a replay decide by these functions alone, so none of them can drift from the others. What a
policy asks for as a record (a request, an outage) is made here from what was observed of it.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from netpoint_stp.policy.complaints.policy import route_by_uses
from netpoint_stp.policy.errors_notified.notes import Instruction
from netpoint_stp.policy.identification.policy import Identification
from netpoint_stp.policy.refusal.policy import RefusalAnswer
from netpoint_stp.regulation.assessment import judge_intake, uses_of
from netpoint_stp.regulation.observations.accounts import (
    NOTHING_GIVEN,
    AskingObservations,
    IdentityObservations,
    PermissionObservations,
)
from netpoint_stp.regulation.observations.arrivals import IntakeObservations
from netpoint_stp.regulation.observations.complaints import (
    ComplaintDeadlineObservations,
    ContentsObservations,
    LodgingObservations,
)
from netpoint_stp.regulation.observations.form import Observations
from netpoint_stp.regulation.observations.incidents import (
    AlertObservations,
    InstructionObservations,
    MaintenanceNoticeObservations,
    OutageNoticeObservations,
    WatchObservations,
)
from netpoint_stp.regulation.observations.requests import (
    AnswerByLinkObservations,
    ArrivalObservations,
    FurtherObservations,
    OutOfTurnObservations,
    ReactionDueObservations,
    RefusalGivenObservations,
    RefusalObservations,
    ScopeObservations,
)
from netpoint_stp.rules import UNKNOWN, Composed, Computed, Decision, Undetermined, Unknown
from netpoint_stp.subjects.complaints import Complaint, ComplaintElement, ComplaintRoute
from netpoint_stp.subjects.interruptions import Outage, PlannedMaintenance, Silence
from netpoint_stp.subjects.people import Contract
from netpoint_stp.subjects.requests import Hold, Request, Severity, WhoseTime

if TYPE_CHECKING:
    from netpoint_stp.regulation.regulation import Regulation

Judgement: TypeAlias = Decision[Any] | Undetermined[Any] | Composed[Any] | Computed[Any]
"""What a decision of any kind comes to."""
ByTable: TypeAlias = Decision[Any] | Undetermined[Any]

_EPOCH: Final = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def judge(observations: Observations, regulation: "Regulation") -> Judgement:
    """Decide on observations alone; equal observations give equal decisions, whoever asks and whenever."""
    return _JUDGES[type(observations)](observations, regulation)


def _intake(observations: IntakeObservations, regulation: "Regulation") -> Composed[Any]:
    judgement: Composed[Any] = judge_intake(observations, regulation).judgement
    return judgement


def _identity(observations: IdentityObservations, regulation: "Regulation") -> ByTable:
    return judge_identity(observations, regulation).answer


def judge_identity(
    observations: IdentityObservations | RefusalObservations, regulation: "Regulation"
) -> Identification:
    """Judge what the account information given amounts to (3.6), with what is lacking and what to ask for."""
    match = observations.match or NOTHING_GIVEN
    return regulation.identification.identify(
        _known(observations.action),
        matched=match.agreement,
        contracts=match.each_contract,
        candidates=match.candidates,
        contradiction=match.contradiction,
        contract_matters=observations.contract_matters,
        sender_known=match.sender_known,
    )


def _permission(observations: PermissionObservations, regulation: "Regulation") -> ByTable:
    return regulation.identification.permits(observations.act, observations.standing)


def _asking(observations: AskingObservations, regulation: "Regulation") -> ByTable:
    match = observations.match or NOTHING_GIVEN
    detail = observations.detail if observations.listed else "something else"
    return regulation.identification.may_ask(
        _known(observations.action), detail, matched=match.agreement, contracts=match.each_contract
    )


def _further(observations: FurtherObservations, regulation: "Regulation") -> ByTable:
    return regulation.queue.further(
        earlier=observations.earlier, same_subscriber=observations.same_subscriber, content=observations.content
    )


def _arrival(observations: ArrivalObservations, regulation: "Regulation") -> ByTable:
    asked = observations.asked_at
    request = Request(
        id="R",
        received_at=observations.received_at,
        channel=observations.channel,
        completed_at=observations.completed_at,
        holds=() if asked is None else (Hold(whose=WhoseTime.CLIENT, start=asked),),
    )
    return regulation.queue.arrival_of(request)


def _out_of_turn(observations: OutOfTurnObservations, regulation: "Regulation") -> ByTable:
    severity = Severity(
        level=observations.level,
        reason="recorded",
        set_by="staff",
        set_at=observations.set_at,
        needs=observations.needs,
    )
    request = Request(id="R", received_at=_EPOCH, channel="any", severity=severity)
    return regulation.queue.turn_of(request, observations.at)


def _scope(observations: ScopeObservations, regulation: "Regulation") -> ByTable:
    services = observations.services
    return regulation.scope.judge(
        service=_known(observations.service),
        contract=UNKNOWN if services is None else Contract(id="any", services=services),
        matter=observations.matter,
        concerns_working=observations.concerns_working,
        wanted=observations.wanted,
    )


def _refusal(observations: RefusalObservations, regulation: "Regulation") -> Composed[Any]:
    judgement: Composed[Any] = judge_refusal(observations, regulation).judgement
    return judgement


def judge_refusal(observations: RefusalObservations, regulation: "Regulation") -> RefusalAnswer:
    """Judge whether carrying out a request may be refused (3.9), with every ground that holds."""
    demand = observations.demand
    return regulation.may_refuse(
        action=_known(observations.action),
        identity=judge_identity(observations, regulation),
        asked_at=observations.asked_at,
        now=observations.now,
        demand=_scope(observations.scope, regulation) if demand is None else demand,
        break_in_service=observations.break_,
    )


def _refusal_given(observations: RefusalGivenObservations, regulation: "Regulation") -> ByTable:
    refusal = judge_refusal(observations.refusal, regulation)
    return regulation.refusal.judge_given(refusal, other_reason=observations.other_reason)


def _answer_by_link(observations: AnswerByLinkObservations, regulation: "Regulation") -> ByTable:
    link = f"https://{observations.host}/" if observations.host else "no link"
    return regulation.answers.judge(observations.question, link, words=observations.words)


def _lodging(observations: LodgingObservations, regulation: "Regulation") -> ByTable:
    return regulation.complaints.lodge(
        route=route_of(observations, regulation),
        marked=observations.marked,
        complainant=observations.complainant,
        about=observations.about,
    )


def route_of(
    observations: LodgingObservations, regulation: "Regulation"
) -> ComplaintRoute | frozenset[ComplaintRoute] | Unknown:
    """Return where a complaint went, by the uses that an edition gives the addresses (3.10, I-12)."""
    return route_by_uses(regulation.channel(observations.channel), uses_of(observations, regulation))


def _contents(observations: ContentsObservations, regulation: "Regulation") -> ByTable:
    named = observations.named
    complaint = Complaint(
        id="C",
        lodged_at=_EPOCH,
        channel="any",
        request_date=_EPOCH.date() if ComplaintElement.REQUEST_DATE in named else None,
        taker_name="named" if ComplaintElement.TAKER_NAME in named else None,
        request_text="named" if ComplaintElement.REQUEST_TEXT in named else None,
    )
    return regulation.complaints.contents_of(complaint, unread=observations.unread)


def _complaint_deadline(observations: ComplaintDeadlineObservations, regulation: "Regulation") -> Computed[Any]:
    return regulation.complaint_deadline(observations.lodged_at)


def _reaction_due(observations: ReactionDueObservations, regulation: "Regulation") -> Computed[Any]:
    return regulation.reaction.reaction_due(observations.start, observations.level)


def _alert(observations: AlertObservations, regulation: "Regulation") -> ByTable:
    return regulation.alerts.judge(
        _outage(observations), now=observations.now, owner=observations.owner, silence=Silence.NOT_YET
    )


def _notice(
    observations: OutageNoticeObservations | MaintenanceNoticeObservations, regulation: "Regulation"
) -> ByTable:
    event: Outage | PlannedMaintenance
    if isinstance(observations, MaintenanceNoticeObservations):
        event = _maintenance(observations)
    else:
        event = _outage(observations)
    return regulation.notices.judge(
        event,
        now=observations.now,
        emergency=observations.emergency,
        silence=Silence.NOT_YET,
    )


def _maintenance(observations: MaintenanceNoticeObservations) -> PlannedMaintenance:
    return PlannedMaintenance(
        id="N", start=observations.start, end=observations.end, published_at=observations.published_at
    )


def _outage(observations: AlertObservations | OutageNoticeObservations) -> Outage:
    return Outage(
        id="N",
        noticed_at=observations.noticed_at,
        trouble_with=observations.trouble_with,
        extent=observations.extent,
        services=observations.services,
        alerted_at=observations.alerted_at,
        published_at=observations.published_at,
    )


def _watch(observations: WatchObservations, regulation: "Regulation") -> ByTable:
    outage = Outage(
        id="N",
        noticed_at=observations.noticed_at,
        began_at=observations.began_at,
        trouble_with=observations.trouble_with,
    )
    by_monitoring = observations.noticed_by.by_own_watch
    return regulation.alerts.watched(outage, by_monitoring=by_monitoring, owner=observations.owner)


def _instruction(observations: InstructionObservations, regulation: "Regulation") -> ByTable:
    instruction = Instruction(id="I", given_at=observations.given_at, followed_at=observations.followed_at)
    return regulation.errors_notified.follow(
        instruction, now=observations.now, helps=observations.helps, silence=Silence.NOT_YET
    )


def _known(name: str | None) -> str | Unknown:
    """Return a name of the profile; `UNKNOWN` if nobody said which."""
    return UNKNOWN if name is None else name


# `Any`: a mapping cannot say that each function takes the class under which it stands; a test tries every one
_JUDGES: Final[Mapping[type[Observations], Callable[[Any, "Regulation"], Judgement]]] = {
    IntakeObservations: _intake,
    IdentityObservations: _identity,
    PermissionObservations: _permission,
    AskingObservations: _asking,
    FurtherObservations: _further,
    ArrivalObservations: _arrival,
    OutOfTurnObservations: _out_of_turn,
    ScopeObservations: _scope,
    RefusalObservations: _refusal,
    RefusalGivenObservations: _refusal_given,
    AnswerByLinkObservations: _answer_by_link,
    LodgingObservations: _lodging,
    ContentsObservations: _contents,
    ComplaintDeadlineObservations: _complaint_deadline,
    ReactionDueObservations: _reaction_due,
    AlertObservations: _alert,
    OutageNoticeObservations: _notice,
    MaintenanceNoticeObservations: _notice,
    WatchObservations: _watch,
    InstructionObservations: _instruction,
}
