"""Conditions of the desk that nothing else would notice if they went wrong (3.6, 3.9, 3.19, 3.20; I-6, I-22, I-28)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import attrs
import pytest
from tests.desk.scene import NOON, REGULATION, clock, desk, mail

from netpoint_stp.backends.memory import MemoryStore
from netpoint_stp.casebook.records import DecisionRecord
from netpoint_stp.casebook.steps import EventKind, State
from netpoint_stp.channels.interaction import Quarantined, QuarantineReason
from netpoint_stp.desk.agenda import Duty
from netpoint_stp.desk.decisions.replay import ReplayStatus, log_lines, read_log, replay
from netpoint_stp.desk.office import Desk
from netpoint_stp.desk.use_cases.joining import Earlier, How
from netpoint_stp.errors import ForbiddenStepError, NotFoundError
from netpoint_stp.policy.identification.policy import Asking
from netpoint_stp.policy.queue.tables import MessageContent
from netpoint_stp.policy.scope import DemandMatter
from netpoint_stp.subjects.account import AccountDetail, AccountInformation


def decided() -> list[DecisionRecord]:
    """Return the decisions of a short day."""
    made = desk()
    made.receive(mail())
    made.receive(mail("Немає мережі.", sender="nobody@else.example", id_="m2"))
    made.identify("R-1", AccountInformation(login="prykladko"), by="a", action="report a fault")
    return [*read_log(log_lines(made.store))]


class TestReplay:
    """I-28: a log that was edited is noticed, wherever."""

    def test_as_it_was_written_it_is_identical(self) -> None:
        """Facts and observations."""
        records = decided()
        assert {each.fate for each in replay(records, REGULATION)} == {ReplayStatus.IDENTICAL}
        assert len(records) > 2

    def test_another_ground_is_no_identical_result(self) -> None:
        """Bit for bit: the same outcome on other clauses is another result."""
        for record in decided():
            edited = attrs.evolve(record, result=dict(record.result) | {"clauses": ["3.18"]})
            (told,) = replay([edited], REGULATION)
            assert told.fate is ReplayStatus.CHANGED

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("channel", "carrier pigeon"),
            ("automatic", ["delivery_report"]),
            ("task", "empty"),
            ("counts_from", None),
            ("addresses", []),
            ("clock", "sundial"),
        ],
    )
    def test_an_observation_from_which_the_facts_do_not_follow_is_noticed(self, name: str, value: Any) -> None:
        """The facts alone would still lead to the same result; `counts_from` decides nothing."""
        (first, *_) = [each for each in decided() if each.path == "intake"]
        edited = attrs.evolve(first, observations=dict(first.observations) | {name: value})
        (told,) = replay([edited], REGULATION)
        assert (told.fate is ReplayStatus.IDENTICAL) is (name == "counts_from")

    def test_an_observation_that_was_never_made_is_no_edit(self) -> None:
        """A log of an earlier release: what it does not say is not held against it."""
        for record in decided():
            name = next(iter(record.observations))
            kept = {key: value for key, value in record.observations.items() if key != name}
            (told,) = replay([attrs.evolve(record, observations=kept)], REGULATION)
            assert told.fate in (ReplayStatus.IDENTICAL, ReplayStatus.CHANGED)


class TestAsking:
    """3.6: what is known already is not asked for again, but for a reason."""

    def test_what_agrees_is_not_asked_for_again(self) -> None:
        """The client gave the contract number, and billing has it."""
        made = desk()
        made.receive(mail("Договір 100245, перевірте лінію."))
        with pytest.raises(ForbiddenStepError, match="contract number"):
            made.ask("R-1", [AccountDetail.CONTRACT_NUMBER], by="a", action="report a fault")
        with pytest.raises(ForbiddenStepError):
            made.ask("R-1", [AccountDetail.CONTRACT_NUMBER], by="a", action="report a fault", reason=" ")
        outcome = made.ask(
            "R-1", [AccountDetail.CONTRACT_NUMBER], by="a", action="report a fault", reason="нерозбірливо"
        )

        assert [each.outcome for each in outcome.grounds] == [Asking.ALREADY_KNOWN]


class TestJoining:
    """3.20, I-22: what names one request certainly belongs there; what may be about several does not."""

    @pytest.mark.parametrize("others", [(), ("R-2",)])
    def test_others_leave_it_open(self, others: tuple[str, ...]) -> None:
        """Also where it answers a thread: two requests share it."""
        made = desk()
        made.receive(mail())
        record = made.store.request("R-1")
        assert record is not None
        earlier = Earlier(
            record=record, how=How.THREAD, same_subscriber=True, content=MessageContent.CHASES, others=others
        )
        assert earlier.certain is not bool(others)

    @pytest.mark.parametrize(
        ("text", "subscriber"),
        [
            ("Не працює інтернет.", "S-1"),
            ("Договір 100245, не працює інтернет.", "S-1"),
            ("Договір 999999, не працює інтернет.", None),
        ],
    )
    def test_the_sender_stands_for_nobody_else_than_the_details(self, text: str, subscriber: str | None) -> None:
        """Who is registered for the address is a candidate (I-4) only where the message gives no details at all."""
        made = desk()
        made.receive(mail(text))
        record = made.store.request("R-1")

        assert record is not None
        assert record.request.subscriber_id == subscriber

    @pytest.mark.parametrize(
        ("more", "state"),
        [("Договір 100245.", State.INCOMPLETE), ("Договір 100245, не працює інтернет з ранку.", State.WAITING)],
    )
    def test_details_do_not_say_what_is_to_be_done(self, more: str, state: State) -> None:
        """3.5: a request that lacked both goes on lacking its task when the details come alone."""
        made = desk()
        made.receive(mail("Добрий день.", subject="Запитання", sender="nobody@else.example"))
        made.receive(mail(more, subject="Re: Запитання", sender="nobody@else.example", id_="m2", answers="m1"))
        record = made.store.request("R-1")

        assert record is not None
        assert record.state is state
        assert made.store.request("R-2") is None


class TestAgenda:
    """3.19: what is due before a moment, and not at it."""

    def test_the_edge_of_what_is_due(self) -> None:
        """Due at a moment is not due before it; a microsecond later it is."""
        made = desk(store=MemoryStore(clock=clock()))
        made.receive(mail())
        made.triage("R-1", by="a", support_level="standard")
        (item,) = [each for each in made.due(NOON + timedelta(days=9)) if each.duty is Duty.REACTION]
        assert item.due is not None

        assert made.due(item.due) == ()
        assert [each.case_id for each in made.due(item.due + timedelta(microseconds=1))] == ["R-1"]

    def test_a_moment_that_cannot_be_right_hides_nothing_else(self) -> None:
        """A request said to have come in the year 9999, by a clock that stood there, stands at the end with a word."""
        at = clock()
        made = desk(store=MemoryStore(clock=at, trial=True))
        made.receive(mail())
        made.triage("R-1", by="a", support_level="standard")
        at.advance(datetime(9999, 12, 30, tzinfo=UTC) - at.now())
        made.receive(mail("Договір 100311, інше.", sender="x@else.example", id_="m9", at=at.now() - timedelta(hours=1)))

        assert [item.case_id for item in made.overdue(NOON + timedelta(days=9))] == ["R-1"]
        found = {item.case_id: item for item in made.due(at.now())}
        assert set(found) == {"R-1", "R-2"}
        assert (found["R-2"].late, found["R-2"].due, found["R-2"].uncountable) == (None, None, True)
        assert "неможливий" in found["R-2"].doubts("uk")[0]


class TestTurn:
    """3.13: no step that deals with a request goes before an earlier one that is free."""

    STEPS: ClassVar[dict[str, Callable[[Desk, str], Any]]] = {
        "take": lambda made, id_: made.take(id_, "a"),
        "react": lambda made, id_: made.react(id_, by="a"),
        "answer": lambda made, id_: made.answer(id_, "Перевірили.", by="a"),
        "answer_all": lambda made, id_: made.answer_all([id_], "Перевірили.", by="a"),
        "decline_advice": lambda made, id_: made.decline_advice(
            id_, by="a", service="internet", matter=DemandMatter.PROGRAMMING, concerns_working=False
        ),
        "ask": lambda made, id_: made.ask(id_, by="a", text="Котра лампа світиться?"),
        "refuse": lambda made, id_: made.refuse(id_, by="a", reason="немає майстра"),
        "instruct": lambda made, id_: made.instruct(id_, "Увімкніть роутер.", by="a"),
        "hold_for_client": lambda made, id_: made.hold_for_client(id_, "чекаємо", by="a"),
        "hold_for_others": lambda made, id_: made.hold_for_others(id_, "чекаємо", by="a"),
        "visit": lambda made, id_: made.visit(id_, "чекаємо", by="a"),
    }
    """Every step that deals with a request, so that it leaves its line or has been acted on."""

    def two(self) -> Desk:
        """Return a desk with two requests in one line."""
        made = desk()
        made.receive(mail())
        made.receive(mail("Договір 100311, інше.", sender="x@else.example", id_="m2", at=NOON - timedelta(minutes=5)))
        for id_ in ("R-1", "R-2"):
            made.triage(id_, by="a", queue="desk")
        return made

    @pytest.mark.parametrize("step", STEPS)
    def test_each_step_waits_for_its_turn(self, step: str) -> None:
        """The later one is refused, and nothing of it is written; the earlier one is not refused."""
        made = self.two()
        with pytest.raises(ForbiddenStepError, match="not the turn") as caught:
            self.STEPS[step](made, "R-2")
        assert caught.value.clauses == ("3.13", "3.14")
        assert [event.kind for event in made.store.events("R-2")][-1] is EventKind.TRIAGED
        self.STEPS[step](made, "R-1")

    def test_asking_for_what_it_lacks_takes_no_turn(self) -> None:
        """Account information is asked for at once (I-5)."""
        made = self.two()
        asked = made.ask("R-2", by="a", details=[AccountDetail.LOGIN], action="change tariff")

        assert asked.state is State.HELD

    def test_what_was_taken_is_dealt_with(self) -> None:
        """Whoever has the later one by right goes on with it, although the earlier one has come back into the line."""
        made = self.two()
        first, second = made.take("R-1", "b").lease, made.take("R-2", "a").lease
        assert first is not None
        assert second is not None
        made.release("R-1", first.token)

        made.answer("R-2", "Перевірили.", by="a", token=second.token)


class TestLease:
    """What somebody took under a key is found again while the store's lease is live."""

    def test_it_is_counted_by_the_clock_as_the_store_counts_it(self) -> None:
        """The entries stand eight minutes ahead of the clock: the lease of five, taken just now, is live."""
        at = clock()
        made = desk(store=MemoryStore(clock=at))
        at.advance(timedelta(minutes=8))
        made.receive(mail(at=at.now()))
        at.advance(-timedelta(minutes=8))
        taken = made.take_next("desk", "a", lease=timedelta(minutes=5), key="k")
        again = made.take_next("desk", "a", lease=timedelta(minutes=5), key="k")

        assert taken is not None
        assert again is not None
        assert (again.case_id, again.repeat) == (taken.case_id, True)


class TestPutAside:
    """What no message could be made of can be read by a person, and given into reading again."""

    def test_its_bytes_are_there_and_who_looked_is_kept(self) -> None:
        """As they came; the journal of the store says who looked."""
        made = desk()
        data = b"From: \x1b[31mred\n\n\xff"
        made.receive(Quarantined.of("email", QuarantineReason.UNREADABLE, "no mail", data, NOON))

        assert made.read_aside("q-1", by="ira") == data
        (event,) = made.store.events("S-1")
        assert (event.by.id, event.data) == ("ira", {"read": "Q-1"})
        with pytest.raises(NotFoundError):
            made.read_aside("Q-2", by="ira")
        assert made.store.verify() == ()
