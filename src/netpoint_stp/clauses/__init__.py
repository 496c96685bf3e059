"""The registry of the text: clauses, readings, fingerprints, and the marks that tie code to them."""

from importlib import import_module
from typing import TYPE_CHECKING, Final

from netpoint_stp.clauses.ids import CLAUSE_IDS, READING_IDS, TEXT_ENTRY_IDS, natural_key
from netpoint_stp.clauses.languages import LANGUAGES, Language, language
from netpoint_stp.clauses.marking import (
    implementations,
    implements,
    note_implementation,
    reading_implementations,
)

if TYPE_CHECKING:
    from netpoint_stp.clauses.fingerprints import Anchor, fingerprint
    from netpoint_stp.clauses.model import (
        Bearer,
        Clause,
        ClauseKind,
        EntryForm,
        Handling,
        Place,
        Reading,
        TextEntry,
        Texts,
    )
    from netpoint_stp.clauses.registry import (
        clause,
        clause_ids,
        clauses,
        conditions_of,
        duties,
        exemptions,
        place_in_words,
        reading,
        readings,
        rights,
        text_entries,
        words,
    )
    from netpoint_stp.clauses.verification import (
        EntryResult,
        Extra,
        Status,
        Verification,
        verify,
        verify_bytes,
    )

_ROOMS: Final = {
    "fingerprints": ("Anchor", "fingerprint"),
    "model": (*("Bearer", "Clause", "ClauseKind", "EntryForm", "Handling", "Place", "Reading", "TextEntry", "Texts"),),
    "registry": (
        *("clause", "clause_ids", "clauses", "conditions_of", "duties", "exemptions", "place_in_words"),
        *("reading", "readings", "rights", "text_entries", "words"),
    ),
    "verification": ("EntryResult", "Extra", "Status", "Verification", "verify", "verify_bytes"),
}
_ROOM_OF: Final = {name: room for room, names in _ROOMS.items() for name in names}


def __getattr__(name: str) -> object:
    """Load the room of a public name when it is first asked for: most code only cites ids."""
    if name not in _ROOM_OF:
        raise AttributeError(f"module `{__name__}` has no attribute `{name}`")
    found: object = getattr(import_module(f"{__name__}.{_ROOM_OF[name]}"), name)
    globals()[name] = found
    return found


__all__ = [
    "Anchor",
    "Bearer",
    "CLAUSE_IDS",
    "Clause",
    "ClauseKind",
    "EntryForm",
    "EntryResult",
    "Extra",
    "Handling",
    "LANGUAGES",
    "Language",
    "Place",
    "READING_IDS",
    "Reading",
    "Status",
    "TEXT_ENTRY_IDS",
    "TextEntry",
    "Texts",
    "Verification",
    "clause",
    "clause_ids",
    "clauses",
    "conditions_of",
    "duties",
    "exemptions",
    "fingerprint",
    "implementations",
    "implements",
    "language",
    "natural_key",
    "note_implementation",
    "place_in_words",
    "reading",
    "reading_implementations",
    "readings",
    "rights",
    "text_entries",
    "verify",
    "verify_bytes",
    "words",
]
