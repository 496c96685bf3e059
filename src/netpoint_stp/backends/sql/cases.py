"""What a store can be asked of cases (3.10, 3.13, 3.20): folded from their journals, found by index, paged by key."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby
from typing import Any, Final, TypeVar

from sqlalchemy import ColumnElement, Select, bindparam, select

from netpoint_stp.backends.cases import Case, ComplaintRecord, IncidentRecord, RequestRecord, fold
from netpoint_stp.backends.digests import lookup_digest
from netpoint_stp.backends.journal import Event
from netpoint_stp.backends.records import (
    INTERACTION_LETTER,
    Lease,
    Page,
    Query,
    case_key,
    checked_limit,
    made_id,
    number_of,
)
from netpoint_stp.backends.sql.prepared import Row
from netpoint_stp.backends.sql.reading import cursor, page, paged
from netpoint_stp.backends.sql.rows import KINDS, event_of, lease_of
from netpoint_stp.backends.sql.session import Session
from netpoint_stp.backends.sql.tables import CASE_INTERACTIONS, CASES, INTERACTIONS, JOURNAL, LEASES, LINE, OUTBOX
from netpoint_stp.backends.steps import CaseKind, State
from netpoint_stp.errors import BackendError

RecordT = TypeVar("RecordT", RequestRecord, ComplaintRecord, IncidentRecord)
_AT_ONCE: Final = 500
"""Parameters of one statement: every database takes that many."""


def _joined(condition: ColumnElement[bool]) -> Select[Any]:
    """Return the numbers of the requests that have an interaction of which a condition holds."""
    return (
        select(CASE_INTERACTIONS.c.number)
        .join(INTERACTIONS, INTERACTIONS.c.number == CASE_INTERACTIONS.c.interaction)
        .where(CASE_INTERACTIONS.c.kind == CaseKind.REQUEST.value, condition)
    )


OF_CASE: Final = (
    select(JOURNAL)
    .where(JOURNAL.c.kind == bindparam("wanted_kind"), JOURNAL.c.case_number == bindparam("wanted"))
    .order_by(JOURNAL.c.number)
)
_OF_CASES: Final = (
    select(JOURNAL)
    .where(
        JOURNAL.c.kind == bindparam("wanted_kind"),
        JOURNAL.c.case_number.in_(bindparam("wanted", expanding=True)),
    )
    .order_by(JOURNAL.c.case_number, JOURNAL.c.number)
)
_UNDER_KEY: Final = select(JOURNAL).where(
    JOURNAL.c.kind == bindparam("wanted_kind"),
    JOURNAL.c.case_number == bindparam("wanted"),
    JOURNAL.c.key_digest == bindparam("wanted_key"),
)
_IN_LINE: Final = (
    select(LINE.c.number)
    .where(LINE.c.queue_digest == bindparam("wanted_queue"))
    .order_by(LINE.c.in_turn, LINE.c.placed_at, LINE.c.arrival, LINE.c.number)
    .limit(bindparam("most"))
)


_OF_INTERACTION: Final = select(CASE_INTERACTIONS.c.kind, CASE_INTERACTIONS.c.number).where(
    CASE_INTERACTIONS.c.interaction == bindparam("wanted")
)
_RECEIVED: Final = (
    select(INTERACTIONS.c.channel, CASE_INTERACTIONS.c.kind, CASE_INTERACTIONS.c.number)
    .join(CASE_INTERACTIONS, CASE_INTERACTIONS.c.interaction == INTERACTIONS.c.number)
    .where(INTERACTIONS.c.message_digest.in_(bindparam("wanted", expanding=True)))
)
_SENT: Final = select(OUTBOX.c.channel, OUTBOX.c.case_kind.label("kind"), OUTBOX.c.case_number.label("number")).where(
    OUTBOX.c.message_digest.in_(bindparam("wanted", expanding=True)), OUTBOX.c.case_kind.is_not(None)
)
_LISTED: Final = (
    select(CASES.c.number)
    .where(CASES.c.kind == bindparam("wanted_kind"), CASES.c.number > bindparam("start"))
    .order_by(CASES.c.number)
    .limit(bindparam("most"))
)
_LISTED_IN: Final = _LISTED.where(CASES.c.state == bindparam("wanted_state"))
_HELD: Final = select(LEASES).order_by(LEASES.c.taken_at, LEASES.c.number)
_JOURNAL: Final = paged(select(JOURNAL), JOURNAL.c.seq)
_FOUND: Final[Mapping[str, ColumnElement[bool]]] = {
    "states": CASES.c.state.in_(bindparam("states", expanding=True)),
    "subscriber": CASES.c.subscriber_digest == bindparam("subscriber"),
    "sender": CASES.c.number.in_(_joined(INTERACTIONS.c.sender_digest == bindparam("sender"))),
    "interaction": CASES.c.number.in_(_joined(INTERACTIONS.c.number == bindparam("interaction"))),
    "thread": CASES.c.number.in_(bindparam("thread", expanding=True)),
}
"""What a query may ask, by the name of its parameter."""


def events(session: Session, case_id: str) -> tuple[Event, ...]:
    """As `Reading.events`."""
    placed = case_key(case_id)
    if placed is None:
        return ()
    rows = session.rows(OF_CASE, {"wanted_kind": placed[0].value, "wanted": placed[1]})
    return tuple(map(event_of, rows))


def event_under(session: Session, case_id: str, key: str) -> Event | None:
    """As `Reading.event_under`."""
    placed = case_key(case_id)
    if placed is None:
        return None
    parameters = {"wanted_kind": placed[0].value, "wanted": placed[1], "wanted_key": lookup_digest(key)}
    row = session.row(_UNDER_KEY, parameters)
    return None if row is None else event_of(row)


def journal(session: Session, after: str | None, limit: int) -> Page[Event]:
    """As `Reading.journal`."""
    return page(session, _JOURNAL, after, limit, event_of, lambda row: int(row.seq))


def case(session: Session, case_id: str, kind: CaseKind, record: type[RecordT]) -> RecordT | None:
    """Return a case of one kind, None where there is none of that id."""
    number = number_of(case_id, kind.value)
    return None if number is None else next(iter(_folded(session, kind, (number,), record)), None)


def cases(
    session: Session, kind: CaseKind, record: type[RecordT], states: frozenset[State], after: str | None, limit: int
) -> Page[RecordT]:
    """As `Reading.requests`; one look into the index for each state."""
    start, most = cursor(after), checked_limit(limit) + 1
    parameters = {"wanted_kind": kind.value, "start": start, "most": most}
    if not states:
        numbers = [row.number for row in session.rows(_LISTED, parameters)]
    else:
        each = (session.rows(_LISTED_IN, {**parameters, "wanted_state": state.value}) for state in states)
        numbers = sorted(row.number for rows in each for row in rows)[:most]
    given = numbers[:limit]
    items = tuple(_folded(session, kind, given, record))
    return Page(items=items, after=str(given[-1]) if len(numbers) > limit else None)


def waiting(session: Session, queue: str, limit: int) -> tuple[RequestRecord, ...]:
    """As `Reading.waiting`."""
    rows = session.rows(_IN_LINE, {"wanted_queue": lookup_digest(queue), "most": checked_limit(limit)})
    return tuple(_folded(session, CaseKind.REQUEST, [row.number for row in rows], RequestRecord))


def first_in_line(session: Session, queue: str) -> int | None:
    """Return the number of the request that is the next to be taken, None where none waits."""
    found = session.value(_IN_LINE, {"wanted_queue": lookup_digest(queue), "most": 1})
    return None if found is None else int(found)


def leases(session: Session, worker: str | None) -> tuple[Lease, ...]:
    """As `Reading.leases`."""
    rows = session.rows(_HELD)
    held = (lease_of(row) for row in rows)
    return tuple(lease for lease in held if worker is None or lease.worker == worker)


def find(session: Session, query: Query, limit: int) -> tuple[RequestRecord, ...]:
    """As `Reading.find`."""
    asked: dict[str, Any] = {}
    if query.states:
        asked["states"] = sorted(state.value for state in query.states)
    if query.subscriber_id is not None:
        asked["subscriber"] = lookup_digest(query.subscriber_id)
    if query.sender is not None:
        asked["sender"] = lookup_digest(query.sender)
    if query.interaction is not None:
        asked["interaction"] = number_of(query.interaction, INTERACTION_LETTER) or 0
    if query.thread:
        found = _in_thread(session, query.thread, query.channel)
        asked["thread"] = [number for kind, number in found if kind == CaseKind.REQUEST.value]
    rows = session.rows(_found(tuple(asked)), {**asked, "most": checked_limit(limit)})
    return tuple(_folded(session, CaseKind.REQUEST, [row.number for row in rows], RequestRecord))


def cases_of(
    session: Session, interaction_id: str | None, thread: tuple[str, ...], channel: str | None
) -> tuple[str, ...]:
    """As `Reading.cases_of`."""
    found = _in_thread(session, thread, channel)
    number = None if interaction_id is None else number_of(interaction_id, INTERACTION_LETTER)
    if number is not None:
        rows = session.rows(_OF_INTERACTION, {"wanted": number})
        found |= {(row.kind, row.number) for row in rows}
    return tuple(made_id(kind, number) for kind, number in sorted(found, key=_by_kind))


def _by_kind(found: tuple[str, int]) -> tuple[int, int]:
    return list(CaseKind).index(KINDS[found[0]]), found[1]


@cache
def _found(asked: tuple[str, ...]) -> Select[Any]:
    """Return the statement for a query that asks these parts of `_FOUND`, of which there are few combinations."""
    wanted = select(CASES.c.number).where(CASES.c.kind == CaseKind.REQUEST.value, *(_FOUND[part] for part in asked))
    return wanted.order_by(CASES.c.number.desc()).limit(bindparam("most"))


def _in_thread(session: Session, thread: tuple[str, ...], channel: str | None) -> set[tuple[str, int]]:
    """Return the cases of which an interaction, or a message posted for them, has one of these ids."""
    found: set[tuple[str, int]] = set()
    digests = [lookup_digest(each) for each in dict.fromkeys(thread)]
    for start in range(0, len(digests), _AT_ONCE):
        some = digests[start : start + _AT_ONCE]
        for statement in (_RECEIVED, _SENT):
            rows = session.rows(statement, {"wanted": some})
            found |= {(row.kind, row.number) for row in rows if channel is None or row.channel == channel}
    return found


def _folded(session: Session, kind: CaseKind, numbers: Sequence[int], record: type[RecordT]) -> Iterator[RecordT]:
    """Yield the cases of these numbers, in their order."""
    found: dict[int, Case] = {}
    for start in range(0, len(numbers), _AT_ONCE):
        some = list(numbers[start : start + _AT_ONCE])
        rows = session.rows(_OF_CASES, {"wanted_kind": kind.value, "wanted": some})
        found |= {number: folded(rows_of) for number, rows_of in groupby(rows, key=lambda row: int(row.case_number))}
    for number in numbers:
        case_found = found.get(number)
        if isinstance(case_found, record):
            yield case_found


def folded(rows: Iterable[Row]) -> Case:
    """Return the case that rows of the journal tell; raises `BackendError` where they were edited out of shape."""
    told = [event_of(row) for row in rows]
    try:
        return fold(told)
    except (ValueError, TypeError, KeyError):
        raise BackendError(
            f"the journal of `{told[0].case_id}` cannot be read: it was edited by hand; verify the store"
        ) from None
