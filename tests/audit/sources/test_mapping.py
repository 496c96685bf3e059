"""Mappings in TOML: which column is what, which values mean what, what stands in for what lacks."""

from pathlib import Path

import pytest
from tests.audit.sources.reading import mapped, problems, read, rows, utc, written

from netpoint_stp.audit.mapping.reading import load_mapping, mapping_of, preset_text, presets, read_mapping
from netpoint_stp.audit.records.provenance import Proxy
from netpoint_stp.errors import ProfileError, UsageError
from netpoint_stp.subjects.interruptions import Silence

EXPORT = """Номер;Створено;Канал;Пріоритет;Взято;Хто
A-1;02.03.2026 10:00;Пошта;Високий;02.03.2026 10:30;-
A-2;02.03.2026 10:05;Дзвінок;Дивний;;оператор 3
"""
MAPPING = """
name = "an export"
zone = "Europe/Kyiv"
empty = ["-"]
[file]
encoding = "windows-1251"
delimiter = ";"
[requests]
request_id = "Номер"
received_at = { column = "Створено", format = "%d.%m.%Y %H:%M" }
taken_at = { column = "Взято", format = ["%Y-%m-%d", "%d.%m.%Y %H:%M"] }
channel = { column = "Канал", values = { "Пошта" = "email" }, keep = true }
severity = { column = "Пріоритет", values = { "Високий" = "high" } }
support_level = { constant = "standard" }
taken_by = { columns = ["Хто", "Номер"] }
"""


def test_an_export_in_the_words_of_its_makers_is_read(tmp_path: Path) -> None:
    """Names, values, dates, encoding and zone as somebody exported them; what is not said is a problem of its row."""
    log = mapped(written(tmp_path / "export.csv", EXPORT, "cp1251"), MAPPING)

    assert rows(log) == [
        {
            "row": 1,
            "request_id": "A-1",
            "received_at": utc("2026-03-02T08:00:00"),
            "received_at_us": 1772438400000000,
            "taken_at": utc("2026-03-02T08:30:00"),
            "taken_at_us": 1772440200000000,
            "channel": "email",
            "severity": "high",
            "support_level": "standard",
            "taken_by": "A-1",
        },
        {
            "row": 2,
            "request_id": "A-2",
            "received_at": utc("2026-03-02T08:05:00"),
            "received_at_us": 1772438700000000,
            "channel": "Дзвінок",
            "support_level": "standard",
            "severity": "unknown",
            "taken_by": "оператор 3",
        },
    ]
    assert problems(log) == [("severity", "unknown_value", 1, (2,))]


def test_a_value_may_mean_that_nobody_knows(tmp_path: Path) -> None:
    """`unknown` on the right side is no problem, and neither is what `otherwise` takes."""
    source = written(tmp_path / "a.csv", "id,at,p,q\n1,2026-03-02T08:00:00Z,?,x\n2,2026-03-02T08:00:00Z,,y\n")
    log = mapped(
        source,
        """
[requests]
request_id = "id"
received_at = "at"
severity = { column = "p", values = { "?" = "unknown", "" = "low" } }
emergency_action = { column = "q", values = { x = true }, otherwise = false }
""",
    )

    assert problems(log) == []
    assert [row.get("severity") for row in rows(log)] == ["unknown", "low"]
    assert [row["emergency_action"] for row in rows(log)] == [True, False]


def test_a_cell_may_name_several_codes_of_which_it_is_one(tmp_path: Path) -> None:
    """In whatever order, spacing and size of letters; one that is no code makes the cell no more than not known."""
    cells = ("other_mailbox&complaints_address", "Complaints_Address & OTHER_MAILBOX", "shared_address", "fax&phone")
    lines = "".join(f"{number},2026-03-02T08:00:00Z,{cell}\n" for number, cell in enumerate(cells))
    log = mapped(
        written(tmp_path / "a.csv", f"id,at,to\n{lines}"),
        """
[complaints]
complaint_id = "id"
lodged_at = "at"
route = "to"
""",
    )

    both = "complaints_address&other_mailbox"
    assert [row.get("route") for row in rows(log, "complaints")] == [both, both, "shared_address", None]
    assert problems(log) == [("route", "unknown_value", 1, (4,))]


def test_rows_that_are_no_requests_are_left_to_others(tmp_path: Path) -> None:
    """One table of an export may hold several kinds of rows, and fill several tables."""
    source = written(
        tmp_path / "a.csv",
        "id,reply,at\n1,,2026-03-02T08:00:00Z\n2,1,2026-03-02T09:00:00Z\n3,1,2026-03-02T10:00:00Z\n4,,2026-03-02T11:00:00Z\n",
    )
    log = mapped(
        source,
        """
[requests]
only = { reply = [""] }
request_id = "id"
received_at = "at"
reacted_at = { first_event = "answered" }
closed_at = { last_event = ["answered", "closed"] }
[events]
without = { reply = [""] }
request_id = "reply"
kind = { constant = "answered" }
at = "at"
""",
    )

    first, second = rows(log)
    assert (first["reacted_at"].hour, first["closed_at"].hour) == (9, 10)
    assert "reacted_at" not in second
    assert [row["request_id"] for row in rows(log, "events")] == ["1", "1"]


