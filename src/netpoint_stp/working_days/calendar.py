"""Calendars of working days (3.12; reading I-15): by name or from a table, immutable, versioned and dated."""

from array import array
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import cache, partial
from hashlib import sha256
from itertools import accumulate, compress, count
from operator import index
from types import MappingProxyType
from typing import Final, Self
from zoneinfo import ZoneInfo

import attrs

from netpoint_stp.clauses import implements
from netpoint_stp.errors import MomentError, UsageError, did_you_mean
from netpoint_stp.kinds import of_declared_kinds
from netpoint_stp.moments import KYIV, first_instant, in_zone, plain_date, tz_data_version
from netpoint_stp.moments import zone as zone_named
from netpoint_stp.moments.tables import read_day
from netpoint_stp.moments.zones import shown
from netpoint_stp.settings_files import structure
from netpoint_stp.working_days import table as written_table
from netpoint_stp.working_days import ukraine
from netpoint_stp.working_days.bounds import DayView, TermBounds, term_bounds
from netpoint_stp.working_days.days import FIRST_DAY, LAST_DAY, DayNote, DayReason, Doubt
from netpoint_stp.working_days.deadlines import Deadline
from netpoint_stp.working_days.known import known

NAMES: Final = ("ukraine", "ukraine_peacetime", "weekends_only", "every_day")
"""The calendars that come with the library."""
WITHOUT_LAW: Final = frozenset({"weekends_only", "every_day"})
"""Those that no law can change."""

_FIRST: Final = FIRST_DAY.toordinal()
_TERMS_REMEMBERED: Final = 4
_ORDINARY: Final = DayNote(kind="ordinary", authority="calendar")
_EVERY_DAY: Final = DayNote(kind="every_day", authority="calendar")
_WEEKEND: Final = DayNote(kind="weekend", authority="calendar")


def _frozen(notes: Mapping[date, DayNote]) -> Mapping[date, DayNote]:
    return MappingProxyType(dict(sorted(notes.items())))


