"""Texts as exports have them: encodings found or stated, lines that end in several ways, signs of other countries."""

import codecs
import csv
import json
from pathlib import Path

import pytest
from tests.audit.sources.reading import mapped, problems, rows, written

from netpoint_stp.audit.sources.limits import MIB, Limits
from netpoint_stp.audit.sources.opening import read_log
from netpoint_stp.audit.sources.scan import scan
from netpoint_stp.errors import UsageError

TEXT = (
    "request_id;received_at;channel\n"
    "1;2026-03-02T08:00:00Z;Особистий кабінет, вкладка «Заявки»\n"
    "2;2026-03-02T08:05:00Z;Дзвінок до служби підтримки\n"
)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251", "koi8-u", "cp866"]
)
def test_the_encoding_is_found(tmp_path: Path, encoding: str) -> None:
    """By the mark, by where zeros stand, by the letters that make words; and it is recorded."""
    text = TEXT if encoding not in ("koi8-u", "cp866") else TEXT.replace("«", "").replace("»", "")
    text = text.replace("і", "и") if encoding == "cp866" else text
    data = text.encode(encoding)
    path = tmp_path / "requests.csv"
    path.write_bytes(data)

    log = read_log(path)

    assert [row["channel"] for row in rows(log)] == [line.split(";")[2] for line in text.splitlines()[1:]]
    found = codecs.lookup(log.origins["requests"].encoding or "").name
    assert found.startswith(codecs.lookup(encoding).name[:6])


def test_an_encoding_may_be_stated(tmp_path: Path) -> None:
    """Then nothing is guessed; and what is not of it is an error that says what to do."""
    stated = (
        '[file]\nencoding = "{}"\n[requests]\nrequest_id = "request_id"\n'
        'received_at = "received_at"\nchannel = "channel"'
    )
    source = written(tmp_path / "requests.csv", TEXT, "cp1251")

    assert "кабінет" in rows(mapped(source, stated.format("windows-1251")))[0]["channel"]
    with pytest.raises(UsageError, match=r"is not written in `utf-8` throughout; state its encoding"):
        mapped(source, stated.format("utf-8"))
    with pytest.raises(UsageError, match="`utf-99` is no encoding that is known"):
        mapped(source, stated.format("utf-99"))


def test_a_byte_of_another_encoding_far_behind_is_an_error(tmp_path: Path) -> None:
    """Not a cell with a wrong letter that nobody sees."""
    lines = "".join(f"{number};2026-03-02T08:00:00Z;пошта\n" for number in range(20_000))
    path = tmp_path / "requests.csv"
    path.write_bytes(
        b"request_id;received_at;channel\n" + lines.encode() + "x;2026-03-02T08:00:00Z;ї\n".encode("cp1251")
    )

    with pytest.raises(UsageError, match="state its encoding"):
        read_log(path)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_lines_end_as_the_machine_of_the_export_ends_them(tmp_path: Path, ending: str) -> None:
    """Of Unix, of Windows, of old Macintoshes."""
    log = read_log(written(tmp_path / "requests.csv", TEXT.replace("\n", ending)))

    assert len(rows(log)) == 2
    assert rows(log)[1]["channel"] == "Дзвінок до служби підтримки"


def test_lines_may_end_in_several_ways_in_one_file(tmp_path: Path) -> None:
    """Where exports were put one behind the other."""
    first, second, third, _ = TEXT.split("\n")
    log = read_log(written(tmp_path / "requests.csv", f"{first}\r\n{second}\n{third}\r"))

    assert [row["request_id"] for row in rows(log)] == ["1", "2"]


def test_quoted_cells_hold_anything(tmp_path: Path) -> None:
    """Delimiters, quotes and ends of lines; a formula stays the text that it is."""
    source = written(
        tmp_path / "requests.csv",
        'request_id,received_at,channel\n1,2026-03-02T08:00:00Z,"a, ""b""\nc"\n2,2026-03-02T08:00:00Z,=1+1\n',
    )

    assert [row["channel"] for row in rows(read_log(source))] == ['a, "b"\nc', "=1+1"]


