"""Looking after a store: whether its journals hold, and erasing what its time is over for (3.6)."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final

from sqlalchemy import bindparam, delete, func, select

from netpoint_stp.backends.journal import Actor, Break, BreakKind, Event, NewEvent, gaps, verify_chain
from netpoint_stp.backends.records import INTERACTION_LETTER, QUARANTINE_LETTER, STORE_CASE, Purged, made_id
from netpoint_stp.backends.sql.columns import moment
from netpoint_stp.backends.sql.prepared import Row
from netpoint_stp.backends.sql.reading import count_raws
from netpoint_stp.backends.sql.rows import event_of, unreadable
from netpoint_stp.backends.sql.session import Session
from netpoint_stp.backends.sql.stepping import store_event
from netpoint_stp.backends.sql.tables import CASES, JOURNAL, RAWS
from netpoint_stp.backends.sql.work import Work
from netpoint_stp.backends.steps import CaseKind, EventKind
from netpoint_stp.errors import BackendError

_AT_ONCE: Final = 500
_HIGHEST: Final = 2**63 - 1
_HEADS: Final = (
    select(CASES.c.number, CASES.c.digest)
    .where(CASES.c.kind == bindparam("wanted_kind"), CASES.c.number > bindparam("after"))
    .order_by(CASES.c.number)
    .limit(_AT_ONCE)
)
_BETWEEN: Final = (
    select(JOURNAL)
    .where(
        JOURNAL.c.kind == bindparam("wanted_kind"),
        JOURNAL.c.case_number > bindparam("after"),
        JOURNAL.c.case_number <= bindparam("last"),
    )
    .order_by(JOURNAL.c.case_number, JOURNAL.c.number)
)

_EVENTS: Final = select(func.count()).select_from(JOURNAL)
_LAST_EVENT: Final = select(func.max(JOURNAL.c.seq))
_NUMBERS: Final = select(JOURNAL.c.seq).where(JOURNAL.c.seq > bindparam("after")).order_by(JOURNAL.c.seq).limit(10_000)
_OLD_RAWS: Final = delete(RAWS).where(RAWS.c.recorded_at < bindparam("before"))


def verify(session: Session) -> Iterator[Break]:
    """Yield every place where a journal does not hold; as `RequestStore.verify`, some cases at a time."""
    for kind in CaseKind:
        after, known = -_HIGHEST, 0
        while after < _HIGHEST:
            heads = session.rows(_HEADS, {"wanted_kind": kind.value, "after": after})
            last = heads[-1].number if len(heads) == _AT_ONCE else _HIGHEST
            rows = session.rows(_BETWEEN, {"wanted_kind": kind.value, "after": after, "last": last})
            yield from _broken(kind, {row.number: row.digest for row in heads}, rows, known)
            after, known = last, heads[-1].number if heads else known
    yield from _events_left_out(session)


def _events_left_out(session: Session) -> Iterator[Break]:
    """Yield where numbers of events are not there; they are looked through only where their count tells of it."""
    count, highest = session.value(_EVENTS), session.value(_LAST_EVENT)
    if count == (highest or 0):
        return
    after = 0
    while numbers := [int(row.seq) for row in session.rows(_NUMBERS, {"after": after})]:
        for gap in gaps(numbers, after):
            yield Break(kind=BreakKind.LEFT_OUT, case_id=STORE_CASE, number=0, seq=gap.start)
        after = numbers[-1]


def _broken(kind: CaseKind, heads: dict[int, str], rows: Sequence[Row], known: int) -> Iterator[Break]:
    """Yield what is wrong with some cases; `known` is the number of the last one before them."""
    journals = {number: list(of_case) for number, of_case in groupby(rows, key=lambda row: int(row.case_number))}
    for number in sorted(heads.keys() | journals.keys()):
        case_id = made_id(kind.value, number)
        if number in heads:
            for gap in gaps((number,), known):
                yield Break(kind=BreakKind.LEFT_OUT, case_id=made_id(kind.value, gap.start), number=0)
            known = number
        yield from verify_chain(case_id, _as_far_as_readable(journals.get(number, ())), head=heads.get(number))


def _as_far_as_readable(rows: Iterable[Row]) -> Iterator[Event]:
    for row in rows:
        try:
            yield event_of(row)
        except BackendError:
            yield unreadable(row)


def erase(work: Work, before: int, by: Actor) -> Purged:
    """Erase raw messages recorded before a moment, and write into the store's own journal that it was done."""
    counted = count_raws(work.session, before)
    found = Purged(
        raw_messages=counted.get(INTERACTION_LETTER, 0),
        quarantined=counted.get(QUARANTINE_LETTER, 0),
    )
    if counted:
        work.session.run(_OLD_RAWS, {"before": before})
        told = {"raw_messages": found.raw_messages, "quarantined": found.quarantined}
        new = NewEvent(kind=EventKind.PURGED, by=by, data={**told, "before": moment(before).isoformat()})
        store_event(work, new)
    return found
