"""Editions over time (reading I-28): each obligation is judged by the edition in force at its own trigger."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import attrs

from netpoint_stp.clauses.marking import implements
from netpoint_stp.errors import MomentError, RuleError
from netpoint_stp.kinds import of_declared_kinds
from netpoint_stp.moments import in_zone
from netpoint_stp.regulation.regulation import Regulation
from netpoint_stp.rules import Computed

if TYPE_CHECKING:
    from netpoint_stp.channels.interaction import Interaction
    from netpoint_stp.regulation.assessment import Assessment
    from netpoint_stp.working_days import Deadline

_ALWAYS: Final = date.min


def _sorted(editions: Iterable[Regulation]) -> tuple[Regulation, ...]:
    return tuple(sorted(editions, key=lambda regulation: regulation.edition.in_force_from or _ALWAYS))


@implements("3.12", "3.13", readings=("I-28",))
@attrs.frozen(field_transformer=of_declared_kinds)
class RegulationHistory:
    """The editions of the regulation, one for every day from the first on.

    An edition without a last day holds until the next begins. Raises `RuleError` that lists every gap and overlap in
    time, and editions of one name.
    """

    editions: tuple[Regulation, ...] = attrs.field(converter=_sorted)

    def __attrs_post_init__(self) -> None:
        problems = list(_problems([regulation.edition for regulation in self.editions]))
        if problems:
            raise RuleError("these editions cannot follow each other: " + "; ".join(problems))

    def at(self, moment: datetime) -> Regulation:
        """Return the edition in force at a moment; days begin at midnight in the edition's own zone.

        Raises `MomentError` for a moment before the first edition, after the last, or without a zone.
        """
        for regulation in reversed(self.editions):
            day = in_zone(moment, regulation.hours.zone).date()
            begins, ends = regulation.edition.in_force_from, regulation.edition.in_force_until
            if begins is not None and day < begins:
                continue
            if ends is not None and day >= ends:
                raise MomentError(
                    f"no edition is in force on {day.isoformat()}; the last one ended on {ends.isoformat()}"
                )
            return regulation
        first = self.editions[0].edition.in_force_from
        raise MomentError(f"no edition is in force at that moment; the first begins on {first and first.isoformat()}")

    def assess(self, interaction: "Interaction", **known: Any) -> "Assessment":
        """Assess an interaction by the edition in force when it was received.

        Raises `MomentError` where the moment of receipt is not known.
        """
        if interaction.received_at is None:
            raise MomentError("the moment of receipt is not known, so no edition can be chosen; choose one with `at`")
        return self.at(interaction.received_at).assess(interaction, **known)

    def complaint_deadline(self, lodged_at: datetime) -> "Computed[Deadline]":
        """Return until when a complaint must be answered, by the edition in force when it was lodged."""
        return self.at(lodged_at).complaint_deadline(lodged_at)


def _problems(editions: Sequence[Any]) -> Iterable[str]:
    if not editions:
        yield "there is none; give at least one"
    names = [edition.name for edition in editions]
    yield from (
        f"the name `{name}` is used {names.count(name)} times" for name in sorted(set(names)) if names.count(name) > 1
    )
    for earlier, later in pairwise(editions):
        begins = later.in_force_from
        if begins is None or begins == earlier.in_force_from:
            yield f"`{earlier.name}` and `{later.name}` begin on the same day"
        elif earlier.in_force_until is not None and earlier.in_force_until < begins:
            last = begins - timedelta(days=1)
            yield f"nothing is in force from {earlier.in_force_until.isoformat()} to {last.isoformat()}"
        elif earlier.in_force_until is not None and earlier.in_force_until > begins:
            last = earlier.in_force_until - timedelta(days=1)
            yield f"`{earlier.name}` and `{later.name}` are both in force up to {last.isoformat()}"
