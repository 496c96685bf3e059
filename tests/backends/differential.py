"""Two stores driven with the same random calls: every answer, and the text of every error, is to be the same.

Run: `python -m tests.backends.differential URL [CALLS] [SEEDS]`: the store in memory beside the empty one of the URL.
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from random import Random
from typing import Any, Final, NamedTuple

from attrs import define, field

from netpoint_stp.backends.memory import MemoryStore
from netpoint_stp.casebook.events import moment_text
from netpoint_stp.casebook.journal import SYSTEM, Actor, ActorKind, NewEvent
from netpoint_stp.casebook.messages import Receipt
from netpoint_stp.casebook.records import DecisionRecord, Query
from netpoint_stp.casebook.steps import EventKind, State
from netpoint_stp.channels.interaction import Quarantined, QuarantineReason
from netpoint_stp.errors import NetPointError
from netpoint_stp.ports.clocks import SetClock
from netpoint_stp.ports.stores import RequestStore
from netpoint_stp.testing.conformance.trial import START, message, outgoing

_ACTORS: Final = (SYSTEM, Actor(ActorKind.STAFF, "olga"), Actor(ActorKind.CLIENT))
_QUEUES: Final = ("desk", "desk", "vip", "none")
_CURSORS: Final = (None, None, None, "0", "3", "99999", "9" * 25, "x", "-1", "", "٣")
_LIMITS: Final = (100, 100, 100, 1, 2, 3, 0, 10_001)
_LEASES: Final = (
    *(timedelta(minutes=30),) * 6,
    timedelta(hours=1),
    timedelta(minutes=5),
    timedelta(),
    timedelta(days=2),
)
_STEPS: Final = tuple(
    EventKind(name)
    for name in (
        *("joined", "joined", "noted", "identified", "answered", "held", "resumed", "resolved", "closed", "reopened"),
        *("taken", "moved", "severity_set", "identified", "merged", "refused", "completed", "placed", "overridden"),
        *("ended", "purged", "acknowledged", "asked", "triaged", "corrected", "linked"),
    )
)
_PAUSES: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 7, 40, 90, -3))


class Call(NamedTuple):
    """A call of a unit of work, or of a store where it only reads; `given` shows what it was given."""

    name: str
    act: Callable[[Any], object]
    given: object
    reads: bool


class Difference(NamedTuple):
    """Where two stores did not answer alike: at which call of which seed, and both answers."""

    seed: int
    number: int
    name: str
    given: object
    answers: tuple[object, object]


@define
class Outcome:
    """What came of driving two stores: the differences, and how many calls of each name were answered without error."""

    calls: int = 0
    differences: list[Difference] = field(factory=list)
    answered: Counter[str] = field(factory=Counter)


class AbortError(Exception):
    """What leaves a unit of work that is to come to nothing."""


class Chance:
    """Random calls, of which the earlier ones make things that the later ones can meet."""

    def __init__(self, random: Random) -> None:
        self._random: Final = random
        self.cases = 3

    def call(self) -> Call:
        """Return the next call."""
        makers: Mapping[Callable[[], Call], int] = {
            self._arrival: 10,
            self._opening: 10,
            self._step: 14,
            self._taking: 16,
            self._sending: 16,
            self._of_one: 14,
            self._of_cases: 12,
            self._of_list: 16,
        }
        (maker,) = self._random.choices(list(makers), list(makers.values()))
        return maker()

    def _of(self, *values: Any) -> Any:
        return self._random.choice(values)

    def _id(self, letter: str, most: int) -> str:
        """Return an id, nearly always of something, often spelt otherwise than it was made."""
        number = self._random.randint(1, most)
        made = f"{letter}-{number}"
        odd = (made.lower(), f" {made}\t", f"{letter}-0{number}", f"{letter}{number}", "", "Z-1")
        return str(self._of(*(made,) * 7, *odd, f"{letter}-99999", f"{letter}-{'9' * 16}"))

    def _case(self) -> str:
        return self._id(self._of(*"RRRRRRRCNS"), self.cases)

    def _key(self) -> str | None:
        key: str | None = self._of(None, None, None, "k1", "k2", f"k{self._random.randint(3, 9)}")
        return key

    def _moment(self) -> str:
        return moment_text(START - timedelta(minutes=self._random.randint(0, 90)))

    def _interactions(self) -> dict[str, Any]:
        named: list[str] = self._of([], [], [self._id("I", 12)], [f"I-{self._random.randint(1, 8)}"], ["i-1", " I-2 "])
        return {"interactions": named} if named else {}

    def _states(self) -> frozenset[State]:
        return frozenset(self._random.sample(list(State), self._of(0, 0, 1, 2, 5)))

    def _arrival(self) -> Call:
        channel = self._of("email", "email", "sms")
        if self._of(*range(5)) == 0:
            digest = f"g{self._random.randint(1, 5)}"
            item = Quarantined(channel=channel, reason=QuarantineReason.EMPTY, detail="d", raw=b"odd", digest=digest)
            return Call("quarantine", lambda work: work.quarantine(item), digest, reads=False)
        text, sender = self._of(*"abcde"), self._of("i@example.com", "o@example.com", "I@example.com")
        suffices = self._of(True, False, False)
        key = f"m{self._random.randint(1, 25)}"
        sent = message(key, text, channel=channel, suffices=suffices, sender=sender)
        raw = self._of(b"raw", b"raw", None)
        return Call("record", lambda work: work.record(sent, raw), (key, text, channel, suffices), reads=False)

    def _opening(self) -> Call:
        kind = self._of(*(EventKind.OPENED,) * 6, EventKind.LODGED, EventKind.NOTICED, EventKind.JOINED)
        data = self._interactions() | {"channel": "email"}
        if kind is EventKind.LODGED:
            data |= {"lodged_at": self._moment()}
        elif kind is EventKind.NOTICED:
            data = {"incident": "outage", "noticed_at": self._moment(), "trouble_with": "software"}
        else:
            place = {"received_at": self._moment(), "arrival_number": self._random.randint(1, 9)}
            data |= place | {"queue": self._of("desk", "desk", "vip", None)}
            if self._of(*range(3)) == 0:
                data["subscriber_id"] = self._of("U1", "U2", "u1")
            if self._of(*range(10)) == 0:
                del data["received_at"]
        to = self._of(None, *(State.WAITING,) * 5, State.INCOMPLETE, State.TRIAGE, State.LODGED)
        if kind is EventKind.LODGED:
            to = self._of(State.LODGED, State.NOT_LODGED, None)
        elif kind is EventKind.NOTICED:
            to = None
        new = NewEvent(kind=kind, by=self._of(*_ACTORS), to=to, data=data, key=self._key())
        return Call("open_case", lambda work: work.open_case(new), (kind, to, data, new.key), reads=False)

    def _step(self) -> Call:
        kind = self._of(*_STEPS)
        data: dict[str, Any] = {
            EventKind.JOINED: self._interactions(),
            EventKind.COMPLETED: self._interactions(),
            EventKind.HELD: {"whose": "client"},
            EventKind.MOVED: {"queue": self._of("vip", "desk")},
            EventKind.SEVERITY_SET: {
                "level": "high",
                "reason": self._of(*("all is down",) * 5, " "),
                "turn": "may_go_out_of_turn",
            },
            EventKind.IDENTIFIED: {"subscriber_id": self._of("U1", "U2")},
            EventKind.MERGED: {"into": "R-1"},
            EventKind.REOPENED: {"received_at": self._moment(), "arrival_number": self._random.randint(1, 50)},
            EventKind.PLACED: {"placed_at": self._moment(), "arrival_number": self._random.randint(1, 9)},
        }.get(kind, {})
        if self._of(*range(20)) == 0:
            data = data | {"channel": "sms"}
        to = self._of(None, None, None, None, State.WAITING, State.HELD, State.INCOMPLETE)
        new = NewEvent(kind=kind, by=self._of(*_ACTORS), to=to, data=data, key=self._key())
        case_id, token = self._case(), self._of(None, None, None, 2, 2, 3, 4, 5, 99)
        given = (case_id, kind, to, data, new.key, token)
        return Call("append", lambda work: work.append(case_id, new, token=token), given, reads=False)

    def _taking(self) -> Call:
        queue, worker, lease = self._of(*_QUEUES), self._of("olga", "ivan", "olga", " "), self._of(*_LEASES)
        request_id, token, limit = self._case(), self._of(2, 2, 3, 4, 5, 99), self._of(*_LIMITS)
        bulk, by = self._of(None, None, "outage"), self._of(None, *_ACTORS)
        at = self._of(None, None, START - timedelta(hours=1), START + timedelta(days=4_000))
        acts: Mapping[str, tuple[Callable[[Any], object], object, int]] = {
            "take_next": (lambda work: work.take_next(queue, worker, lease), (queue, worker, lease), 6),
            "take": (
                lambda work: work.take(request_id, worker, lease, bulk=bulk, at=at),
                (request_id, worker, lease, at),
                4,
            ),
            "renew": (lambda work: work.renew(request_id, token, lease), (request_id, token, lease), 3),
            "release": (lambda work: work.release(request_id, token, by=by), (request_id, token, by), 2),
            "return_lapsed": (lambda work: work.return_lapsed(limit), limit, 2),
        }
        return self._one(acts, reads=False)

    def _sending(self) -> Call:
        case_id, channel = self._of(None, self._case(), self._case()), self._of("email", "sms")
        own = self._of(None, "p1", "p2")
        sent = outgoing(f"o{self._random.randint(1, 15)}", case_id=case_id, message_id=own, channel=channel)
        item = self._of(0, -1, 2**70, *(self._random.randint(1, 15) for _ in range(9)))
        limit, lease = self._of(*_LIMITS), self._of(*_LEASES)
        channels = self._of(None, None, frozenset(), frozenset({"sms"}), frozenset({"sms", "email", "fax"}))
        retry = self._of(None, START + timedelta(minutes=10), START - timedelta(minutes=1))
        name = f"d{self._random.randint(1, 10)}"
        decision = DecisionRecord(decision_id=name, path="intake", result={"is": self._of(*"ab")}, case_id=case_id)
        claimed = (limit, lease, channels)
        acts: Mapping[str, tuple[Callable[[Any], object], object, int]] = {
            "post": (lambda work: work.post(sent), (sent.key, case_id, own, channel), 4),
            "claim_outbox": (lambda work: work.claim_outbox(limit, lease, channels=channels), claimed, 3),
            "mark_sent": (lambda work: work.mark_sent(item, Receipt(id="x", at=START)), item, 3),
            "mark_failed": (lambda work: work.mark_failed(item, "why", retry), (item, retry), 3),
            "log": (lambda work: work.log(decision), (name, case_id), 3),
        }
        return self._one(acts, reads=False)

    def _of_one(self) -> Call:
        case_id, interaction_id, item_id = self._case(), self._id("I", 30), self._id("Q", 6)
        key = self._key() or "k1"
        acts: Mapping[str, tuple[Callable[[Any], object], object, int]] = {
            "interaction": (lambda store: store.interaction(interaction_id), interaction_id, 2),
            "raw": (lambda store: store.raw(interaction_id), interaction_id, 2),
            "raw of what was put aside": (lambda store: store.raw(item_id), item_id, 1),
            "request": (lambda store: store.request(case_id), case_id, 3),
            "complaint": (lambda store: store.complaint(case_id), case_id, 1),
            "incident": (lambda store: store.incident(case_id), case_id, 1),
            "events": (lambda store: store.events(case_id), case_id, 3),
            "event_under": (lambda store: store.event_under(case_id, key), (case_id, key), 2),
        }
        return self._one(acts, reads=True)

    def _of_cases(self) -> Call:
        thread = self._of((), (), (), (f"m{self._random.randint(1, 25)}", "p1"), ("p2", "p2"))
        channel, interaction_id = self._of(None, "email", "sms"), self._of(None, None, None, self._id("I", 12))
        asked = {
            "subscriber_id": self._of(None, "U1", "U1", "U2", "u1"),
            "sender": self._of(None, None, None, "i@example.com", "o@example.com"),
            "thread": thread,
            "channel": channel,
            "interaction": interaction_id,
            "states": self._of(frozenset(), self._states()),
        }
        queue, limit, worker = self._of(*_QUEUES), self._of(*_LIMITS), self._of(None, "olga", "nobody")
        of = {"interaction": interaction_id, "thread": thread, "channel": channel}
        acts: Mapping[str, tuple[Callable[[Any], object], object, int]] = {
            "find": (lambda store: store.find(Query(**asked), limit), (asked, limit), 5),
            "cases_of": (lambda store: store.cases_of(**of), of, 3),
            "waiting": (lambda store: store.waiting(queue, limit), (queue, limit), 2),
            "leases": (lambda store: store.leases(worker), worker, 2),
        }
        return self._one(acts, reads=True)

    def _of_list(self) -> Call:
        after, limit, states, pending = self._of(*_CURSORS), self._of(*_LIMITS), self._states(), self._of(True, False)
        acts: Mapping[str, tuple[Callable[[Any], object], object, int]] = {
            "requests": (lambda store: store.requests(states, after, limit), (states, after, limit), 3),
            "complaints": (lambda store: store.complaints(states, after, limit), (states, after, limit), 1),
            "incidents": (lambda store: store.incidents(states, after, limit), (states, after, limit), 1),
            "quarantined": (lambda store: store.quarantined(after, limit), (after, limit), 2),
            "journal": (lambda store: store.journal(after, limit), (after, limit), 2),
            "outbox": (
                lambda store: store.outbox(pending=pending, after=after, limit=limit),
                (pending, after, limit),
                2,
            ),
            "decisions": (lambda store: store.decisions(after, limit), (after, limit), 2),
        }
        return self._one(acts, reads=True)

    def _one(self, acts: Mapping[str, tuple[Callable[[Any], object], object, int]], *, reads: bool) -> Call:
        (name,) = self._random.choices(list(acts), [weight for *_, weight in acts.values()])
        act, given, _ = acts[name]
        return Call(name, act, given, reads)


def driven(make: Callable[[SetClock], RequestStore], *, calls: int, seed: int) -> Outcome:
    """Drive the store in memory and an empty one that `make` gives, each with a clock of its own, by the same calls."""
    random, outcome = Random(seed), Outcome()
    chance, clocks = Chance(random), (SetClock(START), SetClock(START))
    stores = MemoryStore(clock=clocks[0]), make(clocks[1])

    def compared(name: str, given: object, answers: Sequence[object]) -> None:
        outcome.calls += 1
        one, other = answers
        outcome.answered[name] += isinstance(one, tuple) and one[0] == "ok"
        if one != other or "crash" in (*_first(one), *_first(other)):
            outcome.differences.append(Difference(seed, outcome.calls, name, given, (one, other)))

    try:
        while outcome.calls < calls:
            unit = [chance.call() for _ in range(random.choice([1, 1, 1, 2, 4]))]
            aborts, directly = random.random() < 0.1, random.random() < 0.25 and all(each.reads for each in unit)
            chance.cases = 2 + outcome.answered["open_case"]
            answers = [_answers(store, unit, aborts=aborts, directly=directly) for store in stores]
            for call, *both in zip(unit, *answers, strict=True):
                compared(call.name, call.given, both)
            if random.random() < 0.2:
                pause = random.choice(_PAUSES)
                for clock in clocks:
                    clock.advance(pause)
            for name, given, act in _rare(random, clocks):
                compared(name, given, [_answer(act, store) for store in stores])
        compared("verify", None, [_answer(lambda store: store.verify(), store) for store in stores])
    finally:
        for store in stores:
            store.close()
    return outcome


def _rare(random: Random, clocks: Sequence[SetClock]) -> Iterator[tuple[str, object, Callable[[Any], object]]]:
    """Yield what befalls a store now and then: it is purged, or its clock jumps and a person acknowledges it."""
    if random.random() < 0.02:
        yield "purge", None, lambda store: store.purge(START + timedelta(minutes=20), by=SYSTEM)
    if random.random() < 0.01:
        jump = random.choice([timedelta(hours=-2), timedelta(days=40)])
        for clock in clocks:
            clock.advance(jump)
        yield "jump", jump, _moment_of
        yield "clock_state", jump, lambda store: store.clock_state()
        yield "accept_clock", jump, lambda store: store.accept_clock(by=SYSTEM)


def _moment_of(store: RequestStore) -> object:
    with store.transaction() as work:
        return work.now, work.clock_now


def _answers(store: RequestStore, unit: Sequence[Call], *, aborts: bool, directly: bool) -> list[object]:
    if directly:
        return [_answer(call.act, store) for call in unit]
    answers: list[object] = []
    try:
        with store.transaction() as work:
            answers += (_answer(call.act, work) for call in unit)
            _abort(aborts=aborts)
    except AbortError:
        pass
    except NetPointError as error:  # it did not even begin: the clock has jumped
        answers = [(type(error).__name__, str(error))] * len(unit)
    return answers


def _abort(*, aborts: bool) -> None:
    if aborts:
        raise AbortError


def _answer(act: Callable[[Any], object], store: object) -> tuple[str, object]:
    try:
        return "ok", act(store)
    except NetPointError as error:
        return type(error).__name__, str(error)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is no answer of a store
        return "crash", repr(error)


def _first(answer: object) -> tuple[object, ...]:
    return answer[:1] if isinstance(answer, tuple) else ()


def main() -> int:
    """Drive the store of a URL, which has to be empty: once, with a seed; tell what differed."""
    from netpoint_stp.backends.sql import SqlStore

    url, calls, seed = sys.argv[1], int((sys.argv[2:] or ["6000"])[0]), int((sys.argv[3:] or ["1"])[0])
    outcome = driven(lambda clock: SqlStore(url, clock=clock), calls=calls, seed=seed)
    print(f"{outcome.calls} calls, {sum(outcome.answered.values())} answered, {len(outcome.differences)} differ")
    for difference in outcome.differences[:20]:
        print(difference)
    return int(bool(outcome.differences))


if __name__ == "__main__":
    sys.exit(main())
