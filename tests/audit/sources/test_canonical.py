"""Canonical files: a folder of them is a log without any mapping, whatever their form."""

import gc
import gzip
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import narwhals as nw
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.audit.engines import ENGINES, Columns
from tests.audit.sources.reading import HEADER, problems, read, rows, utc, written

from netpoint_stp import Regulation
from netpoint_stp.audit.frames.embedded import Workspace
from netpoint_stp.audit.mapping.model import LogMapping
from netpoint_stp.audit.records.log import log_of
from netpoint_stp.audit.result import audit
from netpoint_stp.audit.sources.limits import Limits
from netpoint_stp.audit.sources.opening import read_log
from netpoint_stp.errors import UsageError
from netpoint_stp.moments import wall_moment, zone

KYIV = zone("Europe/Kyiv")
ROWS = [
    {"request_id": "1", "received_at": "2026-03-02T08:00:00Z", "channel": "email", "emergency_action": "true"},
    {"request_id": "2", "received_at": "2026-03-02T10:30:00.5+02:00", "channel": "sms", "severity": "ordinary"},
]
COLUMNS = ["request_id", "received_at", "channel", "emergency_action", "severity"]


def table(separator: str) -> str:
    """Return the rows as a text with a header."""
    lines = [separator.join(row.get(name, "") for name in COLUMNS) for row in ROWS]
    return "\n".join([separator.join(COLUMNS), *lines]) + "\n"


def typed() -> pl.DataFrame:
    """Return the rows with types, moments in UTC without zone."""
    return pl.DataFrame(
        {
            "request_id": ["1", "2"],
            "received_at": [utc("2026-03-02T08:00:00"), utc("2026-03-02T08:30:00.500000")],
            "channel": ["email", "sms"],
            "emergency_action": [True, None],
            "severity": [None, "ordinary"],
        }
    )


@pytest.mark.parametrize("form", ["csv", "tsv", "jsonl", "parquet", "csv.gz"])
def test_every_form_of_file_gives_the_same_log(tmp_path: Path, form: str) -> None:
    """What a cell says does not hang on the form of the file that it stands in."""
    folder = tmp_path / "log"
    folder.mkdir()
    path = folder / f"requests.{form}"
    match form:
        case "csv":
            written(path, table(","))
        case "csv.gz":
            path.write_bytes(gzip.compress(table(",").encode()))
        case "tsv":
            written(path, table("\t"))
        case "jsonl":
            written(path, "".join(f"{json.dumps(row)}\n" for row in ROWS))
        case _:
            typed().write_parquet(path)

    first, second = rows(read_log(folder))

    assert first["received_at"] == utc("2026-03-02T08:00:00")
    assert first["emergency_action"] is True
    assert "severity" not in first
    assert second["received_at"] == utc("2026-03-02T08:30:00.500000")
    assert second["received_at_us"] == 1_772_440_200_500_000
    assert second["severity"] == "ordinary"


@pytest.mark.parametrize("engine", ["duckdb", "polars", "pandas", "pyarrow"])
def test_a_log_is_judged_on_the_engine_that_is_named(tmp_path: Path, engine: str) -> None:
    """The same findings everywhere, and their frames are of that engine."""
    source = written(tmp_path / "requests.csv", HEADER + "1,2026-03-02T08:00:00Z,2026-03-02T14:00:00Z\n")
    log = read_log(source, engine=engine)

    result = audit(log, Regulation.example())

    assert log.eager == (None if engine == "duckdb" else engine)
    assert sum(result.by_clause("3.19").counts.values()) == 1
    assert type(result.findings).__module__.split(".")[0] in (engine, "_duckdb")


