"""A whole log, day by day: requests come in, wait, are taken and dealt with, and what else happens beside them."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import accumulate
from random import Random
from typing import Any, Final

from netpoint_stp.policy.identification.policy import IdentificationPolicy
from netpoint_stp.regulation import Regulation
from netpoint_stp.subjects.requests import SeverityLevel
from netpoint_stp.testing.generator.breaking import Breaches
from netpoint_stp.testing.generator.clients import Clients
from netpoint_stp.testing.generator.clock import DAY, HOUR, MINUTE, ElapsedClock, Running, ServiceClock, seconds
from netpoint_stp.testing.generator.days.complaining import Complaints
from netpoint_stp.testing.generator.days.course import RequestLifecycle
from netpoint_stp.testing.generator.days.incoming import OtherTraffic
from netpoint_stp.testing.generator.days.line import QueueSimulation
from netpoint_stp.testing.generator.days.receiving import Reception
from netpoint_stp.testing.generator.days.trouble import Trouble, Troubles
from netpoint_stp.testing.generator.drafts import LACKING, SUFFICIENT, Draft, row, ways
from netpoint_stp.testing.generator.load import ArrivalModel
from netpoint_stp.testing.generator.plan import Plan
from netpoint_stp.testing.generator.rows import Row

_ORDINARY: Final[str] = SeverityLevel.ORDINARY.value
_LOW: Final[str] = SeverityLevel.LOW.value
_HIGH: Final[str] = SeverityLevel.HIGH.value
_CRITICAL: Final[str] = SeverityLevel.CRITICAL.value
_ABOUT_AN_OUTAGE: Final = 0.5
"""The share of requests that are about an outage while one is felt."""
_QUIET_END: Final = 2
"""On so many last days nothing is broken that could not come to light before the log ends."""


def generate(
    requests: int = 1000,
    *,
    seed: int = 0,
    breaches: Mapping[str, float] | None = None,
    regulation: Regulation | None = None,
    first_day: date | None = None,
    days: int | None = None,
) -> Iterator[Row]:
    """Yield the rows of all tables of a realistic log, the truth about planted breaches among them; see `Plan`.

    Rows of one table come in no particular order. Without `breaches` the log keeps the regulation in all that it
    shows. Raises `UsageError` for a clause for which no breach can be planted, or a share that is none.
    """
    given: dict[str, Any] = {"regulation": regulation, "first_day": first_day, "days": days}
    plan = Plan(
        requests=requests,
        seed=seed,
        breaches=breaches or {},
        **{name: value for name, value in given.items() if value is not None},
    )
    return Making(plan).rows()


class Making:
    """The parts of a log, and how they follow from each other."""

    def __init__(self, plan: Plan) -> None:
        regulation = plan.regulation
        self._plan = plan
        self._random = Random(f"{plan.seed} requests")
        self._hours = ServiceClock(regulation.hours, plan.first_day, plan.last_day)
        by_service_time = regulation.reaction.reaction_clock == "service_time"
        self._clock: ElapsedClock = self._hours if by_service_time else Running()
        self._load = ArrivalModel(plan)
        self._breaches = Breaches(plan)
        self._clients = Clients(plan, self._load.starts[0])
        self._ways = ways(regulation)
        self._weights = list(accumulate(way.weight for way in self._ways))
        self._written = [way for way in self._ways if not way.spoken] or list(self._ways)
        self._figures = figures(regulation)
        self._shortest = min(self._figures.values(), default=4 * HOUR)
        self._needs = needs(regulation.identification)
        self._actions = tuple(regulation.identification.actions)
        self._incoming = OtherTraffic(
            plan, hours=self._hours, load=self._load, ways=self._ways, breaches=self._breaches
        )
        self._reception = Reception(plan, incoming=self._incoming, ways=self._ways, breaches=self._breaches)
        self._troubles = Troubles(plan, clock=self._hours, load=self._load, breaches=self._breaches)
        self._complaints = Complaints(plan, load=self._load, breaches=self._breaches)
        self._course = RequestLifecycle(
            plan,
            clock=self._clock,
            end=self._load.end,
            clients=self._clients,
            breaches=self._breaches,
            needs=self._needs,
            figures={
                level.name: seconds(level.max_reaction)
                for level in regulation.reaction.levels
                if level.max_reaction is not None
            },
            shortest=self._shortest,
        )
        self._lines = {queue.name: self._line(queue.name) for queue in regulation.queue.queues}
        self._contracts: dict[str, int] = {}
        self._made = 0
        self._breaking = True

    def rows(self) -> Iterator[Row]:
        """Yield all rows of the log, day by day."""
        yield from self._clients.rows()
        for day in range(self._plan.days):
            yield from self._day(day)
            yield from self._breaches.told()
        for line in self._lines.values():
            for draft in line.waiting():
                yield row(draft)
        yield from self._breaches.told()

    def _day(self, day: int) -> Iterator[Row]:
        self._breaking = self._course.breaking = self._troubles.breaking = day < self._plan.days - _QUIET_END
        rows, felt = self._troubles.on(day)
        yield from rows
        arrivals = self._load.arrivals(day)
        for at in arrivals:
            yield from self._arrive(at, felt)
        yield from self._incoming.beside(day, len(arrivals))
        until = self._clock.run(self._load.starts[day + 1])
        for line in self._lines.values():
            for draft in line.taken(until, breaking=self._breaking):
                yield from self._deal_with(draft)

    def _arrive(self, at: int, felt: list[Trouble]) -> Iterator[Row]:
        random = self._random.random
        way = self._random.choices(self._ways, cum_weights=self._weights)[0]
        if way.spoken and not self._hours.is_open(at):
            way = self._written[int(random() * len(self._written))]
        contract = self._clients.draw()
        level = self._clients.level_of(contract)
        covered = self._clients.covered(contract)
        self._made += 1
        draft = Draft(
            request_id=f"R{self._made:08}",
            received_at=at,
            arrival_number=self._made,
            way=way,
            channel=way.name,
            queue=self._queue(way.name, level),
            support_level=level,
            contract_id=self._clients.id_of(contract),
            service=covered[int(random() * len(covered))],
            action=self._actions[int(random() * len(self._actions))] if self._actions else None,
        )
        details = SUFFICIENT
        self._severity(draft)
        if draft.queue is not None:
            self._outage(draft, felt)
            if way.details and draft.plain and random() < 0.06 and self._lacks(draft):
                details = LACKING
        if self._breaking:
            self._reception.spoil(draft)
        yield self._reception.first_message(draft, details)
        if self._breaking:
            yield from self._reception.beside(draft)
        if draft.completed_at is not None and draft.completed_at <= self._load.end:
            yield self._incoming.further(draft, draft.completed_at)
        draft.free = self._clock.run(draft.received_at if draft.completed_at is None else draft.completed_at)
        if draft.queue is not None:
            self._contracts[draft.request_id] = contract
            self._lines[draft.queue].add(draft)
        else:
            draft.taken_at = self._clock.at(draft.free + int(random() * min(MINUTE, self._shortest)))
            self._contracts[draft.request_id] = contract
            yield from self._deal_with(draft)

    def _deal_with(self, draft: Draft) -> Iterator[Row]:
        contract = self._contracts.pop(draft.request_id)
        if draft.taken_at is not None and draft.expedited:
            draft.severity_set_at = min(draft.taken_at, self._clock.at(draft.free) + 1)
        if draft.taken_at is not None and draft.taken_at > self._load.end:
            draft.taken_at = None
        yield from self._course.rows(draft, contract)
        yield row(draft)
        for complaint in self._complaints.rows(draft):
            yield from self._incoming.complaint(complaint)

    def _severity(self, draft: Draft) -> None:
        turn = self._random.random()
        if turn < 0.03:
            draft.severity = _CRITICAL if turn < 0.008 else _HIGH
            need = self._random.random()
            draft.emergency_action, draft.specialist_advice = need < 0.5, need > 0.3
            draft.expedited = need < 0.9
            if not draft.expedited:
                draft.emergency_action = draft.specialist_advice = False
        else:
            draft.severity = _LOW if turn < 0.12 else _ORDINARY

    def _outage(self, draft: Draft, felt: list[Trouble]) -> None:
        if draft.expedited:
            return
        for trouble in felt:
            if trouble.since <= draft.received_at < trouble.until and self._random.random() < _ABOUT_AN_OUTAGE:
                draft.outage = trouble.id
                return

    def _lacks(self, draft: Draft) -> bool:
        """Let a mail lack details; return whether it does: they are asked for, and come in while its place is kept."""
        keeps = self._plan.regulation.queue.completion_time
        if keeps is None or not self._needs.get(draft.action or ""):
            return False
        asked = self._clock.at(self._clock.run(draft.received_at) + 30 + int(self._random.random() * 30 * MINUTE))
        waited = min(60 + int(self._random.expovariate(1 / (5 * HOUR))), seconds(keeps) - HOUR)
        if asked + waited > self._load.end or waited < 1:
            return False
        draft.asked_at, draft.completed_at = asked, asked + waited
        return True

    def _queue(self, channel: str, level: str) -> str | None:
        for queue in self._plan.regulation.queue.queues:
            if channel in queue.channels and (not queue.support_levels or level in queue.support_levels):
                return queue.name
        return None

    def _line(self, name: str) -> QueueSimulation:
        return QueueSimulation(
            name,
            clock=self._clock,
            figures=self._figures,
            pace=max(1, min(2 * MINUTE, DAY * self._plan.days // (4 * self._plan.requests))),
            apart=seconds(self._plan.regulation.queue.tie_tolerance),
            breaches=self._breaches,
            random=Random(f"{self._plan.seed} line {name}"),
        )


def figures(regulation: Regulation) -> dict[str, int]:
    """Return the maximum for a first reaction by level, where it has one."""
    policy = regulation.reaction
    found: dict[str, int] = {}
    for level in policy.levels:
        first = policy.maximum_applies_to_first_reaction if level.applies_to_first is None else level.applies_to_first
        if level.max_reaction is not None and first:
            found[level.name] = seconds(level.max_reaction)
    return found


def needs(policy: IdentificationPolicy) -> dict[str, tuple[str, ...]]:
    """Return for each action that needs account information the sets of it that suffice, joined by `&`."""
    return {
        action: tuple("&".join(sorted(detail.value for detail in way)) for way in requirement.ways())
        for action, requirement in policy.actions.items()
        if not requirement.is_nothing
    }
