"""Account information found in the text of a request (3.6): what is found, what never is, and what is never shown."""

import logging
import re
import string
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from netpoint_stp.channels.details import (
    BLANK,
    Confidence,
    DetailPatterns,
    DetectedDetail,
    contradictory_details,
    find_details,
    redact,
    stated_information,
)
from netpoint_stp.errors import UsageError
from netpoint_stp.subjects.account import AccountDetail
from netpoint_stp.subjects.documents import DigestKey, DocumentKind

LOGIN, CONTRACT = AccountDetail.LOGIN, AccountDetail.CONTRACT_NUMBER
ADDRESS, PASSPORT = AccountDetail.CONNECTION_ADDRESS, AccountDetail.PASSPORT
KEY = DigestKey(bytes(range(32)))


@pytest.mark.parametrize(
    ("text", "detail", "value"),
    [
        ("Логин: olena", LOGIN, "olena"),
        ("мой логин olena_k не работает", LOGIN, "olena_k"),
        ("логин - ivan.petrenko, перезвоните", LOGIN, "ivan.petrenko"),
        ("Мій логін: Olena77.", LOGIN, "Olena77"),
        ("ЛОГІН № olena77", LOGIN, "olena77"),
        ("лoгин: olena", LOGIN, "olena"),
        ("логин:\nolena", LOGIN, "olena"),
        ("логин\u00a0—\u00a0«olena»", LOGIN, "olena"),
        ("логин: ｏｌｅｎａ", LOGIN, "olena"),
        ("имя пользователя olena", LOGIN, "olena"),
        ("ім'я користувача: olena", LOGIN, "olena"),
        ("ім’я користувача: olena", LOGIN, "olena"),
        ("my login is olena77", LOGIN, "olena77"),
        ("логин в личном кабинете: olena", LOGIN, "olena"),
        ("договор на подключение: 77821", CONTRACT, "77821"),
        ("Логин/пароль: olena / qwerty", LOGIN, "olena"),
        ("ул. Садовая 5 и дальше", ADDRESS, "ул. Садовая 5"),
        ("ул. Садовая 5 в Киеве", ADDRESS, "ул. Садовая 5"),
        ("ул. Садовая 5 А", ADDRESS, "ул. Садовая 5 А"),
        ("адрес:\nг. Киев\nул. Садовая, 5", ADDRESS, "г. Киев ул. Садовая, 5"),
        ("Username: jdoe", LOGIN, "jdoe"),
        ("user ID = jdoe", LOGIN, "jdoe"),
        ("Договор № 12345/2019", CONTRACT, "12345/2019"),
        ("договор номер АБ-12/7", CONTRACT, "АБ-12/7"),
        ("Номер договора: 2019-0456 от 12.03.2019", CONTRACT, "2019-0456"),
        ("по договору №77821, прошу", CONTRACT, "77821"),
        ("Договір №77821", CONTRACT, "77821"),
        ("дог. 77821", CONTRACT, "77821"),
        ("контракт\n№\n77821", CONTRACT, "77821"),
        ("договор от 12.05.2015 г. № 77821", CONTRACT, "77821"),
        ("Договір від 12.05.15р., №77821", CONTRACT, "77821"),
        ("contract dated 12/05/2015 no. 77821", CONTRACT, "77821"),
        ("contract no. 12345", CONTRACT, "12345"),
        ("Contract number is UA-00123", CONTRACT, "UA-00123"),
        ("договор 77821", CONTRACT, "77821"),
        ("подключение по адресу ул. Садовая, 5, кв. 12", ADDRESS, "ул. Садовая, 5, кв. 12"),
        ("Адрес: г. Киев, ул. Садовая, д. 5, кв. 12.", ADDRESS, "г. Киев, ул. Садовая, д. 5, кв. 12"),
        ("м. Київ, вул. Лесі Українки, буд. 12-А, кв. 5", ADDRESS, "м. Київ, вул. Лесі Українки, буд. 12-А, кв. 5"),
        ("вул Садова 5/12", ADDRESS, "вул Садова 5/12"),
        ("просп. Миру, 7, під'їзд 2, кв 33", ADDRESS, "просп. Миру, 7, під'їзд 2, кв 33"),
        ("ул. 1-го Мая 5", ADDRESS, "ул. 1-го Мая 5"),
        ("вулиця 8 Березня, 14", ADDRESS, "вулиця 8 Березня, 14"),
        ("проживаю Садовая 5 кв 12", ADDRESS, "Садовая 5 кв 12"),
        ("Садовая ул., 5", ADDRESS, "Садовая ул., 5"),
        ("улица Героев Труда дом 10 корпус 2 квартира 15", ADDRESS, "улица Героев Труда дом 10 корпус 2 квартира 15"),
        ("I live at 12 Sadova Street, apt 3", ADDRESS, "12 Sadova Street, apt 3"),
        ("Address: Sadova 5, apt 12", ADDRESS, "Sadova 5, apt 12"),
        ("ул. Садовая,\nд. 5,\nкв. 12", ADDRESS, "ул. Садовая, д. 5, кв. 12"),
    ],
)
def test_true_wordings(text: str, detail: AccountDetail, value: str) -> None:
    """Login, contract number and address are found in the three languages, whole and surely enough to be used."""
    found = find_details(text)

    assert [(finding.detail, finding.value) for finding in found] == [(detail, value)]
    assert found[0].at_least(Confidence.LIKELY)


