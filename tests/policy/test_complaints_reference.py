"""The tables on complaints against 3.10–3.12 written plainly, on every combination, unknowns included."""

from collections.abc import Callable

import pytest
from tests.support.reference import walk

from netpoint_stp.policy.complaints.policy import ComplaintsPolicy
from netpoint_stp.policy.complaints.tables import (
    CONTENTS,
    HEARING,
    LODGING,
    STATUS,
    AnswerGiven,
    ComplaintStatus,
    Contents,
    Hearing,
    Lodging,
    TermState,
)
from netpoint_stp.rules import RuleTable
from netpoint_stp.rules.explanation import wording_keys
from netpoint_stp.subjects.complaints import ComplaintRoute, ComplaintSubject
from netpoint_stp.subjects.people import Standing
from netpoint_stp.wording import LANGUAGES, keys, knows


def hearing(*, lodging: Lodging, told: bool, term: TermState) -> Hearing:
    """Say what 3.10 gives for a complaint that was lodged, or of which its maker must hear that it was not."""
    if lodging in (Lodging.LODGED, Lodging.LODGED_IRREGULARLY):
        return Hearing.TAKEN_UP
    if lodging is Lodging.HANDLED_AS_REQUEST:
        return Hearing.NO_COMPLAINT
    if told:
        return Hearing.TOLD
    return Hearing.STILL_TIME if term is TermState.WITHIN else Hearing.NOT_TOLD


def test_hearing_agrees_with_the_plain_reading() -> None:
    """Every combination of facts, unknowns included, gives what the plain reading gives."""
    assert walk(HEARING, hearing) == 6 * 3 * 3


def lodging(
    *,
    route: ComplaintRoute,
    marked: bool,
    complainant: Standing,
    about: ComplaintSubject,
    refusal_counts: bool,
    other_mailbox_counts: bool,
) -> Lodging:
    """Say what 3.10 gives for facts that are all known."""
    if route is ComplaintRoute.UNOFFICIAL_CHANNEL:
        return Lodging.NOT_LODGED_TELL_ADDRESS
    if route is ComplaintRoute.SHARED_ADDRESS and not marked:
        return Lodging.HANDLED_AS_REQUEST
    entitled = complainant in (Standing.HOLDER, Standing.REPRESENTATIVE)
    complainable = about is ComplaintSubject.CARRYING_OUT or (about is ComplaintSubject.REFUSAL and refusal_counts)
    if not (entitled and complainable):
        return Lodging.ANSWERED_WITHOUT_TERM
    match route:
        case ComplaintRoute.COMPLAINTS_ADDRESS | ComplaintRoute.SHARED_ADDRESS:
            return Lodging.LODGED
        case ComplaintRoute.OTHER_MAILBOX if other_mailbox_counts:
            return Lodging.LODGED_IRREGULARLY
        case _:
            return Lodging.NOT_LODGED_TELL_ADDRESS


def contents(*, request_date: bool, taker_name: bool, request_text: bool) -> Contents:
    """Say what 3.11 gives."""
    for named in (request_date, taker_name, request_text):
        if not named:
            return Contents.ASK_FOR_THE_REST
    return Contents.COMPLETE


def status(*, lodging: Lodging, answer: AnswerGiven, term: TermState) -> ComplaintStatus:
    """Say what 3.12 gives."""
    if lodging is Lodging.ANSWERED_WITHOUT_TERM:
        return ComplaintStatus.NO_TERM
    if lodging not in (Lodging.LODGED, Lodging.LODGED_IRREGULARLY):
        return ComplaintStatus.NOT_LODGED
    if answer is AnswerGiven.SUBSTANTIVE:
        return ComplaintStatus.ANSWERED_IN_TIME if term is TermState.WITHIN else ComplaintStatus.ANSWERED_LATE
    return ComplaintStatus.RUNNING if term is TermState.WITHIN else ComplaintStatus.OVERDUE


@pytest.mark.parametrize(
    ("table", "reference", "combinations"),
    [
        (LODGING, lodging, 6 * 3 * 5 * 4 * 3 * 3),
        (CONTENTS, contents, 3**3),
        (STATUS, status, 6 * 4 * 3),
    ],
    ids=["lodging", "contents", "status"],
)
def test_complaints_agree_with_the_plain_reading(
    table: RuleTable[..., object], reference: Callable[..., object], combinations: int
) -> None:
    """Every combination of facts, unknowns included, gives what the plain reading gives."""
    assert walk(table, reference) == combinations


@pytest.mark.parametrize("table", ComplaintsPolicy().tables, ids=lambda table: table.name)
def test_the_tables_of_complaints_are_sound(table: RuleTable[..., object]) -> None:
    """No gap, no rule that never wins, no outcome out of reach."""
    assert table.analyse().problems == 0


def test_complaints_can_be_told_in_every_language() -> None:
    """Each label, value and outcome has its sentence, and each enumeration its short words."""
    tables = ComplaintsPolicy().tables
    wanted = [key for table in tables for key in wording_keys(table)]
    for kind in (ComplaintRoute, ComplaintSubject, Standing, Lodging, AnswerGiven, TermState):
        name = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in kind.__name__).lstrip("_")
        wanted += [f"value.{name}.{member.value}" for member in kind]

    assert len(tables) == 4
    assert [(key, lang) for key in wanted for lang in LANGUAGES if not knows(key, lang)] == []


def test_the_languages_say_the_same_of_complaints() -> None:
    """Each sentence stands in all three languages and needs the same values in each."""
    own = {lang: {key: needs for key, needs in keys(lang).items() if "complaint" in key} for lang in LANGUAGES}

    assert len(own["ru"]) > 50
    assert own["ru"] == own["uk"] == own["en"]
