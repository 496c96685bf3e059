"""Street names compared (3.6): when two are one name in two spellings, when two names, and when nobody can tell.

Two names one letter apart are as a rule two streets: Калинова, Малинова; Ковальська, Ковельська; Гончара, Гончарна. So
likeness alone makes no name the same: only what is a spelling, an ending, a translation or an abbreviation of it does.
"""

from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz

from netpoint_stp.channels.contacts.street_words import PAIRS

_SHORT_NAME: Final = 5
_BUT_FOR_ENDING: Final = 95.0
_VOWELS: Final = "aeiouy"
_I: Final = "ı"
"""The sound that is `і` in Ukrainian and `о`, `е` or `и` in the same Russian name: Стрільців, Стрельцов."""

_DIGRAPHS: Final = (
    ("shch", "w"),
    ("sch", "w"),
    ("sh", "w"),
    ("zh", "j"),
    ("ch", "q"),
    ("kh", "x"),
    ("ts", "c"),
    ("yu", "u"),
    ("iu", "u"),
    ("ya", "a"),
    ("ia", "a"),
    ("ye", "e"),
    ("ie", "e"),
)
_HUSHING: Final = "jqw"
"""ж, ч, ш and щ, as `_SOUNDS` has them."""
_SOUNDS: Final = str.maketrans("абвгґдежзийклмнопрстуфхцчшщыэюяєіїёhy", "abvggdejziiklmnoprstufxcqwwieuaeiiegi", "ьъ")
_CHANGING: Final = str.maketrans(dict.fromkeys("іїi", _I))


@lru_cache(maxsize=4096)
def skeleton(word: str) -> str:
    """Return a name as its consonants and vowels sound alike in the three languages; not for showing.

    `Садовая`, `Садова` and `Sadovaya` have one skeleton; so have `Голосіївська` and `Holosiivska`.
    """
    return _sounds(word.casefold())


@lru_cache(maxsize=4096)
def changing(word: str) -> str:
    """Return the skeleton of a name in which vowels that change between Ukrainian and Russian are marked."""
    return _sounds(word.casefold(), mark=True)


def _sounds(letters: str, *, mark: bool = False) -> str:
    letters = letters.rstrip(".")
    for digraph, letter in _DIGRAPHS:
        letters = letters.replace(digraph, letter)
    if mark:
        letters = letters.translate(_CHANGING)
    letters = "".join(sign for sign in letters.translate(_SOUNDS) if sign.isalnum())
    for hushing in _HUSHING:  # Чорновола, Черновола: after these Ukrainian has о where Russian has е
        letters = letters.replace(f"{hushing}o", f"{hushing}e")
    return "".join(sign for at, sign in enumerate(letters) if not at or sign != letters[at - 1])


def _stem(word: str) -> str:
    """Return a word without its last vowels: one for a short word, where another vowel makes another street."""
    if len(word) <= _SHORT_NAME:
        return word[:-1] if len(word) > 3 and word[-1] in _VOWELS + _I else word
    return word.rstrip(_VOWELS + _I)


_ONE_NAME: Final = {skeleton(word): skeleton(line.split()[0]) for line in reversed(PAIRS) for word in line.split()}
_ONE_STEM: Final = {_stem(word): _stem(name) for word, name in _ONE_NAME.items() if len(_stem(word)) > 3}
"""The pairs in other genders and cases: `Сонячний`, `Солнечный`."""


_LONG: Final = ("ая", "яя", "aya", "aia", "yaya")
_RUSSIAN_LONG: Final = frozenset(
    skeleton(word)
    for name, *words in map(str.split, PAIRS)
    for word in words
    if word.endswith(_LONG) and skeleton(word) != skeleton(name)
)
"""Russian adjectives with a Ukrainian translation, in sounds in which `Степная` and the Ukrainian `Степна` are one."""


def _is_translated(word: str, sounds: str) -> bool:
    """Say whether a word may be the Russian one of a pair: without the long ending it is a Ukrainian name of its own.

    `Степная` is `Степова`, but `Степна` is another street; so are `Червона` and `Красна`.
    """
    return sounds not in _RUSSIAN_LONG or word.casefold().endswith(_LONG)


def _one_name(word: str, sounds: str) -> str:
    return _ONE_NAME.get(sounds, sounds) if _is_translated(word, sounds) else sounds


