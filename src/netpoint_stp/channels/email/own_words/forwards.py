"""A colleague's forward (reading I-23): the first sender's message, received when it reached the Company."""

import re
from datetime import datetime

from attrs import evolve, frozen

from netpoint_stp.channels.email.addressing import address_list
from netpoint_stp.channels.email.own_words.copied_headers import forwarded
from netpoint_stp.channels.email.own_words.quoting import split_text
from netpoint_stp.channels.email.received import mail_date
from netpoint_stp.channels.interaction import Authentication, Forward, ForwardKind, Interaction
from netpoint_stp.clauses import implements

_FORWARDED = re.compile(r"(?i)\s*(?:fwd?|fw|wg|tr|пересл(?:ано)?|переслано|пер)\s*(?:\[\d+\])?\s*:")
_DEEPEST_FORWARD = 5


@frozen(kw_only=True)
class Original:
    """The first sender's message as it was found within a forward."""

    interaction: Interaction
    kind: ForwardKind
    note: str
    written_at: datetime | None


@implements("3.1", readings=("I-23",))
def as_first_senders(outer: Interaction, original: Original) -> Interaction:
    """Return the first sender's message, sent to and received with the forward; the colleague stands beside it.

    What servers verified about the colleague says nothing about the first sender.
    """
    if outer.sender is None:
        return outer
    inner = original.interaction
    return evolve(
        inner,
        destinations=outer.destinations,
        received_at=outer.received_at,
        clock=outer.clock,
        references=tuple(dict.fromkeys(inner.references + outer.references)),
        authentication=Authentication(),
        decodings=outer.decodings,
        remarks=inner.remarks | outer.remarks,
        forward=Forward(
            by=outer.sender,
            kind=original.kind,
            note=original.note,
            subject=outer.subject,
            written_at=original.written_at,
            authentication=outer.authentication,
        ),
    )


def inline_original(outer: Interaction, text: str) -> Original | None:
    """Find the message that a forward holds within its text; None where it holds none."""
    announced = _FORWARDED.match(outer.subject) is not None
    note, sender, date, subject = "", None, "", ""
    for _ in range(_DEEPEST_FORWARD):
        found = forwarded(text)
        if found is None or not (announced or found.announced):
            break
        parties = address_list(found.sender.replace("[mailto:", "<").replace("]", ">").encode())
        if not parties:
            break
        note = "\n\n".join(part for part in (note, found.note) if part)
        sender, date, subject, text = parties[0], found.date, found.subject, found.text
        announced = False
    if sender is None:
        return None
    interaction = evolve(
        outer, sender=sender, other_senders=(), reply_to=(), subject=subject or outer.subject, text=split_text(text)
    )
    return Original(interaction=interaction, kind=ForwardKind.INLINE, note=note, written_at=mail_date(date))
