"""An edition has a name and two days, of which the second is the first on which it is in force no longer."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from netpoint_stp.errors import MomentError, RuleError
from netpoint_stp.rules import Edition

DAY = date(2027, 1, 1)
NEXT = DAY + timedelta(days=1)


@pytest.mark.parametrize("ends", [DAY, DAY - timedelta(days=1)])
def test_it_ends_after_it_begins(ends: date) -> None:
    """One that ends with its first day would never be in force."""
    with pytest.raises(RuleError, match="does not come after"):
        Edition("x", DAY, ends)


def test_it_may_hold_for_one_day() -> None:
    """On its first day, and neither before nor after it."""
    edition = Edition("x", DAY, NEXT)

    assert [edition.holds_on(DAY + timedelta(days=days)) for days in (-1, 0, 1)] == [False, True, False]


def test_one_end_may_be_open() -> None:
    """Nobody need know when it began, or when it will end."""
    assert Edition("x", in_force_until=DAY).holds_on(date.min)
    assert not Edition("x", in_force_until=DAY).holds_on(DAY)
    assert Edition("x", DAY).holds_on(date.max)


def test_everything_wrong_is_told_at_once() -> None:
    """No name, and an end before the beginning."""
    with pytest.raises(RuleError, match=r"`name`.*`in_force_until`"):
        Edition(" ", DAY, DAY)


@pytest.mark.parametrize("name", ["in_force_from", "in_force_until"])
def test_a_moment_is_no_day(name: str) -> None:
    """It would depend on a zone, which nobody gave."""
    days: dict[str, Any] = {name: datetime(2027, 1, 1, tzinfo=UTC)}
    with pytest.raises(MomentError, match="where a day"):
        Edition("x", **days)
