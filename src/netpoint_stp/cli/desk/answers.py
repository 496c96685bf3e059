"""`netpoint-stp desk identify`, `complete`, `ask`, `refuse`, `answer`, …: what is asked of clients and told to them."""

import click

from netpoint_stp.cli.desk.context import Counter, tell_outcome
from netpoint_stp.cli.desk.step import key_option, meant, one_of, said_option, step, telling, turn_option
from netpoint_stp.cli.options import dumps
from netpoint_stp.desk.decisions.decided import result_of
from netpoint_stp.desk.outcomes import Outcome
from netpoint_stp.desk.use_cases.refusing import Wanted
from netpoint_stp.policy.answers.policy import QuestionKind
from netpoint_stp.policy.identification.policy import Act
from netpoint_stp.policy.intake.policy import SubscriberDetails, Task
from netpoint_stp.policy.refusal.policy import Demand, Ground
from netpoint_stp.policy.scope import DemandMatter
from netpoint_stp.subjects.account import AccountDetail, AccountInformation
from netpoint_stp.subjects.people import Standing
from netpoint_stp.wording import Language

action_option = click.option("--action", help="What is wanted, by its name in the profile.")
service_option = click.option("--service", help="Which service it is about, by its name in the profile.")


@click.command("identify")
@click.argument("request_id", required=False)
@click.option("--login")
@click.option("--contract", help="Number of the contract.")
@click.option("--address", help="Address of the connection.")
@action_option
@key_option
@telling
def identify_command(
    counter: Counter,
    request_id: str | None,
    login: str | None,
    contract: str | None,
    address: str | None,
    action: str | None,
    key: str | None,
    lang: Language,
    as_json: bool,
) -> None:
    """Compare the account information that the client of REQUEST_ID gave with billing (3.6); values are not kept.

    Without any, one that came in while billing was down is identified from its messages; without REQUEST_ID, all are.
    """
    if request_id is None:
        for each in counter.desk.identify_waiting(by=counter.by):
            tell_outcome(counter, each, lang, as_json=as_json, indent=None)
        return
    record = counter.store.request(request_id)
    if record is not None and record.waits_for and not (login or contract or address or action):
        again = counter.desk.identify_again(request_id, by=counter.by, key=key)
        tell_outcome(counter, again, lang, as_json=as_json)
        return
    given = AccountInformation(login=login, contract_number=contract, connection_address=address)
    outcome = counter.desk.identify(request_id, given, by=counter.by, action=action, key=key)
    if not as_json:
        click.echo(outcome.explain(lang))
    tell_outcome(counter, outcome, lang, as_json=as_json)


@click.command("permit")
@click.argument("request_id")
@click.argument("act", type=one_of(Act))
@click.option("--standing", type=one_of(Standing), help="How the person stands to the subscriber; else not known.")
@key_option
@telling
def permit_command(
    counter: Counter,
    request_id: str,
    act: str,
    standing: str | None,
    key: str | None,
    lang: Language,
    as_json: bool,
) -> None:
    """Write down who asks for REQUEST_ID, and say whether such a person may have ACT done (1.2, 3.6)."""
    outcome = counter.desk.permit(request_id, Act(act), meant(Standing, standing), by=counter.by, key=key)
    if not as_json:
        click.echo(outcome.explain(lang))
    tell_outcome(counter, outcome, lang, as_json=as_json)


@click.command("complete")
@click.argument("request_id")
@click.option("--details", type=one_of(SubscriberDetails), help="What the details told amount to.")
@click.option("--task", type=one_of(Task), help="Whether it is now stated what is wanted.")
@step
def complete_command(
    counter: Counter, request_id: str, details: str | None, task: str | None, key: str | None
) -> Outcome:
    """Say what REQUEST_ID lacked and now has (3.1.4, 3.5), such as told on the telephone."""
    return counter.desk.complete(
        request_id, by=counter.by, details=meant(SubscriberDetails, details), task=meant(Task, task), key=key
    )


