"""Handling (3.13–3.17, 3.20, 4.3.1): taking requests in order, reacting, holding, passing on, deciding otherwise."""

from datetime import timedelta

from netpoint_stp.casebook.journal import Json
from netpoint_stp.casebook.projection import RequestRecord
from netpoint_stp.casebook.records import Lease
from netpoint_stp.casebook.steps import EventKind, State
from netpoint_stp.desk.ground import on_ground
from netpoint_stp.desk.known import told_names
from netpoint_stp.desk.messages import about_request, contact_of, message
from netpoint_stp.desk.outcomes import Outcome
from netpoint_stp.desk.room import Room, Told, Unit, staff
from netpoint_stp.desk.turn import in_turn, let_ahead
from netpoint_stp.errors import ForbiddenStepError, UsageError, did_you_mean
from netpoint_stp.regulation import Regulation
from netpoint_stp.subjects.requests import WhoseTime

K = EventKind


class Handling(Room):
    """The use cases of whoever works on requests."""

    def take_next(
        self, queue: str, worker: str, *, lease: timedelta | None = None, key: str | None = None
    ) -> Outcome | None:
        """Take the first free request of a queue (3.13, 3.14), None where none is free; the client is told who has it.

        `lease.token` of the outcome is needed for the steps that only its holder can do. Requests whose holders let
        their time run out are free again first, in their old places. With a `key`, a repeat gives the request taken
        under it while its lease is live, and takes another one otherwise. Raises `UsageError` for a queue that no
        edition has.
        """
        known = {each.name for regulation in self.history.editions for each in regulation.queue.queues}
        if queue not in known:
            raise UsageError(f"the profile has no queue `{queue}`{did_you_mean(queue, known)}")
        with self.unit("take_next", key) as unit:
            unit.tx.return_lapsed()
            if (held := _held_under(unit, worker)) is not None:
                return held
            taken = unit.tx.take_next(queue, staff(worker).id, self.lease if lease is None else lease)
            return None if taken is None else self._taken(unit, taken)

    def take(
        self,
        request_id: str,
        worker: str,
        *,
        lease: timedelta | None = None,
        out_of_turn: str | None = None,
        key: str | None = None,
    ) -> Outcome:
        """Take one certain request that waits, such as a call to be finished.

        Refused (`ForbiddenStepError`) while an earlier one of its queue is free (3.13), unless it is said why it goes
        `out_of_turn`: the journal keeps that, and an audit finds the requests that were passed.
        """
        with self.unit("take", key) as unit:
            unit.tx.return_lapsed()
            if (held := _held_under(unit, worker)) is not None and held.case_id == request_id:
                return held
            record = unit.request(request_id)
            if record.state is State.WAITING:
                let_ahead(unit, record, out_of_turn, by=worker)
            taken = unit.tx.take(request_id, staff(worker).id, self.lease if lease is None else lease)
            return self._taken(unit, taken)

    def renew(self, request_id: str, token: int, *, lease: timedelta | None = None) -> Lease:
        """Lengthen the time for which somebody has a request; raises `LeaseLostError`."""
        with self.store.transaction() as tx:
            return tx.renew(request_id, token, self.lease if lease is None else lease)

    def release(self, request_id: str, token: int) -> Outcome:
        """Give a request back: it waits in its old place."""
        with self.unit("release", None) as unit:
            unit.events.append(unit.tx.release(request_id, token))
            return unit.done(request_id)

    def react(self, request_id: str, *, by: str, token: int | None = None, key: str | None = None) -> Outcome:
        """Write down that somebody has begun to deal with it or with what came in since (3.17, I-17), in its turn."""
        return self._plain("react", K.REACTED, request_id, by=by, token=token, key=key, cites=("3.17", "3.19", "I-17"))

    def note(self, case_id: str, text: str, *, by: str, key: str | None = None) -> Outcome:
        """Keep a remark with a case; nothing else changes; passport data in it is blanked."""
        if not text.strip():
            raise UsageError("the remark is empty; say what is to be kept")
        return self._plain("note", K.NOTED, case_id, by=by, key=key, data={"note": text}, cites=())

    def hold_for_client(
        self, request_id: str, reason: str, *, by: str, token: int | None = None, key: str | None = None
    ) -> Outcome:
        """Let a request wait for its client (3.16, 4.2.2), who is told for what; it goes on when the client writes."""
        return self._held("hold", "waiting", WhoseTime.CLIENT, request_id, reason, by=by, token=token, key=key)

    def visit(
        self, request_id: str, reason: str, *, by: str, token: int | None = None, key: str | None = None
    ) -> Outcome:
        """Let a request wait for a visit by a specialist (3.15, 3.16); the client is told. `resume` ends the wait."""
        return self._held("visit", "visit", WhoseTime.FIELD_VISIT, request_id, reason, by=by, token=token, key=key)

    def hold_for_others(
        self, request_id: str, reason: str, *, by: str, token: int | None = None, key: str | None = None
    ) -> Outcome:
        """Let a request wait for a third party (3.16); nobody is written to."""
        return self._held("others", None, WhoseTime.THIRD_PARTY, request_id, reason, by=by, token=token, key=key)

    def resume(self, request_id: str, *, by: str, key: str | None = None) -> Outcome:
        """Let a request on hold go on: it is free to be taken, in its old place."""
        return self._plain("resume", K.RESUMED, request_id, by=by, key=key, cites=("3.13", "3.16"))

    def reassign(
        self,
        request_id: str,
        queue: str,
        *,
        by: str,
        support_level: str | None = None,
        token: int | None = None,
        key: str | None = None,
    ) -> Outcome:
        """Pass a request on to another queue of the profile, where it waits in the place that it has (I-20)."""
        with self.unit("reassign", key) as unit:
            if (done := unit.before(request_id)) is not None:
                return done
            regulation = self.edition_of(unit.request(request_id))
            data = told_names(regulation, queue=queue, support_level=support_level)
            unit.step(request_id, K.MOVED, regulation, by=staff(by), data=data, token=token, cites=("3.13", "I-20"))
            return unit.done(request_id)

    def override(
        self, case_id: str, to: State, reason: str, *, by: str, token: int | None = None, key: str | None = None
    ) -> Outcome:
        """Decide against the library, with the reason: the case is in that state from now on, and its journal says why.

        Nobody can so take a request, or hand it to somebody else; `merge` says to which request another one is joined.
        """
        if not reason.strip():
            raise UsageError("the reason is empty; say why the library is wrong here")
        if to is State.MERGED:
            raise UsageError(f"it is not said to which request `{case_id}` is joined; use `merge`")
        with self.unit("override", key) as unit:
            if (done := unit.before(case_id)) is not None:
                return done
            regulation = self.edition_of(unit.case(case_id))
            data: dict[str, Json] = {"why": reason}
            unit.step(case_id, K.OVERRIDDEN, regulation, by=staff(by), to=to, data=data, token=token)
            return unit.done(case_id)

    def _taken(self, unit: Unit, lease: Lease) -> Outcome:
        """Tell the client who has taken it: date, number, text and name, without which nobody could keep 3.11."""
        record = unit.request(lease.request_id)
        regulation = self.edition_of(record)
        unit.before(record.id)
        told = None
        if record.acknowledged_at is None:
            told = tell(unit, "acknowledgement", record, regulation, key=f"{lease.token}")
        if told in (Told.POSTED, Told.TO_SAY):
            unit.step(record.id, K.ACKNOWLEDGED, regulation, by=staff(lease.worker), cites=("3.11", "I-13"))
        elif unit.key is not None:
            unit.step(record.id, K.NOTED, regulation, by=staff(lease.worker))
        return unit.done(record.id, lease=lease)

    def _held(
        self,
        operation: str,
        purpose: str | None,
        whose: WhoseTime,
        request_id: str,
        reason: str,
        *,
        by: str,
        token: int | None,
        key: str | None,
    ) -> Outcome:
        if not reason.strip():
            raise UsageError("the reason is empty; say what is waited for")
        with self.unit(operation, key) as unit:
            if (done := unit.before(request_id)) is not None:
                return done
            record = unit.request(request_id)
            regulation = self.edition_of(record)
            data: dict[str, Json] = {"whose": whose.value, "reason": reason}
            in_turn(unit, record)
            on_ground(unit, record)
            if purpose is not None:
                tell(unit, purpose, record, regulation, key=f"{record.number}", reason=reason)
            unit.step(request_id, K.HELD, regulation, by=staff(by), data=data, token=token, cites=("3.16",))
            return unit.done(request_id)

    def _plain(
        self,
        operation: str,
        kind: EventKind,
        case_id: str,
        *,
        by: str,
        cites: tuple[str, ...],
        token: int | None = None,
        key: str | None = None,
        data: dict[str, Json] | None = None,
    ) -> Outcome:
        with self.unit(operation, key) as unit:
            if (done := unit.before(case_id)) is not None:
                return done
            case = unit.case(case_id)
            if kind is K.REACTED and isinstance(case, RequestRecord):
                in_turn(unit, case)
                on_ground(unit, case)
            regulation = self.edition_of(case)
            unit.step(case_id, kind, regulation, by=staff(by), data=data, token=token, cites=cites)
            return unit.done(case_id)


