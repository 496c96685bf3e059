"""Exports that are broken or meant to do harm: a clear error or a safe log, in bounded memory and time."""

import gzip
import tracemalloc
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.audit.sources.reading import HEADER, problems, rows, written

from netpoint_stp.audit.sources.limits import MIB, Limits
from netpoint_stp.audit.sources.opening import read_log
from netpoint_stp.errors import NetPointError, UsageError

ROW = "1,2026-03-02T08:00:00Z,\n"


def test_a_header_of_ten_million_columns(tmp_path: Path) -> None:
    """Refused by its first line, which is longer than any header."""
    source = tmp_path / "requests.csv"
    with source.open("w") as file:
        for _ in range(100):
            file.write("column," * 100_000)
        file.write("x\n1\n")

    with pytest.raises(UsageError, match="has a line longer than"):
        read_log(source)
    with pytest.raises(UsageError, match="has more than 2000 columns"):
        read_log(source, limits=Limits(line_bytes=100 * MIB))


def test_a_line_without_an_end(tmp_path: Path) -> None:
    """Refused while it is read, without ever being held whole."""
    source = tmp_path / "requests.csv"
    with source.open("wb") as file:
        file.write(HEADER.encode() + b"1,2026-03-02T08:00:00Z,")
        for _ in range(64):
            file.write(b"x" * MIB)
    tracemalloc.start()
    try:
        with pytest.raises(UsageError, match="has a line longer than 8388608 bytes"):
            read_log(source)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert most < 16 * MIB


def test_zeros_among_the_letters(tmp_path: Path) -> None:
    """They stay what they are, in a cell, and are no id that another row could have."""
    source = tmp_path / "requests.csv"
    source.write_bytes(HEADER.encode() + b"a\0b,2026-03-02T08:00:00Z,\0\0\n")
    log = read_log(source)

    assert rows(log)[0]["request_id"] == "a\0b"
    assert ("taken_at", "unreadable_moment", 1, (1,)) in problems(log)


def test_a_quote_that_is_never_closed(tmp_path: Path) -> None:
    """What it swallows is counted, line by line."""
    source = written(tmp_path / "requests.csv", HEADER + ROW + '2,"2026-03-02T08:00:00Z,\n' + "3,x,\n" * 50)
    log = read_log(source)

    assert [row["request_id"] for row in rows(log)] == ["1"]
    ((_, kind, count, _),) = problems(log)
    assert (kind, count >= 51) == ("unreadable_row", True)


def test_rows_that_all_have_another_shape(tmp_path: Path) -> None:
    """Beyond a bound the form is wrong, not the rows, and so it is said."""
    source = written(tmp_path / "requests.csv", HEADER + "a,b,c,d,e\n" * 3_000)

    with pytest.raises(UsageError, match="1000 rows or more that have not the shape of its header"):
        read_log(source, limits=Limits(bad_rows=1_000))


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet", "xlsx", "xes", "json", "db", "duckdb", "csv.gz"])
@pytest.mark.parametrize(
    "data", [b"", b"\0" * 100, b"\xff\xfe\xff", b"PK\x03\x04rubbish", b"\x1f\x8brubbish", b"PAR1rubbish"]
)
def test_what_is_nothing_at_all_is_an_error(tmp_path: Path, ending: str, data: bytes) -> None:
    """Whatever the file is called."""
    path = tmp_path / f"requests.{ending}"
    path.write_bytes(data)

    with pytest.raises(NetPointError):
        read_log(path)


def test_a_packed_file_that_swells(tmp_path: Path) -> None:
    """Refused while it is unpacked."""
    path = tmp_path / "requests.csv.gz"
    with gzip.open(path, "wb") as file:
        file.write(HEADER.encode())
        for _ in range(80):
            file.write(ROW.encode() * (MIB // len(ROW)))

    with pytest.raises(UsageError, match="unpacks to more than"):
        read_log(path)
    with pytest.raises(UsageError, match="unpacks to more than 1000 bytes"):
        read_log(path, limits=Limits(unpacked_bytes=1_000))


def test_a_workbook_that_swells(tmp_path: Path) -> None:
    """Refused by what its directory says, before anything is unpacked."""
    path = tmp_path / "requests.xlsx"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w") as sheet,
    ):
        for _ in range(100):
            sheet.write(b"0" * MIB)

    with pytest.raises(UsageError, match="unpacks to more than"):
        read_log(path)


def workbook(path: Path, sheet: str) -> Path:
    """Write a workbook whose one sheet is this XML."""
    book = openpyxl.Workbook()
    book.save(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = sheet.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
    '<c r="A1" t="inlineStr"><is><t>request_id</t></is></c>'
    '<c r="B1" t="inlineStr"><is><t>received_at</t></is></c></row>'
    "{rows}</sheetData></worksheet>"
)


def test_a_workbook_with_entities(tmp_path: Path) -> None:
    """They grow to nothing: an error, or a cell that is cut."""
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    head = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "aaaaaaaaaa">{entities}]>'
    cell = '<row r="2"><c r="A2" t="inlineStr"><is><t>&e9;</t></is></c></row>'

    with pytest.raises(UsageError):
        read_log(workbook(tmp_path / "requests.xlsx", head + SHEET.format(rows=cell)))


