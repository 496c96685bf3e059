"""The many words for account information (3.6): transliterated, of personal accounts, streets without their word."""

import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netpoint_stp.channels.contacts.streets import AddressOutcome, compare_addresses
from netpoint_stp.channels.details import (
    Confidence,
    contradictory_details,
    find_details,
    stated_information,
    vocabulary,
)
from netpoint_stp.channels.details.lookup import KeywordSet, WordIndex
from netpoint_stp.subjects.account import AccountDetail

LOGIN, CONTRACT = AccountDetail.LOGIN, AccountDetail.CONTRACT_NUMBER
ADDRESS = AccountDetail.CONNECTION_ADDRESS

TRANSLITERATED = [
    ("Dogovir 120345, ne pracjuje internet", CONTRACT, "120345"),
    ("dohovir 120345", CONTRACT, "120345"),
    ("Dogovor No 120345", CONTRACT, "120345"),
    ("nomer dogovoru: 120345", CONTRACT, "120345"),
    ("po dogovoru 120345 net interneta", CONTRACT, "120345"),
    ("dogovor nomer 120345", CONTRACT, "120345"),
    ("dog. 120345, ne rabotaet internet", CONTRACT, "120345"),
    ("doh. No 1203", CONTRACT, "1203"),
    ("osobovyj rahunok 120345", CONTRACT, "120345"),
    ("licevoj schet: 120345", CONTRACT, "120345"),
    ("mij lohin olena_k", LOGIN, "olena_k"),
    ("vul. Lypova 5 kv 12", ADDRESS, "vul. Lypova 5 kv 12"),
    ("vul Lypova, bud. 5, kv. 12", ADDRESS, "vul Lypova, bud. 5, kv. 12"),
    ("vulytsia Lypova 5, kvartyra 12", ADDRESS, "vulytsia Lypova 5, kvartyra 12"),
    ("ul. Lipovaya, dom 5, kv 12", ADDRESS, "ul. Lipovaya, dom 5, kv 12"),
    ("ulitsa Lipovaya dom 5 kvartira 12", ADDRESS, "ulitsa Lipovaya dom 5 kvartira 12"),
    ("prosp. Peremohy 7/33", ADDRESS, "prosp. Peremohy 7/33"),
    ("prov. Lypovyi, budynok 5", ADDRESS, "prov. Lypovyi, budynok 5"),
    ("adresa: Lypova 5, kv 12", ADDRESS, "Lypova 5, kv 12"),
    ("Lypova 5/12, ne pracjuje", ADDRESS, "Lypova 5/12"),
]
ACCOUNTS = [
    ("О.Р. № 120345", CONTRACT, "120345"),
    ("лс 120345", CONTRACT, "120345"),
    ("рахунок абонента 120345", CONTRACT, "120345"),
    ("особистий рахунок: 120345", CONTRACT, "120345"),
    ("договір про надання послуг №120345", CONTRACT, "120345"),
    ("договор на услуги интернет № 120345 от 01.02.2019", CONTRACT, "120345"),
    ("Особовий рахунок 120345", CONTRACT, "120345"),
    ("особовий рахунок: 120345", CONTRACT, "120345"),
    ("за особовим рахунком № 120345", CONTRACT, "120345"),
    ("номер особового рахунку 00120345", CONTRACT, "00120345"),
    ("о/р 120345", CONTRACT, "120345"),
    ("О/р №120345", CONTRACT, "120345"),
    ("ос. рах. 120345", CONTRACT, "120345"),
    ("л/с 120345", CONTRACT, "120345"),
    ("Л/С: 120345", CONTRACT, "120345"),
    ("лицевой счёт 120345", CONTRACT, "120345"),
    ("номер лицевого счета: 120345", CONTRACT, "120345"),
    ("по лицевому счету 120345", CONTRACT, "120345"),
    ("лиц. счет № 120345", CONTRACT, "120345"),
    ("personal account 120345", CONTRACT, "120345"),
    ("дагавор 120345", CONTRACT, "120345"),
    ("догавор №120345", CONTRACT, "120345"),
    ("№ дог: 120345", CONTRACT, "120345"),
    ("дог 120345", CONTRACT, "120345"),
    ("дог № 120345", CONTRACT, "120345"),
    ("№ дог. 120345", CONTRACT, "120345"),
    ("ном. дог.: 120345", CONTRACT, "120345"),
    ("дог.120345", CONTRACT, "120345"),
    ("догов. 120345", CONTRACT, "120345"),
    ("договор N120345", CONTRACT, "120345"),
    ("Ос.рахунок 120345", CONTRACT, "120345"),
    ("особовий: 120345", CONTRACT, "120345"),
    ("лицевой 120345", CONTRACT, "120345"),
    ("юзернейм olena77", LOGIN, "olena77"),
    ("юзер olena77", LOGIN, "olena77"),
    ("юзер: olena", LOGIN, "olena"),
    ("учетка olena77", LOGIN, "olena77"),
    ("моя учётка — olena77", LOGIN, "olena77"),
    ("по учетной записи olena77", LOGIN, "olena77"),
    ("мій нік: olena77", LOGIN, "olena77"),
    ("ник olena77", LOGIN, "olena77"),
    ("мой никнейм olena77", LOGIN, "olena77"),
]
PLACES = [
    ("Липова 5/12, не працює інтернет", ADDRESS, "Липова 5/12"),
    ("Добрий день!\nЛипова 5/12\nНе працює інтернет", ADDRESS, "Липова 5/12"),
    ("Нема зв'язку на Липовій 5/12.", ADDRESS, "Липовій 5/12"),
    ("Липова, 5/12", ADDRESS, "Липова, 5/12"),
    ("Липова 5, кв. 12", ADDRESS, "Липова 5, кв. 12"),
    ("Липова, буд. 5, кв 12, прошу перевірити", ADDRESS, "Липова, буд. 5, кв 12"),
    ("Лесі Українки 12-А, кв. 5", ADDRESS, "Лесі Українки 12-А, кв. 5"),
    ("Шевченка 10 кв 3, пропав інтернет", ADDRESS, "Шевченка 10 кв 3"),
    ("1-ша Садова 17", ADDRESS, "1-ша Садова 17"),
    ("інтернету нема: 2-га Лугова, 5, кв. 1", ADDRESS, "2-га Лугова, 5, кв. 1"),
    ("1-й Садовый переулок 17", ADDRESS, "1-й Садовый переулок 17"),
    ("Центральна 5/12, немає інтернету", ADDRESS, "Центральна 5/12"),
    ("Договір загублено, Соборна, 5/12", ADDRESS, "Соборна, 5/12"),
    ("на Садовій 12/3 немає інтернету", ADDRESS, "Садовій 12/3"),
    ("жк «Тихий Став» буд. 5 кв. 12", ADDRESS, "жк «Тихий Став» буд. 5 кв. 12"),
    ("3-я Полевая 12/1", ADDRESS, "3-я Полевая 12/1"),
    ("ЖК «Липки», буд. 5, кв. 12", ADDRESS, "ЖК «Липки», буд. 5, кв. 12"),
    ("ЖК «Сонячний», кв. 12", ADDRESS, "ЖК «Сонячний», кв. 12"),
    ('ЖК "Нова Хвиля", секція 2, кв 12', ADDRESS, 'ЖК "Нова Хвиля", секція 2, кв 12'),
    ("ЖК Липки, будинок 5, квартира 12", ADDRESS, "ЖК Липки, будинок 5, квартира 12"),
    ("мкр. Сонячний, 5, кв. 12", ADDRESS, "мкр. Сонячний, 5, кв. 12"),
]


