"""Promises of `RequestStore` on units of work, the outbox and the decision log: all or nothing, once, in order."""

from datetime import timedelta

from netpoint_stp.casebook.journal import NewEvent
from netpoint_stp.casebook.messages import Receipt
from netpoint_stp.casebook.records import DecisionRecord
from netpoint_stp.errors import IllegalStepError, NotFoundError, UnavailableError, UsageError
from netpoint_stp.ports.stores import Transaction
from netpoint_stp.testing.conformance.store.recording import StoreSuite
from netpoint_stp.testing.conformance.suite import equal, holds, promise, refused
from netpoint_stp.testing.conformance.trial import HOUR, START, TICK, K, S, Trial, message, outgoing


class ClientGoneError(Exception):
    """What leaves a unit of work in these tests."""


class Work(StoreSuite):
    """Units of work."""

    @promise
    def test_an_exception_leaves_nothing_behind(self) -> None:
        """Whatever was done in a unit of work that an exception leaves was never done."""
        with self.trial() as trial:
            waiting = trial.open()
            lease = trial.taken()
            trial.step(waiting, K.HELD, token=lease.token, whose="client")
            other = trial.open()
            before = _everything(trial)

            def fail() -> None:
                with trial.work() as work:
                    first = work.record(message("<1@example.com>"), b"raw")
                    opened = NewEvent(kind=K.OPENED, to=S.WAITING, key="k", data=_opening(work, [first.id]))
                    work.post(outgoing("m", case_id=work.open_case(opened).case_id))
                    work.append(waiting, NewEvent(kind=K.RESUMED))
                    work.take_next("desk", "worker-1", HOUR)
                    work.log(DecisionRecord(decision_id="d", path="intake"))
                    raise ClientGoneError

            refused(ClientGoneError, fail, "the exception is not swallowed")
            equal(_everything(trial), before, "nothing was written")
            equal(trial.taken().request_id, other, "what was taken is free")
            equal(trial.record(message("<1@example.com>")).repeat.value, "first", "what was recorded is not known")

    @promise
    def test_an_error_of_a_call_leaves_the_rest(self) -> None:
        """A call that is refused leaves the unit of work as it was before, and the rest of it is committed."""
        with self.trial() as trial:
            with trial.work() as work:
                recorded = work.record(message("<1@example.com>"))
                opened = NewEvent(kind=K.OPENED, to=S.WAITING, data=_opening(work, ["I-999"]))
                refused(NotFoundError, lambda: work.open_case(opened), "an unknown interaction is refused")
                refused(NotFoundError, lambda: work.append("R-999", NewEvent(kind=K.NOTED)), "so is an unknown case")
                good = NewEvent(kind=K.OPENED, to=S.WAITING, data=_opening(work, [recorded.id]))
                case_id = work.open_case(good).case_id
                refused(IllegalStepError, lambda: work.append(case_id, NewEvent(kind=K.RESUMED)), "and a wrong step")
                blank = NewEvent(kind=K.SEVERITY_SET, data={"level": "high", "reason": "  "})
                refused(UsageError, lambda: work.append(case_id, blank), "and a reason that says nothing")

            equal(trial.request(case_id).request.interactions, (recorded.id,), "what was right is there")
            equal(len(trial.store.events(case_id)), 1, "and only that")
            equal(trial.store.requests().items, (trial.request(case_id),), "no other request was opened")

    @promise
    def test_sees_its_own_writing(self) -> None:
        """Within a unit of work, what it wrote itself can be asked for."""
        with self.trial() as trial, trial.work() as work:
            recorded = work.record(message("<1@example.com>"))
            opened = NewEvent(kind=K.OPENED, to=S.WAITING, data=_opening(work, [recorded.id]))
            case_id = work.open_case(opened).case_id

            holds(work.interaction(recorded.id), "the interaction")
            found = work.request(case_id)
            equal(found and found.state, S.WAITING, "the request")
            equal([each.id for each in work.waiting("desk")], [case_id], "its place in the queue")
            equal(work.cases_of(interaction=recorded.id), (case_id,), "to what it belongs")

    @promise
    def test_one_moment_throughout(self) -> None:
        """The moment of a unit of work is aware, stays the same in it, and is what everything written in it bears."""
        with self.trial() as trial:
            trial.clock.advance(timedelta(minutes=5))
            with trial.work() as work:
                began = work.now
                trial.clock.advance(HOUR)
                event = work.open_case(NewEvent(kind=K.OPENED, to=S.WAITING, data=_opening(work, [])))
                recorded = work.record(message("<1@example.com>"))

                equal(work.now, began, "it stands still")
            equal(began, START + timedelta(minutes=5), "it is the store's own clock's")
            equal(began.utcoffset(), timedelta(), "in UTC")
            equal((event.at, recorded.recorded_at), (began, began), "all bears it")
            equal(trial.store.events(event.case_id)[0].at, began, "also when it is read again")

    @promise
    def test_time_does_not_go_back(self) -> None:
        """A unit of work that begins after another one is not earlier, also where the clock was set back a little."""
        with self.trial() as trial:
            trial.open()
            trial.clock.advance(timedelta(minutes=-10))
            with trial.work() as work:
                holds(work.now >= START, "it is not earlier than what was written before")
                equal(work.clock_now, trial.clock.now(), "what the clock says is known all the same")

    @promise
    def test_is_refused_within_another_and_after_its_end(self) -> None:
        """A unit of work within another one of the same thread is refused, and so is one that has ended."""
        with self.trial() as trial:
            with trial.work() as work:
                refused(UsageError, lambda: trial.store.transaction().__enter__(), "none begins within another")
                recorded = work.record(message("<1@example.com>"))

            refused(UsageError, lambda: work.record(message("<2@example.com>")), "nothing is written after its end")
            refused(UsageError, lambda: work.waiting("desk"), "nothing is read after its end")
            holds(trial.store.interaction(recorded.id), "what was written before is there")

    @promise
    def test_closed_is_closed(self) -> None:
        """Closing twice is safe, and afterwards every call says that the store is not there."""
        with self.trial() as trial:
            trial.open()
            trial.store.close()
            trial.store.close()

            refused(UnavailableError, lambda: trial.store.request("R-1"), "it answers nothing")
            refused(UnavailableError, lambda: trial.store.transaction().__enter__(), "nothing begins")


