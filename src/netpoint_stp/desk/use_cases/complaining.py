"""Complaints (3.10–3.12; I-11–I-14): lodged, completed, answered; kept from the people whom they are about."""

from datetime import date, datetime

from netpoint_stp.casebook.events import moment_text
from netpoint_stp.casebook.journal import Json
from netpoint_stp.casebook.projection import ComplaintRecord
from netpoint_stp.casebook.records import kind_of
from netpoint_stp.casebook.steps import CaseKind, EventKind, State
from netpoint_stp.channels.interaction import Role
from netpoint_stp.desk.decisions.observing import counts_from, read
from netpoint_stp.desk.messages import contact_of
from netpoint_stp.desk.outcomes import Became, Outcome
from netpoint_stp.desk.room import Room, Told, Unit, staff
from netpoint_stp.desk.use_cases.handling import must_reach
from netpoint_stp.desk.use_cases.lodging import (
    TERM_MAY_RUN,
    ask_for_the_rest,
    contents,
    hidden_from,
    lodging_observations,
    open_complaint,
    tell_complainant,
    tell_lodging,
)
from netpoint_stp.errors import NotFoundError, UsageError
from netpoint_stp.moments import in_zone
from netpoint_stp.regulation import Regulation
from netpoint_stp.regulation.observations.complaints import ComplaintDeadlineObservations
from netpoint_stp.subjects.complaints import ComplaintSubject
from netpoint_stp.subjects.people import Standing

K = EventKind


