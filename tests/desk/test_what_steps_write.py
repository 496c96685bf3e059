"""What a step writes beside its outcome: who did it, on which decision, what was said aloud, where it stands after."""

from datetime import date, timedelta
from typing import Any

import attrs
import pytest
from tests.desk.scene import NOON, clock, desk, mail

from netpoint_stp.backends.memory import MemoryStore
from netpoint_stp.casebook.journal import ActorKind, Event
from netpoint_stp.casebook.messages import Outgoing, Receipt
from netpoint_stp.casebook.projection import RequestRecord
from netpoint_stp.casebook.steps import EventKind, State
from netpoint_stp.desk.agenda import Duty
from netpoint_stp.desk.messages import _LONGEST_SMS_TEXT, _LONGEST_TEXT, text_of
from netpoint_stp.desk.office import Desk
from netpoint_stp.desk.outbox import Dispatcher, Fate
from netpoint_stp.desk.timeline import timeline
from netpoint_stp.policy.alerts.policy import EquipmentOwner
from netpoint_stp.ports.capabilities import SendingCapability
from netpoint_stp.subjects.account import AccountDetail
from netpoint_stp.subjects.complaints import ComplaintSubject
from netpoint_stp.subjects.interruptions import Extent, NoticedBy, Outage, TroubleWith
from netpoint_stp.subjects.people import Standing
from netpoint_stp.wording import LANGUAGES

STRANGER = "nobody@else.example"
CUT = Outage(id="o-1", noticed_at=NOON - timedelta(hours=1), trouble_with=TroubleWith.EQUIPMENT, extent=Extent.BACKBONE)


def request(made: Desk, id_: str = "R-1") -> RequestRecord:
    """Return a request as it now stands."""
    record = made.store.request(id_)
    assert record is not None
    return record


def last(made: Desk, id_: str, kind: EventKind) -> Event:
    """Return the last event of a kind."""
    return [event for event in made.store.events(id_) if event.kind is kind][-1]


def complained(text: str = "Майстер не прийшов.") -> Desk:
    """Return a desk with one complaint by somebody who can be written to."""
    made = desk()
    made.receive(mail(text, subject="Скарга", to="complaints@netpoint.example"))
    return made


class TestGrounds:
    """Each event names the decision on which it rests."""

    def test_of_what_came_in_and_of_what_was_judged(self) -> None:
        """The last of the step's decisions; without any there is none."""
        made = desk()
        first = made.receive(mail())
        noted = made.triage("R-1", by="a", service="internet")

        assert first.events[-1].decision_id == first.grounds[-1].decision_id is not None
        assert (noted.grounds, noted.events[-1].decision_id) == ((), None)

    def test_who_noticed_is_judged_where_it_is_said(self) -> None:
        """2.4: watching round the clock is a decision of its own; of nobody named there is none."""
        for noticed_by in (None, *NoticedBy):
            outcome = desk().alert(CUT, "обрив", by="a", noticed_by=noticed_by)

            assert [each.path for each in outcome.grounds].count("watch") == (noticed_by is not None)


class TestWho:
    """Somebody of the staff by their id, the system and clients in words."""

    @pytest.mark.parametrize(("by", "kind"), [("a", ActorKind.STAFF), (None, ActorKind.SYSTEM)])
    def test_who_wrote_down_an_incident(self, by: Any, kind: ActorKind) -> None:
        """A person, or the monitoring itself."""
        assert desk().alert(CUT, "обрив", by=by).events[0].by.kind is kind

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_on_a_timeline(self, lang: Any) -> None:
        """The id of one of the staff, and no other id."""
        made = desk()
        made.receive(mail())
        made.triage("R-1", by="olena", service="internet")
        told = [(entry.by.kind, entry.who(lang)) for entry in timeline(made.store, "R-1")]

        assert told[-1] == (ActorKind.STAFF, "olena")
        assert {who for kind, who in told if kind is not ActorKind.STAFF}.isdisjoint({"", "olena"})
        assert len(told) > 1


class TestSaidAloud:
    """That something was said by word of mouth stands there where it was, and nowhere else."""

    @pytest.mark.parametrize("said", [False, True])
    def test_an_answer_to_a_complaint(self, said: bool) -> None:
        """3.12: also where it could have been written."""
        made = complained()
        made.complete_complaint("C-1", by="a", complainant=Standing.HOLDER, about=ComplaintSubject.CARRYING_OUT)
        made.answer_complaint("C-1", "Вибачте.", by="b", said=said)

        assert last(made, "C-1", EventKind.ANSWERED).data.get("said", False) is said

    @pytest.mark.parametrize("said", [False, True])
    def test_a_question(self, said: bool) -> None:
        """3.6: as it was asked."""
        made = desk()
        made.receive(mail("Немає мережі.", sender=STRANGER))
        made.ask("R-1", [AccountDetail.LOGIN], by="a", action="report a fault", said=said)

        assert last(made, "R-1", EventKind.ASKED).data.get("said", False) is said


