"""Requests (3.1, 3.13–3.19): what counts as one, how critical it is, and whose time passes while it waits."""

from collections.abc import Iterable
from datetime import datetime
from enum import Enum

from attrs import field, frozen

from netpoint_stp.moments import since_1970
from netpoint_stp.subjects.course import CourseStep
from netpoint_stp.subjects.fields import aware, aware_or_none, ids, not_before, not_blank


class SeverityLevel(Enum):
    """How critical a request is; only the two highest can go out of turn (3.14)."""

    LOW = "low"
    ORDINARY = "ordinary"
    HIGH = "high"
    CRITICAL = "critical"

    __hash__ = object.__hash__


class SpecialNeed(Enum):
    """The two needs one of which lets a highly critical request go out of turn (3.14)."""

    EMERGENCY_ACTION = "emergency_action"
    SPECIALIST_ADVICE = "specialist_advice"

    __hash__ = object.__hash__


def _as_set(needs: Iterable[SpecialNeed]) -> frozenset[SpecialNeed]:
    return frozenset(needs)


@frozen(kw_only=True)
class Severity:
    """A level set by staff, with its reason, who set it and when (reading I-21)."""

    level: SeverityLevel
    reason: str = field(validator=not_blank, repr=False)
    set_by: str = field(validator=not_blank, repr=False)
    set_at: datetime = field(validator=aware)
    needs: frozenset[SpecialNeed] = field(default=frozenset(), converter=_as_set)


class WhoseTime(Enum):
    """Who is waited for (3.16): of these only the desk's time is the desk's own."""

    DESK = "desk"
    CLIENT = "client"
    FIELD_VISIT = "field_visit"
    THIRD_PARTY = "third_party"
    OUTSIDE_HOURS = "outside_hours"

    __hash__ = object.__hash__


@frozen(kw_only=True)
class Hold:
    """A span `[start, end)` during which a request waits for somebody; `end` is None while it lasts."""

    whose: WhoseTime
    start: datetime = field(validator=aware)
    end: datetime | None = field(default=None, validator=aware_or_none)
    reason: str | None = field(default=None, repr=False)

    def __attrs_post_init__(self) -> None:
        not_before(self, self.start, self.end)


def _in_order(holds: Iterable[Hold]) -> tuple[Hold, ...]:
    return tuple(sorted(holds, key=lambda hold: hold.start))


@frozen(kw_only=True)
class Request:
    """An interaction that counts (3.1), with what is known of its handling; None is "not known" or "not yet".

    `received_at` is the first moment it reached the Company and keeps its place in the queue;
    `arrival_number` tells apart what arrived at one moment. `completed_at` is when the last detail that it lacked
    came in (reading I-5). `interactions` are the ids of all that belongs to it. `taken_in_bulk` names the one act by
    which several requests were taken together (reading I-20). `course` tells all that bears on reactions (I-17), where
    a journal was kept; without it the moments here stand in for it. Texts, ids of people and of accounts are never
    shown.
    """

    id: str = field(validator=not_blank)
    received_at: datetime = field(validator=aware)
    channel: str = field(validator=not_blank)
    queue: str | None = None
    arrival_number: int | None = None
    completed_at: datetime | None = field(default=None, validator=aware_or_none)
    interactions: tuple[str, ...] = field(default=(), converter=ids, repr=False)
    subscriber_id: str | None = field(default=None, repr=False)
    contract_id: str | None = field(default=None, repr=False)
    action: str | None = None
    service: str | None = None
    task: str | None = field(default=None, repr=False)
    support_level: str | None = None
    severity: Severity | None = None
    taken_at: datetime | None = field(default=None, validator=aware_or_none)
    taken_by: str | None = field(default=None, repr=False)
    taken_in_bulk: str | None = None
    reacted_at: datetime | None = field(default=None, validator=aware_or_none)
    refused_at: datetime | None = field(default=None, validator=aware_or_none)
    closed_at: datetime | None = field(default=None, validator=aware_or_none)
    holds: tuple[Hold, ...] = field(default=(), converter=_in_order)
    course: tuple[CourseStep, ...] = field(default=(), repr=False)

    @property
    def complete_from(self) -> datetime:
        """The moment from which the reaction clock runs: completion, or receipt where nothing was lacking."""
        return self.completed_at or self.received_at

    @property
    def taken_up_at(self) -> datetime | None:
        """When a person first did something about it (reading I-17): taking it, reacting to it, refusing it."""
        acts = (self.taken_at, self.reacted_at, self.refused_at)
        return min((act for act in acts if act is not None), key=since_1970, default=None)
