"""Interactions as a store may keep them (3.6): passport data blanked; and their JSON, the same for every store."""

import json
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeVar

from attrs import evolve

from netpoint_stp.casebook.journal import canonical_json
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
from netpoint_stp.errors import BackendError

if TYPE_CHECKING:
    from cattrs import Converter

PartT = TypeVar("PartT", Party, Destination, Text, Attachment, AutomaticSign, Forward, Interaction)

FORM: Final = 1
"""The version of the JSON that `interaction_json` writes."""


def redacted(interaction: Interaction, patterns: DetailPatterns = DEFAULT_PATTERNS) -> Interaction:
    """Return the interaction with passport data blanked wherever somebody could have written it.

    Subjects, texts, notes, display names, names of attachments; just as long as before. Addresses, ids and digests
    stay: without them no repeat and no thread could be recognised.
    """

    def clean(text: str) -> str:
        return redact(text, patterns)

    def party(given: Party) -> Party:
        if given.kind is not PartyKind.NAME:
            return _with(given, name=clean(given.name))
        normalised = None if given.normalised is None else clean(given.normalised)
        return _with(given, name=clean(given.name), received=clean(given.received), normalised=normalised)

    def forward(given: Forward) -> Forward:
        return _with(given, by=party(given.by), note=clean(given.note), subject=clean(given.subject))

    text = interaction.text
    return _with(
        interaction,
        sender=None if interaction.sender is None else party(interaction.sender),
        other_senders=tuple(party(each) for each in interaction.other_senders),
        reply_to=tuple(party(each) for each in interaction.reply_to),
        destinations=tuple(_with(each, party=party(each.party)) for each in interaction.destinations),
        subject=clean(interaction.subject),
        text=_with(text, own=clean(text.own), quoted=clean(text.quoted), signature=clean(text.signature)),
        attachments=tuple(_with(each, name=clean(each.name)) for each in interaction.attachments),
        automatic=tuple(_with(each, value=clean(each.value)) for each in interaction.automatic),
        forward=None if interaction.forward is None else forward(interaction.forward),
        entered_by=None if interaction.entered_by is None else party(interaction.entered_by),
    )


def _with(given: PartT, **fields: Any) -> PartT:
    """Return the very thing where the fields are what it has, which is nearly always so; else one with them."""
    changed = {name: value for name, value in fields.items() if value != getattr(given, name)}
    return evolve(given, **changed) if changed else given


def redacted_message(message: Outgoing, patterns: DetailPatterns = DEFAULT_PATTERNS) -> Outgoing:
    """Return an outgoing message with passport data in its subject and text blanked."""
    return evolve(message, subject=redact(message.subject, patterns), text=redact(message.text, patterns))


_WORDS: Final = frozenset(
    {"action", "note", "reason", "request_text", "service", "taker_name", "task", "texts", "titles", "what", "why"}
)
"""The fields of events in which somebody's own words may stand; in the others are ids, codes, figures and moments."""


def redacted_data(data: Mapping[str, Any], patterns: DetailPatterns = DEFAULT_PATTERNS) -> dict[str, Any]:
    """Return the data of an event with passport data blanked in whatever somebody wrote, at any depth."""

    def clean(name: str, value: Any) -> Any:
        match value:
            case str():
                return redact(value, patterns) if name in _WORDS else value
            case list():
                return [clean(name, part) for part in value]
            case dict():
                return {key: clean(name if name in _WORDS else key, part) for key, part in value.items()}
            case _:
                return value

    return {name: clean(name, value) for name, value in data.items()}


def interaction_json(interaction: Interaction) -> str:
    """Return the interaction as JSON in ASCII, whatever its texts hold: NUL bytes, lone surrogates, any script."""
    return canonical_json({"form": FORM, **_converter().unstructure(interaction)})


def interaction_from_json(text: str) -> Interaction:
    """Return the interaction that `interaction_json` wrote; equal to the first one."""
    return _converter().structure({**json.loads(text), "form": None}, Interaction)


def message_json(message: Outgoing) -> str:
    """Return an outgoing message as JSON in ASCII."""
    return canonical_json(_converter().unstructure(message))


def message_from_json(text: str) -> Outgoing:
    """Return the message that `message_json` wrote; raises `BackendError` for any other text, without telling it."""
    try:
        return _converter().structure(json.loads(text), Outgoing)
    except Exception as error:  # noqa: BLE001 - an edited row can fail with anything, and its text may hold addresses
        raise BackendError(f"a message of the outbox cannot be read ({type(error).__name__})") from None


@cache
def _converter() -> "Converter":
    """Return the converter; cattrs is loaded with it. Sets are written in order, so that equal ones are one text."""
    from cattrs.preconf.json import make_converter

    converter: Converter = make_converter()

    def in_order(values: frozenset[object]) -> list[object]:
        return sorted((converter.unstructure(value) for value in values), key=str)

    converter.register_unstructure_hook_func(lambda kind: getattr(kind, "__origin__", kind) is frozenset, in_order)
    return converter
