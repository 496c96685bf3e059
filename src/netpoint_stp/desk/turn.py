"""Whose turn it is (3.13, 3.14; I-5, I-20): no request goes before an earlier one that is free, but for a reason."""

from collections.abc import Collection

from netpoint_stp.casebook.projection import RequestRecord
from netpoint_stp.casebook.steps import EventKind, State
from netpoint_stp.desk.room import Unit, staff
from netpoint_stp.errors import ForbiddenStepError, UsageError
from netpoint_stp.policy.queue.tables import Turn

_IN_LINE = (State.WAITING, State.TRIAGE)
"""The states in which dealing with a request takes it from its line; an incomplete one is in none (I-5)."""


def ahead_of(unit: Unit, record: RequestRecord, together: Collection[str] = ()) -> RequestRecord | None:
    """Return a free request of the same queue that came before this one, None where it is this one's turn.

    `together` are the requests that are dealt with in one act with it (I-20). What may go out of turn (3.14), what is
    in no queue and what is in somebody's hands already goes before nobody.
    """
    if record.queue is None or record.state not in _IN_LINE or record.turn is Turn.MAY_GO_OUT_OF_TURN:
        return None
    limit = len(together) + 20
    while True:
        waiting = unit.tx.waiting(record.queue, limit)
        for other in waiting:
            if other.id == record.id or other.id in together:
                continue
            if other.placed_at < record.placed_at:
                return other
            if other.turn is Turn.IN_TURN:  # they stand by their places: who follows came later still
                return None
        if len(waiting) < limit:
            return None
        limit *= 4


def in_turn(unit: Unit, record: RequestRecord, together: Collection[str] = ()) -> None:
    """Refuse (`ForbiddenStepError`) to deal with a request while an earlier one of its queue is free (3.13)."""
    other = ahead_of(unit, record, together)
    if other is not None:
        raise ForbiddenStepError(
            f"it is not the turn of request `{record.id}`: `{other.id}` came before it and waits in the same queue; "
            "take that one first, or take this one out of its turn and say why",
            ("3.13", "3.14"),
        )


def let_ahead(
    unit: Unit, record: RequestRecord, reason: str | None, *, by: str, together: Collection[str] = ()
) -> None:
    """Let a request go before its turn for a reason, which its journal keeps; without one, it must be its turn."""
    if reason is None:
        in_turn(unit, record, together)
        return
    if not reason.strip():
        raise UsageError("the reason is empty; say why it goes before its turn")
    if ahead_of(unit, record, together) is not None:
        data = {"why": reason, "out_of_turn": True}
        regulation = unit.room.edition_of(record)
        unit.step(record.id, EventKind.OVERRIDDEN, regulation, by=staff(by), data=data, cites=("3.13", "I-20"))
