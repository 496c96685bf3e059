"""The readings: numbered, complete, tied to clauses, and told in the documentation word for word."""

from pathlib import Path

import pytest
from tests.clauses_registry.test_registry import assert_written

from netpoint_stp.clauses import CLAUSE_IDS, READING_IDS, reading, readings
from netpoint_stp.clauses.interpretations import interpretations_as_markdown
from netpoint_stp.errors import UsageError

PAGE = Path(__file__).parents[2] / "docs" / "interpretations.md"


class TestReadings:
    def test_all_are_there_in_the_order_of_their_numbers(self) -> None:
        """The numbers run from 1 to 35 without a gap."""
        assert [one.id for one in readings()] == list(READING_IDS) == [f"I-{n}" for n in range(1, 36)]

    @pytest.mark.parametrize("reading_id", READING_IDS)
    def test_each_is_complete(self, reading_id: str) -> None:
        """A reading says doubt, choice, reason and the other readings in three languages."""
        one = reading(reading_id)

        assert one.concerns
        assert set(one.concerns) <= {*CLAUSE_IDS, "title"}
        for name in ("title", "doubt", "default", "why", "alternatives"):
            assert_written(getattr(one, name), f"{reading_id} {name}")

    @pytest.mark.parametrize("reading_id", READING_IDS)
    def test_choices_belong_to_a_setting(self, reading_id: str) -> None:
        """A closed list of choices has the default first, another after it, and a key to set it by."""
        one = reading(reading_id)

        assert all(key == key.strip().lower() for key in one.settings)
        assert not one.choices or (one.settings and len(set(one.choices)) == len(one.choices) > 1)

    def test_every_key_of_the_readings_has_its_choices(self) -> None:
        """What the profile sets under `readings` is always one of a few values."""
        switched = [one for one in readings() if any(key.startswith("readings.") for key in one.settings)]

        assert len(switched) > 8
        assert all(one.choices for one in switched)

    def test_a_clause_leads_to_its_readings(self) -> None:
        """Whoever looks at 3.12 sees what was in doubt about it."""
        assert [one.id for one in readings("3.12")] == ["I-13", "I-14", "I-15", "I-29"]

    def test_an_unknown_reading_is_told_the_nearest_one(self) -> None:
        """Asking for a reading that is not there names one that is; so does asking about no clause."""
        with pytest.raises(UsageError, match="reading `I-36` is unknown; did you mean"):
            reading("I-36")
        with pytest.raises(UsageError, match="clause `3,12` is unknown"):
            readings("3,12")

    def test_the_page_of_the_documentation_says_the_same(self) -> None:
        """docs/interpretations.md is what the registry says, so that the two cannot drift apart."""
        page = PAGE.read_text(encoding="utf-8")

        assert page == interpretations_as_markdown()
        assert all(f"\n## {one.id}. {one.title['en']}\n" in page for one in readings())
