"""What a store on SQL writes under its one lock (3.1, 3.13): the primitives of `storage.StorageWriter`."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, TypeVar

from sqlalchemy import Select, Table, Text, bindparam, delete, func, or_, select, update

from netpoint_stp.backends.digests import lookup_digest, lookup_digest_or_none
from netpoint_stp.backends.sql.columns import escaped, stamp
from netpoint_stp.backends.sql.databases import Database
from netpoint_stp.backends.sql.prepared import Row
from netpoint_stp.backends.sql.reader import (
    AT_ONCE,
    QUARANTINED_ITEMS,
    SqlReader,
    position_of,
    position_statement,
    several,
)
from netpoint_stp.backends.sql.rows import (
    decision_of,
    decision_values,
    earlier_of,
    event_values,
    interaction_values,
    lease_of,
    outbox_changes,
    outbox_item_of,
    outbox_values,
    place_values,
    quarantined_of,
    quarantined_values,
)
from netpoint_stp.backends.sql.sealing import Sealer
from netpoint_stp.backends.sql.session import Session
from netpoint_stp.backends.sql.tables import (
    CASE_INTERACTIONS,
    CASES,
    DECISIONS,
    INTERACTIONS,
    JOURNAL,
    LEASES,
    LINE,
    OUTBOX,
    QUARANTINED,
    RAWS,
)
from netpoint_stp.backends.storage import (
    CONTENT,
    DECIDED,
    ITEM,
    LEASE,
    OPENED,
    POSTED,
    Consequences,
    EarlierInteraction,
    IdentityDigests,
    NewInteraction,
    StoragePosition,
    UniqueKey,
)
from netpoint_stp.casebook.journal import Event
from netpoint_stp.casebook.messages import OutboxItem
from netpoint_stp.casebook.records import (
    INTERACTION_LETTER,
    QUARANTINE_LETTER,
    CaseKey,
    DecisionRecord,
    Lease,
    Purged,
    StoredQuarantined,
    made_id,
    number_of,
)
from netpoint_stp.casebook.steps import CaseKind
from netpoint_stp.errors import UsageError

ItemT = TypeVar("ItemT")
_LARGE: Final = 256 * 1024
_EARLIER_COLUMNS: Final = ("number", "recorded_at", "reused_number", "key_digest", "content_digest", "content_suffices")
_ALIKE: Final = select(*(INTERACTIONS.c[name] for name in _EARLIER_COLUMNS)).where(
    or_(INTERACTIONS.c.key_digest.in_(several("keys")), INTERACTIONS.c.content_digest.in_(several("contents")))
)
_DUE: Final = (
    select(OUTBOX)
    .where(OUTBOX.c.pending == 1, OUTBOX.c.not_before <= bindparam("at"))
    .order_by(OUTBOX.c.id)
    .limit(bindparam("most"))
)
_DUE_IN: Final = _DUE.where(OUTBOX.c.channel.in_(bindparam("channels", expanding=True, type_=Text())))
_CHANGED: Final = ("state", "events", "digest", "subscriber_digest")
_CHANGE_CASE: Final = (
    update(CASES)
    .where(CASES.c.kind == bindparam("wanted_kind"), CASES.c.number == bindparam("wanted"))
    .values({name: bindparam(f"new_{name}") for name in _CHANGED})
)
_LEAVE: Final = delete(LINE).where(LINE.c.number == bindparam("wanted"))
_END_LEASE: Final = delete(LEASES).where(LEASES.c.number == bindparam("wanted"))
_SET_LEASE_END: Final = (
    update(LEASES).where(LEASES.c.number == bindparam("wanted")).values(until=bindparam("new_until"))
)
_ITEM_CHANGED: Final = ("not_before", "attempts", "pending", "sent_at", "receipt", "trouble", "given_up_at")
_CHANGE_ITEM: Final = (
    update(OUTBOX)
    .where(OUTBOX.c.id == bindparam("wanted"))
    .values({name: bindparam(f"new_{name}") for name in _ITEM_CHANGED})
)
_RAW_COUNTS: Final = (
    select(RAWS.c.letter, func.count().label("raws"))
    .where(RAWS.c.recorded_at < bindparam("before"), RAWS.c.piece == 0)
    .group_by(RAWS.c.letter)
)
_ERASE: Final = delete(RAWS).where(RAWS.c.recorded_at < bindparam("before"))


def _by_number(number: int) -> dict[str, Any]:
    return {"wanted": number}


def _by_digest(*parts: str) -> dict[str, Any]:
    return {"wanted": lookup_digest(*parts)}


def _by_opening(kind: str, key: str) -> dict[str, Any]:
    return {"wanted_kind": kind, "wanted": lookup_digest(key)}


_UNIQUE: Final[Mapping[UniqueKey[Any], tuple[Select[Any], Callable[..., dict[str, Any]], Callable[[Row], Any]]]] = {
    OPENED: (
        select(CASES.c.number).where(
            CASES.c.kind == bindparam("wanted_kind"), CASES.c.opening_key == bindparam("wanted")
        ),
        _by_opening,
        lambda row: row.number,
    ),
    LEASE: (select(LEASES).where(LEASES.c.number == bindparam("wanted")), _by_number, lease_of),
    CONTENT: (QUARANTINED_ITEMS.where(QUARANTINED.c.content_digest == bindparam("wanted")), _by_digest, quarantined_of),
    POSTED: (select(OUTBOX).where(OUTBOX.c.key_digest == bindparam("wanted")), _by_digest, outbox_item_of),
    ITEM: (select(OUTBOX).where(OUTBOX.c.id == bindparam("wanted")), _by_number, outbox_item_of),
    DECIDED: (select(DECISIONS).where(DECISIONS.c.id_digest == bindparam("wanted")), _by_digest, decision_of),
}
"""For each key the statement, its parameters, and what makes the thing of a row."""


class SqlWriter(SqlReader):
    """See `storage.StorageWriter`, whose docstrings say what each primitive does; takes the lock when it is made."""

    def __init__(self, session: Session, sealer: Sealer, database: Database, largest: int) -> None:
        super().__init__(session, sealer, database.clock)
        self._largest: Final = largest
        self._position: Final = position_of(session.locked(database.lock, position_statement(database.clock)))

    @property
    def failed(self) -> bool:
        """See `StorageWriter`."""
        return self.session.failed

    def position(self) -> StoragePosition:
        """See `StorageReader`."""
        return self._position

    def unique(self, index: UniqueKey[ItemT], *key: str | int) -> ItemT | None:
        """See `StorageWriter`."""
        statement, given, made = _UNIQUE[index]
        row = self.session.row(statement, given(*key))
        return None if row is None else made(row)

    def alike(self, digests: Sequence[IdentityDigests]) -> Collection[EarlierInteraction]:
        """See `StorageWriter`."""
        earlier: dict[int, EarlierInteraction] = {}
        for start in range(0, len(digests), AT_ONCE // 2):
            some = digests[start : start + AT_ONCE // 2]
            given = {"keys": [each.key for each in some], "contents": [each.content for each in some]}
            earlier |= {row.number: earlier_of(row) for row in self.session.rows(_ALIKE, given)}
        return earlier.values()

    def due(self, at: datetime, limit: int, channels: frozenset[str] | None) -> Sequence[OutboxItem]:
        """See `StorageWriter`."""
        given: dict[str, Any] = {"at": stamp(at), "most": limit}
        if channels is None:
            return [*map(outbox_item_of, self.session.rows(_DUE, given))]
        if not channels:
            return ()
        given["channels"] = sorted(map(escaped, channels))
        return [*map(outbox_item_of, self.session.rows(_DUE_IN, given))]

    def add_interactions(self, new: Sequence[NewInteraction]) -> None:
        """See `StorageWriter`."""
        raws: list[Mapping[str, Any]] = []
        for each in new:
            if each.raw is not None:
                raws += self._pieces(INTERACTION_LETTER, each.number, each.raw, each.stored.recorded_at)
        self._insert((INTERACTIONS, [*map(interaction_values, new)]), (RAWS, raws))

    def add_quarantined(self, number: int, stored: StoredQuarantined, raw: bytes) -> None:
        """See `StorageWriter`."""
        pieces = [*self._pieces(QUARANTINE_LETTER, number, raw, stored.recorded_at)]
        self._insert((QUARANTINED, [quarantined_values(number, stored)]), (RAWS, pieces))

    def add_event(self, case: CaseKey, event: Event, consequences: Consequences) -> None:
        """See `StorageWriter`."""
        of_case = {"kind": case.kind.value, "number": case.number}
        head: dict[str, Any] = {"state": event.state.value, "events": event.number, "digest": event.digest}
        head |= {"subscriber_digest": lookup_digest_or_none(consequences.subscriber_id)}
        opened = [{**of_case, "opening_key": lookup_digest_or_none(event.key), **head}] if consequences.opened else []
        joined = [{"interaction": number, **of_case} for number in consequences.joined]
        rows_of = (JOURNAL, [event_values(event, case.number)]), (CASES, opened), (CASE_INTERACTIONS, joined)
        self._insert(*rows_of)
        if consequences.left is not None:
            self.session.run(_LEAVE, {"wanted": case.number})
        if consequences.entered is not None:
            self.session.insert(LINE, [place_values(consequences.entered)])
        if not consequences.opened:
            changes = {f"new_{name}": value for name, value in head.items()}
            self.session.run(_CHANGE_CASE, {**changes, "wanted_kind": case.kind.value, "wanted": case.number})
        if consequences.ends_lease:
            self.session.run(_END_LEASE, {"wanted": case.number})

    def put_lease(self, lease: Lease, *, new: bool) -> None:
        """See `StorageWriter`."""
        number, until = number_of(lease.request_id, CaseKind.REQUEST.value), stamp(lease.until)
        if not new:
            self.session.run(_SET_LEASE_END, {"wanted": number, "new_until": until})
            return
        values = {"number": number, "queue": lease.queue, "worker": lease.worker, "token": lease.token}
        self._insert((LEASES, [{**values, "taken_at": stamp(lease.taken_at), "until": until}]))

    def put_item(self, item: OutboxItem, *, new: bool) -> None:
        """See `StorageWriter`."""
        if new:
            self._insert((OUTBOX, [outbox_values(item)]))
            return
        changes = {f"new_{name}": value for name, value in outbox_changes(item).items()}
        self.session.run(_CHANGE_ITEM, {**changes, "wanted": item.id})

    def add_decision(self, number: int, record: DecisionRecord) -> None:
        """See `StorageWriter`."""
        at = None if record.timestamp is None else stamp(record.timestamp)
        self._insert((DECISIONS, [{**decision_values(record), "seq": number, "at": at}]))

    def erase(self, before: datetime) -> Purged:
        """See `StorageWriter`."""
        given = {"before": stamp(before)}
        counts = {row.letter: row.raws for row in self.session.rows(_RAW_COUNTS, given)}
        if counts:
            self.session.run(_ERASE, given)
        return Purged(raw_messages=counts.get(INTERACTION_LETTER, 0), quarantined=counts.get(QUARANTINE_LETTER, 0))

    def _pieces(self, letter: str, number: int, raw: bytes, at: datetime) -> Iterable[dict[str, Any]]:
        for piece in self.sealer.pieces(made_id(letter, number), raw):
            place = {"letter": letter, "number": number, "piece": piece.number, "recorded_at": stamp(at)}
            yield {**place, "key_id": piece.key_id, "data": piece.data}

    def _insert(self, *rows_of: tuple[Table, Sequence[Mapping[str, Any]]]) -> None:
        """Write rows; refuse (`UsageError`) one that is larger than the database takes, before any is written."""
        for _, rows in rows_of:
            for row in rows:
                if (size := _size(row)) > self._largest:
                    raise UsageError(
                        f"what is to be kept has {size} bytes, and the database takes {self._largest} at once; "
                        "send something smaller, or have the bound of the database raised"
                    )
        for table, rows in rows_of:
            self.session.insert(table, rows)


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
