"""A mapping is handed around like data: its queries read the tables of their own source, and nothing else."""

import sqlite3
from pathlib import Path

import duckdb
import pytest

from netpoint_stp.audit.sources.opening import read_log
from netpoint_stp.errors import UnavailableError, UsageError

_HOSTILE = (
    "SELECT content AS id, '2026-03-02T10:00:00Z' AS received FROM read_text('{outside}')",
    "SELECT * FROM read_csv('{outside}', columns = {{'id': 'VARCHAR'}}, auto_detect = false)",
    "SELECT 1) ; COPY q TO '{folder}/made.csv'; SELECT * FROM (SELECT 1",
    "ATTACH '{folder}/made.db' AS made",
    "VACUUM INTO '{folder}/made.db'",
    "SET enable_external_access = true",
    "DELETE FROM q",
    "SELECT load_extension('{outside}')",
    "SELECT id, received FROM q; DROP TABLE q",
    "this is no SQL",
)


@pytest.fixture
def sources(tmp_path: Path) -> list[Path]:
    """Return an SQLite file and one of DuckDB with the same table."""
    made = [tmp_path / "given.db", tmp_path / "given.duckdb"]
    rows = "SELECT '1' AS id, '2026-03-02T10:00:00Z' AS received"
    lite = sqlite3.connect(made[0])
    lite.execute(f"CREATE TABLE q AS {rows}")
    lite.commit()
    lite.close()
    with duckdb.connect(str(made[1])) as engine:
        engine.execute(f"CREATE TABLE q AS {rows}")
    (tmp_path / "outside.csv").write_text("a secret\n", encoding="utf-8")
    return made


def mapping(folder: Path, query: str) -> Path:
    """Return a mapping whose requests come from a query."""
    told = query.format(outside=folder / "outside.csv", folder=folder)
    path = folder / "mapping.toml"
    path.write_text(
        f"[sources.a]\nquery = '''{told}'''\n[requests]\nfrom = 'a'\nrequest_id = 'id'\nreceived_at = 'received'\n",
        encoding="utf-8",
    )
    return path


@pytest.mark.parametrize("query", _HOSTILE)
def test_a_hostile_query_is_refused_and_leaves_nothing_behind(query: str, sources: list[Path], tmp_path: Path) -> None:
    """Other files, other databases, several statements, writing: refused in a sentence, and no file is made."""
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    for source in sources:
        with pytest.raises(UsageError) as error:
            read_log(source, mapping(tmp_path, query))
        assert "secret" not in str(error.value)

    after = {path: path.read_bytes() for path in tmp_path.iterdir() if path.name != "mapping.toml"}
    assert after == before


def test_an_honest_query_is_answered(sources: list[Path], tmp_path: Path) -> None:
    """A question that only reads is asked as it stands, comments, common tables and all."""
    query = "WITH x AS (SELECT id, received FROM q) SELECT id, received FROM x ORDER BY 1 -- the last line"
    for source in sources:
        log = read_log(source, mapping(tmp_path, query), engine="polars")
        assert log.frames["requests"].select("request_id").collect().to_native()["request_id"].to_list() == ["1"]


def test_a_port_that_is_no_number_is_told_without_the_password() -> None:
    """The URL of a database that cannot be read is an error of its writer, and never shown."""
    with pytest.raises((UsageError, UnavailableError), match="cannot be read") as error:
        read_log("postgresql://user:hidden@host:1a/name")

    assert "hidden" not in str(error.value)


def test_a_line_that_states_the_delimiter_is_no_header(tmp_path: Path) -> None:
    """With a mark of UTF-8 and in quotes, as some spreadsheets write it: no row is lost in silence."""
    for number, first in enumerate(("sep=;", '"sep=;"', '\ufeff"sep=;"', "\ufeffsep=;")):
        path = tmp_path / f"given{number}.csv"
        text = f"{first}\r\nrequest_id;received_at;cost\r\n1;2026-03-02T10:00Z;12,50\r\n2;2026-03-02T11:00Z;1,0\r\n"
        path.write_bytes(text.encode())
        log = read_log(path, engine="polars")

        assert log.frames["requests"].select("request_id").collect().shape == (2, 1)
        assert not log.problems
