"""Statements are made ready once; what a unit of work wrote itself it tells as the store will."""

import pytest

from netpoint_stp.backends.sql import SqlStore
from netpoint_stp.backends.sql.prepared import prepared
from netpoint_stp.casebook.journal import NewEvent
from netpoint_stp.casebook.projection import fold
from netpoint_stp.casebook.records import Query
from netpoint_stp.casebook.steps import EventKind, State
from netpoint_stp.errors import NotFoundError
from netpoint_stp.ports.clocks import SetClock
from netpoint_stp.testing.conformance.trial import HOUR, START, Trial, message, outgoing


def _everything(store: SqlStore, name: str) -> None:
    """Receive a message, look for its request in every way, list what there is, send, take and go on."""
    trial = Trial(store, SetClock(START))
    sent = trial.record(message(name, name, sender=name))
    request_id = trial.open(queue=name, subscriber_id=name, interactions=[sent.id])
    some = frozenset({State.WAITING, State.TAKEN})
    query = Query(sender=name, subscriber_id=name, states=some, thread=(name,), interaction=sent.id)
    assert [found.id for found in store.find(query)] == [request_id]
    assert store.cases_of(thread=(name, "another"), interaction=sent.id) == (request_id,)
    for states in (some, frozenset[State]()):
        store.requests(states)
    for listed in (store.journal, store.outbox, store.decisions, store.quarantined, store.leases):
        listed()
    lease = trial.taken(queue=name)
    with trial.work() as work:
        work.renew(request_id, lease.token, HOUR)
        posted = work.post(outgoing(name, case_id=request_id, message_id=name))
        work.claim_outbox(5, HOUR)
        work.mark_failed(posted.id, "no answer", START)
        work.mark_failed(posted.id, "no answer", None)
        joined = work.record(message(f"{name} again", f"{name} again", sender=name)).id
        work.append(request_id, NewEvent(kind=EventKind.JOINED, data={"interactions": [joined, sent.id]}))


def test_no_statement_is_made_ready_twice(store: SqlStore) -> None:
    """A second round with other values makes nothing ready: statements hold no values and are not built per call."""
    _everything(store, "first")
    made = prepared.cache_info().misses

    _everything(store, "second")

    assert prepared.cache_info().misses == made


@pytest.mark.parametrize("asked", [1, 2, 499, 500, 501, 1001])
def test_a_list_of_any_length_is_bound_whole(store: SqlStore, asked: int) -> None:
    """However many ids a thread has, the last of them leads to its request, and others to none."""
    trial = Trial(store, SetClock(START))
    sent = trial.record(message("last"))
    request_id = trial.open(interactions=[sent.id])
    others = tuple(f"other-{number}" for number in range(asked - 1))

    assert [found.id for found in store.find(Query(thread=(*others, "last")))] == [request_id]
    assert store.find(Query(thread=(*others, "never"))) == ()


def test_what_a_unit_of_work_wrote_is_told_as_its_journal_tells_it(store: SqlStore) -> None:
    """After each step, before the commit and after it: the request is what its journal says."""
    trial = Trial(store, SetClock(START))
    opened = trial.open(subscriber_id="S-1")
    store.request(opened)
    with trial.work() as work:
        token = work.take(opened, "olga", HOUR).token
        taken = work.request(opened)
        assert taken == fold(work.events(opened))
        work.append(opened, NewEvent(kind=EventKind.NOTED, data={"note": "on my way"}), token=token)
        work.append(opened, NewEvent(kind=EventKind.RESOLVED, data={"note": "a new cable"}), token=token)
        resolved = work.request(opened)
        assert resolved == fold(work.events(opened))

    assert store.request(opened) == resolved
    assert (taken.state, resolved.state) == (State.TAKEN, State.RESOLVED)


def _take_and_fail(trial: Trial, request_id: str) -> None:
    with trial.work() as work:
        work.take(request_id, "olga", HOUR)
        work.append("R-99", NewEvent(kind=EventKind.NOTED))


def test_what_a_unit_of_work_wrote_in_vain_is_told_by_none(store: SqlStore) -> None:
    """A unit of work that failed leaves the request as it was, in the next one and in the store."""
    trial = Trial(store, SetClock(START))
    request_id = trial.open()
    with pytest.raises(NotFoundError):
        _take_and_fail(trial, request_id)

    with trial.work() as work:
        again = work.request(request_id)
    assert again == store.request(request_id)
    assert again is not None
    assert again.state is State.WAITING
