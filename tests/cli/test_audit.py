"""`netpoint-stp audit` as an auditor meets it: what is printed, the files it writes, and the exit codes."""

import io
import json
from importlib.resources import files
from pathlib import Path
from time import sleep

import pytest
from click.testing import CliRunner, Result
from rich.console import Console

from netpoint_stp.audit.report.content import Report
from netpoint_stp.audit.report.words import Words
from netpoint_stp.audit.result import audit
from netpoint_stp.audit.sources.opening import read_log
from netpoint_stp.cli.audit import run as audit_run
from netpoint_stp.cli.audit.told import tell_report
from netpoint_stp.cli.main import group
from netpoint_stp.regulation import Regulation
from netpoint_stp.regulation.profile import example_profile
from netpoint_stp.wording import LANGUAGES, Language, say

REQUESTS = """\
request_id,received_at,taken_at,channel,severity,support_level
1,2026-03-02T08:00:00Z,2026-03-02T{taken}:00:00Z,email,ordinary,standard
2,2026-03-02T08:30:00Z,2026-03-02T09:00:00Z,sms,ordinary,standard
"""
COMPLAINTS = """\
complaint_id,lodged_at,names_request_date,names_taker,names_request_text
c,2026-03-02T08:00:00Z,false,true,true
"""


def run(*arguments: str | Path) -> Result:
    """Run the command and return what came of it."""
    return CliRunner().invoke(group, ["audit", *(str(argument) for argument in arguments)])


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A log in which the first request waited six hours, and the second went first."""
    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / "requests.csv").write_text(REQUESTS.format(taken="14"), encoding="utf-8")
    return folder


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A log in which only a client broke something."""
    folder = tmp_path / "kept"
    folder.mkdir()
    (folder / "requests.csv").write_text(REQUESTS.format(taken="08"), encoding="utf-8")
    (folder / "complaints.csv").write_text(COMPLAINTS, encoding="utf-8")
    return folder


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """A profile that allows twelve hours at the standard level."""
    path = tmp_path / "slow.toml"
    text = example_profile().replace('max_reaction = "4h"', 'max_reaction = "12h"')
    path.write_text(text.replace('name = "example"', 'name = "slow"', 1), encoding="utf-8")
    return path


@pytest.mark.parametrize("lang", LANGUAGES)
def test_breaches_by_the_company_or_the_desk_are_exit_code_1(broken: Path, lang: Language) -> None:
    """A table of clauses, the worst cases with their place in the source, and what could not be judged."""
    result = run(broken, "--lang", lang)

    assert result.exit_code == 1, result.output
    assert "requests.csv 1" in result.output
    assert say("report.heading.not_judged", lang) in result.output
    assert "complaints.answered_at" in result.output.replace("\n", "")


def test_what_a_client_broke_sets_no_exit_code(kept: Path) -> None:
    """It is shown all the same."""
    result = run(kept)

    assert result.exit_code == 0, result.output
    assert "1 breach by clients" in result.output
    assert say("report.nothing_found", "en") in result.output


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nowhere.csv"], "there is no `nowhere.csv`"),
        (["{broken}", "--now", "yesterday"], "`yesterday`"),
        (["{broken}", "--out", "report.docx"], "the suffix of `report.docx` does not say the form"),
        (["{broken}", "--format", "json", "--format", "csv"], "there are 2 forms for 0 files"),
        (["{broken}", "--out", "{broken}/no/report.json"], "cannot be written"),
        (["{broken}", "--mapping", "zammod"], "there is no mapping `zammod`"),
    ],
)
def test_what_cannot_be_done_is_exit_code_2(broken: Path, arguments: list[str], told: str) -> None:
    """One line says what is wrong; nothing is traced back."""
    result = run(*(each.format(broken=broken) for each in arguments))

    assert result.exit_code == 2
    assert told in result.output
    assert "Traceback" not in result.output


