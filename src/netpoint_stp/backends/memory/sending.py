"""What goes out of the memory store, and what was decided: the outbox and the decision log."""

from datetime import datetime, timedelta
from typing import Final

from attrs import evolve

from netpoint_stp.backends.journal import require_json
from netpoint_stp.backends.memory.tables import Writing
from netpoint_stp.backends.memory.work import UnitOfWork, call
from netpoint_stp.backends.messages import OutboxItem, Outgoing, Receipt
from netpoint_stp.backends.records import (
    DecisionRecord,
    checked_lease,
    checked_limit,
)
from netpoint_stp.backends.stored import redacted_message
from netpoint_stp.errors import NotFoundError, UsageError
from netpoint_stp.moments import in_zone, require_aware, zone

_UTC: Final = zone("UTC")


class Sending(UnitOfWork):
    """The outbox and the decision log of `Transaction`."""

    @call
    def post(self, message: Outgoing) -> OutboxItem:
        """As `Transaction.post`."""
        if message.key in self.tables.posted:
            return self.tables.outbox[self.tables.posted[message.key]]
        if message.case_id is not None and message.case_id not in self.tables.cases:
            raise NotFoundError(f"there is no case `{message.case_id}`; look the number up again")
        item = OutboxItem(
            id=self.writing.number("outbox"),
            message=redacted_message(message, self.patterns),
            posted_at=self.moment,
            not_before=self.clock,
        )
        self.writing.put(self.tables.outbox, item.id, item)
        self.writing.put(self.tables.posted, message.key, item.id)
        if message.message_id is not None:
            self.writing.add(self.tables.posted_as, message.message_id, item.id)
        return item

    @call
    def claim_outbox(
        self, limit: int, lease: timedelta, *, channels: frozenset[str] | None = None
    ) -> tuple[OutboxItem, ...]:
        """As `Transaction.claim_outbox`."""
        checked_limit(limit)
        until = self.clock + checked_lease(lease)
        ready = [
            item
            for item in self.tables.outbox.values()
            if item.sent_at is None and item.given_up_at is None and item.not_before <= self.clock
            if channels is None or item.message.channel in channels
        ]
        return tuple(
            self._outbox(evolve(item, attempts=item.attempts + 1, not_before=until))
            for item in sorted(ready, key=lambda item: item.id)[:limit]
        )

    @call
    def mark_sent(self, item_id: int, receipt: Receipt) -> OutboxItem:
        """As `Transaction.mark_sent`."""
        item = self._posted(item_id)
        if item.sent_at is not None:
            return item
        return self._outbox(evolve(item, sent_at=self.moment, receipt=receipt.id, trouble=None, given_up_at=None))

    @call
    def mark_failed(self, item_id: int, trouble: str, retry_at: datetime | None) -> OutboxItem:
        """As `Transaction.mark_failed`."""
        item = self._posted(item_id)
        if item.sent_at is not None:
            return item
        if retry_at is None:
            return self._outbox(evolve(item, trouble=trouble, given_up_at=self.moment))
        return self._outbox(evolve(item, trouble=trouble, not_before=in_zone(require_aware(retry_at), _UTC)))

    @call
    def set_not_before(self, item: OutboxItem, at: datetime) -> None:
        """As `ClockRepair.set_not_before`."""
        self._outbox(evolve(item, not_before=at))

    @call
    def log(self, record: DecisionRecord) -> DecisionRecord:
        """As `DecisionLog.log`."""
        return logged(self.writing, self.tables.decisions, record, self.moment)

    def _posted(self, item_id: int) -> OutboxItem:
        if item_id not in self.tables.outbox:
            raise NotFoundError(f"there is no message `{item_id}` in the outbox; list it again")
        return self.tables.outbox[item_id]

    def _outbox(self, item: OutboxItem) -> OutboxItem:
        self.writing.put(self.tables.outbox, item.id, item)
        return item


def logged(
    writing: Writing, decisions: dict[str, DecisionRecord], record: DecisionRecord, now: datetime
) -> DecisionRecord:
    """Write a decision once; as `DecisionLog.log`."""
    for part in (record.labels, record.observations, record.input, record.result):
        require_json(part)
    known = decisions.get(record.decision_id)
    if known is None:
        stamped = evolve(record, timestamp=now)
        writing.put(decisions, record.decision_id, stamped)
        return stamped
    if evolve(known, timestamp=None) != evolve(record, timestamp=None):
        raise UsageError(f"decision `{record.decision_id}` was logged with another content; give this one another id")
    return known
