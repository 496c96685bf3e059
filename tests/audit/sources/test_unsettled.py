"""Moments that stand in an export and cannot be read: nothing is found against anybody for a slip of the pen."""

from pathlib import Path

import pytest
from tests.audit.engines import engines
from tests.audit.sources.reading import written

from netpoint_stp import Regulation
from netpoint_stp.audit.checks import Answer
from netpoint_stp.audit.result import AuditResult, audit
from netpoint_stp.audit.sources.opening import read_log
from netpoint_stp.audit.sources.reading import ENGINES, EngineName

EXAMPLE = Regulation.example()
HEADER = "request_id,received_at,taken_at,completed_at,channel,severity,support_level\n"
LATER = "later,2026-03-02T08:30:00Z,2026-03-02T09:00:00Z,,email,ordinary,standard\n"
END = "end,2026-03-05T08:00:00Z,2026-03-05T08:30:00Z,,email,ordinary,standard\n"


def audited(folder: Path, taken: str, *, engine: str = "duckdb") -> AuditResult:
    """Audit a log with one request of whose taking the source says just that, and two that were taken after it."""
    first = f"first,2026-03-02T08:00:00Z,{taken},,email,ordinary,standard\n"
    return audit(read_log(written(folder / "log.csv", HEADER + first + LATER + END), engine=engine), EXAMPLE)


@engines
@pytest.mark.parametrize("taken", ["02/03 09:10", "2026-03-02 08:10"])
def test_a_taking_that_cannot_be_read_leaves_open_when_it_was(tmp_path: Path, taken: str, engine: str) -> None:
    """No form, no zone: whether it was overtaken and when somebody reacted cannot be told."""
    result = audited(tmp_path, taken, engine=engine)

    for clause in ("3.13", "3.19"):
        told = result.by_clause(clause)
        assert told.counts[Answer.UNDETERMINED] == 1
        assert told.counts[Answer.BROKEN] == 0
        assert told.missing == {"requests.taken_at": 1}


@engines
def test_a_taking_before_the_arrival_leaves_open_when_it_was(tmp_path: Path, engine: str) -> None:
    """It cannot have been then: whether a person reacted, and whether in time, is what lacks (3.19)."""
    result = audited(tmp_path, "2026-03-02T07:00:00Z", engine=engine)

    assert result.by_clause("3.13").missing == {"requests.taken_at": 1}
    assert result.by_clause("3.19").missing == {"reacted": 1, "within": 1}
    for clause in ("3.13", "3.19"):
        assert result.by_clause(clause).counts[Answer.UNDETERMINED] == 1
        assert result.by_clause(clause).counts[Answer.BROKEN] == 0


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_open_for_other_reasons_stays_told_beside_it(tmp_path: Path, engine: EngineName) -> None:
    """A level that is not known leaves open what its maximum is, whatever else in the table cannot be read."""
    of_no_level = "third,2026-03-02T08:10:00Z,2026-03-02T08:20:00Z,,email,ordinary,\n"
    first = "first,2026-03-02T08:00:00Z,02/03 09:10,,email,ordinary,standard\n"
    log = read_log(written(tmp_path / "log.csv", HEADER + first + of_no_level + END), engine=engine)

    assert audit(log, EXAMPLE).by_clause("3.19").missing == {"requests.taken_at": 1, "within": 1}


def test_a_request_of_whose_taking_nothing_is_said_was_never_taken(tmp_path: Path) -> None:
    """An empty cell is another thing: by it nothing was done."""
    result = audited(tmp_path, "")

    assert result.by_clause("3.13").counts[Answer.BROKEN] == 1
    assert result.by_clause("3.19").counts[Answer.BROKEN] == 1


def test_what_a_clause_does_not_look_at_leaves_it_alone(tmp_path: Path) -> None:
    """A completion that cannot be read leaves the reaction open; a closing that cannot be read leaves nothing open."""
    head = HEADER.replace("\n", ",closed_at\n")
    row = "first,2026-03-02T08:00:00Z,2026-03-02T08:10:00Z,{},email,ordinary,standard,{}\n"

    broken_completion = audit(written(tmp_path / "one.csv", head + row.format("soon", "")), EXAMPLE)
    broken_closing = audit(written(tmp_path / "two.csv", head + row.format("", "soon")), EXAMPLE)

    assert broken_completion.by_clause("3.19").missing == {"requests.completed_at": 1}
    assert broken_closing.by_clause("3.19").counts[Answer.KEPT] == 1


def test_an_answer_to_a_complaint_that_cannot_be_read_is_no_missing_answer(tmp_path: Path) -> None:
    """Of two complaints past their term, the one with an answer nobody can date is open, the other is broken."""
    head = "complaint_id,lodged_at,answered_at,route,complainant,about\n"
    told = "complaints_address,holder,carrying_out"
    rows = f"1,2026-01-02T08:00:00Z,02/2026/55,{told}\n2,2026-01-02T08:00:00Z,,{told}\n3,2026-03-02T08:00:00Z,,{told}\n"
    written(tmp_path / "log" / "complaints.csv", head + rows)

    result = audit(tmp_path / "log", EXAMPLE).by_clause("3.12")

    assert result.counts[Answer.BROKEN] == 1
    assert result.missing == {"complaints.answered_at": 1}
