"""The desk's own store can be judged, and whoever keeps its rules breaks none (3.9, 3.13, 3.14; I-5, I-7, I-20).

Days at the desk made up by chance; then one audit of its store, held against the decisions that the desk reached.
"""

import inspect
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from tests.desk.days import Days
from tests.situations.stage import REGULATION

from netpoint_stp.audit.checks import CHECKS, Case
from netpoint_stp.audit.log import Log
from netpoint_stp.audit.sources.opening import read_log
from netpoint_stp.backends.records import DecisionRecord
from netpoint_stp.backends.steps import EventKind, State
from netpoint_stp.desk.agenda import Duty
from netpoint_stp.desk.office import Desk

SEEDS: Final = (1, 2)
STEPS: Final = 800
K = EventKind
Rows = Mapping[str, list[dict[str, Any]]]


OBSERVED: Final[Mapping[str, tuple[str, ...]]] = {
    "request_id": ("requests.request_id", "events.request_id"),
    "request_ids": ("requests.bulk",),
    "complaint_id": ("complaints.complaint_id",),
    "incident_id": ("incidents.incident_id",),
    "incident": ("incidents.trouble_with", "incidents.extent", "incidents.began_at", "works.began_at"),
    "interaction_id": ("complaints.interaction_id",),
    "by": ("events.actor",),
    "worker": ("requests.taken_by",),
    "at": ("events.at",),
    "ended_at": ("incidents.ended_at",),
    "began_at": ("incidents.began_at",),
    "owner": ("incidents.owner",),
    "noticed_by": ("incidents.noticed_by_monitoring",),
    "emergency": ("incidents.emergency",),
    "helps": ("events.helps",),
    "instruction": ("events.refers_to",),
    "level": ("requests.severity",),
    "needs": ("requests.emergency_action", "requests.specialist_advice"),
    "queue": ("requests.queue",),
    "action": ("requests.action", "events.action"),
    "service": ("requests.service",),
    "support_level": ("requests.support_level",),
    "details": ("events.asked_for",),
    "wanted": ("requests.demand", "requests.action", "requests.service", "events.ground"),
    "reason": ("requests.refusal_reason",),
    "given": ("requests.identity",),
    "complainant": ("complaints.complainant",),
    "about": ("complaints.about",),
    "request_date": ("complaints.names_request_date",),
    "taker_name": ("complaints.names_taker",),
    "request_text": ("complaints.names_request_text",),
    "interim": ("complaints.interim_answer_at",),
    "settles": ("requests.closed_at",),
    "lacking": ("requests.in_line",),
    "into": ("interactions.request_id",),
}
"""Where what a step was told is found in the audit of the store."""
OBSERVED_IN: Final = tuple(OBSERVED.values())
EXCUSED: Final[Mapping[str, str]] = {
    **dict.fromkeys(("key", "token", "lease"), "a means of the call, no fact"),
    **dict.fromkeys(("text", "texts", "what", "links", "question"), "words to a client or a colleague; not judged"),
    "said": "how it was told; that it was told is the event itself",
    "case_id": "which case: see request_id, complaint_id",
    "to": "overriding is judged by the state that follows",
    "out_of_turn": "the reason for a breach of 3.13 does not undo it; the journal keeps it",
    "parts": "each part is a request of its own",
    "others": "links decide no clause",
    "act": "whether a person may have something done (I-1) is decided at the desk alone",
    "standing": "see act",
    "contract_matters": "see given: it is in what the information amounts to",
    "matter": "declined advice is an answer, and no refusal (I-9)",
    "concerns_working": "see matter",
    "task": "stays with the request; whether it is stated is read of its messages (3.5)",
    "reached_complaints_address_at": "the second term that is shown breaks nothing (I-12)",
    "item_id": "what was put aside is read, not judged",
}
"""What a step takes and no clause that is audited asks about, with the reason."""


def judged(log: Log, now: Any) -> Rows:
    """Return what every check says of every row, by the id of the check."""
    case = Case(log=log, regulation=REGULATION, now=int(now.timestamp() * 1_000_000))
    found = {}
    for check in CHECKS:
        if not check.not_observable(log):
            found[check.id] = check.judge(case).rows.collect(backend="pyarrow").to_native().to_pylist()
    return found


