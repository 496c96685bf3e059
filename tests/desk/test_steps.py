"""Steps that the situations leave out: told by telephone, taken by number, complaints judged again."""

from collections.abc import Callable
from datetime import date, timedelta

import attrs
import pytest
from tests.desk.scene import NOON, REGULATION, desk, mail

from netpoint_stp.casebook.journal import Event
from netpoint_stp.casebook.steps import EventKind, State
from netpoint_stp.channels.interaction import Role
from netpoint_stp.desk.decisions.replay import ReplayStatus, replay
from netpoint_stp.desk.office import Desk
from netpoint_stp.desk.outcomes import Became, Why
from netpoint_stp.desk.use_cases.receiving import Hints
from netpoint_stp.desk.use_cases.refusing import Wanted
from netpoint_stp.errors import ForbiddenStepError, IllegalStepError, LeaseLostError, MomentError, UsageError
from netpoint_stp.policy.identification.identity import Identity
from netpoint_stp.policy.intake.policy import SubscriberDetails, Task
from netpoint_stp.policy.refusal.policy import Refusing
from netpoint_stp.rules import Decision
from netpoint_stp.subjects.account import AccountInformation
from netpoint_stp.subjects.complaints import ComplaintSubject
from netpoint_stp.subjects.interruptions import Outage, TroubleWith
from netpoint_stp.subjects.people import Standing


def kinds(made: Desk, case_id: str) -> list[EventKind]:
    """Return what happened to a case."""
    events: tuple[Event, ...] = made.store.events(case_id)
    return [event.kind for event in events]


def test_whoever_takes_the_next_one_can_ask_whether_there_was_one() -> None:
    """An outcome is no answer of a rule: it is true as any object is, and the loop ends where nothing is free."""
    made = desk()
    made.receive(mail("Договір 100245, перевірте лінію."))
    taken = []
    while outcome := made.take_next("desk", "andriy"):
        taken.append(outcome.case_id)
    assert taken == ["R-1"]


class TestTelling:
    """What a client gives by telephone."""

    def test_what_lacked_is_told_by_telephone(self) -> None:
        """Complete by the word of staff, in the first place."""
        made = desk()
        made.receive(mail("Немає мережі, перевірте лінію."))
        outcome = made.complete("R-1", by="a", details=SubscriberDetails.SUFFICIENT, key="k")

        assert (outcome.state, outcome.became) == (State.WAITING, Became.COMPLETED)
        assert outcome.purposes == ("receipt",)
        assert made.complete("R-1", by="a", details=SubscriberDetails.SUFFICIENT, key="k").repeat

    def test_half_of_what_lacked_does_not_do(self) -> None:
        """Neither details nor a task: with the details alone it still lacks the task (3.5)."""
        made = desk()
        made.receive(mail("Добрий день!", subject="Питання"))
        with pytest.raises(ForbiddenStepError, match="still lacks something") as raised:
            made.complete("R-1", by="a", details=SubscriberDetails.SUFFICIENT)
        assert "3.5" in raised.value.clauses

        assert (
            made.complete("R-1", by="a", details=SubscriberDetails.SUFFICIENT, task=Task.STATED).state is State.WAITING
        )

    def test_without_a_directory_nobody_is_identified(self) -> None:
        """What was given is not known to agree with anything."""
        made = desk(directory=None)
        made.receive(mail())
        judged = made.identify("R-1", AccountInformation(login="prykladko"), by="a", action="report a fault").judged(
            "identity"
        )

        assert judged is not None
        assert judged.outcome is None
        assert Identity.IDENTIFIED in judged.possible

    def test_whether_it_may_be_refused_can_be_asked_first(self) -> None:
        """An answer, not an error; nothing is written."""
        made = desk()
        made.receive(mail())
        before = len(made.store.decisions().items)
        answer = made.may_refuse("R-1", Wanted(action="consultation")).answer

        assert not isinstance(answer, Decision) or answer.outcome is not Refusing.MAY_REFUSE
        assert len(made.store.decisions().items) == before


class TestTaking:
    """Taking by number, keeping, passing on."""

    def test_a_certain_request_can_be_taken(self) -> None:
        """Under a key, a repeat gives it while it is held."""
        made = desk()
        made.receive(mail())
        first = made.take("R-1", "a", key="k")

        assert made.take("R-1", "a", key="k").lease == first.lease
        with pytest.raises(IllegalStepError, match="taken"):
            made.take("R-1", "b", key="k")

    def test_whoever_needs_longer_says_so(self) -> None:
        """The lease then runs anew; after it is over it cannot be lengthened."""
        made = desk()
        made.receive(mail())
        lease = made.take("R-1", "a").lease
        assert lease is not None

        assert made.renew("R-1", lease.token, lease=timedelta(hours=5)).until == NOON + timedelta(hours=5)
        with pytest.raises(LeaseLostError):
            made.renew("R-1", lease.token + 1)

    def test_a_taken_request_goes_back_into_the_line_when_passed_on(self) -> None:
        """In the queue it is passed to, in the place it has."""
        made = desk()
        made.receive(mail())
        lease = made.take("R-1", "a").lease
        assert lease is not None
        outcome = made.reassign("R-1", "desk", by="a", support_level="business", token=lease.token)

        assert outcome.state is State.WAITING
        assert [each.id for each in made.store.waiting("desk")] == ["R-1"]


