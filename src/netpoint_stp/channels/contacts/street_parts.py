"""The parts of a street address (3.6) as people write it in Russian, Ukrainian and English, folded for comparing.

No street register is asked: what the marks (`ул.`, `буд.`, `кв.`, `str.`, …) and commas say is all there is. What is
not understood is kept as unread, so that no comparison takes it for nothing.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from attrs import evolve, field, frozen

from netpoint_stp.channels.contacts.street_names import skeleton
from netpoint_stp.channels.contacts.street_words import (
    ANNIVERSARIES,
    CITIES,
    KINDS,
    ORDINAL_ENDINGS,
    ORDINALS,
    ORDINALS_AFTER,
)

_LONGEST: Final = 300


@frozen(kw_only=True)
class AddressParts:
    """An address taken apart; an empty text is a part that is not there.

    Numbers are folded to one spelling; the words of a street are as written, and `street` has them as they sound.
    """

    city: str = field(default="", repr=False)
    region: str = field(default="", repr=False)
    postcode: str = field(default="", repr=False)
    kind: str = ""
    name: tuple[str, ...] = field(default=(), repr=False)
    ordinal: str = field(default="", repr=False)
    building: str = field(default="", repr=False)
    block: str = field(default="", repr=False)
    section: str = field(default="", repr=False)
    entrance: str = field(default="", repr=False)
    floor: str = field(default="", repr=False)
    flat: str = field(default="", repr=False)
    room: str = field(default="", repr=False)
    unread: tuple[str, ...] = field(default=(), repr=False)
    """What stands in the address and was not understood, in the order of the alphabet."""

    @property
    def street(self) -> tuple[str, ...]:
        """The words of the street's name as they sound alike in three languages; a dot marks one cut short."""
        return tuple(skeleton(word) + ("." if word.endswith(".") else "") for word in self.name)

    def with_flat_taken_apart(self) -> "AddressParts":
        """Return the address with building `12/5` and no flat read as building 12, flat 5; others as they are."""
        building, slash, flat = self.building.partition("/")
        return evolve(self, building=building, flat=flat) if slash and not self.flat else self

    def with_block_taken_apart(self) -> "AddressParts":
        """Return the address with building `12/2` and no block read as building 12, block 2; others as they are."""
        building, slash, block = self.building.partition("/")
        return evolve(self, building=building, block=block) if slash and not self.block else self


def address_parts(text: str) -> AddressParts:
    """Return the parts of an address; of a text that is none, whatever looks like them."""
    rest = _folded(text)
    taken: dict[str, str] = {}
    for part, pattern in _MARKED.items():
        rest, taken[part] = _taken(pattern, rest)
    rest, city = _city_taken(rest)
    kind = _KIND.search(rest)
    if kind:
        rest = f"{rest[: kind.start()]}|{rest[kind.end() :]}"
    loose = _Loose(rest, marked=kind is not None, city=bool(city))
    building, flat = taken["building"], taken["flat"]
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
    name, ordinal = _without_ordinal(loose.street.split(), ordinal)
    return AddressParts(
        city=_city(city or loose.city),
        region=skeleton(taken["region"]),
        postcode=taken["postcode"].replace(" ", ""),
        kind=_KIND_OF[kind[1]] if kind else "",
        name=name,
        ordinal=ordinal,
        building=_number(building) + _number(taken["letter"]),
        block=_number(taken["block"]),
        section=_number(taken["section"]),
        entrance=_number(taken["entrance"]),
        floor=_number(taken["floor"]),
        flat=_number(flat),
        room=_number(taken["room"]),
        unread=tuple(sorted((*loose.unread, *numbers))),
    )


_KIND_OF: Final = {word: kind for kind, words in KINDS.items() for word in words.split()}
_ORDINAL_OF: Final = {skeleton(word): number for number, words in ORDINALS.items() for word in words}
_BEGIN: Final = r"(?<![^\W_])(?<!-)"
_END: Final = r"(?![^\W\d_]|-[^\W\d_])\.?"
_NUMBER: Final = r"\d{1,4}(?:[ /-]?[^\W\d_](?![^\W_]))?(?:[/-]\d{1,4}(?:-?[^\W\d_](?![^\W_]))?)?(?!\d)"
_LETTERED: Final = rf"(?:{_NUMBER}|[^\W\d_](?:-?\d{{1,3}})?(?![^\W_])|[ivxіх]{{1,4}}(?![^\W_]))"
"""A number, a letter (`А`, `А2`), or a Roman number."""


def _any(words: str) -> str:
    return "|".join(re.escape(word) for word in sorted(words.split(), key=len, reverse=True))


def _marked(marks: str, value: str = _NUMBER) -> re.Pattern[str]:
    return re.compile(rf"{_BEGIN}(?:{_any(marks)}){_END}\s{{0,3}}({value})")


