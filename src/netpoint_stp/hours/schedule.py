"""Service hours (2.1.5; reading I-29): a weekly schedule with breaks, closed and special days, in one zone."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Final, Self
from zoneinfo import ZoneInfo

import attrs

from netpoint_stp.clauses import Language, implements
from netpoint_stp.errors import MomentError, ProfileError
from netpoint_stp.hours.daily import DailyForm, daily_form
from netpoint_stp.hours.offsets import DAY, END, START, OffsetSpan, instant_of, moment_of, spans, spans_back
from netpoint_stp.hours.wall import Wall
from netpoint_stp.hours.week import (
    HoursData,
    Week,
    Windows,
    Written,
    WrittenWeek,
    cut_week,
    read_special_days,
    read_week,
    without_gap,
)
from netpoint_stp.kinds import of_declared_kinds
from netpoint_stp.moments import KYIV, in_zone, plain_duration, zone
from netpoint_stp.moments.tables import read_days
from netpoint_stp.moments.zones import shown
from netpoint_stp.settings_files import structure

_TICK: Final = timedelta(microseconds=1)
_NOTHING: Final = timedelta()
_LOOKED_BACK: Final = 15
"""Days that are looked at first for the last opening: nearly always it lies within them."""
_NO_WEEK: Final[Week] = ((),) * 7


@implements("2.1.5", readings=("I-29",))
@attrs.frozen(kw_only=True, field_transformer=of_declared_kinds)
class ServiceHours:
    """When the desk is open: a window of wall-clock time, half open `[opens, closes)`, makes a moment service time.

    A window belongs to the day on which it opens, also across midnight. What opens on a day is told by the
    first of these that names it: a special day, a closed date, the week. Elapsed seconds count: an hour that
    the clocks show twice counts twice, one that they skip does not count, and a window that would open within
    a skipped hour opens at the change. Moments from 1900 to 2199 are counted; others raise `MomentError`, as
    do moments without a zone. Results are in `zone`, of the standard library's types.
    """

    zone: ZoneInfo = attrs.field(converter=zone)
    week: Week
    """The windows that open on each weekday from Monday on, breaks taken out, in seconds since midnight."""
    closed: frozenset[date] = frozenset()
    special_days: tuple[tuple[date, Windows], ...] = ()
    _wall: Wall = attrs.field(init=False, repr=False, eq=False)
    _form: DailyForm = attrs.field(init=False, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        different: dict[date, Windows] = dict.fromkeys(self.closed, ())
        different.update(self.special_days)
        if not any(self.week) and not any(different.values()):
            raise ProfileError("service hours", ["nothing is ever open; give at least one window"])
        object.__setattr__(self, "_wall", Wall(self.week, different))
        object.__setattr__(self, "_form", daily_form(_NO_WEEK if different else self.week, self.zone))

    @classmethod
    def published(cls) -> Self:
        """Return the hours of the regulation: 08:00–24:00 every day, no breaks, no days off, in Kyiv."""
        return cls.daily("08:00", "24:00")

    @classmethod
    def daily(cls, opens: str, closes: str, *, zone: str | ZoneInfo = KYIV) -> Self:
        """Return one window for every day: `daily("08:00", "24:00")`."""
        return cls.weekly(f"{opens}-{closes}", zone=zone)

    @classmethod
    def weekly(
        cls,
        week: WrittenWeek,
        *,
        zone: str | ZoneInfo = KYIV,
        breaks: WrittenWeek = (),
        closed: Iterable[date | str] = (),
        special_days: Mapping[date, Written] | Mapping[str, Written] | None = None,
    ) -> Self:
        """Return hours as written: `weekly({"mon-fri": ["08:00-12:00", "13:00-20:00"], "sat": "10:00-15:00"})`.

        Weekdays that are not named are closed. `breaks` cut the week, not the special days. Raises
        `ProfileError` with everything that is wrong, also where nothing is ever open.
        """
        problems: list[str] = []
        found_zone = _zone_or_problem(zone, problems)
        plain_week = read_week(week, problems)
        breaks_week = read_week(breaks, problems)
        dates = read_days(closed, problems)
        specials = read_special_days(special_days or {}, problems)
        if problems or found_zone is None:
            raise ProfileError("service hours", problems)
        return cls(zone=found_zone, week=cut_week(plain_week, breaks_week), closed=dates, special_days=specials)

    @classmethod
    def from_toml(cls, table: Mapping[str, object]) -> Self:
        """Return hours from a table as TOML gives it, with the arguments of `weekly` as keys.

        Raises `ProfileError` with everything that is wrong, unknown keys included.
        """
        read = without_gap(structure(HoursData, table))
        return read.made("service hours", cls.from_data)

    @classmethod
    def from_data(cls, data: HoursData, *, zone: str | ZoneInfo = KYIV) -> Self:
        """Return hours from a table that was read, in `zone` unless it names one; errors as `weekly`."""
        return cls.weekly(
            data.week,
            zone=data.zone or zone,
            breaks=data.breaks,
            closed=data.closed,
            special_days=data.special_days,
        )

    def with_breaks(self, breaks: WrittenWeek) -> Self:
        """Return these hours with the breaks cut out of the week; special days stay as they are."""
        problems: list[str] = []
        cut = cut_week(self.week, read_week(breaks, problems))
        if problems:
            raise ProfileError("service hours", problems)
        return attrs.evolve(self, week=cut)

    def with_closed(self, days: Iterable[date | str]) -> Self:
        """Return these hours with nothing opening on `days` too; what opened the day before still runs over."""
        problems: list[str] = []
        closed = self.closed | read_days(days, problems)
        if problems:
            raise ProfileError("service hours", problems)
        return attrs.evolve(self, closed=closed)

    def with_special_days(self, days: Mapping[date, Written] | Mapping[str, Written]) -> Self:
        """Return these hours with windows of their own on `days`, whatever the week and closed dates say."""
        problems: list[str] = []
        specials = dict(self.special_days) | dict(read_special_days(days, problems))
        if problems:
            raise ProfileError("service hours", problems)
        return attrs.evolve(self, special_days=tuple(sorted(specials.items())))

    def told(self, lang: Language) -> str:
        """Return the hours in words: `every day 08:00–24:00`; the zone is not among them."""
        from netpoint_stp.hours.telling import tell_week  # only whoever is told the hours needs the catalogues

        return tell_week(self.week, lang, otherwise=bool(self.closed or self.special_days))

    def contains(self, moment: datetime) -> bool:
        """Say whether the clock of `zone` shows a time of service at `moment`: 08:00 does, 24:00 does not."""
        instant = instant_of(moment)
        span = next(spans(self.zone, instant, instant + 1))
        return self._wall.is_open(instant + span.offset)

    def service_time(self, start: datetime, end: datetime) -> timedelta:
        """Return the service time in [start, end), to the microsecond; raise `MomentError` if `end` is earlier."""
        form = self._form
        if type(start) is type(end) is datetime and start.tzinfo is end.tzinfo is form.zone:
            # As in `service_microseconds`, by subtracting alone: what the clocks show, less the hours that are closed.
            since, until = start - form.anchor, end - form.anchor
            days_since, days_until = since.days, until.days
            if 0 <= days_since <= days_until < form.days:
                width = form.width
                if until.seconds >= width:
                    until = form.whole[days_until] + form.closes
                if since.seconds >= width:
                    since = form.whole[days_since] + form.closes
                served = until - since - form.closed[days_until - days_since]
                if served > _NOTHING:
                    return served
        return _TICK * self.service_microseconds(start, end)

    def service_microseconds(self, start: datetime, end: datetime) -> int:
        """Return what `service_time` does as a whole number of microseconds: for counting many."""
        form = self._form
        if not (type(start) is type(end) is datetime and start.tzinfo is end.tzinfo is form.zone):
            start, end = in_zone(start, self.zone), in_zone(end, self.zone)
        # Written out, with as few look-ups as can be: this is what audits call by the million.
        since, until = start - form.anchor, end - form.anchor
        days_since, days_until = since.days, until.days
        if days_since >= 0 and days_until < form.days:
            width = form.width
            served = (days_until - days_since) * width
            second, last_second = since.seconds, until.seconds
            if last_second < width:
                served += last_second
                rest = until.microseconds
            else:
                served += width
                rest = 0
            if second < width:
                served -= second
                rest -= since.microseconds
            else:
                served -= width
            served = served * 1_000_000 + rest
            if served > 0:
                return served
        return self._served(instant_of(start), instant_of(end))

    def _served(self, start: int, end: int) -> int:
        if end < start:
            raise MomentError("the interval ends before it starts; give the earlier moment first")
        served = self._wall.served
        return sum(
            served(span.end + span.offset) - served(span.start + span.offset) for span in spans(self.zone, start, end)
        )

    def after(self, start: datetime, amount: timedelta) -> datetime:
        """Return the first moment, not before `start`, by which `amount` of service time has passed since `start`.

        With no amount that is `start` itself, open or not (`next_opening` is another question); 16 hours from
        08:00 of the published hours are over at 24:00 of that day, not at the next opening. Always
        `service_time(start, after(start, amount)) == amount`. Raises `MomentError` for a negative amount, and
        where there is not as much service time before 2200.
        """
        wanted = _wanted(amount)
        if wanted and type(start) is datetime and start.tzinfo is self.zone:
            found = self._form.after(start, wanted)
            if found is not None:
                return found
        return moment_of(self._after(instant_of(start), wanted), self.zone)

    def _after(self, start: int, wanted: int) -> int:
        if not wanted:
            return start
        for span in spans(self.zone, start, END):
            served = self._wall.served(span.start + span.offset)
            within = self._wall.served(span.end + span.offset) - served
            if wanted <= within and (reached := self._wall.reaches(served + wanted)) is not None:
                return reached - span.offset
            wanted -= within
        raise MomentError("these hours do not hold as much service time; look at their days and at the amount")

    def before(self, end: datetime, amount: timedelta) -> datetime:
        """Return the last moment, not after `end`, from which `amount` of service time passes until `end`.

        `after` the other way round, for reminders: one hour before 08:30 of the published hours is 23:30 of the day
        before. With no amount that is `end` itself. Always `service_time(before(end, amount), end) == amount`. Raises
        `MomentError` for a negative amount, and where there is not as much service time since 1900.
        """
        return moment_of(self._before(instant_of(end), _wanted(amount)), self.zone)

    def _before(self, end: int, wanted: int) -> int:
        if not wanted:
            return end
        for span in spans_back(self.zone, START, end):
            served = self._wall.served(span.end + span.offset)
            within = served - self._wall.served(span.start + span.offset)
            if wanted <= within and (left := self._wall.passes(served - wanted)) is not None:
                return left - span.offset
            wanted -= within
        raise MomentError("these hours do not hold as much service time; look at their days and at the amount")

    def next_opening(self, moment: datetime) -> datetime:
        """Return the first moment of service not before `moment`: `moment` itself while open.

        Raises `MomentError` where these hours do not open again before 2200.
        """
        return moment_of(self._opening(instant_of(moment)), self.zone)

    def _opening(self, instant: int) -> int:
        for span in spans(self.zone, instant, END):
            opening = self._wall.passes(self._wall.served(span.start + span.offset))
            if opening is not None and opening < span.end + span.offset:
                return opening - span.offset
        raise MomentError(
            f"these hours do not open again after {shown(moment_of(instant, self.zone))}; look at their special days"
        )

    def last_opening(self, moment: datetime) -> datetime:
        """Return when the service that runs at `moment` began; while closed, when the last one did.

        Raises `MomentError` where these hours did not open since 1900, or have been open ever since.
        """
        end = min(instant_of(moment) + 1, END)
        days = _LOOKED_BACK
        while True:
            first = max(end - days * DAY, START)
            *_, (opened, _) = (START, START), *self._open(spans(self.zone, first, end))
            if opened > first:
                return moment_of(opened, self.zone)
            if first == START:
                raise MomentError(f"these hours do not open before {shown(moment)}; there is no opening to give")
            days *= 8

    def closing(self, moment: datetime) -> datetime:
        """Return when the service that runs at `moment` ends; while closed, when the next one does.

        Raises `MomentError` where these hours do not open or do not close again before 2200.
        """
        opening = self._opening(instant_of(moment))
        _, end = next(self._open(spans(self.zone, opening, END)))
        if end == END:
            raise MomentError(f"these hours do not close after {shown(moment)}; there is no closing to give")
        return moment_of(end, self.zone)

    def intervals(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield the stretches of service in [start, end) in order, each as long as it can be, cut at both ends.

        Raises `MomentError` if `end` is earlier.
        """
        first, last = instant_of(start), instant_of(end)
        if last < first:
            raise MomentError("the interval ends before it starts; give the earlier moment first")
        for opens, closes in self._open(spans(self.zone, first, last)):
            yield moment_of(opens, self.zone), moment_of(closes, self.zone)

    def _open(self, line: Iterable[OffsetSpan]) -> Iterator[tuple[int, int]]:
        """Yield the open stretches of `line` as instants, those that touch joined."""
        held: tuple[int, int] | None = None
        for span in line:
            for first, last in self._wall.windows(span.start + span.offset, span.end + span.offset):
                opens, closes = first - span.offset, last - span.offset
                if held is not None and held[1] == opens:
                    held = (held[0], closes)
                    continue
                if held is not None:
                    yield held
                held = (opens, closes)
        if held is not None:
            yield held


def _wanted(amount: timedelta) -> int:
    wanted = plain_duration(amount) // _TICK
    if wanted < 0:
        raise MomentError(f"amount {shown(amount)} is negative; give how much service time is to pass")
    return wanted


def _zone_or_problem(name: str | ZoneInfo, problems: list[str]) -> ZoneInfo | None:
    try:
        return zone(name)
    except MomentError as error:
        problems.append(str(error))
        return None
