"""Messages to clients (3.6, 3.9, 3.11, 3.12): to whom, in which language, with which values; from templates."""

import re
from hashlib import sha256
from typing import Any, Final

from netpoint_stp.casebook.messages import Outgoing
from netpoint_stp.casebook.projection import ComplaintRecord, RequestRecord
from netpoint_stp.channels.interaction import Interaction, Party, PartyKind, Role
from netpoint_stp.desk.accepting import accepted_by
from netpoint_stp.desk.decisions.observing import answerable
from netpoint_stp.desk.room import CARRIED, Room, Unit
from netpoint_stp.moments import in_zone, tell_moment
from netpoint_stp.policy.intake.policy import IntakeAnswer
from netpoint_stp.regulation import Regulation
from netpoint_stp.wording import Language, say

_UKRAINIAN: Final = re.compile(r"[іїєґ]", re.IGNORECASE)
_RUSSIAN: Final = re.compile(r"[ыэъё]", re.IGNORECASE)
_CYRILLIC: Final = re.compile(r"[а-яіїєґё]", re.IGNORECASE)
_ENGLISH: Final = re.compile(r"\b(?:the|is|are|not|my|our|please|hello|and|have|you|it)\b", re.IGNORECASE)
_LONGEST_TEXT: Final = 4000
_LONGEST_SMS_TEXT: Final = 120


def language_of(interaction: Interaction | None, default: Language) -> Language:
    """Return the language in which to answer: that of the letters and words of the text, else the default."""
    if interaction is None:
        return default
    text = f"{interaction.subject}\n{interaction.text.own}"[:_LONGEST_TEXT]
    ukrainian, russian = len(_UKRAINIAN.findall(text)), len(_RUSSIAN.findall(text))
    if ukrainian != russian:
        return "uk" if ukrainian > russian else "ru"
    if _CYRILLIC.search(text):
        return default if default != "en" else "uk"
    return "en" if len(_ENGLISH.findall(text)) >= 2 else default


def contact_of(unit: Unit, interactions: tuple[str, ...], regulation: Regulation) -> Interaction | None:
    """Return the latest interaction of a case to whose sender one can write; None where there is none."""
    for each in reversed(interactions):
        stored = unit.interaction(each)
        if stored is None or stored.interaction.is_automatic:
            continue
        if _to(stored.interaction, regulation) is not None:
            return stored.interaction
    return None


def message(
    unit: Unit,
    purpose: str,
    regulation: Regulation,
    *,
    to: Interaction | None,
    case_id: str | None,
    key: str,
    **values: object,
) -> Outgoing | None:
    """Return a message to whoever an interaction came from; None to automatic mail and where nobody can be written to.

    `key` tells it from other messages of the case for the same purpose; a repeat under it is not sent again.
    """
    if to is None or to.is_automatic:
        return None
    party = _to(to, regulation)
    if party is None and (to.sender is None or to.sender.kind is not PartyKind.NAME):
        return None
    lang = language_of(to, unit.room.language)
    subject, text = unit.room.write(purpose, regulation, lang, **values)
    by_email = party is not None and party.kind is PartyKind.EMAIL
    own = to.identity.own_id
    full = f"{case_id or ''}/{purpose}/{key}"
    return Outgoing(
        key=full,
        channel=_channel(to, party),
        to=() if party is None else (party,),
        subject=_one_line(subject),
        text=text,
        language=lang,
        case_id=case_id,
        purpose=purpose,
        message_id=f"{sha256(full.encode()).hexdigest()[:32]}@{_domain(regulation)}" if by_email else None,
        in_reply_to=(own, *to.references)[:20] if by_email and own is not None else (),
    )


def can_be_sent(to: Interaction | None, regulation: Regulation) -> bool:
    """Return whether the outbox can write to whoever an interaction came from."""
    if to is None or to.is_automatic:
        return False
    party = _to(to, regulation)
    return party is not None and _channel(to, party) in CARRIED


