"""The steps of a case (3.1, 3.9–3.14, 2.5, 4.5): its states, what can happen in each, and to which state it leads.

The table here is the one place that says so: the desk asks it before it offers a step, and every store before it
writes one.
"""

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Final, TypeAlias

from netpoint_stp.errors import IllegalStepError


class CaseKind(Enum):
    """What a journal can be about; the value is the first letter of the ids."""

    REQUEST = "R"
    COMPLAINT = "C"
    INCIDENT = "N"
    """An outage or planned maintenance."""
    STORE = "S"
    """The store itself: what was erased from it, and when."""

    __hash__ = object.__hash__


class State(Enum):
    """Where a case stands: the first ten are a request's, the next four a complaint's, then an incident's."""

    TRIAGE = "triage"
    """A person has to look at it before anything else can be told."""
    INCOMPLETE = "incomplete"
    """It lacks something that the sender was, or is to be, asked for; it keeps its place."""
    WAITING = "waiting"
    """Free to be taken."""
    TAKEN = "taken"
    HELD = "held"
    """It waits for the client, a visit or a third party, and holds nobody up."""
    REFUSED = "refused"
    RESOLVED = "resolved"
    CLOSED = "closed"
    NOT_A_REQUEST = "not_a_request"
    MERGED = "merged"
    """It is the same thing as another request, which goes on."""
    LODGED = "lodged"
    NOT_LODGED = "not_lodged"
    """A complaint that came by a way that lodges none (3.10): kept, and the address was told."""
    ANSWERED = "answered"
    SETTLED = "settled"
    ONGOING = "ongoing"
    OVER = "over"
    KEPT = "kept"
    """The only state of the store's own journal."""

    __hash__ = object.__hash__


class EventKind(Enum):
    """What can happen to a case."""

    OPENED = "opened"
    TRIAGED = "triaged"
    COMPLETED = "completed"
    """What it lacked came in."""
    IDENTIFIED = "identified"
    SEVERITY_SET = "severity_set"
    JOINED = "joined"
    """A further interaction belongs to it (3.20)."""
    MOVED = "moved"
    """To another queue; from the hands of whoever had taken it back into the line."""
    PLACED = "placed"
    """Its place was put right: an earlier duplicate counts (I-23), or it was completed too late (I-5)."""
    TAKEN = "taken"
    RETURNED = "returned"
    """Given back by the one who took it, or the lease had lapsed: it waits in its old place."""
    ACKNOWLEDGED = "acknowledged"
    REACTED = "reacted"
    ASKED = "asked"
    INSTRUCTED = "instructed"
    """The client was told to do something (4.2.2)."""
    FOLLOWED = "followed"
    """The client did what they were told to do."""
    HELD = "held"
    RESUMED = "resumed"
    ANSWERED = "answered"
    INTERIM_ANSWERED = "interim_answered"
    ADVICE_DECLINED = "advice_declined"
    REFUSED = "refused"
    RESOLVED = "resolved"
    CLOSED = "closed"
    REOPENED = "reopened"
    """Taken up again; a request so gets a new place (I-23)."""
    NOT_A_REQUEST = "not_a_request"
    MERGED = "merged"
    SPLIT = "split"
    LINKED = "linked"
    OVERRIDDEN = "overridden"
    """A person decided against the library, with a reason."""
    CORRECTED = "corrected"
    """An earlier event was wrong: the journal keeps it, and this one sets what is right."""
    NOTED = "noted"
    LODGED = "lodged"
    NOTICED = "noticed"
    ALERTED = "alerted"
    PUBLISHED = "published"
    ENDED = "ended"
    PURGED = "purged"
    CLOCK_ACCEPTED = "clock_accepted"
    """A person acknowledged that the store's clock had jumped; what it says from here on is right."""

    __hash__ = object.__hash__


Targets: TypeAlias = tuple[State, ...]
S, K = State, EventKind

OPEN_STATES: Final = (S.TRIAGE, S.INCOMPLETE, S.WAITING, S.TAKEN, S.HELD)
"""The states of a request that is not done with."""
REQUEST_STATES: Final = (*OPEN_STATES, S.REFUSED, S.RESOLVED, S.CLOSED, S.NOT_A_REQUEST, S.MERGED)
COMPLAINT_STATES: Final = (S.LODGED, S.NOT_LODGED, S.ANSWERED, S.SETTLED)
INCIDENT_STATES: Final = (S.ONGOING, S.OVER)

