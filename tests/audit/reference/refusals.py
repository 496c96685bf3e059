"""Refusals (3.9–3.9.3): each of the three grounds by itself, at the moment of the refusal."""

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import product

from tests.audit.reference import settings
from tests.audit.reference.open_facts import BROKEN, KEPT, NOT_APPLICABLE, YES_OR_NO, Row, Tables, by, known_or, one_of

_IDENTITIES = ("identified", "absent")
_DEMANDS = ("within_contract", "outside_contract", "advice_only")
_AGREEMENTS = ("individually", "by_contract", "not_agreed")
_TO_JUSTIFY = "to justify"
_KINDS = ("maintenance", "debt_suspension")
Ground = Callable[[Row, Tables], set[bool]]


def refused(tables: Tables, now: datetime) -> list[Row]:
    """Return the requests that were refused by then."""
    return [each for each in tables["requests"] if by(each["refused_at"], now)]


def information(request: Row, tables: Tables) -> set[bool]:
    """Return whether account information was needed, asked for and waited for, and still absent (3.9.1)."""
    action = request["action"]
    needed = known_or(None if action not in settings.ACTIONS else set() not in settings.ACTIONS[action], YES_OR_NO)
    wanted = {detail for way in settings.ACTIONS.get(action, ()) for detail in way}
    asked = [
        each["at"]
        for each in _events(request, tables, "asked")
        if action not in settings.ACTIONS or each["asked_for"] is None or wanted & set(each["asked_for"].split("&"))
    ]
    asked += [] if request["asked_at"] is None else [request["asked_at"]]
    asked = [at for at in asked if at <= request["refused_at"]]
    waited = bool(asked) and request["refused_at"] - max(asked) >= settings.ANSWER_TIME
    return {
        is_needed and identity != "identified" and waited
        for is_needed, identity in product(needed, known_or(request["identity"], _IDENTITIES))
    }


def contract(request: Row, tables: Tables) -> set[bool]:
    """Return whether what was demanded lies outside the contract (3.9.2)."""
    return {demand == "outside_contract" for demand in known_or(request["demand"], _DEMANDS)}


def interruption(request: Row, tables: Tables) -> set[bool]:
    """Return whether that very service stood still then, for a reason and agreed with the client (3.9.3)."""
    found = {False}
    for each in tables.get("interruptions", []):
        at = request["refused_at"]
        lasts = each["began_at"] <= at and (each["ended_at"] is None or at < each["ended_at"])
        if not lasts or each["contract_id"] not in (None, request["contract_id"]):
            continue
        same = known_or(
            None if None in (each["service"], request["service"]) else each["service"] == request["service"], YES_OR_NO
        )
        possible = {
            is_same and reasoned and (how == "individually" or (how == "by_contract" and why != "debt_suspension"))
            for is_same, reasoned, how, why in product(
                same,
                known_or(each["reasoned"], YES_OR_NO),
                known_or(each["agreement"], _AGREEMENTS),
                known_or(each["kind"], _KINDS),
            )
        }
        found = {one or other for one, other in product(found, possible)}
    return found


def any_ground(tables: Tables, now: datetime) -> Iterator[tuple[str, str]]:
    """3.9: one of the main grounds held. Advice that 3.7 lets the desk decline is no refusal.

    Another reason is told from none at all (reading I-6): which of the two it was must be known, though both are shown.
    """
    for each in refused(tables, now):
        possible = set()
        other = any(event["ground"] == "other" for event in _events(each, tables, "refused") if event["at"] <= now)
        for demand, reason in product(
            known_or(each["demand"], _DEMANDS), known_or(True if other else each["refusal_reason"], YES_OR_NO)
        ):
            for holds, broken_off in product(information(each, tables), interruption(each, tables)):
                if holds or broken_off or demand == "outside_contract":
                    possible.add(KEPT)
                elif demand == "advice_only":
                    possible.add(NOT_APPLICABLE)
                else:
                    possible.add(_TO_JUSTIFY if reason else BROKEN)
        answer = one_of(possible)
        yield each["request_id"], BROKEN if answer == _TO_JUSTIFY else answer


def named(code: str, holds: Ground) -> Callable[[Tables, datetime], Iterator[tuple[str, str]]]:
    """Return the check that a ground held wherever a refusal names it."""

    def check(tables: Tables, now: datetime) -> Iterator[tuple[str, str]]:
        for each in refused(tables, now):
            names = [event["ground"] for event in _events(each, tables, "refused") if event["at"] <= now]
            if code not in names and names and None not in names:
                yield each["request_id"], NOT_APPLICABLE
                continue
            found = {KEPT if one else BROKEN for one in holds(each, tables)}
            if code not in names and BROKEN in found:
                found.add(NOT_APPLICABLE)  # it may be named or not
            yield each["request_id"], one_of(found)

    return check


def _events(request: Row, tables: Tables, kind: str) -> list[Row]:
    return [
        each
        for each in tables.get("events", [])
        if each["request_id"] == request["request_id"] and each["kind"] == kind
    ]
