"""Days at the desk by chance: many clients write and many steps are done, and each is done or refused whole."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Final

from tests.desk.scene import REGULATION, mail

from netpoint_stp.backends.memory import Account, MemoryDirectory, SetClock
from netpoint_stp.casebook.steps import State
from netpoint_stp.desk.office import Desk
from netpoint_stp.desk.use_cases.refusing import Wanted
from netpoint_stp.errors import ForbiddenStepError, IllegalStepError, LeaseLostError, NotFoundError, UsageError
from netpoint_stp.policy.refusal.policy import Demand
from netpoint_stp.policy.scope import DemandMatter
from netpoint_stp.regulation import Regulation
from netpoint_stp.subjects.account import AccountDetail, AccountInformation
from netpoint_stp.subjects.people import Contract, Person, PersonKind, Subscriber
from netpoint_stp.subjects.requests import SeverityLevel, SpecialNeed

REFUSED: Final = (ForbiddenStepError, IllegalStepError, LeaseLostError, NotFoundError, UsageError)
LEVELS: Final = ("standard", "business", "no such level")
WAITS: Final = (*(0, 1, 1, 1, 2, 5, 5) * 2, 20, 59, 60, 61, 200, 241, 900)
"""Minutes: a level's maximum, a little less, a little more, a night."""
MATTER: Final = next(iter(DemandMatter))


def clients(count: int) -> MemoryDirectory:
    """Return as many subscribers, with a contract each, by turns of every level."""
    accounts = []
    for number in range(count):
        account = AccountInformation(login=f"client{number}", contract_number=f"{200000 + number}")
        contract = Contract(
            id=f"K-{number}", account=account, services={"internet"}, support_level=LEVELS[number % len(LEVELS)]
        )
        holder = Person(id=f"P-{number}", kind=PersonKind.NATURAL, name=f"Клієнт {number}")
        subscriber = Subscriber(id=f"S-{number}", contracts=[contract], holder=holder)
        accounts.append(Account(subscriber=subscriber, emails=(f"client{number}@mail.example",)))
    return MemoryDirectory(accounts)


class Days:
    """A desk, its clock, and what chance has happen."""

    def __init__(self, desk: Desk, clock: SetClock, count: int, seed: int) -> None:
        """Take the desk of as many clients."""
        self.desk, self.clock, self.count = desk, clock, count
        self.chance = Random(seed)
        self._written: dict[int, list[str]] = {}
        self._tokens: dict[str, int] = {}
        self.done: list[str] = []

    def step(self) -> str | None:
        """Do something, of which the name is returned; None where the desk refused it."""
        request = self._some_request()
        name: str = self.chance.choice(("write", "wait", *(_ACTS if request else ()), *(_LIKELY if request else ())))
        try:
            if name == "write":
                self._write()
            elif name == "wait":
                self.clock.advance(
                    timedelta(minutes=self.chance.choice(WAITS), microseconds=self.chance.choice((0, 1)))
                )
            else:
                outcome = _ACTS[name](self, request)
                if (lease := getattr(outcome, "lease", None)) is not None:
                    self._tokens[lease.request_id] = lease.token
        except REFUSED:
            return None
        self.done.append(f"{name} {request}")
        return name

    def token(self, request: str) -> int | None:
        """Return the token with which the request was last taken."""
        return self._tokens.get(request)

    def other(self) -> str:
        """Return some request."""
        return self._some_request() or "R-1"

    def _some_request(self) -> str:
        count = len(self._written)
        return f"R-{self.chance.randint(1, count)}" if count else ""

    def _write(self) -> None:
        """Have a client write: something new, or an answer; it may have lain with the mail server for a while."""
        client = self.chance.randrange(self.count)
        before = self._written.setdefault(client, [])
        id_ = f"m{client}-{len(before)}"
        answers = f"{self.chance.choice(before)}@mail.example" if before and self.chance.random() < 0.8 else None
        said = f"Договір {200000 + client}." if self.chance.random() < 0.7 else ""
        text = self.chance.choice((f"{said} Перевірте лінію {id_}.", said, f"{said} Немає мережі.", "Дякую!"))
        lay = timedelta(minutes=self.chance.choice((0, 0, 0, 1, 30, 300)))
        sender = f"client{client}@mail.example"
        came = mail(text, sender=sender, id_=id_, at=self.clock.now() - lay, answers=answers)
        self.desk.receive(came)
        before.append(id_)


