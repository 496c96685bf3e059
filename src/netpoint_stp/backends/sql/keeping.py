"""Looking after a store: whether its journals hold, and erasing what its time is over for (3.6)."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final

from sqlalchemy import bindparam, delete, select

from netpoint_stp.backends.journal import Actor, Break, Event, NewEvent, verify_chain
from netpoint_stp.backends.records import INTERACTION_LETTER, QUARANTINE_LETTER, Purged, made_id
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

_OLD_RAWS: Final = delete(RAWS).where(RAWS.c.recorded_at < bindparam("before"))


def verify(session: Session) -> Iterator[Break]:
    """Yield every place where a journal does not hold; as `RequestStore.verify`, some cases at a time."""
    for kind in CaseKind:
        after = -_HIGHEST
        while after < _HIGHEST:
            heads = session.rows(_HEADS, {"wanted_kind": kind.value, "after": after})
            last = heads[-1].number if len(heads) == _AT_ONCE else _HIGHEST
            rows = session.rows(_BETWEEN, {"wanted_kind": kind.value, "after": after, "last": last})
            yield from _broken(kind, {row.number: row.digest for row in heads}, rows)
            after = last


def _broken(kind: CaseKind, heads: dict[int, str], rows: Sequence[Row]) -> Iterator[Break]:
    journals = {number: list(of_case) for number, of_case in groupby(rows, key=lambda row: int(row.case_number))}
    for number in sorted(heads.keys() | journals.keys()):
        case_id = made_id(kind.value, number)
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
