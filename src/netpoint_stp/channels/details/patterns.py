"""The patterns of a profile for account information in texts (3.6), checked when they are loaded."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from attrs import field, frozen

from netpoint_stp.channels.details import vocabulary
from netpoint_stp.channels.details.folding import fold_word
from netpoint_stp.channels.details.safety import problem_of
from netpoint_stp.errors import ProfileError, UsageError, did_you_mean
from netpoint_stp.kinds import of_declared_kinds
from netpoint_stp.subjects.account import AccountDetail

LONGEST_VALUE: Final = 80
_LOOK_UP: Final = "write it with two signs or more, the first a letter or digit"
_LABELLED: Final = (AccountDetail.LOGIN, AccountDetail.CONTRACT_NUMBER)


def _texts(values: Iterable[str] | str) -> tuple[str, ...]:
    return (values,) if isinstance(values, str) else tuple(values)


def _can_be_looked_up(word: str) -> bool:
    return 2 <= len(fold_word(word).strip()) <= LONGEST_VALUE and word[0].isalnum()


@frozen(kw_only=True, cache_hash=True, field_transformer=of_declared_kinds)
class DetailPattern:
    """How a login or contract number is named and what it looks like.

    One of the `words` comes first, then perhaps `:`, `№`, `is` and the like, then what `value` matches.
    Without such a link only what `loose` matches counts; None wants the link. Both are regular expressions
    over the text with odd characters folded, letter case kept; `safety` says which are refused
    (`UsageError`, naming the pattern).
    """

    name: str
    detail: AccountDetail
    words: tuple[str, ...] = field(converter=_texts)
    value: str
    loose: str | None = None
    stands_in: bool = False
    """Whether it counts only where the detail is given in no other way: a personal account beside a contract."""

    def __attrs_post_init__(self) -> None:
        problems = self._problems()
        if problems:
            raise UsageError("; ".join(problems))

    def _problems(self) -> list[str]:
        problems = []
        if self.detail not in _LABELLED:
            problems.append(
                f"pattern `{self.name}` is for `{self.detail.value}`, which has rules of its own; "
                "add words to `passport_words` or `address_words`"
            )
        if not self.words or not all(map(_can_be_looked_up, self.words)):
            problems.append(f"pattern `{self.name}` has no words, or some that cannot be looked up; {_LOOK_UP}")
        for kind, expression in (("value", self.value), ("loose", self.loose)):
            problem = None if expression is None else problem_of(expression)
            if problem:
                problems.append(f"`{kind}` of pattern `{self.name}` {problem}")
        return problems


_DEFAULTS: Final = (
    DetailPattern(
        name="login",
        detail=AccountDetail.LOGIN,
        words=vocabulary.LOGIN_WORDS,
        value=vocabulary.LOGIN_VALUE,
        loose=vocabulary.LOGIN_LOOSE,
    ),
    DetailPattern(
        name="login_english",
        detail=AccountDetail.LOGIN,
        words=vocabulary.LOGIN_WORDS_ENGLISH,
        value=vocabulary.LOGIN_VALUE,
        loose=vocabulary.LOGIN_LOOSE_ENGLISH,
    ),
    DetailPattern(
        name="contract",
        detail=AccountDetail.CONTRACT_NUMBER,
        words=vocabulary.CONTRACT_WORDS,
        value=vocabulary.CONTRACT_VALUE,
        loose=vocabulary.CONTRACT_LOOSE,
    ),
    DetailPattern(
        name="contract_short",
        detail=AccountDetail.CONTRACT_NUMBER,
        words=vocabulary.CONTRACT_WORDS_SHORT,
        value=vocabulary.CONTRACT_VALUE,
        loose=vocabulary.CONTRACT_LOOSE_SHORT,
    ),
    DetailPattern(
        name="personal_account",
        detail=AccountDetail.CONTRACT_NUMBER,
        words=vocabulary.PERSONAL_ACCOUNT_WORDS,
        value=vocabulary.CONTRACT_VALUE,
        loose=vocabulary.CONTRACT_LOOSE,
        stands_in=True,
    ),
)


def _patterns(patterns: Iterable[DetailPattern]) -> tuple[DetailPattern, ...]:
    return tuple(patterns)


@frozen(kw_only=True, cache_hash=True, field_transformer=of_declared_kinds)
class DetailPatterns:
    """What a profile says on finding account information; every part has a default.

    `other_number_words` say that a number near them is no passport. `likeness` is the least likeness of
    street names, from 0 to 100, that counts as one street.
    """

    labelled: tuple[DetailPattern, ...] = field(default=_DEFAULTS, converter=_patterns)
    passport_words: tuple[str, ...] = field(default=vocabulary.PASSPORT_WORDS, converter=_texts)
    series_words: tuple[str, ...] = field(default=vocabulary.SERIES_WORDS, converter=_texts)
    other_number_words: tuple[str, ...] = field(default=vocabulary.OTHER_NUMBER_WORDS, converter=_texts)
    address_words: tuple[str, ...] = field(default=vocabulary.ADDRESS_WORDS, converter=_texts)
    likeness: float = 85.0

    def __attrs_post_init__(self) -> None:
        problems = []
        if not 0 < self.likeness <= 100:
            problems.append(f"likeness `{self.likeness}` is not above 0 and up to 100; 85 is usual")
        names = [pattern.name for pattern in self.labelled]
        problems += [f"pattern `{name}` is given twice; rename one" for name in sorted(_repeated(names))]
        for label in _WORD_LISTS:
            if not all(map(_can_be_looked_up, getattr(self, label))):
                problems.append(f"`{label}` has a word that cannot be looked up; {_LOOK_UP}")
        if problems:
            raise UsageError("; ".join(problems))

    @classmethod
    def from_table(cls, table: Mapping[str, object], *, source: str = "profile") -> "DetailPatterns":
        """Return the patterns of a TOML table `[details]`; what it does not give keeps its default.

        Keys: `passport_words`, `series_words`, `other_number_words`, `address_words` (added to the
        defaults), `likeness`, `replace_defaults` (the table's patterns instead of the built-in ones) and
        `patterns`, a list of tables with `name`, `detail`, `words`, `value` and perhaps `loose`, `stands_in`. A pattern
        with the name of a built-in one takes its place. Everything wrong is said in one `ProfileError`.
        """
        reader = _Reader(table)
        words = {label: reader.words(label) for label in _WORD_LISTS}
        built_in = () if reader.flag("replace_defaults") else _DEFAULTS
        given = reader.patterns()
        reader.nothing_else()
        labelled = {pattern.name: pattern for pattern in (*built_in, *given)}
        likeness = reader.number("likeness", 85.0)
        if not reader.problems:
            try:
                return cls(labelled=tuple(labelled.values()), likeness=likeness, **words)
            except UsageError as error:
                reader.problems.append(str(error))
        raise ProfileError(source, reader.problems)


_WORD_LISTS: Final = ("passport_words", "series_words", "other_number_words", "address_words")


def _repeated(names: Iterable[str]) -> set[str]:
    return {name for name, times in Counter(names).items() if times > 1}


class _Reader:
    """Reads a table and gathers all that is wrong with it."""

    def __init__(self, table: Mapping[str, object]) -> None:
        self.table = dict(table)
        self.problems: list[str] = []

    def words(self, label: str) -> tuple[str, ...]:
        built_in: tuple[str, ...] = getattr(vocabulary, label.upper())
        value = self.table.pop(label, [])
        if not isinstance(value, (list, tuple)) or not all(isinstance(word, str) for word in value):
            self.problems.append(f"`{label}` is no list of words; write them in brackets and quotation marks")
            return built_in
        return tuple(dict.fromkeys((*built_in, *value)))

    def flag(self, label: str) -> bool:
        value = self.table.pop(label, False)
        if not isinstance(value, bool):
            self.problems.append(f"`{label}` is neither true nor false; write one of them")
        return value is True

    def number(self, label: str, default: float) -> float:
        value = self.table.pop(label, default)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            self.problems.append(f"`{label}` is no number; write one such as {default}")
            return default
        return float(value)

    def patterns(self) -> list[DetailPattern]:
        value = self.table.pop("patterns", [])
        if not isinstance(value, (list, tuple)) or not all(isinstance(entry, Mapping) for entry in value):
            self.problems.append("`patterns` is no list of tables; write each under [[details.patterns]]")
            return []
        read = [self._pattern(dict(entry), place) for place, entry in enumerate(value, start=1)]
        return [pattern for pattern in read if pattern is not None]

    def _pattern(self, entry: dict[str, object], place: int) -> DetailPattern | None:
        name = str(entry.get("name") or f"number {place}")
        details = {detail.value: detail for detail in AccountDetail}
        detail, words = str(entry.get("detail")), entry.get("words")
        before = len(self.problems)
        for key in ("name", "detail", "words", "value"):
            if not entry.get(key):
                self.problems.append(f"pattern `{name}` lacks `{key}`; add it")
        for key in sorted(set(entry) - _PATTERN_KEYS):
            self.problems.append(f"pattern `{name}` has the unknown key `{key}`{did_you_mean(key, _PATTERN_KEYS)}")
        if entry.get("detail") and detail not in details:
            self.problems.append(f"pattern `{name}` is for an unknown detail{did_you_mean(detail, details)}")
        if words and not (isinstance(words, (list, tuple)) and all(isinstance(word, str) for word in words)):
            self.problems.append(f"words of pattern `{name}` are no list; write them in brackets")
        for key in ("value", "loose"):
            if not isinstance(entry.get(key, ""), str):
                self.problems.append(f"`{key}` of pattern `{name}` is no text; write a regular expression in quotes")
        if not isinstance(entry.get("stands_in", False), bool):
            self.problems.append(f"`stands_in` of pattern `{name}` is neither true nor false; write one of them")
        if len(self.problems) > before:
            return None
        loose = entry.get("loose")
        try:
            return DetailPattern(
                name=name,
                detail=details[detail],
                words=tuple(str(word) for word in words) if isinstance(words, (list, tuple)) else (),
                value=str(entry["value"]),
                loose=None if loose is None else str(loose),
                stands_in=entry.get("stands_in", False) is True,
            )
        except UsageError as error:
            self.problems.append(str(error))
            return None

    def nothing_else(self) -> None:
        known = {*_WORD_LISTS, "likeness", "replace_defaults", "patterns"}
        left = sorted(set(self.table) - {"likeness"})
        self.problems += [f"`{key}` is not known here{did_you_mean(key, known)}" for key in left]


_PATTERN_KEYS: Final = frozenset({"name", "detail", "words", "value", "loose", "stands_in"})
