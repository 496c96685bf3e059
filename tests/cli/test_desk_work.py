"""The steps of whoever works on requests, from the command line: each writes what its use case writes."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from tests.cli.shop import Shop

from netpoint_stp.backends.registry import open_store


def states(shop: Shop, *commands: list[str]) -> list[str]:
    """Run commands one after the other and return the state that each leaves the case in."""
    return [shop.json(*command)["state"] for command in commands]


def test_a_request_waits_for_its_client_for_others_and_for_a_visit(shop: Shop) -> None:
    """Held and resumed; the client is told what concerns them."""
    shop.run("take")
    told = [
        shop.json("hold", "R-1", "надішліть фото роутера"),
        shop.json("resume", "R-1"),
        shop.json("hold", "R-1", "постачальник", "--for", "others"),
        shop.json("visit", "R-1", "завтра о десятій"),
    ]

    assert [each["state"] for each in told] == ["held", "waiting", "held", "held"]
    assert [each["messages"] for each in told] == [["waiting"], [], [], ["visit"]]
    assert [row["more"].get("whose") for row in shop.json("show", "R-1") if row["what"] == "held"] == [
        "client",
        "third_party",
        "field_visit",
    ]


def test_a_lease_is_as_long_as_it_is_said_to_be(shop: Shop) -> None:
    """Taken for an hour, lengthened to three, given back; then nobody holds it."""
    shop.run("take", "--lease", "1h")
    renewed = shop.json("renew", "R-1", "--lease", "3h")
    assert renewed["until"] == "2026-11-23 15:00:00 +0200"
    assert "valid until 2026-11-23 15:00:00 +0200" in shop.run("renew", "R-1", "--lease", "3h").stdout
    assert shop.json("release", "R-1")["state"] == "waiting"
    again = shop.run("release", "R-1")

    assert (again.exit_code, "does not hold request `R-1`" in again.stderr) == (2, True)


def test_one_certain_request_is_taken(shop: Shop) -> None:
    """Out of its turn, by its number."""
    shop.run("receive", shop.mail("b.eml", "Договір 100311, немає мережі.", sender="b@mail.example"))

    assert shop.json("take", "--request", "R-2")["case"] == "R-2"


def test_somebody_else_cannot_settle_what_is_taken(shop: Shop) -> None:
    """Only its holder can; the store names the state."""
    shop.run("take")
    result = shop.run("resolve", "R-1", "Готово.", by="bohdana")

    assert result.exit_code == 2
    assert shop.json("show", "R-1")[-1]["state"] == "taken"


def test_notes_reactions_and_a_decision_against_the_library(shop: Shop) -> None:
    """Each stands in the timeline with who did it."""
    shop.run("react", "R-1")
    shop.run("note", "R-1", "дзвонив двічі")
    shop.run("override", "R-1", "held", "клієнт у від'їзді")
    rows = shop.json("show", "R-1")

    assert [(row["what"], row["by"], row["more"]) for row in rows[1:]] == [
        ("reacted", "andriy", {}),
        ("noted", "andriy", {"note": "дзвонив двічі"}),
        ("overridden", "andriy", {"why": "клієнт у від'їзді"}),
    ]


def test_settled_reopened_closed(shop: Shop) -> None:
    """One after the other; closing needs a reason."""
    shop.run("take")

    assert states(
        shop,
        ["resolve", "R-1", "Готово."],
        ["reopen", "R-1", "знову не працює"],
        ["override", "R-1", "resolved", "сам перевірив"],
        ["close", "R-1", "ніхто не заперечив"],
    ) == ["resolved", "waiting", "resolved", "closed"]
    assert "the reason is empty" in shop.run("reopen", "R-1", " ").stderr


def test_what_a_look_shows(shop: Shop) -> None:
    """Critical with its reason: out of turn; without one it is not written."""
    assert "the reason is empty" in shop.run("triage", "R-1", "--level", "critical").stderr
    shop.run("triage", "R-1", "--level", "critical", "--reason", "весь будинок", "--need", "emergency_action")

    assert [row["turn"] for row in shop.json("queue")] == ["may_go_out_of_turn"]
    assert "критичність: найвища" in shop.run("show", "R-1", "--lang", "uk").stdout


def test_two_things_in_one_message_and_the_same_thing_twice(shop: Shop) -> None:
    """Split, linked, joined, found to be nothing."""
    assert shop.json("split", "R-1", "ще й тариф", "і телефон")["case"] == "R-1"
    assert [row["number"] for row in shop.json("queue")] == ["R-1", "R-2", "R-3"]
    assert states(shop, ["link", "R-1", "R-2"], ["merge", "R-3", "R-1"], ["dismiss", "R-2", "помилка"]) == [
        "waiting",
        "merged",
        "not_a_request",
    ]
    links = [row["more"].get("links") for row in shop.json("show", "R-1")]

    assert links == [None, ["R-2", "R-3"], ["R-2"], None]


def test_who_asks_and_what_they_may_have_done(shop: Shop) -> None:
    """Identified by nothing but what billing confirms; without billing nobody is."""
    told = shop.run("identify", "R-1", "--contract", "100245", "--action", "report a fault")
    assert "The known facts do not determine the outcome." in told.stdout
    assert shop.json("identify", "R-1", "--login", "x")["decisions"][0]["path"] == "identity"
    permitted = shop.run("permit", "R-1", "account_action", "--standing", "user", "--lang", "ru")

    assert "1.2" in permitted.stdout
    assert shop.json("permit", "R-1", "consultation")["decisions"][0]["possible"] == ["not_a_client", "permitted"]


def test_what_lacked_is_asked_for_and_completed(shop: Shop) -> None:
    """Told on the telephone, it is free to be taken."""
    shop.run("receive", shop.mail("b.eml", "Перевірте лінію.", sender="b@mail.example"))
    asked = shop.json("ask", "R-2", "contract_number", "--action", "report a fault", "--text", "Де саме?")
    assert (asked["state"], asked["messages"]) == ("incomplete", ["question"])

    assert shop.json("complete", "R-2", "--details", "sufficient", "--task", "stated")["state"] == "waiting"


def test_whether_it_may_be_refused_is_told_in_json_too(shop: Shop) -> None:
    """Outcomes and grounds by their codes; nothing is written."""
    check = shop.json("refuse", "R-1", "--check", "--action", "consultation", "--demand", "outside_contract")

    assert check["grounds"] == ["outside_contract"]
    assert check["outcome"] == "may_refuse"
    assert [row["what"] for row in shop.json("show", "R-1")] == ["opened"]


def test_advice_is_declined_only_where_3_7_lets_it(shop: Shop) -> None:
    """Not known whether it concerns the working: refused; known: the client is told what is offered."""
    unknown = shop.run("decline-advice", "R-1", "web_design", "--service", "internet")
    assert (unknown.exit_code, "3.7" in unknown.stderr) == (2, True)
    declined = shop.json("decline-advice", "R-1", "web_design", "--does-not-concern-working", "--service", "internet")

    assert declined["messages"] == ["advice_declined"]


def test_answers_with_links_and_to_many(shop: Shop) -> None:
    """A link alone where 3.8 lets it; one answer to an outage settles all that wait for it."""
    shop.run("receive", shop.mail("b.eml", "Договір 100311, немає мережі.", sender="b@mail.example"))
    elsewhere = shop.run("answer", "R-1", "--link", "https://else.example/x", "--question", "standard")
    assert (elsewhere.exit_code, "3.8" in elsewhere.stderr) == (2, True)
    assert shop.json("answer", "R-1", "Ось тут:", "--link", "https://else.example/x")["messages"] == ["answer"]
    shop.run("alert", "Вузол стоїть", "--trouble", "equipment")
    result = shop.run("answer-all", "Полагоджено.", "R-1", "R-2", "--incident", "N-1", "--settles", "--json")
    records = [json.loads(line) for line in result.stdout.splitlines()]

    assert [(each["case"], each["state"]) for each in records] == [("R-1", "resolved"), ("R-2", "resolved")]


def test_a_problem_from_the_alert_to_its_end(shop: Shop) -> None:
    """Told once under its key, published in an emergency, over."""
    alert = ["alert", "Магістраль стоїть", "--trouble", "equipment", "--extent", "backbone", "--key", "probe-1"]
    first, again = shop.json(*alert), shop.json(*alert)
    assert (first["case"], first["repeat"], again["case"], again["repeat"]) == ("N-1", False, "N-1", True)
    assert shop.json("publish", "N-1", "--emergency", "--text", "uk=Ремонтуємо")["messages"] == ["notice"]
    assert "does not say in which language" in shop.run("publish", "N-1", "--text", "Ремонтуємо").stderr
    local = ["alert", "Вузол", "--trouble", "software", "--extent", "local", "--noticed", "2026-11-23T11:00:00+02:00"]
    assert shop.json(*local)["case"] == "N-2"
    assert "4.5" in shop.run("publish", "N-2", "--emergency").stderr

    assert shop.json("end", "N-1")["state"] == "over"
    assert shop.json("end", "N-2", "--at", "2026-11-23T11:30:00+02:00")["state"] == "over"


def test_planned_work_is_published(shop: Shop) -> None:
    """Maintenance that ends before it begins is not."""
    times = ["2026-11-27T02:00:00+02:00", "2026-11-27T04:00:00+02:00"]

    assert shop.json("maintenance", *times, "--service", "internet")["messages"] == ["notice"]
    assert "before it starts" in shop.run("maintenance", *reversed(times)).stderr


def test_a_complaint_is_read_and_answered(shop: Shop) -> None:
    """What it names is written down; what lacks is listed by what it is."""
    shop.run("receive", shop.mail("c.eml", "Майстер не прийшов.", to="complaints@netpoint.example", subject="Скарга"))
    given = ["--date", "2026-11-20", "--taker", "Андрій", "--text", "немає мережі", "--complainant", "holder"]
    assert shop.json("complaints")[0]["lacking"] == ["request_date", "taker_name", "request_text"]
    assert "дата" in shop.run("complaints", "--lang", "uk").stdout
    shop.json("read-complaint", "C-1", *given, "--about", "refusal", "--reached", "2026-11-23T10:00:00+02:00")

    assert shop.json("complaints")[0]["lacking"] == []
    assert shop.json("answer-complaint", "C-1", "Розбираємося.", "--interim")["state"] == "lodged"


def test_staff_read_a_message_as_a_complaint(shop: Shop) -> None:
    """The request that was opened of it is found to be none."""
    lodged = shop.json("lodge", "I-1", "--complainant", "holder", "--about", "carrying_out")

    assert (lodged["case"], lodged["became"]) == ("C-1", "complaint")
    assert shop.json("show", "R-1")[-1]["state"] == "not_a_request"
    assert "there is no interaction `I-9`" in shop.run("lodge", "I-9").stderr


def test_clients_are_told_the_names_of_the_staff(shop: Shop, tmp_path: Path) -> None:
    """3.11 asks for the name; a file gives it, and one that does not is told."""
    names = tmp_path / "names.toml"
    names.write_text('andriy = "Андрій"\nbohdana = "Богдана"\n', encoding="utf-8")
    shop.options += ["--names", str(names)]
    shop.run("take")
    subjects = shop.outbox_texts()
    names.write_text('andriy = 7\nbohdana = " "\n', encoding="utf-8")
    wrong = shop.run("take")

    assert any("Андрій" in text for text in subjects)
    assert "`andriy`: this value (not shown) is not a text; put it into quotes" in wrong.stderr
    assert "`bohdana`: this value (not shown) is blank; give a text" in wrong.stderr


@pytest.mark.parametrize(
    ("content", "told"), [(None, "cannot be read"), (b"andriy: x", "is not TOML"), (b"\xff", "is not UTF-8")]
)
def test_a_file_of_names_that_is_none_is_told(shop: Shop, content: bytes | None, told: str) -> None:
    """What is wrong with it, and what to do."""
    names = shop.folder / "names.toml"
    if content is not None:
        names.write_bytes(content)
    shop.options += ["--names", str(names)]
    result = shop.run("take")

    assert (result.exit_code, told in result.stderr) == (2, True)


def test_a_passport_key_that_is_none_is_told(shop: Shop) -> None:
    """Too short a key would protect nothing."""
    key = shop.folder / "key"
    key.write_bytes(b"short")
    shop.options += ["--passport-key", str(key)]

    assert shop.run("take").exit_code == 2


@pytest.mark.parametrize("keyed", [True, False], ids=["with the key", "without it"])
def test_billing_compares_passports_under_the_key_of_the_desk(shop: Shop, *, keyed: bool) -> None:
    """Two digests of one number agree only under one key: the directory that the command opens gets the desk's own."""
    database, mapping, key = (shop.folder / name for name in ("billing.db", "billing.toml", "key"))
    with closing(sqlite3.connect(database)) as billing, billing:
        billing.execute("CREATE TABLE accounts (login TEXT PRIMARY KEY, contract TEXT, passport TEXT)")
        billing.execute("INSERT INTO accounts VALUES ('zrazok7', '100311', 'МЕ 654321')")
    columns = 'login = "accounts.login"\ncontract_number = "accounts.contract"\npassport = "accounts.passport"\n'
    mapping.write_text(f'name = "b"\n[account]\ntable = "accounts"\nkey = "login"\n[details]\n{columns}')
    key.write_bytes(b"k" * 32)
    shop.options += ["--directory", f"billing+sqlite:///{database}?mapping={mapping}"]
    shop.options += ["--passport-key", str(key)] if keyed else []

    shop.run("receive", shop.mail("m1", "Паспорт МЕ 654321, не працює інтернет.", sender="nobody@else.example"))

    with closing(open_store(shop.store)) as store:
        record = store.request("R-2")
    assert record is not None
    assert record.request.contract_id == ("zrazok7" if keyed else None)
