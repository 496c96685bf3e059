"""Problems of the Company's own and planned maintenance (2.4, 2.5, 4.1.2, 4.1.3, 4.5), and who is told of them."""

from collections.abc import Iterator
from random import Random
from typing import Final

from attrs import frozen

from netpoint_stp.audit.records.tables import WorksKind
from netpoint_stp.policy.alerts.policy import EquipmentOwner
from netpoint_stp.subjects.interruptions import Extent, Outage, TroubleWith
from netpoint_stp.testing.generator.breaking import Breaches
from netpoint_stp.testing.generator.clients import SERVICES
from netpoint_stp.testing.generator.clock import DAY, HOUR, MINUTE, ElapsedClock, moment, seconds
from netpoint_stp.testing.generator.load import ArrivalModel
from netpoint_stp.testing.generator.plan import Plan
from netpoint_stp.testing.generator.rows import AlertRow, IncidentRow, NoticeRow, Row, WorksRow

_OWN: Final[str] = EquipmentOwner.COMPANY.value
_A_DAY: Final = 1.2
"""How many problems there are on a day."""
_WORKS_A_DAY: Final = 0.4


@frozen(kw_only=True)
class Trouble:
    """A problem that many write about: what is taken in one act."""

    id: str
    service: str
    since: int
    until: int