def test_several_reports_at_once(broken: Path, tmp_path: Path) -> None:
    """By the suffixes of their files; the table is printed beside."""
    files = [tmp_path / f"report.{suffix}" for suffix in ("json", "csv", "xml", "html", "txt")]
    result = run(broken, *(part for file in files for part in ("--out", file)))
    page = files[3].read_text(encoding="utf-8")

    assert result.exit_code == 1, result.output
    assert say("report.heading.clauses", "en") in result.output
    assert json.loads(files[0].read_text(encoding="utf-8"))["breaches"]["stp"] == 2
    assert files[1].read_text(encoding="utf-8").startswith("\ufeffcheck,clause,")
    assert files[2].read_text(encoding="utf-8").startswith("<?xml")
    assert page.startswith("<!doctype html>")
    assert say("report.heading.clauses", "en") in files[4].read_text(encoding="utf-8")


def test_one_form_is_printed(broken: Path) -> None:
    """JSON on standard output, and nothing else there."""
    result = run(broken, "--format", "json")

    assert json.loads(result.stdout)["kept_by_company_and_service_desk"] is False


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_narrow_terminal_tells_it_in_short(broken: Path, lang: Language) -> None:
    """In eighty columns what a clause is about stands in place of the whole question, with no word cut in two."""
    text = io.StringIO()
    made = Report(result=audit(read_log(str(broken)), Regulation.example()), name="broken")
    tell_report(made, Words(lang, made.zone), Console(file=text, width=80))
    lines = text.getvalue().splitlines()

    assert max(map(len, lines)) <= 80
    assert "…" not in text.getvalue()
    assert any(say("audit.title.3_13", lang) in line for line in lines)


def test_only_what_was_triggered_in_the_span_is_judged(broken: Path) -> None:
    """The overtaken request came before half past eight, the one that overtook it is still looked at."""
    since = run(broken, "--since", "2026-03-02T08:30:00Z", "--format", "json")
    until = run(broken, "--until", "2026-03-02T08:30:00Z", "--format", "json")

    assert json.loads(since.stdout)["breaches"]["stp"] == 0
    assert json.loads(until.stdout)["breaches"]["stp"] == 2


def test_another_profile_shows_what_would_change(broken: Path, profile: Path) -> None:
    """Six hours of waiting are within twelve; that the second went first is a breach by both."""
    result = run(broken, "--what-if", profile, "--format", "json")
    moves = {each["check"]: each["moves"] for each in json.loads(result.stdout)["what_if"]["clauses"]}

    assert moves["3.19"] == [{"before": "broken", "after": "kept", "count": 1}]
    assert moves["3.13"] == []
    assert say("report.heading.what_if", "en") in run(broken, "--what-if", profile).output


def test_several_profiles_are_editions(broken: Path, profile: Path, tmp_path: Path) -> None:
    """Each judges what was triggered while it was in force."""
    later = tmp_path / "later.toml"
    text = profile.read_text(encoding="utf-8").replace('name = "slow"', 'name = "later"', 1)
    later.write_text(text.replace("in_force_from = 2026-01-01", "in_force_from = 2026-04-01"), encoding="utf-8")
    made = json.loads(run(broken, "--profile", later, "--profile", profile, "--format", "json").stdout)

    assert [each["name"] for each in made["editions"]] == ["slow", "later"]
    assert {each["edition"] for each in made["findings"]} == {"slow"}


def test_a_first_mapping_is_suggested(tmp_path: Path) -> None:
    """For an export with names of its own: a TOML file to look through."""
    export = tmp_path / "tickets.csv"
    export.write_text("Ticket ID,Created,Priority\n1,2026-03-02T08:00:00Z,high\n", encoding="utf-8")
    printed = run("--suggest-mapping", export)
    written = run(export, "--suggest-mapping", "--out", tmp_path / "mapping.toml")

    assert printed.exit_code == 0, printed.output
    assert "received_at" in printed.output
    assert written.exit_code == 0, written.output
    assert (tmp_path / "mapping.toml").read_text(encoding="utf-8") == printed.output


