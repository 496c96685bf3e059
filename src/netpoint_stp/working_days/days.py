"""What one day is to a calendar, why, by whose authority, and how sure that is (3.12; reading I-15)."""

from datetime import date
from typing import Final, Literal, TypeAlias

import attrs

from netpoint_stp.clauses import Language, language
from netpoint_stp.moments import tell_date, tell_weekday
from netpoint_stp.wording import in_words

FIRST_DAY: Final = date(1992, 1, 1)
LAST_DAY: Final = date(2100, 12, 31)
"""Every calendar counts from `FIRST_DAY` to `LAST_DAY`; how far it can be trusted is another matter."""

DayKind: TypeAlias = Literal[
    "ordinary",
    "every_day",
    "weekend",
    "holiday",
    "holiday_suspended",
    "rest_day_moved",
    "rest_day_transferred",
    "extra_working_day",
]
"""Why a day is working or not; `holiday_suspended` and `extra_working_day` are working days.

`every_day` is a day of a calendar without any day off: not a working day, but one of the days that it counts.
"""

Authority: TypeAlias = Literal["calendar", "labour_code_67", "labour_code_73", "law_2136", "transfer", "table"]
"""What the calendar rests on for a day."""

Doubt: TypeAlias = Literal["suspension_may_end", "law_not_known", "before_first_known"]
"""Why the day may turn out otherwise; a deadline that counts over such a day is provisional."""

_WORKING_KINDS: Final = frozenset({"ordinary", "every_day", "holiday_suspended", "extra_working_day"})
_Told: TypeAlias = dict[Language, str]

_KINDS: Final[dict[DayKind, _Told]] = {
    "ordinary": {
        "ru": "обычный рабочий день",
        "uk": "звичайний робочий день",
        "en": "ordinary working day",
    },
    "every_day": {"ru": "считается каждый день", "uk": "рахується кожен день", "en": "every day counts"},
    "weekend": {"ru": "выходной", "uk": "вихідний", "en": "weekend"},
    "holiday": {"ru": "праздник: {name}", "uk": "свято: {name}", "en": "public holiday: {name}"},
    "holiday_suspended": {
        "ru": "рабочий день: в военное время праздник не выходной ({name})",
        "uk": "робочий день: у воєнний час свято не є вихідним ({name})",
        "en": "working day: no day off while martial law lasts ({name})",
    },
    "rest_day_moved": {
        "ru": "выходной, перенесённый с праздника {other} ({name})",
        "uk": "вихідний, перенесений зі свята {other} ({name})",
        "en": "rest day moved from the holiday on {other} ({name})",
    },
    "rest_day_transferred": {
        "ru": "выходной взамен рабочего дня {other}",
        "uk": "вихідний замість робочого дня {other}",
        "en": "day off in exchange for working on {other}",
    },
    "extra_working_day": {
        "ru": "дополнительный рабочий день",
        "uk": "додатковий робочий день",
        "en": "extra working day",
    },
}
_IN_EXCHANGE: Final[_Told] = {
    "ru": "рабочий день взамен выходного {other}",
    "uk": "робочий день замість вихідного {other}",
    "en": "working day in exchange for {other}",
}
_AUTHORITIES: Final[dict[Authority, _Told]] = {
    "calendar": {
        "ru": "недельный ритм календаря",
        "uk": "тижневий ритм календаря",
        "en": "weekly rhythm of the calendar",
    },
    "labour_code_67": {
        "ru": "КЗоТ Украины, ст. 67 ч. 3",
        "uk": "КЗпП України, ст. 67 ч. 3",
        "en": "Labour Code of Ukraine, art. 67 part 3",
    },
    "labour_code_73": {
        "ru": "КЗоТ Украины, ст. 73",
        "uk": "КЗпП України, ст. 73",
        "en": "Labour Code of Ukraine, art. 73",
    },
    "law_2136": {
        "ru": "Закон Украины № 2136-IX, ст. 6",
        "uk": "Закон України № 2136-IX, ст. 6",
        "en": "Law of Ukraine 2136-IX, art. 6",
    },
    "transfer": {
        "ru": "распоряжение Кабинета Министров о переносе рабочих дней",
        "uk": "розпорядження Кабінету Міністрів про перенесення робочих днів",
        "en": "order of the Cabinet of Ministers on the transfer of working days",
    },
    "table": {"ru": "таблица", "uk": "таблиця", "en": "table"},
}
_DOUBTS: Final[dict[Doubt, _Told]] = {
    "suspension_may_end": {
        "ru": "станет выходным, если военное положение к этому дню закончится",
        "uk": "стане вихідним, якщо воєнний стан до цього дня закінчиться",
        "en": "becomes a day off if martial law has ended by then",
    },
    "law_not_known": {
        "ru": "календарь ещё не знает закона на этот день",
        "uk": "календар ще не знає закону на цей день",
        "en": "the calendar does not yet know the law for this day",
    },
    "before_first_known": {
        "ru": "раньше первого дня, который знает календарь",
        "uk": "раніше першого дня, який знає календар",
        "en": "before the first day that the calendar knows",
    },
}


