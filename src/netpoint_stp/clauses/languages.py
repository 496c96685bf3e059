"""The three languages in which everything that a person reads is kept."""

from typing import Final, Literal, TypeAlias, get_args

from netpoint_stp.errors import UsageError, did_you_mean

Language: TypeAlias = Literal["ru", "uk", "en"]
"""Russian (the language of the document), Ukrainian, English."""

LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)


def language(name: str) -> Language:
    """Return `name` as a language; raise `UsageError` when it is none of the three."""
    for known in LANGUAGES:
        if name == known:
            return known
    raise UsageError(f"language `{name}` is not among the three{did_you_mean(name, LANGUAGES)}")
