"""What comes in beside the requests (3.1–3.4, 4.1.1): robots, other ways, missed calls at night."""

from collections.abc import Iterator, Sequence
from random import Random
from typing import Final

from netpoint_stp.subjects.complaints import ComplaintRoute
from netpoint_stp.testing.generator.breaking import Breaches
from netpoint_stp.testing.generator.clock import HOUR, ServiceClock
from netpoint_stp.testing.generator.drafts import FOR_COMPLAINTS, FOR_REQUESTS, SUFFICIENT, Draft, Way
from netpoint_stp.testing.generator.load import ArrivalModel
from netpoint_stp.testing.generator.plan import Plan
from netpoint_stp.testing.generator.rows import ComplaintRow, InteractionRow

_COMPLAINTS_ADDRESS: Final[str] = ComplaintRoute.COMPLAINTS_ADDRESS.value
UNOFFICIAL: Final = ("icq", "forum", "messenger")
"""Ways in that no profile lists, unless it does."""


class OtherTraffic:
    """All that reaches the Company, by its channel; each has an id of its own."""

    def __init__(
        self, plan: Plan, *, hours: ServiceClock, load: ArrivalModel, ways: Sequence[Way], breaches: Breaches
    ) -> None:
        self._random = Random(f"{plan.seed} incoming")
        self._hours, self._load, self._breaches = hours, load, breaches
        self._mail = next((way for way in ways if way.details), None)
        self._calls = next((way for way in ways if way.spoken), None)
        taken = set(plan.regulation.channels)
        self._others = [name for name in UNOFFICIAL if name not in taken]
        self._made = 0

    def of(self, draft: Draft, details: str = SUFFICIENT) -> InteractionRow:
        """Return what a request came in by."""
        return draft.way.interaction(self.next_id(), draft.received_at, draft.request_id, details=details)

    def further(self, draft: Draft, at: int) -> InteractionRow:
        """Return a further message about a request, by the way of the first."""
        return draft.way.interaction(self.next_id(), at, draft.request_id)

    def complaint(self, row: ComplaintRow) -> Iterator[ComplaintRow | InteractionRow]:
        """Yield a complaint, and the mail in which it came; beside it perhaps another one that was lost (3.10)."""
        if self._mail is None or row.route != _COMPLAINTS_ADDRESS:
            yield row
            return
        came = self._mail.interaction(self.next_id(), row.lodged_at, None)._replace(destination=FOR_COMPLAINTS)
        yield came._replace(complaint_id=row.complaint_id)
        yield row._replace(interaction_id=came.interaction_id)
        if self._breaches.due("3.10-filed"):
            lost = self.next_id()
            self._breaches.planted("3.10-filed", lost)
            yield came._replace(interaction_id=lost)

    def beside(self, day: int, requests: int) -> Iterator[InteractionRow]:
        """Yield what comes in on a day and makes no request, and the report of a robot as the day ends."""
        for _ in range(int(requests * 0.06 * self._random.random()) + 1):
            at = self._load.moment(day, self._random)
            turn = self._random.random()
            if turn < 0.45:
                yield from self._robot(at)
            elif turn < 0.5:
                yield from self._unreadable(at)
            elif turn < 0.75 and self._others:
                yield self._personal(at)
            else:
                yield from self.missed(day)
        yield from self._robot(self._load.starts[day + 1] - 1)

    def missed(self, day: int) -> Iterator[InteractionRow]:
        """Yield a call that nobody took, since it came while the desk was closed."""
        at = self._load.starts[day] + int(self._random.random() * 7 * HOUR)
        if self._calls is not None and not self._hours.is_open(at):
            yield self._calls.interaction(self.next_id(), at, None, taken=False)

    def _robot(self, at: int) -> Iterator[InteractionRow]:
        if self._mail is not None:
            yield InteractionRow(
                self.next_id(), at, self._mail.name, None, automatic=True, destination=FOR_REQUESTS, answered=False
            )

    def _unreadable(self, at: int) -> Iterator[InteractionRow]:
        """Yield a mail that nobody could read, put aside whole: all that is known is where it went."""
        if self._mail is not None:
            yield InteractionRow(
                self.next_id(), at, self._mail.name, None, quarantined=True, automatic=None, destination=FOR_REQUESTS
            )

    def _personal(self, at: int) -> InteractionRow:
        channel = self._others[int(self._random.random() * len(self._others))]
        return InteractionRow(self.next_id(), at, channel, None, answered=self._random.random() < 0.5)

    def next_id(self) -> str:
        """Return an id that nothing else has."""
        self._made += 1
        return f"M{self._made:08}"
