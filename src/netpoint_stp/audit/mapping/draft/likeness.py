"""Which column and which value is what, by the words that it is made of: for the first draft of a mapping."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final

from attrs import frozen

from netpoint_stp.audit.mapping.draft.forms import form_of
from netpoint_stp.audit.mapping.draft.sample import SampledColumn, SampledTable

_SIGNS: Final = {"№": " номер ", "#": " number "}
_SHORTEST: Final = 4
"""Characters of a word that is looked for inside longer names."""


@frozen
class ColumnGuess:
    """A column, and the word that it looks like; none where its values alone say what it is."""

    column: SampledColumn
    word: str = ""


@cache
def synonyms() -> Mapping[str, Any]:
    """Return what columns and values are usually called."""
    return tomllib.loads((files(__package__) / "synonyms.toml").read_text(encoding="utf-8"))


def plain(text: str) -> str:
    """Return the words of a name or a value in small letters, with one blank between them."""
    for sign, word in _SIGNS.items():
        text = text.replace(sign, word)
    parted = re.sub(r"(?<=[a-zа-яіїє0-9])(?=[A-ZА-ЯІЇЄ][a-zа-яіїє])|(?<=[a-zа-яіїє])(?=[A-ZА-ЯІЇЄ])", " ", text)
    return " ".join(re.findall(r"[^\W_]+", parted.lower()))


def holds_moments(column: SampledColumn) -> bool:
    """Return whether a column holds moments, by its type or its values; one without values may."""
    return bool(column.typed) or form_of(column.values) is not None


def matched(table: SampledTable, kind: str) -> dict[str, ColumnGuess]:
    """Return the columns by what they look like: whole names before parts of names, each column once."""
    found: dict[str, ColumnGuess] = {}
    used: set[str] = set()
    for whole in (True, False):
        for name, words in synonyms()["columns"][kind].items():
            if name in found:
                continue
            for word in words:
                column = next(
                    (
                        each
                        for each in table.columns
                        if each.name not in used and _like(each.name, word, whole=whole) and _holds(name, each)
                    ),
                    None,
                )
                if column is not None:
                    found[name] = ColumnGuess(column, word)
                    used.add(column.name)
                    break
    return found


def like_any(table: SampledTable, words: Sequence[str]) -> list[ColumnGuess]:
    """Return the columns whose names look like one of the words, whole names first, in the order of the words."""
    found: dict[str, ColumnGuess] = {}
    for whole in (True, False):
        for word in words:
            for column in table.columns:
                if column.name not in found and _like(column.name, word, whole=whole):
                    found[column.name] = ColumnGuess(column, word)
    return list(found.values())


def speaks_of_requests(name: str) -> bool:
    """Return whether the name of a table has a word for requests in it, in whatever number and case."""
    told = f" {plain(name)}"
    return any(f" {word}" in told for word in synonyms()["words"]["requests"])


def _like(given: str, word: str, *, whole: bool) -> bool:
    name = plain(given)
    if whole:
        return name == word
    if len(word) < _SHORTEST or word in synonyms()["words"]["whole"]:
        return False
    return f" {word} " in f" {name} "


def _holds(name: str, column: SampledColumn) -> bool:
    """Return whether a column that is to hold moments does, and one that is not to does not."""
    if column.filled == 0 and not column.typed:
        return True
    return holds_moments(column) == (name.endswith("_at") or name == "at") or name in ("request_id", "case")


def meaning_of(value: str, meanings: Mapping[str, Sequence[str]]) -> str | None:
    """Return what a value means by the words that begin its own; None where none does."""
    told = f" {plain(value)}"
    return next((meant for meant, words in meanings.items() if any(f" {word}" in told for word in words)), None)


def says_received(activity: str) -> bool:
    """Return whether an activity tells that something came in."""
    told = f" {plain(activity)}"
    return any(f" {word}" in told for word in synonyms()["words"]["received"])


def waits_for(activity: str) -> str | None:
    """Return for whom an activity that is a wait waits, where its words tell."""
    return meaning_of(activity, synonyms()["whose"])