def tell(
    unit: Unit, purpose: str, record: RequestRecord, regulation: Regulation, *, key: str, **values: object
) -> Told:
    """Send a message about a request to whoever of its side wrote last; before the step is written that rests on it.

    Where nobody can be written to, that step says so, and the outcome tells a person.
    """
    to = contact_of(unit, record.request.interactions, regulation)
    about = about_request(unit, record, regulation, **values)
    told = unit.post(message(unit, purpose, regulation, to=to, case_id=record.id, key=key, **about))
    unit.must_tell(purpose, told)
    return told


def must_reach(unit: Unit, told: Told, case_id: str, *, said: bool, clauses: tuple[str, ...]) -> None:
    """Refuse (`ForbiddenStepError`) a step that is nothing without its message, where there is nobody to send it to.

    What no gateway carries, as on a live call, whoever does the step says; `said`: they have said it otherwise.
    """
    if told is Told.NOBODY and not said:
        raise ForbiddenStepError(
            f"nobody can be written to about `{case_id}`, so nothing was sent; "
            "where the client was told by word of mouth, say so",
            clauses,
        )
    if said:
        unit.untold.clear()


def _held_under(unit: Unit, worker: str) -> Outcome | None:
    """Return the request that a worker took under the key of this operation and still has."""
    if unit.key is None:
        return None
    for lease in unit.tx.leases(worker):
        event = unit.tx.event_under(lease.request_id, unit.key)
        if event is not None and lease.until > unit.tx.clock_now:  # as the store counts leases
            return Outcome(case=unit.request(lease.request_id), events=(event,), lease=lease, repeat=True)
    return None