@pytest.mark.parametrize("engine", ["pandas", "pyarrow"])
def test_tables_that_another_engine_looks_at_are_given_back_as_they_came(tmp_path: Path, engine: str) -> None:
    """By Polars where they are small, by DuckDB where they are large: of their kind, and whole numbers stay whole."""
    source = written(tmp_path / "requests.csv", HEADER + "1,2026-03-02T08:00:00Z,2026-03-02T14:00:00Z\n")
    small, bounded = read_log(source, engine=engine), read_log(source, engine=engine, memory="1GB")
    late: Columns = {
        "complaint_id": ["a", "b"],
        "lodged_at": [utc("2026-03-02T08:00:00")] * 2,
        "answered_at": [utc("2026-04-02T08:00:00"), None],
        "route": ["complaints_address"] * 2,
        "complainant": ["holder"] * 2,
        "marked": [True] * 2,
        "about": ["carrying_out"] * 2,
    }
    made = ENGINES[engine](late)
    logs = [log_of({"complaints": made}), log_of({"complaints": made}, large=1)]
    said = [audit(log, Regulation.example(), now=datetime(2026, 5, 2, 8, tzinfo=UTC)) for log in logs]

    assert [str(log.frames["requests"].implementation) for log in (small, bounded)] == ["polars", "duckdb"]
    assert [str(log.frames["complaints"].implementation) for log in logs] == ["polars", "duckdb"]
    assert {log.eager for log in (small, bounded, *logs)} == {engine}
    assert [each.by_clause("3.12").counts for each in said] == [said[0].by_clause("3.12").counts] * 2
    found = [nw.from_native(each.findings).filter(nw.col("check") == "3.12") for each in said]
    assert [each.implementation.value for each in found] == [engine] * 2
    assert [each["actual_us"].dtype for each in found] == [nw.Int64] * 2
    assert [len(each) for each in found] == [2, 2]


def test_all_that_is_wrong_with_rows_is_counted_and_shown(tmp_path: Path) -> None:
    """Nothing is dropped in silence, and nothing stops the rest from being read."""
    source = written(
        tmp_path / "requests.csv",
        "request_id,received_at,taken_at,severity,emergency_action,arrival_number\n"
        "1,2026-03-02T08:00:00Z,2026-03-02T07:00:00Z,grave,perhaps,1.5\n"
        "2,2026-03-02T08:30:00,,,,\n"
        "3,yesterday,,,,\n"
        ",2026-03-02T08:30:00Z,,,,\n"
        "1,2026-03-02T09:00:00Z,,,,\n"
        "5,2026-03-02T09:00:00Z\n"
        "6,2026-03-02T09:00:00Z,,unknown,,2\n",
    )
    log = read_log(source)

    assert problems(log) == [
        ("request_id", "required_empty", 1, (4,)),
        ("received_at", "unreadable_moment", 1, (3,)),
        ("received_at", "no_zone", 1, (2,)),
        ("received_at", "required_empty", 2, (2, 3)),
        ("arrival_number", "unreadable_number", 1, (1,)),
        ("severity", "unknown_value", 1, (1,)),
        ("emergency_action", "unknown_value", 1, (1,)),
        ("taken_at", "done_before_received", 1, (1,)),
        ("request_id", "duplicate_id", 1, (5,)),
        ("", "unreadable_row", 1, (7,)),
    ]
    assert [(row["request_id"], row["severity"]) for row in rows(log)] == [("1", "unknown"), ("6", "unknown")]
    assert log.origins["requests"].rows == 6


def test_no_cell_is_repeated_in_what_is_said_of_it(tmp_path: Path) -> None:
    """A cell may hold anything, passport numbers among it."""
    source = written(tmp_path / "requests.csv", HEADER + "1,КН 123456,КН 123456\n")

    assert "123456" not in repr(read_log(source))


