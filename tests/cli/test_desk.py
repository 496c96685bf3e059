"""The desk from the command line, on SQLite: what is printed, what is written, and how errors are told."""

import json
import os
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.cli.shop import MONDAY, Shop

from netpoint_stp.backends.unit_of_work import UnitOfWork
from netpoint_stp.casebook.records import RecordResult
from netpoint_stp.channels.interaction import Interaction
from netpoint_stp.cli.main import group
from netpoint_stp.errors import UnavailableError
from netpoint_stp.regulation.profile import example_profile


def test_receiving_lists_what_each_became(shop: Shop) -> None:
    """Files and folders; a repeat is a repeat; JSON has one record a line."""
    shop.mail("b.eml", "Перевірте лінію, немає мережі.", sender="olga@mail.example")
    shop.mail("c.eml", "Майстер не прийшов.", to="complaints@netpoint.example", subject="Скарга")
    result = shop.run("receive", shop.folder / "a.eml", shop.folder / "b.eml", shop.folder / "c.eml", "--json")
    records = [json.loads(line) for line in result.stdout.splitlines()]

    assert [(each["became"], each["case"]) for each in records] == [
        ("repeat", "R-1"),
        ("incomplete", "R-2"),
        ("complaint", "C-1"),
    ]
    assert "reserved examples" in result.stderr


def test_an_mbox_is_received_message_by_message(shop: Shop) -> None:
    """Each message of the box has its own row."""
    box = shop.folder / "box.mbox"
    one = shop.mail("m1", "Договір 100311, немає мережі.", sender="a@mail.example").read_bytes()
    two = shop.mail("m2", "Договір 100402, немає мережі.", sender="b@mail.example").read_bytes()
    head = b"From a@mail.example Mon Nov 23 10:00:00 2026\n"
    box.write_bytes(head + one + b"\n" + head + two)
    result = shop.run("receive", box)

    assert result.exit_code == 0
    assert "R-2" in result.stdout
    assert "R-3" in result.stdout


def test_what_nothing_carries_is_for_a_person_to_tell(shop: Shop) -> None:
    """A chat has no gateway: nobody takes a question for posted that lies in no outbox."""
    chat = shop.folder / "chat.json"
    chat.write_text(
        json.dumps({"channel": "viber", "id": "v1", "from": "+380501112244", "at": MONDAY, "text": "Немає мережі."})
    )
    told = json.loads(shop.run("receive", chat, "--json").stdout)
    chat.write_text(chat.read_text().replace("v1", "v2"))
    shown = " ".join(shop.run("receive", chat, "--lang", "uk").stdout.split())
    (waiting,) = (text for text in shop.outbox_texts() if "R-1" in text)

    assert (told["messages"], told["to_tell"]) == ([], ["not_official"])
    assert "повідомити" in shown
    assert "R-1" in waiting


def test_the_work_of_a_day(shop: Shop) -> None:
    """Queue, take, ask, resolve, and the timeline with the clauses."""
    assert [row["number"] for row in shop.json("queue")] == ["R-1"]
    taken = shop.json("take")
    assert (taken["case"], taken["state"], taken["messages"]) == ("R-1", "taken", ["acknowledgement"])
    assert shop.json("queue") == []
    assert [row["taken_by"] for row in shop.json("queue", "--all")] == ["andriy"]
    assert shop.json("resolve", "R-1", "Готово.")["state"] == "resolved"
    timeline = shop.json("show", "r-1")

    assert [row["what"] for row in timeline] == ["opened", "taken", "acknowledged", "resolved"]
    assert all(row["clauses"] for row in timeline)
    shown = shop.run("show", "R-1", "--lang", "en", clock="2026-11-23T13:00:00+02:00").stdout
    assert "2026-11-23 12:00:00 +0200" in shown
    assert "this is whose time it has been so far" in shown


def test_an_empty_queue_says_so(shop: Shop) -> None:
    """In words, and as null in JSON."""
    shop.run("take")

    assert shop.json("take") is None
    assert "No request is free" in shop.run("take").stdout


def test_a_step_under_a_key_is_done_once(shop: Shop) -> None:
    """Repeated over a broken connection it changes nothing."""
    first = shop.json("answer", "R-1", "Дивимося.", "--key", "k")
    again = shop.json("answer", "R-1", "Дивимося.", "--key", "k")

    assert (first["repeat"], again["repeat"]) == (False, True)
    assert [row["what"] for row in shop.json("show", "R-1")] == ["opened", "answered"]


def test_a_refusal_without_ground_is_not_done(shop: Shop) -> None:
    """The error names the clauses on standard error, exit code 2; with a reason it is done."""
    result = shop.run("refuse", "R-1", "--action", "consultation", "--demand", "within_contract")
    assert result.exit_code == 2
    assert "3.9" in result.stderr
    assert "Traceback" not in result.stderr
    check = shop.run("refuse", "R-1", "--check", "--action", "consultation", "--demand", "outside_contract")
    assert "may be refused" in check.stdout
    done = shop.json("refuse", "R-1", "--action", "consultation", "--demand", "within_contract", "--reason", "ні")

    assert done["state"] == "refused"
    given = next(each for each in done["decisions"] if each["path"] == "refusal_given")
    assert given["possible"] == ["on_main_ground", "outside_main_grounds"]


