"""`netpoint-stp desk triage`, `split`, `link`, `merge`, `dismiss`: what a person finds out by looking at a request."""

import click

from netpoint_stp.cli.desk.context import Counter
from netpoint_stp.cli.desk.step import meant, one_of, step
from netpoint_stp.desk.outcomes import Outcome
from netpoint_stp.desk.use_cases.triaging import Part
from netpoint_stp.subjects.requests import SeverityLevel, SpecialNeed


@click.command("triage")
@click.argument("request_id")
@click.option("--level", type=one_of(SeverityLevel), help="How critical it is.")
@click.option("--reason", help="Why it is so critical.")
@click.option("--need", "needs", multiple=True, type=one_of(SpecialNeed), help="What it needs out of turn (3.14).")
@click.option("--queue", help="In which queue it is to wait.")
@click.option("--action", help="What is wanted, by its name in the profile.")
@click.option("--service", help="Which service it is about, by its name in the profile.")
@click.option("--support-level", help="The support level that it is of.")
@click.option("--lacking", is_flag=True, help="It lacks something that the sender is to be asked for.")
@step
def triage_command(
    counter: Counter,
    request_id: str,
    level: str | None,
    reason: str | None,
    needs: tuple[str, ...],
    queue: str | None,
    action: str | None,
    service: str | None,
    support_level: str | None,
    lacking: bool,
    key: str | None,
) -> Outcome:
    """Write down what a look at REQUEST_ID shows; what waited for that is free to be taken."""
    return counter.desk.triage(
        request_id,
        by=counter.by,
        level=meant(SeverityLevel, level),
        reason=reason,
        needs=[SpecialNeed(need) for need in needs],
        queue=queue,
        action=action,
        service=service,
        support_level=support_level,
        lacking=lacking,
        key=key,
    )


@click.command("split")
@click.argument("request_id")
@click.argument("tasks", nargs=-1, required=True)
@step
def split_command(counter: Counter, request_id: str, tasks: tuple[str, ...], key: str | None) -> Outcome:
    """Open a request for each of TASKS, the further things that the message of REQUEST_ID asks for, in its place."""
    return counter.desk.split(request_id, [Part(task=task) for task in tasks], by=counter.by, key=key)


@click.command("link")
@click.argument("case_id")
@click.argument("others", nargs=-1, required=True)
@step
def link_command(counter: Counter, case_id: str, others: tuple[str, ...], key: str | None) -> Outcome:
    """Write down that CASE_ID and OTHERS belong together, such as a request and the outage behind it."""
    return counter.desk.link(case_id, others, by=counter.by, key=key)


@click.command("merge")
@click.argument("request_id")
@click.argument("into")
@step
def merge_command(counter: Counter, request_id: str, into: str, key: str | None) -> Outcome:
    """Join REQUEST_ID to the request INTO, which is the same thing and goes on in the earlier place of the two."""
    return counter.desk.merge(request_id, into, by=counter.by, key=key)


@click.command("dismiss")
@click.argument("request_id")
@click.argument("reason")
@step
def dismiss_command(counter: Counter, request_id: str, reason: str, key: str | None) -> Outcome:
    """Find REQUEST_ID to be no request, for a REASON (wrong number, advertising); nobody is written to."""
    token = counter.token_for(request_id)
    return counter.desk.dismiss(request_id, reason, by=counter.by, token=token, key=key)


TRIAGE = (triage_command, split_command, link_command, merge_command, dismiss_command)