BOOKLET, CARD, RECORD, TRAVEL = (
    DocumentKind.BOOKLET,
    DocumentKind.ID_CARD,
    DocumentKind.RECORD,
    DocumentKind.TRAVEL,
)


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        ("паспорт МЕ 123456", BOOKLET, "МЕ123456"),
        ("Паспорт: серия МЕ № 123456, выдан 12.03.2003", BOOKLET, "МЕ123456"),
        ("загранпаспорт FA123456", DocumentKind.TRAVEL, "FA123456"),
        ("пасспорт МЕ123456", BOOKLET, "МЕ123456"),
        ("паспорт серии ме номер 123456", BOOKLET, "МЕ123456"),
        ("паспортные данные абонента: МЕ123456", BOOKLET, "МЕ123456"),
        ("Паспортні дані — МЕ 12 34 56", BOOKLET, "МЕ123456"),
        ("паспорт\nМЕ\n123456", BOOKLET, "МЕ123456"),
        ("паспорт громадянина України, серія ME, номер 123-456", BOOKLET, "МЕ123456"),
        ("пасп. ＭＥ１２３４５６", BOOKLET, "МЕ123456"),
        ("passport ME\u200b123456", BOOKLET, "МЕ123456"),
        ("пaсnорт мой, вот: passport ME\u00a0123456", BOOKLET, "МЕ123456"),
        ("Passport series ME number 123456", BOOKLET, "МЕ123456"),
        ("серия МЕ 123456", BOOKLET, "МЕ123456"),
        ("МЕ 123456 (паспорт)", BOOKLET, "МЕ123456"),
        ("паспорт ме12З45О", BOOKLET, "МЕ123450"),
        ("закордонний паспорт FE123456", TRAVEL, "FE123456"),
        ("паспорт 123456789", CARD, "123456789"),
        ("ID-карта № 123456789", CARD, "123456789"),
        ("ID-картка: 123 456 789", CARD, "123456789"),
        ("посвідчення особи 123456789", CARD, "123456789"),
        ("identity card no. 123456789", CARD, "123456789"),
        ("123456789 - мой паспорт", CARD, "123456789"),
        ("УНЗР 19900131-12345", RECORD, "19900131-12345"),
    ],
)
def test_documents_with_their_word(text: str, kind: DocumentKind, number: str) -> None:
    """A passport or ID card with its word is found in every spelling, and leaves as kind, digest and mask only."""
    found = find_details(text, key=KEY)

    assert [(finding.detail, finding.document, finding.passport) for finding in found] == [
        (PASSPORT, kind, KEY.digest(number))
    ]
    assert found[0].value is None
    assert found[0].masked.endswith(number[-2:])
    assert set(found[0].masked[:-3]) <= {"•"}
    assert found[0].at_least(Confidence.LIKELY)


