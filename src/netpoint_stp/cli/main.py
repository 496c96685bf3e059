"""`netpoint-stp`: the group of all commands, and how errors are told to the person at the desk."""

import gc
import os
import sys
import traceback
from importlib import import_module
from importlib.metadata import version
from typing import Any, Final

import click

from netpoint_stp.cli.options import printable
from netpoint_stp.errors import NetPointError

_COMMANDS: Final = {
    "assess": "netpoint_stp.cli.assess:assess_command",
    "audit": "netpoint_stp.cli.audit.command:audit_command",
    "clauses": "netpoint_stp.cli.rules.clauses:clauses_command",
    "deadline": "netpoint_stp.cli.rules.deadline:deadline_group",
    "desk": "netpoint_stp.cli.desk.group:desk_group",
    "generate": "netpoint_stp.cli.generate:generate_command",
    "replay": "netpoint_stp.cli.replay:replay_command",
    "tables": "netpoint_stp.cli.rules.tables:tables_command",
    "text": "netpoint_stp.cli.rules.text:text_group",
}
"""Where each command stands; only the one that is wanted is loaded, since an audit needs no desk."""
CRASHED: Final = 70
"""The exit code for what nobody foresaw, and for output that nobody takes: 1 means that something was found."""
INTERRUPTED: Final = 130
_OBJECTS_BETWEEN_COLLECTIONS: Final = 100_000
"""Loading an audit makes some hundred thousand objects that all stay: to look for garbage after every 700 costs a tenth
of it."""


class _Group(click.Group):
    """A group whose commands tell errors in one place: the text on standard error, exit code 2, no traceback.

    What nobody foresaw is told with its traceback and ends with 70, never with a code that means an answer.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module, _, name = _COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except NetPointError as error:
            told = "\n".join(printable(line) for line in str(error).split("\n"))
            click.echo(f"netpoint-stp: {told}", err=True)
            ctx.exit(2)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except KeyboardInterrupt:
            ctx.exit(INTERRUPTED)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else Python fails once more at its end
            ctx.exit(CRASHED)
        except Exception:  # noqa: BLE001 - this is where what nobody foresaw is told
            traceback.print_exc()
            click.echo("netpoint-stp: it failed in a way that nobody foresaw; report the lines above", err=True)
            ctx.exit(CRASHED)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("netpoint-stp"), prog_name="netpoint-stp")
def group() -> None:
    """Decide, explain and time by the technical-support regulation of the provider NetPoint."""


def main() -> None:
    """Run the command line; what is printed is UTF-8, whatever the terminal's own encoding."""
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        group(prog_name="netpoint-stp")
    finally:
        gc.freeze()  # else a last search for garbage goes through all that was loaded, a quarter of a second
