"""How the command line ends: an answer, a mistake of input, a crash, and each with a code of its own."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from netpoint_stp.errors import UsageError

main = import_module("netpoint_stp.cli.main")  # the package's own name for it is the function


def ended(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> tuple[int, str]:
    """Return the exit code and what was told of a command that fails with an error."""

    @click.command("fails")
    def fails() -> None:
        raise error

    monkeypatch.setattr(main._Group, "get_command", lambda *_: fails)
    result = CliRunner().invoke(main.group, ["fails"])
    return result.exit_code, result.stderr


def test_a_crash_ends_with_70(monkeypatch: pytest.MonkeyPatch) -> None:
    """1 means that something was found: what nobody foresaw never ends so, and shows where it happened."""
    code, told = ended(monkeypatch, RuntimeError("nobody foresaw this"))

    assert code == 70
    assert "Traceback" in told
    assert "report the lines above" in told


def test_a_mistake_of_input_ends_with_2(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told in a line."""
    assert ended(monkeypatch, UsageError("this is wrong")) == (2, "netpoint-stp: this is wrong\n")


def test_an_interruption_is_no_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who stops a command gets the code of shells for it."""
    assert ended(monkeypatch, KeyboardInterrupt())[0] == 130


def test_an_exit_code_of_a_command_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a command says itself is not taken for a crash."""
    assert ended(monkeypatch, click.exceptions.Exit(3))[0] == 3


def test_output_that_nobody_takes_is_no_finding(tmp_path: Path) -> None:
    """A reader that goes away ends the command with 70 and without a traceback."""
    script = "import sys; sys.argv[1:] = ['tables', 'intake', '--json']; from netpoint_stp.cli.main import main; main()"
    with subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        told = running.stderr.read()

    assert (running.returncode, told) == (70, b"")
