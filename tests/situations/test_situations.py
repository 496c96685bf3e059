"""Situations of a service desk, as tables: what comes in, what the staff do, and what the desk makes of it each time.

The tables are the `.toml` files beside this one. A step says when (`at`), what happens (`do` and its details) and what
is expected: `is` (what it became), `case`, `state`, `told` (purposes of the messages, in order), `clauses` and
`readings` (among those cited), `waits_for` (what a person has to tell), `decided` (outcomes by decision),
`forbidden` (a clause that forbids the step, or the state), `first` (the request that is taken next).
"""

import tomllib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from tests.situations.acts import ACTS
from tests.situations.cast import PASSPORTS, PEOPLE
from tests.situations.stage import Stage, moment

from netpoint_stp.desk.decisions.replay import ReplayStatus, log_lines, read_log, replay
from netpoint_stp.desk.outcomes import Outcome
from netpoint_stp.errors import ForbiddenStepError, IllegalStepError, LeaseLostError
from netpoint_stp.rules import code

FILES = sorted(Path(__file__).parent.glob("*.toml"))
TABLES: list[tuple[str, Mapping[str, Any]]] = [
    (file.stem, situation)
    for file in FILES
    for situation in tomllib.loads(file.read_text(encoding="utf-8"))["situation"]
]
SITUATIONS = [pytest.param(situation, id=f"{file}: {situation['title']}") for file, situation in TABLES]
ARRIVING = frozenset({"mail", "sms", "call", "chat", "ticket"})
EXPECTED = frozenset(
    {"is", "case", "state", "told", "clauses", "readings", "waits_for", "decided", "forbidden", "says", "late"}
)


def test_there_are_at_least_forty() -> None:
    """The tables are found, each situation has a title of its own and says why."""
    titles = [situation["title"] for _, situation in TABLES]

    assert len(titles) >= 40
    assert len(set(titles)) == len(titles)
    assert all(situation["why"] for _, situation in TABLES)


@pytest.mark.parametrize("situation", SITUATIONS)
def test_a_situation(situation: Mapping[str, Any]) -> None:
    """Each step comes out as the table says; afterwards the journals hold, and the log replays without identifiers."""
    stage = Stage()
    for number, step in enumerate(situation["steps"], 1):
        at = moment(step["at"])
        stage.set(at)
        where = f"step {number}: {step['do']}"
        assert EXPECTED & step.keys(), f"{where} expects nothing"
        if "forbidden" in step:
            _forbidden(stage, step, at, where)
        elif step["do"] in ("overdue", "due"):
            _agenda(stage, step, at, where)
        else:
            _compare(stage, step, _play(stage, step, at), where)
    _afterwards(stage)


def _play(stage: Stage, step: Mapping[str, Any], at: datetime) -> Outcome:
    return stage.arrive(step, at) if step["do"] in ARRIVING else ACTS[step["do"]](stage, step, at)


def _forbidden(stage: Stage, step: Mapping[str, Any], at: datetime, where: str) -> None:
    before = (len(stage.store.journal().items), len(stage.store.decisions().items), len(stage.store.outbox().items))
    with pytest.raises((ForbiddenStepError, IllegalStepError, LeaseLostError)) as raised:
        _play(stage, step, at)
    after = (len(stage.store.journal().items), len(stage.store.decisions().items), len(stage.store.outbox().items))

    assert step["forbidden"] in str(raised.value), where
    assert before == after, f"{where} wrote something"


def _agenda(stage: Stage, step: Mapping[str, Any], at: datetime, where: str) -> None:
    items = stage.desk.overdue(at) if step["do"] == "overdue" else stage.desk.due(moment(step["before"]))

    assert [f"{item.case_id} {item.duty.value}" for item in items] == step["is"], where
    for clause in step.get("clauses", []):
        assert any(clause in item.clauses for item in items), where


def _compare(stage: Stage, step: Mapping[str, Any], outcome: Outcome, where: str) -> None:
    case = outcome.case
    seen: dict[str, Any] = {
        "is": None if outcome.became is None else outcome.became.value,
        "case": outcome.case_id or "",
        "state": "" if case is None else case.state.value,
        "told": [*outcome.purposes],
        "waits_for": [why.value for why in outcome.waits_for],
    }
    expected = {name: step[name] for name in seen if name in step}
    assert {name: seen[name] for name in expected} == expected, where
    assert set(step.get("clauses", [])) <= set(outcome.clauses), f"{where}: {outcome.clauses}"
    assert set(step.get("readings", [])) <= set(outcome.readings), f"{where}: {outcome.readings}"
    for path, wanted in step.get("decided", {}).items():
        judged = outcome.judged(path)
        assert judged is not None, f"{where}: nothing was decided by {path}"
        assert _code(judged.outcome) == wanted, f"{where}: {path}"
    text = "\n".join(message.text for message in (*outcome.messages, *outcome.to_tell))
    for words in step.get("says", []):
        assert words in text, f"{where}: {text}"


def _code(outcome: object) -> object:
    return "undetermined" if outcome is None else code(outcome)


def _afterwards(stage: Stage) -> None:
    assert stage.store.verify() == ()
    lines = [*log_lines(stage.store)]
    replayed = [*replay(read_log(lines), stage.regulation)]
    assert [each for each in replayed if each.fate is not ReplayStatus.IDENTICAL] == []
    log = "\n".join(lines)
    private = [value for person in PEOPLE.values() for value in (person.name, person.email, person.phone)]
    assert [value for value in (*private, "100245", "prykladko", "100402") if value in log] == []
    written = [str(dict(event.data)) for event in stage.store.journal().items]
    written += [item.message.text + item.message.subject for item in stage.store.outbox().items]
    assert [value for value in PASSPORTS for text in (*written, log) if value in text] == []
