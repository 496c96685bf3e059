"""The commands `clauses` and `text verify`: what they print, and their exit codes."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from tests.clauses_registry.synthetic import ANCHORS, PLAIN

from netpoint_stp.clauses import CLAUSE_IDS, LANGUAGES, Status
from netpoint_stp.clauses.verification import verify_bytes
from netpoint_stp.cli.main import group
from netpoint_stp.cli.rules import text


def run(*arguments: str, stdin: str | bytes | None = None) -> Result:
    """Run the command line as a person does, on a wide terminal."""
    return CliRunner(env={"COLUMNS": "200"}).invoke(group, arguments, input=stdin, catch_exceptions=False)


def as_json(*arguments: str, stdin: str | bytes | None = None) -> Any:
    return json.loads(run(*arguments, "--json", stdin=stdin).stdout)


class TestClausesCommand:
    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_all_clauses_are_listed(self, lang: str) -> None:
        """The table has a row for each clause, in the language asked for."""
        shown = run("clauses", "--lang", lang)

        assert shown.exit_code == 0
        assert all(f" {clause_id} " in shown.stdout for clause_id in CLAUSE_IDS)
        assert {"ru": "обязанность", "uk": "обов’язок", "en": "duty"}[lang] in shown.stdout

    def test_the_list_as_json_has_every_clause(self) -> None:
        """JSON gives the clauses in the order of the text, with keys that stay."""
        listed = as_json("clauses")["clauses"]

        assert [one["id"] for one in listed] == list(CLAUSE_IDS)
        assert set(listed[0]) == {
            *("id", "kind", "bearer", "place", "summary", "handling", "breach_by"),
            *("reason", "parts", "readings", "code"),
        }

    def test_one_clause_is_shown_in_detail(self) -> None:
        """A clause shows its place, whose breach a check would find, and its readings by name."""
        shown = run("clauses", "3.12").stdout

        assert "section 3, paragraph 8" in shown
        assert "I-14: How seven working days are counted" in shown
        assert "None" not in shown

    def test_a_clause_leads_to_its_code(self) -> None:
        """The code that carries out a clause is named."""
        assert any("complaints" in name for name in as_json("clauses", "3.12")["code"])

    def test_all_code_that_cites_a_clause_or_a_reading_is_named(self) -> None:
        """Readers of what came in and checks of the audit too, though nothing else had to load them."""
        command = [sys.executable, "-c", "from netpoint_stp.cli import main; main()", "clauses", "3.11", "--json"]
        found = json.loads(subprocess.check_output(command))["code"]  # noqa: S603 - our own interpreter

        assert "table contents_of_a_complaint, rule 1" in found
        assert "netpoint_stp.channels.complaint.named_in_complaint" in found
        assert "netpoint_stp.audit.checks.complaints.answers.names_what_it_must" in found
        assert "table intake, rule 1" in as_json("clauses", "I-33")["code"]

    def test_a_clause_that_cannot_be_computed_says_why(self) -> None:
        """A declared clause gives its reason in the language asked for."""
        assert "мерки не даёт" in as_json("clauses", "4.4.2", "--lang", "ru")["reason"]
        assert as_json("clauses", "3.12")["reason"] is None

    def test_a_reading_is_shown_by_its_number(self) -> None:
        """`I-12`, or `i-12`, shows the doubt, the choice and the setting."""
        assert "readings.complaint_other_mailbox" in run("clauses", "i-12").stdout
        assert as_json("clauses", "I-12")["choices"] == ["irregular", "not_lodged"]

    @pytest.mark.parametrize("unknown", ["3.99", "I-99"])
    def test_an_unknown_id_is_refused(self, unknown: str) -> None:
        """An unknown id ends with code 2 and the nearest known id, without a traceback."""
        refused = run("clauses", unknown)

        assert refused.exit_code == 2
        assert f"`{unknown}` is unknown; did you mean" in refused.stderr


class TestTextVerifyCommand:
    @pytest.fixture(autouse=True)
    def _library(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """These tests hold copies of the synthetic document, since the real text is not in the project."""
        monkeypatch.setattr(text, "verify_bytes", lambda raw: verify_bytes(raw, ANCHORS))

    def test_a_faithful_copy_ends_with_0(self, tmp_path: Path) -> None:
        """When everything matches, that is said, and the exit code is 0."""
        copy = tmp_path / "copy.txt"
        copy.write_text(PLAIN, encoding="utf-8")
        shown = run("text", "verify", str(copy))

        assert shown.exit_code == 0
        assert "the text is that of the published edition" in shown.stdout
        assert "matches: 18, moved: 0, changed: 0, missing: 0, belongs to none: 0" in shown.stdout

    def test_a_changed_copy_ends_with_1_and_names_the_clause(self) -> None:
        """A changed word, a missing and an added sentence are listed, with lines and words."""
        copy = PLAIN.replace("2. Назвать автора и год;\n", "").replace("пять дней", "шесть дней") + "Ещё строка.\n"
        shown = run("text", "verify", "-", "--lang", "uk", stdin=copy)

        assert shown.exit_code == 1
        assert "текст відрізняється від оприлюдненого" in shown.stdout
        assert "шесть дней" in shown.stdout
        assert "після 3.4" in shown.stdout

    def test_json_names_what_differs(self) -> None:
        """JSON gives the ids by status, each result with lines and excerpt, and the text of none."""
        copy = "Сверху.\n" + PLAIN.replace("2. Назвать автора и год;\n", "").replace("пять дней", "шесть дней")
        found = as_json("text", "verify", "-", stdin=copy)

        assert set(found) == {"faithful", "encoding", *Status, "results", "extra"}
        assert (found["faithful"], found["encoding"]) == (False, "utf-8")
        assert (found["changed"], found["missing"], found["moved"]) == (["3.4"], ["2.2"], [])
        assert found["extra"] == [{"lines": [1, 1], "excerpt": "Сверху.", "after": None, "before": "title"}]
        assert {"id", "status", "lines", "excerpt", "summary"} == set(found["results"][0])

    def test_what_cannot_be_read_ends_with_2(self, tmp_path: Path) -> None:
        """A file that is not there, a directory, and a file that is no text end with code 2."""
        pdf = tmp_path / "copy.pdf"
        pdf.write_bytes(b"%PDF-1.7")

        assert run("text", "verify", str(tmp_path / "none.txt")).exit_code == 2
        assert run("text", "verify", str(tmp_path)).exit_code == 2
        refused = run("text", "verify", str(pdf))
        assert refused.exit_code == 2
        assert "save the document as plain text" in refused.stderr

    def test_a_last_line_without_neighbours_is_shown_plainly(self) -> None:
        """Where nothing of the text was recognised, there is no neighbour to name."""
        shown = run("text", "verify", "-", stdin="Мука, вода, соль и ещё много всякого другого.")

        assert shown.exit_code == 1
        assert "missing" in shown.stdout

    def test_a_copy_cannot_steer_the_terminal(self) -> None:
        """Control signs of the text that is shown are written out."""
        copy = PLAIN + "Мука, \x1b]0;соль\x07 и вода.\n"
        shown = CliRunner(env={"COLUMNS": "200"}).invoke(group, ["text", "verify", "-"], input=copy, color=True)

        assert shown.exit_code == 1
        assert r"Мука, \x1b]0;соль\x07 и вода." in shown.stdout
        assert not {"\x1b", "\x07"} & set(shown.stdout)