@attrs.frozen(kw_only=True, eq=False, field_transformer=of_declared_kinds)
class WorkingCalendar:
    """Which days are working days; `named`, `from_table` and `from_toml` make one.

    A calendar vouches for the days from `first_known` to `vouches_until`. Later days are counted too, but
    those that may turn out otherwise are in doubt: until `foreseen_until` only the `contested` ones (holidays
    that come back if martial law ends), after that all. Calendars are equal when their `digest` is.
    """

    name: str
    version: str
    """The version of its data, put on record with each deadline; in signs that every language reads alike.

    `2136-IX ≤ 2026-05-03`: until that day, the law that suspends the holidays is known to hold.
    """
    weekend: frozenset[int]
    """Weekdays off, as `date.weekday()` numbers them."""
    notes: Mapping[date, DayNote] = attrs.field(converter=_frozen, repr=False)
    """The days that the weekly rhythm alone does not tell."""
    first_known: date
    vouches_until: date
    contested: frozenset[date] = attrs.field(default=frozenset(), repr=False)
    foreseen_until: date = attrs.field(default=attrs.Factory(lambda self: self.vouches_until, takes_self=True))
    source: str = ""
    """Where a table has its days from."""
    known_by: str = ""
    """What says that the days until `vouches_until` are known: a law, a decree, an order; the source of a table."""
    digest: str = attrs.field(init=False)
    """Sixteen hexadecimal digits over everything that the calendar says; another day gives another digest."""
    _working: "array[int]" = attrs.field(init=False, repr=False)
    """The ordinals of all working days, in order."""
    _rank: "array[int]" = attrs.field(init=False, repr=False)
    """For each day counted, the place in `_working` of the last working day up to it."""
    _terms: dict[int, dict[date, date]] = attrs.field(init=False, repr=False, factory=dict)
    """What was asked for: number of working days → day → last day. It remembers, and tells nothing else."""
    _sure: tuple[date, date] = attrs.field(init=False, repr=False)
    """The first and the last day vouched for."""

    def __attrs_post_init__(self) -> None:
        works = [(ordinal - 1) % 7 not in self.weekend for ordinal in range(_FIRST, LAST_DAY.toordinal() + 1)]
        for day, note in self.notes.items():
            works[day.toordinal() - _FIRST] = note.working
        object.__setattr__(self, "_working", array("i", compress(count(_FIRST), works)))
        object.__setattr__(self, "_rank", array("i", accumulate(works, initial=-1))[1:])
        object.__setattr__(self, "_sure", (self.first_known, self.vouches_until))
        object.__setattr__(self, "digest", self._digested())

    @classmethod
    def named(cls, name: str) -> "WorkingCalendar":
        """Return `ukraine`, `ukraine_peacetime`, `weekends_only` or `every_day`; raise `UsageError` for others."""
        return _named(calendar_name(name))

    @classmethod
    def from_table(
        cls,
        *,
        name: str,
        version: str,
        first_known: date | str,
        last_known: date | str,
        holidays: written_table.WrittenDays = (),
        extra_working_days: Iterable[date | str] = (),
        weekend: Iterable[str] = ("sat", "sun"),
        source: str = "",
    ) -> Self:
        """Return the calendar of a table; it vouches from `first_known` to `last_known`, the weekend alone beyond.

        `holidays` are days, or day → name. Raises `ProfileError` with everything that is wrong: a holiday
        that is also an extra working day, days outside the known ones, a name that a built-in calendar has,
        no working weekday, and what cannot be read.
        """
        read = written_table.read_table(
            name=name,
            version=version,
            first_known=first_known,
            last_known=last_known,
            holidays=holidays,
            extra_working_days=extra_working_days,
            weekend=weekend,
            taken_names=NAMES,
        )
        return cls(
            name=name,
            version=version,
            weekend=read.weekend,
            notes=read.notes,
            first_known=read.first_known,
            vouches_until=read.last_known,
            source=source,
            known_by=source,
        )

    @classmethod
    def from_toml(cls, table: Mapping[str, object]) -> Self:
        """Return the calendar of a TOML table with the arguments of `from_table` as keys; errors as there."""
        return structure(written_table.CalendarData, table).made("working calendar", cls.from_data)

    @classmethod
    def from_data(cls, data: written_table.CalendarData) -> Self:
        """Return the calendar of a table that was read; errors as `from_table`."""
        return cls.from_table(**attrs.asdict(data, recurse=False))

    def vouching_until(self, day: date | str, *, source: str) -> Self:
        """Return this calendar vouching until a later day, as `source` (a law, an order) allows; with that on record.

        For the operator who has read that martial law was extended, or that the list of holidays of a further year is
        out; a profile says it by `complaints.calendar_known_until` and `complaints.source`. The day itself is known.
        Raises `MomentError` for an earlier day or one that calendars do not count, `UsageError` without a source.
        """
        day = self._counted(read_day(day))
        if not source.strip():
            raise UsageError(f"nothing says by what calendar `{self.name}` is known until `{day}`; give the source")
        if day < self.vouches_until:
            raise MomentError(f"calendar `{self.name}` vouches until `{self.vouches_until}` already; give a later day")
        return attrs.evolve(
            self,
            version=f"{self.version}; ≤ {day}: {source}",
            vouches_until=day,
            foreseen_until=max(day, self.foreseen_until),
            known_by=source,
        )

    def _digested(self) -> str:
        said = (
            (self.name, self.version, self.source, self.known_by, sorted(self.weekend)),
            [str(day) for day in (self.first_known, self.vouches_until, self.foreseen_until)],
            [str(day) for day in sorted(self.contested)],
            [
                (str(day), note.kind, note.authority, str(note.other_day), [name.uk for name in note.names])
                for day, note in self.notes.items()
            ],
        )
        return sha256(repr(said).encode()).hexdigest()[:16]

    def __reduce__(self) -> tuple[object, ...]:
        # A read-only view cannot be pickled; the tables are made anew.
        given = {field.name: getattr(self, field.name) for field in attrs.fields(type(self)) if field.init}
        return partial(type(self), **(given | {"notes": dict(self.notes)})), ()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, WorkingCalendar):
            return NotImplemented
        return self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def is_working(self, day: date) -> bool:
        """Say whether `day` is a working day; raise `MomentError` for a moment or a day that is not counted."""
        return self.reason(day).working

    def reason(self, day: date) -> DayReason:
        """Return what `day` is and why; raise `MomentError` as `is_working` does."""
        day = self._counted(day)
        weekly = _WEEKEND if day.weekday() in self.weekend else _EVERY_DAY if self.counts_every_day else _ORDINARY
        return DayReason(
            day=day,
            note=self.notes.get(day, weekly),
            doubt=self.doubt(day),
            data=self.source or f"{self.name}, {self.version}",
        )

    def doubt(self, day: date) -> Doubt | None:
        """Return why `day` may turn out otherwise, or None where the calendar is sure of it.

        Raises `MomentError` for a moment or a text in place of a day.
        """
        day = plain_date(day)
        if self.first_known <= day <= self.vouches_until:
            return None
        if day < self.first_known:
            return "before_first_known"
        if day > self.foreseen_until:
            return "law_not_known"
        return "suspension_may_end" if day in self.contested else None

    def nth_working_day(self, day: date, n: int) -> date:
        """Return the `n`-th working day after `day`, which itself does not count; in constant time.

        Raises `MomentError` when `n` is below 1 or not a whole number, for a moment or a text in place of a day, and
        beyond the days counted.
        """
        try:
            if type(n) is int:
                return self._terms[n][day]
        except KeyError:
            pass
        return self._nth_working_day(day, n)

    def _nth_working_day(self, day: date, n: int) -> date:
        n = _number_of_days(n)
        first = self._counted(day)
        place = self._rank[first.toordinal() - _FIRST] + n
        if place >= len(self._working):
            raise MomentError(f"`{n}` working days after `{first}` lie beyond `{LAST_DAY}`; calendars count no further")
        last = date.fromordinal(self._working[place])
        if n in self._terms or len(self._terms) < _TERMS_REMEMBERED:
            self._terms.setdefault(n, {})[first] = last
        return last

    def nth_working_day_before(self, day: date, n: int) -> date:
        """Return the `n`-th working day before `day`, which itself does not count; in constant time.

        So `nth_working_day_before(nth_working_day(day, n), n)` is the last working day up to `day`. Raises
        `MomentError` as `nth_working_day` does, and for what lies before the days counted.
        """
        n = _number_of_days(n)
        last = self._counted(day)
        rank = self._rank[last.toordinal() - _FIRST]
        place = rank + 1 - n - (self._working[rank] == last.toordinal())  # before the first, rank -1 is the last of all
        if place < 0:
            raise MomentError(f"`{n}` working days before `{last}` lie before `{FIRST_DAY}`; give fewer")
        return date.fromordinal(self._working[place])

    def bounds(self, lodged: date, n: int) -> TermBounds:
        """Return the last day of a term of `n` working days after `lodged`, and between which days it can turn out.

        The one place that says whether the doubt about a day decides an answer: done after `latest` is late, done up
        to `earliest` in time, whatever the law turns out to be; between them nobody can tell yet. For columns, turn
        each of the three days into an instant by `first_instant(day + 1 day, zone)`, as `due_before` does; a
        `Deadline` has them as `due_before`, `due_earliest` and `due_latest`. Raises `MomentError` as `nth_working_day`
        does.
        """
        counted = self.nth_working_day(lodged, n)
        first, last = self._sure
        if first <= lodged < counted <= last:
            return TermBounds(counted, counted, counted)
        return term_bounds(plain_date(lodged), n, counted, self._view)

    def _view(self, day: date) -> DayView | None:
        if day > LAST_DAY:
            return None
        place = self._rank[day.toordinal() - _FIRST]
        works = self._working[place] == day.toordinal()  # before the first, place -1 is the last of all
        return DayView(works, self.doubt(day), day.weekday() in self.weekend)

    def _counted(self, day: date) -> date:
        day = plain_date(day)
        if not FIRST_DAY <= day <= LAST_DAY:
            raise MomentError(f"calendar `{self.name}` counts from `{FIRST_DAY}` to `{LAST_DAY}`; `{day}` lies outside")
        return day

    @property
    def counts_every_day(self) -> bool:
        """Return whether it has no day off at all, so that its days are calendar days."""
        return not self.weekend and all(note.working for note in self.notes.values())

    def count(self, start: date, end: date) -> int:
        """Return the number of working days after `start` up to and including `end`; raise `MomentError` backwards.

        So `count(day, nth_working_day(day, n)) == n`.
        """
        first, last = self._counted(start), self._counted(end)
        if last < first:
            raise MomentError(f"`{last}` lies before `{first}`; give the earlier day first")
        return self._rank[last.toordinal() - _FIRST] - self._rank[first.toordinal() - _FIRST]

    def explain(self, day: date, n: int) -> tuple[DayReason, ...]:
        """Return each day after `day` to the `n`-th working day: working or not, why, and which number it has.

        Raises `MomentError` as `nth_working_day` does.
        """
        first = self._counted(day)
        length = (self.nth_working_day(first, n) - first).days
        reasons = [self.reason(first + timedelta(days=offset)) for offset in range(1, length + 1)]
        numbers = count(1)
        return tuple(attrs.evolve(each, number=next(numbers)) if each.working else each for each in reasons)

    def due_before(self, lodged: date, *, working_days: int, zone: str | ZoneInfo) -> datetime:
        """Return the first instant after a term in working days for what was lodged on that day; errors as there."""
        return _end_of(self.nth_working_day(lodged, working_days), zone_named(zone))

    @implements("3.12", readings=("I-14", "I-15"))
    def deadline(self, lodged: datetime, *, working_days: int, zone: str | ZoneInfo = KYIV) -> Deadline:
        """Return the deadline of a term in working days for what was lodged at that moment.

        The day of lodging, by the clocks of `zone`, does not count; the term ends at 24:00 of its last day
        there. Raises `MomentError` for a moment without a zone and beyond the days counted.
        """
        its_zone = zone_named(zone)
        day = in_zone(lodged, its_zone).date()
        days = self.explain(day, working_days)
        bounds = self.bounds(day, working_days)
        due = self.due_before(day, working_days=working_days, zone=its_zone)
        return Deadline(
            last_day=days[-1].day,
            due_before=due,
            due_earliest=_end_of(bounds.earliest, its_zone),
            due_latest=_end_of(bounds.latest, its_zone),
            days=days,
            calendar=self.name,
            data_version=self.version,
            digest=self.digest,
            tz_data=tz_data_version(its_zone.key),
            known_until=self.vouches_until,
            known_by=self.known_by,
        )


