"""Events of cases (3.1, 3.9–3.14, 3.20): each is written into the journal, and all that follows from it beside it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final, TypeAlias

from sqlalchemy import bindparam, delete, select, update

from netpoint_stp.backends.cases import Case, RequestRecord, apply
from netpoint_stp.backends.digests import lookup_digest, lookup_digest_or_none
from netpoint_stp.backends.fields import check_data
from netpoint_stp.backends.holding import check_live, check_token, taking
from netpoint_stp.backends.journal import SYSTEM, Actor, ActorKind, Event, NewEvent, written
from netpoint_stp.backends.records import (
    INTERACTION_LETTER,
    STORE_CASE,
    Lease,
    case_key,
    checked_lease,
    checked_limit,
    made_id,
    number_of,
)
from netpoint_stp.backends.sql.cases import OF_CASE, event_under, first_in_line, folded
from netpoint_stp.backends.sql.columns import stamp
from netpoint_stp.backends.sql.rows import event_of, event_values, lease_of
from netpoint_stp.backends.sql.tables import CASE_INTERACTIONS, CASES, INTERACTIONS, JOURNAL, LEASES, LINE
from netpoint_stp.backends.sql.work import Work
from netpoint_stp.backends.steps import BY_STORE, OPENING, CaseKind, EventKind, State
from netpoint_stp.errors import NotFoundError, UsageError
from netpoint_stp.policy.queue_tables import Turn

Place: TypeAlias = dict[str, Any]

_LAST: Final = (
    select(JOURNAL)
    .join(
        CASES,
        (CASES.c.kind == JOURNAL.c.kind)
        & (CASES.c.number == JOURNAL.c.case_number)
        & (CASES.c.events == JOURNAL.c.number),
    )
    .where(CASES.c.kind == bindparam("wanted_kind"), CASES.c.number == bindparam("wanted"))
)
_OPENED: Final = select(CASES.c.number).where(
    CASES.c.kind == bindparam("wanted_kind"), CASES.c.opening_key == bindparam("wanted_key")
)
_LEASE: Final = select(LEASES).where(LEASES.c.number == bindparam("wanted"))
_LAPSED: Final = (
    select(LEASES)
    .where(LEASES.c.until <= bindparam("at"))
    .order_by(LEASES.c.until, LEASES.c.taken_at, LEASES.c.number)
    .limit(bindparam("most"))
)
_CHANGE_CASE: Final = (
    update(CASES)
    .where(CASES.c.kind == bindparam("wanted_kind"), CASES.c.number == bindparam("wanted"))
    .values({name: bindparam(f"new_{name}") for name in ("state", "events", "digest")})
)
_CHANGE_REQUEST: Final = _CHANGE_CASE.values(subscriber_digest=bindparam("new_subscriber_digest"))
_LEAVE_LINE: Final = delete(LINE).where(LINE.c.number == bindparam("wanted"))
_END_LEASE: Final = delete(LEASES).where(LEASES.c.number == bindparam("wanted"))
_LENGTHEN: Final = update(LEASES).where(LEASES.c.number == bindparam("wanted")).values(until=bindparam("new_until"))
_RECORDED: Final = select(INTERACTIONS.c.number).where(INTERACTIONS.c.number.in_(bindparam("wanted", expanding=True)))
_JOINED: Final = select(CASE_INTERACTIONS.c.interaction).where(
    CASE_INTERACTIONS.c.kind == bindparam("wanted_kind"),
    CASE_INTERACTIONS.c.number == bindparam("wanted"),
    CASE_INTERACTIONS.c.interaction.in_(bindparam("among", expanding=True)),
)


def open_case(work: Work, new: NewEvent) -> Event:
    """As `Transaction.open_case`."""
    kind = OPENING.get(new.kind)
    if kind is None:
        raise UsageError(f"no case begins with `{new.kind.value}`; begin with `opened`, `lodged` or `noticed`")
    if new.key is not None:
        parameters = {"wanted_kind": kind.value, "wanted_key": lookup_digest(new.key)}
        known = work.session.value(_OPENED, parameters)
        earlier = None if known is None else event_under(work.session, made_id(kind.value, known), new.key)
        if earlier is not None:
            return earlier
    check_data(kind, new)
    opened = write(work, kind, work.upcoming(kind), new, None)
    work.number(kind)
    return opened


def append(work: Work, case_id: str, new: NewEvent, token: int | None) -> Event:
    """As `Transaction.append`."""
    placed = case_key(case_id)
    last = None if placed is None else last_event(work, *placed)
    if placed is None or last is None:
        raise NotFoundError(f"there is no case `{case_id}`; look the number up again")
    if new.key is not None:
        earlier = event_under(work.session, last.case_id, new.key)
        if earlier is not None:
            return earlier
    if new.kind in BY_STORE:
        raise UsageError(f"`{new.kind.value}` is written by the store alone; take, release or purge instead")
    held = lease(work, placed[1]) if last.state is State.TAKEN else None
    check_token(last.case_id, last.state, new.kind, lease=held, token=token, now=work.clock)
    check_data(placed[0], new)
    return write(work, *placed, new, last)


def take_next(work: Work, queue: str, worker: str, length: timedelta) -> Lease | None:
    """As `Transaction.take_next`."""
    checked_lease(length)
    number = first_in_line(work.session, queue)
    if number is None:
        return None
    last = last_event(work, CaseKind.REQUEST, number)
    return None if last is None else _take(work, number, last, queue, worker, length)


def take(
    work: Work, request_id: str, worker: str, length: timedelta, bulk: str | None, at: datetime | None = None
) -> Lease:
    """As `Transaction.take`."""
    checked_lease(length)
    number, last = _request(work, request_id)
    record = _before(work, CaseKind.REQUEST, number, last)
    queue = record.queue if isinstance(record, RequestRecord) else None
    return _take(work, number, last, queue, worker, length, bulk, at)


def renew(work: Work, request_id: str, token: int, length: timedelta) -> Lease:
    """As `Transaction.renew`."""
    checked_lease(length)
    number, last = _request(work, request_id)
    held = check_live(last.case_id, lease(work, number), token, work.clock)
    until = work.clock + length
    work.session.run(_LENGTHEN, {"wanted": number, "new_until": stamp(until)})
    return Lease(
        request_id=held.request_id,
        queue=held.queue,
        worker=held.worker,
        token=held.token,
        taken_at=held.taken_at,
        until=until,
    )


def release(work: Work, request_id: str, token: int, by: Actor | None) -> Event:
    """As `Transaction.release`."""
    number, last = _request(work, request_id)
    held = check_live(last.case_id, lease(work, number), token, work.clock)
    return _give_back(work, number, last, by or Actor(ActorKind.STAFF, held.worker), "released")


def return_lapsed(work: Work, limit: int) -> tuple[str, ...]:
    """As `Transaction.return_lapsed`."""
    rows = work.session.rows(_LAPSED, {"at": stamp(work.clock), "most": checked_limit(limit)})
    told = []
    for row in rows:
        last = last_event(work, CaseKind.REQUEST, row.number)
        if last is not None:
            _give_back(work, row.number, last, SYSTEM, "lapsed")
            told.append(last.case_id)
    return tuple(told)


def store_event(work: Work, new: NewEvent) -> Event:
    """Write into the store's own journal."""
    kind, number = CaseKind.STORE, number_of(STORE_CASE, CaseKind.STORE.value) or 0
    return write(work, kind, number, new, last_event(work, kind, number))


