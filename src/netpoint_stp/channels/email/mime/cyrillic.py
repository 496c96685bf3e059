"""Which one-byte charset makes Russian or Ukrainian of some bytes: by letters, by case, by what stands inside words."""

import re
from base64 import b64decode
from collections.abc import Iterator, Sequence
from functools import cache
from math import log

from attrs import frozen

CODECS = ("cp1251", "koi8_u", "koi8_r", "cp866", "cp1125", "iso8859_5", "mac_cyrillic")
"""The charsets that Ukrainian and Russian mail brings."""

# Letters of a thousand, the greater of Russian and Ukrainian where a letter is of both.
_FREQUENT = {
    "о": 107, "а": 80, "е": 84, "и": 73, "н": 67, "т": 62, "с": 54, "р": 47, "в": 50, "л": 43, "к": 38, "м": 32,
    "д": 31, "п": 29, "у": 30, "я": 21, "ы": 18, "ь": 18, "г": 17, "з": 20, "б": 17, "ч": 14, "й": 13, "х": 11,
    "ж": 9, "ш": 7, "ю": 8, "ц": 9, "щ": 5, "э": 3, "ф": 3, "ъ": 0.4, "ё": 0.6, "і": 50, "ї": 6, "є": 5, "ґ": 0.3,
}  # fmt: skip
_USUAL = frozenset("«»“”„’‘—–…№°©§\xa0\xad•·")
_BEFORE = dict.fromkeys("—–…№°©§•·’”»", 3.0) | {"„": 1.0, "‘": 2.0, "“": 1.0, "\xa0": 1.5}
_AFTER = dict.fromkeys("№©§„«‘", 3.0) | {"—": 1.5, "–": 1.5, "°": 1.0}
_WORD = re.compile(rb"[A-Za-z\x80-\xff]{2,}")
_LABEL_BONUS = 4.0
_SURE = 5.0
_SLIGHT = 0.5
_FEW = 4
_CAPITALS = 3.0
_PLAUSIBLE = -1.2
_LIKELY = -0.5
_LIMIT = 3000


@frozen
class Best:
    """The charset that fits best, and whether it fits so much better that it is surely right."""

    codec: str
    certain: bool


def looks_cyrillic(data: bytes) -> bool:
    """Whether most bytes above ASCII stand in words that they fill, as letters of a non-Latin script do."""
    high = 0
    in_words = 0
    for word in _WORD.findall(data):
        own = sum(byte > 0x7F for byte in word)
        high += own
        if own >= 2 and own * 2 > len(word):
            in_words += own
    return in_words * 2 > high


def best(data: bytes, labelled: str | None, *, other: bool = False) -> Best | None:
    """Return the best charset for bytes with letters above ASCII; None where none makes plausible words.

    A label counts for about two letters: with less evidence than that against it, it is kept. `other` says that the
    label is that of another script, chosen and not put there by default: then the letters have to be usual ones.
    """
    candidates = list(_candidates(_around_high(data), labelled))
    if not candidates:
        return None
    letters = max(1, *(each.letters for each in candidates))
    first = max(candidates, key=lambda each: each.score + each.bonus)  # of equals, the one that CODECS names first
    plausible = first.score / letters
    if plausible < (_LIKELY if other else _PLAUSIBLE) and first.codec != labelled:
        return None
    rivals = [each for each in candidates if each is not first and each.text != first.text]
    sure = _agrees(first, rivals, letters) if first.codec == labelled else _stands_out(first, rivals)
    return Best(first.codec, sure and plausible >= _PLAUSIBLE and not _close_in_dos(first, rivals))


@frozen
class _Candidate:
    """What a sample reads as in a charset, how well its letters make words, and what its label adds to that."""

    codec: str
    text: str
    score: float
    letters: int
    bonus: float


