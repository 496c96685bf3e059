"""The desk's own store can be judged, and whoever keeps its rules breaks none (3.9, 3.13, 3.14; I-5, I-7, I-20).

Days at the desk made up by chance; then one audit of its store, held against the decisions that the desk reached.
"""

import inspect
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from tests.desk.days import Days
from tests.desk.own_store import (
    EXCUSED,
    OBSERVED,
    OBSERVED_IN,
    Rows,
    all_decisions,
    decisions,
    doubt_decides,
    intakes,
    journal,
    judged,
    lodgings,
    microseconds,
)
from tests.situations.stage import REGULATION

from netpoint_stp.audit.checks import CHECKS
from netpoint_stp.audit.records.log import Log
from netpoint_stp.audit.sources.opening import read_log
from netpoint_stp.casebook.records import intake_decision_of
from netpoint_stp.casebook.steps import EventKind, State
from netpoint_stp.channels.evidence import Taken
from netpoint_stp.desk.agenda import Duty
from netpoint_stp.desk.office import Desk
from netpoint_stp.policy.complaints.tables import ComplaintStatus
from netpoint_stp.policy.intake.policy import Intake
from netpoint_stp.rules import UNKNOWN, still_possible
from netpoint_stp.subjects.account import AccountDetail

SEEDS: Final = (1,)
STEPS: Final = 1200
K = EventKind
pytestmark = pytest.mark.no_cover


