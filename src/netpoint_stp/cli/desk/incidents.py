"""`netpoint-stp desk alert`, `noticed`, `maintenance`, `publish`, `end`: problems, planned work, notices (2.4–4.5)."""

from uuid import uuid4

import click

from netpoint_stp.cli.desk.context import Counter
from netpoint_stp.cli.desk.step import meant, one_of, step
from netpoint_stp.desk.outcomes import Outcome
from netpoint_stp.errors import UsageError
from netpoint_stp.moments import parse_moment
from netpoint_stp.policy.alerts.policy import EquipmentOwner
from netpoint_stp.subjects.interruptions import Extent, NoticedBy, Outage, PlannedMaintenance, TroubleWith
from netpoint_stp.wording import LANGUAGES, Language

services_option = click.option("--service", "services", multiple=True, help="A service concerned, else all.")
texts_option = click.option(
    "--text", "texts", multiple=True, help="What else clients should know, as uk=…; once a language."
)


@click.command("alert")
@click.argument("what")
@click.option("--trouble", type=one_of(TroubleWith), required=True, help="What of the Company's has the problem.")
@click.option("--extent", type=one_of(Extent), help="How far it reaches.")
@click.option("--owner", type=one_of(EquipmentOwner), default="company", show_default=True, help="Whose it is.")
@click.option("--noticed", help="When it was noticed, as 2026-11-23T03:00:00+02:00; else now.")
@click.option("--noticed-by", type=one_of(NoticedBy), help="Who noticed it; else not known, and `noticed` can say it.")
@services_option
@step
def alert_command(
    counter: Counter,
    what: str,
    trouble: str,
    extent: str | None,
    owner: str,
    noticed: str | None,
    noticed_by: str | None,
    services: tuple[str, ...],
    key: str | None,
) -> Outcome:
    """Write down a problem that was noticed, and tell the persons concerned WHAT it is (2.5, 4.1.3).

    The same problem again is told by its --key.
    """
    outage = Outage(
        id=key or uuid4().hex,
        noticed_at=counter.now if noticed is None else parse_moment(noticed),
        trouble_with=TroubleWith(trouble),
        extent=meant(Extent, extent),
        services=services,
    )
    whose, who = EquipmentOwner(owner), meant(NoticedBy, noticed_by)
    return counter.desk.alert(outage, what, by=counter.by, owner=whose, noticed_by=who)


@click.command("noticed")
@click.argument("incident_id")
@click.argument("noticed_by", type=one_of(NoticedBy))
@click.option("--began", help="When it began, as found out later: 2026-11-23T02:50:00+02:00.")
@click.option("--owner", type=one_of(EquipmentOwner), help="Whose it turned out to be.")
@step
def noticed_command(
    counter: Counter, incident_id: str, noticed_by: str, began: str | None, owner: str | None, key: str | None
) -> Outcome:
    """Write down who noticed the problem INCIDENT_ID (2.4), and when it began (4.1.2)."""
    return counter.desk.noticed(
        incident_id,
        NoticedBy(noticed_by),
        by=counter.by,
        began_at=None if began is None else parse_moment(began),
        owner=meant(EquipmentOwner, owner),
        key=key,
    )


@click.command("maintenance")
@click.argument("start")
@click.argument("end")
@services_option
@texts_option
@step
def maintenance_command(
    counter: Counter, start: str, end: str, services: tuple[str, ...], texts: tuple[str, ...], key: str | None
) -> Outcome:
    """Publish maintenance planned from START to END on the site (4.5), in three languages."""
    planned = PlannedMaintenance(
        id=key or uuid4().hex, start=parse_moment(start), end=parse_moment(end), services=services
    )
    return counter.desk.publish(planned, _by_language(texts), by=counter.by, key=key)


@click.command("publish")
@click.argument("incident_id")
@click.option("--emergency/--no-emergency", default=None, help="Whether it is an emergency; else not known.")
@texts_option
@step
def publish_command(
    counter: Counter, incident_id: str, emergency: bool | None, texts: tuple[str, ...], key: str | None
) -> Outcome:
    """Publish INCIDENT_ID (N-2) on the site (4.5), or publish it anew."""
    return counter.desk.publish(incident_id, _by_language(texts), by=counter.by, emergency=emergency, key=key)


@click.command("end")
@click.argument("incident_id")
@click.option("--at", help="When it was over, as 2026-11-23T05:00:00+02:00; else now.")
@step
def end_command(counter: Counter, incident_id: str, at: str | None, key: str | None) -> Outcome:
    """Write down that INCIDENT_ID is over."""
    ended = counter.now if at is None else parse_moment(at)
    return counter.desk.end(incident_id, ended, by=counter.by, key=key)


def _by_language(texts: tuple[str, ...]) -> dict[Language, str]:
    told: dict[Language, str] = {}
    for text in texts:
        name, _, words = text.partition("=")
        lang = next((each for each in LANGUAGES if each == name), None)
        if lang is None or not words.strip():
            raise UsageError(f"`{text}` does not say in which language it is; write it as uk=…, ru=… or en=…")
        told[lang] = words
    return told


INCIDENTS = (alert_command, noticed_command, maintenance_command, publish_command, end_command)
