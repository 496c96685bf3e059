"""The port `RequestStore` (3.1, 3.13), its units of work, and the log of decisions.

A store takes its own ids in any spelling: in small letters, with blanks around them, with zeros before the number; what
it keeps and gives are the ids as it made them. What holds for all ports stands in `ports`.
"""

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Protocol, runtime_checkable

from netpoint_stp.casebook.journal import Actor, Break, Event, Json, NewEvent
from netpoint_stp.casebook.messages import OutboxItem, Outgoing, Receipt
from netpoint_stp.casebook.projection import ComplaintRecord, IncidentRecord, RequestRecord
from netpoint_stp.casebook.records import (
    DecisionRecord,
    Lease,
    Page,
    Purged,
    Query,
    RecordResult,
    StoredInteraction,
    StoredQuarantined,
)
from netpoint_stp.casebook.steps import State
from netpoint_stp.channels.details import DetailPatterns
from netpoint_stp.channels.interaction import Interaction, Quarantined
from netpoint_stp.ports.capabilities import StoreCapability
from netpoint_stp.ports.clocks import ClockState


class DecisionLog(Protocol):
    """Decisions, in the order in which they were made."""

    def log(self, record: DecisionRecord) -> DecisionRecord:
        """Write a decision and return it with its timestamp; a repeat under its id returns the first and writes none.

        Raises `UsageError` where a record of that id with another content is there.
        """

    def decisions(self, after: str | None = None, limit: int = 1000) -> Page[DecisionRecord]:
        """Return decisions in the order of writing, from the first one after the cursor of an earlier page."""


class StoreReader(Protocol):
    """What a store can be asked; a transaction answers with its own writing too, the store with what is committed."""

    def interaction(self, interaction_id: str) -> StoredInteraction | None:
        """Return an interaction, None where there is none of that id."""

    def raw(self, interaction_id: str) -> bytes | None:
        """Return the raw message of an interaction or quarantined item; None once purged, and where none was given."""

    def quarantined(self, after: str | None = None, limit: int = 100) -> Page[StoredQuarantined]:
        """Return quarantined items in the order of recording."""

    def request(self, request_id: str) -> RequestRecord | None:
        """Return a request, None where there is none of that id."""

    def complaint(self, complaint_id: str) -> ComplaintRecord | None:
        """Return a complaint, None where there is none of that id."""

    def incident(self, incident_id: str) -> IncidentRecord | None:
        """Return an incident, None where there is none of that id."""

    def requests(
        self, states: frozenset[State] = frozenset(), after: str | None = None, limit: int = 100
    ) -> Page[RequestRecord]:
        """Return requests in the order in which they were opened, those in `states` alone where it is not empty.

        Paging is by key: one that is opened meanwhile comes on a later page, and none comes twice.
        """

    def complaints(
        self, states: frozenset[State] = frozenset(), after: str | None = None, limit: int = 100
    ) -> Page[ComplaintRecord]:
        """Return complaints, as `requests` does."""

    def incidents(
        self, states: frozenset[State] = frozenset(), after: str | None = None, limit: int = 100
    ) -> Page[IncidentRecord]:
        """Return incidents, as `requests` does."""

    def find(self, query: Query, limit: int = 100) -> tuple[RequestRecord, ...]:
        """Return the requests that the query describes, the latest opened first; empty where there are none."""

    def cases_of(
        self, *, interaction: str | None = None, thread: tuple[str, ...] = (), channel: str | None = None
    ) -> tuple[str, ...]:
        """Return the ids of the cases of every kind to which an interaction, or any message of a thread, belongs.

        As `Query` has it: by the store's id of the interaction, or by canonical ids of interactions and of posted
        messages, in one channel where it is named. In the order of kinds (`CaseKind`), then of numbers; empty: none.
        """

    def waiting(self, queue: str, limit: int = 100) -> tuple[RequestRecord, ...]:
        """Return the requests free to be taken in a queue, in the order in which `take_next` will hand them out.

        Those that may go out of turn first, then by `placed_at`, then by arrival number. An unknown queue is empty.
        """

    def leases(self, worker: str | None = None) -> tuple[Lease, ...]:
        """Return the leases that have not been given back, lapsed ones too, by the moment of taking, then by number."""

    def events(self, case_id: str) -> tuple[Event, ...]:
        """Return the journal of a case, in order; empty where there is no such case."""

    def event_under(self, case_id: str, key: str) -> Event | None:
        """Return the event of a case that was written under an idempotency key, None where there is none."""

    def journal(self, after: str | None = None, limit: int = 1000) -> Page[Event]:
        """Return the events of all cases in the order of `seq`."""

    def outbox(self, *, pending: bool = True, after: str | None = None, limit: int = 100) -> Page[OutboxItem]:
        """Return posted messages in the order of posting; with `pending` those neither sent nor given up."""

    def decisions(self, after: str | None = None, limit: int = 1000) -> Page[DecisionRecord]:
        """Return decisions in the order of writing."""