TRAPS = [
    "номер 123456789",
    "123456789",
    "заказ 123456789",
    "заказ АВ 123456",
    "Замовлення АВ 123456 не прийшло",
    "накладная АВ 123456",
    "order AB123456",
    "invoice AB 123456",
    "s/n AB123456",
    "тикет [#20240131-00012]",
    "паспорт готов, заказ 123456789",
    "паспорт есть, тел. 099 761 913",
    "паспорт есть, тел 099-761-91-38",
    "паспорт, +380 997619138",
    "паспорт потерял. Перенесите подключение на 123456789",
    "паспорт 1234567890",
    "ЄДРПОУ 12345678",
    "паспорт 12345678",
    "паспорт роутера, серийный номер 123456789",
    "водитель АА 1234 ВВ",
    "телефон 099-761-91-38",
    "8(099)761-91-38",
    "12.03.2019",
    "с 12.03.2019 по 15.03.2019",
    "договор от 12.03.2019",
    "договор на 12 месяцев",
    "договор 2019 года",
    "по договору 1500 грн",
    "договор 2019",
    "договор: 1500 грн в месяц",
    "договорились на 12345",
    "contract 2024 expired",
    "оплатил 1 500,00 грн",
    "НА 123456 ГРН",
    "тариф 100 Мбит за 150 грн",
    "MAC AA:BB:CC:12:34:56",
    "mac address aabb.cc12.3456",
    "MAC-адрес 00:1A:2B:3C:4D:5E",
    "IP-адрес 192.168.1.1",
    "IP адрес: 10.0.0.15, маска 255.255.255.0",
    "ip address is 192.168.100.1",
    "адрес электронной почты ivan12@example.com",
    "e-mail address: ivan@example.com 12",
    "Счет № 123456 от 01.02.2024",
    "рахунок № 1234567890",
    "Не помню логин и пароль",
    "забыл логин",
    "логин: не помню",
    "логин и пароль: неверные",
    "login page does not work",
    "my login is not working",
    "login: and password",
    "user name or password",
    "логинова 12",
    "ошибка 691",
    "порт 8080 закрыт",
    "MAC-адрес: Роутер 5",
    "адрес сайта: Портал 24",
    "договорились: 77821",
    "договор подписал телефон: 0991234567",
    "логин и пароль такие: не помню",
    "your e-mail address hosted by Office 365",
    "new address because there are 12 of us",
    "живу тут уже 12 лет",
    "адрес Дома уже 12 лет",
    "anonymous login: user name anonymous",
    "роутер TL-WR841N v14 2024",
]


@pytest.mark.parametrize("text", TRAPS)
def test_traps(text: str) -> None:
    """Orders, phones, dates, money, network addresses, tax numbers and bare digits are no account information."""
    assert find_details(text) == ()
    assert redact(text, details=AccountDetail) == text


PRIVATE = [
    ("№ паспорта 918279", "918279"),
    ("номер паспорта: 918 279", "918 279"),
    ("паспорт 918279, виданий", "918279"),
    ("passport number 918279", "918279"),
    ("запис у реєстрі 20000101-91828", "20000101-91828"),
    ("унікальний номер запису 19851231 - 00417", "19851231 - 00417"),
    ("посвідка на проживання 918286007", "918286007"),
    ("вид на жительство № 918286007", "918286007"),
    ("РНОКПП 2918279001", "2918279001"),
    ("мій ІПН: 2918279001", "2918279001"),
    ("ИНН 2918 279 001", "2918 279 001"),
    ("ідентифікаційний код № 2918279001", "2918279001"),
    ("ІПН ２９１８２７９００１", "２９１８２７９００１"),
    ("картка 4111 1111 1111 1111", "4111 1111 1111 1111"),
    ("оплата з 5555-5555-5555-4444 пройшла", "5555-5555-5555-4444"),
    ("4111111111111111", "4111111111111111"),
]


