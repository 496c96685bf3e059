"""What arrives is kept exactly once (3.1, 3.13): interactions, quarantined items, raw messages apart from both."""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any, Final, NamedTuple

from sqlalchemy import Select, bindparam, or_, select

from netpoint_stp.backends.digests import lookup_digest, lookup_digest_or_none
from netpoint_stp.backends.records import INTERACTION_LETTER, QUARANTINE_LETTER, Recorded, Repeat, made_id
from netpoint_stp.backends.sql.columns import moment, stamp_or_none
from netpoint_stp.backends.sql.prepared import Row
from netpoint_stp.backends.sql.tables import INTERACTIONS, QUARANTINED, RAWS
from netpoint_stp.backends.sql.work import Work
from netpoint_stp.backends.stored import interaction_json, redacted
from netpoint_stp.channels.identity import Identity, Sameness, same_message
from netpoint_stp.channels.interaction import Interaction, Quarantined

_AT_ONCE: Final = 250
_KNOWN_COLUMNS: Final = (
    INTERACTIONS.c.number,
    INTERACTIONS.c.recorded_at,
    INTERACTIONS.c.reused_number,
    INTERACTIONS.c.key_digest,
    INTERACTIONS.c.content_digest,
    INTERACTIONS.c.content_suffices,
)
_NEAR_ONE: Final[Select[Any]] = select(*_KNOWN_COLUMNS).where(
    or_(INTERACTIONS.c.key_digest == bindparam("wanted_key"), INTERACTIONS.c.content_digest == bindparam("wanted"))
)
_NEAR_SEVERAL: Final[Select[Any]] = select(*_KNOWN_COLUMNS).where(
    or_(
        INTERACTIONS.c.key_digest.in_(bindparam("wanted_keys", expanding=True)),
        INTERACTIONS.c.content_digest.in_(bindparam("wanted", expanding=True)),
    )
)
_KNOWN_ITEM: Final = select(QUARANTINED.c.number, QUARANTINED.c.recorded_at).where(
    QUARANTINED.c.content_digest == bindparam("wanted")
)


class _Marks(NamedTuple):
    """By what an interaction is recognised, as the table holds it: the identity with digests for its texts."""

    key: bytes
    content: bytes
    identity: Identity

    @classmethod
    def of(cls, key: bytes, content: bytes, *, suffices: bool) -> "_Marks":
        identity = Identity(channel="", key=key.hex(), content=content.hex(), content_suffices=suffices)
        return cls(key, content, identity)

    @classmethod
    def of_identity(cls, identity: Identity) -> "_Marks":
        key = lookup_digest(identity.channel, identity.key)
        content = lookup_digest(identity.channel, identity.content)
        return cls.of(key, content, suffices=identity.content_suffices)


class _Known(NamedTuple):
    """An interaction that the store has."""

    number: int
    recorded_at: int
    reused_number: int | None
    marks: _Marks

    def is_same_as(self, marks: _Marks) -> bool:
        return same_message(self.marks.identity, marks.identity) is Sameness.SAME

    def told(self, repeat: Repeat) -> Recorded:
        reused = self.reused_number
        return Recorded(
            id=made_id(INTERACTION_LETTER, self.number),
            arrival_number=self.number,
            recorded_at=moment(self.recorded_at),
            repeat=repeat,
            reused_id_of=None if reused is None else made_id(INTERACTION_LETTER, reused),
        )


class _Near:
    """The interactions that share an id or a content with one of those to be recorded."""

    def __init__(self, found: Iterable[_Known]) -> None:
        self._by_key: Final[dict[bytes, list[_Known]]] = {}
        self._by_content: Final[dict[bytes, list[_Known]]] = {}
        for each in found:
            self.add(each)

    def add(self, known: _Known) -> None:
        self._by_key.setdefault(known.marks.key, []).append(known)
        self._by_content.setdefault(known.marks.content, []).append(known)

    def to(self, marks: _Marks) -> list[_Known]:
        """Return those near to one, the earliest recorded first."""
        both = {each.number: each for each in self._by_key.get(marks.key, ())}
        both |= {each.number: each for each in self._by_content.get(marks.content, ())}
        return [both[number] for number in sorted(both)]


