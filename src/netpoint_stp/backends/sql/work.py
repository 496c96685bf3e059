"""What one unit of work of a store has at hand: its session, its moment, the next numbers of everything (3.13)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final, TypeAlias, cast

from sqlalchemy import Column, ColumnElement, Select, Table, func, literal_column, select

from netpoint_stp.backends.cases import Case
from netpoint_stp.backends.clocks import ClockBounds, ClockState, LastEntry, state_of
from netpoint_stp.backends.journal import Event
from netpoint_stp.backends.ports import Clock
from netpoint_stp.backends.records import STORE_CASE, number_of
from netpoint_stp.backends.sql.columns import moment, stamp
from netpoint_stp.backends.sql.databases import Database
from netpoint_stp.backends.sql.prepared import Row
from netpoint_stp.backends.sql.rows import event_of
from netpoint_stp.backends.sql.sealing import Sealer
from netpoint_stp.backends.sql.session import Session
from netpoint_stp.backends.sql.tables import CASES, DECISIONS, INTERACTIONS, JOURNAL, OUTBOX, QUARANTINED
from netpoint_stp.backends.steps import OPENING, CaseKind, EventKind
from netpoint_stp.channels.details import DetailPatterns
from netpoint_stp.errors import UsageError
from netpoint_stp.moments import in_zone, zone

_UTC: Final = zone("UTC")
_MOST_REMEMBERED: Final = 2048
_FIRST: Final = stamp(datetime(1, 1, 2, tzinfo=UTC))
_LAST: Final = stamp(datetime(9999, 12, 30, tzinfo=UTC))
_LARGE: Final = 256 * 1024


MomentOf: TypeAlias = Callable[[ClockState, datetime | None, ClockBounds], datetime]
"""What says which moment a unit of work bears, from the clock's state, the latest one of this process, and bounds."""


class Remembered:
    """Cases as their journals told them, by the digest of their last event: that digest stands for all before it."""

    def __init__(self) -> None:
        self._cases: Final[dict[str, Case]] = {}

    def get(self, digest: str) -> Case | None:
        """Return the case after the event with this digest, None where it is not remembered."""
        return self._cases.get(digest)

    def put(self, case: Case, instead_of: str | None) -> None:
        """Remember a case in place of what it was before; the one remembered first is forgotten when there are many."""
        if instead_of is not None:
            self._cases.pop(instead_of, None)
        self._cases[case.digest] = case
        if len(self._cases) > _MOST_REMEMBERED:
            self._cases.pop(next(iter(self._cases)), None)


class Work:
    """One unit of work, under the store's lock."""

    def __init__(
        self,
        session: Session,
        *,
        clock: Clock | None,
        bounds: ClockBounds,
        rule: MomentOf,
        latest: datetime | None,
        database: Database,
        largest: int,
        patterns: DetailPatterns,
        sealer: Sealer,
        remembered: Remembered,
    ) -> None:
        self.session: Final = session
        self.patterns: Final = patterns
        self.sealer: Final = sealer
        self.remembered: Final = remembered
        self.largest: Final = largest
        told, *found = _asked(session.locked(database.lock, _begun(database.clock)))
        self._last: Final = dict(zip(_NUMBERED, (number or 0 for number in found), strict=False))
        self.last_entries: Final = _entries(found)
        now = _clock_of(clock, told, database)
        self.state: Final = state_of(now, self.last_entries, lambda: marks(session), bounds)
        self.clock: Final = now
        """What leases and retries count by."""
        self.at: Final = stamp(rule(self.state, latest, bounds))
        self.now: Final = moment(self.at)
        self.recorded: Final[set[int]] = set()
        """The interactions that this unit of work has recorded, or found recorded."""
        self.last: Final[dict[tuple[CaseKind, int], Event]] = {}
        """The last events of the cases to which this unit of work has written."""

    def number(self, numbered: Table | CaseKind) -> int:
        """Return the next number of a table or of a kind of case; only this unit of work gives them out."""
        name = numbered.value if isinstance(numbered, CaseKind) else numbered.name
        self._last[name] += 1
        return self._last[name]

    def upcoming(self, numbered: Table | CaseKind) -> int:
        """Return the number that `number` will give; a call that is refused after that leaves no gap."""
        name = numbered.value if isinstance(numbered, CaseKind) else numbered.name
        return self._last[name] + 1

    def insert(self, table: Table, *rows: Mapping[str, Any]) -> None:
        """Write rows; refuses (`UsageError`) one that is larger than the database takes, before it is sent."""
        for row in rows:
            if (size := _size(row)) > self.largest:
                raise UsageError(
                    f"what is to be kept has {size} bytes, and the database takes {self.largest} at once; "
                    "send something smaller, or have the bound of the database raised"
                )
        self.session.insert(table, rows)


