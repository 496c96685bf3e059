"""A store on trial: the few acts that the suite of the port `RequestStore` is made of."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count
from typing import Any, Final

from attrs import define, field

from netpoint_stp.casebook.events import moment_text
from netpoint_stp.casebook.journal import Actor, ActorKind, Event, NewEvent
from netpoint_stp.casebook.messages import Outgoing
from netpoint_stp.casebook.projection import RequestRecord
from netpoint_stp.casebook.records import Lease, RecordResult
from netpoint_stp.casebook.steps import EventKind, State
from netpoint_stp.channels.interaction import Interaction, MessageKey, Party, PartyKind, Text
from netpoint_stp.errors import NotFoundError
from netpoint_stp.ports.clocks import SetClock
from netpoint_stp.ports.stores import RequestStore, Transaction
from netpoint_stp.testing.conformance.suite import holds

START: Final = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
HOUR: Final = timedelta(hours=1)
TICK: Final = timedelta(microseconds=1)
STAFF: Final = Actor(ActorKind.STAFF, "worker-1")
K, S = EventKind, State


def message(
    key: str,
    text: str = "the router is dead",
    *,
    channel: str = "email",
    subject: str = "",
    suffices: bool = False,
    sender: str = "ivan@example.com",
    references: tuple[str, ...] = (),
) -> Interaction:
    """Return an interaction with this id and text."""
    content = sha256(f"{subject}\0{text}".encode("utf-8", "surrogatepass")).hexdigest()
    return Interaction(
        channel=channel,
        sender=Party(kind=PartyKind.EMAIL, normalised=sender, received=sender),
        subject=subject,
        text=Text(own=text),
        received_at=START,
        identity=MessageKey(channel=channel, key=key, content=content, content_suffices=suffices),
        references=references,
        raw_digest=sha256(key.encode("utf-8", "surrogatepass")).hexdigest(),
        raw_size=len(text),
    )


def outgoing(key: str, **changes: Any) -> Outgoing:
    """Return a message to a client."""
    party = Party(kind=PartyKind.EMAIL, normalised="ivan@example.com", received="ivan@example.com")
    told: dict[str, Any] = {"channel": "email", "to": (party,), "subject": "your request", "text": "we are on it"}
    return Outgoing(key=key, language="en", **(told | changes))


@define
class Trial:
    """A fresh store with its clock."""

    store: RequestStore
    clock: SetClock
    _numbers: Iterator[int] = field(factory=lambda: count(1))

    @contextmanager
    def work(self) -> Iterator[Transaction]:
        """Do a unit of work."""
        with self.store.transaction() as work:
            yield work

    def record(self, interaction: Interaction, raw: bytes | None = b"raw") -> RecordResult:
        """Record an interaction in a unit of work of its own."""
        with self.work() as work:
            return work.record(interaction, raw)

    def open(self, to: State = S.WAITING, *, queue: str | None = "desk", key: str | None = None, **data: Any) -> str:
        """Open a request and return its id; it arrived now, after those opened before."""
        with self.work() as work:
            told = {
                "channel": "email",
                "queue": queue,
                "received_at": moment_text(data.pop("at", work.now)),
                "arrival_number": next(self._numbers),
            }
            return work.open_case(NewEvent(kind=K.OPENED, to=to, data=told | data, key=key)).case_id

    def step(
        self,
        case_id: str,
        kind: EventKind,
        *,
        token: int | None = None,
        to: State | None = None,
        key: str | None = None,
        by: Actor = STAFF,
        data: Mapping[str, object] | None = None,
        **more: object,
    ) -> Event:
        """Write an event in a unit of work of its own; its data are `data` and whatever more is named."""
        new = NewEvent(kind=kind, to=to, by=by, data={**(data or {}), **more}, key=key)
        with self.work() as work:
            return work.append(case_id, new, token=token)

    def take_next(self, queue: str = "desk", worker: str = "worker-1", lease: timedelta = HOUR) -> Lease | None:
        """Take the next request in a unit of work of its own."""
        with self.work() as work:
            return work.take_next(queue, worker, lease)

    def taken(self, queue: str = "desk", worker: str = "worker-1", lease: timedelta = HOUR) -> Lease:
        """Take the next request, which must be there."""
        found = self.take_next(queue, worker, lease)
        holds(found, "a request that waits can be taken")
        if found is None:
            raise NotFoundError("nothing waits")
        return found

    def request(self, request_id: str) -> RequestRecord:
        """Return a request, which must be there."""
        found = self.store.request(request_id)
        if found is None:
            raise NotFoundError(f"request `{request_id}` is not there")
        return found

    def state(self, request_id: str) -> State:
        """Return the state of a request."""
        return self.request(request_id).state

    def in_line(self, queue: str = "desk") -> list[str]:
        """Return the ids of those that wait, in the store's order."""
        return [record.id for record in self.store.waiting(queue)]

    def bring_to(self, state: State) -> tuple[str, int | None]:
        """Return a request in this state, in a queue of its own, with the token of whoever holds it."""
        queue = f"queue-{next(self._numbers)}"
        if state in (S.TRIAGE, S.INCOMPLETE, S.WAITING):
            return self.open(state, queue=queue), None
        request_id = self.open(queue=queue)
        lease = self.taken(queue)
        match state:
            case S.HELD:
                self.step(request_id, K.HELD, token=lease.token, whose="client")
            case S.REFUSED:
                self.step(request_id, K.REFUSED, token=lease.token)
            case S.RESOLVED | S.CLOSED:
                self.step(request_id, K.RESOLVED, token=lease.token)
            case S.NOT_A_REQUEST:
                self.step(request_id, K.NOT_A_REQUEST, token=lease.token)
            case S.MERGED:
                self.step(request_id, K.MERGED, into="R-1")
            case _:
                return request_id, lease.token
        if state is S.CLOSED:
            self.step(request_id, K.CLOSED)
        return request_id, None
