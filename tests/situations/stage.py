"""The stage on which situations are played: a desk on a store in memory, a clock set by hand, real readers."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from tests.situations.cast import KEY, PEOPLE, directory

from netpoint_stp import Regulation, read_email
from netpoint_stp.backends.memory import MemoryStore, SetClock
from netpoint_stp.channels.helpdesk import read_helpdesk
from netpoint_stp.channels.interaction import Interaction, Quarantined, Role
from netpoint_stp.channels.phone.reader import read_call
from netpoint_stp.channels.sms.reader import read_sms
from netpoint_stp.channels.unofficial import read_unofficial
from netpoint_stp.desk.office import Desk
from netpoint_stp.desk.outcomes import Outcome
from netpoint_stp.desk.use_cases.receiving import Hints
from netpoint_stp.policy.intake.policy import Task
from netpoint_stp.policy.queue.tables import MessageContent
from netpoint_stp.regulation.observations.arrivals import Said

ZONE: Final = ZoneInfo("Europe/Kyiv")
REGULATION: Final = Regulation.example()
MONDAY: Final = datetime(2026, 11, 23, tzinfo=ZONE)
DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MAILBOXES: Final = {
    "support": "support@netpoint.example",
    "complaints": "complaints@netpoint.example",
    "sales": "sales@netpoint.example",
    "director": "director@netpoint.example",
}
SMS_NUMBER: Final = "+380997619138"
STAFF: Final = {"andriy": "Андрій", "bohdana": "Богдана"}


def moment(told: str) -> datetime:
    """Read `Mon 10:00`, with `Mon+1` for a week later; the first Monday is 23 November 2026, the clock Kyiv's."""
    day, _, clock = told.partition(" ")
    name, _, weeks = day.partition("+")
    hour, _, minute = clock.partition(":")
    at = MONDAY + timedelta(days=DAYS.index(name) + 7 * int(weeks or 0))
    return at.replace(hour=int(hour), minute=int(minute))


class Stage:
    """One situation at play."""

    def __init__(self) -> None:
        """Open the desk on Monday at midnight, with nothing in it."""
        self.regulation = REGULATION
        self.clock = SetClock(MONDAY)
        self.store = MemoryStore(clock=self.clock)
        self.desk = Desk(
            self.regulation,
            self.store,
            directory=directory(),
            passport_key=KEY,
            staff_names=STAFF,
            lease=timedelta(hours=8),
        )
        self.arrivals = 0
        self.tokens: dict[str, int] = {}

    def set(self, at: datetime) -> None:
        """Move the clock forward to a moment."""
        self.clock.advance(at - self.clock.now())

    def arrive(self, step: Mapping[str, Any], at: datetime) -> Outcome:
        """Let something come in, read by the reader of its channel, and hand it to the desk."""
        self.arrivals = int(step.get("number", self.arrivals + 1))
        kind = step["do"]
        raw = {"mail": self._mail, "sms": self._sms, "call": self._call, "chat": self._chat, "ticket": self._ticket}
        arrived, data = raw[kind](step, at)
        hints = Hints(
            marked_as=Role(step["marked"]) if "marked" in step else None,
            content=MessageContent(step["content"]) if "content" in step else None,
            said=Said(task=Task(step["task"]) if "task" in step else None),
            action=step.get("action"),
            by=step.get("by"),
        )
        outcome = self.desk.receive(arrived, data, hints)
        if outcome.lease is not None:
            self.tokens[outcome.lease.request_id] = outcome.lease.token
        return outcome

    def _mail(self, step: Mapping[str, Any], at: datetime) -> tuple[Interaction | Quarantined, bytes]:
        if "raw" in step:
            data = str(step["raw"]).encode()
            return read_email(data, self.regulation.email), data
        person = PEOPLE.get(step["from"])
        sender = person.email if person is not None else step["from"]
        mailbox = MAILBOXES.get(step.get("to", "support"), step.get("to"))
        stamp = at.strftime("%a, %d %b %Y %H:%M:%S %z")
        lines = [
            f"Received: from relay.example by mx.netpoint.example with ESMTPS for <{mailbox}>; {stamp}",
            f"From: {'' if person is None else person.name + ' '}<{sender}>",
            f"To: {mailbox}",
            f"Subject: {step.get('subject', '')}",
            f"Date: {stamp}",
            f"Message-ID: <{self._id(step)}@mail.example>",
        ]
        if "answers" in step:
            lines.append(f"In-Reply-To: <{self._thread(str(step['answers']))}>")
        lines += [str(line) for line in step.get("headers", [])]
        lines += ["MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit"]
        data = ("\n".join(lines) + "\n\n" + str(step.get("text", "")) + "\n").encode()
        return read_email(data, self.regulation.email), data

    def _sms(self, step: Mapping[str, Any], at: datetime) -> tuple[Interaction | Quarantined, bytes]:
        record = {
            "id": self._id(step),
            "from": self._phone(step),
            "to": step.get("to", SMS_NUMBER),
            "text": step.get("text", ""),
            "received_at": at.isoformat(),
        }
        data = json.dumps(record, ensure_ascii=False).encode()
        return read_sms(data, self.regulation.reading.sms), data

    def _call(self, step: Mapping[str, Any], at: datetime) -> tuple[Interaction | Quarantined, bytes]:
        record = {
            "id": self._id(step),
            "from": self._phone(step),
            "to": "+380440000000",
            "started_at": at.isoformat(),
            "taken": step.get("taken", "by_person" if "taker" in step else "missed"),
            "taken_by": step.get("taker"),
            "note": step.get("text", ""),
        }
        data = json.dumps({name: value for name, value in record.items() if value}, ensure_ascii=False).encode()
        return read_call(data, self.regulation.reading.calls), data

    def _chat(self, step: Mapping[str, Any], at: datetime) -> tuple[Interaction | Quarantined, bytes]:
        record = {
            "id": self._id(step),
            "from": step["from"],
            "text": step.get("text", ""),
            "received_at": at.isoformat(),
        }
        data = json.dumps(record, ensure_ascii=False).encode()
        return read_unofficial(step.get("channel", "telegram"), data, self.regulation.reading.calls), data

    def _ticket(self, step: Mapping[str, Any], at: datetime) -> tuple[Interaction | Quarantined, bytes]:
        record = {
            "id": self._id(step),
            "account": step.get("account"),
            "entered_by": step.get("entered_by"),
            "on_behalf_of": step.get("on_behalf_of"),
            "call_id": step.get("call_id"),
            "subject": step.get("subject", ""),
            "text": step.get("text", ""),
            "created_at": at.isoformat(),
        }
        data = json.dumps({name: value for name, value in record.items() if value}, ensure_ascii=False).encode()
        return read_helpdesk(data, self.regulation.reading.helpdesk), data

    def _id(self, step: Mapping[str, Any]) -> str:
        return str(step.get("id", f"m{self.arrivals}"))

    def _phone(self, step: Mapping[str, Any]) -> str:
        person = PEOPLE.get(step["from"])
        return person.phone if person is not None else str(step["from"])

    def _thread(self, answers: str) -> str:
        """Return the id of the message that is answered: our last one about a case, or one that came in (`m1`)."""
        if answers.startswith(("R-", "C-")):
            items = [item.message for item in self.store.outbox().items if item.message.case_id == answers]
            assert items, f"nothing was sent about {answers}"
            return str(items[-1].message_id)
        return f"{answers}@mail.example"
