"""How a request of the desk stood in its line (3.13; I-5, I-20): when it was free there, and when it was taken from it.

Only what is free in its line can be overtaken, and only what is taken from there goes before others. What is to be
looked at first, lacks something or waits for somebody is not in it; nor is asking for account information a taking.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from attrs import frozen

from netpoint_stp.audit.records.tables import ActivityKind as Kind
from netpoint_stp.casebook.events import happened_at, meant
from netpoint_stp.casebook.journal import ActorKind, Event
from netpoint_stp.casebook.projection import RequestRecord
from netpoint_stp.casebook.steps import EventKind, State

K = EventKind
_TAKINGS: Final = frozenset(
    {K.REACTED, K.ANSWERED, K.ADVICE_DECLINED, K.HELD, K.INSTRUCTED, K.RESOLVED, K.REFUSED, K.OVERRIDDEN}
)
"""What staff do about a request that takes it from its line, as taking it does; overriding where its state changes."""
_STANDS: Final = frozenset({State.WAITING, State.TRIAGE})
WAITS: Final = frozenset({State.HELD, State.INCOMPLETE})
DONE: Final = frozenset({State.REFUSED, State.RESOLVED, State.CLOSED, State.NOT_A_REQUEST, State.MERGED})


@frozen(kw_only=True)
class Line:
    """How a request stood in its line since it was opened, or last reopened.

    `stood` is whether it ever was there, `left` the event with which it was taken from there, `apart` when it was out
    of the line and in it again, as rows of events.
    """

    stood: bool
    left: Event | None
    apart: tuple[Mapping[str, Any], ...]

    @property
    def left_at(self) -> datetime | None:
        """Return when it was taken from its line, None where it was not."""
        return None if self.left is None else happened_at(self.left, meant(self.left))

    @property
    def bulk(self) -> str | None:
        """Return the one act with which it was taken together with others (I-20)."""
        return None if self.left is None else self.left.data.get("bulk")


def line_of(record: RequestRecord, events: list[Event]) -> Line:
    """Return how a request stood in its line."""
    reopened = [number for number, event in enumerate(events) if event.kind is K.REOPENED]
    own = events[reopened[-1] if reopened else 0 :]
    left: Event | None = None
    before: State | None = None
    joined_at = _final_at(own, frozenset())
    for event in own:
        here = joined_at is None or event.at >= joined_at
        if left is None and here and before in _STANDS and _takes(event, before):
            left = event
        before = event.state
    elsewhere = record.state in (State.MERGED, State.NOT_A_REQUEST)  # then it waits there, or nobody waits
    stood = left is not None or (not elsewhere and any(event.state is State.WAITING for event in own))
    until = own if left is None else [event for event in own if event.number < left.number]
    return Line(stood=stood, left=left, apart=tuple(_apart(record, until, _final_at(own, frozenset({K.PLACED})))))


def in_journal_order(
    apart: Iterable[Mapping[str, Any]], holds: Iterable[Mapping[str, Any]]
) -> Iterator[Mapping[str, Any]]:
    """Yield when a request was out of its line and when it waited for somebody, in the order in which that followed.

    Both are in order. Of one moment, what came into the line then began to wait, and what ceased to wait then left it.
    """
    waits, outs = deque(holds), deque(apart)
    while waits and outs:
        ceased = waits[0]["kind"] == Kind.RESUMED.value and outs[0]["kind"] == Kind.OUT_OF_LINE.value
        first = waits[0]["at"] < outs[0]["at"] or (waits[0]["at"] == outs[0]["at"] and ceased)
        yield (waits if first else outs).popleft()
    yield from (*waits, *outs)


def _takes(event: Event, before: State) -> bool:
    if event.kind is K.TAKEN:
        return True
    if event.by.kind is not ActorKind.STAFF:
        return False
    if event.kind is K.ASKED:
        return before is State.WAITING and not event.data.get("details")
    return event.kind in _TAKINGS and (event.kind is not K.OVERRIDDEN or event.state is not before)


def _final_at(own: list[Event], moving: frozenset[EventKind]) -> datetime | None:
    """Return since when it stands in the line in which it stands now, and no event of `moving` put it elsewhere there.

    None: from the beginning. What was done about it in another line, or in none, took it from that one.
    """
    queue: str | None = None
    found: datetime | None = None
    for number, event in enumerate(own):
        named = meant(event).get("queue")
        if number and (event.kind in moving or (named is not None and named != queue)):
            found = event.at
        queue = named or queue
    return found


def _apart(record: RequestRecord, events: list[Event], final_at: datetime | None) -> Iterator[Mapping[str, Any]]:
    """Yield when it left the line and came back; while it waits for somebody, the hold says so itself."""
    inside, opening = True, next(iter(events), None)
    if events and events[0].kind is K.OPENED and "placed_at" in events[0].data:
        # split off (I-23): it stands in the place of the first, and nobody knew of it before somebody found it there
        place = {"event_id": f"{record.id}.line0"}
        yield {"kind": Kind.OUT_OF_LINE.value, "at": record.request.received_at, **place}
        if events[0].state is State.WAITING:
            yield {"kind": Kind.IN_LINE.value, "at": events[0].at, **place}
        inside = events[0].state is State.WAITING
        events = events[1:]
    for event in events:
        stands = event.state is not State.TRIAGE and (final_at is None or event.at >= final_at)
        if stands is inside:
            continue
        inside = stands
        place = {"event_id": f"{record.id}.line{event.number}"}
        if not stands:
            first = event is opening
            yield {"kind": Kind.OUT_OF_LINE.value, "at": record.request.received_at if first else event.at, **place}
        elif event.state not in WAITS:
            yield {"kind": Kind.IN_LINE.value, "at": event.at, **place}
