"""The check of the order of arrival: on every engine, request by request, what the policy finds pair by pair (3.13)."""

from datetime import datetime, timedelta
from functools import cache
from random import Random
from typing import Any

import attrs
import pytest
from tests.audit.engines import ENGINES, Columns, engines, rows
from tests.audit.objects import NOW, START, held, hold_columns, naive, request_columns, requests

from netpoint_stp.audit.checks.check import JUDGED, Answer, Case
from netpoint_stp.audit.checks.queue.overtaken import ORDER
from netpoint_stp.audit.frames.calendars import microseconds
from netpoint_stp.audit.records.log import log_of
from netpoint_stp.audit.result import audit
from netpoint_stp.policy.queue.overtaking import Overtaken
from netpoint_stp.policy.queue.overtaking import overtaken as pair_by_pair
from netpoint_stp.policy.queue.policy import QueueSettings
from netpoint_stp.policy.queue.tables import OneBeforeAnother, Overtaking, Turn
from netpoint_stp.policy.reaction.policy import SupportLevel
from netpoint_stp.regulation import Regulation
from netpoint_stp.rules import Rule
from netpoint_stp.subjects.requests import Request, WhoseTime

PUBLISHED = Regulation.published()


def with_queue(**changes: Any) -> Regulation:
    """Return the published regulation with other figures of the queue."""
    levels = tuple(SupportLevel(name=name) for name in ("business", "standard", "other"))
    reaction = attrs.evolve(PUBLISHED.reaction, levels=levels)
    return attrs.evolve(PUBLISHED, queue=attrs.evolve(PUBLISHED.queue, **changes), reaction=reaction)


REGULATIONS = {
    "published": PUBLISHED,
    "with figures": with_queue(completion_time=timedelta(hours=20), tie_tolerance=timedelta(minutes=10)),
    "two lines": with_queue(
        queues=(
            QueueSettings(name="business", channels={"email", "sms"}, support_levels={"business"}),
            QueueSettings(name="others", channels={"email", "sms"}, support_levels={"standard", "other"}),
            QueueSettings(name="tickets", channels={"helpdesk"}),
        )
    ),
}


@cache
def drawn(regulation: str) -> tuple[list[Request], dict[str, Overtaken]]:
    """Return random requests, some of which waited for somebody, and what the policy finds among them."""
    made = held(5, requests(4, 300))
    found = pair_by_pair(REGULATIONS[regulation].queue, made, NOW).value
    return made, {each.request_id: each for each in found}


def run(tables: dict[str, Any], regulation: Regulation = PUBLISHED) -> list[dict[str, Any]]:
    """Return what the check says of native frames, by id."""
    case = Case(log=log_of(tables), regulation=regulation, now=microseconds(NOW))
    assert ORDER.not_observable(case.log) == ()
    return rows(ORDER.judge(case).rows, by="id")


