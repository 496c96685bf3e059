"""Promises of `RequestStore` on its clock (3.1, 3.12, 3.13): one wrong answer of it holds nothing fast for ever."""

from datetime import datetime, timedelta
from functools import partial

from netpoint_stp.casebook.events import moment_text
from netpoint_stp.casebook.journal import NewEvent
from netpoint_stp.casebook.records import STORE_CASE, DecisionRecord
from netpoint_stp.channels.interaction import Quarantined, QuarantineReason
from netpoint_stp.errors import ClockJumpError, UsageError
from netpoint_stp.testing.conformance.store.recording import StoreSuite
from netpoint_stp.testing.conformance.suite import equal, holds, promise, refused
from netpoint_stp.testing.conformance.trial import HOUR, STAFF, START, TICK, K, S, Trial, message, outgoing

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


class ClockPromises(StoreSuite):
    """What the store does where its clock is wrong."""

    @promise
    def test_leases_and_retries_count_by_the_clock(self) -> None:
        """Where the clock was set back a little, leases still lapse and messages come due by what it says."""
        with self.trial() as trial:
            trial.open()
            trial.clock.advance(-5 * MINUTE)
            lease = trial.taken(lease=2 * MINUTE)
            with trial.work() as work:
                posted = work.post(outgoing("a"))
                equal([each.id for each in work.claim_outbox(1, MINUTE)], [posted.id], "it is due at once")
            trial.clock.advance(MINUTE)
            with trial.work() as work:
                equal([each.id for each in work.claim_outbox(1, MINUTE)], [posted.id], "and again after its minute")
                equal(work.return_lapsed(), (), "the lease has not lapsed, whatever moment the entries bear")
            trial.clock.advance(MINUTE)
            with trial.work() as work:
                equal(work.return_lapsed(), (lease.request_id,), "the lease lasted as long as was said")

    @promise
    def test_refuses_to_write_after_a_jump(self) -> None:
        """Where the clock stands too far from the newest entry, either way, nothing is written; reading goes on."""
        for jump in (-10 * MINUTE - TICK, -HOUR, 31 * DAY + TICK, 20_000 * DAY):
            with self.trial() as trial:
                request_id = trial.open()
                trial.clock.advance(jump)

                told = refused(ClockJumpError, partial(trial.step, request_id, K.NOTED), f"a jump of {jump} is refused")
                holds("clock accept" in told, "it says what to do")
                equal(len(trial.store.events(request_id)), 1, "nothing was written")
                equal(trial.in_line(), [request_id], "it can be read")
                state = trial.store.clock_state()
                equal((state.clock, state.newest), (START + jump, START), "and so can what the clock says")
                holds(state.jumped, "that it has jumped")
                trial.clock.advance(-jump)
                trial.step(request_id, K.NOTED)
                holds(not trial.store.clock_state().jumped, "a clock that was put right goes on")

    @promise
    def test_a_jump_is_acknowledged(self) -> None:
        """Once a person has said that the clock is right, it counts; the store's own journal tells who, from and to."""
        for jump in (-HOUR, 60 * DAY):
            with self.trial() as trial:
                request_id = trial.open()
                trial.clock.advance(jump)
                event = trial.store.accept_clock(by=STAFF)
                again = trial.store.accept_clock(by=STAFF)

                holds(event is not None, "it is written down")
                if event is None:
                    return
                equal((event.kind, event.by, event.at), (K.CLOCK_ACCEPTED, STAFF, START + jump), "who and when")
                told = (event.data["from"], event.data["to"])
                equal(told, (moment_text(START), moment_text(START + jump)), "from and to")
                equal(again, None, "a second time there is nothing to say")
                equal([each.kind for each in trial.store.events(STORE_CASE)], [K.CLOCK_ACCEPTED], "and it says so once")
                equal(trial.step(request_id, K.NOTED).at, START + jump, "what is written bears what the clock says")
                trial.clock.advance(MINUTE)
                with trial.work() as work:
                    equal(work.now, START + jump + MINUTE, "and time goes on")
                equal(trial.store.verify(), (), "the journals hold")

    @promise
    def test_a_clock_that_has_not_jumped_is_not_acknowledged(self) -> None:
        """Nobody writes an acknowledgement, and none is written where the clock has not jumped."""
        with self.trial() as trial:
            equal(trial.store.accept_clock(by=STAFF), None, "an empty store has nothing to compare with")
            request_id = trial.open()
            equal(trial.store.accept_clock(by=STAFF), None, "nor has one whose clock is right")
            refused(UsageError, partial(trial.step, request_id, K.CLOCK_ACCEPTED), "a case has no clock")
            equal(trial.store.events(STORE_CASE), (), "nothing was written")

    @promise
    def test_what_a_false_clock_held_is_free_again(self) -> None:
        """After the acknowledgement leases lapse and messages come due in the time that they had left, not in decades.

        So it is whatever was written by the false clock: messages received, put aside, posted, decisions.
        """
        for false in (datetime(2098, 12, 31, 22, 0, tzinfo=START.tzinfo), START + HOUR):
            with self.trial() as trial:
                trial.clock.advance(false - START)
                held, waiting = trial.open(at=START), trial.open(at=START)
                lease = trial.taken(lease=5 * MINUTE)
                _write_everything(trial)
                trial.clock.advance(START - false)
                refused(ClockJumpError, partial(trial.step, waiting, K.NOTED), "the way back is a jump")
                holds(trial.store.accept_clock(by=STAFF), "which is acknowledged")

                with trial.work() as work:
                    equal(work.now, START, "now is what the clock says")
                    equal(work.return_lapsed(), (), "the lease has its time left")
                    equal([each.message.key for each in work.claim_outbox(9, HOUR)], ["at once"], "what was due is due")
                trial.step(held, K.ANSWERED, token=lease.token)
                trial.clock.advance(5 * MINUTE)
                with trial.work() as work:
                    equal(work.now, START + 5 * MINUTE, "time goes on")
                    equal(work.return_lapsed(), (held,), "then the lease lapses")
                trial.clock.advance(55 * MINUTE)
                with trial.work() as work:
                    keys = [each.message.key for each in work.claim_outbox(9, HOUR)]
                    equal(sorted(keys), ["at once", "later"], "and the retry comes due")
                equal(trial.store.verify(), (), "the journals hold")

    @promise
    def test_a_false_place_holds_nobody_up(self) -> None:
        """What was placed by a false clock stands behind those before it, and before whoever comes after (3.13)."""
        with self.trial() as trial:
            first = trial.open()
            trial.clock.advance(20 * DAY)
            second, third = trial.open(), trial.open()
            trial.clock.advance(-20 * DAY)
            trial.store.accept_clock(by=STAFF)
            trial.clock.advance(MINUTE)
            fourth = trial.open()

            equal(trial.in_line(), [first, second, third, fourth], "the line is that of the arrivals")
            equal(trial.store.verify(), (), "the journals hold")

    @promise
    def test_cases_go_on_after_a_jump(self) -> None:
        """A request that was held, taken or resolved by a false clock can be gone on with after the acknowledgement."""
        after = {S.HELD: K.RESUMED, S.TAKEN: K.RESOLVED, S.RESOLVED: K.CLOSED, S.REFUSED: K.CLOSED}
        for state in (S.TRIAGE, S.INCOMPLETE, S.WAITING, *after):
            with self.trial() as trial:
                trial.clock.advance(20 * DAY)
                request_id, token = trial.bring_to(state)
                trial.clock.advance(-20 * DAY)
                trial.store.accept_clock(by=STAFF)
                trial.step(request_id, after.get(state, K.NOTED), token=token if state is S.TAKEN else None)

                equal(trial.request(request_id).id, request_id, "it can be read")
                equal(trial.store.verify(), (), "the journals hold")


def _write_everything(trial: Trial) -> None:
    """Write an entry of every kind, one message that is due and one that was put off by an hour."""
    trial.record(message("<1@example.com>"))
    with trial.work() as work:
        told = {"incident": "outage", "noticed_at": moment_text(work.now), "trouble_with": "equipment"}
        work.quarantine(Quarantined.of("email", QuarantineReason.EMPTY, "empty", b"odd"))
        work.log(DecisionRecord(decision_id="d", path="intake"))
        later = work.post(outgoing("later"))
        work.claim_outbox(1, MINUTE)
        work.mark_failed(later.id, "busy", work.clock_now + HOUR)
        work.post(outgoing("at once"))
        work.open_case(NewEvent(kind=K.NOTICED, data=told))
