"""A process of the trials with many processes: it delivers, takes, steps, and writes down what it was told, and when.

Run: `python -m tests.backends.sql.hammer JOB`, where JOB is JSON: see `Job`. Moments are of the monotonic clock, which
all processes of a machine share. What was acknowledged is written down at once, so that a kill loses no line.
"""

import json
import os
import random
import sys
import time
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from attrs import asdict, frozen

from netpoint_stp.backends.sql import SqlStore
from netpoint_stp.backends.unit_of_work import UnitOfWork
from netpoint_stp.casebook.events import moment_text
from netpoint_stp.casebook.journal import Actor, ActorKind, NewEvent
from netpoint_stp.casebook.steps import EventKind, State
from netpoint_stp.channels.interaction import Interaction, MessageKey, Party, PartyKind, Text
from netpoint_stp.errors import LeaseLostError, UnavailableError

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
QUEUE = "desk"


@frozen(kw_only=True)
class Job:
    """What one process is to do: deliver these, one after the other, and take between and after them.

    It ends when all is delivered and `stop_when_empty` finds nothing waiting and nobody holding anything.
    """

    url: str
    worker: str
    log: str
    deliver: list[int]
    seed: int
    lease_seconds: float = 60.0
    patience_seconds: float = 120.0
    retry: bool = False
    stop_when_empty: bool = True


def message(number: int) -> tuple[Interaction, bytes]:
    """Return the message of a number; the same whoever delivers it."""
    chance = random.Random(number)
    raw = f"From: c{number}@example.com\n\nRequest {number}\n".encode()
    interaction = Interaction(
        channel="email",
        sender=Party(kind=PartyKind.EMAIL, normalised=f"c{number}@example.com", received=f"c{number}@example.com"),
        text=Text(own=f"Request {number}"),
        received_at=START + timedelta(seconds=chance.randrange(3600)),
        identity=MessageKey(channel="email", key=f"<{number}@example.com>", content=sha256(raw).hexdigest()),
        raw_digest=sha256(raw).hexdigest(),
        raw_size=len(raw),
    )
    return interaction, raw


class Hammer:
    """One process at work."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.chance = random.Random(job.seed)
        self.log = os.open(job.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self.lease = timedelta(seconds=job.lease_seconds)
        self.store = self.opened()

    def opened(self) -> SqlStore:
        """Open the store; whoever tries again does so here too, for a server may be away when a process begins."""
        while True:
            try:
                return SqlStore(self.job.url, patience=timedelta(seconds=self.job.patience_seconds))
            except UnavailableError as error:
                self.unavailable(error)

    def unavailable(self, error: UnavailableError) -> None:
        """Write down what was told, and wait a little; whoever does not try again fails."""
        self.note("unavailable", time.monotonic_ns(), why=str(error))
        if not self.job.retry:
            raise error
        time.sleep(0.1)

    def note(self, act: str, begin: int, **what: Any) -> None:
        """Write down that something was acknowledged."""
        line = json.dumps({"act": act, "begin": begin, "end": time.monotonic_ns(), "by": self.job.worker, **what})
        os.write(self.log, f"{line}\n".encode())

    def deliver(self, number: int) -> None:
        """Record a message and open its request, in one unit of work."""
        begin = time.monotonic_ns()
        interaction, raw = message(number)
        with self.store.transaction() as work:
            recorded = work.record(interaction, raw)
            opened, place = self._open(work, number, interaction, recorded.id, recorded.arrival_number)
        told = {"interaction": recorded.id, "request": opened, "place": place, "first": place is not None}
        self.note("deliver", begin, number=number, **told)

    def _open(
        self, work: UnitOfWork, number: int, interaction: Interaction, recorded: str, arrival: int
    ) -> tuple[str, list[int] | None]:
        placed = interaction.received_at or START
        data = {
            "channel": "email",
            "queue": QUEUE,
            "received_at": moment_text(placed),
            "arrival_number": arrival,
            "interactions": [recorded],
        }
        new = NewEvent(kind=EventKind.OPENED, to=State.WAITING, data=data, key=recorded)
        before = work.cases_of(interaction=recorded)
        opened = work.open_case(new).case_id
        if before:
            return opened, None
        expedited = number % 20 == 0
        if expedited:
            urgent = {"level": "high", "reason": "a hospital", "turn": "may_go_out_of_turn"}
            work.append(opened, NewEvent(kind=EventKind.SEVERITY_SET, data=urgent))
        return opened, [0 if expedited else 1, int((placed - START).total_seconds()), arrival]

    def take(self) -> bool:
        """Take the next request and do something with it; return whether there was one."""
        begin = time.monotonic_ns()
        with self.store.transaction() as work:
            lease = work.take_next(QUEUE, self.job.worker, self.lease)
        if lease is None:
            return False
        self.note("take", begin, request=lease.request_id, token=lease.token)
        begin = time.monotonic_ns()
        try:
            with self.store.transaction() as work:
                if self.chance.random() < 0.1:
                    work.release(lease.request_id, lease.token)
                    act = "release"
                else:
                    by = Actor(ActorKind.STAFF, self.job.worker)
                    work.append(lease.request_id, NewEvent(kind=EventKind.RESOLVED, by=by), token=lease.token)
                    act = "resolve"
        except LeaseLostError:
            self.note("lost", begin, request=lease.request_id, token=lease.token)
        else:
            self.note(act, begin, request=lease.request_id, token=lease.token)
        return True

    def return_lapsed(self) -> bool:
        """Give back what others died on; return whether there may be more to do: given back just now, or held."""
        begin = time.monotonic_ns()
        with self.store.transaction() as work:
            returned = work.return_lapsed()
            more = bool(returned) or bool(work.leases())
        for request in returned:
            self.note("lapse", begin, request=request)
        return more

    def run(self) -> None:
        """Do the job."""
        waiting = list(self.job.deliver)
        while True:
            try:
                if waiting and self.chance.random() < 0.6:
                    self.deliver(waiting[0])
                    waiting.pop(0)
                elif not self.take() and not waiting:
                    if not self.return_lapsed() and self.job.stop_when_empty:
                        return
                    time.sleep(0.05)
            except UnavailableError as error:
                self.unavailable(error)


def told(job: Job) -> str:
    """Return a job as the argument of this command."""
    return json.dumps(asdict(job))


def lines(folder: Path) -> list[dict[str, Any]]:
    """Return all that was written down in a folder."""
    return [line for path in sorted(folder.glob("*.log")) for line in lines_of(path)]


def lines_of(log: Path) -> list[dict[str, Any]]:
    """Return what one process wrote down; a line cut off by a kill was never acknowledged."""
    return [json.loads(line) for line in log.read_bytes().split(b"\n") if line.endswith(b"}")]


if __name__ == "__main__":
    Hammer(Job(**json.loads(sys.argv[1]))).run()
