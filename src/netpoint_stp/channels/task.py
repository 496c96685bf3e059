"""Is the task stated (3.5)? Only what a program can honestly say; anything finer is a port."""

import re
from collections.abc import Iterable, Iterator
from enum import Enum
from typing import Protocol

from netpoint_stp.channels.interaction import Interaction
from netpoint_stp.clauses import implements

_WORD = re.compile(r"[^\W_]+(?:['’ʼ-][^\W_]+)*")


def _listed(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


_GREETING_WORDS = _listed(
    "здравствуйте здравствуй привет приветствую добрый доброе доброго доброї добрий день дня утро ранок ранку",
    "вечер вечір вечора ночи ночі суток доби вітаю вітання привіт здрастуйте шановні шановний шановна уважаемые",
    "уважаемый уважаемая коллеги колеги друзья друзі пане пані господа спасибо дякую заранее наперед пожалуйста",
    "будь ласка с з уважением повагою техподдержка техпідтримка поддержка підтримка служба службы служби",
    "техническая технической технічна технічної поддержки поддержку підтримки підтримку підтримко",
    "netpoint нетпоинт нетпойнт",
    "hello hi hey dear sir sirs madam good morning afternoon evening day team support all there to whom it may",
    "concern thanks thank you in advance regards best kind please",
)
_LABELS = _listed(
    "логин логін login договор договір договору договора contract номер number no абонент абонента абонентський",
    "адрес адреса address паспорт passport серия серія счет счёт рахунок account лицевой особовий телефон phone тел",
    "мой моя моё моє мій мои мої my id is ул вул улица вулиця дом будинок кв квартира г м місто город",
    "фио піб имя ім'я name прізвище фамилия клиент клієнт client",
)
_EMPTY_SUBJECTS = _listed(
    "заявка заявление заява обращение звернення запит запрос request question вопрос питання проблема problem help",
    "помощь допомога допоможіть помогите срочно терміново urgent re fwd fw без темы теми тема subject",
    "интернет інтернет internet от від from",
)


class TaskReading(Enum):
    """What a message says about what is to be done."""

    STATED = "stated"
    EMPTY = "empty"
    GREETING_ONLY = "greeting_only"
    QUOTED_ONLY = "quoted_only"
    ATTACHMENT_ONLY = "attachment_only"
    ACCOUNT_DATA_ONLY = "account_data_only"
    UNCLEAR = "unclear"
    """Said by somebody's classifier, never by this library."""

    __hash__ = object.__hash__


class TaskClassifier(Protocol):
    """Somebody's own judgement about a text that has words of its own; none is built in."""

    def task_stated(self, subject: str, text: str) -> bool | None:
        """Whether the task is stated; None: no opinion. Must not raise for any text."""


@implements("3.5")
def read_task(
    interaction: Interaction,
    account_spans: Iterable[tuple[int, int]] = (),
    *,
    classifier: TaskClassifier | None = None,
) -> TaskReading:
    """Tell whether the task is stated: in the writer's own words, or in the subject where the text is empty of it.

    `account_spans` are the half-open spans of account information found in `interaction.text.own`. Without
    them, a text of nothing but account data counts as stated.
    """
    own = interaction.text.own
    rest = _without(own, account_spans)
    if any(word not in _GREETING_WORDS and word not in _LABELS and not word.isdecimal() for word in _words(rest)):
        return _judged(interaction.subject, own, classifier)
    if _subject_says(interaction.subject, answers=bool(interaction.references)):
        return _judged(interaction.subject, own, classifier)
    if any(True for _ in _spans(own, account_spans)):
        return TaskReading.ACCOUNT_DATA_ONLY
    words = [*_words(rest)]
    if interaction.attachments and not any(word not in _GREETING_WORDS for word in words):
        return TaskReading.ATTACHMENT_ONLY
    if words:
        return TaskReading.GREETING_ONLY
    return TaskReading.QUOTED_ONLY if interaction.text.quoted.strip() else TaskReading.EMPTY


def _judged(subject: str, text: str, classifier: TaskClassifier | None) -> TaskReading:
    if classifier is not None and classifier.task_stated(subject, text) is False:
        return TaskReading.UNCLEAR
    return TaskReading.STATED


def _words(text: str) -> Iterator[str]:
    return (hit[0].casefold().replace("’", "'").replace("ʼ", "'") for hit in _WORD.finditer(text))


def _subject_says(subject: str, *, answers: bool) -> bool:
    """Whether the subject alone states something; that of an answer is the earlier message's."""
    if answers:
        return False
    words = _words(subject)
    meant = [word for word in words if word not in _GREETING_WORDS | _LABELS | _EMPTY_SUBJECTS and not word.isdecimal()]
    return len(meant) >= 2


def _spans(text: str, spans: Iterable[tuple[int, int]]) -> Iterable[tuple[int, int]]:
    return ((max(start, 0), min(end, len(text))) for start, end in spans if 0 <= start < end and start < len(text))


def _without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    characters = list(text)
    for start, end in _spans(text, spans):
        characters[start:end] = " " * (end - start)
    return "".join(characters)
