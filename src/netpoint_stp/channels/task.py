"""Is the task stated (3.5)? Only what a program can honestly say; anything finer is a port."""

import re
from collections.abc import Iterable
from enum import Enum
from typing import Protocol

from netpoint_stp.channels.email.own_words.quoting import ANSWERS
from netpoint_stp.channels.email.own_words.signatures import says_something
from netpoint_stp.channels.interaction import Interaction
from netpoint_stp.channels.task_words import ACCOUNT_LABELS, GREETING, NEGATIONS, NO_WRITER, PLACEHOLDERS, SAYS_NOTHING
from netpoint_stp.clauses import implements

_WORD = re.compile(r"[^\W_]+(?:['’ʼ-][^\W_]+)*")
_NUMBER_SIGN = re.compile(r"(?i)(?<!\w)no(?!\w)(?!\W{1,3}[^\W\d_])")
"""The English `no` that stands for "number": no word follows it."""


class TaskReading(Enum):
    """What a message says about what is to be done."""

    STATED = "stated"
    EMPTY = "empty"
    GREETING_ONLY = "greeting_only"
    QUOTED_ONLY = "quoted_only"
    ATTACHMENT_ONLY = "attachment_only"
    ACCOUNT_DATA_ONLY = "account_data_only"
    CRY_ONLY = "cry_only"
    """It calls for help, names a problem or points to an attachment, and does not say what."""
    ANSWER = "answer"
    """Account information in answer to an earlier message: the task is the one of that message."""
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
    """Tell whether the task is stated: in the writer's own words, else in the subject, else below a signature's mark.

    `account_spans` are the half-open spans of account information found in `interaction.text.own`. Without
    them, a text of nothing but account data counts as stated.
    """
    own = interaction.text.own
    words = frozenset(_words(_without(own, account_spans)))
    meant = {word for word in words - _names(interaction) if not word.isdecimal()}
    if not meant <= SAYS_NOTHING:
        return _judged(interaction.subject, own, classifier)
    answers = bool(interaction.references) or ANSWERS.match(interaction.subject) is not None
    if _subject_says(interaction.subject, answers=answers) or _signature_says(interaction.text.signature):
        return _judged(interaction.subject, own, classifier)
    if any(True for _ in _spans(own, account_spans)):
        return TaskReading.ANSWER if answers else TaskReading.ACCOUNT_DATA_ONLY
    if interaction.attachments and all(word not in ACCOUNT_LABELS or word in GREETING for word in meant):
        return TaskReading.ATTACHMENT_ONLY
    if any(word not in GREETING and word not in ACCOUNT_LABELS for word in meant):
        return TaskReading.CRY_ONLY
    if words:
        return TaskReading.GREETING_ONLY
    return TaskReading.QUOTED_ONLY if interaction.text.quoted.strip() else TaskReading.EMPTY


def _names(interaction: Interaction) -> frozenset[str]:
    """Return the words of the sender's own name, with which many end a message."""
    return frozenset() if interaction.sender is None else frozenset(_words(interaction.sender.name))


def _signature_says(signature: str) -> bool:
    """Whether words were written below the separator of a signature: sentences, and no notice that is always there."""
    lines = (line for line in signature.split("\n") if not any(part in line.casefold() for part in NO_WRITER))
    return any(says_something(line) for line in lines)


def _judged(subject: str, text: str, classifier: TaskClassifier | None) -> TaskReading:
    if classifier is not None and classifier.task_stated(subject, text) is False:
        return TaskReading.UNCLEAR
    return TaskReading.STATED


def _words(text: str) -> list[str]:
    plain = _NUMBER_SIGN.sub(" ", text).casefold().replace("’", "'").replace("ʼ", "'")
    return _WORD.findall(plain)


def _subject_says(subject: str, *, answers: bool) -> bool:
    """Whether the subject alone states something; that of an answer is the earlier message's."""
    if answers:
        return False
    words = [word for word in _words(subject) if word not in GREETING and not word.isdecimal()]
    if any(word in NEGATIONS for word in words) and any(word not in NEGATIONS | PLACEHOLDERS for word in words):
        return True
    return sum(word not in SAYS_NOTHING for word in words) >= 2


def _spans(text: str, spans: Iterable[tuple[int, int]]) -> Iterable[tuple[int, int]]:
    return ((max(start, 0), min(end, len(text))) for start, end in spans if 0 <= start < end and start < len(text))


def _without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    pieces: list[str] = []
    last = 0
    for start, end in sorted(_spans(text, spans)):
        first = max(start, last)
        if first < end:
            pieces += [text[last:first], " " * (end - first)]
            last = end
    return "".join(pieces) + text[last:]
