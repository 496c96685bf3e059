"""The words by which people name account information (3.6), in Russian, Ukrainian and English; a profile may add more.

All are looked up in folded text (see `folding`), so one spelling stands for letter case, look-alike letters
and the differences of `и`, `і`, `ї` or `е`, `є`, `ё`. A word stands for its inflections too: a few more
letters may follow.
"""

from typing import Final

LOGIN_WORDS: Final = (
    "логин",
    "логін",
    "имя пользователя",
    "ім'я користувача",
    "імя користувача",
    "учетная запись",
    "учётную запись",
    "учетной записи",
    "учетной записью",
    "обліковий запис",
    "облікового запису",
    "обліковому запису",
    "юзер",
    "юзернейм",
    "учетк",
    "обліковк",
    "ник",
    "нік",
    "никнейм",
    "нікнейм",
    "lohin",
)
LOGIN_WORDS_ENGLISH: Final = ("login", "username", "user name", "user id", "nickname")
CONTRACT_WORDS: Final = (
    "договор", "договір", "контракт", "дог.", "дог", "догов.", "дагавор", "догавор", "даговор", "contract",
    "agreement", "угод", "dogovor", "dogovir", "dohovir", "kontrakt",
)  # fmt: skip
CONTRACT_WORDS_SHORT: Final = ("dog.", "doh.")
"""`дог.` in Latin letters, which is an English word too: without a sign only a long number follows it."""
PERSONAL_ACCOUNT_WORDS: Final = (
    "особовий рахунок", "особового рахунку", "особовому рахунку", "особовим рахунком", "особовий рах.", "ос. рах.",
    "ос.рах.", "ос. рахунок", "ос.рахунок", "особ. рахунок", "особ. рах.", "особ.рах.", "особовий", "о/р", "лицевой",
    "лицевой счет", "лицевого счета", "лицевому счету", "лицевым счетом", "лицевом счете", "лиц. счет", "лиц.счет",
    "лицсчет", "л.счет", "л. счет", "л/с", "л/сч", "л/счет", "personal account", "osobovyj rahunok",
    "особистий рахунок", "рахунок абонента", "рахунку абонента", "абонентський рахунок", "абонентского счета",
    "абонентский счет", "счет абонента", "о.р.", "о. р.", "ор", "лс", "л.с.", "lic. schet", "lic.schet",
    "osobovyj rakhunok", "osobovyi rahunok", "osobovyi rakhunok", "licevoj schet", "licevoi schet", "licevoy schet",
    "litsevoj schet", "litsevoi schet", "litsevoy schet", "o/r", "l/s",
)  # fmt: skip
"""The account on which a client pays; it stands in for the contract where no contract number is given."""

_LIKE_LATIN: Final = "асеіорхуАВСЕІКМНОРТХ"
LOGIN_VALUE: Final = (
    rf"(?=[{_LIKE_LATIN}]{{0,8}}[A-Za-z0-9])[A-Za-z0-9{_LIKE_LATIN}]"
    rf"[A-Za-z0-9{_LIKE_LATIN}._@-]{{0,40}}[A-Za-z0-9{_LIKE_LATIN}_]"
)
LOGIN_LOOSE: Final = r"[A-Za-z][A-Za-z0-9._@-]{1,40}[A-Za-z0-9_]"
LOGIN_LOOSE_ENGLISH: Final = r"(?=[A-Za-z._@-]{0,40}[0-9_])[A-Za-z][A-Za-z0-9._@-]{1,40}[A-Za-z0-9_]"
CONTRACT_VALUE: Final = (
    r"(?:[A-ZА-ЯІЇЄҐ]{1,4}[ /-]?|[A-Za-zА-Яа-яІЇЄҐіїєґ]{1,4}[/-]?)?"
    r"[0-9](?:[0-9A-Za-zА-Яа-яІЇЄҐіїєґ/-]{0,20}[0-9A-Za-zА-Яа-яІЇЄҐіїєґ])?"
)
CONTRACT_LOOSE: Final = (
    r"(?!(?:19|20)[0-9]{2}(?![0-9/-]))(?!0[0-9]{9}(?![0-9]))"
    r"(?:[A-ZА-ЯІЇЄҐ]{1,4}-?[0-9]{2,10}|[0-9]{1,8}[/-][0-9]{1,8}|[0-9]{4,12})"
)
CONTRACT_LOOSE_SHORT: Final = r"[0-9]{5,12}"

