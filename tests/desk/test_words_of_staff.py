"""Every step that takes words from the staff refuses blank ones and writes nothing; with words it writes its event."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from tests.desk.scene import NOON, desk, mail

from netpoint_stp.casebook.steps import EventKind
from netpoint_stp.desk.office import Desk
from netpoint_stp.errors import ForbiddenStepError, UsageError
from netpoint_stp.subjects.interruptions import Outage, TroubleWith

CUT = Outage(id="o-1", noticed_at=NOON - timedelta(hours=1), trouble_with=TroubleWith.EQUIPMENT)
STEPS: dict[str, tuple[EventKind, Callable[[Desk, str], Any]]] = {
    "answer": (EventKind.ANSWERED, lambda made, words: made.answer("R-2", words, by="a")),
    "answer_all": (EventKind.ANSWERED, lambda made, words: made.answer_all(["R-2"], words, by="a")),
    "note": (EventKind.NOTED, lambda made, words: made.note("R-2", words, by="a")),
    "hold_for_client": (EventKind.HELD, lambda made, words: made.hold_for_client("R-2", words, by="a")),
    "hold_for_others": (EventKind.HELD, lambda made, words: made.hold_for_others("R-2", words, by="a")),
    "visit": (EventKind.HELD, lambda made, words: made.visit("R-2", words, by="a")),
    "instruct": (EventKind.INSTRUCTED, lambda made, words: made.instruct("R-2", words, by="a")),
    "ask": (EventKind.ASKED, lambda made, words: made.ask("R-2", by="a", text=words)),
    "dismiss": (EventKind.NOT_A_REQUEST, lambda made, words: made.dismiss("R-2", words, by="a")),
    "reopen": (EventKind.REOPENED, lambda made, words: made.reopen("R-1", words, by="a")),
    "close": (EventKind.CLOSED, lambda made, words: made.close("R-1", words, by="a")),
    "answer_complaint": (EventKind.ANSWERED, lambda made, words: made.answer_complaint("C-1", words, by="b")),
    "alert": (EventKind.NOTICED, lambda made, words: made.alert(CUT, words, by="a")),
}


def made() -> Desk:
    """Return a desk with a request that is taken, one that is resolved, and a complaint."""
    found = desk()
    for number, to in ((1, "support"), (2, "support"), (3, "complaints")):
        text, sender = f"Договір 10024{number}, перевірте лінію {number}.", f"client{number}@mail.example"
        case: dict[str, Any] = {"subject": f"Справа {number}", "sender": sender, "id_": f"m{number}"}
        found.receive(mail(text, to=f"{to}@netpoint.example", **case))
    for id_ in ("R-1", "R-2"):
        found.triage(id_, by="a", queue="desk")
    lease = found.take("R-1", "a").lease
    assert lease is not None
    with pytest.raises(UsageError):
        found.resolve("R-1", " ", by="a", token=lease.token)
    assert found.resolve("R-1", "Зроблено.", by="a", token=lease.token).events[-1].kind is EventKind.RESOLVED
    return found


@pytest.mark.parametrize("step", STEPS)
class TestWords:
    """Each step by itself."""

    @pytest.mark.parametrize("blank", ["", " \n\t"])
    def test_blank_ones_are_refused(self, step: str, blank: str) -> None:
        """With a sentence on what to say; nothing is written."""
        at = made()
        before = written(at)
        with pytest.raises((UsageError, ForbiddenStepError)):
            STEPS[step][1](at, blank)

        assert written(at) == before

    def test_others_are_written_down_by_who_gave_them(self, step: str) -> None:
        """Once, as the event of that step."""
        at = made()
        kind, act = STEPS[step]
        before = written(at)
        act(at, "Подивимося завтра.")

        assert written(at).count((kind, "b" if step == "answer_complaint" else "a")) == 1 + before.count((kind, "a"))


def written(at: Desk) -> list[tuple[EventKind, str | None]]:
    """Return what happened in all cases, and who did it."""
    found: list[tuple[EventKind, str | None]] = []
    for id_ in ("R-2", "R-1", "C-1", "N-1"):
        try:
            found += [(event.kind, event.by.id) for event in at.store.events(id_)]
        except LookupError:
            continue
    return found
