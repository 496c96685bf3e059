"""Editions over time: each obligation is judged by the edition in force at its own trigger (reading I-28)."""

from datetime import UTC, date, datetime

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from netpoint_stp.errors import MomentError, RuleError
from netpoint_stp.regulation import Regulation, RegulationHistory
from netpoint_stp.rules import Edition

BASE = Regulation.published()


def edition(name: str, begins: date | None, ends: date | None = None, days: int = 7) -> Regulation:
    """Return an edition with so many working days to answer a complaint."""
    changed = attrs.evolve(BASE, complaints=attrs.evolve(BASE.complaints, working_days=days))
    return changed.under(Edition(name, begins, ends))


def test_the_edition_changes_at_local_midnight() -> None:
    """The last second of the old year in Kyiv is the old edition's; two hours of UTC lie between."""
    history = RegulationHistory((edition("new", date(2027, 1, 1)), edition("old", None)))

    assert history.at(datetime(2026, 12, 31, 21, 59, 59, tzinfo=UTC)).edition.name == "old"
    assert history.at(datetime(2026, 12, 31, 22, 0, 0, tzinfo=UTC)).edition.name == "new"


@pytest.mark.parametrize("moment", [datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC)])
def test_moments_that_no_clock_shows_are_errors_to_put_right(moment: datetime) -> None:
    """At the ends of the calendar the zone's own day does not exist, or no edition holds."""
    with pytest.raises(MomentError, match=r"too near the ends|no edition is in force"):
        RegulationHistory((edition("only", date(2020, 1, 1)),)).at(moment)


def test_an_amendment_needs_no_name() -> None:
    """Its name then tells from when on it holds, so that the two can follow each other."""
    later = edition("first", date(2020, 1, 1)).amend(in_force_from=date(2027, 1, 1))
    history = RegulationHistory((edition("first", date(2020, 1, 1)), later))

    assert [each.edition.name for each in history.editions] == ["first", "first, 2027-01-01"]


@pytest.mark.parametrize(
    ("day", "holds"), [(date(2019, 12, 31), False), (date(2020, 1, 1), True), (date(2021, 1, 1), False)]
)
def test_an_edition_knows_its_days(day: date, holds: bool) -> None:
    """Its first day is one of them, the day on which it is in force no longer is none; without dates every day is."""
    assert Edition("a", date(2020, 1, 1), date(2021, 1, 1)).holds_on(day) is holds
    assert Edition("always").holds_on(day)


def test_a_complaint_keeps_the_term_of_the_day_on_which_it_was_lodged() -> None:
    """Lodged on the last day of the old edition: seven working days, though the answer falls under the new one."""
    history = RegulationHistory((edition("old", None), edition("new", date(2026, 11, 23), days=5)))
    before = history.complaint_deadline(datetime(2026, 11, 22, 21, 59, tzinfo=UTC))
    after = history.complaint_deadline(datetime(2026, 11, 22, 22, 30, tzinfo=UTC))

    assert (before.edition.name, before.value.last_day) == ("old", date(2026, 12, 1))
    assert (after.edition.name, after.value.last_day) == ("new", date(2026, 11, 30))


def test_gaps_overlaps_and_equal_names_are_all_named_at_once() -> None:
    """Everything that is wrong is said, not only the first."""
    with pytest.raises(RuleError) as caught:
        RegulationHistory(
            (
                edition("a", date(2020, 1, 1), date(2021, 1, 1)),
                edition("b", date(2021, 2, 1), date(2023, 1, 1)),
                edition("c", date(2022, 1, 1)),
                edition("c", date(2022, 1, 1)),
            )
        )

    for wrong in (
        "2021-01-01 to 2021-01-31",
        "up to 2022-12-31",
        "used 2 times",
        "on the same day",
    ):
        assert wrong in str(caught.value)


def test_an_edition_ends_after_it_begins_and_has_a_name() -> None:
    """Refused where the edition is made, whoever makes it."""
    with pytest.raises(RuleError, match="does not come after `in_force_from`"):
        edition("d", date(2024, 1, 1), date(2024, 1, 1))
    with pytest.raises(RuleError, match="name the edition"):
        edition(" ", date(2024, 1, 1))


def test_there_must_be_an_edition() -> None:
    """An empty history is refused."""
    with pytest.raises(RuleError, match="there is none"):
        RegulationHistory(())


def test_moments_outside_all_editions_are_errors() -> None:
    """Before the first, after the last, and without a zone."""
    history = RegulationHistory((edition("only", date(2026, 1, 1), date(2027, 1, 1)),))

    with pytest.raises(MomentError, match="the first begins on 2026-01-01"):
        history.at(datetime(2025, 12, 31, 12, tzinfo=UTC))
    with pytest.raises(MomentError, match="the last one ended on 2027-01-01"):
        history.at(datetime(2027, 1, 1, 12, tzinfo=UTC))
    with pytest.raises(MomentError):
        history.at(datetime(2026, 6, 1, 12))  # noqa: DTZ001 - that it has no zone is the point


@given(
    begins=st.lists(st.dates(date(2000, 1, 1), date(2030, 1, 1)), min_size=1, max_size=6, unique=True),
    moment=st.datetimes(datetime(2000, 1, 2), datetime(2031, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_at_gives_the_latest_edition_that_has_begun(begins: list[date], moment: datetime) -> None:
    """Whatever the order in which editions are given."""
    history = RegulationHistory(tuple(edition(day.isoformat(), day) for day in begins))
    day = moment.astimezone(BASE.hours.zone).date()
    begun = [each for each in begins if each <= day]
    if begun:
        assert history.at(moment).edition.name == max(begun).isoformat()
    else:
        with pytest.raises(MomentError):
            history.at(moment)