def _candidates(sample: bytes, labelled: str | None) -> Iterator[_Candidate]:
    for codec in CODECS:
        try:
            text = sample.decode(codec)
        except UnicodeDecodeError:
            continue
        score, letters = _score(text)
        bonus = _LABEL_BONUS if codec == labelled else 0.0
        if labelled == "koi8_r" and codec == "koi8_u":  # what programs call koi8-r often holds і, ї and є
            bonus = _LABEL_BONUS - 1
        yield _Candidate(codec, text, score, letters, bonus)


def _stands_out(first: _Candidate, rivals: Sequence[_Candidate]) -> bool:
    """Whether the best is well ahead of all others, its label counted."""
    return all(first.score + first.bonus - (each.score + each.bonus) >= _SURE for each in rivals)


def _agrees(first: _Candidate, rivals: Sequence[_Candidate], letters: int) -> bool:
    """Whether the letters bear the label out: many may read slightly better elsewhere, few or capitals must not."""
    needed = -_SLIGHT if letters >= _FEW else _SLIGHT
    if sum(char.isupper() for char in first.text if char > "\x7f") * 2 > letters:
        needed = _CAPITALS
    return all(first.score >= each.score + needed for each in rivals) and (bool(rivals) or needed <= 0)


def _close_in_dos(first: _Candidate, rivals: Sequence[_Candidate]) -> bool:
    """Whether cp866 and cp1125, which differ in a few Ukrainian letters, read about as well."""
    pair = {"cp866", "cp1125"}
    return any({first.codec, each.codec} == pair and first.score - each.score < _SURE for each in rivals)


def utf7_letters(data: bytes, runs: "re.Pattern[bytes]") -> int:
    """Count the letters in UTF-7 runs that are all Cyrillic; 0 where any longer run is something else."""
    letters = 0
    for match in runs.finditer(data):
        run = match[1]
        text = b64decode(run + b"=" * (-len(run) % 4) if len(run) % 4 != 1 else run[:-1]).decode("utf_16_be", "ignore")
        cyrillic = sum("Ѐ" <= char <= "ӿ" for char in text)
        if text and cyrillic * 2 >= len(text):
            letters += cyrillic
        elif run[:1] == b"B":
            return 0
    return letters


def _around_high(data: bytes) -> bytes:
    """Keep the stretch of the sample that has letters above ASCII, so that long Latin text costs nothing."""
    if len(data) <= _LIMIT:
        return data
    first = next((place for place, byte in enumerate(data) if byte > 0x7F), 0)
    return data[max(first - 20, 0) : first + _LIMIT]


def _score(text: str) -> tuple[float, int]:
    """Return how likely the text's non-ASCII characters are as Russian or Ukrainian, and how many letters it has."""
    letter_scores, changes = _tables()
    total = 0.0
    letters = 0
    before = " "
    for char in text:
        if char > "\x7f":
            value = letter_scores.get(char)
            if value is None:
                total -= 5.0 if char not in _USUAL else _AFTER.get(char, 0.0) if before.isalpha() else 0.0
                before = char
                continue
            letters += 1
            total += value
            if before.isalpha():
                total += changes[before.islower(), char.islower()]
            else:
                total -= (0.6 if char.isupper() else 0.0) + _BEFORE.get(before, 0.0)
                if char in "ьыъЬЫЪ":
                    total -= 3.0
        elif char.isalpha() and before > "\x7f" and before.isalpha():
            total -= 1.0 if char in "iI" else 2.5
        before = char
    total -= 2.0 * abs(text.count("«") - text.count("»")) + abs(text.count("“") + text.count("”") - text.count("„"))
    return total, letters


@cache
def _tables() -> tuple[dict[str, float], dict[tuple[bool, bool], float]]:
    whole = sum(_FREQUENT.values())
    scores = {}
    for letter, frequency in _FREQUENT.items():
        value = max(log(frequency / whole * 33), -1.3)
        scores[letter] = value
        scores[letter.upper()] = value
    changes = {(True, True): 0.0, (True, False): -4.0, (False, True): 0.0, (False, False): -0.1}
    return scores, changes
