"""The parts of a street address (3.6) as people write it in Russian, Ukrainian and English, folded for comparing.

No street register is asked: what the marks (`ул.`, `буд.`, `кв.`, `str.`, …) and commas say is all there is.
"""

import re
import unicodedata
from typing import Final

from attrs import evolve, field, frozen

_LONGEST: Final = 300


@frozen(kw_only=True)
class AddressParts:
    """An address taken apart; an empty text is a part that is not there.

    City and street are folded to one skeleton for the three languages (see `skeleton`), numbers to one spelling.
    """

    city: str = field(default="", repr=False)
    kind: str = ""
    street: tuple[str, ...] = field(default=(), repr=False)
    ordinal: str = field(default="", repr=False)
    building: str = field(default="", repr=False)
    block: str = field(default="", repr=False)
    flat: str = field(default="", repr=False)

    def with_flat_taken_apart(self) -> "AddressParts":
        """Return the address with building `12/5` and no flat read as building 12, flat 5; others as they are."""
        building, slash, flat = self.building.partition("/")
        return evolve(self, building=building, flat=flat) if slash and not self.flat else self


def address_parts(text: str) -> AddressParts:
    """Return the parts of an address; of a text that is none, whatever looks like them."""
    rest = _folded(text)
    rest, flat = _taken(_FLAT, rest)
    rest, block = _taken(_BLOCK, rest)
    rest, _ = _taken(_NO_MATTER, rest)
    rest, building = _taken(_BUILDING, rest)
    rest, city = _taken(_CITY, rest)
    kind = _KIND.search(rest)
    if kind:
        rest = f"{rest[: kind.start()]}|{rest[kind.end() :]}"
    loose = _Loose(rest, marked=kind is not None)
    numbers = [*loose.numbers]
    ordinal = loose.ordinal
    if loose.leading:
        if building or numbers:
            ordinal = ordinal or loose.leading
        else:
            numbers.append(loose.leading)
    if not building and numbers:
        building = numbers.pop(0)
    if not flat and numbers:
        flat = numbers.pop(0)
    return AddressParts(
        city=_city(city or loose.before),
        kind=_KIND_OF[kind[1]] if kind else "",
        street=tuple(skeleton(word) + ("." if word.endswith(".") else "") for word in loose.street.split()),
        ordinal=ordinal,
        building=_number(building),
        block=_number(block),
        flat=_number(flat),
    )


def skeleton(word: str) -> str:
    """Return a name as its consonants and vowels sound alike in the three languages; not for showing.

    `Садовая`, `Садова` and `Sadovaya` have one skeleton; so have `Голосіївська` and `Holosiivska`.
    """
    letters = word.casefold().rstrip(".")
    for digraph, letter in _DIGRAPHS:
        letters = letters.replace(digraph, letter)
    letters = letters.translate(_SOUNDS)
    return _TWICE.sub(r"\1", "".join(letter for letter in letters if letter.isalnum()))


_KINDS: Final = {
    "street": "ул улица улице улицы улицу вул вулиця вулиці вулицю street str st",
    "avenue": "пр-т пр-кт просп проспект проспекте проспекті пр avenue ave av",
    "boulevard": "бульвар бульваре бульварі бульв бул б-р boulevard blvd",
    "lane": "переулок переулке пер провулок провулку пров lane",
    "square": "площадь площади площа площі пл square sq майдан",
    "road": "шоссе шосе ш road rd",
    "embankment": "набережная набережной набережна набережній наб embankment",
    "drive": "проезд проезде проїзд проїзді drive",
    "descent": "спуск узвіз спуске узвозі descent",
    "alley": "аллея алея alley",
    "dead end": "тупик тупику",
}
_KIND_OF: Final = {word: kind for kind, words in _KINDS.items() for word in words.split()}
_BEGIN: Final = r"(?<![^\W_])(?<!-)"
_END: Final = r"(?![^\W\d_]|-[^\W\d_])\.?"
_NUMBER: Final = r"\d{1,5}(?:[ -]?[^\W\d_](?![^\W_]))?(?:[/-]\d{1,5}(?:-?[^\W\d_](?![^\W_]))?)?(?!\d)"


def _any(words: str) -> str:
    return "|".join(re.escape(word) for word in sorted(words.split(), key=len, reverse=True))


def _marked_number(marks: str) -> re.Pattern[str]:
    return re.compile(rf"{_BEGIN}(?:{_any(marks)}){_END}\s{{0,3}}({_NUMBER})")


