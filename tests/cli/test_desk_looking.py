"""Looking at what there is, sending what waits, and keeping the store, from the command line."""

import json
from importlib.metadata import EntryPoint
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from tests.cli.shop import Shop

from netpoint_stp.backends import registry
from netpoint_stp.casebook.steps import EventKind, State
from netpoint_stp.cli.main import group


def test_what_a_client_wrote_can_be_read(shop: Shop) -> None:
    """All messages of a case in order, passports blanked; an incident has none."""
    shop.run("receive", shop.mail("b.eml", "R-1: паспорт МЕ 123456, де майстер?"))
    told = shop.json("read", "R-1")
    assert [each["interaction"] for each in told] == ["I-1", "I-2"]
    assert told[0]["text"].strip() == "Договір 100245, перевірте лінію."
    assert "123456" not in shop.run("read", "r-1").stdout

    assert "no request or complaint `N-1`" in shop.run("read", "N-1").stderr


@pytest.mark.parametrize(
    ("lang", "headings"),
    [("en", ("Signature:", "Quoted:")), ("ru", ("Подпись:", "Цитата:")), ("uk", ("Підпис:", "Цитата:"))],
)
def test_the_whole_text_is_read(shop: Shop, lang: str, headings: tuple[str, str]) -> None:
    """Own words first, then what stands in the signature and what is quoted, each under its heading."""
    quoted = "On Mon, Nov 30, 2026 at 10:15 AM NetPoint <support@netpoint.example> wrote:\n> Що саме?"
    shop.run("receive", shop.mail("b.eml", f"R-1: де майстер?\n\nЗ повагою,\nОлена\n\n{quoted}"))
    told = shop.run("read", "R-1", "--lang", lang).stdout.split("I-2", 1)[1]

    places = [told.index(part) for part in ("де майстер?", headings[0], "Олена", headings[1], "Що саме?")]
    assert places == sorted(places)
    assert shop.json("read", "R-1")[1]["signature"] == "З повагою,\nОлена"


def test_a_complaint_is_not_read_by_whom_it_is_about(shop: Shop) -> None:
    """Nor is its timeline."""
    shop.run("take")
    shop.run(
        "receive", shop.mail("c.eml", "По R-1 ніхто не прийшов.", to="complaints@netpoint.example", subject="Скарга")
    )

    assert [shop.run(command, "C-1").exit_code for command in ("read", "show")] == [2, 2]
    assert shop.run("read", "C-1", by="bohdana").exit_code == 0
    assert "name one of the staff with --as" in shop.run("show", "C-1", by="").stderr


def test_a_queue_shows_what_is_asked(shop: Shop) -> None:
    """Shortened for the table, whole in JSON; a queue that there is not is told."""
    assert "Договір 100245, перевірте лінію." in shop.run("queue", "desk").stdout
    assert shop.json("queue", "--all", "desk")[0]["task"].startswith("Договір 100245")
    shop.run("receive", shop.mail("b.eml", "Перевірте лінію.", sender="b@mail.example"))
    assert [row["number"] for row in shop.json("queue", "--all", "--limit", "1")] == ["R-1"]
    assert [row["number"] for row in shop.json("queue", "desk", "--all")] == ["R-1", "R-2"]
    for command in ("queue", "take"):
        assert "the profile has no queue `dask`; did you mean `desk`?" in shop.run(command, "dask").stderr


@pytest.mark.parametrize("command", ["queue", "take", "due", "overdue", "outbox", "verify", "log"])
def test_a_slip_in_the_url_does_not_look_as_if_nothing_waited(tmp_path: Path, command: str) -> None:
    """What only looks, or works on what there is, lays no store out, and makes no file."""
    url = f"sqlite:///{tmp_path}/dask.db"
    told = CliRunner().invoke(group, ["desk", "--store", url, "--as", "a", command])

    assert told.exit_code == 2
    assert "there is no store yet; check the URL for a slip" in told.stderr
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize("lang", ["ru", "uk", "en"])
def test_a_timeline_speaks_the_readers_language(shop: Shop, lang: str) -> None:
    """In JSON codes stand alone, whatever the language."""
    shop.run("receive", shop.mail("b.eml", "Перевірте лінію.", sender="b@mail.example"))
    shown = shop.run("show", "R-2", "--lang", lang).stdout
    rows = json.loads(shop.run("show", "R-2", "--lang", lang, "--json").stdout)

    assert not [code for code in ("waits_for", "contract_number", "incomplete_") if code in shown]
    assert [EventKind(row["what"]).value for row in rows] == ["opened", "asked"]
    assert {State(row["state"]) for row in rows} == {State.INCOMPLETE}
    assert {row["by"] for row in rows} == {"system"}


@pytest.fixture
def gateways(monkeypatch: pytest.MonkeyPatch) -> None:
    """Announce the gateways of the tests."""
    announced = registry._points()
    names = (("delivers", "BACKEND"), ("fails", "FAILING"))
    ours = tuple(EntryPoint(name, f"tests.cli.gateways:{what}", registry.GROUP) for name, what in names)
    monkeypatch.setattr(registry, "_points", lambda: (*announced, *ours))


