"""A request on its way through the desk, and by which ways it may have come in."""

from operator import attrgetter
from typing import Final

from attrs import define, frozen

from netpoint_stp.policy.intake.policy import AddressedTo, SubscriberDetails, Task
from netpoint_stp.regulation import Regulation
from netpoint_stp.testing.generator.rows import InteractionRow, RequestRow

_SPOKEN: Final = 0.33
_MAIL: Final = 0.32
_ACCOUNT: Final = 0.25
_OTHER: Final = 0.10
SUFFICIENT: Final[str] = SubscriberDetails.SUFFICIENT.value
LACKING: Final[str] = SubscriberDetails.LACKING.value
STATED: Final[str] = Task.STATED.value
FOR_REQUESTS: Final[str] = AddressedTo.REQUESTS.value
FOR_COMPLAINTS: Final[str] = AddressedTo.COMPLAINTS.value


@frozen(kw_only=True)
class Way:
    """A channel of the profile, by the properties that matter for what is recorded of a message or call."""

    name: str
    spoken: bool
    addressed: bool
    own_account: bool
    details: bool
    weight: float

    def interaction(
        self, id_: str, at: int, request: str | None, *, details: str = SUFFICIENT, taken: bool = True
    ) -> InteractionRow:
        """Return a message or call by it that keeps what the regulation wants of its form."""
        return InteractionRow(
            interaction_id=id_,
            received_at=at,
            channel=self.name,
            request_id=request,
            destination=FOR_REQUESTS if self.addressed else None,
            taken_by_person=taken if self.spoken else None,
            own_account=True if self.own_account else None,
            details=details if self.details else None,
            task=STATED,
            answered=taken,
        )


def ways(regulation: Regulation) -> tuple[Way, ...]:
    """Return the official channels of the profile, more used the more natural they are."""
    found = []
    for channel in regulation.channels.values():
        if not channel.official:
            continue
        share = _OTHER
        if channel.person_needed:
            share = _SPOKEN
        elif channel.details_needed:
            share = _MAIL
        elif channel.own_account_needed:
            share = _ACCOUNT
        found.append(
            Way(
                name=channel.name,
                spoken=channel.person_needed,
                addressed=channel.addressed,
                own_account=channel.own_account_needed,
                details=channel.details_needed,
                weight=share,
            )
        )
    return tuple(found)


@define(eq=False)
class Draft:
    """A request while it is made: the columns of its row, and what only the generator knows."""

    request_id: str
    received_at: int
    arrival_number: int
    way: Way
    channel: str
    queue: str | None
    support_level: str
    contract_id: str
    service: str
    action: str | None
    completed_at: int | None = None
    asked_at: int | None = None
    taken_at: int | None = None
    reacted_at: int | None = None
    refused_at: int | None = None
    closed_at: int | None = None
    bulk: str | None = None
    severity: str | None = None
    severity_set_at: int | None = None
    emergency_action: bool | None = None
    specialist_advice: bool | None = None
    identity: str | None = None
    demand: str | None = None
    refusal_reason: bool | None = None
    taken_by: str | None = None
    outage: str | None = None
    """The outage that it is about, whose requests are taken in one act."""
    expedited: bool = False
    free: int = 0
    """When it was free to be taken, by the clock of the desk."""
    passed_over: bool = False
    form: str | None = None
    """The clause that its first message breaks, by which it is no request in due form."""
    spoilt: bool = False
    """Whether a breach hangs on it, so that nothing else out of the ordinary may happen to it."""

    @property
    def plain(self) -> bool:
        """Whether nothing about its place in the queue is out of the ordinary."""
        return self.outage is None and self.completed_at is None and not self.expedited and not self.spoilt


_CELLS: Final = attrgetter(*RequestRow._fields)


def row(draft: Draft) -> RequestRow:
    """Return the row of a request as it stands."""
    return RequestRow._make(_CELLS(draft))
