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
    log = read_log(source, read(suggest_mapping(source)))
    first, second = rows(log)

    assert (first["request_id"], first["received_at"].hour, first["taken_at"].minute) == ("1", 8, 30)
    assert (first["severity"], first["channel"], second["channel"]) == ("high", "phone", "email")
    assert problems(log) == [("severity", "unknown_value", 1, (2,))]


def test_a_draft_says_what_was_guessed_and_what_was_not(tmp_path: Path) -> None:
    """So that a person who knows the source can put it right; names of people and numbers are not repeated."""
    text = suggest_mapping(written(tmp_path / "export.csv", EXPORT))

    assert 'request_id = "Номер заявки"   # from its name, like “номер заявки”' in text
    assert '# "Странный" = "…"   # one of critical, high, ordinary, low' in text
    assert 'Assumed: they were written by this clock. Put it right if not.\nzone = "Europe/Kyiv"\n' in text
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


EVENTS = "".join(
    f"INC{case};{state};{day}/2/2026 {hour}:05;{day}/2/2026 9:00;?;{priority}\n"
    for case, day, priority in ((1, 3, "1 - Critical"), (2, 13, "4 - Low"))
    for state, hour in (("New", "9"), ("Awaiting User Info", "10"), ("In Progress", "12"), ("Closed", "23"))
)
FOREIGN = {
    "states of incidents": (
        "number;incident_state;sys_updated_at;opened_at;vendor;priority\n" + EVENTS,
        {"INC1": ("2026-02-03T07:00", "2026-02-03T10:05"), "INC2": ("2026-02-13T07:00", "2026-02-13T10:05")},
    ),
    "activities that are numbers": (
        "CaseID,ActivityID,CompleteTimestamp\n7,1,2026-02-03 09:00:00\n7,8,2026-02-03 10:00:00\n"
        "8,1,2026-02-04 09:00:00\n8,8,2026-02-04 09:30:00\n",
        {"7": ("2026-02-03T07:00", None), "8": ("2026-02-04T07:00", None)},
    ),
    "halves of a day": (
        "Ticket ID,Open Date,Assigned On\n1,2/13/2026 1:05:00 PM,2/13/2026 12:05:00 AM\n2,3/2/2026 9:00:00 AM,\n",
        {"1": ("2026-02-13T11:05", "2026-02-12T22:05"), "2": ("2026-03-02T07:00", None)},
    ),
    "months in words": (
        "Issue key,Created,Assignee\nSUP-1,13/Feb/26 10:05 AM,bob\nSUP-2,02/Mar/26 12:00 PM,al\n",
        {"SUP-1": ("2026-02-13T08:05", None), "SUP-2": ("2026-03-02T10:00", None)},
    ),
    "lines before the header": (
        "Звіт по заявках\n\n№ заявки;Створено;Взято в роботу\n1;02.03.2026 10:00;02.03.2026 10:30\n",
        {"1": ("2026-03-02T08:00", "2026-03-02T08:30")},
    ),
    "days alone": (
        "id,created\n1,2026-02-03\n2,2026-02-04\n",
        {"1": ("2026-02-02T22:00", None), "2": ("2026-02-03T22:00", None)},
    ),
    "columns that say nothing by their names": (
        "a,b,c\nX1,2026-02-03 10:00:00,x\nX2,2026-02-04 10:00:00,x\n",
        {"X1": ("2026-02-03T08:00", None), "X2": ("2026-02-04T08:00", None)},
    ),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_drafts_of_exports_of_others_can_be_used_as_they_are(tmp_path: Path, name: str) -> None:
    """As helpdesks and miners of processes write them: what a draft makes of each is read without further ado."""
    text, expected = FOREIGN[name]
    source = written(tmp_path / "export.csv", text)
    found = {
        row["request_id"]: tuple(
            None if (moment := row.get(column)) is None else moment.isoformat()[:16]
            for column in ("received_at", "taken_at")
        )
        for row in rows(read_log(source, read(suggest_mapping(source))))
    }

    assert found == expected


def test_what_a_draft_has_to_assume_it_declares(tmp_path: Path) -> None:
    """One line where neither queue nor channel is told, the first event, a day without its time: each is a proxy."""
    mapping = read(suggest_mapping(written(tmp_path / "a.csv", FOREIGN["days alone"][0])))
    cells = mapping.tables[0].cells

    assert cells["queue"].constant == "desk"
    assert {name for name, cell in cells.items() if cell.proxy} == {"received_at", "queue"}


def test_names_of_a_profile_are_not_guessed(tmp_path: Path) -> None:
    """A column of queues or levels fills nothing where its values are not those that the profile names."""
    source = written(tmp_path / "a.csv", "id,created,queue,tier\n1,2026-02-03T10:00:00Z,Raw,business\n")
    text = suggest_mapping(source)

    assert '# queue = "queue"   # it does not have the names of the profile' in text
    assert read(text).tables[0].cells["support_level"].columns == ("tier",)


def test_a_wait_is_the_clients_where_its_name_says_so(tmp_path: Path) -> None:
    """Else nobody knows whose it is; what only awaits somebody of the desk is no wait."""
    text = suggest_mapping(written(tmp_path / "a.csv", "number;incident_state;sys_updated_at;opened_at;v;p\n" + EVENTS))

    assert '"Awaiting User Info" = { kind = "held", whose = "client" }' in text
    assert 'empty = ["?"]' in text


def test_names_of_columns_do_not_get_out_of_comments(tmp_path: Path) -> None:
    """A line break in a name would else make a line of TOML of the rest."""
    source = written(tmp_path / "a.csv", 'id,created,"x\n[file]\nskip = 900"\n1,2026-03-02T08:00:00Z,1\n')
    mapping = read(suggest_mapping(source))

    assert mapping.file.skip == 0


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