def test_a_workbook_with_one_far_cell(tmp_path: Path) -> None:
    """The last that a sheet can have: the empty ones before it cost time, and no memory."""
    first = '<row r="2"><c r="A2"><v>1</v></c><c r="B2" t="inlineStr"><is><t>2026-03-02T08:00:00Z</t></is></c></row>'
    far = '<row r="200000"><c r="XFD200000"><v>1</v></c></row>'
    log = read_log(workbook(tmp_path / "requests.xlsx", SHEET.format(rows=first + far)))

    assert [row["request_id"] for row in rows(log)] == ["1"]
    assert problems(log)[0][1] == "required_empty"


BOMB = """<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]>
<log><trace><string key="concept:name" value="&c;"/></trace></log>"""
OUTSIDE = """<?xml version="1.0"?><!DOCTYPE log [<!ENTITY x SYSTEM "file:///etc/passwd">]><log>&x;</log>"""


@pytest.mark.parametrize("text", [BOMB, OUTSIDE])
def test_entities_of_xml_are_never_looked_at(tmp_path: Path, text: str) -> None:
    """A log needs no document type, so the file is refused at its sight."""
    with pytest.raises(UsageError, match="has a document type"):
        read_log(written(tmp_path / "log.xes", text), "xes")


def test_elements_nested_without_end(tmp_path: Path) -> None:
    """Refused at a depth that no log has; so is a value without end."""
    with pytest.raises(UsageError, match="nests elements deeper than 64"):
        read_log(written(tmp_path / "deep.xes", "<log>" * 100_000), "xes")
    with pytest.raises(UsageError, match="an element longer than 100000 bytes"):
        read_log(written(tmp_path / "long.xes", '<log a="' + "x" * 500_000), "xes", limits=Limits(line_bytes=100_000))


def test_json_nested_without_end(tmp_path: Path) -> None:
    """An error of its line, or of its file."""
    deep = "[" * 100_000
    with pytest.raises(UsageError):
        read_log(written(tmp_path / "a.jsonl", deep))
    with pytest.raises(UsageError, match="is no JSON"):
        read_log(written(tmp_path / "a.json", deep))


def test_names_of_columns_are_never_run(tmp_path: Path) -> None:
    """A header may say what it likes to a database."""
    evil = '"); DROP TABLE x; --'
    source = written(
        tmp_path / "requests.csv",
        f'request_id,received_at,"{evil.replace(chr(34), chr(34) * 2)}"\n1,2026-03-02T08:00:00Z,x\n',
    )

    assert len(rows(read_log(source))) == 1


@settings(max_examples=60)
@given(data=st.binary(max_size=400), header=st.booleans())
def test_any_bytes_give_a_log_or_an_error(tmp_path_factory: pytest.TempPathFactory, data: bytes, header: bool) -> None:
    """And never anything else."""
    path = tmp_path_factory.mktemp("any") / "requests.csv"
    path.write_bytes((HEADER.encode() if header else b"") + data)
    try:
        log = read_log(path)
    except NetPointError:
        return

    assert {"request_id", "received_at"} <= log.columns["requests"]


def test_the_engine_sees_no_files_once_all_is_read(tmp_path: Path) -> None:
    """A cell or a name that would make it look at one finds the door shut."""
    source = written(tmp_path / "requests.csv", HEADER + ROW)
    relation = read_log(source).frames["requests"].to_native()

    with pytest.raises(Exception, match="disabled by configuration"):
        relation.query("frame", f"SELECT * FROM read_csv('{source}')").fetchall()  # noqa: S608 - that is tried


def test_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    """A header of control signs is that of no table, whatever else follows."""
    (tmp_path / "a.csv").write_bytes(bytes(range(256)) * 20)

    with pytest.raises(UsageError, match="is no text"):
        read_log(tmp_path / "a.csv")