@pytest.mark.usefixtures("gateways")
def test_what_waits_to_be_sent(shop: Shop) -> None:
    """Listed, sent by the gateways named, listed as sent; what has no gateway stays."""
    shop.run("alert", "Вузол стоїть", "--trouble", "equipment")
    waiting = shop.json("outbox")
    assert [(row["purpose"], row["channel"]) for row in waiting] == [
        ("receipt", "email"),
        ("alert", "alert"),
        ("alert", "alert"),
    ]
    sent = shop.run("send", "--mail", "delivers:", "--json")
    assert (sent.exit_code, json.loads(sent.stdout)) == (1, {"sent": 1, "again": 0, "given_up": 0, "no_gateway": 2})
    assert [row["state"] for row in shop.json("outbox", "--all")] == ["sent", "again", "again"]
    later = "2026-11-23T12:30:00+02:00"
    told = shop.run("send", "--alerts", "delivers:", clock=later)
    assert (told.exit_code, "2  sent" in told.stdout) == (0, True)

    assert "Nothing waits to be sent" in shop.run("outbox", clock=later).stdout
    assert "Nothing waits to be sent" in shop.run("send", "--mail", "delivers:", clock=later).stdout


@pytest.mark.parametrize("option", ["--mail", "--sms", "--alerts", "--notices"])
def test_what_delivers_nothing_sends_nothing(shop: Shop, option: str) -> None:
    """Gateways in memory are refused over a durable store: a message marked as sent would be lost."""
    refused = shop.run("send", option, "memory:")

    assert (refused.exit_code, "delivers nothing" in refused.stderr) == (2, True)
    assert [row["state"] for row in shop.json("outbox")] == [None]


@pytest.mark.usefixtures("gateways")
def test_a_gateway_with_a_fault_is_told_without_what_it_said(shop: Shop) -> None:
    """The message waits to be tried again, exit code 1; nothing of the client is printed."""
    told = shop.run("send", "--mail", "fails:")

    assert (told.exit_code, "1  to be tried again" in told.stdout) == (1, True)
    assert "mail.example" not in told.output
    assert "ConnectionResetError" in shop.run("outbox").stdout


def test_sending_needs_a_gateway(shop: Shop) -> None:
    """None named, one that there is not, and one that is no gateway."""
    assert "no gateway is named" in shop.run("send").stderr
    assert "there is no backend `nonesuch`" in shop.run("send", "--mail", "nonesuch:").stderr
    assert "is no mail sender" in shop.run("send", "--mail", "sqlite:///x").stderr


def test_what_could_not_be_read_is_listed(shop: Shop) -> None:
    """Put aside with the reason; nothing is lost."""
    assert "Nothing is in quarantine" in shop.run("aside").stdout
    empty = shop.folder / "empty.eml"
    empty.write_bytes(b"")
    shop.run("receive", empty)

    assert [(row["number"], row["reason"]) for row in shop.json("aside")] == [("Q-1", "empty")]
    assert "порожньо" in shop.run("aside", "--lang", "uk").stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["purge", "--older-than", "1000000d"], "there was no calendar yet"),
        (["purge", "--older-than", "0d"], "is no length of time"),
        (["purge", "--older-than", "1d", "--before", "2026-01-01T00:00:00Z"], "say either"),
        (["purge", "--before", "2026-11-23T12:00:01+02:00"], "is still to come"),
        (["log", "--to", "/nonexistent/log"], "cannot be written"),
        (["migrate", "--to", "99"], "there is no layout 99"),
        (["due", "--before", "tomorrow"], "tomorrow"),
        (["take", "--lease", "3000d"], "no length of time up to a day"),
    ],
)
def test_mistakes_about_the_store_are_told(shop: Shop, arguments: list[str], told: str) -> None:
    """What is wrong and what to do, exit code 2, no traceback."""
    result = shop.run(*arguments)

    assert (result.exit_code, told in result.stderr) == (2, True)


def test_purging_until_a_moment_and_migrating_in_words(shop: Shop) -> None:
    """The counterparts of the JSON ones."""
    late = "2026-12-01T00:00:00+02:00"
    assert "Erased: raw messages 1" in shop.run("purge", "--before", late, clock=late).stdout
    assert "The store is at version" in shop.run("migrate").stdout
    told = shop.run("verify").stdout
    assert "The journals of 2 cases hold, 3 events" in told
    assert "Not looked at: texts of clients" in told
    assert "changed by hand" not in told
    plain = shop.json("verify")
    assert (plain["breaks"], plain["looked_at"]) == ([], {"cases": 2, "events": 3})
    assert "outbox" in plain["not_looked_at"]


def test_an_edited_row_is_told_in_words(shop: Shop) -> None:
    """Which row of which case, and what is wrong with it."""
    shop.edit("UPDATE stp_journal SET state = 'closed' WHERE kind = 'R'")
    result = shop.run("verify", "--lang", "uk")

    assert (result.exit_code, "R-1" in result.stdout, "не такий" in result.stdout) == (1, True, True)


def test_every_command_of_the_desk_takes_json_and_a_language() -> None:
    """But the export of the log, which is JSON and nothing else."""
    desk = group.get_command(click.Context(group), "desk")
    assert isinstance(desk, click.Group)
    commands: dict[str, set[str | None]] = {}
    for name, command in desk.commands.items():
        below = command.commands if isinstance(command, click.Group) else {name: command}
        commands |= {one: {each.name for each in found.params} for one, found in below.items()}

    assert {name for name, options in commands.items() if not {"lang", "as_json"} <= options} == {"log"}
    assert CliRunner().invoke(group, ["desk", "--help"]).exit_code == 0


def test_the_log_is_not_written_over_the_store(shop: Shop, tmp_path: Path) -> None:
    """A slip in the name of its file destroys nothing."""
    assert shop.run("receive", shop.mail("m1", "Не працює інтернет.")).exit_code == 0
    (store,) = tmp_path.glob("*.db")
    refused = shop.run("log", "--to", store)

    assert refused.exit_code == 2
    assert "is a database" in refused.output
    assert shop.run("show", "R-1").exit_code == 0
