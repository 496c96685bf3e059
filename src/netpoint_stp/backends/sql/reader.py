"""What a store on SQL is asked (3.1, 3.13): one statement for each primitive, or one for every bound of parameters."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from itertools import groupby
from typing import Any, Final, TypeVar, cast

from sqlalchemy import Column, ColumnElement, Select, bindparam, func, literal_column, select

from netpoint_stp.backends.digests import lookup_digest
from netpoint_stp.backends.sql.columns import moment, moment_or_none, stamp
from netpoint_stp.backends.sql.prepared import Row
from netpoint_stp.backends.sql.rows import (
    KINDS,
    decision_of,
    event_of,
    interaction_of,
    lease_of,
    outbox_item_of,
    quarantined_of,
    unreadable,
)
from netpoint_stp.backends.sql.sealing import Chunk, Sealer
from netpoint_stp.backends.sql.session import Session
from netpoint_stp.backends.sql.tables import (
    CASE_INTERACTIONS,
    CASES,
    INTERACTIONS,
    JOURNAL,
    LEASES,
    LINE,
    OUTBOX,
    QUARANTINED,
    RAWS,
)
from netpoint_stp.backends.sql.tables import DECISIONS as DECISION_TABLE
from netpoint_stp.backends.storage import (
    DECISIONS,
    PENDING,
    CaseLink,
    EntryLog,
    JournalChain,
    LinkedCase,
    Numbered,
    StoragePosition,
)
from netpoint_stp.backends.storage import JOURNAL as JOURNAL_LOG
from netpoint_stp.backends.storage import OUTBOX as OUTBOX_LOG
from netpoint_stp.backends.storage import QUARANTINED as QUARANTINED_LOG
from netpoint_stp.casebook.journal import Event
from netpoint_stp.casebook.records import (
    INTERACTION_LETTER,
    QUARANTINE_LETTER,
    CaseKey,
    Lease,
    StoredInteraction,
    made_id,
)
from netpoint_stp.casebook.steps import CaseKind, State
from netpoint_stp.errors import BackendError
from netpoint_stp.ports.clocks import LastEntry

ItemT = TypeVar("ItemT")
AT_ONCE: Final = 500
"""Parameters of one statement: every database takes that many."""
_HIGHEST: Final = 2**63 - 1
_EARLIEST: Final = stamp(datetime(1, 1, 2, tzinfo=UTC))
_LATEST: Final = stamp(datetime(9999, 12, 30, tzinfo=UTC))


def several(name: str) -> Any:
    """Return a parameter that is a list."""
    return bindparam(name, expanding=True)


def _raw_kept(letter: str, number: ColumnElement[int]) -> ColumnElement[bool]:
    return select(RAWS.c.piece).where(RAWS.c.letter == letter, RAWS.c.number == number, RAWS.c.piece == 0).exists()


def _paged(wanted: Select[Any], key: ColumnElement[int]) -> Select[Any]:
    return wanted.where(key > bindparam("start")).order_by(key).limit(bindparam("most"))


_INTERACTIONS: Final = select(
    INTERACTIONS, _raw_kept(INTERACTION_LETTER, INTERACTIONS.c.number).label("raw_kept")
).where(INTERACTIONS.c.number.in_(several("wanted")))
_PIECES: Final = (
    select(RAWS.c.piece, RAWS.c.key_id, RAWS.c.data)
    .where(RAWS.c.letter == bindparam("letter"), RAWS.c.number == bindparam("wanted"))
    .order_by(RAWS.c.piece)
)
QUARANTINED_ITEMS: Final = select(QUARANTINED, _raw_kept(QUARANTINE_LETTER, QUARANTINED.c.number).label("raw_kept"))
_OF_KIND: Final = JOURNAL.c.kind == bindparam("wanted_kind")
_JOURNALS: Final = (
    select(JOURNAL)
    .where(_OF_KIND, JOURNAL.c.case_number.in_(several("wanted")), JOURNAL.c.number >= bindparam("since"))
    .order_by(JOURNAL.c.case_number, JOURNAL.c.number)
)
_BETWEEN: Final = (
    select(JOURNAL)
    .where(_OF_KIND, JOURNAL.c.case_number > bindparam("start"), JOURNAL.c.case_number <= bindparam("last"))
    .order_by(JOURNAL.c.case_number, JOURNAL.c.number)
)
_HEADS: Final = _paged(
    select(CASES.c.number, CASES.c.digest).where(CASES.c.kind == bindparam("wanted_kind")), CASES.c.number
)
_CASES: Final = _paged(select(CASES.c.number).where(CASES.c.kind == bindparam("wanted_kind")), CASES.c.number)
_CASES_IN: Final = _CASES.where(CASES.c.state == bindparam("wanted_state"))
_IN_LINE: Final = (
    select(LINE.c.number)
    .where(LINE.c.queue_digest == bindparam("wanted"))
    .order_by(LINE.c.in_turn, LINE.c.placed_at, LINE.c.arrival, LINE.c.number)
    .limit(bindparam("most"))
)
_HELD: Final = select(LEASES).order_by(LEASES.c.taken_at, LEASES.c.number)
_LAPSED: Final = (
    select(LEASES)
    .where(LEASES.c.until <= bindparam("at"))
    .order_by(LEASES.c.until, LEASES.c.taken_at, LEASES.c.number)
    .limit(bindparam("most"))
)
_LOGS: Final[Mapping[EntryLog[Any], tuple[Select[Any], str, Callable[[Row], Any]]]] = {
    JOURNAL_LOG: (_paged(select(JOURNAL), JOURNAL.c.seq), "seq", event_of),
    QUARANTINED_LOG: (_paged(QUARANTINED_ITEMS, QUARANTINED.c.number), "number", quarantined_of),
    OUTBOX_LOG: (_paged(select(OUTBOX), OUTBOX.c.id), "id", outbox_item_of),
    PENDING: (_paged(select(OUTBOX).where(OUTBOX.c.pending == 1), OUTBOX.c.id), "id", outbox_item_of),
    DECISIONS: (_paged(select(DECISION_TABLE), DECISION_TABLE.c.seq), "seq", decision_of),
}
"""For each log the statement of a page, the name of its numbers, and what makes an entry of a row."""
_JOINED: Final = CASE_INTERACTIONS.c
_RECEIVED: Final = select(_JOINED.kind, _JOINED.number, INTERACTIONS.c.channel).join(
    INTERACTIONS, INTERACTIONS.c.number == _JOINED.interaction
)
_POSTED: Final = select(OUTBOX.c.case_kind.label("kind"), OUTBOX.c.case_number.label("number"), OUTBOX.c.channel).where(
    OUTBOX.c.case_kind.is_not(None)
)
_LINKED: Final[Mapping[CaseLink, tuple[Select[Any], ...]]] = {
    CaseLink.INTERACTION: (select(_JOINED.kind, _JOINED.number).where(_JOINED.interaction.in_(several("wanted"))),),
    CaseLink.SENDER: (_RECEIVED.where(INTERACTIONS.c.sender_digest.in_(several("wanted"))),),
    CaseLink.SUBSCRIBER: (
        select(CASES.c.kind, CASES.c.number).where(CASES.c.subscriber_digest.in_(several("wanted"))),
    ),
    CaseLink.MESSAGE: (
        _RECEIVED.where(INTERACTIONS.c.message_digest.in_(several("wanted"))),
        _POSTED.where(OUTBOX.c.message_digest.in_(several("wanted"))),
    ),
}


@cache
def _linked(link: CaseLink, in_states: bool) -> tuple[Select[Any], ...]:
    """Return the statements for a link, for cases in some states or in all."""
    if not in_states:
        return _LINKED[link]
    fitting = CASES.c.state.in_(several("states"))
    if link is CaseLink.SUBSCRIBER:
        return tuple(each.where(fitting) for each in _LINKED[link])
    return tuple(
        each.join(
            CASES, (CASES.c.kind == each.selected_columns[0]) & (CASES.c.number == each.selected_columns[1])
        ).where(fitting)
        for each in _LINKED[link]
    )


_DATED: Final[Mapping[Numbered, tuple[Column[Any], Column[Any]]]] = {
    Numbered.EVENT: (JOURNAL.c.seq, JOURNAL.c.at),
    Numbered.INTERACTION: (INTERACTIONS.c.number, INTERACTIONS.c.recorded_at),
    Numbered.QUARANTINED: (QUARANTINED.c.number, QUARANTINED.c.recorded_at),
    Numbered.DECISION: (DECISION_TABLE.c.seq, DECISION_TABLE.c.at),
    Numbered.OUTBOX: (OUTBOX.c.id, OUTBOX.c.posted_at),
}
"""The number and the moment of each thing that has both."""
_NUMBERED: Final = (*_DATED, Numbered.REQUEST, Numbered.COMPLAINT, Numbered.INCIDENT)


@cache
def position_statement(clock: str) -> Select[Any]:
    """Return the statement for the clock, the last number of everything, and the last moments; all at once."""
    numbers = [select(func.max(key)) for key, _ in _DATED.values()]
    numbers += [select(func.max(CASES.c.number)).where(CASES.c.kind == each.value) for each in _NUMBERED[len(_DATED) :]]
    moments = [select(at).order_by(key.desc()).limit(1) for key, at in _DATED.values()]
    parts: list[ColumnElement[Any]] = [literal_column(clock or "NULL")]
    parts += [each.scalar_subquery() for each in (*numbers, *moments)]
    return select(*(part.label(f"part_{number}") for number, part in enumerate(parts)))


def position_of(row: Row | None) -> StoragePosition:
    """Return the position of a row of `position_statement`."""
    clock, *parts = cast("tuple[int | None, ...]", row)
    moments = dict(zip(_DATED, map(_moment_or_none, parts[len(_NUMBERED) :]), strict=True))
    last = {
        each: LastEntry(number=number or 0, at=moments.get(each))
        for each, number in zip(_NUMBERED, parts, strict=False)
    }
    return StoragePosition(moment_or_none(clock), last)


def _moment_or_none(at: int | None) -> datetime | None:
    """Return the moment of a stamp; one that was edited into no moment at all is the first or the last there is."""
    return None if at is None else moment(max(_EARLIEST, min(at, _LATEST)))


class SqlReader:
    """See `storage.StorageReader`, whose docstrings say what each primitive gives."""

    def __init__(self, session: Session, sealer: Sealer, clock: str) -> None:
        self.session: Final = session
        self.sealer: Final = sealer
        self._clock: Final = clock

    def position(self) -> StoragePosition:
        """See `StorageReader`."""
        return position_of(self.session.row(position_statement(self._clock)))

    def interactions(self, numbers: Collection[int]) -> Mapping[int, StoredInteraction]:
        """See `StorageReader`."""
        return {row.number: interaction_of(row) for row in self._in_parts(_INTERACTIONS, sorted(numbers))}

    def raw(self, letter: str, number: int) -> bytes | None:
        """See `StorageReader`; raises `BackendError` without its key, and if it is not as it was written."""
        rows = self.session.rows(_PIECES, {"letter": letter, "wanted": number})
        pieces = [Chunk(row.piece, row.key_id, row.data) for row in rows]
        return self.sealer.joined(made_id(letter, number), pieces) if pieces else None

    def journals(self, kind: CaseKind, numbers: Collection[int], since: int = 1) -> Mapping[int, Sequence[Event]]:
        """See `StorageReader`."""
        rows = self._in_parts(_JOURNALS, sorted(numbers), wanted_kind=kind.value, since=since)
        return {number: [*map(event_of, of_case)] for number, of_case in groupby(rows, key=_case_number)}

    def cases(self, kind: CaseKind, states: frozenset[State], after: int, limit: int) -> Sequence[int]:
        """See `StorageReader`."""
        given = {"wanted_kind": kind.value, "start": after, "most": limit}
        if not states:
            return [row.number for row in self.session.rows(_CASES, given)]
        # one look into the index for each state: for several at once the database would sort all that it has
        parts = (self.session.rows(_CASES_IN, {**given, "wanted_state": state.value}) for state in states)
        return sorted(row.number for rows in parts for row in rows)[:limit]

    def linked(self, link: CaseLink, values: Collection[str | int], states: frozenset[State]) -> Collection[LinkedCase]:
        """See `StorageReader`."""
        wanted = [each if isinstance(each, int) else lookup_digest(each) for each in values]
        given: dict[str, Any] = {"states": sorted(state.value for state in states)} if states else {}
        rows = (row for each in _linked(link, bool(states)) for row in self._in_parts(each, wanted, **given))
        return [LinkedCase(CaseKey(KINDS[row.kind], row.number), getattr(row, "channel", None)) for row in rows]

    def line(self, queue: str, limit: int) -> Sequence[int]:
        """See `StorageReader`."""
        return [row.number for row in self.session.rows(_IN_LINE, {"wanted": lookup_digest(queue), "most": limit})]

    def leases(self, lapsed_by: datetime | None = None, limit: int | None = None) -> Sequence[Lease]:
        """See `StorageReader`."""
        if lapsed_by is None:
            return [*map(lease_of, self.session.rows(_HELD))]
        most = _HIGHEST if limit is None else limit
        return [*map(lease_of, self.session.rows(_LAPSED, {"at": stamp(lapsed_by), "most": most}))]

    def page(self, log: EntryLog[ItemT], after: int, limit: int) -> Sequence[tuple[int, ItemT]]:
        """See `StorageReader`."""
        statement, key, made = _LOGS[log]
        rows = self.session.rows(statement, {"start": after, "most": limit})
        return [(getattr(row, key), made(row)) for row in rows]

    def chains(self, kind: CaseKind, after: int, limit: int) -> Sequence[JournalChain]:
        """See `StorageReader`."""
        given = {"wanted_kind": kind.value, "start": after}
        heads = {row.number: row.digest for row in self.session.rows(_HEADS, {**given, "most": limit})}
        # journals without a case lie between the cases, and behind the last one
        last = max(heads) if len(heads) == limit else _HIGHEST
        rows = self.session.rows(_BETWEEN, {**given, "last": last})
        events = {number: [*map(_as_it_lies, of_case)] for number, of_case in groupby(rows, key=_case_number)}
        return [JournalChain(each, heads.get(each), events.get(each, ())) for each in sorted({*heads, *events})]

    def _in_parts(self, statement: Select[Any], wanted: Sequence[Any], **given: Any) -> Iterator[Row]:
        for start in range(0, len(wanted), AT_ONCE):
            yield from self.session.rows(statement, {**given, "wanted": wanted[start : start + AT_ONCE]})


def _case_number(row: Row) -> int:
    return int(row.case_number)


def _as_it_lies(row: Row) -> Event:
    try:
        return event_of(row)
    except BackendError:
        return unreadable(row)