OPENING: Final[Mapping[EventKind, CaseKind]] = {
    K.OPENED: CaseKind.REQUEST,
    K.LODGED: CaseKind.COMPLAINT,
    K.NOTICED: CaseKind.INCIDENT,
}
"""The events with which a case begins."""

BY_STORE: Final = frozenset({K.TAKEN, K.RETURNED, K.PURGED, K.CLOCK_ACCEPTED})
"""Events that a store writes itself: when it hands a request out, gets it back, erases, or accepts its clock."""

OF_HOLDER: Final = frozenset(
    {K.REACTED, K.ASKED, K.INSTRUCTED, K.HELD, K.ANSWERED, K.ADVICE_DECLINED, K.REFUSED, K.RESOLVED} | {K.NOT_A_REQUEST}
)
"""Steps that, while a request is taken, only the one who took it can do: they need the token of the live lease."""


def _stay(states: Iterable[State]) -> dict[State | None, Targets]:
    return {state: (state,) for state in states}


def _to(states: Iterable[State], *targets: State) -> dict[State | None, Targets]:
    return dict.fromkeys(states, targets)


_ANY = REQUEST_STATES
_DONE = (S.REFUSED, S.RESOLVED, S.CLOSED, S.NOT_A_REQUEST, S.MERGED)
_IDLE = tuple(state for state in REQUEST_STATES if state is not S.TAKEN)

_REQUEST: Final[Mapping[EventKind, Mapping[State | None, Targets]]] = {
    K.OPENED: {None: (S.WAITING, S.INCOMPLETE, S.TRIAGE)},
    K.TRIAGED: _stay((S.WAITING, S.TAKEN, S.HELD))
    | _to((S.TRIAGE,), S.WAITING, S.INCOMPLETE)
    | _to((S.INCOMPLETE,), S.INCOMPLETE, S.WAITING),
    K.COMPLETED: _to((S.INCOMPLETE,), S.WAITING, S.TRIAGE),
    K.IDENTIFIED: _stay(OPEN_STATES),
    K.SEVERITY_SET: _stay(OPEN_STATES),
    K.JOINED: _stay(_ANY),
    K.MOVED: _stay((S.TRIAGE, S.INCOMPLETE, S.WAITING, S.HELD)) | _to((S.TAKEN,), S.WAITING),
    K.PLACED: _stay(OPEN_STATES),
    K.TAKEN: _to((S.WAITING,), S.TAKEN),
    K.RETURNED: _to((S.TAKEN,), S.WAITING),
    K.ACKNOWLEDGED: _stay(_ANY),
    K.REACTED: _stay(OPEN_STATES),
    K.ASKED: _stay((S.INCOMPLETE, S.HELD))
    | _to((S.TRIAGE,), S.TRIAGE, S.INCOMPLETE)
    | _to((S.WAITING,), S.WAITING, S.INCOMPLETE, S.HELD)
    | _to((S.TAKEN,), S.TAKEN, S.HELD),
    K.INSTRUCTED: _stay((S.TRIAGE, S.INCOMPLETE, S.HELD))
    | _to((S.WAITING,), S.HELD)
    | _to((S.TAKEN,), S.TAKEN, S.HELD),
    K.FOLLOWED: _stay(_ANY),
    K.HELD: _to((S.WAITING, S.TAKEN, S.HELD), S.HELD),
    K.RESUMED: _to((S.HELD,), S.WAITING),
    K.ANSWERED: _stay((*OPEN_STATES, S.REFUSED, S.RESOLVED, S.CLOSED)),
    K.ADVICE_DECLINED: _stay(OPEN_STATES),
    K.REFUSED: _to(OPEN_STATES, S.REFUSED),
    K.RESOLVED: _to((S.TAKEN, S.HELD), S.RESOLVED),
    K.CLOSED: _to((S.RESOLVED, S.REFUSED, S.HELD, S.INCOMPLETE), S.CLOSED),
    K.REOPENED: _to(_DONE, S.WAITING, S.INCOMPLETE, S.TRIAGE),
    K.NOT_A_REQUEST: _to((S.TRIAGE, S.INCOMPLETE, S.WAITING, S.TAKEN), S.NOT_A_REQUEST),
    K.MERGED: _to(OPEN_STATES, S.MERGED),
    K.SPLIT: _stay(_ANY),
    K.LINKED: _stay(_ANY),
    K.OVERRIDDEN: {state: (state, *(other for other in _IDLE if other is not state)) for state in _ANY},
    K.CORRECTED: _stay(_ANY),
    K.NOTED: _stay(_ANY),
}