@pytest.fixture(scope="module", params=SEEDS)
def days(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Days]:
    """Days at the desk, of one seed."""
    path: Path = tmp_path_factory.mktemp("days")
    made = Days(f"sqlite:///{path}/desk.db", request.param)
    made.pass_by(STEPS // 2)
    made.write_while_billing_is_down()
    made.come_near_the_figures()
    made.work_on_what_is_no_request()
    made.write_about_what_was_split_off()
    made.write_beside_what_was_made_good()
    made.pass_by(STEPS // 2)
    yield made
    made.store.close()


@pytest.fixture(scope="module")
def log(days: Days) -> Log:
    """Return the store as the audit reads it."""
    return read_log(days.url)


@pytest.fixture(scope="module")
def rows(days: Days, log: Log) -> Rows:
    """Return what the audit says of the store."""
    return judged(log, days.now)


class TestJudged:
    """For each decision that the desk reached, the audit of its store reaches the same one."""

    def test_the_days_are_not_idle(self, days: Days) -> None:
        """Most steps were done, and refused where the text refuses them."""
        assert len(days.done) > 30
        states = {event.state for event in journal(days)}
        assert {State.TAKEN, State.WAITING, State.REFUSED, State.RESOLVED, State.HELD} <= states
        assert days.store.verify() == ()

    def test_every_check_can_be_asked(self, rows: Rows) -> None:
        """Nothing is not observable of the library's own store."""
        assert set(rows) == {check.id for check in CHECKS}

    def test_refusals(self, days: Days, rows: Rows) -> None:
        """3.9–3.9.3: on which grounds, or on which others."""
        audited = {row["id"]: row for row in rows["3.9"]}
        given, asked = decisions(days, "refusal_given"), decisions(days, "refusal")
        refused = days.store.requests(states=frozenset({State.REFUSED}), limit=1000).items
        assert len(refused) > 2
        for record in refused:
            result = given[record.id].result
            row = audited[record.id]
            told = (record.id, row, asked[record.id].observations, result)
            if "outcome" in result:
                assert row["outcome"] == result["outcome"], told
            else:
                assert row["answer"] == "undetermined", told
            grounds = next(e.data["grounds"] for e in reversed(days.store.events(record.id)) if e.kind is K.REFUSED)
            assert (row["other"] or "").split() == sorted(grounds, key=_GROUNDS.index), told
            for ground, check in zip(_GROUNDS, ("3.9.1", "3.9.2", "3.9.3"), strict=True):
                of = next(each for each in rows[check] if each["id"] == record.id)
                assert of["answer"] == ("kept" if ground in grounds else "not_applicable"), (check, told)

    def test_since_when_what_lacks_was_asked_for(self, days: Days, log: Log) -> None:
        """I-7: the last question by the refusal for what the action needs and billing did not confirm, of the journal.

        The days come near the figure from both sides, and ask in vain for what billing had confirmed already: so any
        other moment is another verdict in 3.9.1 somewhere, and no moment is one too.
        """
        frame = log.frames["requests"].select("request_id", "asked_last_at")
        rows = frame.collect(backend="pyarrow").to_native().to_pylist()
        told = {row["request_id"]: row["asked_last_at"] for row in rows}
        waited, not_the_last = set(), 0
        for record in days.store.requests(states=frozenset({State.REFUSED}), limit=1000).items:
            lacking = _lacking(days, record.id)
            asked = [event for event in days.store.events(record.id) if event.kind is K.ASKED]
            moments = [event.at for event in asked if lacking & {*(event.data.get("details") or ())}]
            last = max(moments, default=None)
            assert told[record.id] == (None if last is None else last.replace(tzinfo=None)), (record.id, lacking, asked)
            refused_at = record.request.refused_at
            assert refused_at is not None
            waited |= set() if last is None else {refused_at - last}
            not_the_last += last is not None and asked[-1].at > last
        figure = REGULATION.refusal.answer_time
        assert figure is not None
        assert {figure, figure - timedelta(minutes=10)} <= waited
        assert not_the_last

    def test_questions(self, days: Days, rows: Rows) -> None:
        """3.6: what was asked for an action, by a person; what 3.1.4 asks for by itself is for no action."""
        own = {row["id"] for row in rows["3.19"]}
        asked = [
            event
            for event in journal(days)
            if event.kind is K.ASKED and event.case_id in own and event.by.id and event.data["details"]
        ]
        told = [row for row in rows["3.6"] if row["answer"] != "not_applicable"]
        assert len(asked) == len(told) > 3
        actions = REGULATION.identification.actions
        asked.sort(key=lambda event: (event.at.replace(tzinfo=None), event.case_id))
        told.sort(key=lambda row: (row["at"], row["id"]))
        for event, row in zip(asked, told, strict=True):
            action, details = event.data["action"], set(event.data["details"])
            listed = action in actions
            more = listed and details - {each.value for each in actions[action].details}
            assert row["answer"] == ("undetermined" if not listed else "broken" if more else "kept"), (event, row)

    def test_complaints(self, days: Days, rows: Rows) -> None:
        """3.10–3.12: whether a term runs, whether it was kept, what the complaint names."""
        lodging, contents = decisions(days, "lodging"), decisions(days, "contents")
        answers = {row["id"]: row for row in rows["3.12"]}
        named = {row["id"]: row for row in rows["3.11"]}
        answered: set[str] = set()
        for case_id, decision in lodging.items():
            if "outcome" not in decision.result:
                continue
            runs = decision.result["outcome"] in ("lodged", "lodged_irregularly")
            doubted = runs and doubt_decides(days, case_id)
            assert (answers[case_id]["answer"] == "undetermined") is doubted, (decision, answers[case_id])
            assert runs or answers[case_id]["answer"] == "not_applicable", (decision, answers[case_id])
            complaint = days.store.complaint(case_id)
            assert complaint is not None
            if runs and not doubted and complaint.complaint.answered_at is not None:
                status = REGULATION.complaints.status_of(complaint.complaint, days.now)
                kept = still_possible(status) == {ComplaintStatus.ANSWERED_IN_TIME}
                assert answers[case_id]["answer"] == ("kept" if kept else "broken"), (status, answers[case_id])
                answered.add(answers[case_id]["answer"])
            if not contents[case_id].observations["unread"]:
                complete = contents[case_id].result["outcome"] == "complete"
                assert named[case_id]["answer"] == ("kept" if complete else "broken"), (
                    contents[case_id],
                    named[case_id],
                )
        assert "kept" in answered

    def test_where_complaints_went(self, days: Days, log: Log) -> None:
        """3.10, I-12: no more is open of what became of one than was open to the desk, which may know two routes."""
        decided = {case_id: each.result for case_id, each in decisions(days, "lodging").items()}
        possible = {case_id: set(each.get("possible", [each.get("outcome")])) for case_id, each in decided.items()}
        assert {"lodged", "lodged_irregularly"} in possible.values(), "no complaint came as a blind copy"
        assert lodgings(log, days.now) == possible

    def test_the_agenda_calls_overdue_what_the_audit_finds_broken(self, days: Days, rows: Rows) -> None:
        """3.12, I-15: of each complaint without an answer; where a day in doubt decides, neither says so."""
        answers = {row["id"]: row["answer"] for row in rows["3.12"]}
        items = [item for item in days.desk.due(days.now + timedelta(days=90)) if item.duty is Duty.COMPLAINT_ANSWER]
        late = {"broken": True, "undetermined": None}
        for item in items:
            assert item.late is late.get(answers[item.case_id], False), (item, answers[item.case_id])

    def test_problems(self, days: Days, rows: Rows) -> None:
        """2.4, 2.5, 4.1.2, 4.1.3, 4.5: whose it is, who noticed it, who was told of it, what was published."""
        watch, alert = decisions(days, "watch"), decisions(days, "alert")
        by_watch = {row["id"]: row for row in rows["2.4"]}
        assert watch
        for case_id, decision in watch.items():
            outcome = decision.result.get("outcome")
            assert by_watch[case_id]["outcome"] == (outcome or "undetermined"), (decision, by_watch[case_id])
        for check in ("2.5", "4.1.3"):
            for row in rows[check]:
                if row["id"] in alert and "outcome" in alert[row["id"]].result:
                    assert row["answer"] != "undetermined", (check, row, alert[row["id"]])
        failures = {row["id"]: row for row in rows["4.5-failures"]}
        for case_id, decision in decisions(days, "notice").items():
            if case_id in failures and "outcome" in decision.result:
                assert failures[case_id]["answer"] != "undetermined", (decision, failures[case_id])

    def test_instructions(self, days: Days, rows: Rows) -> None:
        """4.2.2: what a client was told to do, and whether it was done in good time."""
        told = {row["other"]: row for row in rows["4.2.2"] if row["other"]}
        own = {row["id"] for row in rows["3.19"]}
        followed = [event for event in journal(days) if event.kind is K.FOLLOWED and event.case_id in own]
        by_id = {each.decision_id: each for each in all_decisions(days)}
        late = {"followed_in_time": 0, "followed_late": 0}
        for event in followed:
            decision = by_id[event.decision_id or ""]
            row = told[f"{event.case_id}.{event.data['instruction']}"]
            assert row["outcome"] == decision.result.get("outcome", "undetermined"), (decision, row)
            if row["outcome"] in late and datetime.fromisoformat(decision.observations["followed_at"]) < event.at:
                late[row["outcome"]] += 1
        assert all(late.values()), "none was written down after its time that was followed in time, or late"


class TestTakenIn:
    """Of each message and call the audit says what the desk decided of it: what it is, and what became of it."""

    def test_what_it_is(self, days: Days, log: Log) -> None:
        """3.1–3.5, 3.10: the same, and no more is open than was open to the desk."""
        audited = intakes(log, days.now)
        decided = _decided_of_interactions(days)
        assert set(audited) == set(decided)
        told = {len(each) for each in decided.values()}
        assert 1 in told
        assert max(told) > 1, "nothing was open to the desk"
        assert decided != _decided_of_interactions(days, again=False), "nothing was judged again"
        assert set().union(*decided.values()) == {each.value for each in Intake}
        for id_, possible in audited.items():
            wanted = decided[id_]
            assert possible == wanted, id_

    def test_what_became_of_it(self, days: Days, rows: Rows) -> None:
        """4.1.1, 2.1.5: nothing that the desk found to be a request is lost; only calls were missed."""
        decided = _decided_of_interactions(days)
        for row in rows["4.1.1"]:
            possible = decided[row["id"]]
            assert row["answer"] != "undetermined" or len(possible) > 1, row
            assert row["answer"] != "broken" or (row["outcome"], possible) == ("missed", {"not_taken"}), row
        missed = {row["id"] for row in rows["4.1.1"] if row["answer"] == "broken"}
        nobody = {row["id"] for row in rows["2.1.5"] if row["answer"] == "broken"}
        assert missed <= nobody
        assert {id_ for id_ in nobody if decided[id_] != {"not_taken"}} == set()
        assert missed

    def test_whoever_answered_a_call_took_it_up(self, days: Days, log: Log) -> None:
        """I-17, I-24: that is an act on its request, new or there before, by them, at the moment of the call."""
        frame = log.frames["events"].select("request_id", "at", "kind", "actor", "automatic")
        acts = {
            (row["request_id"], row["at"], row["actor"])
            for row in frame.collect(backend="pyarrow").to_native().to_pylist()
            if row["kind"] in ("taken", "reacted") and not row["automatic"]
        }
        became = set()
        for each in _interactions(days):
            stored = days.store.interaction(each)
            assert stored is not None
            call, received = stored.interaction.call, stored.interaction.received_at
            if call is None or call.taken is not Taken.BY_PERSON:
                continue
            assert received is not None
            for case_id in [case for case in days.store.cases_of(interaction=each) if case.startswith("R")][:1]:
                event = next(e for e in days.store.events(case_id) if each in (e.data.get("interactions") or ()))
                assert (case_id, received.replace(tzinfo=None), call.taken_by) in acts, (each, event)
                became.add((event.kind, event.state))
        assert {K.OPENED, K.JOINED} == {kind for kind, _ in became}
        assert State.TRIAGE in {state for _, state in became}

    def test_complaints_are_filed(self, days: Days, rows: Rows) -> None:
        """3.10: what the desk found to be a complaint became one; what staff called a request is none."""
        decided = _decided_of_interactions(days)
        for row in rows["3.10-filed"]:
            possible = decided[row["id"]]
            assert row["answer"] != "broken", row
            assert (row["answer"] == "undetermined") is (len(possible) > 1 and "complaint" in possible), row

    def test_on_what_work_rests(self, days: Days, rows: Rows) -> None:
        """3.1, 3.1.4, 3.2, 3.4: open only where the desk could not tell."""
        decided = _decided_of_interactions(days)
        for check in ("3.1.4", "3.2", "3.4"):
            left_open = [row for row in rows[check] if row["answer"] == "undetermined"]
            assert [row for row in left_open if len(decided[row["id"]]) == 1 and not _shares(days, row, decided)] == []
        for row in rows["3.1"]:
            record = days.store.request(row["id"])
            assert record is not None
            messages = [decided[each] for each in record.request.interactions]
            if row["answer"] == "undetermined":
                assert any(len(each) > 1 for each in messages), (row, messages)
        assert {row["answer"] for row in rows["3.1"]} >= {"kept", "not_applicable"}

    def test_who_it_is(self, days: Days, log: Log) -> None:
        """3.6: what the account information amounts to, as it was last decided; where that was open, each way."""
        frame = log.frames["requests"].select("request_id", "identity", "refused_at")
        found = {row["request_id"]: row for row in frame.collect(backend="pyarrow").to_native().to_pylist()}
        identity, refusal = decisions(days, "identity"), decisions(days, "refusal")
        assert len(identity) > 5
        for case_id, decision in identity.items():
            if case_id not in refusal or found[case_id]["refused_at"] is None:
                possible = decision.result.get("possible", [decision.result.get("outcome")])
                assert found[case_id]["identity"] == "&".join(sorted(possible)), (decision, found[case_id])
        for case_id, decision in refusal.items():
            told = decision.input["parts"]["information"]["facts"]["identity"]
            if found[case_id]["refused_at"] is not None:
                several = "&".join(sorted(told if isinstance(told, list) else [told]))
                assert found[case_id]["identity"] == (None if told == UNKNOWN.value else several), (
                    told,
                    found[case_id],
                )

    def test_nothing_in_it_is_odd(self, log: Log) -> None:
        """The audit finds no cell that it cannot read in what the desk wrote."""
        assert [each for each in log.problems if each.count] == []


class TestNoBreach:
    """Whoever keeps the desk's rules breaks none: each step was allowed without overriding anything."""

    def test_in_the_order_of_arrival(self, days: Days, rows: Rows) -> None:
        """3.13: nobody was overtaken but by what may go out of turn, and of nobody it cannot be told.

        But where the desk itself left open by which moment a request had arrived, for it was completed and nobody had
        been asked what it lacked (I-5): whether that one went ahead, or was passed, is open.
        """
        assert [row for row in rows["3.13"] if row["answer"] == "broken"] == []
        open_ = {case for case, each in decisions(days, "arrival").items() if "outcome" not in each.result}
        acts = {(event.case_id, microseconds(event.at)) for event in journal(days) if event.case_id in open_}
        left_open = [row for row in rows["3.13"] if row["answer"] == "undetermined"]
        assert [row for row in left_open if not {(each, row["due_us"]) for each in open_} & acts] == []

    def test_out_of_turn_with_the_right_to(self, rows: Rows) -> None:
        """3.14: what went ahead had the need on record before; who was passed was free then, or was not."""
        assert [row for row in rows["3.14"] if row["answer"] in ("broken", "undetermined")] == []

    def test_on_what_is_a_request(self, rows: Rows) -> None:
        """3.1, 3.1.4, 3.4: nobody worked on what is no request, nor on what lacks something that nobody asked for."""
        for check in ("3.1", "3.1.4", "3.4"):
            assert [row for row in rows[check] if row["answer"] == "broken"] == [], check

    def test_on_the_grounds_that_there_are(self, rows: Rows) -> None:
        """3.9: a refusal on another ground has its reason on record, which somebody has to justify (I-6)."""
        broken = [row for row in rows["3.9"] if row["answer"] == "broken"]
        assert [row for row in broken if row["outcome"] != "outside_main_grounds"] == []
        assert [row for check in ("3.9.1", "3.9.2", "3.9.3") for row in rows[check] if row["answer"] == "broken"] == []


class TestObservable:
    """Every fact that a step takes from a person can be looked at in the audit of the store, or it is said why not."""

    def test_each_parameter_of_each_step(self) -> None:
        """A step or a parameter that is new stands here with the columns in which it is found, or with a reason."""
        unknown = {
            (name, parameter)
            for name, step in inspect.getmembers(Desk, inspect.isfunction)
            if not name.startswith("_") and "by" in inspect.signature(step).parameters
            for parameter in inspect.signature(step).parameters
            if parameter not in OBSERVED and parameter not in EXCUSED and parameter != "self"
        }
        assert unknown == set()

    @pytest.mark.parametrize("column", sorted({each for columns in OBSERVED_IN for each in columns}))
    def test_the_columns_hold_something(self, log: Log, column: str) -> None:
        """Not only that there is a column: the days filled it."""
        table, _, name = column.partition(".")
        cells = log.frames[table].select(name).collect(backend="pyarrow").to_native().to_pylist()
        assert any(cell[name] is not None for cell in cells)


def _decided_of_interactions(days: Days, *, again: bool = True) -> dict[str, set[str]]:
    """Return what the desk found possible of each interaction, when it came in, or `again` when billing told."""
    by_id = {each.decision_id: each for each in all_decisions(days) if each.path == "intake"}
    chosen = {id_: intake_decision_of(id_) for id_ in _interactions(days)}
    for event in journal(days):
        if again and event.kind is K.IDENTIFIED and event.decision_id in by_id:
            record = days.store.request(event.case_id)
            assert record is not None
            chosen[record.request.interactions[0]] = event.decision_id
    results = {id_: by_id[decision].result for id_, decision in chosen.items()}
    return {id_: set(result.get("possible", [result.get("outcome")])) for id_, result in results.items()}


def _lacking(days: Days, request_id: str) -> set[str]:
    """Return what of account information still lacked when a request was refused, or all that was of use to ask."""
    seen = decisions(days, "refusal")[request_id].observations
    requirement = REGULATION.identification.actions.get(seen["action"])
    needed = {detail.value for detail in (AccountDetail if requirement is None else requirement.details)}
    agreement = (seen["match"] or {}).get("agreement", {})
    return {name for name in needed if agreement.get(name) is not True} or needed


def _interactions(days: Days) -> Iterator[str]:
    number = 1
    while days.store.interaction(f"I-{number}") is not None:
        yield f"I-{number}"
        number += 1


def _shares(days: Days, row: Mapping[str, Any], decided: Mapping[str, set[str]]) -> bool:
    """Return whether the request of a message has another one of which the desk could not tell what it is."""
    record = None if row["other"] is None else days.store.request(row["other"])
    return record is not None and any(len(decided[each]) > 1 for each in record.request.interactions)


_GROUNDS: Final = ("information_absent", "outside_contract", "agreed_interruption")
