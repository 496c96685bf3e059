"""Observations of requests (2.2, 2.3, 3.7–3.9, 3.13, 3.14, 3.19, 3.20): their course, demands, refusals, answers."""

from datetime import datetime

import attrs

from netpoint_stp.policy.answers.policy import QuestionKind
from netpoint_stp.policy.queue.tables import EarlierRequest, MessageContent
from netpoint_stp.policy.refusal.policy import BreakInService, Demand
from netpoint_stp.policy.scope import DemandFor, DemandMatter
from netpoint_stp.regulation.observations.accounts import BillingMatch
from netpoint_stp.rules import Unknown
from netpoint_stp.subjects.requests import SeverityLevel, SpecialNeed


@attrs.frozen(kw_only=True)
class FurtherObservations:
    """Path `further`: a message that may concern an earlier request (3.20); `found_by` is how that was found."""

    earlier: EarlierRequest | Unknown
    same_subscriber: bool | Unknown
    content: MessageContent | Unknown
    found_by: str | None = None


@attrs.frozen(kw_only=True)
class ArrivalObservations:
    """Path `arrival`: a request that was incomplete, and when the client was first asked for the rest (3.13, I-5)."""

    received_at: datetime
    completed_at: datetime | None
    asked_at: datetime | None
    channel: str


@attrs.frozen(kw_only=True)
class OutOfTurnObservations:
    """Path `out_of_turn`: the severity that a person set (3.14), judged as of `at`."""

    level: SeverityLevel
    needs: tuple[SpecialNeed, ...]
    set_at: datetime
    at: datetime


@attrs.frozen(kw_only=True)
class ScopeObservations:
    """Path `scope`: a demand beside the contract (2.2, 2.3, 3.7); `services` None: the contract is not known."""

    service: str | None
    services: tuple[str, ...] | None
    matter: DemandMatter | Unknown
    concerns_working: bool | Unknown
    wanted: DemandFor | Unknown


@attrs.frozen(kw_only=True)
class RefusalObservations:
    """Path `refusal`: everything on which it depends whether a request may be refused (3.9).

    `asked_at` is since when the client owes account information; None: it was not asked for. `demand` is None if it
    follows from `scope`. `break_` is None if there is no break in the services; in JSON its name is `break`.
    """

    action: str | None
    match: BillingMatch | None
    contract_matters: bool | Unknown
    asked_at: datetime | None
    now: datetime
    demand: Demand | Unknown | None
    scope: ScopeObservations
    break_: BreakInService | Unknown | None = attrs.field(alias="break_")


@attrs.frozen(kw_only=True)
class RefusalGivenObservations:
    """Path `refusal_given`: a refusal that is given, perhaps for a reason beside the main grounds (3.9, I-6)."""

    refusal: RefusalObservations
    other_reason: bool | Unknown


@attrs.frozen(kw_only=True)
class AnswerByLinkObservations:
    """Path `answer_by_link`: a question and the host of the link that answers it (3.8); `host` None: no link."""

    question: QuestionKind | Unknown
    host: str | None
    words: bool | Unknown


@attrs.frozen(kw_only=True)
class ReactionDueObservations:
    """Path `reaction_due`: from when a reaction is owed, and by which support level (3.19)."""

    start: datetime
    level: str | None
