"""Who a request is about and what it lacked (3.4, 3.6, 4.3.2; I-1, I-4, I-5): completing, identifying, permitting."""

import attrs

from netpoint_stp.casebook.journal import SYSTEM, Actor, Json
from netpoint_stp.casebook.projection import RequestRecord
from netpoint_stp.casebook.steps import EventKind, State
from netpoint_stp.desk.decisions.observing import compare
from netpoint_stp.desk.known import action_of, level_of
from netpoint_stp.desk.messages import can_be_sent
from netpoint_stp.desk.outcomes import Became, Outcome, Why
from netpoint_stp.desk.room import Room, Unit, staff
from netpoint_stp.desk.use_cases.following import complete, readings_of
from netpoint_stp.desk.use_cases.joining import combined, subscriber_of
from netpoint_stp.desk.use_cases.receiving import ask_for_the_rest
from netpoint_stp.errors import ForbiddenStepError, IllegalStepError, UnavailableError
from netpoint_stp.policy.identification.identity import Identity
from netpoint_stp.policy.identification.policy import Act
from netpoint_stp.policy.intake.policy import Intake, SubscriberDetails, Task
from netpoint_stp.regulation import Regulation
from netpoint_stp.regulation.observations.accounts import IdentityObservations, PermissionObservations
from netpoint_stp.regulation.observations.arrivals import Said
from netpoint_stp.regulation.observations.form import as_json
from netpoint_stp.rules import UNKNOWN
from netpoint_stp.subjects.account import AccountInformation
from netpoint_stp.subjects.people import Standing

K = EventKind