@pytest.mark.parametrize(("text", "number"), PRIVATE)
def test_private_numbers_are_blanked(text: str, number: str) -> None:
    """Tax numbers, bank cards, passports without a series and records are blanked, and say nothing of an account."""
    blanked = redact(text)

    assert blanked == text.replace(number, "".join(" " if sign == " " else BLANK for sign in number))
    assert redact(blanked) == blanked


@pytest.mark.parametrize(
    "text",
    [
        *("картка 4111 1111 1111 1112", "картка 1111 2222 3333 4444", "рахунок 26001234567890", "тел. 380991234567"),
        *("ЄДРПОУ 12345678", "ІПН 123456789012", "ІПН платника 12345678", "код 2918279001", "тікет 2918279001"),
        *("тікет 20241231-00417", "[#20000101-91828]", "рахунок 20241130-00012", "договір № 918279", "чек 918279"),
        *("паспорт готовий, заявка 918279", "паспорт роутера 918279001122", "паспорта 2026 року", "паспорт 1500 грн"),
        *("паспорт 918279 грн", "інна 2918279001", "S/N 4111111111111111222", "IMEI 356938035643809"),
    ],
)
def test_other_numbers_stay(text: str) -> None:
    """Numbers of other things stay legible."""
    assert redact(text) == text


@pytest.mark.parametrize("text", ["ИНН 1234567890", "паспорт, ІПН 1234567890", "карта 4111 1111 1111 1111"])
def test_private_numbers_are_no_account_information(text: str) -> None:
    """3.6 does not list them: they are blanked, never found."""
    assert find_details(text) == ()


def test_the_word_for_address_makes_it_stated() -> None:
    """A street after the word for "address" is stated; without it, it is likely, and in small letters possible."""
    texts = ["подключение по адресу ул. Садовая, 5", "ул. Садовая, 5", "по ул. садовая 5"]

    assert [find_details(text)[0].confidence for text in texts] == [
        Confidence.STATED,
        Confidence.LIKELY,
        Confidence.POSSIBLE,
    ]


def test_shape_alone_is_only_possible() -> None:
    """Two capitals and six digits without a word may be a passport: good for blanking, not for identifying."""
    (finding,) = find_details("мои данные: КВ 654321")

    assert finding.confidence is Confidence.POSSIBLE
    assert stated_information([finding]).given == frozenset()
    assert redact("мои данные: КВ 654321") == f"мои данные: {BLANK * 2} {BLANK * 6}"


def test_a_preposition_is_hardly_a_series() -> None:
    """A small word that could be a series makes no passport, and is blanked all the same."""
    (finding,) = find_details("паспорт на 123456")

    assert finding.confidence is Confidence.POSSIBLE


REQUEST = """Доброго дня!
Не працює інтернет за адресою: м. Київ, вул. Садова, буд. 5, кв. 12.
Логін: olena77, договір № 77821. Паспорт МЕ 123456, тел. 099-761-91-38.
"""


def test_one_text_with_everything() -> None:
    """All four details of one text are found in their order, and make up the account information."""
    found = find_details(REQUEST, key=KEY)
    given = stated_information(found)

    assert [finding.detail for finding in found] == [ADDRESS, LOGIN, CONTRACT, PASSPORT]
    assert given.given == set(AccountDetail)
    assert given.passport == KEY.digest("ME123456")
    assert (given.login, given.contract_number) == ("olena77", "77821")
    assert contradictory_details(found) == frozenset()


def test_spans_are_of_the_text_as_it_came() -> None:
    """Invisible marks, decomposed letters and wide digits before a value do not move its span."""
    text = "Доброго дня\u200b, мій\u0306 логін\u00ad: １２olena, паспорт М\u200bЕ 123456"
    login, passport = find_details(text)

    assert text[slice(*login.span)] == "１２olena"
    assert text[slice(*passport.span)] == "М\u200bЕ 123456"


