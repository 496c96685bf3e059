"""The command line as a user meets it: what is printed, and the exit codes."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.support.random_tables import Out, facts_class
from tests.support.tables import internal_names

from netpoint_stp.channels.files.mailboxes import RawMessage
from netpoint_stp.cli.main import group
from netpoint_stp.cli.rules.tables import tell_problems
from netpoint_stp.regulation.profile import example_profile
from netpoint_stp.rules import Rule, RuleTable
from netpoint_stp.wording import LANGUAGES, Language, say

MAIL = b"""\
Received: from a.example by mx.netpoint.example with ESMTP; Fri, 20 Nov 2026 15:00:00 +0200
From: Client <client@mail.example>
To: support@netpoint.example
Subject: =?utf-8?b?0ItudGVybmV0?=
Message-ID: <1@mail.example>
Date: Fri, 20 Nov 2026 14:59:00 +0200
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

""" + "Договір № 123456. Прошу перевірити лінію, інтернет зникає щовечора.\n".encode()


def run(*arguments: str | Path) -> Result:
    """Run a command and return what came of it."""
    return CliRunner().invoke(group, [str(argument) for argument in arguments])


@pytest.fixture
def mail(tmp_path: Path) -> Path:
    """Return a mail that is a complete request."""
    path = tmp_path / "request.eml"
    path.write_bytes(MAIL)
    return path


class TestAssess:
    """`netpoint-stp assess`."""

    @pytest.mark.parametrize(
        ("lang", "told"), [("ru", "официальная заявка"), ("uk", "офіційна заявка"), ("en", "official request")]
    )
    def test_a_request_is_told_in_three_languages(self, mail: Path, lang: str, told: str) -> None:
        """The outcome, why, and the clauses."""
        result = run("assess", mail, "--lang", lang)

        assert result.exit_code == 0
        assert told in result.stdout
        assert "3.1.4" in result.stdout
        assert "{" not in result.stdout

    def test_json_says_everything_but_the_values_of_details(self, mail: Path) -> None:
        """One record; which details were stated, never what they are."""
        result = run("assess", mail, "--json")
        record = json.loads(result.stdout)

        assert record["outcome"] == "official"
        assert record["stated"] == ["contract_number"]
        assert record["received_at"] == "2026-11-20T15:00:00+02:00"
        assert record["automatic"] is False
        assert "123456" not in result.output
        assert "client@mail.example" not in result.output

    @pytest.mark.parametrize(("lang", "told"), [("ru", "о жалобе"), ("uk", "про скаргу"), ("en", "of a complaint")])
    def test_what_may_be_a_complaint_is_told(self, mail: Path, lang: str, told: str) -> None:
        """A request by its address, a complaint by its subject: a person decides, so it is said."""
        plain = run("assess", mail, "--lang", lang)
        mail.write_bytes(re.sub(rb"Subject: .*", "Subject: Скарга".encode(), MAIL))
        result = run("assess", mail, "--lang", lang)

        assert told not in plain.stdout
        assert told in result.stdout
        assert "I-12" in result.stdout
        assert json.loads(run("assess", mail, "--json").stdout)["may_be_complaint"] is True

    def test_example_contacts_are_said_loudly(self, mail: Path) -> None:
        """On standard error, so that JSON stays JSON."""
        assert "reserved examples" in run("assess", mail).stderr

    def test_a_request_without_details_says_what_to_give(self, mail: Path) -> None:
        """Incomplete, and what to do."""
        mail.write_bytes(MAIL.replace("Договір № 123456. ".encode(), b""))
        result = run("assess", mail)

        assert "not yet a complete request" in result.stdout
        assert "please give: login" in result.stdout

    def test_a_folder_gives_a_line_each_and_totals(self, mail: Path) -> None:
        """Mail, an SMS, a call, a chat message and rubbish lie together; nothing is lost."""
        (mail.parent / "auto.eml").write_bytes(MAIL.replace(b"Subject:", b"Auto-Submitted: auto-replied\nSubject:"))
        (mail.parent / "sms.json").write_text(
            '{"from": "+380501112233", "to": "099-761-91-38", "text": "немає інтернету, перевірте", "id": "7"}'
        )
        (mail.parent / "call.json").write_text(
            '{"id": "c1", "from": "0501112233", "taken": "missed", "started_at": "2026-11-20T10:00:00Z"}'
        )
        (mail.parent / "chat.json").write_text('{"channel": "icq", "from": "x", "text": "алло"}')
        (mail.parent / "rubbish.bin").write_bytes(b"")
        result = run("assess", mail.parent)

        assert result.exit_code == 0
        for line in (
            "official request",
            "automatic",
            "unofficial",
            "call not taken",
            "quarantined",
            "6  messages in all",
        ):
            assert line in result.stdout

    def test_the_name_of_a_file_cannot_steer_the_terminal(self, mail: Path) -> None:
        """Control signs, line ends and signs that turn the writing round are written out, letters are not."""
        mail.rename(mail.parent / "\x1b[2Jпоганий\nofficial request\u202e.eml")
        (mail.parent / "other.eml").write_bytes(MAIL)
        shown = CliRunner().invoke(group, ["assess", str(mail.parent)], color=True).stdout

        assert r"\x1b[2Jпоганий\nofficial request\u202e.eml" in shown
        assert not {"\x1b", "\u202e"} & set(shown)
        assert len([line for line in shown.splitlines() if line.startswith("official request")]) == 2

    def test_json_lines_for_a_folder(self, mail: Path) -> None:
        """One record a line, one line a message."""
        (mail.parent / "second.eml").write_bytes(MAIL)
        lines = run("assess", mail.parent, "--json").stdout.splitlines()

        assert [json.loads(line)["outcome"] for line in lines] == ["official", "official"]

    @pytest.mark.parametrize("name", [b"\xff\xfe.eml", b"\x85.eml", "a\u2028b\u202e.eml".encode(), b"\x1b[2J\n{}.eml"])
    def test_json_has_one_line_a_record_whatever_the_files_are_called(self, tmp_path: Path, name: bytes) -> None:
        """A name in no charset, or with signs that end lines or turn the writing round: it can be read back exactly."""
        path = tmp_path / os.fsdecode(name)
        path.write_bytes(MAIL)
        shown = CliRunner().invoke(group, ["assess", str(tmp_path), "--json"]).stdout
        (line,) = shown.splitlines()

        assert json.loads(line)["file"] == str(path)
        assert not {"\x1b", "\u202e", "\u2028", "\x85"} & set(line)

    def test_a_channel_of_a_record_cannot_steer_the_terminal(self, tmp_path: Path) -> None:
        """Nor pass for another line."""
        path = tmp_path / "chat.json"
        path.write_text(r'{"channel": "\u001b[2J\nofficial request", "from": "x", "text": "y", "id": "1"}')
        shown = CliRunner().invoke(group, ["assess", str(path)], color=True).stdout
        record = json.loads(run("assess", path, "--json").stdout)

        assert "\x1b[2J" not in shown
        assert (record["channel"], record["outcome"]) == ("unknown", "unofficial")

    def test_a_file_that_the_disk_does_not_give_stops_nothing(
        self, mail: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """It has its line, with the reason, and the others theirs."""
        (mail.parent / "gone.eml").write_bytes(MAIL)
        read = RawMessage.read

        def broken(message: RawMessage) -> bytes:
            if message.path.name == "gone.eml":
                raise OSError(5, "Input/output error")
            return read(message)

        monkeypatch.setattr(RawMessage, "read", broken)
        records = {
            Path(record["file"]).name: record
            for record in map(json.loads, run("assess", mail.parent, "--json").stdout.splitlines())
        }

        assert records["request.eml"]["outcome"] == "official"
        assert (records["gone.eml"]["reason"], records["gone.eml"]["detail"]) == ("unreadable", "Input/output error")
        assert "put in quarantine whole" in run("assess", mail.parent / "gone.eml").stdout

    @pytest.mark.parametrize(("note", "outcome"), [("", "undetermined"), ("немає інтернету, перевірте", "official")])
    def test_what_was_said_in_a_call_is_not_known_without_a_note(self, tmp_path: Path, note: str, outcome: str) -> None:
        """The record of a call is silent on the task: that is no lack of one (3.1.1, 3.5)."""
        path = tmp_path / "call.json"
        call = {"id": "c1", "from": "0501112233", "taken": True, "started_at": "2026-11-20T10:00:00Z", "note": note}
        path.write_text(json.dumps(call))
        record = json.loads(run("assess", path, "--json").stdout)

        assert record["outcome"] == outcome
        assert record["missing"] == (["task"] if outcome == "undetermined" else [])

    def test_every_record_of_a_file_has_its_line(self, tmp_path: Path) -> None:
        """One file of several records is a list, not one message."""
        path = tmp_path / "spool.jsonl"
        sms = '{"from": "0501112233", "to": "099-761-91-38", "text": "немає інтернету, перевірте", "id": "%s"}\n'
        path.write_text(sms % 1 + "broken\n" + sms % 2)
        shown = run("assess", path).stdout

        assert [f"spool.jsonl#{number}" in shown for number in (1, 2, 3, 4)] == [True, True, True, False]
        assert "3  messages in all" in shown

    @pytest.mark.parametrize("options", [(), ("--json",)])
    def test_a_terminal_has_a_bar_below_whole_lines(self, mail: Path, options: tuple[str, ...]) -> None:
        """The progress bar stands below the lines, in the same terminal, and breaks none of them."""
        pty = pytest.importorskip("pty", reason="pseudo-terminals are of Unix alone")
        (mail.parent / "second.eml").write_bytes(MAIL)
        master, slave = pty.openpty()
        arguments = ["netpoint-stp", "assess", str(mail.parent), *options]
        start = f"import sys; sys.argv = {arguments!r}; from netpoint_stp.cli import main; main()"
        terminal = {**os.environ, "TERM": "xterm", "COLUMNS": "200"}
        with subprocess.Popen(  # noqa: S603 - our own words
            [sys.executable, "-c", start], stdout=slave, stderr=subprocess.DEVNULL, env=terminal
        ):
            os.close(slave)
            shown = b""
            try:
                while piece := os.read(master, 65536):
                    shown += piece
            except OSError:  # so a terminal says that the other side is gone
                os.close(master)
        left = (line.rpartition("\x1b[2K")[2] for line in shown.decode().split("\n"))  # what is not erased again
        lines = [re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\r", "", line) for line in left]
        starts = ("{",) if options else ("official request",)

        assert len([line for line in lines if line.startswith(starts) and "━" not in line]) >= 2
        assert "━" in shown.decode()

    def test_the_channel_can_be_said(self, tmp_path: Path) -> None:
        """A text from a messenger is personal communication, whatever it looks like."""
        path = tmp_path / "talk.json"
        path.write_text('{"from": "x", "text": "прошу змінити тариф", "id": "1"}')
        record = json.loads(run("assess", path, "--channel", "telegram", "--json").stdout)

        assert (record["channel"], record["outcome"]) == ("telegram", "unofficial")

    def test_an_empty_file_is_put_aside_with_its_reason(self, tmp_path: Path) -> None:
        """Told in words, not as a traceback."""
        path = tmp_path / "empty.eml"
        path.write_bytes(b"")
        result = run("assess", path)

        assert result.exit_code == 0
        assert "put in quarantine whole" in result.stdout

    def test_what_is_put_aside_has_its_record_too(self, tmp_path: Path) -> None:
        """With the reason and the digest, so that nothing is lost in a pipeline."""
        (tmp_path / "empty.eml").write_bytes(b"")
        record = json.loads(run("assess", tmp_path, "--json").stdout)

        assert (record["outcome"], record["reason"]) == ("quarantined", "empty")
        assert record["digest"]

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_an_automatic_message_says_what_gave_it_away(self, mail: Path, lang: Language) -> None:
        """The sign is told in words."""
        mail.write_bytes(MAIL.replace(b"Subject:", b"Auto-Submitted: auto-replied\nSubject:"))
        told = run("assess", mail, "--lang", lang).stdout

        assert say("value.automatic_reason.auto_submitted", lang) in told

    def test_a_profile_that_cannot_be_used_is_told_in_full(self, mail: Path, tmp_path: Path) -> None:
        """Exit code 2, everything wrong, no traceback."""
        profile = tmp_path / "profile.toml"
        profile.write_text('name = "x"\nzone = "Kyiv"\n[reedings]\n')
        result = run("assess", mail, "--profile", profile)

        assert result.exit_code == 2
        assert "reedings" in result.stderr
        assert "Traceback" not in result.output

    def test_a_profile_is_taken(self, mail: Path, tmp_path: Path) -> None:
        """The edition that it names stands in the answer."""
        profile = tmp_path / "profile.toml"
        profile.write_text(example_profile().replace('name = "example"', 'name = "spring"'), encoding="utf-8")

        assert "“spring”" in run("assess", mail, "--profile", profile).stdout


class TestDeadline:
    """`netpoint-stp deadline complaint`."""

    @pytest.mark.parametrize(
        ("moment", "calendar", "last_day"),
        [
            ("2026-11-20T15:00:00+02:00", "ukraine", "2026-12-01"),
            ("2026-11-22T22:30:00+00:00", "ukraine", "2026-12-02"),
            ("2021-08-25T12:00:00+03:00", "ukraine", "2021-09-02"),
            ("2021-08-13T12:00:00+03:00", "ukraine", "2021-08-26"),
            ("2026-08-21T12:00:00+03:00", "ukraine_peacetime", "2026-09-02"),
            ("2026-03-06T12:00:00+02:00", "ukraine_peacetime", "2026-03-18"),
        ],
    )
    def test_the_last_day(self, moment: str, calendar: str, last_day: str) -> None:
        """Transferred days of 2021, suspended holidays, holidays of peacetime."""
        record = json.loads(run("deadline", "complaint", moment, "--calendar", calendar, "--json").stdout)

        assert (record["last_day"], record["calendar"]) == (last_day, calendar)

    def test_json_has_the_first_instant_that_is_too_late(self) -> None:
        """Local midnight after the last day."""
        record = json.loads(run("deadline", "complaint", "2026-11-20T15:00:00+02:00", "--json").stdout)

        assert record["due_before"] == "2026-12-02T00:00+02:00"
        assert record["provisional"] is False
        assert [day["day"] for day in record["days"]][::10] == ["2026-11-21", "2026-12-01"]

    def test_explain_lists_the_days(self) -> None:
        """Eleven days, seven of them working, each with its reason."""
        plain = run("deadline", "complaint", "2026-11-20T15:00:00+02:00").stdout
        told = run("deadline", "complaint", "2026-11-20T15:00:00+02:00", "--explain", "--lang", "uk").stdout

        assert len(plain.splitlines()) == 2  # until when, and by which calendar
        assert "2026" in told
        assert told.count("робочий день") >= 7
        assert "3.12" in told

    @pytest.mark.parametrize(
        ("lang", "provisional"),
        [("en", "is provisional"), ("uk", "вказано попередньо"), ("ru", "указан предварительно")],
    )
    def test_a_day_that_may_turn_out_otherwise_is_told_without_being_asked_for(
        self, lang: Language, provisional: str
    ) -> None:
        """Which days, and why; where none may, nothing is said of it."""
        sure = run("deadline", "complaint", "2026-11-20T15:00:00+02:00", "--lang", lang).stdout
        told = run("deadline", "complaint", "2026-12-24T15:00:00+02:00", "--lang", lang).stdout.splitlines()

        assert provisional not in sure
        assert say("value.calendar.ukraine", lang) in told[1]
        assert provisional in told[2]
        assert told[2].count("2026") == 1
        assert told[2].count("2027") == 2

    def test_a_complaint_from_before_the_edition_is_told_to_be_one(self) -> None:
        """On standard error, and nothing is said where the edition was in force."""
        before = run("deadline", "complaint", "2025-12-31T21:59:59+00:00", "--lang", "uk")
        since = run("deadline", "complaint", "2025-12-31T22:00:00+00:00", "--lang", "uk")

        assert "31 грудня 2025" in before.stderr
        assert before.exit_code == since.exit_code == 0
        assert since.stderr == ""

    @pytest.mark.parametrize("moment", ["2026-11-20", "now", "yesterday"])
    def test_what_is_no_moment_is_refused(self, moment: str) -> None:
        """Exit code 2 and what to do."""
        result = run("deadline", "complaint", moment)

        assert result.exit_code == 2
        assert moment in result.stderr

    def test_an_unknown_calendar_is_refused_with_the_nearest_known(self) -> None:
        """`ukrain` is none."""
        result = run("deadline", "complaint", "2026-11-20T15:00:00+02:00", "--calendar", "ukrain")

        assert result.exit_code == 2
        assert "`ukraine`" in result.stderr


class TestTables:
    """`netpoint-stp tables`."""

    def test_all_tables_are_listed_and_sound(self) -> None:
        """A line each, with the clauses."""
        result = run("tables")

        assert result.exit_code == 0
        assert "absent_information" in result.stdout
        assert "3.9.1" in result.stdout

    def test_one_table_is_shown_with_its_analysis(self) -> None:
        """In Markdown, in the language asked for."""
        result = run("tables", "refusal", "--lang", "ru")

        assert result.exit_code == 0
        assert result.stdout.startswith("### Можно ли отказать")
        assert "24 сочетания" in result.stdout

    def test_json_has_facts_rules_and_analysis(self) -> None:
        """For programs."""
        (table,) = json.loads(run("tables", "absent_information", "--json").stdout)

        assert table["combinations"] == 30
        assert table["gaps"] == table["shadowed"] == table["unreachable"] == []
        assert table["rules"][1]["cites"] == ["3.9.1", "I-7"]

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_a_table_decides_from_the_command_line(self, lang: Language) -> None:
        """The outcome, why, and for each other outcome the smallest changes that lead there."""
        told = run(
            *("tables", "absent_information", "--fact", "needed=yes", "--fact", "identity = absent"),
            *("--fact", "asked=not_asked", "--lang", lang),
        )
        lines = told.stdout.splitlines()

        assert told.exit_code == 0
        assert lines[0] == say("outcome.any.ask_first", lang)
        holds = lines.index(say("cli.otherwise", lang, outcome=say("outcome.any.holds", lang)))
        assert lines[holds + 1] == "  - " + say("fact.absent_information.asked.and_waited", lang)
        proceed = lines.index(say("cli.otherwise", lang, outcome=say("outcome.any.does_not_hold", lang)))
        assert lines[proceed + 1 : proceed + 3] == [
            "  - " + say("fact.absent_information.needed.false", lang),
            "  - " + say("fact.absent_information.identity.identified", lang),
        ]
        assert internal_names(told.stdout) == []

    def test_facts_left_out_are_unknown_and_json_has_every_change(self) -> None:
        """What is missing is named, and the same facts handed to the table give the same answer."""
        record = json.loads(run("tables", "absent information", "--fact", "needed=true", "--json").stdout)

        assert record["facts"] == {"needed": True, "identity": "unknown", "asked": "unknown"}
        assert record["outcome"] is None
        assert record["missing"] == ["asked", "identity"]
        changes = {each["outcome"]: each["changes"] for each in record["otherwise"]}
        assert changes["does_not_hold"] == [{"needed": False}, {"identity": "identified"}]
        assert len(changes["ask_first"]) == 4
        told = run("tables", "absent information", "--fact", "needed=true").stdout
        assert "and 1 more such change" in told

    def test_the_facts_of_a_table_are_shown_as_they_are_written(self) -> None:
        """What `tables NAME` shows can be given to `--fact`."""
        shown = run("tables", "absent_information").stdout

        assert "  asked=not_asked|waiting|and_waited  (" in shown
        assert "  needed=true|false  (" in shown

    @pytest.mark.parametrize(
        ("arguments", "told"),
        [
            (("refusal", "--fact", "infomation=holds", "--fact", "contract=perhaps"), "did you mean `information`"),
            (("refusal", "--fact", "infomation=holds", "--fact", "contract=perhaps"), "can never be"),
            (("refusal", "--fact", "contract"), "write it as `name=value`"),
            (("refusal", "--fact", "contract=holds", "--fact", "contract=wait"), "said twice"),
            (("--fact", "contract=holds"), "name it"),
        ],
    )
    def test_facts_that_cannot_be_are_refused_in_words(self, arguments: tuple[str, ...], told: str) -> None:
        """Exit code 2 and what to do, all that is wrong at once."""
        result = run("tables", *arguments)

        assert result.exit_code == 2
        assert told in result.stderr

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_faults_of_a_table_are_told_in_words(self, lang: Language, capsys: pytest.CaptureFixture[str]) -> None:
        """A gap with its example, a rule that never wins with the one that takes its cases, what nothing leads to."""
        facts = facts_class({"lit": "bool", "own": "bool"})
        faulty: RuleTable[..., Out] = RuleTable(
            "absent information",
            facts,
            Rule("3.1", Out.A, when=facts.lit),
            Rule("3.1", Out.B, when=facts.lit & facts.own),
            Rule("3.1", Out.B, when=facts.own & ~facts.own),
        )
        tell_problems(faulty.analyse(), lang)
        told = capsys.readouterr().out.splitlines()

        assert told == [
            "  " + say("cli.gap", lang, facts="lit=false, own=true"),
            "  " + say("cli.gap", lang, facts="lit=false, own=false"),
            "  " + say("cli.never_wins", lang, rule=2, by=1, facts="lit=true, own=true"),
            "  " + say("cli.never_holds", lang, rule=3),
            "  " + say("cli.unreachable", lang, outcome="b"),
            "  " + say("cli.unreachable", lang, outcome="c"),
        ]

    def test_an_unknown_table_is_answered_with_the_nearest(self) -> None:
        """Exit code 2."""
        result = run("tables", "refusl")

        assert result.exit_code == 2
        assert "did you mean `refusal`" in result.stderr


@pytest.mark.parametrize("year", [1, 1500, 1899, 2200, 9999])
def test_an_absurd_moment_stops_nothing(tmp_path: Path, year: int) -> None:
    """A record from a broken clock is assessed like any other."""
    path = tmp_path / "sms.json"
    path.write_text(
        json.dumps(
            {"from": "1", "to": "099-761-91-38", "text": "a", "id": "7", "received_at": f"{year:04}-01-01T00:00:00Z"}
        )
    )

    assert run("assess", path, "--json").exit_code == 0


@pytest.mark.parametrize("lacking", ["click", "rich"])
def test_without_its_extra_the_command_says_what_to_install(lacking: str) -> None:
    """One line on standard error and exit code 2, not the traceback of an import."""
    start = f"import sys; sys.modules[{lacking!r}] = None; from netpoint_stp.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", start], capture_output=True, text=True, check=False)  # noqa: S603 - our own words

    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "netpoint-stp: the command line needs more; install it with: pip install 'netpoint-stp[cli]'"
    ]
