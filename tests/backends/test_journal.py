"""The journal: digests that show every change, steps that agree with the table, and cases folded from events."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from netpoint_stp.casebook.events import FIELDS, NEEDED, check_data, moment_text
from netpoint_stp.casebook.journal import (
    NO_DIGEST,
    SYSTEM,
    Actor,
    ActorKind,
    BreakKind,
    Event,
    NewEvent,
    canonical_json,
    verify_chain,
    written,
)
from netpoint_stp.casebook.projection import ComplaintRecord, RequestRecord, apply, fold
from netpoint_stp.casebook.steps import (
    LEGAL,
    OPEN_STATES,
    REQUEST_STATES,
    CaseKind,
    EventKind,
    State,
    next_state,
    possible_steps,
)
from netpoint_stp.errors import BackendError, IllegalStepError, MomentError, UsageError
from netpoint_stp.policy.queue.policy import QueuePolicy
from netpoint_stp.policy.queue.request_states import in_line, waits_for
from netpoint_stp.subjects.requests import SeverityLevel, SpecialNeed, WhoseTime

K, S = EventKind, State
AT = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
WORKER = Actor(ActorKind.STAFF, "worker-1")
OPENING = {"channel": "email", "queue": "desk", "received_at": moment_text(AT), "arrival_number": 1}


def history(*steps: tuple[Any, ...]) -> list[Event]:
    """Return the events of a request that took these steps, a minute apart: kind, state, data, actor."""
    events: list[Event] = []
    for number, step in enumerate([(K.OPENED, S.WAITING, OPENING), *steps]):
        kind, to, data, by = step + (None, {}, WORKER)[len(step) - 1 :]
        new = NewEvent(kind=kind, to=to, data=data, by=by)
        last = events[-1] if events else None
        at = AT + timedelta(minutes=number)
        events.append(written(new, seq=number + 1, case=CaseKind.REQUEST, case_id="R-1", last=last, at=at))
    return events


def request(*steps: tuple[Any, ...]) -> RequestRecord:
    """Return the request that took these steps."""
    found = fold(history(*steps))
    assert isinstance(found, RequestRecord)
    return found


class TestDigests:
    """Each row carries the digest of the one before it."""

    EVENTS = history((K.NOTED, None, {"note": "a"}), (K.TAKEN,), (K.RESOLVED,))

    def test_an_untouched_journal_holds(self) -> None:
        """Nothing is wrong with what was written."""
        assert list(verify_chain("R-1", self.EVENTS, head=self.EVENTS[-1].digest)) == []
        assert self.EVENTS[0].prev_digest == NO_DIGEST

    @pytest.mark.parametrize(
        "change",
        [
            {"data": {"note": "b"}},
            {"at": AT},
            {"by": SYSTEM},
            {"state": S.CLOSED},
            {"kind": K.ACKNOWLEDGED},
            {"clauses": ("3.1",)},
            {"readings": ("I-1",)},
            {"edition": "another"},
            {"decision_id": "d"},
            {"key": "k"},
            {"number": 7},
            {"case_id": "R-2"},
        ],
        ids=lambda change: next(iter(change)),
    )
    def test_any_edit_is_named(self, change: dict[str, Any]) -> None:
        """Whatever is edited in a row, that row is named as changed."""
        edited = [self.EVENTS[0], evolve(self.EVENTS[1], **change), *self.EVENTS[2:]]
        broken = list(verify_chain("R-1", edited))

        assert broken[0].kind is BreakKind.CHANGED
        assert broken[0].seq == 2

    def test_a_row_taken_out_shows(self) -> None:
        """The row after it does not follow any more."""
        broken = list(verify_chain("R-1", [self.EVENTS[0], *self.EVENTS[2:]]))

        assert [(each.kind, each.number) for each in broken] == [(BreakKind.OUT_OF_CHAIN, 3)]

    def test_a_row_written_anew_shows(self) -> None:
        """A row with a digest that fits its new content is given away by the next one."""
        new = NewEvent(kind=K.NOTED, data={"note": "b"}, by=WORKER)
        forged = written(new, seq=2, case=CaseKind.REQUEST, case_id="R-1", last=self.EVENTS[0], at=AT)
        broken = list(verify_chain("R-1", [self.EVENTS[0], forged, *self.EVENTS[2:]]))

        assert [(each.kind, each.number) for each in broken] == [(BreakKind.OUT_OF_CHAIN, 3)]

    def test_a_row_written_anew_shows_though_the_next_was_mended(self) -> None:
        """Where the next row was made to name the forged one, its own digest gives it away."""
        new = NewEvent(kind=K.NOTED, data={"note": "b"}, by=WORKER)
        forged = written(new, seq=2, case=CaseKind.REQUEST, case_id="R-1", last=self.EVENTS[0], at=AT)
        mended = evolve(self.EVENTS[2], prev_digest=forged.digest)
        broken = list(verify_chain("R-1", [self.EVENTS[0], forged, mended, *self.EVENTS[3:]]))

        assert [(each.kind, each.number) for each in broken] == [(BreakKind.CHANGED, 3)]

    def test_a_cut_off_end_shows(self) -> None:
        """The case keeps its last digest: a journal that ends before it is named, and so is an empty one."""
        head = self.EVENTS[-1].digest

        assert [each.kind for each in verify_chain("R-1", self.EVENTS[:-1], head=head)] == [BreakKind.END_MISSING]
        assert [each.number for each in verify_chain("R-1", [], head=head)] == [0]

    def test_an_impossible_step_shows(self) -> None:
        """A row with right digests, whose step could not have been taken, is named."""
        last = self.EVENTS[-1]
        pretended = evolve(last, state=S.HELD)
        new = NewEvent(kind=K.RESUMED, by=WORKER)
        forged = written(new, seq=5, case=CaseKind.REQUEST, case_id="R-1", last=pretended, at=AT)

        assert [each.kind for each in verify_chain("R-1", [*self.EVENTS, forged])] == [BreakKind.IMPOSSIBLE_STEP]

    @given(st.dictionaries(st.text(), st.none() | st.integers() | st.lists(st.text(), max_size=3), max_size=5))
    def test_any_data_has_one_spelling(self, data: dict[str, Any]) -> None:
        """The canonical JSON of any data is ASCII and does not depend on the order of its fields."""
        turned = dict(reversed(data.items()))

        assert canonical_json(data) == canonical_json(turned)
        assert canonical_json(data).isascii()

    def test_what_no_journal_keeps_is_refused(self) -> None:
        """Fractions, moments and keys that are no texts are refused, all of them named."""
        with pytest.raises(UsageError, match=r"(?s)`data\.share`.*`data\.when\[\]`"):
            NewEvent(kind=K.NOTED, data={"share": 0.5, "when": [AT]})
        with pytest.raises(UsageError, match="no text"):
            NewEvent(kind=K.NOTED, data={"nested": {1: "x"}})

    def test_no_repr_shows_data(self) -> None:
        """Neither data nor who did it show."""
        shown = repr((NewEvent(kind=K.NOTED, data={"note": "secret"}, by=WORKER), self.EVENTS, WORKER))

        assert "secret" not in shown
        assert "worker-1" not in shown


class TestSteps:
    """The table of legal steps."""

    def test_every_target_is_a_state_of_its_kind(self) -> None:
        """Requests stay requests: each step leads to a state of the same kind of case, and can lead on or is an end."""
        for case, table in LEGAL.items():
            states = {state for row in table.values() for state in row} - {None}
            targets = {target for row in table.values() for found in row.values() for target in found}

            assert targets <= states | {S.KEPT}, case

    def test_every_state_of_a_request_is_reached(self) -> None:
        """From nothing, every state can be reached by legal steps."""
        reached: set[State | None] = {None}
        while True:
            rows = LEGAL[CaseKind.REQUEST].values()
            more = {target for row in rows for state in reached & row.keys() for target in row[state]} - reached
            if not more:
                break
            reached |= more

        assert reached == {None, *REQUEST_STATES}

    def test_every_kind_of_event_is_legal_somewhere(self) -> None:
        """No kind of event is left over."""
        assert {kind for table in LEGAL.values() for kind in table} == set(EventKind)

    def test_only_taking_leads_into_taken(self) -> None:
        """Nothing but the store's own taking puts a request into somebody's hands."""
        table = LEGAL[CaseKind.REQUEST]
        rows = {kind: {was: to for was, to in row.items() if was is not S.TAKEN} for kind, row in table.items()}
        entering = {kind for kind, row in rows.items() if any(S.TAKEN in targets for targets in row.values())}

        assert entering == {K.TAKEN}

    @pytest.mark.parametrize("state", OPEN_STATES)
    def test_whatever_is_open_can_be_refused_overridden_and_joined(self, state: State) -> None:
        """From every open state a refusal, an override and a further message are possible."""
        assert {K.REFUSED, K.OVERRIDDEN, K.JOINED, K.MERGED} <= set(possible_steps(CaseKind.REQUEST, state))

    def test_an_illegal_step_names_the_state_and_what_is_possible(self) -> None:
        """The error is for the person at the desk."""
        with pytest.raises(IllegalStepError) as refusal:
            next_state(CaseKind.REQUEST, S.REFUSED, K.RESOLVED, case_id="R-3")

        text = str(refusal.value)
        assert text.startswith("request `R-3` is `refused`, so it cannot be `resolved`; what can follow is")
        assert "`reopened`" in text

    def test_a_case_that_is_not_open_says_so(self) -> None:
        """Before its opening, only opening is possible."""
        with pytest.raises(IllegalStepError, match="has not been opened"):
            next_state(CaseKind.COMPLAINT, None, K.ANSWERED)


class TestData:
    """What an event must and must not carry."""

    def test_every_needed_field_is_allowed(self) -> None:
        """What an event needs it may carry."""
        for (case, kind), needed in NEEDED.items():
            assert needed <= FIELDS[case][kind]

    def test_all_that_is_wrong_is_said(self) -> None:
        """Missing, misplaced and unreadable fields are named together."""
        new = NewEvent(kind=K.HELD, data={"queue": "x", "reason": 1, "action": "y"})
        with pytest.raises(UsageError) as refusal:
            check_data(CaseKind.REQUEST, new)

        assert "`whose` is missing" in str(refusal.value)
        assert "`queue` cannot be set by it" in str(refusal.value)

    @pytest.mark.parametrize(
        ("name", "value"),
        [("level", "huge"), ("needs", "emergency_action"), ("needs", ["x"]), ("turn", 1)],
    )
    def test_what_cannot_be_read_is_said(self, name: str, value: object) -> None:
        """Codes that do not exist, and one text in place of a list, are refused."""
        data = {"level": "high", "reason": "r"} | {name: value}
        with pytest.raises(UsageError, match=f"`{name}` cannot be read"):
            check_data(CaseKind.REQUEST, NewEvent(kind=K.SEVERITY_SET, data=data))

    def test_a_moment_needs_a_zone(self) -> None:
        """A moment without a zone is refused, on the way in and in data."""
        with pytest.raises(MomentError):
            moment_text(datetime(2026, 11, 20))  # noqa: DTZ001  # that is the point
        data = OPENING | {"received_at": "2026-11-20T15:00:00"}
        with pytest.raises(UsageError, match="`received_at` cannot be read"):
            check_data(CaseKind.REQUEST, NewEvent(kind=K.OPENED, data=data))


class TestFolding:
    """What a journal tells of a request."""

    def test_taking_and_giving_back(self) -> None:
        """What was done stays done (I-17): also a taking that came to nothing is one; nobody holds the request."""
        back = (K.RETURNED, None, {"cause": "lapsed"}, SYSTEM)

        taken = request((K.TAKEN,))
        assert (taken.request.taken_at, taken.request.taken_by) == (AT + timedelta(minutes=1), "worker-1")
        returned = request((K.TAKEN,), back).request
        assert (returned.taken_up_at, returned.taken_by) == (AT + timedelta(minutes=1), None)
        assert request((K.TAKEN,), back).token == 2
        reacted = request((K.TAKEN,), (K.REACTED,), back)
        assert reacted.request.taken_up_at == AT + timedelta(minutes=1)

    def test_what_waits_is_in_line_for_the_policy(self) -> None:
        """A request that was given back stands in the policy's line again; one that was reacted to does not."""
        back = (K.RETURNED, None, {"cause": "released"})
        now = AT + timedelta(hours=1)

        assert in_line(request((K.TAKEN,), back).request, now)
        assert not in_line(request((K.TAKEN,), back, (K.TAKEN,)).request, now)
        assert not in_line(request((K.TAKEN,), back).request, AT + timedelta(minutes=1))
        assert not in_line(request((K.TAKEN,), (K.REACTED,), back).request, now)

    def test_a_person_reacts_a_machine_does_not(self) -> None:
        """An automatic acknowledgement or question is no reaction; the first act of a person is (I-17)."""
        machine = request((K.ACKNOWLEDGED, None, {}, SYSTEM), (K.ASKED, S.INCOMPLETE, {}, SYSTEM))
        assert machine.request.reacted_at is None
        assert machine.acknowledged_at == AT + timedelta(minutes=1)

        asked = request((K.TAKEN,), (K.ASKED, S.HELD, {"details": ["login"], "action": "password"}), (K.RESUMED,))
        assert asked.request.reacted_at == AT + timedelta(minutes=2)
        assert asked.asked[0].details == ("login",)
        assert asked.request.action is None

    def test_spans_of_waiting(self) -> None:
        """Each hold is a span for whoever is waited for; changing that ends one and begins another."""
        held = request((K.HELD, None, {"whose": "client"}), (K.HELD, None, {"whose": "field_visit"}), (K.RESUMED,))
        spans = [(hold.whose, hold.start, hold.end) for hold in held.request.holds]
        minutes = [AT + timedelta(minutes=number) for number in range(4)]

        assert spans == [(WhoseTime.CLIENT, minutes[1], minutes[2]), (WhoseTime.FIELD_VISIT, minutes[2], minutes[3])]

    def test_an_incomplete_request_waits_for_the_client(self) -> None:
        """From its opening until it is complete the policy sees it wait for the client, and then no longer."""
        opened = written(
            NewEvent(kind=K.OPENED, to=S.INCOMPLETE, data=OPENING),
            seq=1,
            case=CaseKind.REQUEST,
            case_id="R-1",
            last=None,
            at=AT,
        )
        lacking = fold([opened])
        assert isinstance(lacking, RequestRecord)
        assert waits_for(lacking.request, AT) is WhoseTime.CLIENT

        later = AT + timedelta(hours=1)
        data = {"completed_at": moment_text(later)}
        new = NewEvent(kind=K.COMPLETED, to=S.WAITING, data=data)
        whole = apply(lacking, written(new, seq=2, case=CaseKind.REQUEST, case_id="R-1", last=opened, at=later))
        assert isinstance(whole, RequestRecord)
        assert waits_for(whole.request, later) is None
        assert whole.placed_at == QueuePolicy().arrival_span(whole.request)[0] == AT

    def test_severity(self) -> None:
        """Staff, moment, reason and needs are those of the event, and it settles what was to be triaged."""
        data = {
            "level": "critical",
            "reason": "all is down",
            "needs": ["emergency_action"],
            "turn": "may_go_out_of_turn",
        }
        judged = request((K.JOINED, None, {"triage_wanted": True}, SYSTEM), (K.SEVERITY_SET, None, data))
        severity = judged.request.severity

        assert severity is not None
        assert (severity.level, severity.needs) == (SeverityLevel.CRITICAL, frozenset({SpecialNeed.EMERGENCY_ACTION}))
        assert (severity.set_by, severity.set_at) == ("worker-1", AT + timedelta(minutes=2))
        assert not judged.triage_wanted

    def test_reopening_gives_a_new_place(self) -> None:
        """What is taken up again begins anew, and still tells when it first came."""
        later = AT + timedelta(days=1)
        data = {"received_at": moment_text(later), "arrival_number": 9}
        again = request((K.TAKEN,), (K.REFUSED,), (K.REOPENED, S.WAITING, data))

        assert (again.placed_at, again.request.received_at, again.first_received_at) == (later, later, AT)
        assert (again.request.refused_at, again.request.taken_up_at, again.request.arrival_number) == (None, None, 9)

    def test_correction(self) -> None:
        """A correction sets what is right; the journal keeps both."""
        right = request((K.IDENTIFIED, None, {"subscriber_id": "7"}), (K.CORRECTED, None, {"subscriber_id": "8"}))

        assert right.request.subscriber_id == "8"

    def test_links_and_merging(self) -> None:
        """Links add up without repeats; what is merged is done with, in favour of the other."""
        linked = request((K.LINKED, None, {"links": ["R-2"]}), (K.SPLIT, None, {"links": ["R-2", "R-3"]}))
        merged = request((K.MERGED, None, {"into": "R-9"}))

        assert linked.links == ("R-2", "R-3")
        assert (merged.merged_into, merged.state) == ("R-9", S.MERGED)
        assert merged.request.closed_at == AT + timedelta(minutes=1)

    def test_folding_step_by_step_is_folding(self) -> None:
        """Applying events one by one gives what folding them all gives."""
        events = history((K.TAKEN,), (K.HELD, None, {"whose": "third_party"}), (K.RESUMED,), (K.TAKEN,), (K.RESOLVED,))
        case = None
        for event in events:
            case = apply(case, event)

        assert case == fold(events)

    def test_a_journal_of_nothing_and_of_another_case(self) -> None:
        """No events, a missing beginning, and an event of another kind of case are refused."""
        events = history((K.TAKEN,))
        with pytest.raises(BackendError, match="tells nothing"):
            fold([])
        with pytest.raises(BackendError, match="does not begin"):
            fold(events[1:])
        lodged = NewEvent(kind=K.LODGED, to=S.LODGED, data={"channel": "email", "lodged_at": moment_text(AT)})
        complaint = fold([written(lodged, seq=1, case=CaseKind.COMPLAINT, case_id="C-1", last=None, at=AT)])
        assert isinstance(complaint, ComplaintRecord)
        with pytest.raises(BackendError, match="another kind"):
            apply(complaint, events[1])
