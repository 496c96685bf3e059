"""Who holds a request (3.13): the check of a fencing token, the same in every store."""

from datetime import datetime

from netpoint_stp.casebook.events import moment_text
from netpoint_stp.casebook.journal import Actor, ActorKind, Json, NewEvent
from netpoint_stp.casebook.records import Lease
from netpoint_stp.casebook.steps import OF_HOLDER, EventKind, State
from netpoint_stp.errors import LeaseLostError, UsageError


def check_token(
    request_id: str, state: State, kind: EventKind, *, lease: Lease | None, token: int | None, now: datetime
) -> None:
    """Refuse (`LeaseLostError`) a step by somebody who does not hold the request, or no longer.

    `lease` is the one that was not given back, None where there is none; at its `until` it has lapsed.
    """
    if token is None:
        if state is State.TAKEN and kind in OF_HOLDER:
            raise LeaseLostError(f"request `{request_id}` is taken; only its holder can do that, with the token of it")
        return
    check_live(request_id, lease, token, now)


def taking(worker: str, until: datetime, *, bulk: str | None, at: datetime | None, now: datetime) -> NewEvent:
    """Return the event that a request is taken, by whom and until when; `at`, when that was in truth, if it is known.

    Raises `UsageError` for nobody, and for a moment that is still to come.
    """
    if not worker.strip():
        raise UsageError("nobody takes the request; say who does")
    if at is not None and at > now:
        raise UsageError(f"a request cannot have been taken at `{at.isoformat()}`, which is still to come")
    data: dict[str, Json] = {"until": moment_text(until)}
    if bulk is not None:
        data["bulk"] = bulk
    if at is not None:
        data["counts_from"] = moment_text(at)
    return NewEvent(kind=EventKind.TAKEN, by=Actor(ActorKind.STAFF, worker), data=data)


def check_live(request_id: str, lease: Lease | None, token: int, now: datetime) -> Lease:
    """Return the lease if it is live and has that token; refuse (`LeaseLostError`) anything else."""
    if lease is None:
        raise LeaseLostError(f"nobody holds request `{request_id}` any more; take it again")
    if lease.token != token:
        raise LeaseLostError(f"request `{request_id}` has been taken anew since; look at it again before going on")
    if now >= lease.until:
        raise LeaseLostError(
            f"the time for request `{request_id}` ran out at `{lease.until.isoformat()}`; take it again"
        )
    return lease
