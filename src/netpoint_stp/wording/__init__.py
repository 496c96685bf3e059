"""The catalogues ru, uk, en: every sentence that a person reads, by key, with plural forms."""

from netpoint_stp.clauses.languages import LANGUAGES, Language
from netpoint_stp.wording.catalogue import Coded, Message, WordingError, in_words, keys, knows, plural_form, say

__all__ = [
    "LANGUAGES",
    "Coded",
    "Language",
    "Message",
    "WordingError",
    "in_words",
    "keys",
    "knows",
    "plural_form",
    "say",
]