@pytest.mark.parametrize("regulation", REGULATIONS)
@engines
def test_each_request_is_found_as_the_policy_finds_it(engine: str, regulation: str) -> None:
    """Bulk answers, ties, completions, spans of waiting, severity recorded before or after: the same findings."""
    made, wanted = drawn(regulation)
    make = ENGINES[engine]

    found = run({"requests": make(request_columns(made)), "events": make(hold_columns(made))}, REGULATIONS[regulation])

    assert wanted.keys() <= {row["id"] for row in found}
    for row in found:
        want = wanted.get(row["id"])
        if row["id"] in unlined(made, REGULATIONS[regulation]):
            assert (row["answer"], want) == ("undetermined", None)
            continue
        assert row["outcome"] == (want.kind.value if want else "not_overtaken"), (row, want)
        if want is not None and row["answer"] == "broken":
            assert row["due_us"] == microseconds(want.passed_at)
            assert row["late_us"] == (None if want.delay is None else want.delay // timedelta(microseconds=1))
    assert {row["outcome"] for row in found} == {"overtaken", "never_taken", "cannot_be_told", "not_overtaken"}


@pytest.mark.parametrize("days", [2, 8, 32])
@pytest.mark.parametrize("regulation", REGULATIONS)
def test_busy_queues_and_quiet_ones_are_judged_alike(regulation: str, days: float) -> None:
    """Many takings in a quarter of an hour, or none for days: whoever waited is compared with the right ones."""
    rules = REGULATIONS[regulation]
    for seed in range(100, 104):
        made = held(seed, requests(seed + 1, 120, days=days))
        wanted = {each.request_id: each for each in pair_by_pair(rules.queue, made, NOW).value}
        columns = {**request_columns(made), "asked_at": [naive(asked(each)) for each in made]}
        make = ENGINES["polars"]

        for row in run({"requests": make(columns), "events": make(hold_columns(made))}, rules):
            want = wanted.get(row["id"])
            if row["id"] in unlined(made, rules):
                assert (row["answer"], want) == ("undetermined", None)
                continue
            assert row["outcome"] == (want.kind.value if want else "not_overtaken"), (seed, row, want)
            if want is not None and row["answer"] == "broken":
                assert row["due_us"] == microseconds(want.passed_at)


def unlined(made: list[Request], rules: Regulation) -> set[str]:
    """Return the ids of those of which no queue is known, though they are no live calls."""
    policy = rules.queue
    return {
        each.id
        for each in made
        if not isinstance(policy.queue_of(each), str) and each.channel not in policy.live_channels
    }


def asked(request: Request) -> datetime | None:
    """Return when the client was first waited for."""
    return next((hold.start for hold in request.holds if hold.whose is WhoseTime.CLIENT), None)


@engines
def test_the_order_of_rows_changes_nothing(engine: str) -> None:
    """A log sorted by anything, or by nothing, gives the same findings."""
    made, _ = drawn("published")
    shuffled = list(made)
    Random(1).shuffle(shuffled)
    make = ENGINES[engine]
    first, second = (
        run({"requests": make(request_columns(each)), "events": make(hold_columns(each))}) for each in (made, shuffled)
    )

    assert [{**row, "row": 0} for row in first] == [{**row, "row": 0} for row in second]


def at(hours: float) -> datetime:
    """Return a moment so many hours after the start."""
    moment = naive(START + timedelta(hours=hours))
    assert moment is not None
    return moment


@engines
def test_the_one_who_was_overtaken_is_named_and_nobody_after(engine: str) -> None:
    """One forgotten request is one finding; those that came after it and were taken in order are fine."""
    columns: Columns = {
        "request_id": ["forgotten", "second", "third"],
        "received_at": [at(1), at(2), at(3)],
        "taken_at": [None, at(4), at(5)],
        "channel": ["email"] * 3,
        "severity": ["low"] * 3,
    }

    found = {row["id"]: row for row in run({"requests": ENGINES[engine](columns)})}

    assert list(found["forgotten"]) == list(JUDGED)
    assert {name: row["outcome"] for name, row in found.items()} == {
        "forgotten": "never_taken",
        "second": "not_overtaken",
        "third": "not_overtaken",
    }
    assert found["forgotten"]["due_us"] == microseconds(START + timedelta(hours=4))


@engines
def test_without_severities_overtaking_cannot_be_told(engine: str) -> None:
    """A log that says nothing of criticality cannot show that an overtaking was wrong, nor that it was right (3.14)."""
    columns: Columns = {
        "request_id": ["first", "second"],
        "received_at": [at(1), at(2)],
        "taken_at": [at(5), at(4)],
        "channel": ["email"] * 2,
    }

    found = {row["id"]: (row["answer"], row["outcome"]) for row in run({"requests": ENGINES[engine](columns)})}

    assert found == {"first": ("undetermined", "cannot_be_told"), "second": ("kept", "not_overtaken")}


@engines
@pytest.mark.parametrize(
    ("severity", "answer"),
    [("ordinary", "broken"), (None, "broken"), ("unknown", "undetermined"), ("sehr dringend", "undetermined")],
)
def test_a_severity_that_is_not_understood_is_not_known(engine: str, severity: str | None, answer: str) -> None:
    """An empty one says that nobody called it critical; a word that nobody knows may have meant that (3.14)."""
    columns: Columns = {
        "request_id": ["first", "second"],
        "received_at": [at(1), at(2)],
        "taken_at": [at(5), at(4)],
        "channel": ["email"] * 2,
        "severity": ["ordinary", severity],
    }

    assert run({"requests": ENGINES[engine](columns)})[0]["answer"] == answer


@engines
@pytest.mark.parametrize(
    ("whose", "answer"), [("client", "kept"), ("desk", "broken"), (None, "undetermined"), ("client later", "broken")]
)
def test_a_wait_for_nobody_knows_whom_settles_nothing(engine: str, whose: str | None, answer: str) -> None:
    """Who waits for the client holds nobody up, who waits for the desk is free; of whom it is not told may be either.

    What is certain all the same is said: once the first has waited, another one goes ahead of it.
    """
    requests: Columns = {
        "request_id": ["first", "second", "third"],
        "received_at": [at(1), at(2), at(3)],
        "taken_at": [at(9), at(5), at(8 if whose == "client later" else 10)],
        "channel": ["email"] * 3,
        "severity": ["ordinary"] * 3,
    }
    events: Columns = {
        "request_id": ["first", "first", "third", "third"],
        "kind": ["held", "resumed", "held", "resumed"],
        "at": [at(4), at(6), at(3.5), at(3.6)],
        "whose": [None if whose == "client later" else whose, None, "client", None],
    }
    frames = {"requests": ENGINES[engine](requests), "events": ENGINES[engine](events)}

    assert run(frames)[0]["answer"] == answer


HARSH = Rule("3.13", Overtaking.OVERTAKEN, when=OneBeforeAnother.turn.is_in(Turn.MAY_GO_OUT_OF_TURN))
OVERTAKING_CHANGED = PUBLISHED.queue.overtaking.replace("3.14", HARSH)
ARRIVAL_CHANGED = PUBLISHED.queue.arrival.replace("3.13", number=2)
"""What was completed later counts from then, however soon."""


@pytest.mark.parametrize(
    "changed", [{"overtaking": OVERTAKING_CHANGED}, {"arrival": ARRIVAL_CHANGED}], ids=["overtaking", "arrival"]
)
def test_a_changed_table_of_overtaking_is_not_passed_over(changed: dict[str, Any]) -> None:
    """The windows stand for the published table: by another one nothing can be told, and the other checks go on."""
    frame = ENGINES["polars"](request_columns(requests(4, 10)))

    result = audit({"requests": frame}, with_queue(**changed), now=NOW)
    plain = audit({"requests": frame}, with_queue(), now=NOW)

    order = result.by_clause("3.13")
    for clause in ("3.9", "3.14", "3.19"):
        assert result.by_clause(clause).counts == plain.by_clause(clause).counts
    assert order.counts[Answer.KEPT] + order.counts[Answer.BROKEN] == 0 < order.counts[Answer.UNDETERMINED]
    assert set(order.missing) == {"table_changed"}
    assert sum(result.by_clause("3.19").counts.values()) == len(frame)
