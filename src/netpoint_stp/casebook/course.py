"""What the events of a request add to its course (3.19; I-5, I-17, I-22): acts of people, information, ends.

What counts as a reaction to what is said in `policy.reaction.owed` alone; here only each event is put into its words.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from netpoint_stp.casebook.events import happened_at
from netpoint_stp.casebook.journal import ActorKind, Event
from netpoint_stp.casebook.steps import OPEN_STATES, EventKind, State
from netpoint_stp.subjects.course import ACTS, CourseStep, Happening
from netpoint_stp.subjects.requests import WhoseTime

K, H = EventKind, Happening
_BY_OVERRIDING: Final = {
    State.RESOLVED: H.RESOLVED,
    State.CLOSED: H.RESOLVED,
    State.REFUSED: H.REFUSED,
    State.NOT_A_REQUEST: H.NOT_A_REQUEST,
    State.HELD: H.HELD,
}
"""What a person does by deciding against the library: what the step to that state would have been."""
_NAMES: Final = {each.value: each for each in ACTS}


def course_steps(before: State | None, event: Event, data: Mapping[str, Any]) -> Iterator[CourseStep]:
    """Yield what an event adds to the course of a request that was in the state `before` (None: not there yet)."""
    at = happened_at(event, data)
    if event.kind is K.OPENED:
        received = data["received_at"]
        lacks = event.state is State.INCOMPLETE
        yield CourseStep(H.LACKING, received) if lacks else CourseStep(H.ARRIVED, data.get("completed_at") or received)
        return
    if (act := act_of(event, data)) is not None:
        yield CourseStep(act, data.get("reacted_at") or at)
    if (other := _other_step(before, event, data)) is not None:
        yield other
    if event.state is State.INCOMPLETE and (before is not State.INCOMPLETE or event.kind is K.REOPENED):
        yield CourseStep(H.LACKING, at if event.kind is not K.REOPENED else data["received_at"])
    elif before is State.INCOMPLETE and event.state in OPEN_STATES and event.state is not State.INCOMPLETE:
        yield CourseStep(H.COMPLETED, data.get("completed_at") or at)


def _other_step(before: State | None, event: Event, data: Mapping[str, Any]) -> CourseStep | None:
    """Return what an event adds that is no act of a person: information, a new beginning, an end, a giving back."""
    match event.kind:
        case K.REOPENED:
            return CourseStep(H.REOPENED, data["received_at"])
        case K.OVERRIDDEN if before not in OPEN_STATES and event.state in OPEN_STATES:
            return CourseStep(H.REOPENED, event.at)
        case K.JOINED if is_information(event):
            return CourseStep(H.INFORMATION, happened_at(event, data))
        case K.RETURNED | K.MERGED | K.CLOSED:
            return CourseStep(H[event.kind.name], event.at)
        case _:
            return None


def act_of(event: Event, data: Mapping[str, Any]) -> Happening | None:
    """Return the act of a person that an event of a request tells of (I-17); None where it tells of none."""
    if event.by.kind is not ActorKind.STAFF:
        return None
    match event.kind:
        case K.HELD if data.get("whose") is WhoseTime.FIELD_VISIT:
            return H.VISITED
        case K.OVERRIDDEN:
            return _BY_OVERRIDING.get(event.state)
        case K.CORRECTED | K.NOTED:  # a call on a request that is there was answered, whoever has that in hand
            return H.REACTED if data.get("reacted_at") else None
        case _:
            return _NAMES.get(event.kind.value)


def is_information(event: Event) -> bool:
    """Return whether what joined a request is information from its client: no automatic mail, no bare link of staff."""
    by_client = event.by.kind is ActorKind.CLIENT or "counts_from" in event.data
    return by_client and not event.data.get("automatic")


def corrected(course: tuple[CourseStep, ...], data: Mapping[str, Any]) -> tuple[CourseStep, ...]:
    """Return a course with the moments of receipt and of completion that a correction gives."""
    right: dict[Happening, datetime | None] = {
        H.ARRIVED: data.get("completed_at") or data.get("received_at"),
        H.LACKING: data.get("received_at"),
        H.COMPLETED: data.get("completed_at"),
    }
    first = next((step.what for step in course if step.what in (H.ARRIVED, H.LACKING)), None)
    found = []
    for number, step in enumerate(course):
        moment = right.get(step.what)
        opens = number == 0 and step.what is first
        found.append(step._replace(at=moment) if moment and (opens or step.what is H.COMPLETED) else step)
    return tuple(found)
