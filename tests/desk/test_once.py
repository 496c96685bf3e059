"""Every use case is done once, wholly or not at all: repeats under a key, illegal steps, failures half-way."""

import inspect
from collections.abc import Callable
from datetime import timedelta

import pytest
from tests.desk.scene import NOON, clock, desk, mail

from netpoint_stp.backends.memory import MemoryStore
from netpoint_stp.casebook.messages import OutboxItem, Outgoing
from netpoint_stp.casebook.steps import State
from netpoint_stp.desk.office import Desk
from netpoint_stp.desk.outcomes import Became, Outcome
from netpoint_stp.desk.use_cases.refusing import Wanted
from netpoint_stp.desk.use_cases.triaging import Part
from netpoint_stp.errors import ForbiddenStepError, IllegalStepError, LeaseLostError, NotFoundError, UsageError
from netpoint_stp.policy.identification.policy import Act
from netpoint_stp.policy.intake.policy import SubscriberDetails, Task
from netpoint_stp.policy.refusal.policy import Demand
from netpoint_stp.policy.scope import DemandMatter
from netpoint_stp.subjects.account import AccountDetail, AccountInformation
from netpoint_stp.subjects.interruptions import Extent, NoticedBy, Outage, TroubleWith
from netpoint_stp.subjects.requests import SeverityLevel

OUTAGE = Outage(id="core", noticed_at=NOON, trouble_with=TroubleWith.EQUIPMENT, extent=Extent.BACKBONE)

KEYED: dict[str, Callable[[Desk], Outcome]] = {
    "identify": lambda d: d.identify("R-1", AccountInformation(login="prykladko"), by="a", key="k"),
    "permit": lambda d: d.permit("R-1", Act.CONSULTATION, None, by="a", key="k"),
    "triage": lambda d: d.triage("R-1", by="a", level=SeverityLevel.HIGH, reason="all down", key="k"),
    "split": lambda d: d.split("R-1", [Part(task="one more"), Part(task="and one")], by="a", key="k"),
    "link": lambda d: d.link("R-1", ["R-2"], by="a", key="k"),
    "merge": lambda d: d.merge("R-1", "R-2", by="a", key="k"),
    "dismiss": lambda d: d.dismiss("R-1", "spam", by="a", key="k"),
    "react": lambda d: d.react("R-1", by="a", key="k"),
    "note": lambda d: d.note("R-1", "called back", by="a", key="k"),
    "ask": lambda d: d.ask("R-1", [AccountDetail.LOGIN], by="a", action="report a fault", reason="unsure", key="k"),
    "refuse": lambda d: d.refuse("R-1", by="a", wanted=Wanted(demand=Demand.OUTSIDE_CONTRACT), key="k"),
    "decline_advice": lambda d: d.decline_advice(
        "R-1", by="a", matter=DemandMatter.PROGRAMMING, concerns_working=False, key="k"
    ),
    "answer": lambda d: d.answer("R-1", "Looked at it.", by="a", key="k"),
    "answer_all": lambda d: d.answer_all(["R-1", "R-2"], "An outage.", by="a", key="k")[0],
    "hold": lambda d: d.hold_for_client("R-1", "restart the router", by="a", key="k"),
    "visit": lambda d: d.visit("R-1", "on Tuesday", by="a", key="k"),
    "others": lambda d: d.hold_for_others("R-1", "the landlord", by="a", key="k"),
    "reassign": lambda d: d.reassign("R-1", "desk", by="a", key="k"),
    "override": lambda d: d.override("R-1", State.CLOSED, "asked by the chief", by="a", key="k"),
}

