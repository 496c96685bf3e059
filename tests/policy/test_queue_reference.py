"""The tables of the queue against 3.13, 3.14 and 3.20 written plainly, on every combination, unknowns included."""

from collections.abc import Callable

import pytest
from tests.support.reference import walk

from netpoint_stp.policy.queue.policy import QueuePolicy
from netpoint_stp.policy.queue.tables import (
    ARRIVAL,
    FURTHER_MESSAGE,
    OUT_OF_TURN,
    OVERTAKING,
    SERVING,
    Arrival,
    ArrivedThan,
    EarlierRequest,
    Further,
    MessageContent,
    Overtaking,
    Recorded,
    Serving,
    TakenThan,
    Turn,
)
from netpoint_stp.rules import RuleTable
from netpoint_stp.rules.codes import snake
from netpoint_stp.rules.explanation import wording_keys
from netpoint_stp.subjects.requests import SeverityLevel
from netpoint_stp.wording import LANGUAGES, keys, knows


def serving(*, live: bool, in_queue: bool) -> Serving:
    """Say where something waits."""
    if live:
        return Serving.SERVED_AS_IT_RINGS
    return Serving.WAITS_IN_QUEUE if in_queue else Serving.NO_QUEUE


def arrival(*, lacked: bool, in_time: bool) -> Arrival:
    """Say which moment counts."""
    return Arrival.COMPLETION if lacked and not in_time else Arrival.FIRST_MOMENT


def out_of_turn(*, level: SeverityLevel, emergency_action: bool, specialist_advice: bool, recorded: Recorded) -> Turn:
    """Say what 3.14 gives."""
    if level in (SeverityLevel.LOW, SeverityLevel.ORDINARY):
        return Turn.IN_TURN
    if not emergency_action and not specialist_advice:
        return Turn.IN_TURN
    return Turn.MAY_GO_OUT_OF_TURN if recorded is Recorded.BEFORE else Turn.IN_TURN


def further(*, earlier: EarlierRequest, same_subscriber: bool, content: MessageContent) -> Further:
    """Say what 3.20 gives for a message."""
    if not same_subscriber or content is MessageContent.OTHER_TASK:
        return Further.NEW_REQUEST
    if earlier is EarlierRequest.REFUSED:
        cures = content in (MessageContent.COMPLETES, MessageContent.NEW_FACTS)
        return Further.REOPENS if cures else Further.STAYS_REFUSED
    if earlier is not EarlierRequest.OPEN:
        return Further.NEW_REQUEST
    if content is MessageContent.NEW_FACTS:
        return Further.TRIAGE_AGAIN
    return Further.DUPLICATE if content is MessageContent.SAME_TASK else Further.JOINS


def overtaking(*, arrived: ArrivedThan, taken: TakenThan, one_act: bool, free: bool, turn: Turn) -> Overtaking:
    """Say what 3.13 gives for two requests."""
    passed = arrived is ArrivedThan.LATER and taken is TakenThan.EARLIER
    if passed and free and not one_act:
        if turn is Turn.IN_TURN:
            return Overtaking.OVERTAKEN
        return Overtaking.RIGHTFULLY_OVERTAKEN
    return Overtaking.NOT_OVERTAKEN


@pytest.mark.parametrize(
    ("table", "reference", "combinations"),
    [
        (SERVING, serving, 3**2),
        (ARRIVAL, arrival, 3**2),
        (OUT_OF_TURN, out_of_turn, 5 * 3 * 3 * 4),
        (FURTHER_MESSAGE, further, 5 * 3 * 6),
        (OVERTAKING, overtaking, 4 * 4 * 3 * 3 * 3),
    ],
    ids=["serving", "arrival", "out of turn", "further message", "overtaking"],
)
def test_the_queue_agrees_with_the_plain_reading(
    table: RuleTable[..., object], reference: Callable[..., object], combinations: int
) -> None:
    """Every combination of facts, unknowns included, gives what the plain reading gives."""
    assert walk(table, reference) == combinations


@pytest.mark.parametrize("table", QueuePolicy().tables, ids=lambda table: table.name)
def test_the_tables_of_the_queue_are_sound(table: RuleTable[..., object]) -> None:
    """No gap, no rule that never wins, no outcome out of reach."""
    assert table.analyse().problems == 0


def test_the_queue_can_be_told_in_every_language() -> None:
    """Each label, value and outcome has its sentence, and each enumeration its short words."""
    tables = QueuePolicy().tables
    wanted = [key for table in tables for key in wording_keys(table)]
    for kind in (SeverityLevel, Recorded, EarlierRequest, MessageContent, ArrivedThan, TakenThan, Turn):
        wanted += [f"value.{snake(kind.__name__)}.{member.value}" for member in kind]

    assert len(tables) == 5
    assert [(key, lang) for key in wanted for lang in LANGUAGES if not knows(key, lang)] == []


def test_the_languages_say_the_same_of_the_queue() -> None:
    """Each sentence stands in all three languages and needs the same values in each."""
    own = {lang: {key: needs for key, needs in keys(lang).items() if key.startswith("queue.")} for lang in LANGUAGES}

    assert len(own["ru"]) == 6
    assert own["ru"] == own["uk"] == own["en"]
