"""The registry of the text: clauses, readings, fingerprints, and the marks that tie code to them."""

from typing import TYPE_CHECKING

from netpoint_stp.clauses.ids import CLAUSE_IDS, READING_IDS, TEXT_ENTRY_IDS, natural_key
from netpoint_stp.clauses.languages import LANGUAGES, Language, language
from netpoint_stp.clauses.marking import (
    implementations,
    implements,
    note_implementation,
    reading_implementations,
)
from netpoint_stp.faces import face

if TYPE_CHECKING:
    from netpoint_stp.clauses.fingerprints import Anchor, fingerprint
    from netpoint_stp.clauses.model import (
        Bearer,
        Clause,
        ClauseKind,
        ClauseLocation,
        Coverage,
        EntryForm,
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

# most code only cites ids
__getattr__, __dir__ = face(
    __name__,
    {
        "netpoint_stp.clauses.fingerprints": ("Anchor", "fingerprint"),
        "netpoint_stp.clauses.model": (
            *(
                "Bearer",
                "Clause",
                "ClauseKind",
                "EntryForm",
                "Coverage",
                "ClauseLocation",
                "Reading",
                "TextEntry",
                "Texts",
            ),
        ),
        "netpoint_stp.clauses.registry": (
            *("clause", "clause_ids", "clauses", "conditions_of", "duties", "exemptions", "place_in_words"),
            *("reading", "readings", "rights", "text_entries", "words"),
        ),
        "netpoint_stp.clauses.verification": (
            "EntryResult",
            "Extra",
            "Status",
            "Verification",
            "verify",
            "verify_bytes",
        ),
    },
)

__all__ = [
    "Anchor",
    "Bearer",
    "CLAUSE_IDS",
    "Clause",
    "ClauseKind",
    "EntryForm",
    "EntryResult",
    "Extra",
    "Coverage",
    "LANGUAGES",
    "Language",
    "ClauseLocation",
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