Act = Callable[[Days, str], object]
_ACTS: Final[Mapping[str, Act]] = {
    "take": lambda days, id_: days.desk.take(id_, "a", out_of_turn="так треба"),
    "take_next": lambda days, _: days.desk.take_next("desk", "a"),
    "release": lambda days, id_: days.desk.release(id_, days.token(id_) or 0),
    "react": lambda days, id_: days.desk.react(id_, by="a", token=days.token(id_)),
    "ask": lambda days, id_: days.desk.ask(
        id_, [AccountDetail.LOGIN], by="a", action="report a fault", reason="так", token=days.token(id_)
    ),
    "instruct": lambda days, id_: days.desk.instruct(id_, "Перезапустіть.", by="a", token=days.token(id_)),
    "answer": lambda days, id_: days.desk.answer(id_, "Дивимось.", by="a", token=days.token(id_)),
    "decline": lambda days, id_: days.desk.decline_advice(
        id_, by="a", matter=MATTER, concerns_working=False, token=days.token(id_)
    ),
    "hold": lambda days, id_: days.desk.hold_for_client(id_, "чекаємо", by="a", token=days.token(id_)),
    "visit": lambda days, id_: days.desk.visit(id_, "виїзд", by="a", token=days.token(id_)),
    "resume": lambda days, id_: days.desk.resume(id_, by="a"),
    "resolve": lambda days, id_: days.desk.resolve(id_, "Готово.", by="a", token=days.token(id_)),
    "refuse": lambda days, id_: days.desk.refuse(
        id_, by="a", wanted=Wanted(demand=Demand.OUTSIDE_CONTRACT), reason="так", token=days.token(id_)
    ),
    "triage": lambda days, id_: days.desk.triage(
        id_, by="a", queue="desk", level=SeverityLevel.HIGH, reason="стоїть", needs=[SpecialNeed.EMERGENCY_ACTION]
    ),
    "lacking": lambda days, id_: days.desk.triage(id_, by="a", lacking=True),
    "note": lambda days, id_: days.desk.note(id_, "примітка", by="a"),
    "close": lambda days, id_: days.desk.close(id_, "годі", by="a"),
    "reopen": lambda days, id_: days.desk.reopen(id_, "знову", by="a"),
    "override": lambda days, id_: days.desk.override(
        id_, days.chance.choice([s for s in State if s is not State.MERGED]), "так треба", by="a"
    ),
    "complete": lambda days, id_: days.desk.complete(id_, by="a"),
    "merge": lambda days, id_: days.desk.merge(id_, days.other(), by="a"),
    "dismiss": lambda days, id_: days.desk.dismiss(id_, "реклама", by="a", token=days.token(id_)),
    "reassign": lambda days, id_: days.desk.reassign(id_, "desk", by="a"),
    "identify": lambda days, id_: days.desk.identify(id_, AccountInformation(login="client1"), by="a"),
    "link": lambda days, id_: days.desk.link(id_, [days.other()], by="a"),
}
"""What staff may do with a request."""
_LIKELY: Final = (*("write", "wait") * 8, *("take", "ask", "hold", "merge", "reopen", "lacking", "complete") * 2)


def opened(regulation: Regulation = REGULATION) -> datetime:
    """Return a moment at which the service desk has been open for a while."""
    return regulation.hours.next_opening(datetime.fromisoformat("2026-11-23T12:00:00+02:00"))
