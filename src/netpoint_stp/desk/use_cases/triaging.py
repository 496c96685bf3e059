"""Triage (3.14, 3.20; I-20–I-23): severity with its reason, queue, parts, links, the same thing twice, no request."""

from collections.abc import Iterable
from typing import Any

import attrs

from netpoint_stp.casebook.events import moment_text
from netpoint_stp.casebook.journal import Json
from netpoint_stp.casebook.records import Query
from netpoint_stp.casebook.steps import OPEN_STATES, EventKind, State
from netpoint_stp.desk.ground import on_ground, state_without_asking
from netpoint_stp.desk.known import told_names
from netpoint_stp.desk.outcomes import Outcome
from netpoint_stp.desk.room import Room, Unit, staff
from netpoint_stp.desk.use_cases.following import complete
from netpoint_stp.errors import IllegalStepError, UsageError
from netpoint_stp.policy.queue.tables import Turn
from netpoint_stp.regulation import Regulation
from netpoint_stp.regulation.observations.requests import OutOfTurnObservations
from netpoint_stp.subjects.requests import SeverityLevel, SpecialNeed

K = EventKind


@attrs.frozen(kw_only=True)
class Part:
    """One of several things asked for in one message: what it is, and what it concerns (names of the profile)."""

    task: str = attrs.field(repr=False)
    action: str | None = None
    service: str | None = None