@pytest.fixture(scope="module", params=SEEDS)
def days(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Days]:
    """Days at the desk, of one seed."""
    path: Path = tmp_path_factory.mktemp("days")
    made = Days(f"sqlite:///{path}/desk.db", request.param)
    made.pass_by(STEPS)
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


def decisions(days: Days, path: str) -> dict[str, DecisionRecord]:
    """Return the last decision of each case by a path."""
    found: dict[str, DecisionRecord] = {}
    after: str | None = None
    while True:
        page = days.store.decisions(after)
        found |= {each.case_id: each for each in page.items if each.path == path and each.case_id is not None}
        after = page.after
        if after is None:
            return found


class TestJudged:
    """For each decision that the desk reached, the audit of its store reaches the same one."""

    def test_the_days_are_not_idle(self, days: Days) -> None:
        """Most steps were done, and refused where the text refuses them."""
        assert len(days.done) > 30
        states = {event.state for event in _journal(days)}
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

    def test_questions(self, days: Days, rows: Rows) -> None:
        """3.6: what was asked for an action, by a person; what 3.1.4 asks for by itself is for no action."""
        own = {row["id"] for row in rows["3.19"]}
        asked = [
            event
            for event in _journal(days)
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
        assert lodging
        for case_id, decision in lodging.items():
            if "outcome" not in decision.result:
                continue
            runs = decision.result["outcome"] in ("lodged", "lodged_irregularly")
            doubted = runs and _doubt_decides(days, case_id)
            assert (answers[case_id]["answer"] == "undetermined") is doubted, (decision, answers[case_id])
            assert runs or answers[case_id]["answer"] == "not_applicable", (decision, answers[case_id])
            if not contents[case_id].observations["unread"]:
                complete = contents[case_id].result["outcome"] == "complete"
                assert named[case_id]["answer"] == ("kept" if complete else "broken"), (
                    contents[case_id],
                    named[case_id],
                )

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
        followed = [event for event in _journal(days) if event.kind is K.FOLLOWED and event.case_id in own]
        by_id = {each.decision_id: each for each in _all_decisions(days)}
        assert followed
        for event in followed:
            decision = by_id[event.decision_id or ""]
            row = told[f"{event.case_id}.{event.data['instruction']}"]
            assert row["outcome"] == decision.result.get("outcome", "undetermined"), (decision, row)


class TestNoBreach:
    """Whoever keeps the desk's rules breaks none: each step was allowed without overriding anything."""

    def test_in_the_order_of_arrival(self, days: Days, rows: Rows) -> None:
        """3.13: nobody was overtaken but by what may go out of turn, and of nobody it cannot be told.

        But where the desk itself left open by which moment a request had arrived, for it was completed and nobody had
        been asked what it lacked (I-5): whether that one went ahead, or was passed, is open.
        """
        assert [row for row in rows["3.13"] if row["answer"] == "broken"] == []
        open_ = {case for case, each in decisions(days, "arrival").items() if "outcome" not in each.result}
        acts = {(event.case_id, _us(event.at)) for event in _journal(days) if event.case_id in open_}
        left_open = [row for row in rows["3.13"] if row["answer"] == "undetermined"]
        assert [row for row in left_open if not {(each, row["due_us"]) for each in open_} & acts] == []

    def test_out_of_turn_with_the_right_to(self, rows: Rows) -> None:
        """3.14: what went ahead had the need on record before; who was passed was free then, or was not."""
        assert [row for row in rows["3.14"] if row["answer"] in ("broken", "undetermined")] == []

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


_GROUNDS: Final = ("information_absent", "outside_contract", "agreed_interruption")


def _us(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def _journal(days: Days) -> list[Any]:
    found: list[Any] = []
    after: str | None = None
    while True:
        page = days.store.journal(after)
        found += page.items
        after = page.after
        if after is None:
            return found


def _all_decisions(days: Days) -> list[DecisionRecord]:
    found: list[DecisionRecord] = []
    after: str | None = None
    while True:
        page = days.store.decisions(after)
        found += page.items
        after = page.after
        if after is None:
            return found


def _doubt_decides(days: Days, case_id: str) -> bool:
    """Return whether days of which the law is not known yet decide if a complaint's answer is late (I-15)."""
    record = days.store.complaint(case_id)
    assert record is not None
    complaint = record.complaint
    term = REGULATION.complaint_deadline(complaint.lodged_at).value
    return term.doubt_decides(complaint.answered_at or days.now)
