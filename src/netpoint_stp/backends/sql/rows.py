"""Rows of the tables as values of the ports, and back (3.1, 3.13)."""

import json
from datetime import datetime
from typing import Any, Final

from netpoint_stp.backends.digests import lookup_digest, lookup_digest_or_none
from netpoint_stp.backends.sql.columns import moment, moment_or_none, stamp, stamp_or_none
from netpoint_stp.backends.sql.prepared import Row
from netpoint_stp.backends.storage import EarlierInteraction, IdentityDigests, NewInteraction, QueuePlace
from netpoint_stp.casebook.journal import Actor, ActorKind, Event, canonical_json
from netpoint_stp.casebook.messages import UNREADABLE, OutboxItem, Outgoing
from netpoint_stp.casebook.records import (
    INTERACTION_LETTER,
    QUARANTINE_LETTER,
    DecisionRecord,
    Lease,
    StoredInteraction,
    StoredQuarantined,
    case_key,
    made_id,
    number_of,
)
from netpoint_stp.casebook.serialization import interaction_from_json, interaction_json, message_from_json, message_json
from netpoint_stp.casebook.steps import CaseKind, EventKind, State
from netpoint_stp.channels.interaction import Quarantined, QuarantineReason
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


def interaction_of(row: Row) -> StoredInteraction:
    """Return the interaction of a row, which also says whether its raw message is kept."""
    return StoredInteraction(
        id=made_id(INTERACTION_LETTER, row.number),
        interaction=interaction_from_json(row.body),
        arrival_number=row.number,
        recorded_at=moment(row.recorded_at),
        reused_id_of=None if row.reused_number is None else made_id(INTERACTION_LETTER, row.reused_number),
        raw_kept=bool(row.raw_kept),
    )


def interaction_values(new: NewInteraction) -> dict[str, Any]:
    """Return the row of an interaction."""
    kept, reused = new.stored.interaction, new.stored.reused_id_of
    return {
        "number": new.number,
        "recorded_at": stamp(new.stored.recorded_at),
        "channel": kept.channel,
        "key_digest": new.digests.key,
        "content_digest": new.digests.content,
        "content_suffices": int(new.digests.suffices),
        "message_digest": lookup_digest(kept.identity.key),
        "sender_digest": lookup_digest_or_none(None if kept.sender is None else kept.sender.normalised),
        "reused_number": None if reused is None else number_of(reused, INTERACTION_LETTER),
        "body": interaction_json(kept),
    }


def earlier_of(row: Row) -> EarlierInteraction:
    """Return what a repeat needs to know of the interaction of a row."""
    digests = IdentityDigests(bytes(row.key_digest), bytes(row.content_digest), bool(row.content_suffices))
    return EarlierInteraction(row.number, moment(row.recorded_at), row.reused_number, digests)


def quarantined_of(row: Row) -> StoredQuarantined:
    """Return the quarantined item of a row, which also says whether its content is kept."""
    item = Quarantined(
        channel=row.channel,
        reason=QuarantineReason(row.reason),
        detail=row.detail,
        raw=b"",
        digest=row.digest,
        received_at=moment_or_none(row.received_at),
    )
    item_id = made_id(QUARANTINE_LETTER, row.number)
    return StoredQuarantined(id=item_id, item=item, recorded_at=moment(row.recorded_at), raw_kept=bool(row.raw_kept))


def quarantined_values(number: int, stored: StoredQuarantined) -> dict[str, Any]:
    """Return the row of a quarantined item."""
    item = stored.item
    return {
        "number": number,
        "recorded_at": stamp(stored.recorded_at),
        "received_at": stamp_or_none(item.received_at),
        "channel": item.channel,
        "reason": item.reason.value,
        "detail": item.detail,
        "digest": item.digest,
        "content_digest": lookup_digest(item.channel, item.digest),
    }


def place_values(place: QueuePlace) -> dict[str, Any]:
    """Return the row of a place in a queue."""
    return {
        "queue_digest": lookup_digest(place.queue),
        "in_turn": int(place.in_turn),
        "placed_at": stamp(place.placed_at),
        "arrival": place.arrival,
        "number": place.number,
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
        attempts=row.attempts if isinstance(row.attempts, int) else 0,
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


def outbox_changes(item: OutboxItem) -> dict[str, Any]:
    """Return the part of the row of a message that changes after it was posted."""
    return {
        "not_before": stamp(item.not_before),
        "attempts": item.attempts,
        "pending": int(item.sent_at is None and item.given_up_at is None),
        "sent_at": stamp_or_none(item.sent_at),
        "receipt": item.receipt,
        "trouble": item.trouble,
        "given_up_at": stamp_or_none(item.given_up_at),
    }


def outbox_values(item: OutboxItem) -> dict[str, Any]:
    """Return the row of a message of the outbox."""
    message = item.message
    case = None if message.case_id is None else case_key(message.case_id)
    return {
        "id": item.id,
        "key_digest": lookup_digest(message.key),
        "body": message_json(message),
        "channel": message.channel,
        "case_kind": None if case is None else case.kind.value,
        "case_number": None if case is None else case.number,
        "message_digest": lookup_digest_or_none(message.message_id),
        "posted_at": stamp(item.posted_at),
        **outbox_changes(item),
    }


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
