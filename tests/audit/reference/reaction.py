"""Reactions (3.19; readings I-5, I-17, I-18, I-19): to a request, and to further information about it."""

from collections.abc import Iterator
from datetime import datetime

from tests.audit.reference import settings
from tests.audit.reference.open_facts import BROKEN, KEPT, NOT_APPLICABLE, UNDETERMINED, Tables, by
from tests.audit.reference.times import service_time

_ACTS = {"taken", "asked", "reacted", "answered", "instructed", "severity_set", "refused", "visited", "resolved"}
_MOMENTS = ("taken_at", "reacted_at", "refused_at")


def first(tables: Tables, now: datetime) -> Iterator[tuple[str, str]]:
    """3.19: somebody does something about a request within the maximum of its level."""
    for each in tables["requests"]:
        start = each["completed_at"] or each["received_at"]
        if start <= now:
            acts = [each[name] for name in _MOMENTS if by(each[name], now)]
            yield each["request_id"], _judged(start, min(acts, default=None), each["support_level"], now)


def further(tables: Tables, now: datetime) -> Iterator[tuple[str, str]]:
    """3.19: somebody does something about further information within the maximum, while the request is open."""
    requests = {each["request_id"]: each for each in tables["requests"]}
    for each in tables.get("events", []):
        if each["kind"] != "information" or each["at"] > now:
            continue
        request = requests[each["request_id"]]
        if request["closed_at"] is not None and request["closed_at"] <= each["at"]:
            continue
        acts = [
            other["at"]
            for other in tables["events"]
            if other["request_id"] == each["request_id"] and other["kind"] in _ACTS
        ]
        acts += [request[name] for name in _MOMENTS if request[name] is not None]
        after = [at for at in acts if each["at"] <= at <= now]
        yield each["request_id"], _judged(each["at"], min(after, default=None), request["support_level"], now)


def _judged(start: datetime, acted: datetime | None, level: str | None, now: datetime) -> str:
    figure = settings.LEVELS.get(level or "")
    if figure is None:
        return UNDETERMINED
    end = now if acted is None else acted
    within = end <= start or service_time(start, end) <= figure
    if acted is None and within:
        return NOT_APPLICABLE
    return KEPT if within else BROKEN