def test_the_same_log_gives_the_same_report(broken: Path, tmp_path: Path) -> None:
    """Two runs, two files, the same bytes."""
    for number in (1, 2):
        run(broken, "--out", tmp_path / f"{number}.html", "--out", tmp_path / f"{number}.json")

    assert (tmp_path / "1.html").read_bytes() == (tmp_path / "2.html").read_bytes()
    assert (tmp_path / "1.json").read_bytes() == (tmp_path / "2.json").read_bytes()


def test_a_log_of_which_no_row_can_be_used_is_exit_code_2(tmp_path: Path) -> None:
    """Without the zone no moment is known, and a log of nothing has no breaches: that is no clean record."""
    source = tmp_path / "export.csv"
    source.write_text("request_id,received_at\n1,2026-03-02 08:00\n2,2026-03-02 09:00\n", encoding="utf-8")
    result = run(source)

    assert result.exit_code == 2
    assert "no row of `export.csv` can be used" in result.stderr
    assert "no time zone" in result.stderr
    assert "state `--zone`" in result.stderr
    assert run(source, "--zone", "Europe/Kyiv").exit_code == 3


def test_activities_that_nobody_gave_a_meaning_stop_only_what_rests_on_them(tmp_path: Path) -> None:
    """Cases are still counted and asked about; moments that are taken from such activities would all be lacking."""
    source = tmp_path / "log.csv"
    source.write_text("case,what,at\n1,x,2026-03-02T08:00:00Z\n1,y,2026-03-02T09:00:00Z\n", encoding="utf-8")
    mapping = tmp_path / "m.toml"
    cells = '[log]\ncase = "case"\nactivity = "what"\nat = "at"\n[requests]\nreceived_at = { first = "*" }\n'
    mapping.write_text(cells, encoding="utf-8")

    assert run(source, "--mapping", mapping).exit_code == 3

    mapping.write_text(cells + 'taken_at = { first_event = "taken" }\n', encoding="utf-8")
    result = run(source, "--mapping", mapping)

    assert result.exit_code == 2
    assert "under `[log.kinds]`, what the activities mean" in result.stderr


def test_a_required_clause_that_judged_nothing_is_exit_code_3(tmp_path: Path) -> None:
    """An empty nightly export, or one that lacks a column, passes no build that asks for a clause by its name."""
    source = tmp_path / "export.csv"
    rows = "1,2026-03-02T08:00:00Z,2026-03-02T08:05:00Z,email,ordinary\n"
    source.write_text(f"request_id,received_at,taken_at,channel,severity\n{rows}", encoding="utf-8")

    assert run(source, "--require", "3.13").exit_code == 0
    assert run(source, "--require", "3.13, 3.12").exit_code == 3
    refused = run(source, "--require", "3.99")
    assert (refused.exit_code, "no check is named `3.99`" in refused.stderr) == (2, True)


def test_what_cannot_be_told_is_no_share_kept_and_no_passed_case(tmp_path: Path) -> None:
    """One kept and one open are between a half and all; a check that told nothing is skipped, and says why."""
    source = tmp_path / "export.csv"
    lines = (
        "request_id,received_at,taken_at,queue,severity",
        "1,2026-03-02T10:00:00Z,2026-03-02T12:00:00Z,desk,ordinary",
        "2,2026-03-02T10:30:00Z,2026-03-02T11:00:00Z,desk,critical",
        "3,2026-03-02T10:30:00Z,2026-03-02T11:00:00Z,Second line,ordinary",
    )
    source.write_text("\n".join(lines) + "\n", encoding="utf-8")
    made = json.loads(run(source, "--format", "json").stdout)
    order = next(each for each in made["clauses"] if each["check"] == "3.13")
    junit = run(source, "--format", "junit").stdout

    assert order["share_kept"] == {"least": 0.333333, "most": 1.0}
    assert set(order["undetermined_for_want_of"]) == {"emergency_action", "queue", "recorded", "specialist_advice"}
    assert [(each["column"], each["kind"], each["rows"]) for each in made["problems"]] == [
        ("queue", "unknown_value", [3])
    ]
    assert "33.3\N{NO-BREAK SPACE}%–100.0\N{NO-BREAK SPACE}%" in run(source).stdout
    case = junit[junit.index('name="3.14 ') :].partition("</testcase>")[0]
    assert "<skipped message=" in case
    assert "undetermined: 1" in case


