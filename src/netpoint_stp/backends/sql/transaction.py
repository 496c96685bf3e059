"""A unit of work of a store on SQL (3.1, 3.13, 3.14)."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import wraps
from typing import Concatenate, Final, ParamSpec, TypeVar

from netpoint_stp.backends.cases import RequestRecord
from netpoint_stp.backends.clock_jumps import accept_clock
from netpoint_stp.backends.journal import Actor, Event, NewEvent
from netpoint_stp.backends.messages import OutboxItem, Outgoing, Receipt
from netpoint_stp.backends.records import DecisionRecord, Lease, Purged, Recorded, case_key
from netpoint_stp.backends.sql import keeping, recording, sending, stepping
from netpoint_stp.backends.sql.answers import Answers
from netpoint_stp.backends.sql.sealing import Sealer
from netpoint_stp.backends.sql.session import Session
from netpoint_stp.backends.sql.work import Work
from netpoint_stp.channels.interaction import Interaction, Quarantined
from netpoint_stp.errors import UnavailableError, UsageError

P = ParamSpec("P")
R = TypeVar("R")


def _call(method: Callable[Concatenate["SqlTransaction", P], R]) -> Callable[Concatenate["SqlTransaction", P], R]:
    """Make a method refuse after the end of the transaction, and after the database failed in it."""

    @wraps(method)
    def called(self: "SqlTransaction", /, *args: P.args, **kwargs: P.kwargs) -> R:
        self.usable()
        return method(self, *args, **kwargs)

    return called


class SqlTransaction(Answers):
    """See `ports.Transaction`; the store makes it, and holds its lock while it lasts."""

    def __init__(self, work: Work) -> None:
        self._work: Final = work
        self.ended = False

    def usable(self) -> None:
        """Refuse (`UsageError`) after the end, and (`UnavailableError`) after the database failed."""
        if self.ended:
            raise UsageError("this unit of work has ended; begin another one")
        if self.failed:
            raise UnavailableError("the database failed in this unit of work, and nothing of it is kept; begin anew")

    @property
    def failed(self) -> bool:
        """Whether the database failed in it, so that nothing of it may be committed."""
        return self._work.session.failed

    @property
    def sealer(self) -> Sealer:
        """As `Answers.sealer`."""
        return self._work.sealer

    @contextmanager
    def looking(self) -> Iterator[Session]:
        """As `Answers.looking`."""
        self.usable()
        yield self._work.session

    @property
    def now(self) -> datetime:
        """As `Transaction.now`."""
        self.usable()
        return self._work.now

    @property
    def clock_now(self) -> datetime:
        """As `Transaction.clock_now`."""
        self.usable()
        return self._work.clock

    def request(self, request_id: str) -> RequestRecord | None:
        """As `Reading.request`; one to which this unit of work has written is at hand."""
        self.usable()
        placed = case_key(request_id)
        last = None if placed is None else self._work.last.get(placed)
        known = None if last is None else self._work.remembered.get(last.digest)
        return known if isinstance(known, RequestRecord) else super().request(request_id)

    @_call
    def record(self, interaction: Interaction, raw: bytes | None = None) -> Recorded:
        """As `Transaction.record`."""
        return recording.record_many(self._work, [(interaction, raw)])[0]

    @_call
    def record_many(self, items: Sequence[tuple[Interaction, bytes | None]]) -> tuple[Recorded, ...]:
        """Keep several interactions, as `record` does one after the other, in that order; much faster."""
        return recording.record_many(self._work, items)

    @_call
    def quarantine(self, item: Quarantined) -> Recorded:
        """As `Transaction.quarantine`."""
        return recording.quarantine(self._work, item)

    @_call
    def open_case(self, event: NewEvent) -> Event:
        """As `Transaction.open_case`."""
        return stepping.open_case(self._work, event)

    @_call
    def append(self, case_id: str, event: NewEvent, *, token: int | None = None) -> Event:
        """As `Transaction.append`."""
        return stepping.append(self._work, case_id, event, token)

    @_call
    def take_next(self, queue: str, worker: str, lease: timedelta) -> Lease | None:
        """As `Transaction.take_next`."""
        return stepping.take_next(self._work, queue, worker, lease)

    @_call
    def take(
        self, request_id: str, worker: str, lease: timedelta, *, bulk: str | None = None, at: datetime | None = None
    ) -> Lease:
        """As `Transaction.take`."""
        return stepping.take(self._work, request_id, worker, lease, bulk, at)

    @_call
    def renew(self, request_id: str, token: int, lease: timedelta) -> Lease:
        """As `Transaction.renew`."""
        return stepping.renew(self._work, request_id, token, lease)

    @_call
    def release(self, request_id: str, token: int, *, by: Actor | None = None) -> Event:
        """As `Transaction.release`."""
        return stepping.release(self._work, request_id, token, by)

    @_call
    def return_lapsed(self, limit: int = 100) -> tuple[str, ...]:
        """As `Transaction.return_lapsed`."""
        return stepping.return_lapsed(self._work, limit)

    @_call
    def post(self, message: Outgoing) -> OutboxItem:
        """As `Transaction.post`."""
        return sending.post(self._work, message)

    @_call
    def claim_outbox(
        self, limit: int, lease: timedelta, *, channels: frozenset[str] | None = None
    ) -> tuple[OutboxItem, ...]:
        """As `Transaction.claim_outbox`."""
        return sending.claim(self._work, limit, lease, channels)

    @_call
    def mark_sent(self, item_id: int, receipt: Receipt) -> OutboxItem:
        """As `Transaction.mark_sent`."""
        return sending.mark_sent(self._work, item_id, receipt)

    @_call
    def mark_failed(self, item_id: int, trouble: str, retry_at: datetime | None) -> OutboxItem:
        """As `Transaction.mark_failed`."""
        return sending.mark_failed(self._work, item_id, trouble, retry_at)

    @_call
    def log(self, record: DecisionRecord) -> DecisionRecord:
        """As `DecisionLog.log`."""
        return sending.log(self._work, record)

    @_call
    def store_event(self, new: NewEvent) -> Event:
        """As `ClockRepair.store_event`."""
        return stepping.store_event(self._work, new)

    @_call
    def set_lease_end(self, lease: Lease, until: datetime) -> None:
        """As `ClockRepair.set_lease_end`."""
        stepping.set_lease_end(self._work, lease, until)

    @_call
    def set_not_before(self, item: OutboxItem, at: datetime) -> None:
        """As `ClockRepair.set_not_before`."""
        sending.set_not_before(self._work, item, at)

    @_call
    def accept_clock(self, by: Actor) -> Event | None:
        """Acknowledge the clock; for `SqlStore.accept_clock`."""
        return accept_clock(self, self._work.state, self._work.last_entries, by)

    @_call
    def erase(self, before: int, by: Actor) -> Purged:
        """Erase raw messages recorded before a moment, in microseconds since 1970; for `SqlStore.purge`."""
        return keeping.erase(self._work, before, by)