@pytest.mark.parametrize(("text", "detail", "value"), [*TRANSLITERATED, *ACCOUNTS, *PLACES])
def test_words(text: str, detail: AccountDetail, value: str) -> None:
    """Each is found whole, once, and surely enough to be used."""
    found = find_details(text)

    assert [(finding.detail, finding.value) for finding in found] == [(detail, value)]
    assert found[0].at_least(Confidence.LIKELY)


TRAPS = [
    *("телефон 0991234567", "моб. 099-761-91-38", "+380 99 761 91 38", "380997619138", "Тел 284-91-38"),
    *("тікет 120345678", "заявка № 120345678", "звернення 120345678", "квитанція № 120345678", "чек 120345678"),
    *("ЄДРПОУ 12345678", "ІПН 1234567890", "РНОКПП 1234567890", "картка 4111 1111 1111 1111"),
    *("IP 10.0.0.15", "MAC AA:BB:CC:DD:EE:FF", "S/N 120345678", "серійний номер ABC120345", "версія 5/12"),
    *("рахунок № 120345", "рахунок-фактура 120345", "счет на оплату 120345", "розрахунковий рахунок 26001234567890"),
    *("на рахунку 1500 грн", "особовий рахунок поповнено на 1500 грн", "баланс лицевого счета 150 руб"),
    *("л/с 2024 года", "двигатель 150 л/с", "никак не работает", "никто netflix не смотрит", "ніколи youtube"),
    *("никогда 12345 не было", "догнали 12345", "догадался 12345", "дог потерялся", "юзеры жалуются", "юзер не може"),
    *("учетка заблокирована", "учётная запись не работает", "аккаунт google", "нік не пам'ятаю", "ник не помню"),
    *("Порт 1/2 не горить", "Слот 3/4", "Windows 10/11", "Тариф 100/100", "Базова 100/50", "Швидкість 50/10"),
    *("Максимальна 100/50", "Ігрова 100/100, дорого", "Тестова 5/12", "Оплата 5/12", "Оцінка 5/12", "Нова 5/12"),
    *("Eth 0/1", "Gi 0/12", "Ethernet 0/5", "PON 1/2/3", "Кабінет 5/12", "Серія 3/4", "Листопад 5/12"),
    *("1-ша спроба 17", "2-га Спроба о 17:00", "3-й день 12 годин", "1-е Декабря 2026", "8-го Березня 2026"),
    *("ЖК телевізор 32 дюйми", "ЖК монітор 24", "ЖК Samsung 24", "жк 32", "Дом 5 кв 12", "Квартира 5, кв. 12"),
    *("Центральна 5/12 часу", "лицевой 2026", "особовий 1500 грн", "контракт N/A", "жк монитор «Samsung» 24"),
    *("per month 5", "ul li 5", "dom 5", "kv 12", "bud 5", "prov 5", "Площа 50 кв м", "Кімната 50 кв. м"),
    *("Договір кв 12", "Тел 1203 кв 5", "Абонент 5 кв 12", "Роутер 5 кв. м", "my dog. 1200 grams", "dog 12345"),
    *("на Основній 100/50", "по Новій 5/12", "Петрова 5/12 бала", "Всього 5/12", "Документ № 120345"),
    *("Internet 100/100 ne pracjuje", "Wifi 5/12", "Remont 5/12", "Nova 5/12", "Speed 50/10"),
]


