"""What the words of a complaint name (3.11): when the request was sent, who took it, what it said.

Only what is said outright, in Russian, Ukrainian or English, is read; a person reads the rest.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from attrs import field, frozen

from netpoint_stp.clauses import implements

_LONGEST: Final = 20_000
_LONGEST_TEXT: Final = 1000
_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "января янв січня січ january jan",
            "февраля фев лютого лют february feb",
            "марта мар березня бер march mar",
            "апреля апр квітня кві april apr",
            "мая травня тра may",
            "июня июн червня чер june jun",
            "июля июл липня лип july jul",
            "августа авг серпня сер august aug",
            "сентября сен вересня вер september sep sept",
            "октября окт жовтня жов october oct",
            "ноября ноя листопада лис november nov",
            "декабря дек грудня гру december dec",
        ),
        1,
    )
    for name in names.split()
}
_MONTH: Final = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY: Final = re.compile(
    r"(?<![\d.,/-])(?:"
    r"(?P<y1>\d{4})-(?P<m1>\d{1,2})-(?P<d1>\d{1,2})"
    r"|(?P<d2>\d{1,2})[./](?P<m2>\d{1,2})[./](?P<y2>\d{4}|\d{2})"
    rf"|(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m3>{_MONTH})(?!\w)\.?(?:,?\s+(?P<y3>\d{{4}})(?!\d))?"
    rf"|(?<!\w)(?P<m4>{_MONTH})\.?\s+(?P<d4>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,?\s+(?P<y4>\d{{4}})(?!\d))?"
    r")(?![\d/-])(?:\s*(?:года|году|року|рік|г\.|р\.))?",
    re.IGNORECASE,
)
_REQUEST: Final = r"(?<!\w)(?:заявк|обращени|звернен|запит|запрос|request|ticket)\w*"
_SENT: Final = (
    r"(?<!\w)(?:отправ|посла|пода[лнв]|остав|написа|звони|обращал|обратил|надісла|відправ|залиш|дзвони|звертав|звертал|звернув"
    r"|звернула|sent|filed|submitted|wrote|made|called)\w*"
)
_GAP: Final = r"(?:\s+(?!не\b|ни\b|ні\b|not\b|never\b)\w+)"
_MARK: Final = "\ue000"
_SENT_ON: Final = re.compile(
    rf"{_MARK}(\d+){_MARK}{_GAP}{{0,4}}?\s+{_SENT}{_GAP}{{0,3}}?\s+{_REQUEST}"
    rf"|{_SENT}{_GAP}{{0,2}}?\s+{_MARK}(\d+){_MARK}{_GAP}{{0,2}}?\s+{_REQUEST}"
    rf"|{_SENT}{_GAP}{{0,2}}?\s+{_REQUEST}{_GAP}{{0,2}}?\s+{_MARK}(\d+){_MARK}"
    rf"|{_REQUEST}(?:\s+(?:№\s*)?[\w-]+){{0,2}}?\s+(?:от|від|of|from|dated)\s+{_MARK}(\d+){_MARK}",
    re.IGNORECASE,
)
_QUOTED: Final = re.compile(r"«[^«»]*»|“[^“”]*”|„[^„“”]*[“”]|\"[^\"]*\"")
_SENTENCE: Final = re.compile(r"(?<=[.!?…])\s+(?=[^\W\da-zа-яіїєґё_])|\n[ \t]*\n")
_WORKER: Final = (
    r"(?<!\w)(?:сотрудни|оператор|специалист|менеджер|инженер|працівни|співробітни|фахівець|фахівчин|спеціаліст|інженер"
    r"|employee|specialist|manager|engineer)\w*"
)
_TAKER: Final = re.compile(
    r"(?<!\w)(?i:приняла?|прийняв|прийняла|взяла?|взяв|(?:taken|accepted|received)(?:\s+up)?\s+by)"
    rf"(?:\s+(?i:ваша?|ваш[аеі]|your|her|її|её|ее|{_REQUEST}|{_WORKER}))*\s+"
    r"((?:[^\W\da-zа-яіїєґё_][\w’'ʼ-]+)(?:\s+[^\W\da-zа-яіїєґё_][\w’'ʼ-]*\.?){0,2})"
)
_NO_NAME: Final = re.compile(r"(?i:вы|ви|ваш\w*|наш\w*|your?|нетпо[ий]нт\w*|netpoint\w*|компани\w*|компані\w*|company)")
_SAID: Final = re.compile(
    rf"(?:(?:текст|содержание|зміст|text)\w*(?:\s+\w+)?\s+{_REQUEST}|{_REQUEST}(?:\s+\w+){{0,2}}?\s+"
    r"(?:звучал|гласил|содержал|містил|said|read)\w*)(?:\s+(?:так|таким|такой|такий))?\s*[:—–-]?\s*"
    r"(?:«(?P<a>[^«»]+)»|“(?P<b>[^“”]+)”|\"(?P<c>[^\"]+)\"|(?<=[:])\s*(?P<d>[^\n]+))",
    re.IGNORECASE,
)


@frozen(kw_only=True)
class NamedInComplaint:
    """What a complaint says of the request; None is what its words do not say outright."""

    request_date: date | None = None
    taker_name: str | None = field(default=None, repr=False)
    request_text: str | None = field(default=None, repr=False)


@implements("3.11")
def named_in_complaint(subject: str, text: str, *, lodged_on: date) -> NamedInComplaint:
    """Return what a complaint names of the request it is about; a day without its year is the last one before lodging.

    A date counts where it is said to be the request's, and no other one is; other people's words in quotation marks do
    not say when the request was sent.
    """
    own = text[:_LONGEST]
    parts = [subject[:_LONGEST], *_SENTENCE.split(own)]
    days = {day for part in parts for day in _sent_on(_QUOTED.sub(" ", part), lodged_on)}
    takers = [name for part in parts for name in _takers(part)]
    said = _SAID.search(own)
    quoted = "" if said is None else next((value for value in said.groups() if value), "")
    return NamedInComplaint(
        request_date=days.pop() if len(days) == 1 else None,
        taker_name=takers[0] if len(set(takers)) == 1 else None,
        request_text=" ".join(quoted.split())[:_LONGEST_TEXT] if len(quoted.split()) > 1 else None,
    )


def days_told(text: str, *, latest: date) -> frozenset[date]:
    """Return the days that a text names, none after `latest`; one without its year is the last before that."""
    return frozenset(day for _, _, day in _days(text[:_LONGEST], latest))


def _days(text: str, latest: date) -> Iterator[tuple[int, int, date]]:
    for found in _DAY.finditer(text):
        told = {name[0]: value for name, value in found.groupdict().items() if value is not None}
        month = _MONTHS.get(told["m"].casefold()) or int(told["m"])
        day = _day(told.get("y"), month, int(told["d"]), latest)
        if day is not None and day <= latest:
            yield found.start(), found.end(), day


def _day(year: str | None, month: int, day: int, latest: date) -> date | None:
    years = [latest.year, latest.year - 1] if year is None else [int(year) + (2000 if len(year) == 2 else 0)]
    for each in years:
        try:
            made = date(each, month, day)
        except ValueError:
            continue
        if year is not None or made <= latest:
            return made
    return None


def _sent_on(part: str, latest: date) -> Iterator[date]:
    days = [*_days(part, latest)]
    marked = part.replace(_MARK, " ")
    for number, (start, end, _) in reversed([*enumerate(days)]):
        marked = f"{marked[:start]}{_MARK}{number}{_MARK}{marked[end:]}"
    for found in _SENT_ON.finditer(marked):
        yield days[int(next(group for group in found.groups() if group is not None))][2]


def _takers(part: str) -> Iterator[str]:
    if re.search(_REQUEST, part, re.IGNORECASE) is None:
        return
    for found in _TAKER.finditer(part):
        if _NO_NAME.match(found[1]) is None:
            yield found[1].rstrip(".")
