"""What the policies of all topics share: an edition, settings that stand once, tables that can be listed."""

from collections import ChainMap
from collections.abc import Iterator, Mapping
from datetime import timedelta
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal, Self, get_args, get_origin

import attrs

from netpoint_stp.errors import RuleError, UsageError, did_you_mean
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


@attrs.frozen(kw_only=True)
class Shared:
    """Settings that several topics of one edition count with; the edition holds each once and hands them on.

    None where the edition has the published ones: they are made by who needs them. `line` names the channels that the
    default line of requests takes.
    """

    hours: "ServiceHours | None" = None
    line: frozenset[str] | None = None


@attrs.frozen(kw_only=True)
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
            for problem in _problems(field, getattr(self, field.name)):
                kind = RuleError if isinstance(field.default, RuleTable) else UsageError
                raise kind(f"`{field.alias}` of the {_name(self)}: {problem}")
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


def _problems(field: "attrs.Attribute[Any]", value: object) -> Iterator[str]:
    """Yield what is wrong with a setting, as far as its kind is a plain one."""
    if isinstance(field.default, RuleTable):
        if not isinstance(value, RuleTable) or value.facts is not field.default.facts:
            what = f"table `{value.name}`" if isinstance(value, RuleTable) else f"a `{type(value).__name__}`"
            yield f"{what} is no table for `{field.default.name}`; amend that one with `replace`"
        return
    hint: Any = field.type
    kinds = get_args(hint) if isinstance(hint, UnionType) else (hint,)
    if get_origin(hint) is Literal:
        if value not in get_args(hint):
            yield f"`{value}` is no choice here{did_you_mean(str(value), get_args(hint))}"
    elif all(isinstance(kind, type) for kind in kinds) and not any(_is(value, kind) for kind in kinds):
        named = " or ".join(_KINDS.get(kind, f"a `{kind.__name__}`") for kind in kinds if kind is not NoneType)
        yield f"a `{type(value).__name__}` stands where {named} is wanted"


_KINDS: Final[dict[Any, str]] = {bool: "true or false", int: "a whole number", timedelta: "a length of time"}


def _is(value: object, kind: Any) -> bool:
    return isinstance(value, kind) and not (kind is int and isinstance(value, bool))


def _name(topic: Topic) -> str:
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in type(topic).__name__).strip()
