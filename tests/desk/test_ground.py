"""Nobody works on what is no request, nor on what lacks something that nobody asked for (3.1, 3.1.4, 3.4; I-5)."""

from collections.abc import Callable

import pytest
from tests.desk.scene import desk, mail

from netpoint_stp.casebook.steps import EventKind, State
from netpoint_stp.desk.office import Desk
from netpoint_stp.errors import ForbiddenStepError
from netpoint_stp.policy.intake.policy import SubscriberDetails
from netpoint_stp.subjects.account import AccountDetail

LACKING = "Чому так повільно працює?"
STEPS: dict[str, Callable[[Desk], object]] = {
    "triage": lambda made: made.triage("R-1", by="a", queue="desk"),
    "react": lambda made: made.react("R-1", by="a"),
    "answer": lambda made: made.answer("R-1", "Перевірте кабель.", by="a"),
    "instruct": lambda made: made.instruct("R-1", "Вимкніть і ввімкніть.", by="a"),
    "ask in words": lambda made: made.ask("R-1", by="a", text="Що блимає?"),
    "refuse": lambda made: made.refuse("R-1", by="a", reason="немає майстра"),
}


def before_a_person() -> Desk:
    """Return a desk where a mail without the details waits before a person, and nobody was asked for them."""
    made = desk()
    outcome = made.receive(mail(LACKING, subject="Скарга", sender="nobody@else.example"))
    assert outcome.state is State.TRIAGE
    assert all(event.kind is not EventKind.ASKED for event in outcome.events)
    return made


@pytest.mark.parametrize("step", STEPS)
def test_nobody_works_on_it_unasked(step: str) -> None:
    """3.1.4: it is refused, with what to do instead; nothing is written."""
    made = before_a_person()
    with pytest.raises(ForbiddenStepError, match="nobody has been asked") as raised:
        STEPS[step](made)
    assert raised.value.clauses == ("3.1", "3.1.4")
    assert made.store.request("R-1").state is State.TRIAGE  # type: ignore[union-attr]


def test_it_goes_on_once_it_was_asked_for() -> None:
    """I-5: who was asked, and told nothing yet, may be worked for."""
    made = before_a_person()
    made.ask("R-1", [AccountDetail.LOGIN], by="a", action="report a fault")
    assert made.triage("R-1", by="a", queue="desk").state is State.WAITING


def test_it_goes_on_once_it_was_told() -> None:
    """What lacked was told by telephone: it is complete, and stays so when it is taken up again."""
    made = before_a_person()
    made.triage("R-1", by="a", queue="desk", lacking=True)
    with pytest.raises(ForbiddenStepError, match="nobody has been asked"):
        made.triage("R-1", by="a")
    made.complete("R-1", by="a", details=SubscriberDetails.SUFFICIENT)
    made.dismiss("R-1", "помилка", by="a")
    assert made.reopen("R-1", "не помилка", by="a").state is State.WAITING


def test_what_lacks_something_still_is_not_free_when_it_is_reopened() -> None:
    """Nor is what is split off from it."""
    made = before_a_person()
    made.dismiss("R-1", "спам", by="a")
    assert made.reopen("R-1", "не спам", by="a").state is State.INCOMPLETE


def test_a_person_may_decide_otherwise() -> None:
    """With a reason, which the journal keeps."""
    made = before_a_person()
    made.override("R-1", State.WAITING, "абонент стоїть тут", by="a")
    assert made.react("R-1", by="a").state is State.WAITING