def set_lease_end(work: Work, held: Lease, until: datetime) -> None:
    """Have a lease end at another moment."""
    number = number_of(held.request_id, CaseKind.REQUEST.value)
    work.session.run(_LENGTHEN, {"wanted": number, "new_until": stamp(until)})


def lease(work: Work, number: int) -> Lease | None:
    """Return the lease of a request that was not given back, None where there is none."""
    row = work.session.row(_LEASE, {"wanted": number})
    return None if row is None else lease_of(row)


def last_event(work: Work, kind: CaseKind, number: int) -> Event | None:
    """Return the last event of a case, None where there is no such case."""
    if (kind, number) in work.last:
        return work.last[kind, number]
    row = work.session.row(_LAST, {"wanted_kind": kind.value, "wanted": number})
    return None if row is None else event_of(row)


def write(work: Work, kind: CaseKind, number: int, new: NewEvent, last: Event | None) -> Event:
    """Write an event after `last` (None: the case's first), and everything that follows from it.

    Nothing is written before everything is known to be right.
    """
    interactions = _known_interactions(work, new.data.get("interactions") or ())
    case_id = made_id(kind.value, number)
    event = written(new, seq=work.upcoming(JOURNAL), case=kind, case_id=case_id, last=last, at=work.now)
    before, after = _around(work, kind, number, event, last)
    work.insert(JOURNAL, event_values(event, number))
    work.number(JOURNAL)
    _change_case(work, number, event, after, opened=last is None)
    if kind is CaseKind.REQUEST:
        _change_line(work, number, event, last, before, after)
        if last is not None and last.state is State.TAKEN and event.state is not State.TAKEN:
            work.session.run(_END_LEASE, {"wanted": number})
    _join(work, kind, number, interactions, opened=last is None)
    work.last[kind, number] = event
    if after is not None:
        work.remembered.put(after, None if last is None else last.digest)
    return event