AFTER: dict[str, tuple[Callable[[Desk], object], Callable[[Desk], Outcome]]] = {
    "take": (lambda d: None, lambda d: d.take("R-1", "a", key="k")),
    "instruct": (lambda d: None, lambda d: d.instruct("R-1", "Restart it.", by="a", key="k")),
    "followed": (lambda d: d.instruct("R-1", "Restart it.", by="a"), lambda d: d.followed("R-1", by="a", key="k")),
    "resume": (lambda d: d.hold_for_others("R-1", "x", by="a"), lambda d: d.resume("R-1", by="a", key="k")),
    "resolve": (lambda d: d.hold_for_others("R-1", "x", by="a"), lambda d: d.resolve("R-1", "Done.", by="a", key="k")),
    "reopen": (lambda d: d.dismiss("R-1", "x", by="a"), lambda d: d.reopen("R-1", "not so", by="a", key="k")),
    "close": (lambda d: resolved(d), lambda d: d.close("R-1", "x", by="a", key="k")),
    "complete": (
        lambda d: d.receive(mail("Добрий день.", sender="nobody@else.example", id_="m3")),
        lambda d: d.complete("R-3", by="a", details=SubscriberDetails.SUFFICIENT, task=Task.STATED, key="k"),
    ),
    "lodge_complaint": (lambda d: None, lambda d: d.lodge_complaint("I-1", by="a", key="k")),
    "complete_complaint": (
        lambda d: d.lodge_complaint("I-1", by="a"),
        lambda d: d.complete_complaint("C-1", by="b", taker_name="Andriy", key="k"),
    ),
    "answer_complaint": (
        lambda d: d.lodge_complaint("I-1", by="a"),
        lambda d: d.answer_complaint("C-1", "Sorry.", by="b", key="k"),
    ),
    "noticed": (
        lambda d: d.alert(OUTAGE, "it is down", by="a"),
        lambda d: d.noticed("N-1", NoticedBy.CLIENT, by="a", key="k"),
    ),
    "publish": (
        lambda d: d.alert(OUTAGE, "it is down", by="a"),
        lambda d: d.publish("N-1", by="a", emergency=True, key="k"),
    ),
    "end": (lambda d: d.alert(OUTAGE, "it is down", by="a"), lambda d: d.end("N-1", NOON, by="a", key="k")),
}
"""Steps before which something else has to be done."""
ELSEWHERE = {"take_next", "identify_again", "unit", "hold_for_client", "hold_for_others"}
"""Held to it by tests of their own, or no steps, or among the steps by another name."""


def resolved(made: Desk) -> None:
    """Settle the first request."""
    made.hold_for_others("R-1", "x", by="a")
    made.resolve("R-1", "Done.", by="a")


def test_every_step_that_takes_a_key_is_tried() -> None:
    """Whatever use case is new stands in one of the lists."""
    taking = {
        name
        for name, step in inspect.getmembers(Desk, inspect.isfunction)
        if "key" in inspect.signature(step).parameters and not name.startswith("_")
    }

    assert taking == (KEYED.keys() - {"hold", "others"}) | AFTER.keys() | ELSEWHERE


@pytest.fixture
def two() -> Desk:
    """Return a desk with two requests that wait, R-1 and R-2."""
    made = desk()
    made.receive(mail())
    made.receive(mail("Договір 100311, немає мережі.", sender="halyna.zrazok@mail.example", id_="m2"))
    return made


def size(made: Desk) -> tuple[int, int, int]:
    """Return how much is written: events, decisions, messages."""
    store = made.store
    return len(store.journal().items), len(store.decisions().items), len(store.outbox().items)


@pytest.mark.parametrize("name", sorted(KEYED))
def test_a_step_repeated_under_its_key_is_done_once(two: Desk, name: str) -> None:
    """The second time nothing is written, and the answer says that it was done before."""
    before = size(two)
    first = KEYED[name](two)
    written = size(two)
    again = KEYED[name](two)

    assert written > before
    assert not first.repeat
    assert again.repeat
    assert again.case == two.store.request("R-1")
    assert size(two) == written


@pytest.mark.parametrize("name", sorted(AFTER))
def test_so_is_a_step_that_follows_another(two: Desk, name: str) -> None:
    """The second time nothing is written, and the answer says that it was done before."""
    prepare, step = AFTER[name]
    prepare(two)
    before = size(two)
    first = step(two)
    written = size(two)
    again = step(two)

    assert written > before
    assert (first.repeat, again.repeat) == (False, True)
    assert (again.case_id, again.state) == (first.case_id, first.state)
    assert size(two) == written