class Triaging(Room):
    """What a person finds out by looking."""

    def triage(
        self,
        request_id: str,
        *,
        by: str,
        level: SeverityLevel | None = None,
        reason: str | None = None,
        needs: Iterable[SpecialNeed] = (),
        queue: str | None = None,
        action: str | None = None,
        service: str | None = None,
        support_level: str | None = None,
        lacking: bool = False,
        key: str | None = None,
    ) -> Outcome:
        """Write down what a person found: how critical it is and why (3.14), to which queue it belongs, what is wanted.

        What waited for triage is then free to be taken, in its place, or incomplete where it is `lacking` something
        that the sender is to be asked for. Refused (`ForbiddenStepError`) where it lacks what identifies the subscriber
        and nobody was asked for that, or nothing of it is a request (3.1, 3.1.4). Whether it may go out of turn follows
        from level and needs. Raises `UsageError` for a level without reason and for names that the profile does not
        have.
        """
        with self.unit("triage", key) as unit:
            if (done := unit.before(request_id)) is not None:
                return done
            record = unit.request(request_id)
            regulation = self.edition_of(record)
            data = told_names(regulation, queue=queue, support_level=support_level, action=action, service=service)
            if level is not None:
                data |= _severity(unit, regulation, level, reason, needs)
            to = State.INCOMPLETE if lacking else State.WAITING
            chosen = to if record.state in (State.TRIAGE, State.INCOMPLETE) else None
            if chosen is State.WAITING and record.state is State.TRIAGE:
                queue = queue or record.queue
                live = record.request.channel in regulation.queue.live_channels
                if queue is None and not live:
                    raise UsageError(f"request `{request_id}` is in no queue; say in which one it is to wait")
            if chosen is State.WAITING:
                on_ground(unit, record)
            if chosen is State.WAITING and record.state is State.INCOMPLETE:
                unit.step(request_id, K.TRIAGED, regulation, by=staff(by), to=State.INCOMPLETE, data=data)
                complete(unit, unit.request(request_id), regulation, by=staff(by), data={})
            else:
                cites = ("3.13",) if chosen is State.WAITING else ()
                unit.step(request_id, K.TRIAGED, regulation, by=staff(by), to=chosen, data=data, cites=cites)
            return unit.done(request_id)

    def split(self, request_id: str, parts: Iterable[Part], *, by: str, key: str | None = None) -> Outcome:
        """Open a request for each further thing that one message asks for (I-23), in the place of the first.

        `parts` are the things beyond the first one, which stays with the request. Returns the outcome for the request
        itself; its links name the new ones.
        """
        wanted = [*parts]
        if not wanted:
            raise UsageError("nothing to split off; say what else the message asks for")
        if not all(part.task.strip() for part in wanted):
            raise UsageError("a part is empty; say in words what it asks for")
        with self.unit("split", key) as unit:
            if (done := unit.before(request_id)) is not None:
                return done
            record = unit.request(request_id)
            regulation = self.edition_of(record)
            made: list[Json] = []
            free = state_without_asking(unit, record)
            for part in wanted:
                told_names(regulation, action=part.action)
            for number, part in enumerate(wanted, 1):
                request = record.request
                data: dict[str, Any] = {
                    "channel": request.channel,
                    "received_at": moment_text(request.received_at),
                    "placed_at": moment_text(record.placed_at),
                    "arrival_number": request.arrival_number,
                    "queue": request.queue,
                    "interactions": [*request.interactions],
                    "subscriber_id": request.subscriber_id,
                    "contract_id": request.contract_id,
                    "support_level": request.support_level,
                    "task": part.task,
                    "action": part.action,
                    "service": part.service,
                }
                opening = None if unit.key is None else f"{unit.key}:{request_id}:{number}"
                new_id = unit.open(
                    K.OPENED,
                    regulation,
                    by=staff(by),
                    to=free if request.queue else State.TRIAGE,
                    data=data,
                    key=opening,
                    cites=("3.13", "I-23"),
                )
                linked: list[Json] = [request_id]
                unit.step(new_id, K.LINKED, regulation, by=staff(by), data={"links": linked}, cites=("I-23",))
                made.append(new_id)
            unit.step(request_id, K.SPLIT, regulation, by=staff(by), data={"links": made}, cites=("3.13", "I-23"))
            return unit.done(request_id)

    def link(self, case_id: str, others: Iterable[str], *, by: str, key: str | None = None) -> Outcome:
        """Write down that cases belong together, such as a request and the outage behind it; nothing else changes."""
        with self.unit("link", key) as unit:
            if (done := unit.before(case_id)) is not None:
                return done
            regulation = self.edition_of(unit.case(case_id))
            own = unit.case(case_id).id
            links: list[Json] = [
                other for other in dict.fromkeys(unit.case(each).id for each in others) if other != own
            ]
            if not links:
                raise UsageError(f"nothing to link `{own}` with; name another case")
            unit.step(case_id, K.LINKED, regulation, by=staff(by), data={"links": links}, cites=("I-23",))
            return unit.done(case_id)

    def merge(self, request_id: str, into: str, *, by: str, key: str | None = None) -> Outcome:
        """Find a request to be the same thing as another one, which goes on in the earlier place of the two (I-23)."""
        with self.unit("merge", key) as unit:
            if (done := unit.before(request_id)) is not None:
                return done
            record, other = unit.request(request_id), unit.request(into)
            if other.id == record.id:
                raise UsageError(f"request `{request_id}` cannot be joined to itself; name another one")
            if other.state not in OPEN_STATES:
                went = f", joined to `{other.merged_into}`" if other.merged_into else ""
                raise IllegalStepError(
                    f"request `{other.id}` is `{other.state.value}`{went}; name one that is still being dealt with"
                )
            regulation = self.edition_of(record)
            unit.step(request_id, K.MERGED, regulation, by=staff(by), data={"into": other.id}, cites=("3.13", "I-23"))
            joined: dict[str, Json] = {"interactions": [*record.request.interactions]}
            if passed_on := [each.since for each in regulation.reaction.owed(record.request) if each.is_open]:
                # nobody has reacted to it yet: the request that goes on owes that, from when it came in (3.19)
                joined["counts_from"] = moment_text(min(passed_on))
            cites = ("3.19", "3.20", "I-23") if passed_on else ("3.20", "I-23")
            unit.step(other.id, K.JOINED, regulation, by=staff(by), data=joined, cites=cites)
            earlier = (record.placed_at, record.request.arrival_number or 0)
            if earlier < (other.placed_at, other.request.arrival_number or 0):
                place: dict[str, Json] = {
                    "placed_at": moment_text(record.placed_at),
                    "arrival_number": record.request.arrival_number,
                }
                unit.step(other.id, K.PLACED, regulation, by=staff(by), data=place, cites=("3.13", "I-23"))
            return unit.done(request_id)

    def dismiss(
        self, request_id: str, reason: str, *, by: str, token: int | None = None, key: str | None = None
    ) -> Outcome:
        """Find something to be no request (wrong number, advertising), with the reason; nobody is written to."""
        _reasoned(reason)
        with self.unit("dismiss", key) as unit:
            if (done := unit.before(request_id)) is not None:
                return done
            regulation = self.edition_of(unit.request(request_id))
            data: dict[str, Json] = {"why": reason}
            unit.step(request_id, K.NOT_A_REQUEST, regulation, by=staff(by), token=token, data=data, cites=("3.1",))
            return unit.done(request_id)

    def requests_of(self, subscriber_id: str, *, limit: int = 100) -> tuple[Any, ...]:
        """Return the requests of a subscriber, the latest first; empty where there are none."""
        return self.store.find(Query(subscriber_id=subscriber_id), limit=limit)


def _reasoned(reason: str) -> None:
    if not reason.strip():
        raise UsageError("the reason is empty; say why, so that it can be looked up later")


def _severity(
    unit: Unit, regulation: Regulation, level: SeverityLevel, reason: str | None, needs: Iterable[SpecialNeed]
) -> dict[str, Json]:
    _reasoned(reason or "")
    in_order = tuple(sorted(needs, key=lambda need: need.value))
    judged = unit.judge(OutOfTurnObservations(level=level, needs=in_order, set_at=unit.now, at=unit.now), regulation)
    needed: list[Json] = [need.value for need in in_order]
    turn = Turn.MAY_GO_OUT_OF_TURN if judged.outcome is Turn.MAY_GO_OUT_OF_TURN else Turn.IN_TURN
    return {"level": level.value, "reason": reason, "needs": needed, "turn": turn.value}
