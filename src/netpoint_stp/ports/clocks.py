"""Clocks (3.1, 3.12, 3.13): the machine's own, one set by hand, and how far one may jump before a person has to say.

One wrong answer of a clock must not hold a store's time fast. Entries stand in the order of their numbers; a moment is
what the clock said. Within a small bound a clock may go back: what is written then bears the newest moment, while
leases and retries count by the clock itself. Beyond the bounds nothing is written until a person has acknowledged, in
the store's own journal, that the clock is right now (`clock_jumps`). The rule is the same in every store, which gives
it its last entries.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Any, Final

from attrs import field, frozen

from netpoint_stp.casebook.journal import Event, NewEvent
from netpoint_stp.casebook.steps import EventKind
from netpoint_stp.errors import ClockJumpError, UsageError
from netpoint_stp.moments import in_zone, require_aware, zone

LISTS: Final = ("journal", "interactions", "quarantined", "decisions", "outbox")
"""What a store keeps in the order of numbers, each entry with its moment."""
_TRIAL: Final = "trial"
TRIAL_MARK: Final = NewEvent(kind=EventKind.NOTED, data={_TRIAL: True})
"""The first event in the own journal of a store that was made for trials."""


class SystemClock:
    """The clock of this machine."""

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        return datetime.now(UTC)


class SetClock:
    """A clock that stands still until it is moved; it may be set back too."""

    def __init__(self, start: datetime) -> None:
        """Start at an aware moment."""
        require_aware(start)
        self._lock = Lock()
        self._now = in_zone(start, zone("UTC"))

    def now(self) -> datetime:
        """Return the moment at which it stands, in UTC."""
        with self._lock:
            return self._now

    def advance(self, by: timedelta) -> datetime:
        """Move it by a length of time, back where that is negative; return where it stands now."""
        with self._lock:
            self._now += by
            return self._now


@frozen(kw_only=True)
class ClockBounds:
    """How far the clock may stand from the newest entry for anything to be written; beyond it a person has to say.

    `back` is short: a clock that was set back by more was wrong before, or is now. `ahead` is long, for a desk may rest
    for nights and holidays; stores made for trials have none.
    """

    back: timedelta = field(default=timedelta(minutes=10))
    ahead: timedelta = field(default=timedelta(days=31))

    def __attrs_post_init__(self) -> None:
        if self.back < timedelta() or self.ahead <= timedelta():
            raise UsageError("the bounds of a store's clock are lengths of time; give some such as 10 minutes, 31 days")


DEFAULT_BOUNDS: Final = ClockBounds()


@frozen(kw_only=True)
class LastEntry:
    """The last entry of one of `LISTS`: its number, and its moment (None: the list is empty)."""

    number: int
    at: datetime | None


@frozen(kw_only=True)
class ClockState:
    """What a store's clock says, and the newest entry since the clock was last acknowledged (None: there is none).

    `jumped` says that they are too far apart, so that nothing is written.
    """

    clock: datetime
    newest: datetime | None
    jumped: bool
    trial: bool = False

    @property
    def present(self) -> datetime:
        """The moment to look from: never before what was written, save where the clock has jumped, which counts then.

        Who looks needs no unit of work, so that a store whose clock has jumped, or that may only be read, can be
        looked at.
        """
        return self.clock if self.jumped or self.newest is None else max(self.clock, self.newest)


def state_of(
    clock: datetime, last: Mapping[str, LastEntry], marks: Callable[[], Iterable[Event]], bounds: ClockBounds
) -> ClockState:
    """Return how a clock stands to the last entries of a store.

    `marks` gives the first event of the store's own journal and those of `CLOCK_ACCEPTED`, in order; it is asked only
    where the newest entry of all is too far away.
    """
    require_aware(clock)
    newest = max((each.at for each in last.values() if each.at is not None), default=None)
    if newest is None or -bounds.ahead <= newest - clock <= bounds.back:
        return ClockState(clock=clock, newest=newest, jumped=False)
    events = tuple(marks())
    trial = is_trial(events)
    accepted = next((each for each in reversed(events) if each.kind is EventKind.CLOCK_ACCEPTED), None)
    if accepted is not None:
        newest = _since(accepted, last)
    ahead = clock - newest > bounds.ahead and not trial
    return ClockState(clock=clock, newest=newest, jumped=ahead or newest - clock > bounds.back, trial=trial)


def moment_of_work(state: ClockState, latest: datetime | None, bounds: ClockBounds) -> datetime:
    """Return the moment that all entries of a unit of work bear; raises `ClockJumpError` where nothing may be written.

    `latest` is the moment of an earlier unit of work of this process: it is kept to unless that clock was wrong.
    """
    if state.jumped and state.newest is not None:
        raise ClockJumpError(
            f"the store's clock says `{state.clock.isoformat()}`, and its newest entry is of "
            f"`{state.newest.isoformat()}`; nothing is written while they are so far apart. Put the clock right; "
            "if it is right now, acknowledge that with: netpoint-stp desk --as NAME clock accept"
        )
    held = [state.clock, *(each for each in (state.newest,) if each is not None)]
    if latest is not None and latest - state.clock <= bounds.back:
        held.append(latest)
    return max(held)


def is_trial(events: Iterable[Event]) -> bool:
    """Whether a store was made for trials: its own journal begins with saying so."""
    first = next(iter(events), None)
    return first is not None and first.number == 1 and first.data.get(_TRIAL) is True


def trial_refused() -> UsageError:
    """Return the error for a clock that is set by hand over a store that is for real."""
    return UsageError(
        "the clock of this store cannot be set: it was not made for trials; leave --clock out, "
        "or try things out on a new store whose first command has --clock"
    )


def _since(accepted: Event, last: Mapping[str, LastEntry]) -> datetime:
    """Return the newest moment of what was written from an acknowledgement on."""
    numbers: Mapping[str, Any] = accepted.data.get("numbers") or {}
    later = (
        each.at for name, each in last.items() if each.number > int(numbers.get(name) or 0) and each.at is not None
    )
    return max(later, default=accepted.at)
