"""Promises of `RequestStore` on the queue (3.13, 3.14): order, places, tokens, leases that lapse, who may step."""

from datetime import timedelta
from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from netpoint_stp.casebook.events import moment_text
from netpoint_stp.casebook.journal import NewEvent
from netpoint_stp.casebook.steps import OF_HOLDER
from netpoint_stp.errors import IllegalStepError, LeaseLostError, NotFoundError, UsageError
from netpoint_stp.policy.queue.policy import QueuePolicy
from netpoint_stp.policy.queue.tables import Turn
from netpoint_stp.rules import still_possible
from netpoint_stp.testing.conformance.store.recording import StoreSuite
from netpoint_stp.testing.conformance.suite import equal, holds, promise, refused
from netpoint_stp.testing.conformance.trial import HOUR, START, TICK, K, S, Trial

_LEVELS = ("low", "ordinary", "high", "critical")
_NEEDS = ((), ("emergency_action",), ("specialist_advice",))
_URGENT = {"level": "critical", "reason": "all is down", "needs": ["emergency_action"], "turn": "may_go_out_of_turn"}


class Queue(StoreSuite):
    """Who is next."""

    @promise
    def test_the_order_is_that_of_the_policy(self) -> None:
        """Whatever waits is handed out in the order that the queue policy gives, and `waiting` says so beforehand."""

        @self.trials()
        @given(
            st.lists(
                st.tuples(st.integers(0, 3), st.none() | st.tuples(st.sampled_from(_LEVELS), st.sampled_from(_NEEDS))),
                max_size=7,
            )
        )
        def any_requests(arrivals: list[tuple[int, tuple[str, tuple[str, ...]] | None]]) -> None:
            policy = QueuePolicy()
            with self.trial() as trial:
                for minutes, severity in arrivals:
                    request_id = trial.open(at=START - timedelta(minutes=minutes))
                    if severity is not None:
                        _judged(trial, request_id, severity, policy)
                records = [record.request for record in trial.store.requests().items]
                places = policy.order(records, START).value
                expected = [place.request_id for place in places]

                equal(trial.in_line(), expected, "those that wait stand in the order of the policy")
                taken = [trial.taken().request_id for _ in expected]
                equal(taken, expected, "and are handed out in it")
                equal(trial.take_next(), None, "then none is left")

        any_requests()

    @promise
    def test_only_what_waits_is_free(self) -> None:
        """What is in triage, incomplete, held, taken, done with, in another queue or in none is not handed out."""
        with self.trial() as trial:
            for state in (S.TRIAGE, S.INCOMPLETE):
                trial.open(state)
            trial.open(queue=None)
            trial.open(queue="another")
            held = trial.open()
            trial.step(held, K.HELD, whose="client")
            done = trial.open()
            trial.step(done, K.REFUSED)
            free = trial.open()

            equal(trial.in_line(), [free], "one is free")
            equal(trial.taken().request_id, free, "and taken")
            equal(trial.take_next(), None, "nothing else is")
            equal(trial.take_next("unknown"), None, "nor in a queue that there is not")
            trial.step(held, K.RESUMED)
            equal(trial.taken().request_id, held, "what is resumed is free again")

    @promise
    def test_holds_keep_their_place(self) -> None:
        """Who waited for the client comes back to the old place, before those who arrived later."""
        with self.trial() as trial:
            first, second = trial.open(), trial.open()
            lease = trial.taken()
            trial.step(first, K.HELD, token=lease.token, whose="client")
            trial.clock.advance(HOUR)
            trial.step(first, K.RESUMED)

            equal(trial.in_line(), [first, second], "the place is kept")

    @promise
    def test_places_change_as_said(self) -> None:
        """Severity, another queue, a corrected place and reopening change the order at once."""
        with self.trial() as trial:
            a, b, c = (trial.open() for _ in range(3))
            trial.step(c, K.SEVERITY_SET, data=_URGENT)
            equal(trial.in_line(), [c, a, b], "out of turn comes first")
            trial.step(c, K.SEVERITY_SET, level="low", reason="it was a cable", turn="in_turn")
            equal(trial.in_line(), [a, b, c], "and back")
            trial.step(b, K.PLACED, placed_at=moment_text(START - HOUR), arrival_number=2)
            equal(trial.in_line(), [b, a, c], "an earlier place counts")
            trial.step(a, K.MOVED, queue="another")
            equal((trial.in_line(), trial.in_line("another")), ([b, c], [a]), "it is in the other queue")
            trial.step(b, K.REFUSED)
            late = moment_text(START + HOUR)
            trial.step(b, K.REOPENED, to=S.WAITING, received_at=late, arrival_number=50)
            equal(trial.in_line(), [c, b], "what is reopened has a new place")

    @promise
    def test_a_token_grows_with_every_taking(self) -> None:
        """Every taking of a request has a greater token, and a step under an older one is refused."""
        with self.trial() as trial:
            request_id = trial.open()
            first = trial.taken(worker="worker-1")
            with trial.work() as work:
                work.release(request_id, first.token)
            second = trial.taken(worker="worker-2")

            holds(second.token > first.token, "the token grew")
            equal(trial.request(request_id).token, second.token, "the request tells the token of the last taking")
            old = partial(trial.step, request_id, K.ANSWERED, token=first.token)
            refused(LeaseLostError, old, "the old token is no good")
            trial.step(request_id, K.ANSWERED, token=second.token)

    @promise
    def test_a_lease_lapses(self) -> None:
        """A step just before the end of a lease is taken; at the end, and later, it is refused and writes nothing."""
        with self.trial() as trial:
            request_id = trial.open()
            lease = trial.taken(lease=HOUR)
            equal((lease.taken_at, lease.until), (START, START + HOUR), "the lease says until when")
            trial.clock.advance(HOUR - TICK)
            trial.step(request_id, K.ANSWERED, token=lease.token)
            trial.clock.advance(TICK)
            count = len(trial.store.events(request_id))

            refused(LeaseLostError, partial(trial.step, request_id, K.RESOLVED, token=lease.token), "it has lapsed")
            equal(len(trial.store.events(request_id)), count, "nothing was written")
            with trial.work() as work:
                refused(LeaseLostError, partial(work.renew, request_id, lease.token, HOUR), "it cannot be renewed")
                refused(LeaseLostError, partial(work.release, request_id, lease.token), "nor given back")

    @promise
    def test_what_lapsed_returns_to_its_place(self) -> None:
        """Lapsed leases are given back, the longest lapsed first, up to the limit; the requests wait where they did."""
        with self.trial() as trial:
            a, b, c = (trial.open() for _ in range(3))
            trial.taken(lease=2 * HOUR)
            trial.taken(lease=HOUR)
            trial.taken(lease=3 * HOUR)
            trial.clock.advance(2 * HOUR)
            equal(trial.in_line(), [], "before that step they are not free")
            with trial.work() as work:
                equal(work.return_lapsed(1), (b,), "the longest lapsed first")
                equal(work.return_lapsed(), (a,), "one that ends at this moment too")
                equal(work.return_lapsed(), (), "and no other")

            equal(trial.in_line(), [a, b], "in their old places")
            equal(trial.state(c), S.TAKEN, "the live one is held")
            equal([each.request_id for each in trial.store.leases()], [c], "one lease is left")
            last = trial.store.events(a)[-1]
            equal((last.kind, last.data["cause"]), (K.RETURNED, "lapsed"), "the journal tells")
            holds(trial.taken().request_id == a, "they can be taken anew")

    @promise
    def test_gives_back_once(self) -> None:
        """What is released waits in its old place; a second release is refused."""
        with self.trial() as trial:
            first, second = trial.open(), trial.open()
            lease = trial.taken()
            with trial.work() as work:
                event = work.release(first, lease.token)
                refused(LeaseLostError, partial(work.release, first, lease.token), "nobody holds it any more")
                refused(NotFoundError, partial(work.release, "R-999", 1), "an unknown request")

            equal((event.by.id, event.state), ("worker-1", S.WAITING), "the holder gave it back")
            equal(trial.in_line(), [first, second], "to its old place")

    @promise
    def test_renews(self) -> None:
        """A live lease is lengthened from now, with the same token; a repeat is safe."""
        with self.trial() as trial:
            request_id = trial.open()
            lease = trial.taken()
            trial.clock.advance(HOUR / 2)
            with trial.work() as work:
                renewed = work.renew(request_id, lease.token, HOUR)
                equal(work.renew(request_id, lease.token, HOUR), renewed, "a repeat changes nothing")
                refused(LeaseLostError, partial(work.renew, request_id, lease.token + 1, HOUR), "another token")

            equal((renewed.token, renewed.until), (lease.token, START + HOUR * 1.5), "it runs from now")
            trial.clock.advance(HOUR - TICK)
            trial.step(request_id, K.RESOLVED, token=lease.token)
            equal(trial.store.leases(), (), "what leads out of the holder's hands ends the lease")

    @promise
    def test_only_the_holder_steps(self) -> None:
        """While a request is taken, the holder's steps need the token; what comes from outside does not."""
        with self.trial() as trial:
            request_id = trial.open()
            lease = trial.taken()
            for kind in OF_HOLDER:
                data = {"whose": "client"} if kind is K.HELD else {}
                told = partial(trial.step, request_id, kind, to=S.HELD if kind is K.ASKED else None, data=data)
                refused(LeaseLostError, told, f"`{kind.value}` needs the token")
            trial.step(request_id, K.JOINED, triage_wanted=True)
            trial.step(request_id, K.SEVERITY_SET, data=_URGENT)
            equal(trial.state(request_id), S.TAKEN, "it is held all the same")
            trial.step(request_id, K.OVERRIDDEN, to=S.WAITING)

            equal((trial.in_line(), trial.store.leases()), ([request_id], ()), "an override takes it out of hands")
            late = partial(trial.step, request_id, K.ANSWERED, token=lease.token)
            refused(LeaseLostError, late, "a token for what nobody holds is refused")
            trial.step(request_id, K.ANSWERED)

    @promise
    def test_takes_a_certain_one(self) -> None:
        """A live call, or several for one answer, are taken by their ids; what does not wait cannot be."""
        with self.trial() as trial:
            call, other, third = trial.open(queue=None), trial.open(), trial.open(S.TRIAGE)
            with trial.work() as work:
                work.take(call, "worker-1", HOUR, bulk="outage-1")
                lease = work.take(other, "worker-1", HOUR, bulk="outage-1")
                refused(IllegalStepError, partial(work.take, third, "worker-1", HOUR), "one in triage")
                refused(IllegalStepError, partial(work.take, call, "worker-2", HOUR), "one that is taken")
                refused(NotFoundError, partial(work.take, "R-999", "worker-1", HOUR), "one that is not there")

            equal(trial.request(call).request.taken_in_bulk, "outage-1", "the act is named")
            equal(len(trial.store.leases("worker-1")), 2, "both are held")
            equal(trial.store.leases("worker-2"), (), "by nobody else")
            trial.step(other, K.RESOLVED, token=lease.token)
            equal(trial.take_next(), None, "they are not handed out again")

    @promise
    def test_takes_one_as_of_when_it_was_taken(self) -> None:
        """What is known to have been taken earlier, such as a call, counts from then; the lease runs from now."""
        with self.trial() as trial:
            call = trial.open(queue=None)
            earlier = START - HOUR
            with trial.work() as work:
                refused(UsageError, partial(work.take, call, "worker-1", HOUR, at=work.now + HOUR), "what is to come")
                lease = work.take(call, "worker-1", HOUR, at=earlier)
                now = work.now

            equal(trial.request(call).request.taken_at, earlier, "it was taken then")
            equal((lease.taken_at, lease.until >= now + HOUR), (now, True), "the lease runs from now")

    @promise
    def test_refuses_what_is_no_lease(self) -> None:
        """A lease has a length up to a day, and a holder."""
        with self.trial() as trial:
            trial.open()
            for length in (timedelta(), -HOUR, timedelta(days=1, microseconds=1)):
                refused(UsageError, partial(trial.take_next, lease=length), f"`{length}`")
            refused(UsageError, partial(trial.take_next, worker=" "), "nobody")
            holds(trial.taken(lease=timedelta(days=1)), "a day is the longest")

    @promise
    def test_a_taking_that_was_not_committed_was_none(self) -> None:
        """Where the unit of work fails after the taking, the request waits where it did, and no token was given."""
        with self.trial() as trial:
            first, second = trial.open(), trial.open()

            def fail() -> None:
                with trial.work() as work:
                    work.take_next("desk", "worker-1", HOUR)
                    work.append("R-999", NewEvent(kind=K.NOTED))

            refused(NotFoundError, fail, "the unit of work fails")
            equal((trial.in_line(), trial.store.leases()), ([first, second], ()), "nothing was taken")


def _judged(trial: Trial, request_id: str, severity: tuple[str, tuple[str, ...]], policy: QueuePolicy) -> None:
    """Set a severity with the turn that the policy gives it, as the desk does."""
    level, needs = severity
    urgent = level in ("high", "critical") and bool(needs)
    turn = "may_go_out_of_turn" if urgent else "in_turn"
    trial.step(request_id, K.SEVERITY_SET, level=level, reason="as the caller said", needs=list(needs), turn=turn)
    record = trial.request(request_id)
    expected = still_possible(policy.turn_of(record.request, START)) == {Turn.MAY_GO_OUT_OF_TURN}
    equal(record.turn is Turn.MAY_GO_OUT_OF_TURN, expected, "the record holds what the policy judges")
