"""Interactions as far as their observations tell them (3.1–3.5), and the facts reduced from them."""

from typing import Final

from netpoint_stp.channels.evidence import AutomaticReason, AutomaticSign, Call, Registration, Taken
from netpoint_stp.channels.interaction import Clock, Identity, Interaction
from netpoint_stp.channels.pieces import Destination, Party, PartyKind, Role
from netpoint_stp.channels.task import TaskReading
from netpoint_stp.desk.decisions.seen import Seen, contracts, fact, moment
from netpoint_stp.policy.identification.policy import Candidates
from netpoint_stp.policy.intake.policy import SubscriberDetails, Task
from netpoint_stp.regulation import Regulation
from netpoint_stp.regulation.assessment import task_of
from netpoint_stp.rules import UNKNOWN, Unknown
from netpoint_stp.subjects.account import AccountDetail

_COMPLAINT_SUBJECT: Final = "complaint"
"""A subject that calls it a complaint, whatever the words were."""


def shadow(regulation: Regulation, seen: Seen) -> Interaction:
    """Return the interaction as far as its observations tell it: no sender, no text, the Company's own addresses."""
    call = None if seen["call"] is None else Call(taken=Taken(seen["call"]))
    return Interaction(
        channel=seen["channel"],
        sender=None,
        destinations=destinations(regulation, seen),
        subject=_COMPLAINT_SUBJECT if seen["subject_complains"] else "",
        received_at=moment(seen["received_at"]),
        clock=Clock(seen["clock"]),
        identity=Identity(channel=seen["channel"], key="shadow", content="shadow"),
        automatic=tuple(AutomaticSign(reason=AutomaticReason(each), header="") for each in seen["automatic"]),
        call=call,
        registration=None if seen["registration"] is None else Registration(seen["registration"]),
        raw_digest="",
        raw_size=0,
    )


def destinations(regulation: Regulation, seen: Seen) -> tuple[Destination, ...]:
    """Return the Company's addresses that it went to, with the uses that this regulation gives them."""
    channel = regulation.channel(seen["channel"])
    contacts = {point.address: point.roles for point in channel.contacts}
    found = []
    for each in seen["addresses"]:
        address, kind = each["address"], PartyKind(each["kind"])
        roles = contacts.get(address, frozenset(Role(role) for role in each["roles"]))
        if kind is PartyKind.EMAIL and address is not None and address not in contacts:
            roles = regulation.email.roles_of(address)
        party = Party(kind=kind, normalised=address, received=address or "")
        found.append(Destination(party=party, via="given" if seen["delivery_known"] else "To", roles=roles))
    if seen["other_addresses"]:
        stranger = Party(kind=PartyKind.EMAIL, normalised=None, received="")
        found.append(Destination(party=stranger, via="given" if seen["delivery_known"] else "To"))
    return tuple(found)


def details_of(regulation: Regulation, seen: Seen) -> SubscriberDetails | Unknown:
    """Reduce the details stated, and how they compare with billing, to the fact of 3.1.4."""
    if seen["said"]["details"] is not None:
        return fact(SubscriberDetails, seen["said"]["details"])
    if seen["contradictory"]:
        return SubscriberDetails.CONTRADICTORY
    match = seen["match"]
    if match is None or match["candidates"] == UNKNOWN.value:
        return regulation.intake.details_stated(AccountDetail(each) for each in seen["stated"])
    if match["contradiction"] is True:
        return SubscriberDetails.CONTRADICTORY
    if match["candidates"] == Candidates.SEVERAL.value:
        return SubscriberDetails.AMBIGUOUS
    if match["candidates"] == Candidates.NONE.value:
        return SubscriberDetails.LACKING
    found = {
        regulation.intake.details_stated(detail for detail, agrees in each.items() if agrees is not False)
        for each in contracts(match)
    }
    return found.pop() if len(found) == 1 else UNKNOWN


def task_seen(seen: Seen) -> Task | Unknown:
    """Reduce how the task was read to the fact of 3.5."""
    if seen["said"]["task"] is not None:
        return fact(Task, seen["said"]["task"])
    return task_of(TaskReading(seen["task"]), spoken=seen["call"] is not None)
