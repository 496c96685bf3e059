"""Street addresses compared: spellings of three languages are one street, numbers are exact, ties are ambiguous."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netpoint_stp.channels.contacts.street_names import skeleton
from netpoint_stp.channels.contacts.street_parts import AddressParts, address_parts
from netpoint_stp.channels.contacts.streets import (
    AddressOutcome,
    AddressPart,
    Ambiguous,
    Match,
    NoMatch,
    best_address,
    compare_addresses,
)
from netpoint_stp.errors import UsageError


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ул. Садовая, 5, кв. 12", "вул. Садова 5 кв.12"),
        ("ул. Садовая, д. 5, кв. 12", "Sadova str. 5, flat 12"),
        ("Садовая ул., дом 5", "5 Sadova Street"),
        ("Садова 5/12", "ул. Садовая, 5, кв. 12"),
        ("Садовая 5-12", "ул. Садовая, 5, кв. 12"),
        ("Садовая, 5, 12", "ул. Садовая, 5, кв. 12"),
        ("САДОВАЯ 12А", "Садова, буд. 12-а"),
        ("Садовая 12 А", "Sadova 12A"),
        ("Khreshchatyk 22", "вул. Хрещатик, буд. 22"),
        ("Крещатик, 22", "Хрещатик 22"),
        ("вул. Голосіївська 7", "ул. Голосеевская 7"),
        ("Kiev, Sadovaya 5", "м. Київ, вул. Садова, 5"),
        ("Кривий Ріг, вул. Садова, 5", "м. Кривий Ріг, вул. Садова, буд. 5"),
        ("г. Кривой Рог, ул. Садовая, 5", "м. Кривий Ріг, Садова, 5"),
        ("м. Київ Садова, 5", "м. Київ, вул. Садова, 5"),
        ("г. Киев, ул. Садовая, 5", "Kyiv, 5 Sadova st."),
        ("вул. Л. Українки 5", "ул. Леси Украинки, 5"),
        ("Украинки Леси 5", "вул. Лесі Українки, 5"),
        ("просп. Миру, 7", "пр-т Мира 7"),
        ("ул. 8 Марта, 5", "8 Марта 5"),
        ("1-я Садовая 7", "1-а Садова, буд. 7"),
        ("Академика Глушкова пр-т, 9А", "пр-т Академіка Глушкова 9-а"),
        ("ул. Садовая, 5, корп. 2, кв. 7", "Садова 5к2 кв 7"),
        ("ул. Садовая, 5, под. 2, эт. 3, кв. 7", "Садова 5, кв. 7"),
        ("вул. «Садова», 5", "вул. Садова, 5"),
        ("набережна Дніпровська 1", "Днепровская наб., 1"),
        ("вул. Шевченка, 3", "ул. Шевченко, 3"),
        ("3-й пров. Яблуневий, 9", "Третій провулок Яблуневий, 9"),
        ("3-i prov. Yablunevyi, 9", "Третій провулок Яблуневий, 9"),
        ("m. Kyiv, vul. Yabluneva, 9", "Київ, вул. Яблунева, 9"),
        ("м Київ вул Яблунева 9", "м. Київ, вул. Яблунева, 9"),
        ("г Киев, ул. Яблоневая, д. 9 г", "м. Київ, вул. Яблунева, 9г"),
        ("м.Київ,вул.М.Коцюбинського,9", "Киев, ул. Михаила Коцюбинского, 9"),
        ("вул. М. Коцюбинського, 9", "вул. Михайла Коцюбинського, 9"),
        ("вул. Г. Сковороди, 9", "вул. Григорія Сковороди, 9"),
        ("пр-т С. Бандери, 9, м. Київ", "м. Київ, пр-т Степана Бандери, 9"),
        ("3-й пров. Яблуневий, 9", "пров. 3-й Яблуневий, буд. 9"),
        ("пров. Яблуневий 3-й, 9", "3-й пров. Яблуневий, 9"),
        ("3 пров. Яблуневий, 9", "3-й Яблуневий пров., 9"),
        ("Друга вулиця Польова, 9", "2-га вул. Польова, 9"),
        ("вул. Сорокаріччя Миру, 9", "вул. 40-річчя Миру, 9"),
        ("ул. Пятидесятилетия Мира, 9", "вул. П’ятдесятиріччя Миру, 9"),
        ("вул. Двадцятип’ятиріччя, 9", "вул. 25-річчя, 9"),
        ("вул. Яблунева, 9, Київ", "м. Київ, вул. Яблунева, 9"),
        ("вул. Яблунева, 9, Київ, 02090, Україна", "Киев, ул. Яблоневая, 9"),
    ],
)
def test_one_address_in_two_spellings(one: str, other: str) -> None:
    """Languages, abbreviations, letter case, order and punctuation make no other address, either way round."""
    assert compare_addresses(one, other).outcome is AddressOutcome.SAME
    assert compare_addresses(other, one).outcome is AddressOutcome.SAME


@pytest.mark.parametrize(
    ("one", "other", "parts"),
    [
        ("Садова 12", "Садова 12А", {AddressPart.BUILDING}),
        ("Садова 12А", "Садова 12Б", {AddressPart.BUILDING}),
        ("Садова 12", "Садова 2", {AddressPart.BUILDING}),
        ("Садова 12/1", "Садова 12/2", {AddressPart.BUILDING}),
        ("Садова 12, кв. 3", "Садова 12, кв. 13", {AddressPart.FLAT}),
        ("Садова 12, корп. 1", "Садова 12, корп. 2", {AddressPart.BLOCK}),
        ("Садова 5/12", "ул. Садовая, 5, кв. 13", {AddressPart.FLAT}),
        ("Мира 5", "Мирна 5", {AddressPart.STREET}),
        ("Лесная 5", "Ясная 5", {AddressPart.STREET}),
        ("Перемоги 5", "Берестейський 5", {AddressPart.STREET}),
        ("вул. М. Коцюбинського, 9", "вул. М. Коцюбинської, 8", {AddressPart.BUILDING}),
        ("3-й пров. Яблуневий, 9", "Четвертий провулок Яблуневий, 9", {AddressPart.STREET}),
        ("вул. Сорокаріччя Миру, 9", "вул. 30-річчя Миру, 9", {AddressPart.STREET}),
        ("вул. Яблунева, 9, Київ", "вул. Яблунева, 9, Львів", {AddressPart.CITY}),
        ("1-я Садовая 7", "2-я Садовая 7", {AddressPart.STREET}),
        ("вул. Лесі Українки 5", "бул. Лесі Українки, 5", {AddressPart.STREET}),
        ("Київ, Садова 5", "Львів, Садова 5", {AddressPart.CITY}),
        ("м. Кривий Ріг, вул. Садова, 5", "м. Кривий Яр, вул. Садова, 5", {AddressPart.CITY}),
        ("м. Київ, вул. Садова 5", "г. Одесса, ул. Полевая 6", {*list(AddressPart)[:3]}),
    ],
)
def test_different_addresses(one: str, other: str, parts: set[AddressPart]) -> None:
    """Another number, letter, kind of street, ordinal, name or city is another address, and it is said which."""
    found = compare_addresses(one, other)

    assert found.outcome is AddressOutcome.DIFFERENT
    assert set(found.differing) == parts


@pytest.mark.parametrize(
    ("one", "other", "lacking"),
    [
        ("Садова 5", "ул. Садовая, 5, кв. 12", {AddressPart.FLAT}),
        ("вул. Садова", "ул. Садовая, 5", {AddressPart.BUILDING}),
        ("Садова 12/5", "Садова 12/5 кв 3", {AddressPart.FLAT}),
        ("5", "Садова 5", {AddressPart.STREET}),
        ("пров. Яблуневий, 9", "3-й пров. Яблуневий, 9", {AddressPart.STREET}),
        ("вул. Тараса Шевченка 5", "ул. Шевченко 5", {AddressPart.STREET}),
        ("Васильківська 5", "вул. Велика Васильківська 5", {AddressPart.STREET}),
        ("", "", {AddressPart.STREET, AddressPart.BUILDING}),
    ],
)
def test_incomplete_addresses(one: str, other: str, lacking: set[AddressPart]) -> None:
    """What one side does not say is neither the same nor different: it is lacking, and named."""
    found = compare_addresses(one, other)

    assert found.outcome is AddressOutcome.INCOMPLETE
    assert set(found.lacking) == lacking


def test_threshold_is_the_least_likeness() -> None:
    """The likeness itself still counts as one street; a shade more asked for, and nobody can tell."""
    likeness = compare_addresses("Шевченка 22", "Шевчнека 22").likeness

    assert compare_addresses("Шевченка 22", "Шевчнека 22", likeness).outcome is AddressOutcome.SAME
    assert compare_addresses("Шевченка 22", "Шевчнека 22", likeness + 0.01).outcome is AddressOutcome.UNCERTAIN


@pytest.mark.parametrize("threshold", [0, -1, 100.5, float("nan")])
def test_threshold_out_of_range(threshold: float) -> None:
    """A threshold outside 0 to 100 is refused."""
    with pytest.raises(UsageError, match="is not above 0 and up to 100; 85 is usual"):
        compare_addresses("Садова 5", "Садова 5", threshold)


def test_best_address_is_the_one_that_matches() -> None:
    """One candidate that is the same address is the match, wherever it stands."""
    candidates = ["вул. Полева, 5", "вул. Садова, 12А", "вул. Садова, 12", "вул. Садкова, 12"]

    assert best_address("ул. Садовая 12", candidates) == Match(index=2, likeness=100.0)


def test_ties_are_ambiguous() -> None:
    """Candidates as like as each other are not decided by their order."""
    twice = ["вул. Садова, 12", "ул. Садовая, д. 12"]
    cities = ["м. Київ, вул. Садова, 12", "м. Львів, вул. Садова, 12"]

    assert best_address("Sadova 12", twice) == Ambiguous(indices=(0, 1))
    assert best_address("Sadova 12", cities) == Ambiguous(indices=(0, 1))
    assert best_address("Lviv, Sadova 12", cities) == Match(index=1, likeness=100.0)


def test_a_missing_flat_is_asked_for() -> None:
    """With several flats in question the flat would settle it; a single near one is no match either."""
    flats = ["вул. Садова, 12, кв. 1", "вул. Садова, 12, кв. 2", "вул. Полева, 1"]

    assert best_address("Садовая 12", flats) == Ambiguous(indices=(0, 1), lacking=(AddressPart.FLAT,))
    assert best_address("Садовая 12", flats[1:]) == NoMatch(near=(0,), lacking=(AddressPart.FLAT,))
    assert best_address("Садовая 12", flats[2:]) == NoMatch()
    assert best_address("Садовая 12", []) == NoMatch()


def test_parts_show_no_address() -> None:
    """What was read of an address stays out of its repr."""
    assert repr(address_parts("м. Київ, вул. Садова, 12, кв. 7")) == "AddressParts(kind='street')"
    assert address_parts("") == AddressParts()


@pytest.mark.parametrize(
    "spellings",
    [
        ["Садовая", "Садова", "Sadova", "Sadovaya", "Sadovaia"],
        ["Хрещатик", "Khreshchatyk"],
        ["Жуковського", "Zhukovskoho"],
        ["Щорса", "Shchorsa"],
        ["Юності", "Yunosti", "Iunosti"],
    ],
)
def test_skeletons(spellings: list[str]) -> None:
    """A name in Cyrillic and in the usual transliterations has one skeleton."""
    assert len({skeleton(spelling) for spelling in spellings}) == 1


names = st.text("абвгдежзиклмнопрстуфхцчшюя", min_size=4, max_size=12).filter(
    lambda name: address_parts(f"{name} 5").street == (skeleton(name),)  # no mark such as `корпус`
)
numbers = st.integers(1, 999)


@given(
    names, numbers, numbers, st.sampled_from(["ул. {0}, {1}, кв. {2}", "вул. {0}, буд. {1}, кв. {2}", "{0} {1} кв{2}"])
)
def test_every_address_is_its_own(name: str, building: int, flat: int, form: str) -> None:
    """An address is the same in every form, and another with any other number."""
    plain = f"улица {name.title()}, дом {building}, квартира {flat}"

    assert compare_addresses(plain, form.format(name.title(), building, flat)).outcome is AddressOutcome.SAME
    assert AddressPart.BUILDING in compare_addresses(plain, form.format(name.title(), building + 1, flat)).differing
    assert AddressPart.FLAT in compare_addresses(plain, form.format(name.title(), building, flat + 1)).differing


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_two_texts_compare_alike_both_ways(one: str, other: str) -> None:
    """Whatever the texts, comparing is the same both ways and never raises."""
    assert compare_addresses(one, other) == compare_addresses(other, one)
