"""The patterns of a profile for account information in texts (3.6), checked when they are loaded."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

import attrs
from attrs import field, frozen

from netpoint_stp.channels.details import vocabulary
from netpoint_stp.channels.details.folding import fold_word
from netpoint_stp.channels.details.safety import problem_of
from netpoint_stp.errors import ProfileError, UsageError
from netpoint_stp.kinds import of_declared_kinds
from netpoint_stp.settings_files import needed, structure
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
        return structure(PatternsData, table).made(source, cls.from_data)

    @classmethod
    def from_data(cls, data: "PatternsData") -> "DetailPatterns":
        """Return the patterns of a table that was read; errors as `from_table`."""
        problems: list[str] = []
        given = []
        for pattern in data.patterns:
            try:
                given.append(DetailPattern(**attrs.asdict(pattern)))
            except UsageError as error:
                problems.append(str(error))
        built_in = () if data.replace_defaults else _DEFAULTS
        labelled = {pattern.name: pattern for pattern in (*built_in, *given)}
        words = {label: (*getattr(vocabulary, label.upper()), *getattr(data, label)) for label in _WORD_LISTS}
        try:
            made = cls(
                labelled=tuple(labelled.values()),
                likeness=data.likeness,
                **{label: tuple(dict.fromkeys(several)) for label, several in words.items()},
            )
        except UsageError as error:
            raise ProfileError("details", [*problems, str(error)]) from None
        if problems:
            raise ProfileError("details", problems)
        return made


@frozen(kw_only=True)
class PatternData:
    """A pattern as TOML writes it."""

    name: str = needed(stand_in="unnamed")
    detail: AccountDetail = needed(stand_in=AccountDetail.LOGIN)
    words: list[str] = needed(stand_in=lambda: ["unread"])
    value: str = needed(stand_in="x")
    loose: str | None = None
    stands_in: bool = False


@frozen(kw_only=True)
class PatternsData:
    """The table `[details]` as TOML writes it."""

    passport_words: list[str] = field(factory=list)
    series_words: list[str] = field(factory=list)
    other_number_words: list[str] = field(factory=list)
    address_words: list[str] = field(factory=list)
    likeness: float = 85.0
    replace_defaults: bool = False
    patterns: list[PatternData] = field(factory=list)


_WORD_LISTS: Final = ("passport_words", "series_words", "other_number_words", "address_words")


def _repeated(names: Iterable[str]) -> set[str]:
    return {name for name, times in Counter(names).items() if times > 1}
