"""The audit from Python: frames in, findings out, clause by clause."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl
import pytest
from tests.audit.engines import ENGINES, Columns, every_engine, said
from tests.audit.objects import NOW, START, complaint_columns, complaints, naive, request_columns, requests

from netpoint_stp.audit.checks import CHECKS, Answer
from netpoint_stp.audit.frames.engines import session_of, settled
from netpoint_stp.audit.records.log import Log, log_of
from netpoint_stp.audit.result import audit
from netpoint_stp.audit.sources.opening import read_log
from netpoint_stp.clauses import Coverage, clause
from netpoint_stp.clauses.ids import natural_key
from netpoint_stp.errors import UsageError
from netpoint_stp.regulation import Regulation
from netpoint_stp.testing.generator import Plan, read_breaches
from netpoint_stp.testing.generator.writing import write
from netpoint_stp.wording import LANGUAGES, Language, knows, say

EXAMPLE = Regulation.example()


def tables(engine: str) -> dict[str, Any]:
    """Return random requests and complaints as frames of an engine."""
    make = ENGINES[engine]
    made = [each for each in complaints(8, 60) if each.lodged_at <= NOW]
    return {"requests": make(request_columns(requests(8, 120))), "complaints": make(complaint_columns(made))}


def plain(frame: object) -> list[dict[str, Any]]:
    """Return a native frame as rows, by clause and id."""
    found = nw.from_native(frame).lazy().collect(backend="polars").rows(named=True)  # type: ignore[call-overload]
    return sorted(({**row, "row": 0} for row in found), key=lambda row: (row["clause"], row["id"]))


def test_the_face_of_the_audit_is_its_package() -> None:
    """Each public name is there and is that of its room; a wrong one is answered as every module answers it."""
    import netpoint_stp.audit as face

    assert face.audit is audit
    assert all(getattr(face, name) is not None for name in face.__all__)
    assert set(face.__all__) <= set(dir(face))
    with pytest.raises(AttributeError, match="no attribute `audti`"):
        _ = face.audti


@every_engine
def test_findings_are_frames_of_the_kind_that_came_in(engine: str) -> None:
    """Whoever gives Polars gets Polars, lazy for lazy; and the same breaches, whatever they gave."""
    given = tables(engine)
    result = audit(given, EXAMPLE, now=NOW)

    findings = result.findings

    assert type(findings) is type(given["requests"])
    assert plain(findings) == plain(audit(tables("polars"), EXAMPLE, now=NOW).findings)
    assert {row["clause"] for row in plain(findings)} == {"3.10", "3.12", "3.13", "3.14", "3.19"}
    assert {row["answer"] for row in plain(findings)} == {"broken"}


def test_every_row_has_one_of_four_answers() -> None:
    """The counts of a clause add up to the rows that it was asked of."""
    result = audit(tables("polars"), EXAMPLE, now=NOW)
    answered = result.by_clause("3.12")

    assert answered.rows is not None
    assert sum(answered.counts.values()) == len(answered.rows.collect())
    assert set(answered.counts) == set(Answer)
    assert answered.counts[Answer.BROKEN] == sum(row["clause"] == "3.12" for row in plain(result.findings))


def test_what_cannot_be_seen_is_said_and_counted_nowhere() -> None:
    """A log of requests alone shows nothing of complaints: not observable, for want of these columns."""
    columns: Columns = {"request_id": ["a"], "received_at": [naive(START)], "channel": ["email"]}
    result = audit(ENGINES["polars"](columns), EXAMPLE)

    assert result.by_clause("3.12").not_observable == (
        "complaints.complaint_id",
        "complaints.lodged_at",
        "complaints.answered_at",
    )
    assert result.by_clause("3.12").counts == {}
    assert result.by_clause("3.13").not_observable == ("requests.taken_at|reacted_at|refused_at",)
    assert result.findings is None
    with pytest.raises(UsageError, match=r"no check is named `3.21`"):
        result.by_clause("3.21")


def test_all_is_judged_as_of_the_last_moment_recorded() -> None:
    """A request received a minute before the log ends has not been neglected."""
    late = START + timedelta(days=2)
    columns: Columns = {
        "request_id": ["a", "b"],
        "received_at": [naive(START), naive(late)],
        "taken_at": [None, naive(late + timedelta(minutes=1))],
        "support_level": ["standard"] * 2,
    }
    result = audit(ENGINES["polars"](columns), EXAMPLE).by_clause("3.19")

    assert result.counts[Answer.BROKEN] == 1
    assert result.counts[Answer.KEPT] == 1


def test_everything_wrong_with_frames_is_said_at_once() -> None:
    """Unknown tables, missing columns, cells of another kind."""
    bad = pl.DataFrame({"request_id": ["a"], "received_at": ["yesterday"]})

    with pytest.raises(UsageError) as caught:
        log_of({"requests": bad, "complaint": bad, "works": pl.DataFrame({"works_id": ["w"]}), "notices": "no frame"})
    for part in (
        "no table of records `complaint`; did you mean `complaints`?",
        "column `received_at` of `requests` holds `String`, not moments",
        "table `works` lacks `began_at`",
        "table `notices` is no data frame but `str`",
    ):
        assert part in str(caught.value)


def test_moments_with_a_zone_are_the_same_instants() -> None:
    """A frame whose moments have zones is brought to UTC; a naive one is UTC already."""
    at = datetime(2024, 7, 1, 12, tzinfo=UTC)
    kyiv = pl.DataFrame({"request_id": ["a"], "received_at": [at]}).with_columns(
        pl.col("received_at").dt.convert_time_zone("Europe/Kyiv")
    )

    assert (
        log_of({"requests": kyiv}).span
        == log_of({"requests": pl.DataFrame({"request_id": ["a"], "received_at": [naive(at)]})}).span
    )


@pytest.mark.parametrize("engine", ["duckdb", "pandas", "polars"])
def test_what_nobody_knows_in_a_frame_is_told(engine: str) -> None:
    """A level that no edition has, a channel, a code that no column lists: with how many rows have it, and which."""
    at = [naive(START)] * 3
    asked: Columns = {
        "row": [7, 8, 9],
        "request_id": ["a", "b", "c"],
        "received_at": at,
        "support_level": ["standard", "gold", None],
        "identity": ["identified", "perhaps", "unknown"],
    }
    interactions: Columns = {
        "row": [1, 2, 3],
        "interaction_id": ["a", "b", "c"],
        "received_at": at,
        "channel": ["pigeon", "email", None],
        "destination": ["nowhere", "nowhere", "requests"],
    }
    make = ENGINES[engine]
    result = audit(log_of({"requests": make(asked), "interactions": make(interactions)}), EXAMPLE, now=NOW)

    assert {(f"{each.table}.{each.column}", each.kind.value, each.count, each.rows) for each in result.problems} == {
        ("requests.support_level", "unknown_value", 1, (8,)),
        ("requests.identity", "unknown_value", 1, (8,)),
        ("interactions.channel", "unknown_value", 1, (1,)),
        ("interactions.destination", "unknown_value", 2, (1, 2)),
    }


@pytest.mark.parametrize("engine", ["duckdb", "polars_lazy", "polars"])
def test_rows_name_who_went_ahead_as_findings_do(engine: str) -> None:
    """On every engine, whether what is said of rows is kept or worked out for each look (3.13, 3.14; I-20)."""
    result = audit(log_of(tables(engine)), EXAMPLE, now=NOW)
    for each in (result.by_clause("3.13"), result.keeping_rows().by_clause("3.13"), result.by_clause("3.14")):
        assert each.rows is not None
        assert each.findings is not None
        broken = each.rows.filter(nw.col("answer") == Answer.BROKEN.value)
        told, found = (
            frame.sort("id").select("id", "other").collect(backend="polars").to_native().rows()
            for frame in (broken, each.findings)
        )
        assert told == found != []
        assert all(other for _, other in told)


def test_each_check_is_of_a_clause_that_is_checked_and_blames_whom_the_registry_says() -> None:
    """The registry says whose breach it would be; and checks stand in the order of the text."""
    assert [check.id for check in CHECKS] == sorted((check.id for check in CHECKS), key=natural_key)
    for check in CHECKS:
        entry = clause(check.clause)
        assert check.id.partition("-")[0] == check.clause
        if Coverage.CHECK in entry.handling:
            assert check.whose is entry.breach_by
        else:  # a breach that is inferred says from which reading
            assert check.readings
            assert check.whose is entry.bearer


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_check_asks_its_question_in_words(lang: Language) -> None:
    """One sentence, with a question mark, in every language."""
    for check in CHECKS:
        assert knows(check.key, lang)
        assert say(check.key, lang).endswith("?")


def test_few_records_of_duckdb_are_brought_to_polars_unless_a_log_is_given() -> None:
    """The same is said of every row, and findings are relations of the session that the records came from."""
    given = tables("duckdb")
    brought, looked_at = audit(given, EXAMPLE, now=NOW), audit(log_of(given), EXAMPLE, now=NOW)
    few = log_of(given, bring=True, large=1)

    expected = "duckdb" if session_of(given.values()) is None else "polars"  # older DuckDB does not tell its session
    engines = [{str(each.implementation) for each in log.frames.values()} for log in (brought.log, looked_at.log, few)]
    assert engines == [{expected}, {"duckdb"}, {"duckdb"}]
    assert said(brought) == said(looked_at)
    assert [each.counts for each in brought.summary] == [each.counts for each in looked_at.summary]
    found = given["requests"].set_alias("r").join(brought.findings.set_alias("f"), "r.request_id = f.request")
    assert plain(brought.findings) == plain(looked_at.findings)
    assert len(found.fetchall()) == len([each for each in plain(brought.findings) if each["request"]]) > 0


def read_with_every_breach(folder: Path) -> tuple[Log, Any]:
    """Return a log of all tables on DuckDB, and a function that names the tables that were worked out for it."""
    write(Plan(requests=400, seed=4, breaches=read_breaches(["all=0.2"]), regulation=EXAMPLE), folder)
    log = read_log(folder, engine="duckdb")
    look = "SELECT table_name FROM duckdb_tables() WHERE table_name LIKE 'settled_%' ORDER BY ALL"
    return log, lambda: log.frames["requests"].to_native().query("frame", look).fetchall()


def test_what_is_looked_at_in_passing_leaves_nothing_behind(tmp_path: Path) -> None:
    """A very large log does not fill the disk with what lay between: only what several clauses share stays."""
    log, left = read_with_every_breach(tmp_path / "log")
    expected = {each.check.id: (each.counts, plain(each.findings)) for each in audit(log, EXAMPLE).summary}
    before = left()
    result = audit(log, EXAMPLE)
    found = {}

    for each in result.summary:
        with each.in_passing() as passing:
            found[each.check.id] = (passing.counts, plain(passing.findings))

    assert found == expected
    stayed = len(left()) - len(before)
    shared = {name for _, case in result.cases for name in case._shared}
    assert stayed == len(shared) == 9, shared
    assert len(before) > 2 * stayed


def test_what_is_kept_of_rows_leaves_nothing_else_behind(tmp_path: Path) -> None:
    """Where rows are kept, a table for each clause stays beside what clauses share."""
    log, left = read_with_every_breach(tmp_path / "log")
    result = audit(log, EXAMPLE).keeping_rows()

    for each in result.summary:
        assert each.counts
        with each.in_passing() as passing:
            assert passing is each

    shared = {name for _, case in result.cases for name in case._shared}
    assert len(left()) == len(CHECKS) + len(shared)
    again = audit(log, EXAMPLE)
    assert [plain(each.findings) for each in result.summary] == [plain(each.findings) for each in again.summary]


def test_a_question_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    """What was worked out before something went wrong is let go of as well."""
    log, left = read_with_every_breach(tmp_path / "log")
    case = audit(log, EXAMPLE).cases[0][1]

    def failing() -> nw.LazyFrame[Any]:
        return settled(log.frames["requests"]).select("there_is_no_such_column")

    with pytest.raises(Exception, match="no_such_column"):
        case.shared("failing", failing)

    assert left() == []


def test_findings_stay_when_what_they_were_made_of_is_gone(tmp_path: Path) -> None:
    """Settled findings can be read after the look has ended."""
    log, _ = read_with_every_breach(tmp_path / "log")
    result = audit(log, EXAMPLE).by_clause("3.13")

    with result.in_passing() as passing:
        settled = passing.settled_findings()

    assert plain(settled) == plain(result.findings) != []