@pytest.mark.parametrize("name", sorted(KEYED))
def test_journal_log_and_messages_are_written_together_or_not_at_all(two: Desk, name: str) -> None:
    """Where the last thing written fails, nothing of the step is there."""
    before = size(two)
    broken = _Breaking(two.store)
    hurt = desk(store=broken)  # type: ignore[arg-type]  # it hands out transactions that break, and is a store else
    with pytest.raises(OSError, match="the disk is full"):
        KEYED[name](hurt)

    assert size(two) == before
    assert two.store.verify() == ()


class _Breaking:
    """A store whose transactions fail at the very end, when everything has been written."""

    def __init__(self, store: object) -> None:
        self._store = store

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    def transaction(self, *patterns: object) -> "_Ending":
        return _Ending(self._store, *patterns)


class _Ending:
    def __init__(self, store: object, *patterns: object) -> None:
        self._inner = store.transaction(*patterns)  # type: ignore[attr-defined]  # any store

    def __enter__(self) -> object:
        return self._inner.__enter__()

    def __exit__(self, *raised: object) -> bool | None:
        if raised[0] is None:
            error = OSError("the disk is full")
            self._inner.__exit__(OSError, error, None)
            raise error
        found: bool | None = self._inner.__exit__(*raised)
        return found


def test_without_a_key_a_step_is_done_again(two: Desk) -> None:
    """Nobody said that it is the same operation: two notes are two notes."""
    assert not two.note("R-1", "first", by="a").repeat
    assert not two.note("R-1", "second", by="a").repeat
    assert [event.data["note"] for event in two.store.events("R-1") if "note" in event.data] == ["first", "second"]


def test_one_key_serves_each_case_by_itself(two: Desk) -> None:
    """The key names an operation on a case, not on the whole desk."""
    assert not two.note("R-1", "x", by="a", key="k").repeat
    assert not two.note("R-2", "x", by="a", key="k").repeat


def test_taking_under_a_key_gives_the_same_request_while_it_is_held(two: Desk) -> None:
    """Whose connection broke gets the request that was taken, not another one."""
    first = two.take_next("desk", "a", key="k")
    again = two.take_next("desk", "a", key="k")
    other = two.take_next("desk", "a", key="l")

    assert first is not None
    assert again is not None
    assert other is not None
    assert (first.case_id, again.case_id, again.repeat, other.case_id) == ("R-1", "R-1", True, "R-2")
    assert again.lease == first.lease
    assert two.take_next("desk", "a") is None


def test_a_message_is_recorded_once_however_often_it_comes(two: Desk) -> None:
    """A repeat tells the case of the first."""
    before = size(two)
    again = two.receive(mail())

    assert (again.became, again.case_id, again.repeat) == (Became.REPEAT, "R-1", True)
    assert size(two) == before


def test_many_are_received_as_one_by_one() -> None:
    """A batch is one transaction and comes to the same cases, in the same order."""
    made = desk()
    outcomes = made.receive_many(
        [
            (mail(), None),
            (mail("Договір 100311, немає мережі.", id_="m2", sender="halyna.zrazok@mail.example"), None),
            (mail(), None),
        ]
    )

    assert [each.case_id for each in outcomes] == ["R-1", "R-2", "R-1"]
    assert [each.repeat for each in outcomes] == [False, False, True]


@pytest.mark.parametrize(
    ("step", "told"),
    [
        (lambda d: d.resume("R-1", by="a"), "waiting"),
        (lambda d: d.resolve("R-1", "done", by="a"), "waiting"),
        (lambda d: d.complete("R-1", by="a"), "nothing to complete"),
        (lambda d: d.reopen("R-1", "why not", by="a"), "waiting"),
    ],
)
def test_what_the_state_does_not_allow_is_refused_with_the_state(
    two: Desk, step: Callable[[Desk], Outcome], told: str
) -> None:
    """The error names it, and nothing is written."""
    before = size(two)
    with pytest.raises(IllegalStepError, match=told):
        step(two)

    assert size(two) == before


