"""Reactions (3.19; readings I-5, I-17, I-18, I-19): to a request, and to further information about it."""

from collections.abc import Iterator
from datetime import datetime

from tests.audit.reference import settings
from tests.audit.reference.open_facts import BROKEN, KEPT, NOT_APPLICABLE, UNDETERMINED, Tables, by
from tests.audit.reference.times import service_time

_ACTS = {"taken", "asked", "reacted", "answered", "instructed", "held", "refused", "visited", "resolved"} | {
    *("advice_declined", "not_a_request")
}
_MOMENTS = ("taken_at", "reacted_at", "refused_at")


def first(tables: Tables, now: datetime) -> Iterator[tuple[str, str]]:
    """3.19: somebody does something about a request within the maximum of its level.

    What was closed without an act on record is not known; nor is what has a moment before it was received, also while
    the maximum runs where it is one of an act.
    """
    in_events: dict[str, list[datetime]] = {}
    for event in tables.get("events", []):
        if event["kind"] in _ACTS and event["at"] is not None:
            in_events.setdefault(event["request_id"], []).append(event["at"])
    for each in tables["requests"]:
        received = each["received_at"]
        told = {name: each[name] for name in (*_MOMENTS, "completed_at", "closed_at")}
        odd = any(at is not None and at < received for at in told.values())
        odd_act = any(told[name] is not None and told[name] < received for name in _MOMENTS)
        told = {name: at if at is not None and at >= received else None for name, at in told.items()}
        first_event = min(in_events.get(each["request_id"], []), default=None)
        if first_event is not None and first_event < received:
            odd, odd_act, first_event = True, True, None
        start = told["completed_at"] or received
        if start <= now:
            acts = [at for at in (*(told[name] for name in _MOMENTS), first_event) if by(at, now)]
            acted = min(acts, default=None)
            judged = _judged(start, acted, each["support_level"], now)
            if acted is None and by(told["closed_at"], now):
                judged = UNDETERMINED
            yield each["request_id"], UNDETERMINED if odd_act or (odd and judged in (KEPT, BROKEN)) else judged


def further(tables: Tables, now: datetime) -> Iterator[tuple[str, str]]:
    """3.19: somebody does something about further information within the maximum, while the request is open.

    Reopening is such information too.
    """
    requests = {each["request_id"]: each for each in tables["requests"]}
    for each in tables.get("events", []):
        if each["kind"] not in ("information", "reopened") or each["at"] > now:
            continue
        request = requests[each["request_id"]]
        ends = [request[name] for name in ("closed_at", "refused_at") if request[name] is not None]
        if each["kind"] == "information" and any(end <= each["at"] for end in ends):
            continue
        acts = [
            other["at"]
            for other in tables["events"]
            if other["request_id"] == each["request_id"] and other["kind"] in _ACTS
        ]
        acts += [request[name] for name in _MOMENTS if request[name] is not None]
        after = [at for at in acts if each["at"] <= at <= now]
        judged = _judged(each["at"], min(after, default=None), request["support_level"], now)
        closed = request["closed_at"]
        untold = not after and closed is not None and each["at"] <= closed <= now
        yield each["request_id"], UNDETERMINED if untold else judged


def _judged(start: datetime, acted: datetime | None, level: str | None, now: datetime) -> str:
    figure = settings.LEVELS.get(level or "")
    if figure is None:
        return UNDETERMINED
    end = now if acted is None else acted
    within = end <= start or service_time(start, end) <= figure
    if acted is None and within:
        return NOT_APPLICABLE
    return KEPT if within else BROKEN
