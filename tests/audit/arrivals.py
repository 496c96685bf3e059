"""Random things that came in, as plain records and as columns, and what the policies say of each of them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

import attrs
from tests.audit.engines import Columns
from tests.audit.objects import NOW, after, at, naive, some

from netpoint_stp.channels.contacts.contact import Channel
from netpoint_stp.policy.intake.policy import AddressedTo, Intake, OtherDestination, SubscriberDetails, Task
from netpoint_stp.policy.reception.policy import BASIS, basis_beside, best_basis
from netpoint_stp.policy.reception.tables import Basis, MadeOf
from netpoint_stp.regulation import Regulation
from netpoint_stp.rules import UNKNOWN, Composed, Part, Unknown, compose, still_possible
from netpoint_stp.subjects.interruptions import Silence

KNOWABLE = ("automatic", "destination", "taken_by_person", "own_account", "details", "task", "answered")
REQUEST_MOMENTS = ("taken_at", "reacted_at", "asked_at", "completed_at")


@attrs.frozen(kw_only=True)
class Arrival:
    """Something that came in; None: not known."""

    id: str
    received_at: datetime
    channel: str | None
    direction: str | None = None
    automatic: bool | None = False
    destination: AddressedTo | None = AddressedTo.REQUESTS
    taken_by_person: bool | None = True
    own_account: bool | None = True
    details: SubscriberDetails | None = SubscriberDetails.SUFFICIENT
    task: Task | None = Task.STATED
    answered: bool | None = None
    request: str | None = None
    complaint: str | None = None
    quarantined: bool | None = None
    dismissed: bool | None = None


@attrs.frozen(kw_only=True)
class Recorded:
    """A request and what was done about it."""

    id: str
    received_at: datetime
    taken_at: datetime | None = None
    reacted_at: datetime | None = None
    asked_at: datetime | None = None
    completed_at: datetime | None = None


def arrivals(seed: int, count: int, requests: Sequence[Recorded], *, edges: Sequence[datetime] = ()) -> list[Arrival]:
    """Return random arrivals, a good half of them linked to one of the requests, and much of them not known."""
    random = Random(seed)
    ids = [each.id for each in requests]
    return [
        Arrival(
            id=f"m{number:06}",
            received_at=random.choice(edges) if edges and random.random() < 0.2 else at(random),
            channel=some(random, ["phone", "phone", "helpdesk", "email", "email", "email", "sms", "icq"], 0.08),
            direction=some(random, ["incoming", "incoming", "outgoing"], 0.7),
            automatic=some(random, [False] * 9 + [True], 0.1),
            destination=some(random, [AddressedTo.REQUESTS] * 6 + list(AddressedTo), 0.1),
            taken_by_person=some(random, [True, True, False], 0.1),
            own_account=some(random, [True, True, False], 0.1),
            details=some(random, [SubscriberDetails.SUFFICIENT] * 5 + list(SubscriberDetails), 0.1),
            task=some(random, [Task.STATED] * 5 + [Task.MISSING], 0.1),
            answered=some(random, [True, False]),
            request=some(random, ids, 0.4),
            complaint=some(random, ["c1"], 0.9),
            quarantined=some(random, [True, False, False], 0.8),
            dismissed=some(random, [True, False], 0.7),
        )
        for number in range(count)
    ]


def recorded(seed: int, count: int) -> list[Recorded]:
    """Return random requests, some worked on, some asked about or completed."""
    random = Random(seed)
    made = []
    for number in range(count):
        received = at(random)
        moments = {name: some(random, [after(random, received, 60)], 0.5) for name in REQUEST_MOMENTS}
        made.append(Recorded(id=f"r{number:05}", received_at=received, **moments))
    return made


def arrival_columns(made: Sequence[Arrival]) -> Columns:
    """Return arrivals as canonical columns."""
    return {
        "interaction_id": [each.id for each in made],
        "received_at": [naive(each.received_at) for each in made],
        "request_id": [each.request for each in made],
        "complaint_id": [each.complaint for each in made],
        **{name: [getattr(each, name) for each in made] for name in ("channel", "direction")},
        **{name: [getattr(each, name) for each in made] for name in ("quarantined", "dismissed")},
        **{name: [_code(getattr(each, name)) for each in made] for name in KNOWABLE},
    }


def recorded_columns(made: Sequence[Recorded]) -> Columns:
    """Return requests as canonical columns."""
    return {
        "request_id": [each.id for each in made],
        **{name: [naive(getattr(each, name)) for each in made] for name in ("received_at", *REQUEST_MOMENTS)},
    }


@attrs.frozen(kw_only=True)
class Judge:
    """What the policies of an edition say, record by record."""

    regulation: Regulation
    silence: Silence = Silence.NOT_YET

    def within(self, each: Arrival) -> bool:
        """Say whether it came in within service hours."""
        return self.regulation.hours.contains(each.received_at)

    def channel(self, each: Arrival) -> Channel | Unknown:
        """Return its channel."""
        return UNKNOWN if each.channel is None else self.regulation.channel(each.channel)

    def intake(self, each: Arrival, *, task: Task | None) -> Composed[Intake]:
        """Return what it is by the tables of intake; of an unknown channel no property is known."""
        facts: dict[str, Any] = {name: _known(getattr(each, name)) for name in KNOWABLE if name != "answered"}
        facts["task"] = _known(task)
        channel = self.channel(each)
        policy = self.regulation.intake
        if not isinstance(channel, Unknown):
            return policy.judge(channel, within_hours=self.within(each), **facts).judgement
        taken = facts["taken_by_person"]
        if policy.call_out_of_hours == "not_a_request" and not self.within(each):
            taken = False
        form = policy.form.decide(
            person_needed=UNKNOWN,
            taken_by_person=taken,
            own_account_needed=UNKNOWN,
            own_account=facts["own_account"],
            details_needed=UNKNOWN,
            details=facts["details"],
        )
        return compose(
            policy.intake,
            {"form": form},
            automatic=facts["automatic"],
            official=UNKNOWN,
            addressed=UNKNOWN,
            destination=facts["destination"],
            other_address_counts=self._counts(AddressedTo.OTHER_OF_COMPANY),
            unlisted_address_counts=self._counts(AddressedTo.UNLISTED),
            task=facts["task"],
        )

    def _counts(self, destination: OtherDestination) -> bool | Unknown:
        """Say what the profile lets by every channel; else it is not known of a channel that is not."""
        policy = self.regulation.intake
        by_any = {policy.counts(channel, destination) for channel in self.regulation.channels.values()}
        return by_any.pop() if len(by_any) == 1 else UNKNOWN

    def made_of(self, each: Arrival) -> Any:
        """Return what was made of it."""
        if each.request is not None:
            return MadeOf.REQUEST
        if each.complaint is not None:
            return MadeOf.COMPLAINT
        if each.quarantined:
            return MadeOf.PUT_ASIDE
        if each.dismissed:
            return MadeOf.NO_REQUEST
        if self.silence is Silence.NOT_KNOWN:
            return frozenset({MadeOf.REQUEST, MadeOf.COMPLAINT, MadeOf.NOTHING})
        return MadeOf.NOTHING

    def done(self, request: Recorded | None, *moments: str) -> bool | Unknown:
        """Say whether one of these things had been done about a request."""
        if request is None:
            return UNKNOWN
        found = [getattr(request, name) for name in moments]
        if any(moment is not None and moment <= NOW for moment in found):
            return True
        return UNKNOWN if None in found and self.silence is Silence.NOT_KNOWN else False

    def basis(self, messages: Iterable[Arrival]) -> frozenset[Basis] | Unknown:
        """Return what the best of several messages can be as a ground for work."""
        return best_basis(still_possible(self.intake(each, task=Task.STATED)) for each in messages)

    def beside(self, each: Arrival, messages: Sequence[Arrival]) -> frozenset[Basis] | Unknown:
        """Return what the other messages of its request can be as a ground for work; unknown without a request."""
        if each.request is None:
            return UNKNOWN
        others = (other for other in messages if other is not each)
        return basis_beside(still_possible(self.intake(other, task=Task.STATED)) for other in others)

    def about_request(self, request: Recorded | None) -> Mapping[str, bool | Unknown]:
        """Return whether somebody worked on a request, and whether what lacked was asked for or came in."""
        return {
            "worked": self.done(request, "taken_at", "reacted_at"),
            "made_good": self.done(request, "asked_at", "completed_at"),
        }


def form_of(judgement: Composed[Intake]) -> Part:
    """Return the part of a judgement that is about form."""
    return judgement.parts["form"]


def edges() -> list[datetime]:
    """Return moments at which service begins or ends, and a microsecond before: also where the clocks change."""
    hours = Regulation.published().hours
    found = []
    for opens, closes in hours.intervals(NOW - timedelta(days=31), NOW):
        for moment in (opens, closes):
            found += [moment, moment - timedelta(microseconds=1)]
    return [moment for moment in found if moment <= NOW]


def in_sight(made: Iterable[Arrival]) -> list[Arrival]:
    """Return what came in by the moment of judging."""
    return [each for each in made if each.direction != "outgoing" and each.received_at <= NOW]


def _known(value: Any) -> Any:
    return UNKNOWN if value is None else value


def _code(value: Any) -> Any:
    return getattr(value, "value", value)


__all__ = ["BASIS", "Arrival", "Judge", "Recorded"]
