"""`netpoint-stp`: the group of all commands, and how errors are told to the person at the desk."""

import sys
from importlib.metadata import version
from typing import Any

import click

from netpoint_stp.cli.assess import assess_command
from netpoint_stp.cli.audit import audit_command
from netpoint_stp.cli.clauses import clauses_command
from netpoint_stp.cli.deadline import deadline_group
from netpoint_stp.cli.desk import desk_group
from netpoint_stp.cli.generate import generate_command
from netpoint_stp.cli.options import printable
from netpoint_stp.cli.replay import replay_command
from netpoint_stp.cli.tables import tables_command
from netpoint_stp.cli.text import text_group
from netpoint_stp.errors import NetPointError


class _Group(click.Group):
    """A group whose commands tell errors in one place: the text on standard error, exit code 2, no traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except NetPointError as error:
            told = "\n".join(printable(line) for line in str(error).split("\n"))
            click.echo(f"netpoint-stp: {told}", err=True)
            ctx.exit(2)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("netpoint-stp"), prog_name="netpoint-stp")
def group() -> None:
    """Decide, explain and time by the technical-support regulation of the provider NetPoint."""


_COMMANDS = (
    assess_command,
    audit_command,
    clauses_command,
    deadline_group,
    desk_group,
    generate_command,
    replay_command,
    tables_command,
    text_group,
)
for command in _COMMANDS:
    group.add_command(command)


def main() -> None:
    """Run the command line; what is printed is UTF-8, whatever the terminal's own encoding."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    group(prog_name="netpoint-stp")