@pytest.mark.parametrize("text", TRAPS)
def test_traps(text: str) -> None:
    """Numbers of other things, speeds, ports, dates, shares, areas are no account information."""
    assert [(each.detail, each.value) for each in find_details(text) if each.at_least(Confidence.LIKELY)] == []


def test_a_personal_account_does_not_contradict_a_contract() -> None:
    """Beside a contract number the number of a personal account is another thing; alone it stands for the contract."""
    both = find_details("Договір № 120345, особовий рахунок 55501234")

    assert contradictory_details(both) == frozenset()
    assert stated_information(both).contract_number == "120345"
    assert stated_information(find_details("о/р 55501234")).contract_number == "55501234"


def test_two_personal_accounts_contradict() -> None:
    """Two different ones leave open which is meant, as two contracts do."""
    found = find_details("особовий рахунок 55501234 або 0/р, тобто о/р 55509999")

    assert contradictory_details(found) == {CONTRACT}


class TestFoundAndCompared:
    """What is found as an address is read by whoever compares addresses: the words of both are the same."""

    @pytest.mark.parametrize("mark", [mark for mark in vocabulary.STREET_MARKS if len(mark) > 1])
    def test_marks_of_streets(self, mark: str) -> None:
        """Each word for a street is no part of its name, nor left unread."""
        match = compare_addresses(f"{mark} Садова 5, кв. 12", "Садова, буд. 5, кв. 12")

        assert match.outcome is AddressOutcome.SAME, mark

    @pytest.mark.parametrize("text", [text for text, detail, _ in [*TRANSLITERATED, *PLACES] if detail is ADDRESS])
    def test_found_addresses(self, text: str) -> None:
        """An address that is found is the same as itself, whole."""
        (found,) = find_details(text)
        value = found.value or ""

        assert compare_addresses(value, value).outcome is not AddressOutcome.DIFFERENT

    @pytest.mark.parametrize(
        "text", ["vul. Lypova 5 kv 12", "vul Lypova, bud. 5, kv. 12", "ulitsa Lypova dom 5 kvartira 12", "Липова 5/12"]
    )
    def test_transliterated_and_not(self, text: str) -> None:
        """A transliterated address is the one that billing has."""
        assert compare_addresses(text, "вул. Липова, буд. 5, кв. 12").outcome is AddressOutcome.SAME


@pytest.mark.parametrize("text", ["My dog. 2200 is what he cost", "my dog 120345", "The dog. Then 120345 others"])
def test_an_english_dog_is_no_contract(text: str) -> None:
    """Only with its dot, and before a long number or a sign."""
    assert find_details(text) == ()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("вул. Ставкова 7/А, кв. 3", "вул. Ставкова 7/А, кв. 3"),
        ("ул. Прудовая 7/к2, кв. 3", "ул. Прудовая 7/к2, кв. 3"),
        ("вул. Ставкова 7/3", "вул. Ставкова 7/3"),
        ("смт Липове, Лісова 3", "смт Липове, Лісова 3"),
        ("с. Липове, Лісова 3", "с. Липове, Лісова 3"),
        ("ul. Prudovaya, d. 9, kv. 14", "ul. Prudovaya, d. 9, kv. 14"),
    ],
)
def test_no_part_of_a_building_is_cut_off(text: str, value: str) -> None:
    """A letter or a block after a stroke belongs to it."""
    assert [found.value for found in find_details(f"Адреса: {text}. Дякую")] == [value]


