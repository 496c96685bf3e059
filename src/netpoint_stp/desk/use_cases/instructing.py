"""Instructions to clients (4.2.2; I-25): what a client is told to do, and whether and when it was done."""

from datetime import datetime

from netpoint_stp.casebook.events import moment_text
from netpoint_stp.casebook.journal import Event, Json
from netpoint_stp.casebook.steps import EventKind, State
from netpoint_stp.desk.ground import on_ground
from netpoint_stp.desk.outcomes import Outcome
from netpoint_stp.desk.room import Room, Told, Unit, staff
from netpoint_stp.desk.turn import in_turn
from netpoint_stp.desk.use_cases.handling import must_reach, tell
from netpoint_stp.errors import UsageError
from netpoint_stp.regulation.observations.incidents import InstructionObservations
from netpoint_stp.rules import UNKNOWN
from netpoint_stp.subjects.requests import WhoseTime

K = EventKind


class Instructing(Room):
    """The use cases about what clients are to do themselves."""

    def instruct(
        self,
        request_id: str,
        text: str,
        *,
        by: str,
        helps: bool | None = None,
        said: bool = False,
        token: int | None = None,
        key: str | None = None,
    ) -> Outcome:
        """Tell a client what to do (4.2.2); the request waits for them (3.16).

        `helps` is whether it helps to find the cause of an error, without which 4.2.2 does not bind the client; None:
        not known. Refused (`ForbiddenStepError`) where nobody can be written to, unless it was `said`.
        """
        if not text.strip():
            raise UsageError("the instruction is empty; say what the client is to do")
        with self.unit("instruct", key) as unit:
            if (done := unit.before(request_id)) is not None:
                return done
            record = unit.request(request_id)
            regulation = self.edition_of(record)
            in_turn(unit, record)
            on_ground(unit, record)
            told = tell(unit, "instruction", record, regulation, key=f"{record.number}", text=text)
            must_reach(unit, told, request_id, said=said, clauses=("4.2.2",))
            data: dict[str, Json] = {"helps": helps, "whose": WhoseTime.CLIENT.value}
            data |= {"said": True} if said or told is Told.TO_SAY else {}
            to = State.HELD if record.state in (State.TAKEN, State.WAITING) else None
            unit.step(
                request_id, K.INSTRUCTED, regulation, by=staff(by), to=to, data=data, token=token, cites=("4.2.2",)
            )
            return unit.done(request_id)

    def followed(
        self,
        request_id: str,
        *,
        by: str,
        at: datetime | None = None,
        instruction: int | None = None,
        key: str | None = None,
    ) -> Outcome:
        """Write down that a client did what they were told, and when (None: now); what waited for that goes on.

        `instruction` is the number of its event in the journal, needed where several are open. The decision says
        whether it was in good time (I-25). Raises `UsageError` where no instruction is open, or not which is meant.
        """
        with self.unit("followed", key) as unit:
            if (done := unit.before(request_id)) is not None:
                return done
            record = unit.request(request_id)
            regulation = self.edition_of(record)
            given = _open(unit, request_id, instruction)
            done_at = unit.now if at is None else at
            if not given.at <= done_at <= unit.now:
                raise UsageError("the moment lies before the instruction, or has not come yet; correct it")
            helps = given.data.get("helps")
            observations = InstructionObservations(
                given_at=given.at, followed_at=done_at, helps=UNKNOWN if helps is None else helps, now=unit.now
            )
            unit.judge(observations, regulation)
            data: dict[str, Json] = {"followed_at": moment_text(done_at), "instruction": given.number}
            unit.step(request_id, K.FOLLOWED, regulation, by=staff(by), data=data, cites=("4.2.2",))
            waits = [hold.whose for hold in record.request.holds if hold.end is None]
            if record.state is State.HELD and waits[-1:] == [WhoseTime.CLIENT]:
                unit.step(request_id, K.RESUMED, regulation, by=staff(by), cites=("3.13", "3.16"))
            return unit.done(request_id)


def _open(unit: Unit, request_id: str, number: int | None) -> Event:
    """Return the instruction that is meant: the one of that number, else the only one that is not followed."""
    events = unit.tx.events(request_id)
    followed = {event.data.get("instruction") for event in events if event.kind is K.FOLLOWED}
    open_ = [event for event in events if event.kind is K.INSTRUCTED and event.number not in followed]
    meant = [event for event in open_ if number in (None, event.number)]
    if len(meant) == 1:
        return meant[0]
    which = ", ".join(f"{event.number}" for event in open_)
    raise UsageError(
        f"request `{request_id}` has several open instructions ({which}); say the number of one"
        if len(meant) > 1
        else f"request `{request_id}` has no such instruction that is open" + (f"; open are {which}" if which else "")
    )