def test_several_tables_of_a_source_fill_one(tmp_path: Path) -> None:
    """Their rows are counted over all of them, so that no two are row 1."""
    written(tmp_path / "log" / "tickets.csv", "id,at\n1,2026-03-02T08:00:00Z\n")
    written(tmp_path / "log" / "notes.csv", "t,at\n1,2026-03-02T09:00:00Z\n")
    written(tmp_path / "log" / "moves.csv", "t,at,who\n1,2026-03-02T08:30:00Z,a\n")
    log = mapped(
        tmp_path / "log",
        """
[requests]
from = "tickets"
request_id = "id"
received_at = "at"
[[events]]
from = "notes"
request_id = "t"
kind = { constant = "reacted" }
at = "at"
[[events]]
from = "moves"
request_id = "t"
kind = { constant = "taken" }
at = "at"
actor = "who"
""",
    )

    assert [(row["row"], row["kind"], row.get("actor")) for row in rows(log, "events")] == [
        (1, "reacted", None),
        (2, "taken", "a"),
    ]
    assert log.origins["events"].name == "notes.csv, moves.csv"


LOG = """case,activity,time,who,level
c1,Створено,2026-03-02T08:00:00Z,web,gold
c1,Взято,2026-03-02T09:00:00Z,oleh,gold
c1,Чекаємо,2026-03-02T10:00:00Z,oleh,
c1,Взято,2026-03-02T11:00:00Z,ira,silver
c1,Дивне,2026-03-02T11:30:00Z,ira,
c2,Створено,2026-03-02T08:30:00Z,web,
c2,Пусте,2026-03-02T08:40:00Z,web,silver
"""
LOG_MAPPING = """
[log]
case = "case"
activity = "activity"
at = "time"
actor = "who"
ignored = "Пусте"
[log.kinds]
"Взято" = "taken"
"Чекаємо" = { kind = "held", whose = "client" }
[requests]
received_at = { first = "Створено" }
taken_at = { first = "Взято" }
reacted_at = { last = ["Взято", "Чекаємо"], proxy = "the last thing done" }
closed_at = { last = "*", proxy = "the last event of the case" }
support_level = "level"
"""


def test_cases_of_an_event_log_become_requests(tmp_path: Path) -> None:
    """Moments by the first or last of some activities; attributes of the case by the first event that has them."""
    log = mapped(written(tmp_path / "log.csv", LOG), LOG_MAPPING)
    first, second = rows(log)

    assert first["request_id"] == "c1"
    assert [first[name].hour for name in ("received_at", "taken_at", "reacted_at", "closed_at")] == [8, 9, 11, 11]
    assert first["support_level"] == "gold"
    assert "taken_at" not in second
    assert second["support_level"] == "silver"
    assert log.origins["requests"].place == "event"


def test_activities_of_an_event_log_become_events(tmp_path: Path) -> None:
    """One that the mapping names nowhere is told; one that only says a moment, or is to be passed over, is none."""
    log = mapped(written(tmp_path / "log.csv", LOG), LOG_MAPPING)

    assert [(row["kind"], row.get("whose"), row["actor"]) for row in rows(log, "events")] == [
        ("taken", None, "oleh"),
        ("held", "client", "oleh"),
        ("taken", None, "ira"),
    ]
    assert ("kind", "unknown_value", 1, (5,)) in problems(log)


def test_what_stands_in_for_a_moment_is_named(tmp_path: Path) -> None:
    """Every finding that rests on it can say so."""
    log = mapped(written(tmp_path / "log.csv", LOG), LOG_MAPPING)

    assert log.proxies == (
        Proxy(column="requests.reacted_at", stands_for="the last thing done"),
        Proxy(column="requests.closed_at", stands_for="the last event of the case"),
    )


def test_all_that_is_wrong_with_a_mapping_is_said_at_once() -> None:
    """With its place, and what was probably meant."""
    with pytest.raises(ProfileError) as caught:
        read(
            """
zone = "Europe/Kiyv"
nam = "x"
silence = "yes"
[file]
delimiter = ";;"
[requests]
request_id = 3
recieved_at = "When"
severity = { column = "Prio", values = { P1 = "critcal" }, zone = "UTC" }
taken_at = { first = "x" }
closed_at = { first_event = "closd" }
asked_at = { column = "a", constant = "b", format = "tomorrow" }
[log]
case = "c"
kinds = { a = "takn", b = { kind = "held", whos = "client" } }
[sources.x]
table = "a"
query = "SELECT 1"
[[events]]
kind = { constant = "reacted" }
"""
        )
    told = "\n".join(caught.value.problems)
    for part in (
        "no key `nam`; did you mean `name`?",
        "`zone`: zone `Europe/Kiyv` is unknown; did you mean `Europe/Kyiv`?",
        "`silence`: `yes` is no choice here",
        "`file.delimiter`: `;;` is not one sign",
        "`requests`: there is no key `recieved_at`; did you mean `received_at`?",
        "`requests.request_id`: `3` is neither a text nor a table",
        "`requests`: the key `received_at` is missing",
        "`requests.severity.values.P1`: `critcal` is nothing that `severity` can be; did you mean `critical`?",
        "`requests.severity.zone`: it is for moments",
        "`requests.closed_at.first_event`: `closd` is no choice here; did you mean `closed`?",
        "`requests.asked_at`: give one of `column`",
        "`requests.asked_at.format`: `tomorrow` is no form of a moment",
        "`log`: the key `activity` is missing",
        "`log.kinds.a`: `takn` is no choice here; did you mean `taken`?",
        "`log.kinds.b`: there is no key `whos`; did you mean `whose`?",
        "`sources.x`: give one of `table`, `query`",
        "`events[1]`: the key `request_id` is missing",
    ):
        assert part in told


