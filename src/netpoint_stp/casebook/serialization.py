"""The JSON of interactions and of outgoing messages, the same for every store."""

import json
from functools import cache
from typing import TYPE_CHECKING, Final

from netpoint_stp.casebook.journal import canonical_json
from netpoint_stp.casebook.messages import Outgoing
from netpoint_stp.channels.interaction import Interaction
from netpoint_stp.errors import BackendError

if TYPE_CHECKING:
    from cattrs import Converter

FORM: Final = 1
"""The version of the JSON that `interaction_json` writes."""


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
