"""A `RequestStore` against a model (3.1, 3.13, 3.14): any history of recording, taking, stepping, lapsing, failing."""

from collections.abc import Callable
from datetime import datetime, timedelta

from attrs import define, field
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from netpoint_stp.casebook.events import moment_text
from netpoint_stp.casebook.journal import NewEvent
from netpoint_stp.casebook.records import Repeat
from netpoint_stp.casebook.steps import EventKind, State
from netpoint_stp.errors import LeaseLostError, NotFoundError
from netpoint_stp.ports.clocks import SetClock
from netpoint_stp.ports.stores import RequestStore
from netpoint_stp.testing.conformance.store.recording import StoreSuite
from netpoint_stp.testing.conformance.suite import equal, holds, promise, refused
from netpoint_stp.testing.conformance.trial import HOUR, START, K, S, Trial, message

_AFTER = {K.ANSWERED: S.TAKEN, K.HELD: S.HELD, K.RESOLVED: S.RESOLVED, K.REFUSED: S.REFUSED}
_QUEUES = ("desk", "vip")
_URGENT = {"level": "high", "reason": "a hospital", "needs": ["emergency_action"], "turn": "may_go_out_of_turn"}


@define
class Modelled:
    """A request as the model has it."""

    number: int
    placed_at: datetime
    queue: str
    in_turn: bool = True
    state: State = S.WAITING
    token: int = 0
    until: datetime | None = None
    worker: str = ""
    spent: list[int] = field(factory=list)
    """Tokens that are no good any more."""