class TestComplaints:
    """Judged again when more is known."""

    def test_marked_by_staff_it_is_a_complaint_at_once(self) -> None:
        """At the address for requests: lodged, though irregularly (I-12)."""
        made = desk()
        outcome = made.receive(mail(), None, Hints(marked_as=Role.COMPLAINTS, by="a"))

        assert (outcome.became, outcome.state) == (Became.COMPLAINT, State.LODGED)
        assert outcome.case_id == "C-1"
        assert made.lodge_complaint("I-1", by="a").repeat
        assert [*kinds(made, "C-1")] == [EventKind.LODGED]

    def test_a_term_may_run_after_all(self) -> None:
        """By an outsider no term runs; found to be the subscriber's own, it does, from the first day."""
        made = desk()
        made.receive(mail(to="complaints@netpoint.example", subject="Скарга"))
        made.complete_complaint("C-1", by="b", complainant=Standing.OUTSIDER)
        assert made.store.complaint("C-1").state is State.NOT_LODGED  # type: ignore[union-attr]  # it is there
        told = made.complete_complaint(
            "C-1", by="b", complainant=Standing.HOLDER, about=ComplaintSubject.CARRYING_OUT, key="k"
        )

        assert told.state is State.LODGED
        assert made.store.complaint("C-1").complaint.lodged_at == NOON - timedelta(hours=1)  # type: ignore[union-attr]
        assert made.complete_complaint("C-1", by="b", key="k").repeat

    def test_naming_the_request_keeps_the_complaint_from_whoever_took_it(self) -> None:
        """Also when that is found out only later."""
        made = desk()
        made.receive(mail())
        made.take_next("desk", "andriy")
        made.receive(mail("Ніхто не прийшов.", id_="m2", to="complaints@netpoint.example", subject="Скарга"))
        made.complete_complaint("C-1", by="bohdana", request_id="R-1", request_date=date(2026, 11, 23))

        assert made.complaints("andriy") == ()
        steps: tuple[Callable[[], object], ...] = (
            lambda: made.complete_complaint("C-1", by="andriy", taker_name="ніхто"),
            lambda: made.answer_complaint("C-1", "Усе гаразд.", by="andriy"),
            lambda: made.note("C-1", "не було такого", by="andriy"),
            lambda: made.close("C-1", "годі", by="andriy"),
            lambda: made.link("C-1", ["R-1"], by="andriy"),
            lambda: made.override("C-1", State.SETTLED, "так треба", by="andriy"),
        )
        for step in steps:
            with pytest.raises(ForbiddenStepError, match="about `andriy`"):
                step()

    def test_what_lacks_is_asked_for_once(self) -> None:
        """Written down in two goes, the client is asked once, and again only when something else lacks."""
        made = desk()
        made.receive(mail(to="complaints@netpoint.example", subject="Скарга"))
        first = made.complete_complaint("C-1", by="b", complainant=Standing.HOLDER)
        second = made.complete_complaint("C-1", by="b", about=ComplaintSubject.CARRYING_OUT)
        third = made.complete_complaint("C-1", by="b", taker_name="Андрій")

        assert [each.purposes for each in (first, second, third)] == [("complaint_asks",), (), ("complaint_asks",)]

    def test_an_answer_is_given_once(self) -> None:
        """Under its key; and an empty one is none."""
        made = desk()
        made.receive(mail(to="complaints@netpoint.example", subject="Скарга"))
        with pytest.raises(UsageError, match="empty"):
            made.answer_complaint("C-1", " ", by="b")
        made.answer_complaint("C-1", "Розібралися.", by="b", key="k")

        assert made.answer_complaint("C-1", "Розібралися.", by="b", key="k").repeat
        assert len(made.complaints("b", settled=True)) == 1
        assert made.complaints("b") == ()


