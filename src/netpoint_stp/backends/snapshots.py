"""A case after its last event, as a unit of work knows it (3.1, 3.13): all that the next step has to know."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from netpoint_stp.backends.queries import folded
from netpoint_stp.backends.storage import QueuePlace
from netpoint_stp.casebook.journal import Event
from netpoint_stp.casebook.projection import Case, RequestRecord
from netpoint_stp.casebook.records import INTERACTION_LETTER, number_of
from netpoint_stp.casebook.steps import CaseKind, State
from netpoint_stp.policy.queue.tables import Turn


class CaseSnapshot(NamedTuple):
    """A case after its last event, whose digest stands for all events before it."""

    last: Event
    case: Case | None
    """None for the store's own journal, which nothing is folded from."""
    keys: frozenset[str]
    """The idempotency keys of its events."""
    interactions: frozenset[int]
    """The numbers of the interactions that belong to it."""

    def ends(self, events: Sequence[Event]) -> bool:
        """Whether these events, all of the case, are those that it comes from."""
        return events[-1].digest == self.last.digest and len(events) == self.last.number

    def after(self, event: Event, case: Case | None) -> "CaseSnapshot":
        """Return the snapshot after one more event, which leads to `case`."""
        keys = self.keys if event.key is None else self.keys | {event.key}
        return CaseSnapshot(event, case, keys, self.interactions.union(_interactions(event.data)))


def first_snapshot(event: Event, case: Case | None) -> CaseSnapshot:
    """Return the snapshot after the first event of a case."""
    return CaseSnapshot(event, case, frozenset(), frozenset()).after(event, case)


def snapshot_of(events: Sequence[Event], earlier: CaseSnapshot | None = None) -> CaseSnapshot | None:
    """Return the snapshot after events, the first of which is the last one of `earlier`; None if there are none."""
    if not events:
        return None
    new = events if earlier is None else events[1:]
    if earlier is not None and not new:
        return earlier
    case = None if earlier is None else earlier.case
    keys, interactions = (frozenset(), frozenset()) if earlier is None else (earlier.keys, earlier.interactions)
    return CaseSnapshot(
        last=events[-1],
        case=None if events[0].case is CaseKind.STORE else folded(new, case),
        keys=keys.union(event.key for event in new if event.key is not None),
        interactions=interactions.union(*(_interactions(event.data) for event in new)),
    )


def queue_place(number: int, case: Case | None) -> QueuePlace | None:
    """Return the place of a request in its queue; None unless it waits, and in a queue (a live call is in none)."""
    if not isinstance(case, RequestRecord) or case.state is not State.WAITING or case.queue is None:
        return None
    in_turn = case.turn is not Turn.MAY_GO_OUT_OF_TURN
    return QueuePlace(case.queue, in_turn, case.placed_at, case.request.arrival_number or 0, number)


def _interactions(data: Mapping[str, Any]) -> Iterator[int]:
    for made in data.get("interactions") or ():
        if (number := number_of(made, INTERACTION_LETTER)) is not None:
            yield number