def test_complaints_are_kept_from_whom_they_are_about(shop: Shop) -> None:
    """Andriy took the request; the complaint about it is for somebody else."""
    shop.run("take")
    shop.run(
        "receive", shop.mail("c.eml", "По R-1 ніхто не прийшов.", to="complaints@netpoint.example", subject="Скарга")
    )
    assert shop.json("complaints") == []
    assert shop.run("show", "C-1").exit_code == 2
    assert [row["number"] for row in shop.json("complaints", by="bohdana")] == ["C-1"]
    assert shop.run("answer-complaint", "C-1", "Усе гаразд.").exit_code == 2

    assert shop.json("answer-complaint", "C-1", "Розібралися.", by="bohdana")["state"] == "answered"


def test_what_is_due_and_overdue(shop: Shop) -> None:
    """A complaint has its day; a level without a figure stands at the end and is never called late."""
    shop.run("receive", shop.mail("c.eml", "Майстер не прийшов.", to="complaints@netpoint.example", subject="Скарга"))
    due = shop.json("due", "--before", "2027-01-01T00:00:00+02:00")

    assert [(row["number"], row["late"]) for row in due] == [("C-1", False), ("R-1", None)]
    assert shop.json("overdue") == []
    late = "2026-12-03T00:00:00+02:00"
    assert shop.json("overdue", clock=late) == []  # nobody has said yet who complains of what (3.10)
    shop.run("read-complaint", "C-1", "--complainant", "holder", "--about", "carrying_out", by="bohdana")
    assert [row["number"] for row in shop.json("overdue", clock=late)] == ["C-1"]
    assert "Nothing is due" in shop.run("overdue").stdout


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "en",
            "C-1: the time limit is provisional; it ends between 2026-12-30 00:00:00 +0200 and 2026-12-31",
        ),
        ("ru", "C-1: срок указан предварительно; он кончается между 2026-12-30 00:00:00 +0200 и 2026-12-31"),
        ("uk", "C-1: строк вказано попередньо; він спливає між 2026-12-30 00:00:00 +0200 і 2026-12-31 00:00:00"),
    ],
)
def test_what_is_due_says_where_its_day_is_in_doubt(shop: Shop, lang: str, words: str) -> None:
    """25 December may become a day off (3.12, I-15): said in words and in JSON, and not overdue while it decides."""
    lodged = "2026-12-18T12:00:00+02:00"
    mail = shop.mail("c.eml", "Майстер не прийшов.", to="complaints@netpoint.example", subject="Скарга")
    mail.write_bytes(mail.read_bytes().replace(b"Mon, 23 Nov 2026 10:00", b"Fri, 18 Dec 2026 11:00"))
    shop.run("receive", mail, clock=lodged)
    before = ("due", "--before", "2027-01-10T00:00:00+02:00")
    said = " ".join(shop.run(*before, "--lang", lang, clock=lodged).stdout.split())
    between = "2026-12-30T12:00:00+02:00"
    row = next(each for each in shop.json(*before, clock=between) if each["number"] == "C-1")

    assert words in said
    assert (row["late"], row["provisional"]) == (None, True)
    assert (row["due_earliest"], row["due_latest"]) == ("2026-12-30 00:00:00 +0200", "2026-12-31 00:00:00 +0200")
    assert len(row["doubts"]) == 1
    assert shop.json("overdue", clock=between) == []


def test_an_edited_row_is_named(shop: Shop) -> None:
    """`verify` finds what was changed by hand, exit code 1."""
    assert shop.run("verify").exit_code == 0
    with sqlite3.connect(shop.folder / "desk.db") as database:
        assert database.execute("UPDATE stp_journal SET state = 'closed' WHERE kind = 'R'").rowcount == 1
    result = shop.run("verify", "--json")

    assert result.exit_code == 1
    assert json.loads(result.stdout)["breaks"][0] | {"seq": 0} == {
        "case": "R-1",
        "row": 1,
        "wrong": "changed",
        "seq": 0,
    }


def test_the_log_replays_as_identical(shop: Shop) -> None:
    """Exported, decided again; an edited line is found, exit code 1."""
    log = shop.folder / "log.jsonl"
    shop.run("refuse", "R-1", "--action", "consultation", "--demand", "outside_contract")
    assert shop.run("log", "--to", log).exit_code == 0
    result = CliRunner().invoke(group, ["replay", str(log)])
    assert result.exit_code == 0
    assert "identical: 3 decisions" in result.stdout
    assert shop.run("log").stdout == log.read_text(encoding="utf-8")
    log.write_text(log.read_text(encoding="utf-8").replace('"may_refuse"', '"proceed"'), encoding="utf-8")
    edited = CliRunner().invoke(group, ["replay", str(log), "--lang", "uk"])

    assert edited.exit_code == 1
    assert "змінилося: 1 рішення" in edited.stdout


