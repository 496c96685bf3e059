"""The patterns of a profile: added, replaced, refused with everything that is wrong, never able to explode."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netpoint_stp.channels.details import DEFAULT_PATTERNS, DetailPattern, DetailPatterns, find_details
from netpoint_stp.channels.details.safety import MOST_WAYS, problem_of
from netpoint_stp.errors import ProfileError, UsageError
from netpoint_stp.subjects.account import AccountDetail

ACCOUNT = {
    "name": "personal_account",
    "detail": "contract_number",
    "words": ["лицевой счет", "особовий рахунок"],
    "value": "[0-9]{6,10}",
}


def test_an_empty_table_is_the_default() -> None:
    """A profile that says nothing keeps every default."""
    assert DetailPatterns.from_table({}) == DEFAULT_PATTERNS


def test_a_pattern_is_added() -> None:
    """A profile can name the contract in its own way, and keeps the built-in ways."""
    patterns = DetailPatterns.from_table({"patterns": [{**ACCOUNT, "name": "code", "words": ["код у системі"]}]})
    found = find_details("Код у системі: 1234567, договір № 77821", patterns)

    assert [finding.value for finding in found] == ["1234567", "77821"]
    assert find_details("Код у системі: 1234567") == ()


def test_a_pattern_of_a_known_name_takes_its_place() -> None:
    """A pattern called as a built-in one stands instead of it; `replace_defaults` drops all of them."""
    login = {"name": "login", "detail": "login", "words": ["логин"], "value": "[0-9]{5}"}
    replaced = DetailPatterns.from_table({"patterns": [login]})
    alone = DetailPatterns.from_table({"patterns": [ACCOUNT], "replace_defaults": True})

    assert [finding.value for finding in find_details("логин: 12345", replaced)] == ["12345"]
    assert find_details("логин: olena", replaced) == ()
    assert find_details("договор № 77821", alone) == ()


def test_without_a_link_only_the_loose_form_counts() -> None:
    """A value that follows its word directly has to look like what `loose` says, or a link is wanted."""
    pattern = DetailPatterns.from_table({"patterns": [{**ACCOUNT, "loose": "[0-9]{8}"}]})

    assert find_details("лицевой счет 1234567", pattern) == ()
    assert len(find_details("лицевой счет 12345678", pattern)) == 1
    assert find_details("лицевой счет 12345678", DetailPatterns.from_table({"patterns": [ACCOUNT]})) == ()


def test_words_are_added() -> None:
    """Words for passports, addresses and other numbers come to the built-in ones."""
    patterns = DetailPatterns.from_table(
        {"passport_words": ["свідоцтво"], "other_number_words": ["бонус"], "address_words": ["точка"]}
    )

    assert len(find_details("свідоцтво 123456789", patterns)) == 1
    assert find_details("паспорт, бонус 123456789", patterns) == ()
    assert len(find_details("точка: Садовая 5", patterns)) == 1
    assert find_details("свідоцтво 123456789") == ()


def test_everything_wrong_is_said_at_once() -> None:
    """One error names the profile and lists every mistake with what to do."""
    table = {
        "likeness": "high",
        "replace_defaults": "yes",
        "passport_words": "паспорт",
        "adress_words": [],
        "patterns": [
            {"name": "a", "detail": "logn", "words": ["a1"], "value": "[0-9]"},
            {"name": "b", "detail": "login", "words": "логин", "value": "(a+)+"},
            {"name": "c", "detail": "passport", "words": ["x"], "value": "(?:a{1,9}){1,9}"},
            {"name": "d", "detail": "login", "words": ["логин"], "value": 5, "lose": "x"},
            {"detail": "login", "value": "["},
        ],
    }
    with pytest.raises(ProfileError) as refused:
        DetailPatterns.from_table(table, source="profile.toml")
    text = "\n".join(refused.value.problems)

    assert str(refused.value).startswith("profile.toml cannot be used")
    for part in (
        "`likeness`: `high` is not a number",
        "`replace_defaults`: `yes` is not true or false",
        "`passport_words`: `паспорт` is not a list",
        "there is no key `adress_words`; did you mean `address_words`?",
        "`patterns[1].detail`: `logn` is no choice here; did you mean `login`?",
        "`patterns[2].words`: `логин` is not a list",
        "pattern `c` is for `passport`, which has rules of its own",
        "pattern `c` has no words, or some that cannot be looked up",
        "`value` of pattern `c` can be tried in more than",
        "`patterns[4].value`: `5` is not a text",
        "`patterns[4]`: there is no key `lose`; did you mean `loose`?",
        "`patterns[5]`: the key `words` is missing",
    ):
        assert part in text


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"patterns": "x"}, "`patterns`: `x` is not a list"),
        ({"likeness": 0}, "is not above 0 and up to 100"),
        ({"likeness": 101}, "is not above 0 and up to 100"),
        ({"likeness": True}, "`likeness`: `true` is not a number"),
        ({"passport_words": ["-x"]}, "`passport_words` has a word that cannot be looked up"),
        ({"patterns": [{**ACCOUNT, "value": "(a+)+"}]}, "`value` of pattern `personal_account` repeats without"),
        ({"patterns": [{**ACCOUNT, "loose": "a*"}]}, "`loose` of pattern `personal_account` repeats without"),
        ({"patterns": [{**ACCOUNT, "stands_in": 1}]}, "`patterns[1].stands_in`: `1` is not true or false"),
        ({"patterns": [{**ACCOUNT, "loose": 1}]}, "`patterns[1].loose`: `1` is not a text"),
    ],
)
def test_mistakes_one_by_one(table: dict[str, object], message: str) -> None:
    """Each mistake is refused at load and names the key or pattern it is in."""
    with pytest.raises(ProfileError, match=r"profile cannot be used") as refused:
        DetailPatterns.from_table(table)

    assert message in str(refused.value)


def test_mistakes_in_python_are_refused_too() -> None:
    """Built without a table, patterns are held to the same rules."""
    with pytest.raises(UsageError, match="repeats without an upper bound"):
        DetailPattern(name="x", detail=AccountDetail.LOGIN, words=("логин",), value="a+")
    one = DetailPattern(name="x", detail=AccountDetail.LOGIN, words=("логин",), value="a")
    with pytest.raises(UsageError, match="pattern `x` is given twice; rename one"):
        DetailPatterns(labelled=(one, one))


EXPLOSIVE = [
    "(a+)+$",
    "(a*)*b",
    "(a|a){1,30}b",
    "(a|aa){1,30}b",
    "(?:a{0,30}){0,30}b",
    "a{0,30}a{0,30}a{0,30}a{0,30}b",
    "(?:a?){0,30}b",
    "(?=(a{1,20}){1,20})b",
    ".*.*.*b",
    "a{1,4000000000}b",
    "(?:ab?){1,20}+c",
    "(?>a{1,9})b",
    r"(a)\1{1,30}b",
    "(a)(?(1)b|c)",
]


@pytest.mark.parametrize("pattern", EXPLOSIVE)
def test_explosive_patterns_are_refused(pattern: str) -> None:
    """Repetitions within repetitions, without bounds or beyond bounds never get to see a text."""
    problem = problem_of(pattern)

    assert problem is not None
    assert "; " in problem


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("[", "is no regular expression"),
        ("(?P<x", "is no regular expression"),
        ("a" * 501, "has more than 500 characters; make it shorter"),
        ("[a||b]", "will mean something else in a later Python"),
        ("a?", "matches an empty text"),
        ("(?=a)", None),
        ("[a-z]{2,40}", None),
        ("(?:AB|C)-?[0-9]{1,9}", None),
        ("(?i:ab)[0-9]*+", None),
        ("(?<!x)[0-9]{3}(?![0-9])", None),
        ("((((((a))))))", None),
        ("^a$", None),
    ],
)
def test_what_a_pattern_may_be(pattern: str, message: str | None) -> None:
    """Bounded expressions pass; what is not well formed, too long or matches nothing is refused."""
    problem = problem_of(pattern)

    assert (problem is None) == (message is None)
    assert message is None or message in str(problem)


@given(st.text("ab|()*+?{}[]123,\\.^$<=!:P", max_size=25))
def test_any_text_as_a_pattern(pattern: str) -> None:
    """Whatever stands in the profile is taken or refused, never a traceback."""
    assert problem_of(pattern) is None or problem_of(pattern)


bodies = st.sampled_from(["a", "[ab]", "(?:a|b)", "(?:a|aa)", "a{0,3}", "(?:ab?)", "a?"])
bounds = st.sampled_from(["", "{1,9}", "{0,20}", "{2,30}", "?", "{1,9}?", "*+"])
bounded = st.lists(st.tuples(bodies, bounds).map("".join), min_size=1, max_size=4).map("".join)


@given(bounded, st.integers(0, 60))
def test_what_passes_is_quick(pattern: str, length: int) -> None:
    """An expression that passes needs no noticeable time on texts made to fail it."""
    import re

    if problem_of(f"{pattern}c") is not None:
        return
    started = time.process_time()
    re.compile(f"{pattern}c").match("a" * length + "!")

    assert time.process_time() - started < 0.5
    assert MOST_WAYS <= 20_000