_KIND: Final = re.compile(rf"{_BEGIN}({_any(' '.join(_KIND_OF))}){_END}")
_FLAT: Final = _marked_number("кв квартира квартире квартирі оф офис офіс office apt apartment flat unit")
_BLOCK: Final = _marked_number("корп корпус к секция секція секц block")
_BUILDING: Final = _marked_number("д дом доме буд будинок будинку б house building bldg")
_NO_MATTER: Final = _marked_number("подъезд підїзд под під этаж эт поверх пов entrance floor")
_NAME: Final = r"[^\W\d_]+(?:-[^\W\d_]+)*"
_CITY: Final = re.compile(
    rf"{_BEGIN}(?:(?:м|г|с|гор)\.|город|городе|місто|місті|село|селе|селі|смт|пгт|city of){_END}\s{{0,3}}"
    rf"({_NAME}(?: (?!(?:{_any(' '.join(_KIND_OF))}){_END}){_NAME}(?=\s{{0,3}}[,;\n].*[^\W\d_]{{3}}))?)",
    re.DOTALL,
)
"""A second word belongs to the city where a comma follows it, and after that some street (`м. Кривий Ріг, вул. …`)."""
_WORDS: Final = re.compile(rf"{_NAME}\.?")
_LEADING: Final = re.compile(r"\s*(\d{1,5})(-?[^\W\d_]{1,3})?\s+(?=[^\W\d_]{3})")
_ENDINGS: Final = "я й ий ая ый ой го ого ша га тя ма та а і е ше ге тє те th st nd rd"
_ORDINAL_ENDINGS: Final = frozenset(_ENDINGS.split())
_LOOSE_NUMBER: Final = re.compile(rf"(?<![^\W_]){_NUMBER}")
_GLUED: Final = re.compile(r"(?<![^\W\d_])(квартира|кв|дом|буд|д|оф|корп|apt)(?=\d)")
_WITH_BLOCK: Final = re.compile(r"(?<=\d)к(?=\d)")
_NUMBER_LETTERS: Final = str.maketrans("авсеіикмнортух", "abceiikmhoptyx")
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
_SOUNDS: Final = str.maketrans("абвгґдежзийклмнопрстуфхцчшщыэюяєіїёhy", "abvggdejziiklmnoprstufxcqwwieuaeiiegi", "ьъ")
_TWICE: Final = re.compile(r"(.)\1+")
_CITIES: Final = {
    skeleton(name): names.split()[0]
    for names in (
        "київ киев kyiv kiev",
        "харків харьков kharkiv kharkov",
        "львів львов lviv lvov",
        "одеса одесса odesa odessa",
        "дніпро днепр dnipro dnepr",
        "миколаїв николаев mykolaiv nikolaev",
        "запоріжжя запорожье zaporizhzhia zaporozhye",
        "чернігів чернигов chernihiv chernigov",
        "рівне ровно rivne rovno",
        "тернопіль тернополь ternopil ternopol",
        "кривийріг кривойрог kryvyirih krivoyrog",
        "білацерква белаяцерковь bilatserkva belayatserkov",
    )
    for name in names.split()
}
"""Cities whose names differ between the languages by more than their spelling."""


class _Loose:
    """What is left when marks and their numbers are gone: names, and numbers without a mark."""

    def __init__(self, rest: str, *, marked: bool) -> None:
        self.numbers: list[str] = []
        self.leading = self.ordinal = ""
        names: list[str] = []
        street = -1
        for segment in re.split(r"[,;\n]", rest):
            before, bar, after = segment.partition("|")
            known = len(self.numbers)
            names += [name for name in (self._name(before), self._name(after)) if name]
            if bar if marked else street < 0 and len(self.numbers) > known:
                street = len(names) - 1
        self.street = names[street] if names else ""
        self.before = names[street - 1] if names and street % len(names) > 0 else ""

    def _name(self, part: str) -> str:
        leading = _LEADING.match(part)
        if leading:
            ending = (leading[2] or "").lstrip("-")
            if ending in _ORDINAL_ENDINGS:
                self.ordinal = leading[1]
            else:
                self.leading = leading[1] + ending
            part = part[leading.end() :]
        self.numbers += _LOOSE_NUMBER.findall(part)
        return " ".join(_WORDS.findall(_LOOSE_NUMBER.sub(" ", part)))


def _folded(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text[:_LONGEST].replace("№", " ")).casefold()
    folded = re.sub(r"[‐‑‒–—−]", "-", folded)
    folded = re.sub(r"['’ʼ`\"«»“”()|]", "", folded)
    return _WITH_BLOCK.sub(" корп ", _GLUED.sub(r"\1 ", folded))


def _taken(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    """Return the text with what matches replaced by a comma, and what was found, or an empty text."""
    found = pattern.search(text)
    if found is None:
        return text, ""
    return f"{text[: found.start()]},{text[found.end() :]}", found[1]


def _number(value: str) -> str:
    """Return a number in one spelling: `12-а`, `12 А` and `12a` are one, `12-5` is `12/5`."""
    return re.sub(r"-(?=\d)", "/", value).replace("-", "").replace(" ", "").translate(_NUMBER_LETTERS)


def _city(name: str) -> str:
    known = skeleton(name)
    return _CITIES.get(known, known)
