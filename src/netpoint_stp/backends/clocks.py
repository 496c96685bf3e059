"""Clocks: the machine's own, and one that is set by hand (for trials and tests)."""

from datetime import UTC, datetime, timedelta
from threading import Lock

from netpoint_stp.moments import in_zone, require_aware, zone


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
