"""The tables of reaction and of whose time it was against 3.16 and 3.19 written plainly, unknowns included."""

from collections.abc import Callable

import pytest
from tests.support.reference import walk

from netpoint_stp.policy.reaction.ledger import WHOSE_TIME
from netpoint_stp.policy.reaction.policy import ReactionPolicy
from netpoint_stp.policy.reaction.tables import REACTION, Reacted, Reaction
from netpoint_stp.rules import RuleTable
from netpoint_stp.rules.codes import snake
from netpoint_stp.rules.explanation import wording_keys
from netpoint_stp.subjects.requests import WhoseTime
from netpoint_stp.wording import LANGUAGES, keys, knows


def reaction(*, bound: bool, reacted: Reacted, within: bool) -> Reaction:
    """Say what 3.19 gives."""
    if not bound:
        return Reaction.NO_MAXIMUM
    if not within:
        return Reaction.BROKEN
    return Reaction.KEPT if reacted is Reacted.BY_PERSON else Reaction.RUNNING


def whose_time(*, client: bool, field_visit: bool, third_party: bool, **desk: bool) -> WhoseTime:
    """Say what 3.16 gives: the first who is waited for, in the order of the text."""
    waited_for = [
        (client, WhoseTime.CLIENT),
        (field_visit, WhoseTime.FIELD_VISIT),
        (third_party, WhoseTime.THIRD_PARTY),
    ]
    for waits, whose in waited_for:
        if waits:
            return whose
    return WhoseTime.DESK if desk["open"] else WhoseTime.OUTSIDE_HOURS


@pytest.mark.parametrize(
    ("table", "reference", "combinations"),
    [(REACTION, reaction, 3 * 4 * 3), (WHOSE_TIME, whose_time, 3**4)],
    ids=["reaction", "whose time"],
)
def test_reaction_agrees_with_the_plain_reading(
    table: RuleTable[..., object], reference: Callable[..., object], combinations: int
) -> None:
    """Every combination of facts, unknowns included, gives what the plain reading gives."""
    assert walk(table, reference) == combinations


@pytest.mark.parametrize("table", ReactionPolicy().tables, ids=lambda table: table.name)
def test_the_tables_of_reaction_are_sound(table: RuleTable[..., object]) -> None:
    """No gap, no rule that never wins, no outcome out of reach."""
    assert table.analyse().problems == 0


def test_reaction_can_be_told_in_every_language() -> None:
    """Each label, value and outcome has its sentence, and each enumeration its short words."""
    tables = ReactionPolicy().tables
    wanted = [key for table in tables for key in wording_keys(table)]
    for kind in (Reacted, WhoseTime):
        wanted += [f"value.{snake(kind.__name__)}.{member.value}" for member in kind]

    assert len(tables) == 2
    assert [(key, lang) for key in wanted for lang in LANGUAGES if not knows(key, lang)] == []


def test_the_languages_say_the_same_of_reaction() -> None:
    """Each sentence stands in all three languages and needs the same values in each."""
    own = {lang: {key: needs for key, needs in keys(lang).items() if key.startswith("reaction.")} for lang in LANGUAGES}

    assert len(own["ru"]) == 8
    assert own["ru"] == own["uk"] == own["en"]