_KIND: Final = re.compile(rf"{_BEGIN}({_any(' '.join(_KIND_OF))}){_END}")
_NAME: Final = r"[^\W\d_]+(?:-[^\W\d_]+)*"
_FLATS: Final = "кв квартира квартире квартирі оф офис офіс office apt apartment flat unit kv kvartyra kvartira ofis"
_BLOCKS: Final = "корп корпус корпусі корпусе блок блоці block bldg строение стр будова korp korpus"
_SECTIONS: Final = "секция секція секції секции секц section sekciia sekcija"
_ENTRANCES: Final = "подъезд підїзд подїзд парадне парадная парадный entrance podezd"
_MARKED: Final[Mapping[str, re.Pattern[str]]] = {
    "postcode": re.compile(
        rf"(?:{_BEGIN}(?:індекс|индекс|zip|ua)[\s.:-]{{0,3}}|(?<![\w/-]))(\d{{5}})(?![\w/])"
        r"|^\s*(\d{2} \d{3})(?=\s?,)"
    ),
    "region": re.compile(rf"{_BEGIN}({_NAME})\s{{1,3}}(?:область|обл|район|р-н|oblast|region|raion|district){_END}"),
    "flat": _marked(_FLATS, _LETTERED),
    "room": _marked("кімната кімн комната комн приміщення прим помещение пом room kimnata komnata", _LETTERED),
    "section": _marked(_SECTIONS, _LETTERED),
    "block": re.compile(rf"{_marked(_BLOCKS, _LETTERED).pattern}|{_marked('к').pattern}"),
    "letter": _marked("літера літ литера лит", r"[^\W\d_](?![^\W_])"),
    "entrance": re.compile(rf"{_marked(_ENTRANCES, _LETTERED).pattern}|{_marked('под під').pattern}"),
    "floor": _marked("этаж эт поверх пов floor etazh poverh"),
    "building": _marked("д дом доме буд будинок будинку б house building bud budynok budinok dom d"),
}
"""What a mark before it tells, in the order in which it is looked for; `(-)` stands before no mark of another."""
_CITY: Final = re.compile(
    rf"{_BEGIN}(?:(?:м|г|с|гор|m|g)\.|(?<!\d )(?<!/)(?:м|г|с|m|g)(?=\s)"
    rf"|(?:город|городе|місто|місті|село|селе|селі|смт|пгт|misto|gorod|city of){_END})\s{{0,3}}"
    rf"({_NAME}(?: (?!(?:{_any(' '.join(_KIND_OF))}){_END}){_NAME}(?=\s{{0,3}}[,;\n].*[^\W\d_]{{3}}))?)",
    re.DOTALL,
)
"""A second word belongs to the city where a comma follows it, and after that some street (`м. Кривий Ріг, вул. …`)."""
_KIND_JUST_BEFORE: Final = re.compile(rf"{_BEGIN}(?:{_any(' '.join(_KIND_OF))}){_END}\s{{0,3}}$")
_COUNTRY: Final = re.compile(rf"{_BEGIN}(?:україна|украина|ukraine){_END}")
_WORDS: Final = re.compile(rf"{_NAME}\.?")
_LEADING: Final = re.compile(r"\s*(\d{1,4})(-?[^\W\d_]{1,3})?\s+(?=[^\W\d_]{3})")
_ORDINAL_AFTER: Final = re.compile(rf"(?<=[^\W\d_])\s{{1,3}}(\d{{1,3}})-(?:{_any(ORDINALS_AFTER)})(?![^\W_])")
_ONLY_ORDINAL: Final = re.compile(r"\s*(\d{1,4})(?:\s?-?\s?([^\W\d_]{1,3})\.?)?\s*")
_YEARS: Final = re.compile(r"(?<![\w-])(\d{1,3})[ -]?(?:річчя|ліття|летия|летие|років|роковини|лет)(?![^\W_])")
_YEARS_OF: Final = {word: number for number, words in ANNIVERSARIES.items() for word in words.split()}
_YEARS_IN_WORDS: Final = re.compile(rf"{_BEGIN}({_any(' '.join(_YEARS_OF))})(?=річчя|ліття|летия|летие)")
_ORDINAL_ENDINGS: Final = frozenset(ORDINAL_ENDINGS.split())
_LOOSE_NUMBER: Final = re.compile(rf"(?<![^\W_]){_NUMBER}")
_TOKEN: Final = re.compile(r"[^\W_]+(?:[-/][^\W_]+)*")
_GLUED: Final = re.compile(r"(?<![^\W\d_])(квартира|кв|дом|буд|д|оф|корп|apt|kv|bud|dom)(?=\d)")
_WITH_BLOCK: Final = re.compile(r"(?<=\d)к(?=\d)")
_NUMBER_LETTERS: Final = str.maketrans("авсеіикмнортух", "abceiikmhoptyx")
_CITY_OF: Final = {skeleton(name): names.split()[0] for names in CITIES for name in names.split()}


