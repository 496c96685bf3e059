"""What was made of what came in (2.1.5, 3.1, 3.1.4, 3.2, 3.4, 4.1.1), each table against a plain reading."""

from itertools import product

from tests.support.reference import walk

from netpoint_stp.policy.intake.policy import AddressedTo, Form, Intake, Task
from netpoint_stp.policy.reception.policy import BASIS, basis_beside, best_basis
from netpoint_stp.policy.reception.tables import (
    ACCEPTING,
    AT_THE_DESK,
    FILING,
    GROUND_OF_WORK,
    MAIL_AS_REQUEST,
    PERSONAL_TALK,
    SENT_TO,
    Acceptance,
    Basis,
    Filed,
    MadeOf,
    MailTaken,
    Personal,
    Reached,
    Sent,
    WorkGround,
)
from netpoint_stp.rules import UNKNOWN


def at_the_desk(*, official: bool, person_needed: bool, within_hours: bool, form: Form) -> Reached:
    """Say what 2.1.5 gives: whoever rings an official number within hours must find a person."""
    if official and person_needed and within_hours:
        return Reached.NOBODY if form is Form.NOT_TAKEN else Reached.SOMEBODY
    return Reached.NOT_ASKED


def ground_of_work(*, worked: bool, basis: Basis, made_good: bool) -> WorkGround:
    """Say what 3.1 gives: no work without a request; what was incomplete may be made good."""
    if not worked:
        return WorkGround.NO_WORK
    if basis is Basis.INCOMPLETE:
        return WorkGround.COMPLETED if made_good else WorkGround.NONE
    return {
        Basis.REQUEST: WorkGround.REQUEST,
        Basis.COMPLAINT: WorkGround.COMPLAINT,
        Basis.NOTHING: WorkGround.NONE,
    }[basis]


def filing(*, intake: Intake, made_of: MadeOf) -> Filed:
    """Say what 3.10 gives: what reaches the address for complaints becomes one, unless it cannot be read."""
    if intake is not Intake.COMPLAINT or made_of is MadeOf.PUT_ASIDE:
        return Filed.NOT_ASKED
    return {
        MadeOf.COMPLAINT: Filed.FILED,
        MadeOf.REQUEST: Filed.TAKEN_AS_REQUEST,
        MadeOf.NO_REQUEST: Filed.TAKEN_AS_REQUEST,
        MadeOf.NOTHING: Filed.LOST,
    }[made_of]


def test_messages_to_the_address_for_complaints_agree_with_the_plain_reading() -> None:
    """Every kind of message and everything that can be made of it, unknowns included."""
    assert walk(FILING, filing) == (len(Intake) + 1) * (len(MadeOf) + 1)


def mail_as_request(
    *,
    details_needed: bool,
    counts_as: Intake,
    task: Task,
    made_of: MadeOf,
    worked: bool,
    made_good: bool,
    beside: Basis,
) -> MailTaken:
    """Say what 3.1.4 gives: a mail with its details is a request, one without them is none until they are there."""
    if not details_needed or made_of in (MadeOf.COMPLAINT, MadeOf.PUT_ASIDE, MadeOf.NO_REQUEST):
        return MailTaken.NOT_ASKED
    taken = made_of is MadeOf.REQUEST
    if counts_as is Intake.OFFICIAL:
        if taken:
            return MailTaken.TAKEN
        return MailTaken.COMPLETE_NOT_TAKEN if task is Task.STATED else MailTaken.LEFT
    if counts_as is Intake.INCOMPLETE:
        if not taken:
            return MailTaken.LEFT
        if made_good:
            return MailTaken.COMPLETED
        if beside is Basis.REQUEST:
            return MailTaken.JOINED
        if beside is Basis.COMPLAINT:
            return MailTaken.COMPLAINT
        return MailTaken.WITHOUT_DETAILS if worked else MailTaken.NO_WORK
    return MailTaken.NOT_ASKED


def sent_to(*, automatic: bool, one_address: bool, destination: AddressedTo) -> Sent:
    """Say what 3.2 gives: one address for requests, whatever the profile makes of the others."""
    if automatic or not one_address or destination is AddressedTo.COMPLAINTS:
        return Sent.NOT_ASKED
    return Sent.RIGHTLY if destination is AddressedTo.REQUESTS else Sent.ELSEWHERE


def personal_talk(
    *, intake: Intake, made_of: MadeOf, worked: bool, made_good: bool, beside: Basis, answered: bool
) -> Personal:
    """Say what 3.4 gives: personal communication is no request, and no work rests on it alone."""
    if intake is not Intake.UNOFFICIAL:
        return Personal.OFFICIAL
    if made_of is not MadeOf.REQUEST:
        return Personal.ANSWERED if answered else Personal.LEFT
    if beside is Basis.REQUEST or (beside is Basis.INCOMPLETE and made_good):
        return Personal.JOINED
    if beside is Basis.COMPLAINT:
        return Personal.COMPLAINT
    return Personal.TAKEN_UP if worked else Personal.NO_WORK


def accepting(*, intake: Intake, made_of: MadeOf, within_hours: bool) -> Acceptance:
    """Say what 4.1.1 gives: what is a request leads to one, and no call within hours is missed."""
    if made_of is MadeOf.REQUEST:
        return Acceptance.ACCEPTED
    if made_of is MadeOf.NOTHING:
        if intake is Intake.OFFICIAL:
            return Acceptance.LOST
        if intake is Intake.NOT_TAKEN and within_hours:
            return Acceptance.MISSED
    return Acceptance.NOT_ASKED


def test_somebody_at_the_desk_agrees_with_the_plain_reading() -> None:
    """Every combination of facts about a call."""
    assert walk(AT_THE_DESK, at_the_desk) == 3**3 * 5


def test_the_ground_for_work_agrees_with_the_plain_reading() -> None:
    """Every combination of facts about a request that was recorded."""
    assert walk(GROUND_OF_WORK, ground_of_work) == 3**2 * 5


def test_mail_as_a_request_agrees_with_the_plain_reading() -> None:
    """Every combination of facts about an e-mail and what was made of it."""
    assert walk(MAIL_AS_REQUEST, mail_as_request) == 3**4 * 7 * 6 * 5


def test_where_it_was_sent_agrees_with_the_plain_reading() -> None:
    """Every combination of facts about an address."""
    assert walk(SENT_TO, sent_to) == 3**2 * 6


def test_personal_talk_agrees_with_the_plain_reading() -> None:
    """Every combination of facts about what came by an unofficial way."""
    assert walk(PERSONAL_TALK, personal_talk) == 3**3 * 7 * 6 * 5


def test_acceptance_agrees_with_the_plain_reading() -> None:
    """Every combination of facts about an enquiry."""
    assert walk(ACCEPTING, accepting) == 3 * 7 * 6


def test_the_best_of_several_messages_is_what_any_choice_among_them_can_give() -> None:
    """Of all pairs of messages with several answers possible each: the best of every pair of answers, no other."""
    sets = [frozenset(pair) for pair in product(Intake, repeat=2)]
    order = list(Basis)
    for one, other in product(sets, repeat=2):
        wanted = frozenset(min((BASIS[a], BASIS[b]), key=order.index) for a, b in product(one, other))

        assert best_basis([one, other]) == wanted
        assert basis_beside([one, other]) == wanted
    assert best_basis([]) is UNKNOWN
    assert basis_beside([]) == {Basis.NOTHING}
