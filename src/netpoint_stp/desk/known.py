"""What is known beyond the record of a request (3.6, 3.9.3): details compared, breaks, contract, names."""

from datetime import datetime

from netpoint_stp.casebook.journal import Json
from netpoint_stp.casebook.projection import RequestRecord
from netpoint_stp.desk.decisions.observing import AccountComparison
from netpoint_stp.desk.room import Unit
from netpoint_stp.errors import BackendError, UsageError, did_you_mean
from netpoint_stp.policy.refusal.policy import BreakInService
from netpoint_stp.regulation import Regulation
from netpoint_stp.regulation.observations.accounts import BillingMatch
from netpoint_stp.regulation.observations.form import from_json
from netpoint_stp.rules import UNKNOWN, Unknown
from netpoint_stp.subjects.account import AccountDetail
from netpoint_stp.subjects.people import Contract


def match_of(unit: Unit, record: RequestRecord) -> BillingMatch | None:
    """Return how the details given last compared with billing, None where nothing was compared."""
    for event in reversed(unit.tx.events(record.id)):
        match = event.data.get("match")
        if match is not None:
            return from_json(BillingMatch, match)
    return None


def contract_of(unit: Unit, record: RequestRecord) -> Contract | None:
    """Return the contract that a request is about, None where it is not known."""
    directory, request = unit.room.directory, record.request
    if directory is None or request.subscriber_id is None:
        return None
    subscriber = directory.subscriber(request.subscriber_id)
    contracts = () if subscriber is None else subscriber.contracts
    fitting = [each for each in contracts if request.contract_id in (None, each.id)]
    return fitting[0] if len(fitting) == 1 else None


def level_of(unit: Unit, comparison: AccountComparison) -> str | None:
    """Return the support level of the contract that the details lead to, None where it is not known (3.19).

    None also where billing fell silent meanwhile: what came in counts all the same.
    """
    directory = unit.room.directory
    if directory is None or comparison.subscriber_id is None:
        return None
    try:
        subscriber = directory.subscriber(comparison.subscriber_id)
    except BackendError:
        return None
    contracts = () if subscriber is None else subscriber.contracts
    levels = {contract.support_level for contract in contracts if comparison.contract_id in (None, contract.id)}
    return levels.pop() if len(levels) == 1 else None


def break_of(unit: Unit, record: RequestRecord, at: datetime) -> BreakInService | Unknown | None:
    """Return what is known of a break in the client's services at a moment; None: there is none (3.9.3).

    Of several, the one of the service asked about; `UNKNOWN` where nothing tells.
    """
    directory, contract = unit.room.directory, contract_of(unit, record)
    if directory is None or contract is None:
        return UNKNOWN
    found = directory.interruptions(contract.id, at)
    if isinstance(found, Unknown):
        return UNKNOWN
    if not found:
        return None
    service = record.request.service
    chosen = next((each for each in found if each.service == service), found[0])
    return BreakInService.of(chosen, service)


def action_of(record: RequestRecord, action: str | None) -> str | None:
    """Return the action that a request is about: the one named now, else the recorded one; None: nobody said.

    Raises `UsageError` for a name now given that is blank.
    """
    if action is not None and not action.strip():
        raise UsageError("the action is empty; name one of the profile, or leave it out")
    return action if action is not None else record.request.action


def last_asked(
    regulation: Regulation, record: RequestRecord, action: str | None, match: BillingMatch | None
) -> datetime | None:
    """Return since when the client owes what still lacks for an action (3.9.1; I-7); None: it was not asked for.

    That is the last question about a detail that the action needs and that does not agree with billing yet. Where the
    profile does not list the action any detail may be needed, and so it is where all that was given agrees and yet
    does not tell who it is.
    """
    agreed = set() if match is None else {each.value for each, agrees in match.agreement.items() if agrees is True}
    requirement = None if action is None else regulation.identification.actions.get(action)
    needed = set(AccountDetail) if requirement is None else set(requirement.details)
    codes = {detail.value for detail in needed}
    lacking = codes - agreed or codes
    moments = [each.at for each in record.asked if lacking & set(each.details)]
    return max(moments, default=None)


def told_names(regulation: Regulation, **names: str | None) -> dict[str, Json]:
    """Return the names that were given, by field; raises `UsageError` for those that the profile does not have."""
    known = {
        "queue": [queue.name for queue in regulation.queue.queues],
        "support_level": [level.name for level in regulation.reaction.levels],
        "action": [*regulation.identification.actions],
    }
    problems = [
        f"the profile has no {field.replace('_', ' ')} `{name}`{did_you_mean(name, known[field])}"
        for field, name in names.items()
        if name is not None and field in known and name not in known[field] and known[field]
    ]
    if problems:
        raise UsageError("; ".join(problems))
    return {field: name for field, name in names.items() if name is not None}