class Transaction(StoreReader, DecisionLog, Protocol):
    """A unit of work: all of it is committed when the `with` block ends, none of it when an exception leaves it.

    Errors of this library that a call raises leave the transaction as it was before that call, so that it may go on.
    After its end every call is refused (`UsageError`).
    """

    @property
    def now(self) -> datetime:
        """The moment of this transaction by the store's own clock, read inside its lock: aware, in UTC.

        The same throughout. All that is written bears it. It does not go back from one transaction to the next that
        began after it, also where the clock of the machine did, within the bounds of `ClockBounds`; what follows an
        acknowledgement (`accept_clock`) bears what the clock says.
        """

    @property
    def clock_now(self) -> datetime:
        """What the clock said when this transaction began, in UTC: leases and retries end and come due by it.

        Other than `now` it may have gone back, by less than the bound.
        """

    def redacted(self, data: Mapping[str, Json]) -> dict[str, Json]:
        """Return data of an event, or observations, as this unit of work keeps them: passport data blanked in words."""

    def decision(self, decision_id: str) -> DecisionRecord | None:
        """Return a decision of the log by its id; None where there is none of that id."""

    def record(self, interaction: Interaction, raw: bytes | None = None) -> RecordResult:
        """Keep an interaction, exactly once however often it is delivered, and give it its arrival number.

        Sameness is `channels.identity.same_message`, over all that was ever recorded, purged or not. A repeat writes
        nothing. What is kept is redacted, and the answer to a first recording has it; `raw` lies apart.
        """

    def quarantine(self, item: Quarantined) -> RecordResult:
        """Keep what no interaction could be made of, once per channel and content."""

    def open_case(self, event: NewEvent) -> Event:
        """Open a request (`OPENED`), a complaint (`LODGED`) or an incident (`NOTICED`); the event has the new id.

        `event.to` says in which state, where there is a choice. A repeat under the event's `key` returns the first
        event of that key and opens nothing; keys of opening events are unique over the whole store, per kind of case.
        Raises `UsageError` for data that lacks something, `NotFoundError` for an interaction that was not recorded.
        """

    def append(self, case_id: str, event: NewEvent, *, token: int | None = None) -> Event:
        """Write an event of a case; its state follows.

        A repeat under `event.key` returns the first event of that key in the case, whatever became of the case since,
        and writes nothing. While a request is taken, the steps of `OF_HOLDER` need the `token` of its live lease;
        any step that leads out of `TAKEN` ends the lease. Where a token is given it must be that of the live lease.
        Raises `NotFoundError`, `IllegalStepError` (naming the state), `LeaseLostError` (lapsed, given back or
        superseded; a token for a request that nobody holds too), `UsageError` for data that lacks something and for
        events of `BY_STORE`.
        """

    def take_next(self, queue: str, worker: str, lease: timedelta) -> Lease | None:
        """Take the first free request of a queue; None where no request is free. A repeat takes another one.

        Free is what waits (`WAITING`). First are those that may go out of turn (3.14), then the earliest place, then
        the lowest arrival number (3.13). Among concurrent calls this holds: no call returns R if some Q before R in
        queue order was acknowledged or released before the call began and was next taken by a call that began after
        this one ended; alone, `take_next` returns the exact first. There are never two live leases of one request.
        Lapsed leases are not looked at here: call `return_lapsed` before.
        """

    def take(
        self, request_id: str, worker: str, lease: timedelta, *, bulk: str | None = None, at: datetime | None = None
    ) -> Lease:
        """Take one certain request that waits, such as a live call, or several for one answer (`bulk` names the act).

        `at` is when it was taken in truth, where that is known: a person took the call before the store heard of it.
        The lease runs from `now` all the same. Raises `NotFoundError`, `IllegalStepError` where it does not wait, and
        `UsageError` for an `at` that is still to come.
        """

    def renew(self, request_id: str, token: int, lease: timedelta) -> Lease:
        """Lengthen a live lease: it now runs `lease` from `now`; a repeat is safe.

        Raises `NotFoundError`, and `LeaseLostError` without a live lease of that token.
        """

    def release(self, request_id: str, token: int, *, by: Actor | None = None) -> Event:
        """Give a request back: it waits in its old place.

        The event is the holder's own, unless `by` says who else gave it back. Raises `NotFoundError`, and
        `LeaseLostError` without a live lease of that token.
        """

    def return_lapsed(self, limit: int = 100) -> tuple[str, ...]:
        """Give back up to `limit` requests whose leases have lapsed by `now`, the longest lapsed first; tell their ids.

        Equal ones by their numbers. A lease has lapsed at its `until`. They wait in their old places. Safe to repeat;
        its cost does not grow with the number of requests that wait.
        """

    def post(self, message: Outgoing) -> OutboxItem:
        """Put a message into the outbox, to be sent after the commit; once per `message.key`: a repeat gives the first.

        Passport data in subject and text is blanked. Raises `NotFoundError` for a case that there is not.
        """

    def claim_outbox(
        self, limit: int, lease: timedelta, *, channels: frozenset[str] | None = None
    ) -> tuple[OutboxItem, ...]:
        """Hand out pending messages whose `not_before` has come, the earliest posted first.

        Each counts as an attempt and is not handed out again for the length of `lease`; so a sender that dies leaves
        its messages to be sent once more. With `channels`, those of these channels alone.
        """

    def mark_sent(self, item_id: int, receipt: Receipt) -> OutboxItem:
        """Note that a message went out; the first receipt stays. Raises `NotFoundError`."""

    def mark_failed(self, item_id: int, trouble: str, retry_at: datetime | None) -> OutboxItem:
        """Note that a message did not go out; it is pending again from `retry_at`, and given up where that is None.

        One that was sent stays sent. `trouble` says why, without address or content. Raises `NotFoundError`.
        """


