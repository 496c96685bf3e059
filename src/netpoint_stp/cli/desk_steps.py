"""`netpoint-stp desk take`, `ask`, `refuse`, `resolve` and the other steps of whoever works on a case."""

from collections.abc import Callable

import click

from netpoint_stp.cli.desk_context import Counter, tell_outcome
from netpoint_stp.cli.options import dumps, json_option, lang_option
from netpoint_stp.desk.refusing import Wanted
from netpoint_stp.policy.refusal import Demand
from netpoint_stp.subjects.account import AccountDetail, AccountInformation
from netpoint_stp.subjects.complaints import ComplaintSubject
from netpoint_stp.subjects.people import Standing
from netpoint_stp.subjects.requests import SeverityLevel, SpecialNeed
from netpoint_stp.wording import Language, say

key_option = click.option("--key", help="A name for this operation: repeated under it, it is done once.")


def step(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command what all steps have: --key, --lang, --json, and the desk."""
    return json_option(lang_option(key_option(click.pass_obj(command))))


@click.command("take")
@click.argument("queue", default="desk")
@click.option("--request", help="Take this request instead of the next one.")
@step
def take_command(
    counter: Counter, queue: str, request: str | None, key: str | None, lang: Language, as_json: bool
) -> None:
    """Take the next request of QUEUE (else of `desk`) in the order of arrival; the client is told who has it."""
    if request is not None:
        tell_outcome(counter.desk.take(request, counter.by, key=key), lang, as_json=as_json)
        return
    outcome = counter.desk.take_next(queue, counter.by, key=key)
    if outcome is None:
        click.echo(dumps(None) if as_json else say("desk.cli.nothing_free", lang))
        return
    tell_outcome(outcome, lang, as_json=as_json)


@click.command("release")
@click.argument("request_id")
@lang_option
@json_option
@click.pass_obj
def release_command(counter: Counter, request_id: str, lang: Language, as_json: bool) -> None:
    """Give REQUEST_ID back: it waits in its old place."""
    token = counter.token_for(request_id) or 0
    tell_outcome(counter.desk.release(request_id, token), lang, as_json=as_json)


@click.command("identify")
@click.argument("request_id")
@click.option("--login")
@click.option("--contract", help="Number of the contract.")
@click.option("--address", help="Address of the connection.")
@click.option("--action", help="What is wanted, by its name in the profile.")
@step
def identify_command(
    counter: Counter,
    request_id: str,
    login: str | None,
    contract: str | None,
    address: str | None,
    action: str | None,
    key: str | None,
    lang: Language,
    as_json: bool,
) -> None:
    """Compare the account information that the client of REQUEST_ID gave with billing (3.6); values are not kept."""
    given = AccountInformation(login=login, contract_number=contract, connection_address=address)
    outcome = counter.desk.identify(request_id, given, by=counter.by, action=action, key=key)
    if not as_json:
        click.echo(outcome.explain(lang))
    tell_outcome(outcome, lang, as_json=as_json)


@click.command("triage")
@click.argument("request_id")
@click.option("--level", type=click.Choice([level.value for level in SeverityLevel]), help="How critical it is.")
@click.option("--reason", help="Why it is so critical.")
@click.option("--need", "needs", multiple=True, type=click.Choice([need.value for need in SpecialNeed]))
@click.option("--queue", help="In which queue it is to wait.")
@click.option("--action", help="What is wanted, by its name in the profile.")
@step
def triage_command(
    counter: Counter,
    request_id: str,
    level: str | None,
    reason: str | None,
    needs: tuple[str, ...],
    queue: str | None,
    action: str | None,
    key: str | None,
    lang: Language,
    as_json: bool,
) -> None:
    """Write down what a look at REQUEST_ID shows; what waited for that is free to be taken."""
    outcome = counter.desk.triage(
        request_id,
        by=counter.by,
        level=None if level is None else SeverityLevel(level),
        reason=reason,
        needs=[SpecialNeed(need) for need in needs],
        queue=queue,
        action=action,
        key=key,
    )
    tell_outcome(outcome, lang, as_json=as_json)


@click.command("ask")
@click.argument("request_id")
@click.argument("details", nargs=-1, type=click.Choice([detail.value for detail in AccountDetail]))
@click.option("--action", help="For which action, by its name in the profile.")
@click.option("--text", default="", help="A question in words.")
@click.option("--reason", help="Why to ask for more than the action needs.")
@step
def ask_command(
    counter: Counter,
    request_id: str,
    details: tuple[str, ...],
    action: str | None,
    text: str,
    reason: str | None,
    key: str | None,
    lang: Language,
    as_json: bool,
) -> None:
    """Ask the client of REQUEST_ID for account information (3.6) or anything else; it waits for the client then."""
    outcome = counter.desk.ask(
        request_id,
        [AccountDetail(detail) for detail in details],
        by=counter.by,
        action=action,
        text=text,
        reason=reason,
        token=counter.token_for(request_id),
        key=key,
    )
    tell_outcome(outcome, lang, as_json=as_json)


@click.command("refuse")
@click.argument("request_id")
@click.option("--action", help="What is wanted, by its name in the profile.")
@click.option("--service", help="Which service it is about, by its name in the profile.")
@click.option("--demand", type=click.Choice([demand.value for demand in Demand]), help="How it stands to the contract.")
@click.option("--reason", help="A reason outside the main grounds, where none of these holds.")
@click.option("--check", is_flag=True, help="Only say whether it may be refused.")
@step
def refuse_command(
    counter: Counter,
    request_id: str,
    action: str | None,
    service: str | None,
    demand: str | None,
    reason: str | None,
    check: bool,
    key: str | None,
    lang: Language,
    as_json: bool,
) -> None:
    """Refuse REQUEST_ID on the grounds that hold (3.9); the client is told them, the cure, and where to complain."""
    wanted = Wanted(action=action, service=service, demand=None if demand is None else Demand(demand))
    if check:
        click.echo(str(counter.desk.may_refuse(request_id, wanted).explain(lang)))
        return
    outcome = counter.desk.refuse(
        request_id, by=counter.by, wanted=wanted, reason=reason, token=counter.token_for(request_id), key=key
    )
    tell_outcome(outcome, lang, as_json=as_json)


@click.command("answer")
@click.argument("request_id")
@click.argument("text")
@step
def answer_command(
    counter: Counter, request_id: str, text: str, key: str | None, lang: Language, as_json: bool
) -> None:
    """Answer REQUEST_ID with TEXT; `resolve` settles it."""
    token = counter.token_for(request_id)
    tell_outcome(counter.desk.answer(request_id, text, by=counter.by, token=token, key=key), lang, as_json=as_json)


@click.command("resolve")
@click.argument("request_id")
@click.argument("text")
@step
def resolve_command(
    counter: Counter, request_id: str, text: str, key: str | None, lang: Language, as_json: bool
) -> None:
    """Settle REQUEST_ID and tell its client TEXT: what was done."""
    token = counter.token_for(request_id)
    tell_outcome(counter.desk.resolve(request_id, text, by=counter.by, token=token, key=key), lang, as_json=as_json)


@click.command("reopen")
@click.argument("case_id")
@click.argument("reason")
@step
def reopen_command(counter: Counter, case_id: str, reason: str, key: str | None, lang: Language, as_json: bool) -> None:
    """Take CASE_ID up again, for a REASON."""
    tell_outcome(counter.desk.reopen(case_id, reason, by=counter.by, key=key), lang, as_json=as_json)


@click.command("close")
@click.argument("case_id")
@click.argument("reason")
@step
def close_command(counter: Counter, case_id: str, reason: str, key: str | None, lang: Language, as_json: bool) -> None:
    """Be done with CASE_ID, for a REASON; nobody is told."""
    tell_outcome(counter.desk.close(case_id, reason, by=counter.by, key=key), lang, as_json=as_json)


@click.command("lodge")
@click.argument("interaction_id")
@click.option("--complainant", type=click.Choice([each.value for each in Standing]))
@click.option("--about", type=click.Choice([each.value for each in ComplaintSubject]))
@click.option("--request", help="The request that is complained of.")
@step
def lodge_command(
    counter: Counter,
    interaction_id: str,
    complainant: str | None,
    about: str | None,
    request: str | None,
    key: str | None,
    lang: Language,
    as_json: bool,
) -> None:
    """Treat INTERACTION_ID (I-5) as a complaint (3.10)."""
    outcome = counter.desk.lodge_complaint(
        interaction_id,
        by=counter.by,
        complainant=None if complainant is None else Standing(complainant),
        about=None if about is None else ComplaintSubject(about),
        request_id=request,
        key=key,
    )
    tell_outcome(outcome, lang, as_json=as_json)


@click.command("answer-complaint")
@click.argument("complaint_id")
@click.argument("text")
@click.option("--interim", is_flag=True, help="An answer for the time being, which keeps no term.")
@step
def answer_complaint_command(
    counter: Counter, complaint_id: str, text: str, interim: bool, key: str | None, lang: Language, as_json: bool
) -> None:
    """Answer COMPLAINT_ID with TEXT (3.12); whom it is about cannot."""
    outcome = counter.desk.answer_complaint(complaint_id, text, by=counter.by, interim=interim, key=key)
    tell_outcome(outcome, lang, as_json=as_json)


STEPS = (
    take_command,
    release_command,
    identify_command,
    triage_command,
    ask_command,
    refuse_command,
    answer_command,
    resolve_command,
    reopen_command,
    close_command,
    lodge_command,
    answer_complaint_command,
)
