"""`netpoint-stp deadline complaint`: until when a complaint must be answered, explained day by day (3.12)."""

from datetime import datetime
from pathlib import Path

import attrs
import click

from netpoint_stp.cli.options import dumps, json_option, lang_option, profile_option, regulation_of
from netpoint_stp.errors import UsageError
from netpoint_stp.moments import has_offset, in_zone, parse_date, parse_moment, tell_date, tell_moment, zone
from netpoint_stp.regulation import Regulation
from netpoint_stp.rules import Computed
from netpoint_stp.wording import Language, say
from netpoint_stp.working_days import Deadline, NamedCalendar, WorkingCalendar


@click.group("deadline")
def deadline_group() -> None:
    """Deadlines of the regulation."""


@deadline_group.command("complaint")
@click.argument("moment")
@click.option(
    "--calendar", help="Name of a working-day calendar: ukraine, ukraine_peacetime, weekends_only, every_day."
)
@click.option(
    "--calendar-known-until",
    "known_until",
    metavar="DAY",
    help="Last day for which the law behind the calendar is known, as in 2026-10-30; with --source.",
)
@click.option("--source", help="The law, decree or order that says so.")
@click.option("--explain", is_flag=True, help="List the days one by one, with the reason for each.")
@profile_option
@lang_option
@json_option
def complaint_command(
    moment: str,
    calendar: str | None,
    known_until: str | None,
    source: str | None,
    explain: bool,
    profile: Path | None,
    lang: Language,
    as_json: bool,
) -> None:
    """Until when a complaint lodged at MOMENT must be answered.

    MOMENT is date, time and offset, as in 2026-11-20T15:00:00+02:00. Without an offset it is what a clock showed in the
    zone of the profile.
    """
    regulation = _counting(regulation_of(profile, lang), calendar, known_until, source)
    local = zone(regulation.complaints.zone)
    lodged_at = in_zone(parse_moment(moment, local), local)
    computed = regulation.complaint_deadline(lodged_at)
    if as_json:
        click.echo(dumps({"lodged_at": lodged_at.isoformat()} | _record(computed, lang)))
        return
    if not has_offset(moment):
        told = say("cli.local_time", lang, moment=tell_moment(lodged_at, lang), zone=local.key)
        click.secho(told, fg="yellow", err=True)
    lodged_on = lodged_at.date()
    if not computed.edition.holds_on(lodged_on):
        told = say("cli.not_in_force", lang, day=tell_date(lodged_on, lang), name=computed.edition.name)
        click.secho(told, fg="yellow", err=True)
    _tell(computed, explain, lang)


def _counting(regulation: Regulation, calendar: str | None, known_until: str | None, source: str | None) -> Regulation:
    """Return the regulation with the calendar of the options, or its own known until the day that they name."""
    policy = regulation.complaints
    until = None if known_until is None else parse_date(known_until)
    if (until is None) != (source is None):
        raise UsageError("--calendar-known-until and --source belong together: a day, and what makes it known")
    if calendar is not None:
        counting: WorkingCalendar | NamedCalendar = NamedCalendar(calendar, until, source or "")
    else:
        counting = policy.calendar if until is None else policy.calendar.vouching_until(until, source=source or "")
    return attrs.evolve(regulation, complaints=attrs.evolve(policy, calendar=counting))


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
    click.echo(explanation.because[0])  # the calendar, its data, and until when the law is known
    if computed.value.provisional:
        click.echo(say("cli.provisional", lang, doubts="; ".join(computed.value.doubts(lang))))
