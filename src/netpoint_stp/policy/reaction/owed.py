"""Reactions (3.19; I-5, I-17, I-22): which are owed, since when, and what settled them. The one place that says so.

The desk's agenda, the scalar policy and the rows that the audit reads of a store all ask `owed`; the audit's frames use
the same sets of happenings, and a law holds them equal to this.
"""

from bisect import bisect_left
from collections.abc import Collection, Sequence
from datetime import datetime

import attrs

from netpoint_stp.policy.instants import instant
from netpoint_stp.subjects.course import ACTS, ENDS, INFORMATION, LAPSES, CourseStep, Happening
from netpoint_stp.subjects.fields import aware, aware_or_none


@attrs.frozen(kw_only=True)
class Owed:
    """A reaction that somebody was owed: to a request itself (`first`), or to what came in later.

    `to` says to what, and `since` is when that reached the Company; `reacted_at` is the first act of a person from then
    on. Where `lapsed_at` is given nobody had reacted, and from then on nothing was owed to it any more.
    """

    first: bool
    to: Happening = Happening.ARRIVED
    since: datetime = attrs.field(validator=aware)
    reacted_at: datetime | None = attrs.field(default=None, validator=aware_or_none)
    lapsed_at: datetime | None = attrs.field(default=None, validator=aware_or_none)

    @property
    def is_open(self) -> bool:
        """Whether nobody has reacted, and somebody still has to."""
        return self.reacted_at is None and self.lapsed_at is None


def owed(course: Sequence[CourseStep], acts: Collection[Happening] = ACTS) -> tuple[Owed, ...]:
    """Return every reaction owed in the course of a request, in the order in which they were written down.

    Nothing is owed while a request lacks something (I-5): its time is the client's, and a reaction is owed from its
    completion. One act settles all that came before it, and nothing that happens later takes it back (I-17): neither a
    lapsed lease nor reopening, which only makes a further one owed.
    """
    done_at = _moments(course, acts)
    lapses = _moments(course, LAPSES)
    found: list[Owed] = []
    done = lacking = False
    for step in course:
        done = step.what in ENDS or (done and step.what is not Happening.REOPENED)
        lacking = step.what is Happening.LACKING or (lacking and step.what not in INFORMATION - {Happening.INFORMATION})
        if done or lacking or step.what not in INFORMATION | {Happening.ARRIVED}:
            continue
        act, lapse = _from(done_at, step.at), _from(lapses, step.at)
        if lapse is not None and (act is None or instant(lapse) < instant(act)):
            found.append(Owed(first=not found, to=step.what, since=step.at, lapsed_at=lapse))
        else:
            found.append(Owed(first=not found, to=step.what, since=step.at, reacted_at=act))
    return tuple(found)


def _moments(course: Sequence[CourseStep], kinds: Collection[Happening]) -> list[datetime]:
    return sorted((step.at for step in course if step.what in kinds), key=instant)


def _from(moments: list[datetime], at: datetime) -> datetime | None:
    """Return the first of some moments at or after another one."""
    place = bisect_left(moments, instant(at), key=instant)
    return moments[place] if place < len(moments) else None