PASSPORT_WORDS: Final = (
    "паспорт",
    "пасспорт",
    "загранпаспорт",
    "пасп.",
    "passport",
    "id-карт",
    "id карт",
    "ід-карт",
    "ід карт",
    "айди-карт",
    "айди карт",
    "айді карт",
    "id card",
    "id-card",
    "identity card",
    "удостоверение личности",
    "удостоверения личности",
    "посвідчення особи",
    "посвідка на проживання",
    "посвідки на проживання",
    "посвідку на проживання",
    "посвідкою на проживання",
    "вид на жительство",
    "вида на жительство",
    "residence permit",
    "унзр",
)
SERIES_WORDS: Final = ("серия", "серию", "серии", "серія", "серію", "серії", "series")
"""They name a passport booklet only together with its two letters."""

_SMALL_WORDS: Final = """
    на за от до по из не но да то он со ко во об ми ти це та чи як від із зі що ні
    at in on of to no is by or an ok
"""
SMALL_WORDS: Final = frozenset(_SMALL_WORDS.split())
"""In small letters these two are a word more often than the series of a passport."""

TAX_NUMBER_WORDS: Final = (
    "рнокпп", "іпн", "инн", "інн", "ідентифікаційний номер", "ідентифікаційний код", "ідентифікаційного номера",
    "ідентифікаційного коду", "ид. код", "ід. код", "податковий номер", "налоговый номер", "идентификационный номер",
    "идентификационный код", "идентификационного номера", "идентификационного кода", "tax number", "tax id", "rnokpp",
    "ipn",
)  # fmt: skip
"""The number of a taxpayer: ten digits, which hold the date of birth."""

OTHER_NUMBER_WORDS: Final = (
    "заказ",
    "замовлен",
    "order",
    "накладн",
    "счет",
    "счёт",
    "рахун",
    "invoice",
    "инвойс",
    "чек",
    "квитанц",
    "платеж",
    "платіж",
    "артикул",
    "серийн",
    "серійн",
    "serial",
    "s/n",
    "модел",
    "model",
    "тикет",
    "тікет",
    "ticket",
    "заявк",
    "обращен",
    "звернен",
    "тел",
    "phone",
    "моб.",
    "инн",
    "іпн",
    "рнокпп",
    "едрпоу",
    "єдрпоу",
    "tax",
    "mac",
    "мфо",
    "карт",
    "посылк",
    "посилк",
    "трек",
    "tracking",
    "код",
    "code",
    "логин",
    "логін",
    "login",
    "договор",
    "договір",
    "contract",
)
"""Between a passport's word and a number, or just before a number, they say that the number is something else."""

LINK_NUMBER: Final = ("№", "#", "номер", "number", "no.", "num", "nomer")
LINK_STRONG: Final = (":", "=", *LINK_NUMBER)
DATED: Final = ("от", "від", "of", "from", "dated")
YEAR: Final = ("г", "р", "года", "року")
"""Between a contract's word and its number its date may stand: `договор от 12.05.2015 г. № 77`."""
LINK_WEAK: Final = ("-", "–", "—", "is", "это", "це", "no", "n", "мой", "мій", "my", "у меня", "у мене", "такой")
LINK_QUOTES: Final = "\"'«“„(<[*"
_NO_VALUES: Final = """
    a an and anonymous are as at blocked but by can cannot check data details doesn does don error expired
    failed fails for form forgot from has have help how id if in incorrect invalid isn it lost me my
    name need new no not of ok on or page pass password please reset see that the this to unknown
    was wasn what when where who will with work works wrong you your user login none null admin web
    wi-fi wifi windows internet router tp-link
"""
NO_VALUES: Final = frozenset(_NO_VALUES.split())
"""Latin words that follow a word for "login" without being one."""

UNITS: Final = (
    "грн", "гривен", "uah", "руб", "коп", "usd", "eur", "евро", "євро", "долл", "дол.", "₴", "$", "€", "%", "мбит",
    "мбіт", "mbit", "mbps", "гбит", "гбіт", "gbit", "мб", "гб", "mb", "gb", "мес", "міс", "дней", "днів", "дня", "дні",
    "год", "лет", "рок", "рік", "час", "мин", "хвил", "day", "month", "year", "hour", "minute", "метр", "шт",
)  # fmt: skip
"""After a number they say that it counts something."""