@runtime_checkable
class RequestStore(StoreReader, Protocol):
    """Interactions, requests, complaints, incidents, their journals, the outbox and the decision log."""

    @property
    def capabilities(self) -> frozenset[StoreCapability]:
        """What this store does beyond what every store must; does not change."""

    @property
    def schema_version(self) -> int:
        """The version of the layout that this store's data has; 0 where it has none to speak of."""

    def transaction(self, patterns: Iterable[DetailPatterns] = ()) -> AbstractContextManager[Transaction]:
        """Begin a unit of work; see `Transaction`. Not within another one of the same thread (`UsageError`).

        Whatever it keeps is redacted: passport data is blanked by the store's own patterns and by these.

        Within it, ask the transaction: what the store itself answers to the same thread meanwhile is not promised.

        Raises `UnavailableError` where the store cannot be reached or is busy beyond its patience, on entering or,
        with nothing written, on leaving; a whole unit of work may then be tried again. Raises `ClockJumpError` on
        entering where the clock stands too far from the newest entry (`ClockBounds`), either way.
        """

    def clock_state(self) -> ClockState:
        """Return what the clock says, and the newest entry; needs no unit of work, and writes nothing."""

    def accept_clock(self, *, by: Actor) -> Event | None:
        """Acknowledge that the clock, which has jumped, is right now; None, and nothing written, where it has not.

        The store's own journal (`STORE_CASE`) tells who did it, `from` which newest entry and `to` what. From then on
        the clock counts: leases and pending messages keep what they had left, and what was placed in the line by a
        moment that is yet to come stands where this moment puts it. Safe to repeat.
        """

    def verify(self) -> tuple[Break, ...]:
        """Return every place where a journal does not hold, by case and number; empty where all is as it was written.

        Cases in the order of their ids' letters and numbers. Changes nothing; reads everything.
        """

    def purge(self, before: datetime, *, by: Actor) -> Purged:
        """Erase raw messages and the content of quarantined items that were recorded before a moment; safe to repeat.

        What was read from them stays, redacted. The store's own journal (`STORE_CASE`) tells of it. The erased bytes
        are gone from the store's files as far as the store can do that; copies and logs of the database are the
        operator's. Raises `UsageError` for a moment that is still to come.
        """

    def close(self) -> None:
        """Let go of connections and files; safe to repeat. Every later call raises `UnavailableError`."""