def test_figures_that_depart_from_the_text_are_in_every_report(tmp_path: Path, broken: Path) -> None:
    """Thirty working days in a profile make no clause kept in silence: text, page and JSON list and mark them."""
    profile = tmp_path / "p30.toml"
    example = files("netpoint_stp.regulation").joinpath("example-profile.toml").read_text(encoding="utf-8")
    assert "working_days = 7 " in example
    profile.write_text(example.replace("working_days = 7 ", "working_days = 30 "), encoding="utf-8")
    made = json.loads(run(broken, "--profile", profile, "--format", "json").stdout)
    (edition,) = made["editions"]
    figures = {each["key"]: each for each in edition["figures"]}

    assert (figures["complaints.working_days"]["value"], figures["complaints.working_days"]["departs"]) == (30, True)
    for form in ("table", "html"):
        said = run(broken, "--profile", profile, "--format", form).stdout
        assert say("report.heading.figures", "en") in said
        assert "30" in said[said.index(say("report.heading.figures", "en")) :]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_log_without_records_is_not_praised(tmp_path: Path, lang: Language) -> None:
    """That nothing was found is said of records that were judged; here there are none."""
    source = tmp_path / "export.csv"
    source.write_text("request_id,received_at,taken_at,channel\n", encoding="utf-8")

    for form in ("table", "html"):
        result = run(source, "--lang", lang, "--format", form)
        assert result.exit_code == 3
        said = " ".join(result.stdout.split())
        assert say("report.nothing_judged", lang) in said
        assert say("report.nothing_found", lang) not in said


def test_what_lies_outside_the_span_is_not_said_to_have_no_edition(broken: Path) -> None:
    """The report says what was left out by whoever asked, and that is another thing than no edition in force."""
    since = ("--since", "2026-03-02T08:15:00+00:00")
    told = json.loads(run(broken, *since, "--format", "json").stdout)

    assert told["judged"] == {"since": "2026-03-02T08:15:00Z", "until": None}
    assert told["ungoverned"] == {}
    assert "scope: events from 2026-03-02 10:15" in run(broken, *since).stdout


def test_a_span_that_holds_no_moment_is_refused(broken: Path) -> None:
    """Mixed up, they would judge nothing, and nothing would be found."""
    result = run(broken, "--since", "2026-03-02T08:00:00+00:00", "--until", "2026-03-02T08:00:00+00:00")

    assert result.exit_code == 2
    assert "give a later `until`" in result.stderr


def test_an_engine_without_room_is_exit_code_2(broken: Path) -> None:
    """It is no breach that the audit could not be finished."""
    result = run(broken, "--memory", "1kB")

    assert result.exit_code == 2
    assert "give it more with --memory" in result.stderr


def test_what_is_loaded_meanwhile_is_there_before_the_command_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """A source that cannot be read is told in one line: nothing goes on loading while the interpreter ends."""
    loaded = []

    def slowly(name: str) -> None:
        sleep(0.1)
        loaded.append(name)

    monkeypatch.setattr(audit_run, "import_module", slowly)

    assert run("there is no such file").exit_code != 0
    assert loaded == ["polars", "netpoint_stp.cli.audit.report", "holidays.countries"]
