"""An asking counts only when it left: what nobody could be asked was not asked (3.9.1, 3.11; reading I-7)."""

from datetime import timedelta

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.desk.scene import NOON, REGULATION, clock, desk, mail

from netpoint_stp import read_email
from netpoint_stp.backends.memory import MemoryStore
from netpoint_stp.casebook.steps import EventKind, State
from netpoint_stp.channels.interaction import Interaction, Quarantined
from netpoint_stp.desk.known import last_asked
from netpoint_stp.desk.office import Desk
from netpoint_stp.desk.outcomes import Became, Why
from netpoint_stp.desk.use_cases.refusing import Wanted
from netpoint_stp.errors import ForbiddenStepError
from netpoint_stp.policy.refusal.policy import Demand, GroundVerdict
from netpoint_stp.regulation.observations.accounts import NOTHING_GIVEN
from netpoint_stp.rules import still_possible
from netpoint_stp.subjects.account import AccountDetail
from netpoint_stp.subjects.complaints import ComplaintSubject
from netpoint_stp.subjects.people import Standing

K = EventKind
WANTED = Wanted(action="change tariff", demand=Demand.WITHIN_CONTRACT)


def letter(
    sender: str, *, to: str = "support@netpoint.example", text: str = "Немає мережі.", id_: str = "a1"
) -> Interaction:
    """Return a mail with the line of its sender just so."""
    stamp = (NOON - timedelta(hours=1)).strftime("%a, %d %b %Y %H:%M:%S %z")
    lines = [
        f"Received: from relay.example by mx.netpoint.example with ESMTPS for <{to}>; {stamp}",
        f"From: {sender}",
        f"To: {to}",
        "Subject: =?utf-8?b?0JfQsdGW0Lk=?=",
        "Message-ID: <a1@mail.example>",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
    ]
    found = read_email(("\n".join(lines) + f"\n\n{text}\n").encode(), REGULATION.email)
    assert not isinstance(found, Quarantined)
    return found


def information(made: Desk) -> frozenset[object]:
    """Return what may be said of the ground of 3.9.1 now."""
    return still_possible(made.may_refuse("R-1", WANTED).judgement.parts["information"])


@settings(max_examples=40)
@given(
    st.sampled_from(["<k@mail.example>", "Olena Koval", "", "<support@netpoint.example>", "undisclosed"]),
    st.sampled_from(["support", "complaints"]),
    st.sampled_from(["Немає мережі.", "Договір 100245, немає мережі.", "Дякую!"]),
)
def test_what_was_asked_lies_in_the_outbox(sender: str, box: str, text: str) -> None:
    """Whoever writes: each question in a journal stands beside a message to an address."""
    made = desk(directory=None)
    made.receive(letter(sender, to=f"{box}@netpoint.example", text=text))
    asked = [event for event in made.store.journal().items if event.kind is K.ASKED]
    sent = [
        item.message for item in made.store.outbox().items if item.message.purpose in ("incomplete", "complaint_asks")
    ]

    assert len(asked) == len(sent)
    assert all(message.to for message in sent)