@pytest.mark.parametrize(
    "cell",
    [
        *("2026-03-02", "08:00", "infinity", "epoch", "2026-3-2 08:00:00", "2026-03-02T08:00:00 Europe/Kyiv"),
        *("1992-12-31T23:59:59Z", "2100-01-01T00:00:00Z", "2026-02-30T08:00:00Z", "0000-00-00 00:00:00"),
        "2026-03-02T25:00:00Z",
    ],
)
def test_what_is_no_moment_is_not_taken_for_one(tmp_path: Path, cell: str) -> None:
    """A day alone, a word of some database, a day that no calendar has, a year that no calendar table has."""
    source = written(tmp_path / "requests.csv", HEADER + f"1,2026-03-02T08:00:00Z,{cell}\n")
    log = read_log(source, zone="UTC")

    assert ("taken_at", "unreadable_moment", 1, (1,)) in problems(log)


@pytest.mark.parametrize(
    ("cell", "instant"),
    [
        ("2026-03-02T08:00:00Z", "2026-03-02T08:00:00"),
        ("2026-03-02 10:00:00+02", "2026-03-02T08:00:00"),
        ("2026-03-02T13:30:00+0530", "2026-03-02T08:00:00"),
        ("2026-03-02T08:00Z", "2026-03-02T08:00:00"),
        ("2026-03-02T08:00:00,25Z", "2026-03-02T08:00:00.250000"),
        ("2026-03-02 10:00:00", "2026-03-02T08:00:00"),
        ("1993-01-01T00:00:00Z", "1993-01-01T00:00:00"),
        ("2099-12-31T23:59:59.999999Z", "2099-12-31T23:59:59.999999"),
    ],
)
def test_iso_8601_is_read_as_it_is_written(tmp_path: Path, cell: str, instant: str) -> None:
    """With an offset it is an instant; without one it is the clock of the zone that is stated."""
    source = written(tmp_path / "requests.csv", f'request_id,received_at\n1,"{cell}"\n')

    assert rows(read_log(source, zone="Europe/Kyiv"))[0]["received_at"] == datetime.fromisoformat(instant)


def test_the_clock_that_skips_and_the_clock_that_goes_back(tmp_path: Path) -> None:
    """Skipped: the moment after the change. Shown twice: the first. Both are told."""
    cells = ["2026-03-29 02:59:59", "2026-03-29 03:00:00", "2026-03-29 03:59:59", "2026-03-29 04:00:00"]
    cells += ["2026-10-25 02:59:59", "2026-10-25 03:00:00", "2026-10-25 03:59:59", "2026-10-25 04:00:00"]
    lines = [f"{number},{cell}\n" for number, cell in enumerate(cells, start=1)]
    log = read_log(written(tmp_path / "requests.csv", "request_id,received_at\n" + "".join(lines)), zone="Europe/Kyiv")

    assert problems(log) == [
        ("received_at", "no_such_time", 2, (2, 3)),
        ("received_at", "ambiguous_time", 2, (6, 7)),
    ]
    assert [row["received_at"].strftime("%H:%M:%S") for row in rows(log)] == [
        *("00:59:59", "01:00:00", "01:59:59", "01:00:00"),
        *("23:59:59", "00:00:00", "00:59:59", "02:00:00"),
    ]


@settings(max_examples=20)
@given(st.lists(st.datetimes(utc("1993-01-03T00:00:00"), utc("2099-12-29T00:00:00")), min_size=30, max_size=60))
def test_local_times_become_the_instants_that_the_zone_says(walls: list[datetime]) -> None:
    """The clock table of the engine agrees with the zone data, whatever the moment."""
    frame = pl.DataFrame({"request_id": [str(number) for number in range(len(walls))], "received_at": walls})
    log = read_log(frame, mapping_of_local(), engine="polars")
    instants = {int(row["request_id"]): row["received_at"] for row in rows(log)}

    for number, wall in enumerate(walls):
        try:
            expected = wall_moment(wall, KYIV)
        except UsageError:  # skipped or shown twice: the first reading
            expected = wall.replace(tzinfo=KYIV, fold=0)
        assert instants[number] == expected.astimezone(UTC).replace(tzinfo=None)


def mapping_of_local() -> LogMapping:
    """Return a mapping whose moments are those of a clock in Kyiv."""
    return read('zone = "Europe/Kyiv"\n[requests]\nrequest_id = "request_id"\nreceived_at = "received_at"')


