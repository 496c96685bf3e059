"""One wrong answer of a clock freezes no store on SQL (3.12, 3.13), also where an earlier version wrote it down."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from tests.backends.sql.conftest import Opener

from netpoint_stp.backends.sql import SqlStore
from netpoint_stp.backends.sql.store import connected
from netpoint_stp.backends.sql.tables import INTERACTIONS
from netpoint_stp.casebook.journal import Actor, ActorKind
from netpoint_stp.casebook.records import STORE_CASE
from netpoint_stp.casebook.steps import EventKind
from netpoint_stp.errors import ClockJumpError, UsageError
from netpoint_stp.ports.clocks import ClockBounds, SetClock, SystemClock
from netpoint_stp.testing.conformance.trial import HOUR, START, Trial, message, outgoing

BY = Actor(ActorKind.STAFF, "admin")
ANYTHING = ClockBounds(back=timedelta(days=40_000), ahead=timedelta(days=40_000))
"""As before there were bounds."""


@pytest.mark.parametrize("jump", [timedelta(hours=1), timedelta(days=26_000)], ids=str)
def test_a_store_that_an_earlier_version_froze_is_repaired(opened: Opener, jump: timedelta) -> None:
    """Stamps, a lease and a retry of a time to come: acknowledged once, the store goes on by the real clock."""
    false = SetClock(SystemClock().now() + jump)
    old = Trial(opened(clock=false, clock_bounds=ANYTHING), false)
    old.record(message("<1@example.com>"))
    request_id = old.open()
    lease = old.taken(lease=timedelta(minutes=5))
    with old.work() as work:
        posted = work.post(outgoing("a"))
    real = opened()
    with pytest.raises(ClockJumpError, match="clock accept"), real.transaction():
        pass
    event = real.accept_clock(by=BY)

    assert event is not None
    assert [each.kind for each in real.events(STORE_CASE)] == [EventKind.CLOCK_ACCEPTED]
    with real.transaction() as work:
        assert abs(work.now - SystemClock().now()) < timedelta(minutes=1)
        assert [each.id for each in work.claim_outbox(5, HOUR)] == [posted.id]
        assert work.record(message("<2@example.com>", "another")).recorded_at == work.now
    (held,) = real.leases()
    assert held.request_id == request_id
    assert timedelta(minutes=4) < held.until - SystemClock().now() <= timedelta(minutes=5)
    with real.transaction() as work:
        assert work.release(request_id, lease.token).at == work.now
    assert real.verify() == ()


def test_every_store_of_the_data_knows_of_the_acknowledgement(opened: Opener) -> None:
    """One process acknowledges, another one that was open goes on; what it saw before binds it no longer."""
    clock = SetClock(START)
    one, other = opened(clock=clock), opened(clock=clock)
    Trial(other, clock).open()
    clock.advance(-HOUR)
    one.accept_clock(by=BY)
    with other.transaction() as work:
        assert work.now == START - HOUR
    assert not other.clock_state().jumped


def test_a_stamp_that_is_no_moment_is_a_jump(opened: Opener, url: str) -> None:
    """A stamp edited out of all time stops nothing that an acknowledgement would not start again."""
    store = opened()
    Trial(store, SetClock(START)).record(message("<1@example.com>"))
    database = connected(url)
    with database.writer.begin() as connection:
        connection.execute(update(INTERACTIONS).values(recorded_at=2**62))
    database.close()
    with pytest.raises(ClockJumpError), store.transaction():
        pass
    store.accept_clock(by=BY)
    with store.transaction() as work:
        assert abs(work.now - SystemClock().now()) < timedelta(minutes=1)


def test_the_bounds_are_a_setting(opened: Opener) -> None:
    """A shorter one refuses what the usual one lets pass, and the other way round; lengths below zero are refused."""
    clock = SetClock(START)
    strict = opened(clock=clock, clock_bounds=ClockBounds(back=timedelta(), ahead=HOUR))
    loose = opened(clock=clock, clock_bounds=ANYTHING)
    Trial(strict, clock).open()
    clock.advance(2 * HOUR)
    with pytest.raises(ClockJumpError), strict.transaction():
        pass
    clock.advance(timedelta(days=9_000))
    with loose.transaction() as work:
        assert work.now == clock.now()
    with pytest.raises(UsageError, match="lengths of time"):
        ClockBounds(back=timedelta(seconds=-1))


class TestForTrials:
    """Stores made for trials, whose clock is set by hand."""

    def test_an_empty_store_is_marked(self, opened: Opener) -> None:
        """The mark is the first event of the store's own journal; such a store may be opened for trials ever after."""
        clock = SetClock(START)
        store = opened(clock=clock, trial=True)

        assert [each.data for each in store.events(STORE_CASE)] == [{"trial": True}]
        Trial(store, clock).open()
        assert len(opened(clock=clock, trial=True).events(STORE_CASE)) == 1

    def test_its_clock_goes_ahead_as_far_as_it_likes(self, opened: Opener) -> None:
        """Weeks pass at once in a trial; the way back is a jump there too."""
        clock = SetClock(START)
        trial = Trial(opened(clock=clock, trial=True), clock)
        trial.open()
        clock.advance(timedelta(days=400))
        trial.open()
        clock.advance(timedelta(days=-400))
        with pytest.raises(ClockJumpError), trial.store.transaction():
            pass

    def test_a_store_for_real_is_refused(self, opened: Opener) -> None:
        """What has an entry and no mark is no store for trials, and is not made one."""
        store = opened()
        Trial(store, SetClock(START)).record(message("<1@example.com>"))
        with pytest.raises(UsageError, match="not made for trials"):
            opened(clock=SetClock(datetime(2099, 1, 1, tzinfo=START.tzinfo)), trial=True)
        assert store.events(STORE_CASE) == ()


def test_a_file_of_the_store_tells_of_it_after_reopening(tmp_path: Path) -> None:
    """The acknowledgement lies in the store, and so counts for whoever opens it later."""
    url, clock = f"sqlite:///{tmp_path}/store.db", SetClock(START)
    first = SqlStore(url, clock=clock)
    Trial(first, clock).open()
    clock.advance(-HOUR)
    first.accept_clock(by=BY)
    first.close()
    second = SqlStore(url, clock=clock)
    with second.transaction() as work:
        assert work.now == START - HOUR
    second.close()
