"""Random problems with equipment, maintenance, alerts and notices: as objects of the library, and as columns."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

import attrs
from tests.audit.engines import Columns
from tests.audit.objects import after, at, naive, some

from netpoint_stp.policy.alerts.policy import EquipmentOwner
from netpoint_stp.subjects.interruptions import Extent, Outage, PlannedMaintenance, TroubleWith

ROLES = ("network engineer on duty", "head of the service desk")
TICK = timedelta(microseconds=1)


@attrs.frozen(kw_only=True)
class Trouble:
    """A problem, with what an outage does not hold, and the alerts about it."""

    outage: Outage
    trouble_with: TroubleWith | None
    owner: EquipmentOwner | None
    established: bool | None
    emergency: bool | None
    by_monitoring: bool | None
    alerts: tuple[tuple[datetime, str | None], ...]


def troubles(seed: int, count: int, term: timedelta) -> list[Trouble]:
    """Return random problems, told of before they were noticed, at the end of the term, a tick later, or never."""
    random = Random(seed)
    made = []
    for number in range(count):
        noticed = at(random, 29)
        began = noticed - random.choice([timedelta(), timedelta(minutes=5), timedelta(minutes=5) + TICK, timedelta(1)])
        kind = some(random, list(TroubleWith))
        whens = [noticed, noticed + term, noticed + term + TICK, noticed - TICK, after(random, noticed, 300)]
        alerts = [(random.choice(whens), some(random, ROLES, 0.15)) for _ in range(random.choice([0, 0, 1, 2, 3]))]
        outage = Outage(
            id=f"i{number:04}",
            noticed_at=noticed,
            trouble_with=kind or TroubleWith.SOFTWARE,
            extent=some(random, list(Extent)),
            services=[service] if (service := some(random, ["internet", "television"])) else [],
            began_at=some(random, [began]),
            alerted_at=min((when for when, _ in alerts), default=None),
            published_at=some(random, whens, 0.4),
        )
        made.append(
            Trouble(
                outage=outage,
                trouble_with=kind,
                owner=some(random, [EquipmentOwner.COMPANY] * 6 + list(EquipmentOwner), 0.1),
                established=some(random, [True, True, True, False], 0.1),
                emergency=some(random, [True, True, False], 0.1),
                by_monitoring=some(random, [True, False], 0.1),
                alerts=tuple(alerts),
            )
        )
    return made


def trouble_columns(made: list[Trouble]) -> Columns:
    """Return the problems as canonical columns."""
    return {
        "incident_id": [each.outage.id for each in made],
        "noticed_at": [naive(each.outage.noticed_at) for each in made],
        "began_at": [naive(each.outage.began_at) for each in made],
        "established": [each.established for each in made],
        "noticed_by_monitoring": [each.by_monitoring for each in made],
        "owner": [each.owner and each.owner.value for each in made],
        "trouble_with": [each.trouble_with and each.trouble_with.value for each in made],
        "extent": [each.outage.extent and each.outage.extent.value for each in made],
        "emergency": [each.emergency for each in made],
        "service": [next(iter(each.outage.services), None) for each in made],
    }


def alert_columns(made: list[Trouble], *, roles: bool = True) -> Columns:
    """Return the alerts as canonical columns, shuffled."""
    told = [(each.outage.id, when, role) for each in made for when, role in each.alerts]
    Random(5).shuffle(told)
    columns: dict[str, list[Any]] = {
        "incident_id": [each[0] for each in told],
        "sent_at": [naive(each[1]) for each in told],
    }
    return {**columns, "role": [each[2] for each in told]} if roles else columns


def maintenance(seed: int, count: int, lead: timedelta) -> list[PlannedMaintenance]:
    """Return random maintenance: told of at the last moment, a tick later, after it began, or never."""
    random = Random(seed)
    made = []
    for number in range(count):
        start = at(random, 40)
        due = start - lead
        end = start + timedelta(hours=4)
        whens = [due, due + TICK, due - timedelta(days=1), start, start + TICK, end, end + TICK]
        made.append(
            PlannedMaintenance(
                id=f"w{number:04}",
                start=start,
                end=end,
                published_at=some(random, whens, 0.3),
            )
        )
    return made


def notice_columns(works: list[PlannedMaintenance], made: list[Trouble]) -> Columns:
    """Return the notices of both as canonical columns: the first of each, and a later one."""
    told = [(each.id, "maintenance", each.published_at) for each in works]
    told += [(each.outage.id, "failure", each.outage.published_at) for each in made]
    twice = [
        (id_, about, published + more)
        for id_, about, published in told
        if published is not None
        for more in (timedelta(hours=30), timedelta())
    ]
    return {
        "about_id": [each[0] for each in twice],
        "about": [each[1] for each in twice],
        "published_at": [naive(each[2]) for each in twice],
    }
