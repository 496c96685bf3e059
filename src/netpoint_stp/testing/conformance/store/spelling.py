"""Promises of `RequestStore` on ids, places in lists, ties, numbers (3.13): nothing of it is left to chance."""

from collections.abc import Callable
from functools import partial

from netpoint_stp.casebook.events import moment_text
from netpoint_stp.casebook.journal import NewEvent
from netpoint_stp.casebook.records import STORE_CASE, Query
from netpoint_stp.casebook.steps import EventKind
from netpoint_stp.channels.interaction import Quarantined, QuarantineReason
from netpoint_stp.errors import IllegalStepError, LeaseLostError, NotFoundError, UsageError
from netpoint_stp.ports.capabilities import StoreCapability
from netpoint_stp.ports.clocks import SetClock
from netpoint_stp.ports.stores import RequestStore, Transaction
from netpoint_stp.testing.conformance.store.recording import StoreSuite
from netpoint_stp.testing.conformance.suite import equal, holds, promise, promise_of, refused
from netpoint_stp.testing.conformance.trial import HOUR, STAFF, START, K, S, Trial, message, outgoing

_NO_PLACES = ("x", "-1", "", "1.5", " 3", "٣", "9" * 25)
"""What no page gives as the place to go on from: no number, or one that is out of all bounds."""


def _spellings(made: str) -> tuple[str, ...]:
    """Return an id as people write it: as it was made, in small letters, with blanks, with zeros."""
    letter, _, number = made.partition("-")
    return (made, made.lower(), f" {made}\t", f"{letter}-00{number}")


