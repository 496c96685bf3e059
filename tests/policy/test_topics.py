"""What all policies have in common: what they show of themselves, say of their figures, and refuse."""

import pytest

from netpoint_stp.errors import UsageError
from netpoint_stp.policy.alerts.policy import AlertsPolicy
from netpoint_stp.policy.complaints.policy import ComplaintsPolicy
from netpoint_stp.policy.topic import Topic
from netpoint_stp.regulation import Regulation

REGULATION = Regulation.example()


@pytest.mark.parametrize("topic", REGULATION.topics.values(), ids=lambda topic: type(topic).__name__)
def test_what_stands_once_in_the_edition_is_not_shown_by_each_policy(topic: Topic) -> None:
    """Nobody reads it as a setting of this topic."""
    assert "shared" not in repr(topic)


def test_a_policy_by_itself_says_its_own_figure_where_others_are_as_published() -> None:
    """3.12: five working days on the published calendar."""
    told = ComplaintsPolicy(working_days=5)

    assert {name for name, said in told.statements.items() if said is None} == {"I-15"}
    assert told.edition.statements["3.12"] == told.statements["3.12"] is not None
    assert told.contents.edition is told.edition


@pytest.mark.parametrize("figure", ["7", None, 7.0])
def test_a_term_of_another_kind_is_refused_with_a_sentence(figure: object) -> None:
    """Not by the error of a comparison."""
    with pytest.raises(UsageError, match="a whole number is wanted"):
        ComplaintsPolicy(working_days=figure)  # type: ignore[arg-type]


def test_what_may_be_left_out_is_named_by_what_it_is() -> None:
    """The kind that is wanted is the one to give, not that of what is left out."""
    with pytest.raises(UsageError, match="a `list` stands where a `Roster` is wanted"):
        AlertsPolicy(roster=[])  # type: ignore[arg-type]
