"""Promises of `RequestStore` on cases and their journals (3.1, 3.10–3.12, 2.5, 4.5): legal steps, folding, finding."""

from datetime import timedelta
from functools import partial

from hypothesis import given

from netpoint_stp.casebook.events import NEEDED, moment_text
from netpoint_stp.casebook.journal import BreakKind, Event, NewEvent, verify_chain
from netpoint_stp.casebook.projection import fold
from netpoint_stp.casebook.records import Query
from netpoint_stp.casebook.steps import BY_STORE, LEGAL, OF_HOLDER, OPENING, REQUEST_STATES, CaseKind, EventKind
from netpoint_stp.errors import IllegalStepError, NotFoundError, UsageError
from netpoint_stp.ports.stores import RequestStore
from netpoint_stp.subjects.interruptions import Outage, PlannedMaintenance
from netpoint_stp.testing.conformance.store.recording import ODD_TEXTS, StoreSuite
from netpoint_stp.testing.conformance.suite import equal, holds, promise, refused
from netpoint_stp.testing.conformance.trial import HOUR, STAFF, START, K, S, Trial, message, outgoing

_DATA: dict[EventKind, dict[str, object]] = {
    K.SEVERITY_SET: {"level": "high", "reason": "the whole office is down"},
    K.PLACED: {"placed_at": moment_text(START), "arrival_number": 1},
    K.HELD: {"whose": "client"},
    K.REOPENED: {"received_at": moment_text(START), "arrival_number": 99},
    K.MERGED: {"into": "R-1"},
    K.MOVED: {"queue": "another"},
}


