"""What the policies of all topics share: an edition, settings that stand once, tables that can be listed."""

from collections import ChainMap
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self

import attrs

from netpoint_stp.errors import RuleError
from netpoint_stp.kinds import of_declared_kinds
from netpoint_stp.moments.zones import KYIV
from netpoint_stp.moments.zones import zone as zone_named
from netpoint_stp.rules import PUBLISHED, Edition, RuleTable
from netpoint_stp.rules.decision import NOTHING_SAID
from netpoint_stp.wording import Message

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from netpoint_stp.hours import ServiceHours

STANDS_ONCE: Final = {"shared": True}
"""Metadata of fields that only carry what an edition holds elsewhere: no settings of their own."""


@attrs.frozen(kw_only=True, field_transformer=of_declared_kinds)
class Shared:
    """Settings that several topics of one edition count with; the edition holds each once and hands them on.

    None where the edition has the published ones: they are made by who needs them. `line` names the channels that the
    default line of requests takes.
    """

    hours: "ServiceHours | None" = None
    line: frozenset[str] | None = None


@attrs.frozen(kw_only=True, field_transformer=of_declared_kinds)
class Topic:
    """A policy: the figures and rule tables of one topic of the regulation, under one edition.

    `shared` is filled in by the regulation of which it is a part. Raises `RuleError` for a table of other facts than
    those it decides on, `UsageError` for a setting of the wrong kind.
    """

    edition: Edition = PUBLISHED
    shared: Shared = attrs.field(default=Shared(), repr=False, metadata=STANDS_ONCE)

    INHERITS: ClassVar[tuple[str, ...]] = ()
    """Settings of this topic that stand once, in the edition: by itself a policy may have its own."""

    def __attrs_post_init__(self) -> None:
        for field in attrs.fields(type(self)):
            if isinstance(field.default, RuleTable):
                _refuse_another_table(field.default, getattr(self, field.name), f"`{field.alias}` of the {_name(self)}")
        self._say_what_follows()

    def _say_what_follows(self) -> None:
        own, said = dict(self.statements), self.edition.statements
        layers = list(said.maps) if isinstance(said, ChainMap) else [said]
        if (
            not own
            or (isinstance(layers[0], dict) and layers[0] == own)
            or (said is NOTHING_SAID and not any(own.values()))
        ):
            return
        if isinstance(layers[0], dict) and layers[0].keys() == own.keys():
            del layers[0]  # what the policy said before it was changed
        # own sentences go before those of the edition, which may speak of the figures of another policy
        edition = attrs.evolve(self.edition, statements=ChainMap(own, *layers))
        object.__setattr__(self, "edition", edition)
        for name in self._table_fields:
            object.__setattr__(self, name, getattr(self, name).under(edition))

    @property
    def statements(self) -> Mapping[str, Message | None]:
        """Return what clauses and readings say by these figures; None where they say what the text says."""
        return {}

    @property
    def tables(self) -> tuple[RuleTable[..., Any], ...]:
        """Return the rule tables of the topic, in the order of their fields."""
        return tuple(getattr(self, name) for name in self._table_fields)

    @property
    def _table_fields(self) -> tuple[str, ...]:
        names = (field.name for field in attrs.fields(type(self)))
        return tuple(name for name in names if isinstance(getattr(self, name), RuleTable))

    def under(self, edition: Edition) -> Self:
        """Return the same policy as part of another edition, which all its answers then name."""
        tables = {name: getattr(self, name).under(edition) for name in self._table_fields}
        return attrs.evolve(self, edition=edition, **tables)

    def sharing(self, shared: Shared) -> Self:
        """Return the same policy with the settings that its edition holds."""
        return self if self.shared == shared else attrs.evolve(self, shared=shared)

    def _own_or_shared_hours(self, own: "ServiceHours | None") -> "ServiceHours":
        from netpoint_stp.hours import ServiceHours

        return own or self.shared.hours or ServiceHours.published()

    def _own_or_shared_zone(self, own: "ZoneInfo | None") -> "ZoneInfo":
        if own is not None:
            return own
        return zone_named(KYIV) if self.shared.hours is None else self.shared.hours.zone


def zone_or_none(zone: "str | ZoneInfo | None") -> "ZoneInfo | None":
    """Attrs converter: a zone by its name; None where the policy has none of its own."""
    return None if zone is None else zone_named(zone)


def _refuse_another_table(default: "RuleTable[..., Any]", value: object, told: str) -> None:
    """Refuse (`RuleError`) what is no table of the same facts."""
    if not isinstance(value, RuleTable) or value.facts is not default.facts:
        what = f"table `{value.name}`" if isinstance(value, RuleTable) else f"a `{type(value).__name__}`"
        raise RuleError(f"{told}: {what} is no table for `{default.name}`; amend that one with `replace`")


def _name(topic: Topic) -> str:
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in type(topic).__name__).strip()