def test_a_file_of_any_name_is_one_of_requests(tmp_path: Path) -> None:
    """Somebody's export is called as they called it."""
    source = written(tmp_path / "export march.csv", HEADER + "1,2026-03-02T08:00:00Z,\n")

    assert set(read_log(source).frames) == {"requests"}
    assert read_log(source).origins["requests"].name == "export march.csv"


def test_the_same_file_has_the_same_digest(tmp_path: Path) -> None:
    """A report says what it was made of."""
    text = HEADER + "1,2026-03-02T08:00:00Z,\n"
    digests = [read_log(written(tmp_path / name, text)).origins["requests"].digest for name in ("a.csv", "b.csv")]

    assert digests[0] == digests[1]
    assert len(digests[0] or "") == 64


def test_a_million_moments_apart_keep_their_microseconds(tmp_path: Path) -> None:
    """Nothing is rounded on the way."""
    at = utc("2026-03-02T08:00:00.123457")
    moments = [at + timedelta(microseconds=number) for number in range(50)]
    lines = [f"{number},{moment.isoformat()}Z\n" for number, moment in enumerate(moments)]
    log = read_log(written(tmp_path / "requests.csv", "request_id,received_at\n" + "".join(lines)))

    assert [row["received_at"] for row in rows(log)] == moments


def test_what_is_missing_is_told_at_once(tmp_path: Path) -> None:
    """No file, no requests, no columns of requests, no such engine."""
    folder = tmp_path / "log"
    written(folder / "requests.csv", "number,when\n1,2\n")
    written(folder / "complaints.csv", "complaint_id\n1\n")

    with pytest.raises(UsageError, match=r"there is no `nowhere\.csv`"):
        read_log(tmp_path / "nowhere.csv")
    with pytest.raises(UsageError) as caught:
        read_log(folder)
    for part in ("`requests` lacks `request_id`", "`requests` lacks `received_at`", "`complaints` lacks `lodged_at`"):
        assert part in str(caught.value)
    with pytest.raises(UsageError, match="engine `dask` is unknown"):
        read_log(folder, engine="dask")
    with pytest.raises(UsageError, match="has no tables"):
        read_log(written(tmp_path / "empty" / "a.md", "x").parent)


def test_a_log_that_is_not_large_goes_to_polars_where_the_library_may_choose(tmp_path: Path) -> None:
    """DuckDB takes the large ones, and those for which a bound of its memory is set; both say the same."""
    source = written(tmp_path / "requests.csv", HEADER + "1,2026-03-02T08:00:00Z,2026-03-02T14:00:00Z\n")

    assert read_log(source, engine="auto").eager == "polars"
    assert read_log(source, engine="auto", limits=Limits(large=1)).eager is None
    assert read_log(source, engine="auto", memory="1GB").eager is None
    assert rows(read_log(source, engine="auto")) == rows(read_log(source))


def test_records_that_are_large_lie_on_disk(tmp_path: Path) -> None:
    """From a bound on, in a file that goes when the log does; the checks find the same."""
    lines = [f"{number},2026-03-02T08:00:00Z,2026-03-02T14:00:00Z\n" for number in range(3_000)]
    source = written(tmp_path / "requests.csv", HEADER + "".join(lines) + lines[0])
    small = read_log(source)
    large = read_log(source, limits=Limits(on_disk_from=1), memory="200MB")
    workspace = large.held
    assert isinstance(workspace, Workspace)
    folder = Path(workspace.path)

    assert any(each.suffix == ".duckdb" for each in folder.iterdir())
    assert problems(large) == problems(small) == [("request_id", "duplicate_id", 1, (3001,))]
    for log in (small, large):
        assert sum(audit(log, Regulation.example()).by_clause("3.19").counts.values()) == 3_000
    del log, large, workspace
    gc.collect()
    assert not folder.exists()