class TestEarlierMessages:
    """What is told of messages that belong to nothing certain."""

    def test_two_open_requests_leave_it_to_a_person(self) -> None:
        """Which of them a third message is about, nobody can tell: it is linked to both."""
        made = desk()
        made.receive(mail())
        made.receive(mail("Договір 100245. Змініть тариф.", id_="m2"))
        outcome = made.receive(mail("Договір 100245. Ще одне питання.", id_="m3"))

        assert outcome.waits_for == (Why.MAY_BELONG,)
        assert set(made.store.request("R-3").links) == {"R-1", "R-2"}  # type: ignore[union-attr]  # it is there

    def test_what_is_in_the_thread_of_a_merged_request_joins_where_it_went(self) -> None:
        """The other one goes on."""
        made = desk()
        made.receive(mail())
        made.receive(mail("Договір 100245. Роутер блимає.", id_="m2"))
        made.merge("R-2", "R-1", by="a")
        outcome = made.receive(mail("Дякую!", id_="m3", answers="m2@mail.example"))

        assert (outcome.became, outcome.case_id) == (Became.JOINED, "R-1")

    def test_nothing_is_joined_to_a_request_that_does_not_go_on(self) -> None:
        """Two requests joined to each other would both be gone, and what comes in to them with them."""
        made = desk()
        made.receive(mail())
        made.receive(mail("Договір 100245. Роутер блимає.", id_="m2"))
        made.merge("R-2", "R-1", by="a")
        with pytest.raises(IllegalStepError, match="`R-2` is `merged`, joined to `R-1`; name one"):
            made.merge("R-1", "R-2", by="a")
        with pytest.raises(UsageError, match="use `merge`"):
            made.override("R-1", State.MERGED, "the same", by="a")
        made.override("R-2", State.WAITING, "not the same after all", by="a")
        outcome = made.receive(mail("R-2: дякую!", id_="m3"))

        assert outcome.case_id == "R-2"
        assert [record.id for record in made.store.waiting("desk")] == ["R-1", "R-2"]

    def test_a_problem_is_told_in_words_and_when_it_has_been_noticed(self) -> None:
        """A blank alert would wake people for nothing; one of tomorrow cannot be known."""
        made = desk()
        outage = Outage(id="probe", noticed_at=NOON + timedelta(seconds=1), trouble_with=TroubleWith.EQUIPMENT)
        with pytest.raises(UsageError, match="has not come yet"):
            made.alert(outage, "the core switch is silent")
        with pytest.raises(UsageError, match="not said what the problem is"):
            made.alert(outage, " ")

        assert made.store.incidents().items == ()

    def test_a_request_was_sent_before_the_complaint_about_it(self) -> None:
        """The same day at the latest."""
        made = desk()
        made.receive(mail("Майстер не прийшов.", to="complaints@netpoint.example", subject="Скарга"))
        with pytest.raises(UsageError, match="not on 2026-11-24"):
            made.complete_complaint("C-1", by="a", request_date=date(2026, 11, 24))
        outcome = made.complete_complaint("C-1", by="a", request_date=date(2026, 11, 23))

        assert outcome.case.complaint.request_date == date(2026, 11, 23)  # type: ignore[union-attr]  # a complaint

    def test_an_explanation_says_the_grounds_and_what_a_person_has_to_tell(self) -> None:
        """In the reader's language."""
        made = desk()
        outcome = made.receive(mail(subject="Скарга"))
        told = outcome.explain("uk")

        assert "Вирішити має людина: чи жалоба це" not in told
        assert "Вирішити має людина: чи це скарга." in told
        assert "пункт" in told


class TestReplaying:
    """What another edition cannot tell from the log."""

    def test_an_address_that_became_the_companys_is_not_guessed(self) -> None:
        """The log holds the number of strangers' addresses alone."""
        made = desk()
        came = mail(to="friend@else.example")
        assert made.receive(came).became in (Became.UNOFFICIAL, Became.TRIAGE)
        email = REGULATION.channels["email"]
        point = attrs.evolve(email.contacts[0], address="friend@else.example")
        channels = {**REGULATION.channels, "email": attrs.evolve(email, contacts=(*email.contacts, point))}
        other = REGULATION.amend(name="more", in_force_from=date(2026, 1, 1), channels=channels)
        (told,) = replay(made.store.decisions().items, other)

        assert told.fate is ReplayStatus.NOT_REPLAYABLE
        assert "address" in told.why

    def test_other_patterns_for_details_need_the_text(self) -> None:
        """What they would find, only the message can tell."""
        made = desk()
        made.receive(mail())
        details = attrs.evolve(REGULATION.details, likeness=90.0)
        other = REGULATION.amend(name="likeness", in_force_from=date(2026, 1, 1), details=details)
        (told,) = replay(made.store.decisions().items, other)

        assert told.fate is ReplayStatus.NOT_REPLAYABLE
        assert "patterns" in told.why


def test_a_moment_without_zone_is_refused() -> None:
    """Nothing is due at a moment that is none."""
    with pytest.raises((UsageError, MomentError)):
        desk().overdue(NOON.replace(tzinfo=None))
