"""What a store can be asked of interactions, messages and decisions (3.1, 3.13); `cases` answers for the cases."""

from collections.abc import Callable
from typing import Any, Final, TypeVar

from sqlalchemy import ColumnElement, Select, bindparam, func, select

from netpoint_stp.backends.messages import OutboxItem
from netpoint_stp.backends.records import (
    INTERACTION_LETTER,
    QUARANTINE_LETTER,
    DecisionRecord,
    Page,
    StoredInteraction,
    StoredQuarantined,
    checked_limit,
    made_id,
    number_of,
)
from netpoint_stp.backends.sql.columns import moment, moment_or_none
from netpoint_stp.backends.sql.prepared import Row
from netpoint_stp.backends.sql.rows import decision_of, outbox_item_of
from netpoint_stp.backends.sql.sealing import Piece, Sealer
from netpoint_stp.backends.sql.session import Session
from netpoint_stp.backends.sql.tables import DECISIONS, INTERACTIONS, OUTBOX, QUARANTINED, RAWS
from netpoint_stp.backends.stored import interaction_from_json
from netpoint_stp.channels.interaction import Quarantined, QuarantineReason
from netpoint_stp.errors import UsageError

ItemT = TypeVar("ItemT")


def paged(wanted: Select[Any], key: ColumnElement[int]) -> Select[Any]:
    """Return the statement for a page of something, in the order of a unique key; see `page`."""
    return wanted.where(key > bindparam("start")).order_by(key).limit(bindparam("most"))


def _raw_kept(letter: str, number: ColumnElement[int]) -> ColumnElement[bool]:
    return select(RAWS.c.piece).where(RAWS.c.letter == letter, RAWS.c.number == number, RAWS.c.piece == 0).exists()


_INTERACTION: Final = select(
    INTERACTIONS, _raw_kept(INTERACTION_LETTER, INTERACTIONS.c.number).label("raw_kept")
).where(INTERACTIONS.c.number == bindparam("wanted"))
_PIECES: Final = (
    select(RAWS.c.piece, RAWS.c.key_id, RAWS.c.data)
    .where(RAWS.c.letter == bindparam("letter"), RAWS.c.number == bindparam("wanted"))
    .order_by(RAWS.c.piece)
)
_QUARANTINED: Final = paged(
    select(QUARANTINED, _raw_kept(QUARANTINE_LETTER, QUARANTINED.c.number).label("raw_kept")), QUARANTINED.c.number
)
_OUTBOX: Final = paged(select(OUTBOX), OUTBOX.c.id)
_PENDING: Final = paged(select(OUTBOX).where(OUTBOX.c.pending == 1), OUTBOX.c.id)
_DECISIONS: Final = paged(select(DECISIONS), DECISIONS.c.seq)
_RAWS: Final = (
    select(RAWS.c.letter, func.count().label("raws"))
    .where(RAWS.c.recorded_at < bindparam("before"), RAWS.c.piece == 0)
    .group_by(RAWS.c.letter)
)


def interaction(session: Session, interaction_id: str) -> StoredInteraction | None:
    """As `Reading.interaction`."""
    number = number_of(interaction_id, INTERACTION_LETTER)
    row = None if number is None else session.row(_INTERACTION, {"wanted": number})
    if row is None:
        return None
    return StoredInteraction(
        id=made_id(INTERACTION_LETTER, row.number),
        interaction=interaction_from_json(row.body),
        arrival_number=row.number,
        recorded_at=moment(row.recorded_at),
        reused_id_of=None if row.reused_number is None else made_id(INTERACTION_LETTER, row.reused_number),
        raw_kept=bool(row.raw_kept),
    )


def raw(session: Session, sealer: Sealer, owner: str) -> bytes | None:
    """As `Reading.raw`."""
    for letter in (INTERACTION_LETTER, QUARANTINE_LETTER):
        number = number_of(owner, letter)
        if number is not None:
            rows = session.rows(_PIECES, {"letter": letter, "wanted": number})
            pieces = [Piece(row.piece, row.key_id, row.data) for row in rows]
            return sealer.joined(made_id(letter, number), pieces) if pieces else None
    return None


def quarantined(session: Session, after: str | None, limit: int) -> Page[StoredQuarantined]:
    """As `Reading.quarantined`."""

    def stored(row: Row) -> StoredQuarantined:
        item = Quarantined(
            channel=row.channel,
            reason=QuarantineReason(row.reason),
            detail=row.detail,
            raw=b"",
            digest=row.digest,
            received_at=moment_or_none(row.received_at),
        )
        item_id = made_id(QUARANTINE_LETTER, row.number)
        return StoredQuarantined(
            id=item_id, item=item, recorded_at=moment(row.recorded_at), raw_kept=bool(row.raw_kept)
        )

    return page(session, _QUARANTINED, after, limit, stored, lambda row: int(row.number))


def outbox(session: Session, after: str | None, limit: int, *, pending: bool) -> Page[OutboxItem]:
    """As `Reading.outbox`."""
    wanted = _PENDING if pending else _OUTBOX
    return page(session, wanted, after, limit, outbox_item_of, lambda row: int(row.id))


def decisions(session: Session, after: str | None, limit: int) -> Page[DecisionRecord]:
    """As `DecisionLog.decisions`."""
    return page(session, _DECISIONS, after, limit, decision_of, lambda row: int(row.seq))


def page(
    session: Session,
    wanted: Select[Any],
    after: str | None,
    limit: int,
    made: Callable[[Row], ItemT],
    key: Callable[[Row], int],
) -> Page[ItemT]:
    """Return a page of what is `paged`; the cursor is the last key given, and one row more says that there is more."""
    rows = session.rows(wanted, {"start": cursor(after), "most": checked_limit(limit) + 1})
    given = rows[:limit]
    return Page(items=tuple(map(made, given)), after=str(key(given[-1])) if len(rows) > limit else None)


def cursor(after: str | None) -> int:
    """Return the number in a cursor, 0 for the beginning; refuse (`UsageError`) what no page gave."""
    if after is None:
        return 0
    if not (after.isascii() and after.isdigit() and len(after) < 19):
        raise UsageError("the place to go on from is none that a page gave; begin anew")
    return int(after)


def count_raws(session: Session, before: int) -> dict[str, int]:
    """Return how many raw messages were recorded before a moment, by the letter of what they belong to."""
    return {row.letter: row.raws for row in session.rows(_RAWS, {"before": before})}