def about_request(unit: Unit, record: RequestRecord, regulation: Regulation, **values: object) -> dict[str, object]:
    """Return the values that messages about a request share: its number, date, text, taker, where to complain."""
    first = unit.interaction(record.request.interactions[0]) if record.request.interactions else None
    came = None if first is None else first.interaction
    lang = language_of(came, unit.room.language)
    accepted = record.request.taken_by or next(iter(accepted_by(unit, record)), None)
    taker = unit.room.name_of(accepted) or say("desk.nobody_yet", lang)
    return {
        "number": record.id,
        "date": told_moment(record.first_received_at, regulation, lang),
        "text": text_of(came),
        "taker": taker,
        "complain": complain(regulation, lang),
    } | values


def about_complaint(
    unit: Unit, record: ComplaintRecord, came: Interaction | None, regulation: Regulation, **values: object
) -> dict[str, object]:
    """Return the values that messages about a complaint share: its number, date, text, where to complain."""
    lang = language_of(came, unit.room.language)
    return {
        "number": record.id,
        "date": told_moment(record.complaint.lodged_at, regulation, lang),
        "text": text_of(came),
        "complain": complain(regulation, lang),
    } | values


def text_of(interaction: Interaction | None) -> str:
    """Return what somebody wrote in an interaction that is kept, shortened with an ellipsis where it is long."""
    if interaction is None:
        return ""
    text = (interaction.text.own or interaction.subject).strip()
    longest = _LONGEST_SMS_TEXT if interaction.channel == "sms" else _LONGEST_TEXT
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def told_moment(moment: Any, regulation: Regulation, lang: Language) -> str:
    """Return a moment in words, in the zone of the regulation."""
    return tell_moment(in_zone(moment, regulation.hours.zone), lang)


def complain(regulation: Regulation, lang: Language) -> str:
    """Return where one may complain (3.10): the sentence with the address for complaints."""
    return say("desk.complain", lang, address=", ".join(addresses(regulation, Role.COMPLAINTS)))


def addresses(regulation: Regulation, role: Role, kind: PartyKind | None = PartyKind.EMAIL) -> list[str]:
    """Return the Company's addresses for a use, in the order of the profile."""
    return [
        point.address
        for channel in regulation.channels.values()
        for point in channel.contacts
        if role in point.roles and (kind is None or point.kind is kind)
    ]


def _to(interaction: Interaction, regulation: Regulation) -> Party | None:
    parties = [*interaction.reply_to, *([interaction.sender] if interaction.sender is not None else [])]
    return next((each for each in parties if answerable(each, regulation)), None)


def _channel(interaction: Interaction, party: Party | None) -> str:
    if party is None or interaction.channel == "phone":
        return interaction.channel
    return {PartyKind.EMAIL: "email", PartyKind.PHONE: "sms", PartyKind.ACCOUNT: "helpdesk"}.get(
        party.kind, interaction.channel
    )


def _domain(regulation: Regulation) -> str:
    mailboxes = addresses(regulation, Role.REQUESTS)
    return mailboxes[0].rpartition("@")[2] if mailboxes else "localhost"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def day_key(room: Room, interaction: Interaction, now: Any, regulation: Regulation) -> str:
    """Return a key that is the same for one sender on one day, so that nobody gets a courtesy twice a day."""
    sender = interaction.sender
    who = "" if sender is None else f"{sender.kind.value}:{sender.normalised or sender.received}"
    day = in_zone(now, regulation.hours.zone).date().isoformat()
    return sha256(f"{interaction.channel}\0{who}\0{day}".encode("utf-8", "surrogatepass")).hexdigest()[:32]


def told_asks(answer: IntakeAnswer, lang: Language) -> str:
    """Return what the sender is asked for, a line each."""
    return "\n".join(answer.asked(lang))


def official_ways(regulation: Regulation) -> list[str]:
    """Return the contacts for requests (2.1), in the order of the profile."""
    return addresses(regulation, Role.REQUESTS, None)
