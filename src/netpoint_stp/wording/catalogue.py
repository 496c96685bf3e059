"""Catalogues of sentences in Russian, Ukrainian and English: TOML files by language and topic, read on first use."""

from collections.abc import Iterator, Mapping
from functools import cache
from string import Formatter
from typing import Any, Literal

import attrs

from netpoint_stp.clauses.languages import LANGUAGES, Language
from netpoint_stp.errors import NetPointError, did_you_mean

Plural = Literal["one", "few", "many"]


class WordingError(NetPointError, LookupError):
    """A sentence that the catalogues do not have, or that lacks a value it needs: a fault of the library."""


def _as_dict(values: Mapping[str, Any]) -> dict[str, Any]:
    return dict(values)


@attrs.frozen
class Message:
    """A sentence to be said later, in the reader's language: its key in the catalogues and the values it needs."""

    key: str
    values: Mapping[str, Any] = attrs.field(factory=dict, converter=_as_dict, hash=False)


@attrs.frozen
class Coded:
    """A code as part of a sentence: told by what it means, under its kind in the catalogues."""

    kind: str
    code: str

    def told(self, lang: Language) -> str:
        """Return it in words; what the catalogues do not know has its name of somebody else, and is told by that."""
        return in_words(self.kind, self.code, lang)


def in_words(kind: str, code: str, lang: Language) -> str:
    """Return what a code of a kind means; a name that the catalogues do not know as it is."""
    key = f"{kind}.{code}"
    return say(key, lang) if knows(key, lang) else code


def plural_form(count: int, lang: Language) -> Plural:
    """Return the plural category (CLDR) of a whole number: one or many, in Russian and Ukrainian also few."""
    number = abs(count)
    if lang == "en":
        return "one" if number == 1 else "many"
    last, last_two = number % 10, number % 100
    if last == 1 and last_two != 11:
        return "one"
    if last in (2, 3, 4) and last_two not in (12, 13, 14):
        return "few"
    return "many"


def say(key: str, lang: Language, /, **values: object) -> str:
    """Return the sentence under `key`; an entry with plural forms is chosen by the value `n`.

    Raises `WordingError` where the catalogue has no such key or the sentence needs a value that was not given.
    """
    entry = _catalogue(lang).get(key)
    if entry is None:
        raise WordingError(f"no sentence `{key}` in `{lang}`{did_you_mean(key, _catalogue(lang))}")
    if isinstance(entry, dict):
        number = values.get("n")
        if not isinstance(number, int):
            raise WordingError(f"sentence `{key}` has plural forms and needs a whole number `n`")
        entry = entry[plural_form(number, lang)]
    try:
        return str(entry).format_map(values)
    except KeyError as missing:
        raise WordingError(f"sentence `{key}` in `{lang}` needs a value {missing}") from None


def knows(key: str, lang: Language = "en") -> bool:
    """Return whether the catalogue has a sentence under `key`."""
    return key in _catalogue(lang)


def keys(lang: Language) -> Mapping[str, frozenset[str]]:
    """Return every key with the names of the values its sentence needs (for tests of completeness)."""
    return {key: frozenset(_needed(entry)) for key, entry in _catalogue(lang).items()}


def _needed(entry: str | Mapping[str, str]) -> Iterator[str]:
    for text in entry.values() if isinstance(entry, Mapping) else (entry,):
        yield from (name for _, name, _, _ in Formatter().parse(text) if name)


@cache
def _catalogue(lang: Language) -> dict[str, Any]:
    if lang not in LANGUAGES:
        raise WordingError(f"language `{lang}` is not spoken here{did_you_mean(lang, LANGUAGES)}")
    import tomllib  # heavy next to a decision that nobody has explained yet
    from importlib.resources import files

    found: dict[str, Any] = {}
    for file in sorted((files(__package__) / lang).iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".toml"):
            found.update(_flat(tomllib.loads(file.read_text(encoding="utf-8"))))
    return found


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in table.items():
        if isinstance(value, Mapping) and not value.keys() >= {"one", "many"}:
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value
