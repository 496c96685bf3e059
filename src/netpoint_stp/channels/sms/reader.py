"""SMS (2.1.4, 3.1.2; reading I-30): texts to the Company's number become interactions, long ones put together."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from attrs import define, field, frozen

from netpoint_stp.channels.evidence import AutomaticSign, Certainty, Decoding
from netpoint_stp.channels.identity import content_digest
from netpoint_stp.channels.interaction import (
    Destination,
    Interaction,
    MessageKey,
    Party,
    Quarantined,
    QuarantineReason,
    Remark,
    Role,
    Text,
    TimestampSource,
)
from netpoint_stp.channels.record_fields import Fields, NumberSettings, digest_of, moment_of, read_fields, text_of
from netpoint_stp.channels.sms.automatic import automatic_signs, report_of
from netpoint_stp.clauses import implements

CHANNEL = "sms"
_LONGEST_DELAY = timedelta(days=1)
_MOST_OPEN = 8
"""Among how many texts under one reference a part is looked for."""


@frozen(kw_only=True)
class SmsPart:
    """One short message as the network delivered it; several make one text."""

    sender: str = field(repr=False)
    destination: str = field(repr=False)
    text: str = field(repr=False)
    received_at: datetime | None = None
    """When the gateway or modem had it."""
    sent_at: datetime | None = None
    """By the clock of the network's centre, which is the same on every delivery of the same message."""
    id: str = field(default="", repr=False)
    reference: str = ""
    """What the parts of one text have in common; empty where it is whole."""
    number: int = 1
    total: int = 1
    """How many parts there are; 0 where the form does not tell."""
    decoding: Decoding | None = None
    automatic: tuple[AutomaticSign, ...] = ()
    """Signs in the gateway's own fields that no person wrote it; those in text and sender are found for every form."""
    raw: bytes = field(default=b"", repr=False)


def read_sms(record: bytes | str | Fields, settings: NumberSettings | None = None) -> Interaction | Quarantined:
    """Read a neutral record: `from`, `to`, `text`, `id`, `received_at`, `sent_at`; a mapping or JSON.

    For parts of a long text make `SmsPart`s and give them to `join_parts`.
    """
    settings = settings or NumberSettings()
    found = read_fields(record, CHANNEL)
    if isinstance(found, Quarantined):
        return found
    fields, raw = found
    part = SmsPart(
        sender=text_of(fields, "from", "sender"),
        destination=text_of(fields, "to", "destination", "receiver"),
        text=text_of(fields, "text", "body", "message"),
        received_at=moment_of(fields.get("received_at"), settings.zone),
        sent_at=moment_of(fields.get("sent_at"), settings.zone),
        id=text_of(fields, "id"),
        automatic=report_of(fields, text_of(fields, "text", "body", "message")),
        raw=raw,
    )
    return join_parts([part], settings)[0]


@implements("2.1.4", "3.1.2", readings=("I-30",))
def join_parts(
    parts: Iterable[SmsPart | Quarantined], settings: NumberSettings | None = None
) -> tuple[Interaction | Quarantined, ...]:
    """Put the parts of each text together, in the order in which the first part of each came.

    A part delivered twice counts once. Of two texts under one reference whose parts came mixed, each part goes to the
    one that lacks it, by the network's moment or in order, and both are remarked. Where parts are missing, what came is
    kept and remarked. What was quarantined already passes through.
    """
    settings = settings or NumberSettings()
    groups: list[_Group | Quarantined] = []
    by_key: dict[tuple[str, str, str, int], list[_Group]] = {}
    for part in parts:
        if isinstance(part, Quarantined):
            groups.append(part)
            continue
        several = by_key.setdefault((part.sender, part.destination, part.reference, part.total), [])
        group = _group_of(part, several[-_MOST_OPEN:]) if part.reference else None
        if group is None:
            group = _Group(mixed=any(other.mixed and not other.is_whole() for other in several[-_MOST_OPEN:]))
            groups.append(group)
            several.append(group)
        group.parts.append(part)
    return tuple(group if isinstance(group, Quarantined) else _joined(group, settings) for group in groups)


@define
class _Group:
    """The parts of one text."""

    parts: list[SmsPart] = field(factory=list)
    mixed: bool = False
    """Whether parts of another text under the same reference came while this one was not whole."""

    def is_whole(self) -> bool:
        """Whether all parts have come; always, where the form does not tell how many there are."""
        return len({part.number for part in self.parts}) >= max(self.parts[0].total, 1)


