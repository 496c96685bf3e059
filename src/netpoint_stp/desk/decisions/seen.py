"""Observations as JSON holds them, read back into the values that policies ask for; what is unknown is `"unknown"`."""

from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from typing import Any, Final, TypeAlias, TypeVar

from netpoint_stp.moments import in_zone, zone
from netpoint_stp.policy.refusal.policy import BreakInService
from netpoint_stp.rules import UNKNOWN, Unknown
from netpoint_stp.subjects.account import AccountDetail
from netpoint_stp.subjects.interruptions import Agreement

E = TypeVar("E", bound=Enum)
Seen: TypeAlias = Mapping[str, Any]
"""The observations of one decision."""

_UTC: Final = zone("UTC")


def break_in_service(seen: Any) -> BreakInService | Unknown | None:
    """Return what is known of a break in the services; None where there is none."""
    if seen is None or seen == UNKNOWN.value:
        return None if seen is None else UNKNOWN
    agreed = seen["agreement"]
    return BreakInService(
        same_service=flag(seen["same_service"]),
        reasoned=flag(seen["reasoned"]),
        agreement=UNKNOWN if agreed == UNKNOWN.value else Agreement(agreed),
        for_debt=flag(seen["for_debt"]),
    )


def agreement(told: Mapping[str, Any]) -> dict[AccountDetail, bool | Unknown]:
    """Return of each detail given whether it agrees."""
    return {AccountDetail(name): flag(agrees) for name, agrees in told.items()}


def contracts(match: Mapping[str, Any]) -> tuple[dict[AccountDetail, bool | Unknown], ...]:
    """Return what each contract that may be meant says of the details given; one where all say the same."""
    return tuple(agreement(each) for each in match.get("contracts") or [match["agreement"]])


def fact(kind: type[E], told: str) -> E | Unknown:
    """Return the value of a fact by its code."""
    return UNKNOWN if told == UNKNOWN.value else kind(told)


def flag(told: bool | str) -> bool | Unknown:
    """Return a yes or no that may be unknown."""
    return UNKNOWN if told == UNKNOWN.value else told is True


def name(told: str | None) -> str | Unknown:
    """Return a name of the profile; `UNKNOWN` where nobody said which."""
    return UNKNOWN if told is None else told


def moment(told: str | None) -> datetime | None:
    """Return a moment, None where it was not observed or has not come."""
    return None if told is None else datetime.fromisoformat(told)


def at(told: str) -> datetime:
    """Return a moment that an observation must have."""
    return datetime.fromisoformat(told)


def iso(told: datetime | None) -> str | None:
    """Return a moment as observations hold it: ISO 8601 in UTC; raises `MomentError` without zone."""
    return None if told is None else in_zone(told, _UTC).isoformat()
