"""The ids of clauses, other entries of the text, and readings: known without reading any file."""

import re
from collections.abc import Iterable
from typing import Final

from netpoint_stp.errors import UsageError, did_you_mean

CLAUSE_IDS: Final[tuple[str, ...]] = (
    *("1.1", "1.2", "1.3", "1.4"),
    *("2.1", "2.1.1", "2.1.2", "2.1.3", "2.1.4", "2.1.5", "2.2", "2.3", "2.4", "2.5"),
    *("3.1", "3.1.1", "3.1.2", "3.1.3", "3.1.4", "3.2", "3.3", "3.4", "3.5", "3.6", "3.7", "3.8"),
    *("3.9", "3.9.1", "3.9.2", "3.9.3", "3.10", "3.11", "3.12", "3.13", "3.14", "3.15", "3.16"),
    *("3.17", "3.18", "3.19", "3.20"),
    *("4.1.1", "4.1.2", "4.1.3", "4.2.1", "4.2.2", "4.3.1", "4.3.2", "4.4.1", "4.4.2", "4.5"),
)
"""The 51 clauses in the order of the text."""

TEXT_ENTRY_IDS: Final[tuple[str, ...]] = (*("title", "1", "1.0", "2", "2.0", "3", "4", "4.1", "4.2", "4.3", "4.4"),)
"""What the document says besides clauses: the title, headings, and the sentences that open a list."""

READING_IDS: Final[tuple[str, ...]] = tuple(f"I-{number}" for number in range(1, 36))
"""The readings of places where the text leaves a choice; their numbers never change."""

_CLAUSES: Final = frozenset(CLAUSE_IDS)
_READINGS: Final = frozenset(READING_IDS)


def natural_key(entry_id: str) -> tuple[int, ...]:
    """Return a sort key that puts ids in the order of the text: `3.2` before `3.10`, the title first."""
    return tuple(int(number) for number in re.findall(r"\d+", entry_id))


def unknown_ids(clauses: Iterable[str] = (), readings: Iterable[str] = ()) -> tuple[str, ...]:
    """Return one sentence for each id that is no clause, or no reading; nothing when all are known."""
    return (
        *(f"clause `{i}` is unknown{did_you_mean(i, _CLAUSES)}" for i in clauses if i not in _CLAUSES),
        *(f"reading `{i}` is unknown{did_you_mean(i, _READINGS)}" for i in readings if i not in _READINGS),
    )


def check_clause(clause_id: str) -> str:
    """Return `clause_id`; raise `UsageError` with the nearest known id when there is no such clause."""
    for problem in unknown_ids(clauses=(clause_id,)):
        raise UsageError(problem)
    return clause_id


def check_reading(reading_id: str) -> str:
    """Return `reading_id`; raise `UsageError` with the nearest known id when there is no such reading."""
    for problem in unknown_ids(readings=(reading_id,)):
        raise UsageError(problem)
    return reading_id