class Identifying(Room):
    """The use cases about who it is and what was lacking."""

    def identify(
        self,
        request_id: str,
        given: AccountInformation,
        *,
        by: str,
        action: str | None = None,
        contract_matters: bool = True,
        key: str | None = None,
    ) -> Outcome:
        """Compare the account information that a client gave with billing, and write down what it amounts to (3.6).

        The decision says whether that identifies the subscriber for the action (of the request, unless one is named);
        what still lacks is for `ask`. The values given are not kept. A subscriber that they certainly lead to becomes
        that of the request.
        """
        with self.unit("identify", key) as unit:
            if (done := unit.before(request_id)) is not None:
                return done
            record = unit.request(request_id)
            regulation = self.edition_of(record)
            comparison = compare(given, self.directory)
            wanted = action_of(record, action)
            observations = IdentityObservations(
                action=wanted, match=comparison.match, contract_matters=contract_matters
            )
            judged = unit.judge(observations, regulation)
            data: dict[str, Json] = {"match": comparison.plain_match}
            certain = judged.outcome in (Identity.IDENTIFIED, Identity.INSUFFICIENT, None)
            if comparison.subscriber_id is not None and certain:
                data |= {"subscriber_id": comparison.subscriber_id}
                if comparison.contract_id is not None:
                    data |= {"contract_id": comparison.contract_id}
            if action is not None:
                data["action"] = action
            unit.step(request_id, K.IDENTIFIED, regulation, by=staff(by), data=data)
            return unit.done(request_id)

    def identify_again(self, request_id: str, *, by: str | None = None, key: str | None = None) -> Outcome:
        """Identify from its messages a request that came in while billing could not be asked, and go on with it.

        It is then what it would have been: free to be taken in its place, asked for what it lacks, or before a person
        for another reason. Raises `UnavailableError` while billing still cannot be asked, and `IllegalStepError` for a
        request that does not wait for that. The store keeps no passports: whoever gave theirs is asked again.
        """
        with self.unit("identify_again", key) as unit:
            if (done := unit.before(request_id)) is not None:
                return done
            record = unit.request(request_id)
            if record.state is not State.TRIAGE or Why.NOT_IDENTIFIED.value not in record.waits_for:
                raise IllegalStepError(f"request `{request_id}` does not wait to be identified; give what was told")
            actor = SYSTEM if by is None else staff(by)
            return self._identify_again(unit, record, actor)

    def identify_waiting(self, *, by: str | None = None) -> tuple[Outcome, ...]:
        """Identify every request that waits for billing, in the order of arrival; safe to repeat.

        Raises `UnavailableError` while billing still cannot be asked; what was done by then stays.
        """
        found: list[str] = []
        after: str | None = None
        while True:
            page = self.store.requests(frozenset({State.TRIAGE}), after)
            found += [each.id for each in page.items if Why.NOT_IDENTIFIED.value in each.waits_for]
            after = page.after
            if after is None:
                return tuple(self.identify_again(each, by=by) for each in found)

    def _identify_again(self, unit: Unit, record: RequestRecord, actor: Actor) -> Outcome:
        regulation = self.edition_of(record)
        readings = readings_of(unit, record, regulation)
        if not readings or any(each.comparison.unavailable for each in readings):
            raise UnavailableError(f"billing still cannot be asked about `{record.id}`; try again later")
        judged = unit.judge(combined(unit, record, readings[:-1], readings[-1]), regulation)
        comparison = readings[-1].comparison
        level = level_of(unit, comparison)
        known = {
            "subscriber_id": subscriber_of(readings[-1]),
            "contract_id": comparison.contract_id,
            "support_level": level,
            "match": comparison.plain_match,
        }
        data: dict[str, Json] = {name: value for name, value in known.items() if value is not None}
        rest = [each for each in record.waits_for if each != Why.NOT_IDENTIFIED.value]
        if len(judged.possible) > 1 and Why.UNDETERMINED.value not in rest:
            rest.append(Why.UNDETERMINED.value)
        lacks = judged.possible == {Intake.INCOMPLETE}
        if lacks and not can_be_sent(readings[0].interaction, regulation):
            rest.append(Why.NOBODY_TO_ASK.value)
        if rest or not judged.possible <= {Intake.INCOMPLETE, Intake.OFFICIAL}:
            waits: list[Json] = [*(rest or [Why.UNDETERMINED.value])]
            unit.step(record.id, K.IDENTIFIED, regulation, by=actor, data=data | {"waits_for": waits})
            return unit.done(record.id, waits_for=[Why(str(each)) for each in waits])
        to = State.INCOMPLETE if lacks else State.WAITING
        unit.step(record.id, K.IDENTIFIED, regulation, by=actor, data=data)
        unit.step(record.id, K.TRIAGED, regulation, by=actor, to=to, cites=("3.13",))
        if lacks:
            ask_for_the_rest(unit, regulation, readings[0], record.request.interactions[0], record.id)
        return unit.done(record.id)

    def permit(
        self, request_id: str, act: Act, standing: Standing | None, *, by: str, key: str | None = None
    ) -> Outcome:
        """Write down how the person stands to the subscriber, and whether such a person may have it done (I-1).

        A standing of None is not known. Refused (`ForbiddenStepError`) is nothing here: the decision tells.
        """
        with self.unit("permit", key) as unit:
            if (done := unit.before(request_id)) is not None:
                return done
            regulation = self.edition_of(unit.request(request_id))
            observations = PermissionObservations(act=act, standing=UNKNOWN if standing is None else standing)
            unit.judge(observations, regulation)
            told = UNKNOWN.value if standing is None else standing.value
            unit.step(request_id, K.NOTED, regulation, by=staff(by), data={"act": act.value, "standing": told})
            return unit.done(request_id)

    def complete(
        self,
        request_id: str,
        *,
        by: str,
        details: SubscriberDetails | None = None,
        task: Task | None = None,
        key: str | None = None,
    ) -> Outcome:
        """Say what an incomplete request lacked and now has (3.1.4, 3.5), such as told on the telephone.

        None leaves a part as the messages tell it. It is free to be taken then, in its first place while the sender
        answered in time (I-5). Refused (`ForbiddenStepError`) while something still lacks.
        """
        with self.unit("complete", key) as unit:
            if (done := unit.before(request_id)) is not None:
                return done
            record = unit.request(request_id)
            if record.state is not State.INCOMPLETE:
                raise IllegalStepError(
                    f"request `{request_id}` is `{record.state.value}`, not `incomplete`; there is nothing to complete"
                )
            regulation = self.edition_of(record)
            told = self._judge_whole(unit, record, regulation, details, task)
            data: dict[str, Json] = {"interactions": [record.request.interactions[-1]], "told": told}
            complete(unit, record, regulation, by=staff(by), data=data)
            return unit.done(request_id, became=Became.COMPLETED)

    def _judge_whole(
        self,
        unit: Unit,
        record: RequestRecord,
        regulation: Regulation,
        details: SubscriberDetails | None,
        task: Task | None,
    ) -> dict[str, Json]:
        """Judge all that the messages of a request and people say of it together; return what people say."""
        readings = readings_of(unit, record, regulation)
        if not readings:
            raise IllegalStepError(f"request `{record.id}` has no message; close it and register it anew")
        observations = combined(unit, record, readings[:-1], readings[-1])
        before = observations.said
        said = Said(details=details or before.details, task=task or before.task)
        judged = unit.judge(attrs.evolve(observations, said=said), regulation)
        if judged.possible != {Intake.OFFICIAL}:
            told = judged.explain("en").because
            raise ForbiddenStepError(f"request `{record.id}` still lacks something: {'; '.join(told)}", judged.clauses)
        return as_json(said)
