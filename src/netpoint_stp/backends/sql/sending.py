"""What goes out after the commit, and what was decided (3.8, 3.11): the outbox and the decision log."""

from datetime import datetime, timedelta
from typing import Final

from attrs import evolve
from sqlalchemy import Text, bindparam, select, update

from netpoint_stp.backends.digests import lookup_digest, lookup_digest_or_none
from netpoint_stp.backends.journal import require_json
from netpoint_stp.backends.messages import OutboxItem, Outgoing, Receipt
from netpoint_stp.backends.records import DecisionRecord, case_key, checked_lease, checked_limit
from netpoint_stp.backends.sql.columns import escaped, moment, stamp
from netpoint_stp.backends.sql.prepared import Row
from netpoint_stp.backends.sql.rows import decision_of, decision_values, outbox_item_of
from netpoint_stp.backends.sql.tables import CASES, DECISIONS, OUTBOX
from netpoint_stp.backends.sql.work import Work
from netpoint_stp.backends.stored import message_json, redacted_message
from netpoint_stp.errors import NotFoundError, UsageError
from netpoint_stp.moments import require_aware

_POSTED: Final = select(OUTBOX).where(OUTBOX.c.key_digest == bindparam("wanted"))
_ITEM: Final = select(OUTBOX).where(OUTBOX.c.id == bindparam("wanted"))
_READY: Final = (
    select(OUTBOX)
    .where(OUTBOX.c.pending == 1, OUTBOX.c.not_before <= bindparam("at"))
    .order_by(OUTBOX.c.id)
    .limit(bindparam("most"))
)
_READY_IN: Final = _READY.where(OUTBOX.c.channel.in_(bindparam("channels", expanding=True, type_=Text())))
_CASE: Final = select(CASES.c.number).where(
    CASES.c.kind == bindparam("wanted_kind"), CASES.c.number == bindparam("wanted")
)
_CHANGED: Final = update(OUTBOX).where(OUTBOX.c.id == bindparam("wanted"))
_CLAIMED: Final = _CHANGED.values(attempts=OUTBOX.c.attempts + 1, not_before=bindparam("until"))
_WAITS_UNTIL: Final = _CHANGED.values(not_before=bindparam("at"))
_SENT: Final = _CHANGED.values(
    sent_at=bindparam("at"), receipt=bindparam("told"), trouble=None, given_up_at=None, pending=0
)
_PUT_OFF: Final = _CHANGED.values(trouble=bindparam("told"), not_before=bindparam("at"))
_GIVEN_UP: Final = _CHANGED.values(trouble=bindparam("told"), given_up_at=bindparam("at"), pending=0)
_LOGGED: Final = select(DECISIONS).where(DECISIONS.c.id_digest == bindparam("wanted"))


def post(work: Work, message: Outgoing) -> OutboxItem:
    """As `Transaction.post`."""
    row = work.session.row(_POSTED, {"wanted": lookup_digest(message.key)})
    if row is not None:
        return outbox_item_of(row)
    kind, number = None, None
    if message.case_id is not None:
        placed = case_key(message.case_id)
        if placed is not None:
            kind, number = placed[0].value, placed[1]
        if placed is None or work.session.value(_CASE, {"wanted_kind": kind, "wanted": number}) is None:
            raise NotFoundError(f"there is no case `{message.case_id}`; look the number up again")
    kept = redacted_message(message, work.patterns)
    item = OutboxItem(id=work.number(OUTBOX), message=kept, posted_at=work.now, not_before=work.clock)
    values = {
        "id": item.id,
        "key_digest": lookup_digest(message.key),
        "body": message_json(kept),
        "channel": message.channel,
        "case_kind": kind,
        "case_number": number,
        "message_digest": lookup_digest_or_none(message.message_id),
        "posted_at": work.at,
        "not_before": stamp(work.clock),
        "attempts": 0,
        "pending": 1,
    }
    work.insert(OUTBOX, values)
    return item


def claim(work: Work, limit: int, length: timedelta, channels: frozenset[str] | None) -> tuple[OutboxItem, ...]:
    """As `Transaction.claim_outbox`."""
    checked_limit(limit)
    until = work.clock + checked_lease(length)
    asked = {"at": stamp(work.clock), "most": limit}
    if channels is None:
        rows = work.session.rows(_READY, asked)
    else:
        rows = work.session.rows(_READY_IN, {**asked, "channels": sorted(map(escaped, channels))}) if channels else ()
    work.session.run(_CLAIMED, [{"wanted": row.id, "until": stamp(until)} for row in rows])
    items = (outbox_item_of(row) for row in rows)
    return tuple(evolve(item, attempts=item.attempts + 1, not_before=until) for item in items)


def mark_sent(work: Work, item_id: int, receipt: Receipt) -> OutboxItem:
    """As `Transaction.mark_sent`."""
    row = _item(work, item_id)
    if row.sent_at is None:
        work.session.run(_SENT, {"wanted": item_id, "at": work.at, "told": receipt.id})
    return outbox_item_of(_item(work, item_id))


def mark_failed(work: Work, item_id: int, trouble: str, retry_at: datetime | None) -> OutboxItem:
    """As `Transaction.mark_failed`."""
    row = _item(work, item_id)
    if row.sent_at is None:
        change, at = (_GIVEN_UP, work.at) if retry_at is None else (_PUT_OFF, stamp(require_aware(retry_at)))
        work.session.run(change, {"wanted": item_id, "at": at, "told": trouble})
    return outbox_item_of(_item(work, item_id))


def set_not_before(work: Work, item: OutboxItem, at: datetime) -> None:
    """Have a pending message wait for another moment."""
    work.session.run(_WAITS_UNTIL, {"wanted": item.id, "at": stamp(at)})


def log(work: Work, record: DecisionRecord) -> DecisionRecord:
    """As `DecisionLog.log`."""
    for part in (record.labels, record.observations, record.input, record.result):
        require_json(part)
    row = work.session.row(_LOGGED, {"wanted": lookup_digest(record.decision_id)})
    if row is None:
        work.insert(DECISIONS, {**decision_values(record), "seq": work.number(DECISIONS), "at": work.at})
        return evolve(record, timestamp=moment(work.at))
    known = decision_of(row)
    if evolve(known, timestamp=None) != evolve(record, timestamp=None):
        raise UsageError(f"decision `{record.decision_id}` was logged with another content; give this one another id")
    return known


def _item(work: Work, item_id: int) -> Row:
    row = work.session.row(_ITEM, {"wanted": item_id}) if 0 < item_id < 2**63 else None
    if row is None:
        raise NotFoundError(f"there is no message `{item_id}` in the outbox; list it again")
    return row