def _canonical_stem(word: str, sounds: str) -> str:
    stem = _stem(sounds)
    return _ONE_STEM.get(stem, stem) if _is_translated(word, sounds) else stem


def word_likeness(one: str, other: str) -> float:
    """Return how like two words of a name are, 0 to 100, by their letters; an abbreviation is the word it begins."""
    if (sure := _sure(one, other)) is not None:
        return sure
    bare, whole = sorted((skeleton(one), skeleton(other)), key=len)
    return float(fuzz.ratio(bare, whole)) if len(whole) > _SHORT_NAME else 0.0


def is_one_word(one: str, other: str) -> bool:
    """Say whether two words of a name are one word: a spelling, an ending, a translation, an abbreviation."""
    return (_sure(one, other) or 0.0) >= _BUT_FOR_ENDING or _transposed(skeleton(one), skeleton(other))


def _sure(one: str, other: str) -> float | None:
    bare, whole = skeleton(one), skeleton(other)
    if bare == whole or _one_name(one, bare) == _one_name(other, whole):
        return 100.0
    if _abbreviates(one, bare, whole) or _abbreviates(other, whole, bare):
        return 100.0
    if len(bare) > 3 and len(whole) > 3:
        marked, also = changing(one), changing(other)
        if _same_but_changing(marked, also):
            return 100.0
        if _same_but_changing(_stem(marked), _stem(also)) or _canonical_stem(one, bare) == _canonical_stem(
            other, whole
        ):
            return _BUT_FOR_ENDING
    return None


def _abbreviates(written: str, short: str, whole: str) -> bool:
    return bool(short) and whole.startswith(short) and (written.endswith(".") or len(short) == 1)


def _same_but_changing(one: str, other: str) -> bool:
    """Say whether two marked skeletons differ at most where one has the changing vowel; never in the first letter."""
    if len(one) != len(other) or not one or one[0] != other[0]:
        return False
    return all(
        left == right or _changes(left, right, one[at + 1 :]) or _changes(right, left, other[at + 1 :])
        for at, (left, right) in enumerate(zip(one, other, strict=True))
    )


def _changes(ukrainian: str, russian: str, rest: str) -> bool:
    """Say whether a Ukrainian `і` stands for a vowel of the Russian name; for `о` in a closed syllable alone.

    `Стрільців` is `Стрельцов`, but `Горіхова` is not `Горохова`.
    """
    if ukrainian != _I or russian not in "oei":
        return False
    return russian != "o" or not any(sign in _VOWELS + _I for sign in rest[1:2])


def _transposed(one: str, other: str) -> bool:
    """Say whether two neighbouring letters of a long word, not the first, changed places: a slip of the fingers."""
    if len(one) != len(other) or len(one) <= _SHORT_NAME:
        return False
    apart = [at for at, (left, right) in enumerate(zip(one, other, strict=True)) if left != right]
    if len(apart) != 2 or apart[0] == 0 or apart[1] != apart[0] + 1:
        return False
    first, second = apart
    return one[first] == other[second] and one[second] == other[first]


def likeness(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """Return the likeness of names word by word in any order, 0 to 100; none of them is like anything."""
    if not one or not other:
        return 0.0
    letters = sum(len(skeleton(word)) for word in (*one, *other))
    alike = sum(word_likeness(*pair) * sum(len(skeleton(word)) for word in pair) for pair in paired(one, other))
    return round(alike / letters, 2) if letters else 0.0


def is_one_name(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Say whether two names are one: as many words, each the same as one of the other's."""
    return len(one) == len(other) and all(is_one_word(*pair) for pair in paired(one, other))


def holds(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Say whether one name is the other and a word more, such as a first name: no proof of one street, nor of two."""
    return len(one) != len(other) and all(is_one_word(*pair) for pair in paired(one, other))


def paired(one: tuple[str, ...], other: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return each word of the shorter name with the word of the longer one that is most like it."""
    shorter, longer = sorted((one, other), key=lambda words: (len(words), words))
    left = list(longer)
    found: list[tuple[str, str]] = []
    for word in shorter:
        best = max(left, key=lambda candidate: word_likeness(word, candidate))
        left.remove(best)
        found.append((word, best))
    return found
