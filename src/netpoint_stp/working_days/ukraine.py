"""The days of Ukrainian labour law (3.12; reading I-15), from the data of `holidays`, loaded on first use.

`ukraine` is the law as it stands: Monday to Friday, less public holidays, with the adopted transfers of
working days; art. 6 of Law 2136-IX, in force from 24 March 2022, suspends the holidays while martial law lasts.
`ukraine_peacetime` is the same law without that suspension: statutory holidays are off, and when one falls on
a weekend, the rest day moves to the next working day (Labour Code, art. 67 part 3).
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache
from typing import Final

import attrs

from netpoint_stp.working_days.days import DayNote, HolidayName
from netpoint_stp.working_days.known import known

SUSPENDED_FROM: Final = date(2022, 3, 15)
"""The first day without public holidays, as the data of `holidays` has it: the day of Law 2136-IX.

By its final clause the law is in force from 24 March 2022, the day after it was published. No holiday, moved rest day
or transfer lies between, so every count is the same.
"""

WEEKEND: Final = frozenset({5, 6})
_TRANSFERRED: Final = re.compile(r"(\d\d)\.(\d\d)\.(\d{4})", re.ASCII)
_DAY: Final = timedelta(days=1)

# `holidays` names them in Ukrainian; keyed by that name: Russian, English.
_NAMES: Final = {
    "Новий рік": ("Новый год", "New Year's Day"),
    "Різдво Христове": ("Рождество Христово", "Christmas Day"),
    "Міжнародний жіночий день": ("Международный женский день", "International Women's Day"),
    "Великдень (Пасха)": ("Пасха", "Easter Sunday"),
    "Трійця": ("Троица", "Pentecost"),
    "День праці": ("День труда", "Labour Day"),
    "День міжнародної солідарності трудящих": (
        "День международной солидарности трудящихся",
        "International Workers' Solidarity Day",
    ),
    "День Перемоги": ("День Победы", "Victory Day"),
    "День перемоги над нацизмом у Другій світовій війні (День перемоги)": (
        "День победы над нацизмом во Второй мировой войне (День победы)",
        "Day of Victory over Nazism in World War II (Victory Day)",
    ),
    "День памʼяті та перемоги над нацизмом у Другій світовій війні 1939-1945 років": (
        "День памяти и победы над нацизмом во Второй мировой войне 1939–1945 годов",
        "Day of Remembrance and Victory over Nazism in World War II 1939–1945",
    ),
    "День Конституції України": ("День Конституции Украины", "Constitution Day of Ukraine"),
    "День Української Державності": ("День Украинской Государственности", "Ukrainian Statehood Day"),
    "День незалежності України": ("День независимости Украины", "Independence Day of Ukraine"),
    "День захисника України": ("День защитника Украины", "Defender of Ukraine Day"),
    "День захисників і захисниць України": (
        "День защитников и защитниц Украины",
        "Day of Defenders of Ukraine",
    ),
    "Річниця Великої Жовтневої соціалістичної революції": (
        "Годовщина Великой Октябрьской социалистической революции",
        "Anniversary of the Great October Socialist Revolution",
    ),
    "Вихідний згідно указу Президента": (
        "Выходной по указу Президента",
        "Day off by decree of the President",
    ),
}


@attrs.frozen(kw_only=True)
class UkrainianDays:
    """The days that differ from Monday to Friday, now and in peacetime, and the version of their data."""

    version: str
    now: Mapping[date, DayNote]
    peacetime: Mapping[date, DayNote]

    def contested(self, first: date, last: date) -> frozenset[date]:
        """Return the days from `first` to `last` that would be otherwise if the suspension had ended."""
        days = {day for day in (self.now.keys() | self.peacetime.keys()) if first <= day <= last}
        return frozenset(day for day in days if self._works(self.now, day) is not self._works(self.peacetime, day))

    @staticmethod
    def _works(notes: Mapping[date, DayNote], day: date) -> bool:
        return notes[day].working if day in notes else day.weekday() not in WEEKEND


@cache
def ukrainian_days(first_year: int, last_year: int) -> UkrainianDays:
    """Return the days of these years, both included. Years before 1991 have none."""
    from importlib import metadata  # slow to load, as is the next

    from holidays import PUBLIC, WORKDAY, country_holidays

    years = range(first_year, last_year + 1)
    public = country_holidays("UA", years=years, language="uk", categories=(PUBLIC,))
    named = country_holidays("UA", years=years, language="uk", categories=(PUBLIC,), observed=False)
    suspended = dict(country_holidays("UA", years=years, language="uk", categories=(WORKDAY,)))
    exchanged = {day: swapped for day, name in named.items() if (swapped := _swapped(name)) is not None}
    holidays = {day: name for day, name in named.items() if day not in exchanged}
    adopted = _exchange_notes(exchanged, public.weekend_workdays)
    lacking = {each.day_off: each.working for each in known().transfers if each.day_off not in exchanged}
    suspended_too = _exchange_notes(lacking, lacking.values())  # all lie after the suspension began

    statutory = holidays | suspended
    moved = moved_rest_days(statutory, taken={*exchanged, *lacking})
    observed = {day: moved.get(day) for day in public if day not in named}
    now = {
        **{day: _suspended(name) for day, name in suspended.items() if day.weekday() not in WEEKEND},
        **_holiday_notes(holidays),
        **_moved_notes(observed, statutory),
        **adopted,
    }
    peacetime_moves = {day: since for day, since in moved.items() if day >= SUSPENDED_FROM} | observed
    peacetime = {**_holiday_notes(statutory), **_moved_notes(peacetime_moves, statutory), **adopted, **suspended_too}
    return UkrainianDays(version=f"holidays {metadata.version('holidays')}", now=now, peacetime=peacetime)


def moved_rest_days(holidays: Iterable[date], taken: Iterable[date]) -> dict[date, date]:
    """Return day off → the holiday on a weekend from which it moved: to the next day that is not off already."""
    off, moved = {*holidays, *taken}, dict[date, date]()
    for holiday in sorted(off - {*taken}):
        if holiday.weekday() in WEEKEND:
            day = holiday + _DAY
            while day.weekday() in WEEKEND or day in off:
                day += _DAY
            off.add(day)
            moved[day] = holiday
    return moved


def _swapped(name: str) -> date | None:
    """Return the working day for which a day off was exchanged, as its name in `holidays` tells."""
    found = _TRANSFERRED.search(name)
    return None if found is None else date(int(found[3]), int(found[2]), int(found[1]))


def _exchange_notes(exchanged: Mapping[date, date], working: Iterable[date]) -> dict[date, DayNote]:
    back = {swapped: day for day, swapped in exchanged.items()}
    extra = {day: DayNote(kind="extra_working_day", authority="transfer", other_day=back.get(day)) for day in working}
    return extra | {
        day: DayNote(kind="rest_day_transferred", authority="transfer", other_day=swapped)
        for day, swapped in exchanged.items()
    }


def _holiday_notes(holidays: Mapping[date, str]) -> dict[date, DayNote]:
    return {
        day: DayNote(kind="holiday", authority="labour_code_73", names=_names(name)) for day, name in holidays.items()
    }


def _moved_notes(moved: Mapping[date, date | None], names: Mapping[date, str]) -> dict[date, DayNote]:
    return {
        day: DayNote(
            kind="rest_day_moved",
            authority="labour_code_67",
            names=() if since is None else _names(names[since]),
            other_day=since,
        )
        for day, since in moved.items()
    }


def _suspended(name: str) -> DayNote:
    return DayNote(kind="holiday_suspended", authority="law_2136", names=_names(name))


def _names(written: str) -> tuple[HolidayName, ...]:
    """Return the names of a day; one that is not known here stays Ukrainian in every language."""
    return tuple(
        HolidayName(uk=name, ru=_NAMES.get(name, (name, name))[0], en=_NAMES.get(name, (name, name))[1])
        for name in written.split("; ")
    )