class Troubles:
    """The problems and works of a log."""

    def __init__(self, plan: Plan, *, clock: ElapsedClock, load: ArrivalModel, breaches: Breaches) -> None:
        self._regulation = plan.regulation
        self._random = Random(f"{plan.seed} trouble")
        self._clock, self._load, self._breaches, self._end = clock, load, breaches, load.end
        self._problems = self._works = 0
        self.breaking = True

    def on(self, day: int) -> tuple[list[Row], list[Trouble]]:
        """Return the rows of what begins on a day, and the problems that clients write about."""
        made: list[Row] = []
        felt: list[Trouble] = []
        for _ in range(self._count(_A_DAY)):
            self._problems += 1
            rows, trouble = self._problem(f"I{self._problems:05}", self._load.moment(day, self._random))
            made += rows
            felt += trouble
        for _ in range(self._count(_WORKS_A_DAY)):
            self._works += 1
            made += self._planned(f"W{self._works:05}", self._load.moment(day, self._random))
        return made, felt

    def _count(self, mean: float) -> int:
        """Return how many there are, by chance: of many hours, each has one with a small likelihood."""
        return sum(self._random.random() < mean / 24 for _ in range(24))

    def _problem(self, id_: str, noticed: int) -> tuple[list[Row], list[Trouble]]:
        random = self._random.random
        equipment = random() < 0.7
        backbone = random() < 0.35
        own = random() < 0.9
        established = random() < 0.95
        service = SERVICES[int(random() * len(SERVICES))]
        lasts = int(10 * MINUTE + self._random.expovariate(1 / (2 * HOUR)))
        row = IncidentRow(
            incident_id=id_,
            noticed_at=noticed,
            began_at=noticed,
            ended_at=noticed + lasts if noticed + lasts <= self._end else None,
            established=established,
            noticed_by_monitoring=True,
            owner=_OWN if own else EquipmentOwner.CLIENT.value,
            trouble_with=(TroubleWith.EQUIPMENT if equipment else TroubleWith.SOFTWARE).value,
            extent=(Extent.BACKBONE if backbone else Extent.LOCAL).value,
            emergency=backbone and random() < 0.7,
            service=service,
        )
        row = self._noticed(row)
        made: list[Row] = [row]
        if own and established:
            made += self._alerts(row)
        if row.emergency:
            made += self._failure_notice(row)
        felt = own and established and random() < 0.5
        return made, [Trouble(id=id_, service=service, since=row.began_at, until=noticed + 90 * MINUTE)] if felt else []

    def _noticed(self, row: IncidentRow) -> IncidentRow:
        """Return a problem with when it began: the watch noticed it in its interval, or a breach is planted.

        One that was left to clients (2.4) has a gap of the watch behind it too (4.1.2).
        """
        kind = TroubleWith(row.trouble_with)
        watched = [each.every for each in self._regulation.alerts.monitored if each.kind is kind]
        intervals = [seconds(every) for every in watched if every is not None]
        shortest = min(intervals, default=5 * MINUTE) if len(intervals) == len(watched) else 0
        may_break = self.breaking and bool(intervals) and row.owner == _OWN and row.established
        for clause, by_watch in (("2.4", False), ("4.1.2", True)):
            if may_break and self._breaches.due(clause):
                self._breaches.planted(clause, row.incident_id)
                if clause == "2.4":
                    self._breaches.tell("4.1.2", row.incident_id)
                gap = max(intervals) + 1 + int(self._random.random() * HOUR)
                return row._replace(began_at=row.noticed_at - gap, noticed_by_monitoring=by_watch)
        return row._replace(began_at=row.noticed_at - int(self._random.random() * (shortest + 1)))

    def _alerts(self, row: IncidentRow) -> Iterator[AlertRow]:
        """Yield who is told of a problem: each whom the roster names, within the good time (2.5, 4.1.3).

        Breaches: nobody is told, which is one of 4.1.3 for each who should have been; or the first of them late.
        """
        policy = self._regulation.alerts
        if policy.roster is None:
            return
        roles = [entry.role for entry in policy.roster.concerned(_outage(row))]
        good = 30 * MINUTE if policy.good_time is None else seconds(policy.good_time)
        over = self._sent(row.noticed_at, good) + 1
        may_break = self.breaking and bool(roles) and over < self._end
        if may_break and self._breaches.due("2.5"):
            self._breaches.planted("2.5", row.incident_id)
            for _ in roles if policy.good_time is not None else ():
                self._breaches.tell("4.1.3", row.incident_id)
            return
        late = None
        if may_break and policy.good_time is not None and self._breaches.due("4.1.3"):
            self._breaches.planted("4.1.3", row.incident_id)
            late = roles[0]
        for role in roles:
            sent = self._sent(row.noticed_at, int(self._random.random() * (good + 1)))
            if role == late:
                sent = over + int(self._random.random() ** 3 * 3 * HOUR)
            if sent <= self._end:
                yield AlertRow(row.incident_id, sent, role)

    def _sent(self, noticed: int, within: int) -> int:
        if self._regulation.alerts.hours_bind_alerts:
            return self._clock.at(self._clock.run(noticed) + within)
        return noticed + within

    def _failure_notice(self, row: IncidentRow) -> Iterator[NoticeRow]:
        """Yield the notice of an emergency on the backbone, soon after it was noticed (4.5), or late, or none."""
        term = self._regulation.notices.failure_time
        within = HOUR if term is None else seconds(term)
        published = row.noticed_at + int(self._random.random() * (within + 1))
        over = row.noticed_at + within + 1
        asked = row.established and row.owner == _OWN and term is not None
        if asked and self.breaking and over < self._end and self._breaches.due("4.5-failures"):
            self._breaches.planted("4.5-failures", row.incident_id)
            if self._random.random() < 0.4:
                return
            published = over + int(self._random.random() ** 3 * DAY)
        if published <= self._end:
            yield NoticeRow(row.incident_id, WorksKind.FAILURE.value, published)

    def _planned(self, id_: str, began: int) -> Iterator[Row]:
        """Yield maintenance and the notice of it, long enough before it begins (4.5), or late, or none."""
        term = self._regulation.notices.lead_time
        lead = DAY if term is None else seconds(term)
        published = began - lead - int(self._random.random() * 5 * DAY)
        ended = began + HOUR + int(self._random.random() * 5 * HOUR)
        service = SERVICES[int(self._random.random() * len(SERVICES))]
        yield WorksRow(id_, began, ended if ended <= self._end else None, service)
        if term is not None and self.breaking and self._breaches.due("4.5"):
            self._breaches.planted("4.5", id_)
            if self._random.random() < 0.3:
                return
            published = began - lead + 1 + int(self._random.random() * (lead + HOUR))
        if published <= self._end:
            yield NoticeRow(id_, WorksKind.MAINTENANCE.value, published)


def _outage(row: IncidentRow) -> Outage:
    return Outage(
        id=row.incident_id,
        noticed_at=moment(row.noticed_at),
        trouble_with=TroubleWith(row.trouble_with),
        extent=Extent(row.extent),
        services=frozenset({row.service}),
    )
