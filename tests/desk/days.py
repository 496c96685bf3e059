"""Days at a desk, made up by chance: every channel, every use case, many clients in one store."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final, cast

from tests.situations.cast import KEY, PEOPLE, directory
from tests.situations.stage import REGULATION, STAFF, Stage

from netpoint_stp.backends.sql import SqlStore
from netpoint_stp.casebook.messages import Receipt
from netpoint_stp.casebook.steps import EventKind, State
from netpoint_stp.desk.office import Desk
from netpoint_stp.desk.outbox import Dispatcher
from netpoint_stp.desk.outcomes import Outcome
from netpoint_stp.desk.use_cases.refusing import Wanted
from netpoint_stp.desk.use_cases.triaging import Part
from netpoint_stp.errors import (
    ForbiddenStepError,
    IllegalStepError,
    LeaseLostError,
    NotFoundError,
    UnavailableError,
    UsageError,
)
from netpoint_stp.policy.alerts.policy import EquipmentOwner
from netpoint_stp.policy.intake.policy import SubscriberDetails
from netpoint_stp.policy.refusal.policy import Demand
from netpoint_stp.policy.scope import DemandMatter
from netpoint_stp.ports.capabilities import SendingCapability
from netpoint_stp.subjects.account import AccountDetail, AccountInformation
from netpoint_stp.subjects.complaints import ComplaintSubject
from netpoint_stp.subjects.interruptions import Extent, NoticedBy, Outage, PlannedMaintenance, TroubleWith
from netpoint_stp.subjects.people import Standing
from netpoint_stp.subjects.requests import SeverityLevel, SpecialNeed

REFUSED: Final = (
    *(ForbiddenStepError, IllegalStepError, LeaseLostError, NotFoundError, UsageError),
    UnavailableError,
)
"""What a step that is not allowed raises; nothing is written then."""
ACTIONS: Final = (None, "report a fault", "change tariff", "suspend service", "consultation", "something else")
_ANSWER_TIME: Final = timedelta(days=3)
_INSTRUCTION_TIME: Final = timedelta(days=1)
_TEXTS: Final = (
    "Договір 100245, перевірте лінію.",
    "Договір 100311, немає мережі з вечора.",
    "Login: zrazok7. Please change my tariff to the faster one.",
    "Немає мережі.",
    "Дякую!",
    "Договір 100198, чому повільно?",
    "Договір 100500, увімкніть послугу.",
    "Договір 900900, увімкніть послугу.",
    "",
)
_ADDRESSES: Final = (
    *("complaints", "sales", "x@netpoint.example", "somebody@else.example"),
    "support@netpoint.example, complaints@netpoint.example",
)
_MARKS: Final = ({"marked": "complaints", "by": "a"}, {"marked": "requests", "by": "a"}, {"task": "stated", "by": "a"})
_SENDERS: Final = (*PEOPLE, *(f"client{number}@mail.example" for number in range(60)))


class Failing:
    """A directory that cannot be asked now and then."""

    def __init__(self) -> None:
        """Take the subscribers of the situations."""
        self.up = True
        self._directory = directory()

    def __getattr__(self, name: str) -> Any:
        """Answer as the directory does, where it can be asked."""
        if not self.up:
            raise UnavailableError("billing is down")
        return getattr(self._directory, name)


class Taking:
    """A gateway that takes every message."""

    capabilities: frozenset[SendingCapability] = frozenset()

    def __init__(self, day: "Days") -> None:
        """Take the clock of the days."""
        self._day = day

    def send(self, message: object) -> Receipt:
        """Take a message."""
        assert message
        self._day.number += 1
        return Receipt(id=f"taken-{self._day.number}", at=self._day.now)

    alert = publish = send

    def withdraw(self, key: str) -> bool:
        """Take nothing back."""
        return not key

    def published(self) -> tuple[()]:
        """Return nothing."""
        return ()


class Days:
    """A desk over a store at which things happen by chance; `done` counts the steps that were allowed, by name."""

    def __init__(self, url: str, seed: int) -> None:
        """Open an empty store."""
        self.random = Random(seed)
        self.stage = Stage()
        self.store = SqlStore(url, clock=self.stage.clock)
        self.billing = Failing()
        self.desk = Desk(
            REGULATION,
            self.store,
            directory=cast("Any", self.billing),
            passport_key=KEY,
            staff_names=STAFF,
            lease=timedelta(hours=3),
        )
        self.stage.desk = self.desk
        assert REGULATION.refusal.answer_time == _ANSWER_TIME
        assert REGULATION.errors_notified.instruction_time == _INSTRUCTION_TIME
        self.done: dict[str, int] = {}
        self.number = self.opened = 0
        self.stage.clock.advance(timedelta(hours=9))
        self.url = url
        self.outbox = Dispatcher(
            store=self.store,
            mail=Taking(self),
            sms=cast("Any", Taking(self)),
            helpdesk=Taking(self),
            alerter=Taking(self),
            board=Taking(self),
        )

    @property
    def now(self) -> datetime:
        """Return the present moment."""
        return self.stage.clock.now()

    def pass_by(self, steps: int) -> None:
        """Let so many steps be tried, each some time after the one before; then all messages are sent."""
        names = [*STEPS]
        for _ in range(steps):
            name = self.random.choice(names)
            try:
                STEPS[name](self)
            except REFUSED:
                continue
            self.done[name] = self.done.get(name, 0) + 1
            hours = self.random.choice([0.0, 0.1, 0.1, 0.3, 1.0, 5.0, 30.0])
            self.stage.clock.advance(timedelta(hours=hours * self.random.random()))
            if self.random.random() < 0.3:
                self.outbox.send_pending()
        self.outbox.send_pending(1000)
        self.stage.clock.advance(timedelta(hours=1))

    def write_while_billing_is_down(self) -> None:
        """Let somebody write whose contract billing does not have, once it can be asked again."""
        self.number += 1
        self.billing.up = False
        told = {"id": f"down{self.number}", "from": "stranger", "subject": "Послуга"}
        self.came(self.stage.arrive({"do": "mail", **told, "text": "Договір 900900, увімкніть послугу."}, self.now))
        self.billing.up = True
        self.desk.identify_waiting(by="a")

    def come_near_the_figures(self) -> None:
        """Let moments lie near every figure from both sides: who is asked (I-7), and who was told to do something."""
        self.billing.up = True
        for wait in (_ANSWER_TIME, _ANSWER_TIME - timedelta(minutes=10), _ANSWER_TIME * 2 / 3):
            for login_known in (True, False):
                each = _of_a_stranger(self)
                _asked_and_refused(self, each, (_ANSWER_TIME * 2 / 3, wait), login_known=login_known)
        for late in (timedelta(), timedelta(microseconds=1)):
            _followed_late(self, late)

    def work_on_what_is_no_request(self) -> dict[str, int]:
        """Try to work, without asking anybody, on what a person has to look at: mail that lacks details, or personal.

        Each step in turn on something of its own, and after each every way of working on it; returns how many steps
        were allowed and refused.
        """
        tried = {"allowed": 0, "refused": 0}
        for to in ("support", "x@netpoint.example"):
            for step in ("", "triage", "lacking", "dismiss", "split"):
                for work in ("react", "answer", "ask", "decline", "refuse", "take"):
                    tried[_worked_unasked(self, to, step, work)] += 1
        return tried

    def write_about_what_was_split_off(self) -> None:
        """Let somebody write without details about a part of their request (I-23): it rests on the first message."""
        self.billing.up = True
        self.number += 1
        told = {"do": "mail", "from": "maria", "subject": "Послуга"}
        text = f"Договір 100500, увімкніть послугу {self.number}."
        each = self.came(self.stage.arrive({**told, "id": f"x{self.number}", "text": text}, self.now)).case_id
        part = self.came(self.desk.split(str(each), [Part(task="Ще одна лінія.")], by="a")).events[0].case_id
        critical: dict[str, Any] = {"level": SeverityLevel.CRITICAL, "needs": [SpecialNeed.EMERGENCY_ACTION]}
        self.desk.triage(part, by="a", reason="стоїть усе", **critical)
        self.desk.react(part, by="a")
        again = {**told, "id": f"x{self.number} again", "text": f"{part}: чому повільно?"}
        assert self.came(self.stage.arrive(again, self.now)).case_id == part

    def write_beside_what_was_made_good(self) -> None:
        """Let somebody write personally about a request that lacked something, made good in each way (I-5)."""
        self.billing.up = True
        for way in ("asked", "by telephone", "by a second mail", "found in billing"):
            for first in (True, False):
                each = _made_good(self, way)
                told = {"from": f"client{self.number}@new.example", "to": "x@netpoint.example", "subject": "Питання"}
                text = f"{each}: чому повільно?"
                beside = {"do": "mail", **told, "id": f"x{self.number} too", "text": text}
                if first:
                    assert self.came(self.stage.arrive(beside, self.now)).case_id == each
                self.desk.react(each, by="a")
                if not first:
                    assert self.came(self.stage.arrive(beside, self.now)).case_id == each

    def some(self, *values: Any) -> Any:
        """Return one of the values."""
        return self.random.choice(values)

    def request(self) -> str:
        """Return a request, most of all one of the latest."""
        return f"R-{max(1, self.opened - self.random.randrange(10))}"

    def token(self, request_id: str) -> int | None:
        """Return the token of whoever holds the request."""
        leases = {lease.request_id: lease.token for lease in self.store.leases()}
        return leases.get(request_id)

    def by(self) -> str:
        """Return one of the staff."""
        return str(self.some("andriy", "bohdana"))

    def arrive(self) -> Outcome:
        """Let something come in, now."""
        self.number += 1
        kind = self.some("mail", "mail", "mail", "sms", "call", "chat", "ticket")
        step: dict[str, Any] = {"do": kind, "from": self.some(*_SENDERS), "text": self.some(*_TEXTS)}
        step["id"] = f"x{self.number}"
        step["text"] += f" Лінія {self.number}." if step["text"] and self.random.random() < 0.7 else ""
        match kind:
            case "mail":
                step |= {"subject": self.some("Немає мережі", "Питання", "Скарга", "")}
                step |= {"to": self.some(*["support"] * 5, *_ADDRESSES)} | self.some({}, {}, {}, *_MARKS)
                step |= {"headers": self.some([], [], [], ["Auto-Submitted: auto-replied"])}
                answered = f"{self.some('R', 'R', 'C')}-{self.random.randint(1, 40)}"
                if self.random.random() < 0.2:
                    step["text"] = f"{answered}: {step['text']}"
            case "sms":
                step |= {"from": self.some(*PEOPLE, "+380671234567")}
            case "call":
                step |= {"from": self.some(*PEOPLE)} | self.some({"taker": self.by()}, {})
            case "chat":
                step |= {"from": "Olena", "channel": self.some("telegram", "icq")}
            case _:
                step |= {"account": self.some("prykladko", "zrazok7"), "subject": "Лінія"}
        return self.came(self.stage.arrive(step, self.now))

    def came(self, outcome: Outcome) -> Outcome:
        """Keep the number of the latest request."""
        if outcome.case_id is not None and outcome.case_id.startswith("R"):
            self.opened = max(self.opened, int(outcome.case_id[2:]))
        return outcome


def _refuse(day: Days) -> object:
    each = day.request()
    demand = day.some(*Demand, None)
    wanted = Wanted(action=day.some(*ACTIONS), service=day.some("internet", "tv", None), demand=demand)
    reason = day.some(None, None, "немає майстра", " ")
    return day.desk.refuse(each, by=day.by(), wanted=wanted, reason=reason, token=day.token(each))


def _refuse_asked(day: Days) -> object:
    """Ask twice for what an action needs, some days apart, and refuse some time after the second question (I-7)."""
    long = (_ANSWER_TIME * 2 / 3, _ANSWER_TIME * 2 / 3, _ANSWER_TIME / 15)
    waits = (day.some(*long), day.some(*long, _ANSWER_TIME, _ANSWER_TIME - timedelta(minutes=10)))
    latest = dict.fromkeys(day.request() for _ in range(12))
    each = next((id_ for id_ in latest if _can_be_asked(day, id_)), None) or _of_a_stranger(day)
    return _asked_and_refused(day, each, waits, login_known=day.some(True, False))


def _asked_and_refused(day: Days, request_id: str, waits: tuple[timedelta, timedelta], *, login_known: bool) -> object:
    """Ask twice, each time waiting, and refuse; where billing knows the login, the second question is in vain."""
    asked = [AccountDetail.LOGIN, AccountDetail.CONTRACT_NUMBER]
    if login_known:
        told = AccountInformation(login="office-b")
        day.desk.identify(request_id, told, by=day.by(), action="change tariff")
        asked.reverse()
    for detail, wait in zip(asked, waits, strict=True):
        token, why = day.token(request_id), "так безпечніше"
        day.desk.ask(request_id, [detail], by=day.by(), action="change tariff", reason=why, token=token)
        day.stage.clock.advance(wait)
    wanted = Wanted(action="change tariff", service="internet", demand=Demand.WITHIN_CONTRACT)
    return day.desk.refuse(request_id, by=day.by(), wanted=wanted, reason="немає майстра", token=day.token(request_id))


def _worked_unasked(day: Days, to: str, step: str, work: str) -> str:
    day.number += 1
    told = {"id": f"x{day.number}", "from": f"client{day.number}@new.example", "to": to, "subject": "Скарга"}
    each = day.came(day.stage.arrive({"do": "mail", **told, "text": f"Чому повільно {day.number}?"}, day.now)).case_id
    if each is None:
        return "refused"
    desk = day.desk
    critical: dict[str, Any] = {"level": SeverityLevel.CRITICAL, "reason": "стоїть усе"}
    critical |= {"needs": [SpecialNeed.EMERGENCY_ACTION]}
    try:
        match step:
            case "triage":
                desk.triage(each, by="a", **critical, queue="desk")
            case "lacking":
                desk.triage(each, by="a", **critical, queue="desk", lacking=True)
                desk.triage(each, by="a")
            case "dismiss":
                desk.dismiss(each, "спам", by="a")
                desk.reopen(each, "не спам", by="a")
            case "split":
                desk.split(each, [Part(task="Ще одна лінія.")], by="a")
                each = f"R-{int(each[2:]) + 1}"
            case _:
                pass
        desk.triage(each, by="a", **critical, queue="desk")
    except REFUSED:
        pass
    try:
        match work:
            case "take":
                desk.take(each, "a")
            case "react":
                desk.react(each, by="a")
            case "answer":
                desk.answer(each, "Перевірте кабель.", by="a")
            case "ask":
                desk.ask(each, by="a", text="Що блимає?")
            case "decline":
                desk.decline_advice(each, by="a", matter=DemandMatter.PROGRAMMING, concerns_working=False)
            case _:
                desk.refuse(each, by="a", reason="немає майстра")
    except REFUSED:
        return "refused"
    return "allowed"


def _made_good(day: Days, way: str) -> str:
    """Let a mail come in that lacks what identifies the subscriber, and make that good; return its request."""
    day.number += 1
    told = {"do": "mail", "from": f"client{day.number}@new.example", "subject": "Немає мережі"}
    lacking = day.stage.arrive({**told, "id": f"x{day.number}", "text": f"Перевірте лінію {day.number}."}, day.now)
    each = str(day.came(lacking).case_id)
    critical: dict[str, Any] = {"level": SeverityLevel.CRITICAL, "needs": [SpecialNeed.EMERGENCY_ACTION]}
    match way:
        case "by telephone":
            day.desk.complete(each, by="a", details=SubscriberDetails.SUFFICIENT)
        case "by a second mail":
            again = {**told, "id": f"x{day.number} again", "text": f"{each}: договір 100245."}
            assert day.came(day.stage.arrive(again, day.now)).case_id == each
        case "found in billing":
            day.desk.identify(each, AccountInformation(contract_number="100311"), by="a")
        case _:
            assert any(event.kind is EventKind.ASKED for event in day.store.events(each))
            return each
    day.desk.triage(each, by="a", reason="стоїть усе", **critical)
    return each


def _of_a_stranger(day: Days) -> str:
    """Let somebody write whom billing does not know; return the request."""
    day.number += 1
    step = {"do": "sms", "from": f"+38067{day.number:07}", "id": f"x{day.number}", "text": f"Перевірте {day.number}."}
    return day.came(day.stage.arrive(step, day.now)).case_id or "R-1"


def _can_be_asked(day: Days, request_id: str) -> bool:
    """Return whether a request is open, and nobody is known to have sent it: then nothing identifies the subscriber."""
    record = day.store.request(request_id)
    return record is not None and record.state in (State.WAITING, State.HELD) and record.request.subscriber_id is None


def _ask(day: Days) -> object:
    each = day.request()
    details = day.random.sample([*AccountDetail], day.random.randint(0, 2))
    told = {"text": day.some("", "Що блимає?"), "reason": day.some(None, None, "так безпечніше")}
    return day.desk.ask(each, details, by=day.by(), action=day.some(*ACTIONS), token=day.token(each), **told)


def _alert(day: Days) -> object:
    day.number += 1
    began = day.some(None, day.now - timedelta(minutes=day.random.randint(1, 20)))
    outage = Outage(
        id=f"probe-{day.number}",
        noticed_at=day.now,
        began_at=began,
        trouble_with=day.some(*TroubleWith),
        extent=day.some(Extent.BACKBONE, *Extent, None),
    )
    owner = day.some(EquipmentOwner.COMPANY, *EquipmentOwner)
    return day.desk.alert(outage, "комутатор мовчить", by="a", owner=owner, noticed_by=day.some(*NoticedBy, None))


def _plan(day: Days) -> object:
    day.number += 1
    start = day.now + timedelta(hours=day.random.randint(-2, 80))
    planned = PlannedMaintenance(id=f"work-{day.number}", start=start, end=start + timedelta(hours=2))
    return day.desk.publish(planned, by="a")


def _publish(day: Days) -> object:
    return day.desk.publish(_incident(day), by="a", emergency=day.some(True, False, None))


def _incident(day: Days) -> str:
    return f"N-{day.random.randint(1, max(1, len(day.store.incidents(states=frozenset(), limit=1000).items)))}"


def _complaint(day: Days) -> str:
    """Return a complaint, as often as not the latest."""
    last = max(1, len(day.store.complaints(states=frozenset(), limit=1000).items))
    return f"C-{day.some(last, day.random.randint(1, last))}"


def _read_complaint(day: Days) -> object:
    return day.desk.complete_complaint(
        _complaint(day),
        by=day.by(),
        complainant=day.some(*Standing, *[Standing.HOLDER] * 4),
        about=day.some(*ComplaintSubject, ComplaintSubject.CARRYING_OUT, ComplaintSubject.CARRYING_OUT),
        taker_name=day.some(None, "Андрій"),
        request_text=day.some(None, "немає мережі"),
        request_date=day.some(None, day.now.date() - timedelta(days=9)),
    )


def _complain(day: Days) -> str:
    """Let a subscriber complain of how a request was carried out, and read it; return the complaint."""
    day.number += 1
    told = {"id": f"x{day.number}", "from": day.some(*PEOPLE), "marked": "complaints", "by": "a"}
    told |= {"to": day.some("complaints", "somebody@else.example"), "subject": "Скарга"}
    lodged = day.stage.arrive({"do": "mail", **told, "text": f"Скаржуся на заявку {day.number}."}, day.now).case_id
    if lodged is None or not lodged.startswith("C"):
        return _complaint(day)
    read: dict[str, Any] = {"complainant": Standing.HOLDER, "about": ComplaintSubject.CARRYING_OUT}
    day.desk.complete_complaint(lodged, by=day.by(), **read)
    return lodged


def _answer_complaint(day: Days) -> object:
    """Answer a complaint, as often as not one that has just come in: to its own address, or as a blind copy."""
    each = _complain(day) if day.some(True, False) else _complaint(day)
    done = day.desk.answer_complaint(each, "Вибачте.", by="bohdana", interim=day.some(True, False, False))
    if day.some(True, False):
        day.outbox.send_pending(1000)
    return done


def _triage(day: Days) -> object:
    level = day.some(None, *SeverityLevel)
    return day.desk.triage(
        day.request(),
        by=day.by(),
        level=level,
        reason=None if level is None else "стоїть усе",
        needs=day.random.sample([*SpecialNeed], day.random.randint(0, 2)),
        queue="desk",
        action=day.some(None, "report a fault", "change tariff"),
        support_level=day.some(None, "standard", "business"),
        lacking=day.random.random() < 0.1,
    )


def _of(name: str, *words: str) -> Callable[[Days], object]:
    """Return a step of one request that whoever holds it does."""

    def step(day: Days) -> object:
        each = day.request()
        return getattr(day.desk, name)(each, *words, by=day.by(), token=day.token(each))

    return step


def _answer_all(day: Days) -> object:
    ids = [each.id for each in day.store.waiting("desk", 2)] or [day.request()]
    return day.desk.answer_all(ids, "Аварію усунуто.", by=day.by(), settles=day.some(True, False))


def _release(day: Days) -> object:
    each = day.request()
    return day.desk.release(each, day.token(each) or 0)


def _identify(day: Days) -> object:
    given = AccountInformation(
        login=day.some(None, "prykladko", "zrazok7", "nobody"), contract_number=day.some(None, "100245", "100311")
    )
    return day.desk.identify(day.request(), given, by=day.by(), action=day.some(*ACTIONS))


def _instruct(day: Days) -> object:
    each = day.request()
    helps = day.some(True, True, False, None)
    return day.desk.instruct(each, "Вимкніть і ввімкніть.", by=day.by(), helps=helps, token=day.token(each))


def _followed(day: Days) -> object:
    """Find a request of which the client was told to do something, if there is one, and write down when it was done."""
    asked = [each for each in (day.request() for _ in range(20)) if _told(day, each)]
    at = day.some(None, day.now - timedelta(minutes=day.random.randint(1, 90)))
    return day.desk.followed(asked[0] if asked else day.request(), by=day.by(), at=at)


def _followed_late(day: Days, late: timedelta) -> None:
    """Let a client do what helps at the last moment of its time (I-25), or so much later; write it down a day later."""
    each = _of_a_stranger(day)
    day.desk.ask(each, [AccountDetail.LOGIN], by=day.by(), action="change tariff")  # asking takes no turn (I-5)
    day.desk.instruct(each, "Вимкніть і ввімкніть.", by=day.by(), helps=True)
    at = day.now + _INSTRUCTION_TIME + late
    day.stage.clock.advance(_INSTRUCTION_TIME + timedelta(days=1))
    day.desk.followed(each, by=day.by(), at=at)


def _told(day: Days, request_id: str) -> bool:
    return any(event.kind is EventKind.INSTRUCTED for event in day.store.events(request_id))


def _take(day: Days) -> object:
    """Take the next one, or a certain one; a step that found nothing is no step."""
    if day.random.random() < 0.3:
        return day.desk.take(day.request(), day.by())
    taken = day.desk.take_next("desk", day.by())
    if taken is None:
        raise NotFoundError("no request is free")
    return taken


def _billing(day: Days) -> object:
    """Let billing be asked again, or fall silent, which it seldom is for long."""
    day.billing.up = not day.billing.up or day.random.random() < 0.75
    return day.desk.identify_waiting(by=day.by())


STEPS: Final[dict[str, Callable[[Days], object]]] = {
    **{f"arrive {number}": Days.arrive for number in range(16)},
    **{f"take {number}": _take for number in range(4)},
    "triage": _triage,
    "triage again": _triage,
    "ask": _ask,
    "ask again": _ask,
    **{f"refuse {number}": _refuse for number in range(4)},
    **{f"refuse asked {number}": _refuse_asked for number in range(3)},
    "identify": _identify,
    **{f"instruct {number}": _instruct for number in range(3)},
    "followed": _followed,
    "followed again": _followed,
    "react": _of("react"),
    "answer": _of("answer", "Перевірте кабель."),
    "answer all": _answer_all,
    "hold": _of("hold_for_client", "чекаємо на вас"),
    "visit": _of("visit", "майстер о дев’ятій"),
    "others": _of("hold_for_others", "чекаємо на вузол"),
    "resume": lambda day: day.desk.resume(day.request(), by=day.by()),
    "resolve": _of("resolve", "Зроблено."),
    "resolve again": _of("resolve", "Зроблено."),
    "release": _release,
    "decline": lambda day: day.desk.decline_advice(
        each := day.request(),
        by=day.by(),
        matter=day.some(*DemandMatter),
        concerns_working=day.some(True, False, None),
        service="internet",
        token=day.token(each),
    ),
    "complete": lambda day: day.desk.complete(day.request(), by=day.by(), details=None),
    "dismiss": lambda day: day.desk.dismiss(each := day.request(), "спам", by=day.by(), token=day.token(each)),
    "split": lambda day: day.desk.split(day.request(), [Part(task="Ще одна лінія.")], by=day.by()),
    **{f"billing {number}": _billing for number in range(2)},
    "identify waiting": lambda day: day.desk.identify_waiting(by=day.by()),
    "merge": lambda day: day.desk.merge(day.request(), day.request(), by=day.by()),
    "reopen": lambda day: day.desk.reopen(day.request(), "знову", by=day.by()),
    "close": lambda day: day.desk.close(day.request(), "годі", by=day.by()),
    "note": lambda day: day.desk.note(day.request(), "подзвонити", by=day.by()),
    "read complaint": _read_complaint,
    "read complaint again": _read_complaint,
    "answer complaint": _answer_complaint,
    "answer complaint again": _answer_complaint,
    "alert": _alert,
    "noticed": lambda day: day.desk.noticed(_incident(day), day.some(*NoticedBy), by="a"),
    **{f"publish {number}": _publish for number in range(3)},
    "maintenance": _plan,
    "end": lambda day: day.desk.end(_incident(day), day.now, by="a"),
}
