"""What must hold of a history with many processes: nothing lost or twice, no two leases at once, the queue's order."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from attrs import frozen

from netpoint_stp.backends.sql import SqlStore
from netpoint_stp.casebook.journal import Event
from netpoint_stp.casebook.steps import CaseKind, EventKind, State

Line = dict[str, Any]
NEVER = 2**63


@frozen
class Free:
    """A time in which a request was free: from when that was acknowledged until somebody began to take it."""

    place: tuple[int, ...]
    since: int
    taken_by_call_begun: int


def order_breaches(lines: Iterable[Line]) -> list[str]:
    """Return where this does not hold, the sentence of the queue under many processes.

    No call returns R if some Q before R in queue order was acknowledged or released before the call began and was next
    taken by a call that began after this one ended.
    """
    ordered = sorted(lines, key=lambda line: line["begin"])
    places = {line["request"]: tuple(line["place"]) for line in ordered if line["act"] == "deliver" and line["place"]}
    takes = [line for line in ordered if line["act"] == "take"]
    begun = {(line["request"], line["token"]): line["begin"] for line in takes}
    free = sorted(_free(ordered, places, begun), key=lambda each: each.since)
    ends = sorted({each.taken_by_call_begun for each in free})
    least: list[tuple[int, ...] | None] = [None] * (len(ends) + 1)
    breaches, added = [], 0
    for take in takes:
        while added < len(free) and free[added].since < take["begin"]:
            _lower(least, len(ends) - bisect_right(ends, free[added].taken_by_call_begun) + 1, free[added].place)
            added += 1
        first = _least(least, len(ends) - bisect_right(ends, take["end"]))
        if first is not None and first < places[take["request"]]:
            breaches.append(f"{take['request']} was taken before the one placed at {first}")
    return breaches


def _free(
    ordered: Sequence[Line], places: dict[str, tuple[int, ...]], begun: dict[tuple[str, int], int]
) -> Iterator[Free]:
    """Yield every time in which a request was free, tokens telling which taking ended it."""
    tokens: dict[str, list[int]] = {}
    for request, token in sorted(begun):
        tokens.setdefault(request, []).append(token)
    for line in ordered:
        request = line.get("request", "")
        if request not in places:
            continue
        if line["act"] == "deliver" and line["place"]:
            after = 0
        elif line["act"] == "release":
            after = line["token"]
        else:
            continue
        nexts = [token for token in tokens.get(request, ()) if token > after]
        yield Free(places[request], line["end"], begun[request, min(nexts)] if nexts else NEVER)


def _lower(least: list[tuple[int, ...] | None], rank: int, place: tuple[int, ...]) -> None:
    """Note a place under a rank, in a tree of prefix minima."""
    while 0 < rank < len(least):
        known = least[rank]
        least[rank] = place if known is None else min(known, place)
        rank += rank & -rank


def _least(least: list[tuple[int, ...] | None], rank: int) -> tuple[int, ...] | None:
    found: tuple[int, ...] | None = None
    while rank > 0:
        known = least[rank]
        if known is not None and (found is None or known < found):
            found = known
        rank -= rank & -rank
    return found


def journal(store: SqlStore) -> dict[str, list[Event]]:
    """Return all events by case."""
    found: dict[str, list[Event]] = {}
    after = None
    while True:
        page = store.journal(after, 5000)
        for event in page.items:
            found.setdefault(event.case_id, []).append(event)
        after = page.after
        if after is None:
            return found


def lease_breaches(events: dict[str, list[Event]]) -> list[str]:
    """Return the requests that were taken while somebody held them, by the journal."""
    breaches = []
    for case_id, of_case in events.items():
        held = False
        for event in of_case:
            if event.kind is EventKind.TAKEN and held:
                breaches.append(f"{case_id} was taken twice at once, at event {event.number}")
            held = event.state is State.TAKEN
        if any(later.at < earlier.at for earlier, later in pairwise(of_case)):
            breaches.append(f"{case_id} goes back in time")
    return breaches


def loss(store: SqlStore, lines: Sequence[Line], numbers: Iterable[int]) -> list[str]:
    """Return what was lost, or is there twice: messages, their requests, their ends."""
    found = []
    by_number: dict[int, set[tuple[str, str]]] = {}
    for line in lines:
        if line["act"] == "deliver":
            by_number.setdefault(line["number"], set()).add((line["interaction"], line["request"]))
    found += [f"message {number} was never acknowledged" for number in numbers if number not in by_number]
    found += [f"message {number} was told to be {ids}" for number, ids in by_number.items() if len(ids) > 1]
    events = journal(store)
    opened = Counter(each for of_case in events.values() for each in of_case[0].data["interactions"])
    ids = {next(iter(ids))[0] for ids in by_number.values()}
    found += [f"{each} has {opened[each]} requests" for each in ids if opened[each] != 1]
    found += [f"{each} was never acknowledged as {each}" for each in opened if each not in ids]
    for case_id, of_case in events.items():
        if of_case[0].case is CaseKind.REQUEST and of_case[-1].state is not State.RESOLVED:
            found.append(f"{case_id} is stuck in `{of_case[-1].state.value}`")
    stored = _interactions(store)
    if stored != len(by_number):
        found.append(f"{stored} messages are stored, {len(by_number)} were acknowledged")
    resolved = Counter(line["request"] for line in lines if line["act"] == "resolve")
    found += [f"{request} was resolved {times} times" for request, times in resolved.items() if times != 1]
    return found + lease_breaches(events) + [str(each) for each in store.verify()]


def _interactions(store: SqlStore) -> int:
    number = 1
    while store.interaction(f"I-{number}") is not None:
        number += 1
    return number - 1