def _around(
    work: Work, kind: CaseKind, number: int, event: Event, last: Event | None
) -> tuple[Case | None, Case | None]:
    """Return the case before and after an event; None for both where nothing but the state follows from it."""
    if kind is CaseKind.STORE:
        return None, None
    if last is None:
        return None, apply(None, event)
    before = work.remembered.get(last.digest)
    if before is None and event.kind is EventKind.TAKEN:
        return None, None
    before = before or _before(work, kind, number, last)
    return before, apply(before, event)


def _before(work: Work, kind: CaseKind, number: int, last: Event) -> Case:
    """Return the case as it was after its last event."""
    known = work.remembered.get(last.digest)
    if known is not None:
        return known
    return folded(work.session.rows(OF_CASE, {"wanted_kind": kind.value, "wanted": number}))


def _change_case(work: Work, number: int, event: Event, after: Case | None, *, opened: bool) -> None:
    values: dict[str, Any] = {"state": event.state.value, "events": event.number, "digest": event.digest}
    if isinstance(after, RequestRecord):
        values["subscriber_digest"] = lookup_digest_or_none(after.request.subscriber_id)
    if opened:
        key = lookup_digest_or_none(event.key)
        work.insert(CASES, {"kind": event.case.value, "number": number, "opening_key": key, **values})
        return
    change = _CHANGE_REQUEST if "subscriber_digest" in values else _CHANGE_CASE
    parameters = {f"new_{name}": value for name, value in values.items()}
    work.session.run(change, {**parameters, "wanted_kind": event.case.value, "wanted": number})


def _change_line(
    work: Work, number: int, event: Event, last: Event | None, before: Case | None, after: Case | None
) -> None:
    """Put the request into its line, or take it out, where the event changes that."""
    was = last is not None and last.state is State.WAITING
    old = _place(before, number) if was else None
    new = _place(after, number) if event.state is State.WAITING else None
    if was and (new is None or old != new):
        work.session.run(_LEAVE_LINE, {"wanted": number})
    if new is not None and old != new:
        work.insert(LINE, new)


def _place(record: Case | None, number: int) -> Place | None:
    """Return the row of the line that a waiting request has, None where it is in no queue."""
    if not isinstance(record, RequestRecord) or record.queue is None:
        return None
    return {
        "queue_digest": lookup_digest(record.queue),
        "in_turn": int(record.turn is not Turn.MAY_GO_OUT_OF_TURN),
        "placed_at": stamp(record.placed_at),
        "arrival": record.request.arrival_number or 0,
        "number": number,
    }


def _known_interactions(work: Work, ids: Iterable[str]) -> set[int]:
    """Return the numbers of the interactions named; raises `NotFoundError` for one that was not recorded."""
    numbers = {each: number_of(each, INTERACTION_LETTER) or 0 for each in ids}
    sought = set(numbers.values()) - work.recorded
    if sought:
        rows = work.session.rows(_RECORDED, {"wanted": sorted(sought)})
        work.recorded.update(row.number for row in rows)
    for each, number in numbers.items():
        if number not in work.recorded:
            raise NotFoundError(f"there is no interaction `{each}`; record it first")
    return set(numbers.values())


def _join(work: Work, kind: CaseKind, number: int, interactions: set[int], *, opened: bool) -> None:
    new = interactions
    if interactions and not opened:
        parameters = {"wanted_kind": kind.value, "wanted": number, "among": sorted(interactions)}
        new = interactions - {row.interaction for row in work.session.rows(_JOINED, parameters)}
    rows = ({"interaction": each, "kind": kind.value, "number": number} for each in sorted(new))
    work.insert(CASE_INTERACTIONS, *rows)


def _request(work: Work, request_id: str) -> tuple[int, Event]:
    number = number_of(request_id, CaseKind.REQUEST.value)
    last = None if number is None else last_event(work, CaseKind.REQUEST, number)
    if number is None or last is None:
        raise NotFoundError(f"there is no request `{request_id}`; look the number up again")
    return number, last


def _take(
    work: Work,
    number: int,
    last: Event,
    queue: str | None,
    worker: str,
    length: timedelta,
    bulk: str | None = None,
    at: datetime | None = None,
) -> Lease:
    until = work.clock + length
    new = taking(worker, until, bulk=bulk, at=at, now=work.now)
    taken = write(work, CaseKind.REQUEST, number, new, last)
    values = {"number": number, "queue": queue, "worker": worker, "token": taken.number}
    work.insert(LEASES, {**values, "taken_at": work.at, "until": stamp(until)})
    return Lease(
        request_id=taken.case_id, queue=queue, worker=worker, token=taken.number, taken_at=work.now, until=until
    )


def _give_back(work: Work, number: int, last: Event, by: Actor, cause: str) -> Event:
    new = NewEvent(kind=EventKind.RETURNED, by=by, data={"cause": cause})
    return write(work, CaseKind.REQUEST, number, new, last)
