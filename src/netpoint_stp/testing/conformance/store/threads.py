"""Promises of `RequestStore` under several hands at once (3.13): never twice, in the promised order, nothing lost."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import count
from threading import Barrier
from typing import TypeVar

from attrs import frozen

from netpoint_stp.errors import UnavailableError
from netpoint_stp.testing.conformance.store.recording import StoreSuite
from netpoint_stp.testing.conformance.suite import equal, holds, promise
from netpoint_stp.testing.conformance.trial import HOUR, K, Trial, message

ResultT = TypeVar("ResultT")
HANDS = 4
REQUESTS = 40


@frozen(kw_only=True)
class Taking:
    """A call that took a request: when it began and ended, by one counter for all."""

    began: int
    ended: int
    request_id: str


@frozen(kw_only=True)
class Free:
    """That a request could be taken from a moment on: it was acknowledged or released then."""

    since: int
    request_id: str


def passed_over(order: list[str], free: Iterable[Free], takings: Iterable[Taking]) -> list[tuple[str, str]]:
    """Return every pair (Q, R) that breaks the promise on the order of `take_next`; `order` is the queue's.

    No call returns R if some Q before R in queue order was acknowledged or released before the call began and was next
    taken by a call that began after this one ended.
    """
    place = {request_id: number for number, request_id in enumerate(order)}
    known = sorted(takings, key=lambda taking: taking.began)
    broken = []
    for each in free:
        later = [taking for taking in known if taking.request_id == each.request_id and taking.ended > each.since]
        taken_from = later[0].began if later else None
        broken += [
            (each.request_id, taking.request_id)
            for taking in known
            if place[each.request_id] < place[taking.request_id]
            and each.since < taking.began
            and (taken_from is None or taken_from > taking.ended)
        ]
    return broken


class Threads(StoreSuite):
    """Several threads."""

    @promise
    def test_no_request_is_taken_twice_and_none_passed_over(self) -> None:
        """Several threads take everything once, each lease alone, in the order that `take_next` promises."""
        with self.trial() as trial:
            clock = count(1)
            order = [trial.open() for _ in range(REQUESTS)]
            free = [Free(since=next(clock), request_id=request_id) for request_id in order]

            def take_all(worker: str) -> list[Taking]:
                taken: list[Taking] = []
                while True:
                    began = next(clock)
                    lease = _patiently(lambda: trial.take_next(worker=worker))
                    if lease is None:
                        return taken
                    taken.append(Taking(began=began, ended=next(clock), request_id=lease.request_id))

            takings = [taking for each in _together(take_all) for taking in each]
            equal(sorted(each.request_id for each in takings), sorted(order), "everything once")
            equal(passed_over(order, free, takings), [], "nobody is passed over")
            equal(len(trial.store.leases()), REQUESTS, "each has one lease")
            equal(trial.store.verify(), (), "the journals hold")

    @promise
    def test_nothing_is_recorded_twice(self) -> None:
        """The same messages delivered by several threads at once are recorded once each, with numbers of their own."""
        with self.trial() as trial:

            def deliver(_worker: str) -> list[str]:
                sent = [message(f"<{number}@example.com>", f"text {number}") for number in range(REQUESTS // 2)]
                return [_patiently(partial(trial.record, each)).id for each in sent]

            found = _together(deliver)
            equal(len({tuple(ids) for ids in found}), 1, "all got the same ids")
            kept = [trial.store.interaction(each) for each in found[0]]
            equal(len({each.arrival_number for each in kept if each is not None}), REQUESTS // 2, "numbers are unique")

    @promise
    def test_one_step_wins(self) -> None:
        """Where several threads take the same step under one key, one event is written and all get it."""
        with self.trial() as trial:
            request_id = trial.open()
            digests = _together(lambda _worker: _step(trial, request_id))

            equal(len(set(digests)), 1, "all got the same event")
            equal(len(trial.store.events(request_id)), 2, "it was written once")

    @promise
    def test_reading_disturbs_nobody(self) -> None:
        """While others take, release and lapse, reading shows whole states and the journals always hold."""
        with self.trial() as trial:
            order = [trial.open() for _ in range(6)]

            def busy(worker: str) -> int:
                for _ in range(10):
                    lease = _patiently(lambda: trial.take_next(worker=worker, lease=HOUR))
                    for record in trial.store.requests().items:
                        events = trial.store.events(record.id)
                        holds(record.number <= len(events), "a state has its events")
                    if lease is not None:
                        _patiently(partial(_release, trial, lease.request_id, lease.token))
                return 0

            _together(busy)
            equal(sorted(trial.in_line()), sorted(order), "all wait again")
            equal(trial.store.verify(), (), "the journals hold")


def _together(act: Callable[[str], ResultT]) -> list[ResultT]:
    """Let several threads act, begun at the same time."""
    start = Barrier(HANDS)

    def begun(worker: str) -> ResultT:
        start.wait(timeout=60)
        return act(worker)

    with ThreadPoolExecutor(HANDS) as pool:
        return list(pool.map(begun, (f"worker-{number}" for number in range(HANDS))))


def _patiently(act: Callable[[], ResultT]) -> ResultT:
    """Do a whole unit of work, again where the store was too busy for it: that is what the port asks of its callers."""
    for _ in range(50):
        try:
            return act()
        except UnavailableError:
            continue
    return act()


def _step(trial: Trial, request_id: str) -> str:
    return _patiently(lambda: trial.step(request_id, K.NOTED, key="once").digest)


def _release(trial: Trial, request_id: str, token: int) -> None:
    with trial.work() as work:
        work.release(request_id, token)