def test_what_a_clause_does_not_allow_is_refused_with_the_clause(two: Desk) -> None:
    """Nothing is written, and the clauses stand in the error."""
    before = size(two)
    with pytest.raises(ForbiddenStepError, match=r"3\.9") as raised:
        two.refuse("R-1", by="a", wanted=Wanted(action="report a fault", demand=Demand.WITHIN_CONTRACT))

    assert {"2.2", "3.1"} <= set(raised.value.clauses)
    assert size(two) == before


def test_only_the_holder_steps_on_a_taken_request(two: Desk) -> None:
    """Without the token, and with one whose time is over, a step is refused."""
    store = MemoryStore(clock=(at := clock()))
    made = desk(store=store)
    made.receive(mail())
    taken = made.take_next("desk", "a")
    assert taken is not None
    assert taken.lease is not None
    with pytest.raises(LeaseLostError):
        made.resolve("R-1", "done", by="b")
    at.advance(timedelta(hours=2))

    with pytest.raises(LeaseLostError):
        made.resolve("R-1", "done", by="a", token=taken.lease.token)
    assert store.request("R-1").state is State.TAKEN  # type: ignore[union-attr]  # it was opened above


@pytest.mark.parametrize(
    "step",
    [
        lambda d: d.note("R-9", "x", by="a"),
        lambda d: d.note("C-9", "x", by="a"),
        lambda d: d.note("N-9", "x", by="a"),
        lambda d: d.lodge_complaint("I-9", by="a"),
        lambda d: d.note("nonsense", "x", by="a"),
    ],
)
def test_what_there_is_not_is_said(two: Desk, step: Callable[[Desk], Outcome]) -> None:
    """An unknown number is an error that says which kind of number to give."""
    with pytest.raises(NotFoundError, match=r"give the (number|id) of one"):
        step(two)


@pytest.mark.parametrize(
    "step",
    [
        lambda d: d.note("R-1", "x", by=" "),
        lambda d: d.resolve("R-1", "  ", by="a"),
        lambda d: d.answer("R-1", by="a"),
        lambda d: d.ask("R-1", by="a"),
        lambda d: d.hold_for_client("R-1", "", by="a"),
        lambda d: d.override("R-1", State.CLOSED, "", by="a"),
        lambda d: d.close("R-1", "", by="a"),
        lambda d: d.reopen("R-1", "", by="a"),
        lambda d: d.dismiss("R-1", " ", by="a"),
        lambda d: d.split("R-1", [], by="a"),
        lambda d: d.split("R-1", [Part(task=" ")], by="a"),
        lambda d: d.split("R-1", [Part(task="one more", action="chang tariff")], by="a"),
        lambda d: d.link("R-1", ["R-1"], by="a"),
        lambda d: d.note("R-1", " ", by="a"),
        lambda d: d.merge("R-1", "R-1", by="a"),
        lambda d: d.triage("R-1", by="a", level=SeverityLevel.HIGH),
        lambda d: d.triage("R-1", by="a", queue="dessk"),
        lambda d: d.reassign("R-1", "dessk", by="a"),
        lambda d: d.reassign("R-1", "desk", by="a", support_level="gold"),
        lambda d: d.take_next("dessk", "a"),
        lambda d: d.due(NOON.replace(tzinfo=None)),
        lambda d: d.overdue(NOON.replace(tzinfo=None)),
        lambda d: d.override("R-1", State.MERGED, "the same", by="a"),
    ],
)
def test_an_empty_reason_or_an_unknown_name_is_refused(two: Desk, step: Callable[[Desk], object]) -> None:
    """What a person forgot is said, and nothing is written."""
    before = size(two)
    with pytest.raises(UsageError):
        step(two)

    assert size(two) == before


def test_messages_bear_the_moment_and_the_thread(two: Desk) -> None:
    """A receipt answers the mail that came in, under an id of its own, so that an answer finds its request."""
    receipt: OutboxItem = two.store.outbox().items[0]
    message: Outgoing = receipt.message

    assert message.in_reply_to == ("m1@mail.example",)
    assert message.message_id is not None
    assert message.message_id.endswith("@netpoint.example")
    reply = two.receive(mail("Дякую!", id_="m3", answers=message.message_id))
    assert (reply.became, reply.case_id) == (Became.JOINED, "R-1")
    assert receipt.posted_at == NOON