class Spelling(StoreSuite):
    """However an id is written, whatever place is asked for."""

    def another(self, store: RequestStore, clock: SetClock) -> RequestStore | None:
        """Open the data of a store once more, as another process would; None: its data cannot be opened twice."""
        del store, clock
        return None

    @promise
    def test_what_is_asked_for_may_be_spelt_in_any_way(self) -> None:
        """Whatever is asked for by an id is found in small letters too, with blanks around it and zeros before it."""
        with self.trial() as trial:
            recorded = trial.record(message("<1@example.com>"))
            request_id = trial.open(interactions=[recorded.id], key="k")
            with trial.work() as work:
                item = work.quarantine(Quarantined.of("email", QuarantineReason.EMPTY, "empty", b"odd"))
                lodged = {"channel": "email", "lodged_at": moment_text(START)}
                complaint_id = work.open_case(NewEvent(kind=K.LODGED, to=S.LODGED, data=lodged)).case_id
                noticed = {"incident": "outage", "noticed_at": moment_text(START), "trouble_with": "equipment"}
                incident_id = work.open_case(NewEvent(kind=K.NOTICED, data=noticed)).case_id
            store = trial.store
            asked: dict[str, tuple[str, Callable[[str], object]]] = {
                "interaction": (recorded.id, store.interaction),
                "raw": (recorded.id, store.raw),
                "raw of an item": (item.id, store.raw),
                "request": (request_id, store.request),
                "complaint": (complaint_id, store.complaint),
                "incident": (incident_id, store.incident),
                "events": (request_id, store.events),
                "event_under": (request_id, lambda made: store.event_under(made, "k")),
                "find": (recorded.id, lambda made: store.find(Query(interaction=made))),
                "cases_of": (recorded.id, lambda made: store.cases_of(interaction=made)),
            }

            for name, (made, ask) in asked.items():
                expected = ask(made)
                holds(expected, f"`{name}` finds `{made}`")
                for spelt in _spellings(made):
                    equal(ask(spelt), expected, f"`{name}` finds `{spelt}`")

    @promise
    def test_what_is_done_may_be_spelt_in_any_way(self) -> None:
        """A step, a taking, a lengthening and a giving back find their case by its id in any spelling."""
        with self.trial() as trial:
            request_id = trial.open()
            for spelt in _spellings(request_id):
                with trial.work() as work:
                    equal(work.append(spelt, NewEvent(kind=K.NOTED)).case_id, request_id, f"a step of `{spelt}`")
                    lease = work.take(spelt, "worker-1", HOUR)
                    equal(lease.request_id, request_id, f"the lease names `{spelt}` as it was made")
                    refused(LeaseLostError, partial(work.renew, spelt, lease.token + 1, HOUR), "another token")
                    equal(work.renew(spelt, lease.token, HOUR), lease, f"`{spelt}` is lengthened")
                    equal(work.release(spelt, lease.token).case_id, request_id, f"`{spelt}` is given back")
                    refused(LeaseLostError, partial(work.release, spelt, lease.token), "nobody holds it any more")
            for spelt in ("r-999", " R-999 ", "C-1", "I-1", "r1"):
                with trial.work() as work:
                    told = refused(
                        NotFoundError, partial(work.append, spelt, NewEvent(kind=K.NOTED)), "nothing is there"
                    )
                    holds(spelt.lower() in told, "the error names the id as it was given")
                    refused(NotFoundError, partial(work.take, spelt, "worker-1", HOUR), f"`{spelt}` is no request")
                    refused(NotFoundError, partial(work.renew, spelt, 2, HOUR), f"`{spelt}` is no request")
                    refused(NotFoundError, partial(work.release, spelt, 2), f"`{spelt}` is no request")

    @promise
    def test_what_names_another_thing_may_be_spelt_in_any_way(self) -> None:
        """Interactions that an event names, and the case of a message, are kept as the ids that the store made."""
        with self.trial() as trial:
            ids = [trial.record(message(f"<{number}@example.com>", f"text {number}")).id for number in range(4)]
            request_id = trial.open(interactions=[_spellings(made)[place] for place, made in enumerate(ids)])
            equal(trial.request(request_id).request.interactions, tuple(ids), "an opening names them as they were made")
            trial.step(request_id, K.JOINED, interactions=[ids[0].lower(), ids[1]])
            equal(trial.request(request_id).request.interactions, tuple(ids), "each belongs to it once")
            wrong = partial(trial.step, request_id, K.JOINED, interactions=["i-999"])
            holds("i-999" in refused(NotFoundError, wrong, "one that was not recorded"), "the error names it")
            for place, spelt in enumerate(_spellings(request_id)):
                with trial.work() as work:
                    posted = work.post(outgoing(f"m{place}", case_id=spelt, message_id=f"out-{place}"))
                equal(posted.message.case_id, request_id, f"a message for `{spelt}`")
                equal(trial.store.cases_of(thread=(f"out-{place}",)), (request_id,), "an answer to it finds its case")

    @promise
    def test_refuses_a_place_that_no_page_gave(self) -> None:
        """Every list refuses to go on from a place that is none; from one behind the last there is nothing more."""
        with self.trial() as trial:
            store = trial.store
            lists: dict[str, Callable[[str | None], object]] = {
                "requests": lambda after: store.requests(after=after),
                "complaints": lambda after: store.complaints(after=after),
                "incidents": lambda after: store.incidents(after=after),
                "quarantined": store.quarantined,
                "journal": store.journal,
                "outbox": lambda after: store.outbox(after=after),
                "decisions": store.decisions,
            }

            trial.open()
            for name, listed in lists.items():
                for place in _NO_PLACES:
                    told = refused(UsageError, partial(listed, place), f"`{name}` cannot go on from `{place}`")
                    holds("begin anew" in told, "it says what to do")
                nothing = listed("99999")
                equal(
                    (getattr(nothing, "items", None), getattr(nothing, "after", "")), ((), None), f"`{name}` has ended"
                )

    @promise
    def test_equal_leases_lapse_in_the_order_of_numbers(self) -> None:
        """Leases that were taken at one moment and end at one lapse, and are listed, by the numbers of requests."""
        with self.trial() as trial:
            ids = [trial.open() for _ in range(12)]
            with trial.work() as work:
                for request_id in reversed(ids):
                    work.take(request_id, "worker-1", HOUR)
            equal([lease.request_id for lease in trial.store.leases()], ids, "they are listed by number")
            trial.clock.advance(HOUR)
            with trial.work() as work:
                equal(work.return_lapsed(limit=11), tuple(ids[:11]), "and lapse by number")

    @promise
    def test_the_store_itself_is_a_case(self) -> None:
        """Once the store's own journal has begun it is a case like others: messages may be for it, notes be added."""
        with self.trial() as trial:
            early = partial(trial.step, STORE_CASE, K.NOTED)
            refused(NotFoundError, early, "before it begins there is none")
            trial.record(message("<1@example.com>"))
            trial.clock.advance(HOUR)
            trial.store.purge(START + HOUR, by=STAFF)
            with trial.work() as work:
                equal(work.post(outgoing("m", case_id="s-1")).message.case_id, STORE_CASE, "a message may be for it")
                equal(work.append("s-1", NewEvent(kind=K.NOTED, by=STAFF)).number, 2, "a note may be added")
                refused(UsageError, partial(work.append, "s-1", NewEvent(kind=K.PURGED)), "a purge is the store's own")
                refused(IllegalStepError, partial(work.append, "s-1", NewEvent(kind=K.RESOLVED)), "it is no request")
            equal(len(trial.store.events("s-1")), 2, "and nothing else was written")
            equal(trial.store.verify(), (), "the journal holds")

    @promise
    def test_what_is_refused_has_no_number(self) -> None:
        """Numbers of what was refused, or taken back with its unit of work, are given again: none is left out."""
        with self.trial() as trial:
            trial.record(message("<1@example.com>"))

            def fail() -> None:
                with trial.work() as work:
                    _one_of_each(work, "given up")
                    raise LookupError

            refused(LookupError, fail, "the unit of work comes to nothing")
            with trial.work() as work:
                refused(NotFoundError, partial(work.open_case, _opening(["I-99"])), "an unknown interaction")
                ids = _one_of_each(work, "kept")

            equal(ids, ("I-2", "Q-1", "R-1", 1, 1), "each has the next number")
            equal(trial.step("R-1", K.NOTED).seq, 2, "so has the next event")
            equal(trial.store.verify(), (), "nothing is left out")

    @promise
    def test_the_order_of_refusals(self) -> None:
        """Of several things that are wrong the first is told: the place before the limit, the lease before the case."""
        with self.trial() as trial:
            told = refused(UsageError, lambda: trial.store.journal("x", 0), "both are wrong")
            holds("begin anew" in told, "the place is told first")
            with trial.work() as work:
                for call in (
                    partial(work.take, "R-999", "worker-1", 25 * HOUR),
                    partial(work.renew, "R-999", 1, 25 * HOUR),
                    partial(work.take_next, "desk", " ", 25 * HOUR),
                ):
                    holds("lease" in refused(UsageError, call, "no such lease"), "the length is told first")
                equal(work.take_next("desk", " ", HOUR), None, "where nothing waits, nobody need say who takes it")
                told = refused(UsageError, lambda: work.claim_outbox(0, 25 * HOUR), "both are wrong")
                holds("items at once" in told, "the limit is told first")
                unknown = NewEvent(kind=K.TAKEN, data={"queue": 1})
                refused(NotFoundError, partial(work.append, "R-999", unknown), "the case is told before the step")

    @promise_of(StoreCapability.SHARED)
    def test_two_openings_are_one_store(self) -> None:
        """What one opening has committed the other one sees; numbers go on, and the moment does not go back (3.13)."""
        with self.trial() as trial:
            other_clock = SetClock(trial.clock.now())
            other = self.another(trial.store, other_clock)
            holds(other is not None, "a store that is shared can be opened twice; say how in `another`")
            if other is None:
                return
            try:
                first = trial.record(message("<1@example.com>"))
                request_id = trial.open(interactions=[first.id])
                trial.clock.advance(HOUR / 12)
                elsewhere = Trial(other, other_clock)
                trial.step(request_id, K.NOTED)
                with other.transaction() as work:
                    equal(work.now, trial.clock.now(), "the moment is that of the newest entry, whoever wrote it")
                    equal(work.clock_now, other_clock.now(), "and its clock is its own")
                equal(elsewhere.record(message("<1@example.com>")).id, first.id, "a repeat is known to both")
                equal(elsewhere.record(message("<2@example.com>", "new")).id, "I-2", "numbers go on")
                lease = elsewhere.taken()
                refused(IllegalStepError, lambda: _take(trial, request_id), "what one has taken the other cannot take")
                trial.step(request_id, K.RESOLVED, token=lease.token)
                equal(elsewhere.request(request_id), trial.request(request_id), "both see the same")
                with other.transaction() as work:
                    equal(work.request(request_id), trial.request(request_id), "also in a unit of work")
            finally:
                other.close()


def _take(trial: Trial, request_id: str) -> object:
    with trial.work() as work:
        return work.take(request_id, "worker-2", HOUR)


def _opening(interactions: list[str]) -> NewEvent:
    data = {"channel": "email", "received_at": moment_text(START), "arrival_number": 1, "interactions": interactions}
    return NewEvent(kind=EventKind.OPENED, to=S.WAITING, data=data)


def _one_of_each(work: Transaction, text: str) -> tuple[str, str, str, int, int]:
    """Write one of each thing that has a number; return the numbers, last that of the event."""
    recorded = work.record(message(f"<{text}>", text))
    item = work.quarantine(Quarantined.of("email", QuarantineReason.EMPTY, "empty", text.encode()))
    event = work.open_case(_opening([recorded.id]))
    posted = work.post(outgoing(text, case_id=event.case_id))
    return recorded.id, item.id, event.case_id, posted.id, event.seq