_STAMPED: Final[tuple[tuple[Table, Column[Any], Column[Any]], ...]] = (
    (JOURNAL, JOURNAL.c.seq, JOURNAL.c.at),
    (INTERACTIONS, INTERACTIONS.c.number, INTERACTIONS.c.recorded_at),
    (QUARANTINED, QUARANTINED.c.number, QUARANTINED.c.recorded_at),
    (DECISIONS, DECISIONS.c.seq, DECISIONS.c.at),
    (OUTBOX, OUTBOX.c.id, OUTBOX.c.posted_at),
)
_LISTS: Final = ("journal", "interactions", "quarantined", "decisions", "outbox")
"""As `clocks.LISTS` names the tables of `_STAMPED`."""
_NUMBERED: Final = (*(table.name for table, _, _ in _STAMPED), *(kind.value for kind in OPENING.values()))
_PARTS: Final = len(_NUMBERED) + len(_STAMPED)


@cache
def _begun(clock: str) -> Select[Any]:
    """Return the first statement under the lock: the clock, the last number of everything, the last moments."""
    numbers = [select(func.max(key)) for _, key, _ in _STAMPED]
    numbers += [select(func.max(CASES.c.number)).where(CASES.c.kind == kind.value) for kind in OPENING.values()]
    moments = [select(at).order_by(key.desc()).limit(1) for _, key, at in _STAMPED]
    parts = [each.scalar_subquery() for each in (*numbers, *moments)]
    told: list[ColumnElement[Any]] = [literal_column(clock or "NULL"), *parts]
    return select(*(part.label(f"part_{number}") for number, part in enumerate(told)))


_MARKS: Final = (
    select(JOURNAL)
    .where(
        JOURNAL.c.kind == CaseKind.STORE.value,
        JOURNAL.c.case_number == number_of(STORE_CASE, CaseKind.STORE.value),
        (JOURNAL.c.number == 1) | (JOURNAL.c.event == EventKind.CLOCK_ACCEPTED.value),
    )
    .order_by(JOURNAL.c.number)
)


def marks(session: Session) -> tuple[Event, ...]:
    """Return the first event of the store's own journal, and those that acknowledge its clock."""
    return tuple(event_of(row) for row in session.rows(_MARKS))


def clock_state(session: Session, clock: Clock | None, database: Database, bounds: ClockBounds) -> ClockState:
    """As `RequestStore.clock_state`."""
    told, *found = _asked(session.row(_begun(database.clock)))
    return state_of(_clock_of(clock, told, database), _entries(found), lambda: marks(session), bounds)


def _asked(row: Row | None) -> tuple[int | None, ...]:
    return cast("tuple[int | None, ...]", row or (None,) * (1 + _PARTS))


def _entries(found: Sequence[int | None]) -> Mapping[str, LastEntry]:
    moments = found[len(_NUMBERED) :]
    return {
        name: LastEntry(number=number or 0, at=None if at is None else _readable(at))
        for name, number, at in zip(_LISTS, found, moments, strict=False)
    }


def _readable(at: int) -> datetime:
    """Return the moment of a stamp; one that was edited into no moment at all is the last or the first there is."""
    return moment(max(_FIRST, min(at, _LAST)))


def _clock_of(clock: Clock | None, told: int | None, database: Database) -> datetime:
    if clock is not None:
        return in_zone(clock.now(), _UTC)
    return moment(told or database.machine_now())


def _size(row: Mapping[str, Any]) -> int:
    """Return an upper bound of the bytes of a row as a driver sends it, escapes included."""
    size = 0
    for value in row.values():
        if isinstance(value, str):
            size += len(value) if len(value) < _LARGE else _sent_as(value)
        elif isinstance(value, bytes):
            size += 2 * len(value)
    return size


def _sent_as(text: str) -> int:
    width = len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))
    return width + text.count("\\") + text.count('"') + text.count("'")