def test_a_column_that_the_source_lacks_is_told_with_the_nearest(tmp_path: Path) -> None:
    """All of them, before anything is read."""
    source = written(tmp_path / "a.csv", "Ticket ID,Created\n1,2026-03-02T08:00:00Z\n")

    with pytest.raises(UsageError, match=r"no column `TicketID`; did you mean `Ticket ID`\?.*no column `Closed`"):
        mapped(source, '[requests]\nrequest_id = "TicketID"\nreceived_at = "created"\nclosed_at = "Closed"\n')


@pytest.mark.parametrize(
    ("cell", "form", "hour"),
    [
        ("1772438400", "unix_seconds", 8),
        ("1772438400.5", "unix_seconds", 8),
        ("1772438400000", "unix_milliseconds", 8),
        ("03/02/2026 11:00 PM +0200", "%m/%d/%Y %I:%M %p %z", 21),
        ("2026-03-02", "%Y-%m-%d", 22),
    ],
)
def test_moments_are_read_as_the_mapping_says(tmp_path: Path, cell: str, form: str, hour: int) -> None:
    """Numbers since 1970 and offsets are instants; all else is a clock of the zone, and a day its midnight."""
    source = written(tmp_path / "a.csv", f"id,at\n1,{cell}\n")
    cells = f'request_id = "id"\nreceived_at = {{ column = "at", format = "{form}" }}'
    log = mapped(source, f'zone = "Europe/Kyiv"\n[requests]\n{cells}\n')

    assert rows(log)[0]["received_at"].hour == hour


def test_silence_is_said_by_the_mapping_or_by_the_caller(tmp_path: Path) -> None:
    """Whether an empty moment says that nothing was done is a property of the log."""
    source = written(tmp_path / "a.csv", "id,at\n1,2026-03-02T08:00:00Z\n")
    text = 'silence = "not_known"\n[requests]\nrequest_id = "id"\nreceived_at = "at"\n'

    assert mapped(source, text).silence is Silence.NOT_KNOWN
    assert mapped(source, text, silence=Silence.NOT_YET).silence is Silence.NOT_YET


def test_a_mapping_extends_a_preset_key_by_key(tmp_path: Path) -> None:
    """Whoever has a preset changes one line of it."""
    path = written(tmp_path / "mine.toml", 'extends = "xes"\n[log.kinds]\n"Closed" = "closed"\n')
    mapping = load_mapping(path)

    assert mapping.log is not None
    assert mapping.log.case == "case:concept:name"
    assert set(mapping.log.kinds) == {"Closed"}
    with pytest.raises(ProfileError, match=r"no mapping `xs`; did you mean `xes`\?"):
        read_mapping('extends = "xs"')


def test_a_mapping_is_named_by_file_or_preset(tmp_path: Path) -> None:
    """What is neither is told with the nearest."""
    assert mapping_of(None) is None
    assert mapping_of("ubilling") == read_mapping(preset_text("ubilling"), source="ubilling")
    with pytest.raises(UsageError, match=r"no mapping `ubiling`; did you mean `ubilling`\?"):
        mapping_of("ubiling")
    with pytest.raises(ProfileError, match="it is not UTF-8"):
        mapping_of(written(tmp_path / "a.toml", 'name = "ї"', "cp1251"))
    with pytest.raises(ProfileError, match="it is not TOML"):
        mapping_of(written(tmp_path / "b.toml", "name = "))
    with pytest.raises(ProfileError, match="it fills no table"):
        mapping_of(written(tmp_path / "c.toml", 'name = "x"'))


def test_every_preset_can_be_read() -> None:
    """They ship with the library."""
    assert presets() == ("abills", "django-helpdesk", "ubilling", "xes")
    for name in presets():
        assert read_mapping(preset_text(name)).tables


def test_a_zone_that_is_given_goes_before_that_of_the_mapping(tmp_path: Path) -> None:
    """What a person says now counts; a column that has a zone of its own keeps it."""
    source = written(tmp_path / "a.csv", "id,at,closed\n1,2026-03-02 10:00,2026-03-02 12:00\n")
    mapping = """
zone = "Europe/Kyiv"
[requests]
request_id = "id"
received_at = "at"
closed_at = { column = "closed", zone = "UTC" }
"""
    (row,) = rows(mapped(source, mapping, zone="Europe/Rome"))

    assert [row[name].hour for name in ("received_at", "closed_at")] == [9, 12]