class _Loose:
    """What is left when marks and their numbers are gone: names, numbers without a mark, and what is neither."""

    def __init__(self, rest: str, *, marked: bool, city: bool) -> None:
        self.numbers: list[str] = []
        self.unread: list[str] = []
        self.leading = self.ordinal = ""
        names: list[str] = []
        street = -1
        for segment in re.split(r"[,;\n]", _COUNTRY.sub(",", rest)):
            before, bar, after = segment.partition("|")
            before = self._ordinal_before(before) if bar else before
            known = len(self.numbers)
            names += [name for name in (self._name(before), self._name(after)) if name]
            if bar if marked else street < 0 and len(self.numbers) > known:
                street = len(names) - 1
        self.street = names[street] if names else ""
        at = street % len(names) if names else 0
        self.city = names[at - 1] if at > 0 and not city else ""
        used = {at, at - 1} if self.city else {at}
        if not city and not self.city and len(names) == at + 2 and skeleton(names[-1]) in _CITY_OF:
            self.city, used = names[-1], {at, at + 1}  # a city that is known, after its street
        self.unread += [word for number, name in enumerate(names) if number not in used for word in name.split()]

    def _ordinal_before(self, part: str) -> str:
        """Read an ordinal that stands alone before the kind of street (`3-й пров.`, `Третій`); return the rest."""
        number = _ONLY_ORDINAL.fullmatch(part)
        if number and number[2] in _ORDINAL_ENDINGS:
            self._set_ordinal(number[1])
            return ""
        if number and number[2] is None and not self.leading:
            self.leading = number[1]
            return ""
        if (word := _ORDINAL_OF.get(skeleton(part.strip()))) is not None:
            self._set_ordinal(word)
            return ""
        return part

    def _name(self, part: str) -> str:
        if years := _YEARS.search(part):
            self.ordinal = years[1]
            part = f"{part[: years.start()]} річчя {part[years.end() :]}"
        if after := _ORDINAL_AFTER.search(part):
            self._set_ordinal(after[1])
            part = f"{part[: after.start()]} {part[after.end() :]}"
        leading = _LEADING.match(part)
        if leading:
            ending = (leading[2] or "").lstrip("-")
            if ending in _ORDINAL_ENDINGS:
                self._set_ordinal(leading[1])
            elif self.leading:
                self.unread.append(leading[1] + ending)
            else:
                self.leading = leading[1] + ending
            part = part[leading.end() :]
        self.numbers += _LOOSE_NUMBER.findall(part)
        rest = _LOOSE_NUMBER.sub(" ", part)
        self.unread += _TOKEN.findall(_WORDS.sub(" ", rest))
        return " ".join(_WORDS.findall(rest))

    def _set_ordinal(self, number: str) -> None:
        if self.ordinal:
            self.unread.append(number)
        else:
            self.ordinal = number


def _without_ordinal(words: list[str], ordinal: str) -> tuple[tuple[str, ...], str]:
    """Return a name without the ordinal that it has in words (`Перша Садова`), and that as a number."""
    for at, word in enumerate(words):
        number = _ORDINAL_OF.get(skeleton(word))
        if number is not None and not ordinal and len(words) > 1:
            return (*words[:at], *words[at + 1 :]), number
    return tuple(words), ordinal


def _folded(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text[:_LONGEST].replace("№", " ")).casefold()
    folded = re.sub(r"[‐‑‒–—−]", "-", folded)
    folded = re.sub(r"['’ʼ`\"«»“”()|]", "", folded)
    folded = _YEARS_IN_WORDS.sub(lambda found: f"{_YEARS_OF[found[1]]}-", folded)
    if len(text) > _LONGEST:
        folded += ", …дальше"  # what is cut off is not read
    return _WITH_BLOCK.sub(" корп ", _GLUED.sub(r"\1 ", folded))


def _city_taken(text: str) -> tuple[str, str]:
    """Return the text without its city, and that; `М.` after a kind of street is somebody's initial."""
    for found in _CITY.finditer(text):
        if _KIND_JUST_BEFORE.search(text[: found.start()]) is None:
            return f"{text[: found.start()]},{text[found.end() :]}", found[1]
    return text, ""


def _taken(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    """Return the text with what matches replaced by a comma, and what was found, or an empty text."""
    found = pattern.search(text)
    if found is None:
        return text, ""
    value = next(group for group in found.groups() if group is not None)
    return f"{text[: found.start()]},{text[found.end() :]}", value


def _number(value: str) -> str:
    """Return a number in one spelling: `12-а`, `12/А`, `12 А` and `12a` are one, `12-5` is `12/5`."""
    value = re.sub(r"/(?=[^\W\d])", "", re.sub(r"-(?=\d)", "/", value))
    return value.replace("-", "").replace(" ", "").translate(_NUMBER_LETTERS)


def _city(name: str) -> str:
    known = skeleton(name)
    return _CITY_OF.get(known, known)
