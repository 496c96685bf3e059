"""The persons concerned (2.5, 4.1.3; reading I-26) and the things watched (2.4, 4.1.2), as a profile names them."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from attrs import Attribute, field, frozen

from netpoint_stp.clauses import implements
from netpoint_stp.errors import UsageError
from netpoint_stp.kinds import of_declared_kinds
from netpoint_stp.moments import plain_duration_or_none
from netpoint_stp.rules import UNKNOWN, Unknown
from netpoint_stp.subjects.fields import names, not_blank
from netpoint_stp.subjects.interruptions import Extent, Outage, TroubleWith


def _kinds(kinds: Iterable[TroubleWith]) -> frozenset[TroubleWith]:
    return frozenset(kinds)


@frozen(kw_only=True, field_transformer=of_declared_kinds)
class AlertScope:
    """What troubles somebody is told of; each part that is not narrowed takes all.

    `trouble_with` empty is both kinds, `services` empty every service, `extent` None every extent.
    """

    trouble_with: frozenset[TroubleWith] = field(default=frozenset(), converter=_kinds)
    services: frozenset[str] = field(default=frozenset(), converter=names)
    extent: Extent | None = None

    def covers(self, outage: Outage) -> bool | Unknown:
        """Return whether the outage is one of these, `UNKNOWN` where what is known of it does not tell."""
        if self.trouble_with and outage.trouble_with not in self.trouble_with:
            return False
        if self.services and outage.services and not self.services & outage.services:
            return False
        if self.extent is not None and outage.extent not in (self.extent, None):
            return False
        unsaid = (self.services and not outage.services) or (self.extent is not None and outage.extent is None)
        return UNKNOWN if unsaid else True


@frozen(kw_only=True, field_transformer=of_declared_kinds)
class RosterEntry:
    """Somebody to be told: a role ("engineer on duty"), for which troubles, and where to reach them.

    The address is never shown.
    """

    role: str = field(validator=not_blank)
    scope: AlertScope = field(factory=AlertScope)
    address: str | None = field(default=None, repr=False)


def _entries(entries: Iterable[RosterEntry]) -> tuple[RosterEntry, ...]:
    return tuple(entries)


@implements("2.5", "4.1.3", readings=("I-26",))
@frozen(field_transformer=of_declared_kinds)
class Roster:
    """Who is to be told of problems, in the order in which they are told."""

    entries: tuple[RosterEntry, ...] = field(converter=_entries)

    def concerned(self, outage: Outage) -> tuple[RosterEntry, ...]:
        """Return those who are certainly to be told."""
        return tuple(entry for entry in self.entries if entry.scope.covers(outage) is True)

    def perhaps(self, outage: Outage) -> tuple[RosterEntry, ...]:
        """Return those of whom it cannot be told, since too little is known of the outage."""
        return tuple(entry for entry in self.entries if entry.scope.covers(outage) is UNKNOWN)

    def names_somebody(self, outage: Outage) -> bool | Unknown:
        """Return whether anybody is to be told, `UNKNOWN` where too little is known of the outage."""
        if self.concerned(outage):
            return True
        return UNKNOWN if self.perhaps(outage) else False


def monitored(watched: Iterable["Monitored"]) -> tuple["Monitored", ...]:
    """Attrs converter: what is watched, in its order."""
    return tuple(watched)


def _positive_or_none(_instance: object, _field: "Attribute[Any]", value: timedelta | None) -> None:
    if value is not None and value <= timedelta():
        raise UsageError(f"the interval of a watch `{value}` is not a length of time; give one such as `5m`")


@implements("2.4", "4.1.2")
@frozen(kw_only=True, field_transformer=of_declared_kinds)
class Monitored:
    """A piece of the Company's equipment or software that is watched.

    `every` is the interval between two looks, in elapsed time; None is without a break.
    """

    what: str = field(validator=not_blank)
    kind: TroubleWith
    every: timedelta | None = field(default=None, converter=plain_duration_or_none, validator=_positive_or_none)
