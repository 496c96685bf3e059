"""The readings as a page of the documentation: the registry is its only source."""

from typing import Final

from netpoint_stp.clauses.languages import Language
from netpoint_stp.clauses.model import Reading
from netpoint_stp.clauses.registry import readings

_OPENING: Final = """\
# Places where the text leaves a choice

The regulation is silent or ambiguous in these places. Each entry says what is in doubt, which reading was
chosen and why, which other readings there are, and which key of the profile switches between them. A
decision that rests on a reading cites its number beside the clause; the numbers never change.

This page is made from the registry (`netpoint_stp.clauses.readings()`), which has every entry in Russian
and Ukrainian too: `netpoint-stp clauses I-7 --lang uk`.
"""
_LANGUAGE: Final[Language] = "en"


def interpretations_as_markdown() -> str:
    """Return the page `docs/interpretations.md`; a test holds the page to it."""
    return "\n".join((_OPENING, *map(_entry, readings())))


def _entry(reading: Reading) -> str:
    clauses = ", ".join("the whole document" if i == "title" else i for i in reading.concerns)
    return f"""\
## {reading.id}. {reading.title[_LANGUAGE]}

- **Clauses:** {clauses}
- **Doubt:** {reading.doubt[_LANGUAGE]}
- **Reading chosen:** {reading.default[_LANGUAGE]}
- **Why:** {reading.why[_LANGUAGE]}
- **Other readings:** {reading.alternatives[_LANGUAGE]}
- **Setting:** {_setting(reading)}
"""


def _setting(reading: Reading) -> str:
    if not reading.settings:
        return "none"
    first, *more = (f"`{key}`" for key in reading.settings)
    if reading.choices:
        default, *others = (f"`{choice}`" for choice in reading.choices)
        first += f": {default} (the default), {', '.join(others)}"
    return "; ".join((first, ", ".join(more))) if more else first
