"""Overtaking in a queue (3.13, 3.14; reading I-20): stated on the request overtaken, never on what followed."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

import attrs

from netpoint_stp.clauses import implements
from netpoint_stp.policy.instants import instant
from netpoint_stp.policy.queue.policy import QueuePolicy
from netpoint_stp.policy.queue.request_states import waits_for
from netpoint_stp.policy.queue.tables import ArrivedThan, Overtaking, TakenThan, Turn
from netpoint_stp.rules import (
    UNKNOWN,
    Composed,
    Computed,
    Decision,
    FactEnum,
    Undetermined,
    Unknown,
    compose,
    still_possible,
)
from netpoint_stp.subjects.interruptions import Silence
from netpoint_stp.subjects.requests import Request
from netpoint_stp.wording import Message


class OvertakingKind(FactEnum):
    """What is found about a request that others passed."""

    OVERTAKEN = "overtaken"
    NEVER_TAKEN = "never_taken"
    """Passed, and not taken to this day: its own finding, for it says nothing about those that follow."""
    CANNOT_BE_TOLD = "cannot_be_told"


@attrs.frozen(kw_only=True)
class Overtaken:
    """A request that was overtaken, by the first later ordinary arrival that was taken while it was free.

    `delay` is how long it still waited after that: to its own taking, or to the moment of asking while it is not
    taken; None where its taking is not known. `answer` holds the grounds.
    """

    kind: OvertakingKind
    request_id: str
    by: str
    passed_at: datetime
    delay: timedelta | None
    answer: Composed[Overtaking]


@attrs.frozen(kw_only=True, eq=False)
class _Entry:
    """A request with what comparing needs, in UTC; `act` are all that were answered together with it, itself included.

    `end` is when it was taken (with its act) or, if it is not taken, when it was closed, or the moment of asking.
    """

    request: Request
    arrived: tuple[datetime, datetime]
    taken: datetime | None
    closed: datetime | None
    """When it was closed, though no record tells that anybody took it."""
    end: datetime
    act: tuple[Request, ...]
    act_arrived: tuple[datetime, datetime]


@implements("3.13", "3.14", readings=("I-20", "I-21"))
def overtaken(
    policy: QueuePolicy, requests: Iterable[Request], until: datetime, *, silence: Silence = Silence.NOT_YET
) -> Computed[tuple[Overtaken, ...]]:
    """Return what was overtaken in each queue of the policy by `until`, in the order of arrival.

    Several answered in one act count as one, with the earliest arrival among them. What no queue certainly takes, live
    calls among it, is left out. `silence` says what a record without severity means. Work grows with the number of
    requests and, for each, of those taken while it waited.
    """
    by_queue: dict[str, list[Request]] = {}
    for request in requests:
        queue = policy.queue_of(request)
        if isinstance(queue, str) and instant(request.received_at) <= instant(until):
            by_queue.setdefault(queue, []).append(request)
    found = [
        finding
        for queue in policy.queues
        for finding in _in_queue(policy, by_queue.get(queue.name, []), instant(until), silence)
    ]
    return Computed(
        value=tuple(found),
        clauses=("3.13", "3.14"),
        readings=("I-20", "I-21"),
        edition=policy.edition,
        because=(Message("queue.overtaken", {"n": len(found)}), *map(_told, found)),
    )


def _in_queue(policy: QueuePolicy, requests: list[Request], until: datetime, silence: Silence) -> Iterator[Overtaken]:
    entries = _entries(policy, requests, until)
    taken = sorted(
        (entry for entry in entries if entry.taken is not None),
        key=lambda entry: (entry.end, entry.act_arrived, entry.request.id),
    )
    moments = [entry.end for entry in taken]
    for entry in sorted(entries, key=lambda each: (each.arrived, each.request.id)):
        passing = taken[bisect_right(moments, entry.arrived[0]) : bisect_left(moments, entry.end)]
        unsettled: Overtaken | None = None
        for other in passing:
            finding = _compared(policy, entry, other, silence)
            if finding is not None and finding.kind is not OvertakingKind.CANNOT_BE_TOLD:
                yield finding
                break
            unsettled = unsettled or finding
        else:
            if unsettled is not None:
                yield unsettled


def _entries(policy: QueuePolicy, requests: list[Request], until: datetime) -> list[_Entry]:
    acts: dict[str, list[Request]] = {}
    for request in requests:
        if request.taken_in_bulk is not None and _taken(request, until) is not None:
            acts.setdefault(request.taken_in_bulk, []).append(request)
    entries = []
    for request in requests:
        together = acts.get(request.taken_in_bulk or "", []) if _taken(request, until) is not None else []
        act = tuple(together) or (request,)
        spans = [policy.arrival_span(member) for member in act]
        taken = min((moment for member in act if (moment := _taken(member, until)) is not None), default=None)
        closed = None if taken else _by(request.closed_at, until)
        entries.append(
            _Entry(
                request=request,
                arrived=policy.arrival_span(request),
                taken=taken,
                closed=closed,
                end=taken or closed or until,
                act=act,
                act_arrived=(min(earliest for earliest, _ in spans), min(latest for _, latest in spans)),
            )
        )
    return entries


def _taken(request: Request, until: datetime) -> datetime | None:
    return _by(request.taken_up_at, until)


def _by(moment: datetime | None, until: datetime) -> datetime | None:
    """Return the moment in UTC, None where it has not come by `until`."""
    return None if moment is None or instant(moment) > until else instant(moment)


def _compared(policy: QueuePolicy, this: _Entry, other: _Entry, silence: Silence) -> Overtaken | None:
    delay = this.end - other.end
    taken: TakenThan | Unknown = TakenThan.EARLIER if delay > policy.tie_tolerance else TakenThan.ABOUT_SAME_TIME
    if this.closed is not None and taken is TakenThan.EARLIER:
        taken = UNKNOWN
    answer = compose(
        policy.overtaking,
        {"turn": _turn(policy, other, silence)},
        arrived=_arrived(other.act_arrived, this.arrived),
        taken=taken,
        one_act=any(member is this.request for member in other.act),
        free=waits_for(this.request, other.end) is None,
    )
    possible = still_possible(answer)
    if Overtaking.OVERTAKEN not in possible:
        return None
    if len(possible) > 1:
        kind = OvertakingKind.CANNOT_BE_TOLD
    else:
        kind = OvertakingKind.NEVER_TAKEN if this.taken is None else OvertakingKind.OVERTAKEN
    return Overtaken(
        kind=kind,
        request_id=this.request.id,
        by=other.request.id,
        passed_at=min((moment for member in other.act if (moment := member.taken_up_at) is not None), key=instant),
        delay=None if this.closed is not None else delay,
        answer=answer,
    )


def _arrived(other: tuple[datetime, datetime], this: tuple[datetime, datetime]) -> ArrivedThan | Unknown:
    if other[0] > this[1]:
        return ArrivedThan.LATER
    if other[1] < this[0]:
        return ArrivedThan.EARLIER
    settled = other[0] == other[1] == this[0] == this[1]
    return ArrivedThan.SAME_MOMENT if settled else UNKNOWN


def _turn(policy: QueuePolicy, other: _Entry, silence: Silence) -> Decision[Turn] | Undetermined[Turn]:
    """Return whether an act might go out of turn: it might if one of those answered in it might."""
    turns = [policy.turn_of(member, other.end, silence=silence) for member in other.act]
    return max(turns, key=lambda turn: (still_possible(turn) == {Turn.MAY_GO_OUT_OF_TURN}, len(still_possible(turn))))


def _told(finding: Overtaken) -> Message:
    values = {"request": finding.request_id, "other": finding.by, "moment": finding.passed_at}
    if finding.delay is not None:
        values["delay"] = finding.delay
    return Message(f"queue.finding.{finding.kind.value}", values)
