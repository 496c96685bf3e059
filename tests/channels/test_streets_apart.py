"""Street addresses (3.6): two houses are never one, one house is never two, and what nobody can tell stays open."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netpoint_stp.channels.contacts.street_parts import address_parts
from netpoint_stp.channels.contacts.streets import AddressOutcome, AddressPart, compare_addresses
from netpoint_stp.ports.accounts import compare_account
from netpoint_stp.rules import UNKNOWN
from netpoint_stp.subjects.account import AccountDetail, AccountInformation

SAME, INCOMPLETE = AddressOutcome.SAME, AddressOutcome.INCOMPLETE
UNCERTAIN, DIFFERENT = AddressOutcome.UNCERTAIN, AddressOutcome.DIFFERENT


def outcome(one: str, other: str) -> AddressOutcome:
    """Return what two addresses compare to, the same both ways round."""
    found = compare_addresses(one, other)
    assert compare_addresses(other, one) == found
    return found.outcome


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("вул. Садова, 12, корп. А, кв. 5", "вул. Садова, 12, корп. Б, кв. 5"),
        ("вул. Садова, 12, корпус Б, кв. 5", "вул. Садова, 12, корп. В, кв. 5"),
        ("вул. Садова, 12, секція Б, кв. 44", "вул. Садова, 12, секція А, кв. 44"),
        ("вул. Садова, 12, літ. А", "вул. Садова, 12, літ. Б"),
        ("ул. Садовая, 12, лит. А", "вул. Садова, 12, літера Б"),
        ("вул. Садова, 12, блок 1, кв. 5", "вул. Садова, 12, блок 2, кв. 5"),
        ("вул. Садова, 12, блок А, кв. 5", "вул. Садова, 12, блок В, кв. 5"),
        ("вул. Садова, 12, корп. II, кв. 5", "вул. Садова, 12, корп. III, кв. 5"),
        ("вул. Садова, 12, корп. 2А, кв. 5", "вул. Садова, 12, корп. 2Б, кв. 5"),
        ("вул. Садова, 12, під'їзд 1, кв. 5", "вул. Садова, 12, під’їзд 2, кв. 5"),
        ("вул. Садова, 12, кв. 5А", "вул. Садова, 12, кв. 5Б"),
        ("вул. Садова, 12, кв. 5, кімната 1", "вул. Садова, 12, кв. 5, кімн. 2"),
        ("вул. Садова, 12, стр. 1", "вул. Садова, 12, строение 2"),
    ],
)
def test_two_blocks_are_two_addresses(one: str, other: str) -> None:
    """Blocks, sections, letters, entrances, rooms: lettered ones as well as numbered ones."""
    assert outcome(one, other) is DIFFERENT


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("вул. Садова, 12, корп. А, кв. 5", "вул. Садова, 12, кв. 5"),
        ("вул. Садова, 12, секція Б, кв. 5", "вул. Садова, 12, корп. Б, кв. 5"),
        ("вул. Садова, 12, секція Б, кв. 5", "вул. Садова, 12, кв. 5"),
        ("вул. Садова, 12, кв. 5, кімната 2", "вул. Садова, 12, кв. 5"),
        ("вул. Садова, 12, А", "вул. Садова, 12"),
        ("вул. Садова, 12, гуртожиток", "вул. Садова, 12"),
        ("вул. Садова, 12, біля школи, кв. 5", "вул. Садова, 12, кв. 5"),
        ("вул. Садова, 12, кв. 5, 7, 9", "вул. Садова, 12, кв. 5"),
        ("вул. Садова, 12, кв. 5, кв. 6", "вул. Садова, 12, кв. 5"),
        ("вул. Садова, 12, корп. АБВГ, кв. 5", "вул. Садова, 12, кв. 5"),
        ("вул. Садова, 12 " + "дуже довга примітка " * 20, "вул. Садова, 12"),
    ],
)
def test_what_is_not_understood_is_lacking(one: str, other: str) -> None:
    """A part that one side lacks, or anything left unread, makes no address the same; nor another."""
    assert outcome(one, other) is INCOMPLETE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("01001, м. Київ, вул. Садова, 12", "м. Київ, вул. Садова, 12"),
        ("м. Київ, 01001, вул. Садова, 12", "м. Київ, вул. Садова, 12"),
        ("03150 Київ, вул. Садова 12", "м. Київ, вул. Садова, 12"),
        ("вул. Садова, 12, кв. 5, м. Київ, 03150", "м. Київ, вул. Садова, 12, кв. 5"),
        ("Україна, 03150, м. Київ, вул. Садова, 12", "Київ, Садова 12"),
        ("індекс 03150, м. Київ, вул. Садова, 12", "Київ, Садова 12"),
        ("07400, Київська обл., м. Бровари, вул. Садова, 12", "м. Бровари, вул. Садова, 12"),
        ("Київська обл., м. Бровари, вул. Садова, 12", "Киевская область, г. Бровары, ул. Садовая, 12"),
        ("вул. 8-го Березня, 5", "вул. Восьмого Березня, 5"),
        ("1-а Садова, 7", "Перша Садова, 7"),
        ("вул. Друга Лісова, 3", "2-я Лесная, 3"),
        ("вул. Героїв Дніпра, 12", "вул. Героев Днепра, 12"),
        ("вул. Йосипа Сліпого, 4", "ул. Иосифа Слепого, 4"),
        ("вул. Велика Васильківська, 72", "ул. Большая Васильковская, 72"),
        ("вул. Січових Стрільців, 9", "ул. Сечевых Стрельцов, 9"),
        ("просп. Перемоги, 20", "пр-т Победы, 20"),
        ("вул. 8 Березня, 5", "ул. 8 Марта, 5"),
        ("вул. 1 Травня, 5", "ул. 1 Мая, 5"),
        ("вул. 40-річчя Жовтня, 5", "ул. 40 лет Октября, 5"),
        ("мкр. Сонячний, 5", "мікрорайон Сонячний, буд. 5"),
        ("м-н Сонячний, 5", "микрорайон Солнечный, д. 5"),
        ("вул. Садова, 12/2, кв. 5", "вул. Садова, 12, корпус 2, кв. 5"),
        ("вул. Садова, 12 літера А", "вул. Садова, 12а"),
        ("вул. Садова, 12, літ. Б, кв. 7", "Садовая 12-Б, кв. 7"),
        ("вул. Садова, 12, корп. А, кв. 5", "ул. Садовая, 12, корпус A, кв. 5"),
        ("вул. Борщагівська, 3", "ул. Борщаговская, 3"),
        ("вул. Лук'янівська, 3", "ул. Лукьяновская, 3"),
        ("Харківське шосе, 3", "Харьковское шоссе, 3"),
        ("вул. Шевченка, 3", "вул. Шевчнека, 3"),
        ("вул. Садова, 12, під'їзд 2, поверх 3, кв. 5", "вул. Садова, 12, кв. 5"),
        ("бульв. Лесі Українки, 5", "бульвар Леси Украинки, 5"),
    ],
)
def test_one_address_written_twice(one: str, other: str) -> None:
    """Postcodes, regions, two languages, ordinals in words and ways to write a block make no other address."""
    assert outcome(one, other) is SAME


CLOSE = [
    ("Калинова", "Малинова"),
    ("Калинова", "Ялинова"),
    ("Малинова", "Ялинова"),
    ("Берегова", "Березова"),
    ("Волинська", "Ольгинська"),
    ("Ковальська", "Ковельська"),
    ("Подільська", "Польська"),
    ("Ринкова", "Річкова"),
    ("Дніпровська", "Придніпровська"),
    ("Виноградна", "Виноградова"),
    ("Вишнівська", "Вишняківська"),
    ("Щаслива", "Щасливська"),
    ("Гончара", "Гончарна"),
    ("Новоселів", "Новоселівська"),
    ("Кленова", "Клинова"),
    ("Тополева", "Тополина"),
    ("Яблунева", "Яблунівська"),
    ("Вишнева", "Вишнівська"),
    ("Соснова", "Сосницька"),
    ("Липова", "Липська"),
    ("Озерна", "Озерянська"),
    ("Лугова", "Лузанова"),
    ("Поштова", "Полтавська"),
    ("Шкільна", "Шпильна"),
    ("Робітнича", "Робоча"),
    ("Козацька", "Козача"),
    ("Мостова", "Мостицька"),
    ("Набережна", "Прибережна"),
    ("Заводська", "Садовська"),
    ("Лермонтова", "Лермонтовська"),
    ("Пирогова", "Пирогівська"),
    ("Франка", "Франківська"),
]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Степова", "Степна"),
        ("Червона", "Красна"),
        ("Місячна", "Лунна"),
        ("Горіхова", "Горохова"),
        ("Лобова", "Лібова"),
    ],
)
def test_what_is_another_language_is_none_within_one(one: str, other: str) -> None:
    """A Ukrainian word that sounds as a Russian name, `і` beside `о` in an open syllable: two streets."""
    assert outcome(f"вул. {one}, 5", f"вул. {other}, 5") in {UNCERTAIN, DIFFERENT}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Степова", "Степная"),
        ("Степний", "Степной"),
        ("Червона", "Красная"),
        ("Горіхова", "Ореховая"),
        ("Підгірна", "Подгорная"),
        ("Кільцева", "Кольцевая"),
        ("Подільська", "Подольская"),
        ("Голосіївська", "Голосеевская"),
        ("Чорновола", "Черновола"),
        ("Чорнобильська", "Чернобыльская"),
        ("Січнева", "Январская"),
        ("Листопадова", "Ноябрьская"),
    ],
)
def test_and_between_two_it_is_one_street(one: str, other: str) -> None:
    """A translation with its Russian ending, `і` for `о` in a closed syllable, `о` for `е` after `ч`."""
    assert outcome(f"вул. {one}, 5", f"ул. {other}, 5") is SAME


@pytest.mark.parametrize(("one", "other"), CLOSE)
def test_streets_that_look_alike_are_not_one(one: str, other: str) -> None:
    """One letter, a suffix or a prefix more names another street: never the same, at the softest likeness either."""
    assert outcome(f"вул. {one}, 5", f"вул. {other}, 5") in {UNCERTAIN, DIFFERENT}
    assert compare_addresses(f"{one} 5", f"{other} 5", 1).outcome is not SAME


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("вул. Борщагівська, 3", "вул. Борщигавська, 3"),
        ("вул. Хмельницького, 3", "вул. Хмильницкаго, 3"),
        ("01001, вул. Садова, 12", "79000, вул. Садова, 12"),
        ("Київська обл., вул. Садова, 12", "Львівська обл., вул. Садова, 12"),
        ("вул. Садова, 12, поверх 1, кв. 5", "вул. Садова, 12, поверх 2, кв. 5"),
    ],
)
def test_a_low_likeness_is_no_proof_of_another_street(one: str, other: str) -> None:
    """Between what is one and what is another, nobody can tell, and identification hears that it is not known (3.6)."""
    assert outcome(one, other) is UNCERTAIN
    given, registered = (AccountInformation(connection_address=text) for text in (one, other))

    assert compare_account(given, registered) == {AccountDetail.CONNECTION_ADDRESS: UNKNOWN}


def test_the_lower_likeness_is_a_setting() -> None:
    """What is uncertain by the usual likenesses is another street by a higher one."""
    one, other = "вул. Калинова, 5", "вул. Малинова, 5"

    assert compare_addresses(one, other).outcome is UNCERTAIN
    assert compare_addresses(one, other, 100, unlike=95).outcome is DIFFERENT


def test_streets_of_one_town() -> None:
    """Of the names above no two are one street."""
    names = sorted({name for pair in CLOSE for name in pair})
    same = [
        (one, other)
        for one, other in combinations(names, 2)
        if compare_addresses(f"вул. {one}, 5", f"вул. {other}, 5").outcome is SAME
    ]

    assert same == []


letters = st.sampled_from("АБВГД")
number = st.one_of(st.integers(1, 200).map(str), st.tuples(st.integers(1, 99), letters).map(lambda p: f"{p[0]}{p[1]}"))
block = st.one_of(st.none(), letters, st.integers(1, 9).map(str))
marks = st.sampled_from(["корп.", "корпус", "блок"])
sections = st.sampled_from(["секція", "секция", "секц."])


@st.composite
def houses(draw: st.DrawFn) -> tuple[tuple[str | None, ...], str]:
    """Draw a flat in a house, as its tokens and as somebody writes it."""
    tokens = (draw(number), draw(block), draw(block), draw(number))
    building, its_block, section, flat = tokens
    parts = [f"буд. {building}"]
    parts += [f"{draw(marks)} {its_block}"] if its_block else []
    parts += [f"{draw(sections)} {section}"] if section else []
    parts.append(f"кв. {flat}")
    street = draw(st.sampled_from(["вул. Садова", "ул. Садовая", "Sadova str."]))
    return tokens, ", ".join([street, *parts])


@given(houses(), houses())
def test_law_the_same_only_where_every_token_is(
    one: tuple[tuple[str | None, ...], str], other: tuple[tuple[str | None, ...], str]
) -> None:
    """Two flats are the same address exactly where building, block, section and flat are, letters included."""
    found = outcome(one[1], other[1])

    assert (found is SAME) is (one[0] == other[0])
    if any(left and right and left != right for left, right in zip(one[0], other[0], strict=True)):
        assert found is DIFFERENT


@given(houses(), st.sampled_from(["гараж", "біля школи", "2 вхід зі двору", "777", "№ 9", "кабінет", "ж"]))
def test_law_a_token_more_is_never_the_same(house: tuple[tuple[str | None, ...], str], more: str) -> None:
    """Whatever stands in one of two addresses alone, they are not the same."""
    assert outcome(house[1], f"{house[1]}, {more}") is not SAME


@given(st.text("абвгдеіїкстАБВ 0123456789,./-корпсекцябудвулкв", max_size=50), st.text(max_size=40))
def test_law_of_any_texts(one: str, other: str) -> None:
    """Any two texts compare alike both ways; what has something unread is the same as nothing, itself included."""
    assert outcome(one, other) in AddressOutcome
    if address_parts(one).unread:
        assert outcome(one, one) is not SAME


def test_parts_lacking_are_named() -> None:
    """The part that would settle it is named."""
    found = compare_addresses("вул. Калинова, 5, корп. А", "вул. Малинова, 5")

    assert found.uncertain == (AddressPart.STREET,)
    assert found.lacking == (AddressPart.BLOCK,)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("вул. Ставкова 7/А, кв. 3", "вул. Ставкова, буд. 7а, кв. 3", SAME),
        ("вул. Ставкова 7/А, кв. 3", "вул. Ставкова 7/Б, кв. 3", DIFFERENT),
        ("вул. Ставкова 7/А", "вул. Ставкова 7", DIFFERENT),
        ("вул. Ставкова 7/а/3", "вул. Ставкова 7а, кв. 3", SAME),
        ("ул. Прудовая 7/к2, кв. 3", "ул. Прудовая 7, корп. 2, кв. 3", SAME),
        ("ul. Prudovaya, d. 9, kv. 14", "вул. Прудова, буд. 9, кв. 14", SAME),
        ("UA-79000, Львів, вул. Ставкова 7", "Львів, вул. Ставкова 7", SAME),
        ("79 000, м. Львів, вул. Ставкова 7", "м. Львів, вул. Ставкова 7", SAME),
        ("79 000, м. Львів, вул. Ставкова 7", "79001, м. Львів, вул. Ставкова 7", UNCERTAIN),
    ],
)
def test_strokes_and_postcodes(one: str, other: str, expected: AddressOutcome) -> None:
    """`7/А` is `7А`, and a postcode is one with its country's sign or a blank within, too."""
    assert outcome(one, other) is expected
