"""The tables on notified errors against 4.2.1, 4.2.2, 4.3.1 written plainly, on every combination."""

from tests.support.reference import walk

from netpoint_stp.policy.errors_notified.notes import DEFAULT_FIELDS
from netpoint_stp.policy.errors_notified.policy import (
    INSTRUCTION,
    NOTIFICATION,
    REQUIREMENT,
    ErrorsNotifiedPolicy,
    Fullness,
    InstructionState,
    NotificationState,
    RequiredOfClient,
    Requirement,
)
from netpoint_stp.rules.explanation import wording_keys
from netpoint_stp.wording import LANGUAGES, knows


def notification(*, fullness: Fullness, exact: bool) -> NotificationState:
    """Say what 4.2.1 gives for facts that are all known."""
    if fullness is Fullness.FULL:
        return NotificationState.COMPLETE if exact else NotificationState.ASK_TO_BE_EXACT
    return NotificationState.ASK_FOR_THE_REST


def instruction(*, helps: bool, followed: bool, in_time: bool) -> InstructionState:
    """Say what 4.2.2 gives for facts that are all known."""
    if not helps:
        return InstructionState.NOT_BINDING
    if followed:
        return InstructionState.FOLLOWED_IN_TIME if in_time else InstructionState.FOLLOWED_LATE
    return InstructionState.RUNNING if in_time else InstructionState.OVERDUE


def requirement(*, needed: bool, wanted: RequiredOfClient, at_workplace: bool) -> Requirement:
    """Say what 4.3.1 gives for facts that are all known."""
    if needed and wanted is RequiredOfClient.INFORMATION:
        return Requirement.MAY_REQUIRE
    if needed and at_workplace:
        return Requirement.MAY_REQUIRE
    return Requirement.NOT_COVERED


def test_notifications_agree_with_the_plain_reading() -> None:
    """Every combination of facts, unknowns included, gives what the plain reading gives."""
    assert walk(NOTIFICATION, notification) == 4 * 3


def test_instructions_agree_with_the_plain_reading() -> None:
    """Every combination of facts, unknowns included, gives what the plain reading gives."""
    assert walk(INSTRUCTION, instruction) == 3**3


def test_requirements_agree_with_the_plain_reading() -> None:
    """Every combination of facts, unknowns included, gives what the plain reading gives."""
    assert walk(REQUIREMENT, requirement) == 3**3


def test_the_tables_of_notified_errors_are_sound() -> None:
    """No gap, no rule that never wins, no outcome out of reach."""
    assert [table.analyse().problems for table in ErrorsNotifiedPolicy().tables] == [0, 0, 0]


def test_notified_errors_can_be_told_in_every_language() -> None:
    """Each label, value and outcome has its sentence, and each enumeration its short words."""
    keys = [key for table in ErrorsNotifiedPolicy().tables for key in wording_keys(table)]
    keys += [f"value.fullness.{fullness.value}" for fullness in Fullness]
    keys += [f"value.required_of_client.{wanted.value}" for wanted in RequiredOfClient]
    keys += [field.message.key for field in DEFAULT_FIELDS]

    assert [key for key in keys for lang in LANGUAGES if not knows(key, lang)] == []