def data_told(data: str, lang: Language) -> str:
    """Return name and data version of a calendar, or the source of a table, with the name in words."""
    name, comma, version = data.partition(", ")
    return f"{in_words('value.calendar', name, lang)}{comma}{version}"


@attrs.frozen
class HolidayName:
    """What a holiday is called in each language."""

    ru: str
    uk: str
    en: str

    def told(self, lang: Language) -> str:
        """Return the name in `lang`."""
        return {"ru": self.ru, "uk": self.uk, "en": self.en}[language(lang)]


@attrs.frozen(kw_only=True)
class DayNote:
    """What a calendar keeps of a day that its weekly rhythm alone does not tell."""

    kind: DayKind
    authority: Authority
    names: tuple[HolidayName, ...] = ()
    other_day: date | None = None
    """The holiday from which a rest day moved, or the day for which this one is exchanged."""

    @property
    def working(self) -> bool:
        """Whether the day is a working day."""
        return self.kind in _WORKING_KINDS


@attrs.frozen(kw_only=True)
class DayReason:
    """One day of a count: working or not, why, by what authority, and whether that may still change."""

    day: date
    note: DayNote
    number: int | None = None
    """Which working day of the count this is, from 1 on; None for a day that does not count."""
    doubt: Doubt | None = None
    data: str
    """Name and data version of the calendar, or the source that a table gives for itself."""

    @property
    def working(self) -> bool:
        """Whether the day is a working day."""
        return self.note.working

    @property
    def kind(self) -> DayKind:
        """Why it is, in one word."""
        return self.note.kind

    def text(self, lang: Language) -> str:
        """Return why the day is working or not: `public holiday: Independence Day of Ukraine`."""
        lang, other = language(lang), self.note.other_day
        exchanged = self.kind == "extra_working_day" and other is not None
        told = (_IN_EXCHANGE if exchanged else _KINDS[self.kind])[lang].format(
            name="; ".join(name.told(lang) for name in self.note.names),
            other="" if other is None else tell_date(other, lang),
        )
        return told.removesuffix(": ")  # a holiday without a name

    def source(self, lang: Language) -> str:
        """Return what that rests on: `Labour Code of Ukraine, art. 73 (calendar of Ukraine, holidays 0.109)`."""
        lang = language(lang)
        return f"{_AUTHORITIES[self.note.authority][lang]} ({data_told(self.data, lang)})"

    def doubt_text(self, lang: Language) -> str:
        """Return why the day may turn out otherwise; nothing where it will not."""
        return "" if self.doubt is None else _DOUBTS[self.doubt][language(lang)]

    def told(self, lang: Language) -> str:
        """Return the day in one line: `Monday, 24 August 2026: public holiday: …`, with its doubt."""
        day = f"{tell_weekday(self.day, lang)}, {tell_date(self.day, lang)}: {self.text(lang)}"
        return f"{day}; {self.doubt_text(lang)}" if self.doubt else day
