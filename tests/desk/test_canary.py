"""Passport data that somebody at the desk writes into a remark or a reason (3.6): kept nowhere in clear."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.desk.scene import NOON, clock, desk, mail

from netpoint_stp.backends.sql import SqlStore
from netpoint_stp.casebook.steps import State
from netpoint_stp.desk.office import Desk
from netpoint_stp.desk.use_cases.refusing import Wanted
from netpoint_stp.desk.use_cases.triaging import Part
from netpoint_stp.subjects.account import AccountDetail
from netpoint_stp.subjects.interruptions import Outage, TroubleWith
from netpoint_stp.subjects.requests import SeverityLevel

SAID = "за паспортом МЕ 700431"
DIGITS = b"700431"
OUTAGE = Outage(id="o", noticed_at=NOON, trouble_with=TroubleWith.EQUIPMENT, services=["internet"])

STEPS: dict[str, Callable[[Desk], object]] = {
    "note": lambda made: made.note("R-1", SAID, by="a"),
    "hold": lambda made: made.hold_for_client("R-1", SAID, by="a"),
    "others": lambda made: made.hold_for_others("R-1", SAID, by="a"),
    "visit": lambda made: made.visit("R-1", SAID, by="a"),
    "override": lambda made: made.override("R-1", State.RESOLVED, SAID, by="a"),
    "dismiss": lambda made: made.dismiss("R-1", SAID, by="a"),
    "ask": lambda made: made.ask("R-1", [AccountDetail.PASSPORT], text=SAID, by="a", reason=SAID),
    "ask about an action": lambda made: made.ask("R-1", [AccountDetail.LOGIN], by="a", action=SAID),
    "refuse": lambda made: made.refuse("R-1", by="a", wanted=Wanted(action=SAID, service=SAID), reason=SAID),
    "answer": lambda made: made.answer("R-1", SAID, by="a"),
    "triage": lambda made: made.triage("R-1", by="a", level=SeverityLevel.CRITICAL, reason=SAID, service=SAID),
    "split": lambda made: made.split("R-1", [Part(task=SAID, service=SAID)], by="a"),
    "reopen": lambda made: (made.dismiss("R-1", "x", by="a"), made.reopen("R-1", SAID, by="a")),
    "complaint": lambda made: (
        made.lodge_complaint("I-1", by="a"),
        made.complete_complaint("C-1", by="a", taker_name=SAID, request_text=SAID),
        made.answer_complaint("C-1", SAID, by="b"),
    ),
    "incident": lambda made: (
        made.alert(OUTAGE, SAID, by="a"),
        made.publish("N-1", {"uk": SAID}, by="a", emergency=True),
    ),
}


@pytest.mark.parametrize("step", STEPS)
def test_what_staff_write_is_kept_without_passports(step: str, tmp_path: Path) -> None:
    """Neither in the journal, nor in the decision log, nor in a message; the rest of the words stays."""
    store = SqlStore(f"sqlite:///{tmp_path}/desk.db", clock=clock())
    made = desk(store=store)
    made.receive(mail())
    STEPS[step](made)
    events, decisions = store.journal(), store.decisions()
    written = [str(dict(event.data)) for event in events.items]
    logged = [f"{each.observations} {each.input} {each.result}" for each in decisions.items]
    store.close()

    assert any("за паспортом" in each for each in written) or step == "answer"
    assert not any("700431" in each for each in written + logged)
    files = [each for each in tmp_path.iterdir() if each.stat().st_size]
    assert files
    assert not any(DIGITS in each.read_bytes() for each in files)
