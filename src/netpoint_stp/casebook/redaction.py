"""Redaction (3.6): what somebody wrote, as a store may keep it, with passport data blanked; the one place that blanks.

A unit of work has one `Redaction`, and whatever it writes goes through it: interactions, events, decisions, messages.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeVar

from attrs import evolve

from netpoint_stp.casebook.messages import Outgoing
from netpoint_stp.channels.details import DEFAULT_PATTERNS, DetailPatterns, redact
from netpoint_stp.channels.interaction import (
    Attachment,
    AutomaticSign,
    Destination,
    Forward,
    Interaction,
    Party,
    PartyKind,
    Text,
)

PartT = TypeVar("PartT", Party, Destination, Text, Attachment, AutomaticSign, Forward, Interaction)

_WORDS: Final = frozenset(
    {"action", "note", "reason", "request_text", "service", "taker_name", "task", "texts", "titles", "what", "why"}
)
"""The fields of events and observations in which words of somebody may stand; the others hold ids, codes, moments."""
_MOST_KNOWN: Final = 64


class Redaction:
    """Blanks passport data by the words of some patterns, the same text once."""

    def __init__(self, patterns: Iterable[DetailPatterns] = (DEFAULT_PATTERNS,)) -> None:
        """Take the patterns; equal ones count once."""
        self._patterns: Final = tuple(dict.fromkeys(patterns))
        self._known: Final[dict[str, str]] = {}

    def text(self, text: str) -> str:
        """Return a text, just as long, with passport data blanked."""
        known = self._known.get(text)
        if known is not None:
            return known
        blanked = text
        for patterns in self._patterns:
            blanked = redact(blanked, patterns)
        if len(self._known) >= _MOST_KNOWN:  # a unit of work may write thousands of texts
            self._known.clear()
        self._known[text] = self._known[blanked] = blanked  # what was blanked is not looked at again
        return blanked

    def interaction(self, interaction: Interaction) -> Interaction:
        """Return the interaction with passport data blanked wherever somebody could have written it.

        Subjects, texts, notes, display names, names of attachments; just as long as before. Addresses, ids and digests
        stay: without them no repeat and no thread could be recognised.
        """
        text = interaction.text
        sender, forward, entered_by = interaction.sender, interaction.forward, interaction.entered_by
        return _with(
            interaction,
            sender=None if sender is None else self._party(sender),
            other_senders=tuple(map(self._party, interaction.other_senders)),
            reply_to=tuple(map(self._party, interaction.reply_to)),
            destinations=tuple(_with(each, party=self._party(each.party)) for each in interaction.destinations),
            subject=self.text(interaction.subject),
            text=_with(
                text, own=self.text(text.own), quoted=self.text(text.quoted), signature=self.text(text.signature)
            ),
            attachments=tuple(_with(each, name=self.text(each.name)) for each in interaction.attachments),
            automatic=tuple(_with(each, value=self.text(each.value)) for each in interaction.automatic),
            forward=None if forward is None else self._forward(forward),
            entered_by=None if entered_by is None else self._party(entered_by),
        )

    def message(self, message: Outgoing) -> Outgoing:
        """Return an outgoing message with passport data in its subject and text blanked."""
        return evolve(message, subject=self.text(message.subject), text=self.text(message.text))

    def data(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Return the data of an event, or observations, with passport data blanked in words at any depth."""
        return {name: self._value(name, value) for name, value in data.items()}

    def _value(self, name: str, value: Any) -> Any:
        match value:
            case str():
                return self.text(value) if name in _WORDS else value
            case list():
                return [self._value(name, part) for part in value]
            case dict():
                return {key: self._value(name if name in _WORDS else key, part) for key, part in value.items()}
            case _:
                return value

    def _party(self, party: Party) -> Party:
        if party.kind is not PartyKind.NAME:
            return _with(party, name=self.text(party.name))
        normalised = None if party.normalised is None else self.text(party.normalised)
        return _with(party, name=self.text(party.name), received=self.text(party.received), normalised=normalised)

    def _forward(self, forward: Forward) -> Forward:
        by = self._party(forward.by)
        return _with(forward, by=by, note=self.text(forward.note), subject=self.text(forward.subject))


def _with(part: PartT, **fields: Any) -> PartT:
    """Return the very thing where the fields are what it has, which is nearly always so; else one with them."""
    changed = {name: value for name, value in fields.items() if value != getattr(part, name)}
    return evolve(part, **changed) if changed else part
