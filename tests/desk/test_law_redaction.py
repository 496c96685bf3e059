"""Law (3.6): what a store keeps of what somebody wrote is redacted, in one place, and no text is looked at twice."""

import ast
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import pytest
from tests.desk.scene import REGULATION, clock, desk, mail

import netpoint_stp
from netpoint_stp.backends.memory import MemoryStore
from netpoint_stp.backends.sql import SqlStore
from netpoint_stp.casebook.records import StoredInteraction
from netpoint_stp.casebook.serialization import interaction_json
from netpoint_stp.channels import details
from netpoint_stp.channels.details import DetailPatterns
from netpoint_stp.channels.helpdesk import read_helpdesk
from netpoint_stp.channels.interaction import Interaction
from netpoint_stp.desk.office import Desk
from netpoint_stp.desk.outcomes import Outcome
from netpoint_stp.desk.use_cases.refusing import Wanted
from netpoint_stp.desk.use_cases.triaging import Part
from netpoint_stp.policy.scope import DemandMatter
from netpoint_stp.ports.stores import RequestStore
from netpoint_stp.subjects.requests import SeverityLevel

PASSPORT = "700431"
BY_PROFILE = "815526"
WORD = "перепустка"
SAID = f"паспорт МЕ {PASSPORT}, {WORD} {BY_PROFILE}"
"""Passport data by the library's own words, and by a word that only the profile has."""
OWN_WORDS = attrs.evolve(REGULATION.details, passport_words=(*DetailPatterns().passport_words, WORD))
OWN = attrs.evolve(REGULATION, details=OWN_WORDS)


def came(**changes: Any) -> Interaction:
    """Return a mail that gives passport data wherever one can write."""
    text = f"Договір 100245, перевірте лінію. Мій {SAID}."
    return mail(text, subject=f"Не працює: {SAID}", **changes)


STEPS: dict[str, Callable[[Desk], object]] = {
    "receive": lambda made: made.receive(came()),
    "receive many": lambda made: made.receive_many([(came(id_="m2", sender="b@else.example"), None)]),
    "ticket": lambda made: made.receive(_ticket()),
    "complaint": lambda made: made.receive(came(id_="m3", to="complaints@netpoint.example", sender="c@else.example")),
    "note": lambda made: made.note("R-1", SAID, by="a"),
    "triage": lambda made: made.triage("R-1", by="a", level=SeverityLevel.HIGH, reason=SAID, service=SAID),
    "refuse": lambda made: made.refuse("R-1", by="a", wanted=Wanted(action=SAID, service=SAID), reason=SAID),
    "reopen": lambda made: made.reopen("R-1", SAID, by="a"),
    "split": lambda made: made.split("R-1", [Part(task=SAID, service=SAID)], by="a"),
    "answer": lambda made: made.answer("R-2", SAID, by="a"),
    "decline": lambda made: made.decline_advice(
        "R-3", by="a", matter=DemandMatter.PROGRAMMING, concerns_working=False, service=SAID
    ),
    "answer a complaint": lambda made: made.answer_complaint("C-1", SAID, by="b"),
}
"""Every way in which words come into a store, and each way in which they are kept there."""


def _ticket() -> Interaction:
    text = f"Перевірте лінію, логін prykladko, {SAID}"
    ticket = {"id": "t", "text": text, "created_at": "2026-11-23T11:00:00+02:00", "account": "prykladko"}
    read = read_helpdesk(json.dumps(ticket).encode(), REGULATION.reading.helpdesk)
    assert isinstance(read, Interaction)
    return read


def kept(store: RequestStore) -> dict[str, str]:
    """Return what a store gives of all that it keeps, by what it is."""
    numbers = range(1, 10)
    interactions = [each for number in numbers if (each := store.interaction(f"I-{number}")) is not None]
    return {
        "interactions": "".join(map(_readable, interactions)),
        "events": "".join(str(dict(each.data)) for each in store.journal(limit=500).items),
        "decisions": "".join(f"{each.observations} {each.input} {each.result}" for each in store.decisions().items),
        "messages": "".join(f"{each.message.subject} {each.message.text}" for each in store.outbox(limit=500).items),
    }


def _readable(stored: StoredInteraction) -> str:
    return json.dumps(json.loads(interaction_json(stored.interaction)), ensure_ascii=False)


@pytest.mark.parametrize("kind", ["memory", "sqlite"])
def test_everything_that_is_stored_is_redacted(kind: str, tmp_path: Path) -> None:
    """By the library's words and by the profile's: interactions, events, decisions, messages, and the very bytes."""
    sql = SqlStore(f"sqlite:///{tmp_path}/desk.db", clock=clock()) if kind == "sqlite" else None
    made = desk(store=sql or MemoryStore(clock=clock()), regulation=OWN)
    outcomes = [step(made) for step in STEPS.values()]

    found = kept(made.store)
    for what, text in found.items():
        assert WORD in text, what
        assert PASSPORT not in text, what
        assert BY_PROFILE not in text, what
    logged = {each.decision_id: each.observations for each in made.store.decisions().items}
    grounds = [each for outcome in outcomes if isinstance(outcome, Outcome) for each in outcome.grounds]
    for each in grounds:  # what was judged is what is kept, else desk and replay may part
        assert logged[each.decision_id] == each.observations
    if sql is not None:
        sql.close()
        for file in tmp_path.iterdir():
            assert PASSPORT.encode() not in file.read_bytes()
            assert BY_PROFILE.encode() not in file.read_bytes()


def test_one_place_blanks() -> None:
    """Nobody but `casebook.redaction` calls `redact`: where it is not called, it cannot be called too late."""
    root = Path(netpoint_stp.__file__).parent
    users = set()
    for file in root.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Name) and node.id == "redact" and isinstance(node.ctx, ast.Load):
                users.add(file.relative_to(root).as_posix())

    assert users == {"casebook/redaction.py"}


def test_a_text_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """From the mail to its last message: no text is searched for passport data a second time."""
    made = desk(store=MemoryStore(clock=clock()))
    made.receive(mail(id_="m0", sender="other@else.example"))  # whatever is made once for all
    looked: Counter[str] = Counter()
    blanking = details.redact

    def counted(text: str, *args: DetailPatterns) -> str:
        looked[text] += 1
        return blanking(text, *args)

    monkeypatch.setattr("netpoint_stp.casebook.redaction.redact", counted)
    made.receive(came())

    assert looked
    assert {text: times for text, times in looked.items() if times > 1} == {}
    own = came().text.own
    assert [text for text in looked if own in text] == [own]