def _group_of(part: SmsPart, groups: Sequence[_Group]) -> _Group | None:
    """Return the text that a part belongs to, of those under its reference; None where it begins another.

    Of several that lack it the network's moment decides, else the one that came first.
    """
    again = next((group for group in groups if part in group.parts), None)
    if again is not None:
        return again
    near = [group for group in groups if _is_near(part, group.parts)]
    waiting = [group for group in near if not group.is_whole()]
    lacking = [group for group in near if _belongs(part, group.parts)]
    if not lacking:
        for group in waiting:
            group.mixed = True
        return None
    told = [group for group in lacking if part.sent_at is not None and group.parts[0].sent_at == part.sent_at]
    return (told or lacking)[0]


def _belongs(part: SmsPart, group: Sequence[SmsPart]) -> bool:
    return not any(part.number == other.number and part.text != other.text for other in group)


def _is_near(part: SmsPart, group: Sequence[SmsPart]) -> bool:
    """Whether a part can be of the same text by its moment: references are used again after at most 65,536 texts."""
    one, other = part.sent_at or part.received_at, group[0].sent_at or group[0].received_at
    return one is None or other is None or abs(one - other) <= _LONGEST_DELAY


def _joined(group: _Group, settings: NumberSettings) -> Interaction | Quarantined:
    by_number = {part.number: part for part in reversed(group.parts)}
    ordered = [by_number[number] for number in sorted(by_number)]
    first = ordered[0]
    raw = b"\n".join(part.raw for part in ordered)
    text = "".join(part.text for part in ordered)
    if not first.sender.strip() and not text.strip():
        return Quarantined.of(
            CHANNEL, QuarantineReason.FIELDS_MISSING, "it has neither a sender nor a text", raw, first.received_at
        )
    party = settings.party(first.sender)
    sender = party if first.sender.strip() else None
    destination = settings.destination(first.destination, "to")
    received = [part.received_at for part in ordered if part.received_at is not None]
    sent = [part.sent_at for part in ordered if part.sent_at is not None]
    at = max(received, default=None) or max(sent, default=None)
    identity = _identity(ordered, party, destination.party, min(sent, default=None), text)
    return Interaction(
        channel=CHANNEL,
        sender=sender,
        destinations=(destination,) if first.destination.strip() else (),
        text=Text(own=text),
        received_at=at,
        clock=TimestampSource.NONE if at is None else TimestampSource.RECORD if received else TimestampSource.SENDER,
        sent_at=min(sent, default=None),
        identity=identity,
        automatic=_automatic(ordered, sender, text),
        decodings=tuple(part.decoding for part in ordered if part.decoding is not None),
        remarks=frozenset(_remarks(group, ordered, destination)),
        raw_digest=digest_of(raw),
        raw_size=len(raw),
    )


def _identity(
    parts: Sequence[SmsPart], sender: Party, destination: Party, sent: datetime | None, text: str
) -> MessageKey:
    """Return what tells a text again: the id that a form gives, else who sent what to whom, and when by the network."""
    content = content_digest(
        (
            sender.normalised or sender.received,
            destination.normalised or "",
            sent.astimezone(UTC).isoformat() if sent else "",
            text,
        )
    )
    key = _id_of(parts).casefold() or f"content:{content}"
    return MessageKey(channel=CHANNEL, key=key, content=content, content_suffices=sent is not None)


def _id_of(parts: Sequence[SmsPart]) -> str:
    return next((part.id.strip() for part in parts if part.id.strip()), "")


def _remarks(group: _Group, ordered: Sequence[SmsPart], destination: Destination) -> Iterator[Remark]:
    """Yield what is odd about a text that was put together."""
    if len(ordered) < max(ordered[0].total, *(part.number for part in ordered)):
        yield Remark.PARTS_MISSING
    if group.mixed:
        yield Remark.PARTS_MIXED
    if any(part.decoding is not None and part.decoding.certainty is Certainty.UNCERTAIN for part in ordered):
        yield Remark.CHARSET_UNCERTAIN
    if not ordered[0].destination.strip():
        yield Remark.NO_DESTINATION
    elif destination.roles and Role.REQUESTS not in destination.roles:
        yield Remark.NOT_REQUESTS_NUMBER
    if not _id_of(ordered):
        yield Remark.ID_ABSENT


def _automatic(parts: Sequence[SmsPart], sender: Party | None, text: str) -> tuple[AutomaticSign, ...]:
    told = (sign for part in parts for sign in part.automatic)
    return tuple(dict.fromkeys((*told, *automatic_signs(sender, text))))
