"""Which records an edition governs: each obligation by the edition in force at its own trigger (reading I-28)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

import narwhals as nw
from attrs import frozen

from netpoint_stp.audit.frames.calendars import microseconds
from netpoint_stp.clauses import implements
from netpoint_stp.moments import first_instant
from netpoint_stp.regulation import Regulation, RegulationHistory

_EPOCH: Final = datetime(1970, 1, 1)  # noqa: DTZ001 - moments in frames are UTC without zone


@frozen(kw_only=True)
class Stretch:
    """A half-open stretch of time, in microseconds since 1970; an end that is None is open."""

    begins: int | None = None
    ends: int | None = None

    def within(self, other: "Stretch") -> "Stretch":
        """Return what both have in common; it may hold no moment."""
        begins = [each for each in (self.begins, other.begins) if each is not None]
        ends = [each for each in (self.ends, other.ends) if each is not None]
        return Stretch(begins=max(begins, default=None), ends=min(ends, default=None))

    def meets(self, first: int, last: int) -> bool:
        """Return whether some moment from `first` to `last`, both included, lies in it."""
        begins, ends = self.begins, self.ends
        empty = begins is not None and ends is not None and begins >= ends
        return not empty and (begins is None or begins <= last) and (ends is None or first < ends)

    def holds(self, column: str) -> nw.Expr | None:
        """Return for each row whether a moment, a timestamp in UTC, lies in it; None where every moment does."""
        at = nw.col(column)
        after = None if self.begins is None else at >= nw.lit(timestamp(self.begins))
        before = None if self.ends is None else at < nw.lit(timestamp(self.ends))
        if after is None or before is None:
            return before if after is None else after
        return after & before


@frozen(kw_only=True)
class Governing:
    """An edition, and for what was triggered when it is asked."""

    regulation: Regulation
    stretch: Stretch

    def reaches_beyond(self, first: int, last: int) -> bool:
        """Return whether it judges moments from `first` to `last` at which it is not in force."""
        own = Stretch(begins=_first_instant(self.regulation), ends=_instant_after(self.regulation))
        before, after = Stretch(ends=own.begins), Stretch(begins=own.ends)
        outside = [each for each, end in ((before, own.begins), (after, own.ends)) if end is not None]
        return any(each.within(self.stretch).meets(first, last) for each in outside)

    @property
    def name(self) -> str:
        """Return the name of the edition."""
        return self.regulation.edition.name


@implements("3.12", "3.13", readings=("I-28",))
def governing(regulation: Regulation | RegulationHistory, span: Stretch) -> tuple[Governing, ...]:
    """Return the editions that judge what was triggered in a span, one after the other.

    A history is cut at the first instant of each edition's first day, in that edition's own zone. A regulation alone
    judges everything: whoever chose it wants these records judged by it, whatever its days are.
    """
    if isinstance(regulation, Regulation):
        return (Governing(regulation=regulation, stretch=span),)
    return tuple(
        Governing(regulation=edition, stretch=stretch.within(span)) for edition, stretch in _in_force(regulation)
    )


def _in_force(history: RegulationHistory) -> Iterator[tuple[Regulation, Stretch]]:
    following: list[Regulation | None] = [*history.editions[1:], None]
    for regulation, later in zip(history.editions, following, strict=True):
        ends = _first_instant(later) if later is not None else _instant_after(regulation)
        yield regulation, Stretch(begins=_first_instant(regulation), ends=ends)


def _first_instant(regulation: Regulation) -> int | None:
    day = regulation.edition.in_force_from
    return None if day is None else microseconds(first_instant(day, regulation.hours.zone))


def _instant_after(regulation: Regulation) -> int | None:
    day = regulation.edition.in_force_until
    return None if day is None else microseconds(first_instant(day, regulation.hours.zone))


def timestamp(moment: int) -> datetime:
    """Return microseconds since 1970 as frames have moments: UTC without zone."""
    return _EPOCH + timedelta(microseconds=moment)


def aware(moment: int) -> datetime:
    """Return microseconds since 1970 as a moment of UTC."""
    return timestamp(moment).replace(tzinfo=UTC)
