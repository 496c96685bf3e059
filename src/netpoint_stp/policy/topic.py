"""What the policies of all topics share: an edition, and tables that can be listed and put under another edition."""

from typing import Any, Self

import attrs

from netpoint_stp.rules import PUBLISHED, Edition, RuleTable


@attrs.frozen(kw_only=True)
class Topic:
    """A policy: the figures and rule tables of one topic of the regulation, under one edition."""

    edition: Edition = PUBLISHED

    @property
    def tables(self) -> tuple[RuleTable[..., Any], ...]:
        """Return the rule tables of the topic, in the order of their fields."""
        values = (getattr(self, field.name) for field in attrs.fields(type(self)))
        return tuple(value for value in values if isinstance(value, RuleTable))

    def under(self, edition: Edition) -> Self:
        """Return the same policy as part of another edition, which all its answers then name."""
        tables = {
            field.name: getattr(self, field.name).under(edition)
            for field in attrs.fields(type(self))
            if isinstance(getattr(self, field.name), RuleTable)
        }
        return attrs.evolve(self, edition=edition, **tables)
