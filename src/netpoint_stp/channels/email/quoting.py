"""The writer's own words apart from what is quoted and from the signature, in Russian, Ukrainian and English (3.5)."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from attrs import field, frozen

from netpoint_stp.channels.interaction import Text

_QUOTE = re.compile(r"[ \t]{0,3}(?:>|&gt;|\|(?= ))")
_VERB = re.compile(
    r"(?i)\b(?:wrote|writes|пишет|пише|писал(?:а|\(а\)|и)?|написал(?:а|\(а\)|и)?|писав|писала|писав\(ла\)|"
    r"написав|написала|написав\(ла\)|schrieb|a écrit|napisał|napisała)(?!\w)"
)
_WHO = re.compile(r"<[^<>\s]{1,120}@[^<>\s]{1,120}>|\[mailto:[^\]]{1,200}\]|[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{2,64}")
_WHEN = re.compile(r"\d{1,2}[:.]\d{2}\b|\b\d{1,4}[./-]\d{1,2}[./-]\d{2,4}\b|\b(?:19|20)\d{2}\b")
_SEPARATOR = re.compile(
    r"(?i)[\s>*]{0,10}[-–—_=]{2,60}\s{0,10}"
    r"(?:original message|original appointment|исходное сообщение|оригинальное сообщение|вихідне повідомлення"
    r"|оригінальне повідомлення|початкове повідомлення|первоначальное сообщение)\s{0,10}[-–—_=]{2,60}\s{0,5}"
)
_FORWARD = re.compile(
    r"(?i)[\s>*]{0,10}(?:[-–—_=]{2,60}\s{0,10})?"
    r"(?:forwarded message|forwarded by [^\n]{1,80}|пересланное сообщение|пересылаемое сообщение"
    r"|переадресованное сообщение"
    r"|перенаправленное сообщение|переслане повідомлення|пересилане повідомлення|переадресоване повідомлення"
    r"|перенаправлене повідомлення|begin forwarded message|начало (?:пере\w{2,20}) сообщения"
    r"|початок (?:пере\w{2,20}) (?:повідомлення|листа)|завершение пересылаемого сообщения)"
    r"(?:\s{0,10}[-–—_=:]{1,60})?\s{0,5}"
)
_RULE = re.compile(r"\s{0,10}_{5,80}\s{0,10}")
_FRAME = re.compile(
    r"(?i)={2,10}8<=[^\n]{0,150}=\s*"
    r"|[\s>]{0,10}[-–—]{2,60}\s{0,10}(?:конец|завершение|кінець|завершення|end of)"
    r" (?:пере\w{2,20}|forwarded) (?:сообщения|повідомлення|листа|message)\s{0,10}[-–—]{0,60}\s*"
)
"""Lines with which a mail program frames what it forwards; no words of anybody."""
_FROM_WHOM = re.compile(r"""(?:"[^"<>]{0,100}"|[^"<>,;:]{0,100})\s?<[^<>\s]{1,120}@[^<>\s]{1,120}>(?=\s?:\s*$)""")
_LABELS = {
    "from": ("from", "от", "від", "от кого", "від кого", "отправитель", "відправник"),
    "date": ("date", "sent", "дата", "отправлено", "надіслано", "дата отправки", "дата відправлення", "відправлено"),
    "to": ("to", "кому", "cc", "копия", "копія", "bcc", "reply-to", "получатель", "одержувач"),
    "subject": ("subject", "тема"),
}  # fmt: skip
_LABEL_OF = {word: label for label, words in _LABELS.items() for word in words}
_LABEL = re.compile(r"[\s>*_]{0,10}([A-Za-zА-яІіЇїЄєЁё-]{2,15}(?: [А-яІіЇїЄєЁё]{2,15})?)\s?:[*_]{0,3}\s{0,5}(.*)")
_SIGNATURE = re.compile(r"(?:--|—|–|__)[ \xa0]?")
_CLOSING = re.compile(
    r"(?i)\s*(?:с уважением|с ув\.|с наилучшими пожеланиями|всего доброго|з повагою|з найкращими побажаннями"
    r"|(?:best|kind|warm|with best|with kind) regards|regards|sincerely"
    r"|yours (?:truly|sincerely|faithfully)|best wishes)\b"
)
_SENT_FROM = re.compile(
    r"(?i)\s*(?:sent from (?:my|mail|yahoo|outlook|the)\b|(?:get|получить|отримати) outlook (?:for|для)\b"
    r"|отправлено (?:с|из|от)\b(?! вас)"
    r"|надіслано (?:з|із|від|з мого)\b|послано (?:с|из)\b|відправлено (?:з|із)\b).{0,80}"
)
_LONGEST_CLOSING = 10
_LONGEST_ATTRIBUTION = 400
_ENDS = (":", "：")
_TRIES = 300
"""After so many places that look like the start of a quotation and are none, no more are looked at."""


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


def split_text(text: str) -> Text:
    """Part a message's text into own words, quoted words and signature; every line lands in one of the three."""
    lines = text.split("\n")
    end = _quoted_tail(lines)
    own, quoted = _without_quotes(lines[:end])
    quoted += lines[end:]
    own, signature = _without_signature(own)
    return Text(own=_joined(own), quoted=_joined(quoted), signature=_joined(signature))


