"""`netpoint-stp deadline complaint`: until when a complaint must be answered, explained day by day (3.12)."""

from datetime import datetime
from pathlib import Path

import attrs
import click

from netpoint_stp.cli.options import dumps, json_option, lang_option, profile_option, regulation_of
from netpoint_stp.moments import in_zone, parse_moment, tell_date, zone
from netpoint_stp.rules import Computed
from netpoint_stp.wording import Language, say
from netpoint_stp.working_days import Deadline, WorkingCalendar


@click.group("deadline")
def deadline_group() -> None:
    """Deadlines of the regulation."""


@deadline_group.command("complaint")
@click.argument("moment")
@click.option(
    "--calendar", help="Name of a working-day calendar: ukraine, ukraine_peacetime, weekends_only, every_day."
)
@click.option("--explain", is_flag=True, help="List the days one by one, with the reason for each.")
@profile_option
@lang_option
@json_option
def complaint_command(
    moment: str, calendar: str | None, explain: bool, profile: Path | None, lang: Language, as_json: bool
) -> None:
    """Until when a complaint lodged at MOMENT must be answered.

    MOMENT is date, time and zone, as in 2026-11-20T15:00:00+02:00.
    """
    regulation = regulation_of(profile, lang)
    if calendar is not None:
        policy = attrs.evolve(regulation.complaints, calendar=WorkingCalendar.named(calendar))
        regulation = attrs.evolve(regulation, complaints=policy)
    lodged_at = parse_moment(moment)
    computed = regulation.complaint_deadline(lodged_at)
    if as_json:
        click.echo(dumps(_record(computed, lang)))
        return
    lodged_on = in_zone(lodged_at, zone(regulation.complaints.zone)).date()
    if not computed.edition.holds_on(lodged_on):
        told = say("cli.not_in_force", lang, day=tell_date(lodged_on, lang), name=computed.edition.name)
        click.secho(told, fg="yellow", err=True)
    _tell(computed, explain, lang)


def _record(computed: Computed[Deadline], lang: Language) -> dict[str, object]:
    deadline = computed.value
    return deadline.as_dict(lang) | {
        "due_before": _iso(deadline.due_before),
        "clauses": list(computed.clauses),
        "readings": list(computed.readings),
        "edition": computed.edition.name,
    }


def _iso(moment: datetime) -> str:
    """Return the moment to the minute, as deadlines are; with seconds where a zone's midnight has some."""
    return moment.isoformat(timespec="auto" if moment.second or moment.microsecond else "minutes")


def _tell(computed: Computed[Deadline], explain: bool, lang: Language) -> None:
    explanation = computed.explain(lang)
    click.secho(explanation.outcome, bold=True)
    if explain:
        for line in str(explanation).splitlines()[1:]:
            click.echo(line)
        return
    click.echo(explanation.because[0])  # the calendar and its data
    if computed.value.provisional:
        click.echo(say("cli.provisional", lang, doubts="; ".join(computed.value.doubts(lang))))
