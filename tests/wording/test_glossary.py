"""One word for one thing: what docs/glossary.md names is what people read, and no other word for it is."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from netpoint_stp import wording
from netpoint_stp.wording import LANGUAGES, Language

PAGE = Path(__file__).parents[2] / "docs" / "glossary.md"
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and not line.startswith("| term")
]
COLUMNS: dict[Language, int] = {"en": 0, "uk": 1, "ru": 2}
_ENDING = 3
"""How many letters at the end of a word its cases may change."""


def _sentences(lang: Language) -> str:
    """Return all that is said in a language, in small letters, a line a sentence."""
    folder = Path(wording.__file__).parent / lang
    tables = (tomllib.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.toml")))
    return "\n".join(text for table in tables for text in _texts(table)).lower()


def _texts(table: object) -> Iterator[str]:
    if isinstance(table, str):
        yield table
    elif isinstance(table, dict):
        for value in table.values():
            yield from _texts(value)


def _stem(term: str) -> "re.Pattern[str]":
    """Return what finds a term in any case: the beginnings of its words, one after another."""
    words = (re.escape(word[: max(3, len(word) - _ENDING)]) + r"\w*" for word in term.lower().split())
    return re.compile(r"\b" + r"\W+".join(words))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_term_is_what_people_read(lang: Language) -> None:
    """A term of the page that no sentence uses is a word for the page alone."""
    said = _sentences(lang)
    assert [row[COLUMNS[lang]] for row in ROWS if not _stem(row[COLUMNS[lang]]).search(said)] == []


def test_no_sentence_uses_another_word() -> None:
    """What the last column names is said nowhere."""
    said = _sentences("en")
    assert [row[-1] for row in ROWS if re.search(rf"\b{re.escape(row[-1])}\b", said)] == []


def test_each_term_stands_once() -> None:
    """Two rows with one term would be two things with one word."""
    for lang in LANGUAGES:
        terms = [row[COLUMNS[lang]] for row in ROWS]
        assert len(ROWS) > 20
        assert lang == "ru" or len(terms) == len(set(terms))  # «срок» is both, in Russian