@pytest.mark.parametrize(
    "odd", ["İ", "①", "½", "ﬁ", "й", "и\u0306", "℀", "\u200b", "😀", "ẞ", "\ufeff", "\u2028", "ＡＢ", "٣"]
)
def test_odd_characters_move_nothing(odd: str) -> None:
    """Characters that fold into none or several, or change with letter case, do not shift what follows."""
    text = f"{odd} логин: olena"
    (finding,) = find_details(text)

    assert finding.value == "olena"
    assert text[slice(*finding.span)] == "olena"


def test_two_values_contradict() -> None:
    """Two logins leave the login out and are named; two spellings of one contract are one."""
    found = find_details("логин: olena, логин: ivan77, договор № АБ-12/7, договор № аб–12/7", key=KEY)

    assert contradictory_details(found) == {LOGIN}
    assert stated_information(found).given == {CONTRACT}


def test_what_is_only_possible_contradicts_nothing() -> None:
    """A shape that could be a passport does not make the stated one doubtful, unless asked for."""
    found = find_details("партия КВ 654321 готова. Мой паспорт МЕ 123456", key=KEY)

    assert [finding.confidence for finding in found] == [Confidence.POSSIBLE, Confidence.STATED]
    assert contradictory_details(found) == frozenset()
    assert contradictory_details(found, at_least=Confidence.POSSIBLE) == {PASSPORT}


def test_one_passport_twice_is_one_without_a_key_too() -> None:
    """Without a key two findings still compare with one another, and with nothing else."""
    first, second, other = find_details("паспорт МЕ 123456, паспорт me123456, паспорт КВ 654321")

    assert first.says_the_same_as(second)
    assert not first.says_the_same_as(other)
    assert first.passport is not None
    assert not first.passport.comparable(KEY.digest("МЕ123456"))


def test_redacting_keeps_the_rest_in_place() -> None:
    """Blanking keeps length, white space and every other word."""
    text = "Паспорт: МЕ 123456,\nлогин: olena"

    assert redact(text) == f"Паспорт: {BLANK * 2} {BLANK * 6},\nлогин: olena"
    assert redact(text, details=[LOGIN]) == f"Паспорт: МЕ 123456,\nлогин: {BLANK * 5}"
    assert redact("нічого такого") == "нічого такого"


def test_every_number_after_the_word_goes() -> None:
    """Several documents after one word are all blanked."""
    text = "наши паспорта: МЕ123456, КВ654321 и 123456789, 987654321"

    assert not set(string.digits) & set(redact(text))


letters = st.sampled_from("АВСЕНІКМОРТХABCEHIKMOPTX")
gaps = st.sampled_from(
    ["", " ", "  ", "-", " - ", "\u00a0", "\n", ". ", " № ", "№", ", ", "\u2009", "\u200b", ", номер "]
)
words = st.sampled_from(
    ["паспорт", "Паспорт:", "ПАСПОРТ №", "пасп.", "passport", "Passport no.", "паспортні дані:", "паспoрт", "серія"]
)


@given(
    before=st.text(max_size=30),
    word=words,
    first=letters,
    second=letters,
    gap=gaps,
    digits=st.text(string.digits, min_size=6, max_size=6),
    width=st.sampled_from([0, 0xFEE0]),
    lower=st.booleans(),
)
def test_redacting_removes_every_planted_passport(
    before: str, word: str, first: str, second: str, gap: str, digits: str, width: int, lower: bool
) -> None:
    """A passport after its word is blanked in every spelling: look-alikes, letter case, width, punctuation."""
    series = (first + second).lower() if lower else first + second
    spelt = "".join(chr(ord(digit) + width) for digit in digits)
    text = f"{before} {word} {series}{gap}{spelt} дякую"
    blanked = redact(text)

    assert spelt not in blanked[len(before) :]
    assert blanked.endswith(" дякую")
    assert len(blanked) == len(text)


@given(
    word=st.sampled_from(["паспорт", "ID-карта:", "ID card no.", "посвідчення особи №", "identity card"]),
    digits=st.text(string.digits, min_size=9, max_size=9),
    groups=st.sampled_from(["", " ", "-", "\u00a0"]),
)
def test_redacting_removes_every_planted_card(word: str, digits: str, groups: str) -> None:
    """Nine digits after the word for a card are blanked, grouped or not."""
    spelt = groups.join([digits[:3], digits[3:6], digits[6:]])

    assert not set(string.digits) & set(redact(f"{word} {spelt}, дякую"))