def test_numbers_may_have_decimal_commas(tmp_path: Path) -> None:
    """And points or blanks between thousands; a fraction is no number of an arrival."""
    source = written(tmp_path / "a.csv", "i;at;n\n1;1772438400,5;1.234,00\n2;1772438400,5;1 234\n3;1772438400,5;1,5\n")
    log = mapped(
        source,
        """
[file]
decimal = ","
[requests]
request_id = "i"
received_at = { column = "at", format = "unix_seconds" }
arrival_number = "n"
""",
    )

    assert [row.get("arrival_number") for row in rows(log)] == [1234, 1234, None]
    assert rows(log)[0]["received_at"].microsecond == 500_000
    assert problems(log) == [("arrival_number", "unreadable_number", 1, (3,))]


def test_lines_before_the_header_are_passed_over(tmp_path: Path) -> None:
    """Titles of reports, where the mapping says how many."""
    source = written(tmp_path / "a.csv", "Report, of March\n\nid,at\n1,2026-03-02T08:00:00Z\n")
    log = mapped(source, '[file]\nskip = 2\n[requests]\nrequest_id = "id"\nreceived_at = "at"\n')

    assert [row["request_id"] for row in rows(log)] == ["1"]


def test_columns_may_have_one_name(tmp_path: Path) -> None:
    """The second is named with its number; letter case alone tells columns apart too."""
    source = written(tmp_path / "a.csv", "id,at,at,ID\n1,x,2026-03-02T08:00:00Z,7\n")
    log = mapped(source, '[requests]\nrequest_id = "ID"\nreceived_at = "at (2)"\n')

    assert rows(log)[0]["request_id"] == "7"


def test_json_lines_that_are_broken_are_rows_that_cannot_be_read(tmp_path: Path) -> None:
    """The others are read; nested values are texts, and an empty line is none."""
    good = '{"request_id": 1, "received_at": "2026-03-02T08:00:00Z", "channel": {"a": [1]}}'
    source = written(tmp_path / "requests.jsonl", f"{good}\n{{broken\n\n[1]\n")
    log = read_log(source)

    assert rows(log)[0]["channel"] == '{"a":[1]}'
    assert problems(log) == [("", "unreadable_row", 2, (2, 4))]


def test_a_larger_bound_lets_more_through(tmp_path: Path) -> None:
    """The bounds are settings."""
    source = written(tmp_path / "requests.csv", "request_id,received_at,channel\n1,2026-03-02T08:00:00Z," + "x" * 5_000)

    with pytest.raises(UsageError, match="a line longer than 4000 bytes"):
        read_log(source, limits=Limits(line_bytes=4_000))
    assert len(rows(read_log(source, limits=Limits(line_bytes=6_000)))[0]["channel"]) == 5_000


@pytest.mark.parametrize("before", [0, 2_500, 10_000], ids=["in the next piece", "across pieces", "in a piece"])
def test_the_bound_holds_wherever_the_line_stands(before: int, tmp_path: Path) -> None:
    """A file is looked at in pieces of a mebibyte: a line is as long as all of it, whichever of them it is in."""
    limits, row = Limits(line_bytes=4_000), "1,2026-03-02T08:00:00Z,email\n"
    filled = row * ((MIB - before) // len(row))
    text = filled + "\n" * (MIB - before - len(filled))

    fits = written(tmp_path / "fits.csv", text + "x" * 4_000 + "\n" + row)
    assert scan(fits, limits, str(tmp_path / "spool")).lines == text.count("\n") + 2
    longer = written(tmp_path / "longer.csv", text + "x" * 4_001 + "\n" + row)
    with pytest.raises(UsageError, match="a line longer than 4000 bytes"):
        scan(longer, limits, str(tmp_path / "spool"))


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_rows_keep_their_order_where_a_file_is_read_in_pieces(form: str, tmp_path: Path) -> None:
    """Longer than what the engine takes at a time, with cells of several lines that look like rows of their own."""
    spoken = 'r1,2026-03-02T10:00:00Z,"so"\n' * 40
    lines = [(f"r{number}", f"2026-03-02T10:00:{number % 60:02d}Z", spoken) for number in range(12_000)]
    path = tmp_path / f"requests.{form}"
    names = ("request_id", "received_at", "note")
    with path.open("w", encoding="utf-8", newline="") as file:
        if form == "csv":
            csv.writer(file).writerows([names, *lines])
        else:
            file.writelines(json.dumps(dict(zip(names, line, strict=True))) + "\n" for line in lines)

    log = read_log(path, engine="duckdb")

    assert path.stat().st_size > 12 * 2**20
    assert log.problems == ()
    assert [(row["row"], row["request_id"]) for row in rows(log)] == [
        (place, line[0]) for place, line in enumerate(lines, start=1)
    ]
