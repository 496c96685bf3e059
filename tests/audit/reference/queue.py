"""The order of arrival (3.13, 3.14; readings I-5, I-20, I-21): every request held against every other one."""

from collections.abc import Iterator
from datetime import datetime
from itertools import product

from attrs import define
from tests.audit.reference import settings
from tests.audit.reference.open_facts import (
    BROKEN,
    KEPT,
    NOT_APPLICABLE,
    UNDETERMINED,
    YES_OR_NO,
    Row,
    Tables,
    by,
    known_or,
)

_OWN_TIME = ("desk", "outside_hours")
_MAY_BE_CRITICAL = ("high", "critical", "unknown")


@define(kw_only=True)
class Place:
    """A request in the line, and all that may count as its arrival."""

    row: Row
    arrivals: set[datetime]
    act_arrivals: set[datetime]
    free_from: datetime
    taken: datetime | None
    end: datetime
    waits: list[tuple[datetime, datetime | None, str | None]]
    holds: list[tuple[datetime, str | None]]
    in_turn: set[bool]
    act: str


def order(tables: Tables, now: datetime) -> Iterator[tuple[str, str]]:
    """3.13: nobody who came later, and had to wait for their turn, was taken while it was free to be."""
    line = _line(tables, now)
    for row in _of_no_queue(tables, now):
        yield row["request_id"], UNDETERMINED  # which requests it waited with is not known
    for mine in line:
        sure = any(_overtakes(other, mine) == {True} for other in line)
        maybe = any(True in _overtakes(other, mine) for other in line)
        if sure and not (mine.taken is None and by(mine.row["closed_at"], now)):
            yield mine.row["request_id"], BROKEN
        else:
            yield mine.row["request_id"], UNDETERMINED if maybe else KEPT


def ahead(tables: Tables, now: datetime) -> Iterator[tuple[str, str]]:
    """3.14: what was called highly critical went ahead of earlier requests only with the need for it on record.

    Asked of those that were taken, about the earlier ones that were taken later and were free then.
    """
    line = _line(tables, now)
    for row in _of_no_queue(tables, now):
        if row["severity"] in _MAY_BE_CRITICAL and _taken(row, now) is not None:
            yield row["request_id"], UNDETERMINED
    for mine in line:
        if mine.row["severity"] not in _MAY_BE_CRITICAL or _taken(mine.row, now) is None:
            continue
        at = mine.taken or now
        sure = any(_ahead(mine, other) and (_always_free(other) or _free(other, at) == {True}) for other in line)
        perhaps = any(
            _perhaps_ahead(mine, other) and (_always_free(other) or True in _free(other, at)) for other in line
        )
        in_turn = _in_turn(mine.row, mine.end)
        if not perhaps:
            yield mine.row["request_id"], NOT_APPLICABLE
        elif mine.row["severity"] == "unknown":
            yield mine.row["request_id"], UNDETERMINED
        elif in_turn == {False}:
            yield mine.row["request_id"], KEPT
        else:
            yield mine.row["request_id"], BROKEN if sure and in_turn == {True} else UNDETERMINED


def _ahead(mine: Place, other: Place) -> bool:
    """Return whether the other one had certainly arrived earlier, and was taken later."""
    later = other.taken is not None and mine.taken is not None and other.taken > mine.taken
    return later and max(other.arrivals) < min(mine.act_arrivals)


def _perhaps_ahead(mine: Place, other: Place) -> bool:
    later = other.taken is not None and mine.taken is not None and other.taken > mine.taken
    return later and min(other.arrivals) < max(mine.act_arrivals)


def _always_free(place: Place) -> bool:
    """Return whether a request neither lacked anything nor was held before it was taken."""
    held = any(since < place.end for since, _ in place.holds)
    return place.free_from == place.row["received_at"] and not held


def _overtakes(other: Place, mine: Place) -> set[bool]:
    """Return whether the other was taken out of order; both answers where that is not determined."""
    if other is mine or other.act == mine.act or other.taken is None or not other.taken < mine.end:
        return {False}
    return {
        free and theirs > own and in_turn
        for free, theirs, own, in_turn in product(
            _free(mine, other.taken), other.act_arrivals, mine.arrivals, other.in_turn
        )
    }


