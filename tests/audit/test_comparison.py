"""What if: the same records under another edition, and what changes."""

from datetime import timedelta
from itertools import permutations

import attrs
import narwhals as nw
import pytest
from tests.audit.engines import ENGINES, engines
from tests.audit.objects import naive
from tests.audit.test_audit import tables
from tests.audit.test_editions import CHANGE, FIRST, SECOND, complaints

from netpoint_stp.audit.checks import Answer
from netpoint_stp.audit.comparison import CHANGE as COLUMNS
from netpoint_stp.audit.comparison import compare
from netpoint_stp.audit.records.log import log_of
from netpoint_stp.audit.result import audit
from netpoint_stp.errors import UsageError

pytestmark = pytest.mark.no_cover


@engines
def test_each_record_that_fares_otherwise_is_told(engine: str) -> None:
    """An answer after eight days keeps seven working days and breaks five, wherever it stood in the week."""
    log = log_of(complaints(engine, CHANGE, CHANGE + timedelta(days=98)))
    found = compare(audit(log, FIRST), audit(log, SECOND))
    native = nw.from_native(found.changes).lazy().collect(backend="polars")
    told = {row["id"]: row for row in native.rows(named=True)}

    assert set(native.columns) == set(COLUMNS)
    assert told.keys() == {"c0", "c1"}
    assert (told["c0"]["clause"], told["c0"]["before"], told["c0"]["after"]) == ("3.12", "kept", "broken")
    assert told["c0"]["outcome_after"] == "answered_late"
    assert next(each for each in found.clauses if each.check.id == "3.12").moves == {(Answer.KEPT, Answer.BROKEN): 2}


@engines
def test_nothing_changes_under_the_same_edition(engine: str) -> None:
    """Every record is said the same of, whatever the engine joins and sorts."""
    log = log_of(tables(engine))
    found = compare(audit(log, FIRST), audit(log, FIRST))

    assert all(each.moves == {} for each in found.clauses)


def test_a_longer_delay_is_a_change() -> None:
    """Broken by both, though by more: the figures are part of what is said."""
    log = log_of(complaints("polars", CHANGE))
    three = attrs.evolve(FIRST, complaints=attrs.evolve(FIRST.complaints, working_days=3))
    found = compare(audit(log, SECOND), audit(log, three))
    (row,) = found.changes.iter_rows(named=True)

    assert (row["before"], row["after"]) == ("broken", "broken")
    assert row["late_us_after"] - row["late_us_before"] == 2 * 86_400_000_000


@engines
def test_a_record_that_only_one_edition_looks_at_is_told_too(engine: str) -> None:
    """What no queue takes under one profile, and so is in doubt, is judged under another, and the other way round."""
    log = log_of(tables(engine))
    fewer = attrs.evolve(FIRST.queue, queues=(attrs.evolve(FIRST.queue.queues[0], channels=frozenset({"sms"})),))
    other = attrs.evolve(FIRST, queue=fewer)
    one_way, back = (
        next(each.moves for each in compare(before, after).clauses if each.check.id == "3.13")
        for before, after in permutations((audit(log, FIRST), audit(log, other)))
    )

    assert any(after is Answer.UNDETERMINED for _, after in one_way)
    assert {(after, before): count for (before, after), count in one_way.items()} == back


@engines
def test_a_record_that_is_judged_for_each_role_is_compared_role_by_role(engine: str) -> None:
    """Of two roles one was told within the hour: under half an hour both are late, and no pair is mixed up."""
    at = naive(CHANGE)
    log = log_of(
        {
            "incidents": ENGINES[engine](
                {
                    "incident_id": ["i"],
                    "noticed_at": [at],
                    "owner": ["company"],
                    "established": [True],
                    "trouble_with": ["equipment"],
                }
            ),
            "alerts": ENGINES[engine](
                {
                    "incident_id": ["i", "i"],
                    "sent_at": [naive(CHANGE + timedelta(minutes=minutes)) for minutes in (20, 45)],
                    "role": ["network engineer on duty", "head of the service desk"],
                }
            ),
        }
    )
    patient = attrs.evolve(FIRST, alerts=attrs.evolve(FIRST.alerts, good_time=timedelta(hours=1)))
    now = CHANGE + timedelta(days=1)
    found = compare(audit(log, patient, now=now), audit(log, FIRST, now=now))

    assert {each.check.id: each.moves for each in found.clauses}["4.1.3"] == {(Answer.KEPT, Answer.BROKEN): 1}


def test_audits_of_different_records_are_not_compared() -> None:
    """The same rows in two logs are two logs: their places need not be the same."""
    given = complaints("polars", CHANGE)

    with pytest.raises(UsageError, match="audit one `Log` twice"):
        compare(audit(given, FIRST), audit(given, SECOND))
