"""`netpoint-stp desk clock`, and `--clock`: a wrong clock is told, acknowledged, and set by hand in trials alone."""

import json
from pathlib import Path

from click.testing import CliRunner, Result
from tests.cli.shop import Shop

from netpoint_stp.cli.main import group

FALSE = "2099-01-01T00:00:00+02:00"
TUESDAY = "2026-11-24T12:00:00+02:00"


def real(folder: Path, *arguments: str) -> Result:
    """Run a command of the desk by the real clock."""
    return CliRunner().invoke(group, ["desk", "--store", f"sqlite:///{folder}/real.db", "--as", "andriy", *arguments])


def test_the_clock_of_a_store_for_real_cannot_be_set(tmp_path: Path) -> None:
    """A slip with `--clock` is refused, says why, and nothing is written by it."""
    mail = Shop(tmp_path).mail("m1", "Не працює інтернет, договір 100231.")
    assert real(tmp_path, "receive", str(mail)).exit_code == 0
    slip = real(tmp_path, "--clock", FALSE, "note", "R-1", "test")

    assert slip.exit_code == 2
    assert "was not made for trials" in slip.output
    assert real(tmp_path, "note", "R-1", "test").exit_code == 0
    assert json.loads(real(tmp_path, "clock", "show", "--json").stdout)["jumped"] is False


def test_a_jump_is_shown_and_acknowledged(tmp_path: Path) -> None:
    """A jump stops the writing and nothing else; `clock accept` starts it again, and leases lapse."""
    shop = Shop(tmp_path)
    assert shop.run("receive", shop.mail("m1", "Не працює інтернет.")).exit_code == 0
    assert shop.run("note", "R-1", "from the time to come", clock=FALSE).exit_code == 0
    refused = shop.run("note", "R-1", "test", clock=TUESDAY)
    shown = shop.run("clock", "show", clock=TUESDAY)
    queue = shop.run("queue", clock=TUESDAY)
    looks = [shop.run(*look, clock=TUESDAY) for look in (["verify"], ["due"], ["overdue"], ["show", "R-1"], ["log"])]
    accepted = shop.json("clock", "accept", clock=TUESDAY)

    assert refused.exit_code == 2
    assert "clock accept" in refused.output
    assert shown.exit_code == 1
    assert "2099-01-01 00:00:00" in shown.output
    assert [each.exit_code for each in (queue, *looks)] == [0] * 6
    assert accepted["from"].startswith("2098-12-31T22:00:00")
    assert accepted["to"].startswith("2026-11-24T10:00:00")
    assert shop.run("note", "R-1", "test", clock=TUESDAY).exit_code == 0
    assert shop.json("clock", "accept", clock=TUESDAY) is None


def test_a_laid_out_store_may_be_begun_as_a_trial(tmp_path: Path) -> None:
    """`migrate` with `--clock` marks an empty store; the bounds may be set on the command line."""
    shop = Shop(tmp_path)
    assert shop.run("migrate").exit_code == 0
    assert shop.run("receive", shop.mail("m1", "Не працює інтернет.")).exit_code == 0
    shop.options = ["--clock-back", "3h"]
    assert shop.run("note", "R-1", "an hour earlier", clock="2026-11-23T11:00:00+02:00").exit_code == 0