ADDRESS_WORDS: Final = ("адрес", "address", "проживаю", "мешкаю", "живу", "adresa", "adresoju", "za adresoyu")
NO_STREET_ADDRESS: Final = ("ip", "ип", "mac", "мак", "mail", "мейл", "электрон", "електрон", "сайт", "web", "dns")
"""Just before or after a word for "address" they say that no street is meant."""

STREET_MARKS: Final = (
    "ул.", "ул", "улица", "улице", "улицы", "улицу", "вул.", "вул", "вулиця", "вулиці", "вулицю", "просп.",
    "проспект", "проспекте", "проспекті", "пр-т", "пр.", "бул.", "бульвар", "бульваре", "бульварі", "б-р", "пер.",
    "переулок", "переулке", "пров.", "провулок", "провулку", "пл.", "площадь", "площа", "площі", "шоссе", "шосе",
    "ш.", "наб.", "набережная", "набережной", "набережна", "набережній", "узвіз", "спуск", "тупик", "проезд",
    "проїзд", "майдан", "алея", "аллея", "street", "st.", "str.", "str", "st", "avenue", "ave", "lane", "square",
    "boulevard", "blvd", "road", "rd", "мкр.", "мкр", "мікрорайон", "микрорайон", "vul.", "vul", "vulytsia",
    "vulytsya", "vulycya", "vulytsi", "ul.", "ul", "ulitsa", "ulica", "ulitse", "prosp.", "prospekt", "pr-t", "bulv.",
    "bulvar", "prov.", "provulok", "pereulok", "ploshcha", "nab.", "naberezhna", "uzviz", "mkr.", "mkr",
    "бульв.", "бульв", "пр-кт", "просп", "пров", "площади", "мкрн", "мкр-н", "мікрорайоні", "микрорайоне", "кв-л",
    "масив", "масиві", "массив", "массиве", "ж/м", "проїзді", "проезде", "узвозі", "спуске", "тупику",
)  # fmt: skip
"""They stand before the name of a street, or after it; other forms of the words are not street marks."""

COMMON_STREETS: Final = (
    "центральна", "центральная", "соборна", "соборная", "шкільна", "школьная", "молодіжна", "молодежная", "набережна",
    "набережная", "зелена", "зеленая", "весняна", "весенняя", "південна", "южная", "північна", "северная", "східна",
    "восточная", "західна", "западная", "вокзальна", "вокзальная", "сонячна", "солнечная", "затишна", "широка",
    "широкая", "шевченка", "шевченко", "франка", "франко", "грушевського", "хмельницького", "мазепи", "бандери",
    "сагайдачного", "незалежності", "перемоги", "миру", "свободи", "героїв", "tsentralna", "soborna", "shkilna",
    "shevchenka", "franka", "nezalezhnosti", "peremohy", "myru",
)  # fmt: skip
"""Names that streets of most towns have, by which no other thing with two numbers is called."""

NO_STREET_NAMES: Final = (
    "дом", "будин", "квартир", "кімнат", "комнат", "під'їзд", "подъезд", "поверх", "этаж", "офіс", "офис", "кабінет",
    "кабинет", "корпус", "секці", "секци", "договор", "договір", "контракт", "рахунок", "счет", "логін", "логин",
    "абонент", "клієнт", "клиент", "тел", "моб", "паспорт", "роутер", "порт", "площа", "площад", "тариф", "базов",
    "тестов", "нова", "новая", "новій", "новой", "ігров", "игров", "цифров", "готов", "добов", "разов", "дискова",
    "мережев", "сетев", "серія", "серия", "версі", "верси", "місяц", "день", "січня", "лютого", "березня", "квітня",
    "травня", "червня", "липня", "серпня", "вересня", "жовтня", "листопада", "грудня", "января", "февраля", "марта",
    "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря", "nova", "novaya",
    "пошт", "почт", "аптек", "помилк", "ошибк", "error", "poshta", "pochta",
    "testova", "bazova", "dom", "kv", "tel", "port", "dogov",
)  # fmt: skip
"""Capitalised before a number and a flat, or before two numbers, they are the name of no street."""