class TestComplaints:
    """3.10 to 3.12."""

    def test_whom_it_is_kept_from_is_written_where_somebody_new_is(self) -> None:
        """A detail that names nobody hides it from nobody else."""
        made = complained()
        made.complete_complaint("C-1", by="a", request_date=date(2026, 11, 1))
        plain = last(made, "C-1", EventKind.COMPLETED)
        made.complete_complaint("C-1", by="a", request_text="Немає мережі.")

        assert "hidden_from" not in plain.data
        assert "hidden_from" not in last(made, "C-1", EventKind.COMPLETED).data


class TestIncidents:
    """4.5 and 4.1.3."""

    @pytest.mark.parametrize("owner", EquipmentOwner)
    def test_only_of_its_own_failures_the_company_tells_on_its_site(self, owner: EquipmentOwner) -> None:
        """What is somebody else's is no failure of the Company's backbone."""
        made = desk()
        made.alert(CUT, "обрив", by="a", owner=owner)
        duties = {item.duty for item in made.due(NOON + timedelta(days=30))}

        assert (Duty.NOTICE in duties) is (owner is EquipmentOwner.COMPANY)


class TestJoining:
    """3.20: by what an earlier request was found, and what a message says of it."""

    def found_by(self, second: dict[str, Any], first: dict[str, Any]) -> tuple[Desk, dict[str, Any]]:
        """Return a desk with two messages, and what was observed of the second."""
        made = desk()
        made.receive(mail(**first))
        outcome = made.receive(mail(id_="m2", **second))
        (seen,) = [each.observations for each in outcome.grounds if each.path == "further"] or [{}]
        return made, dict(seen)

    def test_by_the_sender_alone(self) -> None:
        """Of somebody whom nobody knows, the same address leads to it, and that is said."""
        first = {"text": "Немає мережі з ранку.", "sender": STRANGER}
        _, seen = self.found_by({"text": "Додаю: телефон працює.", "sender": STRANGER}, first)

        assert seen["found_by"] == "sender"


class TestWhatIsRepeatedToAClient:
    """A text is told whole up to a bound, shorter by SMS."""

    @pytest.mark.parametrize(("channel", "longest"), [("email", _LONGEST_TEXT), ("sms", _LONGEST_SMS_TEXT)])
    def test_up_to_the_bound_whole_and_beyond_it_with_an_ellipsis(self, channel: str, longest: int) -> None:
        """At the bound, and one sign more."""
        whole, more = (
            attrs.evolve(message, channel=channel, text=attrs.evolve(message.text, own="я" * length))
            for message in [mail()]
            for length in (longest, longest + 1)
        )

        assert text_of(whole) == "я" * longest
        assert text_of(more) == "я" * (longest - 1) + "…"


class TestTriage:
    """A request that is to wait has to have a line to wait in."""

    def test_only_what_leaves_triage_needs_one(self) -> None:
        """What lacks something, and what waits already, is triaged without one."""
        made = desk()
        made.receive(mail("Добрий день.", subject="Запитання", sender=STRANGER))
        assert request(made).state is State.INCOMPLETE
        made.triage("R-1", by="a", service="internet", lacking=True)

        assert request(made).state is State.INCOMPLETE

    def test_a_part_is_linked_to_what_it_was_part_of(self) -> None:
        """I-23: from both sides."""
        from netpoint_stp.desk.use_cases.triaging import Part

        made = desk()
        made.receive(mail("Договір 100245. Перевірте лінію. Змініть тариф."))
        made.triage("R-1", by="a", queue="desk")
        made.split("R-1", [Part(task="Змініть тариф.", service="internet")], by="a")

        assert last(made, "R-2", EventKind.LINKED).data["links"]
        assert "I-23" in last(made, "R-2", EventKind.LINKED).readings


class Failing:
    """A gateway that fails each time: of itself, or where the library makes a message ready."""

    capabilities: frozenset[SendingCapability] = frozenset()

    def __init__(self, early: bool) -> None:
        self.early = early

    @property
    def send(self) -> Any:
        """Fail before a message is handed on, or while it is."""
        if self.early:
            raise ZeroDivisionError

        def hand_on(_message: Outgoing) -> Receipt:
            raise ZeroDivisionError

        return hand_on


class TestTrying:
    """A message that fails each time is tried twelve times, whoever is at fault."""

    @pytest.mark.parametrize("early", [False, True])
    def test_twelve_times(self, early: bool) -> None:
        """Then it is given up."""
        at = clock()
        made = desk(store=MemoryStore(clock=at))
        made.receive(mail())
        fates: list[Fate] = []
        while (tried := Dispatcher(store=made.store, mail=Failing(early)).send_pending()) or len(fates) < 1:
            fates += [each.fate for each in tried]
            at.advance(timedelta(days=1))

        assert fates == [Fate.AGAIN] * 11 + [Fate.GIVEN_UP]
