"""What a request is doing at a moment (3.13, 3.20): waiting in line, waiting for somebody, refused, settled."""

from datetime import datetime

from netpoint_stp.policy.instants import instant
from netpoint_stp.policy.queue.tables import EarlierRequest
from netpoint_stp.policy.reaction.ledger import waits, whose_time
from netpoint_stp.subjects.course import Happening
from netpoint_stp.subjects.requests import Request, WhoseTime


def waits_for(request: Request, at: datetime) -> WhoseTime | None:
    """Return whom a request waits for at a moment, None where it is free to be taken.

    While it lacks what was asked of the sender, it waits for the client, also where no span says so. Where several are
    waited for at once, the one whose time the ledger says it is (`whose_time`).
    """
    moment = instant(at)
    waited = [hold.whose for hold in waits(request) if _covers(hold.start, hold.end, moment)]
    whose = whose_time(waited, is_open=True)
    return None if whose is WhoseTime.DESK else whose


def earlier_request(request: Request | None, at: datetime) -> EarlierRequest:
    """Return what had become, at a moment, of the request that a message concerns; None: it concerns none."""
    if request is None:
        return EarlierRequest.NONE
    if request.refused_at is not None and instant(request.refused_at) <= instant(at):
        return EarlierRequest.REFUSED
    settled = request.closed_at is not None and instant(request.closed_at) <= instant(at)
    return EarlierRequest.SETTLED if settled else EarlierRequest.OPEN


def in_line(request: Request, at: datetime) -> bool:
    """Return whether a request had arrived by a moment and nobody had taken it up, nor had it been closed.

    One that was given back, and of which nothing but its taking had come, is in line again; its taking stays an act
    (I-17).
    """
    taken = None if _given_back(request, instant(at)) else request.taken_at
    ends = (taken, request.reacted_at, request.refused_at, request.closed_at)
    over = any(end is not None and instant(end) <= instant(at) for end in ends)
    return instant(request.received_at) <= instant(at) and not over


def _given_back(request: Request, moment: datetime) -> bool:
    """Return whether whoever took a request last had given it back by a moment, as its course tells."""
    turns = (Happening.TAKEN, Happening.RETURNED)
    held = [step.what for step in request.course if step.what in turns and instant(step.at) <= moment]
    return held[-1:] == [Happening.RETURNED]


def _covers(start: datetime, end: datetime | None, moment: datetime) -> bool:
    return instant(start) <= moment and (end is None or moment < instant(end))