class OutboxAndDecisions(StoreSuite):
    """What goes out after the commit, and what was decided."""

    @promise
    def test_posts_once(self) -> None:
        """A message is in the outbox once per key, pending, in the order of posting, and belongs to its case."""
        with self.trial() as trial:
            case_id = trial.open()
            with trial.work() as work:
                first = work.post(outgoing("a", case_id=case_id, message_id="<out@example.com>"))
                again = work.post(outgoing("a", text="another text"))
                second = work.post(outgoing("b", text="паспорт МЕ 123456"))
                refused(NotFoundError, lambda: work.post(outgoing("c", case_id="R-999")), "the case has to be there")

            equal(again, first, "a repeat is the first")
            equal([each.id for each in trial.store.outbox().items], [first.id, second.id], "in the order of posting")
            equal((first.posted_at, first.not_before, first.attempts), (START, START, 0), "pending at once")
            holds("123456" not in second.message.text, "passport data is blanked")
            equal(trial.store.cases_of(thread=("<out@example.com>",)), (case_id,), "an answer finds its case")

    @promise
    def test_hands_out_and_hides(self) -> None:
        """What was handed out is not handed out again before its time, and then is: a sender may have died."""
        with self.trial() as trial:
            with trial.work() as work:
                ids = [work.post(outgoing(key)).id for key in "abc"]
            with trial.work() as work:
                equal([each.id for each in work.claim_outbox(2, HOUR)], ids[:2], "the earliest first")
                equal([each.id for each in work.claim_outbox(5, HOUR)], ids[2:], "then the rest")
                equal(work.claim_outbox(5, HOUR), (), "and nothing twice")
            trial.clock.advance(HOUR - TICK)
            with trial.work() as work:
                equal(work.claim_outbox(5, HOUR), (), "not a moment too early")
            trial.clock.advance(TICK)
            with trial.work() as work:
                again = work.claim_outbox(5, HOUR)
                equal([(each.id, each.attempts) for each in again], [(each, 2) for each in ids], "once more, counted")

    @promise
    def test_hands_out_by_channel(self) -> None:
        """Messages of other channels than those named are not handed out, and no attempt of theirs is counted."""
        with self.trial() as trial:
            with trial.work() as work:
                a, b, c = (work.post(outgoing(key, channel=key)).id for key in ("sms", "e\\mail", "alert"))
            with trial.work() as work:
                equal(work.claim_outbox(5, HOUR, channels=frozenset()), (), "none of no channel")
                found = work.claim_outbox(5, HOUR, channels=frozenset({"e\\mail", "alert", "fax"}))
                equal([each.id for each in found], [b, c], "those named, in the order of posting")

            equal([each.attempts for each in trial.store.outbox().items], [0, 1, 1], "the other one was not tried")
            with trial.work() as work:
                equal([each.id for each in work.claim_outbox(5, HOUR)], [a], "it is due still")

    @promise
    def test_notes_what_became_of_a_message(self) -> None:
        """Sent stays sent; a failure is tried again from its moment, or given up."""
        with self.trial() as trial:
            with trial.work() as work:
                a, b, c = (work.post(outgoing(key)).id for key in "abc")
                work.claim_outbox(3, HOUR)
            with trial.work() as work:
                sent = work.mark_sent(a, Receipt(id="r1", at=START))
                equal(work.mark_sent(a, Receipt(id="r2", at=START)), sent, "the first receipt stays")
                equal(work.mark_failed(a, "too late", None), sent, "sent stays sent")
                work.mark_failed(b, "busy", START + 2 * HOUR)
                given_up = work.mark_failed(c, "no such address", None)
                refused(NotFoundError, lambda: work.mark_sent(999, Receipt(id="r", at=START)), "an unknown message")

            equal((sent.sent_at, sent.receipt), (START, "r1"), "the sending is noted")
            equal((given_up.given_up_at, given_up.trouble), (START, "no such address"), "so is giving up")
            equal([each.id for each in trial.store.outbox().items], [b], "one is pending")
            everything = trial.store.outbox(pending=False)
            equal([each.id for each in everything.items], [a, b, c], "all can be listed")
            trial.clock.advance(HOUR)
            with trial.work() as work:
                equal(work.claim_outbox(5, HOUR), (), "it waits for its moment")
            trial.clock.advance(HOUR)
            with trial.work() as work:
                equal([each.id for each in work.claim_outbox(5, HOUR)], [b], "then it is handed out")

    @promise
    def test_logs_a_decision_once(self) -> None:
        """A decision is logged once per id, with the store's moment; another content under its id is refused."""
        record = DecisionRecord(
            decision_id="d-1",
            path="intake",
            revision="published",
            observations={"channel": "email", "moments": [1, 2], "nothing": None, "matched": ["login"]},
            input={"official": True},
            result={"outcome": "official", "clauses": ["3.1"]},
            labels={"desk": "кyiv"},
        )
        with self.trial() as trial:
            with trial.work() as work:
                first = work.log(record)
            trial.clock.advance(HOUR)
            with trial.work() as work:
                equal(work.decision("d-1"), first, "it is found by its id")
                equal(work.decision("d-9"), None, "none is of that id")
                equal(work.log(record), first, "a repeat is the first")
                other = DecisionRecord(decision_id="d-1", path="refusal")
                refused(UsageError, lambda: work.log(other), "another content is refused")
                fraction = DecisionRecord(decision_id="d-2", path="intake", input={"share": 0.5})
                refused(UsageError, lambda: work.log(fraction), "what cannot be kept exactly is refused")
                work.log(DecisionRecord(decision_id="d-0", path="intake"))

            equal(first.timestamp, START, "it bears the store's moment")
            page = trial.store.decisions(limit=1)
            equal(page.items, (first,), "in the order of writing, as it was given")
            rest = trial.store.decisions(after=page.after)
            equal([each.decision_id for each in rest.items], ["d-0"], "page by page")
            equal(rest.after, None, "to the end")


def _opening(work: Transaction, interactions: list[str]) -> dict[str, object]:
    received = work.now.isoformat()
    named = {"channel": "email", "queue": "desk", "arrival_number": 1, "interactions": interactions}
    return named | {"received_at": received}


def _everything(trial: Trial) -> tuple[object, ...]:
    store = trial.store
    pages = (store.requests(), store.journal(), store.outbox(), store.decisions(), store.quarantined())
    return (*(page.items for page in pages), store.waiting("desk"), store.leases())
