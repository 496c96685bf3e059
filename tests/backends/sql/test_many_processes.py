"""Many processes on one store, in small: nothing lost or twice, the order of the queue. `make proofs`: in full."""

from pathlib import Path
from typing import Any

import pytest
from tests.backends.sql import hammer, history, trials

from netpoint_stp.backends.sql import SqlStore
from netpoint_stp.ports.clocks import SetClock
from netpoint_stp.testing.conformance.trial import START, Trial

pytestmark = pytest.mark.no_cover


def test_many_processes_lose_nothing_and_keep_the_order(url: str, tmp_path: Path) -> None:
    """Four processes record 400 messages, every fifth of them twice, and take them all."""
    assert trials.many_processes(url, tmp_path, processes=4, messages=400, seconds=120) == []


def test_killed_processes_lose_nothing_and_hold_up_nobody(url: str, tmp_path: Path) -> None:
    """Killed at random points, they leave every acknowledged message there once, and nothing stuck."""
    assert trials.kills(url, tmp_path, processes=3, deaths=10, seconds=120) == []


def line(act: str, begin: int, end: int, request: str, **more: Any) -> history.Line:
    """Return a line of a log."""
    return {"act": act, "begin": begin, "end": end, "request": request, "place": None, "by": "w", **more}


DELIVERED = [
    line("deliver", 0, 1, "R-1", place=[1, 10, 1]),
    line("deliver", 2, 3, "R-2", place=[1, 20, 2]),
    line("deliver", 4, 5, "R-3", place=[0, 30, 3]),
]


@pytest.mark.parametrize(
    ("lines", "breaches"),
    [
        ([line("take", 10, 11, "R-3", token=1), line("take", 12, 13, "R-1", token=1)], 0),
        ([line("take", 10, 11, "R-1", token=1), line("take", 12, 13, "R-3", token=1)], 1),
        ([line("take", 10, 13, "R-1", token=1), line("take", 12, 14, "R-3", token=1)], 0),
        ([line("take", 4, 11, "R-1", token=1), line("take", 12, 13, "R-3", token=1)], 0),
        ([line("take", 10, 11, "R-2", token=1)], 1),
        (
            [
                line("take", 10, 11, "R-3", token=1),
                line("take", 12, 13, "R-1", token=1),
                line("release", 14, 15, "R-3", token=1),
                line("take", 16, 17, "R-2", token=1),
                line("take", 18, 19, "R-3", token=3),
            ],
            1,
        ),
        (
            [
                line("take", 10, 11, "R-3", token=1),
                line("take", 12, 13, "R-1", token=1),
                line("release", 14, 17, "R-3", token=1),
                line("take", 16, 17, "R-2", token=1),
                line("take", 18, 19, "R-3", token=3),
            ],
            0,
        ),
    ],
    ids=["in order", "before", "overlapping", "begun before", "left lying", "after a release", "during a release"],
)
def test_the_sentence_of_the_order_is_checked(lines: list[history.Line], breaches: int) -> None:
    """The check finds a request that was passed over, and nothing where the calls overlapped."""
    assert len(history.order_breaches(DELIVERED + lines)) == breaches


def test_two_leases_at_once_would_be_found(tmp_path: Path) -> None:
    """The check of leases sees a taking upon a taking."""
    store = SqlStore(f"sqlite:///{tmp_path}/store.db")
    trial = Trial(store, SetClock(START))
    trial.open()
    trial.taken()
    events = history.journal(store)
    store.close()

    assert history.lease_breaches(events) == []
    assert history.lease_breaches({"R-1": [*events["R-1"], events["R-1"][-1]]})


def test_losses_would_be_found(tmp_path: Path) -> None:
    """The check of losses names a message without request, one told twice, and a request that is stuck."""
    store = SqlStore(f"sqlite:///{tmp_path}/store.db")
    trial = Trial(store, SetClock(START))
    recorded = trial.record(hammer.message(0)[0])
    trial.open(interactions=[recorded.id])
    lines = [
        line("deliver", 0, 1, "R-1", number=0, interaction="I-1"),
        line("deliver", 0, 1, "R-2", number=0, interaction="I-9"),
    ]
    wrong = "; ".join(history.loss(store, lines, range(2)))
    store.close()

    assert "message 1 was never acknowledged" in wrong
    assert "message 0 was told to be" in wrong
    assert "R-1 is stuck in `waiting`" in wrong
