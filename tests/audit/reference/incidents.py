"""Problems and works (2.5, 4.1.3, 4.5; readings I-25, I-26): who was told, and what the site told."""

from collections.abc import Iterator
from datetime import datetime

from tests.audit.reference import settings
from tests.audit.reference.open_facts import (
    BROKEN,
    KEPT,
    NOT_APPLICABLE,
    YES_OR_NO,
    Row,
    Tables,
    by,
    known_or,
    one_of,
    over_all,
)

_OWNERS = ("company", "client")


def somebody_told(tables: Tables, now: datetime) -> Iterator[tuple[str, str]]:
    """2.5: of a problem with the Company's own somebody is told. When is for 4.1.3."""
    for each in tables.get("incidents", []):
        if each["noticed_at"] <= now:
            told = [alert for alert in tables["alerts"] if _about(alert, each) and alert["sent_at"] <= now]
            over = now > each["noticed_at"] + settings.GOOD_TIME
            yield each["incident_id"], _due(each, KEPT if told else BROKEN if over else NOT_APPLICABLE)


def told_in_time(tables: Tables, now: datetime) -> Iterator[tuple[str, str]]:
    """4.1.3: each whom the roster names for such a problem is told in good time; a row for each of them."""
    for each in tables.get("incidents", []):
        for role, troubles in settings.ROSTER.items():
            if each["noticed_at"] <= now and each["trouble_with"] in troubles:
                sent = [alert["sent_at"] for alert in tables["alerts"] if _about(alert, each) and alert["role"] == role]
                due = each["noticed_at"] + settings.GOOD_TIME
                yield each["incident_id"], _due(each, _by_then(min(sent, default=None), due, now))


def noticed_by_the_watch(tables: Tables, now: datetime) -> Iterator[tuple[str, str]]:
    """2.4: a problem of the Company's own is noticed by its watch, unless a client was quicker than that could be."""
    for each in tables.get("incidents", []):
        if each["noticed_at"] <= now:
            possible = {
                KEPT if by_watch else BROKEN if late else NOT_APPLICABLE
                for late in _late(each)
                for by_watch in known_or(each["noticed_by_monitoring"], YES_OR_NO)
            }
            yield each["incident_id"], _watched(each, possible)


def noticed_in_its_interval(tables: Tables, now: datetime) -> Iterator[tuple[str, str]]:
    """4.1.2: it is noticed within the interval of the watch, by whomever."""
    for each in tables.get("incidents", []):
        if each["noticed_at"] <= now:
            yield each["incident_id"], _watched(each, {BROKEN if late else KEPT for late in _late(each)})


def _late(incident: Row) -> set[bool]:
    """Return whether the interval of the watch had passed when it was noticed."""
    every = settings.WATCHED.get(incident["trouble_with"])
    if every is None or incident["began_at"] is None:
        return {True, False}
    return {incident["noticed_at"] - incident["began_at"] > every}


def _watched(incident: Row, possible: set[str]) -> str:
    return one_of({_due(incident, each) for each in possible})


def maintenance(tables: Tables, now: datetime) -> Iterator[tuple[str, str]]:
    """4.5: maintenance is published so long before it begins."""
    for each in tables.get("works", []):
        published = _published(tables, each["works_id"], "maintenance")
        yield each["works_id"], _by_then(published, each["began_at"] - settings.LEAD_TIME, now)


def failures(tables: Tables, now: datetime) -> Iterator[tuple[str, str]]:
    """4.5: a failure on the backbone is published so soon after it was noticed, if it is an emergency."""
    for each in tables.get("incidents", []):
        if each["noticed_at"] > now or each["owner"] in ("client", "third_party") or each["established"] is False:
            continue
        published = _published(tables, each["incident_id"], "failure")
        found = _by_then(published, each["noticed_at"] + settings.FAILURE_TIME, now)
        yield (
            each["incident_id"],
            over_all(
                lambda extent, emergency, found=found: found if extent == "backbone" and emergency else NOT_APPLICABLE,
                known_or(each["extent"], ("backbone", "local")),
                known_or(each["emergency"], YES_OR_NO),
            ),
        )


def _about(alert: Row, incident: Row) -> bool:
    return bool(alert["incident_id"] == incident["incident_id"])


def _due(incident: Row, found: str) -> str:
    return over_all(
        lambda owner, established: found if owner == "company" and established else NOT_APPLICABLE,
        known_or(incident["owner"], _OWNERS),
        known_or(incident["established"], YES_OR_NO),
    )


def _by_then(done: datetime | None, due: datetime, now: datetime) -> str:
    """Return how it stands with what is due by a moment, which itself is still in time."""
    if by(done, now):
        return KEPT if done is not None and done <= due else BROKEN
    return NOT_APPLICABLE if now <= due else BROKEN


def _published(tables: Tables, id_: str, about: str) -> datetime | None:
    moments = [
        each["published_at"] for each in tables.get("notices", []) if each["about_id"] == id_ and each["about"] == about
    ]
    return min(moments, default=None)