class TestNobodyToWriteTo:
    """3.9.1: a mail whose sender has no address."""

    def test_it_waits_for_a_person_and_was_not_asked(self) -> None:
        """Not "incomplete, client asked": a person is told that nobody could be asked."""
        made = desk()
        outcome = made.receive(letter("Olena Koval"))

        assert (outcome.became, outcome.state) == (Became.TRIAGE, State.TRIAGE)
        assert Why.NOBODY_TO_ASK in outcome.waits_for
        record = made.store.request("R-1")
        assert record is not None
        assert record.asked == ()
        assert record.waits_for == ("nobody_to_ask",)
        assert [item.case_id for item in made.due(NOON + timedelta(days=1))] == ["R-1"]

    def test_waiting_does_not_make_a_ground(self) -> None:
        """Three days later it may not be refused: nobody was asked."""
        at = clock()
        made = desk(store=MemoryStore(clock=at))
        made.receive(letter("Olena Koval"))
        at.advance(timedelta(days=30))
        assert information(made) == {GroundVerdict.ASK_FIRST}

    def test_staff_cannot_ask_nobody_either(self) -> None:
        """But by word of mouth they can, and say so."""
        made = desk()
        made.receive(letter("Olena Koval"))
        with pytest.raises(ForbiddenStepError, match="nobody can be written to"):
            made.ask("R-1", [AccountDetail.LOGIN], by="a", action="change tariff")
        made.ask("R-1", [AccountDetail.LOGIN], by="a", action="change tariff", said=True)

        event = made.store.events("R-1")[-1]
        assert (event.kind, event.data["said"]) == (K.ASKED, True)
        assert "untold" not in event.data

    def test_a_complaint_is_not_answered_into_the_void(self) -> None:
        """3.12, I-14: an answer that goes nowhere is none."""
        made = desk()
        made.receive(letter("Olena Koval", to="complaints@netpoint.example"))
        with pytest.raises(ForbiddenStepError, match="nobody can be written to"):
            made.answer_complaint("C-1", "Вибачте.", by="a")
        assert made.answer_complaint("C-1", "Вибачте.", by="a", said=True).state is State.ANSWERED

    def test_a_complaint_that_lacks_something_was_not_asked_about(self) -> None:
        """3.11: what nobody could be asked for stands nowhere as asked; the same complaint with an address is asked."""
        for sender, asked in (("Olena Koval", False), ("<k@mail.example>", True)):
            made = desk()
            made.receive(letter(sender, to="complaints@netpoint.example"))
            made.complete_complaint("C-1", by="a", complainant=Standing.HOLDER, about=ComplaintSubject.CARRYING_OUT)
            assert (K.ASKED in [event.kind for event in made.store.events("C-1")]) is asked

    def test_who_could_not_be_told_is_told_to_a_person(self) -> None:
        """A request that is settled, and whose client hears nothing of it, says so."""
        made = desk()
        made.receive(letter("Olena Koval", text="Договір 100245, немає мережі."))
        made.triage("R-1", by="a", queue="desk")
        taken = made.take_next("desk", "a")
        assert taken is not None
        assert taken.lease is not None
        assert Why.NOBODY_TO_TELL in taken.waits_for
        assert K.ACKNOWLEDGED not in [event.kind for event in made.store.events("R-1")]
        settled = made.resolve("R-1", "Зроблено.", by="a", token=taken.lease.token)

        assert settled.waits_for == (Why.NOBODY_TO_TELL,)
        assert made.store.events("R-1")[-1].data["untold"] == ["resolution"]


class TestTimeToAnswer:
    """3.9.1, I-7: the time to answer runs from the last question about what still lacks."""

    def test_it_runs_from_the_last_question(self) -> None:
        """Asked for the login on day 0 and for the contract on day 3: the three days end on day 6."""
        at = clock()
        made = desk(store=MemoryStore(clock=at))
        made.receive(mail("Змініть тариф.", sender="nobody@else.example"))
        made.ask("R-1", [AccountDetail.LOGIN], by="a", action="change tariff")
        at.advance(timedelta(days=3))
        made.ask("R-1", [AccountDetail.CONTRACT_NUMBER], by="a", action="change tariff")

        assert information(made) == {GroundVerdict.WAIT}
        at.advance(timedelta(days=3))
        assert information(made) == {GroundVerdict.HOLDS}

    def test_a_question_about_what_agrees_starts_no_time(self) -> None:
        """The contract number was given and agrees: that it was asked for all the same does not ask for the login."""
        at = clock()
        made = desk(store=MemoryStore(clock=at))
        made.receive(mail("Договір 100245, змініть тариф.", sender="nobody@else.example"))
        made.ask("R-1", [AccountDetail.CONTRACT_NUMBER], by="a", action="change tariff", reason="unsure")
        at.advance(timedelta(days=9))

        assert information(made) == {GroundVerdict.ASK_FIRST}

    def test_where_all_agrees_and_tells_nobody_any_question_counts(self) -> None:
        """Something else has to be known then, and it is not known what."""
        made = desk()
        made.receive(mail("Договір 100245, змініть тариф.", sender="nobody@else.example"))
        made.ask("R-1", [AccountDetail.LOGIN], by="a", action="change tariff")
        record = made.store.request("R-1")
        assert record is not None
        everything = attrs.evolve(NOTHING_GIVEN, agreement=dict.fromkeys(AccountDetail, True))
        login = attrs.evolve(NOTHING_GIVEN, agreement={AccountDetail.LOGIN: True})

        for match in (everything, None):
            assert last_asked(REGULATION, record, "change tariff", match) == NOON
        assert last_asked(REGULATION, record, "change tariff", login) is None

    def test_a_free_question_is_no_question_for_account_information(self) -> None:
        """What is asked in words alone (4.3.1) starts no time."""
        at = clock()
        made = desk(store=MemoryStore(clock=at), directory=None)
        made.receive(mail("Договір 100245, змініть тариф.", sender="nobody@else.example"))
        made.ask("R-1", by="a", text="Який саме тариф?")
        at.advance(timedelta(days=9))

        assert information(made) == {GroundVerdict.ASK_FIRST}

    def test_a_blank_reason_is_no_reason(self) -> None:
        """3.9, I-6: blanks do not make a refusal outside the main grounds."""
        made = desk()
        made.receive(mail())
        for reason in ("", " ", "\n"):
            with pytest.raises(ForbiddenStepError):
                made.refuse("R-1", by="a", wanted=WANTED, reason=reason)