def _end_of(day: date, zone: ZoneInfo) -> datetime:
    return first_instant(day + timedelta(days=1), zone)


def _number_of_days(n: int) -> int:
    try:
        if not isinstance(n, bool) and (number := index(n)) >= 1:
            return number
    except TypeError as error:
        raise MomentError(f"{shown(n)} is not a whole number of working days; count from 1") from error
    raise MomentError(f"there is no working day number {shown(n)}; count from 1")


def calendar_name(name: str) -> str:
    """Return the name of a calendar that comes with the library, loading no data; raise `UsageError` for others."""
    if name not in NAMES:
        raise UsageError(f"calendar {shown(name)} is unknown{did_you_mean(name, NAMES)}")
    return name


@cache
def _named(name: str) -> WorkingCalendar:
    if name in WITHOUT_LAW:
        return WorkingCalendar(
            name=name,
            version="1",
            weekend=frozenset() if name == "every_day" else ukraine.WEEKEND,
            notes={},
            first_known=FIRST_DAY,
            vouches_until=LAST_DAY,
        )
    days = ukraine.ukrainian_days(FIRST_DAY.year, LAST_DAY.year)
    war, statutes = known().martial_law, known().statutes
    suspended = name == "ukraine"
    return WorkingCalendar(
        name=name,
        version=f"{days.version}, 2136-IX ≤ {war.day}" if suspended else days.version,
        weekend=ukraine.WEEKEND,
        notes=days.now if suspended else days.peacetime,
        first_known=FIRST_DAY,
        vouches_until=war.day if suspended else statutes.day,
        contested=days.contested(war.day + timedelta(days=1), statutes.day) if suspended else frozenset(),
        foreseen_until=statutes.day,
        known_by=war.source if suspended else statutes.source,
    )