def test_a_log_without_a_decision_is_not_identical(shop: Shop) -> None:
    """An empty file proves nothing."""
    log = shop.folder / "log.jsonl"
    log.touch()
    told = CliRunner().invoke(group, ["replay", str(log)])

    assert told.exit_code == 2
    assert "holds no decision" in told.stderr


def test_what_was_received_before_the_disk_was_full_is_told(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one at which it failed is not in the list, and the reason is told."""
    files = [shop.mail("c.eml", "Перевірте лінію."), shop.mail("b.eml", "Перевірте й цю.", sender="b@mail.example")]
    record = UnitOfWork.record
    left = [2]

    def full(self: UnitOfWork, interaction: Interaction, raw: bytes | None = None) -> RecordResult:
        left[0] -= 1
        if not left[0]:
            raise UnavailableError("the store has no room left on its disk")
        return record(self, interaction, raw)

    monkeypatch.setattr(UnitOfWork, "record", full)
    told = shop.run("receive", *files)

    assert told.exit_code == 2
    assert "c.eml" in told.stdout
    assert "b.eml" not in told.stdout
    assert "no room left" in told.stderr


def test_replay_under_another_profile_names_what_changes(shop: Shop) -> None:
    """Each changed outcome with its clauses; totals in JSON."""
    log = shop.folder / "log.jsonl"
    shop.run(
        "receive",
        shop.mail("s.eml", "Логін: ivan1, немає мережі.", to="director@netpoint.example", sender="x@y.example"),
    )
    shop.run("log", "--to", log)
    profile = shop.folder / "other.toml"
    text = example_profile().replace('unlisted_mailbox = "unofficial"', 'unlisted_mailbox = "official_irregular"')
    profile.write_text(text.replace('name = "example"', 'name = "other"'), encoding="utf-8")
    result = CliRunner().invoke(group, ["replay", str(log), "--profile", str(profile), "--json"])
    records = [json.loads(line) for line in result.stdout.splitlines()]

    assert result.exit_code == 1
    assert records[-1]["totals"] == {"identical": 0, "same_outcome": 1, "changed": 1, "not_replayable": 0}
    assert [(r["before"], r["after"]) for r in records if r.get("fate") == "changed"] == [("unofficial", "official")]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["replay", "missing.jsonl"], "cannot be read"),
        (["replay", __file__], "line 1 of the log is no decision"),
        (["desk", "--store", "sqlight:///x", "queue"], "did you mean `sqlite`"),
        (["desk", "--store", "memory:", "migrate"], "no layout that could be migrated"),
        (["desk", "--store", "memory:", "take"], "name one of the staff with --as"),
        (["desk", "--store", "memory:", "show", "R-1"], "there is no case `R-1`"),
        (["desk", "--store", "memory:", "--as", "a", "purge"], "say either --before"),
        (["desk", "--store", "memory:", "--as", "a", "purge", "--older-than", "soon"], "soon"),
    ],
)
def test_mistakes_are_told_without_a_traceback(arguments: list[str], told: str) -> None:
    """What is wrong and what to do, exit code 2."""
    result = CliRunner().invoke(group, arguments, env={"NETPOINT_STP_STAFF": ""})

    assert result.exit_code == 2
    assert told in result.stderr
    assert "Traceback" not in result.output


def test_purging_erases_raw_messages(shop: Shop) -> None:
    """What was recorded before goes, and a second time there is nothing to erase."""
    late = "2027-02-23T12:00:00+02:00"

    assert shop.json("purge", "--older-than", "90d", clock=late) == {"raw_messages": 1, "quarantined": 0}
    assert shop.json("purge", "--older-than", "90d", clock=late) == {"raw_messages": 0, "quarantined": 0}


def test_migrating_a_store_that_is_up_to_date_changes_nothing(shop: Shop) -> None:
    """Before and after are the same version."""
    told = shop.json("migrate")

    assert told["before"] == told["version"]


def test_what_is_no_file_in_a_folder_is_told(shop: Shop, tmp_path: Path) -> None:
    """A link that leads nowhere and a pipe are named, and nobody waits for them."""
    folder = tmp_path / "spool"
    folder.mkdir()
    (folder / "gone.eml").symlink_to(folder / "not-there")
    os.mkfifo(folder / "pipe")
    told = shop.run("receive", folder)

    given = shop.run("receive", folder / "pipe")
    assert (given.exit_code, "is a pipe, a socket or a device" in given.stderr) == (2, True)
    assert "gone.eml` was passed over" in told.stderr
    assert "pipe` was passed over" in told.stderr
