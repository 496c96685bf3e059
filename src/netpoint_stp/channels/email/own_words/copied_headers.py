"""Headers that mail programs copy into a text above what they quote or forward, and the lines that frame it (3.5)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from attrs import field, frozen

from netpoint_stp.channels.email.own_words.attribution_words import DATE, TIME

SEPARATOR: Final = re.compile(
    r"(?i)[\s>*]{0,10}[-‐‑–—_=]{2,60}\s{0,10}"
    r"(?:original message|original appointment|исходное сообщение|оригинальное сообщение|вихідне повідомлення"
    r"|оригінальне повідомлення|початкове повідомлення|первоначальное сообщение|reply message)"
    r"\s{0,10}[-‐‑–—_=]{2,60}\s{0,5}"
)
REPLY_ABOVE: Final = re.compile(
    r"(?i)[\W_]{0,12}(?:please,? |будь ласка,? |пожалуйста,? )?(?:(?:type |write )?(?:your )?reply above this line"
    r"|(?:пишите|введите|напишите) (?:ваш )?ответ выше этой (?:линии|строки|черты)"
    r"|(?:пишіть|введіть|напишіть) (?:вашу )?відповідь (?:вище|над) ц(?:ієї|ією) (?:лінії|лінією|риски|рискою))"
    r"[\W_]{0,12}"
)
"""The line that helpdesks put above what they quote."""
FORWARD: Final = re.compile(
    r"(?i)[\s>*]{0,10}(?:[-–—_=]{2,60}\s{0,10})?"
    r"(?:forwarded message|forwarded by [^\n]{1,80}|пересланное сообщение|пересылаемое сообщение"
    r"|(?:это|це) (?:пересылаемое|пересилане|переслане) (?:сообщение|повідомлення)|переадресованное сообщение"
    r"|перенаправленное сообщение|переслане повідомлення|пересилане повідомлення|переадресоване повідомлення"
    r"|перенаправлене повідомлення|begin forwarded message|начало (?:пере\w{2,20}) сообщения"
    r"|початок (?:пере\w{2,20}) (?:повідомлення|листа)|завершение пересылаемого сообщения)"
    r"(?:\s{0,10}[-–—_=:]{1,60})?\s{0,5}"
)
RULE: Final = re.compile(r"\s{0,10}[_-]{5,80}\s{0,10}")
QUOTE: Final = re.compile(r"[ \t]{0,3}(?:>|&gt;|\|(?= (?![^|\n]{1,200}\|)))")
"""A line marked as quoted; one with a bar before and after its words is a row of a table."""
_FRAME: Final = re.compile(
    r"(?i)={2,10}8<=[^\n]{0,150}=\s*"
    r"|[\s>]{0,10}[-–—]{2,60}\s{0,10}(?:конец|завершение|кінець|завершення|end of)"
    r" (?:пере\w{2,20}|forwarded) (?:сообщения|повідомлення|листа|message)\s{0,10}[-–—]{0,60}\s*"
)
"""Lines with which a mail program frames what it forwards; no words of anybody."""
_FROM_WHOM: Final = re.compile(
    r"""(?:"[^"<>]{0,100}"|[^"<>,;:]{0,100})\s?<[^<>\s]{1,120}@[^<>\s]{1,120}>(?=\s?:\s*$)"""
)
_LABELS: Final = {
    "from": ("from", "от", "від", "от кого", "від кого", "отправитель", "відправник"),
    "date": (
        "date", "sent", "дата", "отправлено", "надіслано", "дата отправки", "дата відправлення", "відправлено",
        "отправленные", "надіслані", "відправлені", "дата надсилання",
    ),
    "to": (
        "to", "кому", "cc", "копия", "копія", "bcc", "reply-to", "получатель", "одержувач", "скрытая копия",
        "прихована копія",
    ),
    "subject": ("subject", "тема"),
    "more": (
        "importance", "priority", "attachments", "organization", "message-id", "важность", "важливість", "вложения",
        "вкладення", "приоритет", "пріоритет",
    ),
}  # fmt: skip
_LABEL_OF: Final = {word: label for label, words in _LABELS.items() for word in words}
_LABEL: Final = re.compile(
    r"[\s>*_]{0,10}([A-Za-zА-яІіЇїЄєЁёҐґ-]{2,15}(?: [А-яІіЇїЄєЁёҐґ]{2,15})?)\s?:[*_]{0,3}\s{0,5}(.*)"
)
_ADDRESS: Final = re.compile(
    r"<[^<>\s]{1,120}@[^<>\s]{1,120}>|\[mailto:[^\]]{1,200}\]|\s*[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{1,64}\s*$"
    r"|\([^()\s@]{1,64}@[^()\s]{1,120}\)"
)
_ONLY_ADDRESS: Final = re.compile(
    r".*(?:<[^<>\s]{1,120}@[^<>\s]{1,120}>|\[mailto:[^\]]{1,200}\]|\([^()\s@]{1,64}@[^()\s]{1,120}\))"
    r"|\s*[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{1,64}\s*"
)
_OPEN: Final = re.compile(r"<[^<>]{0,120}$")
_MOST_LINES: Final = 14
_TRIES: Final = 300


@frozen(kw_only=True)
class ForwardedText:
    """A forward within a text: what was written above it, the copied header, and the forwarded words."""

    note: str = field(repr=False)
    sender: str = field(repr=False)
    date: str = ""
    subject: str = field(default="", repr=False)
    text: str = field(repr=False)
    announced: bool = False
    """Whether a line says that it is a forward; else it may be a reply."""


@frozen
class CopiedHeader:
    """The values of a copied header, and the line after it."""

    values: Mapping[str, str] = field(repr=False, hash=False)
    after: int
    form: bool
    """Whether it has labels that no mail program copies, as a form of a web site has."""

    @property
    def has_address(self) -> bool:
        """Whether the sender is named with an address."""
        return _ONLY_ADDRESS.match(self.values["from"]) is not None

    @property
    def has_time(self) -> bool:
        """Whether the date has a clock time, as programs write it and the head of a letter does not."""
        return TIME.search(DATE.sub(" ", self.values.get("date", ""))) is not None


def starts_header(line: str) -> bool:
    """Whether the line begins with a label of a copied header."""
    return label_of(line) is not None


def label_of(line: str) -> str | None:
    """Return which label a line begins with: `from`, `date`, `to`, `subject`, `more`; None without one."""
    match = _LABEL.match(line)
    return None if match is None else _LABEL_OF.get(match[1].lower())


def copied_header(lines: Sequence[str], place: int, *, announced: bool = False) -> CopiedHeader | None:
    """Read a copied header (`From: … Sent: … Subject: …`) that starts at `place`: it names a sender and two things.

    One thing beside a sender with an address is enough where a line above is `announced` to begin a forward.
    """
    values: dict[str, str] = {}
    last, label, others, form = place, "", 0, False
    for number in range(place, min(place + _MOST_LINES, len(lines))):
        line = lines[number]
        match = _LABEL.match(line)
        if match and (found := _LABEL_OF.get(match[1].lower())):
            label = found
            values.setdefault(label, match[2].strip(" *_"))
            last, others, form = number, 0, form or others > 0
        elif not line.strip(" >\t"):
            if len(values) >= 2:
                break
        elif match and number == last + 1 + others:
            others += 1
        elif label and number == last + 1 and (len(values) > 1 or _goes_on(values[label], line)):
            values[label] = _wrapped(values[label], line)
            last = number if len(values) == 1 else last
        else:
            break
    if not values.get("from") or len(values) < 2:
        return None
    head = CopiedHeader(values, last + 1, form or others > 0)
    return head if len(values) > 2 or (announced and head.has_address) else None


def _wrapped(value: str, line: str) -> str:
    """Return a value with the line that it was wrapped onto; an address is not parted by a space."""
    between = "" if _OPEN.search(value) else " "
    return f"{value}{between}{line.lstrip(' >').rstrip()}".strip()


def _goes_on(value: str, line: str) -> bool:
    """Whether a sender was wrapped: the line has his address, or the rest of it."""
    return _ADDRESS.match(line.strip()) is not None or (_OPEN.search(value) is not None and ">" in line)


def header_follows(lines: Sequence[str], place: int) -> bool:
    """Whether a copied header starts within four lines below `place`, which begins a forward."""
    below = range(place + 1, min(place + 5, len(lines)))
    return any(copied_header(lines, start, announced=True) is not None for start in below)


def forwarded(text: str) -> ForwardedText | None:
    """Find the first forwarded message in a text, by its copied header; None where there is none."""
    lines = text.split("\n")
    for place in islice(_header_starts(lines), _TRIES):
        above = next((number for number in range(place - 1, -1, -1) if lines[number].strip(" >\t")), None)
        announced = above is not None and FORWARD.fullmatch(lines[above]) is not None
        if (head := copied_header(lines, place, announced=announced)) is None:
            continue
        note_end = above if above is not None and (announced or RULE.fullmatch(lines[above])) else place
        body = lines[head.after :]
        if QUOTE.match(lines[place]):
            body = [QUOTE.sub("", inner, count=1).removeprefix(" ") for inner in body]
        return ForwardedText(
            note=_joined(lines[:note_end]),
            sender=head.values["from"],
            date=head.values.get("date", ""),
            subject=head.values.get("subject", ""),
            text=_joined([inner for inner in body if not _FRAME.fullmatch(inner)]),
            announced=announced,
        )
    return _forwarded_under_a_line(lines)


def _header_starts(lines: Sequence[str]) -> Iterator[int]:
    return (place for place, line in enumerate(lines) if starts_header(line))


def _forwarded_under_a_line(lines: Sequence[str]) -> ForwardedText | None:
    """Find a forward whose copied header is one line, with the moment and the sender, as Yandex writes it."""
    announcements = (place for place, line in enumerate(lines) if FORWARD.fullmatch(line))
    for place in islice(announcements, _TRIES):
        below = next((number for number in range(place + 1, min(place + 4, len(lines))) if lines[number].strip()), None)
        if below is None or not (sender := _FROM_WHOM.search(lines[below])):
            continue
        if not (DATE.search(lines[below]) or TIME.search(lines[below])):
            continue
        body = [inner for inner in lines[below + 1 :] if not _FRAME.fullmatch(inner)]
        return ForwardedText(note=_joined(lines[:place]), sender=sender[0].strip(), text=_joined(body), announced=True)
    return None


def _joined(lines: Sequence[str]) -> str:
    return "\n".join(lines).strip("\n \t")