@pytest.mark.parametrize("text", ["договір120345 немає мережі", "contract77120 is down", "логін2026 не приймає"])
def test_a_word_and_digits_in_one_are_a_name(text: str) -> None:
    """As `login7` is: between the word and its value stands a blank or another sign."""
    assert find_details(text) == ()


@pytest.mark.parametrize(
    "address",
    [
        "3-й пров. Яблуневий, 9, кв. 2",
        "Третій провулок Яблуневий, 9",
        "П’ятий пров. Яблуневий, буд. 9",
        "м. Київ, 2-га вул. Польова, 9",
        "10-я ул. Полевая, д. 9",
        "пров. Яблуневий 3-й, 9а, кв. 2",
    ],
)
def test_which_street_of_a_name_belongs_to_the_address(address: str) -> None:
    """Without it another street of that name would be meant, or none."""
    (found,) = find_details(f"Немає мережі, {address}. Перевірте.")

    assert (found.detail, found.value) == (ADDRESS, address)


STREETS = (
    "вул. Яблунева", "вулиця Яблунева", "Яблунева вул.", "Андріївський узвіз", "вул. Велика Яблунева", "пр-т Миру",
    "вул. Тараса Шевченка", "бульв. Лесі Українки", "б-р Лесі Українки", "3-й пров. Яблуневий", "пров. 3-й Яблуневий",
    "пл. Ринок", "наб. Дніпровська", "мкр. Сонячний", "вул. 8 Березня", "вул. 40-річчя Миру", "вул. О. Гончара",
    "ул. Большая Яблоневая", "шосе Київське", "проїзд Тихий", "вул. Садово-Паркова",
)  # fmt: skip
HOUSES = (
    ", 9", ", буд. 9", " 9", ", 9а", ", 9-Б", ", 9/2", ", буд. 9, корп. 2", ", 9, корп. А", ", 9, секція Б",
    ", будинок 9, під'їзд 2",
)  # fmt: skip
AROUND = (
    "Немає мережі, адреса: {}. Перевірте.", "{}\nнемає інтернету", "Живу за адресою {}, немає мережі", "Нет сети: {}",
)  # fmt: skip


@pytest.mark.parametrize("text", AROUND)
@pytest.mark.parametrize("flat", ["", ", кв. 7", " кв 7"])
def test_what_is_found_is_the_whole_address(text: str, flat: str) -> None:
    """Whatever stands around it: no letter of a building, no block, no ordinal is left behind in the text."""
    for street, house, city in product(STREETS, HOUSES, ("", "м. Київ, ")):
        address = f"{city}{street}{house}{flat}"
        found = [each.value for each in find_details(text.format(address)) if each.detail is ADDRESS]

        assert len(found) == 1, (address, found)
        assert compare_addresses(found[0] or "", address).outcome is AddressOutcome.SAME, (address, found)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("вул. Яблунева 9. Б. Коваль", "вул. Яблунева 9"),
        ("вул. Яблунева 9 Б. Коваль", "вул. Яблунева 9"),
        ("вул. Яблунева, 9-Б.", "вул. Яблунева, 9-Б"),
    ],
)
def test_a_letter_belongs_to_the_building_unless_it_begins_something_else(text: str, address: str) -> None:
    """Somebody's initial after a blank; a full stop ends the sentence."""
    assert [each.value for each in find_details(text)] == [address]


MEANINGS = (KeywordSet(("дог", "договір", "дог.", "дог. №"), 3), KeywordSet(("st", "str", "st.", "дог"), 0))
WORDS = sorted({word for meaning in MEANINGS for word in meaning.words})
PARTS = st.tuples(
    st.sampled_from(WORDS), st.sampled_from(["", "", "а", "ами", "kkkk", "1", "_"]), st.sampled_from(" ./\n")
)


@given(st.lists(PARTS.map("".join), max_size=8).map("".join))
def test_words_stand_where_they_are_said_to(text: str) -> None:
    """The longest of each meaning at each place where a word can begin, inflections included, and no other."""
    begins = [place for place in range(len(text)) if not re.match(r"\w", text[place - 1 : place])]
    for meaning, found in zip(MEANINGS, WordIndex(MEANINGS).find(text), strict=True):
        ends = {start: max(end_of(word, meaning.ending, text, start) for word in meaning.words) for start in begins}
        assert found == [(start, end) for start, end in ends.items() if end]


def end_of(word: str, ending: int, text: str, start: int) -> int:
    """Return where a word that begins at `start` ends with its inflection, 0 where none does."""
    end = start + len(word)
    rest = re.match(r"[^\W\d_]*", text[end:]) if word[-1].isalpha() else None
    more = rest.end() if rest else 0
    return end + more if text.startswith(word, start) and more <= (ending if len(word) > 3 else 0) else 0
