"""The log of every released version replays (I-28): the same decisions, from the observations as they were written.

`logs/` holds logs of made-up days, one for each format: as the releases of these days wrote them. A field that is added
to the observations has a default, else these logs could not be read any more. A format that changes gets a log here.
"""

import json
from collections import Counter
from pathlib import Path

import pytest

from netpoint_stp import Regulation
from netpoint_stp.casebook.records import DecisionRecord
from netpoint_stp.desk.decisions.decided import facts_of, result_of
from netpoint_stp.desk.decisions.replay import ReplayStatus, line_of, read_log, replay
from netpoint_stp.regulation.judging import judge
from netpoint_stp.regulation.observations.form import PATHS, as_json, observations_from_json

LOGS = sorted((Path(__file__).parent / "logs").glob("*.jsonl"))
REGULATION = Regulation.example()
NEVER_LOGGED = {"reaction_due"}
"""Decisions by path that the desk does not write."""

LEFT_OPEN = {
    "other patterns for account information: the message itself would have to be read",
    "whether an address it went to is now the Company's: the addresses themselves would be needed",
}
"""What no observation tells of a message that another edition reads."""

CHANGED = {
    "2026-11-26": {"intake": "sales@ is an address of the Company that counts (I-32)", "refusal": "doubt beside advice"}
}
"""Rules that were put right since, by log and path: these records alone may be decided otherwise."""


def records(log: Path) -> list[DecisionRecord]:
    """Return the records of a log."""
    with log.open(encoding="utf-8") as file:
        return [*read_log(file)]


def test_there_are_logs_of_every_decision() -> None:
    """The newest one has a record of each path that the desk writes, and each log some of the first."""
    assert len(LOGS) >= 3
    assert {each.path for each in records(LOGS[-1])} == PATHS.keys() - NEVER_LOGGED
    for log in LOGS:
        assert len({each.path for each in records(log)}) >= 16


@pytest.mark.parametrize("log", LOGS, ids=lambda log: log.stem)
def test_a_log_is_read_and_written_as_it_was(log: Path) -> None:
    """Every observation that it holds has a place in the classes, and none is made up."""
    for record in records(log):
        assert as_json(observations_from_json(record.path, record.observations)) == record.observations, record.path
    assert [line_of(each) for each in records(log)] == log.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("log", LOGS, ids=lambda log: log.stem)
def test_a_log_is_decided_as_it_was(log: Path) -> None:
    """Outcome, or what is possible and missing; in the newest one clauses, readings and facts too, bit for bit."""
    changed: Counter[str] = Counter()
    for record in records(log):
        answer = judge(observations_from_json(record.path, record.observations), REGULATION)
        result = result_of(answer)
        if log == LOGS[-1]:
            assert json.dumps(result) == json.dumps(dict(record.result)), record.path
            assert json.dumps(facts_of(answer, record.observations)) == json.dumps(dict(record.input)), record.path
        elif any(_told(result, name) != _told(record.result, name) for name in ("outcome", "possible", "value")):
            changed[record.path] += 1

    assert changed.keys() == CHANGED.get(log.stem, {}).keys()


def _told(result: object, name: str) -> object:
    """Return a part of a result; of a deadline the day and the moment, for the calendar's data are others by now."""
    value = result.get(name) if isinstance(result, dict) else None
    return (value["last_day"], value["due_before"]) if isinstance(value, dict) else value


@pytest.mark.parametrize("log", LOGS, ids=lambda log: log.stem)
def test_a_replay_of_a_log_says_what_it_cannot_tell(log: Path) -> None:
    """Not one record has a form that cannot be read; what other patterns may find in a message stays open."""
    for each in replay(records(log), REGULATION):
        if each.fate is ReplayStatus.NOT_REPLAYABLE:
            assert each.path == "intake"
            assert each.why in LEFT_OPEN
