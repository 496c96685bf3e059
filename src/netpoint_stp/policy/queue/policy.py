"""The queue (3.13, 3.14, 3.20): places in order of arrival, who may go out of turn, what a further message does."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final, NamedTuple

import attrs

from netpoint_stp.clauses import implements
from netpoint_stp.errors import ProfileError
from netpoint_stp.kinds import of_declared_kinds
from netpoint_stp.moments import plain_duration, plain_duration_or_none
from netpoint_stp.policy.instants import elapsed, instant
from netpoint_stp.policy.queue.request_states import in_line, waits_for
from netpoint_stp.policy.queue.tables import (
    ARRIVAL,
    FURTHER_MESSAGE,
    OUT_OF_TURN,
    OVERTAKING,
    SERVING,
    Arrival,
    EarlierRequest,
    Further,
    MessageContent,
    Overtaking,
    Recorded,
    Serving,
    Turn,
)
from netpoint_stp.policy.terms import term_or_none
from netpoint_stp.policy.topic import Topic
from netpoint_stp.rules import UNKNOWN, Computed, Decision, RuleTable, Undetermined, Unknown, still_possible
from netpoint_stp.subjects.fields import names, not_blank
from netpoint_stp.subjects.interruptions import Silence
from netpoint_stp.subjects.requests import Request, SpecialNeed, WhoseTime
from netpoint_stp.wording import Message

_AT_ONCE: Final = timedelta()


@attrs.frozen(kw_only=True, field_transformer=of_declared_kinds)
class QueueSettings:
    """A queue of the profile: the channels that it takes and, where it is for some levels alone, those (reading I-20).

    No `support_levels`: it takes every level, and those whose level is not known.
    """

    name: str = attrs.field(validator=not_blank)
    channels: frozenset[str] = attrs.field(converter=names)
    support_levels: frozenset[str] = attrs.field(default=frozenset(), converter=names)


def _as_tuple(queues: Iterable[QueueSettings] | None) -> tuple[QueueSettings, ...] | None:
    return None if queues is None else tuple(queues)


ONE_LINE: Final = QueueSettings(name="desk", channels={"email", "sms", "helpdesk"})
"""The default: one line for mail, SMS and helpdesk."""


class PlaceKey(NamedTuple):
    """What orders the requests of all queues; equal keys tie."""

    queue: int
    """The number of the queue in the profile, from 0."""
    in_turn: bool
    """False for one that may go out of turn, which so comes first."""
    arrived_at: datetime
    """In UTC."""
    unnumbered: bool
    """True without arrival number: such come after those that have one, among arrivals of one moment."""
    arrival_number: int


@attrs.frozen(kw_only=True)
class QueuePosition:
    """The place of an open request in its queue; `rank` counts from 1, and who ties shares it.

    `waits_for` says whom it waits for, None where it is free: who waits holds nobody up, so that the first free one
    is the next to take.
    """

    request_id: str
    queue: str
    rank: int
    turn: Turn
    arrived_at: datetime
    arrival_number: int | None
    waits_for: WhoseTime | None


@attrs.frozen(kw_only=True, field_transformer=of_declared_kinds)
class QueuePolicy(Topic):
    """In which order the service desk comes to what came in (3.13, 3.14, 3.20).

    `queues` and `live_channels` name channels of the profile (reading I-20); by default one line takes mail, SMS and
    the helpdesk, as far as the profile has them. `completion_time` is how long an
    incomplete request keeps its first place while the sender is asked (reading I-5), None where none is set;
    `tie_tolerance` is how near two takings must be to count as simultaneous. Raises `ProfileError` for queues that
    share a name or a channel.
    """

    _queues: tuple[QueueSettings, ...] | None = attrs.field(default=None, converter=_as_tuple)
    live_channels: frozenset[str] = attrs.field(default=frozenset({"phone"}), converter=names)
    completion_time: timedelta | None = attrs.field(
        default=None, converter=plain_duration_or_none, validator=term_or_none
    )
    tie_tolerance: timedelta = attrs.field(default=_AT_ONCE, converter=plain_duration, validator=term_or_none)
    serving: RuleTable[..., Serving] = SERVING
    arrival: RuleTable[..., Arrival] = ARRIVAL
    out_of_turn: RuleTable[..., Turn] = OUT_OF_TURN
    further_message: RuleTable[..., Further] = FURTHER_MESSAGE
    overtaking: RuleTable[..., Overtaking] = OVERTAKING

    @cached_property
    def queues(self) -> tuple[QueueSettings, ...]:
        """Return the queues in the profile's order; the default line takes those of its channels that there are."""
        if self._queues is not None:
            return self._queues
        there = ONE_LINE.channels if self.shared.line is None else ONE_LINE.channels & self.shared.line
        taken = there - self.live_channels
        return (attrs.evolve(ONE_LINE, channels=taken),) if taken else ()

    @property
    def given_queues(self) -> tuple[QueueSettings, ...] | None:
        """Return the queues that were set; None where the default line stands."""
        return self._queues

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        problems = list(_problems(self.queues, self.live_channels))
        if problems:
            raise ProfileError("queues", problems)

    def queue_of(self, request: Request) -> str | Unknown | None:
        """Return the name of the queue that takes a request, None where none does.

        A queue named in the request's record goes before its channel. `UNKNOWN` where the level would decide and is
        not known.
        """
        if request.queue is not None:
            return request.queue if any(queue.name == request.queue for queue in self.queues) else None
        taking = [queue for queue in self.queues if request.channel in queue.channels]
        if request.support_level is None and any(queue.support_levels for queue in taking):
            return UNKNOWN
        fitting = (q.name for q in taking if not q.support_levels or request.support_level in q.support_levels)
        return next(fitting, None)

    @implements("3.13", readings=("I-20",))
    def served(self, request: Request) -> Decision[Serving] | Undetermined[Serving]:
        """Say whether a request waits in a queue; a live call is served as it rings and overtakes nobody."""
        queue = self.queue_of(request)
        return self.serving.decide(
            live=request.queue is None and request.channel in self.live_channels,
            in_queue=UNKNOWN if isinstance(queue, Unknown) else queue is not None,
        )

    @implements("3.13", readings=("I-5",))
    def arrival_of(self, request: Request) -> Decision[Arrival] | Undetermined[Arrival]:
        """Say which moment counts as the arrival of a request.

        The time to complete it runs from when the sender was asked: the start of the first span in which it waited
        for the client. Where that is not recorded, completion within the time of receipt is in time whenever it was
        asked; a later one is unknown. The edge itself is in time. A forwarded message arrived when it reached the
        Company (reading I-23).
        """
        completed = request.completed_at
        if completed is None or elapsed(request.received_at, completed) <= _AT_ONCE:
            return self.arrival.decide(lacked=False, in_time=UNKNOWN)
        in_time: bool | Unknown = UNKNOWN
        if self.completion_time is not None:
            asked = next((hold.start for hold in request.holds if hold.whose is WhoseTime.CLIENT), None)
            in_time = elapsed(asked or request.received_at, completed) <= self.completion_time
            if asked is None and in_time is False:
                in_time = UNKNOWN
        return self.arrival.decide(lacked=True, in_time=in_time)

    def arrival_span(self, request: Request) -> tuple[datetime, datetime]:
        """Return the earliest and the latest moment, in UTC, that may count as arrival; equal where determined."""
        possible = still_possible(self.arrival_of(request))
        moments = {
            Arrival.FIRST_MOMENT: instant(request.received_at),
            Arrival.COMPLETION: instant(request.complete_from),
        }
        return min(moments[each] for each in possible), max(moments[each] for each in possible)

    @implements("3.14", readings=("I-21",))
    def turn_of(
        self, request: Request, at: datetime, *, silence: Silence = Silence.NOT_YET
    ) -> Decision[Turn] | Undetermined[Turn]:
        """Say whether a request may be handled out of turn at a moment.

        What staff recorded at that very moment was recorded before. `silence` says what a record without severity
        means: none was recorded, or not known.
        """
        severity = request.severity
        if severity is None:
            recorded = Recorded.NEVER if silence is Silence.NOT_YET else UNKNOWN
            return self.out_of_turn.decide(
                level=UNKNOWN, emergency_action=UNKNOWN, specialist_advice=UNKNOWN, recorded=recorded
            )
        return self.out_of_turn.decide(
            level=severity.level,
            emergency_action=SpecialNeed.EMERGENCY_ACTION in severity.needs,
            specialist_advice=SpecialNeed.SPECIALIST_ADVICE in severity.needs,
            recorded=Recorded.BEFORE if instant(severity.set_at) <= instant(at) else Recorded.AFTERWARDS,
        )

    @implements("3.20", readings=("I-22", "I-23"))
    def further(
        self,
        *,
        earlier: EarlierRequest | Unknown,
        same_subscriber: bool | Unknown,
        content: MessageContent | Unknown,
    ) -> Decision[Further] | Undetermined[Further]:
        """Say what a further message does, from whatever channel; one that carries several tasks is asked task by task.

        Chasing brings no request forward; new facts go to triage, and the place is kept.
        """
        return self.further_message.decide(earlier=earlier, same_subscriber=same_subscriber, content=content)

    def place(self, request: Request, at: datetime, *, silence: Silence = Silence.NOT_YET) -> PlaceKey | None:
        """Return what orders a request at a moment, None where no queue certainly takes it."""
        queue = self.queue_of(request)
        if not isinstance(queue, str):
            return None
        turn = self.turn_of(request, at, silence=silence)
        return PlaceKey(
            queue=[each.name for each in self.queues].index(queue),
            in_turn=still_possible(turn) != {Turn.MAY_GO_OUT_OF_TURN},
            arrived_at=self.arrival_span(request)[0],
            unnumbered=request.arrival_number is None,
            arrival_number=request.arrival_number or 0,
        )

    @implements("3.13", "3.14", readings=("I-5", "I-20", "I-21"))
    def order(
        self, requests: Iterable[Request], at: datetime, *, silence: Silence = Silence.NOT_YET
    ) -> Computed[tuple[QueuePosition, ...]]:
        """Return the places at a moment of the requests that wait in queues, queue by queue in the profile's order.

        In a queue: those that may go out of turn, then by arrival, then by arrival number; who is equal in all this
        ties, and stands in the order of ids. Left out are those that arrive later, are taken, refused or closed by
        then, and those that no queue certainly takes. Where the moment of arrival is undetermined, the first one
        counts, in the sender's favour. Whoever is not known to be allowed out of turn stays in turn.
        """
        ranked = []
        for request in requests:
            key = self.place(request, at, silence=silence)
            if key is not None and in_line(request, at):
                ranked.append((key, request))
        ranked.sort(key=lambda entry: (entry[0], entry[1].id))
        return Computed(
            value=tuple(self._places(ranked, at)),
            clauses=("3.13", "3.14"),
            readings=("I-5", "I-20", "I-21"),
            edition=self.edition,
            because=(Message("queue.order", {"n": len(ranked)}), Message("queue.order_rule")),
        )

    def _places(self, ranked: list[tuple[PlaceKey, Request]], at: datetime) -> Iterator[QueuePosition]:
        in_queue, rank = 0, 0
        before: PlaceKey | None = None
        for key, request in ranked:
            in_queue = in_queue + 1 if before is not None and before.queue == key.queue else 1
            rank = rank if key == before else in_queue
            before = key
            yield QueuePosition(
                request_id=request.id,
                queue=self.queues[key.queue].name,
                rank=rank,
                turn=Turn.IN_TURN if key.in_turn else Turn.MAY_GO_OUT_OF_TURN,
                arrived_at=key.arrived_at,
                arrival_number=request.arrival_number,
                waits_for=waits_for(request, at),
            )


def _problems(queues: tuple[QueueSettings, ...], live_channels: frozenset[str]) -> Iterator[str]:
    for number, queue in enumerate(queues):
        if not queue.channels:
            yield f"queue `{queue.name}` takes no channel; name at least one"
        for channel in sorted(queue.channels & live_channels):
            yield f"channel `{channel}` is live and in queue `{queue.name}`; take it out of one of the two"
        for other in queues[:number]:
            if queue.name == other.name:
                yield f"two queues are named `{queue.name}`; give one another name"
            apart = queue.support_levels and other.support_levels and not queue.support_levels & other.support_levels
            shared = sorted(queue.channels & other.channels)
            if shared and not apart:
                channels = ", ".join(f"`{channel}`" for channel in shared)
                yield f"queues `{other.name}` and `{queue.name}` both take {channels}; part them by level"
