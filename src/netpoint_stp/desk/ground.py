"""On what work rests (3.1, 3.1.4, 3.4; I-5, I-10): nobody works on what is no request, nor on what lacks something.

What a person has to look at first, or what lacks something, is not free yet: here it is seen whether it may be. The
same table says so that an audit of the store asks, on the same facts.
"""

from netpoint_stp.casebook.events import asks_for_account
from netpoint_stp.casebook.projection import RequestRecord
from netpoint_stp.casebook.records import intake_decision_of, judged_again
from netpoint_stp.casebook.steps import EventKind, State
from netpoint_stp.desk.decisions.decided import decided_again
from netpoint_stp.desk.room import Unit
from netpoint_stp.errors import ForbiddenStepError
from netpoint_stp.policy.intake.policy import Intake, Task
from netpoint_stp.policy.reception.policy import best_basis
from netpoint_stp.policy.reception.tables import Basis, WorkGround
from netpoint_stp.regulation import Regulation
from netpoint_stp.rules import Computed, Unknown, still_possible
from netpoint_stp.subjects.course import Happening

_NOT_FREE = (State.TRIAGE, State.INCOMPLETE)


def on_ground(unit: Unit, record: RequestRecord, *, asks: bool = False) -> None:
    """Refuse (`ForbiddenStepError`) to work on what is not free yet where that would surely rest on no request.

    `asks` says that the step itself asks for what lacks. Who knows better decides against it with a reason
    (`override`).
    """
    if record.state not in _NOT_FREE:
        return
    basis = basis_of(unit, record)
    if not groundless(unit, record, basis, made_good=asks or _asked(unit, record)):
        return
    if not isinstance(basis, Unknown) and Basis.INCOMPLETE in basis:
        raise ForbiddenStepError(
            f"request `{record.id}` lacks what identifies the subscriber, and nobody has been asked for it; ask for "
            "it, or say that it is lacking and complete it with what was told",
            ("3.1", "3.1.4"),
        )
    raise ForbiddenStepError(
        f"nothing that belongs to `{record.id}` is a request; find it to be none, or override that and say why",
        ("3.1", "3.4"),
    )


def state_without_asking(unit: Unit, record: RequestRecord) -> State:
    """Return where a request goes that is taken up anew, or is split off, before anybody asks for what it lacks.

    It is free (`WAITING`) unless work on it would surely rest on no request.
    """
    basis = basis_of(unit, record)
    if not groundless(unit, record, basis, made_good=False):
        return State.WAITING
    lacks = not isinstance(basis, Unknown) and Basis.INCOMPLETE in basis
    return State.INCOMPLETE if lacks else State.TRIAGE


def basis_of(unit: Unit, record: RequestRecord) -> frozenset[Basis] | Unknown:
    """Return what the best message of a request can be as a ground for work, as it was decided when it came in."""
    regulation = unit.room.edition_of(record)
    again = judged_again(unit.tx.events(record.id))
    first, *further = record.request.interactions or ("",)
    ids = [again or intake_decision_of(first), *(intake_decision_of(each) for each in further)]
    return best_basis([_possible(unit, regulation, each) for each in ids])


def groundless(unit: Unit, record: RequestRecord, basis: frozenset[Basis] | Unknown, *, made_good: bool) -> bool:
    """Return whether work on a request would surely rest on nothing; what came in once is not lost by reopening."""
    completed = any(step.what is Happening.COMPLETED for step in record.request.course)
    reception = unit.room.edition_of(record).reception
    ground = reception.ground_for_work(basis, worked=True, made_good=made_good or completed)
    return still_possible(ground) == {WorkGround.NONE}


def _possible(unit: Unit, regulation: Regulation, decision_id: str) -> frozenset[Intake]:
    """Return what a message can be if its task is a stated one (I-10); anything where no decision is kept."""
    decision = unit.tx.decision(decision_id)
    if decision is None:
        return frozenset(Intake)
    facts = {**decision.input["facts"], "task": Task.STATED.value}
    again = decided_again("intake", regulation, {**decision.input, "facts": facts})
    return frozenset(Intake) if isinstance(again, Computed) else still_possible(again)


def _asked(unit: Unit, record: RequestRecord) -> bool:
    """Return whether somebody was asked for what lacks, since the request was opened or last reopened."""
    asked = False
    for event in unit.tx.events(record.id):
        asked = event.kind is not EventKind.REOPENED and (asked or asks_for_account(event))
    return asked