class StoreMachine(RuleBasedStateMachine):
    """The acts of a desk, some of them stale, some of them given up half way."""

    def __init__(self, make: Callable[[SetClock], RequestStore]) -> None:
        super().__init__()
        self.make = make
        self.model: dict[str, Modelled] = {}
        self.recorded: dict[tuple[int, int], str] = {}
        self.opened = 0

    @initialize()
    def begin(self) -> None:
        """Start with an empty store."""
        clock = SetClock(START)
        self.trial = Trial(self.make(clock), clock)

    def teardown(self) -> None:
        """Close the store."""
        if hasattr(self, "trial"):
            self.trial.store.close()

    @rule(key=st.integers(0, 3), text=st.integers(0, 1))
    def deliver(self, key: int, text: int) -> None:
        """A message comes, for the first time or again."""
        found = self.trial.record(message(f"<{key}@example.com>", f"text {text}"))
        known = self.recorded.get((key, text))
        equal(found.repeat is Repeat.REPEAT, known is not None, "a repeat is a repeat")
        equal(found.id, known or found.id, "and the first one")
        self.recorded[key, text] = found.id

    @rule(queue=st.sampled_from(_QUEUES))
    def open(self, queue: str) -> None:
        """A request is opened, to stand after all those before it."""
        self.opened += 1
        self.model[self.trial.open(queue=queue)] = Modelled(self.opened, self.trial.clock.now(), queue)

    @rule(queue=st.sampled_from(_QUEUES), worker=st.sampled_from("ab"), hours=st.integers(1, 3))
    def take(self, queue: str, worker: str, hours: int) -> None:
        """Somebody takes the next one."""
        lease = self.trial.take_next(queue, worker, hours * HOUR)
        line = self.line(queue)
        equal(lease and lease.request_id, line[0] if line else None, "the first of the line is taken")
        if lease is not None:
            one = self.model[lease.request_id]
            holds(lease.token > one.token, "the token grows")
            one.state, one.token, one.until, one.worker = S.TAKEN, lease.token, lease.until, worker

    @precondition(lambda self: self.model)
    @rule(data=st.data(), kind=st.sampled_from(list(_AFTER)))
    def act(self, data: st.DataObject, kind: EventKind) -> None:
        """The holder of a request acts, or somebody who holds it no longer."""
        case_id, one = self.chosen(data)
        if one.state is not S.TAKEN:
            return
        token = data.draw(st.sampled_from([one.token, *one.spent]), label="token")
        details = {"whose": "client"} if kind is K.HELD else {}
        if token != one.token or not self.live(one):
            refused(LeaseLostError, lambda: self.step(case_id, kind, token, details), "a lost lease is refused")
            return
        self.step(case_id, kind, token, details)
        after: dict[EventKind, State] = {
            K.ANSWERED: S.TAKEN,
            K.HELD: S.HELD,
            K.RESOLVED: S.RESOLVED,
            K.REFUSED: S.REFUSED,
        }
        self.leave(one, after[kind])

    @precondition(lambda self: self.model)
    @rule(data=st.data())
    def resume_or_reopen(self, data: st.DataObject) -> None:
        """The client answers, or a request that was done with is taken up again, with a new place."""
        case_id, one = self.chosen(data)
        if one.state is S.HELD:
            self.trial.step(case_id, K.RESUMED)
        elif one.state in (S.RESOLVED, S.REFUSED):
            one.number, one.placed_at = -one.number, self.trial.clock.now()
            moment = moment_text(one.placed_at)
            self.trial.step(case_id, K.REOPENED, to=S.WAITING, received_at=moment, arrival_number=one.number)
        else:
            return
        one.state = S.WAITING

    @precondition(lambda self: self.model)
    @rule(data=st.data())
    def set_severity(self, data: st.DataObject) -> None:
        """Staff judge a request critical."""
        case_id, one = self.chosen(data)
        if one.state in (S.WAITING, S.TAKEN, S.HELD):
            self.trial.step(case_id, K.SEVERITY_SET, data=_URGENT)
            one.in_turn = False

    @precondition(lambda self: self.model)
    @rule(data=st.data())
    def release(self, data: st.DataObject) -> None:
        """The holder gives a request back, or somebody who holds it no longer tries to."""
        case_id, one = self.chosen(data)
        with self.trial.work() as work:
            if one.state is S.TAKEN and self.live(one):
                work.release(case_id, one.token)
                self.leave(one, S.WAITING)
            else:
                refused(LeaseLostError, lambda: work.release(case_id, one.token), "nobody holds it")

    @precondition(lambda self: self.model)
    @rule(data=st.data())
    def renew(self, data: st.DataObject) -> None:
        """The holder wants more time."""
        case_id, one = self.chosen(data)
        if one.state is S.TAKEN and self.live(one):
            with self.trial.work() as work:
                one.until = work.renew(case_id, one.token, HOUR).until
            equal(one.until, self.trial.clock.now() + HOUR, "it runs from now")

    @rule(minutes=st.integers(0, 120))
    def wait(self, minutes: int) -> None:
        """Time passes."""
        self.trial.clock.advance(timedelta(minutes=minutes))

    @rule()
    def return_lapsed(self) -> None:
        """Those whose time is over give their requests back."""
        with self.trial.work() as work:
            found = work.return_lapsed()
        lapsed = {name for name, one in self.model.items() if one.state is S.TAKEN and not self.live(one)}
        equal(set(found), lapsed, "all that lapsed, and nothing else")
        for name in lapsed:
            self.leave(self.model[name], S.WAITING)

    @rule(queue=st.sampled_from(_QUEUES))
    def fail(self, queue: str) -> None:
        """A unit of work takes, opens and records, and comes to nothing."""

        def failing() -> None:
            with self.trial.work() as work:
                work.record(message("<never@example.com>"))
                lease = work.take_next(queue, "c", HOUR)
                if lease is not None:
                    work.append(lease.request_id, NewEvent(kind=K.RESOLVED), token=lease.token)
                work.append("R-999999", NewEvent(kind=K.NOTED))

        refused(NotFoundError, failing, "it fails")

    @invariant()
    def agrees(self) -> None:
        """Lines, states and leases are those of the model, and every journal holds."""
        if not hasattr(self, "trial"):
            return
        for queue in _QUEUES:
            equal(self.trial.in_line(queue), self.line(queue), "the line is that of the model")
        states = {record.id: record.state for record in self.trial.store.requests(limit=1000).items}
        equal(states, {name: one.state for name, one in self.model.items()}, "so are the states")
        held = {lease.request_id: (lease.token, lease.until, lease.worker) for lease in self.trial.store.leases()}
        known = {name: (one.token, one.until, one.worker) for name, one in self.model.items() if one.state is S.TAKEN}
        equal(held, known, "so are the leases")
        equal(self.trial.store.verify(), (), "the journals hold")

    def line(self, queue: str) -> list[str]:
        """Return the line that the model expects."""
        waiting = {name: one for name, one in self.model.items() if one.queue == queue and one.state is S.WAITING}
        return sorted(waiting, key=lambda name: (waiting[name].in_turn, waiting[name].placed_at, waiting[name].number))

    def chosen(self, data: st.DataObject) -> tuple[str, Modelled]:
        """Return some request."""
        name = data.draw(st.sampled_from(sorted(self.model)), label="request")
        return name, self.model[name]

    def live(self, one: Modelled) -> bool:
        """Return whether a lease has not lapsed."""
        return one.until is not None and self.trial.clock.now() < one.until

    def leave(self, one: Modelled, state: State) -> None:
        """Let go of a request, unless it stays with its holder."""
        one.state = state
        if state is not S.TAKEN:
            one.spent.append(one.token)
            one.until = None

    def step(self, case_id: str, kind: EventKind, token: int, details: dict[str, str]) -> None:
        """Write an event."""
        self.trial.step(case_id, kind, token=token, data=details)


class Machine(StoreSuite):
    """Any history."""

    @promise
    def test_any_history_agrees_with_the_model(self) -> None:
        """Whatever a desk does in whatever order, lines, states, leases and journals are those of a simple model."""
        make = self.make

        class OfThisStore(StoreMachine):
            def __init__(self) -> None:
                super().__init__(make)

        run_state_machine_as_test(OfThisStore, settings=self.trials(stateful_step_count=25))
