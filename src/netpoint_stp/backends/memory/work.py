"""A unit of work of the memory store: open until it ends, and nothing half done by a call that raises."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import wraps
from typing import Concatenate, Final, ParamSpec, TypeVar

from netpoint_stp.backends.clocks import ClockState
from netpoint_stp.backends.memory.answers import Answers
from netpoint_stp.backends.memory.tables import Tables, Writing
from netpoint_stp.channels.details import DetailPatterns
from netpoint_stp.errors import UsageError

P = ParamSpec("P")
WorkT = TypeVar("WorkT", bound="UnitOfWork")
R = TypeVar("R")


def call(method: Callable[Concatenate[WorkT, P], R]) -> Callable[Concatenate[WorkT, P], R]:
    """Make a method refuse after the end of the transaction, and leave nothing behind where it raises."""

    @wraps(method)
    def called(self: WorkT, /, *args: P.args, **kwargs: P.kwargs) -> R:
        if self.ended:
            raise UsageError("this unit of work has ended; begin another one")
        with self.writing.all_or_nothing():
            return method(self, *args, **kwargs)

    return called


class UnitOfWork(Answers):
    """See `ports.Transaction`; the store makes it, and holds its lock while it lasts."""

    def __init__(self, tables: Tables, patterns: DetailPatterns, *, now: datetime, state: ClockState) -> None:
        self.writing: Final = Writing(tables)
        self.ended = False
        self.tables: Final = tables
        self.patterns: Final = patterns
        self.moment: Final = now
        self.state: Final = state
        self.clock: Final = state.clock
        """What leases and retries count by."""

    @contextmanager
    def looking(self) -> Iterator[Tables]:
        """As `Answers.looking`."""
        if self.ended:
            raise UsageError("this unit of work has ended; begin another one")
        yield self.tables

    @property
    def now(self) -> datetime:
        """As `Transaction.now`."""
        if self.ended:
            raise UsageError("this unit of work has ended; begin another one")
        return self.moment

    @property
    def clock_now(self) -> datetime:
        """As `Transaction.clock_now`."""
        if self.ended:
            raise UsageError("this unit of work has ended; begin another one")
        return self.clock
