"""The agenda keeps the doubt of a calendar (3.12, I-15): flagged, and not overdue where a day in doubt decides."""

from datetime import datetime

import pytest
from tests.desk.scene import desk, mail

from netpoint_stp.backends.memory import MemoryStore, SetClock
from netpoint_stp.desk.agenda import DueItem, Duty
from netpoint_stp.desk.office import Desk
from netpoint_stp.subjects.complaints import ComplaintSubject
from netpoint_stp.subjects.people import Standing
from netpoint_stp.wording import Language


def at(text: str) -> datetime:
    """Return a moment in Kyiv in winter."""
    return datetime.fromisoformat(f"{text}+02:00")


def with_complaint(lodged: datetime) -> tuple[Desk, SetClock]:
    """Return a desk with one complaint, lodged at a moment."""
    clock = SetClock(lodged)
    made = desk(store=MemoryStore(clock=clock))
    made.receive(mail("Майстер не прийшов.", subject="Скарга", to="complaints@netpoint.example", at=lodged))
    made.complete_complaint("C-1", by="a", complainant=Standing.HOLDER, about=ComplaintSubject.CARRYING_OUT)
    return made, clock


def answer_due(made: Desk, before: datetime) -> list[DueItem]:
    """Return the answers to complaints that are due before a moment."""
    return [item for item in made.due(before) if item.duty is Duty.COMPLAINT_ANSWER]


class TestClause_3_12:
    """25 December is a day off only if martial law has ended by then, so the term may end a day later."""

    LODGED = at("2026-12-18T12:00")

    @pytest.mark.parametrize(
        ("now", "late"),
        [
            ("2026-12-18T13:00", False),
            ("2026-12-29T23:59", False),
            ("2026-12-30T00:00", None),
            ("2026-12-30T23:59", None),
            ("2026-12-31T00:00", True),
        ],
    )
    def test_it_is_overdue_only_whatever_the_days_turn_out_to_be(self, now: str, late: bool | None) -> None:
        """Before the earliest end in time, from the latest on overdue, between the two nobody can tell."""
        made, clock = with_complaint(self.LODGED)
        clock.advance(at(now) - clock.now())
        (item,) = answer_due(made, at("2027-02-01T00:00"))

        assert item.late is late
        assert item.provisional
        assert (item.due_earliest, item.due_latest) == (at("2026-12-30T00:00"), at("2026-12-31T00:00"))
        assert [each.case_id for each in made.overdue() if each.duty is Duty.COMPLAINT_ANSWER] == ["C-1"] * (
            late is True
        )

    @pytest.mark.parametrize(
        ("lang", "word"), [("en", "martial law"), ("ru", "военное положение"), ("uk", "воєнний стан")]
    )
    def test_why_is_said_in_each_language(self, lang: Language, word: str) -> None:
        """The day and what it depends on."""
        made, _ = with_complaint(self.LODGED)
        (item,) = answer_due(made, at("2027-02-01T00:00"))
        (said,) = item.doubts(lang)

        assert "25" in said
        assert word in said

    @pytest.mark.parametrize(("lodged", "provisional"), [("2026-12-18T12:00", True), ("2026-03-02T12:00", False)])
    def test_the_receipt_says_that_its_day_is_provisional(self, lodged: str, provisional: bool) -> None:
        """Whoever complained is told no day as certain that may turn out another; a certain one is told plainly."""
        made, _ = with_complaint(at(lodged))
        sent = [each.message for each in made.store.outbox().items]
        text = "".join(each.text for each in sent if each.purpose == "complaint_receipt")

        assert text
        assert ("попередній" in text) is provisional

    def test_it_is_shown_by_the_earliest_moment_that_the_doubt_allows(self) -> None:
        """What may be due before a moment is shown before it."""
        made, _ = with_complaint(self.LODGED)
        (item,) = answer_due(made, at("2027-02-01T00:00"))
        assert item.due_earliest is not None

        assert answer_due(made, item.due_earliest) == []
        assert len(answer_due(made, at("2026-12-30T00:01"))) == 1

    def test_a_term_without_days_in_doubt_has_none(self) -> None:
        """A week of November."""
        made, _ = with_complaint(at("2026-11-20T15:00"))
        (item,) = answer_due(made, at("2027-02-01T00:00"))

        assert not item.provisional
        assert item.doubts("en") == ()
        assert item.due == item.due_earliest == item.due_latest == at("2026-12-02T00:00")