def forwarded(text: str) -> ForwardedText | None:
    """Find the first forwarded message in a text, by its copied header; None where there is none."""
    lines = text.split("\n")
    for place in islice(_header_starts(lines), _TRIES):
        if (head := _copied_header(lines, place)) is None:
            continue
        values, after = head
        above = next((number for number in range(place - 1, -1, -1) if lines[number].strip(" >\t")), None)
        announced = above is not None and _FORWARD.fullmatch(lines[above]) is not None
        note_end = above if above is not None and (announced or _RULE.fullmatch(lines[above])) else place
        body = lines[after:]
        if _QUOTE.match(lines[place]):
            body = [_QUOTE.sub("", inner, count=1).removeprefix(" ") for inner in body]
        return ForwardedText(
            note=_joined(lines[:note_end]),
            sender=values["from"],
            date=values.get("date", ""),
            subject=values.get("subject", ""),
            text=_joined([inner for inner in body if not _FRAME.fullmatch(inner)]),
            announced=announced,
        )
    return _forwarded_under_a_line(lines)


def _forwarded_under_a_line(lines: Sequence[str]) -> ForwardedText | None:
    """Find a forward whose copied header is one line, with the moment and the sender, as Yandex writes it."""
    announcements = (place for place, line in enumerate(lines) if _FORWARD.fullmatch(line))
    for place in islice(announcements, _TRIES):
        below = next((number for number in range(place + 1, min(place + 4, len(lines))) if lines[number].strip()), None)
        if below is None or not _WHEN.search(lines[below]) or not (sender := _FROM_WHOM.search(lines[below])):
            continue
        body = [inner for inner in lines[below + 1 :] if not _FRAME.fullmatch(inner)]
        return ForwardedText(note=_joined(lines[:place]), sender=sender[0].strip(), text=_joined(body), announced=True)
    return None


def _joined(lines: Sequence[str]) -> str:
    return "\n".join(lines).strip("\n \t")


def _quoted_tail(lines: Sequence[str]) -> int:
    """Return the line from which on all is quoted without any mark on the lines; their number where none is."""
    tries = 0
    for place, line in enumerate(lines):
        if not line.strip() or _QUOTE.match(line):
            continue
        if _SEPARATOR.fullmatch(line) or (_FORWARD.fullmatch(line) and _header_follows(lines, place)):
            return place
        if (start := _starts_header(line)) or line.rstrip().endswith(_ENDS):
            tries += 1
            if tries > _TRIES:
                break
            if start and _copied_header(lines, place) is not None:
                return place - 1 if place and _RULE.fullmatch(lines[place - 1]) else place
            first = _attribution(lines, place)
            if first is not None and not _quote_follows(lines, place):
                return first
    return len(lines)


def _starts_header(line: str) -> bool:
    match = _LABEL.match(line)
    return match is not None and match[1].lower() in _LABEL_OF


def _header_starts(lines: Sequence[str]) -> Iterator[int]:
    return (place for place, line in enumerate(lines) if _starts_header(line))


def _header_follows(lines: Sequence[str], place: int) -> bool:
    return any(_copied_header(lines, below) is not None for below in range(place + 1, min(place + 5, len(lines))))


def _quote_follows(lines: Sequence[str], place: int) -> bool:
    below = [line for line in lines[place + 1 : place + 6] if line.strip()][:2]
    return any(_QUOTE.match(line) for line in below)


def _attribution(lines: Sequence[str], place: int) -> int | None:
    """Return the first line of "on that day somebody wrote:" that ends at `place`; None where none does."""
    if not lines[place].rstrip().endswith(_ENDS):
        return None
    joined = ""
    without_date: int | None = None
    for first in range(place, max(place - 4, -1), -1):
        line = lines[first].strip()
        joined = f"{line} {joined}".strip()
        if not line or len(joined) > _LONGEST_ATTRIBUTION:
            break
        verb = _VERB.search(joined) is not None
        if _WHEN.search(joined) and (verb or _WHO.search(joined)):
            return first
        if without_date is None and verb and _VERB.search(joined[-20:]) and _quote_follows(lines, place):
            without_date = first
    return without_date


def _copied_header(lines: Sequence[str], place: int) -> tuple[dict[str, str], int] | None:
    """Read a copied header (`From: … Sent: … Subject: …`) that starts at `place`: its values, and the line after it."""
    values: dict[str, str] = {}
    last, label = place, ""
    for number in range(place, min(place + 14, len(lines))):
        line = lines[number]
        match = _LABEL.match(line)
        found = _LABEL_OF.get(match[1].lower()) if match else None
        if match and found:
            label = found
            values.setdefault(label, match[2].strip(" *_"))
            last = number
        elif not line.strip(" >\t"):
            if len(values) >= 2:
                break
        elif label and number == last + 1 and len(values) > 1:
            values[label] = f"{values[label]} {line.strip(' >')}".strip()
        else:
            break
    if not values.get("from") or len(values) < 3:
        return None
    return values, last + 1


def _without_quotes(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    own: list[str] = []
    quoted: list[str] = []
    tries = 0
    for place, line in enumerate(lines):
        if _QUOTE.match(line):
            quoted.append(line)
            continue
        own.append(line)
        if tries >= _TRIES or not line.rstrip().endswith(_ENDS):
            continue
        tries += 1
        if _quote_follows(lines, place) and (first := _attribution(lines, place)) is not None:
            count = min(place - first + 1, len(own))
            quoted.extend(own[-count:])
            del own[-count:]
    return own, quoted


def _without_signature(lines: list[str]) -> tuple[list[str], list[str]]:
    for place in range(len(lines) - 1, -1, -1):
        if _SIGNATURE.fullmatch(lines[place]) and len(lines) - place <= 25:
            return lines[:place], lines[place:]
    filled = [place for place, line in enumerate(lines) if line.strip()]
    for place in filled[-2:]:
        if _SENT_FROM.fullmatch(lines[place]):
            return lines[:place], lines[place:]
    for place in filled[-_LONGEST_CLOSING:]:
        rest = [lines[below] for below in filled if below >= place]
        if _CLOSING.match(lines[place]) and sum(map(len, rest)) <= 500:
            return lines[:place], lines[place:]
    return lines, []
