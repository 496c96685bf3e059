"""`netpoint-stp desk take`, `hold`, `visit`, `resolve` and the other steps of whoever works on a request."""

import click

from netpoint_stp.casebook.steps import State
from netpoint_stp.cli.desk.context import Counter, tell_outcome
from netpoint_stp.cli.desk.step import key_option, one_of, step, telling, turn_option
from netpoint_stp.cli.options import dumps
from netpoint_stp.desk.outcomes import Outcome
from netpoint_stp.moments import parse_duration
from netpoint_stp.wording import Language, say

lease_option = click.option("--lease", help="For how long, as 30m or 4h; else half an hour.")


@click.command("take")
@click.argument("queue", default="desk")
@click.option("--request", help="Take this request instead of the next one.")
@lease_option
@turn_option
@key_option
@telling
def take_command(
    counter: Counter,
    queue: str,
    request: str | None,
    lease: str | None,
    out_of_turn: str | None,
    key: str | None,
    lang: Language,
    as_json: bool,
) -> None:
    """Take the next request of QUEUE (else of `desk`) in the order of arrival; the client is told who has it."""
    length = None if lease is None else parse_duration(lease)
    if request is not None:
        taken = counter.desk.take(request, counter.by, lease=length, out_of_turn=out_of_turn, key=key)
        tell_outcome(counter, taken, lang, as_json=as_json)
        return
    outcome = counter.desk.take_next(queue, counter.by, lease=length, key=key)
    if outcome is None:
        click.echo(dumps(None) if as_json else say("desk.cli.nothing_free", lang))
        return
    tell_outcome(counter, outcome, lang, as_json=as_json)


@click.command("renew")
@click.argument("request_id")
@lease_option
@telling
def renew_command(counter: Counter, request_id: str, lease: str | None, lang: Language, as_json: bool) -> None:
    """Lengthen the time for which whoever is at the desk has REQUEST_ID."""
    length = None if lease is None else parse_duration(lease)
    renewed = counter.desk.renew(request_id, counter.held(request_id), lease=length)
    until = counter.shown(renewed.until)
    if as_json:
        click.echo(dumps({"case": renewed.request_id, "token": renewed.token, "until": until}))
    else:
        click.echo(say("desk.cli.token", lang, token=renewed.token, until=until))


@click.command("release")
@click.argument("request_id")
@telling
def release_command(counter: Counter, request_id: str, lang: Language, as_json: bool) -> None:
    """Give REQUEST_ID back: it waits in its old place."""
    tell_outcome(counter, counter.desk.release(request_id, counter.held(request_id)), lang, as_json=as_json)


@click.command("react")
@click.argument("request_id")
@step
def react_command(counter: Counter, request_id: str, key: str | None) -> Outcome:
    """Write down that REQUEST_ID, or what came in to it since, is being dealt with (3.17, 3.19)."""
    return counter.desk.react(request_id, by=counter.by, token=counter.token_for(request_id), key=key)


@click.command("note")
@click.argument("case_id")
@click.argument("text")
@step
def note_command(counter: Counter, case_id: str, text: str, key: str | None) -> Outcome:
    """Keep TEXT with CASE_ID; nobody is told; passport data in it is blanked."""
    return counter.desk.note(case_id, text, by=counter.by, key=key)


@click.command("hold")
@click.argument("request_id")
@click.argument("reason")
@click.option("--for", "whom", type=click.Choice(["client", "others"]), default="client", show_default=True)
@step
def hold_command(counter: Counter, request_id: str, reason: str, whom: str, key: str | None) -> Outcome:
    """Let REQUEST_ID wait, for a REASON (3.16): for its client, who is told, or for others."""
    hold = counter.desk.hold_for_client if whom == "client" else counter.desk.hold_for_others
    return hold(request_id, reason, by=counter.by, token=counter.token_for(request_id), key=key)


@click.command("visit")
@click.argument("request_id")
@click.argument("reason")
@step
def visit_command(counter: Counter, request_id: str, reason: str, key: str | None) -> Outcome:
    """Let REQUEST_ID wait for a specialist (3.15); the client is told the REASON: who comes, and when."""
    return counter.desk.visit(request_id, reason, by=counter.by, token=counter.token_for(request_id), key=key)


@click.command("resume")
@click.argument("request_id")
@step
def resume_command(counter: Counter, request_id: str, key: str | None) -> Outcome:
    """Let REQUEST_ID, which is on hold, go on: it is free to be taken, in its old place."""
    return counter.desk.resume(request_id, by=counter.by, key=key)


@click.command("reassign")
@click.argument("request_id")
@click.argument("queue")
@click.option("--support-level", help="The support level that it is of now.")
@step
def reassign_command(
    counter: Counter, request_id: str, queue: str, support_level: str | None, key: str | None
) -> Outcome:
    """Pass REQUEST_ID on to QUEUE, where it waits in the place that it has."""
    token = counter.token_for(request_id)
    return counter.desk.reassign(request_id, queue, by=counter.by, support_level=support_level, token=token, key=key)


@click.command("override")
@click.argument("case_id")
@click.argument("state", type=one_of(State))
@click.argument("reason")
@step
def override_command(counter: Counter, case_id: str, state: str, reason: str, key: str | None) -> Outcome:
    """Decide against the library, for a REASON: CASE_ID is in STATE from now on, and its journal says why."""
    token = counter.token_for(case_id)
    return counter.desk.override(case_id, State(state), reason, by=counter.by, token=token, key=key)


@click.command("resolve")
@click.argument("request_id")
@click.argument("text")
@step
def resolve_command(counter: Counter, request_id: str, text: str, key: str | None) -> Outcome:
    """Settle REQUEST_ID and tell its client TEXT: what was done."""
    return counter.desk.resolve(request_id, text, by=counter.by, token=counter.token_for(request_id), key=key)


@click.command("reopen")
@click.argument("case_id")
@click.argument("reason")
@step
def reopen_command(counter: Counter, case_id: str, reason: str, key: str | None) -> Outcome:
    """Take CASE_ID up again, for a REASON."""
    return counter.desk.reopen(case_id, reason, by=counter.by, key=key)


@click.command("close")
@click.argument("case_id")
@click.argument("reason")
@step
def close_command(counter: Counter, case_id: str, reason: str, key: str | None) -> Outcome:
    """Be done with CASE_ID, for a REASON; nobody is told."""
    return counter.desk.close(case_id, reason, by=counter.by, key=key)


STEPS = (
    take_command,
    renew_command,
    release_command,
    react_command,
    note_command,
    hold_command,
    visit_command,
    resume_command,
    reassign_command,
    override_command,
    resolve_command,
    reopen_command,
    close_command,
)
