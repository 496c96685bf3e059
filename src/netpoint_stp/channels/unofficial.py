"""Other ways of talking to the Company (3.4): kept as personal communication, and answered with the official ones."""

from collections.abc import Iterable, Sequence

from netpoint_stp.channels.identity import content_digest
from netpoint_stp.channels.interaction import (
    Interaction,
    MessageKey,
    Party,
    PartyKind,
    Quarantined,
    QuarantineReason,
    Remark,
    Text,
    TimestampSource,
)
from netpoint_stp.channels.record_fields import (
    Fields,
    NumberSettings,
    attachments_of,
    digest_of,
    moment_of,
    read_fields,
    text_of,
)
from netpoint_stp.clauses import Language, implements
from netpoint_stp.errors import UsageError
from netpoint_stp.wording import say

_SHORTEST_REFERENCE = 5


@implements("3.4")
def read_unofficial(
    channel: str, record: bytes | str | Fields, settings: NumberSettings | None = None
) -> Interaction | Quarantined:
    """Read a message by a channel that is none of the Company's, by its name (`icq`, `forum`, `telegram` …).

    A mapping or JSON: `id`, `from`, `name`, `text`, `subject`, `received_at`, `attachments`. Raises `UsageError`
    for an empty channel name.
    """
    settings = settings or NumberSettings()
    name = channel.strip().lower()
    if not name:
        raise UsageError("the channel has no name; say which it was, such as `telegram`")
    found = read_fields(record, name)
    if isinstance(found, Quarantined):
        return found
    fields, raw = found
    sender, shown = text_of(fields, "from", "sender"), text_of(fields, "name")
    subject, text = text_of(fields, "subject"), text_of(fields, "text", "body")
    attachments = attachments_of(fields.get("attachments"))
    at = moment_of(fields.get("received_at"), settings.zone)
    if not sender and not text and not subject and not attachments:
        detail = "it has neither a sender nor a text"
        return Quarantined.of(name, QuarantineReason.FIELDS_MISSING, detail, raw, at)
    content = content_digest((sender, at.isoformat() if at is not None else "", subject, text))
    key = text_of(fields, "id").strip().casefold()
    return Interaction(
        channel=name,
        sender=Party(kind=PartyKind.NAME, normalised=sender.strip(), received=sender, name=shown) if sender else None,
        subject=subject,
        text=Text(own=text),
        attachments=attachments,
        received_at=at,
        clock=TimestampSource.RECORD if at is not None else TimestampSource.NONE,
        identity=MessageKey(
            channel=name, key=key or f"content:{content}", content=content, content_suffices=at is not None
        ),
        personal_communication=True,
        remarks=frozenset() if key else frozenset({Remark.ID_ABSENT}),
        raw_digest=digest_of(raw),
        raw_size=len(raw),
    )


@implements("3.4")
def courteous_answer(lang: Language, ways: Sequence[str]) -> str:
    """Return the answer to such a message, in `ru`, `uk` or `en`: why it is no request, and the official `ways`.

    Raises `UsageError` where no way is given: an answer that leads nowhere is none.
    """
    if not any(way.strip() for way in ways):
        raise UsageError("no official way is given; name at least one, such as the e-mail address for requests")
    lines = [f"- {way.strip()}" for way in ways if way.strip()]
    return "\n".join((say("unofficial.answer", lang), "", *lines, "", say("unofficial.thanks", lang)))


@implements("3.4")
def earlier_talk(official: Interaction, talks: Iterable[Interaction]) -> Interaction | None:
    """Return the personal communication that an official message refers to; None where it refers to none.

    It refers by a thread reference, or by naming the talk's id in its subject or text. The request is the
    official message, from its own moment; what was said before is only background to it.
    """
    words = {word.strip(".,;:!?()[]#«»\"'").casefold() for word in f"{official.subject} {official.text.full}".split()}
    for talk in talks:
        id_ = talk.identity.own_id
        if not talk.personal_communication or id_ is None:
            continue
        if id_ in official.references or (len(id_) >= _SHORTEST_REFERENCE and id_ in words):
            return talk
    return None
