"""The words that state no task (3.5): greetings, names of account information, calls for help, in three languages."""

from typing import Final


def _listed(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


GREETING: Final = _listed(
    "здравствуйте здравствуй привет приветствую добрый доброе доброго доброї добрий день дня утро ранок ранку",
    "вечер вечір вечора ночи ночі суток доби вітаю вітання привіт здрастуйте шановні шановний шановна уважаемые",
    "уважаемый уважаемая коллеги колеги друзья друзі пане пані господа спасибо дякую заранее наперед пожалуйста",
    "будь ласка с з уважением повагою техподдержка техпідтримка поддержка підтримка служба службы служби",
    "техническая технической технічна технічної поддержки поддержку підтримки підтримку підтримко",
    "netpoint нетпоинт нетпойнт",
    "hello hi hey dear sir sirs madam good morning afternoon evening day team support all there to whom it may",
    "concern thanks thank you in advance regards best kind please",
)
ACCOUNT_LABELS: Final = _listed(
    "логин логін login договор договір договору договора contract номер number абонент абонента абонентський",
    "адрес адреса address паспорт passport серия серія счет счёт рахунок account лицевой особовий телефон phone тел",
    "мой моя моё моє мій мои мої my id is ул вул улица вулиця дом будинок кв квартира г м місто город",
    "фио піб имя ім'я name прізвище фамилия клиент клієнт client",
)
MATTERS: Final = _listed(
    "заявка заявление заява обращение звернення запит запрос request question вопрос питання проблема проблему problem",
    "issue срочно терміново urgent urgently asap re fwd fw без темы теми тема subject",
    "интернет інтернет internet от від from",
)
"""What a request is called, without what is wanted."""
CRIES: Final = _listed(
    "увагу за я ваш ваша ваші ваши",
    "help помощь помоги помогите допомога допоможіть допоможи поможіть sos выручайте виручайте рятуйте спасите",
    "алло алё ало караул халепа біда беда trouble ответьте відповідайте відгукніться відповідь ау",
    "увага внимание attention дуже очень very",
    "что що шо мне мені нам делать робити делаем робимо теперь тепер зараз дальше далі же ж how now what do",
    "should i we me us can could next anyone anybody somebody someone there",
    "хто кто небудь нибудь чи ли кто-нибудь хоч хоть кто-то хтось хто-небудь",
    "есть є маю имею имеется у меня мене нас have has got a an the и і та and here тут ось вот",
    "смотрите смотри посмотрите см дивіться дивись подивіться див гляньте see look find check attached attachment",
    "attachments enclosed вложение вложении вложения вложениях приложение приложении вкладення вкладенні вкладеннях",
    "додаток додатку додатках прикрепил прикрепила прикріпив прикріпила надсилаю отправляю во в у на the file files",
    "файл файлы файли фото photo photos picture скрин скриншот скрін скріншот screenshot детали деталі details",
)
"""Calls for help, and pointers to what came along: no word of them says what is to be done."""
NEGATIONS: Final = _listed("no not нет не нема немає ні")
PLACEHOLDERS: Final = _listed("subject темы теми тема")
"""What a mail program calls a subject that is not there: `(no subject)`."""
SAYS_NOTHING: Final = GREETING | ACCOUNT_LABELS | MATTERS | CRIES
"""Words of which a text can consist and yet state no task."""
NO_WRITER: Final = (
    "конфіденц", "конфиденц", "confidential", "intended recipient", "disclaimer", "адресат", "адресован", "viruses",
    "вірус", "вирус", "environment", "before printing", "перед друком", "прежде чем распечат",
)  # fmt: skip
"""Parts of words by which a notice below a signature is known that nobody wrote for this message."""