@click.command("ask")
@click.argument("request_id")
@click.argument("details", nargs=-1, type=one_of(AccountDetail))
@click.option("--action", help="For which action, by its name in the profile.")
@click.option("--text", default="", help="A question in words.")
@click.option("--reason", help="Why to ask for more than the action needs.")
@said_option
@step
def ask_command(
    counter: Counter,
    request_id: str,
    details: tuple[str, ...],
    action: str | None,
    text: str,
    reason: str | None,
    said: bool,
    key: str | None,
) -> Outcome:
    """Ask the client of REQUEST_ID for account information (3.6) or anything else; it waits for the client then."""
    return counter.desk.ask(
        request_id,
        [AccountDetail(detail) for detail in details],
        by=counter.by,
        action=action,
        text=text,
        reason=reason,
        said=said,
        token=counter.token_for(request_id),
        key=key,
    )


@click.command("refuse")
@click.argument("request_id")
@action_option
@service_option
@click.option("--demand", type=one_of(Demand), help="How it stands to the contract.")
@click.option("--reason", help="A reason outside the main grounds, where none of these holds.")
@click.option("--check", is_flag=True, help="Only say whether it may be refused.")
@key_option
@telling
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
    wanted = Wanted(action=action, service=service, demand=meant(Demand, demand))
    if check:
        answer = counter.desk.may_refuse(request_id, wanted)
        grounds = {"grounds": [ground.value for ground in Ground if ground in answer.grounds]}
        click.echo(dumps(grounds | result_of(answer.judgement)) if as_json else str(answer.explain(lang)))
        return
    outcome = counter.desk.refuse(
        request_id, by=counter.by, wanted=wanted, reason=reason, token=counter.token_for(request_id), key=key
    )
    tell_outcome(counter, outcome, lang, as_json=as_json)


@click.command("decline-advice")
@click.argument("request_id")
@click.argument("matter", type=one_of(DemandMatter))
@click.option(
    "--concerns-working/--does-not-concern-working",
    default=None,
    help="Whether it concerns the working of the services; else not known.",
)
@service_option
@click.option("--text", default="", help="What else the client should know.")
@step
def decline_advice_command(
    counter: Counter,
    request_id: str,
    matter: str,
    concerns_working: bool | None,
    service: str | None,
    text: str,
    key: str | None,
) -> Outcome:
    """Decline advice on MATTER to the client of REQUEST_ID (3.7), saying what is offered; that is no refusal."""
    return counter.desk.decline_advice(
        request_id,
        by=counter.by,
        matter=DemandMatter(matter),
        concerns_working=concerns_working,
        service=service,
        text=text,
        token=counter.token_for(request_id),
        key=key,
    )


@click.command("answer")
@click.argument("request_id")
@click.argument("text", default="")
@click.option("--link", "links", multiple=True, help="A page that answers it (3.8).")
@click.option("--question", type=one_of(QuestionKind), help="What kind of question a link alone answers.")
@step
def answer_command(
    counter: Counter, request_id: str, text: str, links: tuple[str, ...], question: str | None, key: str | None
) -> Outcome:
    """Answer REQUEST_ID with TEXT, with links, or with both; `resolve` settles it."""
    return counter.desk.answer(
        request_id,
        text,
        by=counter.by,
        links=links,
        question=meant(QuestionKind, question),
        token=counter.token_for(request_id),
        key=key,
    )


@click.command("answer-all")
@click.argument("text")
@click.argument("request_ids", nargs=-1, required=True)
@click.option("--incident", help="The outage behind them (N-2): they are linked to it.")
@click.option("--settles", is_flag=True, help="It settles them; else they go back to their places.")
@turn_option
@key_option
@telling
def answer_all_command(
    counter: Counter,
    text: str,
    request_ids: tuple[str, ...],
    incident: str | None,
    settles: bool,
    out_of_turn: str | None,
    key: str | None,
    lang: Language,
    as_json: bool,
) -> None:
    """Give REQUEST_IDS one answer TEXT in one act, such as to an outage. With --json, one record a request."""
    found = counter.desk.answer_all(
        request_ids, text, by=counter.by, incident_id=incident, settles=settles, out_of_turn=out_of_turn, key=key
    )
    for outcome in found:
        tell_outcome(counter, outcome, lang, as_json=as_json, indent=None)


ANSWERS = (
    identify_command,
    permit_command,
    complete_command,
    ask_command,
    refuse_command,
    decline_advice_command,
    answer_command,
    answer_all_command,
)
