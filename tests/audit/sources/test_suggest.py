"""A first mapping of an export, guessed from names and values: it can be read, and says what was guessed from what."""

from pathlib import Path

import pytest
from tests.audit.sources.reading import problems, read, rows, written
from tests.audit.sources.test_documents import XES

from netpoint_stp.audit.sources.opening import read_log
from netpoint_stp.audit.sources.suggesting import suggest_mapping
from netpoint_stp.errors import ProfileError

EXPORT = (
    "Номер заявки;Дата создания;Приоритет;Канал;Взята в работу;Клиент;Телефон\n"
    "1;02.03.2026 10:00;Высокий;Телефон;02.03.2026 10:30;Прикладко Иван;0991234567\n"
    "2;02.03.2026 11:00;Странный;E-mail;;Образцова Ольга;0997654321\n"
)


def test_a_draft_of_requests_can_be_used_as_it_is(tmp_path: Path) -> None:
    """Names in Russian, dates as they are written there, values that have a usual meaning."""
    source = written(tmp_path / "export.csv", EXPORT, "cp1251")
    log = read_log(source, read(suggest_mapping(source)), zone="Europe/Kyiv")
    first, second = rows(log)

    assert (first["request_id"], first["received_at"].hour, first["taken_at"].minute) == ("1", 8, 30)
    assert (first["severity"], first["channel"], second["channel"]) == ("high", "phone", "email")
    assert problems(log) == [("severity", "unknown_value", 1, (2,))]


def test_a_draft_says_what_was_guessed_and_what_was_not(tmp_path: Path) -> None:
    """So that a person who knows the source can put it right; names of people and numbers are not repeated."""
    text = suggest_mapping(written(tmp_path / "export.csv", EXPORT))

    assert 'request_id = "Номер заявки"   # from its name, like “номер заявки”' in text
    assert '# "Странный" = "…"   # one of critical, high, ordinary, low' in text
    assert '# zone = "Europe/Kyiv"' in text
    assert "Not used: Клиент, Телефон" in text
    assert "Прикладко" not in text
    assert "0991234567" not in text


@pytest.mark.parametrize("form", ["csv", "xes"])
def test_a_draft_of_an_event_log_makes_requests_of_its_cases(tmp_path: Path, form: str) -> None:
    """Activities with a usual name are events; the others are left as lines to be filled in."""
    if form == "xes":
        source = written(tmp_path / "log.xes", XES)
    else:
        lines = ["c1,2026-03-02T08:00:00Z,Created", "c1,2026-03-02T09:00:00Z,Taken", "c2,2026-03-02T09:00:00Z,Created"]
        source = written(tmp_path / "log.csv", "\n".join(["Case ID,Timestamp,Activity", *lines]) + "\n")
    text = suggest_mapping(source)
    log = read_log(source, read(text))

    assert '# "Created" = "…"' in text
    assert [row["request_id"] for row in rows(log)] == ["c1", "c2"]
    assert log.proxies[0].column == "requests.received_at"


def test_what_looks_like_nothing_is_said(tmp_path: Path) -> None:
    """With the columns that there are; such a draft has to be filled in before it can be used."""
    text = suggest_mapping(written(tmp_path / "a.csv", 'size,"co\\l""our"\n1,red\n'))

    assert "Nothing looks like requests" in text
    assert "size" in text
    with pytest.raises(ProfileError, match="it fills no table"):
        read(text)


def test_names_of_columns_are_written_so_that_toml_takes_them(tmp_path: Path) -> None:
    """Quotes, backslashes, signs that are not printed."""
    source = written(tmp_path / "a.csv", 'id,"created ""at""",priority\n1,2026-03-02T08:00:00Z,a\\b\t\n')
    mapping = read(suggest_mapping(source))

    assert mapping.tables[0].cells["received_at"].columns == ('created "at"',)
