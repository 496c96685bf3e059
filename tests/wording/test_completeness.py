"""The catalogues are complete: the same sentences in three languages, and one for everything that a table can say."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from enum import Enum
from importlib.resources import files
from string import Formatter
from typing import Any

import pytest
from tests.support.tables import every_table

from netpoint_stp.rules import RuleTable
from netpoint_stp.rules.explanation import wording_keys
from netpoint_stp.wording import LANGUAGES, Language, keys, knows, say

TABLES = every_table()
LANGS = pytest.mark.parametrize("lang", LANGUAGES)


def raw(lang: Language) -> Iterator[tuple[str, str, Any]]:
    """Yield file, key and entry of everything written in one language."""
    folder = sorted((files("netpoint_stp.wording") / lang).iterdir(), key=lambda file: file.name)
    names = [file for file in folder if file.name.endswith(".toml")]
    assert names
    for file in names:
        for key, entry in flat(tomllib.loads(file.read_text(encoding="utf-8"))):
            yield file.name, key, entry


def flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the entries below, one with plural forms as one."""
    for name, value in table.items():
        if isinstance(value, dict) and not {"one", "many"} <= value.keys():
            yield from flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def test_all_languages_have_the_same_sentences() -> None:
    """No sentence is there in one language and not in another."""
    wanted = set(keys("en"))

    assert wanted
    assert {lang: sorted(set(keys(lang)) ^ wanted) for lang in LANGUAGES} == {lang: [] for lang in LANGUAGES}


def test_all_languages_need_the_same_values() -> None:
    """A sentence has the same places to fill in in every language."""
    needed = [keys(lang) for lang in LANGUAGES]  # asked once: each looks through all sentences
    differing = [key for key in keys("en") if len({each[key] for each in needed}) > 1]

    assert differing == []


@LANGS
def test_every_file_has_its_sisters(lang: Language) -> None:
    """The topics are the same files in every language."""
    assert {file for file, _, _ in raw(lang)} == {file for file, _, _ in raw("en")}


@LANGS
def test_no_sentence_is_written_twice(lang: Language) -> None:
    """A key stands in one file only, else one text would silently hide the other."""
    counts = Counter(key for _, key, _ in raw(lang))

    assert [key for key, count in counts.items() if count > 1] == []


@LANGS
def test_plural_forms_are_all_there(lang: Language) -> None:
    """Russian and Ukrainian have one, few and many, English one and many; each of them can show the number."""
    forms = {"one", "many"} if lang == "en" else {"one", "few", "many"}
    plural = {key: entry for _, key, entry in raw(lang) if isinstance(entry, dict)}

    assert {key: sorted(entry) for key, entry in plural.items() if set(entry) != forms} == {}


@LANGS
def test_sentences_are_well_formed(lang: Language) -> None:
    """Nothing is empty, padded or left open, and placeholders are plain names."""
    for _, key, entry in raw(lang):
        for text in entry.values() if isinstance(entry, dict) else (entry,):
            places = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
            assert text, key
            assert text == text.strip() or key in ("identification.or", "identification.and"), key
            assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in places), key
            assert "  " not in text, key
            assert text.count("«") == text.count("»"), key


@LANGS
def test_each_language_has_its_own_letters(lang: Language) -> None:
    """No Russian letter stands in a Ukrainian sentence, no Ukrainian one in a Russian, no Cyrillic in an English."""
    foreign = {"ru": "іїєґІЇЄҐ", "uk": "ыэёъЫЭЁЪ", "en": "абвгдежзиклмнопрстуфхцчшщьюя"}[lang]
    odd = [key for _, key, entry in raw(lang) if set(str(entry).lower()) & set(foreign.lower())]

    assert odd == []


def test_ukrainian_has_one_apostrophe() -> None:
    """The same sign in every word, so that a search for a word finds it."""
    odd = [key for _, key, entry in raw("uk") if re.search(r"\w['ʼ]\w", str(entry))]

    assert odd == []


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
@LANGS
def test_every_table_can_be_told(table: RuleTable[..., Any], lang: Language) -> None:
    """The title, each label, each value and each outcome has its sentence."""
    assert [key for key in wording_keys(table) if not knows(key, lang)] == []


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
@LANGS
def test_every_value_has_its_short_word(table: RuleTable[..., Any], lang: Language) -> None:
    """What stands in the cells of a printed table has a word, and two values of a fact never share one."""
    for name, domain in table.domains.items():
        if bool in map(type, domain):
            continue
        words = [say(_value_key(value), lang) for value in domain]
        assert len(set(words)) == len(words), name


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
@LANGS
def test_two_values_of_a_fact_are_never_told_alike(table: RuleTable[..., Any], lang: Language) -> None:
    """Whoever reads the sentence knows which value it was, and which question a label asks."""
    for name, domain in table.domains.items():
        told = [say(_own(table, f"{name}.{str(_code(value)).lower()}"), lang) for value in domain]
        assert len(set(told)) == len(told), name
    labels = [say(_own(table, f"{name}.label"), lang) for name in table.domains]
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_table_is_sound(table: RuleTable[..., Any]) -> None:
    """No gap, no rule that never wins, no outcome that is declared and never given."""
    analysis = table.analyse()

    assert (analysis.gaps, analysis.shadowed, analysis.unreachable) == ((), (), ())
    assert analysis.problems == 0


def test_tables_have_names_of_their_own() -> None:
    """No two tables share a name, since people and records ask for a table by it."""
    counts = Counter(table.name for table in TABLES)

    assert [name for name, count in counts.items() if count > 1] == []


def test_classes_of_facts_have_names_of_their_own() -> None:
    """Sentences are found by the name of the class of facts, so no two tables with different facts share one."""
    classes = {table.facts for table in TABLES}
    counts = Counter(facts.__name__ for facts in classes)

    assert [name for name, count in counts.items() if count > 1] == []


def _code(value: object) -> object:
    return value.value if isinstance(value, Enum) else value


def _value_key(value: Any) -> str:
    name = re.sub(r"(?<!^)(?=[A-Z])", "_", type(value).__name__).lower()
    return f"value.{name}.{value.value}"


def _own(table: RuleTable[..., Any], name: str) -> str:
    facts = re.sub(r"(?<!^)(?=[A-Z])", "_", table.facts.__name__).lower()
    own, shared = f"fact.{facts}.{name}", f"fact.any.{name}"
    return own if knows(own) else shared