class CasePromises(StoreSuite):
    """What happens to cases."""

    def tamper(self, store: RequestStore, case_id: str, number: int) -> bool:
        """Edit a row of the journal behind the store's back, such as by SQL; False: it cannot be done here."""
        del store, case_id, number
        return False

    @promise
    def test_allows_what_is_legal_and_nothing_else(self) -> None:
        """From every state of a request, exactly the steps of the table can be taken; others name the state."""
        with self.trial() as trial:
            trial.open(queue="first")
            kinds = [kind for kind in EventKind if kind not in BY_STORE | OPENING.keys()]
            for state in REQUEST_STATES:
                request_id, token = trial.bring_to(state)
                for kind in kinds:
                    targets = LEGAL[CaseKind.REQUEST].get(kind, {}).get(state)
                    new = NewEvent(kind=kind, by=STAFF, to=targets[-1] if targets else None, data=_DATA.get(kind, {}))
                    given_token = token if state is S.TAKEN and kind in OF_HOLDER else None
                    if targets is None:
                        told = refused(
                            IllegalStepError,
                            partial(_append, trial, request_id, new, given_token),
                            f"`{kind.value}` cannot follow `{state.value}`",
                        )
                        holds(state.value in told, "the error names the state")
                        continue
                    event = _append(trial, request_id, new, given_token)
                    equal(event.state, targets[-1], f"`{kind.value}` leads from `{state.value}` to its state")
                    equal(trial.state(request_id), event.state, "and the request is there")
                    if event.state is not state:
                        request_id, token = trial.bring_to(state)
            equal(trial.store.verify(), (), "the journals hold")

    @promise
    def test_a_choice_has_to_be_made(self) -> None:
        """A step that could lead to several states is refused without saying to which."""
        with self.trial() as trial:
            request_id = trial.open(S.TRIAGE)

            refused(IllegalStepError, lambda: trial.step(request_id, K.TRIAGED), "it is not guessed")
            refused(IllegalStepError, lambda: trial.step(request_id, K.TRIAGED, to=S.CLOSED), "nor is it anything")
            equal(trial.step(request_id, K.TRIAGED, to=S.WAITING).state, S.WAITING, "it is what was said")

    @promise
    def test_refuses_data_that_lacks_something(self) -> None:
        """An event without what it needs, and one that only the store writes, are refused, and nothing is written."""
        with self.trial() as trial:
            request_id = trial.open()
            for (case, kind), needed in NEEDED.items():
                if case is CaseKind.REQUEST and kind not in OPENING and kind is not K.REOPENED:
                    told = refused(UsageError, partial(trial.step, request_id, kind), f"`{kind.value}`")
                    holds(all(name in told for name in needed), "all that is missing is said")
            for kind in BY_STORE:
                refused(UsageError, partial(trial.step, request_id, kind), f"`{kind.value}` is the store's")
            refused(UsageError, lambda: trial.step(request_id, K.NOTED, queue="x"), "a note moves nothing")
            equal(len(trial.store.events(request_id)), 1, "nothing was written")

    @promise
    def test_a_repeat_of_a_step_is_the_first(self) -> None:
        """A step under a key that was used in the case is the first one, whatever became of the case since."""
        with self.trial() as trial:
            request_id = trial.open(key="open-1")
            equal(trial.open(key="open-1"), request_id, "a repeated opening is the first")
            token = trial.taken().token
            first = trial.step(request_id, K.ANSWERED, token=token, key="answer-1", note="one")
            trial.step(request_id, K.RESOLVED, token=token, key="done-1")

            equal(trial.step(request_id, K.ANSWERED, token=token, key="answer-1", note="two"), first, "the first")
            equal(trial.store.event_under(request_id, "answer-1"), first, "it can be looked up")
            equal(trial.store.event_under(request_id, "answer-2"), None, "another one cannot")
            other = trial.open()
            holds(trial.step(other, K.NOTED, key="done-1").case_id == other, "keys are the case's own")

    @promise
    def test_a_case_is_what_its_journal_tells(self) -> None:
        """What a store gives as the request is the folding of its events, and the chain of digests holds."""
        with self.trial() as trial:
            recorded = trial.record(message("<1@example.com>"))
            request_id = trial.open(S.INCOMPLETE, interactions=[recorded.id], task="ї \U0001f600")
            trial.step(request_id, K.ASKED, details=["login"], action="password")
            trial.clock.advance(HOUR)
            trial.step(request_id, K.COMPLETED, to=S.WAITING, completed_at=moment_text(START + HOUR), subscriber_id="7")
            trial.step(request_id, K.SEVERITY_SET, level="critical", reason="all is down", needs=["emergency_action"])
            token = trial.taken().token
            trial.step(request_id, K.HELD, token=token, whose="field_visit", reason="a mast")
            trial.step(request_id, K.RESUMED)
            events = trial.store.events(request_id)
            found = trial.request(request_id)

            equal(fold(events), found, "it is the folding")
            equal([each.number for each in events], list(range(1, 8)), "numbers have no gaps")
            equal(tuple(verify_chain(request_id, events, head=found.digest)), (), "the chain holds")
            equal(found.request.subscriber_id, "7", "later data counts")
            equal(found.request.completed_at, START + HOUR, "moments are moments")
            equal(len(found.request.holds), 2, "the spans of waiting are there")
            equal(trial.store.request(request_id.lower()), found, "ids may be spelt in small letters")

    @promise
    def test_odd_texts_in_data_come_back(self) -> None:
        """Any text in the data of an event comes back as it was, or is refused and nothing is written."""
        with self.trial() as trial:
            request_id = trial.open()

            @self.trials()
            @given(ODD_TEXTS)
            def any_text(text: str) -> None:
                before = trial.store.events(request_id)
                try:
                    event = trial.step(request_id, K.NOTED, note=text, nested={"list": [text, 1, None, True]})
                except UsageError:
                    equal(trial.store.events(request_id), before, "nothing was written")
                    return
                equal(trial.store.events(request_id)[-1], event, "it is read as it was written")
                equal(event.data["note"], text, "and as it was given")

            any_text()
            equal(trial.store.verify(), (), "the chain holds")

    @promise
    def test_the_journal_tells_all(self) -> None:
        """The events of all cases come page by page in the order of `seq`, each once."""
        with self.trial() as trial:
            ids = [trial.open() for _ in range(3)]
            for case_id in ids:
                trial.step(case_id, K.NOTED, note="x")
            seen: list[Event] = []
            after: str | None = None
            while True:
                page = trial.store.journal(after, limit=2)
                seen += page.items
                after = page.after
                if after is None:
                    break

            equal([each.seq for each in seen], sorted({each.seq for each in seen}), "in order, each once")
            equal(sorted(each.digest for each in seen), sorted(_digests(trial, ids)), "and all of them")

    @promise
    def test_an_edited_row_is_named(self) -> None:
        """A row of the journal that was edited by hand is named by `verify`, and no other case is."""
        with self.trial() as trial:
            ids = [trial.open() for _ in range(3)]
            trial.step(ids[1], K.NOTED, note="as it was")
            equal(trial.store.verify(), (), "at first all holds")
            if self.tamper(trial.store, ids[1], 2):
                broken = trial.store.verify()
                equal({each.case_id for each in broken}, {ids[1]}, "the case is named")
                holds(any(each.number == 2 and each.kind is BreakKind.CHANGED for each in broken), "and the row")

    @promise
    def test_keeps_complaints(self) -> None:
        """A complaint is lodged, asked about, answered and closed; what it lacked comes in; it hides from some."""
        with self.trial() as trial, trial.work() as work:
            data = {"channel": "email", "lodged_at": moment_text(START), "hidden_from": ["worker-2"]}
            case_id = work.open_case(NewEvent(kind=K.LODGED, to=S.NOT_LODGED, data=data, key="c")).case_id
            work.append(case_id, NewEvent(kind=K.LODGED, data=data | {"sent_to": "complaints@example.com"}))
            refused(IllegalStepError, lambda: work.append(case_id, NewEvent(kind=K.CLOSED)), "not before an answer")
            work.append(case_id, NewEvent(kind=K.COMPLETED, data={"request_date": "2026-11-19", "taker_name": "O. K."}))
            work.append(case_id, NewEvent(kind=K.INTERIM_ANSWERED, data={"said": True}))
            work.append(case_id, NewEvent(kind=K.ANSWERED, by=STAFF))
            work.append(case_id, NewEvent(kind=K.NOTED, data={"sent": "complaint_answer"}))
            found = work.complaint(case_id)

            holds(found is not None and case_id == "C-1", "it can be read")
            if found is not None:
                equal((found.state, found.hidden_from), (S.ANSWERED, frozenset({"worker-2"})), "its state")
                told = found.complaint
                equal((told.lodged_at, told.answered_at, told.interim_answer_at), (START, START, START), "its moments")
                equal((str(told.request_date), told.taker_name), ("2026-11-19", "O. K."), "what it names")
                equal(found, fold(work.events(case_id)), "as its journal tells")
            equal(work.complaints(frozenset({S.ANSWERED})).items, (found,), "it is listed")
            equal((work.request(case_id), work.complaint("C-2")), (None, None), "it is nothing else")

    @promise
    def test_keeps_incidents(self) -> None:
        """An outage is noticed, alerted of, published and ended; planned maintenance is kept as such."""
        with self.trial() as trial, trial.work() as work:
            data = {"incident": "outage", "noticed_at": moment_text(START), "trouble_with": "equipment"}
            case_id = work.open_case(NewEvent(kind=K.NOTICED, data=data | {"services": ["tv"]})).case_id
            work.append(case_id, NewEvent(kind=K.ALERTED, data={"roles": ["engineer on duty"]}))
            work.append(case_id, NewEvent(kind=K.PUBLISHED))
            work.append(case_id, NewEvent(kind=K.ENDED, data={"ended_at": moment_text(START + HOUR)}))
            planned = {"incident": "maintenance", "start": moment_text(START), "end": moment_text(START + HOUR)}
            other = work.open_case(NewEvent(kind=K.NOTICED, data=planned)).case_id
            outage, maintenance = work.incident(case_id), work.incident(other)

            holds(outage is not None and isinstance(outage.incident, Outage), "the outage is there")
            if outage is not None and isinstance(outage.incident, Outage):
                told = (outage.incident.alerted_at, outage.incident.published_at, outage.incident.ended_at)
                equal(told, (START, START, START + HOUR), "with its moments")
                equal((outage.state, outage.alerted), (S.OVER, ("engineer on duty",)), "and who was told")
            holds(maintenance is not None and isinstance(maintenance.incident, PlannedMaintenance), "so is the other")
            equal(len(work.incidents(frozenset({S.ONGOING})).items), 1, "one goes on")

    @promise
    def test_pages_by_key(self) -> None:
        """Requests come page by page in the order of opening; what is opened meanwhile comes later, nothing twice."""
        with self.trial() as trial:
            ids = [trial.open() for _ in range(5)]
            first = trial.store.requests(limit=2)
            ids.append(trial.open())
            second = trial.store.requests(after=first.after, limit=3)
            third = trial.store.requests(after=second.after, limit=3)

            equal([each.id for page in (first, second, third) for each in page.items], ids, "all, in order, once")
            equal(third.after, None, "the last page says so")
            trial.step(ids[3], K.NOT_A_REQUEST)
            equal([each.id for each in trial.store.requests(frozenset({S.NOT_A_REQUEST})).items], [ids[3]], "by state")
            for limit in (0, -1, 10_001):
                refused(UsageError, partial(trial.store.requests, limit=limit), "that is no number of items")

    @promise
    def test_finds(self) -> None:
        """Requests are found by subscriber, by sender, by thread and by interaction, also by answers to own mail."""
        with self.trial() as trial:
            one = trial.record(message("<1@example.com>", sender="ivan@example.com"))
            two = trial.record(message("<2@example.com>", "other", sender="olha@example.com"))
            sms = trial.record(message("<1@example.com>", "by sms", channel="sms", sender="+380991234567"))
            first = trial.open(interactions=[one.id], subscriber_id="7")
            second = trial.open(interactions=[one.id, two.id], subscriber_id="8")
            third = trial.open(interactions=[sms.id])
            with trial.work() as work:
                work.post(outgoing("o", case_id=third, channel="sms", message_id="out-1"))

            def found(**query: object) -> list[str]:
                return [each.id for each in trial.store.find(Query(**query))]  # type: ignore[arg-type]  # by their names

            equal(found(subscriber_id="7"), [first], "by subscriber")
            equal(found(sender="ivan@example.com"), [second, first], "by sender, the latest first")
            equal(found(sender="olha@example.com", subscriber_id="7"), [], "every part has to agree")
            equal(found(thread=("<0@example.com>", "<2@example.com>")), [second], "by thread")
            equal(found(thread=("<1@example.com>",)), [third, second, first], "ids may be used in several channels")
            equal(found(thread=("<1@example.com>",), channel="sms"), [third], "unless the channel is named")
            equal(found(thread=("out-1",)), [third], "by a message posted for it")
            equal(found(interaction=two.id), [second], "by interaction")
            equal(found(interaction="I-999"), [], "by an unknown one")
            trial.step(first, K.JOINED, interactions=[two.id])
            equal(found(interaction=two.id), [second, first], "what joined counts")
            equal(found(interaction=two.id, states=frozenset({S.CLOSED})), [], "by state")
            equal(trial.store.cases_of(interaction=one.id), (first, second), "cases of an interaction")
            trial.step(first, K.IDENTIFIED, subscriber_id="9")
            equal((found(subscriber_id="7"), found(subscriber_id="9")), ([], [first]), "the present subscriber counts")
            refused(UsageError, Query, "by nothing")

    @promise
    def test_an_unknown_case_is_said(self) -> None:
        """A step of a case that is not there is refused; asking for one gives None, and its journal is empty."""
        with self.trial() as trial:
            for case_id in ("R-999", "C-1", "nonsense", "", "R-" + "9" * 30):
                refused(NotFoundError, partial(trial.step, case_id, K.NOTED), f"`{case_id}` is not there")
                equal(trial.store.request(case_id), None, "it is None")
                equal(trial.store.events(case_id), (), "without events")

    @promise
    def test_a_clock_set_back_breaks_no_journal(self) -> None:
        """Where the machine's clock is set back a little, later events are not earlier, and the journal holds."""
        with self.trial() as trial:
            request_id = trial.open()
            trial.step(request_id, K.HELD, whose="client")
            trial.clock.advance(timedelta(minutes=-9))
            trial.step(request_id, K.RESUMED)

            moments = [each.at for each in trial.store.events(request_id)]
            equal(moments, sorted(moments), "moments do not go back")
            equal(trial.state(request_id), S.WAITING, "the span that ended is none that ends before it began")


def _append(trial: Trial, case_id: str, new: NewEvent, token: int | None) -> Event:
    with trial.work() as work:
        return work.append(case_id, new, token=token)


def _digests(trial: Trial, ids: list[str]) -> list[str]:
    return [event.digest for case_id in ids for event in trial.store.events(case_id)]