@given(st.text(string.digits, min_size=9, max_size=9), st.sampled_from(["номер ", "", "особовий рахунок ", "мій код "]))
def test_nine_digits_without_the_word_are_never_a_card(digits: str, before: str) -> None:
    """Nine digits alone are no ID card, whatever digits they are."""
    assert all(finding.detail is not PASSPORT for finding in find_details(f"{before}{digits}, дякую"))


pieces = st.sampled_from(
    [
        *("паспорт", "ме", "ME", "123456", "123456789", " ", "\n", ".", ",", ":", "-", "№", "ул.", "вул", "д.", "кв"),
        *("12А", "Садовая", "логин", "login", "is", "olena", "договор", "2019", "/", "\u200b", "\u00a0", "İ", "ⅷ"),
        *("адрес", "м. ", "Київ", "О", "(", "’", "ID card", "УНЗР", "19900131-12345", "+380", "😀", "\u2028", BLANK),
    ]
)
texts = st.one_of(
    st.text(max_size=200),
    st.lists(pieces, max_size=40).map("".join),
    st.lists(pieces, max_size=30).map(" ".join),
)


@given(texts)
def test_any_text_can_be_searched(text: str) -> None:
    """Whatever the text, nothing is raised, spans lie in it, in order and apart, and hold more than white space."""
    last = 0
    for finding in find_details(text):
        assert last <= finding.start < finding.end <= len(text)
        assert text[slice(*finding.span)].strip()
        last = finding.end


@given(texts)
def test_blanking_twice_is_blanking_once(text: str) -> None:
    """Blanking changes nothing but what it blanks, and leaves nothing for a second time."""
    once = redact(text)

    assert len(once) == len(text)
    assert all(after in {before, BLANK} for before, after in zip(text, once, strict=True))
    assert redact(once) == once


spaced = st.lists(st.sampled_from([*"0123456789ОЗ", *"0123456789"]), min_size=6, max_size=9).flatmap(
    lambda signs: st.lists(st.sampled_from(["", "", " ", "-", " –", "\u00a0"]), min_size=9, max_size=9).map(
        lambda between: "".join(sign + gap for sign, gap in zip(signs, between, strict=False))
    )
)


@example("паспорт МЕ ", "1 –О –2 –О –3 –4", "")
@example("паспорт МЕ ", "１О2О３4", "")
@given(st.sampled_from(["паспорт МЕ ", "МЕ", "серия КВ №", "ID-карта: ", "УНЗР ", ""]), spaced | texts, texts)
def test_what_is_found_is_blanked(before: str, number: str, after: str) -> None:
    """The short look that most texts get away with never misses a passport that a search finds."""
    text = f"{before}{number} {after}"
    found = [finding for finding in find_details(text) if finding.detail is PASSPORT]

    assert all(set(redact(text)[finding.start : finding.end]) & {BLANK} for finding in found)


def test_canary(caplog: pytest.LogCaptureFixture) -> None:
    """Values show in no repr, no log and no exception; passport numbers in no attribute either."""
    caplog.set_level(logging.DEBUG)
    found = find_details(REQUEST, key=KEY)
    logging.getLogger("test").info("%s %r", found, found)
    shown = caplog.text + repr(found) + repr(stated_information(found)) + repr(DetailPatterns())
    for finding in found:
        with pytest.raises(UsageError) as refused:
            DetectedDetail(detail=finding.detail, start=9, end=9, confidence=finding.confidence, value="olena77 123456")
        shown += str(refused.value) + repr(refused.value)
    with pytest.raises(UsageError) as refused:
        DetectedDetail(detail=PASSPORT, start=0, end=8, confidence=Confidence.STATED, value="МЕ123456")
    shown += str(refused.value)

    assert not [value for value in ("123456", "olena77", "77821", "Садова") if value in shown]
    assert not [finding for finding in found if finding.detail is PASSPORT and "123456" in finding.masked]