def record_many(work: Work, items: Sequence[tuple[Interaction, bytes | None]]) -> tuple[Recorded, ...]:
    """Keep interactions, as `Transaction.record` does one after the other; much faster than one by one."""
    marked = [(_Marks.of_identity(interaction.identity), interaction, raw) for interaction, raw in items]
    near = _Near(_near(work, [marks for marks, _, _ in marked]))
    told: list[Recorded] = []
    rows: list[dict[str, Any]] = []
    raws: list[dict[str, Any]] = []
    for marks, interaction, raw in marked:
        earlier = near.to(marks)
        same = next(
            (each for each in earlier if same_message(each.marks.identity, marks.identity) is Sameness.SAME), None
        )
        if same is not None:
            work.recorded.add(same.number)
            told.append(same.told(Repeat.REPEAT))
            continue
        reused = next((each.number for each in earlier if each.marks.key == marks.key), None)
        known = _Known(work.number(INTERACTIONS), work.at, reused, marks)
        near.add(known)
        rows.append(_values(work, known, interaction))
        if raw is not None:
            raws.extend(_raw_values(work, INTERACTION_LETTER, known.number, raw))
        told.append(known.told(Repeat.FIRST if reused is None else Repeat.REUSED_ID))
    work.insert(INTERACTIONS, *rows)
    work.recorded.update(row["number"] for row in rows)
    work.insert(RAWS, *raws)
    return tuple(told)


def quarantine(work: Work, item: Quarantined) -> Recorded:
    """As `Transaction.quarantine`."""
    content = lookup_digest(item.channel, item.digest)
    row = work.session.row(_KNOWN_ITEM, {"wanted": content})
    if row is not None:
        return Recorded(
            id=made_id(QUARANTINE_LETTER, row.number),
            arrival_number=row.number,
            recorded_at=moment(row.recorded_at),
            repeat=Repeat.REPEAT,
        )
    number = work.number(QUARANTINED)
    values = {
        "number": number,
        "recorded_at": work.at,
        "received_at": stamp_or_none(item.received_at),
        "channel": item.channel,
        "reason": item.reason.value,
        "detail": item.detail,
        "digest": item.digest,
        "content_digest": content,
    }
    work.insert(QUARANTINED, values)
    work.insert(RAWS, *_raw_values(work, QUARANTINE_LETTER, number, item.raw))
    return Recorded(id=made_id(QUARANTINE_LETTER, number), arrival_number=number, recorded_at=work.now)


def _near(work: Work, marks: Sequence[_Marks]) -> Iterable[_Known]:
    if len(marks) == 1:
        rows = work.session.rows(_NEAR_ONE, {"wanted_key": marks[0].key, "wanted": marks[0].content})
        return map(_known, rows)
    parts = (marks[start : start + _AT_ONCE] for start in range(0, len(marks), _AT_ONCE))
    asked = ({"wanted_keys": [one.key for one in some], "wanted": [one.content for one in some]} for some in parts)
    found = chain.from_iterable(work.session.rows(_NEAR_SEVERAL, each) for each in asked)
    return {row.number: _known(row) for row in found}.values()


def _known(row: Row) -> _Known:
    marks = _Marks.of(bytes(row.key_digest), bytes(row.content_digest), suffices=bool(row.content_suffices))
    return _Known(row.number, row.recorded_at, row.reused_number, marks)


def _values(work: Work, known: _Known, interaction: Interaction) -> dict[str, Any]:
    kept = redacted(interaction, work.patterns)
    sender = None if kept.sender is None else kept.sender.normalised
    return {
        "number": known.number,
        "recorded_at": known.recorded_at,
        "channel": kept.channel,
        "key_digest": known.marks.key,
        "content_digest": known.marks.content,
        "content_suffices": int(known.marks.identity.content_suffices),
        "message_digest": lookup_digest(kept.identity.key),
        "sender_digest": lookup_digest_or_none(sender),
        "reused_number": known.reused_number,
        "body": interaction_json(kept),
    }


def _raw_values(work: Work, letter: str, number: int, raw: bytes) -> Iterable[dict[str, Any]]:
    for piece in work.sealer.pieces(made_id(letter, number), raw):
        yield {
            "letter": letter,
            "number": number,
            "piece": piece.number,
            "recorded_at": work.at,
            "key_id": piece.key_id,
            "data": piece.data,
        }