def _free(mine: Place, at: datetime) -> set[bool]:
    """Return whether a request could have been taken then: complete, and waiting for nobody but the desk.

    Both answers where it waited and nobody knows for whom.
    """
    if at < mine.free_from or at <= min(mine.arrivals):
        return {False}
    whose = {who for since, until, who in mine.waits if since <= at and (until is None or at < until)}
    if not whose:
        return {True}
    return {True, False} if whose == {None} else {False}


def _line(tables: Tables, now: datetime) -> list[Place]:
    line = [_place(row, tables, now) for row in tables["requests"] if _in_queue(row) and row["received_at"] <= now]
    for place in line:
        act = [each for each in line if each.act == place.act]
        taken = [each.taken for each in act if each.taken is not None]
        place.taken = min(taken, default=None)
        place.end = place.taken or place.end
        place.act_arrivals = {min(each) for each in product(*(member.arrivals for member in act))}
        # an act waits for its turn if all of it does
        place.in_turn = {all(each) for each in product(*(member.in_turn for member in act))}
    return line


def _of_no_queue(tables: Tables, now: datetime) -> list[Row]:
    """Return the requests that came by now, are no live calls, and are in no queue that is known."""
    return [
        row
        for row in tables["requests"]
        if not _in_queue(row)
        and row["received_at"] <= now
        and not (row["queue"] is None and row["channel"] in settings.LIVE)
    ]


def _taken(row: Row, now: datetime) -> datetime | None:
    only_asked = row["reacted_at"] is not None and row["reacted_at"] == row["asked_at"]
    names = ("taken_at", "refused_at") if only_asked else ("taken_at", "reacted_at", "refused_at")
    return min((row[name] for name in names if by(row[name], now)), default=None)


def _in_queue(row: Row) -> bool:
    if row["queue"] is not None:
        return bool(row["queue"] == settings.QUEUE_NAME)
    return row["channel"] in settings.QUEUE


def _place(row: Row, tables: Tables, now: datetime) -> Place:
    taken = _taken(row, now)
    closed = row["closed_at"] if by(row["closed_at"], now) else None
    lacked = row["completed_at"] is not None and row["completed_at"] > row["received_at"]
    arrivals = {row["received_at"]}
    if lacked:
        asked = row["asked_at"]
        waited = row["completed_at"] - (asked or row["received_at"])
        if waited > settings.COMPLETION_TIME:
            arrivals = {row["completed_at"]} if asked is not None else {row["received_at"], row["completed_at"]}
    return Place(
        row=row,
        arrivals=arrivals,
        act_arrivals=arrivals,
        free_from=row["completed_at"] if lacked else row["received_at"],
        taken=taken,
        end=taken or closed or now,
        waits=_waits(row, tables),
        holds=[
            (each["at"], each["whose"])
            for each in tables.get("events", [])
            if each["request_id"] == row["request_id"] and each["kind"] == "held"
        ],
        in_turn=_in_turn(row, taken or closed or now),
        act=f"act {row['bulk']}" if row["bulk"] is not None and taken is not None else f"alone {row['request_id']}",
    )


def _waits(row: Row, tables: Tables) -> list[tuple[datetime, datetime | None, str | None]]:
    """Return the spans in which it waited for somebody else than the desk, or nobody knows for whom."""
    steps = [
        each
        for each in tables.get("events", [])
        if each["request_id"] == row["request_id"] and each["kind"] in ("held", "resumed")
    ]
    steps.sort(key=lambda each: each["at"])
    ends = [*(each["at"] for each in steps[1:]), None]
    return [
        (step["at"], end, step["whose"])
        for step, end in zip(steps, ends, strict=False)
        if step["kind"] == "held" and step["whose"] not in _OWN_TIME
    ]


def _in_turn(row: Row, at: datetime) -> set[bool]:
    """Return whether it had to wait for its turn when it was taken (3.14, reading I-21)."""
    if row["severity"] is None:
        return {True}
    recorded = (row["severity_set_at"] <= at,) if row["severity_set_at"] is not None else YES_OR_NO
    return {
        not (row["severity"] in ("high", "critical") and (action or advice) and before)
        for action, advice, before in product(
            known_or(row["emergency_action"], YES_OR_NO), known_or(row["specialist_advice"], YES_OR_NO), recorded
        )
    }
