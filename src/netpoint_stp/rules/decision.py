"""What a table answers: a `Decision` with its grounds, or `Undetermined` with what would settle it."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Generic, NoReturn, TypeVar

import attrs

from netpoint_stp.errors import MomentError, RuleError
from netpoint_stp.kinds import OWN_CHECK, of_declared_kinds
from netpoint_stp.wording import Language, Message

if TYPE_CHECKING:
    from netpoint_stp.rules.explanation import Explanation
    from netpoint_stp.rules.table import RuleTable

T_co = TypeVar("T_co", covariant=True)


def _plain_day(_edition: "Edition", _field: "attrs.Attribute[date | None]", day: date | None) -> None:
    if day is not None and type(day) is not date:
        raise MomentError(f"`{day}` is not a day; give a date without a time")


class Statements(Mapping[str, Message | None]):
    """Sentences by the id of a clause or a reading or the name of a phrase, worked out when one is first told."""

    def __init__(self, find: Callable[[], Mapping[str, Message | None]]) -> None:
        self._find = find

    @cached_property
    def _found(self) -> Mapping[str, Message | None]:
        return self._find()

    def __getitem__(self, key: str) -> Message | None:
        return self._found[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def __reduce__(self) -> tuple[Any, ...]:
        return _statements, (dict(self._found),)  # what an answer takes along is the sentences, not all the settings


def _statements(found: Mapping[str, Message | None]) -> Statements:
    return Statements(lambda: found)


NOTHING_SAID: Final = Statements(dict)


@attrs.frozen(field_transformer=of_declared_kinds)
class Edition:
    """The edition of the regulation under which something is decided: its name and the days on which it is in force.

    `in_force_from` is the first day, None where the document carries no date and the profile gives none (reading I-28);
    `in_force_until` is the first day on which it is in force no longer, None while nobody has set one. Raises
    `MomentError` for what is no plain day, `RuleError` for no name and for an end that is not after the beginning.

    `statements` are sentences that this edition has of its own, by the id of a clause or a reading or the name of a
    phrase: whatever states a figure, hours, channels, contacts or a reading that differ from those of the published
    text; None says that it says what the text says. They follow from the settings, so no comparison looks at them.
    """

    name: str
    in_force_from: date | None = attrs.field(default=None, validator=_plain_day)
    in_force_until: date | None = attrs.field(default=None, validator=_plain_day)
    statements: Mapping[str, Message | None] = attrs.field(
        default=NOTHING_SAID, eq=False, repr=False, kw_only=True, metadata=OWN_CHECK
    )

    def __attrs_post_init__(self) -> None:
        begins, ends = self.in_force_from, self.in_force_until
        problems = [] if self.name.strip() else ["`name`: it is empty; name the edition"]
        if begins is not None and ends is not None and ends <= begins:
            problems.append(
                f"`in_force_until`: {ends.isoformat()} does not come after `in_force_from`, {begins.isoformat()}"
            )
        if problems:
            raise RuleError("; ".join(problems))

    def holds_on(self, day: date) -> bool:
        """Say whether the edition is in force on a day; one without dates always is."""
        begun = self.in_force_from is None or self.in_force_from <= day
        return begun and (self.in_force_until is None or day < self.in_force_until)


PUBLISHED = Edition("published")


class Verdict(Enum):
    """What became of one rule."""

    APPLIES = "applies"
    MAY_APPLY = "may_apply"
    DOES_NOT_APPLY = "does_not_apply"
    NOT_REACHED = "not_reached"


@attrs.frozen(kw_only=True)
class Step:
    """One rule in the trace: its number (from 1), what it cites, its outcome, and why it did or did not apply.

    `because` holds the facts that settled it; it is empty for a rule without condition or one that was not reached.
    """

    number: int
    clauses: tuple[str, ...]
    readings: tuple[str, ...]
    outcome: object
    verdict: Verdict
    because: Mapping[str, object] = attrs.field(hash=False)


class RuleResult:
    """What all answers share: they have no truth value."""

    __slots__ = ()

    def __bool__(self) -> NoReturn:
        raise TypeError("an answer has no truth value; compare its `outcome` or `value`, and mind `Undetermined`")


@attrs.frozen(kw_only=True, eq=False)
class _Reached(RuleResult, Generic[T_co]):
    """What a decision and an undetermined answer share."""

    table: "RuleTable[..., T_co]" = attrs.field(repr=lambda table: repr(table.name))
    facts: Mapping[str, Any]
    clauses: tuple[str, ...]
    readings: tuple[str, ...]
    trace: tuple[Step, ...] = attrs.field(repr=False)

    @property
    def edition(self) -> Edition:
        """Return the edition under which this was answered."""
        return self.table.edition

    def explain(self, lang: Language) -> "Explanation":
        """Return the sentences that explain this answer to a client, in `ru`, `uk` or `en`."""
        return self.table.explain(self, lang)  # type: ignore[arg-type]  # only the two answers below derive from this class

    def counterfactual(self, outcome: object) -> tuple[Mapping[str, Any], ...]:
        """Return what would have to be different for `outcome`: the smallest changes of facts, if any lead there."""
        return self.table.counterfactual(self, outcome)  # type: ignore[arg-type]  # as above

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self.facts == other.facts and self.table == other.table

    def __hash__(self) -> int:
        return hash((self.table, tuple(self.facts.values())))


@attrs.frozen(kw_only=True, eq=False)
class Decision(_Reached[T_co]):
    """An outcome with its grounds: clauses, readings, the rules tried and why each did or did not apply, edition.

    Decisions are equal when the same table, under the same edition, was asked with the same facts.
    """

    outcome: T_co


@attrs.frozen(kw_only=True, eq=False)
class Undetermined(_Reached[T_co]):
    """The facts that are known do not settle the outcome.

    `missing` holds the unknown facts that can change the outcome in some completion, `possible` what it can be.
    """

    missing: frozenset[str]
    possible: frozenset[T_co]