_COMPLAINT: Final[Mapping[EventKind, Mapping[State | None, Targets]]] = {
    K.LODGED: {None: (S.LODGED, S.NOT_LODGED), S.NOT_LODGED: (S.LODGED,)},
    K.COMPLETED: _stay((S.LODGED, S.NOT_LODGED)),
    K.IDENTIFIED: _stay(COMPLAINT_STATES),
    K.JOINED: _stay(COMPLAINT_STATES),
    K.ACKNOWLEDGED: _stay(COMPLAINT_STATES),
    K.ASKED: _stay((S.LODGED, S.NOT_LODGED)),
    K.INTERIM_ANSWERED: _stay((S.LODGED,)),
    K.ANSWERED: _to((S.LODGED, S.NOT_LODGED), S.ANSWERED) | _stay((S.ANSWERED,)),
    K.CLOSED: _to((S.NOT_LODGED, S.ANSWERED), S.SETTLED),
    K.REOPENED: _to((S.ANSWERED, S.SETTLED), S.LODGED),
    K.LINKED: _stay(COMPLAINT_STATES),
    K.OVERRIDDEN: {
        state: (state, *(other for other in COMPLAINT_STATES if other is not state)) for state in COMPLAINT_STATES
    },
    K.CORRECTED: _stay(COMPLAINT_STATES),
    K.NOTED: _stay(COMPLAINT_STATES),
}

_INCIDENT: Final[Mapping[EventKind, Mapping[State | None, Targets]]] = {
    K.NOTICED: {None: (S.ONGOING,), **_stay(INCIDENT_STATES)},
    K.ALERTED: _stay(INCIDENT_STATES),
    K.PUBLISHED: _stay(INCIDENT_STATES),
    K.JOINED: _stay(INCIDENT_STATES),
    K.LINKED: _stay(INCIDENT_STATES),
    K.ENDED: _to((S.ONGOING,), S.OVER),
    K.REOPENED: _to((S.OVER,), S.ONGOING),
    K.CORRECTED: _stay(INCIDENT_STATES),
    K.NOTED: _stay(INCIDENT_STATES),
}

LEGAL: Final[Mapping[CaseKind, Mapping[EventKind, Mapping[State | None, Targets]]]] = {
    CaseKind.REQUEST: _REQUEST,
    CaseKind.COMPLAINT: _COMPLAINT,
    CaseKind.INCIDENT: _INCIDENT,
    CaseKind.STORE: {kind: {None: (S.KEPT,), S.KEPT: (S.KEPT,)} for kind in (K.PURGED, K.NOTED, K.CLOCK_ACCEPTED)},
}
"""For each kind of case and event: from which states it is legal (None: as the first), and to which it may lead."""


def possible_steps(case: CaseKind, state: State | None) -> tuple[EventKind, ...]:
    """Return what can happen to a case in this state (None: it does not exist yet), in the order of `EventKind`."""
    table = LEGAL[case]
    return tuple(kind for kind in EventKind if state in table.get(kind, ()))


def next_state(
    case: CaseKind, state: State | None, kind: EventKind, to: State | None = None, *, case_id: str = ""
) -> State:
    """Return the state to which an event leads; `to` says which where there is a choice.

    Without `to` it stays where it is if it may, or goes to the only state there is. Raises `IllegalStepError` that
    names the state and what is possible, for a step that cannot follow, and for a choice that was not made.
    """
    targets = LEGAL[case].get(kind, {}).get(state)
    name = f"{case.name.lower()} `{case_id}`" if case_id else f"the {case.name.lower()}"
    if targets is None:
        possible = ", ".join(f"`{step.value}`" for step in possible_steps(case, state))
        where = f"is `{state.value}`" if state is not None else "has not been opened"
        raise IllegalStepError(f"{name} {where}, so it cannot be `{kind.value}`; what can follow is {possible}")
    if to is None and (state in targets or len(targets) == 1):
        return state if state is not None and state in targets else targets[0]
    if to is None or to not in targets:
        choice = ", ".join(f"`{target.value}`" for target in targets)
        wrong = f"cannot lead to `{to.value}`" if to is not None else "leaves open what state follows"
        raise IllegalStepError(f"`{kind.value}` of {name} {wrong}; say one of {choice}")
    return to
