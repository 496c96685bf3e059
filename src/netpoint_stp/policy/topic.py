"""What the policies of all topics share: an edition, and tables that can be listed and put under another edition."""

from collections import ChainMap
from collections.abc import Mapping
from typing import Any, Self

import attrs

from netpoint_stp.rules import PUBLISHED, Edition, RuleTable
from netpoint_stp.rules.decision import NOTHING_SAID
from netpoint_stp.wording import Message


@attrs.frozen(kw_only=True)
class Topic:
    """A policy: the figures and rule tables of one topic of the regulation, under one edition."""

    edition: Edition = PUBLISHED

    def __attrs_post_init__(self) -> None:
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
