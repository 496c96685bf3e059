"""`netpoint-stp desk complaints`, `lodge`, `read-complaint`, `answer-complaint`: complaints (3.10–3.12)."""

import click

from netpoint_stp.cli.desk.context import Counter, tell_table
from netpoint_stp.cli.desk.step import meant, one_of, said_option, step, telling
from netpoint_stp.desk.outcomes import Outcome
from netpoint_stp.moments import parse_date, parse_moment
from netpoint_stp.regulation.figures.values import tell_channel
from netpoint_stp.subjects.complaints import ComplaintElement, ComplaintSubject
from netpoint_stp.subjects.people import Standing
from netpoint_stp.wording import Language, say

who_option = click.option("--complainant", type=one_of(Standing), help="How the sender stands to the subscriber.")
about_option = click.option("--about", type=one_of(ComplaintSubject), help="What is complained of.")
request_option = click.option("--request", help="The request that is complained of.")


@click.command("complaints")
@click.option("--settled", is_flag=True, help="Also those that are answered.")
@telling
def complaints_command(counter: Counter, settled: bool, lang: Language, as_json: bool) -> None:
    """Show the complaints that whoever is at the desk (--as) may see: none that is about them."""
    rows = []
    for record in counter.desk.complaints(counter.by, settled=settled):
        deadline = counter.desk.edition_of(record).complaint_deadline(record.complaint.lodged_at).value
        lacking = [each.value for each in ComplaintElement if each in record.complaint.lacking]
        rows.append(
            {
                "number": record.id,
                "state": record.state.value if as_json else say(f"desk.state.{record.state.value}", lang),
                "received": counter.shown(record.complaint.lodged_at),
                "due": counter.shown(deadline.due_before),
                "channel": record.complaint.channel if as_json else tell_channel(record.complaint.channel, lang),
                "lacking": lacking if as_json else [say(f"value.complaint_element.{each}", lang) for each in lacking],
            }
        )
    tell_table(("number", "state", "received", "due", "channel", "lacking"), rows, lang, as_json=as_json)


@click.command("lodge")
@click.argument("interaction_id")
@who_option
@about_option
@request_option
@step
def lodge_command(
    counter: Counter,
    interaction_id: str,
    complainant: str | None,
    about: str | None,
    request: str | None,
    key: str | None,
) -> Outcome:
    """Treat INTERACTION_ID (I-5) as a complaint (3.10)."""
    return counter.desk.lodge_complaint(
        interaction_id,
        by=counter.by,
        complainant=meant(Standing, complainant),
        about=meant(ComplaintSubject, about),
        request_id=request,
        key=key,
    )


@click.command("read-complaint")
@click.argument("complaint_id")
@who_option
@about_option
@request_option
@click.option("--date", help="The day on which the request was sent, as 2026-11-20.")
@click.option("--taker", help="Who took the request, as the complaint names them.")
@click.option("--text", help="What the request said, as the complaint tells it.")
@click.option("--reached", help="When it reached the address for complaints, where it first went to another.")
@step
def read_complaint_command(
    counter: Counter,
    complaint_id: str,
    complainant: str | None,
    about: str | None,
    request: str | None,
    date: str | None,
    taker: str | None,
    text: str | None,
    reached: str | None,
    key: str | None,
) -> Outcome:
    """Write down what COMPLAINT_ID names (3.11) and who complains of what; what lacks is asked for."""
    return counter.desk.complete_complaint(
        complaint_id,
        by=counter.by,
        complainant=meant(Standing, complainant),
        about=meant(ComplaintSubject, about),
        request_id=request,
        request_date=None if date is None else parse_date(date),
        taker_name=taker,
        request_text=text,
        reached_complaints_address_at=None if reached is None else parse_moment(reached),
        key=key,
    )


@click.command("answer-complaint")
@click.argument("complaint_id")
@click.argument("text")
@click.option("--interim", is_flag=True, help="An answer for the time being, which keeps no term.")
@said_option
@step
def answer_complaint_command(
    counter: Counter, complaint_id: str, text: str, interim: bool, said: bool, key: str | None
) -> Outcome:
    """Answer COMPLAINT_ID with TEXT (3.12); whom it is about cannot."""
    return counter.desk.answer_complaint(complaint_id, text, by=counter.by, interim=interim, said=said, key=key)


COMPLAINTS = (complaints_command, lodge_command, read_complaint_command, answer_complaint_command)
