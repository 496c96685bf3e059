"""`netpoint-stp desk instruct`, `followed`: what a client is to do, and that it was done (4.2.2)."""

import click

from netpoint_stp.cli.desk.context import Counter
from netpoint_stp.cli.desk.step import said_option, step
from netpoint_stp.desk.outcomes import Outcome
from netpoint_stp.moments import parse_moment


@click.command("instruct")
@click.argument("request_id")
@click.argument("text")
@click.option("--helps/--does-not-help", default=None, help="Whether it helps to find the cause; else not known.")
@said_option
@step
def instruct_command(
    counter: Counter, request_id: str, text: str, helps: bool | None, said: bool, key: str | None
) -> Outcome:
    """Tell the client of REQUEST_ID what to do: TEXT (4.2.2); it waits for the client then."""
    token = counter.token_for(request_id)
    return counter.desk.instruct(request_id, text, by=counter.by, helps=helps, said=said, token=token, key=key)


@click.command("followed")
@click.argument("request_id")
@click.option("--at", help="When it was done, as 2026-11-23T05:00:00+02:00; else now.")
@click.option("--instruction", type=int, help="The number of its event, where several are open.")
@step
def followed_command(
    counter: Counter, request_id: str, at: str | None, instruction: int | None, key: str | None
) -> Outcome:
    """Write down that the client of REQUEST_ID did what they were told; it goes on."""
    moment = None if at is None else parse_moment(at)
    return counter.desk.followed(request_id, by=counter.by, at=moment, instruction=instruction, key=key)


INSTRUCTIONS = (instruct_command, followed_command)