def test_a_long_text_takes_no_longer_than_its_length() -> None:
    """Words repeated without end, and digits without end, are searched and blanked all the same."""
    for piece in ("паспорт ", "логин: ", "1", "М", "ул. Садовая ", "паспорт МЕ", "1-", "адрес: "):
        assert len(redact(piece * 5_000)) == len(piece) * 5_000


def test_many_documents_one_after_the_other_are_searched_once() -> None:
    """Each word looks as far as the next such word: all are found, in linear time."""
    piece = "паспорт 123456789, МТ 654321 "
    started = time.process_time()
    found = find_details(piece * 3_000, key=KEY)

    assert len(found) == 6_000
    assert all(finding.detail is PASSPORT for finding in found)
    assert time.process_time() - started < 30  # half a second; word by word to the end of the text, minutes


@pytest.mark.parametrize("piece", ["паспорт МЕ {} ", "МЕ {} ", "серія МЕ № {}\n", "паспорт 119{}, "])
def test_many_different_documents_cost_little_each(piece: str) -> None:
    """Each shape is looked for once and digested once, whichever words lead to it."""
    text = "паспорт " + "".join(piece.format(number) for number in range(123_456, 133_455))
    started = time.process_time()
    found = find_details(text, key=KEY)
    assert len(found) == 9_999
    assert len({finding.passport for finding in found}) == 9_999
    redact(text)
    assert time.process_time() - started < 30  # a second; each place by each word, minutes


@pytest.mark.parametrize("text", ["паспорт МЕ 123456 (паспорт)", "паспорт: МЕ 123456, паспорт", "МЕ 123456 паспорт"])
def test_a_document_is_as_sure_as_its_surest_word(text: str) -> None:
    """A word behind it makes it likely, and takes nothing from the word before it."""
    (found,) = find_details(text, key=KEY)

    assert found.confidence is (Confidence.LIKELY if text.startswith("МЕ") else Confidence.STATED)


def test_of_very_many_places_the_first_and_the_last_are_read() -> None:
    """However long the text between, what its writer states above or below is found; blanked is everything."""
    between = "".join(f"паспорт МЕ {number}, договір №{number}, " for number in range(100_000, 111_000))
    text = f"договір №777, паспорт СН 111111. {between} Договір №888, паспорт СН 222222."
    found = find_details(text, key=KEY)
    given = {finding.value or finding.mask for finding in found}
    passports = {finding.passport for finding in found if finding.detail is PASSPORT}

    assert {"777", "888"} <= given
    assert {KEY.digest("СН111111"), KEY.digest("СН222222")} <= passports
    assert len(passports) == 10_000
    assert not re.search(r"(?:МЕ|СН) [0-9]", redact(text))


@pytest.mark.parametrize("gap", [" ", ", ", " і ", " або паспорт ", " паспорт паспорт "])
def test_a_document_after_two_words_is_as_sure_as_after_one(gap: str) -> None:
    """What follows several of its words is found from the nearest of them."""
    (found,) = find_details(f"паспорт серія{gap}МТ 654321", key=KEY)

    assert (found.detail, found.confidence) == (PASSPORT, Confidence.STATED)


@pytest.mark.parametrize(
    "sentence",
    [
        "Не працює інтернет 3-й день, договір 120345, вул. Липова 5, кв. 12, логін ivanov, паспорт МЕ 123456.\n",
        "адреса: вул. Липова 12, кв. 5. ",
        "12345 67890 АВ 123456 12.05.2026 ",
        "договор логин адрес паспорт серия ул. ",
        "Паспорт МЕ 123456, ",
    ],
)
def test_a_large_text_costs_no_more_than_its_length(sentence: str) -> None:
    """200,000 characters of nothing but details take less than two seconds of one core, whatever stands in them."""
    text = sentence * (200_000 // len(sentence))
    started = time.process_time()
    found = find_details(text)

    assert time.process_time() - started < 2
    assert len(found) > 1000 or "логин адрес" in sentence