class Complaining(Room):
    """The use cases of complaints."""

    def lodge_complaint(
        self,
        interaction_id: str,
        *,
        by: str,
        complainant: Standing | None = None,
        about: ComplaintSubject | None = None,
        request_id: str | None = None,
        key: str | None = None,
    ) -> Outcome:
        """Treat a recorded interaction as a complaint, since one of the staff reads it as one (I-12).

        Judged by the edition in force on its receipt, from which the term runs (3.12). A request that was opened of it
        and that nobody has taken up is found to be none. A repeat gives the complaint that there is.
        """
        with self.unit("lodge", key) as unit:
            stored = unit.interaction(interaction_id)
            if stored is None:
                raise NotFoundError(f"there is no interaction `{interaction_id}`; give the id of one, such as `I-5`")
            cases = unit.tx.cases_of(interaction=interaction_id)
            lodged = next((each for each in cases if kind_of(each) is CaseKind.COMPLAINT), None)
            if lodged is not None:
                return Outcome(case=unit.complaint(lodged), became=Became.COMPLAINT, repeat=True)
            regulation = self.edition_for(counts_from(stored.interaction, unit.now))
            reading = read(
                stored.interaction,
                regulation,
                unit.now,
                directory=self.directory,
                marked_as=Role.COMPLAINTS,
                settings=self.settings[regulation.edition.name],
            )
            complaint_id = open_complaint(
                unit,
                regulation,
                reading,
                interaction_id,
                by=staff(by),
                complainant=complainant,
                about=about,
                request_id=request_id,
                marked=True,
            )
            for each in cases:
                record = unit.tx.request(each)
                if record is not None and record.state in (State.TRIAGE, State.INCOMPLETE, State.WAITING):
                    unit.step(each, K.NOT_A_REQUEST, regulation, by=staff(by), cites=("3.10",))
            return unit.done(complaint_id, became=Became.COMPLAINT, interaction_id=interaction_id)

    def complete_complaint(
        self,
        complaint_id: str,
        *,
        by: str,
        complainant: Standing | None = None,
        about: ComplaintSubject | None = None,
        request_id: str | None = None,
        request_date: date | None = None,
        taker_name: str | None = None,
        request_text: str | None = None,
        reached_complaints_address_at: datetime | None = None,
        key: str | None = None,
    ) -> Outcome:
        """Write down what the complaint names (3.11) and who complains of what (3.10); what lacks is asked for.

        What is None stays as it was. The term runs all the same. The complaint is kept from whoever took the request
        named, and from the taker named. Where no term runs after all, or one does, the state follows.
        """
        with self.unit("complete_complaint", key) as unit:
            if (done := unit.before(complaint_id)) is not None:
                return done
            record = unit.complaint(complaint_id)
            regulation = self.edition_of(record)
            lodged_on = in_zone(record.complaint.lodged_at, regulation.hours.zone).date()
            if request_date is not None and request_date > lodged_on:
                raise UsageError(f"the request was sent before the complaint of {lodged_on}, not on {request_date}")
            data: dict[str, Json] = {
                "complainant": None if complainant is None else complainant.value,
                "about": None if about is None else about.value,
                "request_id": request_id,
                "request_date": None if request_date is None else request_date.isoformat(),
                "taker_name": taker_name,
                "request_text": request_text,
                "reached_complaints_address_at": None
                if reached_complaints_address_at is None
                else moment_text(reached_complaints_address_at),
            }
            told = {name: value for name, value in data.items() if value is not None}
            request = None if request_id is None else unit.request(request_id)
            hidden = hidden_from(unit, request) | self.staff_called(taker_name)
            if not hidden <= record.hidden_from:
                told["hidden_from"] = [*sorted(hidden | record.hidden_from)]
            unit.step(complaint_id, K.COMPLETED, regulation, by=staff(by), data=told)
            self._judge_again(unit, regulation, complaint_id, by)
            return unit.done(complaint_id)

    def answer_complaint(
        self,
        complaint_id: str,
        text: str,
        *,
        by: str,
        interim: bool = False,
        said: bool = False,
        key: str | None = None,
    ) -> Outcome:
        """Answer a complaint; an interim answer keeps no term (I-14).

        Refused (`ForbiddenStepError`) to the people whom it is about, and where nobody can be written to, unless the
        one who answers has `said` it by word of mouth. It counts from when the outbox dispatched it (I-14), or from now
        where it was said.
        """
        if not text.strip():
            raise UsageError("the answer is empty; say what was found and what follows from it")
        with self.unit("answer_complaint", key) as unit:
            if (done := unit.before(complaint_id)) is not None:
                return done
            record = unit.complaint(complaint_id)
            regulation = self.edition_of(record)
            unit.judge(ComplaintDeadlineObservations(lodged_at=record.complaint.lodged_at), regulation)
            kind = K.INTERIM_ANSWERED if interim else K.ANSWERED
            purpose = "complaint_interim" if interim else "complaint_answer"
            told = tell_complainant(unit, purpose, regulation, record, key=f"{record.number}", text=text)
            must_reach(unit, told, complaint_id, said=said, clauses=("3.12",))
            data: dict[str, Json] = {"said": True} if said or told is Told.TO_SAY else {}
            unit.step(complaint_id, kind, regulation, by=staff(by), data=data, cites=("3.12", "I-14"))
            return unit.done(complaint_id)

    def complaints(self, viewer: str, *, settled: bool = False) -> tuple[ComplaintRecord, ...]:
        """Return the complaints that one of the staff may see: none that is about them; in the order of lodging."""
        states = frozenset({State.LODGED, State.NOT_LODGED} | ({State.ANSWERED, State.SETTLED} if settled else set()))
        found: list[ComplaintRecord] = []
        after: str | None = None
        while True:
            page = self.store.complaints(states, after=after)
            found += [record for record in page.items if viewer not in record.hidden_from]
            after = page.after
            if after is None:
                return tuple(found)

    def _judge_again(self, unit: Unit, regulation: Regulation, complaint_id: str, by: str) -> None:
        record = unit.complaint(complaint_id)
        came = contact_of(unit, record.interactions, regulation)
        contents(unit, regulation, record.complaint.lacking)
        ask_for_the_rest(unit, regulation, record, came)
        lodging = unit.judge(lodging_observations(unit, record), regulation)
        if record.state is State.LODGED and not lodging.possible & TERM_MAY_RUN:
            data: dict[str, Json] = {"reason": "no term runs"}
            unit.step(complaint_id, K.OVERRIDDEN, regulation, by=staff(by), to=State.NOT_LODGED, data=data)
            tell_lodging(unit, regulation, unit.complaint(complaint_id), came, lodging)
        if record.state is State.NOT_LODGED and lodging.outcome in TERM_MAY_RUN:
            again: dict[str, Json] = {
                "channel": record.complaint.channel,
                "lodged_at": moment_text(record.complaint.lodged_at),
            }
            unit.step(complaint_id, K.LODGED, regulation, by=staff(by), to=State.LODGED, data=again)
