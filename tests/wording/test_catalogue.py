"""Sentences by key: plural forms as the languages have them, and errors that name what lacks."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netpoint_stp.wording import LANGUAGES, Language, Message, WordingError, catalogue, keys, knows, plural_form, say


@pytest.mark.parametrize(
    ("number", "slavic", "english"),
    [
        *[(0, "many", "many"), (1, "one", "one"), (2, "few", "many"), (3, "few", "many"), (4, "few", "many")],
        *[(5, "many", "many"), (10, "many", "many"), (11, "many", "many"), (12, "many", "many"), (13, "many", "many")],
        *[(14, "many", "many")],
        *[(19, "many", "many"), (20, "many", "many"), (21, "one", "many"), (22, "few", "many"), (25, "many", "many")],
        *[(100, "many", "many"), (101, "one", "many"), (102, "few", "many"), (111, "many", "many")],
        *[
            (112, "many", "many"),
            (113, "many", "many"),
            (114, "many", "many"),
            (121, "one", "many"),
            (1000, "many", "many"),
        ],
        *[
            (1001, "one", "many"),
            (1002, "few", "many"),
            (1011, "many", "many"),
            (-1, "one", "one"),
            (-2, "few", "many"),
        ],
    ],
)
def test_numbers_take_the_form_of_the_language(number: int, slavic: str, english: str) -> None:
    """1, 21 and 1001 are one, 2 to 4 and 22 are few, 11 to 14 and 111 are many; in English only 1 is one."""
    assert plural_form(number, "ru") == plural_form(number, "uk") == slavic
    assert plural_form(number, "en") == english


@given(st.integers(min_value=0))
def test_hundreds_never_change_the_form(number: int) -> None:
    """Only the last two digits matter."""
    assert plural_form(number, "uk") == plural_form(number % 100 + 100, "uk")
    assert plural_form(number, "ru") == plural_form(-number, "ru")


@pytest.fixture
def plural_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put one sentence with plural forms into an otherwise empty catalogue."""
    entry = {"one": "{n} день", "few": "{n} дня", "many": "{n} дней"}
    monkeypatch.setattr(catalogue, "_catalogue", lambda lang: {"days": entry, "plain": "{who} {n}"})


@pytest.mark.usefixtures("plural_entry")
@pytest.mark.parametrize(("number", "said"), [(1, "1 день"), (3, "3 дня"), (7, "7 дней"), (21, "21 день")])
def test_a_sentence_with_forms_is_chosen_by_its_number(number: int, said: str) -> None:
    """The value `n` picks the form and stands in it."""
    assert say("days", "ru", n=number) == said


@pytest.mark.usefixtures("plural_entry")
def test_what_a_sentence_needs_is_asked_for() -> None:
    """A missing value, a missing number and a missing sentence are errors that name it."""
    with pytest.raises(WordingError, match="sentence `plain` in `ru` needs a value 'n'"):
        say("plain", "ru", who="он")
    for wrong in ({}, {"n": "1"}, {"n": 1.5}):
        numbers: dict[str, Any] = wrong
        with pytest.raises(WordingError, match="needs a whole number `n`"):
            say("days", "ru", **numbers)
    with pytest.raises(WordingError, match="no sentence `dais` in `ru`; did you mean `days`"):
        say("dais", "ru")
    assert keys("ru") == {"days": {"n"}, "plain": {"who", "n"}}


def test_values_are_never_read_as_sentences() -> None:
    """Braces in a value are said as they are: nobody reaches into the library by a name they choose."""
    assert "{0.__class__}" in say("explanation.edition_undated", "en", name="{0.__class__}")


def test_only_three_languages_are_spoken() -> None:
    """Another language is an error that names those there are."""
    german: Any = "de"
    with pytest.raises(WordingError, match="language `de` is not spoken here"):
        say("value.yes", german)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_known_keys_can_be_said(lang: Language) -> None:
    """What `knows` affirms, `say` says."""
    assert knows("value.yes", lang)
    assert say("value.yes", lang)
    assert not knows("value.perhaps", lang)


def test_messages_keep_their_own_values() -> None:
    """A message copies what it is given, so that nobody changes it afterwards, and can be hashed."""
    values = {"n": 1}
    message = Message("days", values)
    values["n"] = 2

    assert message.values == {"n": 1}
    assert hash(message) == hash(Message("days", {"n": 1}))
