"""Rows of the tables as values of the ports, and back (3.1, 3.13)."""

import json
from datetime import datetime
from typing import Any, Final

from netpoint_stp.backends.digests import lookup_digest_or_none
from netpoint_stp.backends.journal import Actor, ActorKind, Event, canonical_json
from netpoint_stp.backends.messages import UNREADABLE, OutboxItem, Outgoing
from netpoint_stp.backends.records import DecisionRecord, Lease, made_id
from netpoint_stp.backends.sql.columns import moment, moment_or_none, stamp
from netpoint_stp.backends.sql.prepared import Row
from netpoint_stp.backends.steps import CaseKind, EventKind, State
from netpoint_stp.backends.stored import message_from_json
from netpoint_stp.errors import BackendError

KINDS: Final = {kind.value: kind for kind in CaseKind}
_EVENTS: Final = {kind.value: kind for kind in EventKind}
_STATES: Final = {state.value: state for state in State}
_ACTORS: Final = {kind.value: kind for kind in ActorKind}


def event_of(row: Row) -> Event:
    """Return the event of a row of the journal; raises `BackendError` for a row that no store wrote."""
    try:
        return Event(
            seq=row.seq,
            case=KINDS[row.kind],
            case_id=made_id(row.kind, row.case_number),
            number=row.number,
            kind=_EVENTS[row.event],
            at=moment(row.at),
            by=Actor(_ACTORS[row.by_kind], row.by_id),
            state=_STATES[row.state],
            data=_table(row.data),
            clauses=_list(row.clauses),
            readings=_list(row.readings),
            edition=row.edition,
            decision_id=row.decision_id,
            key=row.event_key,
            prev_digest=row.prev_digest,
            digest=row.digest,
        )
    except (KeyError, ValueError, TypeError, OverflowError):
        case_id = made_id(row.kind, row.case_number)
        raise BackendError(
            f"event {row.number} of `{case_id}` cannot be read: it was edited by hand; verify the store"
        ) from None


def unreadable(row: Row) -> Event:
    """Return something to stand for a row that was edited out of shape: its digest holds for nothing."""
    return Event(
        seq=row.seq,
        case=KINDS.get(row.kind, CaseKind.STORE),
        case_id=made_id(row.kind, row.case_number),
        number=row.number,
        kind=EventKind.NOTED,
        at=moment(0),
        by=Actor(ActorKind.SYSTEM),
        state=_STATES.get(row.state, State.KEPT),
        data={},
        prev_digest=row.prev_digest,
        digest=row.digest,
    )


def event_values(event: Event, case_number: int) -> dict[str, Any]:
    """Return the row of an event."""
    return {
        "seq": event.seq,
        "kind": event.case.value,
        "case_number": case_number,
        "number": event.number,
        "at": stamp(event.at),
        "event": event.kind.value,
        "by_kind": event.by.kind.value,
        "by_id": event.by.id,
        "state": event.state.value,
        "data": canonical_json(event.data),
        "clauses": canonical_json(event.clauses),
        "readings": canonical_json(event.readings),
        "edition": event.edition,
        "decision_id": event.decision_id,
        "event_key": event.key,
        "key_digest": lookup_digest_or_none(event.key),
        "prev_digest": event.prev_digest,
        "digest": event.digest,
    }


def lease_of(row: Row) -> Lease:
    """Return the lease of a row."""
    return Lease(
        request_id=made_id(CaseKind.REQUEST.value, row.number),
        queue=row.queue,
        worker=row.worker,
        token=row.token,
        taken_at=moment(row.taken_at),
        until=moment(row.until),
    )


def outbox_item_of(row: Row) -> OutboxItem:
    """Return the message of a row of the outbox; one that was edited out of shape is an item that says so."""
    try:
        return _outbox_item(row)
    except (BackendError, ValueError, TypeError, OverflowError):
        return _unreadable(row)


def _unreadable(row: Row) -> OutboxItem:
    case_id = None if row.case_kind is None else made_id(str(row.case_kind), row.case_number)
    message = Outgoing(
        key=f"unreadable {row.id}",
        channel=str(row.channel).strip() or "unknown",
        to=(),
        language="en",
        case_id=case_id,
        purpose="unreadable",
    )
    posted = _moment_or_epoch(row.posted_at)
    return OutboxItem(
        id=row.id,
        message=message,
        posted_at=posted,
        not_before=posted,
        sent_at=None if row.sent_at is None else _moment_or_epoch(row.sent_at),
        trouble=UNREADABLE,
        given_up_at=None if row.given_up_at is None else _moment_or_epoch(row.given_up_at),
        unreadable=True,
    )


def _moment_or_epoch(told: object) -> datetime:
    try:
        return moment(told)  # type: ignore[arg-type]
    except (ValueError, TypeError, OverflowError):
        return moment(0)


def _outbox_item(row: Row) -> OutboxItem:
    return OutboxItem(
        id=row.id,
        message=message_from_json(row.body),
        posted_at=moment(row.posted_at),
        not_before=moment(row.not_before),
        attempts=row.attempts,
        sent_at=moment_or_none(row.sent_at),
        receipt=row.receipt,
        trouble=row.trouble,
        given_up_at=moment_or_none(row.given_up_at),
    )


def decision_of(row: Row) -> DecisionRecord:
    """Return the decision of a row."""
    return DecisionRecord(
        decision_id=row.decision_id,
        path=row.path,
        revision=row.revision,
        labels=json.loads(row.labels),
        observations=json.loads(row.observations),
        input=json.loads(row.input),
        result=json.loads(row.result),
        case_id=row.case_id,
        timestamp=moment(row.at),
    )


def decision_values(record: DecisionRecord) -> dict[str, Any]:
    """Return the row of a decision, without its number and moment."""
    return {
        "id_digest": lookup_digest_or_none(record.decision_id),
        "decision_id": record.decision_id,
        "path": record.path,
        "revision": record.revision,
        "labels": canonical_json(record.labels),
        "observations": canonical_json(record.observations),
        "input": canonical_json(record.input),
        "result": canonical_json(record.result),
        "case_id": record.case_id,
    }


def _table(text: str) -> dict[str, Any]:
    found = json.loads(text, parse_constant=_no_constant)
    if not isinstance(found, dict):
        raise TypeError(text)
    return found


def _list(text: str) -> tuple[str, ...]:
    found = json.loads(text)
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise TypeError(text)
    return tuple(found)


def _no_constant(name: str) -> None:
    raise ValueError(name)
