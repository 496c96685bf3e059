"""Breaches in what is made of what comes in (2.1.5, 3.1, 3.1.4, 3.2, 3.4, 4.1.1), planted where requests arrive."""

from collections.abc import Iterator, Sequence
from random import Random
from typing import Final

from netpoint_stp.policy.intake.policy import AddressedTo, IntakePolicy
from netpoint_stp.testing.generator.breaking import Breaches
from netpoint_stp.testing.generator.days.incoming import UNOFFICIAL, OtherTraffic
from netpoint_stp.testing.generator.drafts import LACKING, Draft, Way
from netpoint_stp.testing.generator.plan import Plan
from netpoint_stp.testing.generator.rows import InteractionRow

_MAIL_CLAUSE: Final = "3.2"


class Reception:
    """What comes in as a request arrives: its first message, and beside it what somebody wrongly made nothing of.

    Some breaches cannot be had alone: a call missed within hours is one of 2.1.5 and of 4.1.1 (reading I-24), work on
    what is no official request one of 3.4 or 3.1.4 and of 3.1.
    """

    def __init__(self, plan: Plan, *, incoming: OtherTraffic, ways: Sequence[Way], breaches: Breaches) -> None:
        self._random = Random(f"{plan.seed} reception")
        self._incoming, self._breaches = incoming, breaches
        channels = plan.regulation.channels
        self._one_address = {way.name for way in ways if way.addressed and _MAIL_CLAUSE in channels[way.name].clauses}
        self._elsewhere = _unofficial_address(plan.regulation.intake).value
        self._other_ways = [name for name in UNOFFICIAL if name not in channels]

    def spoil(self, draft: Draft) -> None:
        """Let a request that is about to arrive be none by its form, where such a breach is due."""
        if not draft.plain or draft.asked_at is not None:
            return
        if self._other_ways and self._breaches.due("3.4"):
            name = self._other_ways[int(self._random.random() * len(self._other_ways))]
            draft.way = Way(name=name, spoken=False, addressed=False, own_account=False, details=False, weight=0)
            draft.channel, draft.queue, draft.spoilt, draft.form = name, None, True, "3.4"
        elif draft.way.details and self._random.random() < 0.5 and self._breaches.due("3.1.4"):
            draft.spoilt, draft.form = True, "3.1.4"
        elif (draft.way.details or draft.way.own_account) and self._breaches.due("3.1"):
            draft.spoilt, draft.form = True, "3.1"

    def first_message(self, draft: Draft, details: str) -> InteractionRow:
        """Return what a request came in by, which is no official request where it was spoilt."""
        came = self._incoming.of(draft, LACKING if draft.form == "3.1.4" else details)
        if draft.form is None:
            return came
        if draft.form != "3.1":
            self._breaches.planted(draft.form, came.interaction_id)
            self._breaches.tell("3.1", draft.request_id)
            return came
        self._breaches.planted("3.1", draft.request_id)
        if draft.way.own_account and not draft.way.details:
            return came._replace(own_account=False)
        return came._replace(automatic=True)

    def beside(self, draft: Draft) -> Iterator[InteractionRow]:
        """Yield what came at the same time by the same way, and was lost, missed or sent elsewhere."""
        way, at = draft.way, draft.received_at
        if way.spoken:
            if self._breaches.due("2.1.5"):
                came = way.interaction(self._incoming.next_id(), at, None, taken=False)
                self._breaches.planted("2.1.5", came.interaction_id)
                self._breaches.tell("4.1.1", came.interaction_id)
                yield came
            return
        if draft.form is not None:
            return
        if way.name in self._one_address and self._breaches.due("3.2"):
            came = way.interaction(self._incoming.next_id(), at, None)._replace(destination=self._elsewhere)
            self._breaches.planted("3.2", came.interaction_id)
            yield came
        if way.details:
            if self._breaches.due("3.1.4"):
                came = self._lost(way, at)
                self._breaches.planted("3.1.4", came.interaction_id)
                self._breaches.tell("4.1.1", came.interaction_id)
                yield came
        elif self._breaches.due("4.1.1"):
            came = self._lost(way, at)
            self._breaches.planted("4.1.1", came.interaction_id)
            yield came

    def _lost(self, way: Way, at: int) -> InteractionRow:
        return way.interaction(self._incoming.next_id(), at, None)._replace(answered=False)


def _unofficial_address(policy: IntakePolicy) -> AddressedTo:
    """Return where a letter must go to break 3.2 and be no request, so that nobody lost one by leaving it (I-32)."""
    if policy.other_mailbox == "unofficial":
        return AddressedTo.OTHER_OF_COMPANY
    return AddressedTo.UNLISTED if policy.unlisted_mailbox == "unofficial" else AddressedTo.NOT_OF_COMPANY
