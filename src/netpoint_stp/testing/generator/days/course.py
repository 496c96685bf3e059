"""What becomes of a request once it is taken (3.6, 3.9, 3.16, 3.19, 4.2.2): asked, held, instructed, refused."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Final

from netpoint_stp.policy.identification.identity import Identity
from netpoint_stp.policy.refusal.policy import Demand
from netpoint_stp.subjects.account import AccountDetail
from netpoint_stp.subjects.requests import WhoseTime
from netpoint_stp.testing.generator.breaking import Breaches
from netpoint_stp.testing.generator.clients import Clients
from netpoint_stp.testing.generator.clock import DAY, HOUR, MINUTE, ElapsedClock, seconds
from netpoint_stp.testing.generator.days.refusing import ABSENT_INFORMATION, BREAK, CONTRACT, Refusals
from netpoint_stp.testing.generator.drafts import Draft
from netpoint_stp.testing.generator.plan import Plan
from netpoint_stp.testing.generator.rows import (
    ACKNOWLEDGED,
    ANSWERED,
    ASKED,
    CLOSED,
    COMPLETED,
    FOLLOWED,
    HELD,
    INFORMATION,
    INSTRUCTED,
    RESOLVED,
    RESUMED,
    SEVERITY_SET,
    TAKEN,
    VISITED,
    EventRow,
    Row,
)

_IDENTIFIED: Final[str] = Identity.IDENTIFIED.value
_ABSENT: Final[str] = Identity.ABSENT.value
_WITHIN: Final[str] = Demand.WITHIN_CONTRACT.value
_ADVICE: Final[str] = Demand.ADVICE_ONLY.value
_PASSPORT: Final[str] = AccountDetail.PASSPORT.value
_CLIENT: Final[str] = WhoseTime.CLIENT.value
_VISIT: Final[str] = WhoseTime.FIELD_VISIT.value


class RequestLifecycle:
    """What is done about requests, act by act; what would lie beyond the end of the log is not there yet."""

    def __init__(
        self,
        plan: Plan,
        *,
        clock: ElapsedClock,
        end: int,
        clients: Clients,
        breaches: Breaches,
        needs: dict[str, tuple[str, ...]],
        figures: Mapping[str, int],
        shortest: int,
    ) -> None:
        regulation = plan.regulation
        self._clock, self._end, self._clients, self._breaches = clock, end, clients, breaches
        self._random = Random(f"{plan.seed} course")
        self._needs = needs
        self._reply = max(2, shortest // 3)
        answer = regulation.refusal.answer_time
        self._answer_time = None if answer is None else seconds(answer)
        follow = regulation.errors_notified.instruction_time
        self._instruction_time = DAY if follow is None else seconds(follow)
        self._instructions_bind = follow is not None
        self._refusals = Refusals(plan, clients=clients, breaches=breaches, end=end)
        keeps = regulation.queue.completion_time
        self._completion_time = None if keeps is None else seconds(keeps)
        self._figures = figures
        self._refused = plan.rare(0.02)
        self._made: list[Row] = []
        self.breaking = True

    def rows(self, draft: Draft, contract: int) -> list[Row]:
        """Return what happens to a request that was taken, and complete its own row."""
        self._made = []
        if draft.taken_at is None:
            return self._made
        random = self._random.random
        draft.identity, draft.demand = _IDENTIFIED, _WITHIN
        draft.taken_by = f"s{int(random() * 12):02}"
        if not draft.way.spoken and random() < 0.8:
            self._event(draft, ACKNOWLEDGED, draft.received_at + int(random() * 20))
        if draft.severity_set_at is not None:
            self._made.append(
                EventRow(
                    draft.request_id,
                    SEVERITY_SET,
                    draft.severity_set_at,
                    emergency_action=draft.emergency_action,
                    specialist_advice=draft.specialist_advice,
                )
            )
        if draft.completed_at is not None and draft.asked_at is not None:
            self._asked(draft, draft.asked_at)
            self._event(draft, COMPLETED, draft.completed_at)
        self._event(draft, TAKEN, draft.taken_at)
        at = self._work(draft, contract)
        if draft.refused_at is None:
            self._event(draft, RESOLVED, at)
            at += int(random() * 2 * DAY)
        if at <= self._end:
            draft.closed_at = at
            self._event(draft, CLOSED, at)
        return self._made

    def _work(self, draft: Draft, contract: int) -> int:
        """Return when the work on it was over; one way of working for each request."""
        at = draft.taken_at or 0
        turn = self._random.random()
        if draft.plain:
            if turn < self._refused:
                return self._refuse(draft, contract, at)
            if turn < self._refused + 0.08 and self._needs.get(draft.action or ""):
                return self._ask(draft, at)
        if turn < 0.22:
            return self._instruct(draft, at)
        if turn < 0.34:
            return self._inform(draft, at)
        if turn < 0.40:
            return self._hold(draft, at, _VISIT, 2 * DAY)
        if turn < 0.46:
            return self._hold(draft, at, _CLIENT, 5 * DAY)
        if turn < 0.50:
            draft.demand = _ADVICE
        at = self._answer(draft, at, 20 * MINUTE)
        return self._later(at, 1, 3 * HOUR)

    def _event(self, draft: Draft, kind: str, at: int) -> None:
        if at <= self._end:
            self._made.append(EventRow(draft.request_id, kind, at))

    def _later(self, at: int, least: int, most: int) -> int:
        """Return a moment of work after another one, by the desk's clock."""
        return self._clock.at(self._clock.run(at) + least + int(self._random.random() * (most - least)))

    def _answer(self, draft: Draft, at: int, within: int) -> int:
        """Write down an act of a person within some time, at most what a reply may take; return when it was."""
        at = self._later(at, 1, min(within, self._reply))
        self._event(draft, ANSWERED, at)
        self._acted(draft, at)
        return at

    def _answer_late(self, draft: Draft, at: int) -> int | None:
        """Write down a reply that takes longer than the maximum, where such a breach is due (3.19)."""
        figure = self._figures.get(draft.support_level)
        if figure is None or not self.breaking or at > self._end or not self._breaches.due("3.19-further"):
            return None
        late = self._later(at, figure + 1, figure + 2 * HOUR)
        if late > self._end or (draft.severity_set_at is not None and draft.severity_set_at >= at):
            return None  # whoever weighed it meanwhile has reacted (reading I-17)
        self._breaches.planted("3.19-further", draft.request_id)
        self._event(draft, ANSWERED, late)
        self._acted(draft, late)
        return late

    def _acted(self, draft: Draft, at: int) -> None:
        if draft.reacted_at is None and at <= self._end:
            draft.reacted_at = at

    def _asked(self, draft: Draft, at: int) -> None:
        if at <= self._end:
            ways: Sequence[str] = self._needs.get(draft.action or "", ("login",))
            wanted = ways[int(self._random.random() * len(ways))]
            if self.breaking and not any(_PASSPORT in way for way in ways) and self._breaches.due("3.6"):
                self._breaches.planted("3.6", draft.request_id)
                wanted += f"&{_PASSPORT}"
            self._made.append(EventRow(draft.request_id, ASKED, at, action=draft.action, asked_for=wanted))

    def _ask(self, draft: Draft, at: int) -> int:
        """Ask for account information, wait for the client, and go on."""
        asked = self._later(at, MINUTE, 30 * MINUTE)
        self._asked(draft, asked)
        self._acted(draft, asked)
        draft.asked_at = asked if asked <= self._end else None
        waited = 60 + int(self._random.expovariate(1 / (8 * HOUR)))
        if self._completion_time is not None:
            waited = min(waited, self._completion_time)
        given = asked + waited
        self._held(draft, _CLIENT, asked, given)
        if given <= self._end:
            draft.completed_at = given if self._completion_time is not None else None
            self._event(draft, COMPLETED, given)
        else:
            draft.identity = _ABSENT
        return self._later(self._answer(draft, given, HOUR), 1, 5 * HOUR)

    def _instruct(self, draft: Draft, at: int) -> int:
        """Instruct the client, who follows in good time where the instruction helps to find a cause (4.2.2)."""
        helps = self._random.random() < 0.85
        told = self._later(at, MINUTE, 40 * MINUTE)
        instruction = f"{draft.request_id}-i"
        done = told + 30 + int(self._random.random() * max(1, self._instruction_time - 30))
        late = told + self._instruction_time + 1 + int(self._random.random() * DAY)
        if helps and self._instructions_bind and self.breaking and late <= self._end and self._breaches.due("4.2.2"):
            self._breaches.planted("4.2.2", draft.request_id)
            done = late
        if told <= self._end:
            self._made.append(EventRow(draft.request_id, INSTRUCTED, told, event_id=instruction, helps=helps))
            self._acted(draft, told)
        if not helps and self._random.random() < 0.5:
            return self._later(told, HOUR, 8 * HOUR)
        self._held(draft, _CLIENT, told, done)
        if done <= self._end:
            self._made.append(EventRow(draft.request_id, FOLLOWED, done, refers_to=instruction))
        return self._later(self._answer(draft, done, HOUR), 1, 2 * HOUR)

    def _inform(self, draft: Draft, at: int) -> int:
        """Let the client write again, once or more often, and reply each time (3.19)."""
        at = self._answer(draft, at, 20 * MINUTE)
        for _ in range(1 + int(self._random.random() * 3)):
            at += 60 + int(self._random.expovariate(1 / (3 * HOUR)))
            self._event(draft, INFORMATION, at)
            at = self._answer_late(draft, at) or self._answer(draft, at, 4 * HOUR)
        return self._later(at, 1, 2 * HOUR)

    def _hold(self, draft: Draft, at: int, whose: str, most: int) -> int:
        """Wait for somebody else: the client, or the visit of a specialist."""
        since = self._answer(draft, at, 30 * MINUTE)
        until = self._later(since + int(self._random.random() * most), 0, HOUR)
        self._held(draft, whose, since, until)
        if whose == _VISIT:
            self._event(draft, VISITED, until)
        return self._later(until, 1, HOUR)

    def _held(self, draft: Draft, whose: str, since: int, until: int) -> None:
        if since <= self._end:
            self._made.append(EventRow(draft.request_id, HELD, since, whose=whose))
            self._event(draft, RESUMED, until)

    def _refuse(self, draft: Draft, contract: int, at: int) -> int:
        """Refuse it, on a ground that holds or on one that does not (3.9)."""
        refusals, needed = self._refusals, bool(self._needs.get(draft.action or ""))
        clause = refusals.breach(contract, may_ask=needed) if self.breaking else None
        if clause is not None:
            refused = self._later(at, 5 * MINUTE, 3 * HOUR)
            if refused <= self._end:
                self._made += refusals.wrongly(draft, contract, refused, clause)
            return refused
        turn = self._random.random()
        if turn < 0.4 and self._answer_time is not None and needed:
            ground = ABSENT_INFORMATION
            asked = self._later(at, MINUTE, HOUR)
            self._asked(draft, asked)
            self._acted(draft, asked)
            draft.asked_at = asked if asked <= self._end else None
            draft.identity = _ABSENT
            refused = self._later(asked + self._answer_time + HOUR, 1, 5 * HOUR)
        else:
            ground = CONTRACT if turn < 0.7 or not refusals.may_break(contract) else BREAK
            if ground == CONTRACT:
                refusals.outside(draft, contract)
            refused = self._later(at, 5 * MINUTE, 3 * HOUR)
        if refused <= self._end:
            self._made += refusals.rightly(draft, contract, refused, ground)
        return refused
