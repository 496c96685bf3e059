"""Random records as objects of the library, and the same as columns: what the checks are compared with."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from enum import Enum
from random import Random
from typing import Any, Final, TypeVar

import attrs
from tests.audit.engines import Columns

from netpoint_stp.regulation import Regulation
from netpoint_stp.subjects.complaints import Complaint, ComplaintRoute, ComplaintSubject
from netpoint_stp.subjects.people import Standing
from netpoint_stp.subjects.requests import Hold, Request, Severity, SeverityLevel, SpecialNeed, WhoseTime

T = TypeVar("T")
START = datetime(2024, 3, 20, tzinfo=UTC)
NOW = START + timedelta(days=30)
"""The span holds a change of the clocks, and Easter."""


def naive(moment: datetime | None) -> datetime | None:
    """Return the moment as the canonical records have it."""
    return None if moment is None else moment.astimezone(UTC).replace(tzinfo=None)


def some(random: Random, values: Sequence[T], unknown: float = 0.2) -> T | None:
    """Return one of the values, or None: not known."""
    return None if random.random() < unknown else random.choice(values)


def at(random: Random, days: float = 32) -> datetime:
    """Return a moment of the span, to the minute so that ties happen, at times to the microsecond."""
    moment = START + timedelta(minutes=random.randrange(int(days * 24 * 60)))
    return moment + timedelta(microseconds=random.choice([0, 0, 0, 1, 999_999]))


def after(random: Random, moment: datetime, hours: float) -> datetime:
    """Return a moment some time after another."""
    return moment + timedelta(minutes=random.randrange(int(hours * 60) + 1))


_SEVERAL: Final = (
    frozenset({ComplaintRoute.COMPLAINTS_ADDRESS, ComplaintRoute.OTHER_MAILBOX}),
    frozenset({ComplaintRoute.COMPLAINTS_ADDRESS, ComplaintRoute.OTHER_OFFICIAL_CHANNEL}),
    frozenset({ComplaintRoute.OTHER_OFFICIAL_CHANNEL, ComplaintRoute.UNOFFICIAL_CHANNEL}),
)
"""Routes of which nobody knows which a complaint took."""


def complaints(seed: int, count: int) -> list[Complaint]:
    """Return random complaints: some answered before they were lodged, some late by a tick, much of them unknown."""
    random = Random(seed)
    deadline = Regulation.published().complaint_deadline
    made = []
    for number in range(count):
        lodged = at(random)
        edge = deadline(lodged).value.due_before
        answered = random.choice(
            [None, after(random, lodged, 400), edge, edge - timedelta(microseconds=1), lodged - timedelta(hours=1)]
        )
        made.append(
            Complaint(
                id=f"c{number:06}",
                lodged_at=lodged,
                channel="email",
                answered_at=answered,
                interim_answer_at=some(random, [after(random, lodged, 50)], 0.7),
                route=some(random, [*list(ComplaintRoute)[:2] * 4, *ComplaintRoute, *_SEVERAL]),
                marked=some(random, [True, True, False]),
                complainant=some(random, [Standing.HOLDER] * 6 + list(Standing)),
                about=some(random, [ComplaintSubject.CARRYING_OUT] * 6 + list(ComplaintSubject)),
            )
        )
    return made


def complaint_columns(made: Sequence[Complaint]) -> Columns:
    """Return complaints as canonical columns."""
    return {
        "complaint_id": [each.id for each in made],
        "lodged_at": [naive(each.lodged_at) for each in made],
        "answered_at": [naive(each.answered_at) for each in made],
        "interim_answer_at": [naive(each.interim_answer_at) for each in made],
        "marked": [each.marked for each in made],
        **{name: [_code(getattr(each, name)) for each in made] for name in ("route", "complainant", "about")},
    }


def requests(seed: int, count: int, *, days: float = 32, severe: float = 0.1) -> list[Request]:
    """Return random requests of two levels and none, complete at once or later, taken or not, in bulk or not."""
    random = Random(seed)
    made = []
    for number in range(count):
        received = at(random, days)
        first = some(random, [after(random, received, 3), after(random, received, 60)], 0.15)
        severity = None
        if random.random() < severe:
            severity = Severity(
                level=random.choice(list(SeverityLevel)),
                reason="said so",
                set_by="somebody",
                set_at=after(random, received, 5),
                needs=frozenset(need for need in SpecialNeed if random.random() < 0.5),
            )
        made.append(
            Request(
                id=f"r{number:06}",
                received_at=received,
                channel=random.choice(["email", "email", "sms", "helpdesk", "phone", "icq"]),
                completed_at=some(random, [after(random, received, 40)], 0.9),
                support_level=some(random, ["standard", "business", "other"]),
                severity=severity,
                taken_at=first,
                taken_in_bulk=some(random, [f"b{number % 7}"], 0.93),
                reacted_at=some(random, [after(random, received, 30)], 0.6),
                refused_at=some(random, [after(random, received, 30)], 0.9),
                closed_at=some(random, [after(random, received, 90)], 0.4),
            )
        )
    return made


def request_columns(made: Sequence[Request]) -> Columns:
    """Return requests as canonical columns."""
    moments = ("received_at", "completed_at", "taken_at", "reacted_at", "refused_at", "closed_at")
    needs = {"emergency_action": SpecialNeed.EMERGENCY_ACTION, "specialist_advice": SpecialNeed.SPECIALIST_ADVICE}
    return {
        "request_id": [each.id for each in made],
        **{name: [naive(getattr(each, name)) for each in made] for name in moments},
        **{name: [getattr(each, name) for each in made] for name in ("channel", "queue", "support_level")},
        "bulk": [each.taken_in_bulk for each in made],
        "severity": [_code(each.severity.level if each.severity else None) for each in made],
        "severity_set_at": [naive(each.severity.set_at if each.severity else None) for each in made],
        **{
            name: [need in each.severity.needs if each.severity else None for each in made]
            for name, need in needs.items()
        },
    }


def held(seed: int, made: Sequence[Request]) -> list[Request]:
    """Return the requests, a third of them with one or two spans of waiting, some of which last."""
    random = Random(seed)
    found = []
    for request in made:
        holds = []
        moment = request.received_at
        for _ in range(random.choice([0, 0, 0, 0, 1, 2])):
            start = after(random, moment, 20) + timedelta(seconds=1)
            end = start + timedelta(minutes=random.randrange(1, 2000))
            holds.append(Hold(whose=random.choice(list(WhoseTime)), start=start, end=end))
            moment = end
        if holds and random.random() < 0.2:
            holds[-1] = attrs.evolve(holds[-1], end=None)
        found.append(attrs.evolve(request, holds=holds))
    return found


def hold_columns(made: Sequence[Request]) -> Columns:
    """Return the spans of waiting as canonical events, shuffled."""
    events: list[tuple[Any, ...]] = []
    for request in made:
        for hold in request.holds:
            events.append((request.id, "held", naive(hold.start), hold.whose.value))
            if hold.end is not None:
                events.append((request.id, "resumed", naive(hold.end), None))
    Random(7).shuffle(events)
    names = ("request_id", "kind", "at", "whose")
    return {name: [event[at] for event in events] for at, name in enumerate(names)}


def _code(value: Enum | frozenset[ComplaintRoute] | None) -> Any:
    if isinstance(value, frozenset):
        return "&".join(sorted(each.value for each in value))
    return None if value is None else value.value
